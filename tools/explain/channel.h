/* SPDX-License-Identifier: GPL-2.0 */
/* The monitor channel: every HCI packet of this machine, as btmon(1) sees it. */
#ifndef SMPGUARD_CHANNEL_H
#define SMPGUARD_CHANNEL_H

#include "../clock.h"
#include "smpg_types.h"

/**
 * struct channel_record - a packet from the channel
 * @boottime: when the kernel saw it, by CLOCK_BOOTTIME, in nanoseconds
 * @opcode: of BlueZ's doc/btsnoop.txt
 * @adapter: index of the adapter
 * @data: the packet, valid until the next one is received
 * @len: octets in @data
 */
struct channel_record {
	u64 boottime;
	u16 opcode;
	u16 adapter;
	const u8 *data;
	size_t len;
};

int channel_open(void);
bool channel_receive(int fd, struct clock_gap *real,
		     struct channel_record *record);

#endif /* SMPGUARD_CHANNEL_H */
