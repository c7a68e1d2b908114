// SPDX-License-Identifier: GPL-2.0
/*
 * Packets that no sane host or controller would send, in both directions. What
 * is no forbidden key has to come out as it went in, octet for octet; keys that
 * nobody negotiated may be missing or blanked. What the host sends ends where its
 * header says, or is missing. The user channel keeps the kernel's own stack out of
 * it.
 *
 * A peer that was given keys in place of constants is there all the while: what
 * is not about those is not translated.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "vhci.h"

#define BATCH		48
#define STALL_MS	5000
#define LINK		64	/* an open link */
#define PAIRED		65	/* a link of the peer that has our keys */
#define RACES		300
#define MARKER_LINK	0xeff
#define CID_ATT		0x0004

/* The packets on their way in one direction, ended by a marker. */
struct batch {
	const char *name;
	bool from_host;
	size_t nr;
	struct packet packets[BATCH];
	struct packet wanted[BATCH];
	bool may_mask[BATCH];
	unsigned int sent, masked, blanked;
};

static struct vhci vhci = {
	.address = { 9, 2, 3, 4, 5, 6 },
	.acl_size = 1021,
	.acl_num = 8,
};

static struct batch tx = { .name = "tx", .from_host = true };
static struct batch rx = { .name = "rx" };
static int user;
static const char *item;
static unsigned int marker, failures;
/* Of what is tried by the thousand, one in so many is tried. */
static unsigned int share = 1;
static bool guarded;

static void print_packet(const char *what, const struct packet *p)
{
	size_t i;

	fprintf(stderr, "    %s", what);
	for (i = 0; i < p->len && i < 40; i++)
		fprintf(stderr, " %02x", p->data[i]);
	fprintf(stderr, " (%zu)\n", p->len);
}

/* One of @sent and @got is NULL. */
static void complain(const struct batch *b, const struct packet *sent,
		     const struct packet *got)
{
	fprintf(stderr, "%s, %s:\n", item, b->name);
	if (sent)
		print_packet("never came out:", sent);
	if (got)
		print_packet("never sent:", got);
	if (++failures == 20)
		die("that is enough");
}

static bool equal(const struct packet *a, const struct packet *b)
{
	return a->len == b->len && !memcmp(a->data, b->data, a->len);
}

/* The packet of a masked fragment, with nothing left of its payload. */
static bool blanked(const struct packet *want, const struct packet *got)
{
	return packet_type(want) == HCI_ACL && got->len == want->len &&
	       !memcmp(want->data, got->data, 5);
}

/* A completion that the guard gave back for a packet it dropped. */
static bool completion(const struct packet *p)
{
	return packet_type(p) == HCI_EVENT && p->len == 8 &&
	       p->data[1] == EV_COMPLETED_PACKETS;
}

static bool receive(const struct batch *b, struct packet *p)
{
	return b->from_host ? vhci_receive(&vhci, p) : hci_receive(user, p);
}

static void send_one(const struct batch *b, const struct packet *p)
{
	if (b->from_host)
		hci_send(user, p);
	else
		vhci_send(&vhci, p);
}

/* The packets from @from to @to did not come out. */
static void skip(struct batch *b, size_t from, size_t to)
{
	for (; from < to; from++) {
		if (!b->wanted[from].len)
			continue;
		b->masked += b->may_mask[from];
		if (!b->may_mask[from])
			complain(b, &b->wanted[from], NULL);
	}
}

/* Which packet of the batch, from @at on, came out as @got? */
static size_t find(struct batch *b, size_t at, const struct packet *got)
{
	size_t i;

	for (i = at; i < b->nr; i++)
		if (equal(&b->wanted[i], got))
			return i;
	for (i = at; i < b->nr; i++)
		if (b->may_mask[i] && blanked(&b->wanted[i], got)) {
			b->blanked++;
			return i;
		}
	return b->nr;
}

