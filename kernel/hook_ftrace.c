// SPDX-License-Identifier: GPL-2.0
/*
 * Hooks by ftrace, in the way of livepatch: ftrace patches a call into the
 * function's entry, so that a hook costs as much as a call.
 */
#include <net/bluetooth/bluetooth.h>
#include <net/bluetooth/hci_core.h>

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

static const unsigned long addresses[SMPG_HOOKS] = {
	[SMPG_HOOK_RX] = (unsigned long)hci_recv_frame,
	[SMPG_HOOK_UNREGISTER] = (unsigned long)hci_unregister_dev,
	[SMPG_HOOK_RELEASE] = (unsigned long)hci_release_dev,
};

/*
 * Without memory for the entry, ftrace_set_filter() takes the name, says that all is
 * well, and leaves the filter empty: every function of the kernel would be hooked.
 * ftrace_set_filter_ip() says -ENOMEM. hci_send_frame() has a name only, but
 * ftrace registers no IPMODIFY with an empty filter.
 */
static int set_filter(enum smpg_hook hook)
{
	char filter[32];

	if (addresses[hook])
		return ftrace_set_filter_ip(&ops[hook], addresses[hook], 0, 1);
	/* ftrace_set_filter() modifies the string that it parses. */
	strscpy(filter, smpg_hook_symbols[hook], sizeof(filter));
	return ftrace_set_filter(&ops[hook], filter, strlen(filter), 1);
}

static int attach(enum smpg_hook hook)
{
	int err = set_filter(hook);

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
