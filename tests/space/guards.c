// SPDX-License-Identifier: GPL-2.0
/*
 * Two machines, each with the module, whose hosts have the same constant keys: guards
 * that repair against each other, in both roles. Each machine is a process, to which
 * this one passes packets: it is both hosts, both controllers and the air. What must
 * hold:
 *
 * - no host receives the constant;
 * - after each pairing either side, as central, encrypts with the key that it has
 *   received, and both controllers get the same key: each host is asked by the
 *   EDIV and Rand that it has sent, and hands over the key that it has sent;
 * - so they do when a peer has tried the keys of an earlier pairing, which may be good
 *   still: a stranger may have been the one who paired in the meantime.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "account.h"
#include "keys.h"

#define MACHINES	2
#define HANDLE		0x40
#define ID_LEN		10	/* EDIV, Rand */
#define PIECES		80
#define ACL_CONTINUE	0x10
#define ACL_START	0x20

struct totals *totals;

/* LTK, EDIV and Rand; of which a host sends its own, and keeps the peer's */
struct key {
	u8 ltk[16];
	u8 id[ID_LEN];
};

static const struct key constant = {
	{ 0xff, 0xee, 0xdd, 0xcc, 0xbb, 0xaa, 0x99, 0x88,
	  0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 0x00 },
	{ 0x05, 0x00, 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88 },
};

static const u8 address[MACHINES][6] = {
	{ 1, 2, 3, 4, 5, 6 }, { 11, 12, 13, 14, 15, 16 },
};

static int machine[MACHINES];
static struct key own[MACHINES], received[MACHINES];
static struct answer answer;
static const char *doing = "";

void must(bool holds, const char *what)
{
	if (holds)
		return;
	printf("%s: %s\n", doing, what);
	exit(1);
}

/* ---- A machine ---- */

static void whole(int fd, void *data, size_t len, bool in)
{
	ssize_t n;

	for (; len; data = (char *)data + n, len -= n) {
		n = in ? read(fd, data, len) : write(fd, data, len);
		if (n <= 0)
			_exit(0);
	}
}

static void be_machine(unsigned int m, int fd)
{
	struct setup setup = {
		.seed = 1 + m,
		.profile = "default",
		.translations = TRANSLATIONS_MAX - 2,
		.adapters = { {
			.le_buffers = 4,
			.up = true,
			.user_channel = true,
		} },
	};
	struct step step;

	memcpy(setup.adapters[0].address, address[m], 6);
	side.load(&setup, &answer);
	for (;;) {
		whole(fd, &step, sizeof(step), true);
		answer.len = 0;
		side.run(&step, &answer);
		whole(fd, &answer.len, sizeof(answer.len), false);
		whole(fd, answer.data, answer.len, false);
	}
}

static void start_machines(void)
{
	unsigned int m;
	int ends[2];

	for (m = 0; m < MACHINES; m++) {
		if (socketpair(AF_UNIX, SOCK_STREAM, 0, ends))
			exit(2);
		if (!fork()) {
			close(ends[0]);
			be_machine(m, ends[1]);
		}
		close(ends[1]);
		machine[m] = ends[0];
	}
}

/* Return: the octets that passed, of @len; NULL if the packet did not pass. */
static const u8 *take(unsigned int m, u8 op, const u8 *data, unsigned int len,
		      unsigned int *passed)
{
	struct step step = {
		.op = op,
		.rest = true,
		.handle = HANDLE,
		.packet = { .user = true, .len = len, .linear = len, .room = 64 },
	};
	const u8 *at;

	memcpy(step.packet.data, data, len);
	whole(machine[m], &step, sizeof(step), false);
	whole(machine[m], &answer.len, sizeof(answer.len), true);
	whole(machine[m], answer.data, answer.len, true);
	for (at = answer.data; at < answer.data + answer.len;
	     at += 4 + (at[2] | at[3] << 8)) {
		if (at[0] != TAG_PASSED)
			continue;
		*passed = (at[2] | at[3] << 8) - 3;
		return at + 4 + 3;
	}
	return NULL;
}

