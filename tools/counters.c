// SPDX-License-Identifier: GPL-2.0
/* smpguard counters: print all of them, or reset them. */
#include <stdio.h>
#include <stdlib.h>

#include "json.h"
#include "nl.h"
#include "smpguard.h"
#include "usage.h"

static void counter_json(const char *name, unsigned long long value,
			 void *arg)
{
	json_number(arg, name, value);
}

static void counter_text(const char *name, unsigned long long value,
			 void *arg)
{
	(void)arg;
	printf("%s %llu\n", name, value);
}

static int print(struct guard *guard, bool as_json)
{
	struct json json = { .out = stdout };
	int err;

	if (!as_json)
		return guard_get_counters(guard, counter_text, NULL);
	json_open(&json, NULL, '{');
	err = guard_get_counters(guard, counter_json, &json);
	json_close(&json, '}');
	putchar('\n');
	return err;
}

int cmd_counters(const struct options *opts)
{
	struct guard guard;
	int err;

	if (opts->reset && opts->json)
		return usage("counters --reset prints nothing: not with --json");
	err = guard_open(&guard);
	if (err)
		return guard_complain(&guard, err);
	err = opts->reset ? guard_reset_counters(&guard) :
			    print(&guard, opts->json);
	guard_close(&guard);
	fflush(stdout);
	return err ? guard_complain(&guard, err) : EXIT_SUCCESS;
}
