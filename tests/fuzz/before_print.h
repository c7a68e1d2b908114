/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SMPG_FUZZ_BEFORE_PRINT_H
#define SMPG_FUZZ_BEFORE_PRINT_H

#include "before.h"

extern const char * const tag_names[TAGS];

static inline unsigned int record_len(const u8 *at)
{
	return 4 + (at[2] | at[3] << 8);
}

void print_step(unsigned int n, const struct step *step);
void print_answer(const struct answer *a);

#endif /* SMPG_FUZZ_BEFORE_PRINT_H */
