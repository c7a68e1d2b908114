// SPDX-License-Identifier: GPL-2.0
/*
 * Frames of every shape through the kernel's files, on an adapter without
 * hardware: which frames pass, what the guard changes in them, and which
 * credits the guard owes for frames that it drops.
 */
#include <kunit/test.h>
#include <linux/sort.h>

#include "pdus.h"
#include "../kernel/counters.c"
#include "../kernel/events.c"
#include "../kernel/frame.c"
#include "../kernel/host.c"
#include "../kernel/links.c"
#include "../kernel/packet.c"
#include "../kernel/policy.c"
#include "../kernel/keep.h"
#include "../kernel/sign.h"
#include "../kernel/watch.c"

#define HANDLE	0x40
#define TRANSLATIONS	16

/* ACL packet boundary flags, in the second octet of the handle. */
#define PB_START	0x00	/* first, not automatically flushable */
#define PB_CONT		0x10
#define PB_START_FLUSH	0x20	/* first, automatically flushable */

static struct {
	struct smpg_verdict last;
	unsigned int violations;
	unsigned int owed;
	u8 said[2];	/* by direction: reason of a Pairing Failed */
} seen;

/* In place of report.c, credits.c and inject.c. */

void smpg_report(struct smpg_live_link *live, const struct smpg_verdict *verdict)
{
	int i;

	seen.last = *verdict;
	for (i = 0; i < verdict->nr; i++)
		seen.violations +=
			verdict->findings[i].action > SMP_GUARD_ACTION_ALLOW;
}

void smpg_credit_owe(struct smpg_live_link *live)
{
	seen.owed++;
}

atomic_t smpg_injecting = ATOMIC_INIT(0);

void smpg_inject(struct smpg_live_link *live, bool both, u16 cid, u8 reason)
{
	seen.said[SMP_GUARD_DIRECTION_RX] = reason;
	if (both)
		seen.said[SMP_GUARD_DIRECTION_TX] = reason;
}

enum smpg_fate smpg_inject_sent(struct smpg_live_link *live)
{
	return SMPG_PASS;
}

void smpg_inject_forget(struct smpg_live_link *live)
{
}

enum smpg_fate smpg_inject_completed(struct hci_dev *hdev, struct sk_buff *skb)
{
	return SMPG_PASS;
}

struct frame_test {
	struct hci_dev hdev;
	u64 counters[SMPG_COUNTERS];
};

static int frame_init(struct kunit *test)
{
	struct frame_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	int i;

	if (!t)
		return -ENOMEM;
	test->priv = t;
	t->hdev.id = 7;
	set_bit(HCI_UP, &t->hdev.flags);
	INIT_LIST_HEAD(&t->hdev.conn_hash.list);
	INIT_LIST_HEAD(&t->hdev.identity_resolving_keys);
	for (i = 0; i < SMPG_COUNTERS; i++)
		t->counters[i] = smpg_counter_read(i);
	i = smpg_policy_init(SMP_GUARD_PROFILE_DEFAULT,
			     &(struct smpg_policy_part){});
	if (i)
		return i;
	smpg_translations_init(TRANSLATIONS);
	smpg_keep_init(false);
	smpg_links_init(smpg_link_ended);
	memset(&seen, 0, sizeof(seen));
	static_branch_enable(&smpg_watching);
	/* A failed case must not affect the next one. */
	atomic_set(&smpg_partial, 0);
	return 0;
}

static void frame_exit(struct kunit *test)
{
	rcu_read_lock();
	smpg_links_close_all(NULL, 0);
	rcu_read_unlock();
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_partial), 0);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 0);
	smpg_translations_exit(smpg_keep_has);
	smpg_policy_exit();
	smpg_reuse_exit();
}

/* Return: how much a counter has grown since the case began. */
static u64 counted(struct kunit *test, unsigned int counter)
{
	struct frame_test *t = test->priv;

	return smpg_counter_read(counter) - t->counters[counter];
}

/* ---- Frames ---- */

static struct sk_buff *skb_of(struct kunit *test, u8 type, const u8 *data,
			      size_t len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_data(skb, data, len);
	hci_skb_pkt_type(skb) = type;
	return skb;
}

/* As skb_of(), with all but @linear octets in a page. */
static struct sk_buff *scattered(struct kunit *test, const u8 *data, size_t len,
				 size_t linear)
{
	struct sk_buff *skb = skb_of(test, HCI_ACLDATA_PKT, data, linear);
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	memcpy(page_address(page), data + linear, len - linear);
	skb_add_rx_frag(skb, 0, page, 0, len - linear, PAGE_SIZE);
	return skb;
}

/* Write an ACL packet to @buf. Return: its length. */
static size_t acl(u8 *buf, u8 pb, const u8 *payload, size_t len)
{
	buf[0] = HANDLE;
	buf[1] = pb;
	buf[2] = len;
	buf[3] = len >> 8;
	memcpy(buf + HCI_ACL_HDR_SIZE, payload, len);
	return HCI_ACL_HDR_SIZE + len;
}

/* Write an ACL packet with a whole SMP PDU to @buf. Return: its length. */
static size_t smp(u8 *buf, u8 pb, const u8 *pdu, size_t len)
{
	u8 l2cap[SMPG_L2CAP_MAX] = { len, 0, SMPG_CID_SMP_LE, 0 };

	memcpy(l2cap + SMPG_L2CAP_HDR, pdu, len);
	return acl(buf, pb, l2cap, SMPG_L2CAP_HDR + len);
}

/* Return: true if the frame is passed on. */
static bool goes_on(struct kunit *test, u8 direction, struct sk_buff *skb)
{
	struct frame_test *t = test->priv;
	static struct sock user;
	enum smpg_fate fate;

	if (direction == RX)
		return smpg_rx(&t->hdev, skb) == SMPG_PASS;
	/* The frame comes through an HCI socket. */
	skb->sk = &user;
	fate = smpg_tx(&t->hdev, skb);
	skb->sk = NULL;
	return fate == SMPG_PASS;
}

/* The guard passes on every event. */
static void event(struct kunit *test, const u8 *data, size_t len)
{
	struct sk_buff *skb = skb_of(test, HCI_EVENT_PKT, data, len);

	KUNIT_EXPECT_TRUE(test, goes_on(test, RX, skb));
	KUNIT_EXPECT_EQ(test, skb->len, len);
	KUNIT_EXPECT_MEMEQ(test, skb->data, data, len);
	kfree_skb(skb);
}

#define EVENT(test, ...) \
	event(test, (const u8[]){ __VA_ARGS__ }, \
	      sizeof((const u8[]){ __VA_ARGS__ }))

static void connect(struct kunit *test)
{
	EVENT(test, 0x3e, 19, 0x01, 0x00, HANDLE, 0x00, 0x00, 0x01,
	      0xe0, 0xf3, 0x76, 0x4c, 0xa7, 0xd2, 0x36, 0, 0, 0, 0x2a, 0, 0);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 1);
}

/*
 * Expectations under RCU are wrong, since a failing one allocates. The link
 * stays: only this thread uses the table.
 */
static struct smpg_link *link_on(struct hci_dev *hdev, u16 handle)
{
	struct smpg_live_link *live;

	rcu_read_lock();
	live = smpg_links_find(hdev, handle);
	rcu_read_unlock();
	return live ? &live->link : NULL;
}

static struct smpg_link *link_with(struct kunit *test, u16 handle)
{
	struct frame_test *t = test->priv;

	return link_on(&t->hdev, handle);
}

static void open_on(struct hci_dev *hdev, u16 handle)
{
	const struct smpg_hci hci = { .handle = handle };

	rcu_read_lock();
	smpg_links_open(hdev, &hci);
	rcu_read_unlock();
}

/* An SMP PDU that is passed on unchanged. */
static void exchange(struct kunit *test, u8 direction, const u8 *pdu,
		     size_t len)
{
	u8 buf[HCI_ACL_HDR_SIZE + SMPG_L2CAP_MAX];
	size_t size = smp(buf, PB_START, pdu, len);
	struct sk_buff *skb = skb_of(test, HCI_ACLDATA_PKT, buf, size);

	KUNIT_EXPECT_TRUE(test, goes_on(test, direction, skb));
	KUNIT_EXPECT_EQ(test, skb->len, size);
	KUNIT_EXPECT_MEMEQ(test, skb->data, buf, size);
	kfree_skb(skb);
}

#define EXCHANGE(test, direction, ...) \
	exchange(test, direction, (const u8[]){ __VA_ARGS__ }, \
		 sizeof((const u8[]){ __VA_ARGS__ }))

/* A link on which only this host may send a key, namely a CSRK. */
static void negotiate_csrk(struct kunit *test)
{
	connect(test);
	EXCHANGE(test, TX, REQUEST(0, SIGN, 0));
	EXCHANGE(test, RX, RESPONSE(0, SIGN, 0));
	KUNIT_EXPECT_EQ(test, seen.last.happened, SMPG_STARTED);
}

static const u8 ltk_pdu[] = { LTK(KEY_A) };
static const u8 csrk_pdu[] = { CSRK(KEY_A) };
static const u8 weak_csrk_pdu[] = { CSRK(KEY_TRACE) };

/* Only the key differs, since the guard has replaced it. */
static void expect_repaired(struct kunit *test, struct sk_buff *skb,
			    const u8 *was, size_t len)
{
	const size_t key = len - SMPG_KEY_LEN;

	KUNIT_ASSERT_EQ(test, skb->len, len);
	KUNIT_ASSERT_EQ(test, skb_linearize(skb), 0);
	KUNIT_EXPECT_MEMEQ(test, skb->data, was, key);
	KUNIT_EXPECT_NE(test, memcmp(skb->data + key, was + key, SMPG_KEY_LEN),
			0);
}

/* ---- Whole frames ---- */

/* Half a conversation would lead to wrong verdicts. */
static void nothing_is_seen_before_all_hooks_are(struct kunit *test)
{
	static_branch_disable(&smpg_watching);
	EXCHANGE(test, TX, CSRK(KEY_TRACE));
	EXCHANGE(test, RX, RESPONSE(0, 0, 0));
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_FRAMES_TX), 0);
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_FRAMES_RX), 0);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 0);
}

static void other_frames_are_untouched(struct kunit *test)
{
	/* A notification with the octets of a key PDU. */
	static const u8 att[] = { 17, 0, 0x04, 0x00, LTK(KEY_TRACE) };
	u8 buf[64];
	struct sk_buff *skb;
	size_t len;
	u8 direction;

	negotiate_csrk(test);
	len = acl(buf, PB_START, att, sizeof(att));
	for (direction = TX; direction <= RX; direction++) {
		skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
		KUNIT_EXPECT_EQ(test, smpg_glance_acl(skb), SMPG_GLANCE_PASS);
		KUNIT_EXPECT_TRUE(test, goes_on(test, direction, skb));
		KUNIT_EXPECT_MEMEQ(test, skb->data, buf, len);
		kfree_skb(skb);

		/* Frames that are not ACL are untouched as well. */
		skb = skb_of(test, HCI_SCODATA_PKT, buf, len);
		KUNIT_EXPECT_TRUE(test, goes_on(test, direction, skb));
		KUNIT_EXPECT_MEMEQ(test, skb->data, buf, len);
		kfree_skb(skb);
	}
	KUNIT_EXPECT_EQ(test, seen.violations, 0);
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_SMP_TX), 1);
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_SMP_RX), 1);
}

