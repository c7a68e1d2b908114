// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>

#include "../hci_error.h"
#include "answer.h"

static bool has_both(const struct legacy *l, int side)
{
	return l->have_confirm[side] && l->have_random[side];
}

/*
 * What fits a confirm value. Without the addresses c1 can still be taken back, to
 * padding: if not even that fits, nothing does, but of a million something may
 * by chance.
 */
static int prove_side(struct pairing *p, int side, int last, u8 address[2][6])
{
	struct legacy *l = &p->legacy;
	const u8 *peer = p->on_air ? p->air : NULL;
	int tk = PROOF_NONE;

	if (!has_both(l, side))
		return p->stk;
	if (p->stk != PROOF_NONE) {
		tk = proof_legacy(l, side, NULL, p->stk, p->stk);
		if (tk == PROOF_NONE && proof_legacy(l, side, NULL, 0, last) != PROOF_NONE)
			return PROOF_UNKNOWN;
	} else {
		if (peer)
			tk = proof_legacy(l, side, peer, 0, last);
		if (tk == PROOF_NONE)
			tk = proof_legacy(l, side, NULL, 0, last);
	}
	if (tk != PROOF_NONE)
		memcpy(address, l->address, sizeof(l->address));
	return tk;
}

/* Fills what the cryptography says, with passkeys from 0 to @last. */
void answer_prove(struct pairing *p, int last)
{
	u8 address[2][2][6] = { };
	struct legacy *l = &p->legacy;
	bool other[2];
	int side;

	if (!p->requested || !p->answered || p->sc ||
	    p->transport == SMP_GUARD_TRANSPORT_BREDR)
		return;
	l->key_size = p->key_size;
	for (side = 0; side <= last && p->stk == PROOF_NONE; side++)
		if (proof_stk(l, side))
			p->stk = side;
	for (side = 0; side < 2; side++) {
		/* One confirm value alone proves nothing without an address. */
		if (!p->on_air && !(l->have_random[0] && l->have_random[1]))
			p->tk[side] = PROOF_UNKNOWN;
		else
			p->tk[side] = prove_side(p, side, last, address[side]);
		if (p->tk[side] == PROOF_NONE && p->two_hosts)
			p->tk[side] = PROOF_UNKNOWN;
		other[side] = p->tk[side] >= 0 && has_both(l, side) && p->on_air &&
			      memcmp(p->air, address[side][0], 6) &&
			      memcmp(p->air, address[side][1], 6);
	}
	p->elsewhere = other[0] || other[1];
	for (side = 0; side < 2; side++)
		if (other[side] && p->tk[side] && p->stk == PROOF_NONE &&
		    (!has_both(l, !side) || memcmp(address[0], address[1], sizeof(address[0]))))
			p->tk[side] = PROOF_UNKNOWN;
}

/* Is something missing that the answer tells of? */
bool answer_gap(const struct pairing *p)
{
	return p->lost || p->inferred || (p->unanswered && !p->answered) ||
	       (p->order.skipped && !p->order.broken) ||
	       (p->answered && !p->requested && !p->mid_life);
}

/* The passkey that both sides used, or PROOF_NONE */
int answer_passkey(const struct pairing *p)
{
	if (!pairing_has_passkey(p))
		return PROOF_NONE;
	if (p->sc)
		return p->values.f4_good == 2 * ROUNDS ? p->values.passkey : PROOF_NONE;
	if (p->stk != PROOF_NONE || p->tk[0] != p->tk[1])
		return p->stk;
	return p->tk[0];
}

bool answer_wrong(const struct pairing *p)
{
	return p->violations || p->outcome == OUTCOME_FAILED;
}

static const char *who(const struct pairing *p, bool tx)
{
	bool initiator = tx == p->request_tx;

	if (!p->sides_known)
		return tx ? "this host" : "the peer";
	if (tx)
		return initiator ? "the initiator (this host)" :
				   "the responder (this host)";
	return initiator ? "the initiator (the peer)" :
			   "the responder (the peer)";
}

