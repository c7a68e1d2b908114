// SPDX-License-Identifier: GPL-2.0
/* The SMP PDUs: lengths, values, and the key in each. */
#include <kunit/test.h>

#include "../engine/pdu.c"

/* Each PDU once, in order, with valid values (3.5 and 3.6). */
static const struct {
	u8 len;
	u8 key;
	u8 key_dist;
	u8 start[7];
} table[SMPG_PDU_MAX + 1] = {
	[0x01] = { 7, 0, 0, { 0x01, 4, 1, 0x2d, 16, 0x0f, 0x0f } },
	[0x02] = { 7, 0, 0, { 0x02, 0, 0, 0x00, 7, 0x00, 0x00 } },
	[0x03] = { 17, 0, 0, { 0x03 } },
	[0x04] = { 17, 0, 0, { 0x04 } },
	[0x05] = { 2, 0, 0, { 0x05, 0x08 } },
	[0x06] = { 17, SMP_GUARD_KEY_LTK, 1, { 0x06 } },
	[0x07] = { 11, SMP_GUARD_KEY_EDIV_RAND, 1, { 0x07 } },
	[0x08] = { 17, SMP_GUARD_KEY_IRK, 2, { 0x08 } },
	[0x09] = { 8, SMP_GUARD_KEY_IDENTITY_ADDRESS, 2, { 0x09, 1 } },
	[0x0a] = { 17, SMP_GUARD_KEY_CSRK, 4, { 0x0a } },
	[0x0b] = { 2, 0, 0, { 0x0b, 0x2d } },
	[0x0c] = { 65, 0, 0, { 0x0c } },
	[0x0d] = { 17, 0, 0, { 0x0d } },
	[0x0e] = { 2, 0, 0, { 0x0e, 4 } },
};

static void pdu_of_every_code(struct kunit *test)
{
	int code;

	for (code = 0; code < 256; code++) {
		bool known = code < ARRAY_SIZE(table);

		KUNIT_EXPECT_EQ(test, smpg_pdu_len(code),
				known ? table[code].len : 0);
		KUNIT_EXPECT_EQ(test, smpg_pdu_key(code),
				known ? table[code].key : 0);
		KUNIT_EXPECT_EQ(test, smpg_pdu_key_dist(code),
				known ? table[code].key_dist : 0);
	}
}

static void length_must_be_right(struct kunit *test)
{
	u8 pdu[128] = {};
	size_t len;
	int code;

	KUNIT_EXPECT_FALSE(test, smpg_pdu_valid(pdu, 0));
	for (code = 0; code < 256; code++) {
		bool known = code && code < ARRAY_SIZE(table);

		pdu[0] = code;
		if (known)
			memcpy(pdu, table[code].start, sizeof(table[0].start));
		for (len = 1; len < sizeof(pdu); len++)
			KUNIT_EXPECT_EQ_MSG(test, smpg_pdu_valid(pdu, len),
					    known && len == table[code].len,
					    "code %d, length %zu", code, len);
	}
}

/* Set one octet to every value; only @first to @last are valid. */
static void expect_range(struct kunit *test, u8 code, int at, int first,
			 int last)
{
	u8 pdu[65] = {};
	int value;

	memcpy(pdu, table[code].start, sizeof(table[0].start));
	for (value = 0; value < 256; value++) {
		pdu[at] = value;
		KUNIT_EXPECT_EQ_MSG(test, smpg_pdu_valid(pdu, table[code].len),
				    value >= first && value <= last,
				    "code %d, octet %d, value %d", code, at,
				    value);
	}
}

