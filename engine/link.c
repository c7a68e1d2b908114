// SPDX-License-Identifier: GPL-2.0
/* The state of a link, and the verdict on each of its SMP PDUs. */
#include "pairing.h"

/**
 * smpg_link_meet() - start to watch a link whose beginning was not seen
 * @link: to be filled
 * @handle: its connection handle
 */
void smpg_link_meet(struct smpg_link *link, u16 handle)
{
	smpg_wipe(link, sizeof(*link));
	link->handle = handle;
	link->mid_life = true;
}

/**
 * smpg_link_open() - start to watch a new link
 * @link: to be filled
 * @hci: its connection event, of kind SMPG_HCI_OPEN
 */
void smpg_link_open(struct smpg_link *link, const struct smpg_hci *hci)
{
	smpg_wipe(link, sizeof(*link));
	link->handle = hci->handle;
	link->transport = hci->transport;
	link->role = hci->role;
	link->peer_type = hci->peer_type;
	link->encrypted = hci->encrypted;
	link->private_address = hci->private_address;
	memcpy(link->peer, hci->peer, sizeof(link->peer));
	link->pairing.known = true;
}

/**
 * smpg_link_close() - end a link, and fail a pairing in progress
 * @link: the link; its secrets are wiped
 * @reason: error code (Vol 1, Part F)
 * @v: what happened to the pairing
 */
void smpg_link_close(struct smpg_link *link, u8 reason,
		     struct smpg_verdict *v)
{
	memset(v, 0, sizeof(*v));
	if (smpg_pairing_open(&link->pairing))
		smpg_pairing_failed(&link->pairing, SMP_GUARD_SIDE_LINK,
				    reason, v);
	smpg_wipe(&link->pairing.secrets, sizeof(link->pairing.secrets));
	smpg_l2cap_reset(&link->l2cap[SMP_GUARD_DIRECTION_TX]);
	smpg_l2cap_reset(&link->l2cap[SMP_GUARD_DIRECTION_RX]);
}

/**
 * smpg_link_hci() - update an open link from an HCI event or command
 * @link: the link
 * @kind: SMPG_HCI_ENCRYPT or SMPG_HCI_SESSION_KEY
 * @hci: the event or command
 * @v: what happened to the pairing
 */
void smpg_link_hci(struct smpg_link *link, enum smpg_hci_kind kind,
		   const struct smpg_hci *hci, struct smpg_verdict *v)
{
	struct smpg_pairing *p = &link->pairing;

	memset(v, 0, sizeof(*v));

	if (kind == SMPG_HCI_SESSION_KEY) {
		smpg_pairing_session_key(p, hci->key);
		return;
	}
	if (!hci->status) {
		link->encrypted = hci->encrypted;
		if (link->encrypted)
			smpg_pairing_encrypted(p, v);
		return;
	}
	if (p->phase == SMP_GUARD_PHASE_ENCRYPTION)
		smpg_pairing_failed(p, SMP_GUARD_SIDE_LINK, hci->status, v);
}

static void find_with(struct smpg_verdict *v, u8 action, u8 rule, u8 why)
{
	struct smpg_finding *f = &v->findings[v->nr++];

	f->rule = rule;
	f->action = action;
	f->why = why;
	if (action <= v->action)
		return;
	v->action = action;
	v->reason = smpg_rule_reason(rule);
}

static void find(struct smpg_verdict *v, const struct smpg_policy *policy,
		 u8 rule, u8 why)
{
	find_with(v, policy->action[rule], rule, why);
}

/*
 * The keys that the policy allows the initiator and the responder to
 * distribute.
 */
static void allowed(const struct smpg_link *link, bool local_initiator,
		    const struct smpg_policy *policy, u8 keys[2])
{
	keys[SMPG_INITIATOR] =
		smpg_policy_key_dist(policy, link->transport,
				     local_initiator ? SMPG_LOCAL : SMPG_REMOTE);
	keys[SMPG_RESPONDER] =
		smpg_policy_key_dist(policy, link->transport,
				     local_initiator ? SMPG_REMOTE : SMPG_LOCAL);
}

/*
 * No cryptography covers the features over BR/EDR, so the guard can change
 * them: clear bits that are not allowed in the request, and in the response as
 * well, since its sender may ignore the request (BLURtooth, CVE-2020-15802).
 */
static void mask_features(const struct smpg_link *link, bool local_initiator,
			  const u8 *pdu, size_t len,
			  const struct smpg_policy *policy,
			  struct smpg_verdict *v)
{
	unsigned int side;
	u8 keys[2];

