#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.12-ftrace
# timeout: 400
#
# A user-space host with keys that are constants, without the module: it pairs
# with the kernel's stack and with its like, its keys arrive as they are, and
# later links are encrypted with them.
#
# Not on 6.1: Debian's 6.1.192 may crash when an L2CAP socket is closed after its
# link has gone, which encryption that fails leads to.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/userhost.sh
. "$here/userhost.sh"

# The keys of hci1 that the kernel has
constants() {
	local what=$1 size=$2
	equal "$what: the LTK stored" \
		"$(stored watch LTK "\"central\":1,\"key_size\":$size,\"ediv\":12,\"rand\":\"0x8877665544332211\"")" \
		"$(truncated $constant "$size")"
	equal "$what: the IRK stored" "$(stored watch IRK)" $constant
	# Of type 1: remote, unauthenticated
	equal "$what: the CSRK stored" "$(stored watch CSRK '"type":1')" $constant
	check "$what: the request named the key" said user \
		'"event":"ltk-request","ediv":12,"rand":"0x8877665544332211","answer":"own-ltk"'
}

check "two adapters" two_adapters || exit 1

kernel_setup=()
check "hci0 is the kernel's" kernelhost 0 setup
for size in 7 10 16; do
	peripheral "peripheral, $size octets" $size
	constants "peripheral, $size octets" $size
done
peripheral "the STK as LTK" 16 --ltk stk
equal "the STK as LTK: the LTK stored" "$(stored watch LTK '"central":1')" \
	"$(sed -nE 's/.*"stk":"([0-9a-f]+)".*/\1/p' "$(bg_log user)")"
check "the STK as LTK: the key is used again" said user \
	'"ediv":0,"rand":"0x0000000000000000","answer":"own-ltk"'
for size in 7 10 16; do
	central "central, $size octets" $size
	equal "central, $size octets: the LTK stored" \
		"$(stored watch LTK "\"central\":0,\"key_size\":$size")" \
		"$(key user received LTK)"
	equal "central, $size octets: the LTK of the user" \
		"$(stored watch LTK "\"central\":1,\"key_size\":$size")" \
		"$(truncated $constant $size)"
done

kernel_setup=(sc)
check "hci0 does LE Secure Connections" kernelhost 0 setup sc
peripheral "peripheral, sc" 16 --sc
equal "peripheral, sc: the CSRK stored" "$(stored watch CSRK '"type":1')" $constant
check "peripheral, sc: it was" said user '"event":"paired","sc":true'
central "central, sc" 16 --sc
check "central, sc: it was" said user '"event":"paired","sc":true'

# What these checks are worth: a key that has changed does not encrypt
kernelhost 0 setup
start_bg watch "$SMPG_BIN/kernelhost" 0 watch
awaits watch watching
userhost_start user 1 advertise pair gone
check "another key: the kernel pairs" kernelhost 0 pair "${address[1]}"
kernelhost 0 disconnect "${address[1]}"
ended "another key" user
userhost_start user 1 --ltk "${constant:16}${constant:0:16}" advertise encrypt-fails gone
equal "another key: the kernel does not encrypt" \
	"$(kernelhost 0 encrypt "${address[1]}" | grep encrypt)" '{"event":"encrypt","status":5}'
ended "another key" user
stop_bg watch

check "hci0 is given up" kernelhost 0 off
both "two of its like"
both "two of its like, sc" --sc
both "two of its like, in fragments" --fragment 5

# The pairing makes them, the next link may have its roles the other way round
userhost_start peripheral 1 --peer "${address[0]}" \
	advertise pair gone connect encrypt disconnect connect encrypt-own disconnect \
	advertise encrypt gone
userhost_start central 0 --peer "${address[1]}" --ediv 7 --ltk 000102030405060708090a0b0c0d0e0f \
	connect pair disconnect advertise encrypt gone advertise encrypt gone \
	connect encrypt-own disconnect
ended "roles switched" peripheral
ended "roles switched" central
check "roles switched: the key of the central is used" said central \
	'"ltk-request","ediv":7,.*"key":"000102030405060708090a0b0c0d0e0f"'
# Both ends have it, by the name that it was given
equal "roles switched: the own key of who connects" \
	"$(answered central peer-ltk)" "12 0x8877665544332211 $constant"
equal "roles as they were: the own key of who connects" "$(answered peripheral peer-ltk)" \
	"7 0x8877665544332211 000102030405060708090a0b0c0d0e0f"
userhost_start peripheral 1 advertise request gone
userhost_start central 0 --peer "${address[1]}" --slow 2000 connect pair disconnect
ended "Security Request, and a slow confirm" peripheral
ended "Security Request, and a slow confirm" central

# The recorded trace: keys that were not negotiated, and a strict peer
userhost_start peripheral 1 --strict --init-keys 4 --resp-keys 1 advertise pair-fails gone
userhost_start central 0 --peer "${address[1]}" --io-cap 2 --auth 5 --init-keys 5 --resp-keys 5 \
	--unnegotiated 1 connect pair disconnect
userhost_end central
equal "keys not negotiated: it is not paired" $? 1
ended "keys not negotiated" peripheral
check "keys not negotiated: unspecified reason" said central \
	'"pairing-failed","side":"peer","reason":8'
userhost_start peripheral 1 --key-size 6 advertise pair-fails gone
userhost_start central 0 --peer "${address[1]}" --ignore-failed connect pair-fails disconnect
ended "Pairing Failed is ignored" central
ended "Pairing Failed is ignored" peripheral
check "Pairing Failed is ignored: the next PDU follows" said peripheral \
	'"received","pdu":"Pairing Confirm"'

# What these checks are worth: a wrong key does neither encrypt nor sign
userhost_start peripheral 1 advertise pair gone advertise encrypt-fails gone advertise gone
userhost_start central 0 --peer "${address[1]}" --ediv 12 --ltk "${constant:16}${constant:0:16}" \
	connect pair disconnect connect encrypt-own disconnect
userhost_end central
equal "a wrong key: the central does not encrypt" $? 1
check "a wrong key: authentication failure" said central '"encryption-failed","status":5'
# BlueZ's own test vector
userhost_start central 0 --peer "${address[1]}" --csrk 505e42df9691ec72d31fcdfbeb641b61 \
	--handle 0x12 --value 1337 --counter 1 connect sign disconnect
ended "a wrong key" central
ended "a wrong key" peripheral
check "a wrong key: the signature is right" said central \
	'"sent".*"signature":"01000000f1871e933c900ff2"'
check "a wrong key: but not with the key of the pairing" said peripheral \
	'"received","verdict":"bad","handle":18,"counter":1,"value":"1337"'
