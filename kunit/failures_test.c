// SPDX-License-Identifier: GPL-2.0
/* Pairings that have failed, by peer and by adapter. */
#include <kunit/test.h>

#include "../kernel/failures.c"

static int failures_init(struct kunit *test)
{
	struct smpg_live_link *live = kunit_kzalloc(test, sizeof(*live), GFP_KERNEL);

	if (!live)
		return -ENOMEM;
	live->link.peer_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC;
	live->link.pairing.answered = true;
	test->priv = live;
	return 0;
}

static void failures_exit(struct kunit *test)
{
	memset(entries, 0, sizeof(entries));
}

static void fail(struct kunit *test)
{
	const struct smpg_verdict v = { .happened = SMPG_FAILED };

	smpg_failures_note(test->priv, &v);
}

static unsigned int failures_of(struct kunit *test, unsigned int whose)
{
	struct smpg_attempts attempts[2];

	smpg_failures_find(test->priv, attempts);
	return attempts[whose].failures;
}

static void peers_are_told_apart(struct kunit *test)
{
	struct smpg_live_link *live = test->priv;

	fail(test);
	fail(test);
	KUNIT_EXPECT_EQ(test, failures_of(test, SMPG_OF_PEER), 2);
	KUNIT_EXPECT_EQ(test, failures_of(test, SMPG_OF_ADAPTER), 2);
	live->link.peer[0]++;
	KUNIT_EXPECT_EQ(test, failures_of(test, SMPG_OF_PEER), 0);
	KUNIT_EXPECT_EQ(test, failures_of(test, SMPG_OF_ADAPTER), 2);
	live->link.peer[0]--;
	live->link.peer_type = SMP_GUARD_ADDRESS_TYPE_RANDOM;
	KUNIT_EXPECT_EQ(test, failures_of(test, SMPG_OF_PEER), 0);
	live->link.peer_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC;
	live->index = 1;
	KUNIT_EXPECT_EQ(test, failures_of(test, SMPG_OF_PEER), 0);
	KUNIT_EXPECT_EQ(test, failures_of(test, SMPG_OF_ADAPTER), 0);
}

/* Private addresses change, so that a peer cannot be known by one. */
static void private_addresses_count_together(struct kunit *test)
{
	struct smpg_live_link *live = test->priv;

	live->link.peer_type = SMP_GUARD_ADDRESS_TYPE_RANDOM;
	live->link.peer[5] = 0x40;
	fail(test);
	live->link.peer[0]++;
	live->link.peer[5] = 0x3f;
	fail(test);
	KUNIT_EXPECT_EQ(test, failures_of(test, SMPG_OF_PEER), 2);
	live->link.peer[5] = 0xc0;
	KUNIT_EXPECT_EQ(test, failures_of(test, SMPG_OF_PEER), 0);
	live->link.peer_type = SMP_GUARD_ADDRESS_TYPE_UNKNOWN;
	KUNIT_EXPECT_EQ(test, failures_of(test, SMPG_OF_PEER), 2);
}

/* An end that tells a peer nothing is no attempt. */
static void other_ends_do_not_count(struct kunit *test)
{
	const struct smpg_verdict v = { .happened = SMPG_STARTED | SMPG_COMPLETE };
	struct smpg_live_link *live = test->priv;

	smpg_failures_note(live, &v);
	live->link.pairing.answered = false;
	fail(test);
	KUNIT_EXPECT_EQ(test, failures_of(test, SMPG_OF_PEER), 0);
	KUNIT_EXPECT_EQ(test, failures_of(test, SMPG_OF_ADAPTER), 0);
}

/* A pairing that is abandoned for another one has told as much as one that fails. */
static void abandoned_pairings_count(struct kunit *test)
{
	struct smpg_verdict v = { .happened = SMPG_STARTED, .abandoned = true };
	struct smpg_live_link *live = test->priv;

	smpg_failures_note(live, &v);
	KUNIT_EXPECT_EQ(test, failures_of(test, SMPG_OF_PEER), 1);
	KUNIT_EXPECT_EQ(test, failures_of(test, SMPG_OF_ADAPTER), 1);
	v.invalid = true;
	smpg_failures_note(live, &v);
	KUNIT_EXPECT_EQ(test, failures_of(test, SMPG_OF_PEER), 4);
}

