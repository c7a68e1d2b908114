#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# system: 6.12-ftrace 6.1-kprobe test-ftrace
# smp: 6.12-ftrace 6.1-kprobe
# timeout: 3000
#
# The module comes and goes while programs ask it by every way there is, while kprobes
# are switched off and on beside another tracer, and while adapters go in the middle of
# it. SMPG_ROUNDS says how often it comes and goes in all.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/pairing.sh
. "$here/pairing.sh"
rounds=30
# The test kernel checks every memory access
[ "${SMPG_KERNEL:-}" != test ] || rounds=10
rounds=$(((${SMPG_ROUNDS:-$rounds} + 1) / 2))
tracefs=/sys/kernel/tracing
[ -e $tracefs/trace ] || mount -t tracefs tracefs $tracefs

# --- What goes on meanwhile -----------------------------------------------------

going_on() { [ ! -e "$work/enough" ]; }

# Each says how often it has done so
kprobes_switched() {
	local n=0
	while going_on; do
		echo 0 >/sys/kernel/debug/kprobes/enabled
		pause 0.01
		echo 1 >/sys/kernel/debug/kprobes/enabled
		pause 0.03
		n=$((n + 1))
	done
	echo $n
}
# Another user of the functions that are hooked
traced() {
	local n=0
	while going_on; do
		echo hci_recv_frame hci_send_frame hci_release_dev >$tracefs/set_ftrace_filter
		echo function >$tracefs/current_tracer
		pause 0.02
		echo nop >$tracefs/current_tracer
		echo >$tracefs/set_ftrace_filter
		pause 0.02
		n=$((n + 1))
	done
	echo $n
}
# Adapters that go in the middle of a pairing
removed() {
	local n=0
	while going_on; do
		timeout -s KILL "0.$((RANDOM % 9 + 1))" "$SMPG_BIN/replay" "$trace" >/dev/null 2>&1
		n=$((n + 1))
	done
	echo $n
}

# meanwhile NAME...: these begin
meanwhile() {
	local name
	rm -f "$work/enough"
	for name; do
		start_bg "$name" "$name"
	done
	start_bg openers "$SMPG_BIN/openers"
}

# enough WHAT NAME...: these end, and each has been there
enough() {
	local what=$1 name number
	shift
	touch "$work/enough"
	for name; do
		wait_for 60 gone "${bg_pids[$name]}"
		stop_bg "$name"
		number=$(tail -n 1 "$(bg_log "$name")")
		check "$what: $name $number times" [ "${number:-0}" -gt 0 ]
	done
	check "$what: programs that ask go on" stop_bg openers
	note "$what: $(<"$(bg_log openers)")"
	for name in opened answered begun joined; do
		value $name "$(<"$(bg_log openers)")"
		[ "${got:-0}" -gt 0 ] || fail "$what: programs were answered" "$name ${got:-missing}"
	done
}

# --- The module -----------------------------------------------------------------

# Whoever has a file of it open, or a dump begun, keeps it for a moment
unload() { wait_for 20 guard_unload; }

# comes_and_goes WHAT may|must: it is loaded, in half of the rounds, and unloaded
comes_and_goes() {
	local what=$1 i loaded=0 stays=0
	for ((i = 0; i < rounds; i++)); do
		if guard_load 2>"$work/refused"; then
			loaded=$((loaded + 1))
			pause "0.0$((i % 10))"
			unload || stays=$((stays + 1))
		fi
		if guard_loaded; then
			fail "$what: it unloads" "in round $i"
			return 1
		fi
	done
	if [ $stays = 0 ] && { [ $loaded = "$rounds" ] || { [ "$2" = may ] && [ $loaded -gt 0 ]; }; }; then
		pass "$what: $loaded of $rounds times loaded, and unloaded"
	else
		fail "$what: it is loaded and unloaded" "loaded $loaded of $rounds times, and not unloaded $stays times"
	fi
}

# An adapter that goes at each step of a pairing, while the module comes or goes
amid() {
	local step what wrong=0
	for step in 12 18 28; do
		for what in "insmod $SMPG_KO hook=$SMPG_HOOK" "rmmod smp_guard"; do
			[ "${what%% *}" = insmod ] || guard_load
			# The program that has the adapter ends itself
			# shellcheck disable=SC2016 # expanded in the other shell
			replay --at $step --run "$what & kill -9 \$PPID" >/dev/null 2>&1
			case $what in
			insmod*) wait_for 20 loaded_whole ;;
			*) wait_for 20 not_loaded ;;
			esac || { note "$what at step $step does not end"; wrong=$((wrong + 1)); }
			! guard_loaded || unload
		done
	done
	if [ $wrong = 0 ]; then
		pass "adapters go while the module comes and goes"
	else
		fail "adapters go while the module comes and goes" "$wrong of 6 times it did not end"
	fi
}
loaded_whole() { [ "$(cat /sys/module/smp_guard/initstate 2>/dev/null)" = live ]; }
not_loaded() { ! guard_loaded; }

# switched NAME: beside another tracer
switched() {
	meanwhile traced "$1"
	comes_and_goes "$1" may || exit 1
	enough "$1" traced "$1"
}

guard_load && guard_unload || exit 1
amid
meanwhile removed
comes_and_goes "asked, while adapters go" must || exit 1
enough "asked, while adapters go" removed
# The sysctl kernel.ftrace_enabled stays: see Documentation/threat-model.md.
[ ! -e /sys/kernel/debug/kprobes/enabled ] || switched kprobes_switched
check "it loads afterwards" guard_load || exit 1
guarded "afterwards" "$enc,$central" "" "$csrk"
