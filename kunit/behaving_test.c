// SPDX-License-Identifier: GPL-2.0
/*
 * Stacks that behave do this, and the default profile lets them: PDUs pass as they are,
 * and the pairing is complete. Others may do the same with ill intent, so that a report
 * is right.
 */
#include <kunit/test.h>

#include "pdus.h"

/* The bonding flags of a device that keeps the keys (3.5.1) */
#define BONDING	1

/**
 * struct behaving_test - a link on which nothing is to be stopped
 * @link: the link
 * @policy: of the default profile
 * @stack: the host's, enum smp_guard_stack
 * @bond: with the peer
 * @reused: how often a key was in use before
 * @v: the last verdict
 */
struct behaving_test {
	struct smpg_link link;
	struct smpg_policy policy;
	u8 stack;
	struct smpg_bond bond;
	unsigned int reused;
	struct smpg_verdict v;
};

static const u8 peer_address[6] = { 0xe0, 0xf3, 0x76, 0x4c, 0xa7, 0xd2 };
static const u8 session_key[] = { KEY_TRACE };

/* A new link, on which the side of @requester is to request a pairing. */
static void meet(struct behaving_test *t, u8 requester)
{
	struct smpg_hci hci = {
		.handle = 0x40,
		.transport = SMP_GUARD_TRANSPORT_LE,
		.role = requester == TX ? SMP_GUARD_ROLE_CENTRAL :
					  SMP_GUARD_ROLE_PERIPHERAL,
		.peer_type = SMP_GUARD_ADDRESS_TYPE_RANDOM,
	};

	memcpy(hci.peer, peer_address, sizeof(hci.peer));
	smpg_link_open(&t->link, &hci);
}

static int behaving_init(struct kunit *test)
{
	struct behaving_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	if (!t)
		return -ENOMEM;
	t->policy = smpg_policy_profile(SMP_GUARD_PROFILE_DEFAULT);
	t->stack = SMP_GUARD_STACK_KERNEL;
	test->priv = t;
	return 0;
}

static void expect_untouched(struct kunit *test)
{
	struct behaving_test *t = test->priv;

	KUNIT_EXPECT_LE(test, t->v.action, SMP_GUARD_ACTION_AUDIT);
}

static void say(struct kunit *test, u8 direction, const u8 *pdu, size_t len)
{
	struct behaving_test *t = test->priv;
	const struct smpg_context context = {
		.policy = &t->policy,
		.cid = SMPG_CID_SMP_LE,
		.direction = direction,
		.stack = t->stack,
		.bond = t->bond,
		.reused = t->reused,
	};

	smpg_link_judge(&t->link, pdu, len, &context, &t->v);
	expect_untouched(test);
}

#define SAY(test, direction, ...) \
	say(test, direction, (const u8[]){ __VA_ARGS__ }, \
	    sizeof((const u8[]){ __VA_ARGS__ }))

static void tell(struct kunit *test, enum smpg_hci_kind kind, u8 status)
{
	struct behaving_test *t = test->priv;
	const struct smpg_context context = {
		.policy = &t->policy,
		.direction = kind == SMPG_HCI_SESSION_KEY ? TX : RX,
		.bond = t->bond,
	};
	const struct smpg_hci hci = {
		.handle = 0x40,
		.status = status,
		.encrypted = !status,
		.encryption = SMPG_ENCRYPTION_ON,
		.key = session_key,
	};

	smpg_link_hci(&t->link, kind, &hci, &context, &t->v);
	expect_untouched(test);
}

static void expect_complete(struct kunit *test)
{
	struct behaving_test *t = test->priv;

	KUNIT_EXPECT_EQ(test, t->link.pairing.phase, SMP_GUARD_PHASE_COMPLETE);
}

/* Authentication by Just Works, the side of @requester first. */
static void authenticate_legacy(struct kunit *test, u8 requester)
{
	SAY(test, requester, CONFIRM(KEY_A));
	SAY(test, !requester, CONFIRM(KEY_B));
	SAY(test, requester, RANDOM(KEY_C));
	SAY(test, !requester, RANDOM(KEY_D));
	tell(test, SMPG_HCI_SESSION_KEY, 0);
}

