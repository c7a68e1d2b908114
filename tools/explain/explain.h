/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SMPGUARD_EXPLAIN_H
#define SMPGUARD_EXPLAIN_H

#include "../config.h"
#include "../smpguard.h"
#include "render.h"

/* The sum of @config for @link, on the adapter of @target */
void explain_policy(const struct config *config, struct config_target target,
		    const struct smpg_link *link, struct smpg_policy *policy);

/* smpguard monitor --explain */
int explain_live(const struct options *opts);

/* @argv is what follows "smpguard", the command's name first. */
int cmd_explain(int argc, char **argv);

#endif /* SMPGUARD_EXPLAIN_H */
