// SPDX-License-Identifier: GPL-2.0
/*
 * attack bare|default|strict FILE...: plays scripted attacks on the kernel's own stack,
 * as peer and controller of one adapter, and compares how each ends with what its
 * script expects: without the module, or with it under that profile. Results are
 * "ok" and "not ok" lines. Before user-bare, user-default and user-strict userhost is
 * the host instead, which takes what comes. A script without a line for a run is left
 * out of it.
 *
 * A script has a step a line. Octets are hexadecimal; # begins a comment.
 *   title ID WORDS
 *   role central|peripheral       of the attacker
 *   io CAPABILITY                 of the host; NoInputNoOutput unless said
 *   options WORDS                 of userhost
 *   another                       from here on the attacker has another address
 *   private                       that is a private one
 *   public                        that is a public one
 *   impostor                      that is the adapter's own public one
 *   bond TYPE SIZE                the host's stack has a key of the attacker; TYPE is
 *                                 that of mgmt's Load Long Term Keys; none: it has none
 *   link-key TYPE OCTETS...       the host's stack has a link key of the attacker
 *   key-size N                    that the controller reports of BR/EDR links
 *   connect [quiet|bredr]         to a host that pairs by itself if it is the central,
 *                                 quiet: that does not; bredr: over BR/EDR
 *   disconnect
 *   send OCTETS...                an SMP PDU, its code first. OCTETS may be host:CODE,
 *                                 octets behind CODE of the host's last such PDU;
 *                                 minus:CODE, of a public key with p - Y for Y; point,
 *                                 a good public key; debug-point; sample-point;
 *                                 random:N; zero:N;
 *                                 each with [FIRST..LAST] for some of them, the first
 *                                 of all being 1; key, confirm, confirm-bit (of the
 *                                 passkey's next bit), nonce, check: what an honest
 *                                 peer would send; own, adapter, bonded: addresses,
 *                                 the last that of "bond", or from before "another"
 *   await CODE|key|passkey|end|command:OPCODE
 *                                 the host's next PDU of the kind; key: that it hands
 *                                 a session key or link key over; passkey: that it
 *                                 displays one; end: that it ends the link
 *   settle                        the host takes all that came before
 *   ltk-request EDIV RAND         the attacker's controller starts encryption
 *   event CODE OCTETS...          of the host's controller; the link's handle is 4000
 *   repeat N, again               steps N times
 *   bare|default|strict OUTCOME [RULE...]
 * OUTCOME is "taken": the last step awaits something, which came; "ignored": the host
 * does not fail for the last step; "failed REASON": it ends with Pairing Failed; "no-key":
 * the host has none; "zeros", "short": the host hands over a key of zeros, or with zeros
 * at its end; "replaced": the module replaces the key by random octets; "disconnected":
 * the host ends the link. The counters of each RULE go up, those of rejections if the
 * pairing fails or the key is replaced, else of reports; nothing else is rejected.
 */
#include <ctype.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../../kunit/pdus.h"
#include "attack_peer.h"
#include "vhci.h"

#define PATIENCE_MS	10000
#define MOMENT_MS	20
#define BUFFERS		2
#define HANDLE		64
#define CID_SIGNALLING_BREDR	1
#define COMMAND_REJECT	0x01
#define CID_ATT		4
#define CID_SIGNALLING	5
#define ARGUMENTS	32
#define LINES		256
#define LINE_LEN	512
#define COUNTERS	256
#define CODES		(SMPG_PDU_MAX + 1)
#define COMMANDS	64
#define SC_POINT	64
#define KEY_SHORT	12	/* octets of a key that short-key names */

#define CMD_LE_SET_SCAN_ENABLE	0x200c
#define CMD_LE_LTK_NEGATIVE	0x201b
#define LE_ADVERTISING_REPORT	0x02
#define REMOTE_ENDED		0x13
#define HOST_ENDED		0x16

#define MGMT_ADD_DEVICE		0x0033
#define MGMT_REMOVE_DEVICE	0x0034
#define AUTO_CONNECT		2
#define MGMT_EV_PASSKEY_NOTIFY	0x0017
#define NO_INPUT_NO_OUTPUT	3

static const u8 good_point[SC_POINT] = { POINT_B };
static const u8 debug_point[SC_POINT] = { DEBUG_POINT };
static const u8 sample_point[SC_POINT] = { SAMPLE_POINT };

struct counters {
	size_t nr;
	struct {
		char name[64];
		unsigned long long value;
	} of[COUNTERS];
};

/**
 * struct script - an attack
 * @title: its id, and what it is
 * @central: the attacker is the central
 * @io: the host's IO capability
 * @options: of userhost
 * @steps: as written
 * @nr: how many
 * @outcome: what is expected in this run
 */
struct script {
	char title[LINE_LEN];
	bool central;
	u8 io;
	char options[LINE_LEN];
	char steps[LINES][LINE_LEN];
	size_t nr;
	char outcome[LINE_LEN];
};

/* The host's answer to a request for a session key */
enum key { KEY_NONE, KEY_GIVEN, KEY_REFUSED };

static struct vhci vhci = {
	.address = { 9, 2, 3, 4, 5, 7 },
	.acl_size = 251,
	.acl_num = BUFFERS,
	.bredr = true,
	.key_size = 16,
};

