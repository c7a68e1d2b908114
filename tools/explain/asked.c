// SPDX-License-Identifier: GPL-2.0
/* A Security Request to which the central said nothing at all (Vol 3, Part H, 2.4.6) */
#include "../hci_error.h"
#include "asked.h"
#include "link_layer.h"
#include "remedy.h"
#include "words.h"

/* Error codes with which neither side hangs up (Vol 1, Part F, 2) */
#define CONNECTION_TIMEOUT	0x08
#define FAILED_TO_ESTABLISH	0x3e

static const struct step *request_of(const struct pairing *p)
{
	const struct step *step = p->steps;

	while (step->kind != STEP_PDU)
		step++;
	return step;
}

/* Did the central encrypt, or try to, as it does with the key of a bond? */
static bool is_answered(const struct pairing *p)
{
	size_t i;

	for (i = 0; i < p->nr; i++)
		if (p->steps[i].kind == STEP_KEY_SET ||
		    p->steps[i].kind == STEP_ENCRYPTED ||
		    p->steps[i].kind == STEP_NOT_ENCRYPTED)
			return true;
	return p->controls & BIT(LL_ENC_REQ);
}

/**
 * asked_end() - note, when a pairing ends, that it never began
 * @p: the pairing
 */
void asked_end(struct pairing *p)
{
	const struct step *end = p->nr ? &p->steps[p->nr - 1] : NULL;

	if (p->started || !p->asked || p->lost || p->outcome != OUTCOME_OPEN ||
	    is_answered(p))
		return;
	p->started = true;
	p->sides_known = true;
	p->request_tx = !request_of(p)->tx;
	p->due = SMPG_INITIATOR;
	p->due_code = SMPG_PAIRING_REQUEST;
	if (end->kind != STEP_CLOSED)
		return;
	p->outcome = OUTCOME_FAILED;
	p->side = SMP_GUARD_SIDE_LINK;
	p->reason = end->status;
}

/* Did a Security Request stay without an answer until the link ended? */
bool asked_in_vain(const struct pairing *p)
{
	return p->asked && p->due_code == SMPG_PAIRING_REQUEST &&
	       p->side == SMP_GUARD_SIDE_LINK && p->outcome == OUTCOME_FAILED;
}

static void put_pause(FILE *f, const struct pairing *p)
{
	const struct step *first = request_of(p), *end = &p->steps[p->nr - 1];
	u64 us = end->us - first->us;

	if (first->timed && end->timed && end->us >= first->us)
		fprintf(f, " %llu.%llu s later", (unsigned long long)us / 1000000,
			(unsigned long long)us / 100000 % 10);
}

/**
 * asked_put_end() - say how a pairing ended that never began
 * @a: the answer
 * @p: the pairing, for which asked_in_vain() holds
 */
void asked_put_end(struct answer *a, const struct pairing *p)
{
	FILE *f = parts_sentence(a, PART_HAPPENED);

	fprintf(f,
		"No pairing began: %s asked for one (Security Request), nothing answered that, and the link ended",
		words_side(p, !p->request_tx));
	put_pause(f, p);
	fprintf(f, " (0x%02x, %s).", p->reason, hci_error_name(p->reason) ?: "unknown error");
}

static bool radio_was_lost(const struct pairing *p)
{
	return p->reason == CONNECTION_TIMEOUT || p->reason == FAILED_TO_ESTABLISH;
}

/**
 * asked_put_cause() - why a pairing never began, whose fault that is, and what to do
 * @a: the answer
 * @p: the pairing, for which asked_in_vain() holds
 */
void asked_put_cause(struct answer *a, const struct pairing *p)
{
	char peer[WORDS_ADDRESS];
	bool here = p->request_tx;

	parts_say(a, PART_WHY,
		  "A central must answer a Security Request with a Pairing Request, with encryption by the key of a bond, or with Pairing Failed (Vol 3, Part H, 2.4.6); the capture has none of these.");
	if (radio_was_lost(p))
		parts_say(a, PART_WHY,
			  "The radio link was lost, and neither side hung up: there may have been no time to answer.");
	else if (here && !p->overheard.there)
		parts_say(a, PART_WHY,
			  "Linux's own SMP answers every such request; a program that has the link to itself, on a raw socket or the user channel as noble has, must do it there.");
	parts_say(a, PART_FAULT,
		  "%s the fault is that of %s, which did not answer.",
		  here || p->overheard.there ? "By the evidence" : "As far as this capture shows,",
		  words_side(p, here));
	if (!here || p->overheard.there) {
		remedy_agent(a, p, here);
		return;
	}
	words_address(p, peer);
	parts_say(a, PART_REMEDY,
		  "Have the program that made the connection pair, or let bluetoothd have the link: \"bluetoothctl pair %s\".",
		  peer);
}
