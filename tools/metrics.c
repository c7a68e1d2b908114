// SPDX-License-Identifier: GPL-2.0
/* smpguard metrics: for Prometheus, through a file that node_exporter reads. */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "keys.h"
#include "links.h"
#include "metrics.h"
#include "smpguard.h"

/* guard_get_links() has no argument to hand on. */
static struct metrics metrics;

static void count_link(struct nlmsghdr *nlh)
{
	struct attrs link;
	u64 transport;

	if (link_decode(nlh, &link))
		return;
	transport = link.number[SMP_GUARD_A_LINK_TRANSPORT];
	if (transport > SMP_GUARD_TRANSPORT_MAX)
		transport = SMP_GUARD_TRANSPORT_UNKNOWN;
	metrics.links[transport][link.has[SMP_GUARD_A_LINK_ENCRYPTED]]++;
}

static int collect(struct guard *guard)
{
	struct stat st;
	int err = guard_get_info(guard, &metrics.info);

	if (!err)
		err = guard_get_counters(guard, metrics_count, &metrics);
	if (!err)
		err = guard_get_links(guard, count_link);
	if (!stat(SMPG_KEYS, &st))
		metrics.saved = st.st_mtime;
	return err;
}

/* A module that is not there is a metric too, and no error. */
static int print(FILE *out)
{
	struct guard guard;
	int err = guard_open(&guard);

	if (err == -NLE_OBJ_NOTFOUND) {
		guard_complain(&guard, err);
		metrics_print_absent(out);
		return 0;
	}
	if (!err) {
		err = collect(&guard);
		guard_close(&guard);
	}
	if (err)
		guard_complain(&guard, err);
	else
		metrics_print(out, &metrics);
	return err;
}

/* node_exporter sees the old file, or the new one, but never a part. */
static const char *remedy(int code)
{
	switch (code) {
	case G_FILE_ERROR_NOSPC:
		return "make room";
	case G_FILE_ERROR_NOENT:
		return "install prometheus-node-exporter, or give another directory to --output";
	default:
		return "its directory must be writable";
	}
}

static int write_file(const char *file, const char *text, size_t size)
{
	GError *error = NULL;

	if (g_file_set_contents_full(file, text, size,
				     G_FILE_SET_CONTENTS_CONSISTENT, 0644,
				     &error))
		return EXIT_SUCCESS;
	fprintf(stderr, "smpguard: %s: %s\n", error->message, remedy(error->code));
	g_error_free(error);
	return EXIT_FAILURE;
}

int cmd_metrics(const struct options *opts)
{
	int status = EXIT_FAILURE;
	char *text;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	metrics.counters = g_array_new(FALSE, FALSE,
				       sizeof(struct metrics_counter));
	if (!print(out))
		status = EXIT_SUCCESS;
	fclose(out);
	if (!status && opts->output)
		status = write_file(opts->output, text, size);
	else if (!status)
		fputs(text, stdout);
	g_array_free(metrics.counters, TRUE);
	free(text);
	return status;
}
