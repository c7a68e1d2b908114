/* SPDX-License-Identifier: GPL-2.0 */
/* Recordings of the air: packets of the link layer, with what recorders say of them. */
#ifndef SMPGUARD_AIR_H
#define SMPGUARD_AIR_H

#include "capture.h"

/* What a recorder says, or does not say */
#define AIR_UNKNOWN	-1

/* Preambles are not recorded. */
#define AIR_ADDRESS	4
#define AIR_HEADER	2
#define AIR_CRC		3

/* All advertisers share an access address, and what their CRC begins with. */
#define AIR_ADVERTISING		0x8e89bed6
#define AIR_ADVERTISING_CRC	0x555555

/* Message Integrity Check, behind the payload of an encrypted packet that has any */
#define AIR_MIC		4

/*
 * AIR_AS_SENT: nothing says that the recorder decrypted the packet.
 * AIR_DECRYPTED: it did, and says nothing of the MIC.
 * AIR_MIC_RIGHT: it did, and the MIC is right, as only that of an encrypted packet is.
 * AIR_MIC_WRONG: it tried, and the MIC is wrong: the payload is not what was sent.
 */
enum air_cipher { AIR_AS_SENT, AIR_DECRYPTED, AIR_MIC_RIGHT, AIR_MIC_WRONG };

/**
 * struct air_frame - one packet of the link layer
 * @access_address: of its connection, or AIR_ADVERTISING
 * @head: the first octet of its header
 * @size: octets that the header says its payload has
 * @payload: the payload
 * @len: octets of it that are there
 * @crc: behind the payload, or NULL
 * @tx: the central sent it, or AIR_UNKNOWN
 * @right: the recorder found the CRC right, or AIR_UNKNOWN
 * @part: not all of it was recorded
 * @cipher: enum air_cipher
 * @us: its time in microseconds
 * @where: its offset in the file
 */
struct air_frame {
	u32 access_address;
	u8 head;
	u8 size;
	const u8 *payload;
	size_t len;
	const u8 *crc;
	int tx;
	int right;
	bool part;
	u8 cipher;
	u64 us;
	u64 where;
};

/* air_frame.c: the headers of the link types, and the CRC */
bool air_is_type(int type);
bool air_read_frame(int type, const u8 *p, size_t len, struct air_frame *f);
bool air_crc_fits(const struct air_frame *f, u32 init);
u32 air_crc_init(const struct air_frame *f);

/* air.c: connections, and the HCI packets that their hosts have seen */
struct air;

struct air *air_new(struct capture *c);
void air_take(struct air *air, const struct air_frame *f);
void air_pass(struct air *air, const struct air_frame *f);
void air_free(struct air *air);

#endif /* SMPGUARD_AIR_H */
