// SPDX-License-Identifier: GPL-2.0
#include "dhkey.h"
#include "overheard.h"
#include "passkey.h"
#include "secrets.h"
#include "words.h"

static bool has_both(const struct legacy *l, int side)
{
	return l->have_confirm[side] && l->have_random[side];
}

/*
 * With the TK that s1 gave; a confirm value that only another TK fits is a chance
 * hit.
 */
static int prove_by_stk(struct pairing *p, int side, int last)
{
	int tk = proof_legacy(&p->legacy, side, NULL, p->stk, p->stk);

	if (tk == PROOF_NONE &&
	    proof_legacy(&p->legacy, side, NULL, 0, last) != PROOF_NONE)
		return PROOF_UNKNOWN;
	return tk;
}

/*
 * Without the addresses c1 can still be taken back, to padding. If not even that
 * fits, no TK does; but one of a million may fit by chance.
 */
static int prove_by_confirm(struct pairing *p, int side, int last)
{
	int tk = PROOF_NONE;

	if (p->on_air)
		tk = proof_legacy(&p->legacy, side, p->air, 0, last);
	if (tk == PROOF_NONE)
		tk = proof_legacy(&p->legacy, side, NULL, 0, last);
	return tk;
}

/* The TK that gives a side's confirm value, and the @address of each side with it */
static int prove_side(struct pairing *p, int side, int last, u8 address[2][6])
{
	struct legacy *l = &p->legacy;
	int tk;

	/* One confirm value alone proves nothing without an address. */
	if (!p->on_air && !(l->have_random[0] && l->have_random[1]))
		return PROOF_UNKNOWN;
	if (!has_both(l, side))
		tk = p->stk;
	else if (p->stk != PROOF_NONE)
		tk = prove_by_stk(p, side, last);
	else
		tk = prove_by_confirm(p, side, last);
	if (tk >= 0 && has_both(l, side))
		memcpy(address, l->address, sizeof(l->address));
	return tk == PROOF_NONE && p->two_hosts ? PROOF_UNKNOWN : tk;
}

static void prove_stk(struct pairing *p, int last)
{
	int tk;

	for (tk = 0; tk <= last && p->stk == PROOF_NONE; tk++)
		if (proof_stk(&p->legacy, tk))
			p->stk = tk;
}

/* Does the TK fit with other addresses than the peer's on the air? */
static bool fits_elsewhere(const struct pairing *p, int side, u8 address[2][6])
{
	return p->tk[side] >= 0 && has_both(&p->legacy, side) && p->on_air &&
	       memcmp(p->air, address[0], 6) && memcmp(p->air, address[1], 6);
}

static void prove_number(struct pairing *p)
{
	struct values *v = &p->values;

	if (p->sc && p->method == SMP_GUARD_METHOD_NUMERIC_COMPARISON &&
	    !p->two_hosts && v->have_public[0] && v->have_public[1] &&
	    p->legacy.have_random[0] && p->legacy.have_random[1])
		v->number = proof_g2(v->public[0], v->public[1],
				     v->random[0], v->random[1]);
}

/* The side that used the debug key, or -1 */
static int debug_side(const struct values *v)
{
	int side;

	for (side = 0; side < 2; side++)
		if (v->have_public[side] && v->have_public[!side] &&
		    smpg_debug_key(v->public[side]))
			return side;
	return -1;
}

/* Do the addresses fit? Only then does another LTK prove anything. */
static bool fits_check(const struct pairing *p, const struct dhkey *d)
{
	static const u8 none[16];
	int side;

	for (side = 0; side < 2; side++)
		if (p->values.have_check[side] &&
		    dhkey_check(d, side, none, p->values.check[side]))
			return true;
	return false;
}

static void prove_with(struct pairing *p, struct dhkey *d)
{
	if (!dhkey_compute(d))
		return;
	if (!memcmp(d->ltk, p->values.ltk, p->key_size))
		p->ltk = 0;
	else if (fits_check(p, d))
		p->ltk = PROOF_NONE;
}

static bool has_inputs(const struct pairing *p)
{
	return p->sc && p->values.have_ltk && p->legacy.have_random[0] &&
	       p->legacy.have_random[1] && p->on_air && !p->two_hosts && !p->hidden &&
	       p->requested && p->answered && p->key_size <= 16;
}

