/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The engine's contract: bytes and state in, verdict out. Nothing here
 * allocates, sleeps, locks, reads a clock or draws a random number. The caller
 * owns every structure, and lets one thread at a time use a link.
 *
 * Sections named in comments are those of the Bluetooth Core Specification 5.4,
 * Vol 3, Part H where nothing else is said.
 */
#ifndef SMPG_ENGINE_H
#define SMPG_ENGINE_H

#include "smpg_types.h"
#include "uapi/linux/smp_guard.h"

/* ---- hci.c: the HCI packets that open, close and encrypt links ---- */

#define SMPG_HCI_HANDLE_MASK	0x0fff
#define SMPG_CID_SMP_LE		0x0006
#define SMPG_CID_SMP_BREDR	0x0007

/* Rand, then EDIV, in HCI's order (Vol 4, Part E, 7.7.65.5). */
#define SMPG_ID_LEN	10

enum smpg_hci_kind {
	SMPG_HCI_NONE,		/* nothing the guard needs to know */
	SMPG_HCI_MALFORMED,	/* shorter than its own header says */
	SMPG_HCI_OPEN,		/* handle, transport, role, peer */
	SMPG_HCI_CLOSE,		/* handle, status (the reason) */
	SMPG_HCI_RESET,		/* every link of the adapter is gone */
	SMPG_HCI_ENCRYPT,	/* handle, status, encrypted, encryption, key_size */
	SMPG_HCI_KEY_SIZE,	/* handle, key_size: of an encrypted link */
	SMPG_HCI_SESSION_KEY,	/* handle, key, id: the host sends a key */
	SMPG_HCI_LINK_KEY,	/* peer, key, key_type: controller or host sends it */
	SMPG_HCI_LTK_REQUEST,	/* handle, id: the controller asks for a key */
	SMPG_HCI_DENIED,	/* handle: the host has no key for the controller */
	SMPG_HCI_ASKED,		/* handle: the host asks for authentication over BR/EDR */
	SMPG_HCI_AUTHENTICATED,	/* handle, status: what became of that */
	SMPG_HCI_PRIVACY,	/* the host uses resolvable private addresses */
	SMPG_HCI_ADDRESS,	/* peer: this host's static random address */
	SMPG_HCI_ISO,		/* iso, nr_iso: isochronous streams, no links */
};

/* How a link is encrypted (Vol 4, Part E, 7.7.8). */
enum smpg_encryption {
	SMPG_ENCRYPTION_OFF,
	SMPG_ENCRYPTION_ON,		/* AES-CCM over LE, E0 over BR/EDR */
	SMPG_ENCRYPTION_AES_CCM,	/* over BR/EDR */
	SMPG_ENCRYPTION_KEPT,		/* a new key, for the same as before */
};

/* Types of a link key (Vol 4, Part E, 7.7.24). */
enum smpg_link_key_type {
	SMPG_LINK_KEY_COMBINATION,	/* of a PIN */
	SMPG_LINK_KEY_LOCAL_UNIT,
	SMPG_LINK_KEY_REMOTE_UNIT,
	SMPG_LINK_KEY_DEBUG,
	SMPG_LINK_KEY_UNAUTHENTICATED_P192,
	SMPG_LINK_KEY_AUTHENTICATED_P192,
	SMPG_LINK_KEY_CHANGED,		/* the type is that of before */
	SMPG_LINK_KEY_UNAUTHENTICATED_P256,
	SMPG_LINK_KEY_AUTHENTICATED_P256,
	SMPG_LINK_KEY_UNKNOWN = 0xff,
};

/**
 * struct smpg_hci - an HCI event or command about links
 * @handle: connection handle; for SMPG_HCI_ISO one that no link has
 * @status: controller error code (Vol 1, Part F), 0 for success
 * @transport: enum smp_guard_transport
 * @role: enum smp_guard_role
 * @peer_type: enum smp_guard_address_type
 * @peer: peer address, least significant octet first, as on the air; for
 *	SMPG_HCI_ADDRESS this host's
 * @encrypted: the link is encrypted
 * @encryption: enum smpg_encryption
 * @key_size: encryption key size in octets, 0 if it is not told
 * @private_address: this host's address on the link is resolvable private
 * @key: for SMPG_HCI_SESSION_KEY and SMPG_HCI_LINK_KEY, the key within the packet, 16
 *	octets
 * @key_type: enum smpg_link_key_type, with a key from the controller
 * @id: Rand (8 octets) and EDIV (2) within the packet; NULL in a reply to the
 *	controller's request, which has neither
 * @iso: connection handles of isochronous streams within the packet, 2 octets each
 * @nr_iso: number of these
 */
