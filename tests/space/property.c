// SPDX-License-Identifier: GPL-2.0
/*
 * The rooms of kernel/, unchanged, on two adapters: takes the steps that the
 * generator of tests/fuzz/before draws from a seed, and checks after each what
 * must hold whatever the steps are. Each seed is a process of its own, from
 * loading the module to unloading it.
 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sanitizer/common_interface_defs.h>

#include "account.h"
#include "before_print.h"
#include "before_steps.h"
#include "keys.h"

#define LINES	40
#define LATE	6
#define HANDLES	0x1000
#define ELSEWHERE	4	/* one of so many handlers is slow */
#define UNCHANGEABLE	4	/* one of so many events with completions is shared */

struct totals *totals;

static struct answer answer;
static unsigned long long seed;
static unsigned int step_nr, nr_steps, tail_nr;
static struct step tail[LINES];
static const char *broken = "assertion or sanitizer, see above";

/* ---- When something does not hold ---- */

static void last_words(void)
{
	unsigned int i;

	for (i = tail_nr > LINES ? tail_nr - LINES : 0; i < tail_nr; i++)
		print_step(i, &tail[i % LINES]);
	print_answer(&answer);
	printf("%s\nafter step %u of %u; to repeat: tests/space/run %llu %u\n",
	       broken, step_nr, nr_steps, seed, nr_steps);
	fflush(stdout);
}

static void dying(int signal)
{
	last_words();
	_exit(128 + signal);
}

/* A property that does not hold ends the run, and the last steps are printed. */
void must(bool holds, const char *what)
{
	if (holds)
		return;
	broken = what;
	last_words();
	_exit(1);
}

/* ---- Completions ---- */

/*
 * Completions that the host of a link is still to get: the host waits for that of each
 * packet that the guard dropped, and the guard withholds completions while a
 * packet of its own is with the controller.
 */
struct ledger {
	u64 order;		/* as in struct account */
	int due;		/* dropped + withheld - returned - own packets */
	bool own;		/* one of the guard's packets was transmitted */
	bool unknown;		/* the adapter went down, and the host counts anew */
};

static struct ledger ledgers[ADAPTERS][HANDLES];
static bool is_down[ADAPTERS], unloaded;

/* Handles whose ledgers the step concerned. */
static struct touched {
	unsigned int adapter;
	u16 handle;
} touched[64];
static unsigned int nr_touched;

static u16 le16(const u8 *at)
{
	return at[0] | at[1] << 8;
}

/* The ledger of the link that has this handle now. */
static struct ledger *ledger_of(unsigned int adapter, u16 handle)
{
	struct ledger *l = &ledgers[adapter][handle];
	struct account now;

	/* Unloading ends all links, last of all. */
	if (unloaded)
		return l;
	account_of(adapter, handle, &now);
	if (now.order == l->order)
		return l;
	*l = (struct ledger){ .order = now.order, .unknown = is_down[adapter] };
	return l;
}

static void enter(unsigned int adapter, u16 handle, int due)
{
	struct ledger *l = ledger_of(adapter, handle & 0xfff);

	l->due += due;
	must(nr_touched < ARRAY_SIZE(touched),
	     "too many handles in a step");
	touched[nr_touched++] = (struct touched){ adapter, handle & 0xfff };
}

static unsigned int adapter_with(u16 id)
{
	static const u16 ids[ADAPTERS] = ADAPTER_IDS;
	unsigned int n;

	for (n = 0; ids[n] != id; n++)
		must(n < ADAPTERS - 1, "a packet of no adapter");
	return n;
}

/* An ACL packet of the host's was dropped. */
static void enter_dropped(const struct step *step)
{
	const struct packet *p = &step->packet;
	struct account now;

	if (p->len < 2)
		return;
	/* Without a link no one would return the completion. */
	account_of(step->adapter, le16(p->data) & 0xfff, &now);
	must(now.order || unloaded || step->fail || !now.is_up ||
	     !now.is_evident, "a packet was dropped that has no link");
	enter(step->adapter, le16(p->data), 1);
	totals->dropped++;
}

/* A completion from the controller passed, perhaps with less in it. */
static void enter_completed(const struct step *step, const u8 *passed,
			    unsigned int len)
{
	const struct packet *p = &step->packet;
	unsigned int i, was, is;

	must(!passed || len == p->len, "a completion has another length");
	if (p->len < 3 || p->len < 3 + 4 * p->data[2])
		return;
	for (i = 0; i < p->data[2]; i++) {
		const unsigned int at = 3 + 4 * i;

		was = le16(p->data + at + 2);
		is = passed ? le16(passed + at + 2) : 0;
		must(!passed || le16(p->data + at) == le16(passed + at),
		     "a completion has another handle");
		must(is <= was, "a completion was added");
		if (is == was)
			continue;
		enter(step->adapter, le16(p->data + at), was - is);
		totals->withheld += was - is;
	}
}

