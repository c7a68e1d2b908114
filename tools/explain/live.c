// SPDX-License-Identifier: GPL-2.0
/*
 * smpguard monitor --explain: pairings as they end, out of the monitor channel and
 * what the module reports.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include <glib.h>

#include "../adapter.h"
#include "../clock.h"
#include "../nl.h"
#include "../print.h"
#include "../signals.h"
#include "../why.h"
#include "channel.h"
#include "explain.h"
#include "secrets.h"
#include "session.h"
#include "timeline.h"

/*
 * Packets wait for so long, since the module's events about them take another way
 * and may arrive later.
 */
#define HOLD_MS		200

/* A key too many, or the link's end, belongs to a pairing that ended so long ago. */
#define SETTLE_MS	500

/**
 * struct live - the run
 * @policy: asked for the policy in force
 * @events: gives the module's events, and tells when the module is unloaded
 * @err: of @policy or @events
 * @config: the policy in force when the last pairing began
 * @timeline: packets and events that are not old enough yet
 * @latest: time of the last packet, by CLOCK_BOOTTIME, in nanoseconds
 * @seq: sequence number of the last event, 0 before the first
 * @left: pairings until the end, 0 for never
 * @done: the last of them was printed
 * @real: what CLOCK_REALTIME shows more than CLOCK_BOOTTIME
 * @zone: local time less CLOCK_BOOTTIME at the beginning, in microseconds
 */
struct live {
	struct render render;
	struct capture capture;
	struct session *session;
	struct guard policy, events;
	int err;
	struct config config;
	struct timeline timeline;
	u64 latest;
	u64 seq;
	bool json;
	unsigned long left;
	bool done;
	struct clock_gap real;
	u64 zone;
};

static void set_clocks(struct live *live)
{
	time_t seconds = time(NULL);
	struct tm tm;

	localtime_r(&seconds, &tm);
	clock_compare(&live->real, CLOCK_REALTIME, CLOCK_BOOTTIME);
	live->zone = live->real.ahead / 1000 + tm.tm_gmtoff * 1000000LL;
}

static void on_pairing(void *arg, struct pairing *p)
{
	struct live *live = arg;

	if (live->done)
		return;
	report_drop_seen(p);
	secrets_prove(p, PASSKEY_LAST);
	live->render.nr++;
	if (live->json)
		render_json(&live->render, p);
	else
		render_text(&live->render, p);
	fflush(stdout);
	live->done = live->left && !--live->left;
}

static void fetch_policy(struct live *live)
{
	struct config c;
	int err = guard_get_policy(&live->policy, &c);

	if (err) {
		live->err = live->err ?: err;
		config_free(&c);
		return;
	}
	config_free(&live->config);
	live->config = c;
}

/*
 * The module does not report changes of its policy: fetch the policy for each PDU
 * that may begin a pairing, and judge the rest of the pairing by it.
 */
static void policy_of(void *arg, u16 adapter, const struct smpg_link *link,
		      struct smpg_policy *policy)
{
	struct config_target target = { .adapter = adapter };
	struct live *live = arg;
	u8 address[6];

	if (!smpg_pairing_open(&link->pairing))
		fetch_policy(live);
	if (adapter_address(adapter, address))
		target.adapter_address = address;
	explain_policy(&live->config, target, link, policy);
}

/* ---- The monitor channel ---- */

struct held_packet {
	struct hci_packet packet;
	u8 data[];
};

static void packet_happens(void *arg, const void *what)
{
	const struct held_packet *held = what;
	struct live *live = arg;

	session_packet(live->session, &held->packet);
}

static void on_packet(void *arg, const struct hci_packet *p)
{
	struct held_packet *held = malloc(sizeof(*held) + p->len);
	struct live *live = arg;

	if (!held)
		abort();
	held->packet = *p;
	held->packet.data = held->data;
	memcpy(held->data, p->data, p->len);
	timeline_add(&live->timeline, live->latest, held, packet_happens);
}

