// SPDX-License-Identifier: GPL-2.0
/*
 * flood NUMBER: a peer transmits that many keys that were not negotiated. Each is an
 * event.
 */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "vhci.h"

#define LINK	64
/* Fewer than the module's own queue of events has room for */
#define BURST	256
#define PAUSE_US	5000

static struct vhci vhci = {
	.address = { 9, 2, 3, 4, 5, 6 },
	.acl_size = 251,
	.acl_num = 8,
};

int main(int argc, char **argv)
{
	static const u8 peer[] = { 1, 2, 3, 4, 5, 0xc6 };
	static const u8 ltk[17] = { SMPG_ENCRYPTION_INFORMATION, 1, 2, 3 };
	unsigned long left = argc > 1 ? strtoul(argv[1], NULL, 10) : 1;
	u8 frame[SMPG_L2CAP_HDR + sizeof(ltk)];
	struct packet p, ignored;
	int user;

	vhci_open(&vhci);
	user = hci_user_channel(&vhci);
	packet_le_connected(&p, LINK, 0, peer);
	vhci_send(&vhci, &p);
	packet_acl(&p, LINK | ACL_START, frame,
		   smp_frame(frame, SMPG_CID_SMP_LE, ltk, sizeof(ltk)));
	while (left--) {
		vhci_send(&vhci, &p);
		while (hci_receive(user, &ignored))
			;
		if (!(left % BURST))
			usleep(PAUSE_US);
	}
	return 0;
}