static void unnegotiated_key_is_dropped(struct kunit *test)
{
	struct sk_buff *skb;
	u8 buf[64];
	size_t len;

	negotiate_csrk(test);
	len = smp(buf, PB_START, ltk_pdu, sizeof(ltk_pdu));
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_FALSE(test, goes_on(test, TX, skb));
	KUNIT_EXPECT_EQ(test, seen.owed, 1);
	/* Received frames cost the host no credit. */
	KUNIT_EXPECT_FALSE(test, goes_on(test, RX, skb));
	KUNIT_EXPECT_EQ(test, seen.owed, 1);
	KUNIT_EXPECT_EQ(test, seen.violations, 2);
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_FRAMES_STARVED), 0);
	kfree_skb(skb);
}

static void set_actions(u8 action)
{
	struct smpg_entry entry = { .part.sets = SMPG_SETS_RULE(__SMP_GUARD_RULE_MAX) - 1 };
	struct smpg_table *draft = smpg_policy_draft(true, 0);

	memset(entry.part.value.action, action, sizeof(entry.part.value.action));
	smpg_policy_put(draft, &entry);
	smpg_policy_commit(draft);
}

/*
 * The guard replaces a PDU of the host with Pairing Failed for the peer. A PDU
 * of the peer is dropped, and both sides get Pairing Failed.
 */
static void rejected_pdu_goes_no_further(struct kunit *test)
{
	static const u8 failed[] = { HANDLE, PB_START, 6, 0, 2, 0, 6, 0,
				     SMPG_PAIRING_FAILED, 0x0f };
	struct sk_buff *skb;
	u8 buf[64];
	size_t len;

	negotiate_csrk(test);
	set_actions(SMP_GUARD_ACTION_REJECT);
	len = smp(buf, PB_START, ltk_pdu, sizeof(ltk_pdu));
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_FALSE(test, goes_on(test, RX, skb));
	KUNIT_EXPECT_EQ(test, seen.said[TX], 0x0f);
	KUNIT_EXPECT_EQ(test, seen.said[RX], 0x0f);
	KUNIT_EXPECT_EQ(test, seen.owed, 0);

	memset(seen.said, 0, sizeof(seen.said));
	KUNIT_EXPECT_TRUE(test, goes_on(test, TX, skb));
	KUNIT_EXPECT_EQ(test, skb->len, sizeof(failed));
	KUNIT_EXPECT_MEMEQ(test, skb->data, failed, sizeof(failed));
	KUNIT_EXPECT_EQ(test, seen.said[TX], 0);
	KUNIT_EXPECT_EQ(test, seen.said[RX], 0x0f);
	KUNIT_EXPECT_EQ(test, seen.owed, 0);
	kfree_skb(skb);
}

/* The rest of a PDU is blanked, and both sides get Pairing Failed besides. */
static void rejected_rest_is_blank(struct kunit *test)
{
	struct sk_buff *skb;
	u8 buf[64], data[4 + 17] = { 17, 0, 6, 0, LTK(1, 2, 3, 4, 5, 6, 7, 8, 9,
						     10, 11, 12, 13, 14, 15,
						     16) };
	size_t len;

	negotiate_csrk(test);
	set_actions(SMP_GUARD_ACTION_REJECT);
	len = acl(buf, PB_START, data, 3);
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_TRUE(test, goes_on(test, TX, skb));
	kfree_skb(skb);
	len = acl(buf, PB_CONT, data + 3, sizeof(data) - 3);
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_TRUE(test, goes_on(test, TX, skb));
	KUNIT_EXPECT_EQ(test, skb->len, len);
	KUNIT_EXPECT_NULL(test, memchr_inv(skb->data + HCI_ACL_HDR_SIZE + 1, 0,
					   sizeof(data) - 4));
	KUNIT_EXPECT_EQ(test, seen.said[TX], 0x0f);
	KUNIT_EXPECT_EQ(test, seen.said[RX], 0x0f);
	kfree_skb(skb);
}

/* A peer overrides an adapter's address, which overrides an index. */
static void most_specific_entry_wins(struct kunit *test)
{
	struct frame_test *t = test->priv;
	static const u8 peer[6] = { 1, 2, 3, 4, 5, 0xc6 };
	struct smpg_entry e[] = {
		{ .scope = { .kind = SMPG_SCOPE_ADAPTER, .index = 7 },
		  .part = { .sets = SMPG_SETS_MIN_KEY_SIZE |
				    SMPG_SETS_KEY_DIST(SMPG_LOCAL) |
				    BIT(SMP_GUARD_RULE_WEAK_KEY),
			    .value = { .min_key_size = 9, .key_dist = { 1 } } } },
		{ .scope = { .kind = SMPG_SCOPE_ADAPTER_ADDRESS,
			     .address = { 7, 7, 7, 7, 7, 7 } },
		  .part = { .sets = SMPG_SETS_MIN_KEY_SIZE |
				    SMPG_SETS_KEY_DIST(SMPG_LOCAL),
			    .value = { .min_key_size = 10, .key_dist = { 2 } } } },
		{ .scope = { .kind = SMPG_SCOPE_PEER,
			     .type = SMP_GUARD_ADDRESS_TYPE_RANDOM,
			     .address = { 1, 2, 3, 4, 5, 0xc6 } },
		  .part = { .sets = SMPG_SETS_MIN_KEY_SIZE,
			    .value = { .min_key_size = 11 } } },
	};
	static const u8 want[] = { 16, 9, 10, 11 };
	struct smpg_policy policy;
	struct smpg_table *draft;
	int i;

	memset(t->hdev.bdaddr.b, 7, 6);
	for (i = 0; i <= ARRAY_SIZE(e); i++) {
		smpg_policy_of(&t->hdev, SMP_GUARD_ADDRESS_TYPE_RANDOM, peer,
			       &policy);
		KUNIT_EXPECT_EQ(test, policy.min_key_size, want[i]);
		KUNIT_EXPECT_EQ(test, policy.action[SMP_GUARD_RULE_WEAK_KEY],
				i ? SMP_GUARD_ACTION_ALLOW :
				    SMP_GUARD_ACTION_REPAIR);
		KUNIT_EXPECT_EQ(test, policy.key_dist[SMPG_LOCAL],
				!i ? 15 : i == 1 ? 1 : 2);
		if (i == ARRAY_SIZE(e))
			break;
		draft = smpg_policy_draft(true, 1);
		KUNIT_EXPECT_EQ(test, smpg_policy_put(draft, &e[i]), 0);
		smpg_policy_commit(draft);
	}

	/* Another address type is another peer. */
	smpg_policy_of(&t->hdev, SMP_GUARD_ADDRESS_TYPE_PUBLIC, peer, &policy);
	KUNIT_EXPECT_EQ(test, policy.min_key_size, 10);
	t->hdev.id = 8;
	memset(t->hdev.bdaddr.b, 8, 6);
	smpg_policy_of(&t->hdev, SMP_GUARD_ADDRESS_TYPE_UNKNOWN, peer, &policy);
	KUNIT_EXPECT_EQ(test, policy.min_key_size, 16);

	draft = smpg_policy_draft(true, 0);
	KUNIT_EXPECT_EQ(test, smpg_policy_remove(draft, &e[1].scope), 0);
	KUNIT_EXPECT_EQ(test, smpg_policy_remove(draft, &e[1].scope), -ENOENT);
	smpg_policy_commit(draft);
	t->hdev.id = 7;
	memset(t->hdev.bdaddr.b, 7, 6);
	smpg_policy_of(&t->hdev, SMP_GUARD_ADDRESS_TYPE_PUBLIC, peer, &policy);
	KUNIT_EXPECT_EQ(test, policy.min_key_size, 9);
}

/* The policy finds SMPG_PEERS_MAX peers, and refuses one more. */
static void policy_holds_its_peers(struct kunit *test)
{
	struct frame_test *t = test->priv;
	struct smpg_entry entry = {
		.scope = { .kind = SMPG_SCOPE_PEER,
			   .type = SMP_GUARD_ADDRESS_TYPE_PUBLIC },
		.part.sets = SMPG_SETS_MIN_KEY_SIZE,
	};
	struct smpg_table *draft = smpg_policy_draft(false, SMPG_PEERS_MAX + 1);
	struct smpg_policy policy;
	int i, wrong = 0;

	for (i = 0; i <= SMPG_PEERS_MAX; i++) {
		entry.scope.address[0] = i;
		entry.scope.address[1] = i >> 8;
		entry.part.value.min_key_size = 7 + i % 10;
		wrong += smpg_policy_put(draft, &entry) !=
			 (i == SMPG_PEERS_MAX ? -E2BIG : 0);
	}
	smpg_policy_commit(draft);
	KUNIT_EXPECT_EQ(test, wrong, 0);
	for (i = 0; i < SMPG_PEERS_MAX; i++) {
		entry.scope.address[0] = i;
		entry.scope.address[1] = i >> 8;
		smpg_policy_of(&t->hdev, SMP_GUARD_ADDRESS_TYPE_PUBLIC,
			       entry.scope.address, &policy);
		wrong += policy.min_key_size != 7 + i % 10;
	}
	KUNIT_EXPECT_EQ(test, wrong, 0);
}

static void weak_key_is_repaired_in_place(struct kunit *test)
{
	struct sk_buff *skb;
	u8 buf[64];
	size_t len;

	negotiate_csrk(test);
	len = smp(buf, PB_START, weak_csrk_pdu, sizeof(weak_csrk_pdu));
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_TRUE(test, goes_on(test, TX, skb));
	KUNIT_EXPECT_EQ(test, seen.last.action, SMP_GUARD_ACTION_REPAIR);
	expect_repaired(test, skb, buf, len);
	KUNIT_EXPECT_EQ(test, seen.owed, 0);
	kfree_skb(skb);
}

/* An LTK ends in zeros beyond the negotiated size. */
static void short_key_is_repaired_to_its_size(struct kunit *test)
{
	static const u8 ltk[] = { LTK(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12,
				      13, 14, 15, 16) };
	static const u8 zeros[9];
	struct sk_buff *skb;
	u8 buf[64];
	size_t len;

	connect(test);
	EXCHANGE(test, TX, SMPG_PAIRING_REQUEST, 3, 0, 0, 7, ENC, 0);
	EXCHANGE(test, RX, RESPONSE(0, ENC, 0));
	len = smp(buf, PB_START, ltk, sizeof(ltk));
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_TRUE(test, goes_on(test, TX, skb));
	expect_repaired(test, skb, buf, len);
	KUNIT_EXPECT_MEMEQ(test, skb->data + len - 9, zeros, 9);
	kfree_skb(skb);
}

static void command(struct kunit *test, const u8 *data, size_t len)
{
	struct sk_buff *skb = skb_of(test, HCI_COMMAND_PKT, data, len);

	KUNIT_EXPECT_TRUE(test, goes_on(test, TX, skb));
	KUNIT_EXPECT_MEMEQ(test, skb->data, data, len);
	kfree_skb(skb);
}

/* Negotiate IdKey and send a weak IRK. Return: the frame after the verdict. */
static struct sk_buff *send_weak_irk(struct kunit *test)
{
	static const u8 irk[] = { IRK(KEY_TRACE) };
	struct sk_buff *skb;
	u8 buf[64];
	size_t len;

	connect(test);
	EXCHANGE(test, TX, REQUEST(0, ID, 0));
	EXCHANGE(test, RX, RESPONSE(0, ID, 0));
	len = smp(buf, PB_START, irk, sizeof(irk));
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_TRUE(test, goes_on(test, TX, skb));
	return skb;
}

