// SPDX-License-Identifier: GPL-2.0
/*
 * Packets of the link layer behind the headers of recorders: see
 * https://www.tcpdump.org/linktypes.html
 */
#include <pcap/pcap.h>

#include "air.h"

/* The same in PPI, before link type 251 was given out. */
#define PPI_LE_LL	DLT_USER0

/* Of the header of link type 256 */
#define PHDR_LEN	10
#define PHDR_DEWHITENED	0x0001
#define PHDR_DECRYPTED	0x0008
#define PHDR_TYPE	0x0380
#define PHDR_CRC_KNOWN	0x0400
#define PHDR_CRC_RIGHT	0x0800
#define PHDR_MIC_KNOWN	0x1000
#define PHDR_MIC_RIGHT	0x2000
#define PHDR_PHY	0xc000
#define PHDR_CODED	0x8000

enum { PHDR_ANY, PHDR_AUXILIARY, PHDR_FROM_CENTRAL, PHDR_FROM_PERIPHERAL };

/* Of nRF Sniffer */
#define NORDIC_LEN		17
#define NORDIC_ADVERTISING	0x02
#define NORDIC_DATA		0x06
#define NORDIC_CRC_RIGHT	0x01
#define NORDIC_FROM_CENTRAL	0x02
#define NORDIC_ENCRYPTED	0x04
#define NORDIC_MIC_RIGHT	0x08
#define NORDIC_PHY		0x70
#define NORDIC_CODED		0x20

/* Some recorders leave the CRC out, or zeros in its place. */
static const u8 *find_crc(const u8 *p, size_t len)
{
	return len < AIR_CRC || !(p[0] | p[1] | p[2]) ? NULL : p;
}

/* An octet behind the access address says how LE Coded is coded. */
static bool read_packet(const u8 *p, size_t len, bool coded, struct air_frame *f)
{
	size_t extra = 0;

	if (len < (size_t)AIR_ADDRESS + coded + AIR_HEADER)
		return false;
	f->access_address = capture_le32(p);
	p += AIR_ADDRESS + coded;
	len -= AIR_ADDRESS + coded;
	f->head = p[0];
	f->size = p[1];
	/* Constant Tone Extension: a third octet of the header */
	if (f->access_address != AIR_ADVERTISING && f->head & 0x20)
		extra = 1;
	if (len < AIR_HEADER + extra)
		return false;
	f->payload = p + AIR_HEADER + extra;
	len -= AIR_HEADER + extra;
	f->len = len < f->size ? len : f->size;
	f->part |= f->len < f->size;
	f->crc = find_crc(f->payload + f->len, len - f->len);
	return true;
}

/* The bits of the MIC mean something else in a packet of auxiliary advertising. */
static u8 phdr_cipher(u16 flags, int type)
{
	if (type == PHDR_AUXILIARY)
		return AIR_AS_SENT;
	if (flags & PHDR_MIC_KNOWN)
		return flags & PHDR_MIC_RIGHT ? AIR_MIC_RIGHT : AIR_MIC_WRONG;
	return flags & PHDR_DECRYPTED ? AIR_DECRYPTED : AIR_AS_SENT;
}

static bool read_phdr(const u8 *p, size_t len, struct air_frame *f)
{
	u16 flags;
	int type;

	if (len < PHDR_LEN)
		return false;
	flags = smpg_le16(p + 8);
	type = (flags & PHDR_TYPE) >> 7;
	if (!(flags & PHDR_DEWHITENED) || type > PHDR_FROM_PERIPHERAL)
		return false;
	if (type >= PHDR_FROM_CENTRAL)
		f->tx = type == PHDR_FROM_CENTRAL;
	if (flags & PHDR_CRC_KNOWN)
		f->right = !!(flags & PHDR_CRC_RIGHT);
	f->cipher = phdr_cipher(flags, type);
	return read_packet(p + PHDR_LEN, len - PHDR_LEN,
			   (flags & PHDR_PHY) == PHDR_CODED, f);
}

/* Version 0 begins with a mark, the later ones with the number of a board. */
static bool read_nordic(const u8 *p, size_t len, struct air_frame *f)
{
	size_t head = NORDIC_LEN;
	const u8 *flags = p + 8;
	u8 kind;

	if (len < NORDIC_LEN)
		return false;
	if (p[0] == 0xbe && p[1] == 0xef) {
		kind = p[2];
	} else {
		kind = p[6];
		head = 7 + p[7];
	}
	if (kind != NORDIC_DATA && kind != NORDIC_ADVERTISING)
		return false;
	if (head < NORDIC_LEN || len < head)
		return false;
	f->right = *flags & NORDIC_CRC_RIGHT;
	if (!read_packet(p + head, len - head,
			 (*flags & NORDIC_PHY) == NORDIC_CODED, f))
		return false;
	if (f->access_address == AIR_ADVERTISING)
		return true;
	f->tx = !!(*flags & NORDIC_FROM_CENTRAL);
	if (*flags & NORDIC_ENCRYPTED)
		f->cipher = *flags & NORDIC_MIC_RIGHT ? AIR_MIC_RIGHT : AIR_MIC_WRONG;
	return true;
}

