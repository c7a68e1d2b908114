#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.1-kprobe 6.12-ftrace
# system: 6.1-ftrace 6.12-kprobe 7.x
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

# Newer kernels, as 7.3, refuse to switch ftrace off.
switches_off=y
sysctl -q kernel.ftrace_enabled=0 2>/dev/null || switches_off=

# without_ftrace: where ftrace is off, and the guard cannot ask for it
without_ftrace() {
	if insmod "$SMPG_KO" hook=ftrace 2>/dev/null; then
		fail "hook=ftrace is refused without ftrace" "it loaded"
		guard_unload
	else
		pass "hook=ftrace is refused without ftrace"
	fi
	check "the log names what is missing" \
		sh -c "dmesg | grep -q 'ftrace: cannot hook hci_send_frame'"
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
}
if [ $switches_off ]; then
	without_ftrace
else
	note "this kernel does not switch ftrace off"
fi
check "it loads with ftrace on again" guard_load || exit
guarded "and guards" "$enc,$central" "" "$csrk"
check "status says how" grep -q '"hook":"'"$SMPG_HOOK"'","masks":"kretprobe","hooks-lost":false' \
	<("$top/smpguard" status --json)

# switched HOW OFF ON...: what silences kprobes is noticed
switched() {
	local how=$1 off=$2 on=$3
	eval "$off"
	"$top/smpguard" status >"$work/status"
	check "$how: status fails" [ $? = 1 ]
	check "$how: and says why" grep -q "Frames are not inspected" "$work/status"
	check "$how: the log says so" grep -q "hooks are not called any more" <(klog)
	eval "$on"
	check "$how: status is well again" "$top/smpguard" status
	check "$how: the log says so too" grep -q "hooks are called again" <(klog)
}
if [ "$SMPG_HOOK" = ftrace ]; then
	check "nobody switches ftrace off any more" \
		sh -c "! sysctl -q kernel.ftrace_enabled=0"
	check "switching kprobes off does not matter" sh -c "
		echo 0 >/sys/kernel/debug/kprobes/enabled
		'$top/smpguard' status
		rc=\$?
		echo 1 >/sys/kernel/debug/kprobes/enabled
		exit \$rc"
else
	count=2
	[ ! $switches_off ] || count=4
	"$top/smpguard" monitor --json --count $count >"$work/events" 2>"$work/listening" &
	wait_for 10 grep -q listening "$work/listening"
	[ ! $switches_off ] ||
		switched "no ftrace" "sysctl -q kernel.ftrace_enabled=0" \
			"sysctl -q kernel.ftrace_enabled=1"
	switched "no kprobes" "echo 0 >/sys/kernel/debug/kprobes/enabled" \
		"echo 1 >/sys/kernel/debug/kprobes/enabled"
	check "events say so" wait
	check "all $count" [ "$(grep -c '"event":"hooks-\(lost\|back\)"' "$work/events")" = $count ]
fi
check "unloads" guard_unload
