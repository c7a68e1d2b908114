// SPDX-License-Identifier: GPL-2.0
#include "asked.h"
#include "cause.h"
#include "deeds.h"
#include "gap.h"
#include "remedy.h"
#include "report.h"
#include "secrets.h"
#include "words.h"

/* Bits of a Pairing Request or Response that stacks before 4.2 and 5.0 do not know */
#define NEW_AUTH (SMPG_AUTH_SC | SMPG_AUTH_CT2)

/*
 * FAULT_CHECK: the reason says that something is wrong with what the other side sent.
 * FAULT_SETTING: the side refused by what it is set to, whatever was sent to it.
 * FAULT_USER: its user refused, or did not answer.
 * FAULT_PASSKEY: a user of either side entered another passkey.
 */
enum fault { FAULT_CHECK, FAULT_SETTING, FAULT_USER, FAULT_PASSKEY };

/**
 * struct reason - a reason of Pairing Failed, by itself
 * @fault: enum fault
 * @why: what it means
 * @remedy: what to do
 */
struct reason {
	u8 fault;
	const char *why, *remedy;
};

static const struct reason reasons[] = {
	[0x01] = { FAULT_USER,
		"Whoever had to enter the passkey did not, or cancelled it.",
		"Pair again, and enter the passkey within 30 s."
	},
	[0x02] = { FAULT_SETTING,
		"One side was told to use out of band data and has none.",
		"Deliver the data to it, or pair without."
	},
	[0x03] = { FAULT_SETTING,
		"That side demands more protection than the two can negotiate.",
		"Compare what both say of MITM, Secure Connections and IO capabilities, or demand less."
	},
	[0x04] = { FAULT_PASSKEY,
		"The two did not use the same secret: usually a passkey mistyped or not the one displayed.",
		"Pair again with the right passkey."
	},
	[0x05] = { FAULT_SETTING,
		"That side does not pair at present.", NULL
	},
	[0x06] = { FAULT_SETTING,
		"The two do not agree on the length of the key.",
		"Raise the maximum encryption key size of the one with the shorter key."
	},
	[0x07] = { FAULT_CHECK,
		"That side does not know a PDU that it was sent.", NULL
	},
	[0x08] = { FAULT_CHECK,
		"That side does not say why.", NULL
	},
	[0x09] = { FAULT_SETTING,
		"There were too many attempts.",
		"Wait a few minutes before the next, and remove the cause of the first failure."
	},
	[0x0a] = { FAULT_CHECK,
		"That side says that a PDU had a wrong length or value.",
		NULL
	},
	[0x0b] = { FAULT_CHECK },
	[0x0c] = { FAULT_USER,
		"Its user said no, or did not answer.",
		"Pair again, and confirm on both sides; a Linux host needs a pairing agent for that."
	},
	[0x0d] = { FAULT_SETTING,
		"A pairing over BR/EDR is going on.",
		"Let it end first, then pair over LE."
	},
	[0x0e] = { FAULT_SETTING,
		"That side takes no keys derived from the other transport.",
		"Pair over each transport by itself."
	},
	[0x0f] = { FAULT_CHECK,
		"That side does not take a key that was distributed to it, and wants another.",
		"Pair again; if that fails too, look at the log of that side."
	},
};

static bool refused_here(const struct pairing *p)
{
	return p->side == SMP_GUARD_SIDE_LOCAL;
}

static const char *refuser(const struct pairing *p)
{
	return p->assumed ? "one side" : words_side(p, refused_here(p));
}

static void put_look(struct answer *a, const struct pairing *p)
{
	if (p->assumed)
		parts_say(a, PART_REMEDY,
			  "Look at the logs of both sides, and for updates of their stacks or firmware.");
	else
		parts_say(a, PART_REMEDY,
			  "Look at the log of %s, and for an update of its stack or firmware.",
			  refuser(p));
}

