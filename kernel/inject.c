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
 *
 * The packet to the peer is sent first, since a host that receives Pairing
 * Failed may close the link at once. In both directions our packet waits for
 * the end of a PDU that is being transmitted in fragments.
 */
#include "glance.h"

#define IDLE_MS	50
/* Time after which an unfinished PDU of the peer is not waited for. */
#define UNFINISHED_MS	1000

static void inject_work(struct work_struct *work);
static DECLARE_DELAYED_WORK(work, inject_work);

/* Set at unload: the ends of PDUs are not seen from then on. */
static bool ending;

/* Links with a packet to the peer that is to be sent, or in flight. */
atomic_t smpg_injecting = ATOMIC_INIT(0);

static struct sk_buff *pairing_failed(const struct smpg_conn *conn, u8 pb,
				      u16 cid, u8 reason)
{
	u16 handle = conn->link.handle;
	const u8 packet[] = {
		handle & 0xff, handle >> 8 | pb, SMPG_L2CAP_HDR + 2, 0,
		2, 0, cid & 0xff, cid >> 8,
		SMPG_PAIRING_FAILED, reason,
	};
	struct sk_buff *skb = bt_skb_alloc(sizeof(packet), GFP_ATOMIC);

	if (skb) {
		hci_skb_pkt_type(skb) = HCI_ACLDATA_PKT;
		skb_put_data(skb, packet, sizeof(packet));
	}
	return skb;
}

/**
 * smpg_to_host() - have the host receive a packet of ours
 * @hdev: the adapter
 * @skb: the packet
 *
 * Does what hci_recv_frame() does, but without our own hook, since the caller
 * may hold the lock of a link.
 *
 * Context: any.
 * Return: true if the adapter is up; otherwise the packet is freed.
 */
bool smpg_to_host(struct hci_dev *hdev, struct sk_buff *skb)
{
	if (!smpg_adapter_up(hdev)) {
		kfree_skb(skb);
		return false;
	}
	bt_cb(skb)->incoming = 1;
	__net_timestamp(skb);
	skb_queue_tail(&hdev->rx_q, skb);
	queue_work(hdev->workqueue, &hdev->rx_work);
	return true;
}

static bool is_busy(const struct smpg_conn *conn)
{
	return conn->say || conn->ours || conn->unseen;
}

/* No other packet may be sent between the fragments of a PDU. */
static bool in_pdu(const struct smpg_conn *conn, u8 direction)
{
	return conn->link.l2cap[direction].open ||
	       READ_ONCE(conn->left[direction]);
}

static void to_host(struct smpg_conn *conn)
{
	struct sk_buff *skb;

	lockdep_assert_held(&conn->lock);

	if (in_pdu(conn, SMP_GUARD_DIRECTION_RX) && !READ_ONCE(ending) &&
	    time_before(jiffies, conn->tell_since +
				 msecs_to_jiffies(UNFINISHED_MS)))
		return;
	skb = pairing_failed(conn, ACL_PB_START, conn->say_cid, conn->tell);
	if (!skb)
		return;
	smpg_to_host(conn->hdev, skb);
	conn->tell = 0;
}

static void tell(struct smpg_conn *conn, u8 reason)
{
	/* Another rejection does not postpone the packet that is due. */
	if (!conn->tell)
		conn->tell_since = jiffies;
	conn->tell = reason;
	to_host(conn);
	if (conn->tell)
		schedule_delayed_work(&work, msecs_to_jiffies(10));
}

static void to_peer(struct smpg_conn *conn)
{
	u8 pb = conn->link.transport == SMP_GUARD_TRANSPORT_BREDR ?
		ACL_PB_START : ACL_PB_START_HOST;

	lockdep_assert_held(&conn->lock);

	if (in_pdu(conn, SMP_GUARD_DIRECTION_TX))
		return;
	conn->ours = pairing_failed(conn, pb, conn->say_cid, conn->say);
	if (!conn->ours)
		return;
	skb_queue_tail(&conn->hdev->raw_q, conn->ours);
	queue_work(conn->hdev->workqueue, &conn->hdev->tx_work);
}

/**
 * smpg_inject_sent() - a packet of ours is about to reach the controller
 * @conn: the link, with its lock held
 *
 * Only here is the order of packets final: when our packet was queued, the
 * first fragment of a PDU of the host's may have been in the queue already.
 *
 * Return: true if our packet is to be sent, false if it is to be dropped and
 * sent again later.
 */
bool smpg_inject_sent(struct smpg_conn *conn)
{
	u8 reason = conn->say;

	conn->ours = NULL;
	if (in_pdu(conn, SMP_GUARD_DIRECTION_TX)) {
		schedule_delayed_work(&work, msecs_to_jiffies(10));
		return false;
	}
	conn->say = 0;
	conn->unseen = true;
	tell(conn, reason);
	return true;
}

/**
 * smpg_inject() - end a pairing by Pairing Failed
 * @conn: the link
 * @both: true to send to the peer, and then to this host; false to send to this
 *	host alone
 * @cid: L2CAP channel of the pairing
 * @reason: reason of Pairing Failed
 *
 * Context: any, with @conn->lock held.
 */
void smpg_inject(struct smpg_conn *conn, bool both, u16 cid, u8 reason)
{
	conn->say_cid = cid;
	if (!both) {
		tell(conn, reason);
		return;
	}
	if (!is_busy(conn))
		atomic_inc(&smpg_injecting);
	if (!conn->say)
		conn->say_since = jiffies;
	conn->say = reason;
	schedule_delayed_work(&work, msecs_to_jiffies(IDLE_MS));
}

/**
 * smpg_inject_forget() - discard packets for a link that is gone
 * @conn: the link, with its lock held
 */
