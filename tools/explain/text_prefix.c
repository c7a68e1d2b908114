// SPDX-License-Identifier: GPL-2.0
/*
 * A prefix, such as "Nov 27 08:00:01 pi btmon[812]: ", "[   12.345678] ",
 * "btmon.log:12:" or "12  ": the first line of a packet shows the prefix, and other
 * lines have the same one with other numbers.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "text.h"

/* grep parts by ":" what it finds, and by "-" what is around that. */
static bool is_same(char a, char b)
{
	return a == b || (a == ':' && b == '-') || (a == '-' && b == ':');
}

/* Skip what is like @like at the beginning of a line; NULL if it is not there. */
static const char *skip_like(const char *like, const char *s)
{
	while (*like) {
		if (isdigit((unsigned char)*like)) {
			if (!isdigit((unsigned char)*s))
				return NULL;
			like += strspn(like, "0123456789");
			s += strspn(s, "0123456789");
		} else if (*like == ' ') {
			like += strspn(like, " ");
			s += strspn(s, " ");
		} else if (!is_same(*like++, *s++)) {
			return NULL;
		}
	}
	return s;
}

static unsigned long number_of(const char *s)
{
	return strtoul(s, NULL, 10);
}

/* Octets may look like the number of a line, but do not count on. */
static const char *skip(struct prefix *p, const char *line)
{
	const char *s = *p->like ? skip_like(p->like, line) : NULL;

	if (!s || !p->numbers)
		return s;
	if (number_of(line) <= p->number)
		return NULL;
	p->number = number_of(line);
	return s;
}

/* Quoting and marks of code before a packet are read anyway, and so is hcidump's time. */
static bool is_prefix(const char *line, size_t len)
{
	const char *s = line;
	char arrow;

	text_skip_marks(&s, &arrow);
	return len && len <= PREFIX_MAX_LEN && s < line + len && !text_is_time(s);
}

static void learn(struct prefix *p, const char *line)
{
	const char *at = line;
	size_t len;

	while ((at = strpbrk(at, ">=")) && !text_is_received(at))
		at++;
	len = at ? at - line : 0;
	if (!is_prefix(line, len))
		return;
	snprintf(p->like, sizeof(p->like), "%.*s", (int)len, line);
	p->numbers = strspn(p->like, " 0123456789") == len;
	p->number = number_of(line);
	p->number -= !!p->number;
}

/**
 * text_without_prefix() - skip what something else than btmon put before a line
 * @p: what is known of it
 * @line: the line
 *
 * Return: what is left of the line.
 */
const char *text_without_prefix(struct prefix *p, const char *line)
{
	const char *s = skip(p, line);

	if (s)
		return s;
	learn(p, line);
	return skip(p, line) ?: line;
}
