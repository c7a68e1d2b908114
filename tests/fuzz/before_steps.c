// SPDX-License-Identifier: GPL-2.0
/*
 * Steps that are plausible more often than not: pairings over a few links of
 * two adapters, in fragments and with keys of every kind, encryption with the
 * keys of bonds, traffic, changes of the policy, and errors in all of them.
 *
 * Decisions are drawn from the fuzzer's octets, or from a seed where there are
 * none. Octets without meaning always come from the seed.
 */
#include <string.h>

#include "before_model.h"
#include "before_steps.h"

/* ---- A pairing, one step at a time ---- */

struct turn {
	u8 code;
	u8 side;
};

static const struct turn legacy_turns[] = {
	{ REQUEST, INITIATOR }, { RESPONSE, RESPONDER },
	{ CONFIRM, INITIATOR }, { CONFIRM, RESPONDER },
	{ RANDOM, INITIATOR }, { RANDOM, RESPONDER }, { }
};

static const struct turn sc_turns[] = {
	{ REQUEST, INITIATOR }, { RESPONSE, RESPONDER },
	{ PUBLIC_KEY, INITIATOR }, { PUBLIC_KEY, RESPONDER },
	{ CONFIRM, RESPONDER }, { RANDOM, INITIATOR }, { RANDOM, RESPONDER },
	{ DHKEY_CHECK, INITIATOR }, { DHKEY_CHECK, RESPONDER }, { }
};

static const struct turn bredr_turns[] = {
	{ REQUEST, INITIATOR }, { RESPONSE, RESPONDER }, { }
};

static unsigned int direction_of(const struct link *l, unsigned int side)
{
	return (side == INITIATOR) == l->tx_initiates ? TX : RX;
}

/* Return: whether there was anything left to do. */
static bool encrypt_link(struct step *step, struct link *l)
{
	if (l->bredr)
		return false;
	switch (l->encryption++) {
	case 0:
		if (draw(4))
			s1(l, l->stk);
		else
			noise(l->stk, 16);
		if (l->central)
			step_start_encryption(step, l, true);
		else
			step_ltk_request(step, l, true);
		return true;
	case 1:
		if (l->central)
			return encrypt_link(step, l);
		step_ltk_reply(step, l, true);
		return true;
	case 2:
		step_encryption_changed(step, l);
		return true;
	}
	return false;
}

static bool distribute_keys(struct step *step, struct link *l)
{
	static const u8 bits[] = { 1, 1, 2, 2, 4 };

	for (; l->key < 10; l->key++) {
		unsigned int side = l->key < 5 ? RESPONDER : INITIATOR;
		unsigned int n = l->key % 5;
		u8 keys = l->features[INITIATOR][5 + side] &
			       l->features[RESPONDER][5 + side];

		if (l->sc && !l->bredr)
			keys &= ~1;
		if (!(keys & bits[n]) && draw(50))
			continue;
		if (one_in(60))
			continue;
		l->key++;
		step_smp(step, l, LTK + n, direction_of(l, side));
		return true;
	}
	return false;
}

static bool next_turn(struct step *step, struct link *l)
{
	const struct turn *turns = l->bredr ? bredr_turns :
				   l->sc ? sc_turns : legacy_turns;
	const struct turn *turn;

	if (one_in(100))
		l->at++;
	for (turn = turns; turn->code; turn++)
		if (turn - turns == l->at)
			break;
	if (!turn->code)
		return false;
	if (draw(30))
		l->at++;
	step_smp(step, l, turn->code, direction_of(l, turn->side));
	return true;
}

static void give_up(struct step *step, struct link *l)
{
	forget_pairing(l);
	step_smp(step, l, FAILED, draw(2));
}

static void begin(struct link *l)
{
	forget_pairing(l);
	l->pairing = true;
	l->tx_initiates = one_in(16) ? !l->central : l->central;
	l->sc = false;
	if (one_in(4))
		l->user = !l->user;
}

