// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <sys/socket.h>
#include <unistd.h>

#include "channel.h"

/* The kernel does not export these in a header. */
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

/* No packet waits for its reader as long as this, in nanoseconds. */
#define OLDEST		10000000000ULL

static bool set_up(int fd)
{
	struct sockaddr_hci address = {
		AF_BLUETOOTH, HCI_DEV_NONE, HCI_CHANNEL_MONITOR
	};
	int room = BUFFER, on = 1;

	return !bind(fd, (struct sockaddr *)&address, sizeof(address)) &&
	       !setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &room, sizeof(room)) &&
	       !setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof(on));
}

/**
 * channel_open() - open the monitor channel
 *
 * Return: a file descriptor, or -1, and standard error says why.
 */
int channel_open(void)
{
	int fd = socket(AF_BLUETOOTH, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
			BTPROTO_HCI);

	if (fd >= 0 && set_up(fd))
		return fd;
	fprintf(stderr, "smpguard: the monitor channel: %s\n", strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

/* The kernel stamps packets by a clock that may have been set since. */
static u64 boottime_of(struct msghdr *msg, struct clock_gap *real)
{
	u64 at, now = clock_now(CLOCK_BOOTTIME);
	struct timespec then;
	struct cmsghdr *c;

	for (c = CMSG_FIRSTHDR(msg); c; c = CMSG_NXTHDR(msg, c)) {
		if (c->cmsg_level != SOL_SOCKET || c->cmsg_type != SCM_TIMESTAMPNS)
			continue;
		memcpy(&then, CMSG_DATA(c), sizeof(then));
		clock_compare(real, CLOCK_REALTIME, CLOCK_BOOTTIME);
		at = then.tv_sec * 1000000000ULL + then.tv_nsec - real->ahead;
		if (now - at < OLDEST)
			return at;
	}
	return now;
}

/**
 * channel_receive() - receive one packet
 * @fd: from channel_open()
 * @real: what CLOCK_REALTIME shows more than CLOCK_BOOTTIME, to be updated
 * @record: to be filled
 *
 * Return: was there one?
 */
bool channel_receive(int fd, struct clock_gap *real,
		     struct channel_record *record)
{
	static u8 buf[PACKET_MAX];
	union {
		struct cmsghdr align;
		char octets[CMSG_SPACE(sizeof(struct timespec))];
	} control;
	struct iovec iov = { buf, sizeof(buf) };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = &control, .msg_controllen = sizeof(control),
	};
	ssize_t len = recvmsg(fd, &msg, 0);

	if (len < HEADER || smpg_le16(buf + 4) != len - HEADER)
		return false;
	record->boottime = boottime_of(&msg, real);
	record->opcode = smpg_le16(buf);
	record->adapter = smpg_le16(buf + 2);
	record->data = buf + HEADER;
	record->len = len - HEADER;
	return true;
}
