// SPDX-License-Identifier: GPL-2.0
/*
 * Lines of text of btmon and hcidump, as people mail it: quoted, wrapped, with
 * prose in between. What is in a packet is taken by text_packet.c.
 */
#include <ctype.h>
#include <stdlib.h>

#include "smpg_engine.h"
#include "formats.h"
#include "text.h"

/* "[hci0] 315.133782", with or without a date or an index */
static bool take_time(struct reader *r, const char *s)
{
	unsigned int adapter, hours, minutes;
	const char *at = strstr(s, "[hci");
	double seconds;
	int n = 0;

	if (r->p.timed)
		return false;
	if (at && sscanf(at, "[hci%u]%n", &adapter, &n) == 1 && n) {
		r->p.adapter = adapter;
		at += n;
	} else {
		at = s;
	}
	for (; *at; at++) {
		if (!isdigit((unsigned char)*at) ||
		    (at > s && !isspace((unsigned char)at[-1])))
			continue;
		if (sscanf(at, "%2u:%2u:%lf", &hours, &minutes, &seconds) == 3) {
			seconds += hours * 3600 + minutes * 60;
			r->c->clock = true;
		} else if (text_hex_digits(at) == (int)strspn(at, "0123456789") &&
			   at[text_hex_digits(at)] == '.') {
			seconds = strtod(at, NULL);
		} else {
			continue;
		}
		if (!(seconds >= 0 && seconds < 1e10))
			return false;
		/* Those of an epoch are too many to be read; they have no zone. */
		if (seconds >= 1e9 && !r->epoch)
			r->epoch = seconds;
		if (r->epoch)
			seconds = seconds < r->epoch ? 0 : seconds - r->epoch;
		r->p.us = seconds * 1e6 + 0.5;
		r->p.timed = true;
		return true;
	}
	return n > 0;
}

/* hcidump -R prints nothing but octets, from the type on. */
static bool take_raw(struct reader *r, const char *s, char arrow)
{
	struct hci_packet p = { .where = r->line, .tx = arrow == '<' };
	u8 octets[DUMP_WIDTH];
	size_t n, want;

	n = text_octets(s, octets, sizeof(octets), &s);
	if (n < 4 || *s || !r->whole)
		return false;
	switch (octets[0]) {
	case HCI_COMMAND:
		want = 4 + octets[3];
		break;
	case HCI_ACL:
		want = 5 + smpg_le16(octets + 3);
		break;
	case HCI_EVENT:
		want = 3 + octets[2];
		break;
	default:
		return false;
	}
	if (n != want && (n < DUMP_WIDTH || n > want))
		return false;
	p.type = octets[0];
	text_begin(r, &p);
	if (want > sizeof(r->dump)) {
		r->open = false;
		r->c->packets++;
		return true;
	}
	memcpy(r->dump, octets, n);
	r->dump_have = n;
	r->dump_want = want;
	r->dumped = true;
	return true;
}

/*
 * "ACL Data RX: Handle", "ACL data: handle" of hcidump, since 2026
 * "LE-ACL: Handle": an ACL packet. What else is called so is of no interest.
 */
static u8 type_of_data(const char *s)
{
	static const char *const others[] = { "SCO", "ESCO", "ISO", "CIS", "BIS" };
	size_t i;

	if (starts(s, "LE-") || starts(s, "BR-"))
		s += 3;
	if (starts(s, "ACL: Hand") || starts(s, "ACL Data ") || starts(s, "ACL data: "))
		return HCI_ACL;
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		size_t len = strlen(others[i]);

		if (!strncasecmp(s, others[i], len) && (s[len] == ' ' || s[len] == ':'))
			return 0xff;
	}
	return 0;
}

/* Which packet does this line begin? 0 for none, 0xff for one of no interest. */
static u8 type_of(const char *s)
{
	const char *dots = strstr(s, ".. ");
	unsigned int spare;
	u8 type;

	if (starts(s, "HCI Command: "))
		return HCI_COMMAND;
	if (starts(s, "HCI Event: "))
		return HCI_EVENT;
	type = type_of_data(s);
	if (type || !dots)
		return type;
	if (starts(s, "ACL ") && starts(dots, ".. flags 0x"))
		return HCI_ACL;
	if (!starts(s, "HCI "))
		return 0;
	if (sscanf(dots, ".. (0x%x|0x%x) plen", &spare, &spare) == 2)
		return HCI_COMMAND;
	return sscanf(dots, ".. (0x%x) plen", &spare) == 1 ? HCI_EVENT : 0;
}

/* "= New Index", or something else that is no packet */
static void take_notice(struct reader *r, const char *s)
{
	const struct hci_packet p = { .where = r->line };

	text_begin(r, &p);
	if (!starts(s, "= New Index: ") || !text_address(r, s + 13, 0) ||
	    !take_time(r, s))
		return;
	r->p.type = HCI_ADAPTER;
	r->p.data = r->data;
	r->p.len = 6;
	capture_packet(r->c, &r->p);
}

