// SPDX-License-Identifier: GPL-2.0
/*
 * The policy over netlink as no tool would ask for it: replaced without end
 * (churn), and in messages that make no sense (bad), of which each must be
 * refused with a text, and leave the policy as it was.
 */
#include <errno.h>
#include <linux/genetlink.h>
#include <linux/netlink.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "smpg_engine.h"

#define ROOM	(4 << 20)

static u8 message[ROOM], answer[1 << 16];
static size_t len;
static int sock;
static u16 family;
static char text[256];	/* of the last refusal */

static void die(const char *what)
{
	fprintf(stderr, "%s: %s\n", what, strerror(errno));
	exit(2);
}

/* ---- Messages ---- */

static void begin(u16 type, u16 flags, u8 cmd)
{
	struct nlmsghdr *nlh = (void *)message;
	struct genlmsghdr *genl = (void *)(message + NLMSG_HDRLEN);

	*nlh = (struct nlmsghdr){ .nlmsg_type = type,
				  .nlmsg_flags = NLM_F_REQUEST | flags };
	*genl = (struct genlmsghdr){ .cmd = cmd, .version = 1 };
	len = NLMSG_HDRLEN + GENL_HDRLEN;
}

static void put(u16 type, const void *data, size_t size)
{
	struct nlattr *attr = (void *)(message + len);

	if (len + NLA_HDRLEN + NLA_ALIGN(size) > sizeof(message))
		die("message too long");
	attr->nla_type = type;
	attr->nla_len = NLA_HDRLEN + size;
	memset(attr + 1, 0, NLA_ALIGN(size));
	memcpy(attr + 1, data, size);
	len += NLA_HDRLEN + NLA_ALIGN(size);
}

static void put_u8(u16 type, u8 value)
{
	put(type, &value, 1);
}

static size_t nest(u16 type)
{
	size_t at = len;

	put(type | NLA_F_NESTED, NULL, 0);
	return at;
}

static void end(size_t at)
{
	((struct nlattr *)(message + at))->nla_len = len - at;
}

static void put_rule(u8 rule, u8 action)
{
	size_t at = nest(SMP_GUARD_A_POLICY_RULE);

	put_u8(SMP_GUARD_A_RULE_ACTION_RULE, rule);
	put_u8(SMP_GUARD_A_RULE_ACTION_ACTION, action);
	end(at);
}

static void put_peer(unsigned int i, u8 type)
{
	u8 address[6] = { 0xc0, 1, 2, i >> 16, i >> 8, i };

	put(SMP_GUARD_A_POLICY_PEER_ADDRESS, address, sizeof(address));
	put_u8(SMP_GUARD_A_POLICY_PEER_ADDRESS_TYPE, type);
}

static void take_text(const struct nlmsghdr *nlh, size_t size)
{
	const struct nlmsgerr *err = NLMSG_DATA(nlh);
	const struct nlattr *attr;
	size_t at = NLMSG_HDRLEN + sizeof(*err);

	text[0] = '\0';
	if (!(nlh->nlmsg_flags & NLM_F_CAPPED))
		at += err->msg.nlmsg_len - NLMSG_HDRLEN;
	for (; at + NLA_HDRLEN <= size; at += NLA_ALIGN(attr->nla_len)) {
		attr = (const void *)((const u8 *)nlh + at);
		if (attr->nla_len < NLA_HDRLEN)
			return;
		if (attr->nla_type == NLMSGERR_ATTR_MSG)
			snprintf(text, sizeof(text), "%s",
				 (const char *)(attr + 1));
	}
}

static void transmit(void)
{
	((struct nlmsghdr *)message)->nlmsg_len = len;
	if (send(sock, message, len, 0) < 0)
		die("send");
}

/* Sends what was built; returns the error it is answered with, 0 for none. */
static int ask(void)
{
	const struct nlmsghdr *nlh = (void *)answer;
	ssize_t got;

	transmit();
	got = recv(sock, answer, sizeof(answer), 0);
	if (got < 0)
		die("recv");
	if (nlh->nlmsg_type != NLMSG_ERROR)
		return 0;
	take_text(nlh, got);
	return -((const struct nlmsgerr *)NLMSG_DATA(nlh))->error;
}

