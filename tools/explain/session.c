// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "../why.h"
#include "session.h"

#define LINKS_MAX	64

/**
 * struct link - one connection
 * @guard: judged as the guard would, under the policy chosen
 * @seen: judged without consequences: what the guard would have kept from the
 *	other side is judged too
 * @lost: a packet of it is not all there, since the pairing before
 * @on_air: @air is the address that the peer had on the air
 */
struct link {
	struct link *next;
	u16 adapter;
	struct smpg_link guard, seen;
	bool lost;
	bool on_air;
	u8 air[6];
	struct pairing *pairing;
};

/* @private: adapters whose hosts use resolvable private addresses, a bit each */
struct session {
	u8 private[65536 / 8];
	session_policy_fn policy;
	struct smpg_policy audit;
	void (*done)(void *arg, struct pairing *p);
	void *arg;
	struct link *links;
};

struct session *session_new(session_policy_fn policy,
			    void (*done)(void *arg, struct pairing *p),
			    void *arg)
{
	struct session *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	s->policy = policy;
	s->done = done;
	s->arg = arg;
	s->audit = smpg_policy_profile(SMP_GUARD_PROFILE_AUDIT);
	return s;
}

static void finish(struct session *s, struct link *l)
{
	struct pairing *p = l->pairing;

	if (!p)
		return;
	l->pairing = NULL;
	if (p->started)
		s->done(s->arg, p);
	explicit_bzero(&p->legacy, sizeof(p->legacy));
	free(p->steps);
	free(p);
}

static void drop(struct session *s, struct link **at)
{
	struct link *l = *at;

	*at = l->next;
	finish(s, l);
	free(l);
}

static struct link **find(struct session *s, u16 adapter, u16 handle)
{
	struct link **at = &s->links;

	while (*at && ((*at)->adapter != adapter ||
		       (*at)->guard.handle != handle))
		at = &(*at)->next;
	return at;
}

static struct link *add(struct session *s, u16 adapter)
{
	struct link *l = calloc(1, sizeof(*l));
	struct link **at = &s->links;
	int nr = 0;

	if (!l)
		abort();
	/* Of links whose end nobody saw, the oldest goes. */
	while (*at && ++nr < LINKS_MAX)
		at = &(*at)->next;
	while (*at)
		drop(s, at);
	l->adapter = adapter;
	l->next = s->links;
	s->links = l;
	return l;
}

static struct link *meet(struct session *s, u16 adapter, u16 handle)
{
	struct link *l = *find(s, adapter, handle);

	if (l)
		return l;
	l = add(s, adapter);
	smpg_link_meet(&l->guard, handle);
	smpg_link_meet(&l->seen, handle);
	return l;
}

static struct pairing *open_pairing(struct link *l)
{
	struct pairing *p = l->pairing;

	if (p)
		return p;
	p = calloc(1, sizeof(*p));
	if (!p)
		abort();
	p->adapter = l->adapter;
	p->handle = l->guard.handle;
	p->transport = l->guard.transport;
	p->role = l->guard.role;
	p->peer_type = l->guard.peer_type;
	p->mid_life = l->guard.mid_life;
	p->lost = l->lost;
	l->lost = false;
	memcpy(p->peer, l->guard.peer, sizeof(p->peer));
	p->due = -1;
	p->on_air = l->on_air;
	memcpy(p->air, l->air, sizeof(p->air));
	p->stk = PROOF_NONE;
	p->tk[0] = PROOF_NONE;
	p->tk[1] = PROOF_NONE;
	p->passkey = PROOF_NONE;
	l->pairing = p;
	return p;
}

static struct step *add_step(struct pairing *p, const struct hci_packet *packet,
			     u8 kind)
{
	static struct step spare;
	struct step *step;

	if (p->nr == STEPS_MAX) {
		p->dropped++;
		step = &spare;
	} else {
		/* Grows by doubling */
		if (!(p->nr & (p->nr - 1))) {
			p->steps = realloc(p->steps, sizeof(*step) *
					   (p->nr ? 2 * p->nr : 1));
			if (!p->steps)
				abort();
		}
		step = &p->steps[p->nr++];
	}
	memset(step, 0, sizeof(*step));
	step->us = packet->us;
	step->timed = packet->timed;
	step->where = packet->where;
	step->tx = packet->tx;
	step->kind = kind;
	return step;
}

