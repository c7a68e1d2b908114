// SPDX-License-Identifier: GPL-2.0
#include "../hci_error.h"
#include "controller.h"
#include "asked.h"
#include "ending.h"
#include "overheard.h"
#include "words.h"

static bool is_bonding(const u8 *features)
{
	return features[3] & SMPG_AUTH_BONDING;
}

/* Is the pairing complete, and yet no key kept of it (Vol 3, Part C, 9.4)? */
bool ending_lacks_bond(const struct pairing *p)
{
	return p->outcome == OUTCOME_COMPLETE && p->requested && p->answered &&
	       p->transport != SMP_GUARD_TRANSPORT_BREDR && !p->two_hosts &&
	       (!is_bonding(p->legacy.request) ||
		!is_bonding(p->legacy.response));
}

static void put_open(struct answer *a, const struct pairing *p)
{
	if (overheard_put_end(a, p))
		return;
	if ((p->mid_life && !p->answered) || p->closed)
		parts_say(a, PART_HAPPENED,
			  "How this pairing ended cannot be told; what there is of it was judged.");
	else
		parts_say(a, PART_HAPPENED,
			  "The capture ends before this pairing does; what there is of it was judged.");
}

static void put_complete(struct answer *a, const struct pairing *p)
{
	parts_say(a, PART_HAPPENED, "This pairing completed%s.",
		  ending_lacks_bond(p) ? ", but without a bond" : "");
}

static void put_link(struct answer *a, const struct pairing *p)
{
	if (controller_ended(p))
		controller_put_end(a, p);
	else if (p->undone)
		parts_say(a, PART_HAPPENED,
			  "This pairing failed: both sides took it for complete, and the link ended (0x%02x, %s) before anything came over it.",
			  p->reason, hci_error_name(p->reason));
	else if (p->refreshed)
		parts_say(a, PART_HAPPENED,
			  "This pairing failed: its link was to be encrypted anew before all keys were distributed, and that failed (0x%02x, %s).",
			  p->reason, hci_error_name(p->reason) ?: "unknown error");
	else
		parts_say(a, PART_HAPPENED,
			  "This pairing failed: the link or its encryption ended (0x%02x, %s) before it was complete.",
			  p->reason,
			  hci_error_name(p->reason) ?: "unknown error");
}

static void put_guard(struct answer *a, const struct pairing *p)
{
	parts_say(a, PART_HAPPENED,
		  "This pairing failed: the smp_guard module ended it with Pairing Failed, %s (0x%02x), for both sides.",
		  smpg_reason_name(p->reason) ?: "unknown reason", p->reason);
}

static void put_failed(struct answer *a, const struct pairing *p)
{
	parts_say(a, PART_HAPPENED,
		  "This pairing failed: %s sent Pairing Failed, %s (0x%02x).",
		  p->assumed ? "one side" : words_side(p, p->side == SMP_GUARD_SIDE_LOCAL),
		  smpg_reason_name(p->reason) ?: "unknown reason", p->reason);
}

/**
 * ending_put() - say how a pairing ended
 * @a: the answer
 * @p: the pairing
 */
void ending_put(struct answer *a, const struct pairing *p)
{
	if (p->two_hosts)
		parts_say(a, PART_HAPPENED,
			  "Two hosts answered for this side: a program on a raw socket beside the kernel, for example, and the peer heard both.");
	if (asked_in_vain(p))
		asked_put_end(a, p);
	else if (p->outcome == OUTCOME_OPEN)
		put_open(a, p);
	else if (p->outcome == OUTCOME_COMPLETE)
		put_complete(a, p);
	else if (p->side == SMP_GUARD_SIDE_LINK)
		put_link(a, p);
	else if (p->side == SMP_GUARD_SIDE_GUARD)
		put_guard(a, p);
	else
		put_failed(a, p);
}
