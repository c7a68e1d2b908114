// SPDX-License-Identifier: GPL-2.0
/* An adapter without hardware, and frames for it. */
#include "frames.h"
#include "../kernel/failures.h"
#include "../kernel/keep.h"
#include "../kernel/reuse.h"
#include "../kernel/translations.h"

#define TRANSLATIONS	64

int frames_init(struct kunit *test)
{
	struct frame_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	int err;

	if (!t)
		return -ENOMEM;
	test->priv = t;
	t->hdev.id = 7;
	set_bit(HCI_UP, &t->hdev.flags);
	INIT_LIST_HEAD(&t->hdev.conn_hash.list);
	INIT_LIST_HEAD(&t->hdev.identity_resolving_keys);
	/* Other cases have pairings that fail. */
	smpg_failures_forget(t->hdev.id);
	INIT_LIST_HEAD(&t->hdev.link_keys);
	INIT_LIST_HEAD(&t->hdev.long_term_keys);
	err = smpg_policy_init(SMP_GUARD_PROFILE_DEFAULT,
			       &(struct smpg_policy_part){});
	if (err)
		return err;
	smpg_translations_init(TRANSLATIONS);
	smpg_keep_init(false);
	smpg_links_init(smpg_link_ended);
	fakes_reset();
	static_branch_enable(&smpg_watching);
	/* A failed case must not affect the next one. */
	memset(smpg_partial, 0, sizeof(smpg_partial));
	return 0;
}

/* Directions of all links with an SMP PDU in progress. */
int partial(void)
{
	int i, sum = 0;

	for (i = 0; i < ARRAY_SIZE(smpg_partial); i++)
		sum += atomic_read(&smpg_partial[i]);
	return sum;
}

void frames_exit(struct kunit *test)
{
	rcu_read_lock();
	smpg_links_close_all(NULL, 0);
	rcu_read_unlock();
	KUNIT_EXPECT_EQ(test, partial(), 0);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 0);
	smpg_translations_exit(smpg_keep_has);
	smpg_policy_exit();
	smpg_reuse_exit();
}

/* ---- Octets of a packet, and the packet ---- */

/* Write an ACL packet to @buf. Return: its length. */
size_t write_acl(u8 *buf, u8 pb, const u8 *payload, size_t len)
{
	buf[0] = HANDLE;
	buf[1] = pb;
	buf[2] = len;
	buf[3] = len >> 8;
	memcpy(buf + HCI_ACL_HDR_SIZE, payload, len);
	return HCI_ACL_HDR_SIZE + len;
}

/* Write an ACL packet with a whole SMP PDU to @buf. Return: its length. */
size_t write_smp(u8 *buf, u8 pb, const u8 *pdu, size_t len)
{
	u8 l2cap[SMPG_L2CAP_MAX] = { len, 0, SMPG_CID_SMP_LE, 0 };

	memcpy(l2cap + SMPG_L2CAP_HDR, pdu, len);
	return write_acl(buf, pb, l2cap, SMPG_L2CAP_HDR + len);
}

struct sk_buff *skb_of(struct kunit *test, u8 type, const u8 *data,
		       size_t len)
{
	struct sk_buff *skb = alloc_skb(len, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, skb);
	skb_put_data(skb, data, len);
	hci_skb_pkt_type(skb) = type;
	return skb;
}

/* As skb_of(), with all but @linear octets in a page. */
struct sk_buff *scattered_skb(struct kunit *test, const u8 *data, size_t len,
			      size_t linear)
{
	struct sk_buff *skb = skb_of(test, HCI_ACLDATA_PKT, data, linear);
	struct page *page = alloc_page(GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, page);
	memcpy(page_address(page), data + linear, len - linear);
	skb_add_rx_frag(skb, 0, page, 0, len - linear, PAGE_SIZE);
	return skb;
}

/* ---- Packets through the guard ---- */

/* Return: true if the frame is passed on. */
bool passes(struct kunit *test, u8 direction, struct sk_buff *skb)
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