/*
 * Authentication of Secure Connections behind the public keys. The peer's confirm value
 * does not fit its random value here, so that the finding of this is taken back.
 */
static void authenticate_sc(struct kunit *test, u8 requester)
{
	struct behaving_test *t = test->priv;

	SAY(test, !requester, CONFIRM(KEY_A));
	SAY(test, requester, RANDOM(KEY_B));
	SAY(test, !requester, RANDOM(KEY_C));
	t->link.pairing.unproven = false;
	SAY(test, requester, DHKEY_CHECK(KEY_A));
	SAY(test, !requester, DHKEY_CHECK(KEY_B));
	tell(test, SMPG_HCI_SESSION_KEY, 0);
	tell(test, SMPG_HCI_ENCRYPT, 0);
	expect_complete(test);
}

/* OS X 10.10.2 copies Secure Connections into its features, and does not have it. */
static void copied_secure_connections(struct kunit *test)
{
	struct behaving_test *t = test->priv;
	u8 requester;

	for (requester = TX; requester <= RX; requester++) {
		meet(t, requester);
		SAY(test, requester, REQUEST(SMPG_AUTH_SC, ENC, ENC));
		SAY(test, !requester, RESPONSE(SMPG_AUTH_SC, ENC, ENC));
		authenticate_legacy(test, requester);
		tell(test, SMPG_HCI_ENCRYPT, 0);
		SAY(test, !requester, LTK(KEY_A));
		SAY(test, !requester, EDIV_RAND(RAND_A));
		SAY(test, requester, LTK(KEY_B));
		SAY(test, requester, EDIV_RAND(RAND_A));
		expect_complete(test);
	}
}

/* Microsoft's Surface Precision Mouse has another identity than its address in use. */
static void identity_of_a_mouse(struct kunit *test)
{
	struct behaving_test *t = test->priv;

	meet(t, TX);
	SAY(test, TX, REQUEST(0, 0, ID));
	SAY(test, RX, RESPONSE(0, 0, ID));
	authenticate_legacy(test, TX);
	tell(test, SMPG_HCI_ENCRYPT, 0);
	SAY(test, RX, IRK(KEY_A));
	SAY(test, RX, SMPG_IDENTITY_ADDRESS_INFORMATION, 1, 1, 2, 3, 4, 5, 0xc6);
	expect_complete(test);
}

/* USB delivers data and events by different pipes. */
static void keys_that_overtake_encryption_change(struct kunit *test)
{
	struct behaving_test *t = test->priv;
	u8 requester;

	for (requester = TX; requester <= RX; requester++) {
		meet(t, requester);
		SAY(test, requester, REQUEST(0, ENC | SIGN, ENC | SIGN));
		SAY(test, !requester, RESPONSE(0, ENC | SIGN, ENC | SIGN));
		authenticate_legacy(test, requester);
		/* The host sends its own keys when it is told of encryption. */
		if (requester == TX) {
			SAY(test, RX, LTK(KEY_A));
			SAY(test, RX, EDIV_RAND(RAND_A));
			SAY(test, RX, CSRK(KEY_B));
			tell(test, SMPG_HCI_ENCRYPT, 0);
		} else {
			tell(test, SMPG_HCI_ENCRYPT, 0);
			SAY(test, TX, LTK(KEY_A));
			SAY(test, TX, EDIV_RAND(RAND_A));
			SAY(test, TX, CSRK(KEY_B));
		}
		SAY(test, requester, LTK(KEY_C));
		SAY(test, requester, EDIV_RAND(RAND_A));
		SAY(test, requester, CSRK(KEY_D));
		expect_complete(test);
	}
}

static void mitm_without_input_and_output(struct kunit *test)
{
	const u8 auth = SMPG_AUTH_SC | SMPG_AUTH_MITM | BONDING;
	struct behaving_test *t = test->priv;
	u8 requester;

	for (requester = TX; requester <= RX; requester++) {
		meet(t, requester);
		SAY(test, requester, REQUEST(auth, 0, 0));
		SAY(test, !requester, RESPONSE(auth, 0, 0));
		SAY(test, requester, PUBLIC_KEY(POINT_A));
		SAY(test, !requester, PUBLIC_KEY(POINT_B));
		authenticate_sc(test, requester);
	}
}