static void find_family(void)
{
	const struct nlattr *attr;
	size_t at = NLMSG_HDRLEN + GENL_HDRLEN;

	begin(GENL_ID_CTRL, 0, CTRL_CMD_GETFAMILY);
	put(CTRL_ATTR_FAMILY_NAME, SMP_GUARD_FAMILY_NAME,
	    sizeof(SMP_GUARD_FAMILY_NAME));
	errno = ask();
	if (errno)
		die(SMP_GUARD_FAMILY_NAME);
	for (; !family; at += NLA_ALIGN(attr->nla_len)) {
		attr = (const void *)(answer + at);
		if (attr->nla_type == CTRL_ATTR_FAMILY_ID)
			memcpy(&family, attr + 1, sizeof(family));
	}
}

/* ---- churn ---- */

/* One of two policies that have nothing in common. */
static void replace_policy(unsigned int i)
{
	unsigned int peers = i % 2 ? 30 : 3, peer;
	size_t entry;

	begin(family, NLM_F_ACK, SMP_GUARD_CMD_REPLACE_POLICY);
	entry = nest(SMP_GUARD_A_POLICY_SET_ENTRY);
	put_u8(SMP_GUARD_A_POLICY_PROFILE, i % 2 ? SMP_GUARD_PROFILE_STRICT :
						   SMP_GUARD_PROFILE_DEFAULT);
	end(entry);
	for (peer = 0; peer < peers; peer++) {
		entry = nest(SMP_GUARD_A_POLICY_SET_ENTRY);
		put_peer(peer, SMP_GUARD_ADDRESS_TYPE_RANDOM);
		put_rule(SMP_GUARD_RULE_WEAK_KEY, SMP_GUARD_ACTION_AUDIT);
		end(entry);
	}
	errno = ask();
	if (errno) {
		fprintf(stderr, "%s\n", text);
		die("replace-policy");
	}
}

/* ---- bad ---- */

static u8 before[1 << 20];
static size_t before_len;

/* The policy as messages, but for what differs from one answer to the next. */
static size_t dump(u8 *to, size_t room)
{
	struct nlmsghdr *nlh;
	size_t have = 0;
	ssize_t got;

	begin(family, NLM_F_DUMP, SMP_GUARD_CMD_GET_POLICY);
	transmit();
	for (;;) {
		got = recv(sock, answer, sizeof(answer), 0);
		if (got < 0)
			die("recv");
		for (nlh = (void *)answer; NLMSG_OK(nlh, (u32)got);
		     nlh = NLMSG_NEXT(nlh, got)) {
			if (nlh->nlmsg_type != family)
				return have;
			if (have + nlh->nlmsg_len > room)
				die("policy too long");
			memcpy(to + have, NLMSG_DATA(nlh),
			       nlh->nlmsg_len - NLMSG_HDRLEN);
			have += nlh->nlmsg_len - NLMSG_HDRLEN;
		}
	}
}

static unsigned int wrong;

/* What was built must be refused with @want, and with a text. */
static void refused(const char *what, int want)
{
	static u8 after[sizeof(before)];
	int err = ask();

	if (err != want || !text[0]) {
		printf("%s: %s, \"%s\"\n", what, strerror(err), text);
		wrong++;
	}
	if (dump(after, sizeof(after)) != before_len ||
	    memcmp(before, after, before_len)) {
		printf("%s: the policy has changed\n", what);
		wrong++;
	}
}

static size_t begin_entry(u8 cmd)
{
	begin(family, NLM_F_ACK, cmd);
	return nest(SMP_GUARD_A_POLICY_SET_ENTRY);
}

