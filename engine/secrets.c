// SPDX-License-Identifier: GPL-2.0
/* The keys of a pairing, compared with each other. */
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
