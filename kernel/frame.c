// SPDX-License-Identifier: GPL-2.0
/*
 * A frame that the glance flagged: find its link, have the engine judge it, and
 * carry the verdict out on the skb. All of this runs in the context of the
 * frame, and does not sleep.
 */
#include <linux/delay.h>
#include <linux/random.h>

#include "glance.h"

/* An ACL packet under inspection, its link, and the link's PDU in progress. */
struct frame {
	struct sk_buff *skb;
	struct smpg_conn *conn;
	struct smpg_l2cap *l2cap;
	u8 direction;
};

static bool draining __read_mostly;

/**
 * smpg_frame_drain() - stop holding fragments back, and wait for held ones
 *
 * While the first fragments of a PDU are held back, the hooks must stay:
 * otherwise the last fragment would reach the other side alone. Senders end a
 * PDU at once or never, so the wait is short. Completions of our own packets
 * are waited for, too.
 *
 * Context: process, before the hooks are detached; sleeps for a second at most.
 */
void smpg_frame_drain(void)
{
	int i;

	WRITE_ONCE(draining, true);
	synchronize_rcu();
	for (i = 0; i < 50 && (atomic_read(&smpg_held) ||
			       atomic_read(&smpg_injecting)); i++)
		msleep(20);
}

/* Make the skb linear and writable, with @more octets of room at its end. */
static bool make_writable(struct sk_buff *skb, int more)
{
	if (skb_shared(skb) || skb_linearize(skb))
		return false;
	more = max(more - skb_tailroom(skb), 0);
	if (!more && !skb_cloned(skb))
		return true;
	return !pskb_expand_head(skb, 0, more, GFP_ATOMIC);
}

/* Replace the payload by those octets of the buffer that were not passed. */
static bool rewrite(struct frame *f)
{
	const struct smpg_l2cap *l = f->l2cap;
	unsigned int len = l->have - l->passed;
	struct hci_acl_hdr *hdr;
	u8 *pb;

	if (!make_writable(f->skb, len - (f->skb->len - HCI_ACL_HDR_SIZE)))
		return false;

	skb_trim(f->skb, HCI_ACL_HDR_SIZE);
	skb_put_data(f->skb, l->buf + l->passed, len);
	hdr = (void *)f->skb->data;
	hdr->dlen = cpu_to_le16(len);
	pb = f->skb->data + 1;
	*pb &= ~ACL_PB_MASK;
	*pb |= l->passed ? ACL_PB_CONT : f->conn->start[f->direction];
	return true;
}

/*
 * Overwrite the payload with zeroes, and keep its length: code 0 is reserved
 * (3.3). The first @keep octets of the payload belong to the L2CAP header.
 */
static bool blank(struct frame *f, unsigned int keep)
{
	struct sk_buff *skb = f->skb;

	keep += HCI_ACL_HDR_SIZE;
	if (!make_writable(skb, 0))
		return false;
	memset(skb->data + keep, 0, skb->len - keep);
	return true;
}

static bool mask(struct frame *f)
{
	struct smpg_l2cap *l = f->l2cap;

	if (!l->passed) {
		l->rest = SMPG_STEP_DROP;
		return false;
	}

	/* Part of the PDU was passed: the rest has to follow. */
	l->rest = SMPG_STEP_BLANK;
	if (!l->held)
		return blank(f, l->passed < SMPG_L2CAP_HDR ?
				SMPG_L2CAP_HDR - l->passed : 0);
	memset(l->buf + SMPG_L2CAP_HDR, 0, l->have - SMPG_L2CAP_HDR);
	return rewrite(f);
}

/* Copy a change of the buffer, @len octets at @at, into the frame. */
static bool update(struct frame *f, unsigned int at, unsigned int len)
{
	const struct smpg_l2cap *l = f->l2cap;

	if (l->held)
		return rewrite(f);
	/*
	 * Passed octets cannot be changed. The engine passes no more than the
	 * L2CAP header of a PDU that it changes.
	 */
	if (WARN_ON_ONCE(at < l->passed) || !make_writable(f->skb, 0))
		return false;
	memcpy(f->skb->data + HCI_ACL_HDR_SIZE + at - l->passed, l->buf + at,
	       len);
	return true;
}

