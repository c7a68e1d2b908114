// SPDX-License-Identifier: GPL-2.0
/*
 * btmon prints a packet's fields in the order they have on the wire, so the
 * size of each is all one needs to get its octets back; the length in the
 * packet's first line is the check.
 *
 * 128-bit values are printed octet by octet in wire order, least significant
 * first: with them reversed, c1 and s1 (Vol 3, Part H, 2.2.3 and 2.2.4) give
 * the trace's own confirm values and its STK; as printed they do not. EDIV and
 * Rand are printed as numbers, and reversed on the wire.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "trace.h"
#include "vhci.h"

struct field {
	const char *label;
	u8 size;
};

static const struct field fields[] = {
	{ "Address", 6 },
	{ "Authentication requirement", 1 },
	{ "Confim value", 16 },		/* as btmon had it */
	{ "Confirm value", 16 },
	{ "Connection interval", 2 },
	{ "Connection latency", 2 },
	{ "Count", 2 },
	{ "EDIV", 2 },
	{ "Encrypted diversifier", 2 },
	{ "Encryption", 1 },
	{ "Filter policy", 1 },
	{ "Handle", 2 },
	{ "IO capability", 1 },
	{ "Initiator key distribution", 1 },
	{ "Long term key", 16 },
	{ "Mask", 8 },
	{ "Master clock accuracy", 1 },
	{ "Max connection interval", 2 },
	{ "Max connection length", 2 },
	{ "Max encryption key size", 1 },
	{ "Max interval", 2 },
	{ "Min connection interval", 2 },
	{ "Min connection length", 2 },
	{ "Min interval", 2 },
	{ "Num handles", 1 },
	{ "OOB data", 1 },
	{ "Own address type", 1 },
	{ "Peer address", 6 },
	{ "Peer address type", 1 },
	{ "Rand", 8 },
	{ "Random number", 8 },
	{ "Random value", 16 },
	{ "Reason", 1 },
	{ "Responder key distribution", 1 },
	{ "Result", 2 },
	{ "Role", 1 },
	{ "Scan interval", 2 },
	{ "Scan window", 2 },
	{ "Signature key", 16 },
	{ "Simultaneous", 1 },
	{ "Slave latency", 2 },
	{ "Status", 1 },
	{ "Supervision timeout", 2 },
	{ "Supported", 1 },
	{ "Timeout", 2 },
	{ "Timeout multiplier", 2 },
	{ "Type", 1 },
};

static const char *path_of_trace;
static unsigned int line_nr;

static void bad(const char *what)
{
	die("%s:%u: %s", path_of_trace, line_nr, what);
}

static void put(struct packet *p, const void *data, size_t len)
{
	if (p->len + len > sizeof(p->data))
		bad("packet too long");
	memcpy(p->data + p->len, data, len);
	p->len += len;
}

static void put_number(struct packet *p, u64 value, size_t size)
{
	u8 octets[8];
	size_t i;

	for (i = 0; i < size; i++)
		octets[i] = value >> 8 * i;
	put(p, octets, size);
}

/* A number: "(0x0036)" in brackets, 0x0036, or decimal. */
static u64 number(const char *text)
{
	const char *hex = strstr(text, "(0x");

	return strtoull(hex ? hex + 1 : text, NULL, 0);
}

static void put_field(struct packet *p, size_t size, const char *text)
{
	unsigned int octet[16];
	u8 octets[16];
	size_t i;

	if (size < 16 && size != 6) {
		put_number(p, number(text), size);
		return;
	}
	for (i = 0; i < size; i++) {
		const char *at = text + i * (size == 6 ? 3 : 2);

		if (sscanf(at, "%2x", &octet[i]) != 1)
			bad("not in hexadecimal");
		/* People write an address most significant octet first */
		octets[size == 6 ? 5 - i : i] = octet[i];
	}
	put(p, octets, size);
}

/* A line with a field; deeper lines that only explain one have no label. */
static void take_field(struct packet *p, const char *text)
{
	const char *colon = strchr(text, ':');
	size_t i;

	if (!colon)
		return;
	for (i = 0; i < ARRAY_SIZE(fields); i++)
		if (strlen(fields[i].label) == (size_t)(colon - text) &&
		    !strncmp(fields[i].label, text, colon - text)) {
			put_field(p, fields[i].size, colon + 2);
			return;
		}
	bad("a field this program does not know");
}

