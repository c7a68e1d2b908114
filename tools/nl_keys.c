// SPDX-License-Identifier: GPL-2.0
/* Kept keys over netlink, both ways. */
#include <netlink/genl/genl.h>
#include <string.h>

#include "nl.h"
#include "uapi/linux/smp_guard.h"

/* Larger than an entry with every attribute */
#define ENTRY_SIZE	256

static bool is_there(const u8 *address)
{
	static const u8 none[6];

	return memcmp(address, none, sizeof(none));
}

static int put_addresses(struct nl_msg *msg, const struct kept_key *k)
{
	NLA_PUT_U32(msg, SMP_GUARD_A_TRANSLATION_ADAPTER, k->adapter);
	if (is_there(k->adapter_address))
		NLA_PUT(msg, SMP_GUARD_A_TRANSLATION_ADAPTER_ADDRESS, 6,
			k->adapter_address);
	if (k->peer_type != SMP_GUARD_ADDRESS_TYPE_UNKNOWN) {
		NLA_PUT(msg, SMP_GUARD_A_TRANSLATION_PEER_ADDRESS, 6, k->peer);
		NLA_PUT_U8(msg, SMP_GUARD_A_TRANSLATION_PEER_ADDRESS_TYPE,
			   k->peer_type);
	}
	return 0;

nla_put_failure:
	return -NLE_NOMEM;
}

static int put_id(struct nl_msg *msg, const struct kept_key *k)
{
	NLA_PUT_U16(msg, SMP_GUARD_A_TRANSLATION_HOST_EDIV, k->ediv[KEYS_HOSTS]);
	NLA_PUT(msg, SMP_GUARD_A_TRANSLATION_HOST_RAND, 8, k->rand[KEYS_HOSTS]);
	NLA_PUT_U16(msg, SMP_GUARD_A_TRANSLATION_PEER_EDIV, k->ediv[KEYS_PEERS]);
	NLA_PUT(msg, SMP_GUARD_A_TRANSLATION_PEER_RAND, 8, k->rand[KEYS_PEERS]);
	return 0;

nla_put_failure:
	return -NLE_NOMEM;
}

static int put_entry(struct nl_msg *msg, const struct kept_key *k)
{
	struct nlattr *nest;

	nest = nla_nest_start(msg, NLA_F_NESTED |
			      SMP_GUARD_A_TRANSLATION_SET_ENTRY);
	if (!nest || put_addresses(msg, k) ||
	    (k->key == SMP_GUARD_KEY_LTK && put_id(msg, k)))
		goto nla_put_failure;
	NLA_PUT_U8(msg, SMP_GUARD_A_TRANSLATION_KEY, k->key);
	NLA_PUT_U8(msg, SMP_GUARD_A_TRANSLATION_KEY_SIZE, k->key_size);
	if (k->role)
		NLA_PUT_U8(msg, SMP_GUARD_A_TRANSLATION_ROLE, k->role);
	NLA_PUT(msg, SMP_GUARD_A_TRANSLATION_HOST_VALUE, SMPG_KEY_LEN,
		k->value[KEYS_HOSTS]);
	NLA_PUT(msg, SMP_GUARD_A_TRANSLATION_PEER_VALUE, SMPG_KEY_LEN,
		k->value[KEYS_PEERS]);
	nla_nest_end(msg, nest);
	return 0;

nla_put_failure:
	return -NLE_NOMEM;
}

/**
 * guard_put_keys() - have the module take keys back, all or nothing
 * @guard: the connection
 * @keys: the keys
 * @refused: to be set to the number of the refused key, or to -1
 *
 * Return: 0, or an error, and the module may have said why.
 */
int guard_put_keys(struct guard *guard, const struct keys *keys, int *refused)
{
	size_t size = NLMSG_HDRLEN + GENL_HDRLEN + keys->nr * ENTRY_SIZE, i;
	struct nl_msg *msg = nlmsg_alloc_size(size);
	int err = -NLE_NOMEM;

	*refused = -1;
	if (!msg)
		return err;
	if (!genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, guard->family, 0,
			 NLM_F_ACK, SMP_GUARD_CMD_PUT_KEYS,
			 SMP_GUARD_FAMILY_VERSION))
		goto out;
	for (i = 0; i < keys->nr; i++)
		if (put_entry(msg, &keys->keys[i]))
			goto out;
	err = guard_send(guard, msg);
	if (err)
		*refused = guard_refused(guard, msg);
out:
	explicit_bzero(nlmsg_hdr(msg), nlmsg_get_max_size(msg));
	nlmsg_free(msg);
	return err;
}

static void get_whose(struct kept_key *k, int whose, struct nlattr *ediv,
		      struct nlattr *rand, struct nlattr *value)
{
	if (ediv && rand) {
		k->ediv[whose] = nla_get_u16(ediv);
		memcpy(k->rand[whose], nla_data(rand), sizeof(k->rand[whose]));
	}
	memcpy(k->value[whose], nla_data(value), sizeof(k->value[whose]));
}

