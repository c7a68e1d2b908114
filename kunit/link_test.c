// SPDX-License-Identifier: GPL-2.0
/* The verdict on every PDU of a link, whole pairings and single ones. */
#include <kunit/test.h>

#include "pdus.h"
#include "../engine/judge.c"
#include "../engine/link.c"
#include "../engine/policy.c"
#include "../engine/rules.c"

struct link_test {
	struct smpg_link link;
	struct smpg_policy policy;
	u16 cid;
	u8 stack;
	const u8 *adapter;
	const u8 *static_address;
	struct smpg_bond bond;
	struct smpg_link_key link_key;
	unsigned int reused;
	bool own_irk;
	bool window;
	bool pairs;
	u64 now;
	struct smpg_attempts attempts[2];
	struct smpg_verdict v;	/* the last one */
};

static void open_link(struct link_test *t, u8 transport, u8 role)
{
	struct smpg_hci hci = {
		.handle = 0x40,
		.transport = transport,
		.role = role,
		.peer_type = SMP_GUARD_ADDRESS_TYPE_RANDOM,
		.peer = { 0xe0, 0xf3, 0x76, 0x4c, 0xa7, 0x52 },
	};

	smpg_link_open(&t->link, &hci);
	t->cid = transport == SMP_GUARD_TRANSPORT_BREDR ? SMPG_CID_SMP_BREDR :
							  SMPG_CID_SMP_LE;
	t->link.aes_ccm = transport == SMP_GUARD_TRANSPORT_BREDR;
}

/* The role of this host on a link where a pairing begins in @direction */
static u8 role_of(u8 direction)
{
	return direction == TX ? SMP_GUARD_ROLE_CENTRAL :
				 SMP_GUARD_ROLE_PERIPHERAL;
}

static int link_init(struct kunit *test)
{
	struct link_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	if (!t)
		return -ENOMEM;
	t->policy = smpg_policy_profile(SMP_GUARD_PROFILE_DEFAULT);
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	test->priv = t;
	return 0;
}

/* Return: the verdict's action. */
static u8 say(struct kunit *test, u8 direction, const u8 *pdu, size_t len)
{
	struct link_test *t = test->priv;
	const struct smpg_context context = {
		.policy = &t->policy,
		.cid = t->cid,
		.direction = direction,
		.stack = t->stack,
		.adapter = t->adapter,
		.static_address = t->static_address,
		.bond = t->bond,
		.link_key = t->link_key,
		.reused = t->reused,
		.own_irk = t->own_irk,
		.window = t->window,
		.pairs = t->pairs,
		.now = t->now,
		.attempts = { t->attempts[0], t->attempts[1] },
	};
	u8 *copy = kunit_kzalloc(test, len, GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, copy);
	memcpy(copy, pdu, len);
	smpg_link_judge(&t->link, copy, len, &context, &t->v);
	/* A repair stays within the PDU. */
	if (t->v.action == SMP_GUARD_ACTION_REPAIR)
		KUNIT_EXPECT_LE(test, t->v.repair_off + t->v.repair_len +
				t->v.zero_len, len);
	return t->v.action;
}

#define SAY(test, direction, ...) \
	say(test, direction, (const u8[]){ __VA_ARGS__ }, \
	    sizeof((const u8[]){ __VA_ARGS__ }))

static void expect_passed(struct kunit *test)
{
	struct link_test *t = test->priv;

	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_ALLOW);
}

static void expect_found(struct kunit *test, u8 rule, u8 why)
{
	struct link_test *t = test->priv;
	const struct smpg_finding *f = NULL;
	int i;

	for (i = 0; i < t->v.nr; i++) {
		if (t->v.findings[i].rule == rule)
			f = &t->v.findings[i];
		else
			/* A rule that allows has a finding too. */
			KUNIT_EXPECT_EQ(test, t->v.findings[i].action,
					SMP_GUARD_ACTION_ALLOW);
	}
	KUNIT_ASSERT_NOT_NULL(test, f);
	KUNIT_EXPECT_EQ(test, f->action, t->policy.action[rule]);
	KUNIT_EXPECT_EQ(test, f->why, why);
	KUNIT_EXPECT_EQ(test, t->v.action, t->policy.action[rule]);
}

/* Return: the action of what @rule finds, or -1 if it finds nothing for @why. */
static int found(const struct link_test *t, u8 rule, u8 why)
{
	int i;

	for (i = 0; i < t->v.nr; i++)
		if (t->v.findings[i].rule == rule &&
		    t->v.findings[i].why == why)
			return t->v.findings[i].action;
	return -1;
}

/* For cases whose PDUs come as no host sends them. */
static void in_any_order(struct link_test *t)
{
	t->policy.action[SMP_GUARD_RULE_UNEXPECTED_PDU] = SMP_GUARD_ACTION_ALLOW;
}

static void expect_masked(struct kunit *test, u8 why)
{
	expect_found(test, SMP_GUARD_RULE_UNNEGOTIATED_KEY, why);
}

static void expect_repaired(struct kunit *test, u8 why, u8 off, u8 len, u8 zero)
{
	struct link_test *t = test->priv;

	expect_found(test, SMP_GUARD_RULE_WEAK_KEY, why);
	KUNIT_EXPECT_EQ(test, t->v.repair_off, off);
	KUNIT_EXPECT_EQ(test, t->v.repair_len, len);
	KUNIT_EXPECT_EQ(test, t->v.zero_len, zero);
}

/* Zeros in place of an IRK mean that there is none. */
static void expect_irk_masked(struct kunit *test, u8 why)
{
	struct link_test *t = test->priv;

	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_REPAIR);
	KUNIT_EXPECT_EQ(test, t->v.nr, 1);
	KUNIT_EXPECT_EQ(test, t->v.findings[0].rule, SMP_GUARD_RULE_WEAK_KEY);
	KUNIT_EXPECT_EQ(test, t->v.findings[0].action, SMP_GUARD_ACTION_MASK);
	KUNIT_EXPECT_EQ(test, t->v.findings[0].why, why);
	KUNIT_EXPECT_EQ(test, t->v.repair_off, 1);
	KUNIT_EXPECT_EQ(test, t->v.repair_len, 0);
	KUNIT_EXPECT_EQ(test, t->v.zero_len, SMPG_KEY_LEN);
}

static void expect_happened(struct kunit *test, u8 happened)
{
	struct link_test *t = test->priv;

	KUNIT_EXPECT_EQ(test, t->v.happened, happened);
}

static void judge_hci(struct link_test *t, enum smpg_hci_kind kind,
		      const struct smpg_hci *hci)
{
	const struct smpg_context context = {
		.policy = &t->policy,
		.direction = kind == SMPG_HCI_SESSION_KEY ? TX : RX,
		.window = t->window,
		.attempts = { t->attempts[0], t->attempts[1] },
		.adapter = t->adapter,
		.static_address = t->static_address,
	};

	smpg_link_hci(&t->link, kind, hci, &context, &t->v);
}

static void tell(struct kunit *test, enum smpg_hci_kind kind, u8 status,
		 bool encrypted, const u8 *key)
{
	struct link_test *t = test->priv;
	struct smpg_hci hci = {
		.handle = 0x40,
		.status = status,
		.encrypted = encrypted,
		.encryption = encrypted ? SMPG_ENCRYPTION_AES_CCM :
					  SMPG_ENCRYPTION_OFF,
		.key = key,
	};

	judge_hci(t, kind, &hci);
}

static void encrypt(struct kunit *test)
{
	tell(test, SMPG_HCI_ENCRYPT, 0, true, NULL);
}

/* Legacy authentication, which the side of @direction begins, and encryption. */
static void encrypt_with_stk(struct kunit *test, u8 direction)
{
	static const u8 stk[] = { KEY_D };

	SAY(test, direction, CONFIRM(KEY_A));
	SAY(test, !direction, CONFIRM(KEY_B));
	SAY(test, direction, RANDOM(KEY_C));
	SAY(test, !direction, RANDOM(KEY_D));
	tell(test, SMPG_HCI_SESSION_KEY, 0, false, stk);
	encrypt(test);
}

/*
 * A legacy pairing, up to the point where keys are distributed. Cases about values
 * send keys in any order.
 */
static void pair(struct kunit *test, u8 direction, u8 key_size, u8 initiator,
		 u8 responder)
{
	struct link_test *t = test->priv;

	t->policy.action[SMP_GUARD_RULE_UNEXPECTED_PDU] = SMP_GUARD_ACTION_ALLOW;
	SAY(test, direction, SMPG_PAIRING_REQUEST, 3, 0, 0, key_size,
	    initiator, responder);
	SAY(test, !direction, SMPG_PAIRING_RESPONSE, 3, 0, 0, 16, initiator,
	    responder);
	expect_happened(test, SMPG_STARTED);
	encrypt_with_stk(test, direction);
}

/* ---- PDUs that hosts take differently ---- */

static void strict(struct link_test *t)
{
	t->policy = smpg_policy_profile(SMP_GUARD_PROFILE_STRICT);
}

/* A host may ignore a PDU that is too long, and take a later one. */
static void long_response_before_the_real_one(struct kunit *test)
{
	u8 decoy[65] = { RESPONSE(SMPG_AUTH_SC, 3, 3) };
	struct link_test *t = test->priv;

	strict(t);
	t->policy.action[SMP_GUARD_RULE_UNEXPECTED_PDU] = SMP_GUARD_ACTION_AUDIT;
	SAY(test, TX, REQUEST(SMPG_AUTH_SC, 3, 3));
	say(test, RX, decoy, sizeof(decoy));
	KUNIT_EXPECT_LE(test, t->v.action, SMP_GUARD_ACTION_AUDIT);
	SAY(test, RX, RESPONSE(0, 3, 3));
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_REJECT);
}

static void long_failure_before_the_response(struct kunit *test)
{
	struct link_test *t = test->priv;

	strict(t);
	t->policy.action[SMP_GUARD_RULE_UNEXPECTED_PDU] = SMP_GUARD_ACTION_AUDIT;
	SAY(test, TX, REQUEST(SMPG_AUTH_SC, 3, 3));
	SAY(test, RX, SMPG_PAIRING_FAILED, 8, 0);
	SAY(test, RX, RESPONSE(0, 3, 3));
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_REJECT);

	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, REQUEST(0, 3, 3));
	SAY(test, RX, SMPG_PAIRING_FAILED, 8, 0);
	SAY(test, TX, RESPONSE(SMPG_AUTH_SC, 3, 3));
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_REJECT);
}

static void second_request_with_more(struct kunit *test)
{
	struct link_test *t = test->priv;

	strict(t);
	t->policy.action[SMP_GUARD_RULE_UNEXPECTED_PDU] = SMP_GUARD_ACTION_AUDIT;
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, SMPG_PAIRING_REQUEST, 3, 0, SMPG_AUTH_SC, 7, 3, 3);
	SAY(test, RX, REQUEST(SMPG_AUTH_SC, 3, 3));
	SAY(test, TX, RESPONSE(SMPG_AUTH_SC, 3, 3));
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_REJECT);
	KUNIT_EXPECT_EQ(test, t->v.reason, 0x06);
}

/* Hosts ignore the channel of the other transport. */
static void other_channel_counts_for_nothing(struct kunit *test)
{
	struct link_test *t = test->priv;
	u16 own;
	u8 le;

	strict(t);
	for (le = 0; le < 2; le++) {
		open_link(t, le ? SMP_GUARD_TRANSPORT_LE :
				  SMP_GUARD_TRANSPORT_BREDR,
			  SMP_GUARD_ROLE_CENTRAL);
		own = t->cid;
		SAY(test, TX, REQUEST(SMPG_AUTH_SC, 2, 2));
		t->cid ^= 1;
		KUNIT_EXPECT_FALSE(test, smpg_link_has(&t->link, t->cid));
		SAY(test, RX, RESPONSE(SMPG_AUTH_SC, 2, 2));
		KUNIT_EXPECT_TRUE(test, t->v.malformed);
		KUNIT_EXPECT_EQ(test, t->v.happened, 0);
		SAY(test, RX, FAILED(8));
		KUNIT_EXPECT_EQ(test, t->v.happened, 0);
		t->policy.action[SMP_GUARD_RULE_UNNEGOTIATED_KEY] =
			SMP_GUARD_ACTION_MASK;
		SAY(test, RX, IRK(KEY_A));
		expect_masked(test, SMP_GUARD_WHY_NO_PAIRING);
		SAY(test, TX, IRK(KEY_A));
		expect_masked(test, SMP_GUARD_WHY_NO_PAIRING);
		t->cid = own;
		SAY(test, RX, RESPONSE(0, 2, 2));
		KUNIT_EXPECT_EQ(test, t->v.happened & SMPG_STARTED,
				SMPG_STARTED);
		KUNIT_EXPECT_EQ(test, t->v.action, le ? SMP_GUARD_ACTION_REJECT :
							SMP_GUARD_ACTION_ALLOW);
	}
}

static void key_on_the_other_channel_is_rejected(struct kunit *test)
{
	struct link_test *t = test->priv;

	t->policy.action[SMP_GUARD_RULE_UNNEGOTIATED_KEY] =
		SMP_GUARD_ACTION_REJECT;
	t->cid = SMPG_CID_SMP_BREDR;
	SAY(test, RX, IRK(KEY_A));
	KUNIT_EXPECT_TRUE(test, t->v.malformed);
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_REJECT);
	KUNIT_EXPECT_EQ(test, t->v.reason, 0x0f);
}

static void connection_event_after_the_first_pdus(struct kunit *test)
{
	struct link_test *t = test->priv;
	struct smpg_hci hci = {
		.handle = 0x40,
		.transport = SMP_GUARD_TRANSPORT_LE,
		.peer_type = SMP_GUARD_ADDRESS_TYPE_RANDOM,
		.peer = { 1, 2, 3, 4, 5, 0xc6 },
	};
	unsigned int octet;

	/* Each octet of the address tells one peer from another. */
	for (octet = 0; octet < sizeof(hci.peer); octet++) {
		smpg_link_meet(&t->link, 0x40);
		t->link.peer_type = hci.peer_type;
		memcpy(t->link.peer, hci.peer, sizeof(hci.peer));
		t->link.peer[octet] ^= 0x10;
		KUNIT_EXPECT_FALSE(test, smpg_link_complete(&t->link, &hci));
		t->link.peer[octet] ^= 0x10;
		KUNIT_EXPECT_TRUE(test, smpg_link_complete(&t->link, &hci));
		KUNIT_EXPECT_FALSE(test, t->link.mid_life);
	}
}

/* PDUs of this host decide the transport, not the peer's. */
static void transport_of_a_link_met_in_mid_life(struct kunit *test)
{
	struct link_test *t = test->priv;

	smpg_link_meet(&t->link, 0x40);
	t->cid = SMPG_CID_SMP_BREDR;
	SAY(test, RX, REQUEST(0, 2, 2));
	KUNIT_EXPECT_EQ(test, t->link.transport, SMP_GUARD_TRANSPORT_BREDR);
	t->cid = SMPG_CID_SMP_LE;
	SAY(test, RX, REQUEST(0, 2, 2));
	KUNIT_EXPECT_TRUE(test, t->v.malformed);
	SAY(test, TX, RESPONSE(0, 2, 2));
	KUNIT_EXPECT_EQ(test, t->link.transport, SMP_GUARD_TRANSPORT_LE);
	KUNIT_EXPECT_EQ(test, t->v.happened, SMPG_STARTED);
	/* The transport stays. */
	t->cid = SMPG_CID_SMP_BREDR;
	SAY(test, TX, REQUEST(0, 2, 2));
	KUNIT_EXPECT_EQ(test, t->link.transport, SMP_GUARD_TRANSPORT_LE);
}

/* ---- The recorded trace ---- */

static const u8 trace_stk[] = {
	0x76, 0x89, 0xa6, 0xb5, 0x37, 0x15, 0x37, 0xb2,
	0x4f, 0x2c, 0x7c, 0x78, 0x05, 0x68, 0x8d, 0xf6,
};

/* tests/traces/pairing-failed-0x08.btmon, in the wire's order of octets. */
static void trace_until_encrypted(struct kunit *test, u8 central)
{
	struct link_test *t = test->priv;
	u8 peripheral = !central;

	SAY(test, central, 0x01, 2, 0, 0x05, 16, 0x05, 0x05);
	expect_passed(test);
	expect_happened(test, 0);
	SAY(test, peripheral, 0x02, 3, 0, 0x01, 16, 0x04, 0x01);
	expect_passed(test);
	expect_happened(test, SMPG_STARTED);
	KUNIT_EXPECT_EQ(test, t->link.pairing.keys[SMPG_INITIATOR], SIGN);
	KUNIT_EXPECT_EQ(test, t->link.pairing.keys[SMPG_RESPONDER], ENC);
	KUNIT_EXPECT_EQ(test, t->link.pairing.method,
			SMP_GUARD_METHOD_JUST_WORKS);

	SAY(test, central, CONFIRM(0x12, 0xe1, 0x70, 0xd2, 0x0c, 0x0b, 0xb8,
				   0xbe, 0xb6, 0xd7, 0xc5, 0x9b, 0xb0, 0x06,
				   0xac, 0xd0));
	expect_passed(test);
	SAY(test, peripheral, CONFIRM(0x6e, 0x0b, 0xe0, 0xcc, 0x5a, 0x8f, 0x08,
				      0xff, 0xc9, 0x8a, 0x88, 0xc2, 0x51, 0x67,
				      0xaa, 0x2f));
	expect_passed(test);
	SAY(test, central, RANDOM(0x25, 0x49, 0x8f, 0x1c, 0xc8, 0x73, 0xd7,
				  0x45, 0x04, 0x60, 0xdf, 0x3b, 0x5c, 0xe2,
				  0xab, 0x7e));
	expect_passed(test);
	SAY(test, peripheral, RANDOM(0x9e, 0x77, 0x69, 0xac, 0xf6, 0xf4, 0xc1,
				     0x97, 0x06, 0xf9, 0xab, 0xde, 0x25, 0xd4,
				     0x74, 0x9f));
	expect_passed(test);
	tell(test, SMPG_HCI_SESSION_KEY, 0, false, trace_stk);
	encrypt(test);
	KUNIT_EXPECT_EQ(test, t->link.pairing.phase,
			SMP_GUARD_PHASE_KEY_DISTRIBUTION);

	SAY(test, peripheral, LTK(0xb2, 0x2e, 0xf8, 0x0c, 0x48, 0x1a, 0x8b,
				  0x49, 0x29, 0xe7, 0x15, 0x9e, 0x0c, 0x2b,
				  0x0b, 0xa3));
	expect_passed(test);
	SAY(test, peripheral, SMPG_CENTRAL_IDENTIFICATION, 0xee, 0x02, 0xeb,
	    0x93, 0x5f, 0x07, 0x28, 0xe8, 0x20, 0x07);
	expect_passed(test);
	expect_happened(test, 0);
}

static void recorded_trace(struct kunit *test)
{
	struct link_test *t = test->priv;

	trace_until_encrypted(test, TX);
	SAY(test, TX, LTK(KEY_TRACE));
	expect_masked(test, SMP_GUARD_WHY_NOT_NEGOTIATED);
	SAY(test, TX, EDIV_RAND(RAND_TRACE));
	expect_masked(test, SMP_GUARD_WHY_NOT_NEGOTIATED);
	/* The LTK was masked, so no equal key was distributed. */
	SAY(test, TX, CSRK(KEY_TRACE));
	expect_repaired(test, SMP_GUARD_WHY_PROGRESSION, 1, 16, 0);
	expect_happened(test, SMPG_COMPLETE);

	/* The peer's answer in the trace, recorded without the guard. */
	SAY(test, RX, FAILED(0x08));
	expect_passed(test);
	expect_happened(test, SMPG_FAILED);
	KUNIT_EXPECT_EQ(test, t->v.side, SMP_GUARD_SIDE_PEER);
	KUNIT_EXPECT_EQ(test, t->v.reason, 0x08);
	smpg_link_close(&t->link, 0x13, &t->v);
	expect_happened(test, 0);
}

/* Octets of a link never meet those of the next one. */
static void end_of_a_link_forgets_fragments(struct kunit *test)
{
	static const u8 start[] = { 17, 0, 6, 0, SMPG_PAIRING_CONFIRM, 1 };
	struct link_test *t = test->priv;
	u8 direction;

	for (direction = TX; direction <= RX; direction++)
		KUNIT_EXPECT_EQ(test, smpg_link_feed(&t->link, direction, true,
						     start, sizeof(start)),
				SMPG_STEP_HOLD);
	smpg_link_close(&t->link, 0x13, &t->v);
	for (direction = TX; direction <= RX; direction++) {
		KUNIT_EXPECT_EQ(test, t->link.l2cap[direction].have, 0);
		KUNIT_EXPECT_FALSE(test, t->link.l2cap[direction].open);
	}
}

static void encryption_that_is_assumed(struct kunit *test)
{
	struct link_test *t = test->priv;

	SAY(test, TX, REQUEST(0, 7, 7));
	smpg_link_assume_encrypted(&t->link, &t->v);
	KUNIT_EXPECT_TRUE(test, t->link.encrypted);
	KUNIT_EXPECT_EQ(test, t->link.pairing.phase, SMP_GUARD_PHASE_REQUESTED);
	SAY(test, RX, RESPONSE(0, 7, 7));
	smpg_link_assume_encrypted(&t->link, &t->v);
	KUNIT_EXPECT_EQ(test, t->link.pairing.phase, SMP_GUARD_PHASE_KEY_DISTRIBUTION);
}

static void names_that_a_peer_cannot_change(struct kunit *test)
{
	static const struct {
		u8 type;
		u8 last;
		u8 name;
	} cases[] = {
		{ SMP_GUARD_ADDRESS_TYPE_RANDOM, 0xc0, SMP_GUARD_ADDRESS_TYPE_RANDOM },
		{ SMP_GUARD_ADDRESS_TYPE_RANDOM, 0xff, SMP_GUARD_ADDRESS_TYPE_RANDOM },
		{ SMP_GUARD_ADDRESS_TYPE_RANDOM, 0x7f, SMPG_PEER_PRIVATE },
		{ SMP_GUARD_ADDRESS_TYPE_RANDOM, 0xbf, SMPG_PEER_PRIVATE },
		{ SMP_GUARD_ADDRESS_TYPE_RANDOM, 0x3f, SMPG_PEER_PRIVATE },
		{ SMP_GUARD_ADDRESS_TYPE_PUBLIC, 0x3f, SMP_GUARD_ADDRESS_TYPE_PUBLIC },
		{ SMP_GUARD_ADDRESS_TYPE_BREDR, 0x7f, SMP_GUARD_ADDRESS_TYPE_PUBLIC },
		{ SMP_GUARD_ADDRESS_TYPE_UNKNOWN, 0xff, SMPG_PEER_PRIVATE },
	};
	static const u8 zeros[6];
	struct link_test *t = test->priv;
	u8 name[6];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const u8 *expected = t->link.peer;

		if (cases[i].name == SMPG_PEER_PRIVATE)
			expected = zeros;
		t->link.peer_type = cases[i].type;
		t->link.peer[5] = cases[i].last;
		KUNIT_EXPECT_EQ(test, smpg_link_name(&t->link, name), cases[i].name);
		KUNIT_EXPECT_MEMEQ(test, name, expected, 6);
	}
}

/* The same as the peer's host: keys of a peer are masked, but not repaired. */
static void recorded_trace_with_roles_swapped(struct kunit *test)
{
	struct link_test *t = test->priv;

	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	trace_until_encrypted(test, RX);
	SAY(test, RX, LTK(KEY_TRACE));
	expect_masked(test, SMP_GUARD_WHY_NOT_NEGOTIATED);
	SAY(test, RX, EDIV_RAND(RAND_TRACE));
	expect_masked(test, SMP_GUARD_WHY_NOT_NEGOTIATED);
	SAY(test, RX, CSRK(KEY_TRACE));
	expect_found(test, SMP_GUARD_RULE_WEAK_PEER_KEY, SMP_GUARD_WHY_PROGRESSION);
	expect_happened(test, SMPG_COMPLETE);
	SAY(test, TX, FAILED(0x08));
	expect_happened(test, 0);
}

/* ---- unnegotiated-key ---- */

/* Every key PDU, with every set of bits, from both sides. */
static void key_without_its_bit_is_masked(struct kunit *test)
{
	static const struct {
		u8 pdu[17];
		u8 bit;
	} keys[] = {
		{ { LTK(KEY_A) }, ENC },
		{ { EDIV_RAND(RAND_A) }, ENC },
		{ { IRK(KEY_B) }, ID },
		{ { ADDRESS }, ID },
		{ { CSRK(KEY_C) }, SIGN },
	};
	struct link_test *t = test->priv;
	unsigned int bits, side, central, i;
	u8 direction;

	for (central = 0; central < 2; central++) {
		for (bits = 0; bits < 8; bits++) {
			open_link(t, SMP_GUARD_TRANSPORT_LE,
				  SMP_GUARD_ROLE_UNKNOWN);
			pair(test, central, 16, bits, 7 - bits);
			for (i = 0; i < ARRAY_SIZE(keys) * 2; i++) {
				side = i & 1;
				direction = side ? !central : central;
				say(test, direction, keys[i / 2].pdu,
				    smpg_pdu_len(keys[i / 2].pdu[0]));
				if ((side ? 7 - bits : bits) & keys[i / 2].bit ||
				    /* Needed by the pairing. */
				    t->v.happened & SMPG_COMPLETE)
					KUNIT_EXPECT_NE(test, t->v.action,
							SMP_GUARD_ACTION_MASK);
				else
					expect_masked(test,
						      SMP_GUARD_WHY_NOT_NEGOTIATED);
			}
			KUNIT_EXPECT_EQ(test, t->link.pairing.phase,
					SMP_GUARD_PHASE_COMPLETE);
		}
	}
}

static void key_without_a_pairing_is_masked(struct kunit *test)
{
	SAY(test, TX, LTK(KEY_A));
	expect_masked(test, SMP_GUARD_WHY_NO_PAIRING);
	SAY(test, RX, CSRK(KEY_A));
	expect_masked(test, SMP_GUARD_WHY_NO_PAIRING);
	SAY(test, TX, REQUEST(0, 15, 15));
	SAY(test, TX, IRK(KEY_A));
	expect_masked(test, SMP_GUARD_WHY_NO_PAIRING);
}

static void derived_key_is_masked(struct kunit *test)
{
	struct link_test *t = test->priv;

	SAY(test, TX, REQUEST(SMPG_AUTH_SC, ENC, 0));
	SAY(test, RX, RESPONSE(SMPG_AUTH_SC, ENC, 0));
	SAY(test, TX, LTK(KEY_A));
	expect_masked(test, SMP_GUARD_WHY_DERIVED);

	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_CENTRAL);
	encrypt(test);
	SAY(test, TX, REQUEST(SMPG_AUTH_SC, ENC | ID, 0));
	SAY(test, RX, RESPONSE(SMPG_AUTH_SC, ENC | ID, 0));
	SAY(test, TX, LTK(KEY_A));
	expect_masked(test, SMP_GUARD_WHY_DERIVED);
	SAY(test, TX, IRK(KEY_B));
	expect_passed(test);
	SAY(test, TX, CSRK(KEY_C));
	expect_masked(test, SMP_GUARD_WHY_NOT_NEGOTIATED);
	SAY(test, TX, ADDRESS);
	expect_happened(test, SMPG_COMPLETE);
}

static void security_request_negotiates_nothing(struct kunit *test)
{
	struct link_test *t = test->priv;

	SAY(test, RX, SMPG_SECURITY_REQUEST, 0x0d);
	expect_passed(test);
	KUNIT_EXPECT_EQ(test, t->link.pairing.phase, SMP_GUARD_PHASE_IDLE);
	SAY(test, RX, RESPONSE(0, 15, 15));
	expect_happened(test, 0);
	SAY(test, RX, LTK(KEY_A));
	expect_masked(test, SMP_GUARD_WHY_NO_PAIRING);
}

