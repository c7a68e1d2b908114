// SPDX-License-Identifier: GPL-2.0
/*
 * The judge: takes a PDU into the link's state, asks the rules that are about
 * such a PDU, and says what is to be done with it.
 */
#include "rules.h"

static void find_with(struct smpg_verdict *v, u8 rule, u8 action, u8 why,
		      u8 reason)
{
	struct smpg_finding *f = &v->findings[v->nr++];

	f->rule = rule;
	f->action = action;
	f->why = why;
	if (action <= v->action)
		return;
	v->action = action;
	v->reason = reason;
}

/*
 * EDIV and Rand identify the LTK sent before them. If that LTK was replaced,
 * replace them too, so that a later request identifies the replacement only. The
 * kernel's own belong to its own LTK, which is never replaced.
 */
static bool follows_repair(const struct smpg_case *c,
			   const struct smpg_verdict *v)
{
	return c->context->direction == SMP_GUARD_DIRECTION_TX &&
	       c->context->stack != SMP_GUARD_STACK_KERNEL &&
	       v->key == SMP_GUARD_KEY_EDIV_RAND && v->repair_len &&
	       c->link->pairing.repaired & BIT(SMP_GUARD_KEY_LTK);
}

/*
 * Addresses are derived from an IRK, so host and peer must hold the same one:
 * replace a weak IRK with zeros, which mean that there is none. If the host
 * uses private addresses, the peer could not resolve them without the IRK:
 * reject the pairing.
 */
static void find_irk(const struct smpg_case *c, struct smpg_verdict *v,
		     u8 rule, u8 why)
{
	if (c->link->private_address || c->context->private_address) {
		find_with(v, rule, SMP_GUARD_ACTION_REJECT, why, c->reason);
		return;
	}
	find_with(v, rule, SMP_GUARD_ACTION_REPAIR, why, c->reason);
	v->findings[v->nr - 1].action = SMP_GUARD_ACTION_MASK;
	v->repair_len = 0;
	v->zero_len = SMPG_KEY_LEN;
}

/* A key from the host to its controller */
static bool is_command(const struct smpg_case *c)
{
	return c->kind == SMPG_HCI_SESSION_KEY ||
	       (c->kind == SMPG_HCI_LINK_KEY &&
		c->context->direction == SMP_GUARD_DIRECTION_TX);
}

static void find(const struct smpg_case *c, struct smpg_verdict *v, u8 rule,
		 u8 why)
{
	u8 action = c->context->policy->action[rule];

	/*
	 * A weak key of the kernel means that the machine's randomness is
	 * broken: ours would be no better. An IRK is the same in every pairing
	 * of its adapter. EDIV and Rand are no secret: they are replaced with
	 * the LTK that they identify, or not at all.
	 */
	if (action == SMP_GUARD_ACTION_REPAIR &&
	    (c->context->stack == SMP_GUARD_STACK_KERNEL ||
	     why == SMP_GUARD_WHY_REUSED_IRK ||
	     (v->key == SMP_GUARD_KEY_EDIV_RAND && !follows_repair(c, v))))
		action = SMP_GUARD_ACTION_AUDIT;
	/* An event tells of the past, which a rejection does not change. */
	if (action == SMP_GUARD_ACTION_REJECT && c->hci && !is_command(c))
		action = SMP_GUARD_ACTION_AUDIT;
	/*
	 * A host should change its key pair, and its peers take the old one. Two
	 * peers may pair at the same time, and one must not keep the other from it.
	 * Reserved bits are those of a later version.
	 */
	if (action == SMP_GUARD_ACTION_REJECT &&
	    (why == SMP_GUARD_WHY_WORN || why == SMP_GUARD_WHY_SECOND_PAIRING ||
	     why == SMP_GUARD_WHY_RESERVED_BITS))
		action = SMP_GUARD_ACTION_AUDIT;
	if (action == SMP_GUARD_ACTION_REPAIR && v->key == SMP_GUARD_KEY_IRK)
		find_irk(c, v, rule, why);
	else
		find_with(v, rule, action, why, c->reason);
}

