// SPDX-License-Identifier: GPL-2.0
/*
 * HCI commands and events that the glance flagged: links that open, close and
 * encrypt, and the LTKs between host and controller. All of this runs in the
 * context of the packet, and does not sleep.
 */
#include <net/bluetooth/bluetooth.h>
#include <net/bluetooth/hci_core.h>

#include "bonds.h"
#include "counters.h"
#include "events.h"
#include "failures.h"
#include "host.h"
#include "links.h"
#include "packet.h"
#include "policy.h"
#include "report.h"
#include "translations.h"
#include "window.h"

/**
 * smpg_link_ended() - a link is gone, and with it what was going on there
 * @live: the link, with its lock held
 * @reason: controller error code (Vol 1, Part F)
 *
 * For smpg_links_init().
 */
void smpg_link_ended(struct smpg_live_link *live, u8 reason)
{
	struct smpg_verdict verdict;

	lockdep_assert_held(&live->lock);

	smpg_frame_forget(live);
	smpg_inject_forget(live);
	memzero_explicit(live->irk, sizeof(live->irk));
	smpg_link_close(&live->link, reason, &verdict);
	smpg_translate_pairing(live, &verdict);
	smpg_translate_forget(live);
	smpg_failures_note(live, &verdict);
	smpg_report(live, &verdict);
}

/* Return: whether the event or command must not have its effect. */
static bool judge(struct smpg_live_link *live, enum smpg_hci_kind kind,
		  const struct smpg_hci *hci, u8 direction, u8 stack)
{
	struct smpg_policy policy;
	u8 own[6];
	struct smpg_context c = {
		.policy = &policy,
		.direction = direction,
		.stack = stack,
		.adapter = live->hdev->bdaddr.b,
		.static_address = own,
	};
	struct smpg_verdict verdict;
	const u8 *peer;
	u8 type;

	type = smpg_link_identity(&live->link, &peer);
	smpg_policy_of(live->hdev, type, peer, &policy);
	smpg_adapter_static(live->hdev, own);
	if (kind == SMPG_HCI_LINK_KEY) {
		c.window = smpg_window_for(live);
		smpg_failures_find(live, c.attempts);
	}
	if (kind == SMPG_HCI_LTK_REQUEST)
		smpg_bond_find(live->hdev, type, peer, &c.bond);
	smpg_link_hci(&live->link, kind, hci, &c, &verdict);
	if (kind == SMPG_HCI_ENCRYPT)
		smpg_translate_encrypted(live, !hci->status && hci->encrypted);
	WRITE_ONCE(live->pairs, smpg_pairing_open(&live->link.pairing));
	smpg_translate_pairing(live, &verdict);
	smpg_failures_note(live, &verdict);
	smpg_failures_note_bond(live, &verdict);
	smpg_bond_note(live, &verdict);
	if (kind == SMPG_HCI_DENIED)
		smpg_bond_denied(live);
	smpg_report(live, &verdict);
	return verdict.action == SMP_GUARD_ACTION_REJECT;
}

/*
 * Apply an event or a command to its link, if that link is tracked. Return: whether
 * the command is rejected.
 */
static bool update_link(struct hci_dev *hdev, enum smpg_hci_kind kind,
			const struct smpg_hci *hci, u8 direction, u8 stack)
{
	struct smpg_live_link *live;
	bool rejected = false;
	unsigned long flags;

	/* Link keys are told by address. */
	live = kind == SMPG_HCI_LINK_KEY ? smpg_links_of_peer(hdev, hci->peer) :
					   smpg_links_find(hdev, hci->handle);
	if (!live)
		return false;
	spin_lock_irqsave(&live->lock, flags);
	if (!live->dead)
		rejected = judge(live, kind, hci, direction, stack);
	spin_unlock_irqrestore(&live->lock, flags);
	return rejected;
}

/* Offsets of what is to be translated in a command or an event. */
struct asked {
	u16 handle;
	int id;			/* 0: none */
	int key;		/* 0: none */
};

