/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SMPGUARD_USAGE_H
#define SMPGUARD_USAGE_H

#include <glib.h>

/* Exit status for a wrong command line, beside EXIT_SUCCESS and EXIT_FAILURE */
#define EXIT_USAGE	2

int usage(const char *fmt, ...) G_GNUC_PRINTF(1, 2);

#endif /* SMPGUARD_USAGE_H */
