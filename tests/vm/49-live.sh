#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.12-ftrace
# system: 6.1-ftrace kcsan-ftrace
# timeout: 120
#
# smpguard monitor --explain: the recorded pairing as it happens, and one of the
# kernel's own stack, whose link stays.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/pairing.sh
. "$here/pairing.sh"
# shellcheck source=tests/vm/hosts.sh
. "$here/hosts.sh"
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
start_bg text env LC_ALL=C "$tool" monitor --explain
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
for step in "Pairing Request" "Pairing Response" "Pairing Confirm" "Pairing Random" "the link is encrypted" \
	"Encryption Information" "Signing Information" "Pairing Failed"; do
	has "the sequence: $step" text "$step"
done
has "what the guard does about it" text "the guard, policy in force, lets it pass, and tells"
check "one: ends by itself after one" wait_for 10 gone "${bg_pids[one]}"

# nth N NAME: the text that was printed of a pairing
nth() { awk -v n="$1" '/^Pairing [0-9]+: / { at++ } at == n' "$(bg_log "$2")"; }
none_of() { ! nth "$1" text | grep -qE "$2"; }

# What the module did stands in the JSON of the N-th as a step of its own
# guarded_step N DIRECTION CODE RULE ACTION
guarded_step() {
	printed json "\"pairing\":$1,.*\"kind\":\"guard\",\"direction\":\"$2\",\"code\":$3,[^}]*\"rule\":\"$4\",[^}]*\"action\":\"$5\""
}
# passed N DIRECTION CODE: the PDU arrived
passed() { printed json "\"pairing\":$1,.*\"kind\":\"pdu\",\"direction\":\"$2\",\"code\":$3,"; }
never() { ! "$@"; }

check "the policy changes" "$tool" policy set unnegotiated-key=mask weak-key=repair
replay >"$work/replay" 2>&1
check "the second is printed, and complete" wait_for 20 printed text "This pairing completed"
check "what was masked is no PDU that arrived" none_of 2 '- (Encryption Information|Central Identification) -.*>'
check "what was repaired is no constant when it arrives" \
	printed json '"pairing":2,.*"kind":"pdu","direction":"tx","code":10,"text":"Signing Information","findings":\[\]'
for what in "masked Encryption Information" "masked Central Identification" "repaired Signing Information"; do
	has "the module shows: $what" text "the module $what of this host"
done
has "the answer: what was masked" text \
	"and masked Encryption Information and Central Identification of the"
for code in 6 7; do
	check "JSON: PDU $code was masked" guarded_step 2 tx $code unnegotiated-key mask
	check "JSON: PDU $code did not arrive" never passed 2 tx $code
done
check "JSON: the CSRK was repaired" guarded_step 2 tx 10 weak-key repair
check "both are where they happened" printed json \
	'"pairing":2,.*"text":"the link is encrypted".*"guard",[^{]*"code":6,.*"guard",[^{]*"code":10,.*"pdu",[^{]*"tx","code":10,'
replay --incoming >"$work/replay" 2>&1
check "the third is printed, and complete" wait_for 20 printed json '"pairing":3,.*"outcome":"complete"'
for code in 8 9 10; do
	check "JSON: PDU $code of the peer was masked" guarded_step 3 rx $code unnegotiated-key mask
	check "JSON: PDU $code of the peer did not arrive" never passed 3 rx $code
done
check "the policy changes again" "$tool" policy set unnegotiated-key=allow
replay --incoming >"$work/replay" 2>&1
check "the fourth is judged by the policy of then" \
	wait_for 20 printed json '"pairing":4,.*"rule":"unnegotiated-key",[^}]*"action":"allow"'

check "a policy that rejects" "$tool" policy set legacy-pairing=reject
replay >"$work/replay" 2>&1
check "the fifth is printed: the module ended it" \
	wait_for 20 printed json '"pairing":5,.*"outcome":"failed","side":"guard","reason":3,'
check "JSON: the response was rejected" guarded_step 5 rx 2 legacy-pairing reject
check "back" "$tool" policy set legacy-pairing=allow

check "two adapters" adapters -L -l2 || exit 1
for i in 0 1; do
	setup $i "le on" "bondable on" "connectable on" "sc on"
done >/dev/null
mgmt --index 1 advertising on >/dev/null
agents
check "the kernel's own hosts pair" pair "$(address_of 1)"
check "both sides of it are printed" \
	wait_for 20 printed json '"pairing":7,.*"secure-connections":true,.*"outcome":"complete"'
check "while the link is there" [ "$("$tool" links | wc -l)" = 2 ]

ends "text: ends with status 0" text
ends "one: ended with status 0" one
check "no key is printed" secret "$(bg_log text)" "$(bg_log json)"

check "module unloads" guard_unload
check "json: ends with it" wait_for 10 gone "${bg_pids[json]}"
check "json: says so" printed json "module was unloaded"
