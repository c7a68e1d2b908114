/* SPDX-License-Identifier: GPL-2.0 */
/* The words of hcidump */
#ifndef SMPGUARD_TEXT_HCIDUMP_H
#define SMPGUARD_TEXT_HCIDUMP_H

#include "text_layout.h"

bool hcidump_line(struct octets *o, const struct layout *l, const char *s, bool whole);

#endif /* SMPGUARD_TEXT_HCIDUMP_H */
