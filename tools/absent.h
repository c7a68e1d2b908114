/* SPDX-License-Identifier: GPL-2.0 */
/* Why the running kernel has no module, and what to do about that. */
#ifndef SMPGUARD_ABSENT_H
#define SMPGUARD_ABSENT_H

#include <stdbool.h>

/**
 * struct absent - an answer; both strings are the caller's to free
 * @why: a sentence without its full stop
 * @remedy: what to do, as a clause or a command
 */
struct absent {
	char *why;
	char *remedy;
};

/**
 * absent_find() - find out why the module is not loaded
 * @root: of the system, "" for the running one
 * @release: of the kernel, as uname -r prints it
 * @foreign: whether that kernel has 64 bits and this system 32, as on a Raspberry Pi
 * @absent: the answer
 */
void absent_find(const char *root, const char *release, bool foreign,
		 struct absent *absent);

void absent_clear(struct absent *absent);

#endif /* SMPGUARD_ABSENT_H */