/* Sends what is in the batch and compares it with what comes out. */
static void flush(struct batch *b)
{
	struct pollfd fd = { .fd = b->from_host ? vhci.fd : user, .events = POLLIN };
	u8 att[SMPG_L2CAP_HDR + 8] = { 8, 0, CID_ATT, 0 };
	struct packet mark, got;
	u64 end = now_ms() + STALL_MS;
	size_t i, at = 0;

	put16(att + 4, ++marker);
	put16(att + 6, marker >> 16);
	packet_acl(&mark, MARKER_LINK | (b->from_host ? 0 : ACL_START), att,
		   sizeof(att));
	for (i = 0; i < b->nr; i++)
		send_one(b, &b->packets[i]);
	send_one(b, &mark);
	b->sent += b->nr;

	while (now_ms() < end) {
		if (!receive(b, &got)) {
			poll(&fd, 1, 100);
			continue;
		}
		if (equal(&mark, &got))
			break;
		i = find(b, at, &got);
		if (i < b->nr) {
			skip(b, at, i);
			at = i + 1;
		} else if (b->from_host || !completion(&got)) {
			complain(b, NULL, &got);
		}
	}
	if (now_ms() >= end)
		die("%s, %s: stalled", item, b->name);
	skip(b, at, b->nr);
	b->nr = 0;
}

/* Octets of a packet as its header says; 0 where there is no whole header. */
static size_t declared(const struct packet *p)
{
	bool narrow = packet_type(p) == HCI_COMMAND || packet_type(p) == HCI_SCO;

	if (p->len < (narrow ? 4 : 5))
		return 0;
	if (narrow)
		return 4 + p->data[3];
	return 5 + (smpg_le16(p->data + 3) & (packet_type(p) == HCI_ISO ? 0x3fff : 0xffff));
}

static void put(struct batch *b, const struct packet *p, bool may_mask)
{
	/* The smallest a socket takes; /dev/vhci takes two octets */
	if (b->from_host && p->len < 4)
		return;
	b->packets[b->nr] = *p;
	b->wanted[b->nr] = *p;
	if (guarded && b->from_host)
		b->wanted[b->nr].len = p->len < declared(p) ? 0 : declared(p);
	b->may_mask[b->nr++] = may_mask;
	if (b->nr == BATCH)
		flush(b);
}

/* A single one, of which comes @want; the other direction may depend on it. */
static void through(struct batch *b, const struct packet *p,
		    const struct packet *want)
{
	flush(b);
	put(b, p, false);
	if (b->nr)
		b->wanted[0] = *want;
	flush(b);
}

/* Both directions, one after the other so that the order is known. */
static void both(const struct packet *p, bool may_mask)
{
	put(&tx, p, may_mask);
	put(&rx, p, may_mask);
}

static void begin(const char *name)
{
	flush(&tx);
	flush(&rx);
	item = name;
}

static void noise(void *data, size_t len)
{
	u8 *octets = data;

	while (len--)
		*octets++ = random() >> 8;
}

static void open_link(u16 handle, u8 role)
{
	/* The peer that has our keys is not to pair anew by chance. */
	const u8 peer[6] = { handle == PAIRED ? 6 : 7, 5, 4, 3, 2, 0xc1 };
	struct packet p;

	packet_le_connected(&p, handle, role, peer);
	put(&rx, &p, false);
	flush(&rx);
}

/* An L2CAP frame that says @says, holding @len octets of an SMP PDU. */
static void put_frame_in(struct batch *b, u16 handle_flags, u16 cid, u16 says,
			 u8 code, size_t len)
{
	u8 l2cap[SMPG_L2CAP_HDR + 128];
	struct packet p;
	bool held;

	noise(l2cap, sizeof(l2cap));
	put16(l2cap, says);
	put16(l2cap + 2, cid);
	l2cap[SMPG_L2CAP_HDR] = code;
	packet_acl(&p, handle_flags, l2cap, SMPG_L2CAP_HDR + len);
	/*
	 * A wrong length does not make a forbidden key an allowed one; and what
	 * is held until it is whole is gone if it never is
	 */
	held = says == smpg_pdu_len(code) && len < says;
	put(b, &p, len && says && cid != CID_ATT && (key_code(code) || held));
}

