// SPDX-License-Identifier: GPL-2.0
/* Every verdict, as it is carried out on the frames of a link. */
#include <linux/sort.h>

#include "frames.h"
#include "../kernel/identity.h"

static void set_actions(u8 action)
{
	struct smpg_entry entry = {
		.part.sets = SMPG_SETS_RULE(__SMP_GUARD_RULE_MAX) - 1,
	};
	struct smpg_table *draft = smpg_policy_draft(true, 0);

	memset(entry.part.value.action, action, sizeof(entry.part.value.action));
	smpg_policy_put(draft, &entry);
	smpg_policy_commit(draft);
}

/* ---- Dropped ---- */

static void unnegotiated_key_is_dropped(struct kunit *test)
{
	struct sk_buff *skb;
	u8 buf[64];
	size_t len;

	negotiate_csrk(test);
	len = write_smp(buf, PB_START, ltk_pdu, sizeof(ltk_pdu));
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_FALSE(test, passes(test, TX, skb));
	KUNIT_EXPECT_EQ(test, seen.owed, 1);
	/* Received frames cost the host no credit. */
	KUNIT_EXPECT_FALSE(test, passes(test, RX, skb));
	KUNIT_EXPECT_EQ(test, seen.owed, 1);
	KUNIT_EXPECT_EQ(test, seen.violations, 2);
	KUNIT_EXPECT_EQ(test, counted(SMPG_FRAMES_STARVED), 0);
	kfree_skb(skb);
}

/* ---- Rejected ---- */

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
	len = write_smp(buf, PB_START, ltk_pdu, sizeof(ltk_pdu));
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_FALSE(test, passes(test, RX, skb));
	KUNIT_EXPECT_EQ(test, seen.said[TX], 0x0f);
	KUNIT_EXPECT_EQ(test, seen.said[RX], 0x0f);
	KUNIT_EXPECT_EQ(test, seen.owed, 0);

	memset(seen.said, 0, sizeof(seen.said));
	KUNIT_EXPECT_TRUE(test, passes(test, TX, skb));
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
	len = write_acl(buf, PB_START, data, 3);
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_TRUE(test, passes(test, TX, skb));
	kfree_skb(skb);
	len = write_acl(buf, PB_CONT, data + 3, sizeof(data) - 3);
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_TRUE(test, passes(test, TX, skb));
	KUNIT_EXPECT_EQ(test, skb->len, len);
	KUNIT_EXPECT_NULL(test, memchr_inv(skb->data + HCI_ACL_HDR_SIZE + 1, 0,
					   sizeof(data) - 4));
	KUNIT_EXPECT_EQ(test, seen.said[TX], 0x0f);
	KUNIT_EXPECT_EQ(test, seen.said[RX], 0x0f);
	kfree_skb(skb);
}

static void long_responses_that_are_rejected(struct kunit *test)
{
	u8 pdu[90] = { RESPONSE(0, SIGN, 0) };
	size_t size, len;

	for (len = 8; len <= sizeof(pdu); len += 41) {
		for (size = 1; size < SMPG_L2CAP_HDR + len; size++) {
			smpg_links_close_all(NULL, 0);
			connect_peer(test);
			set_actions(SMP_GUARD_ACTION_AUDIT);
			EXCHANGE(test, TX, REQUEST(0, SIGN, 0));
			set_actions(SMP_GUARD_ACTION_REJECT);
			expect_rejected_at_its_end(test, RX, SMPG_CID_SMP_LE,
						   pdu, len, size, 0x03);
		}
	}
}

static const u8 debug_pdu[] = { PUBLIC_KEY(DEBUG_POINT) };

static void public_keys_that_are_rejected(struct kunit *test)
{
	size_t size;

	set_actions(SMP_GUARD_ACTION_REJECT);
	for (size = 1; size < SMPG_L2CAP_MAX; size++) {
		smpg_links_close_all(NULL, 0);
		connect_peer(test);
		expect_rejected_at_its_end(test, TX, SMPG_CID_SMP_LE, debug_pdu,
					   sizeof(debug_pdu), size, 0x0a);
	}
}

/* A host may not check the key that it computes with. */
static void public_keys_for_the_host(struct kunit *test)
{
	static const u8 zeros[sizeof(debug_pdu)];
	u8 out[SMPG_L2CAP_MAX];
	size_t size, len;

	for (size = 1; size < SMPG_L2CAP_MAX; size++) {
		smpg_links_close_all(NULL, 0);
		connect_peer(test);
		set_actions(SMP_GUARD_ACTION_REJECT);
		memset(seen.said, 0, sizeof(seen.said));
		len = in_fragments(test, RX, PB_START_FLUSH, debug_pdu,
				   sizeof(debug_pdu), size, out);
		KUNIT_EXPECT_EQ(test, seen.said[RX], 0x0a);
		KUNIT_EXPECT_EQ(test, seen.said[TX], 0x0a);
		if (size > SMPG_L2CAP_HDR) {
			KUNIT_EXPECT_EQ(test, len, 0);
		} else {
			KUNIT_EXPECT_EQ(test, len, SMPG_L2CAP_MAX);
			KUNIT_EXPECT_MEMEQ(test, out + SMPG_L2CAP_HDR, zeros,
					   sizeof(zeros));
		}

		set_actions(SMP_GUARD_ACTION_AUDIT);
		len = in_fragments(test, RX, PB_START_FLUSH, debug_pdu,
				   sizeof(debug_pdu), size, out);
		KUNIT_EXPECT_EQ(test, len, SMPG_L2CAP_MAX);
		KUNIT_EXPECT_MEMEQ(test, out + SMPG_L2CAP_HDR, debug_pdu,
				   sizeof(debug_pdu));
	}
}

