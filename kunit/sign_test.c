// SPDX-License-Identifier: GPL-2.0
/* Signatures of ATT PDUs, and the Signed Write Commands that have them. */
#include "frames.h"
#include "../kernel/sign.c"

static const u8 vectors_csrk[] = { SIGNED_CSRK };
static const u8 vectors_pdu[] = { SIGNED_PDU };
static const u8 other_key[] = { KEY_A };

/* ---- Signatures ---- */

static void vector(struct kunit *test)
{
	const size_t at = sizeof(vectors_pdu) - MAC_LEN;
	u8 pdu[sizeof(vectors_pdu)];

	memcpy(pdu, vectors_pdu, sizeof(pdu));
	KUNIT_EXPECT_TRUE(test, smpg_sign(vectors_csrk, other_key, pdu,
					  sizeof(pdu)));
	KUNIT_EXPECT_MEMEQ(test, pdu, vectors_pdu, at);
	KUNIT_EXPECT_NE(test, memcmp(pdu + at, vectors_pdu + at, MAC_LEN), 0);

	/* The other key verifies the new signature, the first does not. */
	KUNIT_EXPECT_FALSE(test, smpg_sign(vectors_csrk, other_key, pdu,
					   sizeof(pdu)));
	KUNIT_EXPECT_TRUE(test, smpg_sign(other_key, vectors_csrk, pdu,
					  sizeof(pdu)));
	KUNIT_EXPECT_MEMEQ(test, pdu, vectors_pdu, sizeof(pdu));
}

/* RFC 4493, 4 has the most significant octet first. */
static void macs_of_the_rfc(struct kunit *test)
{
	static const u8 key[] = {
		0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6,
		0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c,
	};
	static const u8 message[] = {
		0x6b, 0xc1, 0xbe, 0xe2, 0x2e, 0x40, 0x9f, 0x96,
		0xe9, 0x3d, 0x7e, 0x11, 0x73, 0x93, 0x17, 0x2a,
		0xae, 0x2d, 0x8a, 0x57, 0x1e, 0x03, 0xac, 0x9c,
		0x9e, 0xb7, 0x6f, 0xac, 0x45, 0xaf, 0x8e, 0x51,
		0x30, 0xc8, 0x1c, 0x46, 0xa3, 0x5c, 0xe4, 0x11,
		0xe5, 0xfb, 0xc1, 0x19, 0x1a, 0x0a, 0x52, 0xef,
		0xf6, 0x9f, 0x24, 0x45, 0xdf, 0x4f, 0x9b, 0x17,
		0xad, 0x2b, 0x41, 0x7b, 0xe6, 0x6c, 0x37, 0x10,
	};
	static const struct {
		size_t len;
		u8 mac[MAC_LEN];
	} vectors[] = {
		{ 0, { 0xbb, 0x1d, 0x69, 0x29, 0xe9, 0x59, 0x37, 0x28 } },
		{ 16, { 0x07, 0x0a, 0x16, 0xb4, 0x6b, 0x4d, 0x41, 0x44 } },
		{ 40, { 0xdf, 0xa6, 0x67, 0x47, 0xde, 0x9a, 0xe6, 0x30 } },
		{ 64, { 0x51, 0xf0, 0xbe, 0xbf, 0x7e, 0x3b, 0x9d, 0x92 } },
	};
	u8 csrk[sizeof(key)], m[sizeof(message)], mac[MAC_LEN];
	size_t i, n;

	for (n = 0; n < sizeof(key); n++)
		csrk[n] = key[sizeof(key) - 1 - n];
	for (i = 0; i < ARRAY_SIZE(vectors); i++) {
		for (n = 0; n < vectors[i].len; n++)
			m[n] = message[vectors[i].len - 1 - n];
		mac_with(csrk, m, vectors[i].len, mac);
		for (n = 0; n < MAC_LEN; n++)
			KUNIT_EXPECT_EQ(test, mac[n],
					vectors[i].mac[MAC_LEN - 1 - n]);
	}
}