static void add_finding(struct pairing *p, struct step *step,
			const struct finding *f)
{
	size_t i;

	for (i = 0; i < step->nr; i++)
		if (step->findings[i].why == f->why)
			return;
	if (step->nr == FINDINGS_MAX)
		return;
	step->findings[step->nr++] = *f;
	if (f->action != SMP_GUARD_ACTION_ALLOW)
		p->violations++;
}

static void add_ours(struct pairing *p, struct step *step, const char *rule,
		     const char *why, const char *section)
{
	const struct finding f = { rule, why, section, -1, true };

	add_finding(p, step, &f);
}

static void add_verdict(struct pairing *p, struct step *step,
			const struct smpg_verdict *v, bool guard)
{
	size_t i;

	for (i = 0; i < v->nr; i++) {
		const struct smpg_finding *f = &v->findings[i];
		struct finding found = {
			.rule = smpg_rule_name(f->rule),
			.why = why_text(f->why) ?: "it breaks the policy",
			.action = guard ? f->action : -1,
		};

		/* Nothing is wrong with it unless somebody minds. */
		if (f->rule == SMP_GUARD_RULE_LEGACY_PAIRING &&
		    (!guard || f->action == SMP_GUARD_ACTION_ALLOW))
			continue;
		if (!found.rule)
			continue;
		found.section = smpg_rule_section(f->rule, f->why);
		add_finding(p, step, &found);
	}
}

/*
 * A link that ends may have paired before: not what is missing from the capture,
 * but what failed, ends a pairing.
 */
static bool unsure(const struct pairing *p)
{
	return p->closed && (p->lost || p->unanswered);
}

static void take_outcome(struct pairing *p, const struct link *l,
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
	if (v->happened & SMPG_FAILED &&
	    !(v->side == SMP_GUARD_SIDE_LINK && unsure(p))) {
		p->outcome = OUTCOME_FAILED;
		p->side = v->side;
		p->reason = v->reason;
	}
}

/* The PDUs of authentication in their order (2.3.5.5 to 2.3.5.6.5). */
static bool expected(const struct pairing *p, unsigned int n, int *side, u8 *code)
{
	static const u8 legacy[] = { 0x03, 0x03, 0x04, 0x04 };
	unsigned int rounds;

	*side = n & 1;
	if (!p->sc) {
		if (n < 4)
			*code = legacy[n];
		return n < 4;
	}
	if (n < 2) {
		*code = SMPG_PAIRING_PUBLIC_KEY;
		return true;
	}
	n -= 2;
	switch (p->method) {
	case SMP_GUARD_METHOD_JUST_WORKS:
	case SMP_GUARD_METHOD_NUMERIC_COMPARISON:
		rounds = 3;
		*side = n < 3 ? n != 1 : n & 1;
		if (n == 0)
			*code = SMPG_PAIRING_CONFIRM;
		else if (n < 3)
			*code = SMPG_PAIRING_RANDOM;
		else
			*side = (n - 3) & 1;
		break;
	case SMP_GUARD_METHOD_OOB:
		rounds = 2;
		*code = SMPG_PAIRING_RANDOM;
		break;
	default:
		rounds = 4 * ROUNDS;
		*code = n & 2 ? SMPG_PAIRING_RANDOM : SMPG_PAIRING_CONFIRM;
	}
	if (n < rounds)
		return true;
	*side = (n - rounds) & 1;
	*code = SMPG_PAIRING_DHKEY_CHECK;
	return n < rounds + 2;
}

/* The next PDU of the others: is it this one, and which was left out? */
static bool skips(struct pairing *p, u8 code, int side)
{
	unsigned int n;
	int want_side;
	u8 want;

	for (n = p->expected + 1; n <= p->expected + 4 * ROUNDS; n++) {
		if (!expected(p, n, &want_side, &want))
			return false;
		if (want_side != side || want != code)
			continue;
		expected(p, p->expected, &p->doubtful_side, &p->doubtful);
		p->expected = n + 1;
		return true;
	}
	return false;
}