/* The last PDU that the side which refused had been sent, or NULL */
static const struct step *refused_pdu(const struct pairing *p)
{
	size_t i;

	for (i = p->nr; i--;)
		if (p->steps[i].kind == STEP_PDU &&
		    p->steps[i].tx != refused_here(p) &&
		    p->steps[i].pdu[0] != SMPG_PAIRING_FAILED)
			return &p->steps[i];
	return NULL;
}

static const char *name_of(const struct step *step)
{
	return smpg_pdu_name(step->pdu[0]) ?: "PDU";
}

/* The values that were checked, beside lengths, values and order */
static void put_checked(FILE *f, const struct pairing *p)
{
	int side = p->request_tx == refused_here(p);

	if (p->values.f4_good && !p->values.f4_bad)
		fprintf(f, ", f4 of the confirm values");
	if (p->values.have_public[side] &&
	    proof_on_curve(p->values.public[side]))
		fprintf(f, ", the public key on the curve");
	if (!p->sc && p->tk[side] >= 0 && p->legacy.have_confirm[side] &&
	    p->legacy.have_random[side])
		fprintf(f, ", c1 of its confirm value");
}

/* The place of Pairing Failed in the order of PDUs is no evidence. */
static bool put_assumed(struct answer *a, const struct pairing *p)
{
	if (p->assumed)
		parts_say(a, PART_FAULT,
			  "Whose fault that is cannot be told, since no line says which side sent Pairing Failed.");
	return p->assumed;
}

/* Without the features, nothing tells which PDUs and values are right. */
static bool lacks_features(const struct pairing *p, const struct step *step)
{
	return p->mid_life && !p->requested && step->pdu[0] > SMPG_PAIRING_RESPONSE;
}

/* A PDU that is right, and refused, moves the suspicion to the side that refused. */
static void put_right(struct answer *a, const struct pairing *p)
{
	FILE *f;

	if (put_assumed(a, p))
		return;
	if (gap_is_there(p) || (refused_pdu(p) && lacks_features(p, refused_pdu(p)))) {
		parts_say(a, PART_FAULT,
			  "Whose fault that is cannot be told, since the capture lacks something.");
		return;
	}
	if (!refused_pdu(p)) {
		parts_say(a, PART_FAULT,
			  "Whose fault that is cannot be told, since the capture has nothing that %s had been sent before.",
			  refuser(p));
		return;
	}
	f = parts_sentence(a, PART_FAULT);
	fprintf(f,
		"All that can be checked of what %s had been sent is right (lengths, values, order",
		refuser(p));
	put_checked(f, p);
	fprintf(f,
		"): by the evidence the fault is that of %s, which refused it.",
		refuser(p));
}

/* The side that does not display has a keyboard. */
static void put_typist(struct answer *a, const struct pairing *p)
{
	bool responder = p->method == SMP_GUARD_METHOD_PASSKEY_INITIATOR_DISPLAYS;

	if (responder || p->method == SMP_GUARD_METHOD_PASSKEY_RESPONDER_DISPLAYS)
		parts_say(a, PART_FAULT,
			  "It is the fault of whoever typed the passkey in at %s.",
			  words_side(p, p->request_tx != responder));
	else
		parts_say(a, PART_FAULT,
			  "It is the fault of whoever typed the passkey in; on which side that was, the capture does not tell.");
}

static void put_fault(struct answer *a, const struct pairing *p, u8 fault)
{
	if (fault != FAULT_PASSKEY && fault != FAULT_CHECK && put_assumed(a, p))
		return;
	switch (fault) {
	case FAULT_CHECK:
		put_right(a, p);
		break;
	case FAULT_SETTING:
		parts_say(a, PART_FAULT,
			  "%s refused by its own settings; nothing that it was sent is wrong.",
			  refuser(p));
		break;
	case FAULT_PASSKEY:
		put_typist(a, p);
		break;
	case FAULT_USER:
		parts_say(a, PART_FAULT,
			  "%s refused: its user, or the program that answers for the user.",
			  refuser(p));
		break;
	}
}

