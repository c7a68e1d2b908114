// SPDX-License-Identifier: GPL-2.0
#include "../hci_error.h"
#include "ending.h"
#include "words.h"

/* After so many microseconds without a PDU the pairing has failed (3.4). */
#define SMP_TIMEOUT	30000000

static bool ends_with(const struct pairing *p, u8 kind)
{
	return p->nr && p->steps[p->nr - 1].kind == kind;
}

/* Did a reset of the adapter end the pairing? */
bool ending_is_reset(const struct pairing *p)
{
	return ends_with(p, STEP_RESET) && p->side == SMP_GUARD_SIDE_LINK;
}

static void put_open(FILE *f, const struct pairing *p)
{
	if ((p->mid_life && !p->answered) || p->closed)
		fprintf(f,
			"How this pairing ended cannot be told; what there is of it was judged.");
	else
		fprintf(f,
			"The capture ends before this pairing does; what there is of it was judged.");
}

static void put_link(FILE *f, const struct pairing *p)
{
	if (ending_is_reset(p))
		fprintf(f,
			"This pairing failed: the adapter was reset before it was complete.");
	else
		fprintf(f,
			"This pairing failed: the link or its encryption ended (0x%02x, %s) before it was complete.",
			p->reason, hci_error_name(p->reason) ?: "unknown error");
}

static void put_guard(FILE *f, const struct pairing *p)
{
	fprintf(f,
		"This pairing failed: the smp_guard module ended it with Pairing Failed, %s (0x%02x), for both sides.",
		smpg_reason_name(p->reason) ?: "unknown reason", p->reason);
}

static void put_failed(FILE *f, const struct pairing *p)
{
	fprintf(f, "This pairing failed: %s sent Pairing Failed, %s (0x%02x).",
		words_side(p, p->side == SMP_GUARD_SIDE_LOCAL),
		smpg_reason_name(p->reason) ?: "unknown reason", p->reason);
}

/**
 * ending_put() - say how a pairing ended
 * @f: where to
 * @p: the pairing
 */
void ending_put(FILE *f, const struct pairing *p)
{
	if (p->two_hosts)
		fprintf(f,
			"Two hosts answered for this side: a program on a raw socket beside the kernel, for example, and the peer heard both. ");
	if (p->outcome == OUTCOME_OPEN)
		put_open(f, p);
	else if (p->outcome == OUTCOME_COMPLETE)
		fprintf(f, "This pairing completed.");
	else if (p->side == SMP_GUARD_SIDE_LINK)
		put_link(f, p);
	else if (p->side == SMP_GUARD_SIDE_GUARD)
		put_guard(f, p);
	else
		put_failed(f, p);
}

/* The last PDU of a link that closed after the timeout, or NULL */
static const struct step *last_before_timeout(const struct pairing *p)
{
	const struct step *last = NULL, *end;
	size_t i;

	if (p->side != SMP_GUARD_SIDE_LINK || !ends_with(p, STEP_CLOSED))
		return NULL;
	end = &p->steps[p->nr - 1];
	for (i = 0; i < p->nr; i++)
		if (p->steps[i].kind == STEP_PDU)
			last = &p->steps[i];
	return last && last->timed && end->timed && end->us >= last->us + SMP_TIMEOUT ?
	       last : NULL;
}

/**
 * ending_put_timeout() - say that the SMP timeout ended a pairing
 * @f: where to
 * @p: the pairing
 *
 * Return: did it?
 */
bool ending_put_timeout(FILE *f, const struct pairing *p)
{
	const struct step *last = last_before_timeout(p);

	if (!last)
		return false;
	fprintf(f,
		" No PDU came for %llu s before: that is the SMP timeout of 30 s (Vol 3, Part H, 3.4).",
		(unsigned long long)(p->steps[p->nr - 1].us - last->us) / 1000000);
	if (p->due >= 0)
		fprintf(f, " It was for %s to go on: look there for what it waited for.",
			words_side(p, p->request_tx == !p->due));
	return true;
}
