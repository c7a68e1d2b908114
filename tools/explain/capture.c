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
	c->packets += p->type != HCI_LOG && p->type != HCI_CUT && p->type != HCI_LEFT_OUT;
	if (p->timed && c->latest) {
		c->earlier += p->us < c->latest;
		c->later += p->us > c->latest;
		c->back += p->us + TIME_SLACK < c->latest;
		/* A clock that is set back is one step, and others go forward. */
		c->newest_first |= c->lines && (c->earlier > 2 || c->back > 1) && !c->later;
	}
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
	if (!c->newest_first)
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

/* A command of the management interface, by which a program answers */
enum evidence capture_evidence(u16 opcode)
{
	switch (opcode) {
	case 0x0017:	/* PIN Code Negative Reply */
	case 0x001d:	/* User Confirmation Negative Reply */
	case 0x001f:	/* User Passkey Negative Reply */
		return EVIDENCE_REFUSED;
	case 0x001a:	/* Cancel Pair Device */
		return EVIDENCE_CANCELLED;
	}
	return EVIDENCE_NONE;
}

/* The monitor's opcodes (doc/btsnoop.txt of BlueZ); false for none of ours. */
bool capture_monitor(struct capture *c, u16 opcode, struct hci_packet *p)
{
	static const u8 closed = ADAPTER_CLOSED, removed = ADAPTER_REMOVED;
	u8 evidence = EVIDENCE_NONE;

	switch (opcode) {
	case 0:		/* New Index: type, bus, address, name */
		if (p->len < 8)
			return false;
		p->type = HCI_ADAPTER;
		p->data += 2;
		p->len = 6;
		break;
	case 1:		/* Delete Index */
	case 9:		/* Close Index */
		p->type = HCI_GONE;
		p->data = opcode == 1 ? &removed : &closed;
		p->len = 1;
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
	case 17:	/* Control Event: cookie, code */
		if (p->len < 6)
			return false;
		p->type = HCI_MGMT;
		p->data += 4;
		p->len -= 4;
		break;
	case 13:	/* User Logging: priority, length of the name, name, text */
		if (p->len < 2 || p->len - 2 < p->data[1])
			return false;
		p->type = HCI_LOG;
		p->len -= 2 + p->data[1];
		p->data += 2 + p->data[1];
		p->len = strnlen((const char *)p->data, p->len);
		break;
	default:
		/* Control Command: cookie, opcode */
		if (opcode == 16 && p->len >= 6)
			evidence = capture_evidence(smpg_le16(p->data + 4));
		if (evidence == EVIDENCE_NONE) {
			c->packets++;
			return false;
		}
		p->type = HCI_EVIDENCE;
		p->data = &evidence;
		p->len = 1;
	}
	capture_packet(c, p);
	return true;
}
