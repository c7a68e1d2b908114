// SPDX-License-Identifier: GPL-2.0
/* The policy over generic netlink. */
#include "netlink_family.h"
#include "policy.h"
#include "netlink_attrs.h"

/* ---- Reading ---- */

static int put_scope(struct sk_buff *skb, const struct smpg_scope *scope)
{
	switch (scope->kind) {
	case SMPG_SCOPE_ADAPTER:
		return nla_put_u32(skb, SMP_GUARD_A_POLICY_ADAPTER,
				   scope->index);
	case SMPG_SCOPE_ADAPTER_ADDRESS:
		return smpg_put_address(skb, SMP_GUARD_A_POLICY_ADAPTER_ADDRESS,
					scope->address);
	case SMPG_SCOPE_PEER:
		return smpg_put_address(skb, SMP_GUARD_A_POLICY_PEER_ADDRESS,
					scope->address) ||
		       nla_put_u8(skb, SMP_GUARD_A_POLICY_PEER_ADDRESS_TYPE,
				  scope->type);
	}
	return 0;
}

static int put_rule(struct sk_buff *skb, u8 rule, u8 action)
{
	struct nlattr *nest = nla_nest_start(skb, SMP_GUARD_A_POLICY_RULE);

	if (!nest || nla_put_u8(skb, SMP_GUARD_A_RULE_ACTION_RULE, rule) ||
	    nla_put_u8(skb, SMP_GUARD_A_RULE_ACTION_ACTION, action))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int put_part(struct sk_buff *skb, const struct smpg_policy_part *part)
{
	const struct smpg_policy *p = &part->value;
	u8 rule;

	if ((part->sets & SMPG_SETS_KEY_DIST(SMPG_LOCAL) &&
	     nla_put_u8(skb, SMP_GUARD_A_POLICY_KEY_DIST_LOCAL,
			p->key_dist[SMPG_LOCAL])) ||
	    (part->sets & SMPG_SETS_KEY_DIST(SMPG_REMOTE) &&
	     nla_put_u8(skb, SMP_GUARD_A_POLICY_KEY_DIST_REMOTE,
			p->key_dist[SMPG_REMOTE])) ||
	    (part->sets & SMPG_SETS_MIN_KEY_SIZE &&
	     nla_put_u8(skb, SMP_GUARD_A_POLICY_MIN_KEY_SIZE, p->min_key_size)))
		return -EMSGSIZE;
	for (rule = 0; rule <= SMP_GUARD_RULE_MAX; rule++)
		if (part->sets & SMPG_SETS_RULE(rule) &&
		    put_rule(skb, rule, p->action[rule]))
			return -EMSGSIZE;
	return 0;
}

static int put_entry(struct sk_buff *skb, struct netlink_callback *cb,
		     const struct smpg_entry *entry, u8 profile)
{
	struct nlattr *nest;
	void *hdr;

	hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			  &smpg_family, NLM_F_MULTI, SMP_GUARD_CMD_GET_POLICY);
	if (!hdr)
		return -EMSGSIZE;
	genl_dump_check_consistent(cb, hdr);
	nest = nla_nest_start(skb, SMP_GUARD_A_POLICY_SET_ENTRY);
	if (!nest || put_scope(skb, &entry->scope) ||
	    (entry->scope.kind == SMPG_SCOPE_DEFAULT &&
	     nla_put_u8(skb, SMP_GUARD_A_POLICY_PROFILE, profile)) ||
	    put_part(skb, &entry->part)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	nla_nest_end(skb, nest);
	genlmsg_end(skb, hdr);
	return 0;
}

int smpg_get_policy(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct smpg_entry entry;
	u8 profile;

	/* Changes between two parts of a dump are reported to the caller. */
	cb->seq = smpg_policy_generation() + 1;
	while (smpg_policy_entry(cb->args[0], &entry, &profile) &&
	       !put_entry(skb, cb, &entry, profile))
		cb->args[0]++;
	return skb->len;
}

/* ---- Changing ---- */

/* Requirements on attributes, in words: a refusal by nla_policy has none. */
static const char * const wants[SMP_GUARD_A_POLICY_MAX + 1] = {
	[SMP_GUARD_A_POLICY_ADAPTER] = "adapter: not a number of 32 bits",
	[SMP_GUARD_A_POLICY_ADAPTER_ADDRESS] = "adapter-address: not six octets",
	[SMP_GUARD_A_POLICY_PEER_ADDRESS] = "peer-address: not six octets",
	[SMP_GUARD_A_POLICY_PEER_ADDRESS_TYPE] =
		"peer-address-type: not a type of address",
	[SMP_GUARD_A_POLICY_PROFILE] = "profile: none of audit, default, strict, gateway",
	[SMP_GUARD_A_POLICY_KEY_DIST_LOCAL] =
		"key-dist-local: not a set of EncKey, IdKey, SignKey, LinkKey",
	[SMP_GUARD_A_POLICY_KEY_DIST_REMOTE] =
		"key-dist-remote: not a set of EncKey, IdKey, SignKey, LinkKey",
	[SMP_GUARD_A_POLICY_MIN_KEY_SIZE] = "min-key-size: not from 7 to 16",
	[SMP_GUARD_A_POLICY_RULE] = "rule: not a known rule with a known action",
};

static int parse_entry(struct nlattr **tb, struct nlattr *entry,
		       struct netlink_ext_ack *extack)
{
	return smpg_parse_entry(tb, SMP_GUARD_A_POLICY_MAX, entry,
				smp_guard_policy_nl_policy, wants, extack);
}

/*
 * An entry has at most one kind of scope, and a peer's address comes with its
 * type. Return: why a scope is invalid, or NULL.
 */
static const char *bad_scope(struct nlattr **tb)
{
	bool peer = tb[SMP_GUARD_A_POLICY_PEER_ADDRESS];

	if (peer != !!tb[SMP_GUARD_A_POLICY_PEER_ADDRESS_TYPE])
		return "peer-address and peer-address-type go together";
	if (peer + !!tb[SMP_GUARD_A_POLICY_ADAPTER] +
	    !!tb[SMP_GUARD_A_POLICY_ADAPTER_ADDRESS] > 1)
		return "an entry has one scope: adapter, adapter-address or peer-address";
	return NULL;
}

static int parse_peer(struct nlattr **tb, struct smpg_scope *scope,
		      struct netlink_ext_ack *extack)
{
	scope->kind = SMPG_SCOPE_PEER;
	scope->type = nla_get_u8(tb[SMP_GUARD_A_POLICY_PEER_ADDRESS_TYPE]);
	smpg_swap_address(scope->address,
			  nla_data(tb[SMP_GUARD_A_POLICY_PEER_ADDRESS]));
	if (scope->type != SMP_GUARD_ADDRESS_TYPE_PUBLIC &&
	    scope->type != SMP_GUARD_ADDRESS_TYPE_RANDOM) {
		NL_SET_ERR_MSG_ATTR(extack,
				    tb[SMP_GUARD_A_POLICY_PEER_ADDRESS_TYPE],
				    "peer-address-type: an identity address is public or random");
		return -EINVAL;
	}
	if (scope->type == SMP_GUARD_ADDRESS_TYPE_RANDOM &&
	    (scope->address[5] & 0xc0) != 0xc0) {
		NL_SET_ERR_MSG_ATTR(extack, tb[SMP_GUARD_A_POLICY_PEER_ADDRESS],
				    "peer-address: a random identity address is static, its two top bits are 1");
		return -EINVAL;
	}
	return 0;
}

static int parse_adapter(struct nlattr *attr, struct smpg_scope *scope,
			 struct netlink_ext_ack *extack)
{
	u32 index = nla_get_u32(attr);

	if (index > U16_MAX) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "adapter: above 65535");
		return -ERANGE;
	}
	scope->kind = SMPG_SCOPE_ADAPTER;
	scope->index = index;
	return 0;
}

