// SPDX-License-Identifier: GPL-2.0
/* explain's cryptography against the specification's sample data. */
#include <stdio.h>
#include <stdlib.h>

#include <gmp.h>
#include <nettle/ecc.h>
#include <nettle/ecc-curve.h>

#include "smpg_engine.h"
#include "dhkey.h"
#include "proof.h"

static int failures;

static void check(const char *name, bool ok)
{
	printf("%s - explain: %s\n", ok ? "ok" : "not ok", name);
	failures += !ok;
}

/* The specification prints numbers; on the air they go the other way round. */
static void on_air(u8 *to, const char *hex)
{
	size_t len = strlen(hex) / 2, i;
	char octet[3] = "";

	for (i = 0; i < len; i++) {
		memcpy(octet, hex + 2 * i, 2);
		to[len - 1 - i] = strtoul(octet, NULL, 16);
	}
}

/* 2.2.3, with the initiator as the one who confirms */
static struct legacy c1_sample(const char *confirm)
{
	struct legacy l = { .have_confirm = { true }, .have_random = { true } };

	on_air(l.request, "07071000000101");
	on_air(l.response, "05000800000302");
	on_air(l.random[0], "5783d52156ad6f0e6388274ec6702ee0");
	on_air(l.confirm[0], confirm);
	return l;
}

static void test_c1(void)
{
	struct legacy l = c1_sample("1e1e3fef878988ead2a74dc5bef13b86");
	u8 ia[6], ra[6], other[6];

	on_air(ia, "a1a2a3a4a5a6");
	on_air(ra, "b1b2b3b4b5b6");
	on_air(other, "a1a2a3a4a5a7");
	check("c1: the sample is that of TK 0", !proof_legacy(&l, 0, NULL, 0, 0));
	check("c1: both addresses are found",
	      !memcmp(l.address[0], ia, 6) && !memcmp(l.address[1], ra, 6));
	check("c1: the initiator's address fits", !proof_legacy(&l, 0, ia, 0, 0));
	check("c1: the responder's address fits", !proof_legacy(&l, 0, ra, 0, 0));
	check("c1: another address does not",
	      proof_legacy(&l, 0, other, 0, 0) == PROOF_NONE);
	check("c1: the other side has none yet",
	      proof_legacy(&l, 1, NULL, 0, 0) == PROOF_NONE);
	l.request[6] ^= 1;
	check("c1: another Pairing Request does not fit",
	      proof_legacy(&l, 0, NULL, 0, 0) == PROOF_NONE);
	l = c1_sample("1e1e3fef878988ead2a74dc5bef13b87");
	check("c1: another confirm value does not fit",
	      proof_legacy(&l, 0, NULL, 0, 9) == PROOF_NONE);

	/* The same, with TK 123456 */
	l = c1_sample("e291fa937ed0b3fe22dc3712484e7acf");
	check("c1: a passkey is found", proof_legacy(&l, 0, NULL, 0, 999999) == 123456);
	check("c1: and not before it was tried",
	      proof_legacy(&l, 0, NULL, 0, 123455) == PROOF_NONE);
}

/* 2.2.4; r1 is the responder's random value. */
static void test_s1(void)
{
	struct legacy l = { .have_random = { true, true }, .key_size = 16 };

	on_air(l.random[1], "000f0e0d0c0b0a091122334455667788");
	on_air(l.random[0], "010203040506070899aabbccddeeff00");
	on_air(l.stk, "9a1fe1f0e8b0f49b5b4216ae796da062");
	check("s1: there is nothing to compare with", !proof_stk(&l, 0));
	l.have_stk = true;
	check("s1: the sample is that of TK 0", proof_stk(&l, 0));
	check("s1: and of no other", !proof_stk(&l, 1));
	on_air(l.stk, "0000000000000000004216ae796da062");
	check("s1: a long key is compared in full", !proof_stk(&l, 0));
	l.key_size = 7;
	check("s1: a short key is its lower octets", proof_stk(&l, 0));
}