static void expect_zero_irk(struct kunit *test)
{
	static const u8 zeros[SMPG_KEY_LEN];
	struct sk_buff *skb = send_weak_irk(test);

	KUNIT_EXPECT_EQ(test, skb->len, 4 + 4 + 17);
	KUNIT_EXPECT_EQ(test, skb->data[8], SMPG_IDENTITY_INFORMATION);
	KUNIT_EXPECT_MEMEQ(test, skb->data + 9, zeros, sizeof(zeros));
	kfree_skb(skb);
}

static void expect_irk_rejected(struct kunit *test)
{
	struct sk_buff *skb = send_weak_irk(test);

	KUNIT_EXPECT_EQ(test, skb->len, 4 + 4 + 2);
	KUNIT_EXPECT_EQ(test, skb->data[8], SMPG_PAIRING_FAILED);
	KUNIT_EXPECT_EQ(test, skb->data[9], 0x0f);
	kfree_skb(skb);
}

/* A Reset of the adapter, or its removal, ends its private addresses. */
static void weak_irk_is_masked_or_rejected(struct kunit *test)
{
	static const u8 rpa[] = { 0x05, 0x20, 6, 1, 2, 3, 4, 5, 0x46 };
	static const u8 fixed[] = { 0x05, 0x20, 6, 1, 2, 3, 4, 5, 0xc6 };
	struct frame_test *t = test->priv;
	struct hci_dev *other;

	other = kunit_kzalloc(test, sizeof(*other), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, other);
	other->id = 8;
	command(test, fixed, sizeof(fixed));
	smpg_adapter_set_private(other);
	expect_zero_irk(test);
	command(test, rpa, sizeof(rpa));
	expect_irk_rejected(test);
	/* Peers may still know earlier addresses made with the IRK. */
	command(test, fixed, sizeof(fixed));
	expect_irk_rejected(test);

	EVENT(test, 0x0e, 4, 0x01, 0x03, 0x0c, 0x00);
	KUNIT_EXPECT_TRUE(test, smpg_adapter_private(other));
	expect_zero_irk(test);
	command(test, rpa, sizeof(rpa));
	smpg_links_close_all(&t->hdev, 0x16);
	expect_zero_irk(test);
}

/* Return: the keys of this side in a request over BR/EDR after the verdict. */
static u8 request_over_bredr(struct kunit *test, u8 direction, bool user)
{
	static const u8 request[] = { 7, 0, SMPG_CID_SMP_BREDR, 0,
				      REQUEST(0, 7, 7) };
	struct frame_test *t = test->priv;
	static struct sock sk;
	struct sk_buff *skb;
	u8 buf[64], keys;
	size_t len;

	smpg_links_close_all(&t->hdev, 0x16);
	EVENT(test, 0x03, 11, 0, HANDLE, 0, 1, 2, 3, 4, 5, 6, 1, 0);
	seen.violations = 0;
	len = acl(buf, PB_START, request, sizeof(request));
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	skb->sk = user ? &sk : NULL;
	if (direction == TX)
		KUNIT_EXPECT_EQ(test, smpg_tx(&t->hdev, skb), SMPG_PASS);
	else
		KUNIT_EXPECT_EQ(test, smpg_rx(&t->hdev, skb), SMPG_PASS);
	skb->sk = NULL;
	KUNIT_EXPECT_EQ(test, skb->len, len);
	/* The keys of the other side are unchanged. */
	KUNIT_EXPECT_EQ(test, skb->data[8 + (direction == TX ? 6 : 5)], 7);
	keys = skb->data[8 + (direction == TX ? 5 : 6)];
	kfree_skb(skb);
	return keys;
}

static void kernels_weak_irk_is_not_offered_over_bredr(struct kunit *test)
{
	static const u8 weak[] = { KEY_TRACE }, random[] = { KEY_A };
	struct frame_test *t = test->priv;
	u8 direction;

	for (direction = TX; direction <= RX; direction++) {
		hci_dev_clear_flag(&t->hdev, HCI_PRIVACY);
		memcpy(t->hdev.irk, weak, SMPG_KEY_LEN);
		KUNIT_EXPECT_EQ(test, request_over_bredr(test, direction, false),
				7);
		hci_dev_set_flag(&t->hdev, HCI_PRIVACY);
		KUNIT_EXPECT_EQ(test, request_over_bredr(test, direction, false),
				7 & ~ID);
		KUNIT_EXPECT_EQ(test, seen.violations, 1);
		hci_dev_set_flag(&t->hdev, HCI_USER_CHANNEL);
		KUNIT_EXPECT_EQ(test, request_over_bredr(test, direction, false),
				7);
		hci_dev_clear_flag(&t->hdev, HCI_USER_CHANNEL);
		memcpy(t->hdev.irk, random, SMPG_KEY_LEN);
		KUNIT_EXPECT_EQ(test, request_over_bredr(test, direction, false),
				7);
		KUNIT_EXPECT_EQ(test, seen.violations, 0);
	}
	/* The kernel's IRK is not that of another stack. */
	memcpy(t->hdev.irk, weak, SMPG_KEY_LEN);
	KUNIT_EXPECT_EQ(test, request_over_bredr(test, TX, true), 7);
}

/* The key is random, but an earlier pairing has distributed the same. */
static void reused_key_is_repaired(struct kunit *test)
{
	struct sk_buff *skb;
	u8 buf[64];
	size_t len;

	negotiate_csrk(test);
	exchange(test, TX, csrk_pdu, sizeof(csrk_pdu));
	exchange(test, TX, csrk_pdu, sizeof(csrk_pdu));
	KUNIT_EXPECT_EQ(test, seen.violations, 0);

	negotiate_csrk(test);
	len = smp(buf, PB_START, csrk_pdu, sizeof(csrk_pdu));
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_TRUE(test, goes_on(test, TX, skb));
	KUNIT_EXPECT_EQ(test, seen.last.findings[0].rule,
			SMP_GUARD_RULE_REUSED_KEY);
	expect_repaired(test, skb, buf, len);
	KUNIT_EXPECT_EQ(test, seen.violations, 1);
	kfree_skb(skb);
}

/* A peer may send its IRK in every pairing; another peer may not send it. */
static void peers_irk_is_told_of_with_its_address(struct kunit *test)
{
	static const u8 lasts[] = { 0xc1, 0xc1, 0xc2 };
	int i;

	for (i = 0; i < ARRAY_SIZE(lasts); i++) {
		connect(test);
		EXCHANGE(test, TX, REQUEST(0, 0, ID));
		EXCHANGE(test, RX, RESPONSE(0, 0, ID));
		EXCHANGE(test, RX, IRK(KEY_A));
		EXCHANGE(test, RX, SMPG_IDENTITY_ADDRESS_INFORMATION, 1, 1, 2,
			 3, 4, 5, lasts[i]);
		KUNIT_EXPECT_EQ(test, seen.violations, i == 2);
	}
	KUNIT_EXPECT_EQ(test, seen.last.findings[0].rule,
			SMP_GUARD_RULE_REUSED_PEER_KEY);
	smpg_identity_exit();
}

static void clone_keeps_what_it_had(struct kunit *test)
{
	struct sk_buff *skb, *clone;
	u8 buf[64];
	size_t len;

	negotiate_csrk(test);
	len = smp(buf, PB_START, weak_csrk_pdu, sizeof(weak_csrk_pdu));
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	clone = skb_clone(skb, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, clone);
	KUNIT_EXPECT_TRUE(test, goes_on(test, TX, skb));
	expect_repaired(test, skb, buf, len);
	KUNIT_EXPECT_MEMEQ(test, clone->data, buf, len);
	kfree_skb(clone);
	kfree_skb(skb);
}

static void scattered_frames(struct kunit *test)
{
	struct sk_buff *skb;
	size_t len, linear;
	u8 buf[64];

	negotiate_csrk(test);
	for (linear = 0; linear <= 24; linear++) {
		len = smp(buf, PB_START, weak_csrk_pdu, sizeof(weak_csrk_pdu));
		skb = scattered(test, buf, len, linear);
		KUNIT_EXPECT_TRUE(test, goes_on(test, TX, skb));
		expect_repaired(test, skb, buf, len);
		kfree_skb(skb);

		len = smp(buf, PB_START, ltk_pdu, sizeof(ltk_pdu));
		skb = scattered(test, buf, len, linear);
		KUNIT_EXPECT_FALSE(test, goes_on(test, TX, skb));
		kfree_skb(skb);
	}
	KUNIT_EXPECT_EQ(test, seen.owed, 25);
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_MALFORMED_TX), 0);
}

/* The guard cannot write to the frame: drop it rather than pass a weak key. */
static void shared_frame_is_starved(struct kunit *test)
{
	struct sk_buff *skb;
	u8 buf[64];
	size_t len;

	negotiate_csrk(test);
	len = smp(buf, PB_START, weak_csrk_pdu, sizeof(weak_csrk_pdu));
	skb = skb_get(skb_of(test, HCI_ACLDATA_PKT, buf, len));
	KUNIT_EXPECT_FALSE(test, goes_on(test, TX, skb));
	KUNIT_EXPECT_MEMEQ(test, skb->data, buf, len);
	KUNIT_EXPECT_EQ(test, seen.owed, 1);
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_FRAMES_STARVED), 1);
	kfree_skb(skb);
	kfree_skb(skb);
}

/* ---- Fragments ---- */

/*
 * Send @pdu in fragments of @size octets, check the headers of those passed on,
 * and put their payload together in @out. Return: octets in @out.
 */
static size_t in_fragments(struct kunit *test, u8 direction, u8 pb,
			   const u8 *pdu, size_t pdu_len, size_t size, u8 *out)
{
	u8 whole[HCI_ACL_HDR_SIZE + SMPG_L2CAP_MAX];
	u8 buf[HCI_ACL_HDR_SIZE + SMPG_L2CAP_MAX];
	const u8 *l2cap = whole + HCI_ACL_HDR_SIZE;
	size_t all = smp(whole, pb, pdu, pdu_len) - HCI_ACL_HDR_SIZE;
	size_t at, len, have = 0;
	struct sk_buff *skb;

	for (at = 0; at < all; at += len) {
		len = min(size, all - at);
		acl(buf, at ? PB_CONT : pb, l2cap + at, len);
		skb = skb_of(test, HCI_ACLDATA_PKT, buf, HCI_ACL_HDR_SIZE + len);
		if (goes_on(test, direction, skb)) {
			KUNIT_EXPECT_EQ(test, skb->data[0], HANDLE);
			KUNIT_EXPECT_EQ(test, skb->data[1], have ? PB_CONT : pb);
			KUNIT_EXPECT_EQ(test, smpg_le16(skb->data + 2),
					skb->len - HCI_ACL_HDR_SIZE);
			KUNIT_ASSERT_LE(test, have + skb->len,
					HCI_ACL_HDR_SIZE + SMPG_L2CAP_MAX);
			memcpy(out + have, skb->data + HCI_ACL_HDR_SIZE,
			       skb->len - HCI_ACL_HDR_SIZE);
			have += skb->len - HCI_ACL_HDR_SIZE;
		}
		kfree_skb(skb);
	}
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_partial), 0);
	return have;
}

/* Fragments without the code are passed before the PDU can be judged. */
static bool header_gone(size_t size)
{
	return size <= SMPG_L2CAP_HDR;
}

