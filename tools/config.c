// SPDX-License-Identifier: GPL-2.0
/* Policy, out of and into the words of smp-guard.conf(5). */
#include <glib.h>

#include "attr.h"
#include "config.h"

/* ---- Keys ---- */

/* Keys after those of the rules */
enum {
	KEY_DIST_LOCAL = __SMP_GUARD_RULE_MAX,
	KEY_DIST_REMOTE,
	KEY_MIN_KEY_SIZE,
	KEY_PROFILE,
};

static const char *key_name(unsigned int key)
{
	switch (key) {
	case KEY_PROFILE:
		return "profile";
	case KEY_DIST_LOCAL:
		return "key-dist-local";
	case KEY_DIST_REMOTE:
		return "key-dist-remote";
	case KEY_MIN_KEY_SIZE:
		return "min-key-size";
	default:
		return smpg_rule_name(key);
	}
}

static u64 key_bit(unsigned int key)
{
	switch (key) {
	case KEY_PROFILE:
		return 0;
	case KEY_DIST_LOCAL:
		return SMPG_SETS_KEY_DIST(SMPG_LOCAL);
	case KEY_DIST_REMOTE:
		return SMPG_SETS_KEY_DIST(SMPG_REMOTE);
	case KEY_MIN_KEY_SIZE:
		return SMPG_SETS_MIN_KEY_SIZE;
	default:
		return SMPG_SETS_RULE(key);
	}
}

/* -1 for an unknown name */
int config_key(const char *name)
{
	int key;

	for (key = 0; key < CONFIG_KEYS; key++)
		if (!strcmp(name, key_name(key)))
			return key;
	return -1;
}

/* Number of letters that differ, with those that are added or missing */
static unsigned int distance(const char *a, const char *b)
{
	unsigned int row[32], i, j, diagonal, above;
	size_t len = strlen(b);

	if (len >= ARRAY_SIZE(row))
		return UINT_MAX;
	for (j = 0; j <= len; j++)
		row[j] = j;
	for (i = 0; a[i]; i++) {
		diagonal = row[0]++;
		for (j = 1; j <= len; j++) {
			above = row[j];
			row[j] = MIN(MIN(row[j], row[j - 1]) + 1,
				     diagonal + (a[i] != b[j - 1]));
			diagonal = above;
		}
	}
	return row[len];
}

char *config_quote(const char *text)
{
	g_autofree char *plain = g_strescape(text, NULL);

	return g_strdup_printf("\"%.60s%s\"", plain,
			       strlen(plain) > 60 ? "..." : "");
}

static char *unknown_key(const char *name)
{
	g_autofree char *quoted = config_quote(name);
	unsigned int best = 4, d;
	const char *near = NULL;
	int key;

	if (strlen(name) > 60)
		return g_strdup_printf("unknown key %s", quoted);
	for (key = 0; key < CONFIG_KEYS; key++) {
		d = distance(name, key_name(key));
		if (d < best) {
			best = d;
			near = key_name(key);
		}
	}
	if (near)
		return g_strdup_printf("unknown key %s; is it %s?", quoted,
				       near);
	return g_strdup_printf("unknown key %s", quoted);
}

/* ---- Values ---- */

static char *set_action(struct config_entry *entry, u8 rule, const char *value)
{
	g_autoptr(GString) list = g_string_new(NULL);
	g_autofree char *quoted = config_quote(value);
	const char *name;
	u8 action;

	for (action = 0; action < __SMP_GUARD_ACTION_MAX; action++) {
		if (!smpg_rule_takes(rule, action))
			continue;
		name = smpg_action_name(action);
		if (!strcmp(value, name)) {
			entry->part.value.action[rule] = action;
			return NULL;
		}
		g_string_append_printf(list, "%s%s", list->len ? ", " : "",
				       name);
	}
	/* Rules about what has happened alone take no other action. */
	return g_strdup_printf("%s is one of %s, not %s%s", smpg_rule_name(rule),
			       list->str, quoted,
			       smpg_rule_takes(rule, SMP_GUARD_ACTION_REJECT) ?
			       "" : "; it tells of what has happened already");
}

static char *set_profile(struct config_entry *entry, const char *value)
{
	g_autoptr(GString) list = g_string_new(NULL);
	g_autofree char *quoted = config_quote(value);
	const char *name;
	u8 profile;

	if (entry->scope.kind != CONFIG_DEFAULT)
		return g_strdup("profile can only be set in [Policy]");
	for (profile = 0; profile < __SMP_GUARD_PROFILE_MAX; profile++) {
		name = smpg_profile_name(profile);
		if (!strcmp(value, name)) {
			entry->has_profile = true;
			entry->profile = profile;
			return NULL;
		}
		g_string_append_printf(list, "%s%s", list->len ? ", " : "",
				       name);
	}
	return g_strdup_printf("profile is one of %s, not %s", list->str,
			       quoted);
}

