/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_LINUX_HASH_H
#define SPACE_LINUX_HASH_H

#include <linux/kernel.h>

u32 space_hash(u64 value, unsigned int bits);

#define hash_long(value, bits)		space_hash(value, bits)
#define hash_64(value, bits)		space_hash(value, bits)
#define hash_32(value, bits)		space_hash(value, bits)
#define hash_ptr(p, bits)		space_hash((unsigned long)(p), bits)

#endif /* SPACE_LINUX_HASH_H */
