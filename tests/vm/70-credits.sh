#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.1-kprobe 6.12-ftrace test-ftrace
# system: 6.1-ftrace 6.12-kprobe kcsan-ftrace
# timeout: 400
#
# For every ACL packet the host sends it sees exactly one completion.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/pairing.sh
. "$here/pairing.sh"

many=100000
# The test kernel checks every memory access
[ "${SMPG_KERNEL:-}" != test ] || many=6000

# credits WHAT OPTION...
credits() {
	local what=$1 json
	shift
	if json=$("$SMPG_BIN/credits" "$@" 2>&1); then
		pass "$what: $json"
	else
		fail "$what" "$json"
	fi
}

credits "bare" --packets 5000
credits "bare, kernel" --packets 5000 --kernel
check "module loads" guard_load || exit 1
credits "on all processors" --packets 5000
credits "on all processors, kernel" --packets 5000 --kernel

# Emulated processors wake each other slowly: the bulk on one of them
echo 1 >/sys/devices/virtual/workqueue/cpumask
taskset -pc 0 $$ >/dev/null
credits "user-space host" --packets $many
credits "user-space host, no more than two buffers" --packets 5000 --buffers 2 --drop-every 2
credits "the kernel's host" --packets $many --kernel
check "credits were returned" [ "$(guard_counter credits.returned)" -gt $((many / 10)) ]
note "events lost: $(guard_counter events.lost)"
