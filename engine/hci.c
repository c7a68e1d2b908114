// SPDX-License-Identifier: GPL-2.0
/*
 * The HCI events and commands about links, and about this host's addresses
 * (Vol 4, Part E, 7.7 and 7.8).
 * Lengths are checked as minimums: controllers append fields.
 */
#include "smpg_engine.h"

#define EVT_CONNECTION_COMPLETE			0x03
#define EVT_DISCONNECTION_COMPLETE		0x05
#define EVT_AUTHENTICATION_COMPLETE		0x06
#define EVT_ENCRYPTION_CHANGE			0x08
#define EVT_COMMAND_COMPLETE			0x0e
#define EVT_LINK_KEY_NOTIFICATION		0x18
#define EVT_ENCRYPTION_KEY_REFRESH_COMPLETE	0x30
#define EVT_LE_META				0x3e
#define EVT_ENCRYPTION_CHANGE_V2		0x59

#define EVT_LE_CONNECTION_COMPLETE		0x01
#define EVT_LE_LTK_REQUEST			0x05
#define EVT_LE_ENHANCED_CONNECTION_COMPLETE	0x0a
#define EVT_LE_CIS_ESTABLISHED			0x19
#define EVT_LE_CREATE_BIG_COMPLETE		0x1b
#define EVT_LE_BIG_SYNC_ESTABLISHED		0x1d
#define EVT_LE_ENHANCED_CONNECTION_COMPLETE_V2	0x29
#define EVT_LE_CIS_ESTABLISHED_V2		0x2a

#define CMD_LINK_KEY_REQUEST_REPLY		0x040b
#define CMD_AUTHENTICATION_REQUESTED		0x0411
#define CMD_RESET				0x0c03
#define CMD_READ_ENCRYPTION_KEY_SIZE		0x1408
#define CMD_LE_SET_RANDOM_ADDRESS		0x2005
#define CMD_LE_ENABLE_ENCRYPTION		0x2019
#define CMD_LE_LTK_REQUEST_REPLY		0x201a
#define CMD_LE_LTK_REQUEST_NEGATIVE_REPLY	0x201b
#define CMD_LE_SET_ADDRESS_RESOLUTION_ENABLE	0x202d
#define CMD_LE_SET_ADVERTISING_SET_RANDOM_ADDRESS 0x2035

/* In a Connection Complete event. */
#define LINK_TYPE_ACL				0x01

static u16 handle_at(const u8 *p)
{
	return smpg_le16(p) & SMPG_HCI_HANDLE_MASK;
}

/* Status, handle, peer address, link type, encryption. */
static enum smpg_hci_kind connection_complete(const u8 *p, size_t len,
					      struct smpg_hci *hci)
{
	if (len < 11)
		return SMPG_HCI_MALFORMED;
	if (p[0] || p[9] != LINK_TYPE_ACL)
		return SMPG_HCI_NONE;

	hci->handle = handle_at(p + 1);
	hci->transport = SMP_GUARD_TRANSPORT_BREDR;
	hci->peer_type = SMP_GUARD_ADDRESS_TYPE_BREDR;
	hci->encrypted = p[10];
	memcpy(hci->peer, p + 3, sizeof(hci->peer));
	return SMPG_HCI_OPEN;
}

/*
 * Subevent, status, handle, role, address type, peer address, ...; the enhanced
 * event continues with the local and the peer's resolvable private address.
 */
static enum smpg_hci_kind le_connection_complete(const u8 *p, size_t len,
						 size_t want,
						 struct smpg_hci *hci)
{
	static const u8 types[] = {
		SMP_GUARD_ADDRESS_TYPE_PUBLIC,
		SMP_GUARD_ADDRESS_TYPE_RANDOM,
		SMP_GUARD_ADDRESS_TYPE_PUBLIC_IDENTITY,
		SMP_GUARD_ADDRESS_TYPE_RANDOM_IDENTITY,
	};
	static const u8 none[6];

	if (len < want)
		return SMPG_HCI_MALFORMED;
	if (p[1])
		return SMPG_HCI_NONE;

	hci->handle = handle_at(p + 2);
	hci->transport = SMP_GUARD_TRANSPORT_LE;
	hci->role = p[4] ? SMP_GUARD_ROLE_PERIPHERAL : SMP_GUARD_ROLE_CENTRAL;
	if (p[5] < ARRAY_SIZE(types))
		hci->peer_type = types[p[5]];
	memcpy(hci->peer, p + 6, sizeof(hci->peer));
	if (p[0] != EVT_LE_CONNECTION_COMPLETE)
		hci->private_address = !!memcmp(p + 12, none, sizeof(none));
	return SMPG_HCI_OPEN;
}

/*
 * Subevent, status, ..., handles; of a broadcast, the octet before the handles is
 * their number.
 */
