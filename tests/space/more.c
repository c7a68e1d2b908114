// SPDX-License-Identifier: GPL-2.0
/*
 * Steps beside those of the generator of tests/fuzz/before: packets of other types
 * than ACL, isochronous streams, bonds of the kernel's stack, windows. What must hold:
 *
 * - what leaves ends where its header says, whatever its type is, and a packet
 *   that ends before is dropped;
 * - a packet that is called ISO, and has the handle of a link, is an ACL packet to
 *   keys.c and to the completions;
 * - a stream is no link, and its data passes unchanged, whatever it looks like.
 *
 * That keys.c knows of windows is the last: without one, a Pairing Request that
 * this host did not ask for is not received, where policy rejects it.
 */
#include <string.h>

#include "account.h"
#include "before_model.h"
#include "keys.h"

#define STREAM	0x10

static bool streams[ADAPTERS];

static u16 le16(const u8 *at)
{
	return at[0] | at[1] << 8;
}

static void put(struct step *step, u8 op, unsigned int adapter, u16 handle,
		const u8 *data, unsigned int len)
{
	memset(step, 0, sizeof(*step));
	step->op = op;
	step->adapter = adapter;
	step->handle = handle;
	step->rest = true;
	step->packet.user = true;
	step->packet.len = len;
	step->packet.linear = len;
	step->packet.room = 64;
	memcpy(step->packet.data, data, len);
}

/* A weak LTK, of which header and rest fit each other most of the time. */
static void other_packet(struct step *step, u64 n, u16 handle)
{
	bool iso = n & 1;
	unsigned int hdr = iso ? 4 : 3, len = 21, more = n >> 1 & 7;
	u8 data[64] = { handle, handle >> 8 };

	data[2] = len;
	data[hdr] = 17;
	data[hdr + 2] = 6;
	data[hdr + 4] = 6;
	memset(data + hdr + 5, n >> 8, 16);
	len += hdr;
	if (more == 1)
		len += 1 + (n >> 16 & 15);
	else if (more == 2)
		len -= 1 + (n >> 16 & 15);
	put(step, iso ? STEP_ISO : STEP_SCO, n >> 24 & 1, handle, data, len);
}

static void stream_event(struct step *step, u64 n)
{
	u8 e[31] = { 0x3e, 29, 0x19, 0, STREAM };

	streams[n & 1] = !s.adapters[n & 1].init && s.adapters[n & 1].up;
	put(step, STEP_EVENT, n & 1, STREAM, e, sizeof(e));
}

/* An SDU of six octets has the header of L2CAP's channel of SMP. */
static void stream_data(struct step *step, u64 n)
{
	u8 data[] = { STREAM, 0x20, 11, 0, 7, 0, 6, 0, 1, 3, 0, 1, 16, 7, 7 };

	put(step, STEP_RX, n & 1, STREAM, data, sizeof(data));
}

/* Return: whether there is a packet for the rooms. */
bool more_next(u64 n, struct step *step)
{
	static const u16 handles[] = { 1, 0x40, 0x200, 0xeff };
	const struct peer *peer = &s.peers[(n >> 32) % PEERS];

	switch (n >> 40 & 15) {
	case 0 ... 5:
		other_packet(step, n, handles[n >> 48 & 3]);
		return true;
	case 6 ... 7:
		other_packet(step, n, STREAM);
		return true;
	case 8:
		stream_event(step, n);
		return true;
	case 9 ... 10:
		stream_data(step, n);
		return true;
	case 11 ... 12:
		other_bond(n & 1, n >> 1, peer->type, peer->address, n >> 8);
		return false;
	case 13:
		other_ask_for_windows();
		return false;
	default:
		other_window((n & 15) % (ADAPTERS + 1), n & 16 ? peer->address : NULL,
			     peer->type, n >> 5 & 3);
		return false;
	}
}

/**
 * more_as() - what a packet is to the completions and to keys.c
 * @step: the step, which becomes one with an ACL packet where the packet is one
 *
 * Context: after the step, which makes a link known that the kernel's stack knows.
 */
void more_as(struct step *step)
{
	struct packet *p = &step->packet;
	struct account now;

	if (step->op != STEP_ISO || p->len < 4 + le16(p->data + 2))
		return;
	account_of(step->adapter, step->handle, &now);
	if (!now.order)
		return;
	step->op = STEP_TX;
	p->len = 4 + le16(p->data + 2);
}

static unsigned int declared_len(const struct step *step, const u8 *packet)
{
	return step->op == STEP_ISO ? 4 + le16(packet + 2) : 3 + packet[2];
}

static void check_other(const struct step *step, const u8 *passed,
			unsigned int len)
{
	const struct packet *p = &step->packet;

	must(!passed || len == declared_len(step, passed),
	     "a packet does not end where its header says");
	must(!passed || p->len >= declared_len(step, p->data),
	     "a packet that ends before its header says was not dropped");
	must(passed || p->len < declared_len(step, p->data) ||
	     step->op == STEP_ISO,
	     "a packet that is none of SMP's was dropped");
}

/**
 * more_check() - does what must hold of packets of other types?
 * @step: the step that was taken
 * @answer: its records
 */
void more_check(const struct step *step, const struct answer *answer)
{
	const u8 *at = answer->data;
	bool passed = at[0] == TAG_PASSED;
	unsigned int len = le16(at + 2) - 3;
	struct account now;

	if (step->op == STEP_ISO || step->op == STEP_SCO) {
		check_other(step, passed ? at + 7 : NULL, len);
		totals->others++;
	}
	if (!streams[step->adapter] || step->handle != STREAM)
		return;
	account_of(step->adapter, STREAM, &now);
	must(!now.order, "a stream was taken for a link");
	must(step->op != STEP_RX || (passed && len == step->packet.len &&
				     !memcmp(at + 7, step->packet.data, len)),
	     "data of a stream was changed");
}

/* Streams end with what ends links, and when nothing can be seen of them. */
void more_note(const struct step *step)
{
	if (step->op == STEP_GONE)
		other_gone(step->adapter);
	if (step->op == STEP_GONE || step->op == STEP_ADAPTER ||
	    step->op == STEP_FLOOD ||
	    (step->op == STEP_EVENT && step->packet.data[0] != 0x13))
		streams[step->adapter] = false;
}
