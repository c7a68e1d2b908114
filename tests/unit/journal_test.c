// SPDX-License-Identifier: GPL-2.0
/*
 * Entries of the journal: netlink messages in, fields out. The catalog explains
 * every kind of entry.
 */
#include <glib.h>
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <stdlib.h>

#include "journal.h"
#include "print.h"
#include "smpg_engine.h"

static int failures;
static char *said;	/* the fields of the last entry, one a line */

static void check(const char *name, bool ok)
{
	printf("%s - journal: %s\n", ok ? "ok" : "not ok", name);
	failures += !ok;
}

static void check_text(const char *name, const char *got, const char *want)
{
	bool ok = !strcmp(got, want);

	check(name, ok);
	if (!ok)
		printf("# got\n%s# want\n%s", got, want);
}

static void keep_fields(const GLogField *fields, gsize nr, void *arg)
{
	GString *text = g_string_new(NULL);
	gsize i;

	(void)arg;
	for (i = 0; i < nr; i++)
		g_string_append_printf(text, "%s=%s\n", fields[i].key,
				       (const char *)fields[i].value);
	g_free(said);
	said = g_string_free(text, FALSE);
}

static struct nl_msg *message(u8 cmd)
{
	static const u8 peer[] = { 0xd2, 0xa7, 0x4c, 0x76, 0xf3, 0xe0 };
	struct nl_msg *msg = nlmsg_alloc();

	genlmsg_put(msg, 0, 0, 0x20, 0, 0, cmd, SMP_GUARD_FAMILY_VERSION);
	nla_put_u64(msg, SMP_GUARD_A_EVENT_SEQ, 7);
	nla_put_u64(msg, SMP_GUARD_A_EVENT_TIMESTAMP, 1789000000);
	nla_put_u32(msg, SMP_GUARD_A_EVENT_ADAPTER, 1);
	nla_put(msg, SMP_GUARD_A_EVENT_PEER_ADDRESS, sizeof(peer), peer);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_PEER_ADDRESS_TYPE,
		   SMP_GUARD_ADDRESS_TYPE_RANDOM);
	return msg;
}

/* Frees @msg */
static struct event decoded(struct nl_msg *msg)
{
	struct event ev;

	if (event_decode(nlmsg_hdr(msg), &ev))
		check("the event can be read", false);
	nlmsg_free(msg);
	return ev;
}

static struct event violation(u8 severity)
{
	struct nl_msg *msg = message(SMP_GUARD_CMD_VIOLATION);

	nla_put_u32(msg, SMP_GUARD_A_EVENT_MARKS,
		    SMP_GUARD_MARK_MID_LIFE | SMP_GUARD_MARK_TWO_HOSTS | BIT(31));
	nla_put_u8(msg, SMP_GUARD_A_EVENT_RULE, SMP_GUARD_RULE_WEAK_KEY);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_ACTION, SMP_GUARD_ACTION_REPAIR);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_DIRECTION, SMP_GUARD_DIRECTION_TX);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_PDU, SMPG_ENCRYPTION_INFORMATION);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_KEY, SMP_GUARD_KEY_LTK);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_WHY, SMP_GUARD_WHY_CONSTANT);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_STACK, SMP_GUARD_STACK_KERNEL);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_SEVERITY, severity);
	return decoded(msg);
}

static bool has(const char *line)
{
	char *with_end = g_strdup_printf("%s\n", line);
	const char *at = strstr(said, with_end);
	bool found = at && (at == said || at[-1] == '\n');

	g_free(with_end);
	return found;
}

