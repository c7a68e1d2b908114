/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SMPG_ADDRESS_H
#define SMPG_ADDRESS_H

#include <linux/types.h>

/* Reverse an address: netlink and traces have the most significant octet first. */
static inline void smpg_swap_address(u8 to[6], const u8 from[6])
{
	int i;

	for (i = 0; i < 6; i++)
		to[i] = from[5 - i];
}

#endif /* SMPG_ADDRESS_H */
