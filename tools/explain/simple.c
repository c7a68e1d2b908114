// SPDX-License-Identifier: GPL-2.0
#include "pairing.h"

/* IO capabilities of Secure Simple Pairing (Vol 4, Part E, 7.1.29) */
enum { DISPLAY_ONLY, DISPLAY_YES_NO, KEYBOARD_ONLY, NO_INPUT_NO_OUTPUT };

/* Types of link keys (Vol 4, Part E, 7.7.24) */
#define KEY_COMBINATION 0x00
#define KEY_UNIT_LOCAL 0x01
#define KEY_UNIT_REMOTE 0x02
#define KEY_DEBUG 0x03

/* Error codes (Vol 1, Part F, 2) */
#define AUTHENTICATION_FAILURE	0x05
#define KEY_MISSING		0x06
#define HUNG_UP			0x13

/* A user has that long to answer; whoever hangs up before that did not wait, in us. */
#define ANSWER_TIME	25000000
#define HANGUP_SOON	5000000

/* Authentication requirements: bit 0 is MITM, the others are bonding. */
bool simple_asks_mitm(const struct simple *s, int side)
{
	return s->have[side] && s->auth[side] & 0x01;
}

/* The number that both displays show, PROOF_NONE where none is compared */
int simple_compared(const struct pairing *p)
{
	return p->simple.numbered && p->method == SMP_GUARD_METHOD_NUMERIC_COMPARISON ?
	       (int)p->simple.number : PROOF_NONE;
}

/* Do both sides keep the link key, as far as is known? */
bool simple_bonds(const struct simple *s)
{
	int side;

	for (side = SMPG_LOCAL; side <= SMPG_REMOTE; side++)
		if (s->have[side] && s->auth[side] < 0x02)
			return false;
	return true;
}

/* The association model (Vol 3, Part C, 5.2.2.6) */
static u8 method_of(const struct simple *s)
{
	u8 a = s->io[SMPG_LOCAL], b = s->io[SMPG_REMOTE];

	if (!s->have[SMPG_LOCAL] || !s->have[SMPG_REMOTE])
		return SMP_GUARD_METHOD_UNKNOWN;
	if (s->oob[SMPG_LOCAL] || s->oob[SMPG_REMOTE])
		return SMP_GUARD_METHOD_OOB;
	if (!simple_asks_mitm(s, SMPG_LOCAL) &&
	    !simple_asks_mitm(s, SMPG_REMOTE))
		return SMP_GUARD_METHOD_JUST_WORKS;
	if (a >= NO_INPUT_NO_OUTPUT || b >= NO_INPUT_NO_OUTPUT)
		return SMP_GUARD_METHOD_JUST_WORKS;
	if (a == KEYBOARD_ONLY && b == KEYBOARD_ONLY)
		return SMP_GUARD_METHOD_PASSKEY_BOTH_INPUT;
	return a == DISPLAY_YES_NO && b == DISPLAY_YES_NO ?
		       SMP_GUARD_METHOD_NUMERIC_COMPARISON :
		       SMP_GUARD_METHOD_JUST_WORKS;
}

/* With a keyboard on one side alone, the other side displays the passkey. */
static u8 method_with_displays(const struct pairing *p)
{
	const struct simple *s = &p->simple;
	bool local = s->io[SMPG_LOCAL] == KEYBOARD_ONLY;
	bool remote = s->io[SMPG_REMOTE] == KEYBOARD_ONLY;
	u8 method = method_of(s);

	if (method != SMP_GUARD_METHOD_JUST_WORKS || local == remote ||
	    s->io[SMPG_LOCAL] >= NO_INPUT_NO_OUTPUT ||
	    s->io[SMPG_REMOTE] >= NO_INPUT_NO_OUTPUT ||
	    (!simple_asks_mitm(s, SMPG_LOCAL) &&
	     !simple_asks_mitm(s, SMPG_REMOTE)))
		return method;
	return remote == p->request_tx ?
		       SMP_GUARD_METHOD_PASSKEY_INITIATOR_DISPLAYS :
		       SMP_GUARD_METHOD_PASSKEY_RESPONDER_DISPLAYS;
}

static void take_io(struct pairing *p, const struct auth *a, int side)
{
	struct simple *s = &p->simple;

	s->have[side] = true;
	s->io[side] = a->io;
	s->oob[side] = a->oob;
	s->auth[side] = a->auth;
	p->method = method_with_displays(p);
}

/**
 * simple_hint() - note what the kernel has its user asked
 * @p: the pairing
 * @a: what tells it
 *
 * Nothing is compared where the kernel asks for a yes alone (MGMT, Confirm hint).
 */
void simple_hint(struct pairing *p, const struct auth *a)
{
	if (a->hint == AUTH_HINT_NONE || p->method != SMP_GUARD_METHOD_UNKNOWN)
		return;
	p->method = a->hint == AUTH_HINT_NUMBER ? SMP_GUARD_METHOD_NUMERIC_COMPARISON :
						  SMP_GUARD_METHOD_JUST_WORKS;
}

