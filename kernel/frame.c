// SPDX-License-Identifier: GPL-2.0
/*
 * An ACL packet that the glance flagged: find its link, feed the engine, and
 * have the packet carry the octets that the engine hands back. All of this runs
 * in the context of the packet, and does not sleep.
 */
#include <linux/delay.h>
#include <linux/ktime.h>
#include <linux/random.h>
#include <net/bluetooth/bluetooth.h>
#include <net/bluetooth/hci_core.h>

#include "acl.h"
#include "bonds.h"
#include "counters.h"
#include "failures.h"
#include "frame.h"
#include "glance.h"
#include "host.h"
#include "identity.h"
#include "inject.h"
#include "links.h"
#include "packet.h"
#include "policy.h"
#include "report.h"
#include "reuse.h"
#include "window.h"

atomic_t smpg_partial[256];
atomic_t smpg_held = ATOMIC_INIT(0);

/* An ACL packet under inspection, and its link. */
struct frame {
	struct sk_buff *skb;
	struct smpg_live_link *live;
	u8 direction;
};

/* At unload: drop only the rest of what is held, and then nothing any more. */
static enum { RUNNING, DRAINING, DRAINED } state __read_mostly;

static void add_partial(const struct smpg_live_link *live, int n)
{
	atomic_add(n, &smpg_partial[live->link.handle & 0xff]);
}

/**
 * smpg_frame_drain() - stop holding fragments back, and wait for held ones
 *
 * While the first fragments of a PDU are held back, the hooks must stay:
 * otherwise the last fragment would reach the other side alone. Senders end a
 * PDU at once or never, so the wait is short. Completions of our own packets
 * are waited for, too. No packet is dropped after the return, so that no
 * completion becomes due when ends of links are no longer seen.
 *
 * Context: process, before the hooks are detached; sleeps for a second at most.
 */
void smpg_frame_drain(void)
{
	int i;

	WRITE_ONCE(state, DRAINING);
	synchronize_rcu();
	for (i = 0; i < 50 && (atomic_read(&smpg_held) ||
			       atomic_read(&smpg_injecting)); i++)
		msleep(20);
	WRITE_ONCE(state, DRAINED);
	synchronize_rcu();
}

/**
 * smpg_frame_forget() - a link with PDUs in progress is gone
 * @live: the link, with its lock held
 */
void smpg_frame_forget(struct smpg_live_link *live)
{
	int i;

	lockdep_assert_held(&live->lock);

	for (i = 0; i < ARRAY_SIZE(live->link.l2cap); i++) {
		if (smpg_l2cap_partial(&live->link.l2cap[i]))
			add_partial(live, -1);
		if (smpg_l2cap_held(&live->link.l2cap[i]))
			atomic_dec(&smpg_held);
	}
}

/* ---- Octets of the engine, into the packet ---- */

static bool rewrite(struct frame *f, const struct smpg_outcome *o)
{
	struct sk_buff *skb = f->skb;
	struct hci_acl_hdr *hdr;
	u8 *pb;

	if (!smpg_make_writable(skb, o->len - (skb->len - HCI_ACL_HDR_SIZE)))
		return false;

	skb_trim(skb, HCI_ACL_HDR_SIZE);
	skb_put_data(skb, o->octets, o->len);
	hdr = (void *)skb->data;
	hdr->dlen = cpu_to_le16(o->len);
	pb = skb->data + 1;
	*pb &= ~ACL_PB_MASK;
	*pb |= o->start ? f->live->acl.start[f->direction] : ACL_PB_CONT;
	return true;
}

static bool edit(struct frame *f, const struct smpg_outcome *o)
{
	if (!smpg_make_writable(f->skb, 0))
		return false;
	memcpy(f->skb->data + HCI_ACL_HDR_SIZE + o->at, o->octets, o->len);
	return true;
}

/* Keep the length: zeros are a PDU of a reserved code (3.3). */
static bool blank(struct frame *f, unsigned int at)
{
	struct sk_buff *skb = f->skb;

	at += HCI_ACL_HDR_SIZE;
	if (!smpg_make_writable(skb, 0))
		return false;
	memset(skb->data + at, 0, skb->len - at);
	return true;
}