/* In both directions, with other octets: a value that is sent back is rejected. */
static void put_frame(u16 handle_flags, u16 cid, u16 says, u8 code, size_t len)
{
	put_frame_in(&tx, handle_flags, cid, says, code, len);
	put_frame_in(&rx, handle_flags, cid, says, code, len);
}

static void truncated_headers(void)
{
	u8 l2cap[8] = { 4, 0, SMPG_CID_SMP_LE, 0, SMPG_PAIRING_FAILED, 1, 2, 3 };
	static const int lies[] = { -1, 1, 100, 0x7fff };
	struct packet p;
	size_t len, i;

	begin("truncated headers");
	for (len = 2; len <= 5 + sizeof(l2cap); len++) {
		packet_acl(&p, LINK, l2cap, sizeof(l2cap));
		p.len = len;
		both(&p, false);
		for (i = 0; i < ARRAY_SIZE(lies) && len > 5; i++) {
			put16(p.data + 3, len - 5 + lies[i]);
			both(&p, false);
		}
		/* An L2CAP header cut off, and the ACL length true */
		packet_acl(&p, LINK, l2cap, len > 5 ? len - 5 : 0);
		both(&p, false);
	}
}

static void lying_lengths(void)
{
	static const u16 cids[] = {
		SMPG_CID_SMP_LE, SMPG_CID_SMP_BREDR, CID_ATT,
	};
	size_t cid, code, len, i;

	begin("lying L2CAP lengths");
	for (cid = 0; cid < ARRAY_SIZE(cids); cid++)
		for (code = 0; code <= SMPG_PDU_MAX + 1; code++)
			for (len = 0; len <= 24; len++) {
				const u16 says[] = {
					0, 1, len - 1, len + 1, 17, 65, 66,
					0x7fff, 0xffff,
				};

				for (i = 0; i < ARRAY_SIZE(says); i++)
					put_frame(LINK | ACL_START, cids[cid],
						  says[i], code, len);
			}
}

/* Fragments of PDUs that never end, on many links, and one without an end. */
static void endless_fragments(void)
{
	struct packet p;
	u8 data[200];
	u16 handle;
	int i;

	begin("endless fragments");
	for (handle = 0; handle < 400; handle++)
		put_frame(handle | ACL_START, SMPG_CID_SMP_LE, 17,
			  SMPG_ENCRYPTION_INFORMATION, 5);
	for (handle = 400; handle < 800; handle++)
		put_frame(handle | ACL_START, SMPG_CID_SMP_LE, 17,
			  SMPG_PAIRING_CONFIRM, 5);
	put_frame(LINK | ACL_START, SMPG_CID_SMP_LE, 0xffff, SMPG_PAIRING_RANDOM, 20);
	for (i = 0; i < 1000; i += share) {
		noise(data, sizeof(data));
		packet_acl(&p, LINK | ACL_CONTINUE, data, 1 + i % sizeof(data));
		both(&p, false);
	}
	/* What was begun is given up */
	for (handle = 0; handle < 800; handle++)
		put_frame(handle | ACL_START, CID_ATT, 1, 0x0a, 1);
}

static void continuation_without_start(void)
{
	u16 handle;
	size_t len;

	begin("continuation without a start");
	for (handle = 0; handle < 0x1000; handle += 61)
		for (len = 0; len < 20; len++)
			put_frame(handle | ACL_CONTINUE, CID_ATT, len, 1, len);
}

static void unknown_handles(void)
{
	struct packet p;
	u16 handle;

	begin("handles nobody opened");
	packet_command(&p, CMD_RESET, NULL, 0);
	put(&tx, &p, false);
	packet_complete(&p, CMD_RESET, "", 1);
	put(&rx, &p, false);
	for (handle = 0; handle < 0x1000; handle += share) {
		put_frame(handle | ACL_START, SMPG_CID_SMP_LE, 2,
			  SMPG_PAIRING_FAILED, 2);
		put_frame(handle | ACL_START, SMPG_CID_SMP_LE, 17,
			  SMPG_PAIRING_CONFIRM, 17);
	}
}

