// SPDX-License-Identifier: GPL-2.0
/*
 * Pairings that have failed, by peer and by adapter. Private addresses change, so
 * that peers with one that is not resolved share an entry; so do, in another one,
 * all peers of an adapter.
 */
#include <linux/ktime.h>
#include <linux/spinlock.h>

#include "failures.h"
#include "links.h"

/* An adapter holds far fewer peers that fail; a stranger can only evict others. */
#define ENTRIES	64

static struct entry {
	bool used;
	u64 last;		/* when it was needed, in nanoseconds */
	u16 index;		/* of the adapter */
	u8 type;		/* of smpg_link_name(), or TYPE_ALL */
	u8 address[6];
	struct smpg_attempts attempts;
} entries[ENTRIES];
static DEFINE_SPINLOCK(entries_lock);	/* protects entries */

/* In place of a type of address */
enum { TYPE_ALL = 0xfe };

/* The entry's name, by which find() looks */
static void name_peer(struct smpg_live_link *live, struct entry *e)
{
	memset(e, 0, sizeof(*e));
	e->index = live->index;
	e->type = smpg_link_name(&live->link, e->address);
}

static void name_all(struct smpg_live_link *live, struct entry *e)
{
	memset(e, 0, sizeof(*e));
	e->index = live->index;
	e->type = TYPE_ALL;
}

static struct entry *find(const struct entry *name)
{
	struct entry *e;

	lockdep_assert_held(&entries_lock);

	for (e = entries; e < entries + ENTRIES; e++)
		if (e->used && e->index == name->index &&
		    e->type == name->type &&
		    !memcmp(e->address, name->address, sizeof(e->address)))
			return e;
	return NULL;
}

/* An unused entry, or else the one that was not needed for the longest time. */
static struct entry *oldest(void)
{
	struct entry *e, *found = NULL;

	lockdep_assert_held(&entries_lock);

	for (e = entries; e < entries + ENTRIES; e++) {
		if (!e->used)
			return e;
		if (!found || e->last < found->last)
			found = e;
	}
	return found;
}

static struct entry *find_or_make(const struct entry *name, u64 now)
{
	struct entry *e = find(name);

	if (!e) {
		e = oldest();
		*e = *name;
		e->used = true;
	}
	e->last = now;
	return e;
}

static void note(const struct entry *name, bool all, bool invalid, u64 now)
{
	smpg_attempts_failed(&find_or_make(name, now)->attempts, all, invalid, now);
}

static void get(const struct entry *name, struct smpg_attempts *attempts)
{
	const struct entry *e = find(name);

	if (e)
		*attempts = e->attempts;
	else
		memset(attempts, 0, sizeof(*attempts));
}

/**
 * smpg_failures_find() - the pairings that have failed before
 * @live: a link of the peer and the adapter
 * @attempts: to be filled, by SMPG_OF_PEER and SMPG_OF_ADAPTER
 *
 * Context: any, with @live->lock held.
 */
void smpg_failures_find(struct smpg_live_link *live,
			struct smpg_attempts attempts[2])
{
	struct entry peer, all;
	unsigned long flags;

	name_peer(live, &peer);
	name_all(live, &all);
	spin_lock_irqsave(&entries_lock, flags);
	get(&peer, &attempts[SMPG_OF_PEER]);
	get(&all, &attempts[SMPG_OF_ADAPTER]);
	spin_unlock_irqrestore(&entries_lock, flags);
}

/**
 * smpg_failures_note() - take note of a pairing that has failed
 * @live: its link
 * @v: what happened
 *
 * A request that is rejected tells the peer nothing, and does not count. A pairing that
 * was abandoned in authentication does.
 *
 * Context: any, with @live->lock held.
 */
void smpg_failures_note(struct smpg_live_link *live,
			const struct smpg_verdict *v)
{
	bool invalid = v->abandoned ? v->invalid : live->link.pairing.invalid;
	struct entry peer, all;
	unsigned long flags;
	u64 now;

	if (!v->abandoned &&
	    (!(v->happened & SMPG_FAILED) || !live->link.pairing.answered))
		return;
	name_peer(live, &peer);
	name_all(live, &all);
	now = ktime_get_boottime_ns();
	spin_lock_irqsave(&entries_lock, flags);
	note(&peer, false, invalid, now);
	note(&all, true, invalid, now);
	spin_unlock_irqrestore(&entries_lock, flags);
}

/**
 * smpg_failures_note_bond() - take note of what a peer did with the key of its bond
 * @live: the link
 * @v: the verdict on the HCI event that tells
 *
 * Refusals outlive their link: hosts end it, or forget the bond. Peers that cannot be
 * told apart share none.
 *
 * Context: any, with @live->lock held.
 */
void smpg_failures_note_bond(struct smpg_live_link *live,
			     const struct smpg_verdict *v)
{
	struct entry peer, *e;
	unsigned long flags;
	u64 now;

	if (v->bond == SMPG_BOND_UNUSED)
		return;
	name_peer(live, &peer);
	if (peer.type == SMPG_PEER_PRIVATE)
		return;
	now = ktime_get_boottime_ns();
	spin_lock_irqsave(&entries_lock, flags);
	e = v->bond == SMPG_BOND_REFUSED ? find_or_make(&peer, now) : find(&peer);
	if (e && v->bond == SMPG_BOND_HELD)
		e->attempts.refused = 0;
	else if (e && e->attempts.refused < 255)
		e->attempts.refused++;
	spin_unlock_irqrestore(&entries_lock, flags);
}

/**
 * smpg_failures_forget() - an adapter is gone, and its index may become another's
 * @index: of the adapter
 *
 * Context: any.
 */
void smpg_failures_forget(u16 index)
{
	unsigned long flags;
	struct entry *e;

	spin_lock_irqsave(&entries_lock, flags);
	for (e = entries; e < entries + ENTRIES; e++)
		if (e->index == index)
			e->used = false;
	spin_unlock_irqrestore(&entries_lock, flags);
}
