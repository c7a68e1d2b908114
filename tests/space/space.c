// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's services, as far as the rooms in kernel/ use them, in user
 * space. A misuse that the kernel would survive most of the time ends the run.
 */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>

#include <nettle/aes.h>
#undef AES_BLOCK_SIZE
#undef aes_encrypt

#include <crypto/aes.h>
#include <linux/delay.h>
#include <linux/hash.h>
#include <linux/jhash.h>
#include <linux/kprobes.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/random.h>
#include <linux/siphash.h>

#include "space.h"

unsigned int space_fail;
unsigned int space_atomic;
bool space_verbose;
bool space_flat;
void (*space_asleep)(void);
void (*space_elsewhere)(void);

/* ---- Messages ---- */

void space_bug(const char *what, const char *file, int line)
{
	fflush(stdout);
	fprintf(stderr, "%s:%d: %s\n", file, line, what);
	abort();
}

void space_print(const char *fmt, ...)
{
	va_list args;

	if (!space_verbose)
		return;
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
}

int scnprintf(char *buf, size_t size, const char *fmt, ...)
{
	va_list args;
	int len;

	va_start(args, fmt);
	len = vsnprintf(buf, size, fmt, args);
	va_end(args);
	return len < (int)size ? len : (int)size - 1;
}

/* ---- Locks ---- */

#define CLASSES	32
#define DEEP	8

/* By class: its name, and the classes that were locked while one was held. */
static const char *class_names[CLASSES] SPACE_KEPT;
static u32 class_inside[CLASSES] SPACE_KEPT;

static struct space_lock *held[DEEP];
static unsigned int nr_held;
unsigned int space_readers, space_irqs_off;

static u8 class_of(const char *name)
{
	u8 class;

	for (class = 1; class < CLASSES && class_names[class]; class++)
		if (!strcmp(class_names[class], name))
			return class;
	SPACE_NEVER(class == CLASSES);
	class_names[class] = name;
	return class;
}

/* Was @class locked inside @outer, directly or through other classes? */
static bool is_inside(u8 outer, u8 class)
{
	u8 via;

	if (class_inside[outer] & BIT(class))
		return true;
	for (via = 1; via < CLASSES; via++)
		if (class_inside[outer] & BIT(via) && is_inside(via, class))
			return true;
	return false;
}

static void check_order(struct space_lock *l)
{
	unsigned int i;

	for (i = 0; i < nr_held; i++) {
		u8 outer = held[i]->class;

		if (class_inside[outer] & BIT(l->class))
			continue;
		/* Two locks of one class have no order. */
		if (outer == l->class || is_inside(l->class, outer)) {
			fprintf(stderr, "%s inside %s\n", l->name,
				held[i]->name);
			space_bug("locks in two orders", __FILE__, __LINE__);
		}
		class_inside[outer] |= BIT(l->class);
	}
}

static void take(struct space_lock *l)
{
	SPACE_NEVER(!l->name || l->held || nr_held == DEEP);
	if (!l->class)
		l->class = class_of(l->name);
	check_order(l);
	l->held = true;
	held[nr_held++] = l;
}

static void release(struct space_lock *l)
{
	/* Locks are released in reverse order. */
	SPACE_NEVER(!nr_held || held[nr_held - 1] != l);
	l->held = false;
	nr_held--;
}

void space_spin_lock(struct space_lock *l)
{
	/* An interrupt could deliver a frame whose handler takes this lock. */
	SPACE_NEVER(!space_irqs_off);
	take(l);
}

static void run_elsewhere(void)
{
	const unsigned int readers = space_readers, irqs_off = space_irqs_off;
	const unsigned int atomic = space_atomic, fail = space_fail;
	static bool running;

	if (running)
		return;
	running = true;
	space_readers = 0;
	space_irqs_off = 0;
	space_atomic = 0;
	space_fail = 0;
	space_elsewhere();
	space_readers = readers;
	space_irqs_off = irqs_off;
	space_atomic = atomic;
	space_fail = fail;
	running = false;
}

