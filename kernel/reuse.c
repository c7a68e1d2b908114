// SPDX-License-Identifier: GPL-2.0
/*
 * The keys that were distributed before, known by a keyed hash alone. An LTK or
 * CSRK is rightly of one pairing, an IRK of one adapter, and a peer's of one
 * identity address. What is sent and what is received are kept apart: two
 * adapters of one machine may talk to each other, and no peer can make us
 * forget what this host sent.
 */
#include <linux/random.h>
#include <linux/siphash.h>

#include "guard.h"

#define KEYS_MAX	1024

/**
 * struct known_key - a key that was distributed
 * @hash: of its value
 * @owner: a pairing, an adapter or an identity address
 * @irk: it is an IRK; they are compared with each other only
 * @seen: when it was seen last, counted in keys; 0 for none
 */
struct known_key {
	u64 hash;
	u64 owner;
	u64 seen;
	bool irk;
};

static struct known_key known[2][KEYS_MAX];	/* by direction */
static u64 now;
static DEFINE_SPINLOCK(known_lock);	/* protects both */

static siphash_key_t secret __read_mostly;

static u64 owner_of_address(u8 type, const u8 *address)
{
	return smpg_le16(address) | (u64)smpg_le16(address + 2) << 16 |
	       (u64)smpg_le16(address + 4) << 32 | (u64)type << 48;
}

/* By its address, which outlives its index. */
static u64 owner_of_adapter(const struct hci_dev *hdev)
{
	const bdaddr_t *address = bacmp(&hdev->bdaddr, BDADDR_ANY) ?
				  &hdev->bdaddr : &hdev->static_addr;

	return owner_of_address(0, address->b) ?: hdev->id;
}

/* Return: whether the PDU completes a key that is to be new. */
static bool key_of(struct smpg_conn *conn, u8 direction, const u8 *pdu,
		   size_t len, struct known_key *key)
{
	bool tx = direction == SMP_GUARD_DIRECTION_TX;
	const struct smpg_pairing *p = &conn->link.pairing;
	size_t size = SMPG_KEY_LEN;
	const u8 *value = pdu + 1;

	if (!len || len < smpg_pdu_len(pdu[0]))
		return false;

	switch (smpg_pdu_key(pdu[0])) {
	case SMP_GUARD_KEY_LTK:
		/* Beyond the negotiated size an LTK is zero (2.4.4). */
		if (p->answered)
			size = p->key_size;
		key->owner = smpg_conn_pairing(conn);
		key->irk = false;
		break;
	case SMP_GUARD_KEY_CSRK:
		key->owner = smpg_conn_pairing(conn);
		key->irk = false;
		break;
	case SMP_GUARD_KEY_IRK:
		/* Whose the peer's is, its next PDU tells. */
		if (!tx)
			return false;
		key->owner = owner_of_adapter(conn->hdev);
		key->irk = true;
		break;
	case SMP_GUARD_KEY_IDENTITY_ADDRESS:
		if (tx)
			return false;
		value = conn->irk;
		key->owner = owner_of_address(pdu[1], pdu + 2);
		key->irk = true;
		break;
	default:
		return false;
	}

	/* It is told of as such; and of no IRK there is nothing to tell. */
	if (smpg_key_weak(value, size))
		return false;
	key->hash = siphash(value, size, &secret);
	return true;
}

static bool is_same(const struct known_key *a, const struct known_key *b)
{
	return a->seen && a->hash == b->hash && a->irk == b->irk;
}

/* Where a key is, or else where it is to be: the oldest's place. */
static struct known_key *place_of(u8 direction, const struct known_key *key)
{
	struct known_key *k, *oldest = known[direction];

	lockdep_assert_held(&known_lock);

	for (k = known[direction]; k < known[direction] + KEYS_MAX; k++) {
		if (is_same(k, key))
			return k;
		if (k->seen < oldest->seen)
			oldest = k;
	}
	return oldest;
}

/**
 * smpg_reuse_find() - is there a key in a PDU that was distributed elsewhere?
 * @conn: the link
 * @direction: enum smp_guard_direction
 * @pdu: the PDU from its code on
 * @len: octets in @pdu
 *
 * Context: any, with @conn->lock held.
 */
bool smpg_reuse_find(struct smpg_conn *conn, u8 direction, const u8 *pdu,
		     size_t len)
{
	struct known_key key, *k;
	unsigned long flags;
	bool reused;

	if (!key_of(conn, direction, pdu, len, &key))
		return false;

	spin_lock_irqsave(&known_lock, flags);
	k = place_of(direction, &key);
	reused = is_same(k, &key) && k->owner != key.owner;
	if (reused)
		k->seen = ++now;
	spin_unlock_irqrestore(&known_lock, flags);
	return reused;
}

/**
 * smpg_reuse_note() - remember a key that goes through, before any repair
 * @conn: the link
 * @direction: enum smp_guard_direction
 * @pdu: the PDU from its code on
 * @len: octets in @pdu
 *
 * Its owner stays the first one.
 *
 * Context: any, with @conn->lock held.
 */
void smpg_reuse_note(struct smpg_conn *conn, u8 direction, const u8 *pdu,
		     size_t len)
{
	struct known_key key, *k;
	unsigned long flags;

	if (!key_of(conn, direction, pdu, len, &key))
		return;

	spin_lock_irqsave(&known_lock, flags);
	k = place_of(direction, &key);
	if (!is_same(k, &key))
		*k = key;
	k->seen = ++now;
	spin_unlock_irqrestore(&known_lock, flags);
}

/**
 * smpg_reuse_init() - hashes that nobody can compute but this load
 */
void smpg_reuse_init(void)
{
	get_random_bytes(&secret, sizeof(secret));
}

/**
 * smpg_reuse_exit() - forget them all, after the last link
 */
void smpg_reuse_exit(void)
{
	memzero_explicit(known, sizeof(known));
	memzero_explicit(&secret, sizeof(secret));
}
