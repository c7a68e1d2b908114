// SPDX-License-Identifier: GPL-2.0
/* Hooks by kprobes: slower, but they need no function tracer in the kernel. */
#include <linux/kprobes.h>

#include "compat.h"
#include "hook.h"
#include "kprobe.h"
#include "watch.h"

/* In Thumb code the addresses of functions and of instructions differ. */
#if defined(CONFIG_KPROBES) && !defined(CONFIG_THUMB2_KERNEL)

static int swallow(struct pt_regs *regs)
{
	instruction_pointer_set(regs, (unsigned long)smpg_swallow);
	return 1;
}

static int on_tx(struct kprobe *p, struct pt_regs *regs)
{
	return smpg_tx((void *)smpg_arg(regs, 0),
		       (void *)smpg_arg(regs, 1)) ==
	       SMPG_SWALLOW ? swallow(regs) : 0;
}

static int on_rx(struct kprobe *p, struct pt_regs *regs)
{
	return smpg_rx((void *)smpg_arg(regs, 0),
		       (void *)smpg_arg(regs, 1)) ==
	       SMPG_SWALLOW ? swallow(regs) : 0;
}

static int on_gone(struct kprobe *p, struct pt_regs *regs)
{
	smpg_gone((void *)smpg_arg(regs, 0));
	return 0;
}

/*
 * An optimized probe cannot set the instruction pointer. A probe with a post
 * handler is not optimized.
 */
static void post(struct kprobe *p, struct pt_regs *regs, unsigned long flags)
{
}

static const struct kprobe templates[SMPG_HOOKS] = {
	[SMPG_HOOK_TX] = { .pre_handler = on_tx, .post_handler = post },
	[SMPG_HOOK_RX] = { .pre_handler = on_rx, .post_handler = post },
	[SMPG_HOOK_UNREGISTER] = { .pre_handler = on_gone },
	[SMPG_HOOK_RELEASE] = { .pre_handler = on_gone },
};

static struct kprobe probes[SMPG_HOOKS];

static void detach(enum smpg_hook hook)
{
	smpg_kprobe_disable(&probes[hook]);
	unregister_kprobe(&probes[hook]);
}

static int attach(enum smpg_hook hook)
{
	probes[hook] = templates[hook];
	probes[hook].symbol_name = smpg_hook_symbols[hook];
	return register_kprobe(&probes[hook]);
}

/* A kprobe that is hit while another runs on the same processor is missed. */
static u64 missed(void)
{
	return (u64)probes[SMPG_HOOK_TX].nmissed + probes[SMPG_HOOK_RX].nmissed;
}

#else

static u64 missed(void)
{
	return 0;
}

static void detach(enum smpg_hook hook)
{
}

static int attach(enum smpg_hook hook)
{
	return -EOPNOTSUPP;
}

#endif

const struct smpg_hook_backend smpg_hook_kprobe = {
	.name = "kprobe",
	.attach = attach,
	.detach = detach,
	.missed = missed,
};
