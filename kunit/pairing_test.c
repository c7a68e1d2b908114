// SPDX-License-Identifier: GPL-2.0
/* Negotiations, and the phases of a pairing up to its end. */
#include <kunit/test.h>

#include "pdus.h"
#include "../engine/method.c"
#include "../engine/pairing.c"
#include "../engine/secrets.c"

struct pairing_test {
	struct smpg_pairing p;
	struct smpg_verdict v;	/* from the last step */
};

static const u8 nothing[2];	/* masked bits */

static int pairing_init(struct kunit *test)
{
	struct pairing_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	if (!t)
		return -ENOMEM;
	t->p.known = true;
	test->priv = t;
	return 0;
}

static void start_over(struct pairing_test *t)
{
	memset(t, 0, sizeof(*t));
	t->p.known = true;
}

/* The steps of a pairing, by direction of the PDUs. */

static void request(struct pairing_test *t, u8 direction, u8 auth,
		    u8 initiator, u8 responder)
{
	u8 pdu[] = { REQUEST(auth, initiator, responder) };

	memset(&t->v, 0, sizeof(t->v));
	smpg_pairing_request(&t->p, direction, pdu,
			     nothing);
}

static void response_over(struct pairing_test *t, u8 transport, u8 direction,
			  u8 auth, u8 initiator, u8 responder)
{
	u8 pdu[] = { RESPONSE(auth, initiator, responder) };

	memset(&t->v, 0, sizeof(t->v));
	smpg_pairing_response(&t->p, direction, pdu, transport, &t->v);
}

static void response(struct pairing_test *t, u8 direction, u8 auth,
		     u8 initiator, u8 responder)
{
	response_over(t, SMP_GUARD_TRANSPORT_LE, direction, auth, initiator,
		      responder);
}

static void failed(struct pairing_test *t, u8 side)
{
	memset(&t->v, 0, sizeof(t->v));
	smpg_pairing_failed(&t->p, side, 0x08, &t->v);
}

/* A side sends a PDU of authentication. */
static void sends(struct smpg_pairing *p, u8 direction, u8 code)
{
	const u8 pdu[65] = { code };

	smpg_pairing_authentication(p, direction, pdu);
}

/* From the features to the key distribution. */
static void authenticate(struct pairing_test *t)
{
	static const u8 stk[] = { KEY_D };

	memset(&t->v, 0, sizeof(t->v));
	sends(&t->p, t->p.direction, SMPG_PAIRING_RANDOM);
	sends(&t->p, !t->p.direction, SMPG_PAIRING_RANDOM);
	smpg_pairing_session_key(&t->p, stk, false);
	smpg_pairing_encrypted(&t->p, &t->v);
}

static void key_pdu(struct pairing_test *t, u8 direction, const u8 *pdu,
		    size_t len)
{
	memset(&t->v, 0, sizeof(t->v));
	smpg_pairing_key(&t->p, direction, pdu, len, &t->v);
}

#define KEY_PDU(t, direction, ...) do { \
	static const u8 key_pdu_[] = { __VA_ARGS__ }; \
	key_pdu(t, direction, key_pdu_, sizeof(key_pdu_)); \
} while (0)

static u8 same_key(struct pairing_test *t, u8 direction, const u8 *pdu)
{
	return smpg_pairing_same_key(&t->p, direction, pdu);
}

/* ---- Negotiation ---- */

/* Every pair of bits for either side, both ways round, on each transport. */
static void expect_negotiated(struct kunit *test, u8 transport, u8 auth,
			      u8 never, u8 no_pdu)
{
	struct pairing_test *t = test->priv;
	unsigned int a, b, direction;
	u8 initiator, responder;

	for (direction = TX; direction <= RX; direction++) {
		for (a = 0; a < 16; a++) {
			for (b = 0; b < 16; b++) {
				start_over(t);
				/* The upper 4 bits are reserved. */
				request(t, direction, auth, a | 0xf0, b);
				response_over(t, transport, !direction, auth,
					      b | 0xf0, 15 - a);
				initiator = a & b & ~never;
				responder = b & (15 - a) & ~never;

				KUNIT_EXPECT_EQ(test, t->p.keys[0], initiator);
				KUNIT_EXPECT_EQ(test, t->p.keys[1], responder);
				KUNIT_EXPECT_EQ(test, t->p.may[0],
						initiator & ~no_pdu);
				KUNIT_EXPECT_EQ(test, t->p.may[1],
						responder & ~no_pdu);
				KUNIT_EXPECT_MEMEQ(test, t->p.must, t->p.may, 2);
				KUNIT_EXPECT_TRUE(test, t->v.happened &
						  SMPG_STARTED);
			}
		}
	}
}

static void legacy_pairing_negotiates(struct kunit *test)
{
	expect_negotiated(test, SMP_GUARD_TRANSPORT_LE, 0x01, LINK, 0);
	expect_negotiated(test, SMP_GUARD_TRANSPORT_LE,
			  SMPG_AUTH_MITM | SMPG_AUTH_CT2, LINK, 0);
}

/* The LTK is not distributed, and a link key may be derived from the LTK. */
static void secure_connections_negotiate(struct kunit *test)
{
	expect_negotiated(test, SMP_GUARD_TRANSPORT_LE, SMPG_AUTH_SC, ENC,
			  LINK);
}

/* The link key exists; EncKey asks for an LTK derived from the link key. */
static void bredr_negotiates(struct kunit *test)
{
	expect_negotiated(test, SMP_GUARD_TRANSPORT_BREDR, SMPG_AUTH_SC, LINK,
			  ENC);
	expect_negotiated(test, SMP_GUARD_TRANSPORT_BREDR, 0, LINK, ENC);
}

static void secure_connections_need_both(struct kunit *test)
{
	struct pairing_test *t = test->priv;
	unsigned int i;

	for (i = 0; i < 4; i++) {
		start_over(t);
		request(t, TX, i & 1 ? SMPG_AUTH_SC : 0, 15, 15);
		response(t, RX, i & 2 ? SMPG_AUTH_SC : 0, 15, 15);
		KUNIT_EXPECT_EQ(test, t->p.sc, i == 3);
		KUNIT_EXPECT_EQ(test, !!(t->p.may[0] & ENC), i != 3);
	}
}

static void smaller_key_size_counts(struct kunit *test)
{
	struct pairing_test *t = test->priv;
	u8 ask[] = { REQUEST(0, 0, 0) }, answer[] = { RESPONSE(0, 0, 0) };
	int a, b;

	for (a = 0; a < 256; a++) {
		for (b = 7; b <= 16; b++) {
			start_over(t);
			ask[4] = a;
			answer[4] = b;
			smpg_pairing_request(&t->p, TX, ask,
					     nothing);
			smpg_pairing_response(&t->p, RX, answer,
					      SMP_GUARD_TRANSPORT_LE, &t->v);
			/* A host may take a size that does not exist. */
			KUNIT_EXPECT_EQ(test, t->p.key_size, a < b ? a : b);
			KUNIT_EXPECT_EQ(test, smpg_pairing_ltk_size(&t->p),
					a < 7 ? 7 : a < b ? a : b);
		}
	}
}

