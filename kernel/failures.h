/* SPDX-License-Identifier: GPL-2.0 */
/* Pairings that have failed, by peer and by adapter. */
#ifndef SMPG_FAILURES_H
#define SMPG_FAILURES_H

#include "smpg_engine.h"

struct smpg_live_link;

void smpg_failures_find(struct smpg_live_link *live,
			struct smpg_attempts attempts[2]);
void smpg_failures_note(struct smpg_live_link *live,
			const struct smpg_verdict *v);
void smpg_failures_note_bond(struct smpg_live_link *live,
			     const struct smpg_verdict *v);
void smpg_failures_forget(u16 index);

#endif /* SMPG_FAILURES_H */
