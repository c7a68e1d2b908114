// SPDX-License-Identifier: GPL-2.0
/*
 * The rules, as data: one row each, and one function that says why a PDU breaks
 * the rule. CONTRIBUTING.md says what else a new rule needs.
 */
#include "rules.h"

#define ALLOW	BIT(SMP_GUARD_ACTION_ALLOW)
#define AUDIT	BIT(SMP_GUARD_ACTION_AUDIT)
#define REPAIR	BIT(SMP_GUARD_ACTION_REPAIR)
#define MASK	BIT(SMP_GUARD_ACTION_MASK)
#define REJECT	BIT(SMP_GUARD_ACTION_REJECT)

/* Reasons of Pairing Failed (3.5.5). */
#define AUTHENTICATION_REQUIREMENTS	0x03
#define CONFIRM_VALUE_FAILED		0x04
#define PAIRING_NOT_SUPPORTED		0x05
#define ENCRYPTION_KEY_SIZE		0x06
#define COMMAND_NOT_SUPPORTED		0x07
#define UNSPECIFIED_REASON		0x08
#define REPEATED_ATTEMPTS		0x09
#define INVALID_PARAMETERS		0x0a
#define DHKEY_CHECK_FAILED		0x0b
#define KEY_REJECTED			0x0f

#define REQUESTS	BIT(SMPG_PAIRING_REQUEST)
#define RESPONSES	BIT(SMPG_PAIRING_RESPONSE)
#define PUBLIC_KEYS	BIT(SMPG_PAIRING_PUBLIC_KEY)
#define VALUES		(BIT(SMPG_PAIRING_CONFIRM) | BIT(SMPG_PAIRING_RANDOM) | \
			 PUBLIC_KEYS | BIT(SMPG_PAIRING_DHKEY_CHECK))
#define KEYS		(BIT(SMPG_ENCRYPTION_INFORMATION) | \
			 BIT(SMPG_CENTRAL_IDENTIFICATION) | \
			 BIT(SMPG_IDENTITY_INFORMATION) | \
			 BIT(SMPG_IDENTITY_ADDRESS_INFORMATION) | \
			 BIT(SMPG_SIGNING_INFORMATION))
#define PDUS		(REQUESTS | RESPONSES | VALUES | KEYS | \
			 BIT(SMPG_PAIRING_FAILED) | BIT(SMPG_SECURITY_REQUEST) | \
			 BIT(SMPG_PAIRING_KEYPRESS))

static bool is_local(const struct smpg_case *c)
{
	return c->context->direction == SMP_GUARD_DIRECTION_TX;
}

static bool is_bredr(const struct smpg_case *c)
{
	return c->link->transport == SMP_GUARD_TRANSPORT_BREDR;
}

static u8 unnegotiated_key(struct smpg_case *c)
{
	const struct smpg_pairing *p = &c->link->pairing;
	u8 bit = smpg_pdu_key_dist(c->pdu[0]);

	/* A negotiation may have preceded our first sight of the link. */
	if (!p->known && !p->answered)
		return SMP_GUARD_WHY_NONE;
	/* Each key is distributed once; two hosts may both do so. */
	if (p->phase == SMP_GUARD_PHASE_COMPLETE && !p->two_hosts &&
	    p->sent[c->side] & BIT(smpg_pdu_key(c->pdu[0])))
		return SMP_GUARD_WHY_COMPLETE;
	if (p->may[c->side] & bit)
		return SMP_GUARD_WHY_NONE;

	if (!p->answered || p->over)
		return SMP_GUARD_WHY_NO_PAIRING;
	if (p->features[0].keys[c->side] & p->features[1].keys[c->side] & bit)
		return SMP_GUARD_WHY_DERIVED;
	return SMP_GUARD_WHY_NOT_NEGOTIATED;
}

static u8 weak_key(struct smpg_case *c)
{
	return is_local(c) ? c->weak : SMP_GUARD_WHY_NONE;
}

static u8 weak_peer_key(struct smpg_case *c)
{
	return is_local(c) ? SMP_GUARD_WHY_NONE : c->weak;
}

static u8 masked_key(struct smpg_case *c)
{
	const struct smpg_pairing *p = &c->link->pairing;
	u8 keys[2], masked;

	smpg_policy_sides(c->context->policy, c->link->transport, p->direction,
			  keys);
	masked = (p->keys[SMPG_INITIATOR] & ~keys[SMPG_INITIATOR]) |
		 (p->keys[SMPG_RESPONDER] & ~keys[SMPG_RESPONDER]);
	if (masked == (is_bredr(c) ? SMP_GUARD_KEY_DIST_ENCKEY :
				     SMP_GUARD_KEY_DIST_LINKKEY))
		c->reason = SMPG_CTKD_NOT_ALLOWED;
	return masked ? SMP_GUARD_WHY_MASKED : SMP_GUARD_WHY_NONE;
}

static bool is_link_key(const struct smpg_case *c)
{
	return c->kind == SMPG_HCI_LINK_KEY;
}

static u8 legacy_pairing(struct smpg_case *c)
{
	if (is_link_key(c))
		return c->hci->key_type <= SMPG_LINK_KEY_AUTHENTICATED_P192 &&
		       c->hci->key_type != SMPG_LINK_KEY_DEBUG ?
		       SMP_GUARD_WHY_LEGACY : SMP_GUARD_WHY_NONE;
	if (c->pdu[0] == SMPG_PAIRING_CONFIRM && !c->fell_back)
		return SMP_GUARD_WHY_NONE;
	return is_bredr(c) || c->link->pairing.sc ? SMP_GUARD_WHY_NONE :
						    SMP_GUARD_WHY_LEGACY;
}

/*
 * The size of the session key that a host hands over, as its last octets tell, which are
 * zero beyond the size (2.4.4). Chance makes an octet zero, but four only once in 2^32.
 */
#define OCTETS_BY_CHANCE	4

static unsigned int octets_of(const u8 *key)
{
	unsigned int size = SMPG_KEY_LEN;

	while (size && !key[size - 1])
		size--;
	return size;
}

/* The size that a session key should have at least. */
static unsigned int size_of_session(const struct smpg_case *c)
{
	const struct smpg_pairing *p = &c->link->pairing;
	unsigned int size = c->context->policy->min_key_size;

	return smpg_pairing_open(p) && p->answered &&
	       !smpg_link_identified(c->link, c->hci) && p->key_size > size ?
	       p->key_size : size;
}