static void remove_finding(struct pairing *p, struct step *step, const char *rule)
{
	int i;

	for (i = 0; i < step->nr; i++) {
		if (strcmp(step->findings[i].rule, rule))
			continue;
		step->nr--;
		memmove(&step->findings[i], &step->findings[i + 1],
			(step->nr - i) * sizeof(step->findings[0]));
		p->violations--;
		return;
	}
}

/* Nobody goes on after a PDU out of turn: the one before was on the air. */
static void acquit(struct pairing *p)
{
	size_t i;

	if (!p->doubt)
		return;
	remove_finding(p, &p->steps[p->doubt - 1], "out-of-order");
	p->doubt = 0;
	p->order_lost = false;
	/* Nor is a value that belongs to one that is missing wrong. */
	for (i = 0; i < p->nr; i++)
		remove_finding(p, &p->steps[i], "wrong-confirm");
	p->f4_bad = 0;
	if (p->skipped)
		return;
	p->skipped = p->doubtful;
	p->skipped_side = p->doubtful_side;
}

static void check_order(struct pairing *p, struct step *step, int side)
{
	const struct step *before = p->doubt ? &p->steps[p->doubt - 1] : NULL;
	int want_side;
	u8 want;

	if (before && expected(p, p->expected, &want_side, &want) &&
	    want_side == side && want == step->pdu[0] && before->tx != step->tx)
		acquit(p);
	p->doubt = 0;

	if (!p->answered || p->two_hosts || p->mid_life || p->dropped ||
	    p->order_lost || p->method == SMP_GUARD_METHOD_UNKNOWN)
		return;
	if (expected(p, p->expected, &want_side, &want) &&
	    want_side == side && want == step->pdu[0]) {
		p->expected++;
		return;
	}
	add_ours(p, step, "out-of-order", "it is out of turn in this association model",
		 p->sc ? "2.3.5.6" : "2.3.5.5");
	/* One that is missing is told of once. */
	p->order_lost = true;
	if (skips(p, step->pdu[0], side))
		p->doubt = p->nr;
	/* Something is known to be missing. */
	if (p->lost)
		remove_finding(p, step, "out-of-order");
	if (p->lost)
		acquit(p);
}

/* f4 of what one side sent; of Passkey Entry it gives a bit of the passkey. */
static void check_f4(struct pairing *p, struct step *step, int side)
{
	unsigned int round = p->f4_good / 2;
	const u8 *own = p->public[side], *other = p->public[!side];
	bool passkey = pairing_has_passkey(p);
	u8 bit;

	if (!p->sc || p->method == SMP_GUARD_METHOD_OOB ||
	    !p->have_public[0] || !p->have_public[1] || !p->have_confirm[side])
		return;
	p->have_confirm[side] = false;
	for (bit = 0; bit < 1 + passkey; bit++) {
		if (!proof_f4(own, other, p->random[side],
			      passkey ? 0x80 | bit : 0, p->confirm[side]))
			continue;
		p->f4_good++;
		if (passkey && !side && round < ROUNDS) {
			if (p->passkey == PROOF_NONE)
				p->passkey = 0;
			p->passkey |= bit << round;
		}
		return;
	}
	/* Either host may have sent either; and what is missing may be its own. */
	if (p->two_hosts || p->lost || p->skipped)
		return;
	p->f4_bad++;
	add_ours(p, step, "wrong-confirm",
		 "f4 of it does not give the confirm value sent before", "2.2.6");
}

static void check_public(struct pairing *p, struct step *step, int side)
{
	memcpy(p->public[side], step->pdu + 1, 64);
	p->have_public[side] = true;
	if (!proof_on_curve(p->public[side]))
		add_ours(p, step, "invalid-point", "it is no point on the curve P-256",
			 "2.3.5.6.1");
	if (p->have_public[!side] && !memcmp(p->public[0], p->public[1], 32))
		add_ours(p, step, "reflected-value", "it is the other side's own key sent back",
			 "2.3.5.6.1");
}

static bool is_authentication(u8 code)
{
	return code == SMPG_PAIRING_PUBLIC_KEY || code == SMPG_PAIRING_CONFIRM ||
	       code == SMPG_PAIRING_RANDOM || code == SMPG_PAIRING_DHKEY_CHECK;
}

