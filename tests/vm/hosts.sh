# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154 # between lib.sh and scenarios
#
# Sourced after lib.sh by scenarios that pair the kernel's own stack, on two
# adapters of btvirt, with itself.

modprobe hci_vhci || exit

both_there() { [ "$(mgmt info | grep -c 'Primary controller')" = 2 ]; }

# adapters OPTION...: of btvirt. It is slow to answer in an emulated guest, and
# the kernel gives up on an adapter that does not answer a command within two
# seconds
adapters() {
	local _
	for _ in 1 2 3; do
		start_bg btvirt btvirt "$@"
		! wait_for 20 both_there || return 0
		stop_bg btvirt
	done
	return 1
}

# btmon_start FILE: until it records, which it tells by the notice of the adapters
btmon_start() {
	rm -f "$1"
	start_bg btmon btmon -w "$1"
	wait_for 30 records "$1"
}
# The header of btsnoop alone has 16 octets
records() { [ "$(stat -c %s "$1")" -gt 16 ]; }

address_of() { mgmt --index "$1" info | sed -nE 's/.*addr ([0-9A-F:]+).*/\1/p' | head -n 1; }

# An agent on each adapter: btmgmt as people use it, and its keyboard
agent() {
	mkfifo "$work/keys$1"
	start_bg "agent$1" bash -c "exec btmgmt --index $1 <>'$work/keys$1'"
}
type_to() { echo "$2" >"$work/keys$1"; }
prompts() { grep -c 'Accept pairing' "$(bg_log "agent$1")"; }
said() { grep -c "$1" "$(bg_log agent0)"; }

agents() {
	rm -f "$work"/keys?
	agent 0
	agent 1
	wait_for 5 grep -q hci0 "$(bg_log agent0)"
	type_to 0 "io-cap 3"
	type_to 1 "io-cap 3"
}

# pair PEER: from hci0, until its agent says how it ended
pair() {
	local i until=$((SECONDS + 40)) answered paired failed
	answered=("$(prompts 0)" "$(prompts 1)")
	paired=$(said 'Paired with') failed=$(said 'Pairing with.* failed')
	type_to 0 "pair -c 3 -t 1 $1"
	while [ $SECONDS -lt $until ]; do
		for i in 0 1; do
			[ "$(prompts $i)" -gt "${answered[i]}" ] || continue
			answered[i]=$((answered[i] + 1))
			type_to $i yes
		done
		[ "$(said 'Paired with')" = "$paired" ] || return 0
		[ "$(said 'Pairing with.* failed')" = "$failed" ] || return 1
		pause 0.5
	done
	return 1
}

unpair() {
	type_to 0 "unpair -t 1 $1"
	type_to 1 "unpair -t 1 $2"
}
