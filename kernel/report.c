// SPDX-License-Identifier: GPL-2.0
/*
 * Events leave the frame's path as data, and a work item sends them. Reporting
 * never changes a verdict: an event that finds no room is dropped, and counted.
 */
#include <linux/kfifo.h>
#include <linux/ktime.h>

#include "guard.h"

#define EVENTS	512

static DEFINE_KFIFO(events, struct smpg_event, EVENTS);
static DEFINE_SPINLOCK(events_lock);	/* protects events and seq */
static u64 seq = 1;

static void tell_work(struct work_struct *unused)
{
	static struct smpg_event event;
	int err;

	while (kfifo_out_spinlocked(&events, &event, 1, &events_lock)) {
		err = smpg_netlink_tell(&event);
		if (!err)
			smpg_count(SMPG_EVENTS_SENT);
		else if (err != -ESRCH)	/* no listeners */
			smpg_count(SMPG_EVENTS_LOST);
	}
}

static DECLARE_WORK(work, tell_work);

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

static void queue(struct smpg_event *event, u8 cmd)
{
	unsigned long flags;

	event->cmd = cmd;
	spin_lock_irqsave(&events_lock, flags);
	event->seq = seq++;
	if (!kfifo_in(&events, event, 1))
		smpg_count(SMPG_EVENTS_LOST);
	spin_unlock_irqrestore(&events_lock, flags);
}

/**
 * smpg_report() - count a verdict, and queue its events
 * @conn: the link
 * @v: the verdict
 *
 * Context: any, with @conn->lock held.
 */
void smpg_report(struct smpg_conn *conn, const struct smpg_verdict *v)
{
	const struct smpg_link *link = &conn->link;
	const struct smpg_pairing *p = &link->pairing;
	struct smpg_event event = {
		.index = conn->index,
		.link = {
			.handle = link->handle,
			.transport = link->transport,
			.role = link->role,
			.peer_type = link->peer_type,
			.marks = smpg_link_marks(link),
			.stack = link->stack,
			.method = p->method,
			.key_size = p->key_size,
			.keys = { p->keys[0], p->keys[1] },
			.answered = p->answered,
			.request_tx = p->request_tx,
			.sc = p->sc,
		},
		.verdict = *v,
	};
	bool told = false;
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
		queue(&event, SMP_GUARD_CMD_VIOLATION);
		told = true;
	}
	if (v->happened & SMPG_STARTED) {
		smpg_count(SMPG_PAIRINGS_STARTED);
		queue(&event, SMP_GUARD_CMD_PAIRING_STARTED);
		told = true;
	}
	if (v->happened & SMPG_COMPLETE) {
		smpg_count(SMPG_PAIRINGS_COMPLETED);
		queue(&event, SMP_GUARD_CMD_PAIRING_COMPLETE);
		told = true;
	}
	if (v->happened & SMPG_FAILED) {
		smpg_count(SMPG_PAIRINGS_FAILED);
		queue(&event, SMP_GUARD_CMD_PAIRING_FAILED);
		told = true;
	}
	if (told)
		schedule_work(&work);
}

/**
 * smpg_report_lost() - report that a key of a peer is not translated any more
 * @t: the translation
 * @why: enum smpg_lost
 *
 * Context: any.
 */
void smpg_report_lost(const struct smpg_translation *t, u8 why)
{
	struct smpg_event event = {
		.boottime = ktime_get_boottime_ns(),
		.index = t->index,
		.lost = why,
		.key = t->key,
		.link.peer_type = t->peer_type,
	};

	memcpy(event.link.peer, t->peer, sizeof(event.link.peer));
	queue(&event, SMP_GUARD_CMD_TRANSLATION_LOST);
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
