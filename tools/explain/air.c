// SPDX-License-Identifier: GPL-2.0
/*
 * Connections on the air (Vol 6, Part B), told apart by their access addresses, as
 * the HCI packets that the host of the central has seen
 */
#include <stdlib.h>

#include "air.h"
#include "link_layer.h"
#include "smpg_engine.h"

#define CONNECTIONS_MAX	64
#define RECENT		4

/* Advertising: type 5 is CONNECT_IND and AUX_CONNECT_REQ. */
#define ADV_TYPE	0x0f
#define ADV_CONNECT	5
#define ADV_TX_RANDOM	0x40
#define ADV_RX_RANDOM	0x80
#define ADV_LEN		0x3f
#define CONNECT_LEN	34

/* Data: the first octet of the header */
#define LLID		0x03
#define NESN		0x04
#define SN		0x08

enum { LLID_CONTINUATION = 1, LLID_START, LLID_CONTROL };

/* Octets of an encrypted LL_START_ENC_RSP, which has nothing but its opcode */
#define START_ENC_RSP_LEN	(1 + AIR_MIC)

/* Time between the packets of a connection event, and how exact recorders are */
#define T_IFS		150
#define T_IFS_SLACK	30

/* Clocks are off by a part of so many. */
#define DRIFT		10000

/* Connection intervals are counted in so many microseconds. */
#define INTERVAL_UNIT	1250

/* Preamble, access address, header, CRC; each octet takes 8 microseconds. */
#define PACKET_OCTETS	(1 + 4 + 2 + 3)

/* PDUs of so many octets carry random values: equal ones are repeated. */
#define RANDOM_LEN	16

/**
 * struct sent - a PDU that is not empty
 * @tx: as of struct air_frame
 * @head: its LLID and SN
 */
struct sent {
	int tx;
	u8 head;
	u8 size;
	u8 payload[255];
};

enum mic { MIC_UNKNOWN, MIC_GONE, MIC_KEPT };

enum cipher { CIPHER_NONE, CIPHER_ASKED, CIPHER_ANSWERED, CIPHER_STARTED, CIPHER_ON };

/**
 * struct connection - a connection that is followed
 * @who: its access address, and the central
 * @handle: its handle in HCI
 * @used: number of the last packet of it
 * @opened: its beginning was seen
 * @addresses: of the central and the peripheral, if @opened
 * @crc: begins its CRC, if @crc_known
 * @candidate: would begin the CRC of the last packet that did not fit
 * @cipher: enum cipher, how far encryption is
 * @encrypted: PDUs seen since it started
 * @rewritten: a tool decrypted it after it was recorded, and left the header of the
 *	recorder as it was
 * @mic: enum mic, does the payload that was decrypted still have its MIC behind it?
 * @stays_closed: data of it were not decrypted
 * @acknowledges: its packets acknowledge each other, so that @sn can be relied on
 * @known: by @tx, @sn is that of the last packet
 * @recent: the last PDUs, that of number @nr - 1 the last
 * @missing: a packet is, as the number of an empty one has shown
 * @orphan: the last packet is amid a connection event whose first packet is missing
 * @excused: that may still be the number of a damaged packet, which was told already
 * @damaged: a PDU with a wrong CRC, of which @recent may still get a copy
 * @start: time of the last packet
 * @followed: it came right behind another one
 * @end: time of the end of the last packet
 * @tx: its sender
 * @anchor: beginning of a connection event, 0 while none is known
 * @interval: between connection events, in microseconds, 0 while it is not known
 */
struct connection {
	struct overheard who;
	u16 handle;
	u64 used;
	bool opened;
	u8 addresses[12];
	u32 crc;
	bool crc_known;
	u32 candidate;
	u8 cipher;
	unsigned int encrypted;
	bool rewritten;
	u8 mic;
	bool stays_closed;
	bool acknowledges;
	bool known[2];
	u8 sn[2];
	struct sent recent[RECENT];
	unsigned int nr;
	bool missing;
	bool orphan;
	bool excused;
	struct sent damaged;
	bool is_damaged;
	u64 start;
	bool followed;
	u64 end;
	int tx;
	u64 anchor;
	u32 interval;
};

