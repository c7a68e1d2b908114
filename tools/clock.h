/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SMPGUARD_CLOCK_H
#define SMPGUARD_CLOCK_H

#include <time.h>

#include "smpg_types.h"

/**
 * struct clock_gap - what one clock shows more than another, in nanoseconds
 * @ahead: the difference
 * @within: how far at most from the truth, 0 before the first comparison
 */
struct clock_gap {
	long long ahead;
	u64 within;
};

u64 clock_now(clockid_t clock);
void clock_compare(struct clock_gap *gap, clockid_t clock, clockid_t of);

#endif /* SMPGUARD_CLOCK_H */