/* A key PDU that will not arrive is judged no further: one finding is enough. */
static bool is_stopped(const struct smpg_verdict *v)
{
	return v->key && v->action >= SMP_GUARD_ACTION_MASK;
}

static void ask_rule(struct smpg_case *c, struct smpg_verdict *v, u8 rule)
{
	const struct smpg_rule *r = &smpg_rules[rule];
	u8 why;

	if (!(c->pdu ? r->pdus & BIT(c->pdu[0]) : r->events & BIT(c->kind)))
		return;
	c->reason = r->reason;
	why = r->why(c);
	if (why)
		find(c, v, rule, why);
}

static void ask_rules(struct smpg_case *c, struct smpg_verdict *v)
{
	u8 rule;

	for (rule = 0; rule <= SMP_GUARD_RULE_MAX && !is_stopped(v); rule++)
		ask_rule(c, v, rule);
}

/*
 * No cryptography covers the features over BR/EDR, so the guard can change
 * them: clear bits that are not allowed in the request, and in the response as
 * well, since its sender may ignore the request (BLURtooth, CVE-2020-15802).
 */
static void mask_features(const struct smpg_case *c, u8 request,
			  struct smpg_verdict *v)
{
	unsigned int side;
	u8 keys[2];

	if (c->link->transport != SMP_GUARD_TRANSPORT_BREDR)
		return;
	smpg_policy_sides(c->context->policy, c->link->transport, request,
			  keys);
	for (side = SMPG_INITIATOR; side <= SMPG_RESPONDER; side++)
		v->masked[side] = c->pdu[5 + side] & SMPG_KEY_DIST_ALL &
				  ~keys[side];

	/* Fragments of a PDU that is too long may have passed uncleared. */
	if (c->len > smpg_pdu_len(c->pdu[0]) &&
	    v->masked[SMPG_INITIATOR] | v->masked[SMPG_RESPONDER])
		find_with(v, SMP_GUARD_RULE_MASKED_KEY, SMP_GUARD_ACTION_REJECT,
			  SMP_GUARD_WHY_MASKED, SMPG_CTKD_NOT_ALLOWED);
}

/* Find the octets of a whole key PDU that would be replaced, and why they should be. */
static u8 examine_key(const struct smpg_case *c, struct smpg_verdict *v)
{
	const struct smpg_pairing *p = &c->link->pairing;
	const u8 *key = c->pdu + 1;
	size_t len = SMPG_KEY_LEN;
	u8 why;

	v->repair_off = 1;
	v->repair_len = SMPG_KEY_LEN;
	switch (v->key) {
	case SMP_GUARD_KEY_LTK:
		len = smpg_pairing_ltk_size(p);
		v->repair_len = len;
		v->zero_len = SMPG_KEY_LEN - len;
		break;
	case SMP_GUARD_KEY_EDIV_RAND:
		/* EDIV is too short to judge, and is replaced with its Rand. */
		v->repair_len = 10;
		key += 2;
		len = 8;
		break;
	case SMP_GUARD_KEY_IRK:
		/* All zeros mean that there is no IRK (3.6.4). */
		if (smpg_all_zero(key, len))
			return SMP_GUARD_WHY_NONE;
		break;
	case SMP_GUARD_KEY_CSRK:
		break;
	default:
		return SMP_GUARD_WHY_NONE;
	}

	why = smpg_key_weak(key, len);
	return why ?: smpg_pairing_same_key(p, c->context->direction, c->pdu);
}

/*
 * Identity Address Information has the peer's identity address (3.6.5). In the
 * clear, a stranger may have sent it.
 */
static void note_identity(struct smpg_link *link, const u8 *pdu,
			  struct smpg_verdict *v)
{
	u8 type = pdu[0] == SMPG_IDENTITY_ADDRESS_INFORMATION ?
		  smpg_pdu_identity(pdu) : SMP_GUARD_ADDRESS_TYPE_UNKNOWN;
	const u8 *known;