struct smpg_hci {
	u16 handle;
	u8 status;
	u8 transport;
	u8 role;
	u8 peer_type;
	u8 peer[6];
	bool encrypted;
	u8 encryption;
	u8 key_size;
	bool private_address;
	const u8 *key;
	u8 key_type;
	const u8 *id;
	const u8 *iso;
	u8 nr_iso;
};

enum smpg_hci_kind smpg_hci_event(const u8 *data, size_t len,
				  struct smpg_hci *hci);
enum smpg_hci_kind smpg_hci_command(const u8 *data, size_t len,
				    struct smpg_hci *hci);

/* ---- pdu.c: the SMP PDUs (3.3) ---- */

enum smpg_pdu_code {
	SMPG_PAIRING_REQUEST		= 0x01,
	SMPG_PAIRING_RESPONSE		= 0x02,
	SMPG_PAIRING_CONFIRM		= 0x03,
	SMPG_PAIRING_RANDOM		= 0x04,
	SMPG_PAIRING_FAILED		= 0x05,
	SMPG_ENCRYPTION_INFORMATION	= 0x06,
	SMPG_CENTRAL_IDENTIFICATION	= 0x07,
	SMPG_IDENTITY_INFORMATION	= 0x08,
	SMPG_IDENTITY_ADDRESS_INFORMATION = 0x09,
	SMPG_SIGNING_INFORMATION	= 0x0a,
	SMPG_SECURITY_REQUEST		= 0x0b,
	SMPG_PAIRING_PUBLIC_KEY		= 0x0c,
	SMPG_PAIRING_DHKEY_CHECK	= 0x0d,
	SMPG_PAIRING_KEYPRESS		= 0x0e,
	SMPG_PDU_MAX			= SMPG_PAIRING_KEYPRESS,
};

/* Authentication requirements (3.5.1). */
#define SMPG_AUTH_BONDING	0x03
#define SMPG_AUTH_MITM		0x04
#define SMPG_AUTH_SC		0x08
#define SMPG_AUTH_KEYPRESS	0x10
#define SMPG_AUTH_CT2		0x20
#define SMPG_AUTH_RESERVED	0xc0

#define SMPG_KEY_DIST_ALL	0x0f
#define SMPG_KEY_LEN		16
#define SMPG_KEY_LEN_MIN	7

unsigned int smpg_pdu_len(u8 code);
bool smpg_pdu_valid(const u8 *pdu, size_t len);
u8 smpg_pdu_key(u8 code);
u8 smpg_pdu_key_dist(u8 code);
u8 smpg_pdu_identity(const u8 *pdu);
bool smpg_pdu_has_features(const u8 *pdu);
u8 smpg_pdu_malformed(const u8 *pdu, size_t len);
u8 smpg_pdu_reflected(u8 code, const u8 *own, const u8 *pdu);

/* ---- order.c: the PDUs of authentication in their order ---- */

/* A passkey has 20 bits (2.3.5.6.3). */
#define SMPG_PASSKEY_ROUNDS	20

bool smpg_order(bool sc, u8 method, unsigned int n, u8 *side, u8 *code);
u8 smpg_key_order(unsigned int n);

/* ---- l2cap.c: SMP PDUs out of ACL fragments ---- */

#define SMPG_L2CAP_HDR		4
/* The longest PDU is Pairing Public Key: 65 octets. */
#define SMPG_L2CAP_MAX		(SMPG_L2CAP_HDR + 65)
/* An octet more tells that a PDU is longer. */
#define SMPG_L2CAP_ROOM		(SMPG_L2CAP_MAX + 1)

