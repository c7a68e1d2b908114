// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "link.h"

#define LINKS_MAX	64

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
	struct link *l;

	if (*at)
		links_drop(links, at);
	l = add_link(links, packet->adapter);
	smpg_link_open(&l->guard, hci);
	smpg_link_open(&l->seen, hci);
	note_air(l, packet);
	l->hidden = packet->hidden;
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
	l->lost = false;
	p->hidden = l->hidden;
	p->on_air = l->on_air;
	memcpy(p->air, l->air, sizeof(p->air));
	l->pairing = p;
	return p;
}
