// SPDX-License-Identifier: GPL-2.0
/*
 * The same with the kernel's own stack as the host: it sends ATT packets on an
 * LE link, while a raw socket on its adapter injects keys nobody negotiated.
 */
#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "credits.h"

#define HANDLE	64

static struct vhci vhci = {
	.address = { 1, 2, 3, 4, 5, 7 },
	.acl_size = 27,
};

static int raw, att = -1;
static unsigned int att_sent, att_arrived;
static unsigned int keys, keys_arrived;
static unsigned int others_arrived;
static unsigned int arrived, pending, completed;

static void inject(struct packet *p)
{
	hci_send(raw, p);
}

static int l2cap_listen(void)
{
	struct sockaddr_l2 address = {
		.l2_family = AF_BLUETOOTH,
		.l2_cid = ATT_CID,
		.l2_bdaddr_type = BDADDR_LE_PUBLIC,
	};
	int fd = socket(AF_BLUETOOTH, SOCK_SEQPACKET | SOCK_NONBLOCK,
			BTPROTO_L2CAP);

	memcpy(address.l2_bdaddr, vhci.address, 6);
	if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof(address)) ||
	    listen(fd, 1))
		die("L2CAP socket: %s", strerror(errno));
	return fd;
}

static bool controller_work(void)
{
	struct packet p;
	bool moved = false;

	while (vhci_receive(&vhci, &p)) {
		moved = true;
		if (packet_type(&p) != HCI_ACL) {
			vhci_answer(&vhci, &p);
			continue;
		}
		arrived++;
		pending++;
		if (key_code(smp_code(&p)))
			keys_arrived++;
		else if (p.len >= 14 && smpg_le16(p.data + 7) == ATT_CID)
			att_arrived++;
		else
			others_arrived++;
	}
	if (pending) {
		packet_completed(&p, HANDLE, pending);
		pending = 0;
		vhci_send(&vhci, &p);
	}
	return moved;
}

static bool take_completed(void)
{
	struct packet p;
	bool moved = false;
	unsigned int i;

	while (hci_receive(raw, &p))
		for (i = 0; p.len > 7 && i < p.data[3]; i++) {
			completed += smpg_le16(p.data + 6 + 4 * i);
			moved = true;
		}
	return moved;
}

/* One ATT packet, if the kernel takes it; now and then a key after it. */
static bool host_work(const struct credits *c)
{
	u8 pdu[23] = { 0x1b, 0x2a }, l2cap[SMPG_L2CAP_MAX];
	struct packet p;
	size_t len;

	if (att_sent >= c->packets)
		return false;
	put16(pdu + 3, att_sent);
	put16(pdu + 5, att_sent >> 16);
	if (write(att, pdu, sizeof(pdu)) < 0) {
		if (errno == EAGAIN)
			return false;
		die("ATT: %s", strerror(errno));
	}
	att_sent++;
	if (c->drop_every && att_sent % c->drop_every == 0) {
		len = key_frame(l2cap, keys++);
		packet_acl(&p, HANDLE, l2cap, len);
		inject(&p);
	}
	return true;
}

static int summary(const char *result)
{
	unsigned int masked = keys - keys_arrived;
	bool ok = !strcmp(result, "ok") && att_sent == att_arrived &&
		  completed == arrived + masked;

	printf("{\"result\":\"%s\",\"host\":\"kernel\"", result);
	printf(",\"att_sent\":%u,\"att_arrived\":%u", att_sent, att_arrived);
	printf(",\"keys\":%u,\"keys_arrived\":%u", keys, keys_arrived);
	printf(",\"others_arrived\":%u", others_arrived);
	printf(",\"sent\":%u,\"completed\":%u}\n", arrived + masked, completed);
	return ok ? 0 : 1;
}

int credits_kernel(const struct credits *c)
{
	static const u8 on = 1;
	struct pollfd fds[3] = {
		{ .events = POLLIN }, { .events = POLLIN }, { .events = POLLOUT },
	};
	int server;
	u64 moved;

	vhci.acl_num = c->buffers;
	vhci_open(&vhci);
	mgmt(&vhci, MGMT_SET_LE, &on, 1);
	mgmt(&vhci, MGMT_SET_POWERED, &on, 1);
	raw = hci_raw(&vhci, EV_COMPLETED_PACKETS);
	server = l2cap_listen();
	open_pairing(&vhci, HANDLE, inject);
	fds[0].fd = vhci.fd;
	for (moved = now_ms(); att < 0; poll(fds, 1, 10)) {
		controller_work();
		att = accept4(server, NULL, NULL, SOCK_NONBLOCK);
		if (now_ms() - moved > STALL_MS)
			die("the kernel's stack did not take the connection");
	}
	fds[1].fd = raw;
	fds[2].fd = att;

	moved = now_ms();
	while (att_sent < c->packets || att_arrived < att_sent) {
		bool any = host_work(c);

		any |= controller_work();
		any |= take_completed();
		if (any)
			moved = now_ms();
		else if (now_ms() - moved > STALL_MS)
			return summary("stalled");
		if (!any)
			poll(fds, att_sent < c->packets ? 3 : 2, 10);
	}
	for (moved = now_ms(); now_ms() - moved < 300;) {
		poll(fds, 2, 50);
		controller_work();
		take_completed();
	}
	return summary("ok");
}
