// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel tells programs which passkey this host displays. The confirm values tell
 * which one each side used: c1 all of it, f4 a bit in each round.
 */
#include "gap.h"
#include "passkey.h"
#include "words.h"

enum used {
	USED_UNKNOWN,	/* nothing of the side tells */
	USED_SHOWN,	/* what it sent fits what was displayed, as far as it goes */
	USED_ANOTHER,
};

static int own_side(const struct pairing *p)
{
	return p->request_tx ? SMPG_INITIATOR : SMPG_RESPONDER;
}

/* Does this host display, and the user of the peer type? */
static bool is_shown_here(const struct pairing *p)
{
	return p->method == (p->request_tx ? SMP_GUARD_METHOD_PASSKEY_INITIATOR_DISPLAYS :
					     SMP_GUARD_METHOD_PASSKEY_RESPONDER_DISPLAYS);
}

/* The first round whose bit is another than that of the displayed passkey, or -1 */
static int odd_round(const struct pairing *p, int side)
{
	u32 odd = (p->values.bits[side] ^ (u32)p->shown) &
		  (BIT(p->values.rounds[side]) - 1);

	return odd ? __builtin_ctz(odd) : -1;
}

static enum used used_by(const struct pairing *p, int side)
{
	if (p->sc)
		return !p->values.rounds[side] ? USED_UNKNOWN :
		       odd_round(p, side) < 0 ? USED_SHOWN : USED_ANOTHER;
	if (p->tk[side] == PROOF_UNKNOWN || !p->legacy.have_confirm[side] ||
	    !p->legacy.have_random[side])
		return USED_UNKNOWN;
	return p->tk[side] == p->shown ? USED_SHOWN : USED_ANOTHER;
}

/* The evidence that the confirm values of a side give about its passkey */
static void put_used(struct answer *a, const struct pairing *p, int side)
{
	const char *who = words_side(p, side == own_side(p));

	if (p->sc && used_by(p, side) == USED_SHOWN)
		parts_say(a, PART_WHY, "The confirm values of %s fit it (f4, %u of 20 rounds).",
			  who, p->values.rounds[side]);
	else if (p->sc)
		parts_say(a, PART_WHY,
			  "The confirm value of %s in round %d of 20 has another bit (f4).",
			  who, odd_round(p, side) + 1);
	else if (used_by(p, side) == USED_SHOWN)
		parts_say(a, PART_WHY, "By c1 %s used that one.", who);
	else if (p->tk[side] >= 0)
		parts_say(a, PART_WHY, "By c1 %s used %06d.", who, p->tk[side]);
	else
		parts_say(a, PART_WHY, "By c1 %s used another value, which is no passkey.", who);
}

/* This host did not use what it displayed, or refused it. */
static void put_stack(struct answer *a, const struct pairing *p)
{
	parts_say(a, PART_FAULT,
		  "By that evidence the fault is that of the stack of %s: it %s what it displayed.",
		  words_side(p, true),
		  used_by(p, own_side(p)) == USED_ANOTHER ? "did not use" : "refused");
	parts_say(a, PART_REMEDY, "Update the stack of %s (on Linux, the kernel), and pair again.",
		  words_side(p, true));
}

static void put_typed(struct answer *a, const struct pairing *p)
{
	parts_say(a, PART_FAULT,
		  "By that evidence it is the fault of whoever typed the passkey in at %s, who typed it wrong.",
		  words_side(p, false));
	parts_say(a, PART_REMEDY, "Pair again, and type in the passkey that is displayed.");
}

/**
 * passkey_put() - say who did not use the passkey that this host displayed
 * @a: the answer
 * @p: the pairing, after secrets_prove()
 *
 * Return: is that known?
 */
bool passkey_put(struct answer *a, const struct pairing *p)
{
	int own = own_side(p), peer = !own;
	bool here;

	if (p->shown == PROOF_NONE || p->reason != 0x04 || p->two_hosts ||
	    p->elsewhere || gap_is_there(p) || !is_shown_here(p))
		return false;
	if (used_by(p, own) == USED_UNKNOWN && used_by(p, peer) == USED_UNKNOWN)
		return false;
	parts_say(a, PART_WHY, "This host displayed the passkey %06d.", p->shown);
	if (used_by(p, own) != USED_UNKNOWN)
		put_used(a, p, own);
	if (used_by(p, peer) != USED_UNKNOWN)
		put_used(a, p, peer);
	here = used_by(p, own) == USED_ANOTHER ||
	       (used_by(p, peer) == USED_SHOWN && p->side == SMP_GUARD_SIDE_LOCAL);
	if (here)
		put_stack(a, p);
	else
		put_typed(a, p);
	return true;
}
