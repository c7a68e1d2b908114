#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.1-ftrace 6.12-ftrace
# system: 7.x-ftrace
# timeout: 900
#
# The kernel's own stack on two adapters: whatever key is masked for one of them,
# as initiator or as responder, pairing succeeds, what is negotiated lacks it, and
# both sides have the keys that are left.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/hosts.sh
. "$here/hosts.sh"
tool=$(dirname "$(dirname "$here")")/smpguard

declare -A bits=([EncKey]=1 [IdKey]=2 [SignKey]=4 [LinkKey]=8 [all]=15)
declare -A left=([EncKey]="IdKey,SignKey,LinkKey" [IdKey]="EncKey,SignKey,LinkKey"
	[SignKey]="EncKey,IdKey,LinkKey" [LinkKey]="EncKey,IdKey,SignKey" [all]=none)

# seen FILE ADAPTER: what of a pairing that adapter had part in, sets request,
# response (initiator's and responder's keys), pdus and stored
seen() {
	local line
	btmon -r "$1" | awk -v adapter="[$2]" '
		/^[<>@]/ { ours = index($0, adapter); event = $0 }
		!ours { next }
		/^ *(SMP|BR\/EDR SMP): / { sub(/^ *(SMP|BR\/EDR SMP): /, ""); sub(/ \(.*/, ""); pdu = $0; print "pdu " pdu }
		/key distribution: / { match($0, /0x[0-9a-f]+/); print "keys " pdu ": " substr($0, RSTART, RLENGTH) }
		/^@ MGMT Event: New / { sub(/.*New /, ""); print "stored " $1 }' >"$1.$2"
	mapfile -t line < <(sed -n 's/^keys Pairing Request: //p; s/^keys Pairing Response: //p' "$1.$2")
	request=("${line[0]:-0}" "${line[1]:-0}") response=("${line[2]:-0}" "${line[3]:-0}")
}

fails() { ! "$@"; }

# has WHAT FILE
has() { grep -qx "$1" "$2"; }

# agrees FILE ADAPTER SC: what was sent and stored is what was negotiated
agrees() {
	local file=$1.$2 keys i initiator=0 responder=0 any=0 wrong=''
	keys=($((request[0] & response[0])) $((request[1] & response[1])))
	for i in 0 1; do
		any=$((any | keys[i]))
	done
	initiator=${keys[0]} responder=${keys[1]}
	# want EXPECTED WHAT
	want() {
		if [ "$1" = 0 ]; then
			! has "$2" "$file" || wrong+=" unexpected: $2;"
		else
			has "$2" "$file" || wrong+=" missing: $2;"
		fi
	}
	[ "$3" = on ] || want $((any & 1)) "pdu Encryption Information"
	want $((any & 2)) "pdu Identity Information"
	want $((any & 4)) "pdu Signing Information"
	[ "$3" = on ] || want $((any & 1)) "stored Long"
	[ "$3" != on ] || want 1 "stored Long"
	# Each stores the other's
	[ "$2" = hci0 ] || want $((initiator & 2)) "stored Identity"
	want $((any & 4)) "stored Signature"
	if [ "$3" = on ]; then
		want $((any & 8)) "stored Link"
	fi
	[ -z "$wrong" ] || echo "keys $initiator, $responder:$wrong"
	[ -z "$wrong" ]
}

no_adapter() { ! ls /sys/class/bluetooth/hci* 2>/dev/null; }

# masked ADAPTER MASK SC
masked() {
	local adapter=$1 mask=$2 sc=$3 name file=$work/snoop i bad=''
	name="sc $sc, $mask masked for $adapter"
	[ "$mask" != nothing ] || name="sc $sc"
	btmon_start "$file"
	check "$name: paired" pair "$peer" || sed 's/^/# /' "$(bg_log agent0)" | tail -n 5
	sleep 1
	unpair "$peer" "$self"
	sleep 1
	stop_bg btmon
	for i in hci0 hci1; do
		seen "$file" $i
		check "$name: the keys of $i are those that were negotiated" agrees "$file" $i "$sc"
	done
	if [ "$mask" = nothing ]; then
		note "$name: ${request[*]} ${response[*]}"
		return
	fi
	case $adapter in
	hci0) bad=$(((request[0] | request[1] | response[0] | response[1]) & bits[$mask])) ;;
	hci1) bad=$(((response[0] | response[1]) & bits[$mask])) ;;
	esac
	check "$name: its bit is clear: ${request[*]} ${response[*]}" [ $bad = 0 ]
}

