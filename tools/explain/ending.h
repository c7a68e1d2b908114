/* SPDX-License-Identifier: GPL-2.0 */
/* How a pairing ended. */
#ifndef SMPGUARD_ENDING_H
#define SMPGUARD_ENDING_H

#include "pairing.h"
#include "parts.h"

void ending_put(struct answer *a, const struct pairing *p);
bool ending_lacks_bond(const struct pairing *p);

#endif /* SMPGUARD_ENDING_H */
