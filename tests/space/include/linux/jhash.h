/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_LINUX_JHASH_H
#define SPACE_LINUX_JHASH_H

#include <linux/types.h>

u32 jhash(const void *key, u32 length, u32 initval);

static inline u32 jhash2(const u32 *key, u32 length, u32 initval)
{
	return jhash(key, length * sizeof(*key), initval);
}

#endif /* SPACE_LINUX_JHASH_H */
