// SPDX-License-Identifier: GPL-2.0
/*
 * The state of a pairing, from the PDUs on the air.
 *
 * A negotiation is a Pairing Response that follows a Pairing Request; the old
 * negotiation stands until a new request is answered. Two hosts may act for
 * this side, since a raw-socket stack shares its adapter with the kernel. The
 * peer can then rely on the promises of both hosts: each side may send the
 * union of the negotiated keys, and must send the intersection before the
 * pairing is complete. The peer is one host: if the peer repeats a request
 * before this host has answered, or repeats a response, the guard cannot tell
 * which one this host accepts, and the worse of both counts.
 */
#include "pairing.h"

/* Controller error code (Vol 1, Part F, 2.46). */
#define INSUFFICIENT_SECURITY	0x2f

#define PDU_KEYS (SMP_GUARD_KEY_DIST_ENCKEY | SMP_GUARD_KEY_DIST_IDKEY | \
		  SMP_GUARD_KEY_DIST_SIGNKEY)

/**
 * smpg_pairing_open() - is a pairing in progress?
 * @p: the pairing
 */
bool smpg_pairing_open(const struct smpg_pairing *p)
{
	return p->phase > SMP_GUARD_PHASE_IDLE &&
	       p->phase < SMP_GUARD_PHASE_COMPLETE;
}

/**
 * smpg_pairing_ltk_size() - where an LTK of a pairing ends
 * @p: the pairing
 *
 * An LTK is zero beyond the negotiated size (2.4.4). A size below the least that
 * there is says nothing about the LTK.
 *
 * Return: octets that count, SMPG_KEY_LEN_MIN to SMPG_KEY_LEN.
 */
size_t smpg_pairing_ltk_size(const struct smpg_pairing *p)
{
	if (!p->answered)
		return SMPG_KEY_LEN;
	return p->key_size < SMPG_KEY_LEN_MIN ? SMPG_KEY_LEN_MIN : p->key_size;
}

static bool is_local(u8 direction)
{
	return direction == SMP_GUARD_DIRECTION_TX;
}

static void end(struct smpg_pairing *p, u8 phase)
{
	p->phase = phase;
	smpg_wipe(&p->secrets, sizeof(p->secrets));
}

static void parse(struct smpg_features *f, const u8 *pdu)
{
	f->io_cap = pdu[1];
	f->oob = pdu[2];
	f->auth = pdu[3];
	f->key_size = pdu[4];
	f->keys[SMPG_INITIATOR] = pdu[5] & SMPG_KEY_DIST_ALL;
	f->keys[SMPG_RESPONDER] = pdu[6] & SMPG_KEY_DIST_ALL;
}

/*
 * A host may take the smaller size, though the specification has none outside of
 * 7 to 16 octets (3.5.1): a smaller one counts as what it is. No key is longer.
 */
static u8 smaller(u8 a, u8 b)
{
	u8 size = a < b ? a : b;

	return size < SMPG_KEY_LEN ? size : SMPG_KEY_LEN;
}

/*
 * A new pairing has the hosts of the one before. A key that the host has handed over
 * may encrypt the link when the new pairing has begun.
 */
static void wipe(struct smpg_pairing *p)
{
	bool one_host = p->one_host, other_key = p->other_key;

	smpg_wipe(p, sizeof(*p));
	p->one_host = one_host;
	p->other_key = other_key;
	p->known = true;
}

/*
 * The PDUs of this side are not those of one host. Where all of them are of one stack,
 * there is one host nevertheless: a peer that sends PDUs faster than that host answers
 * makes it look like two.
 */
static void suspect_two_hosts(struct smpg_pairing *p)
{
	p->two_hosts |= !p->one_host;
}

/* A response may answer the first or the second of two requests. */
static void add_request(struct smpg_features *f,
			const struct smpg_features *first)
{
	f->keys[SMPG_INITIATOR] |= first->keys[SMPG_INITIATOR];
	f->keys[SMPG_RESPONDER] |= first->keys[SMPG_RESPONDER];
	f->auth &= first->auth | ~(SMPG_AUTH_SC | SMPG_AUTH_MITM);
	f->key_size = smaller(f->key_size, first->key_size);
}

/*
 * Is the peer about to begin again within a pairing, its own or one of which it has
 * not awaited the response? Two hosts of this adapter may both request.
 */
