// SPDX-License-Identifier: GPL-2.0
/* The options --adapter, --peer and --type: for which of these a command is. */
#include <glib.h>

#include "adapter.h"
#include "scope.h"
#include "usage.h"

/* Frees @wrong. */
int wrong_usage(char *wrong)
{
	int status = usage("%s", wrong);

	g_free(wrong);
	return status;
}

/* 0, or an exit status */
static int read_adapter(const struct options *opts, struct config_scope *scope)
{
	char *wrong = config_adapter(scope, opts->adapter);

	return wrong ? wrong_usage(wrong) : 0;
}

static int read_peer(const struct options *opts, struct config_scope *scope)
{
	char *wrong;

	if (!opts->peer)
		return usage("--type is of an address, with --peer");
	if (!opts->type)
		return usage("--peer needs --type public or --type random");
	wrong = config_peer(scope, opts->peer, opts->type);
	return wrong ? wrong_usage(wrong) : 0;
}

int read_scope(const struct options *opts, struct config_scope *scope)
{
	if (opts->adapter && opts->peer)
		return usage("an entry is for an adapter or for a peer, not for both");
	if (opts->adapter)
		return read_adapter(opts, scope);
	if (opts->peer || opts->type)
		return read_peer(opts, scope);
	memset(scope, 0, sizeof(*scope));
	return 0;
}

/* The adapter has an index and an address, whichever was given. */
int read_target(const struct options *opts, struct target_buf *t)
{
	struct config_scope scope;
	int status;

	memset(t, 0, sizeof(*t));
	t->target.adapter = -1;
	if (opts->adapter) {
		status = read_adapter(opts, &scope);
		if (status)
			return status;
		if (scope.kind == CONFIG_ADAPTER_ADDRESS) {
			memcpy(t->adapter, scope.address, 6);
			t->target.adapter = adapter_index(t->adapter);
			t->target.adapter_address = t->adapter;
		} else {
			t->target.adapter = scope.adapter;
			if (adapter_address(scope.adapter, t->adapter))
				t->target.adapter_address = t->adapter;
		}
	}
	if (opts->peer || opts->type) {
		status = read_peer(opts, &scope);
		if (status)
			return status;
		memcpy(t->peer, scope.address, 6);
		t->target.peer = t->peer;
		t->target.peer_type = scope.address_type;
	}
	return 0;
}
