// SPDX-License-Identifier: GPL-2.0
/* The line that begins a packet, or that ends one by beginning something else */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "smpg_engine.h"
#include "mgmt.h"
#include "text.h"

/* No packet that pairs: only the end of the one before. */
#define OTHER		0xff

/* In the narrowest lines, two dots and a space that became one */
#define MAX_DOTS	3
#define MIN_SHOWN	3

/* "ACL Data TX" */
#define DIRECTION_AT	9

/* A process is called by at most 15 characters, and has a number in brackets. */
#define COMM_LEN	15
#define PROCESS_LEN	(COMM_LEN + sizeof("[4294967295]: "))

/**
 * struct head - how packets begin
 * @words: those of btmon, as long as they are always the same, or of hcidump
 * @type: of the packet
 * @arrow: the direction that the words tell; 0 where the arrow alone does
 */
struct head {
	const char *words;
	u8 type;
	char arrow;
};

static const struct head heads[] = {
	{ "HCI Command: ", HCI_COMMAND, '<' },
	{ "HCI Event: ", HCI_EVENT, '>' },
	{ "ACL Data TX: Handle ", HCI_ACL, '<' },
	{ "ACL Data RX: Handle ", HCI_ACL, '>' },
	/* Dots may stand for the letter that tells the direction. */
	{ "ACL Data TX: Handle ", HCI_ACL },
	/* hcidump */
	{ "ACL data: ", HCI_ACL },
	/* Since 5.87 */
	{ "ACL: Handle ", HCI_ACL },
	{ "LE-ACL: Handle ", HCI_ACL },
	{ "BR-ACL: Handle ", HCI_ACL },
	{ "User Data ", OTHER },
	{ "Malformed ", OTHER },
};

/* The case of such a word does not matter, nor the rest of it. */
static bool is_other(const char *s)
{
	static const char *const others[] = { "SCO", "ESCO", "ISO", "CIS", "BIS" };
	size_t i;

	if (starts(s, "LE-") || starts(s, "BR-"))
		s += 3;
	for (i = 0; i < ARRAY_SIZE(others); i++) {
		size_t len = strlen(others[i]);

		if (!strncasecmp(s, others[i], len) && (s[len] == ' ' || s[len] == ':'))
			return true;
	}
	return false;
}

/* Dots stand for the rest of such words, as the text behind the dots tells. */
static bool is_extra(const char *s, u8 type)
{
	const char *time = s + strspn(s, " ");
	unsigned int spare;

	/* All but the time gives way to a long name of a process. */
	if (*time == '[' || *time == '#')
		return true;
	switch (type) {
	case HCI_ACL:
		return starts(s, "flags 0x");
	case HCI_COMMAND:
		return sscanf(s, "(0x%x|0x%x) plen", &spare, &spare) == 2;
	default:
		return sscanf(s, "(0x%x) plen", &spare) == 1;
	}
}

/* Dots stand for some of @words, or for all that follows the label in front of a colon. */
static bool is_elided(const char *s, const struct head *h)
{
	size_t label = strcspn(h->words, ":"), len = strlen(h->words), shown = 0, i, dots;

	for (i = 0; i < len && s[i] == h->words[i]; i++)
		shown++;
	dots = strspn(s + i, ".");
	if (dots > MAX_DOTS || (!dots && i != label))
		return false;
	for (i += dots; i < label && s[i] == h->words[i]; i++)
		shown++;
	if (i < label || shown < MIN_SHOWN)
		return false;
	/* The letter of the direction, where the words are to tell it */
	if (h->arrow && h->type == HCI_ACL && s[DIRECTION_AT] != h->words[DIRECTION_AT])
		return false;
	return s[i] == ':' || (s[i] == ' ' && is_extra(s + i + 1, h->type));
}

/* How much of the words is there; their last word may be cut off. */
static bool matches(const char *s, const struct head *h)
{
	size_t len = strlen(h->words);

	return !strncmp(s, h->words, len - (h->type == HCI_ACL ? 3 : 0)) ||
	       (h->type != OTHER && is_elided(s, h));
}

