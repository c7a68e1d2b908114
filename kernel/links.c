// SPDX-License-Identifier: GPL-2.0
/*
 * The links of every adapter, by adapter and handle. Lookups run under RCU and
 * take no lock; links are added and removed under the table's lock.
 */
#include <linux/slab.h>
#include <net/bluetooth/bluetooth.h>
#include <net/bluetooth/hci_core.h>

#include "counters.h"
#include "identity.h"
#include "links.h"
#include "log.h"

/* Lookups run under RCU; smpg_links_count() reads count for a report only. */
struct hlist_head smpg_link_buckets[SMPG_LINK_BUCKETS];
static DEFINE_SPINLOCK(links_lock);	/* protects all of these */
static unsigned int count;
static u16 of_adapter[HCI_MAX_ID];
static u64 last_order;

/*
 * Handles of isochronous streams, by their lower octets. The kernel knows those of
 * its own stack only, and none of a host on the user channel.
 */
struct stream {
	struct hlist_node node;
	struct rcu_head rcu;
	const struct hci_dev *hdev;
	u16 handle;
};

static struct hlist_head streams[256];	/* read under RCU, changed under the lock */

/*
 * Adapters whose hosts use resolvable private addresses, by index; bits are
 * atomic, and need no lock.
 */
static DECLARE_BITMAP(private, HCI_MAX_ID);

/*
 * Static random addresses of hosts, with the indices of their adapters in the upper 16
 * bits: single words, which need no lock. There is no room for more adapters.
 */
static atomic64_t static_addresses[16];

/* Adapters of which a link was refused, so that this is logged once. */
static DECLARE_BITMAP(refused, HCI_MAX_ID);

/* Ends what the other rooms have begun on a link; set before the first link. */
static void (*finish)(struct smpg_live_link *live, u8 reason);

/**
 * smpg_links_find() - the link with a handle
 * @hdev: the adapter
 * @handle: connection handle
 *
 * Context: any, under rcu_read_lock().
 * Return: the link, or NULL.
 */
struct smpg_live_link *smpg_links_find(struct hci_dev *hdev, u16 handle)
{
	return smpg_links_lookup(hdev, handle);
}

static bool is_with(struct smpg_live_link *live, const u8 *address)
{
	const struct smpg_link *link = &live->link;
	unsigned long flags;
	bool is;

	spin_lock_irqsave(&live->lock, flags);
	is = link->peer_type == SMP_GUARD_ADDRESS_TYPE_BREDR &&
	     !memcmp(link->peer, address, sizeof(link->peer));
	spin_unlock_irqrestore(&live->lock, flags);
	return is;
}

/**
 * smpg_links_of_peer() - the link over BR/EDR with a peer
 * @hdev: the adapter
 * @address: the peer's, least significant octet first
 *
 * For the few packets that have no handle.
 *
 * Context: any, under rcu_read_lock(), without the lock of a link.
 * Return: the link, or NULL.
 */
struct smpg_live_link *smpg_links_of_peer(struct hci_dev *hdev, const u8 *address)
{
	struct smpg_live_link *live;
	unsigned int i;

	for (i = 0; i < SMPG_LINK_BUCKETS; i++)
		hlist_for_each_entry_rcu(live, &smpg_link_buckets[i], node)
			if (live->hdev == hdev && is_with(live, address))
				return live;
	return NULL;
}

/**
 * smpg_links_pair() - is another link of an adapter in the middle of a pairing?
 * @but: a link of the adapter, which does not count
 *
 * For the few PDUs that start a pairing.
 *
 * Context: any, under rcu_read_lock(), with @but->lock held.
 */
bool smpg_links_pair(const struct smpg_live_link *but)
{
	const struct smpg_live_link *live;
	unsigned int i;

	for (i = 0; i < SMPG_LINK_BUCKETS; i++)
		hlist_for_each_entry_rcu(live, &smpg_link_buckets[i], node)
			if (live != but && live->hdev == but->hdev &&
			    READ_ONCE(live->pairs))
				return true;
	return false;
}

