// SPDX-License-Identifier: GPL-2.0
/* smpguard, the command-line tool: reads the command line. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "explain/explain.h"
#include "keys.h"
#include "smpg_types.h"
#include "smpguard.h"
#include "usage.h"
#include "version.h"

enum {
	OPT_JSON, OPT_COUNT, OPT_EXPLAIN, OPT_JOURNAL, OPT_EFFECTIVE, OPT_RESET, OPT_OUTPUT,
	OPT_ADAPTER, OPT_PEER, OPT_TYPE, OPT_IF_KEPT, OPT_HELP, OPT_VERSION
};

#define SCOPE	(BIT(OPT_ADAPTER) | BIT(OPT_PEER) | BIT(OPT_TYPE))

static const struct option long_options[] = {
	{ "json", no_argument, NULL, OPT_JSON },
	{ "count", required_argument, NULL, OPT_COUNT },
	{ "explain", no_argument, NULL, OPT_EXPLAIN },
	{ "journal", no_argument, NULL, OPT_JOURNAL },
	{ "effective", no_argument, NULL, OPT_EFFECTIVE },
	{ "reset", no_argument, NULL, OPT_RESET },
	{ "output", required_argument, NULL, OPT_OUTPUT },
	{ "adapter", required_argument, NULL, OPT_ADAPTER },
	{ "peer", required_argument, NULL, OPT_PEER },
	{ "type", required_argument, NULL, OPT_TYPE },
	{ "if-kept", no_argument, NULL, OPT_IF_KEPT },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 }
};

/**
 * struct command - a subcommand, of one word or two
 * @run: called with the options
 * @main: called with its name and the words behind it
 * @takes: the options that @run takes, BIT(OPT_*)
 * @arguments: how many arguments @run takes at most
 */
static const struct command {
	const char *name;
	int (*run)(const struct options *opts);
	int (*main)(int argc, char **argv);
	unsigned long takes;
	int arguments;
	const char *help;
} commands[] = {
	{ "status", cmd_status, NULL, BIT(OPT_JSON), 0,
	  "is the module loaded, and what has it counted?" },
	{ "monitor", cmd_monitor, NULL,
	  BIT(OPT_JSON) | BIT(OPT_COUNT) | BIT(OPT_EXPLAIN) | BIT(OPT_JOURNAL), 0,
	  "print events as they happen" },
	{ "explain", NULL, cmd_explain, 0, 0,
	  "why did the pairings in a capture fail?" },
	{ "links", cmd_links, NULL, BIT(OPT_JSON), 0,
	  "print the links, and the progress of their pairings" },
	{ "counters", cmd_counters, NULL, BIT(OPT_JSON) | BIT(OPT_RESET), 0,
	  "print all counters, or set them to 0" },
	{ "metrics", cmd_metrics, NULL, BIT(OPT_OUTPUT), 0,
	  "print metrics for Prometheus" },
	{ "policy show", cmd_policy_show, NULL,
	  BIT(OPT_JSON) | BIT(OPT_EFFECTIVE) | SCOPE, 0,
	  "print the policy in force" },
	{ "policy check", cmd_policy_check, NULL, BIT(OPT_JSON), 1,
	  "[FILE]: find every mistake, and change nothing" },
	{ "policy load", cmd_policy_load, NULL, 0, 1,
	  "[FILE]: put a policy in force, all or nothing" },
	{ "policy set", cmd_policy_set, NULL, SCOPE, 1000,
	  "KEY=VALUE...: change part of the policy in force" },
	{ "policy reset", cmd_policy_reset, NULL, SCOPE, 0,
	  "go back to the policy that the module was loaded with" },
	{ "window open", cmd_window_open, NULL, SCOPE, 1,
	  "DURATION: for so long, peers may start a pairing" },
	{ "window close", cmd_window_close, NULL, SCOPE, 0,
	  "close the window, or all of them" },
	{ "window show", cmd_window_show, NULL, BIT(OPT_JSON), 0,
	  "print the windows that are open" },
	{ "keys save", cmd_keys_save, NULL, BIT(OPT_IF_KEPT), 1,
	  "[FILE]: save the translations of repaired keys" },
	{ "keys restore", cmd_keys_restore, NULL, BIT(OPT_IF_KEPT), 1,
	  "[FILE]: restore saved translations, all or nothing" },
	{ "keys keep", cmd_keys_keep, NULL, 0, 1,
	  "[FILE]: restore them, and save them at every change" },
};

