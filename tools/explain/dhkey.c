// SPDX-License-Identifier: GPL-2.0
#include <gmp.h>
#include <nettle/cmac.h>
#include <nettle/ecc.h>
#include <nettle/ecc-curve.h>

#include "dhkey.h"

/* Private key of the debug key, which the specification gives (2.3.5.6.1) */
static const char debug_private[] =
	"3f49f6d4a3c55f3874c9b3e3d2103f504aff607beb40b7995899b8a6cd3c1abd";

/* Values begin with their most significant octet in AES-CMAC (2.2). */
static void put(struct cmac_aes128_ctx *ctx, const u8 *from, size_t len)
{
	while (len--)
		cmac_aes128_update(ctx, 1, from + len);
}

static void set_key(struct cmac_aes128_ctx *ctx, const u8 key[16])
{
	u8 swapped[16];
	int i;

	for (i = 0; i < 16; i++)
		swapped[i] = key[15 - i];
	cmac_aes128_set_key(ctx, swapped);
}

static void get(struct cmac_aes128_ctx *ctx, u8 value[16])
{
	u8 digest[16];
	int i;

	cmac_aes128_digest(ctx, sizeof(digest), digest);
	for (i = 0; i < 16; i++)
		value[i] = digest[15 - i];
}

/* The X coordinate of the debug private key times a public key */
static bool compute_dhkey(const u8 public[64], u8 dhkey[32])
{
	struct ecc_point point, product;
	struct ecc_scalar scalar;
	mpz_t x, y;
	bool on;

	mpz_init(x);
	mpz_init_set_str(y, debug_private, 16);
	ecc_scalar_init(&scalar, nettle_get_secp_256r1());
	ecc_scalar_set(&scalar, y);
	mpz_import(x, 32, -1, 1, 0, 0, public);
	mpz_import(y, 32, -1, 1, 0, 0, public + 32);
	ecc_point_init(&point, nettle_get_secp_256r1());
	ecc_point_init(&product, nettle_get_secp_256r1());
	on = ecc_point_set(&point, x, y);
	if (on) {
		ecc_point_mul(&product, &scalar, &point);
		ecc_point_get(&product, x, y);
		memset(dhkey, 0, 32);
		mpz_export(dhkey, NULL, -1, 1, 0, 0, x);
	}
	ecc_point_clear(&product);
	ecc_point_clear(&point);
	ecc_scalar_clear(&scalar);
	mpz_clear(x);
	mpz_clear(y);
	return on;
}

/* f5 (2.2.7) with @t as its key T */
static void derive(const struct dhkey *d, const u8 t[16], u8 counter, u8 value[16])
{
	static const u8 id[] = { 0x62, 0x74, 0x6c, 0x65 }, bits[] = { 0x01, 0x00 };
	struct cmac_aes128_ctx ctx;

	set_key(&ctx, t);
	cmac_aes128_update(&ctx, 1, &counter);
	cmac_aes128_update(&ctx, sizeof(id), id);
	put(&ctx, d->random[0], 16);
	put(&ctx, d->random[1], 16);
	put(&ctx, d->address[0], 7);
	put(&ctx, d->address[1], 7);
	cmac_aes128_update(&ctx, sizeof(bits), bits);
	get(&ctx, value);
}

/**
 * dhkey_compute() - compute MacKey and LTK as the side with the debug key does
 * @d: the inputs, and the result
 *
 * Return: is the public key on the curve?
 */
bool dhkey_compute(struct dhkey *d)
{
	static const u8 salt[16] = {
		0x6c, 0x88, 0x83, 0x91, 0xaa, 0xf5, 0xa5, 0x38,
		0x60, 0x37, 0x0b, 0xdb, 0x5a, 0x60, 0x83, 0xbe,
	};
	struct cmac_aes128_ctx ctx;
	u8 w[32], t[16];

	if (!compute_dhkey(d->public, w))
		return false;
	cmac_aes128_set_key(&ctx, salt);
	put(&ctx, w, sizeof(w));
	get(&ctx, t);
	derive(d, t, 0, d->mac);
	derive(d, t, 1, d->ltk);
	return true;
}

/**
 * dhkey_check() - does f6 (2.2.8) give the DHKey check of a side?
 * @d: after dhkey_compute()
 * @side: the side, SMPG_INITIATOR or SMPG_RESPONDER
 * @r: the secret that was entered, zero without one
 * @check: what the side sent
 */
bool dhkey_check(const struct dhkey *d, int side, const u8 r[16], const u8 check[16])
{
	struct cmac_aes128_ctx ctx;
	u8 value[16];

	set_key(&ctx, d->mac);
	put(&ctx, d->random[side], 16);
	put(&ctx, d->random[!side], 16);
	put(&ctx, r, 16);
	put(&ctx, d->io[side], 3);
	put(&ctx, d->address[side], 7);
	put(&ctx, d->address[!side], 7);
	get(&ctx, value);
	return !memcmp(value, check, sizeof(value));
}
