/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The account of completions of kernel/inject.c and kernel/credits.c. A host
 * transmits over link 0, and over link 1 a key that is rejected: its packet is
 * dropped, and Pairing Failed takes a buffer that link 0 lends, or an idle one. Each
 * processor's path is a process: every statement may be followed by one of another
 * process. The names of functions are those of the code.
 *
 * What must hold: the controller never has more packets than buffers, unless a
 * buffer was idle when Pairing Failed was queued, or unloading returned what was lent;
 * the host gets no completion that is not due, none behind the end of a link, and in
 * the end all that are.
 *
 * tests/models/run also takes the model with each of these steps taken out or put in
 * another order, and expects it to fail:
 *
 *   QUEUE_LATE	a completion is lent before the packet is queued for it
 *   FLIGHT_LATE	a packet is in flight only after it is no longer queued
 *   NO_LOCK	links have no locks
 *   LOCK_SHORT	the lock is released before the completion is queued for the host
 *   NO_WAIT	unloading does not wait for handlers that may still lend
 *   STOP_EARLY	the ends of links are not seen while completions are returned
 */

#define BUFFERS	1
#define PACKETS	3

/* ---- The rooms ---- */

bool locked[2], dead[2];
byte owed[2];
bool lent;				/* by link 0, to link 1 */
bool peer_reason, tx_skb, tx_pending;	/* of link 1 */
bool ending, drained, watching = true;

/* ---- The world ---- */

byte free = BUFFERS;		/* as the host counts them */
byte unacked[2];		/* the host's packets that are still to complete */
bool ended;			/* the host knows that link 1 has ended */
byte inside[2];			/* the host's packets in the controller */
bool own_queued, own_inside, own_idle;
bool link_closed;		/* the controller has closed link 1 */
byte handlers;			/* handlers that were entered, for unloading */
byte left = PACKETS;
bool unloaded, host_done;

#ifdef NO_LOCK
#define LOCK(l)		skip
#define UNLOCK(l)	skip
#else
#define LOCK(l)		atomic { !locked[l] -> locked[l] = true }
#define UNLOCK(l)	locked[l] = false
#endif

#define WAITING		(peer_reason && !tx_skb && !tx_pending)

inline check_buffers()
{
	assert(own_idle || ending || inside[0] + inside[1] + own_inside <= BUFFERS)
}

inline host_receives(l, n)
{
	d_step {
		assert(!(l == 1 && ended));
		assert(n <= unacked[l]);
		unacked[l] = unacked[l] - n;
		free = free + n
	}
}

inline controller_takes(l)
{
	d_step {
		if
		:: l == 1 && link_closed
		:: else -> inside[l] = inside[l] + 1; check_buffers()
		fi
	}
}

/* smpg_credit_owe(): reads, and writes what it has read */
inline credit_owe(l)
{
	read = owed[l];
	owed[l] = read + 1
}

/* ---- Paths ---- */

active proctype host()
{
	byte read;

	do
	:: atomic { left && free -> left--; free--; unacked[0]++ };
	   controller_takes(0)
	/* smpg_frame_acl(): a key that breaks a rule */
	:: atomic { left && free && !ended -> left--; free--; unacked[1]++; handlers++ };
	   if
	   :: drained || !watching -> controller_takes(1)
	   :: else ->
		LOCK(1);
		if
		:: dead[1] -> controller_takes(1)
		:: else ->
			peer_reason = true;
			credit_owe(1)
		fi;
		UNLOCK(1)
	   fi;
	   handlers--
	:: !left -> break
	:: unloaded -> break
	od;
	host_done = true
}

/* tx_work of the adapter: smpg_inject_sent() */
active proctype transmitter()
{
end:	do
	:: atomic { own_queued -> own_queued = false; handlers++ };
	   if
	   :: !watching -> skip
	   :: else ->
		LOCK(1);
		if
		:: !tx_skb -> UNLOCK(1); goto swallowed
		/* must_wait() */
		:: tx_skb && !ending -> tx_skb = false; UNLOCK(1); goto swallowed
		:: tx_skb
		fi;
		peer_reason = false;
#ifdef FLIGHT_LATE
		tx_skb = false;
		tx_pending = true;
#else
		tx_pending = true;
		tx_skb = false;
#endif
		UNLOCK(1)
	   fi;
	   d_step {
		if
		:: link_closed
		:: else -> own_inside = true; check_buffers()
		fi
	   }
swallowed: handlers--
	od
}

