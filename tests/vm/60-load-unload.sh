#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.1-kprobe 6.12-ftrace test-ftrace
# system: 6.1-ftrace 6.12-kprobe 7.x kcsan
# timeout: 600
# smp: 6.1-kprobe 6.12-ftrace
#
# The module comes and goes in the middle of traffic and of pairings.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/pairing.sh
. "$here/pairing.sh"

# loaded_is insmod|rmmod: it has done its work
loaded_is() {
	case $1 in
	insmod) [ "$(cat /sys/module/smp_guard/initstate 2>/dev/null)" = live ] ;;
	rmmod) ! guard_loaded ;;
	esac
}

# Loading and unloading take their time, while a pairing goes on: what was seen
# only in part is not to be judged. The pairing may end either way, but it ends.
guard_load && guard_unload || exit 1
wrong=0
# Each time waits for several grace periods of RCU tasks
steps="12 18 28" cycles=8
[ "${SMPG_KERNEL:-}" != test ] || steps="18" cycles=4
for step in $steps; do
	for what in "insmod $SMPG_KO hook=$SMPG_HOOK" "rmmod smp_guard"; do
		for pause in 0 0.05; do
			[ "${what%% *}" = insmod ] || guard_load
			if ! json=$(replay --at "$step" --run "$what & sleep $pause" 2>&1); then
				note "$what before step $step: $json"
				wrong=$((wrong + 1))
			fi
			wait_for 10 loaded_is "${what%% *}"
			! guard_loaded || guard_unload
		done
	done
done
if [ $wrong = 0 ]; then
	pass "pairings end, whatever step the module comes or goes at"
else
	fail "pairings end, whatever step the module comes or goes at" "$wrong did not"
fi

# The same by chance, many at a time
traffic_begin
failed=0
for ((i = 0; i < cycles; i++)); do
	guard_load || failed=$((failed + 1))
	sleep "0.0$((i % 10))"
	guard_unload || failed=$((failed + 1))
done
if [ $failed = 0 ]; then
	pass "loaded and unloaded $cycles times"
else
	fail "loaded and unloaded $cycles times" "$failed failures"
fi
traffic_end
