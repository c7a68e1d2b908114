// SPDX-License-Identifier: GPL-2.0
/* Mailers, archives and forums change characters, and put tags and marks around. */
#include <ctype.h>

#include "text.h"

/* Find the character that an entity stands for; return the entity's length, or 0. */
static size_t entity(const char *s, char *c)
{
	static const struct {
		const char *word;
		char c;
	} words[] = {
		{ "&gt;", '>' }, { "&lt;", '<' }, { "&nbsp;", ' ' }, { "&amp;", '&' },
		{ "&quot;", '"' }, { "&apos;", '\'' }, { "&#39;", '\'' }, { "&#34;", '"' },
		{ "&#62;", '>' }, { "&#60;", '<' }, { "&#160;", ' ' }, { "&#38;", '&' },
		{ "&#x3e;", '>' }, { "&#x3c;", '<' }, { "&#xa0;", ' ' },
		/* A space that does not break, of HTML, in UTF-8 or in Latin-1 */
		{ "\xc2\xa0", ' ' }, { "\xa0", ' ' },
		/* No space at all */
		{ "\xe2\x80\x8b", ' ' }, { "\xef\xbb\xbf", ' ' },
		/* Quotation marks, a bullet */
		{ "\xe2\x80\x9c", '"' }, { "\xe2\x80\x9d", '"' }, { "\xc2\xbb", '>' },
		{ "\xe2\x80\xa2", '*' },
	};
	size_t i, len;

	for (i = 0; i < ARRAY_SIZE(words); i++) {
		len = strlen(words[i].word);
		if (!strncasecmp(s, words[i].word, len)) {
			*c = words[i].c;
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
 * text_break() - where HTML ends a line
 * @line: ended by a NUL
 * @skip: filled with the length of the tag
 *
 * Return: octets before it, @len if there is none.
 */
size_t text_break(const char *line, size_t len, size_t *skip)
{
	const char *at = line;

	*skip = 0;
	while ((at = memchr(at, '<', line + len - at))) {
		*skip = tag(at, true);
		if (*skip)
			return at - line;
		at++;
	}
	return len;
}

/* Colours, carriage returns, NULs, tags, and what entity() knows, even twice escaped */
void text_clean(char *line, size_t len)
{
	size_t i, out = 0, skip;
	bool part;

	for (i = 0; i < len; i++) {
		char c = line[i];

		if ((signed char)c >= ' ' && c != '<' && c != '&') {
			line[out++] = c;
			continue;
		}
		if (c == '\033' && line[i + 1] == '[') {
			for (i += 2; i < len && !isalpha((unsigned char)line[i]);)
				i++;
			continue;
		}
		skip = c == '<' ? tag(line + i, false) : 0;
		if (skip) {
			i += skip - 1;
			continue;
		}
		/* 0xa0 may be the last octet of a letter. */
		part = (c & 0xc0) == 0x80 && out && (line[out - 1] & 0x80);
		skip = (c == '&' || (c & 0x80)) && !part ? entity(line + i, &c) : 0;
		if (skip)
			i += skip - 1;
		if (skip && c == '&') {
			line[i--] = c;
			continue;
		}
		line[out++] = (unsigned char)c < ' ' ? ' ' : c;
	}
	while (out && (line[out - 1] == ' ' || line[out - 1] == '`'))
		out--;
	line[out] = '\0';
}
