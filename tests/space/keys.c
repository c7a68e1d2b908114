// SPDX-License-Identifier: GPL-2.0
/*
 * PDUs as host, peer and whoever puts fragments together see them: what one side
 * transmitted, and what the other side received. The rooms and the engine may
 * disagree with this file about a pairing, but not about these:
 *
 * - a key that neither side negotiated, of any pairing of the link, is not received
 *   while rule unnegotiated-key masks or rejects;
 * - an LTK or CSRK of equal octets from a host in user space is not received
 *   while rule weak-key repairs or rejects;
 * - a PDU that breaks no rule is received as it was transmitted, whatever its
 *   fragments were, unless there was no memory;
 * - a key PDU that was masked or rejected is not received;
 * - a Pairing Request that this host did not ask for is not received without a window,
 *   while rule unsolicited-pairing rejects.
 */
#include <string.h>

#include "account.h"
#include "keys.h"

#define HANDLES	0x1000
#define PDU_MAX	80
#define TX	0
#define RX	1

/* One direction, on one side of the guard. */
struct wire {
	bool open;
	bool odd;		/* fragments that do not make up a PDU */
	unsigned int want, have;
	u8 data[PDU_MAX];
};

struct pairing {
	u64 order;
	bool odd[2];		/* this PDU need not be received */
	struct wire sent[2], received[2];
	u8 asked[2][2];		/* bits of all requests of a direction */
	u8 negotiated[2];	/* keys of each direction's sender, ever */
	bool asked_for;		/* this host sent a Security Request, ever */
};

static struct pairing pairings[ADAPTERS][HANDLES];
static struct account before;
static u64 stopped_before, changed_before;

static u16 le16(const u8 *at)
{
	return at[0] | at[1] << 8;
}

static bool is_smp(const struct wire *w)
{
	return w->have > 4 && (le16(w->data + 2) | 1) == 7;
}

/* Return: whether a PDU is complete, which is in @w->data then. */
static bool feed(struct wire *w, const u8 *packet, unsigned int len)
{
	bool start = (packet[1] & 0x30) != 0x10;
	unsigned int room;

	packet += 4;
	len -= 4;
	if (start)
		*w = (struct wire){ .open = true };
	else if (!w->open || !len)
		return false;
	room = sizeof(w->data) - w->have;
	memcpy(w->data + w->have, packet, len < room ? len : room);
	w->have += len < room ? len : room;
	if (len > room)
		w->odd = true;
	if (w->have < 4)
		return false;
	w->want = 4 + le16(w->data);
	if (w->have < w->want)
		return false;
	w->odd |= w->have > w->want;
	w->open = false;
	return true;
}

static bool is_key(const struct wire *w)
{
	return is_smp(w) && w->data[4] >= 6 && w->data[4] <= 10;
}

/* Does a PDU have the length of its code? */
static bool is_exact(const struct wire *w)
{
	static const u8 lens[] = {
		0, 7, 7, 17, 17, 2, 17, 11, 17, 8, 17, 2, 65, 17, 2,
	};

	return is_smp(w) && w->data[4] < sizeof(lens) && !w->odd &&
	       w->want == 4u + lens[w->data[4]];
}

/* The bit of a key PDU in the key distribution fields. */
static u8 bit_of(u8 code)
{
	return code <= 7 ? 1 : code <= 9 ? 2 : 4;
}

/* Features count even where their PDU is too long, as some receivers take it. */
static void note_features(struct pairing *p, const struct wire *w,
			  unsigned int direction)
{
	const u8 *pdu = w->data + 4;
	const u8 *asked = p->asked[!direction];

	p->asked_for |= is_smp(w) && direction == TX && pdu[0] == 11;
	if (!is_smp(w) || w->have < 4 + 7)
		return;
	/* A response may be to an earlier one of two requests. */
	if (pdu[0] == 1) {
		p->asked[direction][0] |= pdu[5];
		p->asked[direction][1] |= pdu[6];
	} else if (pdu[0] == 2) {
		p->negotiated[!direction] |= pdu[5] & asked[0];
		p->negotiated[direction] |= pdu[6] & asked[1];
	}
}

static bool all_equal(const u8 *key)
{
	return !memcmp(key, key + 1, 15);
}

