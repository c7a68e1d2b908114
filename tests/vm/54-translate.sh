#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.1-kprobe 6.12-ftrace test-ftrace
# system: 7.x-ftrace
# timeout: 1200
#
# A user-space host with keys that are constants, as in 42-userhost, and the
# module: its peers hold random ones, another each time, and later links are
# encrypted, and what it signs is verified, all the same.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/userhost.sh
. "$here/userhost.sh"
tool=$(dirname "$(dirname "$here")")/smpguard
keys=$work/seen

# One kernel has to show a hundred pairings in a row; the test kernel, which checks
# every memory access, shows each kind of pairing once
sizes=(7 10 16)
case $SMPG_KERNEL in
6.12) pairings=100 ;;
test) pairings=3 sizes=(7) ;;
*) pairings=10 ;;
esac

# keep_keys NAME...: whatever they said that looks like a key
keep_keys() {
	local name
	for name; do
		grep -oE '"(value|key|stk|ltk)":"[0-9a-f]{32}"' "$(bg_log "$name")" |
			grep -oE '[0-9a-f]{32}'
	done >>"$keys"
}

found() { ! hidden "$@"; }

# given NAME: EDIV, Rand and LTK that it received
given() {
	local id
	id=$(sed -nE 's/.*"received","key":"EDIV","value":([0-9]+),"rand":"([0-9a-fx]+)".*/\1 \2/p' \
		"$(bg_log "$1")" | tail -n 1)
	echo "$id $(key "$1" received LTK)"
}

# random WHAT KEY SIZE: not the host's, and zero beyond its size
random() {
	unlike "$1 is another" "$2" "$(truncated $constant "$3")"
	equal "$1 has $3 octets" "$2" "$(truncated "$2" "$3")"
}

named='"event":"ltk-request","ediv":12,"rand":"0x8877665544332211","answer":"own-ltk"'

check "two adapters" two_adapters || exit 1
check "module loads" guard_load || exit 1
monitor_start monitor
monitor_start monitor-json --json

kernel_setup=()
check "hci0 is the kernel's" kernelhost 0 setup
for size in "${sizes[@]}"; do
	what="peripheral, $size octets"
	peripheral "$what" "$size"
	random "$what: the LTK stored" "$(stored watch LTK "\"central\":1,\"key_size\":$size")" "$size"
	random "$what: the CSRK stored" "$(stored watch CSRK '"type":1')" 16
	check "$what: the host was asked for the key it knows" said user "$named"
	equal "$what: the peer was given another name" \
		"$(grep -cE '"key":"LTK".*"central":1.*"ediv":12,|"rand":"0x8877665544332211"' "$(bg_log watch)")" 0
	keep_keys user watch
done
peripheral "the STK as LTK" 16 --ltk stk
unlike "the STK as LTK: the LTK stored is another" "$(stored watch LTK '"central":1')" \
	"$(sed -nE 's/.*"stk":"([0-9a-f]+)".*/\1/p' "$(bg_log user)")"
check "the STK as LTK: the host was asked for the key it knows" said user \
	'"ediv":0,"rand":"0x0000000000000000","answer":"own-ltk"'
keep_keys user watch

for size in "${sizes[@]}"; do
	what="central, $size octets"
	central "$what" "$size"
	random "$what: the LTK stored" "$(stored watch LTK "\"central\":1,\"key_size\":$size")" "$size"
	keep_keys user watch
done

kernel_setup=(sc)
check "hci0 does LE Secure Connections" kernelhost 0 setup sc
peripheral "peripheral, sc" 16 --sc
random "peripheral, sc: the CSRK stored" "$(stored watch CSRK '"type":1')" 16
keep_keys user watch

# The peer's key, time after time
kernelhost 0 setup
translations() {
	"$tool" status --json | sed -nE 's/.*"translations":([0-9]+).*/\1/p'
}
before=$(translations)
steps=()
for ((i = 0; i < pairings; i++)); do
	steps+=(advertise pair gone advertise encrypt gone)
done
start_bg watch "$SMPG_BIN/kernelhost" 0 watch
awaits watch watching
userhost_start user 1 "${steps[@]}"
encrypted=0
for ((i = 0; i < pairings; i++)); do
	awaits user '"event":"advertising"' $((2 * i + 1))
	kernelhost 0 pair "${address[1]}" >/dev/null || break
	kernelhost 0 disconnect "${address[1]}" >/dev/null
	awaits user '"event":"advertising"' $((2 * i + 2))
	kernelhost 0 encrypt "${address[1]}" >/dev/null && encrypted=$((encrypted + 1))
	kernelhost 0 unpair "${address[1]}" >/dev/null