static const char *model_words(u8 method)
{
	static const char *const models[] = {
		[SMP_GUARD_METHOD_JUST_WORKS] = "Just Works",
		[SMP_GUARD_METHOD_PASSKEY_INITIATOR_DISPLAYS] =
			"Passkey Entry (the initiator displays)",
		[SMP_GUARD_METHOD_PASSKEY_RESPONDER_DISPLAYS] =
			"Passkey Entry (the responder displays)",
		[SMP_GUARD_METHOD_PASSKEY_BOTH_INPUT] = "Passkey Entry (both input)",
		[SMP_GUARD_METHOD_NUMERIC_COMPARISON] = "Numeric Comparison",
		[SMP_GUARD_METHOD_OOB] = "Out of Band",
	};

	return method < ARRAY_SIZE(models) && models[method] ? models[method] :
	       "an unknown association model";
}

/* "EncKey and Sign", as people say it */
static void put_keys(FILE *f, u8 keys)
{
	static const char *const names[] = { "EncKey", "IdKey", "Sign", "LinkKey" };
	const char *sep = "";
	int i;

	if (!keys)
		fprintf(f, "nothing");
	else if (!(keys & (keys - 1)))
		fprintf(f, "only ");
	for (i = 0; i < 4; i++)
		if (keys & BIT(i)) {
			fprintf(f, "%s%s", sep, names[i]);
			sep = " and ";
		}
}

static bool has(const struct step *step, const char *rule)
{
	int i;

	for (i = 0; i < step->nr; i++)
		if (!strcmp(step->findings[i].rule, rule))
			return true;
	return false;
}

static bool is_weak(const struct step *step)
{
	return has(step, "weak-key") || has(step, "weak-peer-key");
}

/* It has a pattern, and is not only known for another reason. */
static bool is_constant(const struct step *step)
{
	int i;

	for (i = 0; i < step->nr; i++) {
		const char *why = step->findings[i].why;

		if (why == smpg_why_text(SMPG_WHY_CONSTANT) ||
		    why == smpg_why_text(SMPG_WHY_PERIODIC) ||
		    why == smpg_why_text(SMPG_WHY_PROGRESSION) ||
		    why == smpg_why_text(SMPG_WHY_PUBLISHED))
			return true;
	}
	return false;
}

/* The first PDU of a side that our own checks found wrong, and why */
static const struct step *suspect(const struct pairing *p, bool tx, const char **why)
{
	size_t i;
	int n;

	for (i = 0; i < p->nr; i++) {
		const struct step *step = &p->steps[i];

		if (step->kind != STEP_PDU || step->tx != tx)
			continue;
		for (n = 0; n < step->nr; n++)
			if (step->findings[n].ours) {
				*why = step->findings[n].why;
				return step;
			}
	}
	return NULL;
}

/* The key that everybody holds who listened: was there one? */
static bool exposed(const struct pairing *p)
{
	if (p->stk == PROOF_NONE && (p->tk[0] < 0 || p->tk[0] != p->tk[1]))
		return false;
	return p->encrypted || p->outcome != OUTCOME_FAILED;
}

static void put_list(FILE *f, const char *const *names, int nr)
{
	int i;

	for (i = 0; i < nr; i++)
		fprintf(f, "%s%s", !i ? "" : i == nr - 1 ? " and " : ", ", names[i]);
}

