/* SPDX-License-Identifier: GPL-2.0 */
/* Types and helpers for the engine, in the kernel and outside. */
#ifndef SMPG_TYPES_H
#define SMPG_TYPES_H

#ifdef __KERNEL__

#include <linux/bits.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <linux/types.h>

static inline void smpg_wipe(void *p, size_t len)
{
	memzero_explicit(p, len);
}

#else

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include <linux/types.h>

typedef __u8 u8;
typedef __u16 u16;
typedef __u32 u32;
typedef __u64 u64;

#define ARRAY_SIZE(a) (sizeof(a) / sizeof((a)[0]))
#define BIT(n) (1UL << (n))
#define BIT_ULL(n) (1ULL << (n))

static inline void smpg_wipe(void *p, size_t len)
{
	explicit_bzero(p, len);
}

#endif

static inline bool smpg_all_zero(const void *octets, size_t len)
{
	const u8 *p = octets;

	while (len && !*p)
		len--, p++;
	return !len;
}

/* Everything on HCI and L2CAP is little-endian and unaligned. */
static inline u16 smpg_le16(const u8 *p)
{
	return (u16)(p[0] | p[1] << 8);
}

#endif /* SMPG_TYPES_H */
