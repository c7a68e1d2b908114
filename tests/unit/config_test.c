// SPDX-License-Identifier: GPL-2.0
/* Files into policy: every mistake, what it says, and what it adds up to. */
#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "config.h"

#define PUBLIC	SMP_GUARD_ADDRESS_TYPE_PUBLIC
#define RANDOM	SMP_GUARD_ADDRESS_TYPE_RANDOM

static int failures;

static void check(const char *name, bool ok)
{
	printf("%s - config: %s\n", ok ? "ok" : "not ok", name);
	failures += !ok;
}

static void check_text(const char *name, const char *got, const char *want)
{
	bool ok = !strcmp(got, want);

	check(name, ok);
	if (!ok)
		printf("# got  %s\n# want %s\n", got, want);
}

static void note_mistake(void *arg, const char *path, unsigned int line,
			 const char *reason)
{
	(void)path;
	g_string_append_printf(arg, "%u: %s\n", line, reason);
}

/* What is wrong with a text, "LINE: reason" each */
static char *mistakes(const char *text, size_t len, struct config *c)
{
	GString *found = g_string_new(NULL);
	bool ok = config_parse("f", text, len, c, note_mistake, found);

	if (ok != !found->len)
		g_string_append(found, "but the result says otherwise\n");
	return g_string_free(found, FALSE);
}

static void refused_len(const char *name, const char *text, size_t len,
			const char *want)
{
	struct config c;
	char *got = mistakes(text, len, &c);

	check_text(name, got, want);
	config_free(&c);
	g_free(got);
}

static void refused(const char *name, const char *text, const char *want)
{
	refused_len(name, text, strlen(text), want);
}

#define A_SECTION	"a section is [Policy], [Adapter ID] or [Peer ADDRESS TYPE], not "
#define AN_ADAPTER	"an adapter is hci0 to hci65535 or an address, not "
#define A_STATIC	"a random identity address is static: its first octet is C0 to FF"
#define KEY_DIST	" is none or some of EncKey, IdKey, SignKey, LinkKey, not "

static void test_form(void)
{
	refused("empty", "", "");
	refused("comments", "# [a\n\n  #b\n;c\n",
		"4: neither a [section], nor key = value, nor a # comment\n");
	refused("no section", "weak-key = audit\n",
		"1: a key before the first section\n");
	refused("no newline at the end", "[Policy]\nweak-key = audti",
		"2: weak-key is one of allow, audit, repair, reject, not \"audti\"\n");
	refused("carriage returns", "[Policy]\r\nweak-key=audit\r\n", "");
	refused("blanks", "  [Policy]  \r\n\t weak-key  =  audit \t\n", "");
	refused("section without end",
		"[Policy\n[Policy] x\n[[Policy]\n[Po]licy]\n[\n",
		"1: a section ends with ], and nothing follows\n"
		"2: a section ends with ], and nothing follows\n"
		"3: " A_SECTION "\"[Policy\"\n"
		"4: a section ends with ], and nothing follows\n"
		"5: a section ends with ], and nothing follows\n");
	refused("comment behind a value", "[Policy]\nweak-key = audit # why\n",
		"2: weak-key is one of allow, audit, repair, reject, not \"audit # why\"; a comment has a line of its own\n");
	refused_len("NULs", "[Policy]\nweak\0-key = audit\n\0\n",
		    sizeof("[Policy]\nweak\0-key = audit\n\0\n") - 1,
		    "2: a NUL in the line\n3: a NUL in the line\n");
	refused("not UTF-8", "[Policy]\n# caf\xe9\n# caf\xc3\xa9\n",
		"2: the line is not UTF-8\n");
	refused("for a terminal", "[Policy]\n\033[31m = x\n",
		"2: unknown key \"\\033[31m\"\n");
}

