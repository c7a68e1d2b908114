/* SPDX-License-Identifier: GPL-2.0 */
/* An skb as octets that may be changed. */
#ifndef SMPG_PACKET_H
#define SMPG_PACKET_H

#include <linux/skbuff.h>

#include "fate.h"
#include "smpg_engine.h"

enum smpg_fate smpg_trim(struct sk_buff *skb);
bool smpg_make_writable(struct sk_buff *skb, int more);

/* The host of an outgoing packet, which still belongs to its HCI socket here. */
static inline u8 smpg_stack_of(const struct sk_buff *skb)
{
	return skb->sk ? SMP_GUARD_STACK_USER : SMP_GUARD_STACK_KERNEL;
}

#endif /* SMPG_PACKET_H */
