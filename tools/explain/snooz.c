// SPDX-License-Identifier: GPL-2.0
/*
 * Base64 of a version, the time of the last packet, and records that zlib compressed
 * (system/bt/tools/scripts/btsnooz.py of Android)
 */
#include <stdlib.h>
#include <zlib.h>

#include "snooz.h"

#define BEGIN		"BEGIN:BTSNOOP_LOG_SUMMARY"
#define END		"END:BTSNOOP_LOG_SUMMARY"

/* Version and time are not compressed. */
#define HEADER		9

/* Android keeps a quarter of this, before it compresses it. */
#define INFLATED_MAX	(16 << 20)

/* Length with the type, length of the packet (version 2), time since the last, type */
#define RECORD_MAX	(9 + 0xffff)

/**
 * struct snooz - a log that is being read
 * @where: line that it is in
 * @bits: of base64, @nr of them
 * @head: octets of the header so far
 * @version: of the format
 * @z: inflates what follows
 * @inflated: octets so far, @ended if no more are to come
 * @record: a record, of which @have octets are there
 * @us: time since the first packet
 * @packets: their number so far
 * @wrong: the rest cannot be read
 */
struct snooz {
	struct capture *c;
	u64 where;
	u32 bits;
	int nr;
	size_t head;
	u8 version;
	z_stream z;
	size_t inflated;
	bool ended;
	u8 record[RECORD_MAX];
	size_t have;
	u64 us;
	u64 packets;
	bool wrong;
};

static void complain(struct snooz *s, const char *what)
{
	if (!s->wrong)
		capture_remark(s->c, s->where, "btsnooz: %s", what);
	s->wrong = true;
}

static void take_record(struct snooz *s, size_t head, size_t len)
{
	static const struct {
		u8 snooz, type;
		bool tx;
	} types[] = {
		{ 0x10, HCI_EVENT, false }, { 0x11, HCI_ACL, false },
		{ 0x20, HCI_COMMAND, true }, { 0x21, HCI_ACL, true },
	};
	const u8 *r = s->record;
	struct hci_packet p = {
		.timed = true, .where = s->where, .data = r + head, .len = len,
		.part = s->version == 2 && smpg_le16(r + 2) > smpg_le16(r),
	};
	size_t i;

	if (s->packets++)
		s->us += capture_le32(r + head - 5);
	p.us = s->us;
	for (i = 0; i < ARRAY_SIZE(types); i++) {
		if (types[i].snooz != r[head - 1])
			continue;
		p.type = types[i].type;
		p.tx = types[i].tx;
		if (!s->c->logged)
			capture_packet(s->c, &p);
	}
}

/* The records that are whole; what is left moves to the front. */
static void take_records(struct snooz *s)
{
	size_t head = s->version == 2 ? 9 : 7, len;

	while (s->have >= head && !s->wrong) {
		len = smpg_le16(s->record);
		if (!len) {
			complain(s, "a record has no length; the rest of it is not read");
			return;
		}
		if (s->have < head + len - 1)
			return;
		take_record(s, head, len - 1);
		s->have -= head + len - 1;
		memmove(s->record, s->record + head + len - 1, s->have);
	}
}

static void inflate_octets(struct snooz *s, u8 *octets, size_t len)
{
	int rc = Z_OK;

	s->z.next_in = octets;
	s->z.avail_in = len;
	while (!s->wrong && rc == Z_OK && (s->z.avail_in || !s->z.avail_out)) {
		s->z.next_out = s->record + s->have;
		s->z.avail_out = sizeof(s->record) - s->have;
		rc = inflate(&s->z, Z_NO_FLUSH);
		len = sizeof(s->record) - s->have - s->z.avail_out;
		s->have += len;
		s->inflated += len;
		s->ended = rc == Z_STREAM_END;
		if (rc != Z_OK && rc != Z_STREAM_END && rc != Z_BUF_ERROR)
			complain(s,
				 "what was compressed is damaged; the rest of it is not read");
		if (s->inflated > INFLATED_MAX)
			complain(s,
				 "it is more than 16 MiB when inflated; the rest of it is not read");
		take_records(s);
	}
}

static void take_octet(struct snooz *s, u8 octet)
{
	if (s->wrong)
		return;
	if (s->head == HEADER) {
		inflate_octets(s, &octet, 1);
		return;
	}
	if (!s->head++)
		s->version = octet;
	if (s->version != 1 && s->version != 2)
		complain(s, "its version is neither 1 nor 2; it is not read");
}

static int base64_value(char c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *found = c ? strchr(digits, c) : NULL;

	return found ? found - digits : -1;
}

static void take_base64(struct snooz *s, const char *line)
{
	int value;

	for (; *line; line++) {
		value = base64_value(*line);
		if (value < 0)
			continue;
		s->bits = s->bits << 6 | value;
		s->nr += 6;
		if (s->nr < 8)
			continue;
		s->nr -= 8;
		take_octet(s, s->bits >> s->nr & 0xff);
	}
}

static struct snooz *begin(struct capture *c, u64 where)
{
	struct snooz *s = calloc(1, sizeof(*s));

	if (!s || inflateInit(&s->z) != Z_OK)
		abort();
	s->c = c;
	s->where = where;
	return s;
}

/**
 * snooz_line() - take a line of a text in
 * @s: the log that the line is in, NULL for none; changed where one begins or ends
 * @c: the capture
 * @line: the line
 * @where: its number
 *
 * Return: is the line part of such a log?
 */
bool snooz_line(struct snooz **s, struct capture *c, const char *line, u64 where)
{
	if (!*s) {
		if (!strstr(line, BEGIN))
			return false;
		*s = begin(c, where);
		return true;
	}
	(*s)->where = where;
	if (strstr(line, END))
		snooz_end(s);
	else
		take_base64(*s, line);
	return true;
}

/* The text ends, or the log does. */
void snooz_end(struct snooz **s)
{
	if (!*s)
		return;
	if ((*s)->have || !(*s)->ended)
		complain(*s, "its end is missing");
	inflateEnd(&(*s)->z);
	free(*s);
	*s = NULL;
}
