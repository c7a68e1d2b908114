/* SPDX-License-Identifier: GPL-2.0 */
/* Stand-in: Frama-C has a C library of its own, and no kernel headers. */
#ifndef SMPG_PROOF_LINUX_TYPES_H
#define SMPG_PROOF_LINUX_TYPES_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

typedef uint8_t __u8;
typedef uint16_t __u16;
typedef uint32_t __u32;
typedef uint64_t __u64;
typedef int8_t __s8;
typedef int16_t __s16;
typedef int32_t __s32;
typedef int64_t __s64;

static inline void explicit_bzero(void *p, size_t len)
{
	memset(p, 0, len);
}

#endif /* SMPG_PROOF_LINUX_TYPES_H */
