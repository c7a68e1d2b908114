#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# system: 6.12-ftrace 6.12-kprobe
# timeout: 400
#
# bluetoothd and bluetoothctl as people use them: they pair with a peer whose keys
# are random, and its bond lasts when the module is loaded, unloaded and loaded
# again, and when bluetoothd starts anew, as after a reboot; then it is removed.
#
# Not on 6.1: bluetoothd causes the crash that 42-userhost tells of, too.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/userhost.sh
. "$here/userhost.sh"
tool=$(dirname "$(dirname "$here")")/smpguard

keys=(--ltk 17f0b25c6d98e34ac10b7e5f4a93d826 --csrk 2c95e1604fd8ab37902e6b1d85c3f74a
	--irk 5d0bc8913ef4276ad5881cb3407fe912 --ediv 0x3a91 --rand 0x5be20c9714d3f608)

bus_is_up() { [ -S /run/dbus/system_bus_socket ]; }

# bluez: bluetoothd and a bluetoothctl that is its agent
bluez() {
	start_bg bluetoothd /usr/libexec/bluetooth/bluetoothd -n
	rm -f "$work/ctl"
	mkfifo "$work/ctl"
	start_bg ctl bash -c "exec bluetoothctl --agent=NoInputNoOutput <>'$work/ctl'"
	awaits ctl 'Agent registered'
}

# ctl COMMAND REGEX: until bluetoothctl says so, once more than before
ctl() {
	local before
	before=$(grep -cE -- "$2" "$(bg_log ctl)")
	echo "$1" >"$work/ctl"
	awaits ctl "$2" $((before + 1))
}

# again WHAT: the bond is there, and the link is encrypted with it
again() {
	awaits user '"event":"advertising"' $((encrypted + 2))
	check "$1: bluetoothctl connects" ctl "connect $peer" 'Connection successful' || show ctl user
	encrypted=$((encrypted + 1))
	check "$1: the link is encrypted" awaits user '"event":"encrypted","on":true' $((encrypted + 1)) || show user
	check "$1: bluetoothctl disconnects" ctl "disconnect $peer" 'Successful disconnected' || show ctl
}

check "two adapters" two_adapters || exit 1
peer=${address[1]}
encrypted=0
mkdir -p /run/dbus
start_bg dbus dbus-daemon --system --nofork --nopidfile
check "the bus is up" wait_for 20 bus_is_up || exit 1
check "module loads" guard_load || exit 1
monitor_start monitor --json
userhost_start user 1 "${keys[@]}" advertise pair gone advertise encrypt gone \
	advertise encrypt gone advertise encrypt gone advertise encrypt gone
check "bluetoothd is up" bluez || exit 1
check "power on" ctl "power on" 'Changing power on succeeded' || show ctl bluetoothd
check "the peer is found" ctl "scan le" "\[.*NEW.*\] Device $peer" || show ctl
check "bluetoothctl pairs" ctl "pair $peer" 'Pairing successful' || show ctl user
ctl "scan off" 'Discovery stopped'
check "it is bonded" ctl "info $peer" 'Bonded: yes' || show ctl
check "bluetoothctl disconnects" ctl "disconnect $peer" 'Successful disconnected' || show ctl
again "guarded"
stop_bg monitor
check "module unloads" guard_unload
again "unloaded"
check "module loads again" guard_load || exit 1
again "loaded again"
stop_bg ctl
stop_bg bluetoothd
check "bluetoothd is up again" bluez
again "a new bluetoothd"
check "bluetoothctl removes the bond" ctl "remove $peer" 'Device has been removed' || show ctl
check "the peer did its steps" userhost_end user || show user
check "no key was found to be weak" \
	sh -c "! grep -E '\"rule\":\"(weak-key|unnegotiated-key)\"' '$(bg_log monitor)'"
