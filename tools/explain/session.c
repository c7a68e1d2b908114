// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "controller.h"
#include "logs.h"
#include "mgmt.h"
#include "overheard.h"
#include "session.h"
#include "stored.h"

#define ADAPTERS	16

/* Addresses of an adapter, zero as long as they are not known */
struct own {
	u8 public[6];
	u8 random[6];
};

/* @private: adapters whose hosts use resolvable private addresses, a bit each */
struct session {
	struct own own[ADAPTERS];
	u8 private[65536 / 8];
	struct judge judge;
	struct links links;
};

/**
 * session_new() - begin to take packets in
 * @policy: gives the policy to judge by
 * @done: called with each pairing that is over
 * @arg: for both
 */
struct session *session_new(judge_policy_fn policy,
			    void (*done)(void *arg, struct pairing *p),
			    void *arg)
{
	struct session *s = calloc(1, sizeof(*s));

	if (!s)
		abort();
	s->judge.policy = policy;
	s->judge.arg = arg;
	s->links.done = done;
	s->links.arg = arg;
	return s;
}

static bool is_smp(u16 cid)
{
	return cid == SMPG_CID_SMP_LE || cid == SMPG_CID_SMP_BREDR;
}

/* Does this PDU begin a pairing, and end the one before? */
static bool begins_another(const struct link *l, u8 code)
{
	u8 phase = l->seen.pairing.phase;
	bool open = phase > SMP_GUARD_PHASE_IDLE && phase < SMP_GUARD_PHASE_COMPLETE;

	return code == SMPG_PAIRING_REQUEST && l->pairing && l->pairing->started &&
	       !open && !report_only(l->pairing);
}

static void take_pdu(struct session *s, struct link *l,
		     const struct hci_packet *packet, u16 cid,
		     const u8 *pdu, size_t len)
{
	if (!len)
		return;
	if (begins_another(l, pdu[0]))
		links_end_pairing(&s->links, l);
	l->private_address |= s->private[l->adapter / 8] & BIT(l->adapter % 8);
	judge_pdu(&s->judge, l, packet, cid, pdu, len);
	if (packet->overheard)
		overheard_note(l->pairing, pdu[0], packet->tx);
}

/* @tx is -1 where the direction is not known. */
static void lose_packet(struct link *l, int tx)
{
	struct pairing *p = l->pairing;

	/* Recorders of the air lose packets all the time: what is over, is over. */
	if (p && !(p->overheard.there && p->outcome != OUTCOME_OPEN))
		p->lost = true;
	else
		l->lost = true;
	/* The fragments that follow are no PDU either. */
	if (tx >= 0)
		smpg_l2cap_reset(&l->guard.l2cap[!tx]);
}

/* Part of a packet is missing: note it for each link that it may belong to. */
static void take_part(struct session *s, const struct hci_packet *packet)
{
	bool acl = packet->type == HCI_ACL;
	const u8 *data = packet->data;
	bool found = false;
	struct link *l;
	u16 handle;

	if (acl && packet->len >= 8 && !(data[1] & 0x10) && !is_smp(smpg_le16(data + 6)))
		return;
	handle = acl && packet->len >= 2 ? smpg_le16(data) & SMPG_HCI_HANDLE_MASK : 0;
	for (l = s->links.first; l; l = l->next) {
		if (l->adapter != packet->adapter ||
		    (acl && packet->len >= 2 && l->guard.handle != handle))
			continue;
		found = true;
		lose_packet(l, acl && !packet->unsided ? packet->tx : -1);
	}
	if (acl && packet->len >= 2 && !found)
		s->links.unread = LINKS_UNREAD(packet->adapter, handle);
}

/* Packets were cut out, of no link that is known. */
static void take_cut(struct session *s)
{
	struct link *l;

	for (l = s->links.first; l; l = l->next)
		if (!l->pairing || l->pairing->outcome == OUTCOME_OPEN)
			lose_packet(l, -1);
}