/*
 * A packet that there is no memory to change is dropped. The receiver may have the
 * beginning of its PDU, or of an earlier one.
 */
static enum smpg_fate starve(struct frame *f)
{
	f->live->link.l2cap[f->direction].left_open = true;
	return SMPG_SWALLOW;
}

static enum smpg_fate carry_out(struct frame *f, const struct smpg_outcome *o)
{
	bool done = false;

	switch (o->out) {
	case SMPG_OUT_PASS:
		return SMPG_PASS;
	case SMPG_OUT_EDIT:
		done = edit(f, o);
		break;
	case SMPG_OUT_REWRITE:
		done = rewrite(f, o);
		break;
	case SMPG_OUT_BLANK:
		done = blank(f, o->at);
		break;
	case SMPG_OUT_DROP:
		return SMPG_SWALLOW;
	}
	return done ? SMPG_PASS : starve(f);
}

/* ---- The judgement of a PDU ---- */

/*
 * No cryptography covers the features over BR/EDR: a weak IRK of the kernel's
 * is masked in its request, or in the peer's request that it answers.
 */
static void mask_irk(struct frame *f, const u8 *pdu, size_t len,
		     const struct smpg_context *c, struct smpg_policy *policy)
{
	struct hci_dev *hdev = f->live->hdev;
	struct smpg_verdict v;
	unsigned int local;

	if (c->cid != SMPG_CID_SMP_BREDR ||
	    !smpg_link_has(&f->live->link, c->cid) ||
	    len < smpg_pdu_len(SMPG_PAIRING_REQUEST) ||
	    pdu[0] != SMPG_PAIRING_REQUEST ||
	    c->stack == SMP_GUARD_STACK_USER ||
	    hci_dev_test_flag(hdev, HCI_USER_CHANNEL))
		return;
	local = c->direction == SMP_GUARD_DIRECTION_TX ? SMPG_INITIATOR :
							 SMPG_RESPONDER;
	if (!smpg_identity_judge(hdev, pdu[5 + local], policy, &v))
		return;
	policy->key_dist[SMPG_LOCAL] &= ~SMP_GUARD_KEY_DIST_IDKEY;
	smpg_report(f->live, &v);
}

static u8 stack_of(const struct frame *f)
{
	if (f->direction == SMP_GUARD_DIRECTION_RX)
		return SMP_GUARD_STACK_UNKNOWN;
	return smpg_stack_of(f->skb);
}

/* Learn the peer's identity, to know the peer behind private addresses. */
static void learn_identity(struct smpg_live_link *live, const u8 *pdu,
			   size_t len, const struct smpg_verdict *v)
{
	if (!len || len < smpg_pdu_len(pdu[0]))
		return;
	if (pdu[0] == SMPG_IDENTITY_INFORMATION) {
		memcpy(live->irk, pdu + 1, sizeof(live->irk));
	} else if (v->identified) {
		smpg_identity_learn(live->irk, &live->link);
		smpg_translate_identified(live);
		memzero_explicit(live->irk, sizeof(live->irk));
	}
}

/* Find the bond that a PDU is about. */
static void find_bond(struct hci_dev *hdev, u8 type, const u8 *peer,
		      const u8 *pdu, size_t len, struct smpg_context *c)
{
	if (!len || len < smpg_pdu_len(pdu[0]))
		return;
	switch (pdu[0]) {
	case SMPG_PAIRING_REQUEST:
	case SMPG_PAIRING_RESPONSE:
	case SMPG_PAIRING_PUBLIC_KEY:
		smpg_bond_find(hdev, type, peer, &c->bond);
		smpg_link_key_find(hdev, type, peer, &c->link_key);
		break;
	case SMPG_IDENTITY_ADDRESS_INFORMATION:
		smpg_bond_find(hdev, smpg_pdu_identity(pdu), pdu + 2, &c->bond);
		break;
	}
}

static bool is_own_irk(struct frame *f, const u8 *pdu, size_t len)
{
	return f->direction == SMP_GUARD_DIRECTION_RX &&
	       len >= smpg_pdu_len(SMPG_IDENTITY_INFORMATION) &&
	       pdu[0] == SMPG_IDENTITY_INFORMATION &&
	       smpg_reuse_own_irk(f->live, pdu + 1);
}