/* The guard signs no forgery: every bit of the PDU counts. */
static void bad_signatures_are_untouched(struct kunit *test)
{
	u8 pdu[sizeof(vectors_pdu)], was[sizeof(pdu)];
	int bit;

	for (bit = 0; bit < 8 * sizeof(pdu); bit++) {
		memcpy(was, vectors_pdu, sizeof(was));
		was[bit / 8] ^= BIT(bit % 8);
		memcpy(pdu, was, sizeof(pdu));
		KUNIT_EXPECT_FALSE(test, smpg_sign(vectors_csrk, other_key, pdu,
						   sizeof(pdu)));
		KUNIT_EXPECT_MEMEQ(test, pdu, was, sizeof(pdu));
	}
}

static void short_pdus_are_untouched(struct kunit *test)
{
	u8 pdu[SIGNED_MIN], was[SIGNED_MIN];
	size_t len;

	for (len = 0; len <= SIGNED_MIN; len++) {
		memset(pdu, 0xd2, sizeof(pdu));
		/* A good signature, if the PDU has room for one. */
		if (len >= MAC_LEN)
			mac_with(vectors_csrk, pdu, len - MAC_LEN,
				 pdu + len - MAC_LEN);
		memcpy(was, pdu, sizeof(was));
		KUNIT_EXPECT_EQ(test, smpg_sign(vectors_csrk, other_key, pdu,
						len), len == SIGNED_MIN);
		KUNIT_EXPECT_EQ(test, !memcmp(pdu, was, sizeof(pdu)),
				len != SIGNED_MIN);
	}
}

static void long_pdus_are_signed(struct kunit *test)
{
	static const u16 sizes[] = { 16, 24, 25, 32, 33, 251, 512, 527 };
	u8 *was = kunit_kzalloc(test, 2 * 527, GFP_KERNEL), *pdu;
	size_t len, at;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, was);
	pdu = was + 527;
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		len = sizes[i];
		at = len - MAC_LEN;
		get_random_bytes(was, at);
		mac_with(vectors_csrk, was, at, was + at);
		memcpy(pdu, was, len);
		KUNIT_EXPECT_TRUE(test, smpg_sign(vectors_csrk, other_key, pdu,
						  len));
		KUNIT_EXPECT_MEMEQ(test, pdu, was, at);
		KUNIT_EXPECT_NE(test, memcmp(pdu + at, was + at, MAC_LEN), 0);
		KUNIT_EXPECT_TRUE(test, smpg_sign(other_key, vectors_csrk, pdu,
						  len));
		KUNIT_EXPECT_MEMEQ(test, pdu, was, len);
	}
}

/* ---- Signed Write Commands ---- */

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

static void pair_csrk(struct kunit *test, struct received_keys *peers)
{
	negotiate(test, RX, 16, SIGN);
	give_csrk(test, peers);
}

static void signed_writes_of_every_shape(struct kunit *test)
{
	u8 buf[HCI_ACL_HDR_SIZE + SIGNED_LEN], want[sizeof(buf)];
	u8 l2cap[SIGNED_LEN];
	struct received_keys peers;
	struct sk_buff *skb, *clone;
	size_t linear;
	u8 pb;

	pair_csrk(test, &peers);
	for (pb = PB_START; pb <= PB_START_FLUSH; pb += PB_START_FLUSH) {
		signed_write(test, l2cap, hosts_key);
		write_acl(buf, pb, l2cap, sizeof(l2cap));
		signed_write(test, l2cap, peers.csrk);
		write_acl(want, pb, l2cap, sizeof(l2cap));
		pass_packet(test, HCI_ACLDATA_PKT, buf, want, sizeof(buf));

		skb = skb_of(test, HCI_ACLDATA_PKT, buf, sizeof(buf));
		clone = skb_clone(skb, GFP_KERNEL);
		KUNIT_ASSERT_NOT_NULL(test, clone);
		expect_packet(test, skb, want, sizeof(buf));
		KUNIT_EXPECT_MEMEQ(test, clone->data, buf, sizeof(buf));
		kfree_skb(clone);

		for (linear = 9; linear < sizeof(buf); linear++)
			expect_packet(test, scattered_skb(test, buf, sizeof(buf),
							  linear),
				      want, sizeof(buf));
	}
	KUNIT_EXPECT_EQ(test, counted(SMPG_TRANSLATED_CSRK),
			2 * (2 + sizeof(buf) - 9));

	skb = skb_get(skb_of(test, HCI_ACLDATA_PKT, buf, sizeof(buf)));
	expect_packet(test, skb, buf, sizeof(buf));
	kfree_skb(skb);
	KUNIT_EXPECT_EQ(test, counted(SMPG_FRAMES_STARVED), 1);
}