static void show_help(void)
{
	size_t i;

	puts("Usage: smpguard COMMAND [OPTION...] [ARGUMENT...]\n"
	     "Shows what the smp_guard kernel module does about Bluetooth pairing, and sets\n"
	     "its policy.\n"
	     "\n"
	     "Commands:");
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		printf("  %-13s %s\n", commands[i].name, commands[i].help);
	puts("\n"
	     "Options:\n"
	     "  --json              print one JSON object a line\n"
	     "  --count N           monitor: end after N events, or pairings\n"
	     "  --explain           monitor: explain each pairing when it has ended\n"
	     "  --journal           monitor: write events into the systemd journal\n"
	     "  --reset             counters: set all of them to 0, and print nothing\n"
	     "  --output FILE       metrics: replace FILE, in one step\n"
	     "  --adapter ADAPTER   policy, window: for an adapter, hci0 or an address\n"
	     "  --peer ADDRESS      policy, window: for a peer\n"
	     "  --type TYPE         of its address, public or random\n"
	     "  --effective         policy show: the sum of all entries for these\n"
	     "  --if-kept           keys: do nothing where the module keeps no keys\n"
	     "  --help              print this\n"
	     "  --version           print the version\n"
	     "\n"
	     "FILE is " SMPG_CONF ", or for keys\n"
	     SMPG_KEYS ", where none is given.\n"
	     "The manual page is smpguard(1).");
}

static bool parse_count(const char *text, unsigned long *count)
{
	char *end;

	errno = 0;
	*count = strtoul(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && !errno && *count;
}

/* Number of words of @argv that make up @name, 0 if they do not */
static int match(const char *name, char **argv)
{
	const char *space = strchr(name, ' ');

	if (!space)
		return !strcmp(name, argv[0]);
	if (strlen(argv[0]) != (size_t)(space - name) ||
	    strncmp(name, argv[0], space - name))
		return 0;
	return argv[1] && !strcmp(space + 1, argv[1]) ? 2 : 0;
}

static const struct command *find_command(char **argv, int *words)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		*words = match(commands[i].name, argv);
		if (*words)
			return &commands[i];
	}
	return NULL;
}

static int no_command(char **argv)
{
	static const struct {
		const char *name, *second;
	} of_two_words[] = {
		{ "policy", "show, check, load, set or reset" },
		{ "window", "open, close or show" },
		{ "keys", "save, restore or keep" },
	};
	size_t i;

	if (!argv[0])
		return usage("no command given");
	for (i = 0; i < ARRAY_SIZE(of_two_words); i++)
		if (!strcmp(argv[0], of_two_words[i].name))
			break;
	if (i == ARRAY_SIZE(of_two_words))
		return usage("no such command: %s", argv[0]);
	if (!argv[1])
		return usage("%s what? %s", argv[0], of_two_words[i].second);
	return usage("no such command: %s %s", argv[0], argv[1]);
}

/* Output that could not be written is a failure. */
static int done(int status)
{
	if (!fflush(stdout) && !ferror(stdout))
		return status;
	fprintf(stderr, "smpguard: standard output: %s\n", strerror(errno));
	return status ? status : EXIT_FAILURE;
}

static int run(const struct command *command, struct options *opts,
	       unsigned long given)
{
	int i;

	for (i = 0; long_options[i].name; i++)
		if (given & BIT(long_options[i].val) & ~command->takes)
			return usage("%s does not take --%s", command->name,
				     long_options[i].name);
	for (i = 0; opts->argv[i]; i++)
		if (i == command->arguments)
			return usage(i ? "%s takes no more arguments: %s" :
					 "%s takes no argument: %s",
				     command->name, opts->argv[i]);
	return done(command->run(opts));
}

int main(int argc, char **argv)
{
	const struct command *command;
	struct options opts = { 0 };
	unsigned long given = 0;
	int opt, which, words;

	command = argc > 1 ? find_command(argv + 1, &words) : NULL;
	if (command && command->main)
		return command->main(argc - words, argv + words);

	while ((opt = getopt_long(argc, argv, "", long_options, &which)) != -1) {
		if (opt != '?' && optarg && given & BIT(opt))
			return usage("--%s is given twice", long_options[which].name);
		switch (opt) {
		case OPT_JSON:
			opts.json = true;
			break;
		case OPT_COUNT:
			if (parse_count(optarg, &opts.count))
				break;
			return usage("--count takes a number above 0, not \"%s\"",
				     optarg);
		case OPT_EXPLAIN:
			opts.explain = true;
			break;
		case OPT_JOURNAL:
			opts.journal = true;
			break;
		case OPT_EFFECTIVE:
			opts.effective = true;
			break;
		case OPT_RESET:
			opts.reset = true;
			break;
		case OPT_OUTPUT:
			opts.output = optarg;
			break;
		case OPT_IF_KEPT:
			opts.if_kept = true;
			break;
		case OPT_ADAPTER:
			opts.adapter = optarg;
			break;
		case OPT_PEER:
			opts.peer = optarg;
			break;
		case OPT_TYPE:
			opts.type = optarg;
			break;
		case OPT_HELP:
			show_help();
			return EXIT_SUCCESS;
		case OPT_VERSION:
			printf("smpguard %s\n", tool_version);
			return EXIT_SUCCESS;
		default:
			fputs("Try: smpguard --help\n", stderr);
			return EXIT_USAGE;
		}
		given |= BIT(opt);
	}

	command = optind < argc ? find_command(argv + optind, &words) : NULL;
	if (!command)
		return no_command(argv + optind);
	opts.argv = argv + optind + words;
	return run(command, &opts, given);
}