/* An event or command that passes, perhaps with other octets: these are in @data. */
static void tell(unsigned int m, u8 op, u8 *data, unsigned int len)
{
	unsigned int passed;
	const u8 *to = take(m, op, data, len, &passed);

	must(to && passed == len, "an event or command did not pass");
	memcpy(data, to, len);
}

/* ---- The air ---- */

struct pdu {
	unsigned int len;
	u8 data[PIECES];
};

static void join(struct pdu *to, const u8 *packet, unsigned int len)
{
	must(len >= 4 && to->len + len - 4 <= sizeof(to->data),
	     "too much of a PDU was received");
	memcpy(to->data + to->len, packet + 4, len - 4);
	to->len += len - 4;
}

/* One ACL packet of @m to the other machine, which may hold it back. */
static void carry(unsigned int m, const u8 *packet, unsigned int len, struct pdu *to)
{
	u8 air[PACKET_MAX];
	unsigned int passed;
	const u8 *at = take(m, STEP_TX, packet, len, &passed);

	if (!at)
		return;
	memcpy(air, at, passed);
	if (!(air[1] & ACL_CONTINUE))
		air[1] |= ACL_START;
	at = take(!m, STEP_RX, air, passed, &passed);
	if (at)
		join(to, at, passed);
}

static unsigned int fragment;

/* A PDU of SMP, from @m; @octets are replaced by what the other host receives. */
static void send_pdu(unsigned int m, u8 *octets, unsigned int len)
{
	u8 frame[PIECES] = { len, 0, 6, 0 }, packet[4 + PIECES];
	struct pdu to = { 0 };
	unsigned int at, n;

	memcpy(frame + 4, octets, len);
	for (at = 0; at < 4 + len; at += n) {
		n = 4 + len - at < fragment ? 4 + len - at : fragment;
		packet[0] = HANDLE;
		packet[1] = at ? ACL_CONTINUE : 0;
		packet[2] = n;
		packet[3] = 0;
		memcpy(packet + 4, frame + at, n);
		carry(m, packet, 4 + n, &to);
	}
	must(to.len == 4 + len && !memcmp(to.data, frame, 4),
	     "a PDU was not received");
	memcpy(octets, to.data + 4, len);
}

static void link_up(unsigned int central)
{
	unsigned int m;
	u8 event[21];

	for (m = 0; m < MACHINES; m++) {
		memset(event, 0, sizeof(event));
		memcpy(event, (u8[]){ 0x3e, 19, 1, 0, HANDLE, 0, m != central }, 7);
		memcpy(event + 8, address[!m], 6);
		tell(m, STEP_EVENT, event, sizeof(event));
	}
}

static void link_down(void)
{
	unsigned int m;

	for (m = 0; m < MACHINES; m++) {
		u8 event[] = { 0x05, 4, 0, HANDLE, 0, 0x13 };

		tell(m, STEP_EVENT, event, sizeof(event));
	}
}

/*
 * The central's host hands over @key; @of is what the other host has by its name.
 * Return: whether both controllers have the same key.
 */
static bool encrypt(unsigned int central, const struct key *key, const struct key *of)
{
	u8 enable[31] = { 0x19, 0x20, 28, HANDLE };
	u8 request[15] = { 0x3e, 13, 0x05, HANDLE };
	u8 reply[21] = { 0x1a, 0x20, 18, HANDLE };
	unsigned int m;
	bool same;

	memcpy(enable + 5, key->id + 2, 8);
	memcpy(enable + 13, key->id, 2);
	memcpy(enable + 15, key->ltk, 16);
	tell(central, STEP_COMMAND, enable, sizeof(enable));
	memcpy(request + 5, enable + 5, ID_LEN);
	tell(!central, STEP_EVENT, request, sizeof(request));
	if (memcmp(request + 5, of->id + 2, 8) || memcmp(request + 13, of->id, 2))
		return false;
	memcpy(reply + 5, of->ltk, 16);
	tell(!central, STEP_COMMAND, reply, sizeof(reply));
	same = !memcmp(reply + 5, enable + 15, 16);
	for (m = 0; m < MACHINES; m++) {
		u8 event[] = { 0x08, 4, same ? 0 : 0x3d, HANDLE, 0, same };

		tell(m, STEP_EVENT, event, sizeof(event));
	}
	return same;
}

