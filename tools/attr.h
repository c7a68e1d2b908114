/* SPDX-License-Identifier: GPL-2.0 */
/* Attributes of the module's messages: out of netlink, into JSON. */
#ifndef SMPGUARD_ATTR_H
#define SMPGUARD_ATTR_H

#include <netlink/attr.h>

#include "json.h"
#include "smpg_types.h"
#include "uapi/linux/smp_guard.h"

/**
 * struct attr_spec - how to read an attribute and its value
 * @name: as in the netlink spec
 * @type: libnl's NLA_*, where NLA_BINARY is an address; NLA_UNSPEC for an
 *	attribute that is not read
 * @enum_name: the name of a value, NULL for a number
 * @flags: the names of the bits of a value, ending in NULL
 */
struct attr_spec {
	const char *name;
	int type;
	const char *(*enum_name)(u8 value);
	const char *const *flags;
};

/* More attributes than a set of the spec has */
#define ATTRS_MAX	32

/**
 * struct attrs - the attributes of a message, by SMP_GUARD_A_*
 * @spec: how they are read
 * @max: the last of @spec
 * @has: the attributes that the message has
 * @number: values of numbers, 1 for a flag
 * @address: values of addresses, most significant octet first
 * @text: value of the only string
 */
struct attrs {
	const struct attr_spec *spec;
	int max;
	bool has[ATTRS_MAX];
	unsigned long long number[ATTRS_MAX];
	u8 address[ATTRS_MAX][6];
	char text[256];
};

extern const char *const key_dist_flags[];
extern const char *const mark_flags[];

int attrs_decode(struct nlmsghdr *nlh, const struct attr_spec *spec, int max,
		 struct attrs *attrs);
void attrs_json(struct json *json, const struct attrs *attrs);

typedef void (*attrs_walk_fn)(const char *name, const char *value, void *arg);
void attrs_walk(const struct attrs *attrs, attrs_walk_fn fn, void *arg);

/* "EncKey" and so on as an array of the spec's names. */
void json_flags(struct json *json, const char *key, const char *const *names,
		u64 value);

#define ADDRESS_TEXT	18
char *address_format(const u8 address[6], char buf[ADDRESS_TEXT]);

#endif /* SMPGUARD_ATTR_H */
