// SPDX-License-Identifier: GPL-2.0
/* All of smpguard explain: what is read, and what is said about it. */
#include <stdio.h>

#include "render.h"
#include "secrets.h"

/* The search for a passkey is the same for 10 as for a million. */
#define PASSKEYS	10

static void say(void *arg, struct pairing *p)
{
	static FILE *out;
	struct render r = {
		.width = 80, .utf8 = true, .colour = true, .show_keys = true,
		.capture = arg, .profile = "default", .nr = 1,
	};

	if (!out)
		out = fopen("/dev/null", "w");
	r.out = out;
	secrets_prove(p, PASSKEYS);
	render_text(&r, p);
	render_json(&r, p);
	render_html(&r, p);
}

#define ON_PAIRING say
#include "capture_fuzz.c"
