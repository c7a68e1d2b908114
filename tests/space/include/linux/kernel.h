/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_LINUX_KERNEL_H
#define SPACE_LINUX_KERNEL_H

#include <assert.h>
#include <errno.h>
#include <limits.h>
#include <stdarg.h>

#include <linux/bits.h>
#include <linux/compiler.h>
#include <linux/minmax.h>

#define U8_MAX		((u8)~0U)
#define U16_MAX		((u16)~0U)
#define U32_MAX		((u32)~0U)
#define U64_MAX		((u64)~0ULL)

#define ARRAY_SIZE(a)		(sizeof(a) / sizeof((a)[0]))
/* An expression without statements, since it gives arrays their size. */
#define DIV_ROUND_UP(n, d)	(((n) - 1) / (d) + 1)
#define struct_size(p, field, n) \
	offsetof(__typeof__(*(__typeof__(p))0), field[n])
#define container_of(p, type, field) \
	((type *)((char *)(p) - offsetof(type, field)))

#define lower_32_bits(n)	((u32)(n))
#define upper_32_bits(n)	((u32)((u64)(n) >> 32))

#define cpu_to_le16(n)		((__le16)(n))
#define le16_to_cpu(n)		((u16)(n))
#define cpu_to_le32(n)		((__le32)(n))
#define le32_to_cpu(n)		((u32)(n))

/* An option that is not defined expands to its own name. */
#define IS_ENABLED(CONFIG_x)	space_is_1(CONFIG_x)
#define space_is_1(x)		(#x[0] == '1')

static inline u32 get_unaligned_le32(const void *p)
{
	const u8 *at = p;

	return at[0] | at[1] << 8 | at[2] << 16 | (u32)at[3] << 24;
}

#define ERR_PTR(err)		((void *)(long)(err))
#define PTR_ERR(p)		((long)(p))
#define IS_ERR(p)		((unsigned long)(p) >= (unsigned long)-4095)

/* A warning in the kernel's log ends the run here. */
__noreturn
void space_bug(const char *what, const char *file, int line);

#define SPACE_NEVER(x) do { \
	if (unlikely(x)) \
		space_bug(#x, __FILE__, __LINE__); \
} while (0)
#define WARN_ON(x) ({ \
	if (unlikely(x)) \
		space_bug(#x, __FILE__, __LINE__); \
	false; \
})
#define WARN_ON_ONCE(x)		WARN_ON(x)

__printf(1, 2)
void space_print(const char *fmt, ...);

#define pr_fmt(fmt)		fmt
#define pr_err(fmt, ...)	space_print(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn(fmt, ...)	space_print(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_warn_once(fmt, ...)	space_print(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_info(fmt, ...)	space_print(pr_fmt(fmt), ##__VA_ARGS__)
#define pr_debug(fmt, ...)	space_print(pr_fmt(fmt), ##__VA_ARGS__)

__printf(3, 4)
int snprintf(char *buf, size_t size, const char *fmt, ...);
__printf(3, 4)
int scnprintf(char *buf, size_t size, const char *fmt, ...);

/* Asserts that the caller is not in atomic context. */
void might_sleep(void);
#define cond_resched()		might_sleep()

#endif /* SPACE_LINUX_KERNEL_H */
