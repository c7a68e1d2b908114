// SPDX-License-Identifier: GPL-2.0
#include "../why.h"
#include "controller.h"
#include "gap.h"
#include "identity.h"
#include "judge.h"
#include "stored.h"
#include "zeros.h"

/* Error codes (Vol 1, Part F, 2.22 and 2.61) */
#define TERMINATED_HERE	0x16
#define MIC_FAILURE	0x3d

/* A reason of Pairing Failed (Vol 3, Part H, 3.5.5) */
#define CONFIRM_VALUE_FAILED	0x04

static u8 direction_of(bool tx)
{
	return tx ? SMP_GUARD_DIRECTION_TX : SMP_GUARD_DIRECTION_RX;
}

static bool is_choice(u8 rule)
{
	return rule == SMP_GUARD_RULE_LEGACY_PAIRING ||
	       rule == SMP_GUARD_RULE_UNAUTHENTICATED_PAIRING ||
	       rule == SMP_GUARD_RULE_UNSOLICITED_PAIRING;
}

/* The rules whose names order.c and find_malformed() use */
static bool is_own(u8 rule)
{
	return rule == SMP_GUARD_RULE_UNEXPECTED_PDU ||
	       rule == SMP_GUARD_RULE_MALFORMED;
}

/* Does the PDU itself break the rule, whatever the capture lacks? */
static bool is_certain(u8 why)
{
	return why == SMP_GUARD_WHY_MORE_THAN_ASKED ||
	       why == SMP_GUARD_WHY_WRONG_SENDER;
}

static void add_findings(struct pairing *p, struct step *step,
			 const struct smpg_verdict *v, bool guard)
{
	size_t i;

	for (i = 0; i < v->nr; i++) {
		const struct smpg_finding *f = &v->findings[i];
		struct finding found = {
			.rule = smpg_rule_name(f->rule),
			.code = f->why,
			.why = why_text(f->why) ?: "it breaks the policy",
			.attack = why_attack(f->rule, f->why, v->pdu, v->key),
			.action = guard ? f->action : -1,
		};

		/* Such pairings are wrong only where the policy says so. */
		if (is_choice(f->rule) &&
		    (!guard || f->action == SMP_GUARD_ACTION_ALLOW))
			continue;
		/* Only the whole capture shows what is excused. */
		if (is_own(f->rule) && !is_certain(f->why))
			continue;
		if (!found.rule)
			continue;
		found.section = smpg_rule_section(f->rule, f->why);
		/* Such a value is the fault of its sender, whatever the policy. */
		found.ours = f->rule == SMP_GUARD_RULE_REFLECTED_VALUE ||
			     f->rule == SMP_GUARD_RULE_INVALID_KEY;
		pairing_find(p, step, &found);
	}
}

/*
 * The end of a link is not the failure of its pairing where the capture has a gap:
 * the pairing may have been complete.
 */
static bool is_unsure(const struct pairing *p)
{
	return p->closed && gap_is_there(p);
}

static void note_outcome(struct pairing *p, const struct link *l,
			 const struct smpg_verdict *v)
{
	const struct smpg_pairing *e = &l->seen.pairing;

	if (v->happened & SMPG_STARTED) {
		p->answered = true;
		p->request_tx = e->direction == SMP_GUARD_DIRECTION_TX;
		p->sc = e->sc;
		p->method = e->method;
		p->key_size = e->key_size;
		memcpy(p->keys, e->keys, sizeof(p->keys));
	}
	p->two_hosts |= e->two_hosts;
	if (v->happened & SMPG_COMPLETE)
		p->outcome = OUTCOME_COMPLETE;
	/* Pairing Failed that the module sent is not that of either side. */
	if (p->outcome == OUTCOME_FAILED && p->side == SMP_GUARD_SIDE_GUARD)
		return;
	/* The link ends since its encryption failed. */
	if (p->outcome == OUTCOME_FAILED && p->side == v->side &&
	    v->side == SMP_GUARD_SIDE_LINK)
		return;
	if (v->happened & SMPG_FAILED &&
	    !(v->side == SMP_GUARD_SIDE_LINK && is_unsure(p))) {
		p->outcome = OUTCOME_FAILED;
		p->side = v->side;
		p->reason = v->reason;
	}
}