/* Returns whether a side sent keys that nobody negotiated. */
static bool put_unnegotiated(FILE *f, const struct pairing *p, bool tx)
{
	const char *sent[8];
	u8 key, told = 0;
	int nr = 0;
	size_t i;

	for (i = 0; i < p->nr && nr < (int)ARRAY_SIZE(sent); i++) {
		const struct step *step = &p->steps[i];

		key = smpg_pdu_key(step->pdu[0]);
		if (step->kind != STEP_PDU || step->tx != tx || told & BIT(key) ||
		    !has(step, "unnegotiated-key"))
			continue;
		told |= BIT(key);
		sent[nr++] = smpg_pdu_name(step->pdu[0]);
	}
	if (!nr)
		return false;
	fprintf(f, " %s sent ", who(p, tx));
	put_list(f, sent, nr);
	if (p->answered) {
		fprintf(f, " though ");
		put_keys(f, p->keys[tx != p->request_tx]);
		fprintf(f, " was negotiated for it.");
	} else {
		fprintf(f, " though nothing was negotiated before.");
	}
	return true;
}

static void put_weak(FILE *f, const struct pairing *p, bool tx, bool its)
{
	const char *keys[8];
	bool constant = true;
	u8 key, told = 0;
	int nr = 0;
	size_t i;

	for (i = 0; i < p->nr && nr < (int)ARRAY_SIZE(keys) - 1; i++) {
		const struct step *step = &p->steps[i];

		if (step->kind != STEP_PDU || step->tx != tx || !is_weak(step))
			continue;
		constant &= is_constant(step);
		key = smpg_pdu_key(step->pdu[0]);
		if (told & BIT(key))
			continue;
		told |= BIT(key);
		switch (key) {
		case SMP_GUARD_KEY_EDIV_RAND:
			keys[nr++] = "Rand";
			keys[nr++] = "EDIV";
			break;
		case SMP_GUARD_KEY_LTK:
			keys[nr++] = "LTK";
			break;
		case SMP_GUARD_KEY_IRK:
			keys[nr++] = "IRK";
			break;
		default:
			keys[nr++] = "CSRK";
		}
	}
	if (!nr)
		return;
	if (its)
		fprintf(f, " Its ");
	else
		fprintf(f, " %s sent weak keys: its ", who(p, tx));
	put_list(f, keys, nr);
	if (nr == 1)
		fprintf(f, " is no random value.");
	else
		fprintf(f, " are %s.", constant ? "constants, not random values" :
						  "no fresh random values");
}

/* What a side did that it may not; true if it sent keys nobody negotiated. */
static bool put_deeds(FILE *f, const struct pairing *p, bool tx)
{
	bool unnegotiated = put_unnegotiated(f, p, tx);
	const struct step *wrong;
	const char *name, *why;
	size_t i;

	put_weak(f, p, tx, unnegotiated);
	wrong = suspect(p, tx, &why);
	if (wrong) {
		name = smpg_pdu_name(wrong->pdu[0]) ?: "PDU";
		fprintf(f, " %s sent a%s %s that is wrong: %s.", who(p, tx),
			strchr("EI", *name) ? "n" : "", name, why);
	}
	for (i = 0; i < p->nr; i++)
		if (p->steps[i].tx == tx && has(&p->steps[i], "debug-key")) {
			fprintf(f,
				" %s used the debug key: anyone who listened can compute every key. Turn its debug mode off.",
				who(p, tx));
			break;
		}
	return unnegotiated;
}

/* What each reason means for whoever has to do something about it. */
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

static bool was_reset(const struct pairing *p)
{
	return p->nr && p->steps[p->nr - 1].kind == STEP_RESET &&
	       p->side == SMP_GUARD_SIDE_LINK;
}

