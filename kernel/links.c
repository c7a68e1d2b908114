// SPDX-License-Identifier: GPL-2.0
/*
 * The links of every adapter, by adapter and handle. Lookups run under RCU and
 * take no lock; links are added and removed under the table's lock.
 */
#include <linux/hash.h>
#include <linux/rculist.h>
#include <linux/slab.h>

#include "guard.h"

#define BUCKET_BITS	8

/* Lookups run under RCU; smpg_conn_count() reads count for a report only. */
static struct hlist_head buckets[1 << BUCKET_BITS];
static DEFINE_SPINLOCK(buckets_lock);	/* protects buckets and count */
static unsigned int count;

/*
 * Adapters whose hosts use resolvable private addresses, by index; bits are
 * atomic, and need no lock.
 */
static DECLARE_BITMAP(private, HCI_MAX_ID);

atomic_t smpg_partial = ATOMIC_INIT(0);
atomic_t smpg_held = ATOMIC_INIT(0);

static struct hlist_head *bucket_of(const struct hci_dev *hdev, u16 handle)
{
	return &buckets[hash_long((unsigned long)hdev + handle, BUCKET_BITS)];
}

/**
 * smpg_conn_find() - the link with a handle
 * @hdev: the adapter
 * @handle: connection handle
 *
 * Context: any, under rcu_read_lock().
 * Return: the link, or NULL.
 */
struct smpg_conn *smpg_conn_find(struct hci_dev *hdev, u16 handle)
{
	struct smpg_conn *conn;

	hlist_for_each_entry_rcu(conn, bucket_of(hdev, handle), node)
		if (conn->hdev == hdev && conn->link.handle == handle)
			return conn;
	return NULL;
}

static struct smpg_conn *conn_new(struct hci_dev *hdev)
{
	struct smpg_conn *conn = kzalloc(sizeof(*conn), GFP_ATOMIC);

	if (!conn)
		return NULL;
	conn->hdev = hdev;
	conn->index = hdev->id;
	spin_lock_init(&conn->lock);
	return conn;
}

static void conn_remove(struct smpg_conn *conn, u8 reason)
{
	struct smpg_verdict verdict;
	int i;

	lockdep_assert_held(&buckets_lock);

	hlist_del_rcu(&conn->node);
	count--;

	spin_lock(&conn->lock);
	for (i = 0; i < ARRAY_SIZE(conn->link.l2cap); i++) {
		if (smpg_l2cap_partial(&conn->link.l2cap[i]))
			atomic_dec(&smpg_partial);
		if (smpg_l2cap_held(&conn->link.l2cap[i]))
			atomic_dec(&smpg_held);
	}
	smpg_inject_forget(conn);
	memzero_explicit(conn->irk, sizeof(conn->irk));
	smpg_link_close(&conn->link, reason, &verdict);
	smpg_translate_pairing(conn, verdict.happened);
	smpg_translate_forget(conn);
	smpg_report(conn, &verdict);
	conn->dead = true;
	spin_unlock(&conn->lock);

	kfree_rcu(conn, rcu);
}

/*
 * Add a link to the table. If the table has a link with the same handle, the
 * end of that link was missed, and it is removed for reason @replaced.
 */
static bool conn_add(struct smpg_conn *conn, u8 replaced)
{
	struct smpg_conn *old;
	unsigned long flags;
	bool added;

	spin_lock_irqsave(&buckets_lock, flags);
	old = smpg_conn_find(conn->hdev, conn->link.handle);
	if (old)
		conn_remove(old, replaced);
	added = count < SMPG_LINKS_MAX;
	if (added) {
		hlist_add_head_rcu(&conn->node, bucket_of(conn->hdev,
							  conn->link.handle));
		count++;
	}
	spin_unlock_irqrestore(&buckets_lock, flags);

	smpg_count(added ? SMPG_LINKS_OPENED : SMPG_LINKS_REFUSED);
	return added;
}

/*
 * The kernel's own ACL or LE connection with a handle, or NULL. The kernel has
 * none while a host uses the adapter through the user channel.
 */