/* The bit of a key's name, 0 for an unknown name */
static u8 key_dist_bit(const char *name)
{
	char buf[32];
	u8 bit;

	for (bit = 1; bit <= SMPG_KEY_DIST_ALL; bit <<= 1)
		if (!strcmp(name, smpg_key_dist_names(bit, buf, sizeof(buf))))
			return bit;
	return 0;
}

static char *wrong_key_dist(unsigned int key, const char *name)
{
	g_autofree char *quoted = config_quote(name);

	return g_strdup_printf("%s is none or some of EncKey, IdKey, SignKey, LinkKey, not %s",
			       key_name(key), quoted);
}

static char *set_key_dist(struct config_entry *entry, unsigned int side,
			  const char *value)
{
	g_auto(GStrv) names = g_strsplit(value, ",", -1);
	u8 keys = 0, bit;
	char **name;

	entry->part.value.key_dist[side] = 0;
	if (!strcmp(value, "none") || !strcmp(value, "-"))
		return NULL;
	for (name = names; *name; name++) {
		bit = key_dist_bit(g_strstrip(*name));
		if (!bit)
			return wrong_key_dist(KEY_DIST_LOCAL + side, *name);
		keys |= bit;
	}
	if (!keys)
		return g_strdup_printf("%s has no value; for no keys it is none",
				       key_name(KEY_DIST_LOCAL + side));
	entry->part.value.key_dist[side] = keys;
	return NULL;
}

/* Decimal, without a sign or leading zeros */
static bool read_number(const char *text, guint64 max, guint64 *number)
{
	if (*text == '0' && text[1])
		return false;
	return g_ascii_string_to_unsigned(text, 10, 0, max, number, NULL);
}

static char *set_min_key_size(struct config_entry *entry, const char *value)
{
	g_autofree char *quoted = config_quote(value);
	guint64 size;

	if (!read_number(value, SMPG_KEY_LEN, &size) || size < SMPG_KEY_LEN_MIN)
		return g_strdup_printf("min-key-size is a number from %u to %u, not %s",
				       SMPG_KEY_LEN_MIN, SMPG_KEY_LEN, quoted);
	entry->part.value.min_key_size = size;
	return NULL;
}

static char *set_value(struct config_entry *entry, unsigned int key,
		       const char *value)
{
	switch (key) {
	case KEY_PROFILE:
		return set_profile(entry, value);
	case KEY_DIST_LOCAL:
		return set_key_dist(entry, SMPG_LOCAL, value);
	case KEY_DIST_REMOTE:
		return set_key_dist(entry, SMPG_REMOTE, value);
	case KEY_MIN_KEY_SIZE:
		return set_min_key_size(entry, value);
	default:
		return set_action(entry, key, value);
	}
}

/**
 * config_set() - set a key of an entry
 * @entry: the entry
 * @key: as in the file
 * @value: as in the file
 *
 * Return: NULL, or what is wrong.
 */
char *config_set(struct config_entry *entry, const char *key,
		 const char *value)
{
	int id = config_key(key);
	char *wrong;

	if (id < 0)
		return unknown_key(key);
	wrong = set_value(entry, id, value);
	if (!wrong)
		entry->part.sets |= key_bit(id);
	return wrong;
}

/* ---- Scopes ---- */

static bool read_address(const char *text, u8 address[6])
{
	int i, high, low;

	for (i = 0; i < 6; i++, text += 3) {
		high = g_ascii_xdigit_value(text[0]);
		low = high < 0 ? -1 : g_ascii_xdigit_value(text[1]);
		if (low < 0 || text[2] != (i < 5 ? ':' : '\0'))
			return false;
		address[i] = high << 4 | low;
	}
	return true;
}

/**
 * config_adapter() - the scope of an adapter
 * @scope: the scope
 * @adapter: "hci0" or an address
 *
 * Return: NULL, or what is wrong.
 */
char *config_adapter(struct config_scope *scope, const char *adapter)
{
	g_autofree char *quoted = config_quote(adapter);
	guint64 index;

	memset(scope, 0, sizeof(*scope));
	scope->kind = CONFIG_ADAPTER_ADDRESS;
	if (read_address(adapter, scope->address))
		return NULL;
	memset(scope, 0, sizeof(*scope));
	scope->kind = CONFIG_ADAPTER;
	if (g_str_has_prefix(adapter, "hci") &&
	    read_number(adapter + 3, 65535, &index)) {
		scope->adapter = index;
		return NULL;
	}
	return g_strdup_printf("an adapter is hci0 to hci65535 or an address, not %s",
			       quoted);
}

