/* SPDX-License-Identifier: GPL-2.0 */
/* The rules as data: for judge.c, and for a reader who adds one. */
#ifndef SMPG_RULES_H
#define SMPG_RULES_H

#include "pairing.h"

/**
 * struct smpg_case - a PDU before the judge, or an HCI event or command
 * @link: the link, with what the PDU negotiates already taken in; before the event
 *	or command is
 * @context: what the engine cannot see
 * @kind: enum smpg_hci_kind, SMPG_HCI_NONE for a PDU
 * @hci: the event or command, NULL for a PDU
 * @pdu: the PDU from its code on, NULL for an event or command
 * @len: octets in @pdu
 * @side: SMPG_INITIATOR or SMPG_RESPONDER: the side that transmits the PDU
 * @weak: enum smp_guard_why: why the key in the PDU is not random
 * @fell_back: the PDU turns Secure Connections into legacy pairing
 * @answers: the PDU is a response that counts
 * @late: the PDU comes behind the timeout of its pairing
 * @unexpected: enum smp_guard_why: why the pairing does not expect the PDU
 * @reason: of Pairing Failed (3.5.5), that of the rule; the rule may set another
 */
struct smpg_case {
	const struct smpg_link *link;
	const struct smpg_context *context;
	u8 kind;
	const struct smpg_hci *hci;
	const u8 *pdu;
	size_t len;
	unsigned int side;
	u8 weak;
	bool fell_back;
	bool answers;
	bool late;
	u8 unexpected;
	u8 reason;
};

/**
 * struct smpg_rule - everything about a rule
 * @name: as in the netlink spec
 * @takes: the actions that a policy may have for the rule, BIT(enum
 *	smp_guard_action)
 * @action: the action in each profile
 * @reason: of Pairing Failed (3.5.5), when the rule rejects
 * @section: of the Core Specification, Vol 3, Part H
 * @own_key: the rule is about keys of this host: see smpg_finding_severity()
 *	and repair in judge.c
 * @pdus: the PDUs that the rule is asked about, BIT(code)
 * @events: HCI events and commands likewise, BIT(enum smpg_hci_kind)
 * @why: says why a PDU, event or command breaks the rule, SMP_GUARD_WHY_NONE if
 *	it does not
 */
struct smpg_rule {
	const char *name;
	u8 takes;
	u8 action[__SMP_GUARD_PROFILE_MAX];
	u8 reason;
	const char *section;
	bool own_key;
	u16 pdus;
	u16 events;
	u8 (*why)(struct smpg_case *c);
};

extern const struct smpg_rule smpg_rules[__SMP_GUARD_RULE_MAX];

#endif /* SMPG_RULES_H */
