// SPDX-License-Identifier: GPL-2.0
#include "host.h"

/**
 * smpg_host_receive() - have the host receive a packet of ours
 * @hdev: the adapter
 * @skb: the packet
 *
 * Does what hci_recv_frame() does, but without our own hook, since the caller
 * may hold the lock of a link.
 *
 * Context: any.
 * Return: true if the adapter is up; otherwise the packet is freed.
 */
bool smpg_host_receive(struct hci_dev *hdev, struct sk_buff *skb)
{
	if (!smpg_adapter_up(hdev)) {
		kfree_skb(skb);
		return false;
	}
	bt_cb(skb)->incoming = 1;
	__net_timestamp(skb);
	skb_queue_tail(&hdev->rx_q, skb);
	queue_work(hdev->workqueue, &hdev->rx_work);
	return true;
}
