/* SPDX-License-Identifier: GPL-2.0 */
/* Events of the management interface (doc/mgmt-api.txt of BlueZ) */
#ifndef SMPGUARD_MGMT_H
#define SMPGUARD_MGMT_H

#include "auth.h"

/* Codes of events, and of the commands that Command Complete answers */
#define MGMT_COMMAND_COMPLETE		0x0001
#define MGMT_NEW_LINK_KEY		0x0009
#define MGMT_PIN_REQUEST		0x000e
#define MGMT_CONFIRM_REQUEST		0x000f
#define MGMT_PASSKEY_REQUEST		0x0010
#define MGMT_AUTHENTICATION_FAILED	0x0011
#define MGMT_PASSKEY_NOTIFY		0x0017

#define MGMT_PAIR_DEVICE		0x0019
#define MGMT_PIN_REFUSED		0x0017
#define MGMT_CONFIRM_REFUSED		0x001d
#define MGMT_PASSKEY_REFUSED		0x001f

bool mgmt_read(const struct hci_packet *p, struct auth *a);
bool mgmt_read_shown(const struct hci_packet *p, struct auth *a);
u8 mgmt_failure(const struct hci_packet *p);
bool mgmt_begins(const struct auth *a);

#endif /* SMPGUARD_MGMT_H */
