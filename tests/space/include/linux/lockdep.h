/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_LINUX_LOCKDEP_H
#define SPACE_LINUX_LOCKDEP_H

#include <linux/kernel.h>

/* The member "lock" of spinlocks and mutexes. */
struct space_lock {
	const char *name;	/* locks with the same name are one class */
	u8 class;		/* 0 until it is known */
	bool held;
};

#define lockdep_is_held(l)	((l)->lock.held)
#define lockdep_assert_held(l)	SPACE_NEVER(!lockdep_is_held(l))
#define lockdep_assert_not_held(l) SPACE_NEVER(lockdep_is_held(l))

#endif /* SPACE_LINUX_LOCKDEP_H */