/* Behind an arrow, the first dot stands for the space. */
static const struct head *head_of(const char *s)
{
	static const struct head other = { "", OTHER };
	size_t i;

	if (*s == '.')
		s++;
	for (i = 0; i < ARRAY_SIZE(heads); i++)
		if (matches(s, &heads[i]))
			return &heads[i];
	return is_other(s) ? &other : NULL;
}

static double since_epoch(struct reader *r, double seconds)
{
	/* Seconds of an epoch are that many, and have no zone. */
	if (seconds >= 1e9 && !r->epoch)
		r->epoch = seconds;
	if (!r->epoch)
		return seconds;
	return seconds < r->epoch ? 0 : seconds - r->epoch;
}

/* "315.133782" or "12:00:01.133782" at the beginning of a word */
static bool parse_time(struct reader *r, const char *s, double *seconds)
{
	unsigned int hours, minutes;

	if (sscanf(s, "%2u:%2u:%lf", &hours, &minutes, seconds) == 3) {
		*seconds += hours * 3600 + minutes * 60;
		r->c->clock = true;
		return true;
	}
	if (text_hex_digits(s) != (int)strspn(s, "0123456789") ||
	    s[text_hex_digits(s)] != '.')
		return false;
	*seconds = strtod(s, NULL);
	return true;
}

/* "[hci0] 315.133782", with or without a date or an index */
bool text_time(struct reader *r, const char *s)
{
	const char *at = strstr(s, "[hci");
	unsigned int adapter;
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
		    (at > s && !isspace((unsigned char)at[-1])) ||
		    !parse_time(r, at, &seconds))
			continue;
		if (!(seconds >= 0 && seconds < 1e10))
			return false;
		r->p.us = since_epoch(r, seconds) * 1e6 + 0.5;
		r->p.timed = true;
		return true;
	}
	return n > 0;
}

/*
 * Skip a length, which stands before the time and may look like one. In a narrow
 * line the length is elided.
 */
static const char *after_length(const char *s)
{
	const char *at = strstr(s, "len ");

	if (at)
		return at + 4 + strcspn(at + 4, " ");
	at = strstr(s, "  ");
	return at ? at : s + strlen(s);
}

static u8 length_of(const char *s)
{
	const char *at = strstr(s, " plen ");
	unsigned int len;

	return at && sscanf(at, " plen %3u", &len) == 1 ? len : 0;
}

/*
 * "Handle 42", of which "Handle 4.." may be all that is printed, or "Handle 4", without
 * the flags that did not fit either
 */
static void take_handle(struct reader *r, const char *s)
{
	const char *at = strcasestr(s, "handle ");
	size_t nr = at ? strspn(at + 7, "0123456789") : 0;

	r->digits[0] = '\0';
	if (nr && nr <= DIGITS && !starts(at + 7 + nr, ".. ") && !starts(at + 7 + nr, "  ")) {
		r->handle = strtoul(at + 7, NULL, 10);
		r->link = LINK_PRINTED;
		text_note_link(r, r->handle, false);
		return;
	}
	if (nr <= DIGITS && at)
		snprintf(r->digits, sizeof(r->digits), "%.*s", (int)nr, at + 7);
	r->handle = 0;
	r->link = hold_recall(&r->hold, r->p.adapter, r->digits, &r->handle);
	if (r->link != LINK_AMBIGUOUS)
		return;
	capture_remark(r->c, r->line,
		       "the handle is not printed, and there are several links or none; the packet is not judged");
	r->lost = true;
	r->open = false;
	r->c->packets++;
}

static void begin_acl(struct reader *r, const char *s)
{
	const char *flags = strstr(s, "flags 0x");
	unsigned int value;

	hold_headed(&r->hold);
	r->flags = 0;
	r->dlen = 0;
	if (flags && sscanf(flags, "flags 0x%x", &value) == 1)
		r->flags = value;
	if (flags && sscanf(flags, "flags 0x%*x dlen %u", &value) == 1)
		r->dlen = value;
	take_handle(r, s);
	if (r->dlen)
		text_expect_acl(r, r->flags, NULL, 0, r->dlen);
}