/* ---- Association models ---- */

static u8 method(u8 initiator, u8 responder, u8 auth, bool sc)
{
	struct smpg_features f[2] = {
		{ .io_cap = initiator, .auth = auth },
		{ .io_cap = responder },
	};

	return smpg_method(&f[0], &f[1], sc);
}

/*
 * Table 2.8 in other words: a device with a display only shows the passkey, one
 * with a keyboard only enters it, and one with both adapts. Two keyboards enter
 * the same passkey.
 */
static u8 model_of(unsigned int initiator, unsigned int responder, bool sc)
{
	enum { DISPLAY, YES_NO, KEYBOARD, NONE, BOTH };
	bool i_shows = initiator != KEYBOARD, r_shows = responder != KEYBOARD;
	bool i_enters = initiator == KEYBOARD || initiator == BOTH;
	bool r_enters = responder == KEYBOARD || responder == BOTH;

	if (initiator == NONE || responder == NONE)
		return SMP_GUARD_METHOD_JUST_WORKS;
	if (sc && (initiator == YES_NO || initiator == BOTH) &&
	    (responder == YES_NO || responder == BOTH))
		return SMP_GUARD_METHOD_NUMERIC_COMPARISON;
	if (i_shows && r_enters)
		return SMP_GUARD_METHOD_PASSKEY_INITIATOR_DISPLAYS;
	if (i_enters && r_shows)
		return SMP_GUARD_METHOD_PASSKEY_RESPONDER_DISPLAYS;
	if (i_enters && r_enters)
		return SMP_GUARD_METHOD_PASSKEY_BOTH_INPUT;
	return SMP_GUARD_METHOD_JUST_WORKS;
}

static void models_of_io_capabilities(struct kunit *test)
{
	unsigned int i, r, sc;

	for (sc = 0; sc < 2; sc++) {
		for (i = 0; i < 5; i++) {
			for (r = 0; r < 5; r++) {
				KUNIT_EXPECT_EQ_MSG(test,
						    method(i, r, SMPG_AUTH_MITM,
							   sc),
						    model_of(i, r, sc),
						    "%u, %u, sc %u", i, r, sc);
				KUNIT_EXPECT_EQ(test, method(i, r, 0, sc),
						SMP_GUARD_METHOD_JUST_WORKS);
			}
		}
		KUNIT_EXPECT_EQ(test, method(5, 0, SMPG_AUTH_MITM, sc),
				SMP_GUARD_METHOD_UNKNOWN);
		KUNIT_EXPECT_EQ(test, method(0, 255, SMPG_AUTH_MITM, sc),
				SMP_GUARD_METHOD_UNKNOWN);
	}
}

static void models_of_oob_data(struct kunit *test)
{
	struct smpg_features f[2] = { { .io_cap = 4 }, { .io_cap = 4 } };
	unsigned int i, n;

	/* Legacy pairing needs the data of both, Secure Connections of one. */
	for (i = 0; i < 4; i++) {
		n = (i & 1) + (i >> 1);
		f[0].oob = i & 1;
		f[1].oob = i >> 1;
		KUNIT_EXPECT_EQ(test, smpg_method(&f[0], &f[1], false) ==
				SMP_GUARD_METHOD_OOB, n == 2);
		KUNIT_EXPECT_EQ(test, smpg_method(&f[0], &f[1], true) ==
				SMP_GUARD_METHOD_OOB, n >= 1);
		/* One side is enough to ask for MITM protection. */
		f[1].auth = SMPG_AUTH_MITM;
		KUNIT_EXPECT_EQ(test, smpg_method(&f[0], &f[1], false),
				n == 2 ? SMP_GUARD_METHOD_OOB :
				SMP_GUARD_METHOD_PASSKEY_INITIATOR_DISPLAYS);
		f[1].auth = 0;
	}
}

static void bredr_derives_across_transports(struct kunit *test)
{
	struct pairing_test *t = test->priv;

	request(t, TX, 0, ENC | ID, ENC | ID);
	response_over(t, SMP_GUARD_TRANSPORT_BREDR, RX, 0, ENC | ID, ENC | ID);
	KUNIT_EXPECT_EQ(test, t->p.method, SMP_GUARD_METHOD_CTKD);
	KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_KEY_DISTRIBUTION);

	/* A pairing for the derived LTK alone is complete at once. */
	start_over(t);
	request(t, TX, 0, ENC, ENC);
	response_over(t, SMP_GUARD_TRANSPORT_BREDR, RX, 0, ENC, ENC);
	KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_COMPLETE);
	KUNIT_EXPECT_EQ(test, t->v.happened, SMPG_STARTED | SMPG_COMPLETE);
}

/* ---- Phases ---- */

static void phases_in_order(struct kunit *test)
{
	static const u8 stk[] = { KEY_D };
	struct pairing_test *t = test->priv;

	KUNIT_EXPECT_FALSE(test, smpg_pairing_open(&t->p));
	request(t, TX, 0, SIGN, 0);
	KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_REQUESTED);
	KUNIT_EXPECT_TRUE(test, smpg_pairing_open(&t->p));
	response(t, RX, 0, SIGN, 0);
	KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_FEATURES);
	sends(&t->p, TX, SMPG_PAIRING_RANDOM);
	KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_AUTHENTICATION);
	sends(&t->p, RX, SMPG_PAIRING_RANDOM);
	smpg_pairing_session_key(&t->p, stk, false);
	KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_ENCRYPTION);
	KUNIT_EXPECT_TRUE(test, t->p.secrets.have_stk);
	memset(&t->v, 0, sizeof(t->v));
	smpg_pairing_encrypted(&t->p, &t->v);
	KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_KEY_DISTRIBUTION);
	KUNIT_EXPECT_EQ(test, t->v.happened, 0);
	KEY_PDU(t, TX, CSRK(KEY_A));
	KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_COMPLETE);
	KUNIT_EXPECT_EQ(test, t->v.happened, SMPG_COMPLETE);
	KUNIT_EXPECT_FALSE(test, smpg_pairing_open(&t->p));
}

/* Events out of order change no phase. */
static void phases_out_of_order(struct kunit *test)
{
	static const u8 stk[] = { KEY_D };
	struct pairing_test *t = test->priv;

	sends(&t->p, TX, SMPG_PAIRING_RANDOM);
	smpg_pairing_session_key(&t->p, stk, false);
	smpg_pairing_encrypted(&t->p, &t->v);
	failed(t, SMP_GUARD_SIDE_PEER);
	KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_IDLE);
	KUNIT_EXPECT_EQ(test, t->v.happened, 0);
	KUNIT_EXPECT_FALSE(test, t->p.secrets.have_stk);

	request(t, TX, 0, SIGN, 0);
	sends(&t->p, TX, SMPG_PAIRING_RANDOM);
	smpg_pairing_session_key(&t->p, stk, false);
	smpg_pairing_encrypted(&t->p, &t->v);
	KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_REQUESTED);

	/* Encryption before the key exchange is that of an earlier key. */
	response(t, RX, 0, SIGN, 0);
	smpg_pairing_encrypted(&t->p, &t->v);
	KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_FEATURES);
}