static void many_peers_find_room(struct kunit *test)
{
	struct smpg_live_link *live = test->priv;
	unsigned int i;

	for (i = 0; i < 4 * ENTRIES; i++) {
		live->link.peer[0] = i;
		live->link.peer[1] = i >> 8;
		fail(test);
		KUNIT_EXPECT_EQ(test, failures_of(test, SMPG_OF_PEER), 1);
	}
	KUNIT_EXPECT_EQ(test, failures_of(test, SMPG_OF_ADAPTER),
			min(4 * ENTRIES, 255));
}

/* An invalid key counts three times, and is told apart. */
static void invalid_keys_count_more(struct kunit *test)
{
	struct smpg_live_link *live = test->priv;
	struct smpg_attempts attempts[2];

	live->link.pairing.invalid = true;
	fail(test);
	live->link.pairing.invalid = false;
	fail(test);
	smpg_failures_find(live, attempts);
	KUNIT_EXPECT_EQ(test, attempts[SMPG_OF_PEER].failures, 4);
	KUNIT_EXPECT_EQ(test, attempts[SMPG_OF_PEER].invalid, 1);
	KUNIT_EXPECT_EQ(test, attempts[SMPG_OF_ADAPTER].failures, 4);
}

static unsigned int use_bond(struct kunit *test, u8 use)
{
	const struct smpg_verdict v = { .bond = use };
	struct smpg_attempts attempts[2];

	smpg_failures_note_bond(test->priv, &v);
	smpg_failures_find(test->priv, attempts);
	return attempts[SMPG_OF_PEER].refused;
}

static void refusals_outlive_their_link(struct kunit *test)
{
	struct smpg_live_link *live = test->priv;
	unsigned int i;

	KUNIT_EXPECT_EQ(test, use_bond(test, SMPG_BOND_HELD), 0);
	KUNIT_EXPECT_FALSE(test, entries[0].used);
	KUNIT_EXPECT_EQ(test, use_bond(test, SMPG_BOND_REFUSED), 1);
	KUNIT_EXPECT_EQ(test, use_bond(test, SMPG_BOND_UNUSED), 1);
	live->link.peer[0]++;
	KUNIT_EXPECT_EQ(test, use_bond(test, SMPG_BOND_HELD), 0);
	live->link.peer[0]--;
	/* They are no failures, nor do failures end them. */
	KUNIT_EXPECT_EQ(test, failures_of(test, SMPG_OF_PEER), 0);
	fail(test);
	KUNIT_EXPECT_EQ(test, use_bond(test, SMPG_BOND_REFUSED), 2);
	KUNIT_EXPECT_EQ(test, use_bond(test, SMPG_BOND_HELD), 0);
	KUNIT_EXPECT_EQ(test, failures_of(test, SMPG_OF_PEER), 1);
	for (i = 0; i < 300; i++)
		use_bond(test, SMPG_BOND_REFUSED);
	KUNIT_EXPECT_EQ(test, use_bond(test, SMPG_BOND_UNUSED), 255);

	/* A stranger must not answer for another. */
	live->link.peer_type = SMP_GUARD_ADDRESS_TYPE_RANDOM;
	live->link.peer[5] = 0x40;
	KUNIT_EXPECT_EQ(test, use_bond(test, SMPG_BOND_REFUSED), 0);
}

static void adapter_that_is_gone(struct kunit *test)
{
	struct smpg_live_link *live = test->priv;

	fail(test);
	live->index = 1;
	fail(test);
	smpg_failures_forget(0);
	KUNIT_EXPECT_EQ(test, failures_of(test, SMPG_OF_PEER), 1);
	live->index = 0;
	KUNIT_EXPECT_EQ(test, failures_of(test, SMPG_OF_PEER), 0);
	KUNIT_EXPECT_EQ(test, failures_of(test, SMPG_OF_ADAPTER), 0);
}

static struct kunit_case failures_cases[] = {
	KUNIT_CASE(peers_are_told_apart),
	KUNIT_CASE(private_addresses_count_together),
	KUNIT_CASE(other_ends_do_not_count),
	KUNIT_CASE(abandoned_pairings_count),
	KUNIT_CASE(many_peers_find_room),
	KUNIT_CASE(invalid_keys_count_more),
	KUNIT_CASE(refusals_outlive_their_link),
	KUNIT_CASE(adapter_that_is_gone),
	{}
};

static struct kunit_suite failures_suite = {
	.name = "smpg_failures",
	.init = failures_init,
	.exit = failures_exit,
	.test_cases = failures_cases,
};

kunit_test_suite(failures_suite);