enum smpg_step {
	SMPG_STEP_PASS,		/* transmit this fragment as it is */
	SMPG_STEP_HOLD,		/* keep this fragment in the buffer only */
	SMPG_STEP_BLANK,	/* overwrite the payload, then transmit */
	SMPG_STEP_DROP,		/* drop the rest of a PDU that was dropped */
	SMPG_STEP_JUDGE,	/* judge the PDU in the buffer */
};

/**
 * struct smpg_l2cap - an L2CAP PDU being put together, one per direction
 * @want: length of the PDU with its header, 0 while that is unknown
 * @seen: octets seen so far, beyond the buffer's end too
 * @have: octets in @buf
 * @passed: octets of @buf transmitted before the PDU could be judged
 * @held: octets of @buf in fragments held back
 * @open: a PDU is in progress
 * @smp: the PDU is on an SMP channel
 * @judged: judged before the PDU was whole, since its length is wrong
 * @rest: enum smpg_step for the fragments that follow such a judgement, set by
 *	smpg_link_apply()
 * @malformed: the last fragment did not fit the ones before, or its header
 * @left_open: the receiver has the beginning of an earlier PDU, which any
 *	fragment that continues nothing would continue
 * @buf: L2CAP header and SMP PDU
 */
struct smpg_l2cap {
	u32 want;
	u32 seen;
	u8 have;
	u8 passed;
	u8 held;
	bool open;
	bool smp;
	bool judged;
	u8 rest;
	bool malformed;
	bool left_open;
	u8 buf[SMPG_L2CAP_ROOM];
};

enum smpg_step smpg_l2cap_feed(struct smpg_l2cap *l2cap, u8 direction,
			       bool start, const u8 *data, size_t len);
void smpg_l2cap_reset(struct smpg_l2cap *l2cap);

/* Is an SMP PDU in progress, or one of which the channel is unknown? */
static inline bool smpg_l2cap_partial(const struct smpg_l2cap *l2cap)
{
	return l2cap->open && (l2cap->smp || !l2cap->want);
}

static inline bool smpg_l2cap_held(const struct smpg_l2cap *l2cap)
{
	return l2cap->open && l2cap->held;
}

/* ---- rules.c, policy.c: the action of each rule ---- */

/* Local and remote side, as indices. */
enum { SMPG_LOCAL, SMPG_REMOTE };

/**
 * struct smpg_policy - actions of the rules, and limits of a negotiation
 * @action: action of every rule, enum smp_guard_action
 * @key_dist: the keys that each side may distribute, enum smp_guard_key_dist
 * @min_key_size: smaller key sizes break rule short-key, in octets
 */
struct smpg_policy {
	u8 action[__SMP_GUARD_RULE_MAX];
	u8 key_dist[2];
	u8 min_key_size;
};

/* Bits of @sets in struct smpg_policy_part. */
#define SMPG_SETS_RULE(rule)		BIT_ULL(rule)
#define SMPG_SETS_KEY_DIST(side)	BIT_ULL(56 + (side))
#define SMPG_SETS_MIN_KEY_SIZE		BIT_ULL(58)
#define SMPG_SETS_ALL			(BIT_ULL(__SMP_GUARD_RULE_MAX) - 1 + \
					 SMPG_SETS_KEY_DIST(SMPG_LOCAL) + \
					 SMPG_SETS_KEY_DIST(SMPG_REMOTE) + \
					 SMPG_SETS_MIN_KEY_SIZE)

/**
 * struct smpg_policy_part - the part of a policy that one entry sets
 * @sets: the values of @value that count, SMPG_SETS_*
 * @value: the values
 */
struct smpg_policy_part {
	u64 sets;
	struct smpg_policy value;
};

bool smpg_rule_takes(u8 rule, u8 action);
bool smpg_rule_does(u8 rule, u8 action);
const char *smpg_rule_section(u8 rule, u8 why);
struct smpg_policy smpg_policy_profile(u8 profile);
void smpg_policy_apply(struct smpg_policy *policy,
		       const struct smpg_policy_part *part);
void smpg_policy_merge(struct smpg_policy_part *part,
		       const struct smpg_policy_part *more);

/* Octets of a scope in smpg_policy_hash() */
#define SMPG_SCOPE_OCTETS	10

