// SPDX-License-Identifier: GPL-2.0
/* smpguard, the command-line tool: reads the command line. */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "explain/explain.h"
#include "smpg_types.h"
#include "smpguard.h"

enum { OPT_JSON, OPT_COUNT, OPT_HELP, OPT_VERSION };

static const struct option long_options[] = {
	{ "json", no_argument, NULL, OPT_JSON },
	{ "count", required_argument, NULL, OPT_COUNT },
	{ "help", no_argument, NULL, OPT_HELP },
	{ "version", no_argument, NULL, OPT_VERSION },
	{ NULL, 0, NULL, 0 }
};

/**
 * struct command - a subcommand
 * @takes: the options it takes, BIT(OPT_*)
 */
static const struct command {
	const char *name;
	int (*run)(const struct options *opts);
	unsigned long takes;
	const char *help;
} commands[] = {
	{ "status", cmd_status, BIT(OPT_JSON),
	  "is the module loaded, and what has it counted?" },
	{ "monitor", cmd_monitor, BIT(OPT_JSON) | BIT(OPT_COUNT),
	  "print events as they happen" },
};

static void show_help(void)
{
	size_t i;

	puts("Usage: smpguard COMMAND [OPTION...]\n"
	     "Shows what the smp_guard kernel module sees of Bluetooth pairing.\n"
	     "\n"
	     "Commands:");
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		printf("  %-12s %s\n", commands[i].name, commands[i].help);
	printf("  %-12s %s\n", "explain", "why did the pairings in a capture fail?");
	puts("\n"
	     "Options:\n"
	     "  --json       print one JSON object a line\n"
	     "  --count N    monitor: end after N events\n"
	     "  --help       print this\n"
	     "  --version    print the version\n"
	     "\n"
	     "The manual page is smpguard(1).");
}

static int usage(void)
{
	fputs("Try: smpguard --help\n", stderr);
	return EXIT_USAGE;
}

static bool parse_count(const char *text, unsigned long *count)
{
	char *end;

	errno = 0;
	*count = strtoul(text, &end, 10);
	return *text >= '0' && *text <= '9' && !*end && !errno && *count;
}

static const struct command *find_command(const char *name)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, name))
			return &commands[i];
	return NULL;
}

int main(int argc, char **argv)
{
	const struct command *command;
	struct options opts = { 0 };
	unsigned long given = 0;
	int opt;

	/* It has options of its own. */
	if (argc > 1 && !strcmp(argv[1], "explain"))
		return cmd_explain(argc - 1, argv + 1);

	while ((opt = getopt_long(argc, argv, "", long_options, NULL)) != -1) {
		switch (opt) {
		case OPT_JSON:
			opts.json = true;
			break;
		case OPT_COUNT:
			if (parse_count(optarg, &opts.count))
				break;
			fprintf(stderr, "smpguard: --count takes a number above 0, not \"%s\"\n",
				optarg);
			return usage();
		case OPT_HELP:
			show_help();
			return EXIT_SUCCESS;
		case OPT_VERSION:
			puts("smpguard " SMPG_VERSION);
			return EXIT_SUCCESS;
		default:
			return usage();
		}
		given |= BIT(opt);
	}

	if (optind == argc) {
		fputs("smpguard: no command given\n", stderr);
		return usage();
	}
	command = find_command(argv[optind]);
	if (!command) {
		fprintf(stderr, "smpguard: no such command: %s\n", argv[optind]);
		return usage();
	}
	if (++optind < argc) {
		fprintf(stderr, "smpguard: %s takes no argument: %s\n",
			command->name, argv[optind]);
		return usage();
	}
	for (opt = 0; long_options[opt].name; opt++) {
		if (!(given & BIT(long_options[opt].val) & ~command->takes))
			continue;
		fprintf(stderr, "smpguard: %s does not take --%s\n",
			command->name, long_options[opt].name);
		return usage();
	}
	return command->run(&opts);
}
