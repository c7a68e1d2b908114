/* SPDX-License-Identifier: GPL-2.0 */
/* Keys that were distributed before. */
#ifndef SMPG_REUSE_H
#define SMPG_REUSE_H

#include "smpg_engine.h"

struct smpg_live_link;

/**
 * struct smpg_known_key - a key that was distributed
 * @hash: of its value, keyed
 * @owner: a pairing, an adapter or an identity address
 * @seen: when it was seen last, counted in keys; 0 for none
 * @irk: the key is an IRK; IRKs are compared with each other only
 */
struct smpg_known_key {
	u64 hash;
	u64 owner;
	u64 seen;
	bool irk;
};

bool smpg_reuse_key(struct smpg_live_link *live, u8 direction, const u8 *pdu,
		    size_t len, struct smpg_known_key *key);
bool smpg_reuse_find(u8 direction, const struct smpg_known_key *key);
void smpg_reuse_note(u8 direction, const struct smpg_known_key *key);
void smpg_reuse_init(void);
void smpg_reuse_exit(void);

#endif /* SMPG_REUSE_H */