u64 smpg_policy_hash(const u8 scope[SMPG_SCOPE_OCTETS],
		     const struct smpg_policy_part *part);
u8 smpg_policy_key_dist(const struct smpg_policy *policy, u8 transport,
			unsigned int side);
void smpg_policy_sides(const struct smpg_policy *policy, u8 transport,
		       u8 request, u8 keys[2]);

/* Reason of Pairing Failed for a key that would be derived (3.5.5). */
#define SMPG_CTKD_NOT_ALLOWED	0x0e

/* ---- keys.c: is a key random? Answers are enum smp_guard_why. ---- */

u8 smpg_key_weak(const u8 *key, size_t len);
bool smpg_debug_key(const u8 *x);
u8 smpg_key_pair_known(const u8 *x);

/* ---- p256.c: is a public key a point of the curve? ---- */

bool smpg_p256_point(const u8 *key);

/* ---- pairing.c: the state of a pairing ---- */

/* Both sides of a pairing, as indices. */
enum { SMPG_INITIATOR, SMPG_RESPONDER };

/* The direction of a response to what went in @direction. */
static inline u8 smpg_other(u8 direction)
{
	return direction == SMP_GUARD_DIRECTION_TX ? SMP_GUARD_DIRECTION_RX :
						     SMP_GUARD_DIRECTION_TX;
}

/**
 * struct smpg_features - one Pairing Request or Pairing Response (3.5.1)
 */
struct smpg_features {
	u8 io_cap;
	u8 oob;
	u8 auth;
	u8 key_size;
	u8 keys[2];
};

/**
 * struct smpg_secrets - keys of a pairing and inputs of their derivation, kept
 * for comparison only
 *
 * Wiped when the pairing ends.
 */
struct smpg_secrets {
	u8 random[2][8];		/* input of s1, from Pairing Random */
	u8 stk[SMPG_KEY_LEN];
	u8 key[2][3][SMPG_KEY_LEN];	/* by side: LTK, IRK, CSRK */
	bool have_random[2];
	bool have_stk;
	u8 have[2];
};

/**
 * struct smpg_pairing - the state of a pairing, from the PDUs on the air
 * @phase: enum smp_guard_phase
 * @method: enum smp_guard_method
 * @direction: of the Pairing Request, enum smp_guard_direction
 * @known: no PDU of it, and no earlier negotiation, can have been missed
 * @pending: @next is a Pairing Request without a response, by direction, since
 *	two can cross
 * @answered: a Pairing Response followed the Pairing Request
 * @over: a failure ended the negotiation, which does not count after that
 * @sc: LE Secure Connections
 * @one_host: all PDUs of this side are of one stack, as the caller tells
 * @two_hosts: see SMP_GUARD_MARK_TWO_HOSTS
 * @keyed: a session key of it went to the controller, so that the link may be encrypted
 *	with that
 * @key_size: negotiated encryption key size, in octets
 * @features: the Pairing Request, the Pairing Response
 * @next: the pending Pairing Requests
 * @keys: negotiated for each side (enum smp_guard_key_dist)
 * @may: bits whose PDUs each side may send; with two hosts, those of either
 * @must: bits whose PDUs each side has to send to complete the pairing
 * @sent: key PDUs each side has sent, BIT(enum smp_guard_key)
 * @authentication: PDUs of authentication each side has sent, BIT(code)
 * @turn: PDUs of authentication that came in turn, see smpg_order()
 * @out_of_turn: one did not
 * @other_key: the host has handed over a key that is not of this pairing, perhaps
 *	before that began
 * @early_key: a key came before one that precedes it
 * @withdrawn: Pairing Requests that ended without a response, BIT(direction): one
 *	may be on its way
 * @repaired: key PDUs of this host that were repaired, BIT(enum smp_guard_key)
 * @invalid: the peer's public key is no point of the curve
 * @unproven: the peer's last random value does not fit its confirm value
 * @values: what each side sent last: X of its public key, confirm value, random
 *	value, DHKey check; by smpg_value_kind()
 * @randoms: the beginnings of the random values that each side sent
 * @nr_randoms: their number
 * @secrets: see struct smpg_secrets
 */
