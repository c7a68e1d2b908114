/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SMPGUARD_EVENT_H
#define SMPGUARD_EVENT_H

#include "attr.h"

#define EVENT_ATTRS	(SMP_GUARD_A_EVENT_MAX + 1)

/**
 * struct event - an event of the module
 * @cmd: SMP_GUARD_CMD_PAIRING_STARTED and so on
 * @a: its attributes, by SMP_GUARD_A_EVENT_*
 */
struct event {
	u8 cmd;
	struct attrs a;
};

extern const struct attr_spec event_attrs[EVENT_ATTRS];

int event_decode(struct nlmsghdr *nlh, struct event *ev);
u64 event_lost(u64 *next, const struct event *ev);

/* The published attack that an event proves, or NULL */
const char *event_attack(const struct event *ev);

/* As in the netlink spec; NULL for an event of a later module. */
const char *event_name(u8 cmd);

#endif /* SMPGUARD_EVENT_H */
