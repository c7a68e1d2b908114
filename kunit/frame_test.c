// SPDX-License-Identifier: GPL-2.0
/* Packets of every shape: whole, scattered, in fragments, malformed. */
#include "frames.h"
#include "../kernel/frame.c"

/* ---- Whole frames ---- */

static void clone_keeps_what_it_had(struct kunit *test)
{
	struct sk_buff *skb, *clone;
	u8 buf[64];
	size_t len;

	negotiate_csrk(test);
	len = write_smp(buf, PB_START, weak_csrk_pdu, sizeof(weak_csrk_pdu));
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	clone = skb_clone(skb, GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, clone);
	KUNIT_EXPECT_TRUE(test, passes(test, TX, skb));
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
		len = write_smp(buf, PB_START, weak_csrk_pdu,
				sizeof(weak_csrk_pdu));
		skb = scattered_skb(test, buf, len, linear);
		KUNIT_EXPECT_TRUE(test, passes(test, TX, skb));
		expect_repaired(test, skb, buf, len);
		kfree_skb(skb);

		len = write_smp(buf, PB_START, ltk_pdu, sizeof(ltk_pdu));
		skb = scattered_skb(test, buf, len, linear);
		KUNIT_EXPECT_FALSE(test, passes(test, TX, skb));
		kfree_skb(skb);
	}
	KUNIT_EXPECT_EQ(test, seen.owed, 25);
	KUNIT_EXPECT_EQ(test, counted(SMPG_MALFORMED_TX), 0);
}

/* The guard cannot write to the frame: drop it rather than pass a weak key. */
static void shared_frame_is_starved(struct kunit *test)
{
	struct sk_buff *skb;
	u8 buf[64];
	size_t len;

	negotiate_csrk(test);
	len = write_smp(buf, PB_START, weak_csrk_pdu, sizeof(weak_csrk_pdu));
	skb = skb_get(skb_of(test, HCI_ACLDATA_PKT, buf, len));
	KUNIT_EXPECT_FALSE(test, passes(test, TX, skb));
	KUNIT_EXPECT_MEMEQ(test, skb->data, buf, len);
	KUNIT_EXPECT_EQ(test, seen.owed, 1);
	KUNIT_EXPECT_EQ(test, counted(SMPG_FRAMES_STARVED), 1);
	kfree_skb(skb);
	kfree_skb(skb);
}

/*
 * A packet that is starved is dropped. Its receiver still waits for the rest of the
 * PDU before, which a loose fragment must not become.
 */
static void fragment_behind_a_starved_frame(struct kunit *test)
{
	static const u8 header[] = { sizeof(csrk_pdu), 0, SMPG_CID_SMP_LE, 0 };
	struct sk_buff *skb;
	u8 buf[64];
	size_t len;

	negotiate_csrk(test);
	len = write_acl(buf, PB_START, header, sizeof(header));
	pass_packet(test, HCI_ACLDATA_PKT, buf, buf, len);

	len = write_smp(buf, PB_START, weak_csrk_pdu, sizeof(weak_csrk_pdu));
	skb = skb_get(skb_of(test, HCI_ACLDATA_PKT, buf, len));
	KUNIT_EXPECT_FALSE(test, passes(test, TX, skb));
	kfree_skb(skb);
	kfree_skb(skb);

	len = write_acl(buf, PB_CONT, weak_csrk_pdu, sizeof(weak_csrk_pdu));
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_FALSE(test, passes(test, TX, skb));
	KUNIT_EXPECT_EQ(test, seen.owed, 2);
	kfree_skb(skb);
}

/* ---- Fragments ---- */

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
	len = write_smp(want, 0, csrk_pdu, sizeof(csrk_pdu)) - HCI_ACL_HDR_SIZE;
	for (i = 0; i < ARRAY_SIZE(pbs); i++) {
		for (size = 1; size <= 27; size++) {
			KUNIT_EXPECT_EQ(test,
					in_fragments(test, TX, pbs[i], csrk_pdu,
						     sizeof(csrk_pdu), size,
						     out), len);
			KUNIT_EXPECT_MEMEQ(test, out, want + HCI_ACL_HDR_SIZE,
					   len);
			/* The key comes again and again, which is all. */
			KUNIT_EXPECT_LE(test, seen.last.action,
					SMP_GUARD_ACTION_AUDIT);
		}
	}
	KUNIT_EXPECT_EQ(test, counted(SMPG_MALFORMED_TX), 0);
	KUNIT_EXPECT_EQ(test, counted(SMPG_FRAMES_STARVED), 0);
}