struct smpg_pairing {
	u8 phase;
	u8 method;
	u8 direction;
	bool known;
	bool pending[2];
	bool answered;
	bool over;
	bool sc;
	bool one_host;
	bool two_hosts;
	bool keyed;
	u8 key_size;
	struct smpg_features features[2];
	struct smpg_features next[2];
	u8 keys[2];
	u8 may[2];
	u8 must[2];
	u8 sent[2];
	u16 authentication[2];
	u8 turn;
	bool out_of_turn;
	bool early_key;
	u8 withdrawn;
	u8 repaired;
	bool invalid;
	bool unproven;
	bool other_key;
	u8 values[2][4][32];
	u8 randoms[2][SMPG_PASSKEY_ROUNDS][8];
	u8 nr_randoms[2];
	struct smpg_secrets secrets;
};

/**
 * struct smpg_bond - what this host keeps of an earlier pairing over LE
 * @known: there is such a bond
 * @sc: made by LE Secure Connections
 * @authenticated: not by Just Works
 * @key_size: of its LTK, in octets
 * @identified: there is an LTK that EDIV and Rand identify
 */
struct smpg_bond {
	bool known;
	bool sc;
	bool authenticated;
	u8 key_size;
	bool identified;
};

bool smpg_pairing_open(const struct smpg_pairing *p);
size_t smpg_pairing_ltk_size(const struct smpg_pairing *p);
bool smpg_pairing_bond(const struct smpg_pairing *p, struct smpg_bond *bond);

/* ---- attempts.c: pairings that fail one after another ---- */

/**
 * struct smpg_attempts - the pairings of a peer, or of an adapter, that have failed
 * @last: time of the last failure, in nanoseconds
 * @failures: their number, up to 255; an invalid public key counts three times
 * @invalid: how many of these failed after an invalid public key, up to 255
 * @refused: of a peer: how often it has refused the key of a bond since it was
 *	encrypted last, up to 255
 */
struct smpg_attempts {
	u64 last;
	u8 failures;
	u8 invalid;
	u8 refused;
};

void smpg_attempts_failed(struct smpg_attempts *a, bool all, bool invalid, u64 now);
bool smpg_attempts_too_soon(const struct smpg_attempts *a, bool all, u64 now);

/**
 * struct smpg_rate - the requests of a peer on a link
 * @since: when the time began in which they are counted, in nanoseconds
 * @nr: their number since then, up to 255
 */
struct smpg_rate {
	u64 since;
	u8 nr;
};

void smpg_rate_count(struct smpg_rate *r, u64 now);
bool smpg_rate_exceeded(const struct smpg_rate *r);

/* ---- link.c: a link, and the verdict on its PDUs ---- */

/**
 * struct smpg_link - one connection of one adapter
 * @stacks: stacks of this side that sent PDUs on it, BIT(enum smp_guard_stack)
 * @private_address: this host's address on the link is resolvable private
 * @tried: encryption with a key of a bond was tried, by either side; over BR/EDR,
 *	this host has handed over a link key for the authentication in progress
 * @refused: and failed
 * @asked: this host has sent a Security Request, which encryption has not answered;
 *	over BR/EDR, it has asked for the authentication in progress
 * @debug_key: over BR/EDR, the link key is a debug key
 * @replaced: over BR/EDR, the bond over LE when the peers began to derive another
 * @over_e0: over BR/EDR, the last Pairing Request was found to be behind E0
 * @last: time of the last PDU, in nanoseconds, 0 if it is not known
 * @peer_asks: AuthReq of the peer's last Security Request, 0 for none
 * @unbonded: the peer's last Security Request asked for no bond
 * @peer_asked: the peer has sent a Security Request, which neither encryption nor a
 *	Pairing Request of this host has answered
 * @denied: keys that the controller asked for and this host did not have, since the
 *	link was encrypted last, up to 255
 * @requests: Pairing Requests and Security Requests of the peer since then
 * @offered_auth: AuthReq of the peer's last Pairing Request or Pairing Response
 * @offered_size: its key size, 0 for none
 */
