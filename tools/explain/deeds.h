/* SPDX-License-Identifier: GPL-2.0 */
/* The violations of a side. */
#ifndef SMPGUARD_DEEDS_H
#define SMPGUARD_DEEDS_H

#include <stdio.h>

#include "pairing.h"

bool deeds_put(FILE *f, const struct pairing *p, bool tx);
bool deeds_unnegotiated(const struct pairing *p, bool tx);
bool deeds_weak(const struct step *step);
const char *deeds_suspect(const struct pairing *p, bool tx,
			  const struct step **step);

#endif /* SMPGUARD_DEEDS_H */
