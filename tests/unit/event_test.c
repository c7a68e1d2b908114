// SPDX-License-Identifier: GPL-2.0
/* What the tool makes of events: netlink messages in, lines out. */
#include <netlink/genl/genl.h>
#include <netlink/msg.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "duration.h"
#include "json.h"
#include "print.h"
#include "smpg_engine.h"
#include "why.h"

/* 2001-02-03 04:05:06 UTC */
#define BOOTED	(981173106ULL * 1000000000)

static int failures;

static void check(const char *name, bool ok)
{
	printf("%s - %s\n", ok ? "ok" : "not ok", name);
	failures += !ok;
}

static void check_text(const char *name, const char *got, const char *want)
{
	bool ok = !strcmp(got, want);

	check(name, ok);
	if (!ok)
		printf("# got  %s# want %s", got, want);
}

static struct nl_msg *message(u8 cmd)
{
	struct nl_msg *msg = nlmsg_alloc();

	genlmsg_put(msg, 0, 0, 0x20, 0, 0, cmd, SMP_GUARD_FAMILY_VERSION);
	return msg;
}

static void put_link(struct nl_msg *msg, u64 seq)
{
	static const u8 peer[] = { 0xd2, 0xa7, 0x4c, 0x76, 0xf3, 0xe0 };

	nla_put_u64(msg, SMP_GUARD_A_EVENT_SEQ, seq);
	nla_put_u64(msg, SMP_GUARD_A_EVENT_TIMESTAMP, 1789000000);
	nla_put_u32(msg, SMP_GUARD_A_EVENT_ADAPTER, 0);
	nla_put_u16(msg, SMP_GUARD_A_EVENT_HANDLE, 64);
	nla_put(msg, SMP_GUARD_A_EVENT_PEER_ADDRESS, sizeof(peer), peer);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_PEER_ADDRESS_TYPE,
		   SMP_GUARD_ADDRESS_TYPE_RANDOM);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_TRANSPORT, SMP_GUARD_TRANSPORT_LE);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_ROLE, SMP_GUARD_ROLE_CENTRAL);
}

static void put_pairing(struct nl_msg *msg)
{
	nla_put_u8(msg, SMP_GUARD_A_EVENT_INITIATOR, SMP_GUARD_SIDE_LOCAL);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_METHOD, SMP_GUARD_METHOD_JUST_WORKS);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_KEY_SIZE, 16);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_INITIATOR_KEYS,
		   SMP_GUARD_KEY_DIST_SIGNKEY);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_RESPONDER_KEYS, 0);
}

/* The schema is tested with what the other tests have seen */
static void keep(const char *json)
{
	const char *path = getenv("SMPG_TEST_JSON");
	FILE *out = path ? fopen(path, "a") : NULL;

	if (!out)
		return;
	fputs(json, out);
	fclose(out);
}

/* Frees @msg; fails when it cannot be decoded. */
static void check_lines(const char *name, struct nl_msg *msg,
			const char *text, const char *json)
{
	struct event ev;
	char *buf;
	size_t size;
	FILE *out;

	check(name, !event_decode(nlmsg_hdr(msg), &ev));
	nlmsg_free(msg);

	out = open_memstream(&buf, &size);
	print_event(out, &ev, BOOTED);
	fclose(out);
	check_text(name, buf, text);
	free(buf);

	out = open_memstream(&buf, &size);
	print_event_json(out, &ev);
	fclose(out);
	check_text(name, buf, json);
	keep(buf);
	free(buf);
}

#define CLOCK	"04:05:07.789 "
#define WHERE	CLOCK "hci0 D2:A7:4C:76:F3:E0 random  "
#define LINK(seq) "\"seq\":" #seq ",\"timestamp\":1789000000,\"adapter\":0," \
	"\"handle\":64,\"peer-address\":\"D2:A7:4C:76:F3:E0\"," \
	"\"peer-address-type\":\"random\",\"transport\":\"le\"," \
	"\"role\":\"central\""