static bool translate_values(struct smpg_live_link *live, u8 *id, u8 *key)
{
	if (!key)
		return smpg_translate_request(live, id);
	return id ? smpg_translate_encrypt(live, id, key) :
		    smpg_translate_reply(live, key);
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
	struct smpg_live_link *live = smpg_links_find(hdev, asked->handle);
	unsigned long flags;
	bool changed;

	if (!smpg_translations_count())
		return;
	/* EDIV and Rand suffice, so the peer need not be known. */
	if (!live && !asked->key)
		live = smpg_links_meet(hdev, asked->handle);
	if (!live)
		return;
	skb_copy_bits(skb, asked->id, id, sizeof(id));
	skb_copy_bits(skb, asked->key, key, sizeof(key));

	spin_lock_irqsave(&live->lock, flags);
	changed = !live->dead &&
		  translate_values(live, asked->id ? id : NULL,
				   asked->key ? key : NULL);
	spin_unlock_irqrestore(&live->lock, flags);

	if (changed && smpg_make_writable(skb, 0)) {
		if (asked->id)
			memcpy(skb->data + asked->id, id, sizeof(id));
		if (asked->key)
			memcpy(skb->data + asked->key, key, sizeof(key));
	} else if (changed) {
		smpg_count(SMPG_FRAMES_STARVED);
	}
	memzero_explicit(key, sizeof(key));
}

/*
 * The host waits for the controller's answer to a command, and the controller for a
 * key: with a random one, the link ends when its encryption fails. Return:
 * SMPG_SWALLOW if there is no memory for that.
 */
static enum smpg_fate spoil_key(struct sk_buff *skb, int key)
{
	if (!smpg_make_writable(skb, 0)) {
		smpg_count(SMPG_FRAMES_STARVED);
		return SMPG_SWALLOW;
	}
	get_random_bytes(skb->data + key, SMPG_KEY_LEN);
	return SMPG_PASS;
}

/* Return: an event or a command in one piece, NULL if it exceeds @size. */
static const u8 *in_one_piece(const struct sk_buff *skb, u8 *buf, size_t size)
{
	return skb->len > size ? NULL :
	       skb_header_pointer(skb, 0, skb->len, buf);
}

/**
 * smpg_frame_command() - take note of a command
 * @hdev: the adapter
 * @skb: the command packet; an LTK from the host may be changed
 *
 * A command that ends before its header says is dropped: a controller would wait
 * for the rest, and take the next packet for it.
 *
 * Context: any.
 * Return: SMPG_SWALLOW for a command that must not proceed.
 */
enum smpg_fate smpg_frame_command(struct hci_dev *hdev, struct sk_buff *skb)
{
	enum smpg_hci_kind kind = SMPG_HCI_MALFORMED;
	enum smpg_fate fate = SMPG_PASS;
	u8 buf[HCI_MAX_EVENT_SIZE];
	struct smpg_hci hci;
	const u8 *data;

	if (smpg_trim(skb) == SMPG_SWALLOW)
		return SMPG_SWALLOW;
	data = in_one_piece(skb, buf, sizeof(buf));
	if (data)
		kind = smpg_hci_command(data, skb->len, &hci);
	if (kind == SMPG_HCI_MALFORMED) {
		smpg_count_malformed(SMP_GUARD_DIRECTION_TX);
	} else if (kind == SMPG_HCI_SESSION_KEY) {
		const struct asked asked = {
			.handle = hci.handle,
			.id = hci.id ? hci.id - data : 0,
			.key = hci.key - data,
		};

		rcu_read_lock();
		if (update_link(hdev, kind, &hci, SMP_GUARD_DIRECTION_TX,
				smpg_stack_of(skb)))
			fate = spoil_key(skb, asked.key);
		else
			translate_packet(hdev, skb, &asked);
		rcu_read_unlock();
	} else if (kind == SMPG_HCI_LINK_KEY) {
		rcu_read_lock();
		if (update_link(hdev, kind, &hci, SMP_GUARD_DIRECTION_TX,
				smpg_stack_of(skb)))
			fate = spoil_key(skb, hci.key - data);
		rcu_read_unlock();
	} else if (kind == SMPG_HCI_ASKED || kind == SMPG_HCI_DENIED) {
		rcu_read_lock();
		update_link(hdev, kind, &hci, SMP_GUARD_DIRECTION_TX,
			    smpg_stack_of(skb));
		rcu_read_unlock();
	} else if (kind == SMPG_HCI_PRIVACY) {
		smpg_adapter_set_private(hdev);
	} else if (kind == SMPG_HCI_ADDRESS) {
		smpg_adapter_set_static(hdev, hci.peer);
	}
	if (data == buf)
		memzero_explicit(buf, sizeof(buf));
	return fate;
}

