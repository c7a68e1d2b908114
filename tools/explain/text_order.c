// SPDX-License-Identifier: GPL-2.0
/* The order of the PDUs is that of Vol 3, Part H, 2.3.5 and 3.6.1. */
#include "smpg_engine.h"
#include "text_order.h"

static u16 due_of(u8 dist)
{
	u16 due = 0;
	u8 code;

	for (code = 1; code <= SMPG_PDU_MAX; code++)
		if (smpg_pdu_key_dist(code) & dist)
			due |= BIT(code);
	return due;
}

/* The initiator begins each kind; then they take turns. */
static int take_turn(struct text_order *o, u8 code, const u8 *next)
{
	if (code != o->code)
		o->turn = SMPG_INITIATOR;
	/* Just Works and Numeric Comparison have one confirm value, the responder's. */
	if (code == SMPG_PAIRING_CONFIRM && o->sc && code != o->code &&
	    !(next && next[0] == SMPG_PAIRING_CONFIRM))
		o->turn = SMPG_RESPONDER;
	o->code = code;
	o->turn = !o->turn;
	return !o->turn;
}

static int sender(struct text_order *o, const u8 *pdu, const u8 *next)
{
	int side;

	switch (pdu[0]) {
	case SMPG_PAIRING_REQUEST:
		memset(o, 0, sizeof(*o));
		return SMPG_INITIATOR;
	case SMPG_PAIRING_RESPONSE:
		o->due[SMPG_INITIATOR] = due_of(pdu[5]);
		o->due[SMPG_RESPONDER] = due_of(pdu[6]);
		return SMPG_RESPONDER;
	case SMPG_SECURITY_REQUEST:
		return SMPG_RESPONDER;
	case SMPG_PAIRING_PUBLIC_KEY:
		o->sc = true;
		/* fall through */
	case SMPG_PAIRING_CONFIRM:
	case SMPG_PAIRING_RANDOM:
	case SMPG_PAIRING_DHKEY_CHECK:
		return take_turn(o, pdu[0], next);
	case SMPG_PAIRING_FAILED:
		/* The answer to the PDU before */
		return !o->last;
	}
	for (side = SMPG_RESPONDER; side >= SMPG_INITIATOR; side--)
		if (o->due[side] & BIT(pdu[0])) {
			o->due[side] &= ~BIT(pdu[0]);
			return side;
		}
	return -1;
}

/**
 * text_order_side() - which side sent a PDU
 * @o: what came before
 * @pdu: a whole one
 * @next: the PDU that follows it, or NULL
 *
 * Return: SMPG_INITIATOR, SMPG_RESPONDER, or -1 if the order does not tell.
 */
int text_order_side(struct text_order *o, const u8 *pdu, const u8 *next)
{
	int side = sender(o, pdu, next);

	if (side >= 0)
		o->last = side;
	return side;
}
