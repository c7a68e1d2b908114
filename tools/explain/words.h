/* SPDX-License-Identifier: GPL-2.0 */
/* The words that every answer is made of. */
#ifndef SMPGUARD_WORDS_H
#define SMPGUARD_WORDS_H

#include <stdio.h>

#include "pairing.h"

#define WORDS_ADDRESS	18

void words_any_address(const u8 *address, char buf[WORDS_ADDRESS]);
void words_address(const struct pairing *p, char buf[WORDS_ADDRESS]);
const char *words_side(const struct pairing *p, bool tx);
const char *words_model(u8 method);
const char *words_key(u8 key);
const char *words_link_key(u8 type);
const char *words_evidence(u8 evidence);
const char *words_proof_of_refusal(const struct pairing *p);
void words_put_keys(FILE *f, u8 keys);
void words_put_list(FILE *f, const char *const *names, int nr);
void words_put_hex(FILE *f, const u8 *octets, size_t len);

#endif /* SMPGUARD_WORDS_H */
