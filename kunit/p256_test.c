// SPDX-License-Identifier: GPL-2.0
/* Public keys on the curve and off it. */
#include <kunit/test.h>

#include "pdus.h"
#include "../engine/p256.c"

static const u8 points[][64] = {
	{ DEBUG_POINT }, { POINT_A }, { MINUS_POINT_A }, { POINT_B },
};

static void points_are_on_the_curve(struct kunit *test)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(points); i++)
		KUNIT_EXPECT_TRUE(test, smpg_p256_point(points[i]));
}

static void one_bit_away_is_off_the_curve(struct kunit *test)
{
	u8 key[64];
	int i, bit;

	for (i = 0; i < ARRAY_SIZE(points); i++) {
		for (bit = 0; bit < 512; bit++) {
			memcpy(key, points[i], sizeof(key));
			key[bit / 8] ^= BIT(bit % 8);
			KUNIT_EXPECT_FALSE(test, smpg_p256_point(key));
		}
	}
}

/* The negative of a point is a point: Y' = p - Y. */
static void negative_is_on_the_curve(struct kunit *test)
{
	struct element y, negative;
	u8 key[64];
	int i, j;

	for (i = 0; i < ARRAY_SIZE(points); i++) {
		memcpy(key, points[i], sizeof(key));
		y = parse(key + 32);
		negative = p;
		sub_limbs(&negative, &y);
		for (j = 0; j < 32; j++)
			key[32 + j] = negative.limb[j / 4] >> 8 * (j % 4);
		KUNIT_EXPECT_TRUE(test, smpg_p256_point(key));
	}
}

/* Fixed Coordinate Invalid Curve (CVE-2018-5383), and what is no coordinate. */
static void invalid_coordinates(struct kunit *test)
{
	u8 key[64] = { };

	KUNIT_EXPECT_FALSE(test, smpg_p256_point(key));
	memcpy(key, points[0], 32);
	KUNIT_EXPECT_FALSE(test, smpg_p256_point(key));
	memset(key, 0xff, sizeof(key));
	KUNIT_EXPECT_FALSE(test, smpg_p256_point(key));
}

/* A coordinate that is not reduced is refused, though it fits the equation. */
static void coordinates_are_below_p(struct kunit *test)
{
	/* X = 5 is a point's: (5, Y), and so would be X = p + 5. */
	static const u8 y_of_five[32] = {
		0xcc, 0xfb, 0x48, 0x32, 0x08, 0x5c, 0x41, 0x33,
		0xc5, 0xa3, 0xd9, 0x64, 0x3c, 0x50, 0xca, 0x11,
		0xde, 0x7a, 0x81, 0x99, 0xce, 0x3b, 0x91, 0xfe,
		0x06, 0x18, 0x58, 0xaa, 0xb9, 0x43, 0x92, 0x45,
	};
	struct element x = { .limb = { 5 } };
	u8 key[64] = { 5 };
	int i;

	memcpy(key + 32, y_of_five, sizeof(y_of_five));
	KUNIT_EXPECT_TRUE(test, smpg_p256_point(key));
	KUNIT_EXPECT_EQ(test, add_limbs(&x, &p), 0);
	for (i = 0; i < 32; i++)
		key[i] = x.limb[i / 4] >> 8 * (i % 4);
	KUNIT_EXPECT_FALSE(test, smpg_p256_point(key));
}

/* The lower limbs decide where the upper ones are alike. */
static void elements_in_order(struct kunit *test)
{
	struct element x = { { 1 } }, y = { { 2 } };

	KUNIT_EXPECT_TRUE(test, is_below(&x, &y));
	KUNIT_EXPECT_FALSE(test, is_below(&y, &x));
	KUNIT_EXPECT_FALSE(test, is_below(&x, &x));
	x.limb[LIMBS - 1] = 1;
	KUNIT_EXPECT_FALSE(test, is_below(&x, &y));
}

static struct kunit_case p256_cases[] = {
	KUNIT_CASE(elements_in_order),
	KUNIT_CASE(points_are_on_the_curve),
	KUNIT_CASE(one_bit_away_is_off_the_curve),
	KUNIT_CASE(negative_is_on_the_curve),
	KUNIT_CASE(invalid_coordinates),
	KUNIT_CASE(coordinates_are_below_p),
	{}
};

static struct kunit_suite p256_suite = {
	.name = "smpg_p256",
	.test_cases = p256_cases,
};

kunit_test_suite(p256_suite);
