// SPDX-License-Identifier: GPL-2.0
/* smpguard keys: translations of repaired keys outlive the module. */
#include <glib.h>
#include <malloc.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <unistd.h>

#include "keys.h"
#include "nl.h"
#include "signals.h"
#include "smpguard.h"
#include "uapi/linux/smp_guard.h"

/* Between two saves, or tries of a save that fails, in ms */
#define WAIT_MIN	1000
#define WAIT_MAX	60000

/*
 * Write no core, let no other process look inside, and overwrite memory that is
 * freed, by libnl for example.
 */
static void be_discreet(void)
{
	prctl(PR_SET_DUMPABLE, 0);
#ifdef M_PERTURB
	mallopt(M_PERTURB, 0xff);
#endif
}

static const char *file_of(const struct options *opts)
{
	return opts->argv[0] ? opts->argv[0] : SMPG_KEYS;
}

/* Frees @why; Return: was there something to complain about? */
static bool say(char *why)
{
	bool bad = why;

	if (bad)
		fprintf(stderr, "smpguard: %s\n", why);
	g_free(why);
	return bad;
}

/* Linux 6.1 drops the kernel's own explanation of a failed dump. */
static int complain_of_dump(const struct guard *guard, int err)
{
	if (err != -NLE_PERM || guard->refusal[0])
		return guard_complain(guard, err);
	fputs("smpguard: not permitted: this needs CAP_SYS_ADMIN in the initial user namespace\n",
	      stderr);
	return EXIT_FAILURE;
}

/* Puts the line of the file before the reason. */
static int complain(const struct guard *guard, int err, const char *path,
		    int refused)
{
	if (refused < 0)
		return guard_complain(guard, err);
	fprintf(stderr, "smpguard: refused: %s:%d: %s\n", path, refused + 2,
		guard->refusal);
	return EXIT_FAILURE;
}

/* The kernel's order */
static int refuse(void)
{
	fputs("smpguard: refused: keys are not kept: the module was loaded without keep_keys=1\n",
	      stderr);
	return EXIT_FAILURE;
}

/* Return: is there something to do? If not, the exit status is set. */
static bool begin(const struct options *opts, struct guard *guard,
		  struct guard_info *info, int *status)
{
	int err;

	be_discreet();
	err = guard_open(guard);
	if (!err)
		err = guard_get_info(guard, info);
	if (opts->if_kept && (err ? err == -NLE_OBJ_NOTFOUND : !info->keep_keys))
		*status = EXIT_SUCCESS;
	else if (err)
		*status = guard_complain(guard, err);
	else if (!info->keep_keys)
		*status = refuse();
	else
		return true;
	guard_close(guard);
	return false;
}

/* ---- Once ---- */

enum outcome { RESTORED, NOTHING_THERE, REFUSED, FAILED };

static enum outcome restore(struct guard *guard, const char *path, size_t *nr)
{
	struct keys keys;
	int err, refused;
	bool there;

	if (say(keys_load(path, &keys, &there)))
		return REFUSED;
	*nr = keys.nr;
	/* Restore an empty file too: then a save overwrites nothing. */
	err = guard_put_keys(guard, &keys, &refused);
	keys_free(&keys);
	if (err) {
		complain(guard, err, path, refused);
		/* What was refused with a reason is refused again. */
		return guard->refusal[0] ? REFUSED : FAILED;
	}
	return there ? RESTORED : NOTHING_THERE;
}

/* An administrator may want to recover keys from the file. */
static bool set_aside(const char *path)
{
	g_autofree char *where = NULL;

	if (say(keys_set_aside(path, &where)))
		return false;
	fprintf(stderr, "smpguard: %s was not restored: it is %s now\n", path,
		where);
	return true;
}

/*
 * @lost: the module lacks keys that the file has
 * @quiet: print nothing if the file had the same keys before
 * Return: an exit status
 */
static int save(struct guard *guard, const char *path, bool lost, bool quiet)
{
	struct keys keys;
	bool written;
	size_t nr;
	int err;

	err = guard_get_keys(guard, &keys);
	if (err) {
		keys_free(&keys);
		return complain_of_dump(guard, err);
	}
	nr = keys.nr;
	if (lost && !set_aside(path))
		err = EXIT_FAILURE;
	else
		err = say(keys_store(path, &keys, &written)) ? EXIT_FAILURE :
							       EXIT_SUCCESS;
	keys_free(&keys);
	if (!err && (written || !quiet))
		printf("%zu key%s saved to %s\n", nr, nr == 1 ? "" : "s", path);
	return err;
}

/* Do not lose keys that were saved before the module was loaded. */
static int merge(struct guard *guard, const char *path, bool quiet)
{
	enum outcome before;
	int status;
	size_t nr;

	before = restore(guard, path, &nr);
	if (before == FAILED)
		return EXIT_FAILURE;
	if (before == RESTORED && quiet)
		printf("%zu key%s restored from %s\n", nr, nr == 1 ? "" : "s",
		       path);
	status = save(guard, path, before == REFUSED, quiet);
	return before == REFUSED ? EXIT_FAILURE : status;
}

