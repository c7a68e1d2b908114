// SPDX-License-Identifier: GPL-2.0
/*
 * Pairing Failed to both sides of a pairing that is rejected. The packet to the
 * host joins the received packets. The host does not know of the packet to the
 * peer, which must therefore not take a buffer of the controller that the host
 * counts on; nor may the host see its completion.
 *
 * While packets are in flight, one of the host's completions is withheld, which
 * frees a buffer for our packet, and is returned when our packet has completed.
 * If none completes for a while, none is in flight, and buffers are free.
 * tests/models/credits.pml is a model of this account.
 *
 * The packet to the peer is sent first, since a host that receives Pairing
 * Failed may close the link at once. In both directions our packet waits for
 * the end of a PDU that is being transmitted in fragments.
 */
#include <linux/jiffies.h>
#include <linux/random.h>
#include <linux/workqueue.h>

#include "acl.h"
#include "host.h"
#include "inject.h"
#include "links.h"
#include "packet.h"

#define IDLE_MS	50
/* Time after which an unfinished PDU is not waited for. */
#define UNFINISHED_MS	1000

static void inject_work(struct work_struct *work);
static DECLARE_DELAYED_WORK(work, inject_work);

/* Set at unload: nothing waits, and nothing is lent, from then on. */
static bool ending;

/* Links with a packet to the peer that is to be sent, or in flight. */
atomic_t smpg_injecting = ATOMIC_INIT(0);

/* The mark of our packets in the adapters' queues; no other packet has it. */
static u32 own_mark;

static struct sk_buff *pairing_failed(const struct smpg_live_link *live,
				      u8 pb, u16 cid, u8 reason)
{
	u16 handle = live->link.handle;
	const u8 packet[] = {
		handle & 0xff, handle >> 8 | pb, SMPG_L2CAP_HDR + 2, 0,
		2, 0, cid & 0xff, cid >> 8,
		SMPG_PAIRING_FAILED, reason,
	};
	struct sk_buff *skb = bt_skb_alloc(sizeof(packet), GFP_ATOMIC);

	if (skb) {
		hci_skb_pkt_type(skb) = HCI_ACLDATA_PKT;
		skb->mark = READ_ONCE(own_mark);
		skb_put_data(skb, packet, sizeof(packet));
	}
	return skb;
}

static bool is_busy(const struct smpg_live_link *live)
{
	return live->inject.peer_reason || live->inject.tx_skb ||
	       live->inject.tx_pending;
}

/* Does a packet to the peer wait to be queued? Also without the lock. */
static bool is_waiting(const struct smpg_live_link *live)
{
	return READ_ONCE(live->inject.peer_reason) &&
	       !READ_ONCE(live->inject.tx_skb) &&
	       !READ_ONCE(live->inject.tx_pending);
}

/*
 * No other packet may be sent between the fragments of a PDU; but a sender that
 * does not end a PDU loses it, and the end of a PDU that is not SMP may not be
 * seen, for the glance does not flag whole ones.
 */
static bool must_wait(const struct smpg_live_link *live, u8 direction,
		      unsigned long since)
{
	return READ_ONCE(live->acl.left[direction]) && !READ_ONCE(ending) &&
	       time_before(jiffies, since + msecs_to_jiffies(UNFINISHED_MS));
}

static void try_host(struct smpg_live_link *live)
{
	struct smpg_inject *in = &live->inject;
	struct sk_buff *skb;

	lockdep_assert_held(&live->lock);

	if (must_wait(live, SMP_GUARD_DIRECTION_RX, in->host_since))
		return;
	skb = pairing_failed(live, ACL_PB_START, in->cid, in->host_reason);
	if (!skb)
		return;
	smpg_host_receive(live->hdev, skb);
	in->host_reason = 0;
}

static void send_to_host(struct smpg_live_link *live, u8 reason)
{
	/* Another rejection does not postpone the packet that is due. */
	if (!live->inject.host_reason)
		live->inject.host_since = jiffies;
	live->inject.host_reason = reason;
	try_host(live);
	if (live->inject.host_reason)
		schedule_delayed_work(&work, msecs_to_jiffies(10));
}