static bool is_features(const struct step *step)
{
	return step->pdu[0] == SMPG_PAIRING_REQUEST ||
	       step->pdu[0] == SMPG_PAIRING_RESPONSE;
}

/* Has the Pairing Request or Response bits that a stack of before 4.2 does not know? */
static bool is_new(const struct step *step)
{
	return is_features(step) &&
	       (step->pdu[3] & NEW_AUTH ||
		(step->pdu[5] | step->pdu[6]) & SMP_GUARD_KEY_DIST_LINKKEY);
}

/* 0x07, 0x08, 0x0a: a well-formed PDU was refused. */
static bool put_refused_pdu(struct answer *a, const struct pairing *p)
{
	const struct step *step = refused_pdu(p);

	if ((p->reason != 0x07 && p->reason != 0x08 && p->reason != 0x0a) ||
	    !step || p->two_hosts || gap_is_there(p) || lacks_features(p, step))
		return false;
	gap_put_left_out(a, p);
	parts_say(a, PART_WHY,
		  "%s refused the %s, whose length and values are right.",
		  refuser(p), name_of(step));
	if (is_new(step))
		parts_say(a, PART_WHY,
			  "Likely it does not know Secure Connections, CT2 or LinkKey, which that PDU has; a side must ignore bits that it does not know (Vol 3, Part H, 3.5.1).");
	put_right(a, p);
	if (is_new(step))
		remedy_old_pairing(a, p, refused_here(p));
	else
		put_look(a, p);
	return true;
}

/* Reason 0x03: the Pairing Request and Response show what was demanded. */
static bool put_demand(struct answer *a, const struct pairing *p)
{
	const struct legacy *l = &p->legacy;

	if (p->reason != 0x03 || !p->requested || !p->answered || p->two_hosts)
		return false;
	if (p->method == SMP_GUARD_METHOD_JUST_WORKS &&
	    pairing_asks(p, SMPG_AUTH_MITM)) {
		parts_say(a, PART_WHY,
			  "The IO capabilities of the two do not allow the protection from a man in the middle that one of them demands.");
		parts_say(a, PART_REMEDY,
			  "Give the side without display or keyboard one (on Linux, a pairing agent with another capability than NoInputNoOutput), or demand less.");
	} else if ((l->request[3] ^ l->response[3]) & SMPG_AUTH_SC) {
		parts_say(a, PART_WHY,
			  "One side has Secure Connections and the other does not, and that side may demand them (Secure Connections only).");
		parts_say(a, PART_REMEDY,
			  "Update the side without them, or demand less.");
	} else {
		return false;
	}
	put_fault(a, p, FAULT_SETTING);
	return true;
}

/*
 * Reason 0x06: a side that refuses the Pairing Request has not yet said what it
 * offers itself.
 *
 * Return: the size of the shorter key, whose side is stored in @tx; 0 for none.
 */
static u8 shorter_key(const struct pairing *p, bool *tx)
{
	u8 request = p->legacy.request[4], response = p->legacy.response[4];
	u8 size = request;

	*tx = p->request_tx;
	if (p->answered && response == request)
		return 0;
	if (p->answered && response < request) {
		size = response;
		*tx = !p->request_tx;
	}
	return size < SMPG_KEY_LEN ? size : 0;
}

static bool put_shorter(struct answer *a, const struct pairing *p)
{
	bool tx;
	u8 size;

	if (p->reason != 0x06 || !p->requested || p->two_hosts)
		return false;
	size = shorter_key(p, &tx);
	if (!size)
		return false;
	parts_say(a, PART_WHY,
		  "The key of %s has at most %u octets, which is too short for the other side.",
		  words_side(p, tx), size);
	parts_say(a, PART_FAULT, "By the evidence the fault is that of %s.",
		  words_side(p, tx));
	parts_say(a, PART_REMEDY,
		  "Raise the maximum encryption key size there to 16 octets.");
	return true;
}