/* Zeros alone are zero-key's. */
static u8 short_session_key(const struct smpg_case *c)
{
	unsigned int octets = octets_of(c->hci->key);

	return !c->context->unread && octets &&
	       octets + OCTETS_BY_CHANCE <= size_of_session(c) ?
	       SMP_GUARD_WHY_SHORT_SESSION_KEY : SMP_GUARD_WHY_NONE;
}

/* Over BR/EDR the controllers negotiate the size, and an event tells (CVE-2019-9506). */
static u8 short_key(struct smpg_case *c)
{
	u8 size = c->hci ? c->hci->key_size : c->link->pairing.key_size;

	if (c->kind == SMPG_HCI_SESSION_KEY)
		return short_session_key(c);
	return (size || !c->hci) && size < c->context->policy->min_key_size ?
	       SMP_GUARD_WHY_SHORT : SMP_GUARD_WHY_NONE;
}

static u8 debug_key(struct smpg_case *c)
{
	if (!is_link_key(c))
		return smpg_key_pair_known(c->pdu + 1);
	return c->hci->key_type == SMPG_LINK_KEY_DEBUG ? SMP_GUARD_WHY_DEBUG :
							 SMP_GUARD_WHY_NONE;
}

/* A weak key is no better for being new: one finding about it is enough. */
static u8 reused(const struct smpg_case *c)
{
	u8 key = smpg_pdu_key(c->pdu[0]);

	if (c->weak || !c->context->reused ||
	    c->len < smpg_pdu_len(c->pdu[0]))
		return SMP_GUARD_WHY_NONE;
	return key == SMP_GUARD_KEY_IRK ||
	       key == SMP_GUARD_KEY_IDENTITY_ADDRESS ?
	       SMP_GUARD_WHY_REUSED_IRK : SMP_GUARD_WHY_REUSED;
}

static u8 reused_key(struct smpg_case *c)
{
	return is_local(c) ? reused(c) : SMP_GUARD_WHY_NONE;
}

static u8 reused_peer_key(struct smpg_case *c)
{
	return is_local(c) ? SMP_GUARD_WHY_NONE : reused(c);
}

/*
 * The side that sends a value back needs no secret of its own: all that it proves
 * is what the other side proved. Both may rightly use the debug key. Two hosts on
 * one adapter may answer each other.
 */
static u8 reflected_value(struct smpg_case *c)
{
	const struct smpg_pairing *p = &c->link->pairing;
	unsigned int other = !c->side;
	u8 code = c->pdu[0];

	if (p->two_hosts || c->context->unread ||
	    (code == SMPG_PAIRING_PUBLIC_KEY && smpg_debug_key(c->pdu + 1)))
		return SMP_GUARD_WHY_NONE;
	if (code == SMPG_PAIRING_PUBLIC_KEY || code == SMPG_PAIRING_DHKEY_CHECK)
		c->reason = DHKEY_CHECK_FAILED;
	/* The host may have one key pair for all of its pairings. */
	if (code == SMPG_PAIRING_PUBLIC_KEY && !is_local(c) && c->context->reused)
		return SMP_GUARD_WHY_REFLECTED_LATER;
	if (!(p->authentication[other] & BIT(code)))
		return SMP_GUARD_WHY_NONE;
	return smpg_pdu_reflected(code, p->values[other][smpg_value_kind(code)],
				  c->pdu + 1);
}

/*
 * Neither side has proved anything yet: whoever is near can send or read such a key.
 * Hosts hand over the session key before the link is encrypted with it, so that a
 * key which overtakes Encryption Change on its way to the host is not meant.
 */
static u8 plain_key(struct smpg_case *c)
{
	return smpg_pairing_plain(&c->link->pairing) ? SMP_GUARD_WHY_PLAIN :
						       SMP_GUARD_WHY_NONE;
}

/*
 * Hosts ignore a public key outside of a pairing. One that the peer sends right behind
 * its request is in the pairing when the host gets to it.
 */
static u8 invalid_key(struct smpg_case *c)
{
	const struct smpg_pairing *p = &c->link->pairing;

	if (c->context->unread ||
	    ((!p->answered || p->over) &&
	     !smpg_pairing_awaits_response(p, c->context->direction)))
		return SMP_GUARD_WHY_NONE;
	return smpg_p256_point(c->pdu + 1) ? SMP_GUARD_WHY_NONE :
					     SMP_GUARD_WHY_OFF_CURVE;
}

/*
 * Do features exist? Hosts that take the smaller of two sizes, or copy as many octets,
 * may overrun. Over BR/EDR all fields but the sizes and the keys are reserved (3.5.1).
 */
static bool has_features(const struct smpg_case *c)
{
	u8 size = c->pdu[4];

	return smpg_pdu_has_features(c->pdu) ||
	       (is_bredr(c) && size >= SMPG_KEY_LEN_MIN && size <= SMPG_KEY_LEN);
}

/*
 * Receivers ignore reserved bits, which a later version may give a meaning. A Security
 * Request with all bits set is greater than every other (BLERP).
 */
static bool has_reserved_bits(const struct smpg_case *c)
{
	bool asks = c->pdu[0] == SMPG_SECURITY_REQUEST;
	u8 auth = c->pdu[asks ? 1 : 3];

	if (!asks && (c->pdu[5] | c->pdu[6]) & ~SMPG_KEY_DIST_ALL)
		return true;
	return !is_bredr(c) && (auth & SMPG_AUTH_RESERVED ||
				(auth & SMPG_AUTH_BONDING) > 1);
}

static u8 malformed(struct smpg_case *c)
{
	if (c->context->unread)
		return SMP_GUARD_WHY_NONE;
	if (c->pdu[0] != SMPG_SECURITY_REQUEST && !has_features(c)) {
		if (c->pdu[4] < SMPG_KEY_LEN_MIN)
			c->reason = ENCRYPTION_KEY_SIZE;
		return SMP_GUARD_WHY_BAD_VALUE;
	}
	return has_reserved_bits(c) ? SMP_GUARD_WHY_RESERVED_BITS :
				      SMP_GUARD_WHY_NONE;
}

/*
 * An LTK of Secure Connections has neither EDIV nor Rand, so that the host may mean
 * one of an old bond: certain is only that the key is not of this pairing.
 */
