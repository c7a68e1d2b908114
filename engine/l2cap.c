// SPDX-License-Identifier: GPL-2.0
/*
 * Reassemble SMP PDUs from ACL fragments (Vol 3, Part A, 7.2).
 *
 * Fragments of an SMP PDU, from the one with its code on, are transmitted only
 * after the whole PDU was judged. Earlier fragments hold at most the L2CAP
 * header; they are passed, since the channel is unknown until the header is
 * complete. The fragments held back leave as one. To a controller that one must fit
 * into the smallest buffer that a controller may have: Pairing Public Key does not,
 * and is not held. A host takes any length. PDUs of a reserved code, and PDUs of the
 * wrong length without a key, are not held in either direction. A key PDU of the
 * wrong length is judged at once. PDUs on other channels are only counted down to
 * their end.
 */
#include "smpg_engine.h"

#define CODE_AT	SMPG_L2CAP_HDR
/* The least LE ACL Data Packet Length (Vol 4, Part E, 7.8.2). */
#define BUFFER_MIN	27

/**
 * smpg_l2cap_reset() - forget a PDU in progress
 * @l2cap: one direction of a link
 */
void smpg_l2cap_reset(struct smpg_l2cap *l2cap)
{
	smpg_wipe(l2cap, sizeof(*l2cap));
}

static enum smpg_step feed_smp(struct smpg_l2cap *l, u8 direction, size_t added)
{
	u8 code = l->buf[CODE_AT];

	if (l->have <= CODE_AT) {
		/* An SMP channel's PDU without a code. */
		if (l->want == CODE_AT)
			l->malformed = true;
		l->passed = l->have;
		return SMPG_STEP_PASS;
	}
	if (!l->open)
		return SMPG_STEP_JUDGE;

	if (l->want - SMPG_L2CAP_HDR == smpg_pdu_len(code) &&
	    (l->want <= BUFFER_MIN || direction == SMP_GUARD_DIRECTION_RX)) {
		l->held += added;
		return SMPG_STEP_HOLD;
	}
	if (!smpg_pdu_key(code)) {
		l->passed = l->have;
		return SMPG_STEP_PASS;
	}
	l->malformed = true;
	l->judged = true;
	l->rest = SMPG_STEP_PASS;
	return SMPG_STEP_JUDGE;
}

/*
 * Does the receiver have the beginning of an unfinished PDU, which may yet become one
 * of SMP? The receiver drops the beginning when another PDU starts, but that one may
 * be held back or dropped.
 */
static bool is_left_open(const struct smpg_l2cap *l)
{
	return l->left_open ||
	       (l->open && (!l->want || (l->smp && l->passed)));
}

static enum smpg_step reassemble(struct smpg_l2cap *l, u8 direction, bool start,
				 const u8 *data, size_t len)
{
	size_t room, added;

	if (start) {
		bool left_open = is_left_open(l), unfinished = l->open;

		smpg_l2cap_reset(l);
		l->malformed = unfinished;
		l->left_open = left_open;
		l->open = true;
	} else {
		/* Only a start fragment may be empty (7.2.1). */
		l->malformed = !l->open || !len;
		if (l->malformed)
			return l->left_open ? SMPG_STEP_DROP : SMPG_STEP_PASS;
	}

	room = sizeof(l->buf) - l->have;
	added = len < room ? len : room;
	if (!l->smp && l->want)
		added = 0;
	memcpy(l->buf + l->have, data, added);
	l->have += added;
	l->seen += len;
	if (l->seen < SMPG_L2CAP_HDR) {
		l->passed = l->have;
		return SMPG_STEP_PASS;
	}

	if (!l->want) {
		u16 cid = smpg_le16(l->buf + 2);

		l->want = SMPG_L2CAP_HDR + smpg_le16(l->buf);
		l->smp = cid == SMPG_CID_SMP_LE || cid == SMPG_CID_SMP_BREDR;
	}
	if (l->seen > l->want)
		l->malformed = true;
	if (l->seen >= l->want)
		l->open = false;
	if (l->have > l->want) {
		added -= l->have - l->want;
		l->have = l->want;
	}

	if (l->judged)
		return l->rest;
	return l->smp ? feed_smp(l, direction, added) : SMPG_STEP_PASS;
}

/**
 * smpg_l2cap_feed() - take the next ACL fragment of one direction
 * @l: the direction's state
 * @direction: enum smp_guard_direction
 * @start: the fragment starts a PDU (packet boundary flag)
 * @data: payload of the ACL packet, at least the first SMPG_L2CAP_ROOM octets
 * @len: octets in the payload
 *
 * After SMPG_STEP_JUDGE the PDU is at @l->buf + SMPG_L2CAP_HDR, cut off where
 * the buffer ends. @l->malformed is about this fragment only.
 *
 * Return: what to do with this fragment.
 */
enum smpg_step smpg_l2cap_feed(struct smpg_l2cap *l, u8 direction, bool start,
			       const u8 *data, size_t len)
{
	enum smpg_step step = reassemble(l, direction, start, data, len);

	if (step == SMPG_STEP_PASS)
		l->left_open = false;
	return step;
}