/* f5, which a listener can compute if a side used the debug key */
static void prove_ltk(struct pairing *p)
{
	const struct values *v = &p->values;
	int side = debug_side(v), own = !p->request_tx, i;
	struct dhkey d = {
		.random = { v->random[0], v->random[1] },
		.io = { p->legacy.request + 1, p->legacy.response + 1 },
	};

	if (side < 0 || !has_inputs(p))
		return;
	d.public = v->public[!side];
	memcpy(d.address[!own], p->air, 6);
	d.address[!own][6] = p->peer_type != SMP_GUARD_ADDRESS_TYPE_PUBLIC;
	for (i = 0; i < p->nr_own && p->ltk != 0; i++) {
		memcpy(d.address[own], p->own[i], 7);
		prove_with(p, &d);
	}
	smpg_wipe(&d, sizeof(d));
}

/**
 * secrets_prove() - compute what the cryptography shows
 * @p: the pairing
 * @last: passkeys from 0 to this one are tried
 */
void secrets_prove(struct pairing *p, int last)
{
	u8 address[2][2][6] = {};
	struct legacy *l = &p->legacy;
	bool other[2];
	int side;

	prove_number(p);
	prove_ltk(p);
	if (!p->requested || !p->answered || p->sc ||
	    p->transport == SMP_GUARD_TRANSPORT_BREDR)
		return;
	l->key_size = p->key_size;
	prove_stk(p, last);
	for (side = 0; side < 2; side++) {
		p->tk[side] = prove_side(p, side, last, address[side]);
		other[side] = fits_elsewhere(p, side, address[side]);
	}
	p->elsewhere = other[0] || other[1];
	for (side = 0; side < 2; side++)
		if (other[side] && p->tk[side] && p->stk == PROOF_NONE &&
		    (!has_both(l, !side) ||
		     memcmp(address[0], address[1], sizeof(address[0]))))
			p->tk[side] = PROOF_UNKNOWN;
}

/**
 * secrets_passkey() - the passkey that both sides used, or PROOF_NONE
 * @p: the pairing, after secrets_prove()
 */
int secrets_passkey(const struct pairing *p)
{
	if (!pairing_has_passkey(p))
		return PROOF_NONE;
	if (p->sc)
		return p->values.f4_good == 2 * SMPG_PASSKEY_ROUNDS ?
			       p->values.passkey :
			       PROOF_NONE;
	if (p->stk != PROOF_NONE || p->tk[0] != p->tk[1])
		return p->stk;
	return p->tk[0];
}

/**
 * secrets_exposed() - does everybody who listened hold the session key?
 * @p: the pairing, after secrets_prove()
 */
bool secrets_exposed(const struct pairing *p)
{
	if (p->stk == PROOF_NONE && (p->tk[0] < 0 || p->tk[0] != p->tk[1]))
		return false;
	return p->encrypted || p->outcome != OUTCOME_FAILED;
}

static void put_passkeys(struct answer *a, const struct pairing *p)
{
	if (p->tk[1] != PROOF_NONE)
		parts_say(a, PART_WHY,
			  "The initiator used the passkey %06d, the responder %06d.",
			  p->tk[0], p->tk[1]);
	else
		parts_say(a, PART_WHY,
			  "The initiator used the passkey %06d, the responder another one.",
			  p->tk[0]);
	parts_say(a, PART_FAULT,
		  "By that evidence it is the fault of whoever typed the passkey in, who typed it wrong.");
	parts_say(a, PART_REMEDY,
		  "Pair again, and type in the passkey that is displayed.");
}

/* Do the confirm values show that the two used different secrets? */
static bool is_different(const struct pairing *p)
{
	return !p->sc && p->reason == 0x04 && p->tk[0] != p->tk[1] &&
	       !p->two_hosts && p->tk[0] != PROOF_UNKNOWN &&
	       p->tk[1] != PROOF_UNKNOWN;
}

/**
 * secrets_put_difference() - say that the two sides used different secrets
 * @a: the answer
 * @p: the pairing, after secrets_prove()
 *
 * Return: did they, and can the proof tell whose is which?
 */
bool secrets_put_difference(struct answer *a, const struct pairing *p)
{
	int odd = p->tk[1] == PROOF_NONE;
	const char *who;

	if (passkey_put(a, p))
		return true;
	if (!is_different(p))
		return false;
	if (pairing_has_passkey(p) && p->tk[0] != PROOF_NONE) {
		put_passkeys(a, p);
		return true;
	}
	if (p->method != SMP_GUARD_METHOD_JUST_WORKS ||
	    !p->legacy.have_random[odd])
		return false;
	who = words_side(p, p->request_tx != odd);
	parts_say(a, PART_WHY,
		  "TK 0, that of Just Works, does not give the confirm value of %s.",
		  who);
	parts_say(a, PART_FAULT,
		  "By the evidence the fault is that of %s, or of somebody in between.",
		  who);
	parts_say(a, PART_REMEDY,
		  "Update the stack of %s, and pair again.", who);
	return true;
}

