// SPDX-License-Identifier: GPL-2.0
/*
 * A host whose key was repaired still uses the key that it sent. The
 * translation of that key is kept here, so that the controller gets the key
 * that the peer holds, and the host is asked only for keys that it knows.
 *
 * An LTK that was repaired gets a random EDIV and Rand, too. They identify the
 * translation by themselves, whatever address the peer has when it requests the
 * LTK; and if the translation is lost, they identify a key that no host knows.
 *
 * Entries never change, but are replaced, so that lookups take no lock.
 *
 * Translations end with the module, unless their owner has them saved.
 */
#include <linux/rculist.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>

#include "guard.h"

/* No link's pairing has this number. */
#define NO_PAIRING	U64_MAX

/*
 * Additional room for LTK and CSRK of a peer that pairs again, while its old
 * and its new translations exist side by side.
 */
#define SPARE		2

/**
 * struct translation - an entry
 * @list: in the list, newest first
 * @rcu: to free the entry
 * @generation: first generation of the list with this entry, 0 if it was put
 *	back
 * @pairing: number of the pairing that made the entry, NO_PAIRING if it was put
 *	back
 * @used: when the entry was made or last used, in jiffies; written without the
 *	lock, since it only selects the entry to evict
 * @t: the translation; its index is updated without the lock, when the entry is
 *	used and the adapter has another index
 */
struct translation {
	struct list_head list;
	struct rcu_head rcu;
	u64 generation;
	u64 pairing;
	u64 used;
	struct smpg_translation t;
};

/*
 * Lookups run under RCU. Reports read count and room without the lock, and the
 * path of frames reads count to see whether there is anything to look up.
 */
static LIST_HEAD(translations);
/* protects translations, count, room, generation and kept */
static DEFINE_SPINLOCK(translations_lock);
static unsigned int count, room;

/*
 * Incremented with every change of the list, under translations_lock; starts at
 * 1, since a dump must not have the number 0.
 */
static u64 generation = 1;

/*
 * Latest generation that was handed over as a whole, to be saved; under
 * translations_lock.
 */
static u64 kept;
static bool keep, restored;

/* Number of translations of CSRKs. */
atomic_t smpg_signing = ATOMIC_INIT(0);

static void free_translation(struct rcu_head *rcu)
{
	kfree_sensitive(container_of(rcu, struct translation, rcu));
}

static void drop(struct translation *old)
{
	lockdep_assert_held(&translations_lock);

	generation++;
	list_del_rcu(&old->list);
	count--;
	if (old->t.key == SMP_GUARD_KEY_CSRK)
		atomic_dec(&smpg_signing);
	call_rcu(&old->rcu, free_translation);
}

/* Drop the least recently used translation. */
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

	fresh->generation = ++generation;
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

/* An adapter without an address is identified by its index. */
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

/* Set adapter and peer to those of a link, for comparisons. */
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

/* Drop the translations of keys that a new key of the peer replaces. */
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

/*
 * While a peer pairs again, its old and its new translation exist side by side;
 * one of them is dropped when the pairing ends. Until then, translations of
 * other peers need not make room. Return: true if @t will be a new one beside
 * an old one.
 */
static bool is_to_replace(const struct smpg_conn *conn,
			  const struct smpg_translation *t)
{
	const struct translation *old;
	bool found = false;

	lockdep_assert_held(&translations_lock);

	list_for_each_entry(old, &translations, list) {
		if (old->t.key != t->key)
			continue;
		if (old->pairing == conn->pairing)
			return false;
		found |= same_link(&old->t, t);
	}
	return found;
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
	if (count >= room + (is_to_replace(conn, t) ? SPARE : 0))
		evict();
	add(fresh);
}

/*
 * Record both values of a key. Return: true if they differ and a translation is
 * complete; an LTK is completed by its EDIV and Rand.
 */
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
		/* EDIV and Rand identify the LTK sent before them. */
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
 * smpg_translate_key() - this host sent a key, and the peer received one
 * @conn: the link
 * @key: enum smp_guard_key
 * @hosts: the key that the host sent, behind the code of its PDU
 * @peers: the key that the peer received
 * @len: size of the key in octets
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
 * smpg_translate_identified() - the identity of a peer has become known
 * @conn: the link
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
		/* Without memory, EDIV and Rand still identify an LTK. */
		fresh = kmemdup(old, sizeof(*old), GFP_ATOMIC);
		if (!fresh)
			continue;
		set_peer(&fresh->t, &conn->link);
		fresh->generation = ++generation;
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
	u8 sent = p->sent[p->direction == SMP_GUARD_DIRECTION_TX ? SMPG_INITIATOR : SMPG_RESPONDER];

	if (sent & BIT(SMP_GUARD_KEY_LTK))
		replace(conn, SMP_GUARD_KEY_LTK);
	if (sent & BIT(SMP_GUARD_KEY_CSRK))
		replace(conn, SMP_GUARD_KEY_CSRK);
}

