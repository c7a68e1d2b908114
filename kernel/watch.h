/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Every hook hands its frames to smpg_tx() or smpg_rx(), which glance at each and
 * inspect the few that the glance flags.
 */
#ifndef SMPG_WATCH_H
#define SMPG_WATCH_H

#include <linux/jump_label.h>

#include "counters.h"
#include "events.h"
#include "glance.h"

/*
 * Enabled only while every hook is in place. With some of the hooks alone, the
 * guard would see half of a pairing, and take a distributed key for one that
 * was not negotiated.
 */
DECLARE_STATIC_KEY_FALSE(smpg_watching);

/**
 * smpg_tx() - look at an outgoing frame
 * @hdev: the adapter
 * @skb: the frame; may be changed
 */
static __always_inline enum smpg_fate smpg_tx(struct hci_dev *hdev,
					      struct sk_buff *skb)
{
	if (!static_branch_likely(&smpg_watching))
		return SMPG_PASS;
	smpg_count(SMPG_FRAMES_TX);

	switch (hci_skb_pkt_type(skb)) {
	case HCI_ACLDATA_PKT:
		switch (smpg_glance_acl(skb)) {
		case SMPG_GLANCE_PASS:
			break;
		case SMPG_GLANCE_FRAGMENT:
			return smpg_frame_fragment_tx(hdev, skb);
		case SMPG_GLANCE_SIGNED:
			return smpg_frame_signed(hdev, skb);
		case SMPG_GLANCE_INSPECT:
			return smpg_frame_acl(hdev, skb,
					      SMP_GUARD_DIRECTION_TX);
		}
		break;
	case HCI_COMMAND_PKT:
		if (smpg_glance_command(skb))
			return smpg_frame_command(hdev, skb);
		break;
	case HCI_SCODATA_PKT:
	case HCI_ISODATA_PKT:
		return smpg_frame_other(hdev, skb);
	}
	return SMPG_PASS;
}

/**
 * smpg_rx() - look at an incoming frame
 * @hdev: the adapter
 * @skb: the frame; may be changed
 */
static __always_inline enum smpg_fate smpg_rx(struct hci_dev *hdev,
					      struct sk_buff *skb)
{
	if (!static_branch_likely(&smpg_watching))
		return SMPG_PASS;
	smpg_count(SMPG_FRAMES_RX);

	switch (hci_skb_pkt_type(skb)) {
	case HCI_ACLDATA_PKT:
		switch (smpg_glance_acl(skb)) {
		case SMPG_GLANCE_PASS:
			break;
		case SMPG_GLANCE_FRAGMENT:
		case SMPG_GLANCE_SIGNED:
			return smpg_frame_fragment_rx(hdev, skb);
		case SMPG_GLANCE_INSPECT:
			return smpg_frame_acl(hdev, skb,
					      SMP_GUARD_DIRECTION_RX);
		}
		break;
	case HCI_EVENT_PKT:
		if (smpg_glance_event(skb))
			return smpg_frame_event(hdev, skb);
		break;
	}
	return SMPG_PASS;
}

#endif /* SMPG_WATCH_H */
