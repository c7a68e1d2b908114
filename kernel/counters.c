// SPDX-License-Identifier: GPL-2.0
/* Counters are kept per CPU, and added up when they are read. */
#include "counters.h"

DEFINE_PER_CPU(struct smpg_counters, smpg_counters);

static const char * const names[SMPG_RULES] = {
	[SMPG_FRAMES_TX]		= "frames.tx",
	[SMPG_FRAMES_RX]		= "frames.rx",
	[SMPG_FRAMES_STARVED]		= "frames.starved",
	[SMPG_SMP_TX]			= "smp.tx",
	[SMPG_SMP_RX]			= "smp.rx",
	[SMPG_MALFORMED_TX]		= "malformed.tx",
	[SMPG_MALFORMED_RX]		= "malformed.rx",
	[SMPG_PAIRINGS_STARTED]		= "pairings.started",
	[SMPG_PAIRINGS_COMPLETED]	= "pairings.completed",
	[SMPG_PAIRINGS_FAILED]		= "pairings.failed",
	[SMPG_MASKED]			= "negotiations.masked",
	[SMPG_EVENTS_SENT]		= "events.sent",
	[SMPG_EVENTS_LOST]		= "events.lost",
	[SMPG_EVENTS_SUPPRESSED]	= "events.suppressed",
	[SMPG_CREDITS_RETURNED]		= "credits.returned",
	[SMPG_LINKS_OPENED]		= "links.opened",
	[SMPG_LINKS_REFUSED]		= "links.refused",
	[SMPG_TRANSLATED_LTK]		= "translated.ltk",
	[SMPG_TRANSLATED_CSRK]		= "translated.csrk",
	[SMPG_TRANSLATIONS_EVICTED]	= "translations.evicted",
};

/* Values at the last reset: the counters themselves only go up. */
static struct smpg_counters base;

static u64 total(unsigned int counter)
{
	u64 sum = 0;
	int cpu;

	for_each_possible_cpu(cpu)
		sum += READ_ONCE(per_cpu(smpg_counters, cpu).n[counter]);
	return sum;
}

/**
 * smpg_counter_read() - the value of a counter
 * @counter: below SMPG_COUNTERS
 *
 * Return: the count since the module was loaded, or the counters were reset.
 */
u64 smpg_counter_read(unsigned int counter)
{
	return total(counter) - READ_ONCE(base.n[counter]);
}

/**
 * smpg_counters_reset() - have all counters start again from 0
 */
void smpg_counters_reset(void)
{
	unsigned int i;

	for (i = 0; i < SMPG_COUNTERS; i++)
		WRITE_ONCE(base.n[i], total(i));
}

/**
 * smpg_counter_name() - the name of a counter
 * @counter: below SMPG_COUNTERS
 * @buf: SMPG_COUNTER_NAME_LEN octets, used for the name of a rule's counter
 *
 * Return: the name, or NULL if the counter is for an action that its rule never
 * results in.
 */
const char *smpg_counter_name(unsigned int counter, char *buf)
{
	unsigned int rule, action;

	if (counter < SMPG_RULES)
		return names[counter];

	rule = (counter - SMPG_RULES) / __SMP_GUARD_ACTION_MAX;
	action = (counter - SMPG_RULES) % __SMP_GUARD_ACTION_MAX;
	if (!smpg_rule_does(rule, action))
		return NULL;
	snprintf(buf, SMPG_COUNTER_NAME_LEN, "%s.%s", smpg_rule_name(rule),
		 smpg_action_name(action));
	return buf;
}
