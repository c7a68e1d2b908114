// SPDX-License-Identifier: GPL-2.0
/*
 * The words of every btmon, from 5.43 on. A release that calls a field otherwise
 * gets a row here.
 */
#include "mgmt.h"
#include "text_layout.h"

static const struct field features[] = {
	{ "IO capability", 1, 1 }, { "OOB data", 2, 1 },
	{ "Authentication requirement", 3, 1, FORM_AUTH },
	{ "Max encryption key size", 4, 1, FORM_DECIMAL },
	{ "Initiator key distribution", 5, 1 },
	{ "Responder key distribution", 6, 1 }, { }
};

static const struct field le_connection[] = {
	{ "Status", 1, 1 }, { "Handle", 2, 2, FORM_DECIMAL }, { "Role", 4, 1 },
	{ "Peer address type", 5, 1 }, { "Peer address", 6, 6, FORM_ADDRESS },
	{ }
};

static const struct field le_enhanced[] = {
	{ "Status", 1, 1 }, { "Handle", 2, 2, FORM_DECIMAL }, { "Role", 4, 1 },
	{ "Peer address type", 5, 1 }, { "Peer address", 6, 6, FORM_ADDRESS },
	{ "Local resolvable private address", 12, 6, FORM_ADDRESS }, { }
};

/* The opcode and the status precede the address. */
static const struct field completed_mgmt[] = {
	{ "BR/EDR Address", 3, 6, FORM_ADDRESS }, { }
};

#define META LAYOUT_META
#define MGMT LAYOUT_MGMT
#define SMP LAYOUT_SMP
#define F (const struct field[])

