// SPDX-License-Identifier: GPL-2.0
/* Keys that are not random, up to the limits of every test. */
#include <kunit/test.h>

#include "pdus.h"
#include "../engine/keys.c"

static const u8 key_a[] = { KEY_A };

static void reverse(u8 *to, const u8 *from, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		to[i] = from[n - 1 - i];
}

static void random_keys_pass(struct kunit *test)
{
	static const u8 keys[][SMPG_KEY_LEN] = {
		{ KEY_A }, { KEY_B }, { KEY_C }, { KEY_D },
		/* From the recorded trace: the peer's LTK, and the STK. */
		{ 0xb2, 0x2e, 0xf8, 0x0c, 0x48, 0x1a, 0x8b, 0x49,
		  0x29, 0xe7, 0x15, 0x9e, 0x0c, 0x2b, 0x0b, 0xa3 },
		{ 0x76, 0x89, 0xa6, 0xb5, 0x37, 0x15, 0x37, 0xb2,
		  0x4f, 0x2c, 0x7c, 0x78, 0x05, 0x68, 0x8d, 0xf6 },
	};
	size_t i, len;

	for (i = 0; i < ARRAY_SIZE(keys); i++)
		for (len = SMPG_KEY_LEN_MIN; len <= SMPG_KEY_LEN; len++)
			KUNIT_EXPECT_EQ(test, smpg_key_weak(keys[i], len),
					SMP_GUARD_WHY_NONE);
}

static void trace_keys_are_progressions(struct kunit *test)
{
	static const u8 key[] = { KEY_TRACE }, rand[] = { RAND_TRACE };

	KUNIT_EXPECT_EQ(test, smpg_key_weak(key, 16),
			SMP_GUARD_WHY_PROGRESSION);
	KUNIT_EXPECT_EQ(test, smpg_key_weak(rand, 8), SMP_GUARD_WHY_PROGRESSION);
}

/* At least three quarters equal octets, wherever the others are. */
static void nearly_constant(struct kunit *test)
{
	static const u8 sizes[] = { 7, 8, 12, 16 };
	u8 key[SMPG_KEY_LEN];
	size_t i, j, n, others;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		n = sizes[i];
		for (j = 0; j < n; j++) {
			for (others = 0; others <= n / 4 + 1; others++) {
				memset(key, j & 1 ? 0x00 : 0xc5, sizeof(key));
				if (others)
					key[j] = 0x11;
				if (others > 1)
					key[(j + 1) % n] = 0x72;
				if (others > 2)
					key[(j + 4) % n] = 0x3b;
				if (others > 3)
					key[(j + 6) % n] = 0x9a;
				if (others > 4)
					key[(j + 9) % n] = 0x2f;
				KUNIT_EXPECT_EQ_MSG(test, smpg_key_weak(key, n),
						    others <= n / 4 ?
						    SMP_GUARD_WHY_CONSTANT :
						    SMP_GUARD_WHY_NONE,
						    "%zu of %zu differ, at %zu",
						    others, n, j);
			}
		}
	}
}

static void periodic(struct kunit *test)
{
	u8 key[SMPG_KEY_LEN];
	size_t i, n, p;

	for (n = SMPG_KEY_LEN_MIN; n <= SMPG_KEY_LEN; n++) {
		/* Period 1 is found as constant. */
		for (p = 2; p <= n; p++) {
			for (i = 0; i < n; i++)
				key[i] = key_a[i % p];
			KUNIT_EXPECT_EQ_MSG(test, smpg_key_weak(key, n),
					    p <= n / 2 ? SMP_GUARD_WHY_PERIODIC :
					    SMP_GUARD_WHY_NONE,
					    "period %zu of %zu octets", p, n);
		}
	}
}

static void progression_of_octets(struct kunit *test)
{
	u8 key[SMPG_KEY_LEN];
	int first, step, i;
	size_t n;

	for (n = SMPG_KEY_LEN_MIN; n <= SMPG_KEY_LEN; n++) {
		for (first = 0; first < 256; first += 51) {
			for (step = 0; step < 256; step++) {
				for (i = 0; i < n; i++)
					key[i] = first + i * step;
				KUNIT_EXPECT_NE(test, smpg_key_weak(key, n),
						SMP_GUARD_WHY_NONE);
			}
		}
		for (i = 0; i < n; i++)
			key[i] = i;
		KUNIT_EXPECT_EQ(test, smpg_key_weak(key, n),
				SMP_GUARD_WHY_PROGRESSION);
		/* One octet out of step ends the progression. */
		key[n - 1]++;
		KUNIT_EXPECT_EQ(test, smpg_key_weak(key, n), SMP_GUARD_WHY_NONE);
	}
}

