// SPDX-License-Identifier: GPL-2.0
/* Windows, in which peers may start a pairing. */
#include <kunit/test.h>

#include "fakes.h"
#include "../kernel/window.c"

static int window_init(struct kunit *test)
{
	struct smpg_live_link *live = kunit_kzalloc(test, sizeof(*live), GFP_KERNEL);

	if (!live)
		return -ENOMEM;
	live->link.peer_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC;
	live->link.peer[0] = 1;
	test->priv = live;
	fakes_reset();
	return 0;
}

static void window_exit(struct kunit *test)
{
	smpg_window_exit();
	stopped = false;
}

static const struct smpg_window for_all = { .any_adapter = true, .seconds = 60 };

static int open_for(struct smpg_window w)
{
	return smpg_window_open(&w);
}

static void window_for_all(struct kunit *test)
{
	struct smpg_live_link *live = test->priv;

	KUNIT_EXPECT_FALSE(test, smpg_window_for(live));
	KUNIT_EXPECT_EQ(test, open_for(for_all), 0);
	KUNIT_EXPECT_TRUE(test, smpg_window_for(live));
	live->index = 7;
	live->link.peer_type = SMP_GUARD_ADDRESS_TYPE_UNKNOWN;
	KUNIT_EXPECT_TRUE(test, smpg_window_for(live));
	KUNIT_EXPECT_EQ(test, smpg_window_close(&for_all), 0);
	KUNIT_EXPECT_FALSE(test, smpg_window_for(live));
	KUNIT_EXPECT_EQ(test, smpg_window_close(&for_all), -ENOENT);
	KUNIT_EXPECT_EQ(test, seen.opened, 1);
	KUNIT_EXPECT_EQ(test, seen.closed, 1);
}

static void window_for_one(struct kunit *test)
{
	struct smpg_live_link *live = test->priv;
	const struct smpg_window adapter = { .index = 1, .seconds = 60 };
	const struct smpg_window peer = {
		.any_adapter = true, .type = SMP_GUARD_ADDRESS_TYPE_PUBLIC,
		.address = { 1 }, .seconds = 60,
	};

	open_for(adapter);
	KUNIT_EXPECT_FALSE(test, smpg_window_for(live));
	live->index = 1;
	KUNIT_EXPECT_TRUE(test, smpg_window_for(live));
	smpg_window_forget(0);
	KUNIT_EXPECT_TRUE(test, smpg_window_for(live));
	smpg_window_forget(1);
	KUNIT_EXPECT_FALSE(test, smpg_window_for(live));

	open_for(peer);
	smpg_window_forget(1);
	KUNIT_EXPECT_TRUE(test, smpg_window_for(live));
	/* The identity counts, as soon as it is known. */
	live->link.identity_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC;
	live->link.identity[0] = 2;
	KUNIT_EXPECT_FALSE(test, smpg_window_for(live));
	live->link.identity[0] = 1;
	KUNIT_EXPECT_TRUE(test, smpg_window_for(live));
	live->link.identity_type = SMP_GUARD_ADDRESS_TYPE_RANDOM;
	KUNIT_EXPECT_FALSE(test, smpg_window_for(live));
}

/* The work that reports the end may run late. */
static void window_is_over(struct kunit *test)
{
	struct smpg_window w;

	open_for(for_all);
	open_for((struct smpg_window){ .index = 3, .seconds = 60 });
	cancel_delayed_work_sync(&work);
	windows[0].until = ktime_get_boottime_ns();
	KUNIT_EXPECT_FALSE(test, smpg_window_for(test->priv));
	KUNIT_EXPECT_EQ(test, seen.closed, 0);
	close_work(NULL);
	KUNIT_EXPECT_EQ(test, seen.closed, 1);
	KUNIT_EXPECT_TRUE(test, smpg_window_at(0, &w));
	KUNIT_EXPECT_EQ(test, w.index, 3);
	KUNIT_EXPECT_FALSE(test, smpg_window_at(1, &w));
	KUNIT_EXPECT_TRUE(test, delayed_work_pending(&work));
}

static void window_again(struct kunit *test)
{
	struct smpg_window w = for_all;

	open_for(for_all);
	w.seconds = 1;
	open_for(w);
	KUNIT_EXPECT_EQ(test, nr, 1);
	KUNIT_EXPECT_TRUE(test, smpg_window_at(0, &w));
	KUNIT_EXPECT_LE(test, w.until, ktime_get_boottime_ns() + NSEC_PER_SEC);
	KUNIT_EXPECT_EQ(test, seen.opened, 2);
	KUNIT_EXPECT_EQ(test, seen.closed, 0);
}

static void windows_have_a_limit(struct kunit *test)
{
	u16 i;

	for (i = 0; i < SMPG_WINDOWS_MAX; i++)
		KUNIT_EXPECT_EQ(test, open_for((struct smpg_window){
				.index = i, .seconds = 60 }), 0);
	KUNIT_EXPECT_EQ(test, open_for(for_all), -ENOSPC);
	/* A window that is over makes room. */
	windows[4].until = 0;
	KUNIT_EXPECT_EQ(test, open_for(for_all), 0);
	smpg_window_close_all();
	KUNIT_EXPECT_EQ(test, seen.closed, SMPG_WINDOWS_MAX + 1);
	KUNIT_EXPECT_FALSE(test, smpg_window_for(test->priv));
}

static void no_window_while_unloading(struct kunit *test)
{
	open_for(for_all);
	smpg_window_exit();
	KUNIT_EXPECT_EQ(test, seen.closed, 1);
	KUNIT_EXPECT_EQ(test, open_for(for_all), -ENODEV);
	KUNIT_EXPECT_EQ(test, seen.opened, 1);
}

static struct kunit_case window_cases[] = {
	KUNIT_CASE(window_for_all),
	KUNIT_CASE(window_for_one),
	KUNIT_CASE(window_is_over),
	KUNIT_CASE(window_again),
	KUNIT_CASE(windows_have_a_limit),
	KUNIT_CASE(no_window_while_unloading),
	{}
};

static struct kunit_suite window_suite = {
	.name = "smpg_window",
	.init = window_init,
	.exit = window_exit,
	.test_cases = window_cases,
};

kunit_test_suite(window_suite);
