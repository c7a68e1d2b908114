// SPDX-License-Identifier: GPL-2.0
/*
 * What frames cost on their way through the Bluetooth core: a host on a user
 * channel socket writes a frame and the controller behind /dev/vhci reads it (TX),
 * and back (RX). First frames that are not SMP, then whole pairings.
 *
 * In a guest whose time counts instructions (scripts/guest run --icount) a
 * nanosecond is an instruction; both system calls are part of the number.
 */
#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "userhost_crypto.h"
#include "vhci.h"

#define HANDLE		64
#define PAYLOAD		28	/* a frame of 32 octets with the ACL header */
#define WARM_UP		2000
#define ADAPTERS	8
#define LINKS		512	/* of an adapter: SMPG_LINKS_MAX */
#define PAIRINGS	101

static struct vhci vhci[ADAPTERS];
static int user[ADAPTERS];

static u64 now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000000000ULL + ts.tv_nsec;
}

static void pass(int from, int to, const struct packet *p, u8 data[HCI_MAX])
{
	if (write(from, p->data, p->len) != (ssize_t)p->len ||
	    read(to, data, HCI_MAX) != (ssize_t)p->len)
		die("a frame went missing: %s", strerror(errno));
}

/* ---- Frames that are not SMP ---- */

/* Nanoseconds per frame; @frames alternate between two. */
static double measure(int from, int to, const struct packet frames[2],
		      unsigned int count)
{
	u8 data[HCI_MAX];
	unsigned int i;
	u64 start;

	/* Work that links and pairings have put off is done while this process sleeps. */
	usleep(500000);
	for (i = 0; i < WARM_UP; i++)
		pass(from, to, &frames[i % 2], data);
	start = now_ns();
	for (i = 0; i < count; i++)
		pass(from, to, &frames[i % 2], data);
	return (double)(now_ns() - start) / count;
}

static void whole_frames(unsigned int count)
{
	u8 whole[PAYLOAD] = { PAYLOAD - SMPG_L2CAP_HDR, 0, 0x04, 0, 0x1b };
	struct packet p[2];

	packet_acl(&p[0], HANDLE | ACL_HOST_START, whole, PAYLOAD);
	p[1] = p[0];
	printf("{\"tx\":%.0f", measure(user[0], vhci[0].fd, p, count));
	put16(p[0].data + 1, HANDLE | ACL_START);
	p[1] = p[0];
	printf(",\"rx\":%.0f", measure(vhci[0].fd, user[0], p, count));
}

/* Every other frame continues the one before. */
static void fragments(const char *suffix, unsigned int count)
{
	u8 part[PAYLOAD] = { 2 * PAYLOAD - SMPG_L2CAP_HDR, 0, 0x04, 0, 0x1b };
	struct packet p[2];

	packet_acl(&p[0], HANDLE | ACL_HOST_START, part, PAYLOAD);
	packet_acl(&p[1], HANDLE | ACL_CONTINUE, part, PAYLOAD);
	printf(",\"tx_fragments%s\":%.0f", suffix,
	       measure(user[0], vhci[0].fd, p, count));
	put16(p[0].data + 1, HANDLE | ACL_START);
	printf(",\"rx_fragments%s\":%.0f", suffix,
	       measure(vhci[0].fd, user[0], p, count));
}

static void adapter(unsigned int i)
{
	vhci[i] = (struct vhci){
		.address = { 0xbe + i, 2, 3, 4, 5, 6 },
		.acl_size = PAYLOAD,
		.acl_num = 4,
	};
	vhci_open(&vhci[i]);
	user[i] = hci_user_channel(&vhci[i]);
	fcntl(vhci[i].fd, F_SETFL, 0);
	fcntl(user[i], F_SETFL, 0);
}

/* Connect until the adapter has @count links. */
static void links(unsigned int adapter, unsigned int from, unsigned int count)
{
	u8 peer[6] = { 0, 0, adapter, 3, 2, 0xc1 };
	u8 data[HCI_MAX];
	struct packet p;

	for (; from < count; from++) {
		put16(peer, from);
		packet_le_connected(&p, HANDLE + from, 0, peer);
		pass(vhci[adapter].fd, user[adapter], &p, data);
	}
}

