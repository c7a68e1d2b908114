// SPDX-License-Identifier: GPL-2.0
/* /sys/kernel/debug/smp_guard: for root alone, and without key material. */
#include <linux/debugfs.h>
#include <linux/seq_file.h>

#include "counters.h"
#include "debugfs.h"
#include "hook.h"
#include "links.h"
#include "mask.h"
#include "policy.h"
#include "translations.h"

static struct dentry *dir;

static int counters_show(struct seq_file *m, void *unused)
{
	char buf[SMPG_COUNTER_NAME_LEN];
	const char *name;
	int i;

	for (i = 0; i < SMPG_COUNTERS; i++) {
		name = smpg_counter_name(i, buf);
		if (name)
			seq_printf(m, "%s %llu\n", name, smpg_counter_read(i));
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(counters);

static void show_link(struct smpg_live_link *live, void *m)
{
	const struct smpg_pairing *p = &live->link.pairing;
	const struct smpg_link *link = &live->link;
	char keys[2][32], peer[18] = "-";
	unsigned long flags;

	spin_lock_irqsave(&live->lock, flags);
	if (live->dead)
		goto out;
	if (link->peer_type)
		snprintf(peer, sizeof(peer), "%pMR", link->peer);
	seq_printf(m, "hci%u handle=%u peer=%s type=%s transport=%s role=%s encrypted=%s phase=%s method=%s secure-connections=%s key-size=%u initiator-keys=%s responder-keys=%s mid-life=%s two-hosts=%s\n",
		   live->index, link->handle, peer,
		   smpg_address_type_name(link->peer_type),
		   smpg_transport_name(link->transport),
		   smpg_role_name(link->role),
		   link->encrypted ? "yes" : "no",
		   smpg_phase_name(p->phase), smpg_method_name(p->method),
		   p->sc ? "yes" : "no", p->key_size,
		   smpg_key_dist_names(p->keys[SMPG_INITIATOR], keys[0],
				       sizeof(keys[0])),
		   smpg_key_dist_names(p->keys[SMPG_RESPONDER], keys[1],
				       sizeof(keys[1])),
		   link->mid_life ? "yes" : "no", p->two_hosts ? "yes" : "no");
out:
	spin_unlock_irqrestore(&live->lock, flags);
}

static int links_show(struct seq_file *m, void *unused)
{
	smpg_links_each(show_link, m);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(links);

/* Show a translation without its secrets. */
static bool show_translation(const struct smpg_translation *t, void *data)
{
	struct seq_file *m = data;

	seq_printf(m, "hci%u peer=%pMR type=%s key=%s key-size=%u\n", t->index,
		   t->peer, smpg_address_type_name(t->peer_type),
		   smpg_key_name(t->key), t->key_size);
	return true;
}

static int translations_show(struct seq_file *m, void *unused)
{
	smpg_translations_each(0, show_translation, m);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(translations);

static void show_scope(struct seq_file *m, const struct smpg_scope *scope,
		       u8 profile)
{
	switch (scope->kind) {
	case SMPG_SCOPE_DEFAULT:
		seq_printf(m, "[Policy]\nprofile = %s\n",
			   smpg_profile_name(profile));
		break;
	case SMPG_SCOPE_ADAPTER:
		seq_printf(m, "\n[Adapter hci%u]\n", scope->index);
		break;
	case SMPG_SCOPE_ADAPTER_ADDRESS:
		seq_printf(m, "\n[Adapter %pMR]\n", scope->address);
		break;
	case SMPG_SCOPE_PEER:
		seq_printf(m, "\n[Peer %pMR %s]\n", scope->address,
			   smpg_address_type_name(scope->type));
		break;
	}
}

/* Show settings in the syntax of smp-guard.conf(5). */
static void show_part(struct seq_file *m, const struct smpg_policy_part *part)
{
	static const char * const names[] = {
		[SMPG_LOCAL] = "key-dist-local",
		[SMPG_REMOTE] = "key-dist-remote",
	};
	char keys[32];
	int i;

	for (i = 0; i <= SMP_GUARD_RULE_MAX; i++)
		if (part->sets & SMPG_SETS_RULE(i))
			seq_printf(m, "%s = %s\n", smpg_rule_name(i),
				   smpg_action_name(part->value.action[i]));
	for (i = SMPG_LOCAL; i <= SMPG_REMOTE; i++)
		if (part->sets & SMPG_SETS_KEY_DIST(i))
			seq_printf(m, "%s = %s\n", names[i],
				   part->value.key_dist[i] ?
				   smpg_key_dist_names(part->value.key_dist[i],
						       keys, sizeof(keys)) :
				   "none");
	if (part->sets & SMPG_SETS_MIN_KEY_SIZE)
		seq_printf(m, "min-key-size = %u\n", part->value.min_key_size);
}

static void show_entry(const struct smpg_entry *entry, u8 profile, void *data)
{
	show_scope(data, &entry->scope, profile);
	show_part(data, &entry->part);
}

static int policy_show(struct seq_file *m, void *unused)
{
	smpg_policy_each(show_entry, m);
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(policy);

static int hooks_show(struct seq_file *m, void *unused)
{
	int i;

	seq_printf(m, "backend %s\n", smpg_hook_name());
	for (i = 0; i < SMPG_HOOKS; i++)
		seq_printf(m, "symbol %s\n", smpg_hook_symbols[i]);
	seq_printf(m, "masks %s\n", smpg_mask_name());
	seq_printf(m, "lost %s\n", smpg_hook_lost() ? "yes" : "no");
	seq_printf(m, "missed %llu\n", smpg_hook_missed());
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(hooks);

void smpg_debugfs_init(void)
{
	dir = debugfs_create_dir("smp_guard", NULL);
	debugfs_create_file("counters", 0400, dir, NULL, &counters_fops);
	debugfs_create_file("links", 0400, dir, NULL, &links_fops);
	debugfs_create_file("policy", 0400, dir, NULL, &policy_fops);
	debugfs_create_file("translations", 0400, dir, NULL,
			    &translations_fops);
	debugfs_create_file("hooks", 0400, dir, NULL, &hooks_fops);
}

void smpg_debugfs_exit(void)
{
	debugfs_remove_recursive(dir);
}