static const char *phase, *userhost;
static int control, raw;
static pid_t user;
static int user_status;
static bool advertised;
static u8 peer[7];
static bool has_bonds, has_link_keys, has_passkey;
static u8 bonded[6];
static struct counters before, after;

/* The link, as peer and controller see it */
static bool linked, ending, wants_link, hold, pairing, awaited;
static enum key key;
static u8 key_octets;		/* of the last key, before the zeros at its end */
static bool bredr;
static u8 peer_failed, host_failed;
static unsigned int pongs, held;
static unsigned int arrived, completed, signals;
static u8 pdus[CODES][SC_POINT];
static size_t pdu_len[CODES];
static unsigned int came[CODES], taken[CODES];
static char told[LINE_LEN];

/* Commands of the host since the script began */
static struct command {
	u16 opcode;
	unsigned int came, taken;
} commands[COMMANDS];

/* --- The controller ------------------------------------------------------------ */

static void event(u8 code, const void *params, u8 len)
{
	struct packet p;

	packet_event(&p, code, params, len);
	vhci_send(&vhci, &p);
}

static void complete(unsigned int count)
{
	struct packet p;

	packet_completed(&p, HANDLE, count);
	vhci_send(&vhci, &p);
}

static void link_up(u8 role)
{
	struct packet p;

	if (bredr)
		packet_connected(&p, HANDLE, peer);
	else
		packet_le_connected(&p, HANDLE, role, peer);
	/* The type of the peer's address */
	if (!bredr && peer[6] == BDADDR_LE_PUBLIC)
		p.data[3 + 5] = 0;
	vhci_send(&vhci, &p);
	wants_link = false;
	advertised = false;
	/* A host that was told to stop may have ended the link before */
	ending = false;
	linked = true;
}

static void link_down(u8 reason)
{
	struct packet p;

	packet_disconnected(&p, HANDLE, reason);
	vhci_send(&vhci, &p);
	linked = false;
	ending = false;
}

static void advertise(void)
{
	u8 report[12] = { LE_ADVERTISING_REPORT, 1, 0, 1 };

	memcpy(report + 4, peer, 6);
	event(EV_LE_META, report, sizeof(report));
}

static void take_smp(const u8 *pdu, size_t len)
{
	u8 code = len ? pdu[0] : 0;
	size_t used = strlen(told);

	snprintf(told + used, sizeof(told) - used, " %02x", code);
	if (!code || code >= CODES || len > 1 + SC_POINT)
		die("the host sent an SMP PDU of code 0x%02x, %zu octets", code,
		    len);
	if (code == SMPG_PAIRING_FAILED)
		peer_failed = pdu[1];
	peer_sees(false, pdu, len);
	memcpy(pdus[code], pdu + 1, len - 1);
	pdu_len[code] = len - 1;
	came[code]++;
}

static void take_acl(const struct packet *p)
{
	u16 cid;

	/* A controller loses with a link what it has not transmitted */
	if (!linked)
		return;
	arrived++;
	if (hold)
		held++;
	else
		complete(1);
	if ((smpg_le16(p->data + 1) & 0x3000) == ACL_CONTINUE || p->len < 9)
		die("the host sent a fragment");
	cid = smpg_le16(p->data + 7);
	if (cid == CID_SIGNALLING || cid == CID_SIGNALLING_BREDR || cid == CID_ATT) {
		signals++;
		pongs += p->data[9] == COMMAND_REJECT;
	} else if (cid == (bredr ? SMPG_CID_SMP_BREDR : SMPG_CID_SMP_LE)) {
		take_smp(p->data + 9, p->len - 9);
	} else {
		die("the host sent on CID 0x%04x", cid);
	}
}

static struct command *command_of(u16 opcode)
{
	struct command *c = commands;

	while (c->opcode && c->opcode != opcode)
		if (++c == commands + COMMANDS)
			die("too many kinds of commands");
	c->opcode = opcode;
	return c;
}

static void take_key(const u8 *octets)
{
	key = KEY_GIVEN;
	for (key_octets = 16; key_octets && !octets[key_octets - 1]; key_octets--)
		;
}

static void take_command(const struct packet *p)
{
	vhci_answer(&vhci, p);
	command_of(smpg_le16(p->data + 1))->came++;
	switch (smpg_le16(p->data + 1)) {
	case CMD_DISCONNECT:
		ending = true;
		break;
	case CMD_LE_SET_SCAN_ENABLE:
		if (p->data[4] && wants_link)
			advertise();
		break;
	case CMD_LE_SET_ADV_ENABLE:
		advertised = p->data[4];
		break;
	case CMD_LE_CREATE_CONNECTION:
	case CMD_CREATE_CONNECTION:
	case CMD_ACCEPT_CONNECTION:
		if (wants_link)
			link_up(0);
		break;
	case CMD_LE_START_ENCRYPTION:
		take_key(p->data + 16);
		break;
	case CMD_LE_LTK_REPLY:
		take_key(p->data + 6);
		break;
	case CMD_LINK_KEY_REPLY:
		take_key(p->data + 10);
		break;
	case CMD_LINK_KEY_NEGATIVE:
	case CMD_LE_LTK_NEGATIVE:
		key = KEY_REFUSED;
		break;
	}
}