/* ---- Whole pairings ---- */

enum { TX, RX };

/* A pairing, and what it has cost. */
struct pairing {
	u8 peer[6];
	u64 ns;
};

/* A frame of a pairing that behaves passes unchanged. */
static void say(struct pairing *pairing, int direction, const struct packet *p)
{
	int from = direction == TX ? user[0] : vhci[0].fd;
	int to = direction == TX ? vhci[0].fd : user[0];
	u8 data[HCI_MAX];
	u64 start = now_ns();

	pass(from, to, p, data);
	pairing->ns += now_ns() - start;
	if (memcmp(data, p->data, p->len))
		die("a frame of a pairing was changed");
}

static void pdu(struct pairing *pairing, int direction, u8 code,
		const void *params, size_t len)
{
	u16 start = direction == TX ? ACL_HOST_START : ACL_START;
	u8 octets[65] = { code }, l2cap[SMPG_L2CAP_HDR + sizeof(octets)];
	struct packet p;

	memcpy(octets + 1, params, len);
	len = smp_frame(l2cap, SMPG_CID_SMP_LE, octets, 1 + len);
	packet_acl(&p, HANDLE | start, l2cap, len);
	say(pairing, direction, &p);
}

static void random_pdu(struct pairing *pairing, int direction, u8 code)
{
	u8 params[SMPG_KEY_LEN];

	random_octets(params, sizeof(params));
	pdu(pairing, direction, code, params, sizeof(params));
}

static void begin(struct pairing *pairing)
{
	struct packet p;

	random_octets(pairing->peer, sizeof(pairing->peer));
	pairing->peer[5] |= 0xc0;	/* static random */
	packet_le_connected(&p, HANDLE, 0, pairing->peer);
	say(pairing, RX, &p);
}

/* This host is the central; phase 3 begins. */
static void encrypt(struct pairing *pairing, const u8 key[SMPG_KEY_LEN])
{
	u8 params[28] = { HANDLE };
	struct packet p;

	memcpy(params + 12, key, SMPG_KEY_LEN);
	packet_command(&p, CMD_LE_START_ENCRYPTION, params, sizeof(params));
	say(pairing, TX, &p);
	packet_status(&p, CMD_LE_START_ENCRYPTION, 0);
	say(pairing, RX, &p);
	packet_encrypted(&p, HANDLE, 1);
	say(pairing, RX, &p);
}

static void distribute(struct pairing *pairing, int direction, bool legacy)
{
	u8 ids[10], address[7] = { 0 };

	if (legacy) {
		random_pdu(pairing, direction, SMPG_ENCRYPTION_INFORMATION);
		random_octets(ids, sizeof(ids));
		pdu(pairing, direction, SMPG_CENTRAL_IDENTIFICATION, ids,
		    sizeof(ids));
	}
	random_pdu(pairing, direction, SMPG_IDENTITY_INFORMATION);
	if (direction == RX)
		address[0] = 1;
	memcpy(address + 1, direction == RX ? pairing->peer : vhci[0].address, 6);
	pdu(pairing, direction, SMPG_IDENTITY_ADDRESS_INFORMATION, address,
	    sizeof(address));
}

static void end(struct pairing *pairing)
{
	struct packet p;

	packet_disconnected(&p, HANDLE, 0x13);
	say(pairing, RX, &p);
}

/* Just Works, and the keys for encryption and identity of both sides. */
static void legacy(struct pairing *pairing)
{
	static const u8 features[6] = { 3, 0, 0x01, 16, 3, 3 };
	u8 stk[SMPG_KEY_LEN];

	begin(pairing);
	pdu(pairing, TX, SMPG_PAIRING_REQUEST, features, sizeof(features));
	pdu(pairing, RX, SMPG_PAIRING_RESPONSE, features, sizeof(features));
	random_pdu(pairing, TX, SMPG_PAIRING_CONFIRM);
	random_pdu(pairing, RX, SMPG_PAIRING_CONFIRM);
	random_pdu(pairing, TX, SMPG_PAIRING_RANDOM);
	random_pdu(pairing, RX, SMPG_PAIRING_RANDOM);
	random_octets(stk, sizeof(stk));
	encrypt(pairing, stk);
	distribute(pairing, RX, true);
	distribute(pairing, TX, true);
	end(pairing);
}

