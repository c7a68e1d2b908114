// SPDX-License-Identifier: GPL-2.0
/*
 * The peer's part of a pairing, for attacks that begin behind an honest one. Sides
 * are indices: 0 is the peer, 1 the host.
 */
#include <string.h>

#include "smpg_engine.h"

#include "attack_peer.h"
#include "userhost_crypto.h"
#include "vhci.h"

static const u8 zero[16];

/**
 * struct peer_pairing - what the peer knows of the pairing
 * @central: the peer is the initiator
 * @address: of the sides, with their types
 * @features: Pairing Request and Pairing Response
 * @p256: the peer's key pair
 * @public: public keys of the sides
 * @nonce: their last random values
 * @passkey: that the host displays
 * @rounds: of it, begun by the peer
 */
static struct peer_pairing {
	bool central;
	u8 address[2][7];
	u8 features[2][7];
	struct p256 *p256;
	u8 public[2][2 * P256_LEN];
	u8 nonce[2][16];
	u32 passkey;
	unsigned int rounds;
} pairing;

void peer_forget(bool central, const u8 own[7], const u8 host[7])
{
	if (pairing.p256)
		p256_free(pairing.p256);
	memset(&pairing, 0, sizeof(pairing));
	pairing.central = central;
	memcpy(pairing.address[0], own, 7);
	memcpy(pairing.address[1], host, 7);
}

/* A PDU that the peer sends, or receives */
void peer_sees(bool own, const u8 *pdu, size_t len)
{
	unsigned int side = own ? 0 : 1;

	if (!len || len != smpg_pdu_len(pdu[0]))
		return;
	switch (pdu[0]) {
	case SMPG_PAIRING_REQUEST:
		pairing.rounds = 0;
		memcpy(pairing.features[0], pdu, len);
		break;
	case SMPG_PAIRING_RESPONSE:
		memcpy(pairing.features[1], pdu, len);
		break;
	case SMPG_PAIRING_PUBLIC_KEY:
		memcpy(pairing.public[side], pdu + 1, len - 1);
		break;
	case SMPG_PAIRING_RANDOM:
		memcpy(pairing.nonce[side], pdu + 1, len - 1);
		break;
	}
}

void peer_passkey(u32 passkey)
{
	pairing.passkey = passkey;
}

static bool is_sc(void)
{
	return pairing.features[0][3] & pairing.features[1][3] & SMPG_AUTH_SC;
}

static const u8 *initiator(u8 of[2][7])
{
	return of[pairing.central ? 0 : 1];
}

static const u8 *responder(u8 of[2][7])
{
	return of[pairing.central ? 1 : 0];
}

static void confirm(u8 bit, u8 out[16])
{
	random_octets(pairing.nonce[0], 16);
	if (is_sc())
		smp_f4(pairing.public[0], pairing.public[1], pairing.nonce[0], bit,
		       out);
	else
		smp_c1(zero, pairing.nonce[0], pairing.features[0],
		       pairing.features[1], initiator(pairing.address),
		       responder(pairing.address), out);
}

static void check(u8 out[16])
{
	const u8 *first = pairing.nonce[pairing.central ? 0 : 1];
	const u8 *second = pairing.nonce[pairing.central ? 1 : 0];
	u8 secret[P256_LEN], mackey[16], ltk[16];

	if (!p256_secret(pairing.p256, pairing.public[1], secret))
		die("the host's public key is none");
	smp_f5(secret, first, second, initiator(pairing.address),
	       responder(pairing.address), mackey, ltk);
	smp_f6(mackey, pairing.nonce[0], pairing.nonce[1],
	       pairing.features[pairing.central ? 0 : 1] + 1, pairing.address[0],
	       pairing.address[1], out);
}

/* Return: the number of octets of the value that is called so; -1 if there is none. */
int peer_value(const char *name, u8 *out)
{
	if (!strcmp(name, "key")) {
		if (pairing.p256)
			p256_free(pairing.p256);
		pairing.p256 = p256_new(out);
		return 2 * P256_LEN;
	}
	if (!strcmp(name, "confirm"))
		confirm(0, out);
	else if (!strcmp(name, "confirm-bit"))
		confirm(0x80 | (pairing.passkey >> pairing.rounds++ & 1), out);
	else if (!strcmp(name, "nonce"))
		memcpy(out, pairing.nonce[0], 16);
	else if (!strcmp(name, "check"))
		check(out);
	else
		return -1;
	return 16;
}
