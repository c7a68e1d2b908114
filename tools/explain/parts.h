/* SPDX-License-Identifier: GPL-2.0 */
/* The four parts of an answer, which everything that is said goes to one of. */
#ifndef SMPGUARD_PARTS_H
#define SMPGUARD_PARTS_H

#include <stdbool.h>
#include <stdio.h>

enum part { PART_HAPPENED, PART_WHY, PART_FAULT, PART_REMEDY, PARTS };

/**
 * struct answer - an answer in plain sentences, what matters most first
 * @text: by part, for parts_close() to complete; an empty part has no sentence
 */
struct answer {
	char *text[PARTS];
	size_t size[PARTS];
	FILE *f[PARTS];
};

void parts_open(struct answer *a);
void parts_close(struct answer *a);
void parts_free(struct answer *a);
FILE *parts_sentence(struct answer *a, int part);
void parts_say(struct answer *a, int part, const char *format, ...);
bool parts_said(struct answer *a, int part);
bool parts_full(struct answer *a, int part);

#endif /* SMPGUARD_PARTS_H */
