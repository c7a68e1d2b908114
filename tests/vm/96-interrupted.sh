#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# system: 6.1-auto
# timeout: 2400
#
# make install that ends in its middle, as when the power fails: the next one mends
# what is left. The compiler has the objects of the host's build.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/install.sh
. "$here/install.sh"

fresh_tree && cd "$tree" || exit
stand_in

# dies_at PROGRAM PATTERN: make install is killed, with all that it has started, where
# PROGRAM is called with arguments that match PATTERN
dies_at() {
	local rc
	cat >/usr/local/sbin/"$1" <<-END
	#!/bin/sh
	case " \$* " in
	$2) kill -s KILL -- "-\$(cat /run/group)" ;;
	esac
	exec $(command -v "$1") "\$@"
	END
	chmod +x /usr/local/sbin/"$1"
	setsid sh -c 'echo $$ >/run/group; exec make install' >"$work/made" 2>&1
	rc=$?
	rm /usr/local/sbin/"$1"
	[ $rc = 137 ] || { tail -n 1 "$work/made"; return 1; }
}

# mended WHAT: by make install
mended() {
	make_says "$1: make install again" install
	check "$1: the module is loaded" guard_loaded
	check "$1: DKMS has it" in_dkms
	check "$1: smpguard status" watches
}

version=$(cat VERSION)
check "sources: is killed" dies_at tar '*" -x "*'
mended "sources"
check "sources: unloaded for the next" make uninstall

check "build: is killed" dies_at make '*" modules "*'
check "build: the module is not loaded" fails guard_loaded
mended "build"
check "build: unloaded for the next" make uninstall

check "depmod: is killed" dies_at depmod '*'
check "depmod: the module cannot be found" fails modprobe -n smp_guard
mended "depmod"
check "depmod: unloaded for the next" make uninstall

check "load: is killed" dies_at modprobe '" smp_guard "'
check "load: the module is not loaded" fails guard_loaded
mended "load"

# What a power cut leaves of a file that is not on the disk yet
: >"$(modinfo -n smp_guard)"
mended "empty module"
: >"/usr/src/smp-guard-$version/dkms.conf"
mended "empty dkms.conf"
check "empty dkms.conf: that is told" made_says "dkms cannot; removing its files"
installed "in the end"

: >"/usr/src/smp-guard-$version/dkms.conf"
mkdir -p "$node_exporter"
printf '[Policy]\n' >$conf
make_says "uninstall with an empty dkms.conf" uninstall
uninstalled "uninstall with an empty dkms.conf"
check "no module file is left" sh -c "! find /lib/modules/$(uname -r)/ -name 'smp-guard*' | grep -q ."
