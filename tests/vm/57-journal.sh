#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.12-ftrace
# timeout: 240
#
# smpguard monitor --journal: events are entries of the journal, through unloading
# and loading the module; what is lost is told. systemd-journald runs here without
# systemd; 56-systemd has the service.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/pairing.sh
. "$here/pairing.sh"
tool=$top/smpguard
said=$work/said

# As many as there are in a flood: the limit is for the unit to lift
printf '[Journal]\nStorage=volatile\nReadKMsg=no\nRateLimitIntervalSec=0\n' >/etc/systemd/journald.conf
mkdir -p /run/systemd/journal
# Another scenario in this guest may have left entries.
rm -rf /run/log/journal /var/log/journal
# Without one journald ends; nothing else in a guest has use for it
mountpoint -q /sys/fs/cgroup || mount -t cgroup2 cgroup /sys/fs/cgroup

# What is in the journal is followed, as JSON, one entry a line: each start of
# journalctl would take the guest its time
log=$(bg_log journal)

# has_entry NAME VALUE [COUNT]: at least so many
has_entry() { [ "$(grep -cF "\"$1\":\"$2\"" "$log")" -ge "${3:-1}" ]; }
entries() { grep -cF "\"SMPG_EVENT\":\"$1\"" "$log"; }

# field NAME ENTRY
field() { sed -nE "s/.*\"$1\":\"([^\"]*)\".*/\1/p" <<<"$2"; }

# equal WHAT GOT WANT
equal() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "$2, not $3"
	fi
}

# monitor_ends WHAT
monitor_ends() {
	stop_bg monitor
	equal "$1" $? 0
}

if "$tool" monitor --journal >"$said" 2>&1; then
	fail "no journal: it fails" "status 0"
else
	check "no journal: it says so" grep -q "journal cannot be written: is systemd-journald running?" "$said"
fi

start_bg journald /lib/systemd/systemd-journald
check "journald is up" wait_for 30 [ -S /run/systemd/journal/socket ] || exit 1
start_bg journal journalctl -q -f -o json --no-tail SYSLOG_IDENTIFIER=smpguard

# Before the module
start_bg monitor "$tool" monitor --journal
check "no module: the journal says so" wait_for 30 has_entry SMPG_EVENT absent || exit 1
# Other families that come are not the module's
modprobe l2tp_netlink 2>/dev/null || note "no other family to load"
check "module loads" guard_load weak_key=repair || exit 1
check "the module is found" wait_for 30 has_entry SMPG_EVENT listening
equal "no module: it was said once" "$(entries absent)" 1
replay >"$work/replay" 2>&1
check "the pairing is there" wait_for 30 has_entry SMPG_EVENT pairing-complete
entry=$(grep -F '"SMPG_RULE":"weak-key"' "$log")
equal "MESSAGE_ID" "$(field MESSAGE_ID "$entry")" 861b0cbaf5c04671a1507222725ec76a
equal "PRIORITY" "$(field PRIORITY "$entry")" 4
equal "SMPG_PEER" "$(field SMPG_PEER "$entry")" D2:A7:4C:76:F3:E0
equal "SMPG_PEER_TYPE" "$(field SMPG_PEER_TYPE "$entry")" random
equal "SMPG_ADAPTER" "$(field SMPG_ADAPTER "$entry")" hci0
equal "SMPG_ACTION" "$(field SMPG_ACTION "$entry")" repair
equal "SMPG_WHY" "$(field SMPG_WHY "$entry")" \
	"$(field MESSAGE "$entry" | sed 's/.*repaired: //')"
check "MESSAGE is a sentence" grep -q "Signing Information (CSRK) from a user-space stack to the peer repaired: ." \
	<<<"$(field MESSAGE "$entry")"
equal "none is lost" "$(entries lost)" 0

# The module goes and comes
check "module unloads" guard_unload
check "unloaded: the journal says so" wait_for 30 has_entry MESSAGE \
	"the smp_guard module was unloaded: pairing is not guarded; smpguard status says what to do"
check "module loads again" guard_load || exit 1
check "loaded again: it is found" wait_for 30 has_entry SMPG_EVENT listening 2
replay >"$work/replay" 2>&1
check "loaded again: events are written" wait_for 30 has_entry SMPG_EVENT pairing-complete 2

# journald goes, and comes: what happened meanwhile is not lost
stop_bg journald
replay >"$work/replay" 2>&1
check "journald is gone: it says that it waits" \
	wait_for 30 grep -q "Events wait until it can" "$(bg_log monitor)"
start_bg journald /lib/systemd/systemd-journald
check "journald is back: so is what happened" wait_for 60 has_entry SMPG_EVENT pairing-complete 3
equal "journald is back: none is lost" "$(entries lost)" 0

# More than the socket has room for
kill -STOP "${bg_pids[monitor]}"
"$SMPG_BIN/flood" 1500
kill -CONT "${bg_pids[monitor]}"
check "flood: the overrun is told" wait_for 60 has_entry SMPG_EVENT overrun || exit 1
# Nothing follows that would tell of the last of them
check "flood: what is lost is told" wait_for 60 has_entry SMPG_EVENT lost
replay >"$work/replay" 2>&1
seq=$("$tool" status --json | sed -nE 's/.*"seq":([0-9]+).*/\1/p')
check "flood: the last event is there" wait_for 60 has_entry SMPG_SEQ $((seq - 1))
# In the life of this module
read -r written lost < <(awk '/"SMPG_EVENT":"listening"/ { written = lost = 0 }
	/"SMPG_TIMESTAMP"/ { written++ }
	/"SMPG_EVENT":"lost"/ {
		sub(/.*"SMPG_COUNT":"/, "")
		lost += $0
	}
	END { print written, lost }' "$log")
equal "flood: what is written and what is lost is all" $((written + lost)) $((seq - 1))
check "flood: some are lost" [ "$lost" -gt 0 ]
note "flood: $written written, $lost lost"

# The message that the module goes is lost with the events
kill -STOP "${bg_pids[monitor]}"
"$SMPG_BIN/flood" 1500
check "flood: module unloads" guard_unload
kill -CONT "${bg_pids[monitor]}"
check "flood: the journal says that it was unloaded" wait_for 60 has_entry MESSAGE \
	"the smp_guard module was unloaded: pairing is not guarded; smpguard status says what to do" 2
check "no key is in the journal" secret "$log"
monitor_ends "it ends when it is told to"
