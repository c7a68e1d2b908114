// SPDX-License-Identifier: GPL-2.0
/* No pairing: the key of an earlier one did not do */
#include "../hci_error.h"
#include "controller.h"
#include "cause.h"
#include "remedy.h"
#include "words.h"

#define AUTHENTICATION_FAILURE 0x05
#define KEY_MISSING 0x06
#define HUNG_UP 0x13
#define UNSUPPORTED 0x1a
#define MIC_FAILURE 0x3d

static void put_hung_up(struct answer *a)
{
	parts_say(a, PART_WHY,
		  "A peer without that key, or with another, may hang up like this; so may one that is out of reach.");
}

static bool is_bredr(const struct pairing *p)
{
	return p->transport == SMP_GUARD_TRANSPORT_BREDR;
}

static const char *error_of(const struct pairing *p)
{
	return hci_error_name(p->reason) ?: "unknown error";
}

/* Both sides have a key, but not the same one. */
static bool is_different(const struct pairing *p)
{
	return p->reason == AUTHENTICATION_FAILURE || p->reason == MIC_FAILURE;
}

/* The key itself is not to be told; where it has a number, that is. */
static void put_bond(FILE *f, const struct pairing *p)
{
	fprintf(f, "the key of an old bond");
	if (p->ediv)
		fprintf(f, " (EDIV 0x%04x)", p->ediv);
}

/* This host did not say whether it has a key. */
static void put_silent(struct answer *a, const struct pairing *p)
{
	parts_say(a, PART_HAPPENED,
		  "No pairing was tried: the controller of this host asked it for a link key, and the host did not answer (0x%02x, %s).",
		  p->reason, error_of(p));
	parts_say(a, PART_WHY,
		  "Linux answers its controller only while bluetoothd runs; a program that has the adapter to itself must do so.");
	parts_say(a, PART_FAULT,
		  "By the evidence the fault is that of this host, as far as the capture has all of its commands.");
	parts_say(a, PART_REMEDY,
		  "Start bluetoothd (\"systemctl start bluetooth\"), and look at its log and at that of the kernel.");
}

/* This host wanted to authenticate without a key, so that a pairing was to follow. */
static void put_not_begun(struct answer *a, const struct pairing *p)
{
	parts_say(a, PART_HAPPENED,
		  "No pairing began: this host, which has no key for that peer, asked to authenticate, and the link ended before more came (0x%02x, %s).",
		  p->reason, error_of(p));
	parts_say(a, PART_WHY,
		  "The peer does not pair at present, or still has an old bond of this host.");
	parts_say(a, PART_FAULT,
		  "As far as this capture shows, the fault is that of the peer, which did not go on.");
	remedy_pairable(a, p, false);
	remedy_bonds(a, p);
}

/* This host has no key. */
static void put_here(struct answer *a, const struct pairing *p)
{
	char peer[WORDS_ADDRESS];

	words_address(p, peer);
	parts_say(a, PART_HAPPENED,
		  "No pairing was tried: the peer wanted to use the key of an old bond, and this host has none, so that the link was not %s (0x%02x, %s).",
		  is_bredr(p) ? "authenticated" : "encrypted", p->reason,
		  error_of(p));
	parts_say(a, PART_WHY,
		  "This host lost or removed its bond, or was installed anew, and the peer still has its own (Vol 3, Part C, 10.3.2).");
	parts_say(a, PART_FAULT,
		  "By the evidence it is this host that has no key: its controller asked for one, and the host said that there is none.");
	parts_say(a, PART_REMEDY,
		  "Remove the bond on the peer (\"forget this device\" in its Bluetooth settings, or its reset) and pair again; if \"bluetoothctl devices\" still lists it here, \"bluetoothctl remove %s\" first.",
		  peer);
}

/* The peer has no key. */
static void put_there(struct answer *a, const struct pairing *p)
{
	char peer[WORDS_ADDRESS];
	FILE *f = parts_sentence(a, PART_HAPPENED);

	words_address(p, peer);
	fprintf(f,
		"No pairing was tried: this host %s with ",
		is_bredr(p) ? "authenticated" : "encrypted");
	put_bond(f, p);
	fprintf(f, ", and the peer has none (PIN or Key Missing, 0x06).");
	parts_say(a, PART_WHY,
		  "The peer lost or removed its bond: it was reset, updated, or paired with another host, while this host still has its key (Vol 1, Part F, 2.6; Vol 3, Part C, 10.3.2).");
	parts_say(a, PART_FAULT,
		  "By the error code it is the peer that has no key; this host's stale bond is what keeps the two from pairing anew.");
	if (p->overheard.there) {
		remedy_bonds(a, p);
		return;
	}
	parts_say(a, PART_REMEDY,
		  "Remove the bond on this host and pair again, with the peer in pairing mode: \"bluetoothctl remove %s\", then \"bluetoothctl pair %s\".",
		  peer, peer);
	parts_say(a, PART_REMEDY,
		  "If the peer still lists this host, remove it there too (\"forget this device\", or its reset).");
}

