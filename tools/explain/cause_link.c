// SPDX-License-Identifier: GPL-2.0
/* Pairings that ended because their link did */
#include "cause.h"
#include "ending.h"
#include "remedy.h"
#include "secrets.h"
#include "words.h"

/*
 * After 30 s without a PDU the pairing has failed (3.4). The clock is that of the
 * side which hangs up, and starts at a PDU that the capture has at another moment.
 */
#define SMP_TIMEOUT 28000000

static bool is_due(const struct pairing *p, bool tx)
{
	return p->due >= 0 && (p->request_tx == !p->due) == tx;
}

static void put_due_pdu(FILE *f, const struct pairing *p)
{
	const char *name = smpg_pdu_name(p->due_code);

	if (!p->due_code)
		fprintf(f, "encrypt the link");
	else
		fprintf(f, "send %s", name ?: "a PDU");
}

/* Say whose turn it was when nothing more came. */
void cause_put_due(struct answer *a, const struct pairing *p)
{
	FILE *f;

	if (p->due < 0)
		return;
	f = parts_sentence(a, PART_WHY);
	fprintf(f, "It was for %s to ", words_side(p, is_due(p, true)));
	put_due_pdu(f, p);
	fprintf(f, ", and the capture has nothing of that.");
}

/* The last PDU of a link that closed after the timeout, or NULL */
static const struct step *last_before_timeout(const struct pairing *p)
{
	const struct step *last = NULL, *end;
	size_t i;

	if (!p->nr || p->steps[p->nr - 1].kind != STEP_CLOSED)
		return NULL;
	end = &p->steps[p->nr - 1];
	for (i = 0; i < p->nr; i++)
		if (p->steps[i].kind == STEP_PDU)
			last = &p->steps[i];
	return last && last->timed && end->timed &&
			       end->us >= last->us + SMP_TIMEOUT ?
		       last :
		       NULL;
}

/* A user may be asked before a side sends its confirm value or its DHKey check. */
static bool waits_for_user(const struct pairing *p)
{
	return p->due_code == SMPG_PAIRING_CONFIRM ||
	       p->due_code == SMPG_PAIRING_DHKEY_CHECK ||
	       p->due_code == SMPG_PAIRING_RESPONSE;
}

static void put_unanswered(struct answer *a, const struct pairing *p)
{
	bool here = is_due(p, true);

	if (here) {
		parts_say(a, PART_FAULT,
			  "By the evidence the fault is that of %s, which did not go on.",
			  words_side(p, true));
		if (waits_for_user(p))
			remedy_agent(a, p, true);
		else
			parts_say(a, PART_REMEDY,
				  "Look at the log of this host for what it waited for.");
		return;
	}
	parts_say(a, PART_FAULT,
		  "As far as this capture shows, the fault is that of %s: what it had been sent stayed unanswered.",
		  words_side(p, false));
	/* What is on the air is in the recording, unless that has a gap. */
	if (p->overheard.there) {
		parts_say(a, PART_REMEDY, "Confirm on the peer if it asks, and look at its log.");
		return;
	}
	parts_say(a, PART_FAULT,
		  "If it did answer, this host did not get it: then it is this host's driver or controller.");
	parts_say(a, PART_REMEDY,
		  "Confirm on the peer if it asks, and look at its log. If its log says that it answered, update this host's kernel and the controller's firmware, or try another adapter.");
}

static bool put_timeout(struct answer *a, const struct pairing *p)
{
	const struct step *last = last_before_timeout(p);
	u64 us;

	if (!last)
		return false;
	us = p->steps[p->nr - 1].us - last->us;
	cause_put_due(a, p);
	parts_say(a, PART_WHY,
		  "No PDU came for %llu.%llu s before: that is the SMP timeout of 30 s (Vol 3, Part H, 3.4).",
		  (unsigned long long)us / 1000000,
		  (unsigned long long)us / 100000 % 10);
	if (p->due >= 0) {
		put_unanswered(a, p);
	} else {
		parts_say(a, PART_FAULT,
			  "Whose turn it was cannot be told from the capture.");
		parts_say(a, PART_REMEDY,
			  "Look at the logs of both sides for what they waited for.");
	}
	return true;
}

/* Packets before the one that failed came through: the keys are the same. */
static void put_one_packet(struct answer *a)
{
	parts_say(a, PART_WHY,
		  "A packet did not pass its integrity check, though others before it did: the two have the same key.");
	parts_say(a, PART_FAULT,
		  "By the evidence no stack is at fault, but a controller, or somebody who sends packets in between.");
	parts_say(a, PART_REMEDY, "Update the firmware of both controllers, and pair again.");
}

