#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.1-kprobe 6.12-ftrace
# system: 6.1-ftrace 6.12-kprobe
# timeout: 600
#
# BlueZ's own testers find nothing different.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"

tester_compare smp-tester
tester_compare userchan-tester
tester_compare l2cap-tester
