#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.12-ftrace
# timeout: 240
#
# A user-space host whose keys look random and are the same in every pairing: one
# peer gets them as they are, later ones get others; later links are
# encrypted all the same.
#
# Not on 6.1: see 42-userhost.sh.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/userhost.sh
. "$here/userhost.sh"
tool=$(dirname "$(dirname "$here")")/smpguard
keys=$work/seen

ltk=8f3a51c6e2097bd4135ef8a260cd974b
csrk=d14b08e79c5f326a84f1be0d7723c95a
irk=6be20f9148d7a35cf0861d39be4527ca
other_ltk=43ce9a1708b5f26d91e07c3fb85d2a64
name=(--ediv 0x3c71 --rand 0x51e0b7294dc6a38f)
all=("${name[@]}" --ltk "$ltk" --csrk "$csrk" --irk "$irk")
printf '%s\n' $ltk $csrk $irk $other_ltk >"$keys"

# pairs WHAT OPTION...: userhost on hci1 with hci0; sets got to what that stores
pairs() {
	local what=$1
	shift
	peripheral "$what" 16 "$@"
	declare -gA got=(
		[LTK]=$(stored watch LTK '"central":1')
		[CSRK]=$(stored watch CSRK '"type":1')
		[IRK]=$(stored watch IRK)
	)
	check "$what: the host was asked for the key it knows" said user \
		'"event":"ltk-request","ediv":15473,"rand":"0x51e0b7294dc6a38f","answer":"own-ltk"'
	printf '%s\n' "${got[@]}" | grep . >>"$keys"
}

# counted WHAT COUNTER NUMBER
counted() { equal "$1: $2" "$(guard_counter "$2")" "$3"; }

check "two adapters" two_adapters || exit 1
check "hci0 is the kernel's" kernelhost 0 setup
check "module loads" guard_load || exit 1
monitor_start monitor
monitor_start monitor-json --json

pairs first "${all[@]}"
equal "first: the LTK stored" "${got[LTK]}" $ltk
equal "first: the CSRK stored" "${got[CSRK]}" $csrk
equal "first: the IRK stored" "${got[IRK]}" $irk
for counter in weak-key.repair reused-key.repair reused-key.audit reused-peer-key.audit; do
	counted first $counter 0
done

# One peer may have the same keys each time
pairs again "${all[@]}"
equal "again: the LTK stored" "${got[LTK]}" $ltk
equal "again: the CSRK stored" "${got[CSRK]}" $csrk
counted again reused-key.repair 0

last=$ltk
number=0
for what in second third; do
	number=$((number + 1))
	check "$what: hci0 is another peer" kernelhost 0 setup "static=C0:00:00:00:00:0$number"
	pairs $what "${all[@]}"
	unlike "$what: the LTK stored is not the host's" "${got[LTK]}" $ltk
	unlike "$what: the LTK stored is a new one" "${got[LTK]}" "$last"
	unlike "$what: the CSRK stored is not the host's" "${got[CSRK]}" $csrk
	equal "$what: the IRK stored is that of the adapter" "${got[IRK]}" $irk
	last=${got[LTK]}
done
counted third reused-key.repair 4
counted third reused-key.audit 0
# What hci0 received was new, since it was repaired
counted third reused-peer-key.audit 0

# Under either name: the LTK as a CSRK
pairs "as another kind" "${name[@]}" --ltk $other_ltk --csrk $ltk --irk $irk
equal "as another kind: the LTK stored" "${got[LTK]}" $other_ltk
unlike "as another kind: the CSRK stored is another" "${got[CSRK]}" $ltk
counted "as another kind" reused-key.repair 5

# Seen from the other side alone
check "reuse is allowed on hci1" "$tool" policy set --adapter hci1 reused-key=allow
pairs "peer" "${all[@]}"
equal "peer: the LTK stored" "${got[LTK]}" $ltk
counted peer reused-key.allow 2
counted peer reused-peer-key.audit 0

check "reuse is rejected" "$tool" policy set --adapter hci1 reused-key=reject
userhost_start rejected 1 "${all[@]}" advertise pair-fails gone
start_bg watch "$SMPG_BIN/kernelhost" 0 watch
awaits watch watching
kernelhost 0 pair "${address[1]}" >"$work/pair"
check "rejected: the kernel does not pair" grep -q '"event":"pair","status":[1-9]' "$work/pair"
# What the host still sends when the link has ended is judged on its own: count before
[ "$(guard_counter reused-key.reject)" = 1 ] || show rejected monitor
counted rejected reused-key.reject 1
kernelhost 0 disconnect "${address[1]}" >/dev/null
check "rejected: the user did its steps" userhost_end rejected
check "rejected: Key Rejected" said rejected '"pairing-failed","side":"peer","reason":15' ||
	show rejected
stop_bg watch

# hci0 is another adapter; that it is a host of the same kind is no matter
check "the profile's actions again" "$tool" policy reset
kernelhost 0 off
userhost_start user 1 "${all[@]}" advertise pair gone
userhost_start other 0 --ltk 17f0b25c6d98e34ac10b7e5f4a93d826 \
	--csrk 2c95e1604fd8ab37902e6b1d85c3f74a --irk $irk --peer "${address[1]}" \
	connect pair disconnect
check "another adapter: it pairs" userhost_end other || show other
check "another adapter: and so does its peer" userhost_end user || show user
counted "another adapter" reused-key.audit 1
equal "another adapter: its IRK is as it was" "$(key user received IRK)" $irk

monitor_told monitor-json '"rule":"reused-key".*"action":"repair"' \
	"$(guard_counter reused-key.repair)"
{ "$tool" status; "$tool" status --json; "$tool" counters; } >"$work/status" 2>&1
stop_bg monitor
stop_bg monitor-json
events=$(bg_log monitor-json)
equal "monitor tells of every repair" \
	"$(grep '"rule":"reused-key"' "$events" | grep -c '"action":"repair"')" \
	"$(guard_counter reused-key.repair)"
check "monitor says why" grep -q \
	'reused-key: Encryption Information (LTK) from a user-space stack to the peer repaired: the same value was distributed before, to or by another peer' \
	"$(bg_log monitor)"
check "and of the IRK" grep -q \
	'reused-key.*Identity Information.*: the same IRK was distributed before, for another identity' \
	"$(bg_log monitor)"

dmesg >"$work/dmesg"
cat /sys/kernel/debug/smp_guard/* >"$work/debugfs"
check "no key in the kernel log" hidden "$keys" "$work/dmesg"
check "no key in debugfs" hidden "$keys" "$work/debugfs"
check "no key in the tool's output" hidden "$keys" "$work/status" "$events" "$(bg_log monitor)"
