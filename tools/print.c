// SPDX-License-Identifier: GPL-2.0
#include <time.h>

#include "hci_error.h"
#include "json.h"
#include "print.h"
#include "smpg_engine.h"

#define NSEC_PER_SEC	1000000000ULL
#define NSEC_PER_MSEC	1000000ULL

/* Higher when a program that reads events must be changed */
#define JSON_VERSION	1

/* A value's name, or its number */
void print_value(FILE *out, const struct event *ev, int id)
{
	const char *name = event_attrs[id].enum_name(ev->a.number[id]);

	if (name)
		fputs(name, out);
	else
		fprintf(out, "%s %llu", event_attrs[id].name,
			ev->a.number[id]);
}

/* The adapter and the peer */
void print_peer(FILE *out, const struct event *ev)
{
	char peer[ADDRESS_TEXT];
	const u8 *address;

	fprintf(out, "hci%llu ", ev->a.number[SMP_GUARD_A_EVENT_ADAPTER]);
	if (ev->a.has[SMP_GUARD_A_EVENT_PEER_ADDRESS]) {
		address = ev->a.address[SMP_GUARD_A_EVENT_PEER_ADDRESS];
		fprintf(out, "%s ", address_format(address, peer));
		print_value(out, ev, SMP_GUARD_A_EVENT_PEER_ADDRESS_TYPE);
	} else if (ev->a.has[SMP_GUARD_A_EVENT_HANDLE]) {
		fprintf(out, "handle %llu",
			ev->a.number[SMP_GUARD_A_EVENT_HANDLE]);
	}
}

static void print_time(FILE *out, const struct event *ev, u64 booted)
{
	u64 when = booted + ev->a.number[SMP_GUARD_A_EVENT_TIMESTAMP];
	time_t seconds = when / NSEC_PER_SEC;
	char clock[16] = "";
	struct tm tm;

	if (localtime_r(&seconds, &tm))
		strftime(clock, sizeof(clock), "%T", &tm);
	fprintf(out, "%s.%03u ", clock,
		(unsigned int)(when % NSEC_PER_SEC / NSEC_PER_MSEC));
}

void print_marks(FILE *out, const struct event *ev)
{
	const char *const *name = event_attrs[SMP_GUARD_A_EVENT_MARKS].flags;
	u32 marks = ev->a.number[SMP_GUARD_A_EVENT_MARKS];

	for (; *name; name++, marks >>= 1)
		if (marks & 1)
			fprintf(out, " [%s]", *name);
}

static void print_side(FILE *out, const struct event *ev, int id)
{
	switch (ev->a.number[id]) {
	case SMP_GUARD_SIDE_LOCAL:
		fputs("this host", out);
		break;
	case SMP_GUARD_SIDE_PEER:
		fputs("the peer", out);
		break;
	case SMP_GUARD_SIDE_GUARD:
		fputs("smp-guard", out);
		break;
	default:
		print_value(out, ev, id);
	}
}

/* The result of the negotiation */
void print_pairing(FILE *out, const struct event *ev)
{
	char keys[32];

	fputs(ev->a.has[SMP_GUARD_A_EVENT_SECURE_CONNECTIONS] ?
	      "Secure Connections, " : "legacy pairing, ", out);
	print_value(out, ev, SMP_GUARD_A_EVENT_METHOD);
	fprintf(out, ", %llu-octet key",
		ev->a.number[SMP_GUARD_A_EVENT_KEY_SIZE]);
	if (ev->a.has[SMP_GUARD_A_EVENT_INITIATOR]) {
		fputs(", initiator: ", out);
		print_side(out, ev, SMP_GUARD_A_EVENT_INITIATOR);
	}
	fprintf(out, "; keys negotiated: initiator's %s",
		smpg_key_dist_names(ev->a.number[SMP_GUARD_A_EVENT_INITIATOR_KEYS],
				    keys, sizeof(keys)));
	fprintf(out, ", responder's %s",
		smpg_key_dist_names(ev->a.number[SMP_GUARD_A_EVENT_RESPONDER_KEYS],
				    keys, sizeof(keys)));
}

static void print_failed(FILE *out, const struct event *ev)
{
	u8 side = ev->a.number[SMP_GUARD_A_EVENT_SIDE];
	u8 reason = ev->a.number[SMP_GUARD_A_EVENT_REASON];
	const char *name;

	if (side == SMP_GUARD_SIDE_LINK) {
		name = hci_error_name(reason);
		fputs("the link ended: ", out);
	} else {
		name = smpg_reason_name(reason);
		print_side(out, ev, SMP_GUARD_A_EVENT_SIDE);
		fputs(" sent Pairing Failed: ", out);
	}
	if (name)
		fprintf(out, "%s (0x%02x)", name, reason);
	else
		fprintf(out, "reason 0x%02x", reason);
}

