// SPDX-License-Identifier: GPL-2.0
#include "host.h"

/**
 * smpg_queue_work() - have an adapter look at its queues
 * @hdev: the adapter
 * @work: its rx_work or tx_work
 *
 * While the adapter is being reset, its workqueue is drained, and warns of new
 * work; the queues are purged then.
 *
 * Context: any.
 */
void smpg_queue_work(struct hci_dev *hdev, struct work_struct *work)
{
	rcu_read_lock();
	if (!hci_dev_test_flag(hdev, HCI_CMD_DRAIN_WORKQUEUE))
		queue_work(hdev->workqueue, work);
	rcu_read_unlock();
}

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
	smpg_queue_work(hdev, &hdev->rx_work);
	return true;
}