/* Words of 2 and 4 octets, in both orders of octets, up and down. */
static void progression_of_words(struct kunit *test)
{
	static const u32 steps[] = { 1, -1, 0x1357, -0x1357, 0x89abcdef };
	u8 key[SMPG_KEY_LEN], swapped[SMPG_KEY_LEN];
	size_t i, s, width, at;
	u32 word;

	for (width = 2; width <= 4; width *= 2) {
		for (s = 0; s < ARRAY_SIZE(steps); s++) {
			word = 0x5d0bc891;
			for (i = 0; i < sizeof(key); i += width) {
				for (at = 0; at < width; at++)
					key[i + at] = word >> (8 * at);
				word += steps[s];
			}
			KUNIT_EXPECT_EQ(test, smpg_key_weak(key, 16),
					SMP_GUARD_WHY_PROGRESSION);
			reverse(swapped, key, sizeof(key));
			KUNIT_EXPECT_EQ(test, smpg_key_weak(swapped, 16),
					SMP_GUARD_WHY_PROGRESSION);
			key[15] ^= 0x80;
			KUNIT_EXPECT_EQ(test, smpg_key_weak(key, 16),
					SMP_GUARD_WHY_NONE);
		}
	}
}

static void published_in_both_orders(struct kunit *test)
{
	u8 key[SMPG_KEY_LEN];
	size_t i;

	for (i = 0; i < ARRAY_SIZE(published); i++) {
		KUNIT_EXPECT_NE(test, smpg_key_weak(published[i], 16),
				SMP_GUARD_WHY_NONE);
		reverse(key, published[i], sizeof(key));
		KUNIT_EXPECT_NE(test, smpg_key_weak(key, 16), SMP_GUARD_WHY_NONE);
		key[0] ^= 1;
		KUNIT_EXPECT_EQ_MSG(test, smpg_key_weak(key, 16),
				    SMP_GUARD_WHY_NONE, "entry %zu", i);
	}
	/* The specification's samples are random, but public. */
	KUNIT_EXPECT_EQ(test, smpg_key_weak(published[0], 16),
			SMP_GUARD_WHY_PUBLISHED);
	/* A part of a published key does not count. */
	KUNIT_EXPECT_EQ(test, smpg_key_weak(published[0], 15), SMP_GUARD_WHY_NONE);
}

/* Octets beyond the negotiated size change no verdict. */
static void octets_beyond_the_size_do_not_count(struct kunit *test)
{
	u8 key[SMPG_KEY_LEN] = {};

	memcpy(key, key_a, 7);
	KUNIT_EXPECT_EQ(test, smpg_key_weak(key, 7), SMP_GUARD_WHY_NONE);

	memcpy(key, key_a, sizeof(key));
	memset(key, 0, 7);
	KUNIT_EXPECT_EQ(test, smpg_key_weak(key, 7), SMP_GUARD_WHY_CONSTANT);
	KUNIT_EXPECT_EQ(test, smpg_key_weak(key, 16), SMP_GUARD_WHY_NONE);
}

/* As bluetoothd gives it to the kernel: in the order of the air */
static void blocked_irk(struct kunit *test)
{
	static const u8 irk[] = {
		0xa5, 0x99, 0xba, 0xe4, 0xe1, 0x7c, 0xa6, 0x18,
		0x22, 0x8e, 0x07, 0x56, 0xb4, 0xe8, 0x5f, 0x01,
	};

	KUNIT_EXPECT_EQ(test, smpg_key_weak(irk, 16), SMP_GUARD_WHY_PUBLISHED);
}

static void published_key_pairs(struct kunit *test)
{
	u8 x[32];
	int i;

	KUNIT_EXPECT_EQ(test, smpg_key_pair_known(debug_x), SMP_GUARD_WHY_DEBUG);
	for (i = 0; i < ARRAY_SIZE(sample_x); i++) {
		memcpy(x, sample_x[i], sizeof(x));
		KUNIT_EXPECT_EQ(test, smpg_key_pair_known(x),
				SMP_GUARD_WHY_PUBLISHED);
		KUNIT_EXPECT_FALSE(test, smpg_debug_key(x));
		x[31] ^= 1;
		KUNIT_EXPECT_EQ(test, smpg_key_pair_known(x),
				SMP_GUARD_WHY_NONE);
	}
}

static struct kunit_case keys_cases[] = {
	KUNIT_CASE(random_keys_pass),
	KUNIT_CASE(trace_keys_are_progressions),
	KUNIT_CASE(nearly_constant),
	KUNIT_CASE(periodic),
	KUNIT_CASE(progression_of_octets),
	KUNIT_CASE(progression_of_words),
	KUNIT_CASE(published_in_both_orders),
	KUNIT_CASE(blocked_irk),
	KUNIT_CASE(published_key_pairs),
	KUNIT_CASE(octets_beyond_the_size_do_not_count),
	{}
};

static struct kunit_suite keys_suite = {
	.name = "smpg_keys",
	.test_cases = keys_cases,
};

kunit_test_suite(keys_suite);
