/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_CRYPTO_AES_H
#define SPACE_CRYPTO_AES_H

#include <linux/types.h>

#define AES_KEYSIZE_128	16
#define AES_BLOCK_SIZE	16

struct crypto_aes_ctx {
	u64 key[32];
};

int aes_expandkey(struct crypto_aes_ctx *ctx, const u8 *key,
		  unsigned int len);
void aes_encrypt(const struct crypto_aes_ctx *ctx, u8 *to, const u8 *from);

#endif /* SPACE_CRYPTO_AES_H */
