/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_LINUX_KTIME_H
#define SPACE_LINUX_KTIME_H

#include <linux/jiffies.h>

#define NSEC_PER_SEC	1000000000ULL

static inline u64 ktime_get_boottime_ns(void)
{
	return jiffies * (NSEC_PER_SEC / HZ);
}

#define ktime_get_ns()	ktime_get_boottime_ns()

#endif /* SPACE_LINUX_KTIME_H */