/**
 * smpg_translate_pairing() - a pairing began, or ended
 * @conn: the link
 * @happened: from the verdict
 *
 * Earlier translations are dropped only when the new pairing is complete: until
 * then the peer holds its earlier keys. The peer also holds them after a new
 * request that was refused, and after a Pairing Failed that follows a complete
 * pairing: a peer that drops the keys of that pairing does not request them.
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
		else if (conn->pairing && !conn->complete)
			drop_pairing(conn->pairing);
		spin_unlock_irqrestore(&translations_lock, flags);
	}
	if (happened & (SMPG_STARTED | SMPG_FAILED))
		smpg_translate_forget(conn);
	if ((happened & (SMPG_COMPLETE | SMPG_FAILED)) == SMPG_COMPLETE)
		conn->complete = true;
}

/*
 * Report a repaired LTK without EDIV and Rand: no request can identify its
 * translation, so the peer holds one LTK, and the host another.
 */
static void tell_unnamed(const struct smpg_conn *conn)
{
	struct smpg_translation lost = conn->fresh;

	if (!conn->complete || lost.key != SMP_GUARD_KEY_LTK ||
	    !memcmp(lost.value[SMPG_HOSTS], lost.value[SMPG_PEERS],
		    sizeof(lost.value[0])))
		goto wipe;
	set_link(&lost, conn);
	smpg_report_lost(&lost, SMPG_LOST_UNNAMED);
wipe:
	memzero_explicit(&lost, sizeof(lost));
}

/**
 * smpg_translate_forget() - a link is gone, or pairs again
 * @conn: the link, with its lock held
 */
void smpg_translate_forget(struct smpg_conn *conn)
{
	tell_unnamed(conn);
	memzero_explicit(&conn->fresh, sizeof(conn->fresh));
	conn->pairing = 0;
	conn->complete = false;
	conn->asked = false;
	conn->answered = false;
	conn->outdated = false;
}

/* The newest translation of a kind of key for a link's peer. */
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

static void of_use(struct translation *t, const struct smpg_conn *conn,
		   enum smpg_counter counter)
{
	WRITE_ONCE(t->used, get_jiffies_64());
	/* The adapter may have had another index when the entry was made. */
	WRITE_ONCE(t->t.index, conn->hdev->id);
	smpg_count(counter);
}

/*
 * A host with constant keys uses the same EDIV, Rand and LTK for every peer, so
 * knowing them proves nothing. This peer was given others: a request with the
 * host's own EDIV and Rand is not from it, or is outdated.
 */
static bool is_outdated(const struct smpg_conn *conn, const u8 *id)
{
	const struct translation *found = find_peer(conn, SMP_GUARD_KEY_LTK);

	return found && (found->pairing != conn->pairing || conn->complete) &&
	       !memcmp(found->t.id[SMPG_HOSTS], id, SMPG_ID_LEN);
}

/**
 * smpg_translate_request() - the controller requests an LTK
 * @conn: the link
 * @id: Rand and EDIV that the peer was given; set to those that the host knows
 *
 * Context: any, with @conn->lock held, under rcu_read_lock().
 * Return: true if @id was changed.
 */
bool smpg_translate_request(struct smpg_conn *conn, u8 id[SMPG_ID_LEN])
{
	const struct translation *found = NULL;

	conn->outdated = false;
	conn->answered = false;
	/* Zeroes stand for an STK, or for LE Secure Connections (2.4.4). */
	if (memchr_inv(id, 0, SMPG_ID_LEN)) {
		found = find_id(conn, id);
		conn->outdated = !found && is_outdated(conn, id);
	}
	conn->asked = found;
	if (!found)
		return false;
	memcpy(conn->asked_id, id, SMPG_ID_LEN);
	memcpy(id, found->t.id[SMPG_HOSTS], SMPG_ID_LEN);
	return true;
}

/*
 * Replace the host's own LTK by a random one. Return: true if @key was the
 * host's.
 */
static bool refuse(struct smpg_conn *conn, u8 key[SMPG_KEY_LEN])
{
	const struct translation *found = find_peer(conn, SMP_GUARD_KEY_LTK);

	if (!found || !is_hosts(&found->t, key))
		return false;
	get_random_bytes(key, SMPG_KEY_LEN);
	smpg_report_lost(&found->t, SMPG_LOST_OUTDATED);
	return true;
}