static bool is_early_key(const struct smpg_case *c)
{
	const struct smpg_pairing *p = &c->link->pairing;

	return (p->phase == SMP_GUARD_PHASE_FEATURES ||
		p->phase == SMP_GUARD_PHASE_AUTHENTICATION) &&
	       !smpg_link_identified(c->link, c->hci) &&
	       !smpg_pairing_authenticated(p);
}

/*
 * A responder may set no bit that the initiator has not set (3.6.1). Hosts take
 * those of both, so that no key comes of it. Bits that the policy masks may be
 * missing from the request for that alone.
 */
static bool is_more_than_asked(const struct smpg_case *c)
{
	const struct smpg_pairing *p = &c->link->pairing;
	const u8 *asked = p->features[0].keys;
	u8 keys[2];

	if (c->context->unread || p->two_hosts)
		return false;
	smpg_policy_sides(c->context->policy, c->link->transport, p->direction,
			  keys);
	return (c->pdu[5] & keys[SMPG_INITIATOR] & ~asked[SMPG_INITIATOR]) ||
	       (c->pdu[6] & keys[SMPG_RESPONDER] & ~asked[SMPG_RESPONDER]);
}

/*
 * A receiver may read beyond the end of a PDU that is too short, or copy all of one
 * that is too long. Receivers ignore a code that is reserved.
 */
static bool has_wrong_length(const struct smpg_case *c)
{
	unsigned int len = smpg_pdu_len(c->pdu[0]);

	return len && c->len != len;
}

/*
 * Over LE the central alone requests a pairing, for which the peripheral alone may ask
 * (2.4.6). Over BR/EDR either side does, and none asks.
 */
static bool is_wrong_sender(const struct smpg_case *c)
{
	u8 central = is_local(c) ? SMP_GUARD_ROLE_CENTRAL :
				   SMP_GUARD_ROLE_PERIPHERAL;
	u8 peripheral = is_local(c) ? SMP_GUARD_ROLE_PERIPHERAL :
				      SMP_GUARD_ROLE_CENTRAL;

	if (c->pdu[0] == SMPG_SECURITY_REQUEST)
		return is_bredr(c) || c->link->role == central;
	return c->pdu[0] == SMPG_PAIRING_REQUEST && !is_bredr(c) &&
	       c->link->role == peripheral;
}

/* An LTK of Secure Connections has neither EDIV nor Rand: the peer does not mean it. */
static bool asks_for_other_key(const struct smpg_case *c)
{
	const struct smpg_bond *bond = &c->context->bond;

	return bond->known && !bond->identified &&
	       smpg_link_identified(c->link, c->hci);
}

/*
 * Does this host go on with a peer whose random value does not fit its confirm value
 * (CVE-2022-45190)? The sides take turns, so that the host has had the value.
 */
static bool takes_any_value(const struct smpg_case *c)
{
	const struct smpg_pairing *p = &c->link->pairing;

	return is_local(c) && !c->context->unread && p->unproven &&
	       !p->two_hosts && BIT(c->pdu[0]) & VALUES;
}

static u8 unexpected_pdu(struct smpg_case *c)
{
	if (c->kind == SMPG_HCI_LTK_REQUEST)
		return asks_for_other_key(c) ? SMP_GUARD_WHY_NOT_OF_BOND :
					       SMP_GUARD_WHY_NONE;
	if (c->hci)
		return is_early_key(c) ? SMP_GUARD_WHY_OUT_OF_TURN :
					 SMP_GUARD_WHY_NONE;
	if (has_wrong_length(c)) {
		c->reason = INVALID_PARAMETERS;
		return SMP_GUARD_WHY_WRONG_LENGTH;
	}
	if (is_wrong_sender(c)) {
		c->reason = COMMAND_NOT_SUPPORTED;
		return SMP_GUARD_WHY_WRONG_SENDER;
	}
	if (takes_any_value(c)) {
		c->reason = CONFIRM_VALUE_FAILED;
		return SMP_GUARD_WHY_UNVERIFIED;
	}
	if (smpg_pdu_key(c->pdu[0]))
		c->reason = KEY_REJECTED;
	if (c->late)
		return SMP_GUARD_WHY_LATE;
	if (c->unexpected || !c->answers || !is_more_than_asked(c))
		return c->unexpected;
	c->reason = INVALID_PARAMETERS;
	return SMP_GUARD_WHY_MORE_THAN_ASKED;
}

/* Is the identity address in a PDU that of the link's peer, as far as it is known? */
static bool is_of(const struct smpg_link *link, const u8 *pdu)
{
	const u8 *address;

	return smpg_link_identity(link, &address) == smpg_pdu_identity(pdu) &&
	       !memcmp(address, pdu + 2, 6);
}

/* An adapter without a public address has one of zeros. */
static bool is_own(const struct smpg_context *c, u8 type, const u8 *address)
{
	const u8 *own = NULL;

	if (type == SMP_GUARD_ADDRESS_TYPE_PUBLIC)
		own = c->adapter;
	else if (type == SMP_GUARD_ADDRESS_TYPE_RANDOM)
		own = c->static_address;
	return own && !smpg_all_zero(own, 6) && !memcmp(own, address, 6);
}

/* No two devices have one address: the peer takes this adapter's. */
static u8 connects_as_own(const struct smpg_case *c)
{
	const u8 *address;
	u8 type = smpg_link_identity(c->link, &address);

	return is_own(c->context, type, address) ? SMP_GUARD_WHY_OWN_IDENTITY :
						   SMP_GUARD_WHY_NONE;
}

/*
 * A peer whose address on the link is an identity address has that identity. Linux drops
 * the IRK of another one; a mouse is known to send such (Microsoft Surface Precision).
 * Over BR/EDR the identity may be a static random address.
 */
static bool is_other_address(const struct smpg_case *c)
{
	const struct smpg_link *link = c->link;
	bool random = link->peer_type == SMP_GUARD_ADDRESS_TYPE_RANDOM;

	return !is_bredr(c) && !link->mid_life &&
	       link->peer_type != SMP_GUARD_ADDRESS_TYPE_UNKNOWN &&
	       (!random || (link->peer[5] & 0xc0) == 0xc0) &&
	       (memcmp(link->peer, c->pdu + 2, sizeof(link->peer)) ||
		(smpg_pdu_identity(c->pdu) == SMP_GUARD_ADDRESS_TYPE_RANDOM) !=
		(random || link->peer_type ==
			   SMP_GUARD_ADDRESS_TYPE_RANDOM_IDENTITY));
}