static void test_keys(void)
{
	refused("unknown keys", "[Policy]\nweek-key = audit\nx=1\n=audit\n",
		"2: unknown key \"week-key\"; is it weak-key?\n"
		"3: unknown key \"x\"\n"
		"4: unknown key \"\"\n");
	refused("keys twice",
		"[Policy]\nweak-key=audit\nweak-key=audit\nweak-key=x\n",
		"3: weak-key is set in line 2 already\n"
		"4: weak-key is set in line 2 already\n"
		"4: weak-key is one of allow, audit, repair, reject, not \"x\"\n");
	refused("wrong profile", "[Policy]\nprofile=Strict\n",
		"2: profile is one of audit, default, strict, gateway, not \"Strict\"\n");
	refused("profile elsewhere", "[Adapter hci0]\nprofile=strict\n",
		"2: profile can only be set in [Policy]\n");
	refused("actions that a rule does not take",
		"[Policy]\nweak-key=mask\nunnegotiated-key=repair\nlegacy-pairing=\n",
		"2: weak-key is one of allow, audit, repair, reject, not \"mask\"\n"
		"3: unnegotiated-key is one of allow, audit, mask, reject, not \"repair\"\n"
		"4: legacy-pairing is one of allow, audit, reject, not \"\"\n");
	refused("wrong keys of a mask",
		"[Policy]\nkey-dist-local=EncKey,Foo\nkey-dist-remote=\n"
		"[Adapter hci0]\nkey-dist-local=EncKey,none\nkey-dist-remote=IdKey,\n",
		"2: key-dist-local" KEY_DIST "\"Foo\"\n"
		"3: key-dist-remote has no value; for no keys it is none\n"
		"5: key-dist-local" KEY_DIST "\"none\"\n"
		"6: key-dist-remote" KEY_DIST "\"\"\n");
	refused("wrong key sizes",
		"[Policy]\nmin-key-size=6\n[Adapter hci0]\nmin-key-size=17\n"
		"[Adapter hci1]\nmin-key-size=0x10\n[Adapter hci2]\nmin-key-size=016\n"
		"[Adapter hci3]\nmin-key-size=\n",
		"2: min-key-size is a number from 7 to 16, not \"6\"\n"
		"4: min-key-size is a number from 7 to 16, not \"17\"\n"
		"6: min-key-size is a number from 7 to 16, not \"0x10\"\n"
		"8: min-key-size is a number from 7 to 16, not \"016\"\n"
		"10: min-key-size is a number from 7 to 16, not \"\"\n");
}

static void test_sections(void)
{
	refused("wrong sections",
		"[General]\n[]\n[Policy x]\n[Adapter]\n[Peer AA:BB:CC:DD:EE:FF]\n",
		"1: " A_SECTION "\"General\"\n"
		"2: " A_SECTION "\"\"\n"
		"3: " A_SECTION "\"Policy x\"\n"
		"4: " A_SECTION "\"Adapter\"\n"
		"5: " A_SECTION "\"Peer AA:BB:CC:DD:EE:FF\"\n");
	refused("what is under a wrong section is read too",
		"[General]\nweak-key=audit\nweek-key=audit\n",
		"1: " A_SECTION "\"General\"\n"
		"3: unknown key \"week-key\"; is it weak-key?\n");
	refused("wrong adapters",
		"[Adapter hci]\n[Adapter hci00]\n[Adapter hci65536]\n[Adapter AA:BB:CC:DD:EE]\n[Adapter AA:BB:CC:DD:EE:FF:00]\n[Adapter hci-1]\n",
		"1: " AN_ADAPTER "\"hci\"\n"
		"2: " AN_ADAPTER "\"hci00\"\n"
		"3: " AN_ADAPTER "\"hci65536\"\n"
		"4: " AN_ADAPTER "\"AA:BB:CC:DD:EE\"\n"
		"5: " AN_ADAPTER "\"AA:BB:CC:DD:EE:FF:00\"\n"
		"6: " AN_ADAPTER "\"hci-1\"\n");
	refused("wrong peers",
		"[Peer AA:BB:CC:DD:EE:FG public]\n[Peer AA:BB:CC:DD:EE:FF bredr]\n",
		"1: a peer's address is such as AA:BB:CC:DD:EE:FF, not \"AA:BB:CC:DD:EE:FG\"\n"
		"2: a peer's address is public or random, not \"bredr\"\n");
	refused("types that do not fit",
		"[Peer BF:BB:CC:DD:EE:FF random]\n[Peer 7F:BB:CC:DD:EE:FF random]\n[Peer C0:BB:CC:DD:EE:FF random]\n[Peer 7F:BB:CC:DD:EE:FF public]\n",
		"1: " A_STATIC "\n2: " A_STATIC "\n");
	refused("sections twice",
		"[Policy]\n[Peer AA:BB:CC:DD:EE:FF public]\n[Policy]\n[Peer  aa:bb:cc:dd:ee:ff  public]\n[Adapter hci0]\n[Adapter AA:BB:CC:DD:EE:FF]\n[Adapter hci1]\n[Adapter hci0]\n",
		"3: [Policy] is in line 1 already\n"
		"4: [Peer AA:BB:CC:DD:EE:FF public] is in line 2 already\n"
		"8: [Adapter hci0] is in line 5 already\n");
	refused("one address, two peers",
		"[Peer CA:BB:CC:DD:EE:FF public]\n[Peer CA:BB:CC:DD:EE:FF random]\n",
		"");
}