/**
 * smpg_translate_reply() - the host answers with an LTK
 * @conn: the link
 * @key: the LTK; set to the LTK that the peer holds, or to a random one if the
 *	request was for an LTK that the peer does not hold
 *
 * Context: any, with @conn->lock held, under rcu_read_lock().
 * Return: true if @key was changed.
 */
bool smpg_translate_reply(struct smpg_conn *conn, u8 key[SMPG_KEY_LEN])
{
	struct translation *found;

	if (conn->outdated) {
		conn->outdated = false;
		return refuse(conn, key);
	}
	if (!conn->asked)
		return false;
	conn->asked = false;
	found = find_id(conn, conn->asked_id);
	if (!found || !is_hosts(&found->t, key))
		return false;
	memcpy(key, found->t.value[SMPG_PEERS], SMPG_KEY_LEN);
	conn->answered = true;
	of_use(found, conn, SMPG_TRANSLATED_LTK);
	return true;
}

/**
 * smpg_translate_encrypted() - encryption of a link has changed
 * @conn: the link
 * @done: the link is encrypted
 *
 * A peer behind a private address that requested an LTK by EDIV and Rand is
 * identified as soon as the encrypted link proves that it holds the LTK.
 *
 * Context: any, with @conn->lock held, under rcu_read_lock().
 */
void smpg_translate_encrypted(struct smpg_conn *conn, bool done)
{
	const struct translation *found;
	bool answered = conn->answered;

	conn->answered = false;
	if (!answered || !done)
		return;
	found = find_id(conn, conn->asked_id);
	if (!found || conn->link.identity_type ||
	    found->t.peer_type == SMP_GUARD_ADDRESS_TYPE_UNKNOWN)
		return;
	conn->link.identity_type = found->t.peer_type;
	memcpy(conn->link.identity, found->t.peer, sizeof(found->t.peer));
}

/**
 * smpg_translate_encrypt() - the host encrypts with an LTK that it distributed
 * @conn: the link
 * @id: Rand and EDIV; set to those that the peer was given
 * @key: the LTK; set to the LTK that the peer holds
 *
 * Context: any, with @conn->lock held, under rcu_read_lock().
 * Return: true if @id and @key were changed.
 */
bool smpg_translate_encrypt(struct smpg_conn *conn, u8 id[SMPG_ID_LEN],
			    u8 key[SMPG_KEY_LEN])
{
	const struct smpg_pairing *p = &conn->link.pairing;
	struct translation *found;

	/* Before key distribution the key is an STK, whatever its value. */
	if (smpg_pairing_open(p) && p->phase < SMP_GUARD_PHASE_KEY_DISTRIBUTION)
		return false;
	found = find_peer(conn, SMP_GUARD_KEY_LTK);
	if (!found || !is_hosts(&found->t, key) ||
	    memcmp(found->t.id[SMPG_HOSTS], id, SMPG_ID_LEN))
		return false;
	memcpy(id, found->t.id[SMPG_PEERS], SMPG_ID_LEN);
	memcpy(key, found->t.value[SMPG_PEERS], SMPG_KEY_LEN);
	of_use(found, conn, SMPG_TRANSLATED_LTK);
	return true;
}

/**
 * smpg_translate_signed() - the host signs an ATT PDU
 * @conn: the link
 * @pdu: the PDU; a signature by the CSRK that the host distributed is replaced
 *	by one by the CSRK that the peer holds
 * @len: octets in @pdu
 *
 * Context: any, with @conn->lock held, under rcu_read_lock().
 * Return: true if @pdu was changed.
 */
bool smpg_translate_signed(struct smpg_conn *conn, u8 *pdu, size_t len)
{
	struct translation *found = find_peer(conn, SMP_GUARD_KEY_CSRK);

	if (!found || !smpg_sign(found->t.value[SMPG_HOSTS],
				 found->t.value[SMPG_PEERS], pdu, len))
		return false;
	of_use(found, conn, SMPG_TRANSLATED_CSRK);
	return true;
}

/**
 * smpg_translate_count() - number of translations
 */
unsigned int smpg_translate_count(void)
{
	return READ_ONCE(count);
}

/**
 * smpg_translate_max() - limit of the number of translations
 */
unsigned int smpg_translate_max(void)
{
	return room;
}

