// SPDX-License-Identifier: GPL-2.0
/* Reports of the module, in the time lines of the pairings that they belong to. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "render.h"
#include "report.h"
#include "session.h"
#include "timeline.h"
#include "why.h"

#define HANDLE	0x40

static int failures;
static char said[1 << 16];
static char text[1 << 16];
static unsigned int pairings;

static void check(const char *name, bool ok)
{
	printf("%s - report: %s\n", ok ? "ok" : "not ok", name);
	failures += !ok;
}

static void has(const char *name, const char *part)
{
	check(name, strstr(said, part));
	if (!strstr(said, part))
		printf("# no %s in %s\n", part, said);
}

static void has_not(const char *name, const char *part)
{
	check(name, !strstr(said, part));
	if (strstr(said, part))
		printf("# %s in %s\n", part, said);
}

static void on_pairing(void *arg, struct pairing *p)
{
	static const struct capture capture = { .clock = true };
	struct render r = {
		.width = 400, .capture = &capture, .profile = "in force",
		.nr = ++pairings,
	};

	(void)arg;
	report_drop_seen(p);
	r.out = fmemopen(said, sizeof(said), "w");
	render_json(&r, p);
	fclose(r.out);
	r.out = fmemopen(text, sizeof(text), "w");
	render_text(&r, p);
	fclose(r.out);
}

static void policy_of(void *arg, u16 adapter, const struct smpg_link *link,
		      struct smpg_policy *policy)
{
	(void)arg;
	(void)adapter;
	(void)link;
	*policy = smpg_policy_profile(SMP_GUARD_PROFILE_DEFAULT);
}

static struct session *s;
static u64 us;

static void packet(u8 type, bool tx, const u8 *data, size_t len)
{
	const struct hci_packet p = {
		.us = ++us, .timed = true, .tx = tx, .type = type, .data = data,
		.len = len,
	};

	session_packet(s, &p);
}

static void pdu(bool tx, const u8 *octets, size_t len)
{
	u8 data[80] = { HANDLE, tx ? 0x00 : 0x20, len + 4, 0, len, 0, SMPG_CID_SMP_LE };

	memcpy(data + 8, octets, len);
	packet(HCI_ACL, tx, data, len + 8);
}

/* This host is the initiator, and only Sign is negotiated for it. */
static void begin(void)
{
	static const u8 open[] = {
		0x3e, 19, 1, 0, HANDLE, 0, 0, 1, 1, 2, 3, 4, 5, 0xc6, 24, 0, 0, 0, 42, 0, 0,
	};
	static const u8 request[] = { 1, 3, 0, 1, 16, 5, 5 };
	static const u8 response[] = { 2, 3, 0, 1, 16, 4, 1 };

	said[0] = '\0';
	pairings = 0;
	s = session_new(policy_of, on_pairing, NULL);
	packet(HCI_EVENT, false, open, sizeof(open));
	pdu(true, request, sizeof(request));
	pdu(false, response, sizeof(response));
}

static void end(void)
{
	static const u8 closed[] = { 0x05, 4, 0, HANDLE, 0, 0x13 };

	packet(HCI_EVENT, false, closed, sizeof(closed));
	session_end(s);
}

/* 0 for a sentence of a module before 0.2 */
static u8 code_of(const char *text)
{
	u8 why;

	for (why = 1; why_text(why); why++)
		if (!strcmp(why_text(why), text))
			return why;
	return SMP_GUARD_WHY_NONE;
}

static bool report(bool tx, u8 code, const char *rule, const char *why, int action)
{
	const struct report r = {
		.kind = REPORT_VIOLATION, .us = ++us, .handle = HANDLE, .tx = tx,
		.pdu = code, .finding = {
			.rule = rule, .code = code_of(why), .why = why,
			.section = "3.6.1", .action = action,
		},
	};

	return session_report(s, &r);
}

static void test_masked(void)
{
	begin();
	check("masked: it belongs to the pairing",
	      report(true, SMPG_ENCRYPTION_INFORMATION, "unnegotiated-key", "so",
		     SMP_GUARD_ACTION_MASK));
	report(false, SMPG_SIGNING_INFORMATION, "weak-key", "so",
	       SMP_GUARD_ACTION_REPAIR);
	end();
	has("masked: the step",
	    "\"kind\":\"guard\",\"direction\":\"tx\",\"code\":6,\"text\":\"the module masked Encryption Information of this host\",\"findings\":[{\"rule\":\"unnegotiated-key\",\"why\":\"so\",\"section\":\"3.6.1\",\"action\":\"mask\"}]");
	has("repaired: the step",
	    "\"kind\":\"guard\",\"direction\":\"rx\",\"code\":10,\"text\":\"the module repaired Signing Information of the peer\"");
	has("both count", "\"violations\":2");
	has("masked: the answer",
	    ", and masked Encryption Information of the initiator (this host).");
	has("masked: what to change",
	    "sent Encryption Information though only Sign was negotiated for it. ");
	has_not("masked: the peer did not refuse what it never saw", "the fault is");
	has("repaired: the answer",
	    "The smp_guard module repaired Signing Information of the responder (the peer), and masked ");
	check("in text", strstr(text, " the module masked Encryption Information of this host ") &&
	      strstr(text, "unnegotiated-key: so (Vol 3, Part H, 3.6.1) "));
}

