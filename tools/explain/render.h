/* SPDX-License-Identifier: GPL-2.0 */
/* Pairings for people, for programs and for browsers. */
#ifndef SMPGUARD_RENDER_H
#define SMPGUARD_RENDER_H

#include <stdio.h>

#include "pairing.h"

/**
 * struct render - an output
 * @out: where to
 * @width: columns of a line
 * @colour: print in colour
 * @utf8: the terminal has more than ASCII
 * @show_keys: print keys too
 * @capture: the capture that the pairings come from
 * @profile: name of the policy that the guard has
 * @nr: number of the pairing, from 1 on
 */
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

void render_init(struct render *r);
void render_text(struct render *r, const struct pairing *p);
void render_json(struct render *r, const struct pairing *p);
void render_html_begin(FILE *out);
void render_html(struct render *r, const struct pairing *p);
void render_html_end(struct render *r);

/* Shared by text, JSON and HTML */
#define RENDER_TIME	24
void render_time(const struct render *r, const struct step *s, char buf[RENDER_TIME]);
const char *render_party(const struct pairing *p, bool tx);
void render_heading(const struct render *r, const struct pairing *p);
const char *render_lane(const struct pairing *p, bool tx);

#endif /* SMPGUARD_RENDER_H */
