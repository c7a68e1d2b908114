/* SPDX-License-Identifier: GPL-2.0 */
/* The verdicts of the guard's own engine, noted in a link's pairing. */
#ifndef SMPGUARD_JUDGE_H
#define SMPGUARD_JUDGE_H

#include "link.h"

/* The policy that the guard would have for a link. */
typedef void (*judge_policy_fn)(void *arg, u16 adapter,
				const struct smpg_link *link,
				struct smpg_policy *policy);

/**
 * struct judge - the source of the policy
 * @policy: gives it
 * @arg: for @policy
 */
struct judge {
	judge_policy_fn policy;
	void *arg;
};

void judge_pdu(const struct judge *judge, struct link *l,
	       const struct hci_packet *packet, u16 cid, const u8 *pdu, size_t len);
void judge_link_event(const struct judge *judge, struct link *l,
		      const struct hci_packet *packet, enum smpg_hci_kind kind,
		      const struct smpg_hci *hci);
void judge_reset(struct link *l, const struct hci_packet *packet);

#endif /* SMPGUARD_JUDGE_H */
