// SPDX-License-Identifier: GPL-2.0
/*
 * The kernel's own stack as a host that pairs, through its management
 * interface. Keys that it stores, and how things end, in JSON lines.
 *   kernelhost INDEX setup [sc] [advertise] [static=ADDRESS]   and power it on
 *   kernelhost INDEX off
 *   kernelhost INDEX watch
 *   kernelhost INDEX pair|unpair|encrypt|disconnect ADDRESS[,random]
 *   kernelhost INDEX load-ltk ADDRESS KEY EDIV RAND   as peripheral's
 */
#include <errno.h>
#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "vhci.h"

#define PATIENCE_MS	45000	/* longer than SMP's 30 s */

#define SOL_BLUETOOTH		274
#define BT_SECURITY		4
#define BT_SECURITY_MEDIUM	2
#define CID_ATT			0x0004

#define NO_INPUT_NO_OUTPUT	0x03

static struct vhci adapter = { .fd = -1 };
/* Two answers to one question would make the kernel go on twice */
static bool agent;

static void print_hex(const char *name, const u8 *data, size_t len)
{
	printf(",\"%s\":\"", name);
	while (len--)
		printf("%02x", *data++);
	putchar('"');
}

static void print_address(const u8 *address)
{
	printf(",\"peer\":\"%02X:%02X:%02X:%02X:%02X:%02X\",\"peer_type\":%u",
	       address[5], address[4], address[3], address[2], address[1],
	       address[0], address[6] == BDADDR_LE_PUBLIC ? 0 : 1);
}

/* An event's parameters; the header is in front of them. */
static void tell_ltk(const u8 *params)
{
	int i;

	printf("{\"event\":\"key\",\"key\":\"LTK\",\"store\":%u", params[0]);
	print_address(params + 1);
	printf(",\"type\":%u,\"central\":%u,\"key_size\":%u,\"ediv\":%u",
	       params[8], params[9], params[10], smpg_le16(params + 11));
	printf(",\"rand\":\"0x");
	for (i = 7; i >= 0; i--)
		printf("%02x", params[13 + i]);
	putchar('"');
	print_hex("value", params + 21, 16);
	puts("}");
}

static void tell_irk(const u8 *params)
{
	printf("{\"event\":\"key\",\"key\":\"IRK\",\"store\":%u", params[0]);
	print_address(params + 7);
	print_hex("value", params + 14, 16);
	puts("}");
}

static void tell_csrk(const u8 *params)
{
	printf("{\"event\":\"key\",\"key\":\"CSRK\",\"store\":%u", params[0]);
	print_address(params + 1);
	printf(",\"type\":%u", params[8]);
	print_hex("value", params + 9, 16);
	puts("}");
}

static void tell_peer(const char *event, const u8 *params, const char *number)
{
	printf("{\"event\":\"%s\"", event);
	print_address(params);
	if (number)
		printf(",\"%s\":%u", number, params[7]);
	puts("}");
}

static void send_command(int fd, u16 opcode, const void *params, u16 len)
{
	struct packet p;

	put16(p.data, opcode);
	put16(p.data + 2, adapter.index);
	put16(p.data + 4, len);
	memcpy(p.data + 6, params, len);
	p.len = 6 + len;
	hci_send(fd, &p);
}

/* One event: told, and answered if it is a question to us. */
static void take_event(int fd, const struct packet *p)
{
	const u8 *params = p->data + 6;

	if (smpg_le16(p->data + 2) != adapter.index)
		return;
	switch (smpg_le16(p->data)) {
	case MGMT_EV_NEW_LONG_TERM_KEY:
		tell_ltk(params);
		break;
	case MGMT_EV_NEW_IRK:
		tell_irk(params);
		break;
	case MGMT_EV_NEW_CSRK:
		tell_csrk(params);
		break;
	case MGMT_EV_CONNECTED:
		tell_peer("connected", params, NULL);
		break;
	case MGMT_EV_DISCONNECTED:
		tell_peer("disconnected", params, "reason");
		break;
	case MGMT_EV_AUTH_FAILED:
		tell_peer("pairing-failed", params, "status");
		break;
	case MGMT_EV_USER_CONFIRM_REQUEST:
		if (agent)
			send_command(fd, MGMT_USER_CONFIRM_REPLY, params, 7);
		break;
	}
}

/* Returns false if nothing came within @ms. */
static bool next_event(int fd, struct packet *p, int ms)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

	return poll(&poll_fd, 1, ms) > 0 && hci_receive(fd, p) && p->len >= 6;
}

static void set(u16 opcode, u8 what)
{
	mgmt(&adapter, opcode, &what, 1);
}

