// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "controller.h"
#include "asked.h"
#include "link.h"

#define LINKS_MAX	64

/* No controller gives such handles (Vol 4, Part E, 5.4.2): for links without one */
#define NAMELESS	0x0f00

/**
 * links_end_pairing() - hand a link's pairing out, and free it
 * @links: the links
 * @l: one of them
 */
void links_end_pairing(struct links *links, struct link *l)
{
	struct pairing *p = l->pairing;

	if (!p)
		return;
	l->pairing = NULL;
	if (p->outcome == OUTCOME_OPEN && !p->closed)
		p->due = order_due(p, &l->seen.pairing, &p->due_code);
	simple_end(p);
	controller_end(p);
	asked_end(p);
	if (p->started)
		links->done(links->arg, p);
	pairing_free(p);
}

/* Drop the link at @at, from links_find(), and hand out its pairing. */
void links_drop(struct links *links, struct link **at)
{
	struct link *l = *at;

	*at = l->next;
	links_end_pairing(links, l);
	free(l);
}

/**
 * links_find() - find a link
 * @links: the links
 * @adapter: its adapter's index
 * @handle: its connection handle
 *
 * Return: where the link is kept; NULL is kept there if there is none.
 */
struct link **links_find(struct links *links, u16 adapter, u16 handle)
{
	struct link **at = &links->first;

	while (*at && ((*at)->adapter != adapter ||
		       (*at)->guard.handle != handle))
		at = &(*at)->next;
	return at;
}

/**
 * links_find_any() - find a link, or the only one whose handle is not known
 * @links: the links
 * @adapter: its adapter's index
 * @handle: its connection handle
 */
struct link **links_find_any(struct links *links, u16 adapter, u16 handle)
{
	struct link **at = links_find(links, adapter, handle), **found = at;

	if (*at)
		return at;
	for (at = &links->first; *at; at = &(*at)->next) {
		if ((*at)->adapter != adapter || !(*at)->nameless)
			continue;
		if (*found)
			return links_find(links, adapter, handle);
		found = at;
	}
	return found;
}

/* The link of BR/EDR with a peer, or NULL */
struct link *links_with(const struct links *links, u16 adapter, const u8 *peer)
{
	struct link *l;

	for (l = links->first; l; l = l->next)
		if (l->adapter == adapter &&
		    l->guard.transport == SMP_GUARD_TRANSPORT_BREDR &&
		    !memcmp(l->guard.peer, peer, sizeof(l->guard.peer)))
			return l;
	return NULL;
}

static struct link *add_link(struct links *links, u16 adapter)
{
	struct link *l = calloc(1, sizeof(*l));
	struct link **at = &links->first;
	int nr = 0;

	if (!l)
		abort();
	/* A capture may lack the ends of links: drop the oldest. */
	while (*at && ++nr < LINKS_MAX)
		at = &(*at)->next;
	while (*at)
		links_drop(links, at);
	l->adapter = adapter;
	l->next = links->first;
	links->first = l;
	return l;
}

/* The link; a new one began before the capture did. */
struct link *links_meet(struct links *links, u16 adapter, u16 handle)
{
	struct link *l = *links_find(links, adapter, handle);

	if (l)
		return l;
	l = add_link(links, adapter);
	smpg_link_meet(&l->guard, handle);
	smpg_link_meet(&l->seen, handle);
	l->lost = links->unread == LINKS_UNREAD(adapter, handle);
	return l;
}

/*
 * Where the controller resolved the peer's address, the event gives the identity
 * first; only the enhanced events have the address on the air too.
 */
static void note_air(struct link *l, const struct hci_packet *packet)
{
	static const u8 none[6];
	const u8 *air = packet->data + 20;

	if (packet->len >= 26)
		memcpy(l->local, air - sizeof(l->local), sizeof(l->local));

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

/* Authentication may precede the connection event: then it is of this link. */
static struct pairing *take_early(struct links *links, u16 adapter,
				  const struct smpg_hci *hci)
{
	struct link *l = links_with(links, adapter, hci->peer), **at;
	struct pairing *p;

	if (hci->transport != SMP_GUARD_TRANSPORT_BREDR || !l || !l->nameless)
		return NULL;
	p = l->pairing;
	l->pairing = NULL;
	if (p)
		p->handle = hci->handle;
	at = links_find(links, adapter, l->guard.handle);
	links_drop(links, at);
	return p;
}

/**
 * links_open() - a new link, in place of one with the same handle
 * @links: the links
 * @packet: its connection event
 * @hci: what that says, of kind SMPG_HCI_OPEN
 */
struct link *links_open(struct links *links, const struct hci_packet *packet,
			const struct smpg_hci *hci)
{
	struct link **at = links_find(links, packet->adapter, hci->handle);
	struct pairing *early;
	struct link *l;

	if (*at)
		links_drop(links, at);
	early = take_early(links, packet->adapter, hci);
	l = add_link(links, packet->adapter);
	l->pairing = early;
	smpg_link_open(&l->guard, hci);
	smpg_link_open(&l->seen, hci);
	note_air(l, packet);
	l->hidden = packet->hidden;
	return l;
}

/* The link of BR/EDR with a peer; a new one has no handle yet. */
struct link *links_meet_peer(struct links *links, const struct hci_packet *packet,
			     const u8 *peer)
{
	struct link *l = links_with(links, packet->adapter, peer);
	struct smpg_hci hci = {
		.handle = NAMELESS,
		.transport = SMP_GUARD_TRANSPORT_BREDR,
		.peer_type = packet->hidden ? 0 : SMP_GUARD_ADDRESS_TYPE_BREDR,
	};

	if (l)
		return l;
	while (*links_find(links, packet->adapter, hci.handle))
		hci.handle++;
	memcpy(hci.peer, peer, sizeof(hci.peer));
	l = links_open(links, packet, &hci);
	l->nameless = true;
	return l;
}

/* The link's pairing, which begins if there is none. */
struct pairing *link_begin_pairing(struct link *l)
{
	struct pairing *p = l->pairing;

	if (p)
		return p;
	p = pairing_new();
	p->adapter = l->adapter;
	p->handle = l->guard.handle;
	p->transport = l->guard.transport;
	p->role = l->guard.role;
	p->peer_type = l->guard.peer_type;
	memcpy(p->peer, l->guard.peer, sizeof(p->peer));
	p->mid_life = l->guard.mid_life;
	p->lost = l->lost;
	p->begun_lost = l->lost;
	l->lost = false;
	p->hidden = l->hidden;
	p->on_air = l->on_air;
	memcpy(p->air, l->air, sizeof(p->air));
	l->pairing = p;
	return p;
}