/**
 * struct air - the connections of a recording
 * @frames: packets so far
 * @handles: handles given out
 */
struct air {
	struct capture *c;
	u64 frames;
	u16 handles;
	struct connection *last;
	struct connection all[CONNECTIONS_MAX];
};

struct air *air_new(struct capture *c)
{
	struct air *air = calloc(1, sizeof(*air));

	if (!air)
		abort();
	air->c = c;
	return air;
}

void air_free(struct air *air)
{
	free(air);
}

/* ---- HCI packets out ---- */

static void hand_out(struct air *air, const struct connection *n,
		     const struct air_frame *f, struct hci_packet *p)
{
	p->us = f->us;
	p->timed = true;
	p->where = f->where;
	p->overheard = &n->who;
	air->c->packet(air->c->arg, p);
}

static void hand_out_event(struct air *air, const struct connection *n,
			   const struct air_frame *f, const u8 *data, size_t len)
{
	struct hci_packet p = { .type = HCI_EVENT, .data = data, .len = len };

	hand_out(air, n, f, &p);
}

/* LE Connection Complete; the fields behind the peer's address do not matter. */
static void hand_out_opening(struct air *air, const struct connection *n,
			     const struct air_frame *f)
{
	u8 event[2 + 19] = {
		0x3e, 19, 0x01, 0, n->handle & 0xff, n->handle >> 8, 0,
		!!(f->head & ADV_RX_RANDOM),
	};

	memcpy(event + 8, f->payload + 6, 6);
	hand_out_event(air, n, f, event, sizeof(event));
}

static void hand_out_encryption(struct air *air, const struct connection *n,
				const struct air_frame *f, u8 status)
{
	const u8 event[] = {
		0x08, 4, status, n->handle & 0xff, n->handle >> 8, !status,
	};

	hand_out_event(air, n, f, event, sizeof(event));
}

/* The reason as the central's controller gives it: it calls its own host's 0x16. */
static void hand_out_end(struct air *air, const struct connection *n,
			 const struct air_frame *f, u8 reason)
{
	const u8 event[] = {
		0x05, 4, 0, n->handle & 0xff, n->handle >> 8,
		f->tx == 1 && reason == 0x13 ? 0x16 : reason,
	};
	struct hci_packet p = {
		.type = HCI_EVENT, .data = event, .len = sizeof(event),
		.unsided = f->tx == AIR_UNKNOWN,
	};

	hand_out(air, n, f, &p);
}

/* LE Enable Encryption, of which the air has Rand and EDIV, and not the key */
static void hand_out_request(struct air *air, const struct connection *n,
			     const struct air_frame *f)
{
	u8 command[3 + 28] = { 0x19, 0x20, 28, n->handle & 0xff, n->handle >> 8 };
	struct hci_packet p = {
		.type = HCI_COMMAND, .tx = true, .data = command, .len = sizeof(command),
		.hidden = true,
	};

	memcpy(command + 5, f->payload + 1, SMPG_ID_LEN);
	hand_out(air, n, f, &p);
}

static void hand_out_control(struct air *air, const struct connection *n,
			     const struct air_frame *f)
{
	u8 data[2 + 255] = { n->handle & 0xff, n->handle >> 8 };
	struct hci_packet p = {
		.type = HCI_LINK_LAYER, .tx = f->tx, .data = data, .len = 2 + f->len,
		.unsided = f->tx == AIR_UNKNOWN,
	};

	memcpy(data + 2, f->payload, f->len);
	hand_out(air, n, f, &p);
}

static void hand_out_data(struct air *air, const struct connection *n,
			  const struct air_frame *f)
{
	u16 flags = n->handle | ((f->head & LLID) == LLID_START ? 0 : 0x1000);
	u8 data[4 + 255] = { flags & 0xff, flags >> 8, f->len, 0 };
	struct hci_packet p = {
		.type = HCI_ACL, .tx = f->tx == 1, .data = data, .len = 4 + f->len,
		.unsided = f->tx == AIR_UNKNOWN,
	};

	memcpy(data + 4, f->payload, f->len);
	hand_out(air, n, f, &p);
}

