/* SPDX-License-Identifier: GPL-2.0 */
/* The links of live adapters. */
#ifndef SMPG_LINKS_H
#define SMPG_LINKS_H

#include <linux/rculist.h>
#include <linux/spinlock.h>

#include "credits.h"
#include "frame.h"
#include "inject.h"
#include "smpg_engine.h"
#include "translate.h"

struct hci_dev;

/* Links of one adapter. Handles have 12 bits; adapters hold far fewer links. */
#define SMPG_LINKS_MAX	512

/**
 * struct smpg_live_link - a link of a live adapter
 * @node: in the hash bucket of the link
 * @rcu: to free the link
 * @hdev: the adapter. The pointer never changes, and lookups compare it without
 *	@lock; it may be followed only while @lock is held and the link is not
 *	@dead, or on behalf of a frame of this adapter
 * @index: index of the adapter, 0 for hci0; never changes
 * @order: greater than that of every older link; under the table's lock
 * @lock: protects the fields below it, but for those that say otherwise where
 *	they are declared
 * @dead: the link has left the table; RCU readers may still hold it
 * @pairs: a pairing is in progress. Read without @lock by smpg_links_pair(), for which
 *	a value that is out of date does
 * @pairing: number of the pairing, 0 until smpg_pairing_number() assigns one
 * @irk: from the peer's Identity Information, until Identity Address
 *	Information follows
 * @acl: of frame.c
 * @inject: of inject.c
 * @credits: of credits.c
 * @ltk: of translate.c
 * @link: the engine's state. Three fields are read without @lock: the handle,
 *	which never changes; the transport, which inject.c compares, and which
 *	is known before a Pairing Failed is to be sent; and l2cap[].open, which,
 *	until the link is removed, only the path of its direction writes, and
 *	which that path reads in frame.c
 */
struct smpg_live_link {
	struct hlist_node node;
	struct rcu_head rcu;
	struct hci_dev *hdev;
	u16 index;
	u64 order;
	spinlock_t lock;	/* see above */
	bool dead;
	bool pairs;
	u64 pairing;
	u8 irk[SMPG_KEY_LEN];
	struct smpg_acl acl;
	struct smpg_inject inject;
	struct smpg_credits credits;
	struct smpg_ltk ltk;
	struct smpg_link link;
};

/* tests/fuzz/before has one, to walk over links in the order of another tree. */
#ifndef SMPG_LINK_BUCKETS
#define SMPG_LINK_BUCKETS	256
#endif

/* Read under RCU, changed by links.c alone. */
extern struct hlist_head smpg_link_buckets[SMPG_LINK_BUCKETS];

static __always_inline struct hlist_head *
smpg_link_bucket(const struct hci_dev *hdev, u16 handle)
{
	/* Handles of an adapter are near each other, adapters are not. */
	return &smpg_link_buckets[(((unsigned long)hdev >> 12) + handle) %
				  SMPG_LINK_BUCKETS];
}

/* smpg_links_find(), without a call, for the path that counts instructions. */
static __always_inline struct smpg_live_link *
smpg_links_lookup(const struct hci_dev *hdev, u16 handle)
{
	struct smpg_live_link *live;

	hlist_for_each_entry_rcu(live, smpg_link_bucket(hdev, handle), node)
		if (live->hdev == hdev && live->link.handle == handle)
			return live;
	return NULL;
}

void smpg_links_init(void (*finish)(struct smpg_live_link *live, u8 reason));
struct smpg_live_link *smpg_links_find(struct hci_dev *hdev, u16 handle);
struct smpg_live_link *smpg_links_meet(struct hci_dev *hdev, u16 handle);
struct smpg_live_link *smpg_links_of_peer(struct hci_dev *hdev, const u8 *address);
bool smpg_links_pair(const struct smpg_live_link *but);
bool smpg_links_evident(struct hci_dev *hdev, u16 handle);
struct smpg_live_link *smpg_links_get(struct hci_dev *hdev, u16 handle);
void smpg_links_open(struct hci_dev *hdev, const struct smpg_hci *hci);
void smpg_links_note_iso(struct hci_dev *hdev, const struct smpg_hci *hci);
void smpg_links_close(struct hci_dev *hdev, u16 handle, u8 reason);
void smpg_links_close_all(struct hci_dev *hdev, u8 reason);
u64 smpg_pairing_number(struct smpg_live_link *live);
unsigned int smpg_links_count(void);
void smpg_links_each(void (*visit)(struct smpg_live_link *live, void *data),
		     void *data);
void smpg_adapter_set_private(const struct hci_dev *hdev);
bool smpg_adapter_private(const struct hci_dev *hdev);
void smpg_adapter_set_static(const struct hci_dev *hdev, const u8 *address);
void smpg_adapter_static(const struct hci_dev *hdev, u8 address[6]);

#endif /* SMPG_LINKS_H */