static void begin_command(struct reader *r, const char *s)
{
	const char *paren = strchr(s, '(');
	unsigned int ogf, ocf;
	u16 opcode;

	if (!paren || sscanf(paren, "(0x%x|0x%x)", &ogf, &ocf) != 2) {
		/* The name was cut off; the fields tell the command. */
		r->named = false;
		return;
	}
	opcode = ogf << 10 | ocf;
	r->named = true;
	text_choose(r, HCI_COMMAND, opcode);
	if (r->layout && length_of(s)) {
		const u8 head[] = { HCI_COMMAND, opcode, opcode >> 8, length_of(s) };

		text_expect_octets(r, head, sizeof(head), sizeof(head) + head[3]);
	}
}

static void begin_event(struct reader *r, const char *s)
{
	const char *paren = strchr(s, '(');
	unsigned int code;
	u8 head[] = { HCI_EVENT, 0, length_of(s) };

	/* Where the number does not fit, what is below tells the event. */
	r->code = 0;
	if (paren && sscanf(paren, "(0x%2x)", &code) == 1)
		r->code = code;
	head[1] = r->code;
	r->dlen = head[2];
	if (r->code == 0x3e || r->code == 0x0e)
		return;
	text_choose(r, HCI_EVENT, r->code);
	if (r->layout && head[2])
		text_expect_octets(r, head, sizeof(head), sizeof(head) + head[2]);
}

/* Only a host sends the first fragment of what may not be flushed like that. */
static bool is_sent(const char *s, const struct head *h, char arrow)
{
	if (h->arrow)
		return h->arrow == '<';
	return arrow == '<' || (!starts(s, "ACL data") && strstr(s, "flags 0x00 "));
}

/* "#24 [hci0]": btmon counts the packets of each adapter, and people leave some out. */
static void count_number(struct reader *r, const char *s)
{
	const struct hci_packet p = {
		.where = r->line, .type = HCI_LEFT_OUT, .adapter = r->p.adapter
	};
	const char *at = strrchr(s, '#');
	unsigned int number = 0, adapter;

	if (!at || sscanf(at, "#%u [hci%u]", &number, &adapter) != 2 ||
	    adapter != p.adapter || adapter >= NUMBERED) {
		memset(r->numbers, 0, sizeof(r->numbers));
		return;
	}
	if (r->numbers[adapter] && number > r->numbers[adapter] + 1)
		hold_packet(&r->hold, &p, LINK_PRINTED, "");
	r->numbers[adapter] = number;
}

static void begin(struct reader *r, const char *s, const struct head *h, char arrow)
{
	const struct hci_packet p = {
		.where = r->line, .type = h->type, .tx = is_sent(s, h, arrow)
	};

	text_begin(r, &p);
	r->open = p.type != OTHER;
	text_time(r, after_length(s));
	count_number(r, s);
	switch (p.type) {
	case HCI_ACL:
		begin_acl(r, s);
		break;
	case HCI_COMMAND:
		begin_command(r, s);
		break;
	case HCI_EVENT:
		begin_event(r, s);
		break;
	}
}

/* "@ MGMT Command: User Confirmation N.. (0x001d)" */
static bool take_evidence(struct reader *r, const char *s)
{
	const char *paren = strchr(s, '(');
	unsigned int opcode;
	u8 evidence = EVIDENCE_NONE;

	if (starts(s, "@ MGMT Comm") && paren && sscanf(paren, "(0x%4x)", &opcode) == 1)
		evidence = capture_evidence(opcode);
	if (evidence == EVIDENCE_NONE)
		return false;
	text_time(r, s);
	octets_put(&r->octets, 0, 1, evidence);
	r->p.type = HCI_EVIDENCE;
	r->p.data = r->octets.data;
	r->p.len = 1;
	hold_packet(&r->hold, &r->p, LINK_PRINTED, "");
	return true;
}

