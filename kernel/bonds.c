// SPDX-License-Identifier: GPL-2.0
/*
 * The bonds of the kernel's own stack, from its lists of keys, which are exact also
 * for bonds that are older than the module. A stack in user space that has the
 * adapter for itself keeps its bonds where the module cannot see them.
 */
#include <linux/rculist.h>

#include <net/bluetooth/bluetooth.h>
#include <net/bluetooth/hci_core.h>

#include "bonds.h"

/* Types of an LTK, which net/bluetooth/smp.h has for the core alone. */
#define LTK_OF_SC	3
#define LTK_OF_DEBUG	4

/**
 * smpg_bond_find() - look for the bond with a peer over LE
 * @hdev: the adapter
 * @type: type of @address, enum smp_guard_address_type
 * @address: the peer's identity address
 * @bond: to be filled; of several LTKs, with the best of each
 *
 * Context: any, under rcu_read_lock().
 */
void smpg_bond_find(struct hci_dev *hdev, u8 type, const u8 *address,
		    struct smpg_bond *bond)
{
	u8 wanted = type == SMP_GUARD_ADDRESS_TYPE_PUBLIC ? ADDR_LE_DEV_PUBLIC :
							    ADDR_LE_DEV_RANDOM;
	const struct smp_ltk *ltk;

	memset(bond, 0, sizeof(*bond));
	if (type == SMP_GUARD_ADDRESS_TYPE_UNKNOWN)
		return;
	list_for_each_entry_rcu(ltk, &hdev->long_term_keys, list) {
		/* An LTK of the debug key is not kept for long. */
		if (ltk->bdaddr_type != wanted || ltk->type == LTK_OF_DEBUG ||
		    memcmp(ltk->bdaddr.b, address, sizeof(ltk->bdaddr.b)))
			continue;
		bond->known = true;
		bond->sc |= ltk->type == LTK_OF_SC;
		bond->authenticated |= !!ltk->authenticated;
		bond->key_size = max(bond->key_size, ltk->enc_size);
	}
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
	if (type != SMP_GUARD_ADDRESS_TYPE_PUBLIC)
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
