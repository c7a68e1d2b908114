// SPDX-License-Identifier: GPL-2.0
/*
 * Files within zip (APPNOTE of PKWARE) and gzip (RFC 1952), in the order of the
 * archive, so that it can come through a pipe: none of it is kept.
 */
#include <stdlib.h>
#include <zlib.h>

#include "inflate.h"

/* Of a file in zip, behind the magic number */
#define ZIP_HEADER	30
#define ZIP_ENCRYPTED	0x0001
#define ZIP_DESCRIPTOR	0x0008
#define ZIP_FILE	0x04034b50
#define ZIP_DATA	0x08074b50

enum { ZIP_STORED, ZIP_DEFLATED = 8 };

/**
 * struct inflated - a file being inflated
 * @outer: the archive
 * @buf: octets of it that are ahead of the file's end, @have of them from @at on
 * @z: inflates, if @deflated
 * @left: octets in the archive, if it is not deflated
 * @size: octets that were handed out, of all files
 * @end: there are no more
 * @wrong: what is wrong, or NULL
 */
struct inflated {
	struct capture outer;
	u8 buf[16384];
	size_t at, have;
	z_stream z;
	bool deflated;
	u64 left;
	u64 size;
	bool end;
	const char *wrong;
};

static bool refill(struct inflated *f)
{
	if (f->have)
		return true;
	f->at = 0;
	f->have = capture_get(&f->outer, f->buf, sizeof(f->buf));
	return f->have;
}

static size_t take_octets(struct inflated *f, u8 *to, size_t len)
{
	size_t got = 0, part;

	while (got < len && refill(f)) {
		part = len - got < f->have ? len - got : f->have;
		memcpy(to + got, f->buf + f->at, part);
		f->at += part;
		f->have -= part;
		got += part;
	}
	return got;
}

static size_t read_stored(struct inflated *f, u8 *to, size_t len)
{
	size_t got = take_octets(f, to, len < f->left ? len : f->left);

	f->left -= got;
	f->end = !f->left;
	if (!got && f->left)
		f->wrong = "the archive ends within a file";
	return got;
}

static size_t read_deflated(struct inflated *f, u8 *to, size_t len)
{
	int rc = Z_OK;

	f->z.next_out = to;
	f->z.avail_out = len;
	while (f->z.avail_out && rc == Z_OK) {
		if (!refill(f)) {
			f->wrong = "the archive ends within a file";
			break;
		}
		f->z.next_in = f->buf + f->at;
		f->z.avail_in = f->have;
		rc = inflate(&f->z, Z_NO_FLUSH);
		f->at += f->have - f->z.avail_in;
		f->have = f->z.avail_in;
	}
	f->end = rc == Z_STREAM_END;
	if (rc != Z_OK && rc != Z_STREAM_END)
		f->wrong = "what was compressed is damaged";
	return len - f->z.avail_out;
}

static ssize_t read_cookie(void *cookie, char *buf, size_t len)
{
	struct inflated *f = cookie;
	size_t got;

	if (f->end || f->wrong)
		return 0;
	got = f->deflated ? read_deflated(f, (u8 *)buf, len) : read_stored(f, (u8 *)buf, len);
	f->size += got;
	if (f->size > INFLATE_MAX)
		f->wrong = "it is more than 2 GiB when inflated; the rest is not read";
	else if (f->size > INFLATE_FREE + INFLATE_TIMES * (f->outer.done - f->have))
		f->wrong = "it is 200 times as large when inflated; the rest is not read";
	return got;
}

/* What its reader left, so that the archive is where the next file begins. */
static void skip_rest(struct inflated *f)
{
	u8 buf[4096];

	while (read_cookie(f, (char *)buf, sizeof(buf)) > 0)
		;
}

static int begin_deflated(struct inflated *f, int window)
{
	memset(&f->z, 0, sizeof(f->z));
	f->deflated = true;
	f->end = false;
	return inflateInit2(&f->z, window) == Z_OK ? 0 :
	       capture_fail(&f->outer, "no memory");
}

static void begin_stored(struct inflated *f, u64 len)
{
	f->deflated = false;
	f->end = !len;
	f->left = len;
}

/* While the file within it is read, the capture is that file. */
static int read_inner(struct capture *c, struct inflated *f, inflate_fn read,
		      const struct inflate_entry *entry)
{
	cookie_io_functions_t io = { .read = read_cookie };
	FILE *inner = fopencookie(f, "r", io);
	int err;

	if (!inner)
		return capture_fail(c, "no memory");
	setvbuf(inner, NULL, _IONBF, 0);
	c->in = inner;
	c->size = 0;
	c->done = 0;
	c->latest = 0;
	c->backwards = false;
	c->peeked = 0;
	c->taken = 0;
	err = read(c, entry);
	fclose(inner);
	c->in = f->outer.in;
	if (!err)
		skip_rest(f);
	c->shown = f->outer.shown;
	if (!err && f->wrong)
		capture_remark(c, c->done, "%s", f->wrong);
	return err;
}