static void take_authentication(struct pairing *p, struct step *step, int side)
{
	struct legacy *l = &p->legacy;

	if (!is_authentication(step->pdu[0]))
		return;
	check_order(p, step, side);
	switch (step->pdu[0]) {
	case SMPG_PAIRING_PUBLIC_KEY:
		check_public(p, step, side);
		break;
	case SMPG_PAIRING_CONFIRM:
		memcpy(l->confirm[side], step->pdu + 1, 16);
		memcpy(p->confirm[side], step->pdu + 1, 16);
		l->have_confirm[side] = true;
		p->have_confirm[side] = true;
		if (side && l->have_confirm[0] &&
		    !memcmp(l->confirm[0], l->confirm[1], 16))
			add_ours(p, step, "reflected-value",
				 "it is the other side's confirm value sent back",
				 "2.3.5.5");
		break;
	case SMPG_PAIRING_RANDOM:
		memcpy(l->random[side], step->pdu + 1, 16);
		memcpy(p->random[side], step->pdu + 1, 16);
		l->have_random[side] = true;
		p->have_random[side] = true;
		check_f4(p, step, side);
		break;
	case SMPG_PAIRING_DHKEY_CHECK:
		memcpy(p->check[side], step->pdu + 1, 16);
		p->have_check[side] = true;
		/* Either host of this side may have sent its own. */
		if (!p->two_hosts && p->have_check[!side] &&
		    !memcmp(p->check[0], p->check[1], 16))
			add_ours(p, step, "reflected-value",
				 "it is the other side's DHKey check sent back", "2.3.5.6.5");
		break;
	}
}

static const char *malformed_why(const u8 *pdu, size_t len)
{
	if (!smpg_pdu_len(pdu[0]))
		return "its code is reserved";
	if (len != smpg_pdu_len(pdu[0]))
		return "its length is wrong";
	return "it has a value that does not exist";
}

static void take_features(struct pairing *p, const u8 *pdu, bool tx)
{
	if (pdu[0] == SMPG_PAIRING_REQUEST) {
		memcpy(p->legacy.request, pdu, 7);
		p->requested = true;
		p->request_tx = tx;
		p->sides_known = true;
	} else if (pdu[0] == SMPG_PAIRING_RESPONSE) {
		memcpy(p->legacy.response, pdu, 7);
		if (!p->requested)
			p->request_tx = !tx;
		p->sides_known = true;
	}
}

/*
 * Nobody goes on without a Pairing Response, and nobody answers what was not
 * requested: where the capture lacks one, the engine must not take it for a
 * fact. What it does not know it does not hold against anyone.
 */
static void note_missing(struct link *l, struct pairing *p, u8 code, bool tx)
{
	const struct smpg_pairing *e = &l->seen.pairing;

	if (!e->known || e->answered)
		return;
	if (code == SMPG_PAIRING_RESPONSE) {
		if (e->pending[tx ? SMP_GUARD_DIRECTION_RX : SMP_GUARD_DIRECTION_TX])
			return;
	} else if (is_authentication(code)) {
		p->unanswered = true;
	} else if (smpg_pdu_key(code) && (p->requested || p->encrypted || p->lost)) {
		p->unanswered = true;
	} else {
		return;
	}
	l->seen.pairing.known = false;
	l->guard.pairing.known = false;
}

/* Whoever sends keys has an encrypted link; the other side answers in kind. */
static void infer_encryption(struct link *l, struct smpg_verdict *v)
{
	static const struct smpg_hci hci = { .encrypted = true };
	struct smpg_pairing *e = &l->seen.pairing;
	struct smpg_verdict spare;

	v->happened = 0;
	if (!e->answered || e->phase < SMP_GUARD_PHASE_FEATURES ||
	    e->phase > SMP_GUARD_PHASE_ENCRYPTION)
		return;
	if (e->phase == SMP_GUARD_PHASE_FEATURES)
		e->phase = SMP_GUARD_PHASE_AUTHENTICATION;
	l->pairing->inferred = !l->pairing->encrypted;
	l->pairing->encrypted = true;
	smpg_link_hci(&l->guard, SMPG_HCI_ENCRYPT, &hci, &spare);
	smpg_link_hci(&l->seen, SMPG_HCI_ENCRYPT, &hci, v);
}

