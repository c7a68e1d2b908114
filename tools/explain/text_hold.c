// SPDX-License-Identifier: GPL-2.0
/*
 * btmon elides what does not fit in a line: "ACL Data TX: Hand.. flags". One link is
 * enough to know all; of one that began before the capture, an event tells later.
 * People cut the first lines of packets away: then the order of pairing tells who
 * sent what, once all of it is there.
 */
#include <stdlib.h>

#include "smpg_engine.h"
#include "text_hold.h"

/* Handle, length, L2CAP length and channel precede the PDU. */
#define PDU_AT		8

struct held {
	struct hci_packet p;
	enum link_known known;
	bool placed;
	char digits[DIGITS + 1];
	u8 data[DUMP_MAX];
};

static bool begins_with(u16 handle, const char *digits)
{
	char text[8];

	snprintf(text, sizeof(text), "%u", handle);
	return !strncmp(text, digits, strlen(digits));
}

static void place(struct held *held, u16 handle)
{
	if (held->placed || held->p.len < 2)
		return;
	held->data[0] = handle;
	held->data[1] = (held->data[1] & 0xf0) | (handle >> 8 & 0x0f);
	held->placed = true;
}

/* A reason alone tells the person who posts it little, but more than nothing. */
static void say_unsent(struct hold *h, const struct held *held)
{
	const u8 *pdu = held->data + PDU_AT;
	const char *name = NULL;

	if (held->p.len == PDU_AT + 2 && !held->p.part && pdu[0] == SMPG_PAIRING_FAILED)
		name = smpg_reason_name(pdu[1]);
	if (name)
		capture_remark(h->c, held->p.where,
			       "who sent this Pairing Failed cannot be told, so the packet is not judged; its reason is %s (0x%02x)",
			       name, pdu[1]);
	else
		capture_remark(h->c, held->p.where,
			       "who sent this SMP PDU cannot be told; the packet is not judged");
}

/* The central begins; where nothing tells its host, it is taken for this host. */
static void assume_direction(struct hold *h, struct held *held)
{
	int side = -1;

	if (held->p.len > PDU_AT && !held->p.part)
		side = text_order_side(&h->order, held->data + PDU_AT);
	if (!h->assumed)
		capture_remark(h->c, held->p.where,
			       "no line says who sent the SMP PDUs; that is taken from the order of pairing%s",
			       h->met ? "" : ", and the initiator for this host");
	h->assumed = true;
	if (side < 0) {
		say_unsent(h, held);
		h->c->unread++;
		held->p.part = true;
	}
	held->p.tx = (side == SMPG_INITIATOR) != h->peripheral;
	held->p.assumed = side >= 0 && text_order_fails(&h->order, held->data + PDU_AT);
	if (!held->p.part)
		held->data[1] |= held->p.tx ? 0x00 : 0x20;
}

static void hand_out(struct hold *h, struct held *held)
{
	if (held->known == LINK_ELIDED && !held->placed) {
		capture_remark(h->c, held->p.where,
			       "the handle is not printed, and there are several links or none; the packet is not judged");
		h->c->packets++;
		h->c->unread++;
		return;
	}
	held->p.data = held->data;
	capture_packet(h->c, &held->p);
}

/* Hands out what waits, whether or not its link is known. */
void hold_flush(struct hold *h)
{
	size_t i;

	for (i = 0; i < h->nr; i++) {
		if (h->packets[i].known == LINK_NONE)
			assume_direction(h, &h->packets[i]);
		hand_out(h, &h->packets[i]);
	}
	free(h->packets);
	h->packets = NULL;
	h->nr = 0;
}

/* @late: what is elided will not be known any more. */
static void flush_if_known(struct hold *h, bool late)
{
	size_t i;

	for (i = 0; i < h->nr; i++)
		if (h->packets[i].known == LINK_NONE ||
		    (!late && !h->packets[i].placed))
			return;
	hold_flush(h);
}

/**
 * hold_note() - a packet tells of a link
 * @h: what waits
 * @adapter: of the link
 * @handle: of the link
 * @begins: it begins with this packet, so that no packet before was of it
 */
void hold_note(struct hold *h, u16 adapter, u16 handle, bool begins)
{
	struct known *k = adapter < ADAPTERS ? &h->known[adapter] : NULL;
	size_t i;

	if (!k)
		return;
	for (i = 0; i < h->nr && !begins && !k->nr && !k->several; i++)
		if (h->packets[i].p.adapter == adapter &&
		    begins_with(handle, h->packets[i].digits))
			place(&h->packets[i], handle);
	for (i = 0; i < k->nr; i++)
		if (k->handles[i] == handle)
			return;
	if (k->nr < HANDLES)
		k->handles[k->nr++] = handle;
	else
		k->several = true;
	if (h->nr)
		flush_if_known(h, begins);
}

void hold_forget(struct hold *h, u16 adapter, u16 handle)
{
	struct known *k = adapter < ADAPTERS ? &h->known[adapter] : NULL;
	size_t i;

	for (i = 0; k && i < k->nr; i++)
		if (k->handles[i] == handle) {
			k->handles[i] = k->handles[--k->nr];
			return;
		}
}

/**
 * hold_recall() - the link of a packet whose handle is elided
 * @h: what is known of links
 * @adapter: of the packet
 * @digits: with which its handle begins
 * @handle: filled if there is one such link
 */
enum link_known hold_recall(const struct hold *h, u16 adapter, const char *digits,
			    u16 *handle)
{
	const struct known *k = adapter < ADAPTERS ? &h->known[adapter] : NULL;
	size_t i, found = 0;

	if (!k || k->several)
		return LINK_AMBIGUOUS;
	for (i = 0; i < k->nr; i++)
		if (begins_with(k->handles[i], digits)) {
			*handle = k->handles[i];
			found++;
		}
	if (found == 1)
		return LINK_PRINTED;
	return k->nr ? LINK_AMBIGUOUS : LINK_ELIDED;
}

/* Excerpts in front of the capture are in it again. */
void hold_headed(struct hold *h)
{
	size_t i, nr = 0;

	if (h->headed)
		return;
	h->headed = true;
	for (i = 0; i < h->nr; i++)
		if (h->packets[i].known != LINK_NONE)
			h->packets[nr++] = h->packets[i];
	h->nr = nr;
	if (h->nr)
		flush_if_known(h, false);
}

/**
 * hold_packet() - hand a packet out, or keep it until its link is known
 * @h: what waits
 * @p: the packet
 * @known: what is known of its link
 * @digits: with which its handle begins, if it is elided
 */
void hold_packet(struct hold *h, const struct hci_packet *p, enum link_known known,
		 const char *digits)
{
	struct hci_packet copy = *p;
	struct held *held;
	u16 handle;

	if ((known == LINK_PRINTED && !h->nr) || p->len > DUMP_MAX) {
		capture_packet(h->c, &copy);
		return;
	}
	if (h->nr == HELD_MAX)
		hold_flush(h);
	if (!h->packets)
		h->packets = calloc(HELD_MAX, sizeof(*h->packets));
	if (!h->packets)
		abort();
	held = &h->packets[h->nr++];
	memset(held, 0, sizeof(*held));
	held->p = *p;
	held->known = known;
	held->placed = known == LINK_PRINTED ||
		       hold_recall(h, p->adapter, digits, &handle) == LINK_PRINTED;
	snprintf(held->digits, sizeof(held->digits), "%s", digits);
	if (p->len)
		memcpy(held->data, p->data, p->len);
}
