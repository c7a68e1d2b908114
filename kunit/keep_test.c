// SPDX-License-Identifier: GPL-2.0
/* Translations that user space has saved, and puts back. */
#include "peers.h"
#include "../kernel/keep.c"

static int put(struct smpg_translation t)
{
	return smpg_keep_put(&t, 1);
}

/* Return: the peer of translation @n, 0xff if it does not exist. */
static u8 peer_at(unsigned int n)
{
	struct smpg_translation t;

	return get_translation(n, &t) ? t.peer[0] : 0xff;
}

static void put_back_behind_all(struct kunit *test)
{
	struct smpg_translation all[] = {
		ltk_of(test, 3, 3), csrk_of(test, 2, 2), ltk_of(test, 1, 1),
	};
	u64 before;

	pair_link(link_up(test, 0, 9), 9);
	KUNIT_EXPECT_FALSE(test, smpg_keep_restored());
	before = smpg_translations_generation();
	KUNIT_EXPECT_EQ(test, smpg_keep_put(all, ARRAY_SIZE(all)), 0);
	KUNIT_EXPECT_NE(test, smpg_translations_generation(), before);
	KUNIT_EXPECT_TRUE(test, smpg_keep_restored());
	KUNIT_EXPECT_EQ(test, peer_at(0), 9);
	KUNIT_EXPECT_EQ(test, peer_at(1), 3);
	KUNIT_EXPECT_EQ(test, peer_at(2), 2);
	KUNIT_EXPECT_EQ(test, peer_at(3), 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_signing), 1);
	/* The same translations are put back once only. */
	KUNIT_EXPECT_EQ(test, smpg_keep_put(all, ARRAY_SIZE(all)), 0);
	KUNIT_EXPECT_EQ(test, smpg_keep_put(NULL, 0), 0);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 4);
}

static void put_back_is_of_use(struct kunit *test)
{
	struct peers_test *t = test->priv;
	struct smpg_translation one = ltk_of(test, 5, 5);

	/* The adapter has another index than in the saved translation. */
	one.index = 7;
	KUNIT_EXPECT_EQ(test, put(one), 0);
	KUNIT_EXPECT_TRUE(test, holds(test, link_up(test, 0, 5), 5));
	/* The translation gets the adapter's present index. */
	KUNIT_ASSERT_TRUE(test, get_translation(0, &one));
	KUNIT_EXPECT_EQ(test, one.index, 0);
	KUNIT_EXPECT_FALSE(test, holds(test, link_up(test, 1, 5), 5));
	KUNIT_EXPECT_FALSE(test, encrypted(test, link_up(test, 0, 6), trace_id,
					   5, SMPG_KEY_LEN));
	/* The index identifies an adapter without an address. */
	memset(&t->hdev[1].bdaddr, 0, sizeof(t->hdev[1].bdaddr));
	memset(one.adapter, 0, sizeof(one.adapter));
	one.index = 1;
	KUNIT_EXPECT_EQ(test, put(one), 0);
	KUNIT_EXPECT_TRUE(test, holds(test, link_up(test, 1, 5), 5));
}

static void newer_stays(struct kunit *test)
{
	struct smpg_translation other = ltk_of(test, 1, 3);
	struct smpg_translation unknown = ltk_of(test, 4, 4);
	struct smpg_live_link *live;

	smpg_translations_init(2 * ROOM);
	smpg_keep_init(true);
	pair_link(link_up(test, 0, 1), 1);
	/* EDIV and Rand tell LTKs of one peer apart. */
	KUNIT_EXPECT_EQ(test, put(ltk_of(test, 1, 2)), 0);
	KUNIT_EXPECT_EQ(test, put(ltk_of(test, 1, 2)), 0);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
	KUNIT_EXPECT_TRUE(test, holds(test, link_up(test, 0, 1), 1));
	live = link_up(test, 0, 1);
	KUNIT_EXPECT_TRUE(test, asked(test, live, 2));
	KUNIT_EXPECT_TRUE(test, answered(test, live, 2, SMPG_KEY_LEN));
	KUNIT_EXPECT_EQ(test, put(csrk_of(test, 1, 2)), 0);
	KUNIT_EXPECT_EQ(test, put(csrk_of(test, 1, 3)), 0);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 3);
	other.adapter[0]++;
	KUNIT_EXPECT_EQ(test, put(other), 0);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 4);
	/* The value identifies a translation of an unknown peer. */
	unknown.peer_type = SMP_GUARD_ADDRESS_TYPE_UNKNOWN;
	KUNIT_EXPECT_EQ(test, put(unknown), 0);
	KUNIT_EXPECT_EQ(test, put(unknown), 0);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 5);
}

/*
 * A failed pairing does not affect a translation that was put back; a complete
 * one replaces it.
 */
static void pairing_replaces_what_was_put_back(struct kunit *test)
{
	struct smpg_live_link *live;

	KUNIT_EXPECT_EQ(test, put(ltk_of(test, 1, 1)), 0);
	KUNIT_EXPECT_EQ(test, put(csrk_of(test, 1, 2)), 0);
	KUNIT_EXPECT_EQ(test, put(ltk_of(test, 2, 3)), 0);
	pair_link(link_up(test, 0, 1), 4);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 3);
	KUNIT_EXPECT_TRUE(test, holds(test, link_up(test, 0, 1), 4));
	live = link_up(test, 0, 2);
	begin_pairing(live, false);
	end_pairing(live, SMPG_FAILED);
	is_identified(live);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 3);
	begin_pairing(live, false);
	send_random(live);
	end_pairing(live, SMPG_COMPLETE);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
	live = link_up(test, 0, 1);
	begin_pairing(live, false);
	send_random(live);
	end_pairing(live, SMPG_COMPLETE);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_signing), 0);
}