static void keys_after_a_failure_are_masked(struct kunit *test)
{
	pair(test, TX, 16, 7, 7);
	SAY(test, RX, FAILED(0x08));
	expect_happened(test, SMPG_FAILED);
	SAY(test, TX, LTK(KEY_A));
	expect_masked(test, SMP_GUARD_WHY_NO_PAIRING);
	SAY(test, RX, LTK(KEY_A));
	expect_masked(test, SMP_GUARD_WHY_NO_PAIRING);
}

/* A raw-socket stack continues after the kernel has failed the pairing. */
static void key_promised_by_either_host_passes(struct kunit *test)
{
	struct link_test *t = test->priv;

	SAY(test, RX, REQUEST(0, 7, 7));
	SAY(test, TX, FAILED(0x05));
	expect_happened(test, SMPG_FAILED);
	SAY(test, TX, RESPONSE(0, ENC, ENC));
	expect_happened(test, SMPG_STARTED);
	KUNIT_EXPECT_EQ(test, smpg_link_marks(&t->link),
			SMP_GUARD_MARK_TWO_HOSTS);
	SAY(test, TX, RESPONSE(0, SIGN, SIGN));
	SAY(test, TX, LTK(KEY_A));
	expect_passed(test);
	SAY(test, TX, CSRK(KEY_B));
	expect_passed(test);
	SAY(test, RX, LTK(KEY_C));
	expect_passed(test);
	SAY(test, TX, IRK(KEY_C));
	expect_masked(test, SMP_GUARD_WHY_NOT_NEGOTIATED);
}

static void nothing_is_unnegotiated_in_mid_life(struct kunit *test)
{
	struct link_test *t = test->priv;

	smpg_link_meet(&t->link, 0x40);
	KUNIT_EXPECT_EQ(test, smpg_link_marks(&t->link),
			SMP_GUARD_MARK_MID_LIFE);
	SAY(test, TX, LTK(KEY_A));
	expect_passed(test);
	KUNIT_EXPECT_EQ(test, t->link.transport, SMP_GUARD_TRANSPORT_LE);
	SAY(test, RX, CSRK(KEY_A));
	expect_passed(test);
	/* A weak key is found without a negotiation. */
	SAY(test, TX, CSRK(KEY_TRACE));
	expect_repaired(test, SMP_GUARD_WHY_PROGRESSION, 1, 16, 0);
	SAY(test, RX, FAILED(0x08));
	expect_happened(test, 0);
	SAY(test, TX, LTK(KEY_A));
	expect_passed(test);

	/* The first negotiation applies as on any other link. */
	SAY(test, TX, RESPONSE(0, SIGN, ENC));
	expect_happened(test, SMPG_STARTED);
	encrypt_with_stk(test, RX);
	SAY(test, TX, LTK(KEY_A));
	expect_passed(test);
	SAY(test, TX, IRK(KEY_A));
	expect_masked(test, SMP_GUARD_WHY_NOT_NEGOTIATED);
	SAY(test, RX, LTK(KEY_A));
	expect_masked(test, SMP_GUARD_WHY_NOT_NEGOTIATED);
}

static void transport_in_mid_life(struct kunit *test)
{
	struct link_test *t = test->priv;

	smpg_link_meet(&t->link, 0x40);
	KUNIT_EXPECT_EQ(test, t->link.transport, SMP_GUARD_TRANSPORT_UNKNOWN);
	t->cid = SMPG_CID_SMP_BREDR;
	SAY(test, TX, REQUEST(0, 15, 15));
	KUNIT_EXPECT_EQ(test, t->link.transport, SMP_GUARD_TRANSPORT_BREDR);
}

/* A pairing that the peer began on a channel that this host does not use is none. */
static void pairing_of_the_other_transport(struct kunit *test)
{
	struct link_test *t = test->priv;

	smpg_link_meet(&t->link, 0x40);
	SAY(test, RX, REQUEST(0, 15, 15));
	SAY(test, TX, SMPG_PAIRING_KEYPRESS, 0);
	KUNIT_EXPECT_TRUE(test, smpg_pairing_open(&t->link.pairing));

	smpg_link_meet(&t->link, 0x40);
	SAY(test, RX, REQUEST(0, 15, 15));
	t->cid = SMPG_CID_SMP_BREDR;
	SAY(test, TX, SMPG_PAIRING_KEYPRESS, 0);
	KUNIT_EXPECT_FALSE(test, smpg_pairing_open(&t->link.pairing));

	/* A connection event is more certain than a PDU. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	t->cid = SMPG_CID_SMP_BREDR;
	SAY(test, TX, SMPG_PAIRING_KEYPRESS, 0);
	KUNIT_EXPECT_EQ(test, t->link.transport, SMP_GUARD_TRANSPORT_LE);
}

/* Tool and module, of different versions perhaps, compare the sums of these numbers. */
static void numbers_of_policies(struct kunit *test)
{
	const u8 scope[SMPG_SCOPE_OCTETS] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
	u8 other[SMPG_SCOPE_OCTETS];
	struct smpg_policy_part part = {
		.sets = SMPG_SETS_ALL,
		.value = { .key_dist = { 1, 2 }, .min_key_size = 7 },
	};
	struct smpg_policy_part changed;
	u64 hash = smpg_policy_hash(scope, &part);
	int i;

	for (i = 0; i < SMPG_SCOPE_OCTETS; i++) {
		memcpy(other, scope, sizeof(other));
		other[i]++;
		KUNIT_EXPECT_NE(test, smpg_policy_hash(other, &part), hash);
	}
	for (i = 0; i < __SMP_GUARD_RULE_MAX; i++) {
		changed = part;
		changed.value.action[i]++;
		KUNIT_EXPECT_NE(test, smpg_policy_hash(scope, &changed), hash);
		changed.sets &= ~SMPG_SETS_RULE(i);
		KUNIT_EXPECT_NE(test, smpg_policy_hash(scope, &changed), hash);
	}
	for (i = SMPG_LOCAL; i <= SMPG_REMOTE; i++) {
		changed = part;
		changed.value.key_dist[i] = 15;
		KUNIT_EXPECT_NE(test, smpg_policy_hash(scope, &changed), hash);
	}
	changed = part;
	changed.value.min_key_size = 16;
	KUNIT_EXPECT_NE(test, smpg_policy_hash(scope, &changed), hash);
	/* A setting that is not set does not count, and an entry without any is none. */
	changed.sets = SMPG_SETS_MIN_KEY_SIZE;
	changed.value.action[0] = 1;
	hash = smpg_policy_hash(scope, &changed);
	changed.value.action[0] = 0;
	KUNIT_EXPECT_EQ(test, smpg_policy_hash(scope, &changed), hash);
	changed.sets = 0;
	KUNIT_EXPECT_EQ(test, smpg_policy_hash(scope, &changed), 0);
	changed.sets = SMPG_SETS_MIN_KEY_SIZE;
	KUNIT_EXPECT_EQ(test, smpg_policy_hash(scope, &changed), 0x735fb187262359b5ULL);
}

/* ---- weak-key ---- */

static void weak_keys_are_repaired(struct kunit *test)
{
	pair(test, TX, 16, 7, 7);
	SAY(test, TX, LTK(KEY_TRACE));
	expect_repaired(test, SMP_GUARD_WHY_PROGRESSION, 1, 16, 0);
	/* EDIV is replaced with its Rand. */
	SAY(test, TX, EDIV_RAND(RAND_TRACE));
	expect_repaired(test, SMP_GUARD_WHY_PROGRESSION, 1, 10, 0);
	SAY(test, TX, IRK(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1));
	expect_irk_masked(test, SMP_GUARD_WHY_CONSTANT);
	SAY(test, TX, ADDRESS);
	expect_passed(test);
	/* FIPS 197's example key. */
	SAY(test, TX, CSRK(0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6,
			   0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c));
	expect_repaired(test, SMP_GUARD_WHY_PUBLISHED, 1, 16, 0);
}

/* A request must identify the replacement of an LTK, and no other key. */
static void name_of_a_repaired_key_is_repaired(struct kunit *test)
{
	struct link_test *t = test->priv;

	pair(test, TX, 7, 7, 7);
	SAY(test, TX, LTK(KEY_TRACE));
	expect_repaired(test, SMP_GUARD_WHY_PROGRESSION, 1, 7, 9);
	/* EDIV and Rand of the peer belong to the peer's LTK. */
	SAY(test, RX, LTK(KEY_A));
	SAY(test, RX, EDIV_RAND(RAND_A));
	expect_passed(test);
	/* Random octets, so that there is no finding. */
	SAY(test, TX, EDIV_RAND(RAND_A));
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_REPAIR);
	KUNIT_EXPECT_EQ(test, t->v.nr, 0);
	KUNIT_EXPECT_EQ(test, t->v.repair_off, 1);
	KUNIT_EXPECT_EQ(test, t->v.repair_len, 10);
	KUNIT_EXPECT_EQ(test, t->v.zero_len, 0);

	/* Only the last LTK of the same pairing counts. */
	SAY(test, TX, LTK(KEY_B));
	SAY(test, TX, EDIV_RAND(RAND_A));
	expect_passed(test);
	SAY(test, TX, LTK(KEY_TRACE));
	SAY(test, RX, FAILED(8));
	pair(test, TX, 16, 7, 7);
	SAY(test, TX, EDIV_RAND(RAND_A));
	expect_passed(test);
}

/* EDIV and Rand of an LTK that was not replaced are kept. */
static void name_of_an_audited_key_passes(struct kunit *test)
{
	struct link_test *t = test->priv;

	t->policy.action[SMP_GUARD_RULE_WEAK_KEY] = SMP_GUARD_ACTION_AUDIT;
	pair(test, TX, 16, 7, 7);
	SAY(test, TX, LTK(KEY_TRACE));
	expect_found(test, SMP_GUARD_RULE_WEAK_KEY, SMP_GUARD_WHY_PROGRESSION);
	SAY(test, TX, EDIV_RAND(RAND_A));
	expect_passed(test);
	/* An LTK that was masked was not replaced. */
	SAY(test, RX, FAILED(8));
	t->policy.action[SMP_GUARD_RULE_WEAK_KEY] = SMP_GUARD_ACTION_REPAIR;
	pair(test, TX, 16, SIGN, SIGN);
	SAY(test, TX, LTK(KEY_TRACE));
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_MASK);
	SAY(test, TX, LTK(1, 2, 3));
	KUNIT_EXPECT_EQ(test, t->link.pairing.repaired, 0);
}

static void weak_keys_of_the_peer_are_told(struct kunit *test)
{
	pair(test, TX, 16, 7, 7);
	SAY(test, RX, LTK(KEY_TRACE));
	expect_found(test, SMP_GUARD_RULE_WEAK_PEER_KEY, SMP_GUARD_WHY_PROGRESSION);
	SAY(test, RX, EDIV_RAND(RAND_TRACE));
	expect_found(test, SMP_GUARD_RULE_WEAK_PEER_KEY, SMP_GUARD_WHY_PROGRESSION);
	SAY(test, RX, CSRK(KEY_TRACE));
	expect_found(test, SMP_GUARD_RULE_WEAK_PEER_KEY, SMP_GUARD_WHY_PROGRESSION);
}

static void random_keys_complete(struct kunit *test)
{
	static const u8 directions[] = { TX, RX };
	int i;

	for (i = 0; i < 2; i++) {
		pair(test, directions[i], 16, 7, 7);
		SAY(test, RX, LTK(KEY_A));
		SAY(test, RX, EDIV_RAND(RAND_A));
		SAY(test, RX, IRK(KEY_B));
		SAY(test, RX, ADDRESS);
		SAY(test, RX, CSRK(KEY_C));
		expect_passed(test);
		SAY(test, TX, LTK(0xb2, 0x2e, 0xf8, 0x0c, 0x48, 0x1a, 0x8b,
				  0x49, 0x29, 0xe7, 0x15, 0x9e, 0x0c, 0x2b,
				  0x0b, 0xa3));
		expect_passed(test);
		SAY(test, TX, EDIV_RAND(0x02, 0xeb, 0x93, 0x5f, 0x07, 0x28,
					0xe8, 0x20));
		expect_passed(test);
		SAY(test, TX, IRK(0x6e, 0x0b, 0xe0, 0xcc, 0x5a, 0x8f, 0x08,
				  0xff, 0xc9, 0x8a, 0x88, 0xc2, 0x51, 0x67,
				  0xaa, 0x2f));
		expect_passed(test);
		SAY(test, TX, ADDRESS);
		expect_passed(test);
		expect_happened(test, 0);
		SAY(test, TX, CSRK(0x12, 0xe1, 0x70, 0xd2, 0x0c, 0x0b, 0xb8,
				   0xbe, 0xb6, 0xd7, 0xc5, 0x9b, 0xb0, 0x06,
				   0xac, 0xd0));
		expect_passed(test);
		expect_happened(test, SMPG_COMPLETE);
	}
}

static void short_ltk_is_judged_over_its_size(struct kunit *test)
{
	pair(test, TX, 7, ENC | SIGN, 0);
	/* A short LTK ends in zeros. */
	SAY(test, TX, LTK(0x5d, 0x0b, 0xc8, 0x91, 0x3e, 0xf4, 0x27,
			  0, 0, 0, 0, 0, 0, 0, 0, 0));
	expect_passed(test);
	SAY(test, TX, LTK(1, 2, 3, 4, 5, 6, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0));
	expect_repaired(test, SMP_GUARD_WHY_PROGRESSION, 1, 7, 9);
	/* A CSRK has 16 octets at any negotiated size. */
	SAY(test, TX, CSRK(0x5d, 0x0b, 0xc8, 0, 0, 0, 0,
			   0, 0, 0, 0, 0, 0, 0, 0, 0));
	expect_repaired(test, SMP_GUARD_WHY_CONSTANT, 1, 16, 0);
}

/* An IRK of zeros means that there is none. */
static void all_zero_irk_passes(struct kunit *test)
{
	struct link_test *t = test->priv;

	pair(test, TX, 16, ID, ID);
	SAY(test, TX, IRK(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
	expect_passed(test);
	SAY(test, RX, IRK(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
	expect_passed(test);
	KUNIT_EXPECT_EQ(test, t->v.malformed, false);
}

static void weak_irk_completes_a_pairing(struct kunit *test)
{
	pair(test, TX, 16, ID, 0);
	SAY(test, TX, IRK(KEY_TRACE));
	expect_irk_masked(test, SMP_GUARD_WHY_PROGRESSION);
	SAY(test, TX, ADDRESS);
	expect_passed(test);
	expect_happened(test, SMPG_COMPLETE);
}

static void equal_keys_are_repaired(struct kunit *test)
{
	pair(test, TX, 16, 7, 7);
	SAY(test, TX, LTK(KEY_A));
	expect_passed(test);
	SAY(test, TX, CSRK(KEY_A));
	expect_repaired(test, SMP_GUARD_WHY_EQUALS_KEY, 1, 16, 0);
	SAY(test, TX, IRK(KEY_D));
	expect_irk_masked(test, SMP_GUARD_WHY_EQUALS_STK);
}

/* s1 gives the STK even to a guard that missed the STK. */
static void derived_ltk_is_repaired(struct kunit *test)
{
	struct link_test *t = test->priv;
	u8 ltk[1 + SMPG_KEY_LEN] = { SMPG_ENCRYPTION_INFORMATION };

	t->policy.action[SMP_GUARD_RULE_UNEXPECTED_PDU] = SMP_GUARD_ACTION_ALLOW;
	memcpy(ltk + 1, trace_stk, SMPG_KEY_LEN);
	trace_until_encrypted(test, TX);
	memset(t->link.pairing.secrets.stk, 0, SMPG_KEY_LEN);
	t->link.pairing.may[SMPG_INITIATOR] |= ENC;
	say(test, TX, ltk, sizeof(ltk));
	expect_repaired(test, SMP_GUARD_WHY_EQUALS_S1, 1, 16, 0);
	say(test, RX, ltk, sizeof(ltk));
	expect_found(test, SMP_GUARD_RULE_WEAK_PEER_KEY, SMP_GUARD_WHY_EQUALS_S1);
}

/* ---- Policy ---- */

static void actions_of_the_policy(struct kunit *test)
{
	struct link_test *t = test->priv;

	pair(test, TX, 16, ENC, 0);
	t->policy.action[SMP_GUARD_RULE_UNNEGOTIATED_KEY] =
		SMP_GUARD_ACTION_ALLOW;
	SAY(test, TX, CSRK(KEY_A));
	expect_found(test, SMP_GUARD_RULE_UNNEGOTIATED_KEY,
		     SMP_GUARD_WHY_NOT_NEGOTIATED);

	t->policy.action[SMP_GUARD_RULE_WEAK_KEY] = SMP_GUARD_ACTION_AUDIT;
	SAY(test, TX, LTK(KEY_TRACE));
	expect_found(test, SMP_GUARD_RULE_WEAK_KEY, SMP_GUARD_WHY_PROGRESSION);

	/* The strongest action wins. */
	t->policy = smpg_policy_profile(SMP_GUARD_PROFILE_DEFAULT);
	t->policy.action[SMP_GUARD_RULE_UNNEGOTIATED_KEY] =
		SMP_GUARD_ACTION_AUDIT;
	KUNIT_EXPECT_EQ(test, SAY(test, TX, IRK(KEY_TRACE)),
			SMP_GUARD_ACTION_REPAIR);
	KUNIT_EXPECT_EQ(test, t->v.nr, 2);

	/* A masked key is not judged for randomness. */
	t->policy = smpg_policy_profile(SMP_GUARD_PROFILE_DEFAULT);
	SAY(test, TX, IRK(KEY_TRACE));
	expect_masked(test, SMP_GUARD_WHY_NOT_NEGOTIATED);
}

static void weak_irk_by_policy(struct kunit *test)
{
	static const u8 actions[] = {
		SMP_GUARD_ACTION_ALLOW, SMP_GUARD_ACTION_AUDIT,
		SMP_GUARD_ACTION_REJECT,
	};
	struct link_test *t = test->priv;
	int i;

	for (i = 0; i < ARRAY_SIZE(actions); i++) {
		open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
		pair(test, TX, 16, ID, 0);
		t->policy.action[SMP_GUARD_RULE_WEAK_KEY] = actions[i];
		SAY(test, TX, IRK(KEY_TRACE));
		expect_found(test, SMP_GUARD_RULE_WEAK_KEY,
			     SMP_GUARD_WHY_PROGRESSION);
	}
	/* A weak IRK of the peer is only reported. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	t->policy = smpg_policy_profile(SMP_GUARD_PROFILE_DEFAULT);
	pair(test, TX, 16, ID, ID);
	SAY(test, RX, IRK(KEY_TRACE));
	expect_found(test, SMP_GUARD_RULE_WEAK_PEER_KEY, SMP_GUARD_WHY_PROGRESSION);
	t->stack = SMP_GUARD_STACK_KERNEL;
	KUNIT_EXPECT_EQ(test, SAY(test, TX, IRK(KEY_TRACE)),
			SMP_GUARD_ACTION_AUDIT);
}

static void own_irk_is_judged_before(struct kunit *test)
{
	static const u8 weak[] = { KEY_TRACE }, random[] = { KEY_A };
	struct link_test *t = test->priv;
	u8 action;

	for (action = SMP_GUARD_ACTION_ALLOW;
	     action <= SMP_GUARD_ACTION_MAX; action++) {
		t->policy.action[SMP_GUARD_RULE_WEAK_KEY] = action;
		smpg_irk_judge(random, &t->policy, &t->v);
		expect_passed(test);
		smpg_irk_judge(weak, &t->policy, &t->v);
		if (action <= SMP_GUARD_ACTION_AUDIT) {
			expect_passed(test);
			continue;
		}
		KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_MASK);
		KUNIT_EXPECT_EQ(test, t->v.nr, 1);
		KUNIT_EXPECT_EQ(test, t->v.key, SMP_GUARD_KEY_IRK);
		KUNIT_EXPECT_EQ(test, t->v.findings[0].why,
				SMP_GUARD_WHY_PROGRESSION);
	}
}

static void rules_take_their_actions(struct kunit *test)
{
	static const u8 takes_of[][__SMP_GUARD_ACTION_MAX] = {
		[SMP_GUARD_RULE_UNNEGOTIATED_KEY] = { 1, 1, 0, 1, 1 },
		[SMP_GUARD_RULE_WEAK_KEY] = { 1, 1, 1, 0, 1 },
		[SMP_GUARD_RULE_MASKED_KEY] = { 1, 1, 0, 0, 1 },
		[SMP_GUARD_RULE_LEGACY_PAIRING] = { 1, 1, 0, 0, 1 },
		[SMP_GUARD_RULE_SHORT_KEY] = { 1, 1, 0, 0, 1 },
		[SMP_GUARD_RULE_DEBUG_KEY] = { 1, 1, 0, 0, 1 },
		[SMP_GUARD_RULE_WEAK_PEER_KEY] = { 1, 1, 0, 0, 1 },
		[SMP_GUARD_RULE_REUSED_KEY] = { 1, 1, 1, 0, 1 },
		[SMP_GUARD_RULE_REUSED_PEER_KEY] = { 1, 1, 0, 0, 1 },
		[SMP_GUARD_RULE_REFLECTED_VALUE] = { 1, 1, 0, 0, 1 },
		[SMP_GUARD_RULE_INVALID_KEY] = { 1, 1, 0, 0, 1 },
		[SMP_GUARD_RULE_PLAIN_KEY] = { 1, 1, 0, 0, 1 },
		[SMP_GUARD_RULE_MALFORMED] = { 1, 1, 0, 0, 1 },
		[SMP_GUARD_RULE_UNEXPECTED_PDU] = { 1, 1, 0, 0, 1 },
		[SMP_GUARD_RULE_IDENTITY_CONFLICT] = { 1, 1, 0, 0, 1 },
		[SMP_GUARD_RULE_DOWNGRADE] = { 1, 1, 0, 0, 1 },
		[SMP_GUARD_RULE_CTKD_DOWNGRADE] = { 1, 1, 0, 0, 1 },
		[SMP_GUARD_RULE_ENCRYPTION_DOWNGRADE] = { 1, 1, 0, 0, 0 },
		[SMP_GUARD_RULE_UNAUTHENTICATED_PAIRING] = { 1, 1, 0, 0, 1 },
		[SMP_GUARD_RULE_UNSOLICITED_PAIRING] = { 1, 1, 0, 0, 1 },
		[SMP_GUARD_RULE_WEAK_NONCE] = { 1, 1, 0, 0, 1 },
		[SMP_GUARD_RULE_ZERO_KEY] = { 1, 1, 0, 0, 1 },
		[SMP_GUARD_RULE_RE_PAIRING] = { 1, 1, 0, 0, 1 },
		[SMP_GUARD_RULE_REPEATED_ATTEMPTS] = { 1, 1, 0, 0, 1 },
	};
	int rule, action;

	for (rule = 0; rule < 256; rule++)
		for (action = 0; action < 256; action++)
			KUNIT_EXPECT_EQ(test, smpg_rule_takes(rule, action),
					rule < __SMP_GUARD_RULE_MAX &&
					action < __SMP_GUARD_ACTION_MAX &&
					takes_of[rule][action]);

	for (rule = 0; rule < __SMP_GUARD_RULE_MAX; rule++)
		for (action = 0; action < __SMP_GUARD_ACTION_MAX; action++)
			KUNIT_EXPECT_EQ(test, smpg_rule_does(rule, action),
					takes_of[rule][action] ||
					(rule == SMP_GUARD_RULE_WEAK_KEY &&
					 action == SMP_GUARD_ACTION_MASK));
}

/* Derived keys need both masks, and LinkKey for either transport. */
static void masks_of_derived_keys(struct kunit *test)
{
	static const struct {
		u8 local, remote, le, bredr;	/* allowed to this side */
	} cases[] = {
		{ 15, 15, 15, 15 },
		{ 15, 7, 7, 6 },	/* LinkKey masked for the peer */
		{ 7, 15, 7, 6 },
		{ 15, 14, 15, 14 },	/* EncKey */
		{ 14, 15, 14, 14 },
		{ 15, 13, 15, 15 },	/* IdKey is each side's own */
		{ 0, 15, 0, 0 },
	};
	struct smpg_policy policy = {};
	int i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		policy.key_dist[SMPG_LOCAL] = cases[i].local;
		policy.key_dist[SMPG_REMOTE] = cases[i].remote;
		KUNIT_EXPECT_EQ(test, cases[i].le,
				smpg_policy_key_dist(&policy,
						     SMP_GUARD_TRANSPORT_LE,
						     SMPG_LOCAL));
		KUNIT_EXPECT_EQ(test, cases[i].bredr,
				smpg_policy_key_dist(&policy,
						     SMP_GUARD_TRANSPORT_BREDR,
						     SMPG_LOCAL));
	}
}

/* ---- Reject ---- */

static void expect_rejected(struct kunit *test, u8 rule, u8 reason)
{
	struct link_test *t = test->priv;

	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_REJECT);
	KUNIT_EXPECT_EQ(test, t->v.findings[0].rule, rule);
	KUNIT_EXPECT_EQ(test, t->v.reason, reason);
	KUNIT_EXPECT_EQ(test, t->v.side, SMP_GUARD_SIDE_GUARD);
	KUNIT_EXPECT_TRUE(test, t->v.happened & SMPG_FAILED);
	KUNIT_EXPECT_EQ(test, t->link.pairing.phase, SMP_GUARD_PHASE_FAILED);
}

static void negotiations_are_rejected(struct kunit *test)
{
	struct link_test *t = test->priv;

	t->policy = smpg_policy_profile(SMP_GUARD_PROFILE_STRICT);
	SAY(test, TX, REQUEST(0, 3, 3));
	expect_passed(test);
	SAY(test, RX, RESPONSE(0, 3, 3));
	expect_rejected(test, SMP_GUARD_RULE_LEGACY_PAIRING, 0x03);
	/* The rejection ends the negotiation. */
	SAY(test, RX, LTK(KEY_A));
	KUNIT_EXPECT_EQ(test, t->v.findings[0].rule,
			SMP_GUARD_RULE_UNNEGOTIATED_KEY);

	t->policy = smpg_policy_profile(SMP_GUARD_PROFILE_DEFAULT);
	t->policy.key_dist[SMPG_REMOTE] = SMP_GUARD_KEY_DIST_IDKEY;
	SAY(test, RX, REQUEST(0, 1, 2));
	SAY(test, TX, RESPONSE(0, 1, 2));
	expect_rejected(test, SMP_GUARD_RULE_MASKED_KEY, 0x0f);
	/* Without a masked key nothing is rejected. */
	SAY(test, RX, REQUEST(0, 1, 2));
	SAY(test, TX, RESPONSE(0, 0, 2));
	expect_passed(test);

	t->policy = smpg_policy_profile(SMP_GUARD_PROFILE_DEFAULT);
	t->policy.action[SMP_GUARD_RULE_SHORT_KEY] = SMP_GUARD_ACTION_REJECT;
	smpg_link_meet(&t->link, 0x40);
	t->link.pairing.known = true;
	SAY(test, TX, REQUEST(0, 1, 1));
	SAY(test, RX, SMPG_PAIRING_RESPONSE, 3, 0, 0, 15, 1, 1);
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_REJECT);
	KUNIT_EXPECT_EQ(test, t->v.reason, 0x06);
}

/* Two rules reject, and the first of them gives the reason. */
static void reason_is_that_of_the_first_rule(struct kunit *test)
{
	struct link_test *t = test->priv;
	u32 reject = 0;
	int i;

	t->policy = smpg_policy_profile(SMP_GUARD_PROFILE_STRICT);
	SAY(test, TX, REQUEST(0, 3, 3));
	SAY(test, RX, SMPG_PAIRING_RESPONSE, 3, 0, 0, 7, 3, 3);
	for (i = 0; i < t->v.nr; i++)
		if (t->v.findings[i].action == SMP_GUARD_ACTION_REJECT)
			reject |= BIT(t->v.findings[i].rule);
	KUNIT_EXPECT_EQ(test, reject, BIT(SMP_GUARD_RULE_LEGACY_PAIRING) |
			BIT(SMP_GUARD_RULE_SHORT_KEY));
	KUNIT_EXPECT_EQ(test, t->v.reason, 0x03);
}

static void profiles_mask_the_key_that_is_derived(struct kunit *test)
{
	const u8 all = SMPG_KEY_DIST_ALL;
	unsigned int profile, side;

	for (profile = 0; profile < __SMP_GUARD_PROFILE_MAX; profile++) {
		struct smpg_policy p = smpg_policy_profile(profile);

		for (side = 0; side < 2; side++)
			KUNIT_EXPECT_EQ(test, p.key_dist[side],
					profile < SMP_GUARD_PROFILE_STRICT ?
					all : all & ~SMP_GUARD_KEY_DIST_LINKKEY);
	}
}

/* An entry keeps what it sets when another entry of its scope is added. */
static void merged_entries_set_what_both_set(struct kunit *test)
{
	struct smpg_policy_part part = { .sets = SMPG_SETS_MIN_KEY_SIZE };
	struct smpg_policy_part more = {
		.sets = SMPG_SETS_RULE(SMP_GUARD_RULE_WEAK_KEY),
	};

	part.value.min_key_size = 7;
	more.value.min_key_size = 16;
	more.value.action[SMP_GUARD_RULE_WEAK_KEY] = SMP_GUARD_ACTION_REJECT;
	smpg_policy_merge(&part, &more);
	KUNIT_EXPECT_EQ(test, part.sets, SMPG_SETS_MIN_KEY_SIZE |
			SMPG_SETS_RULE(SMP_GUARD_RULE_WEAK_KEY));
	KUNIT_EXPECT_EQ(test, part.value.min_key_size, 7);
	KUNIT_EXPECT_EQ(test, part.value.action[SMP_GUARD_RULE_WEAK_KEY],
			SMP_GUARD_ACTION_REJECT);
}

static void section_of_keys_that_s1_gives(struct kunit *test)
{
	const u8 rule = SMP_GUARD_RULE_WEAK_KEY;

	KUNIT_EXPECT_STREQ(test, "2.2.4",
			   smpg_rule_section(rule, SMP_GUARD_WHY_EQUALS_STK));
	KUNIT_EXPECT_STREQ(test, "2.2.4",
			   smpg_rule_section(rule, SMP_GUARD_WHY_EQUALS_S1));
	KUNIT_EXPECT_STREQ(test, smpg_rules[rule].section,
			   smpg_rule_section(rule, SMP_GUARD_WHY_PROGRESSION));
}

/* The peer could not resolve an address that is made with the IRK. */
static void weak_irk_of_private_addresses_is_rejected(struct kunit *test)
{
	struct link_test *t = test->priv;
	struct smpg_hci hci = {
		.handle = 0x40,
		.transport = SMP_GUARD_TRANSPORT_LE,
		.private_address = true,
	};

	smpg_link_open(&t->link, &hci);
	pair(test, TX, 16, ENC | ID, 0);
	/* Other keys are still repaired. */
	SAY(test, TX, LTK(KEY_TRACE));
	expect_repaired(test, SMP_GUARD_WHY_PROGRESSION, 1, 16, 0);
	SAY(test, TX, IRK(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0));
	expect_passed(test);
	SAY(test, TX, IRK(KEY_TRACE));
	expect_rejected(test, SMP_GUARD_RULE_WEAK_KEY, 0x0f);
	KUNIT_EXPECT_EQ(test, t->v.findings[0].action, SMP_GUARD_ACTION_REJECT);
}

static void debug_key_is_found(struct kunit *test)
{
	struct link_test *t = test->priv;

	t->policy = smpg_policy_profile(SMP_GUARD_PROFILE_STRICT);
	SAY(test, TX, REQUEST(SMPG_AUTH_SC, 0, 0));
	SAY(test, RX, RESPONSE(SMPG_AUTH_SC, 0, 0));
	SAY(test, TX, PUBLIC_KEY(POINT_A));
	expect_passed(test);
	SAY(test, RX, PUBLIC_KEY(DEBUG_POINT));
	expect_rejected(test, SMP_GUARD_RULE_DEBUG_KEY, 0x0a);
	SAY(test, RX, PUBLIC_KEY(POINT_B));
	expect_passed(test);
}

/* ---- Attacks on authentication ---- */

/*
 * A link on which @requester has begun a pairing, and the other side agreed. Cases
 * about values send PDUs in any order.
 */
static void agree(struct kunit *test, u8 requester, u8 auth)
{
	struct link_test *t = test->priv;

	t->policy.action[SMP_GUARD_RULE_UNEXPECTED_PDU] =
		SMP_GUARD_ACTION_ALLOW;
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, requester, REQUEST(auth, 0, 0));
	SAY(test, !requester, RESPONSE(auth, 0, 0));
	expect_passed(test);
}

/* CVE-2020-26558: a responder that answers with the initiator's own key */
static void public_key_sent_back(struct kunit *test)
{
	static const u8 keys[][65] = {
		{ PUBLIC_KEY(POINT_A) }, { PUBLIC_KEY(MINUS_POINT_A) },
	};
	u8 sender;
	int i;

	for (sender = TX; sender <= RX; sender++) {
		for (i = 0; i < ARRAY_SIZE(keys); i++) {
			agree(test, sender, SMPG_AUTH_SC);
			SAY(test, sender, PUBLIC_KEY(POINT_A));
			expect_passed(test);
			say(test, !sender, keys[i], sizeof(keys[i]));
			expect_rejected(test, SMP_GUARD_RULE_REFLECTED_VALUE,
					0x0b);
		}
		agree(test, sender, SMPG_AUTH_SC);
		SAY(test, sender, PUBLIC_KEY(POINT_A));
		SAY(test, !sender, PUBLIC_KEY(POINT_B));
		expect_passed(test);
	}
}

/* Only the key of debug mode has a right to be known. */
static void keys_of_the_sample_data(struct kunit *test)
{
	u8 sender;

	for (sender = TX; sender <= RX; sender++) {
		agree(test, TX, SMPG_AUTH_SC);
		SAY(test, sender, PUBLIC_KEY(SAMPLE_POINT));
		expect_found(test, SMP_GUARD_RULE_DEBUG_KEY,
			     SMP_GUARD_WHY_PUBLISHED);
		SAY(test, !sender, PUBLIC_KEY(SAMPLE_POINT));
		KUNIT_EXPECT_EQ(test, found(test->priv,
					    SMP_GUARD_RULE_REFLECTED_VALUE,
					    SMP_GUARD_WHY_REFLECTED),
				SMP_GUARD_ACTION_REJECT);
	}
}

/* A bond is not worth less for having been made long ago. */
static void known_key_over_a_bond(struct kunit *test)
{
	static const u8 keys[][65] = {
		{ PUBLIC_KEY(DEBUG_POINT) }, { PUBLIC_KEY(SAMPLE_POINT) },
		{ PUBLIC_KEY(POINT_A) },
	};
	static const u8 whys[] = {
		SMP_GUARD_WHY_DEBUG, SMP_GUARD_WHY_PUBLISHED,
		SMP_GUARD_WHY_NONE,
	};
	const u8 rule = SMP_GUARD_RULE_DOWNGRADE;
	struct link_test *t = test->priv;
	u8 sender;
	int i;

	t->policy.action[SMP_GUARD_RULE_DEBUG_KEY] = SMP_GUARD_ACTION_ALLOW;
	for (sender = TX; sender <= RX; sender++) {
		for (i = 0; i < ARRAY_SIZE(keys); i++) {
			t->bond.known = false;
			agree(test, TX, SMPG_AUTH_SC);
			say(test, sender, keys[i], sizeof(keys[i]));
			expect_passed(test);

			agree(test, TX, SMPG_AUTH_SC);
			t->bond.known = true;
			say(test, sender, keys[i], sizeof(keys[i]));
			if (whys[i])
				expect_found(test, rule, whys[i]);
			else
				expect_passed(test);
		}
	}
	t->bond.known = false;
	agree(test, TX, SMPG_AUTH_SC);
	t->bond.known = true;
	t->policy.action[rule] = SMP_GUARD_ACTION_REJECT;
	SAY(test, RX, PUBLIC_KEY(DEBUG_POINT));
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_REJECT);
	KUNIT_EXPECT_EQ(test, t->v.reason, 0x03);
}

