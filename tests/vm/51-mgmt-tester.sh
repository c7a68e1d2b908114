#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.12-ftrace
# system: 6.1-ftrace
# timeout: 1200
#
# BlueZ's largest tester finds nothing different either.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"

tester_compare mgmt-tester
