# SPDX-License-Identifier: GPL-2.0
# shellcheck shell=bash disable=SC2154,SC2034,SC2317 # set by who sources this; called by trap
#
# Sourced by the tests of monitoring, in the top directory, with $server and the ports
# of what Prometheus has to reach set by ports().

work=$(mktemp -d)
failed=0 pids=()

pass() { echo "ok - monitoring: $1"; }
fail() {
	echo "not ok - monitoring: $1: ${2:-}"
	failed=1
}

end() {
	[ ${#pids[@]} = 0 ] || kill "${pids[@]}" 2>/dev/null
	wait
	rm -rf "$work"
}
trap end EXIT
trap 'exit 143' TERM

# ports COUNT: prints ports that nothing else has now
ports() {
	python3 -c '
import socket, sys
s = [socket.socket() for _ in range(int(sys.argv[1]))]
for x in s: x.bind(("127.0.0.1", 0))
print(*(x.getsockname()[1] for x in s))' "$1"
}

# fenced LANGUAGE PAGE: the block of the page
fenced() { sed -n "/^\`\`\`$1\$/,/^\`\`\`\$/{/^\`\`\`/!p}" "Documentation/$2"; }

# start LOG COMMAND...: until the end
start() {
	"${@:2}" 2>"$work/$1.log" &
	pids+=($!)
}

query() { promtool query instant "http://127.0.0.1:$server" "$1" 2>"$work/error"; }

# found QUERY...: all of them find something
found() {
	local query
	for query; do
		[ -n "$(query "$query")" ] || return
	done
}

# wait_for COMMAND...: within $patience seconds; a busy machine may be slow
patience=120
wait_for() {
	local until=$((SECONDS + patience))
	until "$@"; do
		[ $SECONDS -le $until ] || return 1
		sleep 0.5
	done
}

# start_prometheus GATEWAY GATEWAY ALERTS CLUSTER: ports. As the page on many gateways has
# it, bar names and times; no mail leaves this machine.
start_prometheus() {
	cp monitoring/smp-guard.rules.yml "$work/"
	fenced yaml fleet.md | sed "s/gateway1:9100/127.0.0.1:$1/; s/gateway2:9100/127.0.0.1:$2/
		s/localhost:9093/127.0.0.1:$3/; s/scrape_interval: 1m/scrape_interval: 1s/" >"$work/prometheus.yml"
	echo 'global: {evaluation_interval: 1s}' >>"$work/prometheus.yml"
	sed 's/^  smtp_smarthost: .*/  smtp_smarthost: "127.0.0.1:9"/' \
		monitoring/smp-guard.alertmanager.yml >"$work/alertmanager.yml"
	start alertmanager prometheus-alertmanager --config.file="$work/alertmanager.yml" \
		--storage.path="$work/alerts" --web.listen-address="127.0.0.1:$3" \
		--cluster.listen-address="127.0.0.1:$4"
	start prometheus prometheus --config.file="$work/prometheus.yml" \
		--storage.tsdb.path="$work/data" --web.listen-address="127.0.0.1:$server"
}

# handed_on ALERT RECEIVER PORT: Alertmanager has the alert of that gateway, for that one
handed_on() {
	amtool --alertmanager.url="http://127.0.0.1:$alerts" alert query --receiver="$2" -o json \
		"alertname=$1" 2>"$work/error" | grep -qF "\"instance\":\"127.0.0.1:$3\""
}
