#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.1-ftrace 6.12-ftrace test-ftrace
# system: kcsan-ftrace kcsan-kprobe
# timeout: 300
#
# The policy is replaced without end while hosts pair and another one floods its
# adapter; and messages that make no sense change nothing.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/pairing.sh
. "$here/pairing.sh"

check "module loads" guard_load || exit 1
if "$SMPG_BIN/policy" bad >"$work/bad" 2>&1; then
	pass "bad messages are refused, and say why"
else
	while read -r line; do
		fail "bad message" "$line"
	done <"$work/bad"
fi
# Without rights
check "root alone reads the policy" sh -c "! setpriv --reuid 65534 --clear-groups --bounding-set -all '$SMPG_BIN/policy' churn 1"

rounds=10000
# The test kernel checks every memory access
[ "${SMPG_KERNEL:-}" != test ] || rounds=3000
traffic_begin
check "replaced $rounds times" "$SMPG_BIN/policy" churn $rounds
traffic_end
check "some pairings were rejected, some not" sh -c \
	"grep -q failed '$(bg_log pairings)' && grep -q complete '$(bg_log pairings)'"
