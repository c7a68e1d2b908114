// SPDX-License-Identifier: GPL-2.0
#include "json.h"

/*
 * Octets that are not ASCII are taken for Latin-1, so that the output is valid for
 * any input. The module sends ASCII only.
 */
static void quote(FILE *out, const char *text)
{
	unsigned char c;

	putc('"', out);
	while ((c = *text++)) {
		if (c == '"' || c == '\\')
			fprintf(out, "\\%c", c);
		else if (c < 0x20 || c >= 0x7f)
			fprintf(out, "\\u%04x", c);
		else
			putc(c, out);
	}
	putc('"', out);
}

static void begin(struct json *json, const char *key)
{
	if (json->comma)
		putc(',', json->out);
	if (key) {
		quote(json->out, key);
		putc(':', json->out);
	}
	json->comma = true;
}

void json_open(struct json *json, const char *key, char bracket)
{
	begin(json, key);
	putc(bracket, json->out);
	json->comma = false;
}

void json_close(struct json *json, char bracket)
{
	putc(bracket, json->out);
	json->comma = true;
}

void json_string(struct json *json, const char *key, const char *value)
{
	begin(json, key);
	quote(json->out, value);
}

void json_number(struct json *json, const char *key, unsigned long long value)
{
	begin(json, key);
	fprintf(json->out, "%llu", value);
}

void json_null(struct json *json, const char *key)
{
	begin(json, key);
	fputs("null", json->out);
}

void json_bool(struct json *json, const char *key, bool value)
{
	begin(json, key);
	fputs(value ? "true" : "false", json->out);
}
