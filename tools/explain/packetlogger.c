// SPDX-License-Identifier: GPL-2.0
/* PacketLogger's files, of macOS and iOS, which have no magic number. */
#include "formats.h"

/* Length of what follows it, seconds, microseconds, type */
#define HEADER		13
#define LENGTH		4
#define RECORD_MAX	(0xffff + 5)

enum { COMMAND, EVENT, ACL_SENT, ACL_RECEIVED };

/* Older versions have the byte order of the machine. */
static u32 word_at(const u8 *p, bool little)
{
	return little ? capture_le32(p) : capture_be32(p);
}

/* HCI is of types 0 to 3, SCO and LMP of 8 to 0x0b; from 0xf0 on there is text. */
static bool is_record(const u8 *p, bool little)
{
	u32 len = word_at(p, little);

	return len >= HEADER - LENGTH && len <= HEADER - LENGTH + RECORD_MAX &&
	       word_at(p + 8, little) < 1000000 &&
	       (p[12] <= ACL_RECEIVED || (p[12] >= 8 && p[12] <= 0x0b) || p[12] >= 0xf0);
}

/**
 * capture_is_packetlogger() - does a file begin as PacketLogger's do?
 * @c: the file
 */
bool capture_is_packetlogger(const struct capture *c)
{
	return c->peeked >= HEADER && (is_record(c->peek, false) || is_record(c->peek, true));
}

static void take(struct capture *c, u8 type, struct hci_packet *p)
{
	static const u8 types[] = { HCI_COMMAND, HCI_EVENT, HCI_ACL, HCI_ACL };

	if (type >= ARRAY_SIZE(types))
		return;
	p->type = types[type];
	p->tx = type == COMMAND || type == ACL_SENT;
	capture_packet(c, p);
}

/* 1 for a record, 0 for the end of the file, or -1 */
static int read_record(struct capture *c, bool little, u8 *head, struct hci_packet *p)
{
	static u8 body[RECORD_MAX];
	size_t got = capture_get(c, head, HEADER);
	u32 len;

	if (!got)
		return 0;
	if (got < HEADER) {
		capture_remark(c, p->where, "the file ends within a record's header");
		return 0;
	}
	if (!is_record(head, little))
		return capture_fail(c,
				    "offset %llu: no record of PacketLogger: the file is damaged from here on",
				    (unsigned long long)p->where);
	len = word_at(head, little) - (HEADER - LENGTH);
	p->data = body;
	p->len = capture_get(c, body, len);
	if (p->len == len)
		return 1;
	capture_remark(c, p->where, "the file ends within a packet; it is not judged");
	return 0;
}

int capture_packetlogger(struct capture *c)
{
	bool little = !is_record(c->peek, false);
	u64 first = 0, us;
	u8 head[HEADER];
	int rc;

	for (;;) {
		struct hci_packet p = { .timed = true, .where = c->done };

		rc = read_record(c, little, head, &p);
		if (rc <= 0)
			return rc;
		us = word_at(head + 4, little) * 1000000ULL + word_at(head + 8, little);
		if (!first)
			first = us;
		p.us = us < first ? 0 : us - first;
		take(c, head[12], &p);
	}
}
