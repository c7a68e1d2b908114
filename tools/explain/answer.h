/* SPDX-License-Identifier: GPL-2.0 */
/* The answer to a pairing, in parts. */
#ifndef SMPGUARD_ANSWER_H
#define SMPGUARD_ANSWER_H

#include "pairing.h"
#include "parts.h"

bool answer_wrong(const struct pairing *p);
void answer_make(struct answer *a, const struct pairing *p);
char *answer_whole(const struct answer *a);
const char *answer_label(int part);

#endif /* SMPGUARD_ANSWER_H */
