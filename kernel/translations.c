// SPDX-License-Identifier: GPL-2.0
/*
 * The table of translations. Lookups run under RCU and take no lock, since
 * entries never change, but are replaced; hashes find an entry by the Rand and
 * EDIV that the peer was given, by the peer, and by the pairing that made it.
 */
#include <linux/jhash.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <net/bluetooth/bluetooth.h>
#include <net/bluetooth/hci_core.h>

#include "counters.h"
#include "report.h"
#include "translations.h"

#define BUCKET_BITS	10

/*
 * Additional room for LTK and CSRK of a peer that pairs again, while its old
 * and its new translations exist side by side.
 */
#define SPARE		2

/*
 * Reports read count and room without the lock, and the path of frames reads
 * count to see whether there is anything to look up.
 */
static LIST_HEAD(entries);
static LIST_HEAD(recent);
static LIST_HEAD(unused);
static struct hlist_head ids[1 << BUCKET_BITS];
static struct hlist_head peers[1 << BUCKET_BITS];
static struct hlist_head pairings[1 << BUCKET_BITS];
static unsigned int count, room;

/* Incremented with every change; starts at 1: a dump must not have 0. */
static u64 generation = 1;

/* A change since smpg_translations_watch() was reported: others need not be. */
static bool is_reported;

/* Orders of the newest and of the oldest entry. */
static u64 newest = 1ULL << 62, oldest = 1ULL << 62;

static DEFINE_SPINLOCK(lock);	/* protects all of the above, see there */

atomic_t smpg_signing = ATOMIC_INIT(0);

/* The peer's Rand is random, so that any part of it will do. */
static struct hlist_head *id_bucket(const u8 id[SMPG_ID_LEN])
{
	return &ids[smpg_le16(id) % ARRAY_SIZE(ids)];
}

static struct hlist_head *peer_bucket(const struct smpg_translation *t)
{
	return &peers[jhash(t->peer, sizeof(t->peer), t->peer_type) %
		      ARRAY_SIZE(peers)];
}

static struct hlist_head *pairing_bucket(u64 pairing)
{
	return &pairings[pairing % ARRAY_SIZE(pairings)];
}

static bool same_link(const struct smpg_translation *a,
		      const struct smpg_translation *b)
{
	return smpg_translation_same_adapter(a, b) &&
	       smpg_translation_same_peer(a, b);
}

/* ---- Lookups ---- */

/**
 * smpg_translations_by_id() - the translation of an LTK
 * @own: a translation of the adapter in question
 * @id: Rand and EDIV that the peer was given
 *
 * Context: any, under rcu_read_lock().
 * Return: the newest there is, or NULL.
 */
struct smpg_translated *
smpg_translations_by_id(const struct smpg_translation *own, const u8 *id)
{
	struct smpg_translated *e, *found = NULL;

	hlist_for_each_entry_rcu(e, id_bucket(id), by_id)
		if (!memcmp(e->t.id[SMPG_REMOTE], id, SMPG_ID_LEN) &&
		    smpg_translation_same_adapter(&e->t, own) &&
		    (!found || e->order > found->order))
			found = e;
	return found;
}

/*
 * A stranger can claim any identity in a pairing of its own: a translation of a
 * peer that was known before outranks one of a claim.
 */
static bool is_better(const struct smpg_translated *a,
		      const struct smpg_translated *b)
{
	return a->claimed == b->claimed ? a->order > b->order : b->claimed;
}

/**
 * smpg_translations_by_peer() - the translation of a peer's key
 * @own: a translation of the adapter and the peer in question
 * @key: SMP_GUARD_KEY_LTK or SMP_GUARD_KEY_CSRK
 *
 * Context: any, under rcu_read_lock().
 * Return: the newest of a known peer, or else of a claim, or NULL.
 */
struct smpg_translated *
smpg_translations_by_peer(const struct smpg_translation *own, u8 key)
{
	struct smpg_translated *e, *found = NULL;

	hlist_for_each_entry_rcu(e, peer_bucket(own), by_peer)
		if (e->t.key == key && same_link(&e->t, own) &&
		    (!found || is_better(e, found)))
			found = e;
	return found;
}

/**
 * smpg_translations_used() - a translation was of use
 * @e: from a lookup
 * @index: index of the adapter, which may have been another when the entry was
 *	made
 *
 * Context: any, in the same section of RCU as the lookup.
 */
void smpg_translations_used(struct smpg_translated *e, u16 index)
{
	unsigned long flags;

	WRITE_ONCE(e->t.index, index);
	spin_lock_irqsave(&lock, flags);
	/* An entry that was dropped in the meantime is on no list. */
	if (!list_empty(&e->recent))
		list_move(&e->recent, &recent);
	spin_unlock_irqrestore(&lock, flags);
}