/* ---- Repaired ---- */

static void weak_key_is_repaired_in_place(struct kunit *test)
{
	struct sk_buff *skb;
	u8 buf[64];
	size_t len;

	negotiate_csrk(test);
	len = write_smp(buf, PB_START, weak_csrk_pdu, sizeof(weak_csrk_pdu));
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_TRUE(test, passes(test, TX, skb));
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

	connect_peer(test);
	EXCHANGE(test, TX, SMPG_PAIRING_REQUEST, 3, 0, 0, 7, ENC, 0);
	EXCHANGE(test, RX, RESPONSE(0, ENC, 0));
	hand_over_stk(test);
	len = write_smp(buf, PB_START, ltk, sizeof(ltk));
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_TRUE(test, passes(test, TX, skb));
	expect_repaired(test, skb, buf, len);
	KUNIT_EXPECT_MEMEQ(test, skb->data + len - 9, zeros, 9);
	kfree_skb(skb);
}

/* The key is random, but was distributed to another peer. */
static void reused_key_is_repaired(struct kunit *test)
{
	struct sk_buff *skb;
	u8 buf[64];
	size_t len;

	negotiate_csrk(test);
	exchange_pdu(test, TX, csrk_pdu, sizeof(csrk_pdu));
	KUNIT_EXPECT_EQ(test, seen.violations, 0);

	/* A host may have one key for each peer. */
	negotiate_csrk(test);
	exchange_pdu(test, TX, csrk_pdu, sizeof(csrk_pdu));
	KUNIT_EXPECT_EQ(test, seen.violations, 0);

	EVENT(test, 0x3e, 19, 0x01, 0x00, HANDLE, 0x00, 0x00, 0x01,
	      0xe1, 0xf3, 0x76, 0x4c, 0xa7, 0xd2, 0x36, 0, 0, 0, 0x2a, 0, 0);
	EXCHANGE(test, TX, REQUEST(0, SIGN, 0));
	EXCHANGE(test, RX, RESPONSE(0, SIGN, 0));
	hand_over_stk(test);
	len = write_smp(buf, PB_START, csrk_pdu, sizeof(csrk_pdu));
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_TRUE(test, passes(test, TX, skb));
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
		connect_peer(test);
		/* A private address, which tells no identity */
		link_at(test, HANDLE)->peer[5] = 0x52;
		EXCHANGE(test, TX, REQUEST(0, 0, ID));
		EXCHANGE(test, RX, RESPONSE(0, 0, ID));
		hand_over_stk(test);
		EXCHANGE(test, RX, IRK(KEY_A));
		EXCHANGE(test, RX, SMPG_IDENTITY_ADDRESS_INFORMATION, 1, 1, 2,
			 3, 4, 5, lasts[i]);
		KUNIT_EXPECT_EQ(test, seen.violations, i == 2);
	}
	KUNIT_EXPECT_EQ(test, seen.last.findings[0].rule,
			SMP_GUARD_RULE_REUSED_PEER_KEY);
	smpg_identity_exit();
}

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

/* ---- IRKs ---- */

static void command(struct kunit *test, const u8 *data, size_t len)
{
	struct sk_buff *skb = skb_of(test, HCI_COMMAND_PKT, data, len);

	KUNIT_EXPECT_TRUE(test, passes(test, TX, skb));
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

	connect_peer(test);
	EXCHANGE(test, TX, REQUEST(0, ID, 0));
	EXCHANGE(test, RX, RESPONSE(0, ID, 0));
	hand_over_stk(test);
	len = write_smp(buf, PB_START, irk, sizeof(irk));
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_TRUE(test, passes(test, TX, skb));
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

static struct kunit_case verdict_cases[] = {
	KUNIT_CASE(unnegotiated_key_is_dropped),
	KUNIT_CASE(rejected_pdu_goes_no_further),
	KUNIT_CASE(rejected_rest_is_blank),
	KUNIT_CASE(long_responses_that_are_rejected),
	KUNIT_CASE(public_keys_that_are_rejected),
	KUNIT_CASE(public_keys_for_the_host),
	KUNIT_CASE(weak_key_is_repaired_in_place),
	KUNIT_CASE(short_key_is_repaired_to_its_size),
	KUNIT_CASE(reused_key_is_repaired),
	KUNIT_CASE(peers_irk_is_told_of_with_its_address),
	KUNIT_CASE(repaired_keys_are_random),
	KUNIT_CASE(weak_irk_is_masked_or_rejected),
	{}
};

static struct kunit_suite verdict_suite = {
	.name = "smpg_verdict",
	.init = frames_init,
	.exit = frames_exit,
	.test_cases = verdict_cases,
};

kunit_test_suite(verdict_suite);
