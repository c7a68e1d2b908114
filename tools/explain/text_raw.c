// SPDX-License-Identifier: GPL-2.0
/*
 * Logs of programs that print whole packets in octets, a packet a line: of BTstack,
 * PacketLogger, and noble and bleno.
 */
#include <stdio.h>
#include <stdlib.h>

#include "text.h"

/* BTstack tells its programs of events of its own, which no controller has. */
#define EVENT_LAST	0x5f

/* No line has room for more. */
#define OCTETS_MAX	(LINE_MAX_LEN / 2)

enum place { PLACE_BEHIND, PLACE_LAST };

/**
 * struct mark - what stands in front of the octets
 * @words: the words
 * @type: of the packet; 0 where the first octet is the type
 * @tx: the host sends it
 * @place: enum place, where the octets stand in the line
 */
struct mark {
	const char *words;
	u8 type;
	bool tx;
	u8 place;
};

static const struct mark marks[] = {
	/* BTstack */
	{ "CMD => ", HCI_COMMAND, true },
	{ "EVT <= ", HCI_EVENT, false },
	{ "ACL => ", HCI_ACL, true },
	{ "ACL <= ", HCI_ACL, false },
	/* noble and bleno */
	{ "hci onSocketData: ", 0, false },
	{ " - writing: ", 0, true },
	/* PacketLogger, which decodes a packet in front of its octets */
	{ "  HCI Command  ", HCI_COMMAND, true, PLACE_LAST },
	{ "  HCI Event  ", HCI_EVENT, false, PLACE_LAST },
	{ "  ACL Send  ", HCI_ACL, true, PLACE_LAST },
	{ "  ACL Receive  ", HCI_ACL, false, PLACE_LAST },
	{ "  L2CAP Send  ", HCI_ACL, true, PLACE_LAST },
	{ "  L2CAP Receive  ", HCI_ACL, false, PLACE_LAST },
	{ "  SMP Send  ", HCI_ACL, true, PLACE_LAST },
	{ "  SMP Receive  ", HCI_ACL, false, PLACE_LAST },
};

static const struct mark *mark_of(const char *line, const char **behind)
{
	const char *at;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(marks); i++) {
		at = strstr(line, marks[i].words);
		if (!at)
			continue;
		*behind = at + strlen(marks[i].words);
		return &marks[i];
	}
	return NULL;
}

/* Some builds of BTstack print the length first: "(9)0c 04 06". */
static const char *skip_length(const char *s)
{
	size_t n = *s == '(' ? strspn(s + 1, "0123456789") : 0;

	return n && s[n + 1] == ')' ? s + n + 2 : s;
}

static bool is_octet(const char *s)
{
	return strspn(s, "0123456789abcdefABCDEF") >= 2;
}

/* Octets with or without spaces between them; returns how many there are. */
static size_t read_octets(const char *s, u8 *out, size_t max)
{
	size_t n = 0;
	char pair[3] = "";

	for (; n < max && is_octet(s); s += s[2] == ' ' ? 3 : 2) {
		memcpy(pair, s, 2);
		out[n++] = strtoul(pair, NULL, 16);
	}
	return n;
}

/* Where the octets begin with which a line ends */
static const char *last_octets(const char *from)
{
	const char *at = from + strlen(from);

	while (at > from && at[-1] == ' ')
		at--;
	while (at - from >= 3 && is_octet(at - 2) && at[-3] == ' ')
		at -= 3;
	return at + strspn(at, " ");
}

/* The length that a packet says it has, after its type; 0 for none */
static size_t wanted(u8 type, const u8 *p, size_t n)
{
	switch (type) {
	case HCI_COMMAND:
		return n >= 3 ? 3 + p[2] : 0;
	case HCI_EVENT:
		return n >= 2 ? 2 + p[1] : 0;
	case HCI_ACL:
		return n >= 4 ? 4 + smpg_le16(p + 2) : 0;
	}
	return 0;
}

/* "[00:00:10.298]", or "08:09:49.052" behind a date */
static void take_time(struct reader *r, const char *line)
{
	const char *colon = strchr(line, ':');

	if (colon && colon - line >= 2)
		text_time(r, colon - 2);
}

static void hand_out(struct reader *r, const char *line, const struct mark *m, u8 type,
		     const u8 *octets, size_t n)
{
	const struct hci_packet p = { .where = r->line, .type = type, .tx = m->tx };
	struct dump *d = &r->dump;

	text_begin(r, &p);
	take_time(r, line);
	if (n + 1 > sizeof(d->data)) {
		r->open = false;
		r->c->packets++;
		return;
	}
	if (type == HCI_ACL)
		hold_headed(&r->hold);
	d->data[0] = type;
	memcpy(d->data + 1, octets, n);
	d->have = n + 1;
	d->want = wanted(type, octets, n) + 1;
	d->printed = true;
	text_finish(r);
}

/* Whoever reads the answer must know which side "this host" is. */
static void remark_host(struct reader *r, const struct mark *m)
{
	const char *who = m->place == PLACE_LAST ? "PacketLogger" : m->type ? "BTstack" : NULL;

	if (!who || r->c->packets)
		return;
	capture_remark(r->c, r->line,
		       "this is a log of %s: \"this host\" is the device that wrote it, and commands of BlueZ are for the other side if that runs Linux",
		       who);
}

/**
 * text_raw() - take a line that is a packet in octets
 * @r: the reader
 * @line: the line
 *
 * Return: is it such a line?
 */
bool text_raw(struct reader *r, const char *line)
{
	const char *s;
	const struct mark *m = mark_of(line, &s);
	u8 octets[OCTETS_MAX], *p = octets, type;
	size_t n, want;

	if (!m)
		return false;
	s = m->place == PLACE_LAST ? last_octets(s) : skip_length(s);
	n = read_octets(s, octets, sizeof(octets));
	type = m->type;
	if (!type && n) {
		type = *p++;
		n--;
	}
	want = wanted(type, p, n);
	/* Other lines of such logs, and octets that are not all there */
	if (!want || (n > want && m->place != PLACE_LAST) ||
	    (n != want && (m->place == PLACE_LAST || !m->type)))
		return false;
	if (type == HCI_EVENT && p[0] > EVENT_LAST && p[0] != 0xff) {
		text_finish(r);
		return true;
	}
	remark_host(r, m);
	hand_out(r, line, m, type, p, n);
	return true;
}
