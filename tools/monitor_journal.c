// SPDX-License-Identifier: GPL-2.0
/*
 * smpguard monitor --journal: events into the systemd journal, through every unload
 * and load of the module.
 */
#include <glib.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "journal.h"
#include "notify.h"
#include "signals.h"
#include "smpguard.h"

/* Between two attempts to write to a journal that was there before */
#define RETRY_MS	1000
/* After an overrun, until no event that the module has queued can follow */
#define QUIET_MS	1000

/**
 * struct writer - the state of the command
 * @signals: readable when the command is to end
 * @next: the sequence number that is expected, 0 if any may come
 * @left: events until the end, 0 for never
 * @begun: an entry was written
 * @done: the command is to end
 * @failed: because there is no journal
 */
struct writer {
	int signals;
	u64 next;
	unsigned long left;
	bool begun;
	bool done;
	bool failed;
};

/* Waits for @fd, and for the end of the command; false if neither came. */
static bool wait_for(struct writer *w, int fd, int ms)
{
	struct pollfd fds[] = {
		{ .fd = fd, .events = POLLIN },
		{ .fd = w->signals, .events = POLLIN },
	};

	if (!poll(fds, ARRAY_SIZE(fds), ms))
		return false;
	w->done |= !fds[0].revents && fds[1].revents;
	return true;
}

static void complain(bool waits)
{
	fputs("smpguard: the journal cannot be written: is systemd-journald running?",
	      stderr);
	fputs(waits ? " Events wait until it can\n" :
	      " Without --journal events are printed\n", stderr);
}

/*
 * An entry that cannot be written is tried again, since journald may be starting
 * anew. Without any journal in the first place that would be for ever.
 */
static void write_entry(const GLogField *fields, gsize nr, void *arg)
{
	struct writer *w = arg;
	bool told = false;

	while (!journal_send(fields, nr)) {
		if (!told)
			complain(w->begun);
		told = true;
		w->failed = !w->begun;
		w->done |= w->failed;
		if (!w->done)
			wait_for(w, -1, RETRY_MS);
		if (w->done)
			return;
	}
	w->begun = true;
}

static void on_event(struct nlmsghdr *nlh, void *arg)
{
	struct writer *w = arg;
	struct event ev;
	u64 lost;

	if (w->done)
		return;
	if (event_decode(nlh, &ev)) {
		fputs("smpguard: malformed event ignored\n", stderr);
		return;
	}
	lost = event_lost(&w->next, &ev);
	if (lost)
		journal_lost(lost, write_entry, w);
	journal_event(&ev, write_entry, w);
	w->done |= w->left && !--w->left;
}

/* The last events before it became quiet: no event follows that would tell. */
static void tell_lost(struct writer *w)
{
	struct guard_info info;
	struct guard guard;

	if (guard_open(&guard))
		return;
	if (!guard_get_info(&guard, &info) && info.seq > w->next) {
		journal_lost(info.seq - w->next, write_entry, w);
		w->next = info.seq;
	}
	guard_close(&guard);
}

static int receive(struct writer *w, struct guard *guard)
{
	int fd = nl_socket_get_fd(guard->sock), err = 0;
	bool unsure = false;

	while (!err && !w->done) {
		if (!wait_for(w, fd, unsure ? QUIET_MS : -1)) {
			tell_lost(w);
			unsure = false;
		} else if (!w->done) {
			err = guard_receive(guard);
			if (guard->overrun)
				journal_overrun(write_entry, w);
			unsure |= guard->overrun;
			guard->overrun = false;
		}
	}
	return err;
}

/* Until the module is unloaded: -NLE_NODEV; or the command is to end: 0 */
static int listen_to(struct writer *w, struct guard *guard, bool met)
{
	struct guard_info info;
	int err = guard_get_info(guard, &info);

	if (err)
		return err;
	/* Every event of a module that was loaded meanwhile is to be told. */
	w->next = met ? info.seq : 1;
	guard->event = on_event;
	guard->arg = w;
	err = guard_subscribe(guard, SMP_GUARD_MCGRP_EVENTS);
	if (err)
		return err;
	journal_listening(&info, write_entry, w);
	notify_systemd("READY=1\nSTATUS=The smp_guard module is loaded.");
	return receive(w, guard);
}

/* A module can be anywhere between loaded and unloaded. */
static bool not_there(int err)
{
	return err == -NLE_OBJ_NOTFOUND || err == -NLE_NODEV;
}

static int run(struct writer *w)
{
	struct guard guard;
	bool met = true;
	int err = guard_open(&guard);

	for (;;) {
		if (!err) {
			err = listen_to(w, &guard, met);
			guard_close(&guard);
		}
		if (w->done || err == -NLE_INTR)
			return w->failed ? EXIT_FAILURE : EXIT_SUCCESS;
		if (!not_there(err))
			return guard_complain(&guard, err);
		journal_absent(err == -NLE_NODEV, write_entry, w);
		notify_systemd("READY=1\nSTATUS=The smp_guard module is not loaded.");
		met = false;
		err = w->done ? -NLE_INTR : guard_await(&guard, w->signals);
	}
}

/**
 * monitor_journal() - smpguard monitor --journal
 * @opts: the command line
 *
 * Return: the exit status.
 */
int monitor_journal(const struct options *opts)
{
	struct writer w = { .left = opts->count, .signals = signals_open() };
	int status = run(&w);

	notify_systemd("STOPPING=1");
	close(w.signals);
	return status;
}