/* Packets are missing before this one, or this one cannot be read. */
static void hand_out_loss(struct air *air, const struct connection *n,
			  const struct air_frame *f, const char *remark)
{
	u8 data[2] = { n->handle & 0xff, n->handle >> 8 };
	struct hci_packet p = {
		.type = HCI_ACL, .tx = f->tx == 1, .data = data, .len = sizeof(data),
		.unsided = f->tx == AIR_UNKNOWN, .part = true,
	};

	capture_remark(air->c, f->where, "%s", remark);
	hand_out(air, n, f, &p);
}

/* ---- Connections ---- */

static struct connection *find_connection(struct air *air, u32 access_address)
{
	struct connection *n = air->last;

	if (n && n->used && n->who.access_address == access_address)
		return n;
	for (n = air->all; n < air->all + CONNECTIONS_MAX; n++)
		if (n->used && n->who.access_address == access_address)
			return air->last = n;
	return NULL;
}

/* @addresses: of the central and the peripheral */
static struct connection *find_pair(struct air *air, const u8 *addresses)
{
	struct connection *n;

	for (n = air->all; n < air->all + CONNECTIONS_MAX; n++)
		if (n->used && n->opened &&
		    !memcmp(n->addresses, addresses, sizeof(n->addresses)))
			return n;
	return NULL;
}

static struct connection *least_used(struct air *air)
{
	struct connection *n = air->all, *other;

	for (other = n; other < air->all + CONNECTIONS_MAX; other++)
		if (other->used < n->used)
			n = other;
	return n;
}

static void begin_connection(struct air *air, struct connection *n, u32 access_address,
			     u16 handle)
{
	memset(n, 0, sizeof(*n));
	n->used = air->frames;
	n->who.there = true;
	n->who.access_address = access_address;
	n->handle = handle & SMPG_HCI_HANDLE_MASK;
	n->tx = AIR_UNKNOWN;
	air->last = n;
}

/*
 * Two devices have one connection: a new one says that the one before ended, as
 * its handle does.
 */
static struct connection *open_connection(struct air *air, const u8 *addresses,
					  u32 access_address)
{
	struct connection *n = find_connection(air, access_address);

	if (!n)
		n = find_pair(air, addresses);
	if (n)
		begin_connection(air, n, access_address, n->handle);
	else
		begin_connection(air, n = least_used(air), access_address,
				 air->handles++);
	memcpy(n->addresses, addresses, sizeof(n->addresses));
	return n;
}

static bool is_right(const struct air_frame *f, u32 init)
{
	if (f->part || f->right == 0)
		return false;
	return f->right == 1 || !f->crc || air_crc_fits(f, init);
}

/* InitA, AdvA, access address, CRCInit, ... (Vol 6, Part B, 2.3.3.1) */
static void take_advertising(struct air *air, const struct air_frame *f)
{
	const u8 *p = f->payload;
	struct connection *n;

	if ((f->head & ADV_TYPE) != ADV_CONNECT || (f->size & ADV_LEN) != CONNECT_LEN ||
	    !is_right(f, AIR_ADVERTISING_CRC))
		return;
	n = open_connection(air, p, capture_le32(p + 12));
	n->crc = p[16] | p[17] << 8 | p[18] << 16;
	n->crc_known = true;
	n->opened = true;
	n->interval = smpg_le16(p + 22) * INTERVAL_UNIT;
	n->who.central_type = f->head & ADV_TX_RANDOM ? SMP_GUARD_ADDRESS_TYPE_RANDOM :
							SMP_GUARD_ADDRESS_TYPE_PUBLIC;
	memcpy(n->who.central, p, sizeof(n->who.central));
	hand_out_opening(air, n, f);
}

/* Does the PDU begin one of SMP, of the length that this has? */
static bool is_smp(const struct air_frame *f)
{
	const u8 *p = f->payload;
	u16 cid;

	if ((f->head & LLID) != LLID_START || f->len <= SMPG_L2CAP_HDR)
		return false;
	cid = smpg_le16(p + 2);
	return (cid == SMPG_CID_SMP_LE || cid == SMPG_CID_SMP_BREDR) &&
	       smpg_pdu_len(p[4]) && smpg_le16(p) == smpg_pdu_len(p[4]);
}

/*
 * Noise has access addresses too: without its beginning, only a connection that
 * pairs is followed.
 */
