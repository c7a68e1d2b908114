// SPDX-License-Identifier: GPL-2.0
/* smpguard status: is the module loaded, and what has it counted? */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "absent.h"
#include "json.h"
#include "nl.h"
#include "smpguard.h"
#include "version.h"

static void counter_json(const char *name, unsigned long long value,
			 void *arg)
{
	json_number(arg, name, value);
}

static int status_json(struct guard *guard, const struct guard_info *info)
{
	struct json json = { .out = stdout };
	char hash[CONFIG_HASH_TEXT];
	int err;

	json_open(&json, NULL, '{');
	json_bool(&json, "loaded", true);
	json_string(&json, "version", info->version);
	json_string(&json, "tool-version", tool_version);
	json_string(&json, "hook", info->hook);
	if (*info->masks)
		json_string(&json, "masks", info->masks);
	json_bool(&json, "hooks-lost", info->hooks_lost);
	json_number(&json, "missed", info->missed);
	json_number(&json, "links", info->links);
	json_number(&json, "seq", info->seq);
	json_number(&json, "translations", info->translations);
	json_number(&json, "translations-max", info->translations_max);
	json_bool(&json, "keep-keys", info->keep_keys);
	if (info->has_policy_hash)
		json_string(&json, "policy-hash",
			    config_hash_text(info->policy_hash, hash));
	json_open(&json, "counters", '{');
	err = guard_get_counters(guard, counter_json, &json);
	json_close(&json, '}');
	json_close(&json, '}');
	putchar('\n');
	return err;
}

/* "weak-key.audit" and "weak-key.repair" go on one line, as weak-key's. */
static void counter_text(const char *name, unsigned long long value,
			 void *arg)
{
	int len = strcspn(name, ".");
	char *group = arg;

	if (!value)
		return;
	if (strncmp(group, name, len) || group[len]) {
		printf("%s  %-18.*s", *group ? "\n" : "", len, name);
		memcpy(group, name, len);
		group[len] = '\0';
	}
	printf("  %s%s%llu", name[len] ? name + len + 1 : "",
	       name[len] ? " " : "", value);
}

static int status_text(struct guard *guard, const struct guard_info *info)
{
	char group[64] = "", hash[CONFIG_HASH_TEXT];
	int err;

	printf("smp_guard %s: loaded, hook %s, %u link%s, %llu event%s so far\n",
	       info->version, info->hook, info->links,
	       info->links == 1 ? "" : "s", info->seq - 1,
	       info->seq == 2 ? "" : "s");
	if (guard_is_other(info))
		printf("  This tool is of version %s: what it does not know shows as a number\n",
		       tool_version);
	if (info->hooks_lost)
		puts("  Frames are not inspected: the kernel does not call the hook any more.\n"
		     "  See kernel.ftrace_enabled, /sys/kernel/debug/kprobes/enabled and dmesg.");
	if (info->missed)
		printf("  Protection is not complete: the hook missed %llu frame%s\n",
		       info->missed, info->missed == 1 ? "" : "s");
	if (!strcmp(info->masks, "none"))
		puts("  The kernel's own pairing is not masked, only judged");
	if (info->translations)
		printf("  %u of at most %u repaired keys are translated\n",
		       info->translations, info->translations_max);
	if (info->has_policy_hash)
		printf("  policy hash %s\n",
		       config_hash_text(info->policy_hash, hash));
	err = guard_get_counters(guard, counter_text, group);
	if (*group)
		putchar('\n');
	return err;
}

static int status_absent(const struct options *opts)
{
	struct json json = { .out = stdout };
	struct absent absent;
	struct utsname name;
	bool foreign;

	uname(&name);
	foreign = sizeof(long) == 4 && !strcmp(name.machine, "aarch64");
	absent_find("", name.release, foreign, &absent);
	if (opts->json) {
		json_open(&json, NULL, '{');
		json_bool(&json, "loaded", false);
		json_string(&json, "why", absent.why);
		json_string(&json, "remedy", absent.remedy);
		json_close(&json, '}');
		putchar('\n');
	}
	fprintf(stderr,
		"smpguard: the smp_guard module is not loaded: pairing is not guarded\n"
		"  Why: %s.\n"
		"  What to do: %s.\n",
		absent.why, absent.remedy);
	absent_clear(&absent);
	return EXIT_FAILURE;
}

int cmd_status(const struct options *opts)
{
	struct guard_info info;
	struct guard guard;
	int err;

	err = guard_open(&guard);
	if (err == -NLE_OBJ_NOTFOUND)
		return status_absent(opts);
	if (err)
		return guard_complain(&guard, err);

	err = guard_get_info(&guard, &info);
	if (!err)
		err = opts->json ? status_json(&guard, &info) :
				   status_text(&guard, &info);
	guard_close(&guard);
	fflush(stdout);
	if (err)
		return guard_complain(&guard, err);
	return info.hooks_lost ? EXIT_FAILURE : EXIT_SUCCESS;
}