/* Both sides rightly use the key of debug mode. */
static void debug_keys_of_both_sides(struct kunit *test)
{
	struct link_test *t = test->priv;

	agree(test, TX, SMPG_AUTH_SC);
	SAY(test, TX, PUBLIC_KEY(DEBUG_POINT));
	SAY(test, RX, PUBLIC_KEY(DEBUG_POINT));
	KUNIT_EXPECT_EQ(test, t->v.nr, 1);
	KUNIT_EXPECT_EQ(test, t->v.findings[0].rule, SMP_GUARD_RULE_DEBUG_KEY);
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_AUDIT);
}

/* VU#799380.5: legacy authentication by one's own values */
static void legacy_values_sent_back(struct kunit *test)
{
	u8 sender;

	for (sender = TX; sender <= RX; sender++) {
		agree(test, sender, 0);
		SAY(test, sender, CONFIRM(KEY_A));
		SAY(test, !sender, CONFIRM(KEY_A));
		expect_rejected(test, SMP_GUARD_RULE_REFLECTED_VALUE, 0x04);

		agree(test, sender, 0);
		SAY(test, sender, CONFIRM(KEY_A));
		SAY(test, !sender, CONFIRM(KEY_B));
		SAY(test, sender, RANDOM(KEY_C));
		expect_passed(test);
		SAY(test, !sender, RANDOM(KEY_C));
		expect_rejected(test, SMP_GUARD_RULE_REFLECTED_VALUE, 0x04);
	}
}

/* In each round of Passkey Entry, and at the end. */
static void values_of_secure_connections_sent_back(struct kunit *test)
{
	agree(test, TX, SMPG_AUTH_SC);
	SAY(test, TX, PUBLIC_KEY(POINT_A));
	SAY(test, RX, PUBLIC_KEY(POINT_B));
	SAY(test, TX, CONFIRM(KEY_A));
	SAY(test, RX, CONFIRM(KEY_B));
	SAY(test, TX, RANDOM(KEY_C));
	SAY(test, RX, RANDOM(KEY_D));
	/* Values of an earlier round are not compared. */
	SAY(test, TX, CONFIRM(KEY_D));
	SAY(test, RX, CONFIRM(KEY_A));
	expect_passed(test);
	SAY(test, TX, DHKEY_CHECK(KEY_A));
	expect_passed(test);
	SAY(test, RX, DHKEY_CHECK(KEY_A));
	expect_rejected(test, SMP_GUARD_RULE_REFLECTED_VALUE, 0x0b);

	agree(test, TX, SMPG_AUTH_SC);
	SAY(test, TX, CONFIRM(KEY_A));
	SAY(test, RX, RANDOM(KEY_A));
	expect_passed(test);
}

/* A value of an earlier pairing is none of this one. */
static void values_end_with_their_pairing(struct kunit *test)
{
	agree(test, TX, SMPG_AUTH_SC);
	SAY(test, TX, PUBLIC_KEY(POINT_A));
	SAY(test, RX, FAILED(0x05));
	SAY(test, TX, REQUEST(SMPG_AUTH_SC, 0, 0));
	SAY(test, RX, RESPONSE(SMPG_AUTH_SC, 0, 0));
	SAY(test, RX, PUBLIC_KEY(POINT_A));
	expect_passed(test);
}

/* CVE-2018-5383: Y is zero, which Bluetooth's f4 does not cover */
static void keys_off_the_curve(struct kunit *test)
{
	u8 key[65] = { PUBLIC_KEY(POINT_A) };
	u8 sender;
	int i;

	for (sender = TX; sender <= RX; sender++) {
		memset(key + 33, 0, 32);
		for (i = 0; i < 2; i++) {
			agree(test, TX, SMPG_AUTH_SC);
			say(test, sender, key, sizeof(key));
			expect_rejected(test, SMP_GUARD_RULE_INVALID_KEY, 0x0b);
			/* The point at infinity has no coordinates. */
			memset(key + 1, 0, 32);
		}
		/* A coordinate that is not below p */
		memset(key + 1, 0xff, 64);
		agree(test, TX, SMPG_AUTH_SC);
		say(test, sender, key, sizeof(key));
		expect_rejected(test, SMP_GUARD_RULE_INVALID_KEY, 0x0b);
		memcpy(key, (const u8[]){ PUBLIC_KEY(POINT_A) }, sizeof(key));
	}
}

/* A stranger could plant an identity. */
static void keys_in_the_clear(struct kunit *test)
{
	static const u8 stk[] = { KEY_D };
	struct link_test *t = test->priv;
	u8 sender;
	int step;

	t->policy.action[SMP_GUARD_RULE_UNEXPECTED_PDU] = SMP_GUARD_ACTION_ALLOW;
	for (sender = TX; sender <= RX; sender++) {
		for (step = 0; step < 4; step++) {
			open_link(t, SMP_GUARD_TRANSPORT_LE,
				  SMP_GUARD_ROLE_CENTRAL);
			SAY(test, TX, REQUEST(0, 7, 7));
			SAY(test, RX, RESPONSE(0, 7, 7));
			if (step > 0)
				SAY(test, TX, CONFIRM(KEY_A));
			if (step > 1)
				SAY(test, RX, CONFIRM(KEY_B));
			/* Too early to be of this pairing */
			if (step > 2)
				tell(test, SMPG_HCI_SESSION_KEY, 0, false, stk);
			SAY(test, sender, CSRK(KEY_C));
			expect_rejected(test, SMP_GUARD_RULE_PLAIN_KEY, 0x0f);
		}
		/* A key may overtake Encryption Change, but not the command. */
		open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
		SAY(test, TX, REQUEST(0, 7, 7));
		SAY(test, RX, RESPONSE(0, 7, 7));
		SAY(test, TX, CONFIRM(KEY_A));
		SAY(test, RX, CONFIRM(KEY_B));
		SAY(test, TX, RANDOM(KEY_C));
		SAY(test, RX, RANDOM(KEY_D));
		tell(test, SMPG_HCI_SESSION_KEY, 0, false, stk);
		SAY(test, sender, CSRK(KEY_C));
		expect_passed(test);
	}
	/* CTKD runs on a link that is encrypted. */
	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, REQUEST(0, ID, ID));
	SAY(test, RX, RESPONSE(0, ID, ID));
	SAY(test, RX, IRK(KEY_A));
	expect_passed(test);
}

static void identity_in_the_clear(struct kunit *test)
{
	struct link_test *t = test->priv;

	t->policy = smpg_policy_profile(SMP_GUARD_PROFILE_AUDIT);
	t->policy.action[SMP_GUARD_RULE_UNEXPECTED_PDU] = SMP_GUARD_ACTION_ALLOW;
	SAY(test, TX, REQUEST(0, 0, ID));
	SAY(test, RX, RESPONSE(0, 0, ID));
	SAY(test, RX, ADDRESS);
	expect_found(test, SMP_GUARD_RULE_PLAIN_KEY, SMP_GUARD_WHY_PLAIN);
	KUNIT_EXPECT_FALSE(test, t->v.identified);
	KUNIT_EXPECT_EQ(test, t->link.identity_type, 0);

	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	pair(test, TX, 16, 0, ID);
	SAY(test, RX, ADDRESS);
	KUNIT_EXPECT_TRUE(test, t->v.identified);
	KUNIT_EXPECT_EQ(test, t->link.identity_type,
			SMP_GUARD_ADDRESS_TYPE_PUBLIC);
}

/* ---- the pairing firewall ---- */

static const struct {
	u8 at;
	u8 value;
	u8 reason;
} no_features[] = {
	{ 1, 5, 0x0a }, { 1, 255, 0x0a }, { 2, 2, 0x0a }, { 2, 255, 0x0a },
	{ 4, 17, 0x0a }, { 4, 253, 0x0a }, { 4, 6, 0x06 }, { 4, 0, 0x06 },
};

static void features_that_do_not_exist(struct kunit *test)
{
	struct link_test *t = test->priv;
	u8 sender, request[] = { REQUEST(0, 1, 1) };
	u8 response[] = { RESPONSE(0, 1, 1) };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(no_features); i++) {
		for (sender = TX; sender <= RX; sender++) {
			open_link(t, SMP_GUARD_TRANSPORT_LE, sender);
			request[no_features[i].at] = no_features[i].value;
			say(test, sender, request, sizeof(request));
			expect_rejected(test, SMP_GUARD_RULE_MALFORMED,
					no_features[i].reason);
			memcpy(request, (u8[]){ REQUEST(0, 1, 1) },
			       sizeof(request));

			open_link(t, SMP_GUARD_TRANSPORT_LE, sender);
			say(test, !sender, request, sizeof(request));
			response[no_features[i].at] = no_features[i].value;
			say(test, sender, response, sizeof(response));
			KUNIT_EXPECT_EQ(test, t->v.action,
					SMP_GUARD_ACTION_REJECT);
			memcpy(response, (u8[]){ RESPONSE(0, 1, 1) },
			       sizeof(response));
		}
	}
	/* Over BR/EDR receivers ignore IO capability and OOB flag. */
	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, RX, SMPG_PAIRING_REQUEST, 0xff, 0xff, 0, 16, 0, 0);
	expect_passed(test);
	SAY(test, RX, SMPG_PAIRING_REQUEST, 0, 0, 0, 17, 0, 0);
	expect_rejected(test, SMP_GUARD_RULE_MALFORMED, 0x0a);
	SAY(test, RX, SMPG_PAIRING_REQUEST, 0, 0, 0, 7, 0, 0);
	expect_passed(test);
	SAY(test, RX, SMPG_PAIRING_REQUEST, 0, 0, 0, 6, 0, 0);
	expect_rejected(test, SMP_GUARD_RULE_MALFORMED, 0x06);
	/* Receivers ignore bits that are reserved. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, SMPG_PAIRING_REQUEST, 4, 1, 0x3d, 7, 0x0f, 0x0f);
	expect_passed(test);
	SAY(test, TX, SMPG_PAIRING_REQUEST, 4, 1, 0xcb, 7, 0xf1, 0xf1);
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_AUDIT);
}

/* Hosts take the bits of both, so that default does not reject. */
static void response_with_more_than_its_request(struct kunit *test)
{
	struct link_test *t = test->priv;
	u8 sender;

	for (sender = TX; sender <= RX; sender++) {
		open_link(t, SMP_GUARD_TRANSPORT_LE, sender);
		SAY(test, sender, REQUEST(0, ENC, ID));
		SAY(test, !sender, RESPONSE(0, ENC | SIGN, ID));
		expect_found(test, SMP_GUARD_RULE_UNEXPECTED_PDU,
			     SMP_GUARD_WHY_MORE_THAN_ASKED);
		KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_AUDIT);
		KUNIT_EXPECT_EQ(test, t->link.pairing.may[SMPG_INITIATOR], ENC);

		open_link(t, SMP_GUARD_TRANSPORT_LE, sender);
		SAY(test, sender, REQUEST(0, ENC, ID));
		SAY(test, !sender, RESPONSE(0, ENC, ENC));
		expect_found(test, SMP_GUARD_RULE_UNEXPECTED_PDU,
			     SMP_GUARD_WHY_MORE_THAN_ASKED);
		KUNIT_EXPECT_STREQ(test, "3.6.1",
				   smpg_rule_section(t->v.findings[0].rule,
						     SMP_GUARD_WHY_MORE_THAN_ASKED));

		/* Fewer bits are right, and reserved ones are none of these. */
		open_link(t, SMP_GUARD_TRANSPORT_LE, sender);
		SAY(test, sender, REQUEST(0, ENC, ID));
		SAY(test, !sender, RESPONSE(0, 0xf0, 0xf0 | ID));
		KUNIT_EXPECT_EQ(test, found(t, SMP_GUARD_RULE_UNEXPECTED_PDU,
					    SMP_GUARD_WHY_MORE_THAN_ASKED), -1);
		KUNIT_EXPECT_EQ(test, found(t, SMP_GUARD_RULE_MALFORMED,
					    SMP_GUARD_WHY_RESERVED_BITS),
				SMP_GUARD_ACTION_AUDIT);
		/* A request that was not seen may have had any. */
		smpg_link_meet(&t->link, 0x40);
		SAY(test, !sender, RESPONSE(0, 7, 7));
		expect_passed(test);
	}
	/* The request may lack a bit because the policy masks it. */
	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_CENTRAL);
	t->link.aes_ccm = true;
	t->policy.key_dist[SMPG_LOCAL] &= ~SIGN;
	SAY(test, TX, REQUEST(0, SIGN | ID, ID));
	SAY(test, RX, RESPONSE(0, SIGN | ID, ID));
	KUNIT_EXPECT_EQ(test, t->v.nr, 0);

	strict(t);
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, REQUEST(SMPG_AUTH_SC, ID, ID));
	SAY(test, RX, RESPONSE(SMPG_AUTH_SC, ID | SIGN, ID));
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_REJECT);
	KUNIT_EXPECT_EQ(test, t->v.reason, 0x0a);
}

/* Devices that answer what was not asked, and BLEDiff's deviations */
static void responses_without_a_request(struct kunit *test)
{
	const u8 rule = SMP_GUARD_RULE_UNEXPECTED_PDU;
	struct link_test *t = test->priv;
	u8 sender;

	for (sender = TX; sender <= RX; sender++) {
		open_link(t, SMP_GUARD_TRANSPORT_LE, role_of(!sender));
		SAY(test, sender, RESPONSE(0, 0, 0));
		expect_found(test, rule, SMP_GUARD_WHY_NOT_REQUESTED);
		expect_happened(test, 0);
		/* A request that was not seen may have preceded it. */
		smpg_link_meet(&t->link, 0x40);
		SAY(test, sender, RESPONSE(0, 0, 0));
		expect_passed(test);
		/* A side does not ask itself. */
		open_link(t, SMP_GUARD_TRANSPORT_LE, role_of(sender));
		SAY(test, sender, REQUEST(0, 0, 0));
		SAY(test, sender, RESPONSE(0, 0, 0));
		expect_found(test, rule, SMP_GUARD_WHY_NOT_REQUESTED);
		/* Nor may a response follow its own refusal, unless of two hosts. */
		open_link(t, SMP_GUARD_TRANSPORT_LE, role_of(!sender));
		SAY(test, !sender, REQUEST(0, 0, 0));
		SAY(test, sender, FAILED(5));
		SAY(test, sender, RESPONSE(0, 0, 0));
		if (sender == TX)
			expect_passed(test);
		else
			expect_found(test, rule, SMP_GUARD_WHY_NOT_REQUESTED);
		/* One that crosses the end of the pairing is too late for that. */
		open_link(t, SMP_GUARD_TRANSPORT_LE, role_of(!sender));
		SAY(test, !sender, REQUEST(0, 0, 0));
		SAY(test, !sender, FAILED(8));
		SAY(test, sender, RESPONSE(0, 0, 0));
		expect_passed(test);
	}
	/* The kernel and a raw-socket stack both answer. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, REQUEST(0, 0, 0));
	SAY(test, TX, RESPONSE(0, 0, 0));
	SAY(test, TX, RESPONSE(0, 0, 0));
	expect_passed(test);
	/* Over BR/EDR requests may cross, and each is answered. */
	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, REQUEST(0, 0, 0));
	SAY(test, RX, REQUEST(0, 0, 0));
	SAY(test, TX, RESPONSE(0, 0, 0));
	SAY(test, RX, RESPONSE(0, 0, 0));
	expect_passed(test);

	strict(t);
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, RX, RESPONSE(SMPG_AUTH_SC, 0, 0));
	KUNIT_EXPECT_EQ(test, found(t, rule, SMP_GUARD_WHY_NOT_REQUESTED),
			SMP_GUARD_ACTION_REJECT);
	KUNIT_EXPECT_EQ(test, t->v.reason, 0x08);
}

static void negotiations_that_are_repeated(struct kunit *test)
{
	const u8 rule = SMP_GUARD_RULE_UNEXPECTED_PDU;
	struct link_test *t = test->priv;

	/* A request within a pairing, before its response and behind it */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, REQUEST(0, 0, 0));
	expect_passed(test);
	SAY(test, RX, REQUEST(0, 0, 0));
	expect_found(test, rule, SMP_GUARD_WHY_AGAIN);
	SAY(test, TX, RESPONSE(0, 0, 0));
	expect_passed(test);
	SAY(test, RX, REQUEST(0, 0, 0));
	expect_found(test, rule, SMP_GUARD_WHY_AGAIN);
	/* A pairing that has failed may be tried again. */
	SAY(test, TX, FAILED(8));
	SAY(test, RX, REQUEST(0, 0, 0));
	expect_passed(test);

	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, REQUEST(0, 0, 0));
	SAY(test, RX, RESPONSE(0, 0, 0));
	expect_passed(test);
	SAY(test, RX, RESPONSE(0, 0, 0));
	expect_found(test, rule, SMP_GUARD_WHY_AGAIN);
	/* One that follows a pairing that was complete answers nothing. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	pair(test, TX, 16, 0, 0);
	t->policy.action[rule] = SMP_GUARD_ACTION_AUDIT;
	SAY(test, RX, RESPONSE(0, 0, 0));
	expect_found(test, rule, SMP_GUARD_WHY_NOT_REQUESTED);

	/* Two hosts of this adapter request, and both are answered. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, REQUEST(0, 0, 0));
	SAY(test, TX, REQUEST(0, 0, 0));
	expect_passed(test);
	SAY(test, RX, RESPONSE(0, 0, 0));
	expect_passed(test);
	SAY(test, RX, RESPONSE(0, 0, 0));
	expect_passed(test);

	strict(t);
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, REQUEST(SMPG_AUTH_SC, 0, 0));
	SAY(test, RX, REQUEST(SMPG_AUTH_SC, 0, 0));
	KUNIT_EXPECT_EQ(test, found(t, rule, SMP_GUARD_WHY_AGAIN),
			SMP_GUARD_ACTION_REJECT);
}

static void requests_of_the_wrong_side(struct kunit *test)
{
	const u8 rule = SMP_GUARD_RULE_UNEXPECTED_PDU;
	struct link_test *t = test->priv;
	u8 sender;

	for (sender = TX; sender <= RX; sender++) {
		open_link(t, SMP_GUARD_TRANSPORT_LE, role_of(!sender));
		SAY(test, sender, SMPG_SECURITY_REQUEST, 0);
		expect_passed(test);
		SAY(test, sender, REQUEST(0, 0, 0));
		expect_found(test, rule, SMP_GUARD_WHY_WRONG_SENDER);
		open_link(t, SMP_GUARD_TRANSPORT_LE, role_of(sender));
		SAY(test, sender, SMPG_SECURITY_REQUEST, 0);
		expect_found(test, rule, SMP_GUARD_WHY_WRONG_SENDER);
		SAY(test, sender, REQUEST(0, 0, 0));
		expect_passed(test);
		/* Over BR/EDR either side requests, and neither asks for it. */
		open_link(t, SMP_GUARD_TRANSPORT_BREDR, role_of(!sender));
		SAY(test, sender, REQUEST(0, 0, 0));
		expect_passed(test);
		SAY(test, sender, SMPG_SECURITY_REQUEST, 0);
		expect_found(test, rule, SMP_GUARD_WHY_WRONG_SENDER);
		/* A role that is not known */
		smpg_link_meet(&t->link, 0x40);
		t->cid = SMPG_CID_SMP_LE;
		SAY(test, sender, SMPG_SECURITY_REQUEST, 0);
		expect_passed(test);
		SAY(test, sender, REQUEST(0, 0, 0));
		expect_passed(test);
	}
	KUNIT_EXPECT_STREQ(test, "2.4.6",
			   smpg_rule_section(rule, SMP_GUARD_WHY_WRONG_SENDER));
	KUNIT_EXPECT_STREQ(test, "2.3",
			   smpg_rule_section(rule, SMP_GUARD_WHY_AGAIN));
	KUNIT_EXPECT_STREQ(test, "2.3",
			   smpg_rule_section(rule, SMP_GUARD_WHY_NOT_REQUESTED));
	strict(t);
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, SMPG_SECURITY_REQUEST, SMPG_AUTH_SC);
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_REJECT);
	KUNIT_EXPECT_EQ(test, t->v.reason, 0x07);
	KUNIT_EXPECT_FALSE(test, t->link.peer_asked);
}

