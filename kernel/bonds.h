/* SPDX-License-Identifier: GPL-2.0 */
/* The bonds of this host: of the kernel's own stack, and of those in user space. */
#ifndef SMPG_BONDS_H
#define SMPG_BONDS_H

#include "smpg_engine.h"

struct hci_dev;
struct smpg_live_link;

void smpg_bond_find(struct hci_dev *hdev, u8 type, const u8 *address,
		    struct smpg_bond *bond);
void smpg_link_key_find(struct hci_dev *hdev, u8 type, const u8 *address,
			struct smpg_link_key *key);
void smpg_bond_note(struct smpg_live_link *live, const struct smpg_verdict *v);
void smpg_bond_denied(struct smpg_live_link *live);
void smpg_bond_forget(u16 index);

#endif /* SMPG_BONDS_H */