/*
 * Does an entry replace an older translation of the same kind of key? A CSRK of a
 * peer that was known does, and one that was put back. LTKs exist side by side.
 */
static bool replaces(const struct smpg_translated *e, const struct smpg_translation *t)
{
	return e->t.key == SMP_GUARD_KEY_CSRK &&
	       (!e->claimed || e->pairing == SMPG_NO_PAIRING) &&
	       smpg_translation_same_peer(&e->t, t);
}

/**
 * smpg_translations_supersede() - is there a translation in place of an older one?
 * @t: the older translation
 *
 * Context: any.
 */
bool smpg_translations_supersede(const struct smpg_translation *t)
{
	const struct smpg_translated *e;
	bool found = false;

	rcu_read_lock();
	list_for_each_entry_rcu(e, &entries, list) {
		found = e->t.key == t->key &&
			smpg_translation_same_adapter(&e->t, t) &&
			(replaces(e, t) ||
			 !memcmp(e->t.value[SMPG_REMOTE],
				 t->value[SMPG_REMOTE], SMPG_KEY_LEN));
		if (found)
			break;
	}
	rcu_read_unlock();
	return found;
}

/* ---- Changes ---- */

static void free_entry(struct rcu_head *rcu)
{
	kfree_sensitive(container_of(rcu, struct smpg_translated, rcu));
}

/* Put an entry into the hashes, and count it. */
static void hash_entry(struct smpg_translated *e)
{
	lockdep_assert_held(&lock);

	if (e->t.key == SMP_GUARD_KEY_LTK)
		hlist_add_head_rcu(&e->by_id, id_bucket(e->t.id[SMPG_REMOTE]));
	hlist_add_head_rcu(&e->by_peer, peer_bucket(&e->t));
	hlist_add_head_rcu(&e->by_pairing, pairing_bucket(e->pairing));
	WRITE_ONCE(count, count + 1);
	if (e->t.key == SMP_GUARD_KEY_CSRK)
		atomic_inc(&smpg_signing);
}

static void unhash_entry(struct smpg_translated *e)
{
	lockdep_assert_held(&lock);

	if (e->t.key == SMP_GUARD_KEY_LTK)
		hlist_del_rcu(&e->by_id);
	hlist_del_rcu(&e->by_peer);
	hlist_del_rcu(&e->by_pairing);
	WRITE_ONCE(count, count - 1);
	if (e->t.key == SMP_GUARD_KEY_CSRK)
		atomic_dec(&smpg_signing);
}

/*
 * The table changes. However many translations a flood of pairings makes, its
 * reader hears once. A table without room is about to go, and nobody is to save
 * what is left of it.
 */
static u64 next_generation(void)
{
	lockdep_assert_held(&lock);

	if (!is_reported && room) {
		is_reported = true;
		smpg_report_keys_changed();
	}
	return ++generation;
}

static void drop_entry(struct smpg_translated *e)
{
	lockdep_assert_held(&lock);

	next_generation();
	list_del_rcu(&e->list);
	list_del_init(&e->recent);
	unhash_entry(e);
	call_rcu(&e->rcu, free_entry);
}

/*
 * The entry to evict, in a table that is not empty. Strangers can make many entries,
 * but none that are of use to their host: those go first, bar those of @pairing,
 * which its peer has just been given.
 */
static struct smpg_translated *to_evict(u64 pairing)
{
	struct smpg_translated *e;

	lockdep_assert_held(&lock);

	list_for_each_entry_reverse(e, &unused, recent)
		if (e->pairing != pairing)
			return e;
	return list_last_entry(list_empty(&recent) ? &unused : &recent,
			       struct smpg_translated, recent);
}

static void evict(u64 pairing)
{
	struct smpg_translated *e = to_evict(pairing);

	smpg_count(SMPG_TRANSLATIONS_EVICTED);
	smpg_report_lost(&e->t, SMP_GUARD_WHY_EVICTED);
	drop_entry(e);
}

/*
 * While a peer pairs again, its old and its new translation exist side by side.
 * Translations of other peers need not make room until the pairing has ended: then
 * smpg_translations_settle() evicts what is too many. Return: true if @t will be a
 * new one beside an old one.
 */
static bool is_to_replace(const struct smpg_translation *t, u64 pairing)
{
	const struct smpg_translated *e;

	lockdep_assert_held(&lock);

	hlist_for_each_entry(e, pairing_bucket(pairing), by_pairing)
		if (e->pairing == pairing && e->t.key == t->key)
			return false;
	hlist_for_each_entry(e, peer_bucket(t), by_peer)
		if (e->t.key == t->key && same_link(&e->t, t))
			return true;
	return false;
}

/**
 * smpg_translations_add() - the peer was given another key than the host's
 * @t: the translation
 * @pairing: number of the pairing
 * @claimed: nothing but the peer's word in this pairing tells whose it is
 *
 * Context: any.
 */