static bool repair(struct frame *f, const struct smpg_verdict *v)
{
	unsigned int at = SMPG_L2CAP_HDR + v->repair_off;
	u8 *key = f->l2cap->buf + at;

	get_random_bytes(key, v->repair_len);
	memset(key + v->repair_len, 0, v->zero_len);
	return update(f, at, v->repair_len + v->zero_len);
}

/* Note which key the host sent, and which one the peer receives. */
static void translate(struct frame *f, const struct smpg_verdict *v,
		      const u8 *hosts)
{
	smpg_translate_key(f->conn, v->key, hosts,
			   f->l2cap->buf + SMPG_L2CAP_HDR + 1, v->repair_len);
}

/* Clear masked keys in a negotiation over BR/EDR. */
static bool mask_keys(struct frame *f, const struct smpg_verdict *v)
{
	unsigned int at = SMPG_L2CAP_HDR + 5;
	u8 *keys = f->l2cap->buf + at;

	keys[SMPG_INITIATOR] &= ~v->masked[SMPG_INITIATOR];
	keys[SMPG_RESPONDER] &= ~v->masked[SMPG_RESPONDER];
	smpg_count(SMPG_MASKED);
	return update(f, at, 2);
}

/*
 * Replace an outgoing PDU by Pairing Failed, and inject Pairing Failed towards
 * the host. Drop a PDU from the peer, or blank the rest of a PDU that was
 * passed in part, and inject Pairing Failed towards both sides.
 */
static bool reject(struct frame *f, const struct smpg_verdict *v)
{
	struct smpg_l2cap *l = f->l2cap;
	u16 cid = smpg_le16(l->buf + 2);
	bool replaced = false, goes_on;

	if (f->direction == SMP_GUARD_DIRECTION_RX || l->passed) {
		goes_on = mask(f);
	} else {
		l->buf[0] = 2;
		l->buf[1] = 0;
		l->buf[SMPG_L2CAP_HDR] = SMPG_PAIRING_FAILED;
		l->buf[SMPG_L2CAP_HDR + 1] = v->reason;
		l->have = SMPG_L2CAP_HDR + 2;
		l->rest = SMPG_STEP_DROP;
		goes_on = rewrite(f);
		replaced = goes_on;
	}
	smpg_inject(f->conn, !replaced, cid, v->reason);
	return goes_on;
}

/* Return: true to let the frame pass, false to drop it. */
static bool carry_out(struct frame *f, const struct smpg_verdict *v)
{
	switch (v->action) {
	case SMP_GUARD_ACTION_REPAIR:
		return repair(f, v);
	case SMP_GUARD_ACTION_MASK:
		return mask(f);
	case SMP_GUARD_ACTION_REJECT:
		return reject(f, v);
	}
	if (v->masked[SMPG_INITIATOR] | v->masked[SMPG_RESPONDER])
		return mask_keys(f, v);
	return !f->l2cap->held || rewrite(f);
}

/* Learn the peer's IRK and identity, to resolve its private addresses. */
static void note_identity(struct smpg_conn *conn, const u8 *pdu, size_t len)
{
	if (len < smpg_pdu_len(pdu[0]))
		return;
	if (pdu[0] == SMPG_IDENTITY_INFORMATION) {
		memcpy(conn->irk, pdu + 1, sizeof(conn->irk));
	} else if (pdu[0] == SMPG_IDENTITY_ADDRESS_INFORMATION &&
		   conn->link.identity_type) {
		smpg_identity_learn(conn->irk, &conn->link);
		smpg_translate_identified(conn);
		memzero_explicit(conn->irk, sizeof(conn->irk));
	}
}

/*
 * Over BR/EDR no cryptography covers the negotiation: mask a weak IRK of the
 * kernel's stack in the Pairing Request, whether the stack sends that request
 * or answers it.
 */
static void mask_irk(struct smpg_conn *conn, bool tx, const u8 *pdu, size_t len,
		     struct smpg_policy *policy)
{
	struct smpg_verdict v;
	u8 stack = conn->link.stack;

