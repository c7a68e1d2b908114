// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include <nettle/aes.h>
#include <nettle/cmac.h>
#include <nettle/ecc-curve.h>
#include <nettle/ecc.h>

#include "hci.h"
#include "userhost_crypto.h"
#include "vhci.h"

#define MESSAGE_MAX	80	/* f5's and f6's are the longest, 53 and 65 */

static void random_for_nettle(void *ctx, size_t len, u8 *out)
{
	(void)ctx;
	random_octets(out, len);
}

static void swap(u8 *to, const u8 *from, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		to[i] = from[len - 1 - i];
}

static void e(const u8 key[16], u8 block[16])
{
	struct aes128_ctx aes;
	u8 k[16], b[16];

	swap(k, key, 16);
	swap(b, block, 16);
	aes128_set_encrypt_key(&aes, k);
	aes128_encrypt(&aes, 16, b, b);
	swap(block, b, 16);
}

static void cmac(const u8 key[16], const u8 *message, size_t len, u8 out[16])
{
	struct cmac_aes128_ctx ctx;
	u8 k[16], m[MESSAGE_MAX], mac[16];

	if (len > sizeof(m))
		die("a message of %zu octets", len);
	swap(k, key, 16);
	swap(m, message, len);
	cmac_aes128_set_key(&ctx, k);
	cmac_aes128_update(&ctx, len, m);
	cmac_aes128_digest(&ctx, 16, mac);
	swap(out, mac, 16);
}

static void xor(u8 *to, const u8 *with)
{
	size_t i;

	for (i = 0; i < 16; i++)
		to[i] ^= with[i];
}

/* smp_rpa() - a resolvable private address (2.2.2; Vol 6, Part B, 1.3.2.2) */
void smp_rpa(const u8 irk[16], u8 address[6])
{
	u8 r[16] = { 0 };

	random_octets(r, 3);
	r[2] = (r[2] & 0x3f) | 0x40;
	memcpy(address + 3, r, 3);
	e(irk, r);
	memcpy(address, r, 3);
}

/* Addresses are followed by their type here and below. */
void smp_c1(const u8 k[16], const u8 r[16], const u8 preq[7], const u8 pres[7],
	    const u8 initiator[7], const u8 responder[7], u8 out[16])
{
	u8 p1[16] = { initiator[6], responder[6] }, p2[16] = { 0 };

	memcpy(p1 + 2, preq, 7);
	memcpy(p1 + 9, pres, 7);
	memcpy(p2, responder, 6);
	memcpy(p2 + 6, initiator, 6);
	memcpy(out, r, 16);
	xor(out, p1);
	e(k, out);
	xor(out, p2);
	e(k, out);
}

void smp_s1(const u8 k[16], const u8 responder[16], const u8 initiator[16],
	    u8 out[16])
{
	memcpy(out, initiator, 8);
	memcpy(out + 8, responder, 8);
	e(k, out);
}

void smp_f4(const u8 u[32], const u8 v[32], const u8 x[16], u8 z, u8 out[16])
{
	u8 m[65] = { z };

	memcpy(m + 1, v, 32);
	memcpy(m + 33, u, 32);
	cmac(x, m, sizeof(m), out);
}

void smp_f5(const u8 w[32], const u8 n1[16], const u8 n2[16], const u8 a1[7],
	    const u8 a2[7], u8 mackey[16], u8 ltk[16])
{
	static const u8 salt[16] = {
		0xbe, 0x83, 0x60, 0x5a, 0xdb, 0x0b, 0x37, 0x60,
		0x38, 0xa5, 0xf5, 0xaa, 0x91, 0x83, 0x88, 0x6c
	};
	u8 m[53] = { 0x00, 0x01 };	/* 256 bits are wanted */
	u8 t[16];

	cmac(salt, w, 32, t);
	memcpy(m + 2, a2, 7);
	memcpy(m + 9, a1, 7);
	memcpy(m + 16, n2, 16);
	memcpy(m + 32, n1, 16);
	memcpy(m + 48, "eltb", 4);
	cmac(t, m, sizeof(m), mackey);
	m[52] = 1;
	cmac(t, m, sizeof(m), ltk);
}

/* smp_f6() - with r = 0, as in Just Works */
void smp_f6(const u8 w[16], const u8 n1[16], const u8 n2[16],
	    const u8 io_cap[3], const u8 a1[7], const u8 a2[7], u8 out[16])
{
	u8 m[65] = { 0 };

	memcpy(m, a2, 7);
	memcpy(m + 7, a1, 7);
	memcpy(m + 14, io_cap, 3);
	memcpy(m + 33, n2, 16);
	memcpy(m + 49, n1, 16);
	cmac(w, m, sizeof(m), out);
}

/* smp_sign() - the signature of an ATT PDU: counter, then MAC (2.4.5) */
void smp_sign(const u8 csrk[16], const u8 *pdu, size_t len, u32 counter,
	      u8 signature[12])
{
	u8 m[MESSAGE_MAX], mac[16];

	if (len + 4 > sizeof(m))
		die("an ATT PDU of %zu octets to sign", len);
	memcpy(m, pdu, len);
	put16(m + len, counter);
	put16(m + len + 2, counter >> 16);
	cmac(csrk, m, len + 4, mac);
	memcpy(signature, m + len, 4);
	memcpy(signature + 4, mac + 8, 8);
}

struct p256 {
	struct ecc_scalar private;
};

static void coordinate(u8 out[P256_LEN], const mpz_t value)
{
	memset(out, 0, P256_LEN);
	mpz_export(out, NULL, -1, 1, 0, 0, value);
}

static void coordinates(const struct ecc_point *point, u8 x_out[P256_LEN],
			u8 y_out[P256_LEN])
{
	mpz_t x, y;

	mpz_inits(x, y, NULL);
	ecc_point_get(point, x, y);
	coordinate(x_out, x);
	if (y_out)
		coordinate(y_out, y);
	mpz_clears(x, y, NULL);
}

/* p256_new() - a new key pair */
struct p256 *p256_new(u8 public[2 * P256_LEN])
{
	struct p256 *p256 = malloc(sizeof(*p256));
	struct ecc_point point;

	if (!p256)
		die("no memory");
	ecc_scalar_init(&p256->private, nettle_get_secp_256r1());
	ecc_scalar_random(&p256->private, NULL, random_for_nettle);
	ecc_point_init(&point, nettle_get_secp_256r1());
	ecc_point_mul_g(&point, &p256->private);
	coordinates(&point, public, public + P256_LEN);
	ecc_point_clear(&point);
	return p256;
}

/* p256_secret() - the DHKey; false if @peer is not on the curve */
bool p256_secret(const struct p256 *p256, const u8 peer[2 * P256_LEN],
		 u8 secret[P256_LEN])
{
	struct ecc_point point;
	mpz_t x, y;
	bool good;

	mpz_inits(x, y, NULL);
	mpz_import(x, P256_LEN, -1, 1, 0, 0, peer);
	mpz_import(y, P256_LEN, -1, 1, 0, 0, peer + P256_LEN);
	ecc_point_init(&point, nettle_get_secp_256r1());
	good = ecc_point_set(&point, x, y);
	if (good) {
		ecc_point_mul(&point, &p256->private, &point);
		coordinates(&point, secret, NULL);
	}
	ecc_point_clear(&point);
	mpz_clears(x, y, NULL);
	return good;
}

void p256_free(struct p256 *p256)
{
	if (!p256)
		return;
	ecc_scalar_clear(&p256->private);
	free(p256);
}
