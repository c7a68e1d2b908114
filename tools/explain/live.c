// SPDX-License-Identifier: GPL-2.0
/* smpguard monitor --explain: pairings as they end, off the monitor channel. */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "../adapter.h"
#include "../nl.h"
#include "../signals.h"
#include "explain.h"
#include "secrets.h"
#include "session.h"

/* The kernel's headers do not tell. */
#define BTPROTO_HCI		1
#define HCI_CHANNEL_MONITOR	2
#define HCI_DEV_NONE		0xffff

struct sockaddr_hci {
	u16 family;
	u16 dev;
	u16 channel;
};

/* struct hci_mon_hdr: opcode, adapter, length */
#define HEADER		6
#define PACKET_MAX	(HEADER + 0xffff)

/* Room for a burst while the terminal is slow. */
#define BUFFER		(1024 * 1024)

/* What follows on an outcome within this belongs to it: a key too many, the
 * link's end.
 */
#define SETTLE_MS	500

/**
 * struct live - what is going on
 * @policy: asked for the policy in force
 * @events: tells when the module goes
 * @err: of @policy or @events
 * @left: pairings until the end, 0 for never
 * @done: that was the last
 * @zone: local time less CLOCK_BOOTTIME, in microseconds
 */
struct live {
	struct render render;
	struct capture capture;
	struct session *session;
	struct guard policy, events;
	int err;
	bool json;
	unsigned long left;
	bool done;
	u64 zone;
};

static u64 microseconds(clockid_t clock)
{
	struct timespec ts;

	clock_gettime(clock, &ts);
	return ts.tv_sec * 1000000ULL + ts.tv_nsec / 1000;
}

static u64 zone(void)
{
	u64 real = microseconds(CLOCK_REALTIME);
	time_t seconds = real / 1000000;
	struct tm tm;

	localtime_r(&seconds, &tm);
	return real + tm.tm_gmtoff * 1000000LL - microseconds(CLOCK_BOOTTIME);
}

static void on_packet(void *arg, const struct hci_packet *p)
{
	struct live *live = arg;

	session_packet(live->session, p);
}

static void on_pairing(void *arg, struct pairing *p)
{
	struct live *live = arg;

	if (live->done)
		return;
	secrets_prove(p, PASSKEY_LAST);
	live->render.nr++;
	if (live->json)
		render_json(&live->render, p);
	else
		render_text(&live->render, p);
	fflush(stdout);
	live->done = live->left && !--live->left;
}

/* Asked for each PDU: there are few, and it may change in between. */
static void policy_of(void *arg, u16 adapter, const struct smpg_link *link,
		      struct smpg_policy *policy)
{
	struct config_target target = { .adapter = adapter };
	struct live *live = arg;
	struct config c;
	u8 address[6];
	int err;

	err = guard_get_policy(&live->policy, &c);
	if (!live->err)
		live->err = err;
	if (adapter_address(adapter, address))
		target.adapter_address = address;
	explain_policy(&c, target, link, policy);
	config_free(&c);
}

static void on_event(struct nlmsghdr *nlh, void *arg)
{
	(void)nlh;
	(void)arg;
}

static int open_guards(struct live *live)
{
	int err = guard_open(&live->policy);

	if (!err)
		err = guard_open(&live->events);
	live->events.event = on_event;
	return err ?: guard_subscribe(&live->events);
}

static int open_channel(void)
{
	struct sockaddr_hci address = {
		AF_BLUETOOTH, HCI_DEV_NONE, HCI_CHANNEL_MONITOR
	};
	int fd = socket(AF_BLUETOOTH, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
			BTPROTO_HCI);
	int room = BUFFER;

	if (fd >= 0 &&
	    (bind(fd, (struct sockaddr *)&address, sizeof(address)) ||
	     setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)))) {
		close(fd);
		fd = -1;
	}
	if (fd < 0)
		fprintf(stderr, "smpguard: the monitor channel: %s\n",
			strerror(errno));
	return fd;
}

/* One packet, so that the signals and the module are not kept waiting. */
static void receive(struct live *live, int fd)
{
	static u8 buf[PACKET_MAX];
	ssize_t len = recv(fd, buf, sizeof(buf), 0);
	struct hci_packet p = {
		.us = microseconds(CLOCK_BOOTTIME) + live->zone,
		.timed = true,
		.data = buf + HEADER,
	};

	if (len < HEADER || smpg_le16(buf + 4) != len - HEADER)
		return;
	p.adapter = smpg_le16(buf + 2);
	p.len = len - HEADER;
	capture_monitor(&live->capture, smpg_le16(buf), &p);
}

static void listen_until_told(struct live *live, int fd)
{
	enum { CHANNEL, EVENTS, SIGNALS };
	struct pollfd fds[] = {
		{ .fd = fd, .events = POLLIN },
		{ .fd = nl_socket_get_fd(live->events.sock), .events = POLLIN },
		{ .fd = signals_open(), .events = POLLIN },
	};
	bool more = false;
	u64 now;

	/* Whoever waits for this line misses no packet from here on. */
	fputs("listening\n", stderr);

	while (!live->err && !live->done && !ferror(stdout)) {
		if (poll(fds, ARRAY_SIZE(fds), more ? SETTLE_MS : -1) < 0)
			continue;
		/* What was already on its way is printed before the end. */
		if (fds[CHANNEL].revents)
			receive(live, fd);
		else if (fds[EVENTS].revents)
			live->err = guard_receive(&live->events);
		else if (fds[SIGNALS].revents)
			break;
		now = microseconds(CLOCK_BOOTTIME) + live->zone;
		more = session_settle(live->session, now - SETTLE_MS * 1000);
	}
	close(fds[SIGNALS].fd);
}

/* What had begun is printed as far as it came. */
static int run(struct live *live, int fd)
{
	live->session = session_new(policy_of, on_pairing, live);
	live->capture.packet = on_packet;
	live->capture.arg = live;
	live->capture.clock = true;
	live->render.capture = &live->capture;
	live->render.profile = "in force";
	explain_render(&live->render);
	live->zone = zone();

	listen_until_told(live, fd);
	session_end(live->session);
	return ferror(stdout) ? EXIT_FAILURE : EXIT_SUCCESS;
}

int explain_live(const struct options *opts)
{
	struct live live = { .json = opts->json, .left = opts->count };
	int fd, status = EXIT_FAILURE;

	live.err = open_guards(&live);
	if (!live.err) {
		fd = open_channel();
		if (fd >= 0) {
			status = run(&live, fd);
			close(fd);
		}
	}
	guard_close(&live.events);
	guard_close(&live.policy);
	return live.err ? guard_complain(&live.policy, live.err) : status;
}
