// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "../hci_error.h"
#include "deeds.h"
#include "link_layer.h"
#include "overheard.h"

/* ---- Senders ---- */

/* The next PDU of authentication with this code; false if none is to come */
static bool find_turn(const struct pairing *p, unsigned int *turn, u8 code, u8 *side)
{
	unsigned int n;
	u8 want;

	for (n = *turn; n <= *turn + 4 * SMPG_PASSKEY_ROUNDS; n++) {
		if (!smpg_order(p->sc, p->method, n, side, &want))
			return false;
		if (want != code)
			continue;
		*turn = n + 1;
		return true;
	}
	return false;
}

/* The responder distributes its keys first: did it send this one? */
static bool sent_key(const struct pairing *p, u8 code)
{
	size_t i;

	for (i = 0; i < p->nr; i++)
		if (p->steps[i].kind == STEP_PDU && !p->steps[i].tx &&
		    p->steps[i].pdu[0] == code)
			return true;
	return false;
}

static bool sender_of(const struct pairing *p, u8 code)
{
	unsigned int turn;
	u8 side;

	if (code == SMPG_SECURITY_REQUEST || code == SMPG_PAIRING_RESPONSE)
		return false;
	if (code == SMPG_PAIRING_REQUEST || !p || !p->nr)
		return true;
	/* The Pairing Response is missing; what follows it begins with the central. */
	if (!p->answered && !p->unanswered && order_has(code))
		return true;
	turn = p->turn;
	if (p->answered && order_has(code) && find_turn(p, &turn, code, &side))
		return side == SMPG_INITIATOR;
	if (smpg_pdu_key(code))
		return sent_key(p, code) ||
		       !(p->keys[SMPG_RESPONDER] & smpg_pdu_key_dist(code));
	/* The two take turns, and Pairing Failed answers the other side. */
	return !p->spoke;
}

/**
 * overheard_sender() - did the central send a fragment of which nothing says who did?
 * @l: the link
 * @data: the fragment
 * @len: octets in @data
 * @start: the fragment starts an L2CAP PDU
 */
bool overheard_sender(const struct link *l, const u8 *data, size_t len, bool start)
{
	const struct smpg_l2cap *l2cap = l->guard.l2cap;
	bool central = l2cap[SMP_GUARD_DIRECTION_TX].open;

	/* A fragment that continues a PDU is of the side that began it. */
	if (!start)
		return central;
	if (len > SMPG_L2CAP_HDR && (smpg_le16(data + 2) == SMPG_CID_SMP_LE ||
				     smpg_le16(data + 2) == SMPG_CID_SMP_BREDR))
		return sender_of(l->pairing, data[SMPG_L2CAP_HDR]);
	return !central;
}

/**
 * overheard_note() - note whose turn it was
 * @p: the pairing
 * @code: of its last PDU
 * @tx: the central sent it
 */
void overheard_note(struct pairing *p, u8 code, bool tx)
{
	u8 side;

	p->spoke = tx;
	if (p->answered && order_has(code))
		find_turn(p, &p->turn, code, &side);
}

/* ---- Control PDUs ---- */

/**
 * overheard_control() - note a control PDU of the link layer in the link's pairing
 * @l: the link
 * @packet: the PDU
 */
void overheard_control(struct link *l, const struct hci_packet *packet)
{
	struct pairing *p = l->pairing;
	struct step *step;
	size_t len = packet->len - 2;

	if (!p)
		return;
	p->controls |= BIT(packet->data[2]);
	step = pairing_step(p, packet, STEP_LINK_LAYER);
	step->len = len < sizeof(step->pdu) ? len : sizeof(step->pdu);
	memcpy(step->pdu, packet->data + 2, step->len);
}

static void put_error(FILE *f, const char *name, u8 error)
{
	fprintf(f, "%s: %s (0x%02x)", name, hci_error_name(error) ?: "unknown", error);
}

/* A key of this pairing has no EDIV (2.4.4). */
static void put_request(FILE *f, const u8 *pdu)
{
	fprintf(f, "LL_ENC_REQ");
	if (smpg_le16(pdu + 9))
		fprintf(f, ", with a stored key: EDIV 0x%04x", smpg_le16(pdu + 9));
}

/**
 * overheard_put_control() - a control PDU in words
 * @f: where to
 * @step: its step, of the length that its opcode has
 */
void overheard_put_control(FILE *f, const struct step *step)
{
	const u8 *pdu = step->pdu;

	switch (pdu[0]) {
	case LL_TERMINATE_IND:
		put_error(f, "LL_TERMINATE_IND", pdu[1]);
		break;
	case LL_ENC_REQ:
		put_request(f, pdu);
		break;
	case LL_ENC_RSP:
		fprintf(f, "LL_ENC_RSP");
		break;
	case LL_START_ENC_REQ:
		fprintf(f, "LL_START_ENC_REQ");
		break;
	case LL_REJECT_IND:
		put_error(f, "LL_REJECT_IND", pdu[1]);
		break;
	default:
		put_error(f, "LL_REJECT_EXT_IND", pdu[2]);
	}
}