static bool is_end(const struct step *step)
{
	const struct packet *p = &step->packet;

	return step->op == STEP_EVENT && p->len == 6 && p->data[0] == 0x05 &&
	       p->data[1] == 4 && !p->data[2];
}

static bool is_completion(const struct step *step)
{
	return step->op == STEP_EVENT && step->packet.len &&
	       step->packet.data[0] == 0x13;
}

static void enter_returned(unsigned int adapter, const u8 *event,
			   unsigned int len)
{
	must(len == 7 && event[2] == 1, "an event of the guard's is malformed");
	enter(adapter, le16(event + 3), -le16(event + 5));
	totals->returned += le16(event + 5);
}

static void enter_sent(unsigned int adapter, const u8 *packet,
		       unsigned int len)
{
	must(len >= 4, "a packet of the guard's is malformed");
	enter(adapter, le16(packet), -1);
	ledger_of(adapter, le16(packet) & 0xfff)->own = true;
	totals->own_packets++;
}

/*
 * Enter a record of a step. Those about the packet of a step are the first, and
 * @step is NULL for all other records.
 */
static void enter_record(const struct step *step, const u8 *at)
{
	unsigned int len = le16(at + 2);
	const u8 *packet = at + 4 + 3;

	switch (at[0]) {
	case TAG_SWALLOWED:
		if (step->op <= STEP_RX)
			keys_check(step, NULL, 0);
		if (step->op == STEP_TX)
			enter_dropped(step);
		else if (is_completion(step))
			enter_completed(step, NULL, 0);
		break;
	case TAG_PASSED:
		if (step->op <= STEP_RX)
			keys_check(step, packet, len - 3);
		if (is_completion(step))
			enter_completed(step, packet, len - 3);
		break;
	case TAG_QUEUED_RX:
		if (packet[-1] == 0x04 && packet[0] == 0x13)
			enter_returned(adapter_with(le16(at + 4)), packet,
				       len - 3);
		else if (packet[-1] == 0x02)
			keys_put_in(adapter_with(le16(at + 4)), packet,
				    len - 3, 1);
		break;
	case TAG_SENT:
		keys_put_in(adapter_with(le16(at + 4)), packet, len - 3, 0);
		enter_sent(adapter_with(le16(at + 4)), packet, len - 3);
		break;
	}
}

/* The rooms must know of exactly what is due. */
static void check_ledger(unsigned int adapter, u16 handle)
{
	struct ledger *l = ledger_of(adapter, handle);
	struct account now;
	char what[120];

	account_of(adapter, handle, &now);
	if (!now.order || l->unknown)
		return;
	snprintf(what, sizeof(what),
		 "adapter %u, handle %#x: %d completions are due; owed %u, lent %d, in flight %d",
		 adapter, handle, l->due, now.owed, now.lent, now.in_flight);
	must(l->due == now.owed + now.lent - now.in_flight, what);
	must(!now.is_late, "what is owed, lent or to be said waits for no work");
	if (!now.in_flight)
		l->own = false;
}

static void note_adapters(const struct step *step)
{
	unsigned int handle;

	if (step->op != STEP_ADAPTER)
		return;
	is_down[step->adapter] = !step->settings.up;
	if (step->settings.up)
		return;
	for (handle = 0; handle < HANDLES; handle++)
		ledgers[step->adapter][handle].unknown = true;
}

static void check_completions(const struct step *step)
{
	const u8 *at = answer.data, *end = at + answer.len;
	unsigned int i;

	nr_touched = 0;
	note_adapters(step);
	for (; at < end; at += record_len(at))
		enter_record(step, at);
	for (i = 0; i < nr_touched; i++)
		check_ledger(touched[i].adapter, touched[i].handle);
	check_ledger(step->adapter, step->handle & 0xfff);
}

/* Links end without a step that concerns them: their hosts wait no longer. */
static void forget_ended(void)
{
	unsigned int adapter, handle;

	for (adapter = 0; adapter < ADAPTERS; adapter++)
		for (handle = 0; handle < HANDLES; handle++)
			if (!ledger_of(adapter, handle)->order)
				ledgers[adapter][handle].due = 0;
}

static bool ended[ADAPTERS][HANDLES];

/* A host that has counted its buffers anew gets no completion of the old ones. */
static void check_late(const struct step *late, const u8 *at)
{
	const u8 *event = at + 4 + 3;
	u16 handle;

	if (at[0] == TAG_QUEUED_RX && event[-1] == 0x04 && event[0] == 0x13)
		must(!ended[adapter_with(le16(at + 4))][le16(event + 3) & 0xfff],
		     "a completion was returned behind the end of its link");
	if ((at[0] != TAG_PASSED && at[0] != TAG_SWALLOWED) ||
	    is_down[late->adapter] || late->packet.len < 5)
		return;
	handle = le16(late->packet.data + (is_end(late) ? 3 : 0)) & 0xfff;
	if (late->op <= STEP_RX || is_end(late))
		ended[late->adapter][handle] = is_end(late);
	if (is_end(late))
		ledgers[late->adapter][handle].due = 0;
}