	if (link->transport != SMP_GUARD_TRANSPORT_BREDR)
		return;
	allowed(link, local_initiator, policy, keys);
	for (side = SMPG_INITIATOR; side <= SMPG_RESPONDER; side++)
		v->masked[side] = pdu[5 + side] & SMPG_KEY_DIST_ALL &
				  ~keys[side];

	/* Fragments of a PDU that is too long may have passed uncleared. */
	if (len > smpg_pdu_len(pdu[0]) &&
	    v->masked[SMPG_INITIATOR] | v->masked[SMPG_RESPONDER]) {
		find_with(v, SMP_GUARD_ACTION_REJECT,
			  SMP_GUARD_RULE_MASKED_KEY, SMPG_WHY_MASKED);
		v->reason = SMPG_CTKD_NOT_ALLOWED;
	}
}

static void judge_response(struct smpg_link *link, bool tx, const u8 *pdu,
			   size_t len, const struct smpg_policy *policy,
			   struct smpg_verdict *v)
{
	const struct smpg_pairing *p = &link->pairing;
	bool le = link->transport != SMP_GUARD_TRANSPORT_BREDR;
	u8 keys[2], masked;

	mask_features(link, !tx, pdu, len, policy, v);
	if (!smpg_pairing_response(&link->pairing, tx, pdu, link->transport, v))
		return;

	allowed(link, p->request_tx, policy, keys);
	masked = (p->keys[SMPG_INITIATOR] & ~keys[SMPG_INITIATOR]) |
		 (p->keys[SMPG_RESPONDER] & ~keys[SMPG_RESPONDER]);
	if (masked)
		find(v, policy, SMP_GUARD_RULE_MASKED_KEY, SMPG_WHY_MASKED);
	if (masked == (le ? SMP_GUARD_KEY_DIST_LINKKEY :
			    SMP_GUARD_KEY_DIST_ENCKEY) &&
	    v->action == SMP_GUARD_ACTION_REJECT)
		v->reason = SMPG_CTKD_NOT_ALLOWED;
	if (le && !p->sc)
		find(v, policy, SMP_GUARD_RULE_LEGACY_PAIRING, SMPG_WHY_LEGACY);
	if (p->key_size < policy->min_key_size)
		find(v, policy, SMP_GUARD_RULE_SHORT_KEY, SMPG_WHY_SHORT);
}

static void judge_negotiated(const struct smpg_link *link, bool tx,
			     const u8 *pdu, const struct smpg_policy *policy,
			     struct smpg_verdict *v)
{
	const struct smpg_pairing *p = &link->pairing;
	unsigned int side = smpg_pairing_side(p, tx);
	u8 bit = smpg_pdu_key_dist(pdu[0]);
	u8 why;

	/* A negotiation may have preceded our first sight of the link. */
	if (!p->known && !p->answered)
		return;
	if (p->may[side] & bit)
		return;

	if (!p->answered || p->over)
		why = SMPG_WHY_NO_PAIRING;
	else if (p->features[0].keys[side] & p->features[1].keys[side] & bit)
		why = SMPG_WHY_DERIVED;
	else
		why = SMPG_WHY_NOT_NEGOTIATED;
	find(v, policy, SMP_GUARD_RULE_UNNEGOTIATED_KEY, why);
}

static bool all_zero(const u8 *p, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (p[i])
			return false;
	return true;
}

/*
 * Addresses are derived from an IRK, so host and peer must hold the same one:
 * replace a weak IRK with zeros, which mean that there is none. If the host
 * uses private addresses, the peer could not resolve them without the IRK:
 * reject the pairing.
 */
static void find_irk(const struct smpg_link *link, struct smpg_verdict *v,
		     u8 why)
{
	if (link->private_address) {
		find_with(v, SMP_GUARD_ACTION_REJECT, SMP_GUARD_RULE_WEAK_KEY,
			  why);
		return;
	}
	find_with(v, SMP_GUARD_ACTION_REPAIR, SMP_GUARD_RULE_WEAK_KEY, why);
	v->findings[v->nr - 1].action = SMP_GUARD_ACTION_MASK;
	v->repair_len = 0;
	v->zero_len = SMPG_KEY_LEN;
}

