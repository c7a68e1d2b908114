/* SPDX-License-Identifier: GPL-2.0 */
/* Pairings for people, for programs and for browsers. */
#ifndef SMPGUARD_RENDER_H
#define SMPGUARD_RENDER_H

#include <stdio.h>

#include "pairing.h"

struct render {
	FILE *out;
	int width;
	bool colour;
	bool utf8;
	bool show_keys;
	const struct capture *capture;
	const char *profile;
	unsigned int nr;
};

void render_text(struct render *r, const struct pairing *p);
void render_json(struct render *r, const struct pairing *p);
void render_html_begin(FILE *out);
void render_html(struct render *r, const struct pairing *p);
void render_html_end(struct render *r);

#endif /* SMPGUARD_RENDER_H */
