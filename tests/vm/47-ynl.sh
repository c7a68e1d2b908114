#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.12-ftrace
# system: 6.1-ftrace
# timeout: 600
#
# An independent client, which knows the netlink spec and nothing else, does all
# that smpguard does: the kernel's own YNL command line.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/pairing.sh
. "$here/pairing.sh"
tool=$top/smpguard
said=$work/said

# Each call reads the spec, which takes libyaml a tenth of what it takes Python.
mkdir "$work/python"
printf 'import yaml\nyaml.SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)\n' \
	>"$work/python/sitecustomize.py"
export PYTHONPATH=$work/python PYTHONDONTWRITEBYTECODE=1

# ynl ARGUMENT...: sets what it said aside
ynl() {
	/usr/bin/python3 "$SMPG_KERNEL_TOOLS/tools/net/ynl/cli.py" \
		--spec "$top/Documentation/netlink/specs/smp_guard.yaml" --no-schema \
		--output-json "$@" >"$said" 2>&1
}

# refused WHAT ERRNO TEXT ARGUMENT...: with the kernel's reason, and no effect
refused() {
	local what=$1 error=$2 text=$3
	shift 3
	cp /sys/kernel/debug/smp_guard/policy "$work/before"
	if ynl "$@"; then
		fail "$what is refused" "$(cat "$said")"
	elif ! grep -q "error: -$error\b" "$said" || ! grep -qF "$text" "$said"; then
		fail "$what is refused, with why" "$(tr '\n' ' ' <"$said")"
	elif ! diff -q "$work/before" /sys/kernel/debug/smp_guard/policy >/dev/null; then
		fail "$what leaves the policy as it was"
	else
		pass "$what is refused, with why, and the policy stays"
	fi
}

# says WHAT TEXT: the last answer has it
says() {
	if grep -qF -- "$2" "$said"; then
		pass "$1"
	else
		fail "$1" "$(head -c 300 "$said")"
	fi
}

check "module loads" guard_load || exit 1
cp /sys/kernel/debug/smp_guard/policy "$work/loaded"
like_loaded() { diff "$work/loaded" /sys/kernel/debug/smp_guard/policy; }

check "get-policy" ynl --dump get-policy
says "the default comes first" '[{"entry": [{"profile": "default", '
says "with its rules" '{"rule": "weak-key", "action": "repair"}'

check "set-policy" ynl --do set-policy --json '{"entry": [
	{"min-key-size": 7, "rule": [{"rule": "legacy-pairing", "action": "audit"}]},
	{"adapter": 3, "key-dist-local": ["enckey", "idkey"]},
	{"adapter-address": "001122334455", "key-dist-remote": []},
	{"peer-address": "c0ffee001122", "peer-address-type": "random",
	 "rule": [{"rule": "weak-key", "action": "audit"}, {"rule": "debug-key", "action": "reject"}]}]}'
"$top/smpguard" policy show >"$work/shown"
for line in 'min-key-size = 7' 'legacy-pairing = audit' '[Adapter hci3]' 'key-dist-local = EncKey,IdKey' \
	'[Adapter 00:11:22:33:44:55]' 'key-dist-remote = none' '[Peer C0:FF:EE:00:11:22 random]' \
	'debug-key = reject'; do
	check "smpguard sees $line" grep -qxF "$line" "$work/shown"
done
ynl --dump get-policy
says "get-policy has the peer's entry" '"peer-address": "c0:ff:ee:00:11:22", "peer-address-type": "random"'

refused "an entry of two scopes" 22 "an entry has one scope" --do set-policy --json \
	'{"entry": [{"adapter": 0, "adapter-address": "001122334455"}]}'
refused "one wrong entry of two" 22 "action: not one that this rule takes" --do replace-policy --json \
	'{"entry": [{"adapter": 0, "min-key-size": 8}, {"rule": [{"rule": "weak-key", "action": "mask"}]}]}'
refused "a number out of range" 34 "" --do set-policy --json '{"entry": [{"min-key-size": 17}]}'
refused "an entry that is not there" 2 "there is none of this scope" --do del-policy --json \
	'{"entry": [{"adapter": 3}, {"adapter": 4}]}'
refused "nothing to set" 22 "entry: missing" --do set-policy --json '{}'

check "del-policy" ynl --do del-policy --json '{"entry": [{"adapter": 3},
	{"peer-address": "c0ffee001122", "peer-address-type": "random"}]}'
"$top/smpguard" policy show >"$work/shown"
check "two entries are gone" [ "$(grep -c '^\[' "$work/shown")" = 2 ]
check "replace-policy" ynl --do replace-policy --json '{"entry": [{"profile": "strict"}]}'
"$top/smpguard" policy show >"$work/shown"
check "all of it was replaced" [ "$(grep -c '^\[' "$work/shown")" = 1 ]
check "by another profile" grep -qx 'legacy-pairing = reject' "$work/shown"
check "replace-policy without entries" ynl --do replace-policy --json '{}'
check "is the policy of the load" like_loaded

check "open-window" ynl --do open-window --json '{"duration": 600, "peer-address": "c0ffee001122",
	"peer-address-type": "random"}'
check "get-windows" ynl --dump get-windows
says "has it" '"peer-address": "c0:ff:ee:00:11:22", "peer-address-type": "random", "duration": '
refused "a window of no length" 22 "duration: not from 1 to 86400 seconds" --do open-window --json '{}'
refused "a window without the type" 22 "go together" --do open-window --json \
	'{"duration": 1, "peer-address": "c0ffee001122"}'