/* Pairing Failed ends the pairing, also where the engine knows of none. */
static void note_failed(struct pairing *p, const u8 *pdu, bool tx)
{
	if (pdu[1] == CONFIRM_VALUE_FAILED)
		order_refuse(p, tx != p->request_tx);
	if (p->outcome != OUTCOME_OPEN)
		return;
	p->outcome = OUTCOME_FAILED;
	p->side = tx ? SMP_GUARD_SIDE_LOCAL : SMP_GUARD_SIDE_PEER;
	p->reason = pdu[1];
}

/* Does this PDU show that the capture lacks the Pairing Response? */
static bool shows_response_missing(const struct pairing *p, u8 code)
{
	if (smpg_pdu_key(code))
		return p->requested || p->encrypted || p->lost;
	return order_has(code);
}

/*
 * No side continues without a Pairing Response, and none answers what was not
 * requested: where the capture lacks one, the engine must not take that for a
 * fact, and then holds what it does not know against neither side.
 */
static void note_missing(struct link *l, struct pairing *p, u8 code,
			 u8 direction)
{
	const struct smpg_pairing *e = &l->seen.pairing;

	if (!e->known || e->answered)
		return;
	if (code == SMPG_PAIRING_RESPONSE) {
		if (e->pending[smpg_other(direction)])
			return;
	} else if (shows_response_missing(p, code)) {
		p->unanswered = true;
	} else {
		return;
	}
	smpg_link_doubt(&l->seen);
	smpg_link_doubt(&l->guard);
}

/* A side that sends keys has an encrypted link; the other side answers in kind. */
static void infer_encryption(struct link *l, struct smpg_verdict *v)
{
	const struct smpg_pairing *e = &l->seen.pairing;
	struct smpg_verdict spare;

	v->happened = 0;
	if (!e->answered || e->phase < SMP_GUARD_PHASE_FEATURES ||
	    e->phase > SMP_GUARD_PHASE_ENCRYPTION)
		return;
	order_end(l->pairing);
	l->pairing->inferred = !l->pairing->encrypted;
	l->pairing->encrypted = true;
	smpg_link_assume_encrypted(&l->guard, &spare);
	smpg_link_assume_encrypted(&l->seen, v);
}

static struct step *add_pdu(struct pairing *p, const struct hci_packet *packet,
			    u16 cid, const u8 *pdu, size_t len, bool encrypted)
{
	struct step *step = pairing_step(p, packet, STEP_PDU);

	step->len = len < sizeof(step->pdu) ? len : sizeof(step->pdu);
	memcpy(step->pdu, pdu, step->len);
	step->bredr = cid == SMPG_CID_SMP_BREDR;
	p->started |= pdu[0] != SMPG_SECURITY_REQUEST;
	if (pdu[0] == SMPG_SECURITY_REQUEST && !p->started)
		p->asked = !encrypted;
	if (pdu[0] == SMPG_PAIRING_REQUEST)
		p->lost = false;
	return step;
}

/* An action that allows the PDU is none. */
static void note_own(struct step *step, const struct smpg_verdict *guard)
{
	size_t i;

	for (i = 0; i < guard->nr; i++) {
		const struct smpg_finding *f = &guard->findings[i];

		if (!is_own(f->rule) || f->action == SMP_GUARD_ACTION_ALLOW)
			continue;
		step->own_rule = f->rule;
		step->own_action = f->action + 1;
	}
}

