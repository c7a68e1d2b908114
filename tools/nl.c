// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <netlink/genl/ctrl.h>
#include <netlink/genl/genl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "nl.h"
#include "uapi/linux/smp_guard.h"
#include "version.h"

/* Room for a burst while the terminal is slow. */
#define EVENT_BUFFER	(1024 * 1024)

/* Takes the kernel's explanation of an error, which libnl ignores. */
static int refused(struct sockaddr_nl *from, struct nlmsgerr *e, void *arg)
{
	static const struct nla_policy policy[NLMSGERR_ATTR_MAX + 1] = {
		[NLMSGERR_ATTR_MSG]	= { .type = NLA_STRING },
		[NLMSGERR_ATTR_OFFS]	= { .type = NLA_U32 },
	};
	struct nlattr *tb[NLMSGERR_ATTR_MAX + 1];
	struct nlmsghdr *nlh = (struct nlmsghdr *)e - 1;
	struct guard *guard = arg;
	int skip = sizeof(*e);

	(void)from;
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		skip += e->msg.nlmsg_len - sizeof(e->msg);
	if (nlh->nlmsg_flags & NLM_F_ACK_TLVS &&
	    !nlmsg_parse(nlh, skip, tb, NLMSGERR_ATTR_MAX, policy)) {
		if (tb[NLMSGERR_ATTR_MSG])
			nla_strlcpy(guard->refusal, tb[NLMSGERR_ATTR_MSG],
				    sizeof(guard->refusal));
		if (tb[NLMSGERR_ATTR_OFFS])
			guard->offset = nla_get_u32(tb[NLMSGERR_ATTR_OFFS]);
	}
	return -nl_syserr2nlerr(e->error);
}

static int ask_for_reasons(struct guard *guard)
{
	int fd = nl_socket_get_fd(guard->sock), on = 1;

	/* The answer need not repeat the request, which may be large. */
	if (setsockopt(fd, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on)) ||
	    setsockopt(fd, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on)))
		return -nl_syserr2nlerr(errno);
	return nl_socket_modify_err_cb(guard->sock, NL_CB_CUSTOM, refused,
				       guard);
}

int guard_open(struct guard *guard)
{
	int err;

	memset(guard, 0, sizeof(*guard));
	guard->sock = nl_socket_alloc();
	if (!guard->sock)
		return -NLE_NOMEM;

	/* Each request has an answer, and needs no ACK besides. */
	nl_socket_disable_auto_ack(guard->sock);
	err = genl_connect(guard->sock);
	if (!err)
		err = genl_ctrl_resolve(guard->sock, SMP_GUARD_FAMILY_NAME);
	if (err < 0) {
		guard_close(guard);
		return err;
	}
	guard->family = err;
	return ask_for_reasons(guard);
}

void guard_close(struct guard *guard)
{
	nl_socket_free(guard->sock);
	guard->sock = NULL;
}

int guard_request(struct guard *guard, u8 cmd, int flags,
		  nl_recvmsg_msg_cb_t answer, void *arg)
{
	int err;

	guard->refusal[0] = '\0';
	nl_socket_modify_cb(guard->sock, NL_CB_VALID, NL_CB_CUSTOM, answer, arg);
	err = genl_send_simple(guard->sock, guard->family, cmd,
			       SMP_GUARD_FAMILY_VERSION, flags);
	return err < 0 ? err : nl_recvmsgs_default(guard->sock);
}

/**
 * guard_send() - have one message carried out, however large
 * @guard: the connection
 * @msg: the message
 *
 * Return: 0, or an error, and the module may have said why.
 */
int guard_send(struct guard *guard, struct nl_msg *msg)
{
	int room = nlmsg_get_max_size(msg), err;

	/* A caller that must not have the room must not do the request either. */
	if (room > 65536 &&
	    setsockopt(nl_socket_get_fd(guard->sock), SOL_SOCKET,
		       SO_SNDBUFFORCE, &room, sizeof(room)))
		return -nl_syserr2nlerr(errno);
	guard->refusal[0] = '\0';
	guard->offset = 0;
	err = nl_send_auto(guard->sock, msg);
	if (err >= 0)
		err = nl_recvmsgs_default(guard->sock);
	return err < 0 ? err : 0;
}

/**
 * guard_refused() - which of a message's attributes the module refused
 * @guard: the connection
 * @msg: the message
 *
 * Return: its number, from 0 on, or -1 if the module did not say.
 */
