/* SPDX-License-Identifier: GPL-2.0 */
/* The violations of a side. */
#ifndef SMPGUARD_DEEDS_H
#define SMPGUARD_DEEDS_H

#include "pairing.h"
#include "parts.h"

bool deeds_debug_key(const struct pairing *p, bool tx);
bool deeds_put(struct answer *a, const struct pairing *p, bool tx);
void deeds_put_negotiated(struct answer *a, const struct pairing *p);
void deeds_put_fault(struct answer *a, const struct pairing *p);
bool deeds_unnegotiated(const struct pairing *p, bool tx);
bool deeds_weak(const struct step *step);
const char *deeds_suspect(const struct pairing *p, bool tx,
			  const struct step **step);

#endif /* SMPGUARD_DEEDS_H */
