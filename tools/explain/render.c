// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "../json.h"
#include "answer.h"
#include "caption.h"
#include "gap.h"
#include "render.h"
#include "secrets.h"

#define TIME_WIDTH	13

static void format_time(const struct render *r, const struct step *s, char buf[24])
{
	unsigned long long ms = s->us / 1000, seconds = ms / 1000;

	if (!s->timed)
		buf[0] = '\0';
	else if (r->capture->clock)
		snprintf(buf, 24, "%02llu:%02llu:%02llu.%03llu", seconds / 3600 % 24,
			 seconds / 60 % 60, seconds % 60, ms % 1000);
	else
		snprintf(buf, 24, "%llu.%03llu", seconds, ms % 1000);
}

static void format_peer(const struct pairing *p, char buf[18])
{
	const u8 *a = p->peer;

	snprintf(buf, 18, "%02X:%02X:%02X:%02X:%02X:%02X", a[5], a[4], a[3],
		 a[2], a[1], a[0]);
}

static void colour(const struct render *r, const char *code)
{
	if (r->colour)
		fprintf(r->out, "\033[%sm", code);
}

static void times(const struct render *r, const char *what, const char *plain, int n)
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
		colour(r, code);
		fprintf(r->out, "%.*s", fit, text);
		colour(r, "0");
		if (*after)
			fprintf(r->out, "%*s%s", width - fit, "", after);
		putc('\n', r->out);
		text += fit + strspn(text + fit, " ");
		before = next;
	}
}

static void text_step(const struct render *r, const struct step *s)
{
	const char *bar = r->utf8 ? "\u2502" : "|";
	int inner = r->width - TIME_WIDTH - 3, rest, i, cut;
	char *text = caption_step(s, r->show_keys), time[24], before[40], next[40];
	char *more = text;

	format_time(r, s, time);
	fprintf(r->out, "%*s ", TIME_WIDTH - 1, time);
	cut = strlen(text);
	if (cut > inner - 6) {
		for (cut = inner - 6; cut && text[cut] != ' '; cut--)
			;
	}
	more += cut;
	more += *more == ' ';
	rest = inner - cut - 5;
	if (s->kind != STEP_PDU) {
		fputs(bar, r->out);
		fprintf(r->out, "%*s", (inner - cut + 1) / 2, "");
		colour(r, "2");
		fprintf(r->out, "%.*s", cut, text);
		colour(r, "0");
		fprintf(r->out, "%*s%s\n", (inner - cut) / 2, "", bar);
	} else if (s->tx) {
		fputs(r->utf8 ? "\u251c\u2500 " : "|- ", r->out);
		fprintf(r->out, "%.*s ", cut, text);
		times(r, "\u2500", "-", rest + 1);
		fprintf(r->out, "%s%s\n", r->utf8 ? "\u25b6" : ">", bar);
	} else {
		fprintf(r->out, "%s%s", bar, r->utf8 ? "\u25c0" : "<");
		times(r, "\u2500", "-", rest + 1);
		fprintf(r->out, " %.*s %s\n", cut, text, r->utf8 ? "\u2500\u2524" : "-|");
	}
	snprintf(before, sizeof(before), "%*s%s     ", TIME_WIDTH, "", bar);
	wrap(r, more, inner - 5, before, before, bar, "0");
	for (i = 0; i < s->nr; i++) {
		char *note = caption_finding(&s->findings[i], r->profile);

		snprintf(before, sizeof(before), "%*s%s  %s ", TIME_WIDTH, "", bar,
			 r->utf8 ? "\u2717" : "!");
		snprintf(next, sizeof(next), "%*s%s    ", TIME_WIDTH, "", bar);
		wrap(r, note, inner - 4, before, next, bar, "31");
		free(note);
	}
	free(text);
}

static const char *lane(const struct pairing *p, bool tx)
{
	return !p->sides_known ? "" : tx == p->request_tx ? "(initiator)" : "(responder)";
}

