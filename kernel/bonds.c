// SPDX-License-Identifier: GPL-2.0
/*
 * The bonds of the kernel's own stack, from its lists of keys, which are exact also
 * for bonds that are older than the module. A stack in user space keeps its bonds where
 * the module cannot see them: of these there is what their pairings have shown.
 */
#include <linux/ktime.h>
#include <linux/rculist.h>
#include <linux/spinlock.h>

#include <net/bluetooth/bluetooth.h>
#include <net/bluetooth/hci_core.h>

#include "bonds.h"
#include "links.h"

/* Types of an LTK, which net/bluetooth/smp.h has for the core alone. */
#define LTK_OF_SC	3
#define LTK_OF_DEBUG	4

/* An adapter holds fewer bonds that are in use; the module forgets the others. */
#define KEPT_MAX	64

/* Bonds that stacks in user space have made since the module was loaded */
static struct kept {
	u64 last;		/* when it was needed, in nanoseconds; 0: unused */
	u16 index;		/* of the adapter */
	u8 type;
	u8 address[6];
	struct smpg_bond bond;
} kept[KEPT_MAX];
static DEFINE_SPINLOCK(kept_lock);	/* protects kept */

static struct kept *find_kept(u16 index, u8 type, const u8 *address)
{
	struct kept *k;

	lockdep_assert_held(&kept_lock);

	for (k = kept; k < kept + KEPT_MAX; k++)
		if (k->last && k->index == index && k->type == type &&
		    !memcmp(k->address, address, sizeof(k->address)))
			return k;
	return NULL;
}

static struct kept *oldest(void)
{
	struct kept *k, *found = kept;

	lockdep_assert_held(&kept_lock);

	for (k = kept; k < kept + KEPT_MAX; k++)
		if (k->last < found->last)
			found = k;
	return found;
}

/**
 * smpg_bond_note() - keep the bond that a pairing of a stack in user space leaves
 * @live: the link
 * @v: what happened
 *
 * The bond is kept until the peer pairs anew, until the host has no key for the peer any
 * more, as its controller is told, until the adapter is gone, or the module; and as long
 * as no more than KEPT_MAX others were needed since.
 *
 * Context: any, with @live->lock held.
 */
void smpg_bond_note(struct smpg_live_link *live, const struct smpg_verdict *v)
{
	struct smpg_link *link = &live->link;
	struct smpg_bond bond;
	unsigned long flags;
	struct kept *k;
	u8 address[6];
	u8 type;

	if (!(v->happened & SMPG_COMPLETE) || v->happened & SMPG_FAILED ||
	    !(link->stacks & BIT(SMP_GUARD_STACK_USER)) ||
	    !smpg_pairing_bond(&link->pairing, &bond))
		return;
	type = smpg_link_name(link, address);
	if (type == SMPG_PEER_PRIVATE)
		return;
	spin_lock_irqsave(&kept_lock, flags);
	k = find_kept(live->index, type, address) ?: oldest();
	k->last = ktime_get_boottime_ns();
	k->index = live->index;
	k->type = type;
	memcpy(k->address, address, sizeof(k->address));
	k->bond = bond;
	spin_unlock_irqrestore(&kept_lock, flags);
}

/**
 * smpg_bond_denied() - a host has no key for what its controller asked for
 * @live: the link
 *
 * A peer that asks by EDIV and Rand may ask for any key. Without these it asks for that
 * of a bond of Secure Connections.
 *
 * Context: any, with @live->lock held.
 */
void smpg_bond_denied(struct smpg_live_link *live)
{
	struct smpg_link *link = &live->link;
	unsigned long flags;
	struct kept *k;
	u8 address[6];
	u8 type = smpg_link_name(link, address);

	if (link->identified || smpg_pairing_open(&link->pairing))
		return;
	spin_lock_irqsave(&kept_lock, flags);
	k = find_kept(live->index, type, address);
	if (k && k->bond.sc)
		k->last = 0;
	spin_unlock_irqrestore(&kept_lock, flags);
}

