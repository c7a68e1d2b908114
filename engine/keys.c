// SPDX-License-Identifier: GPL-2.0
/*
 * Is a key random? Every test below flags so few values that practically no
 * random key is among them. With n the octets of a key:
 *
 *	test		values flagged			n = 16	n = 7
 *	constant	256 * sum(C(n, k) * 255^k),	2^50.8	2^18.8
 *			k = 0..n/4
 *	periodic	sum(256^p), p = 1..n/2		2^64.0	2^24.0
 *	progression	256^2, and for n = 16 twice	2^65.0	2^16.0
 *			256^4 and twice 256^8
 *	published	2 for each listed		2^5	0
 *	sum						2^65.6	2^24.1
 *	of all values					2^-62.4	2^-31.9
 *
 * Rand (n = 8) is flagged once in 2^32 values.
 */
#include "smpg_engine.h"

/*
 * Keys printed in documents, most significant octet first; a host may use one
 * of them in either order of octets.
 */
static const u8 published[][SMPG_KEY_LEN] = {
	/* LTK of the LE encryption sample data, Vol 6, Part C, 1 */
	{ 0x4c, 0x68, 0x38, 0x41, 0x39, 0xf5, 0x74, 0xd8,
	  0x36, 0xbc, 0xf3, 0x4e, 0x9d, 0xfb, 0x01, 0xbf },
	/* STK of the example of s1, 2.2.4 */
	{ 0x9a, 0x1f, 0xe1, 0xf0, 0xe8, 0xb0, 0xf4, 0x9b,
	  0x5b, 0x42, 0x16, 0xae, 0x79, 0x6d, 0xa0, 0x62 },
	/* LTK of the sample data of f5, Appendix D.3 */
	{ 0x69, 0x86, 0x79, 0x11, 0x69, 0xd7, 0xcd, 0x23,
	  0x98, 0x05, 0x22, 0xb5, 0x94, 0x75, 0x0a, 0x38 },
	/* MacKey of the sample data of f5, Appendix D.3 */
	{ 0x29, 0x65, 0xf1, 0x76, 0xa1, 0x08, 0x4a, 0x02,
	  0xfd, 0x3f, 0x6a, 0x20, 0xce, 0x63, 0x6e, 0x20 },
	/* key of the sample data of h6 and ah, Appendix D.6 and D.7 */
	{ 0xec, 0x02, 0x34, 0xa3, 0x57, 0xc8, 0xad, 0x05,
	  0x34, 0x10, 0x10, 0xa6, 0x0a, 0x39, 0x7d, 0x9b },
	/* result of the sample data of h6, Appendix D.6 */
	{ 0x2d, 0x9a, 0xe1, 0x02, 0xe7, 0x6d, 0xc9, 0x1c,
	  0xe8, 0xd3, 0xa9, 0xe2, 0x80, 0xb1, 0x63, 0x99 },
	/* result of the sample data of h7, Appendix D.8 */
	{ 0xfb, 0x17, 0x35, 0x97, 0xc6, 0xa3, 0xc0, 0xec,
	  0xd2, 0x99, 0x8c, 0x2a, 0x75, 0xa5, 0x70, 0x11 },
	/* AES-128 example key, FIPS 197, Appendix A.1; RFC 4493, 4 */
	{ 0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6,
	  0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c },
	/* "0123456789abcdef", as digits */
	{ 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37,
	  0x38, 0x39, 0x61, 0x62, 0x63, 0x64, 0x65, 0x66 },
	/* "0123456789ABCDEF" */
	{ 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37,
	  0x38, 0x39, 0x41, 0x42, 0x43, 0x44, 0x45, 0x46 },
	/* "1234567890123456" */
	{ 0x31, 0x32, 0x33, 0x34, 0x35, 0x36, 0x37, 0x38,
	  0x39, 0x30, 0x31, 0x32, 0x33, 0x34, 0x35, 0x36 },
	/* IRK of security keys, which bluetoothd blocks */
	{ 0x01, 0x5f, 0xe8, 0xb4, 0x56, 0x07, 0x8e, 0x22,
	  0x18, 0xa6, 0x7c, 0xe1, 0xe4, 0xba, 0x99, 0xa5 },
	/* "ZigBeeAlliance09", a default copied between projects */
	{ 0x5a, 0x69, 0x67, 0x42, 0x65, 0x65, 0x41, 0x6c,
	  0x6c, 0x69, 0x61, 0x6e, 0x63, 0x65, 0x30, 0x39 },
};

/* The x coordinate of the debug public key (2.3.5.6.1), as on the air. */
static const u8 debug_x[] = {
	0xe6, 0x9d, 0x35, 0x0e, 0x48, 0x01, 0x03, 0xcc,
	0xdb, 0xfd, 0xf4, 0xac, 0x11, 0x91, 0xf4, 0xef,
	0xb9, 0xa5, 0xf9, 0xe9, 0xa7, 0x83, 0x2c, 0x5e,
	0x2c, 0xbe, 0x97, 0xf2, 0xd2, 0x03, 0xb0, 0x20,
};

/*
 * The x coordinates of other public keys whose private keys are printed: keys B, A and
 * B of the P-256 sample data (Vol 2, Part G, 7.1.2); key A of the first data set is
 * the debug key.
 */