/**
 * config_peer() - the scope of a peer
 * @scope: the scope
 * @address: its identity address
 * @type: "public" or "random"
 *
 * Return: NULL, or what is wrong.
 */
char *config_peer(struct config_scope *scope, const char *address,
		  const char *type)
{
	g_autofree char *quoted = NULL;

	memset(scope, 0, sizeof(*scope));
	scope->kind = CONFIG_PEER;
	if (!read_address(address, scope->address)) {
		quoted = config_quote(address);
		return g_strdup_printf("a peer's address is such as AA:BB:CC:DD:EE:FF, not %s",
				       quoted);
	}
	if (!strcmp(type, "public")) {
		scope->address_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC;
		return NULL;
	}
	if (strcmp(type, "random")) {
		quoted = config_quote(type);
		return g_strdup_printf("a peer's address is public or random, not %s",
				       quoted);
	}
	scope->address_type = SMP_GUARD_ADDRESS_TYPE_RANDOM;
	/* Vol 6, Part B, 1.3.2.1; private ones change. */
	if (scope->address[0] >> 6 != 3)
		return g_strdup("a random identity address is static: its first octet is C0 to FF");
	return NULL;
}

char *config_scope_name(const struct config_scope *scope,
			char buf[CONFIG_SCOPE_TEXT])
{
	char address[ADDRESS_TEXT];

	address_format(scope->address, address);
	switch (scope->kind) {
	case CONFIG_ADAPTER:
		snprintf(buf, CONFIG_SCOPE_TEXT, "Adapter hci%u",
			 scope->adapter);
		break;
	case CONFIG_ADAPTER_ADDRESS:
		snprintf(buf, CONFIG_SCOPE_TEXT, "Adapter %s", address);
		break;
	case CONFIG_PEER:
		snprintf(buf, CONFIG_SCOPE_TEXT, "Peer %s %s", address,
			 smpg_address_type_name(scope->address_type));
		break;
	default:
		snprintf(buf, CONFIG_SCOPE_TEXT, "Policy");
	}
	return buf;
}

/* ---- The sum of the entries ---- */

struct config_entry *config_add(struct config *c,
				const struct config_scope *scope)
{
	struct config_entry *entry;

	if (c->nr == c->room) {
		c->room = c->room ? 2 * c->room : 16;
		c->entries = g_renew(struct config_entry, c->entries, c->room);
	}
	entry = &c->entries[c->nr++];
	memset(entry, 0, sizeof(*entry));
	entry->scope = *scope;
	return entry;
}

void config_free(struct config *c)
{
	g_free(c->entries);
	memset(c, 0, sizeof(*c));
}

static bool is_for(const struct config_scope *scope,
		   const struct config_target *t)
{
	switch (scope->kind) {
	case CONFIG_ADAPTER:
		return t->adapter >= 0 && scope->adapter == (u32)t->adapter;
	case CONFIG_ADAPTER_ADDRESS:
		return t->adapter_address &&
		       !memcmp(scope->address, t->adapter_address, 6);
	case CONFIG_PEER:
		return t->peer && scope->address_type == t->peer_type &&
		       !memcmp(scope->address, t->peer, 6);
	default:
		return true;
	}
}

/**
 * config_effective() - the policy for an adapter and a peer
 * @c: the entries
 * @target: adapter and peer
 * @policy: starts from profile default unless @c has another
 */
void config_effective(const struct config *c,
		      const struct config_target *target,
		      struct smpg_policy *policy)
{
	const struct config_entry *found[CONFIG_KINDS] = { NULL };
	u8 profile = SMP_GUARD_PROFILE_DEFAULT;
	size_t i;

	for (i = 0; i < c->nr; i++)
		if (is_for(&c->entries[i].scope, target))
			found[c->entries[i].scope.kind] = &c->entries[i];
	if (found[CONFIG_DEFAULT] && found[CONFIG_DEFAULT]->has_profile)
		profile = found[CONFIG_DEFAULT]->profile;
	*policy = smpg_policy_profile(profile);
	for (i = 0; i < CONFIG_KINDS; i++)
		if (found[i])
			smpg_policy_apply(policy, &found[i]->part);
}

static u64 entry_hash(const struct config_scope *scope,
		      const struct smpg_policy_part *part)
{
	u8 octets[SMPG_SCOPE_OCTETS] = { scope->kind, scope->address_type,
					 scope->adapter, scope->adapter >> 8 };
	int i;

	for (i = 0; i < 6; i++)
		octets[4 + i] = scope->address[5 - i];
	return smpg_policy_hash(octets, part);
}