static void values_must_exist(struct kunit *test)
{
	u8 code;

	for (code = SMPG_PAIRING_REQUEST; code <= SMPG_PAIRING_RESPONSE; code++) {
		expect_range(test, code, 1, 0, 4);	/* IO capability */
		expect_range(test, code, 2, 0, 1);	/* OOB data */
		expect_range(test, code, 4, 7, 16);	/* key size */
		/* Receivers ignore reserved bits. */
		expect_range(test, code, 5, 0, 255);
		expect_range(test, code, 6, 0, 255);
	}
	expect_range(test, SMPG_PAIRING_FAILED, 1, 0x01, 0x0f);
	expect_range(test, SMPG_IDENTITY_ADDRESS_INFORMATION, 1, 0, 1);
	expect_range(test, SMPG_SECURITY_REQUEST, 1, 0, 255);
	expect_range(test, SMPG_PAIRING_KEYPRESS, 1, 0, 4);
}

static void bonding_flags_above_one_are_reserved(struct kunit *test)
{
	u8 pdu[7];
	int auth;

	memcpy(pdu, table[SMPG_PAIRING_REQUEST].start, sizeof(pdu));
	for (auth = 0; auth < 256; auth++) {
		pdu[3] = auth;
		KUNIT_EXPECT_EQ(test, smpg_pdu_valid(pdu, sizeof(pdu)),
				!(auth & 2));
	}
}

static void form_is_judged_in_one_order(struct kunit *test)
{
	u8 pdu[] = { SMPG_PAIRING_KEYPRESS, 5, 0 };

	KUNIT_EXPECT_EQ(test, smpg_pdu_malformed(pdu, 2),
			SMP_GUARD_WHY_BAD_VALUE);
	KUNIT_EXPECT_EQ(test, smpg_pdu_malformed(pdu, 3),
			SMP_GUARD_WHY_WRONG_LENGTH);
	KUNIT_EXPECT_EQ(test, smpg_pdu_malformed(pdu, 1),
			SMP_GUARD_WHY_WRONG_LENGTH);
	pdu[1] = 4;
	KUNIT_EXPECT_EQ(test, smpg_pdu_malformed(pdu, 2), SMP_GUARD_WHY_NONE);
	pdu[0] = SMPG_PDU_MAX + 1;
	KUNIT_EXPECT_EQ(test, smpg_pdu_malformed(pdu, 2),
			SMP_GUARD_WHY_RESERVED_CODE);
}

/* Passkey Entry takes a key with the same X for the same (CVE-2020-26558). */
static void reflected_is_the_whole_value_or_x(struct kunit *test)
{
	u8 own[64] = { 1, [31] = 2, [32] = 3 }, other[64];

	memcpy(other, own, sizeof(own));
	other[63] = 4;
	KUNIT_EXPECT_EQ(test, smpg_pdu_reflected(SMPG_PAIRING_PUBLIC_KEY, own,
						 other),
			SMP_GUARD_WHY_REFLECTED);
	other[31] = 5;
	KUNIT_EXPECT_EQ(test, smpg_pdu_reflected(SMPG_PAIRING_PUBLIC_KEY, own,
						 other), SMP_GUARD_WHY_NONE);
	KUNIT_EXPECT_EQ(test, smpg_pdu_reflected(SMPG_PAIRING_CONFIRM, own,
						 other),
			SMP_GUARD_WHY_REFLECTED);
	other[15] = 6;
	KUNIT_EXPECT_EQ(test, smpg_pdu_reflected(SMPG_PAIRING_CONFIRM, own,
						 other), SMP_GUARD_WHY_NONE);
}

static struct kunit_case pdu_cases[] = {
	KUNIT_CASE(pdu_of_every_code),
	KUNIT_CASE(length_must_be_right),
	KUNIT_CASE(values_must_exist),
	KUNIT_CASE(bonding_flags_above_one_are_reserved),
	KUNIT_CASE(form_is_judged_in_one_order),
	KUNIT_CASE(reflected_is_the_whole_value_or_x),
	{}
};

static struct kunit_suite pdu_suite = {
	.name = "smpg_pdu",
	.test_cases = pdu_cases,
};

kunit_test_suite(pdu_suite);
