// SPDX-License-Identifier: GPL-2.0
#include <netlink/errno.h>
#include <netlink/genl/genl.h>
#include <stdio.h>

#include "attr.h"

/* Digits of a 64-bit number, and its end */
#define NUMBER_TEXT	21

const char *const key_dist_flags[] = {
	"enckey", "idkey", "signkey", "linkkey", NULL
};

const char *const mark_flags[] = { "mid-life", "two-hosts", NULL };

static void decode(struct attrs *attrs, int id, const struct nlattr *attr)
{
	switch (attrs->spec[id].type) {
	case NLA_U8:
		attrs->number[id] = nla_get_u8(attr);
		break;
	case NLA_U16:
		attrs->number[id] = nla_get_u16(attr);
		break;
	case NLA_U32:
		attrs->number[id] = nla_get_u32(attr);
		break;
	case NLA_U64:
		attrs->number[id] = nla_get_u64(attr);
		break;
	case NLA_FLAG:
		attrs->number[id] = 1;
		break;
	case NLA_STRING:
		nla_strlcpy(attrs->text, attr, sizeof(attrs->text));
		break;
	case NLA_BINARY:
		memcpy(attrs->address[id], nla_data(attr),
		       sizeof(attrs->address[id]));
		break;
	default:
		return;
	}
	attrs->has[id] = true;
}

/**
 * attrs_decode() - read the attributes of a message
 * @nlh: the message
 * @spec: the attributes there may be, by SMP_GUARD_A_*
 * @max: the last of them
 * @attrs: to be filled; unknown attributes are left out
 *
 * Return: 0, or a libnl error for a message that is malformed.
 */
int attrs_decode(struct nlmsghdr *nlh, const struct attr_spec *spec, int max,
		 struct attrs *attrs)
{
	struct nla_policy policy[ATTRS_MAX] = { 0 };
	struct nlattr *tb[ATTRS_MAX];
	int id, err;

	for (id = 0; id <= max; id++) {
		policy[id].type = spec[id].type;
		if (spec[id].type == NLA_BINARY)
			policy[id].minlen = sizeof(attrs->address[id]);
	}
	err = genlmsg_parse(nlh, 0, tb, max, policy);
	if (err < 0)
		return err;

	memset(attrs, 0, sizeof(*attrs));
	attrs->spec = spec;
	attrs->max = max;
	for (id = 0; id <= max; id++)
		if (tb[id])
			decode(attrs, id, tb[id]);
	return 0;
}

char *address_format(const u8 address[6], char buf[ADDRESS_TEXT])
{
	snprintf(buf, ADDRESS_TEXT, "%02X:%02X:%02X:%02X:%02X:%02X",
		 address[0], address[1], address[2], address[3], address[4],
		 address[5]);
	return buf;
}

void json_flags(struct json *json, const char *key, const char *const *names,
		u64 value)
{
	u64 bit = 1;

	json_open(json, key, '[');
	for (; *names; names++, bit <<= 1) {
		if (value & bit)
			json_string(json, NULL, *names);
		value &= ~bit;
	}
	for (; value; value &= ~bit, bit <<= 1)
		if (value & bit)
			json_number(json, NULL, bit);
	json_close(json, ']');
}

static void one_json(struct json *json, const struct attrs *attrs, int id)
{
	const struct attr_spec *spec = &attrs->spec[id];
	u64 value = attrs->number[id];
	const char *name;
	char buf[ADDRESS_TEXT];

	if (spec->type == NLA_STRING) {
		json_string(json, spec->name, attrs->text);
	} else if (spec->type == NLA_BINARY) {
		json_string(json, spec->name,
			    address_format(attrs->address[id], buf));
	} else if (spec->type == NLA_FLAG) {
		json_bool(json, spec->name, true);
	} else if (spec->flags) {
		json_flags(json, spec->name, spec->flags, value);
	} else {
		name = spec->enum_name ? spec->enum_name(value) : NULL;
		if (name)
			json_string(json, spec->name, name);
		else
			json_number(json, spec->name, value);
	}
}

/**
 * attrs_json() - write the attributes of a message into an open object
 * @json: the object
 * @attrs: the attributes
 */
void attrs_json(struct json *json, const struct attrs *attrs)
{
	int id;

	for (id = 0; id <= attrs->max; id++)
		if (attrs->has[id])
			one_json(json, attrs, id);
}

/* The names of the bits of a set; a bit without one is a number */
static void walk_flags(const struct attr_spec *spec, u64 value,
		       attrs_walk_fn fn, void *arg)
{
	const char *const *name = spec->flags;
	char buf[NUMBER_TEXT];
	u64 bit;

	for (bit = 1; value; bit <<= 1) {
		if (value & bit) {
			snprintf(buf, sizeof(buf), "%llu",
				 (unsigned long long)bit);
			fn(spec->name, *name ? *name : buf, arg);
		}
		value &= ~bit;
		if (*name)
			name++;
	}
}

static void walk_one(const struct attrs *attrs, int id, attrs_walk_fn fn,
		     void *arg)
{
	const struct attr_spec *spec = &attrs->spec[id];
	const char *text = NULL;
	char buf[NUMBER_TEXT];

	if (spec->type == NLA_STRING) {
		text = attrs->text;
	} else if (spec->type == NLA_BINARY) {
		text = address_format(attrs->address[id], buf);
	} else if (spec->type == NLA_FLAG) {
		text = "true";
	} else if (spec->flags) {
		walk_flags(spec, attrs->number[id], fn, arg);
		return;
	} else if (spec->enum_name) {
		text = spec->enum_name(attrs->number[id]);
	}
	if (!text) {
		snprintf(buf, sizeof(buf), "%llu", attrs->number[id]);
		text = buf;
	}
	fn(spec->name, text, arg);
}

/**
 * attrs_walk() - have every value of a message as text
 * @attrs: the attributes
 * @fn: called with the name of each attribute, and the words that attrs_json() has
 *	for the value; for a set, once for each member
 * @arg: for @fn
 */
void attrs_walk(const struct attrs *attrs, attrs_walk_fn fn, void *arg)
{
	int id;

	for (id = 0; id <= attrs->max; id++)
		if (attrs->has[id])
			walk_one(attrs, id, fn, arg);
}
