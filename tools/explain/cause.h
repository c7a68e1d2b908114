/* SPDX-License-Identifier: GPL-2.0 */
/* Why a pairing failed, and what to look at. */
#ifndef SMPGUARD_CAUSE_H
#define SMPGUARD_CAUSE_H

#include <stdio.h>

#include "pairing.h"

void cause_put(FILE *f, const struct pairing *p);

#endif /* SMPGUARD_CAUSE_H */
