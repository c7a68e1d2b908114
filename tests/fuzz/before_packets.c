// SPDX-License-Identifier: GPL-2.0
/* ACL packets, events and commands: well-formed more often than not. */
#include <string.h>

#include "before_model.h"

/* ---- Packets ---- */

static void shape(struct packet *p, const struct link *l)
{
	p->user = l && l->user;
	if (one_in(32))
		p->user = !p->user;
	p->linear = one_in(10) ? draw(1 + (p->len < 80 ? p->len : 80)) : p->len;
	p->room = draw(3) ? 64 : draw(12);
	p->sharing = draw(12) ? ALONE : draw(8) ? CLONED : SHARED;
}

static void packet(struct step *step, u8 op, const struct link *l,
		   const void *data, size_t len)
{
	step->op = op;
	if (l) {
		step->adapter = l->adapter;
		step->handle = l->handle;
	}
	if (len > PACKET_MAX)
		len = PACKET_MAX;
	step->packet.len = len;
	memcpy(step->packet.data, data, len);
	shape(&step->packet, l);
}

static u8 boundary(const struct link *l, unsigned int direction, bool start)
{
	if (one_in(64))
		return draw(4) << 4;
	if (!start)
		return 0x10;
	return direction == RX || l->bredr || one_in(8) ? 0x20 : 0x00;
}

/* Send the next fragment of a PDU. */
void step_fragment(struct step *step, struct link *l, unsigned int direction)
{
	struct half *half = &l->half[direction];
	unsigned int len = half->len - half->at;
	u8 data[PACKET_MAX];

	if (half->pieces && len > 1)
		len = one_in(32) ? 0 : 1 + draw(len > 32 ? 32 : len);
	data[0] = l->handle;
	data[1] = l->handle >> 8 | boundary(l, direction, !half->at);
	data[2] = len;
	data[3] = len >> 8;
	if (one_in(128))
		data[2 + draw(2)] ^= 1 << draw(8);
	memcpy(data + 4, half->data + half->at, len);
	half->at += len;
	packet(step, direction == TX ? STEP_TX : STEP_RX, l, data, 4 + len);
	if (one_in(200))
		step->packet.len = draw(step->packet.len + 1);
}

/* Damage an L2CAP PDU. Return: its new length. */
static size_t damage(u8 *data, size_t len)
{
	switch (draw(6)) {
	case 0:
		data[draw(2)] ^= 1 << draw(8);
		break;
	case 1:
		data[0] += draw(2) ? 1 + draw(3) : -1 - draw(3);
		break;
	case 2:		/* the SMP PDU is too long */
		noise(data + len, 60);
		len += 1 + draw(60);
		data[0] = len - 4;
		data[1] = 0;
		break;
	case 3:		/* the SMP PDU is too short */
		len -= draw(len - 3 > 20 ? 20 : len - 3);
		data[0] = len - 4;
		data[1] = 0;
		break;
	case 4:		/* shorter than its header says */
		len -= draw(len > 30 ? 30 : len);
		break;
	case 5:		/* longer than its header says */
		noise(data + len, 20);
		len += 1 + draw(20);
		break;
	}
	return len;
}

static void l2cap(struct step *step, struct link *l, unsigned int direction,
		  u16 cid, const u8 *pdu, size_t len)
{
	struct half *half = &l->half[direction];

	half->data[0] = len;
	half->data[1] = len >> 8;
	half->data[2] = cid;
	half->data[3] = cid >> 8;
	memcpy(half->data + 4, pdu, len);
	half->len = 4 + len;
	half->at = 0;
	half->pieces = one_in(4);
	if (one_in(40))
		half->len = damage(half->data, half->len);
	step_fragment(step, l, direction);
}

void step_smp(struct step *step, struct link *l, u8 code,
	      unsigned int direction)
{
	u16 cid = l->bredr ? CID_SMP_BREDR : CID_SMP;
	u8 pdu[80];
	size_t len = pdu_of(l, code, direction, pdu);

	if (one_in(100))
		cid ^= 1;
	l2cap(step, l, direction, cid, pdu, len);
}

static void hci(struct step *step, u8 op, const struct link *l,
		u8 *data, size_t len)
{
	if (one_in(80))
		len = draw(len + 1);
	else if (one_in(80))
		data[draw(len)] ^= 1 << draw(8);
	else if (one_in(80))
		data[op == STEP_COMMAND ? 2 : 1] = draw(len);
	packet(step, op, l, data, len);
	step->packet.user = draw(2);
}