/* The PDU's sender and direction */
static void print_direction(FILE *out, const struct event *ev)
{
	if (ev->a.number[SMP_GUARD_A_EVENT_DIRECTION] ==
	    SMP_GUARD_DIRECTION_RX) {
		fputs(" from the peer", out);
		return;
	}
	if (ev->a.has[SMP_GUARD_A_EVENT_STACK]) {
		fputs(" from ", out);
		switch (ev->a.number[SMP_GUARD_A_EVENT_STACK]) {
		case SMP_GUARD_STACK_KERNEL:
			fputs("the kernel's SMP", out);
			break;
		case SMP_GUARD_STACK_USER:
			fputs("a user-space stack", out);
			break;
		default:
			print_value(out, ev, SMP_GUARD_A_EVENT_STACK);
		}
	}
	fputs(" to the peer", out);
}

static void print_key(FILE *out, const struct event *ev)
{
	static const char *const keys[] = {
		[SMP_GUARD_KEY_LTK]		= " (LTK)",
		[SMP_GUARD_KEY_EDIV_RAND]	= " (EDIV, Rand)",
		[SMP_GUARD_KEY_IRK]		= " (IRK)",
		[SMP_GUARD_KEY_CSRK]		= " (CSRK)",
	};
	u8 key = ev->a.number[SMP_GUARD_A_EVENT_KEY];

	if (key < ARRAY_SIZE(keys) && keys[key])
		fputs(keys[key], out);
}

static void print_why(FILE *out, const struct event *ev)
{
	if (ev->a.has[SMP_GUARD_A_EVENT_WHY]) {
		fputs(": ", out);
		print_value(out, ev, SMP_GUARD_A_EVENT_WHY);
	} else if (ev->a.has[SMP_GUARD_A_EVENT_WHY_TEXT]) {
		fprintf(out, ": %s", ev->a.text);
	}
}

/* The subject of an HCI event or command, by its rule or its key */
static const char *what_of(u8 rule, u8 key)
{
	if (rule == SMP_GUARD_RULE_IDENTITY_CONFLICT)
		return "connection";
	if (rule == SMP_GUARD_RULE_REPEATED_ATTEMPTS)
		return "request for a key";
	switch (key) {
	case SMP_GUARD_KEY_NONE:
		return "encryption";
	case SMP_GUARD_KEY_LINK_KEY:
		return "link key";
	default:
		return "session key";
	}
}

static void print_violation(FILE *out, const struct event *ev)
{
	static const char *const done[] = {
		[SMP_GUARD_ACTION_ALLOW]	= "allowed",
		[SMP_GUARD_ACTION_AUDIT]	= "passed on",
		[SMP_GUARD_ACTION_REPAIR]	= "repaired",
		[SMP_GUARD_ACTION_MASK]		= "masked",
		[SMP_GUARD_ACTION_REJECT]	= "rejected",
	};
	u8 action = ev->a.number[SMP_GUARD_A_EVENT_ACTION];
	u8 pdu = ev->a.number[SMP_GUARD_A_EVENT_PDU];
	const char *name = smpg_pdu_name(pdu), *attack = event_attack(ev);

	/* An HCI event or command has no PDU. */
	if (!pdu)
		name = what_of(ev->a.number[SMP_GUARD_A_EVENT_RULE],
			       ev->a.number[SMP_GUARD_A_EVENT_KEY]);
	print_value(out, ev, SMP_GUARD_A_EVENT_RULE);
	if (name)
		fprintf(out, ": %s", name);
	else
		fprintf(out, ": PDU 0x%02x", pdu);
	print_key(out, ev);
	print_direction(out, ev);
	putc(' ', out);
	if (action < ARRAY_SIZE(done))
		fputs(done[action], out);
	else
		print_value(out, ev, SMP_GUARD_A_EVENT_ACTION);
	print_why(out, ev);
	if (attack)
		fprintf(out, " (%s)", attack);
	if (ev->a.number[SMP_GUARD_A_EVENT_SEVERITY] ==
	    SMP_GUARD_SEVERITY_CRITICAL)
		fputs(" [critical]", out);
	if (ev->a.has[SMP_GUARD_A_EVENT_SUPPRESSED])
		fprintf(out, " (%llu more before, not shown)",
			ev->a.number[SMP_GUARD_A_EVENT_SUPPRESSED]);
}

/* The peer holds a key that the module does not translate */
static void print_translation_lost(FILE *out, const struct event *ev)
{
	fputs("must pair again", out);
	print_key(out, ev);
	print_why(out, ev);
}

