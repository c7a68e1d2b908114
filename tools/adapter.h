/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SMPGUARD_ADAPTER_H
#define SMPGUARD_ADAPTER_H

#include "smpg_types.h"

/* Both know an adapter only as long as it exists. */
bool adapter_address(unsigned int index, u8 address[6]);
int adapter_index(const u8 address[6]);

#endif /* SMPGUARD_ADAPTER_H */
