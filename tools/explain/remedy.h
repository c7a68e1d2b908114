/* SPDX-License-Identifier: GPL-2.0 */
/* Advice that several answers give. */
#ifndef SMPGUARD_REMEDY_H
#define SMPGUARD_REMEDY_H

#include "pairing.h"
#include "parts.h"

void remedy_agent(struct answer *a, const struct pairing *p, bool tx);
void remedy_pairable(struct answer *a, const struct pairing *p, bool tx);
void remedy_repairing(struct answer *a, const struct pairing *p);
void remedy_bonds(struct answer *a, const struct pairing *p);
void remedy_old_pairing(struct answer *a, const struct pairing *p, bool tx);

#endif /* SMPGUARD_REMEDY_H */
