// SPDX-License-Identifier: GPL-2.0
/*
 * Entries of the systemd journal: the words of the text, and the names and values
 * of the JSON as fields. GLib writes them in the journal's native protocol.
 */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "journal.h"
#include "print.h"

enum {
	KIND_PAIRING_STARTED, KIND_PAIRING_COMPLETE, KIND_PAIRING_FAILED,
	KIND_VIOLATION, KIND_CRITICAL, KIND_TRANSLATION_LOST, KIND_HOOKS_LOST,
	KIND_HOOKS_BACK, KIND_WINDOW_OPENED, KIND_WINDOW_CLOSED, KIND_UNKNOWN,
	KIND_LOST, KIND_OVERRUN, KIND_LISTENING, KIND_ABSENT, KINDS
};

/* Priorities of syslog */
#define CRITICAL	'2'
#define WARNING		'4'
#define NOTICE		'5'
#define INFO		'6'

const struct journal_kind journal_kinds[] = {
	[KIND_PAIRING_STARTED] = {
		"pairing-started", "3e142224616d467abbb68232c667cb3f", INFO },
	[KIND_PAIRING_COMPLETE] = {
		"pairing-complete", "20c5d3755390406599a1129f6c067a52", INFO },
	[KIND_PAIRING_FAILED] = {
		"pairing-failed", "187c17bf6a9e4427ab0bcf17f1eff850", NOTICE },
	[KIND_VIOLATION] = {
		"violation", "861b0cbaf5c04671a1507222725ec76a", WARNING },
	/* The machine's randomness is broken: more than a violation of one peer */
	[KIND_CRITICAL] = {
		"violation", "90f9a60eb80a47948c6608fb576c945c", CRITICAL },
	[KIND_TRANSLATION_LOST] = {
		"translation-lost", "808337e07a9944aa9a0a7a58aa251849", WARNING },
	[KIND_HOOKS_LOST] = {
		"hooks-lost", "a2ca0977df334e8db8723333736036d3", CRITICAL },
	[KIND_HOOKS_BACK] = {
		"hooks-back", "b909d78e45424586b57f3399549756b3", NOTICE },
	[KIND_WINDOW_OPENED] = {
		"window-opened", "7181265bd0ec4804bc011beafa43a4b0", NOTICE },
	[KIND_WINDOW_CLOSED] = {
		"window-closed", "ca4801a363914a9db8dfc346ae8bc868", NOTICE },
	[KIND_UNKNOWN] = { NULL, "a13d9fe375f0470b8b98436000760c76", NOTICE },
	[KIND_LOST] = { "lost", "719f9adbacca4e538839da76159f396b", WARNING },
	[KIND_OVERRUN] = { "overrun", "92cfb39b81ac417f968c98d8f95baa6e", WARNING },
	[KIND_LISTENING] = {
		"listening", "a160f6fca1f346c5a86a3c0e51c82926", INFO },
	[KIND_ABSENT] = { "absent", "a0137e0615ed4ea0945ce67490ad5681", WARNING },
};

const int journal_kinds_nr = ARRAY_SIZE(journal_kinds);

/**
 * struct entry - an entry that is being put together
 * @fields: GLogField, whose keys and values belong to the entry
 * @words: MESSAGE
 * @buf: text of @words
 * @size: length of @buf
 */
struct entry {
	GArray *fields;
	FILE *words;
	char *buf;
	size_t size;
};

static void add(struct entry *entry, const char *key, const char *value)
{
	const GLogField field = { g_strdup(key), g_strdup(value), -1 };

	g_array_append_val(entry->fields, field);
}

static void add_number(struct entry *entry, const char *key, u64 value)
{
	char text[24];

	snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
	add(entry, key, text);
}

/* SMPG_PEER_TYPE of peer-address-type: the words of the options of smpguard */
static void add_attr(const char *name, const char *value, void *arg)
{
	char key[64] = "SMPG_", adapter[32];
	char *to = key + strlen(key);

	if (g_str_has_prefix(name, "peer-address")) {
		to = stpcpy(to, "PEER");
		name += strlen("peer-address");
	} else if (!strcmp(name, "adapter")) {
		snprintf(adapter, sizeof(adapter), "hci%s", value);
		value = adapter;
	}
	for (; *name && to < key + sizeof(key) - 1; name++)
		*to++ = *name == '-' ? '_' : g_ascii_toupper(*name);
	*to = '\0';
	add(arg, key, value);
}

static void open_entry(struct entry *entry, int kind, char priority)
{
	const char text[] = { priority, '\0' };

	entry->fields = g_array_new(FALSE, FALSE, sizeof(GLogField));
	entry->words = open_memstream(&entry->buf, &entry->size);
	add(entry, "MESSAGE_ID", journal_kinds[kind].id);
	add(entry, "PRIORITY", text);
	add(entry, "SYSLOG_IDENTIFIER", "smpguard");
	if (journal_kinds[kind].event)
		add(entry, "SMPG_EVENT", journal_kinds[kind].event);
}