/* The engine also counts a well-formed PDU on the wrong channel as malformed. */
static void find_malformed(struct pairing *p, struct step *step, const u8 *pdu,
			   size_t len)
{
	u8 why = smpg_pdu_malformed(pdu, len);

	if (why == SMP_GUARD_WHY_WRONG_LENGTH)
		pairing_find_own(p, step, "unexpected-pdu", why, "3.3");
	else if (why)
		pairing_find_own(p, step, "malformed", why, "3.3");
	else
		pairing_find_own(p, step, "malformed",
				 SMP_GUARD_WHY_WRONG_CHANNEL, "3.2");
}

/* By the engine, as the guard would and without consequences */
static void judge_by_engine(const struct judge *judge, struct link *l,
			    struct step *step, u16 cid, const u8 *pdu, size_t len)
{
	struct smpg_policy audit = smpg_policy_profile(SMP_GUARD_PROFILE_AUDIT);
	struct smpg_policy policy;
	struct smpg_context guarded = {
		.policy = &policy,
		.cid = cid,
		.direction = direction_of(step->tx),
		.unread = step->hidden,
	};
	struct smpg_context unguarded = guarded;
	struct smpg_verdict guard, seen;
	struct pairing *p = l->pairing;

	judge->policy(judge->arg, l->adapter, &l->guard, &policy);
	guarded.private_address = l->private_address;
	unguarded.policy = &audit;
	smpg_link_judge(&l->guard, pdu, len, &guarded, &guard);
	smpg_link_judge(&l->seen, pdu, len, &unguarded, &seen);
	p->transport = l->seen.transport;
	note_outcome(p, l, &seen);
	if (!p->rejected)
		note_own(step, &guard);
	if (seen.malformed)
		find_malformed(p, step, pdu, len);
	/* The guard would have kept what follows from happening. */
	if (!p->rejected)
		add_findings(p, step, &guard, true);
	p->rejected |= guard.action == SMP_GUARD_ACTION_REJECT;
	add_findings(p, step, &seen, false);
}

/**
 * judge_pdu() - judge an SMP PDU, and note it in the link's pairing
 * @judge: whose policy is in force
 * @l: the link
 * @packet: the packet that it ends in
 * @cid: L2CAP channel, SMPG_CID_SMP_LE or SMPG_CID_SMP_BREDR
 * @pdu: the PDU from its code on
 * @len: octets in @pdu, at least one
 */
void judge_pdu(const struct judge *judge, struct link *l,
	       const struct hci_packet *packet, u16 cid, const u8 *pdu, size_t len)
{
	struct pairing *p = link_begin_pairing(l);
	struct hci_packet marked = *packet;
	u8 filled[sizeof(p->steps->pdu)];
	struct smpg_verdict inferred;
	struct step *step;

	if (!packet->hidden && !packet->live && len <= sizeof(filled) &&
	    zeros_hide(p, packet, pdu, len, filled)) {
		marked.hidden = true;
		pdu = filled;
	}
	step = add_pdu(p, &marked, cid, pdu, len, l->seen.encrypted);

	note_missing(l, p, pdu[0], direction_of(packet->tx));
	/* The capture may lack what shows that the link is encrypted. */
	if (smpg_pdu_key(pdu[0]) && l->seen.pairing.answered) {
		smpg_link_doubt(&l->seen);
		smpg_link_doubt(&l->guard);
	}
	judge_by_engine(judge, l, step, cid, pdu, len);
	if (len < smpg_pdu_len(pdu[0]))
		return;
	identity_check(p, step);
	order_check_keys(p, step);
	if (pdu[0] == SMPG_PAIRING_FAILED)
		note_failed(p, pdu, packet->tx);
	if (smpg_pdu_key(pdu[0]) && l->seen.pairing.sent[0] && l->seen.pairing.sent[1]) {
		order_excuse(p);
		infer_encryption(l, &inferred);
		note_outcome(p, l, &inferred);
	}
	values_take_features(p, pdu, packet->tx);
	/* Of a model that is not known, the order does not tell who sent a PDU. */
	if (!order_has(pdu[0]) || (packet->unsided && !p->requested))
		return;
	order_check(p, step, packet->tx != p->request_tx);
	if (!step->hidden)
		values_take(p, step, packet->tx != p->request_tx);
}

