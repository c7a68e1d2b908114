// SPDX-License-Identifier: GPL-2.0
#include "answer.h"
#include "cause.h"
#include "deeds.h"
#include "ending.h"
#include "gap.h"
#include "identity.h"
#include "remedy.h"
#include "logs.h"
#include "overheard.h"
#include "report.h"
#include "secrets.h"
#include "words.h"

/**
 * answer_wrong() - is anything wrong with a pairing?
 * @p: the pairing
 */
bool answer_wrong(const struct pairing *p)
{
	return p->violations || p->outcome == OUTCOME_FAILED;
}

static void put_model_name(struct answer *a, const struct pairing *p)
{
	/* People name this model first. */
	if (!p->sc && p->method == SMP_GUARD_METHOD_JUST_WORKS)
		parts_say(a, PART_HAPPENED,
			  "It was Just Works legacy pairing.");
	else
		parts_say(a, PART_HAPPENED, "It was %s pairing by %s.",
			  p->sc ? "Secure Connections" : "legacy",
			  words_model(p->method));
}

static void put_model(struct answer *a, const struct pairing *p)
{
	if (p->mid_life && !p->requested)
		parts_say(a, PART_HAPPENED, p->begun_lost ?
			  "Its beginning is not in the capture, or could not be read." :
			  "Its beginning is not in the capture.");
	if (p->transport == SMP_GUARD_TRANSPORT_BREDR) {
		parts_say(a, PART_HAPPENED,
			  "It ran over BR/EDR and derived the LE keys from the link key (cross-transport key derivation).");
		return;
	}
	if (p->answered && p->requested && !p->two_hosts)
		put_model_name(a, p);
	if (p->outcome == OUTCOME_COMPLETE &&
	    (p->keys[0] & p->keys[1] & SMP_GUARD_KEY_DIST_LINKKEY))
		parts_say(a, PART_HAPPENED,
			  "The link key of BR/EDR was derived from its LTK (cross-transport key derivation).");
}

/* One side asked for protection that the model does not give. */
static void put_unauthenticated(struct answer *a, const struct pairing *p)
{
	bool initiator = p->legacy.request[3] & SMPG_AUTH_MITM;

	if (!p->requested || !p->answered || p->two_hosts ||
	    !pairing_asks(p, SMPG_AUTH_MITM) ||
	    p->method != SMP_GUARD_METHOD_JUST_WORKS ||
	    (!p->encrypted && p->outcome != OUTCOME_COMPLETE))
		return;
	parts_say(a, PART_WHY,
		  "%s demanded protection from a man in the middle, which Just Works does not give: the link was not authenticated.",
		  words_side(p, p->request_tx == initiator));
}

/* No key is kept: what that means, and how to have one kept */
static void put_bond(struct answer *a, const struct pairing *p)
{
	bool initiator = p->legacy.request[3] & SMPG_AUTH_BONDING;
	bool responder = p->legacy.response[3] & SMPG_AUTH_BONDING;
	bool here = !pairing_auth(p, true) ||
		    !(pairing_auth(p, true) & SMPG_AUTH_BONDING);

	if (!ending_lacks_bond(p) || parts_full(a, PART_WHY))
		return;
	parts_say(a, PART_WHY,
		  "%s said \"no bonding\", so no key is kept (Vol 3, Part C, 9.4): the two must pair again after each disconnection or reboot.",
		  !initiator && !responder
		  ?
		  "Both sides" : words_side(p, p->request_tx == !initiator));
	if (!here) {
		parts_say(a, PART_FAULT,
			  "By its AuthReq, that is the choice of %s.",
			  words_side(p, false));
		parts_say(a, PART_REMEDY,
			  "If the bond shall last, put the peer into pairing mode, or turn bonding on in its settings or firmware.");
		return;
	}
	parts_say(a, PART_FAULT, "By its AuthReq, that is the choice of %s.",
		  initiator || responder ? words_side(p, true) : "both sides");
	remedy_pairable(a, p, true);
}

/* A bond without an LTK, which legacy pairing has to distribute */
static void put_no_ltk(struct answer *a, const struct pairing *p)
{
	if (p->outcome != OUTCOME_COMPLETE || p->sc || !p->requested || !p->answered ||
	    p->transport != SMP_GUARD_TRANSPORT_LE || ending_lacks_bond(p) ||
	    (p->keys[0] | p->keys[1]) & SMP_GUARD_KEY_DIST_ENCKEY)
		return;
	parts_say(a, PART_WHY,
		  "No LTK was negotiated, so the two must pair again before they can encrypt another link.");
	parts_say(a, PART_REMEDY,
		  "If the bond shall last, have both sides set EncKey in their key distribution.");
}

