/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_LINUX_ATOMIC_H
#define SPACE_LINUX_ATOMIC_H

#include <linux/compiler.h>

#define ATOMIC_INIT(n)			{ n }
#define ATOMIC64_INIT(n)		{ n }

#define atomic_read(a)			((a)->counter)
#define atomic_set(a, n)		((a)->counter = (n))
#define atomic_add(n, a)		((void)((a)->counter += (n)))
#define atomic_sub(n, a)		((void)((a)->counter -= (n)))
#define atomic_inc(a)			((void)(a)->counter++)
#define atomic_dec(a)			((void)(a)->counter--)
#define atomic_inc_return(a)		(++(a)->counter)
#define atomic_dec_return(a)		(--(a)->counter)
#define atomic_dec_and_test(a)		(!--(a)->counter)

#define atomic64_read(a)		((a)->counter)
#define atomic64_set(a, n)		((a)->counter = (n))
#define atomic64_add(n, a)		((void)((a)->counter += (n)))
#define atomic64_inc(a)			((void)(a)->counter++)
#define atomic64_dec(a)			((void)(a)->counter--)
#define atomic64_try_cmpxchg(a, old, new) ({ \
	bool same_ = (a)->counter == *(old); \
	if (same_) \
		(a)->counter = (new); \
	else \
		*(old) = (a)->counter; \
	same_; \
})
#define atomic64_inc_return(a)		(++(a)->counter)

#define xchg(p, n) ({ \
	__typeof__(p) p_ = (p); \
	__typeof__(*p_) was_ = *p_; \
	*p_ = (n); \
	was_; \
})
#define cmpxchg(p, old, n) ({ \
	__typeof__(p) p_ = (p); \
	__typeof__(*p_) was_ = *p_; \
	if (was_ == (old)) \
		*p_ = (n); \
	was_; \
})

#endif /* SPACE_LINUX_ATOMIC_H */
