#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.1-ftrace 6.12-kprobe test-ftrace
# system: 6.1-kprobe 6.12-ftrace
# timeout: 120
#
# The recorded pairing with the roles swapped, and over BR/EDR.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/pairing.sh
. "$here/pairing.sh"

bare "bare, swapped" --swap
bare "bare, BR/EDR" --bredr

check "module loads" guard_load || exit 1
guarded "swapped" "$enc,$central" "" "$csrk" --swap
for size in 1 5 20; do
	guarded "swapped, fragments of $size" "$enc,$central" "" "$csrk" \
		--swap --fragment $size --fragment-rx $size
done
guarded "swapped, incoming" "" "$irk,$address,$csrk" "$csrk" --swap --incoming

all=$enc,$central,$irk,$address
guarded "BR/EDR" "$all" "" "$csrk" --bredr
guarded "BR/EDR, fragments" "$all" "" "$csrk" --bredr --fragment 5
guarded "BR/EDR, swapped" "$all" "" "$csrk" --bredr --swap
guarded "BR/EDR, incoming" "" "$all" "" --bredr --incoming
guarded "BR/EDR, swapped, incoming" "" "$all" "" --bredr --swap --incoming
