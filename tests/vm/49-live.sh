#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.12-ftrace
# timeout: 120
#
# smpguard monitor --explain: the recorded pairing as it happens.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/pairing.sh
. "$here/pairing.sh"
tool=$top/smpguard

# has WHAT NAME TEXT: it was printed, whichever way the lines were broken
has() {
	if tr -s ' |\n' ' ' <"$(bg_log "$2")" | grep -qF -- "$3"; then
		pass "$1"
	else
		fail "$1" "no \"$3\" in $(bg_log "$2")"
	fi
}
listening() { grep -qx listening "$(bg_log "$1")"; }
printed() { grep -q "$2" "$(bg_log "$1")"; }
# ends WHAT NAME: as it should when it is told to
ends() {
	stop_bg "$2"
	check "$1" [ $? = 0 ]
}

if "$tool" monitor --explain >"$work/refused" 2>&1; then
	fail "it needs the module" "status 0"
else
	check "it needs the module, and says so" grep -q "module is not loaded" "$work/refused"
fi

check "module loads" guard_load weak_key=audit unnegotiated_key=audit || exit 1
start_bg text "$tool" monitor --explain
start_bg json "$tool" monitor --explain --json
start_bg one "$tool" monitor --explain --count 1
for name in text json one; do
	check "$name: listening" wait_for 10 listening $name
done
replay >"$work/replay" 2>&1
for name in text json one; do
	check "$name: the pairing is printed while it listens" \
		wait_for 20 printed $name 'This pairing failed'
done
has "the peer is named" text "Pairing 1: hci0 with D2:A7:4C:76:F3:E0 random"
has "the answer: how it ended" text "sent Pairing Failed, Unspecified Reason (0x08)"
has "the answer: keys not negotiated" text \
	"sent Encryption Information and Central Identification though only Sign was negotiated for it"
has "the answer: constants" text "are constants, not random"
for step in "Pairing Request" "Pairing Response" "Pairing Confirm" "Pairing Random" "link encrypted" \
	"Encryption Information" "Signing Information" "Pairing Failed"; do
	has "the sequence: $step" text "$step"
done
has "what the guard does about it" text "the guard, policy in force, lets it pass, and tells"
check "one: ends by itself after one" wait_for 10 gone "${bg_pids[one]}"
check "no key is printed" secret "$(bg_log text)" "$(bg_log json)"

check "the policy changes" "$tool" policy set unnegotiated-key=mask weak-key=repair
replay >"$work/replay" 2>&1
check "a second one is printed, and completes" \
	wait_for 20 printed json '"pairing":2,.*"outcome":"complete"'
ends "text: ends with status 0" text
ends "one: ended with status 0" one

check "module unloads" guard_unload
check "json: ends with it" wait_for 10 gone "${bg_pids[json]}"
check "json: says so" printed json "module was unloaded"