bool smpg_pairing_requests_again(const struct smpg_pairing *p, u8 direction)
{
	return smpg_pairing_open(p) && !is_local(direction) && !p->two_hosts &&
	       (p->pending[direction] || p->direction == direction);
}

/*
 * Does a side expect the response that comes? A response may cross a request of the
 * same side, or the end of the pairing. Two hosts of this adapter may both respond.
 * Return: enum smp_guard_why.
 */
u8 smpg_pairing_expects(const struct smpg_pairing *p, u8 direction)
{
	u8 asked = smpg_other(direction);

	if (!p->known || p->two_hosts || p->pending[asked] ||
	    p->withdrawn & BIT(asked))
		return SMP_GUARD_WHY_NONE;
	if (!p->answered || p->over || p->direction != asked ||
	    (!is_local(direction) && !smpg_pairing_open(p)))
		return SMP_GUARD_WHY_NOT_REQUESTED;
	return is_local(direction) ? SMP_GUARD_WHY_NONE : SMP_GUARD_WHY_AGAIN;
}

/* A side cannot answer a request any more that the same side, or the guard, ended. */
static void withdraw_requests(struct smpg_pairing *p, u8 side)
{
	if (p->pending[SMP_GUARD_DIRECTION_RX])
		p->withdrawn |= BIT(SMP_GUARD_DIRECTION_RX);
	if (p->pending[SMP_GUARD_DIRECTION_TX] && side != SMP_GUARD_SIDE_PEER)
		p->withdrawn |= BIT(SMP_GUARD_DIRECTION_TX);
	memset(p->pending, 0, sizeof(p->pending));
}

void smpg_pairing_request(struct smpg_pairing *p, u8 direction, const u8 *pdu,
			  const u8 masked[2])
{
	struct smpg_features next;

	parse(&next, pdu);
	next.keys[SMPG_INITIATOR] &= ~masked[SMPG_INITIATOR];
	next.keys[SMPG_RESPONDER] &= ~masked[SMPG_RESPONDER];

	if (!smpg_pairing_open(p)) {
		wipe(p);
		p->phase = SMP_GUARD_PHASE_REQUESTED;
		p->direction = direction;
	} else {
		/* One host sends no second request within its own pairing. */
		if (is_local(direction) && p->direction == direction)
			suspect_two_hosts(p);
		if (p->pending[direction])
			add_request(&next, &p->next[direction]);
	}

	p->next[direction] = next;
	p->pending[direction] = true;
}

/* The keys that one request and one response negotiate (3.6.1). */
static void negotiate(const struct smpg_features *f, u8 transport, bool sc,
		      u8 keys[2], u8 pdus[2])
{
	unsigned int side;

	for (side = SMPG_INITIATOR; side <= SMPG_RESPONDER; side++) {
		keys[side] = f[0].keys[side] & f[1].keys[side];

		if (transport == SMP_GUARD_TRANSPORT_BREDR) {
			/* EncKey asks for an LTK derived from the link key. */
			keys[side] &= ~SMP_GUARD_KEY_DIST_LINKKEY;
			pdus[side] = keys[side] & ~SMP_GUARD_KEY_DIST_ENCKEY;
			continue;
		}
		/* The LTK of Secure Connections is not distributed. */
		keys[side] &= sc ? ~SMP_GUARD_KEY_DIST_ENCKEY :
				   ~SMP_GUARD_KEY_DIST_LINKKEY;
		pdus[side] = keys[side] & PDU_KEYS;
	}
}

static void begin(struct smpg_pairing *p, u8 direction, u8 transport, bool sc,
		  const struct smpg_features *f)
{
	bool failed = p->phase == SMP_GUARD_PHASE_FAILED;
	bool crossed = p->pending[direction];
	bool two_hosts = p->two_hosts;

	wipe(p);
	p->withdrawn = crossed ? BIT(direction) : 0;
	p->two_hosts = two_hosts;
	if (is_local(direction) && failed)
		suspect_two_hosts(p);
	p->direction = smpg_other(direction);
	p->answered = true;
	p->phase = SMP_GUARD_PHASE_FEATURES;
	p->sc = sc;
	p->features[0] = f[0];
	p->features[1] = f[1];
	p->key_size = smaller(f[0].key_size, f[1].key_size);
	negotiate(f, transport, sc, p->keys, p->may);
	memcpy(p->must, p->may, sizeof(p->must));

	if (transport == SMP_GUARD_TRANSPORT_BREDR) {
		p->method = SMP_GUARD_METHOD_CTKD;
		/* CTKD runs on a link that is encrypted (2.4.2.5). */
		p->keyed = true;
		p->phase = SMP_GUARD_PHASE_KEY_DISTRIBUTION;
	} else {
		p->method = smpg_method(&f[0], &f[1], sc);
	}
}

