// SPDX-License-Identifier: GPL-2.0
/*
 * Replays a recorded pairing: the host's side on a user channel socket, the
 * peer behind /dev/vhci. Both go by what reaches them, so the end is open: a
 * strict device refuses keys that nobody negotiated, and the pairing of the
 * trace fails as it did, unless something keeps those keys from it.
 */
#include <getopt.h>
#include <poll.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "record.h"
#include "side.h"
#include "vhci.h"

#define STALL_MS	5000
#define JUDGE_MS	30	/* the trace's device looks every 15 ms */
#define BUFFER_MIN	27	/* the least a controller may have room for */
#define HANG_UP_MS	90	/* as long as it waited before it disconnected */
#define BOTH_MS		1000	/* for the other side to learn that it failed */
#define LINGER_MS	200	/* a late forbidden key would be noticed */
#define COMPLETE_MS	10	/* completions are reported in batches */

static struct vhci vhci = {
	.address = { 0x70, 0x50, 0x15, 0xeb, 0x27, 0xb8 },
	.acl_size = 251,
	.acl_num = 4,
};

static struct side host = { .name = "host", .host = true };
static struct side peer = { .name = "peer", .start_flag = ACL_START };
static struct script script;
static const char *attack;
static struct variant variant;
static int user = -1;

/* The host's count of packets, and the controller's of those to complete */
static unsigned int host_sent, completed, pending;
static u64 pending_since;
static bool over;	/* the link is gone */
static const char *command;	/* to run before the host's step wait_at */
static u8 end_reason;

static bool host_transmit(struct side *side, const struct packet *p)
{
	(void)side;
	if (packet_type(p) == HCI_ACL) {
		if (host_sent - completed >= vhci.acl_num)
			return false;
		host_sent++;
	}
	hci_send(user, p);
	return true;
}

static bool peer_transmit(struct side *side, const struct packet *p)
{
	(void)side;
	vhci_send(&vhci, p);
	return true;
}

static void send_completed(void)
{
	struct packet p;

	if (!pending)
		return;
	packet_completed(&p, SCRIPT_HANDLE, pending);
	pending = 0;
	record_packet("peer", true, &p);
	vhci_send(&vhci, &p);
}

static void hang_up(u8 reason)
{
	struct packet p;

	send_completed();
	packet_disconnected(&p, SCRIPT_HANDLE, reason);
	record_packet("peer", true, &p);
	vhci_send(&vhci, &p);
}

static void send_disconnect(void)
{
	u8 params[3] = { SCRIPT_HANDLE, 0, 0x13 };
	struct packet p;

	packet_command(&p, CMD_DISCONNECT, params, sizeof(params));
	side_send(&host, &p);
}

static void take_completed(const struct packet *p)
{
	unsigned int i;

	for (i = 0; i < p->data[3]; i++) {
		const u8 *at = p->data + 4 + 4 * i;

		if (at + 4 > p->data + p->len)
			die("a completion event that is too short");
		if (smpg_le16(at) != SCRIPT_HANDLE)
			die("a completion for another handle");
		completed += smpg_le16(at + 2);
	}
	record_packet("host", false, p);
	if (completed > host_sent)
		die("more completions than packets");
}

static bool host_poll(void)
{
	struct packet p;
	bool moved = false;

	while (hci_receive(user, &p)) {
		moved = true;
		if (packet_type(&p) == HCI_EVENT &&
		    p.data[1] == EV_COMPLETED_PACKETS) {
			take_completed(&p);
		} else if (packet_type(&p) == HCI_EVENT &&
			   p.data[1] == EV_DISCONNECTION_COMPLETE) {
			record_packet("host", false, &p);
			over = true;
			end_reason = p.data[6];
		} else {
			side_receive(&host, &p);
		}
	}
	return moved;
}

static bool peer_poll(void)
{
	struct packet p, status;
	bool moved = false;

	while (vhci_receive(&vhci, &p)) {
		moved = true;
		if (packet_type(&p) == HCI_ACL && smpg_le16(p.data + 3) > vhci.acl_size)
			die("a packet of %u octets, where there is room for %u",
			    smpg_le16(p.data + 3), vhci.acl_size);
		if (packet_type(&p) == HCI_ACL && !pending++)
			pending_since = now_ms();
		if (packet_type(&p) == HCI_COMMAND &&
		    smpg_le16(p.data + 1) == CMD_DISCONNECT) {
			record_packet("peer", false, &p);
			packet_status(&status, CMD_DISCONNECT, 0);
			record_packet("peer", true, &status);
			vhci_send(&vhci, &status);
			hang_up(0x16);	/* terminated by local host */
		} else {
			side_receive(&peer, &p);
		}
	}
	if (pending >= 2 || (pending && now_ms() - pending_since >= COMPLETE_MS)) {
		send_completed();
		moved = true;
	}
	return moved;
}

