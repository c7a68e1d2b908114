// SPDX-License-Identifier: GPL-2.0
/* The table of links: which events and frames add a link, and remove one. */
#include "frames.h"

/* Called once, while a link is being allocated, in place of another path. */
static void (*meanwhile)(void);

static void *interrupted_kzalloc(size_t size, gfp_t gfp)
{
	void (*other)(void) = meanwhile;

	meanwhile = NULL;
	if (other)
		other();
	return no_memory ? NULL : kzalloc(size, gfp);
}

#undef kzalloc
#define kzalloc interrupted_kzalloc
#include "../kernel/links.c"
#undef kzalloc

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
	KUNIT_EXPECT_EQ(test, seen.failed.happened, SMPG_FAILED);
	KUNIT_EXPECT_EQ(test, seen.failed.side, SMP_GUARD_SIDE_LINK);
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

static struct {
	struct hci_dev *hdev;
	struct smpg_live_link *link;
} other_path;

/* The other path meets the link first, and sees a Pairing Request on it. */
static void meet_and_pair(void)
{
	other_path.link = smpg_links_meet(other_path.hdev, HANDLE);
	if (other_path.link)
		other_path.link->link.pairing.phase = SMP_GUARD_PHASE_REQUESTED;
}

/* The state that one path has made must not be lost to the other. */
static void two_paths_meet_one_link(struct kunit *test)
{
	struct frame_test *t = test->priv;
	struct smpg_live_link *live, *again;

	other_path.hdev = &t->hdev;
	other_path.link = NULL;
	rcu_read_lock();
	meanwhile = meet_and_pair;
	live = smpg_links_meet(&t->hdev, HANDLE);
	again = smpg_links_meet(&t->hdev, HANDLE);
	rcu_read_unlock();
	KUNIT_ASSERT_NOT_NULL(test, live);
	KUNIT_EXPECT_NULL(test, meanwhile);
	KUNIT_EXPECT_PTR_EQ(test, live, other_path.link);
	KUNIT_EXPECT_PTR_EQ(test, live, again);
	KUNIT_EXPECT_FALSE(test, live->dead);
	KUNIT_EXPECT_EQ(test, live->link.pairing.phase,
			SMP_GUARD_PHASE_REQUESTED);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 1);
	KUNIT_EXPECT_EQ(test, counted(SMPG_LINKS_OPENED), 1);
	KUNIT_EXPECT_EQ(test, counted(SMPG_LINKS_REFUSED), 0);
}

/* A connection event arrives while another path meets its link. */
static void open_here(void)
{
	const struct smpg_hci hci = {
		.handle = HANDLE,
		.transport = SMP_GUARD_TRANSPORT_LE,
	};

	smpg_links_open(other_path.hdev, &hci);
}

static void opened_link_is_met(struct kunit *test)
{
	struct frame_test *t = test->priv;
	struct smpg_live_link *live;

	other_path.hdev = &t->hdev;
	rcu_read_lock();
	meanwhile = open_here;
	live = smpg_links_meet(&t->hdev, HANDLE);
	rcu_read_unlock();
	KUNIT_ASSERT_NOT_NULL(test, live);
	KUNIT_EXPECT_FALSE(test, live->link.mid_life);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 1);
}

static struct {
	const struct smpg_live_link *link;
	unsigned int nr;
	u8 reason;
} ended;

static void note_end(struct smpg_live_link *live, u8 reason)
{
	ended.link = live;
	ended.nr++;
	ended.reason = reason;
}