/* Numeric Comparison: the number that both displays should have shown */
static bool put_numbers(struct answer *a, const struct pairing *p)
{
	if (p->method != SMP_GUARD_METHOD_NUMERIC_COMPARISON ||
	    p->reason != 0x0c)
		return false;
	if (p->values.number < 0) {
		parts_say(a, PART_WHY, gap_is_there(p)
			  ?
			  "The number cannot be computed, since the capture lacks a value of it."
			  :
			  "There was no number to compare yet: the two had not exchanged both of their random values.");
	} else {
		parts_say(a, PART_WHY,
			  "Both displays should have shown %06d: that is g2 of the public keys and random values in the capture (Vol 3, Part H, 2.2.9).",
			  p->values.number);
		parts_say(a, PART_WHY,
			  "Both sides compute it from these PDUs, so no two honest displays could differ, unless somebody in between changed them.");
	}
	if (!put_assumed(a, p))
		parts_say(a, PART_FAULT,
			  "%s refused: its user said no, or nobody and no program answered there.",
			  refuser(p));
	parts_say(a, PART_REMEDY,
		  "Pair again, compare the two numbers, and confirm on both sides if they are equal; if they are not, do not pair there.");
	if (refused_here(p))
		remedy_agent(a, p, true);
	return true;
}

/* A program of this host ended the pairing, asked by nobody. */
bool cause_put_cancelled(struct answer *a, const struct pairing *p)
{
	if (p->evidence != BIT(EVIDENCE_CANCELLED) || p->side == SMP_GUARD_SIDE_PEER)
		return false;
	parts_say(a, PART_WHY,
		  "A program of this host cancelled the pairing before it was complete (Cancel Pair Device).");
	parts_say(a, PART_FAULT, "By the evidence the fault is that of %s: %s.",
		  words_side(p, true), words_proof_of_refusal(p));
	parts_say(a, PART_REMEDY,
		  "Look at the log of that program: its user cancelled, or it waits for less than the 30 s that pairing may take.");
	return true;
}

/* Does this host have its user type a passkey in? */
static bool is_to_type(const struct pairing *p)
{
	return p->method == SMP_GUARD_METHOD_PASSKEY_BOTH_INPUT ||
	       p->method == (p->request_tx ? SMP_GUARD_METHOD_PASSKEY_RESPONDER_DISPLAYS :
					     SMP_GUARD_METHOD_PASSKEY_INITIATOR_DISPLAYS);
}

/*
 * Where the model has neither numbers nor a passkey, a host may still ask its user
 * (2.3.5.6.2): so does bluetoothd, and refuses without an agent.
 *
 * Return: is this such a refusal?
 */
bool cause_put_user(struct answer *a, const struct pairing *p)
{
	bool here = p->side == SMP_GUARD_SIDE_LOCAL;
	const char *evidence = words_proof_of_refusal(p), *who;

	if (p->two_hosts || p->side == SMP_GUARD_SIDE_GUARD)
		return false;
	if (p->side == SMP_GUARD_SIDE_LINK || p->side == SMP_GUARD_SIDE_PEER)
		here = p->evidence;
	if (!(p->evidence && here) &&
	    (p->side == SMP_GUARD_SIDE_LINK ||
	     p->method != SMP_GUARD_METHOD_JUST_WORKS ||
	     (p->reason != 0x01 && p->reason != 0x0c)))
		return false;
	who = p->assumed && !evidence ? "one side" : words_side(p, here);
	if (p->method == SMP_GUARD_METHOD_JUST_WORKS)
		parts_say(a, PART_WHY,
			  "Just Works has no numbers to compare and no passkey, but a host may ask whether to pair at all (Vol 3, Part H, 2.3.5.6.2): %s got no yes.",
			  who);
	else if (here && is_to_type(p))
		parts_say(a, PART_WHY,
			  "%s asked for the passkey that is to be typed in there, and got none.",
			  who);
	else
		parts_say(a, PART_WHY,
			  "%s asked whether to pair, and got no yes.", who);
	if (here && (p->request_tx ? p->requested : p->answered) &&
	    !(pairing_auth(p, true) & SMPG_AUTH_BONDING))
		parts_say(a, PART_WHY,
			  "It asked for no bonding, as a host does that is not pairable or that no program asked to bond.");
	if (here && evidence)
		parts_say(a, PART_FAULT,
			  "By the evidence the fault is that of %s: %s.",
			  words_side(p, here), evidence);
	else if (!put_assumed(a, p))
		parts_say(a, PART_FAULT,
			  "By the evidence the fault is that of %s, since all that it was sent is right: no pairing agent was registered there, nobody answered in time, or the answer was no.",
			  words_side(p, here));
	if (here && p->answered && !p->request_tx && !(p->evidence & BIT(EVIDENCE_NO_AGENT)) &&
	    p->method == SMP_GUARD_METHOD_JUST_WORKS)
		remedy_repairing(a, p);
	remedy_agent(a, p, here);
	return true;
}

