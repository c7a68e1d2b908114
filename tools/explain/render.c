// SPDX-License-Identifier: GPL-2.0
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "render.h"

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

/* The side that this host or the peer is, in the heading of its lane */
const char *render_lane(const struct pairing *p, bool tx)
{
	return !p->sides_known ? "" : tx == p->request_tx ? "(initiator)" : "(responder)";
}