/**
 * print_window_scope() - print whose window it is
 * @out: the stream
 * @adapter: index, or -1 for all adapters
 * @address: the peer's, most significant octet first, or NULL for all peers
 * @type: enum smp_guard_address_type of @address
 */
void print_window_scope(FILE *out, int adapter, const u8 *address, u8 type)
{
	const char *name = smpg_address_type_name(type);
	char buf[ADDRESS_TEXT];

	if (adapter < 0)
		fputs("all adapters, ", out);
	else
		fprintf(out, "hci%d, ", adapter);
	if (address)
		fprintf(out, "%s %s", address_format(address, buf),
			name ? name : "of another type");
	else
		fputs("all peers", out);
}

static void print_window(FILE *out, const struct event *ev)
{
	const struct attrs *a = &ev->a;

	fprintf(out, "window %s for %llu s  ",
		ev->cmd == SMP_GUARD_CMD_WINDOW_OPENED ? "opened" :
							 "closed, opened",
		a->number[SMP_GUARD_A_EVENT_DURATION]);
	print_window_scope(out, a->has[SMP_GUARD_A_EVENT_ADAPTER] ?
				(int)a->number[SMP_GUARD_A_EVENT_ADAPTER] : -1,
			   a->has[SMP_GUARD_A_EVENT_PEER_ADDRESS] ?
			   a->address[SMP_GUARD_A_EVENT_PEER_ADDRESS] : NULL,
			   a->number[SMP_GUARD_A_EVENT_PEER_ADDRESS_TYPE]);
}

static bool is_of_window(const struct event *ev)
{
	return ev->cmd == SMP_GUARD_CMD_WINDOW_OPENED ||
	       ev->cmd == SMP_GUARD_CMD_WINDOW_CLOSED;
}

/**
 * print_event_words() - print an event without its time
 * @out: the stream
 * @ev: the event
 */
void print_event_words(FILE *out, const struct event *ev)
{
	/* An event about the guard itself has no adapter, one of a window may have none. */
	if (ev->a.has[SMP_GUARD_A_EVENT_ADAPTER] && !is_of_window(ev)) {
		print_peer(out, ev);
		fputs("  ", out);
	}
	switch (ev->cmd) {
	case SMP_GUARD_CMD_PAIRING_STARTED:
		fputs("pairing started  ", out);
		print_pairing(out, ev);
		break;
	case SMP_GUARD_CMD_PAIRING_COMPLETE:
		fputs("pairing complete  ", out);
		print_pairing(out, ev);
		break;
	case SMP_GUARD_CMD_PAIRING_FAILED:
		fputs("pairing failed  ", out);
		print_failed(out, ev);
		break;
	case SMP_GUARD_CMD_VIOLATION:
		fputs("violation  ", out);
		print_violation(out, ev);
		break;
	case SMP_GUARD_CMD_TRANSLATION_LOST:
		print_translation_lost(out, ev);
		break;
	case SMP_GUARD_CMD_HOOKS_LOST:
		fputs("frames are not inspected: the kernel does not call the hook any more", out);
		break;
	case SMP_GUARD_CMD_HOOKS_BACK:
		fputs("frames are inspected again", out);
		break;
	case SMP_GUARD_CMD_WINDOW_OPENED:
	case SMP_GUARD_CMD_WINDOW_CLOSED:
		print_window(out, ev);
		break;
	default:
		fprintf(out, "event %u", ev->cmd);
	}
	print_marks(out, ev);
}

void print_event(FILE *out, const struct event *ev, u64 booted)
{
	print_time(out, ev, booted);
	print_event_words(out, ev);
	putc('\n', out);
}

void print_event_json(FILE *out, const struct event *ev)
{
	struct json json = { .out = out };
	const char *name = event_name(ev->cmd), *attack = event_attack(ev);

	json_open(&json, NULL, '{');
	json_number(&json, "version", JSON_VERSION);
	if (name)
		json_string(&json, "event", name);
	else
		json_number(&json, "event", ev->cmd);
	attrs_json(&json, &ev->a);
	if (attack)
		json_string(&json, "attack", attack);
	json_close(&json, '}');
	putc('\n', out);
}

void print_lost_words(FILE *out, unsigned long long lost)
{
	fprintf(out, "%llu event%s lost", lost, lost == 1 ? "" : "s");
}

void print_lost(FILE *out, unsigned long long lost)
{
	print_lost_words(out, lost);
	putc('\n', out);
}

void print_lost_json(FILE *out, unsigned long long lost)
{
	struct json json = { .out = out };

	json_open(&json, NULL, '{');
	json_number(&json, "version", JSON_VERSION);
	json_string(&json, "event", "lost");
	json_number(&json, "count", lost);
	json_close(&json, '}');
	putc('\n', out);
}
