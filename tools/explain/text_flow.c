// SPDX-License-Identifier: GPL-2.0
/*
 * A trace without newlines that a terminal or a mailer broke anew, at its own width and
 * anywhere: in the middle of a value too. Lines are joined only where the way in which
 * they were broken is certain.
 */
#include "text.h"

/* Hardly any terminal is narrower. */
#define WIDTH_MIN	40

/* So much wider than the first lines that were broken at a space a later one is. */
#define WIDER_MAX	16

/* Where no line alone is several, so many must be alike. */
#define ALIKE_MIN	4

/* A third of so many are hardly ever equally wide by chance. */
#define MANY		6

static const char quoting[] = "> |";

static bool is_empty(const char *s)
{
	return !s[strspn(s, quoting)];
}

/* Quoting is in front of every line, or else it is an arrow. */
static size_t mark_len(const struct flow *f)
{
	size_t i, n = strspn(f->held[0], quoting);

	for (i = 1; i < f->nr; i++)
		while (strncmp(f->held[0], f->held[i], n))
			n--;
	while (n && f->held[0][n - 1] != ' ')
		n--;
	/* "> HCI Event", where no other line tells more */
	if (n && f->nr < FLOW_LOOK && !strpbrk(f->held[0] + n, "<>"))
		n = 0;
	return n;
}

/* No word of btmon has letters of another alphabet, but spaces may be such octets. */
static size_t word_len(const char *s)
{
	size_t n = 0;

	while (s[n] > ' ')
		n++;
	return n;
}

/* Did the next word not fit into the line above? */
static bool is_full(const struct flow *f, size_t len, const char *next)
{
	return len + 1 + word_len(next) > f->width;
}

/*
 * Lines as wide as the widest, bar those that lost spaces at their end; of lines that
 * were broken at a space, most are shorter than the widest.
 */
static bool is_folded(const struct flow *f)
{
	size_t i, full = 0, nearly = 0, nr = f->nr - 1;

	for (i = 0; i < nr; i++) {
		full += strlen(f->held[i]) == f->width;
		nearly += strlen(f->held[i]) + 1 == f->width;
	}
	return 4 * full >= 3 * nr || full + nearly == nr ||
	       (nr >= MANY && 3 * full >= nr && 3 * (full + nearly) >= 2 * nr);
}

/* Do most lines begin as those of btmon do, with spaces or with a packet? */
static bool is_laid_out(const struct flow *f)
{
	size_t i, nr = 0;

	for (i = 1; i < f->nr; i++)
		nr += !!strchr(" \t<>=@", f->held[i][f->mark]);
	return 3 * nr >= 2 * f->nr && f->nr > 2;
}

static bool is_wrapped(const struct flow *f)
{
	size_t i;

	for (i = 0; i + 1 < f->nr; i++)
		if (!is_full(f, strlen(f->held[i]), f->held[i + 1] + f->mark))
			return false;
	return true;
}

/* Are the first of them several when they are one? */
static bool is_joined(const struct flow *f)
{
	char joined[ALIKE_MIN * FLOW_LINE];
	char *at = joined;
	size_t i;

	for (i = 0; i < ALIKE_MIN; i++)
		at += sprintf(at, "%s ", f->held[i] + f->mark);
	return text_flat(joined);
}

static enum flow_how how_of(struct flow *f)
{
	size_t i;

	f->width = 0;
	for (i = 0; i < f->nr; i++)
		if (strlen(f->held[i]) > f->width)
			f->width = strlen(f->held[i]);
	if (f->nr < 2 || f->width < WIDTH_MIN)
		return FLOW_NONE;
	f->mark = mark_len(f);
	if (is_laid_out(f) || (!f->sure && (f->nr < ALIKE_MIN || !is_joined(f))))
		return FLOW_NONE;
	return is_folded(f) ? FLOW_FOLDED : is_wrapped(f) ? FLOW_WRAPPED : FLOW_NONE;
}

/* How many spaces stood where the line above was broken */
static size_t spaces_of(const struct flow *f)
{
	char end = f->have ? f->text[f->have - 1] : ' ';

	if (f->how == FLOW_FOLDED)
		return f->width - f->last;
	/* Some break words with a hyphen, too. */
	return end != ' ' && !(end == '-' && f->have > 1 && f->text[f->have - 2] != ' ');
}

static void take_rest(struct reader *r)
{
	struct flow *f = &r->flow;

	if (f->have)
		text_take(r, f->text, f->have);
	f->have = 0;
}

