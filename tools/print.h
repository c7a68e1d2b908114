/* SPDX-License-Identifier: GPL-2.0 */
/* Events, for people and as JSON. */
#ifndef SMPGUARD_PRINT_H
#define SMPGUARD_PRINT_H

#include <stdio.h>

#include "event.h"

/* @booted: time of boot, in nanoseconds since 1970 */
void print_event(FILE *out, const struct event *ev, u64 booted);
void print_event_words(FILE *out, const struct event *ev);
void print_event_json(FILE *out, const struct event *ev);

/* @adapter: -1 for all; @address: NULL for all peers */
void print_window_scope(FILE *out, int adapter, const u8 *address, u8 type);

/* Shared by events and links */
void print_value(FILE *out, const struct event *ev, int id);
void print_peer(FILE *out, const struct event *ev);
void print_pairing(FILE *out, const struct event *ev);
void print_marks(FILE *out, const struct event *ev);

void print_lost(FILE *out, unsigned long long lost);
void print_lost_words(FILE *out, unsigned long long lost);
void print_lost_json(FILE *out, unsigned long long lost);

#endif /* SMPGUARD_PRINT_H */
