// SPDX-License-Identifier: GPL-2.0
#include <net/bluetooth/bluetooth.h>
#include <net/bluetooth/hci_core.h>

#include "counters.h"
#include "packet.h"
#include "smpg_types.h"

/**
 * smpg_make_writable() - make an skb linear, and its octets our own to change
 * @skb: the skb; may be a clone, or scattered
 * @more: octets of room to have at its end
 *
 * Context: any.
 * Return: false if there is no memory.
 */
bool smpg_make_writable(struct sk_buff *skb, int more)
{
	if (skb_shared(skb) || skb_linearize(skb))
		return false;
	more = max(more - skb_tailroom(skb), 0);
	if (!more && !skb_cloned(skb))
		return true;
	return !pskb_expand_head(skb, 0, more, GFP_ATOMIC);
}

/* Header and payload as the header says; 0 where there is no whole header. */
static unsigned int declared_len(const struct sk_buff *skb)
{
	bool narrow = hci_skb_pkt_type(skb) == HCI_COMMAND_PKT ||
		      hci_skb_pkt_type(skb) == HCI_SCODATA_PKT;
	unsigned int hdr = narrow ? HCI_COMMAND_HDR_SIZE : HCI_ACL_HDR_SIZE;
	u8 buf[HCI_ACL_HDR_SIZE];
	const u8 *p = skb_header_pointer(skb, 0, hdr, buf);

	if (!p)
		return 0;
	if (narrow)
		return hdr + p[2];
	/* Two bits of an ISO packet's length are reserved. */
	return hdr + (hci_skb_pkt_type(skb) == HCI_ISODATA_PKT ?
		      smpg_le16(p + 2) & 0x3fff : smpg_le16(p + 2));
}

/**
 * smpg_trim() - have a packet end where its header says
 * @skb: a packet to the controller, of any type
 *
 * On a UART a controller takes octets behind the declared length for the next
 * packet, which would not have been inspected (Vol 4, Part A, 2).
 *
 * Context: any.
 * Return: SMPG_SWALLOW for a packet that ends before its header says, that has no
 * whole header, or that cannot be trimmed.
 */
enum smpg_fate smpg_trim(struct sk_buff *skb)
{
	unsigned int len = declared_len(skb);

	if (likely(len && skb->len == len))
		return SMPG_PASS;
	smpg_count_malformed(SMP_GUARD_DIRECTION_TX);
	if (!len || skb->len < len || skb_shared(skb) || pskb_trim(skb, len))
		return SMPG_SWALLOW;
	return SMPG_PASS;
}
