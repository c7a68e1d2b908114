// SPDX-License-Identifier: GPL-2.0
#include "pairing.h"

/* Number of PDUs of a stage of Secure Connections, and its @n-th */
static unsigned int expect_numbers(unsigned int n, int *side, u8 *code)
{
	*side = n != 1;
	*code = n ? SMPG_PAIRING_RANDOM : SMPG_PAIRING_CONFIRM;
	return 3;
}

static unsigned int expect_oob(unsigned int n, int *side, u8 *code)
{
	*side = n & 1;
	*code = SMPG_PAIRING_RANDOM;
	return 2;
}

static unsigned int expect_passkey(unsigned int n, int *side, u8 *code)
{
	*side = n & 1;
	*code = n & 2 ? SMPG_PAIRING_RANDOM : SMPG_PAIRING_CONFIRM;
	return 4 * ROUNDS;
}

static unsigned int expect_stage_1(u8 method, unsigned int n, int *side, u8 *code)
{
	switch (method) {
	case SMP_GUARD_METHOD_JUST_WORKS:
	case SMP_GUARD_METHOD_NUMERIC_COMPARISON:
		return expect_numbers(n, side, code);
	case SMP_GUARD_METHOD_OOB:
		return expect_oob(n, side, code);
	}
	return expect_passkey(n, side, code);
}

static bool expect_sc(u8 method, unsigned int n, int *side, u8 *code)
{
	unsigned int stage_1;

	if (n < 2) {
		*side = n;
		*code = SMPG_PAIRING_PUBLIC_KEY;
		return true;
	}
	n -= 2;
	stage_1 = expect_stage_1(method, n, side, code);
	if (n < stage_1)
		return true;
	n -= stage_1;
	*side = n & 1;
	*code = SMPG_PAIRING_DHKEY_CHECK;
	return n < 2;
}

/* Sender and code of the @n-th PDU; false behind the last */
static bool expect_pdu(const struct pairing *p, unsigned int n, int *side, u8 *code)
{
	static const u8 legacy[] = {
		SMPG_PAIRING_CONFIRM, SMPG_PAIRING_CONFIRM,
		SMPG_PAIRING_RANDOM, SMPG_PAIRING_RANDOM,
	};

	if (p->sc)
		return expect_sc(p->method, n, side, code);
	*side = n & 1;
	if (n < ARRAY_SIZE(legacy))
		*code = legacy[n];
	return n < ARRAY_SIZE(legacy);
}

static bool is_next(const struct pairing *p, u8 code, int side)
{
	int want_side;
	u8 want;

	return expect_pdu(p, p->order.next, &want_side, &want) &&
	       want_side == side && want == code;
}

/* Is this PDU a later one? Then the capture may lack the one expected. */
static bool skip_to(struct pairing *p, u8 code, int side)
{
	struct order *o = &p->order;
	unsigned int n;
	int want_side;
	u8 want;

	for (n = o->next + 1; n <= o->next + 4 * ROUNDS; n++) {
		if (!expect_pdu(p, n, &want_side, &want))
			return false;
		if (want_side != side || want != code)
			continue;
		expect_pdu(p, o->next, &o->doubtful_side, &o->doubtful);
		o->next = n + 1;
		return true;
	}
	return false;
}

/**
 * order_has() - is it a PDU of authentication, whose order is checked?
 * @code: its code
 */
bool order_has(u8 code)
{
	return code == SMPG_PAIRING_PUBLIC_KEY || code == SMPG_PAIRING_CONFIRM ||
	       code == SMPG_PAIRING_RANDOM || code == SMPG_PAIRING_DHKEY_CHECK;
}

/**
 * order_excuse() - the pairing continued after a PDU out of turn
 * @p: the pairing
 *
 * No side continues after a PDU out of turn: the PDU before it was on the air, and
 * the capture lacks it. Neither the order nor a value that belongs to the missing
 * one is wrong.
 */
void order_excuse(struct pairing *p)
{
	struct order *o = &p->order;
	size_t i;

	if (!o->doubt)
		return;
	pairing_withdraw(p, &p->steps[o->doubt - 1], "out-of-order");
	o->doubt = 0;
	o->broken = false;
	for (i = 0; i < p->nr; i++)
		pairing_withdraw(p, &p->steps[i], "wrong-confirm");
	p->values.f4_bad = 0;
	if (o->skipped)
		return;
	o->skipped = o->doubtful;
	o->skipped_side = o->doubtful_side;
}

static bool is_checked(const struct pairing *p)
{
	return p->answered && !p->two_hosts && !p->mid_life && !p->dropped &&
	       !p->order.broken && p->method != SMP_GUARD_METHOD_UNKNOWN;
}

/* Only the first PDU out of turn is noted: the ones after it follow from it. */
static void break_order(struct pairing *p, struct step *step, int side)
{
	pairing_find_own(p, step, "out-of-order",
			 "it is out of turn in this association model",
			 p->sc ? "2.3.5.6" : "2.3.5.5");
	p->order.broken = true;
	if (skip_to(p, step->pdu[0], side))
		p->order.doubt = p->nr;
	/* Where a packet is known to be missing, the PDU may have been in it. */
	if (!p->lost)
		return;
	pairing_withdraw(p, step, "out-of-order");
	order_excuse(p);
}

/**
 * order_check() - is a PDU of authentication in turn?
 * @p: the pairing
 * @step: its last step
 * @side: the sender, SMPG_INITIATOR or SMPG_RESPONDER
 */
void order_check(struct pairing *p, struct step *step, int side)
{
	struct order *o = &p->order;
	const struct step *before = o->doubt ? &p->steps[o->doubt - 1] : NULL;

	if (before && is_next(p, step->pdu[0], side) && before->tx != step->tx)
		order_excuse(p);
	o->doubt = 0;
	if (!is_checked(p))
		return;
	if (is_next(p, step->pdu[0], side))
		o->next++;
	else
		break_order(p, step, side);
}

/**
 * order_due() - the side whose turn it is, or -1 if that is not known
 * @p: the pairing
 * @phase: enum smp_guard_phase
 */
int order_due(const struct pairing *p, u8 phase)
{
	int side;
	u8 code;

	if (p->two_hosts || p->lost || p->unanswered || p->order.broken)
		return -1;
	if (phase == SMP_GUARD_PHASE_REQUESTED && p->requested)
		return SMPG_RESPONDER;
	if (phase != SMP_GUARD_PHASE_FEATURES && phase != SMP_GUARD_PHASE_AUTHENTICATION)
		return -1;
	if (p->method == SMP_GUARD_METHOD_UNKNOWN)
		return -1;
	/* After authentication it is for the initiator to encrypt. */
	return expect_pdu(p, p->order.next, &side, &code) ? side : SMPG_INITIATOR;
}
