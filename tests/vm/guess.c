// SPDX-License-Identifier: GPL-2.0
/*
 * guess ATTEMPTS [rotate]: a peer starts that many pairings with a host in user space,
 * each of which fails, as when a passkey is guessed; "rotate" takes another static
 * random address for each. Prints a line for each: "asked" if the host got the request,
 * or "rejected" and the reason.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "vhci.h"

#define PATIENCE_MS	20000

static const u8 request[] = { SMPG_PAIRING_REQUEST, 3, 0, SMPG_AUTH_SC, 16, 0, 0 };
static const u8 response[] = { SMPG_PAIRING_RESPONSE, 3, 0, SMPG_AUTH_SC, 16, 0, 0 };
static const u8 failed[] = { SMPG_PAIRING_FAILED, 4 };

static struct vhci vhci = {
	.address = { 9, 2, 3, 4, 5, 6 },
	.acl_size = 251,
	.acl_num = 8,
};

static u16 handle = 64;
static int user;

static void smp_packet_of(struct packet *p, u16 flags, const u8 *pdu, size_t len)
{
	u8 frame[SMPG_L2CAP_HDR + 65];

	packet_acl(p, handle | flags, frame,
		   smp_frame(frame, SMPG_CID_SMP_LE, pdu, len));
}

static void peer_sends(const u8 *pdu, size_t len)
{
	struct packet p;

	smp_packet_of(&p, ACL_START, pdu, len);
	vhci_send(&vhci, &p);
}

/* Return: the code of the next SMP PDU that host or peer gets, and its second octet. */
static u8 next_pdu(u8 *second)
{
	struct pollfd fds[] = {
		{ .fd = user, .events = POLLIN },
		{ .fd = vhci.fd, .events = POLLIN },
	};
	u64 end = now_ms() + PATIENCE_MS;
	struct packet p;

	while (now_ms() < end) {
		if (!hci_receive(user, &p) && !vhci_receive(&vhci, &p)) {
			poll(fds, ARRAY_SIZE(fds), 1000);
			continue;
		}
		if (!smp_packet(&p))
			continue;
		*second = p.data[1 + 4 + SMPG_L2CAP_HDR + 1];
		return smp_code(&p);
	}
	die("neither the host nor the peer gets a PDU");
}

static void attempt(void)
{
	struct packet p;
	u8 second;

	peer_sends(request, sizeof(request));
	if (next_pdu(&second) == SMPG_PAIRING_FAILED) {
		printf("rejected %u\n", second);
		return;
	}
	puts("asked");
	smp_packet_of(&p, ACL_HOST_START, response, sizeof(response));
	hci_send(user, &p);
	if (next_pdu(&second) != SMPG_PAIRING_RESPONSE)
		die("no response");
	packet_completed(&p, handle, 1);
	vhci_send(&vhci, &p);
	peer_sends(failed, sizeof(failed));
	if (next_pdu(&second) != SMPG_PAIRING_FAILED)
		die("no failure");
}

int main(int argc, char **argv)
{
	unsigned long left = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
	bool rotate = argc > 2 && !strcmp(argv[2], "rotate");
	u8 peer[] = { 1, 2, 3, 4, 5, 0xc6 };
	struct packet p;

	vhci_open(&vhci);
	user = hci_user_channel(&vhci);
	for (; left; left--) {
		packet_le_connected(&p, handle, 1, peer);
		vhci_send(&vhci, &p);
		attempt();
		packet_disconnected(&p, handle, 0x13);
		vhci_send(&vhci, &p);
		while (hci_receive(user, &p))
			;
		handle++;
		peer[0] += rotate;
	}
	return 0;
}
