// SPDX-License-Identifier: GPL-2.0
/*
 * Is a public key a point of P-256 (FIPS 186-4, D.1.2.3; Vol 3, Part H,
 * 2.3.5.6.1)? The kernel's own check needs memory and may sleep, which a frame's
 * path must not, so that the equation is computed here: in bounded time, on the
 * stack, with 32-bit limbs.
 *
 * Public keys are no secrets: no care is taken against timing.
 */
#include "smpg_engine.h"

#define LIMBS	8

/* An element of the field, least significant limb first. */
struct element {
	u32 limb[LIMBS];
};

/* p = 2^256 - 2^224 + 2^192 + 2^96 - 1 */
static const struct element p = { {
	0xffffffff, 0xffffffff, 0xffffffff, 0x00000000,
	0x00000000, 0x00000000, 0x00000001, 0xffffffff,
} };

static const struct element b = { {
	0x27d2604b, 0x3bce3c3e, 0xcc53b0f6, 0x651d06b0,
	0x769886bc, 0xb3ebbd55, 0xaa3a93e7, 0x5ac635d8,
} };

static struct element parse(const u8 *octets)
{
	struct element e;
	int i;

	for (i = 0; i < LIMBS; i++)
		e.limb[i] = smpg_le16(octets + 4 * i) |
			    (u32)smpg_le16(octets + 4 * i + 2) << 16;
	return e;
}

static bool is_below(const struct element *x, const struct element *y)
{
	int i;

	for (i = LIMBS - 1; i > 0 && x->limb[i] == y->limb[i]; i--)
		;
	return x->limb[i] < y->limb[i];
}

/* Return: the carry. */
static u32 add_limbs(struct element *x, const struct element *y)
{
	u64 sum = 0;
	int i;

	for (i = 0; i < LIMBS; i++) {
		sum += (u64)x->limb[i] + y->limb[i];
		x->limb[i] = sum;
		sum >>= 32;
	}
	return sum;
}

/* Return: the borrow. */
static u32 sub_limbs(struct element *x, const struct element *y)
{
	u64 difference;
	u32 borrow = 0;
	int i;

	for (i = 0; i < LIMBS; i++) {
		difference = (u64)x->limb[i] - y->limb[i] - borrow;
		x->limb[i] = difference;
		borrow = difference >> 63;
	}
	return borrow;
}

static void add(struct element *x, const struct element *y)
{
	if (add_limbs(x, y) || !is_below(x, &p))
		sub_limbs(x, &p);
}

static void sub(struct element *x, const struct element *y)
{
	if (sub_limbs(x, y))
		add_limbs(x, &p);
}

/*
 * Reduction modulo p by words of 32 bits (FIPS 186-4, D.2.3): a product is
 * s1 + 2 s2 + 2 s3 + s4 + s5 - s6 - s7 - s8 - s9, where each term has these
 * words of it, least significant first; NONE stands for 0.
 */
#define NONE	16

static const u8 added[][LIMBS] = {
	{ 0, 1, 2, 3, 4, 5, 6, 7 },
	{ NONE, NONE, NONE, 11, 12, 13, 14, 15 },
	{ NONE, NONE, NONE, 11, 12, 13, 14, 15 },
	{ NONE, NONE, NONE, 12, 13, 14, 15, NONE },
	{ NONE, NONE, NONE, 12, 13, 14, 15, NONE },
	{ 8, 9, 10, NONE, NONE, NONE, 14, 15 },
	{ 9, 10, 11, 13, 14, 15, 13, 8 },
};

static const u8 subtracted[][LIMBS] = {
	{ 11, 12, 13, NONE, NONE, NONE, 8, 10 },
	{ 12, 13, 14, 15, NONE, NONE, 9, 11 },
	{ 13, 14, 15, 8, 9, 10, NONE, 12 },
	{ 14, 15, NONE, 9, 10, 11, NONE, 13 },
};

static struct element term(const u32 product[NONE + 1], const u8 words[LIMBS])
{
	struct element e;
	int i;

	for (i = 0; i < LIMBS; i++)
		e.limb[i] = product[words[i]];
	/* Below 2^256, which is less than twice p. */
	if (!is_below(&e, &p))
		sub_limbs(&e, &p);
	return e;
}

static struct element multiply(const struct element *x, const struct element *y)
{
	u32 product[NONE + 1] = { };
	struct element sum = { }, next;
	u64 part;
	size_t i, j;

	for (i = 0; i < LIMBS; i++) {
		part = 0;
		for (j = 0; j < LIMBS; j++) {
			part += (u64)x->limb[i] * y->limb[j] + product[i + j];
			product[i + j] = part;
			part >>= 32;
		}
		product[i + LIMBS] = part;
	}

	for (i = 0; i < ARRAY_SIZE(added); i++) {
		next = term(product, added[i]);
		add(&sum, &next);
	}
	for (i = 0; i < ARRAY_SIZE(subtracted); i++) {
		next = term(product, subtracted[i]);
		sub(&sum, &next);
	}
	return sum;
}

/**
 * smpg_p256_point() - is a public key a point of P-256?
 * @key: X and Y of 32 octets each, as in Pairing Public Key
 *
 * Return: whether both coordinates are below p, and y^2 = x^3 - 3x + b.
 */
bool smpg_p256_point(const u8 *key)
{
	struct element x = parse(key), y = parse(key + 32);
	struct element left, right;

	if (!is_below(&x, &p) || !is_below(&y, &p))
		return false;
	left = multiply(&y, &y);
	right = multiply(&x, &x);
	right = multiply(&right, &x);
	sub(&right, &x);
	sub(&right, &x);
	sub(&right, &x);
	add(&right, &b);
	return !memcmp(&left, &right, sizeof(left));
}