static const struct hci_conn *kernels_acl(struct hci_dev *hdev, u16 handle)
{
	const struct hci_conn *hcon = hci_conn_hash_lookup_handle(hdev, handle);

	return hcon && (hcon->type == LE_LINK || hcon->type == ACL_LINK) ?
	       hcon : NULL;
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
 * smpg_conn_meet() - track a link whose beginning was not seen
 * @hdev: the adapter
 * @handle: connection handle
 *
 * Context: any, under rcu_read_lock().
 * Return: the link, or NULL if there is no memory or there are too many.
 */
struct smpg_conn *smpg_conn_meet(struct hci_dev *hdev, u16 handle)
{
	struct smpg_conn *conn = conn_new(hdev);

	if (!conn)
		return NULL;
	smpg_link_meet(&conn->link, handle);
	ask_kernel(hdev, &conn->link);
	if (!conn_add(conn, HCI_ERROR_LOCAL_HOST_TERM)) {
		kfree(conn);
		return NULL;
	}
	return conn;
}

/**
 * smpg_conn_get() - a link that takes of the controller's buffers for ACL data
 * @hdev: the adapter
 * @handle: connection handle
 *
 * A link that only the kernel's stack knows is tracked from here on.
 *
 * Context: any, under rcu_read_lock().
 * Return: the link, or NULL.
 */
struct smpg_conn *smpg_conn_get(struct hci_dev *hdev, u16 handle)
{
	struct smpg_conn *conn = smpg_conn_find(hdev, handle);

	if (!conn && kernels_acl(hdev, handle))
		conn = smpg_conn_meet(hdev, handle);
	return conn;
}

/**
 * smpg_conn_open() - track a new link
 * @hdev: the adapter
 * @hci: the connection event
 *
 * Context: any, under rcu_read_lock().
 */
void smpg_conn_open(struct hci_dev *hdev, const struct smpg_hci *hci)
{
	struct smpg_conn *conn = conn_new(hdev);

	if (!conn)
		return;
	smpg_link_open(&conn->link, hci);
	smpg_identity_find(hdev, &conn->link);
	if (!conn_add(conn, HCI_ERROR_LOCAL_HOST_TERM))
		kfree(conn);
}

/**
 * smpg_conn_close() - remove a link that is gone
 * @hdev: the adapter
 * @handle: connection handle
 * @reason: controller error code (Vol 1, Part F)
 *
 * Context: any, under rcu_read_lock().
 */
void smpg_conn_close(struct hci_dev *hdev, u16 handle, u8 reason)
{
	struct smpg_conn *conn;
	unsigned long flags;

	spin_lock_irqsave(&buckets_lock, flags);
	conn = smpg_conn_find(hdev, handle);
	if (conn)
		conn_remove(conn, reason);
	spin_unlock_irqrestore(&buckets_lock, flags);
}

/**
 * smpg_conn_close_all() - remove every link of an adapter
 * @hdev: the adapter, which was reset or goes away; NULL for all adapters
 * @reason: controller error code (Vol 1, Part F)
 *
 * The adapter's mark from smpg_adapter_set_private() is cleared, too.
 *
 * Context: any.
 */
void smpg_conn_close_all(struct hci_dev *hdev, u8 reason)
{
	struct hlist_node *next;
	struct smpg_conn *conn;
	unsigned long flags;
	int i;

	spin_lock_irqsave(&buckets_lock, flags);
	for (i = 0; i < ARRAY_SIZE(buckets); i++)
		hlist_for_each_entry_safe(conn, next, &buckets[i], node)
			if (!hdev || conn->hdev == hdev)
				conn_remove(conn, reason);
	spin_unlock_irqrestore(&buckets_lock, flags);

	if (hdev)
		clear_bit(hdev->id, private);
	else
		bitmap_zero(private, HCI_MAX_ID);
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

/**
 * smpg_conn_pairing() - the unique number of a link's pairing
 * @conn: the link
 *
 * Context: any, with @conn->lock held.
 */
u64 smpg_conn_pairing(struct smpg_conn *conn)
{
	static atomic64_t last = ATOMIC64_INIT(0);

	if (!conn->pairing)
		conn->pairing = atomic64_inc_return(&last);
	return conn->pairing;
}

/**
 * smpg_conn_count() - number of links in the table
 */
unsigned int smpg_conn_count(void)
{
	return READ_ONCE(count);
}

/**
 * smpg_conn_each() - visit every link
 * @visit: called under rcu_read_lock(), without the link's lock
 * @data: passed to @visit
 */
void smpg_conn_each(void (*visit)(struct smpg_conn *conn, void *data),
		    void *data)
{
	struct smpg_conn *conn;
	int i;

	rcu_read_lock();
	for (i = 0; i < ARRAY_SIZE(buckets); i++)
		hlist_for_each_entry_rcu(conn, &buckets[i], node)
			visit(conn, data);
	rcu_read_unlock();
}
