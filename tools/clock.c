// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "clock.h"

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

static void compare_once(struct clock_gap *gap, clockid_t clock, clockid_t of)
{
	u64 before = clock_now(of), there = clock_now(clock);
	u64 took = clock_now(of) - before;
	long long ahead = there - (before + took / 2);

	/* Out of both bounds: a clock was set. */
	if (gap->within && took >= gap->within &&
	    llabs(ahead - gap->ahead) <= took + gap->within)
		return;
	gap->ahead = ahead;
	gap->within = took;
}

/**
 * clock_compare() - compare two clocks that run at the same speed
 * @gap: the result of earlier comparisons, or zeros; to be updated
 * @clock: a clock
 * @of: the other clock
 *
 * Another process may run between two readings, and what it takes would look like
 * a distance of the clocks. So the readings that are closest together count, also
 * those of earlier calls, until one of the clocks is set.
 */
void clock_compare(struct clock_gap *gap, clockid_t clock, clockid_t of)
{
	int i;

	for (i = 0; i < TRIES; i++)
		compare_once(gap, clock, of);
}
