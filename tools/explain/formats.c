// SPDX-License-Identifier: GPL-2.0
/* Recognize the format of a capture. */
#include <errno.h>

#include "formats.h"

static const char expected[] =
	"expected the text of btmon or hcidump, btsnoop, pcap or pcapng";

struct magic {
	const char *octets;
	size_t len;
	int (*read)(struct capture *c);
	const char *format;
};

static const struct magic magics[] = {
	{ "btsnoop", 8, capture_btsnoop, "btsnoop" },
	{ "\xa1\xb2\xc3\xd4", 4, capture_pcap, "pcap" },
	{ "\xd4\xc3\xb2\xa1", 4, capture_pcap, "pcap" },
	{ "\xa1\xb2\x3c\x4d", 4, capture_pcap, "pcap" },
	{ "\x4d\x3c\xb2\xa1", 4, capture_pcap, "pcap" },
	{ "\x0a\x0d\x0d\x0a", 4, capture_pcap, "pcapng" },
	{ "\x1f\x8b", 2, NULL, "gzip; unpack it first" },
	{ "BZh", 3, NULL, "bzip2; unpack it first" },
	{ "\xfd\x37zXZ", 5, NULL, "xz; unpack it first" },
	{ "PK\x03\x04", 4, NULL, "zip; unpack it first" },
	{ "\x28\xb5\x2f\xfd", 4, NULL, "zstd; unpack it first" },
	{ "\xff\xfe", 2, NULL, "UTF-16 text; iconv -f UTF-16 makes it readable" },
	{ "\xfe\xff", 2, NULL, "UTF-16 text; iconv -f UTF-16 makes it readable" },
	{ "\x7f\x45LF", 4, NULL, "a program" },
	{ "snoop\0\0", 8, NULL, "snoop of Solaris" },
};

/* Text of letters that are two octets each, one of which is 0 */
static bool is_utf16(const struct capture *c, size_t low)
{
	size_t i;

	for (i = 0; i < c->peeked; i++)
		if (i % 2 == low ? c->peek[i] < '\t' || c->peek[i] > '~' : c->peek[i])
			return false;
	return c->peeked >= 8;
}

int capture_read(struct capture *c)
{
	const struct magic *m;
	int err;

	c->peeked = fread(c->peek, 1, sizeof(c->peek), c->in);
	if (ferror(c->in))
		return capture_fail(c, "cannot be read: %s", strerror(errno));
	if (!c->peeked)
		return capture_fail(c, "is empty; %s", expected);

	c->lines = false;
	for (m = magics; m < magics + ARRAY_SIZE(magics); m++) {
		if (c->peeked < m->len || memcmp(c->peek, m->octets, m->len))
			continue;
		c->format = m->format;
		if (!m->read)
			return capture_fail(c, "is %s; %s", m->format, expected);
		err = m->read(c);
		goto out;
	}
	if (is_utf16(c, 0) || is_utf16(c, 1))
		return capture_fail(c, "is UTF-16 text; iconv -f UTF-16%s makes it readable",
				    is_utf16(c, 0) ? "LE" : "BE");
	c->lines = true;
	c->format = "text";
	err = capture_text(c);
out:
	if (c->shown)
		fprintf(stderr, "\r\033[K");
	if (!err && ferror(c->in))
		return capture_fail(c, "cannot be read to its end");
	if (!err && !c->packets)
		return capture_fail(c, c->lines ?
				    "has no HCI packet in it; %s" :
				    "has no packet in it; %s", expected);
	return err;
}
