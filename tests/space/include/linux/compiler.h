/* SPDX-License-Identifier: GPL-2.0 */
/* There is one thread: no access is torn, and none is reordered. */
#ifndef SPACE_LINUX_COMPILER_H
#define SPACE_LINUX_COMPILER_H

/* For __always_inline */
#include <sys/cdefs.h>

#include <linux/types.h>

#define noinline		__attribute__((__noinline__))
#define __noreturn		__attribute__((__noreturn__))
#define __packed		__attribute__((__packed__))
#define __aligned(n)		__attribute__((__aligned__(n)))
#define __maybe_unused		__attribute__((__unused__))
#define fallthrough		__attribute__((__fallthrough__))
#define __printf(a, b)		__attribute__((__format__(printf, a, b)))
#define __read_mostly
#define __ro_after_init
#define __rcu
#define __init
#define __exit

#define likely(x)		__builtin_expect(!!(x), 1)
#define unlikely(x)		__builtin_expect(!!(x), 0)
#define READ_ONCE(x)		(x)
#define WRITE_ONCE(x, value)	((x) = (value))
#define smp_load_acquire(p)	(*(p))
#define smp_store_release(p, value) ((void)(*(p) = (value)))

#endif /* SPACE_LINUX_COMPILER_H */
