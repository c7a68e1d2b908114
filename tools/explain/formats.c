// SPDX-License-Identifier: GPL-2.0
/* Recognize the format of a capture. */
#include <errno.h>

#include "formats.h"
#include "inflate.h"

static const char expected[] =
	"expected the text of btmon or hcidump, btsnoop, PacketLogger, pcap or pcapng";

struct magic {
	const char *octets;
	size_t len;
	int (*read)(struct capture *c);
	const char *format;
};

static int read_gzip(struct capture *c);
static int read_zip(struct capture *c);
static int read_utf16le(struct capture *c);
static int read_utf16be(struct capture *c);

static const struct magic magics[] = {
	{ "btsnoop", 8, capture_btsnoop, "btsnoop" },
	{ "\xa1\xb2\xc3\xd4", 4, capture_pcap, "pcap" },
	{ "\xd4\xc3\xb2\xa1", 4, capture_pcap, "pcap" },
	{ "\xa1\xb2\x3c\x4d", 4, capture_pcap, "pcap" },
	{ "\x4d\x3c\xb2\xa1", 4, capture_pcap, "pcap" },
	{ "\x0a\x0d\x0d\x0a", 4, capture_pcap, "pcapng" },
	{ "\x1f\x8b", 2, read_gzip, "gzip" },
	{ "BZh", 3, NULL, "bzip2; unpack it first" },
	{ "\xfd\x37zXZ", 5, NULL, "xz; unpack it first" },
	{ "PK\x03\x04", 4, read_zip, "zip" },
	{ "7z\xbc\xaf\x27\x1c", 6, NULL, "7z; unpack it first" },
	{ "Rar!\x1a\x07", 6, NULL, "rar; unpack it first" },
	{ "%PDF-", 5, NULL, "PDF" },
	{ "\x89PNG", 4, NULL, "a picture" },
	{ "\xff\xd8\xff", 3, NULL, "a picture" },
	{ "\x28\xb5\x2f\xfd", 4, NULL, "zstd; unpack it first" },
	{ "\xff\xfe", 2, read_utf16le, "text" },
	{ "\xfe\xff", 2, read_utf16be, "text" },
	{ "\x7f\x45LF", 4, NULL, "a program" },
	{ "snoop\0\0", 8, NULL, "snoop of Solaris" },
};

/* The header of a file in a tar archive has this behind its name and numbers. */
#define TAR_AT	257

static const struct magic tar = { "ustar", 5, NULL, "tar; unpack it first" };

/* Letters that tell UTF-16 from other text */
#define UTF16_OCTETS	16

/* Text of letters that are two octets each, one of which is 0 */
static bool is_utf16(const struct capture *c, size_t low)
{
	size_t i;

	for (i = 0; i < c->peeked && i < UTF16_OCTETS; i++)
		if (i % 2 == low ? c->peek[i] < '\t' || c->peek[i] > '~' : c->peek[i])
			return false;
	return c->peeked >= 8;
}

static const struct magic *find_magic(const struct capture *c)
{
	const struct magic *m;

	for (m = magics; m < magics + ARRAY_SIZE(magics); m++)
		if (c->peeked >= m->len && !memcmp(c->peek, m->octets, m->len))
			return m;
	if (c->peeked >= TAR_AT + tar.len && !memcmp(c->peek + TAR_AT, tar.octets, tar.len))
		return &tar;
	return NULL;
}

static int read_text(struct capture *c, enum utf16 utf16)
{
	c->lines = true;
	c->utf16 = utf16;
	c->format = "text";
	return capture_text(c);
}

/* Programs of Windows write UTF-16. */
static int read_utf16le(struct capture *c)
{
	return read_text(c, UTF16_LE);
}

static int read_utf16be(struct capture *c)
{
	return read_text(c, UTF16_BE);
}

/* Of a file whose beginning was read: its format, and what is in it */
static int read_format(struct capture *c)
{
	const struct magic *m = find_magic(c);

	c->lines = false;
	if (m) {
		c->format = m->format;
		return m->read ? m->read(c) :
		       capture_fail(c, "is %s; %s", m->format, expected);
	}
	if (is_utf16(c, 0))
		return read_utf16le(c);
	if (is_utf16(c, 1))
		return read_utf16be(c);
	if (capture_is_packetlogger(c)) {
		c->format = "PacketLogger";
		return capture_packetlogger(c);
	}
	return read_text(c, UTF16_NONE);
}

static bool read_beginning(struct capture *c)
{
	c->peeked = fread(c->peek, 1, sizeof(c->peek), c->in);
	return c->peeked;
}

/* Links do not go on in another file. */
static void begin_file(struct capture *c, const char *name)
{
	const struct hci_packet p = { .type = HCI_FILE };

	c->lines = false;
	capture_remark(c, 0, "%s is read", name);
	c->packet(c->arg, &p);
}

static bool is_archive(const struct magic *m)
{
	return m && (m->read == read_gzip || m->read == read_zip);
}

/* May there be a capture in it that is not read? */
static bool is_packed(const struct magic *m)
{
	return is_archive(m) || (m && !m->read && strstr(m->format, "unpack"));
}

static int read_gzipped(struct capture *c, const struct inflate_entry *entry)
{
	(void)entry;
	if (!read_beginning(c))
		return capture_fail(c, "is gzip, and nothing in it can be read");
	if (is_archive(find_magic(c)))
		return capture_fail(c, "is an archive in gzip; unpack it first");
	if (find_magic(c) == &tar)
		return capture_fail(c, "is tar in gzip; unpack it first (tar -xzf)");
	return read_format(c);
}

/* In a bug report of Android, a few of hundreds of files are captures. */
static int read_zipped(struct capture *c, const struct inflate_entry *entry)
{
	const struct magic *m;

	if (!read_beginning(c))
		return 0;
	m = find_magic(c);
	if (is_packed(m) && !*c->inner)
		snprintf(c->inner, sizeof(c->inner), "%s", entry->name);
	if (is_archive(m) || (m && !m->read) ||
	    (!m && !entry->text && !capture_is_packetlogger(c)))
		return 0;
	if (m || !entry->text)
		begin_file(c, entry->name);
	if (read_format(c))
		capture_remark(c, 0, "%s %s", entry->name, c->error);
	c->logged |= m && m->read == capture_btsnoop;
	return 0;
}

static int read_gzip(struct capture *c)
{
	return inflate_gzip(c, read_gzipped);
}

static int read_zip(struct capture *c)
{
	return inflate_zip(c, read_zipped);
}

/**
 * capture_read() - read a capture
 * @c: the capture
 *
 * Return: 0, or -1 with the error of @c filled; what was read before was handed out.
 */
int capture_read(struct capture *c)
{
	int err;

	if (!read_beginning(c))
		return ferror(c->in) ? capture_fail(c, "cannot be read: %s", strerror(errno)) :
				       capture_fail(c, "is empty; %s", expected);
	err = read_format(c);
	if (c->shown)
		fprintf(stderr, "\r\033[K");
	if (!err && ferror(c->in))
		return capture_fail(c, "cannot be read to its end");
	if (!err && !c->packets && *c->inner)
		return capture_fail(c, "has no packet in it, but an archive: unpack %s first",
				    c->inner);
	if (!err && !c->packets)
		return capture_fail(c, c->lines ?
				    "has no HCI packet in it; %s" :
				    "has no packet in it; %s", expected);
	return err;
}
