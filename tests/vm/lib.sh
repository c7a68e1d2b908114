# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2119,SC2120 # arguments come from the scenarios
#
# Sourced by the scenarios, tests/vm/NN-name.sh, which run in a guest (see
# tests/run). A scenario says what it found through pass, fail and check; when
# it ends, whichever way, its background processes are stopped, the module is
# unloaded and the kernel log is read.
#
# From the environment: SMPG_KO, SMPG_HOOK, SMPG_KERNEL, SMPG_KDIR, SMPG_BIN (the
# test programs), SMPG_KERNEL_TOOLS (of the kernel's source, for 47-ynl), SMPG_NPM
# (scripts/npm-stacks, for 62-npm), SMPG_OUT (kept after the run).
# In the scenario's comments: "# on: KERNEL or KERNEL-HOOK...", "# timeout: SECONDS",
# "# smp: yes" to be run on two processors too, in a guest whose clock is the
# host's. SECONDS are those of a processor of the host, whatever else runs there.

set -u
: "${SMPG_HOOK:=auto}"
work=$(mktemp -d)
smpg_failed=0
# Set where the module is to be there still when the system goes down
smpg_stays=

pass() { printf 'ok - %s\n' "$1"; }

# fail WHAT WHY
fail() {
	printf 'not ok - %s: %s\n' "$1" "${2:-}"
	smpg_failed=$((smpg_failed + 1))
}

# check WHAT COMMAND...: passes if COMMAND succeeds; the reason is what it said last
check() {
	local what=$1
	shift
	if "$@" >"$work/check" 2>&1; then
		pass "$what"
	else
		fail "$what" "$(printf '%s: status %s: ' "$1" $?; tail -n 1 "$work/check")"
		return 1
	fi
}

# A remark among the results
note() { printf '# %s\n' "$*"; }

# --- The module ---------------------------------------------------------------

guard_loaded() { [ -d /sys/module/smp_guard ]; }

# guard_load [PARAMETER=VALUE...]
guard_load() {
	local need
	for need in bluetooth $(modinfo -F depends "$SMPG_KO" | tr , ' '); do
		modprobe "$need" || return
	done
	insmod "$SMPG_KO" hook="$SMPG_HOOK" "$@"
}

guard_unload() { rmmod smp_guard; }

# guard_counter NAME. Processes are what takes an emulated guest its time, above all
# the test kernel: what is called often starts none.
guard_counter() {
	local name value
	while read -r name value; do
		[ "$name" != "$1" ] || echo "$value"
	done </sys/kernel/debug/smp_guard/counters
}

# --- The kernel log -----------------------------------------------------------

klog_bad='WARNING:|BUG:|Oops|possible recursive|INFO: possible|RCU|rcu:.*stall'
klog_bad+='|lockdep|KASAN|kmemleak|UBSAN|general protection|Call Trace'
klog_bad+='|unregister_netdevice|refcount|Unable to handle kernel'
klog_bad+='|blocked for more than|DEBUG_LOCKS_WARN|deprecated workqueue'
klog_marks=0
klog_known=$work/klog-known
: >"$klog_known"

klog_mark() {
	klog_marks=$((klog_marks + 1))
	klog_marker="smpg-mark $$.$klog_marks"
	echo "$klog_marker" >/dev/kmsg
}

# Everything since the mark, bar data races in which nothing of ours takes part. Lines
# of "=" are around a report of KCSAN.
klog() {
	dmesg | awk -v mark="$klog_marker" '
	index($0, mark) { seen = 1; next }
	!seen { next }
	/=====================/ {
		if (race && text !~ /smp_guard|smpg_/) text = ""
		printf "%s", text
		text = race = ""
	}
	/BUG: KCSAN/ { race = 1 }
	{ text = text $0 "\n" }
	END { printf "%s", text }'
}

# The same complaint looks different each time
klog_normal() {
	sed -E 's/^\[[^]]*\] *//; s/0x[0-9a-f]+|[0-9a-f]{8,}|[0-9]+/N/g'
}

# klog_baseline: what was complained about since the mark is not our doing
klog_baseline() {
	klog | grep -E "$klog_bad" | klog_normal >>"$klog_known"
	klog_mark
}

