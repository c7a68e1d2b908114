/* SPDX-License-Identifier: GPL-2.0 */
/* A pairing as a capture shows it: its steps, and what is wrong with them. */
#ifndef SMPGUARD_PAIRING_H
#define SMPGUARD_PAIRING_H

#include "capture.h"
#include "order.h"
#include "proof.h"
#include "simple.h"
#include "smpg_engine.h"
#include "values.h"

#define STEPS_MAX	1024
#define FINDINGS_MAX	6

/* A public and a random address of the adapter, and a private one of the link */
#define OWN_ADDRESSES	3

enum step_kind {
	STEP_PDU,
	STEP_KEY_SET,		/* the host hands a key to its controller */
	STEP_ENCRYPTED,
	STEP_NOT_ENCRYPTED,
	STEP_CLOSED,
	STEP_RESET,
	STEP_GUARD,		/* the module acted on a PDU */
	STEP_LOST,		/* a repaired key is translated no more */
	STEP_AUTH,		/* authentication that is not SMP */
	STEP_EVIDENCE,		/* a program says, or does, something about it */
	STEP_LINK_LAYER,	/* a control PDU of the link layer */
	STEP_LOG,		/* a line of bluetoothd or the kernel */
	STEP_KEY_REJECTED,	/* this host's controller refuses to encrypt */
	STEP_HARDWARE,		/* the controller reports an error of its own */
	STEP_POWER_OFF,		/* the host ends the link to turn its adapter off */
	STEP_GONE,		/* the adapter was closed or removed */
};

/* Reasons that explain alone has, above those of enum smp_guard_why */
enum { OWN_NO_IDENTITY = 0xf0 };

/**
 * struct finding - a rule that a step breaks
 * @rule: its name
 * @code: enum smp_guard_why, or one of the above
 * @why: the same in words that can follow the name of the PDU
 * @section: of the Core Specification, Vol 3, Part H, unless it names another
 * @attack: the published attack that this is, or NULL for none that is certain
 * @action: enum smp_guard_action; -1 where the guard would do nothing
 * @ours: the step is the fault of its sender, whatever the policy
 */
struct finding {
	const char *rule;
	u8 code;
	const char *why;
	const char *section;
	const char *attack;
	int action;
	bool ours;
};

/**
 * struct step - one step of a pairing
 * @us: its time in microseconds, if @timed
 * @where: its line or offset in the file
 * @timed: the capture gives its time
 * @tx: this host sent it
 * @bredr: the PDU went over BR/EDR
 * @hidden: what it carries was made unreadable
 * @unsided: nothing says who sent it
 * @kind: enum step_kind
 * @status: error code, where the kind of step has one
 * @key: of STEP_LOST, enum smp_guard_key
 * @why: of STEP_LOST, the reason; of STEP_LOG, its meaning
 * @auth: of STEP_AUTH
 * @evidence: of STEP_EVIDENCE and STEP_LOG, enum evidence
 * @own_rule, @own_action: what the guard would do by a rule of which explain decides
 *	itself whether it is broken; the action is one more, 0 for none
 * @len: octets in @pdu
 * @pdu: a PDU from its code on, or as much of it as the longest valid one has; of
 *	STEP_GUARD, its code alone; of STEP_LINK_LAYER, from its opcode on;
 *	of STEP_LOG, the text
 * @nr: number of findings
 * @findings: one for each rule that it breaks
 */
struct step {
	u64 us;
	u64 where;
	bool timed;
	bool tx;
	bool bredr;
	bool hidden;
	bool unsided;
	u8 kind;
	u8 status;
	u8 key;
	const char *why;
	struct auth auth;
	u8 evidence;
	u8 own_rule;
	u8 own_action;
	u8 len;
	u8 pdu[65];
	u8 nr;
	struct finding findings[FINDINGS_MAX];
};

enum outcome { OUTCOME_OPEN, OUTCOME_COMPLETE, OUTCOME_FAILED };

/*
 * PAIRING_STORED: no pairing, but an attempt to use the key of an earlier one, which
 * failed.
 */
enum pairing_kind { PAIRING_SMP, PAIRING_SIMPLE, PAIRING_PIN, PAIRING_STORED };

/* The key of an earlier pairing, as far as this host has one */
enum stored { STORED_NONE, STORED_TRIED, STORED_REFUSED, STORED_ENCRYPTED };

