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

/* Passkey Entry of Secure Connections (Table 2.8), in which both sides confirm */
static bool both_confirm(const struct text_order *o)
{
	static const u8 keyboard = BIT(2) | BIT(4), yes_no = BIT(1) | BIT(4), none = BIT(3);
	u8 initiator = BIT(o->request[1] & 7), responder = BIT(o->response[1] & 7);

	return (o->request[3] | o->response[3]) & SMPG_AUTH_MITM &&
	       (initiator | responder) & keyboard && !((initiator | responder) & none) &&
	       !(initiator & yes_no && responder & yes_no);
}

/* The initiator begins each kind of PDU; then the two take turns. */
static int take_turn(struct text_order *o, u8 code)
{
	bool alone = code == SMPG_PAIRING_CONFIRM && o->sc && !both_confirm(o);

	if (alone && (!o->request[0] || !o->response[0]))
		return -1;
	if (alone)
		return SMPG_RESPONDER;
	if (code != o->code)
		o->turn = SMPG_INITIATOR;
	o->code = code;
	o->turn = !o->turn;
	return !o->turn;
}

static int take_key(struct text_order *o, u8 code)
{
	int side;

	for (side = SMPG_RESPONDER; side >= SMPG_INITIATOR; side--)
		if (code <= SMPG_PDU_MAX && o->due[side] & BIT(code)) {
			o->due[side] &= ~BIT(code);
			return side;
		}
	return -1;
}

static int sender(struct text_order *o, const u8 *pdu)
{
	switch (pdu[0]) {
	case SMPG_PAIRING_REQUEST:
		text_order_begin(o);
		memcpy(o->request, pdu, sizeof(o->request));
		return SMPG_INITIATOR;
	case SMPG_PAIRING_RESPONSE:
		memcpy(o->response, pdu, sizeof(o->response));
		o->due[SMPG_INITIATOR] = due_of(pdu[5]);
		o->due[SMPG_RESPONDER] = due_of(pdu[6]);
		return SMPG_RESPONDER;
	case SMPG_SECURITY_REQUEST:
		return SMPG_RESPONDER;
	case SMPG_PAIRING_PUBLIC_KEY:
		o->sc = true;
		return take_turn(o, pdu[0]);
	case SMPG_PAIRING_CONFIRM:
	case SMPG_PAIRING_RANDOM:
	case SMPG_PAIRING_DHKEY_CHECK:
		return take_turn(o, pdu[0]);
	case SMPG_PAIRING_FAILED:
		/* The answer to the PDU before */
		return o->last < 0 ? -1 : !o->last;
	}
	return take_key(o, pdu[0]);
}

void text_order_begin(struct text_order *o)
{
	memset(o, 0, sizeof(*o));
	o->last = -1;
}

/**
 * text_order_side() - which side sent a PDU
 * @o: what came before
 * @pdu: a whole one
 *
 * Return: SMPG_INITIATOR, SMPG_RESPONDER, or -1 if the order does not tell.
 */
int text_order_side(struct text_order *o, const u8 *pdu)
{
	o->last = sender(o, pdu);
	return o->last;
}

/**
 * text_order_fails() - does a PDU end a pairing that either side may have ended?
 * @o: what came before
 * @pdu: a whole one
 *
 * Once the features are exchanged, each side may refuse at any time.
 */
bool text_order_fails(const struct text_order *o, const u8 *pdu)
{
	return pdu[0] == SMPG_PAIRING_FAILED && o->code;
}
