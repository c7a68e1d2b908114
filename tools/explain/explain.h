/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SMPGUARD_EXPLAIN_H
#define SMPGUARD_EXPLAIN_H

/* @argv is what follows "smpguard", the command's name first. */
int cmd_explain(int argc, char **argv);

#endif /* SMPGUARD_EXPLAIN_H */