/**
 * smpg_frame_event() - take note of an event
 * @hdev: the adapter
 * @skb: the event packet; Number Of Completed Packets and LE Long Term Key
 *	Request may be changed
 *
 * Context: any.
 * Return: SMPG_SWALLOW if nothing is left of the event for the host.
 */
enum smpg_fate smpg_frame_event(struct hci_dev *hdev, struct sk_buff *skb)
{
	enum smpg_hci_kind kind = SMPG_HCI_MALFORMED;
	u8 buf[HCI_MAX_EVENT_SIZE];
	enum smpg_fate fate = SMPG_PASS;
	struct smpg_hci hci;
	const u8 *data;

	/* The self-test of hook.c */
	if (!hdev)
		return SMPG_SWALLOW;
	if (!smpg_adapter_up(hdev))
		return SMPG_PASS;
	data = in_one_piece(skb, buf, sizeof(buf));
	if (data)
		kind = smpg_hci_event(data, skb->len, &hci);

	rcu_read_lock();
	switch (kind) {
	case SMPG_HCI_OPEN:
		smpg_links_open(hdev, &hci);
		update_link(hdev, kind, &hci, SMP_GUARD_DIRECTION_RX,
			    SMP_GUARD_STACK_UNKNOWN);
		break;
	case SMPG_HCI_CLOSE:
		smpg_links_close(hdev, hci.handle, hci.status);
		break;
	case SMPG_HCI_RESET:
		smpg_links_close_all(hdev, HCI_ERROR_LOCAL_HOST_TERM);
		break;
	case SMPG_HCI_MALFORMED:
		smpg_count_malformed(SMP_GUARD_DIRECTION_RX);
		break;
	case SMPG_HCI_ENCRYPT:
	case SMPG_HCI_KEY_SIZE:
	case SMPG_HCI_SESSION_KEY:
	case SMPG_HCI_LINK_KEY:
	case SMPG_HCI_AUTHENTICATED:
		update_link(hdev, kind, &hci, SMP_GUARD_DIRECTION_RX,
			    SMP_GUARD_STACK_UNKNOWN);
		break;
	case SMPG_HCI_LTK_REQUEST:
		update_link(hdev, kind, &hci, SMP_GUARD_DIRECTION_RX,
			    SMP_GUARD_STACK_UNKNOWN);
		translate_packet(hdev, skb, &(struct asked){
			.handle = hci.handle,
			.id = hci.id - data,
		});
		break;
	case SMPG_HCI_ISO:
		smpg_links_note_iso(hdev, &hci);
		break;
	case SMPG_HCI_DENIED:
	case SMPG_HCI_ASKED:
	case SMPG_HCI_PRIVACY:
	case SMPG_HCI_ADDRESS:
		break;
	case SMPG_HCI_NONE:
		if (data[0] == HCI_EV_NUM_COMP_PKTS)
			fate = smpg_inject_completed(hdev, skb);
		break;
	}
	rcu_read_unlock();
	if (data == buf)
		memzero_explicit(buf, sizeof(buf));
	return fate;
}
