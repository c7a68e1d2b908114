#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# system: 6.12-ftrace 6.1-kprobe test-ftrace
# timeout: 1800
#
# A peer breaks rules without end. Memory stays what it was, few violations are told and
# the others counted, another peer of the adapter pairs as ever, and a listener that
# never reads harms none of that. SMPG_FLOOD says how many PDUs the peer transmits.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/pairing.sh
. "$here/pairing.sh"
tool=$top/smpguard
number=${SMPG_FLOOD:-1000000}
# The test kernel checks every memory access
[ "${SMPG_KERNEL:-}" != test ] || number=$(((number + 15) / 16))
short=$((number / 20))
pairings=20
kinds=/sys/kernel/debug/smp_guard/counters
sent=0 lost=0

# Of the counters, which bash adds up: rules have a point and an action
totals() {
	local name value
	violations=0 pairing_events=0 rules=0
	while read -r name value; do
		case $name in
		events.* | frames.* | smp.* | malformed.tx | malformed.rx) ;;
		pairings.*) pairing_events=$((pairing_events + value)) ;;
		*.audit | *.mask | *.repair | *.reject)
			violations=$((violations + value))
			[ "$value" = 0 ] || rules=$((rules + 1))
			;;
		esac
	done <$kinds
	sent=$(guard_counter events.sent) lost=$(guard_counter events.lost)
	suppressed=$(guard_counter events.suppressed)
}
# memory NAME: in KiB, sets got
memory() {
	local name value _
	got=
	while read -r name value _; do
		[ "$name" != "$1:" ] || got=$value
	done </proc/meminfo
}
# storm NUMBER PAIRINGS: sets json
storm() { json=$("$SMPG_BIN/storm" "$@" 2>"$work/storm") && note "$json"; }
all_told() {
	local before=$((sent + lost))
	pause 0.3
	totals
	[ $((sent + lost)) = $before ]
}

check "module loads" guard_load || exit 1
# Of what a listener reads, violations alone are kept: a log takes memory
# shellcheck disable=SC2016 # expanded in the other shell
start_bg reader bash -c 'exec "$0" monitor --json 2>&1 > >(grep --line-buffered -e violation -e listening)' "$tool"
check "a program listens" wait_for 30 grep -qx listening "$(bg_log reader)" || exit 1
monitor_start deaf --json
kill -STOP "${bg_pids[deaf]}"

# What is allocated once is there after the first, and the deaf listener has no room
check "a short flood" storm $short 2 || { note "$(tail -n 1 "$work/storm")"; exit 1; }
wait_for 20 all_told
memory SUnreclaim
unreclaimable=$got
memory MemAvailable
available=$got
check "$number PDUs" storm "$number" $pairings || note "$(tail -n 1 "$work/storm")"
wait_for 20 all_told
memory SUnreclaim
unreclaimable=$((got - unreclaimable))
memory MemAvailable
available=$((available - got))
note "memory: $unreclaimable KiB more of slabs, $available KiB less available"
check "slabs hold no more than before" [ $unreclaimable -lt 1024 ]
check "memory is as available as before" [ $available -lt 4096 ]

value pairings "${json:-}"
check "the other peer paired $pairings times, every PDU unchanged" [ "$got" = $pairings ]
value host "${json:-}"
host=$got
value completed "${json:-}"
check "each of $host packets is completed once" [ "$got" = "$host" ]
value rejected "${json:-}"
check "the peer is told of rejections" [ "$got" -gt 0 ]

totals
note "$violations violations, $pairing_events of pairings: $sent sent, $lost lost, $suppressed suppressed"
grep -v ' 0$' $kinds | sed 's/^/# /'
check "each of $((number + short)) PDUs broke a rule" [ "$violations" -ge $((number + short)) ]
check "each event is sent, lost or suppressed" \
	[ $((sent + lost + suppressed)) = $((violations + pairing_events)) ]
check "some are suppressed" [ "$suppressed" -gt $((number / 2)) ]
# 32 at once of each adapter, peer and rule, then one in ten seconds
told=$(grep -c violation "$(bg_log reader)")
most=$((2 * rules * (32 + SECONDS / 10 + 1)))
check "of violations $told are told, of $most at most" [ "$told" -le $most ]
kill -CONT "${bg_pids[deaf]}"
