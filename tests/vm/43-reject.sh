#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.1-kprobe 6.12-ftrace test-ftrace
# system: 6.1-ftrace 6.12-kprobe 7.x-ftrace kcsan-ftrace
# timeout: 300
#
# A pairing that is rejected ends at once for both sides, with the same reason,
# and every packet of the host completes exactly once. Replay fails by itself if
# it does not, or if there is no progress for five seconds.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/pairing.sh
. "$here/pairing.sh"

# rejected WHAT REASON RULE OPTION...; of $trace
rejected() {
	local what=$1 reason=$2 rule=$3 json before
	shift 3
	before=$(guard_counter "$rule.reject")
	json=$(replay "$@" 2>"$work/replay") || {
		fail "$what" "$(tail -n 1 "$work/replay") $json"
		return
	}
	expect "$what" "$json" result '"failed"'
	expect "$what" "$json" host_failed "$reason"
	expect "$what" "$json" peer_failed "$reason"
	check "$what: counted" [ "$(guard_counter "$rule.reject")" -gt "$before" ]
}

fragments="5 --fragment-rx 5"
# The test kernel checks every memory access: fragments make the most of them
sizes=("" 1 "$fragments")
[ "${SMPG_KERNEL:-}" != test ] || sizes=("$fragments")
check "module loads" guard_load unnegotiated_key=reject weak_key=reject || exit 1
rejected "unnegotiated key to the peer" 15 unnegotiated-key
rejected "in fragments" 15 unnegotiated-key --fragment 5
rejected "in fragments of one octet" 15 unnegotiated-key --fragment 1
rejected "as peripheral" 15 unnegotiated-key --swap
rejected "over BR/EDR" 15 unnegotiated-key --bredr
rejected "unnegotiated key from the peer" 15 unnegotiated-key --incoming
rejected "from the peer, in fragments" 15 unnegotiated-key --incoming --fragment-rx 1
# The responder's keys come first, and there is a weak one
rejected "from the peer, as peripheral" 15 weak-key --incoming --swap
rejected "from the peer, one buffer" 15 unnegotiated-key --incoming --buffers 1
rejected "from the peer, over BR/EDR" 15 unnegotiated-key --incoming --bredr
rejected "weak key" 15 weak-key --clean
check "module unloads" guard_unload

check "module loads" guard_load profile=strict || exit 1
for size in "${sizes[@]}"; do
	# shellcheck disable=SC2086 # may be empty, or several
	set -- ${size:+--fragment $size}
	rejected "legacy pairing, initiator $*" 3 legacy-pairing "$@"
	rejected "key that would be derived, initiator $*" 14 masked-key --sc "$@"
	# Of a response sent octet by octet the peer has seen the beginning, and
	# replay takes it for lost
	[ "$size" != 1 ] || continue
	rejected "legacy pairing, responder $*" 3 legacy-pairing --swap "$@"
	rejected "key that would be derived, responder $*" 14 masked-key --sc --swap "$@"
done
rejected "two buffers" 3 legacy-pairing --buffers 1
check "module unloads" guard_unload

# attack NAME REASON RULE OPTION...: without the module nothing stops it
attack() {
	local name=$1 reason=$2 rule=$3 json size
	shift 3
	json=$(replay --clean --attack "$name" "$@")
	expect "$name $*: bare" "$json" result '"complete"'
	check "$name: module loads" guard_load || exit 1
	for size in "${sizes[@]}"; do
		# shellcheck disable=SC2086 # may be empty, or several
		rejected "$name $* $size" "$reason" "$rule" --clean --attack "$name" "$@" \
			${size:+--fragment $size}
	done
	check "$name: module unloads" guard_unload
}
attack reflected-key 11 reflected-value --sc
attack reflected-x 11 reflected-value --sc
attack reflected-random 4 reflected-value --sc
attack reflected-check 11 reflected-value --sc
attack reflected-confirm 4 reflected-value
attack invalid-key 11 invalid-key --sc
attack invalid-key 11 invalid-key --sc --swap
attack early-key 15 plain-key
attack early-key 15 plain-key --swap
attack long-size-request 10 malformed --swap
attack long-size-response 10 malformed

# Values of earlier pairings, which the module has to have seen
# completes WHAT OPTION...
completes() {
	local what=$1
	shift
	expect "$what" "$(replay --sc --clean "$@")" result '"complete"'
}
completes "bare: a random value" --attack kept-random
completes "bare: the same again" --attack kept-random
completes "bare: the host's key of before" --attack earlier-key
check "module loads" guard_load || exit 1
check "policy is set" "$top/smpguard" policy set weak-nonce=reject
completes "a random value" --attack kept-random
rejected "the same again" 8 weak-nonce --sc --clean --attack kept-random
rejected "the host's key of before" 11 reflected-value --sc --clean --attack earlier-key
check "module unloads" guard_unload

check "module loads" guard_load weak_key=allow || exit 1
sed -E 's/Max encryption key size: 16/Max encryption key size: 7/' "$trace" >"$work/short"
trace=$work/short
check "the trace has shorter keys" grep -q "key size: 7" "$trace"
check "policy is set" "$top/smpguard" policy set short-key=reject min-key-size=16
for swap in "" --swap; do
	rejected "short key $swap" 6 short-key --clean $swap
done
check "module unloads" guard_unload
