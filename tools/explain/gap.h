/* SPDX-License-Identifier: GPL-2.0 */
/* Gaps of a capture within a pairing. */
#ifndef SMPGUARD_GAP_H
#define SMPGUARD_GAP_H

#include <stdio.h>

#include "pairing.h"

bool gap_is_there(const struct pairing *p);
void gap_put(FILE *f, const struct pairing *p);

#endif /* SMPGUARD_GAP_H */
