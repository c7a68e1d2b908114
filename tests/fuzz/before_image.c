// SPDX-License-Identifier: GPL-2.0
/*
 * Unloading a module discards its variables. Before it is loaded again, all
 * variables of both sides get their initial values back. Built without
 * sanitizers, since the copy includes the padding between variables.
 */
#include <stdlib.h>

#include "before_image.h"

static struct image {
	char *start, *stop;
	char *saved;
} images[] = {
	{ __start_before_data, __stop_before_data, NULL },
	{ __start_before_bss, __stop_before_bss, NULL },
	{ __start_after_data, __stop_after_data, NULL },
	{ __start_after_bss, __stop_after_bss, NULL },
};

/* The sanitizers would intercept memcpy(). */
static void copy(char *to, const char *from, size_t len)
{
	while (len--)
		*to++ = *from++;
}

void images_save(void)
{
	struct image *i;

	for (i = images; i < images + 4; i++) {
		i->saved = malloc(i->stop - i->start + 1);
		if (!i->saved)
			abort();
		copy(i->saved, i->start, i->stop - i->start);
	}
}

void images_restore(void)
{
	struct image *i;

	for (i = images; i < images + 4; i++)
		copy(i->start, i->saved, i->stop - i->start);
}
