// SPDX-License-Identifier: GPL-2.0
/* Mailers, archives and forums change characters, and put tags and marks around. */
#include <ctype.h>

#include "text.h"

/* What is written for a character that btmon printed; NUL for no character at all */
struct spelling {
	const char *word;
	char c;
};

static const struct spelling spellings[] = {
	{ "&gt;", '>' }, { "&lt;", '<' }, { "&nbsp;", ' ' }, { "&amp;", '&' },
	{ "&quot;", '"' }, { "&apos;", '\'' }, { "&#39;", '\'' }, { "&#34;", '"' },
	{ "&#x27;", '\'' }, { "&#x22;", '"' },
	{ "&#62;", '>' }, { "&#60;", '<' }, { "&#160;", ' ' }, { "&#38;", '&' },
	{ "&#x3e;", '>' }, { "&#x3c;", '<' }, { "&#xa0;", ' ' },
	/* Quoted-printable */
	{ "=3D", '=' }, { "=20", ' ' }, { "=09", ' ' }, { "=C2=A0", ' ' }, { "=A0", ' ' },
	/* A space that does not break, in UTF-8 or in Latin-1, and wider ones */
	{ "\xc2\xa0", ' ' }, { "\xa0", ' ' }, { "\xe2\x80\xaf", ' ' },
	{ "\xe2\x80\x82", ' ' }, { "\xe2\x80\x83", ' ' }, { "\xe2\x80\x87", ' ' },
	{ "\xe2\x80\x89", ' ' }, { "\xe3\x80\x80", ' ' },
	/* Characters without a width: a space, marks of direction and of UTF-8, a hyphen */
	{ "\xe2\x80\x8b", '\0' }, { "\xe2\x80\x8e", '\0' }, { "\xe2\x80\x8f", '\0' },
	{ "\xe2\x81\xa0", '\0' }, { "\xef\xbb\xbf", '\0' }, { "\xc2\xad", '\0' },
	/* Quotation marks, a bullet, arrows, a line */
	{ "\xe2\x80\x9c", '"' }, { "\xe2\x80\x9d", '"' },
	{ "\xe2\x80\x98", '\'' }, { "\xe2\x80\x99", '\'' },
	{ "\xc2\xbb", '>' }, { "\xe2\x80\xba", '>' }, { "\xef\xbc\x9e", '>' },
	{ "\xe2\x86\x92", '>' },
	{ "\xc2\xab", '<' }, { "\xe2\x80\xb9", '<' }, { "\xef\xbc\x9c", '<' },
	{ "\xe2\x86\x90", '<' },
	{ "\xe2\x80\xa2", '*' }, { "\xe2\x94\x82", '|' },
};

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
	return 0;
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
	while ((at += strcspn(at, "<\r\\")) < line + len) {
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

/* Colours, control characters, tags, escapes, and other spellings, even twice escaped */
void text_clean(char *line, size_t len)
{
	size_t i, out = 0, skip;
	bool part;

	for (i = 0; i < len; i++) {
		char c = line[i];

		if ((signed char)c >= ' ' && c != '<' && c != '&' && c != '[' && c != '\\' &&
		    c != '=') {
			line[out++] = c;
			continue;
		}
		skip = c == '[' ? colour(line + i + 1) : 0;
		if (skip) {
			out = without_escape(line, out);
			i += skip;
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
		skip = (c == '&' || c == '=' || (c & 0x80)) && !part ?
			       spelled(line + i, &c) : 0;
		if (skip)
			i += skip - 1;
		if (skip && c == '&') {
			line[i--] = c;
			continue;
		}
		if (!skip || c)
			line[out++] = (unsigned char)c < ' ' ? ' ' : c;
	}
	while (out && (line[out - 1] == ' ' || line[out - 1] == '`'))
		out--;
	line[out] = '\0';
}