static void nothing_to_distribute_completes(struct kunit *test)
{
	struct pairing_test *t = test->priv;

	request(t, RX, 0, ENC, SIGN);
	response(t, TX, 0, 0, 0);
	authenticate(t);
	KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_COMPLETE);
	KUNIT_EXPECT_EQ(test, t->v.happened, SMPG_COMPLETE);
}

/* EncKey and IdKey stand for two PDUs each, and each PDU has to be sent. */
static void complete_with_the_last_key(struct kunit *test)
{
	struct pairing_test *t = test->priv;
	static const u8 ltk[] = { LTK(KEY_A) };

	request(t, TX, 0, ENC | ID | SIGN, ENC | ID);
	response(t, RX, 0, ID | SIGN, ENC | ID);
	authenticate(t);

	KEY_PDU(t, RX, LTK(KEY_B));
	KEY_PDU(t, RX, EDIV_RAND(RAND_A));
	KEY_PDU(t, RX, IRK(KEY_C));
	KEY_PDU(t, RX, ADDRESS);
	KEY_PDU(t, TX, CSRK(KEY_A));
	KEY_PDU(t, TX, IRK(KEY_D));
	KUNIT_EXPECT_EQ(test, t->v.happened, 0);
	KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_KEY_DISTRIBUTION);
	/* A key sent twice does not replace a missing one. */
	KEY_PDU(t, TX, IRK(KEY_D));
	KUNIT_EXPECT_EQ(test, t->v.happened, 0);
	/* A key that is too short does not count. */
	key_pdu(t, TX, ltk, sizeof(ltk) - 1);
	KUNIT_EXPECT_EQ(test, t->v.happened, 0);
	KEY_PDU(t, TX, ADDRESS);
	KUNIT_EXPECT_EQ(test, t->v.happened, SMPG_COMPLETE);
}

static void secrets_are_wiped_at_the_end(struct kunit *test)
{
	static const struct smpg_secrets none;
	struct pairing_test *t = test->priv;
	int i;

	for (i = 0; i < 3; i++) {
		start_over(t);
		request(t, TX, 0, ENC | SIGN, 0);
		response(t, RX, 0, ENC | SIGN, 0);
		authenticate(t);
		KEY_PDU(t, TX, LTK(KEY_A));
		KUNIT_EXPECT_TRUE(test, t->p.secrets.have[0]);
		if (i == 0) {
			KEY_PDU(t, TX, EDIV_RAND(RAND_A));
			KEY_PDU(t, TX, CSRK(KEY_B));
		} else if (i == 1) {
			failed(t, SMP_GUARD_SIDE_LOCAL);
		} else {
			failed(t, SMP_GUARD_SIDE_LINK);
		}
		KUNIT_EXPECT_FALSE(test, smpg_pairing_open(&t->p));
		KUNIT_EXPECT_MEMEQ(test, &t->p.secrets, &none, sizeof(none));
		/* After the end, no secret is stored. */
		KEY_PDU(t, TX, LTK(KEY_A));
		KUNIT_EXPECT_MEMEQ(test, &t->p.secrets, &none, sizeof(none));
	}
}

static void failure_of_every_side(struct kunit *test)
{
	struct pairing_test *t = test->priv;
	u8 side;

	for (side = 0; side < __SMP_GUARD_SIDE_MAX; side++) {
		start_over(t);
		request(t, TX, 0, SIGN, SIGN);
		response(t, RX, 0, SIGN, SIGN);
		failed(t, side);
		KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_FAILED);
		KUNIT_EXPECT_EQ(test, t->v.happened, SMPG_FAILED);
		KUNIT_EXPECT_EQ(test, t->v.reason, 0x08);
		KUNIT_EXPECT_EQ(test, t->v.side, side);
		/* Another host of this side may still continue. */
		KUNIT_EXPECT_EQ(test, t->p.may[0],
				side == SMP_GUARD_SIDE_LOCAL ? SIGN : 0);
		KUNIT_EXPECT_EQ(test, t->p.over,
				side != SMP_GUARD_SIDE_LOCAL);

		failed(t, side);
		KUNIT_EXPECT_EQ(test, t->v.happened, 0);
	}
}

/* The peer may fail a complete pairing; this side has ended. */
static void failure_after_completion(struct kunit *test)
{
	struct pairing_test *t = test->priv;

	request(t, TX, 0, 0, 0);
	response(t, RX, 0, 0, 0);
	authenticate(t);
	failed(t, SMP_GUARD_SIDE_LOCAL);
	KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_COMPLETE);
	KUNIT_EXPECT_EQ(test, t->v.happened, 0);
	failed(t, SMP_GUARD_SIDE_PEER);
	KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_FAILED);
	KUNIT_EXPECT_EQ(test, t->v.happened, SMPG_FAILED);
}

static void next_pairing_starts_from_nothing(struct kunit *test)
{
	struct pairing_test *t = test->priv;

	request(t, TX, 0, SIGN, SIGN);
	response(t, RX, 0, SIGN, SIGN);
	authenticate(t);
	KEY_PDU(t, TX, CSRK(KEY_A));
	KEY_PDU(t, RX, CSRK(KEY_B));
	KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_COMPLETE);

	request(t, RX, 0, ID, ID);
	KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_REQUESTED);
	KUNIT_EXPECT_EQ(test, t->p.may[0] | t->p.may[1], 0);
	KUNIT_EXPECT_EQ(test, t->p.sent[0] | t->p.sent[1], 0);
	response(t, TX, 0, ID, 0);
	KUNIT_EXPECT_FALSE(test, t->p.two_hosts);
	KUNIT_EXPECT_EQ(test, t->p.may[0], ID);
	KUNIT_EXPECT_EQ(test, t->p.may[1], 0);
}

/* ---- PDUs that do not negotiate ---- */

static void response_without_request_counts_for_nothing(struct kunit *test)
{
	struct pairing_test *t = test->priv;

	response(t, RX, 0, 15, 15);
	KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_IDLE);
	KUNIT_EXPECT_EQ(test, t->p.may[0] | t->p.may[1], 0);
	KUNIT_EXPECT_EQ(test, t->v.happened, 0);

	/* A side does not answer its own request. */
	request(t, TX, 0, 15, 15);
	response(t, TX, 0, 15, 15);
	KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_REQUESTED);
	KUNIT_EXPECT_EQ(test, t->v.happened, 0);
}