static struct smpg_live_link *live_new(struct hci_dev *hdev)
{
	struct smpg_live_link *live = kzalloc(sizeof(*live), GFP_ATOMIC);

	if (!live) {
		smpg_count(SMPG_LINKS_REFUSED);
		return NULL;
	}
	live->hdev = hdev;
	live->index = hdev->id;
	spin_lock_init(&live->lock);
	return live;
}

/* Tear-down happens under the table's lock: no other link takes its place. */
static void live_remove(struct smpg_live_link *live, u8 reason)
{
	lockdep_assert_held(&links_lock);

	hlist_del_rcu(&live->node);
	WRITE_ONCE(count, count - 1);
	of_adapter[live->index]--;

	spin_lock(&live->lock);
	finish(live, reason);
	live->dead = true;
	spin_unlock(&live->lock);

	kfree_rcu(live, rcu);
}

/*
 * The oldest of an adapter's links that was met in mid-life, and has negotiated
 * nothing, makes room: it may not exist at all. Return: whether there was one.
 */
static bool make_room(const struct hci_dev *hdev)
{
	struct smpg_live_link *live, *oldest = NULL;
	int i;

	lockdep_assert_held(&links_lock);

	for (i = 0; i < SMPG_LINK_BUCKETS; i++)
		hlist_for_each_entry(live, &smpg_link_buckets[i], node)
			if (live->hdev == hdev && live->link.mid_life &&
			    !live->link.pairing.answered &&
			    (!oldest || live->order < oldest->order))
				oldest = live;
	if (oldest)
		live_remove(oldest, HCI_ERROR_LOCAL_HOST_TERM);
	return oldest;
}

static void refuse(const struct hci_dev *hdev)
{
	smpg_count(SMPG_LINKS_REFUSED);
	if (!test_and_set_bit(hdev->id, refused))
		pr_warn("hci%u: more than %u links: pairing over others is not guarded\n",
			hdev->id, SMPG_LINKS_MAX);
}

static bool live_add(struct smpg_live_link *live)
{
	lockdep_assert_held(&links_lock);

	if (of_adapter[live->index] >= SMPG_LINKS_MAX &&
	    !make_room(live->hdev)) {
		refuse(live->hdev);
		return false;
	}
	live->order = ++last_order;
	hlist_add_head_rcu(&live->node, smpg_link_bucket(live->hdev,
							 live->link.handle));
	WRITE_ONCE(count, count + 1);
	of_adapter[live->index]++;
	smpg_count(SMPG_LINKS_OPENED);
	return true;
}

static bool is_acl(const struct hci_conn *hcon)
{
	return hcon->type == LE_LINK || hcon->type == ACL_LINK;
}

/*
 * The kernel's own ACL or LE connection with a handle, or NULL. The kernel has
 * none while a host uses the adapter through the user channel.
 */
static const struct hci_conn *kernels_acl(struct hci_dev *hdev, u16 handle)
{
	const struct hci_conn *hcon = hci_conn_hash_lookup_handle(hdev, handle);

	return hcon && is_acl(hcon) ? hcon : NULL;
}

static struct stream *find_stream(const struct hci_dev *hdev, u16 handle)
{
	struct stream *s;

	hlist_for_each_entry_rcu(s, &streams[handle & 0xff], node)
		if (s->hdev == hdev && s->handle == handle)
			return s;
	return NULL;
}

static void forget_stream(struct stream *s)
{
	lockdep_assert_held(&links_lock);

	if (!s)
		return;
	hlist_del_rcu(&s->node);
	kfree_rcu(s, rcu);
}

/* An isochronous or synchronous connection carries no L2CAP. */
static bool is_other(struct hci_dev *hdev, u16 handle)
{
	const struct hci_conn *hcon = hci_conn_hash_lookup_handle(hdev, handle);

	return hcon ? !is_acl(hcon) : !!find_stream(hdev, handle);
}

