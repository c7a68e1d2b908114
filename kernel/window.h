/* SPDX-License-Identifier: GPL-2.0 */
/* Windows, in which peers may start a pairing. */
#ifndef SMPG_WINDOW_H
#define SMPG_WINDOW_H

#include "smpg_types.h"

struct smpg_live_link;

/* Open at the same time */
#define SMPG_WINDOWS_MAX	16

/* A day, in seconds */
#define SMPG_WINDOW_LONGEST	86400

/**
 * struct smpg_window - for whom a window is open, and until when
 * @any_adapter: for all adapters
 * @index: the adapter, 0 for hci0, unless @any_adapter
 * @type: type of @address, SMP_GUARD_ADDRESS_TYPE_PUBLIC or _RANDOM, or _UNKNOWN for
 *	all peers
 * @address: the peer's address, least significant octet first
 * @seconds: its duration
 * @until: its end, of CLOCK_BOOTTIME in nanoseconds
 */
struct smpg_window {
	bool any_adapter;
	u16 index;
	u8 type;
	u8 address[6];
	u32 seconds;
	u64 until;
};

int smpg_window_open(struct smpg_window *window);
int smpg_window_close(const struct smpg_window *window);
void smpg_window_close_all(void);
void smpg_window_forget(u16 index);
bool smpg_window_at(unsigned int at, struct smpg_window *window);
bool smpg_window_for(struct smpg_live_link *live);
void smpg_window_exit(void);

#endif /* SMPG_WINDOW_H */
