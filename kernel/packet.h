/* SPDX-License-Identifier: GPL-2.0 */
/* An skb as octets that may be changed. */
#ifndef SMPG_PACKET_H
#define SMPG_PACKET_H

#include <linux/skbuff.h>

#include "fate.h"

enum smpg_fate smpg_trim(struct sk_buff *skb);
bool smpg_make_writable(struct sk_buff *skb, int more);

#endif /* SMPG_PACKET_H */
