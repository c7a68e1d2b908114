// SPDX-License-Identifier: GPL-2.0
/* The table of translations: its lookups, its order and its room. */
#include "peers.h"

#undef kmalloc
#undef kmemdup
#define kmalloc scarce_kmalloc
#define kmemdup scarce_kmemdup
#include "../kernel/translations.c"
#undef kmalloc
#undef kmemdup

/* ---- Lookups ---- */

/* The number of the pairing that made an entry tells which entry it is. */
static u64 by_id(const struct smpg_translation *own, u8 n)
{
	const struct smpg_translated *e;
	u8 id[SMPG_ID_LEN];
	u64 pairing;

	set_peers_id(id, n);
	rcu_read_lock();
	e = smpg_translations_by_id(own, id);
	pairing = e ? e->pairing : 0;
	rcu_read_unlock();
	return pairing;
}

static u64 by_peer(const struct smpg_translation *own, u8 key)
{
	const struct smpg_translated *e;
	u64 pairing;

	rcu_read_lock();
	e = smpg_translations_by_peer(own, key);
	pairing = e ? e->pairing : 0;
	rcu_read_unlock();
	return pairing;
}

/* Put @t back, behind all there are. */
static int append(struct kunit *test, const struct smpg_translation *t)
{
	struct smpg_translated *e = kzalloc(sizeof(*e), GFP_KERNEL);
	LIST_HEAD(saved);
	int err;

	KUNIT_ASSERT_NOT_NULL(test, e);
	e->t = *t;
	list_add(&e->list, &saved);
	err = smpg_translations_append(&saved,
				       smpg_translations_generation());
	if (err)
		kfree(e);
	return err;
}

/* IDs 1 to 3 share a bucket, since they differ in their EDIV alone. */
static void newest_of_an_id_is_found(struct kunit *test)
{
	struct smpg_translation old = ltk_of(test, 1, 1);
	struct smpg_translation fresh = ltk_of(test, 2, 1);
	struct smpg_translation next = ltk_of(test, 3, 2);
	struct smpg_translation csrk = csrk_of(test, 4, 1);

	KUNIT_ASSERT_PTR_EQ(test, id_bucket(old.id[SMPG_REMOTE]),
			    id_bucket(next.id[SMPG_REMOTE]));
	smpg_translations_init(2 * ROOM);
	smpg_translations_add(&old, 11, false);
	KUNIT_EXPECT_EQ(test, by_id(&old, 1), 11);
	smpg_translations_add(&fresh, 12, false);
	smpg_translations_add(&next, 13, false);
	/* The peer's address does not count, but the adapter does. */
	KUNIT_EXPECT_EQ(test, by_id(&old, 1), 12);
	KUNIT_EXPECT_EQ(test, by_id(&old, 2), 13);
	KUNIT_EXPECT_EQ(test, by_id(&old, 3), 0);
	next.adapter[0]++;
	KUNIT_EXPECT_EQ(test, by_id(&next, 1), 0);

	/* A CSRK has no EDIV and Rand. */
	memcpy(csrk.id, old.id, sizeof(csrk.id));
	smpg_translations_add(&csrk, 14, false);
	KUNIT_EXPECT_EQ(test, by_id(&old, 1), 12);

	/* An entry that is put back is older than all. */
	KUNIT_EXPECT_EQ(test, append(test, &old), 0);
	KUNIT_EXPECT_EQ(test, by_id(&old, 1), 12);
	smpg_translations_drop(12);
	KUNIT_EXPECT_EQ(test, by_id(&old, 1), 11);
	smpg_translations_drop(11);
	KUNIT_EXPECT_EQ(test, by_id(&old, 1), SMPG_NO_PAIRING);
	KUNIT_EXPECT_EQ(test, by_id(&old, 2), 13);
}

/* Set the peer of @t to another one, in the same bucket. */
static void set_neighbour(struct smpg_translation *t)
{
	const struct hlist_head *bucket = peer_bucket(t);

	do {
		if (!++t->peer[1])
			t->peer[2]++;
	} while (peer_bucket(t) != bucket);
}

