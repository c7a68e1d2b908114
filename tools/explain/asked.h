/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SMPGUARD_ASKED_H
#define SMPGUARD_ASKED_H

#include "pairing.h"
#include "parts.h"

void asked_end(struct pairing *p);
bool asked_in_vain(const struct pairing *p);
void asked_put_end(struct answer *a, const struct pairing *p);
void asked_put_cause(struct answer *a, const struct pairing *p);

#endif /* SMPGUARD_ASKED_H */
