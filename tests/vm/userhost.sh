# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154 # between lib.sh and scenarios
#
# Sourced after lib.sh by scenarios in which hosts really pair: the kernel's own
# stack (kernelhost), and a user-space one with keys that are constants
# (userhost), on two adapters of btvirt in one guest.
# btvirt compares the keys of both sides, and reports a failed encryption if
# they differ: what encrypts here had the same key at both ends.

constant=ffeeddccbbaa99887766554433221100
# Of hci0 and hci1
address=()

adapters_there() {
	local index bdaddr
	address=()
	while read -r index bdaddr; do
		address[index]=$bdaddr
	done < <(timeout 20 btmgmt info <&"$never" | awk '
		/^hci[0-9]+:/ { index_ = substr($1, 4) + 0 }
		$1 == "addr" { print index_, $2 }')
	[ "${address[0]+x}${address[1]+x}" = xx ]
}

# two_adapters: btvirt is slow to answer in an emulated guest, and the kernel
# gives up on an adapter that does not answer a command within two seconds
two_adapters() {
	local _
	vhci_load || return
	for _ in 1 2 3; do
		start_bg btvirt btvirt -L -l2
		! wait_for 20 adapters_there || return 0
		stop_bg btvirt
	done
	return 1
}

# kernelhost INDEX COMMAND...
kernelhost() { timeout 60 "$SMPG_BIN/kernelhost" "$@"; }

# userhost_start NAME INDEX OPTION-OR-STEP...: in the background
userhost_start() {
	local name=$1 index=$2
	shift 2
	start_bg "$name" "$SMPG_BIN/userhost" --index "$index" "$@"
	wait_for 30 said "$name" '"event":"ready"'
}

# userhost_end NAME [SECONDS]: until its steps are done; its status
userhost_end() {
	local pid=${bg_pids[$1]}
	wait_for "${2:-120}" gone "$pid" || { stop_bg "$1"; return 124; }
	unset "bg_pids[$1]"
	wait "$pid"
}

# said NAME REGEX
said() { grep -qE -- "$2" "$(bg_log "$1")"; }

# awaits NAME REGEX [COUNT]: until NAME has said it COUNT times
awaits() { wait_for 40 said_times "$@"; }
said_times() { [ "$(grep -cE -- "$2" "$(bg_log "$1")")" -ge "${3:-1}" ]; }

# ended WHAT NAME: its steps are done, and its packets have all completed
ended() {
	check "$1: $2 did its steps" userhost_end "$2" || show "$2"
}

# peripheral WHAT SIZE OPTION...: userhost on hci1, the kernel's central on hci0
peripheral() {
	local what=$1 size=$2
	shift 2
	userhost_start user 1 "$@" --key-size "$size" advertise pair gone \
		advertise encrypt gone
	start_bg watch "$SMPG_BIN/kernelhost" 0 watch
	awaits watch watching
	check "$what: the kernel pairs" kernelhost 0 pair "${address[1]}" || {
		show user
		stop_bg user
		stop_bg watch
		return
	}
	kernelhost 0 disconnect "${address[1]}" >/dev/null
	awaits user '"event":"advertising"' 2
	check "$what: it reconnects and encrypts" kernelhost 0 encrypt "${address[1]}" ||
		show user
	ended "$what" user
	stop_bg watch
	kernelhost 0 unpair "${address[1]}"
}

# central WHAT SIZE OPTION...: userhost on hci1, the kernel's peripheral on hci0
central() {
	local what=$1 size=$2
	shift 2
	kernelhost 0 setup "${kernel_setup[@]}" advertise
	start_bg watch "$SMPG_BIN/kernelhost" 0 watch
	awaits watch watching
	userhost_start user 1 "$@" --key-size "$size" --peer "${address[0]}" \
		connect pair disconnect connect encrypt disconnect
	ended "$what" user
	stop_bg watch
	kernelhost 0 unpair "${address[1]}"
}

# both WHAT OPTION...: userhost on both, with signed writes in both directions
both() {
	local what=$1
	shift
	userhost_start peripheral 1 "$@" advertise pair gone advertise encrypt \
		verify=3 sign=2 gone
	userhost_start central 0 "$@" --csrk 000102030405060708090a0b0c0d0e0f \
		--peer "${address[1]}" connect pair disconnect connect encrypt \
		sign=3 verify=2 disconnect
	ended "$what" central
	ended "$what" peripheral
	check "$what: three signatures are good" said peripheral \
		'"result":"ok".*"verified":3,"forged":0'
	check "$what: two signatures are good" said central \
		'"result":"ok".*"verified":2,"forged":0'
}

# key NAME DIRECTION KEY: the last value of it, as NAME said
key() {
	sed -nE "s/.*\"direction\":\"$2\",\"key\":\"$3\",\"value\":\"?([0-9a-f]+).*/\1/p" \
		"$(bg_log "$1")" | tail -n 1
}

# answered NAME ANSWER: EDIV, Rand and key of the last key request that it answered so
answered() {
	sed -nE "s/.*\"ltk-request\",\"ediv\":([0-9]+),\"rand\":\"([0-9a-fx]+)\",\"answer\":\"$2\".*\"key\":\"([0-9a-f]+)\".*/\1 \2 \3/p" \
		"$(bg_log "$1")" | tail -n 1
}

# stored NAME KEY REGEX: the last value of it that NAME, a kernelhost, has stored
stored() {
	grep -E "\"event\":\"key\",\"key\":\"$2\".*${3:-}" "$(bg_log "$1")" |
		sed -nE 's/.*"value":"([0-9a-f]+)".*/\1/p' | tail -n 1
}

# truncated KEY SIZE: the octets beyond it zero
truncated() {
	local zeros=00000000000000000000000000000000
	echo "${1:0:2*$2}${zeros:2*$2}"
}

# equal WHAT GOT WANTED
equal() {
	if [ "$2" = "$3" ]; then
		pass "$1"
	else
		fail "$1" "it is ${2:-missing}, not $3"
	fi
}

# unlike WHAT GOT UNWANTED: there is one, and it is another
unlike() {
	if [ -n "$2" ] && [ "$2" != "$3" ]; then
		pass "$1"
	else
		fail "$1" "it is ${2:-missing}"
	fi
}

# show NAME...: what they said, as remarks
show() {
	local name
	for name; do
		sed "s/^/# $name: /" "$(bg_log "$name")"
	done
}
