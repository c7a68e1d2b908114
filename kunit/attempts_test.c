// SPDX-License-Identifier: GPL-2.0
/* The waiting interval between pairings that fail. */
#include <kunit/test.h>

#include "../engine/attempts.c"

/* The seconds that a peer, or all, have to wait after so many failures at once */
static u64 wait_after(unsigned int failures, bool all)
{
	struct smpg_attempts a = { 0 };
	const u64 start = 5 * SECOND;
	u64 wait = 0;

	while (failures--)
		smpg_attempts_failed(&a, all, false, start);
	while (smpg_attempts_too_soon(&a, all, start + wait * SECOND))
		wait++;
	return wait;
}

static void interval_doubles(struct kunit *test)
{
	static const u16 of_peer[] = {
		0, 0, 0, 0, 10, 20, 40, 80, 160, 320, 640, 640
	};
	unsigned int i;

	for (i = 0; i < ARRAY_SIZE(of_peer); i++)
		KUNIT_EXPECT_EQ(test, wait_after(i, false), of_peer[i]);
	KUNIT_EXPECT_EQ(test, wait_after(15, true), 0);
	KUNIT_EXPECT_EQ(test, wait_after(16, true), 10);
	KUNIT_EXPECT_EQ(test, wait_after(300, false), 640);
	KUNIT_EXPECT_EQ(test, wait_after(300, true), 640);
}

static void failures_are_forgotten(struct kunit *test)
{
	struct smpg_attempts a = { 0 };
	unsigned int i;
	u64 now = 0;

	/* A user mistypes a passkey now and then. */
	for (i = 0; i < 20; i++) {
		KUNIT_EXPECT_FALSE(test, smpg_attempts_too_soon(&a, false, now));
		smpg_attempts_failed(&a, false, false, now);
		now += 60 * SECOND;
	}
	for (i = 0; i < 5; i++)
		smpg_attempts_failed(&a, false, false, now);
	KUNIT_EXPECT_TRUE(test, smpg_attempts_too_soon(&a, false, now));
	/* To wait just as long as one must, every time, does not make good. */
	now += 20 * SECOND;
	KUNIT_EXPECT_FALSE(test, smpg_attempts_too_soon(&a, false, now));
	smpg_attempts_failed(&a, false, false, now);
	KUNIT_EXPECT_TRUE(test, smpg_attempts_too_soon(&a, false,
						       now + 39 * SECOND));
}

/* A peer's own interval does not make an adapter remember the failures of all longer. */
static void busy_adapters_do_not_wait(struct kunit *test)
{
	static const u16 pauses[] = { 50, 50, 50, 65, 75, 95, 135, 215, 375, 695 };
	struct smpg_attempts a = { 0 };
	u64 now = 0;
	int i;

	for (i = 0; i < 300; i++) {
		smpg_attempts_failed(&a, true, false, now);
		KUNIT_EXPECT_FALSE(test, smpg_attempts_too_soon(&a, true,
								now + SECOND));
		now += pauses[i < ARRAY_SIZE(pauses) ? i : 9] * SECOND;
	}
}

/* Honest peers send no invalid keys: two are enough, and one is not. */
static void invalid_keys_weigh_more(struct kunit *test)
{
	struct smpg_attempts a = { 0 };
	u64 now = SECOND;
	unsigned int i;

	smpg_attempts_failed(&a, false, true, now);
	KUNIT_EXPECT_FALSE(test, smpg_attempts_too_soon(&a, false, now));
	KUNIT_EXPECT_EQ(test, a.invalid, 1);
	smpg_attempts_failed(&a, false, true, now);
	KUNIT_EXPECT_TRUE(test, smpg_attempts_too_soon(&a, false, now + 39 * SECOND));
	KUNIT_EXPECT_FALSE(test, smpg_attempts_too_soon(&a, false, now + 40 * SECOND));
	KUNIT_EXPECT_EQ(test, a.invalid, 2);
	for (i = 0; i < 300; i++)
		smpg_attempts_failed(&a, false, true, now);
	KUNIT_EXPECT_EQ(test, a.failures, 255);
	KUNIT_EXPECT_EQ(test, a.invalid, 255);
	/* Both numbers are forgotten together. */
	smpg_attempts_failed(&a, false, false, now + 700 * SECOND);
	KUNIT_EXPECT_EQ(test, a.failures, 1);
	KUNIT_EXPECT_EQ(test, a.invalid, 0);
}

/* A processor may read the clock before another one, and note a failure after it. */
static void clock_of_another_processor(struct kunit *test)
{
	struct smpg_attempts a = { 0 };
	u64 now = 1000 * SECOND;
	int i;

	smpg_attempts_failed(&a, false, false, now);
	KUNIT_EXPECT_FALSE(test, smpg_attempts_too_soon(&a, false, now - 1));
	for (i = 0; i < 9; i++)
		smpg_attempts_failed(&a, false, false, now - i % 2);
	KUNIT_EXPECT_EQ(test, a.failures, 10);
	KUNIT_EXPECT_TRUE(test, smpg_attempts_too_soon(&a, false, now - 1));
}

static void requests_within_a_time(struct kunit *test)
{
	struct smpg_rate r = { 0 };
	u64 now = SECOND;
	unsigned int i;

	for (i = 0; i < 16; i++)
		smpg_rate_count(&r, now);
	KUNIT_EXPECT_FALSE(test, smpg_rate_exceeded(&r));
	smpg_rate_count(&r, now + 10 * SECOND - 1);
	KUNIT_EXPECT_TRUE(test, smpg_rate_exceeded(&r));
	for (i = 0; i < 300; i++)
		smpg_rate_count(&r, now);
	KUNIT_EXPECT_TRUE(test, smpg_rate_exceeded(&r));
	now += 10 * SECOND;
	smpg_rate_count(&r, now);
	KUNIT_EXPECT_FALSE(test, smpg_rate_exceeded(&r));
	/* A peer that asks each second, for an hour */
	for (i = 0; i < 3600; i++) {
		now += SECOND;
		smpg_rate_count(&r, now);
		KUNIT_EXPECT_FALSE(test, smpg_rate_exceeded(&r));
	}
}

static struct kunit_case attempts_cases[] = {
	KUNIT_CASE(interval_doubles),
	KUNIT_CASE(failures_are_forgotten),
	KUNIT_CASE(busy_adapters_do_not_wait),
	KUNIT_CASE(invalid_keys_weigh_more),
	KUNIT_CASE(clock_of_another_processor),
	KUNIT_CASE(requests_within_a_time),
	{}
};

static struct kunit_suite attempts_suite = {
	.name = "smpg_attempts",
	.test_cases = attempts_cases,
};

kunit_test_suite(attempts_suite);
