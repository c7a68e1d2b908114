// SPDX-License-Identifier: GPL-2.0
#include "smpg_engine.h"
#include "why.h"

/* Each text can follow the name of a PDU and a colon. */
static const char *const whys[] = {
	[SMP_GUARD_WHY_NOT_NEGOTIATED] =
		"its bit was not set in both Pairing Request and Pairing Response",
	[SMP_GUARD_WHY_NO_PAIRING] =
		"no Pairing Request and Pairing Response came before it",
	[SMP_GUARD_WHY_DERIVED] =
		"this pairing derives the key, and never distributes it",
	[SMP_GUARD_WHY_CONSTANT] =
		"all or nearly all of its octets are the same",
	[SMP_GUARD_WHY_PERIODIC] =
		"it repeats a short pattern",
	[SMP_GUARD_WHY_PROGRESSION] =
		"its octets or words go up or down in equal steps",
	[SMP_GUARD_WHY_PUBLISHED] =
		"it is a published sample or default value",
	[SMP_GUARD_WHY_EQUALS_KEY] =
		"it equals another key of the same pairing",
	[SMP_GUARD_WHY_EQUALS_STK] =
		"it equals the STK, the session key of the same pairing",
	[SMP_GUARD_WHY_EQUALS_S1] =
		"anyone can compute it: s1 of TK 0 and the two random values on the air",
	[SMP_GUARD_WHY_MASKED] =
		"a key was negotiated that the policy's masks do not allow",
	[SMP_GUARD_WHY_LEGACY] =
		"it makes this a legacy pairing, without Secure Connections",
	[SMP_GUARD_WHY_SHORT] =
		"the negotiated encryption key size is below min-key-size",
	[SMP_GUARD_WHY_DEBUG] =
		"it is the debug key, whose private key everybody knows",
	[SMP_GUARD_WHY_REUSED] =
		"the same value was distributed before, to or by another peer",
	[SMP_GUARD_WHY_REUSED_IRK] =
		"the same IRK was distributed before, for another identity",
	[SMP_GUARD_WHY_RESERVED_CODE] =
		"its code is reserved",
	[SMP_GUARD_WHY_WRONG_LENGTH] =
		"its length is wrong",
	[SMP_GUARD_WHY_BAD_VALUE] =
		"it has a value that does not exist",
	[SMP_GUARD_WHY_WRONG_CHANNEL] =
		"it came on the SMP channel of the other transport",
	[SMP_GUARD_WHY_OUT_OF_TURN] =
		"it is out of turn in this association model",
	[SMP_GUARD_WHY_OFF_CURVE] =
		"it is no point on the curve P-256",
	[SMP_GUARD_WHY_REFLECTED] =
		"it is the other side's own value sent back",
	[SMP_GUARD_WHY_WRONG_CONFIRM] =
		"f4 of it does not give the confirm value sent before",
	[SMP_GUARD_WHY_COMPLETE] =
		"the pairing was complete before it, and had such a key already",
	[SMP_GUARD_WHY_PLAIN] =
		"the link was not encrypted with a key of this pairing",
	[SMP_GUARD_WHY_NO_IDENTITY] =
		"its address is neither a public nor a static random one",
	[SMP_GUARD_WHY_OWN_IDENTITY] =
		"its address is that of this adapter",
	[SMP_GUARD_WHY_SECOND_IDENTITY] =
		"the peer has distributed another identity address before",
	[SMP_GUARD_WHY_LESS_THAN_ASKED] =
		"it lacks what the peer's Security Request asked for, MITM protection or Secure Connections",
	[SMP_GUARD_WHY_LESS_THAN_BEFORE] =
		"the peer offered more on this link before: Secure Connections, MITM protection or a longer key",
	[SMP_GUARD_WHY_NO_AES_CCM] =
		"the link is not encrypted with AES-CCM",
	[SMP_GUARD_WHY_ENCRYPTION_OFF] =
		"the link was encrypted before",
	[SMP_GUARD_WHY_JUST_WORKS] =
		"it makes this a pairing in which neither side authenticates the other",
	[SMP_GUARD_WHY_ONE_SIDED_OOB] =
		"only one side has out-of-band data of the other",
	[SMP_GUARD_WHY_NOT_ASKED_FOR] =
		"this host did not ask for a pairing",
	[SMP_GUARD_WHY_ZERO] =
		"all octets of the key are zero",
	[SMP_GUARD_WHY_OTHERS_IDENTITY] =
		"its address is that of a bond with another peer",
	[SMP_GUARD_WHY_LESS_THAN_BOND] =
		"the bond with this peer is worth more: by Secure Connections, with authentication, or with a longer key",
	[SMP_GUARD_WHY_BOND_NOT_USED] =
		"there is a bond with this peer, which has not encrypted the link with it",
	[SMP_GUARD_WHY_BOND_REFUSED] =
		"there is a bond with this peer, and encryption with it has failed",
	[SMP_GUARD_WHY_ASKED_BY_PEER] =
		"the peer asked for this pairing, by a Security Request",
	[SMP_GUARD_WHY_TOO_SOON] =
		"several pairings of this peer have failed, and it has not waited",
	[SMP_GUARD_WHY_TOO_SOON_FOR_ALL] =
		"many pairings of unknown peers have failed, and none of them may start another one yet",
	[SMP_GUARD_WHY_EVICTED] =
		"more keys are translated than there is room for: this one was the least recently used",
	[SMP_GUARD_WHY_NO_MEMORY] =
		"there is no memory to keep it",
	[SMP_GUARD_WHY_UNNAMED] =
		"its EDIV and Rand did not follow it, and were not replaced",
	[SMP_GUARD_WHY_OUTDATED] =
		"the peer asked for it by the EDIV and Rand that it had before it was repaired",
	[SMP_GUARD_WHY_UNLOADED] =
		"the module is being unloaded",
	[SMP_GUARD_WHY_USED_BEFORE] =
		"the same side used this value in an earlier pairing",
	[SMP_GUARD_WHY_REFLECTED_LATER] =
		"it is a key that this adapter sent in an earlier pairing",
	[SMP_GUARD_WHY_WORN] =
		"this adapter has used the key in more pairings than the specification allows",
	[SMP_GUARD_WHY_MORE_THAN_ASKED] =
		"it has key distribution bits that the Pairing Request lacks",
	[SMP_GUARD_WHY_NOT_REQUESTED] =
		"no Pairing Request came before it",
	[SMP_GUARD_WHY_AGAIN] =
		"its sender has sent such a PDU before, within the same pairing",
	[SMP_GUARD_WHY_WRONG_SENDER] =
		"such a PDU is not for this side of the link to send",
	[SMP_GUARD_WHY_KEY_ORDER] =
		"it came before a key that precedes it in the order of distribution",
	[SMP_GUARD_WHY_EARLIER_ROUND] =
		"the same side used this value before, within the same pairing",
	[SMP_GUARD_WHY_REFUSED_BEFORE] =
		"this peer has refused the key of its bond before, and was not encrypted since",
	[SMP_GUARD_WHY_FLOOD] =
		"the peer has sent more than 16 of them within 10 seconds",
	[SMP_GUARD_WHY_DENIED] =
		"this host has had none of many keys that the peer asked for on this link",
	[SMP_GUARD_WHY_INVALID_KEYS] =
		"the peer has sent public keys that are no points of the curve, and it has not waited",
	[SMP_GUARD_WHY_SHORT_SESSION_KEY] =
		"its last octets are zero: the key is shorter than the size agreed on, or than min-key-size",
	[SMP_GUARD_WHY_SECOND_PAIRING] =
		"another pairing of this adapter is in progress",
	[SMP_GUARD_WHY_RESERVED_BITS] =
		"it has bits that are reserved for future use",
	[SMP_GUARD_WHY_LATE] =
		"it came when the SMP timeout of 30 seconds was over",
	[SMP_GUARD_WHY_NOT_OF_BOND] =
		"the peer asked for a key by EDIV or Rand, and that of its bond has neither",
	[SMP_GUARD_WHY_OWN_IRK] =
		"it is this host's own IRK",
	[SMP_GUARD_WHY_OTHER_ADDRESS] =
		"its address is not the identity address that the peer uses on this link",
	[SMP_GUARD_WHY_ASKED_FOR_MORE] =
		"the peer asked for more than its bond has, and the bond is not used",
	[SMP_GUARD_WHY_OTHER_BONDING] =
		"the peer's Security Request asked for no bond, and this would replace one",
	[SMP_GUARD_WHY_UNVERIFIED] =
		"this host goes on, though the peer's random value does not fit its confirm value",
};

