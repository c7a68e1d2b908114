// SPDX-License-Identifier: GPL-2.0
/* Pairings that ended because their link did */
#include "controller.h"
#include "cause.h"
#include "gap.h"
#include "link_layer.h"
#include "remedy.h"
#include "secrets.h"
#include "words.h"

/* The link layer has a timeout of its own. */
#define LL_TIMEOUT 0x22
#define AUTHENTICATION_FAILURE 0x05

/* Packets before the one that failed came through: the keys are the same. */
static void put_one_packet(struct answer *a)
{
	parts_say(a, PART_WHY,
		  "A packet did not pass its integrity check, though others before it did: the two have the same key.");
	parts_say(a, PART_FAULT,
		  "By the evidence no stack is at fault, but a controller, or somebody who sends packets in between.");
	parts_say(a, PART_REMEDY, "Update the firmware of both controllers, and pair again.");
}

/* s1 or f5 may show which of the two keys is right. */
static void put_whose_key(struct answer *a, const struct pairing *p)
{
	const char *proof = p->sc ? "f5" : "s1", *key = p->sc ? "LTK" : "STK";
	const char *section = p->sc ? "2.2.7" : "2.2.4";

	switch (secrets_session_key(p)) {
	case SECRETS_KEY_RIGHT:
		parts_say(a, PART_FAULT,
			  "The key of this host is right: %s of the values in the capture gives the very %s that it handed to its controller (Vol 3, Part H, %s).",
			  proof, key, section);
		parts_say(a, PART_FAULT,
			  "By the evidence the fault is that of %s or its controller, which encrypted with another key.",
			  words_side(p, false));
		parts_say(a, PART_REMEDY, "Update the firmware of the peer, and reset its bonds.");
		remedy_bonds(a, p);
		return;
	case SECRETS_KEY_WRONG:
		parts_say(a, PART_FAULT,
			  "The key of this host is wrong: %s of the values in the capture gives another %s than the one that it handed to its controller (Vol 3, Part H, %s).",
			  proof, key, section);
		parts_say(a, PART_FAULT, "By the evidence the fault is that of %s.",
			  words_side(p, true));
		parts_say(a, PART_REMEDY, "Update the stack of this host, and pair again.");
		return;
	default:
		parts_say(a, PART_FAULT,
			  "Whose key is wrong cannot be computed from the capture: one of them computed or kept a wrong one, or somebody is in between.");
		remedy_bonds(a, p);
	}
}

static void put_mic(struct answer *a, const struct pairing *p)
{
	if (p->heard) {
		put_one_packet(a);
		return;
	}
	parts_say(a, PART_WHY,
		  "The two encrypted with different keys, so that a packet did not pass its integrity check.");
	put_whose_key(a, p);
}

/* Did the controller end the encryption, and not the link? */
static bool is_unencrypted(const struct pairing *p)
{
	size_t i = p->nr;

	while (i && p->steps[i - 1].kind == STEP_CLOSED)
		i--;
	return i && p->steps[i - 1].kind == STEP_NOT_ENCRYPTED;
}

static void put_different(struct answer *a, const struct pairing *p)
{
	parts_say(a, PART_WHY,
		  "The controllers did not get the same key from their hosts, and did not encrypt the link (Vol 1, Part F, 2.5).");
	put_whose_key(a, p);
}

/* By the error code, which says which side ended the link (Vol 1, Part F, 1.3) */
static void put_hangup(struct answer *a, const struct pairing *p, bool here)
{
	parts_say(a, PART_WHY, "%s hung up, and no PDU says why.",
		  here ? "This host" : "The peer");
	cause_put_due(a, p);
	if (p->due < 0)
		parts_say(a, PART_FAULT,
			  "The evidence goes no further than the side that hung up.");
	else if (cause_is_due(p, here))
		parts_say(a, PART_FAULT,
			  "By the evidence the fault is that of %s, which hung up when it was to go on.",
			  words_side(p, here));
	else
		parts_say(a, PART_FAULT,
			  "%s hung up, but it had to wait for %s: the evidence does not tell whose fault that is.",
			  words_side(p, here), words_side(p, !here));
	if (here && cause_is_due(p, true) && cause_waits_for_user(p))
		remedy_agent(a, p, true);
	else
		parts_say(a, PART_REMEDY,
			  "Look at the log of %s for why it hung up.",
			  words_side(p, here));
}

/* The last step before the end of the link or of its encryption, or NULL */
static const struct step *last_step(const struct pairing *p)
{
	size_t i = p->nr;

	while (i && (p->steps[i - 1].kind == STEP_CLOSED ||
		     p->steps[i - 1].kind == STEP_NOT_ENCRYPTED))
		i--;
	return i ? &p->steps[i - 1] : NULL;
}

/* Was the last thing before the end that the central asked to encrypt the link? */
static bool was_to_encrypt(const struct pairing *p)
{
	const struct step *last = last_step(p);

	if (p->overheard.there)
		return p->controls & BIT(LL_ENC_REQ);
	return p->request_tx && last && last->kind == STEP_KEY_SET;
}

/* Did this host, as the responder, hand its controller no key? */
static bool had_no_key(const struct pairing *p)
{
	const struct step *last = last_step(p);

	return last && last->kind == STEP_AUTH && last->auth.kind == AUTH_LTK_REFUSED;
}

