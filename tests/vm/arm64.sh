#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The recorded trace on arm64, the Pi's architecture, and bad input with signed
# writes: arm64.sh KERNEL, called by tests/run on the host, since an arm64 guest has
# no userland but busybox.

set -u
kernel=$1
here=$(dirname "$(realpath "$0")")
top=$(dirname "$(dirname "$here")")
# shellcheck source=scripts/guest-kernels
. "$top/scripts/guest-kernels"
: "${SMPG_OUT:=$(mktemp -d)}"

fail() { printf 'not ok - %s: %s\n' "$1" "$2"; exit; }

host_packages aarch64-linux-gnu-gcc:gcc-aarch64-linux-gnu \
	/usr/aarch64-linux-gnu/lib/libc.a:libc6-dev-arm64-cross
make -s -C "$here" CC=aarch64-linux-gnu-gcc O="$SMPG_OUT/bin" \
	"$SMPG_OUT/bin/replay" "$SMPG_OUT/bin/badinput" >&2 ||
	fail "$kernel" "the programs do not build"
module=$("$top/scripts/guest" module "$kernel" 2>"$SMPG_OUT/build.log" |
	grep '/smp-guard\.ko$') || fail "$kernel" "no module, see $SMPG_OUT/build.log"

"$top/scripts/guest" run --log "$SMPG_OUT/klog" --timeout 300 \
	--modules bluetooth,hci_vhci --file "$module" \
	--file "$SMPG_OUT/bin/replay" --file "$SMPG_OUT/bin/badinput" \
	--file "$here/arm64-inside.sh" \
	--file "$top/tests/traces/pairing-failed-0x08.btmon" \
	"$kernel" -- sh arm64-inside.sh ||
	fail "$kernel" "the guest ended with status $?"