/* A peripheral asks while the central begins already. */
static void request_that_crosses_a_pairing(struct kunit *test)
{
	struct link_test *t = test->priv;

	SAY(test, TX, REQUEST(0, 15, 15));
	SAY(test, RX, SMPG_SECURITY_REQUEST, 0);
	expect_passed(test);
	expect_happened(test, 0);
	SAY(test, RX, RESPONSE(0, 15, 15));
	expect_passed(test);
	KUNIT_EXPECT_TRUE(test, t->link.pairing.answered);
}

/* A key PDU whose value matters to no rule: none is like another. */
static void send_key(struct kunit *test, u8 direction, u8 code)
{
	u8 pdu[17] = { code, KEY_A };

	if (code == SMPG_IDENTITY_ADDRESS_INFORMATION)
		memcpy(pdu, (const u8[]){ ADDRESS }, 8);
	else
		pdu[1] += 16 * code + direction;
	say(test, direction, pdu, smpg_pdu_len(code));
}

/* Distribute @nr of all keys in order: those of the responder first. */
static void send_keys(struct kunit *test, u8 initiator, unsigned int nr)
{
	struct link_test *t = test->priv;
	unsigned int n;

	open_link(t, SMP_GUARD_TRANSPORT_LE, role_of(initiator));
	pair(test, initiator, 16, 7, 7);
	t->policy.action[SMP_GUARD_RULE_UNEXPECTED_PDU] = SMP_GUARD_ACTION_AUDIT;
	for (n = 0; n < nr; n++) {
		send_key(test, n < 5 ? !initiator : initiator,
			 smpg_key_order(n % 5));
		expect_passed(test);
	}
}

static void keys_out_of_order(struct kunit *test)
{
	const u8 rule = SMP_GUARD_RULE_UNEXPECTED_PDU;
	struct link_test *t = test->priv;
	unsigned int nr, n, late;
	u8 sender;

	for (sender = TX; sender <= RX; sender++) {
		for (nr = 0; nr < 10; nr++) {
			for (n = 0; n < 10; n++) {
				send_keys(test, sender, nr);
				send_key(test, n < 5 ? !sender : sender,
					 smpg_key_order(n % 5));
				if (n == nr) {
					expect_passed(test);
					continue;
				}
				expect_found(test, rule, n < nr ?
					     SMP_GUARD_WHY_AGAIN :
					     SMP_GUARD_WHY_KEY_ORDER);
				/* One finding is enough. */
				late = nr < 5 ? 4 : 9;
				if (n < nr || n == late)
					continue;
				send_key(test, late < 5 ? !sender : sender,
					 smpg_key_order(late % 5));
				expect_passed(test);
			}
		}
		/* A key that was not negotiated is not waited for. */
		open_link(t, SMP_GUARD_TRANSPORT_LE, role_of(sender));
		pair(test, sender, 16, SIGN, ID);
		t->policy.action[rule] = SMP_GUARD_ACTION_AUDIT;
		send_key(test, !sender, SMPG_IDENTITY_INFORMATION);
		expect_passed(test);
		send_key(test, !sender, SMPG_IDENTITY_ADDRESS_INFORMATION);
		expect_passed(test);
		send_key(test, sender, SMPG_SIGNING_INFORMATION);
		expect_passed(test);
		expect_happened(test, SMPG_COMPLETE);

		/* Keys of two hosts have no order. */
		open_link(t, SMP_GUARD_TRANSPORT_LE, role_of(sender));
		pair(test, sender, 16, 7, 7);
		t->policy.action[rule] = SMP_GUARD_ACTION_AUDIT;
		t->link.pairing.two_hosts = true;
		send_key(test, sender, SMPG_SIGNING_INFORMATION);
		expect_passed(test);
		send_key(test, sender, SMPG_SIGNING_INFORMATION);
		expect_passed(test);

		/* Over BR/EDR either side may begin. */
		open_link(t, SMP_GUARD_TRANSPORT_BREDR, role_of(sender));
		SAY(test, sender, REQUEST(0, SIGN, ID));
		SAY(test, !sender, RESPONSE(0, SIGN, ID));
		send_key(test, sender, SMPG_SIGNING_INFORMATION);
		expect_passed(test);
	}
	KUNIT_EXPECT_STREQ(test, "3.6.1",
			   smpg_rule_section(rule, SMP_GUARD_WHY_KEY_ORDER));
	send_keys(test, TX, 2);
	t->policy.action[rule] = SMP_GUARD_ACTION_REJECT;
	send_key(test, RX, SMPG_SIGNING_INFORMATION);
	expect_rejected(test, rule, 0x0f);
}

/* The values do not matter here, but no two of them may be alike. */
static void send_value(struct kunit *test, u8 direction, u8 code)
{
	static const u8 points[2][64] = { { POINT_A }, { POINT_B } };
	static const u8 key[] = { KEY_A };
	struct link_test *t = test->priv;
	u8 pdu[65] = { code };

	memcpy(pdu + 1, key, sizeof(key));
	pdu[1] += t->link.pairing.turn;
	/* No confirm value commits to these. */
	t->link.pairing.unproven = false;
	if (code == SMPG_PAIRING_PUBLIC_KEY)
		memcpy(pdu + 1, points[direction], sizeof(points[0]));
	say(test, direction, pdu, smpg_pdu_len(code));
}

/* A pairing that this host begins, with IO capabilities that lead to @method */
static void agree_on(struct kunit *test, u8 auth, u8 method)
{
	struct link_test *t = test->priv;
	u8 io[] = { 3, 3 };

	if (method == SMP_GUARD_METHOD_NUMERIC_COMPARISON) {
		io[0] = 1;
		io[1] = 1;
	} else if (method == SMP_GUARD_METHOD_PASSKEY_BOTH_INPUT) {
		io[0] = 2;
		io[1] = 2;
	}
	if (method != SMP_GUARD_METHOD_JUST_WORKS)
		auth |= SMPG_AUTH_MITM;
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, SMPG_PAIRING_REQUEST, io[0], 0, auth, 16, 0, 0);
	SAY(test, RX, SMPG_PAIRING_RESPONSE, io[1], 0, auth, 16, 0, 0);
	KUNIT_EXPECT_EQ(test, t->link.pairing.method, method);
}

static const u8 turn_methods[] = {
	SMP_GUARD_METHOD_JUST_WORKS,
	SMP_GUARD_METHOD_NUMERIC_COMPARISON,
	SMP_GUARD_METHOD_PASSKEY_BOTH_INPUT,
};

/* Return: the number of PDUs of authentication, all of which pass. */
static unsigned int in_turn(struct kunit *test, bool sc, u8 method,
			    unsigned int max)
{
	unsigned int n;
	u8 side, code;

	agree_on(test, sc ? SMPG_AUTH_SC : 0, method);
	for (n = 0; n < max && smpg_order(sc, method, n, &side, &code); n++) {
		send_value(test, side == SMPG_INITIATOR ? TX : RX, code);
		expect_passed(test);
	}
	return n;
}

static void pdus_out_of_turn(struct kunit *test)
{
	static const u8 codes[] = {
		SMPG_PAIRING_CONFIRM, SMPG_PAIRING_RANDOM,
		SMPG_PAIRING_PUBLIC_KEY, SMPG_PAIRING_DHKEY_CHECK,
	};
	struct link_test *t = test->priv;
	unsigned int i, n, all, wrong;
	u8 side, code, method;

	t->policy.action[SMP_GUARD_RULE_REFLECTED_VALUE] =
		SMP_GUARD_ACTION_ALLOW;
	for (i = 0; i < ARRAY_SIZE(turn_methods); i++) {
		method = turn_methods[i];
		all = in_turn(test, true, method, 255);
		for (n = 0; n <= all; n++) {
			/* The rounds of a passkey are alike. */
			if (n > 6 && n + 3 < all)
				continue;
			for (wrong = 0; wrong < 8; wrong++) {
				in_turn(test, true, method, n);
				if (smpg_order(true, method, n, &side, &code) &&
				    code == codes[wrong / 2] &&
				    side == (wrong & 1))
					continue;
				/* Without public keys the pairing is legacy. */
				if (!n && !(wrong / 2))
					continue;
				send_value(test, wrong & 1 ? RX : TX,
					   codes[wrong / 2]);
				expect_found(test, SMP_GUARD_RULE_UNEXPECTED_PDU,
					     SMP_GUARD_WHY_OUT_OF_TURN);
				/* One finding is enough. */
				send_value(test, TX, SMPG_PAIRING_DHKEY_CHECK);
				expect_passed(test);
			}
		}
	}
	t->policy = smpg_policy_profile(SMP_GUARD_PROFILE_STRICT);
	in_turn(test, true, SMP_GUARD_METHOD_PASSKEY_BOTH_INPUT, 2);
	send_value(test, RX, SMPG_PAIRING_RANDOM);
	expect_rejected(test, SMP_GUARD_RULE_UNEXPECTED_PDU, 0x08);
}

/* Nothing is out of turn where PDUs may have been missed, or of another host. */
static void turns_that_are_not_known(struct kunit *test)
{
	struct link_test *t = test->priv;

	smpg_link_meet(&t->link, 0x40);
	SAY(test, RX, RESPONSE(SMPG_AUTH_SC, 0, 0));
	t->link.pairing.known = false;
	send_value(test, RX, SMPG_PAIRING_DHKEY_CHECK);
	expect_passed(test);

	agree_on(test, SMPG_AUTH_SC, SMP_GUARD_METHOD_JUST_WORKS);
	t->link.pairing.two_hosts = true;
	send_value(test, TX, SMPG_PAIRING_DHKEY_CHECK);
	expect_passed(test);
}

/* Sample data of f4 (D.2), and what f4 gives with the bits of a passkey for Z. */
static const u8 sample_point[] = {
	0xfd, 0xc5, 0x7f, 0xf4, 0x49, 0xdd, 0x4f, 0x6b,
	0xfb, 0x7c, 0x9d, 0xf1, 0xc2, 0x9a, 0xcb, 0x59,
	0x2a, 0xe7, 0xd4, 0xee, 0xfb, 0xfc, 0x0a, 0x90,
	0x9a, 0xbb, 0xf6, 0x32, 0x3d, 0x8b, 0x18, 0x55
};

static const u8 sample_random[] = {
	SMPG_PAIRING_RANDOM,
	0xab, 0xae, 0x2b, 0x71, 0xec, 0xb2, 0xff, 0xff,
	0x3e, 0x73, 0x77, 0xd1, 0x54, 0x84, 0xcb, 0xd5
};

static const u8 sample_confirms[][17] = {
	{ SMPG_PAIRING_CONFIRM,
	  0x2d, 0x87, 0x74, 0xa9, 0xbe, 0xa1, 0xed, 0xf1,
	  0x1c, 0xbd, 0xa9, 0x07, 0xf1, 0x16, 0xc9, 0xf2 },
	{ SMPG_PAIRING_CONFIRM,
	  0x28, 0xff, 0x99, 0xfe, 0x5e, 0x59, 0x94, 0xd0,
	  0x4a, 0xd8, 0x63, 0xd0, 0x24, 0x7a, 0xc6, 0x7c },
	{ SMPG_PAIRING_CONFIRM,
	  0xc7, 0xbd, 0xda, 0xf0, 0x4b, 0xe9, 0xdd, 0x78,
	  0x37, 0x6a, 0x6c, 0x63, 0x5a, 0x9d, 0x34, 0x79 },
};

/*
 * The peer has the public key of debug mode, and sends its confirm value with @sent, and
 * a random value with @flip in an octet of it.
 */
static void commit(struct kunit *test, u8 method, unsigned int sent, u8 flip)
{
	static const u8 debug[] = { SMPG_PAIRING_PUBLIC_KEY, DEBUG_POINT };
	struct link_test *t = test->priv;
	u8 pdu[65] = { SMPG_PAIRING_PUBLIC_KEY };

	agree_on(test, SMPG_AUTH_SC, method);
	t->policy.action[SMP_GUARD_RULE_INVALID_KEY] = SMP_GUARD_ACTION_ALLOW;
	memcpy(pdu + 1, sample_point, sizeof(sample_point));
	say(test, TX, pdu, sizeof(pdu));
	say(test, RX, debug, sizeof(debug));
	if (method == SMP_GUARD_METHOD_PASSKEY_BOTH_INPUT)
		SAY(test, TX, CONFIRM(KEY_A));
	say(test, RX, sample_confirms[sent], sizeof(sample_confirms[sent]));
	SAY(test, TX, RANDOM(KEY_B));
	memcpy(pdu, sample_random, sizeof(sample_random));
	pdu[9] ^= flip;
	say(test, RX, pdu, sizeof(sample_random));
	expect_passed(test);
}

/* CVE-2022-45190 and its like: a host that does not compare. */
static void host_that_takes_any_random_value(struct kunit *test)
{
	static const struct {
		u8 method, sent, flip;
		bool fits;
	} cases[] = {
		{ SMP_GUARD_METHOD_JUST_WORKS, 0, 0, true },
		{ SMP_GUARD_METHOD_JUST_WORKS, 0, 0x10, false },
		{ SMP_GUARD_METHOD_JUST_WORKS, 1, 0, false },
		{ SMP_GUARD_METHOD_NUMERIC_COMPARISON, 0, 0, true },
		{ SMP_GUARD_METHOD_NUMERIC_COMPARISON, 0, 0x80, false },
		{ SMP_GUARD_METHOD_PASSKEY_BOTH_INPUT, 1, 0, true },
		{ SMP_GUARD_METHOD_PASSKEY_BOTH_INPUT, 2, 0, true },
		{ SMP_GUARD_METHOD_PASSKEY_BOTH_INPUT, 2, 1, false },
		{ SMP_GUARD_METHOD_PASSKEY_BOTH_INPUT, 0, 0, false },
	};
	const u8 rule = SMP_GUARD_RULE_UNEXPECTED_PDU;
	struct link_test *t = test->priv;
	unsigned int i;
	bool passkey;
	u8 code;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		passkey = cases[i].method == SMP_GUARD_METHOD_PASSKEY_BOTH_INPUT;
		code = passkey ? SMPG_PAIRING_CONFIRM : SMPG_PAIRING_DHKEY_CHECK;
		commit(test, cases[i].method, cases[i].sent, cases[i].flip);
		SAY(test, TX, code, KEY_C);
		if (cases[i].fits)
			expect_passed(test);
		else
			expect_found(test, rule, SMP_GUARD_WHY_UNVERIFIED);
		/* One finding is enough. */
		SAY(test, RX, code, KEY_D);
		expect_passed(test);

		/* A host that fails the pairing, or is one of two, has compared. */
		commit(test, cases[i].method, cases[i].sent, cases[i].flip);
		SAY(test, TX, FAILED(4));
		expect_passed(test);
		commit(test, cases[i].method, cases[i].sent, cases[i].flip);
		t->link.pairing.two_hosts = true;
		SAY(test, TX, code, KEY_C);
		expect_passed(test);
	}
	t->policy.action[rule] = SMP_GUARD_ACTION_REJECT;
	commit(test, SMP_GUARD_METHOD_JUST_WORKS, 0, 1);
	SAY(test, TX, DHKEY_CHECK(KEY_C));
	expect_rejected(test, rule, 0x04);
}

static void session_key_before_authentication(struct kunit *test)
{
	static const u8 key[] = { KEY_D };
	struct link_test *t = test->priv;
	u8 method = SMP_GUARD_METHOD_JUST_WORKS;
	unsigned int n;

	for (n = 0; n <= 7; n++) {
		in_turn(test, true, method, n);
		tell(test, SMPG_HCI_SESSION_KEY, 0, false, key);
		if (n < 7)
			expect_found(test, SMP_GUARD_RULE_UNEXPECTED_PDU,
				     SMP_GUARD_WHY_OUT_OF_TURN);
		else
			expect_passed(test);
	}
	/* EDIV and Rand say that the key is of an old bond. */
	in_turn(test, true, method, 3);
	t->link.identified = true;
	tell(test, SMPG_HCI_SESSION_KEY, 0, false, key);
	expect_passed(test);
	/* So does a link without a pairing. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	tell(test, SMPG_HCI_SESSION_KEY, 0, false, key);
	expect_passed(test);
}

static void zero_session_key(struct kunit *test)
{
	static const u8 zeros[SMPG_KEY_LEN], nearly[SMPG_KEY_LEN] = { [15] = 1 };
	struct link_test *t = test->priv;

	pair(test, TX, 16, SIGN, 0);
	tell(test, SMPG_HCI_SESSION_KEY, 0, false, zeros);
	expect_found(test, SMP_GUARD_RULE_ZERO_KEY, SMP_GUARD_WHY_ZERO);
	KUNIT_EXPECT_EQ(test, t->v.key, SMP_GUARD_KEY_LTK);
	expect_happened(test, SMPG_FAILED);
	KUNIT_EXPECT_EQ(test, t->v.side, SMP_GUARD_SIDE_GUARD);
	SAY(test, TX, CSRK(KEY_A));
	expect_masked(test, SMP_GUARD_WHY_NO_PAIRING);

	/* A bond that is made of zeros */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	tell(test, SMPG_HCI_SESSION_KEY, 0, false, zeros);
	expect_found(test, SMP_GUARD_RULE_ZERO_KEY, SMP_GUARD_WHY_ZERO);
	expect_happened(test, 0);
	tell(test, SMPG_HCI_SESSION_KEY, 0, false, nearly);
	expect_passed(test);
}

/* The host hands over a key whose octets from @size on are zero. */
static void hand_over(struct kunit *test, u8 size)
{
	u8 key[SMPG_KEY_LEN] = { KEY_A };

	memset(key + size, 0, sizeof(key) - size);
	tell(test, SMPG_HCI_SESSION_KEY, 0, false, key);
}

static void session_keys_that_are_short(struct kunit *test)
{
	struct link_test *t = test->priv;
	u8 size, min;

	t->policy.action[SMP_GUARD_RULE_UNEXPECTED_PDU] = SMP_GUARD_ACTION_ALLOW;
	/* A key of a bond: none of its last octets may be zero by chance. */
	for (min = 7; min <= 16; min++) {
		t->policy.min_key_size = min;
		for (size = 1; size <= 16; size++) {
			open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
			hand_over(test, size);
			if (size + 4 <= min)
				expect_found(test, SMP_GUARD_RULE_SHORT_KEY,
					     SMP_GUARD_WHY_SHORT_SESSION_KEY);
			else
				expect_passed(test);
		}
	}

	/* Sides that have agreed on a longer key than the policy asks for */
	t->policy.min_key_size = 7;
	for (size = 7; size <= 16; size++) {
		open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
		SAY(test, TX, REQUEST(0, 0, 0));
		SAY(test, RX, RESPONSE(0, 0, 0));
		t->link.pairing.known = false;
		hand_over(test, size);
		if (size <= 12)
			expect_found(test, SMP_GUARD_RULE_SHORT_KEY,
				     SMP_GUARD_WHY_SHORT_SESSION_KEY);
		else
			expect_passed(test);
	}
	/* The key of an older bond was agreed on then. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, REQUEST(0, 0, 0));
	SAY(test, TX, RESPONSE(0, 0, 0));
	t->link.identified = true;
	hand_over(test, 7);
	expect_passed(test);

	/* The command has no effect yet: it can be rejected. */
	strict(t);
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	hand_over(test, 7);
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_REJECT);
}

/* Controller and host tell each other BR/EDR's keys. */
static void link_keys(struct kunit *test)
{
	static const u8 zeros[SMPG_KEY_LEN], random[] = { KEY_A };
	static const struct {
		u8 type;
		bool legacy, debug, just_works;
	} cases[] = {
		{ SMPG_LINK_KEY_COMBINATION, true },
		{ SMPG_LINK_KEY_LOCAL_UNIT, true },
		{ SMPG_LINK_KEY_REMOTE_UNIT, true },
		{ SMPG_LINK_KEY_DEBUG, false, true },
		{ SMPG_LINK_KEY_UNAUTHENTICATED_P192, true, false, true },
		{ SMPG_LINK_KEY_AUTHENTICATED_P192, true },
		{ SMPG_LINK_KEY_CHANGED },
		{ SMPG_LINK_KEY_UNAUTHENTICATED_P256, false, false, true },
		{ SMPG_LINK_KEY_AUTHENTICATED_P256 },
		{ SMPG_LINK_KEY_UNKNOWN },
	};
	struct link_test *t = test->priv;
	struct smpg_hci hci = { .key = random };
	struct smpg_context context = { .policy = &t->policy };
	u8 *action = t->policy.action;
	size_t i;

	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_UNKNOWN);
	action[SMP_GUARD_RULE_LEGACY_PAIRING] = SMP_GUARD_ACTION_AUDIT;
	action[SMP_GUARD_RULE_UNAUTHENTICATED_PAIRING] = SMP_GUARD_ACTION_AUDIT;
	t->link.asked = true;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		hci.key_type = cases[i].type;
		judge_hci(t, SMPG_HCI_LINK_KEY, &hci);
		KUNIT_EXPECT_EQ_MSG(test, t->v.nr, cases[i].legacy +
				    cases[i].debug + cases[i].just_works,
				    "type %u", cases[i].type);
		KUNIT_EXPECT_EQ(test, t->v.key, SMP_GUARD_KEY_LINK_KEY);
		if (cases[i].debug)
			expect_found(test, SMP_GUARD_RULE_DEBUG_KEY,
				     SMP_GUARD_WHY_DEBUG);
	}
	KUNIT_EXPECT_FALSE(test, t->link.tried);

	/* A key of the controller's is in use already; a key of the host's is not. */
	hci.key = zeros;
	judge_hci(t, SMPG_HCI_LINK_KEY, &hci);
	KUNIT_EXPECT_EQ(test, t->v.findings[0].rule, SMP_GUARD_RULE_ZERO_KEY);
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_AUDIT);
	context.direction = TX;
	smpg_link_hci(&t->link, SMPG_HCI_LINK_KEY, &hci, &context, &t->v);
	expect_found(test, SMP_GUARD_RULE_ZERO_KEY, SMP_GUARD_WHY_ZERO);
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_REJECT);
	expect_happened(test, 0);
}

/* BLURtooth: a key of the other transport that was worth more */
static void derived_keys_below_their_bond(struct kunit *test)
{
	const u8 sc = SMPG_AUTH_SC | 1;
	struct link_test *t = test->priv;
	u8 pdu;

	t->policy.action[SMP_GUARD_RULE_RE_PAIRING] = SMP_GUARD_ACTION_ALLOW;
	t->link_key = (struct smpg_link_key){ true, true };
	SAY(test, TX, REQUEST(sc, LINK, LINK));
	SAY(test, RX, RESPONSE(sc, LINK, LINK));
	expect_found(test, SMP_GUARD_RULE_DOWNGRADE, SMP_GUARD_WHY_LESS_THAN_BOND);
	/* Nothing is derived, or nothing better is there. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, REQUEST(sc, LINK, LINK));
	SAY(test, RX, RESPONSE(sc, 0, LINK));
	expect_passed(test);
	t->link_key.authenticated = false;
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, REQUEST(sc, LINK, LINK));
	SAY(test, RX, RESPONSE(sc, LINK, LINK));
	expect_passed(test);
	/* No side keeps a key of a pairing without a bond. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, REQUEST(sc, LINK, LINK));
	SAY(test, RX, RESPONSE(SMPG_AUTH_SC, LINK, LINK));
	expect_found(test, SMP_GUARD_RULE_DOWNGRADE, SMP_GUARD_WHY_LESS_THAN_BOND);
	t->link_key.known = false;
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, REQUEST(sc, LINK, LINK));
	SAY(test, RX, RESPONSE(SMPG_AUTH_SC, LINK, LINK));
	expect_passed(test);
	t->link_key.known = true;

	t->bond = (struct smpg_bond){ true, true, true, 16 };
	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, REQUEST(0, ENC, ENC));
	SAY(test, RX, RESPONSE(0, ENC, ENC));
	expect_found(test, SMP_GUARD_RULE_DOWNGRADE, SMP_GUARD_WHY_LESS_THAN_BOND);
	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, REQUEST(0, ENC, ENC));
	SAY(test, RX, RESPONSE(0, 0, ENC));
	expect_passed(test);
	/* A responder that has derived its key before it says so */
	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, REQUEST(0, ENC, ENC));
	t->bond = (struct smpg_bond){ true, true, false, 16 };
	SAY(test, TX, RESPONSE(0, ENC, ENC));
	expect_found(test, SMP_GUARD_RULE_DOWNGRADE, SMP_GUARD_WHY_LESS_THAN_BOND);
	/* A second response is not held to the bond that the first one replaced. */
	SAY(test, TX, RESPONSE(0, ENC, ENC));
	KUNIT_EXPECT_EQ(test, found(t, SMP_GUARD_RULE_DOWNGRADE,
				    SMP_GUARD_WHY_LESS_THAN_BOND), -1);
	/* Neither a second request nor a response of the peer hides what was replaced. */
	for (pdu = SMPG_PAIRING_REQUEST; pdu <= SMPG_PAIRING_RESPONSE; pdu++) {
		t->bond = (struct smpg_bond){ true, true, true, 16 };
		open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_PERIPHERAL);
		SAY(test, RX, REQUEST(0, ENC, ENC));
		t->bond.authenticated = false;
		SAY(test, RX, pdu, 3, 0, 0, 16, ENC, ENC);
		SAY(test, TX, RESPONSE(0, ENC, ENC));
		expect_found(test, SMP_GUARD_RULE_DOWNGRADE,
			     SMP_GUARD_WHY_LESS_THAN_BOND);
	}
	t->bond.authenticated = true;
	t->link_key.authenticated = true;
	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, REQUEST(0, ENC, ENC));
	SAY(test, RX, RESPONSE(0, ENC, ENC));
	expect_passed(test);
	t->bond.authenticated = false;
	t->link_key.authenticated = false;
	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, REQUEST(0, ENC, ENC));
	SAY(test, RX, RESPONSE(0, ENC, ENC));
	expect_passed(test);
}

#define IDENTITY(type, last) \
	OCTETS(SMPG_IDENTITY_ADDRESS_INFORMATION, type, 1, 2, 3, 4, 5, last)

/* A peer's identity is its own claim, unless the address of the link is the same. */
static void identities_that_are_claimed(struct kunit *test)
{
	static const struct {
		u8 type;
		u8 first;
		bool claimed;
	} cases[] = {
		{ 1, 0xe0, false }, { 1, 0xe1, true }, { 0, 0xe0, true },
	};
	struct link_test *t = test->priv;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
		/* A static address, which may be an identity. */
		t->link.peer[5] = 0xd2;
		pair(test, TX, 16, 0, ID);
		SAY(test, RX, SMPG_IDENTITY_ADDRESS_INFORMATION, cases[i].type,
		    cases[i].first, 0xf3, 0x76, 0x4c, 0xa7, 0xd2);
		KUNIT_EXPECT_TRUE(test, t->v.identified);
		KUNIT_EXPECT_EQ(test, t->link.claimed, cases[i].claimed);
	}
}

