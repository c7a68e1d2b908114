// SPDX-License-Identifier: GPL-2.0
/* Runs the engine's KUnit suites in user space. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <kunit/test.h>

/* Enough to tell what went wrong, and not all that follows from it. */
#define FAILURES_SHOWN	5

struct chunk {
	struct chunk *next;
	/* As aligned as malloc() makes it. */
	max_align_t data[];
};

static struct kunit_suite *suites;
static struct chunk *chunks;
static jmp_buf leave;
static unsigned int failures;
static char where[256];

void kunit_add_suite(struct kunit_suite *suite)
{
	suite->next = suites;
	suites = suite;
}

void *kunit_alloc(size_t size)
{
	struct chunk *chunk = calloc(1, sizeof(*chunk) + size);

	if (!chunk)
		abort();
	chunk->next = chunks;
	chunks = chunk;
	return chunk->data;
}

static void free_chunks(void)
{
	struct chunk *next;

	for (; chunks; chunks = next) {
		next = chunks->next;
		free(chunks);
	}
}

void kunit_say(const char *fmt, ...)
{
	va_list args;

	if (failures >= FAILURES_SHOWN)
		return;
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
}

void kunit_fail(bool fatal, const char *file, int line, const char *fmt, ...)
{
	va_list args;

	if (!failures)
		snprintf(where, sizeof(where), "%s:%d", file, line);
	if (failures++ < FAILURES_SHOWN) {
		printf("# %s:%d: ", file, line);
		va_start(args, fmt);
		vprintf(fmt, args);
		va_end(args);
		printf("\n");
	}
	if (fatal)
		longjmp(leave, 1);
}

static bool run(const struct kunit_suite *suite, const struct kunit_case *c)
{
	struct kunit test = {};

	failures = 0;
	if (!setjmp(leave)) {
		if (suite->init && suite->init(&test))
			kunit_fail(true, suite->name, 0, "init");
		c->run_case(&test);
	}
	if (suite->exit)
		suite->exit(&test);
	free_chunks();

	if (failures)
		printf("not ok - %s.%s: %s\n", suite->name, c->name, where);
	else
		printf("ok - %s.%s\n", suite->name, c->name);
	return !failures;
}

int main(void)
{
	const struct kunit_suite *suite;
	const struct kunit_case *c;
	bool ok = true;

	for (suite = suites; suite; suite = suite->next)
		for (c = suite->test_cases; c->run_case; c++)
			ok &= run(suite, c);
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
