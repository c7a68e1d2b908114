// SPDX-License-Identifier: GPL-2.0
/*
 * The policy in force is a table that never changes, but is replaced as a
 * whole. Readers take no lock; each writer works on a draft of its own.
 */
#include <linux/jhash.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>

#include <net/bluetooth/bluetooth.h>
#include <net/bluetooth/hci_core.h>

#include "policy.h"

/**
 * struct smpg_table - the entries, found by scope
 * @rcu: to free the table
 * @profile: profile that the default started from, enum smp_guard_profile
 * @def: the default
 * @hash: of the default and all entries, once the table is in force
 * @nr: number of entries, without the default
 * @of_kind: number of entries by kind of scope
 * @room: number of entries that fit
 * @mask: number of slots - 1
 * @slots: hash with open addressing: number of the entry + 1, 0 for none; at
 *	most half of the slots are in use
 * @entries: in the order of their creation
 */
struct smpg_table {
	struct rcu_head rcu;
	u8 profile;
	struct smpg_policy def;
	u64 hash;
	unsigned int nr;
	unsigned int of_kind[SMPG_SCOPES];
	unsigned int room;
	unsigned int mask;
	u16 *slots;
	struct smpg_entry entries[];
};

static struct smpg_table __rcu *table;
/* protects replacing table, and generation; held as long as a draft exists */
static DEFINE_MUTEX(table_lock);
/* Read without the lock: a dump only compares one value with another. */
static unsigned int generation;

/* The policy that the module was loaded with; written before any reader. */
static u8 initial_profile = SMP_GUARD_PROFILE_DEFAULT;
static struct smpg_policy initial;

static unsigned int find(const struct smpg_table *t,
			 const struct smpg_scope *scope)
{
	unsigned int i = jhash(scope, sizeof(*scope), 0) & t->mask;

	while (t->slots[i] &&
	       memcmp(&t->entries[t->slots[i] - 1].scope, scope, sizeof(*scope)))
		i = (i + 1) & t->mask;
	return i;
}

static void apply(const struct smpg_table *t, const struct smpg_scope *scope,
		  struct smpg_policy *policy)
{
	unsigned int entry;

	if (!t->of_kind[scope->kind])
		return;
	entry = t->slots[find(t, scope)];
	if (entry)
		smpg_policy_apply(policy, &t->entries[entry - 1].part);
}

/**
 * smpg_policy_of() - the policy for an adapter and a peer
 * @hdev: the adapter
 * @type: type of the peer's identity address, SMP_GUARD_ADDRESS_TYPE_PUBLIC or
 *	_RANDOM; any other type for a peer that is not known
 * @address: the peer's identity address
 * @policy: to be filled
 *
 * Context: any.
 */
void smpg_policy_of(const struct hci_dev *hdev, u8 type, const u8 *address,
		    struct smpg_policy *policy)
{
	struct smpg_scope scope = { .kind = SMPG_SCOPE_ADAPTER };
	const struct smpg_table *t;

	rcu_read_lock();
	t = rcu_dereference(table);
	*policy = t->def;
	scope.index = hdev->id;
	apply(t, &scope, policy);

	scope.kind = SMPG_SCOPE_ADAPTER_ADDRESS;
	scope.index = 0;
	memcpy(scope.address, hdev->bdaddr.b, sizeof(scope.address));
	apply(t, &scope, policy);

	if (type == SMP_GUARD_ADDRESS_TYPE_PUBLIC ||
	    type == SMP_GUARD_ADDRESS_TYPE_RANDOM) {
		scope.kind = SMPG_SCOPE_PEER;
		scope.type = type;
		memcpy(scope.address, address, sizeof(scope.address));
		apply(t, &scope, policy);
	}
	rcu_read_unlock();
}

static struct smpg_table *table_new(unsigned int room)
{
	unsigned int slots = roundup_pow_of_two(2 * max(room, 1u));
	struct smpg_table *t;

	t = kvzalloc(struct_size(t, entries, room) + slots * sizeof(*t->slots),
		     GFP_KERNEL);
	if (!t)
		return NULL;
	t->room = room;
	t->mask = slots - 1;
	t->slots = (u16 *)&t->entries[room];
	return t;
}