# klog_check [WHAT]
klog_check() {
	local what=${1:-kernel log is clean} bad
	bad=$(klog | grep -E "$klog_bad" | while read -r line; do
		grep -qxF -- "$(klog_normal <<<"$line")" "$klog_known" || echo "$line"
	done)
	if [ -z "$bad" ]; then
		pass "$what"
	else
		fail "$what" "$(head -n 1 <<<"$bad")"
		klog | grep -E -m 1 -B 3 -A 40 "$klog_bad" | sed 's/^/# klog: /'
	fi
}

# --- Processes ----------------------------------------------------------------

declare -A bg_pids=()

# start_bg NAME COMMAND...: output to bg_log NAME; stdin never ends
start_bg() {
	local name=$1 log
	log=$(bg_log "$name")
	shift
	# The caller may look before the child runs, and must not find what an earlier
	# program of the name said
	: >"$log"
	"$@" <&"$never" >"$log" 2>&1 &
	bg_pids[$name]=$!
}

# Kept where the guest need not wait for the host, and its clock run on
bg_log() { echo "$work/log/${0##*/}-$1.log"; }
mkdir "$work/log"

# monitor_start NAME OPTION...: smpguard monitor, and until it listens
monitor_start() {
	# shellcheck disable=SC2154 # scenarios set it
	start_bg "$1" "$tool" monitor "${@:2}"
	wait_for 30 grep -qx listening "$(bg_log "$1")"
}

# monitor_told NAME REGEX COUNT: until it has told of COUNT such events
monitor_told() { wait_for 30 monitor_has "$@"; }
monitor_has() { [ "$(grep -cE -- "$2" "$(bg_log "$1")")" -ge "$3" ]; }

# stop_bg NAME: politely, then not; returns its status
stop_bg() {
	local pid=${bg_pids[$1]:-}
	[ -n "$pid" ] || return 0
	unset "bg_pids[$1]"
	kill "$pid" 2>/dev/null
	wait_for 5 gone "$pid" || kill -9 "$pid" 2>/dev/null
	wait "$pid" 2>/dev/null
}

# Dead children are still there until somebody waits for them
gone() { [ ! -e "/proc/$1" ] || grep -q '^State:.Z' "/proc/$1/status"; }

# wait_for SECONDS COMMAND...: until COMMAND succeeds. Where an idle guest does not
# wait, looking often is what takes the time.
wait_for() {
	local until=$((SECONDS + $1))
	shift
	until "$@" >/dev/null 2>&1; do
		[ $SECONDS -le $until ] || return 1
		pause 0.3
	done
}

# pause SECONDS, without a process to start
pause() { read -rt "$1" -u "$never" || :; }

# A standard input that neither ends nor says anything: btmgmt and others leave
# at its end, before they have done what they were told
mkfifo "$work/never"
exec {never}<>"$work/never"

# mgmt ARGUMENT...: btmgmt, with a bound
mgmt() { timeout 30 btmgmt "$@" <&"$never"; }

# setup INDEX COMMAND...: powers it off, each command with its argument, and on
setup() {
	local index=$1 command
	shift
	mgmt --index "$index" power off
	for command; do
		# shellcheck disable=SC2086 # a command with its argument
		mgmt --index "$index" $command
	done
	mgmt --index "$index" power on
}

# Controllers emulated in user space, by btvirt and the testers, need these. Left
# to be loaded on first use, they take so long that the first command times out.
vhci_load() { modprobe -a hci_vhci algif_hash algif_skcipher cmac ecb; }

# --- Secrets -------------------------------------------------------------------

# hidden KEYS FILE...: of no key in KEYS, one a line, is half in the files, in
# either order of its octets
hidden() {
	local keys=$1 key rest reversed
	shift
	cat "$@" | tr A-F a-f | tr -cd 0-9a-f >"$work/hex"
	sort -u "$keys" | while read -r key; do
		reversed='' rest=$key
		while [ -n "$rest" ]; do
			reversed=${rest:0:2}$reversed rest=${rest:2}
		done
		printf '%s\n' "${key:0:16}" "${key: -16}" "${reversed:0:16}" "${reversed: -16}"
	done | grep -v 000000 >"$work/halves"
	[ -s "$work/hex" ] && [ -s "$work/halves" ] && ! grep -qF -f "$work/halves" "$work/hex"
}

# --- BlueZ's testers ----------------------------------------------------------

# run_tester NAME TABLE [ARGUMENT...]: writes "test name<TAB>result" lines
run_tester() {
	local name=$1 table=$2 log
	shift 2
	log=$(bg_log "$name")
	vhci_load || return
	"$name" "$@" <&"$never" >"$log" 2>&1
	sed -E 's/\x1b\[[0-9;]*m//g' "$log" | sed -n '/^Test Summary/,/^Total:/p' |
		sed -nE 's/^(.*[^ ]) +(Passed|Failed|Not Run|Timed out)( .*)?$/\1\t\2/p' >"$table"
	[ -s "$table" ]
}