/* ---- Words ---- */

/**
 * overheard_put_end() - how far a pairing came that the recording does not see end
 * @a: the answer
 * @p: the pairing
 *
 * Return: was it recorded on the air?
 */
bool overheard_put_end(struct answer *a, const struct pairing *p)
{
	if (!p->overheard.there || (p->encrypted && p->overheard.open))
		return false;
	if (p->encrypted)
		parts_say(a, PART_HAPPENED,
			  "This pairing succeeded as far as a recording of the air shows it: the link was encrypted with its key, and what followed, the distribution of keys too, stays closed.");
	else if (p->controls & BIT(LL_START_ENC_REQ))
		parts_say(a, PART_HAPPENED,
			  "This pairing came as far as the start of encryption (LL_START_ENC_REQ), for which both sides had a key; nothing that follows shows whether the two keys were the same.");
	else
		parts_say(a, PART_HAPPENED,
			  "How this pairing ended cannot be told: the recording has no more of it; what there is of it was judged.");
	return true;
}

/* The TK of a legacy pairing whose STK can be computed, or PROOF_NONE */
static int known_tk(const struct pairing *p)
{
	if (!p->legacy.have_random[0] || !p->legacy.have_random[1])
		return PROOF_NONE;
	if (p->method == SMP_GUARD_METHOD_JUST_WORKS)
		return 0;
	return p->tk[0] >= 0 ? p->tk[0] : p->tk[1];
}

static void put_computed(struct answer *a, const struct pairing *p, int tk)
{
	u32 needed = BIT(LL_ENC_REQ) | BIT(LL_ENC_RSP);
	FILE *f = parts_sentence(a, PART_REMEDY);

	fprintf(f,
		"Whoever recorded this can compute the STK: s1 gives it from both random values and ");
	if (tk)
		fprintf(f, "the passkey %06d.", tk);
	else
		fprintf(f, "TK 0.");
	if ((p->controls & needed) == needed)
		fprintf(f,
			" With LL_ENC_REQ and LL_ENC_RSP that opens all that follows: every key that is distributed.");
	else
		fprintf(f,
			" What follows stays closed all the same: the recording lacks LL_ENC_REQ or LL_ENC_RSP, of which its session key is made.");
}

/* A debug key is told as the violation that it is. */
static void put_public(struct answer *a, const struct pairing *p)
{
	if (deeds_debug_key(p, true) || deeds_debug_key(p, false))
		return;
	parts_say(a, PART_REMEDY,
		  "Whoever recorded this can compute no key%s: of Secure Connections the air has public keys only.",
		  p->values.have_public[0] && p->values.have_public[1] ?
		  "" : ", unless one side used the debug key");
}

/* Does a recording that was decrypted have keys in it? */
bool overheard_has_keys(const struct pairing *p)
{
	size_t i;

	for (i = 0; i < p->nr && p->overheard.open; i++)
		if (p->steps[i].kind == STEP_PDU && smpg_pdu_key(p->steps[i].pdu[0]))
			return true;
	return false;
}

/**
 * overheard_put() - what the one who recorded a pairing can compute
 * @a: the answer
 * @p: the pairing, after secrets_prove()
 */
void overheard_put(struct answer *a, const struct pairing *p)
{
	int tk = known_tk(p);

	if (!p->overheard.there || p->overheard.open || !p->answered ||
	    p->outcome == OUTCOME_FAILED)
		return;
	if (p->sc)
		put_public(a, p);
	else if (tk >= 0)
		put_computed(a, p, tk);
	else
		parts_say(a, PART_REMEDY, "Whoever recorded this can compute no key: %s.",
			  p->method == SMP_GUARD_METHOD_OOB ?
			  "the TK was handed over out of band" :
			  "the recording lacks what c1 or s1 needs");
}

/* As @s begins with @name, its first letter in either case; or NULL */
static const char *skip_name(const char *s, const char *name)
{
	if ((*s | 0x20) != *name || strncmp(s + 1, name + 1, strlen(name) - 1))
		return NULL;
	return s + strlen(name);
}

/**
 * overheard_name_sides() - call the sides what they are on the air
 * @p: the pairing
 * @text: text about it, which is freed
 *
 * All that is said of this host and of its peer is as true of a central and its
 * peripheral.
 *
 * Return: the text, for the caller to free.
 */
char *overheard_name_sides(const struct pairing *p, char *text)
{
	const char *s, *rest;
	size_t size;
	char *named;
	FILE *f;

	if (!p->overheard.there)
		return text;
	f = open_memstream(&named, &size);
	for (s = text; *s; s = rest) {
		rest = skip_name(s, "this host");
		if (rest) {
			fprintf(f, "%che central", *s);
			continue;
		}
		rest = skip_name(s, "the peer");
		if (rest) {
			fprintf(f, "%che peripheral", *s);
			continue;
		}
		putc(*s, f);
		rest = s + 1;
	}
	fclose(f);
	free(text);
	return named;
}
