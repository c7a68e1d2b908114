/* SPDX-License-Identifier: GPL-2.0 */
/* Puts the news of several sources in the order in which they happened. */
#ifndef SMPGUARD_TIMELINE_H
#define SMPGUARD_TIMELINE_H

#include "smpg_types.h"

struct moment;

/**
 * struct timeline - news that wait until every source has had time to deliver its own
 * @first: the earliest
 */
struct timeline {
	struct moment *first;
};

typedef void (*timeline_fn)(void *arg, const void *what);

void timeline_add(struct timeline *t, u64 ns, void *what, timeline_fn happen);
bool timeline_run(struct timeline *t, u64 until, void *arg);

#endif /* SMPGUARD_TIMELINE_H */
