/* SPDX-License-Identifier: GPL-2.0 */
/* The sentences for enum smp_guard_why. */
#ifndef SMPGUARD_WHY_H
#define SMPGUARD_WHY_H

#include "smpg_types.h"
#include "uapi/linux/smp_guard.h"

const char *why_text(u8 why);

#endif /* SMPGUARD_WHY_H */
