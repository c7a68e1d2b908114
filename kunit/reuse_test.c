// SPDX-License-Identifier: GPL-2.0
/* Keys that an earlier pairing has distributed, and legitimate repetitions. */
#include <kunit/test.h>

#include "pdus.h"
#include "../kernel/reuse.c"

struct reuse_test {
	struct hci_dev hdev[2];
	struct smpg_live_link live;
};

static int reuse_init(struct kunit *test)
{
	struct reuse_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);

	if (!t)
		return -ENOMEM;
	t->hdev[0].bdaddr.b[0] = 1;
	t->hdev[1].bdaddr.b[0] = 2;
	t->hdev[1].id = 1;
	t->live.hdev = &t->hdev[0];
	smpg_reuse_init();
	test->priv = t;
	return 0;
}

static void reuse_exit(struct kunit *test)
{
	smpg_reuse_exit();
}

/* Begin a pairing. */
static void start(struct kunit *test, u8 key_size)
{
	struct reuse_test *t = test->priv;

	t->live.link.pairing.answered = true;
	t->live.link.pairing.key_size = key_size;
	t->live.pairing = 0;
}

/* Pass on a PDU. Return: how often its key or value was transmitted elsewhere. */
static unsigned int say(struct kunit *test, u8 direction, const u8 *pdu, size_t len)
{
	struct reuse_test *t = test->priv;
	struct smpg_known_key key;
	unsigned int reused;

	if (!smpg_reuse_key(&t->live, direction, pdu, len, &key))
		return 0;
	reused = smpg_reuse_find(direction, &key);
	smpg_reuse_note(direction, &key);
	return reused;
}

#define SAY(test, direction, ...) \
	say(test, direction, (const u8[]){ __VA_ARGS__ }, \
	    sizeof((const u8[]){ __VA_ARGS__ }))

static void key_is_of_one_pairing(struct kunit *test)
{
	u8 direction;

	for (direction = TX; direction <= RX; direction++) {
		start(test, 16);
		KUNIT_EXPECT_FALSE(test, SAY(test, direction, LTK(KEY_A)));
		KUNIT_EXPECT_FALSE(test, SAY(test, direction, CSRK(KEY_B)));
		/* A repetition within the pairing is no reuse. */
		KUNIT_EXPECT_FALSE(test, SAY(test, direction, LTK(KEY_A)));

		start(test, 16);
		KUNIT_EXPECT_TRUE(test, SAY(test, direction, LTK(KEY_A)));
		KUNIT_EXPECT_TRUE(test, SAY(test, direction, CSRK(KEY_B)));
		/* The same value as another kind of key is reused. */
		KUNIT_EXPECT_TRUE(test, SAY(test, direction, CSRK(KEY_A)));
		KUNIT_EXPECT_FALSE(test, SAY(test, direction, LTK(KEY_C)));
	}
}

/* A peer that pairs anew may be given the key that it had. */
static void key_is_of_one_peer(struct kunit *test)
{
	struct reuse_test *t = test->priv;
	struct smpg_link *link = &t->live.link;
	u8 direction;

	for (direction = TX; direction <= RX; direction++) {
		link->identity_type = 0;
		link->peer_type = SMP_GUARD_ADDRESS_TYPE_RANDOM;
		link->peer[0] = 1;
		start(test, 16);
		KUNIT_EXPECT_FALSE(test, SAY(test, direction, LTK(KEY_A)));
		start(test, 16);
		KUNIT_EXPECT_FALSE(test, SAY(test, direction, LTK(KEY_A)));
		link->peer[0] = 2;
		start(test, 16);
		KUNIT_EXPECT_TRUE(test, SAY(test, direction, LTK(KEY_A)));
		link->peer_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC;
		start(test, 16);
		KUNIT_EXPECT_TRUE(test, SAY(test, direction, LTK(KEY_A)));
		/* The identity counts, whatever the address of the connection. */
		link->identity_type = SMP_GUARD_ADDRESS_TYPE_RANDOM;
		link->identity[0] = 1;
		start(test, 16);
		KUNIT_EXPECT_FALSE(test, SAY(test, direction, LTK(KEY_A)));
	}
}

