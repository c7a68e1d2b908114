// SPDX-License-Identifier: GPL-2.0
#include "identity.h"
#include "words.h"

/**
 * identity_check() - is the identity address in a PDU one at all?
 * @p: the pairing
 * @step: its last step, with a whole PDU
 */
void identity_check(struct pairing *p, struct step *step)
{
	static const struct finding none = {
		.rule = "malformed",
		.code = OWN_NO_IDENTITY,
		.action = -1,
		.ours = true,
		.why = "it is no identity address, which is public or static random",
		.section = "3.6.5",
	};

	if (step->pdu[0] == SMPG_IDENTITY_ADDRESS_INFORMATION &&
	    !step->hidden && !step_breaks(step, "malformed") &&
	    !smpg_pdu_identity(step->pdu))
		pairing_find(p, step, &none);
}

/* The type of an address on the link that is not private; 0 for any other */
static u8 link_type(const struct pairing *p)
{
	switch (p->peer_type) {
	case SMP_GUARD_ADDRESS_TYPE_PUBLIC:
	case SMP_GUARD_ADDRESS_TYPE_PUBLIC_IDENTITY:
		return SMP_GUARD_ADDRESS_TYPE_PUBLIC;
	case SMP_GUARD_ADDRESS_TYPE_RANDOM:
	case SMP_GUARD_ADDRESS_TYPE_RANDOM_IDENTITY:
		return (p->peer[5] & 0xc0) == 0xc0 ?
			       SMP_GUARD_ADDRESS_TYPE_RANDOM :
			       0;
	}
	return 0;
}

/* The PDU with the peer's identity address, or NULL */
static const u8 *identity_of(const struct pairing *p)
{
	size_t i;

	for (i = 0; i < p->nr; i++) {
		const struct step *step = &p->steps[i];

		if (step->kind == STEP_PDU && !step->tx && !step->hidden &&
		    step->len >= 8 &&
		    step->pdu[0] == SMPG_IDENTITY_ADDRESS_INFORMATION)
			return step->pdu;
	}
	return NULL;
}

static const char *type_name(u8 type)
{
	return type == SMP_GUARD_ADDRESS_TYPE_PUBLIC ? "public" :
						       "static random";
}

/**
 * identity_put() - say that a peer is not who its identity address says
 * @a: the answer
 * @p: the pairing
 */
void identity_put(struct answer *a, const struct pairing *p)
{
	const u8 *pdu = identity_of(p);
	u8 link = link_type(p), type = pdu ? smpg_pdu_identity(pdu) : 0;
	char peer[WORDS_ADDRESS];

	if (!link || !type ||
	    (link == type && !memcmp(p->peer, pdu + 2, sizeof(p->peer))))
		return;
	words_address(p, peer);
	parts_say(a, PART_WHY,
		  "%s gave the identity address %02X:%02X:%02X:%02X:%02X:%02X (%s), but its link has %s (%s): a host keeps the bond under the identity, and does not find it by the other address.",
		  words_side(p, false), pdu[7], pdu[6], pdu[5], pdu[4], pdu[3],
		  pdu[2], type_name(type), peer, type_name(link));
	parts_say(a, PART_REMEDY,
		  "Have the peer give the identity address that it uses, or use private addresses.");
	if (!parts_said(a, PART_FAULT))
		parts_say(a, PART_FAULT,
			  "By its Identity Address Information, that is the fault of %s.",
			  words_side(p, false));
}
