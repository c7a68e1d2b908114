// SPDX-License-Identifier: GPL-2.0
/* A line of a text, which may be several, or only a part of one */
#include <ctype.h>

#include "text.h"

/* Join two or three lines that a mailer broke at a space or within octets. */
static bool take_joined(struct reader *r, const char *s)
{
	char joined[3 * LINE_MAX_LEN], *at;
	bool taken = false;
	int i;

	r->joined = true;
	for (i = 0; i < 6 && !taken; i++) {
		if (i < 2 ? !r->before[0] : !r->earlier[0])
			break;
		at = joined;
		if (i >= 2) {
			at = stpcpy(at, r->earlier);
			at = stpcpy(at, i & 2 ? " " : "");
		}
		at = stpcpy(at, r->before);
		at = stpcpy(at, i & 1 ? "" : " ");
		stpcpy(at, s);
		taken = text_line(r, joined);
	}
	r->joined = false;
	return taken;
}

static void forget_lines(struct reader *r)
{
	r->before[0] = '\0';
	r->earlier[0] = '\0';
}

/* A line of bluetoothd or the kernel, beside packets; without any, it is of a log. */
static bool take_log(struct reader *r, const char *line)
{
	const struct hci_packet p = { .where = r->line, .adapter = ANY_ADAPTER };
	const char *text, *end;
	bool packets;

	/* Most of what the kernel tells is left to packets, so that it may be none. */
	if (r->p.type == HCI_MGMT && text_logs_message(line))
		text_finish(r);
	packets = r->c->packets || r->hold.nr || (r->open && r->p.type != HCI_MGMT);
	if (!packets || text_logs_fails(line))
		text_logs_line(&r->logs, line, r->line);
	text = packets ? text_logs_message(line) : NULL;
	if (!text)
		return false;
	text_begin(r, &p);
	/* Only btmon's own lines have its time, behind spaces. */
	end = strstr(line, "= bluetoothd: ") ? strstr(text, "  ") : NULL;
	if (end)
		text_time(r, end);
	r->p.type = HCI_LOG;
	r->p.data = (const u8 *)text;
	r->p.len = end ? (size_t)(end - text) : strlen(text);
	hold_packet(&r->hold, &r->p, LINK_PRINTED, "");
	return true;
}

/*
 * Note which characters beside the octets of a line a mailer may have put into the
 * line below: "................" is no cut there.
 */
static void note_beside(struct reader *r, const char *s)
{
	u8 row[DUMP_WIDTH];
	const char *end;
	size_t n = text_octets(s, row, sizeof(row), &end);
	size_t have = strlen(r->beside), i;

	end += strspn(end, " ");
	/* A row may be broken within its octets, too. */
	if (!n || *end || have + n > DUMP_WIDTH)
		have = 0;
	for (i = strlen(end); i < n; i++)
		r->beside[have++] = isprint(row[i]) ? row[i] : '.';
	r->beside[have] = '\0';
}

static bool is_beside(const struct reader *r, const char *s)
{
	return strstr(r->beside, s);
}

/* What was cut out may have been of any link. */
static bool take_cut(struct reader *r, const char *line, const char *s, bool beside)
{
	const struct hci_packet p = { .where = r->line, .adapter = ANY_ADAPTER };

	if (beside || !text_is_cut(line, s) || !(r->c->packets || r->hold.nr || r->open))
		return false;
	text_begin(r, &p);
	r->p.type = HCI_CUT;
	hold_packet(&r->hold, &r->p, LINK_PRINTED, "");
	return true;
}

void text_take(struct reader *r, char *line, size_t len)
{
	const char *s;
	char arrow = 0;
	bool beside;

	line[len] = '\0';
	if (snooz_line(&r->snooz, r->c, line, r->line))
		return;
	text_clean(line, len);
	if (text_raw(r, line) || take_log(r, line))
		return;
	s = text_without_prefix(&r->prefix, line);
	if (text_head(r, s))
		return;
	text_skip_marks(&s, &arrow);
	/* Marks alone may be scissors, or dots one below the other. */
	if (!*s) {
		take_cut(r, line, line + strspn(line, " "), false);
		return;
	}
	beside = is_beside(r, s);
	note_beside(r, s);
	if (r->lost && strstr(s, "SMP: "))
		r->c->unread++;
	text_headless(r, s);
	if (!r->open) {
		take_cut(r, line, s, beside);
		return;
	}
	if (text_line(r, s)) {
		forget_lines(r);
		/* A mailer may have put the value into the next line. */
		if (r->below && !r->rows)
			stpcpy(r->before, s);
		return;
	}
	if (!r->p.timed && text_time(r, s))
		return;
	if (take_cut(r, line, s, beside))
		return;
	if (take_joined(r, s)) {
		forget_lines(r);
		return;
	}
	/* The octets below "Channel: 64 len 5" are not all of the packet. */
	if (!r->cid && !r->dump.printed && strstr(s, ": "))
		text_expect_nothing(r);
	text_note_part(r, s);
	stpcpy(r->earlier, r->before);
	stpcpy(r->before, s);
}

/* Where a line ends: by HTML, or where it is known to be several without newlines */
static size_t part_of(struct reader *r, char *line, size_t len, size_t *skip)
{
	size_t at = text_break(line, len, skip), flat = at;
	char end = line[at];

	line[at] = '\0';
	if (r->flat != r->line && text_flat(line)) {
		r->flat = r->line;
		r->flowed = true;
	}
	if (r->flat == r->line)
		flat = text_flat_break(line);
	/* Nothing is looked for behind a NUL. */
	if (!line[flat])
		flat = at;
	line[at] = end;
	if (flat < at)
		*skip = 0;
	return flat;
}

/* A line may be several; returns what is left after the last that is known to be whole. */
size_t text_take_parts(struct reader *r, char *line, size_t len)
{
	char part[LINE_MAX_LEN];
	bool whole = r->whole;
	size_t at, skip;

	for (;;) {
		line[len] = '\0';
		at = part_of(r, line, len, &skip);
		if (at == len && !skip)
			break;
		memcpy(part, line, at);
		r->whole = true;
		r->parted = true;
		text_take(r, part, at);
		len -= at + skip;
		memmove(line, line + at + skip, len);
	}
	r->whole = whole;
	return len;
}
