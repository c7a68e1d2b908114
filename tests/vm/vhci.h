/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An emulated controller behind /dev/vhci, and the sockets on which a host
 * meets it. A process holds both ends: nothing here blocks.
 */
#ifndef SMPG_TEST_VHCI_H
#define SMPG_TEST_VHCI_H

#include <stdnoreturn.h>
#include <sys/socket.h>

#include "hci.h"

#define BTPROTO_L2CAP	0
#define BTPROTO_HCI	1

#define HCI_CHANNEL_RAW		0
#define HCI_CHANNEL_USER	1
#define HCI_CHANNEL_CONTROL	3
#define HCI_DEV_NONE		0xffff

#define SOL_HCI			0
#define HCI_FILTER		2

struct sockaddr_hci {
	sa_family_t hci_family;
	unsigned short hci_dev;
	unsigned short hci_channel;
};

struct sockaddr_l2 {
	sa_family_t l2_family;
	u16 l2_psm;
	u8 l2_bdaddr[6];
	u16 l2_cid;
	u8 l2_bdaddr_type;
};

#define BDADDR_LE_PUBLIC	0x01

struct hci_filter {
	u32 type_mask;
	u32 event_mask[2];
	u16 opcode;
};

/**
 * struct vhci - a controller
 * @fd: of /dev/vhci
 * @index: its adapter is hci@index
 * @address: least significant octet first
 * @acl_size: octets in an LE ACL buffer
 * @acl_num: LE ACL buffers
 */
struct vhci {
	int fd;
	u16 index;
	u8 address[6];
	u16 acl_size;
	u8 acl_num;
};

/* For failures of the test's own machinery: exit status 2. */
noreturn void die(const char *format, ...);

u64 now_ms(void);

void vhci_open(struct vhci *v);
bool vhci_receive(struct vhci *v, struct packet *p);
void vhci_send(struct vhci *v, const struct packet *p);
void vhci_answer(struct vhci *v, const struct packet *command);
void vhci_serve(struct vhci *v, int ms);

int hci_user_channel(struct vhci *v);
int hci_raw(struct vhci *v, u8 event);
bool hci_receive(int fd, struct packet *p);
void hci_send(int fd, const struct packet *p);

void mgmt(struct vhci *v, u16 opcode, const void *params, u16 len);

#define MGMT_SET_POWERED	0x0005
#define MGMT_SET_LE		0x000d

#endif /* SMPG_TEST_VHCI_H */