/* Both responses count, since this host may take the first or the second. */
static void second_response_of_the_peer_is_held_against_it(struct kunit *test)
{
	struct pairing_test *t = test->priv;

	request(t, TX, SMPG_AUTH_SC, SIGN | ID, SIGN | ID);
	response(t, RX, SMPG_AUTH_SC, SIGN | ID, SIGN);
	response(t, RX, 0, ID, ID | SIGN);
	KUNIT_EXPECT_EQ(test, t->v.happened, 0);
	KUNIT_EXPECT_EQ(test, t->p.may[0], ID);
	KUNIT_EXPECT_EQ(test, t->p.may[1], SIGN);
	KUNIT_EXPECT_EQ(test, t->p.keys[1], SIGN | ID);
	KUNIT_EXPECT_FALSE(test, t->p.sc);
	KUNIT_EXPECT_FALSE(test, t->p.two_hosts);
	/* A further response does not restore keys. */
	response(t, RX, SMPG_AUTH_SC, SIGN | ID, SIGN | ID);
	KUNIT_EXPECT_EQ(test, t->p.may[0], ID);
	KUNIT_EXPECT_FALSE(test, t->p.sc);
}

static void second_request_of_the_peer_is_held_against_it(struct kunit *test)
{
	static const u8 auths[] = { SMPG_AUTH_SC, 0 };
	struct pairing_test *t = test->priv;
	int first;

	for (first = 0; first < 2; first++) {
		start_over(t);
		request(t, RX, auths[first], SIGN, 0);
		request(t, RX, auths[!first], ID, 0);
		response(t, TX, SMPG_AUTH_SC, SIGN | ID, 0);
		KUNIT_EXPECT_EQ(test, t->v.happened, SMPG_STARTED);
		KUNIT_EXPECT_FALSE(test, t->p.sc);
		KUNIT_EXPECT_FALSE(test, t->p.two_hosts);
		KUNIT_EXPECT_EQ(test, t->p.may[0], SIGN | ID);
	}
}

/* A peer may answer two hosts, and offer less to the second. */
static void size_of_a_second_response(struct kunit *test)
{
	struct pairing_test *t = test->priv;
	u8 pdu[] = { RESPONSE(0, SIGN, 0) };

	request(t, TX, 0, SIGN, 0);
	request(t, TX, 0, SIGN, 0);
	response(t, RX, 0, SIGN, 0);
	KUNIT_EXPECT_TRUE(test, t->p.two_hosts);
	KUNIT_EXPECT_EQ(test, t->p.key_size, 16);
	pdu[4] = 7;
	smpg_pairing_response(&t->p, RX, pdu, SMP_GUARD_TRANSPORT_LE, &t->v);
	KUNIT_EXPECT_EQ(test, t->p.key_size, 7);
}

/* The smallest size counts, whether it exists or not. */
static void sizes_of_second_requests(struct kunit *test)
{
	static const u8 sizes[][3] = {
		{ 7, 16, 7 }, { 16, 7, 7 }, { 0, 9, 0 }, { 9, 0, 0 },
		{ 17, 9, 9 }, { 9, 255, 9 }, { 12, 12, 12 }, { 0, 255, 0 },
		{ 253, 255, 16 },
	};
	struct pairing_test *t = test->priv;
	u8 pdu[] = { REQUEST(0, 0, 0) };
	int i, n;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		start_over(t);
		for (n = 0; n < 2; n++) {
			pdu[4] = sizes[i][n];
			smpg_pairing_request(&t->p, RX, pdu, nothing);
		}
		response(t, TX, 0, 0, 0);
		KUNIT_EXPECT_EQ(test, t->p.key_size, sizes[i][2]);
	}
}

/* An old bond's key, or one before authentication, opens nothing. */
static void other_keys_open_no_distribution(struct kunit *test)
{
	static const u8 key[] = { KEY_D };
	struct pairing_test *t = test->priv;
	int sc;

	for (sc = 0; sc < 2; sc++) {
		u8 last = sc ? SMPG_PAIRING_DHKEY_CHECK : SMPG_PAIRING_RANDOM;

		start_over(t);
		request(t, TX, sc ? SMPG_AUTH_SC : 0, SIGN, 0);
		response(t, RX, sc ? SMPG_AUTH_SC : 0, SIGN, 0);
		smpg_pairing_session_key(&t->p, key, false);
		smpg_pairing_encrypted(&t->p, &t->v);
		KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_FEATURES);
		sends(&t->p, TX, last);
		smpg_pairing_session_key(&t->p, key, false);
		smpg_pairing_encrypted(&t->p, &t->v);
		KUNIT_EXPECT_EQ(test, t->p.phase,
				SMP_GUARD_PHASE_AUTHENTICATION);
		sends(&t->p, RX, last);
		smpg_pairing_session_key(&t->p, key, true);
		smpg_pairing_encrypted(&t->p, &t->v);
		KUNIT_EXPECT_EQ(test, t->p.phase,
				SMP_GUARD_PHASE_AUTHENTICATION);
		smpg_pairing_session_key(&t->p, key, false);
		smpg_pairing_encrypted(&t->p, &t->v);
		KUNIT_EXPECT_EQ(test, t->p.phase,
				SMP_GUARD_PHASE_KEY_DISTRIBUTION);
	}
}

/*
 * A bond's key is handed over before the pairing, and encrypts the link when that has
 * begun: USB delivers events behind data that the controller received later.
 */
static void a_key_before_the_pairing_opens_nothing(struct kunit *test)
{
	static const u8 key[] = { KEY_D };
	struct pairing_test *t = test->priv;
	int late;

	start_over(t);
	smpg_pairing_session_key(&t->p, key, false);
	KUNIT_EXPECT_TRUE(test, t->p.other_key);
	smpg_pairing_encrypted(&t->p, &t->v);
	KUNIT_EXPECT_FALSE(test, t->p.other_key);
	/* The module missed the command with the key of a later pairing. */
	request(t, TX, SMPG_AUTH_SC, SIGN, SIGN);
	response(t, RX, SMPG_AUTH_SC, SIGN, SIGN);
	sends(&t->p, TX, SMPG_PAIRING_PUBLIC_KEY);
	smpg_pairing_encrypted(&t->p, &t->v);
	KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_KEY_DISTRIBUTION);
	KUNIT_EXPECT_FALSE(test, smpg_pairing_plain(&t->p));
	for (late = 0; late < 2; late++) {
		start_over(t);
		if (!late)
			smpg_pairing_session_key(&t->p, key, false);
		request(t, TX, SMPG_AUTH_SC, SIGN, SIGN);
		if (late)
			smpg_pairing_session_key(&t->p, key, false);
		response(t, RX, SMPG_AUTH_SC, SIGN, SIGN);
		sends(&t->p, TX, SMPG_PAIRING_PUBLIC_KEY);
		smpg_pairing_encrypted(&t->p, &t->v);
		KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_AUTHENTICATION);
		KUNIT_EXPECT_TRUE(test, smpg_pairing_plain(&t->p));

		/* The key of the pairing itself does. */
		sends(&t->p, TX, SMPG_PAIRING_DHKEY_CHECK);
		sends(&t->p, RX, SMPG_PAIRING_DHKEY_CHECK);
		smpg_pairing_session_key(&t->p, key, false);
		smpg_pairing_encrypted(&t->p, &t->v);
		KUNIT_EXPECT_EQ(test, t->p.phase,
				SMP_GUARD_PHASE_KEY_DISTRIBUTION);
		KUNIT_EXPECT_FALSE(test, smpg_pairing_plain(&t->p));
	}
}

