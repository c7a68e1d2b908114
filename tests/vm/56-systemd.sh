#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.12-ftrace
# timeout: 600
#
# Three boots of a system that systemd runs, as the first process of a PID namespace:
# module and policy are there before bluetoothd is; what repaired keys are translated
# to is saved when that changes, so that the first system may end as in a power cut,
# and when a system goes down; the next restores it before bluetoothd is there, though
# the policy have a mistake or be missing.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/userhost.sh
. "$here/userhost.sh"
top=$(dirname "$(dirname "$here")")
unit=smp-guard.service
keys_unit=smp-guard-keys.service
monitor_unit=smp-guard-monitor.service
conf=/etc/smp-guard/smp-guard.conf
file=/var/lib/smp-guard/keys
smpguard=/usr/local/bin/smpguard

# As make install leaves it, bar DKMS (95-install)
install -D "$SMPG_KO" "/lib/modules/$(uname -r)/updates/smp-guard.ko"
depmod
check "the tool is installed" make -s -C "$top/tools" PREFIX=/usr/local install || exit 1
echo smp_guard >/etc/modules-load.d/smp-guard.conf
echo "options smp_guard hook=$SMPG_HOOK keep_keys=1" >/etc/modprobe.d/smp-guard.conf
printf '[Policy]\nlegacy-pairing = audit\n' >$conf
journalctl --update-catalog
rm -rf /var/lib/prometheus
# What other packages want at boot takes its time
cat >/etc/systemd/system/smpg-test.target <<END
[Unit]
Requires=basic.target
Wants=bluetooth.service $unit $monitor_unit
After=basic.target bluetooth.service $unit
END

# The scenario's /tmp is not for systemd-tmpfiles to clean up
# shellcheck disable=SC2016 # expanded in the other shell
own='mount -t tmpfs tmp /tmp && mount -t tmpfs run /run && exec env -i PATH="$PATH" "$@"'

# boot WHICH POLICY: whether that is right, wrong or missing
boot() {
	start_bg "$1" unshare --fork --pid --mount --mount-proc sh -c "$own" sh \
		/lib/systemd/systemd --system --unit=smpg-test.target --log-target=console
	machine=${bg_pids[$1]}
	if ! check "$1 boot: systemd is up" wait_for 120 is_up; then
		show "$1"
		exit 1
	fi
	check "$1 boot: the keys' unit is well" inside systemctl is-active $keys_unit
	check "$1 boot: so is bluetoothd" inside systemctl is-active bluetooth.service
	check "$1 boot: the module is loaded" guard_loaded
	check "$1 boot: the keys came before bluetoothd" \
		[ "$(since $keys_unit ActiveEnter)" -le "$(since bluetooth.service ExecMainStart)" ]
	check "$1 boot: the monitor listens" inside systemctl is-active $monitor_unit
	check "$1 boot: the monitor came before bluetoothd" \
		[ "$(since $monitor_unit ActiveEnter)" -le "$(since bluetooth.service ExecMainStart)" ]
	case $2 in
	right)
		check "$1 boot: the unit is well" inside systemctl is-active $unit
		check "$1 boot: the policy came before bluetoothd" \
			[ "$(since $unit ActiveEnter)" -le "$(since bluetooth.service ExecMainStart)" ]
		check "$1 boot: it is that of the file" has_rule "legacy-pairing = audit" ;;
	wrong)
		check "$1 boot: the unit says why it failed" wait_for 10 says_why ;;
	missing)
		equal "$1 boot: the unit does nothing" "$(inside systemctl is-active $unit)" inactive ;;
	esac
	equal "$1 boot: what has failed" "$(inside systemctl --failed --plain --no-legend |
		cut -d ' ' -f 1)" "$([ "$2" != wrong ] || echo $unit)"
}
is_up() { inside systemctl is-active smpg-test.target; }

# inside COMMAND...: where systemd is the first process
inside() {
	nsenter -t "$(tr -d ' ' <"/proc/$machine/task/$machine/children")" -m -p -r -w -- "$@"
}

# since UNIT EVENT: microseconds
since() { inside systemctl show --value -p "$2TimestampMonotonic" "$1"; }

has_rule() { inside $smpguard policy show | grep -qx "$1"; }

# logged MATCH...: an entry of the journal
logged() { inside journalctl -q -o cat --no-pager "$@" | grep -q .; }
explained() { inside journalctl -q -x --no-pager SMPG_EVENT=violation | grep -q "Subject: $1"; }
metrics=/var/lib/prometheus/node-exporter/smp-guard.prom