/* The guard passes a packet on, with the octets of @want. */
void expect_packet(struct kunit *test, struct sk_buff *skb,
		   const u8 *want, size_t len)
{
	const u8 type = hci_skb_pkt_type(skb);

	KUNIT_EXPECT_TRUE(test, passes(test, type == HCI_EVENT_PKT ? RX : TX,
				       skb));
	KUNIT_ASSERT_EQ(test, skb->len, len);
	KUNIT_ASSERT_EQ(test, skb_linearize(skb), 0);
	KUNIT_EXPECT_MEMEQ(test, skb->data, want, len);
	kfree_skb(skb);
}

void pass_packet(struct kunit *test, u8 type, const u8 *data, const u8 *want,
		 size_t len)
{
	expect_packet(test, skb_of(test, type, data, len), want, len);
}

/* The guard passes on every event. */
void pass_event(struct kunit *test, const u8 *data, size_t len)
{
	struct sk_buff *skb = skb_of(test, HCI_EVENT_PKT, data, len);

	KUNIT_EXPECT_TRUE(test, passes(test, RX, skb));
	KUNIT_EXPECT_EQ(test, skb->len, len);
	KUNIT_EXPECT_MEMEQ(test, skb->data, data, len);
	kfree_skb(skb);
}

/* An SMP PDU that is passed on unchanged. */
void exchange_pdu(struct kunit *test, u8 direction, const u8 *pdu,
		  size_t len)
{
	u8 buf[HCI_ACL_HDR_SIZE + SMPG_L2CAP_MAX];
	size_t size = write_smp(buf, PB_START, pdu, len);
	struct sk_buff *skb = skb_of(test, HCI_ACLDATA_PKT, buf, size);

	KUNIT_EXPECT_TRUE(test, passes(test, direction, skb));
	KUNIT_EXPECT_EQ(test, skb->len, size);
	KUNIT_EXPECT_MEMEQ(test, skb->data, buf, size);
	kfree_skb(skb);
}

/* ---- Links ---- */

void connect_peer(struct kunit *test)
{
	EVENT(test, 0x3e, 19, 0x01, 0x00, HANDLE, 0x00, 0x00, 0x01,
	      0xe0, 0xf3, 0x76, 0x4c, 0xa7, 0xd2, 0x36, 0, 0, 0, 0x2a, 0, 0);
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 1);
}

/*
 * Expectations under RCU are wrong, since a failing one allocates. The link
 * stays: only this thread uses the table.
 */
struct smpg_link *link_on(struct hci_dev *hdev, u16 handle)
{
	struct smpg_live_link *live;

	rcu_read_lock();
	live = smpg_links_find(hdev, handle);
	rcu_read_unlock();
	return live ? &live->link : NULL;
}

struct smpg_link *link_at(struct kunit *test, u16 handle)
{
	struct frame_test *t = test->priv;

	return link_on(&t->hdev, handle);
}

/* A link on which this host alone is to send a key, namely a CSRK. */
void agree_on_csrk(struct kunit *test)
{
	connect_peer(test);
	EXCHANGE(test, TX, REQUEST(0, SIGN, 0));
	EXCHANGE(test, RX, RESPONSE(0, SIGN, 0));
	KUNIT_EXPECT_EQ(test, seen.last.happened, SMPG_STARTED);
}

/* As if authentication were over, and the STK handed to the controller */
void hand_over_stk(struct kunit *test)
{
	struct smpg_pairing *p = &link_at(test, HANDLE)->pairing;

	p->phase = SMP_GUARD_PHASE_ENCRYPTION;
	p->keyed = true;
}

/* A link on which this host alone may send a key, namely a CSRK. */
void negotiate_csrk(struct kunit *test)
{
	agree_on_csrk(test);
	hand_over_stk(test);
}

const u8 ltk_pdu[] = { LTK(KEY_A) };
const u8 csrk_pdu[] = { CSRK(KEY_A) };
const u8 weak_csrk_pdu[] = { CSRK(KEY_TRACE) };

/* Only the key differs, since the guard has replaced it. */
void expect_repaired(struct kunit *test, struct sk_buff *skb,
		     const u8 *was, size_t len)
{
	const size_t key = len - SMPG_KEY_LEN;

	KUNIT_ASSERT_EQ(test, skb->len, len);
	KUNIT_ASSERT_EQ(test, skb_linearize(skb), 0);
	KUNIT_EXPECT_MEMEQ(test, skb->data, was, key);
	KUNIT_EXPECT_NE(test, memcmp(skb->data + key, was + key, SMPG_KEY_LEN),
			0);
}