static void newest_of_a_peer_is_found(struct kunit *test)
{
	struct smpg_translation old = ltk_of(test, 1, 1);
	struct smpg_translation fresh = ltk_of(test, 1, 2);
	struct smpg_translation csrk = csrk_of(test, 1, 1);
	struct smpg_translation other = ltk_of(test, 1, 3);

	set_neighbour(&other);
	smpg_translations_init(2 * ROOM);
	smpg_translations_add(&old, 21, false);
	smpg_translations_add(&fresh, 22, false);
	smpg_translations_add(&csrk, 23, false);
	smpg_translations_add(&other, 24, false);
	KUNIT_EXPECT_EQ(test, append(test, &old), 0);
	KUNIT_EXPECT_EQ(test, by_peer(&old, SMP_GUARD_KEY_LTK), 22);
	KUNIT_EXPECT_EQ(test, by_peer(&old, SMP_GUARD_KEY_CSRK), 23);
	KUNIT_EXPECT_EQ(test, by_peer(&other, SMP_GUARD_KEY_LTK), 24);
	KUNIT_EXPECT_EQ(test, by_peer(&other, SMP_GUARD_KEY_CSRK), 0);
	other = old;
	other.adapter[0]++;
	KUNIT_EXPECT_EQ(test, by_peer(&other, SMP_GUARD_KEY_LTK), 0);
	other = old;
	other.peer_type = SMP_GUARD_ADDRESS_TYPE_RANDOM;
	KUNIT_EXPECT_EQ(test, by_peer(&other, SMP_GUARD_KEY_LTK), 0);
	/* Unknown peers are not one and the same. */
	other = ltk_of(test, 1, 4);
	other.peer_type = SMP_GUARD_ADDRESS_TYPE_UNKNOWN;
	smpg_translations_add(&other, 25, false);
	KUNIT_EXPECT_EQ(test, by_peer(&other, SMP_GUARD_KEY_LTK), 0);

	/* A new key replaces those of the same peer and kind. */
	smpg_translations_replace(&old, SMP_GUARD_KEY_LTK, 22);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 4);
	KUNIT_EXPECT_EQ(test, by_id(&old, 1), 0);
	KUNIT_EXPECT_EQ(test, by_peer(&old, SMP_GUARD_KEY_LTK), 22);
	KUNIT_EXPECT_EQ(test, by_peer(&old, SMP_GUARD_KEY_CSRK), 23);
}

/* Numbers that share a bucket are different pairings. */
static void pairings_are_apart(struct kunit *test)
{
	const u64 here = 31, there = here + ARRAY_SIZE(pairings);
	struct smpg_translation ltk = ltk_of(test, 1, 1);
	struct smpg_translation csrk = csrk_of(test, 1, 1);
	struct smpg_translation other = ltk_of(test, 2, 2);
	struct smpg_translation saved = ltk_of(test, 3, 3);

	smpg_translations_add(&ltk, here, false);
	smpg_translations_add(&other, there, false);
	smpg_translations_add(&csrk, here, false);
	KUNIT_EXPECT_EQ(test, append(test, &saved), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_signing), 1);
	smpg_translations_drop(here);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_signing), 0);
	KUNIT_EXPECT_EQ(test, by_id(&ltk, 1), 0);
	KUNIT_EXPECT_EQ(test, by_peer(&csrk, SMP_GUARD_KEY_CSRK), 0);
	KUNIT_EXPECT_EQ(test, by_id(&other, 2), there);
	smpg_translations_drop(here);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
	smpg_translations_drop(there);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1);
	KUNIT_EXPECT_EQ(test, by_id(&saved, 3), SMPG_NO_PAIRING);
}

