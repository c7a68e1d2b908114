/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Hooks, the function that runs in place of a hooked one, and unloading: kernel/hook.c,
 * kernel/watch.c and the order of smp_guard_exit(). A frame of a host is transmitted by
 * a task, which may be preempted between any two steps; a frame of a controller is
 * received in an interrupt, which ends before a grace period of RCU does, but which may
 * interrupt an idle processor, for which grace periods of RCU tasks do not wait. An
 * adapter goes away meanwhile. The names of functions are those of the code.
 *
 * What must hold: no code of the module runs after the module is freed; no link points
 * to an adapter that is freed, and none is left when the module is freed.
 *
 * tests/models/run also takes the model with each of these steps taken out or put in
 * another order, and expects it to fail:
 *
 *   NO_RCU_TASKS	unloading does not wait for tasks
 *   NO_RCU	unloading does not wait for interrupts
 *   NO_WAIT_STOP	no wait between the end of watching and the end of the links
 *   NO_WAIT_DETACH	no wait between the end of the hooks and of the module
 *   DETACH_EARLY	the hooks are removed before the links are
 *   CLOSE_EARLY	the links are removed before watching ends
 *   NO_RELEASE	an adapter's end is seen at hci_unregister_dev() alone
 */

#define TASK	0
#define IRQ	1
#define REMOVER	2		/* the task that removes the adapter */
#define CALLS	2		/* frames of each */

/* ---- The module ---- */

bool there = true;		/* its code and data */
bool watching = true;		/* the static key */
bool hooked = true;		/* the four hooks */
bool link;			/* of the adapter that goes away */

/* ---- The world ---- */

bool busy[3];			/* between entry and return of the hooked function */
bool registered = true, adapter = true;
bool unloaded;

#define RUNS_OURS	assert(there)

/* smpg_tx() and smpg_rx(): a link is met with its first frame. */
inline handler(swallows)
{
	RUNS_OURS;
	if
	:: watching ->
		RUNS_OURS;
		link = true;
		RUNS_OURS;
		if
		:: swallows = true
		:: skip
		fi
	:: else
	fi;
	RUNS_OURS
}

/* hci_send_frame() or hci_recv_frame(), and smpg_swallow() in its place */
proctype caller(byte kind)
{
	byte calls;
	bool swallows;

	do
	:: calls == CALLS -> break
	:: else ->
		/* Frames begin while the adapter is registered, and may end later. */
		atomic {
			if
			:: registered -> busy[kind] = true
			:: else -> break
			fi
		}
		swallows = false;
		if
		:: hooked -> handler(swallows)
		:: else
		fi;
		/* The handler has returned: nothing says that the module is needed. */
		if
		:: swallows -> RUNS_OURS; skip; RUNS_OURS
		:: else
		fi;
		busy[kind] = false;
		calls++
	od
}

/* smpg_gone() */
inline gone()
{
	busy[REMOVER] = true;
	if
	:: hooked -> RUNS_OURS; link = false; RUNS_OURS
	:: else
	fi;
	busy[REMOVER] = false
}

/* hci_unregister_dev(), and hci_release_dev() when no frame is on its way */
proctype removal()
{
	gone();
	registered = false;
	!busy[TASK] && !busy[IRQ];
#ifndef NO_RELEASE
	gone();
#endif
	d_step {
		adapter = false;
		assert(!link)
	}
}

inline synchronize_rcu_tasks()
{
#ifndef NO_RCU_TASKS
	!busy[TASK];
	!busy[REMOVER]
#else
	skip
#endif
}

inline synchronize_rcu()
{
#ifndef NO_RCU
	!busy[IRQ]
#else
	skip
#endif
}

inline wait_for_handlers()
{
	synchronize_rcu_tasks();
	synchronize_rcu()
}

/* smp_guard_exit() */
proctype unload()
{
#ifdef CLOSE_EARLY
	link = false;
#endif
#ifdef DETACH_EARLY
	hooked = false;
	wait_for_handlers();
#endif
	watching = false;
#ifndef NO_WAIT_STOP
	wait_for_handlers();
#endif
#ifndef CLOSE_EARLY
	link = false;			/* smpg_links_close_all() */
#endif
	hooked = false;			/* smpg_hook_detach() */
#ifndef NO_WAIT_DETACH
	wait_for_handlers();
#endif
	d_step {
		assert(!link);
		there = false;
		unloaded = true
	}
}

init {
	atomic {
		run caller(TASK);
		run caller(IRQ);
		run removal();
		run unload()
	}
}
