/* SPDX-License-Identifier: GPL-2.0 */
/* Recordings of USB: the HCI of the Bluetooth adapters in them. */
#ifndef SMPGUARD_USBMON_H
#define SMPGUARD_USBMON_H

#include "capture.h"

struct usbmon;

struct usbmon *usbmon_new(struct capture *c);
void usbmon_take(struct usbmon *u, int type, const struct hci_packet *p);
bool usbmon_is_bare(const struct usbmon *u);
void usbmon_free(struct usbmon *u);

#endif /* SMPGUARD_USBMON_H */