static const struct layout layouts[] = {
	{ HCI_EVENT, 0x03, 11, F{ { "Status", 0, 1 },
		{ "Handle", 1, 2, FORM_DECIMAL },
		{ "Address", 3, 6, FORM_ADDRESS }, { "Link type", 9, 1 },
		{ "Encryption", 10, 1 }, { } } },
	{ HCI_EVENT, 0x05, 4, F{ { "Status", 0, 1 },
		{ "Handle", 1, 2, FORM_DECIMAL }, { "Reason", 3, 1 }, { } } },
	{ HCI_EVENT, 0x08, 4, F{ { "Status", 0, 1 },
		{ "Handle", 1, 2, FORM_DECIMAL }, { "Encryption", 3, 1 }, { } } },
	{ HCI_EVENT, 0x10, 1, F{ { "Code", 0, 1 }, { } }, true },
	{ HCI_EVENT, 0x30, 3, F{ { "Status", 0, 1 },
		{ "Handle", 1, 2, FORM_DECIMAL }, { } } },
	{ HCI_EVENT, META(0x01), 19, le_connection },
	{ HCI_EVENT, META(0x0a), 31, le_enhanced },
	/* Explain needs nothing of what the second versions add. */
	{ HCI_EVENT, META(0x29), 34, le_enhanced },
	{ HCI_EVENT, 0x59, 5, F{ { "Status", 0, 1 },
		{ "Handle", 1, 2, FORM_DECIMAL }, { "Encryption", 3, 1 }, { } } },
	{ HCI_COMMAND, 0x0406, 3, F{ { "Handle", 0, 2, FORM_DECIMAL },
		{ "Reason", 2, 1 }, { } }, true },
	{ HCI_COMMAND, 0x2005, 6, F{ { "Address", 0, 6, FORM_ADDRESS }, { } } },
	{ HCI_COMMAND, 0x202d, 1, F{ { "Address resolution", 0, 1 }, { } } },
	{ HCI_COMMAND, 0x2035, 7, F{ { "Advertising handle", 0, 1 },
		{ "Advertising random address", 1, 6, FORM_ADDRESS }, { } } },
	{ HCI_COMMAND, 0x2019, 28, F{ { "Handle", 0, 2, FORM_DECIMAL },
		{ "Random number", 2, 8, FORM_WORD },
		{ "Encrypted diversifier", 10, 2, FORM_WORD },
		{ "Long term key", 12, 16, FORM_OCTETS }, { } } },
	{ HCI_COMMAND, 0x201a, 18, F{ { "Handle", 0, 2, FORM_DECIMAL },
		{ "Long term key", 2, 16, FORM_OCTETS }, { } } },
	/* People remove keys, which explain does not need here; PINs are not read. */
	{ HCI_EVENT, 0x16, 6, F{ { "Address", 0, 6, FORM_ADDRESS }, { } } },
	{ HCI_EVENT, 0x17, 6, F{ { "Address", 0, 6, FORM_ADDRESS }, { } } },
	{ HCI_EVENT, 0x31, 6, F{ { "Address", 0, 6, FORM_ADDRESS }, { } } },
	{ HCI_EVENT, 0x34, 6, F{ { "Address", 0, 6, FORM_ADDRESS }, { } } },
	{ HCI_EVENT, 0x35, 6, F{ { "Address", 0, 6, FORM_ADDRESS }, { } } },
	{ HCI_EVENT, 0x18, 23, F{ { "Address", 0, 6, FORM_ADDRESS },
		{ "Link key", 6, 16, FORM_OCTETS, true },
		{ "Key type", 22, 1 }, { } } },
	{ HCI_EVENT, 0x32, 9, F{ { "Address", 0, 6, FORM_ADDRESS },
		{ "IO capability", 6, 1 }, { "OOB data", 7, 1 },
		{ "Authentication", 8, 1 }, { } } },
	{ HCI_EVENT, 0x33, 10, F{ { "Address", 0, 6, FORM_ADDRESS },
		{ "Passkey", 6, 4, FORM_DECIMAL }, { } } },
	{ HCI_EVENT, 0x3b, 10, F{ { "Address", 0, 6, FORM_ADDRESS },
		{ "Passkey", 6, 4, FORM_DECIMAL }, { } } },
	{ HCI_COMMAND, 0x040b, 22, F{ { "Address", 0, 6, FORM_ADDRESS },
		{ "Link key", 6, 16, FORM_OCTETS, true }, { } } },
	{ HCI_COMMAND, 0x040c, 6, F{ { "Address", 0, 6, FORM_ADDRESS }, { } } },
	{ HCI_COMMAND, 0x040d, 23, F{ { "Address", 0, 6, FORM_ADDRESS }, { } } },
	{ HCI_COMMAND, 0x040e, 6, F{ { "Address", 0, 6, FORM_ADDRESS }, { } } },
	{ HCI_COMMAND, 0x042b, 9, F{ { "Address", 0, 6, FORM_ADDRESS },
		{ "IO capability", 6, 1 }, { "OOB data", 7, 1 },
		{ "Authentication", 8, 1 }, { } } },
	{ HCI_COMMAND, 0x042c, 6, F{ { "Address", 0, 6, FORM_ADDRESS }, { } } },
	{ HCI_COMMAND, 0x042d, 6, F{ { "Address", 0, 6, FORM_ADDRESS }, { } } },
	{ HCI_COMMAND, 0x042e, 10, F{ { "Address", 0, 6, FORM_ADDRESS }, { } } },
	{ HCI_COMMAND, 0x042f, 6, F{ { "Address", 0, 6, FORM_ADDRESS }, { } } },
	{ HCI_COMMAND, 0x0430, 38, F{ { "Address", 0, 6, FORM_ADDRESS },
		{ "Hash C from P-192", 6, 16, FORM_OCTETS, true },
		{ "Randomizer R with P-192", 22, 16, FORM_OCTETS, true }, { } } },
	{ HCI_COMMAND, 0x0433, 6, F{ { "Address", 0, 6, FORM_ADDRESS }, { } } },
	{ HCI_COMMAND, 0x0434, 7, F{ { "Address", 0, 6, FORM_ADDRESS },
		{ "Reason", 6, 1 }, { } } },
	{ HCI_EVENT, 0x36, 7, F{ { "Status", 0, 1 },
		{ "Address", 1, 6, FORM_ADDRESS }, { } } },
	{ HCI_EVENT, 0x06, 3, F{ { "Status", 0, 1 },
		{ "Handle", 1, 2, FORM_DECIMAL }, { } } },
	{ HCI_COMMAND, 0x0411, 2, F{ { "Handle", 0, 2, FORM_DECIMAL }, { } } },
	{ HCI_COMMAND, 0x201b, 2, F{ { "Handle", 0, 2, FORM_DECIMAL }, { } } },
	/* The kernel tells programs of a pairing over BR/EDR. */
	{ MGMT, MGMT_PIN_REQUEST, 8, F{ { "BR/EDR Address", 0, 6, FORM_ADDRESS }, { } } },
	{ MGMT, MGMT_CONFIRM_REQUEST, 12, F{ { "BR/EDR Address", 0, 6, FORM_ADDRESS },
		{ "Confirm hint", 7, 1 }, { "Value", 8, 4, FORM_DECIMAL }, { } } },
	{ MGMT, MGMT_PASSKEY_REQUEST, 7, F{ { "BR/EDR Address", 0, 6, FORM_ADDRESS }, { } } },
	{ MGMT, MGMT_PASSKEY_NOTIFY, 12, F{ { "BR/EDR Address", 0, 6, FORM_ADDRESS },
		{ "LE Address", 0, 6, FORM_LE_ADDRESS },
		{ "Passkey", 7, 4, FORM_DECIMAL }, { } } },
	{ MGMT, MGMT_AUTHENTICATION_FAILED, 8, F{ { "BR/EDR Address", 0, 6, FORM_ADDRESS },
		{ "LE Address", 0, 6, FORM_LE_ADDRESS },
		{ "Status", 7, 1 }, { } } },
	{ MGMT, MGMT_NEW_LINK_KEY, 26, F{ { "BR/EDR Address", 1, 6, FORM_ADDRESS },
		{ "Key type", 8, 1 }, { } } },
	{ LAYOUT_MGMT_DONE, MGMT_PAIR_DEVICE, 10, F{ { "Status", 2, 1 },
		{ "BR/EDR Address", 3, 6, FORM_ADDRESS },
		{ "LE Address", 3, 6, FORM_LE_ADDRESS }, { } } },
	{ LAYOUT_MGMT_DONE, MGMT_PIN_REFUSED, 10, completed_mgmt },
	{ LAYOUT_MGMT_DONE, MGMT_CONFIRM_REFUSED, 10, completed_mgmt },
	{ LAYOUT_MGMT_DONE, MGMT_PASSKEY_REFUSED, 10, completed_mgmt },
	{ SMP, 0x01, 7, features },
	{ SMP, 0x02, 7, features },
	{ SMP, 0x03, 17, F{ { "Confirm value", 1, 16, FORM_OCTETS },
		{ "Confim value", 1, 16, FORM_OCTETS }, { } } },
	{ SMP, 0x04, 17, F{ { "Random value", 1, 16, FORM_OCTETS }, { } } },
	{ SMP, 0x05, 2, F{ { "Reason", 1, 1 }, { } } },
	{ SMP, 0x06, 17, F{ { "Long term key", 1, 16, FORM_OCTETS }, { } } },
	{ SMP, 0x07, 11, F{ { "EDIV", 1, 2, FORM_WORD },
		{ "Rand", 3, 8, FORM_WORD }, { } } },
	{ SMP, 0x08, 17, F{ { "Identity resolving key", 1, 16, FORM_OCTETS }, { } } },
	{ SMP, 0x09, 8, F{ { "Address type", 1, 1 },
		{ "Address", 1, 7, FORM_IDENTITY }, { } } },
	{ SMP, 0x0a, 17, F{ { "Signature key", 1, 16, FORM_OCTETS }, { } } },
	{ SMP, 0x0b, 2, F{ { "Authentication requirement", 1, 1, FORM_AUTH }, { } } },
	{ SMP, 0x0c, 65, F{ { "X", 1, 32, FORM_OCTETS },
		{ "Y", 33, 32, FORM_OCTETS }, { } } },
	{ SMP, 0x0d, 17, F{ { "E", 1, 16, FORM_OCTETS }, { } } },
	{ SMP, 0x0e, 2, F{ { "Type", 1, 1 }, { } } },
};