/* A connection event for a handle in use: the end of its link was missed. */
static void opened_link_replaces_the_old(struct kunit *test)
{
	const struct smpg_hci hci = { .handle = HANDLE, .peer = { 7 } };
	struct frame_test *t = test->priv;
	struct smpg_live_link *old, *fresh;
	bool dead;

	memset(&ended, 0, sizeof(ended));
	smpg_links_init(note_end);
	open_on(&t->hdev, HANDLE + 1);
	open_on(&t->hdev, HANDLE);
	KUNIT_EXPECT_EQ(test, ended.nr, 0);

	rcu_read_lock();
	old = smpg_links_find(&t->hdev, HANDLE);
	old->link.pairing.phase = SMP_GUARD_PHASE_REQUESTED;
	old->pairing = 5;
	smpg_links_open(&t->hdev, &hci);
	dead = old->dead;
	fresh = smpg_links_find(&t->hdev, HANDLE);
	rcu_read_unlock();
	KUNIT_EXPECT_TRUE(test, dead);
	KUNIT_EXPECT_EQ(test, ended.nr, 1);
	KUNIT_EXPECT_PTR_EQ(test, ended.link,
			    (const struct smpg_live_link *)old);
	KUNIT_EXPECT_EQ(test, ended.reason, HCI_ERROR_LOCAL_HOST_TERM);

	KUNIT_ASSERT_NOT_NULL(test, fresh);
	KUNIT_EXPECT_PTR_NE(test, fresh, old);
	KUNIT_EXPECT_FALSE(test, fresh->dead);
	KUNIT_EXPECT_EQ(test, fresh->link.peer[0], 7);
	KUNIT_EXPECT_EQ(test, fresh->link.pairing.phase, SMP_GUARD_PHASE_IDLE);
	KUNIT_EXPECT_EQ(test, fresh->pairing, 0);
	KUNIT_EXPECT_NOT_NULL(test, link_at(test, HANDLE + 1));
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 2);
	KUNIT_EXPECT_EQ(test, counted(SMPG_LINKS_OPENED), 3);
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

	EXCHANGE(test, RX, CSRK(KEY_A));
	KUNIT_ASSERT_NOT_NULL(test, link_at(test, HANDLE));
	KUNIT_EXPECT_TRUE(test, link_at(test, HANDLE)->mid_life);
}

/* A connection of the kernel, on HANDLE */
static void connect_kernel(struct kunit *test, u8 type)
{
	struct frame_test *t = test->priv;
	struct hci_conn *hcon = kunit_kzalloc(test, sizeof(*hcon), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, hcon);
	hcon->handle = HANDLE;
	hcon->type = type;
	INIT_LIST_HEAD(&t->hdev.conn_hash.list);
	list_add_rcu(&hcon->list, &t->hdev.conn_hash.list);
}

/* A host can transmit on handles that do not exist. */
static void link_is_met_on_evidence(struct kunit *test)
{
	struct frame_test *t = test->priv;

	EXCHANGE(test, TX, CSRK(KEY_TRACE));
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 0);
	hci_dev_set_flag(&t->hdev, HCI_USER_CHANNEL);
	EXCHANGE(test, TX, CSRK(KEY_A));
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 1);
	rcu_read_lock();
	smpg_links_close(&t->hdev, HANDLE, 0x13);
	rcu_read_unlock();
	hci_dev_clear_flag(&t->hdev, HCI_USER_CHANNEL);

	connect_kernel(test, LE_LINK);
	EXCHANGE(test, TX, CSRK(KEY_B));
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 1);
}

/* A driver may deliver isochronous data as ACL data: those are not L2CAP. */
static void link_of_another_kind_is_not_met(struct kunit *test)
{
	connect_kernel(test, SCO_LINK);
	EXCHANGE(test, RX, LTK(KEY_TRACE));
	EXCHANGE(test, TX, LTK(KEY_TRACE));
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 0);
	KUNIT_EXPECT_EQ(test, seen.violations, 0);
}

/* The kernel does not know the streams of a host on the user channel. */
static void stream_of_the_user_channel(struct kunit *test)
{
	struct frame_test *t = test->priv;
	int i;

	hci_dev_set_flag(&t->hdev, HCI_USER_CHANNEL);
	/* A link that was met before the event goes with it. */
	EXCHANGE(test, RX, LTK(KEY_A));
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 1);
	memset(&seen, 0, sizeof(seen));
	for (i = 0; i < 2; i++) {
		EVENT(test, 0x3e, 5, 0x19, 0x00, HANDLE, 0x00, 0x00);
		KUNIT_EXPECT_EQ(test, smpg_links_count(), 0);
		EXCHANGE(test, RX, LTK(KEY_TRACE));
		EXCHANGE(test, TX, LTK(KEY_TRACE));
		KUNIT_EXPECT_EQ(test, smpg_links_count(), 0);
	}
	KUNIT_EXPECT_EQ(test, seen.violations, 0);

	/* The handle is disconnected, or becomes that of a link, ... */
	EVENT(test, 0x05, 4, 0x00, HANDLE, 0x00, 0x13);
	EXCHANGE(test, TX, CSRK(KEY_B));
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 1);
	EVENT(test, 0x3e, 4, 0x2a, 0x00, HANDLE, 0x00);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 0);
	connect_peer(test);
	EVENT(test, 0x05, 4, 0x00, HANDLE, 0x00, 0x13);

	/* ... or the controller is reset. */
	EVENT(test, 0x3e, 17, 0x1d, 0x00, 0x01, 0, 0, 0, 1, 1, 1, 1, 40, 0, 8, 0,
	      1, HANDLE, 0x00);
	EXCHANGE(test, TX, CSRK(KEY_D));
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 0);
	EVENT(test, 0x0e, 4, 0x01, 0x03, 0x0c, 0x00);
	EXCHANGE(test, TX, CSRK(KEY_D));
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 1);
}

