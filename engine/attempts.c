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

/*
 * Each invalid public key that a host answers may tell a part of its private key, and no
 * honest peer sends one.
 */
#define WEIGHT_OF_INVALID	3

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

/* Another processor may have read its clock later, and noted that first. */
static u64 elapsed(u64 since, u64 now)
{
	return now > since ? now - since : 0;
}

static bool is_past(const struct smpg_attempts *a, u64 time, u64 now)
{
	return elapsed(a->last, now) >= time;
}

/**
 * smpg_attempts_failed() - one more pairing has failed
 * @a: the attempts; zeros before the first
 * @all: they are those of all peers of an adapter
 * @invalid: after a public key that is no point of the curve
 * @now: nanoseconds, of a clock that never goes back
 */
void smpg_attempts_failed(struct smpg_attempts *a, bool all, bool invalid, u64 now)
{
	u8 more = invalid ? WEIGHT_OF_INVALID : 1;

	if (is_past(a, interval(a, all) + FORGOTTEN, now)) {
		a->failures = 0;
		a->invalid = 0;
	}
	a->failures = a->failures < 255 - more ? a->failures + more : 255;
	a->invalid += invalid && a->invalid < 255;
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

/* Requests of a peer in so much time: a peer that repeats one sends one each second. */
#define REQUESTS_MAX	16
#define REQUESTS_TIME	(10 * SECOND)

/**
 * smpg_rate_count() - a peer has sent one more request
 * @r: the requests; zeros before the first
 * @now: nanoseconds, as of smpg_attempts_failed()
 */
void smpg_rate_count(struct smpg_rate *r, u64 now)
{
	if (!r->nr || elapsed(r->since, now) >= REQUESTS_TIME) {
		r->since = now;
		r->nr = 0;
	}
	if (r->nr < 255)
		r->nr++;
}

/**
 * smpg_rate_exceeded() - were the last requests a flood?
 * @r: the requests
 */
bool smpg_rate_exceeded(const struct smpg_rate *r)
{
	return r->nr > REQUESTS_MAX;
}
