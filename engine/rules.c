// SPDX-License-Identifier: GPL-2.0
/* The rules, as data. */
#include "smpg_engine.h"

/*
 * A key that was not negotiated is no better for being random; and the peer
 * waits for a weak key, since it was negotiated, so that masking would stall
 * the pairing until its timeout.
 */
static const u8 takes[__SMP_GUARD_RULE_MAX] = {
	[SMP_GUARD_RULE_UNNEGOTIATED_KEY] = BIT(SMP_GUARD_ACTION_ALLOW) |
					    BIT(SMP_GUARD_ACTION_AUDIT) |
					    BIT(SMP_GUARD_ACTION_MASK),
	[SMP_GUARD_RULE_WEAK_KEY] = BIT(SMP_GUARD_ACTION_ALLOW) |
				    BIT(SMP_GUARD_ACTION_AUDIT) |
				    BIT(SMP_GUARD_ACTION_REPAIR),
};

const struct smpg_policy smpg_policy_default = {
	.action = {
		[SMP_GUARD_RULE_UNNEGOTIATED_KEY] = SMP_GUARD_ACTION_MASK,
		[SMP_GUARD_RULE_WEAK_KEY] = SMP_GUARD_ACTION_REPAIR,
	},
};

/**
 * smpg_rule_takes() - is an action one that a rule can have?
 * @rule: enum smp_guard_rule
 * @action: enum smp_guard_action
 */
bool smpg_rule_takes(u8 rule, u8 action)
{
	return rule < ARRAY_SIZE(takes) && action < 8 &&
	       takes[rule] & BIT(action);
}