/**
 * struct pairing - one pairing, from its first step to its link's end
 * @kind: enum pairing_kind
 * @stored: enum stored
 * @ediv: of the stored key, 0 for none
 * @simple: of PAIRING_SIMPLE and PAIRING_PIN
 * @on_air: @air is the address that the peer had on the air
 * @own: addresses that this host may have on the link, with their types
 * @nr_own: number of them
 * @mid_life: its link was there before the capture
 * @started: there was more than a Security Request
 * @asked: a Security Request asked for it on a link that was not encrypted
 * @requested: the capture has its Pairing Request
 * @answered: the capture has its Pairing Response
 * @sides_known: @request_tx says who is the initiator
 * @request_tx: this host sent the Pairing Request
 * @rejected: the guard would have ended it
 * @lost: a packet of its link is not all there
 * @left_out: packets of its adapter are not in the text, which may have been of it
 * @begun_lost: so it was before its first step
 * @hidden: what a packet of it carries was made unreadable
 * @zeroed: values of its packets were made unreadable by zeros in their place
 * @unanswered: it continued without the Pairing Response, which the capture lacks
 * @encrypted: its link was encrypted, as the capture or what followed says
 * @inferred: the capture does not say that its link was encrypted
 * @closed: its link ended
 * @heard: the peer was received over the encrypted link before that
 * @undone: it was complete, and the first packet of the encrypted link did not do
 * @refreshed: it failed since its link could not be encrypted anew
 * @due: the side whose turn it was at the end; -1 if that is not known
 * @due_code: the PDU that was due; 0 for the encryption of the link
 * @assumed: nothing says who sent Pairing Failed
 * @two_hosts: see SMP_GUARD_MARK_TWO_HOSTS
 * @keys: negotiated for each side
 * @outcome: enum outcome
 * @side: of a failure, enum smp_guard_side
 * @reason: of a failure, as the engine gives it
 * @evidence: BIT(enum evidence)
 * @nr: number of steps
 * @dropped: number of steps that were not kept
 * @violations: number of findings, bar those of rules that the policy allows
 * @order: the order of its PDUs
 * @values: what its PDUs carried
 * @legacy: what legacy pairing put on the air
 * @tk: what fits each side's confirm value, or PROOF_NONE
 * @stk: the TK of which s1 gives the STK, or PROOF_NONE
 * @ltk: of Secure Connections with a debug key: f5 gives the LTK; PROOF_NONE if it
 *	gives another, PROOF_UNKNOWN if it cannot be computed
 * @shown: the passkey that this host displayed, as the kernel says, or PROOF_NONE
 * @elsewhere: c1 fits, but with other addresses than @air
 * @overheard: its connection, where it was recorded on the air
 * @controls: control PDUs of the link layer in it, BIT(opcode)
 * @turn: its place among the PDUs of authentication, if it was recorded on the air
 * @spoke: the central sent the last PDU, likewise
 * @unsided: nothing says which side ended the link
 */
struct pairing {
	u16 adapter;
	u16 handle;
	u8 kind;
	u8 stored;
	u16 ediv;
	u8 transport;
	u8 role;
	u8 peer_type;
	u8 peer[6];
	bool on_air;
	u8 air[6];
	u8 own[OWN_ADDRESSES][7];
	u8 nr_own;
	bool mid_life;
	bool started;
	bool asked;
	bool requested;
	bool answered;
	bool sides_known;
	bool request_tx;
	bool rejected;
	bool lost;
	bool left_out;
	bool begun_lost;
	bool hidden;
	bool zeroed;
	bool unanswered;
	bool encrypted;
	bool inferred;
	bool closed;
	bool heard;
	bool undone;
	bool refreshed;
	int due;
	u8 due_code;
	bool assumed;
	bool two_hosts;
	bool sc;
	u8 method;
	u8 key_size;
	u8 keys[2];
	u8 outcome;
	u8 side;
	u8 reason;
	u8 evidence;
	size_t nr;
	size_t dropped;
	struct step *steps;
	unsigned int violations;

	struct simple simple;
	struct order order;
	struct values values;
	struct legacy legacy;
	int tk[2];
	int stk;
	int ltk;
	int shown;
	bool elsewhere;

	struct overheard overheard;
	u32 controls;
	unsigned int turn;
	bool spoke;
	bool unsided;
};

/* Did a step cross the air, as far as the capture shows, and from which side? */
static inline bool step_crosses(const struct step *step)
{
	return step->kind == STEP_PDU ||
	       (step->kind == STEP_LINK_LAYER && !step->unsided) ||
	       (step->kind == STEP_AUTH && (step->auth.kind == AUTH_IO_REPLY ||
					    step->auth.kind == AUTH_IO_RESPONSE));
}

struct pairing *pairing_new(void);
void pairing_free(struct pairing *p);
struct step *pairing_step(struct pairing *p, const struct hci_packet *packet,
			  u8 kind);
void pairing_find(struct pairing *p, struct step *step,
		  const struct finding *f);
void pairing_find_own(struct pairing *p, struct step *step, const char *rule,
		      u8 code, const char *section);
void pairing_withdraw(struct pairing *p, struct step *step, u8 code);
bool step_breaks(const struct step *step, const char *rule);

static inline bool pairing_has_passkey(const struct pairing *p)
{
	return p->method >= SMP_GUARD_METHOD_PASSKEY_INITIATOR_DISPLAYS &&
	       p->method <= SMP_GUARD_METHOD_PASSKEY_BOTH_INPUT;
}

/* Does either side's AuthReq have this bit? */
static inline bool pairing_asks(const struct pairing *p, u8 bit)
{
	return (p->legacy.request[3] | p->legacy.response[3]) & bit;
}

/* The AuthReq of this host, or else of the peer */
static inline u8 pairing_auth(const struct pairing *p, bool tx)
{
	return tx == p->request_tx ? p->legacy.request[3] : p->legacy.response[3];
}

#endif /* SMPGUARD_PAIRING_H */
