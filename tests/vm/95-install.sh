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
top=$(dirname "$(dirname "$here")")
modules=/lib/modules/$(uname -r)

# Where the headers' package would have put it
ln -sfn "$SMPG_KDIR" "$modules/build"

# The tree as somebody has it who just fetched it
tree=$work/tree
mkdir "$tree"
(cd "$top" && git ls-files -z | xargs -0 cp -p --parents -t "$tree") || exit
# The host has built the tool, which would take a guest minutes
(cd "$top" && find smpguard tools \( -name '*.[do]' -o -name smpguard \) \
	-exec cp -p --parents -t "$tree" {} +) || exit
cd "$tree" || exit

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
[ "$SMPG_KERNEL" != 6.1 ] || stand_in

conf=/etc/smp-guard/smp-guard.conf
unit=smp-guard.service
said=$work/said
is_there() { [ -e "$1" ]; }
is_gone() { [ ! -e "$1" ]; }
watches() { "$@" status | grep -q ftrace; }
keys_conf=/etc/modprobe.d/00-smp-guard-keys.conf
owners=/etc/modprobe.d/00-owner.conf
echo 'options smp-guard keep_keys=0' >$owners
keeps() { "$1" status --json | grep -q "\"keep-keys\":$2"; }

node_exporter=/var/lib/prometheus/node-exporter
metrics_timer=/etc/systemd/system/timers.target.wants/smp-guard-metrics.timer
explained() { journalctl --list-catalog 861b0cbaf5c04671a1507222725ec76a | grep -q smp-guard; }
fails() { ! "$@"; }
rm -rf ${node_exporter%/*}

for time in first second; do
	check "$time make install" make install || sed 's/^/# /' "$work/check"
	check "$time install: the module is loaded" guard_loaded
	check "$time install: DKMS has it" sh -c "dkms status | grep -q 'smp-guard.*installed'"
	check "$time install: smpguard status" watches /usr/local/bin/smpguard
	if [ -e $owners ]; then
		check "$time install: keys are not kept, as the owner says" keeps /usr/local/bin/smpguard false
		check "$time install: and no file says otherwise" is_gone $keys_conf
		rm $owners
	else
		check "$time install: keys are kept" keeps /usr/local/bin/smpguard true
		check "$time install: by a file of its own" grep -qx 'options smp_guard keep_keys=1' $keys_conf
	fi
	check "$time install: loaded at boot" grep -qx smp_guard /etc/modules-load.d/smp-guard.conf
	for page in man1/smpguard.1 man4/smp_guard.4 man5/smp-guard.conf.5; do
		check "$time install: $page" is_there "/usr/local/share/man/$page"
	done
	check "$time install: completion" is_there /usr/local/share/bash-completion/completions/smpguard
	for file in monitor.service metrics.service metrics.timer; do
		check "$time install: $file is right" systemd-analyze verify \
			"/usr/local/lib/systemd/system/smp-guard-$file"
	done
	check "$time install: events go to the journal at boot" \
		is_there /etc/systemd/system/multi-user.target.wants/smp-guard-monitor.service
	check "$time install: the catalog explains them" explained
	if [ $time = first ]; then
		check "$time install: no metrics without node_exporter" is_gone $metrics_timer
	else
		check "$time install: metrics beside node_exporter" is_there $metrics_timer
	fi
	check "$time install: the policy is loaded at boot" is_there "/etc/systemd/system/multi-user.target.wants/$unit"
	check "$time install: the unit is right" systemd-analyze verify "/usr/local/lib/systemd/system/$unit"
	check "$time install: and that of the keys" systemd-analyze verify "/usr/local/lib/systemd/system/${unit/./-keys.}"
	check "$time install: the configuration" /usr/local/bin/smpguard policy check
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

keys=/var/lib/smp-guard/keys
mkdir -p ${keys%/*} && touch $keys $keys.refused $keys.refused.1
for time in first second; do
	check "$time make uninstall" make uninstall || sed 's/^/# /' "$work/check"
	cp "$work/check" "$said"
	check "$time uninstall: the module is gone" is_gone /sys/module/smp_guard
	check "$time uninstall: the tool is gone" is_gone /usr/local/bin/smpguard
	check "$time uninstall: DKMS forgot it" sh -c "! dkms status | grep -q smp-guard"
	check "$time uninstall: not loaded at boot" is_gone /etc/modules-load.d/smp-guard.conf
	check "$time uninstall: keys are not kept" is_gone $keys_conf
	check "$time uninstall: nor is the policy" is_gone "/etc/systemd/system/multi-user.target.wants/$unit"
	for file in monitor.service metrics.service metrics.timer; do
		check "$time uninstall: $file is gone" is_gone "/usr/local/lib/systemd/system/smp-guard-$file"
	done
	check "$time uninstall: neither is started at boot" sh -c "! find /etc/systemd -name 'smp-guard-m*' | grep -q ."
	check "$time uninstall: the catalog forgot them" fails explained
	check "$time uninstall: the metrics are gone" is_gone $node_exporter/smp-guard.prom
	check "$time uninstall: the unit is gone" is_gone "/usr/local/lib/systemd/system/$unit"
	check "$time uninstall: and that of the keys" is_gone "/usr/local/lib/systemd/system/${unit/./-keys.}"
	check "$time uninstall: a configuration that was edited stays" is_there $conf
	check "$time uninstall: kept keys are gone" is_gone ${keys%/*}
	[ $time = second ] || check "$time uninstall: and that is said" grep -qF "removing $keys" "$said"
done
cp Documentation/smp-guard.conf $conf
check "third make uninstall" make uninstall
check "a configuration as it was shipped goes" is_gone /etc/smp-guard
check "no module file is left" sh -c "! find $modules -name 'smp-guard*' | grep -q ."
