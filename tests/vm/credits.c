// SPDX-License-Identifier: GPL-2.0
/*
 * A host counts an ACL packet against the controller's buffers until Number Of
 * Completed Packets gives the buffer back. Here it sends until it must wait,
 * over and over, with keys in between that nobody negotiated. If one that is
 * dropped on the way took a buffer along, or gave back two, it would show.
 */
#include <getopt.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "credits.h"

#define LINKS	2
#define QUEUE	32

/**
 * struct link - one connection, from host and controller
 * @handle: its connection handle
 * @sent: ACL packets the host has sent
 * @completed: and those completed
 * @arrived: ACL packets that reached the controller
 * @pending: and are not completed yet
 * @pdus: number of ATT PDUs sent
 * @pdus_arrived: and arrived
 * @keys: number of key PDUs sent
 * @keys_arrived: and arrived
 * @out: fragments the host has yet to send
 * @l2cap: PDU the controller is putting together
 */
struct link {
	u16 handle;
	unsigned int sent, completed;
	unsigned int arrived, pending;
	unsigned int pdus, pdus_arrived;
	unsigned int keys, keys_arrived;
	struct packet out[QUEUE];
	unsigned int out_head, out_tail;
	u8 l2cap[128];
	size_t have;
};

static struct credits options = { 100000, 4, 7 };
static struct vhci vhci = {
	.address = { 1, 2, 3, 4, 5, 6 },
	.acl_size = 27,
};

static struct link links[LINKS];
static int user;

static struct link *link_of(u16 handle)
{
	size_t i;

	for (i = 0; i < LINKS; i++)
		if (links[i].handle == handle)
			return &links[i];
	die("handle %u is none of ours", handle);
}

/* key_frame() - one key PDU after another, each with a random value */
size_t key_frame(u8 *l2cap, unsigned int seq)
{
	static const u8 lengths[] = { 17, 11, 17, 8, 17 };
	unsigned int kind = seq % ARRAY_SIZE(lengths);
	u8 pdu[17] = { SMPG_ENCRYPTION_INFORMATION + kind };
	size_t i;

	for (i = 1; i < sizeof(pdu); i++)
		pdu[i] = random();
	return smp_frame(l2cap, SMPG_CID_SMP_LE, pdu, lengths[kind]);
}

static size_t att_frame(u8 *l2cap, unsigned int seq)
{
	u8 att[23] = { 0x1b, 0x2a };	/* Handle Value Notification */
	size_t i;

	put16(att + 3, seq);
	put16(att + 5, seq >> 16);
	for (i = 7; i < sizeof(att); i++)
		att[i] = seq + i;
	return smp_frame(l2cap, ATT_CID, att, 7 + seq % 17);
}

/*
 * open_pairing() - a link, and on it a pairing that agrees on no keys
 * @host_send: the host's way of sending its Pairing Request
 */
void open_pairing(struct vhci *v, u16 handle, void (*host_send)(struct packet *p))
{
	static const u8 peer[6] = { 6, 5, 4, 3, 2, 0xc1 };
	u8 pdu[7] = { SMPG_PAIRING_REQUEST, 0x03, 0, 0x01, 16, 0, 0 };
	u8 l2cap[SMPG_L2CAP_MAX];
	struct packet p;
	size_t len;

	packet_le_connected(&p, handle, 0, peer);
	vhci_send(v, &p);
	len = smp_frame(l2cap, SMPG_CID_SMP_LE, pdu, sizeof(pdu));
	packet_acl(&p, handle, l2cap, len);
	host_send(&p);
	pdu[0] = SMPG_PAIRING_RESPONSE;
	len = smp_frame(l2cap, SMPG_CID_SMP_LE, pdu, sizeof(pdu));
	packet_acl(&p, handle | ACL_START, l2cap, len);
	vhci_send(v, &p);
}

static void host_send(struct packet *p)
{
	link_of(acl_handle(p))->sent++;
	hci_send(user, p);
}

