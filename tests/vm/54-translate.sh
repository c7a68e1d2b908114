#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.12-ftrace 6.12-kprobe test-ftrace
# timeout: 900
#
# A user-space host with keys that are constants, as in 42-userhost, and the
# module: its peers hold random ones, differing each time, and later links are
# encrypted, and what it signs is verified, all the same.
#
# Not on 6.1, for the reason that 42-userhost gives.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/userhost.sh
. "$here/userhost.sh"
top=$(dirname "$(dirname "$here")")
tool=$top/smpguard

check "two adapters" two_adapters || exit 1
check "module loads" guard_load || exit 1
check "hci0 is the kernel's" kernelhost 0 setup

peripheral "peripheral, 16 octets" 16
unlike "the LTK stored" "$(stored watch LTK '"central":1')" $constant
unlike "the CSRK stored" "$(stored watch CSRK '"type":1')" $constant
