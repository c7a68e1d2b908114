// SPDX-License-Identifier: GPL-2.0
/*
 * Signatures of ATT PDUs (Vol 3, Part H, 2.4.5; Part F, 3.3.1): a sign counter
 * of 4 octets, and the upper half of an AES-CMAC over the PDU and it.
 */
#include <crypto/hash.h>

#include "guard.h"

#define MAC_LEN		8
#define COUNTER_LEN	4
/* Opcode, handle, signature. */
#define SIGNED_MIN	(1 + 2 + COUNTER_LEN + MAC_LEN)

/* One for each processor: a frame waits for none of another's. */
struct signer {
	spinlock_t lock;	/* where the kernel's locks can be preempted */
	struct crypto_shash *cmac;
};

static DEFINE_PER_CPU(struct signer, signers);

/* Cryptography has the most significant octet first. */
static void reverse(u8 *to, const u8 *from, size_t len)
{
	while (len--)
		*to++ = from[len];
}

static bool mac_with(struct crypto_shash *cmac, const u8 *csrk, const u8 *m,
		     size_t len, u8 mac[MAC_LEN])
{
	SHASH_DESC_ON_STACK(desc, cmac);
	u8 block[SMPG_KEY_LEN];
	size_t n;
	int err;

	desc->tfm = cmac;
	reverse(block, csrk, sizeof(block));
	err = crypto_shash_setkey(cmac, block, sizeof(block)) ?:
	      crypto_shash_init(desc);
	for (; !err && len; len -= n) {
		n = min(len, sizeof(block));
		reverse(block, m + len - n, n);
		err = crypto_shash_update(desc, block, n);
	}
	if (!err)
		err = crypto_shash_final(desc, block);
	if (!err)
		reverse(mac, block, MAC_LEN);
	shash_desc_zero(desc);
	memzero_explicit(block, sizeof(block));
	return !err;
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
	struct signer *signer;
	unsigned long flags;
	bool good;

	if (len < SIGNED_MIN)
		return false;

	signer = raw_cpu_ptr(&signers);
	spin_lock_irqsave(&signer->lock, flags);
	good = mac_with(signer->cmac, from, pdu, at, mac) &&
	       !memcmp(mac, pdu + at, MAC_LEN) &&
	       mac_with(signer->cmac, to, pdu, at, mac);
	spin_unlock_irqrestore(&signer->lock, flags);

	if (good)
		memcpy(pdu + at, mac, MAC_LEN);
	return good;
}

/**
 * smpg_sign_init() - get hold of the cryptography
 *
 * Context: process; may sleep.
 * Return: 0, or a negative error if the kernel has no AES-CMAC.
 */
int smpg_sign_init(void)
{
	struct signer *signer;
	int cpu;

	for_each_possible_cpu(cpu) {
		signer = per_cpu_ptr(&signers, cpu);
		spin_lock_init(&signer->lock);
		signer->cmac = crypto_alloc_shash("cmac(aes)", 0, 0);
		if (IS_ERR(signer->cmac)) {
			int err = PTR_ERR(signer->cmac);

			pr_err("no cmac(aes): %pe\n", signer->cmac);
			signer->cmac = NULL;
			smpg_sign_exit();
			return err;
		}
	}
	return 0;
}

/**
 * smpg_sign_exit() - after the last frame
 */
void smpg_sign_exit(void)
{
	int cpu;

	for_each_possible_cpu(cpu) {
		crypto_free_shash(per_cpu(signers, cpu).cmac);
		per_cpu(signers, cpu).cmac = NULL;
	}
}
