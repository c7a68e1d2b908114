// SPDX-License-Identifier: GPL-2.0
/* The keys and values of a pairing, compared with each other. */
#include "pairing.h"
#include "smpg_aes.h"

/* A listener can compute the STK of TK 0 with s1 (2.2.4): is this the LTK? */
static bool is_s1_of_zero(const struct smpg_secrets *s, const u8 *ltk,
			  size_t size)
{
	static const u8 tk[SMPG_KEY_LEN];
	u8 stk[SMPG_KEY_LEN];
	bool same;

	if (!s->have_random[SMPG_INITIATOR] || !s->have_random[SMPG_RESPONDER])
		return false;
	memcpy(stk, s->random[SMPG_INITIATOR], 8);
	memcpy(stk + 8, s->random[SMPG_RESPONDER], 8);
	smpg_e(tk, stk);
	same = !memcmp(ltk, stk, size);
	smpg_wipe(stk, sizeof(stk));
	return same;
}

/* f4 (2.2.6): AES-CMAC of U, V and Z by X, all in the order of the air. */
static void f4(const u8 *u, const u8 *v, const u8 *x, u8 z, u8 out[SMPG_KEY_LEN])
{
	u8 key[SMPG_KEY_LEN], sum[SMPG_KEY_LEN] = { }, last[SMPG_KEY_LEN] = { };
	const u8 *from;
	int n, i;

	smpg_swap128(key, x);
	for (n = 0; n < 4; n++) {
		from = (n < 2 ? u : v) + 31 - 16 * (n & 1);
		for (i = 0; i < SMPG_KEY_LEN; i++)
			sum[i] ^= from[-i];
		smpg_aes128(key, sum);
	}
	/* Z alone is left for the last block. */
	smpg_aes128(key, last);
	smpg_double128(last);
	smpg_double128(last);
	last[0] ^= z;
	last[1] ^= 0x80;
	for (i = 0; i < SMPG_KEY_LEN; i++)
		sum[i] ^= last[i];
	smpg_aes128(key, sum);
	smpg_swap128(out, sum);
}

/* The least Z of a side's commitment, and how many there are; 0 if it makes none. */
static unsigned int commitments(const struct smpg_pairing *p, unsigned int side, u8 *z)
{
	switch (p->method) {
	case SMP_GUARD_METHOD_JUST_WORKS:
	case SMP_GUARD_METHOD_NUMERIC_COMPARISON:
		*z = 0;
		return side == SMPG_RESPONDER;
	case SMP_GUARD_METHOD_PASSKEY_INITIATOR_DISPLAYS:
	case SMP_GUARD_METHOD_PASSKEY_RESPONDER_DISPLAYS:
	case SMP_GUARD_METHOD_PASSKEY_BOTH_INPUT:
		*z = 0x80;
		return 2;
	}
	return 0;
}

/**
 * smpg_pairing_proven() - does a side's random value fit its confirm value?
 * @p: the pairing, which has taken both
 * @side: SMPG_INITIATOR or SMPG_RESPONDER
 *
 * Secure Connections commits to public keys, a random value and one bit of the passkey,
 * all of which but that bit are transmitted. In legacy pairing the commitment is over
 * the addresses, too, of which the guard is not certain.
 *
 * Return: false only if it is certain that the value does not fit.
 */
bool smpg_pairing_proven(const struct smpg_pairing *p, unsigned int side)
{
	const u16 key = BIT(SMPG_PAIRING_PUBLIC_KEY);
	unsigned int nr;
	u8 value[SMPG_KEY_LEN], z;

	if (!p->sc || !p->known || !p->answered || p->over || p->two_hosts ||
	    p->out_of_turn || !(p->authentication[0] & p->authentication[1] & key) ||
	    !(p->authentication[side] & BIT(SMPG_PAIRING_CONFIRM)))
		return true;
	nr = commitments(p, side, &z);
	if (!nr)
		return true;
	for (; nr; nr--, z++) {
		f4(p->values[side][0], p->values[!side][0], p->values[side][2], z, value);
		if (!memcmp(value, p->values[side][1], sizeof(value)))
			return true;
	}
	return false;
}

/**
 * smpg_pairing_same_key() - does a key repeat another of its pairing?
 * @p: the pairing
 * @direction: enum smp_guard_direction
 * @pdu: a whole key distribution PDU
 *
 * A device has the same IRK in every pairing, and a peer that knows the IRK
 * from an earlier pairing can send it back first: an IRK is compared with keys
 * of the same side only.
 *
 * Return: SMP_GUARD_WHY_EQUALS_KEY, _STK or _S1, or SMP_GUARD_WHY_NONE.
 */
u8 smpg_pairing_same_key(const struct smpg_pairing *p, u8 direction,
			 const u8 *pdu)
{
	const struct smpg_secrets *s = &p->secrets;
	unsigned int own = smpg_pairing_side(p, direction);
	int secret = smpg_secret_of(smpg_pdu_key(pdu[0]));
	size_t size = smpg_pairing_ltk_size(p);
	unsigned int side;
	int i;

	if (secret < 0)
		return SMP_GUARD_WHY_NONE;
	/* An STK and an LTK end where the negotiated size does. */
	if (s->have_stk && !memcmp(pdu + 1, s->stk, size))
		return SMP_GUARD_WHY_EQUALS_STK;
	if (!secret && is_s1_of_zero(s, pdu + 1, size))
		return SMP_GUARD_WHY_EQUALS_S1;

	for (side = SMPG_INITIATOR; side <= SMPG_RESPONDER; side++) {
		for (i = 0; i < 3; i++) {
			bool ltk = !i || !secret;

			if (!(s->have[side] & BIT(i)) ||
			    (side == own && i == secret) ||
			    (side != own && (i == 1 || secret == 1)))
				continue;
			if (!memcmp(pdu + 1, s->key[side][i],
				    ltk ? size : SMPG_KEY_LEN))
				return SMP_GUARD_WHY_EQUALS_KEY;
		}
	}
	return SMP_GUARD_WHY_NONE;
}