/* An entry is found by its new peer, and is no newer than before. */
static void identity_moves_an_entry(struct kunit *test)
{
	const u64 here = 41, there = here + ARRAY_SIZE(pairings);
	static const struct smpg_link link = {
		.identity_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC,
		.identity = { 1 },
	};
	struct smpg_translation hidden = ltk_of(test, 0x77, 1);
	struct smpg_translation fresh = ltk_of(test, 1, 1);
	struct smpg_translation other = ltk_of(test, 0x77, 3);
	struct smpg_translation t;
	u64 before;

	hidden.peer_type = SMP_GUARD_ADDRESS_TYPE_RANDOM;
	smpg_translations_add(&hidden, here, false);
	smpg_translations_add(&fresh, 42, false);
	smpg_translations_add(&other, there, false);
	before = smpg_translations_generation();
	smpg_translations_identify(here, &link);
	KUNIT_EXPECT_NE(test, smpg_translations_generation(), before);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 3);
	KUNIT_EXPECT_EQ(test, by_peer(&hidden, SMP_GUARD_KEY_LTK), 0);
	KUNIT_EXPECT_EQ(test, by_peer(&fresh, SMP_GUARD_KEY_LTK), 42);
	KUNIT_EXPECT_EQ(test, by_id(&hidden, 1), 42);
	KUNIT_EXPECT_EQ(test, by_peer(&other, SMP_GUARD_KEY_LTK), there);
	KUNIT_ASSERT_TRUE(test, get_translation(2, &t));
	KUNIT_EXPECT_EQ(test, t.peer_type, SMP_GUARD_ADDRESS_TYPE_PUBLIC);
	KUNIT_EXPECT_EQ(test, t.peer[0], 1);

	smpg_translations_drop(42);
	KUNIT_EXPECT_EQ(test, by_peer(&fresh, SMP_GUARD_KEY_LTK), here);
	KUNIT_EXPECT_EQ(test, by_id(&hidden, 1), here);
	smpg_translations_drop(here);
	KUNIT_EXPECT_EQ(test, by_peer(&fresh, SMP_GUARD_KEY_LTK), 0);
	KUNIT_EXPECT_EQ(test, by_id(&hidden, 1), 0);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1);
}

/* ---- Room ---- */

/* The translation of peer @n was of use. */
static void use(struct kunit *test, u8 n, u16 index)
{
	const struct smpg_translation own = ltk_of(test, n, n);
	struct smpg_translated *e;

	rcu_read_lock();
	e = smpg_translations_by_peer(&own, SMP_GUARD_KEY_LTK);
	if (e)
		smpg_translations_used(e, index);
	rcu_read_unlock();
}

static void add_ltk(struct kunit *test, u8 n)
{
	const struct smpg_translation t = ltk_of(test, n, n);

	smpg_translations_add(&t, 50 + n, false);
}

/* Strangers can make many entries, but none of use: those are evicted first. */
static void use_delays_eviction(struct kunit *test)
{
	static const u8 evicted[] = { 2, 4, 10, 11, 12 };
	static const u8 kept[] = { 1, 3, 9 };
	const struct smpg_translation saved = ltk_of(test, 9, 9);
	static const struct smpg_link link = {
		.identity_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC,
		.identity = { 2 },
	};
	struct smpg_translation own, t;
	int i;

	smpg_translations_init(5);
	for (i = 1; i <= 4; i++)
		add_ltk(test, i);
	KUNIT_EXPECT_EQ(test, append(test, &saved), 0);
	use(test, 3, 7);
	use(test, 1, 7);
	/* An identity that becomes known is no use. */
	smpg_translations_identify(52, &link);
	KUNIT_ASSERT_TRUE(test, get_translation(3, &t));
	KUNIT_EXPECT_EQ(test, t.peer[0], 1);
	KUNIT_EXPECT_EQ(test, t.index, 7);

	for (i = 0; i < ARRAY_SIZE(evicted); i++) {
		add_ltk(test, 10 + i);
		own = ltk_of(test, evicted[i], evicted[i]);
		KUNIT_EXPECT_EQ(test, seen.lost.peer[0], evicted[i]);
		KUNIT_EXPECT_EQ(test, seen.nr_lost[SMP_GUARD_WHY_EVICTED],
				i + 1);
		KUNIT_EXPECT_EQ(test, by_id(&own, evicted[i]), 0);
		KUNIT_EXPECT_EQ(test, by_peer(&own, SMP_GUARD_KEY_LTK), 0);
		KUNIT_EXPECT_EQ(test, smpg_translations_count(), 5);
	}
	KUNIT_EXPECT_EQ(test, counted(SMPG_TRANSLATIONS_EVICTED), i);
	for (i = 0; i < ARRAY_SIZE(kept); i++) {
		own = ltk_of(test, kept[i], kept[i]);
		KUNIT_EXPECT_NE(test, by_id(&own, kept[i]), 0);
	}
	/* Among those that were of use, the least recently used is evicted. */
	use(test, 13, 7);
	use(test, 14, 7);
	add_ltk(test, 15);
	KUNIT_EXPECT_EQ(test, seen.lost.peer[0], 9);
	use(test, 15, 7);
	add_ltk(test, 16);
	KUNIT_EXPECT_EQ(test, seen.lost.peer[0], 3);
}