static void fragments_that_pass(struct kunit *test)
{
	static const u8 pbs[] = { PB_START, PB_START_FLUSH };
	u8 want[HCI_ACL_HDR_SIZE + SMPG_L2CAP_MAX];
	u8 out[SMPG_L2CAP_MAX];
	size_t size, len;
	int i;

	negotiate_csrk(test);
	len = smp(want, 0, csrk_pdu, sizeof(csrk_pdu)) - HCI_ACL_HDR_SIZE;
	for (i = 0; i < ARRAY_SIZE(pbs); i++) {
		for (size = 1; size <= 27; size++) {
			KUNIT_EXPECT_EQ(test,
					in_fragments(test, TX, pbs[i], csrk_pdu,
						     sizeof(csrk_pdu), size,
						     out), len);
			KUNIT_EXPECT_MEMEQ(test, out, want + HCI_ACL_HDR_SIZE,
					   len);
			KUNIT_EXPECT_EQ(test, seen.last.nr, 0);
		}
	}
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_MALFORMED_TX), 0);
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_FRAMES_STARVED), 0);
}

static void fragments_that_are_repaired(struct kunit *test)
{
	u8 want[HCI_ACL_HDR_SIZE + SMPG_L2CAP_MAX];
	u8 out[SMPG_L2CAP_MAX];
	size_t size, len;

	negotiate_csrk(test);
	len = smp(want, 0, weak_csrk_pdu, sizeof(weak_csrk_pdu)) -
	      HCI_ACL_HDR_SIZE;
	for (size = 1; size <= 27; size++) {
		KUNIT_EXPECT_EQ(test, in_fragments(test, TX, PB_START,
						   weak_csrk_pdu,
						   sizeof(weak_csrk_pdu), size,
						   out), len);
		KUNIT_EXPECT_MEMEQ(test, out, want + HCI_ACL_HDR_SIZE, 5);
		KUNIT_EXPECT_NE(test, memcmp(out + 5, weak_csrk_pdu + 1,
					     SMPG_KEY_LEN), 0);
		KUNIT_EXPECT_EQ(test, seen.last.action, SMP_GUARD_ACTION_REPAIR);
	}
}

/* The fragments are dropped, or blanked: the reserved code 0 and zeros. */
static void fragments_that_are_masked(struct kunit *test)
{
	static const u8 zeros[sizeof(ltk_pdu)];
	u8 out[SMPG_L2CAP_MAX];
	size_t size, len, total = SMPG_L2CAP_HDR + sizeof(ltk_pdu);
	unsigned int owed;
	u8 direction;

	negotiate_csrk(test);
	for (direction = TX; direction <= RX; direction++) {
		for (size = 1; size <= 27; size++) {
			owed = seen.owed;
			len = in_fragments(test, direction, PB_START, ltk_pdu,
					   sizeof(ltk_pdu), size, out);
			KUNIT_EXPECT_EQ(test, seen.last.action,
					SMP_GUARD_ACTION_MASK);
			owed = seen.owed - owed;
			if (direction == RX)
				KUNIT_EXPECT_EQ(test, owed, 0);
			if (!header_gone(size)) {
				KUNIT_EXPECT_EQ(test, len, 0);
				if (direction == TX)
					KUNIT_EXPECT_EQ(test, owed,
							DIV_ROUND_UP(total, size));
				continue;
			}
			KUNIT_EXPECT_EQ(test, len, total);
			KUNIT_EXPECT_EQ(test, out[2], SMPG_CID_SMP_LE);
			KUNIT_EXPECT_MEMEQ(test, out + SMPG_L2CAP_HDR, zeros,
					   sizeof(zeros));
		}
	}
}

/* The rest of a PDU that is too long is treated as its first fragment was. */
static void rest_of_a_masked_key(struct kunit *test)
{
	u8 pdu[40] = { LTK(KEY_A) };
	u8 out[SMPG_L2CAP_MAX];
	static const u8 zeros[sizeof(pdu)];
	size_t size, len;

	negotiate_csrk(test);
	for (size = 1; size <= 27; size++) {
		len = in_fragments(test, RX, PB_START_FLUSH, pdu, sizeof(pdu),
				   size, out);
		KUNIT_EXPECT_EQ(test, seen.last.action, SMP_GUARD_ACTION_MASK);
		if (!header_gone(size)) {
			KUNIT_EXPECT_EQ(test, len, 0);
			continue;
		}
		KUNIT_EXPECT_EQ(test, len, SMPG_L2CAP_HDR + sizeof(pdu));
		KUNIT_EXPECT_MEMEQ(test, out + SMPG_L2CAP_HDR, zeros,
				   sizeof(zeros));
	}
	KUNIT_EXPECT_NE(test, counted(test, SMPG_MALFORMED_RX), 0);
}

/*
 * Only fragments of key PDUs are held, so the verdict reaches the last fragment
 * alone: its payload is blanked, but not its headers.
 */
static void expect_rejected_at_its_end(struct kunit *test, u8 direction,
				       u16 cid, const u8 *pdu, size_t pdu_len,
				       size_t size, u8 reason)
{
	u8 l2cap[128] = { pdu_len, 0, cid, 0 }, buf[128 + HCI_ACL_HDR_SIZE];
	size_t all = SMPG_L2CAP_HDR + pdu_len, at, len, keep;
	struct sk_buff *skb;

	memset(seen.said, 0, sizeof(seen.said));
	memcpy(l2cap + SMPG_L2CAP_HDR, pdu, pdu_len);
	for (at = 0; at < all; at += len) {
		len = min(size, all - at);
		acl(buf, at ? PB_CONT : PB_START_FLUSH, l2cap + at, len);
		skb = skb_of(test, HCI_ACLDATA_PKT, buf, HCI_ACL_HDR_SIZE + len);
		KUNIT_EXPECT_TRUE(test, goes_on(test, direction, skb));
		KUNIT_ASSERT_EQ(test, skb->len, HCI_ACL_HDR_SIZE + len);
		KUNIT_EXPECT_EQ(test, skb_headroom(skb), 0);
		keep = HCI_ACL_HDR_SIZE + len;
		if (at + len == all)
			keep = HCI_ACL_HDR_SIZE + (at < SMPG_L2CAP_HDR ?
						   SMPG_L2CAP_HDR - at : 0);
		KUNIT_EXPECT_MEMEQ(test, skb->data, buf, keep);
		KUNIT_EXPECT_NULL(test, memchr_inv(skb->data + keep, 0,
						   skb->len - keep));
		KUNIT_EXPECT_EQ(test, seen.said[TX],
				at + len == all ? reason : 0);
		KUNIT_EXPECT_EQ(test, seen.said[RX],
				at + len == all ? reason : 0);
		kfree_skb(skb);
	}
}

static void long_responses_that_are_rejected(struct kunit *test)
{
	u8 pdu[90] = { RESPONSE(0, SIGN, 0) };
	size_t size, len;

	for (len = 8; len <= sizeof(pdu); len += 41) {
		for (size = 1; size < SMPG_L2CAP_HDR + len; size++) {
			smpg_links_close_all(NULL, 0);
			connect(test);
			set_actions(SMP_GUARD_ACTION_AUDIT);
			EXCHANGE(test, TX, REQUEST(0, SIGN, 0));
			set_actions(SMP_GUARD_ACTION_REJECT);
			expect_rejected_at_its_end(test, RX, SMPG_CID_SMP_LE,
						   pdu, len, size, 0x03);
		}
	}
}

static void public_keys_that_are_rejected(struct kunit *test)
{
	/* X of the debug key (2.3.5.6.1). */
	static const u8 pdu[65] = {
		SMPG_PAIRING_PUBLIC_KEY,
		0xe6, 0x9d, 0x35, 0x0e, 0x48, 0x01, 0x03, 0xcc,
		0xdb, 0xfd, 0xf4, 0xac, 0x11, 0x91, 0xf4, 0xef,
		0xb9, 0xa5, 0xf9, 0xe9, 0xa7, 0x83, 0x2c, 0x5e,
		0x2c, 0xbe, 0x97, 0xf2, 0xd2, 0x03, 0xb0, 0x20,
	};
	u8 direction;
	size_t size;

	set_actions(SMP_GUARD_ACTION_REJECT);
	for (direction = TX; direction <= RX; direction++) {
		for (size = 1; size < SMPG_L2CAP_MAX; size++) {
			smpg_links_close_all(NULL, 0);
			connect(test);
			expect_rejected_at_its_end(test, direction,
						   SMPG_CID_SMP_LE, pdu,
						   sizeof(pdu), size, 0x0a);
		}
	}
}

/* A fragment with bits that the policy masks may have been passed already. */
static void long_requests_over_bredr(struct kunit *test)
{
	struct smpg_entry entry = {
		.part = { .sets = SMPG_SETS_KEY_DIST(SMPG_LOCAL),
			  .value.key_dist = { ID } },
	};
	struct smpg_table *draft = smpg_policy_draft(true, 0);
	u8 pdu[90] = { REQUEST(0, ENC | ID, ENC | ID) };
	size_t size, len;
	u8 direction;

	smpg_policy_put(draft, &entry);
	smpg_policy_commit(draft);
	for (direction = TX; direction <= RX; direction++) {
		for (len = 8; len <= sizeof(pdu); len += 41) {
			for (size = 1; size < SMPG_L2CAP_HDR + len; size++) {
				smpg_links_close_all(NULL, 0);
				EVENT(test, 0x03, 11, 0, HANDLE, 0, 1, 2, 3, 4,
				      5, 6, 1, 0);
				expect_rejected_at_its_end(test, direction,
							   SMPG_CID_SMP_BREDR,
							   pdu, len, size,
							   SMPG_CTKD_NOT_ALLOWED);
			}
		}
	}
}

/* The rest of the header, in the same fragment as the key, is unchanged. */
static void header_in_two_halves(struct kunit *test)
{
	u8 l2cap[SMPG_L2CAP_HDR + sizeof(ltk_pdu)] = {
		sizeof(ltk_pdu), 0, SMPG_CID_SMP_LE, 0,
	};
	static const u8 zeros[sizeof(ltk_pdu)];
	u8 buf[HCI_ACL_HDR_SIZE + sizeof(l2cap)];
	struct sk_buff *skb;
	size_t half, len;

	negotiate_csrk(test);
	memcpy(l2cap + SMPG_L2CAP_HDR, ltk_pdu, sizeof(ltk_pdu));
	for (half = 1; half < SMPG_L2CAP_HDR; half++) {
		len = acl(buf, PB_START_FLUSH, l2cap, half);
		skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
		KUNIT_EXPECT_TRUE(test, goes_on(test, RX, skb));
		kfree_skb(skb);

		len = acl(buf, PB_CONT, l2cap + half, sizeof(l2cap) - half);
		skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
		KUNIT_EXPECT_TRUE(test, goes_on(test, RX, skb));
		KUNIT_EXPECT_EQ(test, seen.last.action, SMP_GUARD_ACTION_MASK);
		KUNIT_EXPECT_MEMEQ(test, skb->data, buf,
				   HCI_ACL_HDR_SIZE + SMPG_L2CAP_HDR - half);
		KUNIT_EXPECT_MEMEQ(test, skb->data + HCI_ACL_HDR_SIZE +
				   SMPG_L2CAP_HDR - half, zeros,
				   sizeof(zeros));
		kfree_skb(skb);
	}
}

/* The end of its link discards a PDU in progress. */
static void link_closed_within_a_fragment(struct kunit *test)
{
	struct sk_buff *skb;
	u8 buf[64];
	size_t len;

	negotiate_csrk(test);
	len = smp(buf, PB_START, csrk_pdu, sizeof(csrk_pdu));
	buf[2] = 10;
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len - (sizeof(csrk_pdu) +
		     SMPG_L2CAP_HDR - 10));
	KUNIT_EXPECT_FALSE(test, goes_on(test, TX, skb));
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_partial), 1);
	kfree_skb(skb);
	EVENT(test, 0x05, 4, 0x00, HANDLE, 0x00, 0x13);
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_partial), 0);
	KUNIT_EXPECT_EQ(test, seen.last.happened, SMPG_FAILED);
}

