// SPDX-License-Identifier: GPL-2.0
/* What the owner and the kernel's own stack do beside the steps: windows, bonds. */
#include <linux/ktime.h>
#include <net/bluetooth/hci_core.h>

#include "account.h"
#include "policy.h"
#include "space.h"
#include "window.h"

#define BONDS	4

static struct smp_ltk ltks[ADAPTERS][BONDS];
static struct link_key link_keys[ADAPTERS][BONDS];

static void list_once(struct list_head *list, struct list_head *to)
{
	if (!list->next)
		list_add_tail_rcu(list, to);
}

/**
 * other_bond() - the kernel's stack has a bond with a peer, or another one
 * @adapter: which of the adapters
 * @n: which of its bonds
 * @type: type of @address, 0 public, 1 random
 * @address: the peer's
 * @noise: decides what its keys are like
 */
void other_bond(unsigned int adapter, unsigned int n, u8 type, const u8 *address,
		u8 noise)
{
	struct hci_dev *hdev = &space_adapters[adapter];
	struct smp_ltk *ltk = &ltks[adapter][n % BONDS];
	struct link_key *key = &link_keys[adapter][n % BONDS];

	memcpy(ltk->bdaddr.b, address, 6);
	ltk->bdaddr_type = type ? ADDR_LE_DEV_RANDOM : ADDR_LE_DEV_PUBLIC;
	ltk->authenticated = noise & 1;
	ltk->type = noise >> 1 & 3;
	ltk->enc_size = 7 + (noise >> 3) % 10;
	list_once(&ltk->list, &hdev->long_term_keys);
	memcpy(key->bdaddr.b, address, 6);
	key->type = 4 + (noise & 3);
	list_once(&key->list, &hdev->link_keys);
}

/* ---- Windows, as this file knows them ---- */

static struct smpg_window windows[SMPG_WINDOWS_MAX];
static unsigned int nr;

/**
 * other_window() - the owner opens a window, or closes it
 * @adapter: for which of the adapters; ADAPTERS for all
 * @address: of the peer; NULL for all
 * @type: of @address, 0 public, 1 random
 * @seconds: how long; 0 to close it
 */
void other_window(unsigned int adapter, const u8 *address, u8 type,
		  unsigned int seconds)
{
	static const u16 ids[ADAPTERS + 1] = ADAPTER_IDS;
	struct smpg_window w = {
		.any_adapter = adapter == ADAPTERS,
		.index = ids[adapter],
		.seconds = seconds,
	};
	unsigned int i;

	if (address) {
		w.type = type ? SMP_GUARD_ADDRESS_TYPE_RANDOM :
				SMP_GUARD_ADDRESS_TYPE_PUBLIC;
		memcpy(w.address, address, sizeof(w.address));
	}
	for (i = 0; i < nr; i++)
		if (windows[i].any_adapter == w.any_adapter &&
		    windows[i].index == w.index && windows[i].type == w.type &&
		    !memcmp(windows[i].address, w.address, sizeof(w.address)))
			break;
	if (!seconds) {
		smpg_window_close(&w);
	} else {
		SPACE_NEVER(i == SMPG_WINDOWS_MAX);
		SPACE_NEVER(smpg_window_open(&w));
	}
	w.until = seconds ? ktime_get_boottime_ns() + seconds * 1000000000ULL : 0;
	windows[i] = w;
	nr = nr > i + 1 ? nr : i + 1;
}

/**
 * other_window_for() - is a window open?
 * @index: index of the adapter
 * @type: enum smp_guard_address_type
 * @address: the peer's identity, as far as it is known
 */
bool other_window_for(u16 index, u8 type, const u8 *address)
{
	unsigned int i;

	for (i = 0; i < nr; i++)
		if (windows[i].until > ktime_get_boottime_ns() &&
		    (windows[i].any_adapter || windows[i].index == index) &&
		    (!windows[i].type ||
		     (windows[i].type == type &&
		      !memcmp(windows[i].address, address, 6))))
			return true;
	return false;
}

/* An adapter that is gone takes its windows along. */
void other_gone(unsigned int adapter)
{
	static const u16 ids[ADAPTERS] = ADAPTER_IDS;
	unsigned int i;

	for (i = 0; i < nr; i++)
		if (!windows[i].any_adapter && windows[i].index == ids[adapter])
			windows[i].until = 0;
}

/* From now on, peers start a pairing only in a window. */
void other_ask_for_windows(void)
{
	struct smpg_entry entry = { .scope.kind = SMPG_SCOPE_DEFAULT };
	struct smpg_table *draft = smpg_policy_draft(true, 1);

	SPACE_NEVER(!draft);
	entry.part.sets = SMPG_SETS_RULE(SMP_GUARD_RULE_UNSOLICITED_PAIRING);
	entry.part.value.action[SMP_GUARD_RULE_UNSOLICITED_PAIRING] =
		SMP_GUARD_ACTION_REJECT;
	SPACE_NEVER(smpg_policy_put(draft, &entry));
	smpg_policy_commit(draft);
}
