// SPDX-License-Identifier: GPL-2.0
/* An event: out of a netlink message, into a structure. */
#include <netlink/genl/genl.h>

#include "event.h"
#include "smpg_engine.h"
#include "why.h"

const struct attr_spec event_attrs[EVENT_ATTRS] = {
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
	/* A module has one of both. */
	[SMP_GUARD_A_EVENT_WHY_TEXT] = { "why", NLA_STRING },
	[SMP_GUARD_A_EVENT_STACK] = { "stack", NLA_U8, smpg_stack_name },
	[SMP_GUARD_A_EVENT_SEVERITY] = {
		"severity", NLA_U8, smpg_severity_name },
	[SMP_GUARD_A_EVENT_WHY] = { "why", NLA_U8, why_text },
	[SMP_GUARD_A_EVENT_DURATION] = { "duration", NLA_U32 },
	[SMP_GUARD_A_EVENT_SUPPRESSED] = { "suppressed", NLA_U64 },
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
	case SMP_GUARD_CMD_TRANSLATION_LOST:
		return "translation-lost";
	case SMP_GUARD_CMD_HOOKS_LOST:
		return "hooks-lost";
	case SMP_GUARD_CMD_HOOKS_BACK:
		return "hooks-back";
	case SMP_GUARD_CMD_WINDOW_OPENED:
		return "window-opened";
	case SMP_GUARD_CMD_WINDOW_CLOSED:
		return "window-closed";
	default:
		return NULL;
	}
}

const char *event_attack(const struct event *ev)
{
	const unsigned long long *number = ev->a.number;

	return ev->cmd != SMP_GUARD_CMD_VIOLATION ? NULL :
	       why_attack(number[SMP_GUARD_A_EVENT_RULE],
			  number[SMP_GUARD_A_EVENT_WHY],
			  number[SMP_GUARD_A_EVENT_PDU],
			  number[SMP_GUARD_A_EVENT_KEY]);
}

/**
 * event_lost() - how many events are missing before an event
 * @next: the sequence number that is expected, 0 if any may come; set to the one
 *	that follows @ev
 * @ev: the event
 *
 * Return: their number.
 */
u64 event_lost(u64 *next, const struct event *ev)
{
	u64 seq = ev->a.number[SMP_GUARD_A_EVENT_SEQ];
	u64 lost = *next && seq > *next ? seq - *next : 0;

	*next = seq + 1;
	return lost;
}

/**
 * event_decode() - read a message of the events group
 * @nlh: the message
 * @ev: to be filled; unknown attributes are left out
 *
 * Return: 0, or a libnl error for a message that is malformed.
 */
int event_decode(struct nlmsghdr *nlh, struct event *ev)
{
	int err = attrs_decode(nlh, event_attrs, SMP_GUARD_A_EVENT_MAX,
			       &ev->a);

	if (!err)
		ev->cmd = genlmsg_hdr(nlh)->cmd;
	return err;
}
