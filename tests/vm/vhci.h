/* SPDX-License-Identifier: GPL-2.0 */
/*
 * An emulated controller behind /dev/vhci or a serial line, and the sockets on
 * which a host meets it. A process holds both ends: nothing here blocks.
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
#define BDADDR_LE_RANDOM	0x02

struct hci_filter {
	u32 type_mask;
	u32 event_mask[2];
	u16 opcode;
};

/**
 * struct vhci - a controller
 * @fd: of /dev/vhci, or of the far end of a serial line
 * @h4: it is a serial line
 * @part: of a packet on that line, as far as it has come
 * @index: its adapter is hci@index
 * @address: least significant octet first
 * @acl_size: octets in an LE ACL buffer
 * @acl_num: LE ACL buffers
 * @bredr: it has BR/EDR with Secure Connections too
 * @key_size: that it reports of BR/EDR links
 */
struct vhci {
	int fd;
	bool h4;
	struct packet part;
	u16 index;
	u8 address[6];
	u16 acl_size;
	u8 acl_num;
	bool bredr;
	u8 key_size;
};

/* For failures of the test's own machinery: exit status 2. */
noreturn void die(const char *format, ...);

u64 now_ms(void);

void stop_defer(void);
bool stop_wanted(void);

void vhci_open(struct vhci *v);
bool vhci_receive(struct vhci *v, struct packet *p);
void vhci_send(struct vhci *v, const struct packet *p);
void vhci_answer(struct vhci *v, const struct packet *command);
void vhci_serve(struct vhci *v, int ms);

int hci_user_channel(struct vhci *v);
int hci_raw(struct vhci *v, u8 event);
int hci_control(void);
bool hci_receive(int fd, struct packet *p);
void hci_send(int fd, const struct packet *p);

void mgmt(struct vhci *v, u16 opcode, const void *params, u16 len);

#define MGMT_SET_POWERED	0x0005
#define MGMT_SET_CONNECTABLE	0x0007
#define MGMT_SET_BONDABLE	0x0009
#define MGMT_SET_SSP		0x000b
#define MGMT_SET_LE		0x000d
#define MGMT_LOAD_LINK_KEYS	0x0012
#define MGMT_DISCONNECT		0x0014
#define MGMT_PIN_CODE_REPLY	0x0016
#define MGMT_SET_IO_CAPABILITY	0x0018
#define MGMT_PAIR_DEVICE	0x0019
#define MGMT_UNPAIR_DEVICE	0x001b
#define MGMT_USER_CONFIRM_REPLY	0x001c
#define MGMT_SET_ADVERTISING	0x0029
#define MGMT_SET_STATIC_ADDRESS	0x002b
#define MGMT_SET_SECURE_CONN	0x002d
#define MGMT_LOAD_LONG_TERM_KEYS	0x0013
#define MGMT_LOAD_IRKS		0x0030

#define MGMT_EV_COMMAND_COMPLETE	0x0001
#define MGMT_EV_COMMAND_STATUS		0x0002
#define MGMT_EV_NEW_LONG_TERM_KEY	0x000a
#define MGMT_EV_CONNECTED		0x000b
#define MGMT_EV_DISCONNECTED		0x000c
#define MGMT_EV_PIN_CODE_REQUEST	0x000e
#define MGMT_EV_USER_CONFIRM_REQUEST	0x000f
#define MGMT_EV_AUTH_FAILED		0x0011
#define MGMT_EV_NEW_IRK			0x0018
#define MGMT_EV_NEW_CSRK		0x0019

#endif /* SMPG_TEST_VHCI_H */
