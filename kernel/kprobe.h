/* SPDX-License-Identifier: GPL-2.0 */
/* What hooks and masks do alike with their kprobes. */
#ifndef SMPG_KPROBE_H
#define SMPG_KPROBE_H

#include <linux/kprobes.h>

/**
 * smpg_kprobe_disable() - disable a kprobe that is to be unregistered
 * @p: the kprobe, or that of a kretprobe
 *
 * To disarm a kprobe at a function's entry, the kernel allocates memory. If there is
 * none, it keeps a kprobe that is unregistered, and would run it in a module that is
 * gone; but one that is disabled it forgets. An address that stays in ftrace's filter
 * does no harm: no kprobe is found for it.
 *
 * Context: process; may sleep.
 */
static inline void smpg_kprobe_disable(struct kprobe *p)
{
	if (disable_kprobe(p))
		p->flags |= KPROBE_FLAG_DISABLED;
}

#endif /* SMPG_KPROBE_H */