/* ---- Events and commands ---- */

static void at_handle(u8 *to, const struct link *l)
{
	to[0] = l->handle;
	to[1] = l->handle >> 8;
	if (one_in(32))
		to[1] |= draw(16) << 4;
}

void forget_pairing(struct link *l)
{
	l->pairing = false;
	l->at = 0;
	l->encryption = 0;
	l->key = 0;
}

static void forget(struct link *l)
{
	forget_pairing(l);
	l->open = false;
	l->in_flight = 0;
	memset(l->half, 0, sizeof(l->half));
}

static void connect_bredr(struct step *step, struct link *l)
{
	u8 e[13] = { 0x03, 11 };

	e[2] = one_in(16);
	at_handle(e + 3, l);
	memcpy(e + 5, l->peer->address, 6);
	e[11] = draw(16) ? 1 : draw(3);
	e[12] = draw(4) == 0;
	hci(step, STEP_EVENT, l, e, sizeof(e));
}

static void connect_le(struct step *step, struct link *l)
{
	static const u8 kinds[] = { 0x01, 0x0a, 0x29 };
	static const u8 lens[] = { 19, 31, 34 };
	unsigned int kind = draw(3);
	u8 e[40] = { 0x3e, lens[kind], kinds[kind] };

	e[3] = one_in(16);
	at_handle(e + 4, l);
	e[6] = !l->central;
	e[7] = l->peer->private ? 1 : l->peer->type;
	if (one_in(8))
		e[7] ^= 2;
	memcpy(e + 8, l->peer->address, 6);
	if (l->peer->private)
		private_address(l->peer->irk, e + 8);
	if (kind && draw(2))
		noise(e + 14, 12);
	hci(step, STEP_EVENT, l, e, 2 + lens[kind]);
}

void step_connect(struct step *step, struct link *l)
{
	l->open = true;
	l->resumed = draw(2) ? 0 : 3;
	l->have = 0;
	l->peer = &s.peers[draw(s.nr_peers)];
	l->bredr = one_in(5);
	l->central = draw(2);
	l->user = draw(2);
	if (l->bredr)
		connect_bredr(step, l);
	else
		connect_le(step, l);
}

void step_disconnect(struct step *step, struct link *l)
{
	u8 e[6] = { 0x05, 4, one_in(32) };

	at_handle(e + 3, l);
	e[5] = 0x13 + draw(4);
	forget(l);
	hci(step, STEP_EVENT, l, e, sizeof(e));
}

void step_encryption_changed(struct step *step, const struct link *l)
{
	u8 e[7] = { draw(4) ? 0x08 : 0x59 };

	e[1] = e[0] == 0x08 ? 4 : 5;
	e[2] = one_in(12) ? 0x06 : 0;
	at_handle(e + 3, l);
	e[5] = draw(12) ? 1 : draw(3);
	e[6] = 16;
	if (one_in(6)) {
		e[0] = 0x30;
		e[1] = 3;
	}
	hci(step, STEP_EVENT, l, e, 2 + e[1]);
}

void step_ltk_request(struct step *step, const struct link *l, bool pairing)
{
	const struct keys *keys = &l->peer->keys[l->adapter];
	u8 e[15] = { 0x3e, 13, 0x05 };

	at_handle(e + 3, l);
	if (pairing || one_in(5))
		memset(e + 5, 0, 10);
	else if (one_in(10))
		noise(e + 5, 10);
	else
		memcpy(e + 5, keys->id[draw(4) ? PEER : HOST], 10);
	hci(step, STEP_EVENT, l, e, sizeof(e));
}

static void session_key(const struct link *l, bool pairing, u8 *to)
{
	const struct keys *keys = &l->peer->keys[l->adapter];

	if (pairing)
		memcpy(to, l->stk, 16);
	else if (one_in(10))
		noise(to, 16);
	else
		memcpy(to, keys->ltk[draw(8) ? HOST : PEER], 16);
}

void step_ltk_reply(struct step *step, const struct link *l, bool pairing)
{
	u8 c[21] = { 0x1a, 0x20, 18 };

	at_handle(c + 3, l);
	session_key(l, pairing, c + 5);
	hci(step, STEP_COMMAND, l, c, sizeof(c));
}