/* A strict side's answer to a key that was not negotiated. */
static bool judge(struct side *side)
{
	static const u8 failed[] = { SMPG_PAIRING_FAILED, 0x08 };
	u8 l2cap[SMPG_L2CAP_MAX];
	struct packet p;
	size_t len;

	if (!side->forbidden || side->failed ||
	    now_ms() - side->forbidden < JUDGE_MS)
		return false;
	len = smp_frame(l2cap, variant.bredr ? SMPG_CID_SMP_BREDR :
			SMPG_CID_SMP_LE, failed, sizeof(failed));
	packet_acl(&p, SCRIPT_HANDLE, l2cap, len);
	side_send(side, &p);
	side->failed = failed[1];
	return true;
}

/* run() - returns NULL, or how it stalled */
static const char *run(void)
{
	struct pollfd fds[] = {
		{ .fd = user, .events = POLLIN },
		{ .fd = vhci.fd, .events = POLLIN },
	};
	u64 moved = now_ms(), done = 0, failed = 0;
	bool ending = false;

	while (!over) {
		bool any = host_poll();

		if (command && host.pos == host.wait_at) {
			if (system(command))
				die("failed: %s", command);
			host.wait_at = SIZE_MAX;
			any = true;
		}

		any |= peer_poll();
		any |= judge(&host);
		any |= judge(&peer);
		any |= side_advance(&host);
		any |= side_advance(&peer);
		if (any) {
			moved = now_ms();
			continue;
		}
		if (!failed && (host.failed || peer.failed))
			failed = now_ms();
		if (!done && side_done(&host) && side_done(&peer))
			done = now_ms();
		if (!ending && failed && now_ms() - failed >=
		    (host.failed && peer.failed ? HANG_UP_MS : BOTH_MS)) {
			ending = true;
			if (peer.forbidden)
				hang_up(0x13);
			else
				send_disconnect();
		} else if (!ending && done && !failed &&
			   !host.forbidden && !peer.forbidden &&
			   now_ms() - done >= LINGER_MS) {
			ending = true;
			send_disconnect();
		}
		if (now_ms() - moved >= STALL_MS)
			return host_sent - completed >= vhci.acl_num ?
			       "no completions" : "no progress";
		poll(fds, ARRAY_SIZE(fds), 5);
	}
	/* A completion that was late would still be seen, and one too many */
	for (done = now_ms(); now_ms() - done < 50;) {
		host_poll();
		poll(fds, 1, 10);
	}
	return NULL;
}

static void put_list(const char *name, u32 codes)
{
	const char *comma = "";
	unsigned int code;

	printf(",\"%s\":[", name);
	for (code = 0; code < 32; code++) {
		if (!(codes & BIT(code)))
			continue;
		printf("%s\"%s\"", comma, code ? pdu_name(code) : "not SMP");
		comma = ",";
	}
	putchar(']');
}

/* What one side sent and the other never received. */
static u32 lost(const struct side *from, const struct side *to)
{
	size_t i, j = 0;
	u32 codes = 0;

	for (i = 0; i < from->nr_sent; i++) {
		while (j < to->nr_received && !to->received[j])
			j++;
		if (j < to->nr_received && to->received[j] == from->sent[i])
			j++;
		else
			codes |= BIT(from->sent[i]);
	}
	return codes;
}

