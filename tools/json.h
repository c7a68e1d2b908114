/* SPDX-License-Identifier: GPL-2.0 */
/* Writes JSON. A NULL key is for the elements of an array. */
#ifndef SMPGUARD_JSON_H
#define SMPGUARD_JSON_H

#include <stdio.h>

#include "smpg_types.h"

/**
 * struct json - an output
 * @comma: the open object or array is not empty
 */
struct json {
	FILE *out;
	bool comma;
};

/* @bracket is one of {[ and ]} */
void json_open(struct json *json, const char *key, char bracket);
void json_close(struct json *json, char bracket);
void json_string(struct json *json, const char *key, const char *value);
void json_number(struct json *json, const char *key, unsigned long long value);
void json_null(struct json *json, const char *key);
void json_bool(struct json *json, const char *key, bool value);

#endif /* SMPGUARD_JSON_H */