static void parse_address(const char *text, u8 out[7])
{
	int end = 0;

	if (!text ||
	    sscanf(text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx%n", &out[5],
		   &out[4], &out[3], &out[2], &out[1], &out[0], &end) != 6 ||
	    (text[end] && strcmp(text + end, ",random")))
		die("%s: not an address", text ? text : "");
	out[6] = text[end] ? BDADDR_LE_RANDOM : BDADDR_LE_PUBLIC;
}

/* setup [sc] [advertise] [static=ADDRESS]: a static random address */
static int run_setup(char **argv)
{
	static const u8 no_irks[2];
	bool sc = false, advertise = false;
	u8 own[7] = { 0 };

	for (; *argv; argv++) {
		if (!strcmp(*argv, "sc"))
			sc = true;
		else if (!strcmp(*argv, "advertise"))
			advertise = true;
		else if (!strncmp(*argv, "static=", 7))
			parse_address(*argv + 7, own);
		else
			die("%s: not something to set up", *argv);
	}
	set(MGMT_SET_POWERED, 0);
	set(MGMT_SET_LE, 1);
	mgmt(&adapter, MGMT_SET_STATIC_ADDRESS, own, 6);
	set(MGMT_SET_BONDABLE, 1);
	set(MGMT_SET_CONNECTABLE, 1);
	set(MGMT_SET_SECURE_CONN, sc);
	set(MGMT_SET_IO_CAPABILITY, NO_INPUT_NO_OUTPUT);
	/* A host that never loads any cannot resolve, and asks for no IRK */
	mgmt(&adapter, MGMT_LOAD_IRKS, no_irks, sizeof(no_irks));
	set(MGMT_SET_ADVERTISING, advertise);
	set(MGMT_SET_POWERED, 1);
	return 0;
}

static int run_off(char **argv)
{
	(void)argv;
	set(MGMT_SET_POWERED, 0);
	return 0;
}

/* watch: until SIGTERM; it is the one to say yes to pairings */
static int run_watch(char **argv)
{
	int fd = hci_control();
	struct packet p;

	(void)argv;
	agent = true;
	puts("{\"event\":\"watching\"}");
	while (!stop_wanted())
		if (next_event(fd, &p, 100))
			take_event(fd, &p);
	return 0;
}

/*
 * Sends a command about a peer, and tells what comes until it is over; returns
 * its status
 */
static u8 about_peer(u16 opcode, const u8 *params, u16 len)
{
	u64 end = now_ms() + PATIENCE_MS;
	int fd = hci_control();
	struct packet p;
	u16 event;

	send_command(fd, opcode, params, len);
	while (now_ms() < end && !stop_wanted()) {
		if (!next_event(fd, &p, 100))
			continue;
		event = smpg_le16(p.data);
		if ((event == MGMT_EV_COMMAND_COMPLETE ||
		     event == MGMT_EV_COMMAND_STATUS) &&
		    p.len >= 9 && smpg_le16(p.data + 6) == opcode) {
			close(fd);
			return p.data[8];
		}
		take_event(fd, &p);
	}
	die("management command 0x%04x: no answer", opcode);
}

/* pair ADDRESS */
static int run_pair(char **argv)
{
	u8 params[8] = { [7] = NO_INPUT_NO_OUTPUT };
	u8 status;

	parse_address(argv[0], params);
	status = about_peer(MGMT_PAIR_DEVICE, params, sizeof(params));
	printf("{\"event\":\"pair\",\"status\":%u}\n", status);
	return status ? 1 : 0;
}

/* disconnect ADDRESS */
static int run_disconnect(char **argv)
{
	u8 params[7];

	parse_address(argv[0], params);
	return about_peer(MGMT_DISCONNECT, params, sizeof(params)) ? 1 : 0;
}

/* unpair ADDRESS: forget its keys, and hang up */
static int run_unpair(char **argv)
{
	u8 params[8] = { [7] = 1 };

	parse_address(argv[0], params);
	return about_peer(MGMT_UNPAIR_DEVICE, params, sizeof(params)) ? 1 : 0;
}

static void parse_hex(const char *text, u8 *out, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (!text || strlen(text) != 2 * len ||
		    sscanf(text + 2 * i, "%2hhx", &out[i]) != 1)
			die("%s: not %zu octets", text ? text : "", len);
}

/* load-ltk ADDRESS KEY EDIV RAND: octets as on the air */
static int run_load_ltk(char **argv)
{
	/* One key, unauthenticated, to be used as peripheral, of 16 octets */
	u8 params[2 + 36] = { 1, [2 + 9] = 16 };

	parse_address(argv[0], params + 2);
	parse_hex(argv[1], params + 22, 16);
	parse_hex(argv[2], params + 12, 2);
	parse_hex(argv[3], params + 14, 8);
	mgmt(&adapter, MGMT_LOAD_LONG_TERM_KEYS, params, sizeof(params));
	return 0;
}