/* Adds a line to what is left of those above. */
static void join(struct reader *r, const char *s)
{
	struct flow *f = &r->flow;
	size_t len = strlen(s) - f->mark, pad = f->last ? spaces_of(f) : 0;

	if (f->have + pad + len >= sizeof(f->text))
		take_rest(r);
	memset(f->text + f->have, ' ', pad);
	memcpy(f->text + f->have + pad, s + f->mark, len);
	f->have += pad + len;
	f->last = strlen(s);
	r->flat = r->line;
	r->flowed = true;
	f->have = text_take_parts(r, f->text, f->have);
	r->parted = false;
}

static bool goes_on(struct flow *f, const char *s)
{
	size_t len = strlen(s);

	if (is_empty(s) || len < f->mark || strncmp(f->held[0], s, f->mark))
		return false;
	if (f->how == FLOW_FOLDED)
		return len <= f->width;
	/* The widest line may come late. */
	if (len > f->width && len <= f->width + WIDER_MAX)
		f->width = len;
	return len <= f->width && is_full(f, f->last, s + f->mark);
}

static void take_line(struct reader *r, char *s)
{
	text_take(r, s, text_take_parts(r, s, strlen(s)));
}

/* Enough lines are there to tell how they were broken. */
static void decide(struct reader *r)
{
	struct flow *f = &r->flow;
	u64 line = r->line;
	size_t i, nr = f->nr;

	f->how = how_of(f);
	f->nr = 0;
	f->last = 0;
	for (i = 0; i < nr; i++) {
		r->line = f->first + i;
		/* How a line goes on is not certain, and a value at its end may be half. */
		r->whole = f->how != FLOW_NONE || !f->sure || nr == 1;
		if (f->how == FLOW_NONE)
			take_line(r, f->held[i]);
		else
			join(r, f->held[i]);
	}
	r->line = line;
	r->whole = true;
}

/**
 * text_flow_end() - take what waits for further lines
 * @r: the reader, of which these do not go on
 */
void text_flow_end(struct reader *r)
{
	bool whole = r->whole;

	/* The rest may go on in a line that is not whole. */
	if (r->flow.nr)
		decide(r);
	r->whole = whole;
	take_rest(r);
	r->flow.how = FLOW_NONE;
}

/* Quotes and marks around a line may look like another line. */
static bool is_flat_clean(const char *s)
{
	size_t len = strlen(s);
	char clean[FLOW_LINE];

	memcpy(clean, s, len + 1);
	text_clean(clean, len);
	return text_flat(clean);
}

/* May more of the line follow? What btmon prints below a packet's first line is short. */
static bool may_begin(struct flow *f, const char *s)
{
	f->sure = text_flat(s) && is_flat_clean(s);
	return f->sure || (strlen(s) >= 3 * WIDTH_MIN / 2 && strpbrk(s, "<>=@"));
}

static bool may_follow(const struct flow *f, const char *s)
{
	return f->sure || 2 * strlen(s) > strlen(f->held[0]);
}

/**
 * text_flow_line() - take a line that is a part of a longer one
 * @r: the reader
 * @line: ended by a NUL
 * @len: octets in it
 *
 * Return: is it such a line?
 */
bool text_flow_line(struct reader *r, const char *line, size_t len)
{
	struct flow *f = &r->flow;
	char text[FLOW_LINE];

	if (len && line[len - 1] == '\r')
		len--;
	if (len >= sizeof(text) || memchr(line, '\0', len)) {
		text_flow_end(r);
		return false;
	}
	memcpy(text, line, len);
	text[len] = '\0';
	if (f->how != FLOW_NONE && goes_on(f, text)) {
		join(r, text);
		return true;
	}
	if (f->how != FLOW_NONE || is_empty(text) || (f->nr && !may_follow(f, text)))
		text_flow_end(r);
	if (is_empty(text) || (!f->nr && !may_begin(f, text)))
		return false;
	if (!f->nr)
		f->first = r->line;
	memcpy(f->held[f->nr++], text, len + 1);
	if (f->nr == FLOW_LOOK)
		decide(r);
	return true;
}

/**
 * text_flow_last() - take the end of the text
 * @r: the reader
 * @line: a line without a newline, or none
 *
 * Return: was the line taken as well?
 */
bool text_flow_last(struct reader *r, const char *line)
{
	struct flow *f = &r->flow;
	bool whole = r->whole, last;

	if (f->nr)
		decide(r);
	r->whole = whole;
	last = f->how != FLOW_NONE && strlen(line) < FLOW_LINE && goes_on(f, line);
	if (last)
		join(r, line);
	text_flow_end(r);
	return last;
}
