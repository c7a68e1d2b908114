/* SPDX-License-Identifier: GPL-2.0 */
/* The order of the PDUs of authentication (2.3.5.5 to 2.3.5.6.5). */
#ifndef SMPGUARD_ORDER_H
#define SMPGUARD_ORDER_H

#include <stddef.h>

#include "smpg_types.h"

struct pairing;
struct smpg_pairing;
struct step;

/**
 * struct order - how far a pairing has come
 * @next: number of the PDU that is expected next
 * @broken: a PDU was out of turn
 * @doubt: the step of that PDU plus 1, as long as the capture alone may lack the
 *	PDU before it
 * @doubtful: code of the PDU that may be missing
 * @doubtful_side: its sender
 * @skipped: code of the first PDU that the capture lacks, 0 for none
 * @skipped_side: its sender
 */
struct order {
	unsigned int next;
	bool broken;
	size_t doubt;
	u8 doubtful, skipped;
	int doubtful_side, skipped_side;
};

bool order_has(u8 code);
void order_check(struct pairing *p, struct step *step, int side);
void order_excuse(struct pairing *p);
void order_end(struct pairing *p);
void order_refuse(struct pairing *p, int side);
void order_check_keys(struct pairing *p, struct step *step);
int order_due(const struct pairing *p, const struct smpg_pairing *e, u8 *code);

#endif /* SMPGUARD_ORDER_H */