static void ask_kernel(struct hci_dev *hdev, struct smpg_link *link)
{
	const struct hci_conn *hcon = kernels_acl(hdev, link->handle);

	if (!hcon)
		return;
	link->role = hcon->role == HCI_ROLE_MASTER ? SMP_GUARD_ROLE_CENTRAL :
						     SMP_GUARD_ROLE_PERIPHERAL;
	memcpy(link->peer, &hcon->dst, sizeof(link->peer));
	if (hcon->type == ACL_LINK) {
		link->transport = SMP_GUARD_TRANSPORT_BREDR;
		link->peer_type = SMP_GUARD_ADDRESS_TYPE_BREDR;
		return;
	}
	link->transport = SMP_GUARD_TRANSPORT_LE;
	link->peer_type = hcon->dst_type == ADDR_LE_DEV_PUBLIC ?
			  SMP_GUARD_ADDRESS_TYPE_PUBLIC :
			  SMP_GUARD_ADDRESS_TYPE_RANDOM;
}

/**
 * smpg_links_meet() - the link with a handle, whose beginning was not seen
 * @hdev: the adapter
 * @handle: connection handle
 *
 * Another path may meet the same link at the same time: both get one link.
 *
 * Context: any, under rcu_read_lock().
 * Return: the link, or NULL if there is no memory or there are too many.
 */
struct smpg_live_link *smpg_links_meet(struct hci_dev *hdev, u16 handle)
{
	struct smpg_live_link *live, *there = smpg_links_find(hdev, handle);
	unsigned long flags;

	if (there || is_other(hdev, handle))
		return there;
	live = live_new(hdev);
	if (!live)
		return NULL;
	smpg_link_meet(&live->link, handle);
	ask_kernel(hdev, &live->link);

	spin_lock_irqsave(&links_lock, flags);
	there = smpg_links_find(hdev, handle);
	if (!there && live_add(live)) {
		there = live;
		live = NULL;
	}
	spin_unlock_irqrestore(&links_lock, flags);
	kfree(live);
	return there;
}

/**
 * smpg_links_evident() - may a link be met by what a host transmits?
 * @hdev: the adapter
 * @handle: connection handle
 *
 * A host on a raw socket can transmit on handles that do not exist. The kernel
 * knows which do; where a host has the adapter for itself, only its own links
 * have to make room.
 *
 * Context: any, under rcu_read_lock().
 */
bool smpg_links_evident(struct hci_dev *hdev, u16 handle)
{
	return hci_dev_test_flag(hdev, HCI_USER_CHANNEL) ||
	       kernels_acl(hdev, handle);
}

/**
 * smpg_links_get() - a link that takes of the controller's buffers for ACL data
 * @hdev: the adapter
 * @handle: connection handle
 *
 * A link that only the kernel's stack knows is tracked from here on.
 *
 * Context: any, under rcu_read_lock().
 * Return: the link, or NULL.
 */
struct smpg_live_link *smpg_links_get(struct hci_dev *hdev, u16 handle)
{
	struct smpg_live_link *live = smpg_links_find(hdev, handle);

	if (!live && kernels_acl(hdev, handle))
		live = smpg_links_meet(hdev, handle);
	return live;
}

/* Complete a link that was met before its connection event was delivered. */
static bool complete_link(struct smpg_live_link *live, const struct smpg_hci *hci)
{
	bool completed;

	lockdep_assert_held(&links_lock);

	spin_lock(&live->lock);
	completed = smpg_link_complete(&live->link, hci);
	if (completed)
		smpg_identity_find(live->hdev, &live->link);
	spin_unlock(&live->lock);
	return completed;
}

/**
 * smpg_links_open() - a new link
 * @hdev: the adapter
 * @hci: the connection event
 *
 * USB delivers events and data by different pipes: what the peer transmitted
 * first may precede this event, and then belongs to the new link. Any other link
 * with the same handle has ended without an event.
 *
 * Context: any, under rcu_read_lock().
 */