static struct connection *meet_connection(struct air *air, const struct air_frame *f)
{
	struct connection *n = find_connection(air, f->access_address);

	if (n || f->part || !f->right || !is_smp(f))
		return n;
	n = least_used(air);
	begin_connection(air, n, f->access_address, air->handles++);
	return n;
}

/* ---- Encryption ---- */

static bool is_control(const struct air_frame *f)
{
	return (f->head & LLID) == LLID_CONTROL;
}

/*
 * The recording may lack LL_START_ENC_REQ: no data follow LL_ENC_RSP in the clear,
 * and nothing else has the length of an encrypted LL_START_ENC_RSP.
 */
static bool is_encrypted(const struct connection *n, const struct air_frame *f)
{
	if (f->cipher >= AIR_MIC_RIGHT)
		return true;
	if (n->cipher != CIPHER_ANSWERED)
		return n->cipher > CIPHER_ANSWERED;
	if (!is_control(f))
		return true;
	if (f->cipher == AIR_DECRYPTED && f->payload[0] == LL_START_ENC_RSP)
		return true;
	return f->len == START_ENC_RSP_LEN && f->payload[0] != LL_PHY_UPDATE_IND;
}

/* After tell_cipher(): of an encrypted link, and decrypted? */
static bool is_opened(const struct air_frame *f)
{
	return f->cipher == AIR_DECRYPTED || f->cipher == AIR_MIC_RIGHT;
}

static bool is_closed(const struct connection *n, const struct air_frame *f)
{
	return is_encrypted(n, f) && !is_opened(f);
}

/*
 * With its MIC no encrypted packet is as short as an LL_START_ENC_RSP without: a tool
 * has decrypted the recording. crackle does so, and puts zeros in place of the CRC of
 * each packet that it decrypts.
 */
static bool is_rewritten(struct connection *n, const struct air_frame *f)
{
	if (f->crc || n->cipher < CIPHER_ANSWERED)
		return false;
	n->rewritten |= is_control(f) && f->size == 1 && f->len == 1 &&
			f->payload[0] == LL_START_ENC_RSP;
	return n->rewritten;
}

/* The octets of a payload of which its content says how long it is, or 0 */
static size_t len_by_content(const struct air_frame *f)
{
	if (is_control(f))
		return f->payload[0] == LL_START_ENC_RSP ? 1 : 0;
	if ((f->head & LLID) != LLID_START || f->len < SMPG_L2CAP_HDR)
		return 0;
	return SMPG_L2CAP_HDR + smpg_le16(f->payload);
}

/*
 * Recorders may leave the MIC behind what they have decrypted. The first packet whose
 * content says how long it is shows whether this one does.
 */
static void strip_mic(struct connection *n, struct air_frame *f)
{
	size_t len = len_by_content(f);

	if (n->mic == MIC_UNKNOWN && len && f->size == len)
		n->mic = MIC_GONE;
	else if (n->mic == MIC_UNKNOWN && len && f->size == len + AIR_MIC)
		n->mic = MIC_KEPT;
	if (n->mic != MIC_KEPT || f->size <= AIR_MIC)
		return;
	f->size -= AIR_MIC;
	f->len = f->len < f->size ? f->len : f->size;
}

/* Packets without a payload have no MIC, and are never encrypted. */
static void tell_cipher(struct connection *n, struct air_frame *f)
{
	if (!f->len) {
		f->cipher = AIR_AS_SENT;
		return;
	}
	if (is_rewritten(n, f))
		f->cipher = AIR_DECRYPTED;
	/* Some recorders call decrypted what never was encrypted. */
	if (f->cipher == AIR_DECRYPTED && !is_encrypted(n, f))
		f->cipher = AIR_AS_SENT;
	if (is_opened(f))
		strip_mic(n, f);
}

/* ---- Senders ---- */

