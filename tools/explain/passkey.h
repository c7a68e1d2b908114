/* SPDX-License-Identifier: GPL-2.0 */
/* The passkey that this host displayed, and what the two used */
#ifndef SMPGUARD_PASSKEY_H
#define SMPGUARD_PASSKEY_H

#include "pairing.h"
#include "parts.h"

bool passkey_put(struct answer *a, const struct pairing *p);

#endif /* SMPGUARD_PASSKEY_H */