/* "@ MGMT Event: User Confirmation Re.. (0x000f) plen 12", with its fields below */
static bool begin_mgmt(struct reader *r, const char *s)
{
	const char *paren = strchr(s, '(');
	unsigned int code;

	if (!starts(s, "@ MGMT Ev") || !paren || sscanf(paren, "(0x%4x)", &code) != 1)
		return false;
	r->p.type = HCI_MGMT;
	r->open = true;
	r->named = code != MGMT_COMMAND_COMPLETE;
	text_choose(r, LAYOUT_MGMT, code);
	text_time(r, after_length(s));
	return true;
}

/* "= Close Index: 00:AA:01:01:00:01" */
static bool take_gone(struct reader *r, const char *s)
{
	u8 gone = starts(s, "= Delete Index: ") ? ADAPTER_REMOVED : ADAPTER_CLOSED;

	if (gone == ADAPTER_CLOSED && !starts(s, "= Close Index: "))
		return false;
	text_time(r, s + strcspn(s, "["));
	octets_put(&r->octets, 0, 1, gone);
	r->p.type = HCI_GONE;
	r->p.data = r->octets.data;
	r->p.len = 1;
	hold_packet(&r->hold, &r->p, LINK_PRINTED, "");
	return true;
}

/* "= New Index: 00:AA:01:00:00:00 (Primary,USB,hci0)", with or without a time behind it */
static bool take_adapter(struct reader *r, const char *s)
{
	const char *name = strstr(s, ",hci");
	unsigned int adapter;

	if (!starts(s, "= New Index: ") || !octets_put_address(&r->octets, s + 13, 0))
		return false;
	if (text_time(r, s))
		return true;
	if (!name || sscanf(name, ",hci%2u)", &adapter) != 1)
		return false;
	r->p.adapter = adapter;
	return true;
}

/* "= New Index", or something else that is no packet */
static void take_notice(struct reader *r, const char *s)
{
	const struct hci_packet p = { .where = r->line };

	text_begin(r, &p);
	if (begin_mgmt(r, s) || take_evidence(r, s) || take_gone(r, s))
		return;
	if (!take_adapter(r, s))
		return;
	r->p.type = HCI_ADAPTER;
	r->p.data = r->octets.data;
	r->p.len = 6;
	hold_packet(&r->hold, &r->p, LINK_PRINTED, "");
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
	if (want > sizeof(r->dump.data)) {
		r->open = false;
		r->c->packets++;
		return true;
	}
	if (p.type == HCI_ACL)
		hold_headed(&r->hold);
	memcpy(r->dump.data, octets, n);
	r->dump.have = n;
	r->dump.want = want;
	r->dump.printed = true;
	return true;
}

/*
 * An archive in HTML may have eaten the arrow, which most packets can do without.
 * In prose, something else follows the length than a number or a time.
 */
static const struct head *without_arrow(const char *s)
{
	const struct head *h;
	const char *end = after_length(s);

	/* The first two dots stand for an arrow and its space, as does a dot with one. */
	if (starts(s, "..") || starts(s, ". "))
		s += 2;
	if (end == s || !isdigit((unsigned char)end[-1]))
		return NULL;
	end += strspn(end, " ");
	if (*end && *end != '#' && *end != '[' && !isdigit((unsigned char)*end))
		return NULL;
	h = head_of(s);
	/* hcidump's words do not tell the direction, nor do dots in its place. */
	return h && h->type != OTHER && !starts(h->words, "ACL data") &&
	       (h->type != HCI_ACL || h->arrow || strstr(s, "flags 0x")) ? h : NULL;
}

/* "JD> " */
static size_t initials(const char *s)
{
	size_t n = 0;

	while (n < 4 && isalpha((unsigned char)s[n]))
		n++;
	return n && s[n] == '>' ? n : 0;
}

/*
 * Skips quoting, marks of code and of comments, and the arrow, which of ">" may be
 * either; returns what stands after the last of these, spaces too.
 */