static const u8 sample_x[][32] = {
	{ 0x90, 0xa1, 0xaa, 0x2f, 0xb2, 0x77, 0x90, 0x55,
	  0x9f, 0xa6, 0x15, 0x86, 0xfd, 0x8a, 0xb5, 0x47,
	  0x00, 0x4c, 0x9e, 0xf1, 0x84, 0x22, 0x59, 0x09,
	  0x96, 0x1d, 0xaf, 0x1f, 0xf0, 0xf0, 0xa1, 0x1e },
	{ 0xdd, 0x78, 0x5c, 0x74, 0x03, 0x9b, 0x7e, 0x98,
	  0xcb, 0x94, 0x87, 0x4a, 0xad, 0xfa, 0xf8, 0xd5,
	  0x43, 0x3e, 0x5c, 0xaf, 0xea, 0xb5, 0x4c, 0xf4,
	  0x9e, 0x80, 0x79, 0x57, 0x7b, 0xa4, 0x31, 0x2c },
	{ 0xcc, 0x00, 0x65, 0xe1, 0xf5, 0x6c, 0x0d, 0xcf,
	  0xec, 0x96, 0x47, 0x20, 0x66, 0xc9, 0xdb, 0x84,
	  0x81, 0x75, 0xa8, 0x4d, 0xc0, 0xdf, 0xc7, 0x9d,
	  0x1b, 0x3f, 0x3d, 0xf2, 0x3f, 0xe4, 0x65, 0xf4 },
};

/* At least three quarters of the octets have one value, such as zero. */
static bool is_constant(const u8 *key, size_t n)
{
	size_t i, j, same;

	/* One of the first n / 4 + 1 octets has the common value. */
	for (i = 0; i <= n / 4; i++) {
		for (j = 0, same = 0; j < n; j++)
			same += key[j] == key[i];
		if (same >= n - n / 4)
			return true;
	}
	return false;
}

static bool is_periodic(const u8 *key, size_t n)
{
	size_t p;

	for (p = 1; p <= n / 2; p++)
		if (!memcmp(key, key + p, n - p))
			return true;
	return false;
}

static u32 word_at(const u8 *p, size_t width, bool big)
{
	u32 word = 0;
	size_t i;

	for (i = 0; i < width; i++)
		word = word << 8 | p[big ? i : width - 1 - i];
	return word;
}

static bool is_progression_of(const u8 *key, size_t n, size_t width, bool big)
{
	u32 mask = width < 4 ? BIT(8 * width) - 1 : 0xffffffff;
	u32 step, prev, word;
	size_t i;

	prev = word_at(key + width, width, big);
	step = (prev - word_at(key, width, big)) & mask;
	for (i = 2 * width; i < n; i += width, prev = word) {
		word = word_at(key + i, width, big);
		if (((word - prev) & mask) != step)
			return false;
	}
	return true;
}

/* Octets with a constant step; in a key of 16 octets, words as well. */
static bool is_progression(const u8 *key, size_t n)
{
	size_t width;

	if (is_progression_of(key, n, 1, false))
		return true;
	if (n != SMPG_KEY_LEN)
		return false;
	for (width = 2; width <= 4; width *= 2)
		if (is_progression_of(key, n, width, false) ||
		    is_progression_of(key, n, width, true))
			return true;
	return false;
}

static bool is_published(const u8 *key, size_t n)
{
	size_t i, j;

	if (n != SMPG_KEY_LEN)
		return false;

	for (i = 0; i < ARRAY_SIZE(published); i++) {
		for (j = 0; j < n && key[j] == published[i][n - 1 - j]; j++)
			;
		if (j == n || !memcmp(key, published[i], n))
			return true;
	}
	return false;
}

/**
 * smpg_key_weak() - does a key look as if it were not random?
 * @key: its octets, in either order
 * @len: how many of them count: the negotiated size for an LTK, 8 for Rand,
 *	16 for every other key; at least SMPG_KEY_LEN_MIN
 *
 * Return: the first reason found, SMP_GUARD_WHY_NONE for a key that looks random.
 */
u8 smpg_key_weak(const u8 *key, size_t len)
{
	if (is_constant(key, len))
		return SMP_GUARD_WHY_CONSTANT;
	if (is_periodic(key, len))
		return SMP_GUARD_WHY_PERIODIC;
	if (is_progression(key, len))
		return SMP_GUARD_WHY_PROGRESSION;
	if (is_published(key, len))
		return SMP_GUARD_WHY_PUBLISHED;
	return SMP_GUARD_WHY_NONE;
}

/**
 * smpg_debug_key() - is a public key the debug key (2.3.5.6.1)?
 * @x: its x coordinate, as in Pairing Public Key
 */
bool smpg_debug_key(const u8 *x)
{
	return !memcmp(x, debug_x, sizeof(debug_x));
}

/**
 * smpg_key_pair_known() - is the private key of a public key published?
 * @x: its x coordinate, as in Pairing Public Key
 *
 * Return: SMP_GUARD_WHY_DEBUG or _PUBLISHED, SMP_GUARD_WHY_NONE if not.
 */
u8 smpg_key_pair_known(const u8 *x)
{
	size_t i;

	if (smpg_debug_key(x))
		return SMP_GUARD_WHY_DEBUG;
	for (i = 0; i < ARRAY_SIZE(sample_x); i++)
		if (!memcmp(x, sample_x[i], sizeof(sample_x[i])))
			return SMP_GUARD_WHY_PUBLISHED;
	return SMP_GUARD_WHY_NONE;
}
