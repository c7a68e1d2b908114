// SPDX-License-Identifier: GPL-2.0
/* Pairing over BR/EDR that is not SMP: how it ended, why, and what its key is worth */
#include "../hci_error.h"
#include "controller.h"
#include "cause.h"
#include "remedy.h"
#include "words.h"

#define AUTHENTICATION_FAILURE 0x05
#define KEY_MISSING 0x06
#define LOST 0x08
#define HUNG_UP_HERE 0x16
#define REPEATED_ATTEMPTS 0x17
#define PAIRING_NOT_ALLOWED 0x18
#define RESPONSE_TIMEOUT 0x22
#define INSUFFICIENT_SECURITY 0x2f
#define NOT_SUPPORTED 0x37
#define BUSY_PAIRING 0x38

static void put_status(FILE *f, const struct pairing *p)
{
	fprintf(f, "%s, 0x%02x", hci_error_name(p->reason) ?: "unknown error",
		p->reason);
}

static void put_course(struct answer *a, const struct pairing *p)
{
	FILE *f;

	if (controller_ended(p)) {
		controller_put_end(a, p);
		return;
	}
	f = parts_sentence(a, PART_HAPPENED);
	if (p->outcome == OUTCOME_OPEN) {
		fprintf(f,
			"The capture ends before this pairing does; what there is of it was judged.");
	} else if (p->outcome == OUTCOME_COMPLETE) {
		fprintf(f, "This pairing completed%s.",
			simple_bonds(&p->simple) ? "" : ", but without a bond");
	} else if (p->side == SMP_GUARD_SIDE_LOCAL && p->simple.refused) {
		fprintf(f, "This pairing failed: %s refused it (",
			words_side(p, true));
		put_status(f, p);
		fprintf(f, ").");
	} else {
		fprintf(f, "This pairing failed (");
		put_status(f, p);
		fprintf(f, ")%s.",
			p->undone && p->simple.keyed ?
				": there is a new link key, but the two could not use it" :
			p->undone ? ", though both sides had said yes" :
			p->side == SMP_GUARD_SIDE_LINK ?
				", since the link ended before it was complete" :
				"");
	}
}

static void put_model(struct answer *a, const struct pairing *p)
{
	if (p->kind == PAIRING_PIN)
		parts_say(a, PART_HAPPENED,
			  "It was PIN pairing over BR/EDR, as before Bluetooth 2.1; that is not SMP.");
	else if (p->method == SMP_GUARD_METHOD_UNKNOWN)
		parts_say(a, PART_HAPPENED,
			  "It was Secure Simple Pairing over BR/EDR; that is not SMP.");
	else
		parts_say(a, PART_HAPPENED,
			  "It was Secure Simple Pairing over BR/EDR by %s; that is not SMP.",
			  words_model(p->method));
}

/* The question that this host did not answer with yes */
static void put_question(struct answer *a, const struct pairing *p, u8 kind)
{
	bool refused = p->simple.refused;
	const char *who = words_side(p, true);

	switch (kind) {
	case AUTH_PIN_REQUEST:
	case AUTH_PIN_REFUSED:
		parts_say(a, PART_WHY, "%s was asked for a PIN, and %s.", who,
			  refused ? "gave none" : "did not answer");
		break;
	case AUTH_PASSKEY_REQUEST:
	case AUTH_PASSKEY_REFUSED:
		parts_say(a, PART_WHY,
			  "%s was asked for the passkey that the other side displays, and %s.",
			  who, refused ? "gave none" : "did not answer");
		break;
	case AUTH_OOB_REQUEST:
	case AUTH_OOB_REFUSED:
		parts_say(a, PART_WHY,
			  "%s was asked for the out of band data of the other side, and %s.",
			  who, refused ? "has none" : "did not answer");
		break;
	case AUTH_IO_REFUSED:
		parts_say(a, PART_WHY,
			  "%s does not pair at present: asked for its IO capabilities, it said no, as Linux does when it is not pairable.",
			  who);
		break;
	case AUTH_KEY_REQUEST:
	case AUTH_IO_REQUEST:
		parts_say(a, PART_WHY,
			  "The controller of %s asked its host for %s, and the host did not answer.",
			  who, kind == AUTH_IO_REQUEST ? "IO capabilities" : "a link key");
		break;
	default:
		if (p->method != SMP_GUARD_METHOD_JUST_WORKS && p->simple.numbered)
			parts_say(a, PART_WHY,
				  "%s was asked whether both displays show %06u, and %s.",
				  who, p->simple.number, refused ? "said no" : "did not answer");
		else if (p->method != SMP_GUARD_METHOD_JUST_WORKS)
			parts_say(a, PART_WHY, "%s was asked to confirm a number, and %s.",
				  who, refused ? "said no" : "did not answer");
		else
			parts_say(a, PART_WHY,
				  "This model has no numbers to compare, but %s was asked whether to pair at all, and %s.",
				  who, refused ? "said no" : "did not answer");
	}
}

