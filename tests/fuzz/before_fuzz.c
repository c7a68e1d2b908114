// SPDX-License-Identifier: GPL-2.0
/*
 * Two trees take the same steps with the same random octets. Both must transmit
 * and queue the same packets, report and count the same, and show the same
 * links, translations and policy.
 */
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <sanitizer/common_interface_defs.h>

#include "before_image.h"
#include "before_print.h"
#include "before_steps.h"

#define COUNTERS	2048
#define LINES		40
#define LATE		6

static const struct side *const sides[2] = { &before_side, &after_side };
static const char * const side_names[2] = { "before", "after" };

static struct answer answers[2];

/* The number that a counter of the older tree has in the newer one, or -1. */
static int same_counter[COUNTERS];
static char *counter_names[2][COUNTERS];
static unsigned int counters[2];

static struct {
	u64 steps;
	u64 seed;
	unsigned int episode;
	bool every;		/* compare everything after every step */
	bool no_failures;
	bool flat;
} options = { .episode = 400 };

static u64 steps_taken, records[TAGS];

/* ---- Comparing ---- */

static unsigned int step_nr, tail_nr;
static struct step tail[LINES];
static u64 seed_now;
static const char *busy = "neither";
static bool explaining, explained;

static void print_tail(void)
{
	unsigned int i;

	printf("the last steps of -seed=%llu:\n", seed_now);
	for (i = tail_nr > LINES ? tail_nr - LINES : 0; i < tail_nr; i++)
		print_step(i, &tail[i % LINES]);
}

/*
 * Most steps compare no more than their own records. Before a difference is
 * printed, the episode is repeated with all comparisons after each step.
 */
static void differ(const char *what)
{
	if (explaining || options.every) {
		explained = true;
		print_tail();
		printf("step %u: different %s\n", step_nr, what);
		printf("before:\n");
		print_answer(&answers[0]);
		printf("after:\n");
		print_answer(&answers[1]);
		fflush(stdout);
		abort();
	}
	explaining = true;
}

/* An assertion or a sanitizer ends the run. */
static void last_words(void)
{
	if (explained)
		return;
	explained = true;
	print_tail();
	printf("in step %u of \"%s\"\n", step_nr, busy);
	fflush(stdout);
}

static void dying(int signal)
{
	last_words();
	_exit(128 + signal);
}

static bool same_answer(void)
{
	return answers[0].len == answers[1].len &&
	       !memcmp(answers[0].data, answers[1].data, answers[0].len);
}

static bool compare(const char *what)
{
	if (__builtin_expect(same_answer(), 1))
		return true;
	differ(what);
	return false;
}

static bool compare_counters(void)
{
	u64 value[2];
	char what[200];
	unsigned int n;

	for (n = 0; n < counters[0]; n++) {
		if (same_counter[n] < 0)
			continue;
		sides[0]->counter(n, NULL, &value[0]);
		sides[1]->counter(same_counter[n], NULL, &value[1]);
		if (value[0] == value[1])
			continue;
		snprintf(what, sizeof(what),
			 "counters: %s is %llu before, %llu after",
			 counter_names[0][n], value[0], value[1]);
		differ(what);
		return false;
	}
	return true;
}

static void clear(void)
{
	answers[0].len = 0;
	answers[1].len = 0;
}

static void count_records(void)
{
	const u8 *at = answers[0].data, *end = at + answers[0].len;

	for (; at < end; at += record_len(at))
		records[at[0]]++;
}

static bool compare_all(void)
{
	unsigned int n;

	clear();
	for (n = 0; n < 2; n++)
		sides[n]->show(&answers[n]);
	count_records();
	return compare("links, translations and the policy") &&
	       compare_counters();
}

static bool take(const struct step *step)
{
	unsigned int n;

	tail[tail_nr++ % LINES] = *step;
	clear();
	for (n = 0; n < 2; n++) {
		busy = side_names[n];
		sides[n]->run(step, &answers[n]);
		sides[n]->link(step, &answers[n]);
	}
	count_records();
	return compare("records of the step");
}

/* Return: how many there are. */
static unsigned int late_packets(struct step *late)
{
	unsigned int nr = 0, i;

	for (i = 0; i < LATE && steps_next(&late[nr]); i++)
		nr += late[nr].op <= STEP_EVENT;
	return nr;
}