	if (!type || smpg_pairing_plain(&link->pairing))
		return;
	v->identified = true;
	/* A claim of the peer does not prove more than was known. */
	if (smpg_link_identity(link, &known) != type ||
	    memcmp(known, pdu + 2, sizeof(link->identity)))
		link->claimed = true;
	smpg_link_identify(link, type, pdu + 2);
}

static void judge_key(struct smpg_link *link, struct smpg_case *c,
		      struct smpg_verdict *v)
{
	struct smpg_pairing *p = &link->pairing;
	bool local = c->context->direction == SMP_GUARD_DIRECTION_TX;
	bool whole = c->len >= smpg_pdu_len(c->pdu[0]);

	if (whole) {
		c->weak = examine_key(c, v);
		c->unexpected = smpg_pairing_key_order(p, c->context->direction,
						       c->pdu[0],
						       link->transport);
	}
	ask_rules(c, v);
	if (v->action < SMP_GUARD_ACTION_REPAIR && follows_repair(c, v))
		v->action = SMP_GUARD_ACTION_REPAIR;
	if (v->action >= SMP_GUARD_ACTION_MASK)
		return;

	if (v->action == SMP_GUARD_ACTION_REPAIR)
		p->repaired |= BIT(v->key);
	else if (local)
		p->repaired &= ~BIT(v->key);
	if (!local && whole)
		note_identity(link, c->pdu, v);
	smpg_pairing_key(p, c->context->direction, c->pdu, c->len, v);
}

/*
 * The best that the peer has offered on this link is compared with its next offer: one
 * that was less must not excuse another. Sizes that do not exist are no offer.
 */
static void note_offer(struct smpg_link *link, const struct smpg_case *c)
{
	u8 size = c->pdu[4];

	if (c->context->direction == SMP_GUARD_DIRECTION_TX)
		return;
	link->offered_auth |= c->pdu[3];
	if (size > link->offered_size && size <= SMPG_KEY_LEN)
		link->offered_size = size;
}

/* A flood is one in time: without a clock there is none. */
static void count_request(struct smpg_link *link, const struct smpg_case *c)
{
	if (c->context->direction == SMP_GUARD_DIRECTION_RX && c->context->now)
		smpg_rate_count(&link->requests, c->context->now);
}

/* Has the peer broken a rule? */
static bool is_of_peer(const struct smpg_case *c, const struct smpg_verdict *v, u8 rule)
{
	unsigned int i;

	if (c->context->direction == SMP_GUARD_DIRECTION_TX)
		return false;
	for (i = 0; i < v->nr; i++)
		if (v->findings[i].rule == rule)
			return true;
	return false;
}

/*
 * Hosts ignore a Security Request while they pair (2.4.6), and may answer the first of
 * two: until the link is encrypted, none takes back what an earlier one asked for.
 */
static void note_security_request(struct smpg_link *link,
				  const struct smpg_case *c)
{
	if (c->context->direction == SMP_GUARD_DIRECTION_TX) {
		link->asked = true;
	} else {
		link->peer_asks |= c->pdu[1];
		link->unbonded |= !(c->pdu[1] & SMPG_AUTH_BONDING);
		link->peer_asked = true;
	}
}

static void judge_failed(struct smpg_pairing *p, const struct smpg_case *c,
			 struct smpg_verdict *v)
{
	bool pending[2], over = p->over;
	u8 may[2];

	memcpy(pending, p->pending, sizeof(pending));
	memcpy(may, p->may, sizeof(may));
	smpg_pairing_failed(p, c->context->direction == SMP_GUARD_DIRECTION_TX ?
			       SMP_GUARD_SIDE_LOCAL : SMP_GUARD_SIDE_PEER,
			    c->pdu[1], v);
	/* A host may ignore a PDU that is too long, and then go on. */
	if (c->len <= smpg_pdu_len(c->pdu[0]))
		return;
	memcpy(p->pending, pending, sizeof(pending));
	memcpy(p->may, may, sizeof(may));
	p->over = over;
}

