// SPDX-License-Identifier: GPL-2.0
/*
 * flood NUMBER: a peer transmits a key that was not negotiated, and refuses that many
 * pairings, each of which begins and ends with an event. Violations alone would be no
 * flood: the module tells few of a peer and a rule.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "vhci.h"

#define LINK	64
/* With fewer events than the module's own queue has room for */
#define BURST	128
#define PAUSE_US	5000
#define PATIENCE_MS	10000

static struct vhci vhci = {
	.address = { 9, 2, 3, 4, 5, 6 },
	.acl_size = 251,
	.acl_num = 8,
};

static void packet_smp(struct packet *p, u16 flags, const u8 *pdu, u16 len)
{
	u8 frame[SMPG_L2CAP_MAX];

	packet_acl(p, LINK | flags, frame,
		   smp_frame(frame, SMPG_CID_SMP_LE, pdu, len));
}

/* The response must not overtake its request on the way through the kernel. */
static void await_request(void)
{
	struct pollfd poll_fd = { .fd = vhci.fd, .events = POLLIN };
	struct packet p;

	do {
		if (poll(&poll_fd, 1, PATIENCE_MS) <= 0)
			die("the controller got no Pairing Request");
	} while (!vhci_receive(&vhci, &p) || smp_code(&p) != SMPG_PAIRING_REQUEST);
}

int main(int argc, char **argv)
{
	static const u8 peer[] = { 1, 2, 3, 4, 5, 0xc6 };
	static const u8 request[] = { SMPG_PAIRING_REQUEST, 3, 0, 1, 16, 0, 0 };
	static const u8 response[] = { SMPG_PAIRING_RESPONSE, 3, 0, 1, 16, 0, 0 };
	static const u8 ltk[17] = { SMPG_ENCRYPTION_INFORMATION, 1, 2, 3 };
	static const u8 failed[] = { SMPG_PAIRING_FAILED, 5 };
	unsigned long left = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
	struct packet asks, answers, fails, p;
	int user;

	vhci_open(&vhci);
	user = hci_user_channel(&vhci);
	packet_le_connected(&p, LINK, 0, peer);
	vhci_send(&vhci, &p);
	packet_smp(&p, ACL_START, ltk, sizeof(ltk));
	vhci_send(&vhci, &p);
	packet_smp(&asks, ACL_HOST_START, request, sizeof(request));
	packet_smp(&answers, ACL_START, response, sizeof(response));
	packet_smp(&fails, ACL_START, failed, sizeof(failed));
	while (left--) {
		hci_send(user, &asks);
		await_request();
		vhci_send(&vhci, &answers);
		vhci_send(&vhci, &fails);
		while (hci_receive(user, &p))
			;
		if (!(left % BURST))
			usleep(PAUSE_US);
	}
	return 0;
}
