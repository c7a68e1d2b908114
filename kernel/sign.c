// SPDX-License-Identifier: GPL-2.0
/*
 * Signatures of ATT PDUs (Vol 3, Part H, 2.4.5; Part F, 3.3.1): a sign counter
 * of 4 octets, and the upper half of an AES-CMAC over PDU and counter.
 *
 * The kernel's cmac(aes) may use the vector unit to set a key, which our
 * handlers must not use, since they run with interrupts off. The kernel's AES
 * library uses the vector unit only since 7.0, and only where that is allowed.
 */
#include "compat.h"
#include "sign.h"
#include "smpg_aes.h"

#define MAC_LEN		8
#define COUNTER_LEN	4
/* Opcode, handle, signature. */
#define SIGNED_MIN	(1 + 2 + COUNTER_LEN + MAC_LEN)

/* AES-CMAC has the most significant octet first, so @m is read backwards. */
static void mac_with(const u8 *csrk, const u8 *m, size_t len, u8 mac[MAC_LEN])
{
	u8 key[AES_BLOCK_SIZE], sum[AES_BLOCK_SIZE] = { };
	u8 last[AES_BLOCK_SIZE] = { };
	struct smpg_aes_key aes;
	size_t n;

	smpg_swap128(key, csrk);
	/* The library refuses a key for a wrong length only. */
	smpg_aes_prepare(&aes, key, sizeof(key));

	for (; len > AES_BLOCK_SIZE; len -= AES_BLOCK_SIZE) {
		for (n = 0; n < AES_BLOCK_SIZE; n++)
			sum[n] ^= m[len - 1 - n];
		aes_encrypt(&aes, sum, sum);
	}

	aes_encrypt(&aes, last, last);
	smpg_double128(last);
	if (len < AES_BLOCK_SIZE) {
		smpg_double128(last);
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
 * smpg_sign() - replace a valid signature
 * @from: CSRK that the signature must be valid for
 * @to: CSRK to sign with instead
 * @pdu: the ATT PDU; its signature is replaced if it is valid
 * @len: octets in @pdu
 *
 * Context: any.
 * Return: true if the signature was replaced.
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
