/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Translations that are kept while the module is not loaded. Keys are secrets:
 * none is ever printed, and the memory of each is wiped.
 */
#ifndef SMPGUARD_KEYS_H
#define SMPGUARD_KEYS_H

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

#include "smpg_engine.h"

#define SMPG_KEYS	"/var/lib/smp-guard/keys"

/* Room for all that the module takes */
#define KEYS_SIZE_MAX	(16 * 1024 * 1024)

/* Owner of a value, as indices */
enum { KEYS_HOSTS, KEYS_PEERS };

/**
 * struct kept_key - a translation
 * @adapter: index of the adapter
 * @adapter_address: most significant octet first, zero if it has none
 * @peer: most significant octet first, zero if it is not known
 * @peer_type: SMP_GUARD_ADDRESS_TYPE_PUBLIC, _RANDOM, or _UNKNOWN
 * @key: SMP_GUARD_KEY_LTK or SMP_GUARD_KEY_CSRK
 * @key_size: octets of the key that count
 * @role: of the host, where the key is translated: SMP_GUARD_ROLE_PERIPHERAL, or
 *	_UNKNOWN for both
 * @ediv: of an LTK
 * @rand: of an LTK, octets as on the air
 * @value: the key, octets as on the air
 */
struct kept_key {
	u32 adapter;
	u8 adapter_address[6];
	u8 peer[6];
	u8 peer_type;
	u8 key;
	u8 key_size;
	u8 role;
	u16 ediv[2];
	u8 rand[2][8];
	u8 value[2][SMPG_KEY_LEN];
};

/**
 * struct keys - translations, the newest first
 */
struct keys {
	struct kept_key *keys;
	size_t nr;
	size_t room;
};

/* The new key is zero, for the caller to fill in. */
struct kept_key *keys_add(struct keys *keys);
void keys_free(struct keys *keys);

/* For keys_wipe() */
char *keys_text(const struct keys *keys, size_t *len);
void keys_wipe(char *text, size_t len);
/* Returns NULL or a complaint, and its line, 0 for the text as a whole. */
const char *keys_parse(const char *text, size_t len, struct keys *keys,
		       unsigned int *line);

/* Files belong to root, and in tests to the user who runs the tests. */
extern uid_t keys_owner;

/* Each returns NULL or a complaint about a file, which the caller frees. */
char *keys_load(const char *path, struct keys *keys, bool *there);
char *keys_store(const char *path, const struct keys *keys, bool *written);
char *keys_set_aside(const char *path, char **where);

#endif /* SMPGUARD_KEYS_H */
