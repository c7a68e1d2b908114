/* SPDX-License-Identifier: GPL-2.0 */
/* Pairings out of a stream of HCI packets, judged by the guard's own engine. */
#ifndef SMPGUARD_SESSION_H
#define SMPGUARD_SESSION_H

#include "capture.h"
#include "proof.h"
#include "smpg_engine.h"

#define STEPS_MAX	1024
#define FINDINGS_MAX	6
#define ROUNDS		20

enum step_kind {
	STEP_PDU,
	STEP_KEY_SET,		/* the host hands a key to its controller */
	STEP_ENCRYPTED,
	STEP_NOT_ENCRYPTED,
	STEP_CLOSED,
	STEP_RESET,
};

/**
 * struct finding - what is wrong with a step
 * @rule: its name
 * @why: in words that can follow the name of the PDU
 * @section: of the Core Specification, Vol 3, Part H
 * @action: enum smp_guard_action; -1 where the guard would do nothing
 * @ours: the guard does not know the rule
 */
struct finding {
	const char *rule;
	const char *why;
	const char *section;
	int action;
	bool ours;
};

struct step {
	u64 us;
	u64 where;
	bool timed;
	bool tx;
	bool bredr;
	u8 kind;
	u8 status;
	u8 len;
	u8 pdu[65];
	u8 nr;
	struct finding findings[FINDINGS_MAX];
};

enum outcome { OUTCOME_OPEN, OUTCOME_COMPLETE, OUTCOME_FAILED };

/**
 * struct pairing - one pairing, from its first step to its link's end
 * @on_air: @air is the address that the peer had on the air
 * @mid_life: its link was there before the capture
 * @requested, @answered: its Pairing Request, its Pairing Response is there
 * @sides_known: @request_tx says who is the initiator
 * @rejected: the guard would have ended it
 * @lost: a packet of its link is not all there
 * @unanswered: it went on without the Pairing Response, which the capture lacks
 * @encrypted: its link was encrypted, as the capture or what followed says
 * @inferred: the capture does not say that its link was encrypted
 * @closed: its link ended
 * @due: when its link ended, this side had to go on; -1 if that is not known
 * @order_lost: a PDU was out of turn
 * @doubt: the step of that PDU plus 1, as long as the one before may be missing
 *	from the capture alone
 * @doubtful, @doubtful_side: that one, and whose
 * @skipped, @skipped_side: the first that is missing from the capture, 0 for none
 * @side, @reason: of a failure, as the engine says
 * @tk: what fits each side's confirm value, or PROOF_NONE
 * @stk: the TK of which s1 gives the STK, or PROOF_NONE
 * @elsewhere: c1 fits, but with other addresses than @air
 * @passkey: of Secure Connections, from the confirm values; PROOF_NONE if not
 * @f4_bad: so many of Secure Connections' confirm values do not fit
 * @f4_good: so many do
 * @dropped: steps that were not kept
 */
struct pairing {
	u16 adapter;
	u16 handle;
	u8 transport;
	u8 role;
	u8 peer_type;
	u8 peer[6];
	bool on_air;
	u8 air[6];
	bool mid_life;
	bool started;
	bool requested;
	bool answered;
	bool sides_known;
	bool request_tx;
	bool rejected;
	bool lost;
	bool unanswered;
	bool encrypted;
	bool inferred;
	bool closed;
	int due;
	bool two_hosts;
	bool sc;
	u8 method;
	u8 key_size;
	u8 keys[2];
	u8 outcome;
	u8 side;
	u8 reason;
	size_t nr;
	size_t dropped;
	struct step *steps;
	unsigned int violations;

	struct legacy legacy;
	int tk[2];
	int stk;
	bool elsewhere;
	u8 public[2][64];
	bool have_public[2];
	u8 confirm[2][16];
	bool have_confirm[2];
	u8 random[2][16];
	bool have_random[2];
	u8 check[2][16];
	bool have_check[2];
	unsigned int expected;
	bool order_lost;
	size_t doubt;
	u8 doubtful, skipped;
	int doubtful_side, skipped_side;
	int passkey;
	unsigned int f4_good, f4_bad;
};

/* 3.4, in microseconds */
#define SMP_TIMEOUT	30000000

static inline bool pairing_has_passkey(const struct pairing *p)
{
	return p->method >= SMP_GUARD_METHOD_PASSKEY_INITIATOR_DISPLAYS &&
	       p->method <= SMP_GUARD_METHOD_PASSKEY_BOTH_INPUT;
}

struct session;

/* The policy that the guard would have for a link. */
typedef void (*session_policy_fn)(void *arg, u16 adapter,
				  const struct smpg_link *link,
				  struct smpg_policy *policy);

struct session *session_new(session_policy_fn policy,
			    void (*done)(void *arg, struct pairing *p),
			    void *arg);
void session_packet(struct session *s, const struct hci_packet *p);
bool session_settle(struct session *s, u64 before);
void session_end(struct session *s);	/* and frees it */

#endif /* SMPGUARD_SESSION_H */
