/* SPDX-License-Identifier: GPL-2.0 */
/* Lines of bluetoothd and the kernel beside the packets: evidence of this host. */
#ifndef SMPGUARD_LOGS_H
#define SMPGUARD_LOGS_H

#include <stdio.h>

#include "link.h"
#include "parts.h"

void logs_note(const struct links *links, const struct hci_packet *line);
void logs_put_line(FILE *f, const struct step *step);
void logs_put(struct answer *a, const struct pairing *p);

#endif /* SMPGUARD_LOGS_H */