# one_side WHAT INITIATOR RESPONDER ARGUMENT...: of SignKey's bit this is left in
# hci0's request with a policy that is set by ARGUMENTs
one_side() {
	local what="SignKey masked, $1" file=$work/snoop initiator=$2 responder=$3
	shift 3
	"$tool" policy set "$@" || fail "$what" "policy set"
	btmon_start "$file"
	check "$what: paired" pair "$peer"
	sleep 1
	unpair "$peer" "$self"
	sleep 1
	stop_bg btmon
	seen "$file" hci1
	check "$what: initiator's $initiator, responder's $responder: ${request[*]}" \
		[ "$((request[0] & 4)) $((request[1] & 4))" = "$initiator $responder" ]
	check "$what: the keys are those that were negotiated" agrees "$file" hci1 off
	"$tool" policy reset || fail "$what" "policy reset"
}

# strict SC: the kernel's own stack pairs with Secure Connections, and else it is told
strict() {
	"$tool" policy set profile=strict
	btmon_start "$work/snoop"
	if [ "$1" = on ]; then
		check "strict, sc on: paired" pair "$peer"
	else
		check "strict, sc off: pairing fails" fails pair "$peer"
	fi
	sleep 1
	unpair "$peer" "$self"
	stop_bg btmon
	if [ "$1" = off ]; then
		for i in hci0 hci1; do
			check "strict, sc off: the reason at $i" sh -c "btmon -r '$work/snoop' |
				grep -A 3 '\[$i\]' | grep -q 'Reason: Authentication requirements'"
		done
	fi
	"$tool" policy reset
}

check "module loads" guard_load || exit 1
for sc in off on; do
	# New ones each time: they advertise but once after all that setting up
	check "sc $sc: two adapters" adapters -l2 || exit 1
	for i in 0 1; do
		setup $i "le on" "bredr on" "ssp on" "sc $sc" "bondable on" "connectable on" irks
	done >/dev/null
	setup 0 "privacy on" >/dev/null
	peer=$(address_of 1) self=$(address_of 0)
	mgmt --index 1 advertising on >/dev/null
	agents
	masked hci0 nothing $sc
	for adapter in hci0 hci1; do
		for mask in EncKey IdKey SignKey LinkKey all; do
			# Without Secure Connections nobody offers it
			[ "$mask$sc" != LinkKeyoff ] || continue
			"$tool" policy set --adapter $adapter \
				"key-dist-local=${left[$mask]}" "key-dist-remote=${left[$mask]}" ||
				fail "policy set" "$mask"
			masked $adapter $mask $sc
			"$tool" policy reset --adapter $adapter || fail "policy reset" "$mask"
		done
	done
	if [ $sc = off ]; then
		# Of one side alone, or for this peer alone: the other's bits stay
		one_side "local" 0 4 --adapter hci0 key-dist-local=EncKey,IdKey
		one_side "remote" 4 0 --adapter hci0 key-dist-remote=EncKey,IdKey
		one_side "local, for the peer" 0 4 --peer "$peer" --type public key-dist-local=EncKey,IdKey
		one_side "local, for another peer" 4 4 --peer 00:11:22:33:44:55 --type public key-dist-local=EncKey,IdKey
	fi
	strict $sc
	stop_bg agent0
	stop_bg agent1
	stop_bg btvirt
	check "sc $sc: the adapters are gone" wait_for 10 no_adapter
done
check "masks were counted" [ "$(guard_counter negotiations.masked)" -gt 10 ]
hits=$(grep -E '^(unnegotiated-key|weak-key|masked-key|malformed)\.' /sys/kernel/debug/smp_guard/counters |
	grep -v ' 0$')
check "no rule was hit" [ -z "$hits" ] || note "$hits"

# Where the kernel's own SMP cannot be reached it is rejected, and at once
echo 0 >/sys/kernel/debug/kprobes/enabled
check "two adapters" adapters -L -l2 || exit 1
for i in 0 1; do
	setup $i "le on" "bondable on" "connectable on" "sc off"
done >/dev/null
peer=$(address_of 1)
mgmt --index 1 advertising on >/dev/null
agents
for adapter in hci0 hci1; do
	"$tool" policy set --adapter $adapter key-dist-local=none
	btmon_start "$work/snoop"
	check "no kretprobe, $adapter: pairing fails" fails pair "$peer"
	sleep 1
	stop_bg btmon
	for i in hci0 hci1; do
		seen "$work/snoop" $i
		check "no kretprobe, $adapter: Pairing Failed at $i" has "pdu Pairing Failed" "$work/snoop.$i"
	done
	"$tool" policy reset --adapter $adapter
done
check "masked-key was counted" [ "$(guard_counter masked-key.reject)" = 2 ]
echo 1 >/sys/kernel/debug/kprobes/enabled
