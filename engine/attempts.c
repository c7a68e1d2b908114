// SPDX-License-Identifier: GPL-2.0
/*
 * The waiting interval between pairings that fail (2.3.6). Each failure tells a
 * peer something about a passkey, or lets it try another one.
 */
#include "smpg_engine.h"

#define SECOND		1000000000ULL

/* After so many failures a peer has to wait, or all peers of an adapter have to. */
#define OF_PEER		4
#define OF_ADAPTER	16

/* The first interval; the one of six failures later is the longest. */
#define FIRST		(10 * SECOND)
#define DOUBLINGS	6

/* Failures are forgotten when there was none for so long beyond the interval. */
#define FORGOTTEN	(60 * SECOND)

static u64 interval(const struct smpg_attempts *a, bool all)
{
	u8 limit = all ? OF_ADAPTER : OF_PEER, above;

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
 * @all: they are those of all peers of an adapter
 * @now: nanoseconds, of a clock that never goes back
 */
void smpg_attempts_failed(struct smpg_attempts *a, bool all, u64 now)
{
	if (is_past(a, interval(a, all) + FORGOTTEN, now))
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
	return !is_past(a, interval(a, all), now);
}
