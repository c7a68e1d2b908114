// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "record.h"
#include "vhci.h"

static FILE *file;
static u64 start;

static const char * const pdus[] = {
	NULL, "Pairing Request", "Pairing Response", "Pairing Confirm",
	"Pairing Random", "Pairing Failed", "Encryption Information",
	"Central Identification", "Identity Information",
	"Identity Address Information", "Signing Information",
	"Security Request", "Pairing Public Key", "Pairing DHKey Check",
	"Keypress Notification",
};

struct name {
	u16 code;
	const char *name;
};

static const struct name commands[] = {
	{ 0x0405, "Create Connection" },
	{ 0x0406, "Disconnect" },
	{ 0x0409, "Accept Connection Request" },
	{ 0x0413, "Set Connection Encryption" },
	{ 0x0c01, "Set Event Mask" },
	{ 0x0c03, "Reset" },
	{ 0x0c05, "Set Event Filter" },
	{ 0x0c16, "Write Connection Accept Timeout" },
	{ 0x0c6d, "Write LE Host Supported" },
	{ 0x1009, "Read BD_ADDR" },
	{ 0x200a, "LE Set Advertising Enable" },
	{ 0x200d, "LE Create Connection" },
	{ 0x2013, "LE Connection Update" },
	{ 0x2019, "LE Start Encryption" },
	{ 0x201a, "LE Long Term Key Request Reply" },
};

static const struct name events[] = {
	{ 0x03, "Connection Complete" },
	{ 0x04, "Connection Request" },
	{ 0x05, "Disconnection Complete" },
	{ 0x08, "Encryption Change" },
	{ 0x0e, "Command Complete" },
	{ 0x0f, "Command Status" },
	{ 0x13, "Number Of Completed Packets" },
};

static const struct name le_events[] = {
	{ 0x01, "LE Connection Complete" },
	{ 0x03, "LE Connection Update Complete" },
	{ 0x05, "LE Long Term Key Request" },
	{ 0x0a, "LE Enhanced Connection Complete" },
};

static const char *name_of(const struct name *names, size_t nr, u16 code)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (names[i].code == code)
			return names[i].name;
	return "something else";
}

static const char *command_name(u16 opcode)
{
	return name_of(commands, ARRAY_SIZE(commands), opcode);
}

const char *pdu_name(u8 code)
{
	return code && code < ARRAY_SIZE(pdus) ? pdus[code] : "reserved code";
}

/* packet_name() - of a packet that is no fragment */
const char *packet_name(const struct packet *p)
{
	switch (packet_type(p)) {
	case HCI_COMMAND:
		return command_name(smpg_le16(p->data + 1));
	case HCI_EVENT:
		if (p->data[1] == EV_LE_META)
			return name_of(le_events, ARRAY_SIZE(le_events), p->data[3]);
		return name_of(events, ARRAY_SIZE(events), p->data[1]);
	}
	return smp_packet(p) ? pdu_name(p->data[9]) : "L2CAP";
}

void print_hex(const void *data, size_t len, char *hex)
{
	const u8 *octets = data;

	*hex = '\0';
	while (len--)
		hex += sprintf(hex, "%02x", *octets++);
}

void record_open(const char *path)
{
	file = fopen(path, "w");
	if (!file)
		die("%s: %s", path, strerror(errno));
	setvbuf(file, NULL, _IOLBF, 0);
	start = now_ms();
}

static void put_keys(const char *name, u8 keys)
{
	fprintf(file, ",\"%s\":\"%s%s%s%s\"", name, keys & 1 ? " EncKey" : "",
		keys & 2 ? " IdKey" : "", keys & 4 ? " Sign" : "",
		keys & 8 ? " LinkKey" : "");
}

/* record_packet() - @p, unfragmented, was sent or received by @at */
void record_packet(const char *at, bool sent, const struct packet *p)
{
	const u8 *pdu = p->data + 9;
	char hex[2 * HCI_MAX + 1];
	const char *type = "acl";

	if (!file)
		return;
	if (packet_type(p) == HCI_COMMAND)
		type = "command";
	else if (packet_type(p) == HCI_EVENT)
		type = "event";
	else if (smp_packet(p))
		type = "smp";
	fprintf(file, "{\"t\":%llu,\"at\":\"%s\",\"dir\":\"%s\",\"type\":\"%s\",\"what\":\"%s\"",
		(unsigned long long)(now_ms() - start), at,
		sent ? "sent" : "received", type, packet_name(p));
	if (smp_packet(p)) {
		print_hex(pdu, p->len - 9, hex);
		fprintf(file, ",\"pdu\":\"%s\"", hex);
		if (pdu[0] <= SMPG_PAIRING_RESPONSE && p->len == 16) {
			put_keys("initiator_keys", pdu[5]);
			put_keys("responder_keys", pdu[6]);
			fprintf(file, ",\"sc\":%s", pdu[3] & 8 ? "true" : "false");
		}
		if (pdu[0] == SMPG_PAIRING_FAILED && p->len > 10)
			fprintf(file, ",\"reason\":%u", pdu[1]);
	} else if (packet_type(p) == HCI_EVENT &&
		   p->data[1] == EV_DISCONNECTION_COMPLETE && p->len > 6) {
		fprintf(file, ",\"reason\":%u", p->data[6]);
	} else if (packet_type(p) == HCI_EVENT &&
		   p->data[1] == EV_COMPLETED_PACKETS && p->len > 7) {
		fprintf(file, ",\"count\":%u", smpg_le16(p->data + 6));
	} else if (packet_type(p) == HCI_EVENT &&
		   (p->data[1] == EV_COMMAND_COMPLETE ||
		    p->data[1] == EV_COMMAND_STATUS) && p->len > 6) {
		u8 at_opcode = p->data[1] == EV_COMMAND_STATUS ? 5 : 4;

		fprintf(file, ",\"command\":\"%s\"",
			command_name(smpg_le16(p->data + at_opcode)));
	}
	fputs("}\n", file);
}
