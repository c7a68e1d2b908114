/* SPDX-License-Identifier: GPL-2.0 */
/* The secrets of a pairing, as far as a listener can compute them. */
#ifndef SMPGUARD_SECRETS_H
#define SMPGUARD_SECRETS_H

#include <stdio.h>

#include "pairing.h"

#define PASSKEY_LAST	999999

void secrets_prove(struct pairing *p, int last);
int secrets_passkey(const struct pairing *p);
bool secrets_exposed(const struct pairing *p);
bool secrets_put_difference(FILE *f, const struct pairing *p);
char *secrets_text(const struct pairing *p, bool show_keys);

#endif /* SMPGUARD_SECRETS_H */