struct smpg_link {
	u16 handle;
	u8 stacks;
	u8 transport;		/* enum smp_guard_transport */
	bool guessed;		/* transport guessed from the peer's PDU */
	u8 role;		/* enum smp_guard_role */
	u8 peer_type;		/* enum smp_guard_address_type */
	u8 peer[6];		/* least significant octet first */
	bool encrypted;
	bool aes_ccm;		/* over BR/EDR */
	bool due_aes_ccm;	/* was encrypted so, or has a link key for that */
	bool mid_life;
	bool identified;	/* by EDIV and Rand: the LTK requested last */
	bool private_address;
	u8 identity_type;	/* as peer_type; 0 while unknown */
	u8 identity[6];
	bool claimed;		/* by the peer alone, on this link */
	bool tried;
	bool refused;
	bool asked;
	bool debug_key;
	struct smpg_bond replaced;
	bool over_e0;
	u64 last;
	u8 peer_asks;
	bool unbonded;
	bool peer_asked;
	u8 denied;
	struct smpg_rate requests;
	u8 offered_auth;
	u8 offered_size;
	struct smpg_pairing pairing;
	struct smpg_l2cap l2cap[2];	/* by enum smp_guard_direction */
};

struct smpg_finding {
	u8 rule;		/* enum smp_guard_rule */
	u8 action;		/* enum smp_guard_action, as taken */
	u8 why;			/* enum smp_guard_why */
};

#define SMPG_STARTED	BIT(0)
#define SMPG_COMPLETE	BIT(1)
#define SMPG_FAILED	BIT(2)

/* The outcome of encryption or authentication with the key of a bond. */
enum smpg_bond_use {
	SMPG_BOND_UNUSED,
	SMPG_BOND_REFUSED,	/* the peer has no such key, or another one */
	SMPG_BOND_HELD,		/* both have the same key */
};

/**
 * struct smpg_verdict - the action for a PDU, and its effect on the pairing
 * @action: the strongest action of the findings; a weak IRK is masked by
 *	SMP_GUARD_ACTION_REPAIR, with zeros and nothing random
 * @direction: enum smp_guard_direction
 * @stack: enum smp_guard_stack
 * @pdu: code of the PDU, 0 for an HCI event or command
 * @key: enum smp_guard_key
 * @repair_off: first octet to replace, counted from the PDU's code
 * @repair_len: number of octets to fill with random ones
 * @zero_len: number of octets after those to set to zero
 * @masked: bits to clear in initiator's and responder's key distribution of
 *	this Pairing Request or Pairing Response, where it is not rejected
 * @malformed: wrong length, unknown code or a value out of range
 * @identified: the PDU has told the peer's identity address
 * @abandoned: the PDU begins a pairing in place of one that was in authentication
 * @invalid: and in which the peer's public key was no point of the curve
 * @happened: SMPG_STARTED, SMPG_COMPLETE, SMPG_FAILED: events to report
 * @reason: with SMPG_FAILED, the reason; SMP_GUARD_ACTION_REJECT sends it to
 *	both sides
 * @side: with SMPG_FAILED, enum smp_guard_side
 * @bond: of an HCI event, enum smpg_bond_use
 * @nr: number of findings
 * @findings: one for each rule that was broken
 */
struct smpg_verdict {
	u8 action;
	u8 direction;
	u8 stack;
	u8 pdu;
	u8 key;
	u8 repair_off;
	u8 repair_len;
	u8 zero_len;
	u8 masked[2];
	bool malformed;
	bool identified;
	bool abandoned;
	bool invalid;
	u8 happened;
	u8 reason;
	u8 side;
	u8 bond;
	u8 nr;
	struct smpg_finding findings[__SMP_GUARD_RULE_MAX];
};

void smpg_link_open(struct smpg_link *link, const struct smpg_hci *hci);
bool smpg_link_complete(struct smpg_link *link, const struct smpg_hci *hci);
void smpg_link_meet(struct smpg_link *link, u16 handle);
bool smpg_link_has(const struct smpg_link *link, u16 cid);
void smpg_link_doubt(struct smpg_link *link);
void smpg_link_assume_encrypted(struct smpg_link *link,
				struct smpg_verdict *verdict);
