// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#include "vhci.h"

#define PATIENCE_MS	20000

/* Of the line discipline that hci_uart is, from the kernel's hci_uart.h */
#define LINE_DISCIPLINE_HCI	15
#define HCIUARTSETPROTO		_IOW('U', 200, int)
#define HCIUARTGETDEVICE	_IOR('U', 202, int)
#define HCI_UART_H4		0

void die(const char *format, ...)
{
	va_list ap;

	va_start(ap, format);
	vfprintf(stderr, format, ap);
	va_end(ap);
	fputc('\n', stderr);
	exit(2);
}

u64 now_ms(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return ts.tv_sec * 1000ULL + ts.tv_nsec / 1000000;
}

static void stop_set(sigset_t *set)
{
	sigemptyset(set);
	sigaddset(set, SIGTERM);
	sigaddset(set, SIGINT);
}

/* stop_defer() - from now on signals to stop wait until they are asked for */
void stop_defer(void)
{
	sigset_t set;

	stop_set(&set);
	sigprocmask(SIG_BLOCK, &set, NULL);
}

bool stop_wanted(void)
{
	sigset_t set;

	sigpending(&set);
	return sigismember(&set, SIGTERM) || sigismember(&set, SIGINT);
}

/* Returns false if there is nothing to read now. */
static bool receive(int fd, struct packet *p)
{
	ssize_t len = read(fd, p->data, sizeof(p->data));

	if (len < 0 && errno != EAGAIN && errno != EINTR)
		die("read: %s", strerror(errno));
	p->len = len > 0 ? len : 0;
	return len > 0;
}

/* Write what is behind @from; return what write() does. */
static size_t write_from(int fd, const struct packet *p, size_t from)
{
	struct pollfd poll_fd = { .fd = fd, .events = POLLOUT };
	ssize_t len;

	while ((len = write(fd, p->data + from, p->len - from)) < 0) {
		if (errno != EAGAIN && errno != EINTR)
			die("write of %zu octets, type 0x%02x: %s", p->len,
			    p->data[0], strerror(errno));
		poll(&poll_fd, 1, 1000);
	}
	return len;
}

/* A packet is written as a whole; the socket for management may then return 0. */
static void send_all(int fd, const struct packet *p)
{
	write_from(fd, p, 0);
}

/*
 * uart_open() - a controller on a serial line, which speaks H4: the driver is that of
 * a Raspberry Pi, the line a pseudo terminal
 */