/* Questions that the host answers by itself, and no user or agent */
static bool is_for_host(u8 kind)
{
	return kind == AUTH_IO_REFUSED || kind == AUTH_OOB_REFUSED || kind == AUTH_IO_REQUEST ||
	       kind == AUTH_KEY_REQUEST || kind == AUTH_OOB_REQUEST;
}

static void put_out_of_band(struct answer *a)
{
	parts_say(a, PART_REMEDY,
		  "Give both sides the out of band data anew (touch the NFC tag again), and pair at once; or pair without them.");
}

/* The answers of the host itself, whatever its user says */
static void put_host(struct answer *a, const struct pairing *p, u8 kind)
{
	const char *who = words_side(p, true);

	if (kind == AUTH_IO_REFUSED)
		parts_say(a, PART_FAULT,
			  "By the evidence the fault is that of %s: that answer is in the capture.",
			  who);
	else if (kind == AUTH_OOB_REFUSED)
		parts_say(a, PART_FAULT,
			  "By the evidence the fault is that of %s, which was not given the data, or lost them.",
			  who);
	else
		parts_say(a, PART_FAULT,
			  "By the evidence the fault is that of %s, as far as the capture has all of its commands: Linux answers only while bluetoothd runs.",
			  who);
	if (kind == AUTH_IO_REFUSED) {
		parts_say(a, PART_REMEDY,
			  "Make this host pairable before the peer pairs, and keep it so meanwhile: \"bluetoothctl pairable on\".");
		remedy_agent(a, p, true);
	} else if (kind == AUTH_OOB_REFUSED || kind == AUTH_OOB_REQUEST) {
		put_out_of_band(a);
	} else {
		parts_say(a, PART_REMEDY,
			  "Start bluetoothd (\"systemctl start bluetooth\"), and look at its log; a program that has the adapter to itself must answer its controller.");
	}
}

/* The kernel itself says no where a program demands what the peer cannot give. */
static bool is_out_of_reach(const struct pairing *p)
{
	const struct simple *s = &p->simple;

	return s->refused == AUTH_CONFIRM_REFUSED && p->sides_known && p->request_tx &&
	       !p->evidence && simple_asks_mitm(s, SMPG_LOCAL) && s->have[SMPG_REMOTE] &&
	       s->io[SMPG_REMOTE] == 0x03;
}

static void put_here(struct answer *a, const struct pairing *p)
{
	const char *evidence = words_proof_of_refusal(p);
	u8 kind = p->simple.refused ?: p->simple.asked;

	put_question(a, p, kind);
	if (!evidence && is_for_host(kind)) {
		put_host(a, p, kind);
		return;
	}
	if (is_out_of_reach(p))
		parts_say(a, PART_WHY,
			  "It demanded protection from a man in the middle, which a peer without display and keyboard cannot give: Linux says no by itself where a program demands high security.");
	parts_say(a, PART_FAULT, "By the evidence the fault is that of %s: %s.",
		  words_side(p, true),
		  evidence ?:
		  is_out_of_reach(p)
		  ?
		  "a program there demanded too much, its user said no, or no pairing agent was there to ask"
		  :
		  "its user said no or did not answer, or no pairing agent was there to ask");
	if (is_out_of_reach(p))
		parts_say(a, PART_REMEDY,
			  "Have the program demand less (security level medium) of such a peer.");
	if (p->simple.refused == AUTH_CONFIRM_REFUSED && p->method == SMP_GUARD_METHOD_JUST_WORKS &&
	    !(p->evidence & BIT(EVIDENCE_NO_AGENT)))
		remedy_repairing(a, p);
	remedy_agent(a, p, true);
}