/* A file without mistakes, and what contradicts itself in it */
static void contradicts(const char *name, const char *text, const char *want)
{
	GString *found = g_string_new(NULL);
	struct config c;
	char *got = mistakes(text, strlen(text), &c);
	bool ok = config_makes_sense("f", &c, note_mistake, found);

	check_text(name, got, "");
	check(name, ok == !found->len);
	check_text(name, found->str, want);
	g_string_free(found, TRUE);
	config_free(&c);
	g_free(got);
}

#define ONE_SIDED(one, other) one " allows LinkKey, " other \
	" does not: both must, or none can\n"
#define NO_MASK	"masked-key = allow lets pass what key-dist-local or key-dist-remote forbids\n"
#define NO_SIZE	"min-key-size has no effect: short-key = allow lets shorter keys pass\n"
#define NO_REUSE "reused-key looks at no weak key, and weak-key = allow lets them pass\n"
#define NO_BREDR "ctkd-downgrade is about BR/EDR, which a peer with a random address does not have\n"

static void test_contradictions(void)
{
	unsigned int i;
	char *text;

	for (i = 0; i < __SMP_GUARD_PROFILE_MAX; i++) {
		text = g_strdup_printf("[Policy]\nprofile = %s\n", smpg_profile_name(i));
		contradicts(smpg_profile_name(i), text, "");
		g_free(text);
	}
	contradicts("LinkKey on one side",
		    "[Policy]\nkey-dist-local = EncKey\nkey-dist-remote = EncKey, LinkKey\n",
		    "3: " ONE_SIDED("key-dist-remote", "key-dist-local"));
	contradicts("LinkKey, which the profile takes from the other side",
		    "[Adapter hci0]\n\nkey-dist-local = LinkKey\n[Policy]\nprofile = strict\n",
		    "3: " ONE_SIDED("key-dist-local", "key-dist-remote"));
	contradicts("LinkKey on both sides",
		    "[Adapter hci0]\nkey-dist-local = LinkKey\nkey-dist-remote = LinkKey\n[Policy]\nprofile = strict\n",
		    "");
	contradicts("no LinkKey on one side",
		    "[Policy]\nkey-dist-local = EncKey\n[Adapter hci0]\nkey-dist-remote = none\n",
		    "");
	contradicts("masks that are allowed to be broken",
		    "[Policy]\nkey-dist-local = none\nmasked-key = allow\n",
		    "3: " NO_MASK);
	contradicts("for a peer",
		    "[Policy]\nmasked-key = allow\n[Peer AA:BB:CC:DD:EE:FF public]\nkey-dist-remote = EncKey\n",
		    "4: " NO_MASK);
	contradicts("masks that are watched",
		    "[Policy]\nkey-dist-local = none\nmasked-key = audit\n[Adapter hci0]\nmasked-key = reject\n",
		    "");
	contradicts("no masks", "[Policy]\nmasked-key = allow\n", "");
	contradicts("min-key-size without effect",
		    "[Policy]\nshort-key = allow\n[Adapter hci0]\nmin-key-size = 12\n",
		    "4: " NO_SIZE);
	contradicts("a peer that may have shorter keys",
		    "[Policy]\nmin-key-size = 12\n[Peer AA:BB:CC:DD:EE:FF public]\nshort-key = allow\n",
		    "");
	contradicts("weak keys that are no reused ones",
		    "[Policy]\nreused-key = reject\nweak-key = allow\n",
		    "2: " NO_REUSE);
	contradicts("weak keys of a peer",
		    "[Policy]\nweak-peer-key = allow\nreused-peer-key = reject\n",
		    "3: reused-peer-key looks at no weak key, and weak-peer-key = allow lets them pass\n");
	contradicts("a peer with weak keys",
		    "[Policy]\nreused-key = reject\n[Peer AA:BB:CC:DD:EE:FF public]\nweak-key = allow\n",
		    "");
	contradicts("reuse by a peer of which weak keys pass",
		    "[Policy]\nweak-key = allow\n[Peer AA:BB:CC:DD:EE:FF public]\nreused-key = repair\n",
		    "4: " NO_REUSE);
	contradicts("reuse that is audited",
		    "[Policy]\nreused-key = audit\nweak-key = allow\n", "");
	contradicts("BR/EDR of a random address",
		    "[Peer CA:BB:CC:DD:EE:FF random]\nctkd-downgrade = reject\n[Peer CA:BB:CC:DD:EE:FF public]\nctkd-downgrade = reject\n",
		    "2: " NO_BREDR);
	contradicts("several at once",
		    "[Policy]\nshort-key = allow\nmin-key-size = 7\nmasked-key = allow\nkey-dist-remote = none\n",
		    "4: " NO_MASK "3: " NO_SIZE);
	refused("reject where nothing can be told",
		"[Policy]\nencryption-downgrade = reject\n",
		"2: encryption-downgrade is one of allow, audit, not \"reject\"; it tells of what has happened already\n");
	refused("a mistake in a rule that rejects",
		"[Policy]\nzero-key = mask\n",
		"2: zero-key is one of allow, audit, reject, not \"mask\"\n");
}

