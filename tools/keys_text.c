// SPDX-License-Identifier: GPL-2.0
/*
 * Kept keys as text: a line with the version, one for each key, and the SHA-256 of
 * these lines. Only the exact form that is written is read.
 */
#include <glib.h>
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keys.h"

#define MAGIC		"smp-guard-keys "
#define VERSION		MAGIC "1\n"
#define SUM		"sha256 "
#define SUM_LINE	(strlen(SUM) + 2 * SHA256_DIGEST_SIZE + 1)

/* Longer than any line */
#define LINE		256

/* ---- A list of keys ---- */

struct kept_key *keys_add(struct keys *keys)
{
	struct kept_key *more;

	if (keys->nr == keys->room) {
		/* Not realloc(), which leaves a copy of the keys behind. */
		keys->room = keys->room ? keys->room * 2 : 64;
		more = g_new0(struct kept_key, keys->room);
		if (keys->nr) {
			memcpy(more, keys->keys, keys->nr * sizeof(*more));
			explicit_bzero(keys->keys, keys->nr * sizeof(*more));
		}
		g_free(keys->keys);
		keys->keys = more;
	}
	return &keys->keys[keys->nr++];
}

void keys_free(struct keys *keys)
{
	if (keys->keys)
		explicit_bzero(keys->keys, keys->room * sizeof(*keys->keys));
	g_free(keys->keys);
	memset(keys, 0, sizeof(*keys));
}

void keys_wipe(char *text, size_t len)
{
	if (text)
		explicit_bzero(text, len);
	g_free(text);
}

/* ---- Writing ---- */

static char *put_hex(char *to, const u8 *octets, size_t len)
{
	static const char digits[] = "0123456789abcdef";

	while (len--) {
		*to++ = digits[*octets >> 4];
		*to++ = digits[*octets++ & 15];
	}
	return to;
}

static char *put_address(char *to, const u8 *address, bool there)
{
	if (!there)
		return stpcpy(to, " -");
	return to + sprintf(to, " %02X:%02X:%02X:%02X:%02X:%02X", address[0],
			    address[1], address[2], address[3], address[4],
			    address[5]);
}

static char *put_whose(char *to, const struct kept_key *k, int whose)
{
	if (k->key == SMP_GUARD_KEY_LTK) {
		to += sprintf(to, " %04x ", k->ediv[whose]);
		to = put_hex(to, k->rand[whose], sizeof(k->rand[whose]));
	} else {
		to = stpcpy(to, " - -");
	}
	*to++ = ' ';
	return put_hex(to, k->value[whose], sizeof(k->value[whose]));
}

/* Without a NUL; Return: the end. */
static char *put_line(char *to, const struct kept_key *k)
{
	static const u8 none[6];

	to += sprintf(to, "%s %u hci%u", smpg_key_name(k->key), k->key_size,
		      k->adapter);
	to = put_address(to, k->adapter_address,
			 memcmp(k->adapter_address, none, sizeof(none)));
	to = put_address(to, k->peer,
			 k->peer_type != SMP_GUARD_ADDRESS_TYPE_UNKNOWN);
	to += sprintf(to, " %s", smpg_address_type_name(k->peer_type));
	to = put_whose(to, k, KEYS_HOSTS);
	to = put_whose(to, k, KEYS_PEERS);
	/* Files of 0.1.0 have no role, and hold in both. */
	if (k->role)
		to += sprintf(to, " %s", smpg_role_name(k->role));
	*to++ = '\n';
	return to;
}

static char *put_sum(char *to, const char *text, size_t len)
{
	u8 sum[SHA256_DIGEST_SIZE];
	struct sha256_ctx ctx;

	sha256_init(&ctx);
	sha256_update(&ctx, len, (const u8 *)text);
	sha256_digest(&ctx, sizeof(sum), sum);
	explicit_bzero(&ctx, sizeof(ctx));
	to = put_hex(stpcpy(to, SUM), sum, sizeof(sum));
	*to++ = '\n';
	return to;
}

/**
 * keys_text() - keys as text
 * @keys: the keys
 * @len: to be set to the length of the text
 *
 * Return: the text, for keys_wipe().
 */
char *keys_text(const struct keys *keys, size_t *len)
{
	char *text = g_malloc(strlen(VERSION) + keys->nr * LINE + LINE);
	char *end = stpcpy(text, VERSION);
	size_t i;

	for (i = 0; i < keys->nr; i++)
		end = put_line(end, &keys->keys[i]);
	*len = put_sum(end, text, end - text) - text;
	return text;
}

/* ---- Reading ---- */