static void test_pairing(void)
{
	struct nl_msg *msg = message(SMP_GUARD_CMD_PAIRING_STARTED);

	put_link(msg, 1);
	nla_put_u32(msg, SMP_GUARD_A_EVENT_MARKS, SMP_GUARD_MARK_TWO_HOSTS);
	put_pairing(msg);
	check_lines("pairing-started", msg, WHERE
		    "pairing started  legacy pairing, just-works, 16-octet key, initiator: this host; keys negotiated: initiator's SignKey, responder's - [two-hosts]\n",
		    "{\"version\":1,\"event\":\"pairing-started\"," LINK(1)
		    ",\"marks\":[\"two-hosts\"],\"initiator\":\"local\",\"method\":\"just-works\",\"key-size\":16,\"initiator-keys\":[\"signkey\"],\"responder-keys\":[]}\n");

	msg = message(SMP_GUARD_CMD_PAIRING_COMPLETE);
	put_link(msg, 2);
	put_pairing(msg);
	nla_put_flag(msg, SMP_GUARD_A_EVENT_SECURE_CONNECTIONS);
	check_lines("pairing-complete", msg, WHERE
		    "pairing complete  Secure Connections, just-works, 16-octet key, initiator: this host; keys negotiated: initiator's SignKey, responder's -\n",
		    "{\"version\":1,\"event\":\"pairing-complete\"," LINK(2)
		    ",\"initiator\":\"local\",\"method\":\"just-works\",\"secure-connections\":true,\"key-size\":16,\"initiator-keys\":[\"signkey\"],\"responder-keys\":[]}\n");
}

static void test_failed(void)
{
	struct nl_msg *msg = message(SMP_GUARD_CMD_PAIRING_FAILED);

	put_link(msg, 3);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_REASON, 0x08);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_SIDE, SMP_GUARD_SIDE_PEER);
	check_lines("pairing-failed by the peer", msg, WHERE
		    "pairing failed  the peer sent Pairing Failed: Unspecified Reason (0x08)\n",
		    "{\"version\":1,\"event\":\"pairing-failed\"," LINK(3)
		    ",\"reason\":8,\"side\":\"peer\"}\n");

	msg = message(SMP_GUARD_CMD_PAIRING_FAILED);
	put_link(msg, 4);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_REASON, 0x0f);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_SIDE, SMP_GUARD_SIDE_GUARD);
	check_lines("pairing-failed by a rule", msg, WHERE
		    "pairing failed  smp-guard sent Pairing Failed: Key Rejected (0x0f)\n",
		    "{\"version\":1,\"event\":\"pairing-failed\"," LINK(4)
		    ",\"reason\":15,\"side\":\"guard\"}\n");

	msg = message(SMP_GUARD_CMD_PAIRING_FAILED);
	put_link(msg, 4);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_REASON, 0x13);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_SIDE, SMP_GUARD_SIDE_LINK);
	check_lines("pairing-failed with the link", msg, WHERE
		    "pairing failed  the link ended: Remote User Terminated Connection (0x13)\n",
		    "{\"version\":1,\"event\":\"pairing-failed\"," LINK(4)
		    ",\"reason\":19,\"side\":\"link\"}\n");
}

static void put_violation(struct nl_msg *msg, u8 action, u8 pdu, u8 key,
			  const char *why)
{
	nla_put_u8(msg, SMP_GUARD_A_EVENT_RULE,
		   SMP_GUARD_RULE_UNNEGOTIATED_KEY);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_ACTION, action);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_DIRECTION, SMP_GUARD_DIRECTION_TX);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_PDU, pdu);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_KEY, key);
	nla_put_string(msg, SMP_GUARD_A_EVENT_WHY_TEXT, why);
}

static void test_violation(void)
{
	struct nl_msg *msg = message(SMP_GUARD_CMD_VIOLATION);

	put_link(msg, 5);
	put_violation(msg, SMP_GUARD_ACTION_MASK, SMPG_ENCRYPTION_INFORMATION,
		      SMP_GUARD_KEY_LTK, "\"so\"\\\n");
	check_lines("violation, escapes", msg, WHERE
		    "violation  unnegotiated-key: Encryption Information (LTK) to the peer masked: \"so\"\\\n\n",
		    "{\"version\":1,\"event\":\"violation\"," LINK(5)
		    ",\"rule\":\"unnegotiated-key\",\"action\":\"mask\",\"direction\":\"tx\",\"pdu\":6,\"key\":\"ltk\",\"why\":\"\\\"so\\\"\\\\\\u000a\"}\n");

	msg = message(SMP_GUARD_CMD_VIOLATION);
	put_link(msg, 6);
	put_violation(msg, 77, 0xee, 99, "\xe9");
	check_lines("violation of a later module", msg, WHERE
		    "violation  unnegotiated-key: PDU 0xee to the peer action 77: \xe9\n",
		    "{\"version\":1,\"event\":\"violation\"," LINK(6)
		    ",\"rule\":\"unnegotiated-key\",\"action\":77,\"direction\":\"tx\",\"pdu\":238,\"key\":99,\"why\":\"\\u00e9\"}\n");
}

