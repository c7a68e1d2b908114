/* SPDX-License-Identifier: GPL-2.0 */
/* Values that were made unreadable by zeros in their place. */
#ifndef SMPGUARD_ZEROS_H
#define SMPGUARD_ZEROS_H

#include "pairing.h"

bool zeros_hide(struct pairing *p, const struct hci_packet *packet, const u8 *pdu,
		size_t len, u8 *filled);

#endif /* SMPGUARD_ZEROS_H */