static int parse_scope(struct nlattr **tb, struct nlattr *attr,
		       struct smpg_scope *scope, struct netlink_ext_ack *extack)
{
	const char *bad = bad_scope(tb);

	memset(scope, 0, sizeof(*scope));
	if (bad) {
		NL_SET_BAD_ATTR(extack, attr);
		extack->_msg = bad;
		return -EINVAL;
	}
	if (tb[SMP_GUARD_A_POLICY_PEER_ADDRESS])
		return parse_peer(tb, scope, extack);
	if (tb[SMP_GUARD_A_POLICY_ADAPTER_ADDRESS]) {
		scope->kind = SMPG_SCOPE_ADAPTER_ADDRESS;
		smpg_swap_address(scope->address,
				  nla_data(tb[SMP_GUARD_A_POLICY_ADAPTER_ADDRESS]));
	}
	return tb[SMP_GUARD_A_POLICY_ADAPTER] ?
	       parse_adapter(tb[SMP_GUARD_A_POLICY_ADAPTER], scope, extack) : 0;
}

static int parse_rule(struct nlattr *attr, struct smpg_policy_part *part,
		      struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SMP_GUARD_A_RULE_ACTION_ACTION + 1];
	u8 rule, action;
	int err;

	err = nla_parse_nested(tb, SMP_GUARD_A_RULE_ACTION_ACTION, attr,
			       smp_guard_rule_action_nl_policy, extack);
	if (err)
		return err;
	if (!tb[SMP_GUARD_A_RULE_ACTION_RULE] ||
	    !tb[SMP_GUARD_A_RULE_ACTION_ACTION]) {
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "rule: both rule and action are needed");
		return -EINVAL;
	}
	rule = nla_get_u8(tb[SMP_GUARD_A_RULE_ACTION_RULE]);
	action = nla_get_u8(tb[SMP_GUARD_A_RULE_ACTION_ACTION]);
	if (!smpg_rule_takes(rule, action)) {
		NL_SET_ERR_MSG_ATTR(extack, tb[SMP_GUARD_A_RULE_ACTION_ACTION],
				    "action: not one that this rule takes");
		return -EINVAL;
	}
	if (part->sets & SMPG_SETS_RULE(rule)) {
		NL_SET_ERR_MSG_ATTR(extack, attr, "rule: given twice");
		return -EINVAL;
	}
	part->sets |= SMPG_SETS_RULE(rule);
	part->value.action[rule] = action;
	return 0;
}

