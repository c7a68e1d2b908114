# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2207 # no word here has a blank in it
# Completion of smpguard(1) for bash.

_smpguard()
{
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local words=${COMP_WORDS[1]-} options=--json
	local rules="unnegotiated-key weak-key masked-key legacy-pairing short-key
		debug-key weak-peer-key reused-key reused-peer-key
		reflected-value invalid-key plain-key malformed
		unexpected-pdu identity-conflict downgrade ctkd-downgrade
		encryption-downgrade unauthenticated-pairing
		unsolicited-pairing weak-nonce zero-key re-pairing
		repeated-attempts"

	COMPREPLY=()
	if [ "$COMP_CWORD" = 1 ]; then
		COMPREPLY=($(compgen -W "status monitor explain links counters metrics policy window keys --help --version" -- "$cur"))
		return
	fi
	if [ "$words" = policy ]; then
		if [ "$COMP_CWORD" = 2 ]; then
			COMPREPLY=($(compgen -W "show check load set reset" -- "$cur"))
			return
		fi
		words="policy ${COMP_WORDS[2]}"
	elif [ "$words" = window ]; then
		if [ "$COMP_CWORD" = 2 ]; then
			COMPREPLY=($(compgen -W "open close show" -- "$cur"))
			return
		fi
		words="window ${COMP_WORDS[2]}"
	elif [ "$words" = keys ]; then
		if [ "$COMP_CWORD" = 2 ]; then
			COMPREPLY=($(compgen -W "save restore keep" -- "$cur"))
			return
		fi
		words="keys ${COMP_WORDS[2]}"
	fi

	# Bash splits KEY=VALUE into three words
	if [ "$cur" = = ]; then
		prev=${COMP_WORDS[COMP_CWORD - 1]}
		cur=
	elif [ "$prev" = = ]; then
		prev=${COMP_WORDS[COMP_CWORD - 2]}
	elif [ "$prev" = --profile ]; then
		COMPREPLY=($(compgen -W "audit default strict gateway" -- "$cur"))
		return
	elif [ "$prev" = --color ]; then
		COMPREPLY=($(compgen -W "auto always never" -- "$cur"))
		return
	elif [ "$prev" = --policy ] || [ "$prev" = --html ] || [ "$prev" = --output ]; then
		COMPREPLY=($(compgen -f -- "$cur"))
		return
	elif [ "$prev" = --type ]; then
		COMPREPLY=($(compgen -W "public random" -- "$cur"))
		return
	elif [ "$prev" = --adapter ]; then
		COMPREPLY=($(cd /sys/class/bluetooth 2>/dev/null && compgen -G "$cur*" | grep -v :))
		return
	else
		prev=
	fi
	if [ "$words" = "policy set" ] && [ -n "$prev" ]; then
		case $prev in
		profile) options="audit default strict gateway" ;;
		key-dist-*) options="none EncKey IdKey SignKey LinkKey" ;;
		min-key-size) options="7 8 9 10 11 12 13 14 15 16" ;;
		unnegotiated-key) options="allow audit mask reject" ;;
		weak-key | reused-key) options="allow audit repair reject" ;;
		encryption-downgrade) options="allow audit" ;;
		*) options="allow audit reject" ;;
		esac
		COMPREPLY=($(compgen -W "$options" -- "$cur"))
		return
	fi

	case $words in
	monitor) options+=" --count --explain --journal" ;;
	counters) options+=" --reset" ;;
	metrics) options=--output ;;
	explain)
		options+=" --profile --policy --show-keys --html --color --help"
		COMPREPLY=($(compgen -f -- "$cur"))
		;;
	"policy show") options+=" --effective --adapter --peer --type" ;;
	"policy check" | "policy load")
		[ "$words" = "policy check" ] || options=
		COMPREPLY=($(compgen -f -- "$cur"))
		;;
	"policy set")
		options="--adapter --peer --type"
		case $cur in
		-*) ;;
		*)
			COMPREPLY=($(compgen -S = -W "profile $rules key-dist-local key-dist-remote min-key-size" -- "$cur"))
			compopt -o nospace
			return
			;;
		esac
		;;
	"policy reset") options="--adapter --peer --type" ;;
	"window open" | "window close") options="--adapter --peer --type" ;;
	"keys save" | "keys restore")
		options=--if-kept
		COMPREPLY=($(compgen -f -- "$cur"))
		;;
	"keys keep")
		options=
		COMPREPLY=($(compgen -f -- "$cur"))
		;;
	esac
	COMPREPLY+=($(compgen -W "$options" -- "$cur"))
}
complete -F _smpguard smpguard
