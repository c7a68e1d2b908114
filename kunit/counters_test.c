// SPDX-License-Identifier: GPL-2.0
/* Each counter has a name of its own. */
#include <kunit/test.h>

#include "../kernel/counters.c"

static void counter_names(struct kunit *test)
{
	char buf[SMPG_COUNTER_NAME_LEN], other[SMPG_COUNTER_NAME_LEN];
	const char *name, *earlier;
	unsigned int i, j, named = 0;

	for (i = 0; i < SMPG_COUNTERS; i++) {
		name = smpg_counter_name(i, buf);
		if (i < SMPG_RULES)
			KUNIT_EXPECT_NOT_NULL(test, name);
		if (!name)
			continue;
		named++;
		for (j = 0; j < i; j++) {
			earlier = smpg_counter_name(j, other);
			if (earlier)
				KUNIT_EXPECT_STRNEQ(test, name, earlier);
		}
	}
	/* Three actions each; a fourth of three rules, a fifth of one, two of one. */
	KUNIT_EXPECT_EQ(test, named,
			SMPG_RULES + 3 * __SMP_GUARD_RULE_MAX + 4 - 1);
}

static struct kunit_case counters_cases[] = {
	KUNIT_CASE(counter_names),
	{}
};

static struct kunit_suite counters_suite = {
	.name = "smpg_counters",
	.test_cases = counters_cases,
};

kunit_test_suite(counters_suite);
