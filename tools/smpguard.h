/* SPDX-License-Identifier: GPL-2.0 */
/* What the subcommands share. */
#ifndef SMPGUARD_H
#define SMPGUARD_H

#include <stdbool.h>

/* Beside EXIT_SUCCESS and EXIT_FAILURE. */
#define EXIT_USAGE	2

/**
 * struct options - the command line
 * @json: print one JSON object a line
 * @count: end after so many events; 0 for never
 */
struct options {
	bool json;
	unsigned long count;
};

/* Subcommands, one a file; each returns the exit status. */
int cmd_status(const struct options *opts);
int cmd_monitor(const struct options *opts);

#endif /* SMPGUARD_H */
