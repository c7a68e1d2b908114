// SPDX-License-Identifier: GPL-2.0
/* pcap and pcapng, through libpcap. */
#include <pcap/pcap.h>

#include "air.h"
#include "formats.h"
#include "usbmon.h"

/**
 * struct blocks - the blocks of pcapng, as libpcap reads them, one for a packet
 * @ng: it is pcapng
 * @big: this section is of a big-endian host
 * @head: the beginning of the block
 * @have: so much of it is there
 * @left: octets of the block that follow
 * @interface: of the latest packet, which libpcap does not tell
 */
struct blocks {
	struct capture *c;
	bool ng;
	bool big;
	u8 head[12];
	size_t have;
	u64 left;
	u32 interface;
};

static u32 word_of(const struct blocks *b, size_t at)
{
	const u8 *p = b->head + at;

	return b->big ? capture_be32(p) :
	       p[0] | (u32)p[1] << 8 | (u32)p[2] << 16 | (u32)p[3] << 24;
}

static void begin_block(struct blocks *b)
{
	u32 type = word_of(b, 0), len;

	if (type == 0x0a0d0d0a)
		b->big = b->head[8] == 0x1a;
	len = word_of(b, 4);
	b->left = len > sizeof(b->head) ? len - sizeof(b->head) : 0;
	if (type == 6)		/* Enhanced Packet */
		b->interface = word_of(b, 8);
	else if (type == 2)	/* Packet */
		b->interface = b->big ? capture_be32(b->head + 8) >> 16 :
			       word_of(b, 8) & 0xffff;
	else if (type == 3)	/* Simple Packet */
		b->interface = 0;
}

/*
 * No further than the end of a block: libpcap, which reads what its stream has, must
 * not be ahead of @interface.
 */
static size_t read_block(struct blocks *b, u8 *buf, size_t size)
{
	bool inside = b->left;
	size_t want = inside ? b->left : sizeof(b->head) - b->have;
	size_t got = capture_get(b->c, buf, want < size ? want : size);

	if (inside) {
		b->left -= got;
		return got;
	}
	memcpy(b->head + b->have, buf, got);
	b->have += got;
	if (b->have == sizeof(b->head)) {
		b->have = 0;
		begin_block(b);
	}
	return got;
}

static ssize_t read_cookie(void *cookie, char *buf, size_t size)
{
	struct blocks *b = cookie;

	return b->ng ? read_block(b, (u8 *)buf, size) : capture_get(b->c, buf, size);
}

/* Only tell where: the stream knows how much of that libpcap has not read yet. */
static int seek_cookie(void *cookie, off64_t *offset, int whence)
{
	struct blocks *b = cookie;

	if (*offset || whence != SEEK_CUR)
		return -1;
	*offset = b->c->done;
	return 0;
}

/* Nothing says the direction in plain H4 but the type, and that not for ACL. */
static bool guess_tx(const struct hci_packet *p)
{
	if (p->type == HCI_ACL && p->len >= 2)
		return !(p->data[1] & 0x20);
	return p->type == HCI_COMMAND;
}

static void take(struct capture *c, int type, struct hci_packet *p)
{
	u32 word = 0;

	if (type != DLT_BLUETOOTH_HCI_H4) {
		if (p->len < 4)
			return;
		word = capture_be32(p->data);
		p->data += 4;
		p->len -= 4;
	}
	if (type == DLT_BLUETOOTH_LINUX_MONITOR) {
		/* Adapter, opcode */
		p->adapter = word >> 16;
		capture_monitor(c, word & 0xffff, p);
		return;
	}
	if (!p->len)
		return;
	p->type = *p->data++;
	p->len--;
	p->tx = type == DLT_BLUETOOTH_HCI_H4 ? guess_tx(p) : !(word & 1);
	capture_packet(c, p);
}

static void take_air(struct air *air, int type, const struct hci_packet *p)
{
	struct air_frame f = { .us = p->us, .where = p->where, .part = p->part };

	if (air_read_frame(type, p->data, p->len, &f))
		air_take(air, &f);
	else
		air_pass(air, &f);
}

