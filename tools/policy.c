// SPDX-License-Identifier: GPL-2.0
/* smpguard policy: show, check and change the policy. */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>

#include "json.h"
#include "nl.h"
#include "scope.h"
#include "smpguard.h"
#include "usage.h"

/* --- The module's policy --------------------------------------------------------- */

static int change(u8 cmd, const struct config *c)
{
	struct guard guard;
	int err;

	err = guard_open(&guard);
	if (!err)
		err = guard_change_policy(&guard, cmd, c);
	guard_close(&guard);
	return err ? guard_complain(&guard, err) : EXIT_SUCCESS;
}

/* Replaces the entries by their sum. */
static void add_up(struct config *c, const struct config_target *target)
{
	struct config_scope scope = { .kind = CONFIG_DEFAULT };
	struct smpg_policy policy;
	struct config_entry *entry;

	config_effective(c, target, &policy);
	c->nr = 0;
	entry = config_add(c, &scope);
	entry->part.sets = SMPG_SETS_ALL;
	entry->part.value = policy;
}

/* Keeps only the entry of a scope, if there is one. */
static void pick(struct config *c, const struct config_scope *scope)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		if (!memcmp(&c->entries[i].scope, scope, sizeof(*scope)))
			break;
	if (i < c->nr)
		c->entries[0] = c->entries[i];
	c->nr = i < c->nr;
}

int cmd_policy_show(const struct options *opts)
{
	bool scoped = opts->adapter || opts->peer || opts->type;
	struct config c = { NULL };
	struct config_scope scope;
	struct target_buf t;
	struct guard guard;
	int err;

	err = opts->effective ? read_target(opts, &t) : read_scope(opts, &scope);
	if (err)
		return err;
	err = guard_open(&guard);
	if (!err)
		err = guard_get_policy(&guard, &c);
	guard_close(&guard);
	if (err) {
		config_free(&c);
		return guard_complain(&guard, err);
	}
	if (opts->effective)
		add_up(&c, &t.target);
	else if (scoped)
		pick(&c, &scope);
	if (opts->json)
		config_write_json(stdout, &c);
	else
		config_write(stdout, &c);
	config_free(&c);
	return EXIT_SUCCESS;
}

int cmd_policy_set(const struct options *opts)
{
	struct config c = { NULL };
	struct config_scope scope;
	struct config_entry *entry;
	char **arg, **other, *wrong, *value;
	int status;

	status = read_scope(opts, &scope);
	if (status)
		return status;
	if (!opts->argv[0])
		return usage("policy set needs KEY=VALUE");
	entry = config_add(&c, &scope);
	for (arg = opts->argv; *arg && !status; arg++) {
		value = strchr(*arg, '=');
		if (!value) {
			status = usage("policy set takes KEY=VALUE, not %s",
				       *arg);
			break;
		}
		*value++ = '\0';
		for (other = opts->argv; other < arg && !status; other++)
			if (!strcmp(*other, *arg))
				status = usage("%s is given twice", *arg);
		if (status)
			break;
		wrong = config_set(entry, *arg, value);
		if (wrong)
			status = wrong_usage(wrong);
	}
	if (!status)
		status = change(SMP_GUARD_CMD_SET_POLICY, &c);
	config_free(&c);
	return status;
}

int cmd_policy_reset(const struct options *opts)
{
	struct config c = { NULL };
	struct config_scope scope;
	int status;

	status = read_scope(opts, &scope);
	if (status)
		return status;
	if (scope.kind == CONFIG_DEFAULT)
		return change(SMP_GUARD_CMD_REPLACE_POLICY, &c);
	config_add(&c, &scope);
	status = change(SMP_GUARD_CMD_DEL_POLICY, &c);
	config_free(&c);
	return status;
}

/* --- Files ------------------------------------------------------------------- */

static const char *file_of(const struct options *opts)
{
	return opts->argv[0] ? opts->argv[0] : SMPG_CONF;
}

int cmd_policy_load(const struct options *opts)
{
	struct config c;
	int status = EXIT_FAILURE;

	if (!config_read(file_of(opts), &c, stderr)) {
		if (!config_makes_sense(file_of(opts), &c, config_complain, stderr))
			fputs("smpguard: the policy contradicts itself; it is loaded as it is\n",
			      stderr);
		status = change(SMP_GUARD_CMD_REPLACE_POLICY, &c);
	} else {
		fputs("smpguard: not loaded, the policy stays as it was\n",
		      stderr);
	}
	config_free(&c);
	return status;
}

static void mistake_json(void *arg, const char *path, unsigned int line,
			 const char *reason)
{
	struct json *json = arg;

	(void)path;
	json_open(json, NULL, '{');
	if (line)
		json_number(json, "line", line);
	json_string(json, "reason", reason);
	json_close(json, '}');
}

static bool check_json(const char *path, struct config *c)
{
	struct json json = { .out = stdout };
	char hash[CONFIG_HASH_TEXT];
	bool ok;

	json_open(&json, NULL, '{');
	json_string(&json, "file", path);
	json_open(&json, "mistakes", '[');
	ok = config_load(path, c, mistake_json, &json) &&
	     config_makes_sense(path, c, mistake_json, &json);
	json_close(&json, ']');
	json_bool(&json, "ok", ok);
	if (ok)
		json_string(&json, "policy-hash",
			    config_hash_text(config_hash(c), hash));
	json_close(&json, '}');
	putchar('\n');
	return ok;
}

int cmd_policy_check(const struct options *opts)
{
	char hash[CONFIG_HASH_TEXT];
	struct config c;
	bool ok;

	if (opts->json)
		ok = check_json(file_of(opts), &c);
	else
		ok = !config_read(file_of(opts), &c, stderr) &&
		     config_makes_sense(file_of(opts), &c, config_complain,
					stderr);
	if (ok && !opts->json)
		printf("policy hash %s\n", config_hash_text(config_hash(&c), hash));
	config_free(&c);
	return ok ? EXIT_SUCCESS : EXIT_FAILURE;
}