/* Find what decides whether a peer may start a pairing now. */
static void find_leave(struct smpg_live_link *live, const u8 *pdu, size_t len,
		       struct smpg_context *c)
{
	if (!len || pdu[0] != SMPG_PAIRING_REQUEST)
		return;
	c->window = smpg_window_for(live);
	c->pairs = smpg_links_pair(live);
	smpg_failures_find(live, c->attempts);
}

static enum smpg_fate judge(struct frame *f)
{
	struct smpg_live_link *live = f->live;
	struct smpg_link *link = &live->link;
	struct smpg_policy policy;
	u8 own[6];
	struct smpg_context c = {
		.policy = &policy,
		.direction = f->direction,
		.stack = stack_of(f),
		.adapter = live->hdev->bdaddr.b,
		.static_address = own,
		.private_address = smpg_adapter_private(live->hdev),
	};
	struct smpg_known_key key;
	struct smpg_outcome o;
	struct smpg_verdict v;
	u8 random[SMPG_KEY_LEN];
	const u8 *pdu, *peer;
	enum smpg_fate fate;
	bool fresh, changed;
	size_t len;
	u8 type;

	pdu = smpg_link_pdu(link, f->direction, &len, &c.cid);
	type = smpg_link_identity(link, &peer);
	smpg_policy_of(live->hdev, type, peer, &policy);
	mask_irk(f, pdu, len, &c, &policy);
	find_bond(live->hdev, type, peer, pdu, len, &c);
	find_leave(live, pdu, len, &c);
	c.now = ktime_get_boottime_ns();
	c.own_irk = is_own_irk(f, pdu, len);
	smpg_adapter_static(live->hdev, own);
	fresh = smpg_reuse_key(live, f->direction, pdu, len, &key);
	c.reused = fresh ? smpg_reuse_find(f->direction, &key) : 0;

	smpg_link_judge(link, pdu, len, &c, &v);
	if (v.action == SMP_GUARD_ACTION_REPAIR)
		get_random_bytes(random, v.repair_len);
	changed = smpg_link_apply(link, &v, random, &o);
	fate = carry_out(f, &o);
	if (v.malformed)
		link->l2cap[f->direction].malformed = true;

	/* The effects, in this order; none of them changes the verdict. */
	if (v.action == SMP_GUARD_ACTION_REJECT)
		smpg_inject(live, !o.failed || fate == SMPG_SWALLOW, c.cid,
			    v.reason);
	if (v.action < SMP_GUARD_ACTION_MASK) {
		if (fate == SMPG_SWALLOW)
			smpg_count(SMPG_FRAMES_STARVED);
		if (smpg_link_has(link, c.cid)) {
			if (fresh)
				smpg_reuse_note(f->direction, &key);
			if (f->direction == SMP_GUARD_DIRECTION_RX) {
				learn_identity(live, pdu, len, &v);
				smpg_translate_received(live, pdu, len);
			}
		}
		if (changed && fate == SMPG_PASS)
			smpg_translate_key(live, &o.change);
		if (v.masked[SMPG_INITIATOR] | v.masked[SMPG_RESPONDER])
			smpg_count(SMPG_MASKED);
	}
	WRITE_ONCE(live->pairs, smpg_pairing_open(&link->pairing));
	smpg_translate_pairing(live, &v);
	smpg_failures_note(live, &v);
	smpg_bond_note(live, &v);
	smpg_report(live, &v);

	memzero_explicit(random, sizeof(random));
	memzero_explicit(&o.change, sizeof(o.change));
	return fate;
}

static enum smpg_fate feed(struct frame *f, u8 pb, const u8 *data, size_t len)
{
	struct smpg_live_link *live = f->live;
	struct smpg_l2cap *l = &live->link.l2cap[f->direction];
	u32 *left = &live->acl.left[f->direction];
	bool start = pb != ACL_PB_CONT;
	bool partial = smpg_l2cap_partial(l);
	bool held = smpg_l2cap_held(l);
	enum smpg_fate fate = SMPG_PASS;

	if (READ_ONCE(state) > RUNNING && (!held || READ_ONCE(state) == DRAINED))
		return SMPG_PASS;
	if (start) {
		live->acl.start[f->direction] = pb;
		if (*left && *left != SMPG_LEFT_ENGINE)
			smpg_count_malformed(f->direction);
	}