/* Modules before 0.2 send a sentence, later ones a number. */
static void test_why(void)
{
	struct nl_msg *msg = message(SMP_GUARD_CMD_TRANSLATION_LOST);

	put_link(msg, 7);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_KEY, SMP_GUARD_KEY_LTK);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_WHY, SMP_GUARD_WHY_NO_MEMORY);
	check_lines("why as a number", msg, WHERE
		    "must pair again (LTK): there is no memory to keep it\n",
		    "{\"version\":1,\"event\":\"translation-lost\"," LINK(7)
		    ",\"key\":\"ltk\",\"why\":\"there is no memory to keep it\"}\n");

	msg = message(SMP_GUARD_CMD_TRANSLATION_LOST);
	put_link(msg, 7);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_KEY, SMP_GUARD_KEY_LTK);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_WHY, 200);
	check_lines("why of a later module", msg, WHERE
		    "must pair again (LTK): why 200\n",
		    "{\"version\":1,\"event\":\"translation-lost\"," LINK(7)
		    ",\"key\":\"ltk\",\"why\":200}\n");
}

static void test_windows(void)
{
	static const u8 peer[] = { 0xd2, 0xa7, 0x4c, 0x76, 0xf3, 0xe0 };
	struct nl_msg *msg = message(SMP_GUARD_CMD_WINDOW_OPENED);

	nla_put_u64(msg, SMP_GUARD_A_EVENT_SEQ, 8);
	nla_put_u64(msg, SMP_GUARD_A_EVENT_TIMESTAMP, 1789000000);
	nla_put_u32(msg, SMP_GUARD_A_EVENT_DURATION, 120);
	check_lines("window for all", msg, CLOCK
		    "window opened for 120 s  all adapters, all peers\n",
		    "{\"version\":1,\"event\":\"window-opened\",\"seq\":8,\"timestamp\":1789000000,\"duration\":120}\n");

	msg = message(SMP_GUARD_CMD_WINDOW_CLOSED);
	nla_put_u64(msg, SMP_GUARD_A_EVENT_SEQ, 9);
	nla_put_u64(msg, SMP_GUARD_A_EVENT_TIMESTAMP, 1789000000);
	nla_put_u32(msg, SMP_GUARD_A_EVENT_ADAPTER, 1);
	nla_put(msg, SMP_GUARD_A_EVENT_PEER_ADDRESS, sizeof(peer), peer);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_PEER_ADDRESS_TYPE,
		   SMP_GUARD_ADDRESS_TYPE_RANDOM);
	nla_put_u32(msg, SMP_GUARD_A_EVENT_DURATION, 60);
	check_lines("window for a peer", msg, CLOCK
		    "window closed, opened for 60 s  hci1, D2:A7:4C:76:F3:E0 random\n",
		    "{\"version\":1,\"event\":\"window-closed\",\"seq\":9,\"timestamp\":1789000000,\"adapter\":1,\"peer-address\":\"D2:A7:4C:76:F3:E0\",\"peer-address-type\":\"random\",\"duration\":60}\n");
}

static void test_durations(void)
{
	static const struct {
		const char *text;
		u32 seconds;	/* 0: none */
	} cases[] = {
		{ "1", 1 }, { "90s", 90 }, { "2m", 120 }, { "24h", 86400 },
		{ "86400", 86400 }, { "1440m", 86400 }, { "", 0 }, { "0", 0 },
		{ "0m", 0 }, { "m", 0 }, { "-1", 0 }, { " 1", 0 }, { "1 m", 0 },
		{ "1x", 0 }, { "2mm", 0 }, { "25h", 0 }, { "86401", 0 },
		{ "99999999999999999999", 0 }, { "4294967297", 0 },
	};
	bool good = true;
	u32 seconds;
	size_t i;

	for (i = 0; i < ARRAY_SIZE(cases); i++) {
		seconds = 0;
		good &= duration_parse(cases[i].text, &seconds) ==
			!!cases[i].seconds && seconds == cases[i].seconds;
	}
	check("durations", good);
}

/* Every reason has a sentence, and no two have the same. */
static void test_every_why(void)
{
	bool good = !why_text(SMP_GUARD_WHY_NONE);
	int i, j;

	for (i = SMP_GUARD_WHY_NONE + 1; i <= SMP_GUARD_WHY_MAX; i++) {
		good &= why_text(i) && *why_text(i);
		for (j = SMP_GUARD_WHY_NONE + 1; good && j < i; j++)
			good &= strcmp(why_text(i), why_text(j)) != 0;
	}
	good &= !why_text(SMP_GUARD_WHY_MAX + 1) && !why_text(255);
	check("every why has a sentence of its own", good);
}

