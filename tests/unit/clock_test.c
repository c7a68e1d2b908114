// SPDX-License-Identifier: GPL-2.0
/* Two clocks compared, while another process runs between two readings. */
#include <stdio.h>

#include "clock.h"

#define AHEAD	1000000000000000LL
#define READING	100		/* nanoseconds that one reading takes */
#define SLICE	8000000		/* as long runs the other process */

static u64 booted;
static unsigned int readings, mask;

/* In @mask is bit N if the other process runs before reading N. */
int __wrap_clock_gettime(clockid_t clock, struct timespec *ts)
{
	u64 shown;

	booted += READING;
	if (readings < 32 && mask & 1U << readings)
		booted += SLICE;
	readings++;
	shown = clock == CLOCK_BOOTTIME ? booted : booted + AHEAD;
	ts->tv_sec = shown / 1000000000;
	ts->tv_nsec = shown % 1000000000;
	return 0;
}

static bool is_exact(const char *what, unsigned int disturbed)
{
	long long ahead, wrong;
	bool ok;

	readings = 0;
	mask = disturbed;
	ahead = clock_ahead(CLOCK_REALTIME, CLOCK_BOOTTIME);
	wrong = ahead - AHEAD;
	ok = wrong >= -READING && wrong <= READING;
	printf("%sok - clock: %s\n", ok ? "" : "not ", what);
	if (!ok)
		printf("# wrong by %lld ns\n", wrong);
	return ok;
}

int main(void)
{
	bool ok = is_exact("undisturbed", 0);

	ok &= is_exact("disturbed before the other clock was read", 2);
	ok &= is_exact("disturbed after the other clock was read", 4);
	ok &= is_exact("disturbed in each pair of readings but the last", 0x02492492);
	return !ok;
}
