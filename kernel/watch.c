// SPDX-License-Identifier: GPL-2.0
/* Shared by the backends: the functions to hook, and those that run in their place. */
#include <net/bluetooth/bluetooth.h>
#include <net/bluetooth/hci_core.h>

#include "bonds.h"
#include "failures.h"
#include "hook.h"
#include "links.h"
#include "watch.h"
#include "window.h"

DEFINE_STATIC_KEY_FALSE(smpg_watching);

const char * const smpg_hook_symbols[SMPG_HOOKS] = {
	[SMPG_HOOK_TX] = "hci_send_frame",
	[SMPG_HOOK_RX] = "hci_recv_frame",
	[SMPG_HOOK_UNREGISTER] = "hci_unregister_dev",
	[SMPG_HOOK_RELEASE] = "hci_release_dev",
};

/**
 * smpg_swallow() - runs in place of hci_send_frame() or hci_recv_frame()
 * @hdev: the adapter
 * @skb: the frame to drop
 *
 * Return: 0, so that the caller takes the frame for handled.
 */
int smpg_swallow(struct hci_dev *hdev, struct sk_buff *skb)
{
	dev_kfree_skb_any(skb);
	return 0;
}

/**
 * smpg_gone() - an adapter is going away
 * @hdev: the adapter
 */
void smpg_gone(struct hci_dev *hdev)
{
	smpg_links_close_all(hdev, HCI_ERROR_LOCAL_HOST_TERM);
	smpg_failures_forget(hdev->id);
	smpg_bond_forget(hdev->id);
	smpg_window_forget(hdev->id);
}