static void take_random(struct smpg_pairing *p, const struct smpg_case *c)
{
	smpg_pairing_random(p, c->context->direction, c->pdu);
	p->unproven = c->context->direction == SMP_GUARD_DIRECTION_RX &&
		      !smpg_pairing_proven(p, c->side);
}

/* Judge a PDU without a key that has at least the length of its code. */
static void judge_other(struct smpg_link *link, struct smpg_case *c,
			struct smpg_verdict *v)
{
	struct smpg_pairing *p = &link->pairing;
	u8 direction = c->context->direction;

	switch (c->pdu[0]) {
	case SMPG_PAIRING_REQUEST:
		count_request(link, c);
		mask_features(c, direction, v);
		if (smpg_pairing_requests_again(p, direction))
			c->unexpected = SMP_GUARD_WHY_AGAIN;
		smpg_pairing_request(p, direction, c->pdu, v->masked);
		/* The host may have replaced its bond since the first request. */
		if (!c->unexpected || !link->replaced.known)
			link->replaced = c->context->bond;
		ask_rules(c, v);
		link->over_e0 = is_of_peer(c, v, SMP_GUARD_RULE_CTKD_DOWNGRADE);
		note_offer(link, c);
		link->peer_asked &= direction == SMP_GUARD_DIRECTION_RX;
		break;
	case SMPG_PAIRING_RESPONSE:
		mask_features(c, smpg_other(direction), v);
		c->unexpected = smpg_pairing_expects(p, direction);
		c->answers = smpg_pairing_response(p, direction, c->pdu,
						   link->transport, v);
		if (c->answers) {
			ask_rules(c, v);
			memset(&link->replaced, 0, sizeof(link->replaced));
		} else {
			ask_rule(c, v, SMP_GUARD_RULE_UNEXPECTED_PDU);
		}
		note_offer(link, c);
		break;
	case SMPG_PAIRING_PUBLIC_KEY:
	case SMPG_PAIRING_CONFIRM:
	case SMPG_PAIRING_RANDOM:
	case SMPG_PAIRING_DHKEY_CHECK:
		c->fell_back = smpg_pairing_fall_back(p, c->pdu[0]);
		if (!smpg_pairing_in_turn(p, direction, c->pdu[0]))
			c->unexpected = SMP_GUARD_WHY_OUT_OF_TURN;
		ask_rules(c, v);
		p->invalid |= is_of_peer(c, v, SMP_GUARD_RULE_INVALID_KEY);
		if (c->pdu[0] == SMPG_PAIRING_RANDOM)
			take_random(p, c);
		else
			smpg_pairing_authentication(p, direction, c->pdu);
		break;
	case SMPG_SECURITY_REQUEST:
		count_request(link, c);
		ask_rules(c, v);
		if (v->action < SMP_GUARD_ACTION_REJECT)
			note_security_request(link, c);
		break;
	case SMPG_PAIRING_FAILED:
		ask_rules(c, v);
		if (v->action < SMP_GUARD_ACTION_REJECT)
			judge_failed(p, c, v);
		break;
	case SMPG_PAIRING_KEYPRESS:
		ask_rules(c, v);
		break;
	}
}

/* A PDU that is too short has no more than its code and its length to be judged. */
static void judge_short(struct smpg_case *c, struct smpg_verdict *v)
{
	ask_rule(c, v, SMP_GUARD_RULE_UNEXPECTED_PDU);
}

static void find_stray(struct smpg_case *c, struct smpg_verdict *v, u8 rule, u8 why)
{
	c->reason = smpg_rules[rule].reason;
	find(c, v, rule, why);
}

/*
 * Hosts ignore the channel of the other transport (Vol 3, Part A, 2.1), or should: some
 * take the channel for the transport (CVE-2018-9365).
 */
