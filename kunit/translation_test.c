// SPDX-License-Identifier: GPL-2.0
/* A translation that the guard would never make is bad. */
#include <kunit/test.h>

#include "pdus.h"
#include "../engine/translation.c"

static const u8 hosts_id[SMPG_ID_LEN] = { RAND_TRACE, 0x0c, 0x00 };
static const u8 peers_id[SMPG_ID_LEN] = { RAND_A, 1, 0xe1 };
static const u8 hosts_key[] = { KEY_TRACE }, peers_key[] = { KEY_A };

static struct smpg_translation good(u8 key, int size)
{
	struct smpg_translation t = {
		.peer_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC,
		.peer = { 1 },
		.key = key,
		.key_size = size,
	};

	if (size > SMPG_KEY_LEN)
		size = SMPG_KEY_LEN;
	memcpy(t.value[SMPG_LOCAL], hosts_key, size);
	memcpy(t.value[SMPG_REMOTE], peers_key, size);
	if (key == SMP_GUARD_KEY_LTK) {
		memcpy(t.id[SMPG_LOCAL], hosts_id, SMPG_ID_LEN);
		memcpy(t.id[SMPG_REMOTE], peers_id, SMPG_ID_LEN);
	}
	return t;
}

static struct smpg_translation ltk(void)
{
	return good(SMP_GUARD_KEY_LTK, SMPG_KEY_LEN);
}

static struct smpg_translation csrk(void)
{
	return good(SMP_GUARD_KEY_CSRK, SMPG_KEY_LEN);
}

static void bad_ones(struct kunit *test)
{
	struct smpg_translation t = ltk();
	u8 i;

	KUNIT_EXPECT_NULL(test, smpg_translation_bad(&t));
	for (i = 0; i < __SMP_GUARD_KEY_MAX; i++) {
		t.key = i;
		KUNIT_EXPECT_EQ(test, !smpg_translation_bad(&t),
				i == SMP_GUARD_KEY_LTK);
	}
	t = ltk();
	for (i = 0; i < __SMP_GUARD_ADDRESS_TYPE_MAX; i++) {
		t.peer_type = i;
		KUNIT_EXPECT_EQ(test, !smpg_translation_bad(&t),
				i == SMP_GUARD_ADDRESS_TYPE_PUBLIC ||
				i == SMP_GUARD_ADDRESS_TYPE_RANDOM ||
				i == SMP_GUARD_ADDRESS_TYPE_UNKNOWN);
	}
	t = ltk();
	memcpy(t.id[SMPG_REMOTE], hosts_id, SMPG_ID_LEN);
	KUNIT_EXPECT_NOT_NULL(test, smpg_translation_bad(&t));
	memset(t.id[SMPG_REMOTE], 7, 8);
	KUNIT_EXPECT_NOT_NULL(test, smpg_translation_bad(&t));
	t = ltk();
	memset(t.value[SMPG_REMOTE], 7, SMPG_KEY_LEN);
	KUNIT_EXPECT_NOT_NULL(test, smpg_translation_bad(&t));

	for (i = 0; i < __SMP_GUARD_ROLE_MAX; i++) {
		t = ltk();
		t.role = i;
		KUNIT_EXPECT_EQ(test, !smpg_translation_bad(&t),
				i != SMP_GUARD_ROLE_CENTRAL);
		t = csrk();
		t.role = i;
		KUNIT_EXPECT_EQ(test, !smpg_translation_bad(&t),
				i == SMP_GUARD_ROLE_UNKNOWN);
	}

	t = csrk();
	KUNIT_EXPECT_NULL(test, smpg_translation_bad(&t));
	t.id[SMPG_LOCAL][9] = 1;
	KUNIT_EXPECT_NOT_NULL(test, smpg_translation_bad(&t));
	t = csrk();
	memcpy(t.value[SMPG_LOCAL], t.value[SMPG_REMOTE], SMPG_KEY_LEN);
	KUNIT_EXPECT_NOT_NULL(test, smpg_translation_bad(&t));
}

static void sizes_that_are_taken(struct kunit *test)
{
	struct smpg_translation t;
	int size, i;

	for (size = 0; size <= 20; size++) {
		for (i = SMPG_LOCAL; i <= SMPG_REMOTE; i++) {
			t = good(SMP_GUARD_KEY_LTK, size);
			KUNIT_EXPECT_EQ(test, !smpg_translation_bad(&t),
					size >= 7 && size <= 16);
			if (size >= SMPG_KEY_LEN)
				continue;
			t.value[i][SMPG_KEY_LEN - 1] = 1;
			KUNIT_EXPECT_NOT_NULL(test, smpg_translation_bad(&t));
		}
		t = csrk();
		t.key_size = size;
		KUNIT_EXPECT_EQ(test, !smpg_translation_bad(&t), size == 16);
	}
}

