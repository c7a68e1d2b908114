// SPDX-License-Identifier: GPL-2.0
/*
 * On the air values start with their least significant octet, in AES with their
 * most significant one (Vol 3, Part H, 2.2).
 */
#include <gmp.h>
#include <nettle/aes.h>
#include <nettle/cmac.h>
#include <nettle/ecc.h>
#include <nettle/ecc-curve.h>

#include "proof.h"

static void swap(u8 *to, const u8 *from, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		to[i] = from[len - 1 - i];
}

static void xor(u8 *to, const u8 *with)
{
	int i;

	for (i = 0; i < 16; i++)
		to[i] ^= with[i];
}

static void key_of(u8 key[16], int tk)
{
	memset(key, 0, 16);
	key[12] = tk >> 24;
	key[13] = tk >> 16;
	key[14] = tk >> 8;
	key[15] = tk;
}

/*
 * c1 (2.2.3) ends in p2, which is padding and both addresses. With the right TK, p2
 * can be computed from the confirm value, without knowing this host's address.
 */
static bool fits(struct legacy *l, const u8 r_p1[4][16], const u8 confirm[16],
		 const u8 *peer, int tk)
{
	static const u8 padding[4];
	struct aes128_ctx enc, dec;
	u8 key[16], e[16], d[16];
	int types;

	key_of(key, tk);
	aes128_set_encrypt_key(&enc, key);
	aes128_invert_key(&dec, &enc);
	aes128_decrypt(&dec, 16, d, confirm);
	for (types = 0; types < 4; types++) {
		aes128_encrypt(&enc, 16, e, r_p1[types]);
		xor(e, d);
		if (memcmp(e, padding, 4))
			continue;
		swap(l->address[0], e + 4, 6);
		swap(l->address[1], e + 10, 6);
		if (!peer || !memcmp(l->address[0], peer, 6) ||
		    !memcmp(l->address[1], peer, 6))
			return true;
	}
	return false;
}

/*
 * The capture may lack the address types in p1, of which there are four
 * combinations.
 */
static void make_r_p1(const struct legacy *l, int side, int types, u8 out[16])
{
	u8 p1[16];

	p1[0] = types & 1;
	p1[1] = types >> 1;
	memcpy(p1 + 2, l->request, 7);
	memcpy(p1 + 9, l->response, 7);
	swap(out, p1, 16);
	swap(p1, l->random[side], 16);
	xor(out, p1);
}

/**
 * proof_legacy() - which TK gives a side's confirm value?
 * @l: what was on the air
 * @side: the side, SMPG_INITIATOR or SMPG_RESPONDER
 * @peer: an address that must be one of the two, or NULL
 * @first: the first TK to try
 * @last: the last one
 *
 * Return: the TK, or PROOF_NONE.
 */
int proof_legacy(struct legacy *l, int side, const u8 *peer, int first, int last)
{
	u8 r_p1[4][16], confirm[16];
	int types, tk;

	if (!l->have_confirm[side] || !l->have_random[side])
		return PROOF_NONE;
	swap(confirm, l->confirm[side], 16);
	for (types = 0; types < 4; types++)
		make_r_p1(l, side, types, r_p1[types]);
	for (tk = first; tk <= last; tk++)
		if (fits(l, r_p1, confirm, peer, tk))
			return tk;
	return PROOF_NONE;
}

/* s1 (2.2.4): does @tk give the key that the link was encrypted with? */
bool proof_stk(const struct legacy *l, int tk)
{
	struct aes128_ctx enc;
	u8 key[16], r[16], stk[16], random[16];

	if (!l->have_stk || !l->have_random[0] || !l->have_random[1])
		return false;
	key_of(key, tk);
	aes128_set_encrypt_key(&enc, key);
	swap(random, l->random[1], 16);
	memcpy(r, random + 8, 8);
	swap(random, l->random[0], 16);
	memcpy(r + 8, random + 8, 8);
	aes128_encrypt(&enc, 16, r, r);
	swap(stk, r, 16);
	return !memcmp(stk, l->stk, l->key_size);
}

/* f4 (2.2.6) */
bool proof_f4(const u8 u[32], const u8 v[32], const u8 x[16], u8 z,
	      const u8 want[16])
{
	struct cmac_aes128_ctx ctx;
	u8 m[65], key[16], mac[16], value[16];

	swap(m, u, 32);
	swap(m + 32, v, 32);
	m[64] = z;
	swap(key, x, 16);
	cmac_aes128_set_key(&ctx, key);
	cmac_aes128_update(&ctx, sizeof(m), m);
	cmac_aes128_digest(&ctx, sizeof(mac), mac);
	swap(value, mac, 16);
	return !memcmp(value, want, 16);
}

/*
 * g2 (2.2.9): the six digits of Numeric Comparison, by the public keys and random
 * values of both sides, initiator first
 */
int proof_g2(const u8 u[32], const u8 v[32], const u8 x[16], const u8 y[16])
{
	struct cmac_aes128_ctx ctx;
	u8 m[80], key[16], mac[16];

	swap(m, u, 32);
	swap(m + 32, v, 32);
	swap(m + 64, y, 16);
	swap(key, x, 16);
	cmac_aes128_set_key(&ctx, key);
	cmac_aes128_update(&ctx, sizeof(m), m);
	cmac_aes128_digest(&ctx, sizeof(mac), mac);
	return ((u32)mac[12] << 24 | mac[13] << 16 | mac[14] << 8 | mac[15]) % 1000000;
}

bool proof_on_curve(const u8 key[64])
{
	struct ecc_point point;
	mpz_t x, y;
	bool on;

	mpz_init(x);
	mpz_init(y);
	mpz_import(x, 32, -1, 1, 0, 0, key);
	mpz_import(y, 32, -1, 1, 0, 0, key + 32);
	ecc_point_init(&point, nettle_get_secp_256r1());
	on = ecc_point_set(&point, x, y);
	ecc_point_clear(&point);
	mpz_clear(x);
	mpz_clear(y);
	return on;
}