static void test_violation(void)
{
	struct event ev = violation(SMP_GUARD_SEVERITY_WARNING);

	journal_event(&ev, keep_fields, NULL);
	check_text("violation", said,
		   "MESSAGE_ID=861b0cbaf5c04671a1507222725ec76a\n"
		   "PRIORITY=4\n"
		   "SYSLOG_IDENTIFIER=smpguard\n"
		   "SMPG_EVENT=violation\n"
		   "SMPG_SEQ=7\n"
		   "SMPG_TIMESTAMP=1789000000\n"
		   "SMPG_ADAPTER=hci1\n"
		   "SMPG_PEER=D2:A7:4C:76:F3:E0\n"
		   "SMPG_PEER_TYPE=random\n"
		   "SMPG_MARKS=mid-life\n"
		   "SMPG_MARKS=two-hosts\n"
		   "SMPG_MARKS=2147483648\n"
		   "SMPG_RULE=weak-key\n"
		   "SMPG_ACTION=repair\n"
		   "SMPG_DIRECTION=tx\n"
		   "SMPG_PDU=6\n"
		   "SMPG_KEY=ltk\n"
		   "SMPG_STACK=kernel\n"
		   "SMPG_SEVERITY=warning\n"
		   "SMPG_WHY=all or nearly all of its octets are the same\n"
		   "MESSAGE=hci1 D2:A7:4C:76:F3:E0 random  violation  weak-key: Encryption Information (LTK) from the kernel's SMP to the peer repaired: all or nearly all of its octets are the same [mid-life] [two-hosts]\n");

	ev = violation(SMP_GUARD_SEVERITY_NOTICE);
	journal_event(&ev, keep_fields, NULL);
	check("notice", has("PRIORITY=5"));
	check("no attack is certain", !strstr(said, "SMPG_ATTACK"));
	ev.a.number[SMP_GUARD_A_EVENT_RULE] = SMP_GUARD_RULE_INVALID_KEY;
	ev.a.number[SMP_GUARD_A_EVENT_WHY] = SMP_GUARD_WHY_OFF_CURVE;
	ev.a.number[SMP_GUARD_A_EVENT_PDU] = SMPG_PAIRING_PUBLIC_KEY;
	ev.a.number[SMP_GUARD_A_EVENT_KEY] = SMP_GUARD_KEY_NONE;
	journal_event(&ev, keep_fields, NULL);
	check("a published attack", has("SMPG_ATTACK=CVE-2018-5383"));
	ev = violation(SMP_GUARD_SEVERITY_CRITICAL);
	journal_event(&ev, keep_fields, NULL);
	check("critical", has("PRIORITY=2") && has("SMPG_EVENT=violation") &&
	      has("MESSAGE_ID=90f9a60eb80a47948c6608fb576c945c"));
	ev = violation(9);
	journal_event(&ev, keep_fields, NULL);
	check("severity of a later module", has("PRIORITY=4") &&
	      has("SMPG_SEVERITY=9"));
}

/* Every event of the spec has a kind of its own. */
static void test_kinds(void)
{
	static const struct {
		u8 cmd;
		const char *event, *id, *priority;
	} wanted[] = {
		{ SMP_GUARD_CMD_PAIRING_STARTED, "pairing-started",
		  "3e142224616d467abbb68232c667cb3f", "6" },
		{ SMP_GUARD_CMD_PAIRING_COMPLETE, "pairing-complete",
		  "20c5d3755390406599a1129f6c067a52", "6" },
		{ SMP_GUARD_CMD_PAIRING_FAILED, "pairing-failed",
		  "187c17bf6a9e4427ab0bcf17f1eff850", "5" },
		{ SMP_GUARD_CMD_TRANSLATION_LOST, "translation-lost",
		  "808337e07a9944aa9a0a7a58aa251849", "4" },
		{ SMP_GUARD_CMD_WINDOW_OPENED, "window-opened",
		  "7181265bd0ec4804bc011beafa43a4b0", "5" },
		{ SMP_GUARD_CMD_WINDOW_CLOSED, "window-closed",
		  "ca4801a363914a9db8dfc346ae8bc868", "5" },
		{ 200, "200", "a13d9fe375f0470b8b98436000760c76", "5" },
	};
	struct event ev;
	char *start, name[64];
	bool known = true;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(wanted); i++) {
		ev = decoded(message(wanted[i].cmd));
		journal_event(&ev, keep_fields, NULL);
		start = g_strdup_printf("MESSAGE_ID=%s\nPRIORITY=%s\n"
					"SYSLOG_IDENTIFIER=smpguard\n"
					"SMPG_EVENT=%s\nSMPG_SEQ=7\n",
					wanted[i].id, wanted[i].priority,
					wanted[i].event);
		snprintf(name, sizeof(name), "kind %s", wanted[i].event);
		check(name, g_str_has_prefix(said, start));
		g_free(start);
	}

	memset(&ev, 0, sizeof(ev));
	ev.a.spec = event_attrs;
	for (i = 0; i < 256; i++) {
		ev.cmd = i;
		journal_event(&ev, keep_fields, NULL);
		known &= !event_name(i) ==
			 has("MESSAGE_ID=a13d9fe375f0470b8b98436000760c76");
	}
	check("every event with a name has a kind", known);
}