/* Appendix D.2 */
static void test_f4(void)
{
	u8 u[32], v[32], x[16], want[16];

	on_air(u, "20b003d2f297be2c5e2c83a7e9f9a5b9eff49111acf4fddbcc0301480e359de6");
	on_air(v, "55188b3d32f6bb9a900afcfbeed4e72a59cb9ac2f19d7cfb6b4fdd49f47fc5fd");
	on_air(x, "d5cb8454d177733effffb2ec712baeab");
	on_air(want, "f2c916f107a9bd1cf1eda1bea974872d");
	check("f4: the sample", proof_f4(u, v, x, 0, want));
	check("f4: another bit of a passkey", !proof_f4(u, v, x, 0x80, want));
	check("f4: keys the other way round", !proof_f4(v, u, x, 0, want));
	want[15] ^= 0x80;
	check("f4: another confirm value", !proof_f4(u, v, x, 0, want));
}

/* Appendix D.5 */
static void test_g2(void)
{
	u8 u[32], v[32], x[16], y[16];

	on_air(u, "20b003d2f297be2c5e2c83a7e9f9a5b9eff49111acf4fddbcc0301480e359de6");
	on_air(v, "55188b3d32f6bb9a900afcfbeed4e72a59cb9ac2f19d7cfb6b4fdd49f47fc5fd");
	on_air(x, "d5cb8454d177733effffb2ec712baeab");
	on_air(y, "a6e8e7cc25a75f6e216583f7ff3dc4cf");
	check("g2: the sample", proof_g2(u, v, x, y) == 0x2f9ed5ba % 1000000);
	check("g2: keys the other way round", proof_g2(v, u, x, y) != 0x2f9ed5ba % 1000000);
	check("g2: values the other way round", proof_g2(u, v, y, x) != 0x2f9ed5ba % 1000000);
}

/* 2.3.5.6.1 and Appendix D.3 and D.4: private key A is that of the debug key. */
static void test_dhkey(void)
{
	u8 public[64], random[2][16], ltk[16], mac[16], io[3], r[16], value[16];
	struct dhkey d = {
		.public = public, .random = { random[0], random[1] }, .io = { io, io },
	};

	on_air(public, "1ea1f0f01faf1d9609592284f19e4c0047b58afd8615a69f559077b22faaa190");
	on_air(public + 32, "4c55f33e429dad377356703a9ab85160472d1130e28e36765f89aff915b1214a");
	on_air(random[0], "d5cb8454d177733effffb2ec712baeab");
	on_air(random[1], "a6e8e7cc25a75f6e216583f7ff3dc4cf");
	on_air(d.address[0], "0056123737bfce");
	on_air(d.address[1], "00a713702dcfc1");
	on_air(ltk, "6986791169d7cd23980522b594750a38");
	on_air(mac, "2965f176a1084a02fd3f6a20ce636e20");
	on_air(io, "010102");
	on_air(r, "12a3343bb453bb5408da42d20c2d0fc8");
	on_air(value, "e3c473989cd0e8c5d26c0b09da958f61");
	check("f5: the sample's keys", dhkey_compute(&d));
	check("f5: the sample's LTK", !memcmp(d.ltk, ltk, 16));
	check("f5: the sample's MacKey", !memcmp(d.mac, mac, 16));
	check("f6: the sample", dhkey_check(&d, 0, r, value));
	check("f6: of the other side", !dhkey_check(&d, 1, r, value));
	d.address[0][6] ^= 1;
	dhkey_compute(&d);
	check("f5: another type of address", memcmp(d.ltk, ltk, 16));
	public[0] ^= 1;
	check("f5: a key off the curve", !dhkey_compute(&d));
}

static bool on_curve(const char *x, const char *y)
{
	u8 key[64];

	on_air(key, x);
	on_air(key + 32, y);
	return proof_on_curve(key);
}