/**
 * smpg_translate_each() - visit translations, the newest first
 * @from: number of translations to skip
 * @visit: called with each translation, which is secret; must not sleep;
 *	returns true to continue
 * @data: passed to @visit
 *
 * Context: any.
 * Return: number of visits that returned true.
 */
unsigned int smpg_translate_each(unsigned int from,
				 bool (*visit)(const struct smpg_translation *t,
					       void *data), void *data)
{
	const struct translation *entry;
	unsigned int n = 0;

	rcu_read_lock();
	list_for_each_entry_rcu(entry, &translations, list) {
		if (from) {
			from--;
			continue;
		}
		if (!visit(&entry->t, data))
			break;
		n++;
	}
	rcu_read_unlock();
	return n;
}

/* ---- Kept elsewhere ---- */

/**
 * smpg_translate_keep() - may the owner save translations and put them back?
 */
bool smpg_translate_keep(void)
{
	return keep;
}

/**
 * smpg_translate_restored() - were saved translations put back?
 */
bool smpg_translate_restored(void)
{
	return READ_ONCE(restored);
}

/**
 * smpg_translate_generation() - number that changes whenever the list does
 *
 * Context: any.
 */
u64 smpg_translate_generation(void)
{
	unsigned long flags;
	u64 now;

	/*
	 * Wait for a change in progress: a reader that saw part of that change
	 * must get the generation after it.
	 */
	spin_lock_irqsave(&translations_lock, flags);
	now = generation;
	spin_unlock_irqrestore(&translations_lock, flags);
	return now;
}

/**
 * smpg_translate_kept() - all translations have been handed over
 * @as_of: the generation that was handed over
 */
void smpg_translate_kept(u64 as_of)
{
	unsigned long flags;

	spin_lock_irqsave(&translations_lock, flags);
	kept = max(kept, as_of);
	spin_unlock_irqrestore(&translations_lock, flags);
}

static const char *bad_size(const struct smpg_translation *t)
{
	int i;

	if (t->key == SMP_GUARD_KEY_CSRK && t->key_size != SMPG_KEY_LEN)
		return "key-size: a csrk has 16 octets";
	if (t->key_size < SMPG_KEY_LEN_MIN || t->key_size > SMPG_KEY_LEN)
		return "key-size: not from 7 to 16";
	for (i = SMPG_HOSTS; i <= SMPG_PEERS; i++)
		if (memchr_inv(t->value[i] + t->key_size, 0,
			       SMPG_KEY_LEN - t->key_size))
			return "value: longer than key-size";
	return NULL;
}

static const char *bad_value(const struct smpg_translation *t)
{
	if (smpg_key_weak(t->value[SMPG_PEERS], t->key_size) != SMP_GUARD_WHY_NONE)
		return "peer-value: not a random one";
	if (t->key == SMP_GUARD_KEY_LTK) {
		if (!memcmp(t->id[SMPG_HOSTS], t->id[SMPG_PEERS], SMPG_ID_LEN))
			return "peer-rand: the host's, with its EDIV";
		if (smpg_key_weak(t->id[SMPG_PEERS], 8) != SMP_GUARD_WHY_NONE)
			return "peer-rand: not a random one";
		return NULL;
	}
	if (memchr_inv(t->id, 0, sizeof(t->id)))
		return "host-rand: a csrk has neither EDIV nor Rand";
	if (!memcmp(t->value[SMPG_HOSTS], t->value[SMPG_PEERS], SMPG_KEY_LEN))
		return "peer-value: the host's";
	return NULL;
}

/**
 * smpg_translate_bad() - can this module have made a translation?
 * @t: what might be a translation
 *
 * Return: NULL if so, or the reason why not, which begins with the name of the
 * attribute.
 */
const char *smpg_translate_bad(const struct smpg_translation *t)
{
	const char *bad;

	if (t->key != SMP_GUARD_KEY_LTK && t->key != SMP_GUARD_KEY_CSRK)
		return "key: neither ltk nor csrk";
	if (t->peer_type != SMP_GUARD_ADDRESS_TYPE_PUBLIC &&
	    t->peer_type != SMP_GUARD_ADDRESS_TYPE_RANDOM &&
	    t->peer_type != SMP_GUARD_ADDRESS_TYPE_UNKNOWN)
		return "peer-address-type: neither public, random nor unknown";
	bad = bad_size(t);
	return bad ?: bad_value(t);
}

static void free_list(struct list_head *list)
{
	struct translation *t, *next;

	list_for_each_entry_safe(t, next, list, list)
		kfree_sensitive(t);
}