/* Keys were distributed, and the link ended without a complaint of either side. */
static void infer_complete(struct link *l)
{
	struct pairing *p = l->pairing;
	bool encrypted = p->encrypted, inferred = p->inferred;
	struct smpg_link seen = l->seen;
	struct order order = p->order;
	struct smpg_verdict v;

	infer_encryption(l, &v);
	if (v.happened & SMPG_COMPLETE) {
		note_outcome(p, l, &v);
	} else {
		l->seen = seen;
		p->order = order;
		p->encrypted = encrypted;
		p->inferred = inferred;
	}
	smpg_wipe(&seen, sizeof(seen));
}

/* An event shows how to take the steps before it. */
static void judge_steps_before(struct link *l, enum smpg_hci_kind kind,
			       const struct smpg_hci *hci)
{
	struct pairing *p = l->pairing;

	if (kind == SMPG_HCI_CLOSE) {
		p->closed = true;
		p->heard = l->heard;
		p->due = order_due(p, &l->seen.pairing, &p->due_code);
		if (l->seen.pairing.sent[0] | l->seen.pairing.sent[1])
			infer_complete(l);
	} else if (kind == SMPG_HCI_ENCRYPT && !hci->status && hci->encrypted) {
		order_excuse(p);
		order_end(p);
		p->encrypted = true;
	} else if (kind == SMPG_HCI_SESSION_KEY) {
		/* The capture may lack PDUs of the authentication before it. */
		smpg_link_doubt(&l->seen);
		smpg_link_doubt(&l->guard);
	}
}

/*
 * Where nothing came over the encrypted link before a packet failed its integrity
 * check, the two never had the same key, though each of them took the pairing for
 * complete.
 */
static void note_undone(struct pairing *p, u8 reason)
{
	if (reason != MIC_FAILURE || p->heard || p->outcome != OUTCOME_COMPLETE ||
	    p->kind != PAIRING_SMP || p->transport != SMP_GUARD_TRANSPORT_LE)
		return;
	p->outcome = OUTCOME_FAILED;
	p->side = SMP_GUARD_SIDE_LINK;
	p->reason = reason;
	p->undone = true;
}

/*
 * The link is encrypted anew while keys are distributed, and that fails: so does the
 * pairing, whoever hangs up then.
 */
static void note_refresh(struct pairing *p, const struct smpg_hci *hci)
{
	if (!hci->status || !p->encrypted || p->outcome != OUTCOME_OPEN ||
	    p->kind != PAIRING_SMP || p->transport != SMP_GUARD_TRANSPORT_LE)
		return;
	p->outcome = OUTCOME_FAILED;
	p->side = SMP_GUARD_SIDE_LINK;
	p->reason = hci->status;
	p->refreshed = true;
}

static void note_session_key(struct pairing *p, const u8 *key)
{
	if (p->zeroed && smpg_all_zero(key, SMPG_KEY_LEN))
		return;
	if (p->legacy.have_stk || p->outcome != OUTCOME_OPEN)
		return;
	if (p->sc) {
		memcpy(p->values.ltk, key, 16);
		p->values.have_ltk = true;
		return;
	}
	memcpy(p->legacy.stk, key, 16);
	p->legacy.have_stk = true;
}

static struct step *add_link_event(struct pairing *p,
				   const struct hci_packet *packet,
				   enum smpg_hci_kind kind,
				   const struct smpg_hci *hci)
{
	struct step *added;
	u8 step = hci->encrypted ? STEP_ENCRYPTED : STEP_NOT_ENCRYPTED;

	if (kind == SMPG_HCI_SESSION_KEY) {
		/* The air has the request alone, which is a step already. */
		if (packet->overheard)
			return NULL;
		if (!packet->hidden)
			note_session_key(p, hci->key);
		step = STEP_KEY_SET;
	} else if (kind == SMPG_HCI_CLOSE) {
		step = STEP_CLOSED;
		p->unsided = packet->unsided;
	} else if (controller_is_status(packet)) {
		step = STEP_KEY_REJECTED;
	}
	added = pairing_step(p, packet, step);
	added->status = hci->status;
	return added;
}

