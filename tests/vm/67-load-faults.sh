#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# system: test-ftrace test-kprobe
# timeout: 300
#
# Each allocation fails in its turn, while the module is loaded and unloaded: it is
# loaded whole or not at all, it always goes, and nothing of it stays behind.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/pairing.sh
. "$here/pairing.sh"
# shellcheck source=tests/vm/faults.sh
. "$here/faults.sh"

tracefs=/sys/kernel/tracing
[ -e $tracefs/trace ] || mount -t tracefs tracefs $tracefs

# hooked: sets is, to the functions that the kernel calls something for
hooked() {
	is=$(awk '{ print $1 }' $tracefs/enabled_functions | sort -u)
}

# clean WHAT: nothing of the module is left
clean() {
	hooked
	if guard_loaded; then
		note "$1: it is loaded"
	elif grep -q . $debugfs/kprobes/list; then
		note "$1: a probe is left: $(<$debugfs/kprobes/list)"
	elif [ -n "$is" ]; then
		note "$1: hooked are: $(wc -l <<<"$is")" "$(head -n 5 <<<"$is")"
	else
		return 0
	fi
	return 1
}

# whole WHAT: the module has all that it needs, and what it has on any load; the files
# of debugfs are not among that
whole() {
	hooked
	if [ "$is" != "$usual" ]; then
		note "$1: hooked are: $(wc -l <<<"$is")" "$(head -n 5 <<<"$is")"
	elif [ "$("$tool" status --json | grep -c '"masks":"kretprobe"')" != 1 ]; then
		note "$1: it is loaded without masks"
	else
		return 0
	fi
	return 1
}

loads() {
	local n=0 rc wrong=0 refused=0 usual is
	guard_load || exit 1
	hooked
	usual=$is
	note "hooked are: $usual"
	guard_unload
	admit_modules
	while :; do
		n=$((n + 1))
		"$SMPG_BIN/failnth" $n insmod "$SMPG_KO" hook="$SMPG_HOOK" 2>"$work/said"
		rc=$?
		if [ $rc = $not_reached ] || [ $rc = 0 ]; then
			whole "load, $n" || wrong=$((wrong + 1))
			guard_unload || break
		else
			refused=$((refused + 1))
		fi
		clean "load, $n" || wrong=$((wrong + 1))
		[ $rc != $not_reached ] || break
	done
	points "load" 40 $((n - 1)) $wrong
	complained "load"
	note "load: $refused refused, the others without what is not needed"
	check "load: without a failure" guard_load || exit 1
	guarded "load" "$enc,$central" "" "$csrk"
	guard_unload
}

unloads() {
	local n=0 rc wrong=0
	while :; do
		n=$((n + 1))
		guard_load keep_keys=1 || exit 1
		admit_modules
		"$SMPG_BIN/failnth" $n rmmod smp_guard
		rc=$?
		[ $rc = 0 ] || [ $rc = $not_reached ] || note "unload, $n: status $rc"
		clean "unload, $n" || wrong=$((wrong + 1))
		[ $rc != $not_reached ] || break
	done
	points "unload" 1 $((n - 1)) $wrong
	complained "unload"
	check "unload: it loads afterwards" guard_load || exit 1
	guarded "unload" "$enc,$central" "" "$csrk"
}

SECONDS=0
guard_load && guard_unload || exit 1
inject_begin
loads
note "loaded: $SECONDS s"
unloads
note "unloaded: $SECONDS s"