/* The other side ended it before this host had answered. */
static void put_hasty(struct answer *a, const struct pairing *p)
{
	const char *who = words_side(p, false);

	if (p->method == SMP_GUARD_METHOD_JUST_WORKS || !p->simple.numbered)
		parts_say(a, PART_WHY, "The other side ended it while %s was still asked.",
			  words_side(p, true));
	else
		parts_say(a, PART_WHY,
			  "The other side ended it while %s was still asked whether both displays show %06u.",
			  words_side(p, true), p->simple.number);
	parts_say(a, PART_FAULT,
		  "By the evidence the fault is that of %s: it refused, or its user did, and did not wait for an answer.",
		  who);
	remedy_agent(a, p, false);
}

/* This host has no key, and neither side began to make another one. */
static void put_keyless(struct answer *a, const struct pairing *p)
{
	char peer[WORDS_ADDRESS];

	words_address(p, peer);
	parts_say(a, PART_WHY,
		  "This host has no link key for that peer (its controller asked for one), and the two did not go on to make another.");
	parts_say(a, PART_FAULT,
		  "By the evidence the bond on this host is gone; whether it or the peer then refused to pair, the capture does not tell.");
	parts_say(a, PART_REMEDY,
		  "Remove the bond on the peer (\"forget this device\"), put it into pairing mode, and pair anew: \"bluetoothctl pair %s\", with an agent and \"pairable on\".",
		  peer);
}

/* The capture lacks the answers of this host, so it cannot tell who refused. */
static bool put_unseen(struct answer *a, const struct pairing *p)
{
	if (!p->lost && !p->simple.asked &&
	    (p->simple.agreed || p->simple.have[SMPG_LOCAL]))
		return false;
	if (p->reason == KEY_MISSING && p->stored == STORED_REFUSED) {
		put_keyless(a, p);
		return true;
	}
	parts_say(a, PART_WHY,
		  "One side refused, or got no yes from its user; what this host answered is not in the capture.");
	parts_say(a, PART_FAULT, "Whose fault that is cannot be told from the capture.");
	parts_say(a, PART_REMEDY,
		  "Record the pairing anew and whole, with \"btmon -w FILE\"; confirm on both sides within half a minute.");
	remedy_bonds(a, p);
	return true;
}

/* This host did all that it was asked for, and the other side refused. */
static void put_there(struct answer *a, const struct pairing *p)
{
	const char *who = words_side(p, false);

	if (put_unseen(a, p))
		return;
	if (p->kind == PAIRING_PIN) {
		parts_say(a, PART_WHY, "The two did not use the same PIN.");
		parts_say(a, PART_FAULT,
			  "By the error code neither stack is at fault: whoever entered the PIN entered another one.");
		parts_say(a, PART_REMEDY,
			  "Pair again with the PIN of the device: its manual has it, often 0000 or 1234.");
		return;
	}
	if (p->method == SMP_GUARD_METHOD_OOB) {
		parts_say(a, PART_WHY,
			  "Most likely the out of band data that one side had are not those of this pairing: each pairing has new ones.");
		parts_say(a, PART_FAULT,
			  "The capture does not tell whose data were old, or of another device.");
		put_out_of_band(a);
		return;
	}
	if (pairing_has_passkey(p)) {
		parts_say(a, PART_WHY,
			  "The passkey entered is not the one displayed.");
		parts_say(a, PART_FAULT,
			  "It is the fault of whoever typed it in, or of %s, which refused.",
			  who);
		parts_say(a, PART_REMEDY,
			  "Pair again, and type in the passkey displayed.");
		return;
	}
	if (p->simple.agreed &&
	    p->method == SMP_GUARD_METHOD_NUMERIC_COMPARISON)
		parts_say(a, PART_WHY,
			  "This host said that both displays show %06u, and the other side did not.",
			  p->simple.number);
	else
		parts_say(a, PART_WHY,
			  "This host refused nothing, and the other side ended it.");
	parts_say(a, PART_FAULT,
		  "By the evidence the fault is that of %s, which refused or got no yes from its user.",
		  who);
	parts_say(a, PART_REMEDY,
		  "Put the peer into pairing mode, pair again, and confirm there too if the numbers are equal.");
	remedy_bonds(a, p);
}

