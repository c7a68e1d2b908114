// SPDX-License-Identifier: GPL-2.0
/*
 * Pairing Failed for both sides of a rejected pairing: when, and by which
 * buffer.
 */
#include <kunit/test.h>
#include <linux/delay.h>

/* The other suites have stand-ins of these symbols, in fakes.c. */
#define smpg_injecting		injecting_here
#define smpg_inject		inject_here
#define smpg_inject_sent	inject_sent_here
#define smpg_inject_forget	inject_forget_here
#define smpg_inject_completed	inject_completed_here
#define smpg_inject_is_own	inject_is_own_here
#define smpg_inject_init	inject_init_here
#define smpg_inject_exit	inject_exit_here

#include "fakes.h"
#include "pdus.h"
#include "../kernel/inject.c"
#include "../kernel/events.h"

#define LE	SMP_GUARD_TRANSPORT_LE
#define BREDR	SMP_GUARD_TRANSPORT_BREDR
#define REASON	0x0f

struct inject_test {
	struct hci_dev hdev;
};

static void nothing_to_do(struct work_struct *unused)
{
}

static int inject_init(struct kunit *test)
{
	struct inject_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	if (!t)
		return -ENOMEM;
	test->priv = t;
	t->hdev.id = 3;
	t->hdev.workqueue = alloc_workqueue("smpg_inject_test", 0, 0);
	if (!t->hdev.workqueue)
		return -ENOMEM;
	INIT_WORK(&t->hdev.rx_work, nothing_to_do);
	INIT_WORK(&t->hdev.tx_work, nothing_to_do);
	skb_queue_head_init(&t->hdev.rx_q);
	skb_queue_head_init(&t->hdev.raw_q);
	INIT_LIST_HEAD(&t->hdev.conn_hash.list);
	set_bit(HCI_UP, &t->hdev.flags);
	ending = false;
	smpg_inject_init();
	smpg_links_init(smpg_link_ended);
	return 0;
}

/* A caller rejects the pairing under the lock of its link. */
static struct smpg_live_link *link_on(struct kunit *test, u16 handle, u8 transport)
{
	struct inject_test *t = test->priv;
	const struct smpg_hci hci = {
		.handle = handle,
		.transport = transport,
	};
	struct smpg_live_link *live;

	rcu_read_lock();
	smpg_links_open(&t->hdev, &hci);
	live = smpg_links_find(&t->hdev, handle);
	rcu_read_unlock();
	KUNIT_ASSERT_NOT_NULL(test, live);
	return live;
}

static void reject(struct smpg_live_link *live, bool both)
{
	spin_lock_irq(&live->lock);
	smpg_inject(live, both, SMPG_CID_SMP_LE, REASON);
	spin_unlock_irq(&live->lock);
}

static void inject_exit(struct kunit *test)
{
	struct inject_test *t = test->priv;
	int handle;

	for (handle = 1; handle <= 2; handle++) {
		struct smpg_live_link *live;

		rcu_read_lock();
		live = smpg_links_find(&t->hdev, handle);
		rcu_read_unlock();
		if (!live)
			continue;
		spin_lock_irq(&live->lock);
		smpg_inject_forget(live);
		spin_unlock_irq(&live->lock);
	}
	smpg_inject_exit();
	smpg_links_close_all(&t->hdev, 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_injecting), 0);
	if (t->hdev.workqueue)
		destroy_workqueue(t->hdev.workqueue);
	skb_queue_purge(&t->hdev.rx_q);
	skb_queue_purge(&t->hdev.raw_q);
}

static unsigned int told(struct kunit *test)
{
	struct inject_test *t = test->priv;

	return skb_queue_len(&t->hdev.rx_q);
}

static unsigned int said(struct kunit *test)
{
	struct inject_test *t = test->priv;

	return skb_queue_len(&t->hdev.raw_q);
}