/* After unloading nothing is due, except that a packet may be in flight. */
static void check_unloaded(const struct step *late)
{
	const u8 *at = answer.data, *end = at + answer.len;
	unsigned int adapter, handle;
	char what[120];

	nr_touched = 0;
	for (; at < end; at += record_len(at)) {
		check_late(late, at);
		enter_record(late, at);
		late += at[0] == TAG_PASSED || at[0] == TAG_SWALLOWED;
		nr_touched = 0;
	}
	for (adapter = 0; adapter < ADAPTERS; adapter++)
		for (handle = 0; handle < HANDLES; handle++) {
			const struct ledger *l = &ledgers[adapter][handle];

			snprintf(what, sizeof(what),
				 "adapter %u, handle %#x: %d completions are due after unloading",
				 adapter, handle, l->due);
			must(l->unknown || !l->due || (l->own && l->due == -1),
			     what);
		}
}

/* ---- An episode ---- */

static void take(struct step *step)
{
	struct step as;

	if (is_completion(step) && !(step->seed % UNCHANGEABLE))
		step->packet.sharing = SHARED;
	as = *step;
	tail[tail_nr++ % LINES] = *step;
	answer.len = 0;
	keys_before(step);
	loans_before(step);
	side.run(step, &answer);
	more_check(step, &answer);
	more_as(&as);
	check_completions(&as);
	loans_check();
}

/* With odd seeds, one of so many steps is followed by one of more.c. */
#define MORE	4

static void take_more(u64 n)
{
	struct step step;

	if (seed & 1 && n % MORE == 0 &&
	    more_next(n / MORE * 0x9e3779b97f4a7c15ULL, &step))
		take(&step);
}

/* Return: how many there are, of those that end at most the link that they name. */
static unsigned int late_packets(struct step *late)
{
	unsigned int nr = 0, i;

	for (i = 0; i < LATE && steps_next(&late[nr]); i++)
		nr += late[nr].op <= STEP_COMMAND || is_completion(&late[nr]) ||
		      is_end(&late[nr]);
	/* What a host still has to get is got before its link ends. */
	if (nr && late[nr - 1].op <= STEP_RX && late[nr - 1].packet.len >= 2) {
		const u8 *handle = late[nr - 1].packet.data;

		late[nr] = (struct step){
			.op = STEP_EVENT,
			.adapter = late[nr - 1].adapter,
			.packet = {
				.len = 6, .linear = 6,
				.data = { 0x05, 4, 0, handle[0],
					  handle[1] & 0xf, 0x13 },
			},
		};
		nr++;
	}
	return nr;
}

static void episode(void)
{
	struct step step, late[LATE + 2];
	struct setup setup;
	unsigned int nr;

	steps_begin(NULL, 0, seed, false, &setup);
	side.load(&setup, &answer);
	for (step_nr = 0; step_nr < nr_steps; step_nr++) {
		steps_next(&step);
		step.elsewhere = is_completion(&step) ||
				 !(step.seed % ELSEWHERE);
		take(&step);
		more_note(&step);
		steps_done(&step, &answer);
		take_more(step.seed >> 8);
	}
	nr = late_packets(late);
	forget_ended();
	answer.len = 0;
	side.unload(late, nr, &answer);
	unloaded = true;
	check_unloaded(late);
}

static void play(void)
{
	__sanitizer_set_death_callback(last_words);
	signal(SIGABRT, dying);
	signal(SIGSEGV, dying);
	episode();
	fflush(stdout);
}

int main(int argc, char **argv)
{
	unsigned long long end;
	int status;

	totals = mmap(NULL, sizeof(*totals), PROT_READ | PROT_WRITE,
		      MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	if (argc != 4) {
		fprintf(stderr, "usage: %s SEED SEEDS STEPS\n", argv[0]);
		return 2;
	}
	seed = strtoull(argv[1], NULL, 0);
	end = seed + strtoull(argv[2], NULL, 0);
	nr_steps = strtoul(argv[3], NULL, 0);
	for (; seed < end; seed++) {
		if (!fork()) {
			play();
			exit(0);
		}
		if (wait(&status) < 0 || status)
			return 1;
	}
	printf("%llu packets dropped, %llu completions withheld, %llu returned, %llu own packets\n",
	       totals->dropped, totals->withheld, totals->returned,
	       totals->own_packets);
	printf("%llu loans, %llu packets of other types, %llu requests without a window\n",
	       totals->loans, totals->others, totals->unasked);
	printf("%llu SMP PDUs, %llu of them masked or rejected, %llu keys received\n",
	       totals->pdus, totals->stopped, totals->keys);
	return 0;
}
