// SPDX-License-Identifier: GPL-2.0
/* The glance: which frames of a hook are inspected, and which pass. */
#include "frames.h"
#include "../kernel/watch.c"

/* Half a conversation would lead to wrong verdicts. */
static void nothing_is_seen_before_all_hooks_are(struct kunit *test)
{
	static_branch_disable(&smpg_watching);
	EXCHANGE(test, TX, CSRK(KEY_TRACE));
	EXCHANGE(test, RX, RESPONSE(0, 0, 0));
	KUNIT_EXPECT_EQ(test, counted(SMPG_FRAMES_TX), 0);
	KUNIT_EXPECT_EQ(test, counted(SMPG_FRAMES_RX), 0);
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
	len = write_acl(buf, PB_START, att, sizeof(att));
	for (direction = TX; direction <= RX; direction++) {
		skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
		KUNIT_EXPECT_EQ(test, smpg_glance_acl(skb), SMPG_GLANCE_PASS);
		KUNIT_EXPECT_TRUE(test, passes(test, direction, skb));
		KUNIT_EXPECT_MEMEQ(test, skb->data, buf, len);
		kfree_skb(skb);

		/* Frames that are not ACL are untouched as well. */
		skb = skb_of(test, HCI_SCODATA_PKT, buf, 3 + buf[2]);
		KUNIT_EXPECT_TRUE(test, passes(test, direction, skb));
		KUNIT_EXPECT_MEMEQ(test, skb->data, buf, 3 + buf[2]);
		kfree_skb(skb);
	}
	KUNIT_EXPECT_EQ(test, seen.violations, 0);
	KUNIT_EXPECT_EQ(test, counted(SMPG_SMP_TX), 1);
	KUNIT_EXPECT_EQ(test, counted(SMPG_SMP_RX), 1);
}

static void glance_at_commands(struct kunit *test)
{
	static const struct {
		u8 opcode[2];
		bool ours;
	} commands[] = {
		{ { 0x19, 0x20 }, true }, { { 0x1a, 0x20 }, true },
		{ { 0x05, 0x20 }, true }, { { 0x2d, 0x20 }, true },
		{ { 0x35, 0x20 }, true }, { { 0x0b, 0x04 }, true },
		{ { 0x1b, 0x20 }, true }, { { 0x11, 0x04 }, true },
		{ { 0x1c, 0x20 }, false }, { { 0x03, 0x0c }, false },
	};
	u8 buf[HCI_COMMAND_HDR_SIZE + 5] = { 0, 0, 4 };
	struct sk_buff *skb;
	unsigned int len;
	int i;

	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		memcpy(buf, commands[i].opcode, 2);
		skb = skb_of(test, HCI_COMMAND_PKT, buf, sizeof(buf));
		for (len = sizeof(buf); len; len--) {
			skb_trim(skb, len);
			/* One that ends elsewhere than it says is inspected. */
			KUNIT_EXPECT_EQ(test, smpg_glance_command(skb),
					commands[i].ours ||
					len != HCI_COMMAND_HDR_SIZE + 4);
		}
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
		len = write_acl(buf, PB_START_FLUSH, payload, sizeof(payload));
		skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
		KUNIT_EXPECT_EQ(test, smpg_glance_acl(skb) != SMPG_GLANCE_PASS,
				cid == 6 || cid == 7);
		kfree_skb(skb);
	}
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	skb->data[1] = PB_CONT;
	KUNIT_EXPECT_NE(test, smpg_glance_acl(skb), SMPG_GLANCE_PASS);
	skb->data[1] = PB_START;
	skb->data[4]++;
	KUNIT_EXPECT_NE(test, smpg_glance_acl(skb), SMPG_GLANCE_PASS);
	skb_trim(skb, HCI_ACL_HDR_SIZE + 3);
	KUNIT_EXPECT_NE(test, smpg_glance_acl(skb), SMPG_GLANCE_PASS);
	kfree_skb(skb);
}

/* A peer may leave a PDU unfinished for as long as it likes. */
static void glance_amid_a_pdu(struct kunit *test)
{
	static const u8 att[] = { 3, 0, 0x04, 0x00, 0x1b, 0x2a, 0x00 };
	u8 buf[HCI_ACL_HDR_SIZE + sizeof(att)];
	struct sk_buff *skb;
	size_t len;

	negotiate_csrk(test);
	/* Less than the header of L2CAP: this may be SMP. */
	len = write_acl(buf, PB_START_FLUSH, att, 3);
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_TRUE(test, passes(test, RX, skb));
	kfree_skb(skb);

	/* The glance flags every frame of that link, and of no other. */
	len = write_acl(buf, PB_START, att, sizeof(att));
	skb = skb_of(test, HCI_ACLDATA_PKT, buf, len);
	KUNIT_EXPECT_EQ(test, smpg_glance_acl(skb), SMPG_GLANCE_FRAGMENT);
	skb->data[0]++;
	KUNIT_EXPECT_EQ(test, smpg_glance_acl(skb), SMPG_GLANCE_PASS);
	kfree_skb(skb);
}

static struct kunit_case watch_cases[] = {
	KUNIT_CASE(nothing_is_seen_before_all_hooks_are),
	KUNIT_CASE(other_frames_are_untouched),
	KUNIT_CASE(glance_at_commands),
	KUNIT_CASE(glance_at_events),
	KUNIT_CASE(glance_at_acl),
	KUNIT_CASE(glance_amid_a_pdu),
	{}
};

static struct kunit_suite watch_suite = {
	.name = "smpg_watch",
	.init = frames_init,
	.exit = frames_exit,
	.test_cases = watch_cases,
};

kunit_test_suite(watch_suite);
