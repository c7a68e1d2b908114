// SPDX-License-Identifier: GPL-2.0
/* Draws decisions, and makes keys of every kind and SMP PDUs. */
#include <string.h>

#include <nettle/aes.h>
#include <nettle/cmac.h>

#include "before_model.h"

struct model s;

/* The lengths include the code. */
const u8 pdu_lengths[CODES] = {
	0, 7, 7, 17, 17, 2, 17, 11, 17, 8, 17, 2, 65, 17, 2,
};

/* ---- Drawing ---- */

void noise(u8 *to, size_t len)
{
	u64 n;

	for (; len; to += len < 8 ? len : 8, len -= len < 8 ? len : 8) {
		n = next_number(&s.noise);
		memcpy(to, &n, len < 8 ? len : 8);
	}
}

/* ---- Cryptography; all values in the order of the air ---- */

static void swap(u8 *to, const u8 *from, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		to[i] = from[len - 1 - i];
}

static void encrypt(const u8 key[16], u8 block[16])
{
	struct aes128_ctx ctx;
	u8 k[16], b[16];

	swap(k, key, 16);
	swap(b, block, 16);
	aes128_set_encrypt_key(&ctx, k);
	aes128_encrypt(&ctx, 16, b, b);
	swap(block, b, 16);
}

/* The STK of Just Works (2.2.4). */
void s1(const struct link *l, u8 stk[16])
{
	static const u8 tk[16];

	memcpy(stk, l->random[INITIATOR], 8);
	memcpy(stk + 8, l->random[RESPONDER], 8);
	encrypt(tk, stk);
}

void private_address(const u8 irk[16], u8 address[6])
{
	u8 block[16] = { };

	noise(block, 3);
	block[2] = (block[2] & 0x3f) | 0x40;
	memcpy(address + 3, block, 3);
	encrypt(irk, block);
	memcpy(address, block, 3);
}

/* Append the MAC to an ATT PDU that ends with the sign counter. */
void sign(const u8 csrk[16], u8 *pdu, size_t len)
{
	struct cmac_aes128_ctx ctx;
	u8 key[16], m[64], mac[16];

	swap(key, csrk, 16);
	swap(m, pdu, len);
	cmac_aes128_set_key(&ctx, key);
	cmac_aes128_update(&ctx, len, m);
	cmac_aes128_digest(&ctx, 16, mac);
	swap(pdu + len, mac, 8);
}

/* ---- Keys ---- */

static const u8 published[2][16] = {
	/* LTK of the LE encryption sample data, Vol 6, Part C, 1 */
	{ 0xbf, 0x01, 0xfb, 0x9d, 0x4e, 0xf3, 0xbc, 0x36,
	  0xd8, 0x74, 0xf5, 0x39, 0x41, 0x38, 0x68, 0x4c },
	/* "ZigBeeAlliance09" */
	{ 0x5a, 0x69, 0x67, 0x42, 0x65, 0x65, 0x41, 0x6c,
	  0x6c, 0x69, 0x61, 0x6e, 0x63, 0x65, 0x30, 0x39 },
};

static void progression(u8 *to, size_t len)
{
	u8 first = draw(256), step = draw(256), width = 1 << draw(3);
	size_t i;

	for (i = 0; i < len; i++)
		to[i] = i % width ? 0 : first + step * (i / width);
}

static void periodic(u8 *to, size_t len)
{
	size_t period = 1 + draw(8), i;

	noise(to, period);
	for (i = period; i < len; i++)
		to[i] = to[i - period];
}

static void remember(const u8 *key)
{
	memcpy(s.pool[s.pooled++ % POOL], key, 16);
}

static void key_octets(const struct link *l, unsigned int direction,
		       u8 *to)
{
	u8 key[16];

	noise(key, 16);
	if (direction == TX && s.constant_keys && draw(4)) {
		memcpy(to, s.host_key, 16);
		return;
	}
	switch (draw(20)) {
	case 0:
		memset(key, draw(4) ? draw(256) : 0, 16);
		break;
	case 1:
		memset(key, draw(256), 12 + draw(5));
		break;
	case 2:
		progression(key, 16);
		break;
	case 3:
		periodic(key, 16);
		break;
	case 4:
		memcpy(key, published[draw(2)], 16);
		break;
	case 5:
	case 6:
	case 7:
		memcpy(key, s.pool[draw(POOL)], 16);
		break;
	case 8:
		memcpy(key, l->stk, 16);
		break;
	case 9:
		s1(l, key);
		break;
	case 10:
		memcpy(key, l->peer->irk, 16);
		break;
	case 11:
		memcpy(key, l->peer->keys[l->adapter].ltk[HOST], 16);
		break;
	case 12:
		memcpy(key, l->peer->keys[l->adapter].csrk[draw(2)], 16);
		break;
	default:
		break;
	}
	remember(key);
	memcpy(to, key, 16);
}

/* ---- PDUs ---- */

