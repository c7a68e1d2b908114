// SPDX-License-Identifier: GPL-2.0
/* Public keys on the curve and off it. */
#include <kunit/test.h>

#include "../engine/p256.c"

/* The public keys of the sample data of f4 and of debug mode, as on the air. */
static const u8 points[][64] = {
	/* Vol 3, Part H, 2.3.5.6.1 */
	{
		0xe6, 0x9d, 0x35, 0x0e, 0x48, 0x01, 0x03, 0xcc,
		0xdb, 0xfd, 0xf4, 0xac, 0x11, 0x91, 0xf4, 0xef,
		0xb9, 0xa5, 0xf9, 0xe9, 0xa7, 0x83, 0x2c, 0x5e,
		0x2c, 0xbe, 0x97, 0xf2, 0xd2, 0x03, 0xb0, 0x20,
		0x8b, 0xd2, 0x89, 0x15, 0xd0, 0x8e, 0x1c, 0x74,
		0x24, 0x30, 0xed, 0x8f, 0xc2, 0x45, 0x63, 0x76,
		0x5c, 0x15, 0x52, 0x5a, 0xbf, 0x9a, 0x32, 0x63,
		0x6d, 0xeb, 0x2a, 0x65, 0x49, 0x9c, 0x80, 0xdc,
	},
	/* the base point, FIPS 186-4, D.1.2.3 */
	{
		0x96, 0xc2, 0x98, 0xd8, 0x45, 0x39, 0xa1, 0xf4,
		0xa0, 0x33, 0xeb, 0x2d, 0x81, 0x7d, 0x03, 0x77,
		0xf2, 0x40, 0xa4, 0x63, 0xe5, 0xe6, 0xbc, 0xf8,
		0x47, 0x42, 0x2c, 0xe1, 0xf2, 0xd1, 0x17, 0x6b,
		0xf5, 0x51, 0xbf, 0x37, 0x68, 0x40, 0xb6, 0xcb,
		0xce, 0x5e, 0x31, 0x6b, 0x57, 0x33, 0xce, 0x2b,
		0x16, 0x9e, 0x0f, 0x7c, 0x4a, 0xeb, 0xe7, 0x8e,
		0x9b, 0x7f, 0x1a, 0xfe, 0xe2, 0x42, 0xe3, 0x4f,
	},
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

static struct kunit_case p256_cases[] = {
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
