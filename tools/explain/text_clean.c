// SPDX-License-Identifier: GPL-2.0
/* Mailers, archives and forums change characters, and put tags and marks around. */
#include <ctype.h>
#include <stdlib.h>

#include "text.h"

/* Stands for three dots, for which any spelling of an ellipsis has room */
#define ELLIPSIS	'\1'

/* What is written for a character that btmon printed; NUL for no character at all */
struct spelling {
	const char *word;
	char c;
};

static const struct spelling spellings[] = {
	{ "&gt;", '>' }, { "&lt;", '<' }, { "&nbsp;", ' ' }, { "&amp;", '&' },
	{ "&quot;", '"' }, { "&apos;", '\'' }, { "&hellip;", ELLIPSIS },
	{ "&ensp;", ' ' }, { "&emsp;", ' ' }, { "&thinsp;", ' ' }, { "&tab;", ' ' },
	{ "&lpar;", '(' }, { "&rpar;", ')' }, { "&colon;", ':' }, { "&sol;", '/' },
	{ "&lbrack;", '[' }, { "&rbrack;", ']' }, { "&num;", '#' }, { "&vert;", '|' },
	/* Some archives forget the semicolon. */
	{ "&gt", '>' }, { "&lt", '<' }, { "&nbsp", ' ' },
	/* Quoted-printable, and rsyslog */
	{ "=3D", '=' }, { "=20", ' ' }, { "=09", ' ' }, { "=C2=A0", ' ' }, { "=A0", ' ' },
	{ "#011", ' ' },
	/* A space that does not break, in Latin-1, and in UTF-8 that was taken for Latin-1 */
	{ "\xc3\x82\xc2\xa0", ' ' }, { "\xa0", ' ' },
};

/* The same of characters that have three octets of UTF-8 or a number in HTML */
static const struct {
	unsigned int first, last;
	char c;
} characters[] = {
	{ 0x00a0, 0x00a0, ' ' }, { 0x00ab, 0x00ab, '<' }, { 0x00ad, 0x00ad, '\0' },
	{ 0x00bb, 0x00bb, '>' }, { 0x1680, 0x1680, ' ' },
	{ 0x2000, 0x200a, ' ' },
	/* Without a width: spaces, joiners, marks of direction and of UTF-8 */
	{ 0x200b, 0x200f, '\0' }, { 0x202a, 0x202e, '\0' }, { 0x2060, 0x2069, '\0' },
	{ 0xfeff, 0xfeff, '\0' },
	{ 0x2010, 0x2015, '-' }, { 0x2018, 0x2019, '\'' }, { 0x201c, 0x201d, '"' },
	{ 0x2022, 0x2022, '*' }, { 0x2026, 0x2026, ELLIPSIS }, { 0x202f, 0x202f, ' ' },
	{ 0x2039, 0x2039, '<' }, { 0x203a, 0x203a, '>' }, { 0x205f, 0x205f, ' ' },
	{ 0x2190, 0x2190, '<' }, { 0x2192, 0x2192, '>' }, { 0x2212, 0x2212, '-' },
	{ 0x22ee, 0x22ef, ELLIPSIS },
	/* Lines that draw a frame */
	{ 0x2502, 0x2503, '|' }, { 0x2506, 0x2507, '|' }, { 0x250a, 0x250b, '|' },
	{ 0x2551, 0x2551, '|' }, { 0x258f, 0x258f, '|' },
	{ 0x3000, 0x3000, ' ' },
};

/* Is the character one of those above, or as wide as an ideograph (FF01 to FF5E)? */
static bool is_known(unsigned int code, char *c)
{
	size_t i;

	if (code >= 0xff01 && code <= 0xff5e)
		code += '!' - 0xff01;
	if (code >= ' ' && code <= '~') {
		*c = code;
		return true;
	}
	for (i = 0; i < ARRAY_SIZE(characters); i++)
		if (code >= characters[i].first && code <= characters[i].last) {
			*c = characters[i].c;
			return true;
		}
	return false;
}

/* A character of two or three octets in UTF-8 */
static size_t encoded(const char *s, char *c)
{
	const unsigned char *u = (const unsigned char *)s;
	unsigned int code;
	size_t len = (u[0] & 0xf0) == 0xe0 ? 3 : (u[0] & 0xe0) == 0xc0 ? 2 : 0;

	if (!len || (u[1] & 0xc0) != 0x80 || (len == 3 && (u[2] & 0xc0) != 0x80))
		return 0;
	code = len == 2 ? (u[0] & 0x1f) << 6 | (u[1] & 0x3f) :
			  (u[0] & 0x0f) << 12 | (u[1] & 0x3f) << 6 | (u[2] & 0x3f);
	return code >= 0x80 && is_known(code, c) ? len : 0;
}

/* "&#62;", "&#x3e;" */
static size_t numbered(const char *s, char *c)
{
	bool hex = s[1] == '#' && (s[2] == 'x' || s[2] == 'X');
	const char *digits = s + 2 + hex;
	char *end;
	unsigned long code;

	if (s[1] != '#' || !isxdigit((unsigned char)*digits))
		return 0;
	code = strtoul(digits, &end, hex ? 16 : 10);
	return *end == ';' && code <= 0xffff && is_known(code, c) ? end + 1 - s : 0;
}

/* Find the character that is spelled at @s; return the length of that, or 0. */
static size_t spelled(const char *s, char *c)
{
	size_t i, len;

	for (i = 0; i < ARRAY_SIZE(spellings); i++) {
		const char *word = spellings[i].word;

		len = strlen(word);
		if (*word == '&' ? !strncasecmp(s, word, len) : !strncmp(s, word, len)) {
			*c = spellings[i].c;
			return len;
		}
	}
	return *s == '&' ? numbered(s, c) : encoded(s, c);
}