static char *peers(unsigned int nr)
{
	GString *text = g_string_new(NULL);
	unsigned int i;

	for (i = 0; i < nr; i++)
		g_string_append_printf(text,
				       "[Peer 00:00:00:00:%02X:%02X public]\nweak-key = audit\n",
				       i >> 8, i & 0xff);
	return g_string_free(text, FALSE);
}

static void test_many(void)
{
	char *text = peers(CONFIG_PEERS_MAX);
	GString *adapters;
	unsigned int i;
	struct config c;
	char *got;

	got = mistakes(text, strlen(text), &c);
	check_text("as many peers as there may be", got, "");
	check("all of them are there", c.nr == CONFIG_PEERS_MAX);
	config_free(&c);
	g_free(got);
	g_free(text);

	text = peers(CONFIG_PEERS_MAX + 2);
	refused("more", text, "8193: more than 4096 peers\n");
	g_free(text);

	adapters = g_string_new(NULL);
	for (i = 0; i < CONFIG_ADAPTERS_MAX + 2; i++)
		g_string_append_printf(adapters,
				       "[Adapter hci%u]\n[Adapter 00:00:00:00:%02X:%02X]\n",
				       i, i >> 8, i & 0xff);
	refused("more adapters", adapters->str,
		"513: more than 256 adapters by index\n514: more than 256 adapters by address\n");
	g_string_free(adapters, TRUE);
}

