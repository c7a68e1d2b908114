/* SPDX-License-Identifier: GPL-2.0 */
/* The driver seeds the random octets, see space_seed(). */
#ifndef SPACE_LINUX_RANDOM_H
#define SPACE_LINUX_RANDOM_H

#include <linux/types.h>

void get_random_bytes(void *buf, size_t len);

static inline u32 get_random_u32(void)
{
	u32 n;

	get_random_bytes(&n, sizeof(n));
	return n;
}

static inline u64 get_random_u64(void)
{
	u64 n;

	get_random_bytes(&n, sizeof(n));
	return n;
}

static inline int wait_for_random_bytes(void)
{
	return 0;
}

#endif /* SPACE_LINUX_RANDOM_H */
