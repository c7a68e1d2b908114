/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_LINUX_STRING_H
#define SPACE_LINUX_STRING_H

#include <string.h>

#include <linux/compiler.h>

/* Return: the first octet that is not @c, NULL if there is none. */
static inline void *memchr_inv(const void *p, int c, size_t len)
{
	const u8 *at = p;

	for (; len; len--, at++)
		if (*at != (u8)c)
			return (void *)at;
	return NULL;
}

static inline void memzero_explicit(void *p, size_t len)
{
	memset(p, 0, len);
	__asm__("" : : "r"(p) : "memory");
}

#endif /* SPACE_LINUX_STRING_H */