/* Every key of every peer, as long as they get */
static void test_largest(void)
{
	struct config_scope scope = {
		.kind = CONFIG_PEER, .address_type = PUBLIC,
	};
	const struct smpg_policy strict =
		smpg_policy_profile(SMP_GUARD_PROFILE_STRICT);
	struct config c = { NULL };
	struct config_entry *entry;
	unsigned int i;
	size_t size;
	char *text;
	FILE *out;

	for (i = 0; i < CONFIG_PEERS_MAX; i++) {
		scope.address[4] = i >> 8;
		scope.address[5] = i;
		entry = config_add(&c, &scope);
		entry->part.sets = SMPG_SETS_ALL;
		entry->part.value = strict;
		entry->part.value.key_dist[SMPG_LOCAL] = SMPG_KEY_DIST_ALL;
		entry->part.value.key_dist[SMPG_REMOTE] = SMPG_KEY_DIST_ALL;
	}
	out = open_memstream(&text, &size);
	config_write(out, &c);
	fclose(out);
	config_free(&c);
	check("the largest policy fits into a file", size <= CONFIG_SIZE_MAX);
	free(text);
}

static void refused_file(const char *name, const char *path, const char *want)
{
	struct config c;
	size_t size;
	char *text;
	FILE *out = open_memstream(&text, &size);
	int rc = config_read(path, &c, out);

	fclose(out);
	config_free(&c);
	check(name, rc == (*want ? -1 : 0));
	check_text(name, text, want);
	free(text);
}

static void test_files(void)
{
	char path[] = "/tmp/smp-guard-config-XXXXXX";
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w");
	char *want;
	u32 noise = 1;
	size_t i;

	fputs("[Policy]\nweak-key = audit\nweak-key = mask\n", file);
	fflush(file);
	want = g_strdup_printf("%s:3: weak-key is set in line 2 already\n"
			       "%s:3: weak-key is one of allow, audit, repair, reject, not \"mask\"\n",
			       path, path);
	refused_file("mistakes in a file", path, want);
	g_free(want);

	for (i = 0; i < 10 * 1024 * 1024; i++) {
		noise = noise * 1664525 + 1013904223;
		putc(noise >> 24, file);
	}
	fclose(file);
	want = g_strdup_printf("%s: larger than 4 MiB: not a policy\n", path);
	refused_file("10 MB of noise", path, want);
	g_free(want);

	check("less noise", !truncate(path, CONFIG_SIZE_MAX));
	file = fopen("/dev/null", "w");
	struct config c;

	check("less noise", config_read(path, &c, file) == -1);
	config_free(&c);
	fclose(file);
	unlink(path);
	want = g_strdup_printf("%s: No such file or directory\n", path);
	refused_file("no file", path, want);
	g_free(want);
	refused_file("a directory", "/", "/: Is a directory\n");
}

static u64 hash_of(const char *text)
{
	struct config c;
	char *got = mistakes(text, strlen(text), &c);
	u64 hash = config_hash(&c);

	check_text("a policy that is hashed", got, "");
	g_free(got);
	config_free(&c);
	return hash;
}

static void test_hash(void)
{
	static const char peer[] = "[Peer C1:02:03:04:05:06 random]\n";
	u64 none = hash_of(""), first, second;
	char *text;

	check("the hash is of values: those of profile default",
	      hash_of("[Policy]\nprofile = default\n") == none &&
	      hash_of("[Policy]\nweak-key = repair\n") == none);
	check("another value has another one",
	      hash_of("[Policy]\nprofile = strict\n") != none &&
	      hash_of("[Policy]\nmin-key-size = 8\n") != none);
	check("an empty section does not count", hash_of(peer) == none);

	first = hash_of("[Adapter hci1]\nmin-key-size = 8\n[Adapter hci2]\nmin-key-size = 9\n");
	second = hash_of("[Adapter hci2]\nmin-key-size = 9\n[Adapter hci1]\nmin-key-size = 8\n");
	check("the order of sections does not", first == second && first != none);
	second = hash_of("[Adapter hci2]\nmin-key-size = 8\n[Adapter hci1]\nmin-key-size = 9\n");
	check("their scopes do", first != second);

	text = g_strconcat(peer, "min-key-size = 8\n", NULL);
	first = hash_of(text);
	g_free(text);
	check("an address counts",
	      first != hash_of("[Peer C1:02:03:04:05:07 random]\nmin-key-size = 8\n"));
}