	if (len < smpg_pdu_len(SMPG_PAIRING_REQUEST) ||
	    pdu[0] != SMPG_PAIRING_REQUEST ||
	    stack == SMP_GUARD_STACK_USER ||
	    hci_dev_test_flag(conn->hdev, HCI_USER_CHANNEL))
		return;
	if (!smpg_identity_judge(conn->hdev,
				 pdu[5 + (tx ? SMPG_INITIATOR : SMPG_RESPONDER)],
				 policy, &v))
		return;
	policy->key_dist[SMPG_LOCAL] &= ~SMP_GUARD_KEY_DIST_IDKEY;
	conn->link.stack = SMP_GUARD_STACK_KERNEL;
	smpg_report(conn, &v);
	conn->link.stack = stack;
}

static void count_malformed(u8 direction)
{
	smpg_count(direction == SMP_GUARD_DIRECTION_TX ? SMPG_MALFORMED_TX :
							 SMPG_MALFORMED_RX);
}

static bool judge(struct frame *f)
{
	struct smpg_l2cap *l = f->l2cap;
	struct smpg_conn *conn = f->conn;
	bool tx = f->direction == SMP_GUARD_DIRECTION_TX;
	const u8 *pdu = l->buf + SMPG_L2CAP_HDR, *peer;
	size_t len = l->have - SMPG_L2CAP_HDR;
	u8 hosts[SMPG_KEY_LEN];
	struct smpg_policy policy;
	u16 cid = smpg_le16(l->buf + 2);
	struct smpg_verdict v;
	bool goes_on;
	u8 type;

	smpg_count(tx ? SMPG_SMP_TX : SMPG_SMP_RX);
	/* A frame from an HCI socket still belongs to that socket here. */
	conn->link.stack = !tx ? SMP_GUARD_STACK_UNKNOWN :
			   f->skb->sk ? SMP_GUARD_STACK_USER :
					SMP_GUARD_STACK_KERNEL;
	conn->link.private_address |= smpg_adapter_private(conn->hdev);
	type = smpg_link_identity(&conn->link, &peer);
	smpg_policy_of(conn->hdev, type, peer, &policy);
	if (cid == SMPG_CID_SMP_BREDR && smpg_link_has(&conn->link, cid))
		mask_irk(conn, tx, pdu, len, &policy);
	conn->link.reused = smpg_reuse_find(conn, f->direction, pdu, len);
	smpg_link_judge(&conn->link, f->direction, cid, pdu, len, &policy, &v);
	if (v.malformed)
		l->malformed = true;
	if (v.action < SMP_GUARD_ACTION_MASK &&
	    smpg_link_has(&conn->link, cid)) {
		smpg_reuse_note(conn, f->direction, pdu, len);
		if (!tx && len)
			note_identity(conn, pdu, len);
	}

	if (v.repair_len)
		memcpy(hosts, pdu + 1, v.repair_len);
	goes_on = carry_out(f, &v);
	if (!goes_on && v.action < SMP_GUARD_ACTION_MASK)
		smpg_count(SMPG_FRAMES_STARVED);
	else if (tx && v.repair_len && v.action < SMP_GUARD_ACTION_MASK)
		translate(f, &v, hosts);
	memzero_explicit(hosts, sizeof(hosts));
	smpg_translate_pairing(conn, v.happened);
	smpg_report(f->conn, &v);
	return goes_on;
}

/* Return: true to let the frame pass, false to drop it. */
static bool walk(struct frame *f, u8 pb, const u8 *data, size_t len)
{
	bool start = pb != ACL_PB_CONT;
	struct smpg_l2cap *l = f->l2cap;
	bool partial = smpg_l2cap_partial(l);
	bool held = smpg_l2cap_held(l);
	bool goes_on = true;

	if (READ_ONCE(draining) && !held)
		return true;
	if (start) {
		f->conn->start[f->direction] = pb;
		if (f->conn->left[f->direction])
			count_malformed(f->direction);
		WRITE_ONCE(f->conn->left[f->direction], 0);
	}

	switch (smpg_l2cap_feed(l, start, data, len)) {
	case SMPG_STEP_PASS:
		break;
	case SMPG_STEP_HOLD:
	case SMPG_STEP_DROP:
		goes_on = false;
		break;
	case SMPG_STEP_BLANK:
		goes_on = blank(f, 0);
		break;
	case SMPG_STEP_JUDGE:
		goes_on = judge(f);
		break;
	}

	if (l->malformed)
		count_malformed(f->direction);
	if (partial != smpg_l2cap_partial(l))
		atomic_add(partial ? -1 : 1, &smpg_partial);
	if (held != smpg_l2cap_held(l))
		atomic_add(held ? -1 : 1, &smpg_held);
	/* The buffer may hold a key. */
	if (l->smp && !l->open)
		smpg_l2cap_reset(l);
	return goes_on;
}