/* Error 0x3d: s1 or f5 may show which of the two keys is right. */
static void put_mic(struct answer *a, const struct pairing *p)
{
	const char *proof = p->sc ? "f5" : "s1", *key = p->sc ? "LTK" : "STK";
	const char *section = p->sc ? "2.2.7" : "2.2.4";

	if (p->heard) {
		put_one_packet(a);
		return;
	}
	parts_say(a, PART_WHY,
		  "The two encrypted with different keys, so that a packet did not pass its integrity check.");
	switch (secrets_session_key(p)) {
	case SECRETS_KEY_RIGHT:
		parts_say(a, PART_FAULT,
			  "The key of this host is right: %s of the values in the capture gives the very %s that it handed to its controller (Vol 3, Part H, %s).",
			  proof, key, section);
		parts_say(a, PART_FAULT,
			  "By the evidence the fault is that of %s or its controller, which encrypted with another key.",
			  words_side(p, false));
		parts_say(a, PART_REMEDY, "Update the firmware of the peer, and reset its bonds.");
		remedy_bonds(a, p);
		return;
	case SECRETS_KEY_WRONG:
		parts_say(a, PART_FAULT,
			  "The key of this host is wrong: %s of the values in the capture gives another %s than the one that it handed to its controller (Vol 3, Part H, %s).",
			  proof, key, section);
		parts_say(a, PART_FAULT, "By the evidence the fault is that of %s.",
			  words_side(p, true));
		parts_say(a, PART_REMEDY, "Update the stack of this host, and pair again.");
		return;
	default:
		parts_say(a, PART_FAULT,
			  "Whose key is wrong cannot be computed from the capture: one of them computed or kept a wrong one, or somebody is in between.");
		remedy_bonds(a, p);
	}
}

/* By the error code, which says which side ended the link (Vol 1, Part F, 1.3) */
static void put_hangup(struct answer *a, const struct pairing *p, bool here)
{
	parts_say(a, PART_WHY, "%s hung up, and no PDU says why.",
		  here ? "This host" : "The peer");
	cause_put_due(a, p);
	if (p->due < 0)
		parts_say(a, PART_FAULT,
			  "The evidence goes no further than the side that hung up.");
	else if (is_due(p, here))
		parts_say(a, PART_FAULT,
			  "By the evidence the fault is that of %s, which hung up when it was to go on.",
			  words_side(p, here));
	else
		parts_say(a, PART_FAULT,
			  "%s hung up, but it had to wait for %s: the evidence does not tell whose fault that is.",
			  words_side(p, here), words_side(p, !here));
	if (here && is_due(p, true) && waits_for_user(p))
		remedy_agent(a, p, true);
	else
		parts_say(a, PART_REMEDY,
			  "Look at the log of %s for why it hung up.",
			  words_side(p, here));
}

static void put_key_missing(struct answer *a, const struct pairing *p)
{
	parts_say(a, PART_WHY,
		  "One side has no key for this link, or lost it.");
	remedy_bonds(a, p);
}

static void put_radio(struct answer *a, const struct pairing *p)
{
	parts_say(a, PART_WHY,
		  "The radio link was lost, and neither side hung up.");
	cause_put_due(a, p);
	parts_say(a, PART_FAULT,
		  "By the evidence it is the fault of neither stack.");
	parts_say(a, PART_REMEDY,
		  "Look at distance and interference, and whether the peer was reset or ran out of power.");
}

static void put_other(struct answer *a, const struct pairing *p)
{
	parts_say(a, PART_WHY, "No PDU says why.");
	cause_put_due(a, p);
	parts_say(a, PART_REMEDY,
		  "Look at the radio link, and at the log of the side that hung up.");
}

/**
 * cause_put_link() - why a link ended in the middle of a pairing
 * @a: the answer
 * @p: the pairing, which failed by its link
 */
void cause_put_link(struct answer *a, const struct pairing *p)
{
	if (ending_is_reset(p)) {
		parts_say(a, PART_FAULT,
			  "The fault is that of this host, whose adapter it is.");
		parts_say(a, PART_REMEDY,
			  "Look for what reset it: the host's software, or its driver.");
		return;
	}
	if (put_timeout(a, p))
		return;
	switch (p->reason) {
	case 0x06:
		put_key_missing(a, p);
		break;
	case 0x08:
		put_radio(a, p);
		break;
	case 0x13:
	case 0x14:
	case 0x15:
		if (p->unsided)
			put_other(a, p);
		else
			put_hangup(a, p, false);
		break;
	case 0x16:
		put_hangup(a, p, true);
		break;
	case 0x3d:
		put_mic(a, p);
		break;
	default:
		put_other(a, p);
	}
}