void render_text(struct render *r, const struct pairing *p)
{
	char peer[18], *text, *line, *save;
	size_t i;

	format_peer(p, peer);
	colour(r, "1");
	fprintf(r->out, "%sPairing %u: hci%u with %s%s%s\n", r->nr > 1 ? "\n" : "",
		r->nr, p->adapter, p->peer_type ? peer : "a peer unknown",
		p->peer_type ? " " : "",
		p->peer_type ? smpg_address_type_name(p->peer_type) : "");
	colour(r, "0");
	putc('\n', r->out);
	text = answer_paragraph(p);
	wrap(r, text, r->width, "", "", "", "0");
	free(text);
	fprintf(r->out, "\n%*sthis host %-*s%11s peer\n", TIME_WIDTH, "",
		r->width - TIME_WIDTH - 27, lane(p, true), lane(p, false));
	for (i = 0; i < p->nr; i++)
		text_step(r, &p->steps[i]);
	if (p->dropped)
		fprintf(r->out, "%*s and %zu steps more\n", TIME_WIDTH, "", p->dropped);
	text = secrets_text(p, r->show_keys);
	if (*text)
		putc('\n', r->out);
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		wrap(r, line, r->width - 4, "  ", "    ", "", "0");
	free(text);
}

static const char *outcome_name(const struct pairing *p)
{
	return p->outcome == OUTCOME_FAILED ? "failed" :
	       p->outcome == OUTCOME_COMPLETE ? "complete" : "unfinished";
}

