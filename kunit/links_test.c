// SPDX-License-Identifier: GPL-2.0
/* The table of links: which events and frames add a link, and remove one. */
#include "frames.h"
#include "../kernel/links.c"

static void open_on(struct hci_dev *hdev, u16 handle)
{
	const struct smpg_hci hci = { .handle = handle };

	rcu_read_lock();
	smpg_links_open(hdev, &hci);
	rcu_read_unlock();
}

static void links_come_and_go(struct kunit *test)
{
	connect_peer(test);
	KUNIT_EXPECT_EQ(test, counted(SMPG_LINKS_OPENED), 1);
	KUNIT_EXPECT_NOT_NULL(test, link_at(test, HANDLE));
	KUNIT_EXPECT_NULL(test, link_at(test, HANDLE + 1));
	/* A connection event replaces a link whose end was missed. */
	EXCHANGE(test, TX, REQUEST(0, 0, 0));
	connect_peer(test);
	KUNIT_EXPECT_EQ(test, seen.last.happened, SMPG_FAILED);
	KUNIT_EXPECT_EQ(test, seen.last.side, SMP_GUARD_SIDE_LINK);
	KUNIT_EXPECT_EQ(test, link_at(test, HANDLE)->pairing.phase,
			SMP_GUARD_PHASE_IDLE);

	EVENT(test, 0x05, 4, 0x00, HANDLE, 0x00, 0x13);
	KUNIT_EXPECT_NULL(test, link_at(test, HANDLE));
	connect_peer(test);
	EVENT(test, 0x0e, 4, 0x01, 0x03, 0x0c, 0x00);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 0);
	/* Events of unknown handles are ignored. */
	EVENT(test, 0x05, 4, 0x00, HANDLE, 0x00, 0x13);
	EVENT(test, 0x08, 4, 0x00, HANDLE, 0x00, 0x01);
}

static void links_of_two_adapters(struct kunit *test)
{
	struct frame_test *t = test->priv;
	struct hci_dev *other = kunit_kzalloc(test, sizeof(*other), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, other);
	connect_peer(test);
	open_on(other, HANDLE);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 2);
	rcu_read_lock();
	smpg_links_close_all(&t->hdev, 0);
	rcu_read_unlock();
	KUNIT_EXPECT_NULL(test, link_on(&t->hdev, HANDLE));
	KUNIT_EXPECT_NOT_NULL(test, link_on(other, HANDLE));
}

static void only_who_pairs_is_met_in_mid_life(struct kunit *test)
{
	static const u8 att[] = { 3, 0, 0x04, 0x00, 1, 2, 3 };
	struct sk_buff *skb;
	u8 buf[64];
	size_t len;

	/* The glance cannot read the channel of a frame this short. */
	len = write_acl(buf, PB_START, att, 3);
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_TRUE(test, passes(test, TX, skb));
	kfree_skb(skb);
	len = write_acl(buf, PB_START, att, sizeof(att) - 1);
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_TRUE(test, passes(test, TX, skb));
	kfree_skb(skb);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 0);

	EXCHANGE(test, TX, CSRK(KEY_A));
	KUNIT_ASSERT_NOT_NULL(test, link_at(test, HANDLE));
	KUNIT_EXPECT_TRUE(test, link_at(test, HANDLE)->mid_life);
}

static void adapter_that_is_down_has_no_links(struct kunit *test)
{
	struct frame_test *t = test->priv;

	clear_bit(HCI_UP, &t->hdev.flags);
	EXCHANGE(test, RX, LTK(KEY_A));
	EVENT(test, 0x3e, 19, 0x01, 0x00, HANDLE, 0x00, 0x00, 0x01,
	      0xe0, 0xf3, 0x76, 0x4c, 0xa7, 0xd2, 0x36, 0, 0, 0, 0x2a, 0, 0);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 0);
	set_bit(HCI_INIT, &t->hdev.flags);
	connect_peer(test);
}

static void links_beyond_the_limit_are_refused(struct kunit *test)
{
	struct frame_test *t = test->priv;
	int i;

	for (i = 0; i < SMPG_LINKS_MAX + 3; i++)
		open_on(&t->hdev, i);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), SMPG_LINKS_MAX);
	KUNIT_EXPECT_EQ(test, counted(SMPG_LINKS_REFUSED), 3);
	KUNIT_EXPECT_NULL(test, link_at(test, SMPG_LINKS_MAX));

	/* A new link may always replace the link of the same handle. */
	open_on(&t->hdev, 5);
	KUNIT_EXPECT_EQ(test, counted(SMPG_LINKS_REFUSED), 3);
	KUNIT_EXPECT_NOT_NULL(test, link_at(test, 5));
	rcu_read_lock();
	smpg_links_close(&t->hdev, 5, 0x13);
	rcu_read_unlock();
	open_on(&t->hdev, SMPG_LINKS_MAX);
	KUNIT_EXPECT_NOT_NULL(test, link_at(test, SMPG_LINKS_MAX));

	/* A link met in mid-life is refused too, and its frame passed on. */
	rcu_read_lock();
	smpg_links_close(&t->hdev, HANDLE, 0x13);
	rcu_read_unlock();
	open_on(&t->hdev, SMPG_LINKS_MAX + 1);
	EXCHANGE(test, TX, CSRK(KEY_TRACE));
	KUNIT_EXPECT_EQ(test, counted(SMPG_LINKS_REFUSED), 4);
}

static struct kunit_case links_cases[] = {
	KUNIT_CASE(links_come_and_go),
	KUNIT_CASE(links_of_two_adapters),
	KUNIT_CASE(only_who_pairs_is_met_in_mid_life),
	KUNIT_CASE(adapter_that_is_down_has_no_links),
	KUNIT_CASE(links_beyond_the_limit_are_refused),
	{}
};

static struct kunit_suite links_suite = {
	.name = "smpg_links",
	.init = frames_init,
	.exit = frames_exit,
	.test_cases = links_cases,
};

kunit_test_suite(links_suite);
