/* SPDX-License-Identifier: GPL-2.0 */
/* Shared by the files of the generic netlink family. */
#ifndef SMPG_NETLINK_FAMILY_H
#define SMPG_NETLINK_FAMILY_H

#include <net/genetlink.h>

#include "address.h"
#include "smpg_engine.h"

/* Multicast groups of the family, as indices. */
enum { SMPG_GROUP_EVENTS, SMPG_GROUP_KEYS };

extern struct genl_family smpg_family;

/* Defined in netlink_attrs.h. */
extern const struct nla_policy
smp_guard_policy_nl_policy[SMP_GUARD_A_POLICY_RULE + 1];
extern const struct nla_policy
smp_guard_rule_action_nl_policy[SMP_GUARD_A_RULE_ACTION_ACTION + 1];
extern const struct nla_policy
smp_guard_translation_nl_policy[SMP_GUARD_A_TRANSLATION_ROLE + 1];

static inline int smpg_put_address(struct sk_buff *skb, int attr,
				   const u8 address[6])
{
	u8 swapped[6];

	smpg_swap_address(swapped, address);
	return nla_put(skb, attr, sizeof(swapped), swapped);
}

int smpg_parse_entry(struct nlattr **tb, int max, struct nlattr *entry,
		     const struct nla_policy *policy, const char * const *wants,
		     struct netlink_ext_ack *extack);

int smpg_get_policy(struct sk_buff *skb, struct netlink_callback *cb);
int smpg_set_policy(struct sk_buff *skb, struct genl_info *info);
int smpg_del_policy(struct sk_buff *skb, struct genl_info *info);
int smpg_replace_policy(struct sk_buff *skb, struct genl_info *info);

int smpg_get_keys_start(struct netlink_callback *cb);
int smpg_get_keys(struct sk_buff *skb, struct netlink_callback *cb);
int smpg_put_keys(struct sk_buff *skb, struct genl_info *info);

int smpg_open_window(struct sk_buff *skb, struct genl_info *info);
int smpg_close_window(struct sk_buff *skb, struct genl_info *info);
int smpg_get_windows(struct sk_buff *skb, struct netlink_callback *cb);

#endif /* SMPG_NETLINK_FAMILY_H */