static void identities_that_conflict(struct kunit *test)
{
	static const u8 own[] = { 1, 2, 3, 4, 5, 0x46 };
	static const u8 own_static[] = { 1, 2, 3, 4, 5, 0xd6 };
	struct link_test *t = test->priv;

	t->adapter = own;
	pair(test, TX, 16, 0, ID);
	SAY(test, RX, IDENTITY(1, 0xd6));
	expect_passed(test);
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	pair(test, TX, 16, 0, ID);
	t->static_address = own_static;
	/* The same octets are another address as a public one. */
	SAY(test, RX, IDENTITY(1, 0xd6));
	expect_found(test, SMP_GUARD_RULE_IDENTITY_CONFLICT,
		     SMP_GUARD_WHY_OWN_IDENTITY);
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	pair(test, TX, 16, 0, ID);
	SAY(test, RX, IDENTITY(0, 0xd6));
	expect_passed(test);
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	pair(test, TX, 16, 0, ID);
	SAY(test, RX, IDENTITY(1, 0x46));
	expect_found(test, SMP_GUARD_RULE_IDENTITY_CONFLICT,
		     SMP_GUARD_WHY_NO_IDENTITY);
	SAY(test, RX, IDENTITY(2, 0xc6));
	expect_found(test, SMP_GUARD_RULE_IDENTITY_CONFLICT,
		     SMP_GUARD_WHY_NO_IDENTITY);
	SAY(test, RX, IDENTITY(0, 0x46));
	expect_found(test, SMP_GUARD_RULE_IDENTITY_CONFLICT,
		     SMP_GUARD_WHY_OWN_IDENTITY);
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	pair(test, TX, 16, ID, ID);
	SAY(test, RX, IDENTITY(1, 0xc6));
	expect_passed(test);
	SAY(test, RX, IDENTITY(1, 0xc6));
	expect_passed(test);
	SAY(test, RX, IDENTITY(1, 0xc7));
	expect_found(test, SMP_GUARD_RULE_IDENTITY_CONFLICT,
		     SMP_GUARD_WHY_SECOND_IDENTITY);
	/* This host's own one is its own. */
	SAY(test, TX, IDENTITY(0, 0x46));
	expect_passed(test);
}

static void own_static_address_as_identity(struct kunit *test)
{
	static const u8 own[] = { 1, 2, 3, 4, 5, 0xc6 };
	struct link_test *t = test->priv;

	t->static_address = own;
	pair(test, TX, 16, ID, ID);
	/* A public address may have the same octets. */
	SAY(test, RX, IDENTITY(0, 0xc6));
	expect_passed(test);
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	pair(test, TX, 16, ID, ID);
	SAY(test, TX, IDENTITY(1, 0xc6));
	expect_passed(test);
	SAY(test, RX, IDENTITY(1, 0xc6));
	expect_found(test, SMP_GUARD_RULE_IDENTITY_CONFLICT,
		     SMP_GUARD_WHY_OWN_IDENTITY);
}

static void peers_with_the_address_of_this_host(struct kunit *test)
{
	static const u8 public[] = { 1, 2, 3, 4, 5, 0x06 };
	static const u8 fixed[] = { 1, 2, 3, 4, 5, 0xc6 };
	static const u8 none[6];
	static const struct {
		u8 type, last;
		bool found;
	} cases[] = {
		{ SMP_GUARD_ADDRESS_TYPE_BREDR, 0x06, true },
		{ SMP_GUARD_ADDRESS_TYPE_PUBLIC, 0x06, true },
		{ SMP_GUARD_ADDRESS_TYPE_PUBLIC_IDENTITY, 0x06, true },
		{ SMP_GUARD_ADDRESS_TYPE_RANDOM, 0xc6, true },
		{ SMP_GUARD_ADDRESS_TYPE_RANDOM_IDENTITY, 0xc6, true },
		{ SMP_GUARD_ADDRESS_TYPE_PUBLIC, 0x07 },
		{ SMP_GUARD_ADDRESS_TYPE_PUBLIC, 0xc6 },
		{ SMP_GUARD_ADDRESS_TYPE_RANDOM, 0x06 },
		{ SMP_GUARD_ADDRESS_TYPE_UNKNOWN, 0x06 },
	};
	struct link_test *t = test->priv;
	struct smpg_hci hci = { .peer = { 1, 2, 3, 4, 5 } };
	unsigned int i;

	strict(t);
	t->adapter = public;
	t->static_address = fixed;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		hci.peer_type = cases[i].type;
		hci.peer[5] = cases[i].last;
		smpg_link_open(&t->link, &hci);
		judge_hci(t, SMPG_HCI_OPEN, &hci);
		KUNIT_EXPECT_EQ_MSG(test, t->v.nr, cases[i].found, "case %u", i);
		/* The event has happened: it is reported only. */
		KUNIT_EXPECT_LE(test, t->v.action, SMP_GUARD_ACTION_AUDIT);
		if (!cases[i].found)
			continue;
		KUNIT_EXPECT_EQ(test, t->v.findings[0].rule,
				SMP_GUARD_RULE_IDENTITY_CONFLICT);
		KUNIT_EXPECT_EQ(test, t->v.findings[0].why,
				SMP_GUARD_WHY_OWN_IDENTITY);
	}

	/* An adapter without a public address, and an address that was hidden */
	t->adapter = none;
	memset(hci.peer, 0, sizeof(hci.peer));
	hci.peer_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC;
	smpg_link_open(&t->link, &hci);
	judge_hci(t, SMPG_HCI_OPEN, &hci);
	KUNIT_EXPECT_EQ(test, t->v.nr, 0);
	t->adapter = NULL;
	judge_hci(t, SMPG_HCI_OPEN, &hci);
	KUNIT_EXPECT_EQ(test, t->v.nr, 0);
}

static void response_below_the_security_request(struct kunit *test)
{
	static const struct {
		u8 asked, request, response;
		bool found;
	} cases[] = {
		{ 0x0d, 0x0d, 0x0d, false }, { 0x0d, 0x0d, 0x05, true },
		{ 0x0d, 0x0d, 0x09, true }, { 0x0d, 0x01, 0x01, false },
		{ 0x01, 0x0d, 0x01, false }, { 0xcd, 0x05, 0x05, false },
	};
	struct link_test *t = test->priv;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
		SAY(test, RX, SMPG_SECURITY_REQUEST, cases[i].asked);
		SAY(test, TX, REQUEST(cases[i].request, 0, 0));
		SAY(test, RX, RESPONSE(cases[i].response, 0, 0));
		if (cases[i].found)
			expect_found(test, SMP_GUARD_RULE_DOWNGRADE,
				     SMP_GUARD_WHY_LESS_THAN_ASKED);
		else
			expect_passed(test);
	}
}

static void pairing_below_its_bond(struct kunit *test)
{
	static const struct {
		struct smpg_bond bond;
		u8 auth, io, size;
		bool found;
	} cases[] = {
		{ { true, true, true, 16 }, SMPG_AUTH_SC | SMPG_AUTH_MITM, 1, 16, false },
		{ { true, true, true, 16 }, SMPG_AUTH_SC, 1, 16, true },
		{ { true, true, false, 16 }, SMPG_AUTH_SC, 1, 16, false },
		{ { true, true, false, 16 }, SMPG_AUTH_MITM, 2, 16, true },
		{ { true, false, false, 16 }, 0, 3, 15, true },
		{ { true, false, false, 7 }, 0, 3, 7, false },
		{ { false, true, true, 16 }, 0, 3, 7, false },
	};
	struct link_test *t = test->priv;
	u8 sender;
	size_t i;

	t->policy.action[SMP_GUARD_RULE_SHORT_KEY] = SMP_GUARD_ACTION_ALLOW;
	t->policy.action[SMP_GUARD_RULE_RE_PAIRING] = SMP_GUARD_ACTION_ALLOW;
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		for (sender = TX; sender <= RX; sender++) {
			open_link(t, SMP_GUARD_TRANSPORT_LE, role_of(sender));
			t->bond = cases[i].bond;
			SAY(test, sender, SMPG_PAIRING_REQUEST, cases[i].io, 0,
			    cases[i].auth, cases[i].size, 0, 0);
			expect_passed(test);
			SAY(test, !sender, SMPG_PAIRING_RESPONSE, cases[i].io, 0,
			    cases[i].auth, 16, 0, 0);
			if (cases[i].found)
				expect_found(test, SMP_GUARD_RULE_DOWNGRADE,
					     SMP_GUARD_WHY_LESS_THAN_BOND);
			else
				expect_passed(test);
		}
	}
}

static void pairings_beside_a_bond(struct kunit *test)
{
	static const u8 key[] = { KEY_D }, id[SMPG_ID_LEN];
	const struct smpg_bond bond = { true, false, false, 16 };
	struct smpg_hci hci = { .id = id };
	struct link_test *t = test->priv;

	t->bond = bond;
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, REQUEST(0, 0, 0));
	expect_found(test, SMP_GUARD_RULE_RE_PAIRING,
		     SMP_GUARD_WHY_BOND_NOT_USED);
	/* The peer tried, and this host had no key. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	judge_hci(t, SMPG_HCI_LTK_REQUEST, &hci);
	SAY(test, RX, REQUEST(0, 0, 0));
	expect_passed(test);
	/* An encrypted link may pair anew, for more than it has. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	encrypt(test);
	SAY(test, RX, REQUEST(0, 0, 0));
	expect_passed(test);
	/* The owner may pair anew. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, REQUEST(0, 0, 0));
	expect_passed(test);
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	tell(test, SMPG_HCI_SESSION_KEY, 0, false, key);
	tell(test, SMPG_HCI_ENCRYPT, 0x06, false, NULL);
	SAY(test, TX, REQUEST(0, 0, 0));
	expect_found(test, SMP_GUARD_RULE_RE_PAIRING, SMP_GUARD_WHY_BOND_REFUSED);
	/* A key of a pairing is no bond's. */
	pair(test, TX, 16, 0, 0);
	t->bond = (struct smpg_bond){ };
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, REQUEST(0, 0, 0));
	expect_passed(test);
	smpg_link_meet(&t->link, 0x40);
	t->bond = bond;
	SAY(test, RX, REQUEST(0, 0, 0));
	expect_passed(test);
}

/* The host hands over a link key, and the controller tells what became of it. */
static void authenticate(struct kunit *test, u8 status)
{
	static const u8 key[] = { KEY_A };
	struct link_test *t = test->priv;
	const struct smpg_context context = {
		.policy = &t->policy, .direction = TX,
	};
	struct smpg_hci hci = { .key = key, .key_type = SMPG_LINK_KEY_UNKNOWN };

	judge_hci(t, SMPG_HCI_ASKED, &hci);
	smpg_link_hci(&t->link, SMPG_HCI_LINK_KEY, &hci, &context, &t->v);
	KUNIT_EXPECT_EQ(test, t->v.nr, 0);
	tell(test, SMPG_HCI_AUTHENTICATED, status, false, NULL);
}

/* A pairing over BR/EDR, which the controllers carry out. */
static void expect_pairing(struct kunit *test, u8 key_type, u8 rule, u8 why)
{
	static const u8 key[] = { KEY_B };
	struct link_test *t = test->priv;
	struct smpg_hci hci = { .key = key, .key_type = key_type };

	judge_hci(t, SMPG_HCI_LINK_KEY, &hci);
	KUNIT_EXPECT_EQ(test, t->v.nr, !!why);
	if (why && t->v.nr) {
		KUNIT_EXPECT_EQ(test, t->v.findings[0].rule, rule);
		KUNIT_EXPECT_EQ(test, t->v.findings[0].why, why);
	}
	/* It has happened. */
	KUNIT_EXPECT_LE(test, t->v.action, SMP_GUARD_ACTION_AUDIT);
}

static void link_keys_that_a_peer_wants(struct kunit *test)
{
	const u8 rule = SMP_GUARD_RULE_UNSOLICITED_PAIRING;
	const u8 found = SMP_GUARD_WHY_NOT_ASKED_FOR;
	const u8 type = SMPG_LINK_KEY_AUTHENTICATED_P256;
	struct link_test *t = test->priv;

	t->policy = smpg_policy_profile(SMP_GUARD_PROFILE_GATEWAY);
	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_UNKNOWN);
	expect_pairing(test, type, rule, found);
	/* A key in place of one that both have */
	expect_pairing(test, SMPG_LINK_KEY_CHANGED, rule, SMP_GUARD_WHY_NONE);
	t->window = true;
	expect_pairing(test, type, rule, SMP_GUARD_WHY_NONE);
	t->window = false;
	tell(test, SMPG_HCI_ASKED, 0, false, NULL);
	expect_pairing(test, type, rule, SMP_GUARD_WHY_NONE);
	/* To have asked once is not to ask again. */
	tell(test, SMPG_HCI_AUTHENTICATED, 0, false, NULL);
	expect_pairing(test, type, rule, found);
	smpg_link_meet(&t->link, 0x40);
	expect_pairing(test, type, rule, SMP_GUARD_WHY_NONE);

	/* The injection of keystrokes: Just Works, which the peer begins */
	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_UNKNOWN);
	t->policy.action[SMP_GUARD_RULE_UNAUTHENTICATED_PAIRING] =
		SMP_GUARD_ACTION_AUDIT;
	judge_hci(t, SMPG_HCI_LINK_KEY, &(struct smpg_hci){
		.key = (const u8[]){ KEY_B },
		.key_type = SMPG_LINK_KEY_UNAUTHENTICATED_P256,
	});
	KUNIT_EXPECT_EQ(test, t->v.nr, 2);
}

static void link_keys_after_a_refusal(struct kunit *test)
{
	const u8 rule = SMP_GUARD_RULE_RE_PAIRING;
	const u8 type = SMPG_LINK_KEY_AUTHENTICATED_P256;
	struct link_test *t = test->priv;

	t->policy.action[SMP_GUARD_RULE_UNSOLICITED_PAIRING] =
		SMP_GUARD_ACTION_ALLOW;
	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_UNKNOWN);
	authenticate(test, 0x06);
	KUNIT_EXPECT_EQ(test, t->v.bond, SMPG_BOND_REFUSED);
	t->link.asked = true;
	expect_pairing(test, type, rule, SMP_GUARD_WHY_BOND_REFUSED);
	expect_pairing(test, SMPG_LINK_KEY_CHANGED, rule, SMP_GUARD_WHY_NONE);

	/* This host may have had no key, or no PIN: it hands over none this time. */
	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_UNKNOWN);
	authenticate(test, 0x05);
	KUNIT_EXPECT_EQ(test, t->v.bond, SMPG_BOND_REFUSED);
	tell(test, SMPG_HCI_ASKED, 0, false, NULL);
	tell(test, SMPG_HCI_AUTHENTICATED, 0x05, false, NULL);
	KUNIT_EXPECT_EQ(test, t->v.bond, SMPG_BOND_UNUSED);
	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_UNKNOWN);
	tell(test, SMPG_HCI_ASKED, 0, false, NULL);
	tell(test, SMPG_HCI_AUTHENTICATED, 0x06, false, NULL);
	KUNIT_EXPECT_EQ(test, t->v.bond, SMPG_BOND_UNUSED);
	/* The link was lost. */
	authenticate(test, 0x08);
	KUNIT_EXPECT_EQ(test, t->v.bond, SMPG_BOND_UNUSED);
	authenticate(test, 0);
	KUNIT_EXPECT_EQ(test, t->v.bond, SMPG_BOND_HELD);
	t->link.asked = true;
	expect_pairing(test, type, rule, SMP_GUARD_WHY_NONE);
	/* On another link */
	t->attempts[SMPG_OF_PEER].refused = 1;
	expect_pairing(test, type, rule, SMP_GUARD_WHY_REFUSED_BEFORE);
}

/* Some hosts forget a bond that was refused twice (BLERP). */
static void pairings_after_two_refusals(struct kunit *test)
{
	static const u8 key[] = { KEY_D };
	struct link_test *t = test->priv;
	u8 sender;

	in_any_order(t);
	tell(test, SMPG_HCI_SESSION_KEY, 0, false, key);
	tell(test, SMPG_HCI_ENCRYPT, 0x08, false, NULL);
	KUNIT_EXPECT_EQ(test, t->v.bond, SMPG_BOND_UNUSED);
	tell(test, SMPG_HCI_ENCRYPT, 0x06, false, NULL);
	KUNIT_EXPECT_EQ(test, t->v.bond, SMPG_BOND_REFUSED);
	encrypt(test);
	KUNIT_EXPECT_EQ(test, t->v.bond, SMPG_BOND_HELD);

	for (sender = TX; sender <= RX; sender++) {
		open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
		t->attempts[SMPG_OF_PEER].refused = 1;
		SAY(test, sender, REQUEST(0, 0, 0));
		expect_passed(test);
		t->attempts[SMPG_OF_PEER].refused = 2;
		SAY(test, sender, REQUEST(0, 0, 0));
		expect_found(test, SMP_GUARD_RULE_RE_PAIRING,
			     SMP_GUARD_WHY_REFUSED_BEFORE);
	}
	/* The key of a pairing that was refused is no bond's. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	t->attempts[SMPG_OF_PEER].refused = 0;
	SAY(test, TX, REQUEST(0, 0, 0));
	SAY(test, RX, RESPONSE(0, 0, 0));
	SAY(test, TX, CONFIRM(KEY_A));
	SAY(test, RX, CONFIRM(KEY_B));
	SAY(test, TX, RANDOM(KEY_C));
	SAY(test, RX, RANDOM(KEY_D));
	tell(test, SMPG_HCI_SESSION_KEY, 0, false, key);
	tell(test, SMPG_HCI_ENCRYPT, 0x06, false, NULL);
	KUNIT_EXPECT_EQ(test, t->v.bond, SMPG_BOND_UNUSED);
}

static void identity_of_another_bond(struct kunit *test)
{
	struct link_test *t = test->priv;

	pair(test, TX, 16, 0, ID);
	t->bond.known = true;
	SAY(test, RX, IDENTITY(1, 0xc6));
	expect_found(test, SMP_GUARD_RULE_IDENTITY_CONFLICT,
		     SMP_GUARD_WHY_OTHERS_IDENTITY);
	/* The peer's own bond */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	memcpy(t->link.peer, (const u8[]){ 1, 2, 3, 4, 5, 0xc6 }, 6);
	t->bond.known = false;
	pair(test, TX, 16, 0, ID);
	t->bond.known = true;
	SAY(test, RX, IDENTITY(1, 0xc6));
	expect_passed(test);
	/* An address that differs in its last octet alone is another's. */
	t->link.identity_type = 0;
	t->link.pairing.sent[SMPG_RESPONDER] &=
		~BIT(SMP_GUARD_KEY_IDENTITY_ADDRESS);
	SAY(test, RX, IDENTITY(1, 0xc7));
	expect_found(test, SMP_GUARD_RULE_IDENTITY_CONFLICT,
		     SMP_GUARD_WHY_OTHERS_IDENTITY);
}

static void less_than_in_the_pairing_before(struct kunit *test)
{
	struct link_test *t = test->priv;
	unsigned int i;

	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, REQUEST(SMPG_AUTH_SC, 0, 0));
	SAY(test, TX, RESPONSE(SMPG_AUTH_SC, 0, 0));
	SAY(test, TX, FAILED(0x08));
	SAY(test, RX, REQUEST(SMPG_AUTH_SC | SMPG_AUTH_MITM, 0, 0));
	expect_passed(test);
	SAY(test, TX, FAILED(0x08));
	SAY(test, RX, REQUEST(SMPG_AUTH_SC, 0, 0));
	expect_found(test, SMP_GUARD_RULE_DOWNGRADE,
		     SMP_GUARD_WHY_LESS_THAN_BEFORE);
	SAY(test, TX, FAILED(0x08));
	SAY(test, RX, SMPG_PAIRING_REQUEST, 3, 0, SMPG_AUTH_SC, 15, 0, 0);
	expect_found(test, SMP_GUARD_RULE_DOWNGRADE,
		     SMP_GUARD_WHY_LESS_THAN_BEFORE);
	/* An offer that was less excuses no other, nor does one of a size there is not. */
	for (i = 0; i < 2; i++) {
		SAY(test, TX, FAILED(0x08));
		SAY(test, RX, SMPG_PAIRING_REQUEST, 3, 0, SMPG_AUTH_SC, 15, 0, 0);
		expect_found(test, SMP_GUARD_RULE_DOWNGRADE,
			     SMP_GUARD_WHY_LESS_THAN_BEFORE);
	}
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, SMPG_PAIRING_REQUEST, 3, 0, SMPG_AUTH_SC, 0xfd, 0, 0);
	SAY(test, RX, REQUEST(SMPG_AUTH_SC, 0, 0));
	expect_passed(test);
	/* The rule is about the peer: this host may offer less. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, REQUEST(SMPG_AUTH_SC, 0, 0));
	SAY(test, RX, FAILED(0x03));
	SAY(test, TX, REQUEST(0, 0, 0));
	expect_passed(test);
}

static void derivation_from_a_weak_link(struct kunit *test)
{
	const u8 rule = SMP_GUARD_RULE_CTKD_DOWNGRADE;
	struct link_test *t = test->priv;
	u8 sender;

	for (sender = TX; sender <= RX; sender++) {
		open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_CENTRAL);
		t->link.aes_ccm = false;
		SAY(test, sender, REQUEST(0, 3, 3));
		expect_passed(test);
		SAY(test, !sender, RESPONSE(0, 3, 3));
		expect_rejected(test, SMP_GUARD_RULE_CTKD_DOWNGRADE, 0x0e);

		/* With E0, a peer's request is the last before Linux derives a key. */
		t->link.encrypted = true;
		SAY(test, sender, REQUEST(0, 3, 3));
		if (sender == RX) {
			expect_rejected(test, SMP_GUARD_RULE_CTKD_DOWNGRADE, 0x0e);
		} else {
			expect_passed(test);
			SAY(test, RX, RESPONSE(0, 3, 3));
			expect_rejected(test, SMP_GUARD_RULE_CTKD_DOWNGRADE, 0x0e);
		}

		/* A request that was rejected excuses no other pairing. */
		SAY(test, RX, REQUEST(0, 3, 3));
		expect_rejected(test, rule, 0x0e);
		SAY(test, TX, REQUEST(0, 3, 3));
		SAY(test, RX, RESPONSE(0, 3, 3));
		expect_rejected(test, rule, 0x0e);

		/* Under audit a pairing is found once. */
		t->policy.action[rule] = SMP_GUARD_ACTION_AUDIT;
		SAY(test, sender, REQUEST(0, 3, 3));
		if (sender == RX)
			expect_found(test, rule, SMP_GUARD_WHY_NO_AES_CCM);
		SAY(test, !sender, RESPONSE(0, 3, 3));
		if (sender == RX)
			expect_passed(test);
		else
			expect_found(test, rule, SMP_GUARD_WHY_NO_AES_CCM);
		t->policy.action[rule] = SMP_GUARD_ACTION_REJECT;

		/* The event that was overtaken by the request */
		open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_CENTRAL);
		t->link.aes_ccm = false;
		SAY(test, sender, REQUEST(0, 3, 3));
		encrypt(test);
		SAY(test, !sender, RESPONSE(0, 3, 3));
		expect_passed(test);

		smpg_link_meet(&t->link, 0x40);
		SAY(test, sender, REQUEST(0, 3, 3));
		SAY(test, !sender, RESPONSE(0, 3, 3));
		expect_passed(test);
	}
}

static void encryption_that_gets_less(struct kunit *test)
{
	struct smpg_hci hci = {
		.encrypted = true, .encryption = SMPG_ENCRYPTION_ON,
	};
	struct link_test *t = test->priv;

	tell(test, SMPG_HCI_ENCRYPT, 0, false, NULL);
	expect_passed(test);
	encrypt(test);
	tell(test, SMPG_HCI_ENCRYPT, 0x06, false, NULL);
	expect_passed(test);
	tell(test, SMPG_HCI_ENCRYPT, 0, false, NULL);
	expect_found(test, SMP_GUARD_RULE_ENCRYPTION_DOWNGRADE,
		     SMP_GUARD_WHY_ENCRYPTION_OFF);

	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_CENTRAL);
	encrypt(test);
	hci.encryption = SMPG_ENCRYPTION_KEPT;
	judge_hci(t, SMPG_HCI_ENCRYPT, &hci);
	expect_passed(test);
	KUNIT_EXPECT_TRUE(test, t->link.aes_ccm);
	hci.encryption = SMPG_ENCRYPTION_ON;
	judge_hci(t, SMPG_HCI_ENCRYPT, &hci);
	expect_found(test, SMP_GUARD_RULE_ENCRYPTION_DOWNGRADE,
		     SMP_GUARD_WHY_NO_AES_CCM);
	judge_hci(t, SMPG_HCI_ENCRYPT, &hci);
	expect_passed(test);
}

/* An impostor has the controller pause encryption, or pairs by P-256 first. */
static void encryption_by_e0_after_a_pause(struct kunit *test)
{
	struct smpg_hci hci = {
		.encrypted = true, .encryption = SMPG_ENCRYPTION_ON,
	};
	struct link_test *t = test->priv;
	u8 type;

	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_CENTRAL);
	encrypt(test);
	tell(test, SMPG_HCI_ENCRYPT, 0, false, NULL);
	expect_passed(test);
	encrypt(test);
	expect_passed(test);
	tell(test, SMPG_HCI_ENCRYPT, 0, false, NULL);
	judge_hci(t, SMPG_HCI_ENCRYPT, &hci);
	expect_found(test, SMP_GUARD_RULE_ENCRYPTION_DOWNGRADE,
		     SMP_GUARD_WHY_NO_AES_CCM);

	t->policy.action[SMP_GUARD_RULE_DEBUG_KEY] = SMP_GUARD_ACTION_ALLOW;
	for (type = 0; type <= SMPG_LINK_KEY_AUTHENTICATED_P256; type++) {
		bool p256 = type >= SMPG_LINK_KEY_UNAUTHENTICATED_P256;
		static const u8 key[] = { KEY_A };

		hci.key = key;
		hci.key_type = type;
		open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_CENTRAL);
		judge_hci(t, SMPG_HCI_LINK_KEY, &hci);
		judge_hci(t, SMPG_HCI_ENCRYPT, &hci);
		KUNIT_EXPECT_EQ(test, p256,
				found(t, SMP_GUARD_RULE_ENCRYPTION_DOWNGRADE,
				      SMP_GUARD_WHY_NO_AES_CCM) >= 0);
	}
}

/* ---- attackers that get past a rule by way of another PDU ---- */

