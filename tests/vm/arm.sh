#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# The recorded trace on ARM, the Pi's architecture, and bad input with signed writes:
# arm.sh KERNEL, called by tests/run on the host, since an ARM guest has no userland
# but busybox.

set -u
kernel=$1
here=$(dirname "$(realpath "$0")")
top=$(dirname "$(dirname "$here")")
# shellcheck source=scripts/guest-kernels
. "$top/scripts/guest-kernels"
: "${SMPG_OUT:=$(mktemp -d)}"

fail() { printf 'not ok - %s: %s\n' "$1" "$2"; exit; }

triplet=aarch64-linux-gnu
[ "${kernel##*-}" = arm64 ] || triplet="arm-linux-gnueabihf"
host_packages "$triplet-gcc:gcc-$triplet" \
	"/usr/$triplet/lib/libc.a:libc6-dev-${kernel##*-}-cross"
make -s -C "$here" CC="$triplet-gcc" O="$SMPG_OUT/bin" NETTLE=no \
	"$SMPG_OUT/bin/replay" "$SMPG_OUT/bin/badinput" >&2 ||
	fail "$kernel" "the programs do not build"
module=$("$top/scripts/guest" module "$kernel" W=1 KCFLAGS=-Werror 2>"$SMPG_OUT/build.log" |
	grep '/smp-guard\.ko$') || fail "$kernel" "no module, see $SMPG_OUT/build.log"

"$top/scripts/guest" run --log "$SMPG_OUT/klog" --timeout 900 \
	--modules bluetooth,hci_vhci --file "$module" \
	--file "$SMPG_OUT/bin/replay" --file "$SMPG_OUT/bin/badinput" \
	--file "$here/arm-inside.sh" \
	--file "$top/tests/traces/pairing-failed-0x08.btmon" \
	"$kernel" -- sh arm-inside.sh ||
	fail "$kernel" "the guest ended with status $?"