static void try_peer(struct smpg_live_link *live)
{
	u8 pb = live->link.transport == SMP_GUARD_TRANSPORT_BREDR ?
		ACL_PB_START : ACL_PB_START_HOST;
	struct smpg_inject *in = &live->inject;
	struct sk_buff *skb;

	lockdep_assert_held(&live->lock);

	if (must_wait(live, SMP_GUARD_DIRECTION_TX, in->peer_since))
		return;
	skb = pairing_failed(live, pb, in->cid, in->peer_reason);
	if (!skb)
		return;
	WRITE_ONCE(in->tx_skb, skb);
	skb_queue_tail(&live->hdev->raw_q, skb);
	smpg_queue_work(live->hdev, &live->hdev->tx_work);
}

/**
 * smpg_inject_sent() - a packet of ours is about to reach the controller
 * @live: the link, with its lock held
 *
 * Only here is the order of packets final: when our packet was queued, the
 * first fragment of a PDU of the host's may have been in the queue already.
 *
 * Return: SMPG_SWALLOW if our packet is to be sent again later.
 */
enum smpg_fate smpg_inject_sent(struct smpg_live_link *live)
{
	struct smpg_inject *in = &live->inject;
	u8 reason = in->peer_reason;

	lockdep_assert_held(&live->lock);

	if (must_wait(live, SMP_GUARD_DIRECTION_TX, in->peer_since)) {
		/* The PDU takes buffers, and a loan is settled meanwhile. */
		in->idle_since = jiffies;
		WRITE_ONCE(in->tx_skb, NULL);
		schedule_delayed_work(&work, msecs_to_jiffies(10));
		return SMPG_SWALLOW;
	}
	in->peer_reason = 0;
	WRITE_ONCE(in->tx_pending, true);
	/* Pairs with is_lent(): one of the two is seen. */
	smp_store_release(&in->tx_skb, NULL);
	send_to_host(live, reason);
	return SMPG_PASS;
}

/**
 * smpg_inject_is_own() - is a packet to the controller one of ours?
 * @skb: the packet
 *
 * A link may end, and its handle become another's, while our packet for it waits
 * in the adapter's queue.
 */
bool smpg_inject_is_own(const struct sk_buff *skb)
{
	return skb->mark && skb->mark == READ_ONCE(own_mark);
}

/**
 * smpg_inject() - end a pairing by Pairing Failed
 * @live: the link
 * @both: true to send to the peer, and then to this host; false to send to this
 *	host alone
 * @cid: L2CAP channel of the pairing
 * @reason: reason of Pairing Failed
 *
 * Context: any, with @live->lock held.
 */
void smpg_inject(struct smpg_live_link *live, bool both, u16 cid, u8 reason)
{
	lockdep_assert_held(&live->lock);

	live->inject.cid = cid;
	if (!both) {
		send_to_host(live, reason);
		return;
	}
	if (!is_busy(live))
		atomic_inc(&smpg_injecting);
	if (!live->inject.peer_reason) {
		live->inject.peer_since = jiffies;
		live->inject.idle_since = jiffies;
	}
	live->inject.peer_reason = reason;
	schedule_delayed_work(&work, msecs_to_jiffies(IDLE_MS));
}

/**
 * smpg_inject_forget() - discard packets for a link that is gone
 * @live: the link, with its lock held
 */
void smpg_inject_forget(struct smpg_live_link *live)
{
	lockdep_assert_held(&live->lock);

	live->inject.host_reason = 0;
	if (!is_busy(live))
		return;
	live->inject.peer_reason = 0;
	live->inject.tx_skb = NULL;
	live->inject.tx_pending = false;
	atomic_dec(&smpg_injecting);
	/* Completions that other links lent to this one are due. */
	schedule_delayed_work(&work, 0);
}

struct loan {
	const struct smpg_live_link *lender;
	struct smpg_live_link *borrower;
};

/*
 * Where LE has buffers of its own, only a completion over the same transport
 * frees one (Vol 4, Part E, 4.1.1).
 */
static bool shares_buffers(const struct smpg_live_link *a,
			   const struct smpg_live_link *b)
{
	return a->hdev == b->hdev &&
	       (!a->hdev->le_pkts || a->link.transport == b->link.transport);
}