void smpg_links_open(struct hci_dev *hdev, const struct smpg_hci *hci)
{
	struct smpg_live_link *live = live_new(hdev), *old;
	unsigned long flags;

	if (live) {
		smpg_link_open(&live->link, hci);
		smpg_identity_find(hdev, &live->link);
	}

	spin_lock_irqsave(&links_lock, flags);
	forget_stream(find_stream(hdev, hci->handle));
	old = smpg_links_find(hdev, hci->handle);
	if (!old || !complete_link(old, hci)) {
		/* Also without memory: the link that has ended is another peer's. */
		if (old)
			live_remove(old, HCI_ERROR_LOCAL_HOST_TERM);
		if (live && live_add(live))
			live = NULL;
	}
	spin_unlock_irqrestore(&links_lock, flags);
	kfree(live);
}

static void note_stream(struct hci_dev *hdev, u16 handle)
{
	struct stream *s = kzalloc(sizeof(*s), GFP_ATOMIC);
	struct smpg_live_link *live;
	unsigned long flags;

	if (s) {
		s->hdev = hdev;
		s->handle = handle;
	} else {
		smpg_count(SMPG_FRAMES_STARVED);
	}

	spin_lock_irqsave(&links_lock, flags);
	live = smpg_links_find(hdev, handle);
	if (live)
		live_remove(live, HCI_ERROR_LOCAL_HOST_TERM);
	forget_stream(find_stream(hdev, handle));
	if (s)
		hlist_add_head_rcu(&s->node, &streams[handle & 0xff]);
	spin_unlock_irqrestore(&links_lock, flags);
}

/**
 * smpg_links_note_iso() - handles of isochronous streams, which are no links
 * @hdev: the adapter
 * @hci: the event
 *
 * Drivers may deliver isochronous data as ACL data, of which the size of an SDU
 * would be read as the channel of L2CAP. What was met with such a handle goes.
 * A handle is forgotten when it is that of a link, or disconnected.
 *
 * Context: any, under rcu_read_lock().
 */
void smpg_links_note_iso(struct hci_dev *hdev, const struct smpg_hci *hci)
{
	int i;

	for (i = 0; i < hci->nr_iso; i++)
		note_stream(hdev, smpg_le16(hci->iso + 2 * i) &
			    SMPG_HCI_HANDLE_MASK);
}

/**
 * smpg_links_close() - remove a link that is gone
 * @hdev: the adapter
 * @handle: connection handle
 * @reason: controller error code (Vol 1, Part F)
 *
 * Context: any, under rcu_read_lock().
 */
void smpg_links_close(struct hci_dev *hdev, u16 handle, u8 reason)
{
	struct smpg_live_link *live;
	unsigned long flags;

	spin_lock_irqsave(&links_lock, flags);
	forget_stream(find_stream(hdev, handle));
	live = smpg_links_find(hdev, handle);
	if (live)
		live_remove(live, reason);
	spin_unlock_irqrestore(&links_lock, flags);
}

/**
 * smpg_links_close_all() - remove every link of an adapter
 * @hdev: the adapter, which was reset or goes away; NULL for all adapters
 * @reason: controller error code (Vol 1, Part F)
 *
 * The adapter's mark from smpg_adapter_set_private() and its static random address
 * are cleared, too.
 *
 * Context: any.
 */
void smpg_links_close_all(struct hci_dev *hdev, u8 reason)
{
	struct hlist_node *next;
	struct smpg_live_link *live;
	unsigned long flags;
	struct stream *s;
	int i;

	spin_lock_irqsave(&links_lock, flags);
	for (i = 0; i < ARRAY_SIZE(streams); i++)
		hlist_for_each_entry_safe(s, next, &streams[i], node)
			if (!hdev || s->hdev == hdev)
				forget_stream(s);
	for (i = 0; i < SMPG_LINK_BUCKETS; i++)
		hlist_for_each_entry_safe(live, next, &smpg_link_buckets[i], node)
			if (!hdev || live->hdev == hdev)
				live_remove(live, reason);
	spin_unlock_irqrestore(&links_lock, flags);

	if (hdev) {
		clear_bit(hdev->id, private);
		smpg_adapter_set_static(hdev, NULL);
	} else {
		bitmap_zero(private, HCI_MAX_ID);
	}
}