static void add(struct smpg_table *t, const struct smpg_entry *entry)
{
	unsigned int slot = find(t, &entry->scope);

	t->entries[t->nr++] = *entry;
	t->of_kind[entry->scope.kind]++;
	t->slots[slot] = t->nr;
}

/**
 * smpg_policy_draft() - begin to change the policy
 * @keep: true to start from the policy in force, false to start from the policy
 *	of the load
 * @more: limit of the number of entries that the caller will put
 *
 * The caller ends the draft by smpg_policy_commit() or smpg_policy_abandon();
 * until then, other writers wait.
 *
 * Context: process.
 * Return: the draft, or NULL if there is no memory.
 */
struct smpg_table *smpg_policy_draft(bool keep, unsigned int more)
{
	const struct smpg_table *now;
	struct smpg_table *t;
	unsigned int i;

	mutex_lock(&table_lock);
	now = rcu_dereference_protected(table, lockdep_is_held(&table_lock));
	t = table_new((keep ? now->nr : 0) + more);
	if (!t) {
		mutex_unlock(&table_lock);
		return NULL;
	}
	t->profile = keep ? now->profile : initial_profile;
	t->def = keep ? now->def : initial;
	for (i = 0; keep && i < now->nr; i++)
		add(t, &now->entries[i]);
	return t;
}

/**
 * smpg_policy_profile_of() - have the default start from a profile
 * @draft: from smpg_policy_draft()
 * @profile: enum smp_guard_profile
 */
void smpg_policy_profile_of(struct smpg_table *draft, u8 profile)
{
	draft->profile = profile;
	draft->def = smpg_policy_profile(profile);
}

/**
 * smpg_policy_put() - merge an entry into the draft's entry of the same scope
 * @draft: from smpg_policy_draft()
 * @entry: the entry
 *
 * Return: 0, or -E2BIG if there are too many entries.
 */
int smpg_policy_put(struct smpg_table *draft, const struct smpg_entry *entry)
{
	u8 kind = entry->scope.kind;
	unsigned int have;

	if (kind == SMPG_SCOPE_DEFAULT) {
		smpg_policy_apply(&draft->def, &entry->part);
		return 0;
	}
	have = draft->slots[find(draft, &entry->scope)];
	if (have) {
		smpg_policy_merge(&draft->entries[have - 1].part, &entry->part);
		return 0;
	}
	if (draft->of_kind[kind] == (kind == SMPG_SCOPE_PEER ?
				     SMPG_PEERS_MAX : SMPG_ADAPTERS_MAX) ||
	    draft->nr == draft->room)
		return -E2BIG;
	add(draft, entry);
	return 0;
}

/**
 * smpg_policy_remove() - remove the entry of a scope
 * @draft: from smpg_policy_draft()
 * @scope: the scope; the default is reset to that of the load
 *
 * Return: 0, or -ENOENT if there is no entry.
 */
int smpg_policy_remove(struct smpg_table *draft, const struct smpg_scope *scope)
{
	unsigned int entry, i, nr = draft->nr;

	if (scope->kind == SMPG_SCOPE_DEFAULT) {
		draft->profile = initial_profile;
		draft->def = initial;
		return 0;
	}
	entry = draft->slots[find(draft, scope)];
	if (!entry)
		return -ENOENT;

	/* Colliding entries lie in other slots because of the removed one. */
	memset(draft->slots, 0, (draft->mask + 1) * sizeof(*draft->slots));
	memset(draft->of_kind, 0, sizeof(draft->of_kind));
	draft->nr = 0;
	for (i = 0; i < nr; i++)
		if (i != entry - 1)
			add(draft, &draft->entries[i]);
	return 0;
}

static struct smpg_entry default_of(const struct smpg_table *t)
{
	return (struct smpg_entry){
		.part = { .sets = SMPG_SETS_ALL, .value = t->def },
	};
}