static void fragments_that_are_repaired(struct kunit *test)
{
	u8 want[HCI_ACL_HDR_SIZE + SMPG_L2CAP_MAX];
	u8 out[SMPG_L2CAP_MAX];
	size_t size, len;

	negotiate_csrk(test);
	len = write_smp(want, 0, weak_csrk_pdu, sizeof(weak_csrk_pdu)) -
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
	KUNIT_EXPECT_NE(test, counted(SMPG_MALFORMED_RX), 0);
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
		len = write_acl(buf, PB_START_FLUSH, l2cap, half);
		skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
		KUNIT_EXPECT_TRUE(test, passes(test, RX, skb));
		kfree_skb(skb);

		len = write_acl(buf, PB_CONT, l2cap + half,
				sizeof(l2cap) - half);
		skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
		KUNIT_EXPECT_TRUE(test, passes(test, RX, skb));
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
	len = write_smp(buf, PB_START, csrk_pdu, sizeof(csrk_pdu));
	buf[2] = 10;
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len - (sizeof(csrk_pdu) +
		     SMPG_L2CAP_HDR - 10));
	KUNIT_EXPECT_FALSE(test, passes(test, TX, skb));
	KUNIT_EXPECT_EQ(test, partial(), 1);
	kfree_skb(skb);
	EVENT(test, 0x05, 4, 0x00, HANDLE, 0x00, 0x13);
	KUNIT_EXPECT_EQ(test, partial(), 0);
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
		len = write_acl(buf, i ? PB_CONT : PB_START, payload,
				i ? 512 + 4 - sizeof(payload) :
				    sizeof(payload));
		skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
		KUNIT_EXPECT_TRUE(test, passes(test, TX, skb));
		KUNIT_EXPECT_MEMEQ(test, skb->data, buf, len);
		kfree_skb(skb);
	}
	KUNIT_EXPECT_EQ(test, counted(SMPG_MALFORMED_TX), 0);
	KUNIT_EXPECT_EQ(test, counted(SMPG_SMP_TX), 1);
	/* Another fragment would exceed the PDU. */
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_TRUE(test, passes(test, TX, skb));
	KUNIT_EXPECT_EQ(test, counted(SMPG_MALFORMED_TX), 1);
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
	len = write_smp(buf, PB_START, ltk_pdu, sizeof(ltk_pdu));
	for (n = 0; n < len; n++) {
		skb = skb_of(test, HCI_ACLDATA_PKT, buf, n);
		KUNIT_EXPECT_TRUE(test, passes(test, RX, skb));
		KUNIT_EXPECT_EQ(test, skb->len, n);
		KUNIT_EXPECT_MEMEQ(test, skb->data, buf, n);
		kfree_skb(skb);
		KUNIT_EXPECT_EQ_MSG(test, counted(SMPG_MALFORMED_RX),
				    ++malformed, "%zu octets", n);
	}
	/* A continuation without a start. */
	buf[1] = PB_CONT;
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_TRUE(test, passes(test, RX, skb));
	KUNIT_EXPECT_EQ(test, counted(SMPG_MALFORMED_RX), ++malformed);
	KUNIT_EXPECT_MEMEQ(test, skb->data, buf, len);
	kfree_skb(skb);
	KUNIT_EXPECT_EQ(test, seen.violations, 0);
}

/* ---- Where a packet to the controller ends ---- */

#define EXTRA	30

/* Headers that declare a payload of four octets. */
static const struct {
	u8 type;
	size_t len;
	u8 packet[12];
} ends[] = {
	{ HCI_COMMAND_PKT, 7, { 0x19, 0x0c, 4, 1, 2, 3, 4 } },
	{ HCI_SCODATA_PKT, 7, { HANDLE + 1, 0, 4, 1, 2, 3, 4 } },
	{ HCI_ISODATA_PKT, 8, { HANDLE + 2, 0x40, 4, 0, 1, 2, 3, 4 } },
	{ HCI_ACLDATA_PKT, 8, { HANDLE, 0, 4, 0, 0, 0, 4, 0 } },
	{ HCI_ACLDATA_PKT, 8, { HANDLE, 0, 4, 0, 9, 0, 4, 0 } },
	{ HCI_ACLDATA_PKT, 8, { HANDLE, 0x10, 4, 0, 1, 2, 3, 4 } },
	{ HCI_ACLDATA_PKT, 8, { HANDLE, 0, 4, 0, 0, 0, 6, 0 } },
};

/* A UART's controller would take the rest for the next packet. */
static void octets_behind_the_declared_length(struct kunit *test)
{
	u8 buf[sizeof(ends[0].packet) + EXTRA];
	struct sk_buff *skb, *clone;
	size_t len;
	int i;

	negotiate_csrk(test);
	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		len = ends[i].len;
		memset(buf, HCI_ACLDATA_PKT, sizeof(buf));
		memcpy(buf, ends[i].packet, len);
		skb = skb_of(test, ends[i].type, buf, len);
		KUNIT_EXPECT_TRUE(test, passes(test, TX, skb));
		KUNIT_EXPECT_EQ(test, skb->len, len);
		kfree_skb(skb);

		skb = skb_of(test, ends[i].type, buf, len + EXTRA);
		clone = skb_clone(skb, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, clone);
		KUNIT_EXPECT_TRUE(test, passes(test, TX, skb));
		KUNIT_ASSERT_EQ_MSG(test, skb->len, len, "packet %d", i);
		KUNIT_EXPECT_MEMEQ(test, skb->data, buf, len);
		KUNIT_EXPECT_EQ(test, clone->len, len + EXTRA);
		kfree_skb(clone);
		kfree_skb(skb);

		/* Behind a page boundary, too. */
		skb = scattered_skb(test, buf, len + EXTRA, 2);
		hci_skb_pkt_type(skb) = ends[i].type;
		KUNIT_EXPECT_TRUE(test, passes(test, TX, skb));
		KUNIT_EXPECT_EQ_MSG(test, skb->len, len, "packet %d", i);
		kfree_skb(skb);
	}
}

