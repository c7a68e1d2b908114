// SPDX-License-Identifier: GPL-2.0
/*
 * A host whose key was repaired still believes in the one it sent. What it was
 * translated to is kept here, so that later the controller is handed the key
 * that the peer holds, and asks the host for none but those it knows.
 *
 * An LTK that was repaired has a random EDIV and Rand too: a request names its
 * translation by itself, whatever address the peer has by then; and one whose
 * translation is lost names a key that no host knows.
 *
 * Entries never change, but are replaced: who looks one up takes no lock.
 */
#include <linux/rculist.h>
#include <linux/slab.h>

#include "guard.h"

/**
 * struct translation - an entry
 * @list: in the order in which they were made, the newest first
 * @rcu: to free it
 * @pairing: number of the pairing that made it
 * @used: when it was made or last of use, in jiffies
 * @t: what it says
 */
struct translation {
	struct list_head list;
	struct rcu_head rcu;
	u64 pairing;
	u64 used;
	struct smpg_translation t;
};

static LIST_HEAD(translations);
static DEFINE_SPINLOCK(translations_lock);
static unsigned int count, room;

/* How many are of CSRKs. */
atomic_t smpg_signing = ATOMIC_INIT(0);

static void free_translation(struct rcu_head *rcu)
{
	kfree_sensitive(container_of(rcu, struct translation, rcu));
}

static void drop(struct translation *old)
{
	lockdep_assert_held(&translations_lock);

	list_del_rcu(&old->list);
	count--;
	if (old->t.key == SMP_GUARD_KEY_CSRK)
		atomic_dec(&smpg_signing);
	call_rcu(&old->rcu, free_translation);
}

/* The one that was not of use for the longest time. */
static void evict(void)
{
	struct translation *old, *oldest = NULL;

	lockdep_assert_held(&translations_lock);

	list_for_each_entry(old, &translations, list)
		if (!oldest || READ_ONCE(old->used) <= oldest->used)
			oldest = old;
	smpg_count(SMPG_TRANSLATIONS_EVICTED);
	smpg_report_lost(&oldest->t, SMPG_LOST_EVICTED);
	drop(oldest);
}

static void add(struct translation *fresh)
{
	lockdep_assert_held(&translations_lock);

	if (count >= room)
		evict();
	list_add_rcu(&fresh->list, &translations);
	count++;
	if (fresh->t.key == SMP_GUARD_KEY_CSRK)
		atomic_inc(&smpg_signing);
}

static void set_adapter(struct smpg_translation *t, const struct hci_dev *hdev)
{
	t->index = hdev->id;
	memcpy(t->adapter, &hdev->bdaddr, sizeof(t->adapter));
}

/* An adapter without an address is the one at its place. */
static bool same_adapter(const struct smpg_translation *a,
			 const struct smpg_translation *b)
{
	return !memcmp(a->adapter, b->adapter, sizeof(a->adapter)) &&
	       (a->index == b->index ||
		memchr_inv(a->adapter, 0, sizeof(a->adapter)));
}

static void set_peer(struct smpg_translation *t, const struct smpg_link *link)
{
	const u8 *address;

	t->peer_type = smpg_link_identity(link, &address);
	memcpy(t->peer, address, sizeof(t->peer));
}

static bool same_peer(const struct smpg_translation *a,
		      const struct smpg_translation *b)
{
	return a->peer_type == b->peer_type && a->peer_type &&
	       !memcmp(a->peer, b->peer, sizeof(a->peer));
}

/* A link's side of a translation, to compare with. */
static void set_link(struct smpg_translation *t, const struct smpg_conn *conn)
{
	set_adapter(t, conn->hdev);
	set_peer(t, &conn->link);
}

static bool same_link(const struct smpg_translation *a,
		      const struct smpg_translation *b)
{
	return same_adapter(a, b) && same_peer(a, b);
}

/* A peer that was given a new key has no more use for those before. */
static void replace(const struct smpg_conn *conn, u8 key)
{
	struct translation *old, *next;
	struct smpg_translation own;

	lockdep_assert_held(&translations_lock);

	set_link(&own, conn);
	list_for_each_entry_safe(old, next, &translations, list)
		if (old->t.key == key && old->pairing != conn->pairing &&
		    same_link(&old->t, &own))
			drop(old);
}

