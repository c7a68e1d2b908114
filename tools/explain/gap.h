/* SPDX-License-Identifier: GPL-2.0 */
/* Gaps of a capture within a pairing. */
#ifndef SMPGUARD_GAP_H
#define SMPGUARD_GAP_H

#include "pairing.h"
#include "parts.h"

bool gap_is_there(const struct pairing *p);
void gap_put_left_out(struct answer *a, const struct pairing *p);
void gap_put(struct answer *a, const struct pairing *p);

#endif /* SMPGUARD_GAP_H */
