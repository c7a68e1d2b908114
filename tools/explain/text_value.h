/* SPDX-License-Identifier: GPL-2.0 */
/* Values as btmon and hcidump print them, and the octets that they stand for */
#ifndef SMPGUARD_TEXT_VALUE_H
#define SMPGUARD_TEXT_VALUE_H

#include "smpg_types.h"

#define OCTETS		80

enum text_form {
	FORM_CODE,		/* "Public (0x00)" */
	FORM_AUTH,		/* "Bonding, No MITM, SC, No Keypresses, CT2 (0x29)" */
	FORM_DECIMAL,		/* "42" */
	FORM_WORD,		/* "0x33b7", least significant octet last */
	FORM_OCTETS,		/* "7689a6b5...", or a hexdump below the label */
	FORM_ADDRESS,		/* "D2:A7:4C:76:F3:E0" */
	FORM_IDENTITY,		/* the same, and what tells its type */
	FORM_LE_ADDRESS,	/* the same, whose type follows it, and is not BR/EDR */
};

/*
 * A field: how it is called, where its octets go, how its value is printed, and
 * whether it is not read, so that the packet is whole without it
 */
struct field {
	const char *label;
	u8 at, size, form;
	bool unread;
};

/**
 * struct octets - a packet being put together
 * @have: which octets are there
 * @hidden: some values were made unreadable: their octets stand for nothing
 */
struct octets {
	u8 data[OCTETS];
	bool have[OCTETS];
	bool hidden;
};

static inline bool starts(const char *s, const char *with)
{
	return !strncmp(s, with, strlen(with));
}

int text_hex_digits(const char *s);
size_t text_octets(const char *s, u8 *out, size_t max, const char **end);
bool text_is_hidden(const char *s);

void octets_put(struct octets *o, size_t at, size_t size, u64 value);
bool octets_put_hex(struct octets *o, const char *s, size_t at, size_t size);
bool octets_put_address(struct octets *o, const char *s, size_t at);
bool octets_put_value(struct octets *o, const struct field *f, const char *s, bool whole);
void octets_hide(struct octets *o, const struct field *f, u64 seed);

#endif /* SMPGUARD_TEXT_VALUE_H */
