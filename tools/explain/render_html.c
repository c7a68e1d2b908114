// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "answer.h"
#include "caption.h"
#include "render.h"
#include "secrets.h"
#include "words.h"

static void put_escaped(FILE *out, const char *s, size_t len)
{
	for (; len; s++, len--) {
		if (*s == '<')
			fputs("&lt;", out);
		else if (*s == '>')
			fputs("&gt;", out);
		else if (*s == '&')
			fputs("&amp;", out);
		else
			putc(*s, out);
	}
}

void render_html_begin(FILE *out)
{
	fputs("<!DOCTYPE html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n"
	      "<meta name=\"viewport\" content=\"width=device-width\">\n"
	      "<title>smpguard explain</title>\n<style>\n"
	      "body{font:16px/1.5 sans-serif;margin:1em auto;max-width:70em;padding:0 1em}\n"
	      "h1{font-size:1.5em}h2{font-size:1.2em}h1,h2{overflow-wrap:anywhere}\n"
	      "section{display:flex;flex-wrap:wrap;gap:1em 2em;align-items:flex-start}\n"
	      "section>*{flex:1 1 20em;min-width:0}\n"
	      "svg{display:block;width:100%;max-width:30em;font-size:12px;break-inside:avoid}\n"
	      "path{stroke:#333;stroke-width:1.5;fill:none}marker path{stroke:none;fill:#333}\n"
	      ".t{font-size:10px;fill:#555}.m{text-anchor:middle}.b{fill:#a00}.e{text-anchor:end}\n"
	      "dt{font-weight:bold}dd{margin:0 0 .5em;overflow-wrap:anywhere}\n"
	      "ol{color:#a00}ol,ul{padding-left:1.5em;margin-top:0}\n"
	      "@media print{body{font-size:12px}section{gap:1em}svg{max-width:300px}li{break-inside:avoid}}\n"
	      "</style>\n<h1>What these pairings did</h1>\n", out);
}

/* As wide as a phone, in its pixels, so that a reader need not zoom in. */
#define SVG_WIDTH	360
#define SVG_LEFT	8
#define SVG_RIGHT	352
#define SVG_MIDDLE	205
#define SVG_COLUMNS	42
#define SVG_LINE	16
#define SVG_GAP		18

/* Printers break pages between drawings, not within one. */
#define SVG_STEPS	10

/* The next line of @text that fits; returns what is left. */
static const char *svg_line(const char *text, int *len)
{
	*len = strlen(text);
	if (*len > SVG_COLUMNS) {
		for (*len = SVG_COLUMNS; *len && text[*len] != ' '; --*len)
			;
		if (!*len)
			*len = SVG_COLUMNS;
	}
	return text + *len + strspn(text + *len, " ");
}

/* A step's caption, with the numbers of its notes from @note on */
static char *svg_text(const struct render *r, const struct step *s, int *note)
{
	char *text = caption_step(s, r->show_keys), *all;
	size_t size;
	FILE *f = open_memstream(&all, &size);
	int i;

	fputs(text, f);
	for (i = 0; i < s->nr; i++)
		fprintf(f, " [%d]", ++*note);
	fclose(f);
	free(text);
	return all;
}

static int svg_lines(const char *text)
{
	int lines = 0, len;

	for (; *text; text = svg_line(text, &len))
		lines++;
	return lines;
}

/* Return: the place of the next step. */
static int svg_step(const struct render *r, const struct step *s, const char *text, int y)
{
	char time[RENDER_TIME];
	const char *next;
	int len;

	render_time(r, s, time);
	y += SVG_LINE;
	fprintf(r->out, "<text x=\"%d\" y=\"%d\" class=\"t\">%s</text>\n",
		SVG_LEFT + 4, y, time);
	for (; *text; text = next, y += SVG_LINE) {
		next = svg_line(text, &len);
		fprintf(r->out, "<text x=\"%d\" y=\"%d\" class=\"m%s\">", SVG_MIDDLE,
			y, s->nr ? " b" : "");
		put_escaped(r->out, text, len);
		fputs("</text>\n", r->out);
	}
	if (step_crosses(s))
		fprintf(r->out, "<path d=\"M%d %dH%d\" marker-end=\"url(#a%u)\"/>\n",
			s->tx ? SVG_LEFT : SVG_RIGHT, y - SVG_LINE + 7,
			s->tx ? SVG_RIGHT - 2 : SVG_LEFT + 2, r->nr);
	return y - SVG_LINE + SVG_GAP;
}

