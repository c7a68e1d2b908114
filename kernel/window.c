// SPDX-License-Identifier: GPL-2.0
/*
 * Windows, in which peers may start a pairing that this host did not ask for. A
 * window is over at its time, whatever becomes of the caller that opened it: that
 * is decided where it counts. A work item, which may run late, reports it.
 */
#include <linux/ktime.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

#include "links.h"
#include "report.h"
#include "window.h"

static struct smpg_window windows[SMPG_WINDOWS_MAX];
static unsigned int nr;
static bool stopped;	/* the module is being unloaded */
static DEFINE_SPINLOCK(windows_lock);	/* protects all three */

static void close_work(struct work_struct *unused);
static DECLARE_DELAYED_WORK(work, close_work);

static bool is_same(const struct smpg_window *a, const struct smpg_window *b)
{
	return a->any_adapter == b->any_adapter && a->index == b->index &&
	       a->type == b->type &&
	       !memcmp(a->address, b->address, sizeof(a->address));
}

static void remove_at(unsigned int at)
{
	lockdep_assert_held(&windows_lock);

	smpg_report_window(&windows[at], false);
	windows[at] = windows[--nr];
}

/* Return: nanoseconds until the next window is over, or 0 if none is open. */
static u64 close_those_over(u64 now)
{
	unsigned int at = 0;
	u64 next = 0;

	lockdep_assert_held(&windows_lock);

	while (at < nr) {
		u64 until = windows[at].until;

		if (until <= now) {
			remove_at(at);
			continue;
		}
		if (!next || until - now < next)
			next = until - now;
		at++;
	}
	return next;
}

/* Under the lock, so that the work is never due later than the next window is over. */
static void close_work(struct work_struct *unused)
{
	unsigned long flags;
	u64 next;

	spin_lock_irqsave(&windows_lock, flags);
	next = close_those_over(ktime_get_boottime_ns());
	if (next)
		schedule_delayed_work(&work, nsecs_to_jiffies(next) + 1);
	spin_unlock_irqrestore(&windows_lock, flags);
}

static unsigned int find(const struct smpg_window *window)
{
	unsigned int at;

	lockdep_assert_held(&windows_lock);

	for (at = 0; at < nr && !is_same(&windows[at], window); at++)
		;
	return at;
}

/**
 * smpg_window_open() - open a window, or set the end of one
 * @window: for whom, and its duration; its end is to be set
 *
 * Context: process.
 * Return: 0, -ENOSPC if SMPG_WINDOWS_MAX are open, or -ENODEV if the module is being
 * unloaded.
 */
int smpg_window_open(struct smpg_window *window)
{
	u64 now = ktime_get_boottime_ns();
	unsigned long flags;
	unsigned int at;
	int err = -ENOSPC;

	window->until = now + window->seconds * (u64)NSEC_PER_SEC;
	spin_lock_irqsave(&windows_lock, flags);
	close_those_over(now);
	at = find(window);
	if (stopped) {
		err = -ENODEV;
	} else if (at < SMPG_WINDOWS_MAX) {
		windows[at] = *window;
		nr += at == nr;
		smpg_report_window(window, true);
		cancel_delayed_work(&work);
		schedule_delayed_work(&work, 0);
		err = 0;
	}
	spin_unlock_irqrestore(&windows_lock, flags);
	return err;
}

/**
 * smpg_window_close() - close a window
 * @window: for whom
 *
 * Context: process.
 * Return: 0, or -ENOENT if there is none.
 */
int smpg_window_close(const struct smpg_window *window)
{
	unsigned long flags;
	unsigned int at;
	int err = 0;

	spin_lock_irqsave(&windows_lock, flags);
	close_those_over(ktime_get_boottime_ns());
	at = find(window);
	if (at < nr)
		remove_at(at);
	else
		err = -ENOENT;
	spin_unlock_irqrestore(&windows_lock, flags);
	return err;
}

/**
 * smpg_window_close_all() - close all windows
 *
 * Context: process.
 */
void smpg_window_close_all(void)
{
	unsigned long flags;

	spin_lock_irqsave(&windows_lock, flags);
	while (nr)
		remove_at(nr - 1);
	spin_unlock_irqrestore(&windows_lock, flags);
}

/**
 * smpg_window_forget() - an adapter is gone, and its index may become another's
 * @index: of the adapter
 *
 * Context: any.
 */
void smpg_window_forget(u16 index)
{
	unsigned long flags;
	unsigned int at = 0;

	spin_lock_irqsave(&windows_lock, flags);
	while (at < nr) {
		if (!windows[at].any_adapter && windows[at].index == index)
			remove_at(at);
		else
			at++;
	}
	spin_unlock_irqrestore(&windows_lock, flags);
}

/**
 * smpg_window_at() - one of the windows
 * @at: its number, from 0 on
 * @window: to be filled
 *
 * Context: process.
 * Return: whether there is one of that number.
 */
bool smpg_window_at(unsigned int at, struct smpg_window *window)
{
	unsigned long flags;
	bool found;

	spin_lock_irqsave(&windows_lock, flags);
	close_those_over(ktime_get_boottime_ns());
	found = at < nr;
	if (found)
		*window = windows[at];
	spin_unlock_irqrestore(&windows_lock, flags);
	return found;
}

static bool is_for(const struct smpg_window *window, u16 index, u8 type,
		   const u8 *address)
{
	return (window->any_adapter || window->index == index) &&
	       (!window->type ||
		(window->type == type &&
		 !memcmp(window->address, address, sizeof(window->address))));
}

/**
 * smpg_window_for() - is a window open for a peer?
 * @live: the link with the peer
 *
 * Context: any, with @live->lock held.
 */
bool smpg_window_for(struct smpg_live_link *live)
{
	const u8 *address;
	u8 type = smpg_link_identity(&live->link, &address);
	unsigned long flags;
	bool found = false;
	u64 now = ktime_get_boottime_ns();
	unsigned int at;

	spin_lock_irqsave(&windows_lock, flags);
	for (at = 0; at < nr && !found; at++)
		found = windows[at].until > now &&
			is_for(&windows[at], live->index, type, address);
	spin_unlock_irqrestore(&windows_lock, flags);
	return found;
}

/**
 * smpg_window_exit() - close all windows for good, before events are flushed
 *
 * Context: process; may sleep.
 */
void smpg_window_exit(void)
{
	unsigned long flags;

	spin_lock_irqsave(&windows_lock, flags);
	stopped = true;
	spin_unlock_irqrestore(&windows_lock, flags);
	smpg_window_close_all();
	cancel_delayed_work_sync(&work);
}