/* ---- Two hosts ---- */

static void noise(u8 *to, unsigned int len)
{
	static unsigned long long state = 1;

	while (len--) {
		state = state * 6364136223846793005ULL + 1442695040888963407ULL;
		*to++ = state >> 33;
	}
}

static void send_value(unsigned int m, u8 code)
{
	u8 pdu[17] = { code };

	noise(pdu + 1, 16);
	send_pdu(m, pdu, sizeof(pdu));
}

/* The keys of @m, zero beyond their size */
static void distribute(unsigned int m, unsigned int size)
{
	u8 ltk[17] = { 6 }, id[1 + ID_LEN] = { 7 };

	memset(own[m].ltk + size, 0, 16 - size);
	memcpy(ltk + 1, own[m].ltk, 16);
	memcpy(id + 1, own[m].id, ID_LEN);
	send_pdu(m, ltk, sizeof(ltk));
	send_pdu(m, id, sizeof(id));
	must(memcmp(ltk + 1, own[m].ltk, size), "a constant key was received");
	must(memcmp(id + 1, own[m].id, ID_LEN), "its name was received");
	memcpy(received[!m].ltk, ltk + 1, 16);
	memcpy(received[!m].id, id + 1, ID_LEN);
}

/* @stk: the hosts distribute the STK, without EDIV and Rand, as bleno does */
static void pair(unsigned int central, unsigned int size, bool stk)
{
	u8 features[7] = { 1, 3, 0, 1, size, 1, 1 };
	struct key session = { { 0 }, { 0 } };
	unsigned int m;

	doing = "pairing";
	link_up(central);
	send_pdu(central, features, sizeof(features));
	features[0] = 2;
	send_pdu(!central, features, sizeof(features));
	send_value(central, 3);
	send_value(!central, 3);
	send_value(central, 4);
	send_value(!central, 4);
	noise(session.ltk, size);
	must(encrypt(central, &session, &session), "the STK is not that of both");
	for (m = 0; m < MACHINES; m++)
		own[m] = stk ? session : constant;
	distribute(!central, size);
	distribute(central, size);
	link_down();
}

static void use(unsigned int central)
{
	doing = "encrypting";
	link_up(central);
	must(encrypt(central, &received[central], &own[!central]),
	     "a bond is lost");
	link_down();
}

/* The same bond in either role, again and again, in place of an earlier one */
static void episode(unsigned int central, unsigned int size, bool stk)
{
	struct key before[MACHINES];
	unsigned int n;

	memcpy(before, received, sizeof(before));
	pair(central, size, stk);
	for (n = 0; n < 4; n++)
		use(n & 1);
	for (n = 0; n < MACHINES; n++) {
		doing = "encrypting with keys of before";
		link_up(n);
		encrypt(n, &before[n], &own[!n]);
		link_down();
		use(n);
	}
}

int main(void)
{
	static const unsigned int fragments[] = { PIECES, 27, 5, 1 };
	unsigned int i, nr = 0;

	start_machines();
	memset(received, 0x5a, sizeof(received));
	for (i = 0; i < 4 * 2 * 2 * 2; i++) {
		fragment = fragments[i & 3];
		episode(i >> 2 & 1, i >> 3 & 1 ? 7 : 16, i >> 4 & 1);
		nr++;
	}
	printf("%u pairings between two guards\n", nr);
	return 0;
}