static enum smpg_hci_kind streams(const u8 *p, size_t len, size_t at, bool many,
				  struct smpg_hci *hci)
{
	if (len < at || (many ? len < at + 2 * p[at - 1] : len < at + 2))
		return SMPG_HCI_MALFORMED;
	if (p[1])
		return SMPG_HCI_NONE;
	hci->handle = 0xffff;
	hci->iso = p + at;
	hci->nr_iso = many ? p[at - 1] : 1;
	return SMPG_HCI_ISO;
}

static enum smpg_hci_kind le_meta(const u8 *p, size_t len,
				  struct smpg_hci *hci)
{
	if (len < 1)
		return SMPG_HCI_MALFORMED;

	switch (p[0]) {
	case EVT_LE_CONNECTION_COMPLETE:
		return le_connection_complete(p, len, 19, hci);
	case EVT_LE_ENHANCED_CONNECTION_COMPLETE:
		return le_connection_complete(p, len, 31, hci);
	case EVT_LE_ENHANCED_CONNECTION_COMPLETE_V2:
		return le_connection_complete(p, len, 34, hci);
	case EVT_LE_CIS_ESTABLISHED:
	case EVT_LE_CIS_ESTABLISHED_V2:
		return streams(p, len, 2, false, hci);
	case EVT_LE_CREATE_BIG_COMPLETE:
		return streams(p, len, 19, true, hci);
	case EVT_LE_BIG_SYNC_ESTABLISHED:
		return streams(p, len, 15, true, hci);
	case EVT_LE_LTK_REQUEST:
		/* Subevent code, handle, Rand, EDIV. */
		if (len < 1 + 2 + 8 + 2)
			return SMPG_HCI_MALFORMED;
		hci->handle = handle_at(p + 1);
		hci->id = p + 3;
		return SMPG_HCI_LTK_REQUEST;
	}
	return SMPG_HCI_NONE;
}

/* Status, handle, encryption enabled; v2 appends the key size. */
static enum smpg_hci_kind encryption_change(const u8 *p, size_t len,
					    size_t want, struct smpg_hci *hci)
{
	if (len < want)
		return SMPG_HCI_MALFORMED;

	hci->status = p[0];
	hci->handle = handle_at(p + 1);
	hci->encrypted = !p[0] && p[3];
	if (hci->encrypted)
		hci->encryption = p[3] == SMPG_ENCRYPTION_AES_CCM ?
				  SMPG_ENCRYPTION_AES_CCM : SMPG_ENCRYPTION_ON;
	if (hci->encrypted && want > 4)
		hci->key_size = p[4];
	return SMPG_HCI_ENCRYPT;
}

/* Number of commands, opcode, status, ... */
static enum smpg_hci_kind command_complete(const u8 *p, size_t len,
					   struct smpg_hci *hci)
{
	u16 opcode;

	if (len < 3)
		return SMPG_HCI_MALFORMED;
	opcode = smpg_le16(p + 1);
	if (opcode != CMD_RESET && opcode != CMD_READ_ENCRYPTION_KEY_SIZE)
		return SMPG_HCI_NONE;
	if (len < 4)
		return SMPG_HCI_MALFORMED;
	if (p[3])
		return SMPG_HCI_NONE;
	if (opcode == CMD_RESET)
		return SMPG_HCI_RESET;
	/* Handle, key size. */
	if (len < 7)
		return SMPG_HCI_MALFORMED;
	hci->handle = handle_at(p + 4);
	hci->key_size = p[6];
	return SMPG_HCI_KEY_SIZE;
}

/* The peer's address, the link key; the controller appends its type. */
static enum smpg_hci_kind link_key(const u8 *p, size_t len, bool has_type,
				   struct smpg_hci *hci)
{
	if (len < 6 + SMPG_KEY_LEN + (has_type ? 1 : 0))
		return SMPG_HCI_MALFORMED;
	memcpy(hci->peer, p, sizeof(hci->peer));
	hci->peer_type = SMP_GUARD_ADDRESS_TYPE_BREDR;
	hci->key = p + 6;
	hci->key_type = has_type ? p[6 + SMPG_KEY_LEN] : SMPG_LINK_KEY_UNKNOWN;
	return SMPG_HCI_LINK_KEY;
}

/**
 * smpg_hci_event() - read an HCI event about links
 * @data: the event packet, from its event code on (Vol 4, Part E, 5.4.4)
 * @len: octets in @data
 * @hci: filled for every kind but SMPG_HCI_NONE and SMPG_HCI_MALFORMED
 *
 * Return: the kind of event, SMPG_HCI_NONE for events that do not matter here.
 */
enum smpg_hci_kind smpg_hci_event(const u8 *data, size_t len,
				  struct smpg_hci *hci)
{
	const u8 *p = data + 2;

	memset(hci, 0, sizeof(*hci));
	if (len < 2 || len - 2 < data[1])
		return SMPG_HCI_MALFORMED;
	len = data[1];

