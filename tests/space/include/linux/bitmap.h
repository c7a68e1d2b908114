/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_LINUX_BITMAP_H
#define SPACE_LINUX_BITMAP_H

#include <linux/kernel.h>
#include <linux/string.h>

#define BITS_TO_LONGS(bits)	DIV_ROUND_UP(bits, BITS_PER_LONG)
#define DECLARE_BITMAP(name, bits) unsigned long name[BITS_TO_LONGS(bits)]

static inline bool test_bit(long nr, const unsigned long *map)
{
	return map[nr / BITS_PER_LONG] >> nr % BITS_PER_LONG & 1;
}

static inline void set_bit(long nr, unsigned long *map)
{
	map[nr / BITS_PER_LONG] |= BIT(nr % BITS_PER_LONG);
}

static inline void clear_bit(long nr, unsigned long *map)
{
	map[nr / BITS_PER_LONG] &= ~BIT(nr % BITS_PER_LONG);
}

static inline bool test_and_set_bit(long nr, unsigned long *map)
{
	bool was = test_bit(nr, map);

	set_bit(nr, map);
	return was;
}

static inline bool test_and_clear_bit(long nr, unsigned long *map)
{
	bool was = test_bit(nr, map);

	clear_bit(nr, map);
	return was;
}

static inline void bitmap_zero(unsigned long *map, unsigned int bits)
{
	memset(map, 0, BITS_TO_LONGS(bits) * sizeof(*map));
}

#endif /* SPACE_LINUX_BITMAP_H */
