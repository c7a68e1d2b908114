// SPDX-License-Identifier: GPL-2.0
/*
 * A trace without newlines, as a forum shows what was pasted as prose: all of it is one
 * line, of which the spaces at the beginning of lines may be left or not.
 */
#include <ctype.h>

#include "text.h"
#include "text_value.h"

/* btmon prints so many octets in a row. */
#define ROW		16

#define LABEL_MAX	48

/* So many spaces are in front of what is below a packet's first line. */
#define INDENT		6

/* "> HCI Event: ", "&lt; HCI Command: ", "@ MGMT Event: ", "= New Index: " */
static bool is_start(const char *s)
{
	static const char *const words[] = {
		"> HCI Event: ", "< HCI Command: ", "< ACL Data TX: Handle ",
		"> ACL Data RX: Handle ", "< ACL: Handle ", "> ACL: Handle ",
		"< LE-ACL: Handle ", "> LE-ACL: Handle ", "< BR-ACL: Handle ",
		"> BR-ACL: Handle ", "@ MGMT ", "@ RAW ", "= New Index: ", "= Open Index: ",
		"= Index Info: ", "= Close Index: ", "= Delete Index: ", "= bluetoothd: ",
	};
	char mark = *s;
	size_t i;

	if (starts(s, "&lt;") || starts(s, "&gt;")) {
		mark = s[1] == 'l' ? '<' : '>';
		s += 3;
	}
	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (mark == words[i][0] && starts(s + 1, words[i] + 1))
			return true;
	return false;
}

/* "Random value: ", "Random value[16]: ", "BR/EDR SMP: " */
static bool is_label(const char *s)
{
	size_t n = 1, digits;

	if (!isupper((unsigned char)*s))
		return false;
	while (n < LABEL_MAX && s[n] && (isalnum((unsigned char)s[n]) || strchr(" /-", s[n])))
		n++;
	if (s[n] == '[') {
		digits = strspn(s + n + 1, "0123456789");
		if (!digits || s[n + 1 + digits] != ']')
			return false;
		n += digits + 2;
	}
	return s[n] == ':' && s[n + 1] == ' ';
}

/* Digits, as in "0x0005", "42", "7689ab" and "00:AA:01:01:00:01" */
static bool is_of_number(char c)
{
	return isxdigit((unsigned char)c) || c == 'x' || c == ':' || c == '.';
}

/* "[hci0] 2026-11-27 12:00:01.133782": returns its length, or 0 */
static size_t time_len(const char *s)
{
	unsigned int adapter;
	size_t n, word;
	int len = 0;

	if (sscanf(s, "[hci%2u]%n", &adapter, &len) != 1 || !len)
		return 0;
	for (n = len; ; n += 1 + word) {
		word = s[n] == ' ' ? strspn(s + n + 1, "0123456789.:-") : 0;
		if (!word)
			return n;
	}
}

/* "plen 19" with no time behind it: returns its length, or 0 */
static size_t bare_length(const char *s)
{
	unsigned int len;
	int n = 0;

	if ((!starts(s, "plen ") && !starts(s, "dlen ")) ||
	    sscanf(s + 5, "%4u%n", &len, &n) != 1 || !n)
		return 0;
	n += 5;
	return isalpha((unsigned char)s[n + strspn(s + n, " |")]) ? n : 0;
}

/* The first line of a packet ends with a time, or without one with its length. */
static size_t first_line_end(const char *s)
{
	size_t n = time_len(s);

	return n ? n : bare_length(s);
}

/* HTML has words for three characters. */
static const char *after_character(const char *s, char c)
{
	const char *word = c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : NULL;

	if (word && starts(s, word))
		return s + strlen(word);
	return *s == c ? s + 1 : NULL;
}

/* The characters beside a row, of which spaces may be fewer: returns what follows, or NULL */
static const char *after_beside(const char *s, const u8 *row, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (row[i] == ' ') {
			s += *s == ' ';
			continue;
		}
		s = after_character(s + strspn(s, " "), isprint(row[i]) ? row[i] : '.');
		if (!s)
			return NULL;
	}
	return !*s || *s == ' ' || s[-1] == ' ' ? s : NULL;
}

/* Octets below a label, and the same in characters: returns the length of the row, or 0 */
static size_t row_len(const char *s)
{
	const char *end;
	u8 row[ROW];
	size_t n = text_octets(s, row, ROW, &end);

	end = n ? after_beside(end, row, n) : NULL;
	return end ? end - s : 0;
}

/* The octets of a row have none in front of the first. */
static bool begins_row(const char *s, size_t before)
{
	return s[-1] == ' ' && (before < 3 || text_hex_digits(s - 3) != 2);
}

/**
 * text_flat() - is it more than one line?
 * @line: ended by a NUL
 */
bool text_flat(const char *line)
{
	const char *s = line;
	bool begun = false;
	size_t n;

	while ((s = strpbrk(s, "<>&@=S[pd"))) {
		n = begun ? first_line_end(s) : 0;
		if (n && isalpha((unsigned char)s[n + strspn(s + n, " |")]))
			return true;
		if (is_start(s) || starts(s, "SMP: Pairing ")) {
			if (begun)
				return true;
			begun = true;
		}
		s++;
	}
	return false;
}

/**
 * text_flat_break() - where a line ended that is joined with the next
 * @line: ended by a NUL
 *
 * Return: how many octets it had, all of them if no other is known to follow.
 */
size_t text_flat_break(const char *line)
{
	const char *s = line + strspn(line, " |");
	bool value = false, number = true, digit = false, begun = false;
	size_t n = row_len(s);

	if (n && s[n])
		return s + n - line;
	for (; *s; s++) {
		n = first_line_end(s);
		if (n && s[n])
			return s + n - line;
		if (begun && (is_start(s) || (value && is_label(s))))
			return s - line;
		if (begun && begins_row(s, s - line) && row_len(s))
			return s - line;
		n = strspn(s, " ");
		if (begun && n >= INDENT && s[n])
			return s - line;
		if (*s == ' ' || *s == '|') {
			number = true;
			digit = false;
			continue;
		}
		/* A value ends in a parenthesis or a number. */
		number &= is_of_number(*s);
		digit |= isdigit((unsigned char)*s);
		value = *s == ')' || (number && digit && *s != ':');
		begun = true;
	}
	return s - line;
}