/* Return: whether both did the same. */
static bool episode(const u8 *data, size_t size, u64 seed, unsigned int nr)
{
	bool every = options.every || explaining;
	struct step step, late[LATE];
	struct setup setup;
	unsigned int n;

	images_restore();
	tail_nr = 0;
	clear();
	steps_begin(data, size, seed, options.no_failures, &setup);
	seed_now = seed;
	for (n = 0; n < 2; n++) {
		busy = side_names[n];
		*sides[n]->flat = options.flat;
		sides[n]->load(&setup, &answers[n]);
	}
	if (!compare("records of loading"))
		return false;
	for (step_nr = 0; step_nr < nr && steps_next(&step); step_nr++) {
		steps_taken++;
		if (!take(&step))
			return false;
		steps_done(&step, &answers[0]);
		if ((every || step_nr % 256 == 255) && !compare_all())
			return false;
	}
	if (!compare_all())
		return false;
	nr = late_packets(late);
	clear();
	for (n = 0; n < 2; n++) {
		busy = side_names[n];
		sides[n]->unload(late, nr, &answers[n]);
	}
	return compare("records of unloading") && compare_counters();
}

static void play(const u8 *data, size_t size, u64 seed, unsigned int nr)
{
	if (episode(data, size, seed, nr))
		return;
	printf("both differ: -seed=%llu, at step %u or before\n",
	       seed, step_nr);
	fflush(stdout);
	episode(data, size, seed, nr);
	printf("but not when the steps are repeated\n");
	explained = true;
	fflush(stdout);
	abort();
}

/* ---- Start ---- */

static void name_counters(void)
{
	const char *name;
	unsigned int n, m;
	u64 value;

	for (n = 0; n < 2; n++)
		for (; sides[n]->counter(counters[n], &name, &value);
		     counters[n]++)
			counter_names[n][counters[n]] =
				name ? strdup(name) : NULL;
	for (n = 0; n < counters[0]; n++) {
		same_counter[n] = -1;
		for (m = 0; counter_names[0][n] && m < counters[1]; m++)
			if (counter_names[1][m] &&
			    !strcmp(counter_names[0][n], counter_names[1][m]))
				same_counter[n] = m;
		if (counter_names[0][n] && same_counter[n] < 0)
			printf("only %s: counter %s\n", side_names[0],
			       counter_names[0][n]);
	}
	for (m = 0; m < counters[1]; m++) {
		for (n = 0; n < counters[0] && same_counter[n] != (int)m; n++)
			;
		if (counter_names[1][m] && n == counters[0])
			printf("only %s: counter %s\n", side_names[1],
			       counter_names[1][m]);
	}
}

static void begin(int argc, char **argv)
{
	u64 number;
	int i;

	for (i = 1; i < argc; i++) {
		if (sscanf(argv[i], "-steps=%llu", &number) == 1)
			options.steps = number;
		if (sscanf(argv[i], "-seed=%llu", &number) == 1)
			options.seed = number;
		if (sscanf(argv[i], "-episode=%llu", &number) == 1)
			options.episode = number;
		options.every |= !strcmp(argv[i], "-every");
		options.flat |= !strcmp(argv[i], "-flat");
		options.no_failures |= !strcmp(argv[i], "-no-failures");
	}
	images_save();
	name_counters();
}

#ifdef SMPG_LIBFUZZER

/* Entry points for libFuzzer. */
int fuzz_begin(int *argc, char ***argv) __asm__("LLVMFuzzerInitialize");
int fuzz_one(const u8 *data, size_t size)
	__asm__("LLVMFuzzerTestOneInput");

int fuzz_begin(int *argc, char ***argv)
{
	begin(*argc, *argv);
	return 0;
}

int fuzz_one(const u8 *data, size_t size)
{
	u64 seed = 0;

	memcpy(&seed, data, size < 2 ? size : 2);
	play(size < 2 ? (const u8 *)"" : data + 2, size < 2 ? 0 : size - 2,
	     seed, UINT_MAX);
	return 0;
}

#else

/* Only in a build with sanitizers. */
#pragma weak __sanitizer_set_death_callback

static void catch_death(void)
{
	if (__sanitizer_set_death_callback)
		__sanitizer_set_death_callback(last_words);
	signal(SIGABRT, dying);
	signal(SIGSEGV, dying);
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec * 1 / 1e9;
}

int main(int argc, char **argv)
{
	double start = seconds();
	u64 seed;
	int tag;

	catch_death();
	begin(argc, argv);
	for (seed = options.seed; steps_taken < options.steps; seed++)
		play(NULL, 0, seed, options.episode);
	for (tag = 0; tag < TAGS; tag++)
		printf("%12llu %s\n", records[tag], tag_names[tag]);
	printf("%llu steps, %llu loads, %.0f s: equal\n",
	       steps_taken, seed - options.seed, seconds() - start);
	return 0;
}

#endif
