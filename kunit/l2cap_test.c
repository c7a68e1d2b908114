// SPDX-License-Identifier: GPL-2.0
/* PDUs from fragments of every size, and from malformed fragments. */
#include <kunit/test.h>

#include "pdus.h"
#include "../engine/l2cap.c"

/* An L2CAP header with 17 octets for SMP. */
static const u8 ltk[] = { 17, 0, 0x06, 0x00, LTK(KEY_A) };
static const u8 confirm[] = { 17, 0, 0x06, 0x00, CONFIRM(KEY_A) };

/* Feed a copy without spare octets; the state must stay sound. */
static enum smpg_step feed(struct kunit *test, bool start, const u8 *data,
			   size_t len)
{
	struct smpg_l2cap *l = test->priv;
	u8 *copy = kunit_kzalloc(test, len, GFP_KERNEL);
	enum smpg_step step;

	KUNIT_ASSERT_NOT_NULL(test, copy);
	memcpy(copy, data, len);
	step = smpg_l2cap_feed(l, TX, start, copy, len);

	KUNIT_EXPECT_LE(test, l->have, sizeof(l->buf));
	KUNIT_EXPECT_LE(test, l->passed + l->held, l->have);
	return step;
}

static int l2cap_init(struct kunit *test)
{
	test->priv = kunit_kzalloc(test, sizeof(struct smpg_l2cap), GFP_KERNEL);
	return test->priv ? 0 : -ENOMEM;
}

static void whole_pdu_is_judged(struct kunit *test)
{
	struct smpg_l2cap *l = test->priv;
	u8 bredr[sizeof(ltk)];

	KUNIT_EXPECT_EQ(test, feed(test, true, ltk, sizeof(ltk)),
			SMPG_STEP_JUDGE);
	KUNIT_EXPECT_EQ(test, l->have, sizeof(ltk));
	KUNIT_EXPECT_MEMEQ(test, l->buf, ltk, sizeof(ltk));
	KUNIT_EXPECT_FALSE(test, l->open);
	KUNIT_EXPECT_FALSE(test, l->malformed);
	KUNIT_EXPECT_EQ(test, l->passed, 0);
	KUNIT_EXPECT_EQ(test, l->held, 0);

	memcpy(bredr, ltk, sizeof(ltk));
	bredr[2] = 0x07;
	KUNIT_EXPECT_EQ(test, feed(test, true, bredr, sizeof(bredr)),
			SMPG_STEP_JUDGE);
}

static void other_channels_pass(struct kunit *test)
{
	struct smpg_l2cap *l = test->priv;
	u8 other[sizeof(ltk)];
	int cid;

	for (cid = 0; cid < 0x100; cid++) {
		if (cid == 6 || cid == 7)
			continue;
		memcpy(other, ltk, sizeof(ltk));
		other[2] = cid;
		KUNIT_EXPECT_EQ(test, feed(test, true, other, sizeof(other)),
				SMPG_STEP_PASS);
		KUNIT_EXPECT_FALSE(test, l->open);
		KUNIT_EXPECT_FALSE(test, l->malformed);
	}
	memcpy(other, ltk, sizeof(ltk));
	other[3] = 0x01;
	KUNIT_EXPECT_EQ(test, feed(test, true, other, sizeof(other)),
			SMPG_STEP_PASS);
}

/* Before the judgement only the header of a key PDU is passed. */
static void key_is_held_in_fragments(struct kunit *test)
{
	struct smpg_l2cap *l = test->priv;
	size_t size, at, len, passed;
	enum smpg_step step;

	for (size = 1; size <= 27; size++) {
		for (at = 0; at < sizeof(ltk); at += len) {
			len = min(size, sizeof(ltk) - at);
			step = feed(test, !at, ltk + at, len);
			KUNIT_EXPECT_EQ_MSG(test, step,
					    at + len == sizeof(ltk) ?
					    SMPG_STEP_JUDGE :
					    at + len <= SMPG_L2CAP_HDR ?
					    SMPG_STEP_PASS : SMPG_STEP_HOLD,
					    "%zu octets at %zu", len, at);
			KUNIT_EXPECT_FALSE(test, l->malformed);
		}
		passed = size > SMPG_L2CAP_HDR ? 0 :
			 SMPG_L2CAP_HDR - SMPG_L2CAP_HDR % size;
		KUNIT_EXPECT_EQ(test, l->passed, passed);
		KUNIT_EXPECT_EQ(test, l->have, sizeof(ltk));
		KUNIT_EXPECT_EQ(test, l->held,
				sizeof(ltk) - len - passed);
		KUNIT_EXPECT_MEMEQ(test, l->buf, ltk, sizeof(ltk));
		KUNIT_EXPECT_FALSE(test, l->open);
	}
}