static void uart_open(struct vhci *v)
{
	int line = LINE_DISCIPLINE_HCI, terminal, index;
	struct termios raw;

	v->h4 = true;
	v->fd = posix_openpt(O_RDWR | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
	if (v->fd < 0 || grantpt(v->fd) || unlockpt(v->fd))
		die("neither /dev/vhci nor a terminal: %s", strerror(errno));
	/* The adapter lives as long as this stays open. */
	terminal = open(ptsname(v->fd), O_RDWR | O_NOCTTY | O_CLOEXEC);
	if (terminal < 0 || tcgetattr(terminal, &raw))
		die("terminal: %s", strerror(errno));
	cfmakeraw(&raw);
	if (tcsetattr(terminal, TCSANOW, &raw) ||
	    ioctl(terminal, TIOCSETD, &line) ||
	    ioctl(terminal, HCIUARTSETPROTO, HCI_UART_H4))
		die("hci_uart: %s", strerror(errno));
	index = ioctl(terminal, HCIUARTGETDEVICE);
	if (index < 0)
		die("no index for the new adapter: %s", strerror(errno));
	v->index = index;
}

/* h4_missing() - how many octets of the packet, or of its header, are to come */
static size_t h4_missing(const struct packet *p)
{
	size_t header = 1, len;

	if (!p->len)
		return header;
	header = packet_type(p) == HCI_ACL ? 5 :
		 packet_type(p) == HCI_COMMAND ? 4 : 0;
	if (!header)
		die("packet type 0x%02x on the serial line", p->data[0]);
	if (p->len < header)
		return header - p->len;
	len = header + (header == 5 ? smpg_le16(p->data + 3) : p->data[3]);
	if (len > sizeof(p->data))
		die("a packet of %zu octets on the serial line", len);
	return len - p->len;
}

/* h4_receive() - cut the packets of the serial line's octets */
static bool h4_receive(struct vhci *v, struct packet *p)
{
	struct packet *part = &v->part;
	size_t missing;
	ssize_t len;

	while ((missing = h4_missing(part))) {
		len = read(v->fd, part->data + part->len, missing);
		if (len < 0 && errno != EAGAIN && errno != EINTR)
			die("read: %s", strerror(errno));
		if (len <= 0)
			return false;
		part->len += len;
	}
	*p = *part;
	part->len = 0;
	return true;
}

/* h4_send() - the serial line may take a part of a packet at a time */
static void h4_send(struct vhci *v, const struct packet *p)
{
	size_t done = 0;

	while (done < p->len)
		done += write_from(v->fd, p, done);
}

/*
 * vhci_open() - have the kernel register @v as a new adapter; where it has no hci_vhci,
 * as Debian's for ARM has not, on a serial line
 */
void vhci_open(struct vhci *v)
{
	static const u8 create[] = { 0xff, 0x00 };
	struct pollfd poll_fd;
	struct packet p;

	v->fd = open("/dev/vhci", O_RDWR | O_NONBLOCK | O_CLOEXEC);
	if (v->fd < 0 && (errno == ENOENT || errno == ENODEV)) {
		uart_open(v);
		return;
	}
	if (v->fd < 0)
		die("/dev/vhci: %s", strerror(errno));
	if (write(v->fd, create, sizeof(create)) != sizeof(create))
		die("no new adapter: %s", strerror(errno));
	poll_fd = (struct pollfd){ .fd = v->fd, .events = POLLIN };
	poll(&poll_fd, 1, PATIENCE_MS);
	if (!receive(v->fd, &p) || p.data[0] != 0xff || p.len < 4)
		die("no index for the new adapter");
	v->index = smpg_le16(p.data + 2);
}

bool vhci_receive(struct vhci *v, struct packet *p)
{
	return v->h4 ? h4_receive(v, p) : receive(v->fd, p);
}

void vhci_send(struct vhci *v, const struct packet *p)
{
	if (v->h4)
		h4_send(v, p);
	else
		send_all(v->fd, p);
}

/* What a command returns after its status: @len octets, zero unless given. */
struct answer {
	u16 opcode;
	u8 len;
	u8 data[8];
};

static const struct answer answers[] = {
	{ 0x0c14, 248 },		/* Read Local Name */
	{ 0x0c23, 3 },			/* Read Class Of Device */
	{ 0x0c25, 2 },			/* Read Voice Setting */
	{ 0x0c38, 1, { 1 } },		/* Read Number Of Supported IAC */
	{ 0x0c39, 4, { 1, 0x33, 0x8b, 0x9e } }, /* Read Current IAC LAP */
	{ 0x0c58, 1 },			/* Read Inquiry Response TX Power */
	{ 0x1001, 8, { 8, 0, 0, 8 } },	/* Read Local Version: 4.2 */
	{ 0x1002, 64 },			/* Read Local Supported Commands */
	{ 0x1003, 8, { 0, 0, 0, 0, 0x60 } }, /* ... Features: LE alone */
	{ 0x1004, 10 },			/* Read Local Extended Features */
	{ 0x2003, 8, { 0x01 } },	/* LE Features: encryption */
	{ 0x2007, 1 },			/* LE Read Advertising TX Power */
	{ 0x200f, 1, { 8 } },		/* LE Read Filter Accept List Size */
	{ 0x2017, 16 },			/* LE Encrypt */
	{ 0x2018, 8 },			/* LE Rand */
	{ 0x201c, 8, { 0xff, 0xff, 0xff, 0xff, 0xff, 0x03 } }, /* LE States */
	{ 0x2023, 4, { 27, 0, 0x48, 0x01 } }, /* LE Suggested Data Length */
	{ 0x202a, 1 },			/* LE Read Resolving List Size */
	{ 0x202f, 8, { 27, 0, 0x48, 0x01, 27, 0, 0x48, 0x01 } }, /* LE Maximum ... */
};

/*
 * Features of a controller with BR/EDR, and of its peers, by page: encryption, LE,
 * Secure Simple Pairing, packets that are not flushed; these of the host; Secure
 * Connections
 */
static const u8 bredr_features[3][8] = {
	{ [0] = 0x04, [4] = 0x40, [6] = 0x4a, [7] = 0x80 },
	{ [0] = 0x0b },
	{ [1] = 0x01 },
};

/* Commands that begin something: Command Status now, an event later. */
static const u16 begins[] = {
	0x0405, 0x0406, 0x0409, 0x0411, 0x0413, 0x041b, 0x041c, 0x041d, 0x200d,
	0x2013, 0x2016, 0x2019,
};

static size_t answer_bredr(const struct vhci *v, u16 opcode, const u8 *params, u8 *ret)
{
	switch (opcode) {
	case 0x1002:			/* Read Local Supported Commands */
		ret[1 + 20] = 0x10;	/* Read Encryption Key Size */
		return 65;
	case 0x1003:			/* Read Local Supported Features */
		memcpy(ret + 1, bredr_features[0], 8);
		return 9;
	case 0x1004:			/* Read Local Extended Features */
		ret[1] = params[0];
		ret[2] = ARRAY_SIZE(bredr_features) - 1;
		if (params[0] < ARRAY_SIZE(bredr_features))
			memcpy(ret + 3, bredr_features[params[0]], 8);
		return 11;
	case 0x1408:			/* Read Encryption Key Size */
		memcpy(ret + 1, params, 2);
		ret[3] = v->key_size;
		return 4;
	case CMD_LINK_KEY_REPLY:
	case CMD_LINK_KEY_NEGATIVE:
	case CMD_PIN_CODE_REPLY:
	case 0x040e:			/* PIN Code Request Negative Reply */
	case CMD_IO_CAPABILITY_REPLY:
	case CMD_USER_CONFIRMATION_REPLY:
	case 0x042d:			/* User Confirmation Request Negative Reply */
	case 0x0434:			/* IO Capability Request Negative Reply */
		memcpy(ret + 1, params, 6);
		return 7;
	}
	return 0;
}

static size_t answer(const struct vhci *v, u16 opcode, const struct packet *p,
		     u8 *ret)
{
	size_t i, len = v->bredr ? answer_bredr(v, opcode, p->data + 4, ret) : 0;

	if (len)
		return len;
	switch (opcode) {
	case 0x1009:			/* Read BD_ADDR */
		memcpy(ret + 1, v->address, 6);
		return 7;
	case 0x1005:			/* Read Buffer Size */
		put16(ret + 1, v->acl_size);
		put16(ret + 4, v->acl_num);
		return 8;
	case 0x2002:			/* LE Read Buffer Size */
		put16(ret + 1, v->acl_size);
		ret[3] = v->acl_num;
		return 4;
	case 0x201a:			/* LE LTK Request (Negative) Reply */
	case 0x201b:
		memcpy(ret + 1, p->data + 4, 2);
		return 3;
	}
	for (i = 0; i < ARRAY_SIZE(answers); i++)
		if (answers[i].opcode == opcode) {
			memcpy(ret + 1, answers[i].data, sizeof(answers[i].data));
			return 1 + answers[i].len;
		}
	return 1;
}

/* vhci_answer() - answer a command as a working controller would */
void vhci_answer(struct vhci *v, const struct packet *command)
{
	u8 ret[249] = { 0 };
	struct packet p;
	u16 opcode;
	size_t i;

	if (packet_type(command) != HCI_COMMAND || command->len < 4)
		return;
	opcode = smpg_le16(command->data + 1);
	for (i = 0; i < ARRAY_SIZE(begins); i++)
		if (begins[i] == opcode)
			break;
	if (i == ARRAY_SIZE(begins)) {
		packet_complete(&p, opcode, ret, answer(v, opcode, command, ret));
		vhci_send(v, &p);
		return;
	}
	packet_status(&p, opcode, 0);
	vhci_send(v, &p);
	switch (opcode) {
	case 0x041b:			/* Read Remote Supported Features */
		if (!v->bredr)
			break;
		memcpy(ret + 1, command->data + 4, 2);
		memcpy(ret + 3, bredr_features[0], 8);
		packet_event(&p, EV_REMOTE_FEATURES, ret, 11);
		vhci_send(v, &p);
		break;
	case 0x041c:			/* Read Remote Extended Features */
		memcpy(ret + 1, command->data + 4, 3);
		ret[4] = ARRAY_SIZE(bredr_features) - 1;
		if (ret[3] < ARRAY_SIZE(bredr_features))
			memcpy(ret + 5, bredr_features[ret[3]], 8);
		packet_event(&p, EV_REMOTE_EXTENDED_FEATURES, ret, 13);
		vhci_send(v, &p);
		break;
	case 0x041d:			/* Read Remote Version Information */
		memcpy(ret + 1, command->data + 4, 2);
		ret[3] = 8;
		packet_event(&p, EV_REMOTE_VERSION, ret, 8);
		vhci_send(v, &p);
		break;
	case 0x2016:			/* LE Read Remote Features */
		ret[0] = LE_REMOTE_FEATURES;
		memcpy(ret + 2, command->data + 4, 2);
		ret[4] = 0x01;
		packet_event(&p, EV_LE_META, ret, 12);
		vhci_send(v, &p);
		break;
	}
}

/*
 * vhci_serve() - answer commands, for at least @ms, until none comes; for a time
 * without links, since a packet for a peer would be lost here
 */
void vhci_serve(struct vhci *v, int ms)
{
	struct pollfd poll_fd = { .fd = v->fd, .events = POLLIN };
	struct packet p;

	while (poll(&poll_fd, 1, ms) > 0)
		while (vhci_receive(v, &p)) {
			if (packet_type(&p) == HCI_ACL)
				die("a packet for a peer is lost");
			vhci_answer(v, &p);
		}
}

static int hci_socket(u16 index, u16 channel)
{
	struct sockaddr_hci address = {
		.hci_family = AF_BLUETOOTH,
		.hci_dev = index,
		.hci_channel = channel,
	};
	int size = 16 << 20, err;
	int fd = socket(AF_BLUETOOTH, SOCK_RAW | SOCK_CLOEXEC | SOCK_NONBLOCK,
			BTPROTO_HCI);

	if (fd < 0)
		die("HCI socket: %s", strerror(errno));
	/* What does not fit here is lost without a word */
	setsockopt(fd, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof(size));
	if (!bind(fd, (struct sockaddr *)&address, sizeof(address)))
		return fd;
	err = errno;
	close(fd);
	errno = err;
	return -1;
}

/*
 * hci_user_channel() - take @v's adapter away from the kernel's own stack,
 * which first brings every new adapter up
 */
int hci_user_channel(struct vhci *v)
{
	u64 end = now_ms() + PATIENCE_MS;
	int fd;

	do {
		vhci_serve(v, 10);
		fd = hci_socket(v->index, HCI_CHANNEL_USER);
		if (fd >= 0)
			return fd;
	} while (errno == EBUSY && now_ms() < end);
	die("user channel on hci%u: %s", v->index, strerror(errno));
}

/* hci_raw() - a raw socket on @v's adapter, beside the kernel; sees @event */
int hci_raw(struct vhci *v, u8 event)
{
	struct hci_filter filter = { .type_mask = BIT(HCI_EVENT) };
	int fd = hci_socket(v->index, HCI_CHANNEL_RAW);

	if (fd < 0)
		die("raw socket on hci%u: %s", v->index, strerror(errno));
	filter.event_mask[event / 32] = BIT(event % 32);
	if (setsockopt(fd, SOL_HCI, HCI_FILTER, &filter, sizeof(filter)))
		die("HCI filter: %s", strerror(errno));
	return fd;
}

bool hci_receive(int fd, struct packet *p)
{
	return receive(fd, p);
}

void hci_send(int fd, const struct packet *p)
{
	send_all(fd, p);
}

/* hci_control() - a socket for management commands and events */
int hci_control(void)
{
	int fd = hci_socket(HCI_DEV_NONE, HCI_CHANNEL_CONTROL);

	if (fd < 0)
		die("management socket: %s", strerror(errno));
	return fd;
}

/* mgmt() - a management command to the kernel's stack, waiting until it worked */
void mgmt(struct vhci *v, u16 opcode, const void *params, u16 len)
{
	u64 end = now_ms() + PATIENCE_MS;
	int fd = hci_control();
	struct packet p;

	while (now_ms() < end) {
		put16(p.data, opcode);
		put16(p.data + 2, v->index);
		put16(p.data + 4, len);
		memcpy(p.data + 6, params, len);
		p.len = 6 + len;
		send_all(fd, &p);
		do {
			vhci_serve(v, 10);
			if (!receive(fd, &p) || p.len < 9 ||
			    smpg_le16(p.data) > 2 ||
			    smpg_le16(p.data + 6) != opcode)
				continue;
			/* Not there yet, or busy: the adapter is coming up */
			if (p.data[8] == 0x11 || p.data[8] == 0x0a)
				break;
			if (p.data[8])
				die("management command 0x%04x: status 0x%02x",
				    opcode, p.data[8]);
			close(fd);
			return;
		} while (now_ms() < end);
		usleep(20000);
	}
	die("management command 0x%04x: no answer", opcode);
}
