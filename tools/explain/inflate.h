/* SPDX-License-Identifier: GPL-2.0 */
/* Captures within zip and gzip, inflated as they are read. */
#ifndef SMPGUARD_INFLATE_H
#define SMPGUARD_INFLATE_H

#include "capture.h"

/*
 * Bombs are larger when inflated than what people send, all files together, or far
 * larger than the archive: captures become a few hundredths.
 */
#define INFLATE_MAX	(2ULL << 30)
#define INFLATE_TIMES	200
#define INFLATE_FREE	(16 << 20)

/**
 * struct inflate_entry - a file within another
 * @name: its name
 * @text: its name is that of a text
 */
struct inflate_entry {
	char name[256];
	bool text;
};

/*
 * Reads such a file, of which @c->in gives the octets. Return: 0, also for a file
 * that is no capture, or -1 with the error of @c filled.
 */
typedef int (*inflate_fn)(struct capture *c, const struct inflate_entry *entry);

int inflate_gzip(struct capture *c, inflate_fn read);
int inflate_zip(struct capture *c, inflate_fn read);

#endif /* SMPGUARD_INFLATE_H */
