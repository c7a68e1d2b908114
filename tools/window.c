// SPDX-License-Identifier: GPL-2.0
/* smpguard window: have peers start pairings, for a while. */
#include <netlink/genl/genl.h>
#include <stdio.h>
#include <stdlib.h>

#include "duration.h"
#include "json.h"
#include "nl.h"
#include "print.h"
#include "scope.h"
#include "smpg_engine.h"
#include "usage.h"

static const struct attr_spec window_attrs[SMP_GUARD_A_WINDOW_MAX + 1] = {
	[SMP_GUARD_A_WINDOW_ADAPTER] = { "adapter", NLA_U32 },
	[SMP_GUARD_A_WINDOW_PEER_ADDRESS] = { "peer-address", NLA_BINARY },
	[SMP_GUARD_A_WINDOW_PEER_ADDRESS_TYPE] = {
		"peer-address-type", NLA_U8, smpg_address_type_name },
	[SMP_GUARD_A_WINDOW_DURATION] = { "duration", NLA_U32 },
};

static int put_scope(struct nl_msg *msg, const struct target_buf *t)
{
	if (t->target.adapter >= 0)
		NLA_PUT_U32(msg, SMP_GUARD_A_WINDOW_ADAPTER, t->target.adapter);
	if (t->target.peer) {
		NLA_PUT(msg, SMP_GUARD_A_WINDOW_PEER_ADDRESS, 6, t->target.peer);
		NLA_PUT_U8(msg, SMP_GUARD_A_WINDOW_PEER_ADDRESS_TYPE,
			   t->target.peer_type);
	}
	return 0;

nla_put_failure:
	return -NLE_NOMEM;
}

/* @seconds: the duration, 0 for a request without one */
static int request(struct guard *guard, u8 cmd, const struct target_buf *t,
		   u32 seconds)
{
	struct nl_msg *msg = nlmsg_alloc();
	int err = -NLE_NOMEM;

	if (!msg || !genlmsg_put(msg, NL_AUTO_PORT, NL_AUTO_SEQ, guard->family,
				 0, NLM_F_ACK, cmd, SMP_GUARD_FAMILY_VERSION) ||
	    put_scope(msg, t))
		goto nla_put_failure;
	if (seconds)
		NLA_PUT_U32(msg, SMP_GUARD_A_WINDOW_DURATION, seconds);
	err = guard_send(guard, msg);

nla_put_failure:
	nlmsg_free(msg);
	return err;
}

static int change(const struct options *opts, u8 cmd, u32 seconds)
{
	struct target_buf t;
	struct guard guard;
	int err;

	err = read_target(opts, &t);
	if (err)
		return err;
	if (opts->adapter && t.target.adapter < 0)
		return usage("no adapter has the address %s", opts->adapter);
	err = guard_open(&guard);
	if (!err)
		err = request(&guard, cmd, &t, seconds);
	guard_close(&guard);
	return err ? guard_complain(&guard, err) : EXIT_SUCCESS;
}

int cmd_window_open(const struct options *opts)
{
	u32 seconds;

	if (!opts->argv[0])
		return usage("window open needs a duration, such as 2m");
	if (!duration_parse(opts->argv[0], &seconds))
		return usage("a duration is 1s to 24h, such as 90s or 2m, not %s",
			     opts->argv[0]);
	return change(opts, SMP_GUARD_CMD_OPEN_WINDOW, seconds);
}

int cmd_window_close(const struct options *opts)
{
	return change(opts, SMP_GUARD_CMD_CLOSE_WINDOW, 0);
}

static int window_decode(struct nlmsghdr *nlh, struct attrs *window)
{
	int err = attrs_decode(nlh, window_attrs, SMP_GUARD_A_WINDOW_MAX,
			       window);

	if (err)
		fputs("smpguard: malformed window ignored\n", stderr);
	return err;
}

static void window_text(struct nlmsghdr *nlh)
{
	struct attrs w;

	if (window_decode(nlh, &w))
		return;
	print_window_scope(stdout,
			   w.has[SMP_GUARD_A_WINDOW_ADAPTER] ?
			   (int)w.number[SMP_GUARD_A_WINDOW_ADAPTER] : -1,
			   w.has[SMP_GUARD_A_WINDOW_PEER_ADDRESS] ?
			   w.address[SMP_GUARD_A_WINDOW_PEER_ADDRESS] : NULL,
			   w.number[SMP_GUARD_A_WINDOW_PEER_ADDRESS_TYPE]);
	printf(": open for %llu s more\n",
	       w.number[SMP_GUARD_A_WINDOW_DURATION]);
}

static void window_json(struct nlmsghdr *nlh)
{
	struct json json = { .out = stdout };
	struct attrs w;

	if (window_decode(nlh, &w))
		return;
	json_open(&json, NULL, '{');
	attrs_json(&json, &w);
	json_close(&json, '}');
	putchar('\n');
}

int cmd_window_show(const struct options *opts)
{
	struct guard guard;
	int err;

	err = guard_open(&guard);
	if (!err)
		err = guard_get_windows(&guard, opts->json ? window_json :
							     window_text);
	guard_close(&guard);
	return err ? guard_complain(&guard, err) : EXIT_SUCCESS;
}
