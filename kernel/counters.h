/* SPDX-License-Identifier: GPL-2.0 */
/* Counters, one per CPU. */
#ifndef SMPG_COUNTERS_H
#define SMPG_COUNTERS_H

#include <linux/percpu.h>

#include "smpg_engine.h"

enum smpg_counter {
	SMPG_FRAMES_TX,
	SMPG_FRAMES_RX,
	SMPG_FRAMES_STARVED,
	SMPG_SMP_TX,
	SMPG_SMP_RX,
	SMPG_MALFORMED_TX,
	SMPG_MALFORMED_RX,
	SMPG_PAIRINGS_STARTED,
	SMPG_PAIRINGS_COMPLETED,
	SMPG_PAIRINGS_FAILED,
	SMPG_MASKED,
	SMPG_EVENTS_SENT,
	SMPG_EVENTS_LOST,
	SMPG_EVENTS_SUPPRESSED,
	SMPG_CREDITS_RETURNED,
	SMPG_LINKS_OPENED,
	SMPG_LINKS_REFUSED,
	SMPG_TRANSLATED_LTK,
	SMPG_TRANSLATED_CSRK,
	SMPG_TRANSLATIONS_EVICTED,
	SMPG_RULES,
	SMPG_COUNTERS = SMPG_RULES +
			__SMP_GUARD_RULE_MAX * __SMP_GUARD_ACTION_MAX,
};

struct smpg_counters {
	u64 n[SMPG_COUNTERS];
};

DECLARE_PER_CPU(struct smpg_counters, smpg_counters);

#define SMPG_COUNTER_NAME_LEN	48

u64 smpg_counter_read(unsigned int counter);
const char *smpg_counter_name(unsigned int counter, char *buf);
void smpg_counters_reset(void);

static inline void smpg_count(unsigned int counter)
{
	this_cpu_inc(smpg_counters.n[counter]);
}

static inline void smpg_count_add(unsigned int counter, unsigned int n)
{
	this_cpu_add(smpg_counters.n[counter], n);
}

static inline void smpg_count_malformed(u8 direction)
{
	smpg_count(direction == SMP_GUARD_DIRECTION_TX ? SMPG_MALFORMED_TX :
							 SMPG_MALFORMED_RX);
}

#endif /* SMPG_COUNTERS_H */