static void request_of_the_peer_waits_for_our_answer(struct kunit *test)
{
	struct pairing_test *t = test->priv;

	request(t, RX, 0, SIGN, SIGN);
	response(t, TX, 0, SIGN, SIGN);
	request(t, RX, 0, 15, 15);
	KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_FEATURES);
	KUNIT_EXPECT_EQ(test, t->p.may[0], SIGN);
	KUNIT_EXPECT_EQ(test, t->p.may[1], SIGN);
	/* The peer's response to its own request does not count. */
	response(t, RX, 0, 15, 15);
	KUNIT_EXPECT_EQ(test, t->p.may[0], SIGN);
	/* A response of this host begins a new pairing. */
	response(t, TX, 0, ID, 0);
	KUNIT_EXPECT_EQ(test, t->p.may[0], ID);
	KUNIT_EXPECT_EQ(test, t->p.may[1], 0);
	KUNIT_EXPECT_EQ(test, t->v.happened, SMPG_STARTED);
}

/* Both sides send requests before a response; the response must count. */
static void requests_that_cross(struct kunit *test)
{
	struct pairing_test *t = test->priv;

	request(t, TX, 0, SIGN, SIGN);
	request(t, RX, 0, ID, ID);
	response(t, RX, 0, SIGN, SIGN);
	KUNIT_EXPECT_EQ(test, t->v.happened, SMPG_STARTED);
	KUNIT_EXPECT_EQ(test, t->p.direction, TX);
	KUNIT_EXPECT_EQ(test, t->p.may[0], SIGN);
	KUNIT_EXPECT_EQ(test, t->p.may[1], SIGN);

	start_over(t);
	request(t, RX, 0, SIGN, SIGN);
	request(t, TX, 0, ID, ID);
	response(t, TX, 0, SIGN, 0);
	KUNIT_EXPECT_EQ(test, t->v.happened, SMPG_STARTED);
	KUNIT_EXPECT_EQ(test, t->p.direction, RX);
	KUNIT_EXPECT_EQ(test, t->p.may[0], SIGN);
	KUNIT_EXPECT_EQ(test, t->p.may[1], 0);
}

/* ---- Two hosts on this side ---- */

static void two_responses(struct kunit *test)
{
	struct pairing_test *t = test->priv;

	request(t, RX, SMPG_AUTH_SC, ENC | ID | SIGN, ENC | ID | SIGN);
	response(t, TX, 0, ENC | ID, ENC);
	KUNIT_EXPECT_FALSE(test, t->p.two_hosts);
	response(t, TX, 0, ID | SIGN, ENC | SIGN);
	KUNIT_EXPECT_TRUE(test, t->p.two_hosts);
	KUNIT_EXPECT_EQ(test, t->v.happened, 0);
	/* Keys of either response may come; keys of both must come. */
	KUNIT_EXPECT_EQ(test, t->p.may[0], ENC | ID | SIGN);
	KUNIT_EXPECT_EQ(test, t->p.may[1], ENC | SIGN);
	KUNIT_EXPECT_EQ(test, t->p.must[0], ID);
	KUNIT_EXPECT_EQ(test, t->p.must[1], ENC);

	authenticate(t);
	KEY_PDU(t, TX, LTK(KEY_A));
	KEY_PDU(t, TX, EDIV_RAND(RAND_A));
	KEY_PDU(t, RX, IRK(KEY_B));
	KUNIT_EXPECT_EQ(test, t->v.happened, 0);
	KEY_PDU(t, RX, ADDRESS);
	KUNIT_EXPECT_EQ(test, t->v.happened, SMPG_COMPLETE);
}

/* One response has Secure Connections, the other has not. */
static void two_responses_of_different_kinds(struct kunit *test)
{
	struct pairing_test *t = test->priv;
	int i;

	for (i = 0; i < 2; i++) {
		start_over(t);
		request(t, RX, SMPG_AUTH_SC, 15, 15);
		response(t, TX, i ? SMPG_AUTH_SC : 0, ENC | ID, ENC | ID);
		response(t, TX, i ? 0 : SMPG_AUTH_SC, ENC | ID, ENC | ID);
		KUNIT_EXPECT_FALSE(test, t->p.sc);
		KUNIT_EXPECT_EQ(test, t->p.may[0], ENC | ID);
		KUNIT_EXPECT_EQ(test, t->p.must[0], ID);
	}
}

/* The kernel fails the pairing, and another stack responds. */
static void failed_and_then_a_response(struct kunit *test)
{
	struct pairing_test *t = test->priv;

	request(t, RX, 0, ENC, ENC);
	failed(t, SMP_GUARD_SIDE_LOCAL);
	KUNIT_EXPECT_EQ(test, t->v.happened, SMPG_FAILED);
	response(t, TX, 0, ENC, ENC);
	KUNIT_EXPECT_EQ(test, t->v.happened, SMPG_STARTED);
	KUNIT_EXPECT_TRUE(test, t->p.two_hosts);
	KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_FEATURES);
	KUNIT_EXPECT_EQ(test, t->p.may[0], ENC);
	KUNIT_EXPECT_EQ(test, t->p.may[1], ENC);
}

/* Another stack responds, and the kernel fails the pairing. */
static void response_and_then_failed(struct kunit *test)
{
	struct pairing_test *t = test->priv;

	request(t, RX, 0, ENC, ENC);
	response(t, TX, 0, ENC, ENC);
	failed(t, SMP_GUARD_SIDE_LOCAL);
	KUNIT_EXPECT_EQ(test, t->v.happened, SMPG_FAILED);
	KUNIT_EXPECT_EQ(test, t->p.may[1], ENC);
	/* A PDU of the peer does not show that this side continues. */
	sends(&t->p, RX, SMPG_PAIRING_RANDOM);
	KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_FAILED);
	sends(&t->p, TX, SMPG_PAIRING_RANDOM);
	KUNIT_EXPECT_EQ(test, t->p.phase, SMP_GUARD_PHASE_AUTHENTICATION);
	KUNIT_EXPECT_TRUE(test, t->p.two_hosts);
}

static void two_requests_and_one_response(struct kunit *test)
{
	struct pairing_test *t = test->priv;
	int i;

	for (i = 0; i < 2; i++) {
		start_over(t);
		request(t, TX, i ? SMPG_AUTH_SC : 0, ENC, ENC);
		request(t, TX, i ? 0 : SMPG_AUTH_SC, SIGN, SIGN);
		KUNIT_EXPECT_TRUE(test, t->p.two_hosts);
		/* The response may answer either request. */
		response(t, RX, SMPG_AUTH_SC, ENC | SIGN, ENC);
		KUNIT_EXPECT_TRUE(test, t->p.two_hosts);
		KUNIT_EXPECT_FALSE(test, t->p.sc);
		KUNIT_EXPECT_EQ(test, t->p.may[0], ENC | SIGN);
		KUNIT_EXPECT_EQ(test, t->p.may[1], ENC);
	}
}

