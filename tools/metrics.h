/* SPDX-License-Identifier: GPL-2.0 */
/* Metrics in the text format of Prometheus. */
#ifndef SMPGUARD_METRICS_H
#define SMPGUARD_METRICS_H

#include <glib.h>
#include <stdio.h>

#include "attr.h"
#include "nl.h"

/**
 * struct metrics - what the module says of itself
 * @info: of get-info
 * @counters: struct metrics_counter, in the order in which they came
 * @links: by transport, and whether they are encrypted
 * @saved: time at which kept keys were saved, in seconds since 1970, or 0
 */
struct metrics {
	struct guard_info info;
	GArray *counters;
	unsigned int links[SMP_GUARD_TRANSPORT_MAX + 1][2];
	unsigned long long saved;
};

struct metrics_counter {
	char name[64];
	unsigned long long value;
};

void metrics_count(const char *name, unsigned long long value, void *arg);
void metrics_print(FILE *out, const struct metrics *m);
void metrics_print_absent(FILE *out);

#endif /* SMPGUARD_METRICS_H */
