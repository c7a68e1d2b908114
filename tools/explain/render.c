// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "../json.h"
#include "render.h"

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
	char *text = answer_step(s, r->show_keys), time[24], before[40], next[40];
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
		char *note = answer_finding(s, &s->findings[i], r->profile);

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
	text = answer_proof(p, r->show_keys);
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
		text = answer_step(s, r->show_keys);
		json_string(j, "text", text);
		free(text);
		json_findings(j, s);
		json_close(j, '}');
	}
	json_close(j, ']');
}

void render_json(struct render *r, const struct pairing *p)
{
	struct json j = { .out = r->out };
	char peer[18], *text, *line, *save;

	json_open(&j, NULL, '{');
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
	}
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
	json_open(&j, "proof", '[');
	text = answer_proof(p, r->show_keys);
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		json_string(&j, NULL, line);
	free(text);
	json_close(&j, ']');
	json_close(&j, '}');
	putc('\n', r->out);
}

static void put_escaped(FILE *out, const char *s)
{
	for (; *s; s++) {
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
	      "section{display:flex;flex-wrap:wrap;gap:1em 2em;align-items:flex-start}\n"
	      "section>*{flex:1 1 20em;min-width:0}\nsvg{width:100%;max-width:44em}\n"
	      "ol{color:#a00;padding-left:1.5em}\n"
	      "@media print{section,svg,li{break-inside:avoid}}\n"
	      "</style>\n<h1>What these pairings did</h1>\n", out);
}

#define ROW	34

static int svg_step(struct render *r, const struct step *s, int y, int *note)
{
	char *text = answer_step(s, r->show_keys), time[24];
	int from = s->tx ? 70 : 430, to = s->tx ? 426 : 74, i;
	char *colon = strchr(text, ':');

	/* What does not fit between the lanes stands in the tooltip. */
	format_time(r, s, time);
	fprintf(r->out, "<text x=\"62\" y=\"%d\" class=\"t\" text-anchor=\"end\">%s</text>\n",
		y, time);
	fputs("<g><title>", r->out);
	put_escaped(r->out, text);
	fputs("</title>", r->out);
	if (s->kind == STEP_PDU)
		fprintf(r->out, "<path d=\"M%d %dH%d\" marker-end=\"url(#a)\"/>", from,
			y + 5, to);
	if (colon && s->pdu[0] != SMPG_PAIRING_FAILED && s->kind == STEP_PDU)
		*colon = '\0';
	fprintf(r->out, "<text x=\"250\" y=\"%d\" text-anchor=\"middle\"%s%s>", y,
		s->nr ? " fill=\"#a00\"" : "",
		strlen(text) > 44 ? " textLength=\"340\" lengthAdjust=\"spacingAndGlyphs\"" : "");
	put_escaped(r->out, text);
	for (i = 0; i < s->nr; i++)
		fprintf(r->out, " [%d]", ++*note);
	fputs("</text></g>\n", r->out);
	free(text);
	return y + ROW;
}

void render_html(struct render *r, const struct pairing *p)
{
	int y = 50, note = 0, height = 50 + ROW * (int)p->nr, i;
	char peer[18], *text;
	size_t n;

	format_peer(p, peer);
	fprintf(r->out, "<h2>Pairing %u: hci%u with %s</h2>\n<p>", r->nr,
		p->adapter, p->peer_type ? peer : "a peer unknown");
	text = answer_paragraph(p);
	put_escaped(r->out, text);
	free(text);
	fprintf(r->out,
		"</p>\n<section><svg viewBox=\"0 0 500 %d\" font-family=\"sans-serif\" font-size=\"13\" stroke-width=\"1.5\" role=\"img\">\n"
		"<style>path{stroke:#333;fill:none}.t{font-size:10px;fill:#555}</style>\n"
		"<defs><marker id=\"a\" viewBox=\"0 0 8 8\" refX=\"6\" refY=\"4\" markerWidth=\"7\" markerHeight=\"7\" orient=\"auto\"><path d=\"M0 0L8 4L0 8z\" style=\"fill:#333\"/></marker></defs>\n"
		"<text x=\"70\" y=\"14\">this host %s</text><text x=\"430\" y=\"14\" text-anchor=\"end\">peer %s</text>\n"
		"<path d=\"M70 22V%d M430 22V%d\"/>\n", height,
		lane(p, true), lane(p, false), height, height);
	for (n = 0; n < p->nr; n++)
		y = svg_step(r, &p->steps[n], y, &note);
	fputs("</svg>\n<div>\n<ol>\n", r->out);
	for (n = 0; n < p->nr; n++)
		for (i = 0; i < p->steps[n].nr; i++) {
			text = answer_finding(&p->steps[n], &p->steps[n].findings[i],
					      r->profile);
			fputs("<li>", r->out);
			put_escaped(r->out, text);
			fputs("</li>\n", r->out);
			free(text);
		}
	fputs("</ol>\n<pre style=\"white-space:pre-wrap\">", r->out);
	text = answer_proof(p, r->show_keys);
	put_escaped(r->out, text);
	free(text);
	fputs("</pre></div></section>\n", r->out);
}

void render_html_end(FILE *out)
{
	fputs("</html>\n", out);
}
