#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# system: 6.1-ftrace 6.12-ftrace 6.12-kprobe
# timeout: 900
#
# The scripted attacks of tests/vm/attacks on the kernel's own stack, and on a host in
# user space that takes what comes: without the module, and with it under two profiles.
# Each script says how it ends then.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
tool=$(dirname "$(dirname "$here")")/smpguard

vhci_load || exit 1

# attacks PHASE: its results are the program's own
attacks() {
	local log rc=0
	log=$(bg_log "attack-$1")
	# 1: an attack did not end as it should have, which it said
	timeout 280 "$SMPG_BIN/attack" "$1" "$here"/attacks/*.attack >"$log" 2>&1 || rc=$?
	[ $rc -le 1 ] || fail "$1: the attacks are played" "$(tail -n 1 "$log")"
	smpg_failed=$((smpg_failed + $(grep -c '^not ok' "$log")))
	cat "$log"
}

attacks bare
attacks user-bare
for profile in default strict; do
	check "$profile: module loads" guard_load profile=$profile || exit 1
	# The attacks are many in a short time, by one adapter
	check "$profile: attempts may be many" "$tool" policy set repeated-attempts=allow
	attacks $profile
	attacks user-$profile
	check "$profile: module unloads" guard_unload
done
