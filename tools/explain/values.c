// SPDX-License-Identifier: GPL-2.0
#include "pairing.h"

/* Does f4 of what @side sent give its confirm value, with @z? */
static bool fits_f4(const struct values *v, int side, u8 z)
{
	return proof_f4(v->public[side], v->public[!side], v->random[side], z,
			v->confirm[side]);
}

static void note_passkey_bit(struct values *v, unsigned int round, u8 bit)
{
	if (v->passkey == PROOF_NONE)
		v->passkey = 0;
	v->passkey |= bit << round;
}

/* Each round of Passkey Entry gives a bit of the passkey away. */
static bool check_f4(struct pairing *p, int side)
{
	struct values *v = &p->values;
	unsigned int round = v->f4_good / 2;
	bool passkey = pairing_has_passkey(p);
	u8 bit;

	for (bit = 0; bit < 1 + passkey; bit++) {
		if (!fits_f4(v, side, passkey ? 0x80 | bit : 0))
			continue;
		v->f4_good++;
		if (passkey && v->rounds[side] < SMPG_PASSKEY_ROUNDS)
			v->bits[side] |= (u32)bit << v->rounds[side]++;
		if (passkey && !side && round < SMPG_PASSKEY_ROUNDS)
			note_passkey_bit(v, round, bit);
		return true;
	}
	return false;
}

static void take_random(struct pairing *p, struct step *step, int side)
{
	struct values *v = &p->values;

	memcpy(p->legacy.random[side], step->pdu + 1, 16);
	p->legacy.have_random[side] = true;
	memcpy(v->random[side], step->pdu + 1, 16);
	if (!p->sc || p->method == SMP_GUARD_METHOD_OOB ||
	    !v->have_public[0] || !v->have_public[1] || !v->have_confirm[side])
		return;
	v->have_confirm[side] = false;
	/* Two hosts mix their values; and the confirm value may be missing. */
	if (check_f4(p, side) || p->two_hosts || p->lost || p->order.skipped)
		return;
	v->f4_bad++;
	pairing_find_own(p, step, "wrong-confirm", SMP_GUARD_WHY_WRONG_CONFIRM,
			 "2.2.6");
}

static void take_public(struct values *v, const struct step *step, int side)
{
	memcpy(v->public[side], step->pdu + 1, 64);
	v->have_public[side] = true;
}

static void take_confirm(struct pairing *p, const struct step *step, int side)
{
	struct legacy *l = &p->legacy;

	memcpy(l->confirm[side], step->pdu + 1, 16);
	l->have_confirm[side] = true;
	memcpy(p->values.confirm[side], step->pdu + 1, 16);
	p->values.have_confirm[side] = true;
}

/**
 * values_take() - take in a PDU of authentication, and check what it carries
 * @p: the pairing
 * @step: its last step, with a whole PDU
 * @side: the sender, SMPG_INITIATOR or SMPG_RESPONDER
 */
void values_take(struct pairing *p, struct step *step, int side)
{
	switch (step->pdu[0]) {
	case SMPG_PAIRING_PUBLIC_KEY:
		take_public(&p->values, step, side);
		break;
	case SMPG_PAIRING_CONFIRM:
		take_confirm(p, step, side);
		break;
	case SMPG_PAIRING_DHKEY_CHECK:
		memcpy(p->values.check[side], step->pdu + 1, 16);
		p->values.have_check[side] = true;
		break;
	case SMPG_PAIRING_RANDOM:
		take_random(p, step, side);
		break;
	}
}

/**
 * values_take_features() - take in a Pairing Request or a Pairing Response
 * @p: the pairing
 * @pdu: any whole PDU
 * @tx: this host sent it
 */
void values_take_features(struct pairing *p, const u8 *pdu, bool tx)
{
	if (pdu[0] == SMPG_PAIRING_REQUEST) {
		memcpy(p->legacy.request, pdu, 7);
		p->requested = true;
		p->request_tx = tx;
		p->sides_known = true;
	} else if (pdu[0] == SMPG_PAIRING_RESPONSE) {
		memcpy(p->legacy.response, pdu, 7);
		if (!p->requested)
			p->request_tx = !tx;
		p->sides_known = true;
	}
}
