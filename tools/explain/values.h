/* SPDX-License-Identifier: GPL-2.0 */
/* The values of authentication: do they fit each other? */
#ifndef SMPGUARD_VALUES_H
#define SMPGUARD_VALUES_H

#include "smpg_types.h"

struct pairing;
struct step;

/**
 * struct values - the content of the PDUs of authentication, by side
 * @passkey: of Secure Connections, from the confirm values; PROOF_NONE if not
 * @number: of Numeric Comparison, what both displays show; PROOF_NONE if not
 * @ltk: that this host handed to its controller, if @have_ltk
 * @bits: of the passkey that each side used, from the first round on
 * @rounds: number of these
 * @f4_good: number of Secure Connections' confirm values that fit
 * @f4_bad: number of those that do not
 */
struct values {
	u8 public[2][64];
	bool have_public[2];
	u8 confirm[2][16];
	bool have_confirm[2];
	u8 random[2][16];
	u8 check[2][16];
	bool have_check[2];
	u8 ltk[16];
	bool have_ltk;
	int passkey;
	int number;
	u32 bits[2];
	u8 rounds[2];
	unsigned int f4_good, f4_bad;
};

void values_take(struct pairing *p, struct step *step, int side);
void values_take_features(struct pairing *p, const u8 *pdu, bool tx);

#endif /* SMPGUARD_VALUES_H */
