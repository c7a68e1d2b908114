/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SMPGUARD_EVENT_H
#define SMPGUARD_EVENT_H

#include <netlink/attr.h>

#include "smpg_types.h"
#include "uapi/linux/smp_guard.h"

#define EVENT_ATTRS	(SMP_GUARD_A_EVENT_MAX + 1)

/**
 * struct event - an event of the module
 * @cmd: SMP_GUARD_CMD_PAIRING_STARTED and so on
 * @has: which attributes it has, by SMP_GUARD_A_EVENT_*
 * @number: the value of those that are numbers, 1 for a flag
 * @peer: SMP_GUARD_A_EVENT_PEER_ADDRESS
 * @why: SMP_GUARD_A_EVENT_WHY
 */
struct event {
	u8 cmd;
	bool has[EVENT_ATTRS];
	unsigned long long number[EVENT_ATTRS];
	u8 peer[6];
	char why[256];
};

/**
 * struct event_attr - how to read an attribute and its value
 * @name: as in the netlink spec
 * @type: libnl's NLA_*; NLA_UNSPEC for none that we read
 * @enum_name: the name of a value, NULL for a number
 * @flags: the names of the bits of a value, ending in NULL
 */
struct event_attr {
	const char *name;
	int type;
	const char *(*enum_name)(u8 value);
	const char *const *flags;
};

extern const struct event_attr event_attrs[EVENT_ATTRS];

int event_decode(struct nlmsghdr *nlh, struct event *ev);

/* As in the netlink spec; NULL for an event of a later module. */
const char *event_name(u8 cmd);

#endif /* SMPGUARD_EVENT_H */
