/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_LINUX_JIFFIES_H
#define SPACE_LINUX_JIFFIES_H

#include <linux/kernel.h>

#define HZ	250

/* Advanced by space_pass() and msleep() alone. */
extern unsigned long jiffies;

#define get_jiffies_64()	((u64)jiffies)
#define msecs_to_jiffies(ms)	(((unsigned long)(ms) * HZ + 999) / 1000)
#define nsecs_to_jiffies(ns)	((unsigned long)((ns) / (1000000000 / HZ)))
#define jiffies_to_msecs(j)	((unsigned int)((j) * 1000 / HZ))

#define time_after(a, b)	((long)((b) - (a)) < 0)
#define time_before(a, b)	time_after(b, a)
#define time_after_eq(a, b)	((long)((a) - (b)) >= 0)
#define time_before_eq(a, b)	time_after_eq(b, a)
#define time_is_before_jiffies(a) time_after(jiffies, a)
#define time_is_after_jiffies(a) time_before(jiffies, a)

#endif /* SPACE_LINUX_JIFFIES_H */