/* The longest PDU, and one as long, in fragments of every size. */
static void expect_not_held(struct kunit *test, u8 code)
{
	u8 pdu[SMPG_L2CAP_MAX] = { 65, 0, 6, 0, code, 1, 2 };
	struct smpg_l2cap *l = test->priv;
	size_t size, at, len;

	for (size = 1; size < sizeof(pdu); size++) {
		for (at = 0; at < sizeof(pdu); at += len) {
			len = min(size, sizeof(pdu) - at);
			KUNIT_EXPECT_EQ(test, feed(test, !at, pdu + at, len),
					at + len == sizeof(pdu) ?
					SMPG_STEP_JUDGE : SMPG_STEP_PASS);
		}
		KUNIT_EXPECT_MEMEQ(test, l->buf, pdu, sizeof(pdu));
		KUNIT_EXPECT_EQ(test, l->held, 0);
		KUNIT_EXPECT_EQ(test, l->passed, at - len);
	}
}

static void reserved_codes_are_not_held(struct kunit *test)
{
	expect_not_held(test, SMPG_PDU_MAX + 1);
}

/* The whole PDU might not fit into one buffer of the controller. */
static void public_key_is_not_held(struct kunit *test)
{
	expect_not_held(test, SMPG_PAIRING_PUBLIC_KEY);
}

/* A host takes any length, and is not to receive a key that is rejected. */
static void public_key_for_the_host_is_held(struct kunit *test)
{
	static const u8 pdu[SMPG_L2CAP_MAX] = {
		65, 0, 6, 0, SMPG_PAIRING_PUBLIC_KEY, 1, 2,
	};
	struct smpg_l2cap *l = test->priv;
	size_t size, at, len, passed;
	enum smpg_step want;

	for (size = 1; size < sizeof(pdu); size++) {
		passed = size <= CODE_AT ? CODE_AT / size * size : 0;
		for (at = 0; at < sizeof(pdu); at += len) {
			len = min(size, sizeof(pdu) - at);
			want = at + len == sizeof(pdu) ? SMPG_STEP_JUDGE :
			       at + len <= CODE_AT ? SMPG_STEP_PASS :
						     SMPG_STEP_HOLD;
			KUNIT_EXPECT_EQ(test, smpg_l2cap_feed(l, RX, !at,
							      pdu + at, len),
					want);
		}
		KUNIT_EXPECT_MEMEQ(test, l->buf, pdu, sizeof(pdu));
		KUNIT_EXPECT_EQ(test, l->passed, passed);
		KUNIT_EXPECT_EQ(test, l->held, sizeof(pdu) - len - passed);
	}
}

static void continuation_without_start_passes(struct kunit *test)
{
	struct smpg_l2cap *l = test->priv;

	KUNIT_EXPECT_EQ(test, feed(test, false, ltk, sizeof(ltk)),
			SMPG_STEP_PASS);
	KUNIT_EXPECT_TRUE(test, l->malformed);
	KUNIT_EXPECT_FALSE(test, l->open);
	KUNIT_EXPECT_EQ(test, l->have, 0);

	/* A continuation after the end of a PDU. */
	feed(test, true, confirm, sizeof(confirm));
	KUNIT_EXPECT_EQ(test, feed(test, false, ltk, 1), SMPG_STEP_PASS);
	KUNIT_EXPECT_TRUE(test, l->malformed);
}

/*
 * The receiver puts fragments behind a beginning that it has, if nothing of the PDUs
 * in between has reached it.
 */
static void continuation_of_an_abandoned_pdu_is_dropped(struct kunit *test)
{
	unsigned int header;

	for (header = 0; header <= SMPG_L2CAP_HDR; header++) {
		KUNIT_EXPECT_EQ(test, feed(test, true, ltk, header),
				SMPG_STEP_PASS);
		KUNIT_EXPECT_EQ(test, feed(test, true, ltk, sizeof(ltk)),
				SMPG_STEP_JUDGE);
		KUNIT_EXPECT_EQ(test, feed(test, false, ltk + header,
					   sizeof(ltk) - header),
				SMPG_STEP_DROP);
		KUNIT_EXPECT_EQ(test, feed(test, false, ltk, 0),
				SMPG_STEP_DROP);

		/* A fragment that reaches the receiver replaces the beginning. */
		KUNIT_EXPECT_EQ(test, feed(test, true, ltk, 2),
				SMPG_STEP_PASS);
		feed(test, false, ltk + 2, sizeof(ltk) - 2);
		KUNIT_EXPECT_EQ(test, feed(test, false, ltk, 1),
				SMPG_STEP_PASS);
	}
}

