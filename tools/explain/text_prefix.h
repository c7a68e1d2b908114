/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SMPGUARD_TEXT_PREFIX_H
#define SMPGUARD_TEXT_PREFIX_H

#include "smpg_types.h"

#define PREFIX_MAX_LEN	80

/**
 * struct prefix - what syslog, a pager or another program puts before every line
 * @like: the prefix of one line, "" as long as none was found
 * @numbers: the prefix is nothing but the number of the line
 * @number: the last of these numbers
 */
struct prefix {
	char like[PREFIX_MAX_LEN + 1];
	bool numbers;
	unsigned long number;
};

const char *text_without_prefix(struct prefix *p, const char *line);

#endif /* SMPGUARD_TEXT_PREFIX_H */
