/* SPDX-License-Identifier: GPL-2.0 */
/* Packets whose link the text does not print, until something else tells it */
#ifndef SMPGUARD_TEXT_HOLD_H
#define SMPGUARD_TEXT_HOLD_H

#include "capture.h"
#include "text_order.h"

/* Octets of a packet that is printed as such; one that pairs is shorter. */
#define DUMP_MAX	512

#define ADAPTERS	4
/* The packets of so many adapters are counted. */
#define NUMBERED	16
#define HANDLES		8
#define HELD_MAX	256
#define DIGITS		5

/*
 * LINK_ELIDED: the handle does not fit in the line, but for its first digits.
 * LINK_AMBIGUOUS: and there are several links that it may be.
 * LINK_NONE: there is no such line, so that the direction is not known either.
 */
enum link_known { LINK_PRINTED, LINK_ELIDED, LINK_AMBIGUOUS, LINK_NONE };

struct held;

/* The links of an adapter that were seen, and have not ended */
struct known {
	size_t nr;
	bool several;
	u16 handles[HANDLES];
};

/**
 * struct hold - packets that wait, in their order
 * @known: the links of each adapter
 * @packets, @nr: those that wait, which all do as long as one of them has no link
 * @headed: the first line of an ACL packet was seen: an SMP PDU without one is an
 *	excerpt from what is there
 * @adapter, @peripheral: of the latest link that began, if @met
 * @assumed: it was said that directions are assumed
 * @order: what they are assumed from
 */
struct hold {
	struct capture *c;
	struct known known[ADAPTERS];
	struct held *packets;
	size_t nr;
	bool headed;
	bool met;
	u16 adapter;
	bool peripheral;
	bool assumed;
	struct text_order order;
};

void hold_note(struct hold *h, u16 adapter, u16 handle, bool begins);
void hold_forget(struct hold *h, u16 adapter, u16 handle);
enum link_known hold_recall(const struct hold *h, u16 adapter, const char *digits,
			    u16 *handle);
void hold_headed(struct hold *h);
void hold_packet(struct hold *h, const struct hci_packet *p, enum link_known known,
		 const char *digits);
void hold_flush(struct hold *h);

#endif /* SMPGUARD_TEXT_HOLD_H */