int cmd_keys_save(const struct options *opts)
{
	const char *path = file_of(opts);
	struct guard_info info;
	struct guard guard;
	int status;

	if (!begin(opts, &guard, &info, &status))
		return status;
	if (info.keys_restored || opts->argv[0])
		status = save(&guard, path, false, false);
	else
		status = merge(&guard, path, false);
	guard_close(&guard);
	return status;
}

int cmd_keys_restore(const struct options *opts)
{
	const char *path = file_of(opts);
	enum outcome outcome;
	struct guard_info info;
	struct guard guard;
	int status;
	size_t nr;

	if (!begin(opts, &guard, &info, &status))
		return status;
	outcome = restore(&guard, path, &nr);
	guard_close(&guard);
	switch (outcome) {
	case RESTORED:
		printf("%zu key%s restored from %s\n", nr, nr == 1 ? "" : "s",
		       path);
		return EXIT_SUCCESS;
	case NOTHING_THERE:
		printf("nothing to restore: there is no %s\n", path);
		return EXIT_SUCCESS;
	default:
		fputs("smpguard: nothing was restored\n", stderr);
		return EXIT_FAILURE;
	}
}

/* ---- At every change ---- */

/**
 * struct keeper - saves keys at every change until told to end
 * @path: the file
 * @news: a connection on which the module announces changes
 * @guard: a connection for requests
 * @stop: a file descriptor that can be read when the program is to end
 * @due: there may be changes that were not saved
 * @next: earliest time of the next save, of g_get_monotonic_time()
 * @wait: from one save to the next at least, in ms
 */
struct keeper {
	const char *path;
	struct guard news;
	struct guard guard;
	int stop;
	bool due;
	gint64 next;
	int wait;
};

static int keep_now(struct keeper *k)
{
	struct guard_info info;
	int err = guard_get_info(&k->guard, &info);

	if (err)
		return guard_complain(&k->guard, err);
	return info.keys_restored ? save(&k->guard, k->path, false, true) :
				    merge(&k->guard, k->path, true);
}

/* Milliseconds until keys are to be saved, or -1 if they are not */
static int time_left(const struct keeper *k)
{
	gint64 left = k->next - g_get_monotonic_time();

	if (!k->due)
		return -1;
	return left > 0 ? left / 1000 + 1 : 0;
}

static void keep_if_due(struct keeper *k)
{
	if (time_left(k))
		return;
	k->due = keep_now(k);
	k->wait = k->due ? MIN(2 * k->wait, WAIT_MAX) : WAIT_MIN;
	k->next = g_get_monotonic_time() + k->wait * 1000;
}

/*
 * Whatever arrives may stand for a change, and so may an error. The keys are read
 * after all of it was received: a later change has an announcement of its own.
 *
 * Return: -NLE_NODEV after the module was unloaded, -NLE_INTR when told to end,
 * -NLE_FAILURE if the keys could not be saved then, or another error.
 */
static int keep_on(struct keeper *k, bool kept)
{
	struct pollfd fds[] = {
		{ .fd = nl_socket_get_fd(k->news.sock), .events = POLLIN },
		{ .fd = k->stop, .events = POLLIN },
	};
	int err = 0;

	/* What happened before this program listened is not known. */
	k->due = kept;
	k->next = 0;
	k->wait = WAIT_MIN;
	while (!err) {
		if (poll(fds, ARRAY_SIZE(fds), time_left(k)) < 0)
			continue;
		if (fds[1].revents)
			return kept && keep_now(k) ? -NLE_FAILURE : -NLE_INTR;
		if (fds[0].revents) {
			err = guard_receive(&k->news);
			k->due = kept;
		}
		if (!err)
			keep_if_due(k);
	}
	return err;
}

static int keep_while_loaded(struct keeper *k)
{
	struct guard_info info;
	int err;

	err = guard_subscribe(&k->news, SMP_GUARD_MCGRP_KEYS);
	if (!err)
		err = guard_open(&k->guard);
	if (!err)
		err = guard_get_info(&k->guard, &info);
	if (!err && info.keep_keys)
		printf("keeping keys in %s\n", k->path);
	else if (!err)
		refuse();
	if (!err)
		err = keep_on(k, info.keep_keys);
	guard_close(&k->guard);
	guard_close(&k->news);
	return err;
}

int cmd_keys_keep(const struct options *opts)
{
	struct keeper k = { .path = file_of(opts), .stop = signals_open() };
	int err;

	be_discreet();
	/* Each line reaches the journal when it is written. */
	setvbuf(stdout, NULL, _IOLBF, 0);
	do {
		err = guard_await(&k.news, k.stop);
		if (!err)
			err = keep_while_loaded(&k);
		if (err == -NLE_NODEV)
			puts("the smp_guard module was unloaded; waiting for it");
	} while (err == -NLE_NODEV);
	close(k.stop);
	if (err == -NLE_INTR)
		return EXIT_SUCCESS;
	return err == -NLE_FAILURE ? EXIT_FAILURE : guard_complain(&k.guard, err);
}