/* Long PDUs on other channels are counted down, but not judged. */
static void fragments_of_others_are_untouched(struct kunit *test)
{
	u8 payload[300] = { 0x00, 0x02, 0x04, 0x00 };	/* 512 octets of ATT */
	u8 buf[HCI_ACL_HDR_SIZE + sizeof(payload)];
	struct sk_buff *skb;
	size_t len;
	int i;

	negotiate_csrk(test);
	for (i = 0; i < 2; i++) {
		len = acl(buf, i ? PB_CONT : PB_START, payload,
			  i ? 512 + 4 - sizeof(payload) : sizeof(payload));
		skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
		KUNIT_EXPECT_TRUE(test, goes_on(test, TX, skb));
		KUNIT_EXPECT_MEMEQ(test, skb->data, buf, len);
		kfree_skb(skb);
	}
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_MALFORMED_TX), 0);
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_SMP_TX), 1);
	/* Another fragment would exceed the PDU. */
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_TRUE(test, goes_on(test, TX, skb));
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_MALFORMED_TX), 1);
	kfree_skb(skb);
}

/* ---- Malformed frames ---- */

static void malformed_frames_are_untouched(struct kunit *test)
{
	struct sk_buff *skb;
	unsigned int malformed = 0;
	size_t n, len;
	u8 buf[64];

	negotiate_csrk(test);
	/* Frames that are shorter than their length says. */
	len = smp(buf, PB_START, ltk_pdu, sizeof(ltk_pdu));
	for (n = 0; n < len; n++) {
		skb = skb_of(test, HCI_ACLDATA_PKT, buf, n);
		KUNIT_EXPECT_TRUE(test, goes_on(test, RX, skb));
		KUNIT_EXPECT_EQ(test, skb->len, n);
		KUNIT_EXPECT_MEMEQ(test, skb->data, buf, n);
		kfree_skb(skb);
		KUNIT_EXPECT_EQ_MSG(test, counted(test, SMPG_MALFORMED_RX),
				    ++malformed, "%zu octets", n);
	}
	/* A continuation without a start. */
	buf[1] = PB_CONT;
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_TRUE(test, goes_on(test, RX, skb));
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_MALFORMED_RX), ++malformed);
	KUNIT_EXPECT_MEMEQ(test, skb->data, buf, len);
	kfree_skb(skb);
	KUNIT_EXPECT_EQ(test, seen.violations, 0);
}

static void unknown_codes_are_untouched(struct kunit *test)
{
	negotiate_csrk(test);
	EXCHANGE(test, TX, 0x00);
	EXCHANGE(test, TX, 0x0f, 1, 2, 3);
	EXCHANGE(test, RX, 0xff);
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_MALFORMED_TX), 2);
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_MALFORMED_RX), 1);
}

static void malformed_events_are_untouched(struct kunit *test)
{
	static const u8 connected[] = {
		0x3e, 19, 0x01, 0x00, HANDLE, 0x00, 0x00, 0x01, 0xe0, 0xf3,
		0x76, 0x4c, 0xa7, 0xd2, 0x36, 0, 0, 0, 0x2a, 0, 0,
	};
	size_t n;

	for (n = 0; n < sizeof(connected); n++)
		event(test, connected, n);
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_MALFORMED_RX),
			sizeof(connected));
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 0);
}

static void commands_tell_of_session_keys(struct kunit *test)
{
	static const u8 stk[] = { KEY_D };
	u8 start[3 + 28] = { 0x19, 0x20, 28, HANDLE };
	struct sk_buff *skb;
	size_t n;

	memcpy(start + 15, stk, SMPG_KEY_LEN);
	negotiate_csrk(test);
	EXCHANGE(test, TX, CONFIRM(KEY_A));
	for (n = 0; n <= sizeof(start); n++) {
		skb = skb_of(test, HCI_COMMAND_PKT, start, n);
		KUNIT_EXPECT_TRUE(test, goes_on(test, TX, skb));
		KUNIT_EXPECT_MEMEQ(test, skb->data, start, n);
		kfree_skb(skb);
	}
	/* A command without its whole opcode is not counted. */
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_MALFORMED_TX),
			sizeof(start) - 2);
	KUNIT_EXPECT_MEMEQ(test, link_with(test, HANDLE)->pairing.secrets.stk,
			   stk, SMPG_KEY_LEN);

	EVENT(test, 0x08, 4, 0x00, HANDLE, 0x00, 0x01);
	KUNIT_EXPECT_TRUE(test, link_with(test, HANDLE)->encrypted);
}

/* ---- Translations ---- */

/* Rand and EDIV, as in HCI. Random, but replaced along with a weak LTK. */
static const u8 hosts_id[SMPG_ID_LEN] = { RAND_A, 0x0c, 0x00 };
static const u8 hosts_key[] = { KEY_TRACE };

/* The keys of this host that its peer has received. */
struct peers {
	u8 ltk[SMPG_KEY_LEN];
	u8 id[SMPG_ID_LEN];
	u8 csrk[SMPG_KEY_LEN];
};

static void hosts_ltk(u8 key[SMPG_KEY_LEN], size_t size)
{
	memset(key, 0, SMPG_KEY_LEN);
	memcpy(key, hosts_key, size);
}

/* An encrypted link on which this host has negotiated to send @keys. */
static void negotiate(struct kunit *test, u8 requester, u8 size, u8 keys)
{
	u8 request[] = { SMPG_PAIRING_REQUEST, 3, 0, 0, size, 0, 0 };

	connect(test);
	request[requester == TX ? 5 : 6] = keys;
	exchange(test, requester, request, sizeof(request));
	request[0] = SMPG_PAIRING_RESPONSE;
	exchange(test, !requester, request, sizeof(request));
	EXCHANGE(test, TX, CONFIRM(KEY_B));
	EVENT(test, 0x08, 4, 0x00, HANDLE, 0x00, 0x01);
}

/* Send @hosts in a PDU of @code, and copy the octets transmitted to @peers. */
static void give(struct kunit *test, u8 code, const u8 *hosts, u8 *peers,
		 size_t len)
{
	u8 pdu[1 + SMPG_KEY_LEN] = { code };
	u8 buf[HCI_ACL_HDR_SIZE + SMPG_L2CAP_MAX];
	struct sk_buff *skb;
	size_t size;

	memcpy(pdu + 1, hosts, len);
	size = smp(buf, PB_START, pdu, 1 + len);
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, size);
	KUNIT_EXPECT_TRUE(test, goes_on(test, TX, skb));
	KUNIT_ASSERT_EQ(test, skb->len, size);
	KUNIT_EXPECT_MEMEQ(test, skb->data, buf, size - len);
	memcpy(peers, skb->data + size - len, len);
	kfree_skb(skb);
}

static void give_ltk(struct kunit *test, size_t size, struct peers *peers)
{
	u8 hosts[SMPG_KEY_LEN], theirs[SMPG_ID_LEN];

	hosts_ltk(hosts, size);
	give(test, SMPG_ENCRYPTION_INFORMATION, hosts, peers->ltk,
	     SMPG_KEY_LEN);
	KUNIT_EXPECT_NE(test, memcmp(peers->ltk, hosts, size), 0);
	KUNIT_EXPECT_NULL(test, memchr_inv(peers->ltk + size, 0,
					   SMPG_KEY_LEN - size));

	memcpy(hosts, hosts_id + 8, 2);
	memcpy(hosts + 2, hosts_id, 8);
	give(test, SMPG_CENTRAL_IDENTIFICATION, hosts, theirs, sizeof(theirs));
	memcpy(peers->id, theirs + 2, 8);
	memcpy(peers->id + 8, theirs, 2);
	KUNIT_EXPECT_NE(test, memcmp(peers->id, hosts_id, 8), 0);
}

static void give_csrk(struct kunit *test, struct peers *peers)
{
	give(test, SMPG_SIGNING_INFORMATION, hosts_key, peers->csrk,
	     SMPG_KEY_LEN);
	KUNIT_EXPECT_NE(test, memcmp(peers->csrk, hosts_key, SMPG_KEY_LEN), 0);
}

/* A pairing on a link of its own. */
static void pair(struct kunit *test, u8 requester, u8 size, struct peers *peers)
{
	negotiate(test, requester, size, ENC | SIGN);
	give_ltk(test, size, peers);
	give_csrk(test, peers);
	KUNIT_EXPECT_EQ(test, seen.last.happened, SMPG_COMPLETE);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
	EVENT(test, 0x05, 4, 0x00, HANDLE, 0x00, 0x13);
}

#define REQUEST_LEN	15
#define REPLY_LEN	(3 + 18)
#define ENCRYPT_LEN	(3 + 28)

/* LE Long Term Key Request */
static void ltk_request(u8 event[REQUEST_LEN], const u8 *id)
{
	static const u8 head[] = { 0x3e, 13, 0x05, HANDLE, 0x00 };

	memcpy(event, head, sizeof(head));
	memcpy(event + sizeof(head), id, SMPG_ID_LEN);
}

/* LE Long Term Key Request Reply */
static void ltk_reply(u8 command[REPLY_LEN], const u8 *key)
{
	static const u8 head[] = { 0x1a, 0x20, 18, HANDLE, 0x00 };

	memcpy(command, head, sizeof(head));
	memcpy(command + sizeof(head), key, SMPG_KEY_LEN);
}

/* LE Enable Encryption */
static void enable_encryption(u8 command[ENCRYPT_LEN], const u8 *id,
			      const u8 *key)
{
	static const u8 head[] = { 0x19, 0x20, 28, HANDLE, 0x00 };

	memcpy(command, head, sizeof(head));
	memcpy(command + sizeof(head), id, SMPG_ID_LEN);
	memcpy(command + ENCRYPT_LEN - SMPG_KEY_LEN, key, SMPG_KEY_LEN);
}

/* The guard passes a packet on, with the octets of @want. */
static void expect_packet(struct kunit *test, struct sk_buff *skb,
			  const u8 *want, size_t len)
{
	const u8 type = hci_skb_pkt_type(skb);

	KUNIT_EXPECT_TRUE(test, goes_on(test, type == HCI_EVENT_PKT ? RX : TX,
					skb));
	KUNIT_ASSERT_EQ(test, skb->len, len);
	KUNIT_ASSERT_EQ(test, skb_linearize(skb), 0);
	KUNIT_EXPECT_MEMEQ(test, skb->data, want, len);
	kfree_skb(skb);
}

static void packet(struct kunit *test, u8 type, const u8 *data, const u8 *want,
		   size_t len)
{
	expect_packet(test, skb_of(test, type, data, len), want, len);
}

/* The peer requests the key of @by, and the host gets @id. */
static void asks(struct kunit *test, const u8 *by, const u8 *id)
{
	u8 event[REQUEST_LEN], want[REQUEST_LEN];

	ltk_request(event, by);
	ltk_request(want, id);
	packet(test, HCI_EVENT_PKT, event, want, sizeof(event));
}

/* The host replies with @key, and the controller gets @peers. */
static void answers(struct kunit *test, const u8 *key, const u8 *peers)
{
	u8 command[REPLY_LEN], want[REPLY_LEN];

	ltk_reply(command, key);
	ltk_reply(want, peers);
	packet(test, HCI_COMMAND_PKT, command, want, sizeof(command));
}