static void signed_writes_in_fragments_are_untouched(struct kunit *test)
{
	u8 buf[HCI_ACL_HDR_SIZE + SIGNED_LEN], l2cap[SIGNED_LEN];
	struct received_keys peers;
	size_t size, at, len;

	pair_csrk(test, &peers);
	signed_write(test, l2cap, hosts_key);
	for (size = 1; size < sizeof(l2cap); size++) {
		for (at = 0; at < sizeof(l2cap); at += size) {
			len = write_acl(buf, at ? PB_CONT : PB_START, l2cap + at,
					min(size, sizeof(l2cap) - at));
			pass_packet(test, HCI_ACLDATA_PKT, buf, buf, len);
		}
	}
	/* A fragment with the octets of a whole PDU. */
	len = write_acl(buf, PB_CONT, l2cap, sizeof(l2cap));
	pass_packet(test, HCI_ACLDATA_PKT, buf, buf, len);
	KUNIT_EXPECT_EQ(test, counted(SMPG_TRANSLATED_CSRK), 0);
	KUNIT_EXPECT_EQ(test, counted(SMPG_FRAMES_STARVED), 0);
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
	struct received_keys peers;
	size_t len;
	int i;

	signed_write(test, l2cap, hosts_key);
	len = write_acl(buf, PB_START, l2cap, sizeof(l2cap));
	connect_peer(test);
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
	KUNIT_EXPECT_EQ(test, counted(SMPG_TRANSLATED_CSRK), 0);
}

/* Received writes, bad signatures, and PDUs too short for a signature. */
static void other_signed_writes_are_untouched(struct kunit *test)
{
	u8 buf[HCI_ACL_HDR_SIZE + SIGNED_LEN], l2cap[SIGNED_LEN];
	struct received_keys peers;
	struct sk_buff *skb;
	size_t len;

	pair_csrk(test, &peers);
	signed_write(test, l2cap, hosts_key);
	len = write_acl(buf, PB_START, l2cap, sizeof(l2cap));
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_TRUE(test, passes(test, RX, skb));
	KUNIT_EXPECT_MEMEQ(test, skb->data, buf, len);
	kfree_skb(skb);

	signed_write(test, l2cap, vectors_csrk);
	len = write_acl(buf, PB_START, l2cap, sizeof(l2cap));
	pass_packet(test, HCI_ACLDATA_PKT, buf, buf, len);

	signed_write(test, l2cap, hosts_key);
	for (len = 1; len < sizeof(vectors_pdu); len++) {
		l2cap[0] = len;
		write_acl(buf, PB_START, l2cap, SMPG_L2CAP_HDR + len);
		pass_packet(test, HCI_ACLDATA_PKT, buf, buf,
			    HCI_ACL_HDR_SIZE + SMPG_L2CAP_HDR + len);
	}
	KUNIT_EXPECT_EQ(test, counted(SMPG_TRANSLATED_CSRK), 0);
}

static struct kunit_case sign_cases[] = {
	KUNIT_CASE(vector),
	KUNIT_CASE(macs_of_the_rfc),
	KUNIT_CASE(bad_signatures_are_untouched),
	KUNIT_CASE(short_pdus_are_untouched),
	KUNIT_CASE(long_pdus_are_signed),
	KUNIT_CASE(signed_writes_of_every_shape),
	KUNIT_CASE(signed_writes_in_fragments_are_untouched),
	KUNIT_CASE(only_signed_writes_are_looked_at),
	KUNIT_CASE(other_signed_writes_are_untouched),
	{}
};

static struct kunit_suite sign_suite = {
	.name = "smpg_sign",
	.init = frames_init,
	.exit = frames_exit,
	.test_cases = sign_cases,
};

kunit_test_suite(sign_suite);
