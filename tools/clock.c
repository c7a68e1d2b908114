// SPDX-License-Identifier: GPL-2.0
#include <stdint.h>

#include "clock.h"

/* Two readings so close together are of the same moment, in nanoseconds. */
#define CLOSE		20000
#define TRIES		10

/**
 * clock_now() - read a clock
 * @clock: the clock
 *
 * Return: nanoseconds.
 */
u64 clock_now(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}

/**
 * clock_ahead() - compare two clocks
 * @clock: a clock
 * @of: the other clock
 *
 * Another process may run between two readings, and what it takes would look like
 * a distance of the clocks: the two readings that are closest together count.
 *
 * Return: what @clock shows more than @of, in nanoseconds.
 */
long long clock_ahead(clockid_t clock, clockid_t of)
{
	u64 before, there, took, least = UINT64_MAX;
	long long ahead = 0;
	int i;

	for (i = 0; i < TRIES && least > CLOSE; i++) {
		before = clock_now(of);
		there = clock_now(clock);
		took = clock_now(of) - before;
		if (took >= least)
			continue;
		least = took;
		ahead = there - (before + took / 2);
	}
	return ahead;
}