# tally TABLE: "8 Passed, 1 Failed"
tally() { cut -f 2 "$1" | sort | uniq -c | awk '{ printf "%s%s", s, $0; s = "," }' | tr -s ' '; }

# tester_compare NAME [ARGUMENT...]: the same results with us as without, whether
# we only look on or do what we do by default
tester_compare() {
	local name=$1 profile
	guard_loaded && guard_unload
	run_tester "$name" "$work/bare" "${@:2}" ||
		{ fail "$name" "no results without the module"; return 1; }
	klog_baseline
	note "$name without the module:$(tally "$work/bare")"
	for profile in audit default; do
		guard_load profile=$profile || { fail "$name" "module does not load"; return 1; }
		run_tester "$name" "$work/guarded" "${@:2}" ||
			{ fail "$name" "no results with the module"; guard_unload; return 1; }
		guard_unload || fail "$name" "module does not unload"
		note "$name, profile $profile:$(tally "$work/guarded")"
		tester_same "$name" $profile "$work/bare" "$work/guarded"
	done
}

# tester_again NAME PROFILE TEST: its result alone; without the module if PROFILE
# is none
tester_again() {
	local rc
	[ "$2" = none ] || guard_load profile="$2" || return
	run_tester "$1" "$work/again" -s "$3"
	rc=$?
	[ "$2" = none ] || guard_unload
	[ $rc = 0 ] && awk -F '\t' -v test="$3" '$1 == test { print $2 }' "$work/again"
}

# in_common LINES LINES: a line of both
in_common() {
	comm -12 <(grep . <<<"$1" | sort -u) <(grep . <<<"$2" | sort -u) | grep -q .
}

# tester_same NAME PROFILE BARE GUARDED. Some tests end now this way, now that,
# where processors are slow: they are run again, without the module and with it,
# until they have ended alike. A test that passes with the module is not broken by it,
# whatever it does without
tester_same() {
	local name=$1 profile=$2 test was is wrong=0 with without _
	# By name and, names being repeated, by occurrence
	awk -F '\t' '{ k = $1 "#" ++n[FILENAME, $1] }
		FILENAME == ARGV[1] { was[k] = $2; next }
		{ is[k] = $2 }
		END { for (k in was) if (was[k] != is[k]) print k "\t" was[k] "\t" is[k]
		      for (k in is) if (!(k in was)) print k "\t-\t" is[k] }' \
		"$3" "$4" | sort >"$work/differ"
	while IFS=$'\t' read -r test was is <&3; do
		without=$was with=${is:-missing}
		for _ in 1 2 3 4 5 6 7 8; do
			without+=$'\n'$(tester_again "$name" none "${test%#*}")
			! in_common "$without" "$with" || break
			with+=$'\n'$(tester_again "$name" "$profile" "${test%#*}")
			! in_common "$without" "$with" || break
		done
		if in_common "$without" "$with" || ! grep -qvx Passed <<<"$with"; then
			note "$name, profile $profile: ${test%#*} ends in more than one way:" \
				"without the module ${without//$'\n'/, }; with it ${with//$'\n'/, }"
		else
			fail "$name, profile $profile: ${test%#*}" \
				"without the module ${without//$'\n'/, }; with it ${with//$'\n'/, }"
			wrong=1
		fi
	done 3<"$work/differ"
	[ $wrong = 1 ] ||
		pass "$name, profile $profile: same results for $(wc -l <"$3") tests"
}

# --- The end ------------------------------------------------------------------

scenario_end() {
	local rc=$? name
	trap - EXIT
	for name in "${!bg_pids[@]}"; do
		stop_bg "$name"
	done
	[ $rc = 0 ] || [ $smpg_failed != 0 ] || fail "${0##*/}" "ended early, status $rc"
	[ -n "$smpg_stays" ] || ! guard_loaded || check "module unloads" guard_unload
	klog_check
	[ -z "${SMPG_OUT:-}" ] || cp "$work"/log/* "$SMPG_OUT" 2>/dev/null
	rm -rf "$work"
	[ $smpg_failed = 0 ]
	exit
}
trap scenario_end EXIT
trap 'exit 143' TERM
klog_mark
