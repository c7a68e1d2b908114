// SPDX-License-Identifier: GPL-2.0
#include "link_layer.h"
#include "pairing.h"

/* Sender and code of the @n-th PDU; false behind the last */
static bool expect_pdu(const struct pairing *p, unsigned int n, int *side, u8 *code)
{
	u8 sender;
	bool there = smpg_order(p->sc, p->method, n, &sender, code);

	*side = sender;
	return there;
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

	for (n = o->next + 1; n <= o->next + 4 * SMPG_PASSKEY_ROUNDS; n++) {
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
	pairing_withdraw(p, &p->steps[o->doubt - 1], SMP_GUARD_WHY_OUT_OF_TURN);
	o->doubt = 0;
	o->broken = false;
	for (i = 0; i < p->nr; i++)
		pairing_withdraw(p, &p->steps[i], SMP_GUARD_WHY_WRONG_CONFIRM);
	p->values.f4_bad = 0;
	if (o->skipped)
		return;
	o->skipped = o->doubtful;
	o->skipped_side = o->doubtful_side;
}

static bool is_checked(const struct pairing *p)
{
	return p->answered && !p->two_hosts && !p->dropped &&
	       (!p->mid_life || p->requested) &&
	       !p->order.broken && p->method != SMP_GUARD_METHOD_UNKNOWN;
}

/* Only the first PDU out of turn is noted: the ones after it follow from it. */
static void break_order(struct pairing *p, struct step *step, int side)
{
	pairing_find_own(p, step, "unexpected-pdu", SMP_GUARD_WHY_OUT_OF_TURN,
			 p->sc ? "2.3.5.6" : "2.3.5.5");
	p->order.broken = true;
	if (skip_to(p, step->pdu[0], side))
		p->order.doubt = p->nr;
	/* Where a packet is known to be missing, the PDU may have been in it. */
	if (!p->lost && !p->left_out)
		return;
	pairing_withdraw(p, step, SMP_GUARD_WHY_OUT_OF_TURN);
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

	if (before && is_next(p, step->pdu[0], side)) {
		/* Whether the other side continues shows only later. */
		if (before->tx == step->tx) {
			o->next++;
			return;
		}
		order_excuse(p);
	}
	o->doubt = 0;
	if (!is_checked(p))
		return;
	if (is_next(p, step->pdu[0], side))
		o->next++;
	else
		break_order(p, step, side);
}

/**
 * order_end() - the link is encrypted: authentication is over
 * @p: the pairing
 *
 * The capture then lacks the PDUs of it that were not seen.
 */
void order_end(struct pairing *p)
{
	struct order *o = &p->order;
	int side;
	u8 code;

	if (!is_checked(p) || !p->requested || o->skipped || p->lost || p->encrypted ||
	    p->outcome != OUTCOME_OPEN || p->transport != SMP_GUARD_TRANSPORT_LE ||
	    !expect_pdu(p, o->next, &side, &code))
		return;
	o->skipped = code;
	o->skipped_side = side;
}

/**
 * order_refuse() - a side refused a confirm value
 * @p: the pairing
 * @side: that side
 *
 * No side can tell that a confirm value is wrong before it has the random value of it:
 * if that is what should come next, the capture lacks it.
 */
void order_refuse(struct pairing *p, int side)
{
	struct order *o = &p->order;
	int sender;
	u8 code;

	if (!is_checked(p) || !p->requested || o->skipped || p->lost || p->two_hosts ||
	    p->transport != SMP_GUARD_TRANSPORT_LE || !expect_pdu(p, o->next, &sender, &code) ||
	    code != SMPG_PAIRING_RANDOM || sender == side)
		return;
	o->skipped = code;
	o->skipped_side = sender;
}

/* The next key PDU that a side has to send, or 0 */
static u8 next_key(const struct smpg_pairing *e, int side)
{
	unsigned int n;
	u8 code;

	for (n = 0; (code = smpg_key_order(n)); n++)
		if (e->must[side] & smpg_pdu_key_dist(code) &&
		    !(e->sent[side] & BIT(smpg_pdu_key(code))))
			return code;
	return 0;
}

/* The responder distributes all of its keys before the initiator does. */
static int due_key(const struct smpg_pairing *e, u8 *code)
{
	*code = next_key(e, SMPG_RESPONDER);
	if (*code)
		return SMPG_RESPONDER;
	*code = next_key(e, SMPG_INITIATOR);
	return *code ? SMPG_INITIATOR : -1;
}

/* What follows the request for encryption, a recording of the air may not show. */
static bool is_closed(const struct pairing *p)
{
	return p->overheard.there && !p->overheard.open &&
	       (p->encrypted || p->controls & (BIT(LL_ENC_REQ) | BIT(LL_START_ENC_REQ)));
}

/**
 * order_due() - the side whose turn it is, or -1 if that is not known
 * @p: the pairing
 * @e: the pairing as the engine knows it
 * @code: set to the PDU that is due; 0 for the encryption of the link
 */
int order_due(const struct pairing *p, const struct smpg_pairing *e, u8 *code)
{
	int side;

	*code = 0;
	if (p->two_hosts || p->lost || p->unanswered || p->order.broken ||
	    is_closed(p))
		return -1;
	if (e->phase == SMP_GUARD_PHASE_REQUESTED && p->requested) {
		*code = SMPG_PAIRING_RESPONSE;
		return SMPG_RESPONDER;
	}
	if (e->phase == SMP_GUARD_PHASE_KEY_DISTRIBUTION && p->requested && p->answered)
		return due_key(e, code);
	/* This host asked to encrypt, which its peer must answer. */
	if (e->phase == SMP_GUARD_PHASE_ENCRYPTION && p->requested && p->request_tx)
		return SMPG_RESPONDER;
	if (e->phase != SMP_GUARD_PHASE_FEATURES && e->phase != SMP_GUARD_PHASE_AUTHENTICATION)
		return -1;
	if (p->method == SMP_GUARD_METHOD_UNKNOWN || p->order.skipped)
		return -1;
	if (expect_pdu(p, p->order.next, &side, code))
		return side;
	/* After authentication it is for the initiator to encrypt. */
	*code = 0;
	return SMPG_INITIATOR;
}

/* The place of a key PDU in the order of keys, from 1 on: the responder begins. */
static int key_rank(const struct pairing *p, const struct step *step)
{
	unsigned int n;

	for (n = 0; smpg_key_order(n); n++)
		if (smpg_key_order(n) == step->pdu[0])
			return n + 1 + (step->tx == p->request_tx ? SMPG_PDU_MAX : 0);
	return 0;
}

static bool is_negotiated_key(const struct pairing *p, const struct step *step)
{
	return step->kind == STEP_PDU && smpg_pdu_key_dist(step->pdu[0]) &
	       p->keys[step->tx != p->request_tx] && !step_breaks(step, "unnegotiated-key");
}

/* Did the side send this PDU before? */
static bool is_repeated(const struct pairing *p, const struct step *step)
{
	const struct step *before;

	for (before = p->steps; before < step; before++)
		if (before->kind == STEP_PDU && before->tx == step->tx &&
		    before->pdu[0] == step->pdu[0])
			return true;
	return false;
}

/**
 * order_check_keys() - did a key come before the one of this step, and too early?
 * @p: the pairing
 * @step: its last step
 *
 * A key that is not there may be missing from the capture alone: the order is known
 * to be broken when it comes late.
 */
void order_check_keys(struct pairing *p, struct step *step)
{
	struct step *before;

	if (!p->answered || !p->requested || p->two_hosts || p->dropped ||
	    p->transport != SMP_GUARD_TRANSPORT_LE || !is_negotiated_key(p, step) ||
	    is_repeated(p, step))
		return;
	for (before = p->steps; before < step; before++)
		if (is_negotiated_key(p, before) &&
		    key_rank(p, before) > key_rank(p, step)) {
			pairing_find_own(p, before, "unexpected-pdu",
					 SMP_GUARD_WHY_KEY_ORDER, "3.6.1");
			return;
		}
}
