// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "duration.h"

/**
 * duration_parse() - read a duration
 * @text: a number, and s, m or h behind it, or nothing for seconds
 * @seconds: to be set to it, 1 to DURATION_LONGEST
 *
 * Return: whether it is one.
 */
bool duration_parse(const char *text, u32 *seconds)
{
	unsigned long long number, unit = 1;
	char *end;

	if (*text < '0' || *text > '9')
		return false;
	number = strtoull(text, &end, 10);
	if (*end == 'm')
		unit = 60;
	else if (*end == 'h')
		unit = 3600;
	if (*end && (!strchr("smh", *end) || end[1]))
		return false;
	if (!number || number > DURATION_LONGEST / unit)
		return false;
	*seconds = number * unit;
	return true;
}