/* What stands before the time and may look like one */
static const char *after_length(const char *s)
{
	const char *at = strstr(s, "len ");

	return at ? at + 4 + strcspn(at + 4, " ") : s + strlen(s);
}

static void begin_acl(struct reader *r, const char *s)
{
	const char *at = strcasestr(s, "handle "), *flags = strstr(s, "flags 0x");
	unsigned int value;

	r->flags = 0;
	r->dlen = 0;
	if (flags && sscanf(flags, "flags 0x%x", &value) == 1)
		r->flags = value;
	if (flags && sscanf(flags, "flags 0x%*x dlen %u", &value) == 1)
		r->dlen = value;
	if (at && sscanf(at + 7, "%u", &value) == 1) {
		r->handle = value;
		text_note_link(r, value);
	} else if (!text_recall_link(r)) {
		r->lost = true;
		r->open = false;
		r->c->packets++;
	}
	if (r->dlen)
		text_expect_dump(r, r->flags, NULL, 0, r->dlen);
}

static u8 length_of(const char *s)
{
	const char *at = strstr(s, " plen ");
	unsigned int len;

	return at && sscanf(at, " plen %3u", &len) == 1 ? len : 0;
}

static void begin_command(struct reader *r, const char *s, u16 opcode)
{
	const u8 head[] = { HCI_COMMAND, opcode, opcode >> 8, length_of(s) };

	text_choose(r, HCI_COMMAND, opcode);
	if (r->layout && head[3])
		text_expect_octets(r, head, sizeof(head), sizeof(head) + head[3]);
}

static void begin_event(struct reader *r, const char *s)
{
	const u8 head[] = { HCI_EVENT, r->code, length_of(s) };

	r->dlen = head[2];
	if (r->code == 0x3e || r->code == 0x0e)
		return;
	text_choose(r, HCI_EVENT, r->code);
	if (r->layout && head[2])
		text_expect_octets(r, head, sizeof(head), sizeof(head) + head[2]);
}

/* The first line of a packet, or of anything else that ends one. */
static bool take_first(struct reader *r, const char *s, char arrow)
{
	const char *paren = strchr(s, '(');
	struct hci_packet p = { .where = r->line };
	unsigned int ogf, ocf;

	if (starts(s, "= ") || starts(s, "@ ")) {
		take_notice(r, s);
		return true;
	}
	p.type = arrow ? type_of(s) : 0;
	if (!p.type)
		return false;
	p.tx = p.type == HCI_COMMAND ||
	       (p.type == HCI_ACL && (arrow == '<' || starts(s, "ACL Data TX")));
	text_begin(r, &p);
	r->open = p.type != 0xff;
	take_time(r, after_length(s));
	switch (p.type) {
	case HCI_ACL:
		begin_acl(r, s);
		break;
	case HCI_COMMAND:
		if (paren && sscanf(paren, "(0x%x|0x%x)", &ogf, &ocf) == 2)
			begin_command(r, s, ogf << 10 | ocf);
		break;
	case HCI_EVENT:
		r->code = 0;
		if (paren && sscanf(paren, "(0x%2x)", &ogf) == 1)
			r->code = ogf;
		begin_event(r, s);
		break;
	}
	return true;
}

/*
 * An archive in HTML may have eaten the arrow, which most packets can do without.
 * In prose, something else follows the length than a number or a time.
 */
static char implied_arrow(const char *s)
{
	const char *end = after_length(s);

	if (end == s || !isdigit((unsigned char)end[-1]))
		return 0;
	end += strspn(end, " ");
	if (*end && *end != '#' && *end != '[' && !isdigit((unsigned char)*end))
		return 0;
	if (starts(s, "ACL Data RX: Hand") || starts(s, "HCI Event: "))
		return '>';
	if (starts(s, "ACL Data TX: Hand") || starts(s, "HCI Command: "))
		return '<';
	return 0;
}

/* What mailers and archives write for a character; returns its length, or 0. */
static size_t entity(const char *s, char *c)
{
	static const struct {
		const char *word;
		char c;
	} words[] = {
		{ "&gt;", '>' }, { "&lt;", '<' }, { "&nbsp;", ' ' }, { "&amp;", '&' },
		{ "&#62;", '>' }, { "&#60;", '<' }, { "&#160;", ' ' }, { "&#38;", '&' },
		{ "&#x3e;", '>' }, { "&#x3c;", '<' }, { "&#xa0;", ' ' },
		/* A space that does not break, of HTML, in UTF-8 or in Latin-1 */
		{ "\xc2\xa0", ' ' }, { "\xa0", ' ' },
	};
	size_t i, len;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		len = strlen(words[i].word);
		if (!strncasecmp(s, words[i].word, len)) {
			*c = words[i].c;
			return len;
		}
	}
	return 0;
}

