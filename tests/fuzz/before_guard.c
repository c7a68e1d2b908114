// SPDX-License-Identifier: GPL-2.0
/*
 * The one file of the comparison that uses a tree's internals: tests/fuzz/before
 * takes it from the tree that it is about. It replaces the backends of the hooks,
 * netlink and debugfs.
 */
#include "before_side.h"

#include "counters.h"
#include "debugfs.h"
#include "hook.h"
#include "keep.h"
#include "links.h"
#include "mask.h"
#include "netlink.h"
#include "policy.h"
#include "report.h"
#include "translations.h"
#include "watch.h"
#include "../tools/why.h"

/* ---- In place of hook_ftrace.c ---- */

static bool hooked[SMPG_HOOKS];

static int attach(enum smpg_hook hook)
{
	hooked[hook] = true;
	return 0;
}

static void detach(enum smpg_hook hook)
{
	hooked[hook] = false;
}

const struct smpg_hook_backend smpg_hook_ftrace = {
	.name = "ftrace",
	.attach = attach,
	.detach = detach,
};

const struct smpg_hook_backend smpg_hook_kprobe = {
	.name = "kprobe",
	.attach = attach,
	.detach = detach,
};

bool guard_tx(struct hci_dev *hdev, struct sk_buff *skb)
{
	return hooked[SMPG_HOOK_TX] && smpg_tx(hdev, skb) == SMPG_SWALLOW;
}

bool guard_rx(struct hci_dev *hdev, struct sk_buff *skb)
{
	return hooked[SMPG_HOOK_RX] && smpg_rx(hdev, skb) == SMPG_SWALLOW;
}

void guard_swallow(struct hci_dev *hdev, struct sk_buff *skb)
{
	smpg_swallow(hdev, skb);
}

/* The self-test of the hooks is the only caller. */
int hci_recv_frame(struct hci_dev *hdev, struct sk_buff *skb)
{
	SPACE_NEVER(hdev);
	if (guard_rx(hdev, skb))
		return smpg_swallow(hdev, skb);
	kfree_skb(skb);
	return -ENXIO;
}

void guard_gone(struct hci_dev *hdev)
{
	if (hooked[SMPG_HOOK_UNREGISTER])
		smpg_gone(hdev);
}

/* ---- In place of netlink.c: events ---- */

static void put_text(char *to, size_t size, const char *text)
{
	snprintf(to, size, "%s", text);
}

static void put_peer(struct event_record *to, const struct smpg_event *e)
{
	to->seq = e->seq;
	to->boottime = e->boottime;
	to->cmd = e->cmd;
	to->index = e->index;
	to->peer_type = e->link.peer_type;
	if (e->link.peer_type)
		memcpy(to->peer, e->link.peer, sizeof(to->peer));
}

static void put_link(struct event_record *to, const struct smpg_event *e)
{
	to->handle = e->link.handle;
	to->transport = e->link.transport;
	to->role = e->link.role;
	to->marks = e->link.marks;
}

static void put_pairing(struct event_record *to, const struct smpg_event *e)
{
	if (e->cmd == SMP_GUARD_CMD_PAIRING_FAILED) {
		to->reason = e->verdict.reason;
		to->side = e->verdict.side;
	}
	if (!e->link.answered)
		return;
	to->answered = true;
	to->request_tx = e->link.direction == SMP_GUARD_DIRECTION_TX;
	to->method = e->link.method;
	to->sc = e->link.sc;
	to->key_size = e->link.key_size;
	memcpy(to->keys, e->link.keys, sizeof(to->keys));
}

static void put_violation(struct event_record *to, const struct smpg_event *e)
{
	const struct smpg_finding *f = &e->verdict.findings[e->finding];

	to->stack = e->verdict.stack;
	to->direction = e->verdict.direction;
	to->pdu = e->verdict.pdu;
	to->key = e->verdict.key;
	to->action = f->action;
	to->severity = smpg_finding_severity(f, e->verdict.stack);
	put_text(to->rule, sizeof(to->rule), smpg_rule_name(f->rule));
	put_text(to->why, sizeof(to->why), why_text(f->why));
}

static int send_event(const struct smpg_event *e)
{
	struct event_record to;

	memset(&to, 0, sizeof(to));
	put_peer(&to, e);
	if (e->cmd == SMP_GUARD_CMD_TRANSLATION_LOST) {
		to.key = e->key;
		to.lost = e->why - SMP_GUARD_WHY_EVICTED;
	} else {
		put_link(&to, e);
		if (e->cmd == SMP_GUARD_CMD_VIOLATION)
			put_violation(&to, e);
		else
			put_pairing(&to, e);
	}
	return side_event(&to);
}

int smpg_netlink_init(void)
{
	smpg_report_init(send_event);
	return 0;
}

void smpg_netlink_exit(void)
{
}

void smpg_debugfs_init(void)
{
}

