// SPDX-License-Identifier: GPL-2.0
/* Two clocks compared, while another process runs between two readings. */
#include <stdio.h>
#include <stdlib.h>

#include "clock.h"

#define READING	100		/* nanoseconds that one reading takes */
#define SLICE	8000000		/* as long runs the other process */

static u64 booted;
static long long ahead = 1000000000000000LL;
static unsigned int readings, mask;

/* In @mask is bit N if the other process runs before reading N. */
int __wrap_clock_gettime(clockid_t clock, struct timespec *ts)
{
	u64 shown;

	booted += READING;
	if (readings < 32 && mask & 1U << readings)
		booted += SLICE;
	readings++;
	shown = clock == CLOCK_BOOTTIME ? booted : booted + ahead;
	ts->tv_sec = shown / 1000000000;
	ts->tv_nsec = shown % 1000000000;
	return 0;
}

static bool is_exact(const char *what, struct clock_gap *gap, unsigned int disturbed)
{
	long long wrong;
	bool ok;

	readings = 0;
	mask = disturbed;
	clock_compare(gap, CLOCK_REALTIME, CLOCK_BOOTTIME);
	wrong = gap->ahead - ahead;
	ok = llabs(wrong) <= gap->within && gap->within <= 2 * READING;
	printf("%sok - clock: %s\n", ok ? "" : "not ", what);
	if (!ok)
		printf("# wrong by %lld ns\n", wrong);
	return ok;
}

static bool is_exact_at_once(const char *what, unsigned int disturbed)
{
	struct clock_gap gap = { 0 };

	return is_exact(what, &gap, disturbed);
}

int main(void)
{
	struct clock_gap gap = { 0 };
	bool ok = is_exact_at_once("undisturbed", 0);

	ok &= is_exact_at_once("disturbed before the other clock was read", 2);
	ok &= is_exact_at_once("disturbed after the other clock was read", 4);
	ok &= is_exact_at_once("disturbed in each pair of readings but the last", 0x02492492);

	ok &= is_exact("compared", &gap, 0);
	ok &= is_exact("always disturbed, but compared before", &gap, 0x12492492);
	ahead += 10 * SLICE;
	ok &= is_exact("set", &gap, 0);
	ahead -= 1000;
	ok &= is_exact("set back by a microsecond, and disturbed", &gap, 0x12492);
	return !ok;
}
