/* SPDX-License-Identifier: GPL-2.0 */
/* Pairing over BR/EDR without SMP: Secure Simple Pairing, and by PIN before it */
#ifndef SMPGUARD_SIMPLE_H
#define SMPGUARD_SIMPLE_H

#include <stdint.h>

#include "auth.h"
#include "smpg_engine.h"

struct link;

/**
 * struct simple - a pairing of either kind
 *
 * Arrays are by SMPG_LOCAL and SMPG_REMOTE.
 * @have: the side's IO capabilities are known: @io, @oob, @auth
 * @asked: enum auth_kind of the last question to this host, without an answer yet
 * @asked_at: its time in microseconds, if @asked_timed
 * @waited: microseconds from the question to the end; -1 if that is not known
 * @speaks: the capture has what this host answers, and not its events alone
 * @refused: enum auth_kind by which this host refused
 * @agreed: this host answered a question with yes, a passkey or a PIN
 * @numbered: @number is what is displayed
 * @keyed: there is a new link key, of @key_type
 */
struct simple {
	bool have[2];
	u8 io[2], oob[2], auth[2];
	u8 asked;
	bool asked_timed;
	u64 asked_at;
	int64_t waited;
	bool speaks;
	u8 refused;
	bool agreed;
	bool numbered;
	u32 number;
	bool keyed;
	u8 key_type;
};

struct pairing;

bool simple_begins(const struct pairing *p, u8 kind);
void simple_take(struct pairing *p, const struct hci_packet *packet,
		 const struct auth *a);
void simple_hint(struct pairing *p, const struct auth *a);
void simple_close(struct pairing *p, const struct hci_packet *packet, u8 reason);
void simple_undo(struct pairing *p, u8 reason);
bool simple_is_silent(const struct pairing *p);
bool simple_is_hasty(const struct pairing *p);
void simple_end(struct pairing *p);
bool simple_asks_mitm(const struct simple *s, int side);
int simple_compared(const struct pairing *p);
bool simple_bonds(const struct simple *s);

#endif /* SMPGUARD_SIMPLE_H */
