// SPDX-License-Identifier: GPL-2.0
/*
 * Events leave the frame's path as data, and a work item sends them. Reporting
 * never changes a verdict: an event that finds no room is dropped, and counted.
 */
#include <linux/kfifo.h>
#include <linux/ktime.h>

#include <linux/workqueue.h>

#include "counters.h"
#include "limit.h"
#include "links.h"
#include "report.h"
#include "translations.h"
#include "window.h"

#define CREATE_TRACE_POINTS
#include "trace.h"

#define EVENTS	512

static DEFINE_KFIFO(events, struct smpg_event, EVENTS);
static DEFINE_SPINLOCK(events_lock);	/* protects events, seq, and limit.c */
static u64 seq = 1;

/* Translations have changed, and that was not sent. */
static int keys_changed;

/* Sends an event; set before the first one happens. */
static int (*send)(const struct smpg_event *event);

static void send_work(struct work_struct *unused)
{
	static struct smpg_event event;
	int err;

	if (xchg(&keys_changed, 0)) {
		event.cmd = SMP_GUARD_CMD_KEYS_CHANGED;
		send(&event);
	}
	while (kfifo_out_spinlocked(&events, &event, 1, &events_lock)) {
		err = send(&event);
		if (!err)
			smpg_count(SMPG_EVENTS_SENT);
		else if (err != -ESRCH)	/* no listeners */
			smpg_count(SMPG_EVENTS_LOST);
	}
}

static DECLARE_WORK(work, send_work);

/**
 * smpg_report_seq() - the sequence number that the next event will have
 */
u64 smpg_report_seq(void)
{
	unsigned long flags;
	u64 next;

	spin_lock_irqsave(&events_lock, flags);
	next = seq;
	spin_unlock_irqrestore(&events_lock, flags);
	return next;
}

static void queue_event(struct smpg_event *event, u8 cmd)
{
	unsigned long flags;

	event->cmd = cmd;
	spin_lock_irqsave(&events_lock, flags);
	event->seq = seq++;
	if (!kfifo_in(&events, event, 1))
		smpg_count(SMPG_EVENTS_LOST);
	spin_unlock_irqrestore(&events_lock, flags);
}

/* The queue's lock is that of the limits, so that each event takes one lock. */
static bool queue_violation(struct smpg_event *event, const struct smpg_link *link)
{
	u8 rule = event->verdict.findings[event->finding].rule;
	unsigned long flags;
	bool told;

	event->cmd = SMP_GUARD_CMD_VIOLATION;
	spin_lock_irqsave(&events_lock, flags);
	/* An event that finds no room must not take a count with it. */
	told = kfifo_is_full(&events) ||
	       smpg_limit_take(event->index, link, rule, event->boottime,
			       &event->suppressed);
	if (told) {
		event->seq = seq++;
		if (!kfifo_in(&events, event, 1))
			smpg_count(SMPG_EVENTS_LOST);
	}
	spin_unlock_irqrestore(&events_lock, flags);
	if (!told) {
		event->seq = 0;
		smpg_count(SMPG_EVENTS_SUPPRESSED);
	}
	event->suppressed = 0;
	return told;
}

static void queue_pairing(struct smpg_event *event, u8 cmd)
{
	queue_event(event, cmd);
	trace_pairing(event);
}

/**
 * smpg_report() - count a verdict, and queue its events
 * @live: the link
 * @v: the verdict
 *
 * Context: any, with @live->lock held.
 */