static void check_received(const struct step *step, const struct pairing *p,
			   const struct wire *w, unsigned int direction)
{
	const u8 *pdu = w->data + 4;

	if (is_exact(w) && pdu[0] == 1 && direction == RX && !before.mid_life &&
	    before.bars_unasked && p->order == before.order && before.is_up &&
	    before.transport == 1 && le16(w->data + 2) == 6) {
		must(p->asked_for, "a Pairing Request was received without a window");
		totals->unasked++;
	}
	if (!is_key(w) || !is_exact(w) || p->order != before.order ||
	    !before.is_up)
		return;
	must(before.mid_life || !before.bars_unnegotiated ||
	     p->negotiated[direction] & bit_of(pdu[0]),
	     "a key was received that was not negotiated");
	must(direction == RX || !step->packet.user || !before.bars_weak ||
	     (pdu[0] != 6 && pdu[0] != 10) || !all_equal(pdu + 1) ||
	     !before.transport ||
	     before.transport != (le16(w->data + 2) == 6 ? 1 : 2),
	     "a weak key of this host was received");
	totals->keys++;
}

static struct pairing *pairing_of(unsigned int adapter, u16 handle, u64 order)
{
	struct pairing *p = &pairings[adapter][handle];

	if (p->order != order) {
		memset(p, 0, sizeof(*p));
		p->order = order;
	}
	return p;
}

/* A packet that the guard put in, of which the sender knows nothing. */
void keys_put_in(unsigned int adapter, const u8 *packet, unsigned int len,
		 unsigned int direction)
{
	struct pairing *p = &pairings[adapter][le16(packet) & 0xfff];

	if (len < 4)
		return;
	/* A PDU that is not ended within a second makes room. */
	p->odd[direction] |= p->received[direction].open;
	feed(&p->received[direction], packet, len);
}

void keys_before(const struct step *step)
{
	if ((step->op > STEP_RX && step->op != STEP_ISO) || step->packet.len < 4)
		return;
	account_of(step->adapter, le16(step->packet.data) & 0xfff, &before);
	stopped_before = findings(SMPG_STOPPED);
	changed_before = findings(SMPG_CHANGED);
}

/**
 * keys_check() - compare what was transmitted with what was received
 * @step: a packet of host or controller
 * @passed: what became of the packet, or NULL if it was dropped
 * @len: octets of @passed
 */
void keys_check(const struct step *step, const u8 *passed, unsigned int len)
{
	unsigned int direction = step->op == STEP_TX ? TX : RX;
	const u8 *packet = step->packet.data;
	struct wire *sent, *received;
	bool whole, same, stopped;
	struct account now;
	struct pairing *p;

	if (step->packet.len < 4 || step->packet.len != 4 + le16(packet + 2))
		return;
	account_of(step->adapter, le16(packet) & 0xfff, &now);
	p = pairing_of(step->adapter, le16(packet) & 0xfff, now.order);
	sent = &p->sent[direction];
	received = &p->received[direction];

	if ((packet[1] & 0x30) != 0x10)
		p->odd[direction] = false;
	/* Another link, or no memory, or a guard that does not look. */
	p->odd[direction] |= !now.order || !now.is_up || step->fail ||
			     step->packet.sharing == 2;

	whole = feed(sent, packet, step->packet.len);
	same = passed && feed(received, passed, len);
	if (same) {
		note_features(p, received, direction);
		check_received(step, p, received, direction);
	} else if (whole && p->odd[direction]) {
		/* The rooms take note of a PDU, though it is not received. */
		note_features(p, sent, direction);
	}
	if (!whole || !is_exact(sent) || p->odd[direction])
		return;
	same = same && sent->want == received->want &&
	       !memcmp(sent->data, received->data, sent->want);
	stopped = findings(SMPG_STOPPED) != stopped_before;
	/* EDIV and Rand follow the LTK that they identify without a finding. */
	must(same || findings(SMPG_CHANGED) != changed_before ||
	     (direction == TX && sent->data[4] == 7),
	     "a PDU that breaks no rule was not received as transmitted");
	must(!same || !stopped || !is_key(sent),
	     "a key that was masked or rejected was received");
	totals->pdus++;
	totals->stopped += stopped;
}