static void judge_stray(struct smpg_case *c, struct smpg_verdict *v)
{
	v->malformed = true;
	if (v->key)
		find_stray(c, v, SMP_GUARD_RULE_UNNEGOTIATED_KEY,
			   SMP_GUARD_WHY_NO_PAIRING);
	/* Hosts ignore PDUs of a reserved code, on any channel. */
	if (!is_stopped(v) && smpg_pdu_len(c->pdu[0]))
		find_stray(c, v, SMP_GUARD_RULE_UNEXPECTED_PDU,
			   SMP_GUARD_WHY_WRONG_CHANNEL);
}

/*
 * A host restarts its timer with each PDU that it sends, most hosts also with each that
 * they receive, and ends the pairing when that expires (3.4). The allowance is for a
 * host that is slow to note what the module has seen.
 */
#define TIMEOUT	(40 * 1000000000ULL)

/* Hosts ignore a reserved code at any time, and a Security Request while they pair. */
static bool restarts_timer(u8 code)
{
	return smpg_pdu_len(code) && code != SMPG_SECURITY_REQUEST;
}

/* Is a pairing over by its timeout, and the PDU of no other? */
static bool is_late(const struct smpg_link *link, u8 code, u64 now)
{
	return code != SMPG_PAIRING_REQUEST && code != SMPG_SECURITY_REQUEST &&
	       code != SMPG_PAIRING_FAILED && link->last && now > link->last &&
	       now - link->last > TIMEOUT && link->pairing.answered &&
	       smpg_pairing_open(&link->pairing);
}

/*
 * Two hosts of one adapter are two stacks. A caller that does not know the stacks, as
 * explain, leaves open how many hosts there are.
 */
static void note_stack(struct smpg_link *link, const struct smpg_context *context)
{
	if (context->direction == SMP_GUARD_DIRECTION_TX)
		link->stacks |= BIT(context->stack);
	link->pairing.one_host =
		link->stacks == BIT(SMP_GUARD_STACK_KERNEL) ||
		link->stacks == BIT(SMP_GUARD_STACK_USER);
}

/* A PDU of the peer suggests the transport, the first of this host decides. */
static void decide_transport(struct smpg_link *link,
			     const struct smpg_context *context)
{
	bool local = context->direction == SMP_GUARD_DIRECTION_TX;

	if (link->transport && !(local && link->guessed))
		return;
	if (link->transport && !smpg_link_has(link, context->cid))
		smpg_wipe(&link->pairing, sizeof(link->pairing));
	link->transport = context->cid == SMPG_CID_SMP_BREDR ?
			  SMP_GUARD_TRANSPORT_BREDR : SMP_GUARD_TRANSPORT_LE;
	link->guessed = !local;
}

/**
 * smpg_link_judge() - judge an SMP PDU, and update the link's state
 * @link: the link of the PDU
 * @pdu: the PDU from its code on
 * @len: octets in @pdu
 * @context: what the engine cannot see
 * @v: the verdict
 *
 * smpg_link_apply() carries the verdict out. A PDU that is too long is judged
 * by its first octets, which some receivers accept; of a PDU that is too short,
 * only code and length count. PDUs on the channel of the other transport do not
 * count. A pairing that is rejected has failed for both sides.
 */
