/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_LINUX_SLAB_H
#define SPACE_LINUX_SLAB_H

#include <linux/log2.h>
#include <linux/string.h>

#define GFP_ATOMIC	0U
#define GFP_KERNEL	1U	/* may sleep */
#define __GFP_ZERO	2U
#define __GFP_NOWARN	4U

void *kmalloc(size_t size, gfp_t gfp);
void kfree(const void *p);
void kfree_sensitive(const void *p);
void *kmemdup(const void *p, size_t size, gfp_t gfp);

static inline void *kzalloc(size_t size, gfp_t gfp)
{
	return kmalloc(size, gfp | __GFP_ZERO);
}

static inline void *kmalloc_array(size_t n, size_t size, gfp_t gfp)
{
	size_t all;

	return __builtin_mul_overflow(n, size, &all) ? NULL :
						       kmalloc(all, gfp);
}

static inline void *kcalloc(size_t n, size_t size, gfp_t gfp)
{
	return kmalloc_array(n, size, gfp | __GFP_ZERO);
}

#define kvmalloc(size, gfp)		kmalloc(size, gfp)
#define kvzalloc(size, gfp)		kzalloc(size, gfp)
#define kvcalloc(n, size, gfp)		kcalloc(n, size, gfp)
#define kvmalloc_array(n, size, gfp)	kmalloc_array(n, size, gfp)
#define kvfree(p)			kfree(p)
#define kvfree_sensitive(p, len)	((void)(len), kfree_sensitive(p))

#endif /* SPACE_LINUX_SLAB_H */