const char *text_skip_marks(const char **s, char *arrow)
{
	static const char marks[] = " >|`#/*;\"'+%!~$\\:-";
	const char *after = *s;

	for (;; ++*s) {
		*s += initials(*s);
		/* "#24" is the number of a packet. */
		if (!**s || !strchr(marks, **s) ||
		    (**s == '#' && isdigit((unsigned char)(*s)[1])))
			break;
		if (**s == '>') {
			*arrow = '>';
			after = *s + 1;
		}
	}
	if (**s != '<')
		return after;
	*arrow = '<';
	after = ++*s;
	*s += strspn(*s, " ");
	return after;
}

/* The first line of a packet that no process has sent, or of an adapter */
bool text_is_received(const char *s)
{
	return (starts(s, "> ") && head_of(s + 2)) || (starts(s, ">.") && head_of(s + 1)) ||
	       starts(s, "= New Index: ") ||
	       starts(s, "= Note: ");
}

/* The time hcidump -t puts in front of an arrow, of a date or of an epoch */
bool text_is_time(const char *s)
{
	int n = 0;

	if (!isdigit((unsigned char)*s) ||
	    ((sscanf(s, "%*4u-%*2u-%*2u %*2u:%*2u:%*2u.%*6u %n", &n) || !n) &&
	     (sscanf(s, "%*10u.%*6u %n", &n) || !n)))
		return false;
	return s[n] == '<' || s[n] == '>';
}

/*
 * "node[812]: < ACL Data TX": since 5.68 the process that sent it, if it is not the
 * kernel; returns the arrow or what follows it, NULL if there is no process.
 */
static const char *after_process(const char *s)
{
	const char *at = s, *bracket;

	while ((at = strstr(at, ": ")) && (size_t)(at + 2 - s) <= PROCESS_LEN) {
		bracket = at > s && at[-1] == ']' ? memchr(s, '[', at - s) : NULL;
		at += 2;
		if ((bracket ? bracket : at - 2) - s > COMM_LEN)
			continue;
		if ((*at == '<' || *at == '>') &&
		    ((at[1] == ' ' && head_of(at + 2)) || (at[1] == '.' && head_of(at + 1))))
			return at;
		if (bracket && (starts(at, "= ") || starts(at, "@ ") || without_arrow(at)))
			return at;
		if (starts(at, "@ MGMT ") || starts(at, "@ RAW "))
			return at;
	}
	return NULL;
}

/* Is it the first line of a packet, or of anything else that ends one? */
bool text_head(struct reader *r, const char *line)
{
	const char *s = line, *after, *time = NULL, *process;
	const struct head *h;
	char arrow = 0;

	after = text_skip_marks(&s, &arrow);
	process = text_is_time(s) ? NULL : after_process(s);
	if (process) {
		s = process;
	} else if (text_is_time(s)) {
		time = s;
		s += strcspn(s, "<>");
	}
	if (process || time) {
		arrow = 0;
		after = text_skip_marks(&s, &arrow);
	}
	if (starts(s, "= ") || starts(s, "@ ") || starts(s, "=..") || starts(s, "@..")) {
		take_notice(r, s);
		return true;
	}
	h = arrow ? head_of(s) : without_arrow(s);
	if (h)
		begin(r, s, h, arrow);
	else if (!arrow || s != after + 1 || !take_raw(r, s, arrow))
		return false;
	if (time)
		text_time(r, time);
	return true;
}

/* SMP whose first line was cut away, below one of no SMP or of none at all */
bool text_headless(struct reader *r, const char *s)
{
	struct hci_packet p = { .where = r->line, .type = HCI_ACL };

	if (r->hold.headed || !r->whole || !text_is_smp(s))
		return false;
	text_finish(r);
	p.adapter = r->hold.adapter;
	text_begin(r, &p);
	r->flags = 0;
	r->dlen = 0;
	r->handle = 0;
	hold_recall(&r->hold, p.adapter, "", &r->handle);
	r->link = LINK_NONE;
	r->open = true;
	return true;
}