/* Keys that are not random, and the module's action for those of this host */
static void find_weak(const struct pairing *p, bool *weak, bool *repaired,
		      bool *irk)
{
	size_t i;

	for (i = 0; i < p->nr; i++) {
		const struct step *step = &p->steps[i];

		if (!deeds_weak(step))
			continue;
		*weak = true;
		if (!step->tx)
			continue;
		if (smpg_pdu_key(step->pdu[0]) == SMP_GUARD_KEY_IRK)
			*irk = true;
		else
			*repaired = true;
	}
}

/* Changes to make, and the module's help until then */
static void put_remedy(struct answer *a, const struct pairing *p,
		       const bool unnegotiated[2])
{
	bool weak = false, repaired = false, irk = false;

	find_weak(p, &weak, &repaired, &irk);
	if (unnegotiated[0] || unnegotiated[1])
		parts_say(a, PART_REMEDY,
			  "Have that stack send only the keys whose bits are set in both Pairing Request and Pairing Response%s.",
			  weak ? ", each fresh from a random number generator" : "");
	else if (weak)
		parts_say(a, PART_REMEDY,
			  "Every key must come fresh from a random number generator.");
	if (unnegotiated[true] || repaired)
		parts_say(a, PART_REMEDY,
			  "Until then the smp_guard module does that for this host.");
	else if (unnegotiated[false])
		parts_say(a, PART_REMEDY,
			  "Until then the smp_guard module keeps such keys from this host.");
	if (irk)
		parts_say(a, PART_REMEDY,
			  "The smp_guard module keeps that IRK from the peer.");
	if (secrets_exposed(p))
		parts_say(a, PART_REMEDY, p->overheard.there ?
			  "Pair with Secure Connections." :
			  "Anyone who listened holds the session key and every key distributed: pair with Secure Connections.");
}

static void put_parts(struct answer *a, const struct pairing *p)
{
	bool unnegotiated[2];

	if (p->kind != PAIRING_SMP) {
		if (p->kind == PAIRING_STORED)
			cause_put_stored(a, p);
		else
			cause_put_simple(a, p);
		logs_put(a, p);
		gap_put(a, p);
		return;
	}
	ending_put(a, p);
	put_model(a, p);
	gap_put(a, p);
	unnegotiated[true] = deeds_put(a, p, true);
	unnegotiated[false] = deeds_put(a, p, false);
	report_put(a, p);
	if (p->outcome == OUTCOME_FAILED)
		cause_put(a, p);
	logs_put(a, p);
	deeds_put_negotiated(a, p);
	if (p->outcome == OUTCOME_OPEN)
		cause_put_due(a, p);
	if (!parts_said(a, PART_FAULT))
		deeds_put_fault(a, p);
	put_unauthenticated(a, p);
	identity_put(a, p);
	overheard_put(a, p);
	put_remedy(a, p, unnegotiated);
	put_bond(a, p);
	put_no_ltk(a, p);
	if (p->dropped)
		parts_say(a, PART_HAPPENED,
			  "Only its first %d steps are shown; %zu more were judged, and are not.",
			  STEPS_MAX, p->dropped);
}

/**
 * answer_make() - course, cause, culprit and remedy of a pairing
 * @a: to be filled, for parts_free() to free
 * @p: the pairing, after secrets_prove()
 */
void answer_make(struct answer *a, const struct pairing *p)
{
	int part;

	parts_open(a);
	put_parts(a, p);
	parts_close(a);
	for (part = 0; part < PARTS; part++)
		a->text[part] = overheard_name_sides(p, a->text[part]);
}

/**
 * answer_whole() - the parts of an answer in one paragraph
 * @a: the answer
 *
 * Return: the text, for the caller to free.
 */
char *answer_whole(const struct answer *a)
{
	size_t size;
	char *text;
	FILE *f = open_memstream(&text, &size);
	int part;

	for (part = 0; part < PARTS; part++)
		if (*a->text[part])
			fprintf(f, "%s%s", part ? " " : "", a->text[part]);
	fclose(f);
	return text;
}

const char *answer_label(int part)
{
	static const char *const labels[] = {
		[PART_HAPPENED] = "What happened",
		[PART_WHY] = "Why",
		[PART_FAULT] = "Whose fault",
		[PART_REMEDY] = "What to do",
	};

	return labels[part];
}