/* The kernel answers a PDU that is too short by Pairing Failed. */
static void one_host_is_not_two(struct kunit *test)
{
	struct link_test *t = test->priv;
	u8 stack;

	in_any_order(t);
	t->policy.action[SMP_GUARD_RULE_MALFORMED] = SMP_GUARD_ACTION_AUDIT;
	for (stack = SMP_GUARD_STACK_KERNEL; stack <= SMP_GUARD_STACK_USER; stack++) {
		t->stack = stack;
		/* A failure, and a response, of one host */
		open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
		SAY(test, RX, SMPG_PAIRING_REQUEST, 3);
		SAY(test, RX, REQUEST(SMPG_AUTH_SC, ID, ID));
		SAY(test, TX, FAILED(0x0a));
		SAY(test, TX, RESPONSE(SMPG_AUTH_SC, ID, ID));
		KUNIT_EXPECT_FALSE(test, t->link.pairing.two_hosts);
		SAY(test, RX, IRK(KEY_A));
		expect_rejected(test, SMP_GUARD_RULE_PLAIN_KEY, 0x0f);

		/* Two responses */
		open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
		SAY(test, RX, REQUEST(SMPG_AUTH_SC, ID, ID));
		SAY(test, RX, REQUEST(SMPG_AUTH_SC, ID, ID));
		SAY(test, TX, RESPONSE(SMPG_AUTH_SC, ID, ID));
		SAY(test, TX, RESPONSE(SMPG_AUTH_SC, ID, ID));
		SAY(test, RX, PUBLIC_KEY(POINT_A));
		SAY(test, TX, PUBLIC_KEY(POINT_B));
		SAY(test, TX, CONFIRM(KEY_A));
		SAY(test, RX, CONFIRM(KEY_A));
		expect_rejected(test, SMP_GUARD_RULE_REFLECTED_VALUE, 0x04);

		/* A failure that the host goes on after */
		open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
		SAY(test, TX, REQUEST(SMPG_AUTH_SC, ID, ID));
		SAY(test, RX, RESPONSE(SMPG_AUTH_SC, ID, ID));
		SAY(test, TX, FAILED(0x07));
		SAY(test, TX, PUBLIC_KEY(POINT_B));
		SAY(test, RX, PUBLIC_KEY(POINT_B));
		expect_rejected(test, SMP_GUARD_RULE_REFLECTED_VALUE, 0x0b);
	}

	/* A stack of user space continues what the kernel has failed. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	t->stack = SMP_GUARD_STACK_KERNEL;
	SAY(test, RX, REQUEST(SMPG_AUTH_SC, ID, ID));
	SAY(test, TX, FAILED(0x05));
	t->stack = SMP_GUARD_STACK_USER;
	SAY(test, TX, RESPONSE(SMPG_AUTH_SC, ID, ID));
	KUNIT_EXPECT_TRUE(test, t->link.pairing.two_hosts);
}

/* A peer has this host fail the pairing, and distributes keys nevertheless. */
static void plain_keys_after_a_failure_of_this_host(struct kunit *test)
{
	struct link_test *t = test->priv;

	t->stack = SMP_GUARD_STACK_KERNEL;
	in_any_order(t);
	SAY(test, TX, REQUEST(0, ID, ID));
	SAY(test, RX, RESPONSE(0, ID, ID));
	SAY(test, TX, FAILED(0x08));
	SAY(test, RX, ADDRESS);
	expect_found(test, SMP_GUARD_RULE_PLAIN_KEY, SMP_GUARD_WHY_PLAIN);
	KUNIT_EXPECT_FALSE(test, t->v.identified);

	/* Keys may cross a failure once the link is encrypted. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	pair(test, TX, 16, ID, ID);
	SAY(test, TX, FAILED(0x08));
	SAY(test, RX, IRK(KEY_A));
	expect_passed(test);
}

/* Linux drops what comes out of turn, and then falls back. */
static void fallback_behind_a_pdu_out_of_turn(struct kunit *test)
{
	struct link_test *t = test->priv;
	u8 code;

	for (code = 0; code < 2; code++) {
		strict(t);
		in_any_order(t);
		open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
		SAY(test, RX, REQUEST(SMPG_AUTH_SC, ENC, ENC));
		SAY(test, TX, RESPONSE(SMPG_AUTH_SC, ENC, ENC));
		if (code)
			SAY(test, RX, RANDOM(KEY_C));
		else
			SAY(test, RX, DHKEY_CHECK(KEY_C));
		SAY(test, RX, CONFIRM(KEY_A));
		expect_rejected(test, SMP_GUARD_RULE_LEGACY_PAIRING, 0x03);
	}
}

/* A host may ignore a Pairing Failed that is too long. */
static void invalid_key_behind_a_long_failure(struct kunit *test)
{
	const u8 off_curve[] = { PUBLIC_KEY(POINT_A) };
	u8 key[sizeof(off_curve)];
	struct link_test *t = test->priv;

	in_any_order(t);
	memcpy(key, off_curve, sizeof(key));
	key[64] ^= 1;
	SAY(test, TX, REQUEST(SMPG_AUTH_SC, ID, ID));
	SAY(test, RX, RESPONSE(SMPG_AUTH_SC, ID, ID));
	SAY(test, RX, SMPG_PAIRING_FAILED, 8, 0);
	expect_happened(test, SMPG_FAILED);
	SAY(test, TX, PUBLIC_KEY(POINT_B));
	say(test, RX, key, sizeof(key));
	expect_rejected(test, SMP_GUARD_RULE_INVALID_KEY, 0x0b);
}

/* A peer that begins again has failed in what it began before. */
static void pairing_abandoned_for_another(struct kunit *test)
{
	struct link_test *t = test->priv;

	in_any_order(t);
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, REQUEST(0, 0, ENC));
	SAY(test, TX, RESPONSE(0, 0, ENC));
	KUNIT_EXPECT_FALSE(test, t->v.abandoned);
	SAY(test, RX, CONFIRM(KEY_A));
	SAY(test, RX, REQUEST(0, 0, ENC));
	KUNIT_EXPECT_FALSE(test, t->v.abandoned);
	SAY(test, TX, RESPONSE(0, 0, ENC));
	KUNIT_EXPECT_TRUE(test, t->v.abandoned);
	KUNIT_EXPECT_FALSE(test, t->v.invalid);
	t->link.pairing.invalid = true;
	SAY(test, RX, REQUEST(0, 0, ENC));
	SAY(test, TX, RESPONSE(0, 0, ENC));
	KUNIT_EXPECT_TRUE(test, t->v.invalid);

	/* Encryption proves a peer. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	pair(test, RX, 16, 0, ENC);
	SAY(test, RX, REQUEST(0, 0, ENC));
	SAY(test, TX, RESPONSE(0, 0, ENC));
	KUNIT_EXPECT_FALSE(test, t->v.abandoned);
}

/* A Security Request of this host is done when the link is encrypted. */
static void request_long_after_the_security_request(struct kunit *test)
{
	struct link_test *t = test->priv;

	t->policy = smpg_policy_profile(SMP_GUARD_PROFILE_GATEWAY);
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, TX, SMPG_SECURITY_REQUEST, SMPG_AUTH_SC);
	SAY(test, RX, REQUEST(SMPG_AUTH_SC, ID, ID));
	KUNIT_EXPECT_LE(test, found(t, SMP_GUARD_RULE_UNSOLICITED_PAIRING,
				    SMP_GUARD_WHY_NOT_ASKED_FOR), -1);
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, TX, SMPG_SECURITY_REQUEST, SMPG_AUTH_SC);
	encrypt(test);
	SAY(test, RX, REQUEST(SMPG_AUTH_SC, ID, ID));
	expect_rejected(test, SMP_GUARD_RULE_UNSOLICITED_PAIRING, 0x05);
	/* The host asks for more security than its bond has. */
	SAY(test, TX, SMPG_SECURITY_REQUEST, SMPG_AUTH_SC);
	SAY(test, RX, REQUEST(SMPG_AUTH_SC, ID, ID));
	KUNIT_EXPECT_LE(test, found(t, SMP_GUARD_RULE_UNSOLICITED_PAIRING,
				    SMP_GUARD_WHY_NOT_ASKED_FOR), -1);
}

/* ---- conditions that are audited or rejected by few ---- */

/* A later version may give them a meaning: no profile rejects. */
static void reserved_bits(struct kunit *test)
{
	static const struct {
		u8 auth, initiator, responder;
	} cases[] = {
		{ 0x40, 0, 0 }, { 0x80, 0, 0 }, { 2, 0, 0 }, { 3, 0, 0 },
		{ 0, 0x10, 0 }, { 0, 0, 0x80 },
	};
	struct link_test *t = test->priv;
	size_t i;

	strict(t);
	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
		SAY(test, TX, REQUEST(cases[i].auth | SMPG_AUTH_SC,
				      cases[i].initiator, cases[i].responder));
		KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_AUDIT);
		KUNIT_EXPECT_EQ(test, found(t, SMP_GUARD_RULE_MALFORMED,
					    SMP_GUARD_WHY_RESERVED_BITS),
				SMP_GUARD_ACTION_AUDIT);
		open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
		SAY(test, RX, SMPG_SECURITY_REQUEST, cases[i].auth);
		if (cases[i].auth)
			KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_AUDIT);
		else
			expect_passed(test);
	}
	SAY(test, RX, SMPG_SECURITY_REQUEST, 0x3d);
	expect_passed(test);
	/* AuthReq is reserved over BR/EDR. */
	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, REQUEST(0xff, ENC, ENC));
	expect_passed(test);
	SAY(test, TX, REQUEST(0, 0x10, 0));
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_AUDIT);
}

/* Some hosts take the channel for the transport. */
static void pdus_on_the_other_channel(struct kunit *test)
{
	struct link_test *t = test->priv;

	SAY(test, TX, REQUEST(SMPG_AUTH_SC, ID, ID));
	expect_passed(test);
	t->cid = SMPG_CID_SMP_BREDR;
	SAY(test, RX, RESPONSE(0, 0, 0));
	expect_found(test, SMP_GUARD_RULE_UNEXPECTED_PDU,
		     SMP_GUARD_WHY_WRONG_CHANNEL);
	SAY(test, RX, IRK(KEY_A));
	expect_masked(test, SMP_GUARD_WHY_NO_PAIRING);
	KUNIT_EXPECT_EQ(test, t->v.nr, 1);
	/* Hosts ignore PDUs of a reserved code. */
	SAY(test, RX, 0x0f, 1, 2);
	KUNIT_EXPECT_EQ(test, t->v.nr, 0);
	/* A rejection there ends no pairing on the channel of the link. */
	strict(t);
	SAY(test, RX, FAILED(8));
	expect_found(test, SMP_GUARD_RULE_UNEXPECTED_PDU,
		     SMP_GUARD_WHY_WRONG_CHANNEL);
	expect_happened(test, 0);
	KUNIT_EXPECT_STREQ(test, "3.2",
			   smpg_rule_section(t->v.findings[0].rule,
					     SMP_GUARD_WHY_WRONG_CHANNEL));
	t->cid = SMPG_CID_SMP_LE;
	SAY(test, RX, RESPONSE(SMPG_AUTH_SC, ID, ID));
	expect_happened(test, SMPG_STARTED);
}

#define SECONDS	1000000000ULL

static void pdus_behind_the_timeout(struct kunit *test)
{
	struct link_test *t = test->priv;

	strict(t);
	t->policy.action[SMP_GUARD_RULE_UNAUTHENTICATED_PAIRING] =
		SMP_GUARD_ACTION_ALLOW;
	t->now = SECONDS;
	SAY(test, TX, REQUEST(SMPG_AUTH_SC, ID, ID));
	t->now += 60 * SECONDS;
	SAY(test, RX, RESPONSE(SMPG_AUTH_SC, ID, ID));
	expect_passed(test);
	/* A user who takes long, and a host that is slow */
	t->now += 40 * SECONDS;
	SAY(test, TX, PUBLIC_KEY(POINT_A));
	expect_passed(test);
	t->now += 40 * SECONDS + 1;
	SAY(test, RX, PUBLIC_KEY(POINT_B));
	expect_rejected(test, SMP_GUARD_RULE_UNEXPECTED_PDU, 0x08);
	KUNIT_EXPECT_EQ(test, t->v.findings[0].why, SMP_GUARD_WHY_LATE);
	KUNIT_EXPECT_STREQ(test, "3.4",
			   smpg_rule_section(t->v.findings[0].rule,
					     SMP_GUARD_WHY_LATE));

	/* PDUs that end the pairing, or begin another one, may come at any time. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, REQUEST(SMPG_AUTH_SC, ID, ID));
	SAY(test, RX, RESPONSE(SMPG_AUTH_SC, ID, ID));
	t->now += 60 * SECONDS;
	SAY(test, RX, SMPG_SECURITY_REQUEST, SMPG_AUTH_SC);
	expect_passed(test);
	t->now += 60 * SECONDS;
	SAY(test, RX, FAILED(8));
	expect_passed(test);
	/* Without a clock no PDU is late. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	t->now = 0;
	SAY(test, TX, REQUEST(SMPG_AUTH_SC, ID, ID));
	SAY(test, RX, RESPONSE(SMPG_AUTH_SC, ID, ID));
	t->now = 60 * SECONDS;
	SAY(test, TX, PUBLIC_KEY(POINT_A));
	expect_passed(test);
}

static void ask_for_key(struct kunit *test, const struct smpg_bond *bond, const u8 *id)
{
	const struct smpg_hci hci = { .handle = 0x40, .id = id };
	struct link_test *t = test->priv;
	const struct smpg_context context = {
		.policy = &t->policy,
		.direction = RX,
		.bond = *bond,
	};

	smpg_link_hci(&t->link, SMPG_HCI_LTK_REQUEST, &hci, &context, &t->v);
}

static void key_that_is_not_of_the_bond(struct kunit *test)
{
	static const u8 id[SMPG_ID_LEN] = { RAND_A, 1, 0 }, none[SMPG_ID_LEN];
	struct smpg_bond bond = { .known = true, .sc = true };

	ask_for_key(test, &bond, id);
	expect_found(test, SMP_GUARD_RULE_UNEXPECTED_PDU, SMP_GUARD_WHY_NOT_OF_BOND);
	ask_for_key(test, &bond, none);
	expect_passed(test);
	/* A peer may have an old bond of legacy pairing, or one of its own. */
	bond.identified = true;
	ask_for_key(test, &bond, id);
	expect_passed(test);
	bond = (struct smpg_bond){};
	ask_for_key(test, &bond, id);
	expect_passed(test);
}

static void own_irk_sent_back(struct kunit *test)
{
	struct link_test *t = test->priv;

	pair(test, TX, 16, ID, ID);
	SAY(test, RX, IRK(KEY_A));
	expect_passed(test);
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	pair(test, TX, 16, ID, ID);
	t->own_irk = true;
	SAY(test, TX, IRK(KEY_A));
	expect_passed(test);
	SAY(test, RX, IRK(KEY_B));
	expect_found(test, SMP_GUARD_RULE_IDENTITY_CONFLICT, SMP_GUARD_WHY_OWN_IRK);
}

/* A peer with a private address may have any identity. */
static void identity_beside_the_address_in_use(struct kunit *test)
{
	static const struct {
		u8 peer_type, last, type, identity;
		bool found;
	} cases[] = {
		{ SMP_GUARD_ADDRESS_TYPE_RANDOM, 0xc6, 1, 0xc6, false },
		{ SMP_GUARD_ADDRESS_TYPE_RANDOM, 0xc6, 1, 0xc7, true },
		{ SMP_GUARD_ADDRESS_TYPE_RANDOM, 0xc6, 0, 0xc6, true },
		{ SMP_GUARD_ADDRESS_TYPE_RANDOM, 0x46, 1, 0xc6, false },
		{ SMP_GUARD_ADDRESS_TYPE_RANDOM, 0x06, 0, 0xc6, false },
		{ SMP_GUARD_ADDRESS_TYPE_PUBLIC, 0x46, 0, 0x46, false },
		{ SMP_GUARD_ADDRESS_TYPE_PUBLIC, 0xc6, 1, 0xc6, true },
		{ SMP_GUARD_ADDRESS_TYPE_PUBLIC_IDENTITY, 0x46, 0, 0x46, false },
		{ SMP_GUARD_ADDRESS_TYPE_PUBLIC_IDENTITY, 0x46, 0, 0x47, true },
		{ SMP_GUARD_ADDRESS_TYPE_RANDOM_IDENTITY, 0xc6, 1, 0xc6, false },
		{ SMP_GUARD_ADDRESS_TYPE_RANDOM_IDENTITY, 0xc6, 0, 0xc6, true },
		{ SMP_GUARD_ADDRESS_TYPE_UNKNOWN, 0xc6, 0, 0x46, false },
		{ SMP_GUARD_ADDRESS_TYPE_BREDR, 0x46, 1, 0xc6, false },
	};
	struct link_test *t = test->priv;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		const u8 peer[] = { 1, 2, 3, 4, 5, cases[i].last };

		open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
		pair(test, TX, 16, ID, ID);
		if (cases[i].peer_type == SMP_GUARD_ADDRESS_TYPE_BREDR)
			t->link.transport = SMP_GUARD_TRANSPORT_BREDR;
		t->cid = smpg_link_has(&t->link, SMPG_CID_SMP_LE) ?
			 SMPG_CID_SMP_LE : SMPG_CID_SMP_BREDR;
		t->link.peer_type = cases[i].peer_type;
		memcpy(t->link.peer, peer, sizeof(peer));
		SAY(test, RX, IDENTITY(cases[i].type, cases[i].identity));
		if (cases[i].found)
			expect_found(test, SMP_GUARD_RULE_IDENTITY_CONFLICT,
				     SMP_GUARD_WHY_OTHER_ADDRESS);
		else
			expect_passed(test);
	}
}

/* An impostor has this host leave a bond unused (BLERP). */
static void security_request_for_more_than_the_bond(struct kunit *test)
{
	static const struct {
		struct smpg_bond bond;
		u8 asks;
		bool found;
	} cases[] = {
		{ { true, true, true, 16 }, SMPG_AUTH_SC | SMPG_AUTH_MITM, false },
		{ { true, true, true, 16 }, 0xc0, true },
		{ { true, true, false, 16 }, SMPG_AUTH_SC, false },
		{ { true, true, false, 16 }, SMPG_AUTH_MITM, true },
		{ { true, false, false, 16 }, 1, false },
		{ { true, false, false, 16 }, SMPG_AUTH_SC, true },
		{ { false, false, false, 16 }, 0xcd, false },
	};
	struct link_test *t = test->priv;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
		t->bond = cases[i].bond;
		SAY(test, RX, SMPG_SECURITY_REQUEST, cases[i].asks);
		SAY(test, TX, REQUEST(SMPG_AUTH_SC | SMPG_AUTH_MITM, ID, ID));
		KUNIT_EXPECT_EQ(test, cases[i].found,
				found(t, SMP_GUARD_RULE_RE_PAIRING,
				      SMP_GUARD_WHY_ASKED_FOR_MORE) ==
				SMP_GUARD_ACTION_AUDIT);
		/* This host may pair anew of its own will. */
		open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
		SAY(test, TX, REQUEST(SMPG_AUTH_SC | SMPG_AUTH_MITM, ID, ID));
		expect_passed(test);
		/* A peer that has the bond may ask for a better one. */
		open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
		encrypt(test);
		SAY(test, RX, SMPG_SECURITY_REQUEST, cases[i].asks & 0x3f);
		SAY(test, TX, REQUEST(SMPG_AUTH_SC | SMPG_AUTH_MITM, ID, ID));
		expect_passed(test);
	}
}

static void bonding_that_was_not_asked_for(struct kunit *test)
{
	struct link_test *t = test->priv;
	u8 asks, answers, bonded;

	t->policy.action[SMP_GUARD_RULE_RE_PAIRING] = SMP_GUARD_ACTION_ALLOW;
	for (bonded = 0; bonded < 8; bonded++) {
		asks = bonded & 1;
		answers = bonded >> 1 & 1;
		t->bond = (struct smpg_bond){ .known = bonded & 4, .sc = true,
					      .key_size = 16 };
		open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
		SAY(test, RX, SMPG_SECURITY_REQUEST, SMPG_AUTH_SC | asks);
		SAY(test, TX, REQUEST(SMPG_AUTH_SC | 1, 0, 0));
		SAY(test, RX, RESPONSE(SMPG_AUTH_SC | answers, 0, 0));
		if (t->bond.known && answers && !asks)
			expect_found(test, SMP_GUARD_RULE_DOWNGRADE,
				     SMP_GUARD_WHY_OTHER_BONDING);
		else
			expect_passed(test);
	}
}

/* A listener has the keys that replace those of the other transport. */
static void keys_derived_from_a_published_key(struct kunit *test)
{
	struct link_test *t = test->priv;
	static const u8 key[] = { KEY_A };
	struct smpg_hci hci = { .key = key };
	u8 derived, type;

	t->policy.action[SMP_GUARD_RULE_DEBUG_KEY] = SMP_GUARD_ACTION_ALLOW;
	t->policy.action[SMP_GUARD_RULE_MASKED_KEY] = SMP_GUARD_ACTION_ALLOW;
	t->link_key.known = true;
	for (derived = 0; derived < 2; derived++) {
		u8 keys = derived ? LINK : 0;

		open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
		SAY(test, TX, REQUEST(SMPG_AUTH_SC | 1, keys, keys));
		SAY(test, RX, RESPONSE(SMPG_AUTH_SC | 1, keys, keys));
		SAY(test, TX, PUBLIC_KEY(POINT_B));
		SAY(test, RX, PUBLIC_KEY(DEBUG_POINT));
		if (derived)
			expect_found(test, SMP_GUARD_RULE_DOWNGRADE,
				     SMP_GUARD_WHY_DEBUG);
		else
			expect_passed(test);
	}
	t->bond = (struct smpg_bond){ true, true, false, 16 };
	for (type = SMPG_LINK_KEY_DEBUG;
	     type <= SMPG_LINK_KEY_UNAUTHENTICATED_P192; type++) {
		open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_CENTRAL);
		hci.key_type = type;
		judge_hci(t, SMPG_HCI_LINK_KEY, &hci);
		SAY(test, TX, REQUEST(0, ENC, ENC));
		SAY(test, RX, RESPONSE(0, ENC, ENC));
		if (type == SMPG_LINK_KEY_DEBUG)
			expect_found(test, SMP_GUARD_RULE_DOWNGRADE,
				     SMP_GUARD_WHY_LESS_THAN_BOND);
		else
			expect_passed(test);
	}
}

static void key_sizes_that_events_tell(struct kunit *test)
{
	struct smpg_hci hci = {
		.encrypted = true, .encryption = SMPG_ENCRYPTION_ON,
	};
	struct link_test *t = test->priv;
	u8 size;

	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_CENTRAL);
	t->link.aes_ccm = false;
	judge_hci(t, SMPG_HCI_ENCRYPT, &hci);
	expect_passed(test);
	for (size = 1; size <= 16; size++) {
		hci.key_size = size;
		judge_hci(t, SMPG_HCI_KEY_SIZE, &hci);
		if (size < 16)
			expect_found(test, SMP_GUARD_RULE_SHORT_KEY,
				     SMP_GUARD_WHY_SHORT);
		else
			expect_passed(test);
		judge_hci(t, SMPG_HCI_ENCRYPT, &hci);
		KUNIT_EXPECT_EQ(test, t->v.nr, size < 16);
	}
	/* No PDU answers an event. */
	t->policy = smpg_policy_profile(SMP_GUARD_PROFILE_STRICT);
	hci.key_size = 7;
	judge_hci(t, SMPG_HCI_KEY_SIZE, &hci);
	KUNIT_EXPECT_EQ(test, t->v.nr, 1);
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_AUDIT);
}

static void pairings_without_authentication(struct kunit *test)
{
	struct link_test *t = test->priv;

	t->policy.action[SMP_GUARD_RULE_UNAUTHENTICATED_PAIRING] =
		SMP_GUARD_ACTION_REJECT;
	SAY(test, TX, REQUEST(SMPG_AUTH_SC, 0, 0));
	SAY(test, RX, RESPONSE(SMPG_AUTH_SC, 0, 0));
	expect_rejected(test, SMP_GUARD_RULE_UNAUTHENTICATED_PAIRING, 0x03);

	SAY(test, TX, SMPG_PAIRING_REQUEST, 3, 0, SMPG_AUTH_SC, 16, 0, 0);
	SAY(test, RX, SMPG_PAIRING_RESPONSE, 3, 1, SMPG_AUTH_SC, 16, 0, 0);
	expect_found(test, SMP_GUARD_RULE_UNAUTHENTICATED_PAIRING,
		     SMP_GUARD_WHY_ONE_SIDED_OOB);

	t->policy.action[SMP_GUARD_RULE_UNAUTHENTICATED_PAIRING] =
		SMP_GUARD_ACTION_AUDIT;
	SAY(test, TX, SMPG_PAIRING_REQUEST, 3, 1, SMPG_AUTH_SC, 16, 0, 0);
	SAY(test, RX, SMPG_PAIRING_RESPONSE, 3, 1, SMPG_AUTH_SC, 16, 0, 0);
	expect_passed(test);
	agree_on(test, SMPG_AUTH_SC, SMP_GUARD_METHOD_NUMERIC_COMPARISON);
	expect_passed(test);
	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, REQUEST(0, 3, 3));
	SAY(test, RX, RESPONSE(0, 3, 3));
	expect_passed(test);
}

static void pairings_that_the_peer_starts(struct kunit *test)
{
	struct link_test *t = test->priv;

	t->policy.action[SMP_GUARD_RULE_UNSOLICITED_PAIRING] =
		SMP_GUARD_ACTION_REJECT;
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, REQUEST(0, 0, 0));
	expect_rejected(test, SMP_GUARD_RULE_UNSOLICITED_PAIRING, 0x05);
	SAY(test, RX, SMPG_SECURITY_REQUEST, 1);
	SAY(test, RX, REQUEST(0, 0, 0));
	expect_rejected(test, SMP_GUARD_RULE_UNSOLICITED_PAIRING, 0x05);
	SAY(test, TX, SMPG_SECURITY_REQUEST, 1);
	SAY(test, RX, REQUEST(0, 0, 0));
	expect_passed(test);
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, REQUEST(0, 0, 0));
	expect_passed(test);
	smpg_link_meet(&t->link, 0x40);
	SAY(test, RX, REQUEST(0, 0, 0));
	expect_passed(test);

	/* The owner of this host has opened a window. */
	t->window = true;
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, REQUEST(0, 0, 0));
	expect_passed(test);
}

/* Hosts answer a Security Request, though their owners want no pairing. */
static void pairings_that_the_peer_asks_for(struct kunit *test)
{
	struct link_test *t = test->priv;

	t->policy.action[SMP_GUARD_RULE_UNSOLICITED_PAIRING] =
		SMP_GUARD_ACTION_REJECT;
	SAY(test, RX, SMPG_SECURITY_REQUEST, 0);
	SAY(test, TX, REQUEST(0, 0, 0));
	expect_rejected(test, SMP_GUARD_RULE_UNSOLICITED_PAIRING, 0x05);
	KUNIT_EXPECT_EQ(test, t->v.findings[0].why,
			SMP_GUARD_WHY_ASKED_BY_PEER);
	/* The Security Request is answered, so that this pairing is the host's. */
	SAY(test, TX, REQUEST(0, 0, 0));
	expect_passed(test);

	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, RX, SMPG_SECURITY_REQUEST, 0);
	encrypt(test);
	SAY(test, TX, REQUEST(0, 0, 0));
	expect_passed(test);

	t->window = true;
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, RX, SMPG_SECURITY_REQUEST, 0);
	SAY(test, TX, REQUEST(0, 0, 0));
	expect_passed(test);
}

/* Two rules judge a stranger that claims the address of a bond. */
static void window_does_not_excuse_a_lost_bond(struct kunit *test)
{
	struct link_test *t = test->priv;

	t->policy = smpg_policy_profile(SMP_GUARD_PROFILE_GATEWAY);
	t->policy.action[SMP_GUARD_RULE_RE_PAIRING] = SMP_GUARD_ACTION_REJECT;
	t->bond = (struct smpg_bond){ true, true, false, 16 };
	t->window = true;
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, REQUEST(SMPG_AUTH_SC, 0, 0));
	expect_rejected(test, SMP_GUARD_RULE_RE_PAIRING, 0x08);
}