static void get_addresses(struct kept_key *k, struct nlattr **tb)
{
	struct nlattr *attr = tb[SMP_GUARD_A_TRANSLATION_ADAPTER_ADDRESS];

	k->adapter = nla_get_u32(tb[SMP_GUARD_A_TRANSLATION_ADAPTER]);
	if (attr)
		memcpy(k->adapter_address, nla_data(attr), 6);
	attr = tb[SMP_GUARD_A_TRANSLATION_PEER_ADDRESS_TYPE];
	if (!attr || !tb[SMP_GUARD_A_TRANSLATION_PEER_ADDRESS])
		return;
	k->peer_type = nla_get_u8(attr);
	memcpy(k->peer, nla_data(tb[SMP_GUARD_A_TRANSLATION_PEER_ADDRESS]), 6);
}

static int get_entry(struct nlattr *entry, struct keys *keys)
{
	static const struct nla_policy policy[SMP_GUARD_A_TRANSLATION_MAX + 1] = {
		[SMP_GUARD_A_TRANSLATION_ADAPTER] = { .type = NLA_U32 },
		[SMP_GUARD_A_TRANSLATION_ADAPTER_ADDRESS] = { .minlen = 6 },
		[SMP_GUARD_A_TRANSLATION_PEER_ADDRESS] = { .minlen = 6 },
		[SMP_GUARD_A_TRANSLATION_PEER_ADDRESS_TYPE] = { .type = NLA_U8 },
		[SMP_GUARD_A_TRANSLATION_KEY] = { .type = NLA_U8 },
		[SMP_GUARD_A_TRANSLATION_KEY_SIZE] = { .type = NLA_U8 },
		[SMP_GUARD_A_TRANSLATION_HOST_EDIV] = { .type = NLA_U16 },
		[SMP_GUARD_A_TRANSLATION_HOST_RAND] = { .minlen = 8 },
		[SMP_GUARD_A_TRANSLATION_HOST_VALUE] = { .minlen = 16 },
		[SMP_GUARD_A_TRANSLATION_PEER_EDIV] = { .type = NLA_U16 },
		[SMP_GUARD_A_TRANSLATION_PEER_RAND] = { .minlen = 8 },
		[SMP_GUARD_A_TRANSLATION_PEER_VALUE] = { .minlen = 16 },
		[SMP_GUARD_A_TRANSLATION_ROLE] = { .type = NLA_U8 },
	};
	struct nlattr *tb[SMP_GUARD_A_TRANSLATION_MAX + 1];
	struct kept_key *k;
	int err;

	err = nla_parse_nested(tb, SMP_GUARD_A_TRANSLATION_MAX, entry, policy);
	if (err < 0)
		return err;
	if (!tb[SMP_GUARD_A_TRANSLATION_ADAPTER] ||
	    !tb[SMP_GUARD_A_TRANSLATION_KEY] ||
	    !tb[SMP_GUARD_A_TRANSLATION_KEY_SIZE] ||
	    !tb[SMP_GUARD_A_TRANSLATION_HOST_VALUE] ||
	    !tb[SMP_GUARD_A_TRANSLATION_PEER_VALUE])
		return -NLE_MISSING_ATTR;
	k = keys_add(keys);
	get_addresses(k, tb);
	k->key = nla_get_u8(tb[SMP_GUARD_A_TRANSLATION_KEY]);
	k->key_size = nla_get_u8(tb[SMP_GUARD_A_TRANSLATION_KEY_SIZE]);
	if (tb[SMP_GUARD_A_TRANSLATION_ROLE])
		k->role = nla_get_u8(tb[SMP_GUARD_A_TRANSLATION_ROLE]);
	get_whose(k, KEYS_HOSTS, tb[SMP_GUARD_A_TRANSLATION_HOST_EDIV],
		  tb[SMP_GUARD_A_TRANSLATION_HOST_RAND],
		  tb[SMP_GUARD_A_TRANSLATION_HOST_VALUE]);
	get_whose(k, KEYS_PEERS, tb[SMP_GUARD_A_TRANSLATION_PEER_EDIV],
		  tb[SMP_GUARD_A_TRANSLATION_PEER_RAND],
		  tb[SMP_GUARD_A_TRANSLATION_PEER_VALUE]);
	return 0;
}

static int keys_answer(struct nl_msg *msg, void *arg)
{
	struct genlmsghdr *hdr = genlmsg_hdr(nlmsg_hdr(msg));
	struct nlattr *attr;
	int left, err = 0;

	nla_for_each_attr(attr, genlmsg_attrdata(hdr, 0),
			  genlmsg_attrlen(hdr, 0), left)
		if (nla_type(attr) == SMP_GUARD_A_TRANSLATION_SET_ENTRY && !err)
			err = get_entry(attr, arg);
	explicit_bzero(genlmsg_attrdata(hdr, 0), genlmsg_attrlen(hdr, 0));
	return err < 0 ? err : NL_OK;
}

/**
 * guard_get_keys() - the translations of repaired keys
 * @guard: the connection
 * @keys: the keys, for keys_free()
 *
 * Return: 0, or an error.
 */
int guard_get_keys(struct guard *guard, struct keys *keys)
{
	int err, tries = GUARD_TRIES;

	memset(keys, 0, sizeof(*keys));
	do {
		keys_free(keys);
		err = guard_request(guard, SMP_GUARD_CMD_GET_KEYS, NLM_F_DUMP,
				    keys_answer, keys);
	} while (err == -NLE_DUMP_INTR && --tries);
	return err;
}
