// SPDX-License-Identifier: GPL-2.0
/*
 * Asks the module by every way there is, without end and without care, while it comes
 * and goes: files of debugfs are read in parts; netlink dumps are given up in their
 * middle; groups are joined and left. Says how often each was possible.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "smpg_engine.h"

#define PAUSE_NS	5000000	/* in which the module can go */

static const char * const files[] = {
	"/sys/kernel/debug/smp_guard/counters",
	"/sys/kernel/debug/smp_guard/links",
	"/sys/kernel/debug/smp_guard/policy",
	"/sys/kernel/debug/smp_guard/translations",
	"/sys/kernel/debug/smp_guard/hooks",
};

static const u8 dumps[] = {
	SMP_GUARD_CMD_GET_COUNTERS, SMP_GUARD_CMD_GET_LINKS,
	SMP_GUARD_CMD_GET_POLICY, SMP_GUARD_CMD_GET_KEYS,
	SMP_GUARD_CMD_GET_WINDOWS,
};

static unsigned int opened, answered, begun, joined, absent;
static u8 answer[1 << 16];

static void die(const char *what)
{
	perror(what);
	exit(2);
}

/* ---- debugfs ---- */

/* A file that is open keeps the module from going: so none is for long. */
static void open_file(int *fd, const char *path)
{
	char some[64];

	*fd = open(path, O_RDONLY);
	if (*fd >= 0 && read(*fd, some, sizeof(some)) >= 0)
		opened++;
}

static void close_file(int fd)
{
	if (fd < 0)
		return;
	while (read(fd, answer, sizeof(answer)) > 0)
		;
	close(fd);
}

/* ---- Netlink ---- */

static int connect_netlink(void)
{
	struct timeval limit = { .tv_sec = 5 };
	int sock = socket(AF_NETLINK, SOCK_RAW, NETLINK_GENERIC);

	if (sock < 0 ||
	    setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit)))
		die("netlink");
	return sock;
}

static void ask(int sock, u16 type, u16 flags, u8 cmd, const char *name)
{
	struct {
		struct nlmsghdr nlh;
		struct genlmsghdr genl;
		struct nlattr attr;
		char name[32];
	} m = {
		.nlh = { .nlmsg_type = type,
			 .nlmsg_flags = NLM_F_REQUEST | flags },
		.genl = { .cmd = cmd, .version = 1 },
		.attr = { .nla_type = CTRL_ATTR_FAMILY_NAME },
	};

	m.nlh.nlmsg_len = NLMSG_HDRLEN + GENL_HDRLEN;
	if (name) {
		size_t len = strlen(name) + 1;

		m.attr.nla_len = NLA_HDRLEN + len;
		memcpy(m.name, name, len);
		m.nlh.nlmsg_len += NLA_ALIGN(m.attr.nla_len);
	}
	if (send(sock, &m, m.nlh.nlmsg_len, 0) < 0)
		die("send");
}

/* Is there an answer that is no error? The module may be gone by then. */
static bool is_answered(int sock)
{
	const struct nlmsghdr *nlh = (void *)answer;
	ssize_t got = recv(sock, answer, sizeof(answer), 0);

	if (got < 0 && errno != ENOBUFS)
		die("no answer");
	return got >= NLMSG_HDRLEN && nlh->nlmsg_type != NLMSG_ERROR;
}

static const struct nlattr *attr_of(const u8 *at, const u8 *end, u16 type)
{
	const struct nlattr *attr;

	for (; at + NLA_HDRLEN <= end; at += NLA_ALIGN(attr->nla_len)) {
		attr = (const void *)at;
		if (attr->nla_len < NLA_HDRLEN)
			break;
		if ((attr->nla_type & NLA_TYPE_MASK) == type)
			return attr;
	}
	return NULL;
}

/* Joins all groups of the family that the last answer told. */
static void join(int sock)
{
	const u8 *end = answer + ((struct nlmsghdr *)answer)->nlmsg_len;
	const struct nlattr *groups, *group, *id;
	u32 number;

	groups = attr_of(answer + NLMSG_HDRLEN + GENL_HDRLEN, end,
			 CTRL_ATTR_MCAST_GROUPS);
	if (!groups)
		return;
	end = (u8 *)groups + groups->nla_len;
	for (group = groups + 1; (u8 *)group + NLA_HDRLEN <= end;
	     group = (void *)((u8 *)group + NLA_ALIGN(group->nla_len))) {
		id = attr_of((u8 *)(group + 1), (u8 *)group + group->nla_len,
			     CTRL_ATTR_MCAST_GRP_ID);
		if (!id)
			continue;
		memcpy(&number, id + 1, sizeof(number));
		if (!setsockopt(sock, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP,
				&number, sizeof(number)))
			joined++;
	}
}

static u16 find_family(int sock)
{
	const struct nlmsghdr *nlh = (void *)answer;
	const struct nlattr *attr;
	u16 family;

	ask(sock, GENL_ID_CTRL, 0, CTRL_CMD_GETFAMILY, SMP_GUARD_FAMILY_NAME);
	if (!is_answered(sock)) {
		absent++;
		return 0;
	}
	attr = attr_of(answer + NLMSG_HDRLEN + GENL_HDRLEN,
		       answer + nlh->nlmsg_len, CTRL_ATTR_FAMILY_ID);
	if (!attr)
		return 0;
	memcpy(&family, attr + 1, sizeof(family));
	return family;
}

/* A dump whose first part is all that is read, on a socket that is closed. */
static void begin_dump(u16 family, u8 cmd)
{
	int sock = connect_netlink();

	ask(sock, family, NLM_F_DUMP, cmd, NULL);
	if (is_answered(sock))
		begun++;
	close(sock);
}

static void ask_all(int *listener)
{
	int sock = connect_netlink();
	u16 family = find_family(sock);
	size_t i;

	if (family) {
		if (*listener >= 0)
			close(*listener);
		*listener = connect_netlink();
		join(*listener);
		ask(sock, family, 0, SMP_GUARD_CMD_GET_INFO, NULL);
		if (is_answered(sock))
			answered++;
		for (i = 0; i < ARRAY_SIZE(dumps); i++)
			begin_dump(family, dumps[i]);
	}
	close(sock);
}

int main(void)
{
	static const struct timespec pause = { .tv_nsec = PAUSE_NS };
	int fds[ARRAY_SIZE(files)], listener = -1;
	sigset_t end;
	size_t i;

	sigemptyset(&end);
	sigaddset(&end, SIGTERM);
	sigprocmask(SIG_BLOCK, &end, NULL);
	do {
		for (i = 0; i < ARRAY_SIZE(files); i++)
			open_file(&fds[i], files[i]);
		ask_all(&listener);
		for (i = 0; i < ARRAY_SIZE(files); i++)
			close_file(fds[i]);
	} while (sigtimedwait(&end, NULL, &pause) != SIGTERM);
	printf("{\"opened\":%u,\"answered\":%u,\"begun\":%u,\"joined\":%u,\"absent\":%u}\n",
	       opened, answered, begun, joined, absent);
	return 0;
}
