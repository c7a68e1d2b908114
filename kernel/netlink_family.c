// SPDX-License-Identifier: GPL-2.0
/* The generic netlink family itself, for all files that speak for it. */
#include <linux/module.h>

#include "compat.h"
#include "netlink_family.h"

static const struct genl_multicast_group groups[] = {
	[SMPG_GROUP_EVENTS] = {
		.name = SMP_GUARD_MCGRP_EVENTS,
		SMPG_MCAST_FOR_ADMIN
	},
	[SMPG_GROUP_KEYS] = {
		.name = SMP_GUARD_MCGRP_KEYS,
		SMPG_MCAST_FOR_ADMIN
	},
};

/* smpg_netlink_init() adds the operations. */
struct genl_family smpg_family __ro_after_init = {
	.name = SMP_GUARD_FAMILY_NAME,
	.version = SMP_GUARD_FAMILY_VERSION,
	.module = THIS_MODULE,
	.resv_start_op = SMP_GUARD_CMD_GET_INFO,
	.mcgrps = groups,
	.n_mcgrps = ARRAY_SIZE(groups),
};

/**
 * smpg_parse_entry() - parse a nested attribute, and say what is wrong with it
 * @tb: filled with the attributes inside @entry
 * @max: highest type of these attributes
 * @entry: the nested attribute
 * @policy: what the attributes must be
 * @wants: what @policy wants, in words, since a refusal by @policy has none
 * @extack: set to what is wrong
 *
 * Return: 0 or a negative error.
 */
int smpg_parse_entry(struct nlattr **tb, int max, struct nlattr *entry,
		     const struct nla_policy *policy, const char * const *wants,
		     struct netlink_ext_ack *extack)
{
	const u8 *bad;
	struct nlattr *attr;
	int rest, err;

	err = nla_parse_nested(tb, max, entry, policy, extack);
	if (!err || !extack)
		return err;

	bad = (const u8 *)extack->bad_attr;
	extack->_msg = "entry: an attribute that is unknown or cut off";
	nla_for_each_nested(attr, entry, rest)
		if (bad >= (u8 *)attr && bad < (u8 *)attr + nla_len(attr) +
					       NLA_HDRLEN &&
		    nla_type(attr) <= max && wants[nla_type(attr)])
			extack->_msg = wants[nla_type(attr)];
	return err;
}
