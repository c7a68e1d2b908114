// SPDX-License-Identifier: GPL-2.0
/*
 * Any text through the reader of smp-guard.conf(5): what it takes, GLib reads as
 * the same key file; and what it has understood is, once written, taken again.
 */
#include <glib.h>
#include <stdlib.h>

#include "config.h"

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void mistake(void *arg, const char *path, unsigned int line,
		    const char *reason)
{
	unsigned int *mistakes = arg;

	must(*path && line && *reason);
	must(strlen(reason) < 400 && g_utf8_validate(reason, -1, NULL));
	++*mistakes;
}

static bool parse(const char *text, size_t len, struct config *c)
{
	unsigned int mistakes = 0;
	bool ok = config_parse("f", text, len, c, mistake, &mistakes);

	must(ok == !mistakes);
	return ok;
}

/* What contradicts itself has lines, too. */
static void check_sense(const struct config *c)
{
	unsigned int contradictions = 0;
	bool ok = config_makes_sense("f", c, mistake, &contradictions);

	must(ok == !contradictions);
}

static void check_entry(const struct config_entry *entry)
{
	const struct smpg_policy_part *part = &entry->part;
	u8 rule;

	must(!(part->sets & ~SMPG_SETS_ALL));
	must(!entry->has_profile || entry->scope.kind == CONFIG_DEFAULT);
	must(entry->profile < __SMP_GUARD_PROFILE_MAX);
	for (rule = 0; rule < __SMP_GUARD_RULE_MAX; rule++)
		must(!(part->sets & SMPG_SETS_RULE(rule)) ||
		     smpg_rule_takes(rule, part->value.action[rule]));
	must(!((part->value.key_dist[0] | part->value.key_dist[1]) &
	       ~SMPG_KEY_DIST_ALL));
	if (part->sets & SMPG_SETS_MIN_KEY_SIZE)
		must(part->value.min_key_size >= SMPG_KEY_LEN_MIN &&
		     part->value.min_key_size <= SMPG_KEY_LEN);
}

/* All but the lines of the file */
static bool is_same(const struct config_entry *a, const struct config_entry *b)
{
	return !memcmp(a, b, offsetof(struct config_entry, lines));
}

/* GLib has as many keys as we do, and what they are set to means the same. */
static void check_key_file(const char *text, size_t len, const struct config *c)
{
	GKeyFile *file = g_key_file_new();
	char **groups, **keys, *value, *wrong;
	struct config_entry entry;
	gsize nr, i, k;

	/* It does not take an empty one, nor one without groups. */
	if (!c->nr)
		goto out;
	must(g_key_file_load_from_data(file, text, len, 0, NULL));
	groups = g_key_file_get_groups(file, &nr);
	must(nr == c->nr);
	for (i = 0; i < nr; i++) {
		memset(&entry, 0, sizeof(entry));
		entry.scope = c->entries[i].scope;
		keys = g_key_file_get_keys(file, groups[i], NULL, NULL);
		for (k = 0; keys[k]; k++) {
			value = g_key_file_get_value(file, groups[i], keys[k],
						     NULL);
			/* It keeps the blanks behind a value. */
			wrong = config_set(&entry, keys[k], g_strchomp(value));
			must(!wrong);
			g_free(value);
		}
		g_strfreev(keys);
		must(is_same(&entry, &c->entries[i]));
	}
	g_strfreev(groups);
out:
	g_key_file_free(file);
}

static void check_again(const struct config *c)
{
	struct config again;
	size_t size, i;
	char *text;
	FILE *out = open_memstream(&text, &size);

	config_write(out, c);
	fclose(out);
	must(parse(text, size, &again));
	must(again.nr == c->nr);
	for (i = 0; i < c->nr; i++)
		must(is_same(&again.entries[i], &c->entries[i]));
	config_free(&again);
	free(text);
}

/* What libFuzzer calls. */
int fuzz_one(const u8 *data, size_t size) __asm__("LLVMFuzzerTestOneInput");

int fuzz_one(const u8 *data, size_t size)
{
	char *text = malloc(size + 1);
	struct config c;
	size_t i;

	memcpy(text, data, size);
	text[size] = '\0';
	if (parse(text, size, &c)) {
		for (i = 0; i < c.nr; i++)
			check_entry(&c.entries[i]);
		check_key_file(text, size, &c);
		check_again(&c);
		check_sense(&c);
	}
	config_free(&c);
	free(text);
	return 0;
}
