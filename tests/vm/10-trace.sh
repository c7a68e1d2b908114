#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.1 6.12 test
# system: 7.x
# timeout: 180
#
# The recorded pairing: fails as it did, and completes with the module.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/pairing.sh
. "$here/pairing.sh"
tool=$top/smpguard

bare "bare"
bare "bare, in fragments" --fragment 5 --fragment-rx 5
bare "bare, incoming" --incoming

check "module loads" guard_load || exit 1
listening() { awk '$2 == 16 && $4 !~ /^0*$/ { found = 1 } END { exit !found }' /proc/net/netlink; }
start_bg monitor "$tool" monitor
start_bg monitor-json "$tool" monitor --json
wait_for 10 listening

guarded "trace" "$enc,$central" "" "$csrk"
for size in 1 2 5 10 20; do
	guarded "fragments of $size" "$enc,$central" "" "$csrk" --fragment $size
done
guarded "incoming" "" "$irk,$address,$csrk" "$csrk" --incoming
for size in 1 5 20; do
	guarded "incoming, fragments of $size" "" "$irk,$address,$csrk" "$csrk" \
		--incoming --fragment-rx $size
done
guarded "two buffers" "$enc,$central" "" "$csrk" --buffers 1 --fragment 5
guarded "well-behaved" "" "" "$csrk" --clean

sleep 1
"$tool" status >"$work/status" 2>&1 || fail "smpguard status" "$(tail -n 1 "$work/status")"
"$tool" status --json >>"$work/status" 2>&1
stop_bg monitor
stop_bg monitor-json
events=$(bg_log monitor-json)
for event in pairing-started pairing-complete violation; do
	count=$(grep -c "\"$event\"" "$events")
	case $event in violation) want=38 ;; *) want=12 ;; esac
	if [ "$count" = $want ]; then
		pass "smpguard monitor: $count times $event"
	else
		fail "smpguard monitor: $want times $event" "$count"
	fi
done

dmesg >"$work/dmesg"
cat /sys/kernel/debug/smp_guard/* >"$work/debugfs"
check "no key in the kernel log" secret "$work/dmesg"
check "no key in debugfs" secret "$work/debugfs"
check "no key in the tool's output" secret "$work/status" "$events" "$(bg_log monitor)"
