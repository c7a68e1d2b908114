// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>

#include "remarks.h"

/* Megabytes of noise must not bury the answer. */
#define SHOWN_MAX	20

static size_t find_kind(struct remarks *r, const char *text)
{
	size_t i;

	for (i = 0; i < REMARKS_KINDS - 1 && r->kinds[i].text; i++)
		if (!strcmp(r->kinds[i].text, text))
			return i;
	if (!r->kinds[i].text)
		r->kinds[i].text = strdup(i < REMARKS_KINDS - 1 ? text :
								  "other remarks");
	if (!r->kinds[i].text)
		abort();
	return i;
}

/**
 * remarks_add() - print a remark, unless there were many of its kind
 * @r: the remarks
 * @place: what @where is
 * @where: the place in the capture
 * @text: the remark
 */
void remarks_add(struct remarks *r, const char *place, u64 where, const char *text)
{
	if (++r->kinds[find_kind(r, text)].nr > SHOWN_MAX)
		return;
	fprintf(stderr, "smpguard: %s %llu: %s\n", place, (unsigned long long)where,
		text);
}

/* Print how many of each kind were not printed, and free the remarks. */
void remarks_end(struct remarks *r)
{
	size_t i;

	for (i = 0; i < REMARKS_KINDS && r->kinds[i].text; i++) {
		if (r->kinds[i].nr > SHOWN_MAX)
			fprintf(stderr, "smpguard: %llu more like this: %s\n",
				(unsigned long long)r->kinds[i].nr - SHOWN_MAX,
				r->kinds[i].text);
		free(r->kinds[i].text);
	}
}