static void put_outcome(FILE *f, const struct pairing *p)
{
	const char *name;

	if (p->two_hosts)
		fprintf(f,
			"Two hosts answered for this side: a program on a raw socket beside the kernel, for example, and the peer heard both. ");
	switch (p->outcome) {
	case OUTCOME_COMPLETE:
		fprintf(f, "This pairing completed.");
		return;
	case OUTCOME_FAILED:
		break;
	default:
		if ((p->mid_life && !p->answered) || p->closed)
			fprintf(f,
				"How this pairing ended cannot be told; what there is of it was judged.");
		else
			fprintf(f,
				"The capture ends before this pairing does; what there is of it was judged.");
		return;
	}
	if (was_reset(p)) {
		fprintf(f,
			"This pairing failed: the adapter was reset before it was complete.");
		return;
	}
	if (p->side == SMP_GUARD_SIDE_LINK) {
		name = hci_error_name(p->reason);
		fprintf(f,
			"This pairing failed: the link or its encryption ended (0x%02x, %s) before it was complete.",
			p->reason, name ?: "unknown error");
		return;
	}
	name = smpg_reason_name(p->reason);
	fprintf(f, "This pairing failed: %s sent Pairing Failed, %s (0x%02x).",
		who(p, p->side == SMP_GUARD_SIDE_LOCAL), name ?: "unknown reason",
		p->reason);
}

/* Secrets that differ, where the proof can tell whose is which */
static bool put_secrets(FILE *f, const struct pairing *p)
{
	bool odd;

	if (p->sc || p->reason != 0x04 || p->tk[0] == p->tk[1])
		return false;
	if (p->two_hosts || p->tk[0] == PROOF_UNKNOWN || p->tk[1] == PROOF_UNKNOWN)
		return false;
	if (pairing_has_passkey(p) && p->tk[0] != PROOF_NONE) {
		fprintf(f, " The initiator used the passkey %06d", p->tk[0]);
		if (p->tk[1] != PROOF_NONE)
			fprintf(f, ", the responder %06d", p->tk[1]);
		else
			fprintf(f, ", the responder another one");
		fprintf(f, ": whoever typed it in typed it wrong.");
		return true;
	}
	if (p->method != SMP_GUARD_METHOD_JUST_WORKS)
		return false;
	odd = p->tk[1] == PROOF_NONE;
	if (!p->legacy.have_random[odd])
		return false;
	fprintf(f,
		" TK 0, that of Just Works, does not give its confirm value: by the evidence the fault is that of %s, or of somebody in between.",
		who(p, p->request_tx != odd));
	return true;
}

/* 3.4, in microseconds */
#define SMP_TIMEOUT	30000000

static bool link_ended(const struct pairing *p)
{
	return p->nr && p->steps[p->nr - 1].kind == STEP_CLOSED;
}

/* 3.4: nothing came for so long that nothing may come any more. */
static bool put_timeout(FILE *f, const struct pairing *p)
{
	const struct step *last = NULL, *end;
	size_t i;

	if (p->side != SMP_GUARD_SIDE_LINK || !link_ended(p))
		return false;
	end = &p->steps[p->nr - 1];
	for (i = 0; i < p->nr; i++)
		if (p->steps[i].kind == STEP_PDU)
			last = &p->steps[i];
	if (!last || !last->timed || !end->timed || end->us < last->us + SMP_TIMEOUT)
		return false;
	fprintf(f,
		" No PDU came for %llu s before: that is the SMP timeout of 30 s (Vol 3, Part H, 3.4).",
		(unsigned long long)(end->us - last->us) / 1000000);
	if (p->due < 0)
		return true;
	fprintf(f, " It was for %s to go on: look there for what it waited for.",
		who(p, p->request_tx == !p->due));
	return true;
}

/* And what only the rest of the trace can tell */
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

/* Who ended the link, and what to look at (Vol 1, Part F, 1.3) */
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

static bool asks(const struct pairing *p, u8 bit)
{
	const struct legacy *l = &p->legacy;

	return (l->request[3] | l->response[3]) & bit;
}

/* Of 0x03: what was demanded is in what was negotiated. */
static const char *demand_advice(const struct pairing *p)
{
	const struct legacy *l = &p->legacy;

	if (!p->requested || !p->answered)
		return advice[0x03];
	if (p->method == SMP_GUARD_METHOD_JUST_WORKS && asks(p, SMPG_AUTH_MITM))
		return more_advice[ADVICE_IO];
	if ((l->request[3] ^ l->response[3]) & SMPG_AUTH_SC)
		return more_advice[ADVICE_SC_ONLY];
	return advice[0x03];
}

