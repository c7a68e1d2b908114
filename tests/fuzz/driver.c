// SPDX-License-Identifier: GPL-2.0
/*
 * Runs a target of libFuzzer without libFuzzer: on the seeds, and on a fixed number of
 * inputs that are made of them by a fixed sequence of numbers. Coverage, addresses and
 * times have no part in that, so the inputs are the same on every machine.
 *
 * driver CRASHES RUNS MAX-LENGTH DICTIONARY SEEDS
 */
#include <ctype.h>
#include <dirent.h>
#include <sanitizer/common_interface_defs.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "smpg_types.h"

#define SEEDS_MAX	512
#define WORDS_MAX	512
#define LENGTH_MAX	4096
#define CHANGES_MAX	8

struct input {
	u8 *data;
	size_t len;
};

static struct input seeds[SEEDS_MAX], words[WORDS_MAX];
static size_t nr_seeds, nr_words, max_len;
static u8 current[LENGTH_MAX];
static size_t current_len;
static unsigned long run;
static u32 sum = 2166136261;
static const char *crashes;

int fuzz_one(const u8 *data, size_t size) __asm__("LLVMFuzzerTestOneInput");

/* The sequence of numbers: a linear congruential generator, without its weak low bits */
static u32 number(u32 below)
{
	static u64 state = 1;

	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return below ? (u32)(state >> 33) % below : 0;
}

static void keep_crash(void)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%scrash-run-%lu", crashes, run);
	file = fopen(path, "w");
	if (!file)
		return;
	fwrite(current, 1, current_len, file);
	fclose(file);
	fprintf(stderr, "the input of run %lu is %s\n", run, path);
}

static void on_abort(int signal)
{
	(void)signal;
	keep_crash();
	_exit(1);
}

static void replace(size_t at, size_t len, const u8 *with, size_t with_len)
{
	if (current_len - len + with_len > max_len)
		return;
	memmove(current + at + with_len, current + at + len, current_len - at - len);
	if (with_len)
		memcpy(current + at, with, with_len);
	current_len += with_len - len;
}

/* A part of a seed, or of the input itself, in place of another part */
static void splice(const struct input *from)
{
	u8 part[LENGTH_MAX];
	size_t start = number(from->len), len = 1 + number(from->len - start), at, gone;

	if (!from->len)
		return;
	if (len > from->len - start)
		len = from->len - start;
	if (len > sizeof(part))
		len = sizeof(part);
	memcpy(part, from->data + start, len);
	at = number(current_len + 1);
	gone = number(2) ? 0 : number(current_len - at + 1);
	replace(at, gone, part, len);
}

/* Numbers at the edges of what fields can have */
static void put_number(void)
{
	static const u32 edges[] = {
		0, 1, 2, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0xffff, 0x7fffffff, 0xffffffff,
	};
	u32 value = edges[number(sizeof(edges) / sizeof(*edges))];
	size_t len = 1U << number(3), at, i;
	int big = number(2);

	if (current_len < len)
		return;
	at = number(current_len - len + 1);
	for (i = 0; i < len; i++)
		current[at + i] = value >> 8 * (big ? len - 1 - i : i);
}

/* Another digit where there is one, for texts */
static void put_digit(void)
{
	size_t at = number(current_len), i;

	for (i = at; i < current_len; i++)
		if (isxdigit(current[i])) {
			current[i] = "0123456789abcdef"[number(isdigit(current[i]) ? 10 : 16)];
			return;
		}
}

static void change(void)
{
	const struct input itself = { current, current_len };
	size_t at = number(current_len);
	u8 octet = number(256);

	switch (number(8)) {
	case 0:
		if (current_len)
			current[at] ^= 1 << number(8);
		break;
	case 1:
		if (current_len)
			current[at] = octet;
		break;
	case 2:
		replace(at, 0, &octet, 1);
		break;
	case 3:
		replace(at, number(current_len - at + 1), NULL, 0);
		break;
	case 4:
		splice(number(2) ? &itself : &seeds[number(nr_seeds)]);
		break;
	case 5:
		put_number();
		break;
	case 6:
		put_digit();
		break;
	default:
		if (nr_words) {
			const struct input *word = &words[number(nr_words)];

			replace(at, number(2) ? 0 : number(current_len - at + 1), word->data,
				word->len);
		}
	}
}

static int is_file(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* In the order of their names, which the file system does not give */
static void read_seeds(const char *dir)
{
	struct dirent **names;
	int nr = scandir(dir, &names, is_file, alphasort), i;
	char path[1024];
	FILE *file;

	for (i = 0; i < nr && nr_seeds < SEEDS_MAX; i++) {
		struct input *seed = &seeds[nr_seeds++];

		snprintf(path, sizeof(path), "%s/%s", dir, names[i]->d_name);
		file = fopen(path, "r");
		if (!file)
			abort();
		seed->data = malloc(LENGTH_MAX);
		seed->len = fread(seed->data, 1, max_len, file);
		fclose(file);
	}
	for (i = 0; i < nr; i++)
		free(names[i]);
	free(names);
}

/* One word of the dictionary: "text", in which \xAB is an octet */
static void read_word(const char *s)
{
	struct input *word = &words[nr_words];
	unsigned int octet;

	word->data = malloc(strlen(s) + 1);
	word->len = 0;
	for (; *s && *s != '"'; s++) {
		octet = *s;
		if (*s == '\\' && s[1] == 'x' && sscanf(s + 2, "%2x", &octet) == 1)
			s += 3;
		else if (*s == '\\' && s[1])
			octet = *++s;
		word->data[word->len++] = octet;
	}
	nr_words += !!word->len;
}

static void read_words(const char *path)
{
	char line[1024], *quote;
	FILE *file = fopen(path, "r");

	while (file && fgets(line, sizeof(line), file) && nr_words < WORDS_MAX) {
		quote = strchr(line, '"');
		if (*line != '#' && quote)
			read_word(quote + 1);
	}
	if (file)
		fclose(file);
}

/* A copy as long as the input, so that reading beyond is noticed */
static void test(void)
{
	u8 *copy = malloc(current_len ? current_len : 1);
	size_t i;

	/* FNV-1a of all inputs, which shows that two runs had the same */
	for (i = 0; i < current_len; i++)
		sum = (sum ^ current[i]) * 16777619;
	memcpy(copy, current, current_len);
	fuzz_one(copy, current_len);
	free(copy);
}

static void take(const struct input *seed)
{
	memcpy(current, seed->data, seed->len);
	current_len = seed->len;
}

int main(int argc, char **argv)
{
	unsigned long runs, changes;

	if (argc != 6)
		return 2;
	crashes = argv[1];
	runs = strtoul(argv[2], NULL, 10);
	max_len = strtoul(argv[3], NULL, 10);
	if (max_len > LENGTH_MAX)
		max_len = LENGTH_MAX;
	read_words(argv[4]);
	read_seeds(argv[5]);
	if (!nr_seeds)
		return 2;
	__sanitizer_set_death_callback(keep_crash);
	signal(SIGABRT, on_abort);
	for (run = 0; run < nr_seeds; run++) {
		take(&seeds[run]);
		test();
	}
	for (; run < runs; run++) {
		take(&seeds[number(nr_seeds)]);
		for (changes = 1 + number(CHANGES_MAX); changes; changes--)
			change();
		test();
	}
	printf("Done %lu runs, of inputs with the sum %08x\n", run, sum);
	return 0;
}
