/* SPDX-License-Identifier: GPL-2.0 */
/* How many violations of a peer and a rule are told. */
#ifndef SMPG_LIMIT_H
#define SMPG_LIMIT_H

#include "smpg_engine.h"

bool smpg_limit_take(u16 index, const struct smpg_link *link, u8 rule, u64 now,
		     u64 *suppressed);

#endif /* SMPG_LIMIT_H */