/* Queues the next PDU of @link, whole or in fragments. */
static void next_pdu(struct link *link)
{
	static const u8 sizes[] = { 27, 10, 27, 5, 27, 3, 27, 1 };
	unsigned int nr = link->pdus + link->keys;
	size_t size = sizes[nr % ARRAY_SIZE(sizes)];
	size_t len, at, part;
	u8 l2cap[128];
	u16 flag = ACL_HOST_START;

	if (options.drop_every && nr % options.drop_every == options.drop_every - 1)
		len = key_frame(l2cap, link->keys++);
	else
		len = att_frame(l2cap, link->pdus++);
	for (at = 0; at < len; at += part) {
		part = len - at < size ? len - at : size;
		packet_acl(&link->out[link->out_tail++ % QUEUE],
			   link->handle | flag, l2cap + at, part);
		flag = ACL_CONTINUE;
	}
}

static unsigned int total_sent(void)
{
	return links[0].sent + links[1].sent;
}

static bool unfinished(void)
{
	return links[0].out_head != links[0].out_tail ||
	       links[1].out_head != links[1].out_tail;
}

static unsigned int total_completed(void)
{
	return links[0].completed + links[1].completed;
}

/* The host sends what it has buffers for. */
static bool host_work(void)
{
	bool moved = false;

	while (total_sent() - total_completed() < options.buffers) {
		struct link *link = &links[random() % LINKS];

		if (link->out_head == link->out_tail) {
			/* A PDU that was begun is finished first */
			if (total_sent() >= options.packets) {
				if (!unfinished())
					break;
				continue;
			}
			next_pdu(link);
		}
		host_send(&link->out[link->out_head++ % QUEUE]);
		moved = true;
	}
	return moved;
}

static bool host_poll(void)
{
	struct packet p;
	bool moved = false;
	unsigned int i;

	while (hci_receive(user, &p)) {
		moved = true;
		if (packet_type(&p) != HCI_EVENT ||
		    p.data[1] != EV_COMPLETED_PACKETS)
			continue;
		if (p.len != 4 + 4U * p.data[3])
			die("a completion event of %zu octets for %u handles",
			    p.len, p.data[3]);
		for (i = 0; i < p.data[3]; i++) {
			const u8 *at = p.data + 4 + 4 * i;
			struct link *link = link_of(smpg_le16(at));

			link->completed += smpg_le16(at + 2);
			if (link->completed > link->sent)
				die("handle %u: %u completed of %u sent",
				    link->handle, link->completed, link->sent);
		}
	}
	return moved;
}

/* An ACL packet at the controller: ATT is to arrive complete and unchanged. */
static void arrive(const struct packet *p)
{
	struct link *link = link_of(acl_handle(p));
	size_t len = smpg_le16(p->data + 3), have;
	u8 want[128];

	link->arrived++;
	link->pending++;
	if ((smpg_le16(p->data + 1) & 0x3000) != ACL_CONTINUE)
		link->have = 0;
	else if (!link->have)
		return;		/* the rest of a key that was masked */
	if (p->len != 5 + len || link->have + len > sizeof(link->l2cap))
		die("an ACL packet of a wrong length");
	memcpy(link->l2cap + link->have, p->data + 5, len);
	link->have += len;
	if (link->have < SMPG_L2CAP_HDR ||
	    link->have < (size_t)SMPG_L2CAP_HDR + smpg_le16(link->l2cap))
		return;
	have = link->have;
	link->have = 0;
	if (smpg_le16(link->l2cap + 2) == SMPG_CID_SMP_LE) {
		link->keys_arrived += key_code(link->l2cap[SMPG_L2CAP_HDR]);
		return;
	}
	len = att_frame(want, link->pdus_arrived++);
	if (len != have || memcmp(want, link->l2cap, len))
		die("handle %u: ATT PDU %u arrived changed", link->handle,
		    link->pdus_arrived - 1);
}

