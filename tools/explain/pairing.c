// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "../why.h"
#include "pairing.h"

struct pairing *pairing_new(void)
{
	struct pairing *p = calloc(1, sizeof(*p));

	if (!p)
		abort();
	p->due = -1;
	p->stk = PROOF_NONE;
	p->ltk = PROOF_UNKNOWN;
	p->tk[0] = PROOF_NONE;
	p->tk[1] = PROOF_NONE;
	p->values.passkey = PROOF_NONE;
	p->shown = PROOF_NONE;
	p->values.number = PROOF_NONE;
	p->simple.waited = -1;
	return p;
}

void pairing_free(struct pairing *p)
{
	explicit_bzero(&p->legacy, sizeof(p->legacy));
	explicit_bzero(&p->values, sizeof(p->values));
	free(p->steps);
	free(p);
}

/* Room for one more; the array grows by doubling. */
static struct step *grow_steps(struct pairing *p)
{
	if (!(p->nr & (p->nr - 1))) {
		p->steps = realloc(p->steps, sizeof(*p->steps) *
				   (p->nr ? 2 * p->nr : 1));
		if (!p->steps)
			abort();
	}
	return &p->steps[p->nr++];
}

/* The central of a connection is the initiator (2.4.1). */
static void note_overheard(struct pairing *p, const struct overheard *overheard)
{
	p->overheard = *overheard;
	p->sides_known = true;
	p->request_tx = true;
}

/**
 * pairing_step() - add a step
 * @p: the pairing
 * @packet: the packet that it comes from
 * @kind: enum step_kind
 *
 * Return: the step, valid until the next one is added.
 */
struct step *pairing_step(struct pairing *p, const struct hci_packet *packet,
			  u8 kind)
{
	static struct step spare;
	struct step *step = &spare;

	if (p->nr == STEPS_MAX)
		p->dropped++;
	else
		step = grow_steps(p);
	memset(step, 0, sizeof(*step));
	step->us = packet->us;
	step->timed = packet->timed;
	step->where = packet->where;
	step->tx = packet->tx;
	step->hidden = packet->hidden;
	p->hidden |= packet->hidden;
	p->assumed |= packet->assumed;
	if (packet->overheard)
		note_overheard(p, packet->overheard);
	step->unsided = packet->unsided && kind == STEP_LINK_LAYER;
	step->kind = kind;
	return step;
}

/**
 * pairing_find() - note a finding about a step
 * @p: the pairing
 * @step: one of its steps
 * @f: what is wrong; the same reason is noted once
 */
void pairing_find(struct pairing *p, struct step *step, const struct finding *f)
{
	size_t i;

	for (i = 0; i < step->nr; i++)
		if (step->findings[i].code == f->code)
			return;
	if (step->nr == FINDINGS_MAX)
		return;
	step->findings[step->nr++] = *f;
	if (f->action != SMP_GUARD_ACTION_ALLOW)
		p->violations++;
}

/* What the guard would do because the step breaks the rule, or -1 */
static int guard_action(const struct step *step, const char *rule)
{
	const char *own = smpg_rule_name(step->own_rule);

	return step->own_action && !strcmp(own, rule) ? step->own_action - 1 : -1;
}

/* pairing_find() for a rule of which explain decides whether it is broken */
void pairing_find_own(struct pairing *p, struct step *step, const char *rule,
		      u8 code, const char *section)
{
	const struct finding f = {
		.rule = rule, .code = code, .why = why_text(code),
		.section = section, .action = guard_action(step, rule), .ours = true,
	};

	pairing_find(p, step, &f);
}

/* Does the step break the rule? */
bool step_breaks(const struct step *step, const char *rule)
{
	int i;

	for (i = 0; i < step->nr; i++)
		if (!strcmp(step->findings[i].rule, rule))
			return true;
	return false;
}

/* Take back what pairing_find() noted with @code, if it did. */
void pairing_withdraw(struct pairing *p, struct step *step, u8 code)
{
	int i;

	for (i = 0; i < step->nr; i++) {
		if (step->findings[i].code != code)
			continue;
		step->nr--;
		memmove(&step->findings[i], &step->findings[i + 1],
			(step->nr - i) * sizeof(step->findings[0]));
		p->violations--;
		return;
	}
}
