#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.1 6.12
# timeout: 300
#
# Two adapters of btvirt, the kernel's own stack on both: Just Works, legacy and
# Secure Connections. The same PDUs go by with the module as without it.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
modprobe hci_vhci || exit

# btvirt is slow to answer in an emulated guest, and the kernel gives up on an
# adapter that does not answer a command within two seconds
adapters() {
	local _
	for _ in 1 2 3; do
		start_bg btvirt btvirt -L -l2
		! wait_for 20 both_there || return 0
		stop_bg btvirt
	done
	return 1
}
both_there() { [ "$(mgmt info | grep -c 'Primary controller')" = 2 ]; }

# An agent on each adapter: btmgmt as people use it, and its keyboard
agent() {
	mkfifo "$work/keys$1"
	start_bg "agent$1" bash -c "exec btmgmt --index $1 <>'$work/keys$1'"
}
type_to() { echo "$2" >"$work/keys$1"; }
prompts() { grep -c 'Accept pairing' "$(bg_log "agent$1")"; }

# pair: until hci0's agent says how it ended
pair() {
	local i until=$((SECONDS + 40)) answered=(0 0)
	type_to 0 "pair -c 3 -t 1 $peer"
	while [ $SECONDS -lt $until ]; do
		for i in 0 1; do
			[ "$(prompts $i)" -gt "${answered[i]}" ] || continue
			answered[i]=$((answered[i] + 1))
			type_to $i yes
		done
		if grep -q 'Paired with' "$(bg_log agent0)"; then
			return 0
		elif grep -q 'Pairing with.* failed' "$(bg_log agent0)"; then
			return 1
		fi
		sleep 0.2
	done
	return 1
}

# session NAME SC: sets up both hosts and pairs them; the PDUs' kinds, and the
# key distribution, go to $work/NAME
session() {
	local name=$1 sc=$2 i
	for i in 0 1; do
		mgmt --index $i power off
		mgmt --index $i le on
		mgmt --index $i bondable on
		mgmt --index $i connectable on
		mgmt --index $i sc "$sc"
		mgmt --index $i power on
	done >/dev/null
	mgmt --index 1 advertising on >/dev/null
	peer=$(mgmt --index 1 info | sed -nE 's/.*addr ([0-9A-F:]+).*/\1/p' | head -n 1)
	rm -f "$work"/keys?
	agent 0
	agent 1
	wait_for 5 grep -q hci0 "$(bg_log agent0)"
	type_to 0 "io-cap 3"
	type_to 1 "io-cap 3"
	start_bg btmon btmon -w "$work/$name.snoop"
	sleep 2
	check "$name: paired" pair || sed 's/^/# /' "$(bg_log agent0)"
	# The peripheral's side of it may take a little longer
	sleep 2
	mgmt --index 0 unpair -t 1 "$peer" >/dev/null
	mgmt --index 1 unpair -t 1 "$(mgmt --index 0 info |
		sed -nE 's/.*addr ([0-9A-F:]+).*/\1/p' | head -n 1)" >/dev/null
	for i in btmon agent0 agent1; do
		stop_bg $i
	done
	# Each side in its own order; how they interleave is chance
	btmon -r "$work/$name.snoop" | sed -nE -e '/ACL Data/{s/^([<>]).*\[(hci[01])\].*/\1 \2/;h}' \
		-e '/^ *(SMP|BR\/EDR SMP): /{G;s/^ *([^\n]*)\n(.*)/\2 \1/p}' \
		-e '/key distribution: /{G;s/^ *([^\n]*)\n(.*)/\2 \1/p}' |
		sort -s -k 1,2 >"$work/$name"
}

check "two adapters" adapters || exit 1
for sc in off on; do
	session "bare-sc-$sc" $sc
	check "module loads" guard_load || exit 1
	session "guarded-sc-$sc" $sc
	if [ "$(wc -l <"$work/bare-sc-$sc")" -gt 10 ] &&
		cmp -s "$work/bare-sc-$sc" "$work/guarded-sc-$sc"; then
		pass "sc $sc: the same $(wc -l <"$work/bare-sc-$sc") lines of SMP"
	else
		fail "sc $sc: the same PDUs" "they differ"
		diff "$work/bare-sc-$sc" "$work/guarded-sc-$sc" | sed 's/^/# /'
	fi
	hits=$(grep -E '^(unnegotiated-key|weak-key|malformed)\.' /sys/kernel/debug/smp_guard/counters |
		grep -v ' 0$')
	check "sc $sc: no rule was hit" [ -z "$hits" ] || note "$hits"
	# One pairing, seen from two adapters
	check "sc $sc: both hosts' pairing is complete" \
		[ "$(guard_counter pairings.completed)" = 2 ]
	guard_unload || fail "module unloads" "rmmod"
done
