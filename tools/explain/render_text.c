// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "answer.h"
#include "caption.h"
#include "render.h"
#include "secrets.h"
#include "words.h"

#define TIME_WIDTH	13

static void set_colour(const struct render *r, const char *code)
{
	if (r->colour)
		fprintf(r->out, "\033[%sm", code);
}

static void repeat(const struct render *r, const char *what, const char *plain, int n)
{
	while (n-- > 0)
		fputs(r->utf8 ? what : plain, r->out);
}

/* @text in lines of @width, after @before or @next and followed by @after */
static void wrap(const struct render *r, const char *text, int width,
		 const char *before, const char *next, const char *after,
		 const char *code)
{
	while (*text) {
		int len = strlen(text), fit = len;

		if (len > width) {
			for (fit = width; fit && text[fit] != ' '; fit--)
				;
			if (!fit)
				fit = width;
		}
		fputs(before, r->out);
		set_colour(r, code);
		fprintf(r->out, "%.*s", fit, text);
		set_colour(r, "0");
		if (*after)
			fprintf(r->out, "%*s%s", width - fit, "", after);
		putc('\n', r->out);
		text += fit + strspn(text + fit, " ");
		before = next;
	}
}

/* Octets of the first line of @text, which has room for @room of them */
static int cut_line(const char *text, int room)
{
	int cut = strlen(text);

	if (cut > room)
		for (cut = room; cut && text[cut] != ' '; cut--)
			;
	return cut;
}

static void put_part(const struct render *r, const char *label, const char *text)
{
	int room = r->width - strlen(label) - 2, cut = cut_line(text, room);

	set_colour(r, "1");
	fprintf(r->out, "%s:", label);
	set_colour(r, "0");
	fprintf(r->out, " %.*s\n", cut, text);
	text += cut;
	wrap(r, text + strspn(text, " "), r->width - 2, "  ", "  ", "", "0");
}

/* The first @cut octets of @text, between the lanes, with an arrow for a PDU */
static void put_line(const struct render *r, const struct step *s, const char *text,
		     int cut, int inner)
{
	const char *bar = r->utf8 ? "\u2502" : "|";
	int rest = inner - cut - 4;

	if (!step_crosses(s)) {
		fprintf(r->out, "%s%*s", bar, (inner - cut + 1) / 2, "");
		set_colour(r, "2");
		fprintf(r->out, "%.*s", cut, text);
		set_colour(r, "0");
		fprintf(r->out, "%*s%s\n", (inner - cut) / 2, "", bar);
	} else if (s->tx) {
		fprintf(r->out, "%s%.*s ", r->utf8 ? "\u251c\u2500 " : "|- ", cut, text);
		repeat(r, "\u2500", "-", rest);
		fprintf(r->out, "%s%s\n", r->utf8 ? "\u25b6" : ">", bar);
	} else {
		fprintf(r->out, "%s%s", bar, r->utf8 ? "\u25c0" : "<");
		repeat(r, "\u2500", "-", rest);
		fprintf(r->out, " %.*s %s\n", cut, text, r->utf8 ? "\u2500\u2524" : "-|");
	}
}

static void put_findings(const struct render *r, const struct step *s, int inner)
{
	const char *bar = r->utf8 ? "\u2502" : "|";
	char before[40], next[40], *note;
	int i;

	snprintf(before, sizeof(before), "%*s%s  %s ", TIME_WIDTH, "", bar,
		 r->utf8 ? "\u2717" : "!");
	snprintf(next, sizeof(next), "%*s%s    ", TIME_WIDTH, "", bar);
	for (i = 0; i < s->nr; i++) {
		note = caption_finding(&s->findings[i],
				       s->kind == STEP_GUARD ? NULL : r->profile);
		wrap(r, note, inner - 4, before, next, bar, "31");
		free(note);
	}
}

static void put_step(const struct render *r, const struct step *s)
{
	const char *bar = r->utf8 ? "\u2502" : "|";
	char *text = caption_step(s, r->show_keys), *more, time[RENDER_TIME], before[40];
	int inner = r->width - TIME_WIDTH - 3, cut = cut_line(text, inner - 6);

	render_time(r, s, time);
	fprintf(r->out, "%*s ", TIME_WIDTH - 1, time);
	put_line(r, s, text, cut, inner);
	more = text + cut;
	more += *more == ' ';
	snprintf(before, sizeof(before), "%*s%s     ", TIME_WIDTH, "", bar);
	wrap(r, more, inner - 5, before, before, bar, "0");
	put_findings(r, s, inner);
	free(text);
}

static void put_heading(const struct render *r, const struct pairing *p)
{
	if (r->nr > 1)
		putc('\n', r->out);
	set_colour(r, "1");
	render_heading(r, p);
	putc('\n', r->out);
	set_colour(r, "0");
	putc('\n', r->out);
}

static void put_steps(const struct render *r, const struct pairing *p)
{
	const char *here = render_party(p, true), *there = render_party(p, false);
	size_t i;

	fprintf(r->out, "\n%*s%s %-*s%11s %s\n", TIME_WIDTH, "", here,
		r->width - TIME_WIDTH - 14 - (int)(strlen(here) + strlen(there)),
		render_lane(p, true), render_lane(p, false), there);
	for (i = 0; i < p->nr; i++)
		put_step(r, &p->steps[i]);
	if (p->dropped)
		fprintf(r->out, "%*s and %zu steps more\n", TIME_WIDTH, "", p->dropped);
}

static void put_proof(const struct render *r, const struct pairing *p)
{
	char *text = secrets_text(p, r->show_keys), *line, *save;

	if (*text)
		putc('\n', r->out);
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		wrap(r, line, r->width - 4, "  ", "    ", "", "0");
	free(text);
}

/* Each part is a paragraph, which begins with its label. */
static void put_answer(const struct render *r, const struct pairing *p)
{
	struct answer a;
	int part;

	answer_make(&a, p);
	for (part = 0; part < PARTS; part++)
		if (*a.text[part])
			put_part(r, answer_label(part), a.text[part]);
	parts_free(&a);
}

/**
 * render_text() - print a pairing for people
 * @r: the output
 * @p: the pairing, after secrets_prove()
 */
void render_text(struct render *r, const struct pairing *p)
{
	put_heading(r, p);
	put_answer(r, p);
	put_steps(r, p);
	put_proof(r, p);
}
