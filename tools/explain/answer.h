/* SPDX-License-Identifier: GPL-2.0 */
/* The answer: what happened in a pairing, why, and what to change. */
#ifndef SMPGUARD_ANSWER_H
#define SMPGUARD_ANSWER_H

#include "pairing.h"

bool answer_wrong(const struct pairing *p);
char *answer_paragraph(const struct pairing *p);

#endif /* SMPGUARD_ANSWER_H */
