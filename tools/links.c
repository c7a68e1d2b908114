// SPDX-License-Identifier: GPL-2.0
/* smpguard links: the links, and the progress of their pairings. */
#include <stdio.h>
#include <stdlib.h>

#include "json.h"
#include "links.h"
#include "nl.h"
#include "print.h"
#include "smpg_engine.h"
#include "smpguard.h"

static const struct attr_spec link_attrs[SMP_GUARD_A_LINK_MAX + 1] = {
	[SMP_GUARD_A_LINK_ADAPTER] = { "adapter", NLA_U32 },
	[SMP_GUARD_A_LINK_HANDLE] = { "handle", NLA_U16 },
	[SMP_GUARD_A_LINK_PEER_ADDRESS] = { "peer-address", NLA_BINARY },
	[SMP_GUARD_A_LINK_PEER_ADDRESS_TYPE] = {
		"peer-address-type", NLA_U8, smpg_address_type_name },
	[SMP_GUARD_A_LINK_IDENTITY_ADDRESS] = {
		"identity-address", NLA_BINARY },
	[SMP_GUARD_A_LINK_IDENTITY_ADDRESS_TYPE] = {
		"identity-address-type", NLA_U8, smpg_address_type_name },
	[SMP_GUARD_A_LINK_TRANSPORT] = {
		"transport", NLA_U8, smpg_transport_name },
	[SMP_GUARD_A_LINK_ROLE] = { "role", NLA_U8, smpg_role_name },
	[SMP_GUARD_A_LINK_MARKS] = { "marks", NLA_U32, .flags = mark_flags },
	[SMP_GUARD_A_LINK_ENCRYPTED] = { "encrypted", NLA_FLAG },
	[SMP_GUARD_A_LINK_PHASE] = { "phase", NLA_U8, smpg_phase_name },
	[SMP_GUARD_A_LINK_METHOD] = { "method", NLA_U8, smpg_method_name },
	[SMP_GUARD_A_LINK_SECURE_CONNECTIONS] = {
		"secure-connections", NLA_FLAG },
	[SMP_GUARD_A_LINK_KEY_SIZE] = { "key-size", NLA_U8 },
	[SMP_GUARD_A_LINK_INITIATOR_KEYS] = {
		"initiator-keys", NLA_U8, .flags = key_dist_flags },
	[SMP_GUARD_A_LINK_RESPONDER_KEYS] = {
		"responder-keys", NLA_U8, .flags = key_dist_flags },
};

/**
 * link_decode() - read a message of get-links
 * @nlh: the message
 * @link: to be filled
 *
 * Return: 0, or a libnl error for a message that is malformed, which is told.
 */
int link_decode(struct nlmsghdr *nlh, struct attrs *link)
{
	int err = attrs_decode(nlh, link_attrs, SMP_GUARD_A_LINK_MAX, link);

	if (err)
		fputs("smpguard: malformed link ignored\n", stderr);
	return err;
}

/* Links are printed in the words of events, as far as they share attributes. */
static void as_event(const struct attrs *link, struct event *ev)
{
	int from, to;

	memset(ev, 0, sizeof(*ev));
	ev->a.spec = event_attrs;
	ev->a.max = SMP_GUARD_A_EVENT_MAX;
	for (from = 1; from <= link->max; from++) {
		for (to = 1; to <= ev->a.max; to++) {
			if (!link->has[from] || !event_attrs[to].name ||
			    strcmp(link_attrs[from].name, event_attrs[to].name))
				continue;
			ev->a.has[to] = true;
			ev->a.number[to] = link->number[from];
			memcpy(ev->a.address[to], link->address[from],
			       sizeof(ev->a.address[to]));
		}
	}
}

static void print_name(const struct attrs *link, int id)
{
	const char *name = link_attrs[id].enum_name(link->number[id]);

	if (name)
		fputs(name, stdout);
	else
		printf("%s %llu", link_attrs[id].name, link->number[id]);
}

static void print_identity(const struct attrs *link)
{
	char buf[ADDRESS_TEXT];

	if (!link->has[SMP_GUARD_A_LINK_IDENTITY_ADDRESS])
		return;
	printf(" (%s ", address_format(link->address[SMP_GUARD_A_LINK_IDENTITY_ADDRESS],
				       buf));
	print_name(link, SMP_GUARD_A_LINK_IDENTITY_ADDRESS_TYPE);
	putchar(')');
}

static void link_text(struct nlmsghdr *nlh)
{
	struct attrs link;
	struct event ev;

	if (link_decode(nlh, &link))
		return;
	as_event(&link, &ev);
	print_peer(stdout, &ev);
	print_identity(&link);
	fputs("  ", stdout);
	print_name(&link, SMP_GUARD_A_LINK_TRANSPORT);
	fputs(", role ", stdout);
	print_name(&link, SMP_GUARD_A_LINK_ROLE);
	if (link.has[SMP_GUARD_A_LINK_ENCRYPTED])
		fputs(", encrypted", stdout);
	fputs("; pairing ", stdout);
	print_name(&link, SMP_GUARD_A_LINK_PHASE);
	/* Without a key size nothing was negotiated yet. */
	if (link.number[SMP_GUARD_A_LINK_KEY_SIZE]) {
		fputs(": ", stdout);
		print_pairing(stdout, &ev);
	}
	print_marks(stdout, &ev);
	putchar('\n');
}

static void link_json(struct nlmsghdr *nlh)
{
	struct json json = { .out = stdout };
	struct attrs link;

	if (link_decode(nlh, &link))
		return;
	json_open(&json, NULL, '{');
	attrs_json(&json, &link);
	json_close(&json, '}');
	putchar('\n');
}

int cmd_links(const struct options *opts)
{
	struct guard guard;
	int err;

	err = guard_open(&guard);
	if (!err)
		err = guard_get_links(&guard, opts->json ? link_json :
							   link_text);
	guard_close(&guard);
	fflush(stdout);
	return err ? guard_complain(&guard, err) : EXIT_SUCCESS;
}
