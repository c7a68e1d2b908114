// SPDX-License-Identifier: GPL-2.0
/* smpguard keys: translations of repaired keys outlive the module. */
#include <glib.h>
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>

#include "keys.h"
#include "nl.h"
#include "smpguard.h"

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

/* Return: an exit status; @nr is the number of keys in the file, if it is @there. */
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
	/* Restore an empty file too: then a save overwrites nothing. */
	err = guard_put_keys(guard, &keys, &refused);
	keys_free(&keys);
	return err ? complain(guard, err, path, refused) : EXIT_SUCCESS;
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

/* Return: an exit status; @lost: the module lacks keys that the file has */
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
	/* Do not lose keys that were saved before the module was loaded. */
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
