/* SPDX-License-Identifier: GPL-2.0 */
/* Translations handed over to be saved, and put back. */
#ifndef SMPG_KEEP_H
#define SMPG_KEEP_H

#include "smpg_engine.h"

struct smpg_translated;

bool smpg_keep_enabled(void);
bool smpg_keep_restored(void);
void smpg_keep_saved(u64 as_of);
bool smpg_keep_has(const struct smpg_translated *entry);
int smpg_keep_put(const struct smpg_translation *saved, unsigned int nr);
void smpg_keep_init(bool enable);

#endif /* SMPG_KEEP_H */
