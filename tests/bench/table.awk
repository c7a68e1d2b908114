# SPDX-License-Identifier: GPL-2.0
#
# "VARIANT JSON" lines to a Markdown table of medians: a row for each figure, a column
# for each variant. What is more than a limit is printed, and fails.

BEGIN {
	rows = split("tx rx tx_fragments rx_fragments legacy secure_connections " \
		"tx_fragments_64 rx_fragments_64 tx_fragments_4096 rx_fragments_4096 curve",
		row, " ")
	split("a frame, TX;a frame, RX;a fragment, TX;a fragment, RX;a legacy pairing;" \
		"a pairing with Secure Connections;a fragment amid 64 links, TX;" \
		"a fragment amid 64 links, RX;a fragment amid 4096 links, TX;" \
		"a fragment amid 4096 links, RX;a host's work on the curve", what, ";")
	limited = split(limits, limit, " ")
	head["ftrace-peers"] = "ftrace, 4096 peers in the policy"
	head["kprobe-peers"] = "kprobe, 4096 peers"
	head["ftrace-listener"] = "ftrace, a listener to events"
	head["ftrace-stopped"] = "ftrace, a listener that never reads"
}

$1 == "no-bpftrace" {
	sub(/[^ ]* /, "")
	remark = $0
	next
}

{
	if (!($1 in runs))
		order[++variants] = $1
	runs[$1]++
	for (r = 1; r <= rows; r++) {
		match($0, "\"" row[r] "\":[0-9]+")
		v = substr($0, RSTART, RLENGTH)
		sub(/.*:/, "", v)
		value[$1, r, runs[$1]] = v + 0
	}
}

function median(variant, r,   n, i, j, v, t) {
	n = runs[variant]
	for (i = 1; i <= n; i++)
		v[i] = value[variant, r, i]
	for (i = 1; i <= n; i++)
		for (j = i + 1; j <= n; j++)
			if (v[j] < v[i]) {
				t = v[i]
				v[i] = v[j]
				v[j] = t
			}
	return v[int((n + 1) / 2)]
}

function cell(variant, r,   m, d) {
	m = median(variant, r)
	d = m - bare
	if (variant == "bare" || row[r] == "curve")
		return m
	if (m > 100000)
		return sprintf("%d %+d, %.1f %%", m, d, 100 * d / bare)
	return sprintf("%d %+d", m, d)
}

function judge(variant, r,   d) {
	d = median(variant, r) - bare
	if (variant ~ /^ftrace/ && r <= limited && d > limit[r])
		bad = bad sprintf("%s, %s: %s adds %d, %d is the limit\n", kernel,
			what[r], variant, d, limit[r])
	if (variant !~ /-peers$/ || r > 4)
		return
	d = median(variant, r) - median(substr(variant, 1, length(variant) - 6), r)
	if (d > 5)
		bad = bad sprintf("%s, %s: %s adds %d, 5 is the limit\n", kernel, what[r],
			variant, d)
}

END {
	printf "\n| %s |", kernel
	for (i = 1; i <= variants; i++)
		printf " %s |", order[i] in head ? head[order[i]] : order[i]
	printf "\n|---|"
	for (i = 1; i <= variants; i++)
		printf "---|"
	print ""
	for (r = 1; r <= rows; r++) {
		bare = median("bare", r)
		printf "| %s |", what[r]
		for (i = 1; i <= variants; i++) {
			printf " %s |", cell(order[i], r)
			judge(order[i], r)
		}
		print ""
	}
	if (remark)
		print "\nNo numbers for bpftrace: " remark
	if (!("ftrace" in runs))
		bad = kernel ": no numbers for ftrace\n"
	if (bad)
		printf "\n%s", bad
	exit bad != ""
}