/* The journal's words are those of the text, without the time. */
static void test_words(void)
{
	struct event ev = violation(SMP_GUARD_SEVERITY_CRITICAL);
	char *text, *words;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	print_event(out, &ev, 0);
	fclose(out);
	journal_event(&ev, keep_fields, NULL);
	words = strstr(said, "\nMESSAGE=");
	check("the words of the text", words && strchr(text, ' ') &&
	      !strcmp(words + strlen("\nMESSAGE="), strchr(text, ' ') + 1));
	free(text);
}

static void test_losses(void)
{
	static const struct guard_info info = {
		.version = "1.2.3", .hook = "kprobe", .seq = 12,
	};

	journal_lost(3, keep_fields, NULL);
	check_text("lost", said,
		   "MESSAGE_ID=719f9adbacca4e538839da76159f396b\nPRIORITY=4\nSYSLOG_IDENTIFIER=smpguard\nSMPG_EVENT=lost\nSMPG_COUNT=3\nMESSAGE=3 events lost\n");
	journal_overrun(keep_fields, NULL);
	check("overrun", has("MESSAGE_ID=92cfb39b81ac417f968c98d8f95baa6e") &&
	      has("PRIORITY=4") && has("SMPG_EVENT=overrun"));
	journal_listening(&info, keep_fields, NULL);
	check_text("listening", said,
		   "MESSAGE_ID=a160f6fca1f346c5a86a3c0e51c82926\nPRIORITY=6\nSYSLOG_IDENTIFIER=smpguard\nSMPG_EVENT=listening\nSMPG_VERSION=1.2.3\nSMPG_HOOK=kprobe\nSMPG_SEQ=12\nMESSAGE=listening to smp_guard 1.2.3, hook kprobe; the next event is number 12\n");
	journal_absent(false, keep_fields, NULL);
	check_text("absent", said,
		   "MESSAGE_ID=a0137e0615ed4ea0945ce67490ad5681\nPRIORITY=4\nSYSLOG_IDENTIFIER=smpguard\nSMPG_EVENT=absent\nMESSAGE=the smp_guard module is not loaded: pairing is not guarded; smpguard status says what to do\n");
	journal_absent(true, keep_fields, NULL);
	check("unloaded", strstr(said, "MESSAGE=the smp_guard module was unloaded: "));
}

static u64 lost_at(u64 *next, u64 seq)
{
	struct event ev = { .a.number[SMP_GUARD_A_EVENT_SEQ] = seq };

	return event_lost(next, &ev);
}

static void test_gaps(void)
{
	u64 next = 0;

	check("gap: the first may be any", !lost_at(&next, 5) && next == 6);
	check("gap: none", !lost_at(&next, 6));
	check("gap: three", lost_at(&next, 10) == 3 && next == 11);
	next = 1;
	check("gap: before the first", lost_at(&next, 3) == 2);
	next = 9;
	check("gap: one that was read before", !lost_at(&next, 8) && next == 9);
}

/* A kind of entry without an explanation, or an explanation without a kind */
static void test_catalog(const char *file)
{
	char *text, *heading, name[80];
	int i, nr = 0;
	const char *at;

	if (!g_file_get_contents(file, &text, NULL, NULL)) {
		check("the catalog is there", false);
		return;
	}
	for (i = 0; i < journal_kinds_nr; i++) {
		heading = g_strdup_printf("\n-- %s\nSubject: ",
					  journal_kinds[i].id);
		snprintf(name, sizeof(name), "the catalog explains %s",
			 journal_kinds[i].id);
		check(name, strstr(text, heading));
		g_free(heading);
	}
	for (at = text; (at = strstr(at, "\n-- ")); at++)
		nr++;
	check("the catalog explains nothing else", nr == journal_kinds_nr);
	g_free(text);
}

int main(int argc, char **argv)
{
	setenv("TZ", "UTC", 1);
	test_violation();
	test_kinds();
	test_words();
	test_losses();
	test_gaps();
	test_catalog(argc > 3 ? argv[3] : "");
	g_free(said);
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
