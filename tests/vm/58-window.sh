#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.12-ftrace 6.1-kprobe
# system: 6.1-ftrace 6.12-kprobe test-ftrace
# timeout: 300
#
# A window, in which a peer may start a pairing; and a peer that starts one again and
# again.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/pairing.sh
. "$here/pairing.sh"

tool=$top/smpguard

# ends WHAT RESULT OPTION...: a pairing that the peer starts, or with other options not
ends() {
	local what=$1 result=$2 json
	shift 2
	json=$(replay --clean "$@" 2>"$work/replay") || {
		fail "$what" "$(tail -n 1 "$work/replay") $json"
		return
	}
	expect "$what" "$json" result "\"$result\""
	[ "$result" = complete ] || expect "$what" "$json" peer_failed 5
}
refused() { ! "$tool" window "$@" 2>"$work/said"; }
none_open() { [ -z "$("$tool" window show)" ]; }
# told EVENT N: N events of the kind were told
told() { [ "$(grep -c "\"event\":\"$1\"" "$(bg_log monitor)")" = "$2" ]; }

check "module loads" guard_load profile=audit || exit 1
monitor_start monitor --json
check "policy is set" "$tool" policy set unsolicited-pairing=reject || exit 1

ends "without a window" failed --swap
ends "a pairing of this host needs none" complete
check "window opens" "$tool" window open 10m
check "and is shown" grep -q '^all adapters, all peers: open for [0-9]* s more$' <("$tool" window show)
ends "within it, when the tool has ended" complete --swap
check "window closes" "$tool" window close
check "none is shown" none_open
ends "after it" failed --swap

check "window of another adapter opens" "$tool" window open 10m --adapter hci7
check "of another peer too" "$tool" window open 10m --peer 11:22:33:44:55:66 --type public
ends "with windows for others" failed --swap
check "both are shown in JSON" [ "$("$tool" window show --json | grep -cE \
	'^\{"adapter":7,"duration":[0-9]+\}$|^\{"peer-address":"11:22:33:44:55:66","peer-address-type":"public","duration":[0-9]+\}$')" = 2 ]
check "one closes" "$tool" window close --adapter hci7
check "not twice" refused close --adapter hci7
check "which says why" grep -q 'no window is open' "$work/said"
check "the rest closes" "$tool" window close

# Replay's adapter is new each time: the index of one that is gone is another's
check "window of its adapter opens" "$tool" window open 10m --adapter hci0
ends "within it" complete --swap
check "which is closed with its adapter" none_open

check "a short window opens" "$tool" window open 1s
check "and closes by itself" wait_for 30 none_open
ends "when it is over" failed --swap
check "each opening was told" wait_for 20 told window-opened 5
check "and each end" wait_for 20 told window-closed 5
for bad in 0 25h 1x -1 99999999999999999999; do
	check "window open $bad is refused" refused open "$bad"
done
for i in {1..16}; do
	"$tool" window open 10m --adapter "hci$i" || break
done
check "17th window is refused" refused open 10m
check "which says why" grep -q '16 windows are open' "$work/said"
check "module unloads with open windows" guard_unload
check "each end was told" wait_for 20 told window-closed 21
stop_bg monitor

# A peer that guesses. Emulated guests are slow, but the interval doubles.
guesses() { "$SMPG_BIN/guess" "$@" >"$work/guesses"; }
check "bare: a peer guesses on" guesses 12
check "bare: the host was asked each time" [ "$(grep -c asked "$work/guesses")" = 12 ]
check "module loads" guard_load || exit 1
guesses 12
check "default: the host was asked each time" [ "$(grep -c asked "$work/guesses")" = 12 ]
check "default: it is reported" [ "$(guard_counter repeated-attempts.audit)" -gt 0 ]
check "policy is set" "$tool" policy set repeated-attempts=reject
guesses 12
check "reject: the first four reach the host" [ "$(head -n 4 "$work/guesses" | sort -u)" = asked ]
check "reject: others are rejected" grep -q '^rejected 9$' "$work/guesses"
guesses 30 rotate
check "ever new addresses: the first sixteen reach the host" \
	[ "$(head -n 16 "$work/guesses" | sort -u)" = asked ]
check "ever new addresses: others are rejected" grep -q '^rejected 9$' "$work/guesses"
check "module unloads" guard_unload