enum {
	KEY, KEY_SIZE, ADAPTER, ADAPTER_ADDRESS, PEER, PEER_TYPE, EDIV, RAND, VALUE,
	PEER_EDIV, PEER_RAND, PEER_VALUE, FIELDS
};

/* A complaint that names the field, and never its value */
static const char *const wrong[FIELDS] = {
	[KEY]		= "key: neither ltk nor csrk",
	[KEY_SIZE]	= "key-size: not from 7 to 16, and 16 for a csrk",
	[ADAPTER]	= "adapter: not hci0 to hci65535",
	[ADAPTER_ADDRESS] = "adapter-address: not an address",
	[PEER]		= "peer-address: not an address",
	[PEER_TYPE]	= "peer-address-type: neither public, random nor unknown",
	[EDIV]		= "host-ediv: not a number of 16 bits, for an ltk alone",
	[RAND]		= "host-rand: not eight octets, for an ltk alone",
	[VALUE]		= "host-value: not 16 octets",
	[PEER_EDIV]	= "peer-ediv: not a number of 16 bits, for an ltk alone",
	[PEER_RAND]	= "peer-rand: not eight octets, for an ltk alone",
	[PEER_VALUE]	= "peer-value: not 16 octets",
};

static bool get_hex(u8 *octets, size_t len, const char *text)
{
	size_t i;

	if (strlen(text) != 2 * len)
		return false;
	for (i = 0; i < 2 * len; i++) {
		if (!g_ascii_isxdigit(text[i]))
			return false;
		octets[i / 2] = octets[i / 2] << 4 | g_ascii_xdigit_value(text[i]);
	}
	return true;
}

static bool get_number(u32 *number, u32 max, const char *text)
{
	if (!*text || strlen(text) > 5 || strspn(text, "0123456789") != strlen(text))
		return false;
	*number = strtoul(text, NULL, 10);
	return *number <= max;
}

static bool get_address(u8 *address, const char *text)
{
	int i;

	if (!strcmp(text, "-"))
		return true;
	if (strlen(text) != 17)
		return false;
	for (i = 0; i < 17; i++)
		if (i % 3 == 2 ? text[i] != ':' : !g_ascii_isxdigit(text[i]))
			return false;
	for (i = 0; i < 6; i++)
		address[i] = g_ascii_xdigit_value(text[3 * i]) << 4 |
			     g_ascii_xdigit_value(text[3 * i + 1]);
	return true;
}

static bool get_key(struct kept_key *k, const char *text)
{
	if (!strcmp(text, smpg_key_name(SMP_GUARD_KEY_LTK)))
		k->key = SMP_GUARD_KEY_LTK;
	else if (!strcmp(text, smpg_key_name(SMP_GUARD_KEY_CSRK)))
		k->key = SMP_GUARD_KEY_CSRK;
	return k->key;
}

static bool get_key_size(struct kept_key *k, const char *text)
{
	u32 size;

	if (!get_number(&size, SMPG_KEY_LEN, text) || size < SMPG_KEY_LEN_MIN)
		return false;
	k->key_size = size;
	return k->key == SMP_GUARD_KEY_LTK || size == SMPG_KEY_LEN;
}

static bool get_peer_type(struct kept_key *k, const char *text)
{
	static const u8 types[] = {
		SMP_GUARD_ADDRESS_TYPE_UNKNOWN, SMP_GUARD_ADDRESS_TYPE_PUBLIC,
		SMP_GUARD_ADDRESS_TYPE_RANDOM,
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(types); i++) {
		k->peer_type = types[i];
		if (!strcmp(text, smpg_address_type_name(types[i])))
			return true;
	}
	return false;
}

static bool get_ediv(struct kept_key *k, int whose, const char *text)
{
	u8 octets[2];

	if (k->key != SMP_GUARD_KEY_LTK)
		return !strcmp(text, "-");
	if (!get_hex(octets, sizeof(octets), text))
		return false;
	k->ediv[whose] = octets[0] << 8 | octets[1];
	return true;
}

static bool get_rand(struct kept_key *k, int whose, const char *text)
{
	if (k->key != SMP_GUARD_KEY_LTK)
		return !strcmp(text, "-");
	return get_hex(k->rand[whose], sizeof(k->rand[whose]), text);
}

static bool get_field(struct kept_key *k, int field, const char *text)
{
	int whose = field >= PEER_EDIV ? KEYS_PEERS : KEYS_HOSTS;

	switch (field) {
	case KEY:
		return get_key(k, text);
	case KEY_SIZE:
		return get_key_size(k, text);
	case ADAPTER:
		return !strncmp(text, "hci", 3) &&
		       get_number(&k->adapter, 65535, text + 3);
	case ADAPTER_ADDRESS:
		return get_address(k->adapter_address, text);
	case PEER:
		return get_address(k->peer, text);
	case PEER_TYPE:
		return get_peer_type(k, text);
	case EDIV:
	case PEER_EDIV:
		return get_ediv(k, whose, text);
	case RAND:
	case PEER_RAND:
		return get_rand(k, whose, text);
	}
	return get_hex(k->value[whose], sizeof(k->value[whose]), text);
}