static bool controller_work(void)
{
	struct packet p;
	bool moved = false;

	while (vhci_receive(&vhci, &p)) {
		moved = true;
		if (packet_type(&p) == HCI_ACL)
			take_acl(&p);
		else
			take_command(&p);
	}
	return moved;
}

/* --- The host ------------------------------------------------------------------ */

/* Completed packets and Pairing Failed, as they reach the host */
static bool watch_host(void)
{
	struct packet p;
	bool moved = false;
	size_t i;

	while (hci_receive(raw, &p)) {
		moved = true;
		if (packet_type(&p) == HCI_EVENT)
			for (i = 0; p.len > 7 && i < p.data[3]; i++)
				completed += smpg_le16(p.data + 6 + 4 * i);
		else if (smpg_le16(p.data + 1) & ACL_START &&
			 smp_code(&p) == SMPG_PAIRING_FAILED)
			host_failed = p.data[10];
	}
	return moved;
}

static void host_does(u16 opcode, const void *params, u16 len)
{
	struct packet p;

	put16(p.data, opcode);
	put16(p.data + 2, vhci.index);
	put16(p.data + 4, len);
	memcpy(p.data + 6, params, len);
	p.len = 6 + len;
	hci_send(control, &p);
}

static void reply_pin(const u8 *peer_address)
{
	u8 params[7 + 1 + 16] = { [7] = 4, '0', '0', '0', '0' };

	memcpy(params, peer_address, 7);
	host_does(MGMT_PIN_CODE_REPLY, params, sizeof(params));
}

static bool host_work(void)
{
	struct packet p;
	bool moved = false;
	u16 code;

	while (hci_receive(control, &p)) {
		moved = true;
		code = smpg_le16(p.data);
		if (code == MGMT_EV_PASSKEY_NOTIFY && p.len >= 17) {
			peer_passkey(smpg_le16(p.data + 13) |
				     smpg_le16(p.data + 15) << 16);
			has_passkey = true;
		} else if (code == MGMT_EV_PIN_CODE_REQUEST) {
			reply_pin(p.data + 6);
		} else if (code == MGMT_EV_USER_CONFIRM_REQUEST) {
			host_does(MGMT_USER_CONFIRM_REPLY, p.data + 6, 7);
		} else if ((code == MGMT_EV_COMMAND_COMPLETE ||
			  code == MGMT_EV_COMMAND_STATUS) && p.len >= 9 &&
			 smpg_le16(p.data + 6) == MGMT_PAIR_DEVICE) {
			pairing = false;
		}
	}
	return moved;
}

/* Return: false if @done is not true within @ms. */
static bool within(int ms, bool (*done)(void))
{
	struct pollfd fds[] = {
		{ .fd = vhci.fd, .events = POLLIN },
		{ .fd = control, .events = POLLIN },
		{ .fd = raw, .events = POLLIN },
	};
	u64 end = now_ms() + ms;
	bool moved;

	for (;;) {
		moved = controller_work();
		moved |= host_work();
		moved |= watch_host();
		if (done())
			return true;
		if (moved)
			continue;
		if (now_ms() > end)
			return false;
		poll(fds, ARRAY_SIZE(fds), 10);
	}
}

static bool until(bool (*done)(void))
{
	return within(PATIENCE_MS, done);
}

static bool is_linked(void)
{
	return linked;
}

static bool is_unpaired(void)
{
	return !pairing;
}

static bool is_over(void)
{
	return peer_failed || ending || key == KEY_REFUSED;
}

static bool peer_has_failed(void)
{
	return peer_failed;
}

static bool has_failed(void)
{
	return host_failed;
}

/*
 * Disconnection Request for a channel that is not there: the host rejects it, behind
 * all that it says to PDUs before it. Userhost has no such channel, and rejects a Read
 * Request.
 */
static void ping(void)
{
	static const u8 request[] = { 0x06, 1, 4, 0, 0x70, 0, 0x70, 0 };
	static const u8 read[] = { 0x0a, 1, 0 };
	u8 frame[SMPG_L2CAP_HDR + sizeof(request)];
	u16 cid = bredr ? CID_SIGNALLING_BREDR : CID_SIGNALLING;
	struct packet p;

	packet_acl(&p, HANDLE | ACL_START, frame,
		   user ? smp_frame(frame, CID_ATT, read, sizeof(read)) :
			  smp_frame(frame, cid, request, sizeof(request)));
	vhci_send(&vhci, &p);
}

static bool has_answered(void)
{
	return pongs || ending;
}

static void barrier(void)
{
	pongs = 0;
	ping();
	if (!until(has_answered))
		die("the host does not answer any more");
}

/* --- Steps --------------------------------------------------------------------- */

static void minus(u8 *point)
{
	/* p of P-256, as on the air */
	static const u8 p[32] = {
		0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
		0xff, 0xff, 0xff, 0xff, [24] = 0x01, 0, 0, 0,
		0xff, 0xff, 0xff, 0xff,
	};
	u8 *y = point + 32;
	int i, borrow = 0, digit;

	for (i = 0; i < 32; i++) {
		digit = p[i] - y[i] - borrow;
		borrow = digit < 0;
		y[i] = digit;
	}
}