void step_start_encryption(struct step *step, const struct link *l,
			   bool pairing)
{
	u8 c[31] = { 0x19, 0x20, 28 };

	at_handle(c + 3, l);
	if (!pairing && draw(12))
		memcpy(c + 5, l->peer->keys[l->adapter].id[HOST], 10);
	session_key(l, pairing, c + 15);
	hci(step, STEP_COMMAND, l, c, sizeof(c));
}

struct link *any_link(void)
{
	return &s.links[draw(s.nr_adapters)][draw(s.nr_handles)];
}

void step_completed(struct step *step)
{
	unsigned int adapter = draw(ADAPTERS), nr = 1 + (draw(4) == 0), i;
	u8 e[2 + 1 + 4 * 3] = { 0x13, 1 + 4 * nr, nr };
	struct link *l;

	for (i = 0; i < nr; i++) {
		unsigned int n = draw(3);

		l = &s.links[adapter][draw(HANDLES)];
		if (n > l->in_flight && draw(16))
			n = l->in_flight;
		l->in_flight -= n < l->in_flight ? n : l->in_flight;
		at_handle(e + 3 + 4 * i, l);
		e[5 + 4 * i] = n;
		e[6 + 4 * i] = one_in(100);
	}
	if (one_in(60))
		e[2] = draw(4);
	hci(step, STEP_EVENT, &s.links[adapter][0], e, 2 + e[1]);
}

void step_reset(struct step *step)
{
	unsigned int adapter = draw(ADAPTERS), i;
	u8 e[6] = { 0x0e, 4, 1, 0x03, 0x0c, one_in(8) };

	for (i = 0; i < HANDLES; i++)
		forget(&s.links[adapter][i]);
	hci(step, STEP_EVENT, &s.links[adapter][0], e, sizeof(e));
}

void step_privacy(struct step *step)
{
	static const u8 opcodes[] = { 0x05, 0x35, 0x2d };
	static const u8 lens[] = { 6, 7, 1 };
	unsigned int kind = draw(3);
	u8 c[10] = { opcodes[kind], 0x20, lens[kind] };

	noise(c + 3, lens[kind]);
	if (kind == 2)
		c[3] = draw(2);
	hci(step, STEP_COMMAND, any_link(), c, 3 + lens[kind]);
}

void step_rubbish(struct step *step)
{
	static const u8 events[] = {
		0x03, 0x05, 0x08, 0x0e, 0x13, 0x30, 0x3e, 0x59, 0xff,
	};
	static const u8 commands[] = { 0x05, 0x19, 0x1a, 0x2d, 0x35, 0 };
	u8 data[PACKET_MAX], op = draw(STEP_EVENT + 1);
	unsigned int len = one_in(8) ? 255 + draw(45) : draw(64);

	noise(data, sizeof(data));
	if (op == STEP_EVENT) {
		data[0] = events[draw(sizeof(events))];
		data[1] = draw(4) ? len - 2 : draw(256);
		data[2] = draw(48);
	} else if (op == STEP_COMMAND) {
		data[0] = commands[draw(sizeof(commands))];
		data[1] = 0x20;
		data[2] = draw(4) ? len - 3 : draw(256);
	} else {
		data[1] = draw(16) << 4;
		data[2] = len - 4;
		data[3] = 0;
		data[6] = draw(12);
		data[7] = 0;
	}
	packet(step, op, any_link(), data, len);
}

/* ---- PDUs that are not SMP ---- */

void step_other_pdu(struct step *step, struct link *l)
{
	static const u16 cids[] = { CID_ATT, 1, 5, 0x40 };
	unsigned int len = one_in(4) ? draw(200) : draw(30);
	u8 pdu[256];

	noise(pdu, len);
	l2cap(step, l, draw(2), cids[draw(4)], pdu, len);
}

void step_signed_write(struct step *step, struct link *l)
{
	const struct keys *keys = &l->peer->keys[l->adapter];
	unsigned int len = 3 + draw(20) + 4;
	u8 pdu[64];

	noise(pdu, len);
	pdu[0] = 0xd2;
	sign(keys->csrk[draw(8) ? HOST : PEER], pdu, len);
	l2cap(step, l, draw(8) ? TX : RX, CID_ATT, pdu, len + 8);
}
