/* SPDX-License-Identifier: GPL-2.0 */
/* The policy in force, and how it is replaced. */
#ifndef SMPG_POLICY_H
#define SMPG_POLICY_H

#include "smpg_engine.h"

struct hci_dev;

#define SMPG_PEERS_MAX		4096
#define SMPG_ADAPTERS_MAX	256

/* Each scope overrides the scopes above it. */
enum smpg_scope_kind {
	SMPG_SCOPE_DEFAULT,
	SMPG_SCOPE_ADAPTER,		/* by index */
	SMPG_SCOPE_ADAPTER_ADDRESS,
	SMPG_SCOPE_PEER,
	SMPG_SCOPES,
};

/**
 * struct smpg_scope - the scope of an entry; without holes, since it is hashed
 * @kind: enum smpg_scope_kind
 * @type: for a peer, SMP_GUARD_ADDRESS_TYPE_PUBLIC or _RANDOM
 * @index: index of an adapter
 * @address: address of an adapter or a peer, least significant octet first
 * @zero: always zero
 */
struct smpg_scope {
	u8 kind;
	u8 type;
	u16 index;
	u8 address[6];
	u8 zero[2];
};

struct smpg_entry {
	struct smpg_scope scope;
	struct smpg_policy_part part;
};

struct smpg_table;

int smpg_policy_init(u8 profile, const struct smpg_policy_part *part);
void smpg_policy_exit(void);

void smpg_policy_of(const struct hci_dev *hdev, u8 type, const u8 *address,
		    struct smpg_policy *policy);

struct smpg_table *smpg_policy_draft(bool keep, unsigned int more);
void smpg_policy_profile_of(struct smpg_table *draft, u8 profile);
int smpg_policy_put(struct smpg_table *draft, const struct smpg_entry *entry);
int smpg_policy_remove(struct smpg_table *draft, const struct smpg_scope *scope);
void smpg_policy_commit(struct smpg_table *draft);
void smpg_policy_abandon(struct smpg_table *draft);

bool smpg_policy_entry(unsigned int i, struct smpg_entry *entry, u8 *profile);
void smpg_policy_each(void (*visit)(const struct smpg_entry *entry, u8 profile,
				    void *data), void *data);
unsigned int smpg_policy_generation(void);
u64 smpg_policy_sum(void);

#endif /* SMPG_POLICY_H */
