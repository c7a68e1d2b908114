/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_LINUX_HASHTABLE_H
#define SPACE_LINUX_HASHTABLE_H

#include <linux/hash.h>
#include <linux/log2.h>
#include <linux/rculist.h>

#define DECLARE_HASHTABLE(name, bits)	struct hlist_head name[1 << (bits)]
#define DEFINE_HASHTABLE(name, bits)	DECLARE_HASHTABLE(name, bits) = { }
#define HASH_SIZE(name)			ARRAY_SIZE(name)
#define HASH_BITS(name)			ilog2(HASH_SIZE(name))

#define hash_init(table)		memset(table, 0, sizeof(table))
#define space_bucket(table, key) \
	(&((struct hlist_head *)(table))[hash_64(key, HASH_BITS(table))])

#define hash_add(table, node, key) \
	hlist_add_head(node, space_bucket(table, key))
#define hash_add_rcu(table, node, key) \
	hlist_add_head_rcu(node, space_bucket(table, key))
#define hash_hashed(node)		(!hlist_unhashed(node))
#define hash_del(node)			hlist_del_init(node)
#define hash_del_rcu(node)		hlist_del_init_rcu(node)

#define hash_for_each_possible(table, pos, field, key) \
	hlist_for_each_entry(pos, space_bucket(table, key), field)
#define hash_for_each_possible_rcu(table, pos, field, key, ...) \
	hlist_for_each_entry_rcu(pos, space_bucket(table, key), field)
#define hash_for_each_possible_safe(table, pos, n, field, key) \
	hlist_for_each_entry_safe(pos, n, space_bucket(table, key), field)

/* As in the kernel, break leaves one bucket only. */
#define hash_for_each(table, i, pos, field) \
	for ((i) = 0; (i) < HASH_SIZE(table); (i)++) \
		hlist_for_each_entry(pos, &(table)[i], field)
#define hash_for_each_rcu(table, i, pos, field) \
	for ((i) = 0; (i) < HASH_SIZE(table); (i)++) \
		hlist_for_each_entry_rcu(pos, &(table)[i], field)

#endif /* SPACE_LINUX_HASHTABLE_H */