static void bad_values(u8 cmd)
{
	static const struct {
		const char *what;
		u16 attr;
		u8 value;
		int err;
	} values[] = {
		{ "unknown profile", SMP_GUARD_A_POLICY_PROFILE,
		  SMP_GUARD_PROFILE_MAX + 1, ERANGE },
		{ "reserved key", SMP_GUARD_A_POLICY_KEY_DIST_LOCAL, 16, EINVAL },
		{ "reserved key", SMP_GUARD_A_POLICY_KEY_DIST_REMOTE, 255,
		  EINVAL },
		{ "key size 6", SMP_GUARD_A_POLICY_MIN_KEY_SIZE, 6, ERANGE },
		{ "key size 17", SMP_GUARD_A_POLICY_MIN_KEY_SIZE, 17, ERANGE },
	};
	size_t entry, i;

	for (i = 0; i < ARRAY_SIZE(values); i++) {
		entry = begin_entry(cmd);
		put_u8(values[i].attr, values[i].value);
		end(entry);
		refused(values[i].what, values[i].err);
	}
	entry = begin_entry(cmd);
	put_rule(SMP_GUARD_RULE_MAX + 1, 0);
	end(entry);
	refused("unknown rule", ERANGE);
	entry = begin_entry(cmd);
	put_rule(SMP_GUARD_RULE_WEAK_KEY, SMP_GUARD_ACTION_MASK);
	end(entry);
	refused("action that the rule does not take", EINVAL);
	entry = begin_entry(cmd);
	put_rule(SMP_GUARD_RULE_WEAK_KEY, SMP_GUARD_ACTION_AUDIT);
	put_rule(SMP_GUARD_RULE_WEAK_KEY, SMP_GUARD_ACTION_AUDIT);
	end(entry);
	refused("rule given twice", EINVAL);
	entry = begin_entry(cmd);
	end(nest(SMP_GUARD_A_POLICY_RULE));
	end(entry);
	refused("rule without an action", EINVAL);
}

static void bad_scopes(u8 cmd)
{
	static const u8 address[6] = { 1, 2, 3, 4, 5, 6 };
	static const u32 adapter = 65536;
	size_t entry;

	entry = begin_entry(cmd);
	put(SMP_GUARD_A_POLICY_PEER_ADDRESS, address, 6);
	end(entry);
	refused("peer without a type", EINVAL);
	entry = begin_entry(cmd);
	put(SMP_GUARD_A_POLICY_PEER_ADDRESS, address, 5);
	put_u8(SMP_GUARD_A_POLICY_PEER_ADDRESS_TYPE,
	       SMP_GUARD_ADDRESS_TYPE_PUBLIC);
	end(entry);
	refused("address of five octets", ERANGE);
	entry = begin_entry(cmd);
	put(SMP_GUARD_A_POLICY_PEER_ADDRESS, address, 6);
	put_u8(SMP_GUARD_A_POLICY_PEER_ADDRESS_TYPE,
	       SMP_GUARD_ADDRESS_TYPE_RANDOM);
	end(entry);
	refused("random address that is not static", EINVAL);
	entry = begin_entry(cmd);
	put_peer(1, SMP_GUARD_ADDRESS_TYPE_BREDR);
	end(entry);
	refused("peer of another type", EINVAL);
	entry = begin_entry(cmd);
	put_peer(1, SMP_GUARD_ADDRESS_TYPE_RANDOM);
	put(SMP_GUARD_A_POLICY_ADAPTER_ADDRESS, address, 6);
	end(entry);
	refused("two scopes", EINVAL);
	entry = begin_entry(cmd);
	put(SMP_GUARD_A_POLICY_ADAPTER, &adapter, 4);
	end(entry);
	refused("adapter 65536", ERANGE);
}

static void bad_shapes(u8 cmd)
{
	static const u8 noise[16] = { 1, 0, 0xff, 0xff, 7 };
	size_t entry;

	entry = begin_entry(cmd);
	put(SMP_GUARD_A_POLICY_RULE, noise, sizeof(noise));
	end(entry);
	refused("rule that is no nest", EINVAL);
	entry = begin_entry(cmd);
	put(SMP_GUARD_A_POLICY_ADAPTER, noise, 2);
	end(entry);
	refused("adapter of two octets", EINVAL);
	entry = begin_entry(cmd);
	put_u8(SMP_GUARD_A_POLICY_MAX + 1, 1);
	end(entry);
	refused("unknown attribute", EINVAL);
	begin(family, NLM_F_ACK, cmd);
	put_u8(SMP_GUARD_A_POLICY_SET_MAX + 1, 1);
	refused("unknown attribute outside", EINVAL);
	begin(family, NLM_F_ACK, cmd);
	put(SMP_GUARD_A_POLICY_SET_ENTRY | NLA_F_NESTED, noise, 3);
	refused("truncated entry", ERANGE);
	entry = begin_entry(cmd);
	put_u8(SMP_GUARD_A_POLICY_MIN_KEY_SIZE, 9);
	end(entry);
	((struct nlattr *)(message + entry))->nla_len += 40;
	refused("entry longer than its message", EINVAL);
	/* Of several entries none is taken. */
	entry = begin_entry(cmd);
	put_u8(SMP_GUARD_A_POLICY_MIN_KEY_SIZE, 9);
	end(entry);
	entry = nest(SMP_GUARD_A_POLICY_SET_ENTRY);
	put_u8(SMP_GUARD_A_POLICY_MIN_KEY_SIZE, 99);
	end(entry);
	refused("a good entry and a bad one", ERANGE);
}