static void every_pdu(void)
{
	static const u16 cids[] = { SMPG_CID_SMP_LE, SMPG_CID_SMP_BREDR };
	unsigned int i, code, len;

	begin("PDUs of every length");
	open_link(LINK, 0);
	for (i = 0; i < ARRAY_SIZE(cids); i++)
		for (code = 0; code < (i ? 32 : 256); code++)
			for (len = 0; len <= 80; len += share)
				put_frame(LINK | ACL_START, cids[i], len, code, len);
}

static void every_event(void)
{
	static const u8 codes[] = {
		EV_CONNECTION_COMPLETE, EV_DISCONNECTION_COMPLETE,
		EV_ENCRYPTION_CHANGE, EV_COMMAND_COMPLETE, EV_COMPLETED_PACKETS,
		EV_KEY_REFRESH, EV_LE_META, EV_ENCRYPTION_CHANGE_V2,
	};
	static const u8 meta[] = { 0x01, LE_LTK_REQUEST, 0x0a, 0x29 };
	unsigned int i, len, round;
	struct packet p;
	u8 params[64];

	begin("events of every length");
	for (i = 0; i < ARRAY_SIZE(codes); i++)
		for (len = 0; len <= 60; len += share)
			for (round = 0; round < 12; round++) {
				noise(params, sizeof(params));
				if (codes[i] == EV_LE_META)
					params[0] = meta[round % ARRAY_SIZE(meta)];
				else if (round % 2)
					params[0] = 0;
				packet_event(&p, codes[i], params, len);
				/* A third of them lie about it */
				if (round % 3 == 2)
					p.data[2] = random();
				put(&rx, &p, false);
			}
	for (i = 0; i < 256; i++) {
		p.data[0] = HCI_EVENT;
		p.data[1] = i;
		p.len = 2;
		put(&rx, &p, false);
	}
}

static void many_connections(void)
{
	u8 peer[6] = { 0 };
	struct packet p;
	int i;

	begin("thousands of connections");
	for (i = 0; i < 10000; i += share) {
		put16(peer, i);
		if (i % 3)
			packet_le_connected(&p, i & 0xfff, i & 1, peer);
		else
			packet_connected(&p, i & 0xfff, peer);
		put(&rx, &p, false);
	}
	for (i = 0; i < 0x1000; i++) {
		packet_disconnected(&p, i, 0x13);
		put(&rx, &p, false);
	}
}

static void random_noise(void)
{
	static const u8 types[] = { HCI_COMMAND, HCI_ACL, HCI_ACL, HCI_SCO, HCI_ISO };
	struct packet p;
	int i;

	begin("noise");
	for (i = 0; i < 20000; i += share) {
		p.len = 2 + random() % 99;
		noise(p.data, p.len);
		p.data[0] = types[i % ARRAY_SIZE(types)];
		put(&tx, &p, false);
		if (p.data[0] == HCI_COMMAND)
			p.data[0] = HCI_EVENT;
		put(&rx, &p, false);
	}
	/*
	 * With sense enough to be looked at: SMP, but no keys, and nothing that
	 * is held until the next fragment. Never without a code, or one of those
	 * could follow there.
	 */
	for (i = 0; i < 20000; i += share) {
		u8 code = random() % 32;
		u16 says = random() % 70;

		if (key_code(code) || says == smpg_pdu_len(code))
			code = 0;
		put_frame((random() & 0x3f) | (random() & 0x3000),
			  SMPG_CID_SMP_LE + random() % 2, says, code,
			  1 + random() % 69);
	}
	flush(&tx);
	flush(&rx);
}

/* ---- Keys that are translated ---- */

#define ID_LEN	10	/* Rand, and then EDIV */

static const u8 hosts_key[SMPG_KEY_LEN] = {
	0xff, 0xee, 0xdd, 0xcc, 0xbb, 0xaa, 0x99, 0x88,
	0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 0x00,
};

static const u8 hosts_id[ID_LEN] = { 1, 2, 3, 4, 5, 6, 7, 8, 0x0c, 0x00 };