/* Whatever the engine thinks of it, it says how the pairing ended. */
static void take_failed(struct pairing *p, const u8 *pdu, bool tx)
{
	if (p->outcome != OUTCOME_OPEN)
		return;
	p->outcome = OUTCOME_FAILED;
	p->side = tx ? SMP_GUARD_SIDE_LOCAL : SMP_GUARD_SIDE_PEER;
	p->reason = pdu[1];
}

static void take_pdu(struct session *s, struct link *l,
		     const struct hci_packet *packet, u16 cid,
		     const u8 *pdu, size_t len)
{
	u8 phase = l->seen.pairing.phase;
	bool open = phase > SMP_GUARD_PHASE_IDLE && phase < SMP_GUARD_PHASE_COMPLETE;
	struct smpg_policy policy;
	struct smpg_context context = {
		.policy = &policy,
		.cid = cid,
		.direction = packet->tx ? SMP_GUARD_DIRECTION_TX : SMP_GUARD_DIRECTION_RX,
		.private_address = s->private[l->adapter / 8] & BIT(l->adapter % 8),
	};
	struct smpg_context audit = context;
	struct smpg_verdict guard, ours;
	struct pairing *p = l->pairing;
	struct step *step;

	if (!len)
		return;
	if (pdu[0] == SMPG_PAIRING_REQUEST && p && p->started && !open)
		finish(s, l);
	p = open_pairing(l);
	step = add_step(p, packet, STEP_PDU);
	step->len = len < sizeof(step->pdu) ? len : sizeof(step->pdu);
	memcpy(step->pdu, pdu, step->len);
	step->bredr = cid == SMPG_CID_SMP_BREDR;
	p->started |= pdu[0] != SMPG_SECURITY_REQUEST;
	if (pdu[0] == SMPG_PAIRING_REQUEST)
		p->lost = false;
	note_missing(l, p, pdu[0], packet->tx);

	s->policy(s->arg, l->adapter, &l->guard, &policy);
	audit.policy = &s->audit;
	audit.private_address = false;
	smpg_link_judge(&l->guard, pdu, len, &context, &guard);
	smpg_link_judge(&l->seen, pdu, len, &audit, &ours);
	p->transport = l->seen.transport;
	take_outcome(p, l, &ours);
	if (ours.malformed)
		add_ours(p, step, "malformed-pdu", malformed_why(pdu, len), "3.3");
	/* What follows on a pairing that it ended would not have been. */
	if (!p->rejected)
		add_verdict(p, step, &guard, true);
	p->rejected |= guard.action == SMP_GUARD_ACTION_REJECT;
	add_verdict(p, step, &ours, false);

	if (len < smpg_pdu_len(pdu[0]))
		return;
	if (pdu[0] == SMPG_PAIRING_FAILED)
		take_failed(p, pdu, packet->tx);
	if (smpg_pdu_key(pdu[0]) && l->seen.pairing.sent[0] && l->seen.pairing.sent[1]) {
		acquit(p);
		infer_encryption(l, &ours);
		take_outcome(p, l, &ours);
	}
	take_features(p, pdu, packet->tx);
	take_authentication(p, step, packet->tx != p->request_tx);
}

static void lose(struct link *l, int tx)
{
	if (l->pairing)
		l->pairing->lost = true;
	else
		l->lost = true;
	/* What follows of it is no PDU either. */
	if (tx >= 0)
		smpg_l2cap_reset(&l->guard.l2cap[!tx]);
}

/* Something was there. May it have been of a pairing, and of which? */
static void take_part(struct session *s, const struct hci_packet *packet)
{
	bool acl = packet->type == HCI_ACL;
	const u8 *data = packet->data;
	struct link *l;
	u16 cid;

	if (acl && packet->len >= 8 && !(data[1] & 0x10)) {
		cid = smpg_le16(data + 6);
		if (cid != SMPG_CID_SMP_LE && cid != SMPG_CID_SMP_BREDR)
			return;
	}
	for (l = s->links; l; l = l->next)
		if (l->adapter == packet->adapter &&
		    (!acl || packet->len < 2 ||
		     l->guard.handle == (smpg_le16(data) & SMPG_HCI_HANDLE_MASK)))
			lose(l, acl ? packet->tx : -1);
}