static void find_borrower(struct smpg_live_link *live, void *data)
{
	struct loan *loan = data;

	if (!READ_ONCE(live->inject.peer_reason) ||
	    READ_ONCE(live->inject.tx_skb) ||
	    !shares_buffers(live, loan->lender))
		return;
	/* Until now buffers were in use: the wait for idle ones begins anew. */
	WRITE_ONCE(live->inject.idle_since, jiffies);
	if (is_waiting(live) &&
	    !must_wait(live, SMP_GUARD_DIRECTION_TX,
		       READ_ONCE(live->inject.peer_since)))
		loan->borrower = live;
}

/*
 * Is the packet for which @live lent a completion still to complete? The caller
 * holds @live->lock, and must not take the borrower's too. The packet is queued
 * before the loan is made, and in flight before it is no longer queued.
 */
static bool is_lent(const struct smpg_live_link *live)
{
	const struct smpg_live_link *borrower;

	borrower = smpg_links_find(live->hdev, live->credits.to);
	/* Pairs with smpg_inject_sent(). */
	return borrower && (smp_load_acquire(&borrower->inject.tx_skb) ||
			    READ_ONCE(borrower->inject.tx_pending));
}

static void settle(struct smpg_live_link *live, void *data)
{
	bool *again = data;
	unsigned long flags;

	spin_lock_irqsave(&live->lock, flags);
	if (live->dead)
		goto out;
	/* An adapter that went down has lost its links without an event. */
	if (!smpg_adapter_up(live->hdev)) {
		smpg_inject_forget(live);
		WRITE_ONCE(live->credits.lent, false);
		goto out;
	}
	if (live->inject.host_reason)
		try_host(live);
	if (live->credits.lent && (READ_ONCE(ending) || !is_lent(live))) {
		WRITE_ONCE(live->credits.lent, false);
		smpg_credit_owe(live, 1);
	}
	if (is_waiting(live) &&
	    time_after_eq(jiffies, READ_ONCE(live->inject.idle_since) +
				   msecs_to_jiffies(IDLE_MS)))
		try_peer(live);
	*again |= live->inject.peer_reason || live->inject.host_reason ||
		  live->credits.lent;
out:
	spin_unlock_irqrestore(&live->lock, flags);
}

static void inject_work(struct work_struct *unused)
{
	bool again = false;

	smpg_links_each(settle, &again);
	if (again)
		schedule_delayed_work(&work, msecs_to_jiffies(10));
}

/* The host must not see the completion of our packet. */
static bool is_ours(struct hci_dev *hdev, u16 handle)
{
	struct smpg_live_link *live = smpg_links_find(hdev, handle);
	unsigned long flags;
	bool ours = false;

	if (!live)
		return false;
	spin_lock_irqsave(&live->lock, flags);
	if (!live->dead && live->inject.tx_pending) {
		ours = true;
		live->inject.tx_pending = false;
		if (!is_busy(live))
			atomic_dec(&smpg_injecting);
	}
	spin_unlock_irqrestore(&live->lock, flags);
	return ours;
}

/* Return: whether a packet to the peer that waited is queued now. */
static bool queue_waiting(struct smpg_live_link *live)
{
	unsigned long flags;
	bool queued = false;

	spin_lock_irqsave(&live->lock, flags);
	if (!live->dead && is_waiting(live)) {
		try_peer(live);
		queued = live->inject.tx_skb;
	}
	spin_unlock_irqrestore(&live->lock, flags);
	return queued;
}

static bool lend(struct smpg_live_link *live, u16 to)
{
	unsigned long flags;
	bool lent;

	spin_lock_irqsave(&live->lock, flags);
	lent = !live->dead && !live->credits.lent;
	if (lent) {
		WRITE_ONCE(live->credits.lent, true);
		live->credits.to = to;
	}
	spin_unlock_irqrestore(&live->lock, flags);
	return lent;
}

/*
 * Withhold a completion of @handle's for our packet over this or another link.
 * The packet is queued first: settle() would end a loan that nothing in flight
 * needs, and the packet would take a buffer that the host counts on. A packet that
 * has completed by the time of the loan does no harm, since settle() ends it then.
 */
