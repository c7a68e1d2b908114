/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_LINUX_RCULIST_H
#define SPACE_LINUX_RCULIST_H

#include <linux/rcupdate.h>

#define list_add_rcu(node, head)	list_add(node, head)
#define list_add_tail_rcu(node, head)	list_add_tail(node, head)
#define list_del_rcu(node)		space_list_remove(node)
#define list_replace_rcu(old, node)	list_replace(old, node)

#define list_for_each_entry_rcu(pos, head, field, ...) \
	list_for_each_entry(pos, ({ space_reading(); (head); }), field)

#define hlist_add_head_rcu(node, head)	hlist_add_head(node, head)
#define hlist_del_rcu(node)		space_hlist_remove(node)

static inline void hlist_del_init_rcu(struct hlist_node *node)
{
	if (!hlist_unhashed(node))
		space_hlist_remove(node);
}

static inline void hlist_replace_rcu(struct hlist_node *old,
				     struct hlist_node *node)
{
	node->next = old->next;
	node->pprev = old->pprev;
	*node->pprev = node;
	if (node->next)
		node->next->pprev = &node->next;
	old->pprev = NULL;
}

#define hlist_for_each_entry_rcu(pos, head, field, ...) \
	hlist_for_each_entry(pos, ({ space_reading(); (head); }), field)

#endif /* SPACE_LINUX_RCULIST_H */
