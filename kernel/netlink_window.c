// SPDX-License-Identifier: GPL-2.0
/* Windows over generic netlink. */
#include <linux/ktime.h>
#include <linux/math64.h>

#include "netlink_family.h"
#include "window.h"

static int refuse(struct genl_info *info, int attr, const char *why)
{
	if (info->attrs[attr])
		NL_SET_BAD_ATTR(info->extack, info->attrs[attr]);
	if (info->extack)
		info->extack->_msg = why;
	return -EINVAL;
}

static int parse_peer(struct genl_info *info, struct smpg_window *w)
{
	struct nlattr *address = info->attrs[SMP_GUARD_A_WINDOW_PEER_ADDRESS];
	struct nlattr *type = info->attrs[SMP_GUARD_A_WINDOW_PEER_ADDRESS_TYPE];

	if (!address != !type)
		return refuse(info, SMP_GUARD_A_WINDOW_PEER_ADDRESS,
			      "peer-address and peer-address-type go together");
	if (!address)
		return 0;
	w->type = nla_get_u8(type);
	smpg_swap_address(w->address, nla_data(address));
	return w->type == SMP_GUARD_ADDRESS_TYPE_PUBLIC ||
	       w->type == SMP_GUARD_ADDRESS_TYPE_RANDOM ? 0 :
	       refuse(info, SMP_GUARD_A_WINDOW_PEER_ADDRESS_TYPE,
		      "peer-address-type: neither public nor random");
}

static int parse_scope(struct genl_info *info, struct smpg_window *w)
{
	struct nlattr *adapter = info->attrs[SMP_GUARD_A_WINDOW_ADAPTER];

	memset(w, 0, sizeof(*w));
	w->any_adapter = !adapter;
	if (adapter && nla_get_u32(adapter) > U16_MAX)
		return refuse(info, SMP_GUARD_A_WINDOW_ADAPTER,
			      "adapter: above 65535");
	if (adapter)
		w->index = nla_get_u32(adapter);
	return parse_peer(info, w);
}

int smpg_open_window(struct sk_buff *skb, struct genl_info *info)
{
	struct nlattr *duration = info->attrs[SMP_GUARD_A_WINDOW_DURATION];
	struct smpg_window w;
	int err = parse_scope(info, &w);

	if (err)
		return err;
	w.seconds = duration ? nla_get_u32(duration) : 0;
	if (!w.seconds || w.seconds > SMPG_WINDOW_LONGEST)
		return refuse(info, SMP_GUARD_A_WINDOW_DURATION,
			      "duration: not from 1 to 86400 seconds");
	err = smpg_window_open(&w);
	if (err == -ENOSPC)
		NL_SET_ERR_MSG(info->extack, "16 windows are open already");
	return err;
}

int smpg_close_window(struct sk_buff *skb, struct genl_info *info)
{
	struct smpg_window w;
	int err;

	if (!info->attrs[SMP_GUARD_A_WINDOW_ADAPTER] &&
	    !info->attrs[SMP_GUARD_A_WINDOW_PEER_ADDRESS] &&
	    !info->attrs[SMP_GUARD_A_WINDOW_PEER_ADDRESS_TYPE]) {
		smpg_window_close_all();
		return 0;
	}
	err = parse_scope(info, &w);
	if (!err)
		err = smpg_window_close(&w);
	if (err == -ENOENT)
		NL_SET_ERR_MSG(info->extack,
			       "no window is open for this adapter and peer");
	return err;
}

static u32 seconds_left(const struct smpg_window *w)
{
	u64 now = ktime_get_boottime_ns();

	return w->until > now ? DIV_ROUND_UP_ULL(w->until - now, NSEC_PER_SEC) :
				0;
}

static int put_window(struct sk_buff *skb, struct netlink_callback *cb,
		      const struct smpg_window *w)
{
	void *hdr = genlmsg_put(skb, NETLINK_CB(cb->skb).portid,
				cb->nlh->nlmsg_seq, &smpg_family, NLM_F_MULTI,
				SMP_GUARD_CMD_GET_WINDOWS);

	if (!hdr)
		return -EMSGSIZE;
	if ((!w->any_adapter &&
	     nla_put_u32(skb, SMP_GUARD_A_WINDOW_ADAPTER, w->index)) ||
	    (w->type &&
	     (smpg_put_address(skb, SMP_GUARD_A_WINDOW_PEER_ADDRESS,
			       w->address) ||
	      nla_put_u8(skb, SMP_GUARD_A_WINDOW_PEER_ADDRESS_TYPE,
			 w->type))) ||
	    nla_put_u32(skb, SMP_GUARD_A_WINDOW_DURATION, seconds_left(w))) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

int smpg_get_windows(struct sk_buff *skb, struct netlink_callback *cb)
{
	struct smpg_window w;

	while (smpg_window_at(cb->args[0], &w) && !put_window(skb, cb, &w))
		cb->args[0]++;
	return skb->len;
}
