#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.1-kprobe 6.12-ftrace
# system: 6.1-ftrace 6.12-kprobe kcsan-ftrace
# timeout: 300
#
# Two adapters of btvirt, the kernel's own stack on both: Just Works, legacy and
# Secure Connections. The same PDUs go by with the module as without it.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/hosts.sh
. "$here/hosts.sh"

# session NAME SC: sets up both hosts and pairs them; the PDUs' kinds, and the
# key distribution, go to $work/NAME
session() {
	local name=$1 sc=$2 i peer
	for i in 0 1; do
		setup $i "le on" "bondable on" "connectable on" "sc $sc"
	done >/dev/null
	mgmt --index 1 advertising on >/dev/null
	peer=$(address_of 1)
	agents
	btmon_start "$work/$name.snoop"
	check "$name: paired" pair "$peer" || sed 's/^/# /' "$(bg_log agent0)"
	# The peripheral's side of it may take a little longer
	sleep 2
	unpair "$peer" "$(address_of 0)"
	sleep 1
	for i in btmon agent0 agent1; do
		stop_bg $i
	done
	# Each side in its own order; how they interleave is chance
	btmon -r "$work/$name.snoop" | sed -nE -e '/ACL Data/{s/^([<>]).*\[(hci[01])\].*/\1 \2/;h}' \
		-e '/^ *(SMP|BR\/EDR SMP): /{G;s/^ *([^\n]*)\n(.*)/\2 \1/p}' \
		-e '/key distribution: /{G;s/^ *([^\n]*)\n(.*)/\2 \1/p}' |
		sort -s -k 1,2 >"$work/$name"
}

check "two adapters" adapters -L -l2 || exit 1
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
