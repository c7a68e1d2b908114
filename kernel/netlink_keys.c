// SPDX-License-Identifier: GPL-2.0
/*
 * Translations over generic netlink, to be saved wherever their owner chooses.
 * The answer to get-keys is the only key material that ever leaves the kernel.
 */
#include "keep.h"
#include "netlink_family.h"
#include "translations.h"

#define RAND_LEN	(SMPG_ID_LEN - 2)

/* May the caller read or put keys? CAP_NET_ADMIN was checked before. */
static int may(const struct sk_buff *skb, struct netlink_ext_ack *extack)
{
	if (!netlink_capable(skb, CAP_SYS_ADMIN)) {
		NL_SET_ERR_MSG(extack,
			       "this needs CAP_SYS_ADMIN in the initial user namespace");
		return -EPERM;
	}
	if (!smpg_keep_enabled()) {
		NL_SET_ERR_MSG(extack,
			       "keys are not kept: the module was loaded without keep_keys=1");
		return -EOPNOTSUPP;
	}
	return 0;
}

/* ---- Handing over ---- */

static int put_addresses(struct sk_buff *skb, const struct smpg_translation *t)
{
	static const u8 none[6];

	if (nla_put_u32(skb, SMP_GUARD_A_TRANSLATION_ADAPTER, t->index) ||
	    (memcmp(t->adapter, none, sizeof(none)) &&
	     smpg_put_address(skb, SMP_GUARD_A_TRANSLATION_ADAPTER_ADDRESS,
			      t->adapter)))
		return -EMSGSIZE;
	if (t->peer_type == SMP_GUARD_ADDRESS_TYPE_UNKNOWN)
		return 0;
	return smpg_put_address(skb, SMP_GUARD_A_TRANSLATION_PEER_ADDRESS,
				t->peer) ||
	       nla_put_u8(skb, SMP_GUARD_A_TRANSLATION_PEER_ADDRESS_TYPE,
			  t->peer_type);
}

static int put_id(struct sk_buff *skb, int ediv, int rand, const u8 *id)
{
	return nla_put_u16(skb, ediv, smpg_le16(id + RAND_LEN)) ||
	       nla_put(skb, rand, RAND_LEN, id);
}

static int put_key(struct sk_buff *skb, const struct smpg_translation *t)
{
	if (t->key == SMP_GUARD_KEY_LTK &&
	    (put_id(skb, SMP_GUARD_A_TRANSLATION_HOST_EDIV,
		    SMP_GUARD_A_TRANSLATION_HOST_RAND, t->id[SMPG_LOCAL]) ||
	     put_id(skb, SMP_GUARD_A_TRANSLATION_PEER_EDIV,
		    SMP_GUARD_A_TRANSLATION_PEER_RAND, t->id[SMPG_REMOTE])))
		return -EMSGSIZE;
	if (t->role && nla_put_u8(skb, SMP_GUARD_A_TRANSLATION_ROLE, t->role))
		return -EMSGSIZE;
	return nla_put_u8(skb, SMP_GUARD_A_TRANSLATION_KEY, t->key) ||
	       nla_put_u8(skb, SMP_GUARD_A_TRANSLATION_KEY_SIZE,
			  t->key_size) ||
	       nla_put(skb, SMP_GUARD_A_TRANSLATION_HOST_VALUE, SMPG_KEY_LEN,
		       t->value[SMPG_LOCAL]) ||
	       nla_put(skb, SMP_GUARD_A_TRANSLATION_PEER_VALUE, SMPG_KEY_LEN,
		       t->value[SMPG_REMOTE]);
}

struct dump {
	struct sk_buff *skb;
	struct netlink_callback *cb;
};

/* Write straight into the message, so that there is no copy to wipe. */
static bool put_translation(const struct smpg_translation *t, void *data)
{
	struct dump *d = data;
	struct nlattr *nest;
	void *hdr;

	/* put-keys would refuse a bad translation, and all others with it. */
	if (smpg_translation_bad(t))
		return true;
	hdr = genlmsg_put(d->skb, NETLINK_CB(d->cb->skb).portid,
			  d->cb->nlh->nlmsg_seq, &smpg_family, NLM_F_MULTI,
			  SMP_GUARD_CMD_GET_KEYS);
	if (!hdr)
		return false;
	genl_dump_check_consistent(d->cb, hdr);
	nest = nla_nest_start(d->skb, SMP_GUARD_A_TRANSLATION_SET_ENTRY);
	if (!nest || put_addresses(d->skb, t) || put_key(d->skb, t)) {
		genlmsg_cancel(d->skb, hdr);
		return false;
	}
	nla_nest_end(d->skb, nest);
	genlmsg_end(d->skb, hdr);
	return true;
}

