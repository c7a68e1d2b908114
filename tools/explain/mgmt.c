// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel tells bluetoothd of a pairing what its controller tells the kernel. Where
 * people post the one and not the other, the one is enough.
 */
#include "mgmt.h"
#include "smpg_engine.h"

/* An address and its type */
#define ADDRESS		7
#define TYPE_BREDR	0

/* Status of the management interface */
#define STATUS_TIMEOUT		0x08
#define STATUS_REJECTED		0x0b
#define STATUS_DISCONNECTED	0x0e

/**
 * struct shape - one event
 * @code: of it, or of the command that Command Complete answers
 * @complete: it is a Command Complete
 * @address: offset of the address behind the code
 * @len: octets behind the code at least
 * @kind: enum auth_kind
 */
struct shape {
	u16 code;
	bool complete;
	u8 address, len, kind;
};

static const struct shape shapes[] = {
	{ MGMT_PIN_REQUEST, false, 0, 7, AUTH_PIN_REQUEST },
	{ MGMT_CONFIRM_REQUEST, false, 0, 12, AUTH_CONFIRM_REQUEST },
	{ MGMT_PASSKEY_REQUEST, false, 0, 7, AUTH_PASSKEY_REQUEST },
	{ MGMT_PASSKEY_NOTIFY, false, 0, 11, AUTH_PASSKEY_SHOWN },
	{ MGMT_AUTHENTICATION_FAILED, false, 0, 8, AUTH_COMPLETE },
	/* A store hint precedes the address; type and key follow it. */
	{ MGMT_NEW_LINK_KEY, false, 1, 9, AUTH_KEY },
	/* The opcode and the status precede it. */
	{ MGMT_PIN_REFUSED, true, 3, 10, AUTH_PIN_REFUSED },
	{ MGMT_CONFIRM_REFUSED, true, 3, 10, AUTH_CONFIRM_REFUSED },
	{ MGMT_PASSKEY_REFUSED, true, 3, 10, AUTH_PASSKEY_REFUSED },
};

static const struct shape *shape_of(const u8 *p, size_t len)
{
	bool complete = smpg_le16(p) == MGMT_COMMAND_COMPLETE;
	u16 code = smpg_le16(p);
	size_t i;

	if (complete && len < 5)
		return NULL;
	if (complete)
		code = smpg_le16(p + 2);
	for (i = 0; i < ARRAY_SIZE(shapes); i++)
		if (shapes[i].complete == complete && shapes[i].code == code)
			return len >= 2u + shapes[i].len ? &shapes[i] : NULL;
	return NULL;
}

/* The error code of HCI that comes nearest to a status */
static u8 error_of(u8 status)
{
	switch (status) {
	case STATUS_TIMEOUT:
		return 0x22;
	case STATUS_REJECTED:
		return 0x18;
	case STATUS_DISCONNECTED:
		return 0x13;
	}
	return 0x05;
}

static void take_value(struct auth *a, const u8 *value)
{
	switch (a->kind) {
	case AUTH_CONFIRM_REQUEST:
		a->hint = value[0] ? AUTH_HINT_YES_OR_NO : AUTH_HINT_NUMBER;
		a->number = capture_le32(value + 1);
		break;
	case AUTH_PASSKEY_SHOWN:
		a->number = capture_le32(value);
		break;
	case AUTH_COMPLETE:
		a->status = error_of(*value);
		break;
	case AUTH_KEY:
		a->key_type = *value;
		break;
	}
}

static bool read_event(const struct hci_packet *p, struct auth *a, bool le)
{
	const struct shape *s = p->len >= 2 ? shape_of(p->data, p->len) : NULL;
	const u8 *address;
	bool bredr;

	if (!s)
		return false;
	address = p->data + 2 + s->address;
	bredr = address[6] == TYPE_BREDR;
	if (bredr == le)
		return false;
	memset(a, 0, sizeof(*a));
	a->kind = s->kind;
	a->handle = AUTH_NO_HANDLE;
	memcpy(a->peer, address, sizeof(a->peer));
	take_value(a, address + ADDRESS);
	return true;
}

/**
 * mgmt_read() - read an event that is about a pairing over BR/EDR
 * @p: of type HCI_MGMT
 * @a: filled if it is one
 *
 * Pairing over LE has SMP PDUs, which say more.
 */
bool mgmt_read(const struct hci_packet *p, struct auth *a)
{
	return read_event(p, a, false);
}

/**
 * mgmt_read_shown() - read the passkey that this host displays for a pairing over LE
 * @p: of type HCI_MGMT
 * @a: filled if it is one
 */
bool mgmt_read_shown(const struct hci_packet *p, struct auth *a)
{
	return read_event(p, a, true) && a->kind == AUTH_PASSKEY_SHOWN && a->number <= 999999;
}

/* Status of Pair Device, or of Authentication Failed: that of a pairing, 0 for none */
u8 mgmt_failure(const struct hci_packet *p)
{
	if (p->len >= 10 && smpg_le16(p->data) == MGMT_AUTHENTICATION_FAILED)
		return p->data[9];
	if (p->len >= 5 && smpg_le16(p->data) == MGMT_COMMAND_COMPLETE &&
	    smpg_le16(p->data + 2) == MGMT_PAIR_DEVICE)
		return p->data[4];
	return 0;
}

/* Does an event tell of a pairing by itself, and not of another's end alone? */
bool mgmt_begins(const struct auth *a)
{
	return a->kind != AUTH_COMPLETE && a->kind != AUTH_KEY;
}
