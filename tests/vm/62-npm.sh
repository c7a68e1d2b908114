#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# system: 6.1-kprobe 6.12-ftrace
# timeout: 400
#
# Two stacks of npm as they are: noble reads from bleno what it must pair for.
# bleno leaves its key to the kernel, which answers for the adapter as well, so
# that two hosts speak for one side. With the module as without it, they pair.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/userhost.sh
. "$here/userhost.sh"
tool=$(dirname "$(dirname "$here")")/smpguard

# stack NAME ADAPTER CHANNEL: in the background; CHANNEL is "user", or empty for raw
stack() {
	start_bg "$1" env NODE_PATH="$SMPG_NPM/node_modules" HCI_CHANNEL_USER="${3:+1}" \
		BLENO_HCI_DEVICE_ID="$2" NOBLE_HCI_DEVICE_ID="$2" node "$here/npm/$1.js"
}

# reads WHAT CHANNEL: noble reads the value, on a link that is encrypted
reads() {
	local what=$1
	stack peripheral 0 ""
	awaits peripheral '"event":"advertising"'
	stack central 1 "$2"
	check "$what: the value is read" awaits central '"event":"read","value":"value"' ||
		show central peripheral
	check "$what: the central is done" wait_for 40 gone "${bg_pids[central]}"
	stop_bg central
	stop_bg peripheral
}

check "two adapters" two_adapters || exit 1
for bondable in off on; do
	for channel in user ""; do
		setup 0 "le on" "connectable on" "bondable $bondable" >/dev/null
		if [ -n "$channel" ]; then
			mgmt --index 1 power off >/dev/null
		else
			setup 1 "le on" "bondable off" >/dev/null
		fi
		what="${channel:-raw} channel, bondable $bondable"
		reads "bare, $what" "$channel"
		check "module loads" guard_load || exit 1
		monitor_start monitor --json
		reads "guarded, $what" "$channel"
		[ "$bondable" = on ] || check "$what: the STK for an LTK is told of" \
			monitor_told monitor '"adapter":0,.*"rule":"weak-key","action":"repair".*"why":"it equals the STK' 1
		check "$what: two hosts are told of" \
			monitor_told monitor '"event":"pairing-complete".*"adapter":0,.*"two-hosts"' 1
		stop_bg monitor
		guard_unload || fail "module unloads" "rmmod"
	done
done
