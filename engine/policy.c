// SPDX-License-Identifier: GPL-2.0
/* Policy as data: how entries of a policy add up, and who may distribute. */
#include "smpg_engine.h"

/**
 * smpg_policy_apply() - override a policy with a more specific entry
 * @p: the policy
 * @part: the entry
 */
void smpg_policy_apply(struct smpg_policy *p,
		       const struct smpg_policy_part *part)
{
	unsigned int i;

	for (i = 0; i < __SMP_GUARD_RULE_MAX; i++)
		if (part->sets & SMPG_SETS_RULE(i))
			p->action[i] = part->value.action[i];
	for (i = SMPG_LOCAL; i <= SMPG_REMOTE; i++)
		if (part->sets & SMPG_SETS_KEY_DIST(i))
			p->key_dist[i] = part->value.key_dist[i];
	if (part->sets & SMPG_SETS_MIN_KEY_SIZE)
		p->min_key_size = part->value.min_key_size;
}

/**
 * smpg_policy_merge() - add to an entry another of the same scope
 * @part: the entry
 * @more: the other entry, which overrides @part
 */
void smpg_policy_merge(struct smpg_policy_part *part,
		       const struct smpg_policy_part *more)
{
	smpg_policy_apply(&part->value, more);
	part->sets |= more->sets;
}

/* FNV-1a, 64 bit */
static u64 hash_octet(u64 hash, u8 octet)
{
	return (hash ^ octet) * 0x100000001b3ULL;
}

/**
 * smpg_policy_hash() - a number for an entry of a policy
 * @scope: the entry's scope: its kind, the address type, an adapter's index and an
 *	address, least significant octets first
 * @part: the entry
 *
 * The sum of all entries' numbers tells policies apart, in whatever order the entries
 * are. The number protects from mistakes, not from somebody who wants two policies to
 * have the same one.
 *
 * Return: the number, which is 0 for an entry that sets nothing.
 */
u64 smpg_policy_hash(const u8 scope[SMPG_SCOPE_OCTETS],
		     const struct smpg_policy_part *part)
{
	/* Settings that the entry lacks stay 0. */
	struct smpg_policy value = { 0 };
	u64 hash = 0xcbf29ce484222325ULL;
	unsigned int i;

	if (!part->sets)
		return 0;
	smpg_policy_apply(&value, part);
	for (i = 0; i < SMPG_SCOPE_OCTETS; i++)
		hash = hash_octet(hash, scope[i]);
	for (i = 0; i < 64; i += 8)
		hash = hash_octet(hash, part->sets >> i);
	for (i = 0; i < __SMP_GUARD_RULE_MAX; i++)
		hash = hash_octet(hash, value.action[i]);
	hash = hash_octet(hash, value.key_dist[SMPG_LOCAL]);
	hash = hash_octet(hash, value.key_dist[SMPG_REMOTE]);
	hash = hash_octet(hash, value.min_key_size);
	/* A change of the last octets reaches all bits, or sums would be alike. */
	hash = (hash ^ (hash >> 32)) * 0xd6e8feb86659fd93ULL;
	return hash ^ (hash >> 32);
}

/**
 * smpg_policy_key_dist() - the keys that a side may distribute
 * @p: the policy
 * @transport: enum smp_guard_transport
 * @side: SMPG_LOCAL or SMPG_REMOTE
 *
 * Both sides derive a key of the other transport (2.4.2.4, 2.4.2.5), so both
 * masks must allow it. A mask without LinkKey forbids such a derivation in
 * either direction: EncKey over BR/EDR is not allowed then.
 *
 * Return: enum smp_guard_key_dist.
 */
u8 smpg_policy_key_dist(const struct smpg_policy *p, u8 transport,
			unsigned int side)
{
	u8 both = p->key_dist[SMPG_LOCAL] & p->key_dist[SMPG_REMOTE];
	u8 keys = p->key_dist[side];

	if (!(both & SMP_GUARD_KEY_DIST_LINKKEY))
		keys &= ~SMP_GUARD_KEY_DIST_LINKKEY;
	if (transport == SMP_GUARD_TRANSPORT_BREDR &&
	    (~both & (SMP_GUARD_KEY_DIST_ENCKEY | SMP_GUARD_KEY_DIST_LINKKEY)))
		keys &= ~SMP_GUARD_KEY_DIST_ENCKEY;
	return keys;
}

/**
 * smpg_policy_sides() - the keys that each side of a pairing may distribute
 * @p: the policy
 * @transport: enum smp_guard_transport
 * @request: direction of the Pairing Request, enum smp_guard_direction
 * @keys: to be set, by SMPG_INITIATOR and SMPG_RESPONDER, to enum
 *	smp_guard_key_dist
 */
void smpg_policy_sides(const struct smpg_policy *p, u8 transport, u8 request,
		       u8 keys[2])
{
	bool local = request == SMP_GUARD_DIRECTION_TX;

	keys[SMPG_INITIATOR] =
		smpg_policy_key_dist(p, transport,
				     local ? SMPG_LOCAL : SMPG_REMOTE);
	keys[SMPG_RESPONDER] =
		smpg_policy_key_dist(p, transport,
				     local ? SMPG_REMOTE : SMPG_LOCAL);
}