/* A link met in mid-life counts as one pairing, since its start was missed. */
static void link_counts_as_a_pairing(struct kunit *test)
{
	struct reuse_test *t = test->priv;

	KUNIT_EXPECT_FALSE(test, SAY(test, TX, LTK(KEY_A)));
	KUNIT_EXPECT_FALSE(test, SAY(test, TX, LTK(KEY_A)));
	memset(&t->live, 0, sizeof(t->live));
	t->live.hdev = &t->hdev[0];
	KUNIT_EXPECT_TRUE(test, SAY(test, TX, LTK(KEY_A)));
}

/* One adapter of a machine may send a key to another one. */
static void directions_are_apart(struct kunit *test)
{
	start(test, 16);
	KUNIT_EXPECT_FALSE(test, SAY(test, TX, LTK(KEY_A)));
	start(test, 16);
	KUNIT_EXPECT_FALSE(test, SAY(test, RX, LTK(KEY_A)));
}

static void ltk_counts_up_to_its_size(struct kunit *test)
{
	u8 pdu[] = { LTK(KEY_A) };
	int i;

	start(test, 7);
	KUNIT_EXPECT_FALSE(test, say(test, TX, pdu, sizeof(pdu)));
	pdu[8]++;
	start(test, 7);
	KUNIT_EXPECT_TRUE(test, say(test, TX, pdu, sizeof(pdu)));
	pdu[7]++;
	KUNIT_EXPECT_FALSE(test, say(test, TX, pdu, sizeof(pdu)));

	/* A CSRK always has 16 octets. */
	pdu[0] = SMPG_SIGNING_INFORMATION;
	KUNIT_EXPECT_FALSE(test, say(test, TX, pdu, sizeof(pdu)));
	start(test, 7);
	for (i = 1; i < sizeof(pdu); i++) {
		pdu[i]++;
		KUNIT_EXPECT_FALSE(test, SAY(test, RX, CSRK(KEY_B)));
		KUNIT_EXPECT_FALSE(test, say(test, TX, pdu, sizeof(pdu)));
		pdu[i]--;
	}
	KUNIT_EXPECT_TRUE(test, say(test, TX, pdu, sizeof(pdu)));
}

static void irk_is_of_one_adapter(struct kunit *test)
{
	struct reuse_test *t = test->priv;

	start(test, 16);
	KUNIT_EXPECT_FALSE(test, SAY(test, TX, IRK(KEY_A)));
	start(test, 16);
	KUNIT_EXPECT_FALSE(test, SAY(test, TX, IRK(KEY_A)));
	/* An LTK is not compared with IRKs. */
	KUNIT_EXPECT_FALSE(test, SAY(test, TX, LTK(KEY_A)));

	t->live.hdev = &t->hdev[1];
	KUNIT_EXPECT_TRUE(test, SAY(test, TX, IRK(KEY_A)));
	KUNIT_EXPECT_TRUE(test, SAY(test, TX, IRK(KEY_A)));
	/* Adapter 0 has another index after it was plugged in again. */
	t->live.hdev = &t->hdev[0];
	t->hdev[0].id = 7;
	KUNIT_EXPECT_FALSE(test, SAY(test, TX, IRK(KEY_A)));

	/*
	 * Without a public address, the static address identifies the adapter,
	 * and without both its index.
	 */
	t->hdev[0].bdaddr.b[0] = 0;
	t->hdev[0].static_addr.b[0] = 3;
	KUNIT_EXPECT_FALSE(test, SAY(test, TX, IRK(KEY_B)));
	t->hdev[0].id = 8;
	KUNIT_EXPECT_FALSE(test, SAY(test, TX, IRK(KEY_B)));
	t->hdev[0].static_addr.b[0] = 0;
	KUNIT_EXPECT_TRUE(test, SAY(test, TX, IRK(KEY_B)));
	KUNIT_EXPECT_FALSE(test, SAY(test, TX, IRK(KEY_C)));
	t->hdev[0].id = 9;
	KUNIT_EXPECT_TRUE(test, SAY(test, TX, IRK(KEY_C)));
}

