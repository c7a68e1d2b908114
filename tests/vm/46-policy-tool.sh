#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# on: 6.12-ftrace
# system: 6.1-ftrace
# timeout: 400
#
# smpguard policy, links and counters: what is set is in force at once, and what
# is refused leaves all as it was.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
# shellcheck source=tests/vm/pairing.sh
. "$here/pairing.sh"
tool=$top/smpguard
file=$work/policy
peer=(--peer D2:A7:4C:76:F3:E0 --type random)

# refused WHAT STATUS TEXT COMMAND...: it fails, says why, and changes nothing
refused() {
	local what=$1 status=$2 text=$3 rc
	shift 3
	"$tool" policy show >"$work/before"
	"$@" >"$work/said" 2>&1
	rc=$?
	"$tool" policy show >"$work/after"
	if [ $rc != "$status" ]; then
		fail "$what is refused" "status $rc: $(tail -n 1 "$work/said")"
	elif ! grep -qF -- "$text" "$work/said"; then
		fail "$what is refused, with why" "$(head -n 1 "$work/said")"
	elif ! cmp -s "$work/before" "$work/after"; then
		fail "$what leaves the policy as it was" "$(diff "$work/before" "$work/after")"
	else
		pass "$what is refused, with why, and the policy stays"
	fi
}

# shows WHAT TEXT [OPTION...]: the policy, as a file
shows() {
	local what=$1 text=$2
	shift 2
	"$tool" policy show "$@" >"$work/shown" 2>&1
	if [ "$(cat "$work/shown")" = "$text" ]; then
		pass "$what"
	else
		fail "$what" "$(diff <(echo "$text") "$work/shown")"
	fi
}

# hash_is WHAT FILE: that of the policy in force
hash_is() {
	local want
	want=$("$tool" status | sed -n 's/^  policy hash //p')
	check "$1" [ "$("$tool" policy check "$2")" = "policy hash ${want:-missing}" ]
}
same_again() { "$tool" policy show | cmp - "$1"; }
powerless() { setpriv --bounding-set -net_admin --inh-caps -net_admin "$@"; }
says() { grep -q "$2" "$1"; }

check "no module: check works" "$tool" policy check "$top/Documentation/smp-guard.conf"
"$tool" policy show >"$work/said" 2>&1
check "no module: show says so" says "$work/said" "the smp_guard module is not loaded"
check "module loads with parameters" guard_load weak_key=audit || exit 1
"$tool" policy show >"$work/loaded"

"$tool" status >"$work/said"
check "status: no word on versions that are the same" [ "$(grep -c 'This tool is of' "$work/said")" = 0 ]
# A tool of another version, as far as the tool itself knows
version=$(cat "$top/VERSION")
LC_ALL=C sed "s/${version//./\\.}/${version//[0-9]/9}/g" "$tool" >"$work/other"
chmod +x "$work/other"
"$work/other" status >"$work/said"
check "status of another version says so" says "$work/said" "This tool is of version ${version//[0-9]/9}:"
start_bg other "$work/other" monitor
check "monitor of another version listens" wait_for 10 grep -qx listening "$(bg_log other)"
check "and says so before" says "$(bg_log other)" "the module is of version $version, this tool of"
stop_bg other

check "the policy of the load is shown" says "$work/loaded" '^weak-key = audit$'
sed 's/.*/\L&/' "$work/loaded" >"$work/lower"
check "debugfs shows the same" \
	cmp "$work/lower" <(sed 's/.*/\L&/' /sys/kernel/debug/smp_guard/policy)
hash_is "status has the hash of the policy of the load" "$work/loaded"
check "what is shown is a file" "$tool" policy check "$work/loaded"
check "that can be loaded" "$tool" policy load "$work/loaded"
check "and changes nothing" same_again "$work/loaded"

check "set" "$tool" policy set unnegotiated-key=audit weak-key=audit
bare "set works at once"
check "set for a peer" "$tool" policy set "${peer[@]}" unnegotiated-key=mask weak-key=repair
guarded "the peer's goes before it" "$enc,$central" "" "$csrk"
shows "the peer's entry" "[Peer D2:A7:4C:76:F3:E0 random]
unnegotiated-key = mask
weak-key = repair" "${peer[@]}"
check "set for an adapter" "$tool" policy set --adapter hci7 min-key-size=8 key-dist-remote=none
"$tool" policy show --effective --adapter hci7 "${peer[@]}" >"$work/effective"
for line in 'unnegotiated-key = mask' 'masked-key = reject' 'key-dist-remote = none' 'min-key-size = 8'; do
	check "it adds up to $line" says "$work/effective" "^$line\$"