static bool borrow(struct hci_dev *hdev, u16 handle)
{
	struct smpg_live_link *lender = smpg_links_get(hdev, handle);
	struct loan loan = { .lender = lender };

	if (!lender || READ_ONCE(lender->credits.lent) || READ_ONCE(ending))
		return false;
	smpg_links_each(find_borrower, &loan);
	if (!loan.borrower || !queue_waiting(loan.borrower) ||
	    !lend(lender, loan.borrower->link.handle))
		return false;
	schedule_delayed_work(&work, msecs_to_jiffies(10));
	return true;
}

/* Return: how many of the completions of a handle the host is to see. */
static u16 withhold(struct hci_dev *hdev, u16 handle, u16 count)
{
	if (count && is_ours(hdev, handle))
		count--;
	if (count && borrow(hdev, handle))
		count--;
	return count;
}

/* Completions of a handle, in Number Of Completed Packets */
struct completed {
	u16 handle;
	u16 count;
};

static struct completed completed_at(const u8 *event, unsigned int i)
{
	const u8 *p = event + 3 + 4 * i;

	return (struct completed){
		.handle = smpg_le16(p) & SMPG_HCI_HANDLE_MASK,
		.count = smpg_le16(p + 2),
	};
}

static void owe(struct hci_dev *hdev, struct completed c)
{
	struct smpg_live_link *live = smpg_links_find(hdev, c.handle);
	unsigned long flags;
	u16 count = withhold(hdev, c.handle, c.count);

	if (!live || !count)
		return;
	spin_lock_irqsave(&live->lock, flags);
	if (!live->dead)
		smpg_credit_owe(live, count);
	spin_unlock_irqrestore(&live->lock, flags);
}

/*
 * Without memory to change the event, it is dropped, and what the host is to see of it
 * is owed. None can be owed for a handle that is no link's: then the event passes, and
 * the next completion is taken for that of our packet.
 */
static enum smpg_fate owe_all(struct hci_dev *hdev, const struct sk_buff *skb)
{
	u8 buf[HCI_MAX_EVENT_SIZE];
	const u8 *event;
	unsigned int i;

	if (skb->len < 3 || skb->len > sizeof(buf) || READ_ONCE(ending))
		return SMPG_PASS;
	event = skb_header_pointer(skb, 0, skb->len, buf);
	if (!event || skb->len < 3 + 4 * event[2])
		return SMPG_PASS;
	for (i = 0; i < event[2]; i++)
		if (!smpg_links_get(hdev, completed_at(event, i).handle))
			return SMPG_PASS;
	for (i = 0; i < event[2]; i++)
		owe(hdev, completed_at(event, i));
	return SMPG_SWALLOW;
}

/**
 * smpg_inject_completed() - Number Of Completed Packets (Vol 4, Part E, 7.7.19)
 * @hdev: the adapter
 * @skb: the event; may be changed
 *
 * Context: any, under rcu_read_lock().
 * Return: SMPG_SWALLOW if no completion is left for the host.
 */
enum smpg_fate smpg_inject_completed(struct hci_dev *hdev,
				     struct sk_buff *skb)
{
	unsigned int i, left = 0;
	bool changed = false;
	struct completed c;
	u16 count;
	u8 *p;

	if (!smpg_make_writable(skb, 0))
		return owe_all(hdev, skb);
	if (skb->len < 3 || skb->len < 3 + 4 * skb->data[2])
		return SMPG_PASS;

	for (i = 0; i < skb->data[2]; i++) {
		c = completed_at(skb->data, i);
		count = withhold(hdev, c.handle, c.count);
		changed |= count != c.count;
		p = skb->data + 3 + 4 * i + 2;
		p[0] = count;
		p[1] = count >> 8;
		left += count;
	}
	return changed && !left ? SMPG_SWALLOW : SMPG_PASS;
}

/**
 * smpg_inject_exit() - send what is still to be sent, and settle loans
 *
 * Context: process, after smpg_frame_drain() and before the links are removed;
 * and once more when no code is left that could schedule the work.
 */
void smpg_inject_exit(void)
{
	WRITE_ONCE(ending, true);
	/* A handler that read the old value may still lend, or put off. */
	synchronize_rcu();
	cancel_delayed_work_sync(&work);
	inject_work(NULL);
	cancel_delayed_work_sync(&work);
}

/**
 * smpg_inject_init() - before the first frame
 */
void smpg_inject_init(void)
{
	WRITE_ONCE(own_mark, get_random_u32() | 1);
}