static void test_effective(void)
{
	static const char text[] =
		"[Peer C1:02:03:04:05:06 random]\nweak-key = allow\n"
		"[Adapter AA:BB:CC:DD:EE:FF]\nweak-key = reject\nmin-key-size = 8\nkey-dist-local = none\n"
		"[Adapter hci1]\nmin-key-size = 9\nkey-dist-remote = IdKey, LinkKey\ndebug-key = allow\n"
		"[Policy]\nprofile = strict\nkey-dist-remote = -\n"
		"short-key = audit\nkey-dist-local = SignKey\n";
	static const u8 adapter[] = { 0xaa, 0xbb, 0xcc, 0xdd, 0xee, 0xff };
	static const u8 peer[] = { 0xc1, 2, 3, 4, 5, 6 };
	struct config_target all = { 1, adapter, peer, RANDOM };
	struct config_target nobody = { -1, NULL, NULL, 0 };
	struct config_target others = { 0, peer, peer, PUBLIC };
	struct smpg_policy def = smpg_policy_profile(SMP_GUARD_PROFILE_DEFAULT);
	struct smpg_policy p, want;
	struct config c;
	char *got = mistakes(text, strlen(text), &c);

	check_text("sections in any order", got, "");
	g_free(got);

	want = smpg_policy_profile(SMP_GUARD_PROFILE_STRICT);
	want.action[SMP_GUARD_RULE_SHORT_KEY] = SMP_GUARD_ACTION_AUDIT;
	want.key_dist[SMPG_LOCAL] = SMP_GUARD_KEY_DIST_SIGNKEY;
	want.key_dist[SMPG_REMOTE] = 0;
	config_effective(&c, &nobody, &p);
	check("[Policy] alone", !memcmp(&p, &want, sizeof(p)));
	config_effective(&c, &others, &p);
	check("other adapters and peers", !memcmp(&p, &want, sizeof(p)));

	want.action[SMP_GUARD_RULE_WEAK_KEY] = SMP_GUARD_ACTION_ALLOW;
	want.action[SMP_GUARD_RULE_DEBUG_KEY] = SMP_GUARD_ACTION_ALLOW;
	want.key_dist[SMPG_LOCAL] = 0;
	want.key_dist[SMPG_REMOTE] = SMP_GUARD_KEY_DIST_IDKEY |
				     SMP_GUARD_KEY_DIST_LINKKEY;
	want.min_key_size = 8;
	config_effective(&c, &all, &p);
	check("the most specific counts, rule by rule",
	      !memcmp(&p, &want, sizeof(p)));
	config_free(&c);

	memset(&c, 0, sizeof(c));
	config_effective(&c, &all, &p);
	check("nothing set is the default profile",
	      !memcmp(&p, &def, sizeof(p)));
}

static char *written(const struct config *c,
		     void (*write)(FILE *out, const struct config *c))
{
	size_t size;
	char *text;
	FILE *out = open_memstream(&text, &size);

	write(out, c);
	fclose(out);
	return text;
}

