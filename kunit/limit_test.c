// SPDX-License-Identifier: GPL-2.0
/* How many violations of a peer and a rule are told. */
#include <kunit/test.h>

#include "../kernel/limit.c"

#define RULE	SMP_GUARD_RULE_WEAK_KEY

struct limit_test {
	struct smpg_link link;
	u64 now;
	u64 suppressed;
};

static int limit_init(struct kunit *test)
{
	struct limit_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	if (!t)
		return -ENOMEM;
	t->link.peer_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC;
	t->now = 1000 * TOKEN_TIME;
	test->priv = t;
	memset(entries, 0, sizeof(entries));
	memset(shared, 0, sizeof(shared));
	return 0;
}

/* Return: how many of so many violations are told. */
static unsigned int break_rule(struct kunit *test, u8 rule, unsigned int times)
{
	struct limit_test *t = test->priv;
	unsigned int told = 0;

	while (times--)
		told += smpg_limit_take(0, &t->link, rule, t->now,
					&t->suppressed);
	return told;
}

static void set_peer(struct kunit *test, unsigned int n)
{
	struct limit_test *t = test->priv;

	t->link.peer[0] = n;
	t->link.peer[1] = n >> 8;
}

static void flood_is_told_in_part(struct kunit *test)
{
	struct limit_test *t = test->priv;

	KUNIT_EXPECT_EQ(test, break_rule(test, RULE, 1000), 32);
	KUNIT_EXPECT_EQ(test, t->suppressed, 0);
	t->now += TOKEN_TIME - 1;
	KUNIT_EXPECT_EQ(test, break_rule(test, RULE, 1), 0);
	t->now += 1;
	KUNIT_EXPECT_EQ(test, break_rule(test, RULE, 1), 1);
	KUNIT_EXPECT_EQ(test, t->suppressed, 969);
	KUNIT_EXPECT_EQ(test, break_rule(test, RULE, 5), 0);
	t->now += 2 * TOKEN_TIME;
	KUNIT_EXPECT_EQ(test, break_rule(test, RULE, 1), 1);
	KUNIT_EXPECT_EQ(test, t->suppressed, 5);
	KUNIT_EXPECT_EQ(test, break_rule(test, RULE, 1), 1);
	KUNIT_EXPECT_EQ(test, t->suppressed, 0);
	/* However long it was quiet, no more come at once. */
	t->now += 1000 * TOKEN_TIME;
	KUNIT_EXPECT_EQ(test, break_rule(test, RULE, 1000), 32);
}

/* A processor may read the clock before another one, and take the lock after it. */
static void clock_of_another_processor(struct kunit *test)
{
	struct limit_test *t = test->priv;

	KUNIT_EXPECT_EQ(test, break_rule(test, RULE, 1000), 32);
	t->now -= 1;
	KUNIT_EXPECT_EQ(test, break_rule(test, RULE, 1000), 0);
}

/* A peer that comes slowly enough is told of for ever. */
static void slow_peer_is_not_limited(struct kunit *test)
{
	struct limit_test *t = test->priv;
	int i;

	for (i = 0; i < 1000; i++) {
		KUNIT_EXPECT_EQ(test, break_rule(test, RULE, 1), 1);
		t->now += TOKEN_TIME;
	}
	KUNIT_EXPECT_EQ(test, t->suppressed, 0);
}

static void peers_and_rules_do_not_share(struct kunit *test)
{
	struct limit_test *t = test->priv;
	u64 suppressed;

	KUNIT_EXPECT_EQ(test, break_rule(test, RULE, 100), 32);
	KUNIT_EXPECT_EQ(test, break_rule(test, RULE + 1, 1), 1);
	set_peer(test, 1);
	KUNIT_EXPECT_EQ(test, break_rule(test, RULE, 1), 1);
	KUNIT_EXPECT_EQ(test, t->suppressed, 0);
	set_peer(test, 0);
	KUNIT_EXPECT_TRUE(test, smpg_limit_take(1, &t->link, RULE, t->now,
						&suppressed));
	KUNIT_EXPECT_EQ(test, break_rule(test, RULE, 1), 0);
	/* A new link, or another handle, is the same peer. */
	t->link.handle++;
	KUNIT_EXPECT_EQ(test, break_rule(test, RULE, 1), 0);
	/* An identity is its own, whatever the address. */
	t->link.identity_type = SMP_GUARD_ADDRESS_TYPE_RANDOM;
	t->link.identity[5] = 0xc0;
	KUNIT_EXPECT_EQ(test, break_rule(test, RULE, 1), 1);
}

static void private_addresses_count_together(struct kunit *test)
{
	struct limit_test *t = test->priv;
	unsigned int i, told = 0;

	t->link.peer_type = SMP_GUARD_ADDRESS_TYPE_RANDOM;
	for (i = 0; i < 100; i++) {
		set_peer(test, i);
		t->link.peer[5] = i % 2 ? 0x40 : 0x3f;
		told += break_rule(test, RULE, 1);
	}
	KUNIT_EXPECT_EQ(test, told, 32);
}

/* Every violation is told or counted, however many peers there are. */
static void none_is_missing(struct kunit *test)
{
	struct limit_test *t = test->priv;
	unsigned int i, told = 0, nr = 0;
	u64 suppressed = 0, left = 0;

	for (i = 0; i < 20000; i++) {
		set_peer(test, i * 7919 % 300);
		t->suppressed = 0;
		told += break_rule(test, RULE, 1);
		nr++;
		suppressed += t->suppressed;
		t->now += i % 1000 ? 1000000 : 400 * TOKEN_TIME;
	}
	for (i = 0; i < ENTRIES; i++)
		left += entries[i].suppressed;
	left += shared[RULE].suppressed;
	KUNIT_EXPECT_EQ(test, told + suppressed + left, nr);
	KUNIT_EXPECT_NE(test, suppressed, 0);
}

/* A flood under many addresses leaves nobody without an entry for ever. */
static void entries_become_free(struct kunit *test)
{
	struct limit_test *t = test->priv;
	unsigned int i;

	for (i = 0; i < ENTRIES; i++) {
		set_peer(test, i);
		KUNIT_EXPECT_EQ(test, break_rule(test, RULE, 40), 32);
	}
	/* Others share one. */
	set_peer(test, 1000);
	KUNIT_EXPECT_EQ(test, break_rule(test, RULE, 30), 30);
	set_peer(test, 1001);
	KUNIT_EXPECT_EQ(test, break_rule(test, RULE, 30), 2);
	KUNIT_EXPECT_EQ(test, break_rule(test, RULE + 1, 30), 30);
	t->now += TOKENS * TOKEN_TIME;
	/* One entry was taken over: its count, and that of the shared one, are told. */
	KUNIT_EXPECT_EQ(test, break_rule(test, RULE, 1), 1);
	KUNIT_EXPECT_EQ(test, t->suppressed, 8 + 28);
	KUNIT_EXPECT_EQ(test, break_rule(test, RULE, 1000), 31);
}

static struct kunit_case limit_cases[] = {
	KUNIT_CASE(flood_is_told_in_part),
	KUNIT_CASE(clock_of_another_processor),
	KUNIT_CASE(slow_peer_is_not_limited),
	KUNIT_CASE(peers_and_rules_do_not_share),
	KUNIT_CASE(private_addresses_count_together),
	KUNIT_CASE(none_is_missing),
	KUNIT_CASE(entries_become_free),
	{}
};

static struct kunit_suite limit_suite = {
	.name = "smpg_limit",
	.init = limit_init,
	.test_cases = limit_cases,
};

kunit_test_suite(limit_suite);