static void summary(const char *stalled)
{
	bool failed = host.failed || peer.failed;
	char csrk[33];

	printf("{\"result\":\"%s\"", stalled ? "stalled" :
	       failed ? "failed" : "complete");
	if (stalled)
		printf(",\"reason\":\"%s\",\"host_step\":%zu,\"peer_step\":%zu,\"steps\":%zu",
		       stalled, host.pos, peer.pos, script.nr);
	else if (failed)
		printf(",\"reason\":%u,\"by\":\"%s\"",
		       host.failed ? host.failed : peer.failed,
		       peer.forbidden ? "peer" : "host");
	printf(",\"host_failed\":%u,\"peer_failed\":%u", host.failed,
	       peer.failed);
	printf(",\"host_sent\":%u,\"completed\":%u,\"disconnected\":%u",
	       host_sent, completed, end_reason);
	put_list("masked", lost(&host, &peer));
	put_list("masked_incoming", lost(&peer, &host));
	put_list("repaired", peer.repaired);
	put_list("altered", peer.altered | host.altered | host.repaired);
	printf(",\"ignored\":%u", peer.ignored + host.ignored);
	if (peer.have_csrk) {
		print_hex(peer.csrk, sizeof(peer.csrk), csrk);
		printf(",\"csrk_at_peer\":\"%s\"", csrk);
	}
	puts("}");
}

static const char usage[] =
"Usage: replay [OPTION...] TRACE\n"
"  --swap           the host is the peripheral, and the responder\n"
"  --incoming       it is the peer that sends keys nobody negotiated\n"
"  --sc             an LE Secure Connections pairing\n"
"  --bredr          a pairing over BR/EDR\n"
"  --clean          nobody sends a key that was not negotiated\n"
"  --attack NAME    the peer attacks, as the table in script.c says\n"
"  --fragment N     the host sends ACL packets of N octets at most\n"
"  --fragment-rx N  so does the peer\n"
"  --buffers N      the controller's ACL buffers (4)\n"
"  --at N           before the host's step N of the script, ...\n"
"  --run COMMAND    ... run this\n"
"  --record FILE    every packet, from both vantage points; with keys\n"
"Prints the outcome as a line of JSON. Exits with 0 if the run itself worked,\n"
"however the pairing ended.";

static void options(int argc, char **argv)
{
	static const struct option longs[] = {
		{ "swap", no_argument, NULL, 's' },
		{ "incoming", no_argument, NULL, 'i' },
		{ "sc", no_argument, NULL, 'c' },
		{ "bredr", no_argument, NULL, 'b' },
		{ "clean", no_argument, NULL, 'C' },
		{ "attack", required_argument, NULL, 'A' },
		{ "fragment", required_argument, NULL, 'f' },
		{ "fragment-rx", required_argument, NULL, 'F' },
		{ "buffers", required_argument, NULL, 'n' },
		{ "record", required_argument, NULL, 'r' },
		{ "at", required_argument, NULL, 'a' },
		{ "run", required_argument, NULL, 'R' },
		{ }
	};
	int option;

	while ((option = getopt_long(argc, argv, "", longs, NULL)) != -1)
		switch (option) {
		case 's':
			variant.swap = true;
			break;
		case 'i':
			variant.incoming = true;
			break;
		case 'c':
			variant.sc = true;
			break;
		case 'b':
			variant.bredr = true;
			break;
		case 'C':
			variant.clean = true;
			break;
		case 'A':
			attack = optarg;
			break;
		case 'f':
			host.fragment = atoi(optarg);
			break;
		case 'F':
			peer.fragment = atoi(optarg);
			break;
		case 'n':
			vhci.acl_num = atoi(optarg);
			break;
		case 'a':
			host.wait_at = atoi(optarg);
			break;
		case 'R':
			command = optarg;
			break;
		case 'r':
			record_open(optarg);
			break;
		default:
			die(usage);
		}
	if (optind + 1 != argc || (variant.sc && variant.bredr))
		die(usage);
}

int main(int argc, char **argv)
{
	static struct trace trace;
	const char *stalled;

	host.wait_at = SIZE_MAX;
	peer.wait_at = SIZE_MAX;
	options(argc, argv);
	trace_read(&trace, argv[optind]);
	script_make(&script, &trace, &variant);
	if (attack && !script_attack(&script, attack))
		die("%s: no such attack", attack);

	host.script = &script;
	host.transmit = host_transmit;
	host.ignores = attack;
	host.initiator = !variant.swap;
	host.start_flag = variant.bredr ? ACL_START : ACL_HOST_START;
	host.features.bredr = variant.bredr;
	peer.script = &script;
	peer.transmit = peer_transmit;
	peer.initiator = variant.swap;
	peer.features.bredr = variant.bredr;

	/* Who fragments does so because a packet would not fit. */
	if (host.fragment)
		vhci.acl_size = BUFFER_MIN;
	vhci_open(&vhci);
	user = hci_user_channel(&vhci);
	stalled = run();
	summary(stalled);
	return stalled || host_sent != completed ? 2 : 0;
}
