/* SPDX-License-Identifier: GPL-2.0 */
/* Shared by the subcommands. */
#ifndef SMPGUARD_H
#define SMPGUARD_H

#include <stdbool.h>

/**
 * struct options - the command line
 * @json: print one JSON object a line
 * @count: end after so many events, or pairings; 0 for never
 * @explain: print pairings, not events
 * @journal: write events into the journal
 * @effective: print the sum of the entries
 * @reset: set the counters to 0
 * @if_kept: do nothing where the module does not keep keys
 * @output: the file to write, NULL for standard output
 * @adapter: "hci0" or an address, NULL for none
 * @peer: an address, NULL for none
 * @type: of @peer
 * @argv: the arguments behind the command, ending in NULL
 */
struct options {
	bool json;
	unsigned long count;
	bool explain;
	bool journal;
	bool effective;
	bool reset;
	bool if_kept;
	const char *output;
	const char *adapter;
	const char *peer;
	const char *type;
	char **argv;
};

/* Subcommands; each returns the exit status. */
int cmd_status(const struct options *opts);
int cmd_monitor(const struct options *opts);
int monitor_journal(const struct options *opts);
int cmd_links(const struct options *opts);
int cmd_counters(const struct options *opts);
int cmd_metrics(const struct options *opts);
int cmd_policy_show(const struct options *opts);
int cmd_policy_check(const struct options *opts);
int cmd_policy_load(const struct options *opts);
int cmd_policy_set(const struct options *opts);
int cmd_policy_reset(const struct options *opts);
int cmd_window_open(const struct options *opts);
int cmd_window_close(const struct options *opts);
int cmd_window_show(const struct options *opts);
int cmd_keys_save(const struct options *opts);
int cmd_keys_restore(const struct options *opts);
int cmd_keys_keep(const struct options *opts);

#endif /* SMPGUARD_H */