static void put_negotiation(struct nl_msg *msg, u8 rule, u8 action, u8 pdu,
			    const char *why)
{
	nla_put_u8(msg, SMP_GUARD_A_EVENT_RULE, rule);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_ACTION, action);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_DIRECTION, SMP_GUARD_DIRECTION_TX);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_PDU, pdu);
	nla_put_string(msg, SMP_GUARD_A_EVENT_WHY_TEXT, why);
}

static void test_stack(void)
{
	struct nl_msg *msg = message(SMP_GUARD_CMD_VIOLATION);

	put_link(msg, 8);
	put_negotiation(msg, SMP_GUARD_RULE_LEGACY_PAIRING,
			SMP_GUARD_ACTION_REJECT, SMPG_PAIRING_REQUEST, "so");
	nla_put_u8(msg, SMP_GUARD_A_EVENT_STACK, SMP_GUARD_STACK_USER);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_SEVERITY, SMP_GUARD_SEVERITY_WARNING);
	check_lines("violation of a user-space stack, without key", msg, WHERE
		    "violation  legacy-pairing: Pairing Request from a user-space stack to the peer rejected: so\n",
		    "{\"version\":1,\"event\":\"violation\"," LINK(8)
		    ",\"rule\":\"legacy-pairing\",\"action\":\"reject\",\"direction\":\"tx\",\"pdu\":1,\"why\":\"so\",\"stack\":\"user\",\"severity\":\"warning\"}\n");

	msg = message(SMP_GUARD_CMD_VIOLATION);
	put_link(msg, 8);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_RULE, SMP_GUARD_RULE_REFLECTED_VALUE);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_ACTION, SMP_GUARD_ACTION_REJECT);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_DIRECTION, SMP_GUARD_DIRECTION_RX);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_PDU, SMPG_PAIRING_PUBLIC_KEY);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_KEY, SMP_GUARD_KEY_NONE);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_WHY, SMP_GUARD_WHY_REFLECTED);
	check_lines("violation that is a published attack", msg, WHERE
		    "violation  reflected-value: Pairing Public Key from the peer rejected: it is the other side's own value sent back (CVE-2020-26558)\n",
		    "{\"version\":1,\"event\":\"violation\"," LINK(8)
		    ",\"rule\":\"reflected-value\",\"action\":\"reject\",\"direction\":\"rx\",\"pdu\":12,\"key\":\"none\",\"why\":\"it is the other side's own value sent back\",\"attack\":\"CVE-2020-26558\"}\n");

	msg = message(SMP_GUARD_CMD_VIOLATION);
	put_link(msg, 8);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_RULE, SMP_GUARD_RULE_IDENTITY_CONFLICT);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_ACTION, SMP_GUARD_ACTION_AUDIT);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_DIRECTION, SMP_GUARD_DIRECTION_RX);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_PDU, 0);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_KEY, SMP_GUARD_KEY_NONE);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_WHY, SMP_GUARD_WHY_OWN_IDENTITY);
	nla_put_u64(msg, SMP_GUARD_A_EVENT_SUPPRESSED, 1234567890123);
	check_lines("violation by an event, with others before it", msg, WHERE
		    "violation  identity-conflict: connection from the peer passed on: its address is that of this adapter (1234567890123 more before, not shown)\n",
		    "{\"version\":1,\"event\":\"violation\"," LINK(8)
		    ",\"rule\":\"identity-conflict\",\"action\":\"audit\",\"direction\":\"rx\",\"pdu\":0,\"key\":\"none\",\"why\":\"its address is that of this adapter\",\"suppressed\":1234567890123}\n");

	msg = message(SMP_GUARD_CMD_VIOLATION);
	put_link(msg, 9);
	put_negotiation(msg, SMP_GUARD_RULE_WEAK_KEY, SMP_GUARD_ACTION_REPAIR,
			SMPG_IDENTITY_INFORMATION, "so");
	nla_put_u8(msg, SMP_GUARD_A_EVENT_STACK, SMP_GUARD_STACK_KERNEL);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_SEVERITY,
		   SMP_GUARD_SEVERITY_CRITICAL);
	check_lines("violation of the kernel's SMP", msg, WHERE
		    "violation  weak-key: Identity Information from the kernel's SMP to the peer repaired: so [critical]\n",
		    "{\"version\":1,\"event\":\"violation\"," LINK(9)
		    ",\"rule\":\"weak-key\",\"action\":\"repair\",\"direction\":\"tx\",\"pdu\":8,\"why\":\"so\",\"stack\":\"kernel\",\"severity\":\"critical\"}\n");

	msg = message(SMP_GUARD_CMD_VIOLATION);
	put_link(msg, 10);
	put_negotiation(msg, SMP_GUARD_RULE_DEBUG_KEY, SMP_GUARD_ACTION_AUDIT,
			SMPG_PAIRING_PUBLIC_KEY, "so");
	nla_put_u8(msg, SMP_GUARD_A_EVENT_STACK, 7);
	nla_put_u8(msg, SMP_GUARD_A_EVENT_SEVERITY, 9);
	check_lines("violation of a stack of a later module", msg, WHERE
		    "violation  debug-key: Pairing Public Key from stack 7 to the peer passed on: so\n",
		    "{\"version\":1,\"event\":\"violation\"," LINK(10)
		    ",\"rule\":\"debug-key\",\"action\":\"audit\",\"direction\":\"tx\",\"pdu\":12,\"why\":\"so\",\"stack\":7,\"severity\":9}\n");
}