/* Completions in batches, often for both links in one event. */
static bool controller_work(bool all)
{
	unsigned int i, least = all ? 1 : 1 + random() % options.buffers;
	u8 params[1 + 4 * LINKS] = { 0 };
	struct packet p;

	for (i = 0; i < LINKS; i++) {
		u8 *at = params + 1 + 4 * params[0];

		if (links[i].pending < least)
			continue;
		put16(at, links[i].handle);
		put16(at + 2, links[i].pending);
		links[i].pending = 0;
		params[0]++;
	}
	if (!params[0])
		return false;
	packet_event(&p, EV_COMPLETED_PACKETS, params, 1 + 4 * params[0]);
	vhci_send(&vhci, &p);
	return true;
}

static bool controller_poll(void)
{
	struct packet p;
	bool moved = false;

	while (vhci_receive(&vhci, &p)) {
		if (packet_type(&p) == HCI_ACL)
			arrive(&p);
		else
			vhci_answer(&vhci, &p);
		moved = true;
	}
	return moved;
}

static int summary(const char *result)
{
	bool ok = !strcmp(result, "ok");
	unsigned int i;

	printf("{\"result\":\"%s\",\"host\":\"user\",\"links\":[", result);
	for (i = 0; i < LINKS; i++) {
		const struct link *l = &links[i];

		printf("%s{\"handle\":%u,\"sent\":%u,\"completed\":%u,\"arrived\":%u",
		       i ? "," : "", l->handle, l->sent, l->completed, l->arrived);
		printf(",\"keys\":%u,\"keys_arrived\":%u}", l->keys,
		       l->keys_arrived);
		ok &= l->sent == l->completed && l->pdus == l->pdus_arrived;
	}
	puts("]}");
	return ok ? 0 : 1;
}

static int credits_user(void)
{
	struct pollfd fds[2] = { { .events = POLLIN }, { .events = POLLIN } };
	u64 moved;
	size_t i;

	vhci.acl_num = options.buffers;
	vhci_open(&vhci);
	user = hci_user_channel(&vhci);
	fds[0].fd = user;
	fds[1].fd = vhci.fd;
	for (i = 0; i < LINKS; i++) {
		links[i].handle = 64 + i;
		open_pairing(&vhci, links[i].handle, host_send);
	}

	moved = now_ms();
	while (total_sent() < options.packets || unfinished() ||
	       total_completed() < total_sent()) {
		bool any = host_work();

		any |= controller_poll();
		any |= controller_work(!any);
		any |= host_poll();
		if (any)
			moved = now_ms();
		else if (now_ms() - moved > STALL_MS)
			return summary("stalled");
		if (!any)
			poll(fds, 2, 10);
	}
	/* One too many would come now */
	for (moved = now_ms(); now_ms() - moved < 200;) {
		poll(fds, 1, 50);
		host_poll();
	}
	return summary("ok");
}

static const char usage[] =
"Usage: credits [OPTION...]\n"
"  --packets N     ACL packets to send (100000)\n"
"  --buffers N     the controller's ACL buffers (4)\n"
"  --drop-every N  one PDU in N is a key that was not negotiated (7)\n"
"  --kernel        the host is the kernel's own stack";

int main(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "packets", required_argument, NULL, 'p' },
		{ "buffers", required_argument, NULL, 'b' },
		{ "drop-every", required_argument, NULL, 'd' },
		{ "kernel", no_argument, NULL, 'k' },
		{ }
	};
	bool kernel = false;
	int option;

	while ((option = getopt_long(argc, argv, "", longs, NULL)) != -1)
		switch (option) {
		case 'p':
			options.packets = atoi(optarg);
			break;
		case 'b':
			options.buffers = atoi(optarg);
			break;
		case 'd':
			options.drop_every = atoi(optarg);
			break;
		case 'k':
			kernel = true;
			break;
		default:
			die(usage);
		}
	if (options.buffers < 2)
		die("--buffers: 2 at least, one for each Pairing Request");
	return kernel ? credits_kernel(&options) : credits_user();
}