/* The other side refused before anybody was asked. */
static void put_setting(struct answer *a, const struct pairing *p, const char *why,
			const char *remedy)
{
	parts_say(a, PART_WHY, "%s %s.", words_side(p, false), why);
	parts_say(a, PART_FAULT,
		  "%s refused by its own settings; nothing that it was sent is wrong.",
		  words_side(p, false));
	parts_say(a, PART_REMEDY, "%s", remedy);
}

static void put_rest(struct answer *a, const struct pairing *p)
{
	switch (p->reason) {
	case REPEATED_ATTEMPTS:
		put_setting(a, p, "takes no attempt so soon after one that failed",
			    "Wait a few minutes before the next, and remove the cause of the first failure.");
		break;
	case INSUFFICIENT_SECURITY:
		put_setting(a, p, "demands more protection than the two can negotiate",
			    "Give both sides a display or a keyboard (on Linux, a pairing agent with another capability than NoInputNoOutput), or demand less.");
		break;
	case BUSY_PAIRING:
		put_setting(a, p, "is busy with another pairing",
			    "Let that one end first, then pair again.");
		break;
	case PAIRING_NOT_ALLOWED:
		parts_say(a, PART_WHY,
			  "%s does not pair at present.", words_side(p, false));
		parts_say(a, PART_FAULT, "%s refused by its own settings.",
			  words_side(p, false));
		remedy_pairable(a, p, false);
		break;
	case NOT_SUPPORTED:
		parts_say(a, PART_WHY,
			  "One side does not support Secure Simple Pairing, or has it turned off.");
		parts_say(a, PART_FAULT, "The error code does not tell which side that is.");
		parts_say(a, PART_REMEDY,
			  "Turn it on: \"sudo btmgmt ssp on\" on Linux. A device of before Bluetooth 2.1 pairs by PIN.");
		break;
	case RESPONSE_TIMEOUT:
		parts_say(a, PART_WHY,
			  "%s did not answer in time.", words_side(p, false));
		parts_say(a, PART_FAULT,
			  "As far as this capture shows, the fault is that of %s or of its user.",
			  words_side(p, false));
		parts_say(a, PART_REMEDY,
			  "Pair again, and confirm on the peer within half a minute.");
		break;
	default:
		if (!cause_put_error(a, p))
			put_there(a, p);
	}
}

/* The key was made, and then the link did not get on with it. */
static void put_undone(struct answer *a, const struct pairing *p)
{
	if (p->reason != AUTHENTICATION_FAILURE && p->reason != KEY_MISSING &&
	    cause_put_error(a, p))
		return;
	parts_say(a, PART_WHY, p->reason == KEY_MISSING ?
		  "One side says that it has no key: it did not keep the one that was just made." :
		  "The two hold different keys, or one of them did not keep the one that was just made.");
	parts_say(a, PART_FAULT, "The error code does not tell which side that is.");
	remedy_bonds(a, p);
}

/* The peer's IO capabilities never came, though this host had sent its own. */
static bool put_unanswered(struct answer *a, const struct pairing *p)
{
	const struct simple *s = &p->simple;

	if (p->kind != PAIRING_SIMPLE || !p->request_tx || p->lost || p->left_out ||
	    !s->have[SMPG_LOCAL] || s->have[SMPG_REMOTE] ||
	    (p->reason != RESPONSE_TIMEOUT && p->reason != HUNG_UP_HERE))
		return false;
	parts_say(a, PART_WHY,
		  "It was for %s to send its IO capabilities, and none came.",
		  words_side(p, false));
	parts_say(a, PART_FAULT,
		  "As far as this capture shows, the fault is that of %s, or of this host's controller, which did not pass them on.",
		  words_side(p, false));
	parts_say(a, PART_REMEDY,
		  "Put the peer into pairing mode, and pair again; if other peers do the same, try another adapter, or newer firmware of this one.");
	return true;
}