/* The first fragment is too short to tell the channel. */
static void link_is_met_by_half_a_header(struct kunit *test)
{
	struct frame_test *t = test->priv;
	u8 out[SMPG_L2CAP_MAX];
	size_t size;
	u8 direction;

	hci_dev_set_flag(&t->hdev, HCI_USER_CHANNEL);
	for (direction = TX; direction <= RX; direction++) {
		for (size = 1; size < SMPG_L2CAP_HDR; size++) {
			memset(&seen, 0, sizeof(seen));
			in_fragments(test, direction, PB_START, weak_csrk_pdu,
				     sizeof(weak_csrk_pdu), size, out);
			KUNIT_EXPECT_GT_MSG(test, seen.violations, 0,
					    "%zu octets", size);
			rcu_read_lock();
			smpg_links_close(&t->hdev, HANDLE, 0x13);
			rcu_read_unlock();
		}
	}
}

/* The host waits for the completion of a packet that was dropped for its length. */
static void link_is_met_by_a_packet_that_ends_too_early(struct kunit *test)
{
	struct frame_test *t = test->priv;
	struct sk_buff *skb;
	u8 buf[64];
	size_t len;

	hci_dev_set_flag(&t->hdev, HCI_USER_CHANNEL);
	len = write_smp(buf, PB_START, csrk_pdu, sizeof(csrk_pdu));
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len - 1);
	KUNIT_EXPECT_FALSE(test, passes(test, TX, skb));
	KUNIT_EXPECT_EQ(test, seen.owed, 1);
	kfree_skb(skb);
}

/* USB delivers events and data by different pipes. */
static void request_before_its_connection_event(struct kunit *test)
{
	struct smpg_link *link;

	EXCHANGE(test, RX, REQUEST(0, SIGN, SIGN));
	connect_peer(test);
	link = link_at(test, HANDLE);
	KUNIT_ASSERT_NOT_NULL(test, link);
	KUNIT_EXPECT_FALSE(test, link->mid_life);
	KUNIT_EXPECT_NE(test, link->peer_type, 0);
	EXCHANGE(test, TX, RESPONSE(0, SIGN, SIGN));
	KUNIT_EXPECT_EQ(test, seen.last.happened, SMPG_STARTED);
	EXCHANGE(test, RX, CONFIRM(KEY_B));
	EVENT(test, 0x08, 4, 0x00, HANDLE, 0x00, 0x01);
	EXCHANGE(test, TX, CSRK(KEY_A));
	EXCHANGE(test, RX, CSRK(KEY_B));
	KUNIT_EXPECT_EQ(test, seen.violations, 0);
	KUNIT_EXPECT_EQ(test, seen.last.happened, SMPG_COMPLETE);
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
	struct hci_dev *other = kunit_kzalloc(test, sizeof(*other), GFP_KERNEL);
	int i;

	KUNIT_ASSERT_NOT_NULL(test, other);
	for (i = 0; i < SMPG_LINKS_MAX + 3; i++)
		open_on(&t->hdev, i);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), SMPG_LINKS_MAX);
	KUNIT_EXPECT_EQ(test, counted(SMPG_LINKS_REFUSED), 3);
	KUNIT_EXPECT_NULL(test, link_at(test, SMPG_LINKS_MAX));
	/* The links of one adapter do not matter to another. */
	open_on(other, HANDLE);
	KUNIT_EXPECT_NOT_NULL(test, link_on(other, HANDLE));
	KUNIT_EXPECT_EQ(test, counted(SMPG_LINKS_REFUSED), 3);

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
	EXCHANGE(test, RX, CSRK(KEY_TRACE));
	KUNIT_EXPECT_EQ(test, counted(SMPG_LINKS_REFUSED), 4);
}

