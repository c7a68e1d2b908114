// SPDX-License-Identifier: GPL-2.0
/* Policy over netlink, both ways. */
#include <netlink/genl/genl.h>
#include <stdio.h>

#include "nl.h"
#include "uapi/linux/smp_guard.h"

/* An entry with every attribute: a rule is a nest of two, of 8 octets each */
#define ENTRY_SIZE	(64 + __SMP_GUARD_RULE_MAX * (NLA_HDRLEN + 2 * 8))

static int put_scope(struct nl_msg *msg, const struct config_scope *scope)
{
	switch (scope->kind) {
	case CONFIG_ADAPTER:
		return nla_put_u32(msg, SMP_GUARD_A_POLICY_ADAPTER,
				   scope->adapter);
	case CONFIG_ADAPTER_ADDRESS:
		return nla_put(msg, SMP_GUARD_A_POLICY_ADAPTER_ADDRESS, 6,
			       scope->address);
	case CONFIG_PEER:
		NLA_PUT(msg, SMP_GUARD_A_POLICY_PEER_ADDRESS, 6,
			scope->address);
		NLA_PUT_U8(msg, SMP_GUARD_A_POLICY_PEER_ADDRESS_TYPE,
			   scope->address_type);
	}
	return 0;

nla_put_failure:
	return -NLE_NOMEM;
}

static int put_rules(struct nl_msg *msg, const struct smpg_policy_part *part)
{
	struct nlattr *nest;
	u8 rule;

	for (rule = 0; rule < __SMP_GUARD_RULE_MAX; rule++) {
		if (!(part->sets & SMPG_SETS_RULE(rule)))
			continue;
		nest = nla_nest_start(msg, NLA_F_NESTED |
				      SMP_GUARD_A_POLICY_RULE);
		if (!nest)
			goto nla_put_failure;
		NLA_PUT_U8(msg, SMP_GUARD_A_RULE_ACTION_RULE, rule);
		NLA_PUT_U8(msg, SMP_GUARD_A_RULE_ACTION_ACTION,
			   part->value.action[rule]);
		nla_nest_end(msg, nest);
	}
	return 0;

nla_put_failure:
	return -NLE_NOMEM;
}

static int put_entry(struct nl_msg *msg, const struct config_entry *entry)
{
	const struct smpg_policy_part *part = &entry->part;
	struct nlattr *nest;

	nest = nla_nest_start(msg, NLA_F_NESTED | SMP_GUARD_A_POLICY_SET_ENTRY);
	if (!nest || put_scope(msg, &entry->scope))
		goto nla_put_failure;
	if (entry->has_profile)
		NLA_PUT_U8(msg, SMP_GUARD_A_POLICY_PROFILE, entry->profile);
	if (part->sets & SMPG_SETS_KEY_DIST(SMPG_LOCAL))
		NLA_PUT_U8(msg, SMP_GUARD_A_POLICY_KEY_DIST_LOCAL,
			   part->value.key_dist[SMPG_LOCAL]);
	if (part->sets & SMPG_SETS_KEY_DIST(SMPG_REMOTE))
		NLA_PUT_U8(msg, SMP_GUARD_A_POLICY_KEY_DIST_REMOTE,
			   part->value.key_dist[SMPG_REMOTE]);
	if (part->sets & SMPG_SETS_MIN_KEY_SIZE)
		NLA_PUT_U8(msg, SMP_GUARD_A_POLICY_MIN_KEY_SIZE,
			   part->value.min_key_size);
	if (put_rules(msg, part))
		goto nla_put_failure;
	/* The default's entry may be empty. */
	nla_nest_end_keep_empty(msg, nest);
	return 0;

nla_put_failure:
	return -NLE_NOMEM;
}

/* Puts the refused entry's scope before the reason. */
static void name_refused(struct guard *guard, struct nl_msg *msg,
			 const struct config *c)
{
	char why[sizeof(guard->refusal)], name[CONFIG_SCOPE_TEXT];
	int i = guard_refused(guard, msg);

	if (i < 0)
		return;
	memcpy(why, guard->refusal, sizeof(why));
	snprintf(guard->refusal, sizeof(guard->refusal), "[%s]: %.200s",
		 config_scope_name(&c->entries[i].scope, name), why);
}

