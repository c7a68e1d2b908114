/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The Security Manager's cryptographic toolbox (Vol 3, Part H, 2.2). Values are
 * as on the air, least significant octet first.
 */
#ifndef SMPG_TEST_USERHOST_CRYPTO_H
#define SMPG_TEST_USERHOST_CRYPTO_H

#include "smpg_types.h"

#define P256_LEN	32

struct p256;

void smp_rpa(const u8 irk[16], u8 address[6]);
void smp_c1(const u8 k[16], const u8 r[16], const u8 preq[7], const u8 pres[7],
	    const u8 initiator[7], const u8 responder[7], u8 out[16]);
void smp_s1(const u8 k[16], const u8 responder[16], const u8 initiator[16],
	    u8 out[16]);
void smp_f4(const u8 u[32], const u8 v[32], const u8 x[16], u8 z, u8 out[16]);
void smp_f5(const u8 w[32], const u8 n1[16], const u8 n2[16], const u8 a1[7],
	    const u8 a2[7], u8 mackey[16], u8 ltk[16]);
void smp_f6(const u8 w[16], const u8 n1[16], const u8 n2[16],
	    const u8 io_cap[3], const u8 a1[7], const u8 a2[7], u8 out[16]);
void smp_sign(const u8 csrk[16], const u8 *pdu, size_t len, u32 counter,
	      u8 signature[12]);

struct p256 *p256_new(u8 public[2 * P256_LEN]);
bool p256_secret(const struct p256 *p256, const u8 peer[2 * P256_LEN],
		 u8 secret[P256_LEN]);
void p256_free(struct p256 *p256);

#endif /* SMPG_TEST_USERHOST_CRYPTO_H */