/* Devices are about that have no identity address, and say so in several ways. */
static u8 identity_conflict(struct smpg_case *c)
{
	const struct smpg_pairing *p = &c->link->pairing;

	if (c->hci)
		return connects_as_own(c);
	if (is_local(c) || c->context->unread ||
	    c->len < smpg_pdu_len(c->pdu[0]))
		return SMP_GUARD_WHY_NONE;
	if (c->pdu[0] == SMPG_IDENTITY_INFORMATION)
		return c->context->own_irk ? SMP_GUARD_WHY_OWN_IRK :
					     SMP_GUARD_WHY_NONE;
	if (!smpg_pdu_identity(c->pdu))
		return SMP_GUARD_WHY_NO_IDENTITY;
	if (is_own(c->context, smpg_pdu_identity(c->pdu), c->pdu + 2))
		return SMP_GUARD_WHY_OWN_IDENTITY;
	if (c->context->bond.known && !is_of(c->link, c->pdu))
		return SMP_GUARD_WHY_OTHERS_IDENTITY;
	if (p->sent[c->side] & BIT(SMP_GUARD_KEY_IDENTITY_ADDRESS) &&
	    c->link->identity_type &&
	    memcmp(c->link->identity, c->pdu + 2, 6))
		return SMP_GUARD_WHY_SECOND_IDENTITY;
	return is_other_address(c) ? SMP_GUARD_WHY_OTHER_ADDRESS :
				     SMP_GUARD_WHY_NONE;
}

/* Is a pairing of less worth than the bond that it replaces? */
static bool is_below_bond(const struct smpg_pairing *p, const struct smpg_bond *b)
{
	return b->known && ((b->sc && !p->sc) || p->key_size < b->key_size ||
			    (b->authenticated &&
			     p->method == SMP_GUARD_METHOD_JUST_WORKS));
}

/* Is a pairing without a bond, whose keys no side keeps? */
static bool is_unbonded(const struct smpg_pairing *p)
{
	return !(p->features[0].auth & p->features[1].auth & SMPG_AUTH_BONDING);
}

/* Does the pairing derive a link key, in place of one that this host keeps? */
static bool replaces_link_key(const struct smpg_case *c)
{
	const struct smpg_pairing *p = &c->link->pairing;

	return !is_bredr(c) && c->context->link_key.known &&
	       p->keys[SMPG_INITIATOR] & p->keys[SMPG_RESPONDER] &
	       SMP_GUARD_KEY_DIST_LINKKEY;
}

/*
 * Do keys of a size over BR/EDR derive an LTK in place of a better one? Linux replaces
 * the bond before its Pairing Response is transmitted.
 */
static bool derives_ltk_below_bond(const struct smpg_case *c, const u8 keys[2], u8 size)
{
	const struct smpg_link_key *link_key = &c->context->link_key;
	const struct smpg_bond *bond = c->link->replaced.known ? &c->link->replaced :
								 &c->context->bond;

	return keys[SMPG_INITIATOR] & keys[SMPG_RESPONDER] & SMP_GUARD_KEY_DIST_ENCKEY &&
	       bond->known &&
	       (c->link->debug_key || size < bond->key_size ||
		(bond->authenticated && link_key->known &&
		 !link_key->authenticated));
}

/* Does the pairing derive a key of the other transport in place of a better one? */
static bool derives_below_bond(const struct smpg_case *c)
{
	const struct smpg_pairing *p = &c->link->pairing;

	if (is_bredr(c))
		return derives_ltk_below_bond(c, p->keys, p->key_size);
	return replaces_link_key(c) &&
	       (is_unbonded(p) ||
		(c->context->link_key.authenticated &&
		 p->method == SMP_GUARD_METHOD_JUST_WORKS));
}

/*
 * Linux derives its LTK at the request of a peer, so that to reject its response is too
 * late. A report waits for the response, which tells whether the host derives.
 */
static bool asks_below_bond(const struct smpg_case *c)
{
	const struct smpg_pairing *p = &c->link->pairing;
	u8 direction = c->context->direction;
	const struct smpg_features *f = &p->next[direction];

	return c->pdu[0] == SMPG_PAIRING_REQUEST && is_bredr(c) && !is_local(c) &&
	       c->context->policy->action[SMP_GUARD_RULE_DOWNGRADE] ==
	       SMP_GUARD_ACTION_REJECT && derives_ltk_below_bond(c, f->keys, f->key_size);
}

/*
 * An initiator asks for less than the peer's Security Request did if it has less
 * itself, and a responder may answer in kind.
 */
static u8 downgrade(struct smpg_case *c)
{
	const u8 levels = SMPG_AUTH_SC | SMPG_AUTH_MITM;
	const struct smpg_link *link = c->link;
	u8 auth = c->pdu[3];

	if (c->context->unread)
		return SMP_GUARD_WHY_NONE;
	/* A listener can compute the keys that replace those of the bond. */
	if (c->pdu[0] == SMPG_PAIRING_PUBLIC_KEY)
		return c->context->bond.known || replaces_link_key(c) ?
		       smpg_key_pair_known(c->pdu + 1) : SMP_GUARD_WHY_NONE;
	if (asks_below_bond(c))
		return SMP_GUARD_WHY_LESS_THAN_BOND;
	if (c->pdu[0] == SMPG_PAIRING_RESPONSE &&
	    (derives_below_bond(c) ||
	     (!is_bredr(c) && is_below_bond(&link->pairing, &c->context->bond))))
		return SMP_GUARD_WHY_LESS_THAN_BOND;
	if (is_local(c) || is_bredr(c))
		return SMP_GUARD_WHY_NONE;
	if (c->pdu[0] == SMPG_PAIRING_RESPONSE && link->pairing.known &&
	    link->peer_asks & link->pairing.features[0].auth & ~auth & levels)
		return SMP_GUARD_WHY_LESS_THAN_ASKED;
	if (c->pdu[0] == SMPG_PAIRING_RESPONSE && c->context->bond.known &&
	    link->unbonded && auth & SMPG_AUTH_BONDING)
		return SMP_GUARD_WHY_OTHER_BONDING;
	if (!link->offered_size)
		return SMP_GUARD_WHY_NONE;
	if (c->pdu[4] < link->offered_size)
		c->reason = ENCRYPTION_KEY_SIZE;
	else if (!(link->offered_auth & ~auth & levels))
		return SMP_GUARD_WHY_NONE;
	return SMP_GUARD_WHY_LESS_THAN_BEFORE;
}