static void start_within_a_pdu_starts_over(struct kunit *test)
{
	struct smpg_l2cap *l = test->priv;

	KUNIT_EXPECT_EQ(test, feed(test, true, ltk, 10), SMPG_STEP_HOLD);
	KUNIT_EXPECT_EQ(test, feed(test, true, confirm, sizeof(confirm)),
			SMPG_STEP_JUDGE);
	KUNIT_EXPECT_TRUE(test, l->malformed);
	KUNIT_EXPECT_MEMEQ(test, l->buf, confirm, sizeof(confirm));
	KUNIT_EXPECT_EQ(test, feed(test, true, ltk, sizeof(ltk)),
			SMPG_STEP_JUDGE);
	KUNIT_EXPECT_FALSE(test, l->malformed);
}

static void only_a_start_may_be_empty(struct kunit *test)
{
	struct smpg_l2cap *l = test->priv;

	KUNIT_EXPECT_EQ(test, feed(test, true, ltk, 0), SMPG_STEP_PASS);
	KUNIT_EXPECT_FALSE(test, l->malformed);
	KUNIT_EXPECT_EQ(test, feed(test, false, ltk, 0), SMPG_STEP_PASS);
	KUNIT_EXPECT_TRUE(test, l->malformed);
	KUNIT_EXPECT_EQ(test, feed(test, false, ltk, sizeof(ltk)),
			SMPG_STEP_JUDGE);
	KUNIT_EXPECT_FALSE(test, l->malformed);
}

static void pdu_without_a_code_is_malformed(struct kunit *test)
{
	static const u8 empty[] = { 0, 0, 0x06, 0x00 };
	struct smpg_l2cap *l = test->priv;

	KUNIT_EXPECT_EQ(test, feed(test, true, empty, sizeof(empty)),
			SMPG_STEP_PASS);
	KUNIT_EXPECT_TRUE(test, l->malformed);
	KUNIT_EXPECT_FALSE(test, l->open);
}

static void octets_behind_the_pdu_are_cut_off(struct kunit *test)
{
	struct smpg_l2cap *l = test->priv;
	u8 long_frame[sizeof(ltk) + 60] = {};

	memcpy(long_frame, ltk, sizeof(ltk));
	KUNIT_EXPECT_EQ(test, feed(test, true, long_frame, sizeof(long_frame)),
			SMPG_STEP_JUDGE);
	KUNIT_EXPECT_TRUE(test, l->malformed);
	KUNIT_EXPECT_EQ(test, l->have, sizeof(ltk));

	feed(test, true, long_frame, 12);
	KUNIT_EXPECT_EQ(test, feed(test, false, long_frame + 12,
				   sizeof(long_frame) - 12), SMPG_STEP_JUDGE);
	KUNIT_EXPECT_TRUE(test, l->malformed);
	KUNIT_EXPECT_EQ(test, l->have, sizeof(ltk));
	KUNIT_EXPECT_EQ(test, l->held, 12);
}

/* The longest L2CAP PDU takes an octet more than the longest SMP PDU. */
static void length_that_never_comes(struct kunit *test)
{
	struct smpg_l2cap *l = test->priv;
	u8 fragment[251] = { 0xff, 0xff, 0x06, 0x00, 0x7f };
	enum smpg_step step = feed(test, true, fragment, sizeof(fragment));
	u32 seen = sizeof(fragment);

	for (; seen < 0xffff + 4; seen += sizeof(fragment)) {
		KUNIT_EXPECT_EQ(test, step, SMPG_STEP_PASS);
		KUNIT_EXPECT_TRUE(test, l->open);
		KUNIT_EXPECT_EQ(test, l->have, SMPG_L2CAP_ROOM);
		step = feed(test, false, fragment, sizeof(fragment));
	}
	KUNIT_EXPECT_EQ(test, step, SMPG_STEP_JUDGE);
	KUNIT_EXPECT_FALSE(test, l->open);
	KUNIT_EXPECT_EQ(test, l->have, SMPG_L2CAP_ROOM);
}