static int parse_part(struct nlattr **tb, struct nlattr *entry,
		      struct smpg_policy_part *part,
		      struct netlink_ext_ack *extack)
{
	struct nlattr *attr;
	int rest, err;

	memset(part, 0, sizeof(*part));
	attr = tb[SMP_GUARD_A_POLICY_KEY_DIST_LOCAL];
	if (attr) {
		part->sets |= SMPG_SETS_KEY_DIST(SMPG_LOCAL);
		part->value.key_dist[SMPG_LOCAL] = nla_get_u8(attr);
	}
	attr = tb[SMP_GUARD_A_POLICY_KEY_DIST_REMOTE];
	if (attr) {
		part->sets |= SMPG_SETS_KEY_DIST(SMPG_REMOTE);
		part->value.key_dist[SMPG_REMOTE] = nla_get_u8(attr);
	}
	attr = tb[SMP_GUARD_A_POLICY_MIN_KEY_SIZE];
	if (attr) {
		part->sets |= SMPG_SETS_MIN_KEY_SIZE;
		part->value.min_key_size = nla_get_u8(attr);
	}
	nla_for_each_nested(attr, entry, rest) {
		if (nla_type(attr) != SMP_GUARD_A_POLICY_RULE)
			continue;
		err = parse_rule(attr, part, extack);
		if (err)
			return err;
	}
	return 0;
}

static int too_many(const struct smpg_scope *scope, struct nlattr *attr,
		    struct netlink_ext_ack *extack)
{
	if (scope->kind == SMPG_SCOPE_PEER)
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "entry: more than 4096 peers");
	else
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "entry: more than 256 adapters");
	return -E2BIG;
}

static int put(struct smpg_table *draft, struct nlattr *attr,
	       struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SMP_GUARD_A_POLICY_MAX + 1];
	struct nlattr *profile;
	struct smpg_entry entry;
	int err;

	err = parse_entry(tb, attr, extack);
	if (!err)
		err = parse_scope(tb, attr, &entry.scope, extack);
	if (!err)
		err = parse_part(tb, attr, &entry.part, extack);
	if (err)
		return err;

	profile = tb[SMP_GUARD_A_POLICY_PROFILE];
	if (profile && entry.scope.kind != SMPG_SCOPE_DEFAULT) {
		NL_SET_ERR_MSG_ATTR(extack, profile,
				    "profile: only the default starts from one");
		return -EINVAL;
	}
	if (profile)
		smpg_policy_profile_of(draft, nla_get_u8(profile));
	err = smpg_policy_put(draft, &entry);
	return err ? too_many(&entry.scope, attr, extack) : 0;
}

static int take(struct smpg_table *draft, struct nlattr *attr,
		struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SMP_GUARD_A_POLICY_MAX + 1];
	struct smpg_scope scope;
	int err;

	err = parse_entry(tb, attr, extack);
	if (!err)
		err = parse_scope(tb, attr, &scope, extack);
	if (err)
		return err;
	err = smpg_policy_remove(draft, &scope);
	if (err)
		NL_SET_ERR_MSG_ATTR(extack, attr,
				    "entry: there is none of this scope");
	return err;
}

static int each_entry(struct genl_info *info, bool keep, bool need,
		      int (*change)(struct smpg_table *draft,
				    struct nlattr *attr,
				    struct netlink_ext_ack *extack))
{
	struct smpg_table *draft;
	unsigned int nr = 0;
	struct nlattr *attr;
	int rest, err = 0;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rest)
		nr += nla_type(attr) == SMP_GUARD_A_POLICY_SET_ENTRY;
	if (need && !nr) {
		NL_SET_ERR_MSG(info->extack, "entry: missing");
		return -EINVAL;
	}
	/* One entry above the limits suffices for a refusal. */
	nr = min(nr, SMPG_PEERS_MAX + SMPG_ADAPTERS_MAX * 2 + 1u);
	draft = smpg_policy_draft(keep, nr);
	if (!draft)
		return -ENOMEM;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rest) {
		if (nla_type(attr) != SMP_GUARD_A_POLICY_SET_ENTRY)
			continue;
		err = change(draft, attr, info->extack);
		if (err)
			break;
	}
	if (err)
		smpg_policy_abandon(draft);
	else
		smpg_policy_commit(draft);
	return err;
}

int smpg_set_policy(struct sk_buff *skb, struct genl_info *info)
{
	return each_entry(info, true, true, put);
}

int smpg_del_policy(struct sk_buff *skb, struct genl_info *info)
{
	return each_entry(info, true, true, take);
}

int smpg_replace_policy(struct sk_buff *skb, struct genl_info *info)
{
	return each_entry(info, false, false, put);
}