static void pairings_again_and_again(struct kunit *test)
{
	struct link_test *t = test->priv;
	const u64 second = 1000000000;

	t->policy.action[SMP_GUARD_RULE_REPEATED_ATTEMPTS] =
		SMP_GUARD_ACTION_REJECT;
	t->window = true;
	t->now = 1000 * second;
	t->attempts[SMPG_OF_PEER] = (struct smpg_attempts){ 995 * second, 4 };
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, REQUEST(0, 0, 0));
	expect_rejected(test, SMP_GUARD_RULE_REPEATED_ATTEMPTS, 0x09);
	KUNIT_EXPECT_EQ(test, t->v.findings[t->v.nr - 1].why,
			SMP_GUARD_WHY_TOO_SOON);
	/* The owner of this host may try as often as the owner likes. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, REQUEST(0, 0, 0));
	expect_passed(test);
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, RX, SMPG_SECURITY_REQUEST, 0);
	SAY(test, TX, REQUEST(0, 0, 0));
	expect_rejected(test, SMP_GUARD_RULE_REPEATED_ATTEMPTS, 0x09);

	t->now += 5 * second;
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, REQUEST(0, 0, 0));
	expect_passed(test);

	/* A new address does not help, but a bond does. */
	t->attempts[SMPG_OF_PEER].failures = 0;
	t->attempts[SMPG_OF_ADAPTER] = (struct smpg_attempts){ t->now, 16 };
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, REQUEST(0, 0, 0));
	expect_rejected(test, SMP_GUARD_RULE_REPEATED_ATTEMPTS, 0x09);
	t->bond.known = true;
	t->link.encrypted = true;
	SAY(test, RX, REQUEST(0, 0, 0));
	expect_passed(test);
}

static void second_pairing_of_an_adapter(struct kunit *test)
{
	struct link_test *t = test->priv;

	t->policy = smpg_policy_profile(SMP_GUARD_PROFILE_GATEWAY);
	t->pairs = true;
	t->window = true;
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	/* A stranger must not keep others from pairing by pairing itself. */
	KUNIT_EXPECT_EQ(test, SAY(test, RX, REQUEST(0, 0, 0)),
			SMP_GUARD_ACTION_AUDIT);
	KUNIT_EXPECT_EQ(test, t->v.nr, 1);
	KUNIT_EXPECT_EQ(test, t->v.findings[0].rule,
			SMP_GUARD_RULE_UNSOLICITED_PAIRING);
	KUNIT_EXPECT_EQ(test, t->v.findings[0].why,
			SMP_GUARD_WHY_SECOND_PAIRING);
	/* Nor does a pairing that the owner wants let strangers in. */
	t->window = false;
	KUNIT_EXPECT_EQ(test, SAY(test, RX, REQUEST(0, 0, 0)),
			SMP_GUARD_ACTION_REJECT);
	/* The owner may pair with two peers. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, REQUEST(0, 0, 0));
	expect_passed(test);
}

/* Requests that come as one flood, by either PDU; each would be answered. */
static void floods_of_requests(struct kunit *test)
{
	struct link_test *t = test->priv;
	unsigned int i, requests;

	for (requests = 0; requests < 2; requests++) {
		t->policy = smpg_policy_profile(SMP_GUARD_PROFILE_DEFAULT);
		in_any_order(t);
		open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
		t->now = 1000000000;
		for (i = 0; i < 16; i++) {
			if (requests)
				SAY(test, RX, REQUEST(0, 0, 0));
			else
				SAY(test, RX, SMPG_SECURITY_REQUEST, 1);
			expect_passed(test);
		}
		/* This host's own are none of the peer's. */
		SAY(test, TX, SMPG_SECURITY_REQUEST, 1);
		expect_passed(test);
		SAY(test, RX, SMPG_SECURITY_REQUEST, 5);
		expect_found(test, SMP_GUARD_RULE_REPEATED_ATTEMPTS,
			     SMP_GUARD_WHY_FLOOD);
		KUNIT_EXPECT_EQ(test, t->link.peer_asks, 5);
		SAY(test, RX, REQUEST(0, 0, 0));
		expect_found(test, SMP_GUARD_RULE_REPEATED_ATTEMPTS,
			     SMP_GUARD_WHY_FLOOD);
		strict(t);
		KUNIT_EXPECT_EQ(test, SAY(test, RX, SMPG_SECURITY_REQUEST, 9),
				SMP_GUARD_ACTION_REJECT);
		KUNIT_EXPECT_EQ(test, t->v.reason, 0x09);
		/* The host does not receive it. */
		KUNIT_EXPECT_EQ(test, t->link.peer_asks, 5);
		/* Later, or after encryption, the peer may ask again. */
		t->now += 10000000000;
		SAY(test, RX, SMPG_SECURITY_REQUEST, 9);
		KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_ALLOW);
		for (i = 0; i < 15; i++)
			SAY(test, RX, SMPG_SECURITY_REQUEST, 9);
		encrypt(test);
		SAY(test, RX, SMPG_SECURITY_REQUEST, 9);
		KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_ALLOW);
	}
	/* Nothing is a flood where there is no clock. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	t->now = 0;
	for (i = 0; i < 100; i++) {
		SAY(test, RX, SMPG_SECURITY_REQUEST, 1);
		expect_passed(test);
	}
}

static void keys_that_the_host_denies(struct kunit *test)
{
	static const u8 id[SMPG_ID_LEN] = { 1 };
	struct smpg_hci hci = { .id = id };
	struct link_test *t = test->priv;
	unsigned int i;

	strict(t);
	for (i = 0; i < 8; i++) {
		judge_hci(t, SMPG_HCI_LTK_REQUEST, &hci);
		KUNIT_EXPECT_EQ(test, t->v.nr, 0);
		tell(test, SMPG_HCI_DENIED, 0, false, NULL);
	}
	judge_hci(t, SMPG_HCI_LTK_REQUEST, &hci);
	KUNIT_EXPECT_EQ(test, t->v.nr, 1);
	KUNIT_EXPECT_EQ(test, t->v.findings[0].rule,
			SMP_GUARD_RULE_REPEATED_ATTEMPTS);
	KUNIT_EXPECT_EQ(test, t->v.findings[0].why, SMP_GUARD_WHY_DENIED);
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_AUDIT);
	for (i = 8; i < 256; i++)
		tell(test, SMPG_HCI_DENIED, 0, false, NULL);
	judge_hci(t, SMPG_HCI_LTK_REQUEST, &hci);
	KUNIT_EXPECT_EQ(test, t->v.nr, 1);
	encrypt(test);
	judge_hci(t, SMPG_HCI_LTK_REQUEST, &hci);
	KUNIT_EXPECT_EQ(test, t->v.nr, 0);
}

/* A key off the curve is noted for failures.c, until the next pairing. */
static void invalid_keys_are_attempts(struct kunit *test)
{
	struct link_test *t = test->priv;

	agree_on(test, SMPG_AUTH_SC, SMP_GUARD_METHOD_JUST_WORKS);
	SAY(test, RX, SMPG_PAIRING_PUBLIC_KEY, 1, [64] = 1);
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_REJECT);
	KUNIT_EXPECT_TRUE(test, t->link.pairing.invalid);
	agree_on(test, SMPG_AUTH_SC, SMP_GUARD_METHOD_JUST_WORKS);
	SAY(test, TX, SMPG_PAIRING_PUBLIC_KEY, 1, [64] = 1);
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_REJECT);
	KUNIT_EXPECT_FALSE(test, t->link.pairing.invalid);
	agree_on(test, SMPG_AUTH_SC, SMP_GUARD_METHOD_JUST_WORKS);
	SAY(test, RX, PUBLIC_KEY(POINT_A));
	KUNIT_EXPECT_FALSE(test, t->link.pairing.invalid);

	/* The policy may let such keys pass; they count all the same. */
	t->policy.action[SMP_GUARD_RULE_INVALID_KEY] = SMP_GUARD_ACTION_ALLOW;
	agree_on(test, SMPG_AUTH_SC, SMP_GUARD_METHOD_JUST_WORKS);
	SAY(test, RX, SMPG_PAIRING_PUBLIC_KEY, 1, [64] = 1);
	KUNIT_EXPECT_TRUE(test, t->link.pairing.invalid);

	in_any_order(t);
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	t->attempts[SMPG_OF_PEER] = (struct smpg_attempts){
		.last = 1000000000, .failures = 6, .invalid = 2,
	};
	t->now = 2000000000;
	SAY(test, RX, REQUEST(0, 0, 0));
	expect_found(test, SMP_GUARD_RULE_REPEATED_ATTEMPTS,
		     SMP_GUARD_WHY_INVALID_KEYS);
	t->attempts[SMPG_OF_PEER].invalid = 1;
	SAY(test, RX, REQUEST(0, 0, 0));
	expect_found(test, SMP_GUARD_RULE_REPEATED_ATTEMPTS,
		     SMP_GUARD_WHY_TOO_SOON);
	/* A Security Request is no attempt. */
	SAY(test, RX, SMPG_SECURITY_REQUEST, 1);
	expect_passed(test);
}

static void randoms_that_are_not_random(struct kunit *test)
{
	struct link_test *t = test->priv;
	u8 sender;

	for (sender = TX; sender <= RX; sender++) {
		agree_on(test, 0, SMP_GUARD_METHOD_JUST_WORKS);
		t->link.pairing.two_hosts = true;
		SAY(test, sender, RANDOM(KEY_A));
		expect_passed(test);
		SAY(test, sender, RANDOM(KEY_TRACE));
		expect_found(test, SMP_GUARD_RULE_WEAK_NONCE,
			     SMP_GUARD_WHY_PROGRESSION);
	}
}

static void randoms_of_an_earlier_pairing(struct kunit *test)
{
	struct link_test *t = test->priv;
	u8 sender;

	for (sender = TX; sender <= RX; sender++) {
		agree_on(test, 0, SMP_GUARD_METHOD_JUST_WORKS);
		t->link.pairing.two_hosts = true;
		t->reused = 1;
		SAY(test, sender, RANDOM(KEY_A));
		expect_found(test, SMP_GUARD_RULE_WEAK_NONCE,
			     SMP_GUARD_WHY_USED_BEFORE);
		/* One finding is enough. */
		SAY(test, sender, RANDOM(KEY_TRACE));
		expect_found(test, SMP_GUARD_RULE_WEAK_NONCE,
			     SMP_GUARD_WHY_PROGRESSION);
		t->reused = 0;
	}
	t->policy = smpg_policy_profile(SMP_GUARD_PROFILE_STRICT);
	t->reused = 1;
	agree_on(test, SMPG_AUTH_SC, SMP_GUARD_METHOD_JUST_WORKS);
	t->link.pairing.two_hosts = true;
	KUNIT_EXPECT_EQ(test, SAY(test, RX, RANDOM(KEY_A)),
			SMP_GUARD_ACTION_REJECT);
	KUNIT_EXPECT_EQ(test, t->v.reason, 0x08);
}

/* Static variable reuse: a side that repeats itself gives a bit of the passkey away. */
static void randoms_of_an_earlier_round(struct kunit *test)
{
	const u8 method = SMP_GUARD_METHOD_PASSKEY_BOTH_INPUT;
	const u8 rule = SMP_GUARD_RULE_WEAK_NONCE;
	struct link_test *t = test->priv;
	u8 side, code, again[17] = { SMPG_PAIRING_RANDOM };
	unsigned int round, n;

	for (round = 1; round < SMPG_PASSKEY_ROUNDS; round++) {
		for (side = TX; side <= RX; side++) {
			n = 2 + 4 * round + 2 + side;
			in_turn(test, true, method, n);
			/* Those of the first round, as send_value() made them */
			memcpy(again + 1, (const u8[]){ KEY_A }, SMPG_KEY_LEN);
			again[1] += 2 + 2 + side;
			t->link.pairing.unproven = false;
			say(test, side, again, sizeof(again));
			expect_found(test, rule, SMP_GUARD_WHY_EARLIER_ROUND);
			/* A value of which the end alone is known is another. */
			in_turn(test, true, method, n);
			again[8] ^= 1;
			t->link.pairing.unproven = false;
			say(test, side, again, sizeof(again));
			expect_passed(test);
			/* Two hosts may each be at another round. */
			in_turn(test, true, method, n);
			again[8] ^= 1;
			t->link.pairing.unproven = false;
			t->link.pairing.two_hosts = true;
			say(test, side, again, sizeof(again));
			expect_passed(test);
		}
	}
	/* Another pairing of the link knows nothing of it. */
	n = in_turn(test, true, method, 255);
	KUNIT_EXPECT_FALSE(test, smpg_order(true, method, n, &side, &code));
	SAY(test, RX, FAILED(8));
	SAY(test, TX, REQUEST(0, 0, 0));
	SAY(test, RX, RESPONSE(0, 0, 0));
	SAY(test, TX, CONFIRM(KEY_B));
	SAY(test, RX, CONFIRM(KEY_C));
	memcpy(again + 1, (const u8[]){ KEY_A }, SMPG_KEY_LEN);
	again[1] += 4;
	say(test, TX, again, sizeof(again));
	expect_passed(test);
}

/* Up to eight pairings may have one key pair (2.3.6). */
static void own_key_of_many_pairings(struct kunit *test)
{
	struct link_test *t = test->priv;
	u8 profile;

	for (profile = SMP_GUARD_PROFILE_DEFAULT;
	     profile <= SMP_GUARD_PROFILE_STRICT; profile++) {
		t->policy = smpg_policy_profile(profile);
		agree_on(test, SMPG_AUTH_SC, SMP_GUARD_METHOD_JUST_WORKS);
		t->reused = 8;
		SAY(test, TX, PUBLIC_KEY(POINT_A));
		KUNIT_EXPECT_EQ(test, t->v.nr, 0);
		agree_on(test, SMPG_AUTH_SC, SMP_GUARD_METHOD_JUST_WORKS);
		t->reused = 9;
		KUNIT_EXPECT_EQ(test, SAY(test, TX, PUBLIC_KEY(POINT_A)),
				SMP_GUARD_ACTION_AUDIT);
		KUNIT_EXPECT_EQ(test, t->v.nr, 1);
		KUNIT_EXPECT_EQ(test, t->v.findings[0].why, SMP_GUARD_WHY_WORN);
		KUNIT_EXPECT_STREQ(test, "2.3.6",
				   smpg_rule_section(t->v.findings[0].rule,
						     SMP_GUARD_WHY_WORN));
	}
}

static void public_key_of_an_earlier_pairing(struct kunit *test)
{
	struct link_test *t = test->priv;

	agree_on(test, SMPG_AUTH_SC, SMP_GUARD_METHOD_JUST_WORKS);
	SAY(test, TX, PUBLIC_KEY(POINT_B));
	t->reused = 1;
	SAY(test, RX, PUBLIC_KEY(POINT_A));
	expect_found(test, SMP_GUARD_RULE_REFLECTED_VALUE,
		     SMP_GUARD_WHY_REFLECTED_LATER);
	KUNIT_EXPECT_EQ(test, t->v.reason, 0x0b);

	/* Two hosts on one adapter may answer each other. */
	agree_on(test, SMPG_AUTH_SC, SMP_GUARD_METHOD_JUST_WORKS);
	t->link.pairing.two_hosts = true;
	SAY(test, RX, PUBLIC_KEY(POINT_A));
	expect_passed(test);
}

/* A capture may lack the values: no verdict comes from what is not there. */
static void values_that_are_unread(struct kunit *test)
{
	static const u8 key[65] = { SMPG_PAIRING_PUBLIC_KEY };
	struct link_test *t = test->priv;
	struct smpg_context context = {
		.policy = &t->policy,
		.cid = SMPG_CID_SMP_LE,
		.unread = true,
	};
	u8 direction;

	agree(test, TX, SMPG_AUTH_SC);
	for (direction = TX; direction <= RX; direction++) {
		context.direction = direction;
		smpg_link_judge(&t->link, key, sizeof(key), &context, &t->v);
		KUNIT_EXPECT_EQ(test, t->v.nr, 0);
	}
}

/* The bits are cleared in the PDUs on the air. */
static void bredr_features_are_masked(struct kunit *test)
{
	struct link_test *t = test->priv;
	int tx;

	for (tx = 0; tx < 2; tx++) {
		open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_CENTRAL);
		t->policy = smpg_policy_profile(SMP_GUARD_PROFILE_DEFAULT);
		t->policy.key_dist[SMPG_LOCAL] &= ~SMP_GUARD_KEY_DIST_SIGNKEY;
		SAY(test, tx ? TX : RX, REQUEST(0, 7, 7));
		expect_passed(test);
		KUNIT_EXPECT_EQ(test, t->v.masked[SMPG_INITIATOR], tx ? 4 : 0);
		KUNIT_EXPECT_EQ(test, t->v.masked[SMPG_RESPONDER], tx ? 0 : 4);
		/* A responder may ignore the bits of the request. */
		SAY(test, tx ? RX : TX, RESPONSE(0, 7, 7));
		expect_passed(test);
		KUNIT_EXPECT_EQ(test, t->v.masked[SMPG_INITIATOR], tx ? 4 : 0);
		KUNIT_EXPECT_EQ(test, t->v.masked[SMPG_RESPONDER], tx ? 0 : 4);
		KUNIT_EXPECT_EQ(test, t->link.pairing.keys[SMPG_INITIATOR],
				tx ? 3 : 7);
		KUNIT_EXPECT_EQ(test, t->link.pairing.keys[SMPG_RESPONDER],
				tx ? 7 : 3);
	}
}

/* A weak key of the kernel shows that the machine's randomness is broken. */
static void kernels_weak_key_is_told(struct kunit *test)
{
	static const u8 pdus[][17] = {
		{ LTK(KEY_TRACE) }, { EDIV_RAND(RAND_TRACE) },
		{ CSRK(KEY_TRACE) },
	};
	struct link_test *t = test->priv;
	const struct smpg_finding *f = &t->v.findings[0];
	int i;

	pair(test, RX, 16, 7, ENC | SIGN);
	for (i = 0; i < ARRAY_SIZE(pdus); i++) {
		t->stack = SMP_GUARD_STACK_KERNEL;
		KUNIT_EXPECT_EQ(test, say(test, TX, pdus[i],
					  smpg_pdu_len(pdus[i][0])),
				SMP_GUARD_ACTION_AUDIT);
		KUNIT_EXPECT_EQ(test, t->v.nr, 1);
		KUNIT_EXPECT_EQ(test, f->rule, SMP_GUARD_RULE_WEAK_KEY);
		KUNIT_EXPECT_EQ(test, f->action, SMP_GUARD_ACTION_AUDIT);
		KUNIT_EXPECT_EQ(test, smpg_finding_severity(f, t->stack),
				SMP_GUARD_SEVERITY_CRITICAL);
	}
	t->stack = SMP_GUARD_STACK_USER;
	KUNIT_EXPECT_EQ(test, SAY(test, TX, LTK(KEY_TRACE)),
			SMP_GUARD_ACTION_REPAIR);
	KUNIT_EXPECT_EQ(test, smpg_finding_severity(f, t->stack),
			SMP_GUARD_SEVERITY_WARNING);
	/* A weak key of the peer does not show that. */
	SAY(test, RX, LTK(KEY_TRACE));
	KUNIT_EXPECT_EQ(test, smpg_finding_severity(f, SMP_GUARD_STACK_KERNEL),
			SMP_GUARD_SEVERITY_NOTICE);
}

/* Only EDIV and Rand of the same stack follow a repaired LTK. */
static void kernels_name_is_never_repaired(struct kunit *test)
{
	struct link_test *t = test->priv;

	pair(test, TX, 16, 7, 7);
	t->stack = SMP_GUARD_STACK_USER;
	KUNIT_EXPECT_EQ(test, SAY(test, TX, LTK(KEY_TRACE)),
			SMP_GUARD_ACTION_REPAIR);
	t->stack = SMP_GUARD_STACK_KERNEL;
	SAY(test, TX, EDIV_RAND(RAND_A));
	expect_passed(test);
	KUNIT_EXPECT_EQ(test, SAY(test, TX, EDIV_RAND(RAND_TRACE)),
			SMP_GUARD_ACTION_AUDIT);
	t->stack = SMP_GUARD_STACK_USER;
	KUNIT_EXPECT_EQ(test, SAY(test, TX, EDIV_RAND(RAND_A)),
			SMP_GUARD_ACTION_REPAIR);
}

/* ---- reused-key, reused-peer-key ---- */

static void reused_keys_are_found(struct kunit *test)
{
	struct link_test *t = test->priv;

	pair(test, TX, 10, 7, 7);
	t->reused = 1;
	t->stack = SMP_GUARD_STACK_USER;
	SAY(test, RX, LTK(KEY_A));
	expect_found(test, SMP_GUARD_RULE_REUSED_PEER_KEY, SMP_GUARD_WHY_REUSED);
	/* A reused IRK is found with its identity address. */
	SAY(test, RX, ADDRESS);
	expect_found(test, SMP_GUARD_RULE_REUSED_PEER_KEY, SMP_GUARD_WHY_REUSED_IRK);

	SAY(test, TX, LTK(KEY_B));
	expect_found(test, SMP_GUARD_RULE_REUSED_KEY, SMP_GUARD_WHY_REUSED);
	KUNIT_EXPECT_EQ(test, t->v.repair_off, 1);
	KUNIT_EXPECT_EQ(test, t->v.repair_len, 10);
	KUNIT_EXPECT_EQ(test, t->v.zero_len, 6);
	SAY(test, TX, CSRK(KEY_C));
	expect_found(test, SMP_GUARD_RULE_REUSED_KEY, SMP_GUARD_WHY_REUSED);
	KUNIT_EXPECT_EQ(test, t->v.repair_off, 1);
	KUNIT_EXPECT_EQ(test, t->v.repair_len, 16);
	t->reused = 0;
	SAY(test, TX, CSRK(KEY_C));
	expect_passed(test);
}

/*
 * Addresses are derived from an IRK, and a kernel that reuses keys has broken
 * randomness.
 */
static void reused_keys_that_cannot_be_repaired(struct kunit *test)
{
	struct link_test *t = test->priv;

	pair(test, RX, 16, 7, ENC | ID);
	/* Their order does not matter here. */
	t->link.pairing.early_key = true;
	t->reused = 1;
	t->stack = SMP_GUARD_STACK_USER;
	KUNIT_EXPECT_EQ(test, SAY(test, TX, IRK(KEY_A)), SMP_GUARD_ACTION_AUDIT);
	KUNIT_EXPECT_EQ(test, t->v.nr, 1);
	KUNIT_EXPECT_EQ(test, t->v.findings[0].rule, SMP_GUARD_RULE_REUSED_KEY);
	KUNIT_EXPECT_EQ(test, t->v.findings[0].action, SMP_GUARD_ACTION_AUDIT);
	KUNIT_EXPECT_EQ(test, t->v.findings[0].why, SMP_GUARD_WHY_REUSED_IRK);

	t->stack = SMP_GUARD_STACK_KERNEL;
	KUNIT_EXPECT_EQ(test, SAY(test, TX, LTK(KEY_B)), SMP_GUARD_ACTION_AUDIT);
	t->policy = smpg_policy_profile(SMP_GUARD_PROFILE_STRICT);
	KUNIT_EXPECT_EQ(test, SAY(test, TX, LTK(KEY_B)),
			SMP_GUARD_ACTION_REJECT);
	KUNIT_EXPECT_EQ(test, t->v.reason, 0x0f);
}

/* A weak key has one finding, and a masked key no finding of reuse. */
static void weak_key_is_not_new_either(struct kunit *test)
{
	struct link_test *t = test->priv;

	pair(test, TX, 16, ENC | SIGN, ENC);
	t->reused = 1;
	SAY(test, TX, LTK(KEY_TRACE));
	expect_repaired(test, SMP_GUARD_WHY_PROGRESSION, 1, 16, 0);
	SAY(test, RX, LTK(KEY_TRACE));
	expect_found(test, SMP_GUARD_RULE_WEAK_PEER_KEY, SMP_GUARD_WHY_PROGRESSION);
	SAY(test, TX, IRK(KEY_A));
	expect_masked(test, SMP_GUARD_WHY_NOT_NEGOTIATED);
	/* Too short to be a key. */
	SAY(test, TX, SMPG_SIGNING_INFORMATION, 1, 2, 3);
	expect_found(test, SMP_GUARD_RULE_UNEXPECTED_PDU,
		     SMP_GUARD_WHY_WRONG_LENGTH);
}

/* ---- PDUs of other lengths ---- */

static int wrong_length(const struct link_test *t)
{
	return found(t, SMP_GUARD_RULE_UNEXPECTED_PDU,
		     SMP_GUARD_WHY_WRONG_LENGTH);
}

/* One PDU as the first of a link, on which the guard has seen no other. */
static void expect_length(struct kunit *test, u8 direction, const u8 *pdu,
			  size_t len)
{
	struct link_test *t = test->priv;
	bool wrong = smpg_pdu_len(pdu[0]) && len != smpg_pdu_len(pdu[0]);

	smpg_link_meet(&t->link, 0x40);
	say(test, direction, pdu, len);
	KUNIT_EXPECT_EQ(test, t->v.pdu, pdu[0]);
	KUNIT_EXPECT_EQ(test, t->v.direction, direction);
	if (len != smpg_pdu_len(pdu[0]))
		KUNIT_EXPECT_TRUE(test, t->v.malformed);
	KUNIT_EXPECT_EQ_MSG(test, wrong_length(t),
			    wrong ? SMP_GUARD_ACTION_AUDIT : -1,
			    "code %d, length %zu", pdu[0], len);
	if (!smpg_pdu_key(pdu[0]) || len < smpg_pdu_len(pdu[0]))
		KUNIT_EXPECT_EQ(test, t->v.action,
				wrong ? SMP_GUARD_ACTION_AUDIT :
					SMP_GUARD_ACTION_ALLOW);
}

/*
 * Only the code counts of a PDU that is too short, and the first octets of one
 * that is too long.
 */
static void pdus_of_every_length(struct kunit *test)
{
	struct link_test *t = test->priv;
	u8 pdu[SMPG_L2CAP_ROOM] = {};
	size_t len;
	int code;

	t->policy.action[SMP_GUARD_RULE_WEAK_NONCE] = SMP_GUARD_ACTION_ALLOW;
	for (code = 0; code < 256; code++) {
		pdu[0] = code;
		pdu[4] = 16;
		for (len = 1; len <= sizeof(pdu) - SMPG_L2CAP_HDR; len++)
			expect_length(test, len & 1 ? TX : RX, pdu, len);
	}
	say(test, RX, pdu, 0);
	KUNIT_EXPECT_TRUE(test, t->v.malformed);
	expect_passed(test);
}