/*
 * Linux has the same check, but not for a link whose AES-CCM has turned to E0. As
 * responder Linux derives its LTK at the request, so that to reject its response is too
 * late: with E0 the request is judged. With no encryption yet the response is, since a
 * request may overtake the event of encryption.
 */
static u8 ctkd_downgrade(struct smpg_case *c)
{
	const struct smpg_link *link = c->link;

	if (!is_bredr(c) || link->mid_life || link->guessed ||
	    !link->pairing.known || link->aes_ccm)
		return SMP_GUARD_WHY_NONE;
	if (c->pdu[0] == SMPG_PAIRING_RESPONSE)
		return link->over_e0 ? SMP_GUARD_WHY_NONE : SMP_GUARD_WHY_NO_AES_CCM;
	return !is_local(c) && link->encrypted ?
	       SMP_GUARD_WHY_NO_AES_CCM : SMP_GUARD_WHY_NONE;
}

/*
 * Controllers of BR/EDR may pause encryption, but not for E0 in place of AES-CCM; over
 * LE no procedure ends it.
 */
static u8 encryption_downgrade(struct smpg_case *c)
{
	if (c->hci->status)
		return SMP_GUARD_WHY_NONE;
	if (is_bredr(c))
		return c->link->due_aes_ccm &&
		       c->hci->encryption == SMPG_ENCRYPTION_ON ?
		       SMP_GUARD_WHY_NO_AES_CCM : SMP_GUARD_WHY_NONE;
	return c->link->encrypted && !c->hci->encrypted ?
	       SMP_GUARD_WHY_ENCRYPTION_OFF : SMP_GUARD_WHY_NONE;
}

static u8 unauthenticated_pairing(struct smpg_case *c)
{
	const struct smpg_pairing *p = &c->link->pairing;

	if (is_link_key(c))
		return c->hci->key_type == SMPG_LINK_KEY_UNAUTHENTICATED_P192 ||
		       c->hci->key_type == SMPG_LINK_KEY_UNAUTHENTICATED_P256 ?
		       SMP_GUARD_WHY_JUST_WORKS : SMP_GUARD_WHY_NONE;
	if (p->method == SMP_GUARD_METHOD_JUST_WORKS)
		return SMP_GUARD_WHY_JUST_WORKS;
	return p->method == SMP_GUARD_METHOD_OOB && p->known &&
	       !p->features[0].oob != !p->features[1].oob ?
	       SMP_GUARD_WHY_ONE_SIDED_OOB : SMP_GUARD_WHY_NONE;
}

/* A host that answers a Security Request starts what the peer wants. */
static bool peer_starts(const struct smpg_case *c)
{
	return !is_bredr(c) && (!is_local(c) || c->link->peer_asked);
}

/*
 * Over BR/EDR the controllers pair, which the new link key tells. Peers that inject
 * keystrokes start such pairings (CVE-2023-45866).
 */
static u8 unasked_link_key(const struct smpg_case *c)
{
	return is_local(c) || c->link->mid_life || c->link->asked ||
	       c->context->window ||
	       c->hci->key_type == SMPG_LINK_KEY_CHANGED ||
	       c->hci->key_type == SMPG_LINK_KEY_UNKNOWN ?
	       SMP_GUARD_WHY_NONE : SMP_GUARD_WHY_NOT_ASKED_FOR;
}

/* The owner of this host wants a pairing that the host starts, or has opened a window. */
static u8 unasked_request(const struct smpg_case *c)
{
	if (!peer_starts(c) || c->link->mid_life || c->context->window)
		return SMP_GUARD_WHY_NONE;
	if (is_local(c))
		return SMP_GUARD_WHY_ASKED_BY_PEER;
	return c->link->asked ? SMP_GUARD_WHY_NONE : SMP_GUARD_WHY_NOT_ASKED_FOR;
}

/* A relay pairs with this host twice at the same time, in whatever window. */
static u8 unsolicited_pairing(struct smpg_case *c)
{
	u8 why = is_link_key(c) ? unasked_link_key(c) : unasked_request(c);

	return !why && c->pdu && !is_local(c) && c->context->pairs ?
	       SMP_GUARD_WHY_SECOND_PAIRING : why;
}

/*
 * A central with a bond that this host has lost asks for the key once or twice. Others
 * guess EDIV and Rand, or ask until a host errs.
 */
#define DENIALS	8

/* A stranger takes another address for each attempt; a peer with a bond is none. */
static u8 repeated_attempts(struct smpg_case *c)
{
	const struct smpg_context *context = c->context;
	const struct smpg_attempts *a = context->attempts;

	if (c->hci)
		return c->link->denied >= DENIALS ? SMP_GUARD_WHY_DENIED :
						    SMP_GUARD_WHY_NONE;
	if (!is_local(c) && smpg_rate_exceeded(&c->link->requests))
		return SMP_GUARD_WHY_FLOOD;
	if (!peer_starts(c) || c->pdu[0] == SMPG_SECURITY_REQUEST)
		return SMP_GUARD_WHY_NONE;
	if (smpg_attempts_too_soon(&a[SMPG_OF_PEER], false, context->now))
		return a[SMPG_OF_PEER].invalid > 1 ?
		       SMP_GUARD_WHY_INVALID_KEYS : SMP_GUARD_WHY_TOO_SOON;
	return !context->bond.known &&
	       smpg_attempts_too_soon(&a[SMPG_OF_ADAPTER], true, context->now) ?
	       SMP_GUARD_WHY_TOO_SOON_FOR_ALL : SMP_GUARD_WHY_NONE;
}

/*
 * A key pair may serve a few pairings: a host makes a new one at the latest when their
 * number, failed ones counted three times, exceeds eight (2.3.6). Pairings that have
 * failed count once here, so that no host is reported too early.
 */
#define PAIRINGS_OF_KEY	8

static u8 worn_key(const struct smpg_case *c)
{
	return is_local(c) && c->context->reused > PAIRINGS_OF_KEY ?
	       SMP_GUARD_WHY_WORN : SMP_GUARD_WHY_NONE;
}