static void one_adapter_and_one_peer(struct kunit *test)
{
	struct smpg_translation a = ltk(), b = ltk();

	/* Adapters without an address are told apart by their index. */
	KUNIT_EXPECT_TRUE(test, smpg_translation_same_adapter(&a, &b));
	b.index = 1;
	KUNIT_EXPECT_FALSE(test, smpg_translation_same_adapter(&a, &b));
	a.adapter[5] = 1;
	KUNIT_EXPECT_FALSE(test, smpg_translation_same_adapter(&a, &b));
	b.adapter[5] = 1;
	KUNIT_EXPECT_TRUE(test, smpg_translation_same_adapter(&a, &b));

	KUNIT_EXPECT_TRUE(test, smpg_translation_same_peer(&a, &b));
	b.peer[5] = 1;
	KUNIT_EXPECT_FALSE(test, smpg_translation_same_peer(&a, &b));
	b = a;
	b.peer_type = SMP_GUARD_ADDRESS_TYPE_RANDOM;
	KUNIT_EXPECT_FALSE(test, smpg_translation_same_peer(&a, &b));
	/* Peers that are not known are not the same one. */
	a.peer_type = SMP_GUARD_ADDRESS_TYPE_UNKNOWN;
	b = a;
	KUNIT_EXPECT_FALSE(test, smpg_translation_same_peer(&a, &b));
}

static void same_key_sent_twice(struct kunit *test)
{
	struct smpg_translation a = ltk(), b = ltk();

	b.value[SMPG_REMOTE][0]++;
	KUNIT_EXPECT_TRUE(test, smpg_translation_same_sent(&a, &b));
	b.value[SMPG_LOCAL][15]++;
	KUNIT_EXPECT_FALSE(test, smpg_translation_same_sent(&a, &b));
	b = ltk();
	b.id[SMPG_LOCAL][0]++;
	KUNIT_EXPECT_FALSE(test, smpg_translation_same_sent(&a, &b));
	b = csrk();
	a = csrk();
	KUNIT_EXPECT_FALSE(test, smpg_translation_same_sent(&a, &b));
}

static void values_that_are_set(struct kunit *test)
{
	struct smpg_translation t = { 0 };
	struct smpg_change c = { .key = SMP_GUARD_KEY_LTK, .len = 7 };
	int side;

	memcpy(c.value[SMPG_LOCAL], hosts_key, SMPG_KEY_LEN);
	memcpy(c.value[SMPG_REMOTE], peers_key, SMPG_KEY_LEN);
	/* EDIV and Rand are still to come. */
	KUNIT_EXPECT_FALSE(test, smpg_translation_set(&t, &c));
	KUNIT_EXPECT_EQ(test, t.key, SMP_GUARD_KEY_LTK);
	KUNIT_EXPECT_EQ(test, t.key_size, 7);
	for (side = SMPG_LOCAL; side <= SMPG_REMOTE; side++) {
		KUNIT_EXPECT_MEMEQ(test, t.value[side], c.value[side], 7);
		KUNIT_EXPECT_TRUE(test, smpg_all_zero(t.value[side] + 7, 9));
	}
	c.key = SMP_GUARD_KEY_EDIV_RAND;
	c.len = SMPG_ID_LEN;
	KUNIT_EXPECT_TRUE(test, smpg_translation_set(&t, &c));
	for (side = SMPG_LOCAL; side <= SMPG_REMOTE; side++) {
		KUNIT_EXPECT_MEMEQ(test, t.id[side], c.value[side] + 2, 8);
		KUNIT_EXPECT_MEMEQ(test, t.id[side] + 8, c.value[side], 2);
	}
	KUNIT_EXPECT_EQ(test, t.key_size, 7);
	memcpy(c.value[SMPG_REMOTE], hosts_key, SMPG_KEY_LEN);
	KUNIT_EXPECT_FALSE(test, smpg_translation_set(&t, &c));

	c.key = SMP_GUARD_KEY_CSRK;
	c.len = SMPG_KEY_LEN;
	KUNIT_EXPECT_FALSE(test, smpg_translation_set(&t, &c));
	memcpy(c.value[SMPG_REMOTE], peers_key, SMPG_KEY_LEN);
	KUNIT_EXPECT_TRUE(test, smpg_translation_set(&t, &c));
}

static void peer_of_a_link(struct kunit *test)
{
	struct smpg_link *link = kunit_kzalloc(test, sizeof(*link), GFP_KERNEL);
	struct smpg_translation t = { 0 };

	KUNIT_ASSERT_NOT_NULL(test, link);
	link->peer_type = SMP_GUARD_ADDRESS_TYPE_BREDR;
	memset(link->peer, 5, sizeof(link->peer));
	smpg_translation_set_peer(&t, link);
	KUNIT_EXPECT_EQ(test, t.peer_type, SMP_GUARD_ADDRESS_TYPE_PUBLIC);
	KUNIT_EXPECT_MEMEQ(test, t.peer, link->peer, sizeof(t.peer));
}

static struct kunit_case translation_cases[] = {
	KUNIT_CASE(one_adapter_and_one_peer),
	KUNIT_CASE(same_key_sent_twice),
	KUNIT_CASE(values_that_are_set),
	KUNIT_CASE(peer_of_a_link),
	KUNIT_CASE(bad_ones),
	KUNIT_CASE(sizes_that_are_taken),
	{}
};

static struct kunit_suite translation_suite = {
	.name = "smpg_translation",
	.test_cases = translation_cases,
};

kunit_test_suite(translation_suite);