says_why() { inside journalctl -u $unit | grep -q "smpguard.*$conf:2: .*perhaps"; }
fails() { ! "$@"; }

translations() {
	inside $smpguard status --json | sed -nE 's/.*"translations":([0-9]+).*/\1/p'
}

power_off() {
	inside systemctl --no-block poweroff
	check "$1 boot: it goes down" wait_for 60 gone "$machine"
	stop_bg "$1"
	guard_unload
}

# cut_power: no process gets to do anything more, and what the module has is gone
cut_power() {
	kill -9 "$(tr -d ' ' <"/proc/$machine/task/$machine/children")"
	check "$1 boot: it is gone" wait_for 60 gone "$machine"
	stop_bg "$1"
	guard_unload
}
file_has() { [ "$(grep -cE '^(ltk|csrk) ' $file 2>/dev/null)" = "$1" ]; }

check "two adapters" two_adapters || exit 1
boot first right
printf '[Policy]\nlegacy-pairing = allow\n' >$conf
check "reload" inside systemctl reload $unit
check "reload: the policy is the new one" has_rule "legacy-pairing = allow"
printf '[Policy]\nlegacy-pairing = perhaps\n' >$conf
check "reload of a wrong file fails" fails inside systemctl reload $unit
check "reload of a wrong file says why" says_why
check "reload of a wrong file changes nothing" has_rule "legacy-pairing = allow"
printf '[Policy]\nlegacy-pairing = audit\n' >$conf
inside systemctl stop bluetooth.service

userhost_start peripheral 1 --timeout 300 advertise pair gone await="$work/go" \
	advertise encrypt verify=3 sign=2 gone
userhost_start central 0 --timeout 300 --peer "${address[1]}" --csrk 000102030405060708090a0b0c0d0e0f \
	connect pair disconnect await="$work/go" connect encrypt sign=3 verify=2 disconnect
check "they pair" awaits peripheral '"event":"disconnected"'
equal "their keys are translated" "$(translations)" 4
check "their keys are on the disk, though nothing was stopped" wait_for 60 file_has 4
# As nobody in particular, with CAP_NET_ADMIN alone
check "the journal has the violations" wait_for 30 logged \
	-u $monitor_unit SMPG_EVENT=violation SMPG_RULE=weak-key _CAP_EFFECTIVE=1000
check "they are not root's" fails logged _UID=0 SMPG_EVENT=violation
check "the catalog explains them" explained "A violation: weak-key"
check "metrics: there is no directory" fails inside systemctl start smp-guard-metrics.service
check "metrics: the journal says what to do" wait_for 30 logged -u smp-guard-metrics.service -g "install prometheus-node-exporter"
inside systemctl reset-failed smp-guard-metrics.service
mkdir -p /var/lib/prometheus/node-exporter
# Read-only, and with less room than metrics need
for options in ro size=4k; do
	inside mount -t tmpfs -o $options none ${metrics%/*}
	check "metrics: $options: they fail" fails inside systemctl start smp-guard-metrics.service
	inside umount ${metrics%/*}
	inside systemctl reset-failed smp-guard-metrics.service
done
check "metrics: read-only: the journal says so" \
	wait_for 30 logged -u smp-guard-metrics.service -g "Read-only file system: its directory must be writable"
check "metrics: no room: the journal says so" \
	wait_for 30 logged -u smp-guard-metrics.service -g "No space left on device: make room"
check "metrics: with the directory they are written" inside systemctl start smp-guard-metrics.service
check "metrics: they are readable to all" [ "$(stat -c %a $metrics)" = 644 ]
check "metrics: the keys are counted" grep -qx "smp_guard_translations 4" $metrics
check "restart" inside systemctl restart $unit
equal "restart: their keys still are" "$(translations)" 4
check "restart: the keys' unit is well" inside systemctl is-active $keys_unit
cut_power first
equal "the keys are root's" "$(stat -c '%U %a' $file)" "root 600"
check "the module is gone" fails guard_loaded

printf '[Policy]\nlegacy-pairing = perhaps\n' >$conf
boot second wrong
equal "second boot: their keys are translated again" "$(translations)" 4
rm $file
power_off second
check "second boot: the keys are saved again" [ -s $file ]

rm $conf
boot third missing
equal "third boot: their keys are translated again" "$(translations)" 4
touch "$work/go"
ended "after the third boot" central
ended "after the third boot" peripheral
check "three signatures are good" said peripheral '"result":"ok".*"verified":3,"forged":0'
check "two signatures are good" said central '"result":"ok".*"verified":2,"forged":0'
power_off third