/* Colours, carriage returns, NULs, and what entity() knows, even twice escaped. */
static void clean(char *line, size_t len)
{
	size_t i, out = 0, skip;
	bool part;

	for (i = 0; i < len; i++) {
		char c = line[i];

		if (c == '\033' && line[i + 1] == '[') {
			for (i += 2; i < len && !isalpha((unsigned char)line[i]);)
				i++;
			continue;
		}
		/* 0xa0 may be the last octet of a letter. */
		part = (c & 0xc0) == 0x80 && out && (line[out - 1] & 0x80);
		skip = (c == '&' || (c & 0x80)) && !part ? entity(line + i, &c) : 0;
		if (skip)
			i += skip - 1;
		if (skip && c == '&') {
			line[i--] = c;
			continue;
		}
		line[out++] = (unsigned char)c < ' ' ? ' ' : c;
	}
	while (out && line[out - 1] == ' ')
		out--;
	line[out] = '\0';
}

/*
 * Skips the quoting, and the arrow, which of ">" may be either; returns what
 * stands after the last of these, spaces too.
 */
static const char *skip_arrow(const char **s, char *arrow)
{
	const char *after = *s;

	for (; **s == ' ' || **s == '>' || **s == '|'; ++*s)
		if (**s == '>') {
			*arrow = '>';
			after = *s + 1;
		}
	if (**s != '<')
		return after;
	*arrow = '<';
	after = ++*s;
	*s += strspn(*s, " ");
	return after;
}

/* The time hcidump -t puts in front of an arrow, of a date or of an epoch */
static bool is_time(const char *s)
{
	int n = 0;

	if (!isdigit((unsigned char)*s) ||
	    ((sscanf(s, "%*4u-%*2u-%*2u %*2u:%*2u:%*2u.%*6u %n", &n) || !n) &&
	     (sscanf(s, "%*10u.%*6u %n", &n) || !n)))
		return false;
	return s[n] == '<' || s[n] == '>';
}

/* What a mailer has made two or three lines of, at a space or within octets */
static bool take_joined(struct reader *r, const char *s)
{
	char joined[3 * LINE_MAX_LEN];
	int i;

	for (i = 0; i < 6; i++) {
		const char *second = i & 1 ? "" : " ";

		if (i < 2 ? !r->before[0] : !r->earlier[0])
			return false;
		if (i < 2)
			snprintf(joined, sizeof(joined), "%s%s%s", r->before, second, s);
		else
			snprintf(joined, sizeof(joined), "%s%s%s%s%s", r->earlier,
				 i & 2 ? " " : "", r->before, second, s);
		if (text_line(r, joined)) {
			r->before[0] = '\0';
			r->earlier[0] = '\0';
			return true;
		}
	}
	return false;
}

static void take(struct reader *r, char *line, size_t len)
{
	char arrow = 0;
	const char *s = line, *after, *time = NULL;

	line[len] = '\0';
	clean(line, len);
	after = skip_arrow(&s, &arrow);
	if (is_time(s)) {
		time = s;
		s += strcspn(s, "<>");
		arrow = 0;
		after = skip_arrow(&s, &arrow);
	}
	if (!arrow)
		arrow = implied_arrow(s);
	if (take_first(r, s, arrow) ||
	    (arrow && s == after + 1 && take_raw(r, s, arrow))) {
		if (time)
			take_time(r, time);
		return;
	}
	if (!*s)
		return;
	if (r->lost && strstr(s, "SMP: "))
		r->c->unread++;
	if (!r->open)
		return;
	if (text_line(r, s)) {
		r->before[0] = '\0';
		r->earlier[0] = '\0';
		return;
	}
	if (!r->p.timed && take_time(r, s))
		return;
	if (take_joined(r, s))
		return;
	/* The octets below "Channel: 64 len 5" are not all of the packet. */
	if (!r->cid && !r->dumped && strstr(s, ": "))
		text_expect_no_dump(r);
	snprintf(r->earlier, sizeof(r->earlier), "%s", r->before);
	snprintf(r->before, sizeof(r->before), "%s", s);
}

static void too_long(struct reader *r)
{
	r->whole = false;
	capture_remark(r->c, r->line,
		       "the line is longer than %d octets; the rest of it is not read",
		       LINE_MAX_LEN - 1);
}

/* Adds what fits to the @have octets of @line; returns how many that are. */
static size_t append(char *line, size_t have, const char *from, size_t len)
{
	size_t room = LINE_MAX_LEN - 1 - have;

	if (len > room)
		len = room;
	memcpy(line + have, from, len);
	return len;
}

int capture_text(struct capture *c)
{
	struct reader r = { .c = c, .line = 1, .whole = true };
	char line[LINE_MAX_LEN], buf[4096];
	const char *at, *newline;
	size_t left, part, len = 0;

	while ((left = capture_get(c, buf, sizeof(buf)))) {
		for (at = buf; left; at += part, left -= part) {
			newline = memchr(at, '\n', left);
			part = newline ? (size_t)(newline - at) : left;
			if (r.whole && part > sizeof(line) - 1 - len)
				too_long(&r);
			len += append(line, len, at, part);
			if (!newline)
				continue;
			take(&r, line, len);
			r.line++;
			r.whole = true;
			len = 0;
			part++;
		}
	}
	r.whole = false;
	if (len)
		take(&r, line, len);
	text_finish(&r);
	return 0;
}
