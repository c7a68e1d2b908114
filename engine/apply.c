// SPDX-License-Identifier: GPL-2.0
/*
 * From the verdict on a PDU to the octets that leave in place of the fragment
 * that completed it. All octets that differ from what the sender transmitted are
 * decided here.
 */
#include "smpg_engine.h"

/* The key distribution fields of Pairing Request and Pairing Response. */
#define AT_KEYS	(SMPG_L2CAP_HDR + 5)

/* Make the fragment carry all of the buffer that has not left yet. */
static void rewrite(const struct smpg_l2cap *l, struct smpg_outcome *o)
{
	o->out = SMPG_OUT_REWRITE;
	o->start = !l->passed;
	o->octets = l->buf + l->passed;
	o->len = l->have - l->passed;
}

/* Have the fragment carry @len octets at @at of the buffer that were changed. */
static void edit(const struct smpg_l2cap *l, unsigned int at, unsigned int len,
		 struct smpg_outcome *o)
{
	if (l->held) {
		rewrite(l, o);
		return;
	}
	o->out = SMPG_OUT_EDIT;
	o->at = at - l->passed;
	o->octets = l->buf + at;
	o->len = len;
}

/*
 * A PDU of which nothing has left is dropped. Where its header has left, as many
 * octets have to follow: zeros, which are of a reserved code (3.3).
 */
static void mask(struct smpg_l2cap *l, struct smpg_outcome *o)
{
	if (!l->passed) {
		l->rest = SMPG_STEP_DROP;
		o->out = SMPG_OUT_DROP;
		return;
	}
	l->rest = SMPG_STEP_BLANK;
	if (l->held) {
		memset(l->buf + SMPG_L2CAP_HDR, 0, l->have - SMPG_L2CAP_HDR);
		rewrite(l, o);
		return;
	}
	o->out = SMPG_OUT_BLANK;
	o->at = l->passed < SMPG_L2CAP_HDR ? SMPG_L2CAP_HDR - l->passed : 0;
}

/*
 * Pairing Failed takes the place of an outgoing PDU. A PDU of the peer's, or of
 * which something has left, is masked: Pairing Failed follows it.
 */
static void reject(struct smpg_l2cap *l, const struct smpg_verdict *v,
		   struct smpg_outcome *o)
{
	if (v->direction == SMP_GUARD_DIRECTION_RX || l->passed) {
		mask(l, o);
		return;
	}
	l->buf[0] = 2;
	l->buf[1] = 0;
	l->buf[SMPG_L2CAP_HDR] = SMPG_PAIRING_FAILED;
	l->buf[SMPG_L2CAP_HDR + 1] = v->reason;
	l->have = SMPG_L2CAP_HDR + 2;
	l->rest = SMPG_STEP_DROP;
	o->failed = true;
	rewrite(l, o);
}

static void repair(struct smpg_l2cap *l, const struct smpg_verdict *v,
		   const u8 *random, struct smpg_outcome *o)
{
	unsigned int at = SMPG_L2CAP_HDR + v->repair_off;

	memcpy(l->buf + at, random, v->repair_len);
	memset(l->buf + at + v->repair_len, 0, v->zero_len);
	edit(l, at, v->repair_len + v->zero_len, o);
}

static void mask_features(struct smpg_l2cap *l, const struct smpg_verdict *v,
			  struct smpg_outcome *o)
{
	u8 *keys = l->buf + AT_KEYS;

	keys[SMPG_INITIATOR] &= ~v->masked[SMPG_INITIATOR];
	keys[SMPG_RESPONDER] &= ~v->masked[SMPG_RESPONDER];
	edit(l, AT_KEYS, 2, o);
}

/* Does a key of this host leave, which the host will use later? */
static bool is_translatable(const struct smpg_verdict *v)
{
	return v->direction == SMP_GUARD_DIRECTION_TX && v->repair_len &&
	       v->action < SMP_GUARD_ACTION_MASK &&
	       (v->key == SMP_GUARD_KEY_LTK ||
		v->key == SMP_GUARD_KEY_EDIV_RAND ||
		v->key == SMP_GUARD_KEY_CSRK);
}

/**
 * smpg_link_apply() - carry out the verdict on a PDU
 * @link: the link, whose fragment was to be judged
 * @v: the verdict, of smpg_link_judge()
 * @random: SMPG_KEY_LEN random octets for SMP_GUARD_ACTION_REPAIR
 * @o: what leaves in place of that fragment; its octets are those of the link,
 *	and stand until smpg_link_done()
 *
 * Return: whether @o->change says what became of a key; the caller wipes that.
 */
bool smpg_link_apply(struct smpg_link *link, const struct smpg_verdict *v,
		     const u8 *random, struct smpg_outcome *o)
{
	struct smpg_l2cap *l = &link->l2cap[v->direction];
	const u8 *key = l->buf + SMPG_L2CAP_HDR + 1;
	bool translatable = is_translatable(v);

	memset(o, 0, sizeof(*o));
	if (translatable) {
		o->change.key = v->key;
		o->change.len = v->repair_len;
		memcpy(o->change.value[SMPG_LOCAL], key, v->repair_len);
	}

	switch (v->action) {
	case SMP_GUARD_ACTION_REPAIR:
		repair(l, v, random, o);
		break;
	case SMP_GUARD_ACTION_MASK:
		mask(l, o);
		break;
	case SMP_GUARD_ACTION_REJECT:
		reject(l, v, o);
		break;
	default:
		if (v->masked[SMPG_INITIATOR] | v->masked[SMPG_RESPONDER])
			mask_features(l, v, o);
		else if (l->held)
			rewrite(l, o);
	}

	if (o->out != SMPG_OUT_DROP)
		l->left_open = false;
	if (translatable)
		memcpy(o->change.value[SMPG_REMOTE], key, v->repair_len);
	return translatable;
}