void smpg_debugfs_exit(void)
{
}

/* ---- In place of netlink.c: links, translations, counters ---- */

static void show_link(struct smpg_live_link *live, struct link_record *to)
{
	const struct smpg_link *link = &live->link;
	const struct smpg_pairing *p = &link->pairing;
	unsigned long flags;

	memset(to, 0, sizeof(*to));
	spin_lock_irqsave(&live->lock, flags);
	to->index = live->index;
	to->handle = link->handle;
	to->peer_type = link->peer_type;
	memcpy(to->peer, link->peer, sizeof(to->peer));
	to->identity_type = link->identity_type;
	memcpy(to->identity, link->identity, sizeof(to->identity));
	to->transport = link->transport;
	to->role = link->role;
	to->encrypted = link->encrypted;
	to->marks = smpg_link_marks(link);
	to->phase = p->phase;
	to->method = p->method;
	to->sc = p->sc;
	to->key_size = p->key_size;
	memcpy(to->keys, p->keys, sizeof(to->keys));
	spin_unlock_irqrestore(&live->lock, flags);
}

bool guard_link(struct hci_dev *hdev, u16 handle, struct link_record *to)
{
	struct smpg_live_link *live;

	rcu_read_lock();
	live = smpg_links_find(hdev, handle);
	if (live)
		show_link(live, to);
	rcu_read_unlock();
	return live;
}

struct links {
	struct link_record *to;
	unsigned int nr, max;
};

static void visit_link(struct smpg_live_link *live, void *data)
{
	struct links *links = data;

	SPACE_NEVER(links->nr == links->max);
	show_link(live, &links->to[links->nr++]);
}

unsigned int guard_links(struct link_record *to, unsigned int max)
{
	struct links links = { .to = to, .max = max };

	smpg_links_each(visit_link, &links);
	SPACE_NEVER(links.nr != smpg_links_count());
	return links.nr;
}

struct translations {
	struct translation_record *to;
	unsigned int nr, max;
};

static bool visit_translation(const struct smpg_translation *t, void *data)
{
	struct translations *all = data;
	struct translation_record *to = &all->to[all->nr];

	if (all->nr++ == all->max)
		return false;
	memset(to, 0, sizeof(*to));
	to->index = t->index;
	memcpy(to->adapter, t->adapter, sizeof(to->adapter));
	to->peer_type = t->peer_type;
	memcpy(to->peer, t->peer, sizeof(to->peer));
	to->key = t->key;
	to->key_size = t->key_size;
	memcpy(to->id, t->id, sizeof(to->id));
	memcpy(to->value, t->value, sizeof(to->value));
	return true;
}

unsigned int guard_translations(struct translation_record *to,
				unsigned int max)
{
	struct translations all = { .to = to, .max = max };
	u64 as_of = smpg_translations_generation();

	smpg_translations_each(0, visit_translation, &all);
	SPACE_NEVER(all.nr > max || all.nr != smpg_translations_count());
	smpg_keep_saved(as_of);
	return all.nr;
}

static bool first_translation(const struct smpg_translation *t, void *data)
{
	const u8 **at = data;

	*at = (const u8 *)t;
	return false;
}

void guard_readers(struct hci_dev *hdev, u16 handle, const u8 *at[READERS])
{
	at[1] = NULL;
	rcu_read_lock();
	at[0] = (const u8 *)smpg_links_find(hdev, handle);
	smpg_translations_each(0, first_translation, &at[1]);
	rcu_read_unlock();
}

void guard_info(struct info_record *to)
{
	memset(to, 0, sizeof(*to));
	to->seq = smpg_report_seq();
	to->links = smpg_links_count();
	to->translations = smpg_translations_count();
	to->translations_max = smpg_translations_max();
	to->keep = smpg_keep_enabled();
	to->restored = smpg_keep_restored();
	put_text(to->hook, sizeof(to->hook), smpg_hook_name());
	put_text(to->mask, sizeof(to->mask), smpg_mask_name());
}

static void get_translation(struct smpg_translation *to,
			    const struct translation_record *t)
{
	memset(to, 0, sizeof(*to));
	to->index = t->index;
	memcpy(to->adapter, t->adapter, sizeof(to->adapter));
	to->peer_type = t->peer_type;
	memcpy(to->peer, t->peer, sizeof(to->peer));
	to->key = t->key;
	to->key_size = t->key_size;
	memcpy(to->id, t->id, sizeof(to->id));
	memcpy(to->value, t->value, sizeof(to->value));
}

int guard_put(const struct translation_record *from, unsigned int nr)
{
	struct smpg_translation all[TRANSLATIONS_MAX];
	unsigned int i, good = 0;

	for (i = 0; i < nr; i++) {
		get_translation(&all[good], &from[i]);
		good += !smpg_translation_bad(&all[good]);
	}
	return good > smpg_translations_max() ? -ENOSPC :
					     smpg_keep_put(all, good);
}

