/* SPDX-License-Identifier: GPL-2.0 */
/* The names that btmon gives to the fields of packets that matter to pairing. */
#ifndef SMPGUARD_TEXT_LAYOUT_H
#define SMPGUARD_TEXT_LAYOUT_H

#include "text_value.h"

#define LAYOUT_SMP	0xfd	/* stands for a packet's type; the code is the PDU's */
#define LAYOUT_MGMT	0xfc	/* the code is that of the event */
#define LAYOUT_MGMT_DONE 0xfb	/* the code is that of the command it answers */
#define LAYOUT_META(sub) (0x3e00 | (sub))

/**
 * struct layout - one kind of packet
 * @type: HCI_COMMAND, HCI_EVENT, LAYOUT_SMP, LAYOUT_MGMT or LAYOUT_MGMT_DONE
 * @code: of the command, the event or the PDU
 * @len: its octets, behind the header of a command or an event
 * @fields: those that are needed, to the first without a label. Two that have the
 *	same place are two words for one.
 * @spare: explain does without the packet where fields are missing
 */
struct layout {
	u8 type;
	u16 code;
	u8 len;
	const struct field *fields;
	bool spare;
};

const struct layout *layout_of_answer(u8 event, u16 opcode, struct octets *octets);

const struct layout *layout_of(u8 type, u16 code);

#endif /* SMPGUARD_TEXT_LAYOUT_H */
