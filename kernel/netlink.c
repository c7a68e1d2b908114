// SPDX-License-Identifier: GPL-2.0
/*
 * The generic netlink family, as Documentation/netlink/specs/smp_guard.yaml
 * describes it.
 */
#include "compat.h"
#include "counters.h"
#include "hook.h"
#include "keep.h"
#include "links.h"
#include "mask.h"
#include "netlink.h"
#include "netlink_family.h"
#include "policy.h"
#include "report.h"
#include "translations.h"

static int get_info(struct sk_buff *skb, struct genl_info *info)
{
	struct sk_buff *reply;
	void *hdr;

	reply = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!reply)
		return -ENOMEM;

	hdr = genlmsg_put_reply(reply, info, &smpg_family, 0,
				SMP_GUARD_CMD_GET_INFO);
	if (!hdr ||
	    nla_put_string(reply, SMP_GUARD_A_INFO_VERSION,
			   SMPG_VERSION) ||
	    nla_put_string(reply, SMP_GUARD_A_INFO_HOOK, smpg_hook_name()) ||
	    nla_put_u32(reply, SMP_GUARD_A_INFO_LINKS, smpg_links_count()) ||
	    nla_put_u64_64bit(reply, SMP_GUARD_A_INFO_SEQ, smpg_report_seq(),
			      SMP_GUARD_A_INFO_PAD) ||
	    nla_put_u32(reply, SMP_GUARD_A_INFO_TRANSLATIONS,
			smpg_translations_count()) ||
	    nla_put_u32(reply, SMP_GUARD_A_INFO_TRANSLATIONS_MAX,
			smpg_translations_max()) ||
	    (smpg_keep_enabled() &&
	     nla_put_flag(reply, SMP_GUARD_A_INFO_KEEP_KEYS)) ||
	    (smpg_keep_restored() &&
	     nla_put_flag(reply, SMP_GUARD_A_INFO_KEYS_RESTORED)) ||
	    nla_put_string(reply, SMP_GUARD_A_INFO_MASKS, smpg_mask_name()) ||
	    (smpg_hook_lost() &&
	     nla_put_flag(reply, SMP_GUARD_A_INFO_HOOKS_LOST)) ||
	    nla_put_u64_64bit(reply, SMP_GUARD_A_INFO_MISSED,
			      smpg_hook_missed(), SMP_GUARD_A_INFO_PAD) ||
	    nla_put_u64_64bit(reply, SMP_GUARD_A_INFO_POLICY_HASH,
			      smpg_policy_sum(), SMP_GUARD_A_INFO_PAD)) {
		nlmsg_free(reply);
		return -EMSGSIZE;
	}
	genlmsg_end(reply, hdr);
	return genlmsg_reply(reply, info);
}

