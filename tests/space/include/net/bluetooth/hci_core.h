/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_NET_BLUETOOTH_HCI_CORE_H
#define SPACE_NET_BLUETOOTH_HCI_CORE_H

#include <linux/atomic.h>
#include <net/bluetooth/bluetooth.h>
#include <net/bluetooth/hci.h>

struct hci_conn_hash {
	struct list_head list;
};

struct smp_irk {
	struct list_head list;
	struct rcu_head rcu;
	bdaddr_t rpa;
	bdaddr_t bdaddr;
	u8 addr_type;
	u8 val[16];
};

struct smp_ltk {
	struct list_head list;
	struct rcu_head rcu;
	bdaddr_t bdaddr;
	u8 bdaddr_type;
	u8 authenticated;
	u8 type;
	u8 enc_size;
};

struct link_key {
	struct list_head list;
	struct rcu_head rcu;
	bdaddr_t bdaddr;
	u8 type;
};

struct hci_dev {
	u16 id;
	unsigned long flags;
	DECLARE_BITMAP(dev_flags, 64);
	bdaddr_t bdaddr;
	bdaddr_t static_addr;
	bdaddr_t random_addr;
	unsigned int acl_pkts;
	unsigned int le_pkts;
	u8 irk[16];
	struct sk_buff_head rx_q;
	struct sk_buff_head raw_q;
	struct work_struct rx_work;
	struct work_struct tx_work;
	struct workqueue_struct *workqueue;
	struct hci_conn_hash conn_hash;
	struct list_head identity_resolving_keys;
	struct list_head long_term_keys;
	struct list_head link_keys;
};

struct hci_conn {
	struct list_head list;
	struct hci_dev *hdev;
	bdaddr_t dst;
	u8 dst_type;
	u16 handle;
	u8 type;
	u8 role;
};

#define hci_dev_set_flag(hdev, nr)	set_bit(nr, (hdev)->dev_flags)
#define hci_dev_clear_flag(hdev, nr)	clear_bit(nr, (hdev)->dev_flags)
#define hci_dev_test_flag(hdev, nr)	test_bit(nr, (hdev)->dev_flags)

static inline struct hci_conn *
hci_conn_hash_lookup_handle(struct hci_dev *hdev, u16 handle)
{
	struct hci_conn *conn, *found = NULL;

	rcu_read_lock();
	list_for_each_entry_rcu(conn, &hdev->conn_hash.list, list) {
		if (conn->handle == handle) {
			found = conn;
			break;
		}
	}
	rcu_read_unlock();
	return found;
}

/* The driver's. */
int hci_recv_frame(struct hci_dev *hdev, struct sk_buff *skb);

#endif /* SPACE_NET_BLUETOOTH_HCI_CORE_H */
