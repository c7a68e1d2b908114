// SPDX-License-Identifier: GPL-2.0
/* The PDUs of authentication, in the order of every association model. */
#include <kunit/test.h>

#include "pdus.h"
#include "../engine/order.c"

/* Codes of the PDUs in order; those of the responder are upper-case. */
static void expect_order(struct kunit *test, bool sc, u8 method,
			 const char *want)
{
	u8 side, code;
	unsigned int n;

	for (n = 0; want[n]; n++) {
		KUNIT_EXPECT_TRUE(test,
				  smpg_order(sc, method, n, &side, &code));
		KUNIT_EXPECT_EQ_MSG(test, side, want[n] >= 'A' &&
				    want[n] <= 'Z' ? SMPG_RESPONDER :
						     SMPG_INITIATOR,
				    "place %u", n);
		switch (want[n] | 0x20) {
		case 'k':
			KUNIT_EXPECT_EQ(test, code, SMPG_PAIRING_PUBLIC_KEY);
			break;
		case 'c':
			KUNIT_EXPECT_EQ(test, code, SMPG_PAIRING_CONFIRM);
			break;
		case 'r':
			KUNIT_EXPECT_EQ(test, code, SMPG_PAIRING_RANDOM);
			break;
		case 'd':
			KUNIT_EXPECT_EQ(test, code, SMPG_PAIRING_DHKEY_CHECK);
			break;
		}
	}
	KUNIT_EXPECT_FALSE(test, smpg_order(sc, method, n, &side, &code));
}

static void legacy_is_the_same_for_all(struct kunit *test)
{
	u8 method;

	for (method = 0; method < __SMP_GUARD_METHOD_MAX; method++)
		expect_order(test, false, method, "cCrR");
}

static void secure_connections(struct kunit *test)
{
	char passkey[2 + 20 * 4 + 2 + 1] = "kK";
	int bit;

	/* A round for each bit of the passkey. */
	for (bit = 0; bit < 20; bit++)
		strcat(passkey, "cCrR");
	strcat(passkey, "dD");

	expect_order(test, true, SMP_GUARD_METHOD_JUST_WORKS, "kKCrRdD");
	expect_order(test, true, SMP_GUARD_METHOD_NUMERIC_COMPARISON,
		     "kKCrRdD");
	expect_order(test, true, SMP_GUARD_METHOD_OOB, "kKrRdD");
	expect_order(test, true,
		     SMP_GUARD_METHOD_PASSKEY_INITIATOR_DISPLAYS, passkey);
	expect_order(test, true, SMP_GUARD_METHOD_PASSKEY_BOTH_INPUT, passkey);
}

static void keys(struct kunit *test)
{
	unsigned int n;

	for (n = 0; n < 5; n++)
		KUNIT_EXPECT_EQ(test, smpg_key_order(n),
				SMPG_ENCRYPTION_INFORMATION + n);
	KUNIT_EXPECT_EQ(test, smpg_key_order(5), 0);
}

static struct kunit_case order_cases[] = {
	KUNIT_CASE(legacy_is_the_same_for_all),
	KUNIT_CASE(secure_connections),
	KUNIT_CASE(keys),
	{}
};

static struct kunit_suite order_suite = {
	.name = "smpg_order",
	.test_cases = order_cases,
};

kunit_test_suite(order_suite);