/* try_peer(), with the lock of link 1 */
inline try_peer(idle)
{
	d_step { tx_skb = true; own_idle = idle; own_queued = true }
}

/* Events, one at a time: smpg_inject_completed(), smpg_links_close() */
active proctype controller()
{
	bool queued, withheld;

end:	do
	/* borrow() */
	:: atomic { inside[0] -> inside[0]--; handlers++ };
	   withheld = false;
	   if
	   :: !watching || lent || ending || !WAITING
	   :: else ->
#ifdef QUEUE_LATE
		LOCK(0);
		lent = true;
		withheld = true;
		UNLOCK(0);
#endif
		queued = false;
		LOCK(1);
		if
		:: !dead[1] && WAITING -> try_peer(false); queued = true
		:: else
		fi;
		UNLOCK(1);
#ifndef QUEUE_LATE
		if
		:: queued ->
			LOCK(0);
			if
			:: !lent -> lent = true; withheld = true
			:: else
			fi;
			UNLOCK(0)
		:: else
		fi
#endif
	   fi;
	   if
	   :: withheld
	   :: else -> host_receives(0, 1)
	   fi;
	   handlers--
	:: atomic { inside[1] -> inside[1]--; handlers++ };
	   host_receives(1, 1);
	   handlers--
	/* is_ours(); without the hooks, the host sees one more */
	:: atomic { own_inside -> own_inside = false; handlers++ };
	   if
	   :: watching ->
		LOCK(1);
		assert(dead[1] || tx_pending);
		tx_pending = false;
		UNLOCK(1)
	   :: else
	   fi;
	   handlers--
	/* Disconnection Complete: live_remove() */
	:: atomic { !link_closed ->
			link_closed = true; inside[1] = 0; own_inside = false; handlers++ };
	   if
	   :: watching ->
		LOCK(1);
		dead[1] = true;
		peer_reason = false;
		tx_skb = false;
		tx_pending = false;
		UNLOCK(1)
	   :: else
	   fi;
	   d_step { ended = true; free = free + unacked[1]; unacked[1] = 0 };
	   handlers--
	od
}

/* settle(), of both links */
inline settle()
{
	LOCK(0);
	if
	:: lent ->
		/* is_lent(): the two are read one after the other, without a lock */
		if
		:: ending -> still = false
		:: else ->
			still = tx_skb;
			if
			:: !still && !dead[1] -> still = tx_pending
			:: else
			fi
		fi;
		if
		:: !still -> lent = false; credit_owe(0)
		:: else
		fi
	:: else
	fi;
	UNLOCK(0);
	LOCK(1);
	if
	/* Nothing was to complete for a while, or the module goes */
	:: !dead[1] && WAITING && (ending || !(inside[0] + inside[1] + handlers)) ->
		try_peer(true)
	:: else
	fi;
	UNLOCK(1)
}

/* give_back() */
inline give_back(l)
{
	if
	:: !owed[l]
	:: else ->
		LOCK(l);
		if
		:: !dead[l] && owed[l] ->
			read = owed[l];
#ifdef LOCK_SHORT
			owed[l] = 0;
			UNLOCK(l);
			host_receives(l, read);
			LOCK(l)
#else
			host_receives(l, read);
			owed[l] = 0
#endif
		:: else
		fi;
		UNLOCK(l)
	fi
}

/* One work of the module's runs at a time: the others wait for it, as unloading does. */
bool working;

active proctype works()
{
	bool still;
	byte read;

	do
	:: atomic { !working && !ending && (lent || WAITING || owed[0] || owed[1]) ->
			working = true };
	   settle();
	   give_back(0);
	   give_back(1);
	   working = false
	:: ending -> break
	od
}

/* smp_guard_exit() */
active proctype unload()
{
	bool still;
	byte read;

#ifdef STOP_EARLY
	watching = false;
	handlers == 0;
#else
	drained = true;
	handlers == 0;
#endif
	ending = true;
#ifndef NO_WAIT
	handlers == 0;
#endif
	atomic { !working -> working = true };
	settle();
	give_back(0);
	give_back(1);
#ifndef STOP_EARLY
	watching = false;
	handlers == 0;
#endif
	d_step {
		assert(!lent);
		assert(!owed[0] && (dead[1] || !owed[1]));
		dead[0] = true;
		dead[1] = true;
		unloaded = true
	}
}

/* In the end the host has all buffers. */
active proctype balance()
{
	unloaded && host_done && !handlers && !own_queued && !own_inside &&
		!inside[0] && !inside[1] ->
	assert(free + unacked[1] == BUFFERS && !unacked[0])
}
