// SPDX-License-Identifier: GPL-2.0
#include <linux/atomic.h>

#include "account.h"
#include "links.h"
#include "space.h"

/**
 * account_of() - the completions of a link
 * @adapter: which of the adapters
 * @handle: the link's
 * @to: to be filled; with zeros if there is no such link
 */
void account_of(unsigned int adapter, u16 handle, struct account *to)
{
	struct smpg_live_link *live;

	memset(to, 0, sizeof(*to));
	rcu_read_lock();
	live = smpg_links_find(&space_adapters[adapter], handle);
	if (live) {
		to->order = live->order;
		to->owed = live->credits.owed;
		to->lent = live->credits.lent;
		to->in_flight = live->inject.tx_pending;
	}
	rcu_read_unlock();
}
