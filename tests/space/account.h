/* SPDX-License-Identifier: GPL-2.0 */
/* What the rooms keep of a link, for the checks of property.c. */
#ifndef SPACE_ACCOUNT_H
#define SPACE_ACCOUNT_H

#include "before.h"

/* The rooms, their stand-ins and their driver, of before_side.c. */
extern const struct side side;

/**
 * struct account - a link's completions, as the rooms see them
 * @order: tells the link from others with the same handle; 0 for no link
 * @owed: to be returned to the host
 * @lent: one is withheld for a packet of the guard's
 * @in_flight: a packet of the guard's, of which the host shall see no completion
 */
struct account {
	u64 order;
	u16 owed;
	bool lent;
	bool in_flight;
};

void account_of(unsigned int adapter, u16 handle, struct account *to);

#endif /* SPACE_ACCOUNT_H */