/* The line below a packet's first that names what is in it. */
static bool take_name(struct packet *p, const char *text)
{
	unsigned int ogf, ocf, n, code, ident, len;
	const char *paren = strrchr(text, '(');
	u8 type = p->data[0];

	if (!paren)
		return false;
	if (type == HCI_EVENT && p->len == 3) {
		if (sscanf(paren, "(0x%x|0x%x) ncmd %u", &ogf, &ocf, &n) == 3) {
			put_number(p, n, 1);
			put_number(p, ogf << 10 | ocf, 2);
			return true;
		}
		if (p->data[1] == EV_LE_META && sscanf(paren, "(0x%x)", &code) == 1) {
			put_number(p, code, 1);
			return true;
		}
	}
	if (type != HCI_ACL || p->len != 5)
		return false;
	if (!strncmp(text, "SMP: ", 5) &&
	    sscanf(paren, "(0x%x) len %u", &code, &len) == 2) {
		put_number(p, len + 1, 2);
		put_number(p, SMPG_CID_SMP_LE, 2);
		put_number(p, code, 1);
		return true;
	}
	if (!strncmp(text, "LE L2CAP: ", 10) &&
	    sscanf(paren, "(0x%x) ident %u len %u", &code, &ident, &len) == 3) {
		put_number(p, len + 4, 2);
		put_number(p, 0x0005, 2);
		put_number(p, code, 1);
		put_number(p, ident, 1);
		put_number(p, len, 2);
		return true;
	}
	return false;
}

static void take_first_line(struct trace_record *r, const char *line)
{
	unsigned int ogf, ocf, code, len, handle, flags;
	const char *paren = strchr(line, '('), *time = strstr(line, "[hci");
	struct packet *p = &r->packet;
	double seconds;

	r->from_host = line[0] == '<';
	if (!time || sscanf(time, "[hci%*u] %lf", &seconds) != 1)
		bad("no time");
	r->us = seconds * 1e6 + 0.5;

	if (!strncmp(line + 2, "HCI Command: ", 13) && paren &&
	    sscanf(paren, "(0x%x|0x%x) plen %u", &ogf, &ocf, &len) == 3)
		packet_command(p, ogf << 10 | ocf, NULL, 0);
	else if (!strncmp(line + 2, "HCI Event: ", 11) && paren &&
		 sscanf(paren, "(0x%x) plen %u", &code, &len) == 2)
		packet_event(p, code, NULL, 0);
	else if (sscanf(line + 2, "ACL Data %*cX: Handle %u flags 0x%x dlen %u",
			&handle, &flags, &len) == 3)
		packet_acl(p, handle | flags << 12, NULL, 0);
	else
		bad("a packet this program does not know");
	/* Where the length goes, until the fields are there */
	if (packet_type(p) == HCI_ACL)
		put16(p->data + 3, len);
	else
		p->data[p->len - 1] = len;
}

static void check(struct packet *p)
{
	size_t want = p->len;

	switch (packet_type(p)) {
	case HCI_COMMAND:
		want = 4 + p->data[3];
		break;
	case HCI_EVENT:
		want = 3 + p->data[2];
		/* The one event whose fields btmon prints in another order */
		if (p->data[1] == EV_COMMAND_STATUS && p->len == 7) {
			u8 status = p->data[6];

			memmove(p->data + 4, p->data + 3, 3);
			p->data[3] = status;
		}
		break;
	case HCI_ACL:
		want = 5 + smpg_le16(p->data + 3);
		break;
	}
	if (p->len != want)
		bad("the packet above does not have the length it says");
}

void trace_read(struct trace *trace, const char *path)
{
	struct trace_record *r = NULL;
	char line[256];
	FILE *file = fopen(path, "r");

	if (!file)
		die("%s: %s", path, strerror(errno));
	path_of_trace = path;
	line_nr = 0;
	trace->nr = 0;
	while (fgets(line, sizeof(line), file)) {
		const char *text = line + strspn(line, " ");

		line_nr++;
		if (line[0] == '<' || line[0] == '>') {
			if (r)
				check(&r->packet);
			if (trace->nr == TRACE_MAX)
				bad("too many packets");
			r = &trace->records[trace->nr++];
			take_first_line(r, line);
		} else if (r && text != line && !take_name(&r->packet, text)) {
			take_field(&r->packet, text);
		}
	}
	if (r)
		check(&r->packet);
	fclose(file);
}