/* A value that is constant is no better for being new: one finding is enough. */
static u8 weak_nonce(struct smpg_case *c)
{
	u8 why;

	if (c->context->unread)
		return SMP_GUARD_WHY_NONE;
	if (c->pdu[0] == SMPG_PAIRING_PUBLIC_KEY)
		return worn_key(c);
	why = smpg_key_weak(c->pdu + 1, SMPG_KEY_LEN);
	if (why)
		return why;
	if (smpg_pairing_random_again(&c->link->pairing, c->context->direction,
				      c->pdu))
		return SMP_GUARD_WHY_EARLIER_ROUND;
	return c->context->reused ? SMP_GUARD_WHY_USED_BEFORE :
				    SMP_GUARD_WHY_NONE;
}

/* A central that asks for encryption early enough gets zeros of some hosts. */
static u8 zero_key(struct smpg_case *c)
{
	return !c->context->unread && smpg_all_zero(c->hci->key, SMPG_KEY_LEN) ?
	       SMP_GUARD_WHY_ZERO : SMP_GUARD_WHY_NONE;
}

/*
 * Over BR/EDR a new link key tells of the pairing. A host that replaces a key
 * authenticates with the old one.
 */
static u8 link_key_after_refusal(const struct smpg_case *c)
{
	if (is_local(c) || c->hci->key_type == SMPG_LINK_KEY_CHANGED)
		return SMP_GUARD_WHY_NONE;
	if (c->link->refused)
		return SMP_GUARD_WHY_BOND_REFUSED;
	return c->context->attempts[SMPG_OF_PEER].refused ?
	       SMP_GUARD_WHY_REFUSED_BEFORE : SMP_GUARD_WHY_NONE;
}

/* Some hosts forget a bond that was refused so often (BLERP). */
#define REFUSALS	2

/*
 * Hosts do not use a bond that has less than a Security Request asks for, so that an
 * impostor asks for more than there is (BLERP).
 */
static bool asks_for_more(const struct smpg_case *c)
{
	const struct smpg_bond *bond = &c->context->bond;
	u8 asks = c->link->peer_asks;

	return c->link->peer_asked && !c->link->encrypted &&
	       ((asks & SMPG_AUTH_SC && !bond->sc) ||
		(asks & SMPG_AUTH_MITM && !bond->authenticated) ||
		asks & SMPG_AUTH_RESERVED);
}

/* A peer that was reset has lost the bond, and looks the same as an impostor. */
static u8 re_pairing(struct smpg_case *c)
{
	const struct smpg_link *link = c->link;

	if (is_link_key(c))
		return link_key_after_refusal(c);
	if (is_bredr(c) || link->mid_life)
		return SMP_GUARD_WHY_NONE;
	if (c->context->bond.known && link->refused)
		return SMP_GUARD_WHY_BOND_REFUSED;
	if (c->context->attempts[SMPG_OF_PEER].refused >= REFUSALS)
		return SMP_GUARD_WHY_REFUSED_BEFORE;
	if (!c->context->bond.known)
		return SMP_GUARD_WHY_NONE;
	if (is_local(c) && asks_for_more(c))
		return SMP_GUARD_WHY_ASKED_FOR_MORE;
	return is_local(c) || link->encrypted || link->tried ?
	       SMP_GUARD_WHY_NONE : SMP_GUARD_WHY_BOND_NOT_USED;
}

/* In the order of the profiles: audit, default, strict, gateway. */
#define IN_PROFILES(audit, def, strict, gateway) { \
	[SMP_GUARD_PROFILE_AUDIT] = SMP_GUARD_ACTION_##audit, \
	[SMP_GUARD_PROFILE_DEFAULT] = SMP_GUARD_ACTION_##def, \
	[SMP_GUARD_PROFILE_STRICT] = SMP_GUARD_ACTION_##strict, \
	[SMP_GUARD_PROFILE_GATEWAY] = SMP_GUARD_ACTION_##gateway, \
}

/*
 * A key that was not negotiated is no better for being random, so that it is
 * not repaired; and the peer waits for a weak key, which was negotiated, so that
 * masking the key would stall the pairing until its timeout.
 */
