/* SPDX-License-Identifier: GPL-2.0 */
/* Pairing Failed to both sides of a pairing that is rejected. */
#ifndef SMPG_INJECT_H
#define SMPG_INJECT_H

#include <linux/atomic.h>
#include <linux/types.h>

#include "fate.h"

struct hci_dev;
struct sk_buff;
struct smpg_live_link;

/**
 * struct smpg_inject - a link's packets that neither host nor peer asked for
 * @peer_reason: reason of a Pairing Failed still to be sent to the peer, 0 for
 *	none. Read without the link's lock, as @tx_skb and @tx_pending: for every
 *	completion inject.c looks for a link with a packet to send, and must not
 *	take that link's lock while it holds another's; queue_waiting() reads
 *	them again under the lock before it sends
 * @host_reason: reason of a Pairing Failed still to be sent to this host, 0 for
 *	none
 * @tx_skb: our packet to the peer, while queued for the controller; only to be
 *	compared
 * @tx_pending: our packet was passed to the controller, and the host must not
 *	see its completion
 * @cid: L2CAP channel that both reasons are for
 * @peer_since: when @peer_reason was set, in jiffies; read without the lock for
 *	each completion, as @peer_reason
 * @idle_since: since when no packet is known to have completed that takes of the
 *	same buffers, in jiffies; inject.c sets it for each completion, without the
 *	lock, and a value that is a little late does no harm
 * @host_since: when @host_reason was set, in jiffies
 */
struct smpg_inject {
	u8 peer_reason;
	u8 host_reason;
	bool tx_pending;
	struct sk_buff *tx_skb;
	u16 cid;
	unsigned long peer_since;
	unsigned long idle_since;
	unsigned long host_since;
};

/* Links with a packet to the peer that is to be sent, or in flight. */
extern atomic_t smpg_injecting;

void smpg_inject(struct smpg_live_link *live, bool both, u16 cid, u8 reason);
enum smpg_fate smpg_inject_sent(struct smpg_live_link *live);
void smpg_inject_forget(struct smpg_live_link *live);
enum smpg_fate smpg_inject_completed(struct hci_dev *hdev,
				     struct sk_buff *skb);
bool smpg_inject_is_own(const struct sk_buff *skb);
void smpg_inject_init(void);
void smpg_inject_exit(void);

#endif /* SMPG_INJECT_H */
