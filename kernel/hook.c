// SPDX-License-Identifier: GPL-2.0
/*
 * Choose a backend, and attach all of its hooks or none.
 *
 * A backend calls smpg_tx() or smpg_rx() before the hooked function runs. If
 * the frame passes, the handler has left the stack by the time the function
 * runs; if the frame is dropped, smpg_swallow() runs in the function's place.
 * tests/models/unload.pml is a model of both, and of unloading.
 */
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/workqueue.h>

#include <net/bluetooth/bluetooth.h>
#include <net/bluetooth/hci_core.h>

#include "counters.h"
#include "hook.h"
#include "links.h"
#include "log.h"
#include "report.h"
#include "watch.h"

static const struct smpg_hook_backend * const backends[] = {
	&smpg_hook_ftrace,
	&smpg_hook_kprobe,
};

static const struct smpg_hook_backend *backend;

static DEFINE_MUTEX(check_lock);	/* protects the two, and orders the events */
static bool attached, lost;

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
 * Are the hooks called, and do they swallow? A kprobe at a function's entry needs
 * ftrace; while ftrace is switched off, the kprobe can be registered, but is never
 * called. The frame for this test has no adapter: our handler swallows it, whereas
 * hci_recv_frame() returns an error. hci_send_frame() has the same handler, and
 * what switches one of them off does so to both. Return: 1, 0 if the hooks are not
 * called, or a negative error if that is not known.
 */
static int is_called(void)
{
	struct sk_buff *skb = bt_skb_alloc(0, GFP_KERNEL);

	if (!skb)
		return -ENOMEM;
	hci_skb_pkt_type(skb) = HCI_EVENT_PKT;
	if (hci_recv_frame(NULL, skb))
		return 0;
	this_cpu_dec(smpg_counters.n[SMPG_FRAMES_RX]);
	return 1;
}

static int attach_all(const struct smpg_hook_backend *b)
{
	int i, err, called;

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
	called = is_called();
	if (called <= 0) {
		if (called)
			pr_warn("%s: hooked, but cannot be tested: %pe\n",
				b->name, ERR_PTR(called));
		else
			pr_warn("%s: hooked, but not called; is kernel.ftrace_enabled 0?\n",
				b->name);
		smpg_hook_stop();
		smpg_links_close_all(NULL, HCI_ERROR_LOCAL_HOST_TERM);
		detach_first(b, SMPG_HOOKS);
		return called ?: -ENODEV;
	}
	WRITE_ONCE(backend, b);
	return 0;
}

#define CHECK_INTERVAL	(60 * HZ)

static void check(struct work_struct *work)
{
	smpg_hook_lost();
	schedule_delayed_work(to_delayed_work(work), CHECK_INTERVAL);
}

static DECLARE_DELAYED_WORK(check_work, check);

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
		if (err)
			continue;
		mutex_lock(&check_lock);
		attached = true;
		mutex_unlock(&check_lock);
		schedule_delayed_work(&check_work, CHECK_INTERVAL);
		return 0;
	}
	return err;
}

/**
 * smpg_hook_lost() - does the kernel not call the hooks any more?
 *
 * A change is logged and reported.
 *
 * Context: process; may sleep.
 */
bool smpg_hook_lost(void)
{
	bool now;

	mutex_lock(&check_lock);
	if (attached) {
		now = !is_called();
		if (now && !lost)
			pr_err("hooks are not called any more: frames are not inspected\n");
		else if (!now && lost)
			pr_info("hooks are called again\n");
		if (now != lost)
			smpg_report_hooks(now);
		lost = now;
	}
	now = lost;
	mutex_unlock(&check_lock);
	return now;
}

/**
 * smpg_hook_missed() - calls that the hooks missed
 */
u64 smpg_hook_missed(void)
{
	const struct smpg_hook_backend *b = READ_ONCE(backend);

	return b && b->missed ? b->missed() : 0;
}

/**
 * smpg_hook_stop() - stop inspecting frames
 *
 * Adapters that go away are still noticed: links point to their adapters, and
 * must be removed before an adapter is freed.
 */
void smpg_hook_stop(void)
{
	mutex_lock(&check_lock);
	attached = false;
	mutex_unlock(&check_lock);
	cancel_delayed_work_sync(&check_work);
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
