/* SPDX-License-Identifier: GPL-2.0 */
/* The generator of the steps. */
#ifndef SMPG_FUZZ_BEFORE_STEPS_H
#define SMPG_FUZZ_BEFORE_STEPS_H

#include "before.h"

void steps_begin(const u8 *data, size_t size, u64 seed,
		 bool no_failures, struct setup *setup);
bool steps_next(struct step *step);
void steps_done(const struct step *step, const struct answer *answer);

#endif /* SMPG_FUZZ_BEFORE_STEPS_H */
