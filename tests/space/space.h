/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The other side of the stand-ins, for the program that drives the rooms of
 * kernel/ in user space. The driver decides when time passes, when works run
 * and when grace periods end.
 */
#ifndef SPACE_H
#define SPACE_H

#include <linux/workqueue.h>
#include <net/bluetooth/hci_core.h>

/* A driver that resets all variables leaves these: later runs use them too. */
#define SPACE_KEPT	__attribute((__section__("space_kept")))

/* Allocations that fail, in space_fail. */
#define SPACE_NO_OBJECT	BIT(0)	/* kmalloc() and the like */
#define SPACE_NO_SKB	BIT(1)	/* alloc_skb() and skb_clone() */
#define SPACE_NO_ROOM	BIT(2)	/* pskb_expand_head() */

extern unsigned int space_fail;

/* Not 0 while the driver calls from atomic context. */
extern unsigned int space_atomic;

/* Print the messages of the module. */
extern bool space_verbose;

/*
 * Hash everything to 0. Walks over a hash table then visit its entries in the
 * order of their insertion, which does not depend on the keys.
 */
extern bool space_flat;

/* The adapters; their hashes depend on their place here, not on addresses. */
extern struct hci_dev space_adapters[];
extern const unsigned int space_adapters_nr;

/* Called by msleep(), and while a handler could still run on another processor. */
extern void (*space_asleep)(void);

/*
 * Called where the last lock is released: another processor may run there, in the
 * middle of a step.
 */
extern void (*space_elsewhere)(void);

void space_seed(u64 seed);
void space_pass(unsigned long ticks);
void space_run(struct workqueue_struct *wq);
bool space_is_pending(const char *name);
void space_quiescent(void);
void space_kretprobe(const unsigned long args[3], void (*function)(void *data),
		     void *data);
void *space_param(const char *name, const char *type);
void space_left(void);

#endif /* SPACE_H */