/* The host encrypts with @key, and the controller gets @id and @peers. */
static void encrypts(struct kunit *test, const u8 *key, const u8 *id,
		     const u8 *peers)
{
	u8 command[ENCRYPT_LEN], want[ENCRYPT_LEN];

	enable_encryption(command, hosts_id, key);
	enable_encryption(want, id, peers);
	packet(test, HCI_COMMAND_PKT, command, want, sizeof(command));
}

static void peers_key_is_translated(struct kunit *test)
{
	static const u8 sizes[] = { 7, 10, 16 };
	u8 hosts[SMPG_KEY_LEN], requester;
	struct peers peers;
	int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		hosts_ltk(hosts, sizes[i]);
		for (requester = TX; requester <= RX; requester++) {
			pair(test, requester, sizes[i], &peers);
			connect(test);
			asks(test, peers.id, hosts_id);
			answers(test, hosts, peers.ltk);
			/* Without a request, a reply is unchanged. */
			answers(test, hosts, hosts);
			encrypts(test, hosts, peers.id, peers.ltk);
		}
	}
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_TRANSLATED_LTK), 4 * i);
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_FRAMES_STARVED), 0);
}

/* A private address has no identity before the peer proves to hold the key. */
static void encryption_tells_who_it_is(struct kunit *test)
{
	struct peers peers;
	struct smpg_link *link;

	pair(test, RX, 16, &peers);
	EVENT(test, 0x3e, 19, 0x01, 0x00, HANDLE, 0x00, 0x00, 0x01,
	      1, 2, 3, 4, 5, 0x46, 0x36, 0, 0, 0, 0x2a, 0, 0);
	link = link_with(test, HANDLE);
	KUNIT_ASSERT_NOT_NULL(test, link);
	asks(test, peers.id, hosts_id);
	answers(test, hosts_key, peers.ltk);
	EVENT(test, 0x08, 4, 0x06, HANDLE, 0x00, 0x00);
	KUNIT_EXPECT_EQ(test, link->identity_type, 0);
	asks(test, peers.id, hosts_id);
	answers(test, hosts_key, peers.ltk);
	EVENT(test, 0x08, 4, 0x00, HANDLE, 0x00, 0x01);
	KUNIT_EXPECT_NE(test, link->identity_type, 0);
	KUNIT_EXPECT_EQ(test, link->identity[5], 0xd2);
}

/* A request with the host's own EDIV and Rand gets a random key. */
static void hosts_own_name_is_refused(struct kunit *test)
{
	u8 command[REPLY_LEN];
	struct peers peers;
	struct sk_buff *skb;

	pair(test, RX, 16, &peers);
	connect(test);
	asks(test, hosts_id, hosts_id);
	ltk_reply(command, hosts_key);
	skb = skb_of(test, HCI_COMMAND_PKT, command, sizeof(command));
	KUNIT_EXPECT_TRUE(test, goes_on(test, TX, skb));
	KUNIT_ASSERT_EQ(test, skb->len, sizeof(command));
	KUNIT_EXPECT_MEMEQ(test, skb->data, command, 5);
	KUNIT_EXPECT_NE(test, memcmp(skb->data + 5, hosts_key, SMPG_KEY_LEN), 0);
	KUNIT_EXPECT_NE(test, memcmp(skb->data + 5, peers.ltk, SMPG_KEY_LEN), 0);
	kfree_skb(skb);
	asks(test, peers.id, hosts_id);
	answers(test, hosts_key, peers.ltk);
}

/* A Reset of the adapter ends its links, but drops no translation. */
static void reset_keeps_translations(struct kunit *test)
{
	struct peers peers;

	pair(test, RX, 16, &peers);
	connect(test);
	asks(test, peers.id, hosts_id);
	EVENT(test, 0x0e, 4, 0x01, 0x03, 0x0c, 0x00);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 0);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
	/* The link of the request is gone, so replies are unchanged. */
	answers(test, hosts_key, hosts_key);
	connect(test);
	answers(test, hosts_key, hosts_key);
	asks(test, peers.id, hosts_id);
	answers(test, hosts_key, peers.ltk);
}

/* Events of an adapter that is down open no link. */
static void links_met_by_a_request(struct kunit *test)
{
	struct frame_test *t = test->priv;
	struct peers peers;

	asks(test, hosts_id, hosts_id);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 0);
	pair(test, RX, 16, &peers);
	clear_bit(HCI_UP, &t->hdev.flags);
	asks(test, peers.id, peers.id);
	set_bit(HCI_UP, &t->hdev.flags);
	answers(test, hosts_key, hosts_key);
	encrypts(test, hosts_key, hosts_id, hosts_key);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 0);
	asks(test, peers.id, hosts_id);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 1);
	answers(test, hosts_key, peers.ltk);
}

/* A pairing that fails, or that ends with its link, leaves no translation. */
static void failed_pairing_makes_no_translation(struct kunit *test)
{
	struct peers old, peers;

	pair(test, RX, 16, &old);
	negotiate(test, RX, 16, ENC | SIGN);
	give_ltk(test, 16, &peers);
	EVENT(test, 0x05, 4, 0x00, HANDLE, 0x00, 0x08);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
	connect(test);
	asks(test, peers.id, peers.id);
	asks(test, old.id, hosts_id);
	answers(test, hosts_key, old.ltk);

	negotiate(test, RX, 16, ENC | SIGN);
	give_ltk(test, 16, &peers);
	asks(test, peers.id, hosts_id);
	EXCHANGE(test, RX, FAILED(0x08));
	KUNIT_EXPECT_EQ(test, seen.last.happened, SMPG_FAILED);
	answers(test, hosts_key, hosts_key);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
}

/* A failure after a complete pairing does not affect its keys. */
static void failure_after_a_pairing_loses_nothing(struct kunit *test)
{
	struct peers peers;
	u8 requester;
	int i;

	for (i = 0; i < 6; i++) {
		requester = i % 2 ? TX : RX;
		negotiate(test, requester, 16, ENC | SIGN);
		give_ltk(test, 16, &peers);
		give_csrk(test, &peers);
		KUNIT_EXPECT_EQ(test, seen.last.happened, SMPG_COMPLETE);
		switch (i / 2) {
		case 0:	/* another request, which is refused */
			EXCHANGE(test, requester, REQUEST(0, 7, 7));
			EXCHANGE(test, !requester, FAILED(0x05));
			break;
		case 1: /* a request without an answer */
			EXCHANGE(test, requester, REQUEST(0, 7, 7));
			break;
		case 2: /* a Security Request */
			EXCHANGE(test, TX, SMPG_SECURITY_REQUEST, 1);
			EXCHANGE(test, RX, FAILED(0x05));
			break;
		}
		KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
		EVENT(test, 0x05, 4, 0x00, HANDLE, 0x00, 0x13);
		KUNIT_EXPECT_EQ(test, seen.last.happened,
				i / 2 == 1 ? SMPG_FAILED : 0);
		KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
		connect(test);
		asks(test, peers.id, hosts_id);
		answers(test, hosts_key, peers.ltk);
	}
}

/* The peer does not hold a key that was dropped. */
static void starved_key_is_not_translated(struct kunit *test)
{
	struct sk_buff *skb;
	u8 buf[64];
	size_t len;

	negotiate_csrk(test);
	len = smp(buf, PB_START, weak_csrk_pdu, sizeof(weak_csrk_pdu));
	skb = skb_get(skb_of(test, HCI_ACLDATA_PKT, buf, len));
	KUNIT_EXPECT_FALSE(test, goes_on(test, TX, skb));
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 0);
	kfree_skb(skb);
	kfree_skb(skb);
}

/* Hosts fragment key PDUs if the controller's buffers are small. */
static void key_in_fragments_is_translated(struct kunit *test)
{
	u8 ltk[] = { LTK(KEY_TRACE) }, name[] = { EDIV_RAND(RAND_A) };
	u8 out[SMPG_L2CAP_MAX];
	struct peers peers;
	size_t size;

	for (size = 1; size <= 27; size++) {
		negotiate(test, RX, 16, ENC);
		in_fragments(test, TX, PB_START, ltk, sizeof(ltk), size, out);
		memcpy(peers.ltk, out + 5, SMPG_KEY_LEN);
		in_fragments(test, TX, PB_START, name, sizeof(name), size, out);
		memcpy(peers.id, out + 7, 8);
		memcpy(peers.id + 8, out + 5, 2);
		asks(test, peers.id, hosts_id);
		answers(test, hosts_key, peers.ltk);
		KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1);
	}
}

/* @data becomes @want, however the skb lies in memory. */
static void shapes(struct kunit *test, u8 type, const u8 *data, const u8 *want,
		   size_t len, void (*before)(struct kunit *test, void *arg),
		   void *arg)
{
	struct sk_buff *skb, *clone;
	size_t linear;

	before(test, arg);
	skb = skb_of(test, type, data, len);
	clone = skb_clone(skb, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, clone);
	expect_packet(test, skb, want, len);
	/* The host's own clone is unchanged, as hdev->sent_cmd is. */
	KUNIT_EXPECT_MEMEQ(test, clone->data, data, len);
	kfree_skb(clone);

	/* The glance finds all that it reads in the first 5 octets. */
	for (linear = 5; linear < len; linear++) {
		before(test, arg);
		skb = scattered(test, data, len, linear);
		hci_skb_pkt_type(skb) = type;
		expect_packet(test, skb, want, len);
	}

	/* The guard cannot write to a shared skb. */
	before(test, arg);
	skb = skb_get(skb_of(test, type, data, len));
	expect_packet(test, skb, data, len);
	kfree_skb(skb);
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_FRAMES_STARVED), 1);
}

static void nothing_before(struct kunit *test, void *arg)
{
}

static void asks_before(struct kunit *test, void *arg)
{
	asks(test, ((struct peers *)arg)->id, hosts_id);
}

static void requests_of_every_shape(struct kunit *test)
{
	u8 event[REQUEST_LEN], want[REQUEST_LEN];
	struct peers peers;

	pair(test, RX, 16, &peers);
	connect(test);
	ltk_request(event, peers.id);
	ltk_request(want, hosts_id);
	shapes(test, HCI_EVENT_PKT, event, want, sizeof(event), nothing_before,
	       NULL);
}

static void replies_of_every_shape(struct kunit *test)
{
	u8 command[REPLY_LEN], want[REPLY_LEN];
	struct peers peers;

	pair(test, RX, 16, &peers);
	connect(test);
	ltk_reply(command, hosts_key);
	ltk_reply(want, peers.ltk);
	shapes(test, HCI_COMMAND_PKT, command, want, sizeof(command),
	       asks_before, &peers);
}

static void encryptions_of_every_shape(struct kunit *test)
{
	u8 command[ENCRYPT_LEN], want[ENCRYPT_LEN];
	struct peers peers;

	pair(test, TX, 16, &peers);
	connect(test);
	enable_encryption(command, hosts_id, hosts_key);
	enable_encryption(want, peers.id, peers.ltk);
	shapes(test, HCI_COMMAND_PKT, command, want, sizeof(command),
	       nothing_before, NULL);
}

