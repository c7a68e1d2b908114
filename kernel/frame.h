/* SPDX-License-Identifier: GPL-2.0 */
/* ACL packets that the glance flagged. */
#ifndef SMPG_FRAME_H
#define SMPG_FRAME_H

#include <linux/atomic.h>
#include <linux/bits.h>
#include <linux/types.h>

#include "fate.h"

struct hci_dev;
struct sk_buff;
struct smpg_live_link;

/**
 * struct smpg_acl - ACL packets of a link, by direction
 * @left: octets still to come of a PDU, or SMPG_LEFT_ENGINE. Not under the
 *	link's lock: only the path of that direction writes it, and inject.c
 *	reads it to keep our packet from splitting a PDU
 * @start: packet boundary flags of the PDU in progress
 */
struct smpg_acl {
	u32 left[2];
	u8 start[2];
};

/* The engine counts down, a PDU that may be SMP. */
#define SMPG_LEFT_ENGINE	BIT(31)

/*
 * Directions of links with an SMP PDU in progress, by the lower octet of the handle:
 * a peer that leaves a PDU unfinished slows the frames of its own link down.
 */
extern atomic_t smpg_partial[256];

/* Directions of links with held fragments. */
extern atomic_t smpg_held;

enum smpg_fate smpg_frame_acl(struct hci_dev *hdev, struct sk_buff *skb,
			      u8 direction);
enum smpg_fate smpg_frame_other(struct hci_dev *hdev, struct sk_buff *skb);
enum smpg_fate smpg_frame_signed(struct hci_dev *hdev, struct sk_buff *skb);
enum smpg_fate smpg_frame_fragment_tx(struct hci_dev *hdev,
				      struct sk_buff *skb);
enum smpg_fate smpg_frame_fragment_rx(struct hci_dev *hdev,
				      struct sk_buff *skb);
void smpg_frame_forget(struct smpg_live_link *live);
void smpg_frame_drain(void);

#endif /* SMPG_FRAME_H */
