/* SPDX-License-Identifier: GPL-2.0 */
/*
 * As much of <kunit/test.h> as the engine's suites use, for user space: they
 * are written once and run here under the sanitizers, too.
 */
#ifndef SMPG_UNIT_KUNIT_TEST_H
#define SMPG_UNIT_KUNIT_TEST_H

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

struct kunit {
	void *priv;
};

struct kunit_case {
	void (*run_case)(struct kunit *test);
	const char *name;
};

struct kunit_suite {
	const char *name;
	int (*init)(struct kunit *test);
	void (*exit)(struct kunit *test);
	struct kunit_case *test_cases;
	struct kunit_suite *next;
};

void kunit_add_suite(struct kunit_suite *suite);
/* Freed behind the case. */
void *kunit_alloc(size_t size);
/* The values that are behind the next failure. */
void kunit_say(const char *fmt, ...);
/* Takes down that and where the case failed; @fatal ends it. */
void kunit_fail(bool fatal, const char *file, int line, const char *fmt, ...);

#define KUNIT_CASE(f)	{ .run_case = f, .name = #f }

#define kunit_test_suite(suite) \
	static __attribute__((constructor)) void suite##_add(void) \
	{ \
		kunit_add_suite(&(suite)); \
	} \
	struct kunit_suite

#define GFP_KERNEL	0
#define kunit_kzalloc(test, size, gfp)	\
	((void)(test), (void)(gfp), kunit_alloc(size))

static inline size_t min(size_t a, size_t b)
{
	return a < b ? a : b;
}

#define KUNIT_CHECK(test, fatal, condition, ...) do { \
	(void)(test); \
	if (!(condition)) \
		kunit_fail(fatal, __FILE__, __LINE__, __VA_ARGS__); \
} while (0)

#define KUNIT_COMPARE(test, fatal, a, op, b, ...) do { \
	__typeof__((a) + 0) a_ = (a); \
	__typeof__((b) + 0) b_ = (b); \
	if (!(a_ op b_)) { \
		kunit_say("# %s is %lld, not " #op " %s: %lld\n", #a, \
			  (long long)a_, #b, (long long)b_); \
		KUNIT_CHECK(test, fatal, false, __VA_ARGS__); \
	} \
} while (0)

#define KUNIT_EXPECT_EQ(test, a, b)	KUNIT_COMPARE(test, false, a, ==, b, "expected")
#define KUNIT_EXPECT_NE(test, a, b)	KUNIT_COMPARE(test, false, a, !=, b, "expected")
#define KUNIT_EXPECT_LE(test, a, b)	KUNIT_COMPARE(test, false, a, <=, b, "expected")
#define KUNIT_ASSERT_EQ(test, a, b)	KUNIT_COMPARE(test, true, a, ==, b, "expected")
#define KUNIT_EXPECT_EQ_MSG(test, a, b, ...) \
	KUNIT_COMPARE(test, false, a, ==, b, __VA_ARGS__)
#define KUNIT_EXPECT_NE_MSG(test, a, b, ...) \
	KUNIT_COMPARE(test, false, a, !=, b, __VA_ARGS__)

#define KUNIT_EXPECT_TRUE(test, a)	KUNIT_CHECK(test, false, a, "%s", #a)
#define KUNIT_EXPECT_FALSE(test, a)	KUNIT_CHECK(test, false, !(a), "! %s", #a)
#define KUNIT_EXPECT_TRUE_MSG(test, a, ...) \
	KUNIT_CHECK(test, false, a, __VA_ARGS__)
#define KUNIT_EXPECT_NULL(test, a)	KUNIT_CHECK(test, false, !(a), "! %s", #a)
#define KUNIT_EXPECT_NOT_NULL(test, a)	KUNIT_CHECK(test, false, a, "%s", #a)
#define KUNIT_ASSERT_NOT_NULL(test, a)	KUNIT_CHECK(test, true, a, "%s", #a)
#define KUNIT_EXPECT_PTR_EQ(test, a, b) \
	KUNIT_CHECK(test, false, (a) == (b), "%s == %s", #a, #b)
#define KUNIT_EXPECT_MEMEQ(test, a, b, size) \
	KUNIT_CHECK(test, false, !memcmp(a, b, size), "%s == %s", #a, #b)
#define KUNIT_EXPECT_STREQ(test, a, b) do { \
	const char *a_ = (a), *b_ = (b); \
	KUNIT_CHECK(test, false, !strcmp(a_, b_), "\"%s\" == \"%s\"", a_, b_); \
} while (0)
#define KUNIT_EXPECT_STRNEQ(test, a, b) do { \
	const char *a_ = (a), *b_ = (b); \
	KUNIT_CHECK(test, false, strcmp(a_, b_), "\"%s\" twice", a_); \
} while (0)

#endif /* SMPG_UNIT_KUNIT_TEST_H */