/* A peer that was reset, or whose other system boots, has no bond, or lesser abilities. */
static void peer_that_pairs_again_with_less(struct kunit *test)
{
	struct behaving_test *t = test->priv;
	u8 requester;

	t->bond = (struct smpg_bond){ true, true, true, 16 };
	for (requester = TX; requester <= RX; requester++) {
		meet(t, requester);
		if (requester == TX) {
			tell(test, SMPG_HCI_SESSION_KEY, 0);
			tell(test, SMPG_HCI_ENCRYPT, 0x06);
			SAY(test, RX, SMPG_SECURITY_REQUEST, BONDING);
		}
		SAY(test, requester, REQUEST(BONDING, SIGN, SIGN));
		SAY(test, !requester, RESPONSE(BONDING, SIGN, SIGN));
		authenticate_legacy(test, requester);
		tell(test, SMPG_HCI_ENCRYPT, 0);
		SAY(test, !requester, CSRK(KEY_A));
		SAY(test, requester, CSRK(KEY_B));
		expect_complete(test);
	}
}

/* A key pair may serve some pairings (2.3.6), and that of some hosts serves for good. */
static void key_pair_of_many_pairings(struct kunit *test)
{
	struct behaving_test *t = test->priv;

	for (t->reused = 0; t->reused < 32; t->reused++) {
		meet(t, TX);
		SAY(test, TX, REQUEST(SMPG_AUTH_SC, 0, 0));
		SAY(test, RX, RESPONSE(SMPG_AUTH_SC, 0, 0));
		SAY(test, TX, PUBLIC_KEY(POINT_A));
		KUNIT_EXPECT_EQ(test, t->v.action, t->reused > 8 ?
				SMP_GUARD_ACTION_AUDIT : SMP_GUARD_ACTION_ALLOW);
	}
}

/* A sniffer follows a pairing by the key of debug mode, on one side or on both. */
static void debug_keys_for_a_sniffer(struct kunit *test)
{
	struct behaving_test *t = test->priv;
	u8 requester, both;

	for (requester = TX; requester <= RX; requester++) {
		for (both = 0; both < 2; both++) {
			meet(t, requester);
			SAY(test, requester, REQUEST(SMPG_AUTH_SC, 0, 0));
			SAY(test, !requester, RESPONSE(SMPG_AUTH_SC, 0, 0));
			SAY(test, requester, PUBLIC_KEY(DEBUG_POINT));
			if (both)
				SAY(test, !requester, PUBLIC_KEY(DEBUG_POINT));
			else
				SAY(test, !requester, PUBLIC_KEY(POINT_B));
			authenticate_sc(test, requester);
		}
	}
}

/* Zeros in place of an IRK say that there is none. */
static void irk_of_zeros(struct kunit *test)
{
	struct behaving_test *t = test->priv;

	meet(t, TX);
	SAY(test, TX, REQUEST(0, ID, ID));
	SAY(test, RX, RESPONSE(0, ID, ID));
	authenticate_legacy(test, TX);
	tell(test, SMPG_HCI_ENCRYPT, 0);
	SAY(test, RX, SMPG_IDENTITY_INFORMATION, [SMPG_KEY_LEN] = 0);
	SAY(test, RX, SMPG_IDENTITY_ADDRESS_INFORMATION, 1,
	    0xe0, 0xf3, 0x76, 0x4c, 0xa7, 0xd2);
	SAY(test, TX, SMPG_IDENTITY_INFORMATION, [SMPG_KEY_LEN] = 0);
	SAY(test, TX, ADDRESS);
	expect_complete(test);
}

/* Receivers ignore bits that a later version defines. */
static void bits_of_a_later_version(struct kunit *test)
{
	const u8 auth = SMPG_AUTH_RESERVED | SMPG_AUTH_SC;
	struct behaving_test *t = test->priv;
	u8 requester;

	for (requester = TX; requester <= RX; requester++) {
		meet(t, requester);
		SAY(test, requester == TX ? RX : TX, SMPG_SECURITY_REQUEST, auth);
		SAY(test, requester, REQUEST(auth, 0xf0, 0xf0));
		SAY(test, !requester, RESPONSE(auth, 0xf0, 0xf0));
		SAY(test, requester, PUBLIC_KEY(POINT_A));
		SAY(test, !requester, PUBLIC_KEY(POINT_B));
		authenticate_sc(test, requester);
	}
}