/* What the peer was given in their place: without the module, the same. */
static u8 peers_key[SMPG_KEY_LEN], peers_id[ID_LEN], peers_csrk[SMPG_KEY_LEN];
static unsigned int raced, translated;

static void packet_smp(struct packet *p, u16 handle_flags, u8 code,
		       const void *data, size_t len)
{
	u8 l2cap[SMPG_L2CAP_MAX], pdu[1 + SMPG_KEY_LEN] = { code };

	memcpy(pdu + 1, data, len);
	packet_acl(p, handle_flags, l2cap,
		   smp_frame(l2cap, SMPG_CID_SMP_LE, pdu, 1 + len));
}

static void packet_request(struct packet *p, const u8 *id)
{
	u8 params[13] = { LE_LTK_REQUEST, PAIRED };

	memcpy(params + 3, id, ID_LEN);
	packet_event(p, EV_LE_META, params, sizeof(params));
}

static void packet_reply(struct packet *p, const u8 *key)
{
	u8 params[18] = { PAIRED };

	memcpy(params + 2, key, SMPG_KEY_LEN);
	packet_command(p, CMD_LE_LTK_REPLY, params, sizeof(params));
}

static void packet_encrypt(struct packet *p, const u8 *id, const u8 *key)
{
	u8 params[28] = { PAIRED };

	memcpy(params + 2, id, ID_LEN);
	memcpy(params + 2 + ID_LEN, key, SMPG_KEY_LEN);
	packet_command(p, CMD_LE_START_ENCRYPTION, params, sizeof(params));
}

/* The peer asks for the key it was given: the host sees the one it knows. */
static void asks(void)
{
	struct packet p, want;

	packet_request(&p, peers_id);
	packet_request(&want, hosts_id);
	through(&rx, &p, &want);
}

/* The host answers with its key, of which comes @want. */
static void answers(const u8 *key)
{
	struct packet p, want;

	packet_reply(&p, hosts_key);
	packet_reply(&want, key);
	through(&tx, &p, &want);
}

static void encrypts(const u8 *id, const u8 *key)
{
	struct packet p, want;

	packet_encrypt(&p, hosts_id, hosts_key);
	packet_encrypt(&want, id, key);
	through(&tx, &p, &want);
}

static void receive_one(const struct batch *b, struct packet *p)
{
	struct pollfd fd = { .fd = b->from_host ? vhci.fd : user, .events = POLLIN };
	u64 end = now_ms() + STALL_MS;

	while (!receive(b, p)) {
		if (now_ms() >= end)
			die("%s, %s: stalled", item, b->name);
		poll(&fd, 1, 100);
	}
}

/* Sends a key PDU; @peers is what the peer gets of it. */
static void give(u8 code, const u8 *hosts, u8 *peers, size_t len)
{
	struct packet p, got;

	packet_smp(&p, PAIRED, code, hosts, len);
	hci_send(user, &p);
	receive_one(&tx, &got);
	if (got.len != p.len || memcmp(got.data, p.data, p.len - len)) {
		complain(&tx, &p, &got);
		return;
	}
	memcpy(peers, got.data + got.len - len, len);
}

static void a_pairing_of_constants(void)
{
	static const u8 features[] = { 3, 0, 0, 16, 0, 5 };
	u8 hosts[ID_LEN], peers[ID_LEN];
	struct packet p;

	begin("a pairing of constants");
	open_link(PAIRED, 1);
	packet_smp(&p, PAIRED | ACL_START, SMPG_PAIRING_REQUEST, features, 6);
	through(&rx, &p, &p);
	packet_smp(&p, PAIRED, SMPG_PAIRING_RESPONSE, features, 6);
	through(&tx, &p, &p);
	packet_smp(&p, PAIRED | ACL_START, SMPG_PAIRING_CONFIRM, vhci.address, 6);
	p.len += 10;
	noise(p.data + p.len - 10, 10);
	put16(p.data + 3, p.len - 5);
	put16(p.data + 5, 17);
	through(&rx, &p, &p);
	packet_encrypted(&p, PAIRED, 1);
	through(&rx, &p, &p);

	give(SMPG_ENCRYPTION_INFORMATION, hosts_key, peers_key, SMPG_KEY_LEN);
	memcpy(hosts, hosts_id + 8, 2);
	memcpy(hosts + 2, hosts_id, 8);
	give(SMPG_CENTRAL_IDENTIFICATION, hosts, peers, ID_LEN);
	memcpy(peers_id, peers + 2, 8);
	memcpy(peers_id + 8, peers, 2);
	give(SMPG_SIGNING_INFORMATION, hosts_key, peers_csrk, SMPG_KEY_LEN);
}