void space_spin_unlock(struct space_lock *l)
{
	release(l);
	if (space_elsewhere && !nr_held)
		run_elsewhere();
}

unsigned long space_irq_save(void)
{
	return space_irqs_off++;
}

void space_irq_restore(unsigned long flags)
{
	SPACE_NEVER(flags != --space_irqs_off);
}

void might_sleep(void)
{
	SPACE_NEVER(space_irqs_off || space_readers || space_atomic);
}

void space_mutex_lock(struct space_lock *l)
{
	might_sleep();
	take(l);
}

void space_mutex_unlock(struct space_lock *l)
{
	release(l);
}

/* ---- RCU ---- */

static struct rcu_head *callbacks, **callbacks_end = &callbacks;

void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head))
{
	head->func = func;
	head->next = NULL;
	*callbacks_end = head;
	callbacks_end = &head->next;
}

void space_kfree_rcu(struct rcu_head *head, void *object)
{
	call_rcu(head, NULL);
	head->object = object;
}

/**
 * space_quiescent() - end a grace period: there is no reader
 */
void space_quiescent(void)
{
	struct rcu_head *head;

	SPACE_NEVER(space_readers || nr_held || space_irqs_off);
	while (callbacks) {
		head = callbacks;
		callbacks = head->next;
		if (!callbacks)
			callbacks_end = &callbacks;
		if (head->func)
			head->func(head);
		else
			kfree(head->object);
	}
}

void synchronize_rcu(void)
{
	might_sleep();
}

void synchronize_rcu_tasks(void)
{
	might_sleep();
	if (space_asleep)
		space_asleep();
}

void rcu_barrier(void)
{
	might_sleep();
	space_quiescent();
}

/* ---- Memory ---- */

static unsigned int allocated;

static void *allocate(size_t size)
{
	void *p = malloc(size);

	SPACE_NEVER(!p);
	allocated++;
	return p;
}

void *kmalloc(size_t size, gfp_t gfp)
{
	void *p;

	if (gfp & GFP_KERNEL)
		might_sleep();
	if (space_fail & SPACE_NO_OBJECT)
		return NULL;
	p = allocate(size);
	/* The same garbage in every run. */
	memset(p, gfp & __GFP_ZERO ? 0 : 0xa5, size);
	return p;
}

void kfree(const void *p)
{
	if (!p)
		return;
	SPACE_NEVER(!allocated);
	allocated--;
	free((void *)p);
}

void kfree_sensitive(const void *p)
{
	if (p)
		memzero_explicit((void *)p, malloc_usable_size((void *)p));
	kfree(p);
}

void *kmemdup(const void *p, size_t size, gfp_t gfp)
{
	void *copy = kmalloc(size, gfp);

	return copy ? memcpy(copy, p, size) : NULL;
}

/* ---- Socket buffers ---- */

static struct space_area *area_new(unsigned int size)
{
	struct space_area *area = allocate(sizeof(*area) + size);

	area->refs = 1;
	area->size = size;
	area->page = NULL;
	return area;
}

static void area_put(struct space_area *area)
{
	if (--area->refs)
		return;
	kfree(area->page);
	kfree(area);
}

/*
 * An address is not used twice while the module is loaded, so that comparing the
 * addresses of packets gives the same result in every run.
 */
static struct slab {
	struct slab *next;
	unsigned int used;
	struct sk_buff skbs[64];
} *slabs;

static unsigned int skbs;

static struct sk_buff *skb_new(void)
{
	struct slab *slab = slabs;

	if (!slab || slab->used == ARRAY_SIZE(slab->skbs)) {
		slab = allocate(sizeof(*slab));
		memset(slab, 0, sizeof(*slab));
		slab->next = slabs;
		slabs = slab;
	}
	skbs++;
	return &slab->skbs[slab->used++];
}

static void free_slabs(void)
{
	struct slab *next;

	SPACE_NEVER(skbs);
	for (; slabs; slabs = next) {
		next = slabs->next;
		kfree(slabs);
	}
}

struct sk_buff *alloc_skb(unsigned int size, gfp_t gfp)
{
	struct sk_buff *skb;