/* A finding that the PDU shows, and that the module reports, is shown once. */
static void test_seen(void)
{
	static const u8 ltk[17] = { SMPG_ENCRYPTION_INFORMATION, 1, 2, 3 };

	begin();
	report(true, SMPG_ENCRYPTION_INFORMATION, "unnegotiated-key",
	       why_text(SMP_GUARD_WHY_NOT_NEGOTIATED), SMP_GUARD_ACTION_AUDIT);
	report(true, SMPG_ENCRYPTION_INFORMATION, "reused-key",
	       why_text(SMP_GUARD_WHY_REUSED), SMP_GUARD_ACTION_AUDIT);
	pdu(true, ltk, sizeof(ltk));
	end();
	has("seen: at the PDU", "\"kind\":\"pdu\",\"direction\":\"tx\",\"code\":6");
	has_not("seen: not twice",
		"let pass Encryption Information of this host\",\"findings\":[{\"rule\":\"unnegotiated-key\"");
	has("not seen: what only the module knows",
	    "let pass Encryption Information of this host\",\"findings\":[{\"rule\":\"reused-key\"");
	has("seen: each counts once", "\"violations\":3");
}

static void test_ended(void)
{
	static const u8 failed[] = { SMPG_PAIRING_FAILED, 0x03 };
	struct report r = {
		.kind = REPORT_ENDED, .handle = HANDLE, .reason = 0x03,
	};

	begin();
	report(false, SMPG_PAIRING_RESPONSE, "legacy-pairing", "so",
	       SMP_GUARD_ACTION_REJECT);
	r.us = ++us;
	session_report(s, &r);
	pdu(true, failed, sizeof(failed));
	pdu(false, failed, sizeof(failed));
	check("ended: handed out before the link's end",
	      !session_settle(s, us + 1) && pairings == 1);
	has("ended: by the module",
	    "\"outcome\":\"failed\",\"side\":\"guard\",\"reason\":3");
	has("ended: the answer",
	    "the smp_guard module ended it with Pairing Failed, Authentication Requirements (0x03)");
	has("ended: the rule", "the action reject for the rule legacy-pairing");
	end();
	check("ended: once", pairings == 1);
}

/* A report alone is a pairing too, and the Pairing Request that follows is in it. */
static void test_first(void)
{
	static const u8 request[] = { 1, 3, 0, 1, 16, 5, 5 };

	begin();
	end();
	begin();
	session_end(s);
	s = session_new(policy_of, on_pairing, NULL);
	pairings = 0;
	report(true, SMPG_PAIRING_REQUEST, "masked-key", "so", SMP_GUARD_ACTION_AUDIT);
	pdu(true, request, sizeof(request));
	check("first: not a pairing by itself", !pairings);
	session_end(s);
	check("first: one pairing", pairings == 1);
	has("first: the step", "the module let pass Pairing Request of this host");
}

static void test_lost(void)
{
	struct report r = {
		.kind = REPORT_LOST, .key = SMP_GUARD_KEY_LTK, .why = "so",
		.peer_type = SMP_GUARD_ADDRESS_TYPE_RANDOM,
		.peer = { 1, 2, 3, 4, 5, 0xc6 },
	};

	begin();
	r.us = ++us;
	check("lost: of this peer", session_report(s, &r));
	r.peer[0]++;
	check("lost: not of another", !session_report(s, &r));
	r.peer[0]--;
	r.adapter = 1;
	check("lost: not on another adapter", !session_report(s, &r));
	end();
	has("lost: the step",
	    "\"kind\":\"translation-lost\",\"text\":\"the peer must pair again, its repaired LTK is lost: so\"");
	has("lost: no violation", "\"violations\":0");
}

static void happen(void *arg, const void *what)
{
	strcat(arg, what);
}

static void test_timeline(void)
{
	struct timeline t = { };
	char order[16] = "";

	timeline_add(&t, 2, strdup("b"), happen);
	timeline_add(&t, 3, strdup("d"), happen);
	timeline_add(&t, 1, strdup("a"), happen);
	timeline_add(&t, 2, strdup("c"), happen);
	check("timeline: nothing yet", timeline_run(&t, 0, order) && !*order);
	check("timeline: in order", timeline_run(&t, 2, order) && !strcmp(order, "abc"));
	check("timeline: to the end", !timeline_run(&t, UINT64_MAX, order) &&
	      !strcmp(order, "abcd"));
}

int main(void)
{
	test_masked();
	test_seen();
	test_ended();
	test_first();
	test_lost();
	test_timeline();
	return failures ? EXIT_FAILURE : EXIT_SUCCESS;
}
