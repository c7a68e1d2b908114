// SPDX-License-Identifier: GPL-2.0
/*
 * Any text through the reader of kept keys, as it is and with its checksum: what
 * it takes it writes the same, and what it does not it has no words of.
 */
#include <nettle/sha2.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "keys.h"

static void must(bool holds)
{
	if (!holds)
		abort();
}

static void check(const char *text, size_t size)
{
	struct keys keys;
	unsigned int line;
	const char *bad = keys_parse(text, size, &keys, &line);
	char *again;
	size_t len;

	must(!bad || *bad);
	if (!bad) {
		again = keys_text(&keys, &len);
		must(len == size && !memcmp(again, text, len));
		keys_wipe(again, len);
	}
	keys_free(&keys);
}

static size_t seal(char *text, size_t size)
{
	u8 sum[SHA256_DIGEST_SIZE];
	struct sha256_ctx ctx;
	size_t i;

	sha256_init(&ctx);
	sha256_update(&ctx, size, (u8 *)text);
	sha256_digest(&ctx, sizeof(sum), sum);
	size += sprintf(text + size, "sha256 ");
	for (i = 0; i < sizeof(sum); i++)
		size += sprintf(text + size, "%02x", sum[i]);
	text[size++] = '\n';
	return size;
}

/* What libFuzzer calls. */
int fuzz_one(const u8 *data, size_t size) __asm__("LLVMFuzzerTestOneInput");

int fuzz_one(const u8 *data, size_t size)
{
	char *text = malloc(size + 100), *exact;
	size_t len;

	memcpy(text, data, size);
	check(text, size);
	len = seal(text, size);
	/* No octet more than there is. */
	exact = malloc(len);
	memcpy(exact, text, len);
	check(exact, len);
	free(exact);
	free(text);
	return 0;
}
