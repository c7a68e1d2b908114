/* SPDX-License-Identifier: GPL-2.0 */
/* Links that are to be encrypted with the key of an earlier pairing */
#ifndef SMPGUARD_STORED_H
#define SMPGUARD_STORED_H

#include "auth.h"
#include "link.h"

void stored_refuse(struct link *l, const struct hci_packet *packet);
void stored_take(struct link *l, const struct hci_packet *packet,
		 enum smpg_hci_kind kind, const struct smpg_hci *hci);
void stored_end(struct link *l);

#endif /* SMPGUARD_STORED_H */