void smpg_inject_forget(struct smpg_conn *conn)
{
	conn->tell = 0;
	if (!is_busy(conn))
		return;
	conn->say = 0;
	conn->ours = NULL;
	conn->unseen = false;
	atomic_dec(&smpg_injecting);
	/* Completions that other links lent to this one are due. */
	schedule_delayed_work(&work, 0);
}

struct loan {
	const struct smpg_conn *lender;
	struct smpg_conn *borrower;
};

/*
 * Where LE has buffers of its own, only a completion over the same transport
 * frees one (Vol 4, Part E, 4.1.1).
 */
static bool shares_buffers(const struct smpg_conn *a, const struct smpg_conn *b)
{
	return a->hdev == b->hdev &&
	       (!a->hdev->le_pkts || a->link.transport == b->link.transport);
}

static void find_borrower(struct smpg_conn *conn, void *data)
{
	struct loan *loan = data;

	if (READ_ONCE(conn->say) && !READ_ONCE(conn->ours) &&
	    !READ_ONCE(conn->unseen) && shares_buffers(conn, loan->lender))
		loan->borrower = conn;
}

/*
 * Is the packet for which @conn lent a completion still to complete? The caller
 * holds @conn->lock, and must not take the borrower's too.
 */
static bool is_lent(const struct smpg_conn *conn)
{
	struct smpg_conn *borrower = smpg_conn_find(conn->hdev, conn->borrower);

	return borrower && (READ_ONCE(borrower->ours) ||
			    READ_ONCE(borrower->unseen));
}

static void settle(struct smpg_conn *conn, void *data)
{
	bool *again = data;
	unsigned long flags;

	spin_lock_irqsave(&conn->lock, flags);
	if (conn->dead)
		goto out;
	/* An adapter that went down has lost its links without an event. */
	if (!smpg_adapter_up(conn->hdev)) {
		smpg_inject_forget(conn);
		conn->lent = false;
		goto out;
	}
	if (conn->tell)
		to_host(conn);
	if (conn->lent && !is_lent(conn)) {
		conn->lent = false;
		smpg_credit_owe(conn);
	}
	if (conn->say && !conn->ours && !conn->unseen &&
	    time_after_eq(jiffies, conn->say_since + msecs_to_jiffies(IDLE_MS)))
		to_peer(conn);
	*again |= conn->say || conn->tell || conn->lent;
out:
	spin_unlock_irqrestore(&conn->lock, flags);
}

static void inject_work(struct work_struct *unused)
{
	bool again = false;

	smpg_conn_each(settle, &again);
	if (again)
		schedule_delayed_work(&work, msecs_to_jiffies(10));
}

/* The host must not see the completion of our packet. */
static bool is_ours(struct hci_dev *hdev, u16 handle)
{
	struct smpg_conn *conn = smpg_conn_find(hdev, handle);
	unsigned long flags;
	bool ours = false;

	if (!conn)
		return false;
	spin_lock_irqsave(&conn->lock, flags);
	if (!conn->dead && conn->unseen) {
		ours = true;
		conn->unseen = false;
		if (!is_busy(conn))
			atomic_dec(&smpg_injecting);
	}
	spin_unlock_irqrestore(&conn->lock, flags);
	return ours;
}

/*
 * Withhold a completion of @handle's for our packet over this or another link.
 */
static bool borrow(struct hci_dev *hdev, u16 handle)
{
	struct smpg_conn *lender = smpg_conn_get(hdev, handle), *borrower;
	struct loan loan = { .lender = lender };
	unsigned long flags;
	bool lent = false;

	if (!lender)
		return false;
	smpg_conn_each(find_borrower, &loan);
	borrower = loan.borrower;
	if (!borrower)
		return false;

	spin_lock_irqsave(&lender->lock, flags);
	if (!lender->dead && !lender->lent) {
		lent = true;
		lender->lent = true;
		lender->borrower = borrower->link.handle;
	}
	spin_unlock_irqrestore(&lender->lock, flags);
	if (!lent)
		return false;

	/* If our packet is not sent here, the work settles the loan. */
	spin_lock_irqsave(&borrower->lock, flags);
	if (!borrower->dead && borrower->say && !borrower->ours &&
	    !borrower->unseen)
		to_peer(borrower);
	spin_unlock_irqrestore(&borrower->lock, flags);
	schedule_delayed_work(&work, msecs_to_jiffies(10));
	return true;
}

/**
 * smpg_inject_completed() - Number Of Completed Packets (Vol 4, Part E, 7.7.19)
 * @hdev: the adapter
 * @skb: the event; may be changed
 *
 * Context: any, under rcu_read_lock().
 * Return: true if no completion is left for the host.
 */
bool smpg_inject_completed(struct hci_dev *hdev, struct sk_buff *skb)
{
	unsigned int i, count, left = 0;
	bool changed = false;
	u16 handle;
	u8 *p;

	if (skb->len < 3 || skb_shared(skb) || skb_linearize(skb) ||
	    skb_unclone(skb, GFP_ATOMIC) || skb->len < 3 + 4 * skb->data[2])
		return false;

	for (i = 0; i < skb->data[2]; i++) {
		p = skb->data + 3 + 4 * i;
		handle = smpg_le16(p) & SMPG_HCI_HANDLE_MASK;
		count = smpg_le16(p + 2);
		if (count && is_ours(hdev, handle)) {
			count--;
			changed = true;
		}
		if (count && borrow(hdev, handle)) {
			count--;
			changed = true;
		}
		p[2] = count;
		p[3] = count >> 8;
		left += count;
	}
	return changed && !left;
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
	cancel_delayed_work_sync(&work);
	inject_work(NULL);
	cancel_delayed_work_sync(&work);
}
