/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_LINUX_BITS_H
#define SPACE_LINUX_BITS_H

#include <linux/types.h>

#define BITS_PER_LONG	64
#define BIT(n)		(1UL << (n))
#define BIT_ULL(n)	(1ULL << (n))

#endif /* SPACE_LINUX_BITS_H */