static void public_key(struct pairing *pairing, int direction)
{
	u8 key[2 * P256_LEN];
	struct p256 *p256 = p256_new(key);

	if (!p256)
		die("no key pair");
	pdu(pairing, direction, SMPG_PAIRING_PUBLIC_KEY, key, sizeof(key));
	p256_free(p256);
}

static void secure_connections(struct pairing *pairing)
{
	static const u8 features[6] = { 3, 0, 0x09, 16, 2, 2 };
	u8 ltk[SMPG_KEY_LEN];

	begin(pairing);
	pdu(pairing, TX, SMPG_PAIRING_REQUEST, features, sizeof(features));
	pdu(pairing, RX, SMPG_PAIRING_RESPONSE, features, sizeof(features));
	public_key(pairing, TX);
	public_key(pairing, RX);
	random_pdu(pairing, RX, SMPG_PAIRING_CONFIRM);
	random_pdu(pairing, TX, SMPG_PAIRING_RANDOM);
	random_pdu(pairing, RX, SMPG_PAIRING_RANDOM);
	random_pdu(pairing, TX, SMPG_PAIRING_DHKEY_CHECK);
	random_pdu(pairing, RX, SMPG_PAIRING_DHKEY_CHECK);
	random_octets(ltk, sizeof(ltk));
	encrypt(pairing, ltk);
	distribute(pairing, RX, false);
	distribute(pairing, TX, false);
	end(pairing);
}

static int compare(const void *a, const void *b)
{
	const struct pairing *p = a, *q = b;

	return p->ns < q->ns ? -1 : p->ns > q->ns;
}

/* The median: work that was put off falls into some pairings, not into most. */
static void pairings(const char *name, void (*pair)(struct pairing *))
{
	struct pairing all[PAIRINGS] = { 0 };
	unsigned int i;

	usleep(500000);
	for (i = 0; i < PAIRINGS; i++)
		pair(&all[i]);
	qsort(all, PAIRINGS, sizeof(all[0]), compare);
	printf(",\"%s\":%llu", name, (unsigned long long)all[PAIRINGS / 2].ns);
}

/* A host's work on the curve in a pairing, as nettle does it, for comparison. */
static void work_on_curve(void)
{
	u8 mine[2 * P256_LEN], peers[2 * P256_LEN], secret[P256_LEN];
	struct p256 *peer = p256_new(peers), *p256;
	u64 start = now_ns();
	unsigned int i;

	for (i = 0; i < 10; i++) {
		p256 = p256_new(mine);
		if (!peer || !p256 || !p256_secret(p256, peers, secret))
			die("no DHKey");
		p256_free(p256);
	}
	printf(",\"curve\":%.0f", (double)(now_ns() - start) / 10);
	p256_free(peer);
}

int main(int argc, char **argv)
{
	unsigned int count = argc > 1 ? atoi(argv[1]) : 20000;
	struct sched_param first = { .sched_priority = 1 };
	unsigned int i;

	/* Which process runs next is always the same then, and so is what choosing costs. */
	if (sched_setscheduler(0, SCHED_FIFO, &first))
		die("cannot run before others: %s", strerror(errno));
	adapter(0);
	links(0, 0, 1);
	whole_frames(count);
	fragments("", count);
	pairings("legacy", legacy);
	pairings("secure_connections", secure_connections);
	links(0, 0, 64);
	fragments("_64", count);
	links(0, 64, LINKS);
	for (i = 1; i < ADAPTERS; i++) {
		adapter(i);
		links(i, 0, LINKS);
	}
	fragments("_4096", count);
	work_on_curve();
	puts("}");
	return 0;
}