static const char *out_of_range(const struct kept_key *k)
{
	int i, whose;

	for (whose = KEYS_HOSTS; whose <= KEYS_PEERS; whose++)
		for (i = k->key_size; i < SMPG_KEY_LEN; i++)
			if (k->value[whose][i])
				return "a value is longer than key-size";
	if (k->key == SMP_GUARD_KEY_LTK) {
		if (k->ediv[KEYS_HOSTS] == k->ediv[KEYS_PEERS] &&
		    !memcmp(k->rand[KEYS_HOSTS], k->rand[KEYS_PEERS],
			    sizeof(k->rand[0])))
			return "EDIV and Rand of host and peer are the same";
	} else if (!memcmp(k->value[KEYS_HOSTS], k->value[KEYS_PEERS],
			   sizeof(k->value[0]))) {
		return "the values of host and peer are the same";
	}
	return NULL;
}

/* A role is not written where a key holds in both. */
static const char *get_role(struct kept_key *k, const char *text)
{
	k->role = SMP_GUARD_ROLE_PERIPHERAL;
	if (k->key != SMP_GUARD_KEY_LTK || strcmp(text, smpg_role_name(k->role)))
		return "role: not peripheral, for an ltk alone";
	return NULL;
}

/* @line is cut up into its fields. */
static const char *get_line(struct kept_key *k, char *line)
{
	char *next = line, *text;
	const char *bad;
	int field;

	for (field = 0; field < FIELDS; field++) {
		text = next;
		if (!text)
			return "the line is cut off";
		next = strchr(text, ' ');
		if (next)
			*next++ = '\0';
		bad = get_field(k, field, text) ? NULL : wrong[field];
		if (bad)
			return bad;
	}
	bad = next ? get_role(k, next) : NULL;
	return bad ?: out_of_range(k);
}

static const char *read_line(const char *text, size_t len, struct keys *keys)
{
	char line[LINE], again[LINE];
	struct kept_key *k;
	const char *bad;

	/* Room for the NUL, too */
	if (len >= LINE || memchr(text, '\0', len))
		return "not a line of keys";
	memcpy(line, text, len);
	line[len - 1] = '\0';
	k = keys_add(keys);
	bad = get_line(k, line);
	if (!bad && ((size_t)(put_line(again, k) - again) != len ||
		     memcmp(again, text, len)))
		bad = "not as smpguard writes it";
	explicit_bzero(line, sizeof(line));
	explicit_bzero(again, sizeof(again));
	return bad;
}

static const char *check_frame(const char *text, size_t len)
{
	char sum[LINE];
	const char *last;

	if (!len)
		return "empty, not even the version is there";
	if (len < strlen(MAGIC) || memcmp(text, MAGIC, strlen(MAGIC)))
		return "not a file of keys, or cut off";
	if (len < strlen(VERSION) || memcmp(text, VERSION, strlen(VERSION)))
		return "of another version than 1, or cut off";
	last = text + len - SUM_LINE;
	if (len < strlen(VERSION) + SUM_LINE || last[-1] != '\n' ||
	    memcmp(last, SUM, strlen(SUM)) || text[len - 1] != '\n')
		return "cut off: the checksum is not at its end";
	put_sum(sum, text, last - text);
	if (memcmp(sum, last, SUM_LINE))
		return "the checksum is wrong: the file was damaged";
	return NULL;
}

/**
 * keys_parse() - read what keys_text() has written
 * @text: the text
 * @len: its length
 * @keys: the keys in it, for keys_free() also when there is something wrong
 * @line: to be set to the number of the line that is wrong, 0 for all of it
 *
 * Return: NULL or a complaint, which has nothing of the text in it.
 */
const char *keys_parse(const char *text, size_t len, struct keys *keys,
		       unsigned int *line)
{
	const char *bad, *end, *stop;

	memset(keys, 0, sizeof(*keys));
	*line = 0;
	bad = check_frame(text, len);
	if (bad)
		return bad;
	end = text + len - SUM_LINE;
	*line = 1;
	for (text += strlen(VERSION); text < end; text = stop) {
		++*line;
		/* The last line ends with a newline, too. */
		stop = (const char *)memchr(text, '\n', end - text) + 1;
		bad = read_line(text, stop - text, keys);
		if (bad)
			return bad;
	}
	return NULL;
}