/* Send a peer's IRK, and the identity address behind it. */
static bool identity(struct kunit *test, const u8 *irk, u8 type, u8 last)
{
	struct reuse_test *t = test->priv;
	u8 pdu[1 + SMPG_KEY_LEN] = { SMPG_IDENTITY_INFORMATION };
	bool reused;

	memcpy(pdu + 1, irk, SMPG_KEY_LEN);
	/* The identity of the IRK is unknown so far. */
	KUNIT_EXPECT_FALSE(test, say(test, RX, pdu, sizeof(pdu)));
	memcpy(t->live.irk, irk, SMPG_KEY_LEN);
	reused = SAY(test, RX, SMPG_IDENTITY_ADDRESS_INFORMATION, type, 1, 2, 3,
		     4, 5, last);
	memset(t->live.irk, 0, sizeof(t->live.irk));
	return reused;
}

static void peers_irk_is_of_one_identity(struct kunit *test)
{
	static const u8 irk[] = { KEY_A }, other[] = { KEY_B };

	start(test, 16);
	KUNIT_EXPECT_FALSE(test, identity(test, irk, 0, 6));
	start(test, 16);
	KUNIT_EXPECT_FALSE(test, identity(test, irk, 0, 6));
	KUNIT_EXPECT_FALSE(test, identity(test, other, 0, 6));
	KUNIT_EXPECT_TRUE(test, identity(test, irk, 0, 7));
	KUNIT_EXPECT_TRUE(test, identity(test, irk, 1, 6));
	KUNIT_EXPECT_FALSE(test, identity(test, irk, 0, 6));
	/* An address without an IRK. */
	KUNIT_EXPECT_FALSE(test, SAY(test, RX, ADDRESS));
	KUNIT_EXPECT_FALSE(test, SAY(test, TX, ADDRESS));
}

/* The peer sends the IRK that this host has sent before, or would send. */
static void own_irk_is_known(struct kunit *test)
{
	static const u8 irk[] = { KEY_A }, other[] = { KEY_B };
	struct reuse_test *t = test->priv;

	start(test, 16);
	KUNIT_EXPECT_FALSE(test, smpg_reuse_own_irk(&t->live, irk));
	SAY(test, TX, IRK(KEY_A));
	start(test, 16);
	KUNIT_EXPECT_TRUE(test, smpg_reuse_own_irk(&t->live, irk));
	KUNIT_EXPECT_FALSE(test, smpg_reuse_own_irk(&t->live, other));
	/* The adapters of one machine may pair with each other. */
	t->live.hdev = &t->hdev[1];
	KUNIT_EXPECT_FALSE(test, smpg_reuse_own_irk(&t->live, irk));
	/* The kernel has distributed its IRK before the module came. */
	memcpy(t->hdev[1].irk, other, sizeof(other));
	KUNIT_EXPECT_TRUE(test, smpg_reuse_own_irk(&t->live, other));
	memset(t->hdev[1].irk, 0, sizeof(t->hdev[1].irk));
	KUNIT_EXPECT_FALSE(test, smpg_reuse_own_irk(&t->live, t->hdev[1].irk));
}

static void weak_key_is_not_told_of_twice(struct kunit *test)
{
	static const u8 none[SMPG_KEY_LEN];
	int i;

	for (i = 0; i < 2; i++) {
		start(test, 16);
		KUNIT_EXPECT_FALSE(test, SAY(test, TX, LTK(KEY_TRACE)));
		KUNIT_EXPECT_FALSE(test, SAY(test, TX, CSRK(KEY_TRACE)));
		KUNIT_EXPECT_FALSE(test, identity(test, none, 0, i));
	}
	KUNIT_EXPECT_FALSE(test, known[TX][0].seen);
	KUNIT_EXPECT_FALSE(test, known[RX][0].seen);
}

/* A search does not store the key, since the PDU may still be dropped. */
static void key_is_known_when_it_was_noted(struct kunit *test)
{
	static const u8 pdu[] = { LTK(KEY_A) };
	struct reuse_test *t = test->priv;
	struct smpg_known_key key;
	int i;

	for (i = 0; i < 2; i++) {
		start(test, 16);
		KUNIT_EXPECT_TRUE(test, smpg_reuse_key(&t->live, TX, pdu,
						       sizeof(pdu), &key));
		KUNIT_EXPECT_FALSE(test, smpg_reuse_find(TX, &key));
	}
	smpg_reuse_note(TX, &key);
	start(test, 16);
	KUNIT_EXPECT_TRUE(test, smpg_reuse_key(&t->live, TX, pdu, sizeof(pdu),
					       &key));
	KUNIT_EXPECT_TRUE(test, smpg_reuse_find(TX, &key));
}

