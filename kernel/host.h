/* SPDX-License-Identifier: GPL-2.0 */
/* The host as a receiver of our packets. */
#ifndef SMPG_HOST_H
#define SMPG_HOST_H

#include <net/bluetooth/bluetooth.h>
#include <net/bluetooth/hci_core.h>

/* A driver may still deliver while its adapter goes down. */
static inline bool smpg_adapter_up(const struct hci_dev *hdev)
{
	return hdev && (test_bit(HCI_UP, &hdev->flags) ||
			test_bit(HCI_INIT, &hdev->flags));
}

void smpg_queue_work(struct hci_dev *hdev, struct work_struct *work);
bool smpg_host_receive(struct hci_dev *hdev, struct sk_buff *skb);

#endif /* SMPG_HOST_H */
