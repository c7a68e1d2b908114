// SPDX-License-Identifier: GPL-2.0
#include <stdarg.h>
#include <stdio.h>

#include "usage.h"

/**
 * usage() - say what is wrong with the command line
 * @fmt: as of printf()
 *
 * Return: EXIT_USAGE.
 */
int usage(const char *fmt, ...)
{
	va_list args;

	fputs("smpguard: ", stderr);
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputs("\nTry: smpguard --help\n", stderr);
	return EXIT_USAGE;
}
