#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.1-auto
# timeout: 1200
#
# make install and make uninstall, twice each, on a running system. The packages
# it would fetch are there: a guest has no network.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
top=$(dirname "$(dirname "$here")")
modules=/lib/modules/$(uname -r)

# Where the headers' package would have put it
ln -sfn "$SMPG_KDIR" "$modules/build"

# The tree as somebody has it who just fetched it
tree=$work/tree
mkdir "$tree"
(cd "$top" && git ls-files -z | xargs -0 cp --parents -t "$tree") || exit
cd "$tree" || exit

is_there() { [ -e "$1" ]; }
is_gone() { [ ! -e "$1" ]; }
watches() { "$@" status | grep -q ftrace; }

for time in first second; do
	check "$time make install" make install || sed 's/^/# /' "$work/check"
	check "$time install: the module is loaded" guard_loaded
	check "$time install: DKMS has it" sh -c "dkms status | grep -q 'smp-guard.*installed'"
	check "$time install: smpguard status" watches /usr/local/bin/smpguard
	check "$time install: loaded at boot" grep -qx smp_guard /etc/modules-load.d/smp-guard.conf
	for page in man1/smpguard.1 man4/smp_guard.4; do
		check "$time install: $page" is_there "/usr/local/share/man/$page"
	done
done

for time in first second; do
	check "$time make uninstall" make uninstall || sed 's/^/# /' "$work/check"
	check "$time uninstall: the module is gone" is_gone /sys/module/smp_guard
	check "$time uninstall: the tool is gone" is_gone /usr/local/bin/smpguard
	check "$time uninstall: DKMS forgot it" sh -c "! dkms status | grep -q smp-guard"
	check "$time uninstall: not loaded at boot" is_gone /etc/modules-load.d/smp-guard.conf
done
check "no module file is left" sh -c "! find $modules -name 'smp-guard*' | grep -q ."