/**
 * struct recording - a recording of one link type
 * @file: the stream that libpcap reads
 * @type: the link type
 * @blocks: its blocks
 * @air: what takes its packets in, if they are of the air
 * @usbmon: likewise, if they are transfers of USB
 */
struct recording {
	struct capture *c;
	pcap_t *pcap;
	FILE *file;
	int type;
	const struct blocks *blocks;
	struct air *air;
	struct usbmon *usbmon;
};

static void take_packet(const struct recording *r, struct hci_packet *p)
{
	if (r->air) {
		take_air(r->air, r->type, p);
		return;
	}
	if (r->usbmon) {
		usbmon_take(r->usbmon, r->type, p);
		return;
	}
	if (p->part)
		capture_remark(r->c, p->where,
			       "a packet was recorded in part; it is not judged");
	take(r->c, r->type, p);
}

static int read_all(const struct recording *r)
{
	struct capture *c = r->c;
	struct pcap_pkthdr *head;
	const u_char *data;
	u64 first = 0, us, nr = 0;
	int rc;

	while ((rc = pcap_next_ex(r->pcap, &head, &data)) == 1) {
		struct hci_packet p = { .data = data, .timed = true };

		p.len = head->caplen;
		p.where = ftello(r->file);
		p.adapter = r->blocks->interface;
		us = head->ts.tv_sec * 1000000ULL + head->ts.tv_usec;
		if (!nr++)
			first = us;
		p.us = us < first ? 0 : us - first;
		p.part = head->len > head->caplen;
		take_packet(r, &p);
	}
	if (rc == PCAP_ERROR_BREAK)
		return 0;
	/* A recording that was interrupted ends anywhere. */
	if (strstr(pcap_geterr(r->pcap), "truncated")) {
		capture_remark(c, ftello(r->file),
			       "the file ends within a packet; it is not judged");
		return 0;
	}
	return capture_fail(c, "offset %lld: %s", (long long)ftello(r->file),
			    pcap_geterr(r->pcap));
}

static int read_air(struct recording *r)
{
	int rc;

	r->air = air_new(r->c);
	rc = read_all(r);
	air_free(r->air);
	return rc;
}

static int read_usb(struct recording *r)
{
	int rc;

	r->usbmon = usbmon_new(r->c);
	rc = read_all(r);
	if (!rc && usbmon_is_bare(r->usbmon))
		rc = capture_fail(r->c, "records USB, and no Bluetooth adapter is on it");
	usbmon_free(r->usbmon);
	return rc;
}

static int read_type(struct recording *r)
{
	if (air_is_type(r->type))
		return read_air(r);
	switch (r->type) {
	case DLT_USB_LINUX:
	case DLT_USB_LINUX_MMAPPED:
		return read_usb(r);
	case DLT_BLUETOOTH_HCI_H4:
	case DLT_BLUETOOTH_HCI_H4_WITH_PHDR:
	case DLT_BLUETOOTH_LINUX_MONITOR:
		return read_all(r);
	}
	return capture_fail(r->c,
			    "is %s of link type %d (%s); expected HCI (187, 201, 254), LE on the air (251, 256, 272, 192) or usbmon (189, 220)",
			    r->c->format, r->type,
			    pcap_datalink_val_to_name(r->type) ?: "unknown");
}

int capture_pcap(struct capture *c)
{
	cookie_io_functions_t io = { .read = read_cookie, .seek = seek_cookie };
	struct blocks blocks = { .c = c, .ng = !strcmp(c->format, "pcapng") };
	FILE *file = fopencookie(&blocks, "r", io);
	struct recording r = { .c = c, .file = file, .blocks = &blocks };
	char error[PCAP_ERRBUF_SIZE];
	int rc;

	if (!file)
		return capture_fail(c, "no memory");
	r.pcap = pcap_fopen_offline(file, error);
	if (!r.pcap) {
		fclose(file);
		return capture_fail(c, "is %s, but %.150s", c->format, error);
	}
	r.type = pcap_datalink(r.pcap);
	rc = read_type(&r);
	pcap_close(r.pcap);
	return rc;
}
