// SPDX-License-Identifier: GPL-2.0
/* Shared by the readers of captures. */
#include <stdarg.h>

#include "capture.h"

#define PROGRESS_STEP	0x100000

/* Packets of two adapters, or of both directions, are not always in order. */
#define TIME_SLACK	10000

int capture_fail(struct capture *c, const char *fmt, ...)
{
	va_list args;

	va_start(args, fmt);
	vsnprintf(c->error, sizeof(c->error), fmt, args);
	va_end(args);
	return -1;
}

void capture_remark(struct capture *c, u64 where, const char *fmt, ...)
{
	char text[200];
	va_list args;

	va_start(args, fmt);
	vsnprintf(text, sizeof(text), fmt, args);
	va_end(args);
	if (c->shown)
		fputs("\r\033[K", stderr);
	c->remark(c->arg, where, text);
}

void capture_count(struct capture *c, const struct hci_packet *p)
{
	c->packets++;
	if (p->timed && p->us + TIME_SLACK < c->latest && !c->backwards) {
		c->backwards = true;
		capture_remark(c, p->where,
			       "time runs backwards from here on; packets are taken in the order of the file");
	}
	if (p->timed)
		c->latest = p->us;
}

void capture_packet(struct capture *c, struct hci_packet *p)
{
	capture_count(c, p);
	c->packet(c->arg, p);
}

static void show_progress(struct capture *c)
{
	static const char bar[] = "########################################";
	int part;

	if (!c->progress || !c->size || c->done - c->shown < PROGRESS_STEP)
		return;
	c->shown = c->done;
	part = c->done >= c->size ? 40 : c->done * 40 / c->size;
	fprintf(stderr, "\r[%-40.*s] %3d %%", part, bar, part * 5 / 2);
}

/* As fread(), with what was read to tell the format first. */
size_t capture_get(struct capture *c, void *buf, size_t len)
{
	size_t have = c->peeked - c->taken;
	size_t got;

	if (have > len)
		have = len;
	memcpy(buf, c->peek + c->taken, have);
	c->taken += have;
	got = have + fread((u8 *)buf + have, 1, len - have, c->in);
	c->done += got;
	show_progress(c);
	return got;
}

/* A command of the management interface: enum evidence, or -1 for another */
int capture_evidence_of(u16 opcode)
{
	switch (opcode) {
	case 0x0017:	/* PIN Code Negative Reply */
	case 0x001d:	/* User Confirmation Negative Reply */
	case 0x001f:	/* User Passkey Negative Reply */
		return EVIDENCE_REFUSED;
	case 0x001a:	/* Cancel Pair Device */
		return EVIDENCE_CANCELLED;
	}
	return -1;
}

/* A line of a log: enum evidence, or -1 for another */
int capture_evidence_in(const char *line)
{
	if (strcasestr(line, "no agent available"))
		return EVIDENCE_NO_AGENT;
	return strcasestr(line, "agent replied with an error") ? EVIDENCE_REFUSED : -1;
}

/* A command of a program: cookie, opcode; a line of its log: priority, its name */
static int monitor_evidence(u16 opcode, const struct hci_packet *p)
{
	char line[256];

	if (opcode == 16 && p->len >= 6)
		return capture_evidence_of(smpg_le16(p->data + 4));
	if (opcode != 13 || p->len < 3)
		return -1;
	/* Names and lines end with a NUL each. */
	for (size_t i = 0; i < sizeof(line); i++)
		line[i] = i + 2 < p->len && p->data[i + 2] ? p->data[i + 2] : ' ';
	line[sizeof(line) - 1] = '\0';
	return capture_evidence_in(line);
}

/* The monitor's opcodes (doc/btsnoop.txt of BlueZ); false for none of ours. */
bool capture_monitor(struct capture *c, u16 opcode, struct hci_packet *p)
{
	int evidence;
	u8 octet;

	switch (opcode) {
	case 0:		/* New Index: type, bus, address, name */
		if (p->len < 8)
			return false;
		p->type = HCI_ADAPTER;
		p->data += 2;
		p->len = 6;
		break;
	case 2:
		p->type = HCI_COMMAND;
		p->tx = true;
		break;
	case 3:
		p->type = HCI_EVENT;
		p->tx = false;
		break;
	case 4:
	case 5:
		p->type = HCI_ACL;
		p->tx = opcode == 4;
		break;
	default:
		evidence = monitor_evidence(opcode, p);
		if (evidence < 0) {
			c->packets++;
			return false;
		}
		octet = evidence;
		p->type = HCI_EVIDENCE;
		p->data = &octet;
		p->len = 1;
	}
	capture_packet(c, p);
	return true;
}