void smpg_translations_add(const struct smpg_translation *t, u64 pairing,
			   bool claimed)
{
	struct smpg_translated *e = kmalloc(sizeof(*e), GFP_ATOMIC);
	unsigned long flags;

	if (!e) {
		smpg_report_lost(t, SMP_GUARD_WHY_NO_MEMORY);
		return;
	}
	e->pairing = pairing;
	e->claimed = claimed;
	e->t = *t;

	spin_lock_irqsave(&lock, flags);
	if (count >= room + (is_to_replace(t, pairing) ? SPARE : 0))
		evict(pairing);
	e->generation = next_generation();
	e->order = ++newest;
	list_add_rcu(&e->list, &entries);
	list_add(&e->recent, &unused);
	hash_entry(e);
	spin_unlock_irqrestore(&lock, flags);
}

/**
 * smpg_translations_replace() - the peer was given a new key
 * @own: a translation of the adapter and the peer
 * @key: drop translations of this key, enum smp_guard_key ...
 * @pairing: ... but those of the pairing with this number
 *
 * Context: any.
 */
void smpg_translations_replace(const struct smpg_translation *own, u8 key,
			       u64 pairing)
{
	struct smpg_translated *e;
	struct hlist_node *next;
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	hlist_for_each_entry_safe(e, next, peer_bucket(own), by_peer)
		if (e->t.key == key && e->pairing != pairing &&
		    same_link(&e->t, own))
			drop_entry(e);
	spin_unlock_irqrestore(&lock, flags);
}

/*
 * Without memory an entry stays where it is: EDIV and Rand still identify an LTK, but
 * nothing but the peer's address a CSRK.
 */
static void leave_entry(struct smpg_translated *e, const struct smpg_link *link)
{
	struct smpg_translation lost = { .index = e->t.index, .key = e->t.key };

	lockdep_assert_held(&lock);

	if (e->t.key == SMP_GUARD_KEY_LTK)
		return;
	smpg_translation_set_peer(&lost, link);
	smpg_report_lost(&lost, SMP_GUARD_WHY_NO_MEMORY);
	drop_entry(e);
}

/**
 * smpg_translations_identify() - the identity of a peer has become known
 * @pairing: number of the pairing
 * @link: the link
 *
 * Context: any.
 */
void smpg_translations_identify(u64 pairing, const struct smpg_link *link)
{
	struct smpg_translated *old, *fresh;
	struct hlist_node *next;
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	hlist_for_each_entry_safe(old, next, pairing_bucket(pairing),
				  by_pairing) {
		if (old->pairing != pairing)
			continue;
		fresh = kmemdup(old, sizeof(*old), GFP_ATOMIC);
		if (!fresh) {
			leave_entry(old, link);
			continue;
		}
		smpg_translation_set_peer(&fresh->t, link);
		fresh->claimed = link->claimed;
		fresh->generation = next_generation();
		list_replace_rcu(&old->list, &fresh->list);
		list_replace_init(&old->recent, &fresh->recent);
		/* In this order, lest a lookup find neither. */
		hash_entry(fresh);
		unhash_entry(old);
		call_rcu(&old->rcu, free_entry);
	}
	spin_unlock_irqrestore(&lock, flags);
}

static void restrict_entry(struct smpg_translated *e,
			   const struct smpg_translation *peers)
{
	lockdep_assert_held(&lock);

	if (e->t.role == SMP_GUARD_ROLE_PERIPHERAL ||
	    !smpg_translation_same_sent(&e->t, peers))
		return;
	WRITE_ONCE(e->t.role, SMP_GUARD_ROLE_PERIPHERAL);
	/* An owner who has the entry without its role does not lose it. */
	next_generation();
}

/**
 * smpg_translations_restrict() - a peer distributed the LTK that the host sent, too
 * @peers: adapter and peer, and what the peer sent, as that of SMPG_LOCAL
 * @pairing: number of the pairing
 * @claimed: nothing but the peer's word in this pairing tells whose it is
 *
 * Context: any.
 */
void smpg_translations_restrict(const struct smpg_translation *peers,
				u64 pairing, bool claimed)
{
	struct smpg_translated *e;
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	hlist_for_each_entry(e, pairing_bucket(pairing), by_pairing)
		if (e->pairing == pairing)
			restrict_entry(e, peers);
	if (!claimed)
		hlist_for_each_entry(e, peer_bucket(peers), by_peer)
			if (same_link(&e->t, peers))
				restrict_entry(e, peers);
	spin_unlock_irqrestore(&lock, flags);
}

/**
 * smpg_translations_drop() - drop what a pairing made
 * @pairing: number of the pairing
 *
 * Context: any.
 */