/* Requests cut off, with or without a fitting length, and with octets added. */
static void requests_of_wrong_length(struct kunit *test)
{
	u8 event[REQUEST_LEN + 5] = {}, want[REQUEST_LEN + 5] = {};
	struct peers peers;
	size_t n;

	pair(test, RX, 16, &peers);
	connect(test);
	ltk_request(event, peers.id);
	for (n = 0; n < REQUEST_LEN; n++)
		packet(test, HCI_EVENT_PKT, event, event, n);
	for (n = 5; n < REQUEST_LEN; n++) {
		event[1] = n - 2;
		packet(test, HCI_EVENT_PKT, event, event, n);
	}
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_MALFORMED_RX),
			2 * REQUEST_LEN - 5);
	answers(test, hosts_key, hosts_key);

	event[1] = sizeof(event) - 2;
	ltk_request(want, hosts_id);
	want[1] = event[1];
	packet(test, HCI_EVENT_PKT, event, want, sizeof(event));
	answers(test, hosts_key, peers.ltk);
}

static void commands_of_wrong_length(struct kunit *test)
{
	u8 reply[REPLY_LEN + 5] = {}, encrypt[ENCRYPT_LEN] = {};
	u8 want[REPLY_LEN + 5] = {};
	struct peers peers;
	size_t n;

	pair(test, RX, 16, &peers);
	connect(test);
	asks(test, peers.id, hosts_id);
	ltk_reply(reply, hosts_key);
	enable_encryption(encrypt, hosts_id, hosts_key);
	/* A command without its whole opcode is not counted. */
	for (n = 2; n < REPLY_LEN; n++)
		packet(test, HCI_COMMAND_PKT, reply, reply, n);
	for (n = 2; n < ENCRYPT_LEN; n++)
		packet(test, HCI_COMMAND_PKT, encrypt, encrypt, n);
	for (n = 3; n < REPLY_LEN; n++) {
		reply[2] = n - 3;
		packet(test, HCI_COMMAND_PKT, reply, reply, n);
	}
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_MALFORMED_TX),
			2 * REPLY_LEN + ENCRYPT_LEN - 7);
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_TRANSLATED_LTK), 0);

	/* The request is still pending. */
	reply[2] = sizeof(reply) - 3;
	ltk_reply(want, peers.ltk);
	want[2] = reply[2];
	packet(test, HCI_COMMAND_PKT, reply, want, sizeof(reply));
}

/* ---- Signatures ---- */

/* BlueZ's test vector: CSRK, and a PDU with its signature. */
static const u8 vectors_csrk[] = {
	0x50, 0x5e, 0x42, 0xdf, 0x96, 0x91, 0xec, 0x72,
	0xd3, 0x1f, 0xcd, 0xfb, 0xeb, 0x64, 0x1b, 0x61,
};

static const u8 vectors_pdu[] = {
	0xd2, 0x12, 0x00, 0x13, 0x37, 0x01, 0x00, 0x00, 0x00,
	0xf1, 0x87, 0x1e, 0x93, 0x3c, 0x90, 0x0f, 0xf2,
};

#define SIGNED_LEN	(SMPG_L2CAP_HDR + sizeof(vectors_pdu))

/* Write the L2CAP frame of a Signed Write Command, signed by @csrk. */
static void signed_write(struct kunit *test, u8 l2cap[SIGNED_LEN],
			 const u8 *csrk)
{
	static const u8 head[] = { sizeof(vectors_pdu), 0, 0x04, 0x00 };

	memcpy(l2cap, head, sizeof(head));
	memcpy(l2cap + sizeof(head), vectors_pdu, sizeof(vectors_pdu));
	KUNIT_ASSERT_TRUE(test, smpg_sign(vectors_csrk, csrk,
					  l2cap + sizeof(head),
					  sizeof(vectors_pdu)));
}

static void pair_csrk(struct kunit *test, struct peers *peers)
{
	negotiate(test, RX, 16, SIGN);
	give_csrk(test, peers);
}

static void signed_writes_of_every_shape(struct kunit *test)
{
	u8 buf[HCI_ACL_HDR_SIZE + SIGNED_LEN], want[sizeof(buf)];
	u8 l2cap[SIGNED_LEN];
	struct peers peers;
	struct sk_buff *skb, *clone;
	size_t linear;
	u8 pb;

	pair_csrk(test, &peers);
	for (pb = PB_START; pb <= PB_START_FLUSH; pb += PB_START_FLUSH) {
		signed_write(test, l2cap, hosts_key);
		acl(buf, pb, l2cap, sizeof(l2cap));
		signed_write(test, l2cap, peers.csrk);
		acl(want, pb, l2cap, sizeof(l2cap));
		packet(test, HCI_ACLDATA_PKT, buf, want, sizeof(buf));

		skb = skb_of(test, HCI_ACLDATA_PKT, buf, sizeof(buf));
		clone = skb_clone(skb, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, clone);
		expect_packet(test, skb, want, sizeof(buf));
		KUNIT_EXPECT_MEMEQ(test, clone->data, buf, sizeof(buf));
		kfree_skb(clone);

		for (linear = 9; linear < sizeof(buf); linear++)
			expect_packet(test, scattered(test, buf, sizeof(buf),
						      linear),
				      want, sizeof(buf));
	}
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_TRANSLATED_CSRK),
			2 * (2 + sizeof(buf) - 9));

	skb = skb_get(skb_of(test, HCI_ACLDATA_PKT, buf, sizeof(buf)));
	expect_packet(test, skb, buf, sizeof(buf));
	kfree_skb(skb);
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_FRAMES_STARVED), 1);
}

static void signed_writes_in_fragments_are_untouched(struct kunit *test)
{
	u8 buf[HCI_ACL_HDR_SIZE + SIGNED_LEN], l2cap[SIGNED_LEN];
	struct peers peers;
	size_t size, at, len;

	pair_csrk(test, &peers);
	signed_write(test, l2cap, hosts_key);
	for (size = 1; size < sizeof(l2cap); size++) {
		for (at = 0; at < sizeof(l2cap); at += size) {
			len = acl(buf, at ? PB_CONT : PB_START, l2cap + at,
				  min(size, sizeof(l2cap) - at));
			packet(test, HCI_ACLDATA_PKT, buf, buf, len);
		}
	}
	/* A fragment with the octets of a whole PDU. */
	len = acl(buf, PB_CONT, l2cap, sizeof(l2cap));
	packet(test, HCI_ACLDATA_PKT, buf, buf, len);
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_TRANSLATED_CSRK), 0);
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_FRAMES_STARVED), 0);
}

/* Return: true if the guard inspects a shared frame, and counts it starved. */
static bool looked_at(struct kunit *test, const u8 *buf, size_t len)
{
	u64 starved = smpg_counter_read(SMPG_FRAMES_STARVED);
	struct sk_buff *skb;

	skb = skb_get(skb_of(test, HCI_ACLDATA_PKT, buf, len));
	expect_packet(test, skb, buf, len);
	kfree_skb(skb);
	return smpg_counter_read(SMPG_FRAMES_STARVED) != starved;
}

static void only_signed_writes_are_looked_at(struct kunit *test)
{
	u8 buf[HCI_ACL_HDR_SIZE + SIGNED_LEN], l2cap[SIGNED_LEN];
	const size_t opcode = HCI_ACL_HDR_SIZE + SMPG_L2CAP_HDR;
	struct peers peers;
	size_t len;
	int i;

	signed_write(test, l2cap, hosts_key);
	len = acl(buf, PB_START, l2cap, sizeof(l2cap));
	connect(test);
	KUNIT_EXPECT_FALSE(test, looked_at(test, buf, len));
	negotiate(test, RX, 16, ENC);
	give_ltk(test, 16, &peers);
	KUNIT_EXPECT_FALSE(test, looked_at(test, buf, len));
	pair_csrk(test, &peers);
	KUNIT_EXPECT_TRUE(test, looked_at(test, buf, len));

	for (i = 0; i < 256; i++) {
		buf[opcode] = i;
		KUNIT_EXPECT_EQ_MSG(test, looked_at(test, buf, len), i == 0xd2,
				    "opcode 0x%02x", i);
	}
	buf[opcode] = 0xd2;
	for (i = 0; i < 256; i++) {
		/* Frames on the SMP channels have their own cases. */
		if ((i | 1) == SMPG_CID_SMP_BREDR)
			continue;
		buf[6] = i;
		KUNIT_EXPECT_EQ_MSG(test, looked_at(test, buf, len), i == 4,
				    "CID 0x%02x", i);
	}
	buf[6] = 4;
	/* Without a translated CSRK the guard ignores signed writes. */
	negotiate(test, RX, 16, SIGN);
	EXCHANGE(test, TX, CSRK(KEY_A));
	KUNIT_EXPECT_EQ(test, seen.last.happened, SMPG_COMPLETE);
	KUNIT_EXPECT_FALSE(test, looked_at(test, buf, len));
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_TRANSLATED_CSRK), 0);
}

/* Received writes, bad signatures, and PDUs too short for a signature. */
static void other_signed_writes_are_untouched(struct kunit *test)
{
	u8 buf[HCI_ACL_HDR_SIZE + SIGNED_LEN], l2cap[SIGNED_LEN];
	struct peers peers;
	struct sk_buff *skb;
	size_t len;

	pair_csrk(test, &peers);
	signed_write(test, l2cap, hosts_key);
	len = acl(buf, PB_START, l2cap, sizeof(l2cap));
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_TRUE(test, goes_on(test, RX, skb));
	KUNIT_EXPECT_MEMEQ(test, skb->data, buf, len);
	kfree_skb(skb);

	signed_write(test, l2cap, vectors_csrk);
	len = acl(buf, PB_START, l2cap, sizeof(l2cap));
	packet(test, HCI_ACLDATA_PKT, buf, buf, len);

	signed_write(test, l2cap, hosts_key);
	for (len = 1; len < sizeof(vectors_pdu); len++) {
		l2cap[0] = len;
		acl(buf, PB_START, l2cap, SMPG_L2CAP_HDR + len);
		packet(test, HCI_ACLDATA_PKT, buf, buf,
		       HCI_ACL_HDR_SIZE + SMPG_L2CAP_HDR + len);
	}
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_TRANSLATED_CSRK), 0);
}

/* ---- Randomness ---- */

#define DRAWN	10000

static int compare_keys(const void *a, const void *b)
{
	return memcmp(a, b, SMPG_KEY_LEN);
}

/*
 * 5,000 of 10,000 fair bits are set, give or take 300, which is 6 sigma. A
 * position exceeds that once in 5.4e8; with 128 and 56 positions, this case
 * fails by chance once in 3 million runs. Two keys of 7 octets are equal once
 * in 1.4e9 runs.
 */
static void repaired_keys_are_random(struct kunit *test)
{
	static const u8 sizes[] = { 7, 16 };
	u8 (*keys)[SMPG_KEY_LEN];
	u8 pdu[] = { LTK(KEY_TRACE) };
	unsigned int twice, bits;
	size_t bit;
	int i, n;

	keys = kvmalloc_array(DRAWN, sizeof(*keys), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, keys);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		negotiate(test, RX, sizes[i], ENC);
		for (n = 0; n < DRAWN; n++)
			give(test, pdu[0], pdu + 1, keys[n], SMPG_KEY_LEN);

		for (bit = 0; bit < 8 * SMPG_KEY_LEN; bit++) {
			for (n = 0, bits = 0; n < DRAWN; n++)
				bits += keys[n][bit / 8] >> bit % 8 & 1;
			if (bit >= 8 * sizes[i]) {
				KUNIT_EXPECT_EQ_MSG(test, bits, 0, "bit %zu",
						    bit);
				continue;
			}
			KUNIT_EXPECT_GE_MSG(test, bits, DRAWN / 2 - 300,
					    "bit %zu", bit);
			KUNIT_EXPECT_LE_MSG(test, bits, DRAWN / 2 + 300,
					    "bit %zu", bit);
		}
		sort(keys, DRAWN, sizeof(*keys), compare_keys, NULL);
		for (n = 1, twice = 0; n < DRAWN; n++)
			twice += !compare_keys(keys[n - 1], keys[n]);
		KUNIT_EXPECT_EQ(test, twice, 0);
	}
	kvfree(keys);
}