void smpg_report(struct smpg_live_link *live, const struct smpg_verdict *v)
{
	const struct smpg_link *link = &live->link;
	const struct smpg_pairing *p = &link->pairing;
	struct smpg_event event = {
		.index = live->index,
		.link = {
			.handle = link->handle,
			.transport = link->transport,
			.role = link->role,
			.peer_type = link->peer_type,
			.marks = smpg_link_marks(link),
			.method = p->method,
			.key_size = p->key_size,
			.keys = { p->keys[0], p->keys[1] },
			.answered = p->answered,
			.direction = p->direction,
			.sc = p->sc,
		},
		.verdict = *v,
	};
	bool queued = false;
	int i;

	if (!v->nr && !v->happened)
		return;

	event.boottime = ktime_get_boottime_ns();
	memcpy(event.link.peer, link->peer, sizeof(event.link.peer));

	for (i = 0; i < v->nr; i++) {
		const struct smpg_finding *f = &v->findings[i];

		smpg_count(SMPG_RULES + f->rule * __SMP_GUARD_ACTION_MAX +
			   f->action);
		if (f->action == SMP_GUARD_ACTION_ALLOW)
			continue;
		event.finding = i;
		queued |= queue_violation(&event, link);
		trace_violation(&event);
	}
	if (v->happened & SMPG_STARTED) {
		smpg_count(SMPG_PAIRINGS_STARTED);
		queue_pairing(&event, SMP_GUARD_CMD_PAIRING_STARTED);
		queued = true;
	}
	if (v->happened & SMPG_COMPLETE) {
		smpg_count(SMPG_PAIRINGS_COMPLETED);
		queue_pairing(&event, SMP_GUARD_CMD_PAIRING_COMPLETE);
		queued = true;
	}
	if (v->happened & SMPG_FAILED) {
		smpg_count(SMPG_PAIRINGS_FAILED);
		queue_pairing(&event, SMP_GUARD_CMD_PAIRING_FAILED);
		queued = true;
	}
	if (queued)
		schedule_work(&work);
}

/**
 * smpg_report_lost() - report that a key of a peer is not translated any more
 * @t: the translation
 * @why: enum smp_guard_why
 *
 * Context: any.
 */
void smpg_report_lost(const struct smpg_translation *t, u8 why)
{
	struct smpg_event event = {
		.boottime = ktime_get_boottime_ns(),
		.index = t->index,
		.why = why,
		.key = t->key,
		.link.peer_type = t->peer_type,
	};

	memcpy(event.link.peer, t->peer, sizeof(event.link.peer));
	queue_event(&event, SMP_GUARD_CMD_TRANSLATION_LOST);
	schedule_work(&work);
}

/**
 * smpg_report_hooks() - report that the hooks are lost, or back
 * @lost: they are lost
 *
 * Context: any.
 */
void smpg_report_hooks(bool lost)
{
	struct smpg_event event = {
		.boottime = ktime_get_boottime_ns(),
	};

	queue_event(&event, lost ? SMP_GUARD_CMD_HOOKS_LOST :
				   SMP_GUARD_CMD_HOOKS_BACK);
	schedule_work(&work);
}

/**
 * smpg_report_window() - report that a window was opened, or closed
 * @window: the window
 * @open: it was opened
 *
 * Context: any.
 */
void smpg_report_window(const struct smpg_window *window, bool open)
{
	struct smpg_event event = {
		.boottime = ktime_get_boottime_ns(),
		.any_adapter = window->any_adapter,
		.index = window->index,
		.seconds = window->seconds,
		.link.peer_type = window->type,
	};

	memcpy(event.link.peer, window->address, sizeof(event.link.peer));
	queue_event(&event, open ? SMP_GUARD_CMD_WINDOW_OPENED :
				   SMP_GUARD_CMD_WINDOW_CLOSED);
	schedule_work(&work);
}

/**
 * smpg_report_keys_changed() - report that translations have changed
 *
 * Not in the queue, where a flood of events could leave no room.
 *
 * Context: any.
 */
void smpg_report_keys_changed(void)
{
	WRITE_ONCE(keys_changed, 1);
	schedule_work(&work);
}

/**
 * smpg_report_flush() - send all queued events
 *
 * Context: process; may sleep.
 */
void smpg_report_flush(void)
{
	flush_work(&work);
}

/**
 * smpg_report_init() - before the first event
 * @sender: sends an event; returns 0, -ESRCH if there is no listener, or a
 *	negative error if the event was lost. Called from process context
 */
void smpg_report_init(int (*sender)(const struct smpg_event *event))
{
	send = sender;
}
