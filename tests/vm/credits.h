/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SMPG_TEST_CREDITS_H
#define SMPG_TEST_CREDITS_H

#include "vhci.h"

#define STALL_MS	5000
#define ATT_CID		0x0004

struct credits {
	unsigned int packets;
	unsigned int buffers;
	unsigned int drop_every;
};

size_t key_frame(u8 *l2cap, unsigned int seq);
void open_pairing(struct vhci *v, u16 handle, void (*host_send)(struct packet *p));
int credits_kernel(const struct credits *c);

#endif /* SMPG_TEST_CREDITS_H */