	switch (data[0]) {
	case EVT_CONNECTION_COMPLETE:
		return connection_complete(p, len, hci);
	case EVT_DISCONNECTION_COMPLETE:
		if (len < 4)
			return SMPG_HCI_MALFORMED;
		if (p[0])
			return SMPG_HCI_NONE;
		hci->handle = handle_at(p + 1);
		hci->status = p[3];
		return SMPG_HCI_CLOSE;
	case EVT_AUTHENTICATION_COMPLETE:
		if (len < 3)
			return SMPG_HCI_MALFORMED;
		hci->status = p[0];
		hci->handle = handle_at(p + 1);
		return SMPG_HCI_AUTHENTICATED;
	case EVT_ENCRYPTION_CHANGE:
		return encryption_change(p, len, 4, hci);
	case EVT_ENCRYPTION_CHANGE_V2:
		return encryption_change(p, len, 5, hci);
	case EVT_ENCRYPTION_KEY_REFRESH_COMPLETE:
		if (len < 3)
			return SMPG_HCI_MALFORMED;
		hci->status = p[0];
		hci->handle = handle_at(p + 1);
		hci->encrypted = !p[0];
		hci->encryption = SMPG_ENCRYPTION_KEPT;
		return SMPG_HCI_ENCRYPT;
	case EVT_COMMAND_COMPLETE:
		return command_complete(p, len, hci);
	case EVT_LINK_KEY_NOTIFICATION:
		return link_key(p, len, true, hci);
	case EVT_LE_META:
		return le_meta(p, len, hci);
	}
	return SMPG_HCI_NONE;
}

/* A key behind the handle, from the host to its controller. */
static enum smpg_hci_kind session_key(const u8 *p, size_t len, size_t key,
				      struct smpg_hci *hci)
{
	if (len < key + SMPG_KEY_LEN)
		return SMPG_HCI_MALFORMED;
	hci->handle = handle_at(p);
	hci->key = p + key;
	/* LE Enable Encryption has Rand and EDIV before its key. */
	hci->id = key > 2 ? p + 2 : NULL;
	return SMPG_HCI_SESSION_KEY;
}

/* A random address of this host: resolvable private, static, or neither. */
static enum smpg_hci_kind random_address(const u8 *p, size_t len, size_t at,
					 struct smpg_hci *hci)
{
	if (len < at + 6)
		return SMPG_HCI_MALFORMED;
	memcpy(hci->peer, p + at, sizeof(hci->peer));
	switch (p[at + 5] >> 6) {
	case 1:
		return SMPG_HCI_PRIVACY;
	case 3:
		return SMPG_HCI_ADDRESS;
	}
	return SMPG_HCI_NONE;
}

/**
 * smpg_hci_command() - read an HCI command with a key or none, with an address of this
 * host, or one that asks for authentication
 * @data: the command packet, from its opcode on (Vol 4, Part E, 5.4.1)
 * @len: octets in @data
 * @hci: filled for SMPG_HCI_SESSION_KEY, SMPG_HCI_LINK_KEY, SMPG_HCI_ADDRESS,
 *	SMPG_HCI_DENIED and SMPG_HCI_ASKED
 *
 * Return: one of these, SMPG_HCI_PRIVACY, SMPG_HCI_MALFORMED or SMPG_HCI_NONE.
 */
enum smpg_hci_kind smpg_hci_command(const u8 *data, size_t len,
				    struct smpg_hci *hci)
{
	const u8 *p = data + 3;

	memset(hci, 0, sizeof(*hci));
	if (len < 3 || len - 3 < data[2])
		return SMPG_HCI_MALFORMED;
	len = data[2];

	switch (smpg_le16(data)) {
	case CMD_LE_ENABLE_ENCRYPTION:
		/* Handle, Rand, EDIV, key. */
		return session_key(p, len, 2 + 8 + 2, hci);
	case CMD_LE_LTK_REQUEST_REPLY:
		return session_key(p, len, 2, hci);
	case CMD_LINK_KEY_REQUEST_REPLY:
		return link_key(p, len, false, hci);
	case CMD_AUTHENTICATION_REQUESTED:
	case CMD_LE_LTK_REQUEST_NEGATIVE_REPLY:
		if (len < 2)
			return SMPG_HCI_MALFORMED;
		hci->handle = handle_at(p);
		return smpg_le16(data) == CMD_AUTHENTICATION_REQUESTED ?
		       SMPG_HCI_ASKED : SMPG_HCI_DENIED;
	case CMD_LE_SET_RANDOM_ADDRESS:
		return random_address(p, len, 0, hci);
	case CMD_LE_SET_ADVERTISING_SET_RANDOM_ADDRESS:
		/* Advertising handle, address. */
		return random_address(p, len, 1, hci);
	case CMD_LE_SET_ADDRESS_RESOLUTION_ENABLE:
		if (len < 1)
			return SMPG_HCI_MALFORMED;
		return p[0] ? SMPG_HCI_PRIVACY : SMPG_HCI_NONE;
	}
	return SMPG_HCI_NONE;
}