static void publish(struct smpg_conn *conn, struct smpg_translation *t)
{
	struct translation *fresh = kmalloc(sizeof(*fresh), GFP_ATOMIC);

	lockdep_assert_held(&translations_lock);

	set_link(t, conn);
	if (!fresh) {
		smpg_report_lost(t, SMPG_LOST_NO_MEMORY);
		return;
	}
	fresh->pairing = smpg_conn_pairing(conn);
	fresh->used = get_jiffies_64();
	fresh->t = *t;
	add(fresh);
}

/* Return: whether the key differs from what the peer was given. */
static bool take_down(struct smpg_translation *t, u8 key,
		      const u8 *values[2], size_t len)
{
	int i;

	for (i = SMPG_HOSTS; i <= SMPG_PEERS; i++) {
		if (key == SMP_GUARD_KEY_EDIV_RAND) {
			memcpy(t->id[i], values[i] + 2, 8);
			memcpy(t->id[i] + 8, values[i], 2);
			continue;
		}
		memset(t->value[i], 0, sizeof(t->value[i]));
		memcpy(t->value[i], values[i], len);
	}
	if (key != SMP_GUARD_KEY_EDIV_RAND) {
		t->key = key;
		t->key_size = len;
	}

	switch (key) {
	case SMP_GUARD_KEY_EDIV_RAND:
		/* It names the LTK that went before. */
		return t->key == SMP_GUARD_KEY_LTK &&
		       memcmp(t->id[SMPG_HOSTS], t->id[SMPG_PEERS],
			      sizeof(t->id[0]));
	case SMP_GUARD_KEY_CSRK:
		return memcmp(t->value[SMPG_HOSTS], t->value[SMPG_PEERS],
			      sizeof(t->value[0]));
	}
	return false;
}

/**
 * smpg_translate_key() - this host sent a key, and the peer was given one
 * @conn: the link
 * @key: enum smp_guard_key
 * @hosts: the key as the host knows it, behind the code of its PDU
 * @peers: as the peer knows it
 * @len: octets of it that count
 *
 * Context: any, with @conn->lock held.
 */
void smpg_translate_key(struct smpg_conn *conn, u8 key, const u8 *hosts,
			const u8 *peers, size_t len)
{
	const u8 *values[] = { [SMPG_HOSTS] = hosts, [SMPG_PEERS] = peers };
	struct smpg_translation csrk = {};
	struct smpg_translation *t = key == SMP_GUARD_KEY_CSRK ? &csrk :
								 &conn->fresh;
	unsigned long flags;
	bool differs;

	if (key != SMP_GUARD_KEY_LTK && key != SMP_GUARD_KEY_EDIV_RAND &&
	    key != SMP_GUARD_KEY_CSRK)
		return;
	differs = take_down(t, key, values, len);
	if (key == SMP_GUARD_KEY_LTK)
		return;

	spin_lock_irqsave(&translations_lock, flags);
	if (differs)
		publish(conn, t);
	if (!smpg_pairing_open(&conn->link.pairing))
		replace(conn, t->key);
	spin_unlock_irqrestore(&translations_lock, flags);
	memzero_explicit(t, sizeof(*t));
}

/**
 * smpg_translate_identified() - it has become known who a peer is
 * @conn: its link
 *
 * Context: any, with @conn->lock held.
 */
void smpg_translate_identified(struct smpg_conn *conn)
{
	struct translation *old, *next, *fresh;
	unsigned long flags;

	if (!conn->pairing)
		return;
	spin_lock_irqsave(&translations_lock, flags);
	list_for_each_entry_safe(old, next, &translations, list) {
		if (old->pairing != conn->pairing)
			continue;
		/* Without it an LTK is still known by its name. */
		fresh = kmemdup(old, sizeof(*old), GFP_ATOMIC);
		if (!fresh)
			continue;
		set_peer(&fresh->t, &conn->link);
		list_replace_rcu(&old->list, &fresh->list);
		call_rcu(&old->rcu, free_translation);
	}
	spin_unlock_irqrestore(&translations_lock, flags);
}