/*
 * Add a response to the same pairing: with two hosts each side may send the
 * keys of either response. If a peer contradicts itself, only keys of both
 * count.
 */
static void join(struct smpg_pairing *p, u8 transport, bool sc,
		 const struct smpg_features *f)
{
	unsigned int side;
	u8 keys[2], may[2];

	p->sc &= sc;
	p->key_size = smaller(p->key_size,
			      smaller(f[0].key_size, f[1].key_size));
	negotiate(f, transport, sc, keys, may);
	for (side = SMPG_INITIATOR; side <= SMPG_RESPONDER; side++) {
		p->keys[side] |= keys[side];
		p->may[side] = p->two_hosts ? p->may[side] | may[side] :
					      p->may[side] & may[side];
		p->must[side] &= may[side];
	}
}

static bool has_all(const struct smpg_pairing *p, unsigned int side)
{
	u8 want = 0;

	if (p->must[side] & SMP_GUARD_KEY_DIST_ENCKEY)
		want |= BIT(SMP_GUARD_KEY_LTK) | BIT(SMP_GUARD_KEY_EDIV_RAND);
	if (p->must[side] & SMP_GUARD_KEY_DIST_IDKEY)
		want |= BIT(SMP_GUARD_KEY_IRK) |
			BIT(SMP_GUARD_KEY_IDENTITY_ADDRESS);
	if (p->must[side] & SMP_GUARD_KEY_DIST_SIGNKEY)
		want |= BIT(SMP_GUARD_KEY_CSRK);

	return (p->sent[side] & want) == want;
}

/*
 * Has a side not yet sent a key that it has to send before PDU @code, 0 for all of
 * its keys?
 */
static bool owes_key(const struct smpg_pairing *p, unsigned int side, u8 code)
{
	unsigned int n;
	u8 next;

	for (n = 0; (next = smpg_key_order(n)) && next != code; n++)
		if (p->must[side] & smpg_pdu_key_dist(next) &&
		    !(p->sent[side] & BIT(smpg_pdu_key(next))))
			return true;
	return false;
}

/*
 * Is a key PDU not the one that is due? Hosts distribute their keys in one order,
 * the responder's first, and each of them once. Over BR/EDR implementations differ on
 * who begins. Of the keys that come too early only the first counts: those after it
 * follow from it. Return: enum smp_guard_why.
 */
u8 smpg_pairing_key_order(struct smpg_pairing *p, u8 direction, u8 code,
			  u8 transport)
{
	unsigned int side = smpg_pairing_side(p, direction);

	if (!p->known || !p->answered || p->over || p->two_hosts ||
	    !smpg_pairing_open(p) ||
	    !(p->may[side] & smpg_pdu_key_dist(code)))
		return SMP_GUARD_WHY_NONE;
	if (p->sent[side] & BIT(smpg_pdu_key(code)))
		return SMP_GUARD_WHY_AGAIN;
	if (p->early_key || transport == SMP_GUARD_TRANSPORT_BREDR ||
	    !(owes_key(p, side, code) ||
	      (side == SMPG_INITIATOR && owes_key(p, SMPG_RESPONDER, 0))))
		return SMP_GUARD_WHY_NONE;
	p->early_key = true;
	return SMP_GUARD_WHY_KEY_ORDER;
}

static void check_complete(struct smpg_pairing *p, struct smpg_verdict *v)
{
	if (p->phase != SMP_GUARD_PHASE_KEY_DISTRIBUTION ||
	    !has_all(p, SMPG_INITIATOR) || !has_all(p, SMPG_RESPONDER))
		return;

	end(p, SMP_GUARD_PHASE_COMPLETE);
	v->happened |= SMPG_COMPLETE;
}

/* Does a pairing end in authentication, for another one to begin? */
static bool is_abandoned(const struct smpg_pairing *p)
{
	return p->answered && !p->over && !p->two_hosts && !p->keyed &&
	       smpg_pairing_open(p);
}