static void two_requests_and_two_responses(struct kunit *test)
{
	struct pairing_test *t = test->priv;

	request(t, TX, 0, ENC, ENC);
	request(t, TX, 0, SIGN, SIGN);
	response(t, RX, 0, ENC, ENC);
	response(t, RX, 0, SIGN, 0);
	KUNIT_EXPECT_EQ(test, t->v.happened, 0);
	KUNIT_EXPECT_EQ(test, t->p.may[0], ENC | SIGN);
	KUNIT_EXPECT_EQ(test, t->p.may[1], ENC);
	KUNIT_EXPECT_EQ(test, t->p.must[0] | t->p.must[1], 0);
}

static void request_behind_the_first_response(struct kunit *test)
{
	struct pairing_test *t = test->priv;

	request(t, TX, 0, ENC, ENC);
	response(t, RX, 0, ENC, ENC);
	request(t, TX, 0, SIGN, SIGN);
	KUNIT_EXPECT_EQ(test, t->p.may[0], ENC);
	response(t, RX, 0, SIGN, SIGN);
	KUNIT_EXPECT_TRUE(test, t->p.two_hosts);
	KUNIT_EXPECT_EQ(test, t->p.may[0], ENC | SIGN);
	KUNIT_EXPECT_EQ(test, t->p.may[1], ENC | SIGN);
	KUNIT_EXPECT_EQ(test, t->p.must[0] | t->p.must[1], 0);
}

/* ---- Mid-life ---- */

static void response_alone_is_taken_at_its_word(struct kunit *test)
{
	struct pairing_test *t = test->priv;

	t->p.known = false;
	response(t, RX, 0, SIGN, ENC);
	KUNIT_EXPECT_TRUE(test, t->p.known);
	KUNIT_EXPECT_EQ(test, t->p.direction, TX);
	KUNIT_EXPECT_EQ(test, t->p.may[0], SIGN);
	KUNIT_EXPECT_EQ(test, t->p.may[1], ENC);
	KUNIT_EXPECT_EQ(test, t->p.key_size, 16);
	KUNIT_EXPECT_EQ(test, t->v.happened, SMPG_STARTED);
}

/* Without the request, the pairing may be legacy pairing as well. */
static void response_alone_with_secure_connections(struct kunit *test)
{
	struct pairing_test *t = test->priv;

	t->p.known = false;
	response(t, TX, SMPG_AUTH_SC, ENC | SIGN, ENC);
	KUNIT_EXPECT_EQ(test, t->p.direction, RX);
	KUNIT_EXPECT_EQ(test, t->p.may[0], ENC | SIGN);
	KUNIT_EXPECT_EQ(test, t->p.may[1], ENC);
	KUNIT_EXPECT_EQ(test, t->p.must[0], SIGN);
	KUNIT_EXPECT_EQ(test, t->p.must[1], 0);
}

/* ---- Keys that repeat one another ---- */

static void distribution(struct pairing_test *t, u8 auth)
{
	start_over(t);
	request(t, TX, auth, 15, 15);
	response(t, RX, auth, 15, 15);
	authenticate(t);
}

static void key_equals_another_of_its_own(struct kunit *test)
{
	static const u8 pdus_of_a[][17] = {
		{ LTK(KEY_A) }, { IRK(KEY_A) }, { CSRK(KEY_A) },
	};
	struct pairing_test *t = test->priv;
	int first, second;

	for (first = 0; first < 3; first++) {
		for (second = 0; second < 3; second++) {
			distribution(t, 0);
			key_pdu(t, TX, pdus_of_a[first], 17);
			/* Repeating the same key is no finding. */
			KUNIT_EXPECT_EQ(test, same_key(t, TX, pdus_of_a[second]),
					first == second ? SMP_GUARD_WHY_NONE :
					SMP_GUARD_WHY_EQUALS_KEY);
		}
	}
}

/* A peer may know an IRK from an earlier pairing, so IRKs do not count. */
static void key_equals_one_of_the_peer(struct kunit *test)
{
	static const u8 pdus_of_a[][17] = {
		{ LTK(KEY_A) }, { IRK(KEY_A) }, { CSRK(KEY_A) },
	};
	struct pairing_test *t = test->priv;
	int first, second;

	for (first = 0; first < 3; first++) {
		for (second = 0; second < 3; second++) {
			distribution(t, 0);
			key_pdu(t, RX, pdus_of_a[first], 17);
			KUNIT_EXPECT_EQ(test, same_key(t, TX, pdus_of_a[second]),
					first == 1 || second == 1 ?
					SMP_GUARD_WHY_NONE : SMP_GUARD_WHY_EQUALS_KEY);
		}
	}
}

static void key_equals_the_stk(struct kunit *test)
{
	static const u8 ltk[] = { LTK(KEY_D) }, irk[] = { IRK(KEY_D) };
	static const u8 csrk[] = { CSRK(KEY_D) }, other[] = { LTK(KEY_A) };
	struct pairing_test *t = test->priv;

	distribution(t, 0);
	KUNIT_EXPECT_EQ(test, same_key(t, TX, ltk), SMP_GUARD_WHY_EQUALS_STK);
	KUNIT_EXPECT_EQ(test, same_key(t, TX, irk), SMP_GUARD_WHY_EQUALS_STK);
	KUNIT_EXPECT_EQ(test, same_key(t, TX, csrk), SMP_GUARD_WHY_EQUALS_STK);
	KUNIT_EXPECT_EQ(test, same_key(t, TX, other), SMP_GUARD_WHY_NONE);

	/* Secure Connections have no STK. */
	distribution(t, SMPG_AUTH_SC);
	KUNIT_EXPECT_EQ(test, same_key(t, TX, irk), SMP_GUARD_WHY_NONE);
}

/* Only octets within the negotiated size are compared. */
static void key_equals_as_far_as_it_goes(struct kunit *test)
{
	static const u8 short_ltk[] = { LTK(0x94, 0x6f, 0x1a, 0x08, 0xc3, 0xe5,
					    0x7e, 0, 0, 0, 0, 0, 0, 0, 0, 0) };
	struct pairing_test *t = test->priv;

	distribution(t, 0);
	KUNIT_EXPECT_EQ(test, same_key(t, TX, short_ltk), SMP_GUARD_WHY_NONE);
	t->p.key_size = 7;
	KUNIT_EXPECT_EQ(test, same_key(t, TX, short_ltk), SMP_GUARD_WHY_EQUALS_STK);

	KEY_PDU(t, TX, LTK(KEY_A));
	KEY_PDU(t, TX, CSRK(KEY_B));
	KUNIT_EXPECT_EQ(test, same_key(t, TX, (u8[]){ LTK(KEY_B) }),
			SMP_GUARD_WHY_EQUALS_KEY);
}

static void random_value(struct pairing_test *t, u8 direction,
			 const u8 *value)
{
	u8 pdu[1 + SMPG_KEY_LEN] = { SMPG_PAIRING_RANDOM };

	memcpy(pdu + 1, value, SMPG_KEY_LEN);
	smpg_pairing_random(&t->p, direction, pdu);
}

