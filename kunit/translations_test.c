// SPDX-License-Identifier: GPL-2.0
/* The table of translations: its lookups, its order and its room. */
#include <linux/delay.h>

#include "peers.h"

#undef kmalloc
#undef kmemdup
#define kmalloc scarce_kmalloc
#define kmemdup scarce_kmemdup
#include "../kernel/translations.c"
#undef kmalloc
#undef kmemdup

/* ---- Room ---- */

static void least_recently_used_is_evicted(struct kunit *test)
{
	int i;

	for (i = 1; i <= ROOM; i++)
		pair_link(link_up(test, 0, i), i);
	KUNIT_EXPECT_EQ(test, smpg_translations_max(), ROOM);
	/* Let the clock advance. */
	msleep(20);
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
	KUNIT_CASE(least_recently_used_is_evicted),
	KUNIT_CASE(room_for_one),
	KUNIT_CASE(no_memory_for_one),
	KUNIT_CASE(identified_without_memory),
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