/* Return: true if the response counts, so that keys were negotiated. */
bool smpg_pairing_response(struct smpg_pairing *p, u8 direction, const u8 *pdu,
			   u8 transport, struct smpg_verdict *v)
{
	u8 asked = smpg_other(direction);
	struct smpg_features f[2];
	bool sc, more, unseen = false;

	parse(&f[1], pdu);
	f[1].keys[SMPG_INITIATOR] &= ~v->masked[SMPG_INITIATOR];
	f[1].keys[SMPG_RESPONDER] &= ~v->masked[SMPG_RESPONDER];

	if (p->pending[asked]) {
		f[0] = p->next[asked];
		more = p->two_hosts && p->answered && smpg_pairing_open(p) &&
		       p->direction == asked;
		p->pending[asked] = false;
	} else if (p->answered && !p->over && p->direction == asked &&
		   (is_local(direction) || p->two_hosts ||
		    smpg_pairing_open(p))) {
		f[0] = p->features[0];
		more = true;
	} else if (!p->known && !p->answered) {
		/*
		 * The request preceded our first sight of the link. A responder
		 * sets no bit that the initiator did not set (3.6.1): take the
		 * response at its word.
		 */
		memset(&f[0], 0xff, sizeof(f[0]));
		f[0].keys[SMPG_INITIATOR] = SMPG_KEY_DIST_ALL;
		f[0].keys[SMPG_RESPONDER] = SMPG_KEY_DIST_ALL;
		f[0].key_size = SMPG_KEY_LEN;
		f[0].oob = 0;
		more = false;
		unseen = true;
	} else {
		return false;
	}

	sc = transport != SMP_GUARD_TRANSPORT_BREDR &&
	     f[0].auth & f[1].auth & SMPG_AUTH_SC;
	if (more) {
		if (is_local(direction))
			suspect_two_hosts(p);
		join(p, transport, sc, f);
		return true;
	}
	v->abandoned = is_abandoned(p);
	v->invalid = v->abandoned && p->invalid;
	begin(p, direction, transport, sc, f);
	/* Without the request, the pairing may also be legacy pairing. */
	if (unseen && sc) {
		p->may[SMPG_INITIATOR] |= f[1].keys[SMPG_INITIATOR] & PDU_KEYS;
		p->may[SMPG_RESPONDER] |= f[1].keys[SMPG_RESPONDER] & PDU_KEYS;
	}
	v->happened |= SMPG_STARTED;
	check_complete(p, v);
	return true;
}

/*
 * Secure Connections begins with public keys. Where a Confirm comes first, Linux
 * falls back to legacy pairing, for OS X 10.10.2 sets the bit of Secure
 * Connections without having it: from there on this is legacy pairing, whichever
 * PDUs out of turn the host has dropped before. Return: true if @code says so.
 */
bool smpg_pairing_fall_back(struct smpg_pairing *p, u8 code)
{
	u16 seen = p->authentication[SMPG_INITIATOR] |
		   p->authentication[SMPG_RESPONDER];
	u8 may[2];

	if (code != SMPG_PAIRING_CONFIRM || !p->sc || !p->answered || p->over ||
	    p->keyed || seen & BIT(SMPG_PAIRING_PUBLIC_KEY))
		return false;
	p->sc = false;
	p->method = smpg_method(&p->features[0], &p->features[1], false);
	negotiate(p->features, SMP_GUARD_TRANSPORT_LE, false, p->keys, may);
	memcpy(p->may, may, sizeof(p->may));
	memcpy(p->must, may, sizeof(p->must));
	return true;
}

/*
 * Does the peer go on without the response to its request? It may do so before this host
 * has had the time to answer, so that the PDU belongs to the pairing all the same.
 */
bool smpg_pairing_awaits_response(const struct smpg_pairing *p, u8 direction)
{
	return p->phase == SMP_GUARD_PHASE_REQUESTED && !is_local(direction) &&
	       p->pending[direction];
}

/*
 * The sides take turns, so that a PDU out of turn is none that was overtaken. Only
 * the first one counts: those after it follow from it. Return: false for that one.
 */