/* All others were of use: a pairing must not evict what it gave itself. */
static void pairing_keeps_its_own(struct kunit *test)
{
	struct smpg_translation ltk = ltk_of(test, 20, 20);
	struct smpg_translation csrk = csrk_of(test, 20, 20);
	int i;

	smpg_translations_init(3);
	for (i = 1; i <= 3; i++) {
		add_ltk(test, i);
		use(test, i, 7);
	}
	smpg_translations_add(&ltk, 70, false);
	smpg_translations_add(&csrk, 70, false);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 3);
	KUNIT_EXPECT_EQ(test, by_id(&ltk, 20), 70);
	KUNIT_EXPECT_EQ(test, by_peer(&csrk, SMP_GUARD_KEY_CSRK), 70);
	KUNIT_EXPECT_EQ(test, seen.lost.peer[0], 2);
	/* The next pairing makes room by what was never of use. */
	add_ltk(test, 4);
	KUNIT_EXPECT_EQ(test, seen.lost.peer[0], 20);
}

/* Nothing saved tells whether the peer was known: a newer claim outranks it. */
static void claim_outranks_what_was_put_back(struct kunit *test)
{
	struct smpg_translation saved = ltk_of(test, 1, 1);
	struct smpg_translation claim = ltk_of(test, 1, 2);

	KUNIT_EXPECT_EQ(test, append(test, &saved), 0);
	KUNIT_EXPECT_EQ(test, by_peer(&saved, SMP_GUARD_KEY_LTK),
			SMPG_NO_PAIRING);
	smpg_translations_add(&claim, 71, true);
	KUNIT_EXPECT_EQ(test, by_peer(&saved, SMP_GUARD_KEY_LTK), 71);
}

/* A stranger can claim any identity. */
static void claim_does_not_outrank_a_known_peer(struct kunit *test)
{
	struct smpg_translation known = ltk_of(test, 1, 1);
	struct smpg_translation claim = ltk_of(test, 1, 2);

	smpg_translations_add(&claim, 61, true);
	KUNIT_EXPECT_EQ(test, by_peer(&known, SMP_GUARD_KEY_LTK), 61);
	smpg_translations_add(&known, 62, false);
	smpg_translations_add(&claim, 63, true);
	KUNIT_EXPECT_EQ(test, by_peer(&known, SMP_GUARD_KEY_LTK), 62);
	/* Both are found by what was given to them. */
	KUNIT_EXPECT_EQ(test, by_id(&known, 1), 62);
	KUNIT_EXPECT_EQ(test, by_id(&known, 2), 63);
}

