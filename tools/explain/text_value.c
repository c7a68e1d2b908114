// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "smpg_engine.h"
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

/* A narrow terminal cuts off the number, which the words before tell too. */
static bool auth_of_words(const char *s, u64 *value)
{
	static const struct {
		const char *word;
		u8 bits;
	} words[][2] = {
		{ { "No bonding, ", 0 }, { "Bonding, ", 0x01 } },
		{ { "No MITM, ", 0 }, { "MITM, ", SMPG_AUTH_MITM } },
		{ { "Legacy, ", 0 }, { "SC, ", SMPG_AUTH_SC } },
		{ { "No Keypresses", 0 }, { "Keypresses", SMPG_AUTH_KEYPRESS } },
	};
	size_t i, which;

	*value = 0;
	for (i = 0; i < ARRAY_SIZE(words); i++) {
		which = !starts(s, words[i][0].word);
		if (!starts(s, words[i][which].word))
			return false;
		*value |= words[i][which].bits;
		s += strlen(words[i][which].word);
	}
	if (starts(s, ", CT2"))
		*value |= SMPG_AUTH_CT2;
	return *value & SMPG_AUTH_CT2 || starts(s, " (");
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
	case FORM_LE_ADDRESS:
		if (!octets_put_address(o, s, f->at))
			return false;
		octets_put(o, f->at + f->size, 1, 1);
		return true;
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
		if (f->form == FORM_AUTH && whole && !strchr(s, ')') &&
		    auth_of_words(s, &value))
			break;
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
	bool zero = !seed || f->form == FORM_ADDRESS || f->form == FORM_IDENTITY ||
		    f->form == FORM_LE_ADDRESS;
	size_t i;

	o->hidden = true;
	if (zero)
		octets_put(o, f->at, f->size, 0);
	for (i = 0; !zero && i < f->size; i++) {
		seed = seed * 6364136223846793005 + 1442695040888963407;
		octets_put(o, f->at + i, 1, seed >> 56);
	}
}
