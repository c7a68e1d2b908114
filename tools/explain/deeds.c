// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "deeds.h"
#include "words.h"

/* Kinds of keys, of which EDIV and Rand have two names */
#define NAMES_MAX 8

/**
 * deeds_weak() - does the step carry a key that is not random?
 * @step: the step
 */
bool deeds_weak(const struct step *step)
{
	return step_breaks(step, "weak-key") ||
	       step_breaks(step, "weak-peer-key");
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
const char *deeds_suspect(const struct pairing *p, bool tx,
			  const struct step **step)
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
static bool put_unnegotiated(struct answer *a, const struct pairing *p, bool tx)
{
	const char *sent[NAMES_MAX];
	u8 named = 0;
	int nr = 0;
	size_t i;
	FILE *f;

	for (i = 0; i < p->nr && nr < NAMES_MAX; i++)
		if (is_first(&p->steps[i], tx, &named, is_unnegotiated))
			sent[nr++] = smpg_pdu_name(p->steps[i].pdu[0]);
	if (!nr)
		return false;
	f = parts_sentence(a, PART_WHY);
	fprintf(f, "%s sent ", words_side(p, tx));
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

static int name_weak(const struct pairing *p, bool tx,
		     const char *keys[NAMES_MAX])
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
static void put_weak(struct answer *a, const struct pairing *p, bool tx,
		     bool its)
{
	const char *keys[NAMES_MAX];
	int nr = name_weak(p, tx, keys);
	FILE *f;

	if (!nr)
		return;
	f = parts_sentence(a, PART_WHY);
	if (its)
		fprintf(f, "Its ");
	else
		fprintf(f, "%s sent weak keys: its ", words_side(p, tx));
	words_put_list(f, keys, nr);
	if (nr == 1)
		fprintf(f, " is no random value.");
	else
		fprintf(f, " are %s.",
			all_weak_are_constant(p, tx) ?
				"constants, not random values" :
				"no fresh random values");
}

static void put_suspect(struct answer *a, const struct pairing *p, bool tx)
{
	const struct step *step;
	const char *why = deeds_suspect(p, tx, &step);
	const char *name;

	if (!why)
		return;
	name = smpg_pdu_name(step->pdu[0]) ?: "PDU";
	parts_say(a, PART_WHY,
		  "%s sent a%s %s that is wrong: %s.", words_side(p, tx),
		  strchr("EI", *name) ? "n" : "", name, why);
}

/* Did this host, or else the peer, use the key pair of the debug mode? */
bool deeds_debug_key(const struct pairing *p, bool tx)
{
	size_t i;

	for (i = 0; i < p->nr; i++)
		if (p->steps[i].tx == tx &&
		    step_breaks(&p->steps[i], "debug-key"))
			return true;
	return false;
}

static void put_debug_key(struct answer *a, const struct pairing *p, bool tx)
{
	if (!deeds_debug_key(p, tx))
		return;
	parts_say(a, PART_WHY,
		  "%s used the debug key: anyone who listened can compute every key.",
		  words_side(p, tx));
	parts_say(a, PART_REMEDY,
		  "Turn the debug mode of %s off.", words_side(p, tx));
}

/* The finding of the first step that breaks a rule, unless the policy allows that */
static const struct finding *find_rule(const struct pairing *p,
				       const char *rule)
{
	size_t i;
	int n;

	for (i = 0; i < p->nr; i++)
		for (n = 0; n < p->steps[i].nr; n++) {
			const struct finding *f = &p->steps[i].findings[n];

			if (!strcmp(f->rule, rule) &&
			    f->action != SMP_GUARD_ACTION_ALLOW)
				return f;
		}
	return NULL;
}

/* The value of Pairing Request or Pairing Response that is the side's own */
static u8 feature_of(const struct pairing *p, bool tx, int at)
{
	return tx == p->request_tx ? p->legacy.request[at] :
				     p->legacy.response[at];
}

static bool offers_short(const struct pairing *p, bool tx)
{
	return p->requested && feature_of(p, tx, 4) == p->key_size;
}

static bool lacks_sc(const struct pairing *p, bool tx)
{
	return p->requested && !(feature_of(p, tx, 3) & SMPG_AUTH_SC);
}

/* Both sides, or the one for which @test holds; false for none */
static bool put_sides(FILE *f, const struct pairing *p,
		      bool (*test)(const struct pairing *p, bool tx))
{
	if (test(p, true) && test(p, false))
		fprintf(f, "both sides");
	else if (test(p, true) || test(p, false))
		fprintf(f, "%s", words_side(p, test(p, true)));
	else
		return false;
	return true;
}

static char *name_sides(const struct pairing *p,
			bool (*test)(const struct pairing *p, bool tx))
{
	size_t size;
	char *text;
	FILE *f = open_memstream(&text, &size);

	if (!put_sides(f, p, test))
		fprintf(f, "one side");
	fclose(f);
	return text;
}

static void put_short(struct answer *a, const struct pairing *p)
{
	char *who;

	if (!find_rule(p, "short-key"))
		return;
	who = name_sides(p, offers_short);
	parts_say(a, PART_WHY,
		  "The key has at most %u octets, since no more is offered by %s: %u bits can be searched (Vol 3, Part H, 2.3.4).",
		  p->key_size, who, p->key_size * 8);
	parts_say(a, PART_FAULT, "The short key is the fault of %s.", who);
	parts_say(a, PART_REMEDY,
		  "Raise the maximum encryption key size of %s to 16 octets.",
		  who);
	free(who);
}

static void put_legacy(struct answer *a, const struct pairing *p)
{
	char *who;

	if (!find_rule(p, "legacy-pairing"))
		return;
	who = name_sides(p, lacks_sc);
	parts_say(a, PART_WHY,
		  "It is legacy pairing, which the policy does not want, since Secure Connections is not offered by %s.",
		  who);
	parts_say(a, PART_FAULT,
		  "By the policy, legacy pairing is the fault of %s.", who);
	parts_say(a, PART_REMEDY,
		  "Turn Secure Connections on, or update the stack of %s.",
		  who);
	free(who);
}

static void put_masked(struct answer *a, const struct pairing *p)
{
	const struct finding *f = find_rule(p, "masked-key");

	if (!f)
		return;
	parts_say(a, PART_WHY,
		  "The two broke the rule masked-key: %s.", f->why);
	parts_say(a, PART_REMEDY,
		  "Have one side not ask for that key, or allow the key in the policy.");
}

/* Rules whose findings only the module has */
static void put_reused(struct answer *a, const struct pairing *p)
{
	static const char *const rules[] = { "reused-key", "reused-peer-key" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(rules); i++) {
		const struct finding *f = find_rule(p, rules[i]);

		if (f)
			parts_say(a, PART_WHY, "A key of %s is not new: %s.",
				  words_side(p, !i), f->why);
	}
}

/**
 * deeds_put() - say which keys and values of a side break rules
 * @a: the answer
 * @p: the pairing
 * @tx: this host, or else the peer
 *
 * Return: did it send keys that were not negotiated?
 */
bool deeds_put(struct answer *a, const struct pairing *p, bool tx)
{
	bool unnegotiated = put_unnegotiated(a, p, tx);

	put_weak(a, p, tx, unnegotiated);
	put_suspect(a, p, tx);
	put_debug_key(a, p, tx);
	return unnegotiated;
}

/**
 * deeds_put_negotiated() - say which rules the two break by what they negotiated
 * @a: the answer
 * @p: the pairing
 */
void deeds_put_negotiated(struct answer *a, const struct pairing *p)
{
	put_short(a, p);
	put_legacy(a, p);
	put_masked(a, p);
	put_reused(a, p);
}

static bool is_guilty(const struct pairing *p, bool tx)
{
	const struct step *step;
	size_t i;

	for (i = 0; i < p->nr; i++)
		if (p->steps[i].kind == STEP_PDU && p->steps[i].tx == tx &&
		    (deeds_weak(&p->steps[i]) || is_unnegotiated(&p->steps[i])))
			return true;
	return deeds_suspect(p, tx, &step) || deeds_debug_key(p, tx);
}

/**
 * deeds_put_fault() - say whose fault the violations of a pairing are
 * @a: the answer, which does not say yet whose fault anything is
 * @p: the pairing
 */
void deeds_put_fault(struct answer *a, const struct pairing *p)
{
	char *who;

	if (!is_guilty(p, true) && !is_guilty(p, false))
		return;
	who = name_sides(p, is_guilty);
	parts_say(a, PART_FAULT,
		  "By what was sent, the violations are the fault of %s.", who);
	free(who);
}
