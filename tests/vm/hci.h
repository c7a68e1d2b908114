/* SPDX-License-Identifier: GPL-2.0 */
/* HCI packets as bytes: what the test programs build and take apart. */
#ifndef SMPG_TEST_HCI_H
#define SMPG_TEST_HCI_H

#include "smpg_engine.h"

#define HCI_COMMAND	0x01
#define HCI_ACL		0x02
#define HCI_SCO		0x03
#define HCI_EVENT	0x04
#define HCI_ISO		0x05

#define HCI_MAX		2048	/* an HCI packet with its type octet */

#define EV_CONNECTION_COMPLETE		0x03
#define EV_CONNECTION_REQUEST		0x04
#define EV_DISCONNECTION_COMPLETE	0x05
#define EV_ENCRYPTION_CHANGE		0x08
#define EV_REMOTE_FEATURES		0x0b
#define EV_REMOTE_VERSION		0x0c
#define EV_COMMAND_COMPLETE		0x0e
#define EV_COMMAND_STATUS		0x0f
#define EV_COMPLETED_PACKETS		0x13
#define EV_PIN_CODE_REQUEST		0x16
#define EV_LINK_KEY_REQUEST		0x17
#define EV_LINK_KEY_NOTIFICATION	0x18
#define EV_REMOTE_EXTENDED_FEATURES	0x23
#define EV_KEY_REFRESH			0x30
#define EV_IO_CAPABILITY_REQUEST	0x31
#define EV_USER_CONFIRMATION_REQUEST	0x33
#define EV_LE_META			0x3e
#define EV_ENCRYPTION_CHANGE_V2		0x59

#define LE_CONNECTION_COMPLETE		0x01
#define LE_REMOTE_FEATURES		0x04
#define LE_LTK_REQUEST			0x05
#define LE_ENHANCED_CONNECTION_COMPLETE	0x0a

#define CMD_CREATE_CONNECTION		0x0405
#define CMD_DISCONNECT			0x0406
#define CMD_ACCEPT_CONNECTION		0x0409
#define CMD_LINK_KEY_REPLY		0x040b
#define CMD_LINK_KEY_NEGATIVE		0x040c
#define CMD_PIN_CODE_REPLY		0x040d
#define CMD_SET_CONNECTION_ENCRYPTION	0x0413
#define CMD_IO_CAPABILITY_REPLY		0x042b
#define CMD_USER_CONFIRMATION_REPLY	0x042c
#define CMD_RESET			0x0c03
#define CMD_LE_SET_ADV_ENABLE		0x200a
#define CMD_LE_CREATE_CONNECTION	0x200d
#define CMD_LE_CONNECTION_UPDATE	0x2013
#define CMD_LE_START_ENCRYPTION		0x2019
#define CMD_LE_LTK_REPLY		0x201a

/* Packet boundary flags, already in their place above the handle. */
#define ACL_HOST_START	0x0000	/* of an LE host; a controller never uses it */
#define ACL_CONTINUE	0x1000
#define ACL_START	0x2000

struct packet {
	size_t len;
	u8 data[HCI_MAX];	/* starts with the type octet */
};

static inline void put16(u8 *p, unsigned int v)
{
	p[0] = v;
	p[1] = v >> 8;
}

static inline u8 packet_type(const struct packet *p)
{
	return p->data[0];
}

static inline u16 acl_handle(const struct packet *p)
{
	return smpg_le16(p->data + 1) & SMPG_HCI_HANDLE_MASK;
}

void random_octets(void *out, size_t len);

void packet_command(struct packet *p, u16 opcode, const void *params, u8 len);
void packet_event(struct packet *p, u8 code, const void *params, u8 len);
void packet_acl(struct packet *p, u16 handle_flags, const void *data, u16 len);
void packet_complete(struct packet *p, u16 opcode, const void *ret, u8 len);
void packet_status(struct packet *p, u16 opcode, u8 status);
void packet_completed(struct packet *p, u16 handle, u16 count);
void packet_le_connected(struct packet *p, u16 handle, u8 role, const u8 peer[6]);
void packet_connected(struct packet *p, u16 handle, const u8 peer[6]);
void packet_disconnected(struct packet *p, u16 handle, u8 reason);
void packet_encrypted(struct packet *p, u16 handle, u8 mode);

bool smp_packet(const struct packet *p);
u8 smp_code(const struct packet *p);
bool key_code(u8 code);
size_t smp_frame(u8 *l2cap, u16 cid, const u8 *pdu, u16 len);

#endif /* SMPG_TEST_HCI_H */
