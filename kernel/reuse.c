// SPDX-License-Identifier: GPL-2.0
/*
 * Keys and values that were transmitted before, remembered by a keyed hash alone.
 * An LTK or CSRK belongs to one peer, this host's IRK to one adapter, and a peer's
 * IRK to one identity address; a random value or a public key belongs to one
 * pairing. Sent and received ones are kept apart: two adapters of one machine may
 * pair with each other, and no peer must be able to make us forget what this host
 * sent. Values are kept apart from keys, since a passkey takes 20 of each side.
 */
#include <linux/random.h>
#include <linux/siphash.h>

#include <net/bluetooth/bluetooth.h>
#include <net/bluetooth/hci_core.h>

#include "links.h"
#include "reuse.h"

#define KEYS_MAX	1024

static struct smpg_known_key known[2][KEYS_MAX];	/* keys, by direction */
static struct smpg_known_key values[2][KEYS_MAX];	/* values likewise */
static u64 now;
static DEFINE_SPINLOCK(known_lock);	/* protects known, values and now */

static siphash_key_t secret __read_mostly;

static u64 owner_of_address(u8 type, const u8 *address)
{
	return smpg_le16(address) | (u64)smpg_le16(address + 2) << 16 |
	       (u64)smpg_le16(address + 4) << 32 | (u64)type << 48;
}

/* The adapter's address outlives the adapter's index. */
static u64 owner_of_adapter(const struct hci_dev *hdev)
{
	const bdaddr_t *address = bacmp(&hdev->bdaddr, BDADDR_ANY) ?
				  &hdev->bdaddr : &hdev->static_addr;

	return owner_of_address(0, address->b) ?: hdev->id;
}

/* A peer that pairs anew may get, or give, the keys that it had before. */
static u64 owner_of_peer(struct smpg_live_link *live)
{
	const u8 *address;
	u8 type = smpg_link_identity(&live->link, &address);

	return type ? owner_of_address(type, address) :
		      smpg_pairing_number(live) | BIT_ULL(63);
}

/* Each adapter has public keys of its own; several may pair with each other. */
static void take_public_key(struct smpg_live_link *live, const u8 *x,
			    struct smpg_known_key *key)
{
	key->owner = smpg_pairing_number(live);
	key->kind = SMPG_KNOWN_PUBLIC_KEY;
	key->hash = siphash(x, 32, &secret) ^ owner_of_adapter(live->hdev);
}

/**
 * smpg_reuse_key() - the key or value that a PDU completes, and that is to be new
 * @live: the link
 * @direction: enum smp_guard_direction
 * @pdu: the PDU from its code on
 * @len: octets in @pdu
 * @key: to be set to the key or value
 *
 * A published public key is left to rule debug-key.
 *
 * Context: any, with @live->lock held.
 * Return: whether there is one.
 */
bool smpg_reuse_key(struct smpg_live_link *live, u8 direction, const u8 *pdu,
		    size_t len, struct smpg_known_key *key)
{
	bool tx = direction == SMP_GUARD_DIRECTION_TX;
	size_t size = SMPG_KEY_LEN;
	const u8 *value = pdu + 1;

	if (!len || len < smpg_pdu_len(pdu[0]))
		return false;

	*key = (struct smpg_known_key){ .kind = SMPG_KNOWN_KEY };
	if (pdu[0] == SMPG_PAIRING_PUBLIC_KEY) {
		take_public_key(live, value, key);
		return !smpg_debug_key(value);
	}

	switch (smpg_pdu_key(pdu[0])) {
	case SMP_GUARD_KEY_LTK:
		size = smpg_pairing_ltk_size(&live->link.pairing);
		key->owner = owner_of_peer(live);
		break;
	case SMP_GUARD_KEY_CSRK:
		key->owner = owner_of_peer(live);
		break;
	case SMP_GUARD_KEY_IRK:
		/* The owner of a peer's IRK is in the peer's next PDU. */
		if (!tx)
			return false;
		key->owner = owner_of_adapter(live->hdev);
		key->kind = SMPG_KNOWN_IRK;
		break;
	case SMP_GUARD_KEY_IDENTITY_ADDRESS:
		if (tx)
			return false;
		value = live->irk;
		key->owner = owner_of_address(pdu[1], pdu + 2);
		key->kind = SMPG_KNOWN_IRK;
		break;
	case SMP_GUARD_KEY_NONE:
		if (pdu[0] != SMPG_PAIRING_RANDOM)
			return false;
		key->owner = smpg_pairing_number(live);
		key->kind = SMPG_KNOWN_RANDOM;
		break;
	default:
		return false;
	}

	/* A weak key is left to rule weak-key; an IRK of zeroes is no IRK. */
	if (smpg_key_weak(value, size))
		return false;
	key->hash = siphash(value, size, &secret);
	return true;
}

