/* SPDX-License-Identifier: GPL-2.0 */
/* The cryptography of pairing, as far as a listener can do it. */
#ifndef SMPGUARD_PROOF_H
#define SMPGUARD_PROOF_H

#include "smpg_types.h"

#define PROOF_NONE	-1	/* no value fits */
#define PROOF_UNKNOWN	-2	/* the capture is not enough to tell */

/**
 * struct legacy - PDUs of legacy pairing, in the order of the air
 *
 * Arrays are by side, initiator first.
 */
struct legacy {
	u8 request[7], response[7];
	u8 confirm[2][16], random[2][16];
	bool have_confirm[2], have_random[2];
	u8 stk[16];
	bool have_stk;
	u8 key_size;
	u8 address[2][6];	/* found by proof_legacy() */
};

int proof_legacy(struct legacy *l, int side, const u8 *peer, int first, int last);
bool proof_stk(const struct legacy *l, int tk);
bool proof_f4(const u8 u[32], const u8 v[32], const u8 x[16], u8 z,
	      const u8 want[16]);
int proof_g2(const u8 u[32], const u8 v[32], const u8 x[16], const u8 y[16]);
bool proof_on_curve(const u8 key[64]);

#endif /* SMPGUARD_PROOF_H */
