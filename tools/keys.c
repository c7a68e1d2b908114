// SPDX-License-Identifier: GPL-2.0
/* smpguard keys: have what repaired keys are translated to outlive the module. */
#include <glib.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>

#include "keys.h"
#include "nl.h"
#include "smpguard.h"

/*
 * No core, and no other process looks inside; what is freed, by libnl for
 * example, is overwritten.
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

/* Of a dump 6.1 does not hand on the kernel's own words. */
static int complain_of_dump(const struct guard *guard, int err)
{
	if (err != -NLE_PERM || guard->refusal[0])
		return guard_complain(guard, err);
	fputs("smpguard: not permitted: this needs CAP_SYS_ADMIN in the initial user namespace\n",
	      stderr);
	return EXIT_FAILURE;
}

/* The line of the file goes before why. */
static int complain(const struct guard *guard, int err, const char *path,
		    int refused)
{
	if (refused < 0)
		return guard_complain(guard, err);
	fprintf(stderr, "smpguard: refused: %s:%d: %s\n", path, refused + 2,
		guard->refusal);
	return EXIT_FAILURE;
}

/* As the kernel has it. */
static int refuse(void)
{
	fputs("smpguard: refused: keys are not kept: the module was loaded without keep_keys=1\n",
	      stderr);
	return EXIT_FAILURE;
}

/* Whether there is something to do; else with the exit status */
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

/* An exit status; @nr is how many keys the file has, if it is @there. */
static int restore(struct guard *guard, const char *path, size_t *nr,
		   bool *there)
{
	struct keys keys;
	int err, refused;
	bool bad;

	bad = say(keys_load(path, &keys, there));
	if (bad)
		return EXIT_FAILURE;
	*nr = keys.nr;
	/* None is told too: there is nothing that a save would overwrite. */
	err = guard_put_keys(guard, &keys, &refused);
	keys_free(&keys);
	return err ? complain(guard, err, path, refused) : EXIT_SUCCESS;
}

/* Somebody may want what is in there, or some of it. */
static bool set_aside(const char *path)
{
	g_autofree char *where = NULL;

	if (say(keys_set_aside(path, &where)))
		return false;
	fprintf(stderr, "smpguard: %s was not restored: it is %s now\n", path,
		where);
	return true;
}

/* An exit status; @lost: what the file has is not among what the module has */
static int save(struct guard *guard, const char *path, bool lost)
{
	struct keys keys;
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
		err = say(keys_store(path, &keys)) ? EXIT_FAILURE : EXIT_SUCCESS;
	keys_free(&keys);
	if (!err)
		printf("%zu key%s saved to %s\n", nr, nr == 1 ? "" : "s", path);
	return err;
}

int cmd_keys_save(const struct options *opts)
{
	const char *path = file_of(opts);
	int status, before = EXIT_SUCCESS;
	struct guard_info info;
	struct guard guard;
	bool there = false;
	size_t nr;

	if (!begin(opts, &guard, &info, &status))
		return status;
	/* What was saved before the module was loaded is not to be lost. */
	if (!info.keys_restored && !opts->argv[0])
		before = restore(&guard, path, &nr, &there);
	status = save(&guard, path, before && there);
	guard_close(&guard);
	return status ?: before;
}

int cmd_keys_restore(const struct options *opts)
{
	const char *path = file_of(opts);
	struct guard_info info;
	struct guard guard;
	bool there;
	int status;
	size_t nr;

	if (!begin(opts, &guard, &info, &status))
		return status;
	status = restore(&guard, path, &nr, &there);
	guard_close(&guard);
	if (status)
		fputs("smpguard: nothing was restored\n", stderr);
	else if (!there)
		printf("nothing to restore: there is no %s\n", path);
	else
		printf("%zu key%s restored from %s\n", nr, nr == 1 ? "" : "s",
		       path);
	return status;
}