static bool is_same(const struct smpg_known_key *a, const struct smpg_known_key *b)
{
	return a->seen && a->hash == b->hash && a->kind == b->kind;
}

static bool is_value(const struct smpg_known_key *key)
{
	return key->kind == SMPG_KNOWN_RANDOM ||
	       key->kind == SMPG_KNOWN_PUBLIC_KEY;
}

/* A peer's public key is compared with those that this host sent. */
static struct smpg_known_key *table_of(u8 direction, const struct smpg_known_key *key)
{
	if (key->kind == SMPG_KNOWN_PUBLIC_KEY)
		direction = SMP_GUARD_DIRECTION_TX;
	return is_value(key) ? values[direction] : known[direction];
}

/* The entry of a key, or else the entry to reuse: the least recently seen. */
static struct smpg_known_key *place_of(u8 direction, const struct smpg_known_key *key)
{
	struct smpg_known_key *table = table_of(direction, key);
	struct smpg_known_key *k, *oldest = table;

	lockdep_assert_held(&known_lock);

	for (k = table; k < table + KEYS_MAX; k++) {
		if (is_same(k, key))
			return k;
		if (k->seen < oldest->seen)
			oldest = k;
	}
	return oldest;
}

/**
 * smpg_reuse_find() - was a key or value transmitted elsewhere?
 * @direction: enum smp_guard_direction
 * @key: the key or value, of smpg_reuse_key()
 *
 * Context: any.
 * Return: 0 if it was not; 1 for a key, for a value the number of earlier pairings.
 */
unsigned int smpg_reuse_find(u8 direction, const struct smpg_known_key *key)
{
	struct smpg_known_key *k;
	unsigned int before = 0;
	unsigned long flags;

	spin_lock_irqsave(&known_lock, flags);
	k = place_of(direction, key);
	if (is_same(k, key))
		before = k->before + (k->owner != key->owner);
	if (before)
		k->seen = ++now;
	spin_unlock_irqrestore(&known_lock, flags);
	return before;
}

/**
 * smpg_reuse_own_irk() - is an IRK of the peer that of this host?
 * @live: the link
 * @irk: from Identity Information
 *
 * An IRK of the kernel's stack may be older than the module. Two adapters of one machine
 * have an IRK each.
 *
 * Context: any, with @live->lock held.
 */
bool smpg_reuse_own_irk(struct smpg_live_link *live, const u8 *irk)
{
	const struct smpg_known_key own = {
		.kind = SMPG_KNOWN_IRK,
		.owner = owner_of_adapter(live->hdev),
		.hash = siphash(irk, SMPG_KEY_LEN, &secret),
	};
	const struct smpg_known_key *k;
	unsigned long flags;
	bool is;

	if (smpg_all_zero(irk, SMPG_KEY_LEN))
		return false;
	if (!memcmp(irk, live->hdev->irk, SMPG_KEY_LEN))
		return true;
	spin_lock_irqsave(&known_lock, flags);
	k = place_of(SMP_GUARD_DIRECTION_TX, &own);
	is = is_same(k, &own) && k->owner == own.owner;
	spin_unlock_irqrestore(&known_lock, flags);
	return is;
}

/**
 * smpg_reuse_note() - remember a key or value that passes, as its sender has it
 * @direction: enum smp_guard_direction
 * @key: the key or value, of smpg_reuse_key()
 *
 * The first owner of a key stays its owner. A value's is the last pairing.
 *
 * Context: any.
 */
void smpg_reuse_note(u8 direction, const struct smpg_known_key *key)
{
	struct smpg_known_key *k;
	unsigned long flags;

	/* A public key of the peer is none that this host sent. */
	if (key->kind == SMPG_KNOWN_PUBLIC_KEY &&
	    direction == SMP_GUARD_DIRECTION_RX)
		return;
	spin_lock_irqsave(&known_lock, flags);
	k = place_of(direction, key);
	if (!is_same(k, key)) {
		*k = *key;
	} else if (is_value(key) && k->owner != key->owner) {
		k->owner = key->owner;
		k->before++;
	}
	k->seen = ++now;
	spin_unlock_irqrestore(&known_lock, flags);
}

/**
 * smpg_reuse_init() - draw the secret of the keyed hash for this load
 */
void smpg_reuse_init(void)
{
	get_random_bytes(&secret, sizeof(secret));
}

/**
 * smpg_reuse_exit() - wipe all known keys and values, after the last link
 */
void smpg_reuse_exit(void)
{
	memzero_explicit(known, sizeof(known));
	memzero_explicit(values, sizeof(values));
	memzero_explicit(&secret, sizeof(secret));
}