static void json_findings(struct json *j, const struct step *s)
{
	int i;

	json_open(j, "findings", '[');
	for (i = 0; i < s->nr; i++) {
		const struct finding *f = &s->findings[i];

		json_open(j, NULL, '{');
		json_string(j, "rule", f->rule);
		json_string(j, "why", f->why);
		json_string(j, "section", f->section);
		if (f->action >= 0)
			json_string(j, "action", smpg_action_name(f->action));
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void json_steps(const struct render *r, struct json *j,
		       const struct pairing *p)
{
	static const char *const kinds[] = {
		"pdu", "key-set", "encrypted", "not-encrypted", "closed", "reset",
	};
	char *text;
	size_t i;

	json_open(j, "steps", '[');
	for (i = 0; i < p->nr; i++) {
		const struct step *s = &p->steps[i];

		json_open(j, NULL, '{');
		if (s->timed)
			json_number(j, "us", s->us);
		if (r->capture->in)
			json_number(j, r->capture->lines ? "line" : "offset",
				    s->where);
		json_string(j, "kind", kinds[s->kind]);
		if (s->kind == STEP_PDU) {
			json_string(j, "direction", s->tx ? "tx" : "rx");
			json_number(j, "code", s->pdu[0]);
		}
		text = caption_step(s, r->show_keys);
		json_string(j, "text", text);
		free(text);
		json_findings(j, s);
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void json_keys(struct json *j, const char *name, u8 keys)
{
	u8 bit;
	char key[32];

	json_open(j, name, '[');
	for (bit = 1; bit <= SMP_GUARD_KEY_DIST_LINKKEY; bit <<= 1)
		if (keys & bit)
			json_string(j, NULL, smpg_key_dist_names(bit, key, sizeof(key)));
	json_close(j, ']');
}

static void json_found(struct json *j, const char *name, int value)
{
	if (value < 0)
		json_null(j, name);
	else
		json_number(j, name, value);
}

/* What a listener finds: of legacy pairing, and the passkey of either */
static void json_secrets(struct json *j, const struct pairing *p)
{
	json_open(j, "tk", '{');
	json_found(j, "initiator", p->tk[SMPG_INITIATOR]);
	json_found(j, "responder", p->tk[SMPG_RESPONDER]);
	json_close(j, '}');
	json_found(j, "passkey", secrets_passkey(p));
}

void render_json(struct render *r, const struct pairing *p)
{
	struct json j = { .out = r->out };
	char peer[18], *text, *line, *save;

	json_open(&j, NULL, '{');
	json_number(&j, "version", 1);
	json_number(&j, "pairing", r->nr);
	json_number(&j, "adapter", p->adapter);
	json_number(&j, "handle", p->handle);
	if (p->peer_type) {
		format_peer(p, peer);
		json_string(&j, "peer-address", peer);
		json_string(&j, "peer-address-type", smpg_address_type_name(p->peer_type));
	}
	json_string(&j, "transport", smpg_transport_name(p->transport));
	json_string(&j, "role", smpg_role_name(p->role));
	if (p->sides_known)
		json_string(&j, "initiator", p->request_tx ? "local" : "peer");
	if (p->answered) {
		json_bool(&j, "secure-connections", p->sc);
		json_string(&j, "method", smpg_method_name(p->method));
		json_number(&j, "key-size", p->key_size);
		json_open(&j, "keys", '{');
		json_keys(&j, "initiator", p->keys[SMPG_INITIATOR]);
		json_keys(&j, "responder", p->keys[SMPG_RESPONDER]);
		json_close(&j, '}');
	}
	json_bool(&j, "mid-life", p->mid_life);
	json_bool(&j, "begin-missing", p->mid_life && !p->requested);
	json_bool(&j, "gap", gap_is_there(p));
	json_bool(&j, "two-hosts", p->two_hosts);
	json_string(&j, "outcome", outcome_name(p));
	if (p->outcome == OUTCOME_FAILED) {
		json_string(&j, "side", smpg_side_name(p->side));
		json_number(&j, "reason", p->reason);
	}
	json_number(&j, "violations", p->violations);
	text = answer_paragraph(p);
	json_string(&j, "answer", text);
	free(text);
	json_steps(r, &j, p);
	json_number(&j, "steps-dropped", p->dropped);
	json_secrets(&j, p);
	json_open(&j, "proof", '[');
	text = secrets_text(p, r->show_keys);
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		json_string(&j, NULL, line);
	free(text);
	json_close(&j, ']');
	json_close(&j, '}');
	putc('\n', r->out);
}

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
	      "ol{color:#a00}ol,ul{padding-left:1.5em;margin-top:0}\n"
	      "@media print{body{font-size:12px}section{gap:1em}svg{max-width:300px}li{break-inside:avoid}}\n"
	      "</style>\n<h1>What these pairings did</h1>\n", out);
}

/* As wide as a phone, in whose pixels it is drawn: nothing has to be enlarged. */
#define SVG_WIDTH	360
#define SVG_LEFT	8
#define SVG_RIGHT	352
#define SVG_MIDDLE	205
#define SVG_COLUMNS	42
#define SVG_LINE	16
#define SVG_GAP		18

/* A page can end between two drawings, not in one. */
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

/* What a step says, with the numbers of the notes from @note on */
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

/* Returns where the next one goes. */
static int svg_step(const struct render *r, const struct step *s, const char *text, int y)
{
	char time[24];
	const char *next;
	int len;

	format_time(r, s, time);
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
	if (s->kind == STEP_PDU)
		fprintf(r->out, "<path d=\"M%d %dH%d\" marker-end=\"url(#a%u)\"/>\n",
			s->tx ? SVG_LEFT : SVG_RIGHT, y - SVG_LINE + 7,
			s->tx ? SVG_RIGHT - 2 : SVG_LEFT + 2, r->nr);
	return y - SVG_LINE + SVG_GAP;
}

/* Some steps of a pairing; returns the number of their last note. */
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
		"<text x=\"%d\" y=\"14\">this host %s</text><text x=\"%d\" y=\"14\" class=\"e\">peer %s</text>\n</svg>\n",
		SVG_WIDTH, r->nr, SVG_LEFT, lane(p, true), SVG_RIGHT, lane(p, false));
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

void render_html(struct render *r, const struct pairing *p)
{
	char peer[18], *text;

	format_peer(p, peer);
	fprintf(r->out, "<h2>Pairing %u: hci%u with %s</h2>\n<p>", r->nr,
		p->adapter, p->peer_type ? peer : "a peer unknown");
	text = answer_paragraph(p);
	put_escaped(r->out, text, strlen(text));
	free(text);
	fputs("</p>\n<section>", r->out);
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