/* Version, flags, length of the header, link type: fields, and then a packet */
static bool read_ppi(const u8 *p, size_t len, struct air_frame *f)
{
	size_t head;

	if (len < 8 || p[0])
		return false;
	head = smpg_le16(p + 2);
	if (head < 8 || head > len)
		return false;
	switch (capture_le32(p + 4)) {
	case PPI_LE_LL:
	case DLT_BLUETOOTH_LE_LL:
		return read_packet(p + head, len - head, false, f);
	case DLT_BLUETOOTH_LE_LL_WITH_PHDR:
		return read_phdr(p + head, len - head, f);
	}
	return false;
}

/* Is this link type one of recordings of the air? */
bool air_is_type(int type)
{
	return type == DLT_BLUETOOTH_LE_LL || type == DLT_BLUETOOTH_LE_LL_WITH_PHDR ||
	       type == DLT_NORDIC_BLE || type == DLT_PPI;
}

/**
 * air_read_frame() - read a packet with the header of its recorder
 * @type: the link type
 * @p: the packet
 * @len: octets in @p
 * @f: filled but for its time and place; @part may be set before
 *
 * Return: is it a packet of LE that can be read?
 */
bool air_read_frame(int type, const u8 *p, size_t len, struct air_frame *f)
{
	f->tx = AIR_UNKNOWN;
	f->right = AIR_UNKNOWN;
	f->cipher = AIR_AS_SENT;
	switch (type) {
	case DLT_BLUETOOTH_LE_LL:
		return read_packet(p, len, false, f);
	case DLT_BLUETOOTH_LE_LL_WITH_PHDR:
		return read_phdr(p, len, f);
	case DLT_NORDIC_BLE:
		return read_nordic(p, len, f);
	}
	return read_ppi(p, len, f);
}

/*
 * Shifts an octet in; bits are sent least significant first (Vol 6, Part B, 3.1.1).
 * Four bits at a time: most of the work in a recording of the air is here.
 */
static u32 shift_crc(u32 crc, u8 octet)
{
	/* Each of the 16 values of four bits, shifted out bit by bit with 0xda6000 */
	static const u32 four[] = {
		0x000000, 0x1b4c00, 0x369800, 0x2dd400,
		0x6d3000, 0x767c00, 0x5ba800, 0x40e400,
		0xda6000, 0xc12c00, 0xecf800, 0xf7b400,
		0xb75000, 0xac1c00, 0x81c800, 0x9a8400,
	};

	crc ^= octet;
	crc = crc >> 4 ^ four[crc & 0x0f];
	return crc >> 4 ^ four[crc & 0x0f];
}

static u32 reverse_bits(u32 value, int nr)
{
	u32 reversed = 0;

	for (; nr--; value >>= 1)
		reversed = reversed << 1 | (value & 1);
	return reversed;
}

/* shift_crc() backwards: the bit that fell out is the one that was put in on top. */
static u32 shift_back(u32 crc, u8 octet)
{
	int i;

	for (i = 0; i < 8; i++)
		crc = crc & 0x800000 ? (crc ^ 0xda6000) << 1 | 1 : crc << 1;
	return crc ^ octet;
}

static const u8 *header_of(const struct air_frame *f)
{
	return f->payload - AIR_HEADER -
	       (f->head & 0x20 && f->access_address != AIR_ADVERTISING);
}

static u32 crc_of(const struct air_frame *f)
{
	return f->crc[0] | (u32)f->crc[1] << 8 | (u32)f->crc[2] << 16;
}

/**
 * air_crc_fits() - is the CRC of a packet right?
 * @f: the packet, all of it, with a CRC
 * @init: the value to begin with, that of its connection
 */
bool air_crc_fits(const struct air_frame *f, u32 init)
{
	u32 crc = reverse_bits(init, 24);
	const u8 *p;

	for (p = header_of(f); p < f->crc; p++)
		crc = shift_crc(crc, *p);
	return crc == crc_of(f);
}

/**
 * air_crc_init() - the value that the CRC of a packet began with, if it is right
 * @f: the packet, all of it, with a CRC
 */
u32 air_crc_init(const struct air_frame *f)
{
	u32 crc = crc_of(f);
	const u8 *p;

	for (p = f->crc; p-- > header_of(f);)
		crc = shift_back(crc, *p);
	return reverse_bits(crc, 24);
}