/**
 * smpg_adapter_set_private() - mark an adapter as using private addresses
 * @hdev: the adapter, whose host uses resolvable private addresses
 *
 * The mark stays until a reset, which takes the addresses away.
 */
void smpg_adapter_set_private(const struct hci_dev *hdev)
{
	set_bit(hdev->id, private);
}

/**
 * smpg_adapter_private() - does a host use resolvable private addresses?
 * @hdev: the host's adapter
 */
bool smpg_adapter_private(const struct hci_dev *hdev)
{
	return test_bit(hdev->id, private);
}

/* The adapter's entry, or else an unused one; NULL if there is neither. */
static atomic64_t *static_of(const struct hci_dev *hdev, bool unused)
{
	atomic64_t *a, *found = NULL;
	u64 word;

	for (a = static_addresses; a < static_addresses + ARRAY_SIZE(static_addresses);
	     a++) {
		word = atomic64_read(a);
		if (word && word >> 48 == hdev->id)
			return a;
		if (!word && unused)
			found = a;
	}
	return found;
}

/**
 * smpg_adapter_set_static() - note the static random address of a host
 * @hdev: the host's adapter
 * @address: the address, least significant octet first; NULL for none any more
 *
 * One thread at a time transmits the commands of an adapter. Two adapters that take
 * the same entry at once lose one of their addresses.
 */
void smpg_adapter_set_static(const struct hci_dev *hdev, const u8 *address)
{
	atomic64_t *a = static_of(hdev, address);
	u64 word = 0;
	int i;

	if (!a)
		return;
	for (i = 5; address && i >= 0; i--)
		word = word << 8 | address[i];
	atomic64_set(a, address ? (u64)hdev->id << 48 | word : 0);
}

/**
 * smpg_adapter_static() - the static random address of a host
 * @hdev: the host's adapter
 * @address: to be filled, zeros if none is known
 *
 * The kernel's own stack may have set its static address before the module was loaded.
 */
void smpg_adapter_static(const struct hci_dev *hdev, u8 address[6])
{
	const atomic64_t *a = static_of(hdev, false);
	u64 word;
	int i;

	if (!a) {
		memcpy(address, hdev->static_addr.b, 6);
		return;
	}
	word = atomic64_read(a);
	for (i = 0; i < 6; i++, word >>= 8)
		address[i] = word;
}

/**
 * smpg_pairing_number() - the unique number of a link's pairing
 * @live: the link
 *
 * Context: any, with @live->lock held.
 */
u64 smpg_pairing_number(struct smpg_live_link *live)
{
	static atomic64_t last = ATOMIC64_INIT(0);

	if (!live->pairing)
		live->pairing = atomic64_inc_return(&last);
	return live->pairing;
}

/**
 * smpg_links_count() - number of links in the table
 */
unsigned int smpg_links_count(void)
{
	return READ_ONCE(count);
}

/**
 * smpg_links_each() - visit every link
 * @visit: called under rcu_read_lock(), without the link's lock
 * @data: passed to @visit
 */
void smpg_links_each(void (*visit)(struct smpg_live_link *live, void *data),
		     void *data)
{
	struct smpg_live_link *live;
	int i;

	rcu_read_lock();
	for (i = 0; i < SMPG_LINK_BUCKETS; i++)
		hlist_for_each_entry_rcu(live, &smpg_link_buckets[i], node)
			visit(live, data);
	rcu_read_unlock();
}

/**
 * smpg_links_init() - before the first link
 * @done: called when a link is gone, under its lock and that of the table:
 *	ends what other rooms have begun on it. Links take no notice of other
 *	rooms themselves
 */
void smpg_links_init(void (*done)(struct smpg_live_link *live, u8 reason))
{
	finish = done;
}