/* The answers to a few commands matter: number of commands, opcode, status */
static const struct layout completed = { HCI_EVENT, 0x0e, 4, F{ { "Status", 3, 1 }, { } } };
static const struct layout ltk_completed = {
	HCI_EVENT, 0x0e, 6, F{ { "Status", 3, 1 }, { "Handle", 4, 2, FORM_DECIMAL }, { } }, true
};

/* Status, number of commands, opcode */
static const struct layout encrypt_status = {
	HCI_EVENT, 0x0f, 4, F{ { "Status", 0, 1 }, { } }, true
};

/**
 * layout_of_answer() - the layout of the answer to a command
 * @event: Command Complete or Command Status
 * @opcode: of the command
 * @octets: filled with what the layout has no fields for
 *
 * Return: the layout, or NULL for an answer that does not matter.
 */
const struct layout *layout_of_answer(u8 event, u16 opcode, struct octets *octets)
{
	if (event == 0x0f && opcode == 0x2019) {
		octets_put(octets, 1, 3, 1 | opcode << 8);
		return &encrypt_status;
	}
	if (event != 0x0e || (opcode != 0x0c03 && opcode != 0x201a))
		return NULL;
	octets_put(octets, 0, 3, 1 | opcode << 8);
	return opcode == 0x0c03 ? &completed : &ltk_completed;
}

const struct layout *layout_of(u8 type, u16 code)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(layouts); i++)
		if (layouts[i].type == type && layouts[i].code == code)
			return &layouts[i];
	return NULL;
}