/* A host encrypts only when each side has just got a key for this link. */
static void put_key_refused(struct answer *a, const struct pairing *p)
{
	const char *responder = words_side(p, !p->request_tx);

	parts_say(a, PART_WHY,
		  "%s refused to encrypt: its controller had no key for this link, though the two had just agreed on one.",
		  responder);
	parts_say(a, PART_FAULT,
		  "By %s the fault is that of %s, whose host handed its controller no key.",
		  had_no_key(p) ? "the evidence" : "the error code", responder);
	parts_say(a, PART_REMEDY,
		  "Look at the log of %s, and for an update of its stack or firmware.",
		  responder);
	if (had_no_key(p) && !p->request_tx && !p->overheard.there)
		parts_say(a, PART_REMEDY,
			  "Where a program such as bleno pairs over a raw socket, the kernel answers its controller, and has no key: give the program the adapter alone (HCI_CHANNEL_USER=1, after \"sudo hciconfig hci%u down\").",
			  p->adapter);
	remedy_bonds(a, p);
}

static void put_key_missing(struct answer *a, const struct pairing *p)
{
	if (was_to_encrypt(p) && !gap_is_there(p)) {
		put_key_refused(a, p);
		return;
	}
	parts_say(a, PART_WHY,
		  "One side has no key for this link, or lost it.");
	parts_say(a, PART_FAULT, "The capture does not tell which side that is.");
	remedy_bonds(a, p);
}

static void put_other(struct answer *a, const struct pairing *p)
{
	parts_say(a, PART_WHY, "No PDU says why.");
	cause_put_due(a, p);
	parts_say(a, PART_FAULT, "The evidence does not tell whose fault that is.");
	parts_say(a, PART_REMEDY,
		  "Look at the radio link, and at the log of the side that hung up.");
}

static void put_peer_hangup(struct answer *a, const struct pairing *p)
{
	if (p->unsided) {
		put_other(a, p);
		return;
	}
	if (p->reason == AUTHENTICATION_FAILURE)
		parts_say(a, PART_WHY,
			  "The peer took the authentication for failed (0x05).");
	put_hangup(a, p, false);
}

static void put_radio(struct answer *a, const struct pairing *p)
{
	parts_say(a, PART_WHY,
		  "The radio link was lost, and neither side hung up.");
	cause_put_due(a, p);
	if (was_to_encrypt(p))
		parts_say(a, PART_WHY,
			  "That was when the link was to be encrypted: if it comes there each time, the peer restarts there or falls silent.");
	parts_say(a, PART_FAULT,
		  "By the evidence it is the fault of neither stack.");
	parts_say(a, PART_REMEDY,
		  "Look at distance and interference, and whether the peer was reset or ran out of power.");
}

/* A link is there once the central has heard the peripheral (Vol 6, Part B, 4.5). */
static void put_never_up(struct answer *a)
{
	parts_say(a, PART_WHY,
		  "The link never came up: the peripheral answered no packet on it, so it got no PDU either.");
	parts_say(a, PART_FAULT, "By the evidence it is the fault of neither stack.");
	parts_say(a, PART_REMEDY,
		  "Look at distance and interference, and at what else the adapter does at that time (scanning, other links, Wi-Fi on the same chip).");
}

/* The controller of the other side answers these procedures, and not always its host. */
static void put_ll_timeout(struct answer *a, const struct pairing *p)
{
	parts_say(a, PART_WHY,
		  "A controller did not answer the other one for 40 s (Vol 6, Part B, 5.2)%s.",
		  was_to_encrypt(p) ? ": it had been asked to encrypt the link" : "");
	if (p->unsided || p->overheard.there)
		parts_say(a, PART_FAULT, "The evidence does not tell which controller that was.");
	else
		parts_say(a, PART_FAULT,
			  "By the error code the fault is that of %s: of its controller, or of its host if that was to give a key.",
			  words_side(p, false));
	parts_say(a, PART_REMEDY,
		  "Update the firmware of the peer; if other peers do the same, that of this host's controller.");
}

/**
 * cause_put_link() - why a link ended in the middle of a pairing
 * @a: the answer
 * @p: the pairing, which failed by its link
 */
void cause_put_link(struct answer *a, const struct pairing *p)
{
	gap_put_left_out(a, p);
	if (controller_put_cause(a, p))
		return;
	if (had_no_key(p)) {
		put_key_refused(a, p);
		return;
	}
	if (p->reason != LL_TIMEOUT && cause_put_timeout(a, p))
		return;
	switch (p->reason) {
	case 0x06:
		put_key_missing(a, p);
		break;
	case 0x08:
		put_radio(a, p);
		break;
	case 0x3e:
		if (p->answered)
			put_radio(a, p);
		else
			put_never_up(a);
		break;
	case LL_TIMEOUT:
		put_ll_timeout(a, p);
		break;
	case AUTHENTICATION_FAILURE:
		if (is_unencrypted(p))
			put_different(a, p);
		else
			put_peer_hangup(a, p);
		break;
	case 0x13:
		put_peer_hangup(a, p);
		break;
	case 0x16:
		put_hangup(a, p, true);
		break;
	case 0x3d:
		put_mic(a, p);
		break;
	default:
		if (!cause_put_error(a, p))
			put_other(a, p);
	}
}