static int copy_address(u8 *out, const u8 *address)
{
	memcpy(out, address, 6);
	return 6;
}

/* Return: the number of octets in @out; -1 if @word names none. */
static int source(const char *word, u8 *out)
{
	bool negative = !strncmp(word, "minus:", 6);
	unsigned int n;

	if (sscanf(word, "host:%2x", &n) == 1 || sscanf(word, "minus:%2x", &n) == 1) {
		if (n >= CODES || !came[n])
			die("%s: the host has sent none", word);
		memcpy(out, pdus[n], pdu_len[n]);
		if (negative)
			minus(out);
		return pdu_len[n];
	}
	if (!strncmp(word, "point", 5)) {
		memcpy(out, good_point, SC_POINT);
		return SC_POINT;
	}
	if (!strncmp(word, "debug-point", 11)) {
		memcpy(out, debug_point, SC_POINT);
		return SC_POINT;
	}
	if (!strncmp(word, "sample-point", 12)) {
		memcpy(out, sample_point, SC_POINT);
		return SC_POINT;
	}
	if (sscanf(word, "random:%u", &n) == 1 && n <= SC_POINT) {
		random_octets(out, n);
		return n;
	}
	if (sscanf(word, "zero:%u", &n) == 1 && n <= SC_POINT) {
		memset(out, 0, n);
		return n;
	}
	if (!strcmp(word, "own"))
		return copy_address(out, peer);
	if (!strcmp(word, "adapter"))
		return copy_address(out, vhci.address);
	if (!strcmp(word, "bonded"))
		return copy_address(out, bonded);
	return peer_value(word, out);
}

/* Return: the number of octets that @word adds at @out. */
static size_t octets_of(const char *word, u8 *out)
{
	const char *slice = strchr(word, '[');
	int len = source(word, out), end = 0;
	unsigned int first, last;

	if (len < 0) {
		for (len = 0; word[2 * len]; len++)
			if (!isxdigit(word[2 * len]) || len >= SC_POINT ||
			    sscanf(word + 2 * len, "%2hhx%n", &out[len], &end) != 1 ||
			    end != 2)
				die("%s: not octets", word);
		return len;
	}
	if (!slice)
		return len;
	if (sscanf(slice, "[%u..%u]", &first, &last) != 2 || !first ||
	    first > last || last > (unsigned int)len)
		die("%s: no such octets", word);
	memmove(out, out + first - 1, last - first + 1);
	return last - first + 1;
}

static size_t octets_of_words(char *words, u8 *out, size_t size)
{
	size_t len = 0;
	char *word;

	for (word = strtok(words, " "); word; word = strtok(NULL, " ")) {
		if (len + SC_POINT > size)
			die("too many octets");
		len += octets_of(word, out + len);
	}
	return len;
}

static void do_send(char *words)
{
	u8 pdu[8 * SC_POINT], frame[SMPG_L2CAP_HDR + sizeof(pdu)];
	struct packet p;
	size_t len = octets_of_words(words, pdu, sizeof(pdu));

	peer_sees(true, pdu, len);
	packet_acl(&p, HANDLE | ACL_START, frame,
		   smp_frame(frame, bredr ? SMPG_CID_SMP_BREDR : SMPG_CID_SMP_LE,
			     pdu, len));
	vhci_send(&vhci, &p);
}

static void do_event(char *words)
{
	u8 octets[8 * SC_POINT];
	size_t len = octets_of_words(words, octets, sizeof(octets));

	if (!len)
		die("an event without its code");
	event(octets[0], octets + 1, len - 1);
}

static void do_bond(const char *words)
{
	u8 params[2 + 36] = { 1 };
	unsigned int type, size;

	if (!strcmp(words, "none")) {
		mgmt(&vhci, MGMT_LOAD_LONG_TERM_KEYS, params + 1, 2);
		has_bonds = false;
		return;
	}
	if (sscanf(words, "%u %u", &type, &size) != 2 || size > 16)
		die("%s: not type and size of a key", words);
	memcpy(params + 2, peer, sizeof(peer));
	memcpy(bonded, peer, sizeof(bonded));
	params[9] = type;
	params[11] = size;
	random_octets(params + 22, size);
	mgmt(&vhci, MGMT_LOAD_LONG_TERM_KEYS, params, sizeof(params));
	has_bonds = true;
}

static void do_link_key(char *words)
{
	/* Debug keys or not, their number; address, type, value, length of the PIN */
	u8 params[3 + 25] = { 0 }, octets[4 * SC_POINT];

	if (!strcmp(words, "none")) {
		mgmt(&vhci, MGMT_LOAD_LINK_KEYS, params, 3);
		has_link_keys = false;
		return;
	}
	if (octets_of_words(words, octets, sizeof(octets)) != 17)
		die("a link key is its type and 16 octets");
	params[1] = 1;
	memcpy(params + 3, peer, 6);
	memcpy(params + 10, octets, 17);
	mgmt(&vhci, MGMT_LOAD_LINK_KEYS, params, sizeof(params));
	has_link_keys = true;
}