	if (gfp & GFP_KERNEL)
		might_sleep();
	if (space_fail & SPACE_NO_SKB)
		return NULL;
	skb = skb_new();
	skb->users = 1;
	skb->area = area_new(size);
	skb->data = skb->area->octets;
	skb->tail = skb->data;
	return skb;
}

struct sk_buff *skb_clone(struct sk_buff *skb, gfp_t gfp)
{
	struct sk_buff *clone;

	if (gfp & GFP_KERNEL)
		might_sleep();
	if (space_fail & SPACE_NO_SKB)
		return NULL;
	clone = skb_new();
	*clone = *skb;
	clone->users = 1;
	clone->sk = NULL;
	clone->area->refs++;
	return clone;
}

void kfree_skb(struct sk_buff *skb)
{
	if (!skb)
		return;
	SPACE_NEVER(!skb->users);
	if (--skb->users)
		return;
	area_put(skb->area);
	skb->area = NULL;
	skb->data = NULL;
	skbs--;
}

void skb_add_page(struct sk_buff *skb, const void *from, unsigned int len)
{
	SPACE_NEVER(skb->area->page);
	skb->area->page = memcpy(allocate(len), from, len);
	skb->data_len = len;
	skb->len += len;
}

int skb_copy_bits(const struct sk_buff *skb, int offset, void *to, int len)
{
	int head = skb_headlen(skb) - offset;

	if (offset < 0 || len < 0 || offset > (int)skb->len - len)
		return -EFAULT;
	if (head > 0) {
		head = min(head, len);
		memcpy(to, skb->data + offset, head);
	} else {
		head = 0;
	}
	offset += head - (int)skb_headlen(skb);
	if (len > head)
		memcpy((u8 *)to + head, skb->area->page + skb->pulled + offset,
		       len - head);
	return 0;
}

int pskb_expand_head(struct sk_buff *skb, int headroom, int tailroom,
		     gfp_t gfp)
{
	struct space_area *old = skb->area, *area;
	unsigned int data = skb_headroom(skb) + headroom;
	unsigned int len = skb_headlen(skb);

	if (gfp & GFP_KERNEL)
		might_sleep();
	SPACE_NEVER(skb_shared(skb) || headroom < 0 || tailroom < 0);
	if (space_fail & SPACE_NO_ROOM)
		return -ENOMEM;
	area = area_new(old->size + headroom + tailroom);
	memcpy(area->octets + data, skb->data, len);
	if (skb->data_len) {
		area->page = allocate(skb->data_len);
		memcpy(area->page, old->page + skb->pulled, skb->data_len);
		skb->pulled = 0;
	}
	skb->area = area;
	skb->data = area->octets + data;
	skb->tail = skb->data + len;
	area_put(old);
	return 0;
}

/* Move @len octets from the page to the linear part. */
static bool pull(struct sk_buff *skb, unsigned int len)
{
	unsigned int room = skb_end_pointer(skb) - skb->tail;

	if ((len > room || skb_cloned(skb)) &&
	    pskb_expand_head(skb, 0, len > room ? len - room : 0, GFP_ATOMIC))
		return false;
	memcpy(skb->tail, skb->area->page + skb->pulled, len);
	skb->tail += len;
	skb->pulled += len;
	skb->data_len -= len;
	return true;
}

bool pskb_may_pull(struct sk_buff *skb, unsigned int len)
{
	if (len <= skb_headlen(skb))
		return true;
	return len <= skb->len && pull(skb, len - skb_headlen(skb));
}

int skb_linearize(struct sk_buff *skb)
{
	return pskb_may_pull(skb, skb->len) ? 0 : -ENOMEM;
}

int skb_ensure_writable(struct sk_buff *skb, unsigned int len)
{
	if (!pskb_may_pull(skb, len))
		return -ENOMEM;
	return skb_unclone(skb, GFP_ATOMIC);
}

