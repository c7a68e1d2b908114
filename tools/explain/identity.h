/* SPDX-License-Identifier: GPL-2.0 */
/* The identity address that a peer distributes */
#ifndef SMPGUARD_IDENTITY_H
#define SMPGUARD_IDENTITY_H

#include "pairing.h"
#include "parts.h"

void identity_check(struct pairing *p, struct step *step);
void identity_put(struct answer *a, const struct pairing *p);

#endif /* SMPGUARD_IDENTITY_H */