/* "<span class=x>" and "</code>", but not "<none>"; returns its length, or 0. */
static size_t tag(const char *s, bool breaks)
{
	static const char *const all[] = {
		"br", "p", "div", "li", "tr", "blockquote",
		/* The tags below break no line. */
		"a", "b", "i", "u", "hr", "tt", "em", "td", "ul", "ol", "pre", "code",
		"span", "font", "strong", "samp", "kbd", "small", "wbr", "table", "tbody",
		"body", "html",
	};
	const char *name = s + 1 + (s[1] == '/'), *end;
	size_t i, len, nr = breaks ? 6 : ARRAY_SIZE(all);

	for (i = 0; i < nr; i++) {
		len = strlen(all[i]);
		if (strncasecmp(name, all[i], len) || !strchr(" />", name[len]) || !name[len])
			continue;
		end = strchr(name, '>');
		return end ? end + 1 - s : 0;
	}
	return 0;
}

/*
 * Old systems ended lines with a carriage return alone. In JSON a newline is two
 * characters.
 */
static size_t line_end(const char *s)
{
	switch (*s) {
	case '<':
		return tag(s, true);
	case '\r':
		return s[1] && s[1] != '\r';
	case '\\':
		return s[1] == 'n' || s[1] == 'r' ? 2 : 0;
	case '#':
		return starts(s, "#012") ? 4 : 0;
	case '\v':
		return 1;
	case '\xe2':
		/* Word processors part lines like that. */
		return starts(s, "\xe2\x80\xa8") || starts(s, "\xe2\x80\xa9") ? 3 : 0;
	}
	return 0;
}

/**
 * text_break() - where a line ends without a newline
 * @line: ended by a NUL
 * @len: its length, with the NULs in it
 * @skip: filled with the length of what ends the line, or 0
 *
 * Return: octets before that, @len if there is none.
 */
size_t text_break(const char *line, size_t len, size_t *skip)
{
	const char *at = line;

	*skip = 0;
	while ((at += strcspn(at, "<\r\\#\v\xe2")) < line + len) {
		*skip = line_end(at);
		if (*skip)
			return at - line;
		at++;
	}
	return len;
}

/* The digits and the letter of a colour, behind "\033["; returns how many, or 0. */
static size_t colour(const char *s)
{
	size_t n = strspn(s, "0123456789;");

	return n && s[n] == 'm' ? n + 1 : 0;
}

/* Remove what stands for an escape at the end of @line; return the length left. */
static size_t without_escape(const char *line, size_t len)
{
	static const char *const escapes[] = {
		"^[", "^", "\\e", "\\033", "\\x1b", "\\x1B", "\\u001b", "\\u001B",
		"#033", "ESC", "<0x1b>", "<ESC>", "<", "?", "\xef\xbf\xbd", "\xe2\x90\x9b",
	};
	size_t i, n;

	for (i = 0; i < ARRAY_SIZE(escapes); i++) {
		n = strlen(escapes[i]);
		if (len >= n && !memcmp(line + len - n, escapes[i], n))
			return len - n;
	}
	return len;
}

/* How much of @s is markup: a tag, an escaping backslash, the ANSI escape of a cursor */
static size_t markup(const char *s)
{
	switch (*s) {
	case '<':
		return tag(s, false);
	case '\\':
		return s[1] && strchr("<>[]()#*_|.+-!~`{}\\", s[1]);
	case '\033':
		return s[1] == '[' ? 2 + strcspn(s + 2, "ABCDEFGHJKSTfhlmnsu") : 0;
	}
	return 0;
}

/* Does the line so far end with an octet of an address? */
static bool is_address(const char *line, size_t len)
{
	return len >= 2 && isxdigit((unsigned char)line[len - 1]) &&
	       isxdigit((unsigned char)line[len - 2]) &&
	       (len == 2 || !isalnum((unsigned char)line[len - 3]));
}

/* Colours, control characters, tags, escapes, and other spellings, even twice escaped */
void text_clean(char *line, size_t len)
{
	size_t i, out = 0, skip;
	bool part;

	for (i = 0; i < len; i++) {
		char c = line[i];

		if ((signed char)c >= ' ' && c != '<' && c != '&' && c != '[' && c != '\\' &&
		    c != '=' && c != '#') {
			line[out++] = c;
			continue;
		}
		skip = c == '[' ? colour(line + i + 1) : 0;
		if (skip) {
			out = without_escape(line, out);
			i += skip;
			continue;
		}
		/* A tab in JSON */
		if (c == '\\' && line[i + 1] == 't') {
			line[out++] = ' ';
			i++;
			continue;
		}
		skip = markup(line + i);
		if (skip) {
			/* The last character of the escape of a cursor goes too. */
			i += skip - (c != '\033');
			continue;
		}
		/* 0xa0 may be the last octet of a letter. */
		part = (c & 0xc0) == 0x80 && out && (line[out - 1] & 0x80);
		skip = (c == '&' || c == '=' || c == '#' || (c & 0x80)) && !part ?
			       spelled(line + i, &c) : 0;
		if (skip)
			i += skip - 1;
		if (skip && c == '&') {
			line[i--] = c;
			continue;
		}
		/* A wide colon is written without a space behind it. */
		if (skip && c == ':' && line[i + 1] != ' ' && line[i] != ';' &&
		    !is_address(line, out)) {
			line[out++] = c;
			c = ' ';
		}
		if (skip && c == ELLIPSIS) {
			memcpy(line + out, "...", 3);
			out += 3;
			continue;
		}
		if (!skip || c)
			line[out++] = (unsigned char)c < ' ' ? ' ' : c;
	}
	while (out && (line[out - 1] == ' ' || line[out - 1] == '`'))
		out--;
	line[out] = '\0';
}