static int put_counter(struct sk_buff *skb, struct netlink_callback *cb,
		       unsigned int counter)
{
	char buf[SMPG_COUNTER_NAME_LEN];
	const char *name = smpg_counter_name(counter, buf);
	void *hdr;

	if (!name)
		return 0;
	hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid, cb->nlh->nlmsg_seq,
			  &smpg_family, NLM_F_MULTI, SMP_GUARD_CMD_GET_COUNTERS);
	if (!hdr)
		return -EMSGSIZE;
	if (nla_put_string(skb, SMP_GUARD_A_COUNTER_NAME, name) ||
	    nla_put_u64_64bit(skb, SMP_GUARD_A_COUNTER_VALUE,
			      smpg_counter_read(counter),
			      SMP_GUARD_A_COUNTER_PAD)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

static int get_counters(struct sk_buff *skb, struct netlink_callback *cb)
{
	while (cb->args[0] < SMPG_COUNTERS &&
	       !put_counter(skb, cb, cb->args[0]))
		cb->args[0]++;
	return skb->len;
}

static int reset_counters(struct sk_buff *skb, struct genl_info *info)
{
	smpg_counters_reset();
	return 0;
}

static int put_link_pairing(struct sk_buff *skb, const struct smpg_link *link)
{
	const struct smpg_pairing *p = &link->pairing;

	return nla_put_u8(skb, SMP_GUARD_A_LINK_PHASE, p->phase) ||
	       nla_put_u8(skb, SMP_GUARD_A_LINK_METHOD, p->method) ||
	       (p->sc &&
		nla_put_flag(skb, SMP_GUARD_A_LINK_SECURE_CONNECTIONS)) ||
	       nla_put_u8(skb, SMP_GUARD_A_LINK_KEY_SIZE, p->key_size) ||
	       nla_put_u8(skb, SMP_GUARD_A_LINK_INITIATOR_KEYS,
			  p->keys[SMPG_INITIATOR]) ||
	       nla_put_u8(skb, SMP_GUARD_A_LINK_RESPONDER_KEYS,
			  p->keys[SMPG_RESPONDER]);
}

static int put_link_itself(struct sk_buff *skb, const struct smpg_live_link *live)
{
	const struct smpg_link *link = &live->link;
	u32 marks = smpg_link_marks(link);

	return nla_put_u32(skb, SMP_GUARD_A_LINK_ADAPTER, live->index) ||
	       nla_put_u16(skb, SMP_GUARD_A_LINK_HANDLE, link->handle) ||
	       (link->peer_type &&
		smpg_put_address(skb, SMP_GUARD_A_LINK_PEER_ADDRESS,
				 link->peer)) ||
	       nla_put_u8(skb, SMP_GUARD_A_LINK_PEER_ADDRESS_TYPE,
			  link->peer_type) ||
	       (link->identity_type &&
		(smpg_put_address(skb, SMP_GUARD_A_LINK_IDENTITY_ADDRESS,
				  link->identity) ||
		 nla_put_u8(skb, SMP_GUARD_A_LINK_IDENTITY_ADDRESS_TYPE,
			    link->identity_type))) ||
	       nla_put_u8(skb, SMP_GUARD_A_LINK_TRANSPORT, link->transport) ||
	       nla_put_u8(skb, SMP_GUARD_A_LINK_ROLE, link->role) ||
	       (marks && nla_put_u32(skb, SMP_GUARD_A_LINK_MARKS, marks)) ||
	       (link->encrypted &&
		nla_put_flag(skb, SMP_GUARD_A_LINK_ENCRYPTED)) ||
	       put_link_pairing(skb, link);
}

struct link_dump {
	struct sk_buff *skb;
	struct netlink_callback *cb;
	long at;
	bool full;
};

static void dump_link(struct smpg_live_link *live, void *data)
{
	struct link_dump *d = data;
	unsigned long flags;
	void *hdr;

	if (d->full || d->at++ < d->cb->args[0])
		return;
	hdr = genlmsg_put(d->skb, NETLINK_CB(d->cb->skb).portid,
			  d->cb->nlh->nlmsg_seq, &smpg_family, NLM_F_MULTI,
			  SMP_GUARD_CMD_GET_LINKS);
	if (!hdr) {
		d->full = true;
		return;
	}
	spin_lock_irqsave(&live->lock, flags);
	d->full = put_link_itself(d->skb, live);
	spin_unlock_irqrestore(&live->lock, flags);
	if (d->full) {
		genlmsg_cancel(d->skb, hdr);
		return;
	}
	genlmsg_end(d->skb, hdr);
	d->cb->args[0]++;
}

static int get_links(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct link_dump d = { .skb = skb, .cb = cb };

	smpg_links_each(dump_link, &d);
	return skb->len;
}

/* smpg_parse_entry() parses entries one by one, and says what is wrong. */
static const struct nla_policy policy_set[] = {
	[SMP_GUARD_A_POLICY_SET_ENTRY] = { .type = NLA_NESTED },
};

static const struct nla_policy translation_set[] = {
	[SMP_GUARD_A_TRANSLATION_SET_ENTRY] = { .type = NLA_NESTED },
};

/* netlink_window.c says what is wrong with the values. */
static const struct nla_policy window[] = {
	[SMP_GUARD_A_WINDOW_ADAPTER] = { .type = NLA_U32 },
	[SMP_GUARD_A_WINDOW_PEER_ADDRESS] = NLA_POLICY_EXACT_LEN(6),
	[SMP_GUARD_A_WINDOW_PEER_ADDRESS_TYPE] = { .type = NLA_U8 },
	[SMP_GUARD_A_WINDOW_DURATION] = { .type = NLA_U32 },
};

static const struct genl_ops ops[] = {
	{
		.cmd = SMP_GUARD_CMD_GET_INFO,
		.doit = get_info,
	},
	{
		.cmd = SMP_GUARD_CMD_GET_COUNTERS,
		.dumpit = get_counters,
		.flags = GENL_ADMIN_PERM,
	},
	{
		.cmd = SMP_GUARD_CMD_GET_POLICY,
		.dumpit = smpg_get_policy,
		.flags = GENL_ADMIN_PERM,
	},
	{
		.cmd = SMP_GUARD_CMD_SET_POLICY,
		.doit = smpg_set_policy,
		.policy = policy_set,
		.maxattr = SMP_GUARD_A_POLICY_SET_MAX,
		.flags = GENL_ADMIN_PERM,
	},
	{
		.cmd = SMP_GUARD_CMD_DEL_POLICY,
		.doit = smpg_del_policy,
		.policy = policy_set,
		.maxattr = SMP_GUARD_A_POLICY_SET_MAX,
		.flags = GENL_ADMIN_PERM,
	},
	{
		.cmd = SMP_GUARD_CMD_REPLACE_POLICY,
		.doit = smpg_replace_policy,
		.policy = policy_set,
		.maxattr = SMP_GUARD_A_POLICY_SET_MAX,
		.flags = GENL_ADMIN_PERM,
	},
	{
		.cmd = SMP_GUARD_CMD_GET_LINKS,
		.dumpit = get_links,
		.flags = GENL_ADMIN_PERM,
	},
	{
		.cmd = SMP_GUARD_CMD_RESET_COUNTERS,
		.doit = reset_counters,
		.flags = GENL_ADMIN_PERM,
	},
	{
		.cmd = SMP_GUARD_CMD_GET_KEYS,
		.start = smpg_get_keys_start,
		.dumpit = smpg_get_keys,
		.flags = GENL_ADMIN_PERM,
	},
	{
		.cmd = SMP_GUARD_CMD_PUT_KEYS,
		.doit = smpg_put_keys,
		.policy = translation_set,
		.maxattr = SMP_GUARD_A_TRANSLATION_SET_MAX,
		.flags = GENL_ADMIN_PERM,
	},
	{
		.cmd = SMP_GUARD_CMD_OPEN_WINDOW,
		.doit = smpg_open_window,
		.policy = window,
		.maxattr = SMP_GUARD_A_WINDOW_MAX,
		.flags = GENL_ADMIN_PERM,
	},
	{
		.cmd = SMP_GUARD_CMD_CLOSE_WINDOW,
		.doit = smpg_close_window,
		.policy = window,
		.maxattr = SMP_GUARD_A_WINDOW_MAX,
		.flags = GENL_ADMIN_PERM,
	},
	{
		.cmd = SMP_GUARD_CMD_GET_WINDOWS,
		.dumpit = smpg_get_windows,
		.flags = GENL_ADMIN_PERM,
	},
};

static int put_time(struct sk_buff *skb, const struct smpg_event *e)
{
	return nla_put_u64_64bit(skb, SMP_GUARD_A_EVENT_SEQ, e->seq,
				 SMP_GUARD_A_EVENT_PAD) ||
	       nla_put_u64_64bit(skb, SMP_GUARD_A_EVENT_TIMESTAMP, e->boottime,
				 SMP_GUARD_A_EVENT_PAD);
}

static int put_peer(struct sk_buff *skb, const struct smpg_event *e)
{
	return nla_put_u32(skb, SMP_GUARD_A_EVENT_ADAPTER, e->index) ||
	       (e->link.peer_type &&
		smpg_put_address(skb, SMP_GUARD_A_EVENT_PEER_ADDRESS,
				 e->link.peer)) ||
	       nla_put_u8(skb, SMP_GUARD_A_EVENT_PEER_ADDRESS_TYPE,
			  e->link.peer_type);
}

static int put_link(struct sk_buff *skb, const struct smpg_event *e)
{
	return nla_put_u16(skb, SMP_GUARD_A_EVENT_HANDLE, e->link.handle) ||
	       nla_put_u8(skb, SMP_GUARD_A_EVENT_TRANSPORT,
			  e->link.transport) ||
	       nla_put_u8(skb, SMP_GUARD_A_EVENT_ROLE, e->link.role) ||
	       (e->link.marks &&
		nla_put_u32(skb, SMP_GUARD_A_EVENT_MARKS, e->link.marks));
}

static int put_pairing(struct sk_buff *skb, const struct smpg_event *e)
{
	return nla_put_u8(skb, SMP_GUARD_A_EVENT_INITIATOR,
			  e->link.direction == SMP_GUARD_DIRECTION_TX ?
			  SMP_GUARD_SIDE_LOCAL : SMP_GUARD_SIDE_PEER) ||
	       nla_put_u8(skb, SMP_GUARD_A_EVENT_METHOD, e->link.method) ||
	       (e->link.sc &&
		nla_put_flag(skb, SMP_GUARD_A_EVENT_SECURE_CONNECTIONS)) ||
	       nla_put_u8(skb, SMP_GUARD_A_EVENT_KEY_SIZE,
			  e->link.key_size) ||
	       nla_put_u8(skb, SMP_GUARD_A_EVENT_INITIATOR_KEYS,
			  e->link.keys[SMPG_INITIATOR]) ||
	       nla_put_u8(skb, SMP_GUARD_A_EVENT_RESPONDER_KEYS,
			  e->link.keys[SMPG_RESPONDER]);
}

static int put_failed(struct sk_buff *skb, const struct smpg_event *e)
{
	return nla_put_u8(skb, SMP_GUARD_A_EVENT_REASON, e->verdict.reason) ||
	       nla_put_u8(skb, SMP_GUARD_A_EVENT_SIDE, e->verdict.side);
}

static int put_violation(struct sk_buff *skb, const struct smpg_event *e)
{
	const struct smpg_finding *f = &e->verdict.findings[e->finding];

	return nla_put_u8(skb, SMP_GUARD_A_EVENT_RULE, f->rule) ||
	       nla_put_u8(skb, SMP_GUARD_A_EVENT_ACTION, f->action) ||
	       nla_put_u8(skb, SMP_GUARD_A_EVENT_DIRECTION,
			  e->verdict.direction) ||
	       nla_put_u8(skb, SMP_GUARD_A_EVENT_PDU, e->verdict.pdu) ||
	       nla_put_u8(skb, SMP_GUARD_A_EVENT_KEY, e->verdict.key) ||
	       nla_put_u8(skb, SMP_GUARD_A_EVENT_WHY, f->why) ||
	       (e->verdict.stack &&
		nla_put_u8(skb, SMP_GUARD_A_EVENT_STACK, e->verdict.stack)) ||
	       nla_put_u8(skb, SMP_GUARD_A_EVENT_SEVERITY,
			  smpg_finding_severity(f, e->verdict.stack)) ||
	       (e->suppressed &&
		nla_put_u64_64bit(skb, SMP_GUARD_A_EVENT_SUPPRESSED,
				  e->suppressed, SMP_GUARD_A_EVENT_PAD));
}

static int put_lost(struct sk_buff *skb, const struct smpg_event *e)
{
	return nla_put_u8(skb, SMP_GUARD_A_EVENT_KEY, e->key) ||
	       nla_put_u8(skb, SMP_GUARD_A_EVENT_WHY, e->why) ||
	       nla_put_u8(skb, SMP_GUARD_A_EVENT_SEVERITY,
			  SMP_GUARD_SEVERITY_WARNING);
}

static int put_window(struct sk_buff *skb, const struct smpg_event *e)
{
	return (!e->any_adapter &&
		nla_put_u32(skb, SMP_GUARD_A_EVENT_ADAPTER, e->index)) ||
	       (e->link.peer_type &&
		(smpg_put_address(skb, SMP_GUARD_A_EVENT_PEER_ADDRESS,
				  e->link.peer) ||
		 nla_put_u8(skb, SMP_GUARD_A_EVENT_PEER_ADDRESS_TYPE,
			    e->link.peer_type))) ||
	       nla_put_u32(skb, SMP_GUARD_A_EVENT_DURATION, e->seconds) ||
	       nla_put_u8(skb, SMP_GUARD_A_EVENT_SEVERITY,
			  SMP_GUARD_SEVERITY_NOTICE);
}

static int put_event(struct sk_buff *skb, const struct smpg_event *e)
{
	if (e->cmd == SMP_GUARD_CMD_KEYS_CHANGED)
		return nla_put_u32(skb, SMP_GUARD_A_INFO_TRANSLATIONS,
				   smpg_translations_count());
	if (put_time(skb, e))
		return -EMSGSIZE;
	if (e->cmd == SMP_GUARD_CMD_HOOKS_LOST)
		return nla_put_u8(skb, SMP_GUARD_A_EVENT_SEVERITY,
				  SMP_GUARD_SEVERITY_CRITICAL);
	if (e->cmd == SMP_GUARD_CMD_HOOKS_BACK)
		return nla_put_u8(skb, SMP_GUARD_A_EVENT_SEVERITY,
				  SMP_GUARD_SEVERITY_NOTICE);
	if (e->cmd == SMP_GUARD_CMD_WINDOW_OPENED ||
	    e->cmd == SMP_GUARD_CMD_WINDOW_CLOSED)
		return put_window(skb, e);
	if (put_peer(skb, e))
		return -EMSGSIZE;
	if (e->cmd == SMP_GUARD_CMD_TRANSLATION_LOST)
		return put_lost(skb, e);
	if (put_link(skb, e))
		return -EMSGSIZE;
	if (e->cmd == SMP_GUARD_CMD_VIOLATION)
		return put_violation(skb, e);
	if (e->link.answered && put_pairing(skb, e))
		return -EMSGSIZE;
	return e->cmd == SMP_GUARD_CMD_PAIRING_FAILED ? put_failed(skb, e) : 0;
}

static int note_listener(struct sock *sk, struct sk_buff *skb, void *data)
{
	bool *listens = data;

	*listens = true;
	return 0;
}

/*
 * A listener without room is told that it has lost an event. The sender is told the same
 * as without listeners if there is no other.
 */
static int multicast(struct sk_buff *skb, unsigned int group)
{
	bool listens = false;
	int err;

	err = smpg_multicast(&smpg_family, &init_net, skb, 0, group, GFP_KERNEL,
			     note_listener, &listens);
	return err == -ESRCH && listens ? -ENOBUFS : err;
}

/*
 * send_event() - send an event to all listeners
 * @event: the event
 *
 * Context: process.
 * Return: 0, -ESRCH if there are no listeners, or a negative error if the event
 * was lost.
 */
static int send_event(const struct smpg_event *event)
{
	unsigned int group = event->cmd == SMP_GUARD_CMD_KEYS_CHANGED ?
			     SMPG_GROUP_KEYS : SMPG_GROUP_EVENTS;
	struct sk_buff *skb;
	void *hdr;

	if (!genl_has_listeners(&smpg_family, &init_net, group))
		return -ESRCH;
	skb = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!skb) {
		genl_set_err(&smpg_family, &init_net, 0, group, -ENOBUFS);
		return -ENOMEM;
	}

	hdr = genlmsg_put(skb, 0, 0, &smpg_family, 0, event->cmd);
	if (!hdr || put_event(skb, event)) {
		nlmsg_free(skb);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return multicast(skb, group);
}

int __init smpg_netlink_init(void)
{
	smpg_report_init(send_event);
	smpg_family.ops = ops;
	smpg_family.n_ops = ARRAY_SIZE(ops);
	return genl_register_family(&smpg_family);
}

void smpg_netlink_exit(void)
{
	genl_unregister_family(&smpg_family);
}