/* Without memory for what is new, what has ended ends all the same. */
static void ended_link_goes_without_memory(struct kunit *test)
{
	struct frame_test *t = test->priv;

	connect_peer(test);
	EXCHANGE(test, TX, REQUEST(0, 0, 0));
	no_memory = true;
	open_on(&t->hdev, HANDLE);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 0);
	KUNIT_EXPECT_EQ(test, seen.failed.side, SMP_GUARD_SIDE_LINK);
	KUNIT_EXPECT_EQ(test, counted(SMPG_LINKS_REFUSED), 1);

	no_memory = false;
	connect_peer(test);
	hci_dev_set_flag(&t->hdev, HCI_USER_CHANNEL);
	no_memory = true;
	EVENT(test, 0x3e, 5, 0x19, 0x00, HANDLE, 0x00, 0x00);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 0);
	KUNIT_EXPECT_EQ(test, counted(SMPG_FRAMES_STARVED), 1);
}

/* A link that was met before its connection event needs no memory for that. */
static void met_link_is_completed_without_memory(struct kunit *test)
{
	EXCHANGE(test, RX, REQUEST(0, 0, 0));
	KUNIT_ASSERT_NOT_NULL(test, link_at(test, HANDLE));
	no_memory = true;
	connect_peer(test);
	KUNIT_ASSERT_NOT_NULL(test, link_at(test, HANDLE));
	KUNIT_EXPECT_FALSE(test, link_at(test, HANDLE)->mid_life);
}

/* A host can have the guard meet links that do not exist. */
static void links_that_never_paired_make_room(struct kunit *test)
{
	struct frame_test *t = test->priv;
	struct smpg_live_link *paired;
	int i;

	rcu_read_lock();
	paired = smpg_links_meet(&t->hdev, 0);
	if (paired)
		paired->link.pairing.answered = true;
	for (i = 1; i < SMPG_LINKS_MAX; i++)
		smpg_links_meet(&t->hdev, i);
	rcu_read_unlock();
	KUNIT_ASSERT_NOT_NULL(test, paired);
	for (i = 0; i < 3; i++)
		open_on(&t->hdev, SMPG_LINKS_MAX + i);
	KUNIT_EXPECT_EQ(test, counted(SMPG_LINKS_REFUSED), 0);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), SMPG_LINKS_MAX);
	KUNIT_EXPECT_NOT_NULL(test, link_at(test, 0));
	KUNIT_EXPECT_NULL(test, link_at(test, 3));
	KUNIT_EXPECT_NOT_NULL(test, link_at(test, 4));
	KUNIT_EXPECT_NOT_NULL(test, link_at(test, SMPG_LINKS_MAX + 2));
}

static struct kunit_case links_cases[] = {
	KUNIT_CASE(links_come_and_go),
	KUNIT_CASE(links_of_two_adapters),
	KUNIT_CASE(two_paths_meet_one_link),
	KUNIT_CASE(opened_link_is_met),
	KUNIT_CASE(opened_link_replaces_the_old),
	KUNIT_CASE(only_who_pairs_is_met_in_mid_life),
	KUNIT_CASE(adapter_that_is_down_has_no_links),
	KUNIT_CASE(link_is_met_on_evidence),
	KUNIT_CASE(link_of_another_kind_is_not_met),
	KUNIT_CASE(stream_of_the_user_channel),
	KUNIT_CASE(link_is_met_by_half_a_header),
	KUNIT_CASE(link_is_met_by_a_packet_that_ends_too_early),
	KUNIT_CASE(request_before_its_connection_event),
	KUNIT_CASE(links_beyond_the_limit_are_refused),
	KUNIT_CASE(ended_link_goes_without_memory),
	KUNIT_CASE(met_link_is_completed_without_memory),
	KUNIT_CASE(links_that_never_paired_make_room),
	{}
};

static struct kunit_suite links_suite = {
	.name = "smpg_links",
	.init = frames_init,
	.exit = frames_exit,
	.test_cases = links_cases,
};

kunit_test_suite(links_suite);