static void put_failure(struct answer *a, const struct pairing *p)
{
	if (cause_put_cancelled(a, p) || controller_put_cause(a, p))
		return;
	if (p->undone) {
		put_undone(a, p);
	} else if (p->simple.refused || p->evidence) {
		put_here(a, p);
	} else if (p->simple.asked && !simple_is_silent(p) && p->side != SMP_GUARD_SIDE_LINK) {
		put_unseen(a, p);
	} else if (simple_is_hasty(p) && p->side == SMP_GUARD_SIDE_PEER) {
		put_hasty(a, p);
	} else if (simple_is_silent(p) && !simple_is_hasty(p) && p->reason != LOST) {
		put_here(a, p);
	} else if (put_unanswered(a, p)) {
		return;
	} else if (p->side == SMP_GUARD_SIDE_LINK &&
		   p->reason != AUTHENTICATION_FAILURE &&
		   p->reason != KEY_MISSING) {
		cause_put_link(a, p);
	} else {
		put_rest(a, p);
	}
}

/* One side demanded protection that the new link key does not give. */
static void put_unprotected(struct answer *a, const struct pairing *p)
{
	const struct simple *s = &p->simple;
	bool local = simple_asks_mitm(s, SMPG_LOCAL);

	if (!local && !simple_asks_mitm(s, SMPG_REMOTE))
		return;
	parts_say(a, PART_WHY,
		  "%s demanded protection from a man in the middle, which this key does not give.",
		  words_side(p, local));
	parts_say(a, PART_REMEDY,
		  "Give both sides a display or a keyboard (on Linux, a pairing agent with another capability than NoInputNoOutput), or demand less.");
}

static void put_key(struct answer *a, const struct pairing *p)
{
	u8 type = p->simple.key_type;

	parts_say(a, PART_HAPPENED,
		  "The new link key is of type 0x%02x: %s.", type,
		  words_link_key(type));
	switch (type) {
	case 0x00:
		parts_say(a, PART_WHY,
			  "Whoever recorded a PIN pairing finds a short PIN, and with it the link key, by search.");
		parts_say(a, PART_REMEDY,
			  "Where the device can, pair with Secure Simple Pairing (\"sudo btmgmt ssp on\").");
		break;
	case 0x01:
	case 0x02:
		parts_say(a, PART_WHY,
			  "A unit key is the same for every peer: each of them can read this link.");
		parts_say(a, PART_FAULT,
			  "That is the fault of %s, whose unit key it is.",
			  words_side(p, type == 0x01));
		parts_say(a, PART_REMEDY,
			  "Replace that device, or do not pair it.");
		break;
	case 0x03:
		parts_say(a, PART_WHY,
			  "One side used the debug key: anyone who listened can compute the link key.");
		parts_say(a, PART_FAULT,
			  "That is the fault of the side in debug mode; the capture does not tell which.");
		parts_say(a, PART_REMEDY,
			  "Turn debug mode off (\"sudo btmgmt debug-keys off\" on Linux), and pair again.");
		break;
	case 0x04:
	case 0x07:
		put_unprotected(a, p);
		break;
	}
}

static void put_bond(struct answer *a, const struct pairing *p)
{
	const struct simple *s = &p->simple;
	bool local = s->have[SMPG_LOCAL] && s->auth[SMPG_LOCAL] < 0x02;

	if (p->outcome != OUTCOME_COMPLETE || simple_bonds(s))
		return;
	parts_say(a, PART_WHY,
		  "%s said \"no bonding\", so no key is kept (Vol 3, Part C, 9.4): the two must pair again after each disconnection or reboot.",
		  words_side(p, local));
	parts_say(a, PART_FAULT,
		  "By its authentication requirements, that is the choice of %s.",
		  words_side(p, local));
	remedy_pairable(a, p, local);
}

/**
 * cause_put_simple() - tell of a pairing over BR/EDR that is not SMP
 * @a: the answer
 * @p: the pairing
 */
void cause_put_simple(struct answer *a, const struct pairing *p)
{
	put_course(a, p);
	put_model(a, p);
	if (p->outcome == OUTCOME_FAILED)
		put_failure(a, p);
	if (p->simple.keyed)
		put_key(a, p);
	put_bond(a, p);
}
