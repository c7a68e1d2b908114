// SPDX-License-Identifier: GPL-2.0
/*
 * The metrics of the tool, compared with metrics.prom, which promtool checks
 * in scripts/check.
 */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "metrics.h"

static int failures;

static void check(const char *name, bool ok)
{
	printf("%s - metrics: %s\n", ok ? "ok" : "not ok", name);
	failures += !ok;
}

static char *printed(const struct metrics *m)
{
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (m)
		metrics_print(out, m);
	else
		metrics_print_absent(out);
	fclose(out);
	return text;
}

static void fill(struct metrics *m)
{
	static const char *const names[] = {
		"frames.tx", "frames.rx", "frames.starved", "smp.tx", "smp.rx",
		"malformed.tx", "malformed.rx", "pairings.started",
		"pairings.completed", "pairings.failed", "negotiations.masked",
		"events.sent", "events.lost", "credits.returned", "links.opened",
		"links.refused", "translated.ltk", "translated.csrk",
		"translations.evicted", "unnegotiated-key.allow",
		"unnegotiated-key.mask", "weak-key.repair", "later-rule.audit",
		"later.thing-2", "events.suppressed",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(names); i++)
		metrics_count(names[i], i + 1, m);
	m->links[SMP_GUARD_TRANSPORT_LE][true] = 2;
	m->links[SMP_GUARD_TRANSPORT_BREDR][false] = 1;
	m->saved = 1700000000;
}

static void test_text(const char *file)
{
	struct metrics m = {
		.info = {
			.version = "1.\"2\\\n", .hook = "ftrace", .seq = 12,
			.has_policy_hash = true, .policy_hash = 0xabc,
			.translations = 3, .translations_max = 1024,
			.keep_keys = true,
		},
		.counters = g_array_new(FALSE, FALSE,
					sizeof(struct metrics_counter)),
	};
	char *want = NULL, *got;

	fill(&m);
	got = printed(&m);
	g_file_get_contents(file, &want, NULL, NULL);
	check("the text", want && !strcmp(got, want));
	if (!want || strcmp(got, want))
		printf("# got\n%s", got);
	g_array_free(m.counters, TRUE);
	g_free(want);
	free(got);
}

static void test_absent(void)
{
	char *got = printed(NULL);

	check("no module", !strcmp(got, "# HELP smp_guard_up Whether the module is loaded.\n"
				   "# TYPE smp_guard_up gauge\n"
				   "smp_guard_up 0\n"));
	free(got);
}

int main(int argc, char **argv)
{
	test_text(argc > 4 ? argv[4] : "");
	test_absent();
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
