// SPDX-License-Identifier: GPL-2.0
/* Pairing over BR/EDR: bits of a request that are masked, or cannot be. */
#include "frames.h"

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
	len = write_acl(buf, PB_START, request, sizeof(request));
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

static struct kunit_case bredr_cases[] = {
	KUNIT_CASE(kernels_weak_irk_is_not_offered_over_bredr),
	KUNIT_CASE(long_requests_over_bredr),
	{}
};

static struct kunit_suite bredr_suite = {
	.name = "smpg_bredr",
	.init = frames_init,
	.exit = frames_exit,
	.test_cases = bredr_cases,
};

kunit_test_suite(bredr_suite);