/**
 * smpg_bond_forget() - an adapter is gone, and its index may become another's
 * @index: of the adapter
 *
 * Context: any.
 */
void smpg_bond_forget(u16 index)
{
	unsigned long flags;
	struct kept *k;

	spin_lock_irqsave(&kept_lock, flags);
	for (k = kept; k < kept + KEPT_MAX; k++)
		if (k->index == index)
			k->last = 0;
	spin_unlock_irqrestore(&kept_lock, flags);
}

static void find_of_user(u16 index, u8 type, const u8 *address, struct smpg_bond *bond)
{
	unsigned long flags;
	struct kept *k;

	spin_lock_irqsave(&kept_lock, flags);
	k = find_kept(index, type, address);
	if (k) {
		k->last = ktime_get_boottime_ns();
		*bond = k->bond;
	}
	spin_unlock_irqrestore(&kept_lock, flags);
}

static void find_of_kernel(struct hci_dev *hdev, u8 type, const u8 *address,
			   struct smpg_bond *bond)
{
	u8 wanted = type == SMP_GUARD_ADDRESS_TYPE_PUBLIC ? ADDR_LE_DEV_PUBLIC :
							    ADDR_LE_DEV_RANDOM;
	const struct smp_ltk *ltk;

	list_for_each_entry_rcu(ltk, &hdev->long_term_keys, list) {
		/* An LTK of the debug key is not kept for long. */
		if (ltk->bdaddr_type != wanted || ltk->type == LTK_OF_DEBUG ||
		    memcmp(ltk->bdaddr.b, address, sizeof(ltk->bdaddr.b)))
			continue;
		bond->known = true;
		bond->sc |= ltk->type == LTK_OF_SC;
		bond->authenticated |= !!ltk->authenticated;
		bond->identified |= ltk->type != LTK_OF_SC;
		bond->key_size = max(bond->key_size, ltk->enc_size);
	}
}

/**
 * smpg_bond_find() - look for the bond with a peer over LE
 * @hdev: the adapter
 * @type: type of @address, enum smp_guard_address_type
 * @address: the peer's identity address
 * @bond: to be filled; of several LTKs, with the best of each
 *
 * The kernel keeps its bonds while a stack in user space has the adapter for itself,
 * with bonds of its own.
 *
 * Context: any, under rcu_read_lock().
 */
void smpg_bond_find(struct hci_dev *hdev, u8 type, const u8 *address,
		    struct smpg_bond *bond)
{
	memset(bond, 0, sizeof(*bond));
	if (type == SMP_GUARD_ADDRESS_TYPE_UNKNOWN)
		return;
	if (!hci_dev_test_flag(hdev, HCI_USER_CHANNEL))
		find_of_kernel(hdev, type, address, bond);
	if (!bond->known)
		find_of_user(hdev->id, type, address, bond);
}

/**
 * smpg_link_key_find() - look for the link key of a peer
 * @hdev: the adapter
 * @type: type of @address, enum smp_guard_address_type; only a public one can be that of
 *	a device with BR/EDR
 * @address: the peer's identity address
 * @key: to be filled
 *
 * Context: any, under rcu_read_lock().
 */
void smpg_link_key_find(struct hci_dev *hdev, u8 type, const u8 *address,
			struct smpg_link_key *key)
{
	const struct link_key *k;

	memset(key, 0, sizeof(*key));
	if (type != SMP_GUARD_ADDRESS_TYPE_PUBLIC ||
	    hci_dev_test_flag(hdev, HCI_USER_CHANNEL))
		return;
	list_for_each_entry_rcu(k, &hdev->link_keys, list) {
		if (memcmp(k->bdaddr.b, address, sizeof(k->bdaddr.b)))
			continue;
		key->known = true;
		key->authenticated = k->type == HCI_LK_AUTH_COMBINATION_P192 ||
				     k->type == HCI_LK_AUTH_COMBINATION_P256;
		return;
	}
}
