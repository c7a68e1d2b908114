/* SPDX-License-Identifier: GPL-2.0 */
/* How a pairing ended. */
#ifndef SMPGUARD_ENDING_H
#define SMPGUARD_ENDING_H

#include <stdio.h>

#include "pairing.h"

void ending_put(FILE *f, const struct pairing *p);
bool ending_put_timeout(FILE *f, const struct pairing *p);
bool ending_is_reset(const struct pairing *p);

#endif /* SMPGUARD_ENDING_H */