/* A DHKey check takes a secret of the two, so that no listener can compute it. */
static void put_either(struct answer *a, const struct pairing *p)
{
	FILE *f = parts_sentence(a, PART_FAULT);

	if (gap_is_there(p) || !refused_pdu(p)) {
		fprintf(f,
			"The capture lacks something, and the check cannot be computed from it");
	} else {
		fprintf(f,
			"All else that can be checked is right (lengths, values, order");
		put_checked(f, p);
		fprintf(f,
			"); the check itself cannot be computed from a capture");
	}
	fprintf(f,
		": the evidence does not tell which side computed it wrong.");
	if (refused_here(p) && !p->request_tx &&
	    p->method == SMP_GUARD_METHOD_JUST_WORKS)
		parts_say(a, PART_FAULT,
			  "This host comes first: as responder in Just Works, Linux is known to refuse so while it still has a bond with that peer.");
	else
		parts_say(a, PART_FAULT,
			  "The side that still has an old bond comes first, then %s, which refused.",
			  refuser(p));
}

/* 0x0b, and 0x04 where no secret was entered: the two computed different values. */
static bool put_check_values(struct answer *a, const struct pairing *p)
{
	bool confirm = p->reason == 0x04;

	if (p->two_hosts)
		return false;
	if (p->reason != 0x0b &&
	    (!confirm || !p->answered || pairing_has_passkey(p) ||
	     p->method == SMP_GUARD_METHOD_OOB))
		return false;
	if (confirm)
		parts_say(a, PART_WHY,
			  "The confirm value that %s computed is not the one that it was sent, though no passkey is in it.",
			  refuser(p));
	else
		parts_say(a, PART_WHY,
			  "The DHKey check that %s computed is not the one that it was sent: f6 takes the DHKey, the random values, IO capabilities, AuthReq and both addresses (Vol 3, Part H, 2.2.8).",
			  refuser(p));
	parts_say(a, PART_WHY,
		  "Usually that is an old bond on one side, a confirmation that was refused or came late, or an address taken wrongly (identity for private).");
	if (confirm)
		put_right(a, p);
	else
		put_either(a, p);
	remedy_bonds(a, p);
	parts_say(a, PART_REMEDY,
		  "If it fails again, update the stack of %s (on Linux, the kernel).",
		  refuser(p));
	return true;
}

static bool put_not_pairable(struct answer *a, const struct pairing *p)
{
	if (p->reason != 0x05 || p->two_hosts)
		return false;
	parts_say(a, PART_WHY,
		  "%s does not pair at present: it is not pairable (bondable)%s.",
		  refuser(p),
		  refused_here(p)
		  ?
		  ""
		  :
		  ", not in pairing mode, or has no room for another bond");
	put_fault(a, p, FAULT_SETTING);
	remedy_pairable(a, p, refused_here(p));
	return true;
}