/* A completion for @handle. Return: true if the host does not see it. */
static bool completes(struct kunit *test, u16 handle)
{
	const u8 event[] = { HCI_EV_NUM_COMP_PKTS, 5, 1, handle, 0, 1, 0 };
	struct inject_test *t = test->priv;
	struct sk_buff *skb = alloc_skb(sizeof(event), GFP_KERNEL);
	enum smpg_fate fate;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_data(skb, event, sizeof(event));
	rcu_read_lock();
	fate = smpg_inject_completed(&t->hdev, skb);
	rcu_read_unlock();
	kfree_skb(skb);
	return fate == SMPG_SWALLOW;
}

static void host_is_told_at_once(struct kunit *test)
{
	struct inject_test *t = test->priv;
	static const u8 packet[] = { 1, 0x20, 6, 0, 2, 0, 6, 0,
				     SMPG_PAIRING_FAILED, REASON };
	struct sk_buff *skb;

	reject(link_on(test, 1, LE), false);
	KUNIT_ASSERT_EQ(test, told(test), 1);
	KUNIT_EXPECT_EQ(test, said(test), 0);
	skb = skb_peek(&t->hdev.rx_q);
	KUNIT_ASSERT_EQ(test, skb->len, sizeof(packet));
	KUNIT_EXPECT_MEMEQ(test, skb->data, packet, sizeof(packet));
}

/* Pairing Failed within a PDU for the host would destroy that PDU. */
static void host_is_told_between_pdus(struct kunit *test)
{
	struct smpg_live_link *live = link_on(test, 1, LE);

	live->acl.left[SMP_GUARD_DIRECTION_RX] = 10;
	reject(live, false);
	KUNIT_EXPECT_EQ(test, told(test), 0);
	msleep(50);
	KUNIT_EXPECT_EQ(test, told(test), 0);
	WRITE_ONCE(live->acl.left[SMP_GUARD_DIRECTION_RX], 0);
	msleep(100);
	KUNIT_EXPECT_EQ(test, told(test), 1);
}

/* The host does not wait longer than UNFINISHED_MS for the end of a PDU. */
static void pdu_that_never_ends(struct kunit *test)
{
	struct smpg_live_link *live = link_on(test, 1, LE);

	live->acl.left[SMP_GUARD_DIRECTION_RX] = 10;
	reject(live, false);
	live->inject.host_since -= msecs_to_jiffies(UNFINISHED_MS);
	/* Another rejection does not extend the wait. */
	reject(live, false);
	msleep(100);
	KUNIT_EXPECT_EQ(test, told(test), 1);
}

static void peer_is_told_first(struct kunit *test)
{
	struct smpg_live_link *live = link_on(test, 1, LE);

	reject(live, true);
	KUNIT_EXPECT_EQ(test, told(test) + said(test), 0);
	/* A completion on the same link frees a buffer for Pairing Failed. */
	KUNIT_EXPECT_TRUE(test, completes(test, 1));
	KUNIT_EXPECT_EQ(test, said(test), 1);
	KUNIT_EXPECT_EQ(test, told(test), 0);
	spin_lock_irq(&live->lock);
	KUNIT_EXPECT_EQ(test, smpg_inject_sent(live), SMPG_PASS);
	spin_unlock_irq(&live->lock);
	KUNIT_EXPECT_EQ(test, told(test), 1);
	/* The host does not see the first completion, which is ours. */
	KUNIT_EXPECT_TRUE(test, completes(test, 1));
	KUNIT_EXPECT_FALSE(test, completes(test, 1));
}

/* The glance does not flag the whole PDU that ends an unfinished one. */
static void pdu_for_the_peer_that_never_ends(struct kunit *test)
{
	struct smpg_live_link *live = link_on(test, 1, LE);
	enum smpg_fate fate;

	live->acl.left[SMP_GUARD_DIRECTION_TX] = 10;
	reject(live, true);
	msleep(2 * IDLE_MS);
	KUNIT_EXPECT_EQ(test, said(test), 0);
	spin_lock_irq(&live->lock);
	live->inject.peer_since -= msecs_to_jiffies(UNFINISHED_MS);
	spin_unlock_irq(&live->lock);
	msleep(2 * IDLE_MS);
	KUNIT_ASSERT_EQ(test, said(test), 1);
	spin_lock_irq(&live->lock);
	fate = smpg_inject_sent(live);
	spin_unlock_irq(&live->lock);
	KUNIT_EXPECT_EQ(test, fate, SMPG_PASS);
	KUNIT_EXPECT_EQ(test, told(test), 1);
}