/* Encryption of a new link with the LTK of a bond. */
static void resume(struct step *step, struct link *l)
{
	switch (l->resumed++) {
	case 0:
		if (!l->central) {
			step_ltk_request(step, l, false);
			break;
		}
		l->resumed++;
		step_start_encryption(step, l, false);
		break;
	case 1:
		step_ltk_reply(step, l, false);
		break;
	default:
		step_encryption_changed(step, l);
	}
}

static void go_on(struct step *step, struct link *l)
{
	unsigned int direction = draw(2);

	if (!l->peer)
		l->peer = &s.peers[draw(s.nr_peers)];
	if (l->half[direction].at < l->half[direction].len && draw(16)) {
		step_fragment(step, l, direction);
		return;
	}
	if (!l->open && draw(8)) {
		step_connect(step, l);
		return;
	}
	l->open = true;
	if (l->pairing && one_in(80)) {
		give_up(step, l);
		return;
	}
	if (l->resumed < 3 && !l->bredr) {
		resume(step, l);
		return;
	}
	if (!l->pairing)
		begin(l);
	if (next_turn(step, l) || encrypt_link(step, l) ||
	    distribute_keys(step, l))
		return;
	l->pairing = false;
	bond(l);
	if (one_in(4))
		step_smp(step, l, LTK + draw(5), draw(2));
	else if (draw(8))
		step_disconnect(step, l);
	else
		step_smp(step, l, SECURITY_REQUEST, l->central ? RX : TX);
}

/* ---- Other steps ---- */

static void change_policy(struct step *step)
{
	struct policy_change *c = &step->policy;
	const struct peer *peer = &s.peers[draw(PEERS)];
	unsigned int i;

	step->op = STEP_POLICY;
	step->adapter = draw(ADAPTERS);
	c->remove = one_in(4);
	c->keep = draw(4);
	c->scope = draw(4);
	c->type = peer->type;
	memcpy(c->address, c->scope == SCOPE_PEER ? peer->address :
			   s.adapters[step->adapter].address, 6);
	c->profile = draw(2) ? draw(3) : AS_IT_IS;
	for (i = 0; i < RULES; i++)
		c->action[i] = draw(3) ? AS_IT_IS : draw(5);
	for (i = 0; i < 2; i++)
		c->key_dist[i] = draw(3) ? AS_IT_IS : draw(16);
	c->min_key_size = draw(3) ? AS_IT_IS : 7 + draw(10);
}

static void change_adapter(struct step *step)
{
	struct adapter *a;

	step->op = STEP_ADAPTER;
	step->adapter = draw(ADAPTERS);
	a = &s.adapters[step->adapter];
	a->up = draw(8);
	a->init = one_in(8);
	a->user_channel = one_in(4);
	a->privacy = draw(2);
	a->le_buffers = draw(2) * 8;
	if (one_in(4))
		irk_of(a->irk, draw(8));
	step->settings = *a;
}

static struct connection connection_of(const struct link *l)
{
	struct connection c = {
		.le = !l->bredr,
		.central = l->central,
	};

	if (l->peer) {
		c.type = l->peer->type;
		memcpy(c.address, l->peer->address, 6);
	}
	return c;
}

static void kernel_knows(struct step *step)
{
	const struct link *l = any_link();

	step->op = STEP_KERNEL;
	step->adapter = l->adapter;
	step->handle = l->handle;
	step->connection = connection_of(l);
	step->connection.there = draw(3);
}

static void build(struct step *step)
{
	const struct link *l = any_link();
	struct build *b = &step->build;

	step->op = STEP_BUILD;
	step->adapter = l->adapter;
	step->handle = l->handle;
	b->initiator = draw(2);
	noise(b->pdu, 6);
	b->pdu[4] = draw(16);
	b->pdu[5] = draw(16);
	b->with = connection_of(l);
}