static u64 hash_of(const struct smpg_entry *entry)
{
	const struct smpg_scope *scope = &entry->scope;
	u8 octets[SMPG_SCOPE_OCTETS] = { scope->kind, scope->type,
					 scope->index, scope->index >> 8 };

	memcpy(&octets[4], scope->address, sizeof(scope->address));
	return smpg_policy_hash(octets, &entry->part);
}

static void take_hash(struct smpg_table *t)
{
	struct smpg_entry def = default_of(t);
	unsigned int i;

	t->hash = hash_of(&def);
	for (i = 0; i < t->nr; i++)
		t->hash += hash_of(&t->entries[i]);
}

/**
 * smpg_policy_commit() - put a draft in force
 * @draft: from smpg_policy_draft()
 */
void smpg_policy_commit(struct smpg_table *draft)
{
	struct smpg_table *old;

	take_hash(draft);
	old = rcu_replace_pointer(table, draft, lockdep_is_held(&table_lock));
	WRITE_ONCE(generation, generation + 1);
	mutex_unlock(&table_lock);
	kvfree_rcu(old, rcu);
}

/**
 * smpg_policy_abandon() - leave the policy as it is
 * @draft: from smpg_policy_draft()
 */
void smpg_policy_abandon(struct smpg_table *draft)
{
	mutex_unlock(&table_lock);
	kvfree(draft);
}

/**
 * smpg_policy_entry() - an entry of the policy in force
 * @i: number of the entry; 0 is the default
 * @entry: to be filled
 * @profile: set to the profile that the default started from
 *
 * Return: true if there is such an entry.
 */
bool smpg_policy_entry(unsigned int i, struct smpg_entry *entry, u8 *profile)
{
	const struct smpg_table *t;
	bool there;

	rcu_read_lock();
	t = rcu_dereference(table);
	there = i <= t->nr;
	*profile = t->profile;
	*entry = there && i ? t->entries[i - 1] : default_of(t);
	rcu_read_unlock();
	return there;
}

/**
 * smpg_policy_each() - visit every entry of the policy in force
 * @visit: called under rcu_read_lock(), for the default first, with the profile
 *	that the default started from
 * @data: passed to @visit
 *
 * All visited entries belong to one policy, even if that is replaced meanwhile.
 */
void smpg_policy_each(void (*visit)(const struct smpg_entry *entry, u8 profile,
				    void *data), void *data)
{
	const struct smpg_table *t;
	struct smpg_entry def;
	unsigned int i;

	rcu_read_lock();
	t = rcu_dereference(table);
	def = default_of(t);
	visit(&def, t->profile, data);
	for (i = 0; i < t->nr; i++)
		visit(&t->entries[i], t->profile, data);
	rcu_read_unlock();
}

/**
 * smpg_policy_generation() - number that changes whenever the policy does
 */
unsigned int smpg_policy_generation(void)
{
	return READ_ONCE(generation);
}

/**
 * smpg_policy_sum() - number that tells the policy in force from another one
 *
 * Context: any.
 * Return: the sum of smpg_policy_hash() of all entries and the default.
 */
u64 smpg_policy_sum(void)
{
	u64 hash;

	rcu_read_lock();
	hash = rcu_dereference(table)->hash;
	rcu_read_unlock();
	return hash;
}

/**
 * smpg_policy_init() - set the policy of the load, before any hook is attached
 * @profile: enum smp_guard_profile
 * @part: settings that override those of the profile
 *
 * Return: 0 or -ENOMEM.
 */
int smpg_policy_init(u8 profile, const struct smpg_policy_part *part)
{
	struct smpg_table *t = table_new(0);

	if (!t)
		return -ENOMEM;
	initial_profile = profile;
	initial = smpg_policy_profile(profile);
	smpg_policy_apply(&initial, part);
	t->profile = profile;
	t->def = initial;
	take_hash(t);
	rcu_assign_pointer(table, t);
	return 0;
}

/**
 * smpg_policy_exit() - free the policy, when no reader is left
 */
void smpg_policy_exit(void)
{
	kvfree(rcu_replace_pointer(table, NULL, true));
}
