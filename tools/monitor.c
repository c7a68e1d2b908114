// SPDX-License-Identifier: GPL-2.0
/* smpguard monitor: events as they happen. */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "clock.h"
#include "explain/explain.h"
#include "nl.h"
#include "print.h"
#include "signals.h"
#include "smpguard.h"
#include "usage.h"

struct monitor {
	bool json;
	unsigned long left;	/* events until the end, 0 for never */
	bool done;
	u64 next;		/* expected sequence number, 0 for any */
};

static void print(const struct monitor *m, const struct event *ev, u64 lost)
{
	/* Computed for each event: the clock may be set meanwhile. */
	struct clock_gap booted = { 0 };

	clock_compare(&booted, CLOCK_REALTIME, CLOCK_BOOTTIME);
	if (m->json) {
		if (lost)
			print_lost_json(stdout, lost);
		print_event_json(stdout, ev);
	} else {
		if (lost)
			print_lost(stdout, lost);
		print_event(stdout, ev, booted.ahead);
	}
	fflush(stdout);
}

static void on_event(struct nlmsghdr *nlh, void *arg)
{
	struct monitor *m = arg;
	struct event ev;

	if (m->done)
		return;
	if (event_decode(nlh, &ev)) {
		fputs("smpguard: malformed event ignored\n", stderr);
		return;
	}
	print(m, &ev, event_lost(&m->next, &ev));
	m->done = m->left && !--m->left;
}

static int listen_until_told(struct guard *guard, const struct monitor *m)
{
	struct pollfd fds[] = {
		{ .fd = nl_socket_get_fd(guard->sock), .events = POLLIN },
		{ .fd = signals_open(), .events = POLLIN },
	};
	int err = 0;

	/* From this line on no event is missed. */
	fputs("listening\n", stderr);

	while (!err && !m->done && !ferror(stdout)) {
		if (poll(fds, ARRAY_SIZE(fds), -1) < 0)
			continue;
		/* Events that arrived before a signal are printed before the end. */
		if (fds[0].revents)
			err = guard_receive(guard);
		else
			break;
	}
	close(fds[1].fd);
	return err;
}

int cmd_monitor(const struct options *opts)
{
	struct monitor m = { .json = opts->json, .left = opts->count };
	struct guard guard;
	int err;

	if (opts->journal && (opts->json || opts->explain))
		return usage("monitor --journal prints nothing: not with --json or --explain");
	if (opts->journal)
		return monitor_journal(opts);
	if (opts->explain)
		return explain_live(opts);
	err = guard_open(&guard);
	if (err)
		return guard_complain(&guard, err);

	guard.event = on_event;
	guard.arg = &m;
	err = guard_tell_other(&guard);
	if (!err)
		err = guard_subscribe(&guard, SMP_GUARD_MCGRP_EVENTS);
	if (!err)
		err = listen_until_told(&guard, &m);
	guard_close(&guard);
	if (err)
		return guard_complain(&guard, err);
	return ferror(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}
