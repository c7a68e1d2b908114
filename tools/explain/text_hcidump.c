// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>

#include "capture.h"
#include "text_hcidump.h"

static bool take_features(struct octets *o, const char *s)
{
	unsigned int a, b, d;

	if (sscanf(s, "capability 0x%2x oob 0x%2x auth req 0x%2x", &a, &b, &d) == 3)
		octets_put(o, 1, 3, a | b << 8 | d << 16);
	else if (sscanf(s, "max key size 0x%2x init key dist 0x%2x resp key dist 0x%2x",
			&a, &b, &d) == 3)
		octets_put(o, 4, 3, a | b << 8 | d << 16);
	else
		return false;
	return true;
}

static bool take_key(struct octets *o, const char *s)
{
	static const char *const words[] = {
		"key ", "random ", "LTK ", "IRK ", "CSRK ",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words); i++)
		if (starts(s, words[i]))
			return octets_put_hex(o, s + strlen(words[i]), 1, 16);
	return false;
}

static bool take_smp(struct octets *o, const struct layout *l, const char *s)
{
	const char *at;
	unsigned int a;

	if (take_features(o, s))
		return true;
	/* In the order of their octets */
	at = strstr(s, "Rand 0x");
	if (l->code == 0x07 && starts(s, "EDIV 0x") && at)
		return octets_put_hex(o, s + 7, 1, 2) && octets_put_hex(o, at + 7, 3, 8);
	if (sscanf(s, "reason 0x%2x", &a) == 1 || sscanf(s, "auth req 0x%2x", &a) == 1) {
		octets_put(o, 1, 1, a);
		return true;
	}
	if (l->code != 0x09 || !starts(s, "bdaddr "))
		return false;
	octets_put(o, 1, 1, !!strstr(s, "(Random)"));
	return octets_put_address(o, s + 7, 2);
}

static bool take_le_connection(struct octets *o, const char *s)
{
	unsigned int status, handle;
	char role[12];

	if (sscanf(s, "status 0x%2x handle %u, role %11s", &status, &handle, role) == 3) {
		octets_put(o, 1, 1, status);
		octets_put(o, 2, 2, handle);
		octets_put(o, 4, 1, *role == 's' || *role == 'p');
		return true;
	}
	if (!starts(s, "bdaddr "))
		return false;
	octets_put(o, 5, 1, !!strstr(s, "(Random)"));
	return octets_put_address(o, s + 7, 6);
}

static bool take_event(struct octets *o, const struct layout *l, const char *s)
{
	const char *at = strstr(s, "bdaddr "), *encrypt = strstr(s, "encrypt 0x");
	unsigned int status, handle, last;

	if (l->code == 0x0e) {
		if (sscanf(s, "status 0x%2x", &status) != 1)
			return false;
		octets_put(o, 3, 1, status);
		return true;
	}
	if ((l->code & 0xff00) == LAYOUT_META(0))
		return take_le_connection(o, s);
	if (sscanf(s, "status 0x%2x handle %u", &status, &handle) != 2)
		return false;
	octets_put(o, 0, 1, status);
	octets_put(o, 1, 2, handle);
	if (l->code == 0x03 && at && strstr(s, "type ACL") && encrypt) {
		octets_put(o, 9, 1, 1);
		octets_put(o, 10, 1, strtoul(encrypt + 8, NULL, 16));
		return octets_put_address(o, at + 7, 3);
	}
	if (sscanf(s, "status 0x%*x handle %*u reason 0x%2x", &last) == 1 ||
	    sscanf(s, "status 0x%*x handle %*u encrypt 0x%2x", &last) == 1)
		octets_put(o, 3, 1, last);
	return true;
}

/* Authentication over BR/EDR: everything has an address, or else a handle. */
static bool take_auth(struct octets *o, const struct layout *l, const char *s)
{
	const char *at = strstr(s, "bdaddr ");
	unsigned int a, b, d, status;

	if (sscanf(s, "status 0x%2x handle %u", &status, &a) == 2) {
		octets_put(o, 0, 1, status);
		octets_put(o, 1, 2, a);
		return true;
	}
	if (sscanf(s, "handle %u", &a) == 1) {
		octets_put(o, 0, 2, a);
		return true;
	}
	if (!at)
		return false;
	if (sscanf(s, "status 0x%2x bdaddr", &status) == 1)
		octets_put(o, 0, 1, status);
	if (!octets_put_address(o, at + 7, l->code == 0x36))
		return false;
	at += 7 + strcspn(at + 7, " ");
	if (sscanf(at, " capability 0x%2x oob 0x%2x auth 0x%2x", &a, &b, &d) == 3)
		octets_put(o, 6, 3, a | b << 8 | d << 16);
	else if (sscanf(at, " passkey %u", &a) == 1)
		octets_put(o, 6, 4, a);
	else if (sscanf(at, " key %*s type %u", &a) == 1)
		octets_put(o, 22, 1, a);
	else if (sscanf(at, " reason 0x%2x", &a) == 1)
		octets_put(o, 6, 1, a);
	return true;
}

static bool is_auth(const struct layout *l)
{
	return l->type == HCI_COMMAND ? l->code >> 8 == 0x04 :
	       l->type == HCI_EVENT && (l->code == 0x06 ||
					(l->code > 0x0e && l->code < 0x40 && l->code != 0x30));
}

/* A line below a packet's first: several fields, and no colons; false if it is none */
bool hcidump_line(struct octets *o, const struct layout *l, const char *s, bool whole)
{
	if (l->type == LAYOUT_SMP && l->len == 17 && take_key(o, s))
		return true;
	if (!whole)
		return false;
	if (l->type == LAYOUT_SMP)
		return take_smp(o, l, s);
	if (is_auth(l))
		return take_auth(o, l, s);
	return l->type == HCI_EVENT && take_event(o, l, s);
}
