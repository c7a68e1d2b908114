#!/bin/bash
# SPDX-License-Identifier: GPL-2.0
# system: 6.1-kprobe 6.12-ftrace test-ftrace
# timeout: 120
#
# A listener that has no room for events: each is sent or lost, by the counters, and the
# listener is told.

here=$(dirname "$(realpath "$0")")
# shellcheck source=tests/vm/lib.sh
. "$here/lib.sh"
top=$(dirname "$(dirname "$here")")
tool=$top/smpguard

# Joins the group "events" with the smallest buffer there is, and reads when it is told to.
cat >"$work/deaf.py" <<'END'
import errno, os, socket, struct, sys

def attrs(data):
    while len(data) >= 4:
        size, kind = struct.unpack_from("HH", data)
        yield kind & 0x3fff, data[4:size]
        data = data[(size + 3) & ~3:]

NETLINK_GENERIC, SOL_NETLINK, ADD_MEMBERSHIP = 16, 270, 1
CTRL, GETFAMILY, NAME, GROUPS, GROUP_NAME, GROUP_ID = 0x10, 3, 2, 7, 1, 2
sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC)
name = b"smp_guard\0"
body = struct.pack("BBH", GETFAMILY, 1, 0) + struct.pack("HH", 4 + len(name), NAME) + name
body += b"\0" * (-len(body) % 4)
sock.send(struct.pack("IHHII", 16 + len(body), CTRL, 1, 1, 0) + body)
reply = dict(attrs(sock.recv(65536)[20:]))
groups = [dict(attrs(g)) for _, g in attrs(reply[GROUPS])]
group, = [g[GROUP_ID] for g in groups if g[GROUP_NAME] == b"events\0"]
sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1)
sock.setsockopt(SOL_NETLINK, ADD_MEMBERSHIP, struct.unpack("I", group)[0])
print("listening", flush=True)
sys.stdin.readline()
got = lost = 0
sock.setblocking(False)
while True:
    try:
        sock.recv(65536)
        got += 1
    except OSError as e:
        if e.errno != errno.ENOBUFS:
            break
        lost += 1
print("got", got, "told", lost, flush=True)
END

# told: 20 events are told while it listens; sets sent, lost, and what it said
told() {
	local i pid
	mkfifo "$work/begin"
	python3 "$work/deaf.py" <"$work/begin" >"$work/deaf" 2>&1 &
	pid=$!
	exec {begin}>"$work/begin"
	wait_for 60 grep -qx listening "$work/deaf" || fail "a program listens" "$(tail -n 1 "$work/deaf")"
	sent=$(guard_counter events.sent) lost=$(guard_counter events.lost)
	for i in 1 2 3 4 5 6 7 8 9 10; do
		if ! "$tool" window open 10m --adapter hci9 || ! "$tool" window close; then
			fail "a window opens and closes" "$i"
		fi >/dev/null
	done
	wait_for 10 quiet
	sent=$(($(guard_counter events.sent) - sent)) lost=$(($(guard_counter events.lost) - lost))
	echo >&"$begin"
	exec {begin}>&-
	wait $pid
	rm "$work/begin"
	said=$(tail -n 1 "$work/deaf")
	note "$sent sent, $lost lost, and it says: $said"
}
# The last event has been dealt with
quiet() {
	local now=$(($(guard_counter events.sent) + $(guard_counter events.lost)))
	pause 0.2
	[ $now = $(($(guard_counter events.sent) + $(guard_counter events.lost))) ]
}

check "module loads" guard_load || exit 1
told
check "each event is sent or lost" [ $((sent + lost)) = 20 ]
check "some are lost" [ "$lost" -gt 0 ]
check "the listener has what was sent, and is told of the rest" \
	grep -qxE "got $sent told [1-9]" <<<"$said"
