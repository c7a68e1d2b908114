/* SPDX-License-Identifier: GPL-2.0 */
/* The table of keys that host and peer know differently. */
#ifndef SMPG_TRANSLATIONS_H
#define SMPG_TRANSLATIONS_H

#include <linux/atomic.h>
#include <linux/list.h>
#include <linux/rcupdate.h>

#include "smpg_engine.h"

/* No link's pairing has this number. */
#define SMPG_NO_PAIRING	U64_MAX

/**
 * struct smpg_translated - a translation in the table
 * @list: in the table, newest first
 * @recent: among those used, or those never used, most recent first; under the
 *	table's lock
 * @by_id: of an LTK, by Rand and EDIV of the peer
 * @by_peer: by the peer's address
 * @by_pairing: by @pairing
 * @rcu: to free the entry
 * @generation: first generation of the table with this entry, 0 if it was put
 *	back
 * @order: greater than that of every older entry
 * @pairing: number of the pairing that made the entry, SMPG_NO_PAIRING if it
 *	was put back
 * @claimed: nothing but the peer's word in that pairing tells whose it is
 * @t: the translation. It never changes, but for its index, which is updated
 *	without the lock when the entry is used and the adapter has another
 *	index: a report of an old index does no harm; and for its role, a single
 *	octet, which readers may find as it was before
 */
struct smpg_translated {
	struct list_head list;
	struct list_head recent;
	struct hlist_node by_id;
	struct hlist_node by_peer;
	struct hlist_node by_pairing;
	struct rcu_head rcu;
	u64 generation;
	u64 order;
	u64 pairing;
	bool claimed;
	struct smpg_translation t;
};

/* Number of translations of CSRKs. */
extern atomic_t smpg_signing;

struct smpg_translated *
smpg_translations_by_id(const struct smpg_translation *own, const u8 *id);
struct smpg_translated *
smpg_translations_by_peer(const struct smpg_translation *own, u8 key);
bool smpg_translations_supersede(const struct smpg_translation *t);
void smpg_translations_used(struct smpg_translated *e, u16 index);

void smpg_translations_add(const struct smpg_translation *t, u64 pairing,
			   bool claimed);
void smpg_translations_replace(const struct smpg_translation *own, u8 key,
			       u64 pairing);
void smpg_translations_identify(u64 pairing, const struct smpg_link *link);
void smpg_translations_restrict(const struct smpg_translation *peers,
				u64 pairing, bool claimed);
void smpg_translations_drop(u64 pairing);
void smpg_translations_settle(u64 pairing);
int smpg_translations_append(struct list_head *saved, u64 since);

unsigned int smpg_translations_count(void);
unsigned int smpg_translations_max(void);
u64 smpg_translations_generation(void);
void smpg_translations_watch(void);
unsigned int smpg_translations_each(unsigned int from,
				    bool (*visit)(const struct smpg_translation *t,
						  void *data), void *data);
void smpg_translations_init(unsigned int max);
void smpg_translations_exit(bool (*is_kept)(const struct smpg_translated *entry));

#endif /* SMPG_TRANSLATIONS_H */
