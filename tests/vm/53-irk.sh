#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.12-ftrace
# timeout: 400
#
# Weak IRKs, which addresses are derived from: that of a user-space stack is
# masked where it uses no resolvable private addresses, and the pairing rejected
# where it does; that of the kernel's stack is not offered at all.
#
# On 6.12 alone, as 42-userhost.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/userhost.sh
. "$here/userhost.sh"
tool=$(dirname "$(dirname "$here")")/smpguard

zeros=00000000000000000000000000000000
random=5d0bc8913ef4276ad5881cb3407fe912
counting=0102030405060708090a0b0c0d0e0f10

# event ADAPTER ACTION SEVERITY STACK: a violation of its IRK, as the monitor said
event() {
	grep '"event":"violation"' "$(bg_log monitor)" | grep "\"adapter\":$1[,}]" |
		grep '"rule":"weak-key"' | grep '"key":"irk"' | grep "\"action\":\"$2\"" |
		grep "\"severity\":\"$3\"" | grep "\"stack\":\"$4\"" |
		grep '"why":"its octets or words go up or down in equal steps"'
}

# events WHAT NUMBER ADAPTER ACTION SEVERITY STACK: since the monitor started
events() {
	local what=$1 number=$2
	shift 2
	wait_for 5 eval "[ \"\$(event $* | wc -l)\" -ge $number ]"
	equal "$what: events of $*" "$(event "$@" | wc -l)" "$number" ||
		show monitor
}

# watched: the monitor and the kernel's keys, from here on
watched() {
	stop_bg monitor
	stop_bg watch
	monitor_start monitor --json
	start_bg watch "$SMPG_BIN/kernelhost" 0 watch
	awaits watch watching
}

# privacy IRK: the kernel's own, which it makes addresses with too
privacy() {
	setup 0 "privacy on $1"
	mgmt --index 0 info | grep -q 'current settings:.* privacy'
}

# The address of hci0 on the air
private() { tr a-f A-F </sys/kernel/debug/bluetooth/hci0/random_address; }

is_private() { [[ $(private) == [4-7]* ]]; }

# keys NAME PDU OCTET: of a Pairing Request or Response that NAME received
keys() {
	sed -nE "s/.*\"direction\":\"received\",\"pdu\":\"$2\",\"hex\":\"([0-9a-f]+)\".*/\1/p" \
		"$(bg_log "$1")" | tail -n 1 | cut -c $((2 * $3 + 1))-$((2 * $3 + 2))
}

# as_central WHAT: the kernel pairs with a user-space peripheral
as_central() {
	userhost_start user 1 advertise pair gone
	check "$1: the kernel pairs" kernelhost 0 pair "${address[1]}" || show user
	kernelhost 0 disconnect "${address[1]}" >/dev/null
	check "$1: the peer did its steps" userhost_end user || show user
	kernelhost 0 unpair "${address[1]}"
}

# as_peripheral WHAT
as_peripheral() {
	mgmt --index 0 connectable on >/dev/null
	mgmt --index 0 advertising on >/dev/null
	wait_for 10 is_private || fail "$1: a private address" "$(private)"
	userhost_start user 1 --peer "$(private),random" connect pair disconnect
	check "$1: the peer pairs" userhost_end user || show user
	mgmt --index 0 advertising off >/dev/null
	kernelhost 0 unpair "${address[1]}"
}

check "two adapters" two_adapters || exit 1
check "module loads" guard_load || exit 1
check "hci0 is the kernel's" kernelhost 0 setup

# A user-space stack with a public address
watched
as_central "constant IRK"
equal "constant IRK: the IRK stored is none" "$(stored watch IRK)" $zeros
events "constant IRK" 1 1 mask warning user
# The same peer once more: that there is none is no hindrance
as_central "constant IRK, again"
equal "constant IRK: counted" "$(guard_counter weak-key.mask)" 2

# The same where the peer would need it
watched
userhost_start user 1 --rpa advertise pair-fails disconnect
rpa=$(sed -nE 's/.*"ready","address":"([0-9A-F:]+)".*/\1/p' "$(bg_log user)")
kernelhost 0 pair "$rpa,random" >"$work/pair"
check "private address: the kernel does not pair" grep -q '"pair","status":[1-9]' "$work/pair"
check "private address: the peer did its steps" userhost_end user || show user
check "private address: Key Rejected" said user '"pairing-failed","side":"peer","reason":15'
equal "private address: no IRK is stored" "$(stored watch IRK)" ""
events "private address" 1 1 reject warning user
# A random one arrives
userhost_start user 1 --rpa --irk $random advertise pair gone
rpa=$(sed -nE 's/.*"ready","address":"([0-9A-F:]+)".*/\1/p' "$(bg_log user)")
check "private address, random IRK: the kernel pairs" kernelhost 0 pair "$rpa,random" ||
	show user
kernelhost 0 disconnect "${address[1]}" >/dev/null
check "private address, random IRK: the peer did its steps" userhost_end user || show user
equal "private address, random IRK: it is stored" "$(stored watch IRK)" $random
kernelhost 0 unpair "${address[1]}"
# That was Reset: the next has none
as_central "after Reset"
equal "after Reset: the IRK stored is none" "$(stored watch IRK)" $zeros

# The kernel's stack
for irk in $counting $random; do
	offered=0 number=1 what="the kernel's weak IRK"
	[ "$irk" = $counting ] || { offered=1 number=0 what="the kernel's random IRK"; }
	check "$what: set" privacy "$irk"
	watched
	as_central "$what, central"
	equal "$what, central: IdKey offered" \
		$((0x$(keys user "Pairing Request" 5) >> 1 & 1)) $offered
	events "$what, central" $number 0 mask critical kernel
	key_is="$(key user received IRK)"
	[ $offered = 1 ] || equal "$what, central: it does not arrive" "$key_is" ""
	[ $offered = 0 ] || equal "$what, central: it arrives" "$key_is" "$irk"

	watched
	as_peripheral "$what, peripheral"
	equal "$what, peripheral: IdKey offered" \
		$((0x$(keys user "Pairing Response" 6) >> 1 & 1)) $offered
	events "$what, peripheral" $number 0 mask critical kernel
done

# Whoever only looks on changes nothing
check "weak-key is audited" "$tool" policy set weak-key=audit
check "audit: the weak IRK is set" privacy $counting
watched
as_central "audit"
equal "audit: it arrives" "$(key user received IRK)" $counting
events "audit" 1 0 audit critical kernel
events "audit" 1 1 audit notice user
equal "audit: the IRK of the user-space stack is stored" "$(stored watch IRK)" $constant
