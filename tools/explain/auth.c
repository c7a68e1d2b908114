// SPDX-License-Identifier: GPL-2.0
#include "auth.h"
#include "smpg_engine.h"

/**
 * struct shape - one kind of packet
 * @code: of the command or the event
 * @len: its octets at least
 * @kind: enum auth_kind
 * @address: offset of the peer's address; -1 for one with a handle at @value
 * @value: offset of what else it tells
 */
struct shape {
	u16 code;
	u8 len;
	u8 kind;
	int address;
	u8 value;
};

static const struct shape commands[] = {
	{ 0x0411, 2, AUTH_REQUESTED, -1, 0 },
	{ 0x040b, 22, AUTH_KEY_REPLY },
	{ 0x040c, 6, AUTH_KEY_REFUSED },
	{ 0x040d, 23, AUTH_PIN_REPLY },
	{ 0x040e, 6, AUTH_PIN_REFUSED },
	{ 0x042b, 9, AUTH_IO_REPLY, 0, 6 },
	{ 0x0434, 7, AUTH_IO_REFUSED, 0, 6 },
	{ 0x042c, 6, AUTH_CONFIRM_REPLY },
	{ 0x042d, 6, AUTH_CONFIRM_REFUSED },
	{ 0x042e, 10, AUTH_PASSKEY_REPLY },
	{ 0x042f, 6, AUTH_PASSKEY_REFUSED },
	{ 0x0430, 38, AUTH_OOB_REPLY },
	{ 0x0433, 6, AUTH_OOB_REFUSED },
	{ 0x0445, 70, AUTH_OOB_REPLY },
	{ 0x201b, 2, AUTH_LTK_REFUSED, -1, 0 },
};

/* By their code, since most events of a capture are none of these */
static const struct shape events[] = {
	[0x03] = { 0x03, 11, AUTH_NOT_CONNECTED, 3, 0 },
	[0x06] = { 0x06, 3, AUTH_COMPLETE, -1, 1 },
	[0x16] = { 0x16, 6, AUTH_PIN_REQUEST },
	[0x17] = { 0x17, 6, AUTH_KEY_REQUEST },
	[0x18] = { 0x18, 23, AUTH_KEY, 0, 22 },
	[0x31] = { 0x31, 6, AUTH_IO_REQUEST },
	[0x32] = { 0x32, 9, AUTH_IO_RESPONSE, 0, 6 },
	[0x33] = { 0x33, 10, AUTH_CONFIRM_REQUEST, 0, 6 },
	[0x34] = { 0x34, 6, AUTH_PASSKEY_REQUEST },
	[0x35] = { 0x35, 6, AUTH_OOB_REQUEST },
	[0x36] = { 0x36, 7, AUTH_PAIRED, 1, 0 },
	[0x3b] = { 0x3b, 10, AUTH_PASSKEY_SHOWN, 0, 6 },
};

static const struct shape *find_command(u16 code)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (commands[i].code == code)
			return &commands[i];
	return NULL;
}

static const struct shape *find_event(u8 code)
{
	return code < ARRAY_SIZE(events) && events[code].kind ? &events[code] : NULL;
}

static void take_value(struct auth *a, const u8 *value)
{
	switch (a->kind) {
	case AUTH_IO_REPLY:
	case AUTH_IO_RESPONSE:
		a->io = value[0];
		a->oob = value[1];
		a->auth = value[2];
		break;
	case AUTH_CONFIRM_REQUEST:
	case AUTH_PASSKEY_SHOWN:
		a->number = smpg_le16(value) | (u32)smpg_le16(value + 2) << 16;
		break;
	case AUTH_KEY:
		a->key_type = *value;
		break;
	case AUTH_NOT_CONNECTED:
	case AUTH_PAIRED:
	case AUTH_IO_REFUSED:
		a->status = *value;
		break;
	}
}

/**
 * auth_read() - read a packet of authentication
 * @p: any HCI packet
 * @a: filled if it is one
 *
 * Keys and PINs are not taken over.
 *
 * Return: its kind, AUTH_NONE for another packet or one that is too short.
 */
enum auth_kind auth_read(const struct hci_packet *p, struct auth *a)
{
	bool command = p->type == HCI_COMMAND;
	size_t head = command ? 3 : 2;
	const struct shape *s;
	const u8 *data;

	if ((p->type != HCI_COMMAND && p->type != HCI_EVENT) || p->len < head ||
	    p->len - head < p->data[head - 1])
		return AUTH_NONE;
	s = command ? find_command(smpg_le16(p->data)) : find_event(p->data[0]);
	if (!s || p->data[head - 1] < s->len)
		return AUTH_NONE;
	data = p->data + head;
	memset(a, 0, sizeof(*a));
	a->kind = s->kind;
	a->handle = AUTH_NO_HANDLE;
	if (s->address >= 0) {
		memcpy(a->peer, data + s->address, sizeof(a->peer));
		take_value(a, data + s->value);
	} else {
		a->handle = smpg_le16(data + s->value) & SMPG_HCI_HANDLE_MASK;
		a->status = s->value ? *data : 0;
	}
	return a->kind;
}
