#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.1-auto
# system: 6.12-auto
# timeout: 1800
#
# make install and make uninstall, twice each, on a running system. The packages
# it would fetch are there: a guest has no network. On 6.1 the compiler has the
# objects of the host's build; on 6.12 it compiles, which takes a quarter of an hour.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/install.sh
. "$here/install.sh"
modules=/lib/modules/$(uname -r)

fresh_tree && cd "$tree" || exit
[ "$SMPG_KERNEL" != 6.1 ] || stand_in

owners=/etc/modprobe.d/00-owner.conf
echo 'options smp-guard keep_keys=0' >$owners
rm -rf ${node_exporter%/*}

# A disk that is full ends it early, which the next run mends
mkdir -p /var/lib/dkms && mount -t tmpfs -o size=400k full /var/lib/dkms
make_fails "full disk: make install fails" install
check "full disk: it says which" made_says "the disk with /var/lib/dkms is full"
check "full disk: and what to do" made_says "not done; run it again when that is mended"
check "full disk: the module is not loaded" fails guard_loaded
umount /var/lib/dkms

for time in first second; do
	make_says "$time make install" install
	installed "$time install"
	if [ -e $owners ]; then
		check "$time install: keys are not kept, as the owner says" keeps false
		check "$time install: and no file says otherwise" is_gone $keys_conf
		rm $owners
	else
		keys_kept "$time install"
	fi
	check "$time install: the configuration is the owner's" \
		grep -q "${edit:-^#profile}" $conf
	edit='^weak-key = audit'
	mkdir -p $node_exporter && touch $node_exporter/smp-guard.prom
	printf '[Policy]\nweak-key = audit\n' >$conf
done

# modpost makes the last file anew, of what this kernel's headers say
own=$(grep /build/ /run/compiled 2>/dev/null | grep -v '\.mod\.c$' | sort -u)
[ "$SMPG_KERNEL" != 6.1 ] || if [ -z "$own" ]; then
	pass "the host's build was of these sources"
else
	fail "the host's build was of these sources" "but for $own"
fi

mkdir -p ${keys%/*} && touch $keys $keys.refused $keys.refused.1
for time in first second; do
	make_says "$time make uninstall" uninstall
	uninstalled "$time uninstall"
	[ $time = second ] || check "$time uninstall: and that is said" grep -qF "removing $keys" "$work/made"
done
cp Documentation/smp-guard.conf $conf
check "third make uninstall" make uninstall
check "a configuration as it was shipped goes" is_gone /etc/smp-guard
check "no module file is left" sh -c "! find $modules -name 'smp-guard*' | grep -q ."
