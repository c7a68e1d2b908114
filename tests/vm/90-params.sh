#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.1 6.12
# timeout: 180
#
# A wrong parameter fails the load, names what is allowed, and leaves nothing.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/pairing.sh
. "$here/pairing.sh"

# refused PARAMETER=VALUE ALLOWED...
refused() {
	local what=$1 param=${1%%=*} line word
	shift
	if insmod "$SMPG_KO" "$what" 2>"$work/insmod"; then
		fail "$what is refused" "it loaded"
		guard_unload
		return
	fi
	pass "$what is refused"
	line=$(klog | grep "smp_guard:.*$param" | tail -n 1)
	for word; do
		grep -qw -- "$word" <<<"${line#*"$what"}" ||
			fail "$what: the log names $word" "${line:-nothing was logged}"
	done
	if [ -e /sys/kernel/debug/smp_guard ] || [ -e /sys/module/smp_guard ] ||
		grep -qw smp_guard /proc/modules ||
		genl ctrl list 2>/dev/null | grep -qw smp_guard; then
		fail "$what leaves nothing behind" "$(ls -d /sys/kernel/debug/smp_guard /sys/module/smp_guard 2>/dev/null)"
	else
		pass "$what leaves nothing behind"
	fi
}

for value in ftrac none "" "ftrace,kprobe"; do
	refused "hook=$value" auto ftrace kprobe
done
for value in repair masks ""; do
	refused "unnegotiated_key=$value" allow audit mask reject
done
for value in mask "" 1; do
	refused "weak_key=$value" allow audit repair reject
done
for value in none "" audit,strict; do
	refused "profile=$value" audit default strict
done

for value in 0 65537; do
	refused "translations=$value" "1 to 65536"
done

for params in "unnegotiated_key=audit weak_key=audit" "unnegotiated_key=allow weak_key=allow"; do
	# shellcheck disable=SC2086 # two parameters
	check "loads with $params" guard_load $params || continue
	action=${params##*=}
	check "$params: deprecated, and the log has the line to use instead" \
		grep -q "under \[Policy\]: weak-key = $action" <(klog)
	bare "$params"
	# Counted all the same
	check "$params: keys are counted" \
		[ "$(guard_counter "unnegotiated-key.$action")" = 2 ]
	check "$params: weak ones too" [ "$(guard_counter "weak-key.$action")" -ge 1 ]
	check "unloads" guard_unload
done

# Where ftrace is off, and the guard cannot ask for it
sysctl -q kernel.ftrace_enabled=0
if insmod "$SMPG_KO" hook=ftrace 2>/dev/null; then
	fail "hook=ftrace is refused without ftrace" "it loaded"
	guard_unload
else
	pass "hook=ftrace is refused without ftrace"
fi
check "the log names what is missing" sh -c "dmesg | grep -q 'ftrace: cannot hook hci_send_frame'"
check "nothing is left behind" [ ! -e /sys/kernel/debug/smp_guard ]
# Kprobes at a function's entry are made of ftrace here, and never called
if insmod "$SMPG_KO" hook=auto 2>/dev/null; then
	fail "so is hook=auto, with kprobes that are not called" "it loaded"
	guard_unload
else
	pass "so is hook=auto, with kprobes that are not called"
fi
check "the log says so" sh -c "dmesg | grep -q 'kprobe: hooked, but not called'"
check "nothing is left behind either" [ ! -e /sys/kernel/debug/smp_guard ]
sysctl -q kernel.ftrace_enabled=1
check "it loads with ftrace on again" guard_load || exit
guarded "and guards" "$enc,$central" "" "$csrk"
if [ "$SMPG_HOOK" = ftrace ]; then
	check "nobody switches ftrace off any more" \
		sh -c "! sysctl -q kernel.ftrace_enabled=0"
fi
check "unloads" guard_unload
