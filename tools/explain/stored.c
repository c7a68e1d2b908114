// SPDX-License-Identifier: GPL-2.0
#include "stored.h"

/* Error codes (Vol 1, Part F, 2) */
#define AUTHENTICATION_FAILURE 0x05
#define KEY_MISSING 0x06
#define MIC_FAILURE 0x3d

/* Is the link in a pairing, or was one on it that the key may be of? */
static bool is_paired(const struct link *l)
{
	return smpg_pairing_open(&l->seen.pairing) ||
	       (l->pairing && l->pairing->started);
}

static void note(struct link *l, const struct hci_packet *packet, u8 stored)
{
	l->stored = stored;
	l->stored_at = *packet;
	l->stored_at.data = NULL;
	l->stored_at.len = 0;
}

/**
 * stored_refuse() - this host has no key for a link
 * @l: the link
 * @packet: its answer to its controller
 */
void stored_refuse(struct link *l, const struct hci_packet *packet)
{
	if (!is_paired(l))
		note(l, packet, STORED_REFUSED);
	else if (l->pairing && l->pairing->outcome == OUTCOME_OPEN)
		pairing_step(l->pairing, packet, STEP_AUTH)->auth.kind = AUTH_LTK_REFUSED;
}

/* A stored key that failed is told as a pairing is. */
static void fail(struct link *l, u8 reason)
{
	bool noted = l->pairing;
	struct pairing *p = link_begin_pairing(l);
	struct step *step;

	p->started = true;
	p->kind = PAIRING_STORED;
	/* Over BR/EDR the pairing itself has what the host said of its key. */
	if (l->stored)
		p->stored = l->stored;
	p->ediv = l->ediv;
	p->outcome = OUTCOME_FAILED;
	p->side = SMP_GUARD_SIDE_LINK;
	p->reason = reason;
	if (l->stored == STORED_REFUSED) {
		step = pairing_step(p, &l->stored_at, STEP_AUTH);
		step->auth.kind = AUTH_LTK_REFUSED;
	} else if (l->stored && !noted && !l->stored_at.overheard) {
		pairing_step(p, &l->stored_at, STEP_KEY_SET);
	}
	l->stored = STORED_NONE;
}

static void take_encryption(struct link *l, const struct smpg_hci *hci)
{
	/* Even where the capture does not show the key, it is not that of a pairing. */
	if (hci->status)
		fail(l, hci->status);
	else if (l->stored == STORED_TRIED)
		l->stored = STORED_ENCRYPTED;
}

/* Does the link end for want of the right key, as far as the code alone tells? */
static bool is_of_key(const struct link *l, u8 reason)
{
	return (reason == MIC_FAILURE || reason == AUTHENTICATION_FAILURE) &&
	       (l->stored == STORED_ENCRYPTED || !l->seen.encrypted);
}

static void take_close(struct link *l, u8 reason)
{
	if (l->stored == STORED_TRIED || l->stored == STORED_REFUSED ||
	    reason == KEY_MISSING || (!l->heard && is_of_key(l, reason)))
		fail(l, reason);
}

/**
 * stored_take() - take in an event of a link, before its pairing does
 * @l: the link
 * @packet: the packet
 * @kind: SMPG_HCI_CLOSE, SMPG_HCI_ENCRYPT or SMPG_HCI_SESSION_KEY
 * @hci: what it says
 */
void stored_take(struct link *l, const struct hci_packet *packet,
		 enum smpg_hci_kind kind, const struct smpg_hci *hci)
{
	if (is_paired(l)) {
		l->stored = STORED_NONE;
		return;
	}
	if (kind == SMPG_HCI_SESSION_KEY) {
		note(l, packet, STORED_TRIED);
		l->ediv = hci->id ? smpg_le16(hci->id + 8) : 0;
	} else if (kind == SMPG_HCI_ENCRYPT) {
		take_encryption(l, hci);
	} else if (kind == SMPG_HCI_CLOSE) {
		take_close(l, hci->status);
	}
}

/* The capture ends: a key that this host lacks is missing all the same. */
void stored_end(struct link *l)
{
	if (l->stored == STORED_REFUSED && !is_paired(l))
		fail(l, KEY_MISSING);
}
