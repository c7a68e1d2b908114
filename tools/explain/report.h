/* SPDX-License-Identifier: GPL-2.0 */
/* The module's reports about a pairing, beside the packets of HCI. */
#ifndef SMPGUARD_REPORT_H
#define SMPGUARD_REPORT_H

#include "pairing.h"
#include "parts.h"

enum report_kind {
	REPORT_VIOLATION,	/* a PDU broke a rule */
	REPORT_ENDED,		/* the module ended the pairing */
	REPORT_LOST,		/* a repaired key is translated no more */
};

/**
 * struct report - a report of the module
 * @kind: enum report_kind
 * @us: its time in microseconds
 * @adapter: index of the adapter
 * @handle: connection handle, except of REPORT_LOST
 * @peer_type: of REPORT_LOST, enum smp_guard_address_type
 * @peer: of REPORT_LOST, the peer's identity address, least significant octet first
 * @tx: of REPORT_VIOLATION, the PDU is this host's
 * @pdu: of REPORT_VIOLATION, its code
 * @key: of REPORT_LOST, enum smp_guard_key
 * @reason: of REPORT_ENDED, the reason of Pairing Failed
 * @why: of REPORT_LOST, the reason
 * @finding: of REPORT_VIOLATION, the rule, why, and the action taken
 */
struct report {
	u8 kind;
	u64 us;
	u16 adapter;
	u16 handle;
	u8 peer_type;
	u8 peer[6];
	bool tx;
	u8 pdu;
	u8 key;
	u8 reason;
	const char *why;
	struct finding finding;
};

void report_take(struct pairing *p, const struct report *r);
void report_drop_seen(struct pairing *p);
void report_put(struct answer *a, const struct pairing *p);
const struct finding *report_rejected(const struct pairing *p);
bool report_only(const struct pairing *p);
const char *report_verb(const struct step *step);

#endif /* SMPGUARD_REPORT_H */
