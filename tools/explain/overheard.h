/* SPDX-License-Identifier: GPL-2.0 */
/* Pairings that were recorded on the air: senders, control PDUs, and words. */
#ifndef SMPGUARD_OVERHEARD_H
#define SMPGUARD_OVERHEARD_H

#include <stdio.h>

#include "link.h"
#include "parts.h"

/* Senders and control PDUs, for the session */
bool overheard_sender(const struct link *l, const u8 *data, size_t len, bool start);
void overheard_note(struct pairing *p, u8 code, bool tx);
void overheard_control(struct link *l, const struct hci_packet *packet);

/* Words, for answers */
void overheard_put_control(FILE *f, const struct step *step);
bool overheard_put_end(struct answer *a, const struct pairing *p);
bool overheard_has_keys(const struct pairing *p);
void overheard_put(struct answer *a, const struct pairing *p);
char *overheard_name_sides(const struct pairing *p, char *text);

#endif /* SMPGUARD_OVERHEARD_H */
