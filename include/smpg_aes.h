/* SPDX-License-Identifier: GPL-2.0 */
/* AES-128 of the kernel, or of nettle outside the kernel. */
#ifndef SMPG_AES_H
#define SMPG_AES_H

#include "smpg_types.h"

#ifdef __KERNEL__

#include "../kernel/compat.h"

static inline void smpg_aes128(const u8 key[16], u8 block[16])
{
	struct smpg_aes_key aes;

	/* The library refuses a key for a wrong length only. */
	if (!smpg_aes_prepare(&aes, key, AES_KEYSIZE_128))
		aes_encrypt(&aes, block, block);
	smpg_wipe(&aes, sizeof(aes));
}

#else

#include <nettle/aes.h>

static inline void smpg_aes128(const u8 key[16], u8 block[16])
{
	struct aes128_ctx ctx;

	aes128_set_encrypt_key(&ctx, key);
	aes128_encrypt(&ctx, AES_BLOCK_SIZE, block, block);
	smpg_wipe(&ctx, sizeof(ctx));
}

#endif

static inline void smpg_swap128(u8 to[16], const u8 from[16])
{
	int i;

	for (i = 0; i < 16; i++)
		to[i] = from[15 - i];
}

/* Double a block, most significant octet first (RFC 4493, 2.3). */
static inline void smpg_double128(u8 b[16])
{
	u8 carry = b[0] >> 7;
	int i;

	for (i = 0; i < 15; i++)
		b[i] = b[i] << 1 | b[i + 1] >> 7;
	b[i] = b[i] << 1 ^ (carry ? 0x87 : 0);
}

/**
 * smpg_e() - security function e (Vol 3, Part H, 2.2.1)
 * @key: the key
 * @block: the block to encrypt, in place
 *
 * @key and @block are in the order of the air, least significant octet first.
 */
static inline void smpg_e(const u8 key[16], u8 block[16])
{
	u8 k[16], b[16];

	smpg_swap128(k, key);
	smpg_swap128(b, block);
	smpg_aes128(k, b);
	smpg_swap128(block, b);
	smpg_wipe(k, sizeof(k));
	smpg_wipe(b, sizeof(b));
}

#endif /* SMPG_AES_H */
