/* SPDX-License-Identifier: GPL-2.0 */
/* Events as entries of the systemd journal. */
#ifndef SMPGUARD_JOURNAL_H
#define SMPGUARD_JOURNAL_H

#include <glib.h>

#include "event.h"
#include "nl.h"

/**
 * struct journal_kind - a kind of entries
 * @event: SMPG_EVENT, the name that JSON has too; NULL for an event of a later
 *	module, which has a number
 * @id: MESSAGE_ID, which systemd/smp-guard.catalog explains
 * @priority: of syslog, where the event has no severity
 */
struct journal_kind {
	const char *event;
	const char *id;
	char priority;
};

extern const struct journal_kind journal_kinds[];
extern const int journal_kinds_nr;

/* Writes an entry. */
typedef void (*journal_write_fn)(const GLogField *fields, gsize nr, void *arg);

/* False if the journal cannot be reached */
bool journal_send(const GLogField *fields, gsize nr);

void journal_event(const struct event *ev, journal_write_fn write, void *arg);
void journal_lost(u64 lost, journal_write_fn write, void *arg);
void journal_overrun(journal_write_fn write, void *arg);
void journal_listening(const struct guard_info *info, journal_write_fn write,
		       void *arg);
void journal_absent(bool unloaded, journal_write_fn write, void *arg);

#endif /* SMPGUARD_JOURNAL_H */
