// SPDX-License-Identifier: GPL-2.0
/* The octets that leave in place of a fragment, for every verdict. */
#include <kunit/test.h>

#include "pdus.h"
#include "../engine/apply.c"

struct apply_test {
	struct smpg_link link;
	struct smpg_outcome o;
};

static const u8 random_key[] = { KEY_B };

static int apply_init(struct kunit *test)
{
	test->priv = kunit_kzalloc(test, sizeof(struct apply_test), GFP_KERNEL);
	return test->priv ? 0 : -ENOMEM;
}

/* Feed a PDU in fragments that end at the octets in @cuts, 0 for no more. */
static void feed(struct kunit *test, u8 direction, const u8 *pdu, size_t len,
		 const u8 *cuts)
{
	struct apply_test *t = test->priv;
	u8 buf[SMPG_L2CAP_MAX] = { len, 0, SMPG_CID_SMP_LE, 0 };
	size_t from = 0, size = SMPG_L2CAP_HDR + len, to;
	enum smpg_step step = SMPG_STEP_DROP;

	memcpy(buf + SMPG_L2CAP_HDR, pdu, len);
	for (; from < size; from = to) {
		to = *cuts ? *cuts++ : size;
		step = smpg_link_feed(&t->link, direction, !from, buf + from,
				      to - from);
	}
	KUNIT_EXPECT_EQ(test, step, SMPG_STEP_JUDGE);
}

static bool apply(struct kunit *test, const struct smpg_verdict *v)
{
	struct apply_test *t = test->priv;

	return smpg_link_apply(&t->link, v, random_key, &t->o);
}

static const u8 whole[] = { 0 };
static const u8 behind_header[] = { SMPG_L2CAP_HDR, 0 };
static const u8 in_header[] = { 2, 0 };
static const u8 in_pdu[] = { SMPG_L2CAP_HDR + 3, 0 };

static const u8 csrk[] = { CSRK(KEY_A) };
static const u8 ltk[] = { LTK(KEY_A) };

static void expect_out(struct kunit *test, u8 out, unsigned int at,
		       unsigned int len)
{
	struct apply_test *t = test->priv;

	KUNIT_EXPECT_EQ(test, t->o.out, out);
	KUNIT_EXPECT_EQ(test, t->o.at, at);
	KUNIT_EXPECT_EQ(test, t->o.len, len);
}

static void pass_is_the_fragment_or_all_that_was_held(struct kunit *test)
{
	struct smpg_verdict v = { .direction = RX };
	struct apply_test *t = test->priv;

	feed(test, RX, csrk, sizeof(csrk), whole);
	KUNIT_EXPECT_FALSE(test, apply(test, &v));
	expect_out(test, SMPG_OUT_PASS, 0, 0);

	feed(test, RX, csrk, sizeof(csrk), in_pdu);
	apply(test, &v);
	expect_out(test, SMPG_OUT_REWRITE, 0, SMPG_L2CAP_HDR + sizeof(csrk));
	KUNIT_EXPECT_TRUE(test, t->o.start);
	KUNIT_EXPECT_MEMEQ(test, t->o.octets + SMPG_L2CAP_HDR, csrk,
			   sizeof(csrk));

	/* The header has left by itself. */
	feed(test, RX, csrk, sizeof(csrk),
	     (const u8[]){ SMPG_L2CAP_HDR, SMPG_L2CAP_HDR + 3, 0 });
	apply(test, &v);
	expect_out(test, SMPG_OUT_REWRITE, 0, sizeof(csrk));
	KUNIT_EXPECT_FALSE(test, t->o.start);
	KUNIT_EXPECT_MEMEQ(test, t->o.octets, csrk, sizeof(csrk));
}

static void mask_drops_or_leaves_zeros(struct kunit *test)
{
	struct smpg_verdict v = {
		.direction = TX, .action = SMP_GUARD_ACTION_MASK,
	};
	struct apply_test *t = test->priv;
	int i;

	feed(test, TX, csrk, sizeof(csrk), whole);
	KUNIT_EXPECT_FALSE(test, apply(test, &v));
	expect_out(test, SMPG_OUT_DROP, 0, 0);
	KUNIT_EXPECT_EQ(test, t->link.l2cap[TX].rest, SMPG_STEP_DROP);

	feed(test, TX, csrk, sizeof(csrk), behind_header);
	apply(test, &v);
	expect_out(test, SMPG_OUT_BLANK, 0, 0);
	KUNIT_EXPECT_EQ(test, t->link.l2cap[TX].rest, SMPG_STEP_BLANK);

	/* The rest of the header is not overwritten. */
	feed(test, TX, csrk, sizeof(csrk), in_header);
	apply(test, &v);
	expect_out(test, SMPG_OUT_BLANK, 2, 0);

	feed(test, TX, csrk, sizeof(csrk),
	     (const u8[]){ 2, SMPG_L2CAP_HDR + 3, 0 });
	apply(test, &v);
	expect_out(test, SMPG_OUT_REWRITE, 0, 2 + sizeof(csrk));
	for (i = 0; i < sizeof(csrk); i++)
		KUNIT_EXPECT_EQ(test, t->o.octets[2 + i], 0);
}