/* The sender of a PDU that only one of the two sends */
static int sender_of_kind(const struct air_frame *f)
{
	const u8 *p = f->payload;

	if (f->part || !f->len)
		return AIR_UNKNOWN;
	if (is_smp(f))
		return p[4] == SMPG_PAIRING_REQUEST ? 1 :
		       p[4] == SMPG_PAIRING_RESPONSE ||
		       p[4] == SMPG_SECURITY_REQUEST ? 0 : AIR_UNKNOWN;
	if (!is_control(f))
		return AIR_UNKNOWN;
	switch (p[0]) {
	case LL_CONNECTION_UPDATE_IND:
	case LL_CHANNEL_MAP_IND:
	case LL_ENC_REQ:
	case LL_FEATURE_REQ:
	case LL_PHY_UPDATE_IND:
		return 1;
	case LL_ENC_RSP:
	case LL_START_ENC_REQ:
	case LL_PERIPHERAL_FEATURE_REQ:
		return 0;
	}
	return AIR_UNKNOWN;
}

static bool is_next(const struct connection *n, const struct air_frame *f)
{
	u64 due = n->end + T_IFS;

	return f->us + T_IFS_SLACK >= due && f->us <= due + T_IFS_SLACK;
}

/*
 * The central begins each connection event, a multiple of the interval after
 * another one. Clocks drift apart, so that soon this proves nothing.
 */
static bool begins_event(const struct connection *n, const struct air_frame *f)
{
	u64 since = f->us - n->anchor, slack = T_IFS_SLACK + since / DRIFT, off;

	if (!n->anchor || !n->interval || f->us < n->anchor || slack >= T_IFS)
		return false;
	off = since % n->interval;
	return off <= slack || off + slack >= n->interval;
}

/*
 * Within an event the two take turns, 150 microseconds after one another. Times
 * are not those of the air in a recording that leaves packets out.
 */
static int sender_by_time(const struct connection *n, const struct air_frame *f)
{
	if (!n->acknowledges)
		return AIR_UNKNOWN;
	if (is_next(n, f))
		return n->tx == AIR_UNKNOWN ? AIR_UNKNOWN : !n->tx;
	return begins_event(n, f) ? 1 : AIR_UNKNOWN;
}

/*
 * Where events are known to begin, a packet that neither begins one nor follows another
 * packet comes after one that was not recorded.
 */
static bool is_orphan(const struct connection *n, const struct air_frame *f)
{
	return n->acknowledges && n->anchor && n->interval && f->us >= n->anchor &&
	       T_IFS_SLACK + (f->us - n->anchor) / DRIFT < T_IFS && !is_next(n, f) &&
	       !begins_event(n, f);
}

/* Where the peripheral answers a packet of unknown sender, that was the central's. */
static void note_anchor(struct connection *n, const struct air_frame *f)
{
	bool next = is_next(n, f);

	if (f->tx == 1 && !next)
		n->anchor = f->us;
	else if (f->tx == 0 && next && n->tx == AIR_UNKNOWN && !n->followed)
		n->anchor = n->start;
	n->start = f->us;
	n->followed = next;
}

static void tell_sender(struct connection *n, struct air_frame *f)
{
	size_t octets = PACKET_OCTETS + f->size + (is_opened(f) ? AIR_MIC : 0);

	if (f->tx == AIR_UNKNOWN && !is_closed(n, f))
		f->tx = sender_of_kind(f);
	if (f->tx == AIR_UNKNOWN)
		f->tx = sender_by_time(n, f);
	n->orphan = f->tx == AIR_UNKNOWN && is_orphan(n, f);
	note_anchor(n, f);
	n->tx = f->tx;
	n->end = f->us + octets * 8;
}

/* ---- Packets repeated, damaged and missing ---- */

static bool is_same_side(int tx, int other)
{
	return tx == other || tx == AIR_UNKNOWN || other == AIR_UNKNOWN;
}

static bool is_same_head(const struct sent *s, const struct air_frame *f)
{
	return s->head == (f->head & (LLID | SN)) && s->size == f->size &&
	       is_same_side(s->tx, f->tx);
}

/*
 * A PDU that was not acknowledged is sent again, with the same sequence number. The
 * last PDU of its sender may not be the last one; whose that was may not be known.
 */
static bool is_repeated(const struct connection *n, const struct air_frame *f)
{
	unsigned int i;

	for (i = 1; i <= RECENT && i <= n->nr; i++) {
		const struct sent *s = &n->recent[(n->nr - i) % RECENT];

		if (is_same_head(s, f) && !memcmp(s->payload, f->payload, f->len))
			return true;
		if (is_same_side(s->tx, f->tx) && (f->len < RANDOM_LEN || s->tx == f->tx))
			return false;
	}
	return false;
}

