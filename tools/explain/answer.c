// SPDX-License-Identifier: GPL-2.0
#include "answer.h"
#include "cause.h"
#include "deeds.h"
#include "ending.h"
#include "gap.h"
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

/* Begin each sentence with a capital letter, in place. */
static void capitalize_sentences(char *s)
{
	for (; *s; s++)
		if (!strncmp(s, ". t", 3))
			s[2] = 'T';
}

static void put_model_name(FILE *f, const struct pairing *p)
{
	/* People name this model first. */
	if (!p->sc && p->method == SMP_GUARD_METHOD_JUST_WORKS)
		fprintf(f, " It was Just Works legacy pairing.");
	else
		fprintf(f, " It was %s pairing by %s.",
			p->sc ? "Secure Connections" : "legacy", words_model(p->method));
}

static void put_model(FILE *f, const struct pairing *p)
{
	if (p->mid_life && !p->requested)
		fprintf(f, " Its beginning is not in the capture.");
	if (p->transport == SMP_GUARD_TRANSPORT_BREDR) {
		fprintf(f,
			" It ran over BR/EDR and derived the LE keys from the link key (cross-transport key derivation).");
		return;
	}
	if (p->answered && p->requested && !p->two_hosts)
		put_model_name(f, p);
	if (p->outcome == OUTCOME_COMPLETE &&
	    (p->keys[0] & p->keys[1] & SMP_GUARD_KEY_DIST_LINKKEY))
		fprintf(f,
			" The link key of BR/EDR was derived from its LTK (cross-transport key derivation).");
}

/* One side asked for protection that the model does not give. */
static void put_unauthenticated(FILE *f, const struct pairing *p)
{
	bool initiator = p->legacy.request[3] & SMPG_AUTH_MITM;

	if (!p->requested || !p->answered || p->two_hosts || !pairing_asks(p, SMPG_AUTH_MITM) ||
	    p->method != SMP_GUARD_METHOD_JUST_WORKS ||
	    (!p->encrypted && p->outcome != OUTCOME_COMPLETE))
		return;
	fprintf(f,
		" %s demanded protection from a man in the middle, which Just Works does not give: the link was not authenticated.",
		words_side(p, p->request_tx == initiator));
}

/* Keys that are not random, and the module's action for those of this host */
static void find_weak(const struct pairing *p, bool *weak, bool *repaired, bool *irk)
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
static void put_remedy(FILE *f, const struct pairing *p, const bool unnegotiated[2])
{
	bool weak = false, repaired = false, irk = false;

	find_weak(p, &weak, &repaired, &irk);
	if (unnegotiated[0] || unnegotiated[1])
		fprintf(f,
			" What to change: have that stack send only the keys whose bits are set in both Pairing Request and Pairing Response.");
	if (weak)
		fprintf(f, " Every key must come fresh from a random number generator.");
	if (unnegotiated[true] || repaired)
		fprintf(f, " Until then the smp_guard module does that for this host.");
	else if (unnegotiated[false])
		fprintf(f, " Until then the smp_guard module keeps such keys from this host.");
	if (irk)
		fprintf(f, " The smp_guard module keeps that IRK from the peer.");
	if (secrets_exposed(p))
		fprintf(f,
			" Anyone who listened holds the session key and every key distributed: pair with Secure Connections.");
}

/**
 * answer_paragraph() - course, cause, culprit and remedy of a pairing
 * @p: the pairing, after secrets_prove()
 *
 * Return: the text, for the caller to free.
 */
char *answer_paragraph(const struct pairing *p)
{
	bool unnegotiated[2];
	size_t size;
	char *text;
	FILE *f = open_memstream(&text, &size);

	ending_put(f, p);
	put_model(f, p);
	gap_put(f, p);
	unnegotiated[true] = deeds_put(f, p, true);
	unnegotiated[false] = deeds_put(f, p, false);
	report_put(f, p);
	cause_put(f, p);
	put_unauthenticated(f, p);
	put_remedy(f, p, unnegotiated);
	if (p->dropped)
		fprintf(f,
			" Only its first %d steps are shown; %zu more were judged, and are not.",
			STEPS_MAX, p->dropped);
	fclose(f);
	capitalize_sentences(text);
	return text;
}