void smpg_translations_drop(u64 pairing)
{
	struct smpg_translated *e;
	struct hlist_node *next;
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	hlist_for_each_entry_safe(e, next, pairing_bucket(pairing), by_pairing)
		if (e->pairing == pairing)
			drop_entry(e);
	spin_unlock_irqrestore(&lock, flags);
}

/**
 * smpg_translations_settle() - a pairing has ended, and keeps what it made
 * @pairing: number of the pairing
 *
 * Evict what the table has beyond its limit.
 *
 * Context: any.
 */
void smpg_translations_settle(u64 pairing)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	while (count > room)
		evict(pairing);
	spin_unlock_irqrestore(&lock, flags);
}

/**
 * smpg_translations_append() - put entries behind all there are
 * @saved: the entries, newest first; those that are put back are removed
 * @since: the generation in which they were looked at
 *
 * Context: any.
 * Return: 0, -EAGAIN if the table has changed since, or -ENOSPC.
 */
int smpg_translations_append(struct list_head *saved, u64 since)
{
	struct smpg_translated *e, *next;
	unsigned int nr = 0;
	unsigned long flags;
	int err = 0;

	list_for_each_entry(e, saved, list)
		nr++;
	spin_lock_irqsave(&lock, flags);
	if (generation != since)
		err = -EAGAIN;
	else if (nr + count > room)
		err = -ENOSPC;
	else
		next_generation();
	list_for_each_entry_safe(e, next, saved, list) {
		if (err)
			break;
		list_del(&e->list);
		e->generation = 0;
		/* Whether the peer was known or claimed is not saved. */
		e->claimed = true;
		e->order = oldest--;
		e->pairing = SMPG_NO_PAIRING;
		list_add_tail_rcu(&e->list, &entries);
		list_add_tail(&e->recent, &recent);
		hash_entry(e);
	}
	spin_unlock_irqrestore(&lock, flags);
	return err;
}

/* ---- All of them ---- */

/**
 * smpg_translations_count() - number of translations
 */
unsigned int smpg_translations_count(void)
{
	return READ_ONCE(count);
}

/**
 * smpg_translations_max() - the largest number there can be
 */
unsigned int smpg_translations_max(void)
{
	return READ_ONCE(room);
}

/**
 * smpg_translations_generation() - changes with every change of the table
 *
 * Context: any.
 */
u64 smpg_translations_generation(void)
{
	unsigned long flags;
	u64 now;

	/* A reader that has seen part of a change gets its generation. */
	spin_lock_irqsave(&lock, flags);
	now = generation;
	spin_unlock_irqrestore(&lock, flags);
	return now;
}

/**
 * smpg_translations_watch() - report the next change of the table
 *
 * Called before the table is read: a change that the reader does not see is
 * reported, and so may be one that the reader sees.
 *
 * Context: any.
 */
void smpg_translations_watch(void)
{
	unsigned long flags;

	spin_lock_irqsave(&lock, flags);
	is_reported = false;
	spin_unlock_irqrestore(&lock, flags);
}

/**
 * smpg_translations_each() - visit the translations, newest first
 * @from: number of the first to visit, from 0 on
 * @visit: called with each, which is a secret; returns false to stop; must not
 *	sleep
 * @data: passed to @visit
 *
 * Context: any.
 * Return: number of times that @visit returned true.
 */
unsigned int smpg_translations_each(unsigned int from,
				    bool (*visit)(const struct smpg_translation *t,
						  void *data), void *data)
{
	const struct smpg_translated *e;
	unsigned int n = 0;

	rcu_read_lock();
	list_for_each_entry_rcu(e, &entries, list) {
		if (from) {
			from--;
			continue;
		}
		if (!visit(&e->t, data))
			break;
		n++;
	}
	rcu_read_unlock();
	return n;
}

/**
 * smpg_translations_init() - before the first frame
 * @max: the largest number there can be
 */
void smpg_translations_init(unsigned int max)
{
	WRITE_ONCE(room, max);
	is_reported = false;
}

/**
 * smpg_translations_exit() - drop all, and report whose they were
 * @is_kept: says which need no report, since they were saved
 *
 * Context: process, after the last link.
 */
void smpg_translations_exit(bool (*is_kept)(const struct smpg_translated *entry))
{
	struct smpg_translated *e;
	unsigned long flags;

	/* No entry can be put back from now on. */
	spin_lock_irqsave(&lock, flags);
	WRITE_ONCE(room, 0);
	spin_unlock_irqrestore(&lock, flags);

	while (smpg_translations_count()) {
		spin_lock_irqsave(&lock, flags);
		e = list_first_entry(&entries, struct smpg_translated, list);
		if (!is_kept(e))
			smpg_report_lost(&e->t, SMP_GUARD_WHY_UNLOADED);
		drop_entry(e);
		spin_unlock_irqrestore(&lock, flags);
		/* The queue has room for a limited number of events. */
		smpg_report_flush();
	}
	rcu_barrier();
}