static void other_pdus_are_no_keys(struct kunit *test)
{
	u8 pdu[] = { 0, KEY_A };
	int code;

	for (code = 0; code < 256; code++) {
		pdu[0] = code;
		start(test, 16);
		say(test, TX, pdu, code == SMPG_ENCRYPTION_INFORMATION ||
		    code == SMPG_IDENTITY_INFORMATION ||
		    code == SMPG_SIGNING_INFORMATION ? 16 : 17);
		say(test, TX, pdu, 0);
	}
	KUNIT_EXPECT_FALSE(test, known[TX][0].seen);
	KUNIT_EXPECT_TRUE(test, values[TX][0].seen);
	KUNIT_EXPECT_FALSE(test, values[TX][1].seen);
}

static void random_is_of_one_pairing(struct kunit *test)
{
	struct reuse_test *t = test->priv;
	u8 direction;

	for (direction = TX; direction <= RX; direction++) {
		start(test, 16);
		KUNIT_EXPECT_EQ(test, SAY(test, direction, RANDOM(KEY_A)), 0);
		/* Two hosts may share a pairing. */
		KUNIT_EXPECT_EQ(test, SAY(test, direction, RANDOM(KEY_A)), 0);
		/* A key is no random value. */
		KUNIT_EXPECT_EQ(test, SAY(test, direction, LTK(KEY_A)), 0);

		start(test, 16);
		KUNIT_EXPECT_EQ(test, SAY(test, direction, RANDOM(KEY_A)), 1);
		KUNIT_EXPECT_EQ(test, SAY(test, direction, RANDOM(KEY_A)), 1);
		KUNIT_EXPECT_EQ(test, SAY(test, direction, RANDOM(KEY_B)), 0);
		/* Another peer is no excuse, nor is another adapter. */
		start(test, 16);
		t->live.link.peer[0]++;
		t->live.hdev = &t->hdev[1];
		KUNIT_EXPECT_EQ(test, SAY(test, direction, RANDOM(KEY_A)), 2);
		t->live.hdev = &t->hdev[0];
	}
}

static void public_key_is_of_one_adapter(struct kunit *test)
{
	struct reuse_test *t = test->priv;
	unsigned int i;

	for (i = 0; i < 12; i++) {
		start(test, 16);
		KUNIT_EXPECT_EQ(test, SAY(test, TX, PUBLIC_KEY(POINT_A)), i);
		/* A reflection within the pairing is left to the engine. */
		KUNIT_EXPECT_EQ(test, SAY(test, RX, PUBLIC_KEY(POINT_A)), i);
	}
	start(test, 16);
	KUNIT_EXPECT_EQ(test, SAY(test, RX, PUBLIC_KEY(POINT_A)), 12);
	/* The same X is enough. */
	KUNIT_EXPECT_EQ(test, SAY(test, RX, PUBLIC_KEY(MINUS_POINT_A)), 12);
	/* A peer's key is none of this host's, however often it comes. */
	KUNIT_EXPECT_EQ(test, SAY(test, RX, PUBLIC_KEY(POINT_B)), 0);
	start(test, 16);
	KUNIT_EXPECT_EQ(test, SAY(test, RX, PUBLIC_KEY(POINT_B)), 0);
	KUNIT_EXPECT_EQ(test, SAY(test, TX, PUBLIC_KEY(POINT_B)), 0);

	/* Two adapters of a machine may pair with each other. */
	t->live.hdev = &t->hdev[1];
	start(test, 16);
	KUNIT_EXPECT_EQ(test, SAY(test, RX, PUBLIC_KEY(POINT_A)), 0);
	KUNIT_EXPECT_EQ(test, SAY(test, TX, PUBLIC_KEY(POINT_A)), 0);
}

