/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_NET_BLUETOOTH_BLUETOOTH_H
#define SPACE_NET_BLUETOOTH_BLUETOOTH_H

#include <linux/skbuff.h>

typedef struct {
	u8 b[6];
} __packed bdaddr_t;

#define BDADDR_ANY	(&(bdaddr_t){ })

static inline int bacmp(const bdaddr_t *a, const bdaddr_t *b)
{
	return memcmp(a, b, sizeof(*a));
}

static inline void bacpy(bdaddr_t *to, const bdaddr_t *from)
{
	memcpy(to, from, sizeof(*to));
}

struct bt_skb_cb {
	u8 pkt_type;
	u8 force_active;
	u16 expect;
	u8 incoming:1;
};

#define bt_cb(skb)		((struct bt_skb_cb *)((skb)->cb))
#define hci_skb_pkt_type(skb)	(bt_cb(skb)->pkt_type)

#define BT_SKB_RESERVE		8

static inline struct sk_buff *bt_skb_alloc(unsigned int len, gfp_t gfp)
{
	struct sk_buff *skb = alloc_skb(len + BT_SKB_RESERVE, gfp);

	if (skb)
		skb_reserve(skb, BT_SKB_RESERVE);
	return skb;
}

#endif /* SPACE_NET_BLUETOOTH_BLUETOOTH_H */
