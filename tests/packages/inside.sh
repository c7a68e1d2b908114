#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# In a guest that tests/packages/run has booted: what the packages do in a system
# that systemd runs, as the first process of a PID namespace.

set -u
here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/packages/lib.sh
. "$here/lib.sh"
act=$1 name=$2

wait_for() {
	local _
	for _ in $(seq 200); do
		! "${@}" >/dev/null 2>&1 || return 0
		sleep 0.5
	done
	return 1
}

# inside COMMAND...: where systemd is the first process
inside() {
	nsenter -t "$(tr -d ' ' <"/proc/$machine/task/$machine/children")" -m -p -r -w -- \
		env DEBIAN_FRONTEND=noninteractive LANG=C.UTF-8 "$@"
}
active() { inside systemctl is-active "$1"; }
loaded() { [ "$(cat /sys/module/smp_guard/version)" = "$1" ]; }
watches() { inside smpguard status | grep -q ": loaded, hook ftrace"; }
apt() { inside apt-get -y --no-install-recommends "$@"; }

boot() {
	cat >/etc/systemd/system/smpg-test.target <<-END
	[Unit]
	Requires=basic.target
	Wants=bluetooth.service smp-guard.service smp-guard-monitor.service
	After=basic.target bluetooth.service smp-guard.service
	END
	# shellcheck disable=SC2016 # expanded in the other shell
	unshare --fork --pid --mount --mount-proc sh -c \
		'mount -t tmpfs tmp /tmp && mount -t tmpfs run /run && exec env -i PATH="$PATH" "$@"' sh \
		/lib/systemd/systemd --system --unit=smpg-test.target --log-target=journal &
	machine=$!
	check "$name: systemd is up" wait_for active smpg-test.target || exit
	for unit in smp-guard.service smp-guard-keys.service smp-guard-monitor.service; do
		check "$name: $unit is well" active $unit
	done
	check "$name: smpguard status" watches
}

# The life of the packages on one kernel. apt has upgraded them where systemd did not
# run; what remains of an upgrade is to replace the module that is loaded. DKMS, which
# would build for many minutes in a guest, is told not to.
life() {
	local version
	version=$(basename "$(echo /srv/now/smp-guard-dkms_*)")
	version=${version#*_} version=${version%%_*}

	boot
	check "$name: the new module guards" loaded "$version"
	check "$name: keys are kept" inside sh -c 'smpguard status --json | grep -q "\"keep-keys\":true"'
	inside systemctl stop smp-guard.service smp-guard-keys.service
	rmmod smp_guard
	check "$name: upgrade: the module of before" insmod /srv/before/smp-guard.ko*
	inside systemctl start smp-guard.service
	check "$name: upgrade: it guards" loaded 0.0.9
	mkdir -p /etc/dkms && touch /etc/dkms/no-autoinstall
	check "$name: upgrade: the package is configured" \
		inside /var/lib/dpkg/info/smp-guard-dkms.postinst configure 0.0.9
	rm /etc/dkms/no-autoinstall
	check "$name: upgrade: the new module guards" loaded "$version"
	for unit in smp-guard.service smp-guard-keys.service smp-guard-monitor.service; do
		check "$name: upgrade: $unit is well" active $unit
	done
	check "$name: upgrade: smpguard status" watches
	check "$name: the journal explains events" inside sh -c \
		'journalctl --list-catalog 861b0cbaf5c04671a1507222725ec76a | grep -q smp-guard'

	inside systemctl stop smp-guard.service smp-guard-keys.service
	rmmod smp_guard
	check "$name: unloaded: status says so, and what to do" telling 1 \
		"Why: the module is there, but not loaded. What to do: modprobe smp_guard" \
		inside smpguard status
	mv "/lib/modules/$(uname -r)/updates" /root/
	depmod
	check "$name: not built: status says so, and what to do" telling 1 \
		"What to do: dkms autoinstall -k $(uname -r);" inside smpguard status
	mv "/lib/modules/$(uname -r)/build" /root/
	check "$name: no headers: status says so, and what to do" telling 1 \
		"apt-get install linux-headers-$(uname -r);" inside smpguard status
	check "$name: missing: the unit fails" fails inside systemctl start smp-guard.service
	check "$name: missing: its journal says what to do" inside sh -c \
		"journalctl -u smp-guard.service | grep -q 'smpguard status'"
	mv /root/build /root/updates "/lib/modules/$(uname -r)/"
	depmod
	check "$name: back again" inside systemctl start smp-guard.service
	check "$name: back again: smpguard status" watches

	check "$name: remove" apt remove smpguard smp-guard-dkms
	check "$name: remove: the module is unloaded" gone /sys/module/smp_guard
	check "$name: remove: nothing of it runs" fails grep -qx smpguard /proc/[0-9]*/comm
	check "$name: remove: nothing has failed" [ -z "$(inside systemctl --failed --plain --no-legend)" ]
	check "$name: purge" apt purge smpguard smp-guard-dkms
	check "$name: purge: nothing is left" gone /etc/smp-guard
}

# The other kernel, which came later
kernel() {
	boot
	check "$name: $(uname -r): the module is DKMS's" sh -c \
		'modinfo -n smp_guard | grep -q /updates/dkms/'
}

"$act"
echo "# $act: done"
kill -9 "$(tr -d ' ' <"/proc/$machine/task/$machine/children")"
