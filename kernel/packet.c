// SPDX-License-Identifier: GPL-2.0
#include "packet.h"

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