/* The packets that were left out may be harmless: they count where a PDU is missing, too. */
static void take_left_out(struct session *s, u16 adapter)
{
	struct link *l;

	for (l = s->links.first; l; l = l->next)
		if (l->adapter == adapter && l->pairing && l->pairing->outcome == OUTCOME_OPEN)
			l->pairing->left_out = true;
}

/* Without the beginning of a link, only one that pairs is worth to be watched. */
static struct link *link_of(struct session *s, const struct hci_packet *packet,
			    bool start)
{
	u16 handle = smpg_le16(packet->data) & SMPG_HCI_HANDLE_MASK;

	if (start && packet->len >= 8 && is_smp(smpg_le16(packet->data + 6)))
		return links_meet(&s->links, packet->adapter, handle);
	return *links_find(&s->links, packet->adapter, handle);
}

static void take_fragment(struct session *s, struct link *l,
			  const struct hci_packet *packet, bool start)
{
	struct smpg_l2cap *l2cap;

	l2cap = &l->guard.l2cap[!packet->tx];
	if (start && l2cap->open && l2cap->smp)
		lose_packet(l, packet->tx);
	if (smpg_l2cap_feed(l2cap, packet->tx ? SMP_GUARD_DIRECTION_TX : SMP_GUARD_DIRECTION_RX,
			    start,
			    packet->data + 4, packet->len - 4) != SMPG_STEP_JUDGE ||
	    l2cap->open)
		return;
	take_pdu(s, l, packet, smpg_le16(l2cap->buf + 2),
		 l2cap->buf + SMPG_L2CAP_HDR, l2cap->have - SMPG_L2CAP_HDR);
}

static void take_acl(struct session *s, const struct hci_packet *packet)
{
	struct hci_packet sided = *packet;
	struct link *l;
	bool start;

	if (packet->len < 4 ||
	    smpg_le16(packet->data + 2) != packet->len - 4) {
		take_part(s, packet);
		return;
	}
	start = !(packet->data[1] & 0x10);
	l = link_of(s, packet, start);
	if (!l)
		return;
	if (packet->unsided)
		sided.tx = overheard_sender(l, packet->data + 4, packet->len - 4, start);
	l->heard |= !sided.tx && l->seen.encrypted;
	take_fragment(s, l, &sided, start);
}

static void take_control(struct session *s, const struct hci_packet *packet)
{
	struct link *l = *links_find(&s->links, packet->adapter, smpg_le16(packet->data));

	if (l)
		overheard_control(l, packet);
}

static void take_own(struct session *s, const struct hci_packet *packet)
{
	struct own *own = &s->own[packet->adapter % ADAPTERS];
	const u8 *p = packet->data;

	if (packet->adapter >= ADAPTERS)
		return;
	if (packet->type == HCI_ADAPTER && packet->len >= 6)
		memcpy(own->public, p, 6);
	/* Command Complete of Read BD_ADDR, without an error */
	else if (packet->type == HCI_EVENT && packet->len >= 12 && p[0] == 0x0e &&
		 smpg_le16(p + 3) == 0x1009 && !p[5])
		memcpy(own->public, p + 6, 6);
	/* LE Set Random Address */
	else if (packet->type == HCI_COMMAND && packet->len >= 9 && smpg_le16(p) == 0x2005)
		memcpy(own->random, p + 3, 6);
}

static void add_own(struct pairing *p, const u8 *address, u8 type)
{
	if (smpg_all_zero(address, 6) || p->nr_own == OWN_ADDRESSES)
		return;
	memcpy(p->own[p->nr_own], address, 6);
	p->own[p->nr_own++][6] = type;
}

/* The address that this host has on the link is one of these. */
static void note_own(const struct session *s, const struct link *l)
{
	struct pairing *p = l->pairing;

	p->nr_own = 0;
	add_own(p, l->local, 1);
	if (l->adapter >= ADAPTERS)
		return;
	add_own(p, s->own[l->adapter].random, 1);
	add_own(p, s->own[l->adapter].public, 0);
}