static void test_round_trip(void)
{
	static const char text[] =
		"[Policy]\nprofile = audit\nunnegotiated-key = mask\nweak-key = repair\nmasked-key = reject\nlegacy-pairing = allow\nshort-key = audit\ndebug-key = audit\nweak-peer-key = audit\nreused-key = repair\nreused-peer-key = reject\nreflected-value = audit\ninvalid-key = allow\nplain-key = reject\nmalformed = reject\nunexpected-pdu = audit\nidentity-conflict = audit\ndowngrade = audit\nctkd-downgrade = reject\nencryption-downgrade = audit\nunauthenticated-pairing = allow\nunsolicited-pairing = allow\nweak-nonce = audit\nzero-key = reject\nre-pairing = audit\nrepeated-attempts = audit\nkey-dist-local = EncKey,SignKey\nkey-dist-remote = none\nmin-key-size = 7\n\n"
		"[Adapter hci65535]\n\n"
		"[Adapter 0A:BB:CC:DD:EE:FF]\nkey-dist-local = LinkKey\n\n"
		"[Peer FF:00:00:00:00:00 random]\nkey-dist-remote = IdKey\n\n"
		"[Peer FF:00:00:00:00:00 public]\nmin-key-size = 16\n";
	struct config c;
	char *got = mistakes(text, strlen(text), &c);
	char *again = written(&c, config_write);

	check_text("a file with everything", got, "");
	check_text("is written as it was read", again, text);
	free(again);
	again = written(&c, config_write_json);
	check_text("and as JSON", again,
		   "{\"profile\":\"audit\",\"unnegotiated-key\":\"mask\",\"weak-key\":\"repair\",\"masked-key\":\"reject\",\"legacy-pairing\":\"allow\",\"short-key\":\"audit\",\"debug-key\":\"audit\",\"weak-peer-key\":\"audit\",\"reused-key\":\"repair\",\"reused-peer-key\":\"reject\",\"reflected-value\":\"audit\",\"invalid-key\":\"allow\",\"plain-key\":\"reject\",\"malformed\":\"reject\",\"unexpected-pdu\":\"audit\",\"identity-conflict\":\"audit\",\"downgrade\":\"audit\",\"ctkd-downgrade\":\"reject\",\"encryption-downgrade\":\"audit\",\"unauthenticated-pairing\":\"allow\",\"unsolicited-pairing\":\"allow\",\"weak-nonce\":\"audit\",\"zero-key\":\"reject\",\"re-pairing\":\"audit\",\"repeated-attempts\":\"audit\",\"key-dist-local\":[\"enckey\",\"signkey\"],\"key-dist-remote\":[],\"min-key-size\":7}\n"
		   "{\"adapter\":65535}\n"
		   "{\"adapter-address\":\"0A:BB:CC:DD:EE:FF\",\"key-dist-local\":[\"linkkey\"]}\n"
		   "{\"peer-address\":\"FF:00:00:00:00:00\",\"peer-address-type\":\"random\",\"key-dist-remote\":[\"idkey\"]}\n"
		   "{\"peer-address\":\"FF:00:00:00:00:00\",\"peer-address-type\":\"public\",\"min-key-size\":16}\n");
	free(again);
	g_free(got);
	config_free(&c);
}

static bool is_setting(const char *line)
{
	return line[0] == '#' && line[1] && line[1] != ' ';
}

/* Every setting that the shipped file has in a comment, out of it */
static char *uncomment(const char *text)
{
	GString *out = g_string_new(NULL);
	char **lines = g_strsplit(text, "\n", -1), **line;

	for (line = lines; *line; line++)
		g_string_append_printf(out, "%s\n", *line + is_setting(*line));
	g_strfreev(lines);
	return g_string_free(out, FALSE);
}

/* The last lines of a rule's comment say what there is to choose from */
static void check_rule(const char *text, u8 rule)
{
	GString *want = g_string_new("#   actions: ");
	char *name = g_strdup_printf("the shipped file tells of %s",
				     smpg_rule_name(rule));
	const char *comma = "";
	unsigned int i;

	for (i = 0; i < __SMP_GUARD_ACTION_MAX; i++) {
		if (!smpg_rule_takes(rule, i))
			continue;
		g_string_append_printf(want, "%s%s", comma,
				       smpg_action_name(i));
		comma = ", ";
	}
	comma = "\n#   profiles: ";
	for (i = 0; i < __SMP_GUARD_PROFILE_MAX; i++) {
		g_string_append_printf(want, "%s%s %s", comma,
				       smpg_profile_name(i),
				       smpg_action_name(smpg_policy_profile(i).action[rule]));
		comma = ", ";
	}
	g_string_append_printf(want, "\n#%s = ", smpg_rule_name(rule));
	check(name, strstr(text, want->str));
	g_string_free(want, TRUE);
	g_free(name);
}