/* A UART's controller would take the next packet for the rest of this one. */
static void packets_that_end_too_early(struct kunit *test)
{
	unsigned int owed = 0;
	struct sk_buff *skb;
	size_t len;
	int i;

	negotiate_csrk(test);
	for (i = 0; i < ARRAY_SIZE(ends); i++) {
		for (len = 0; len < ends[i].len; len++) {
			skb = skb_of(test, ends[i].type, ends[i].packet, len);
			KUNIT_EXPECT_FALSE_MSG(test, passes(test, TX, skb),
					       "packet %d, %zu octets", i, len);
			kfree_skb(skb);
			/* Without a handle, no link is owed a completion. */
			owed += ends[i].type == HCI_ACLDATA_PKT && len >= 2;
			KUNIT_EXPECT_EQ(test, seen.owed, owed);
		}
	}
}

/* A driver for USB transmits both types by the same pipe. */
static void acl_packet_labelled_iso(struct kunit *test)
{
	static const u8 iso[] = { HANDLE + 2, 0x40, 4, 0, 1, 0, 6, 0 };
	struct sk_buff *skb;
	u8 buf[64];
	size_t len;

	negotiate_csrk(test);
	len = write_smp(buf, PB_START, ltk_pdu, sizeof(ltk_pdu));
	skb = skb_of(test, HCI_ISODATA_PKT, buf, len);
	KUNIT_EXPECT_FALSE(test, passes(test, TX, skb));
	KUNIT_EXPECT_EQ(test, seen.last.action, SMP_GUARD_ACTION_MASK);
	kfree_skb(skb);

	len = write_smp(buf, PB_START, weak_csrk_pdu, sizeof(weak_csrk_pdu));
	skb = skb_of(test, HCI_ISODATA_PKT, buf, len);
	KUNIT_EXPECT_TRUE(test, passes(test, TX, skb));
	expect_repaired(test, skb, buf, len);
	kfree_skb(skb);

	/* On a handle of its own, its octets are not L2CAP. */
	pass_packet(test, HCI_ISODATA_PKT, iso, iso, sizeof(iso));
	KUNIT_EXPECT_EQ(test, smpg_links_count(), 1);
}

/* HCI_UP is cleared before the queue of the adapter is transmitted. */
static void adapter_that_goes_down(struct kunit *test)
{
	struct frame_test *t = test->priv;
	struct sk_buff *skb;
	u8 buf[64];
	size_t len;

	negotiate_csrk(test);
	clear_bit(HCI_UP, &t->hdev.flags);
	len = write_smp(buf, PB_START, ltk_pdu, sizeof(ltk_pdu));
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_FALSE(test, passes(test, TX, skb));
	KUNIT_EXPECT_EQ(test, seen.last.action, SMP_GUARD_ACTION_MASK);
	kfree_skb(skb);
	set_bit(HCI_UP, &t->hdev.flags);
}

static void unknown_codes_are_untouched(struct kunit *test)
{
	negotiate_csrk(test);
	EXCHANGE(test, TX, 0x00);
	EXCHANGE(test, TX, 0x0f, 1, 2, 3);
	EXCHANGE(test, RX, 0xff);
	KUNIT_EXPECT_EQ(test, counted(SMPG_MALFORMED_TX), 2);
	KUNIT_EXPECT_EQ(test, counted(SMPG_MALFORMED_RX), 1);
}

static struct kunit_case frame_cases[] = {
	KUNIT_CASE(clone_keeps_what_it_had),
	KUNIT_CASE(scattered_frames),
	KUNIT_CASE(shared_frame_is_starved),
	KUNIT_CASE(fragment_behind_a_starved_frame),
	KUNIT_CASE(fragments_that_pass),
	KUNIT_CASE(fragments_that_are_repaired),
	KUNIT_CASE(fragments_that_are_masked),
	KUNIT_CASE(rest_of_a_masked_key),
	KUNIT_CASE(header_in_two_halves),
	KUNIT_CASE(link_closed_within_a_fragment),
	KUNIT_CASE(fragments_of_others_are_untouched),
	KUNIT_CASE(malformed_frames_are_untouched),
	KUNIT_CASE(octets_behind_the_declared_length),
	KUNIT_CASE(packets_that_end_too_early),
	KUNIT_CASE(acl_packet_labelled_iso),
	KUNIT_CASE(adapter_that_goes_down),
	KUNIT_CASE(unknown_codes_are_untouched),
	{}
};

static struct kunit_suite frame_suite = {
	.name = "smpg_frame",
	.init = frames_init,
	.exit = frames_exit,
	.test_cases = frame_cases,
};

kunit_test_suite(frame_suite);
