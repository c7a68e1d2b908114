// SPDX-License-Identifier: GPL-2.0
/*
 * Signatures of ATT PDUs (Vol 3, Part H, 2.4.5; Part F, 3.3.1): a sign counter
 * of 4 octets, and the upper half of an AES-CMAC over the PDU and it.
 *
 * The kernel's cmac(aes) may take the vector unit to set a key, which must not
 * be done where frames come by, with interrupts off. Its AES library never does.
 */
#include <crypto/aes.h>

#include "guard.h"
#include "smpg_aes.h"

#define MAC_LEN		8
#define COUNTER_LEN	4
/* Opcode, handle, signature. */
#define SIGNED_MIN	(1 + 2 + COUNTER_LEN + MAC_LEN)

/* Of a block, most significant octet first (RFC 4493, 2.3). */
static void double_block(u8 b[AES_BLOCK_SIZE])
{
	u8 carry = b[0] >> 7;
	int i;

	for (i = 0; i < AES_BLOCK_SIZE - 1; i++)
		b[i] = b[i] << 1 | b[i + 1] >> 7;
	b[i] = b[i] << 1 ^ (carry ? 0x87 : 0);
}

/* Cryptography has the most significant octet first, so it takes @m backwards. */
static void mac_with(const u8 *csrk, const u8 *m, size_t len, u8 mac[MAC_LEN])
{
	u8 key[AES_BLOCK_SIZE], sum[AES_BLOCK_SIZE] = { };
	u8 last[AES_BLOCK_SIZE] = { };
	struct crypto_aes_ctx aes;
	size_t n;

	smpg_swap128(key, csrk);
	/* Only the length of a key can be wrong. */
	aes_expandkey(&aes, key, sizeof(key));

	for (; len > AES_BLOCK_SIZE; len -= AES_BLOCK_SIZE) {
		for (n = 0; n < AES_BLOCK_SIZE; n++)
			sum[n] ^= m[len - 1 - n];
		aes_encrypt(&aes, sum, sum);
	}

	aes_encrypt(&aes, last, last);
	double_block(last);
	if (len < AES_BLOCK_SIZE) {
		double_block(last);
		last[len] ^= 0x80;
	}
	for (n = 0; n < len; n++)
		last[n] ^= m[len - 1 - n];
	for (n = 0; n < AES_BLOCK_SIZE; n++)
		sum[n] ^= last[n];
	aes_encrypt(&aes, sum, sum);
	for (n = 0; n < MAC_LEN; n++)
		mac[n] = sum[MAC_LEN - 1 - n];

	memzero_explicit(&aes, sizeof(aes));
	memzero_explicit(key, sizeof(key));
	memzero_explicit(last, sizeof(last));
	memzero_explicit(sum, sizeof(sum));
}

/**
 * smpg_sign() - sign anew what is well signed
 * @from: CSRK that the signature is good by
 * @to: CSRK that it shall be good by
 * @pdu: the ATT PDU with its signature; changed where that is good
 * @len: octets in it
 *
 * Context: any.
 * Return: whether it was.
 */
bool smpg_sign(const u8 *from, const u8 *to, u8 *pdu, size_t len)
{
	size_t at = len - MAC_LEN;
	u8 mac[MAC_LEN];

	if (len < SIGNED_MIN)
		return false;
	mac_with(from, pdu, at, mac);
	if (memcmp(mac, pdu + at, MAC_LEN))
		return false;
	mac_with(to, pdu, at, pdu + at);
	return true;
}