/* --- Userhost ------------------------------------------------------------------ */

static bool has_advertised(void)
{
	return advertised;
}

static bool user_has_ended(void)
{
	int status;

	if (waitpid(user, &status, WNOHANG) != user)
		return false;
	user = 0;
	user_status = WIFEXITED(status) ? WEXITSTATUS(status) : 2;
	return true;
}

/* Its steps and options for a script */
static void start_user(const struct script *s, const char *how)
{
	char options[LINE_LEN], index[16], io[16], address[32];
	char *argv[ARGUMENTS] = {
		"userhost", "--index", index, "--io-cap", io, "--peer", address,
		"--auth", "9", "--key-size", "16", "--init-keys", "7",
		"--resp-keys", "7", "--irk", "1d3f5b7698a2c4e60718293a4b5c6d7e",
	};
	size_t n = 17;
	char *word;
	int null;

	snprintf(index, sizeof(index), "%u", vhci.index);
	snprintf(io, sizeof(io), "%u", s->io);
	snprintf(address, sizeof(address), "%02x:%02x:%02x:%02x:%02x:%02x,random",
		 peer[5], peer[4], peer[3], peer[2], peer[1], peer[0]);
	snprintf(options, sizeof(options), "%s", s->options);
	for (word = strtok(options, " "); word; word = strtok(NULL, " ")) {
		if (n + 4 >= ARGUMENTS)
			die("%s: too many options", s->title);
		argv[n++] = word;
	}
	if (!s->central) {
		argv[n++] = "connect";
		if (strcmp(how, "quiet"))
			argv[n++] = "begin";
	}
	argv[n++] = "serve";
	advertised = false;
	user = fork();
	if (user < 0)
		die("fork");
	if (user)
		return;
	null = open("/dev/null", O_RDWR);
	dup2(null, STDIN_FILENO);
	dup2(null, STDOUT_FILENO);
	execv(userhost, argv);
	die("%s does not run", userhost);
}

/* The host's controller tells that the attacker pages. */
static void request_connection(void)
{
	u8 params[10] = { 0 };

	memcpy(params, peer, 6);
	params[9] = 0x01;	/* ACL */
	event(EV_CONNECTION_REQUEST, params, sizeof(params));
}

static void connect_user(const struct script *s, const char *how)
{
	if (!user)
		start_user(s, how);
	if (s->central && !until(has_advertised))
		die("%s: the host does not advertise", s->title);
	if (s->central && bredr)
		request_connection();
	else if (s->central)
		link_up(1);
}

/* Return: false if its packets were not completed once each. */
static bool end_user(void)
{
	if (!user)
		return true;
	kill(user, SIGTERM);
	if (!until(user_has_ended))
		die("userhost does not end");
	return user_status != 2;
}

/* The addresses go into what a pairing computes. */
static void meet(const struct script *s)
{
	u8 own[7], host[7] = { 0 };

	memcpy(own, peer, 6);
	own[6] = peer[6] == BDADDR_LE_RANDOM;
	memcpy(host, vhci.address, 6);
	peer_forget(s->central, own, host);
}

static void do_connect(const struct script *s, const char *how)
{
	u8 params[8];

	meet(s);
	memcpy(params, peer, sizeof(peer));
	bredr = !strcmp(how, "bredr");
	if (bredr)
		params[6] = 0;
	wants_link = true;
	if (userhost) {
		connect_user(s, how);
	} else if (s->central && bredr) {
		request_connection();
	} else if (s->central) {
		link_up(1);
	} else if (!strcmp(how, "quiet")) {
		params[7] = AUTO_CONNECT;
		host_does(MGMT_ADD_DEVICE, params, sizeof(params));
	} else {
		params[7] = s->io;
		pairing = true;
		host_does(MGMT_PAIR_DEVICE, params, sizeof(params));
	}
	if (!until(is_linked))
		die("%s: the host does not connect", s->title);
}

static void do_disconnect(void)
{
	static const u8 no_address[7];

	if (linked)
		link_down(ending ? HOST_ENDED : REMOTE_ENDED);
	wants_link = false;
	if (!userhost)
		host_does(MGMT_REMOVE_DEVICE, no_address, sizeof(no_address));
	if (!until(is_unpaired))
		die("the host does not end its pairing");
	key = KEY_NONE;
}

static void do_ltk_request(const char *words)
{
	u8 params[13] = { LE_LTK_REQUEST, HANDLE };
	unsigned long long rand;
	unsigned int ediv;
	int i;

	if (sscanf(words, "%x %llx", &ediv, &rand) != 2)
		die("%s: not EDIV and Rand", words);
	for (i = 0; i < 8; i++)
		params[3 + i] = rand >> 8 * i;
	put16(params + 11, ediv);
	event(EV_LE_META, params, sizeof(params));
}

static unsigned int awaited_code;

static bool has_come(void)
{
	return (awaited_code ? came[awaited_code] > taken[awaited_code] :
			       key == KEY_GIVEN) || is_over();
}

static struct command *awaited_command;

static bool is_commanded(void)
{
	return awaited_command->came > awaited_command->taken;
}