static void drop_pairing(u64 pairing)
{
	struct translation *old, *next;

	lockdep_assert_held(&translations_lock);

	list_for_each_entry_safe(old, next, &translations, list)
		if (old->pairing == pairing)
			drop(old);
}

static void replace_sent(const struct smpg_conn *conn)
{
	const struct smpg_pairing *p = &conn->link.pairing;
	u8 sent = p->sent[p->request_tx ? SMPG_INITIATOR : SMPG_RESPONDER];

	if (sent & BIT(SMP_GUARD_KEY_LTK))
		replace(conn, SMP_GUARD_KEY_LTK);
	if (sent & BIT(SMP_GUARD_KEY_CSRK))
		replace(conn, SMP_GUARD_KEY_CSRK);
}

/**
 * smpg_translate_pairing() - a pairing began, or ended
 * @conn: its link
 * @happened: of its verdict
 *
 * What went before is forgotten only when the new pairing is complete: until
 * then the peer has what it had.
 *
 * Context: any, with @conn->lock held.
 */
void smpg_translate_pairing(struct smpg_conn *conn, u8 happened)
{
	unsigned long flags;

	if (happened & (SMPG_FAILED | SMPG_COMPLETE)) {
		spin_lock_irqsave(&translations_lock, flags);
		if (!(happened & SMPG_FAILED))
			replace_sent(conn);
		else if (conn->pairing)
			drop_pairing(conn->pairing);
		spin_unlock_irqrestore(&translations_lock, flags);
	}
	if (happened & (SMPG_STARTED | SMPG_FAILED))
		smpg_translate_forget(conn);
}

/**
 * smpg_translate_forget() - a link is gone, or pairs anew
 * @conn: the link, with its lock held
 */
void smpg_translate_forget(struct smpg_conn *conn)
{
	memzero_explicit(&conn->fresh, sizeof(conn->fresh));
	conn->pairing = 0;
	conn->asked = false;
}

/* The newest that the peer was given. */
static struct translation *find_peer(const struct smpg_conn *conn, u8 key)
{
	struct smpg_translation own;
	struct translation *found;

	set_link(&own, conn);
	list_for_each_entry_rcu(found, &translations, list)
		if (found->t.key == key && same_link(&found->t, &own))
			return found;
	return NULL;
}

static struct translation *find_id(const struct smpg_conn *conn, const u8 *id)
{
	struct smpg_translation own;
	struct translation *found;

	set_adapter(&own, conn->hdev);
	list_for_each_entry_rcu(found, &translations, list)
		if (found->t.key == SMP_GUARD_KEY_LTK &&
		    !memcmp(found->t.id[SMPG_PEERS], id, SMPG_ID_LEN) &&
		    same_adapter(&found->t, &own))
			return found;
	return NULL;
}

static bool is_hosts(const struct smpg_translation *t, const u8 *key)
{
	return !memcmp(t->value[SMPG_HOSTS], key, t->key_size);
}

static void of_use(struct translation *t, enum smpg_counter counter)
{
	WRITE_ONCE(t->used, get_jiffies_64());
	smpg_count(counter);
}

/**
 * smpg_translate_request() - the controller asks for an LTK
 * @conn: the link
 * @id: Rand and EDIV, as the peer was given them; to be set to those that the
 *	host knows
 *
 * Context: any, with @conn->lock held, under rcu_read_lock().
 * Return: whether @id was changed.
 */
bool smpg_translate_request(struct smpg_conn *conn, u8 id[SMPG_ID_LEN])
{
	const struct translation *found = NULL;

	/* No name: of an STK, or of LE Secure Connections (2.4.4). */
	if (memchr_inv(id, 0, SMPG_ID_LEN))
		found = find_id(conn, id);
	conn->asked = found;
	if (!found)
		return false;
	memcpy(conn->asked_id, id, SMPG_ID_LEN);
	memcpy(id, found->t.id[SMPG_HOSTS], SMPG_ID_LEN);
	return true;
}

/**
 * smpg_translate_reply() - the host answers with an LTK
 * @conn: the link
 * @key: the LTK; to be set to the one that the peer holds
 *
 * Context: any, with @conn->lock held, under rcu_read_lock().
 * Return: whether @key was changed.
 */