static void check_masks(const char *text)
{
	struct smpg_policy p;
	GString *want = g_string_new(NULL);
	unsigned int i;
	char names[32];
	bool same = true;

	for (i = 0; i < __SMP_GUARD_PROFILE_MAX; i++) {
		p = smpg_policy_profile(i);
		same &= p.key_dist[0] == p.key_dist[1];
		g_string_append_printf(want, "#   profiles: %s %s\n",
				       smpg_profile_name(i),
				       smpg_key_dist_names(p.key_dist[0], names, sizeof(names)));
	}
	g_string_append(want, "#key-dist-local = ");
	check("the shipped file tells of the masks",
	      same && strstr(text, want->str));

	g_string_assign(want, "#   profiles: ");
	for (i = 0; i < __SMP_GUARD_PROFILE_MAX; i++)
		g_string_append_printf(want, "%s%s %u", i ? ", " : "",
				       smpg_profile_name(i),
				       smpg_policy_profile(i).min_key_size);
	g_string_append(want, "\n#min-key-size = ");
	check("the shipped file tells of min-key-size",
	      strstr(text, want->str));
	g_string_free(want, TRUE);
}

static void test_shipped(const char *path)
{
	struct config_target nobody = { -1, NULL, NULL, 0 };
	GKeyFile *file = g_key_file_new();
	struct smpg_policy def = smpg_policy_profile(SMP_GUARD_PROFILE_DEFAULT);
	struct smpg_policy p;
	struct config c;
	char *text, *all, *got;
	unsigned int i;

	if (!g_file_get_contents(path, &text, NULL, NULL)) {
		check("the shipped file is there", false);
		return;
	}
	refused_file("the shipped file is right", path, "");
	config_read(path, &c, stdout);
	check("it changes nothing as it is shipped",
	      c.nr == 1 && !c.entries[0].part.sets && !c.entries[0].has_profile);
	config_free(&c);

	all = uncomment(text);
	got = mistakes(all, strlen(all), &c);
	check_text("all it has in comments is right", got, "");
	check("and makes sense", config_makes_sense(path, &c, config_complain, stdout));
	check("and is complete", c.nr == 4 && c.entries[0].has_profile &&
	      c.entries[0].part.sets == SMPG_SETS_ALL);
	config_effective(&c, &nobody, &p);
	check("and is the default profile",
	      c.entries[0].profile == SMP_GUARD_PROFILE_DEFAULT &&
	      !memcmp(&p, &def, sizeof(p)));
	check("and a key file as GLib reads them",
	      g_key_file_load_from_data(file, all, strlen(all), 0, NULL));
	for (i = 0; i < __SMP_GUARD_RULE_MAX; i++)
		check_rule(text, i);
	check_masks(text);

	g_key_file_free(file);
	config_free(&c);
	g_free(got);
	g_free(all);
	g_free(text);
}

/* The table of profiles in smp_guard(4) */
static void test_manual(const char *path)
{
	char *text, *row, *name;
	unsigned int i;

	if (!g_file_get_contents(path, &text, NULL, NULL)) {
		check("the manual page is there", false);
		return;
	}
	for (i = 0; i < __SMP_GUARD_RULE_MAX; i++) {
		row = g_strdup_printf(".It Cm %s Ta %s Ta %s Ta %s Ta %s\n",
				      smpg_rule_name(i),
				      smpg_action_name(smpg_policy_profile(0).action[i]),
				      smpg_action_name(smpg_policy_profile(1).action[i]),
				      smpg_action_name(smpg_policy_profile(2).action[i]),
				      smpg_action_name(smpg_policy_profile(3).action[i]));
		name = g_strdup_printf("the manual page's row of %s",
				       smpg_rule_name(i));
		check(name, strstr(text, row));
		g_free(name);
		g_free(row);
	}
	g_free(text);
}

int main(int argc, char **argv)
{
	test_form();
	test_keys();
	test_sections();
	test_contradictions();
	test_many();
	test_largest();
	test_files();
	test_effective();
	test_hash();
	test_round_trip();
	if (argc < 3)
		return EXIT_FAILURE;
	test_shipped(argv[1]);
	test_manual(argv[2]);
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
