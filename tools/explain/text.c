// SPDX-License-Identifier: GPL-2.0
/* Text of btmon and hcidump, as people mail it: quoted, wrapped, with prose between */
#include "formats.h"
#include "text.h"

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

/* Adds to a line of @len octets, which it returns; what HTML ends in it goes. */
static size_t feed(struct reader *r, char *line, size_t len, const char *at, size_t nr)
{
	size_t part, left;

	for (;;) {
		part = append(line, len, at, nr);
		len += part;
		at += part;
		nr -= part;
		if (!nr || !r->whole)
			return len;
		text_flow_end(r);
		left = text_take_parts(r, line, len);
		if (left == len)
			too_long(r);
		len = left;
	}
}

/* Quoted-printable breaks long lines with "=" at their end, which this removes. */
static bool is_soft_break(struct reader *r, const char *line, size_t *len)
{
	size_t n = *len - (*len && line[*len - 1] == '\r');

	if ((n != 75 && n != 76) || line[n - 1] != '=' || line[n - 2] == ' ')
		return false;
	*len = n - 1;
	r->line++;
	return true;
}

/* A line that was ended by a newline */
static void take_line(struct reader *r, char *line, size_t len)
{
	line[len] = '\0';
	if (!r->parted && r->whole && text_flow_line(r, line, len))
		return;
	len = text_take_parts(r, line, len);
	text_take(r, line, len);
}

int capture_text(struct capture *c)
{
	struct reader r = { .c = c, .line = 1, .whole = true, .hold = { .c = c } };
	char line[LINE_MAX_LEN], buf[4096];
	const char *at, *newline;
	size_t left, part, len = 0;

	text_order_begin(&r.hold.order);
	while (!c->newest_first && (left = capture_get_text(c, buf, sizeof(buf)))) {
		for (at = buf; left; at += part, left -= part) {
			newline = memchr(at, '\n', left);
			part = newline ? (size_t)(newline - at) : left;
			len = feed(&r, line, len, at, part);
			if (!newline)
				continue;
			part++;
			if (is_soft_break(&r, line, &len))
				continue;
			take_line(&r, line, len);
			r.line++;
			r.whole = true;
			r.parted = false;
			len = 0;
		}
	}
	r.whole = !len;
	line[len] = '\0';
	if (!r.parted && text_flow_last(&r, line))
		len = 0;
	r.whole = false;
	if (len)
		len = text_take_parts(&r, line, len);
	if (len)
		text_take(&r, line, len);
	text_finish(&r);
	hold_flush(&r.hold);
	snooz_end(&r.snooz);
	if (c->newest_first)
		return capture_fail(c, "runs from newest to oldest: put the oldest packet first");
	if (r.logs.failure) {
		c->failure = r.logs.failure->text;
		c->failure_at = r.logs.failure->where;
	}
	return c->packets ? 0 : text_logs_end(&r.logs, c);
}