static int att_socket(const u8 peer[7])
{
	struct sockaddr_l2 address = {
		.l2_family = AF_BLUETOOTH,
		.l2_cid = CID_ATT,
		.l2_bdaddr_type = BDADDR_LE_PUBLIC,
	};
	int fd = socket(AF_BLUETOOTH,
			SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK,
			BTPROTO_L2CAP);

	if (fd < 0)
		die("L2CAP socket: %s", strerror(errno));
	memcpy(address.l2_bdaddr, adapter.address, 6);
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)))
		die("bind: %s", strerror(errno));
	memcpy(address.l2_bdaddr, peer, 6);
	address.l2_bdaddr_type = peer[6];
	if (connect(fd, (struct sockaddr *)&address, sizeof(address)) &&
	    errno != EINPROGRESS)
		die("connect: %s", strerror(errno));
	return fd;
}

/*
 * Debian's 6.1 crashes when an L2CAP socket is closed after its link, which
 * goes down as soon as encryption fails: nobody may come in between.
 */
static void demand_security(int fd)
{
	static const u8 security[2] = { BT_SECURITY_MEDIUM };
	struct sched_param priority = { .sched_priority = 1 };
	int err = 0;

	if (sched_setscheduler(0, SCHED_FIFO, &priority))
		die("real-time priority: %s", strerror(errno));
	if (setsockopt(fd, SOL_BLUETOOTH, BT_SECURITY, security,
		       sizeof(security)))
		err = errno;
	close(fd);
	if (err)
		die("security: %s", strerror(err));
}

/* Does the adapter use a static random address, and not its public one? */
static bool has_static_address(void)
{
	char path[64], text[18] = "";
	FILE *file;

	snprintf(path, sizeof(path),
		 "/sys/kernel/debug/bluetooth/hci%u/static_address",
		 adapter.index);
	file = fopen(path, "r");
	if (!file)
		return false;
	if (!fgets(text, sizeof(text), file))
		text[0] = '\0';
	fclose(file);
	return text[0] && strcmp(text, "00:00:00:00:00:00");
}

static void read_address(void)
{
	u64 end = now_ms() + PATIENCE_MS;
	int fd = hci_control();
	struct packet p;

	send_command(fd, 0x0004, NULL, 0);	/* Read Controller Information */
	while (now_ms() < end)
		if (next_event(fd, &p, 100) && p.len >= 15 &&
		    smpg_le16(p.data) == MGMT_EV_COMMAND_COMPLETE &&
		    smpg_le16(p.data + 6) == 0x0004) {
			memcpy(adapter.address, p.data + 9, 6);
			close(fd);
			return;
		}
	die("hci%u: no address", adapter.index);
}

/*
 * encrypt ADDRESS: connect, as an ATT client does, ask for the security that a
 * bond gives, and hang up when the link is encrypted.
 */
static int run_encrypt(char **argv)
{
	u64 end = now_ms() + PATIENCE_MS;
	struct pollfd poll_fd = { .events = POLLOUT };
	struct packet p = { 0 };
	int raw, status;
	u8 peer[7];

	parse_address(argv[0], peer);
	/* Without an address to connect from, the kernel chooses the adapter. */
	if (!has_static_address())
		read_address();
	raw = hci_raw(&adapter, EV_ENCRYPTION_CHANGE);
	poll_fd.fd = att_socket(peer);
	if (poll(&poll_fd, 1, PATIENCE_MS) <= 0 || poll_fd.revents != POLLOUT) {
		puts("{\"event\":\"encrypt\",\"status\":-1}");
		return 1;
	}
	demand_security(poll_fd.fd);
	while (now_ms() < end && !stop_wanted()) {
		if (!next_event(raw, &p, 100) ||
		    p.data[1] != EV_ENCRYPTION_CHANGE)
			continue;
		status = p.data[3];
		printf("{\"event\":\"encrypt\",\"status\":%d}\n", status);
		/* What was refused is on its way down already */
		about_peer(MGMT_DISCONNECT, peer, sizeof(peer));
		return status ? 1 : 0;
	}
	puts("{\"event\":\"encrypt\",\"status\":-1}");
	return 1;
}

static const struct {
	const char *name;
	int (*run)(char **argv);
} commands[] = {
	{ "setup", run_setup },
	{ "off", run_off },
	{ "watch", run_watch },
	{ "pair", run_pair },
	{ "unpair", run_unpair },
	{ "encrypt", run_encrypt },
	{ "disconnect", run_disconnect },
	{ "load-ltk", run_load_ltk },
};

int main(int argc, char **argv)
{
	size_t i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	stop_defer();
	if (argc < 3)
		die("Usage: kernelhost INDEX COMMAND [ARGUMENT...]");
	adapter.index = atoi(argv[1]);
	for (i = 0; i < ARRAY_SIZE(commands); i++)
		if (!strcmp(commands[i].name, argv[2]))
			return commands[i].run(argv + 3);
	die("%s: no such command", argv[2]);
}
