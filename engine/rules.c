// SPDX-License-Identifier: GPL-2.0
/* The rules, as data. */
#include "smpg_engine.h"

#define ALWAYS	(BIT(SMP_GUARD_ACTION_ALLOW) | BIT(SMP_GUARD_ACTION_AUDIT) | \
		 BIT(SMP_GUARD_ACTION_REJECT))

/*
 * An unnegotiated key is not repaired: the peer expects none, random or not. A
 * weak key is not masked: the peer waits for a key that was negotiated, and the
 * pairing would stall until its timeout.
 */
static const u8 takes[__SMP_GUARD_RULE_MAX] = {
	[SMP_GUARD_RULE_UNNEGOTIATED_KEY] = ALWAYS | BIT(SMP_GUARD_ACTION_MASK),
	[SMP_GUARD_RULE_WEAK_KEY] = ALWAYS | BIT(SMP_GUARD_ACTION_REPAIR),
	[SMP_GUARD_RULE_MASKED_KEY] = ALWAYS,
	[SMP_GUARD_RULE_LEGACY_PAIRING] = ALWAYS,
	[SMP_GUARD_RULE_SHORT_KEY] = ALWAYS,
	[SMP_GUARD_RULE_DEBUG_KEY] = ALWAYS,
	[SMP_GUARD_RULE_WEAK_PEER_KEY] = ALWAYS,
	[SMP_GUARD_RULE_REUSED_KEY] = ALWAYS | BIT(SMP_GUARD_ACTION_REPAIR),
	[SMP_GUARD_RULE_REUSED_PEER_KEY] = ALWAYS,
};

/* Reasons of Pairing Failed (3.5.5). */
#define AUTHENTICATION_REQUIREMENTS	0x03
#define ENCRYPTION_KEY_SIZE		0x06
#define INVALID_PARAMETERS		0x0a
#define KEY_REJECTED			0x0f

static const u8 reasons[__SMP_GUARD_RULE_MAX] = {
	[SMP_GUARD_RULE_UNNEGOTIATED_KEY] = KEY_REJECTED,
	[SMP_GUARD_RULE_WEAK_KEY] = KEY_REJECTED,
	[SMP_GUARD_RULE_MASKED_KEY] = KEY_REJECTED,
	[SMP_GUARD_RULE_LEGACY_PAIRING] = AUTHENTICATION_REQUIREMENTS,
	[SMP_GUARD_RULE_SHORT_KEY] = ENCRYPTION_KEY_SIZE,
	[SMP_GUARD_RULE_DEBUG_KEY] = INVALID_PARAMETERS,
	[SMP_GUARD_RULE_WEAK_PEER_KEY] = KEY_REJECTED,
	[SMP_GUARD_RULE_REUSED_KEY] = KEY_REJECTED,
	[SMP_GUARD_RULE_REUSED_PEER_KEY] = KEY_REJECTED,
};

/**
 * smpg_rule_takes() - can a policy set an action for a rule?
 * @rule: enum smp_guard_rule
 * @action: enum smp_guard_action
 */
bool smpg_rule_takes(u8 rule, u8 action)
{
	return rule < ARRAY_SIZE(takes) && action < 8 &&
	       takes[rule] & BIT(action);
}

/**
 * smpg_rule_does() - can a finding of a rule have an action?
 * @rule: enum smp_guard_rule
 * @action: enum smp_guard_action
 *
 * A weak IRK is masked instead of repaired: addresses are derived from an IRK.
 */
bool smpg_rule_does(u8 rule, u8 action)
{
	return smpg_rule_takes(rule, action) ||
	       (rule == SMP_GUARD_RULE_WEAK_KEY &&
		action == SMP_GUARD_ACTION_MASK);
}

/**
 * smpg_rule_reason() - get the reason sent to both sides by a rejection
 * @rule: enum smp_guard_rule
 *
 * Return: reason of Pairing Failed (3.5.5).
 */
u8 smpg_rule_reason(u8 rule)
{
	return reasons[rule];
}