/* Packets stay in the order of the channel, whatever the clock does. */
static void receive_packet(struct live *live, int fd)
{
	struct channel_record record;
	struct hci_packet p = { .timed = true, .live = true };

	if (!channel_receive(fd, &live->real, &record))
		return;
	if (record.boottime > live->latest)
		live->latest = record.boottime;
	p.us = live->latest / 1000 + live->zone;
	p.adapter = record.adapter;
	p.data = record.data;
	p.len = record.len;
	capture_monitor(&live->capture, record.opcode, &p);
}

/* ---- The module's events ---- */

/* A sentence of a module before 0.2 is as good; a later reason has none here. */
static const char *why_of(const struct attrs *a)
{
	if (a->has[SMP_GUARD_A_EVENT_WHY])
		return why_text(a->number[SMP_GUARD_A_EVENT_WHY]) ?:
		       "for a reason that this smpguard does not know";
	return g_intern_string(a->text);
}

static bool read_violation(const struct attrs *a, struct report *r)
{
	struct finding *f = &r->finding;

	r->kind = REPORT_VIOLATION;
	r->handle = a->number[SMP_GUARD_A_EVENT_HANDLE];
	r->tx = a->number[SMP_GUARD_A_EVENT_DIRECTION] == SMP_GUARD_DIRECTION_TX;
	r->pdu = a->number[SMP_GUARD_A_EVENT_PDU];
	f->rule = smpg_rule_name(a->number[SMP_GUARD_A_EVENT_RULE]);
	f->action = a->number[SMP_GUARD_A_EVENT_ACTION];
	f->code = a->number[SMP_GUARD_A_EVENT_WHY];
	f->why = why_of(a);
	f->attack = why_attack(a->number[SMP_GUARD_A_EVENT_RULE], f->code, r->pdu,
			       a->number[SMP_GUARD_A_EVENT_KEY]);
	if (!f->rule || !smpg_action_name(f->action))
		return false;
	f->section = smpg_rule_section(a->number[SMP_GUARD_A_EVENT_RULE], f->code);
	return true;
}

static bool read_failed(const struct attrs *a, struct report *r)
{
	r->kind = REPORT_ENDED;
	r->handle = a->number[SMP_GUARD_A_EVENT_HANDLE];
	r->reason = a->number[SMP_GUARD_A_EVENT_REASON];
	return a->number[SMP_GUARD_A_EVENT_SIDE] == SMP_GUARD_SIDE_GUARD;
}

static bool read_lost(const struct attrs *a, struct report *r)
{
	int i;

	r->kind = REPORT_LOST;
	r->key = a->number[SMP_GUARD_A_EVENT_KEY];
	r->why = why_of(a);
	r->peer_type = a->number[SMP_GUARD_A_EVENT_PEER_ADDRESS_TYPE];
	for (i = 0; i < 6; i++)
		r->peer[i] = a->address[SMP_GUARD_A_EVENT_PEER_ADDRESS][5 - i];
	return true;
}

/* Is it an event that belongs into a pairing's time line? */
static bool read_event(const struct event *ev, struct report *r)
{
	r->adapter = ev->a.number[SMP_GUARD_A_EVENT_ADAPTER];
	switch (ev->cmd) {
	case SMP_GUARD_CMD_VIOLATION:
		return read_violation(&ev->a, r);
	case SMP_GUARD_CMD_PAIRING_FAILED:
		return read_failed(&ev->a, r);
	case SMP_GUARD_CMD_TRANSLATION_LOST:
		return read_lost(&ev->a, r);
	}
	return false;
}

/* As monitor does without --explain */
static void print_alone(const struct live *live, const struct event *ev)
{
	if (live->json)
		print_event_json(stdout, ev);
	else
		print_event(stdout, ev, live->real.ahead);
	fflush(stdout);
}

/*
 * The kernel dates a frame right behind the module, by another clock. As far as the
 * clocks cannot be compared, what the module did with a frame comes before it.
 */
static u64 event_time(const struct live *live, const struct event *ev)
{
	return ev->a.number[SMP_GUARD_A_EVENT_TIMESTAMP] - live->real.within;
}