check "close-window" ynl --do close-window --json '{}'

modprobe hci_vhci
host() { exec "$SMPG_BIN/credits" --packets 10000000; }
has_links() { [ "$(grep -c ' role=central ' /sys/kernel/debug/smp_guard/links)" = 2 ]; }
start_bg host host
check "a host with two links" wait_for 20 has_links
check "get-links" ynl --dump get-links
says "tells role and transport" '"transport": "le", "role": "central"'
kill -9 "${bg_pids[host]}"
check "get-counters" ynl --dump get-counters
says "by name" '{"name": "frames.tx", "value": '
check "reset-counters" ynl --do reset-counters --json '{}'
check "they start again" [ "$(guard_counter pairings.started)" = 0 ]

# Kept keys
# 6.1 does not hand on why a dump is refused before it has begun
why="without keep_keys=1"
[ "$SMPG_KERNEL" != 6.1 ] || why=
refused "get-keys without keep_keys=1" 95 "$why" --dump get-keys
check "module unloads" guard_unload
check "module loads with keep_keys=1" guard_load keep_keys=1 || exit 1
value=3c1f5b80d29ae7460b95f8e142c76d13
entry() {
	echo '{"adapter": 0, "adapter-address": "001122334455", "peer-address": "c0ffee001122",
		"peer-address-type": "random", "key": "ltk", "key-size": 16,
		"host-ediv": 12, "host-rand": "1122334455667788", "host-value": "'$constant'",
		"peer-ediv": '"$1"', "peer-rand": "'"$2"'", "peer-value": "'"$3"'"}'
}
constant=ffeeddccbbaa99887766554433221100
check "put-keys" ynl --do put-keys --json '{"entry": ['"$(entry 34 "${value:0:16}" $value)"']}'
check "get-keys" ynl --dump get-keys
says "has the peer's value" "\"peer-value\": \"$(sed 's/../& /g; s/ $//' <<<"$value")\""
says "and EDIV" '"peer-ediv": 34'
refused "a constant in the peer's place" 22 "peer-value: not a random one" --do put-keys --json \
	'{"entry": ['"$(entry 34 "${value:0:16}" $constant)"']}'
refused "the host's name" 22 "peer-rand: the host's, with its EDIV" --do put-keys --json \
	'{"entry": ['"$(entry 12 1122334455667788 $value)"']}'
refused "half a value" 34 "peer-value: not 16 octets" --do put-keys --json \
	'{"entry": ['"$(entry 34 "${value:0:16}" "${value:16}")"']}'
refused "a translation without a key" 22 "key: missing" --do put-keys --json \
	'{"entry": [{"adapter": 0, "key-size": 16}]}'
refused "one wrong entry of two" 22 "adapter: missing" --do put-keys --json \
	'{"entry": ['"$(entry 35 "${value:8:16}" "${value:16}${value:0:16}")"', {"key-size": 16}]}'
check "no key in the kernel log" sh -c "! dmesg | grep -iE '$value|$constant'"
check "one is there" [ "$("$top/smpguard" status --json |
	sed -nE 's/.*"translations":([0-9]+).*/\1/p')" = 1 ]

# The page of examples, word for word
page=$work/page
fenced() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/{/^\`\`\`/!p}" "$top/Documentation/netlink.md"; }
mkdir "$page"
ln -s "$SMPG_KERNEL_TOOLS" "$page/ynl"
ln -s "$top/Documentation/netlink/specs/smp_guard.yaml" "$page/"
fenced sh >"$page/sh"
fenced python >"$page/python"
cd "$page" || exit
check "page: the command lines" bash -e ./sh
cp "$work/check" "$said"
says "page: get-policy has what was set" '"peer-address": "c0:ff:ee:00:11:22", "peer-address-type": "random", "rule": [{"rule": "debug-key", "action": "reject"}]'
says "page: get-windows has both windows" '"peer-address-type": "random", "duration": 1'
check "page: the policy is that of the load again" like_loaded
monitor_start live --json
start_bg python /usr/bin/python3 -u ./python
check "page: Python is refused what is wrong" wait_for 60 grep -q "^refused: .*Numerical" "$(bg_log python)"
"$SMPG_BIN/flood" 1
check "page: Python ends" wait "${bg_pids[python]}"
cp "$(bg_log python)" "$said"
says "page: Python has the window" "window-opened {'seq': "
says "page: Python has the event" "violation {'seq': "

# What a booted module says is what the schemas say
valid() { grep '^{' "$2" | /usr/bin/python3 "$top/tests/validate" "$1"; }
replay >"$work/replay" 2>&1
check "a pairing is complete" monitor_told live '"event":"pairing-complete"' 1
check "events are as their schema says" valid monitor "$(bg_log live)"
"$tool" status --json >"$said"
check "so is the status" valid status "$said"
"$tool" metrics >"$said"
[ -z "${SMPG_OUT:-}" ] || cp "$said" "$SMPG_OUT/metrics"
stated=$(sed -n 's/.*about \([0-9]*\) series a gateway.*/\1/p' "$top/Documentation/fleet.md")
series=$(grep -vc '^#' "$said")
if [ $((stated * 9 / 10)) -le "$series" ] && [ "$series" -le "$stated" ]; then
	pass "a gateway has about as many series as is stated"
else
	fail "a gateway has about as many series as is stated" "$series"
fi
stop_bg live
check "module unloads" guard_unload
"$tool" status --json >"$said"
check "so is that of a module that is not loaded" valid status "$said"
