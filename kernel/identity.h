/* SPDX-License-Identifier: GPL-2.0 */
/* Peers behind resolvable private addresses. */
#ifndef SMPG_IDENTITY_H
#define SMPG_IDENTITY_H

#include "smpg_engine.h"

struct hci_dev;

bool smpg_identity_judge(const struct hci_dev *hdev, u8 keys,
			 const struct smpg_policy *policy,
			 struct smpg_verdict *verdict);
void smpg_identity_find(struct hci_dev *hdev, struct smpg_link *link);
void smpg_identity_learn(const u8 *irk, const struct smpg_link *link);
void smpg_identity_exit(void);

#endif /* SMPG_IDENTITY_H */