/* A reader may use an entry that is dropped after the lookup. */
static void dropped_entry_stays_dropped(struct kunit *test)
{
	const struct smpg_translation own = ltk_of(test, 1, 1);
	struct smpg_translated *e;
	bool listed = true;

	add_ltk(test, 1);
	add_ltk(test, 2);
	rcu_read_lock();
	e = smpg_translations_by_peer(&own, SMP_GUARD_KEY_LTK);
	if (e) {
		smpg_translations_drop(51);
		smpg_translations_used(e, 0);
		listed = !list_empty(&e->recent);
	}
	rcu_read_unlock();
	KUNIT_EXPECT_FALSE(test, listed);
	KUNIT_EXPECT_EQ(test, by_id(&own, 1), 0);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1);
}

static void least_recently_used_is_evicted(struct kunit *test)
{
	int i;

	for (i = 1; i <= ROOM; i++)
		pair_link(link_up(test, 0, i), i);
	KUNIT_EXPECT_EQ(test, smpg_translations_max(), ROOM);
	KUNIT_EXPECT_TRUE(test, holds(test, link_up(test, 0, 1), 1));
	/* A request without a reply does not count as use. */
	KUNIT_EXPECT_TRUE(test, asked(test, link_up(test, 0, 2), 2));
	pair_link(link_up(test, 0, 5), 5);

	KUNIT_EXPECT_EQ(test, smpg_translations_count(), ROOM);
	KUNIT_EXPECT_EQ(test, counted(SMPG_TRANSLATIONS_EVICTED), 1);
	KUNIT_EXPECT_EQ(test, seen.nr_lost[SMP_GUARD_WHY_EVICTED], 1);
	KUNIT_EXPECT_EQ(test, seen.lost.peer[0], 2);
	KUNIT_EXPECT_EQ(test, seen.lost.key, SMP_GUARD_KEY_LTK);
	KUNIT_EXPECT_FALSE(test, asked(test, link_up(test, 0, 2), 2));
	for (i = 1; i <= 5; i++)
		if (i != 2)
			KUNIT_EXPECT_TRUE(test, holds(test, link_up(test, 0, i),
						      i));
}

/* A peer that pairs again has two translations until the pairing ends. */
static void room_for_one(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 1);
	u64 evicted;
	int i;

	smpg_translations_init(1);
	smpg_keep_init(false);
	pair_link(live, 1);
	begin_pairing(live, false);
	send_ltk(live, 2, SMPG_KEY_LEN);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
	/* A second LTK of the same pairing evicts one. */
	send_ltk(live, 3, SMPG_KEY_LEN);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
	KUNIT_EXPECT_EQ(test, counted(SMPG_TRANSLATIONS_EVICTED), 1);
	end_pairing(live, SMPG_FAILED);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 0);
	/* Repeated negotiations are limited as well. */
	for (i = 0; i < 10; i++) {
		begin_pairing(live, false);
		send_ltk(live, 2, SMPG_KEY_LEN);
	}
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1 + SPARE);
	end_pairing(live, SMPG_COMPLETE);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1);
	evicted = counted(SMPG_TRANSLATIONS_EVICTED);
	pair_link(live, 1);
	pair_link(live, 2);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1);
	KUNIT_EXPECT_TRUE(test, holds(test, live, 2));
	send_csrk(live, trace_ltk, 1);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_signing), 1);
	pair_link(live, 3);
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_signing), 0);
	KUNIT_EXPECT_EQ(test, counted(SMPG_TRANSLATIONS_EVICTED),
			evicted + 2);
}

static void no_memory_for_one(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 3);

	no_memory = true;
	pair_link(live, 1);
	send_csrk(live, trace_ltk, 1);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_signing), 0);
	KUNIT_EXPECT_EQ(test, seen.nr_lost[SMP_GUARD_WHY_NO_MEMORY], 2);
	KUNIT_EXPECT_EQ(test, seen.lost.peer[0], 3);
	KUNIT_EXPECT_FALSE(test, asked(test, live, 1));
	KUNIT_EXPECT_FALSE(test, encrypted(test, live, trace_id, 1,
					   SMPG_KEY_LEN));
}