static void bad(void)
{
	unsigned int i;
	size_t entry;

	replace_policy(0);
	before_len = dump(before, sizeof(before));
	if (before_len < 100)
		die("no policy to begin with");
	bad_values(SMP_GUARD_CMD_SET_POLICY);
	bad_values(SMP_GUARD_CMD_REPLACE_POLICY);
	bad_scopes(SMP_GUARD_CMD_SET_POLICY);
	bad_scopes(SMP_GUARD_CMD_DEL_POLICY);
	bad_scopes(SMP_GUARD_CMD_REPLACE_POLICY);
	bad_shapes(SMP_GUARD_CMD_SET_POLICY);
	bad_shapes(SMP_GUARD_CMD_REPLACE_POLICY);

	entry = begin_entry(SMP_GUARD_CMD_DEL_POLICY);
	put_peer(99999, SMP_GUARD_ADDRESS_TYPE_RANDOM);
	end(entry);
	refused("entry that is not there", ENOENT);
	begin(family, NLM_F_ACK, SMP_GUARD_CMD_SET_POLICY);
	refused("nothing to set", EINVAL);
	entry = begin_entry(SMP_GUARD_CMD_SET_POLICY);
	put_peer(1, SMP_GUARD_ADDRESS_TYPE_RANDOM);
	put_u8(SMP_GUARD_A_POLICY_PROFILE, SMP_GUARD_PROFILE_STRICT);
	end(entry);
	refused("profile of a peer", EINVAL);
	begin(family, NLM_F_ACK, SMP_GUARD_CMD_REPLACE_POLICY);
	for (i = 0; i < 4097; i++) {
		entry = nest(SMP_GUARD_A_POLICY_SET_ENTRY);
		put_peer(i, SMP_GUARD_ADDRESS_TYPE_RANDOM);
		end(entry);
	}
	refused("4097 peers", E2BIG);
}

/* As many peers as there can be, for a benchmark. */
static void fill(void)
{
	unsigned int i;
	size_t entry;

	begin(family, NLM_F_ACK, SMP_GUARD_CMD_REPLACE_POLICY);
	for (i = 0; i < 4096; i++) {
		entry = nest(SMP_GUARD_A_POLICY_SET_ENTRY);
		put_peer(i, SMP_GUARD_ADDRESS_TYPE_RANDOM);
		put_rule(SMP_GUARD_RULE_WEAK_KEY, SMP_GUARD_ACTION_AUDIT);
		end(entry);
	}
	errno = ask();
	if (errno)
		die("replace-policy");
}

int main(int argc, char **argv)
{
	int on = 1, size = ROOM;
	unsigned int i, count = argc > 2 ? atoi(argv[2]) : 0;

	sock = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_GENERIC);
	if (sock < 0)
		die("socket");
	setsockopt(sock, SOL_NETLINK, NETLINK_EXT_ACK, &on, sizeof(on));
	setsockopt(sock, SOL_NETLINK, NETLINK_CAP_ACK, &on, sizeof(on));
	setsockopt(sock, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof(size));
	find_family();

	if (count && !strcmp(argv[1], "churn")) {
		for (i = 0; i < count; i++)
			replace_policy(i);
	} else if (argc == 2 && !strcmp(argv[1], "bad")) {
		bad();
	} else if (argc == 2 && !strcmp(argv[1], "fill")) {
		fill();
	} else {
		fputs("Usage: policy churn COUNT | bad | fill\n", stderr);
		return 2;
	}
	return wrong ? 1 : 0;
}
