// SPDX-License-Identifier: GPL-2.0
#include "cause.h"
#include "deeds.h"
#include "ending.h"
#include "report.h"
#include "secrets.h"
#include "words.h"

/* By the reason of Pairing Failed: what to do about it */
static const char *const advice[] = {
	[0x01] =
		"Whoever had to enter the passkey did not, or cancelled it: pair again and enter it in time.",
	[0x02] =
		"One side was told to use out of band data and has none: deliver it, or pair without.",
	[0x03] =
		"That side demands more protection than the two can negotiate: compare what both say of MITM, Secure Connections and IO capabilities, or demand less.",
	[0x04] =
		"The two did not use the same secret: usually a passkey mistyped or not the one displayed; pair again with the right one.",
	[0x05] = "That side does not pair at present: make it pairable (bondable), or do not ask.",
	[0x06] =
		"The two do not agree on the length of the key: raise the maximum encryption key size of the one with the shorter key.",
	[0x07] =
		"That side does not know a PDU it was sent: look for the PDU before, and for an update of its firmware.",
	[0x08] = "That side does not say why: what it was sent just before is the first suspect.",
	[0x09] =
		"There were too many attempts: wait before the next, and remove the cause of the first failure.",
	[0x0a] =
		"A PDU had a wrong length or value: the one sent just before is the first suspect.",
	[0x0b] =
		"The two do not agree on what was exchanged: a fault in the cryptography of one of them, or somebody in between who changed it.",
	[0x0c] =
		"Somebody said that the numbers displayed were not equal, or nobody answered: compare them and pair again.",
	[0x0d] = "A pairing over BR/EDR is going on: let it end first.",
	[0x0e] =
		"That side takes no keys derived from the other transport: pair over each transport by itself.",
	[0x0f] = "That side wants a new key pair: pair again.",
};

/* By what only the rest of the trace shows */
enum { ADVICE_RADIO, ADVICE_KEYS, ADVICE_IO, ADVICE_SC_ONLY, ADVICE_TWO_HOSTS };

static const char *const more_advice[] = {
	[ADVICE_RADIO] =
		"The radio link was lost, and neither side hung up: look at distance and interference, and whether the peer was reset.",
	[ADVICE_KEYS] =
		"The two encrypted with different keys: one of them computed or kept a wrong one, or somebody is in between.",
	[ADVICE_IO] =
		"The IO capabilities of the two do not allow the protection from a man in the middle that one of them demands: give the side without display or keyboard one, or demand less.",
	[ADVICE_TWO_HOSTS] =
		"Neither can pair while the other answers too: have one of them alone pair, and close the other's SMP.",
	[ADVICE_SC_ONLY] =
		"One side has Secure Connections and the other does not: if it demands them (Secure Connections only), update the other or demand less.",
};

/* By the error code, which says which side ended the link (Vol 1, Part F, 1.3) */
static const char *link_advice(const struct pairing *p)
{
	switch (p->reason) {
	case 0x06:
		return "One side has lost its key: remove the bond on both and pair again.";
	case 0x08:
		return more_advice[ADVICE_RADIO];
	case 0x13:
	case 0x14:
	case 0x15:
		return "The peer hung up, and no PDU says why: look at its log.";
	case 0x16:
		return "This host hung up, and no PDU says why: look at its log.";
	case 0x3d:
		return more_advice[ADVICE_KEYS];
	}
	return "No PDU says why: look at the radio link, and at the log of the side that hung up.";
}

/* Reason 0x03: the Pairing Request and Response show what was demanded. */
static const char *demand_advice(const struct pairing *p)
{
	const struct legacy *l = &p->legacy;

	if (!p->requested || !p->answered)
		return advice[0x03];
	if (p->method == SMP_GUARD_METHOD_JUST_WORKS && pairing_asks(p, SMPG_AUTH_MITM))
		return more_advice[ADVICE_IO];
	if ((l->request[3] ^ l->response[3]) & SMPG_AUTH_SC)
		return more_advice[ADVICE_SC_ONLY];
	return advice[0x03];
}

/*
 * Reason 0x06: a side that refuses the Pairing Request has not yet said what it
 * offers itself.
 *
 * Return: the size of the shorter key, whose side is stored in @tx; 0 for none.
 */
static u8 shorter_key(const struct pairing *p, bool *tx)
{
	u8 request = p->legacy.request[4], response = p->legacy.response[4];
	u8 size = request;

	*tx = p->request_tx;
	if (p->answered && response == request)
		return 0;
	if (p->answered && response < request) {
		size = response;
		*tx = !p->request_tx;
	}
	return size < SMPG_KEY_LEN ? size : 0;
}

static bool put_shorter(FILE *f, const struct pairing *p)
{
	bool tx;
	u8 size;

	if (p->side == SMP_GUARD_SIDE_LINK || p->reason != 0x06 || !p->requested || p->two_hosts)
		return false;
	size = shorter_key(p, &tx);
	if (!size)
		return false;
	fprintf(f,
		" The key of %s has at most %u octets, which is too short for the other side: raise the maximum encryption key size there.",
		words_side(p, tx), size);
	return true;
}

static const char *advice_of(const struct pairing *p)
{
	if (p->two_hosts)
		return more_advice[ADVICE_TWO_HOSTS];
	if (ending_is_reset(p))
		return "Look for what reset it: the host's software, or its driver.";
	if (p->side == SMP_GUARD_SIDE_LINK)
		return link_advice(p);
	if (p->reason == 0x03)
		return demand_advice(p);
	if (p->reason == 0x04 && p->answered && !pairing_has_passkey(p) &&
	    p->method != SMP_GUARD_METHOD_OOB)
		return advice[0x0b];
	return p->reason < ARRAY_SIZE(advice) ? advice[p->reason] : NULL;
}

/* The side that was refused: does what it sent explain that? */
static bool put_culprit(FILE *f, const struct pairing *p, bool culprit)
{
	const struct step *step;

	if (deeds_unnegotiated(p, culprit)) {
		fprintf(f,
			" The other side refused what nobody had negotiated: by the evidence the fault is that of %s.",
			words_side(p, culprit));
		return true;
	}
	if (p->side == SMP_GUARD_SIDE_LINK || !deeds_suspect(p, culprit, &step))
		return false;
	fprintf(f,
		" The other side refused that: by the evidence the fault is that of %s, or of somebody in between who changed it.",
		words_side(p, culprit));
	return true;
}

/* The module ended it, and neither side refused anything. */
static void put_rejected(FILE *f, const struct pairing *p)
{
	const struct finding *rejected = report_rejected(p);

	if (rejected)
		fprintf(f,
			" The policy in force has the action reject for the rule %s: %s.",
			rejected->rule, rejected->why);
}

/* Was this host refused, or else the peer? */
static bool culprit_of(const struct pairing *p)
{
	switch (p->side) {
	case SMP_GUARD_SIDE_PEER:
		return true;
	case SMP_GUARD_SIDE_LOCAL:
		return false;
	}
	return deeds_unnegotiated(p, true);
}

/**
 * cause_put() - why a pairing failed, and what to look at
 * @f: where to
 * @p: the pairing
 */
void cause_put(FILE *f, const struct pairing *p)
{
	const char *text;

	if (p->outcome != OUTCOME_FAILED)
		return;
	if (p->side == SMP_GUARD_SIDE_GUARD) {
		put_rejected(f, p);
		return;
	}
	if (secrets_put_difference(f, p) || put_culprit(f, p, culprit_of(p)) ||
	    ending_put_timeout(f, p) || put_shorter(f, p))
		return;
	text = advice_of(p);
	if (text)
		fprintf(f, " %s", text);
}