/* Debug mode has a rule of its own. */
static void debug_key_is_not_kept(struct kunit *test)
{
	int i;

	for (i = 0; i < 2; i++) {
		start(test, 16);
		KUNIT_EXPECT_EQ(test, SAY(test, TX, PUBLIC_KEY(DEBUG_POINT)), 0);
		KUNIT_EXPECT_EQ(test, SAY(test, RX, PUBLIC_KEY(DEBUG_POINT)), 0);
	}
	KUNIT_EXPECT_FALSE(test, values[TX][0].seen);
}

static bool nth(struct kunit *test, u8 direction, u16 n)
{
	u8 pdu[] = { CSRK(KEY_A) };

	pdu[1] = n;
	pdu[2] = n >> 8;
	start(test, 16);
	return say(test, direction, pdu, sizeof(pdu));
}

static void oldest_is_forgotten(struct kunit *test)
{
	int i;

	for (i = 0; i < KEYS_MAX; i++)
		KUNIT_EXPECT_FALSE(test, nth(test, TX, i));
	for (i = 0; i < KEYS_MAX; i++)
		KUNIT_EXPECT_TRUE(test, nth(test, TX, i));

	/*
	 * Keys of the other direction take no room, and a reuse refreshes a
	 * key.
	 */
	for (i = 0; i < KEYS_MAX; i++)
		nth(test, RX, i);
	KUNIT_EXPECT_TRUE(test, nth(test, TX, 0));
	KUNIT_EXPECT_FALSE(test, nth(test, TX, KEYS_MAX));
	KUNIT_EXPECT_TRUE(test, nth(test, TX, 0));
	KUNIT_EXPECT_TRUE(test, nth(test, TX, 2));
	KUNIT_EXPECT_FALSE(test, nth(test, TX, 1));
}

/* Only a hash with a secret of this load is kept of a key. */
static void nothing_is_left(struct kunit *test)
{
	static const u8 key[] = { KEY_A };
	struct smpg_known_key was;

	start(test, 16);
	SAY(test, TX, LTK(KEY_A));
	SAY(test, TX, RANDOM(KEY_A));
	was = known[TX][0];
	KUNIT_EXPECT_TRUE(test, was.seen);
	KUNIT_EXPECT_NE(test, memcmp(&was.hash, key, sizeof(was.hash)), 0);
	smpg_reuse_exit();
	KUNIT_EXPECT_NULL(test, memchr_inv(known, 0, sizeof(known)));
	KUNIT_EXPECT_NULL(test, memchr_inv(values, 0, sizeof(values)));
	KUNIT_EXPECT_NULL(test, memchr_inv(&secret, 0, sizeof(secret)));

	smpg_reuse_init();
	start(test, 16);
	KUNIT_EXPECT_FALSE(test, SAY(test, TX, LTK(KEY_A)));
	KUNIT_EXPECT_NE(test, known[TX][0].hash, was.hash);
}

static struct kunit_case reuse_cases[] = {
	KUNIT_CASE(key_is_of_one_pairing),
	KUNIT_CASE(key_is_of_one_peer),
	KUNIT_CASE(link_counts_as_a_pairing),
	KUNIT_CASE(directions_are_apart),
	KUNIT_CASE(ltk_counts_up_to_its_size),
	KUNIT_CASE(irk_is_of_one_adapter),
	KUNIT_CASE(peers_irk_is_of_one_identity),
	KUNIT_CASE(own_irk_is_known),
	KUNIT_CASE(weak_key_is_not_told_of_twice),
	KUNIT_CASE(key_is_known_when_it_was_noted),
	KUNIT_CASE(other_pdus_are_no_keys),
	KUNIT_CASE(random_is_of_one_pairing),
	KUNIT_CASE(public_key_is_of_one_adapter),
	KUNIT_CASE(debug_key_is_not_kept),
	KUNIT_CASE(oldest_is_forgotten),
	KUNIT_CASE(nothing_is_left),
	{}
};

static struct kunit_suite reuse_suite = {
	.name = "smpg_reuse",
	.init = reuse_init,
	.exit = reuse_exit,
	.test_cases = reuse_cases,
};

kunit_test_suite(reuse_suite);