bool smpg_pairing_in_turn(struct smpg_pairing *p, u8 direction, u8 code)
{
	u8 side, next;

	if (p->known && smpg_pairing_awaits_response(p, direction) &&
	    !p->two_hosts && !p->out_of_turn) {
		p->out_of_turn = true;
		return false;
	}
	if (!p->known || !p->answered || p->over || p->two_hosts ||
	    p->out_of_turn || p->method == SMP_GUARD_METHOD_UNKNOWN)
		return true;
	p->out_of_turn = !smpg_order(p->sc, p->method, p->turn++, &side, &next) ||
			 side != smpg_pairing_side(p, direction) || next != code;
	return !p->out_of_turn;
}

/* Confirm and random values, public keys, DHKey checks. */
void smpg_pairing_authentication(struct smpg_pairing *p, u8 direction,
				 const u8 *pdu)
{
	unsigned int side = smpg_pairing_side(p, direction);

	if (!p->answered || p->over)
		return;
	memcpy(p->values[side][smpg_value_kind(pdu[0])], pdu + 1,
	       pdu[0] == SMPG_PAIRING_PUBLIC_KEY ? 32 : 16);
	p->authentication[side] |= BIT(pdu[0]);
	p->unproven &= !is_local(direction);
	if (p->phase == SMP_GUARD_PHASE_FEATURES) {
		p->phase = SMP_GUARD_PHASE_AUTHENTICATION;
	} else if (p->phase == SMP_GUARD_PHASE_FAILED &&
		   is_local(direction)) {
		/* One host has failed the pairing, another continues. */
		p->phase = SMP_GUARD_PHASE_AUTHENTICATION;
		suspect_two_hosts(p);
	}
}

/* Has a side sent a random value before, in another round of the passkey? */
bool smpg_pairing_random_again(const struct smpg_pairing *p, u8 direction,
			       const u8 *pdu)
{
	unsigned int side = smpg_pairing_side(p, direction), i;

	if (!p->answered || p->over || p->two_hosts)
		return false;
	for (i = 0; i < p->nr_randoms[side]; i++)
		if (!memcmp(p->randoms[side][i], pdu + 1,
			    sizeof(p->randoms[side][i])))
			return true;
	return false;
}

static void note_random(struct smpg_pairing *p, unsigned int side,
			const u8 *random)
{
	u8 *nr = &p->nr_randoms[side];

	if (!p->answered || p->over || *nr == SMPG_PASSKEY_ROUNDS)
		return;
	memcpy(p->randoms[side][*nr], random, sizeof(p->randoms[side][*nr]));
	++*nr;
}

/* Half of each random value goes into the STK of legacy pairing (2.2.4). */
void smpg_pairing_random(struct smpg_pairing *p, u8 direction, const u8 *pdu)
{
	unsigned int side = smpg_pairing_side(p, direction);

	smpg_pairing_authentication(p, direction, pdu);
	note_random(p, side, pdu + 1);
	if (!smpg_pairing_open(p) || !p->answered || p->over || p->sc)
		return;
	memcpy(p->secrets.random[side], pdu + 1,
	       sizeof(p->secrets.random[side]));
	p->secrets.have_random[side] = true;
}

void smpg_pairing_failed(struct smpg_pairing *p, u8 side, u8 reason,
			 struct smpg_verdict *v)
{
	/* The peer or the guard may still fail a complete pairing. */
	if (smpg_pairing_open(p) ||
	    (p->phase == SMP_GUARD_PHASE_COMPLETE &&
	     (side == SMP_GUARD_SIDE_PEER || side == SMP_GUARD_SIDE_GUARD))) {
		v->happened |= SMPG_FAILED;
		v->side = side;
		v->reason = reason;
		end(p, SMP_GUARD_PHASE_FAILED);
	}

	/* When this side fails, another of its hosts may still continue. */
	if (side != SMP_GUARD_SIDE_LOCAL) {
		withdraw_requests(p, side);
		p->over = true;
		memset(p->may, 0, sizeof(p->may));
	}
}

/*
 * Has authentication come to its end, as far as it was seen? With two hosts, PDUs of
 * one of them may count for the other.
 */
bool smpg_pairing_authenticated(const struct smpg_pairing *p)
{
	u8 last = p->sc ? SMPG_PAIRING_DHKEY_CHECK : SMPG_PAIRING_RANDOM;

	return !p->known || p->two_hosts ||
	       p->authentication[SMPG_INITIATOR] &
	       p->authentication[SMPG_RESPONDER] & BIT(last);
}

/**
 * smpg_pairing_bond() - the bond that a complete pairing leaves
 * @p: the pairing
 * @bond: to be filled
 *
 * Return: whether it leaves one over LE: both sides want it, there is an LTK, and nobody
 * else has that because its public key is published.
 */
