// SPDX-License-Identifier: GPL-2.0
#include "gap.h"
#include "words.h"

static const char gap[] = "The capture has a gap there: ";

static bool lacks_response(const struct pairing *p)
{
	return p->unanswered && !p->answered;
}

static bool lacks_request(const struct pairing *p)
{
	return p->answered && !p->requested && !p->mid_life;
}

static bool lacks_authentication(const struct pairing *p)
{
	return p->order.skipped && !p->order.broken;
}

/**
 * gap_is_there() - does the capture lack something of a pairing?
 * @p: the pairing
 */
bool gap_is_there(const struct pairing *p)
{
	return p->lost || p->hidden || p->inferred || lacks_response(p) ||
	       lacks_authentication(p) || lacks_request(p);
}

static void put_features(struct answer *a, const struct pairing *p)
{
	if (lacks_response(p))
		parts_say(a, PART_HAPPENED,
			  "%s%sPairing Response %s not in it, so what was negotiated, and whether the keys that were sent are those, cannot be judged.",
			  gap, p->requested ? "" : "Pairing Request and ",
			  p->requested ? "is" : "are");
	else if (lacks_request(p))
		parts_say(a, PART_HAPPENED,
			  "%sPairing Request is not in it, so the association model cannot be told, nor what depends on it.",
			  gap);
}

static void put_authentication(struct answer *a, const struct pairing *p)
{
	const struct order *o = &p->order;

	if (!lacks_authentication(p))
		return;
	if (!o->next) {
		parts_say(a, PART_HAPPENED,
			  "%sno PDU of Phase 2 (%s) is in it, so the authentication cannot be judged.",
			  gap,
			  p->sc
			  ?
			  "public keys, confirm and random values, DHKey checks"
			  :
			  "confirm and random values");
		parts_say(a, PART_WHY,
			  "If the capture is whole, the link was encrypted without any authentication, which no host may accept (Vol 3, Part H, 2.3.5.5, 2.3.5.6).");
		parts_say(a, PART_REMEDY,
			  "Record the pairing anew and whole, with \"btmon -w FILE\".");
	} else {
		parts_say(a, PART_HAPPENED,
			  "%sa %s of %s is not in it, though the other side went on as if it had come, so it cannot be judged.",
			  gap, smpg_pdu_name(o->skipped),
			  words_side(p, p->request_tx != o->skipped_side));
	}
}

/**
 * gap_put() - say what the capture lacks, so that it cannot be judged
 * @a: the answer
 * @p: the pairing
 */
void gap_put(struct answer *a, const struct pairing *p)
{
	put_features(a, p);
	put_authentication(a, p);
	if (p->inferred)
		parts_say(a, PART_HAPPENED,
			  "%sit does not say that the link was encrypted, but the keys that were distributed prove it.",
			  gap);
	if (p->zeroed)
		parts_say(a, PART_HAPPENED,
			  "Values in the capture were made unreadable by zeros in their place: what depends on them cannot be judged.");
	else if (p->hidden)
		parts_say(a, PART_HAPPENED,
			  "Values in the capture were made unreadable: what depends on them cannot be judged.");
	if (p->lost && !p->unanswered && !p->order.skipped && !p->inferred)
		parts_say(a, PART_HAPPENED,
			  "%sa packet is not all there; if it belonged to the pairing, what depends on it cannot be judged.",
			  gap);
}

/* Caution for what rests on the absence of PDUs, and the text lacks packets there */
void gap_put_left_out(struct answer *a, const struct pairing *p)
{
	if (p->left_out && !gap_is_there(p))
		parts_say(a, PART_HAPPENED,
			  "Packets are left out of this text meanwhile, as the numbers of the others tell: if an SMP PDU is among them, what follows does not hold.");
}