static void reject_replaces_what_the_host_transmits(struct kunit *test)
{
	static const u8 failed[] = {
		2, 0, SMPG_CID_SMP_LE, 0, SMPG_PAIRING_FAILED, 0x0f,
	};
	struct smpg_verdict v = {
		.direction = TX, .action = SMP_GUARD_ACTION_REJECT,
		.reason = 0x0f,
	};
	struct apply_test *t = test->priv;

	feed(test, TX, csrk, sizeof(csrk), whole);
	apply(test, &v);
	expect_out(test, SMPG_OUT_REWRITE, 0, sizeof(failed));
	KUNIT_EXPECT_TRUE(test, t->o.failed);
	KUNIT_EXPECT_TRUE(test, t->o.start);
	KUNIT_EXPECT_MEMEQ(test, t->o.octets, failed, sizeof(failed));

	/* Behind its header Pairing Failed would be no PDU. */
	feed(test, TX, csrk, sizeof(csrk), behind_header);
	apply(test, &v);
	expect_out(test, SMPG_OUT_BLANK, 0, 0);
	KUNIT_EXPECT_FALSE(test, t->o.failed);

	/* The host receives no PDU of the peer's that was rejected. */
	v.direction = RX;
	feed(test, RX, csrk, sizeof(csrk), whole);
	apply(test, &v);
	expect_out(test, SMPG_OUT_DROP, 0, 0);
	KUNIT_EXPECT_FALSE(test, t->o.failed);
}

static void repair_changes_the_key_alone(struct kunit *test)
{
	struct smpg_verdict v = {
		.direction = TX, .action = SMP_GUARD_ACTION_REPAIR,
		.key = SMP_GUARD_KEY_LTK,
		.repair_off = 1, .repair_len = 7, .zero_len = 9,
	};
	static const u8 zeros[9];
	struct apply_test *t = test->priv;

	feed(test, TX, ltk, sizeof(ltk), whole);
	KUNIT_EXPECT_TRUE(test, apply(test, &v));
	expect_out(test, SMPG_OUT_EDIT, SMPG_L2CAP_HDR + 1, SMPG_KEY_LEN);
	KUNIT_EXPECT_MEMEQ(test, t->o.octets, random_key, 7);
	KUNIT_EXPECT_MEMEQ(test, t->o.octets + 7, zeros, 9);
	KUNIT_EXPECT_EQ(test, t->o.change.key, SMP_GUARD_KEY_LTK);
	KUNIT_EXPECT_EQ(test, t->o.change.len, 7);
	KUNIT_EXPECT_MEMEQ(test, t->o.change.value[SMPG_LOCAL], ltk + 1, 7);
	KUNIT_EXPECT_MEMEQ(test, t->o.change.value[SMPG_REMOTE], random_key, 7);

	feed(test, TX, ltk, sizeof(ltk), behind_header);
	apply(test, &v);
	expect_out(test, SMPG_OUT_EDIT, 1, SMPG_KEY_LEN);

	feed(test, TX, ltk, sizeof(ltk), in_pdu);
	apply(test, &v);
	expect_out(test, SMPG_OUT_REWRITE, 0, SMPG_L2CAP_HDR + sizeof(ltk));
	KUNIT_EXPECT_MEMEQ(test, t->o.octets + SMPG_L2CAP_HDR + 1, random_key,
			   7);
}

/* A host that transmits a random key keeps it, and so does the peer. */
static void change_of_a_good_key_is_none(struct kunit *test)
{
	struct smpg_verdict v = {
		.direction = TX, .action = SMP_GUARD_ACTION_AUDIT,
		.key = SMP_GUARD_KEY_CSRK, .repair_off = 1,
		.repair_len = SMPG_KEY_LEN,
	};
	struct apply_test *t = test->priv;

	feed(test, TX, csrk, sizeof(csrk), whole);
	KUNIT_EXPECT_TRUE(test, apply(test, &v));
	expect_out(test, SMPG_OUT_PASS, 0, 0);
	KUNIT_EXPECT_MEMEQ(test, t->o.change.value[SMPG_LOCAL],
			   t->o.change.value[SMPG_REMOTE], SMPG_KEY_LEN);

	/* Nothing is translated that never arrives, or is not this host's. */
	v.action = SMP_GUARD_ACTION_MASK;
	feed(test, TX, csrk, sizeof(csrk), whole);
	KUNIT_EXPECT_FALSE(test, apply(test, &v));
	v.action = SMP_GUARD_ACTION_ALLOW;
	v.direction = RX;
	feed(test, RX, csrk, sizeof(csrk), whole);
	KUNIT_EXPECT_FALSE(test, apply(test, &v));
}

static void masked_features_lose_their_bits(struct kunit *test)
{
	static const u8 request[] = { REQUEST(0, 0x0f, 0x07) };
	struct smpg_verdict v = { .direction = TX, .masked = { 0x02, 0x05 } };
	struct apply_test *t = test->priv;

	feed(test, TX, request, sizeof(request), whole);
	apply(test, &v);
	expect_out(test, SMPG_OUT_EDIT, SMPG_L2CAP_HDR + 5, 2);
	KUNIT_EXPECT_EQ(test, t->o.octets[0], 0x0d);
	KUNIT_EXPECT_EQ(test, t->o.octets[1], 0x02);
}

static struct kunit_case apply_cases[] = {
	KUNIT_CASE(pass_is_the_fragment_or_all_that_was_held),
	KUNIT_CASE(mask_drops_or_leaves_zeros),
	KUNIT_CASE(reject_replaces_what_the_host_transmits),
	KUNIT_CASE(repair_changes_the_key_alone),
	KUNIT_CASE(change_of_a_good_key_is_none),
	KUNIT_CASE(masked_features_lose_their_bits),
	{}
};

static struct kunit_suite apply_suite = {
	.name = "smpg_apply",
	.init = apply_init,
	.test_cases = apply_cases,
};

kunit_test_suite(apply_suite);