/* PDUs that a peer may send between any two others */
static const u8 strays[][2] = {
	{ 0x00, 0 }, { SMPG_PDU_MAX + 1, 0 }, { 0xff, 0xff },
	{ SMPG_SECURITY_REQUEST, BONDING },
};

static void stray_passes(struct kunit *test, unsigned int stray)
{
	struct behaving_test *t = test->priv;

	say(test, RX, strays[stray], sizeof(strays[0]));
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_ALLOW);
}

/* Reserved codes and, while a pairing goes on, Security Requests are ignored (2.4.6). */
static void strays_of_a_peripheral(struct kunit *test)
{
	static const struct {
		u8 direction;
		u8 pdu[17];
		u8 len;
	} steps[] = {
		{ TX, { REQUEST(BONDING, 0, SIGN) }, 7 },
		{ RX, { RESPONSE(BONDING, 0, SIGN) }, 7 },
		{ TX, { CONFIRM(KEY_A) }, 17 }, { RX, { CONFIRM(KEY_B) }, 17 },
		{ TX, { RANDOM(KEY_C) }, 17 }, { RX, { RANDOM(KEY_D) }, 17 },
	};
	struct behaving_test *t = test->priv;
	unsigned int i, stray;

	for (stray = 0; stray < ARRAY_SIZE(strays); stray++) {
		meet(t, TX);
		for (i = 0; i < ARRAY_SIZE(steps); i++) {
			stray_passes(test, stray);
			say(test, steps[i].direction, steps[i].pdu, steps[i].len);
		}
		tell(test, SMPG_HCI_SESSION_KEY, 0);
		tell(test, SMPG_HCI_ENCRYPT, 0);
		stray_passes(test, stray);
		SAY(test, RX, CSRK(KEY_A));
		expect_complete(test);
		stray_passes(test, stray);
		expect_complete(test);
	}
}

/* Sides may end a pairing at any time, and begin another. */
static void pairing_failed_at_any_time(struct kunit *test)
{
	struct behaving_test *t = test->priv;
	unsigned int at;
	u8 side;

	for (side = TX; side <= RX; side++) {
		for (at = 0; at < 5; at++) {
			meet(t, TX);
			SAY(test, TX, REQUEST(0, 0, SIGN));
			if (at > 0)
				SAY(test, RX, RESPONSE(0, 0, SIGN));
			if (at > 1)
				SAY(test, TX, CONFIRM(KEY_A));
			if (at > 2)
				SAY(test, RX, CONFIRM(KEY_B));
			if (at > 3)
				SAY(test, TX, RANDOM(KEY_C));
			SAY(test, side, FAILED(8));
			KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_ALLOW);
			KUNIT_EXPECT_EQ(test, t->link.pairing.phase,
					SMP_GUARD_PHASE_FAILED);
			SAY(test, TX, REQUEST(0, 0, 0));
			SAY(test, RX, RESPONSE(0, 0, 0));
			authenticate_legacy(test, TX);
			tell(test, SMPG_HCI_ENCRYPT, 0);
			expect_complete(test);
		}
	}
}

/* A second stack on the adapter answers too (a raw socket beside the kernel). */
static void second_host_that_repeats(struct kunit *test)
{
	struct behaving_test *t = test->priv;

	meet(t, RX);
	SAY(test, RX, REQUEST(0, SIGN, SIGN));
	SAY(test, TX, RESPONSE(0, SIGN, SIGN));
	t->stack = SMP_GUARD_STACK_USER;
	SAY(test, TX, RESPONSE(0, SIGN, SIGN));
	t->stack = SMP_GUARD_STACK_KERNEL;
	authenticate_legacy(test, RX);
	tell(test, SMPG_HCI_ENCRYPT, 0);
	SAY(test, TX, CSRK(KEY_A));
	SAY(test, RX, CSRK(KEY_C));
	expect_complete(test);
	t->stack = SMP_GUARD_STACK_USER;
	SAY(test, TX, CSRK(KEY_B));
	expect_complete(test);
}

