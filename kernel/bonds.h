/* SPDX-License-Identifier: GPL-2.0 */
/* The bonds of the kernel's own stack. */
#ifndef SMPG_BONDS_H
#define SMPG_BONDS_H

#include "smpg_engine.h"

struct hci_dev;

void smpg_bond_find(struct hci_dev *hdev, u8 type, const u8 *address,
		    struct smpg_bond *bond);
void smpg_link_key_find(struct hci_dev *hdev, u8 type, const u8 *address,
			struct smpg_link_key *key);

#endif /* SMPG_BONDS_H */