static void judge_event_by_engine(const struct judge *judge, struct link *l,
				  const struct hci_packet *packet,
				  enum smpg_hci_kind kind,
				  const struct smpg_hci *hci,
				  struct smpg_verdict *guard,
				  struct smpg_verdict *seen)
{
	struct smpg_policy audit = smpg_policy_profile(SMP_GUARD_PROFILE_AUDIT);
	struct smpg_policy policy;
	struct smpg_context context = {
		.policy = &policy,
		.direction = direction_of(packet->tx),
		.unread = packet->hidden ||
			  (l->pairing && l->pairing->zeroed &&
			   kind == SMPG_HCI_SESSION_KEY &&
			   smpg_all_zero(hci->key, SMPG_KEY_LEN)),
	};

	judge->policy(judge->arg, l->adapter, &l->guard, &policy);
	smpg_link_hci(&l->guard, kind, hci, &context, guard);
	context.policy = &audit;
	smpg_link_hci(&l->seen, kind, hci, &context, seen);
}

/**
 * judge_link_event() - note what an HCI packet says of a link
 * @judge: whose policy is in force
 * @l: the link
 * @packet: the packet
 * @kind: SMPG_HCI_CLOSE, SMPG_HCI_ENCRYPT or SMPG_HCI_SESSION_KEY
 * @hci: what it says
 */
void judge_link_event(const struct judge *judge, struct link *l,
		      const struct hci_packet *packet, enum smpg_hci_kind kind,
		      const struct smpg_hci *hci)
{
	struct smpg_verdict seen, guard;
	struct step *step;

	stored_take(l, packet, kind, hci);
	if (kind == SMPG_HCI_ENCRYPT && !hci->status)
		l->heard = false;
	if (l->pairing && kind == SMPG_HCI_CLOSE)
		simple_close(l->pairing, packet, hci->status);
	if (l->pairing)
		judge_steps_before(l, kind, hci);
	if (kind == SMPG_HCI_CLOSE) {
		smpg_link_close(&l->guard, hci->status, &guard);
		smpg_link_close(&l->seen, hci->status, &seen);
	} else {
		judge_event_by_engine(judge, l, packet, kind, hci, &guard,
				      &seen);
	}
	if (!l->pairing)
		return;
	note_outcome(l->pairing, l, &seen);
	if (kind == SMPG_HCI_CLOSE)
		note_undone(l->pairing, hci->status);
	else if (kind == SMPG_HCI_ENCRYPT)
		note_refresh(l->pairing, hci);
	if (kind == SMPG_HCI_ENCRYPT && hci->status)
		simple_undo(l->pairing, hci->status);
	step = add_link_event(l->pairing, packet, kind, hci);
	if (!step)
		return;
	if (!l->pairing->rejected)
		add_findings(l->pairing, step, &guard, true);
	l->pairing->rejected |= guard.action == SMP_GUARD_ACTION_REJECT;
	add_findings(l->pairing, step, &seen, false);
}

/**
 * judge_reset() - note that a link's adapter was reset, turned off or removed
 * @l: the link
 * @packet: the packet that says so
 */
void judge_reset(struct link *l, const struct hci_packet *packet)
{
	bool gone = packet->type == HCI_GONE;
	struct smpg_verdict v;

	smpg_link_close(&l->seen, TERMINATED_HERE, &v);
	if (!l->pairing)
		return;
	note_outcome(l->pairing, l, &v);
	simple_close(l->pairing, packet, TERMINATED_HERE);
	pairing_step(l->pairing, packet, gone ? STEP_GONE : STEP_RESET)->status =
		gone ? packet->data[0] : 0;
}