static bool await_command(const char *opcode)
{
	awaited_command = command_of(strtoul(opcode, NULL, 16));
	if (!until(is_commanded))
		return false;
	awaited_command->taken++;
	return true;
}

static bool is_displayed(void)
{
	return has_passkey;
}

static bool is_ending(void)
{
	return ending;
}

/* Return: false if the script ends here. */
static bool do_await(const char *what)
{
	if (!strcmp(what, "passkey"))
		return until(is_displayed);
	if (!strcmp(what, "end"))
		return until(is_ending);
	if (!strncmp(what, "command:", 8))
		return await_command(what + 8);
	awaited_code = strcmp(what, "key") ? strtoul(what, NULL, 16) : 0;
	if (awaited_code >= CODES || !until(has_come))
		return false;
	if (!awaited_code)
		return key == KEY_GIVEN;
	if (came[awaited_code] == taken[awaited_code])
		return false;
	taken[awaited_code]++;
	/* The script goes on behind a failure that it wanted */
	if (awaited_code == SMPG_PAIRING_FAILED)
		peer_failed = 0;
	return true;
}

/* Return: false if the script ends here. */
static bool do_step(const struct script *s, const char *line)
{
	char words[LINE_LEN], *rest;
	bool all = true;

	snprintf(words, sizeof(words), "%s", line);
	rest = strchr(words, ' ');
	if (rest)
		*rest++ = '\0';
	else
		rest = words + strlen(words);
	awaited = false;
	if (!strcmp(words, "connect")) {
		do_connect(s, rest);
	} else if (!strcmp(words, "disconnect")) {
		do_disconnect();
	} else if (!strcmp(words, "send")) {
		do_send(rest);
	} else if (!strcmp(words, "another")) {
		memcpy(bonded, peer, sizeof(bonded));
		peer[0]++;
	} else if (!strcmp(words, "private")) {
		peer[5] = 0x46;
	} else if (!strcmp(words, "public")) {
		peer[5] = 0x02;
		peer[6] = BDADDR_LE_PUBLIC;
	} else if (!strcmp(words, "impostor")) {
		memcpy(peer, vhci.address, sizeof(vhci.address));
		peer[6] = BDADDR_LE_PUBLIC;
	} else if (!strcmp(words, "key-size")) {
		vhci.key_size = atoi(rest);
	} else if (!strcmp(words, "settle")) {
		barrier();
	} else if (!strcmp(words, "bond")) {
		do_bond(rest);
	} else if (!strcmp(words, "link-key")) {
		do_link_key(rest);
	} else if (!strcmp(words, "event")) {
		do_event(rest);
	} else if (!strcmp(words, "ltk-request")) {
		do_ltk_request(rest);
	} else if (!strcmp(words, "await")) {
		awaited = do_await(rest);
		all = awaited;
	} else {
		die("%s: %s: no such step", s->title, line);
	}
	return all;
}

/* Steps from @i on, until "again" or the end. Return: false if the script ends. */
static bool steps(const struct script *s, size_t i, size_t *end)
{
	unsigned int times;

	for (; i < s->nr && strcmp(s->steps[i], "again"); i++) {
		if (sscanf(s->steps[i], "repeat %u", &times) != 1) {
			if (!do_step(s, s->steps[i]))
				return false;
			continue;
		}
		for (; times; times--)
			if (!steps(s, i + 1, end))
				return false;
		i = *end;
	}
	*end = i;
	return true;
}

/* --- How it ended -------------------------------------------------------------- */

static void read_counters(struct counters *c)
{
	FILE *file = fopen("/sys/kernel/debug/smp_guard/counters", "r");

	c->nr = 0;
	if (!file) {
		if (!strstr(phase, "bare"))
			die("the module is not there");
		return;
	}
	while (c->nr < COUNTERS &&
	       fscanf(file, "%63s %llu", c->of[c->nr].name, &c->of[c->nr].value) == 2)
		c->nr++;
	fclose(file);
}

static bool has_counter(const char *rule, const char *action)
{
	char name[LINE_LEN];
	size_t i;

	snprintf(name, sizeof(name), "%s.%s", rule, action);
	for (i = 0; i < after.nr && strcmp(after.of[i].name, name); i++)
		;
	return i < after.nr;
}

/* The rise of a rule's counter for an action, or of another of two words */
static unsigned long long rise(const char *rule, const char *action)
{
	char name[LINE_LEN];
	size_t i;

	snprintf(name, sizeof(name), "%s.%s", rule, action);
	for (i = 0; i < after.nr; i++)
		if (!strcmp(after.of[i].name, name))
			return after.of[i].value - before.of[i].value;
	die("%s: no such counter", name);
}

/* Return: the name of the rule that rejected, and is none of @rules; NULL if none did. */
static const char *other_rejection(const char *rules)
{
	static char name[64];
	char *dot;
	size_t i;

	for (i = 0; i < after.nr; i++) {
		snprintf(name, sizeof(name), "%s", after.of[i].name);
		dot = strrchr(name, '.');
		if (!dot || strcmp(dot, ".reject") ||
		    after.of[i].value == before.of[i].value)
			continue;
		*dot = '\0';
		if (!strstr(rules, name))
			return name;
	}
	return NULL;
}

