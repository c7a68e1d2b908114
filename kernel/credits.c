// SPDX-License-Identifier: GPL-2.0
/*
 * A host counts every ACL packet against the controller's buffers until Number
 * Of Completed Packets gives the buffer back (Vol 4, Part E, 4.1.1 and 7.7.19).
 * The controller never sends that event for a packet that we dropped, so we
 * send it.
 */
#include <linux/workqueue.h>

#include "counters.h"
#include "credits.h"
#include "host.h"
#include "links.h"

static void credits_work(struct work_struct *work);
static DECLARE_DELAYED_WORK(work, credits_work);

static struct sk_buff *completed_packets(u16 handle, u16 count)
{
	const u8 event[] = {
		HCI_EV_NUM_COMP_PKTS, 1 + 2 + 2,
		1, /* handle */
		handle & 0xff, handle >> 8, count & 0xff, count >> 8,
	};
	struct sk_buff *skb = bt_skb_alloc(sizeof(event), GFP_ATOMIC);

	if (skb) {
		hci_skb_pkt_type(skb) = HCI_EVENT_PKT;
		skb_put_data(skb, event, sizeof(event));
	}
	return skb;
}

static void give_back(struct smpg_live_link *live, void *data)
{
	bool *again = data;
	struct sk_buff *skb;
	unsigned long flags;

	if (!READ_ONCE(live->credits.owed))
		return;

	/*
	 * Hold the lock until the event is in the adapter's queue. A
	 * Disconnection Complete takes the lock too, so that no completion
	 * follows the end of the link, when the host has counted its buffers
	 * anew.
	 */
	spin_lock_irqsave(&live->lock, flags);
	if (!live->dead && live->credits.owed) {
		skb = completed_packets(live->link.handle, live->credits.owed);
		if (skb) {
			if (smpg_host_receive(live->hdev, skb))
				smpg_count_add(SMPG_CREDITS_RETURNED,
					       live->credits.owed);
			WRITE_ONCE(live->credits.owed, 0);
		} else {
			*again = true;
		}
	}
	spin_unlock_irqrestore(&live->lock, flags);
}

static void credits_work(struct work_struct *unused)
{
	bool again = false;

	smpg_links_each(give_back, &again);
	if (again)
		schedule_delayed_work(&work, msecs_to_jiffies(10));
}

/**
 * smpg_credit_owe() - owe the host more completions
 * @live: the link of the packets that were dropped, or whose completion was
 * @count: their number
 *
 * Context: any, with @live->lock held.
 */
void smpg_credit_owe(struct smpg_live_link *live, u16 count)
{
	lockdep_assert_held(&live->lock);

	WRITE_ONCE(live->credits.owed,
		   min_t(u32, (u32)live->credits.owed + count, U16_MAX));
	schedule_delayed_work(&work, 0);
}

/**
 * smpg_credit_exit() - return all completions before the links are removed
 *
 * No packet is dropped at this point, and the ends of links are still seen.
 * Adapters that go away must still be noticed, since the work follows the
 * pointers to them. Called once more when no code is left that could schedule
 * the work.
 */
void smpg_credit_exit(void)
{
	do {
		flush_delayed_work(&work);
	} while (delayed_work_pending(&work));
	cancel_delayed_work_sync(&work);
}
