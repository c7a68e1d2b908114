# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash
#
# Sourced by what tests the packages, outside of a guest and inside.

said=$(mktemp)
trap 'rm -f "$said"' EXIT

# check WHAT COMMAND...: a result; what COMMAND says is kept in $said
check() {
	local what=$1 rc
	shift
	"$@" >"$said" 2>&1
	rc=$?
	if [ $rc = 0 ]; then
		printf 'ok - %s\n' "$what"
	else
		printf 'not ok - %s: status %s\n' "$what" $rc
		tail -n 30 "$said" | sed 's/^/# /'
	fi
	return $rc
}

fails() { ! "$@"; }
gone() { [ ! -e "$1" ] && [ ! -L "$1" ]; }

# telling STATUS TEXT COMMAND...: COMMAND ends with STATUS and says TEXT
telling() {
	local status=$1 text=$2 rc
	shift 2
	"$@" >"$said.out" 2>&1
	rc=$?
	cat "$said.out"
	if [ $rc != "$status" ]; then
		echo "status $rc, not $status"
		return 1
	fi
	tr -s '\n ' ' ' <"$said.out" | grep -qF -- "$text" || { echo "does not say: $text"; return 1; }
}