	switch (smpg_link_feed(&live->link, f->direction, start, data, len)) {
	case SMPG_STEP_PASS:
		break;
	case SMPG_STEP_HOLD:
	case SMPG_STEP_DROP:
		fate = SMPG_SWALLOW;
		break;
	case SMPG_STEP_BLANK:
		fate = blank(f, 0) ? SMPG_PASS : starve(f);
		break;
	case SMPG_STEP_JUDGE:
		smpg_count(f->direction == SMP_GUARD_DIRECTION_TX ?
			   SMPG_SMP_TX : SMPG_SMP_RX);
		fate = judge(f);
		break;
	}

	if (l->malformed)
		smpg_count_malformed(f->direction);
	if (partial != smpg_l2cap_partial(l))
		add_partial(live, partial ? -1 : 1);
	if (held != smpg_l2cap_held(l))
		atomic_add(held ? -1 : 1, &smpg_held);
	if (l->open || l->left_open)
		WRITE_ONCE(*left, SMPG_LEFT_ENGINE);
	else if (start || *left == SMPG_LEFT_ENGINE)
		WRITE_ONCE(*left, 0);
	smpg_link_done(&live->link, f->direction);
	return fate;
}

/* ---- A packet, from the hook on ---- */

static struct smpg_live_link *link_of(struct hci_dev *hdev, u16 handle,
				      u8 direction, bool start, const u8 *data,
				      size_t len)
{
	struct smpg_live_link *live = smpg_links_find(hdev, handle);
	u16 cid;

	if (live || !start || !smpg_adapter_up(hdev))
		return live;
	/* In mid-life, only a link that pairs, or may, is worth tracking. */
	if (len >= SMPG_L2CAP_HDR) {
		cid = smpg_le16(data + 2);
		if (cid != SMPG_CID_SMP_LE && cid != SMPG_CID_SMP_BREDR)
			return NULL;
	}
	if (direction == SMP_GUARD_DIRECTION_TX &&
	    !smpg_links_evident(hdev, handle))
		return NULL;
	return smpg_links_meet(hdev, handle);
}

static enum smpg_fate inspect_locked(struct frame *f, u8 pb, const u8 *data,
				     size_t len)
{
	enum smpg_fate fate;

	/* The host does not know of our own packet, nor of its completion. */
	if (f->direction == SMP_GUARD_DIRECTION_TX &&
	    smpg_inject_is_own(f->skb))
		return f->skb == f->live->inject.tx_skb ?
		       smpg_inject_sent(f->live) : SMPG_SWALLOW;
	if (f->live->dead)
		return SMPG_PASS;
	fate = feed(f, pb, data, len);
	if (fate == SMPG_SWALLOW && f->direction == SMP_GUARD_DIRECTION_TX)
		smpg_credit_owe(f->live, 1);
	return fate;
}

static noinline enum smpg_fate inspect(struct hci_dev *hdev,
				       struct sk_buff *skb, u8 direction)
{
	u8 buf[HCI_ACL_HDR_SIZE + SMPG_L2CAP_ROOM];
	unsigned int seen = min_t(unsigned int, skb->len, sizeof(buf));
	struct frame f = { .skb = skb, .direction = direction };
	enum smpg_fate fate = SMPG_PASS;
	unsigned long flags;
	const u8 *data;
	size_t len;
	u8 pb;

	/* While an adapter goes down, its queue is still transmitted. */
	if (!hdev || (direction == SMP_GUARD_DIRECTION_RX &&
		      !smpg_adapter_up(hdev)))
		return SMPG_PASS;
	data = skb_header_pointer(skb, 0, seen, buf);
	if (!data || seen < HCI_ACL_HDR_SIZE ||
	    smpg_le16(data + 2) != skb->len - HCI_ACL_HDR_SIZE) {
		smpg_count_malformed(direction);
		return direction == SMP_GUARD_DIRECTION_RX ? SMPG_PASS :
							     SMPG_SWALLOW;
	}
	pb = data[1] & ACL_PB_MASK;
	len = skb->len - HCI_ACL_HDR_SIZE;

