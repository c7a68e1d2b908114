// SPDX-License-Identifier: GPL-2.0
/*
 * Calls the engine's decoders with every length and any content, for Frama-C's Eva,
 * which follows all values at once. A packet ends where its array ends, so that each
 * octet that is read behind the packet is an alarm. What a decoder hands out is read
 * here too, as far as callers read it.
 */
#include <__fc_builtin.h>

#include "smpg_engine.h"

#define PACKET_MAX	(3 + 255)
static u8 packet[PACKET_MAX];
static u8 sum;

/*
 * The last @len octets of the array, of any value. Frama-C's memcpy() asks for an octet
 * where none is copied.
 */
static u8 *any(size_t len)
{
	Frama_C_make_unknown((char *)packet, sizeof(packet));
	return packet + sizeof(packet) - (len ? len : 1);
}

static bool any_bool(void)
{
	return Frama_C_interval(0, 1);
}

/* What is handed out of a packet lies within it. */
static void read_hci(const struct smpg_hci *hci)
{
	/*@ assert key: !hci->key || \valid_read(hci->key + (0 .. 15)); */
	/*@ assert id: !hci->id || \valid_read(hci->id + (0 .. 9)); */
}

static void event_of(size_t len)
{
	struct smpg_hci hci;

	smpg_hci_event(any(len), len, &hci);
	read_hci(&hci);
}

/*
 * LE meta event @code, whose octet before the one at @at is the number of streams, from
 * @from to @to. Eva has no relation between the number and the length of the event.
 */
static void streams_from(size_t len, u8 code, size_t at, u8 from, u8 to)
{
	struct smpg_hci h;
	u8 *event = any(len);

	event[0] = 0x3e;
	event[2] = code;
	event[2 + at - 1] = Frama_C_unsigned_char_interval(from, to);
	smpg_hci_event(event, len, &h);
	/*@ assert iso: !h.iso || !h.nr_iso || \valid_read(h.iso + (0 .. 2 * h.nr_iso - 1)); */
}

/* All numbers that fit into the event, and all that do not. */
static void streams_of(size_t len, u8 code, size_t at)
{
	size_t fit;

	if (len < 2 + at)
		return;
	fit = (len - 2 - at) / 2;
	streams_from(len, code, at, 0, fit);
	streams_from(len, code, at, fit + 1, 0xff);
}

static void stream_of(size_t len, u8 code)
{
	struct smpg_hci hci;
	u8 *event = any(len);

	event[0] = 0x3e;
	event[2] = code;
	smpg_hci_event(event, len, &hci);
	/*@ assert stream: !hci.iso || \valid_read(hci.iso + (0 .. 1)); */
	/*@ assert alone: hci.nr_iso <= 1; */
}

static void command_of(size_t len)
{
	struct smpg_hci hci;

	smpg_hci_command(any(len), len, &hci);
	read_hci(&hci);
}

static void events(void)
{
	size_t len;

	/*@ loop unroll 258; */
	for (len = 0; len <= 2 + 255; len++) {
		event_of(len);
		streams_of(len, 0x1b, 19);
		streams_of(len, 0x1d, 15);
		if (len < 3)
			continue;
		stream_of(len, 0x19);
		stream_of(len, 0x2a);
	}
}

static void commands(void)
{
	size_t len;

	/*@ loop unroll 259; */
	for (len = 0; len <= 3 + 255; len++)
		command_of(len);
}

/*
 * The state of a direction may be any in which the buffer holds what @have says, which
 * the fragment leaves so. Hence no sequence of fragments leads out of the buffer.
 */
static void fragment_of(u8 have, bool start, size_t len, size_t room)
{
	struct smpg_l2cap l;
	size_t whole = len;

	Frama_C_make_unknown((char *)l.buf, sizeof(l.buf));
	l.have = have;
	l.want = Frama_C_unsigned_int_interval(0, 0xffffffff);
	l.seen = Frama_C_unsigned_int_interval(0, 0xffffffff);
	l.passed = Frama_C_unsigned_char_interval(0, 255);
	l.held = Frama_C_unsigned_char_interval(0, 255);
	l.rest = Frama_C_unsigned_char_interval(0, 255);
	l.open = any_bool();
	l.smp = any_bool();
	l.judged = any_bool();
	l.malformed = any_bool();
	l.left_open = any_bool();
	/* Of a longer one no more is read than there is room for. */
	if (len > room)
		whole = Frama_C_unsigned_int_interval(len, 0x7fffffff);
	smpg_l2cap_feed(&l, any_bool(), start, any(len), whole);
	/*@ assert room: l.have <= SMPG_L2CAP_ROOM; */
}

static void starts(void)
{
	size_t len;

	/*@ loop unroll 72; */
	for (len = 0; len <= SMPG_L2CAP_ROOM + 1; len++)
		fragment_of(Frama_C_unsigned_char_interval(0, SMPG_L2CAP_ROOM), true,
			    len, SMPG_L2CAP_ROOM);
}

static void continuations(void)
{
	size_t len, have;

	/*@ loop unroll 71; */
	for (have = 0; have <= SMPG_L2CAP_ROOM; have++) {
		size_t room = SMPG_L2CAP_ROOM - have;

		/*@ loop unroll 72; */
		for (len = 0; len <= room + 1; len++)
			fragment_of(have, false, len, room);
	}
}

static void pdu_of(u8 *pdu, size_t len)
{
	sum = smpg_pdu_malformed(pdu, len);
	if (!smpg_pdu_valid(pdu, len))
		return;
	if (pdu[0] == SMPG_IDENTITY_ADDRESS_INFORMATION)
		sum = smpg_pdu_identity(pdu);
	if (pdu[0] == SMPG_PAIRING_REQUEST || pdu[0] == SMPG_PAIRING_RESPONSE)
		sum = smpg_pdu_has_features(pdu);
}

static void pdus(void)
{
	size_t len;
	int code;

	sum = smpg_pdu_valid(any(0), 0);
	/*@ loop unroll 17; */
	for (code = 0; code <= SMPG_PDU_MAX + 1; code++) {
		sum = smpg_pdu_len(code);
		sum = smpg_pdu_key(code);
		sum = smpg_pdu_key_dist(code);
		/*@ loop unroll 67; */
		for (len = 1; len <= SMPG_L2CAP_ROOM - SMPG_L2CAP_HDR; len++) {
			u8 *pdu = any(len);

			pdu[0] = code;
			pdu_of(pdu, len);
		}
		len = code == SMPG_PAIRING_PUBLIC_KEY ? 32 : 16;
		sum = smpg_pdu_reflected(code, any(len), any(len));
	}
}

static void keys(void)
{
	size_t len;

	/*@ loop unroll 10; */
	for (len = SMPG_KEY_LEN_MIN; len <= SMPG_KEY_LEN; len++)
		sum = smpg_key_weak(any(len), len);
	sum = smpg_debug_key(any(32));
	sum = smpg_key_pair_known(any(32));
}

int main(void)
{
	events();
	commands();
	starts();
	continuations();
	pdus();
	keys();
	return 0;
}