/* Add a finding about a key of this host. */
static void find_own(struct smpg_verdict *v, const struct smpg_link *link,
		     const struct smpg_policy *policy, u8 rule, u8 why)
{
	u8 action = policy->action[rule];

	/*
	 * A weak key of the kernel means that the machine's randomness is
	 * broken, so that a replacement is no better. An IRK is rightly the
	 * same in every pairing.
	 */
	if (action == SMP_GUARD_ACTION_REPAIR &&
	    (link->stack == SMP_GUARD_STACK_KERNEL ||
	     why == SMPG_WHY_REUSED_IRK))
		action = SMP_GUARD_ACTION_AUDIT;
	if (action == SMP_GUARD_ACTION_REPAIR && v->key == SMP_GUARD_KEY_IRK)
		find_irk(link, v, why);
	else
		find_with(v, action, rule, why);
}

/* Return: true if the key has no weakness. */
static bool judge_random(const struct smpg_link *link, bool tx, const u8 *pdu,
			 const struct smpg_policy *policy,
			 struct smpg_verdict *v)
{
	const struct smpg_pairing *p = &link->pairing;
	const u8 *key = pdu + 1;
	size_t len = SMPG_KEY_LEN;
	enum smpg_why why;

	v->repair_off = 1;
	v->repair_len = SMPG_KEY_LEN;
	switch (v->key) {
	case SMP_GUARD_KEY_LTK:
		/* Beyond the negotiated size an LTK is zero (2.4.4). */
		if (p->answered)
			len = p->key_size;
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
		if (all_zero(key, len))
			return true;
		break;
	case SMP_GUARD_KEY_CSRK:
		break;
	default:
		return true;
	}

	/*
	 * EDIV and Rand identify the LTK sent before them. If that LTK was
	 * replaced, replace them too, so that a later request identifies the
	 * replacement only. The kernel's own belong to its own LTK, which is
	 * never replaced.
	 */
	if (tx && v->key == SMP_GUARD_KEY_EDIV_RAND &&
	    link->stack != SMP_GUARD_STACK_KERNEL &&
	    p->repaired & BIT(SMP_GUARD_KEY_LTK))
		v->action = SMP_GUARD_ACTION_REPAIR;

	why = smpg_key_weak(key, len);
	if (why == SMPG_WHY_NONE)
		why = smpg_pairing_same_key(p, tx, pdu);
	if (why == SMPG_WHY_NONE)
		return true;
	if (tx)
		find_own(v, link, policy, SMP_GUARD_RULE_WEAK_KEY, why);
	else
		find(v, policy, SMP_GUARD_RULE_WEAK_PEER_KEY, why);
	return false;
}

/* Weak keys are not judged here: one finding for a key is enough. */
static void judge_new(const struct smpg_link *link, bool tx,
		      const struct smpg_policy *policy,
		      struct smpg_verdict *v)
{
	bool identity = v->key == SMP_GUARD_KEY_IRK ||
			v->key == SMP_GUARD_KEY_IDENTITY_ADDRESS;
	u8 why = identity ? SMPG_WHY_REUSED_IRK : SMPG_WHY_REUSED;

	if (!link->reused)
		return;
	if (tx)
		find_own(v, link, policy, SMP_GUARD_RULE_REUSED_KEY, why);
	else
		find(v, policy, SMP_GUARD_RULE_REUSED_PEER_KEY, why);
}

/* Identity Address Information has the peer's identity address (3.6.5). */
static void note_identity(struct smpg_link *link, const u8 *pdu)
{
	if (pdu[0] != SMPG_IDENTITY_ADDRESS_INFORMATION || pdu[1] > 1)
		return;
	link->identity_type = pdu[1] ? SMP_GUARD_ADDRESS_TYPE_RANDOM :
				       SMP_GUARD_ADDRESS_TYPE_PUBLIC;
	memcpy(link->identity, pdu + 2, sizeof(link->identity));
}

static void judge_key(struct smpg_link *link, bool tx, const u8 *pdu,
		      size_t len, const struct smpg_policy *policy,
		      struct smpg_verdict *v)
{
	v->key = smpg_pdu_key(pdu[0]);
	judge_negotiated(link, tx, pdu, policy, v);
	if (v->action >= SMP_GUARD_ACTION_MASK)
		return;
	if (len >= smpg_pdu_len(pdu[0]) &&
	    judge_random(link, tx, pdu, policy, v))
		judge_new(link, tx, policy, v);
	if (v->action >= SMP_GUARD_ACTION_MASK)
		return;
	if (v->action == SMP_GUARD_ACTION_REPAIR)
		link->pairing.repaired |= BIT(v->key);
	else if (tx)
		link->pairing.repaired &= ~BIT(v->key);
	if (!tx && len >= smpg_pdu_len(pdu[0]))
		note_identity(link, pdu);
	smpg_pairing_key(&link->pairing, tx, pdu, len, v);
}