/* Return: NULL if the counters rose that @rules name, else what is wrong. */
static const char *wrong_counter(const char *rules, bool failed)
{
	static char text[LINE_LEN];
	char words[LINE_LEN], *word;
	const char *other;
	unsigned long long n;

	snprintf(words, sizeof(words), "%s", rules);
	for (word = strtok(words, " "); word; word = strtok(NULL, " ")) {
		n = rise(word, failed ? "reject" : "audit");
		if (!failed && has_counter(word, "mask"))
			n += rise(word, "mask");
		if (!n) {
			snprintf(text, sizeof(text), "%s was not counted", word);
			return text;
		}
	}
	other = other_rejection(failed ? rules : "");
	if (other) {
		snprintf(text, sizeof(text), "%s rejected", other);
		return text;
	}
	return NULL;
}

/*
 * The module counts the SMP PDUs that the host sends; its own Pairing Failed is none of
 * them, and those that it rejects do not arrive.
 */
static unsigned long long host_sent(void)
{
	return after.nr ? rise("smp", "tx") + signals : arrived;
}

static bool are_completed(void)
{
	return completed >= host_sent();
}

static bool are_more_completed(void)
{
	return completed > host_sent();
}

/* Every ACL packet of the host is completed once, whether it arrives or not. */
static const char *wrong_credits(void)
{
	static char text[LINE_LEN];

	if (until(are_completed) && !within(MOMENT_MS, are_more_completed))
		return NULL;
	snprintf(text, sizeof(text),
		 "%llu packets of the host, %u arrived, %u completed",
		 host_sent(), arrived, completed);
	return text;
}

/* The key that the host handed over at last */
static const char *outcome_of_key(const struct script *s)
{
	if (key_octets <= KEY_SHORT)
		return key_octets ? "short" : "zeros";
	return strncmp(s->outcome, "replaced", 8) ? "taken" : "replaced";
}

static void outcome(const struct script *s, char *text, size_t len)
{
	if (peer_failed)
		snprintf(text, len, "failed %02x", peer_failed);
	else if (key == KEY_REFUSED)
		snprintf(text, len, "no-key");
	else if (ending)
		snprintf(text, len, "disconnected");
	else if (awaited && key == KEY_GIVEN)
		snprintf(text, len, "%s", outcome_of_key(s));
	else
		snprintf(text, len, "%s", awaited ? "taken" : "ignored");
}

static bool is_free(void)
{
	return pongs > BUFFERS;
}

static bool is_full(void)
{
	return pongs >= BUFFERS;
}

static bool is_overfull(void)
{
	return held > BUFFERS;
}

/* The peer's address is a static random one. */
static void set_peer(u8 number)
{
	static const u8 address[7] = { 0, 2, 3, 4, 5, 0xc6, BDADDR_LE_RANDOM };

	memcpy(peer, address, sizeof(peer));
	peer[0] = number;
}

/* The host fills the controller's buffers, no more, and goes on when they are free. */
static bool buffers_are_right(void)
{
	static const struct script s = { .title = "credits", .central = true };
	u8 own[7];
	int i;

	memcpy(own, peer, sizeof(own));
	set_peer(0xff);
	do_connect(&s, "");
	arrived = 0;
	completed = 0;
	pongs = 0;
	hold = true;
	for (i = 0; i <= BUFFERS; i++)
		ping();
	if (!within(PATIENCE_MS, is_full) || within(MOMENT_MS, is_overfull))
		return false;
	hold = false;
	complete(held);
	held = 0;
	if (!until(is_free))
		return false;
	after.nr = 0;
	if (!until(are_completed) || completed > arrived)
		return false;
	do_disconnect();
	memcpy(peer, own, sizeof(own));
	return true;
}

static void forget(void)
{
	has_passkey = false;
	memset(commands, 0, sizeof(commands));
	vhci.key_size = 16;
	memset(came, 0, sizeof(came));
	memset(taken, 0, sizeof(taken));
	key = KEY_NONE;
	peer_failed = 0;
	host_failed = 0;
	arrived = 0;
	completed = 0;
	signals = 0;
	hold = false;
	held = 0;
	told[0] = '\0';
}

static const char *play(const struct script *s, char *ended, size_t len)
{
	char none[] = "none";
	static u8 number;
	const char *wrong, *rules = "";
	size_t end, same;
	bool all, rejected;

	set_peer(++number);
	forget();
	if (has_bonds)
		do_bond("none");
	if (has_link_keys)
		do_link_key(none);
	if (!userhost)
		mgmt(&vhci, MGMT_SET_IO_CAPABILITY, &s->io, 1);
	read_counters(&before);
	all = steps(s, 0, &end);
	barrier();
	/* The module's Pairing Failed waits for a buffer of the controller */
	if (!strncmp(s->outcome, "failed", 6))
		until(peer_has_failed);
	outcome(s, ended, len);
	if (!all && !strcmp(ended, "ignored"))
		return "no progress";
	same = strlen(ended);
	if (strncmp(s->outcome, ended, same) ||
	    (s->outcome[same] && s->outcome[same] != ' '))
		return "it should have ended otherwise";
	if (s->outcome[same])
		rules = s->outcome + same + 1;
	if (peer_failed && *rules && (!until(has_failed) || host_failed != peer_failed))
		return "the host was not told the same reason";
	if (peer_failed && !*rules && host_failed)
		return "the host was told to fail";
	read_counters(&after);
	rejected = peer_failed || !strcmp(ended, "replaced");
	wrong = wrong_counter(rules, rejected);
	if (!wrong)
		wrong = wrong_credits();
	do_disconnect();
	if (!(userhost ? end_user() : buffers_are_right()) && !wrong)
		wrong = "buffers are lost";
	return wrong;
}

