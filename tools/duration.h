/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SMPGUARD_DURATION_H
#define SMPGUARD_DURATION_H

#include <stdbool.h>

#include "smpg_types.h"

/* A day, in seconds: the longest window of the netlink spec */
#define DURATION_LONGEST	86400

bool duration_parse(const char *text, u32 *seconds);

#endif /* SMPGUARD_DURATION_H */
