/* SPDX-License-Identifier: GPL-2.0 */
/* Remarks on what of a capture could not be read: a few of each kind. */
#ifndef SMPGUARD_REMARKS_H
#define SMPGUARD_REMARKS_H

#include "smpg_types.h"

#define REMARKS_KINDS	32

/**
 * struct remarks - the remarks so far
 * @kinds: by their text; the last of them counts those of any other kind
 */
struct remarks {
	struct {
		char *text;
		u64 nr;
	} kinds[REMARKS_KINDS];
};

void remarks_add(struct remarks *r, const char *place, u64 where, const char *text);
void remarks_end(struct remarks *r);

#endif /* SMPGUARD_REMARKS_H */
