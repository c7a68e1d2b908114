// SPDX-License-Identifier: GPL-2.0
/* An event: out of a netlink message, into a structure. */
#include <netlink/errno.h>
#include <netlink/genl/genl.h>

#include "event.h"
#include "smpg_engine.h"

static const char *const key_dist_flags[] = {
	"enckey", "idkey", "signkey", "linkkey", NULL
};

static const char *const mark_flags[] = { "mid-life", "two-hosts", NULL };

const struct event_attr event_attrs[EVENT_ATTRS] = {
	[SMP_GUARD_A_EVENT_SEQ] = { "seq", NLA_U64 },
	[SMP_GUARD_A_EVENT_TIMESTAMP] = { "timestamp", NLA_U64 },
	[SMP_GUARD_A_EVENT_ADAPTER] = { "adapter", NLA_U32 },
	[SMP_GUARD_A_EVENT_HANDLE] = { "handle", NLA_U16 },
	[SMP_GUARD_A_EVENT_PEER_ADDRESS] = { "peer-address", NLA_BINARY },
	[SMP_GUARD_A_EVENT_PEER_ADDRESS_TYPE] = {
		"peer-address-type", NLA_U8, smpg_address_type_name },
	[SMP_GUARD_A_EVENT_TRANSPORT] = {
		"transport", NLA_U8, smpg_transport_name },
	[SMP_GUARD_A_EVENT_ROLE] = { "role", NLA_U8, smpg_role_name },
	[SMP_GUARD_A_EVENT_MARKS] = { "marks", NLA_U32, .flags = mark_flags },
	[SMP_GUARD_A_EVENT_INITIATOR] = { "initiator", NLA_U8, smpg_side_name },
	[SMP_GUARD_A_EVENT_METHOD] = { "method", NLA_U8, smpg_method_name },
	[SMP_GUARD_A_EVENT_SECURE_CONNECTIONS] = {
		"secure-connections", NLA_FLAG },
	[SMP_GUARD_A_EVENT_KEY_SIZE] = { "key-size", NLA_U8 },
	[SMP_GUARD_A_EVENT_INITIATOR_KEYS] = {
		"initiator-keys", NLA_U8, .flags = key_dist_flags },
	[SMP_GUARD_A_EVENT_RESPONDER_KEYS] = {
		"responder-keys", NLA_U8, .flags = key_dist_flags },
	[SMP_GUARD_A_EVENT_REASON] = { "reason", NLA_U8 },
	[SMP_GUARD_A_EVENT_SIDE] = { "side", NLA_U8, smpg_side_name },
	[SMP_GUARD_A_EVENT_RULE] = { "rule", NLA_U8, smpg_rule_name },
	[SMP_GUARD_A_EVENT_ACTION] = { "action", NLA_U8, smpg_action_name },
	[SMP_GUARD_A_EVENT_DIRECTION] = {
		"direction", NLA_U8, smpg_direction_name },
	[SMP_GUARD_A_EVENT_PDU] = { "pdu", NLA_U8 },
	[SMP_GUARD_A_EVENT_KEY] = { "key", NLA_U8, smpg_key_name },
	[SMP_GUARD_A_EVENT_WHY] = { "why", NLA_STRING },
};

const char *event_name(u8 cmd)
{
	switch (cmd) {
	case SMP_GUARD_CMD_PAIRING_STARTED:
		return "pairing-started";
	case SMP_GUARD_CMD_PAIRING_COMPLETE:
		return "pairing-complete";
	case SMP_GUARD_CMD_PAIRING_FAILED:
		return "pairing-failed";
	case SMP_GUARD_CMD_VIOLATION:
		return "violation";
	default:
		return NULL;
	}
}

static void decode_attr(struct event *ev, int id, const struct nlattr *attr)
{
	switch (event_attrs[id].type) {
	case NLA_U8:
		ev->number[id] = nla_get_u8(attr);
		break;
	case NLA_U16:
		ev->number[id] = nla_get_u16(attr);
		break;
	case NLA_U32:
		ev->number[id] = nla_get_u32(attr);
		break;
	case NLA_U64:
		ev->number[id] = nla_get_u64(attr);
		break;
	case NLA_FLAG:
		ev->number[id] = 1;
		break;
	case NLA_STRING:
		nla_strlcpy(ev->why, attr, sizeof(ev->why));
		break;
	case NLA_BINARY:
		memcpy(ev->peer, nla_data(attr), sizeof(ev->peer));
		break;
	default:
		return;
	}
	ev->has[id] = true;
}

/**
 * event_decode() - read a message of the events group
 * @nlh: the message
 * @ev: what it says; attributes that we do not know are left out
 *
 * Return: 0, or a libnl error for a message that is malformed.
 */
int event_decode(struct nlmsghdr *nlh, struct event *ev)
{
	struct nla_policy policy[EVENT_ATTRS] = { 0 };
	struct nlattr *tb[EVENT_ATTRS];
	int id, err;

	for (id = 0; id < EVENT_ATTRS; id++)
		policy[id].type = event_attrs[id].type;
	policy[SMP_GUARD_A_EVENT_PEER_ADDRESS].minlen = sizeof(ev->peer);

	err = genlmsg_parse(nlh, 0, tb, SMP_GUARD_A_EVENT_MAX, policy);
	if (err < 0)
		return err;

	memset(ev, 0, sizeof(*ev));
	ev->cmd = genlmsg_hdr(nlh)->cmd;
	for (id = 0; id < EVENT_ATTRS; id++)
		if (tb[id])
			decode_attr(ev, id, tb[id]);
	return 0;
}
