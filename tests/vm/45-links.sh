#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.1-ftrace 6.12-kprobe test-ftrace
# system: 6.1-kprobe 6.12-ftrace 7.x-ftrace
# timeout: 120
#
# Links come and go with their adapter, and one met in mid-life is marked.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/pairing.sh
. "$here/pairing.sh"
links=/sys/kernel/debug/smp_guard/links

no_links() { [ ! -s $links ]; }
has_link() { grep -q "$1" $links; }
# A user-space host with two links, for as long as it is let
host() { exec "$SMPG_BIN/credits" --packets 10000000; }

check "module loads" guard_load || exit 1
start_bg host host
check "two links of an adapter that came later" \
	wait_for 20 sh -c "[ \$(grep -c '^hci.* role=central ' $links) = 2 ]"
check "none of them is met in mid-life" sh -c "! grep mid-life=yes $links"
check "the negotiated keys are shown" \
	wait_for 20 has_link 'phase=.* initiator-keys=[A-Z-].* responder-keys=[A-Z-]'
check "root only" [ "$(stat -c %a $links)" = 400 ]
kill -9 "${bg_pids[host]}"
check "its links go with it" wait_for 20 no_links

check "module unloads" guard_unload
start_bg early host
sleep 1
check "module loads in the middle of traffic" guard_load || exit 1
check "links are met in mid-life" wait_for 20 has_link 'role=unknown .* mid-life=yes'
check "nothing is judged by what was not seen" \
	[ "$(guard_counter unnegotiated-key.mask)" = 0 ]
kill -9 "${bg_pids[early]}"
check "these go too" wait_for 20 no_links