static struct inflated *begin(const struct capture *c)
{
	struct inflated *f = calloc(1, sizeof(*f));

	if (!f)
		abort();
	f->outer = *c;
	return f;
}

/**
 * inflate_gzip() - read the file in gzip
 * @c: the capture
 * @read: reads it
 */
int inflate_gzip(struct capture *c, inflate_fn read)
{
	static const struct inflate_entry entry = { .text = true };
	struct inflated *f = begin(c);
	int err = begin_deflated(f, 16 + MAX_WBITS);

	if (!err) {
		err = read_inner(c, f, read, &entry);
		inflateEnd(&f->z);
	}
	free(f);
	return err;
}

/* ---- zip ---- */

static bool ends_with(const char *s, const char *end)
{
	size_t len = strlen(s), cut = strlen(end);

	return len >= cut && !strcasecmp(s + len - cut, end);
}

static bool skip_octets(struct inflated *f, size_t len)
{
	u8 buf[256];
	size_t part;

	for (; len; len -= part) {
		part = len < sizeof(buf) ? len : sizeof(buf);
		if (take_octets(f, buf, part) < part)
			return false;
	}
	return true;
}

/* Characters that a terminal would act on are no part of a name. */
static void clean_name(char *name)
{
	for (; *name; name++)
		if ((u8)*name < ' ' || *name == 0x7f)
			*name = '?';
}

static bool read_name(struct inflated *f, const u8 *head, struct inflate_entry *entry)
{
	size_t len = smpg_le16(head + 26), kept = len;

	if (kept > sizeof(entry->name) - 1)
		kept = sizeof(entry->name) - 1;
	if (take_octets(f, (u8 *)entry->name, kept) < kept)
		return false;
	entry->name[kept] = '\0';
	clean_name(entry->name);
	entry->text = ends_with(entry->name, ".txt") || ends_with(entry->name, ".log");
	return skip_octets(f, len - kept + smpg_le16(head + 28));
}

/* Behind a file whose length was not known before: its CRC and lengths */
static bool skip_descriptor(struct inflated *f)
{
	u8 word[4];

	if (take_octets(f, word, 4) < 4)
		return false;
	return skip_octets(f, capture_le32(word) == ZIP_DATA ? 12 : 8);
}

static int begin_file(struct inflated *f, const u8 *head, const char *name)
{
	u16 flags = smpg_le16(head + 6), method = smpg_le16(head + 8);
	u32 len = capture_le32(head + 18);

	if (!(flags & ZIP_ENCRYPTED) && method == ZIP_DEFLATED)
		return begin_deflated(f, -MAX_WBITS);
	if (flags & ZIP_ENCRYPTED || method != ZIP_STORED || flags & ZIP_DESCRIPTOR ||
	    len == 0xffffffff)
		return capture_fail(&f->outer, "is zip, and %.100s in it is %s; unpack it first",
				    name, flags & ZIP_ENCRYPTED ? "encrypted" :
				    "packed in a way that is not read");
	begin_stored(f, len);
	return 0;
}

/* 1 for a file, 0 behind the last, or -1 */
static int read_file(struct capture *c, struct inflated *f, inflate_fn read)
{
	struct inflate_entry entry;
	u8 head[ZIP_HEADER];
	int err;

	if (take_octets(f, head, 4) < 4 || capture_le32(head) != ZIP_FILE)
		return 0;
	if (take_octets(f, head + 4, ZIP_HEADER - 4) < ZIP_HEADER - 4 ||
	    !read_name(f, head, &entry)) {
		capture_remark(c, f->outer.done, "the archive ends within a header");
		return 0;
	}
	if (begin_file(f, head, entry.name)) {
		memcpy(c->error, f->outer.error, sizeof(c->error));
		return -1;
	}
	err = read_inner(c, f, read, &entry);
	if (f->deflated)
		inflateEnd(&f->z);
	if (err)
		return -1;
	if (f->wrong)
		return 0;
	return !(smpg_le16(head + 6) & ZIP_DESCRIPTOR) || skip_descriptor(f);
}

/**
 * inflate_zip() - read the files in zip, one after another
 * @c: the capture
 * @read: reads one of them
 */
int inflate_zip(struct capture *c, inflate_fn read)
{
	struct inflated *f = begin(c);
	int rc;

	while ((rc = read_file(c, f, read)) == 1)
		;
	free(f);
	return rc;
}