int guard_refused(const struct guard *guard, struct nl_msg *msg)
{
	struct nlmsghdr *nlh = nlmsg_hdr(msg);
	struct nlattr *attr = genlmsg_attrdata(genlmsg_hdr(nlh), 0);
	int left = genlmsg_attrlen(genlmsg_hdr(nlh), 0), i;
	const u8 *at = (u8 *)nlh + guard->offset;

	if (!guard->offset || !guard->refusal[0])
		return -1;
	for (i = 0; nla_ok(attr, left); i++) {
		if (at >= (u8 *)attr &&
		    at < (u8 *)attr + nla_len(attr) + NLA_HDRLEN)
			return i;
		attr = nla_next(attr, &left);
	}
	return -1;
}

static int info_answer(struct nl_msg *msg, void *arg)
{
	static const struct nla_policy policy[SMP_GUARD_A_INFO_MAX + 1] = {
		[SMP_GUARD_A_INFO_VERSION]	= { .type = NLA_STRING },
		[SMP_GUARD_A_INFO_HOOK]		= { .type = NLA_STRING },
		[SMP_GUARD_A_INFO_LINKS]	= { .type = NLA_U32 },
		[SMP_GUARD_A_INFO_SEQ]		= { .type = NLA_U64 },
		[SMP_GUARD_A_INFO_TRANSLATIONS]	= { .type = NLA_U32 },
		[SMP_GUARD_A_INFO_TRANSLATIONS_MAX] = { .type = NLA_U32 },
		[SMP_GUARD_A_INFO_KEEP_KEYS]	= { .type = NLA_FLAG },
		[SMP_GUARD_A_INFO_KEYS_RESTORED] = { .type = NLA_FLAG },
		[SMP_GUARD_A_INFO_MASKS]	= { .type = NLA_STRING },
		[SMP_GUARD_A_INFO_HOOKS_LOST]	= { .type = NLA_FLAG },
		[SMP_GUARD_A_INFO_MISSED]	= { .type = NLA_U64 },
		[SMP_GUARD_A_INFO_POLICY_HASH]	= { .type = NLA_U64 },
	};
	struct nlattr *tb[SMP_GUARD_A_INFO_MAX + 1];
	struct guard_info *info = arg;
	int err;

	err = genlmsg_parse(nlmsg_hdr(msg), 0, tb, SMP_GUARD_A_INFO_MAX, policy);
	if (err < 0)
		return err;
	if (!tb[SMP_GUARD_A_INFO_VERSION] || !tb[SMP_GUARD_A_INFO_HOOK] ||
	    !tb[SMP_GUARD_A_INFO_LINKS] || !tb[SMP_GUARD_A_INFO_SEQ] ||
	    !tb[SMP_GUARD_A_INFO_TRANSLATIONS] ||
	    !tb[SMP_GUARD_A_INFO_TRANSLATIONS_MAX])
		return -NLE_MISSING_ATTR;

	nla_strlcpy(info->version, tb[SMP_GUARD_A_INFO_VERSION],
		    sizeof(info->version));
	nla_strlcpy(info->hook, tb[SMP_GUARD_A_INFO_HOOK], sizeof(info->hook));
	info->links = nla_get_u32(tb[SMP_GUARD_A_INFO_LINKS]);
	info->seq = nla_get_u64(tb[SMP_GUARD_A_INFO_SEQ]);
	info->translations = nla_get_u32(tb[SMP_GUARD_A_INFO_TRANSLATIONS]);
	info->translations_max =
		nla_get_u32(tb[SMP_GUARD_A_INFO_TRANSLATIONS_MAX]);
	info->keep_keys = tb[SMP_GUARD_A_INFO_KEEP_KEYS];
	info->keys_restored = tb[SMP_GUARD_A_INFO_KEYS_RESTORED];
	/* A module of before 0.2 does not say. */
	if (tb[SMP_GUARD_A_INFO_MASKS])
		nla_strlcpy(info->masks, tb[SMP_GUARD_A_INFO_MASKS],
			    sizeof(info->masks));
	info->hooks_lost = tb[SMP_GUARD_A_INFO_HOOKS_LOST];
	if (tb[SMP_GUARD_A_INFO_MISSED])
		info->missed = nla_get_u64(tb[SMP_GUARD_A_INFO_MISSED]);
	info->has_policy_hash = tb[SMP_GUARD_A_INFO_POLICY_HASH];
	if (info->has_policy_hash)
		info->policy_hash = nla_get_u64(tb[SMP_GUARD_A_INFO_POLICY_HASH]);
	return NL_OK;
}

int guard_get_info(struct guard *guard, struct guard_info *info)
{
	memset(info, 0, sizeof(*info));
	return guard_request(guard, SMP_GUARD_CMD_GET_INFO, 0, info_answer, info);
}