int pskb_trim(struct sk_buff *skb, unsigned int len)
{
	if (len >= skb->len)
		return 0;
	if (len > skb_headlen(skb)) {
		skb->data_len = len - skb_headlen(skb);
		skb->len = len;
		return 0;
	}
	skb->len = skb_headlen(skb);
	skb->data_len = 0;
	skb_trim(skb, len);
	return 0;
}

void skb_queue_tail(struct sk_buff_head *queue, struct sk_buff *skb)
{
	unsigned long flags;

	spin_lock_irqsave(&queue->lock, flags);
	list_add_tail(&skb->list, &queue->list);
	queue->qlen++;
	spin_unlock_irqrestore(&queue->lock, flags);
}

void skb_queue_head(struct sk_buff_head *queue, struct sk_buff *skb)
{
	unsigned long flags;

	spin_lock_irqsave(&queue->lock, flags);
	list_add(&skb->list, &queue->list);
	queue->qlen++;
	spin_unlock_irqrestore(&queue->lock, flags);
}

struct sk_buff *skb_dequeue(struct sk_buff_head *queue)
{
	struct sk_buff *skb = NULL;
	unsigned long flags;

	spin_lock_irqsave(&queue->lock, flags);
	if (!skb_queue_empty(queue)) {
		skb = list_first_entry(&queue->list, struct sk_buff, list);
		list_del(&skb->list);
		queue->qlen--;
	}
	spin_unlock_irqrestore(&queue->lock, flags);
	return skb;
}

void skb_queue_purge(struct sk_buff_head *queue)
{
	struct sk_buff *skb;

	while ((skb = skb_dequeue(queue)))
		kfree_skb(skb);
}

/* ---- Time and works ---- */

/* The kernel starts with this value, too. */
unsigned long jiffies = (unsigned int)(-300 * HZ);

static struct workqueue_struct events = { LIST_HEAD_INIT(events.works) };
struct workqueue_struct *system_wq = &events;

/* Sorted by the time when they expire. */
static LIST_HEAD(timers);

bool queue_work(struct workqueue_struct *wq, struct work_struct *work)
{
	if (work->pending)
		return false;
	SPACE_NEVER(!work->func);
	work->pending = true;
	list_add_tail(&work->entry, &wq->works);
	return true;
}

static void timer_start(struct delayed_work *work, unsigned long delay)
{
	struct list_head *at;

	work->waiting = true;
	work->expires = jiffies + delay;
	for (at = timers.next; at != &timers; at = at->next)
		if (time_after(list_entry(at, struct delayed_work,
					  timer)->expires, work->expires))
			break;
	list_add_tail(&work->timer, at);
}

static void timer_stop(struct delayed_work *work)
{
	work->waiting = false;
	list_del(&work->timer);
}

bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *work,
			unsigned long delay)
{
	if (work->work.pending)
		return false;
	if (!delay)
		return queue_work(wq, &work->work);
	SPACE_NEVER(!work->work.func);
	work->work.pending = true;
	work->wq = wq;
	timer_start(work, delay);
	return true;
}

/**
 * space_is_pending() - is a work to run, now or later?
 * @name: of its function
 */
bool space_is_pending(const char *name)
{
	const struct delayed_work *delayed;
	const struct work_struct *work;

	list_for_each_entry(delayed, &timers, timer)
		if (delayed->work.name && !strcmp(delayed->work.name, name))
			return true;
	list_for_each_entry(work, &events.works, entry)
		if (work->name && !strcmp(work->name, name))
			return true;
	return false;
}

bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *work,
		      unsigned long delay)
{
	bool was = cancel_delayed_work(work);

	queue_delayed_work(wq, work, delay);
	return was;
}

static void run_work(struct work_struct *work)
{
	list_del(&work->entry);
	work->pending = false;
	work->func(work);
	SPACE_NEVER(space_readers || nr_held || space_irqs_off);
}

bool flush_work(struct work_struct *work)
{
	might_sleep();
	if (!work->pending)
		return false;
	run_work(work);
	return true;
}

static void timer_end(struct delayed_work *work)
{
	timer_stop(work);
	list_add_tail(&work->work.entry, &work->wq->works);
}

bool flush_delayed_work(struct delayed_work *work)
{
	if (work->waiting)
		timer_end(work);
	return flush_work(&work->work);
}

