// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "text_value.h"

/* An octet that is there stays: what is printed twice is a quotation. */
void octets_put(struct octets *o, size_t at, size_t size, u64 value)
{
	for (; size; size--, at++, value >>= 8) {
		if (at >= OCTETS || o->have[at])
			continue;
		o->data[at] = value;
		o->have[at] = true;
	}
}

static bool ends(const char *s)
{
	return !isalnum((unsigned char)*s);
}

int text_hex_digits(const char *s)
{
	int n = 0;

	while (isxdigit((unsigned char)s[n]))
		n++;
	return n;
}

/* "0000: 0a 1b  ..", at most @max; returns how many octets there are. */
size_t text_octets(const char *s, u8 *out, size_t max, const char **end)
{
	size_t n = 0;

	if (text_hex_digits(s) == 4 && s[4] == ':')
		s += 5 + (s[5] == ' ');
	while (n < max && text_hex_digits(s) == 2 && (!s[2] || s[2] == ' ')) {
		out[n++] = strtoul(s, NULL, 16);
		s += 2 + (s[2] == ' ');
		/* hcidump parts a line in the middle. */
		if (n == 8 && s[0] == ' ' && text_hex_digits(s + 1) == 2)
			s++;
	}
	*end = s;
	return n;
}

/* "XX:XX:XX", "7689****", "<redacted>": a value made unreadable before posting */
bool text_is_hidden(const char *s)
{
	size_t marks = 0, letters = 0, words = 0;

	if (starts(s, "0x"))
		s += 2;
	for (; *s; s++) {
		if (strchr("xX*#?._-", *s) || (*s & 0x80))
			marks++;
		else if (isalpha((unsigned char)*s) && !isxdigit((unsigned char)*s))
			words++;
		letters += !!isalpha((unsigned char)*s);
	}
	return marks >= 2 || (words && letters >= 3);
}