/* --- Scripts ------------------------------------------------------------------- */

static bool after_word(const char *line, const char *word, char *rest)
{
	size_t len = strlen(word);

	if (strncmp(line, word, len) || line[len] != ' ')
		return false;
	snprintf(rest, LINE_LEN, "%s", line + len + 1);
	return true;
}

static void take_line(struct script *s, const char *line)
{
	static const char *const phases[] = {
		"bare", "default", "strict",
		"user-bare", "user-default", "user-strict",
	};
	char rest[LINE_LEN];
	size_t i;

	if (after_word(line, "title", s->title) || after_word(line, phase, s->outcome) ||
	    after_word(line, "options", s->options))
		return;
	if (after_word(line, "role", rest)) {
		s->central = !strcmp(rest, "central");
		return;
	}
	if (after_word(line, "io", rest)) {
		s->io = strtoul(rest, NULL, 16);
		return;
	}
	for (i = 0; i < ARRAY_SIZE(phases); i++)
		if (after_word(line, phases[i], rest))
			return;
	if (s->nr == LINES)
		die("%s: too long", s->title);
	snprintf(s->steps[s->nr++], LINE_LEN, "%s", line);
}

static void read_script(struct script *s, const char *name)
{
	FILE *file = fopen(name, "r");
	char line[LINE_LEN];
	size_t len;

	if (!file)
		die("%s: cannot be read", name);
	memset(s, 0, sizeof(*s));
	s->io = NO_INPUT_NO_OUTPUT;
	while (fgets(line, sizeof(line), file)) {
		line[strcspn(line, "#\n")] = '\0';
		for (len = strlen(line); len && line[len - 1] == ' '; len--)
			line[len - 1] = '\0';
		if (line[0])
			take_line(s, line);
	}
	fclose(file);
	if (!s->title[0])
		die("%s: no title", name);
}

static void watch(void)
{
	struct hci_filter filter = {
		.type_mask = BIT(HCI_EVENT) | BIT(HCI_ACL),
		.event_mask = { BIT(EV_COMPLETED_PACKETS) },
	};

	control = hci_control();
	raw = hci_raw(&vhci, EV_COMPLETED_PACKETS);
	if (setsockopt(raw, SOL_HCI, HCI_FILTER, &filter, sizeof(filter)))
		die("HCI filter");
}

static void set_up(void)
{
	static const u8 on = 1, no_irks[2];

	vhci_open(&vhci);
	if (userhost) {
		vhci_serve(&vhci, 100);
		watch();
		return;
	}
	mgmt(&vhci, MGMT_SET_SSP, &on, 1);
	mgmt(&vhci, MGMT_SET_LE, &on, 1);
	mgmt(&vhci, MGMT_SET_BONDABLE, &on, 1);
	mgmt(&vhci, MGMT_SET_CONNECTABLE, &on, 1);
	mgmt(&vhci, MGMT_SET_SECURE_CONN, &on, 1);
	mgmt(&vhci, MGMT_LOAD_IRKS, no_irks, sizeof(no_irks));
	mgmt(&vhci, MGMT_SET_POWERED, &on, 1);
	watch();
}

/* userhost is where this program is. */
static void find_user(const char *self)
{
	static char path[LINE_LEN];
	const char *slash = strrchr(self, '/');

	snprintf(path, sizeof(path), "%.*suserhost", slash ? (int)(slash + 1 - self) : 0,
		 self);
	userhost = path;
}

/* Return: false if it did not end as it should have. */
static bool try_script(const char *name)
{
	static struct script script;
	char ended[LINE_LEN];
	const char *wrong;

	read_script(&script, name);
	if (!script.outcome[0])
		return true;
	wrong = play(&script, ended, sizeof(ended));
	printf("# %s: %s: %s; the host sent%s\n", phase, script.title, ended, told);
	if (!wrong) {
		printf("ok - %s: %s: %s\n", phase, script.title, script.outcome);
		return true;
	}
	printf("not ok - %s: %s: %s; it ended: %s; expected: %s\n", phase, script.title,
	       wrong, ended, script.outcome);
	if (linked || pairing)
		do_disconnect();
	end_user();
	return false;
}

int main(int argc, char **argv)
{
	int failures = 0;

	setvbuf(stdout, NULL, _IOLBF, 0);
	if (argc < 3)
		die("Usage: attack [user-]bare|default|strict FILE...");
	phase = argv[1];
	if (!strncmp(phase, "user-", 5))
		find_user(argv[0]);
	set_up();
	for (argv += 2; *argv; argv++)
		failures += !try_script(*argv);
	return failures ? 1 : 0;
}