bool cancel_work_sync(struct work_struct *work)
{
	might_sleep();
	if (!work->pending)
		return false;
	work->pending = false;
	list_del(&work->entry);
	return true;
}

bool cancel_delayed_work(struct delayed_work *work)
{
	if (!work->work.pending)
		return false;
	work->work.pending = false;
	if (work->waiting)
		timer_stop(work);
	else
		list_del(&work->work.entry);
	return true;
}

bool cancel_delayed_work_sync(struct delayed_work *work)
{
	might_sleep();
	return cancel_delayed_work(work);
}

/**
 * space_run() - run the works that are queued, and those whose delay is over
 * @wq: the queue, NULL for that of the system
 */
void space_run(struct workqueue_struct *wq)
{
	unsigned int runs = 0;

	while (!list_empty(&timers)) {
		struct delayed_work *work;

		work = list_first_entry(&timers, struct delayed_work, timer);
		if (time_after(work->expires, jiffies))
			break;
		timer_end(work);
	}
	if (!wq)
		wq = system_wq;
	while (!list_empty(&wq->works)) {
		run_work(list_first_entry(&wq->works, struct work_struct,
					  entry));
		/* A work that queues itself without a delay would never end. */
		SPACE_NEVER(++runs > 1000);
	}
}

/**
 * space_pass() - advance the clock, and run the works that become due
 * @ticks: how far, in jiffies
 */
void space_pass(unsigned long ticks)
{
	const unsigned long end = jiffies + ticks;

	while (!list_empty(&timers)) {
		const struct delayed_work *work;

		work = list_first_entry(&timers, struct delayed_work, timer);
		if (time_after(work->expires, end))
			break;
		if (time_after(work->expires, jiffies))
			jiffies = work->expires;
		space_run(NULL);
	}
	jiffies = end;
	space_run(NULL);
}

void msleep(unsigned int ms)
{
	might_sleep();
	space_pass(msecs_to_jiffies(ms) + 1);
	if (space_asleep)
		space_asleep();
	space_quiescent();
}

/* ---- Random octets, hashes, AES ---- */

static u64 seed, drawn, word;

static u64 mixed(u64 n)
{
	n = (n ^ n >> 30) * 0xbf58476d1ce4e5b9ULL;
	n = (n ^ n >> 27) * 0x94d049bb133111ebULL;
	return n ^ n >> 31;
}

/**
 * space_seed() - start a stream of random octets
 * @new_seed: the octets are the same for the same seed
 */
void space_seed(u64 new_seed)
{
	seed = new_seed;
	drawn = 0;
}

void get_random_bytes(void *buf, size_t len)
{
	u8 *to = buf;

	for (; len--; drawn++) {
		if (!(drawn % 8))
			word = mixed(seed + (drawn / 8 + 1) *
				     0x9e3779b97f4a7c15ULL);
		*to++ = word >> drawn % 8 * 8;
	}
}

u32 space_hash(u64 value, unsigned int bits)
{
	u64 place = value - (unsigned long)space_adapters;

	if (space_flat)
		return 0;
	/* The address of an adapter, with or without a handle added to it. */
	if (place < space_adapters_nr * sizeof(space_adapters[0]) + 0x1000)
		value = place;
	return value * 0x61c8864680b583ebULL >> (64 - bits);
}

u32 jhash(const void *key, u32 length, u32 initval)
{
	u64 hash = initval + 0xcbf29ce484222325ULL;
	const u8 *at = key;

	if (space_flat)
		return 0;
	for (; length; length--)
		hash = (hash ^ *at++) * 0x100000001b3ULL;
	return mixed(hash);
}

static u64 rotated(u64 n, unsigned int bits)
{
	return n << bits | n >> (64 - bits);
}

static void sip_round(u64 v[4])
{
	v[0] += v[1];
	v[1] = rotated(v[1], 13) ^ v[0];
	v[0] = rotated(v[0], 32);
	v[2] += v[3];
	v[3] = rotated(v[3], 16) ^ v[2];
	v[0] += v[3];
	v[3] = rotated(v[3], 21) ^ v[0];
	v[2] += v[1];
	v[1] = rotated(v[1], 17) ^ v[2];
	v[2] = rotated(v[2], 32);
}

