// SPDX-License-Identifier: GPL-2.0
/* Pairings that ended because nothing came for 30 s, and the side whose turn it was */
#include "cause.h"
#include "gap.h"
#include "remedy.h"
#include "words.h"

/*
 * After 30 s without a PDU the pairing has failed (3.4). The clock is that of the
 * side which hangs up, and starts at a PDU that the capture has at another moment.
 */
#define SMP_TIMEOUT 28000000

/* Was it the turn of this host, or else of the peer? */
bool cause_is_due(const struct pairing *p, bool tx)
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
	fprintf(f, "It was for %s to ", words_side(p, cause_is_due(p, true)));
	put_due_pdu(f, p);
	fprintf(f, ", and the capture has nothing of that.");
}

/* The last PDU before the end of the pairing, if that came after the timeout, or NULL */
static const struct step *last_before_timeout(const struct pairing *p, enum step_kind kind)
{
	const struct step *last = NULL, *end;
	size_t i;

	if (!p->nr || p->steps[p->nr - 1].kind != kind)
		return NULL;
	end = &p->steps[p->nr - 1];
	for (i = 0; i < p->nr - 1; i++)
		if (p->steps[i].kind == STEP_PDU)
			last = &p->steps[i];
	return last && last->timed && end->timed &&
			       end->us >= last->us + SMP_TIMEOUT ?
		       last :
		       NULL;
}

/* A user may be asked before a side sends its confirm value or its DHKey check. */
bool cause_waits_for_user(const struct pairing *p)
{
	return p->due_code == SMPG_PAIRING_CONFIRM ||
	       p->due_code == SMPG_PAIRING_DHKEY_CHECK ||
	       p->due_code == SMPG_PAIRING_RESPONSE;
}

static void put_unanswered(struct answer *a, const struct pairing *p)
{
	bool here = cause_is_due(p, true);

	if (here) {
		parts_say(a, PART_FAULT,
			  "By the evidence the fault is that of %s, which did not go on.",
			  words_side(p, true));
		if (cause_waits_for_user(p))
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

static void put_silence(struct answer *a, u64 us)
{
	parts_say(a, PART_WHY,
		  "No PDU came for %llu.%llu s before: that is the SMP timeout of 30 s (Vol 3, Part H, 3.4).",
		  (unsigned long long)us / 1000000,
		  (unsigned long long)us / 100000 % 10);
}

/**
 * cause_put_timeout() - say so if the link ended by the SMP timeout
 * @a: the answer
 * @p: the pairing, which failed by its link
 *
 * Return: did it?
 */
bool cause_put_timeout(struct answer *a, const struct pairing *p)
{
	const struct step *last = last_before_timeout(p, STEP_CLOSED);

	if (!last)
		return false;
	cause_put_due(a, p);
	put_silence(a, p->steps[p->nr - 1].us - last->us);
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

/**
 * cause_put_given_up() - say so if a side gave no reason, and gave up by the timeout
 * @a: the answer
 * @p: the pairing, which failed by a Pairing Failed
 *
 * Return: is it so?
 */
bool cause_put_given_up(struct answer *a, const struct pairing *p)
{
	const struct step *last = last_before_timeout(p, STEP_PDU);
	bool here = p->side == SMP_GUARD_SIDE_LOCAL;

	if (!last || p->reason != 0x08 || p->two_hosts)
		return false;
	put_silence(a, p->steps[p->nr - 1].us - last->us);
	/* The side that sends its PDU waits for that of the other. */
	if (last->tx == here)
		here = !here;
	if (gap_is_there(p))
		parts_say(a, PART_FAULT,
			  "Whose turn it was cannot be told, since the capture lacks something.");
	else
		parts_say(a, PART_FAULT,
			  "By the evidence the fault is that of %s, which had been sent the last PDU, and did not go on.",
			  words_side(p, here));
	remedy_agent(a, p, here);
	return true;
}