bool smpg_pairing_bond(const struct smpg_pairing *p, struct smpg_bond *bond)
{
	unsigned int side;

	memset(bond, 0, sizeof(*bond));
	if (p->phase != SMP_GUARD_PHASE_COMPLETE ||
	    p->method == SMP_GUARD_METHOD_CTKD ||
	    !(p->features[0].auth & p->features[1].auth & SMPG_AUTH_BONDING) ||
	    !(p->sc || (p->keys[0] | p->keys[1]) & SMP_GUARD_KEY_DIST_ENCKEY))
		return false;
	for (side = SMPG_INITIATOR; side <= SMPG_RESPONDER; side++)
		if (p->authentication[side] & BIT(SMPG_PAIRING_PUBLIC_KEY) &&
		    smpg_key_pair_known(p->values[side][0]))
			return false;
	bond->known = true;
	bond->sc = p->sc;
	bond->authenticated = p->method != SMP_GUARD_METHOD_JUST_WORKS &&
			      p->method != SMP_GUARD_METHOD_UNKNOWN;
	bond->key_size = p->key_size;
	bond->identified = !p->sc;
	return true;
}

/*
 * The host hands over a key. The key of this pairing has no EDIV and Rand
 * (2.4.4.2), and exists only after authentication: any other is of an old bond.
 */
void smpg_pairing_session_key(struct smpg_pairing *p, const u8 *key,
			      bool identified)
{
	bool authenticates = p->phase == SMP_GUARD_PHASE_FEATURES ||
			     p->phase == SMP_GUARD_PHASE_AUTHENTICATION;

	if (p->phase == SMP_GUARD_PHASE_ENCRYPTION ||
	    p->phase == SMP_GUARD_PHASE_KEY_DISTRIBUTION)
		return;
	p->other_key = identified || !authenticates ||
		       !smpg_pairing_authenticated(p);
	if (p->other_key)
		return;

	p->keyed = true;
	p->phase = SMP_GUARD_PHASE_ENCRYPTION;
	if (p->sc)
		return;
	memcpy(p->secrets.stk, key, SMPG_KEY_LEN);
	p->secrets.have_stk = true;
}

/*
 * Is it certain that the link is not encrypted with a key of this pairing? A host that
 * fails the pairing does not change that.
 */
bool smpg_pairing_plain(const struct smpg_pairing *p)
{
	return p->known && p->answered && !p->two_hosts && !p->keyed;
}

void smpg_pairing_encrypted(struct smpg_pairing *p, struct smpg_verdict *v)
{
	/* What a key from outside of a pairing encrypts precedes the next pairing. */
	if (!smpg_pairing_open(p))
		p->other_key = false;
	if (p->other_key || (p->phase != SMP_GUARD_PHASE_AUTHENTICATION &&
			     p->phase != SMP_GUARD_PHASE_ENCRYPTION))
		return;

	p->keyed = true;
	p->phase = SMP_GUARD_PHASE_KEY_DISTRIBUTION;
	check_complete(p, v);
}

/* The link is not encrypted any more: no key may be distributed over it. */
void smpg_pairing_unencrypted(struct smpg_pairing *p, struct smpg_verdict *v)
{
	if (p->phase == SMP_GUARD_PHASE_ENCRYPTION ||
	    p->phase == SMP_GUARD_PHASE_KEY_DISTRIBUTION)
		smpg_pairing_failed(p, SMP_GUARD_SIDE_LINK,
				    INSUFFICIENT_SECURITY, v);
}

/* Note a key PDU that is transmitted, changed or not. */
void smpg_pairing_key(struct smpg_pairing *p, u8 direction, const u8 *pdu,
		      size_t len, struct smpg_verdict *v)
{
	unsigned int side = smpg_pairing_side(p, direction);
	u8 key = smpg_pdu_key(pdu[0]);
	int secret = smpg_secret_of(key);

	if (!smpg_pairing_open(p) || len < smpg_pdu_len(pdu[0]))
		return;

	if (secret >= 0) {
		memcpy(p->secrets.key[side][secret], pdu + 1, SMPG_KEY_LEN);
		p->secrets.have[side] |= BIT(secret);
	}
	p->sent[side] |= BIT(key);
	check_complete(p, v);
}
