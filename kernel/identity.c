// SPDX-License-Identifier: GPL-2.0
/*
 * Resolve private addresses (Vol 6, Part B, 1.3.2.2) of peers whose IRK the
 * kernel's stack knows, and of peers that distributed an IRK while we watched.
 * The latter IRKs are kept to resolve addresses only, and wiped when they are
 * dropped.
 */
#include <linux/rculist.h>
#include <linux/slab.h>

#include <net/bluetooth/bluetooth.h>
#include <net/bluetooth/hci_core.h>

#include "counters.h"
#include "identity.h"
#include "smpg_aes.h"

#define IDENTITIES_MAX	256

struct identity {
	struct list_head list;
	struct rcu_head rcu;
	u8 irk[SMPG_KEY_LEN];
	u8 type;
	u8 address[6];
};

/* Newest first; lookups run under RCU and take no lock. */
static LIST_HEAD(identities);
static DEFINE_SPINLOCK(identities_lock);	/* protects identities, count */
static unsigned int count;

/* Random address hash function ah (2.2.2); all octets as on the air. */
static bool resolves(const u8 *irk, const u8 *rpa)
{
	u8 block[16] = {};

	memcpy(block, rpa + 3, 3);
	smpg_e(irk, block);
	return !memcmp(block, rpa, 3);
}

static bool is_rpa(u8 type, const u8 *address)
{
	return type == SMP_GUARD_ADDRESS_TYPE_RANDOM &&
	       (address[5] & 0xc0) == 0x40;
}

/**
 * smpg_identity_find() - resolve the address of a new link's peer
 * @hdev: the adapter
 * @link: the link; its identity is set if the address resolves
 *
 * Context: any, under rcu_read_lock().
 */
void smpg_identity_find(struct hci_dev *hdev, struct smpg_link *link)
{
	const struct identity *known;
	const struct smp_irk *irk;

	if (!is_rpa(link->peer_type, link->peer))
		return;

	list_for_each_entry_rcu(irk, &hdev->identity_resolving_keys, list) {
		if (!resolves(irk->val, link->peer))
			continue;
		smpg_link_identify(link, irk->addr_type == ADDR_LE_DEV_PUBLIC ?
					 SMP_GUARD_ADDRESS_TYPE_PUBLIC :
					 SMP_GUARD_ADDRESS_TYPE_RANDOM,
				   irk->bdaddr.b);
		return;
	}
	list_for_each_entry_rcu(known, &identities, list) {
		if (!resolves(known->irk, link->peer))
			continue;
		smpg_link_identify(link, known->type, known->address);
		return;
	}
}

/**
 * smpg_identity_judge() - is the kernel about to offer an IRK that is weak?
 * @hdev: the adapter
 * @keys: key distribution that this side offers, enum smp_guard_key_dist
 * @policy: the actions to take
 * @v: the verdict
 *
 * Context: any.
 * Return: true if IdKey must be masked; @v says why.
 */
bool smpg_identity_judge(const struct hci_dev *hdev, u8 keys,
			 const struct smpg_policy *policy,
			 struct smpg_verdict *v)
{
	if (!(keys & SMP_GUARD_KEY_DIST_IDKEY) ||
	    !hci_dev_test_flag(hdev, HCI_PRIVACY))
		return false;
	smpg_irk_judge(hdev->irk, policy, v);
	return v->nr;
}

static void free_identity(struct rcu_head *rcu)
{
	kfree_sensitive(container_of(rcu, struct identity, rcu));
}

static void drop(struct identity *known)
{
	lockdep_assert_held(&identities_lock);

	list_del_rcu(&known->list);
	count--;
	call_rcu(&known->rcu, free_identity);
}

/**
 * smpg_identity_learn() - a peer has distributed its IRK and identity address
 * @irk: from Identity Information
 * @link: with the identity from Identity Address Information
 *
 * Context: any.
 */
void smpg_identity_learn(const u8 *irk, const struct smpg_link *link)
{
	struct identity *fresh, *known, *next;
	unsigned long flags;

	/* An IRK of zeroes stands for no IRK (3.6.4). */
	if (!memchr_inv(irk, 0, SMPG_KEY_LEN))
		return;
	fresh = kmalloc(sizeof(*fresh), GFP_ATOMIC);
	if (!fresh) {
		smpg_count(SMPG_FRAMES_STARVED);
		return;
	}
	memcpy(fresh->irk, irk, sizeof(fresh->irk));
	fresh->type = link->identity_type;
	memcpy(fresh->address, link->identity, sizeof(fresh->address));

	spin_lock_irqsave(&identities_lock, flags);
	/* Another IRK of that identity may be a stranger's, or this one may. */
	list_for_each_entry_safe(known, next, &identities, list)
		if (known->type == fresh->type &&
		    !memcmp(known->address, fresh->address,
			    sizeof(fresh->address)) &&
		    !memcmp(known->irk, fresh->irk, sizeof(fresh->irk)))
			drop(known);
	if (count == IDENTITIES_MAX)
		drop(list_last_entry(&identities, struct identity, list));
	list_add_rcu(&fresh->list, &identities);
	count++;
	spin_unlock_irqrestore(&identities_lock, flags);
}

/**
 * smpg_identity_exit() - forget all identities, after the last link
 */
void smpg_identity_exit(void)
{
	struct identity *known, *next;
	unsigned long flags;

	spin_lock_irqsave(&identities_lock, flags);
	list_for_each_entry_safe(known, next, &identities, list)
		drop(known);
	spin_unlock_irqrestore(&identities_lock, flags);
	rcu_barrier();
}
