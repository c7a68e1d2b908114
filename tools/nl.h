/* SPDX-License-Identifier: GPL-2.0 */
/* Talking to the module over generic netlink. Errors are libnl's, negative. */
#ifndef SMPGUARD_NL_H
#define SMPGUARD_NL_H

#include <netlink/netlink.h>

#include "config.h"
#include "keys.h"
#include "smpg_types.h"

/**
 * struct guard - a connection to the module
 * @event: called with every message of a group that was subscribed to, may be NULL
 * @arg: for @event
 * @gone: the module was unloaded
 * @overrun: the socket had no room for events since this was last cleared
 * @refusal: the module's reason for refusing the last request
 * @offset: offset of the refused attribute in the request, 0 for none
 */
struct guard {
	struct nl_sock *sock;
	int family;
	void (*event)(struct nlmsghdr *nlh, void *arg);
	void *arg;
	bool gone;
	bool overrun;
	char refusal[256];
	u32 offset;
};

struct guard_info {
	char version[64];
	char hook[16];
	char masks[16];
	bool hooks_lost;
	unsigned long long missed;
	bool has_policy_hash;
	u64 policy_hash;
	unsigned int links;
	unsigned long long seq;
	unsigned int translations;
	unsigned int translations_max;
	bool keep_keys;
	bool keys_restored;
};

/* A dump that changed meanwhile is repeated so many times. */
#define GUARD_TRIES	10

typedef void (*guard_counter_fn)(const char *name, unsigned long long value,
				 void *arg);

int guard_open(struct guard *guard);
void guard_close(struct guard *guard);
int guard_request(struct guard *guard, u8 cmd, int flags,
		  nl_recvmsg_msg_cb_t answer, void *arg);
int guard_send(struct guard *guard, struct nl_msg *msg);
int guard_refused(const struct guard *guard, struct nl_msg *msg);
int guard_get_info(struct guard *guard, struct guard_info *info);
bool guard_is_other(const struct guard_info *info);
int guard_tell_other(struct guard *guard);
int guard_get_counters(struct guard *guard, guard_counter_fn fn, void *arg);
int guard_reset_counters(struct guard *guard);
int guard_get_links(struct guard *guard, void (*fn)(struct nlmsghdr *nlh));
int guard_get_windows(struct guard *guard, void (*fn)(struct nlmsghdr *nlh));
int guard_get_policy(struct guard *guard, struct config *c);
int guard_change_policy(struct guard *guard, u8 cmd, const struct config *c);
int guard_get_keys(struct guard *guard, struct keys *keys);
int guard_put_keys(struct guard *guard, const struct keys *keys, int *refused);
int guard_await(struct guard *guard, int stop);
int guard_subscribe(struct guard *guard, const char *group);
int guard_receive(struct guard *guard);

/* Prints on standard error what went wrong and what to do; returns 1. */
int guard_complain(const struct guard *guard, int err);

#endif /* SMPGUARD_NL_H */