void smpg_link_close(struct smpg_link *link, u8 reason,
		     struct smpg_verdict *verdict);
void smpg_link_identify(struct smpg_link *link, u8 type, const u8 *address);
u32 smpg_link_marks(const struct smpg_link *link);
u8 smpg_link_identity(const struct smpg_link *link, const u8 **address);

/* In place of a type of address */
#define SMPG_PEER_PRIVATE	0xff

u8 smpg_link_name(const struct smpg_link *link, u8 address[6]);

/*
 * ---- link.c, judge.c, apply.c: from a fragment to the octets that leave ----
 *
 *	step = smpg_link_feed(link, direction, start, data, len);
 *	if (step == SMPG_STEP_JUDGE) {
 *		pdu = smpg_link_pdu(link, direction, &len, &context.cid);
 *		smpg_link_judge(link, pdu, len, &context, &verdict);
 *		smpg_link_apply(link, &verdict, random, &outcome);
 *	}
 *	smpg_link_done(link, direction);
 */

/**
 * struct smpg_link_key - the link key that this host keeps of a peer
 * @known: there is one
 * @authenticated: not made by Just Works
 */
struct smpg_link_key {
	bool known;
	bool authenticated;
};

/* Indices of attempts. */
enum { SMPG_OF_PEER, SMPG_OF_ADAPTER };

/**
 * struct smpg_context - what the engine cannot see of a PDU, event or command
 * @policy: the actions to take, and the limits
 * @cid: L2CAP channel, SMPG_CID_SMP_LE or SMPG_CID_SMP_BREDR
 * @direction: enum smp_guard_direction
 * @stack: enum smp_guard_stack: the host that transmits the PDU
 * @adapter: public address of the adapter, least significant octet first; NULL
 *	if it is not known
 * @static_address: this host's static random address, likewise
 * @private_address: this host uses resolvable private addresses
 * @reused: whether the key that the PDU completes was distributed elsewhere before;
 *	in how many earlier pairings its sender used the random value, or this adapter
 *	the public key
 * @own_irk: the IRK in the PDU is that of this host
 * @bond: with the peer; for Identity Address Information, with the peer that has
 *	that identity address
 * @link_key: of the peer
 * @unread: the values in the PDU are not known, as in a capture from which they
 *	were removed
 * @window: a window for pairing is open for the peer
 * @pairs: another link of the adapter is in the middle of a pairing
 * @now: time of the PDU, in nanoseconds, of a clock that never goes back; 0 if it is
 *	not known
 * @attempts: pairings that have failed, of the peer by SMPG_OF_PEER, and of all peers
 *	of the adapter by SMPG_OF_ADAPTER
 */
struct smpg_context {
	const struct smpg_policy *policy;
	u16 cid;
	u8 direction;
	u8 stack;
	const u8 *adapter;
	const u8 *static_address;
	bool private_address;
	unsigned int reused;
	bool own_irk;
	struct smpg_bond bond;
	struct smpg_link_key link_key;
	bool unread;
	bool window;
	bool pairs;
	u64 now;
	struct smpg_attempts attempts[2];
};

enum smpg_out {
	SMPG_OUT_PASS,		/* the fragment leaves as it is */
	SMPG_OUT_EDIT,		/* @octets take the place of as many at @at */
	SMPG_OUT_REWRITE,	/* @octets take the place of the payload */
	SMPG_OUT_BLANK,		/* zeros take the place of all from @at on */
	SMPG_OUT_DROP,		/* nothing leaves */
};

/**
 * struct smpg_change - a key that this host transmits, and the peer receives
 * @key: enum smp_guard_key
 * @len: octets of it that count, from the one behind the PDU's code on
 * @value: those octets as SMPG_LOCAL and SMPG_REMOTE know them
 */
struct smpg_change {
	u8 key;
	u8 len;
	u8 value[2][SMPG_KEY_LEN];
};

/**
 * struct smpg_outcome - what leaves in place of a fragment
 * @out: enum smpg_out
 * @start: with SMPG_OUT_REWRITE, the octets start an L2CAP PDU
 * @failed: the octets are a Pairing Failed for the peer
 * @at: an offset into the payload
 * @len: number of @octets
 * @octets: within the link, valid until smpg_link_done()
 * @change: see smpg_link_apply()
 */
