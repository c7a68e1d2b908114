#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.1 6.12
# timeout: 600
#
# BlueZ's own testers find nothing different.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"

tester_compare smp-tester
tester_compare userchan-tester
tester_compare l2cap-tester