int smpg_get_keys_start(struct netlink_callback *cb)
{
	int err = may(cb->skb, cb->extack);

	if (!err)
		smpg_translations_watch();
	return err;
}

int smpg_get_keys(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct dump d = { .skb = skb, .cb = cb };
	u64 now = smpg_translations_generation();

	/* Changes between two parts of a dump are reported to the caller. */
	cb->seq = lower_32_bits(now);
	if (!cb->args[0])
		cb->args[1] = cb->seq;
	cb->args[0] += smpg_translations_each(cb->args[0], put_translation, &d);
	if (!skb->len && cb->args[1] == cb->seq)
		smpg_keep_saved(now);
	return skb->len;
}

/* ---- Taking back ---- */

static const char * const wants[SMP_GUARD_A_TRANSLATION_MAX + 1] = {
	[SMP_GUARD_A_TRANSLATION_ADAPTER] = "adapter: not a number of 32 bits",
	[SMP_GUARD_A_TRANSLATION_ADAPTER_ADDRESS] =
		"adapter-address: not six octets",
	[SMP_GUARD_A_TRANSLATION_PEER_ADDRESS] = "peer-address: not six octets",
	[SMP_GUARD_A_TRANSLATION_PEER_ADDRESS_TYPE] =
		"peer-address-type: not a type of address",
	[SMP_GUARD_A_TRANSLATION_KEY] = "key: not a kind of key",
	[SMP_GUARD_A_TRANSLATION_KEY_SIZE] = "key-size: not from 7 to 16",
	[SMP_GUARD_A_TRANSLATION_HOST_EDIV] =
		"host-ediv: not a number of 16 bits",
	[SMP_GUARD_A_TRANSLATION_HOST_RAND] = "host-rand: not eight octets",
	[SMP_GUARD_A_TRANSLATION_HOST_VALUE] = "host-value: not 16 octets",
	[SMP_GUARD_A_TRANSLATION_PEER_EDIV] =
		"peer-ediv: not a number of 16 bits",
	[SMP_GUARD_A_TRANSLATION_PEER_RAND] = "peer-rand: not eight octets",
	[SMP_GUARD_A_TRANSLATION_PEER_VALUE] = "peer-value: not 16 octets",
	[SMP_GUARD_A_TRANSLATION_ROLE] = "role: not a role",
};

/* Return: what is missing in a translation, or NULL. */
static const char *lacks(struct nlattr **tb)
{
	bool ltk;

	if (!tb[SMP_GUARD_A_TRANSLATION_ADAPTER])
		return "adapter: missing";
	if (!tb[SMP_GUARD_A_TRANSLATION_KEY])
		return "key: missing";
	if (!tb[SMP_GUARD_A_TRANSLATION_KEY_SIZE])
		return "key-size: missing";
	if (!tb[SMP_GUARD_A_TRANSLATION_HOST_VALUE] ||
	    !tb[SMP_GUARD_A_TRANSLATION_PEER_VALUE])
		return "host-value and peer-value are both needed";
	if (!tb[SMP_GUARD_A_TRANSLATION_PEER_ADDRESS] !=
	    !tb[SMP_GUARD_A_TRANSLATION_PEER_ADDRESS_TYPE])
		return "peer-address and peer-address-type go together";
	ltk = nla_get_u8(tb[SMP_GUARD_A_TRANSLATION_KEY]) == SMP_GUARD_KEY_LTK;
	if (ltk != !!tb[SMP_GUARD_A_TRANSLATION_HOST_EDIV] ||
	    ltk != !!tb[SMP_GUARD_A_TRANSLATION_HOST_RAND] ||
	    ltk != !!tb[SMP_GUARD_A_TRANSLATION_PEER_EDIV] ||
	    ltk != !!tb[SMP_GUARD_A_TRANSLATION_PEER_RAND])
		return "an ltk has EDIV and Rand of both, and a csrk has none";
	return NULL;
}

static void get_addresses(struct smpg_translation *t, struct nlattr **tb)
{
	struct nlattr *attr = tb[SMP_GUARD_A_TRANSLATION_ADAPTER_ADDRESS];

	t->index = nla_get_u32(tb[SMP_GUARD_A_TRANSLATION_ADAPTER]);
	if (attr)
		smpg_swap_address(t->adapter, nla_data(attr));
	attr = tb[SMP_GUARD_A_TRANSLATION_PEER_ADDRESS];
	if (!attr)
		return;
	smpg_swap_address(t->peer, nla_data(attr));
	t->peer_type =
		nla_get_u8(tb[SMP_GUARD_A_TRANSLATION_PEER_ADDRESS_TYPE]);
}

