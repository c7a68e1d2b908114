// SPDX-License-Identifier: GPL-2.0
/*
 * What contradicts itself in a policy: values that are right one by one, and of which
 * one leaves the other without effect.
 */
#include <glib.h>

#include "config.h"

/* An entry of a policy, and what it adds up to */
struct sense {
	const struct config_entry *entry;
	struct smpg_policy sum;
	const char *path;
	config_mistake_fn mistake;
	void *arg;
	bool ok;
};

/* Returns the line of a key that the entry sets, 0 for one that it does not set. */
static unsigned int line_of(const struct sense *s, const char *key)
{
	return s->entry->lines[config_key(key)];
}

static unsigned int line_of_rule(const struct sense *s, u8 rule)
{
	return s->entry->lines[rule];
}

static void contradicts(struct sense *s, unsigned int line, const char *reason)
{
	s->ok = false;
	s->mistake(s->arg, s->path, line, reason);
}

/* A key of the other transport is derived by both sides, or not at all. */
static void check_link_key(struct sense *s)
{
	static const char *const keys[] = { "key-dist-local", "key-dist-remote" };
	unsigned int side, line;
	char *reason;

	for (side = SMPG_LOCAL; side <= SMPG_REMOTE; side++) {
		line = line_of(s, keys[side]);
		if (!line ||
		    !(s->entry->part.value.key_dist[side] & SMP_GUARD_KEY_DIST_LINKKEY) ||
		    s->sum.key_dist[!side] & SMP_GUARD_KEY_DIST_LINKKEY)
			continue;
		reason = g_strdup_printf("%s allows LinkKey, %s does not: both must, or none can",
					 keys[side], keys[!side]);
		contradicts(s, line, reason);
		g_free(reason);
	}
}

static void check_masks(struct sense *s)
{
	unsigned int line = line_of_rule(s, SMP_GUARD_RULE_MASKED_KEY);
	u8 both = s->sum.key_dist[SMPG_LOCAL] & s->sum.key_dist[SMPG_REMOTE];

	if (s->sum.action[SMP_GUARD_RULE_MASKED_KEY] != SMP_GUARD_ACTION_ALLOW ||
	    both == SMPG_KEY_DIST_ALL)
		return;
	if (!line)
		line = line_of(s, "key-dist-local");
	if (!line)
		line = line_of(s, "key-dist-remote");
	if (line)
		contradicts(s, line,
			    "masked-key = allow lets pass what key-dist-local or key-dist-remote forbids");
}

static void check_key_size(struct sense *s)
{
	unsigned int line = line_of(s, "min-key-size");

	if (line && s->sum.action[SMP_GUARD_RULE_SHORT_KEY] == SMP_GUARD_ACTION_ALLOW)
		contradicts(s, line,
			    "min-key-size has no effect: short-key = allow lets shorter keys pass");
}

/* A key that is not random is not looked for among those of before. */
static void check_reuse(struct sense *s, u8 weak, u8 reused)
{
	unsigned int line = line_of_rule(s, reused);
	char *reason;

	if (!line || s->sum.action[weak] != SMP_GUARD_ACTION_ALLOW ||
	    s->sum.action[reused] <= SMP_GUARD_ACTION_AUDIT)
		return;
	reason = g_strdup_printf("%s looks at no weak key, and %s = allow lets them pass",
				 smpg_rule_name(reused), smpg_rule_name(weak));
	contradicts(s, line, reason);
	g_free(reason);
}

/* Devices with BR/EDR have public addresses. */
static void check_transport(struct sense *s)
{
	unsigned int line = line_of_rule(s, SMP_GUARD_RULE_CTKD_DOWNGRADE);

	if (line && s->entry->scope.kind == CONFIG_PEER &&
	    s->entry->scope.address_type == SMP_GUARD_ADDRESS_TYPE_RANDOM)
		contradicts(s, line,
			    "ctkd-downgrade is about BR/EDR, which a peer with a random address does not have");
}

/* The sum of an entry and the default, where no other entry counts. */
static void add_up(const struct config *c, struct sense *s)
{
	static const struct config_target all = { .adapter = -1 };

	config_effective(c, &all, &s->sum);
	if (s->entry->scope.kind != CONFIG_DEFAULT)
		smpg_policy_apply(&s->sum, &s->entry->part);
}

/**
 * config_makes_sense() - look for what contradicts itself
 * @path: the name of the file that was read
 * @c: its entries
 * @mistake: called with each contradiction
 * @arg: for @mistake
 *
 * A policy that contradicts itself can be loaded all the same.
 *
 * Return: is there none?
 */
bool config_makes_sense(const char *path, const struct config *c,
			config_mistake_fn mistake, void *arg)
{
	struct sense s = {
		.path = path, .mistake = mistake, .arg = arg, .ok = true,
	};
	size_t i;

	for (i = 0; i < c->nr; i++) {
		s.entry = &c->entries[i];
		add_up(c, &s);
		check_link_key(&s);
		check_masks(&s);
		check_key_size(&s);
		check_reuse(&s, SMP_GUARD_RULE_WEAK_KEY, SMP_GUARD_RULE_REUSED_KEY);
		check_reuse(&s, SMP_GUARD_RULE_WEAK_PEER_KEY,
			    SMP_GUARD_RULE_REUSED_PEER_KEY);
		check_transport(&s);
	}
	return s.ok;
}
