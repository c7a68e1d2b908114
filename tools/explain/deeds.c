// SPDX-License-Identifier: GPL-2.0
#include "deeds.h"
#include "words.h"

/* Kinds of keys, of which EDIV and Rand have two names */
#define NAMES_MAX	8

/**
 * deeds_weak() - does the step carry a key that is not random?
 * @step: the step
 */
bool deeds_weak(const struct step *step)
{
	return step_breaks(step, "weak-key") || step_breaks(step, "weak-peer-key");
}

/* Does the key have a pattern, or is it only known for another reason? */
static bool is_constant(const struct step *step)
{
	int i;

	for (i = 0; i < step->nr; i++) {
		u8 code = step->findings[i].code;

		if (code == SMP_GUARD_WHY_CONSTANT ||
		    code == SMP_GUARD_WHY_PERIODIC ||
		    code == SMP_GUARD_WHY_PROGRESSION ||
		    code == SMP_GUARD_WHY_PUBLISHED)
			return true;
	}
	return false;
}

/**
 * deeds_suspect() - why the first PDU of a side is wrong that explain's own rules
 * found wrong
 * @p: the pairing
 * @tx: of this host, or else of the peer
 * @step: the PDU, if there is one
 *
 * Return: the reason, or NULL if there is no such PDU.
 */
const char *deeds_suspect(const struct pairing *p, bool tx, const struct step **step)
{
	size_t i;
	int n;

	for (i = 0; i < p->nr; i++) {
		*step = &p->steps[i];
		if ((*step)->kind != STEP_PDU || (*step)->tx != tx)
			continue;
		for (n = 0; n < (*step)->nr; n++)
			if ((*step)->findings[n].ours)
				return (*step)->findings[n].why;
	}
	return NULL;
}

/* Is this step the first with its key for which @test holds? */
static bool is_first(const struct step *step, bool tx, u8 *named,
		     bool (*test)(const struct step *step))
{
	u8 key = smpg_pdu_key(step->pdu[0]);

	if (step->tx != tx || *named & BIT(key) || !test(step))
		return false;
	*named |= BIT(key);
	return true;
}

static bool is_unnegotiated(const struct step *step)
{
	return step_breaks(step, "unnegotiated-key");
}

/**
 * deeds_unnegotiated() - did keys arrive that were not negotiated?
 * @p: the pairing
 * @tx: keys of this host, or else of the peer
 *
 * Keys that the module masked do not count: the other side never saw them.
 */
bool deeds_unnegotiated(const struct pairing *p, bool tx)
{
	size_t i;

	for (i = 0; i < p->nr; i++)
		if (p->steps[i].kind == STEP_PDU && p->steps[i].tx == tx &&
		    is_unnegotiated(&p->steps[i]))
			return true;
	return false;
}

/* Return: did the side send keys that were not negotiated? */
static bool put_unnegotiated(FILE *f, const struct pairing *p, bool tx)
{
	const char *sent[NAMES_MAX];
	u8 named = 0;
	int nr = 0;
	size_t i;

	for (i = 0; i < p->nr && nr < NAMES_MAX; i++)
		if (is_first(&p->steps[i], tx, &named, is_unnegotiated))
			sent[nr++] = smpg_pdu_name(p->steps[i].pdu[0]);
	if (!nr)
		return false;
	fprintf(f, " %s sent ", words_side(p, tx));
	words_put_list(f, sent, nr);
	if (p->answered) {
		fprintf(f, " though ");
		words_put_keys(f, p->keys[tx != p->request_tx]);
		fprintf(f, " was negotiated for it.");
	} else {
		fprintf(f, " though nothing was negotiated before.");
	}
	return true;
}

/* The names of the key that a PDU carries; their number */
static int name_key(u8 code, const char *names[2])
{
	switch (smpg_pdu_key(code)) {
	case SMP_GUARD_KEY_EDIV_RAND:
		names[0] = "Rand";
		names[1] = "EDIV";
		return 2;
	case SMP_GUARD_KEY_LTK:
		names[0] = "LTK";
		return 1;
	case SMP_GUARD_KEY_IRK:
		names[0] = "IRK";
		return 1;
	}
	names[0] = "CSRK";
	return 1;
}

static int name_weak(const struct pairing *p, bool tx, const char *keys[NAMES_MAX])
{
	u8 named = 0;
	int nr = 0;
	size_t i;

	for (i = 0; i < p->nr && nr < NAMES_MAX - 1; i++)
		if (is_first(&p->steps[i], tx, &named, deeds_weak))
			nr += name_key(p->steps[i].pdu[0], keys + nr);
	return nr;
}

static bool all_weak_are_constant(const struct pairing *p, bool tx)
{
	size_t i;

	for (i = 0; i < p->nr; i++) {
		const struct step *step = &p->steps[i];

		if (step->tx == tx && deeds_weak(step) && !is_constant(step))
			return false;
	}
	return true;
}

/* @its: the sentence before names the side. */
static void put_weak(FILE *f, const struct pairing *p, bool tx, bool its)
{
	const char *keys[NAMES_MAX];
	int nr = name_weak(p, tx, keys);

	if (!nr)
		return;
	if (its)
		fprintf(f, " Its ");
	else
		fprintf(f, " %s sent weak keys: its ", words_side(p, tx));
	words_put_list(f, keys, nr);
	if (nr == 1)
		fprintf(f, " is no random value.");
	else
		fprintf(f, " are %s.", all_weak_are_constant(p, tx) ?
			"constants, not random values" : "no fresh random values");
}

static void put_suspect(FILE *f, const struct pairing *p, bool tx)
{
	const struct step *step;
	const char *why = deeds_suspect(p, tx, &step);
	const char *name;

	if (!why)
		return;
	name = smpg_pdu_name(step->pdu[0]) ?: "PDU";
	fprintf(f, " %s sent a%s %s that is wrong: %s.", words_side(p, tx),
		strchr("EI", *name) ? "n" : "", name, why);
}

static void put_debug_key(FILE *f, const struct pairing *p, bool tx)
{
	size_t i;

	for (i = 0; i < p->nr; i++) {
		if (p->steps[i].tx != tx || !step_breaks(&p->steps[i], "debug-key"))
			continue;
		fprintf(f,
			" %s used the debug key: anyone who listened can compute every key. Turn its debug mode off.",
			words_side(p, tx));
		return;
	}
}

/**
 * deeds_put() - print a side's violations
 * @f: where to
 * @p: the pairing
 * @tx: this host, or else the peer
 *
 * Return: did it send keys that were not negotiated?
 */
bool deeds_put(FILE *f, const struct pairing *p, bool tx)
{
	bool unnegotiated = put_unnegotiated(f, p, tx);

	put_weak(f, p, tx, unnegotiated);
	put_suspect(f, p, tx);
	put_debug_key(f, p, tx);
	return unnegotiated;
}
