// SPDX-License-Identifier: GPL-2.0
#include "zeros.h"

/* A PDU that has nothing but a value, of only zeros */
static bool is_zero(const u8 *pdu, size_t len)
{
	bool value = order_has(pdu[0]) ||
		     (smpg_pdu_key(pdu[0]) && pdu[0] != SMPG_IDENTITY_ADDRESS_INFORMATION);

	return value && len == smpg_pdu_len(pdu[0]) && smpg_all_zero(pdu + 1, len - 1);
}

/* An IRK of zeros says that there is none (2.4.2.1). */
static bool is_same_key(const struct step *step, u8 code)
{
	return step->kind == STEP_PDU && step->pdu[0] == code && smpg_pdu_key(code) &&
	       code != SMPG_IDENTITY_INFORMATION;
}

/*
 * Cryptography gives no confirm value and no DHKey check of only zeros, and the two
 * sides do not have the same fault: zeros stand in place of what was sent.
 */
static bool is_impossible(const struct pairing *p, const u8 *pdu, bool tx)
{
	const struct step *step;
	size_t i;

	if (pdu[0] == SMPG_PAIRING_CONFIRM || pdu[0] == SMPG_PAIRING_DHKEY_CHECK)
		return true;
	for (i = 0; i < p->nr; i++) {
		step = &p->steps[i];
		if (step->tx != tx && is_same_key(step, pdu[0]) &&
		    is_zero(step->pdu, step->len))
			return true;
	}
	return false;
}

/* Did this host hand its controller a key of zeros? */
static bool is_zero_session(const struct pairing *p)
{
	return (p->legacy.have_stk && smpg_all_zero(p->legacy.stk, SMPG_KEY_LEN)) ||
	       (p->values.have_ltk && smpg_all_zero(p->values.ltk, SMPG_KEY_LEN));
}

/* A finding about zeros of before says nothing of their sender. */
static void note_zeros(struct pairing *p)
{
	bool session = is_zero_session(p);
	size_t i;

	p->zeroed = true;
	p->hidden = true;
	if (session) {
		p->legacy.have_stk = false;
		p->values.have_ltk = false;
	}
	for (i = 0; i < p->nr; i++) {
		struct step *step = &p->steps[i];

		if (!(step->kind == STEP_PDU && is_zero(step->pdu, step->len)) &&
		    !(step->kind == STEP_KEY_SET && session))
			continue;
		step->hidden = true;
		p->violations -= step->nr;
		step->nr = 0;
	}
}

/* Octets that look random, and stand for nothing, so that no rule finds a pattern */
static void fill(u8 *octets, size_t len, u64 seed)
{
	while (len--) {
		seed = seed * 6364136223846793005 + 1442695040888963407;
		*octets++ = seed >> 56;
	}
}

/**
 * zeros_hide() - was the value of a PDU made unreadable by zeros?
 * @p: the pairing
 * @packet: the packet that the PDU ends in
 * @pdu: the PDU
 * @len: octets in it
 * @filled: if so, filled with the PDU to take in its place
 */
bool zeros_hide(struct pairing *p, const struct hci_packet *packet, const u8 *pdu,
		size_t len, u8 *filled)
{
	if (!is_zero(pdu, len))
		return false;
	if (!p->zeroed && is_impossible(p, pdu, packet->tx))
		note_zeros(p);
	if (!p->zeroed)
		return false;
	filled[0] = pdu[0];
	fill(filled + 1, len - 1, packet->where);
	return true;
}
