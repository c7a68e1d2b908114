// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "record.h"
#include "side.h"
#include "vhci.h"

static void push(struct packet *queue, size_t *tail, size_t head,
		 const struct packet *p)
{
	if (*tail - head == SIDE_QUEUE)
		die("queue full");
	queue[(*tail)++ % SIDE_QUEUE] = *p;
}

static void note(u8 *notes, size_t *nr, u8 code)
{
	if (*nr == SIDE_NOTES)
		die("more SMP PDUs than any pairing has");
	notes[(*nr)++] = code;
}

/* side_send() - queue a packet, in fragments if it is ACL and too long */
void side_send(struct side *side, const struct packet *p)
{
	size_t len, at = 5, part;
	u16 flag = side->start_flag;
	struct packet fragment;

	record_packet(side->name, true, p);
	if (packet_type(p) != HCI_ACL) {
		push(side->out, &side->out_tail, side->out_head, p);
		return;
	}
	if (smp_packet(p)) {
		note(side->sent, &side->nr_sent, smp_code(p));
		features_take(&side->features, p->data + 9, p->len - 9);
	}
	for (len = p->len - at; len; len -= part) {
		part = side->fragment && side->fragment < len ? side->fragment : len;
		packet_acl(&fragment, acl_handle(p) | flag, p->data + at, part);
		push(side->out, &side->out_tail, side->out_head, &fragment);
		at += part;
		flag = ACL_CONTINUE;
	}
}

static void receive_smp(struct side *side, const struct packet *p)
{
	const u8 *pdu = p->data + 9;
	u8 code = smp_code(p);

	note(side->received, &side->nr_received, code);
	features_take(&side->features, pdu, p->len - 9);
	if (!code || code > SMPG_PDU_MAX) {
		side->ignored++;
		return;
	}
	if (code == SMPG_PAIRING_FAILED) {
		side->failed = p->len > 10 ? pdu[1] : 0xff;
		return;
	}
	if (features_forbid(&side->features, !side->initiator, code)) {
		if (!side->forbidden)
			side->forbidden = now_ms();
		return;
	}
	if (code == SMPG_SIGNING_INFORMATION && p->len == 26) {
		side->have_csrk = true;
		memcpy(side->csrk, pdu + 1, 16);
	}
	push(side->in, &side->in_tail, side->in_head, p);
}

static void receive_acl(struct side *side, const struct packet *p)
{
	struct packet *l2cap = &side->l2cap;
	bool start = (smpg_le16(p->data + 1) & 0x3000) != ACL_CONTINUE;
	size_t want;

	if (p->len < 5 || p->len != 5U + smpg_le16(p->data + 3))
		die("%s: an ACL packet with a wrong length", side->name);
	/* As a device does: what was begun, or not begun, is forgotten */
	if (start == !!l2cap->len)
		side->ignored++;
	if (!start && !l2cap->len)
		return;
	if (start)
		packet_acl(l2cap, acl_handle(p), NULL, 0);
	if (l2cap->len + p->len - 5 > sizeof(l2cap->data))
		die("%s: a PDU too long", side->name);
	memcpy(l2cap->data + l2cap->len, p->data + 5, p->len - 5);
	l2cap->len += p->len - 5;
	put16(l2cap->data + 3, l2cap->len - 5);
	if (l2cap->len < 5 + SMPG_L2CAP_HDR)
		return;
	want = 5 + SMPG_L2CAP_HDR + smpg_le16(l2cap->data + 5);
	if (l2cap->len < want)
		return;
	if (l2cap->len > want)
		die("%s: fragments longer than their PDU", side->name);
	record_packet(side->name, false, l2cap);
	if (smp_packet(l2cap))
		receive_smp(side, l2cap);
	else
		push(side->in, &side->in_tail, side->in_head, l2cap);
	l2cap->len = 0;
}

/* side_receive() - take a packet that reached this side */
void side_receive(struct side *side, const struct packet *p)
{
	if (packet_type(p) == HCI_ACL) {
		receive_acl(side, p);
		return;
	}
	record_packet(side->name, false, p);
	push(side->in, &side->in_tail, side->in_head, p);
}

/* Return: false for a packet that is ignored, since it is not in turn. */
static bool compare(struct side *side, const struct packet *want,
		    const struct packet *p)
{
	u8 code = smp_code(p);

	if (packet_type(p) != packet_type(want) || code != smp_code(want) ||
	    strcmp(packet_name(p), packet_name(want))) {
		if (side->ignores)
			return false;
		die("%s: expected %s, received %s", side->name,
		    packet_name(want), packet_name(p));
	}
	if (p->len == want->len && !memcmp(p->data, want->data, p->len))
		return true;
	if (key_code(code))
		side->repaired |= BIT(code);
	else
		side->altered |= BIT(code);
	return true;
}

/* side_advance() - go on with the script as far as possible; has it moved? */
bool side_advance(struct side *side)
{
	bool moved = false;

	while (side->pos < side->script->nr && side->pos != side->wait_at &&
	       !side->failed) {
		const struct step *step = &side->script->steps[side->pos];

		if (step->from_host == side->host) {
			side_send(side, &step->packet);
		} else if (!step->forbidden) {
			if (side->in_head == side->in_tail)
				break;
			if (!compare(side, &step->packet,
				     &side->in[side->in_head++ % SIDE_QUEUE]))
				continue;
		}
		side->pos++;
		moved = true;
	}
	while (side->out_head != side->out_tail &&
	       side->transmit(side, &side->out[side->out_head % SIDE_QUEUE])) {
		side->out_head++;
		moved = true;
	}
	return moved;
}

/* side_done() - has all that was agreed been sent and received? */
bool side_done(const struct side *side)
{
	return side->pos == side->script->nr && side->out_head == side->out_tail;
}