/* Return: the number of the last note of these steps. */
static int svg_steps(const struct render *r, const struct step *steps, size_t nr,
		     int note)
{
	char *texts[SVG_STEPS];
	int height = 0, y = 0;
	size_t i;

	for (i = 0; i < nr; i++) {
		texts[i] = svg_text(r, &steps[i], &note);
		height += svg_lines(texts[i]) * SVG_LINE + SVG_GAP;
	}
	fprintf(r->out, "<svg viewBox=\"0 0 %d %d\">\n<path d=\"M%d 0V%d M%d 0V%d\"/>\n",
		SVG_WIDTH, height, SVG_LEFT, height, SVG_RIGHT, height);
	for (i = 0; i < nr; i++) {
		y = svg_step(r, &steps[i], texts[i], y);
		free(texts[i]);
	}
	fputs("</svg>\n", r->out);
	return note;
}

static void html_sequence(struct render *r, const struct pairing *p)
{
	size_t at, nr;
	int note = 0;

	fprintf(r->out,
		"<div><svg viewBox=\"0 0 %d 22\">\n"
		"<defs><marker id=\"a%u\" viewBox=\"0 0 8 8\" refX=\"6\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\"/></marker></defs>\n"
		"<text x=\"%d\" y=\"14\">%s %s</text><text x=\"%d\" y=\"14\" class=\"e\">%s %s</text>\n</svg>\n",
		SVG_WIDTH, r->nr, SVG_LEFT, render_party(p, true), render_lane(p, true),
		SVG_RIGHT, render_party(p, false), render_lane(p, false));
	for (at = 0; at < p->nr; at += nr) {
		nr = p->nr - at < SVG_STEPS ? p->nr - at : SVG_STEPS;
		note = svg_steps(r, p->steps + at, nr, note);
	}
	fputs("</div>\n", r->out);
}

static void html_item(struct render *r, const char *text)
{
	fputs("<li>", r->out);
	put_escaped(r->out, text, strlen(text));
	fputs("</li>\n", r->out);
}

static void html_notes(struct render *r, const struct pairing *p)
{
	char *text, *line, *save;
	size_t n;
	int i;

	fputs("<ol>\n", r->out);
	for (n = 0; n < p->nr; n++)
		for (i = 0; i < p->steps[n].nr; i++) {
			text = caption_finding(&p->steps[n].findings[i], r->profile);
			html_item(r, text);
			free(text);
		}
	fputs("</ol>\n<ul>\n", r->out);
	if (p->dropped)
		fprintf(r->out, "<li>%zu steps more are not shown</li>\n", p->dropped);
	text = secrets_text(p, r->show_keys);
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		html_item(r, line);
	free(text);
	fputs("</ul>\n", r->out);
}

static void html_answer(struct render *r, const struct pairing *p)
{
	struct answer a;
	int part;

	answer_make(&a, p);
	fputs("<dl>\n", r->out);
	for (part = 0; part < PARTS; part++) {
		if (!*a.text[part])
			continue;
		fprintf(r->out, "<dt>%s</dt><dd>", answer_label(part));
		put_escaped(r->out, a.text[part], strlen(a.text[part]));
		fputs("</dd>\n", r->out);
	}
	fputs("</dl>\n", r->out);
	parts_free(&a);
}

void render_html(struct render *r, const struct pairing *p)
{
	fputs("<h2>", r->out);
	render_heading(r, p);
	fputs("</h2>\n", r->out);
	html_answer(r, p);
	fputs("<section>", r->out);
	html_sequence(r, p);
	fputs("<div>\n", r->out);
	html_notes(r, p);
	fputs("</div></section>\n", r->out);
}

void render_html_end(struct render *r)
{
	if (!r->nr)
		fputs("<p>There is no pairing in this capture.</p>\n", r->out);
	fputs("</html>\n", r->out);
}