static struct smpg_conn *conn_of(struct hci_dev *hdev, u16 handle, bool start,
				 const u8 *data, size_t len)
{
	struct smpg_conn *conn = smpg_conn_find(hdev, handle);
	u16 cid;

	if (conn || !start || len < SMPG_L2CAP_HDR)
		return conn;
	/* In mid-life, only a link that pairs is worth tracking. */
	cid = smpg_le16(data + 2);
	if (cid != SMPG_CID_SMP_LE && cid != SMPG_CID_SMP_BREDR)
		return NULL;
	return smpg_conn_meet(hdev, handle);
}

/*
 * Count down a fragment of a PDU that is not SMP, the most frequent of the
 * frames that the glance flags. Return: true if the frame was such a fragment.
 */
static bool count_down(struct hci_dev *hdev, const struct sk_buff *skb,
		       u8 direction)
{
	const u8 *p = skb->data;
	struct smpg_conn *conn;
	unsigned int len;
	u32 *left;

	if (skb_headlen(skb) < HCI_ACL_HDR_SIZE)
		return false;
	len = skb->len - HCI_ACL_HDR_SIZE;
	if (smpg_le16(p + 2) != len)
		return false;
	conn = smpg_conn_find(hdev, smpg_le16(p) & SMPG_HCI_HANDLE_MASK);
	if (!conn || READ_ONCE(conn->link.l2cap[direction].open))
		return false;

	left = &conn->left[direction];
	if ((p[1] & ACL_PB_MASK) == ACL_PB_CONT) {
		if (!len || len > READ_ONCE(*left)) {
			WRITE_ONCE(*left, 0);
			count_malformed(direction);
		} else {
			WRITE_ONCE(*left, *left - len);
		}
		return true;
	}

	if (skb_headlen(skb) < HCI_ACL_HDR_SIZE + SMPG_L2CAP_HDR ||
	    (smpg_le16(p + 6) | 1) == SMPG_CID_SMP_BREDR)
		return false;
	if (READ_ONCE(*left) || smpg_le16(p + 4) + SMPG_L2CAP_HDR < len)
		count_malformed(direction);
	WRITE_ONCE(*left, smpg_le16(p + 4) + SMPG_L2CAP_HDR > len ?
			  smpg_le16(p + 4) + SMPG_L2CAP_HDR - len : 0);
	return true;
}

/* Return: true if the frame must be dropped. */
static noinline bool inspect(struct hci_dev *hdev, struct sk_buff *skb,
			     u8 direction)
{
	u8 buf[HCI_ACL_HDR_SIZE + SMPG_L2CAP_MAX];
	unsigned int seen = min_t(unsigned int, skb->len, sizeof(buf));
	struct frame f = { .skb = skb, .direction = direction };
	bool goes_on = true, ours;
	unsigned long flags;
	const u8 *data;
	size_t len;
	u8 pb;

	if (!smpg_adapter_up(hdev))
		return false;
	data = skb_header_pointer(skb, 0, seen, buf);
	if (!data || seen < HCI_ACL_HDR_SIZE ||
	    smpg_le16(data + 2) != skb->len - HCI_ACL_HDR_SIZE) {
		count_malformed(direction);
		return false;
	}
	pb = data[1] & ACL_PB_MASK;
	len = skb->len - HCI_ACL_HDR_SIZE;

	rcu_read_lock();
	f.conn = conn_of(hdev, smpg_le16(data) & SMPG_HCI_HANDLE_MASK,
			 pb != ACL_PB_CONT, data + HCI_ACL_HDR_SIZE, len);
	if (f.conn) {
		spin_lock_irqsave(&f.conn->lock, flags);
		f.l2cap = &f.conn->link.l2cap[direction];
		ours = skb == f.conn->ours;
		if (ours)
			goes_on = smpg_inject_sent(f.conn);
		else if (!f.conn->dead)
			goes_on = walk(&f, pb, data + HCI_ACL_HDR_SIZE, len);
		if (!goes_on && direction == SMP_GUARD_DIRECTION_TX &&
		    !ours)
			smpg_credit_owe(f.conn);
		spin_unlock_irqrestore(&f.conn->lock, flags);
	}
	rcu_read_unlock();

	/* The copy may contain a key. */
	if (data == buf)
		memzero_explicit(buf, sizeof(buf));
	return !goes_on;
}