static void remember(struct sent *s, const struct air_frame *f)
{
	s->tx = f->tx;
	s->head = f->head & (LLID | SN);
	s->size = f->size;
	memcpy(s->payload, f->payload, f->len);
}

/* A new packet has another sequence number than the last one of its sender. */
static bool skips_one(const struct connection *n, const struct air_frame *f)
{
	return f->tx >= 0 && n->acknowledges && n->known[f->tx] &&
	       n->sn[f->tx] == (f->head & SN);
}

static void note_number(struct connection *n, const struct air_frame *f)
{
	n->acknowledges |= f->head & NESN;
	if (f->tx < 0) {
		n->known[0] = false;
		n->known[1] = false;
		return;
	}
	n->known[f->tx] = true;
	n->sn[f->tx] = f->head & SN;
}

static void take_damaged(struct air *air, struct connection *n, const struct air_frame *f)
{
	struct air_frame sent = *f;

	if (!f->size || (n->cipher >= CIPHER_STARTED && !n->who.open))
		return;
	/* A packet that repeats this one has no MIC, once it was decrypted. */
	if (n->cipher >= CIPHER_STARTED && !is_opened(f) && f->size > AIR_MIC)
		sent.size -= AIR_MIC;
	capture_remark(air->c, f->where, f->part ?
		       "a packet of the connection was recorded in part; it is not judged" :
		       "a packet of the connection has a wrong CRC; it is not judged");
	n->is_damaged = true;
	n->excused = true;
	remember(&n->damaged, &sent);
}

/* ---- PDUs ---- */

/* Who does not have the same key is not understood, and hangs up: two of them talk. */
static bool proves_key(const struct connection *n, const struct air_frame *f)
{
	if (f->tx == 0 || (is_opened(f) && !is_control(f)))
		return true;
	return f->tx != 1 && n->encrypted >= 2;
}

static void take_encrypted(struct air *air, struct connection *n, const struct air_frame *f)
{
	n->cipher = n->cipher < CIPHER_STARTED ? CIPHER_STARTED : n->cipher;
	n->encrypted++;
	if (n->cipher == CIPHER_ON || !proves_key(n, f))
		return;
	n->cipher = CIPHER_ON;
	hand_out_encryption(air, n, f, 0);
}

/* Control PDUs that are not decrypted are none of SMP. */
static void take_closed(struct air *air, struct connection *n, const struct air_frame *f)
{
	if (!is_control(f) && n->who.open)
		hand_out_loss(air, n, f,
			      "a packet of the connection was not decrypted, or its MIC is wrong; it is not judged");
	else
		n->stays_closed |= !is_control(f);
	take_encrypted(air, n, f);
}

static void take_opened(struct air *air, struct connection *n, const struct air_frame *f)
{
	n->who.open = true;
	take_encrypted(air, n, f);
	if (n->stays_closed)
		hand_out_loss(air, n, f,
			      "packets of the connection before this were not decrypted, or their MIC is wrong; they are not judged");
	n->stays_closed = false;
}

static void refuse_encryption(struct air *air, struct connection *n,
			      const struct air_frame *f, u8 error)
{
	hand_out_control(air, n, f);
	if (n->cipher == CIPHER_NONE)
		return;
	n->cipher = CIPHER_NONE;
	hand_out_encryption(air, n, f, error);
}