/* The example of s1 (2.2.4), and the values of the recorded trace. */
static const struct {
	u8 initiator[SMPG_KEY_LEN];
	u8 responder[SMPG_KEY_LEN];
	u8 ltk[1 + SMPG_KEY_LEN];
} derived[] = {
	{
		{ 0x00, 0xff, 0xee, 0xdd, 0xcc, 0xbb, 0xaa, 0x99,
		  0x08, 0x07, 0x06, 0x05, 0x04, 0x03, 0x02, 0x01 },
		{ 0x88, 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11,
		  0x09, 0x0a, 0x0b, 0x0c, 0x0d, 0x0e, 0x0f, 0x00 },
		{ LTK(0x62, 0xa0, 0x6d, 0x79, 0xae, 0x16, 0x42, 0x5b,
		      0x9b, 0xf4, 0xb0, 0xe8, 0xf0, 0xe1, 0x1f, 0x9a) },
	}, {
		{ 0x25, 0x49, 0x8f, 0x1c, 0xc8, 0x73, 0xd7, 0x45,
		  0x04, 0x60, 0xdf, 0x3b, 0x5c, 0xe2, 0xab, 0x7e },
		{ 0x9e, 0x77, 0x69, 0xac, 0xf6, 0xf4, 0xc1, 0x97,
		  0x06, 0xf9, 0xab, 0xde, 0x25, 0xd4, 0x74, 0x9f },
		{ LTK(0x76, 0x89, 0xa6, 0xb5, 0x37, 0x15, 0x37, 0xb2,
		      0x4f, 0x2c, 0x7c, 0x78, 0x05, 0x68, 0x8d, 0xf6) },
	},
};

/* From the features to the random values. */
static void derive(struct pairing_test *t, int i, u8 direction, u8 auth)
{
	start_over(t);
	request(t, direction, auth, 15, 15);
	response(t, !direction, auth, 15, 15);
	random_value(t, direction, derived[i].initiator);
	random_value(t, !direction, derived[i].responder);
}

static void key_is_derived_from_what_was_heard(struct kunit *test)
{
	struct pairing_test *t = test->priv;
	u8 direction, other[1 + SMPG_KEY_LEN];
	int i;

	for (i = 0; i < ARRAY_SIZE(derived); i++) {
		for (direction = TX; direction <= RX; direction++) {
			derive(t, i, direction, 0);
			KUNIT_EXPECT_EQ(test, same_key(t, TX, derived[i].ltk),
					SMP_GUARD_WHY_EQUALS_S1);
			KUNIT_EXPECT_EQ(test, same_key(t, RX, derived[i].ltk),
					SMP_GUARD_WHY_EQUALS_S1);
			KUNIT_EXPECT_EQ(test, same_key(t, TX, derived[!i].ltk),
					SMP_GUARD_WHY_NONE);

			/* An IRK is not compared with s1. */
			memcpy(other, derived[i].ltk, sizeof(other));
			other[0] = SMPG_IDENTITY_INFORMATION;
			KUNIT_EXPECT_EQ(test, same_key(t, TX, other),
					SMP_GUARD_WHY_NONE);
		}
	}
}

/* Only octets within the negotiated size are compared. */
static void key_is_derived_as_far_as_it_goes(struct kunit *test)
{
	struct pairing_test *t = test->priv;
	u8 ltk[1 + SMPG_KEY_LEN] = {};
	u8 size;

	for (size = SMPG_KEY_LEN_MIN; size < SMPG_KEY_LEN; size++) {
		derive(t, 1, TX, 0);
		memcpy(ltk, derived[1].ltk, 1 + size);
		KUNIT_EXPECT_EQ(test, same_key(t, TX, ltk), SMP_GUARD_WHY_NONE);
		t->p.key_size = size;
		KUNIT_EXPECT_EQ(test, same_key(t, TX, ltk), SMP_GUARD_WHY_EQUALS_S1);
		ltk[size] ^= 1;
		KUNIT_EXPECT_EQ(test, same_key(t, TX, ltk), SMP_GUARD_WHY_NONE);
	}
}

static void nothing_is_derived_from_half(struct kunit *test)
{
	struct pairing_test *t = test->priv;
	const u8 *ltk = derived[1].ltk;

	start_over(t);
	request(t, TX, 0, 15, 15);
	response(t, RX, 0, 15, 15);
	random_value(t, TX, derived[1].initiator);
	KUNIT_EXPECT_EQ(test, same_key(t, TX, ltk), SMP_GUARD_WHY_NONE);

	/* Secure Connections have no STK. */
	derive(t, 1, TX, SMPG_AUTH_SC);
	KUNIT_EXPECT_EQ(test, same_key(t, TX, ltk), SMP_GUARD_WHY_NONE);

	/* The values of the pairing before are wiped. */
	derive(t, 1, TX, 0);
	failed(t, SMP_GUARD_SIDE_PEER);
	KUNIT_EXPECT_EQ(test, t->p.secrets.random[0][0], 0);
	random_value(t, TX, derived[1].initiator);
	random_value(t, RX, derived[1].responder);
	KUNIT_EXPECT_EQ(test, same_key(t, TX, ltk), SMP_GUARD_WHY_NONE);
}

static void edivs_and_addresses_are_no_secrets(struct kunit *test)
{
	static const u8 address[] = { ADDRESS }, rand[] = { EDIV_RAND(RAND_A) };
	struct pairing_test *t = test->priv;

	distribution(t, 0);
	key_pdu(t, RX, address, sizeof(address));
	key_pdu(t, RX, rand, sizeof(rand));
	KUNIT_EXPECT_EQ(test, same_key(t, TX, address), SMP_GUARD_WHY_NONE);
	KUNIT_EXPECT_EQ(test, same_key(t, TX, rand), SMP_GUARD_WHY_NONE);
	KUNIT_EXPECT_EQ(test, t->p.secrets.have[0] | t->p.secrets.have[1], 0);
}

