/* SPDX-License-Identifier: GPL-2.0 */
/* An adapter that refuses to encrypt, fails, is turned off or goes away */
#ifndef SMPGUARD_CONTROLLER_H
#define SMPGUARD_CONTROLLER_H

#include "link.h"
#include "parts.h"

bool controller_is_status(const struct hci_packet *packet);
struct link *controller_refuses(const struct links *links,
				const struct hci_packet *packet,
				struct smpg_hci *hci);
bool controller_take(const struct links *links, const struct hci_packet *packet);
void controller_end(struct pairing *p);
bool controller_ended(const struct pairing *p);
void controller_put_end(struct answer *a, const struct pairing *p);
bool controller_put_cause(struct answer *a, const struct pairing *p);

#endif /* SMPGUARD_CONTROLLER_H */
