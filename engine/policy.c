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
