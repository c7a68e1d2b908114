// SPDX-License-Identifier: GPL-2.0
/* btsnoop: of btmon -w (monitor), and of Android and others (H4, H1). */
#include "formats.h"

#define TYPE_H1		1001
#define TYPE_H4		1002
#define TYPE_MONITOR	2001

#define HEADER		16
#define RECORD_HEADER	24

/* The largest ACL packet with its header. */
#define RECORD_MAX	(0xffff + 5)

static void take(struct capture *c, u32 type, u32 flags, struct hci_packet *p)
{
	p->tx = !(flags & 1);
	switch (type) {
	case TYPE_MONITOR:
		p->adapter = flags >> 16;
		capture_monitor(c, flags & 0xffff, p);
		return;
	case TYPE_H4:
		if (!p->len)
			return;
		p->type = *p->data++;
		p->len--;
		break;
	default:
		p->type = !(flags & 2) ? HCI_ACL :
			  p->tx ? HCI_COMMAND : HCI_EVENT;
	}
	capture_packet(c, p);
}

int capture_btsnoop(struct capture *c)
{
	static u8 body[RECORD_MAX];
	u8 head[RECORD_HEADER];
	u64 first = 0, us;
	u32 type, len;
	size_t got;

	if (capture_get(c, head, HEADER) < HEADER)
		return capture_fail(c, "is btsnoop, but ends within its header of 16 octets");
	type = capture_be32(head + 12);
	if (capture_be32(head + 8) != 1)
		return capture_fail(c, "is btsnoop of version %u; expected 1",
				    capture_be32(head + 8));
	if (type != TYPE_H1 && type != TYPE_H4 && type != TYPE_MONITOR)
		return capture_fail(c,
				    "is btsnoop with link type %u; expected 1001 (H1), 1002 (H4) or 2001 (monitor)",
				    type);

	for (;;) {
		struct hci_packet p = { .data = body, .timed = true };

		p.where = c->done;
		got = capture_get(c, head, sizeof(head));
		if (!got)
			return 0;
		if (got < sizeof(head)) {
			capture_remark(c, p.where, "the file ends within a record's header");
			return 0;
		}
		len = capture_be32(head + 4);
		if (len > sizeof(body))
			return capture_fail(c,
					    "offset %llu: a record of %u octets: the file is damaged from here on",
					    (unsigned long long)p.where, len);
		p.len = capture_get(c, body, len);
		if (p.len < len) {
			capture_remark(c, p.where,
				       "the file ends within a packet; it is not judged");
			return 0;
		}
		us = (u64)capture_be32(head + 16) << 32 | capture_be32(head + 20);
		if (!first)
			first = us;
		p.us = us < first ? 0 : us - first;
		if (capture_be32(head) > len) {
			capture_remark(c, p.where,
				       "a packet was recorded in part; it is not judged");
			p.part = true;
		}
		take(c, type, capture_be32(head + 8), &p);
	}
}