/* The handle may be another link's by the time the packet is transmitted. */
static void packet_of_a_link_that_ended(struct kunit *test)
{
	struct inject_test *t = test->priv;
	struct smpg_live_link *live = link_on(test, 1, LE);
	struct sk_buff *skb, *hosts = alloc_skb(8, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, hosts);
	reject(live, true);
	KUNIT_EXPECT_TRUE(test, completes(test, 1));
	skb = skb_peek(&t->hdev.raw_q);
	KUNIT_ASSERT_NOT_NULL(test, skb);
	spin_lock_irq(&live->lock);
	smpg_inject_forget(live);
	spin_unlock_irq(&live->lock);
	link_on(test, 1, LE);
	KUNIT_EXPECT_TRUE(test, smpg_inject_is_own(skb));
	KUNIT_EXPECT_FALSE(test, smpg_inject_is_own(hosts));
	kfree_skb(hosts);
}

/* A workqueue that is drained warns of new work. */
static void adapter_that_is_reset(struct kunit *test)
{
	struct inject_test *t = test->priv;
	struct smpg_live_link *live = link_on(test, 1, LE);

	hci_dev_set_flag(&t->hdev, HCI_CMD_DRAIN_WORKQUEUE);
	reject(live, false);
	KUNIT_EXPECT_EQ(test, told(test), 1);
	KUNIT_EXPECT_FALSE(test, work_pending(&t->hdev.rx_work));
	hci_dev_clear_flag(&t->hdev, HCI_CMD_DRAIN_WORKQUEUE);
}

/* Another rejection does not delay Pairing Failed. */
static void peer_is_told_when_idle(struct kunit *test)
{
	struct smpg_live_link *live = link_on(test, 1, LE);
	int i;

	for (i = 0; i < 20 && !said(test); i++) {
		reject(live, true);
		msleep(IDLE_MS / 2);
	}
	KUNIT_EXPECT_EQ(test, said(test), 1);
}

/* A completion of the other transport frees no buffer for this one. */
static void completions_of_the_other_transport(struct kunit *test)
{
	struct inject_test *t = test->priv;
	struct smpg_live_link *live = link_on(test, 1, LE);

	link_on(test, 2, BREDR);
	t->hdev.le_pkts = 4;
	reject(live, true);
	KUNIT_EXPECT_FALSE(test, completes(test, 2));
	KUNIT_EXPECT_EQ(test, said(test), 0);
	/* Without LE buffers, both transports share those of BR/EDR. */
	t->hdev.le_pkts = 0;
	KUNIT_EXPECT_TRUE(test, completes(test, 2));
	KUNIT_EXPECT_EQ(test, said(test), 1);
}

/* The completion of an unknown link may be for data other than ACL. */
static void completions_of_unknown_links(struct kunit *test)
{
	reject(link_on(test, 1, LE), true);
	KUNIT_EXPECT_FALSE(test, completes(test, 9));
	KUNIT_EXPECT_EQ(test, said(test), 0);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 1);
}

/*
 * Completions of packets with these handles, in an event that cannot be changed, since
 * another holds it. Return: true if the host does not see it.
 */
static bool completes_shared(struct kunit *test, u8 handle, u8 another)
{
	const u8 event[] = { HCI_EV_NUM_COMP_PKTS, 9, 2, handle, 0, 3, 0,
			     another, 0, 2, 0 };
	struct inject_test *t = test->priv;
	struct sk_buff *skb = alloc_skb(sizeof(event), GFP_KERNEL);
	enum smpg_fate fate;

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_data(skb, event, sizeof(event));
	skb_get(skb);
	rcu_read_lock();
	fate = smpg_inject_completed(&t->hdev, skb);
	rcu_read_unlock();
	KUNIT_EXPECT_MEMEQ(test, skb->data, event, sizeof(event));
	kfree_skb(skb);
	kfree_skb(skb);
	return fate == SMPG_SWALLOW;
}

