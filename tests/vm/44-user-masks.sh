#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.1-ftrace 6.12-kprobe
# timeout: 180
#
# A user-space stack and the masks: over LE it is rejected for a key that they do
# not allow, over BR/EDR its Pairing Request, or that of its peer, goes without,
# and so does the Pairing Response of who answers as if it had not.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/pairing.sh
. "$here/pairing.sh"
tool=$top/smpguard

# masked WHAT OPTION...: it completes, and only the features were touched
masked() {
	local what=$1 json before
	shift
	before=$(guard_counter negotiations.masked)
	json=$(replay "$@" 2>"$work/replay") || {
		fail "$what" "$(tail -n 1 "$work/replay") $json"
		return
	}
	expect "$what" "$json" result '"complete"'
	expect "$what" "$json" altered '["Pairing Request","Pairing Response"]'
	check "$what: counted" [ "$(guard_counter negotiations.masked)" = $((before + 2)) ]
}

check "module loads" guard_load weak_key=allow || exit 1
check "EncKey is masked" "$tool" policy set key-dist-local=IdKey,SignKey,LinkKey
masked "BR/EDR" --bredr --clean
masked "BR/EDR, peripheral" --bredr --clean --swap
masked "BR/EDR, in fragments" --bredr --clean --fragment 5 --fragment-rx 5
check "no rule was hit over BR/EDR" [ "$(guard_counter masked-key.reject)" = 0 ]

# Of the trace the peer distributes EncKey, and this host SignKey
check "the peer's EncKey is masked" "$tool" policy set \
	key-dist-local=EncKey,SignKey key-dist-remote=IdKey
for swap in "" --swap; do
	# shellcheck disable=SC2086 # may be empty
	json=$(replay $swap 2>"$work/replay") || fail "LE $swap" "$(tail -n 1 "$work/replay") $json"
	expect "LE $swap" "$json" result '"failed"'
	expect "LE $swap" "$json" host_failed 15
	expect "LE $swap" "$json" peer_failed 15
done
check "masked-key was counted" [ "$(guard_counter masked-key.reject)" = 2 ]

check "of one peer it is accepted" "$tool" policy set \
	--peer D2:A7:4C:76:F3:E0 --type random key-dist-remote=EncKey
json=$(replay --clean 2>"$work/replay")
expect "LE, with that peer" "$json" result '"complete"'
check "masked-key was not counted" [ "$(guard_counter masked-key.reject)" = 2 ]