bool guard_counter(unsigned int n, const char **name, u64 *value)
{
	static char names[SMPG_COUNTERS][SMPG_COUNTER_NAME_LEN];

	if (n >= SMPG_COUNTERS)
		return false;
	if (name)
		*name = smpg_counter_name(n, names[n]);
	*value = smpg_counter_read(n);
	return true;
}

void guard_reset_counters(void)
{
	smpg_counters_reset();
}

/* ---- In place of netlink_policy.c ---- */

static const char * const rule_names[RULES] = RULE_NAMES;

static u8 rule_named(const char *name)
{
	u8 rule;

	for (rule = 0; smpg_rule_name(rule); rule++)
		if (!strcmp(smpg_rule_name(rule), name))
			return rule;
	space_bug("no such rule", __FILE__, __LINE__);
}

static void get_part(struct smpg_policy_part *part,
		     const struct policy_change *change)
{
	int i;

	for (i = 0; i < RULES; i++) {
		u8 rule = rule_named(rule_names[i]);

		if (!smpg_rule_takes(rule, change->action[i]))
			continue;
		part->sets |= SMPG_SETS_RULE(rule);
		part->value.action[rule] = change->action[i];
	}
	for (i = SMPG_LOCAL; i <= SMPG_REMOTE; i++) {
		if (change->key_dist[i] == AS_IT_IS)
			continue;
		part->sets |= SMPG_SETS_KEY_DIST(i);
		part->value.key_dist[i] = change->key_dist[i];
	}
	if (change->min_key_size != AS_IT_IS) {
		part->sets |= SMPG_SETS_MIN_KEY_SIZE;
		part->value.min_key_size = change->min_key_size;
	}
}

static const u8 scopes[] = {
	[SCOPE_DEFAULT] = SMPG_SCOPE_DEFAULT,
	[SCOPE_ADAPTER] = SMPG_SCOPE_ADAPTER,
	[SCOPE_ADAPTER_ADDRESS] = SMPG_SCOPE_ADAPTER_ADDRESS,
	[SCOPE_PEER] = SMPG_SCOPE_PEER,
};

static void get_scope(struct smpg_scope *scope,
		      const struct policy_change *change, u16 index)
{
	scope->kind = scopes[change->scope];
	if (change->scope == SCOPE_ADAPTER)
		scope->index = index;
	if (change->scope == SCOPE_PEER)
		scope->type = change->type ? SMP_GUARD_ADDRESS_TYPE_RANDOM :
					     SMP_GUARD_ADDRESS_TYPE_PUBLIC;
	if (change->scope == SCOPE_PEER ||
	    change->scope == SCOPE_ADAPTER_ADDRESS)
		memcpy(scope->address, change->address,
		       sizeof(scope->address));
}

int guard_policy(const struct policy_change *change, u16 index)
{
	struct smpg_entry entry = { };
	struct smpg_table *draft;
	int err;

	get_scope(&entry.scope, change, index);
	get_part(&entry.part, change);
	draft = smpg_policy_draft(change->keep || change->remove, 1);
	if (!draft)
		return -ENOMEM;
	if (change->scope == SCOPE_DEFAULT && change->profile != AS_IT_IS)
		smpg_policy_profile_of(draft, change->profile);
	err = change->remove ? smpg_policy_remove(draft, &entry.scope) :
			       smpg_policy_put(draft, &entry);
	if (err)
		smpg_policy_abandon(draft);
	else
		smpg_policy_commit(draft);
	return err;
}

static void show_part(struct policy_record *to,
		      const struct smpg_policy_part *part)
{
	int i;

	for (i = 0; i < RULES; i++) {
		u8 rule = rule_named(rule_names[i]);

		to->action[i] = part->sets & SMPG_SETS_RULE(rule) ?
				part->value.action[rule] : AS_IT_IS;
	}
	for (i = SMPG_LOCAL; i <= SMPG_REMOTE; i++)
		to->key_dist[i] = part->sets & SMPG_SETS_KEY_DIST(i) ?
				  part->value.key_dist[i] : AS_IT_IS;
	to->min_key_size = part->sets & SMPG_SETS_MIN_KEY_SIZE ?
			   part->value.min_key_size : AS_IT_IS;
}

static void visit_entry(const struct smpg_entry *entry, u8 profile, void *data)
{
	void (**show)(const struct policy_record *entry) = data;
	struct policy_record to;

	memset(&to, 0, sizeof(to));
	to.profile = profile;
	for (; scopes[to.scope] != entry->scope.kind; to.scope++)
		;
	to.type = entry->scope.type;
	to.index = entry->scope.index;
	memcpy(to.address, entry->scope.address, sizeof(to.address));
	show_part(&to, &entry->part);
	(*show)(&to);
}

void guard_policies(void (*show)(const struct policy_record *entry))
{
	smpg_policy_each(visit_entry, &show);
}
