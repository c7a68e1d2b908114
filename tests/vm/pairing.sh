# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154 # between lib.sh and scenarios
#
# Sourced after lib.sh by scenarios that replay pairings. SMPG_BIN has the
# programs of tests/vm/Makefile.

top=$(dirname "$(dirname "$here")")
trace=$top/tests/traces/pairing-failed-0x08.btmon
modprobe hci_vhci || exit

enc='"Encryption Information"' central='"Central Identification"'
irk='"Identity Information"' address='"Identity Address Information"'
csrk='"Signing Information"'
# The CSRK of the trace, and those that took its place so far
original=ffeeddccbbaa99887766554433221100
seen=$work/csrks

replay() { timeout 60 "$SMPG_BIN/replay" "$@" "$trace"; }

# value NAME JSON: sets got. No process is started where bash can do it: in an
# emulated guest that is what takes the time.
value() {
	got=
	[[ $2 =~ \"$1\":(\[[^]]*\]|\"[^\"]*\"|[0-9]+) ]] && got=${BASH_REMATCH[1]}
}

# expect WHAT JSON NAME VALUE
expect() {
	value "$3" "$2"
	if [ "$got" = "$4" ]; then
		pass "$1: $3 is $4"
	else
		fail "$1: $3 is $4" "it is ${got:-missing}"
	fi
}

# A repaired CSRK is neither the original nor any seen before, and has no octet
# more than five times
fresh() {
	local key=$1 octet i
	local -A times=()
	[ "$key" != $original ] || return
	if [ -e "$seen" ]; then
		[[ $'\n'$(<"$seen")$'\n' != *$'\n'$key$'\n'* ]] || return
	fi
	for ((i = 0; i < ${#key}; i += 2)); do
		octet=${key:i:2}
		times[$octet]=$((${times[$octet]:-0} + 1))
		[ "${times[$octet]}" -le 5 ] || return
	done
	[ ${#key} = 32 ]
}

# bare WHAT OPTION...: without the module it fails as it was recorded
bare() {
	local what=$1 json
	shift
	json=$(replay "$@" 2>"$work/replay") || {
		fail "$what" "$(tail -n 1 "$work/replay") $json"
		return
	}
	expect "$what" "$json" result '"failed"'
	expect "$what" "$json" reason 8
	for list in masked masked_incoming repaired altered; do
		value $list "$json"
		[ "$got" = "[]" ] || fail "$what: $list is empty" "$json"
	done
}

counted=(pairings.started pairings.completed pairings.failed
	unnegotiated-key.mask weak-key.repair malformed.tx malformed.rx)

# counters: sets now, by name
counters() {
	local name value
	declare -gA now=()
	while read -r name value; do
		now[$name]=$value
	done </sys/kernel/debug/smp_guard/counters
}

# count WHAT NUMBER...: what was added to each of the counters
count() {
	local what=$1 name wrong=''
	local -A was=()
	shift
	for name in "${counted[@]}"; do
		was[$name]=${now[$name]}
	done
	counters
	for name in "${counted[@]}"; do
		[ $((now[$name] - was[$name])) = "$1" ] ||
			wrong+=" $name went from ${was[$name]} to ${now[$name]}"
		shift
	done
	if [ -z "$wrong" ]; then
		pass "$what: counters"
	else
		fail "$what: counters" "$wrong"
	fi
}

# guarded WHAT MASKED MASKED_INCOMING REPAIRED OPTION...: it completes, these
# PDUs were masked and repaired, and counted
guarded() {
	local what=$1 masked=$2 incoming=$3 repaired=$4 json key list
	shift 4
	counters
	json=$(replay "$@" 2>"$work/replay") || {
		fail "$what" "$(tail -n 1 "$work/replay") $json"
		return
	}
	expect "$what" "$json" result '"complete"'
	expect "$what" "$json" masked "[$masked]"
	expect "$what" "$json" masked_incoming "[$incoming]"
	expect "$what" "$json" repaired "[$repaired]"
	expect "$what" "$json" altered '[]'
	if [ -n "$repaired" ]; then
		value csrk_at_peer "$json"
		key=${got//\"/}
		check "$what: the CSRK at the peer is a random one" fresh "$key"
		echo "$key" >>"$seen"
	fi
	list=${masked:+,$masked}${incoming:+,$incoming}
	list=${list//[!,]/}
	count "$what" 1 1 0 ${#list} $((${#repaired} > 0)) 0 0
}

# Pairings one after another, and frames of another host, whose adapters come and
# go too
pairings() {
	while [ ! -e "$work/enough" ]; do
		replay || return
		replay --sc || return
	done
}
frames() {
	while [ ! -e "$work/enough" ]; do
		timeout 250 "$SMPG_BIN/credits" --packets 2000 || return
	done
}

traffic_begin() {
	start_bg pairings pairings
	start_bg frames frames
}

# traffic_end: none of it came to harm
traffic_end() {
	local name
	touch "$work/enough"
	for name in pairings frames; do
		wait_for 60 gone "${bg_pids[$name]}"
		if stop_bg $name; then
			pass "$name went on"
		else
			fail "$name went on" "$(tail -n 1 "$(bg_log $name)")"
		fi
		note "$name: $(wc -l <"$(bg_log $name)") runs"
	done
}

# secret FILE...: none of the keys there were is in them, in either direction
secret() {
	{
		[ ! -e "$seen" ] || cat "$seen"
		sed -nE 's/.*(Long term key|Signature key|Rand): (0x)?([0-9a-f]{16,32}).*/\3/p' "$trace"
	} >"$work/keys"
	hidden "$work/keys" "$@"
}
