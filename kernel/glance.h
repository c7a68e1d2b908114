/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The glance flags the few frames that need inspection. All others pass after
 * these tests, which read at most the first nine octets of a frame and take no
 * lock.
 */
#ifndef SMPG_GLANCE_H
#define SMPG_GLANCE_H

#include <net/bluetooth/bluetooth.h>
#include <net/bluetooth/hci_core.h>
#include <net/bluetooth/l2cap.h>

#include "acl.h"
#include "frame.h"
#include "inject.h"
#include "translations.h"

/* Does the packet hold an ATT Signed Write Command (Vol 3, Part F, 3.4.5.4)? */
static __always_inline bool smpg_is_signed(const struct sk_buff *skb)
{
	const u8 *p = skb->data;

	return skb_headlen(skb) > HCI_ACL_HDR_SIZE + SMPG_L2CAP_HDR &&
	       smpg_le16(p + 6) == L2CAP_CID_ATT &&
	       p[HCI_ACL_HDR_SIZE + SMPG_L2CAP_HDR] == 0xd2;
}

/* The lengths in the headers of ACL and L2CAP, if @len is that of a whole PDU. */
static __always_inline u64 smpg_whole_lengths(unsigned int len)
{
	u64 acl = len - HCI_ACL_HDR_SIZE;

	return acl | (acl - SMPG_L2CAP_HDR) << 16;
}

enum smpg_glance {
	SMPG_GLANCE_PASS,
	SMPG_GLANCE_FRAGMENT,	/* probably of a PDU that is not SMP */
	SMPG_GLANCE_SIGNED,	/* of ATT, if it is outgoing */
	SMPG_GLANCE_INSPECT,
};

static __always_inline enum smpg_glance
smpg_glance_acl(const struct sk_buff *skb)
{
	const u8 *p = skb->data;

	if (unlikely(skb_headlen(skb) < HCI_ACL_HDR_SIZE + SMPG_L2CAP_HDR))
		return SMPG_GLANCE_INSPECT;
	if ((p[1] & ACL_PB_MASK) == ACL_PB_CONT)
		return SMPG_GLANCE_FRAGMENT;
	/* The channels of SMP are 0x0006 and 0x0007. */
	if ((smpg_le16(p + 6) | 1) == SMPG_CID_SMP_BREDR)
		return SMPG_GLANCE_INSPECT;
	/*
	 * Other channels matter in fragments, or where the two lengths disagree,
	 * or amid the fragments of an SMP PDU, ...
	 */
	if (get_unaligned_le32(p + 2) != smpg_whole_lengths(skb->len))
		return SMPG_GLANCE_FRAGMENT;
	if (likely(!(atomic_read(&smpg_partial[p[0]]) |
		     atomic_read(&smpg_signing))))
		return SMPG_GLANCE_PASS;
	/* ... or if they carry a signature that has to be replaced. */
	if (atomic_read(&smpg_signing) && smpg_is_signed(skb))
		return SMPG_GLANCE_SIGNED;
	return atomic_read(&smpg_partial[p[0]]) ? SMPG_GLANCE_FRAGMENT :
						  SMPG_GLANCE_PASS;
}

static __always_inline bool smpg_glance_command(const struct sk_buff *skb)
{
	const u8 *p = skb->data;

	if (skb_headlen(skb) < HCI_COMMAND_HDR_SIZE ||
	    skb->len != HCI_COMMAND_HDR_SIZE + p[2])
		return true;

	switch (smpg_le16(p)) {
	case HCI_OP_LINK_KEY_REPLY:
	case HCI_OP_AUTH_REQUESTED:
	case HCI_OP_LE_START_ENC:
	case HCI_OP_LE_LTK_REPLY:
	case HCI_OP_LE_LTK_NEG_REPLY:
	case HCI_OP_LE_SET_RANDOM_ADDR:
	case HCI_OP_LE_SET_ADDR_RESOLV_ENABLE:
	case HCI_OP_LE_SET_ADV_SET_RAND_ADDR:
		return true;
	}
	return false;
}

/* Subevents about links and isochronous streams. */
#define SMPG_LE_EVENTS	(BIT_ULL(HCI_EV_LE_CONN_COMPLETE) | \
			 BIT_ULL(HCI_EV_LE_LTK_REQ) | \
			 BIT_ULL(HCI_EV_LE_ENHANCED_CONN_COMPLETE) | \
			 BIT_ULL(HCI_EVT_LE_CIS_ESTABLISHED) | \
			 BIT_ULL(HCI_EVT_LE_CREATE_BIG_COMPLETE) | \
			 BIT_ULL(0x1d) /* BIG Sync Established */ | \
			 BIT_ULL(0x29) /* Enhanced Connection Complete v2 */ | \
			 BIT_ULL(0x2a) /* CIS Established v2 */)

static __always_inline bool smpg_glance_event(const struct sk_buff *skb)
{
	const u8 *p = skb->data;

	if (unlikely(skb_headlen(skb) < 5))
		return true;

	switch (p[0]) {
	case HCI_EV_LE_META:
		/* Advertising reports come by the thousand. */
		return p[2] < 64 && SMPG_LE_EVENTS & BIT_ULL(p[2]);
	case HCI_EV_CMD_COMPLETE:
		return smpg_le16(p + 3) == HCI_OP_RESET ||
		       smpg_le16(p + 3) == HCI_OP_READ_ENC_KEY_SIZE;
	case HCI_EV_NUM_COMP_PKTS:
		return unlikely(atomic_read(&smpg_injecting));
	case HCI_EV_CONN_COMPLETE:
	case HCI_EV_DISCONN_COMPLETE:
	case HCI_EV_AUTH_COMPLETE:
	case HCI_EV_LINK_KEY_NOTIFY:
	case HCI_EV_ENCRYPT_CHANGE:
	case HCI_EV_KEY_REFRESH_COMPLETE:
	case 0x59: /* Encryption Change v2 */
		return true;
	}
	return false;
}

#endif /* SMPG_GLANCE_H */