static bool is_cut_word(const char *s, size_t len)
{
	static const char *const words[] = {
		"snip", "snipped", "cut", "omitted", "truncated", "trimmed", "removed",
		"skipped", "skipping", "deleted", "elided", "packets", "lines", "more",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (strlen(words[i]) == len && !strncasecmp(s, words[i], len))
			return true;
	return false;
}

/* Is one of a few words of those that tell of a cut? */
static bool tells_of_cut(const char *s, size_t *nr)
{
	bool cut = false;
	size_t len;

	for (*nr = 0; *s; s += len) {
		for (len = 0; isalpha((unsigned char)s[len]); len++)
			;
		cut |= is_cut_word(s, len);
		*nr += !!len;
		len += !len;
	}
	return cut && *nr <= 5;
}

/* An ellipsis, which is one character or three, or spaced. */
static bool is_ellipsis(const char *s, size_t len)
{
	size_t dots = 0, i;

	for (i = 0; i < len; i++)
		dots += s[i] == '.' ? 1 : !strncmp(s + i, "\xe2\x80\xa6", 3) ? 3 : 0;
	return dots >= 3;
}

static bool has_scissors(const char *s)
{
	return strstr(s, "8<") || strstr(s, ">8") || strstr(s, "\xe2\x9c\x82");
}

static bool is_mark(char c)
{
	return !isalnum((unsigned char)c);
}

/* "<snip>", "[...]", "8< ---": a line in place of others that were cut out */
bool text_is_cut(const char *s)
{
	size_t len = strlen(s), first = 0, end = len, words;
	bool told, before, behind;

	if (len > 60)
		return false;
	while (first < len && is_mark(s[first]))
		first++;
	while (end > first && is_mark(s[end - 1]))
		end--;
	/* Most lines of btmon are neither marked nor one word. */
	if (!first && end == len && strchr(s, ' '))
		return false;
	/* btmon gives numbers, and people ask. */
	if (strstr(s, "0x") || strchr(s, '?'))
		return false;
	told = tells_of_cut(s, &words);
	before = is_ellipsis(s, first);
	behind = is_ellipsis(s + end, len - end);
	if (has_scissors(s) && (told || !words))
		return true;
	if (first == end || (before && behind))
		return before;
	return told && (words == 1 || before || behind ||
			(first && strchr("<[({*-~#=/", s[0])) ||
			(end < len && strchr(">])}*-~#=/", s[len - 1])));
}

bool octets_put_hex(struct octets *o, const char *s, size_t at, size_t size)
{
	unsigned int octet;
	size_t i;

	if (text_hex_digits(s) != (int)size * 2 || !ends(s + 2 * size))
		return false;
	for (i = 0; i < size; i++) {
		if (sscanf(s + 2 * i, "%2x", &octet) != 1)
			return false;
		octets_put(o, at + i, 1, octet);
	}
	return true;
}

bool octets_put_address(struct octets *o, const char *s, size_t at)
{
	unsigned int a[6];
	int i, n = 0;

	if (sscanf(s, "%2x:%2x:%2x:%2x:%2x:%2x%n", a, a + 1, a + 2, a + 3,
		   a + 4, a + 5, &n) != 6 || n != 17)
		return false;
	for (i = 0; i < 6; i++)
		octets_put(o, at + i, 1, a[5 - i]);
	return true;
}

/*
 * The type is told by what is said of the address: what kind of random, or whose.
 * btmon before 5.61 prints the type in a line of its own, above a bare address.
 */
static bool put_identity(struct octets *o, const char *s, size_t at)
{
	static const char *const kinds[] = {
		"(Static)", "(Resolvable)", "(Non-Resolvable)", "(Reserved)",
	};
	bool random = false;
	size_t i;

	if ((!o->have[at] && !strchr(s, ')')) || !octets_put_address(o, s, at + 1))
		return false;
	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		random |= !!strstr(s, kinds[i]);
	octets_put(o, at, 1, random);
	return true;
}

/* @whole: the line was ended by a newline, so that the value is not cut off */
bool octets_put_value(struct octets *o, const struct field *f, const char *s, bool whole)
{
	const char *hex;
	char *end;
	u64 value;

	switch (f->form) {
	case FORM_OCTETS:
		return octets_put_hex(o, s, f->at, f->size);
	case FORM_ADDRESS:
		return octets_put_address(o, s, f->at);
	case FORM_IDENTITY:
		return put_identity(o, s, f->at);
	case FORM_WORD:
		if (strncmp(s, "0x", 2) || text_hex_digits(s + 2) != f->size * 2)
			return false;
		value = strtoull(s, NULL, 16);
		break;
	case FORM_DECIMAL:
		/* A passkey may begin with 0. */
		value = strtoull(s, &end, starts(s, "0x") ? 16 : 10);
		if (end == s || !ends(end) || (!*end && !whole))
			return false;
		break;
	default:
		hex = strstr(s, "(0x");
		value = strtoull(hex ? hex + 1 : s, &end, 16);
		if (hex ? *end != ')' : strncmp(s, "0x", 2) ||
		    text_hex_digits(s + 2) != 2 || !ends(s + 4))
			return false;
	}
	octets_put(o, f->at, f->size, value);
	return true;
}

/*
 * Puts in octets that stand for nothing. Those of a key or a nonce look random, and
 * differ from one @seed to another, so that no rule finds a pattern in them; without
 * a seed they are zero.
 */
void octets_hide(struct octets *o, const struct field *f, u64 seed)
{
	bool zero = !seed || f->form == FORM_ADDRESS || f->form == FORM_IDENTITY;
	size_t i;

	o->hidden = true;
	if (zero)
		octets_put(o, f->at, f->size, 0);
	for (i = 0; !zero && i < f->size; i++) {
		seed = seed * 6364136223846793005 + 1442695040888963407;
		octets_put(o, f->at + i, 1, seed >> 56);
	}
}