static void features(struct link *l, u8 code, u8 *pdu)
{
	pdu[1] = one_in(32) ? draw(256) : draw(5);
	pdu[2] = one_in(8) ? draw(3) : 0;
	pdu[3] = draw(4) ? draw(8) & ~2 : draw(256);
	if (l->bredr || draw(3) == 0)
		pdu[3] |= 8;
	pdu[4] = draw(4) ? 16 : draw(3) ? 7 + draw(10) : draw(24);
	pdu[5] = draw(3) ? 7 : draw(16);
	pdu[6] = draw(3) ? 7 : draw(16);
	if (one_in(64))
		pdu[5 + draw(2)] = draw(256);
	if (code == RESPONSE && draw(8)) {
		pdu[5] &= l->features[INITIATOR][5];
		pdu[6] &= l->features[INITIATOR][6];
	}
	memcpy(l->features[code == RESPONSE ? RESPONDER : INITIATOR], pdu, 7);
	if (code == RESPONSE)
		l->sc = l->features[INITIATOR][3] & pdu[3] & 8;
}

static u8 key_size(const struct link *l)
{
	u8 a = l->features[INITIATOR][4], b = l->features[RESPONDER][4];
	u8 size = a < b ? a : b;

	return size < 7 || size > 16 ? 16 : size;
}

static void identity(const struct link *l, unsigned int direction,
		     u8 *pdu)
{
	const struct peer *of = one_in(8) ? &s.peers[draw(PEERS)] : l->peer;

	if (direction == TX) {
		pdu[1] = 0;
		memcpy(pdu + 2, s.adapters[l->adapter].address, 6);
		return;
	}
	pdu[1] = one_in(32) ? draw(256) : of->type;
	memcpy(pdu + 2, of->address, 6);
}

/* Take note of a key that this host distributes. */
void keep(struct link *l, const u8 *pdu, unsigned int whose)
{
	switch (pdu[0]) {
	case LTK:
		memcpy(l->fresh.ltk[whose], pdu + 1, 16);
		break;
	case IDENTIFICATION:
		memcpy(l->fresh.id[whose], pdu + 3, 8);
		memcpy(l->fresh.id[whose] + 8, pdu + 1, 2);
		break;
	case CSRK:
		memcpy(l->fresh.csrk[whose], pdu + 1, 16);
		break;
	}
	if (whose == PEER)
		l->have |= 1 << (pdu[0] - LTK);
}

/* The keys that reached the peer are the bond. */
void bond(struct link *l)
{
	struct keys *keys = &l->peer->keys[l->adapter];

	if (l->have & 1 << (LTK - LTK))
		memcpy(keys->ltk, l->fresh.ltk, sizeof(keys->ltk));
	if (l->have & 1 << (IDENTIFICATION - LTK))
		memcpy(keys->id, l->fresh.id, sizeof(keys->id));
	if (l->have & 1 << (CSRK - LTK))
		memcpy(keys->csrk, l->fresh.csrk, sizeof(keys->csrk));
	l->have = 0;
}

static void distribute(struct link *l, u8 code, unsigned int direction,
		       u8 *pdu)
{
	switch (code) {
	case LTK:
		key_octets(l, direction, pdu + 1);
		if (draw(8))
			memset(pdu + 1 + key_size(l), 0, 16 - key_size(l));
		break;
	case IDENTIFICATION:
		if (s.constant_keys && draw(4))
			memcpy(pdu + 1, s.host_id, 10);
		else if (one_in(8))
			memset(pdu + 1, 0, 10);
		else if (one_in(8))
			memset(pdu + 1, draw(256), 10);
		else
			noise(pdu + 1, 10);
		break;
	case IRK:
		if (one_in(6))
			key_octets(l, direction, pdu + 1);
		else
			memcpy(pdu + 1, direction == RX ? l->peer->irk :
					s.adapters[l->adapter].irk, 16);
		break;
	case ADDRESS:
		identity(l, direction, pdu);
		break;
	case CSRK:
		key_octets(l, direction, pdu + 1);
		break;
	}
	if (direction == TX)
		keep(l, pdu, HOST);
}

static const u8 debug_x[32] = {
	0xe6, 0x9d, 0x35, 0x0e, 0x48, 0x01, 0x03, 0xcc,
	0xdb, 0xfd, 0xf4, 0xac, 0x11, 0x91, 0xf4, 0xef,
	0xb9, 0xa5, 0xf9, 0xe9, 0xa7, 0x83, 0x2c, 0x5e,
	0x2c, 0xbe, 0x97, 0xf2, 0xd2, 0x03, 0xb0, 0x20,
};

/* Return: the length of the PDU. */
size_t pdu_of(struct link *l, u8 code, unsigned int direction, u8 *pdu)
{
	unsigned int side = (direction == TX) == l->tx_initiates ? INITIATOR :
								   RESPONDER;

	noise(pdu + 1, 64);
	pdu[0] = code;
	switch (code) {
	case REQUEST:
	case RESPONSE:
		features(l, code, pdu);
		break;
	case RANDOM:
		memcpy(l->random[side], pdu + 1, 16);
		break;
	case FAILED:
		pdu[1] = one_in(16) ? draw(256) : 1 + draw(15);
		break;
	case PUBLIC_KEY:
		if (one_in(8))
			memcpy(pdu + 1, debug_x, 32);
		break;
	case KEYPRESS:
		pdu[1] = draw(6);
		break;
	case LTK ... CSRK:
		distribute(l, code, direction, pdu);
		break;
	}
	return code < CODES ? pdu_lengths[code] : draw(40);
}

/* Kinds 1 to 3 are not random. */
void irk_of(u8 irk[16], unsigned int kind)
{
	noise(irk, 16);
	if (kind == 1)
		memset(irk, draw(256), 16);
	else if (kind == 2)
		progression(irk, 16);
	else if (kind == 3)
		memset(irk, 0, 16);
}
