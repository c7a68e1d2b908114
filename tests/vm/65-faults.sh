#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# system: test-ftrace test-kprobe
# timeout: 300
#
# Each allocation fails in its turn, while the module is asked and tells, and while
# hosts pair: an error or a loss that is counted, nothing by halves, no frame less, and
# what failed once works the next time. Whether anything leaked is said at the end of
# the guest.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/pairing.sh
. "$here/pairing.sh"
# shellcheck source=tests/vm/faults.sh
. "$here/faults.sh"

# --- What it is asked -----------------------------------------------------------

# changes WHAT LEAST UNDO COMMAND...: COMMAND changes the state whole or not at all
changes() {
	local what=$1 least=$2 undo=$3 n=0 rc wrong=0 is before after
	shift 3
	state
	before=$is
	"$@" >"$work/said" 2>&1 || fail "$what" "$(tail -n 1 "$work/said")"
	state
	after=$is
	$undo >/dev/null 2>&1
	[ "$before" != "$after" ] || fail "$what" "it changes nothing"
	while :; do
		n=$((n + 1))
		"$SMPG_BIN/failnth" $n "$@" >"$work/said" 2>&1
		rc=$?
		[ $rc != $not_reached ] || break
		state
		if [ $rc = 0 ] && [ "$is" != "$after" ] || [ $rc != 0 ] && [ "$is" != "$before" ]; then
			note "$what, $n: status $rc, and it is:" "$is"
			wrong=$((wrong + 1))
		fi
		if [ $rc != 0 ] && [ ! -s "$work/said" ]; then
			note "$what, $n: status $rc, and nothing is said"
			wrong=$((wrong + 1))
		fi
		"$@" >"$work/said" 2>&1 || wrong=$((wrong + 1))
		state
		[ "$is" = "$after" ] || wrong=$((wrong + 1))
		$undo >/dev/null 2>&1
	done
	$undo >/dev/null 2>&1
	state
	[ "$is" = "$before" ] || wrong=$((wrong + 1))
	points "$what" "$least" $((n - 1)) $wrong
}

# reads WHAT LEAST COMMAND...: COMMAND prints the same, or fails
reads() {
	local what=$1 least=$2 n=0 rc wrong=0
	shift 2
	"$@" >"$work/whole" 2>"$work/said" || fail "$what" "$(tail -n 1 "$work/said")"
	while :; do
		n=$((n + 1))
		"$SMPG_BIN/failnth" $n "$@" >"$work/read" 2>"$work/said"
		rc=$?
		if [ $rc = 0 ] || [ $rc = $not_reached ]; then
			cmp -s "$work/whole" "$work/read" || {
				note "$what, $n: $(diff "$work/whole" "$work/read" | head -n 3)"
				wrong=$((wrong + 1))
			}
		fi
		[ $rc != $not_reached ] || break
	done
	points "$what" "$least" $((n - 1)) $wrong
}

# --- What is no caller's --------------------------------------------------------

# The kernel counts, as long as it may fail an allocation, those that it could, and
# fails one if the count is a multiple of the interval. The count does not begin anew.
counted_so_far=0
arm() {
	echo $((counted_so_far + $1)) >$debugfs/failslab/interval
	echo 1 >$debugfs/failslab/times
	echo 100 >$debugfs/failslab/probability
}
# disarm N: whether the Nth has failed
disarm() {
	echo 0 >$debugfs/failslab/probability
	if [ "$(<$debugfs/failslab/times)" = 0 ]; then
		counted_so_far=$((counted_so_far + $1))
	else
		counted_so_far=$((counted_so_far + $1 - 1))
		return 1
	fi
}
all_fail() {
	echo 1 >$debugfs/failslab/interval
	echo -1 >$debugfs/failslab/times
	echo 100 >$debugfs/failslab/probability
}

# pairs WHAT LEAST OPTION...: it completes, and each packet has its completion
pairs() {
	local what=$1 least=$2 n=0 json wrong=0
	shift 2
	while :; do
		n=$((n + 1))
		arm $n
		if ! json=$(replay "$@" 2>&1) || [[ $json != *'"result":"complete"'* ]]; then
			note "$what, $n: $json"
			wrong=$((wrong + 1))
		fi
		disarm $n || break
	done
	points "$what" "$least" $((n - 1)) $wrong
	all_fail
	check "$what: it ends while all allocations fail" replay "$@"
	cp "$work/check" "$work/json"
	echo 0 >$debugfs/failslab/probability
}

# events: each is told, or counted as lost
events() {
	local n=0 wrong=0 sent lost told
	monitor_start monitor --json
	# Reading a counter takes memory, too
	admit_function send_event
	while :; do
		n=$((n + 1))
		sent=$(guard_counter events.sent) lost=$(guard_counter events.lost)
		told=$(windows_told)
		arm $n
		"$tool" window open 10m --adapter hci9
		"$tool" window close
		if ! wait_for 10 events_over $((sent + lost + 2)); then
			note "events, $n: $(guard_counter events.sent) sent, $(guard_counter events.lost) lost, of $((sent + lost + 2))"
			wrong=$((wrong + 1))
		fi
		sent=$(($(guard_counter events.sent) - sent))
		if ! wait_for 10 told_are $((told + sent)); then
			note "events, $n: $sent are said to be sent, $(($(windows_told) - told)) told"
			wrong=$((wrong + 1))
		fi
		disarm $n || break
	done
	points "events" 3 $((n - 1)) $wrong
	[ "$(guard_counter events.lost)" -gt 0 ] || fail "events: some are lost" "none"
	check "events: the monitor says that some are lost" grep -q '"event":"lost"' "$(bg_log monitor)"
	stop_bg monitor
}
windows_told() { grep -c '"event":"window-' "$(bg_log monitor)"; }
told_are() { [ "$(windows_told)" = "$1" ]; }
events_over() { [ $(($(guard_counter events.sent) + $(guard_counter events.lost))) -ge "$1" ]; }

check "module loads" guard_load || exit 1
inject_begin
admit_ours
SECONDS=0
events
admit_ours
changes "policy set" 1 "$tool policy reset" "$tool" policy set weak-key=audit --adapter hci7
windows=y
changes "window open" 0 "$tool window close" "$tool" window open 10m --adapter hci7
windows=
for file in counters links policy translations hooks; do
	reads "debugfs, $file" 1 cat $debugfs/smp_guard/$file
done
reads "status" 1 "$tool" status --json
reads "policy show" 0 "$tool" policy show
note "asked: $SECONDS s"
pairs "a clean pairing" 1 --clean
expect "a clean pairing, without any memory" "$(<"$work/json")" result '"complete"'
pairs "a pairing" 3
note "paired: $SECONDS s"
guarded "afterwards" "$enc,$central" "" "$csrk"