/* Of 0x06: whose key is too short? */
static bool put_shorter(FILE *f, const struct pairing *p)
{
	u8 request = p->legacy.request[4], response = p->legacy.response[4];
	bool tx = p->request_tx;

	if (p->side == SMP_GUARD_SIDE_LINK || p->reason != 0x06 || !p->requested || p->two_hosts)
		return false;
	/* Who refuses has not yet said what it offers itself. */
	if (p->answered && response < request) {
		request = response;
		tx = !tx;
	} else if (p->answered && response == request) {
		return false;
	}
	if (request >= SMPG_KEY_LEN)
		return false;
	fprintf(f,
		" The key of %s has at most %u octets, which is too short for the other side: raise the maximum encryption key size there.",
		who(p, tx), request);
	return true;
}

static const char *advice_of(const struct pairing *p)
{
	if (p->two_hosts)
		return more_advice[ADVICE_TWO_HOSTS];
	if (was_reset(p))
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

static void put_cause(FILE *f, const struct pairing *p, const bool unnegotiated[2])
{
	/* @unnegotiated is by direction: who was refused sent them. */
	bool culprit = p->side == SMP_GUARD_SIDE_PEER ? true :
		       p->side == SMP_GUARD_SIDE_LOCAL ? false : unnegotiated[true];
	const char *why, *text;

	if (p->outcome != OUTCOME_FAILED || put_secrets(f, p))
		return;
	if (unnegotiated[culprit]) {
		fprintf(f,
			" The other side refused what nobody had negotiated: by the evidence the fault is that of %s.",
			who(p, culprit));
		return;
	}
	if (p->side != SMP_GUARD_SIDE_LINK && suspect(p, culprit, &why)) {
		fprintf(f,
			" The other side refused that: by the evidence the fault is that of %s, or of somebody in between who changed it.",
			who(p, culprit));
		return;
	}
	if (put_timeout(f, p) || put_shorter(f, p))
		return;
	text = advice_of(p);
	if (text)
		fprintf(f, " %s", text);
}

/* The first letter of each sentence, in place. */
static void capitals(char *s)
{
	for (; *s; s++)
		if (!strncmp(s, ". t", 3))
			s[2] = 'T';
}

static void put_model_name(FILE *f, const struct pairing *p)
{
	/* The one model that people name first */
	if (!p->sc && p->method == SMP_GUARD_METHOD_JUST_WORKS)
		fprintf(f, " It was Just Works legacy pairing.");
	else
		fprintf(f, " It was %s pairing by %s.",
			p->sc ? "Secure Connections" : "legacy", model_words(p->method));
}

static void put_model(FILE *f, const struct pairing *p)
{
	if (p->mid_life && !p->requested)
		fprintf(f, " Its beginning is not in the capture.");
	if (p->transport == SMP_GUARD_TRANSPORT_BREDR) {
		fprintf(f,
			" It ran over BR/EDR and derived the LE keys from the link key (cross-transport key derivation).");
		return;
	}
	if (p->answered && p->requested && !p->two_hosts)
		put_model_name(f, p);
	if (p->outcome == OUTCOME_COMPLETE &&
	    (p->keys[0] & p->keys[1] & SMP_GUARD_KEY_DIST_LINKKEY))
		fprintf(f,
			" The link key of BR/EDR was derived from its LTK (cross-transport key derivation).");
}

/* What the capture lacks, and what therefore cannot be judged */
static void put_gap(FILE *f, const struct pairing *p)
{
	static const char gap[] = " The capture has a gap there: ";
	const char *name;

	if (p->unanswered && !p->answered)
		fprintf(f,
			"%s%sPairing Response %s not in it, so what was negotiated, and whether the keys that were sent are those, cannot be judged.",
			gap, p->requested ? "" : "Pairing Request and ",
			p->requested ? "is" : "are");
	else if (p->answered && !p->requested && !p->mid_life)
		fprintf(f,
			"%sPairing Request is not in it, so the association model cannot be told, nor what depends on it.",
			gap);
	if (p->order.skipped && !p->order.broken) {
		name = smpg_pdu_name(p->order.skipped);
		fprintf(f,
			"%sa %s of %s is not in it, though the other side went on as if it had come, so it cannot be judged.",
			gap, name, who(p, p->request_tx != p->order.skipped_side));
	}
	if (p->inferred)
		fprintf(f,
			"%sit does not say that the link was encrypted, but the keys that were distributed prove it.",
			gap);
	if (p->lost && !p->unanswered && !p->order.skipped && !p->inferred)
		fprintf(f,
			"%sa packet is not all there; if it belonged to the pairing, what depends on it cannot be judged.",
			gap);
}

/* Protection that was asked for, and is not there */
static void put_unauthenticated(FILE *f, const struct pairing *p)
{
	bool initiator = p->legacy.request[3] & SMPG_AUTH_MITM;

	if (!p->requested || !p->answered || p->two_hosts || !asks(p, SMPG_AUTH_MITM) ||
	    p->method != SMP_GUARD_METHOD_JUST_WORKS ||
	    (!p->encrypted && p->outcome != OUTCOME_COMPLETE))
		return;
	fprintf(f,
		" %s demanded protection from a man in the middle, which Just Works does not give: the link was not authenticated.",
		who(p, p->request_tx == initiator));
}

/* What to change, and what the module does until then */
static void put_remedy(FILE *f, const struct pairing *p, const bool unnegotiated[2])
{
	bool weak = false, repaired = false, irk = false;
	size_t i;

	for (i = 0; i < p->nr; i++) {
		const struct step *step = &p->steps[i];

		if (!is_weak(step))
			continue;
		weak = true;
		if (!step->tx)
			continue;
		if (smpg_pdu_key(step->pdu[0]) == SMP_GUARD_KEY_IRK)
			irk = true;
		else
			repaired = true;
	}
	if (unnegotiated[0] || unnegotiated[1])
		fprintf(f,
			" What to change: have that stack send only the keys whose bits are set in both Pairing Request and Pairing Response.");
	if (weak)
		fprintf(f, " Every key must come fresh from a random number generator.");
	if (unnegotiated[true] || repaired)
		fprintf(f, " Until then the smp_guard module does that for this host.");
	else if (unnegotiated[false])
		fprintf(f, " Until then the smp_guard module keeps such keys from this host.");
	if (irk)
		fprintf(f, " The smp_guard module keeps that IRK from the peer.");
	if (exposed(p))
		fprintf(f,
			" Anyone who listened holds the session key and every key distributed: pair with Secure Connections.");
}

/**
 * answer_paragraph() - what happened, why, whose fault, what to change
 * @p: the pairing, after answer_prove()
 */
char *answer_paragraph(const struct pairing *p)
{
	bool unnegotiated[2];
	size_t size;
	char *text;
	FILE *f = open_memstream(&text, &size);

	put_outcome(f, p);
	put_model(f, p);
	put_gap(f, p);
	unnegotiated[true] = put_deeds(f, p, true);
	unnegotiated[false] = put_deeds(f, p, false);
	put_cause(f, p, unnegotiated);
	put_unauthenticated(f, p);
	put_remedy(f, p, unnegotiated);
	if (p->dropped)
		fprintf(f,
			" Only its first %d steps are shown; %zu more were judged, and are not.",
			STEPS_MAX, p->dropped);
	fclose(f);
	capitals(text);
	return text;
}

static void put_hex(FILE *f, const u8 *p, size_t len)
{
	while (len--)
		fprintf(f, "%02x", *p++);
}

/* The proof, a line each. */
char *answer_proof(const struct pairing *p, bool show_keys)
{
	const struct legacy *l = &p->legacy;
	size_t size;
	char *text;
	FILE *f = open_memstream(&text, &size);
	int side;

	for (side = 0; side < 2 && p->requested && p->answered && !p->sc; side++) {
		const char *name = side ? "responder" : "initiator";

		if (!has_both(l, side) || p->tk[side] == PROOF_UNKNOWN)
			continue;
		if (p->tk[side] == PROOF_NONE)
			fprintf(f,
				"c1: no TK from 000000 to 999999 gives the %s's confirm value\n",
				name);
		else if (!p->tk[side])
			fprintf(f, "c1: TK 0 gives the %s's confirm value\n", name);
		else
			fprintf(f, "c1: passkey %06d gives the %s's confirm value\n",
				p->tk[side], name);
	}
	if (p->elsewhere)
		fprintf(f, "c1: it fits with other addresses than those of the capture\n");
	if (p->stk > 0 && p->tk[0] != p->stk)
		fprintf(f, "s1: passkey %06d gives the STK the link was encrypted with\n",
			p->stk);
	else if (p->stk != PROOF_NONE)
		fprintf(f, "s1: %s gives the STK the link was encrypted with\n",
			p->stk ? "that passkey" : "TK 0");
	if (exposed(p))
		fprintf(f, "anyone who listened holds the session key and every key distributed\n");
	if (l->have_stk && show_keys) {
		fprintf(f, "STK ");
		put_hex(f, l->stk, 16);
		fputc('\n', f);
	}
	for (side = 0; side < 2 && p->sc; side++)
		if (p->values.have_public[side] && proof_on_curve(p->values.public[side]) &&
		    !smpg_debug_key(p->values.public[side]))
			fprintf(f,
				"public key: the %s's is on the curve P-256, and not the debug key\n",
				side ? "responder" : "initiator");
	if (p->values.f4_good || p->values.f4_bad)
		fprintf(f, "f4: %u of %u confirm values fit their random values\n",
			p->values.f4_good, p->values.f4_good + p->values.f4_bad);
	if (p->sc && answer_passkey(p) != PROOF_NONE)
		fprintf(f,
			"the passkey was %06d: it was given away bit by bit, and must not be used twice\n",
			p->values.passkey);
	fclose(f);
	return text;
}

/*
 * Of AuthReq what is not as usual: that there is a bond is no news. Over BR/EDR it
 * says nothing of bonds.
 */
static void put_auth(FILE *f, u8 auth, bool bredr)
{
	fprintf(f, "%s%s%s%s%s", bredr || auth & SMPG_AUTH_BONDING ? "" : ", no bonding",
		auth & SMPG_AUTH_MITM ? ", MITM" : "", auth & SMPG_AUTH_SC ? ", SC" : "",
		auth & SMPG_AUTH_KEYPRESS ? ", keypresses" : "",
		auth & SMPG_AUTH_CT2 ? ", CT2" : "");
}

/* Whether it is a secret does not depend on --show-keys. */
static void put_public(FILE *f, const u8 *pdu)
{
	static const char *const keypress[] = {
		"entry started", "digit entered", "digit erased", "cleared", "entry completed",
	};

	switch (pdu[0]) {
	case SMPG_SECURITY_REQUEST:
		fprintf(f, ": %s", pdu[1] & SMPG_AUTH_BONDING ? "bonding" : "AuthReq");
		put_auth(f, pdu[1], false);
		break;
	case SMPG_IDENTITY_ADDRESS_INFORMATION:
		fprintf(f, ": %02X:%02X:%02X:%02X:%02X:%02X %s", pdu[7], pdu[6], pdu[5],
			pdu[4], pdu[3], pdu[2],
			!pdu[1] ? "public" : pdu[1] == 1 ? "random" : "of unknown type");
		break;
	case SMPG_PAIRING_KEYPRESS:
		fprintf(f, ": %s", pdu[1] < ARRAY_SIZE(keypress) ? keypress[pdu[1]] : "unknown");
		break;
	}
}

static void put_features(FILE *f, const struct step *step)
{
	const u8 *pdu = step->pdu;
	static const char *const io[] = {
		"DisplayOnly", "DisplayYesNo", "KeyboardOnly",
		"NoInputNoOutput", "KeyboardDisplay",
	};
	char keys[2][32];

	fprintf(f, ": %s%s", pdu[1] < 5 ? io[pdu[1]] : "IO capability unknown",
		pdu[2] ? ", OOB" : "");
	put_auth(f, pdu[3], step->bredr);
	fprintf(f, ", %u octets, %s / %s", pdu[4],
		smpg_key_dist_names(pdu[5] & 0x0f, keys[0], 32),
		smpg_key_dist_names(pdu[6] & 0x0f, keys[1], 32));
}

char *answer_step(const struct step *step, bool show_keys)
{
	const u8 *pdu = step->pdu;
	const char *name;
	size_t size;
	char *text;
	FILE *f = open_memstream(&text, &size);

	switch (step->kind) {
	case STEP_KEY_SET:
		fprintf(f, "the host hands its controller a key");
		break;
	case STEP_ENCRYPTED:
		fprintf(f, "the link is encrypted");
		break;
	case STEP_NOT_ENCRYPTED:
		fprintf(f, "the link is not encrypted: %s (0x%02x)",
			hci_error_name(step->status) ?: "off", step->status);
		break;
	case STEP_CLOSED:
		fprintf(f, "disconnected: %s (0x%02x)",
			hci_error_name(step->status) ?: "unknown", step->status);
		break;
	case STEP_RESET:
		fprintf(f, "the adapter was reset");
		break;
	default:
		name = smpg_pdu_name(pdu[0]);
		if (name)
			fputs(name, f);
		else
			fprintf(f, "PDU 0x%02x", pdu[0]);
		if (step->len < smpg_pdu_len(pdu[0]))
			break;
		if (pdu[0] == SMPG_PAIRING_REQUEST ||
		    pdu[0] == SMPG_PAIRING_RESPONSE)
			put_features(f, step);
		else if (pdu[0] == SMPG_PAIRING_FAILED)
			fprintf(f, ": %s (0x%02x)",
				smpg_reason_name(pdu[1]) ?: "unknown", pdu[1]);
		else if (smpg_pdu_key(pdu[0]) == SMP_GUARD_KEY_IDENTITY_ADDRESS ||
			 !smpg_pdu_key(pdu[0]))
			put_public(f, pdu);
		else if (show_keys) {
			fprintf(f, ": ");
			put_hex(f, pdu + 1, step->len - 1);
		}
	}
	fclose(f);
	return text;
}

char *answer_finding(const struct finding *f, const char *profile)
{
	static const char *const done[] = {
		[SMP_GUARD_ACTION_ALLOW] = "lets it pass",
		[SMP_GUARD_ACTION_AUDIT] = "lets it pass, and tells",
		[SMP_GUARD_ACTION_REPAIR] = "puts a random value in its place",
		[SMP_GUARD_ACTION_MASK] = "masks it: it never arrives",
		[SMP_GUARD_ACTION_REJECT] = "ends the pairing",
	};
	const char *does;
	char *text;

	if (f->action < 0 || f->action >= (int)ARRAY_SIZE(done)) {
		if (asprintf(&text, "%s: %s (Vol 3, Part H, %s)", f->rule,
			     f->why, f->section) < 0)
			abort();
		return text;
	}
	does = done[f->action];
	/* Of keys that are not random, an IRK alone is not repaired. */
	if (f->action == SMP_GUARD_ACTION_MASK && !strcmp(f->rule, "weak-key"))
		does = "puts zeros in its place: there is no IRK";
	if (asprintf(&text, "%s: %s (Vol 3, Part H, %s); the guard, policy %s, %s",
		     f->rule, f->why, f->section, profile, does) < 0)
		abort();
	return text;
}
