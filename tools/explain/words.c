// SPDX-License-Identifier: GPL-2.0
#include "words.h"

/* An address, most significant octet first */
void words_any_address(const u8 *a, char buf[WORDS_ADDRESS])
{
	snprintf(buf, WORDS_ADDRESS, "%02X:%02X:%02X:%02X:%02X:%02X", a[5], a[4], a[3],
		 a[2], a[1], a[0]);
}

/* The peer's address, or a word where it is not known */
void words_address(const struct pairing *p, char buf[WORDS_ADDRESS])
{
	if (p->peer_type)
		words_any_address(p->peer, buf);
	else
		snprintf(buf, WORDS_ADDRESS, "ADDRESS");
}

/* The side that this host or the peer is, once the Pairing Request shows it */
const char *words_side(const struct pairing *p, bool tx)
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

const char *words_model(u8 method)
{
	static const char *const models[] = {
		[SMP_GUARD_METHOD_JUST_WORKS] = "Just Works",
		[SMP_GUARD_METHOD_PASSKEY_INITIATOR_DISPLAYS] =
			"Passkey Entry (the initiator displays)",
		[SMP_GUARD_METHOD_PASSKEY_RESPONDER_DISPLAYS] =
			"Passkey Entry (the responder displays)",
		[SMP_GUARD_METHOD_PASSKEY_BOTH_INPUT] =
			"Passkey Entry (both input)",
		[SMP_GUARD_METHOD_NUMERIC_COMPARISON] = "Numeric Comparison",
		[SMP_GUARD_METHOD_OOB] = "Out of Band",
	};

	return method < ARRAY_SIZE(models) && models[method] ?
		       models[method] :
		       "an unknown association model";
}

const char *words_key(u8 key)
{
	static const char *const keys[] = {
		[SMP_GUARD_KEY_LTK] = "LTK",
		[SMP_GUARD_KEY_IRK] = "IRK",
		[SMP_GUARD_KEY_CSRK] = "CSRK",
	};

	return key < ARRAY_SIZE(keys) && keys[key] ? keys[key] : "key";
}

const char *words_link_key(u8 type)
{
	static const char *const types[] = {
		"combination key, of a PIN", "local unit key",
		"remote unit key",	     "debug combination key",
		"unauthenticated, P-192",    "authenticated, P-192",
		"changed combination key",   "unauthenticated, P-256",
		"authenticated, P-256",
	};

	return type < ARRAY_SIZE(types) ? types[type] : "of an unknown type";
}

const char *words_evidence(u8 evidence)
{
	static const char *const texts[] = {
		[EVIDENCE_REFUSED] = "a program of this host says no",
		[EVIDENCE_CANCELLED] =
			"a program of this host cancels the pairing",
	};

	return texts[evidence];
}

/* Evidence of programs for why this host refused; NULL for none */
const char *words_proof_of_refusal(const struct pairing *p)
{
	if (p->evidence & BIT(EVIDENCE_NO_AGENT))
		return "bluetoothd says in the capture that no agent was there to ask";
	if (p->evidence & BIT(EVIDENCE_CANCELLED))
		return "the capture has the command of a program that cancelled the pairing";
	if (p->evidence & BIT(EVIDENCE_REFUSED))
		return "the program that was asked said no, as bluetoothd does without an agent";
	return NULL;
}

/* "EncKey and Sign" */
void words_put_keys(FILE *f, u8 keys)
{
	static const char *const names[] = { "EncKey", "IdKey", "Sign",
					     "LinkKey" };
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

/* "A, B and C" */
void words_put_list(FILE *f, const char *const *names, int nr)
{
	int i;

	for (i = 0; i < nr; i++)
		fprintf(f, "%s%s",
			!i	    ? "" :
			i == nr - 1 ? " and " :
				      ", ",
			names[i]);
}

void words_put_hex(FILE *f, const u8 *p, size_t len)
{
	while (len--)
		fprintf(f, "%02x", *p++);
}