static void too_many_to_put_back(struct kunit *test)
{
	struct smpg_translation all[ROOM + 1];
	int i;

	for (i = 0; i <= ROOM; i++)
		all[i] = ltk_of(test, 1 + i, 1 + i);
	KUNIT_EXPECT_EQ(test, smpg_keep_put(all, ROOM + 1), -ENOSPC);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 0);
	KUNIT_EXPECT_FALSE(test, smpg_keep_restored());
	pair_link(link_up(test, 0, 100), 100);
	KUNIT_EXPECT_EQ(test, smpg_keep_put(all, ROOM), -ENOSPC);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1);
	KUNIT_EXPECT_EQ(test, smpg_keep_put(all, ROOM - 1), 0);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), ROOM);
	/* A translation that was kept outranks one that was never of use. */
	pair_link(link_up(test, 0, 101), 101);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), ROOM);
	KUNIT_EXPECT_EQ(test, seen.nr_lost[SMP_GUARD_WHY_EVICTED], 1);
	KUNIT_EXPECT_EQ(test, seen.lost.peer[0], 100);
	KUNIT_EXPECT_EQ(test, peer_at(0), 101);
	for (i = 1; i < ROOM; i++)
		KUNIT_EXPECT_EQ(test, peer_at(i), i);
}

static void kept_is_not_lost(struct kunit *test)
{
	static const u8 address[6] = { 77 };
	struct smpg_live_link *live;
	u64 before;

	KUNIT_EXPECT_EQ(test, put(ltk_of(test, 7, 7)), 0);
	pair_link(link_up(test, 0, 1), 1);
	live = link_up(test, 0, 3);
	pair_link(live, 3);
	before = smpg_translations_generation();
	smpg_keep_saved(before);
	KUNIT_EXPECT_EQ(test, smpg_translations_generation(), before);
	/* A translation that has changed since is not kept. */
	live->link.identity_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC;
	memcpy(live->link.identity, address, sizeof(address));
	is_identified(live);
	KUNIT_EXPECT_NE(test, smpg_translations_generation(), before);
	smpg_translations_exit(smpg_keep_has);
	KUNIT_EXPECT_EQ(test, seen.nr_lost[SMP_GUARD_WHY_UNLOADED], 1);
	KUNIT_EXPECT_EQ(test, seen.lost.peer[0], 77);

	smpg_translations_init(ROOM);
	smpg_keep_init(false);
	pair_link(link_up(test, 0, 1), 1);
	smpg_keep_saved(smpg_translations_generation());
	smpg_translations_exit(smpg_keep_has);
	KUNIT_EXPECT_EQ(test, seen.nr_lost[SMP_GUARD_WHY_UNLOADED], 2);
}

/* Return: how often a change was reported since the last call. */
static unsigned int reports(void)
{
	unsigned int nr = seen.keys_changed;

	seen.keys_changed = 0;
	return nr;
}

static void every_change_is_reported(struct kunit *test)
{
	static const u8 address[6] = { 77 };
	struct smpg_live_link *live = link_up(test, 0, 1);

	begin_pairing(live, false);
	KUNIT_EXPECT_EQ(test, reports(), 0);
	send_ltk(live, 1, SMPG_KEY_LEN);
	KUNIT_EXPECT_EQ(test, reports(), 1);

	smpg_translations_watch();
	live->link.identity_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC;
	memcpy(live->link.identity, address, sizeof(address));
	is_identified(live);
	KUNIT_EXPECT_EQ(test, reports(), 1);

	smpg_translations_watch();
	end_pairing(live, SMPG_FAILED);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 0);
	KUNIT_EXPECT_EQ(test, reports(), 1);

	smpg_translations_watch();
	KUNIT_EXPECT_EQ(test, put(ltk_of(test, 7, 7)), 0);
	KUNIT_EXPECT_EQ(test, reports(), 1);
}

/* However many translations change, the reader hears once until it reads. */
static void changes_are_reported_once(struct kunit *test)
{
	int i;

	for (i = 0; i < 3 * ROOM; i++)
		pair_link(link_up(test, 0, 1 + i), 1 + i);
	KUNIT_EXPECT_EQ(test, reports(), 1);
	smpg_translations_watch();
	KUNIT_EXPECT_EQ(test, reports(), 0);
	pair_link(link_up(test, 0, 100), 100);
	pair_link(link_up(test, 0, 101), 101);
	KUNIT_EXPECT_EQ(test, reports(), 1);
}

/* A table that goes with the module must not be saved in the place of all. */
static void unloading_is_no_change(struct kunit *test)
{
	pair_link(link_up(test, 0, 1), 1);
	smpg_translations_watch();
	reports();
	smpg_translations_exit(smpg_keep_has);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 0);
	KUNIT_EXPECT_EQ(test, reports(), 0);
}

static struct kunit_case keep_cases[] = {
	KUNIT_CASE(put_back_behind_all),
	KUNIT_CASE(put_back_is_of_use),
	KUNIT_CASE(newer_stays),
	KUNIT_CASE(pairing_replaces_what_was_put_back),
	KUNIT_CASE(too_many_to_put_back),
	KUNIT_CASE(kept_is_not_lost),
	KUNIT_CASE(every_change_is_reported),
	KUNIT_CASE(changes_are_reported_once),
	KUNIT_CASE(unloading_is_no_change),
	{}
};

static struct kunit_suite keep_suite = {
	.name = "smpg_keep",
	.init = peers_init,
	.exit = peers_exit,
	.test_cases = keep_cases,
};

kunit_test_suite(keep_suite);