static void test_unknown(void)
{
	struct nl_msg *msg = message(200);

	nla_put_u64(msg, SMP_GUARD_A_EVENT_SEQ, 7);
	nla_put_u64(msg, SMP_GUARD_A_EVENT_TIMESTAMP, 0);
	nla_put_u32(msg, SMP_GUARD_A_EVENT_ADAPTER, 1);
	nla_put_u16(msg, SMP_GUARD_A_EVENT_HANDLE, 3);
	nla_put_u32(msg, SMP_GUARD_A_EVENT_MARKS,
		    SMP_GUARD_MARK_MID_LIFE | BIT(31));
	nla_put_u32(msg, SMP_GUARD_A_EVENT_MAX + 1, 1);
	check_lines("event of a later module", msg,
		    "04:05:06.000 hci1 handle 3  event 200 [mid-life]\n",
		    "{\"version\":1,\"event\":200,\"seq\":7,\"timestamp\":0,\"adapter\":1,\"handle\":3,\"marks\":[\"mid-life\",2147483648]}\n");
}

static void test_malformed(void)
{
	struct nl_msg *msg = message(SMP_GUARD_CMD_VIOLATION);
	struct event ev;

	nla_put_u8(msg, SMP_GUARD_A_EVENT_SEQ, 1);
	check("short number is refused", event_decode(nlmsg_hdr(msg), &ev) < 0);
	nlmsg_free(msg);

	msg = message(SMP_GUARD_CMD_VIOLATION);
	nla_put_u32(msg, SMP_GUARD_A_EVENT_PEER_ADDRESS, 1);
	check("short address is refused", event_decode(nlmsg_hdr(msg), &ev) < 0);
	nlmsg_free(msg);

	msg = nlmsg_alloc_simple(0x20, 0);
	check("no header is refused", event_decode(nlmsg_hdr(msg), &ev) < 0);
	nlmsg_free(msg);
}

static void test_lost(void)
{
	char *buf;
	size_t size;
	FILE *out;

	out = open_memstream(&buf, &size);
	print_lost(out, 3);
	print_lost(out, 1);
	print_lost_json(out, 3);
	fclose(out);
	check_text("lost", buf,
		   "3 events lost\n1 event lost\n{\"version\":1,\"event\":\"lost\",\"count\":3}\n");
	free(buf);
}

static void test_key_dist_names(void)
{
	char buf[32];

	check_text("no keys", smpg_key_dist_names(0xf0, buf, sizeof(buf)), "-");
	check_text("all keys", smpg_key_dist_names(0xff, buf, sizeof(buf)),
		   "EncKey,IdKey,SignKey,LinkKey");
	check_text("no room for the second", smpg_key_dist_names(3, buf, 12),
		   "EncKey");
	check_text("room for two", smpg_key_dist_names(3, buf, 13),
		   "EncKey,IdKey");
	check_text("room for the end", smpg_key_dist_names(3, buf, 1), "");
}

int main(void)
{
	setenv("TZ", "UTC", 1);
	tzset();
	test_pairing();
	test_failed();
	test_violation();
	test_why();
	test_windows();
	test_durations();
	test_every_why();
	test_stack();
	test_unknown();
	test_malformed();
	test_lost();
	test_key_dist_names();
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
