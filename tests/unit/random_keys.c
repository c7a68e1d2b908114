// SPDX-License-Identifier: GPL-2.0
/*
 * What the table at the top of engine/keys.c says: random keys are not flagged,
 * and each test flags as many values as it claims.
 */
#include <stdio.h>
#include <stdlib.h>

#include "../../engine/keys.c"

#define KEYS	10000000

static int failures;

static void check(bool ok, const char *name)
{
	printf("%s - %s\n", ok ? "ok" : "not ok", name);
	failures += !ok;
}

/* xoshiro256**, of Blackman and Vigna, seeded by splitmix64. */
static u64 state[4];

static void seed(u64 x)
{
	size_t i;
	u64 z;

	for (i = 0; i < ARRAY_SIZE(state); i++) {
		x += 0x9e3779b97f4a7c15;
		z = (x ^ x >> 30) * 0xbf58476d1ce4e5b9;
		z = (z ^ z >> 27) * 0x94d049bb133111eb;
		state[i] = z ^ z >> 31;
	}
}

static u64 rotate(u64 x, int by)
{
	return x << by | x >> (64 - by);
}

static u64 draw(void)
{
	u64 result = rotate(state[1] * 5, 7) * 9;
	u64 t = state[1] << 17;

	state[2] ^= state[0];
	state[3] ^= state[1];
	state[1] ^= state[2];
	state[0] ^= state[3];
	state[2] ^= t;
	state[3] = rotate(state[3], 45);
	return result;
}

static void random_keys(size_t len)
{
	unsigned int i, weak = 0;
	char name[80];
	u64 key[2];

	seed(len);
	for (i = 0; i < KEYS; i++) {
		key[0] = draw();
		key[1] = draw();
		weak += smpg_key_weak((u8 *)key, len) != SMP_GUARD_WHY_NONE;
	}
	snprintf(name, sizeof(name),
		 "keys: %u of %u random ones of %zu octets are weak", weak, KEYS,
		 len);
	check(!weak, name);
}

static u64 power(u64 base, unsigned int exponent)
{
	return exponent ? base * power(base, exponent - 1) : 1;
}

static u64 choose(u64 n, u64 k)
{
	return k ? choose(n - 1, k - 1) * n / k : 1;
}

struct counts {
	u64 constant;
	u64 periodic;
	u64 progression;
};

/*
 * All keys of @n octets, each octet a multiple of 256 / @a. Those @a values are
 * closed under addition, so the table's formulas hold with @a in place of 256.
 */
static struct counts count(size_t n, unsigned int a)
{
	struct counts c = {};
	u8 key[SMPG_KEY_LEN];
	u64 all = power(a, n), i, rest;
	size_t j;

	for (i = 0; i < all; i++) {
		for (j = 0, rest = i; j < n; j++, rest /= a)
			key[j] = rest % a * (256 / a);
		c.constant += is_constant(key, n);
		c.periodic += is_periodic(key, n);
		c.progression += is_progression_of(key, n, 1, false);
	}
	return c;
}

/*
 * A key with periods p and q and at least p + q - gcd(p, q) octets has their
 * greatest common divisor as a period as well (Fine and Wilf): with periods of
 * at most half its length, a key is counted once, at its shortest. The number
 * of those that repeat nothing shorter is p's power less those of its divisors.
 */
static u64 periodic_keys(size_t n, unsigned int a)
{
	u64 shortest[SMPG_KEY_LEN / 2 + 1], sum = 0;
	size_t p, d;

	for (p = 1; p <= n / 2; p++) {
		shortest[p] = power(a, p);
		for (d = 1; d < p; d++)
			if (p % d == 0)
				shortest[p] -= shortest[d];
		sum += shortest[p];
	}
	return sum;
}

static void counts(size_t n, unsigned int a)
{
	struct counts c = count(n, a);
	u64 constant = 0, bound = 0;
	char name[80];
	size_t k;

	for (k = 0; k <= n / 4; k++)
		constant += a * choose(n, k) * power(a - 1, k);
	for (k = 1; k <= n / 2; k++)
		bound += power(a, k);

	snprintf(name, sizeof(name), "keys: constant, %zu octets of %u values",
		 n, a);
	check(c.constant == constant, name);
	snprintf(name, sizeof(name), "keys: periodic, %zu octets of %u values",
		 n, a);
	check(c.periodic == periodic_keys(n, a) && c.periodic <= bound, name);
	snprintf(name, sizeof(name),
		 "keys: progression, %zu octets of %u values", n, a);
	check(c.progression == power(a, 2), name);
}

/* Two words make a progression, and whatever they are, one: width's share. */
static void word_progressions(size_t width)
{
	u32 mask = width < 4 ? BIT(8 * width) - 1 : 0xffffffff;
	unsigned int i, missed = 0;
	u8 key[SMPG_KEY_LEN];
	char name[80];
	size_t at, j;

	for (i = 0; i < KEYS / 10; i++) {
		u32 word = draw() & mask, step = draw() & mask;
		bool big = i & 1;

		for (at = 0; at < sizeof(key); at += width, word += step)
			for (j = 0; j < width; j++)
				key[at + (big ? width - 1 - j : j)] =
					word >> (8 * j);
		missed += !is_progression_of(key, sizeof(key), width, big);
		/* Any other last word is none: it is the first two that count. */
		key[sizeof(key) - 1 - draw() % width] ^= 1 + draw() % 255;
		missed += is_progression_of(key, sizeof(key), width, big);
	}
	snprintf(name, sizeof(name),
		 "keys: first two words of %zu octets make a progression",
		 width);
	check(!missed, name);
}

int main(void)
{
	random_keys(SMPG_KEY_LEN);
	random_keys(SMPG_KEY_LEN_MIN);
	counts(7, 8);
	counts(8, 8);
	counts(10, 4);
	counts(16, 2);
	word_progressions(2);
	word_progressions(4);
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
