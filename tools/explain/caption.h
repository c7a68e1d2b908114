/* SPDX-License-Identifier: GPL-2.0 */
/* A step of a pairing, and what is wrong with it, in words to be freed. */
#ifndef SMPGUARD_CAPTION_H
#define SMPGUARD_CAPTION_H

#include "pairing.h"

char *caption_step(const struct step *step, bool show_keys);
char *caption_finding(const struct finding *f, const char *profile);

#endif /* SMPGUARD_CAPTION_H */