/* ---- Links ---- */

static void links_come_and_go(struct kunit *test)
{
	connect(test);
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_LINKS_OPENED), 1);
	KUNIT_EXPECT_NOT_NULL(test, link_with(test, HANDLE));
	KUNIT_EXPECT_NULL(test, link_with(test, HANDLE + 1));
	/* A connection event replaces a link whose end was missed. */
	EXCHANGE(test, TX, REQUEST(0, 0, 0));
	connect(test);
	KUNIT_EXPECT_EQ(test, seen.last.happened, SMPG_FAILED);
	KUNIT_EXPECT_EQ(test, seen.last.side, SMP_GUARD_SIDE_LINK);
	KUNIT_EXPECT_EQ(test, link_with(test, HANDLE)->pairing.phase,
			SMP_GUARD_PHASE_IDLE);

	EVENT(test, 0x05, 4, 0x00, HANDLE, 0x00, 0x13);
	KUNIT_EXPECT_NULL(test, link_with(test, HANDLE));
	connect(test);
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
	connect(test);
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
	len = acl(buf, PB_START, att, 3);
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_TRUE(test, goes_on(test, TX, skb));
	kfree_skb(skb);
	len = acl(buf, PB_START, att, sizeof(att) - 1);
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_TRUE(test, goes_on(test, TX, skb));
	kfree_skb(skb);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 0);

	EXCHANGE(test, TX, CSRK(KEY_A));
	KUNIT_ASSERT_NOT_NULL(test, link_with(test, HANDLE));
	KUNIT_EXPECT_TRUE(test, link_with(test, HANDLE)->mid_life);
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
	connect(test);
}

static void links_beyond_the_limit_are_refused(struct kunit *test)
{
	struct frame_test *t = test->priv;
	int i;

	for (i = 0; i < SMPG_LINKS_MAX + 3; i++)
		open_on(&t->hdev, i);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), SMPG_LINKS_MAX);
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_LINKS_REFUSED), 3);
	KUNIT_EXPECT_NULL(test, link_with(test, SMPG_LINKS_MAX));

	/* A new link may always replace the link of the same handle. */
	open_on(&t->hdev, 5);
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_LINKS_REFUSED), 3);
	KUNIT_EXPECT_NOT_NULL(test, link_with(test, 5));
	rcu_read_lock();
	smpg_links_close(&t->hdev, 5, 0x13);
	rcu_read_unlock();
	open_on(&t->hdev, SMPG_LINKS_MAX);
	KUNIT_EXPECT_NOT_NULL(test, link_with(test, SMPG_LINKS_MAX));

	/* A link met in mid-life is refused too, and its frame passed on. */
	rcu_read_lock();
	smpg_links_close(&t->hdev, HANDLE, 0x13);
	rcu_read_unlock();
	open_on(&t->hdev, SMPG_LINKS_MAX + 1);
	EXCHANGE(test, TX, CSRK(KEY_TRACE));
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_LINKS_REFUSED), 4);
}

/* ---- Glances ---- */

static void glance_at_commands(struct kunit *test)
{
	static const struct {
		u8 opcode[2];
		bool ours;
	} commands[] = {
		{ { 0x19, 0x20 }, true }, { { 0x1a, 0x20 }, true },
		{ { 0x05, 0x20 }, true }, { { 0x2d, 0x20 }, true },
		{ { 0x35, 0x20 }, true },
		{ { 0x1b, 0x20 }, false }, { { 0x03, 0x0c }, false },
	};
	struct sk_buff *skb;
	int i;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		skb = skb_of(test, HCI_COMMAND_PKT, commands[i].opcode, 2);
		KUNIT_EXPECT_EQ(test, smpg_glance_command(skb),
				commands[i].ours);
		skb_trim(skb, 1);
		KUNIT_EXPECT_FALSE(test, smpg_glance_command(skb));
		kfree_skb(skb);
	}
}

/* The glance flags exactly the events that the engine reads. */
static void glance_at_events(struct kunit *test)
{
	struct smpg_hci hci;
	struct sk_buff *skb;
	u8 buf[2 + 40] = { 0, 40 };
	int code, subevent;
	bool ours;

	for (code = 0; code < 256; code++) {
		for (subevent = 0; subevent < 256; subevent++) {
			buf[0] = code;
			buf[2] = code == 0x3e ? subevent : 0;
			/* Command Complete: the lower half of the opcode. */
			buf[3] = code == 0x0e ? subevent : 0;
			buf[4] = code == 0x0e ? 0x0c : 0;
			buf[11] = 0x01;
			skb = skb_of(test, HCI_EVENT_PKT, buf, sizeof(buf));
			ours = smpg_hci_event(buf, sizeof(buf), &hci) !=
			       SMPG_HCI_NONE;
			KUNIT_EXPECT_EQ_MSG(test, smpg_glance_event(skb), ours,
					    "event 0x%02x, 0x%02x", code,
					    subevent);
			kfree_skb(skb);
			if (code != 0x3e && code != 0x0e)
				break;
		}
	}
}

static void glance_at_acl(struct kunit *test)
{
	u8 buf[HCI_ACL_HDR_SIZE + 8], payload[8] = { 4 };
	struct sk_buff *skb;
	size_t len;
	int cid;

	for (cid = 0; cid < 0x10000; cid += cid < 0x100 ? 1 : 0xff) {
		payload[2] = cid;
		payload[3] = cid >> 8;
		len = acl(buf, PB_START_FLUSH, payload, sizeof(payload));
		skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
		KUNIT_EXPECT_EQ(test, smpg_glance_acl(skb) != SMPG_GLANCE_PASS,
				cid == 6 || cid == 7);
		kfree_skb(skb);
	}
	/* While an SMP PDU is in progress the glance flags every frame. */
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	atomic_inc(&smpg_partial);
	KUNIT_EXPECT_NE(test, smpg_glance_acl(skb), SMPG_GLANCE_PASS);
	atomic_dec(&smpg_partial);
	skb->data[1] = PB_CONT;
	KUNIT_EXPECT_NE(test, smpg_glance_acl(skb), SMPG_GLANCE_PASS);
	skb->data[1] = PB_START;
	skb->data[4]++;
	KUNIT_EXPECT_NE(test, smpg_glance_acl(skb), SMPG_GLANCE_PASS);
	skb_trim(skb, HCI_ACL_HDR_SIZE + 3);
	KUNIT_EXPECT_NE(test, smpg_glance_acl(skb), SMPG_GLANCE_PASS);
	kfree_skb(skb);
}

static void counter_names(struct kunit *test)
{
	char buf[SMPG_COUNTER_NAME_LEN], other[SMPG_COUNTER_NAME_LEN];
	const char *name, *earlier;
	unsigned int i, j, named = 0;

	for (i = 0; i < SMPG_COUNTERS; i++) {
		name = smpg_counter_name(i, buf);
		if (i < SMPG_RULES)
			KUNIT_EXPECT_NOT_NULL(test, name);
		if (!name)
			continue;
		named++;
		for (j = 0; j < i; j++) {
			earlier = smpg_counter_name(j, other);
			if (earlier)
				KUNIT_EXPECT_STRNEQ(test, name, earlier);
		}
	}
	/* Three actions each, a fourth of three rules, a fifth of one. */
	KUNIT_EXPECT_EQ(test, named,
			SMPG_RULES + 3 * __SMP_GUARD_RULE_MAX + 4);
}

static struct kunit_case frame_cases[] = {
	KUNIT_CASE(nothing_is_seen_before_all_hooks_are),
	KUNIT_CASE(other_frames_are_untouched),
	KUNIT_CASE(unnegotiated_key_is_dropped),
	KUNIT_CASE(rejected_pdu_goes_no_further),
	KUNIT_CASE(rejected_rest_is_blank),
	KUNIT_CASE(most_specific_entry_wins),
	KUNIT_CASE(policy_holds_its_peers),
	KUNIT_CASE(reused_key_is_repaired),
	KUNIT_CASE(peers_irk_is_told_of_with_its_address),
	KUNIT_CASE(weak_key_is_repaired_in_place),
	KUNIT_CASE(short_key_is_repaired_to_its_size),
	KUNIT_CASE(weak_irk_is_masked_or_rejected),
	KUNIT_CASE(kernels_weak_irk_is_not_offered_over_bredr),
	KUNIT_CASE(clone_keeps_what_it_had),
	KUNIT_CASE(scattered_frames),
	KUNIT_CASE(shared_frame_is_starved),
	KUNIT_CASE(fragments_that_pass),
	KUNIT_CASE(fragments_that_are_repaired),
	KUNIT_CASE(fragments_that_are_masked),
	KUNIT_CASE(rest_of_a_masked_key),
	KUNIT_CASE(long_responses_that_are_rejected),
	KUNIT_CASE(public_keys_that_are_rejected),
	KUNIT_CASE(long_requests_over_bredr),
	KUNIT_CASE(header_in_two_halves),
	KUNIT_CASE(link_closed_within_a_fragment),
	KUNIT_CASE(fragments_of_others_are_untouched),
	KUNIT_CASE(malformed_frames_are_untouched),
	KUNIT_CASE(unknown_codes_are_untouched),
	KUNIT_CASE(malformed_events_are_untouched),
	KUNIT_CASE(commands_tell_of_session_keys),
	KUNIT_CASE(peers_key_is_translated),
	KUNIT_CASE(encryption_tells_who_it_is),
	KUNIT_CASE(hosts_own_name_is_refused),
	KUNIT_CASE(reset_keeps_translations),
	KUNIT_CASE(links_met_by_a_request),
	KUNIT_CASE(failed_pairing_makes_no_translation),
	KUNIT_CASE(failure_after_a_pairing_loses_nothing),
	KUNIT_CASE(starved_key_is_not_translated),
	KUNIT_CASE(key_in_fragments_is_translated),
	KUNIT_CASE(requests_of_every_shape),
	KUNIT_CASE(replies_of_every_shape),
	KUNIT_CASE(encryptions_of_every_shape),
	KUNIT_CASE(requests_of_wrong_length),
	KUNIT_CASE(commands_of_wrong_length),
	KUNIT_CASE(signed_writes_of_every_shape),
	KUNIT_CASE(signed_writes_in_fragments_are_untouched),
	KUNIT_CASE(only_signed_writes_are_looked_at),
	KUNIT_CASE(other_signed_writes_are_untouched),
	KUNIT_CASE(repaired_keys_are_random),
	KUNIT_CASE(links_come_and_go),
	KUNIT_CASE(links_of_two_adapters),
	KUNIT_CASE(only_who_pairs_is_met_in_mid_life),
	KUNIT_CASE(adapter_that_is_down_has_no_links),
	KUNIT_CASE(links_beyond_the_limit_are_refused),
	KUNIT_CASE(glance_at_commands),
	KUNIT_CASE(glance_at_events),
	KUNIT_CASE(glance_at_acl),
	KUNIT_CASE(counter_names),
	{}
};

static struct kunit_suite frame_suite = {
	.name = "smpg_frame",
	.init = frame_init,
	.exit = frame_exit,
	.test_cases = frame_cases,
};

kunit_test_suite(frame_suite);
