/* SPDX-License-Identifier: GPL-2.0 */
/* btsnooz: the latest HCI packets in the text of an Android bug report. */
#ifndef SMPGUARD_SNOOZ_H
#define SMPGUARD_SNOOZ_H

#include "capture.h"

struct snooz;

bool snooz_line(struct snooz **s, struct capture *c, const char *line, u64 where);
void snooz_end(struct snooz **s);

#endif /* SMPGUARD_SNOOZ_H */
