/* SPDX-License-Identifier: GPL-2.0 */
/* What the subcommands share. */
#ifndef SMPGUARD_H
#define SMPGUARD_H

#include <glib.h>
#include <stdbool.h>

/* Beside EXIT_SUCCESS and EXIT_FAILURE. */
#define EXIT_USAGE	2

/**
 * struct options - the command line
 * @json: print one JSON object a line
 * @count: end after so many events, or pairings; 0 for never
 * @explain: print pairings, not events
 * @effective: what the entries add up to
 * @reset: set the counters to 0
 * @if_kept: do nothing where the module does not keep keys
 * @adapter: "hci0" or an address, NULL for none
 * @peer: an address, NULL for none
 * @type: of @peer
 * @argv: the arguments behind the command, ending in NULL
 */
struct options {
	bool json;
	unsigned long count;
	bool explain;
	bool effective;
	bool reset;
	bool if_kept;
	const char *adapter;
	const char *peer;
	const char *type;
	char **argv;
};

/* Subcommands; each returns the exit status. */
int cmd_status(const struct options *opts);
int cmd_monitor(const struct options *opts);
int cmd_links(const struct options *opts);
int cmd_counters(const struct options *opts);
int cmd_policy_show(const struct options *opts);
int cmd_policy_check(const struct options *opts);
int cmd_policy_load(const struct options *opts);
int cmd_policy_set(const struct options *opts);
int cmd_policy_reset(const struct options *opts);
int cmd_keys_save(const struct options *opts);
int cmd_keys_restore(const struct options *opts);

/* A file descriptor, readable after SIGINT or SIGTERM. */
int open_signals(void);

/* Says what is wrong with the command line; returns EXIT_USAGE. */
int usage(const char *fmt, ...) G_GNUC_PRINTF(1, 2);

#endif /* SMPGUARD_H */