static void pass_time(struct step *step)
{
	/* 50 ms are 13, and a second is 250. */
	static const unsigned int ticks[] = { 1, 2, 3, 5, 12, 13, 14 };

	step->op = STEP_TIME;
	step->ticks = draw(8) ? ticks[draw(7)] : 240 + draw(20);
}

static void on_link(struct step *step)
{
	struct link *l = any_link();

	if (!l->peer)
		l->peer = &s.peers[draw(s.nr_peers)];
	switch (draw(16)) {
	case 0 ... 3:
		step_other_pdu(step, l);
		break;
	case 4 ... 5:
		step_signed_write(step, l);
		break;
	case 6 ... 7:
		step_smp(step, l, draw(4) ? 1 + draw(14) : draw(256), draw(2));
		break;
	case 8:
		step_encryption_changed(step, l);
		break;
	case 9 ... 11:
		step_ltk_request(step, l, false);
		break;
	case 12 ... 13:
		step_ltk_reply(step, l, false);
		break;
	case 14:
		step_start_encryption(step, l, false);
		break;
	default:
		if (draw(2))
			step_disconnect(step, l);
		else
			step_connect(step, l);
	}
}

static void seldom(struct step *step)
{
	switch (draw(24)) {
	case 0 ... 3:
		change_policy(step);
		break;
	case 4 ... 6:
		change_adapter(step);
		break;
	case 7 ... 9:
		kernel_knows(step);
		break;
	case 10 ... 12:
		build(step);
		break;
	case 13 ... 16:
		step->op = STEP_PUT;
		step->restore.nr = draw(3) ? draw(8) : 0;
		step->restore.damage = draw(2) ? 0 : 1 << draw(8);
		step->restore.at = draw(256);
		break;
	case 17 ... 18:
		step_privacy(step);
		break;
	case 19:
		step_reset(step);
		break;
	case 20:
		step->op = STEP_GONE;
		step->adapter = draw(ADAPTERS);
		break;
	case 21:
		step->op = STEP_RESET_COUNTERS;
		break;
	case 22:
		step->op = one_in(128) ? STEP_FLOOD : STEP_RESET_COUNTERS;
		step->adapter = draw(ADAPTERS);
		break;
	default:
		step_rubbish(step);
	}
}

/**
 * steps_next() - decide on the next step
 * @step: to be filled
 *
 * Return: false if there were not enough octets from the fuzzer.
 */
bool steps_next(struct step *step)
{
	unsigned int what = draw(100);

	step->adapter = 0;
	step->handle = 0;
	step->seed = next_number(&s.noise);
	step->rest = draw(4) && !s.idle;
	step->elsewhere = false;
	step->fail = 0;
	if (one_in(64) && !s.no_failures)
		step->fail = 1 << draw(3);
	if (what < 64) {
		go_on(step, any_link());
	} else if (what < 80) {
		on_link(step);
	} else if (what < 86) {
		step_completed(step);
	} else if (what < 90) {
		step->op = STEP_QUEUES;
		step->adapter = draw(ADAPTERS);
	} else if (what < 96 && !s.idle) {
		pass_time(step);
	} else {
		seldom(step);
	}
	return !s.ended;
}

static struct link *link_of(unsigned int adapter, const u8 *packet)
{
	u16 handle = (packet[0] | packet[1] << 8) & 0xfff;
	unsigned int i;

	for (i = 0; i < HANDLES; i++)
		if (s.links[adapter][i].handle == handle)
			return &s.links[adapter][i];
	return NULL;
}

/* Learn the keys that the peer receives, unless they are in fragments. */
static void peer_gets(struct link *l, const u8 *packet, unsigned int len)
{
	if (len < 4 + 4 + 1 || packet[7] || (packet[6] | 1) != CID_SMP_BREDR ||
	    packet[8] >= CODES || len < 8u + pdu_lengths[packet[8]] || !l->peer)
		return;
	if (packet[8] >= LTK && packet[8] <= CSRK)
		keep(l, packet + 8, PEER);
}