/* The TK that both sides used, or PROOF_NONE */
static int common_tk(const struct pairing *p)
{
	return p->tk[0] >= 0 && p->tk[0] == p->tk[1] ? p->tk[0] : PROOF_NONE;
}

/**
 * secrets_session_key() - did this host encrypt with the right key?
 * @p: the pairing, after secrets_prove()
 *
 * Return: what the cryptography proves of the key that it handed to its controller.
 */
enum secrets_key secrets_session_key(const struct pairing *p)
{
	if (p->sc)
		return p->ltk == PROOF_UNKNOWN ? SECRETS_KEY_UNKNOWN :
		       p->ltk == PROOF_NONE ? SECRETS_KEY_WRONG : SECRETS_KEY_RIGHT;
	if (!p->legacy.have_stk)
		return SECRETS_KEY_UNKNOWN;
	if (p->stk != PROOF_NONE)
		return SECRETS_KEY_RIGHT;
	return common_tk(p) != PROOF_NONE && !p->elsewhere ?
		       SECRETS_KEY_WRONG :
		       SECRETS_KEY_UNKNOWN;
}

static const char *side_name(int side)
{
	return side ? "responder" : "initiator";
}

static void put_c1(FILE *f, const struct pairing *p, int side)
{
	int tk = p->tk[side];

	if (!has_both(&p->legacy, side) || tk == PROOF_UNKNOWN)
		return;
	if (tk == PROOF_NONE)
		fprintf(f,
			"c1: no TK from 000000 to 999999 gives the %s's confirm value\n",
			side_name(side));
	else if (!tk)
		fprintf(f, "c1: TK 0 gives the %s's confirm value\n",
			side_name(side));
	else
		fprintf(f, "c1: passkey %06d gives the %s's confirm value\n",
			tk, side_name(side));
}

static void put_s1(FILE *f, const struct pairing *p)
{
	if (p->stk > 0 && p->tk[0] != p->stk)
		fprintf(f,
			"s1: passkey %06d gives the STK the link was encrypted with\n",
			p->stk);
	else if (p->stk != PROOF_NONE)
		fprintf(f, "s1: %s gives the STK the link was encrypted with\n",
			p->stk ? "that passkey" : "TK 0");
}

/* The proof of legacy pairing */
static void put_legacy(FILE *f, const struct pairing *p, bool show_keys)
{
	int side;

	for (side = 0; side < 2 && p->requested && p->answered && !p->sc;
	     side++)
		put_c1(f, p, side);
	if (p->elsewhere)
		fprintf(f,
			"c1: it fits with other addresses than those of the capture\n");
	put_s1(f, p);
	if (secrets_exposed(p))
		fprintf(f,
			"anyone who listened holds the session key and every key distributed\n");
	if (!p->legacy.have_stk || !show_keys)
		return;
	fprintf(f, "STK ");
	words_put_hex(f, p->legacy.stk, sizeof(p->legacy.stk));
	fputc('\n', f);
}

static void put_public(FILE *f, const struct values *v, int side)
{
	if (v->have_public[side] && proof_on_curve(v->public[side]) &&
	    !smpg_debug_key(v->public[side]))
		fprintf(f,
			"public key: the %s's is on the curve P-256, and not the debug key\n",
			side_name(side));
}

/* The proof of Secure Connections */
static void put_sc(FILE *f, const struct pairing *p)
{
	const struct values *v = &p->values;
	int side;

	for (side = 0; side < 2 && p->sc; side++)
		put_public(f, v, side);
	if (v->f4_good || v->f4_bad)
		fprintf(f,
			"f4: %u of %u confirm values fit their random values\n",
			v->f4_good, v->f4_good + v->f4_bad);
	if (p->ltk != PROOF_UNKNOWN)
		fprintf(f,
			"f5: the private key of the debug key gives %s LTK the link was encrypted with\n",
			p->ltk == PROOF_NONE ? "another than the" : "the");
	if (v->number >= 0)
		fprintf(f, "g2: both displays should have shown %06d\n",
			v->number);
	if (p->sc && secrets_passkey(p) != PROOF_NONE)
		fprintf(f,
			"the passkey was %06d: it was given away bit by bit, and must not be used twice\n",
			v->passkey);
}

/**
 * secrets_text() - the proof, a line each
 * @p: the pairing, after secrets_prove()
 * @show_keys: keys too
 *
 * Return: the text, for the caller to free.
 */
char *secrets_text(const struct pairing *p, bool show_keys)
{
	size_t size;
	char *text;
	FILE *f = open_memstream(&text, &size);

	put_legacy(f, p, show_keys);
	put_sc(f, p);
	if (overheard_has_keys(p))
		fprintf(f,
			"the recording was decrypted: whoever gets it has every key distributed in it\n");
	fclose(f);
	return text;
}
