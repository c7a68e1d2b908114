/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Policy in the words of smp-guard.conf(5): its entries, read from a file or
 * from the module, and their sum for an adapter and a peer.
 */
#ifndef SMPGUARD_CONFIG_H
#define SMPGUARD_CONFIG_H

#include <stdio.h>

#include "smpg_engine.h"

/* The module takes no more. */
#define CONFIG_PEERS_MAX	4096
/* By index, and as many by address */
#define CONFIG_ADAPTERS_MAX	256

/* Room for every peer with every key. */
#define CONFIG_SIZE_MAX		(4 * 1024 * 1024)

/* Every rule, two key-dists, min-key-size, profile */
#define CONFIG_KEYS	(__SMP_GUARD_RULE_MAX + 4)

/* Least specific first. */
enum config_kind {
	CONFIG_DEFAULT,
	CONFIG_ADAPTER,
	CONFIG_ADAPTER_ADDRESS,
	CONFIG_PEER,
	CONFIG_KINDS
};

/**
 * struct config_scope - the adapter or peer that an entry applies to
 * @kind: enum config_kind, which says what other fields count
 * @adapter: index of the adapter
 * @address: of the adapter or peer, most significant octet first, unlike the
 *	engine's
 * @address_type: of the peer, SMP_GUARD_ADDRESS_TYPE_PUBLIC or _RANDOM
 */
struct config_scope {
	u8 kind;
	u8 address_type;
	u8 address[6];
	u32 adapter;
};

/**
 * struct config_entry - the part of the policy that is set for a scope
 * @has_profile: @profile was given; only for CONFIG_DEFAULT
 * @profile: enum smp_guard_profile
 * @lines: the line of the file that has each key, by config_key(); 0 for none
 */
struct config_entry {
	struct config_scope scope;
	bool has_profile;
	u8 profile;
	struct smpg_policy_part part;
	unsigned int lines[CONFIG_KEYS];
};

/**
 * struct config - the entries of a policy, in the order of their source
 */
struct config {
	struct config_entry *entries;
	size_t nr;
	size_t room;
};

/**
 * struct config_target - an adapter and a peer that need a policy
 * @adapter: index, or -1 for none in particular
 * @adapter_address: most significant octet first, or NULL
 * @peer: identity address, most significant octet first, or NULL
 * @peer_type: as struct config_scope's @address_type
 */
struct config_target {
	int adapter;
	const u8 *adapter_address;
	const u8 *peer;
	u8 peer_type;
};

/* Called with each mistake in a file; @line is 0 for the file as a whole. */
typedef void (*config_mistake_fn)(void *arg, const char *path,
				  unsigned int line, const char *reason);

bool config_parse(const char *path, const char *text, size_t len,
		  struct config *c, config_mistake_fn mistake, void *arg);
bool config_load(const char *path, struct config *c,
		 config_mistake_fn mistake, void *arg);
int config_read(const char *path, struct config *c, FILE *complaints);
void config_complain(void *complaints, const char *path, unsigned int line,
		     const char *reason);
bool config_makes_sense(const char *path, const struct config *c,
			config_mistake_fn mistake, void *arg);
struct config_entry *config_add(struct config *c,
				const struct config_scope *scope);
void config_free(struct config *c);

int config_key(const char *name);
/* Foreign text made fit for a terminal, and not too long; g_free() it. */
char *config_quote(const char *text);

/* Each returns NULL or a complaint, which the caller frees by g_free(). */
char *config_set(struct config_entry *entry, const char *key,
		 const char *value);
char *config_adapter(struct config_scope *scope, const char *adapter);
char *config_peer(struct config_scope *scope, const char *address,
		  const char *type);

void config_effective(const struct config *c,
		      const struct config_target *target,
		      struct smpg_policy *policy);

#define CONFIG_HASH_TEXT	17
/* 16 hexadecimal digits, as status shows them of the policy in force. */
char *config_hash_text(u64 hash, char buf[CONFIG_HASH_TEXT]);
u64 config_hash(const struct config *c);

/* As a file, from which config_load() reads the same configuration. */
void config_write(FILE *out, const struct config *c);
/* An entry a line, in the same words. */
void config_write_json(FILE *out, const struct config *c);

#define CONFIG_SCOPE_TEXT	40
/* "Peer AA:BB:CC:DD:EE:FF public", as in the file. */
char *config_scope_name(const struct config_scope *scope,
			char buf[CONFIG_SCOPE_TEXT]);

#endif /* SMPGUARD_CONFIG_H */