static void close_link(u16 handle)
{
	struct packet p;

	packet_disconnected(&p, handle, 0x13);
	through(&rx, &p, &p);
}

static void reset(void)
{
	struct packet p;

	packet_command(&p, CMD_RESET, NULL, 0);
	through(&tx, &p, &p);
	packet_complete(&p, CMD_RESET, "", 1);
	through(&rx, &p, &p);
}

static void requests_and_replies(void)
{
	begin("replies with and without a request");
	close_link(PAIRED);
	answers(hosts_key);
	open_link(PAIRED, 1);
	answers(hosts_key);
	asks();
	answers(peers_key);
	answers(hosts_key);

	asks();
	asks();
	close_link(PAIRED);
	answers(hosts_key);
	open_link(PAIRED, 1);
	answers(hosts_key);

	asks();
	reset();
	answers(hosts_key);
	open_link(PAIRED, 1);
	answers(hosts_key);
	asks();
	answers(peers_key);

	close_link(PAIRED);
	encrypts(hosts_id, hosts_key);
	open_link(PAIRED, 0);
	encrypts(peers_id, peers_key);
}

/* Cut off, the length true or not, and then as they should be. */
static void wrong_lengths(void)
{
	u8 id[ID_LEN], key[SMPG_KEY_LEN];
	struct packet p;
	size_t len;

	begin("requests and replies of wrong length");
	packet_request(&p, peers_id);
	for (len = p.len - 1; len > 2; len--) {
		p.len = len;
		put(&rx, &p, false);
		p.data[2] = len - 3;
		put(&rx, &p, false);
		p.data[2] = 13;
	}
	flush(&rx);
	answers(hosts_key);

	asks();
	packet_encrypt(&p, hosts_id, hosts_key);
	for (len = p.len - 1; len > 3; len--) {
		p.len = len;
		put(&tx, &p, false);
		p.data[3] = len - 4;
		put(&tx, &p, false);
		p.data[3] = 28;
	}
	packet_reply(&p, hosts_key);
	for (len = p.len - 1; len > 3; len--) {
		p.len = len;
		put(&tx, &p, false);
		p.data[3] = len - 4;
		put(&tx, &p, false);
		p.data[3] = 18;
	}
	flush(&tx);
	/* There was no answer yet. */
	answers(peers_key);

	begin("names and keys of nobody");
	asks();
	for (len = 0; len < 100; len++) {
		noise(id, sizeof(id));
		noise(key, sizeof(key));
		packet_encrypt(&p, id, key);
		put(&tx, &p, false);
		packet_encrypt(&p, hosts_id, key);
		put(&tx, &p, false);
		packet_encrypt(&p, id, hosts_key);
		put(&tx, &p, false);
		packet_request(&p, id);
		put(&rx, &p, false);
	}
	flush(&tx);
	flush(&rx);
	answers(hosts_key);
}

/* Signed by the host's CSRK; by the peer's it is signed as soon as it has one. */
static void signed_well(void)
{
	static const u8 l2cap[] = {
		16, 0, CID_ATT, 0, 0xd2, 0x2a, 0, 1, 0, 0, 0, 0,
		0x41, 0xbf, 0xfc, 0xb7, 0xa8, 0xa9, 0x53, 0x75,
	};
	struct packet p, got;

	flush(&tx);
	packet_acl(&p, PAIRED, l2cap, sizeof(l2cap));
	hci_send(user, &p);
	receive_one(&tx, &got);
	if (got.len != p.len || memcmp(got.data, p.data, p.len - 8) ||
	    !memcmp(got.data + p.len - 8, p.data + p.len - 8, 8) !=
	    !memcmp(peers_csrk, hosts_key, SMPG_KEY_LEN))
		complain(&tx, &p, &got);
}

