// SPDX-License-Identifier: GPL-2.0
#include <time.h>

#include "hci_error.h"
#include "json.h"
#include "print.h"
#include "smpg_engine.h"

#define NSEC_PER_SEC	1000000000ULL
#define NSEC_PER_MSEC	1000000ULL

/* What a value is called, or its number. */
static void print_value(FILE *out, const struct event *ev, int id)
{
	const char *name = event_attrs[id].enum_name(ev->number[id]);

	if (name)
		fputs(name, out);
	else
		fprintf(out, "%s %llu", event_attrs[id].name,
			ev->number[id]);
}

static void format_peer(const struct event *ev, char buf[18])
{
	const u8 *p = ev->peer;

	snprintf(buf, 18, "%02X:%02X:%02X:%02X:%02X:%02X",
		 p[0], p[1], p[2], p[3], p[4], p[5]);
}

/* When, on which adapter, with whom */
static void print_where(FILE *out, const struct event *ev, u64 booted)
{
	u64 when = booted + ev->number[SMP_GUARD_A_EVENT_TIMESTAMP];
	time_t seconds = when / NSEC_PER_SEC;
	char peer[18], clock[16] = "";
	struct tm tm;

	if (localtime_r(&seconds, &tm))
		strftime(clock, sizeof(clock), "%T", &tm);
	fprintf(out, "%s.%03u hci%llu ", clock,
		(unsigned int)(when % NSEC_PER_SEC / NSEC_PER_MSEC),
		ev->number[SMP_GUARD_A_EVENT_ADAPTER]);

	if (ev->has[SMP_GUARD_A_EVENT_PEER_ADDRESS]) {
		format_peer(ev, peer);
		fprintf(out, "%s ", peer);
		print_value(out, ev, SMP_GUARD_A_EVENT_PEER_ADDRESS_TYPE);
	} else {
		fprintf(out, "handle %llu",
			ev->number[SMP_GUARD_A_EVENT_HANDLE]);
	}
	fputs("  ", out);
}

static void print_marks(FILE *out, const struct event *ev)
{
	const char *const *name = event_attrs[SMP_GUARD_A_EVENT_MARKS].flags;
	u32 marks = ev->number[SMP_GUARD_A_EVENT_MARKS];

	for (; *name; name++, marks >>= 1)
		if (marks & 1)
			fprintf(out, " [%s]", *name);
}

static void print_side(FILE *out, const struct event *ev, int id)
{
	switch (ev->number[id]) {
	case SMP_GUARD_SIDE_LOCAL:
		fputs("this host", out);
		break;
	case SMP_GUARD_SIDE_PEER:
		fputs("the peer", out);
		break;
	default:
		print_value(out, ev, id);
	}
}

/* What was negotiated */
static void print_pairing(FILE *out, const struct event *ev)
{
	char keys[32];

	fputs(ev->has[SMP_GUARD_A_EVENT_SECURE_CONNECTIONS] ?
	      "Secure Connections, " : "legacy pairing, ", out);
	print_value(out, ev, SMP_GUARD_A_EVENT_METHOD);
	fprintf(out, ", %llu-octet key",
		ev->number[SMP_GUARD_A_EVENT_KEY_SIZE]);
	if (ev->has[SMP_GUARD_A_EVENT_INITIATOR]) {
		fputs(", initiator: ", out);
		print_side(out, ev, SMP_GUARD_A_EVENT_INITIATOR);
	}
	fprintf(out, "; keys negotiated: initiator's %s",
		smpg_key_dist_names(ev->number[SMP_GUARD_A_EVENT_INITIATOR_KEYS],
				    keys, sizeof(keys)));
	fprintf(out, ", responder's %s",
		smpg_key_dist_names(ev->number[SMP_GUARD_A_EVENT_RESPONDER_KEYS],
				    keys, sizeof(keys)));
}