/* The initiator's controller asks its host first (Vol 2, Part F, 4.2.10). */
static void note_initiator(struct pairing *p, bool local)
{
	if (p->sides_known)
		return;
	p->sides_known = true;
	p->request_tx = local;
}

static void judge_key(struct pairing *p, struct step *step, u8 type)
{
	static const struct finding debug = {
		.rule = "debug-key",
		.code = SMP_GUARD_WHY_DEBUG,
		.action = -1,
		.why = "it was made with the debug key, whose private key everybody knows",
		.section = "Vol 2, Part H, 7.6.4",
	};
	static const struct finding unit = {
		.rule = "unit-key",
		.code = SMP_GUARD_WHY_REUSED,
		.action = -1,
		.why = "it is a unit key, which its device uses with every peer",
		.section = "Vol 2, Part H, 3.1",
	};

	if (type == KEY_DEBUG)
		pairing_find(p, step, &debug);
	else if (type == KEY_UNIT_LOCAL || type == KEY_UNIT_REMOTE)
		pairing_find(p, step, &unit);
}

/**
 * simple_is_silent() - did this host leave a question of its controller unanswered?
 * @p: the pairing
 *
 * A capture of events alone does not tell, nor does one with a gap.
 */
bool simple_is_silent(const struct pairing *p)
{
	return p->simple.asked && p->simple.speaks && !p->lost;
}

/**
 * simple_is_hasty() - did the other side end it while this host had time to answer?
 * @p: the pairing, which failed
 *
 * A controller waits half a minute for its host, and then has an error code of its own.
 */
bool simple_is_hasty(const struct pairing *p)
{
	const struct simple *s = &p->simple;

	if (s->waited < 0 || s->refused || !simple_is_silent(p))
		return false;
	if (p->side == SMP_GUARD_SIDE_LINK)
		return p->reason == HUNG_UP && s->waited < HANGUP_SOON;
	return p->reason == AUTHENTICATION_FAILURE && s->waited < ANSWER_TIME &&
	       (s->asked == AUTH_CONFIRM_REQUEST || s->asked == AUTH_PASSKEY_REQUEST);
}

static void note_wait(struct simple *s, const struct hci_packet *packet)
{
	s->waited = -1;
	if (s->asked && s->asked_timed && packet && packet->timed &&
	    packet->us >= s->asked_at)
		s->waited = packet->us - s->asked_at;
}

static void complete(struct pairing *p, const struct hci_packet *packet, u8 status)
{
	if (p->outcome == OUTCOME_COMPLETE && status)
		simple_undo(p, status);
	if (p->outcome != OUTCOME_OPEN)
		return;
	if (!status) {
		p->outcome = OUTCOME_COMPLETE;
		return;
	}
	p->outcome = OUTCOME_FAILED;
	p->reason = status;
	p->side = SMP_GUARD_SIDE_PEER;
	note_wait(&p->simple, packet);
	if (p->simple.refused || (simple_is_silent(p) && !simple_is_hasty(p)))
		p->side = SMP_GUARD_SIDE_LOCAL;
}

static void ask(struct simple *s, const struct hci_packet *packet, u8 kind)
{
	s->asked = kind;
	s->asked_timed = packet->timed;
	s->asked_at = packet->us;
}

static void take_answer(struct simple *s, const struct hci_packet *packet,
			const struct auth *a)
{
	s->speaks |= packet->tx || packet->type == HCI_MGMT;
	switch (a->kind) {
	case AUTH_KEY_REQUEST:
	case AUTH_IO_REQUEST:
	case AUTH_OOB_REQUEST:
	case AUTH_PIN_REQUEST:
	case AUTH_CONFIRM_REQUEST:
	case AUTH_PASSKEY_REQUEST:
		ask(s, packet, a->kind);
		break;
	case AUTH_OOB_REPLY:
	case AUTH_PIN_REPLY:
	case AUTH_CONFIRM_REPLY:
	case AUTH_PASSKEY_REPLY:
		s->asked = AUTH_NONE;
		s->agreed = true;
		break;
	case AUTH_KEY_REPLY:
	case AUTH_KEY_REFUSED:
	case AUTH_IO_REPLY:
	case AUTH_IO_RESPONSE:	/* to which the peer has an answer, or which precedes it */
	case AUTH_PASSKEY_SHOWN:
	case AUTH_KEY:
		s->asked = AUTH_NONE;
		break;
	case AUTH_PIN_REFUSED:
	case AUTH_IO_REFUSED:
	case AUTH_CONFIRM_REFUSED:
	case AUTH_PASSKEY_REFUSED:
	case AUTH_OOB_REFUSED:
		s->asked = AUTH_NONE;
		s->refused = a->kind;
		break;
	}
	if (a->kind == AUTH_CONFIRM_REQUEST || a->kind == AUTH_PASSKEY_SHOWN) {
		s->numbered = true;
		s->number = a->number;
	}
}

static void start(struct pairing *p, u8 kind)
{
	p->started = true;
	if (p->kind == PAIRING_SMP)
		p->kind = kind;
}