/* An encryption that failed, or PIN or Key Missing (Vol 1, Part F, 2.6) */
static bool is_of_key(enum smpg_hci_kind kind, u8 status)
{
	return (kind == SMPG_HCI_ENCRYPT && status) || status == 0x06;
}

static void take_link_event(struct session *s, const struct hci_packet *packet,
			    enum smpg_hci_kind kind, const struct smpg_hci *hci)
{
	struct link **at = links_find_any(&s->links, packet->adapter, hci->handle);

	/* A key that did not do is worth to be told even where nothing precedes it. */
	if (!*at && (kind == SMPG_HCI_SESSION_KEY || is_of_key(kind, hci->status))) {
		links_meet(&s->links, packet->adapter, hci->handle);
		at = links_find(&s->links, packet->adapter, hci->handle);
	}
	if (!*at)
		return;
	judge_link_event(&s->judge, *at, packet, kind, hci);
	if (kind == SMPG_HCI_SESSION_KEY && (*at)->pairing)
		note_own(s, *at);
	if (kind == SMPG_HCI_CLOSE)
		links_drop(&s->links, at);
}

/* Packets of authentication have a handle, or over BR/EDR the address of the peer. */
static struct link *link_of_auth(struct session *s, const struct hci_packet *packet,
				 const struct auth *a)
{
	if (a->handle == AUTH_NO_HANDLE)
		return links_meet_peer(&s->links, packet, a->peer);
	if (a->kind == AUTH_LTK_REFUSED || (a->kind == AUTH_COMPLETE && a->status))
		if (!*links_find_any(&s->links, packet->adapter, a->handle))
			links_meet(&s->links, packet->adapter, a->handle);
	return *links_find_any(&s->links, packet->adapter, a->handle);
}

/* A link that is refused for want of a key is worth to be told; most others are not. */
static bool is_other_refusal(const struct session *s, const struct hci_packet *packet,
			     const struct auth *a)
{
	return a->kind == AUTH_NOT_CONNECTED && a->status != 0x05 && a->status != 0x06 &&
	       !links_with(&s->links, packet->adapter, a->peer);
}

static void take_auth(struct session *s, const struct hci_packet *packet,
		      const struct auth *a)
{
	struct link *l;

	if (is_other_refusal(s, packet, a))
		return;
	l = link_of_auth(s, packet, a);
	if (!l)
		return;
	if (a->kind == AUTH_LTK_REFUSED) {
		stored_refuse(l, packet);
		return;
	}
	if (l->pairing && simple_begins(l->pairing, a->kind))
		links_end_pairing(&s->links, l);
	if (l->pairing && l->pairing->started && l->pairing->kind == PAIRING_SMP)
		return;
	simple_take(link_begin_pairing(l), packet, a);
	/* Authentication with a stored key that is well is no pairing. */
	if (a->kind == AUTH_NOT_CONNECTED ||
	    (a->kind == AUTH_COMPLETE && !l->pairing->started))
		links_end_pairing(&s->links, l);
}

/* What the controller said is told again to programs, later. */
static bool is_known(const struct pairing *p, const struct auth *a)
{
	size_t i;

	for (i = 0; i < p->nr; i++)
		if (p->steps[i].kind == STEP_AUTH && p->steps[i].auth.kind == a->kind)
			return true;
	return false;
}

/* The pairing with that peer over LE, or the only one whose peer is not known */
static struct pairing *pairing_with(const struct session *s, u16 adapter, const u8 *peer)
{
	struct pairing *unknown = NULL;
	const struct link *l;
	size_t nr = 0;

	for (l = s->links.first; l; l = l->next) {
		struct pairing *p = l->pairing;

		if (l->adapter != adapter || !p || p->kind != PAIRING_SMP ||
		    p->outcome != OUTCOME_OPEN || p->overheard.there)
			continue;
		if (p->peer_type && !p->hidden && !memcmp(p->peer, peer, sizeof(p->peer)))
			return p;
		if (p->peer_type && !p->hidden)
			continue;
		unknown = p;
		nr++;
	}
	return nr == 1 ? unknown : NULL;
}