static void close_entry(struct entry *entry, journal_write_fn write, void *arg)
{
	GLogField *fields;
	guint i;

	fclose(entry->words);
	add(entry, "MESSAGE", entry->buf);
	free(entry->buf);
	fields = (GLogField *)(void *)entry->fields->data;
	write(fields, entry->fields->len, arg);
	for (i = 0; i < entry->fields->len; i++) {
		g_free((gpointer)fields[i].key);
		g_free((gpointer)fields[i].value);
	}
	g_array_free(entry->fields, TRUE);
}

/* By the name in the netlink spec, which JSON has too */
static int kind_of(const struct event *ev)
{
	const char *name = event_name(ev->cmd);
	int kind;

	if (!name)
		return KIND_UNKNOWN;
	if (ev->cmd == SMP_GUARD_CMD_VIOLATION &&
	    ev->a.number[SMP_GUARD_A_EVENT_SEVERITY] ==
	    SMP_GUARD_SEVERITY_CRITICAL)
		return KIND_CRITICAL;
	for (kind = 0; kind < KIND_UNKNOWN; kind++)
		if (!strcmp(journal_kinds[kind].event, name))
			return kind;
	return KIND_UNKNOWN;
}

static char priority_of(const struct event *ev, int kind)
{
	if (!ev->a.has[SMP_GUARD_A_EVENT_SEVERITY])
		return journal_kinds[kind].priority;
	switch (ev->a.number[SMP_GUARD_A_EVENT_SEVERITY]) {
	case SMP_GUARD_SEVERITY_NOTICE:
		return NOTICE;
	case SMP_GUARD_SEVERITY_CRITICAL:
		return CRITICAL;
	default:
		return WARNING;
	}
}

/**
 * journal_event() - write an event of the module
 * @ev: the event
 * @write: writes the entry
 * @arg: for @write
 */
void journal_event(const struct event *ev, journal_write_fn write, void *arg)
{
	const char *name = event_name(ev->cmd), *attack = event_attack(ev);
	int kind = kind_of(ev);
	struct entry entry;

	open_entry(&entry, kind, priority_of(ev, kind));
	if (kind == KIND_UNKNOWN && name)
		add(&entry, "SMPG_EVENT", name);
	else if (kind == KIND_UNKNOWN)
		add_number(&entry, "SMPG_EVENT", ev->cmd);
	attrs_walk(&ev->a, add_attr, &entry);
	if (attack)
		add(&entry, "SMPG_ATTACK", attack);
	print_event_words(entry.words, ev);
	close_entry(&entry, write, arg);
}

static void open_plain(struct entry *entry, int kind)
{
	open_entry(entry, kind, journal_kinds[kind].priority);
}

/* A gap in the sequence numbers */
void journal_lost(u64 lost, journal_write_fn write, void *arg)
{
	struct entry entry;

	open_plain(&entry, KIND_LOST);
	add_number(&entry, "SMPG_COUNT", lost);
	print_lost_words(entry.words, lost);
	close_entry(&entry, write, arg);
}

/* Written at once: the number is known later. */
void journal_overrun(journal_write_fn write, void *arg)
{
	struct entry entry;

	open_plain(&entry, KIND_OVERRUN);
	fputs("events came faster than the journal took them: some are lost",
	      entry.words);
	close_entry(&entry, write, arg);
}

void journal_listening(const struct guard_info *info, journal_write_fn write,
		       void *arg)
{
	struct entry entry;

	open_plain(&entry, KIND_LISTENING);
	add(&entry, "SMPG_VERSION", info->version);
	add(&entry, "SMPG_HOOK", info->hook);
	add_number(&entry, "SMPG_SEQ", info->seq);
	fprintf(entry.words,
		"listening to smp_guard %s, hook %s; the next event is number %llu",
		info->version, info->hook, info->seq);
	close_entry(&entry, write, arg);
}

void journal_absent(bool unloaded, journal_write_fn write, void *arg)
{
	struct entry entry;

	open_plain(&entry, KIND_ABSENT);
	fprintf(entry.words,
		"the smp_guard module %s: pairing is not guarded; smpguard status says what to do",
		unloaded ? "was unloaded" : "is not loaded");
	close_entry(&entry, write, arg);
}

/* Blocks while journald is busy, so that events wait in the socket. */
bool journal_send(const GLogField *fields, gsize nr)
{
	return g_log_writer_journald(G_LOG_LEVEL_MESSAGE, fields, nr, NULL) ==
	       G_LOG_WRITER_HANDLED;
}
