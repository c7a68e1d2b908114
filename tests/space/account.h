/* SPDX-License-Identifier: GPL-2.0 */
/* The state that the rooms keep of a link, for the checks of property.c. */
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
 * @is_late: something is owed, lent or to be said, and no work is to see to it
 * @is_up: its adapter is up
 * @is_evident: a host that transmits on the handle has such a link
 * @mid_life: its beginning was not seen
 * @transport: enum smp_guard_transport
 * @bars_unnegotiated: by policy, keys that were not negotiated do not pass
 * @bars_unasked: by policy, and without a window, a pairing that the peer starts, and
 *	for which this host did not ask, does not begin
 * @bars_weak: by policy, weak keys of hosts in user space do not pass
 */
struct account {
	u64 order;
	u16 owed;
	bool lent;
	bool in_flight;
	bool is_late;
	bool is_up;
	bool is_evident;
	bool mid_life;
	u8 transport;
	bool bars_unnegotiated;
	bool bars_unasked;
	bool bars_weak;
};

enum findings {
	SMPG_CHANGED,	/* PDUs that shall not be received as transmitted */
	SMPG_STOPPED,	/* PDUs that shall not be received */
};

void account_of(unsigned int adapter, u16 handle, struct account *to);
u64 findings(enum findings which);

void other_bond(unsigned int adapter, unsigned int n, u8 type, const u8 *address,
		u8 noise);
void other_window(unsigned int adapter, const u8 *address, u8 type,
		  unsigned int seconds);
bool other_window_for(u16 index, u8 type, const u8 *address);
void other_gone(unsigned int adapter);
void other_ask_for_windows(void);

#endif /* SPACE_ACCOUNT_H */
