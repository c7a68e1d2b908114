/* SPDX-License-Identifier: ((GPL-2.0 WITH Linux-syscall-note) OR BSD-3-Clause) */
/* Do not edit directly, auto-generated from: */
/*	Documentation/netlink/specs/smp_guard.yaml */
/* YNL-GEN kernel source: nested attributes alone */

/* Common nested types */
const struct nla_policy smp_guard_policy_nl_policy[SMP_GUARD_A_POLICY_RULE + 1] = {
	[SMP_GUARD_A_POLICY_ADAPTER] = { .type = NLA_U32, },
	[SMP_GUARD_A_POLICY_ADAPTER_ADDRESS] = NLA_POLICY_EXACT_LEN(6),
	[SMP_GUARD_A_POLICY_PEER_ADDRESS] = NLA_POLICY_EXACT_LEN(6),
	[SMP_GUARD_A_POLICY_PEER_ADDRESS_TYPE] = NLA_POLICY_MAX(NLA_U8, 5),
	[SMP_GUARD_A_POLICY_PROFILE] = NLA_POLICY_MAX(NLA_U8, 2),
	[SMP_GUARD_A_POLICY_KEY_DIST_LOCAL] = NLA_POLICY_MASK(NLA_U8, 0xf),
	[SMP_GUARD_A_POLICY_KEY_DIST_REMOTE] = NLA_POLICY_MASK(NLA_U8, 0xf),
	[SMP_GUARD_A_POLICY_MIN_KEY_SIZE] = NLA_POLICY_RANGE(NLA_U8, 7, 16),
	[SMP_GUARD_A_POLICY_RULE] = NLA_POLICY_NESTED(smp_guard_rule_action_nl_policy),
};

const struct nla_policy smp_guard_rule_action_nl_policy[SMP_GUARD_A_RULE_ACTION_ACTION + 1] = {
	[SMP_GUARD_A_RULE_ACTION_RULE] = NLA_POLICY_MAX(NLA_U8, 8),
	[SMP_GUARD_A_RULE_ACTION_ACTION] = NLA_POLICY_MAX(NLA_U8, 4),
};
