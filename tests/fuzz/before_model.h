/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The generator's model of adapters, links and peers, so that the next step of
 * a pairing is known.
 */
#ifndef SMPG_FUZZ_BEFORE_MODEL_H
#define SMPG_FUZZ_BEFORE_MODEL_H

#include "before.h"

#define HANDLES		4
#define PEERS		6
#define POOL		8
#define TX		0
#define RX		1
#define HOST		0
#define PEER		1
#define INITIATOR	0
#define RESPONDER	1

#define CID_ATT		4
#define CID_SMP		6
#define CID_SMP_BREDR	7

enum {
	REQUEST = 1, RESPONSE, CONFIRM, RANDOM, FAILED, LTK, IDENTIFICATION,
	IRK, ADDRESS, CSRK, SECURITY_REQUEST, PUBLIC_KEY, DHKEY_CHECK, KEYPRESS,
	CODES,
};

/* Keys of this host: the host's values, and those that the peer received. */
struct keys {
	u8 ltk[2][16];
	u8 id[2][10];	/* Rand, EDIV */
	u8 csrk[2][16];
};

struct peer {
	u8 type;
	u8 address[6];
	bool private;		/* uses resolvable private addresses */
	u8 irk[16];
	struct keys keys[ADAPTERS];
};

/* An L2CAP PDU that is sent in fragments. */
struct half {
	bool pieces;
	u16 len;
	u16 at;
	u8 data[PACKET_MAX - 8];
};

struct link {
	bool open;
	u8 adapter;
	u16 handle;
	struct peer *peer;
	bool bredr;
	bool central;
	bool user;
	bool pairing;
	bool tx_initiates;
	bool sc;
	u8 at;			/* steps of the pairing, */
	u8 encryption;		/* of its encryption, */
	u8 key;			/* and of its key distribution */
	u8 resumed;		/* steps of encryption with a bond's keys */
	struct keys fresh;	/* keys of this pairing */
	u8 have;		/* keys that the peer received, bits */
	u8 features[2][7];
	u8 random[2][16];
	u8 stk[16];
	struct half half[2];
	unsigned int in_flight;
};

struct model {
	const u8 *data;
	size_t left;
	bool bytes;
	bool ended;
	bool no_failures;
	bool idle;		/* works do not run */
	bool constant_keys;	/* this host's, for all peers */
	u8 host_key[16];
	u8 host_id[10];
	unsigned int nr_adapters;
	unsigned int nr_peers;
	unsigned int nr_handles;
	u64 number;
	u64 noise;
	struct adapter adapters[ADAPTERS];
	struct peer peers[PEERS];
	struct link links[ADAPTERS][HANDLES];
	u8 pool[POOL][16];
	unsigned int pooled;
};

extern struct model s;

extern const u8 pdu_lengths[CODES];

/* ---- Drawing ---- */

static inline u64 next_number(u64 *state)
{
	u64 n = *state += 0x9e3779b97f4a7c15ULL;

	n = (n ^ n >> 30) * 0xbf58476d1ce4e5b9ULL;
	n = (n ^ n >> 27) * 0x94d049bb133111ebULL;
	return n ^ n >> 31;
}

/* Return: a number below @n, which is 256 at most. */
static inline unsigned int draw(unsigned int n)
{
	if (!s.bytes)
		return (next_number(&s.number) >> 32) * n >> 32;
	if (!s.left) {
		s.ended = true;
		return 0;
	}
	s.left--;
	return *s.data++ * n >> 8;
}

static inline bool one_in(unsigned int n)
{
	return draw(n) == n - 1;
}

/* ---- before_octets.c ---- */

void noise(u8 *to, size_t len);
void s1(const struct link *l, u8 stk[16]);
void private_address(const u8 irk[16], u8 address[6]);
void sign(const u8 csrk[16], u8 *pdu, size_t len);
void keep(struct link *l, const u8 *pdu, unsigned int whose);
void bond(struct link *l);
size_t pdu_of(struct link *l, u8 code, unsigned int direction, u8 *pdu);
void irk_of(u8 irk[16], unsigned int kind);

/* ---- before_packets.c ---- */

void step_connect(struct step *step, struct link *l);
void step_disconnect(struct step *step, struct link *l);
void step_encryption_changed(struct step *step, const struct link *l);
void step_ltk_request(struct step *step, const struct link *l, bool pairing);
void step_ltk_reply(struct step *step, const struct link *l, bool pairing);
void step_start_encryption(struct step *step, const struct link *l,
			   bool pairing);
void step_completed(struct step *step);
void step_reset(struct step *step);
void step_privacy(struct step *step);
void step_rubbish(struct step *step);
void step_other_pdu(struct step *step, struct link *l);
void step_signed_write(struct step *step, struct link *l);
void step_fragment(struct step *step, struct link *l, unsigned int direction);
void step_smp(struct step *step, struct link *l, u8 code,
	      unsigned int direction);
struct link *any_link(void);
void forget_pairing(struct link *l);

#endif /* SMPG_FUZZ_BEFORE_MODEL_H */
