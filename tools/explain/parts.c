// SPDX-License-Identifier: GPL-2.0
#include <ctype.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "parts.h"

void parts_open(struct answer *a)
{
	int part;

	for (part = 0; part < PARTS; part++) {
		a->f[part] = open_memstream(&a->text[part], &a->size[part]);
		if (!a->f[part])
			abort();
	}
}

/* Begin each sentence with a capital letter: sides have none. */
static void capitalize_sentences(char *s)
{
	if (*s == 't' || *s == 'o')
		*s = toupper((unsigned char)*s);
	for (; *s; s++)
		if (!strncmp(s, ". t", 3) || !strncmp(s, ". o", 3))
			s[2] = toupper((unsigned char)s[2]);
}

static bool ends_sentence(const char *s)
{
	return s[0] == '.' && (!s[1] || (s[1] == ' ' && (isalpha((unsigned char)s[2]) ||
							s[2] == '"')));
}

/* Behind the third sentence, with which a part is full; NULL if there are fewer */
static char *third_end(char *s)
{
	unsigned int ended = 0;

	for (; *s; s++)
		if (ends_sentence(s) && ++ended == 3)
			return s + 1;
	return NULL;
}

/* End what was begun by parts_open(): from here on @text is there. */
void parts_close(struct answer *a)
{
	char *end;
	int part;

	for (part = 0; part < PARTS; part++) {
		fclose(a->f[part]);
		a->f[part] = NULL;
		capitalize_sentences(a->text[part]);
		/* The last sentences matter least. */
		end = third_end(a->text[part]);
		if (end)
			*end = '\0';
	}
}

void parts_free(struct answer *a)
{
	int part;

	for (part = 0; part < PARTS; part++)
		free(a->text[part]);
}

/* Has anything been said in this part? */
bool parts_said(struct answer *a, int part)
{
	fflush(a->f[part]);
	return a->size[part];
}

/* Would a sentence be the fourth of this part, which is left out? */
bool parts_full(struct answer *a, int part)
{
	return parts_said(a, part) && third_end(a->text[part]);
}

/* The stream for a sentence, which has a space before it unless it is the first */
FILE *parts_sentence(struct answer *a, int part)
{
	if (parts_said(a, part))
		putc(' ', a->f[part]);
	return a->f[part];
}

/**
 * parts_say() - add sentences to a part of an answer
 * @a: the answer, between parts_open() and parts_close()
 * @part: the part
 * @format: the sentences, as printf() takes them
 */
void parts_say(struct answer *a, int part, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vfprintf(parts_sentence(a, part), format, args);
	va_end(args);
}
