// SPDX-License-Identifier: GPL-2.0
#include <poll.h>
#include <string.h>

#include "userhost_hci.h"
#include "vhci.h"

#define ANSWER_MS	10000

#define CMD_SET_EVENT_MASK	0x0c01
#define CMD_READ_BD_ADDR	0x1009
#define CMD_LE_SET_EVENT_MASK	0x2001
#define CMD_LE_READ_BUFFER_SIZE	0x2002

static unsigned int outstanding(const struct adapter *a)
{
	return a->sent - a->completed - a->flushed;
}

/* adapter_settled() - is nothing under way, and did the count never go wrong? */
bool adapter_settled(const struct adapter *a)
{
	return !outstanding(a) && !a->surplus && a->out_head == a->out_tail;
}

static void transmit(struct adapter *a)
{
	while (a->out_head < a->out_tail && outstanding(a) < a->acl_num) {
		hci_send(a->fd, &a->out[a->out_head++ % ADAPTER_QUEUE]);
		a->sent++;
	}
}

static void take_completed(struct adapter *a, const struct packet *p)
{
	unsigned int i, n;

	for (i = 0; i < p->data[3]; i++) {
		const u8 *at = p->data + 4 + 4 * i;

		if (at + 4 > p->data + p->len)
			die("a completion event that is too short");
		n = smpg_le16(at + 2);
		if (n > outstanding(a)) {
			a->surplus += n - outstanding(a);
			n = outstanding(a);
		}
		a->completed += n;
	}
	transmit(a);
}

/* Completions never reach the caller. */
static bool read_packet(struct adapter *a, struct packet *p, int ms)
{
	struct pollfd poll_fd = { .fd = a->fd, .events = POLLIN };

	if (poll(&poll_fd, 1, ms) <= 0 || !hci_receive(a->fd, p))
		return false;
	if (packet_type(p) != HCI_EVENT || p->len < 4 ||
	    p->data[1] != EV_COMPLETED_PACKETS)
		return true;
	take_completed(a, p);
	return false;
}

/* adapter_receive() - the next packet, if one comes within @ms */
bool adapter_receive(struct adapter *a, struct packet *p, int ms)
{
	if (a->backlog_head == a->backlog_tail)
		return read_packet(a, p, ms);
	*p = a->backlog[a->backlog_head++ % ADAPTER_BACKLOG];
	return true;
}

/* Is @p the answer to @opcode? Then @params is where its status is. */
static bool answers(const struct packet *p, u16 opcode, const u8 **params)
{
	if (packet_type(p) != HCI_EVENT)
		return false;
	if (p->data[1] == EV_COMMAND_STATUS && p->len >= 7 &&
	    smpg_le16(p->data + 5) == opcode) {
		*params = p->data + 3;
		return true;
	}
	if (p->data[1] == EV_COMMAND_COMPLETE && p->len >= 7 &&
	    smpg_le16(p->data + 4) == opcode) {
		*params = p->data + 6;
		return true;
	}
	return false;
}

/*
 * adapter_command() - returns the status; what else the command returns goes to
 * @ret
 */
u8 adapter_command(struct adapter *a, u16 opcode, const void *params, u8 len,
		   void *ret, size_t ret_len)
{
	u64 end = now_ms() + ANSWER_MS;
	const u8 *answer;
	struct packet p;
	size_t have;

	packet_command(&p, opcode, params, len);
	hci_send(a->fd, &p);
	while (now_ms() < end) {
		if (!read_packet(a, &p, 100))
			continue;
		if (!answers(&p, opcode, &answer)) {
			if (a->backlog_tail - a->backlog_head == ADAPTER_BACKLOG)
				die("too many packets before an answer");
			a->backlog[a->backlog_tail++ % ADAPTER_BACKLOG] = p;
			continue;
		}
		have = p.data + p.len - answer - 1;
		if (ret)
			memcpy(ret, answer + 1, have < ret_len ? have : ret_len);
		return *answer;
	}
	die("command 0x%04x: no answer", opcode);
}

static void must(struct adapter *a, u16 opcode, const void *params, u8 len,
		 void *ret, size_t ret_len)
{
	u8 status = adapter_command(a, opcode, params, len, ret, ret_len);

	if (status)
		die("command 0x%04x: status 0x%02x", opcode, status);
}

/* adapter_open() - take hci@index away from the kernel, and reset it */
void adapter_open(struct adapter *a)
{
	static const u8 all[8] = { 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x3f };
	struct vhci v = { .fd = -1, .index = a->index };
	u8 buffers[3] = { 0 };

	a->fd = hci_user_channel(&v);
	must(a, CMD_RESET, NULL, 0, NULL, 0);
	must(a, CMD_SET_EVENT_MASK, all, sizeof(all), NULL, 0);
	must(a, CMD_LE_SET_EVENT_MASK, all, sizeof(all), NULL, 0);
	must(a, CMD_READ_BD_ADDR, NULL, 0, a->address, 6);
	must(a, CMD_LE_READ_BUFFER_SIZE, NULL, 0, buffers, sizeof(buffers));
	a->acl_size = smpg_le16(buffers);
	a->acl_num = buffers[2];
	if (!a->acl_size || !a->acl_num)
		die("no LE ACL buffers of its own");
}

/* adapter_send() - an L2CAP PDU */
void adapter_send(struct adapter *a, u16 handle, u16 cid, const u8 *pdu, u16 len)
{
	u16 most = a->fragment && a->fragment < a->acl_size ? a->fragment :
							      a->acl_size;
	u16 flags = ACL_HOST_START;
	u8 frame[HCI_MAX];
	size_t at, part;

	len = smp_frame(frame, cid, pdu, len);
	for (at = 0; at < len; at += part) {
		part = len - at < most ? len - at : most;
		if (a->out_tail - a->out_head == ADAPTER_QUEUE)
			die("queue full");
		packet_acl(&a->out[a->out_tail++ % ADAPTER_QUEUE],
			   handle | flags, frame + at, part);
		flags = ACL_CONTINUE;
	}
	transmit(a);
}

/* adapter_l2cap() - take an ACL packet; true if a->l2cap is a whole PDU */
bool adapter_l2cap(struct adapter *a, const struct packet *p)
{
	bool start = (smpg_le16(p->data + 1) & 0x3000) != ACL_CONTINUE;
	struct packet *l2cap = &a->l2cap;
	size_t len = p->len - 5;

	if (start)
		l2cap->len = 0;
	else if (!l2cap->len)
		return false;
	if (l2cap->len + len > sizeof(l2cap->data))
		die("an L2CAP PDU that is too long");
	memcpy(l2cap->data + l2cap->len, p->data + 5, len);
	l2cap->len += len;
	return l2cap->len >= SMPG_L2CAP_HDR &&
	       l2cap->len >= SMPG_L2CAP_HDR + (size_t)smpg_le16(l2cap->data);
}

/* adapter_flush() - the link is gone, and the controller's packets with it */
void adapter_flush(struct adapter *a)
{
	a->flushed += outstanding(a);
	a->out_head = a->out_tail;
	a->l2cap.len = 0;
}
