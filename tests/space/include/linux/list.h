/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_LINUX_LIST_H
#define SPACE_LINUX_LIST_H

#include <linux/kernel.h>

#define LIST_HEAD_INIT(name)	{ &(name), &(name) }
#define LIST_HEAD(name)	\
	struct list_head name = LIST_HEAD_INIT(name)
#define HLIST_HEAD_INIT		{ .first = NULL }

static inline void INIT_LIST_HEAD(struct list_head *head)
{
	head->next = head;
	head->prev = head;
}

static inline void space_list_insert(struct list_head *node,
				     struct list_head *prev,
				     struct list_head *next)
{
	node->next = next;
	node->prev = prev;
	prev->next = node;
	next->prev = node;
}

static inline void list_add(struct list_head *node, struct list_head *head)
{
	space_list_insert(node, head, head->next);
}

static inline void list_add_tail(struct list_head *node,
				 struct list_head *head)
{
	space_list_insert(node, head->prev, head);
}

/* As in the kernel, a reader at @node still finds the next entry. */
static inline void space_list_remove(struct list_head *node)
{
	SPACE_NEVER(node->prev->next != node || node->next->prev != node);
	node->prev->next = node->next;
	node->next->prev = node->prev;
	node->prev = NULL;
}

static inline void list_del(struct list_head *node)
{
	space_list_remove(node);
	node->next = NULL;
}

static inline void list_del_init(struct list_head *node)
{
	space_list_remove(node);
	INIT_LIST_HEAD(node);
}

static inline void list_replace(struct list_head *old, struct list_head *node)
{
	space_list_insert(node, old->prev, old->next);
	old->prev = NULL;
}

static inline void list_replace_init(struct list_head *old,
				     struct list_head *node)
{
	list_replace(old, node);
	INIT_LIST_HEAD(old);
}

static inline void list_move(struct list_head *node, struct list_head *head)
{
	space_list_remove(node);
	list_add(node, head);
}

static inline void list_move_tail(struct list_head *node,
				  struct list_head *head)
{
	space_list_remove(node);
	list_add_tail(node, head);
}

static inline bool list_empty(const struct list_head *head)
{
	return head->next == head;
}

static inline void list_splice_tail_init(struct list_head *list,
					 struct list_head *head)
{
	if (list_empty(list))
		return;
	list->next->prev = head->prev;
	head->prev->next = list->next;
	list->prev->next = head;
	head->prev = list->prev;
	INIT_LIST_HEAD(list);
}

/* The entry whose @field is at @at, of the type of @pos; NULL for NULL. */
#define space_entry(at, pos, field) \
	((__typeof__(pos))space_container(at, \
		offsetof(__typeof__(*(__typeof__(pos))0), field)))

static inline void *space_container(void *at, size_t offset)
{
	return at ? (char *)at - offset : NULL;
}

#define list_entry(at, type, field)	container_of(at, type, field)
#define list_first_entry(head, type, field) \
	list_entry((head)->next, type, field)
#define list_last_entry(head, type, field) \
	list_entry((head)->prev, type, field)

static inline struct list_head *space_list_first(struct list_head *head)
{
	return list_empty(head) ? NULL : head->next;
}

#define list_first_entry_or_null(head, type, field) \
	((type *)space_container(space_list_first(head), \
				 offsetof(type, field)))

#define list_for_each_entry(pos, head, field) \
	for (struct list_head *head_ = (struct list_head *)(head), \
	     *at_ = head_->next; \
	     at_ != head_ && \
	     ((pos) = space_entry(at_, pos, field), true); \
	     at_ = at_->next)
#define list_for_each_entry_reverse(pos, head, field) \
	for (struct list_head *head_ = (struct list_head *)(head), \
	     *at_ = head_->prev; \
	     at_ != head_ && \
	     ((pos) = space_entry(at_, pos, field), true); \
	     at_ = at_->prev)
/* The macro keeps the next entry itself; the caller declares @n. */
#define list_for_each_entry_safe(pos, n, head, field) \
	for (struct list_head *head_ = (head), *at_ = head_->next, *n_; \
	     at_ != head_ && \
	     ((pos) = space_entry(at_, pos, field), n_ = at_->next, \
	      (n) = space_entry(n_, n, field), true); \
	     at_ = n_)

static inline void INIT_HLIST_NODE(struct hlist_node *node)
{
	node->next = NULL;
	node->pprev = NULL;
}

static inline bool hlist_unhashed(const struct hlist_node *node)
{
	return !node->pprev;
}

static inline bool hlist_empty(const struct hlist_head *head)
{
	return !head->first;
}

static inline void hlist_add_head(struct hlist_node *node,
				  struct hlist_head *head)
{
	node->next = head->first;
	if (node->next)
		node->next->pprev = &node->next;
	head->first = node;
	node->pprev = &head->first;
}

/* As in the kernel, a reader at @node still finds the next entry. */
static inline void space_hlist_remove(struct hlist_node *node)
{
	SPACE_NEVER(!node->pprev || *node->pprev != node);
	*node->pprev = node->next;
	if (node->next)
		node->next->pprev = node->pprev;
	node->pprev = NULL;
}

static inline void hlist_del(struct hlist_node *node)
{
	space_hlist_remove(node);
	node->next = NULL;
}

static inline void hlist_del_init(struct hlist_node *node)
{
	if (!hlist_unhashed(node))
		hlist_del(node);
}

#define hlist_entry(at, type, field)	container_of(at, type, field)

#define hlist_for_each_entry(pos, head, field) \
	for (struct hlist_node *at_ = (head)->first; \
	     at_ && ((pos) = space_entry(at_, pos, field), true); \
	     at_ = at_->next)
#define hlist_for_each_entry_safe(pos, n, head, field) \
	for (struct hlist_node *at_ = (head)->first; \
	     at_ && ((pos) = space_entry(at_, pos, field), \
		     (n) = at_->next, true); \
	     at_ = (n))

#endif /* SPACE_LINUX_LIST_H */