static void judge_public_key(struct smpg_link *link, bool tx, const u8 *pdu,
			     const struct smpg_policy *policy,
			     struct smpg_verdict *v)
{
	if (smpg_debug_key(pdu + 1))
		find(v, policy, SMP_GUARD_RULE_DEBUG_KEY, SMPG_WHY_DEBUG);
	smpg_pairing_authentication(&link->pairing, tx);
}

static void judge_failed(struct smpg_pairing *p, bool tx, const u8 *pdu,
			 size_t len, struct smpg_verdict *v)
{
	bool pending[2];

	memcpy(pending, p->pending, sizeof(pending));
	smpg_pairing_failed(p, tx ? SMP_GUARD_SIDE_LOCAL : SMP_GUARD_SIDE_PEER,
			    pdu[1], v);
	/* A host may ignore a PDU that is too long, and then respond. */
	if (len > smpg_pdu_len(pdu[0]))
		memcpy(p->pending, pending, sizeof(pending));
}

/* Judge a PDU without a key that has at least the length of its code. */
static void judge_other(struct smpg_link *link, bool tx, const u8 *pdu,
			size_t len, const struct smpg_policy *policy,
			struct smpg_verdict *v)
{
	switch (pdu[0]) {
	case SMPG_PAIRING_REQUEST:
		mask_features(link, tx, pdu, len, policy, v);
		smpg_pairing_request(&link->pairing, tx, pdu, v->masked);
		break;
	case SMPG_PAIRING_RESPONSE:
		judge_response(link, tx, pdu, len, policy, v);
		break;
	case SMPG_PAIRING_PUBLIC_KEY:
		judge_public_key(link, tx, pdu, policy, v);
		break;
	case SMPG_PAIRING_RANDOM:
		smpg_pairing_random(&link->pairing, tx, pdu);
		break;
	case SMPG_PAIRING_CONFIRM:
	case SMPG_PAIRING_DHKEY_CHECK:
		smpg_pairing_authentication(&link->pairing, tx);
		break;
	case SMPG_PAIRING_FAILED:
		judge_failed(&link->pairing, tx, pdu, len, v);
		break;
	}
}

/**
 * smpg_link_has() - does a link have a channel?
 * @link: the link
 * @cid: SMPG_CID_SMP_LE or SMPG_CID_SMP_BREDR
 *
 * The transport of a link met in mid-life is unknown before its first PDU, so
 * that both channels count until then.
 */
bool smpg_link_has(const struct smpg_link *link, u16 cid)
{
	return link->transport != (cid == SMPG_CID_SMP_BREDR ?
				   SMP_GUARD_TRANSPORT_LE :
				   SMP_GUARD_TRANSPORT_BREDR);
}

/* A PDU of the peer suggests the transport, the first of this host decides. */
static void decide_transport(struct smpg_link *link, bool tx, u16 cid)
{
	if (link->transport && !(tx && link->guessed))
		return;
	if (link->transport && !smpg_link_has(link, cid))
		smpg_wipe(&link->pairing, sizeof(link->pairing));
	link->transport = cid == SMPG_CID_SMP_BREDR ?
			  SMP_GUARD_TRANSPORT_BREDR : SMP_GUARD_TRANSPORT_LE;
	link->guessed = !tx;
}

/* Hosts ignore the channel of the other transport (Vol 3, Part A, 2.1). */
static void judge_stray(const u8 *pdu, const struct smpg_policy *policy,
			struct smpg_verdict *v)
{
	v->malformed = true;
	v->key = smpg_pdu_key(pdu[0]);
	if (v->key)
		find(v, policy, SMP_GUARD_RULE_UNNEGOTIATED_KEY,
		     SMPG_WHY_NO_PAIRING);
}

/**
 * smpg_link_judge() - judge an SMP PDU, and update the link's state
 * @link: the link of the PDU
 * @direction: enum smp_guard_direction
 * @cid: L2CAP channel, SMPG_CID_SMP_LE or SMPG_CID_SMP_BREDR
 * @pdu: the PDU from its code on
 * @len: octets in @pdu
 * @policy: the actions to take
 * @v: the verdict
 *
 * The caller carries the verdict out, and draws the random octets for
 * SMP_GUARD_ACTION_REPAIR. A PDU that is too long is judged by its first
 * octets, which some receivers accept; of a PDU that is too short, only the
 * code counts. PDUs on the channel of the other transport do not count. A
 * pairing that is rejected has failed for both sides.
 */
