// SPDX-License-Identifier: GPL-2.0
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "render.h"
#include "words.h"

#define WIDTH_MIN	80
#define WIDTH_MAX	120

static int terminal_width(void)
{
	struct winsize size;

	if (!isatty(STDOUT_FILENO) || ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) ||
	    size.ws_col < WIDTH_MIN)
		return WIDTH_MIN;
	return size.ws_col > WIDTH_MAX ? WIDTH_MAX : size.ws_col;
}

/**
 * render_init() - print to standard output
 * @r: the output, which has colour on a terminal, unless NO_COLOR is set
 */
void render_init(struct render *r)
{
	setlocale(LC_CTYPE, "");
	r->out = stdout;
	r->width = terminal_width();
	r->utf8 = !strcmp(nl_langinfo(CODESET), "UTF-8");
	r->colour = isatty(STDOUT_FILENO) &&
		    !(getenv("NO_COLOR") && *getenv("NO_COLOR"));
}

/**
 * render_time() - the time of a step
 * @r: the output
 * @s: the step
 * @buf: filled with its time of day, or the seconds since the capture began
 */
void render_time(const struct render *r, const struct step *s, char buf[RENDER_TIME])
{
	unsigned long long ms = s->us / 1000, seconds = ms / 1000;

	if (!s->timed)
		buf[0] = '\0';
	else if (r->capture->clock)
		snprintf(buf, RENDER_TIME, "%02llu:%02llu:%02llu.%03llu", seconds / 3600 % 24,
			 seconds / 60 % 60, seconds % 60, ms % 1000);
	else
		snprintf(buf, RENDER_TIME, "%llu.%03llu", seconds, ms % 1000);
}

static void put_device(FILE *f, u8 type, const u8 *address)
{
	char text[WORDS_ADDRESS];

	words_any_address(address, text);
	fprintf(f, "%s %s", text, smpg_address_type_name(type));
}

static void put_connection(FILE *f, const struct pairing *p)
{
	const struct overheard *o = &p->overheard;

	if (o->central_type) {
		fputs("central ", f);
		put_device(f, o->central_type, o->central);
		fputs(" with peripheral ", f);
		put_device(f, p->peer_type, p->peer);
		fputs(", ", f);
	}
	fprintf(f, "on the air, access address 0x%08x", o->access_address);
}

/* Its number, and the two whose pairing it is */
void render_heading(const struct render *r, const struct pairing *p)
{
	fprintf(r->out, "%s %u: ",
		p->kind == PAIRING_STORED ? "Reconnection" : "Pairing", r->nr);
	if (p->overheard.there) {
		put_connection(r->out, p);
		return;
	}
	fprintf(r->out, "hci%u with ", p->adapter);
	if (p->peer_type)
		put_device(r->out, p->peer_type, p->peer);
	else
		fputs("a peer unknown", r->out);
}

/* What a side is called above its lane */
const char *render_party(const struct pairing *p, bool tx)
{
	if (p->overheard.there)
		return tx ? "central" : "peripheral";
	return tx ? "this host" : "peer";
}

/* The side that this host or the peer is, in the heading of its lane */
const char *render_lane(const struct pairing *p, bool tx)
{
	return !p->sides_known ? "" : tx == p->request_tx ? "(initiator)" : "(responder)";
}
