/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An adapter through the user channel: commands one at a time, ACL packets no
 * faster than the controller has room for, and a strict count of both.
 */
#ifndef SMPG_TEST_USERHOST_HCI_H
#define SMPG_TEST_USERHOST_HCI_H

#include "hci.h"

#define ADAPTER_QUEUE	64
#define ADAPTER_BACKLOG	16

#define CID_ATT		0x0004

/**
 * struct adapter - an adapter and what is under way to it
 * @fd: user channel socket
 * @index: of hci@index
 * @address: and its type
 * @acl_size: octets in an ACL buffer of the controller
 * @acl_num: its ACL buffers
 * @fragment: octets in an ACL packet at most, 0 for what fits
 * @out: ACL packets to send
 * @backlog: packets that came while a command was waited for
 * @l2cap: PDU being put together
 * @sent: ACL packets sent
 * @completed: packets that completed
 * @flushed: packets that had not when the link went down
 * @surplus: completions too many
 */
struct adapter {
	int fd;
	u16 index;
	u8 address[7];
	u16 acl_size;
	u8 acl_num;
	u16 fragment;
	struct packet out[ADAPTER_QUEUE];
	size_t out_head, out_tail;
	struct packet backlog[ADAPTER_BACKLOG];
	size_t backlog_head, backlog_tail;
	struct packet l2cap;
	unsigned int sent, completed, flushed, surplus;
};

void adapter_open(struct adapter *a);
u8 adapter_command(struct adapter *a, u16 opcode, const void *params, u8 len,
		   void *ret, size_t ret_len);
void adapter_send(struct adapter *a, u16 handle, u16 cid, const u8 *pdu,
		  u16 len);
bool adapter_receive(struct adapter *a, struct packet *p, int ms);
bool adapter_l2cap(struct adapter *a, const struct packet *p);
void adapter_flush(struct adapter *a);
bool adapter_settled(const struct adapter *a);

#endif /* SMPG_TEST_USERHOST_HCI_H */