/**
 * guard_is_other() - are module and tool of different versions?
 * @info: what the module said of itself
 */
bool guard_is_other(const struct guard_info *info)
{
	return strcmp(info->version, tool_version);
}

/**
 * guard_tell_other() - say on standard error if the module is of another version
 * @guard: the connection
 *
 * Return: 0, or a libnl error.
 */
int guard_tell_other(struct guard *guard)
{
	struct guard_info info;
	int err = guard_get_info(guard, &info);

	if (err || !guard_is_other(&info))
		return err;
	fprintf(stderr,
		"smpguard: the module is of version %s, this tool of %s:\n",
		info.version, tool_version);
	fputs("  what only the module knows shows as a number\n",
	      stderr);
	return 0;
}

struct counter_sink {
	guard_counter_fn fn;
	void *arg;
};

static int counter_answer(struct nl_msg *msg, void *arg)
{
	static const struct nla_policy policy[SMP_GUARD_A_COUNTER_MAX + 1] = {
		[SMP_GUARD_A_COUNTER_NAME]	= { .type = NLA_STRING },
		[SMP_GUARD_A_COUNTER_VALUE]	= { .type = NLA_U64 },
	};
	struct nlattr *tb[SMP_GUARD_A_COUNTER_MAX + 1];
	struct counter_sink *sink = arg;
	char name[64];
	int err;

	err = genlmsg_parse(nlmsg_hdr(msg), 0, tb, SMP_GUARD_A_COUNTER_MAX,
			    policy);
	if (err < 0)
		return err;
	if (!tb[SMP_GUARD_A_COUNTER_NAME] || !tb[SMP_GUARD_A_COUNTER_VALUE])
		return -NLE_MISSING_ATTR;

	nla_strlcpy(name, tb[SMP_GUARD_A_COUNTER_NAME], sizeof(name));
	sink->fn(name, nla_get_u64(tb[SMP_GUARD_A_COUNTER_VALUE]), sink->arg);
	return NL_OK;
}

int guard_get_counters(struct guard *guard, guard_counter_fn fn, void *arg)
{
	struct counter_sink sink = { fn, arg };

	return guard_request(guard, SMP_GUARD_CMD_GET_COUNTERS, NLM_F_DUMP,
		       counter_answer, &sink);
}

int guard_reset_counters(struct guard *guard)
{
	return guard_request(guard, SMP_GUARD_CMD_RESET_COUNTERS, NLM_F_ACK, NULL,
		       NULL);
}

/* For messages that are passed on as they are */
static int dump_answer(struct nl_msg *msg, void *arg)
{
	void (**fn)(struct nlmsghdr *nlh) = arg;

	(*fn)(nlmsg_hdr(msg));
	return NL_OK;
}

int guard_get_links(struct guard *guard, void (*fn)(struct nlmsghdr *nlh))
{
	int err = guard_request(guard, SMP_GUARD_CMD_GET_LINKS, NLM_F_DUMP,
			  dump_answer, &fn);

	/* Links come and go: links that lasted for the whole dump are in it. */
	return err == -NLE_DUMP_INTR ? 0 : err;
}

int guard_get_windows(struct guard *guard, void (*fn)(struct nlmsghdr *nlh))
{
	return guard_request(guard, SMP_GUARD_CMD_GET_WINDOWS, NLM_F_DUMP,
			     dump_answer, &fn);
}

static int join(struct nl_sock *sock, const char *family, const char *group)
{
	int id = genl_ctrl_resolve_grp(sock, family, group);

	return id < 0 ? id : nl_socket_add_membership(sock, id);
}

static int listen_to_families(struct nl_sock *sock)
{
	int err = genl_connect(sock);

	if (!err)
		err = join(sock, "nlctrl", "notify");
	if (!err)
		err = nl_socket_set_nonblocking(sock);
	nl_socket_disable_seq_check(sock);
	return err;
}

/**
 * guard_await() - connect to the module as soon as that is loaded
 * @guard: the connection
 * @stop: a file descriptor that ends the wait when it can be read
 *
 * Return: 0, -NLE_INTR if @stop ended the wait, or another error.
 */
int guard_await(struct guard *guard, int stop)
{
	struct nl_sock *sock = nl_socket_alloc();
	struct pollfd fds[] = {
		{ .events = POLLIN }, { .fd = stop, .events = POLLIN },
	};
	int err;

	if (!sock)
		return -NLE_NOMEM;
	err = listen_to_families(sock);
	fds[0].fd = nl_socket_get_fd(sock);
	while (!err) {
		err = guard_open(guard);
		if (err != -NLE_OBJ_NOTFOUND)
			break;
		err = poll(fds, ARRAY_SIZE(fds), -1) > 0 && fds[1].revents ?
		      -NLE_INTR : 0;
		/* Whatever has come or gone, look for the module again. */
		nl_recvmsgs_default(sock);
	}
	nl_socket_free(sock);
	return err;
}