	rcu_read_lock();
	f.live = link_of(hdev, smpg_le16(data) & SMPG_HCI_HANDLE_MASK, direction,
			 pb != ACL_PB_CONT, data + HCI_ACL_HDR_SIZE, len);
	if (f.live) {
		spin_lock_irqsave(&f.live->lock, flags);
		fate = inspect_locked(&f, pb, data + HCI_ACL_HDR_SIZE, len);
		spin_unlock_irqrestore(&f.live->lock, flags);
	}
	rcu_read_unlock();

	/* The octets may be a key. */
	if (data == buf)
		memzero_explicit(buf, sizeof(buf));
	return fate;
}

/* Sign a Signed Write Command with the key that the peer holds. */
static void sign(struct hci_dev *hdev, struct sk_buff *skb)
{
	const unsigned int at = HCI_ACL_HDR_SIZE + SMPG_L2CAP_HDR;
	struct smpg_live_link *live;
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
	live = smpg_links_find(hdev, handle);
	if (live && !smpg_make_writable(skb, 0)) {
		smpg_count(SMPG_FRAMES_STARVED);
	} else if (live) {
		spin_lock_irqsave(&live->lock, flags);
		if (!live->dead)
			smpg_translate_signed(live, skb->data + at,
					      skb->len - at);
		spin_unlock_irqrestore(&live->lock, flags);
	}
	rcu_read_unlock();
}

/*
 * Count down a fragment of a PDU that is not SMP, the most frequent of the
 * frames that the glance flags. Return: false if the frame is to be inspected.
 */
static __always_inline bool count_down(struct smpg_live_link *live,
				       const u8 *p, unsigned int len,
				       u8 direction)
{
	u32 left = READ_ONCE(live->acl.left[direction]);
	unsigned int whole;

	if (left & SMPG_LEFT_ENGINE)
		return false;
	if ((p[1] & ACL_PB_MASK) == ACL_PB_CONT) {
		if (unlikely(!len || len > left)) {
			smpg_count_malformed(direction);
			len = left;
		}
		WRITE_ONCE(live->acl.left[direction], left - len);
		return true;
	}

	whole = smpg_le16(p + 4) + SMPG_L2CAP_HDR;
	if (unlikely(left || whole < len)) {
		smpg_count_malformed(direction);
		whole = max(whole, len);
	}
	WRITE_ONCE(live->acl.left[direction], whole - len);
	return true;
}

/*
 * Instructions count here: RCU's readers may as well disable preemption, which
 * takes one, and no call. The first eight octets are there, and the channel of a
 * frame that starts a PDU is none of SMP's.
 */
static __always_inline enum smpg_fate count_fragment(struct hci_dev *hdev,
						     struct sk_buff *skb,
						     u8 direction)
{
	unsigned int len = skb->len - HCI_ACL_HDR_SIZE;
	struct smpg_live_link *live;
	const u8 *p = skb->data;
	bool counted = false;

	if (unlikely(smpg_le16(p + 2) != len))
		return smpg_frame_acl(hdev, skb, direction);
	rcu_read_lock_sched_notrace();
	live = smpg_links_lookup(hdev, smpg_le16(p) & SMPG_HCI_HANDLE_MASK);
	if (likely(live))
		counted = count_down(live, p, len, direction);
	rcu_read_unlock_sched_notrace();
	return likely(counted) ? SMPG_PASS : inspect(hdev, skb, direction);
}

/**
 * smpg_frame_fragment_tx() - look at a fragment that is probably none of SMP's
 * @hdev: the adapter
 * @skb: the packet, of which smpg_glance_acl() said SMPG_GLANCE_FRAGMENT
 *
 * Context: any.
 */
enum smpg_fate smpg_frame_fragment_tx(struct hci_dev *hdev, struct sk_buff *skb)
{
	return count_fragment(hdev, skb, SMP_GUARD_DIRECTION_TX);
}

/**
 * smpg_frame_fragment_rx() - the same for a packet from the peer
 * @hdev: the adapter
 * @skb: the packet
 *
 * Context: any.
 */
enum smpg_fate smpg_frame_fragment_rx(struct hci_dev *hdev, struct sk_buff *skb)
{
	return count_fragment(hdev, skb, SMP_GUARD_DIRECTION_RX);
}

