#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.1-kprobe 6.12-ftrace test-ftrace
# system: 6.1-ftrace 6.12-kprobe 7.x-ftrace
# timeout: 120
#
# LE Secure Connections make EncKey void: Encryption Information is masked,
# and the random IRK arrives as it is.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/pairing.sh
. "$here/pairing.sh"

bare "bare" --sc
bare "bare, incoming" --sc --incoming

check "module loads" guard_load || exit 1
for swap in "" --swap; do
	for size in "" 1 5 20 27; do
		# shellcheck disable=SC2086 # may be empty
		set -- --sc $swap ${size:+--fragment $size --fragment-rx $size}
		guarded "$*" "$enc" "" "" "$@"
		guarded "$* --incoming" "" "$enc" "" "$@" --incoming
	done
done
guarded "well-behaved" "" "" "" --sc --clean