static void identified_without_memory(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 0x77);

	begin_pairing(live, false);
	send_ltk(live, 1, SMPG_KEY_LEN);
	live->link.identity_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC;
	live->link.identity[0] = 1;
	no_memory = true;
	is_identified(live);
	end_pairing(live, SMPG_COMPLETE);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1);
	/* EDIV and Rand alone identify the LTK. */
	live = link_up(test, 0, 1);
	KUNIT_EXPECT_TRUE(test, asked(test, live, 1));
	KUNIT_EXPECT_TRUE(test, answered(test, live, 1, SMPG_KEY_LEN));
}

/* Nothing but the peer's address identifies a CSRK: it is told to be lost. */
static void signer_identified_without_memory(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 0x77);

	begin_pairing(live, false);
	send_ltk(live, 1, SMPG_KEY_LEN);
	send_csrk(live, trace_ltk, 1);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
	live->link.identity_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC;
	live->link.identity[0] = 1;
	no_memory = true;
	is_identified(live);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_signing), 0);
	KUNIT_EXPECT_EQ(test, seen.nr_lost[SMP_GUARD_WHY_NO_MEMORY], 1);
	KUNIT_EXPECT_EQ(test, seen.lost.key, SMP_GUARD_KEY_CSRK);
	KUNIT_EXPECT_EQ(test, seen.lost.peer_type,
			SMP_GUARD_ADDRESS_TYPE_PUBLIC);
	KUNIT_EXPECT_EQ(test, seen.lost.peer[0], 1);
	end_pairing(live, SMPG_COMPLETE);
}

static void got_one_by_one(struct kunit *test)
{
	struct smpg_translation t;
	int i;

	KUNIT_EXPECT_FALSE(test, get_translation(0, &t));
	for (i = 1; i <= 3; i++)
		pair_link(link_up(test, 0, i), i);
	for (i = 0; i < 3; i++) {
		KUNIT_ASSERT_TRUE(test, get_translation(i, &t));
		KUNIT_EXPECT_EQ(test, t.peer[0], 3 - i);
		KUNIT_EXPECT_EQ(test, t.key_size, SMPG_KEY_LEN);
		KUNIT_EXPECT_MEMEQ(test, t.value[SMPG_LOCAL], trace_ltk,
				   SMPG_KEY_LEN);
	}
	KUNIT_EXPECT_FALSE(test, get_translation(3, &t));

	memset(&seen, 0, sizeof(seen));
	smpg_translations_exit(smpg_keep_has);
	KUNIT_EXPECT_EQ(test, seen.nr_lost[SMP_GUARD_WHY_UNLOADED], 3);
	KUNIT_EXPECT_EQ(test, seen.lost.peer[0], 1);
}

static struct kunit_case translations_cases[] = {
	KUNIT_CASE(newest_of_an_id_is_found),
	KUNIT_CASE(newest_of_a_peer_is_found),
	KUNIT_CASE(pairings_are_apart),
	KUNIT_CASE(identity_moves_an_entry),
	KUNIT_CASE(use_delays_eviction),
	KUNIT_CASE(pairing_keeps_its_own),
	KUNIT_CASE(claim_outranks_what_was_put_back),
	KUNIT_CASE(claim_does_not_outrank_a_known_peer),
	KUNIT_CASE(dropped_entry_stays_dropped),
	KUNIT_CASE(least_recently_used_is_evicted),
	KUNIT_CASE(room_for_one),
	KUNIT_CASE(no_memory_for_one),
	KUNIT_CASE(identified_without_memory),
	KUNIT_CASE(signer_identified_without_memory),
	KUNIT_CASE(got_one_by_one),
	{}
};

static struct kunit_suite translations_suite = {
	.name = "smpg_translations",
	.init = peers_init,
	.exit = peers_exit,
	.test_cases = translations_cases,
};

kunit_test_suite(translations_suite);