/**
 * why_text() - why a rule was broken, or a translation lost
 * @why: enum smp_guard_why
 *
 * Return: words that can follow the name of a PDU and a colon; NULL for a value
 * of a later module.
 */
const char *why_text(u8 why)
{
	return why < ARRAY_SIZE(whys) ? whys[why] : NULL;
}

/**
 * struct attack - a published attack, and the violation that proves one
 * @rule: enum smp_guard_rule
 * @why: enum smp_guard_why
 * @pdu: its code, 0 for an HCI command or event
 * @key: enum smp_guard_key
 * @name: the CVE's number
 */
struct attack {
	u8 rule, why, pdu, key;
	const char *name;
};

/* An honest host causes none of these violations. */
static const struct attack attacks[] = {
	{ SMP_GUARD_RULE_REFLECTED_VALUE, SMP_GUARD_WHY_REFLECTED,
	  SMPG_PAIRING_PUBLIC_KEY, SMP_GUARD_KEY_NONE, "CVE-2020-26558" },
	{ SMP_GUARD_RULE_REFLECTED_VALUE, SMP_GUARD_WHY_REFLECTED_LATER,
	  SMPG_PAIRING_PUBLIC_KEY, SMP_GUARD_KEY_NONE, "CVE-2020-26558" },
	{ SMP_GUARD_RULE_INVALID_KEY, SMP_GUARD_WHY_OFF_CURVE,
	  SMPG_PAIRING_PUBLIC_KEY, SMP_GUARD_KEY_NONE, "CVE-2018-5383" },
	{ SMP_GUARD_RULE_ZERO_KEY, SMP_GUARD_WHY_ZERO, 0, SMP_GUARD_KEY_LTK,
	  "CVE-2019-19194" },
	{ SMP_GUARD_RULE_ZERO_KEY, SMP_GUARD_WHY_ZERO, 0, SMP_GUARD_KEY_LINK_KEY,
	  "CVE-2020-26555" },
};

/**
 * why_attack() - the published attack that a violation proves
 * @rule: enum smp_guard_rule
 * @why: enum smp_guard_why
 * @pdu: the code of the PDU, 0 for an HCI command or event
 * @key: enum smp_guard_key
 *
 * Documentation/attacks.md has them, and others that a violation may or may not be.
 *
 * Return: the CVE's number, or NULL for none that is certain.
 */
const char *why_attack(u8 rule, u8 why, u8 pdu, u8 key)
{
	const struct attack *a;

	for (a = attacks; a < attacks + ARRAY_SIZE(attacks); a++)
		if (a->rule == rule && a->why == why && a->pdu == pdu &&
		    a->key == key)
			return a->name;
	return NULL;
}