static void put_different(struct answer *a, const struct pairing *p)
{
	FILE *f = parts_sentence(a, PART_HAPPENED);

	fprintf(f, "No pairing was tried: the two used keys of an old bond");
	if (p->ediv)
		fprintf(f, " (EDIV 0x%04x)", p->ediv);
	fprintf(f, " that do not match (0x%02x, %s).", p->reason, error_of(p));
	parts_say(a, PART_WHY,
		  "One of them paired anew or restored an old state, and the other still has the key of before.");
	parts_say(a, PART_FAULT,
		  "Whose key is the old one cannot be computed from the capture.");
	remedy_bonds(a, p);
}

/* The two encrypted before, or else there would be no key. */
static void put_unsupported(struct answer *a, const struct pairing *p)
{
	bool central = p->role == SMP_GUARD_ROLE_CENTRAL;

	parts_say(a, PART_WHY,
		  "%s says that it does not encrypt (0x1a); but there is an old bond, so that it did before: since then it was reset, updated, or given other firmware, and most likely has no key any more.",
		  central ? "The peer" : "One side");
	if (central)
		parts_say(a, PART_FAULT,
			  "By the error code it is the peer that refuses; this host's old bond is what keeps the two from pairing anew.");
	else
		parts_say(a, PART_FAULT, "The error code does not tell which side that is.");
	remedy_bonds(a, p);
	parts_say(a, PART_REMEDY,
		  "If a new pairing fails in the same way, the peer's firmware cannot encrypt, and needs an update.");
}

static void put_other(struct answer *a, const struct pairing *p)
{
	FILE *f = parts_sentence(a, PART_HAPPENED);

	fprintf(f, "No pairing was tried: this host used ");
	put_bond(f, p);
	fprintf(f, ", and the link was not %s with it (0x%02x, %s).",
		is_bredr(p) ? "authenticated" : "encrypted", p->reason, error_of(p));
	if (p->reason == UNSUPPORTED && !is_bredr(p)) {
		put_unsupported(a, p);
		return;
	}
	if (p->reason != HUNG_UP && cause_put_error(a, p))
		return;
	put_hung_up(a);
	parts_say(a, PART_FAULT,
		  "The evidence does not tell whose fault that is.");
	remedy_bonds(a, p);
}

/* One of them has none, and nothing tells which. */
static void put_missing(struct answer *a, const struct pairing *p)
{
	parts_say(a, PART_HAPPENED,
		  "No pairing was tried: the link was to be encrypted with the key of an old bond, which one side has not (PIN or Key Missing, 0x06).");
	parts_say(a, PART_WHY,
		  "One side lost or removed its bond, and the other still has its own (Vol 1, Part F, 2.6).");
	parts_say(a, PART_FAULT,
		  "The capture does not have whose key was asked for.");
	remedy_bonds(a, p);
}

static void put_unknown(struct answer *a, const struct pairing *p)
{
	bool ambiguous;

	parts_say(a, PART_HAPPENED,
		  "The %s of this link failed (0x%02x, %s); how it was tried is not in the capture.",
		  is_bredr(p) ? "authentication" : "encryption", p->reason, error_of(p));
	ambiguous = is_different(p) || (p->reason == UNSUPPORTED && !is_bredr(p));
	if (!ambiguous && cause_put_error(a, p))
		return;
	if (ambiguous)
		parts_say(a, PART_WHY,
			  "One side has no key for this link, has another one, or refused to pair.");
	else
		put_hung_up(a);
	parts_say(a, PART_FAULT,
		  "The capture does not tell whose fault that is.");
	remedy_bonds(a, p);
}

/**
 * cause_put_stored() - tell of a stored key that did not do
 * @a: the answer
 * @p: of kind PAIRING_STORED
 */
void cause_put_stored(struct answer *a, const struct pairing *p)
{
	if (controller_ended(p)) {
		controller_put_end(a, p);
		controller_put_cause(a, p);
		return;
	}
	if (p->simple.asked == AUTH_KEY_REQUEST && simple_is_silent(p))
		put_silent(a, p);
	else if (p->stored == STORED_REFUSED && is_bredr(p) && p->sides_known && p->request_tx)
		put_not_begun(a, p);
	else if (p->stored == STORED_REFUSED)
		put_here(a, p);
	else if (p->stored && p->reason == KEY_MISSING)
		put_there(a, p);
	else if (p->reason == KEY_MISSING)
		put_missing(a, p);
	else if (!p->stored)
		put_unknown(a, p);
	else if (is_different(p))
		put_different(a, p);
	else
		put_other(a, p);
}