/* Sign a Signed Write Command with the key that the peer holds. */
static void sign(struct hci_dev *hdev, struct sk_buff *skb)
{
	const unsigned int at = HCI_ACL_HDR_SIZE + SMPG_L2CAP_HDR;
	struct smpg_conn *conn;
	unsigned long flags;
	u16 handle;

	/*
	 * A fragmented command passes unchanged: fragments are not held back.
	 */
	if (smpg_le16(skb->data + 4) + at != skb->len ||
	    (skb->data[1] & ACL_PB_MASK) == ACL_PB_CONT)
		return;
	handle = smpg_le16(skb->data) & SMPG_HCI_HANDLE_MASK;

	rcu_read_lock();
	conn = smpg_conn_find(hdev, handle);
	if (conn && !make_writable(skb, 0)) {
		smpg_count(SMPG_FRAMES_STARVED);
	} else if (conn) {
		spin_lock_irqsave(&conn->lock, flags);
		if (!conn->dead)
			smpg_translate_signed(conn, skb->data + at,
					      skb->len - at);
		spin_unlock_irqrestore(&conn->lock, flags);
	}
	rcu_read_unlock();
}

/**
 * smpg_frame_acl() - inspect an ACL packet
 * @hdev: the adapter
 * @skb: the packet; may be changed
 * @direction: enum smp_guard_direction
 *
 * Context: any.
 * Return: true if the packet must be dropped.
 */
bool smpg_frame_acl(struct hci_dev *hdev, struct sk_buff *skb, u8 direction)
{
	bool other;

	if (direction == SMP_GUARD_DIRECTION_TX &&
	    atomic_read(&smpg_signing) && smpg_is_signed(skb))
		sign(hdev, skb);

	rcu_read_lock();
	other = count_down(hdev, skb, direction);
	rcu_read_unlock();
	return !other && inspect(hdev, skb, direction);
}

/* Apply an event or a command to its link, if that link is tracked. */
static void tell_link(struct hci_dev *hdev, enum smpg_hci_kind kind,
		      const struct smpg_hci *hci)
{
	struct smpg_conn *conn = smpg_conn_find(hdev, hci->handle);
	struct smpg_verdict verdict;
	unsigned long flags;

	if (!conn)
		return;
	spin_lock_irqsave(&conn->lock, flags);
	if (!conn->dead) {
		smpg_link_hci(&conn->link, kind, hci, &verdict);
		if (kind == SMPG_HCI_ENCRYPT)
			smpg_translate_encrypted(conn,
						 !hci->status && hci->encrypted);
		smpg_translate_pairing(conn, verdict.happened);
		smpg_report(conn, &verdict);
	}
	spin_unlock_irqrestore(&conn->lock, flags);
}

/* Offsets of what is to be translated in a command or an event. */
struct asked {
	u16 handle;
	int id;			/* 0: none */
	int key;		/* 0: none */
};

static bool translate_asked(struct smpg_conn *conn, u8 *id, u8 *key)
{
	if (!key)
		return smpg_translate_request(conn, id);
	return id ? smpg_translate_encrypt(conn, id, key) :
		    smpg_translate_reply(conn, key);
}

/*
 * Translate an LTK, and the EDIV and Rand that identify it, on the way between
 * controller and host. If there is no memory, the packet passes unchanged, and
 * the link does not get encrypted.
 */
