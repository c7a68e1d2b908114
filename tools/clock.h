/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SMPGUARD_CLOCK_H
#define SMPGUARD_CLOCK_H

#include <time.h>

#include "smpg_types.h"

long long clock_ahead(clockid_t clock, clockid_t of);
u64 clock_now(clockid_t clock);

#endif /* SMPGUARD_CLOCK_H */
