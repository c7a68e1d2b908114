// SPDX-License-Identifier: GPL-2.0
/*
 * Choose a backend, and attach all of its hooks or none.
 *
 * A backend calls smpg_tx() or smpg_rx() before the hooked function runs. If
 * the frame passes, the handler has left the stack by the time the function
 * runs; if the frame is dropped, smpg_swallow() runs in the function's place.
 */
#include <linux/rcupdate.h>

#include <net/bluetooth/bluetooth.h>
#include <net/bluetooth/hci_core.h>

#include "counters.h"
#include "hook.h"
#include "links.h"
#include "log.h"
#include "watch.h"

static const struct smpg_hook_backend * const backends[] = {
	&smpg_hook_ftrace,
	&smpg_hook_kprobe,
};

static const struct smpg_hook_backend *backend;

/* Wait until no task is in a handler or in smpg_swallow(). */
static void wait_for_handlers(void)
{
	synchronize_rcu_tasks();
	synchronize_rcu();
}

static void detach_first(const struct smpg_hook_backend *b, int n)
{
	while (n--)
		b->detach(n);
	wait_for_handlers();
}

/*
 * Are the hooks called? A kprobe at a function's entry needs ftrace; while
 * ftrace is switched off, the kprobe can be registered, but is never called.
 * The frame for this test has no adapter: our handler counts it, and
 * hci_recv_frame() frees it.
 */
static bool is_called(void)
{
	u64 before = smpg_counter_read(SMPG_FRAMES_RX);
	struct sk_buff *skb = bt_skb_alloc(0, GFP_KERNEL);

	if (!skb)
		return false;
	hci_skb_pkt_type(skb) = HCI_EVENT_PKT;
	hci_recv_frame(NULL, skb);
	if (smpg_counter_read(SMPG_FRAMES_RX) == before)
		return false;
	this_cpu_dec(smpg_counters.n[SMPG_FRAMES_RX]);
	return true;
}

static int attach_all(const struct smpg_hook_backend *b)
{
	int i, err;

	for (i = 0; i < SMPG_HOOKS; i++) {
		err = b->attach(i);
		if (!err)
			continue;
		if (err == -EOPNOTSUPP)
			pr_warn("%s: not in this kernel\n", b->name);
		else
			pr_warn("%s: cannot hook %s: %pe\n", b->name,
				smpg_hook_symbols[i], ERR_PTR(err));
		detach_first(b, i);
		return err;
	}
	static_branch_enable(&smpg_watching);
	if (!is_called()) {
		pr_warn("%s: hooked, but not called; is kernel.ftrace_enabled 0?\n",
			b->name);
		smpg_hook_stop();
		smpg_links_close_all(NULL, HCI_ERROR_LOCAL_HOST_TERM);
		detach_first(b, SMPG_HOOKS);
		return -ENODEV;
	}
	WRITE_ONCE(backend, b);
	return 0;
}

/**
 * smpg_hook_attach() - start to inspect frames
 * @name: "ftrace", "kprobe", or "auto" for the first of them that works
 *
 * Return: 0, -EINVAL for any other name, or the error of the last backend that
 * was tried.
 */
int smpg_hook_attach(const char *name)
{
	bool any = !strcmp(name, "auto");
	int i, err = -EINVAL;

	for (i = 0; i < ARRAY_SIZE(backends); i++) {
		if (!any && strcmp(name, backends[i]->name))
			continue;
		err = attach_all(backends[i]);
		if (!err)
			return 0;
	}
	return err;
}

/**
 * smpg_hook_stop() - stop inspecting frames
 *
 * Adapters that go away are still noticed: links point to their adapters, and
 * must be removed before an adapter is freed.
 */
void smpg_hook_stop(void)
{
	static_branch_disable(&smpg_watching);
	wait_for_handlers();
}

/**
 * smpg_hook_detach() - remove the hooks, after smpg_hook_stop()
 *
 * After the return no code of the module runs for a frame or an adapter.
 */
void smpg_hook_detach(void)
{
	detach_first(backend, SMPG_HOOKS);
}

/**
 * smpg_hook_name() - the name of the attached backend
 *
 * Return: the name, "none" while no backend is attached.
 */
const char *smpg_hook_name(void)
{
	const struct smpg_hook_backend *b = READ_ONCE(backend);

	return b ? b->name : "none";
}
