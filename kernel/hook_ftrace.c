// SPDX-License-Identifier: GPL-2.0
/*
 * Hooks by ftrace, in the way of livepatch: ftrace patches a call into the
 * function's entry, so that a hook costs as much as a call.
 */
#include "compat.h"
#include "hook.h"
#include "watch.h"

#if SMPG_FTRACE

static void notrace on_tx(unsigned long ip, unsigned long parent_ip,
			  struct ftrace_ops *op, struct ftrace_regs *fregs)
{
	if (smpg_tx((void *)smpg_ftrace_arg(fregs, 0),
		    (void *)smpg_ftrace_arg(fregs, 1)) == SMPG_SWALLOW)
		smpg_ftrace_go(fregs, (unsigned long)smpg_swallow);
}

static void notrace on_rx(unsigned long ip, unsigned long parent_ip,
			  struct ftrace_ops *op, struct ftrace_regs *fregs)
{
	if (smpg_rx((void *)smpg_ftrace_arg(fregs, 0),
		    (void *)smpg_ftrace_arg(fregs, 1)) == SMPG_SWALLOW)
		smpg_ftrace_go(fregs, (unsigned long)smpg_swallow);
}

static void notrace on_gone(unsigned long ip, unsigned long parent_ip,
			    struct ftrace_ops *op, struct ftrace_regs *fregs)
{
	smpg_gone((void *)smpg_ftrace_arg(fregs, 0));
}

/*
 * PERMANENT keeps the sysctl kernel.ftrace_enabled from switching the guard
 * off. RECURSION, which asks for protection from recursion, is left out: no
 * handler reaches a function that is hooked, and the protection costs twice as
 * much as the handlers.
 */
#define FLAGS (FTRACE_OPS_FL_PERMANENT | SMPG_FTRACE_FLAGS)

static struct ftrace_ops ops[SMPG_HOOKS] = {
	[SMPG_HOOK_TX] = {
		.func = on_tx,
		.flags = FLAGS | FTRACE_OPS_FL_IPMODIFY,
	},
	[SMPG_HOOK_RX] = {
		.func = on_rx,
		.flags = FLAGS | FTRACE_OPS_FL_IPMODIFY,
	},
	[SMPG_HOOK_UNREGISTER] = { .func = on_gone, .flags = FLAGS },
	[SMPG_HOOK_RELEASE] = { .func = on_gone, .flags = FLAGS },
};

static void detach(enum smpg_hook hook)
{
	unregister_ftrace_function(&ops[hook]);
	ftrace_free_filter(&ops[hook]);
}

static int attach(enum smpg_hook hook)
{
	const char *symbol = smpg_hook_symbols[hook];
	char filter[32];
	int err;

	/* ftrace_set_filter() modifies the string that it parses. */
	strscpy(filter, symbol, sizeof(filter));
	err = ftrace_set_filter(&ops[hook], filter, strlen(filter), 1);
	if (err)
		return err == -EINVAL ? -ENOENT : err;
	err = register_ftrace_function(&ops[hook]);
	if (err)
		ftrace_free_filter(&ops[hook]);
	return err;
}

#else

static void detach(enum smpg_hook hook)
{
}

static int attach(enum smpg_hook hook)
{
	return -EOPNOTSUPP;
}

#endif /* SMPG_FTRACE */

const struct smpg_hook_backend smpg_hook_ftrace = {
	.name = "ftrace",
	.attach = attach,
	.detach = detach,
};
