/* SPDX-License-Identifier: GPL-2.0 */
/* Each returns 0, or an exit status after a message. */
#ifndef SMPGUARD_SCOPE_H
#define SMPGUARD_SCOPE_H

#include "config.h"
#include "smpguard.h"

/**
 * struct target_buf - a target, and what it points to
 */
struct target_buf {
	struct config_target target;
	u8 adapter[6];
	u8 peer[6];
};

int wrong_usage(char *wrong);
int read_scope(const struct options *opts, struct config_scope *scope);
int read_target(const struct options *opts, struct target_buf *t);

#endif /* SMPGUARD_SCOPE_H */