static void take_kind(struct pairing *p, struct step *step,
		      const struct hci_packet *packet, const struct auth *a)
{
	switch (a->kind) {
	case AUTH_REQUESTED:
		note_initiator(p, true);
		break;
	case AUTH_KEY_REQUEST:
	case AUTH_KEY_REPLY:
	case AUTH_KEY_REFUSED:
		p->stored = a->kind == AUTH_KEY_REPLY	? STORED_TRIED :
			    a->kind == AUTH_KEY_REFUSED ? STORED_REFUSED :
							  p->stored;
		break;
	case AUTH_PIN_REQUEST:
	case AUTH_PIN_REPLY:
	case AUTH_PIN_REFUSED:
		start(p, PAIRING_PIN);
		break;
	case AUTH_IO_REQUEST:
		note_initiator(p, true);
		start(p, PAIRING_SIMPLE);
		break;
	case AUTH_IO_RESPONSE:
		note_initiator(p, false);
		start(p, PAIRING_SIMPLE);
		take_io(p, a, SMPG_REMOTE);
		break;
	case AUTH_IO_REPLY:
		start(p, PAIRING_SIMPLE);
		take_io(p, a, SMPG_LOCAL);
		break;
	case AUTH_KEY:
		start(p, a->key_type == KEY_COMBINATION ? PAIRING_PIN :
							  PAIRING_SIMPLE);
		p->simple.keyed = true;
		p->simple.key_type = a->key_type;
		complete(p, packet, 0);
		judge_key(p, step, a->key_type);
		break;
	case AUTH_PAIRED:
		start(p, PAIRING_SIMPLE);
		complete(p, packet, a->status);
		break;
	case AUTH_NOT_CONNECTED:
	case AUTH_COMPLETE:
		if (!a->status && !p->started)
			break;
		start(p, p->stored == STORED_REFUSED ? PAIRING_SIMPLE :
						       PAIRING_STORED);
		complete(p, packet, a->status);
		break;
	default:
		start(p, PAIRING_SIMPLE);
	}
}

/* Does this packet begin a pairing where the one before is over? */
bool simple_begins(const struct pairing *p, u8 kind)
{
	return p->started &&
	       (p->outcome != OUTCOME_OPEN || p->kind == PAIRING_SMP) &&
	       (kind == AUTH_REQUESTED || kind == AUTH_KEY_REQUEST ||
		kind == AUTH_PIN_REQUEST || kind == AUTH_IO_REQUEST ||
		kind == AUTH_IO_RESPONSE);
}

/**
 * simple_take() - note a packet of authentication in the pairing of its link
 * @p: the pairing
 * @packet: the packet
 * @a: what it says
 */
void simple_take(struct pairing *p, const struct hci_packet *packet,
		 const struct auth *a)
{
	struct step *step = pairing_step(p, packet, STEP_AUTH);

	step->auth = *a;
	p->transport = SMP_GUARD_TRANSPORT_BREDR;
	take_answer(&p->simple, packet, a);
	take_kind(p, step, packet, a);
	simple_hint(p, a);
}

/**
 * simple_end() - the capture has no more of a pairing
 * @p: the pairing
 *
 * What this host refused has failed, though the capture does not show it any more. The
 * controller would say so by Authentication Failure (0x05).
 */
void simple_end(struct pairing *p)
{
	if (p->simple.refused && p->started && p->kind != PAIRING_SMP)
		simple_close(p, NULL, AUTHENTICATION_FAILURE);
}

/**
 * simple_undo() - a key was made, and then did not do
 * @p: the pairing
 * @reason: why
 */
void simple_undo(struct pairing *p, u8 reason)
{
	if (p->outcome != OUTCOME_COMPLETE ||
	    (p->kind != PAIRING_SIMPLE && p->kind != PAIRING_PIN))
		return;
	p->outcome = OUTCOME_FAILED;
	p->side = SMP_GUARD_SIDE_LINK;
	p->reason = reason;
	p->undone = true;
}

/* This host said that it has no key, and then the peer was gone. */
static bool is_keyless(const struct pairing *p, u8 reason)
{
	return p->stored == STORED_REFUSED && !p->lost && reason == HUNG_UP;
}

/* The link ended: a key that one side lacks, or a pairing that was not complete */
void simple_close(struct pairing *p, const struct hci_packet *packet, u8 reason)
{
	if (reason == AUTHENTICATION_FAILURE && !p->encrypted)
		simple_undo(p, reason);
	if (p->outcome != OUTCOME_OPEN)
		return;
	if (!p->started && p->stored &&
	    (reason == AUTHENTICATION_FAILURE || reason == KEY_MISSING || is_keyless(p, reason)))
		start(p, PAIRING_STORED);
	if (!p->started || p->kind == PAIRING_SMP)
		return;
	p->outcome = OUTCOME_FAILED;
	p->reason = reason;
	p->side = p->simple.refused ? SMP_GUARD_SIDE_LOCAL :
				      SMP_GUARD_SIDE_LINK;
	note_wait(&p->simple, packet);
}