bool smpg_translate_reply(struct smpg_conn *conn, u8 key[SMPG_KEY_LEN])
{
	struct translation *found;

	if (!conn->asked)
		return false;
	conn->asked = false;
	found = find_id(conn, conn->asked_id);
	if (!found || !is_hosts(&found->t, key))
		return false;
	memcpy(key, found->t.value[SMPG_PEERS], SMPG_KEY_LEN);
	of_use(found, SMPG_TRANSLATED_LTK);
	return true;
}

/**
 * smpg_translate_encrypt() - the host encrypts with an LTK that it distributed
 * @conn: the link
 * @id: Rand and EDIV; to be set to those that the peer was given
 * @key: the LTK; to be set to the one that the peer holds
 *
 * Context: any, with @conn->lock held, under rcu_read_lock().
 * Return: whether @id and @key were changed.
 */
bool smpg_translate_encrypt(struct smpg_conn *conn, u8 id[SMPG_ID_LEN],
			    u8 key[SMPG_KEY_LEN])
{
	const struct smpg_pairing *p = &conn->link.pairing;
	struct translation *found;

	/* This is its STK, whatever it may be equal to. */
	if (smpg_pairing_open(p) && p->phase < SMP_GUARD_PHASE_KEY_DISTRIBUTION)
		return false;
	found = find_peer(conn, SMP_GUARD_KEY_LTK);
	if (!found || !is_hosts(&found->t, key) ||
	    memcmp(found->t.id[SMPG_HOSTS], id, SMPG_ID_LEN))
		return false;
	memcpy(id, found->t.id[SMPG_PEERS], SMPG_ID_LEN);
	memcpy(key, found->t.value[SMPG_PEERS], SMPG_KEY_LEN);
	of_use(found, SMPG_TRANSLATED_LTK);
	return true;
}

/**
 * smpg_translate_signed() - the host signs an ATT PDU
 * @conn: the link
 * @pdu: the PDU; its signature, if it is good by the key that the host
 *	distributed, is set to one by the key that the peer holds
 * @len: octets in it
 *
 * Context: any, with @conn->lock held, under rcu_read_lock().
 * Return: whether @pdu was changed.
 */
bool smpg_translate_signed(struct smpg_conn *conn, u8 *pdu, size_t len)
{
	struct translation *found = find_peer(conn, SMP_GUARD_KEY_CSRK);

	if (!found || !smpg_sign(found->t.value[SMPG_HOSTS],
				 found->t.value[SMPG_PEERS], pdu, len))
		return false;
	of_use(found, SMPG_TRANSLATED_CSRK);
	return true;
}

/**
 * smpg_translate_count() - how many there are
 */
unsigned int smpg_translate_count(void)
{
	return READ_ONCE(count);
}

/**
 * smpg_translate_max() - how many there can be
 */
unsigned int smpg_translate_max(void)
{
	return room;
}

/**
 * smpg_translate_get() - one of them
 * @n: its number, from 0 on, the newest first
 * @t: to be filled; holds secrets
 *
 * Context: any.
 * Return: whether there are so many.
 */
bool smpg_translate_get(unsigned int n, struct smpg_translation *t)
{
	const struct translation *entry;
	bool found = false;

	rcu_read_lock();
	list_for_each_entry_rcu(entry, &translations, list) {
		if (n--)
			continue;
		*t = entry->t;
		found = true;
		break;
	}
	rcu_read_unlock();
	return found;
}

/**
 * smpg_translate_init() - before the first frame
 * @max: how many are kept at the most
 */
void smpg_translate_init(unsigned int max)
{
	room = max;
}

/**
 * smpg_translate_exit() - forget them all, after the last link, and tell whose
 *	they were
 *
 * Context: process.
 */
void smpg_translate_exit(void)
{
	struct translation *old;
	unsigned long flags;

	while (smpg_translate_count()) {
		spin_lock_irqsave(&translations_lock, flags);
		old = list_first_entry(&translations, struct translation, list);
		smpg_report_lost(&old->t, SMPG_LOST_UNLOADED);
		drop(old);
		spin_unlock_irqrestore(&translations_lock, flags);
		/* There is room for some events at a time. */
		smpg_report_flush();
	}
	rcu_barrier();
}