static void wrong_lengths_are_rejected(struct kunit *test)
{
	struct link_test *t = test->priv;
	u8 pdu[SMPG_L2CAP_ROOM] = { 0, KEY_A };
	u8 code, direction;
	int more;

	strict(t);
	for (code = 1; code <= SMPG_PDU_MAX; code++) {
		for (direction = TX; direction <= RX; direction++) {
			for (more = -1; more <= 1; more += 2) {
				smpg_link_meet(&t->link, 0x40);
				pdu[0] = code;
				say(test, direction, pdu,
				    smpg_pdu_len(code) + more);
				KUNIT_EXPECT_EQ(test, wrong_length(t),
						SMP_GUARD_ACTION_REJECT);
				KUNIT_EXPECT_EQ(test, t->v.action,
						SMP_GUARD_ACTION_REJECT);
			}
		}
	}
	/* A PDU that did not arrive says nothing of its sender. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, RX, SMPG_SECURITY_REQUEST, SMPG_AUTH_SC, 0);
	KUNIT_EXPECT_EQ(test, wrong_length(t), SMP_GUARD_ACTION_REJECT);
	KUNIT_EXPECT_EQ(test, t->v.reason, 0x0a);
	KUNIT_EXPECT_FALSE(test, t->link.peer_asked);
	KUNIT_EXPECT_STREQ(test, "3.3",
			   smpg_rule_section(SMP_GUARD_RULE_UNEXPECTED_PDU,
					     SMP_GUARD_WHY_WRONG_LENGTH));
}

static void short_negotiation_does_not_count(struct kunit *test)
{
	struct link_test *t = test->priv;

	SAY(test, TX, SMPG_PAIRING_REQUEST, 3, 0, 0, 16, 15);
	KUNIT_EXPECT_EQ(test, t->link.pairing.phase, SMP_GUARD_PHASE_IDLE);
	SAY(test, TX, REQUEST(0, 15, 15));
	SAY(test, RX, SMPG_PAIRING_RESPONSE, 3, 0, 0, 16, 15);
	expect_happened(test, 0);
	SAY(test, RX, SMPG_PAIRING_FAILED);
	expect_happened(test, 0);
	KUNIT_EXPECT_EQ(test, t->link.pairing.phase, SMP_GUARD_PHASE_REQUESTED);
}

/* Some receivers accept PDUs that are too long. */
static void long_pdus_count(struct kunit *test)
{
	struct link_test *t = test->priv;

	SAY(test, TX, REQUEST(0, SIGN, 0), 0);
	KUNIT_EXPECT_TRUE(test, t->v.malformed);
	expect_found(test, SMP_GUARD_RULE_UNEXPECTED_PDU,
		     SMP_GUARD_WHY_WRONG_LENGTH);
	SAY(test, RX, RESPONSE(0, SIGN, 0), 0);
	KUNIT_EXPECT_TRUE(test, t->v.malformed);
	KUNIT_EXPECT_EQ(test, wrong_length(t), SMP_GUARD_ACTION_AUDIT);
	expect_happened(test, SMPG_STARTED);
	encrypt_with_stk(test, TX);
	t->policy.action[SMP_GUARD_RULE_UNEXPECTED_PDU] = SMP_GUARD_ACTION_ALLOW;
	SAY(test, TX, CSRK(KEY_TRACE), 0);
	KUNIT_EXPECT_TRUE(test, t->v.malformed);
	expect_repaired(test, SMP_GUARD_WHY_PROGRESSION, 1, 16, 0);
	SAY(test, TX, LTK(KEY_A), 0);
	expect_masked(test, SMP_GUARD_WHY_NOT_NEGOTIATED);
}

static void short_key_without_its_bit_is_masked(struct kunit *test)
{
	pair(test, TX, 16, SIGN, 0);
	SAY(test, TX, SMPG_ENCRYPTION_INFORMATION, 1, 2, 3);
	expect_masked(test, SMP_GUARD_WHY_NOT_NEGOTIATED);
	/* Too short for a key, so that no key is weak. */
	SAY(test, TX, SMPG_SIGNING_INFORMATION, 1, 2, 3);
	expect_found(test, SMP_GUARD_RULE_UNEXPECTED_PDU,
		     SMP_GUARD_WHY_WRONG_LENGTH);
	expect_happened(test, 0);
}

/* ---- HCI ---- */

static void opened_link_knows_its_peer(struct kunit *test)
{
	static const u8 peer[] = { 0xe0, 0xf3, 0x76, 0x4c, 0xa7, 0x52 };
	struct link_test *t = test->priv;

	KUNIT_EXPECT_EQ(test, t->link.handle, 0x40);
	KUNIT_EXPECT_EQ(test, t->link.transport, SMP_GUARD_TRANSPORT_LE);
	KUNIT_EXPECT_EQ(test, t->link.role, SMP_GUARD_ROLE_CENTRAL);
	KUNIT_EXPECT_EQ(test, t->link.peer_type, SMP_GUARD_ADDRESS_TYPE_RANDOM);
	KUNIT_EXPECT_MEMEQ(test, t->link.peer, peer, sizeof(peer));
	KUNIT_EXPECT_FALSE(test, t->link.encrypted);
	KUNIT_EXPECT_EQ(test, smpg_link_marks(&t->link), 0);
}

static void encryption_of_a_link(struct kunit *test)
{
	struct link_test *t = test->priv;

	encrypt(test);
	KUNIT_EXPECT_TRUE(test, t->link.encrypted);
	/* After a failed refresh the link is still encrypted. */
	tell(test, SMPG_HCI_ENCRYPT, 0x06, false, NULL);
	KUNIT_EXPECT_TRUE(test, t->link.encrypted);
	expect_happened(test, 0);
	tell(test, SMPG_HCI_ENCRYPT, 0, false, NULL);
	KUNIT_EXPECT_FALSE(test, t->link.encrypted);
}

static void encryption_that_fails_ends_the_pairing(struct kunit *test)
{
	struct link_test *t = test->priv;

	SAY(test, TX, REQUEST(0, 7, 7));
	SAY(test, RX, RESPONSE(0, 7, 7));
	SAY(test, TX, CONFIRM(KEY_A));
	SAY(test, TX, RANDOM(KEY_C));
	SAY(test, RX, RANDOM(KEY_D));
	tell(test, SMPG_HCI_SESSION_KEY, 0, false, trace_stk);
	tell(test, SMPG_HCI_ENCRYPT, 0x06, false, NULL);
	expect_happened(test, SMPG_FAILED);
	KUNIT_EXPECT_EQ(test, t->v.side, SMP_GUARD_SIDE_LINK);
	KUNIT_EXPECT_EQ(test, t->v.reason, 0x06);
}

/* Keys would pass in the clear. */
static void encryption_that_stops_ends_the_pairing(struct kunit *test)
{
	struct link_test *t = test->priv;

	pair(test, TX, 16, 7, 7);
	tell(test, SMPG_HCI_ENCRYPT, 0, false, NULL);
	expect_happened(test, SMPG_FAILED);
	SAY(test, TX, LTK(KEY_A));
	expect_masked(test, SMP_GUARD_WHY_NO_PAIRING);

	/* A controller of BR/EDR may pause encryption. */
	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, REQUEST(0, ID, ID));
	SAY(test, RX, RESPONSE(0, ID, ID));
	tell(test, SMPG_HCI_ENCRYPT, 0, false, NULL);
	expect_happened(test, 0);
}

/* Linux falls back to legacy pairing, and the peer then waits for an LTK. */
static void confirm_before_public_keys_is_legacy(struct kunit *test)
{
	struct link_test *t = test->priv;

	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, REQUEST(SMPG_AUTH_SC, ENC, ENC));
	SAY(test, TX, RESPONSE(SMPG_AUTH_SC, ENC, ENC));
	KUNIT_EXPECT_TRUE(test, t->link.pairing.sc);
	SAY(test, RX, CONFIRM(KEY_A));
	expect_found(test, SMP_GUARD_RULE_LEGACY_PAIRING, SMP_GUARD_WHY_LEGACY);
	KUNIT_EXPECT_FALSE(test, t->link.pairing.sc);
	SAY(test, TX, CONFIRM(KEY_B));
	expect_passed(test);
	SAY(test, RX, RANDOM(KEY_C));
	SAY(test, TX, RANDOM(KEY_D));
	tell(test, SMPG_HCI_SESSION_KEY, 0, false, trace_stk);
	encrypt(test);
	SAY(test, TX, LTK(KEY_A));
	expect_passed(test);

	strict(t);
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, REQUEST(SMPG_AUTH_SC, ENC, ENC));
	SAY(test, TX, RESPONSE(SMPG_AUTH_SC, ENC, ENC));
	SAY(test, RX, CONFIRM(KEY_A));
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_REJECT);
	KUNIT_EXPECT_EQ(test, t->v.reason, 0x03);
}

/* Behind public keys a Confirm is one of Secure Connections. */
static void confirm_behind_public_keys_is_not(struct kunit *test)
{
	struct link_test *t = test->priv;

	SAY(test, TX, REQUEST(SMPG_AUTH_SC, ENC, ENC));
	SAY(test, RX, RESPONSE(SMPG_AUTH_SC, ENC, ENC));
	SAY(test, TX, PUBLIC_KEY(POINT_A));
	SAY(test, RX, CONFIRM(KEY_A));
	KUNIT_EXPECT_TRUE(test, t->link.pairing.sc);
}

/* A stranger could change the identity of a peer that has paired. */
static void bits_do_not_outlive_the_pairing(struct kunit *test)
{
	struct link_test *t = test->priv;
	static const u8 other[] = { SMPG_IDENTITY_ADDRESS_INFORMATION, 1,
				    1, 2, 3, 4, 5, 0xc6 };

	pair(test, TX, 16, 0, ENC | ID);
	SAY(test, RX, LTK(KEY_A));
	SAY(test, RX, EDIV_RAND(RAND_A));
	SAY(test, RX, IRK(KEY_B));
	SAY(test, RX, ADDRESS);
	expect_happened(test, SMPG_COMPLETE);
	say(test, RX, other, sizeof(other));
	expect_masked(test, SMP_GUARD_WHY_COMPLETE);
	KUNIT_EXPECT_EQ(test, t->link.identity_type,
			SMP_GUARD_ADDRESS_TYPE_PUBLIC);
	SAY(test, RX, LTK(KEY_C));
	expect_masked(test, SMP_GUARD_WHY_COMPLETE);
}

/* Only public and static random addresses are identities (3.6.5). */
static void other_addresses_are_no_identity(struct kunit *test)
{
	static const u8 tops[] = { 0x00, 0x40, 0x80, 0xc0 };
	struct link_test *t = test->priv;
	int i;

	for (i = 0; i < ARRAY_SIZE(tops); i++) {
		open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
		pair(test, TX, 16, 0, ID);
		SAY(test, RX, IRK(KEY_B));
		SAY(test, RX, SMPG_IDENTITY_ADDRESS_INFORMATION, 1, 1, 2, 3, 4,
		    5, tops[i] | 6);
		KUNIT_EXPECT_EQ(test, t->link.identity_type,
				tops[i] == 0xc0 ?
				SMP_GUARD_ADDRESS_TYPE_RANDOM :
				SMP_GUARD_ADDRESS_TYPE_UNKNOWN);
	}
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	pair(test, TX, 16, 0, ID);
	SAY(test, RX, SMPG_IDENTITY_ADDRESS_INFORMATION, 0, 0, 0, 0, 0, 0, 0);
	KUNIT_EXPECT_EQ(test, t->link.identity_type,
			SMP_GUARD_ADDRESS_TYPE_UNKNOWN);
}

/* EDIV and Rand are no secret: beside a random LTK they are left alone. */
static void identifiers_alone_are_told(struct kunit *test)
{
	struct link_test *t = test->priv;

	pair(test, TX, 16, ENC, 0);
	SAY(test, TX, LTK(KEY_A));
	expect_passed(test);
	SAY(test, TX, EDIV_RAND(0, 0, 0, 0, 0, 0, 0, 0));
	KUNIT_EXPECT_EQ(test, t->v.nr, 1);
	KUNIT_EXPECT_EQ(test, t->v.findings[0].rule, SMP_GUARD_RULE_WEAK_KEY);
	KUNIT_EXPECT_EQ(test, t->v.findings[0].action, SMP_GUARD_ACTION_AUDIT);
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_AUDIT);
}

/* A size that nobody may have is not taken for 16 octets. */
static void impossible_sizes_are_short(struct kunit *test)
{
	struct link_test *t = test->priv;

	strict(t);
	SAY(test, TX, SMPG_PAIRING_REQUEST, 3, 0, SMPG_AUTH_SC, 16, 0, 0);
	SAY(test, RX, SMPG_PAIRING_RESPONSE, 3, 0, SMPG_AUTH_SC, 1, 0, 0);
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_REJECT);
	KUNIT_EXPECT_EQ(test, t->v.reason, 0x06);
}

/* EDIV and Rand identify the LTK of an old bond. */
static void identified_key_is_not_of_the_pairing(struct kunit *test)
{
	static const u8 old[] = { 1, 0, 0, 0, 0, 0, 0, 0, 0, 0 };
	static const u8 none[SMPG_ID_LEN];
	struct link_test *t = test->priv;
	struct smpg_hci hci = { .handle = 0x40, .id = old };

	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, REQUEST(0, SIGN, SIGN));
	SAY(test, TX, RESPONSE(0, SIGN, SIGN));
	SAY(test, RX, RANDOM(KEY_C));
	SAY(test, TX, RANDOM(KEY_D));
	judge_hci(t, SMPG_HCI_LTK_REQUEST, &hci);
	tell(test, SMPG_HCI_SESSION_KEY, 0, false, trace_stk);
	encrypt(test);
	KUNIT_EXPECT_EQ(test, t->link.pairing.phase,
			SMP_GUARD_PHASE_AUTHENTICATION);
	hci.id = none;
	judge_hci(t, SMPG_HCI_LTK_REQUEST, &hci);
	tell(test, SMPG_HCI_SESSION_KEY, 0, false, trace_stk);
	encrypt(test);
	KUNIT_EXPECT_EQ(test, t->link.pairing.phase,
			SMP_GUARD_PHASE_KEY_DISTRIBUTION);
}

static void link_that_ends_ends_the_pairing(struct kunit *test)
{
	static const struct smpg_secrets none;
	struct link_test *t = test->priv;

	pair(test, TX, 16, 7, 7);
	SAY(test, TX, LTK(KEY_A));
	smpg_link_close(&t->link, 0x13, &t->v);
	expect_happened(test, SMPG_FAILED);
	KUNIT_EXPECT_EQ(test, t->v.side, SMP_GUARD_SIDE_LINK);
	KUNIT_EXPECT_EQ(test, t->v.reason, 0x13);
	KUNIT_EXPECT_MEMEQ(test, &t->link.pairing.secrets, &none, sizeof(none));

	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	smpg_link_close(&t->link, 0x13, &t->v);
	expect_happened(test, 0);
}

/* A peer need not await the response: the host gets to its PDUs when that is sent. */
static void pdus_before_the_response(struct kunit *test)
{
	struct link_test *t = test->priv;

	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, REQUEST(SMPG_AUTH_SC, 0, 0));
	SAY(test, RX, SMPG_PAIRING_PUBLIC_KEY, [64] = 1);
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_REJECT);
	KUNIT_EXPECT_EQ(test, found(t, SMP_GUARD_RULE_INVALID_KEY,
				    SMP_GUARD_WHY_OFF_CURVE),
			SMP_GUARD_ACTION_REJECT);
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, REQUEST(SMPG_AUTH_SC, 0, 0));
	SAY(test, RX, PUBLIC_KEY(POINT_A));
	expect_found(test, SMP_GUARD_RULE_UNEXPECTED_PDU,
		     SMP_GUARD_WHY_OUT_OF_TURN);
	/* A PDU of the peer may cross the request of this host. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, TX, REQUEST(SMPG_AUTH_SC, 0, 0));
	SAY(test, RX, PUBLIC_KEY(POINT_A));
	expect_passed(test);
}

/* A Security Request that the host ignores takes nothing back. */
static void security_request_in_between(struct kunit *test)
{
	struct link_test *t = test->priv;

	SAY(test, RX, SMPG_SECURITY_REQUEST, SMPG_AUTH_SC | 1);
	SAY(test, TX, REQUEST(SMPG_AUTH_SC | 1, 0, 0));
	SAY(test, RX, SMPG_SECURITY_REQUEST, 1);
	SAY(test, RX, RESPONSE(1, 0, 0));
	KUNIT_EXPECT_EQ(test, found(t, SMP_GUARD_RULE_DOWNGRADE,
				    SMP_GUARD_WHY_LESS_THAN_ASKED),
			SMP_GUARD_ACTION_AUDIT);
	/* What was asked for before the link was encrypted is done. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	SAY(test, RX, SMPG_SECURITY_REQUEST, SMPG_AUTH_SC | 1);
	smpg_link_take(&t->link, SMPG_HCI_ENCRYPT,
		       &(struct smpg_hci){ .encrypted = true }, &t->v);
	SAY(test, TX, REQUEST(SMPG_AUTH_SC | 1, 0, 0));
	SAY(test, RX, RESPONSE(1, 0, 0));
	KUNIT_EXPECT_EQ(test, found(t, SMP_GUARD_RULE_DOWNGRADE,
				    SMP_GUARD_WHY_LESS_THAN_ASKED), -1);
	/* Nor does it say that the peer has wanted to bond. */
	open_link(t, SMP_GUARD_TRANSPORT_LE, SMP_GUARD_ROLE_CENTRAL);
	t->bond = (struct smpg_bond){ true, true, false, 16 };
	SAY(test, RX, SMPG_SECURITY_REQUEST, SMPG_AUTH_SC);
	SAY(test, TX, REQUEST(SMPG_AUTH_SC | 1, 0, 0));
	SAY(test, RX, SMPG_SECURITY_REQUEST, SMPG_AUTH_SC | 1);
	SAY(test, RX, RESPONSE(SMPG_AUTH_SC | 1, 0, 0));
	KUNIT_EXPECT_EQ(test, found(t, SMP_GUARD_RULE_DOWNGRADE,
				    SMP_GUARD_WHY_OTHER_BONDING),
			SMP_GUARD_ACTION_AUDIT);
}

/* PDUs that hosts ignore keep no pairing from its timeout. */
static void timeout_behind_ignored_pdus(struct kunit *test)
{
	const u64 second = 1000000000ULL;
	struct link_test *t = test->priv;
	unsigned int i;

	t->now = second;
	SAY(test, TX, REQUEST(SMPG_AUTH_SC, 0, 0));
	SAY(test, RX, RESPONSE(SMPG_AUTH_SC, 0, 0));
	for (i = 0; i < 4; i++) {
		t->now += 11 * second;
		if (i & 1)
			SAY(test, RX, SMPG_SECURITY_REQUEST, SMPG_AUTH_SC);
		else
			SAY(test, RX, SMPG_PDU_MAX + 1, 0);
		expect_passed(test);
	}
	SAY(test, RX, PUBLIC_KEY(POINT_A));
	KUNIT_EXPECT_EQ(test, found(t, SMP_GUARD_RULE_UNEXPECTED_PDU,
				    SMP_GUARD_WHY_LATE), SMP_GUARD_ACTION_AUDIT);
}

/* Linux derives its LTK at the request: a policy that rejects does so there. */
static void derivation_is_rejected_at_the_request(struct kunit *test)
{
	struct link_test *t = test->priv;

	t->policy.action[SMP_GUARD_RULE_DOWNGRADE] = SMP_GUARD_ACTION_REJECT;
	t->bond = (struct smpg_bond){ true, true, true, 16 };
	t->link_key = (struct smpg_link_key){ true, false };
	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, REQUEST(0, ENC, ENC));
	expect_found(test, SMP_GUARD_RULE_DOWNGRADE, SMP_GUARD_WHY_LESS_THAN_BOND);
	/* A peer that derives no key, or one of the same worth, is none of these. */
	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, REQUEST(0, ENC | ID, ID));
	expect_passed(test);
	t->link_key.authenticated = true;
	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, REQUEST(0, ENC, ENC));
	expect_passed(test);
	SAY(test, TX, RESPONSE(0, ENC, ENC));
	expect_passed(test);
	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_PERIPHERAL);
	SAY(test, RX, SMPG_PAIRING_REQUEST, 3, 0, 0, 15, ENC, ENC);
	expect_found(test, SMP_GUARD_RULE_DOWNGRADE, SMP_GUARD_WHY_LESS_THAN_BOND);
	/* A link key of debug mode is everybody's. */
	open_link(t, SMP_GUARD_TRANSPORT_BREDR, SMP_GUARD_ROLE_PERIPHERAL);
	t->link.debug_key = true;
	SAY(test, RX, REQUEST(0, ENC, ENC));
	expect_found(test, SMP_GUARD_RULE_DOWNGRADE, SMP_GUARD_WHY_LESS_THAN_BOND);
}

static struct kunit_case link_cases[] = {
	KUNIT_CASE(long_response_before_the_real_one),
	KUNIT_CASE(long_failure_before_the_response),
	KUNIT_CASE(second_request_with_more),
	KUNIT_CASE(other_channel_counts_for_nothing),
	KUNIT_CASE(key_on_the_other_channel_is_rejected),
	KUNIT_CASE(connection_event_after_the_first_pdus),
	KUNIT_CASE(transport_of_a_link_met_in_mid_life),
	KUNIT_CASE(recorded_trace),
	KUNIT_CASE(end_of_a_link_forgets_fragments),
	KUNIT_CASE(encryption_that_is_assumed),
	KUNIT_CASE(names_that_a_peer_cannot_change),
	KUNIT_CASE(recorded_trace_with_roles_swapped),
	KUNIT_CASE(key_without_its_bit_is_masked),
	KUNIT_CASE(key_without_a_pairing_is_masked),
	KUNIT_CASE(derived_key_is_masked),
	KUNIT_CASE(security_request_negotiates_nothing),
	KUNIT_CASE(keys_after_a_failure_are_masked),
	KUNIT_CASE(key_promised_by_either_host_passes),
	KUNIT_CASE(nothing_is_unnegotiated_in_mid_life),
	KUNIT_CASE(transport_in_mid_life),
	KUNIT_CASE(pairing_of_the_other_transport),
	KUNIT_CASE(numbers_of_policies),
	KUNIT_CASE(weak_keys_are_repaired),
	KUNIT_CASE(name_of_a_repaired_key_is_repaired),
	KUNIT_CASE(name_of_an_audited_key_passes),
	KUNIT_CASE(weak_keys_of_the_peer_are_told),
	KUNIT_CASE(random_keys_complete),
	KUNIT_CASE(short_ltk_is_judged_over_its_size),
	KUNIT_CASE(all_zero_irk_passes),
	KUNIT_CASE(weak_irk_completes_a_pairing),
	KUNIT_CASE(equal_keys_are_repaired),
	KUNIT_CASE(derived_ltk_is_repaired),
	KUNIT_CASE(actions_of_the_policy),
	KUNIT_CASE(weak_irk_by_policy),
	KUNIT_CASE(own_irk_is_judged_before),
	KUNIT_CASE(rules_take_their_actions),
	KUNIT_CASE(masks_of_derived_keys),
	KUNIT_CASE(negotiations_are_rejected),
	KUNIT_CASE(reason_is_that_of_the_first_rule),
	KUNIT_CASE(profiles_mask_the_key_that_is_derived),
	KUNIT_CASE(merged_entries_set_what_both_set),
	KUNIT_CASE(section_of_keys_that_s1_gives),
	KUNIT_CASE(weak_irk_of_private_addresses_is_rejected),
	KUNIT_CASE(debug_key_is_found),
	KUNIT_CASE(public_key_sent_back),
	KUNIT_CASE(keys_of_the_sample_data),
	KUNIT_CASE(known_key_over_a_bond),
	KUNIT_CASE(debug_keys_of_both_sides),
	KUNIT_CASE(legacy_values_sent_back),
	KUNIT_CASE(values_of_secure_connections_sent_back),
	KUNIT_CASE(values_end_with_their_pairing),
	KUNIT_CASE(keys_off_the_curve),
	KUNIT_CASE(keys_in_the_clear),
	KUNIT_CASE(identity_in_the_clear),
	KUNIT_CASE(features_that_do_not_exist),
	KUNIT_CASE(response_with_more_than_its_request),
	KUNIT_CASE(responses_without_a_request),
	KUNIT_CASE(negotiations_that_are_repeated),
	KUNIT_CASE(requests_of_the_wrong_side),
	KUNIT_CASE(request_that_crosses_a_pairing),
	KUNIT_CASE(keys_out_of_order),
	KUNIT_CASE(pdus_out_of_turn),
	KUNIT_CASE(turns_that_are_not_known),
	KUNIT_CASE(host_that_takes_any_random_value),
	KUNIT_CASE(session_key_before_authentication),
	KUNIT_CASE(zero_session_key),
	KUNIT_CASE(session_keys_that_are_short),
	KUNIT_CASE(link_keys),
	KUNIT_CASE(derived_keys_below_their_bond),
	KUNIT_CASE(identities_that_are_claimed),
	KUNIT_CASE(identities_that_conflict),
	KUNIT_CASE(own_static_address_as_identity),
	KUNIT_CASE(peers_with_the_address_of_this_host),
	KUNIT_CASE(response_below_the_security_request),
	KUNIT_CASE(pairing_below_its_bond),
	KUNIT_CASE(pairings_beside_a_bond),
	KUNIT_CASE(link_keys_that_a_peer_wants),
	KUNIT_CASE(link_keys_after_a_refusal),
	KUNIT_CASE(pairings_after_two_refusals),
	KUNIT_CASE(identity_of_another_bond),
	KUNIT_CASE(less_than_in_the_pairing_before),
	KUNIT_CASE(derivation_from_a_weak_link),
	KUNIT_CASE(encryption_that_gets_less),
	KUNIT_CASE(encryption_by_e0_after_a_pause),
	KUNIT_CASE(one_host_is_not_two),
	KUNIT_CASE(plain_keys_after_a_failure_of_this_host),
	KUNIT_CASE(fallback_behind_a_pdu_out_of_turn),
	KUNIT_CASE(invalid_key_behind_a_long_failure),
	KUNIT_CASE(pairing_abandoned_for_another),
	KUNIT_CASE(request_long_after_the_security_request),
	KUNIT_CASE(reserved_bits),
	KUNIT_CASE(pdus_on_the_other_channel),
	KUNIT_CASE(pdus_behind_the_timeout),
	KUNIT_CASE(key_that_is_not_of_the_bond),
	KUNIT_CASE(own_irk_sent_back),
	KUNIT_CASE(identity_beside_the_address_in_use),
	KUNIT_CASE(security_request_for_more_than_the_bond),
	KUNIT_CASE(bonding_that_was_not_asked_for),
	KUNIT_CASE(keys_derived_from_a_published_key),
	KUNIT_CASE(key_sizes_that_events_tell),
	KUNIT_CASE(pairings_without_authentication),
	KUNIT_CASE(pairings_that_the_peer_starts),
	KUNIT_CASE(pairings_that_the_peer_asks_for),
	KUNIT_CASE(window_does_not_excuse_a_lost_bond),
	KUNIT_CASE(pairings_again_and_again),
	KUNIT_CASE(second_pairing_of_an_adapter),
	KUNIT_CASE(floods_of_requests),
	KUNIT_CASE(keys_that_the_host_denies),
	KUNIT_CASE(invalid_keys_are_attempts),
	KUNIT_CASE(randoms_that_are_not_random),
	KUNIT_CASE(randoms_of_an_earlier_pairing),
	KUNIT_CASE(randoms_of_an_earlier_round),
	KUNIT_CASE(own_key_of_many_pairings),
	KUNIT_CASE(public_key_of_an_earlier_pairing),
	KUNIT_CASE(values_that_are_unread),
	KUNIT_CASE(bredr_features_are_masked),
	KUNIT_CASE(kernels_weak_key_is_told),
	KUNIT_CASE(kernels_name_is_never_repaired),
	KUNIT_CASE(reused_keys_are_found),
	KUNIT_CASE(reused_keys_that_cannot_be_repaired),
	KUNIT_CASE(weak_key_is_not_new_either),
	KUNIT_CASE(pdus_of_every_length),
	KUNIT_CASE(wrong_lengths_are_rejected),
	KUNIT_CASE(short_negotiation_does_not_count),
	KUNIT_CASE(long_pdus_count),
	KUNIT_CASE(short_key_without_its_bit_is_masked),
	KUNIT_CASE(opened_link_knows_its_peer),
	KUNIT_CASE(encryption_of_a_link),
	KUNIT_CASE(encryption_that_fails_ends_the_pairing),
	KUNIT_CASE(encryption_that_stops_ends_the_pairing),
	KUNIT_CASE(confirm_before_public_keys_is_legacy),
	KUNIT_CASE(confirm_behind_public_keys_is_not),
	KUNIT_CASE(bits_do_not_outlive_the_pairing),
	KUNIT_CASE(other_addresses_are_no_identity),
	KUNIT_CASE(identifiers_alone_are_told),
	KUNIT_CASE(impossible_sizes_are_short),
	KUNIT_CASE(identified_key_is_not_of_the_pairing),
	KUNIT_CASE(link_that_ends_ends_the_pairing),
	KUNIT_CASE(pdus_before_the_response),
	KUNIT_CASE(security_request_in_between),
	KUNIT_CASE(timeout_behind_ignored_pdus),
	KUNIT_CASE(derivation_is_rejected_at_the_request),
	{}
};

static struct kunit_suite link_suite = {
	.name = "smpg_link",
	.init = link_init,
	.test_cases = link_cases,
};

kunit_test_suite(link_suite);
