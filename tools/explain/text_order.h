/* SPDX-License-Identifier: GPL-2.0 */
/* The side that sent an SMP PDU, where only the place in the pairing tells. */
#ifndef SMPGUARD_TEXT_ORDER_H
#define SMPGUARD_TEXT_ORDER_H

#include "smpg_types.h"

/**
 * struct text_order - how far a pairing is
 * @request, @response: whole PDUs, if their first octets are not 0
 * @last: side of the PDU before, -1 if that is not known
 * @turn: whose turn it is to authenticate
 * @code: the PDU of authentication before
 * @sc: there is a public key
 * @due: of each side, the PDUs of keys that were negotiated, a bit for each code
 */
struct text_order {
	u8 request[7], response[7];
	int last;
	int turn;
	u8 code;
	bool sc;
	u16 due[2];
};

void text_order_begin(struct text_order *o);
bool text_order_fails(const struct text_order *o, const u8 *pdu);
int text_order_side(struct text_order *o, const u8 *pdu);

#endif /* SMPGUARD_TEXT_ORDER_H */
