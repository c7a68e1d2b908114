/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_KEYS_H
#define SPACE_KEYS_H

#include "before.h"

/* Counts of the steps of all seeds, in memory that their processes share. */
struct totals {
	u64 dropped, returned, withheld, own_packets;
	u64 pdus, stopped, keys;
	u64 loans, others, unasked;
};

extern struct totals *totals;

void must(bool holds, const char *what);

void keys_before(const struct step *step);
void keys_check(const struct step *step, const u8 *passed, unsigned int len);
void keys_put_in(unsigned int adapter, const u8 *packet, unsigned int len,
		 unsigned int direction);
bool more_next(u64 n, struct step *step);
void more_as(struct step *step);
void more_check(const struct step *step, const struct answer *answer);
void more_note(const struct step *step);
void loans_before(const struct step *step);
void loans_check(void);

#endif /* SPACE_KEYS_H */