/**
 * guard_change_policy() - have the module change its policy, all or nothing
 * @guard: the connection
 * @cmd: SMP_GUARD_CMD_SET_POLICY, _DEL_POLICY or _REPLACE_POLICY
 * @c: the entries
 *
 * Return: 0, or an error, and the module may have said why.
 */
int guard_change_policy(struct guard *guard, u8 cmd, const struct config *c)
{
	size_t size = NLMSG_HDRLEN + GENL_HDRLEN + c->nr * ENTRY_SIZE, i;
	struct nl_msg *msg = nlmsg_alloc_size(size);
	int err = -NLE_NOMEM;

	if (!msg || !genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, guard->family,
				 0, NLM_F_ACK, cmd, SMP_GUARD_FAMILY_VERSION))
		goto out;
	for (i = 0; i < c->nr; i++)
		if (put_entry(msg, &c->entries[i]))
			goto out;

	err = guard_send(guard, msg);
	if (err)
		name_refused(guard, msg, c);
out:
	nlmsg_free(msg);
	return err;
}

static int get_scope(struct nlattr **tb, struct config_scope *scope)
{
	memset(scope, 0, sizeof(*scope));
	if (tb[SMP_GUARD_A_POLICY_PEER_ADDRESS]) {
		scope->kind = CONFIG_PEER;
		nla_memcpy(scope->address, tb[SMP_GUARD_A_POLICY_PEER_ADDRESS],
			   6);
		if (!tb[SMP_GUARD_A_POLICY_PEER_ADDRESS_TYPE])
			return -NLE_MISSING_ATTR;
		scope->address_type =
			nla_get_u8(tb[SMP_GUARD_A_POLICY_PEER_ADDRESS_TYPE]);
	} else if (tb[SMP_GUARD_A_POLICY_ADAPTER_ADDRESS]) {
		scope->kind = CONFIG_ADAPTER_ADDRESS;
		nla_memcpy(scope->address,
			   tb[SMP_GUARD_A_POLICY_ADAPTER_ADDRESS], 6);
	} else if (tb[SMP_GUARD_A_POLICY_ADAPTER]) {
		scope->kind = CONFIG_ADAPTER;
		scope->adapter = nla_get_u32(tb[SMP_GUARD_A_POLICY_ADAPTER]);
	}
	return 0;
}

/* A rule or an action of a later module is left out. */
static int get_rule(struct nlattr *attr, struct smpg_policy_part *part)
{
	static const struct nla_policy policy[SMP_GUARD_A_RULE_ACTION_MAX + 1] = {
		[SMP_GUARD_A_RULE_ACTION_RULE]	 = { .type = NLA_U8 },
		[SMP_GUARD_A_RULE_ACTION_ACTION] = { .type = NLA_U8 },
	};
	struct nlattr *tb[SMP_GUARD_A_RULE_ACTION_MAX + 1];
	u8 rule, action;
	int err;

	err = nla_parse_nested(tb, SMP_GUARD_A_RULE_ACTION_MAX, attr, policy);
	if (err < 0)
		return err;
	if (!tb[SMP_GUARD_A_RULE_ACTION_RULE] ||
	    !tb[SMP_GUARD_A_RULE_ACTION_ACTION])
		return -NLE_MISSING_ATTR;
	rule = nla_get_u8(tb[SMP_GUARD_A_RULE_ACTION_RULE]);
	action = nla_get_u8(tb[SMP_GUARD_A_RULE_ACTION_ACTION]);
	if (!smpg_rule_takes(rule, action))
		return 0;
	part->value.action[rule] = action;
	part->sets |= SMPG_SETS_RULE(rule);
	return 0;
}