const struct smpg_rule smpg_rules[__SMP_GUARD_RULE_MAX] = {
	[SMP_GUARD_RULE_UNNEGOTIATED_KEY] = {
		.name = "unnegotiated-key",
		.takes = ALLOW | AUDIT | MASK | REJECT,
		.action = IN_PROFILES(AUDIT, MASK, REJECT, REJECT),
		.reason = KEY_REJECTED,
		.section = "3.6.1",
		.pdus = KEYS,
		.why = unnegotiated_key,
	},
	[SMP_GUARD_RULE_WEAK_KEY] = {
		.name = "weak-key",
		.takes = ALLOW | AUDIT | REPAIR | REJECT,
		.action = IN_PROFILES(AUDIT, REPAIR, REJECT, REJECT),
		.reason = KEY_REJECTED,
		.section = "2.4.2",
		.own_key = true,
		.pdus = KEYS,
		.why = weak_key,
	},
	[SMP_GUARD_RULE_MASKED_KEY] = {
		.name = "masked-key",
		.takes = ALLOW | AUDIT | REJECT,
		.action = IN_PROFILES(AUDIT, REJECT, REJECT, REJECT),
		.reason = KEY_REJECTED,
		.section = "3.6.1",
		.pdus = RESPONSES,
		.why = masked_key,
	},
	[SMP_GUARD_RULE_LEGACY_PAIRING] = {
		.name = "legacy-pairing",
		.takes = ALLOW | AUDIT | REJECT,
		.action = IN_PROFILES(AUDIT, ALLOW, REJECT, REJECT),
		.reason = AUTHENTICATION_REQUIREMENTS,
		.section = "2.3.5.1",
		.pdus = RESPONSES | BIT(SMPG_PAIRING_CONFIRM),
		.events = BIT(SMPG_HCI_LINK_KEY),
		.why = legacy_pairing,
	},
	[SMP_GUARD_RULE_SHORT_KEY] = {
		.name = "short-key",
		.takes = ALLOW | AUDIT | REJECT,
		.action = IN_PROFILES(AUDIT, AUDIT, REJECT, REJECT),
		.reason = ENCRYPTION_KEY_SIZE,
		.section = "2.3.4",
		.pdus = RESPONSES,
		.events = BIT(SMPG_HCI_ENCRYPT) | BIT(SMPG_HCI_KEY_SIZE) |
			  BIT(SMPG_HCI_SESSION_KEY),
		.why = short_key,
	},
	[SMP_GUARD_RULE_DEBUG_KEY] = {
		.name = "debug-key",
		.takes = ALLOW | AUDIT | REJECT,
		.action = IN_PROFILES(AUDIT, AUDIT, REJECT, REJECT),
		.reason = INVALID_PARAMETERS,
		.section = "2.3.5.6.1",
		.pdus = PUBLIC_KEYS,
		.events = BIT(SMPG_HCI_LINK_KEY),
		.why = debug_key,
	},
	[SMP_GUARD_RULE_WEAK_PEER_KEY] = {
		.name = "weak-peer-key",
		.takes = ALLOW | AUDIT | REJECT,
		.action = IN_PROFILES(AUDIT, AUDIT, REJECT, REJECT),
		.reason = KEY_REJECTED,
		.section = "2.4.2",
		.pdus = KEYS,
		.why = weak_peer_key,
	},
	[SMP_GUARD_RULE_REUSED_KEY] = {
		.name = "reused-key",
		.takes = ALLOW | AUDIT | REPAIR | REJECT,
		.action = IN_PROFILES(AUDIT, REPAIR, REJECT, REJECT),
		.reason = KEY_REJECTED,
		.section = "2.4.2",
		.own_key = true,
		.pdus = KEYS,
		.why = reused_key,
	},
	[SMP_GUARD_RULE_REUSED_PEER_KEY] = {
		.name = "reused-peer-key",
		.takes = ALLOW | AUDIT | REJECT,
		.action = IN_PROFILES(AUDIT, AUDIT, REJECT, REJECT),
		.reason = KEY_REJECTED,
		.section = "2.4.2",
		.pdus = KEYS,
		.why = reused_peer_key,
	},
	[SMP_GUARD_RULE_REFLECTED_VALUE] = {
		.name = "reflected-value",
		.takes = ALLOW | AUDIT | REJECT,
		.action = IN_PROFILES(AUDIT, REJECT, REJECT, REJECT),
		.reason = CONFIRM_VALUE_FAILED,
		.section = "2.3.5",
		.pdus = VALUES,
		.why = reflected_value,
	},
	[SMP_GUARD_RULE_INVALID_KEY] = {
		.name = "invalid-key",
		.takes = ALLOW | AUDIT | REJECT,
		.action = IN_PROFILES(AUDIT, REJECT, REJECT, REJECT),
		.reason = DHKEY_CHECK_FAILED,
		.section = "2.3.5.6.1",
		.pdus = PUBLIC_KEYS,
		.why = invalid_key,
	},
	[SMP_GUARD_RULE_PLAIN_KEY] = {
		.name = "plain-key",
		.takes = ALLOW | AUDIT | REJECT,
		.action = IN_PROFILES(AUDIT, REJECT, REJECT, REJECT),
		.reason = KEY_REJECTED,
		.section = "2.4.3",
		.pdus = KEYS,
		.why = plain_key,
	},
	[SMP_GUARD_RULE_MALFORMED] = {
		.name = "malformed",
		.takes = ALLOW | AUDIT | REJECT,
		.action = IN_PROFILES(AUDIT, REJECT, REJECT, REJECT),
		.reason = INVALID_PARAMETERS,
		.section = "3.5.1",
		.pdus = REQUESTS | RESPONSES | BIT(SMPG_SECURITY_REQUEST),
		.why = malformed,
	},
	[SMP_GUARD_RULE_UNEXPECTED_PDU] = {
		.name = "unexpected-pdu",
		.takes = ALLOW | AUDIT | REJECT,
		.action = IN_PROFILES(AUDIT, AUDIT, REJECT, REJECT),
		.reason = UNSPECIFIED_REASON,
		.section = "2.3.5",
		.pdus = PDUS,
		.events = BIT(SMPG_HCI_SESSION_KEY) |
			  BIT(SMPG_HCI_LTK_REQUEST),
		.why = unexpected_pdu,
	},
	[SMP_GUARD_RULE_IDENTITY_CONFLICT] = {
		.name = "identity-conflict",
		.takes = ALLOW | AUDIT | REJECT,
		.action = IN_PROFILES(AUDIT, AUDIT, REJECT, REJECT),
		.reason = KEY_REJECTED,
		.section = "3.6.5",
		.pdus = BIT(SMPG_IDENTITY_INFORMATION) |
			BIT(SMPG_IDENTITY_ADDRESS_INFORMATION),
		.events = BIT(SMPG_HCI_OPEN),
		.why = identity_conflict,
	},
	[SMP_GUARD_RULE_DOWNGRADE] = {
		.name = "downgrade",
		.takes = ALLOW | AUDIT | REJECT,
		.action = IN_PROFILES(AUDIT, AUDIT, REJECT, REJECT),
		.reason = AUTHENTICATION_REQUIREMENTS,
		.section = "2.3.4",
		.pdus = REQUESTS | RESPONSES | PUBLIC_KEYS,
		.why = downgrade,
	},
	[SMP_GUARD_RULE_CTKD_DOWNGRADE] = {
		.name = "ctkd-downgrade",
		.takes = ALLOW | AUDIT | REJECT,
		.action = IN_PROFILES(AUDIT, REJECT, REJECT, REJECT),
		.reason = SMPG_CTKD_NOT_ALLOWED,
		.section = "2.4.2.5",
		.pdus = REQUESTS | RESPONSES,
		.why = ctkd_downgrade,
	},
	[SMP_GUARD_RULE_ENCRYPTION_DOWNGRADE] = {
		.name = "encryption-downgrade",
		.takes = ALLOW | AUDIT,
		.action = IN_PROFILES(AUDIT, AUDIT, AUDIT, AUDIT),
		.section = "2.4.4",
		.events = BIT(SMPG_HCI_ENCRYPT),
		.why = encryption_downgrade,
	},
	[SMP_GUARD_RULE_UNAUTHENTICATED_PAIRING] = {
		.name = "unauthenticated-pairing",
		.takes = ALLOW | AUDIT | REJECT,
		.action = IN_PROFILES(AUDIT, ALLOW, AUDIT, AUDIT),
		.reason = AUTHENTICATION_REQUIREMENTS,
		.section = "2.3.5.1",
		.pdus = RESPONSES,
		.events = BIT(SMPG_HCI_LINK_KEY),
		.why = unauthenticated_pairing,
	},
	[SMP_GUARD_RULE_UNSOLICITED_PAIRING] = {
		.name = "unsolicited-pairing",
		.takes = ALLOW | AUDIT | REJECT,
		.action = IN_PROFILES(AUDIT, ALLOW, AUDIT, REJECT),
		.reason = PAIRING_NOT_SUPPORTED,
		.section = "2.4.6",
		.pdus = REQUESTS,
		.events = BIT(SMPG_HCI_LINK_KEY),
		.why = unsolicited_pairing,
	},
	[SMP_GUARD_RULE_WEAK_NONCE] = {
		.name = "weak-nonce",
		.takes = ALLOW | AUDIT | REJECT,
		.action = IN_PROFILES(AUDIT, AUDIT, REJECT, REJECT),
		.reason = UNSPECIFIED_REASON,
		.section = "3.5.4",
		.pdus = BIT(SMPG_PAIRING_RANDOM) | PUBLIC_KEYS,
		.why = weak_nonce,
	},
	[SMP_GUARD_RULE_ZERO_KEY] = {
		.name = "zero-key",
		.takes = ALLOW | AUDIT | REJECT,
		.action = IN_PROFILES(AUDIT, REJECT, REJECT, REJECT),
		.reason = KEY_REJECTED,
		.section = "2.4.4",
		.events = BIT(SMPG_HCI_SESSION_KEY) | BIT(SMPG_HCI_LINK_KEY),
		.why = zero_key,
	},
	[SMP_GUARD_RULE_RE_PAIRING] = {
		.name = "re-pairing",
		.takes = ALLOW | AUDIT | REJECT,
		.action = IN_PROFILES(AUDIT, AUDIT, AUDIT, AUDIT),
		.reason = UNSPECIFIED_REASON,
		.section = "2.4.4",
		.pdus = REQUESTS,
		.events = BIT(SMPG_HCI_LINK_KEY),
		.why = re_pairing,
	},
	[SMP_GUARD_RULE_REPEATED_ATTEMPTS] = {
		.name = "repeated-attempts",
		.takes = ALLOW | AUDIT | REJECT,
		.action = IN_PROFILES(AUDIT, AUDIT, REJECT, REJECT),
		.reason = REPEATED_ATTEMPTS,
		.section = "2.3.6",
		.pdus = REQUESTS | BIT(SMPG_SECURITY_REQUEST),
		.events = BIT(SMPG_HCI_LTK_REQUEST),
		.why = repeated_attempts,
	},
};