/* A mouse or a phone that was reset has the same abilities as before. */
static void just_works_again_with_a_bond(struct kunit *test)
{
	const u8 auth = SMPG_AUTH_SC | BONDING;
	struct behaving_test *t = test->priv;
	u8 requester;

	t->bond = (struct smpg_bond){ true, true, false, 16 };
	for (requester = TX; requester <= RX; requester++) {
		meet(t, requester);
		SAY(test, requester, REQUEST(auth, 0, 0));
		SAY(test, !requester, RESPONSE(auth, 0, 0));
		SAY(test, requester, PUBLIC_KEY(POINT_A));
		SAY(test, !requester, PUBLIC_KEY(POINT_B));
		authenticate_sc(test, requester);
	}
}

/* Phones distribute all keys there are, the responder's first (3.6.1). */
static void every_key_in_its_order(struct kunit *test)
{
	struct behaving_test *t = test->priv;
	u8 requester, turn, side;

	for (requester = TX; requester <= RX; requester++) {
		meet(t, requester);
		SAY(test, requester, REQUEST(BONDING, 0x0f, 0x0f));
		SAY(test, !requester, RESPONSE(BONDING, 0x07, 0x07));
		authenticate_legacy(test, requester);
		tell(test, SMPG_HCI_ENCRYPT, 0);
		for (turn = 0; turn < 2; turn++) {
			side = turn ? requester : !requester;
			if (side == TX) {
				SAY(test, TX, LTK(KEY_A));
				SAY(test, TX, EDIV_RAND(RAND_A));
				SAY(test, TX, IRK(KEY_B));
				SAY(test, TX, ADDRESS);
				SAY(test, TX, CSRK(KEY_C));
			} else {
				SAY(test, RX, LTK(KEY_B));
				SAY(test, RX, EDIV_RAND(RAND_A));
				SAY(test, RX, IRK(KEY_D));
				SAY(test, RX, SMPG_IDENTITY_ADDRESS_INFORMATION, 1,
				    0xe0, 0xf3, 0x76, 0x4c, 0xa7, 0xd2);
				SAY(test, RX, CSRK(KEY_A));
			}
		}
		expect_complete(test);
	}
}

/* A peripheral asks for more at each attempt of its user, until one is granted. */
static void security_requests_that_rise(struct kunit *test)
{
	struct behaving_test *t = test->priv;

	meet(t, TX);
	SAY(test, RX, SMPG_SECURITY_REQUEST, BONDING);
	SAY(test, RX, SMPG_SECURITY_REQUEST, SMPG_AUTH_SC | BONDING);
	SAY(test, TX, REQUEST(SMPG_AUTH_SC | BONDING, 0, 0));
	SAY(test, RX, RESPONSE(SMPG_AUTH_SC | BONDING, 0, 0));
	KUNIT_EXPECT_EQ(test, t->v.action, SMP_GUARD_ACTION_ALLOW);
	SAY(test, TX, PUBLIC_KEY(POINT_A));
	SAY(test, RX, PUBLIC_KEY(POINT_B));
	authenticate_sc(test, TX);
}

static struct kunit_case behaving_cases[] = {
	KUNIT_CASE(copied_secure_connections),
	KUNIT_CASE(identity_of_a_mouse),
	KUNIT_CASE(keys_that_overtake_encryption_change),
	KUNIT_CASE(mitm_without_input_and_output),
	KUNIT_CASE(peer_that_pairs_again_with_less),
	KUNIT_CASE(key_pair_of_many_pairings),
	KUNIT_CASE(debug_keys_for_a_sniffer),
	KUNIT_CASE(irk_of_zeros),
	KUNIT_CASE(bits_of_a_later_version),
	KUNIT_CASE(strays_of_a_peripheral),
	KUNIT_CASE(pairing_failed_at_any_time),
	KUNIT_CASE(second_host_that_repeats),
	KUNIT_CASE(just_works_again_with_a_bond),
	KUNIT_CASE(every_key_in_its_order),
	KUNIT_CASE(security_requests_that_rise),
	{}
};

static struct kunit_suite behaving_suite = {
	.name = "smpg_behaving",
	.init = behaving_init,
	.test_cases = behaving_cases,
};

kunit_test_suite(behaving_suite);