/* 2.3.5.6.1, and Vol 2, Part G, 7.1.2 */
static void test_curve(void)
{
	static const char x[] =
		"20b003d2f297be2c5e2c83a7e9f9a5b9eff49111acf4fddbcc0301480e359de6";
	static const char y[] =
		"dc809c49652aeb6d63329abf5a52155c766345c28fed3024741c8ed01589d28b";
	static const char zero[] =
		"0000000000000000000000000000000000000000000000000000000000000000";
	static const char y_of_small[] =
		"459243b9aa581806fe913bce99817ade11ca503c64d9a3c533415c083248fbcc";

	check("curve: the debug key", on_curve(x, y));
	check("curve: the sample's public key B",
	      on_curve("1ea1f0f01faf1d9609592284f19e4c0047b58afd8615a69f559077b22faaa190",
		       "4c55f33e429dad377356703a9ab85160472d1130e28e36765f89aff915b1214a"));
	check("curve: coordinates swapped", !on_curve(y, x));
	check("curve: Y of 0, which gives keys away", !on_curve(x, zero));
	check("curve: the origin", !on_curve(zero, zero));
	check("curve: a small X",
	      on_curve("0000000000000000000000000000000000000000000000000000000000000005",
		       y_of_small));
	check("curve: the same beyond the field",
	      !on_curve("ffffffff00000001000000000000000000000001000000000000000000000004",
		       y_of_small));
}

/* The private keys of the sample data (Vol 2, Part G, 7.1.2) give these public keys. */
static void test_published(void)
{
	static const struct {
		const char *name, *private, *x;
		u8 why;
	} pairs[] = {
		{ "A, set 1", "3f49f6d4a3c55f3874c9b3e3d2103f504aff607beb40b7995899b8a6cd3c1abd",
		  "20b003d2f297be2c5e2c83a7e9f9a5b9eff49111acf4fddbcc0301480e359de6",
		  SMP_GUARD_WHY_DEBUG },
		{ "B, set 1", "55188b3d32f6bb9a900afcfbeed4e72a59cb9ac2f19d7cfb6b4fdd49f47fc5fd",
		  "1ea1f0f01faf1d9609592284f19e4c0047b58afd8615a69f559077b22faaa190",
		  SMP_GUARD_WHY_PUBLISHED },
		{ "A, set 2", "06a516693c9aa31a6084545d0c5db641b48572b97203ddffb7ac73f7d0457663",
		  "2c31a47b5779809ef44cb5eaaf5c3e43d5f8faad4a8794cb987e9b03745c78dd",
		  SMP_GUARD_WHY_PUBLISHED },
		{ "B, set 2", "529aa0670d72cd6497502ed473502b037e8803b5c60829a5a3caa219505530ba",
		  "f465e43ff23d3f1b9dc7dfc04da8758184dbc966204796eccf0d6cf5e16500cc",
		  SMP_GUARD_WHY_PUBLISHED },
	};
	struct ecc_scalar private;
	struct ecc_point public;
	mpz_t k, x, want;
	char name[64];
	u8 air[32];
	size_t i;

	ecc_scalar_init(&private, nettle_get_secp_256r1());
	ecc_point_init(&public, nettle_get_secp_256r1());
	mpz_inits(k, x, want, NULL);
	for (i = 0; i < ARRAY_SIZE(pairs); i++) {
		mpz_set_str(k, pairs[i].private, 16);
		mpz_set_str(want, pairs[i].x, 16);
		ecc_scalar_set(&private, k);
		ecc_point_mul_g(&public, &private);
		ecc_point_get(&public, x, NULL);
		on_air(air, pairs[i].x);
		snprintf(name, sizeof(name), "published: key %s", pairs[i].name);
		check(name, !mpz_cmp(x, want) &&
		      smpg_key_pair_known(air) == pairs[i].why);
	}
	mpz_clears(k, x, want, NULL);
	ecc_point_clear(&public);
	ecc_scalar_clear(&private);
}

int main(void)
{
	test_c1();
	test_s1();
	test_f4();
	test_g2();
	test_dhkey();
	test_curve();
	test_published();
	return !!failures;
}
