// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "timeline.h"

struct moment {
	struct moment *next;
	u64 ns;
	void *what;
	timeline_fn happen;
};

/**
 * timeline_add() - keep news until their turn
 * @t: the timeline
 * @ns: the time of the event; equal times keep the order of their adding
 * @what: the news, which are freed afterwards
 * @happen: called with the news
 */
void timeline_add(struct timeline *t, u64 ns, void *what, timeline_fn happen)
{
	struct moment *m = malloc(sizeof(*m)), **at = &t->first;

	if (!m)
		abort();
	while (*at && (*at)->ns <= ns)
		at = &(*at)->next;
	m->next = *at;
	m->ns = ns;
	m->what = what;
	m->happen = happen;
	*at = m;
}

/**
 * timeline_run() - hand out the news until some time
 * @t: the timeline
 * @until: that time
 * @arg: passed on
 *
 * Return: are there later ones?
 */
bool timeline_run(struct timeline *t, u64 until, void *arg)
{
	struct moment *m;

	while (t->first && t->first->ns <= until) {
		m = t->first;
		t->first = m->next;
		m->happen(arg, m->what);
		free(m->what);
		free(m);
	}
	return t->first;
}
