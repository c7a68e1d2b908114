#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
#
# In a guest of tests/monitoring/guests: gateway.sh NAME DIR URL. Writes metrics for
# node_exporter until DIR/end is there, pairs when DIR/pair is, loads DIR/policy, and
# uploads the journal to URL at the end.

name=$1 dir=$2 url=$3
here=$(dirname "$(dirname "$(realpath "$0")")")/vm
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/pairing.sh
. "$here/pairing.sh"
tool=$top/smpguard

hostname "$name"
modprobe virtio_net
busybox ip address add 10.0.2.15/24 dev eth0
busybox ip link set eth0 up
check "there is a network" busybox ip route add default via 10.0.2.2 || exit

printf '[Journal]\nStorage=volatile\nReadKMsg=no\n' >/etc/systemd/journald.conf
mkdir -p /run/systemd/journal "$work/metrics"
rm -rf /run/log/journal /var/log/journal
mountpoint -q /sys/fs/cgroup || mount -t cgroup2 cgroup /sys/fs/cgroup
start_bg journald /lib/systemd/systemd-journald
check "journald is up" wait_for 30 [ -S /run/systemd/journal/socket ] || exit
start_bg monitor "$tool" monitor --journal
check "module loads" guard_load || exit
start_bg exporter prometheus-node-exporter --collector.disable-defaults --collector.textfile \
	--collector.textfile.directory="$work/metrics"

until [ -e "$dir/end" ]; do
	if [ -e "$dir/pair" ] && [ ! -e "$work/paired" ]; then
		touch "$work/paired"
		check "the recorded pairing completes" replay
	fi
	if [ -e "$dir/policy" ] && [ ! -e "$work/policy" ]; then
		cp "$dir/policy" "$work/policy"
		check "another policy is loaded" "$tool" policy load "$work/policy"
	fi
	"$tool" metrics --output "$work/metrics/smp-guard.prom" || fail metrics "status $?"
	pause 2
done
stop_bg monitor
check "the journal is uploaded" /lib/systemd/systemd-journal-upload -u "$url" \
	-D "/run/log/journal/$(cat /etc/machine-id)" --follow=no --save-state="$work/state"