/**
 * config_hash() - the hash of the policy in force after a configuration was loaded
 * @c: the configuration; without a profile of its own, profile default's, and no
 *	parameter of the module sets a rule
 *
 * Return: as smpg_policy_sum() in the module.
 */
u64 config_hash(const struct config *c)
{
	static const struct config_scope def = { .kind = CONFIG_DEFAULT };
	static const struct config_target none = { .adapter = -1 };
	struct smpg_policy_part part = { .sets = SMPG_SETS_ALL };
	u64 hash;
	size_t i;

	config_effective(c, &none, &part.value);
	hash = entry_hash(&def, &part);
	for (i = 0; i < c->nr; i++)
		if (c->entries[i].scope.kind != CONFIG_DEFAULT)
			hash += entry_hash(&c->entries[i].scope,
					   &c->entries[i].part);
	return hash;
}

char *config_hash_text(u64 hash, char buf[CONFIG_HASH_TEXT])
{
	snprintf(buf, CONFIG_HASH_TEXT, "%016llx", (unsigned long long)hash);
	return buf;
}

/* ---- Writing ---- */

static const char *none_or(const char *names)
{
	return strcmp(names, "-") ? names : "none";
}

static void write_key(FILE *out, const struct config_entry *entry,
		      unsigned int key)
{
	const struct smpg_policy *p = &entry->part.value;
	char names[32];

	fprintf(out, "%s = ", key_name(key));
	switch (key) {
	case KEY_PROFILE:
		fprintf(out, "%s\n", smpg_profile_name(entry->profile));
		break;
	case KEY_DIST_LOCAL:
	case KEY_DIST_REMOTE:
		smpg_key_dist_names(p->key_dist[key - KEY_DIST_LOCAL], names,
				    sizeof(names));
		fprintf(out, "%s\n", none_or(names));
		break;
	case KEY_MIN_KEY_SIZE:
		fprintf(out, "%u\n", p->min_key_size);
		break;
	default:
		fprintf(out, "%s\n", smpg_action_name(p->action[key]));
	}
}

void config_write(FILE *out, const struct config *c)
{
	const struct config_entry *entry;
	char buf[CONFIG_SCOPE_TEXT];
	unsigned int key;
	size_t i;

	for (i = 0; i < c->nr; i++) {
		entry = &c->entries[i];
		fprintf(out, "%s[%s]\n", i ? "\n" : "",
			config_scope_name(&entry->scope, buf));
		if (entry->has_profile)
			write_key(out, entry, KEY_PROFILE);
		for (key = 0; key < KEY_PROFILE; key++)
			if (entry->part.sets & key_bit(key))
				write_key(out, entry, key);
	}
}

static void scope_json(struct json *json, const struct config_scope *scope)
{
	char address[ADDRESS_TEXT];

	address_format(scope->address, address);
	switch (scope->kind) {
	case CONFIG_ADAPTER:
		json_number(json, "adapter", scope->adapter);
		break;
	case CONFIG_ADAPTER_ADDRESS:
		json_string(json, "adapter-address", address);
		break;
	case CONFIG_PEER:
		json_string(json, "peer-address", address);
		json_string(json, "peer-address-type",
			    smpg_address_type_name(scope->address_type));
		break;
	}
}

static void key_json(struct json *json, const struct config_entry *entry,
		     unsigned int key)
{
	const struct smpg_policy *p = &entry->part.value;

	switch (key) {
	case KEY_PROFILE:
		json_string(json, key_name(key),
			    smpg_profile_name(entry->profile));
		break;
	case KEY_DIST_LOCAL:
	case KEY_DIST_REMOTE:
		json_flags(json, key_name(key), key_dist_flags,
			   p->key_dist[key - KEY_DIST_LOCAL]);
		break;
	case KEY_MIN_KEY_SIZE:
		json_number(json, key_name(key), p->min_key_size);
		break;
	default:
		json_string(json, key_name(key),
			    smpg_action_name(p->action[key]));
	}
}

void config_write_json(FILE *out, const struct config *c)
{
	const struct config_entry *entry;
	unsigned int key;
	struct json json;
	size_t i;

	for (i = 0; i < c->nr; i++) {
		entry = &c->entries[i];
		json = (struct json){ .out = out };
		json_open(&json, NULL, '{');
		scope_json(&json, &entry->scope);
		if (entry->has_profile)
			key_json(&json, entry, KEY_PROFILE);
		for (key = 0; key < KEY_PROFILE; key++)
			if (entry->part.sets & key_bit(key))
				key_json(&json, entry, key);
		json_close(&json, '}');
		putc('\n', out);
	}
}
