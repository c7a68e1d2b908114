/* SPDX-License-Identifier: GPL-2.0 */
/* The secrets of a pairing, as far as a listener can compute them. */
#ifndef SMPGUARD_SECRETS_H
#define SMPGUARD_SECRETS_H

#include "pairing.h"
#include "parts.h"

#define PASSKEY_LAST	999999

enum secrets_key { SECRETS_KEY_UNKNOWN, SECRETS_KEY_RIGHT, SECRETS_KEY_WRONG };

void secrets_prove(struct pairing *p, int last);
int secrets_passkey(const struct pairing *p);
bool secrets_exposed(const struct pairing *p);
bool secrets_put_difference(struct answer *a, const struct pairing *p);
enum secrets_key secrets_session_key(const struct pairing *p);
char *secrets_text(const struct pairing *p, bool show_keys);

#endif /* SMPGUARD_SECRETS_H */