static void take_acl(struct session *s, const struct hci_packet *packet)
{
	bool start;
	struct smpg_l2cap *l2cap;
	struct link *l;
	u16 cid;

	if (packet->len < 4 ||
	    smpg_le16(packet->data + 2) != packet->len - 4) {
		take_part(s, packet);
		return;
	}
	start = !(packet->data[1] & 0x10);
	l = *find(s, packet->adapter, smpg_le16(packet->data) & SMPG_HCI_HANDLE_MASK);
	if (!l) {
		/* Only a link that pairs is worth to be met in mid-life. */
		cid = packet->len >= 8 ? smpg_le16(packet->data + 6) : 0;
		if (!start || (cid != SMPG_CID_SMP_LE && cid != SMPG_CID_SMP_BREDR))
			return;
		l = meet(s, packet->adapter,
			 smpg_le16(packet->data) & SMPG_HCI_HANDLE_MASK);
	}
	l2cap = &l->guard.l2cap[!packet->tx];
	if (start && l2cap->open && l2cap->smp)
		lose(l, packet->tx);
	if (smpg_l2cap_feed(l2cap, start, packet->data + 4,
			    packet->len - 4) != SMPG_STEP_JUDGE ||
	    l2cap->open)
		return;
	take_pdu(s, l, packet, smpg_le16(l2cap->buf + 2),
		 l2cap->buf + SMPG_L2CAP_HDR, l2cap->have - SMPG_L2CAP_HDR);
}

/* Whose turn is it? */
static int due(const struct link *l)
{
	const struct smpg_pairing *e = &l->seen.pairing;
	const struct pairing *p = l->pairing;
	int side;
	u8 code;

	if (p->two_hosts || p->lost || p->unanswered || p->order_lost)
		return -1;
	if (e->phase == SMP_GUARD_PHASE_REQUESTED && p->requested)
		return SMPG_RESPONDER;
	if (e->phase != SMP_GUARD_PHASE_FEATURES && e->phase != SMP_GUARD_PHASE_AUTHENTICATION)
		return -1;
	if (p->method == SMP_GUARD_METHOD_UNKNOWN)
		return -1;
	/* After authentication it is for the initiator to encrypt. */
	return expected(p, p->expected, &side, &code) ? side : SMPG_INITIATOR;
}

/* What this says of what came before */
static void settle(struct link *l, enum smpg_hci_kind kind, const struct smpg_hci *hci)
{
	struct pairing *p = l->pairing;
	bool encrypted = p->encrypted, inferred = p->inferred;
	struct smpg_link seen;
	struct smpg_verdict v;

	if (kind == SMPG_HCI_CLOSE) {
		p->closed = true;
		p->due = due(l);
		/* They went on without a complaint. */
		if (l->seen.pairing.sent[0] | l->seen.pairing.sent[1]) {
			seen = l->seen;
			infer_encryption(l, &v);
			if (v.happened & SMPG_COMPLETE) {
				take_outcome(p, l, &v);
			} else {
				l->seen = seen;
				p->encrypted = encrypted;
				p->inferred = inferred;
			}
			smpg_wipe(&seen, sizeof(seen));
		}
	} else if (kind == SMPG_HCI_ENCRYPT && !hci->status && hci->encrypted) {
		p->encrypted = true;
		acquit(p);
	}
}

static void take_link_news(struct session *s, const struct hci_packet *packet,
			   enum smpg_hci_kind kind, const struct smpg_hci *hci)
{
	struct link **at = find(s, packet->adapter, hci->handle);
	struct smpg_verdict v, spare;
	struct link *l = *at;
	struct step *step;

	if (!l)
		return;
	if (l->pairing)
		settle(l, kind, hci);
	if (kind == SMPG_HCI_CLOSE) {
		smpg_link_close(&l->guard, hci->status, &spare);
		smpg_link_close(&l->seen, hci->status, &v);
	} else {
		smpg_link_hci(&l->guard, kind, hci, &spare);
		smpg_link_hci(&l->seen, kind, hci, &v);
	}
	if (l->pairing) {
		struct pairing *p = l->pairing;

		take_outcome(p, l, &v);
		if (kind == SMPG_HCI_SESSION_KEY) {
			step = add_step(p, packet, STEP_KEY_SET);
			if (!p->sc && !p->legacy.have_stk &&
			    p->outcome == OUTCOME_OPEN) {
				memcpy(p->legacy.stk, hci->key, 16);
				p->legacy.have_stk = true;
			}
		} else {
			step = add_step(p, packet, kind == SMPG_HCI_CLOSE ? STEP_CLOSED :
					hci->encrypted ? STEP_ENCRYPTED : STEP_NOT_ENCRYPTED);
		}
		step->status = hci->status;
	}
	if (kind == SMPG_HCI_CLOSE)
		drop(s, at);
}

