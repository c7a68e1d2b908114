# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154 # between lib.sh and scenarios
#
# Sourced after pairing.sh by scenarios in which each allocation fails in its turn.

tool=$top/smpguard
debugfs=/sys/kernel/debug
not_reached=100

# admit FROM TO: allocations fail that have a function at these addresses among their
# callers
admit() {
	echo "$1" >$debugfs/failslab/require-start
	echo "$2" >$debugfs/failslab/require-end
}

# Kmemleak's own, of which each allocation has one, say nothing
inject_begin() {
	local from to
	echo 0 >$debugfs/failslab/probability
	echo 0 >$debugfs/failslab/verbose
	echo N >$debugfs/failslab/ignore-gfp-wait
	# Slab is what all of the module's own come from
	echo 1 >$debugfs/fail_page_alloc/require-start
	echo 2 >$debugfs/fail_page_alloc/require-end
	{ read -r from _ && read -r to _; } < <(grep -m 1 -A 1 ' __alloc_object$' /proc/kallsyms)
	echo "0x$from" >$debugfs/failslab/reject-start
	echo "0x$to" >$debugfs/failslab/reject-end
}

# Of all modules: while it is loaded, none has an address before
admit_modules() { admit 0xffffffffa0000000 0xffffffffff000000; }

# Of this module alone, of which each load has another
admit_ours() {
	local start size
	start=$(cat /sys/module/smp_guard/sections/.text)
	size=$(size -A "$SMPG_KO" | awk '$1 == ".text" { print $2 }')
	admit "$start" "$(printf '0x%x' $((start + size)))"
}

# admit_function NAME: of this module
admit_function() {
	local start at size
	start=$(cat /sys/module/smp_guard/sections/.text)
	read -r at size _ < <(nm -S "$SMPG_KO" | grep -i " t $1$")
	admit "$(printf '0x%x' $((start + 0x$at)))" "$(printf '0x%x' $((start + 0x$at + 0x$size)))"
}

# state: sets is, to what must not change by halves. No process is started for that
state() {
	local file text
	is=
	for file in policy translations hooks links; do
		IFS= read -rd '' text <$debugfs/smp_guard/$file
		is+=$text
	done
	[ -z "$windows" ] || is+=$("$tool" window show | sed 's/ for [0-9]* s more//')
}
windows=

# points WHAT LEAST NUMBER WRONG: so many were there, and so many ended as they must not
points() {
	if [ "$4" = 0 ] && [ "$3" -ge "$2" ]; then
		pass "$1: $3 allocations fail, each in its turn"
	else
		fail "$1: allocations fail, each in its turn" "$3 of them, $4 wrong"
	fi
}

# Of an allocation that failed the kernel may print a trace, and it complains, and goes on,
# where it finds no memory to disarm a kprobe. complained WHAT: about nothing else
complained() {
	local bad
	bad=$(klog | grep -E "$klog_bad" | grep -v 'Call Trace' | grep -v disarm_kprobe_ftrace)
	if [ -z "$bad" ]; then
		pass "$1: the kernel complains of nothing else"
		klog_baseline
	else
		klog_check "$1: the kernel complains of nothing else"
	fi
}