/* The kernel shows the passkey again with each key that the peer says was typed. */
static void take_shown(struct session *s, const struct hci_packet *packet,
		       const struct auth *a)
{
	struct pairing *p = pairing_with(s, packet->adapter, a->peer);

	if (!p || p->shown == (int)a->number)
		return;
	p->shown = a->number;
	pairing_step(p, packet, STEP_AUTH)->auth = *a;
}

static void take_mgmt(struct session *s, const struct hci_packet *packet)
{
	struct pairing *p;
	struct auth a;
	struct link *l;

	if (mgmt_read_shown(packet, &a)) {
		take_shown(s, packet, &a);
		return;
	}
	if (!mgmt_read(packet, &a))
		return;
	l = links_with(&s->links, packet->adapter, a.peer);
	p = l ? l->pairing : NULL;
	if (p && p->started && is_known(p, &a)) {
		simple_hint(p, &a);
		return;
	}
	if (p && p->started && p->kind != PAIRING_SMP && p->outcome == OUTCOME_OPEN) {
		simple_take(p, packet, &a);
		return;
	}
	if (!mgmt_begins(&a) || (p && p->started && p->kind == PAIRING_SMP))
		return;
	if (p && p->started)
		links_end_pairing(&s->links, l);
	simple_take(link_begin_pairing(links_meet_peer(&s->links, packet, a.peer)), packet, &a);
}

static void take_evidence(struct session *s, const struct hci_packet *packet)
{
	struct link *l;

	for (l = s->links.first; l; l = l->next) {
		struct pairing *p = l->pairing;

		if (!p || l->adapter != packet->adapter || p->outcome != OUTCOME_OPEN)
			continue;
		p->evidence |= BIT(packet->data[0]);
		pairing_step(p, packet, STEP_EVIDENCE)->evidence = packet->data[0];
	}
}

/* An adapter that is removed is closed first. */
static bool is_closed(const struct hci_packet *packet)
{
	return packet->type == HCI_GONE && packet->data[0] == ADAPTER_CLOSED;
}

static void take_reset(struct session *s, const struct hci_packet *packet)
{
	struct link **at = &s->links.first;

	s->private[packet->adapter / 8] &= ~BIT(packet->adapter % 8);
	while (*at) {
		if ((*at)->adapter != packet->adapter) {
			at = &(*at)->next;
			continue;
		}
		judge_reset(*at, packet);
		if (is_closed(packet))
			at = &(*at)->next;
		else
			links_drop(&s->links, at);
	}
}

/* A controller that refuses a command, or fails; false for another packet */
static bool take_adapter(struct session *s, const struct hci_packet *packet,
			 struct smpg_hci *hci)
{
	struct link *l = controller_refuses(&s->links, packet, hci);

	if (!l)
		return controller_take(&s->links, packet);
	judge_link_event(&s->judge, l, packet, SMPG_HCI_ENCRYPT, hci);
	return true;
}

/* Does a packet show only what the guard is told of, and a capture tells otherwise? */
static bool is_for_guard(enum smpg_hci_kind kind)
{
	return kind == SMPG_HCI_DENIED || kind == SMPG_HCI_ASKED ||
	       kind == SMPG_HCI_AUTHENTICATED || kind == SMPG_HCI_ADDRESS;
}

static void take_hci(struct session *s, const struct hci_packet *packet,
		     enum smpg_hci_kind kind, const struct smpg_hci *hci)
{
	switch (kind) {
	case SMPG_HCI_NONE:
	case SMPG_HCI_MALFORMED:
	case SMPG_HCI_LTK_REQUEST:
	case SMPG_HCI_KEY_SIZE:
	case SMPG_HCI_LINK_KEY:
	case SMPG_HCI_ISO:
		return;
	case SMPG_HCI_PRIVACY:
		s->private[packet->adapter / 8] |= BIT(packet->adapter % 8);
		return;
	case SMPG_HCI_OPEN:
		links_open(&s->links, packet, hci);
		return;
	case SMPG_HCI_RESET:
		take_reset(s, packet);
		return;
	default:
		take_link_event(s, packet, kind, hci);
	}
}

