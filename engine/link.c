// SPDX-License-Identifier: GPL-2.0
/* The life of a link, and what its HCI events say. */
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

/* Take in a connection event. */
static void take_connection(struct smpg_link *link, const struct smpg_hci *hci)
{
	link->mid_life = false;
	link->guessed = false;
	link->transport = hci->transport;
	link->role = hci->role;
	link->peer_type = hci->peer_type;
	link->encrypted = hci->encrypted;
	link->private_address = hci->private_address;
	memcpy(link->peer, hci->peer, sizeof(link->peer));
	link->pairing.known = true;
}

/**
 * smpg_link_open() - start to watch a new link
 * @link: to be filled
 * @hci: its connection event, of kind SMPG_HCI_OPEN
 */
void smpg_link_open(struct smpg_link *link, const struct smpg_hci *hci)
{
	smpg_link_meet(link, hci->handle);
	take_connection(link, hci);
}

/**
 * smpg_link_complete() - the connection event of a link that was met before
 * @link: the link
 * @hci: its connection event, of kind SMPG_HCI_OPEN
 *
 * The first PDUs can overtake the event. They are of this link unless the event
 * contradicts what is known of it: then the link was another one.
 *
 * Return: whether the event is of this link, which is complete now.
 */
bool smpg_link_complete(struct smpg_link *link, const struct smpg_hci *hci)
{
	if (!link->mid_life || link->pairing.answered || link->encrypted ||
	    (link->transport && link->transport != hci->transport) ||
	    (link->peer_type && memcmp(link->peer, hci->peer, 6)))
		return false;
	take_connection(link, hci);
	return true;
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

/* An STK, and an LTK of Secure Connections, have zeros (2.4.4). */
static bool is_identified(const u8 *id)
{
	return !smpg_all_zero(id, SMPG_ID_LEN);
}

/* Do EDIV and Rand identify the key that the host hands over? */
bool smpg_link_identified(const struct smpg_link *link,
			  const struct smpg_hci *hci)
{
	return hci->id ? is_identified(hci->id) : link->identified;
}

/* Does the peer say that it has no such key, or another one (Vol 1, Part F)? */
static bool is_refusal(u8 status)
{
	return status == 0x05 || status == 0x06;
}

/*
 * A new link key. Sides that both have Secure Connections encrypt with AES-CCM
 * (Vol 4, Part E, 7.7.8), and only such sides get a key by P-256.
 */
static void take_link_key(struct smpg_link *link, const struct smpg_hci *hci,
			  const struct smpg_verdict *v)
{
	if (v->direction == SMP_GUARD_DIRECTION_TX ||
	    hci->key_type == SMPG_LINK_KEY_CHANGED ||
	    hci->key_type == SMPG_LINK_KEY_UNKNOWN)
		return;
	link->due_aes_ccm = hci->key_type == SMPG_LINK_KEY_UNAUTHENTICATED_P256 ||
			    hci->key_type == SMPG_LINK_KEY_AUTHENTICATED_P256;
	link->debug_key = hci->key_type == SMPG_LINK_KEY_DEBUG;
}

/*
 * Authentication over BR/EDR. A host that has no link key, or no PIN, ends it with the
 * same status: only the key that the host has handed over was refused by the peer.
 */
static void take_authentication(struct smpg_link *link, enum smpg_hci_kind kind,
				const struct smpg_hci *hci, struct smpg_verdict *v)
{
	if (kind == SMPG_HCI_ASKED) {
		link->asked = true;
	} else if (kind == SMPG_HCI_LINK_KEY) {
		link->tried |= v->direction == SMP_GUARD_DIRECTION_TX;
		take_link_key(link, hci, v);
	} else {
		link->asked = false;
		if (!hci->status)
			v->bond = SMPG_BOND_HELD;
		else if (link->tried && is_refusal(hci->status))
			v->bond = SMPG_BOND_REFUSED;
		link->refused |= v->bond == SMPG_BOND_REFUSED;
		link->tried = false;
	}
}

/*
 * Both sides have the same key: what the peer asked for before was in earnest and is
 * done, as is what this host asked for over LE.
 */
static void take_encrypted(struct smpg_link *link, struct smpg_verdict *v)
{
	link->asked &= link->transport == SMP_GUARD_TRANSPORT_BREDR;
	v->bond = SMPG_BOND_HELD;
	link->denied = 0;
	link->requests.nr = 0;
	link->peer_asks = 0;
	link->unbonded = false;
	smpg_pairing_encrypted(&link->pairing, v);
}

/* Update an open link from an HCI event or command. */
void smpg_link_take(struct smpg_link *link, enum smpg_hci_kind kind,
		    const struct smpg_hci *hci, struct smpg_verdict *v)
{
	struct smpg_pairing *p = &link->pairing;

	if (kind == SMPG_HCI_OPEN || kind == SMPG_HCI_KEY_SIZE)
		return;
	if (kind == SMPG_HCI_DENIED) {
		link->denied += link->denied < 255;
		return;
	}
	if (kind == SMPG_HCI_ASKED || kind == SMPG_HCI_AUTHENTICATED ||
	    kind == SMPG_HCI_LINK_KEY) {
		take_authentication(link, kind, hci, v);
		return;
	}
	if (kind != SMPG_HCI_ENCRYPT)
		link->tried |= !smpg_pairing_open(p);
	if (kind == SMPG_HCI_SESSION_KEY) {
		smpg_pairing_session_key(p, hci->key,
					 smpg_link_identified(link, hci));
		return;
	}
	if (kind == SMPG_HCI_LTK_REQUEST) {
		link->identified = is_identified(hci->id);
		return;
	}
	if (!hci->status) {
		link->encrypted = hci->encrypted;
		if (hci->encryption != SMPG_ENCRYPTION_KEPT)
			link->aes_ccm = hci->encryption ==
					SMPG_ENCRYPTION_AES_CCM;
		/* Encryption that is paused comes back as it was. */
		if (hci->encryption != SMPG_ENCRYPTION_KEPT && link->encrypted)
			link->due_aes_ccm = link->aes_ccm;
		link->peer_asked &= !link->encrypted;
		if (link->encrypted)
			take_encrypted(link, v);
		/* A controller of BR/EDR may pause encryption for a moment. */
		else if (link->transport != SMP_GUARD_TRANSPORT_BREDR)
			smpg_pairing_unencrypted(p, v);
		return;
	}
	if (link->tried && !smpg_pairing_open(p)) {
		link->refused = true;
		if (is_refusal(hci->status))
			v->bond = SMPG_BOND_REFUSED;
	}
	if (p->phase == SMP_GUARD_PHASE_ENCRYPTION)
		smpg_pairing_failed(p, SMP_GUARD_SIDE_LINK, hci->status, v);
}

/**
 * smpg_link_doubt() - a negotiation may have been missed
 * @link: the link
 *
 * For a caller that does not see every PDU of a link: keys are not held against a side
 * for want of a negotiation or authentication that was not seen.
 */
void smpg_link_doubt(struct smpg_link *link)
{
	link->pairing.known = false;
}

/**
 * smpg_link_assume_encrypted() - an Encryption Change may have been missed
 * @link: the link
 * @v: what happened to the pairing
 *
 * For a caller that does not see every event of a link: sides that distribute keys to
 * each other have encrypted the link.
 */
void smpg_link_assume_encrypted(struct smpg_link *link, struct smpg_verdict *v)
{
	struct smpg_pairing *p = &link->pairing;

	memset(v, 0, sizeof(*v));
	link->encrypted = true;
	link->aes_ccm = true;
	if (!p->answered)
		return;
	if (p->phase == SMP_GUARD_PHASE_FEATURES)
		p->phase = SMP_GUARD_PHASE_AUTHENTICATION;
	smpg_pairing_encrypted(p, v);
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

/**
 * smpg_link_feed() - take the next ACL fragment of a link
 * @link: the link
 * @direction: enum smp_guard_direction
 * @start: the fragment starts a PDU (packet boundary flag)
 * @data: payload of the ACL packet, at least the first SMPG_L2CAP_ROOM octets
 * @len: octets in the payload
 *
 * Return: what to do with the fragment. After SMPG_STEP_JUDGE smpg_link_pdu()
 * has the PDU.
 */
enum smpg_step smpg_link_feed(struct smpg_link *link, u8 direction, bool start,
			      const u8 *data, size_t len)
{
	return smpg_l2cap_feed(&link->l2cap[direction], direction, start, data,
			       len);
}

/**
 * smpg_link_pdu() - the PDU that is to be judged
 * @link: the link
 * @direction: enum smp_guard_direction
 * @len: to be set to its octets, as far as there is room for them
 * @cid: to be set to its channel
 *
 * Return: the PDU from its code on.
 */
const u8 *smpg_link_pdu(const struct smpg_link *link, u8 direction,
			size_t *len, u16 *cid)
{
	const struct smpg_l2cap *l = &link->l2cap[direction];

	*len = l->have - SMPG_L2CAP_HDR;
	*cid = smpg_le16(l->buf + 2);
	return l->buf + SMPG_L2CAP_HDR;
}

/**
 * smpg_link_done() - wipe an SMP PDU that is complete
 * @link: the link
 * @direction: enum smp_guard_direction
 *
 * The PDU may have been a key. Call this after every smpg_link_feed(), when the
 * octets of the outcome have been used.
 */
void smpg_link_done(struct smpg_link *link, u8 direction)
{
	struct smpg_l2cap *l = &link->l2cap[direction];
	bool left_open = l->left_open;

	if (!l->smp || l->open)
		return;
	smpg_l2cap_reset(l);
	l->left_open = left_open;
}

/**
 * smpg_link_identify() - the peer's identity address has become known
 * @link: the link
 * @type: SMP_GUARD_ADDRESS_TYPE_PUBLIC or _RANDOM
 * @address: the identity address, least significant octet first
 */
void smpg_link_identify(struct smpg_link *link, u8 type, const u8 *address)
{
	link->identity_type = type;
	memcpy(link->identity, address, sizeof(link->identity));
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

/**
 * smpg_link_name() - name the peer by an address that it cannot change at will
 * @link: the link
 * @address: to be filled; zeros for a peer without such an address
 *
 * Return: as smpg_link_identity(), or SMPG_PEER_PRIVATE for a peer without such an
 * address, which shares its name with others.
 */
u8 smpg_link_name(const struct smpg_link *link, u8 address[6])
{
	const u8 *identity;
	u8 type = smpg_link_identity(link, &identity);

	if (type == SMP_GUARD_ADDRESS_TYPE_UNKNOWN ||
	    (type == SMP_GUARD_ADDRESS_TYPE_RANDOM &&
	     (identity[5] & 0xc0) != 0xc0)) {
		memset(address, 0, 6);
		return SMPG_PEER_PRIVATE;
	}
	memcpy(address, identity, 6);
	return type;
}
