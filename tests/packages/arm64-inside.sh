#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# In a guest that tests/packages/arm64 has booted, where systemd runs this as the
# last of what it starts: what a user does after each boot.

boot=$1
tests=$(dirname "$(dirname "$(realpath "$0")")")
# shellcheck source=tests/vm/lib.sh
. "$tests/vm/lib.sh"
# shellcheck source=tests/vm/install.sh
. "$tests/vm/install.sh"

# What the module is installed from
tree=/srv/smp-guard
metrics=$node_exporter/smp-guard.prom

has_rule() { $smpguard policy show | grep -qx "$1"; }
logged() { journalctl -q -b -o cat --no-pager "$@" | grep -q .; }
translations() { $smpguard status --json | sed -nE 's/.*"translations":([0-9]+).*/\1/p'; }
on_disk() { [ "$(grep -cE '^(ltk|csrk) ' $keys)" = "$1" ]; }
absent() { ! command -v "$1"; }

# counter NAME VALUE
counter() { check "$boot: $1 is $2" [ "$(guard_counter "$1")" = "$2" ]; }

# replay WHAT PATTERN. A program that owns the adapter must be alone with it.
replay() {
	systemctl stop bluetooth.service
	if timeout 120 "${tests%/*}/replay" "$tests/traces/pairing-failed-0x08.btmon" >"$work/json" 2>&1 &&
		grep -q "$2" "$work/json"; then
		pass "$1"
	else
		fail "$1" "$(tail -n 1 "$work/json")"
	fi
}
masked='"result":"complete".*"masked":."Encryption Information","Central Identification".,.*"repaired":."Signing Information".'

# ours: what the system has of ours, bar logs and what it is installed from
ours() {
	find / -xdev -path /srv -prune -o -path /var/log -prune -o \( -name '*smp-guard*' -o -name '*smpguard*' \
		-o -name '*smp_guard*' \) -print | sort
}

# state: of all files of ours, with when they were written
state() {
	ours | while read -r file; do
		find "$file" ! -type d -printf '%p %T@\n'
	done | sort -u
}

running() {
	local unit
	for unit in smp-guard.service smp-guard-keys.service smp-guard-monitor.service; do
		check "$boot: $unit is well" systemctl is-active $unit
	done
	check "$boot: nothing has failed" [ -z "$(systemctl --failed --plain --no-legend)" ]
}

# --- Boots --------------------------------------------------------------------

boot_install() {
	local sources=/etc/apt/sources.list
	mkdir -p $tree && cp -a "${tests%/*}/." $tree/ && cd $tree || exit
	for program in gcc dkms; do
		check "nothing is installed: no $program" absent $program
	done
	check "nothing is installed: no headers" is_gone "/lib/modules/$(uname -r)/build"
	replay "bare: fails as it was recorded" '"result":"failed","reason":8'
	check "its adapter is that of hci_uart" grep -q '^hci_uart ' /proc/modules
	check "there is no hci_vhci" is_gone /dev/vhci

	cp $sources "$work/sources"
	echo "deb http://127.0.0.1:9/debian trixie main" >$sources
	make_fails "no network: make install fails" install
	check "no network: it asks for that" made_says "Is the network there?"
	check "no network: nothing was installed" [ -z "$(ours)" ]
	cp "$work/sources" $sources

	make_says "make install" install
	installed "install"
	keys_kept "install"
	running
	check "the compiler is this system's" \
		[ "$(gcc -dumpmachine)" = aarch64-linux-gnu ]
	mkdir -p $node_exporter
	replay "guarded: completes" "$masked"
	counter unnegotiated-key.mask 2
	counter weak-key.repair 1
	counter pairings.completed 1
	check "the journal has it" wait_for 60 logged \
		-u smp-guard-monitor.service SMPG_EVENT=violation SMPG_RULE=weak-key
	check "metrics are written" systemctl start smp-guard-metrics.service
	check "metrics have it" grep -qx 'smp_guard_violations_total{rule="weak-key",action="repair"} 1' $metrics
	check "the key is translated" [ "$(translations)" = 1 ]
	check "the key is on the disk" wait_for 60 on_disk 1
	printf '[Policy]\nlegacy-pairing = audit\n' >$conf
}

boot_again() {
	cd $tree || exit
	check "again: the module is loaded" guard_loaded
	check "again: it is DKMS's" sh -c 'modinfo -n smp_guard | grep -q /updates/dkms/'
	running
	check "again: the policy is the owner's" has_rule "legacy-pairing = audit"
	check "again: the key is translated" [ "$(translations)" = 1 ]
	replay "again: completes" "$masked"
	counter weak-key.repair 1
	check "again: the journal has it" wait_for 60 logged \
		-u smp-guard-monitor.service SMPG_EVENT=violation SMPG_RULE=weak-key

	state >"$work/before"
	make_says "second make install" install
	check "second install: it builds no module" made_says "built and installed already"
	installed "second install"
	keys_kept "second install"
	running
	check "second install: DKMS's module is the same" \
		diff <(grep '/updates/' "$work/before") <(state | grep '/updates/')
	check "second install: no file more, no file less" \
		diff <(cut -d ' ' -f 1 "$work/before") <(state | cut -d ' ' -f 1)
	check "second install: the policy is the owner's" has_rule "legacy-pairing = audit"
}

boot_remove() {
	cd $tree || exit
	check "remove: the policy is the owner's" has_rule "legacy-pairing = audit"
	for time in first second; do
		make_says "$time make uninstall" uninstall
		uninstalled "$time uninstall"
	done
	check "only the configuration is left" \
		diff <(printf '%s\n' ${conf%/*} $conf) <(ours)
	check "nothing has failed" [ -z "$(systemctl --failed --plain --no-legend)" ]
	replay "unloaded: fails again" '"result":"failed","reason":8'
}

"boot_$boot"
smpg_stays=y
if [ $smpg_failed != 0 ]; then
	journalctl -b --no-pager -n 150 | sed 's/^/# journal: /'
	[ ! -e "$work/made" ] || sed 's/^/# made: /' "$work/made"
fi
echo "# $boot: done"