static void reset(struct session *s, const struct hci_packet *packet)
{
	struct link **at = &s->links;
	struct smpg_verdict v;

	s->private[packet->adapter / 8] &= ~BIT(packet->adapter % 8);
	while (*at) {
		struct link *l = *at;

		if (l->adapter != packet->adapter) {
			at = &l->next;
			continue;
		}
		smpg_link_close(&l->seen, 0x16, &v);
		if (l->pairing) {
			take_outcome(l->pairing, l, &v);
			add_step(l->pairing, packet, STEP_RESET);
		}
		drop(s, at);
	}
}

/*
 * Where the controller resolved the peer's address, its identity is what it
 * tells first; the address on the air is in the enhanced events alone.
 */
static void note_air(struct link *l, const struct hci_packet *packet)
{
	static const u8 none[6];
	const u8 *air = packet->data + 20;

	switch (l->guard.peer_type) {
	case SMP_GUARD_ADDRESS_TYPE_PUBLIC:
	case SMP_GUARD_ADDRESS_TYPE_RANDOM:
		air = l->guard.peer;
		break;
	case SMP_GUARD_ADDRESS_TYPE_PUBLIC_IDENTITY:
	case SMP_GUARD_ADDRESS_TYPE_RANDOM_IDENTITY:
		if (packet->len >= 26 && memcmp(air, none, sizeof(none)))
			break;
		return;
	default:
		return;
	}
	l->on_air = true;
	memcpy(l->air, air, sizeof(l->air));
}

static void open_link(struct session *s, const struct hci_packet *packet,
		      const struct smpg_hci *hci)
{
	struct link **at = find(s, packet->adapter, hci->handle);
	struct link *l;

	if (*at)
		drop(s, at);
	l = add(s, packet->adapter);
	smpg_link_open(&l->guard, hci);
	smpg_link_open(&l->seen, hci);
	note_air(l, packet);
}

void session_packet(struct session *s, const struct hci_packet *packet)
{
	enum smpg_hci_kind kind = SMPG_HCI_NONE;
	struct smpg_hci hci;

	if (packet->part) {
		take_part(s, packet);
		return;
	}
	switch (packet->type) {
	case HCI_ACL:
		take_acl(s, packet);
		return;
	case HCI_COMMAND:
		kind = smpg_hci_command(packet->data, packet->len, &hci);
		break;
	case HCI_EVENT:
		kind = smpg_hci_event(packet->data, packet->len, &hci);
		break;
	}
	switch (kind) {
	case SMPG_HCI_NONE:
	case SMPG_HCI_MALFORMED:
	case SMPG_HCI_LTK_REQUEST:
		return;
	case SMPG_HCI_PRIVACY:
		s->private[packet->adapter / 8] |= BIT(packet->adapter % 8);
		return;
	case SMPG_HCI_OPEN:
		open_link(s, packet, &hci);
		return;
	case SMPG_HCI_RESET:
		reset(s, packet);
		return;
	default:
		take_link_news(s, packet, kind, &hci);
	}
}

/**
 * session_settle() - hand out pairings whose links are still there
 * @s: the session
 * @before: they have an outcome, and their last step was before this time
 *
 * Return: are there others that have an outcome?
 */
bool session_settle(struct session *s, u64 before)
{
	bool more = false;
	struct link *l;

	for (l = s->links; l; l = l->next) {
		struct pairing *p = l->pairing;

		if (!p || !p->started || p->outcome == OUTCOME_OPEN)
			continue;
		if (p->steps[p->nr - 1].us < before)
			finish(s, l);
		else
			more = true;
	}
	return more;
}

void session_end(struct session *s)
{
	while (s->links)
		drop(s, &s->links);
	free(s);
}
