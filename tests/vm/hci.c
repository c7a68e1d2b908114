// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <string.h>
#include <sys/random.h>

#include "hci.h"
#include "vhci.h"

void random_octets(void *out, size_t len)
{
	if (getrandom(out, len, 0) != (ssize_t)len)
		die("getrandom: %s", strerror(errno));
}

void packet_command(struct packet *p, u16 opcode, const void *params, u8 len)
{
	p->data[0] = HCI_COMMAND;
	put16(p->data + 1, opcode);
	p->data[3] = len;
	if (len)
		memcpy(p->data + 4, params, len);
	p->len = 4 + len;
}

void packet_event(struct packet *p, u8 code, const void *params, u8 len)
{
	p->data[0] = HCI_EVENT;
	p->data[1] = code;
	p->data[2] = len;
	if (len)
		memcpy(p->data + 3, params, len);
	p->len = 3 + len;
}

void packet_acl(struct packet *p, u16 handle_flags, const void *data, u16 len)
{
	p->data[0] = HCI_ACL;
	put16(p->data + 1, handle_flags);
	put16(p->data + 3, len);
	if (len)
		memcpy(p->data + 5, data, len);
	p->len = 5 + len;
}

void packet_complete(struct packet *p, u16 opcode, const void *ret, u8 len)
{
	u8 params[255] = { 1 };

	put16(params + 1, opcode);
	memcpy(params + 3, ret, len);
	packet_event(p, EV_COMMAND_COMPLETE, params, 3 + len);
}

void packet_status(struct packet *p, u16 opcode, u8 status)
{
	u8 params[4] = { status, 1 };

	put16(params + 2, opcode);
	packet_event(p, EV_COMMAND_STATUS, params, sizeof(params));
}

void packet_completed(struct packet *p, u16 handle, u16 count)
{
	u8 params[5] = { 1 };

	put16(params + 1, handle);
	put16(params + 3, count);
	packet_event(p, EV_COMPLETED_PACKETS, params, sizeof(params));
}

void packet_le_connected(struct packet *p, u16 handle, u8 role, const u8 peer[6])
{
	u8 params[19] = { LE_CONNECTION_COMPLETE };

	put16(params + 2, handle);
	params[4] = role;
	params[5] = 0x01;		/* random address */
	memcpy(params + 6, peer, 6);
	put16(params + 12, 0x0018);	/* 30 ms */
	put16(params + 16, 0x01f4);	/* 5 s */
	packet_event(p, EV_LE_META, params, sizeof(params));
}

void packet_connected(struct packet *p, u16 handle, const u8 peer[6])
{
	u8 params[11] = { 0 };

	put16(params + 1, handle);
	memcpy(params + 3, peer, 6);
	params[9] = 0x01;		/* ACL */
	packet_event(p, EV_CONNECTION_COMPLETE, params, sizeof(params));
}

void packet_disconnected(struct packet *p, u16 handle, u8 reason)
{
	u8 params[4] = { 0 };

	put16(params + 1, handle);
	params[3] = reason;
	packet_event(p, EV_DISCONNECTION_COMPLETE, params, sizeof(params));
}

void packet_encrypted(struct packet *p, u16 handle, u8 mode)
{
	u8 params[4] = { 0 };

	put16(params + 1, handle);
	params[3] = mode;
	packet_event(p, EV_ENCRYPTION_CHANGE, params, sizeof(params));
}

/* smp_packet() - is @p an ACL packet that starts an SMP PDU? */
bool smp_packet(const struct packet *p)
{
	u16 cid;

	if (packet_type(p) != HCI_ACL || p->len < 10)
		return false;
	cid = smpg_le16(p->data + 7);
	return cid == SMPG_CID_SMP_LE || cid == SMPG_CID_SMP_BREDR;
}

u8 smp_code(const struct packet *p)
{
	return smp_packet(p) ? p->data[9] : 0;
}

/* key_code() - does a PDU of this code distribute a key? */
bool key_code(u8 code)
{
	return code >= SMPG_ENCRYPTION_INFORMATION &&
	       code <= SMPG_SIGNING_INFORMATION;
}

/* Puts the L2CAP header in front of an SMP PDU; returns the frame's length. */
size_t smp_frame(u8 *l2cap, u16 cid, const u8 *pdu, u16 len)
{
	put16(l2cap, len);
	put16(l2cap + 2, cid);
	if (len)
		memcpy(l2cap + SMPG_L2CAP_HDR, pdu, len);
	return SMPG_L2CAP_HDR + len;
}