static void packet_sent(unsigned int adapter, const u8 *packet,
			unsigned int len)
{
	struct link *l = len < 4 ? NULL : link_of(adapter, packet);

	if (!l)
		return;
	l->in_flight++;
	peer_gets(l, packet, len);
}

/**
 * steps_done() - learn from the result of a step
 * @step: the step
 * @answer: its records
 */
void steps_done(const struct step *step, const struct answer *answer)
{
	const u8 *at = answer->data, *end = at + answer->len;

	for (; at < end; at += 4 + (at[2] | at[3] << 8)) {
		unsigned int len = at[2] | at[3] << 8;

		if ((at[0] == TAG_PASSED && step->op == STEP_TX) ||
		    at[0] == TAG_SENT)
			packet_sent(step->adapter, at + 7, len - 3);
	}
}

static void set_adapter(unsigned int n)
{
	struct adapter *a = &s.adapters[n];

	noise(a->address, 6);
	if (one_in(4))
		memset(a->address, 0, 6);
	if (draw(2))
		noise(a->static_address, 6);
	irk_of(a->irk, draw(12));
	a->up = true;
	a->user_channel = one_in(8);
	a->privacy = one_in(3);
	a->le_buffers = draw(2) * 8;
}

static void set_peer(unsigned int n)
{
	struct peer *p = &s.peers[n];

	p->type = n & 1;
	noise(p->address, 6);
	if (p->type)
		p->address[5] |= 0xc0;
	p->private = n > 2;
	irk_of(p->irk, draw(20));
}

/**
 * steps_begin() - start an episode
 * @data: octets from the fuzzer, or NULL
 * @size: how many there are
 * @seed: the seed
 * @no_failures: no allocation fails
 * @setup: to be filled
 */
void steps_begin(const u8 *data, size_t size, u64 seed,
		 bool no_failures, struct setup *setup)
{
	unsigned int n, i;

	memset(&s, 0, sizeof(s));
	s.data = data;
	s.left = size;
	s.bytes = data;
	s.number = seed * 0x100000001b3ULL;
	s.noise = ~s.number;
	s.no_failures = no_failures;
	s.idle = one_in(16);
	s.constant_keys = draw(2);
	irk_of(s.host_key, 1 + draw(8));
	noise(s.host_id, sizeof(s.host_id));
	s.nr_adapters = 1 + draw(ADAPTERS);
	s.nr_peers = 1 + draw(PEERS);
	s.nr_handles = 1 + draw(HANDLES);
	for (n = 0; n < ADAPTERS; n++)
		set_adapter(n);
	for (n = 0; n < PEERS; n++)
		set_peer(n);
	for (n = 0; n < ADAPTERS; n++) {
		static const u16 handles[] = { 1, 0x40, 0x200, 0xeff };

		for (i = 0; i < HANDLES; i++) {
			s.links[n][i].adapter = n;
			s.links[n][i].handle = handles[i];
		}
	}

	memset(setup, 0, sizeof(*setup));
	setup->seed = next_number(&s.noise);
	setup->profile = draw(3) ? "default" : draw(2) ? "strict" : "audit";
	setup->translations = draw(2) ? TRANSLATIONS_MAX - 2 : 1 + draw(4);
	setup->keep = draw(2);
	setup->listener = draw(4) ? LISTENING : draw(2) ? NOBODY : BUSY;
	memcpy(setup->adapters, s.adapters, sizeof(setup->adapters));
	for (n = 0; n < IRKS; n++) {
		const struct peer *p = &s.peers[PEERS - 1 - n];

		memcpy(setup->irks[n].irk, p->irk, 16);
		memcpy(setup->irks[n].address, p->address, 6);
		setup->irks[n].type = p->type;
	}
}