/**
 * smpg_policy_profile() - the policy that a profile stands for
 * @profile: enum smp_guard_profile
 */
struct smpg_policy smpg_policy_profile(u8 profile)
{
	u8 keys = profile == SMP_GUARD_PROFILE_STRICT ||
		  profile == SMP_GUARD_PROFILE_GATEWAY ?
		  SMPG_KEY_DIST_ALL & ~SMP_GUARD_KEY_DIST_LINKKEY :
		  SMPG_KEY_DIST_ALL;
	struct smpg_policy p = {
		.key_dist = { keys, keys },
		.min_key_size = SMPG_KEY_LEN,
	};
	unsigned int i;

	for (i = 0; i < __SMP_GUARD_RULE_MAX; i++)
		p.action[i] = smpg_rules[i].action[profile];
	return p;
}

/**
 * smpg_rule_name() - the name of a rule
 * @rule: enum smp_guard_rule
 *
 * Return: the name in the netlink spec, NULL for a value out of range.
 */
const char *smpg_rule_name(u8 rule)
{
	return rule < ARRAY_SIZE(smpg_rules) ? smpg_rules[rule].name : NULL;
}

/**
 * smpg_rule_section() - the section of the specification that a rule stands on
 * @rule: enum smp_guard_rule
 * @why: enum smp_guard_why
 *
 * Return: the section in Vol 3, Part H.
 */
const char *smpg_rule_section(u8 rule, u8 why)
{
	/* s1 gives such keys. */
	if (why == SMP_GUARD_WHY_EQUALS_STK || why == SMP_GUARD_WHY_EQUALS_S1)
		return "2.2.4";
	if (why == SMP_GUARD_WHY_MORE_THAN_ASKED ||
	    why == SMP_GUARD_WHY_KEY_ORDER)
		return "3.6.1";
	if (why == SMP_GUARD_WHY_WORN)
		return "2.3.6";
	if (why == SMP_GUARD_WHY_WRONG_LENGTH)
		return "3.3";
	if (why == SMP_GUARD_WHY_WRONG_CHANNEL)
		return "3.2";
	if (why == SMP_GUARD_WHY_LATE)
		return "3.4";
	if (why == SMP_GUARD_WHY_UNVERIFIED)
		return "2.2.6";
	if (why == SMP_GUARD_WHY_NOT_OF_BOND)
		return "2.4.4";
	if (why == SMP_GUARD_WHY_WRONG_SENDER)
		return "2.4.6";
	if (why == SMP_GUARD_WHY_NOT_REQUESTED || why == SMP_GUARD_WHY_AGAIN)
		return "2.3";
	return smpg_rules[rule].section;
}

/**
 * smpg_rule_takes() - may a policy have an action for a rule?
 * @rule: enum smp_guard_rule
 * @action: enum smp_guard_action
 */
bool smpg_rule_takes(u8 rule, u8 action)
{
	return rule < ARRAY_SIZE(smpg_rules) && action < 8 &&
	       smpg_rules[rule].takes & BIT(action);
}

/**
 * smpg_rule_does() - can an action come of a rule?
 * @rule: enum smp_guard_rule
 * @action: enum smp_guard_action
 *
 * An IRK that is to be repaired is masked, since addresses are derived from it.
 */
bool smpg_rule_does(u8 rule, u8 action)
{
	return smpg_rule_takes(rule, action) ||
	       (rule == SMP_GUARD_RULE_WEAK_KEY &&
		action == SMP_GUARD_ACTION_MASK);
}

/**
 * smpg_finding_severity() - how bad a finding is
 * @f: the finding
 * @stack: enum smp_guard_stack: the host that transmitted the key
 *
 * A key of the kernel's that is not random means that the machine's randomness
 * is broken.
 *
 * Return: enum smp_guard_severity.
 */
u8 smpg_finding_severity(const struct smpg_finding *f, u8 stack)
{
	if (smpg_rules[f->rule].own_key && stack == SMP_GUARD_STACK_KERNEL)
		return SMP_GUARD_SEVERITY_CRITICAL;
	return f->action > SMP_GUARD_ACTION_AUDIT ? SMP_GUARD_SEVERITY_WARNING :
						    SMP_GUARD_SEVERITY_NOTICE;
}