static void signed_writes(void)
{
	size_t len, more;

	begin("signed writes");
	signed_well();
	for (len = 0; len <= 60; len++) {
		put_frame(PAIRED, CID_ATT, len, 0xd2, len);
		put_frame(PAIRED | ACL_CONTINUE, CID_ATT, len, 0xd2, len);
		for (more = 1; more <= 20; more++)
			put_frame(PAIRED, CID_ATT, len + more, 0xd2, len);
	}
	/* What was begun is given up */
	put_frame(PAIRED | ACL_START, CID_ATT, 1, 0x0a, 1);
}

/* Links that come, are asked for, and go, one way and another. */
static noreturn void race(void)
{
	static const u8 peer[6] = { 6, 5, 4, 3, 2, 0xc1 };
	struct packet p;
	int i;

	for (i = 0; i < RACES; i++) {
		packet_le_connected(&p, PAIRED, 1, peer);
		vhci_send(&vhci, &p);
		packet_request(&p, peers_id);
		vhci_send(&vhci, &p);
		if (i % 2)
			packet_complete(&p, CMD_RESET, "", 1);
		else
			packet_disconnected(&p, PAIRED, 0x13);
		vhci_send(&vhci, &p);
	}
	_exit(0);
}

static void race_to_host(void)
{
	struct packet got, want;
	int i = 0;

	packet_request(&want, hosts_id);
	while (i < 3 * RACES) {
		receive_one(&rx, &got);
		if (completion(&got))
			continue;
		if (i++ % 3 == 1 && !equal(&got, &want))
			complain(&rx, &want, &got);
	}
}

/* Whenever the answer comes, it is one of two keys, and no mixture of them. */
static void replies_racing_with_reset(void)
{
	struct packet p, want, got;
	int status;
	pid_t pid;

	begin("replies racing with Reset");
	packet_reply(&p, hosts_key);
	packet_reply(&want, peers_key);
	pid = fork();
	if (pid < 0)
		die("fork");
	if (!pid)
		race();
	while (!waitpid(pid, &status, WNOHANG)) {
		hci_send(user, &p);
		receive_one(&tx, &got);
		raced++;
		if (equal(&got, &want))
			translated++;
		else if (!equal(&got, &p))
			complain(&tx, &want, &got);
	}
	if (status)
		die("%s: status %d", item, status);
	race_to_host();
	open_link(PAIRED, 1);
	asks();
	answers(peers_key);
}

static void summary(const struct batch *b)
{
	printf(",\"%s\":{\"sent\":%u,\"masked\":%u,\"blanked\":%u}", b->name,
	       b->sent, b->masked, b->blanked);
}

/*
 * badinput [SHARE [guarded]]: one in SHARE, which is best a prime, of all lengths
 * and rounds; the module is loaded.
 */
int main(int argc, char **argv)
{
	if (argc > 1)
		share = strtoul(argv[1], NULL, 10) ?: 1;
	guarded = argc > 2;
	srandom(20190711);
	vhci_open(&vhci);
	user = hci_user_channel(&vhci);
	item = "opening links";
	open_link(MARKER_LINK, 0);
	open_link(LINK, 0);

	a_pairing_of_constants();
	requests_and_replies();
	wrong_lengths();
	signed_writes();
	replies_racing_with_reset();

	truncated_headers();
	lying_lengths();
	endless_fragments();
	continuation_without_start();
	every_event();
	unknown_handles();
	every_pdu();
	many_connections();
	random_noise();
	/* After all that they are still there. */
	requests_and_replies();

	printf("{\"result\":\"%s\",\"wrong\":%u", failures ? "failed" : "ok",
	       failures);
	summary(&tx);
	summary(&rx);
	printf(",\"races\":{\"replies\":%u,\"translated\":%u}", raced,
	       translated);
	puts("}");
	return failures ? 1 : 0;
}
