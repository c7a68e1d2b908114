/* SPDX-License-Identifier: GPL-2.0 */
/* The values that a peer computes as a pairing goes on; Just Works and Passkey Entry. */
#ifndef SMPG_TEST_ATTACK_PEER_H
#define SMPG_TEST_ATTACK_PEER_H

#include "smpg_types.h"

void peer_forget(bool central, const u8 own[7], const u8 host[7]);
void peer_sees(bool own, const u8 *pdu, size_t len);
void peer_passkey(u32 passkey);
int peer_value(const char *name, u8 *out);

#endif /* SMPG_TEST_ATTACK_PEER_H */
