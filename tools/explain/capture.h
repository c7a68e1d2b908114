/* SPDX-License-Identifier: GPL-2.0 */
/* HCI packets out of whatever somebody recorded them in, one at a time. */
#ifndef SMPGUARD_CAPTURE_H
#define SMPGUARD_CAPTURE_H

#include <stdio.h>

#include "smpg_types.h"

#define HCI_COMMAND	0x01
#define HCI_ACL		0x02
#define HCI_EVENT	0x04

/*
 * Packets that are not of HCI. No octet has their types, so that a file whose
 * packets have unknown types cannot pass for one of them.
 */
/* An adapter is there; @data is its address. */
#define HCI_ADAPTER	0x100
/* A program does something; @data is enum evidence. */
#define HCI_EVIDENCE	0x101
/* A control PDU of the link layer; @data is a handle and the PDU. */
#define HCI_LINK_LAYER	0x102
/* A line of bluetoothd or the kernel; @data is its text. */
#define HCI_LOG		0x103
/* Another file begins, with other links; there is no @data. */
#define HCI_FILE	0x104
/* Packets were cut out here, as the text says; there is no @data. */
#define HCI_CUT		0x105
/* Packets of an adapter are left out here, as their numbers tell; there is no @data. */
#define HCI_LEFT_OUT	0x108
/* An adapter was closed or removed; @data is enum adapter_gone. */
#define HCI_GONE	0x106
/* The kernel tells programs something; @data is the code of an event and the event. */
#define HCI_MGMT	0x107

/**
 * struct overheard - a connection that was recorded on the air
 * @there: it was; what HCI calls this host is then the central
 * @access_address: tells it from others
 * @central_type: enum smp_guard_address_type, 0 where its beginning is missing
 * @central: the address of the central, least significant octet first
 * @open: what followed under encryption was decrypted
 */
struct overheard {
	bool there;
	u32 access_address;
	u8 central_type;
	u8 central[6];
	bool open;
};

/**
 * struct hci_packet - one packet
 * @us: time in microseconds
 * @timed: there was a time
 * @adapter: its index
 * @tx: from the host to the controller
 * @type: HCI_COMMAND, ...
 * @data: what follows the type
 * @len: octets in @data
 * @where: line, or offset in the file
 * @part: some of it is missing: it tells no more than that something was there
 * @hidden: it is all there, but values in it were made unreadable
 * @live: it comes from the kernel at this moment, as it is
 * @unsided: nothing says who sent it, and @tx is not known
 * @assumed: nothing says who sent it, and @tx is the likelier side
 * @overheard: the connection, where it was recorded on the air, or NULL
 */
struct hci_packet {
	u64 us;
	bool timed;
	u16 adapter;
	bool tx;
	u16 type;
	const u8 *data;
	size_t len;
	u64 where;
	bool part;
	bool hidden;
	bool live;
	bool unsided;
	bool assumed;
	const struct overheard *overheard;
};

/* Lines and commands of programs that tell why a pairing was refused */
enum evidence {
	EVIDENCE_NO_AGENT,
	EVIDENCE_REFUSED,
	EVIDENCE_CANCELLED,
	EVIDENCE_NONE,
};

enum adapter_gone { ADAPTER_CLOSED, ADAPTER_REMOVED };

/* A line of a log is rarely about one adapter. */
#define ANY_ADAPTER	0xffff

/* Octets that tell the format: a tar archive says what it is behind its first name. */
#define CAPTURE_PEEK	264

enum utf16 { UTF16_NONE, UTF16_LE, UTF16_BE };

/**
 * struct capture - a file being read
 * @in: the file
 * @size: its size, 0 if that is not known
 * @packet: called for each packet
 * @remark: called for what was found unreadable on the way, with the line or
 *	the offset
 * @arg: for both
 * @format: what the file turned out to be
 * @lines: places are lines, not offsets
 * @utf16: the text is UTF-16, of this byte order, or not
 * @clock: times are those of a clock, not since a beginning
 * @error: what is wrong, if capture_read() says so
 * @packets: so many were read
 * @unread: so many of SMP are there that could not be
 * @unclear: so many others are there of which too little is printed
 * @failure: what a line beside the packets tells of a pairing that failed, or NULL
 * @failure_at: where that line is
 * @done: octets read
 * @latest: time of the packet before
 * @earlier, @later: so many packets are of an earlier or a later time than the one before
 * @back: so many are of a time that is earlier by more than disorder makes it
 * @newest_first: the packets of a text run from the newest to the oldest
 * @backwards: time was seen to run backwards
 * @logged: the log was read of which btsnooz in the same archive is the end
 */
struct capture {
	FILE *in;
	u64 size;
	void (*packet)(void *arg, const struct hci_packet *p);
	void (*remark)(void *arg, u64 where, const char *text);
	void *arg;

	const char *format;
	bool lines;
	enum utf16 utf16;
	bool clock;
	char error[256];
	u64 packets;
	u64 unread;
	u64 unclear;
	const char *failure;
	u64 failure_at;
	u64 done;
	u64 latest;
	u64 earlier, later, back;
	bool newest_first;
	bool backwards;
	bool logged;

	/* The first archive within an archive, which is not read; "" for none */
	char inner[256];

	bool progress;
	u64 shown;
	u8 peek[CAPTURE_PEEK];
	size_t peeked;
	size_t taken;
};

/* In formats.c. 0, or -1 with @error filled; what was read before was handed out. */
int capture_read(struct capture *c);

static inline u32 capture_be32(const u8 *p)
{
	return (u32)p[0] << 24 | p[1] << 16 | p[2] << 8 | p[3];
}

static inline u32 capture_le32(const u8 *p)
{
	return smpg_le16(p) | (u32)smpg_le16(p + 2) << 16;
}

/* Shared by the readers: octets in, packets and remarks out. */
size_t capture_get(struct capture *c, void *buf, size_t len);
size_t capture_get_text(struct capture *c, char *buf, size_t len);
int capture_fail(struct capture *c, const char *fmt, ...);
void capture_remark(struct capture *c, u64 where, const char *fmt, ...);
void capture_count(struct capture *c, const struct hci_packet *p);
void capture_packet(struct capture *c, struct hci_packet *p);
enum evidence capture_evidence(u16 opcode);
bool capture_monitor(struct capture *c, u16 opcode, struct hci_packet *p);

#endif /* SMPGUARD_CAPTURE_H */