static void take_control(struct air *air, struct connection *n, const struct air_frame *f)
{
	const u8 *p = f->payload;

	switch (p[0]) {
	case LL_CONNECTION_UPDATE_IND:
		n->interval = 0;
		return;
	case LL_ENC_REQ:
		if (f->len != 23)
			return;
		n->cipher = CIPHER_ASKED;
		hand_out_control(air, n, f);
		hand_out_request(air, n, f);
		return;
	case LL_ENC_RSP:
		if (f->len != 13)
			return;
		n->cipher = CIPHER_ANSWERED;
		hand_out_control(air, n, f);
		return;
	case LL_START_ENC_REQ:
		if (f->len != 1)
			return;
		n->cipher = CIPHER_STARTED;
		n->encrypted = 0;
		hand_out_control(air, n, f);
		return;
	case LL_PAUSE_ENC_RSP:
		n->cipher = CIPHER_NONE;
		return;
	case LL_REJECT_IND:
		if (f->len == 2)
			refuse_encryption(air, n, f, p[1]);
		return;
	case LL_REJECT_EXT_IND:
		if (f->len == 3 && (p[1] == LL_ENC_REQ || p[1] == LL_START_ENC_REQ))
			refuse_encryption(air, n, f, p[2]);
		return;
	case LL_TERMINATE_IND:
		if (f->len != 2)
			return;
		hand_out_control(air, n, f);
		hand_out_end(air, n, f, p[1]);
		n->used = 0;
		n->who.access_address = 0;
		return;
	}
}

static void take_pdu(struct air *air, struct connection *n, const struct air_frame *f)
{
	if (is_closed(n, f)) {
		take_closed(air, n, f);
		return;
	}
	if (is_opened(f))
		take_opened(air, n, f);
	if (is_control(f))
		take_control(air, n, f);
	else if (f->head & LLID)
		hand_out_data(air, n, f);
}

/* Do the PDUs that a packet may have had matter, before this one is taken in? */
static bool shows_missing(struct connection *n, const struct air_frame *f)
{
	bool missing = n->missing;

	if (!is_smp(f) && !(is_control(f) && f->payload[0] == LL_TERMINATE_IND))
		return false;
	n->missing = false;
	return missing;
}

static void take_right(struct air *air, struct connection *n, const struct air_frame *f)
{
	bool missing = skips_one(n, f) || (n->orphan && !n->excused);

	if (f->len && is_repeated(n, f)) {
		n->is_damaged &= !is_same_head(&n->damaged, f);
		note_number(n, f);
		return;
	}
	note_number(n, f);
	if (!f->len) {
		n->missing |= missing && !n->excused;
		n->excused &= !missing;
		return;
	}
	if (!is_closed(n, f))
		missing |= shows_missing(n, f);
	if (n->is_damaged)
		missing |= !is_same_head(&n->damaged, f);
	n->is_damaged = false;
	remember(&n->recent[n->nr++ % RECENT], f);
	if (missing && !is_closed(n, f))
		hand_out_loss(air, n, f,
			      "a packet of the connection is missing before this");
	take_pdu(air, n, f);
}

/*
 * Where the beginning of a connection is missing, the CRC of its packets gives what
 * it began with: two that agree are right.
 */
static bool is_trusted(struct connection *n, const struct air_frame *f)
{
	u32 before = n->candidate;

	/* Its CRC is that of what was sent. */
	if (is_opened(f))
		return !f->part && f->right;
	if (n->crc_known && is_right(f, n->crc))
		return true;
	if (n->opened || f->part || f->right != AIR_UNKNOWN || !f->crc)
		return !n->opened && !f->part && f->right;
	n->candidate = air_crc_init(f);
	if (n->crc_known && n->candidate != before)
		return false;
	n->crc = n->candidate;
	n->crc_known = true;
	return true;
}

static void take_data(struct air *air, struct air_frame *f)
{
	struct connection *n = meet_connection(air, f);

	if (!n)
		return;
	n->used = air->frames;
	tell_cipher(n, f);
	if (!is_trusted(n, f)) {
		take_damaged(air, n, f);
		n->tx = AIR_UNKNOWN;
		return;
	}
	tell_sender(n, f);
	take_right(air, n, f);
}

/**
 * air_pass() - count a packet that does not matter
 * @air: the recording
 * @f: its time and place
 */
void air_pass(struct air *air, const struct air_frame *f)
{
	const struct hci_packet at = { .us = f->us, .timed = true, .where = f->where };

	capture_count(air->c, &at);
	air->frames++;
}

/**
 * air_take() - take a packet in, and hand out what it tells of a connection
 * @air: the recording
 * @frame: the packet
 */
void air_take(struct air *air, const struct air_frame *frame)
{
	struct air_frame f = *frame;

	air_pass(air, frame);
	if (f.access_address == AIR_ADVERTISING)
		take_advertising(air, &f);
	else
		take_data(air, &f);
}
