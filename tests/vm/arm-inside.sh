#!/bin/sh
# SPDX-License-Identifier: GPL-2.0
#
# In the ARM guest, by busybox: the trace bare, and with each backend; and what
# the other guests do with 80-badinput.

trace=pairing-failed-0x08.btmon

# expect WHAT PATTERN OPTION...
expect() {
	what=$1 pattern=$2
	shift 2
	if json=$(timeout 60 ./replay "$@" "$trace" 2>&1) &&
		echo "$json" | grep -q "$pattern"; then
		echo "ok - $what"
	else
		echo "not ok - $what: $json"
	fi
}

# counter NAME VALUE
counter() {
	if grep -qx "$1 $2" /sys/kernel/debug/smp_guard/counters; then
		echo "ok - $hook: $1 is $2"
	else
		echo "not ok - $hook: $1 is $2: $(grep "^$1 " /sys/kernel/debug/smp_guard/counters)"
	fi
}

masked='"result":"complete".*"masked":."Encryption Information","Central Identification".,.*"repaired":."Signing Information".'

hooks="ftrace kprobe"
expect "bare: fails as it was recorded" '"result":"failed","reason":8'
if [ "$(uname -m)" != aarch64 ]; then
	hooks=kprobe
	if ! insmod smp-guard.ko hook=ftrace && dmesg | grep -q 'ftrace: not in this kernel'; then
		echo "ok - ftrace: refused on 32-bit ARM"
	else
		echo "not ok - ftrace: refused on 32-bit ARM: $(dmesg | tail -n 1)"
	fi
fi
for hook in $hooks; do
	if ! insmod smp-guard.ko hook="$hook"; then
		echo "not ok - $hook: the module loads: $(dmesg | tail -n 1)"
		continue
	fi
	expect "$hook: completes" "$masked"
	expect "$hook: in fragments" "$masked" --fragment 5 --fragment-rx 5
	expect "$hook: roles swapped" "$masked" --swap
	counter unnegotiated-key.mask 6
	counter weak-key.repair 3
	counter pairings.completed 3
	# As in 80-badinput: rules that reject what no stack transmits are left out
	rmmod smp_guard
	insmod smp-guard.ko hook="$hook" profile=audit unnegotiated_key=mask weak_key=repair
	if json=$(timeout 120 ./badinput 1 guarded 2>&1); then
		echo "ok - $hook: bad input"
	else
		echo "not ok - $hook: bad input: $json"
	fi
	if grep -q '^translated.csrk [1-9]' /sys/kernel/debug/smp_guard/counters; then
		echo "ok - $hook: signed writes were signed anew"
	else
		echo "not ok - $hook: signed writes were signed anew"
	fi
	rmmod smp_guard || echo "not ok - $hook: unloads"
done
expect "unloaded: fails again" '"result":"failed","reason":8'

bad=$(dmesg | grep -E 'WARNING:|BUG:|Oops|[Cc]all trace|Internal error|rcu:.*stall|Unable to handle')
if [ -z "$bad" ]; then
	echo "ok - the kernel log is clean"
else
	echo "not ok - the kernel log is clean: $bad"
fi