static void get_numbers(struct nlattr **tb, struct config_entry *entry)
{
	struct smpg_policy_part *part = &entry->part;
	struct nlattr *attr = tb[SMP_GUARD_A_POLICY_PROFILE];

	if (attr && smpg_profile_name(nla_get_u8(attr))) {
		entry->has_profile = true;
		entry->profile = nla_get_u8(attr);
	}
	attr = tb[SMP_GUARD_A_POLICY_KEY_DIST_LOCAL];
	if (attr) {
		part->value.key_dist[SMPG_LOCAL] = nla_get_u8(attr);
		part->sets |= SMPG_SETS_KEY_DIST(SMPG_LOCAL);
	}
	attr = tb[SMP_GUARD_A_POLICY_KEY_DIST_REMOTE];
	if (attr) {
		part->value.key_dist[SMPG_REMOTE] = nla_get_u8(attr);
		part->sets |= SMPG_SETS_KEY_DIST(SMPG_REMOTE);
	}
	attr = tb[SMP_GUARD_A_POLICY_MIN_KEY_SIZE];
	if (attr) {
		part->value.min_key_size = nla_get_u8(attr);
		part->sets |= SMPG_SETS_MIN_KEY_SIZE;
	}
}

static int get_entry(struct nlattr *attr, struct config *c)
{
	static const struct nla_policy policy[SMP_GUARD_A_POLICY_MAX + 1] = {
		[SMP_GUARD_A_POLICY_ADAPTER]	= { .type = NLA_U32 },
		[SMP_GUARD_A_POLICY_ADAPTER_ADDRESS] = { .minlen = 6 },
		[SMP_GUARD_A_POLICY_PEER_ADDRESS] = { .minlen = 6 },
		[SMP_GUARD_A_POLICY_PEER_ADDRESS_TYPE] = { .type = NLA_U8 },
		[SMP_GUARD_A_POLICY_PROFILE]	= { .type = NLA_U8 },
		[SMP_GUARD_A_POLICY_KEY_DIST_LOCAL] = { .type = NLA_U8 },
		[SMP_GUARD_A_POLICY_KEY_DIST_REMOTE] = { .type = NLA_U8 },
		[SMP_GUARD_A_POLICY_MIN_KEY_SIZE] = { .type = NLA_U8 },
	};
	struct nlattr *tb[SMP_GUARD_A_POLICY_MAX + 1], *rule;
	struct config_entry *entry;
	struct config_scope scope;
	int err, left;

	err = nla_parse_nested(tb, SMP_GUARD_A_POLICY_MAX, attr, policy);
	if (!err)
		err = get_scope(tb, &scope);
	if (err)
		return err;
	entry = config_add(c, &scope);
	get_numbers(tb, entry);
	nla_for_each_nested(rule, attr, left)
		if (nla_type(rule) == SMP_GUARD_A_POLICY_RULE && !err)
			err = get_rule(rule, &entry->part);
	return err;
}

static int policy_answer(struct nl_msg *msg, void *arg)
{
	struct genlmsghdr *hdr = genlmsg_hdr(nlmsg_hdr(msg));
	struct nlattr *attr;
	int left, err = 0;

	nla_for_each_attr(attr, genlmsg_attrdata(hdr, 0),
			  genlmsg_attrlen(hdr, 0), left)
		if (nla_type(attr) == SMP_GUARD_A_POLICY_SET_ENTRY && !err)
			err = get_entry(attr, arg);
	return err < 0 ? err : NL_OK;
}

/**
 * guard_get_policy() - the policy in force
 * @guard: the connection
 * @c: its entries, for config_free()
 *
 * Return: 0, or an error.
 */
int guard_get_policy(struct guard *guard, struct config *c)
{
	int err, tries = GUARD_TRIES;

	memset(c, 0, sizeof(*c));
	do {
		config_free(c);
		err = guard_request(guard, SMP_GUARD_CMD_GET_POLICY, NLM_F_DUMP,
				    policy_answer, c);
	} while (err == -NLE_DUMP_INTR && --tries);
	return err;
}
