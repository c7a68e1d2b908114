// SPDX-License-Identifier: GPL-2.0
/*
 * The text format of Prometheus, version 0.0.4. No label has a value that a peer
 * could choose: peers would make series without end.
 */
#include <string.h>

#include "metrics.h"
#include "smpg_engine.h"

/**
 * struct family - the samples of a counter of the module, or of two
 * @counter: its name, or what the names begin with if @label is there
 * @metric: without "smp_guard_" and "_total"
 * @label: the label that tells the rest of the name, NULL for none
 */
static const struct family {
	const char *counter;
	const char *metric;
	const char *label;
	const char *help;
} families[] = {
	{ "frames.starved", "frames_starved", NULL,
	  "Frames that were not inspected for want of memory." },
	{ "frames.", "frames", "direction", "HCI frames seen." },
	{ "smp.", "smp_pdus", "direction", "SMP PDUs judged." },
	{ "malformed.", "malformed_frames", "direction",
	  "Frames that contradict their own headers." },
	{ "pairings.started", "pairings_started", NULL,
	  "Pairings whose negotiation was seen." },
	{ "pairings.completed", "pairings_completed", NULL,
	  "Pairings with every negotiated key distributed." },
	{ "pairings.failed", "pairings_failed", NULL,
	  "Pairings that ended before they were complete." },
	{ "negotiations.masked", "negotiations_masked", NULL,
	  "Negotiations from which the policy took keys." },
	{ "events.sent", "events_sent", NULL, "Events sent to listeners." },
	{ "events.lost", "events_lost", NULL,
	  "Events lost before they were sent, because too many came at once." },
	{ "events.suppressed", "events_suppressed", NULL,
	  "Violations not told, because their peer broke the rule too often." },
	{ "credits.returned", "credits_returned", NULL,
	  "Completions given to hosts for dropped packets." },
	{ "links.opened", "links_opened", NULL, "Links met." },
	{ "links.refused", "links_refused", NULL,
	  "Links not guarded because there were too many." },
	{ "translations.evicted", "translations_evicted", NULL,
	  "Translations dropped because there were too many." },
	{ "translated.", "translated", "key", "Uses of a translated key." },
};

static void heading(FILE *out, const char *name, const char *type,
		    const char *help)
{
	fprintf(out, "# HELP smp_guard_%s %s\n# TYPE smp_guard_%s %s\n", name,
		help, name, type);
}

static void gauge(FILE *out, const char *name, const char *help,
		  unsigned long long value)
{
	heading(out, name, "gauge", help);
	fprintf(out, "smp_guard_%s %llu\n", name, value);
}

/* What would end a label is not in a version or a name: it becomes "_". */
static void label(FILE *out, const char *name, const char *value)
{
	fprintf(out, "%s=\"", name);
	for (; *value; value++)
		putc(*value == '"' || *value == '\\' || *value == '\n' ?
		     '_' : *value, out);
	putc('"', out);
}

static const struct family *family_of(const char *counter)
{
	const struct family *f;

	for (f = families; f < families + ARRAY_SIZE(families); f++)
		if (f->label ? g_str_has_prefix(counter, f->counter) :
		    !strcmp(counter, f->counter))
			return f;
	return NULL;
}

static const struct metrics_counter *counter_at(const struct metrics *m,
						guint i)
{
	return &g_array_index(m->counters, struct metrics_counter, i);
}

static void print_family(FILE *out, const struct metrics *m,
			 const struct family *f)
{
	char *metric = g_strconcat(f->metric, "_total", NULL);
	const struct metrics_counter *c;
	bool begun = false;
	guint i;

	for (i = 0; i < m->counters->len; i++) {
		c = counter_at(m, i);
		if (family_of(c->name) != f)
			continue;
		if (!begun)
			heading(out, metric, "counter", f->help);
		begun = true;
		fprintf(out, "smp_guard_%s", metric);
		if (f->label) {
			putc('{', out);
			label(out, f->label, c->name + strlen(f->counter));
			putc('}', out);
		}
		fprintf(out, " %llu\n", c->value);
	}
	g_free(metric);
}

/* The action in the name of a rule's counter, or NULL for another counter */
static const char *action_of(const char *counter)
{
	const char *dot = strchr(counter, '.');
	int action;

	for (action = 0; dot && action <= SMP_GUARD_ACTION_MAX; action++)
		if (!strcmp(dot + 1, smpg_action_name(action)))
			return dot + 1;
	return NULL;
}

