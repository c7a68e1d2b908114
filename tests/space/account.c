// SPDX-License-Identifier: GPL-2.0
#include <linux/atomic.h>

#include "account.h"
#include "counters.h"
#include "host.h"
#include "links.h"
#include "policy.h"
#include "space.h"

static void add_policy(struct smpg_live_link *live, struct account *to)
{
	struct smpg_policy policy;
	const u8 *peer;
	u8 type = smpg_link_identity(&live->link, &peer);

	smpg_policy_of(live->hdev, type, peer, &policy);
	to->bars_unnegotiated =
		policy.action[SMP_GUARD_RULE_UNNEGOTIATED_KEY] >=
		SMP_GUARD_ACTION_MASK;
	to->bars_unasked =
		policy.action[SMP_GUARD_RULE_UNSOLICITED_PAIRING] ==
		SMP_GUARD_ACTION_REJECT &&
		!other_window_for(live->index, type, peer);
	to->bars_weak = policy.action[SMP_GUARD_RULE_WEAK_KEY] >=
			SMP_GUARD_ACTION_REPAIR;
}

static bool is_late(const struct smpg_live_link *live)
{
	bool injects = live->inject.peer_reason || live->inject.host_reason ||
		       live->credits.lent;

	return (live->credits.owed && !space_is_pending("credits_work")) ||
	       (injects && !space_is_pending("inject_work"));
}

/**
 * account_of() - what the rooms keep of a link
 * @adapter: which of the adapters
 * @handle: the link's
 * @to: to be filled; with zeros if there is no such link
 */
void account_of(unsigned int adapter, u16 handle, struct account *to)
{
	struct hci_dev *hdev = &space_adapters[adapter];
	struct smpg_live_link *live;

	memset(to, 0, sizeof(*to));
	rcu_read_lock();
	to->is_up = smpg_adapter_up(hdev);
	to->is_evident = smpg_links_evident(hdev, handle);
	live = smpg_links_find(hdev, handle);
	if (live) {
		to->order = live->order;
		to->owed = live->credits.owed;
		to->lent = live->credits.lent;
		to->in_flight = live->inject.tx_pending;
		to->is_late = is_late(live);
		to->mid_life = live->link.mid_life;
		to->transport = live->link.transport;
		add_policy(live, to);
	}
	rcu_read_unlock();
}

/**
 * findings() - how often rules had an effect
 * @which: of which kind
 *
 * Return: the number since the module was loaded.
 */
u64 findings(enum findings which)
{
	unsigned int rule, action;
	u64 sum = 0;

	for (rule = 0; rule < __SMP_GUARD_RULE_MAX; rule++)
		for (action = which == SMPG_STOPPED ? SMP_GUARD_ACTION_MASK :
						      SMP_GUARD_ACTION_REPAIR;
		     action < __SMP_GUARD_ACTION_MAX; action++)
			sum += smpg_counters.n[SMPG_RULES +
					       rule * __SMP_GUARD_ACTION_MAX +
					       action];
	return which == SMPG_STOPPED ? sum :
				       sum + smpg_counters.n[SMPG_MASKED];
}
