// SPDX-License-Identifier: GPL-2.0
/*
 * Violations are told by peer and rule as far as there are tokens for them, so that one
 * peer that breaks a rule without end neither fills the queue nor hides what others do.
 * Violations that are not told are counted, and the next one that is tells the number.
 */
#include "limit.h"

/* So many at once, and one more each ten seconds */
#define TOKENS		32
#define TOKEN_TIME	10000000000ULL

/* More pairs of peer and rule than these share an entry for each rule. */
#define ENTRIES		64

static struct entry {
	bool used;
	u16 index;		/* of the adapter */
	u8 type;		/* of smpg_link_name() */
	u8 address[6];
	u8 rule;
	u8 tokens;
	u64 filled;		/* when the last token came */
	u64 suppressed;		/* since the last that was told */
} entries[ENTRIES], shared[__SMP_GUARD_RULE_MAX];

static void name_entry(struct entry *e, u16 index, const struct smpg_link *link,
		       u8 rule)
{
	memset(e, 0, sizeof(*e));
	e->index = index;
	e->rule = rule;
	e->type = smpg_link_name(link, e->address);
}

static void fill(struct entry *e, u64 now)
{
	if (!e->used) {
		e->used = true;
		e->tokens = TOKENS;
	}
	while (e->tokens < TOKENS && now >= e->filled + TOKEN_TIME) {
		e->tokens++;
		e->filled += TOKEN_TIME;
	}
	/* No more come than there is room for. */
	if (e->tokens == TOKENS)
		e->filled = now;
}

/*
 * An entry with all of its tokens says no more than a new one. The number that the entry
 * has suppressed is told with the next violation of its rule, whichever peer breaks it.
 */
static bool make_free(struct entry *e, u64 now)
{
	if (!e->used)
		return true;
	fill(e, now);
	if (e->tokens < TOKENS)
		return false;
	shared[e->rule].suppressed += e->suppressed;
	return true;
}

static struct entry *find(const struct entry *name, u64 now)
{
	struct entry *e, *free = NULL;

	for (e = entries; e < entries + ENTRIES; e++)
		if (e->used && e->index == name->index &&
		    e->type == name->type && e->rule == name->rule &&
		    !memcmp(e->address, name->address, sizeof(e->address)))
			return e;
	for (e = entries; e < entries + ENTRIES && !free; e++)
		if (make_free(e, now))
			free = e;
	if (!free)
		return &shared[name->rule];
	*free = *name;
	return free;
}

/**
 * smpg_limit_take() - may a violation be told?
 * @index: of the adapter
 * @link: the link of the peer
 * @rule: enum smp_guard_rule
 * @now: nanoseconds, of a clock that never goes back; two processors may take the lock
 *	in another order than they read the clock
 * @suppressed: if it may, to be set to the number of those that were not told before
 *
 * Context: any, under a lock of the caller's, which is always the same.
 */
bool smpg_limit_take(u16 index, const struct smpg_link *link, u8 rule, u64 now,
		     u64 *suppressed)
{
	struct entry name, *e;

	name_entry(&name, index, link, rule);
	e = find(&name, now);
	fill(e, now);
	if (!e->tokens) {
		e->suppressed++;
		return false;
	}
	e->tokens--;
	*suppressed = e->suppressed;
	e->suppressed = 0;
	if (e != &shared[rule]) {
		*suppressed += shared[rule].suppressed;
		shared[rule].suppressed = 0;
	}
	return true;
}