struct smpg_outcome {
	u8 out;
	bool start;
	bool failed;
	u8 at;
	u8 len;
	const u8 *octets;
	struct smpg_change change;
};

enum smpg_step smpg_link_feed(struct smpg_link *link, u8 direction, bool start,
			      const u8 *data, size_t len);
const u8 *smpg_link_pdu(const struct smpg_link *link, u8 direction,
			size_t *len, u16 *cid);
void smpg_link_judge(struct smpg_link *link, const u8 *pdu, size_t len,
		     const struct smpg_context *context,
		     struct smpg_verdict *verdict);
void smpg_link_hci(struct smpg_link *link, enum smpg_hci_kind kind,
		   const struct smpg_hci *hci,
		   const struct smpg_context *context,
		   struct smpg_verdict *verdict);
bool smpg_link_apply(struct smpg_link *link,
		     const struct smpg_verdict *verdict, const u8 *random,
		     struct smpg_outcome *outcome);
void smpg_link_done(struct smpg_link *link, u8 direction);
void smpg_irk_judge(const u8 *irk, const struct smpg_policy *policy,
		    struct smpg_verdict *verdict);
u8 smpg_finding_severity(const struct smpg_finding *f, u8 stack);

/* ---- translation.c: a key, as host and peer know it ---- */

/**
 * struct smpg_translation - a key, as the host knows it and as the peer does
 * @index: index of the adapter, 0 for hci0
 * @adapter: public address of the adapter, zero if it has none
 * @peer_type: SMP_GUARD_ADDRESS_TYPE_PUBLIC, _RANDOM, or _UNKNOWN
 * @peer: the peer's identity address, as far as it is known
 * @key: SMP_GUARD_KEY_LTK or SMP_GUARD_KEY_CSRK
 * @key_size: size of the key in octets
 * @role: this host's role on the links for which the translation holds:
 *	SMP_GUARD_ROLE_PERIPHERAL, or _UNKNOWN if it holds in both
 * @id: Rand and EDIV of an LTK, by SMPG_LOCAL and SMPG_REMOTE
 * @value: the key, zero beyond @key_size, likewise
 *
 * All octets are in the order of the air. Keys are secrets: code that copies a
 * translation wipes the copy.
 */
struct smpg_translation {
	u16 index;
	u8 adapter[6];
	u8 peer_type;
	u8 peer[6];
	u8 key;
	u8 key_size;
	u8 role;
	u8 id[2][SMPG_ID_LEN];
	u8 value[2][SMPG_KEY_LEN];
};

bool smpg_translation_same_adapter(const struct smpg_translation *a,
				   const struct smpg_translation *b);
bool smpg_translation_same_peer(const struct smpg_translation *a,
				const struct smpg_translation *b);
void smpg_translation_set_peer(struct smpg_translation *t,
			       const struct smpg_link *link);
bool smpg_translation_set(struct smpg_translation *t,
			  const struct smpg_change *c);
bool smpg_translation_same_sent(const struct smpg_translation *a,
				const struct smpg_translation *b);
const char *smpg_translation_bad(const struct smpg_translation *t);

/* ---- names.c: one name everywhere; NULL for a value out of range ---- */

const char *smpg_rule_name(u8 rule);
const char *smpg_action_name(u8 action);
const char *smpg_profile_name(u8 profile);
const char *smpg_stack_name(u8 stack);
const char *smpg_severity_name(u8 severity);
const char *smpg_direction_name(u8 direction);
const char *smpg_transport_name(u8 transport);
const char *smpg_role_name(u8 role);
const char *smpg_address_type_name(u8 type);
const char *smpg_phase_name(u8 phase);
const char *smpg_method_name(u8 method);
const char *smpg_key_name(u8 key);
const char *smpg_side_name(u8 side);
const char *smpg_pdu_name(u8 code);
const char *smpg_reason_name(u8 reason);
/* Writes "EncKey,SignKey" or "-"; a @size of 32 holds the longest. */
const char *smpg_key_dist_names(u8 keys, char *buf, size_t size);

#endif /* SMPG_ENGINE_H */
