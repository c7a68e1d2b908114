// SPDX-License-Identifier: GPL-2.0
/* Stand-ins for report.c, credits.c and inject.c. */
#include "fakes.h"
#include "../kernel/counters.h"
#include "../kernel/credits.h"
#include "../kernel/inject.h"
#include "../kernel/report.h"

struct fakes_seen seen;
bool no_memory;

static u64 counters[SMPG_COUNTERS];

/* A case begins: nothing was seen or counted, and there is memory. */
void fakes_reset(void)
{
	int i;

	memset(&seen, 0, sizeof(seen));
	no_memory = false;
	for (i = 0; i < SMPG_COUNTERS; i++)
		counters[i] = smpg_counter_read(i);
}

/* Return: how much a counter has grown since the case began. */
u64 counted(unsigned int counter)
{
	return smpg_counter_read(counter) - counters[counter];
}

void *scarce_kmalloc(size_t size, gfp_t gfp)
{
	return no_memory ? NULL : kmalloc(size, gfp);
}

void *scarce_kmemdup(const void *from, size_t size, gfp_t gfp)
{
	return no_memory ? NULL : kmemdup(from, size, gfp);
}

/* ---- report.c ---- */

void smpg_report(struct smpg_live_link *live,
		 const struct smpg_verdict *verdict)
{
	int i;

	seen.last = *verdict;
	if (verdict->happened & SMPG_FAILED)
		seen.failed = *verdict;
	if (verdict->pdu == SMPG_PAIRING_REQUEST)
		memset(seen.found, 0, sizeof(seen.found));
	for (i = 0; i < verdict->nr; i++)
		seen.found[verdict->findings[i].rule] = verdict->findings[i].why;
	for (i = 0; i < verdict->nr; i++)
		seen.violations +=
			verdict->findings[i].action > SMP_GUARD_ACTION_ALLOW;
}

void smpg_report_lost(const struct smpg_translation *t, u8 why)
{
	seen.lost = *t;
	seen.nr_lost[why]++;
}

void smpg_report_keys_changed(void)
{
	seen.keys_changed++;
}

void smpg_report_window(const struct smpg_window *window, bool open)
{
	if (open)
		seen.opened++;
	else
		seen.closed++;
}

void smpg_report_flush(void)
{
}

/* ---- credits.c ---- */

void smpg_credit_owe(struct smpg_live_link *live, u16 count)
{
	seen.owed += count;
}

/* ---- inject.c, but for its own suite ---- */

atomic_t smpg_injecting = ATOMIC_INIT(0);

void smpg_inject(struct smpg_live_link *live, bool both, u16 cid, u8 reason)
{
	seen.said[SMP_GUARD_DIRECTION_RX] = reason;
	if (both)
		seen.said[SMP_GUARD_DIRECTION_TX] = reason;
}

enum smpg_fate smpg_inject_sent(struct smpg_live_link *live)
{
	return SMPG_PASS;
}

bool smpg_inject_is_own(const struct sk_buff *skb)
{
	return false;
}

void smpg_inject_forget(struct smpg_live_link *live)
{
}

enum smpg_fate smpg_inject_completed(struct hci_dev *hdev,
				     struct sk_buff *skb)
{
	return SMPG_PASS;
}