static void sip_word(u64 v[4], u64 m)
{
	v[3] ^= m;
	sip_round(v);
	sip_round(v);
	v[0] ^= m;
}

/* SipHash-2-4. */
u64 siphash(const void *data, size_t len, const siphash_key_t *key)
{
	u64 v[4] = {
		key->key[0] ^ 0x736f6d6570736575ULL,
		key->key[1] ^ 0x646f72616e646f6dULL,
		key->key[0] ^ 0x6c7967656e657261ULL,
		key->key[1] ^ 0x7465646279746573ULL,
	};
	u64 m, last = (u64)len << 56;
	const u8 *at = data;
	int i;

	for (; len >= 8; len -= 8, at += 8) {
		memcpy(&m, at, sizeof(m));
		sip_word(v, m);
	}
	for (i = 0; i < (int)len; i++)
		last |= (u64)at[i] << 8 * i;
	sip_word(v, last);
	v[2] ^= 0xff;
	for (i = 0; i < 4; i++)
		sip_round(v);
	return v[0] ^ v[1] ^ v[2] ^ v[3];
}

static_assert(sizeof(struct aes128_ctx) <= sizeof(struct crypto_aes_ctx),
	      "room for an expanded key");

int aes_expandkey(struct crypto_aes_ctx *ctx, const u8 *key, unsigned int len)
{
	if (len != AES_KEYSIZE_128)
		return -EINVAL;
	aes128_set_encrypt_key((struct aes128_ctx *)ctx, key);
	return 0;
}

void aes_encrypt(const struct crypto_aes_ctx *ctx, u8 *to, const u8 *from)
{
	aes128_encrypt((const struct aes128_ctx *)ctx, AES_BLOCK_SIZE, to,
		       from);
}

/* ---- The module ---- */

struct space_parameter *space_parameters;
int (*space_init)(void);
void (*space_exit)(void);

static struct kretprobe *probe;

/**
 * space_param() - find a module parameter
 * @name: its name
 * @type: its type
 *
 * Return: the address of its value, NULL if there is no such parameter.
 */
void *space_param(const char *name, const char *type)
{
	const struct space_parameter *p;

	for (p = space_parameters; p; p = p->next)
		if (!strcmp(p->name, name) && !strcmp(p->type, type))
			return p->value;
	return NULL;
}

int register_kretprobe(struct kretprobe *fresh)
{
	SPACE_NEVER(probe);
	might_sleep();
	probe = fresh;
	return 0;
}

void unregister_kretprobe(struct kretprobe *old)
{
	SPACE_NEVER(probe != old);
	might_sleep();
	probe = NULL;
}

/**
 * space_kretprobe() - call the function that has the kretprobe, if any has
 * @args: the first arguments of the function
 * @function: the body of the function
 * @data: for @function
 */
void space_kretprobe(const unsigned long args[3], void (*function)(void *data),
		     void *data)
{
	struct pt_regs regs = { .args = { args[0], args[1], args[2] } };
	struct kretprobe_instance instance;
	bool returns = false;

	space_atomic++;
	if (probe)
		returns = !probe->entry_handler(&instance, &regs);
	space_atomic--;
	function(data);
	memset(&regs, 0, sizeof(regs));
	space_atomic++;
	if (returns && probe)
		probe->handler(&instance, &regs);
	space_atomic--;
}

/**
 * space_left() - check that the module left nothing behind
 *
 * Context: after the module's exit; the driver has freed its own objects.
 */
void space_left(void)
{
	struct rcu_head *head;

	for (head = callbacks; head; head = head->next)
		SPACE_NEVER(head->func);	/* in an unloaded module */
	space_quiescent();
	SPACE_NEVER(probe);
	SPACE_NEVER(!list_empty(&timers) || !list_empty(&events.works));
	free_slabs();
	SPACE_NEVER(allocated);
}