static void print_failed(FILE *out, const struct event *ev)
{
	u8 side = ev->number[SMP_GUARD_A_EVENT_SIDE];
	u8 reason = ev->number[SMP_GUARD_A_EVENT_REASON];
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

static void print_violation(FILE *out, const struct event *ev)
{
	static const char *const done[] = {
		[SMP_GUARD_ACTION_ALLOW]	= "allowed",
		[SMP_GUARD_ACTION_AUDIT]	= "passed on",
		[SMP_GUARD_ACTION_REPAIR]	= "repaired",
		[SMP_GUARD_ACTION_MASK]		= "masked",
		[SMP_GUARD_ACTION_REJECT]	= "rejected",
	};
	static const char *const keys[] = {
		[SMP_GUARD_KEY_LTK]		= " (LTK)",
		[SMP_GUARD_KEY_EDIV_RAND]	= " (EDIV, Rand)",
		[SMP_GUARD_KEY_IRK]		= " (IRK)",
		[SMP_GUARD_KEY_CSRK]		= " (CSRK)",
	};
	u8 action = ev->number[SMP_GUARD_A_EVENT_ACTION];
	u8 key = ev->number[SMP_GUARD_A_EVENT_KEY];
	u8 pdu = ev->number[SMP_GUARD_A_EVENT_PDU];
	const char *name = smpg_pdu_name(pdu);

	print_value(out, ev, SMP_GUARD_A_EVENT_RULE);
	if (name)
		fprintf(out, ": %s", name);
	else
		fprintf(out, ": PDU 0x%02x", pdu);
	if (key < ARRAY_SIZE(keys) && keys[key])
		fputs(keys[key], out);
	fprintf(out, " %s the peer ",
		ev->number[SMP_GUARD_A_EVENT_DIRECTION] == SMP_GUARD_DIRECTION_RX ?
		"from" : "to");
	if (action < ARRAY_SIZE(done))
		fputs(done[action], out);
	else
		print_value(out, ev, SMP_GUARD_A_EVENT_ACTION);
	if (ev->has[SMP_GUARD_A_EVENT_WHY])
		fprintf(out, ": %s", ev->why);
}

void print_event(FILE *out, const struct event *ev, u64 booted)
{
	print_where(out, ev, booted);
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
	default:
		fprintf(out, "event %u", ev->cmd);
	}
	print_marks(out, ev);
	putc('\n', out);
}

static void json_flags(struct json *json, const struct event_attr *attr,
		       u64 value)
{
	const char *const *name = attr->flags;
	u64 bit = 1;

	json_open(json, attr->name, '[');
	for (; *name; name++, bit <<= 1) {
		if (value & bit)
			json_string(json, NULL, *name);
		value &= ~bit;
	}
	for (; value; value &= ~bit, bit <<= 1)
		if (value & bit)
			json_number(json, NULL, bit);
	json_close(json, ']');
}

static void json_attr(struct json *json, const struct event *ev, int id)
{
	const struct event_attr *attr = &event_attrs[id];
	u64 value = ev->number[id];
	const char *name;
	char peer[18];

	if (attr->type == NLA_STRING) {
		json_string(json, attr->name, ev->why);
	} else if (attr->type == NLA_BINARY) {
		format_peer(ev, peer);
		json_string(json, attr->name, peer);
	} else if (attr->type == NLA_FLAG) {
		json_bool(json, attr->name, true);
	} else if (attr->flags) {
		json_flags(json, attr, value);
	} else {
		name = attr->enum_name ? attr->enum_name(value) : NULL;
		if (name)
			json_string(json, attr->name, name);
		else
			json_number(json, attr->name, value);
	}
}

void print_event_json(FILE *out, const struct event *ev)
{
	struct json json = { .out = out };
	const char *name = event_name(ev->cmd);
	int id;

	json_open(&json, NULL, '{');
	if (name)
		json_string(&json, "event", name);
	else
		json_number(&json, "event", ev->cmd);
	for (id = 0; id < EVENT_ATTRS; id++)
		if (ev->has[id])
			json_attr(&json, ev, id);
	json_close(&json, '}');
	putc('\n', out);
}

void print_lost(FILE *out, unsigned long long lost)
{
	fprintf(out, "%llu event%s lost\n", lost, lost == 1 ? "" : "s");
}

void print_lost_json(FILE *out, unsigned long long lost)
{
	struct json json = { .out = out };

	json_open(&json, NULL, '{');
	json_string(&json, "event", "lost");
	json_number(&json, "count", lost);
	json_close(&json, '}');
	putc('\n', out);
}
