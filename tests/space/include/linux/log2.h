/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_LINUX_LOG2_H
#define SPACE_LINUX_LOG2_H

#include <linux/kernel.h>

#define ilog2(n)	(63 - __builtin_clzll(n))

static inline unsigned long roundup_pow_of_two(unsigned long n)
{
	return n <= 1 ? 1 : 1UL << (ilog2(n - 1) + 1);
}

#endif /* SPACE_LINUX_LOG2_H */