static int make_list(struct list_head *list,
		     const struct smpg_translation *saved, unsigned int nr)
{
	struct translation *fresh;

	for (; nr--; saved++) {
		fresh = kzalloc(sizeof(*fresh), GFP_KERNEL);
		if (!fresh)
			return -ENOMEM;
		fresh->t = *saved;
		list_add_tail(&fresh->list, list);
	}
	return 0;
}

/* Is there a translation of the same key in the list? */
static bool is_superseded(const struct smpg_translation *t)
{
	const struct translation *newer;
	bool found = false;

	rcu_read_lock();
	list_for_each_entry_rcu(newer, &translations, list) {
		if (newer->t.key == t->key && same_adapter(&newer->t, t) &&
		    (same_peer(&newer->t, t) ||
		     !memcmp(newer->t.value[SMPG_PEERS], t->value[SMPG_PEERS],
			     sizeof(t->value[SMPG_PEERS])))) {
			found = true;
			break;
		}
	}
	rcu_read_unlock();
	return found;
}

/* Remove superseded entries, without the lock, since many take long. */
static int leave_out(struct list_head *fresh)
{
	struct translation *t, *next;

	list_for_each_entry_safe(t, next, fresh, list) {
		if (is_superseded(&t->t)) {
			list_del(&t->list);
			kfree_sensitive(t);
		}
		cond_resched();
		if (fatal_signal_pending(current))
			return -EINTR;
	}
	return 0;
}

/* Append entries to the list, unless it has changed since @since. */
static int join(struct list_head *fresh, u64 since)
{
	struct translation *t, *next;
	unsigned int nr = 0;

	lockdep_assert_held(&translations_lock);

	if (generation != since)
		return -EAGAIN;
	list_for_each_entry(t, fresh, list)
		nr++;
	if (nr + count > room)
		return -ENOSPC;
	generation++;
	list_for_each_entry_safe(t, next, fresh, list) {
		list_del(&t->list);
		t->pairing = NO_PAIRING;
		list_add_tail_rcu(&t->list, &translations);
		count++;
		if (t->t.key == SMP_GUARD_KEY_CSRK)
			atomic_inc(&smpg_signing);
	}
	WRITE_ONCE(restored, true);
	return 0;
}

/**
 * smpg_translate_put() - put saved translations back
 * @saved: the translations, newest first, none of them bad
 * @nr: number of translations
 *
 * Saved translations are older than all in the list: a translation in the list
 * overrides a saved one of the same key.
 *
 * Context: process.
 * Return: 0; or -ENOSPC, -ENOMEM or -EINTR, and none of them was put back.
 */
int smpg_translate_put(const struct smpg_translation *saved, unsigned int nr)
{
	unsigned long flags;
	LIST_HEAD(fresh);
	u64 since;
	int err;

	err = make_list(&fresh, saved, nr);
	while (!err) {
		since = smpg_translate_generation();
		err = leave_out(&fresh);
		if (err)
			break;
		spin_lock_irqsave(&translations_lock, flags);
		err = join(&fresh, since);
		spin_unlock_irqrestore(&translations_lock, flags);
		if (err != -EAGAIN)
			break;
		err = 0;
	}
	free_list(&fresh);
	return err;
}

/* ---- The beginning and the end ---- */

/**
 * smpg_translate_init() - set the parameters, before the first frame
 * @max: limit of the number of translations
 * @may_keep: the owner may save translations and put them back
 */
void smpg_translate_init(unsigned int max, bool may_keep)
{
	room = max;
	keep = may_keep;
	kept = 0;
	restored = false;
}

static bool is_kept(const struct translation *entry)
{
	return keep && entry->generation <= kept &&
	       !smpg_translate_bad(&entry->t);
}

/**
 * smpg_translate_exit() - drop all translations, after the last link, and
 * report those that are lost
 *
 * Context: process.
 */
void smpg_translate_exit(void)
{
	struct translation *old;
	unsigned long flags;

	/* Without room, smpg_translate_put() adds nothing from here on. */
	spin_lock_irqsave(&translations_lock, flags);
	room = 0;
	spin_unlock_irqrestore(&translations_lock, flags);

	while (smpg_translate_count()) {
		spin_lock_irqsave(&translations_lock, flags);
		old = list_first_entry(&translations, struct translation, list);
		if (!is_kept(old))
			smpg_report_lost(&old->t, SMPG_LOST_UNLOADED);
		drop(old);
		spin_unlock_irqrestore(&translations_lock, flags);
		/* The queue cannot hold an event for every translation. */
		smpg_report_flush();
	}
	rcu_barrier();
}