/* A Pairing Public Key that is too long is not taken for a whole one. */
static void longest_pdu_and_one_octet(struct kunit *test)
{
	struct smpg_l2cap *l = test->priv;
	u8 pdu[SMPG_L2CAP_MAX + 1] = {
		66, 0, 6, 0, PUBLIC_KEY(POINT_A),
	};

	KUNIT_EXPECT_EQ(test, feed(test, true, pdu, sizeof(pdu)),
			SMPG_STEP_JUDGE);
	KUNIT_EXPECT_EQ(test, l->have - SMPG_L2CAP_HDR, 66);
	KUNIT_EXPECT_FALSE(test, smpg_pdu_valid(l->buf + SMPG_L2CAP_HDR,
						l->have - SMPG_L2CAP_HDR));
}

/* A key PDU of a wrong length is judged at once; the rest follows @rest. */
static void key_of_wrong_length_is_judged_at_once(struct kunit *test)
{
	static const u8 lengths[] = { 1, 16, 18, 65, 200 };
	static const enum smpg_step rests[] = {
		SMPG_STEP_PASS, SMPG_STEP_BLANK, SMPG_STEP_DROP,
	};
	struct smpg_l2cap *l = test->priv;
	u8 frame[4 + 200] = { 0, 0, 0x06, 0x00, LTK(KEY_A) };
	size_t i, r, at;

	for (i = 1; i < ARRAY_SIZE(lengths); i++) {
		frame[0] = lengths[i];
		for (r = 0; r < ARRAY_SIZE(rests); r++) {
			KUNIT_EXPECT_EQ(test, feed(test, true, frame, 5),
					SMPG_STEP_JUDGE);
			KUNIT_EXPECT_TRUE(test, l->malformed);
			KUNIT_EXPECT_TRUE(test, l->open);
			KUNIT_EXPECT_EQ(test, l->held, 0);
			KUNIT_EXPECT_EQ(test, l->rest, SMPG_STEP_PASS);

			l->rest = rests[r];
			for (at = 5; at < 4 + lengths[i]; at++)
				KUNIT_EXPECT_EQ(test, feed(test, false,
							   frame + at, 1),
						rests[r]);
			KUNIT_EXPECT_FALSE(test, l->open);
			/* The PDU has ended. */
			KUNIT_EXPECT_EQ(test, feed(test, false, frame, 1),
					SMPG_STEP_PASS);
			KUNIT_EXPECT_TRUE(test, l->malformed);
		}
	}
	/* A PDU of 1 octet has no further octets. */
	frame[0] = lengths[0];
	KUNIT_EXPECT_EQ(test, feed(test, true, frame, 5), SMPG_STEP_JUDGE);
	KUNIT_EXPECT_FALSE(test, l->open);
}

static void reset_forgets(struct kunit *test)
{
	static const struct smpg_l2cap zero;
	struct smpg_l2cap *l = test->priv;

	feed(test, true, ltk, sizeof(ltk) - 1);
	smpg_l2cap_reset(l);
	KUNIT_EXPECT_MEMEQ(test, l, &zero, sizeof(zero));
}

static struct kunit_case l2cap_cases[] = {
	KUNIT_CASE(whole_pdu_is_judged),
	KUNIT_CASE(other_channels_pass),
	KUNIT_CASE(key_is_held_in_fragments),
	KUNIT_CASE(reserved_codes_are_not_held),
	KUNIT_CASE(public_key_is_not_held),
	KUNIT_CASE(public_key_for_the_host_is_held),
	KUNIT_CASE(continuation_without_start_passes),
	KUNIT_CASE(continuation_of_an_abandoned_pdu_is_dropped),
	KUNIT_CASE(start_within_a_pdu_starts_over),
	KUNIT_CASE(only_a_start_may_be_empty),
	KUNIT_CASE(pdu_without_a_code_is_malformed),
	KUNIT_CASE(octets_behind_the_pdu_are_cut_off),
	KUNIT_CASE(length_that_never_comes),
	KUNIT_CASE(longest_pdu_and_one_octet),
	KUNIT_CASE(key_of_wrong_length_is_judged_at_once),
	KUNIT_CASE(reset_forgets),
	{}
};

static struct kunit_suite l2cap_suite = {
	.name = "smpg_l2cap",
	.init = l2cap_init,
	.test_cases = l2cap_cases,
};

kunit_test_suite(l2cap_suite);