done
"$tool" policy show >"$work/shown"
hash_is "status has the hash of what was set" "$work/shown"
check "reset of the peer's" "$tool" policy reset "${peer[@]}"
bare "after reset of the peer's"
refused "reset of what is not there" 1 "[Peer D2:A7:4C:76:F3:E0 random]: entry: there is none of this scope" \
	"$tool" policy reset "${peer[@]}"
check "reset" "$tool" policy reset
check "is what the module was loaded with" same_again "$work/loaded"

cat >"$file" <<'END'
[Policy]
profile = audit

[Adapter 00:11:22:33:44:55]
legacy-pairing = reject

[Peer D2:A7:4C:76:F3:E0 random]
unnegotiated-key = mask
weak-key = repair
END
check "load" "$tool" policy load "$file"
guarded "a loaded policy" "$enc,$central" "" "$csrk"
shows "entries that are loaded" "$(sed -n '/^.Adapter/,/reject/p' "$file")" --adapter 00:11:22:33:44:55
"$tool" policy show --json >"$work/json"
"$tool" policy show --effective --json >>"$work/json"

cp "$file" "$work/wrong"
sed -i 's/profile = audit/profile = lax/; s/= mask/= repair/' "$work/wrong"
refused "a file with a mistake" 1 "$work/wrong:2: profile is one of audit, default, strict" \
	"$tool" policy load "$work/wrong"
check "and another one" says "$work/said" "$work/wrong:8: unnegotiated-key is one of"
head -c 10000000 /dev/urandom >"$work/wrong"
refused "10 MB of noise" 1 "larger than 4 MiB" "$tool" policy load "$work/wrong"
refused "a file that is not there" 1 "No such file" "$tool" policy load /nowhere
refused "an unknown key" 2 "is it weak-key?" "$tool" policy set week-key=audit
refused "an action that the rule does not take" 2 "weak-key is one of" "$tool" policy set debug-key=reject weak-key=mask
refused "a profile for an adapter" 2 "only be set in [Policy]" "$tool" policy set --adapter hci0 profile=strict
refused "a peer without type" 2 "needs --type" "$tool" policy set --peer 00:11:22:33:44:55 weak-key=audit
for command in "policy set weak-key=allow" "policy reset" "policy load $file" "policy show" \
	"links" "counters" "counters --reset"; do
	# shellcheck disable=SC2086 # words of a command
	refused "$command without rights" 1 "needs CAP_NET_ADMIN" powerless "$tool" $command
done

# As many peers as there may be
awk 'BEGIN {
	for (i = 0; i < 4096; i++)
		printf "[Peer 00:00:00:00:%02X:%02X public]\nweak-key = allow\nmin-key-size = 7\n\n", i / 256, i % 256
}' >"$work/many"
check "4096 peers are loaded" "$tool" policy load "$work/many"
"$tool" policy show >"$work/shown"
check "all of them are there" [ "$(grep -c '^\[Peer' "$work/shown")" = 4096 ]
check "what is shown of them is loaded" "$tool" policy load "$work/shown"
check "and is the same again" same_again "$work/shown"
refused "one more" 1 "[Peer D2:A7:4C:76:F3:E0 random]: entry: more than 4096 peers" \
	"$tool" policy set "${peer[@]}" weak-key=repair
refused "so many without rights" 1 "needs CAP_NET_ADMIN" powerless "$tool" policy load "$work/shown"
check "they go all together" "$tool" policy reset
check "back to the policy of the load" same_again "$work/loaded"

# Links and counters
host() { exec "$SMPG_BIN/credits" --packets 10000000; }
two_links() { "$tool" links >"$work/links" && [ "$(grep -c 'role central' "$work/links")" = 2 ]; }
negotiated() { "$tool" links >"$work/links" && grep -q 'keys negotiated: initiator' "$work/links"; }
start_bg host host
check "links: both of a host" wait_for 20 two_links
check "links: what they negotiated" wait_for 20 negotiated
note "$(head -n 1 "$work/links")"
check "links: as JSON" "$tool" links --json
"$tool" links --json >>"$work/json"
kill -9 "${bg_pids[host]}"
"$tool" counters >"$work/counters"
check "counters: frames were counted" grep -q '^frames.tx [1-9]' "$work/counters"
check "counters: reset" "$tool" counters --reset
# Who listens to the host's end may still be counted
"$tool" counters >"$work/reset"
check "counters: they start again" \
	[ "$(awk '$1 == "pairings.started" { print $2 }' "$work/reset")" = 0 ]
{
	"$tool" counters --json
	"$tool" policy check --json "$file"
	"$tool" policy check --json "$work/wrong"
} >>"$work/json"
check "each line of JSON is JSON" /usr/bin/python3 -c '
import json, sys
for line in sys.stdin:
    assert isinstance(json.loads(line), dict)' <"$work/json"
