# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2034,SC2154 # between lib.sh and scenarios
#
# Sourced after lib.sh by what runs make install and make uninstall: what is there
# after either.

conf=/etc/smp-guard/smp-guard.conf
unit=smp-guard.service
keys=/var/lib/smp-guard/keys
keys_conf=/etc/modprobe.d/00-smp-guard-keys.conf
node_exporter=/var/lib/prometheus/node-exporter
metrics_timer=/etc/systemd/system/timers.target.wants/smp-guard-metrics.timer
smpguard=/usr/local/bin/smpguard

is_there() { [ -e "$1" ]; }
is_gone() { [ ! -e "$1" ]; }
fails() { ! "$@"; }
watches() { $smpguard status | grep -q ftrace; }
keeps() { $smpguard status --json | grep -q "\"keep-keys\":$1"; }
explained() { journalctl --list-catalog 861b0cbaf5c04671a1507222725ec76a | grep -q smp-guard; }
in_dkms() { dkms status | grep -q 'smp-guard.*installed'; }

# --- Before -------------------------------------------------------------------

# The tree as one has it who has just fetched it, and headers where their package
# would have put them
tree=$work/tree
fresh_tree() {
	local top
	top=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
	ln -sfn "$SMPG_KDIR" "/lib/modules/$(uname -r)/build"
	mkdir -p "$tree" &&
		(cd "$top" && git ls-files -z | xargs -0 cp -p --parents -t "$tree") || return
	# The host has built the tool, which would take a guest minutes
	(cd "$top" && find smpguard tools \( -name '*.[do]' -o -name smpguard \) \
		-exec cp -p --parents -t "$tree" {} +)
}

# A compiler in the first directory of PATH, which the kernel's headers ask for by name
stand_in() {
	local compiler objects
	objects=$(dirname "$(head -n 1 "$(dirname "$SMPG_KO")/built")")
	compiler=$(sed -n 's/^.*:= *\(gcc[-0-9]*\) .*/\1/p' "$objects/engine/.apply.o.cmd")
	cat >/usr/local/sbin/"$compiler" <<-END
	#!/bin/sh
	for a; do
		case \$a in
		-c) compiles=y ;;
		-Wp,-MMD,*) dep=\${a#-Wp,-MMD,} ;;
		*.c) src=\$a ;;
		*.o) obj=\$a ;;
		esac
	done
	if [ "\$compiles" ] && cmp -s "\$src" "$objects/\${src##*/build/}"; then
		cp "$objects/\${obj##*/build/}" "\$obj" && echo "\$obj: \$src" >"\$dep" && exit
	fi
	[ -z "\$compiles" ] || echo "\$src" >>/run/compiled
	exec /usr/bin/$compiler "\$@"
	END
	chmod +x /usr/local/sbin/"$compiler"
}

# --- After --------------------------------------------------------------------

# make_says WHAT TARGET: what it says is in $work/made
make_says() {
	check "$1" make "$2" || sed 's/^/# /' "$work/check"
	cp "$work/check" "$work/made"
}

# make_fails WHAT TARGET: likewise
make_fails() {
	check "$1" fails make "$2"
	cp "$work/check" "$work/made"
}
made_says() { grep -q -- "$1" "$work/made"; }

# installed WHEN
installed() {
	local page file
	check "$1: the module is loaded" guard_loaded
	check "$1: DKMS has it" in_dkms
	check "$1: smpguard status" watches
	check "$1: loaded at boot" grep -qx smp_guard /etc/modules-load.d/smp-guard.conf
	for page in man1/smpguard.1 man4/smp_guard.4 man5/smp-guard.conf.5; do
		check "$1: $page" is_there "/usr/local/share/man/$page"
	done
	check "$1: completion" is_there /usr/local/share/bash-completion/completions/smpguard
	for file in monitor.service metrics.service metrics.timer; do
		check "$1: $file is right" systemd-analyze verify \
			"/usr/local/lib/systemd/system/smp-guard-$file"
	done
	check "$1: events go to the journal at boot" \
		is_there /etc/systemd/system/multi-user.target.wants/smp-guard-monitor.service
	check "$1: the catalog explains them" explained
	if [ -d $node_exporter ]; then
		check "$1: metrics beside node_exporter" is_there $metrics_timer
	else
		check "$1: no metrics without node_exporter" is_gone $metrics_timer
	fi
	check "$1: the policy is loaded at boot" is_there "/etc/systemd/system/multi-user.target.wants/$unit"
	check "$1: the unit is right" systemd-analyze verify "/usr/local/lib/systemd/system/$unit"
	check "$1: and that of the keys" systemd-analyze verify "/usr/local/lib/systemd/system/${unit/./-keys.}"
	check "$1: the configuration" $smpguard policy check
}

# keys_kept WHEN: as the owner did not decide otherwise
keys_kept() {
	check "$1: keys are kept" keeps true
	check "$1: by a file of its own" grep -qx 'options smp_guard keep_keys=1' $keys_conf
}

# uninstalled WHEN
uninstalled() {
	local file
	check "$1: the module is gone" is_gone /sys/module/smp_guard
	check "$1: the tool is gone" is_gone $smpguard
	check "$1: DKMS forgot it" sh -c "! dkms status | grep -q smp-guard"
	check "$1: not loaded at boot" is_gone /etc/modules-load.d/smp-guard.conf
	check "$1: keys are not kept" is_gone $keys_conf
	check "$1: nor is the policy" is_gone "/etc/systemd/system/multi-user.target.wants/$unit"
	for file in monitor.service metrics.service metrics.timer; do
		check "$1: $file is gone" is_gone "/usr/local/lib/systemd/system/smp-guard-$file"
	done
	check "$1: neither is started at boot" sh -c "! find /etc/systemd -name 'smp-guard-m*' | grep -q ."
	check "$1: the catalog forgot them" fails explained
	check "$1: the metrics are gone" is_gone $node_exporter/smp-guard.prom
	check "$1: the unit is gone" is_gone "/usr/local/lib/systemd/system/$unit"
	check "$1: and that of the keys" is_gone "/usr/local/lib/systemd/system/${unit/./-keys.}"
	check "$1: a configuration that was edited stays" is_there $conf
	check "$1: kept keys are gone" is_gone ${keys%/*}
}
