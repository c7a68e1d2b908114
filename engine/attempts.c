// SPDX-License-Identifier: GPL-2.0
/*
 * The waiting interval between pairings that fail (2.3.6). Each failure tells a
 * peer something about a passkey, or lets it try another one.
 */
#include "smpg_engine.h"

#define SECOND		1000000000ULL

/* After so many failures a peer has to wait, and all peers of an adapter. */
#define OF_PEER		4
#define OF_ADAPTER	16

/* The first interval; six failures later it does not get any longer. */
#define FIRST		(10 * SECOND)
#define DOUBLINGS	6

/* A while without a failure, beyond the interval, makes good for all of them. */
#define FORGOTTEN	(60 * SECOND)

static u64 interval(const struct smpg_attempts *a, u8 limit)
{
	u8 above;

	if (a->failures < limit)
		return 0;
	above = a->failures - limit;
	return FIRST << (above < DOUBLINGS ? above : DOUBLINGS);
}

static bool is_past(const struct smpg_attempts *a, u64 time, u64 now)
{
	return now - a->last >= time;
}

/**
 * smpg_attempts_failed() - one more pairing has failed
 * @a: the attempts; zeros before the first
 * @now: nanoseconds, of a clock that never goes back
 */
void smpg_attempts_failed(struct smpg_attempts *a, u64 now)
{
	if (is_past(a, interval(a, OF_PEER) + FORGOTTEN, now))
		a->failures = 0;
	if (a->failures < 255)
		a->failures++;
	a->last = now;
}

/**
 * smpg_attempts_too_soon() - must a peer that starts a pairing still wait?
 * @a: the attempts
 * @all: they are those of all peers of an adapter
 * @now: nanoseconds, as of smpg_attempts_failed()
 */
bool smpg_attempts_too_soon(const struct smpg_attempts *a, bool all, u64 now)
{
	return !is_past(a, interval(a, all ? OF_ADAPTER : OF_PEER), now);
}
