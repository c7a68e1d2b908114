/* SPDX-License-Identifier: GPL-2.0 */
/* One reader for each format; they return what capture_read() returns. */
#ifndef SMPGUARD_FORMATS_H
#define SMPGUARD_FORMATS_H

#include "capture.h"

int capture_btsnoop(struct capture *c);
int capture_packetlogger(struct capture *c);
int capture_pcap(struct capture *c);
bool capture_is_packetlogger(const struct capture *c);
int capture_text(struct capture *c);

#endif /* SMPGUARD_FORMATS_H */
