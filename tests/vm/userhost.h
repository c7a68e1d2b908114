/* SPDX-License-Identifier: GPL-2.0 */
/* A small Bluetooth LE host that pairs, as the user of an adapter. */
#ifndef SMPG_TEST_USERHOST_H
#define SMPG_TEST_USERHOST_H

#include "userhost_crypto.h"
#include "userhost_hci.h"

/* Key distribution bits (Vol 3, Part H, 3.6.1). */
#define DIST_ENC	0x01
#define DIST_ID		0x02
#define DIST_SIGN	0x04

/**
 * struct keys - what one side distributes
 * @have: DIST_* bits
 * @ltk: Long Term Key
 * @ediv: its Encrypted Diversifier
 * @rand: its Random Number
 * @irk: Identity Resolving Key
 * @identity: identity address and its type
 * @csrk: Connection Signature Resolving Key
 * @counter: as owner, the next sign counter; else the lowest acceptable one
 */
struct keys {
	u8 have;
	u8 ltk[16];
	u16 ediv;
	u8 rand[8];
	u8 irk[16];
	u8 identity[7];
	u8 csrk[16];
	u32 counter;
};

/**
 * struct manners - how this host pairs, and how it misbehaves
 * @features: IO capability, OOB data, AuthReq, maximum key size, and the key
 *	distribution of initiator and responder, as in Pairing Request
 * @stk_is_ltk: the STK is distributed, with EDIV and Rand zero
 * @unnegotiated: keys sent besides the negotiated ones
 * @early: keys are sent before the link is encrypted
 * @strict: a key that was not negotiated ends the pairing
 * @ignore_failed: Pairing Failed is answered with the next PDU
 * @slow_ms: to wait before Pairing Confirm
 */
struct manners {
	u8 features[6];
	bool stk_is_ltk;
	u8 unnegotiated;
	bool early;
	bool strict;
	bool ignore_failed;
	unsigned int slow_ms;
};

/* What a pairing waits for. */
enum smp_state {
	SMP_IDLE,
	SMP_FEATURES,		/* Pairing Response */
	SMP_PUBLIC_KEY,
	SMP_CONFIRM,
	SMP_RANDOM,
	SMP_DHKEY_CHECK,
	SMP_ENCRYPTION,
	SMP_KEYS,
	SMP_PAIRED,
	SMP_FAILED,
};

/**
 * struct smp - a pairing
 * @state: enum smp_state
 * @initiator: are we?
 * @sc: LE Secure Connections
 * @preq: Pairing Request
 * @pres: Pairing Response
 * @key_size: negotiated
 * @random: ours, the peer's
 * @confirm: of the peer
 * @p256: our key pair
 * @public: our public key, the peer's
 * @mackey: for the DHKey checks
 * @key: STK, or the LTK of LE Secure Connections
 * @give: keys we are to send
 * @take: keys we are still to receive
 * @deadline: when the pairing times out
 * @confirm_at: when to send Pairing Confirm, 0 if it is not due
 */
struct smp {
	u8 state;
	bool initiator;
	bool sc;
	u8 preq[7], pres[7];
	u8 key_size;
	u8 random[2][16];
	u8 confirm[16];
	struct p256 *p256;
	u8 public[2][2 * P256_LEN];
	u8 mackey[16];
	u8 key[16];
	u8 give, take;
	u64 deadline;
	u64 confirm_at;
};

/**
 * struct userhost - the host
 * @adapter: its adapter
 * @manners: from the command line
 * @own: keys it distributes, from the command line
 * @peer: keys received
 * @smp: the pairing of this link, or of the last one
 * @bonded: @smp.key and @smp.key_size are those of a complete pairing
 * @link_key: of the last peer over BR/EDR
 * @has_link_key: is there one?
 * @up: there is a link
 * @bredr: over BR/EDR
 * @central: our role in it
 * @handle: of the link
 * @peer_address: and its type
 * @encrypted: is the link?
 * @paired: pairings that were completed
 * @failed: pairings that were not
 * @encryption_failed: attempts to encrypt that failed
 * @verified: Signed Write Commands with a good signature
 * @forged: those with a bad one
 */
struct userhost {
	struct adapter adapter;
	struct manners manners;
	struct keys own;
	struct keys peer;
	struct smp smp;
	bool bonded;
	u8 link_key[16];
	bool has_link_key;
	bool up;
	bool bredr;
	bool central;
	u16 handle;
	u8 peer_address[7];
	bool encrypted;
	unsigned int paired, failed, encryption_failed, verified, forged;
};

/* userhost.c */
void tell(const char *event, const char *format, ...);
const char *hex(const void *data, size_t len);
const char *address_text(const u8 address[6]);
const char *rand_text(const u8 rand[8]);
void start_encryption(struct userhost *h, const u8 key[16], u16 ediv,
		      const u8 rand[8]);

/* userhost_bredr.c */
void bredr_event(struct userhost *h, u8 code, const u8 *params, size_t len);

/* userhost_smp.c */
void smp_pair(struct userhost *h);
void smp_request_security(struct userhost *h);
void smp_receive(struct userhost *h, const u8 *pdu, size_t len);
void smp_encrypted(struct userhost *h, u8 status);
void smp_disconnected(struct userhost *h);
void smp_tick(struct userhost *h);
const u8 *smp_key_for(struct userhost *h, u16 ediv, const u8 rand[8],
		      const char **name);
void smp_truncate(u8 key[16], u8 size);

/* userhost_att.c */
void att_signed_write(struct userhost *h, u16 handle, const u8 *value,
		      size_t len);
void att_receive(struct userhost *h, const u8 *pdu, size_t len);

#endif /* SMPG_TEST_USERHOST_H */
