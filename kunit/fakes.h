/* SPDX-License-Identifier: GPL-2.0 */
/* Stand-ins for rooms that the room under test calls, and their calls. */
#ifndef SMPG_KUNIT_FAKES_H
#define SMPG_KUNIT_FAKES_H

#include <linux/slab.h>

#include "smpg_engine.h"

/**
 * struct fakes_seen - calls of the stand-ins since fakes_reset()
 * @last: the last verdict that was reported
 * @failed: the last verdict by which a pairing failed
 * @found: why each rule was broken since the last Pairing Request, 0 if it was not
 * @violations: number of findings with a stronger action than allow
 * @owed: number of completions owed to the host
 * @said: reason of a Pairing Failed that was injected, by direction
 * @lost: the last translation that was reported as lost
 * @nr_lost: number of translations reported as lost, by enum smp_guard_why
 * @keys_changed: number of reports that translations have changed
 * @opened: number of windows that were reported as open
 * @closed: as closed
 */
struct fakes_seen {
	struct smpg_verdict last;
	struct smpg_verdict failed;
	u8 found[__SMP_GUARD_RULE_MAX];
	unsigned int violations;
	unsigned int owed;
	u8 said[2];
	struct smpg_translation lost;
	unsigned int nr_lost[__SMP_GUARD_WHY_MAX];
	unsigned int keys_changed;
	unsigned int opened;
	unsigned int closed;
};

extern struct fakes_seen seen;

void fakes_reset(void);
u64 counted(unsigned int counter);

/* For a room that is to have no memory: kmalloc() and kmemdup() by these. */
extern bool no_memory;
void *scarce_kmalloc(size_t size, gfp_t gfp);
void *scarce_kmemdup(const void *from, size_t size, gfp_t gfp);

#endif /* SMPG_KUNIT_FAKES_H */
