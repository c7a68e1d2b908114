// SPDX-License-Identifier: GPL-2.0
#include "report.h"
#include "words.h"

static void take_violation(struct pairing *p, struct step *step,
			   const struct report *r)
{
	step->pdu[0] = r->pdu;
	pairing_find(p, step, &r->finding);
}

static void take_lost(struct step *step, const struct report *r)
{
	step->key = r->key;
	step->why = r->why;
}

/**
 * report_take() - note a report in the pairing that it belongs to
 * @p: the pairing
 * @r: the report
 */
void report_take(struct pairing *p, const struct report *r)
{
	const struct hci_packet at = { .us = r->us, .timed = true, .tx = r->tx };

	p->started = true;
	switch (r->kind) {
	case REPORT_VIOLATION:
		take_violation(p, pairing_step(p, &at, STEP_GUARD), r);
		break;
	case REPORT_LOST:
		take_lost(pairing_step(p, &at, STEP_LOST), r);
		break;
	case REPORT_ENDED:
		p->outcome = OUTCOME_FAILED;
		p->side = SMP_GUARD_SIDE_GUARD;
		p->reason = r->reason;
		break;
	}
}

/* Is there nothing of the pairing but reports? */
bool report_only(const struct pairing *p)
{
	size_t i;

	for (i = 0; i < p->nr; i++)
		if (p->steps[i].kind != STEP_GUARD && p->steps[i].kind != STEP_LOST)
			return false;
	return true;
}

/* Is there a step for the PDU itself, with the same finding? */
static bool is_seen(const struct pairing *p, const struct step *report)
{
	size_t i;

	for (i = 0; i < p->nr; i++) {
		const struct step *step = &p->steps[i];

		if (step->kind == STEP_PDU && step->tx == report->tx &&
		    step->pdu[0] == report->pdu[0] &&
		    step_breaks(step, report->findings[0].rule))
			return true;
	}
	return false;
}

/**
 * report_drop_seen() - drop reports that add nothing to the steps
 * @p: the pairing, which is over
 *
 * A PDU that the module let pass is a step of its own, and its finding is there
 * where one pairing shows it.
 */
void report_drop_seen(struct pairing *p)
{
	size_t from, to = 0;

	for (from = 0; from < p->nr; from++) {
		const struct step *step = &p->steps[from];

		if (step->kind == STEP_GUARD &&
		    step->findings[0].action == SMP_GUARD_ACTION_AUDIT &&
		    is_seen(p, step)) {
			p->violations--;
			continue;
		}
		p->steps[to++] = *step;
	}
	p->nr = to;
}

/**
 * report_verb() - the module's action, as a verb with the PDU as its object
 * @step: the report
 */
const char *report_verb(const struct step *step)
{
	static const char *const verbs[] = {
		[SMP_GUARD_ACTION_ALLOW]	= "let pass",
		[SMP_GUARD_ACTION_AUDIT]	= "let pass",
		[SMP_GUARD_ACTION_REPAIR]	= "repaired",
		[SMP_GUARD_ACTION_MASK]		= "masked",
		[SMP_GUARD_ACTION_REJECT]	= "rejected",
	};

	return verbs[step->findings[0].action];
}

static bool is_report(const struct step *step, bool tx, int action)
{
	return step->kind == STEP_GUARD && step->tx == tx &&
	       step->findings[0].action == action;
}

/* Return: @f with what the action did, of one sentence for all; NULL while that is nothing. */
static FILE *put_action(FILE *f, struct answer *a, const struct pairing *p, bool tx,
			int action)
{
	const char *names[SMPG_PDU_MAX + 1];
	u32 named = 0;
	int nr = 0;
	size_t i, last = 0;

	for (i = 0; i < p->nr; i++) {
		u8 code = p->steps[i].pdu[0];

		if (!is_report(&p->steps[i], tx, action) || !smpg_pdu_name(code) ||
		    named & BIT(code))
			continue;
		named |= BIT(code);
		names[nr++] = smpg_pdu_name(code);
		last = i;
	}
	if (!nr)
		return f;
	if (f) {
		fputs(", and ", f);
	} else {
		f = parts_sentence(a, PART_WHY);
		fputs("The smp_guard module ", f);
	}
	fprintf(f, "%s ", report_verb(&p->steps[last]));
	words_put_list(f, names, nr);
	fprintf(f, " of %s", words_side(p, tx));
	return f;
}

/**
 * report_put() - say what the module changed in a pairing
 * @a: the answer
 * @p: the pairing
 */
void report_put(struct answer *a, const struct pairing *p)
{
	FILE *f = NULL;
	int action;

	for (action = SMP_GUARD_ACTION_REPAIR; action <= SMP_GUARD_ACTION_REJECT; action++) {
		f = put_action(f, a, p, true, action);
		f = put_action(f, a, p, false, action);
	}
	if (f)
		putc('.', f);
}

/**
 * report_rejected() - the finding for which the module ended a pairing
 * @p: the pairing
 *
 * Return: the finding, or NULL if no report tells.
 */
const struct finding *report_rejected(const struct pairing *p)
{
	size_t i;

	for (i = 0; i < p->nr; i++)
		if (p->steps[i].kind == STEP_GUARD &&
		    p->steps[i].findings[0].action == SMP_GUARD_ACTION_REJECT)
			return &p->steps[i].findings[0];
	return NULL;
}