void smpg_link_judge(struct smpg_link *link, const u8 *pdu, size_t len,
		     const struct smpg_context *context, struct smpg_verdict *v)
{
	struct smpg_case c = {
		.link = link,
		.context = context,
		.pdu = pdu,
		.len = len,
	};
	bool has;

	memset(v, 0, sizeof(*v));
	v->direction = context->direction;
	v->stack = context->stack;
	if (!len) {
		v->malformed = true;
		return;
	}
	v->pdu = pdu[0];
	v->key = smpg_pdu_key(pdu[0]);
	v->malformed = !smpg_pdu_valid(pdu, len);

	decide_transport(link, context);
	note_stack(link, context);
	c.side = smpg_pairing_side(&link->pairing, context->direction);
	has = smpg_link_has(link, context->cid);
	if (has) {
		c.late = is_late(link, pdu[0], context->now);
		if (restarts_timer(pdu[0]))
			link->last = context->now;
	}
	if (!has)
		judge_stray(&c, v);
	else if (v->key)
		judge_key(link, &c, v);
	else if (len < smpg_pdu_len(pdu[0]))
		judge_short(&c, v);
	else
		judge_other(link, &c, v);

	if (v->action != SMP_GUARD_ACTION_REJECT)
		return;
	memset(v->masked, 0, sizeof(v->masked));
	v->happened &= ~SMPG_COMPLETE;
	/* Pairing Failed goes the way of the PDU: another channel ends no pairing. */
	if (has)
		smpg_pairing_failed(&link->pairing, SMP_GUARD_SIDE_GUARD,
				    v->reason, v);
}

/**
 * smpg_link_hci() - judge an HCI event or command, and update its link
 * @link: the link, which is open
 * @kind: SMPG_HCI_OPEN, SMPG_HCI_ENCRYPT, SMPG_HCI_KEY_SIZE, SMPG_HCI_SESSION_KEY,
 *	SMPG_HCI_LINK_KEY, SMPG_HCI_LTK_REQUEST, SMPG_HCI_DENIED,
 *	SMPG_HCI_ASKED or SMPG_HCI_AUTHENTICATED
 * @hci: the event or command
 * @context: what the engine cannot see; @context->cid does not count
 * @v: the verdict
 *
 * Pairing Failed means nothing to a session key. SMP_GUARD_ACTION_REJECT is for the
 * caller to put random octets in place of the key, so that both sides find that
 * the link cannot be encrypted with it.
 */
void smpg_link_hci(struct smpg_link *link, enum smpg_hci_kind kind,
		   const struct smpg_hci *hci,
		   const struct smpg_context *context, struct smpg_verdict *v)
{
	struct smpg_case c = {
		.link = link,
		.context = context,
		.kind = kind,
		.hci = hci,
	};

	memset(v, 0, sizeof(*v));
	v->direction = context->direction;
	v->stack = context->stack;
	if (kind == SMPG_HCI_SESSION_KEY)
		v->key = SMP_GUARD_KEY_LTK;
	else if (kind == SMPG_HCI_LINK_KEY)
		v->key = SMP_GUARD_KEY_LINK_KEY;
	ask_rules(&c, v);
	if (v->action != SMP_GUARD_ACTION_REJECT)
		smpg_link_take(link, kind, hci, v);
	else if (smpg_pairing_open(&link->pairing))
		smpg_pairing_failed(&link->pairing, SMP_GUARD_SIDE_GUARD,
				    v->reason, v);
}

/**
 * smpg_irk_judge() - judge the IRK of the kernel's stack before it is offered
 * @irk: the IRK
 * @policy: the actions to take
 * @v: the verdict: with a finding, IdKey is not to be offered
 *
 * The peer does not wait for a key that was not negotiated, so that no octet of
 * the IRK has to be replaced on the air.
 */
void smpg_irk_judge(const u8 *irk, const struct smpg_policy *policy,
		    struct smpg_verdict *v)
{
	u8 rule = SMP_GUARD_RULE_WEAK_KEY, why;

	memset(v, 0, sizeof(*v));
	if (policy->action[rule] <= SMP_GUARD_ACTION_AUDIT)
		return;
	why = smpg_key_weak(irk, SMPG_KEY_LEN);
	if (!why)
		return;
	v->direction = SMP_GUARD_DIRECTION_TX;
	v->stack = SMP_GUARD_STACK_KERNEL;
	v->pdu = SMPG_IDENTITY_INFORMATION;
	v->key = SMP_GUARD_KEY_IRK;
	find_with(v, rule, SMP_GUARD_ACTION_MASK, why, smpg_rules[rule].reason);
}
