/* SPDX-License-Identifier: GPL-2.0 */
/* The sentences for enum smp_guard_why, and the attacks that violations prove. */
#ifndef SMPGUARD_WHY_H
#define SMPGUARD_WHY_H

#include "smpg_types.h"
#include "uapi/linux/smp_guard.h"

const char *why_text(u8 why);
const char *why_attack(u8 rule, u8 why, u8 pdu, u8 key);

#endif /* SMPGUARD_WHY_H */
