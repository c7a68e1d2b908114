// SPDX-License-Identifier: GPL-2.0
/* "<snip>", "[...]", "8< ---": a line in place of others that were cut out */
#include <ctype.h>
#include <string.h>

#include "text.h"

/* A line of prose is longer, and so are most lines of btmon. */
#define CUT_MAX		60
#define WORDS_MAX	5
#define FOREIGN_MAX	30

/* Words that tell of a cut by themselves, if they are marked or alone */
static const char *const cut_words[] = {
	"snip", "snipped", "cut", "omitted", "omitting", "truncated", "trimmed", "removed",
	"skipped", "skipping", "deleted", "elided", "shortened", "abridged", "abbreviated",
	"clip", "clipped", "cropped", "gap", "repeated", "repeats", "etc",
	"schnipp", "recortado", "tagliato", "abgeschnitten",
};

/* Words that tell of a cut if they are marked, and may stand beside cut_words */
static const char *const many_words[] = { "packets", "lines", "more" };

/* Words that may stand beside both: a line of nothing else needs no mark. */
static const char *const other_words[] = {
	"a", "and", "bunch", "few", "for", "from", "here", "line", "log", "lot", "many", "of",
	"on", "other", "others", "output", "packet", "part", "rest", "so", "some", "the", "to",
};

/* As cut_words, in letters that have more than one octet */
static const char *const foreign[] = {
	"gek\xc3\xbcrzt", "coup\xc3\xa9", "tronqu\xc3\xa9", "\xe7\x9c\x81\xe7\x95\xa5",
	"\xe7\x95\xa5",
	"\xd0\xbe\xd0\xb1\xd1\x80\xd0\xb5\xd0\xb7\xd0\xb0\xd0\xbd\xd0\xbe",
	"\xd0\xb2\xd1\x8b\xd1\x80\xd0\xb5\xd0\xb7\xd0\xb0\xd0\xbd\xd0\xbe",
};

/**
 * struct words - the words of a line
 * @nr: their number, without those that are numbers
 * @cut, @many: one of these kinds is among them
 * @prose: so is one that is of no kind
 */
struct words {
	size_t nr;
	bool cut, many, prose;
};

static bool is_of(const char *s, size_t len, const char *const *list, size_t nr)
{
	for (; nr; nr--, list++)
		if (strlen(*list) == len && !strncasecmp(s, *list, len))
			return true;
	return false;
}

static void count_words(struct words *w, const char *s)
{
	size_t len;

	memset(w, 0, sizeof(*w));
	w->cut = strcasestr(s, "left out");
	for (; *s; s += len ? len : 1) {
		for (len = 0; isalpha((unsigned char)s[len]); len++)
			;
		if (!len)
			continue;
		w->nr++;
		if (is_of(s, len, cut_words, ARRAY_SIZE(cut_words)))
			w->cut = true;
		else if (is_of(s, len, many_words, ARRAY_SIZE(many_words)))
			w->many = true;
		else if (!is_of(s, len, other_words, ARRAY_SIZE(other_words)))
			w->prose = true;
	}
}

static bool is_foreign(const char *s)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(foreign); i++)
		if (strstr(s, foreign[i]))
			return true;
	return false;
}

/* An ellipsis, which is one character or three, or spaced. */
static bool is_ellipsis(const char *s, size_t len)
{
	size_t dots = 0, i;

	for (i = 0; i < len; i++)
		dots += s[i] == '.';
	return dots >= 3;
}

/* "[..]", "(.)", and ":" and "." one below the other */
static bool is_short_ellipsis(const char *s)
{
	size_t len = strlen(s);

	if (len > 2 && strchr("[(<{", s[0]) && strspn(s + 1, ". ") == len - 2)
		return strchr(s, '.') && strchr("])>}", s[len - 1]);
	return !strcmp(s, ".") || !strcmp(s, "..") || !strcmp(s, ":");
}

/* The line still has its marks of quoting, since ">8" begins with such a mark. */
static bool has_scissors(const char *line)
{
	static const char *const scissors[] = { "8<", ">8", "%<", ">%", "\xe2\x9c\x82" };
	size_t i;

	for (i = 0; i < ARRAY_SIZE(scissors); i++)
		if (strstr(line, scissors[i]))
			return true;
	return false;
}

static bool is_mark(char c)
{
	return !isalnum((unsigned char)c);
}

/* Is it marked, or one word, or nothing but words of a cut? */
static bool tells_of_cut(const struct words *w, const char *s, size_t first, size_t end)
{
	size_t len = strlen(s);

	if ((!w->cut && !w->many) || w->nr > WORDS_MAX)
		return false;
	if (!w->prose && (w->cut || w->nr > 1))
		return true;
	return w->nr == 1 || (first && strchr("<[({*-~#=/", s[0])) ||
	       (end < len && strchr(">])}*-~#=/", s[len - 1]));
}

/**
 * text_is_cut() - does a line stand for others that were cut out?
 * @line: the line
 * @s: the line behind its marks of quoting
 */
bool text_is_cut(const char *line, const char *s)
{
	size_t len = strlen(s), first = 0, end = len;
	bool told, before, behind;
	struct words w;

	/* btmon gives numbers, and people ask. */
	if (len > CUT_MAX || strstr(s, "0x") || strchr(s, '?'))
		return false;
	while (first < len && is_mark(s[first]))
		first++;
	while (end > first && is_mark(s[end - 1]))
		end--;
	count_words(&w, s);
	told = tells_of_cut(&w, s, first, end);
	if (has_scissors(line) && (told || !w.nr))
		return true;
	if (first == end || is_short_ellipsis(s))
		return is_ellipsis(s, len) || is_short_ellipsis(s) || is_foreign(s);
	before = is_ellipsis(s, first);
	behind = is_ellipsis(s + end, len - end);
	return told || (before && behind) || (len <= FOREIGN_MAX && is_foreign(s));
}