static void print_violations(FILE *out, const struct metrics *m)
{
	const struct metrics_counter *c;
	const char *action;
	char *rule;
	guint i;

	heading(out, "violations_total", "counter",
		"PDUs that broke a rule, by the action taken.");
	for (i = 0; i < m->counters->len; i++) {
		c = counter_at(m, i);
		action = action_of(c->name);
		if (!action)
			continue;
		rule = g_strndup(c->name, action - 1 - c->name);
		fputs("smp_guard_violations_total{", out);
		label(out, "rule", rule);
		putc(',', out);
		label(out, "action", action);
		fprintf(out, "} %llu\n", c->value);
		g_free(rule);
	}
}

/* Counters of a later module */
static void print_others(FILE *out, const struct metrics *m)
{
	const struct metrics_counter *c;
	char *name;
	guint i;

	for (i = 0; i < m->counters->len; i++) {
		c = counter_at(m, i);
		if (family_of(c->name) || action_of(c->name))
			continue;
		name = g_strconcat(c->name, "_total", NULL);
		g_strcanon(name, G_CSET_a_2_z G_CSET_DIGITS, '_');
		heading(out, name, "counter", "A counter of a later module.");
		fprintf(out, "smp_guard_%s %llu\n", name, c->value);
		g_free(name);
	}
}

static void print_links(FILE *out, const struct metrics *m)
{
	static const char *const truth[] = { "false", "true" };
	int transport, encrypted;

	heading(out, "links", "gauge", "Links now.");
	for (transport = 0; transport <= SMP_GUARD_TRANSPORT_MAX; transport++) {
		for (encrypted = 0; encrypted < 2; encrypted++) {
			fputs("smp_guard_links{", out);
			label(out, "transport", smpg_transport_name(transport));
			putc(',', out);
			label(out, "encrypted", truth[encrypted]);
			fprintf(out, "} %u\n", m->links[transport][encrypted]);
		}
	}
}

static void print_up(FILE *out, bool up)
{
	gauge(out, "up", "Whether the module is loaded.", up);
}

/**
 * metrics_count() - take a counter of the module
 * @name: its name
 * @value: its value
 * @arg: the struct metrics
 */
void metrics_count(const char *name, unsigned long long value, void *arg)
{
	struct metrics_counter c = { .value = value };
	struct metrics *m = arg;

	g_strlcpy(c.name, name, sizeof(c.name));
	g_array_append_val(m->counters, c);
}

void metrics_print(FILE *out, const struct metrics *m)
{
	const struct family *f;

	print_up(out, true);
	heading(out, "build_info", "gauge",
		"Versions of module and tool, and the hook, as labels.");
	fputs("smp_guard_build_info{", out);
	label(out, "version", m->info.version);
	fputs(",tool_version=\"" SMPG_VERSION "\",", out);
	label(out, "hook", m->info.hook);
	fputs("} 1\n", out);
	if (m->info.has_policy_hash) {
		heading(out, "policy_info", "gauge",
			"The hash of the policy in force, as a label.");
		fprintf(out, "smp_guard_policy_info{hash=\"%016llx\"} 1\n",
			(unsigned long long)m->info.policy_hash);
	}
	gauge(out, "hooks_lost",
	      "Whether the kernel does not call the hook any more.",
	      m->info.hooks_lost);
	heading(out, "hook_missed_total", "counter",
		"Calls that the hook missed, whose frames were not inspected.");
	fprintf(out, "smp_guard_hook_missed_total %llu\n", m->info.missed);
	print_links(out, m);
	gauge(out, "translations", "Repaired keys that are translated.",
	      m->info.translations);
	gauge(out, "translations_max", "Repaired keys that can be translated.",
	      m->info.translations_max);
	gauge(out, "keep_keys", "Whether repaired keys may be saved.",
	      m->info.keep_keys);
	gauge(out, "keys_restored",
	      "Whether saved keys were restored since the module was loaded.",
	      m->info.keys_restored);
	gauge(out, "keys_saved_timestamp_seconds",
	      "When repaired keys were saved, 0 if they are in no file.",
	      m->saved);
	heading(out, "events_total", "counter",
		"Events since the module was loaded.");
	fprintf(out, "smp_guard_events_total %llu\n", m->info.seq - 1);
	for (f = families; f < families + ARRAY_SIZE(families); f++)
		print_family(out, m, f);
	print_violations(out, m);
	print_others(out, m);
}

void metrics_print_absent(FILE *out)
{
	print_up(out, false);
}
