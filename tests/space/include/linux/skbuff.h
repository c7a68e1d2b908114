/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Socket buffers: a linear part, followed by octets in a page if the driver put
 * some there. Clones share both.
 */
#ifndef SPACE_LINUX_SKBUFF_H
#define SPACE_LINUX_SKBUFF_H

#include <linux/bitmap.h>
#include <linux/random.h>
#include <linux/rculist.h>
#include <linux/slab.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>

struct sock;

/* The octets of an skb and its clones. */
struct space_area {
	unsigned int refs;
	unsigned int size;
	u8 *page;
	u8 octets[];
};

struct sk_buff {
	struct list_head list;
	struct sock *sk;
	unsigned int len;
	unsigned int data_len;	/* octets of @len that are in the page */
	unsigned int pulled;	/* octets of the page that were pulled */
	unsigned int users;
	u8 *data;
	u8 *tail;
	struct space_area *area;
	u32 mark;
	bool stamped;
	char cb[48] __aligned(8);
};

struct sk_buff_head {
	struct list_head list;
	u32 qlen;
	spinlock_t lock;	/* protects both */
};

struct sk_buff *alloc_skb(unsigned int size, gfp_t gfp);
/* Append octets in a page; for the driver. */
void skb_add_page(struct sk_buff *skb, const void *from, unsigned int len);
struct sk_buff *skb_clone(struct sk_buff *skb, gfp_t gfp);
void kfree_skb(struct sk_buff *skb);
#define consume_skb(skb)		kfree_skb(skb)
#define dev_kfree_skb_any(skb)		kfree_skb(skb)

static inline struct sk_buff *skb_get(struct sk_buff *skb)
{
	skb->users++;
	return skb;
}

static inline bool skb_shared(const struct sk_buff *skb)
{
	return skb->users != 1;
}

static inline bool skb_cloned(const struct sk_buff *skb)
{
	return skb->area->refs != 1;
}

static inline bool skb_is_nonlinear(const struct sk_buff *skb)
{
	return skb->data_len;
}

static inline unsigned int skb_headlen(const struct sk_buff *skb)
{
	return skb->len - skb->data_len;
}

static inline unsigned int skb_headroom(const struct sk_buff *skb)
{
	return skb->data - skb->area->octets;
}

static inline u8 *skb_end_pointer(const struct sk_buff *skb)
{
	return skb->area->octets + skb->area->size;
}

static inline int skb_tailroom(const struct sk_buff *skb)
{
	return skb_is_nonlinear(skb) ? 0 : skb_end_pointer(skb) - skb->tail;
}

static inline void skb_reserve(struct sk_buff *skb, unsigned int len)
{
	SPACE_NEVER(skb->len || len > skb_tailroom(skb));
	skb->data += len;
	skb->tail += len;
}

static inline void *skb_put(struct sk_buff *skb, unsigned int len)
{
	u8 *at = skb->tail;

	SPACE_NEVER(skb_is_nonlinear(skb) || len > skb_tailroom(skb));
	skb->tail += len;
	skb->len += len;
	return at;
}

static inline void *skb_put_data(struct sk_buff *skb, const void *from,
				 unsigned int len)
{
	return memcpy(skb_put(skb, len), from, len);
}

static inline void *skb_push(struct sk_buff *skb, unsigned int len)
{
	SPACE_NEVER(len > skb_headroom(skb));
	skb->data -= len;
	skb->len += len;
	return skb->data;
}

static inline void *skb_pull(struct sk_buff *skb, unsigned int len)
{
	if (len > skb->len)
		return NULL;
	SPACE_NEVER(len > skb_headlen(skb));
	skb->data += len;
	skb->len -= len;
	return skb->data;
}

static inline void skb_trim(struct sk_buff *skb, unsigned int len)
{
	if (len >= skb->len)
		return;
	SPACE_NEVER(skb_is_nonlinear(skb));
	skb->tail = skb->data + len;
	skb->len = len;
}

int skb_copy_bits(const struct sk_buff *skb, int offset, void *to, int len);
int pskb_trim(struct sk_buff *skb, unsigned int len);
int pskb_expand_head(struct sk_buff *skb, int headroom, int tailroom,
		     gfp_t gfp);
int skb_linearize(struct sk_buff *skb);
bool pskb_may_pull(struct sk_buff *skb, unsigned int len);
int skb_ensure_writable(struct sk_buff *skb, unsigned int len);

static inline int skb_unclone(struct sk_buff *skb, gfp_t gfp)
{
	return skb_cloned(skb) ? pskb_expand_head(skb, 0, 0, gfp) : 0;
}

static inline void *skb_header_pointer(const struct sk_buff *skb, int offset,
				       int len, void *buf)
{
	if (offset + len <= (int)skb_headlen(skb))
		return skb->data + offset;
	return skb_copy_bits(skb, offset, buf, len) ? NULL : buf;
}

static inline void __net_timestamp(struct sk_buff *skb)
{
	skb->stamped = true;
}

static inline void skb_queue_head_init(struct sk_buff_head *queue)
{
	INIT_LIST_HEAD(&queue->list);
	queue->qlen = 0;
	spin_lock_init(&queue->lock);
}

void skb_queue_tail(struct sk_buff_head *queue, struct sk_buff *skb);
void skb_queue_head(struct sk_buff_head *queue, struct sk_buff *skb);
struct sk_buff *skb_dequeue(struct sk_buff_head *queue);
void skb_queue_purge(struct sk_buff_head *queue);

static inline bool skb_queue_empty(const struct sk_buff_head *queue)
{
	return list_empty(&queue->list);
}

#define skb_queue_walk(queue, skb) \
	list_for_each_entry(skb, &(queue)->list, list)

#endif /* SPACE_LINUX_SKBUFF_H */
