#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.1-ftrace 6.12-kprobe test-ftrace
# system: 6.1-kprobe 6.12-ftrace 7.x-ftrace
# timeout: 240
#
# What makes no sense passes untouched, and does no harm; but no packet to the
# controller has another length than its header says.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/pairing.sh
. "$here/pairing.sh"

echo 1 >/sys/devices/virtual/workqueue/cpumask
taskset -pc 0 $$ >/dev/null
# Of the harness alone a share is enough
check "bare" "$SMPG_BIN/badinput" 29
# Rules that reject what no stack transmits are not what this is about.
check "module loads" guard_load profile=audit unnegotiated_key=mask weak_key=repair || exit 1
# The test kernel checks every memory access
runs="first second" share=1
[ "${SMPG_KERNEL:-}" != test ] || runs=only share=7
for run in $runs; do
	check "$run run" "$SMPG_BIN/badinput" $share guarded && note "$(cat "$work/check")"
done
for name in malformed.tx malformed.rx; do
	check "$name was counted" [ "$(guard_counter $name)" -gt 1000 ]
done
check "replies were translated" [ "$(guard_counter translated.ltk)" -ge 8 ]
check "a signed write was signed anew" [ "$(guard_counter translated.csrk)" -ge 1 ]
# A CSRK, and the LTK of each run
check "the keys of one peer are, and no others" \
	[ "$(wc -l </sys/kernel/debug/smp_guard/translations)" = $(($(wc -w <<<"$runs") + 1)) ]
if links=$(wc -l </sys/kernel/debug/smp_guard/links) && [ "$links" -le 10 ]; then
	pass "the links are gone with their adapters"
else
	fail "the links are gone with their adapters" "$links lines"
fi
guarded "a pairing afterwards" "$enc,$central" "" "$csrk"