static void event_happens(void *arg, const void *what)
{
	const struct event *ev = what;
	struct live *live = arg;
	struct report r = { .us = event_time(live, ev) / 1000 + live->zone };

	if (live->done)
		return;
	if (read_event(ev, &r)) {
		if (session_report(live->session, &r))
			return;
	} else if (ev->cmd != SMP_GUARD_CMD_VIOLATION) {
		return;
	}
	print_alone(live, ev);
}

static void note_seq(struct live *live, u64 seq)
{
	if (live->seq && seq > live->seq + 1)
		fprintf(stderr, "smpguard: %llu events of the module were lost\n",
			(unsigned long long)(seq - live->seq - 1));
	live->seq = seq;
}

static void on_event(struct nlmsghdr *nlh, void *arg)
{
	struct event *ev = malloc(sizeof(*ev));
	struct live *live = arg;

	if (!ev)
		abort();
	if (event_decode(nlh, ev)) {
		fputs("smpguard: malformed event ignored\n", stderr);
		free(ev);
		return;
	}
	note_seq(live, ev->a.number[SMP_GUARD_A_EVENT_SEQ]);
	clock_compare(&live->real, CLOCK_REALTIME, CLOCK_BOOTTIME);
	timeline_add(&live->timeline, event_time(live, ev), ev, event_happens);
}

static int open_guards(struct live *live)
{
	int err = guard_open(&live->policy);

	if (!err)
		err = guard_open(&live->events);
	if (!err)
		err = guard_tell_other(&live->policy);
	live->events.event = on_event;
	live->events.arg = live;
	return err ?: guard_subscribe(&live->events, SMP_GUARD_MCGRP_EVENTS);
}

/* ---- The run ---- */

/* Return: how long to wait for what comes next, in milliseconds; -1 for ever */
static int run_timeline(struct live *live)
{
	u64 now = clock_now(CLOCK_BOOTTIME);
	bool held = timeline_run(&live->timeline, now - HOLD_MS * 1000000ULL, live);
	bool open = session_settle(live->session,
				   now / 1000 - SETTLE_MS * 1000 + live->zone);

	return held ? HOLD_MS : open ? SETTLE_MS : -1;
}

static void listen_until_told(struct live *live, int fd)
{
	enum { CHANNEL, EVENTS, SIGNALS };
	struct pollfd fds[] = {
		{ .fd = fd, .events = POLLIN },
		{ .fd = nl_socket_get_fd(live->events.sock), .events = POLLIN },
		{ .fd = signals_open(), .events = POLLIN },
	};
	int wait = -1;

	/* From this line on no packet is missed. */
	fputs("listening\n", stderr);

	while (!live->err && !live->done && !ferror(stdout)) {
		if (poll(fds, ARRAY_SIZE(fds), wait) < 0)
			continue;
		/* Packets that arrived before a signal are printed before the end. */
		if (fds[CHANNEL].revents)
			receive_packet(live, fd);
		else if (fds[EVENTS].revents)
			live->err = guard_receive(&live->events);
		else if (fds[SIGNALS].revents)
			break;
		wait = run_timeline(live);
	}
	close(fds[SIGNALS].fd);
}

/* A pairing that is not over at the end is printed as far as it came. */
static int run(struct live *live, int fd)
{
	live->session = session_new(policy_of, on_pairing, live);
	live->capture.packet = on_packet;
	live->capture.arg = live;
	live->capture.clock = true;
	live->render.capture = &live->capture;
	live->render.profile = "in force";
	render_init(&live->render);
	set_clocks(live);

	listen_until_told(live, fd);
	timeline_run(&live->timeline, UINT64_MAX, live);
	session_end(live->session);
	return ferror(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}

/**
 * explain_live() - smpguard monitor --explain
 * @opts: the command line
 *
 * Return: the exit status.
 */
int explain_live(const struct options *opts)
{
	struct live live = { .json = opts->json, .left = opts->count };
	int fd, status = EXIT_FAILURE;

	live.err = open_guards(&live);
	if (!live.err)
		fetch_policy(&live);
	if (!live.err) {
		fd = channel_open();
		if (fd >= 0) {
			status = run(&live, fd);
			close(fd);
		}
	}
	config_free(&live.config);
	guard_close(&live.events);
	guard_close(&live.policy);
	return live.err ? guard_complain(&live.policy, live.err) : status;
}