static void drop_links(struct session *s)
{
	while (s->links.first) {
		stored_end(s->links.first);
		links_drop(&s->links, &s->links.first);
	}
}

/**
 * session_packet() - take a packet in
 * @s: the session
 * @packet: the packet
 */
void session_packet(struct session *s, const struct hci_packet *packet)
{
	enum smpg_hci_kind kind = SMPG_HCI_NONE;
	struct smpg_hci hci;
	struct auth auth;

	if (packet->part) {
		take_part(s, packet);
		return;
	}
	if (packet->type == HCI_FILE) {
		drop_links(s);
		return;
	}
	if (packet->type == HCI_CUT) {
		take_cut(s);
		return;
	}
	if (packet->type == HCI_LEFT_OUT) {
		take_left_out(s, packet->adapter);
		return;
	}
	if (packet->type == HCI_ACL) {
		take_acl(s, packet);
		return;
	}
	take_own(s, packet);
	switch (packet->type) {
	case HCI_EVIDENCE:
		take_evidence(s, packet);
		return;
	case HCI_MGMT:
		take_mgmt(s, packet);
		return;
	case HCI_GONE:
		take_reset(s, packet);
		return;
	case HCI_LINK_LAYER:
		take_control(s, packet);
		return;
	case HCI_LOG:
		logs_note(&s->links, packet);
		return;
	case HCI_COMMAND:
		kind = smpg_hci_command(packet->data, packet->len, &hci);
		break;
	case HCI_EVENT:
		kind = smpg_hci_event(packet->data, packet->len, &hci);
		break;
	}
	if (is_for_guard(kind))
		kind = SMPG_HCI_NONE;
	if ((kind == SMPG_HCI_NONE || kind == SMPG_HCI_LINK_KEY) &&
	    auth_read(packet, &auth) != AUTH_NONE) {
		take_auth(s, packet, &auth);
		return;
	}
	if (kind == SMPG_HCI_NONE && take_adapter(s, packet, &hci))
		return;
	/* An address that was made unreadable is none. */
	if (packet->hidden)
		hci.peer_type = 0;
	take_hci(s, packet, kind, &hci);
}

/* The peer of a key has no handle: find it by its address. */
static struct link *link_with(struct session *s, const struct report *r)
{
	const u8 *address;
	struct link *l;

	for (l = s->links.first; l; l = l->next)
		if (l->adapter == r->adapter && r->peer_type &&
		    smpg_link_identity(&l->guard, &address) == r->peer_type &&
		    !memcmp(address, r->peer, sizeof(r->peer)))
			return l;
	return NULL;
}

/**
 * session_report() - take a report of the module in
 * @s: the session
 * @r: the report
 *
 * Return: does it belong to a pairing?
 */
bool session_report(struct session *s, const struct report *r)
{
	struct link *l;

	if (r->kind == REPORT_LOST) {
		l = link_with(s, r);
		if (!l || !l->pairing)
			return false;
	} else {
		l = links_meet(&s->links, r->adapter, r->handle);
	}
	if (begins_another(l, r->pdu))
		links_end_pairing(&s->links, l);
	report_take(link_begin_pairing(l), r);
	return true;
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

	for (l = s->links.first; l; l = l->next) {
		struct pairing *p = l->pairing;

		if (!p || !p->started || p->outcome == OUTCOME_OPEN)
			continue;
		if (p->nr && p->steps[p->nr - 1].us >= before)
			more = true;
		else
			links_end_pairing(&s->links, l);
	}
	return more;
}

void session_end(struct session *s)
{
	drop_links(s);
	free(s);
}