static void translate_packet(struct hci_dev *hdev, struct sk_buff *skb,
			     const struct asked *asked)
{
	u8 id[SMPG_ID_LEN], key[SMPG_KEY_LEN];
	struct smpg_conn *conn = smpg_conn_find(hdev, asked->handle);
	unsigned long flags;
	bool changed;

	if (!smpg_translate_count())
		return;
	/* EDIV and Rand suffice, so the peer need not be known. */
	if (!conn && !asked->key)
		conn = smpg_conn_meet(hdev, asked->handle);
	if (!conn)
		return;
	skb_copy_bits(skb, asked->id, id, sizeof(id));
	skb_copy_bits(skb, asked->key, key, sizeof(key));

	spin_lock_irqsave(&conn->lock, flags);
	changed = !conn->dead &&
		  translate_asked(conn, asked->id ? id : NULL,
				  asked->key ? key : NULL);
	spin_unlock_irqrestore(&conn->lock, flags);

	if (changed && make_writable(skb, 0)) {
		if (asked->id)
			memcpy(skb->data + asked->id, id, sizeof(id));
		if (asked->key)
			memcpy(skb->data + asked->key, key, sizeof(key));
	} else if (changed) {
		smpg_count(SMPG_FRAMES_STARVED);
	}
	memzero_explicit(key, sizeof(key));
}

/* Return: an event or a command in one piece, NULL if it exceeds @size. */
static const u8 *whole(const struct sk_buff *skb, u8 *buf, size_t size)
{
	return skb->len > size ? NULL :
	       skb_header_pointer(skb, 0, skb->len, buf);
}

/**
 * smpg_frame_command() - take note of a command
 * @hdev: the adapter
 * @skb: the command packet; an LTK from the host may be changed
 *
 * Context: any.
 */
void smpg_frame_command(struct hci_dev *hdev, struct sk_buff *skb)
{
	enum smpg_hci_kind kind = SMPG_HCI_MALFORMED;
	u8 buf[HCI_MAX_EVENT_SIZE];
	struct smpg_hci hci;
	const u8 *data;

	data = whole(skb, buf, sizeof(buf));
	if (data)
		kind = smpg_hci_command(data, skb->len, &hci);
	if (kind == SMPG_HCI_MALFORMED) {
		count_malformed(SMP_GUARD_DIRECTION_TX);
	} else if (kind == SMPG_HCI_SESSION_KEY) {
		const struct asked asked = {
			.handle = hci.handle,
			.id = hci.id ? hci.id - data : 0,
			.key = hci.key - data,
		};

		rcu_read_lock();
		tell_link(hdev, kind, &hci);
		translate_packet(hdev, skb, &asked);
		rcu_read_unlock();
	} else if (kind == SMPG_HCI_PRIVACY) {
		smpg_adapter_set_private(hdev);
	}
	if (data == buf)
		memzero_explicit(buf, sizeof(buf));
}

/**
 * smpg_frame_event() - take note of an event
 * @hdev: the adapter
 * @skb: the event packet; Number Of Completed Packets and LE Long Term Key
 *	Request may be changed
 *
 * Context: any.
 * Return: true if the event must be dropped.
 */
bool smpg_frame_event(struct hci_dev *hdev, struct sk_buff *skb)
{
	enum smpg_hci_kind kind = SMPG_HCI_MALFORMED;
	u8 buf[HCI_MAX_EVENT_SIZE];
	bool goes_on = true;
	struct smpg_hci hci;
	const u8 *data;

	if (!smpg_adapter_up(hdev))
		return false;
	data = whole(skb, buf, sizeof(buf));
	if (data)
		kind = smpg_hci_event(data, skb->len, &hci);

	rcu_read_lock();
	switch (kind) {
	case SMPG_HCI_OPEN:
		smpg_conn_open(hdev, &hci);
		break;
	case SMPG_HCI_CLOSE:
		smpg_conn_close(hdev, hci.handle, hci.status);
		break;
	case SMPG_HCI_RESET:
		smpg_conn_close_all(hdev, HCI_ERROR_LOCAL_HOST_TERM);
		break;
	case SMPG_HCI_MALFORMED:
		count_malformed(SMP_GUARD_DIRECTION_RX);
		break;
	case SMPG_HCI_ENCRYPT:
	case SMPG_HCI_SESSION_KEY:
		tell_link(hdev, kind, &hci);
		break;
	case SMPG_HCI_LTK_REQUEST:
		translate_packet(hdev, skb, &(struct asked){
			.handle = hci.handle,
			.id = hci.id - data,
		});
		break;
	case SMPG_HCI_PRIVACY:
		break;
	case SMPG_HCI_NONE:
		if (data[0] == HCI_EV_NUM_COMP_PKTS)
			goes_on = !smpg_inject_completed(hdev, skb);
		break;
	}
	rcu_read_unlock();
	return !goes_on;
}