/* The module's group goes with it, and no event would ever end the wait. */
static bool family_gone(struct nlmsghdr *nlh)
{
	static const struct nla_policy policy[CTRL_ATTR_MAX + 1] = {
		[CTRL_ATTR_FAMILY_NAME]	= { .type = NLA_NUL_STRING },
	};
	struct nlattr *tb[CTRL_ATTR_MAX + 1];

	return nlh->nlmsg_type == GENL_ID_CTRL &&
	       !genlmsg_parse(nlh, 0, tb, CTRL_ATTR_MAX, policy) &&
	       genlmsg_hdr(nlh)->cmd == CTRL_CMD_DELFAMILY &&
	       tb[CTRL_ATTR_FAMILY_NAME] &&
	       !nla_strcmp(tb[CTRL_ATTR_FAMILY_NAME], SMP_GUARD_FAMILY_NAME);
}

static int message(struct nl_msg *msg, void *arg)
{
	struct nlmsghdr *nlh = nlmsg_hdr(msg);
	struct guard *guard = arg;

	if (nlh->nlmsg_type == guard->family && guard->event)
		guard->event(nlh, guard->arg);
	else if (family_gone(nlh))
		guard->gone = true;
	return NL_OK;
}

/*
 * What an overrun lost may have been the message that the family is gone. A module
 * that was loaded again has another family.
 */
static bool still_there(const struct guard *guard)
{
	struct guard other;
	bool same;

	if (guard_open(&other))
		return false;
	same = other.family == guard->family;
	guard_close(&other);
	return same;
}

/**
 * guard_subscribe() - have guard_receive() called with events from now on
 * @guard: with @event and @arg set
 * @group: multicast group of the module
 *
 * Return: 0, or an error. Requests need another connection from then on.
 */
int guard_subscribe(struct guard *guard, const char *group)
{
	struct nl_sock *sock = guard->sock;
	int size = EVENT_BUFFER, err;

	err = join(sock, "nlctrl", "notify");
	if (!err)
		err = join(sock, SMP_GUARD_FAMILY_NAME, group);
	if (!err)
		err = nl_socket_set_buffer_size(sock, EVENT_BUFFER, 0);
	if (!err)
		err = nl_socket_set_nonblocking(sock);
	if (err)
		return err;
	/* Without CAP_NET_ADMIN in the initial user namespace rmem_max limits it. */
	setsockopt(nl_socket_get_fd(sock), SOL_SOCKET, SO_RCVBUFFORCE, &size,
		   sizeof(size));

	nl_socket_disable_seq_check(sock);
	return nl_socket_modify_cb(sock, NL_CB_VALID, NL_CB_CUSTOM, message,
				   guard);
}

/**
 * guard_receive() - receive the events that have arrived
 * @guard: subscribed
 *
 * Return: 0, also when events were lost, which shows in @guard->overrun and in the
 * sequence number of the next; -NLE_NODEV after the module was unloaded.
 */
int guard_receive(struct guard *guard)
{
	int err = nl_recvmsgs_default(guard->sock);

	/* libnl's name for ENOBUFS is NLE_NOMEM. */
	if (err == -NLE_NOMEM) {
		guard->overrun = true;
		guard->gone |= !still_there(guard);
		/* Events that the socket had room for are not lost. */
		while (guard->gone && !nl_recvmsgs_default(guard->sock))
			;
	}
	if (guard->gone)
		return -NLE_NODEV;
	return err == -NLE_AGAIN || err == -NLE_NOMEM ? 0 : err;
}

int guard_complain(const struct guard *guard, int err)
{
	const char *what;

	if (guard->refusal[0]) {
		fprintf(stderr, "smpguard: refused: %s\n", guard->refusal);
		return EXIT_FAILURE;
	}

	switch (err) {
	case -NLE_OBJ_NOTFOUND:
		what = "the smp_guard module is not loaded; smpguard status says why";
		break;
	case -NLE_NODEV:
		what = "the smp_guard module was unloaded";
		break;
	case -NLE_PERM:
		what = "not permitted: this needs CAP_NET_ADMIN; run it as root";
		break;
	default:
		what = nl_geterror(err);
	}
	fprintf(stderr, "smpguard: %s\n", what);
	return EXIT_FAILURE;
}
