/* SPDX-License-Identifier: GPL-2.0 */
/* Signatures of ATT PDUs. */
#ifndef SMPG_SIGN_H
#define SMPG_SIGN_H

#include <linux/types.h>

bool smpg_sign(const u8 *from, const u8 *to, u8 *pdu, size_t len);

#endif /* SMPG_SIGN_H */