done
ended "$pairings pairings" user
stop_bg watch
equal "$pairings pairings: links encrypted" $encrypted "$pairings"
equal "$pairings pairings: LTKs" "$(grep -E '"key":"LTK".*"central":1' "$(bg_log watch)" |
	sed -nE 's/.*"value":"([0-9a-f]+)".*/\1/p' | sort -u | wc -l)" "$pairings"
# A CSRK replaces the one before; LTKs are told apart by their EDIV and Rand
equal "$pairings pairings: translations of one peer" "$(translations)" $((before + pairings))
keep_keys user watch

# The user-space host goes, and leaves answering to the kernel
# by_the_kernel WHAT LTK EDIV RAND: LTK as userhost has it, the others as loaded
by_the_kernel() {
	local what="by the kernel, $1" ltk=$2
	start_bg watch "$SMPG_BIN/kernelhost" 0 watch
	awaits watch watching
	userhost_start user 1 --ltk "$ltk" advertise pair gone
	check "$what: the kernel pairs" kernelhost 0 pair "${address[1]}"
	kernelhost 0 disconnect "${address[1]}"
	ended "$what" user
	[ "$ltk" != stk ] || ltk=$(key user sent LTK)
	check "$what: hci1 is reset" kernelhost 1 setup advertise
	check "$what: it has the key that the host had" kernelhost 1 load-ltk \
		"${address[0]}" "$ltk" "$3" "$4"
	unlike "$what: the LTK stored is another" "$(stored watch LTK '"central":1')" "$ltk"
	check "$what: the link is encrypted" kernelhost 0 encrypt "${address[1]}"
	stop_bg watch
	keep_keys user watch
	kernelhost 1 off
	kernelhost 0 unpair "${address[1]}"
}
by_the_kernel "the constant" $constant 0c00 1122334455667788
by_the_kernel "the STK as LTK" stk 0000 0000000000000000
kernelhost 0 off

# Both ends have translations, of links with the same handle
for sc in "" --sc; do
	signed=$(guard_counter translated.csrk)
	# shellcheck disable=SC2086 # may be empty
	both "two of its like $sc" $sc
	equal "two of its like $sc: their handles" \
		"$(grep -ohE '"handle":[0-9]+' "$(bg_log central)" "$(bg_log peripheral)" |
			sort -u | wc -l)" 1
	equal "two of its like $sc: signatures" "$(guard_counter translated.csrk)" \
		$((signed + 5))
	keep_keys central peripheral
done
translated=$(guard_counter translated.ltk)
userhost_start peripheral 1 --peer "${address[0]}" \
	advertise pair gone connect encrypt disconnect connect encrypt-own disconnect \
	advertise encrypt gone
userhost_start central 0 --peer "${address[1]}" --ediv 7 --ltk 000102030405060708090a0b0c0d0e0f \
	connect pair disconnect advertise encrypt gone advertise encrypt gone \
	connect encrypt-own await="$work/go" disconnect
check "roles switched: there is a link" awaits central '"step":"await='
"$tool" links >"$work/links"
"$tool" links --json >>"$work/links"
cat /sys/kernel/debug/smp_guard/links >>"$work/links"
check "roles switched: it is shown" grep -qF "${address[1]}" "$work/links"
touch "$work/go"
ended "roles switched" peripheral
ended "roles switched" central
check "roles switched: the key of the central is used" said central \
	'"ltk-request","ediv":7,.*"key":"000102030405060708090a0b0c0d0e0f"'
# Each encrypted once with its constant, for which the other has a random one
for name in central peripheral; do
	equal "roles switched: $name was asked for what it had been given" \
		"$(answered $name peer-ltk)" "$(given $name)"
done
unlike "roles switched: a random one" "$(key central received LTK)" $constant
unlike "roles as they were: a random one" "$(key peripheral received LTK)" \
	000102030405060708090a0b0c0d0e0f
equal "roles switched: each was translated" "$(guard_counter translated.ltk)" $((translated + 3))
keep_keys central peripheral

sleep 1
dmesg >"$work/dmesg"
cat /sys/kernel/debug/smp_guard/* >"$work/debugfs"
{
	"$tool" status
	"$tool" status --json
	"$tool" counters
	"$tool" policy show
} >"$work/tool"
stop_bg monitor
stop_bg monitor-json
check "violations were told" grep -q '"event":"violation".*"repair"' "$(bg_log monitor-json)"
note "$(sort -u "$keys" | wc -l) keys are searched for"
check "no key in the kernel log" hidden "$keys" "$work/dmesg"
check "no key in debugfs" hidden "$keys" "$work/debugfs"
check "no key in the tool's output" hidden "$keys" "$work/tool" \
	"$work/links" "$(bg_log monitor)" "$(bg_log monitor-json)"
check "the search finds what is there" found "$keys" "$(bg_log user)"
