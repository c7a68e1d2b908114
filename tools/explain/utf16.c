// SPDX-License-Identifier: GPL-2.0
/* Text of UTF-16 as UTF-8 */
#include "capture.h"

static size_t put_letter(char *out, u16 letter)
{
	if (letter < 0x80) {
		out[0] = letter;
		return 1;
	}
	if (letter < 0x800) {
		out[0] = 0xc0 | letter >> 6;
		out[1] = 0x80 | (letter & 0x3f);
		return 2;
	}
	out[0] = 0xe0 | letter >> 12;
	out[1] = 0x80 | (letter >> 6 & 0x3f);
	out[2] = 0x80 | (letter & 0x3f);
	return 3;
}

/**
 * capture_get_text() - read text
 * @c: the capture
 * @buf: for octets of UTF-8, or of whatever the text is in
 * @len: of @buf; at most 4096
 *
 * Letters of four octets in UTF-16, which nothing that is read here has, become
 * others.
 *
 * Return: so many octets, 0 at the end of the file.
 */
size_t capture_get_text(struct capture *c, char *buf, size_t len)
{
	u8 letters[2048];
	size_t nr, i, out = 0;
	int low = c->utf16 == UTF16_BE;

	if (c->utf16 == UTF16_NONE)
		return capture_get(c, buf, len);
	/* Two octets become up to three. */
	nr = capture_get(c, letters, len / 4 * 2);
	for (i = 0; i + 1 < nr; i += 2)
		out += put_letter(buf + out, letters[i + low] | letters[i + !low] << 8);
	return out;
}