/* Events in a phase that has no place for them change nothing. */
static void events_out_of_phase(struct kunit *test)
{
	static const u8 confirm[17] = { SMPG_PAIRING_CONFIRM, 1 }, key[SMPG_KEY_LEN];
	struct smpg_pairing *p = kunit_kzalloc(test, sizeof(*p), GFP_KERNEL);
	struct smpg_verdict *v = kunit_kzalloc(test, sizeof(*v), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, p);
	KUNIT_ASSERT_NOT_NULL(test, v);
	smpg_pairing_authentication(p, SMP_GUARD_DIRECTION_RX, confirm);
	KUNIT_EXPECT_EQ(test, p->authentication[SMPG_INITIATOR], 0);
	KUNIT_EXPECT_EQ(test, p->authentication[SMPG_RESPONDER], 0);
	smpg_pairing_session_key(p, key, true);
	KUNIT_EXPECT_TRUE(test, p->other_key);
	p->phase = SMP_GUARD_PHASE_KEY_DISTRIBUTION;
	p->other_key = false;
	smpg_pairing_session_key(p, key, true);
	KUNIT_EXPECT_FALSE(test, p->other_key);

	p->phase = SMP_GUARD_PHASE_FEATURES;
	smpg_pairing_unencrypted(p, v);
	KUNIT_EXPECT_EQ(test, p->phase, SMP_GUARD_PHASE_FEATURES);
	smpg_pairing_session_key(p, key, true);
	KUNIT_EXPECT_TRUE(test, p->other_key);
	/* Secure Connections that has begun does not fall back. */
	p->phase = SMP_GUARD_PHASE_AUTHENTICATION;
	p->sc = true;
	p->answered = true;
	p->authentication[SMPG_INITIATOR] = BIT(SMPG_PAIRING_PUBLIC_KEY);
	KUNIT_EXPECT_FALSE(test, smpg_pairing_fall_back(p, SMPG_PAIRING_CONFIRM));
	KUNIT_EXPECT_TRUE(test, p->sc);
	/* A key that was negotiated is still to come. */
	p->must[SMPG_INITIATOR] = SMP_GUARD_KEY_DIST_ENCKEY;
	KUNIT_EXPECT_FALSE(test, has_all(p, SMPG_INITIATOR));
	p->sent[SMPG_INITIATOR] = BIT(SMP_GUARD_KEY_LTK);
	KUNIT_EXPECT_FALSE(test, has_all(p, SMPG_INITIATOR));
	p->sent[SMPG_INITIATOR] |= BIT(SMP_GUARD_KEY_EDIV_RAND);
	KUNIT_EXPECT_TRUE(test, has_all(p, SMPG_INITIATOR));
}

static bool leaves_bond(struct pairing_test *t, struct smpg_bond *bond)
{
	t->p.phase = SMP_GUARD_PHASE_COMPLETE;
	return smpg_pairing_bond(&t->p, bond);
}

static void bond_of_a_complete_pairing(struct kunit *test)
{
	static const u8 debug[] = { PUBLIC_KEY(DEBUG_POINT) };
	struct pairing_test *t = test->priv;
	struct smpg_bond bond;

	request(t, TX, SMPG_AUTH_SC | 1, 0, 0);
	response(t, RX, SMPG_AUTH_SC | 1, 0, 0);
	KUNIT_EXPECT_FALSE(test, smpg_pairing_bond(&t->p, &bond));
	KUNIT_EXPECT_TRUE(test, leaves_bond(t, &bond));
	KUNIT_EXPECT_TRUE(test, bond.known);
	KUNIT_EXPECT_TRUE(test, bond.sc);
	KUNIT_EXPECT_FALSE(test, bond.authenticated);
	KUNIT_EXPECT_FALSE(test, bond.identified);
	KUNIT_EXPECT_EQ(test, bond.key_size, 16);
	/* A listener can compute the keys that follow from a published key. */
	t->p.phase = SMP_GUARD_PHASE_FEATURES;
	smpg_pairing_authentication(&t->p, RX, debug);
	KUNIT_EXPECT_FALSE(test, leaves_bond(t, &bond));

	/* Legacy pairing distributes its LTK. */
	start_over(t);
	request(t, TX, 1, ENC, 0);
	response(t, RX, 1, ENC, 0);
	t->p.method = SMP_GUARD_METHOD_PASSKEY_BOTH_INPUT;
	KUNIT_EXPECT_TRUE(test, leaves_bond(t, &bond));
	KUNIT_EXPECT_FALSE(test, bond.sc);
	KUNIT_EXPECT_TRUE(test, bond.authenticated);
	KUNIT_EXPECT_TRUE(test, bond.identified);
	start_over(t);
	request(t, TX, 1, ENC, ID);
	response(t, RX, 1, 0, ID);
	KUNIT_EXPECT_FALSE(test, leaves_bond(t, &bond));
	/* One side alone does not want it. */
	start_over(t);
	request(t, TX, 1, ENC, ENC);
	response(t, RX, 0, ENC, ENC);
	KUNIT_EXPECT_FALSE(test, leaves_bond(t, &bond));
	start_over(t);
	request(t, TX, 1, ENC, ENC);
	response_over(t, SMP_GUARD_TRANSPORT_BREDR, RX, 1, ENC, ENC);
	KUNIT_EXPECT_FALSE(test, leaves_bond(t, &bond));
}

static struct kunit_case pairing_cases[] = {
	KUNIT_CASE(events_out_of_phase),
	KUNIT_CASE(legacy_pairing_negotiates),
	KUNIT_CASE(secure_connections_negotiate),
	KUNIT_CASE(bredr_negotiates),
	KUNIT_CASE(secure_connections_need_both),
	KUNIT_CASE(smaller_key_size_counts),
	KUNIT_CASE(models_of_io_capabilities),
	KUNIT_CASE(models_of_oob_data),
	KUNIT_CASE(bredr_derives_across_transports),
	KUNIT_CASE(phases_in_order),
	KUNIT_CASE(phases_out_of_order),
	KUNIT_CASE(nothing_to_distribute_completes),
	KUNIT_CASE(complete_with_the_last_key),
	KUNIT_CASE(secrets_are_wiped_at_the_end),
	KUNIT_CASE(failure_of_every_side),
	KUNIT_CASE(failure_after_completion),
	KUNIT_CASE(next_pairing_starts_from_nothing),
	KUNIT_CASE(response_without_request_counts_for_nothing),
	KUNIT_CASE(second_response_of_the_peer_is_held_against_it),
	KUNIT_CASE(second_request_of_the_peer_is_held_against_it),
	KUNIT_CASE(size_of_a_second_response),
	KUNIT_CASE(sizes_of_second_requests),
	KUNIT_CASE(other_keys_open_no_distribution),
	KUNIT_CASE(a_key_before_the_pairing_opens_nothing),
	KUNIT_CASE(request_of_the_peer_waits_for_our_answer),
	KUNIT_CASE(requests_that_cross),
	KUNIT_CASE(two_responses),
	KUNIT_CASE(two_responses_of_different_kinds),
	KUNIT_CASE(failed_and_then_a_response),
	KUNIT_CASE(response_and_then_failed),
	KUNIT_CASE(two_requests_and_one_response),
	KUNIT_CASE(two_requests_and_two_responses),
	KUNIT_CASE(request_behind_the_first_response),
	KUNIT_CASE(response_alone_is_taken_at_its_word),
	KUNIT_CASE(response_alone_with_secure_connections),
	KUNIT_CASE(key_equals_another_of_its_own),
	KUNIT_CASE(key_equals_one_of_the_peer),
	KUNIT_CASE(key_equals_the_stk),
	KUNIT_CASE(key_equals_as_far_as_it_goes),
	KUNIT_CASE(key_is_derived_from_what_was_heard),
	KUNIT_CASE(key_is_derived_as_far_as_it_goes),
	KUNIT_CASE(nothing_is_derived_from_half),
	KUNIT_CASE(edivs_and_addresses_are_no_secrets),
	KUNIT_CASE(bond_of_a_complete_pairing),
	{}
};

static struct kunit_suite pairing_suite = {
	.name = "smpg_pairing",
	.init = pairing_init,
	.test_cases = pairing_cases,
};

kunit_test_suite(pairing_suite);