void smpg_link_judge(struct smpg_link *link, u8 direction, u16 cid,
		     const u8 *pdu, size_t len,
		     const struct smpg_policy *policy, struct smpg_verdict *v)
{
	bool tx = direction == SMP_GUARD_DIRECTION_TX;

	memset(v, 0, sizeof(*v));
	v->direction = direction;
	if (!len) {
		v->malformed = true;
		return;
	}
	v->pdu = pdu[0];
	v->malformed = !smpg_pdu_valid(pdu, len);

	decide_transport(link, tx, cid);
	if (!smpg_link_has(link, cid))
		judge_stray(pdu, policy, v);
	else if (smpg_pdu_key(pdu[0]))
		judge_key(link, tx, pdu, len, policy, v);
	else if (len >= smpg_pdu_len(pdu[0]))
		judge_other(link, tx, pdu, len, policy, v);

	if (v->action == SMP_GUARD_ACTION_REJECT) {
		memset(v->masked, 0, sizeof(v->masked));
		v->happened &= ~SMPG_COMPLETE;
		smpg_pairing_failed(&link->pairing, SMP_GUARD_SIDE_GUARD,
				    v->reason, v);
	}
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
	enum smpg_why why;

	memset(v, 0, sizeof(*v));
	if (policy->action[SMP_GUARD_RULE_WEAK_KEY] <= SMP_GUARD_ACTION_AUDIT)
		return;
	why = smpg_key_weak(irk, SMPG_KEY_LEN);
	if (why == SMPG_WHY_NONE)
		return;
	v->direction = SMP_GUARD_DIRECTION_TX;
	v->pdu = SMPG_IDENTITY_INFORMATION;
	v->key = SMP_GUARD_KEY_IRK;
	find_with(v, SMP_GUARD_ACTION_MASK, SMP_GUARD_RULE_WEAK_KEY, why);
}

/**
 * smpg_finding_severity() - how severe a finding is
 * @f: the finding
 * @stack: enum smp_guard_stack, the sender of the PDU
 *
 * A weak key of the kernel means that the machine's randomness is broken.
 *
 * Return: enum smp_guard_severity.
 */
u8 smpg_finding_severity(const struct smpg_finding *f, u8 stack)
{
	if ((f->rule == SMP_GUARD_RULE_WEAK_KEY ||
	     f->rule == SMP_GUARD_RULE_REUSED_KEY) &&
	    stack == SMP_GUARD_STACK_KERNEL)
		return SMP_GUARD_SEVERITY_CRITICAL;
	return f->action > SMP_GUARD_ACTION_AUDIT ? SMP_GUARD_SEVERITY_WARNING :
						    SMP_GUARD_SEVERITY_NOTICE;
}

/**
 * smpg_link_marks() - limits of what the guard knows about a link
 * @link: the link
 *
 * Return: enum smp_guard_mark, or 0.
 */
u32 smpg_link_marks(const struct smpg_link *link)
{
	return (link->mid_life ? SMP_GUARD_MARK_MID_LIFE : 0) |
	       (link->pairing.two_hosts ? SMP_GUARD_MARK_TWO_HOSTS : 0);
}

/**
 * smpg_link_identity() - get the peer's identity address
 * @link: the link
 * @address: to be set to the identity address, or while that is unknown to the
 *	address of the connection event
 *
 * Return: SMP_GUARD_ADDRESS_TYPE_PUBLIC, _RANDOM, or _UNKNOWN.
 */
u8 smpg_link_identity(const struct smpg_link *link, const u8 **address)
{
	if (link->identity_type) {
		*address = link->identity;
		return link->identity_type;
	}
	*address = link->peer;
	switch (link->peer_type) {
	case SMP_GUARD_ADDRESS_TYPE_BREDR:
	case SMP_GUARD_ADDRESS_TYPE_PUBLIC:
	case SMP_GUARD_ADDRESS_TYPE_PUBLIC_IDENTITY:
		return SMP_GUARD_ADDRESS_TYPE_PUBLIC;
	case SMP_GUARD_ADDRESS_TYPE_RANDOM:
	case SMP_GUARD_ADDRESS_TYPE_RANDOM_IDENTITY:
		return SMP_GUARD_ADDRESS_TYPE_RANDOM;
	}
	return SMP_GUARD_ADDRESS_TYPE_UNKNOWN;
}
