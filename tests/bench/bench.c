// SPDX-License-Identifier: GPL-2.0
/*
 * What a frame that is not SMP costs on its way through the Bluetooth core:
 * a host on a user channel socket writes it and the controller behind
 * /dev/vhci reads it (TX), and back (RX).
 *
 * In a guest whose time counts instructions (scripts/guest run --icount) a
 * nanosecond is an instruction; both system calls are part of the number.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "vhci.h"

#define HANDLE		64
#define PAYLOAD		28	/* a frame of 32 octets with the ACL header */
#define WARM_UP		2000

static struct vhci vhci = {
	.address = { 0xbe, 2, 3, 4, 5, 6 },
	.acl_size = PAYLOAD,
	.acl_num = 4,
};

static u64 now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}

static void pass(int from, int to, const struct packet *p)
{
	u8 data[64];

	if (write(from, p->data, p->len) != (ssize_t)p->len ||
	    read(to, data, sizeof(data)) != (ssize_t)p->len)
		die("a frame went missing: %s", strerror(errno));
}

/* Nanoseconds per frame; @frames alternate between two. */
static double measure(int from, int to, const struct packet frames[2],
		      unsigned int count)
{
	unsigned int i;
	u64 start;

	for (i = 0; i < WARM_UP; i++)
		pass(from, to, &frames[i % 2]);
	start = now_ns();
	for (i = 0; i < count; i++)
		pass(from, to, &frames[i % 2]);
	return (double)(now_ns() - start) / count;
}

int main(int argc, char **argv)
{
	static const u8 peer[6] = { 6, 5, 4, 3, 2, 0xc1 };
	unsigned int count = argc > 1 ? atoi(argv[1]) : 20000;
	struct sched_param first = { .sched_priority = 1 };
	u8 whole[PAYLOAD] = { PAYLOAD - SMPG_L2CAP_HDR, 0, 0x04, 0, 0x1b };
	u8 part[PAYLOAD] = { 2 * PAYLOAD - SMPG_L2CAP_HDR, 0, 0x04, 0, 0x1b };
	struct packet p[2];
	int user;

	/* Who runs next is always the same then, and so is what choosing costs. */
	if (sched_setscheduler(0, SCHED_FIFO, &first))
		die("cannot run before others: %s", strerror(errno));
	vhci_open(&vhci);
	user = hci_user_channel(&vhci);
	fcntl(vhci.fd, F_SETFL, 0);
	fcntl(user, F_SETFL, 0);
	packet_le_connected(&p[0], HANDLE, 0, peer);
	pass(vhci.fd, user, &p[0]);

	packet_acl(&p[0], HANDLE | ACL_HOST_START, whole, PAYLOAD);
	p[1] = p[0];
	printf("{\"tx\":%.0f", measure(user, vhci.fd, p, count));
	put16(p[0].data + 1, HANDLE | ACL_START);
	p[1] = p[0];
	printf(",\"rx\":%.0f", measure(vhci.fd, user, p, count));

	/* Every other frame continues the one before */
	packet_acl(&p[0], HANDLE | ACL_HOST_START, part, PAYLOAD);
	packet_acl(&p[1], HANDLE | ACL_CONTINUE, part, PAYLOAD);
	printf(",\"tx_fragments\":%.0f", measure(user, vhci.fd, p, count));
	put16(p[0].data + 1, HANDLE | ACL_START);
	printf(",\"rx_fragments\":%.0f}\n", measure(vhci.fd, user, p, count));
	return 0;
}
