#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.1 6.12 test
# system: 7.x kcsan
# timeout: 180
#
# The recorded pairing: fails as it did, and completes with the module. Tracepoints
# say what events do.

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
monitor_start monitor
monitor_start monitor-json --json

tracefs=/sys/kernel/tracing
[ -e $tracefs/trace ] || mount -t tracefs tracefs $tracefs
check "tracepoints are enabled" eval "echo 1 >$tracefs/events/smp_guard/enable"

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

# A replay has the random values of the one before: weak-nonce finds each, from the second on
monitor_told monitor-json '"violation"' 60
monitor_told monitor-json '"pairing-complete"' 12
"$tool" status >"$work/status" 2>&1 || fail "smpguard status" "$(tail -n 1 "$work/status")"
"$tool" status --json >>"$work/status" 2>&1
stop_bg monitor
stop_bg monitor-json
events=$(bg_log monitor-json)
for event in pairing-started pairing-complete violation; do
	count=$(grep -c "\"$event\"" "$events")
	case $event in violation) want=60 ;; *) want=12 ;; esac
	if [ "$count" = $want ]; then
		pass "smpguard monitor: $count times $event"
	else
		fail "smpguard monitor: $want times $event" "$count"
	fi
done

# Each event once, in both with the same number; JSON leaves out a stack that is unknown
cp $tracefs/trace "$work/trace"
sed -nE 's/.*"event":"pairing-([a-z]*)","seq":([0-9]*),.*"adapter":([0-9]*),"handle":([0-9]*),.*"transport":"([^"]*)","role":"([^"]*)".*"initiator":"([^"]*)","method":"([^"]*)".*"key-size":([0-9]*).*/\2 hci\3 \4 \5 \6 \1 \7 \8 \9/p
	s/("key":"[^"]*"),"severity"/\1,"stack":"unknown","severity"/
	s/.*"event":"violation","seq":([0-9]*),.*"rule":"([^"]*)","action":"([^"]*)","direction":"([^"]*)","pdu":([0-9]*),"key":"([^"]*)".*"stack":"([^"]*)","severity":"([^"]*)".*/\1 \2 \3 \4 \6 \7 \8/p' \
	"$events" | sort -n >"$work/told"
sed -nE 's/.* pairing: seq=([0-9]*) adapter=([^ ]*) handle=([0-9]*) peer=d2:a7:4c:76:f3:e0 peer_type=random transport=([^ ]*) role=([^ ]*) event=([^ ]*) initiator=([^ ]*) method=([^ ]*) sc=0 key_size=([0-9]*) ended_by=none reason=0x00$/\1 \2 \3 \4 \5 \6 \7 \8 \9/p
	s/.* violation: seq=([0-9]*) adapter=hci[0-9]* handle=[0-9]* peer=d2:a7:4c:76:f3:e0 peer_type=random transport=le role=[^ ]* rule=([^ ]*) action=([^ ]*) direction=([^ ]*) pdu=[A-Z][A-Za-z ]* key=([^ ]*) why=[1-9][0-9]* stack=([^ ]*) severity=([^ ]*)$/\1 \2 \3 \4 \5 \6 \7/p' \
	"$work/trace" | sort -n >"$work/traced"
check "there are events to compare" [ "$(wc -l <"$work/told")" = 84 ]
check "tracepoints say what events do" diff "$work/traced" "$work/told"
check "a PDU has its name" grep -q 'pdu=Signing Information key=csrk' "$work/trace"

dmesg >"$work/dmesg"
cat /sys/kernel/debug/smp_guard/* >"$work/debugfs"
check "no key in the kernel log" secret "$work/dmesg"
check "no key in debugfs" secret "$work/debugfs"
check "no key in the tool's output" secret "$work/status" "$events" "$(bg_log monitor)"
check "no key in the trace" secret "$work/trace"

check "the module unloads while tracepoints are enabled" guard_unload
check "and its tracepoints are gone" [ ! -e $tracefs/events/smp_guard ]
