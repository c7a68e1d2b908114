/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_NET_BLUETOOTH_L2CAP_H
#define SPACE_NET_BLUETOOTH_L2CAP_H

#include <linux/types.h>

#define L2CAP_CID_ATT		0x0004

struct l2cap_conn {
	struct hci_conn *hcon;
};

#endif /* SPACE_NET_BLUETOOTH_L2CAP_H */
