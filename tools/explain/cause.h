/* SPDX-License-Identifier: GPL-2.0 */
/* Why a pairing failed, whose fault that is, and what to do. */
#ifndef SMPGUARD_CAUSE_H
#define SMPGUARD_CAUSE_H

#include "pairing.h"
#include "parts.h"

void cause_put(struct answer *a, const struct pairing *p);
void cause_put_link(struct answer *a, const struct pairing *p);
bool cause_put_cancelled(struct answer *a, const struct pairing *p);
bool cause_put_user(struct answer *a, const struct pairing *p);
void cause_put_simple(struct answer *a, const struct pairing *p);
void cause_put_stored(struct answer *a, const struct pairing *p);
void cause_put_due(struct answer *a, const struct pairing *p);
bool cause_is_due(const struct pairing *p, bool tx);
bool cause_waits_for_user(const struct pairing *p);
bool cause_put_error(struct answer *a, const struct pairing *p);
bool cause_put_timeout(struct answer *a, const struct pairing *p);
bool cause_put_given_up(struct answer *a, const struct pairing *p);

#endif /* SMPGUARD_CAUSE_H */