/* ---- PDUs in fragments ---- */

/*
 * Send @pdu in fragments of @size octets, check the headers of those passed on,
 * and put their payload together in @out. Return: octets in @out.
 */
size_t in_fragments(struct kunit *test, u8 direction, u8 pb,
		    const u8 *pdu, size_t pdu_len, size_t size, u8 *out)
{
	u8 whole[HCI_ACL_HDR_SIZE + SMPG_L2CAP_MAX];
	u8 buf[HCI_ACL_HDR_SIZE + SMPG_L2CAP_MAX];
	const u8 *l2cap = whole + HCI_ACL_HDR_SIZE;
	size_t all = write_smp(whole, pb, pdu, pdu_len) - HCI_ACL_HDR_SIZE;
	size_t at, len, have = 0;
	struct sk_buff *skb;

	for (at = 0; at < all; at += len) {
		len = min(size, all - at);
		write_acl(buf, at ? PB_CONT : pb, l2cap + at, len);
		skb = skb_of(test, HCI_ACLDATA_PKT, buf, HCI_ACL_HDR_SIZE + len);
		if (passes(test, direction, skb)) {
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
	KUNIT_EXPECT_EQ(test, partial(), 0);
	return have;
}

/*
 * Only fragments of key PDUs are held, so the verdict reaches the last fragment
 * alone: its payload is blanked, but not its headers.
 */
void expect_rejected_at_its_end(struct kunit *test, u8 direction,
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
		write_acl(buf, at ? PB_CONT : PB_START_FLUSH, l2cap + at, len);
		skb = skb_of(test, HCI_ACLDATA_PKT, buf, HCI_ACL_HDR_SIZE + len);
		KUNIT_EXPECT_TRUE(test, passes(test, direction, skb));
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

/* ---- Keys that are repaired ---- */

const u8 hosts_id[SMPG_ID_LEN] = { RAND_A, 0x0c, 0x00 };
const u8 hosts_key[] = { KEY_TRACE };

void set_hosts_ltk(u8 key[SMPG_KEY_LEN], size_t size)
{
	memset(key, 0, SMPG_KEY_LEN);
	memcpy(key, hosts_key, size);
}

/* An encrypted link on which this host has negotiated to send @keys. */
void negotiate(struct kunit *test, u8 requester, u8 size, u8 keys)
{
	u8 request[] = { SMPG_PAIRING_REQUEST, 3, 0, 0, size, 0, 0 };

	connect_peer(test);
	request[requester == TX ? 5 : 6] = keys;
	exchange_pdu(test, requester, request, sizeof(request));
	request[0] = SMPG_PAIRING_RESPONSE;
	exchange_pdu(test, !requester, request, sizeof(request));
	EXCHANGE(test, TX, CONFIRM(KEY_B));
	EVENT(test, 0x08, 4, 0x00, HANDLE, 0x00, 0x01);
}

/* Send @hosts in a PDU of @code, and copy the octets transmitted to @peers. */
void give(struct kunit *test, u8 code, const u8 *hosts, u8 *peers,
	  size_t len)
{
	u8 pdu[1 + SMPG_KEY_LEN] = { code };
	u8 buf[HCI_ACL_HDR_SIZE + SMPG_L2CAP_MAX];
	struct sk_buff *skb;
	size_t size;

	memcpy(pdu + 1, hosts, len);
	size = write_smp(buf, PB_START, pdu, 1 + len);
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, size);
	KUNIT_EXPECT_TRUE(test, passes(test, TX, skb));
	KUNIT_ASSERT_EQ(test, skb->len, size);
	KUNIT_EXPECT_MEMEQ(test, skb->data, buf, size - len);
	memcpy(peers, skb->data + size - len, len);
	kfree_skb(skb);
}

void give_ltk(struct kunit *test, size_t size, struct received_keys *peers)
{
	u8 hosts[SMPG_KEY_LEN], theirs[SMPG_ID_LEN];

	set_hosts_ltk(hosts, size);
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

void give_csrk(struct kunit *test, struct received_keys *peers)
{
	give(test, SMPG_SIGNING_INFORMATION, hosts_key, peers->csrk,
	     SMPG_KEY_LEN);
	KUNIT_EXPECT_NE(test, memcmp(peers->csrk, hosts_key, SMPG_KEY_LEN), 0);
}
