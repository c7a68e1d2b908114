/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_NET_BLUETOOTH_HCI_H
#define SPACE_NET_BLUETOOTH_HCI_H

#include <linux/types.h>

#define HCI_MAX_ID			10000
#define HCI_MAX_EVENT_SIZE		260
#define HCI_ACL_HDR_SIZE		4

/* Device flags */
enum {
	HCI_UP,
	HCI_INIT,
	HCI_RUNNING,
};

/* Device's own flags */
enum {
	HCI_USER_CHANNEL,
	HCI_PRIVACY,
};

#define HCI_COMMAND_PKT			0x01
#define HCI_ACLDATA_PKT			0x02
#define HCI_SCODATA_PKT			0x03
#define HCI_EVENT_PKT			0x04
#define HCI_ISODATA_PKT			0x05

#define HCI_ERROR_REMOTE_USER_TERM	0x13
#define HCI_ERROR_LOCAL_HOST_TERM	0x16

#define HCI_ROLE_MASTER			0x00
#define HCI_ROLE_SLAVE			0x01

#define SCO_LINK			0x00
#define ACL_LINK			0x01
#define ESCO_LINK			0x02
#define LE_LINK				0x80
#define ISO_LINK			0x82

#define ADDR_LE_DEV_PUBLIC		0x00
#define ADDR_LE_DEV_RANDOM		0x01

#define HCI_COMMAND_HDR_SIZE		3

#define HCI_OP_RESET			0x0c03
#define HCI_OP_READ_ENC_KEY_SIZE	0x1408
#define HCI_OP_LE_SET_RANDOM_ADDR	0x2005
#define HCI_OP_LE_START_ENC		0x2019
#define HCI_OP_LE_LTK_REPLY		0x201a
#define HCI_OP_LE_SET_ADDR_RESOLV_ENABLE 0x202d
#define HCI_OP_LE_SET_ADV_SET_RAND_ADDR	0x2035

#define HCI_EV_CONN_COMPLETE		0x03
#define HCI_EV_DISCONN_COMPLETE		0x05
#define HCI_EV_ENCRYPT_CHANGE		0x08
#define HCI_EV_CMD_COMPLETE		0x0e
#define HCI_EV_NUM_COMP_PKTS		0x13
#define HCI_EV_KEY_REFRESH_COMPLETE	0x30
#define HCI_EV_LE_META			0x3e
#define HCI_EV_LE_CONN_COMPLETE		0x01
#define HCI_EV_LE_LTK_REQ		0x05
#define HCI_EV_LE_ENHANCED_CONN_COMPLETE 0x0a
#define HCI_EVT_LE_CIS_ESTABLISHED	0x19
#define HCI_EVT_LE_CREATE_BIG_COMPLETE	0x1b

struct hci_acl_hdr {
	__le16 handle;
	__le16 dlen;
} __attribute__((__packed__));

#endif /* SPACE_NET_BLUETOOTH_HCI_H */