static void get_id(u8 *id, struct nlattr *ediv, struct nlattr *rand)
{
	memcpy(id, nla_data(rand), RAND_LEN);
	id[RAND_LEN] = nla_get_u16(ediv);
	id[RAND_LEN + 1] = nla_get_u16(ediv) >> 8;
}

static void get_key(struct smpg_translation *t, struct nlattr **tb)
{
	t->key = nla_get_u8(tb[SMP_GUARD_A_TRANSLATION_KEY]);
	t->key_size = nla_get_u8(tb[SMP_GUARD_A_TRANSLATION_KEY_SIZE]);
	if (tb[SMP_GUARD_A_TRANSLATION_ROLE])
		t->role = nla_get_u8(tb[SMP_GUARD_A_TRANSLATION_ROLE]);
	if (t->key == SMP_GUARD_KEY_LTK) {
		get_id(t->id[SMPG_LOCAL],
		       tb[SMP_GUARD_A_TRANSLATION_HOST_EDIV],
		       tb[SMP_GUARD_A_TRANSLATION_HOST_RAND]);
		get_id(t->id[SMPG_REMOTE],
		       tb[SMP_GUARD_A_TRANSLATION_PEER_EDIV],
		       tb[SMP_GUARD_A_TRANSLATION_PEER_RAND]);
	}
	memcpy(t->value[SMPG_LOCAL],
	       nla_data(tb[SMP_GUARD_A_TRANSLATION_HOST_VALUE]), SMPG_KEY_LEN);
	memcpy(t->value[SMPG_REMOTE],
	       nla_data(tb[SMP_GUARD_A_TRANSLATION_PEER_VALUE]), SMPG_KEY_LEN);
}

static int get_translation(struct smpg_translation *t, struct nlattr *entry,
			   struct netlink_ext_ack *extack)
{
	struct nlattr *tb[SMP_GUARD_A_TRANSLATION_MAX + 1];
	const char *bad;
	int err;

	err = smpg_parse_entry(tb, SMP_GUARD_A_TRANSLATION_MAX, entry,
			       smp_guard_translation_nl_policy, wants, extack);
	if (err)
		return err;
	bad = lacks(tb);
	if (!bad && nla_get_u32(tb[SMP_GUARD_A_TRANSLATION_ADAPTER]) > U16_MAX)
		bad = "adapter: above 65535";
	if (!bad) {
		get_addresses(t, tb);
		get_key(t, tb);
		bad = smpg_translation_bad(t);
	}
	if (!bad)
		return 0;
	NL_SET_BAD_ATTR(extack, entry);
	extack->_msg = bad;
	return -EINVAL;
}

static int put_all(struct genl_info *info, unsigned int nr)
{
	struct smpg_translation *all, *t;
	struct nlattr *attr;
	int rest, err = 0;

	all = kvcalloc(nr ?: 1, sizeof(*all), GFP_KERNEL);
	if (!all)
		return -ENOMEM;
	t = all;
	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rest) {
		if (nla_type(attr) != SMP_GUARD_A_TRANSLATION_SET_ENTRY)
			continue;
		err = get_translation(t++, attr, info->extack);
		if (err)
			break;
	}
	if (!err)
		err = smpg_keep_put(all, nr);
	kvfree_sensitive(all, nr * sizeof(*all));
	return err;
}

static int put_keys(struct genl_info *info)
{
	unsigned int nr = 0;
	struct nlattr *attr;
	int rest, err;

	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rest)
		nr += nla_type(attr) == SMP_GUARD_A_TRANSLATION_SET_ENTRY;
	err = nr > smpg_translations_max() ? -ENOSPC : put_all(info, nr);
	if (err == -ENOSPC)
		NL_SET_ERR_MSG(info->extack,
			       "entry: more than the module's parameter translations allows: load it with a higher one");
	return err;
}

int smpg_put_keys(struct sk_buff *skb, struct genl_info *info)
{
	int err = may(skb, info->extack);

	if (!err)
		err = put_keys(info);
	/* Netlink frees the message unwiped, and quotes it in a refusal. */
	memzero_explicit((u8 *)info->genlhdr + GENL_HDRLEN,
			 nlmsg_attrlen(info->nlhdr, GENL_HDRLEN));
	return err;
}
