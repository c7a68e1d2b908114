/* SPDX-License-Identifier: GPL-2.0 */
/* A pairing in words. Each function returns text for the caller to free. */
#ifndef SMPGUARD_ANSWER_H
#define SMPGUARD_ANSWER_H

#include "pairing.h"

#define PASSKEY_LAST	999999

void answer_prove(struct pairing *p, int last);
bool answer_gap(const struct pairing *p);
int answer_passkey(const struct pairing *p);
bool answer_wrong(const struct pairing *p);
char *answer_paragraph(const struct pairing *p);
char *answer_proof(const struct pairing *p, bool show_keys);
char *answer_step(const struct step *step, bool show_keys);
char *answer_finding(const struct finding *f, const char *profile);

#endif /* SMPGUARD_ANSWER_H */
