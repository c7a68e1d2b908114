/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_LINUX_MINMAX_H
#define SPACE_LINUX_MINMAX_H

#define min_t(type, a, b) ({ \
	type a_ = (a), b_ = (b); \
	a_ < b_ ? a_ : b_; \
})
#define max_t(type, a, b) ({ \
	type a_ = (a), b_ = (b); \
	a_ > b_ ? a_ : b_; \
})

/* The comparison of pointers warns if the types differ. */
#define min(a, b) ({ \
	__typeof__(a) x_ = (a); \
	__typeof__(b) y_ = (b); \
	(void)(&x_ == &y_); \
	x_ < y_ ? x_ : y_; \
})
#define max(a, b) ({ \
	__typeof__(a) x_ = (a); \
	__typeof__(b) y_ = (b); \
	(void)(&x_ == &y_); \
	x_ > y_ ? x_ : y_; \
})
#define clamp_t(type, v, lo, hi) min_t(type, max_t(type, v, lo), hi)

#endif /* SPACE_LINUX_MINMAX_H */
