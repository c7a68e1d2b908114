/* SPDX-License-Identifier: GPL-2.0 */
/* Keys and values that were transmitted before. */
#ifndef SMPG_REUSE_H
#define SMPG_REUSE_H

#include "smpg_engine.h"

struct smpg_live_link;

/* Kinds of keys and values; those of one kind are compared with each other only. */
enum smpg_known_kind {
	SMPG_KNOWN_KEY,		/* an LTK or CSRK */
	SMPG_KNOWN_IRK,
	SMPG_KNOWN_RANDOM,
	SMPG_KNOWN_PUBLIC_KEY,
};

/**
 * struct smpg_known_key - a key or value that was transmitted
 * @hash: of it, keyed; of a public key, X with the adapter
 * @owner: a pairing, an adapter or an identity address
 * @seen: when it was seen last, counted in keys and values; 0 for none
 * @before: of a value, how many pairings before @owner had it
 * @kind: enum smpg_known_kind
 */
struct smpg_known_key {
	u64 hash;
	u64 owner;
	u64 seen;
	u32 before;
	u8 kind;
};

bool smpg_reuse_key(struct smpg_live_link *live, u8 direction, const u8 *pdu,
		    size_t len, struct smpg_known_key *key);
unsigned int smpg_reuse_find(u8 direction, const struct smpg_known_key *key);
bool smpg_reuse_own_irk(struct smpg_live_link *live, const u8 *irk);
void smpg_reuse_note(u8 direction, const struct smpg_known_key *key);
void smpg_reuse_init(void);
void smpg_reuse_exit(void);

#endif /* SMPG_REUSE_H */