/* What cannot be taken out of an event is not shown to the host: the rest is owed. */
static void completions_that_cannot_be_changed(struct kunit *test)
{
	struct smpg_live_link *live = link_on(test, 1, LE);

	link_on(test, 2, LE);
	reject(live, true);
	/* One of the first link's is lent to our packet. */
	seen.owed = 0;
	KUNIT_EXPECT_TRUE(test, completes_shared(test, 1, 2));
	KUNIT_EXPECT_EQ(test, seen.owed, 3 + 2 - 1);
	KUNIT_EXPECT_EQ(test, said(test), 1);
	spin_lock_irq(&live->lock);
	KUNIT_EXPECT_EQ(test, smpg_inject_sent(live), SMPG_PASS);
	spin_unlock_irq(&live->lock);
	/* One of them is our packet's. */
	seen.owed = 0;
	KUNIT_EXPECT_TRUE(test, completes_shared(test, 2, 1));
	KUNIT_EXPECT_EQ(test, seen.owed, 3 + 2 - 1);
	KUNIT_EXPECT_FALSE(test, completes(test, 1));
}

/* None can be owed for a handle that is no link's: our packet's is the next one. */
static void completions_that_cannot_be_owed(struct kunit *test)
{
	struct smpg_live_link *live = link_on(test, 1, LE);

	reject(live, true);
	KUNIT_EXPECT_TRUE(test, completes(test, 1));
	spin_lock_irq(&live->lock);
	KUNIT_EXPECT_EQ(test, smpg_inject_sent(live), SMPG_PASS);
	spin_unlock_irq(&live->lock);
	seen.owed = 0;
	KUNIT_EXPECT_FALSE(test, completes_shared(test, 1, 9));
	KUNIT_EXPECT_EQ(test, seen.owed, 0);
	KUNIT_EXPECT_TRUE(test, completes(test, 1));
	KUNIT_EXPECT_FALSE(test, completes(test, 1));
}

static void adapter_that_is_down_is_not_waited_for(struct kunit *test)
{
	struct inject_test *t = test->priv;
	struct smpg_live_link *live = link_on(test, 1, LE);

	reject(live, true);
	clear_bit(HCI_UP, &t->hdev.flags);
	reject(link_on(test, 2, LE), false);
	msleep(2 * IDLE_MS);
	KUNIT_EXPECT_EQ(test, told(test) + said(test), 0);
	KUNIT_EXPECT_EQ(test, live->inject.peer_reason, 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_injecting), 0);
	KUNIT_EXPECT_FALSE(test, delayed_work_pending(&work));
}

static struct kunit_case inject_cases[] = {
	KUNIT_CASE(host_is_told_at_once),
	KUNIT_CASE(host_is_told_between_pdus),
	KUNIT_CASE(pdu_that_never_ends),
	KUNIT_CASE(peer_is_told_first),
	KUNIT_CASE(pdu_for_the_peer_that_never_ends),
	KUNIT_CASE(packet_of_a_link_that_ended),
	KUNIT_CASE(adapter_that_is_reset),
	KUNIT_CASE(peer_is_told_when_idle),
	KUNIT_CASE(completions_of_the_other_transport),
	KUNIT_CASE(completions_of_unknown_links),
	KUNIT_CASE(completions_that_cannot_be_changed),
	KUNIT_CASE(completions_that_cannot_be_owed),
	KUNIT_CASE(adapter_that_is_down_is_not_waited_for),
	{}
};

static struct kunit_suite inject_suite = {
	.name = "smpg_inject",
	.init = inject_init,
	.exit = inject_exit,
	.test_cases = inject_cases,
};

kunit_test_suite(inject_suite);
