#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# system: 6.1-kprobe 6.12-ftrace
# timeout: 1800
#
# Nor do BlueZ's testers of what is no pairing: calls, audio streams, serial ports,
# networks, and the interfaces of adapters.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"

for tester in rfcomm sco iso bnep ioctl hci; do
	tester_compare $tester-tester
done