static void put_reason(struct answer *a, const struct pairing *p)
{
	static const struct reason unknown = { FAULT_CHECK };
	const struct reason *r = p->reason < ARRAY_SIZE(reasons) ?
					 &reasons[p->reason] :
					 &unknown;

	if (r->why)
		parts_say(a, PART_WHY, "%s", r->why);
	put_fault(a, p, r->fault);
	if (r->remedy)
		parts_say(a, PART_REMEDY, "%s", r->remedy);
	if (r->fault == FAULT_USER && refused_here(p))
		remedy_agent(a, p, true);
	if (!r->remedy)
		put_look(a, p);
}

static bool put_two_hosts(struct answer *a, const struct pairing *p)
{
	if (!p->two_hosts)
		return false;
	parts_say(a, PART_WHY, "Neither can pair while the other answers too.");
	parts_say(a, PART_FAULT,
		  "The fault is that of this host, which has both.");
	parts_say(a, PART_REMEDY,
		  "Have one of them alone pair, and close the other's SMP.");
	if (!p->overheard.there)
		parts_say(a, PART_REMEDY,
			  "Programs with noble or bleno take the adapter for themselves with HCI_CHANNEL_USER=1 in their environment, after \"sudo hciconfig hci%u down\".",
			  p->adapter);
	return true;
}

/* The side that was refused: does what it sent explain that? */
static bool put_culprit(struct answer *a, const struct pairing *p, bool culprit)
{
	const struct step *step;

	if (deeds_unnegotiated(p, culprit)) {
		parts_say(a, PART_FAULT,
			  "The other side refused what nobody had negotiated: by the evidence the fault is that of %s.",
			  words_side(p, culprit));
		return true;
	}
	if (p->side == SMP_GUARD_SIDE_LINK || !deeds_suspect(p, culprit, &step))
		return false;
	parts_say(a, PART_FAULT,
		  "The other side refused that: by the evidence the fault is that of %s, or of somebody in between who changed it.",
		  words_side(p, culprit));
	parts_say(a, PART_REMEDY,
		  "Look for an update of the stack or firmware of %s.",
		  words_side(p, culprit));
	return true;
}

/* The module ended it, and neither side refused anything. */
static void put_rejected(struct answer *a, const struct pairing *p)
{
	const struct finding *rejected = report_rejected(p);

	if (rejected)
		parts_say(a, PART_WHY,
			  "The policy in force has the action reject for the rule %s: %s.",
			  rejected->rule, rejected->why);
}

/* Was this host refused, or else the peer? */
static bool culprit_of(const struct pairing *p)
{
	switch (p->side) {
	case SMP_GUARD_SIDE_PEER:
		return true;
	case SMP_GUARD_SIDE_LOCAL:
		return false;
	}
	return deeds_unnegotiated(p, true);
}

/**
 * cause_put() - why a pairing failed, whose fault that is, and what to do
 * @a: the answer
 * @p: the pairing, after secrets_prove()
 */
void cause_put(struct answer *a, const struct pairing *p)
{
	if (p->side == SMP_GUARD_SIDE_GUARD) {
		put_rejected(a, p);
		return;
	}
	if (asked_in_vain(p)) {
		asked_put_cause(a, p);
		return;
	}
	if (secrets_put_difference(a, p) || put_culprit(a, p, culprit_of(p)) ||
	    put_two_hosts(a, p) || cause_put_cancelled(a, p) || cause_put_user(a, p))
		return;
	if (p->side == SMP_GUARD_SIDE_LINK) {
		cause_put_link(a, p);
		return;
	}
	if (cause_put_given_up(a, p) || put_shorter(a, p) || put_demand(a, p) ||
	    put_numbers(a, p) || put_check_values(a, p) ||
	    put_not_pairable(a, p) || put_refused_pdu(a, p))
		return;
	put_reason(a, p);
}