/* A continuation of a few octets, which the glance cannot tell from a header. */
static bool is_short_fragment(struct hci_dev *hdev, const struct sk_buff *skb,
			      u8 direction)
{
	const u8 *p = skb->data;
	struct smpg_live_link *live;
	bool counted;

	if (skb_headlen(skb) < HCI_ACL_HDR_SIZE ||
	    smpg_le16(p + 2) != skb->len - HCI_ACL_HDR_SIZE ||
	    (p[1] & ACL_PB_MASK) != ACL_PB_CONT)
		return false;
	rcu_read_lock();
	live = smpg_links_lookup(hdev, smpg_le16(p) & SMPG_HCI_HANDLE_MASK);
	counted = live && count_down(live, p, skb->len - HCI_ACL_HDR_SIZE,
				     direction);
	rcu_read_unlock();
	return counted;
}

/*
 * Drop an ACL packet that ends before its header says. The host counts the packet
 * as transmitted, and waits for its completion.
 */
static enum smpg_fate drop_short(struct hci_dev *hdev, struct sk_buff *skb)
{
	struct smpg_live_link *live;
	unsigned long flags;
	bool drained;
	u8 buf[2];
	const u8 *p = skb_header_pointer(skb, 0, sizeof(buf), buf);

	if (!p)
		return SMPG_SWALLOW;
	rcu_read_lock();
	drained = READ_ONCE(state) == DRAINED;
	live = drained ? NULL :
	       link_of(hdev, smpg_le16(p) & SMPG_HCI_HANDLE_MASK,
		       SMP_GUARD_DIRECTION_TX, true, NULL, 0);
	if (live) {
		spin_lock_irqsave(&live->lock, flags);
		if (!live->dead)
			smpg_credit_owe(live, 1);
		spin_unlock_irqrestore(&live->lock, flags);
	}
	rcu_read_unlock();
	return drained ? SMPG_PASS : SMPG_SWALLOW;
}

/**
 * smpg_frame_other() - inspect a synchronous or isochronous packet of the host
 * @hdev: the adapter
 * @skb: the packet; may be cut to the length that its header says
 *
 * Drivers for USB transmit isochronous packets by the pipe of ACL packets, where no
 * octet tells the type. A packet with the handle of an ACL or LE link is an ACL
 * packet to the controller, whatever type the host gave it.
 *
 * Context: any.
 * Return: SMPG_SWALLOW for a packet that must not proceed.
 */
enum smpg_fate smpg_frame_other(struct hci_dev *hdev, struct sk_buff *skb)
{
	u8 buf[2];
	const u8 *p;
	bool acl;

	if (smpg_trim(skb) == SMPG_SWALLOW)
		return SMPG_SWALLOW;
	if (hci_skb_pkt_type(skb) != HCI_ISODATA_PKT)
		return SMPG_PASS;
	p = skb_header_pointer(skb, 0, sizeof(buf), buf);
	rcu_read_lock();
	acl = p && smpg_links_get(hdev, smpg_le16(p) & SMPG_HCI_HANDLE_MASK);
	rcu_read_unlock();
	return acl ? smpg_frame_acl(hdev, skb, SMP_GUARD_DIRECTION_TX) :
		     SMPG_PASS;
}

/**
 * smpg_frame_acl() - inspect an ACL packet
 * @hdev: the adapter
 * @skb: the packet; may be changed
 * @direction: enum smp_guard_direction
 *
 * Context: any.
 */
enum smpg_fate smpg_frame_acl(struct hci_dev *hdev, struct sk_buff *skb,
			      u8 direction)
{
	if (direction == SMP_GUARD_DIRECTION_TX &&
	    smpg_trim(skb) == SMPG_SWALLOW)
		return drop_short(hdev, skb);
	if (is_short_fragment(hdev, skb, direction))
		return SMPG_PASS;
	return inspect(hdev, skb, direction);
}

/**
 * smpg_frame_signed() - sign a Signed Write Command with the peer's key
 * @hdev: the adapter
 * @skb: the packet; may be changed
 *
 * Context: any.
 */
enum smpg_fate smpg_frame_signed(struct hci_dev *hdev, struct sk_buff *skb)
{
	sign(hdev, skb);
	return smpg_frame_fragment_tx(hdev, skb);
}
