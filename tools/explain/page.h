/* SPDX-License-Identifier: GPL-2.0 */
/* A file that takes the place of one that is there, whole or not at all. */
#ifndef SMPGUARD_PAGE_H
#define SMPGUARD_PAGE_H

#include <stdio.h>

#include "smpg_types.h"

/**
 * struct page - the file while it is written
 * @out: NULL while there is none
 * @draft: the file that @out writes; NULL for what is no regular file, such as
 *	/dev/stdout, which is written at once
 * @path: the name that the draft gets
 */
struct page {
	FILE *out;
	char *draft;
	char *path;
};

bool page_begin(struct page *page, const char *path, FILE *in);
bool page_end(struct page *page, const char *path, bool good);

#endif /* SMPGUARD_PAGE_H */
