// SPDX-License-Identifier: GPL-2.0
/*
 * A small Bluetooth LE host that owns an adapter through the user channel: the
 * kind of stack whose keys are constants. It does what its steps say, one
 * after the other, and tells in JSON lines what happens.
 */
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "userhost.h"
#include "vhci.h"

#define SETTLE_MS	1000	/* for packets to complete, at the end */
#define LINGER_MS	200	/* the peer may yet object to what it was sent */
#define RETRY_MS	50
#define HANG_UP_MS	5000

#define CMD_LE_SET_RANDOM_ADDRESS	0x2005
#define CMD_LE_SET_ADV_PARAMETERS	0x2006
#define CMD_LE_SET_ADV_DATA		0x2008
#define CMD_LE_LTK_NEGATIVE_REPLY	0x201b

#define CONNECTION_FAILED		0x3e

static struct userhost host = {
	.manners.features = { 0x03, 0x00, 0x01, 16, 0x07, 0x07 },
	.own = {
		.ediv = 0x000c,
		.rand = { 0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88 },
	},
};

static u8 target[7];		/* whom to connect to */
static u16 attribute = 3;	/* what to write to, and what */
static u8 value[8] = { 1, 2 };
static size_t value_len = 2;
static u64 patience_ms = 40000;
static bool private_address;

/* --- Telling ------------------------------------------------------------- */

/* tell() - one JSON line; @format is what follows the event's name */
void tell(const char *event, const char *format, ...)
{
	va_list ap;

	printf("{\"event\":\"%s\"%s", event, *format ? "," : "");
	va_start(ap, format);
	vprintf(format, ap);
	va_end(ap);
	puts("}");
}

/* A few at a time can be used in one call. */
static char *text_buffer(void)
{
	static char buffers[4][160];
	static unsigned int next;

	return buffers[next++ % ARRAY_SIZE(buffers)];
}

const char *hex(const void *data, size_t len)
{
	char *text = text_buffer();
	size_t i;

	text[0] = '\0';
	for (i = 0; i < len && i < 79; i++)
		sprintf(text + 2 * i, "%02x", ((const u8 *)data)[i]);
	return text;
}

const char *address_text(const u8 address[6])
{
	char *text = text_buffer();

	sprintf(text, "%02X:%02X:%02X:%02X:%02X:%02X", address[5], address[4],
		address[3], address[2], address[1], address[0]);
	return text;
}

/* A number, as btmon prints it */
const char *rand_text(const u8 rand[8])
{
	char *text = text_buffer();
	int i;

	memcpy(text, "0x", 2);
	for (i = 0; i < 8; i++)
		sprintf(text + 2 + 2 * i, "%02x", rand[7 - i]);
	return text;
}

/* --- Events -------------------------------------------------------------- */

/* start_encryption() - as central */
void start_encryption(struct userhost *h, const u8 key[16], u16 ediv,
		      const u8 rand[8])
{
	u8 params[28];
	u8 status;

	put16(params, h->handle);
	memcpy(params + 2, rand, 8);
	put16(params + 10, ediv);
	memcpy(params + 12, key, 16);
	tell("start-encryption", "\"ediv\":%u,\"rand\":\"%s\",\"key\":\"%s\"",
	     ediv, rand_text(rand), hex(key, 16));
	status = adapter_command(&h->adapter, CMD_LE_START_ENCRYPTION, params,
				 sizeof(params), NULL, 0);
	if (!status)
		return;
	tell("encryption-failed", "\"status\":%u", status);
	h->encryption_failed++;
}

static void connected(struct userhost *h, const u8 *params)
{
	if (params[1]) {
		/* Nobody advertises there yet */
		if (params[1] != CONNECTION_FAILED)
			die("no connection: status 0x%02x", params[1]);
		return;
	}
	h->up = true;
	h->bredr = false;
	h->encrypted = false;
	h->handle = smpg_le16(params + 2);
	h->central = !params[4];
	h->peer_address[6] = params[5];
	memcpy(h->peer_address, params + 6, 6);
	tell("connected", "\"role\":\"%s\",\"peer\":\"%s\",\"peer_type\":%u",
	     h->central ? "central" : "peripheral",
	     address_text(h->peer_address), h->peer_address[6]);
}

static void disconnected(struct userhost *h, u8 reason)
{
	h->up = false;
	h->encrypted = false;
	adapter_flush(&h->adapter);
	smp_disconnected(h);
	tell("disconnected", "\"reason\":%u", reason);
}

static void encryption_changed(struct userhost *h, u8 status, bool on)
{
	if (status) {
		tell("encryption-failed", "\"status\":%u", status);
		h->encryption_failed++;
	} else {
		tell("encrypted", "\"on\":%s", on ? "true" : "false");
		h->encrypted = on;
	}
	smp_encrypted(h, status);
}

static void key_requested(struct userhost *h, const u8 *params)
{
	u16 ediv = smpg_le16(params + 11);
	const char *name;
	u8 reply[18];
	const u8 *key;

	key = smp_key_for(h, ediv, params + 3, &name);
	tell("ltk-request",
	     "\"ediv\":%u,\"rand\":\"%s\",\"answer\":\"%s\",\"key\":\"%s\"",
	     ediv, rand_text(params + 3), name, key ? hex(key, 16) : "");
	put16(reply, h->handle);
	if (!key) {
		adapter_command(&h->adapter, CMD_LE_LTK_NEGATIVE_REPLY, reply, 2,
				NULL, 0);
		/* The controller tells the central alone */
		encryption_changed(h, 0x06, false);
		return;
	}
	memcpy(reply + 2, key, 16);
	adapter_command(&h->adapter, CMD_LE_LTK_REPLY, reply, sizeof(reply),
			NULL, 0);
}

static void take_le_event(struct userhost *h, const u8 *params, size_t len)
{
	if (len >= 19 && (params[0] == LE_CONNECTION_COMPLETE ||
			  params[0] == LE_ENHANCED_CONNECTION_COMPLETE))
		connected(h, params);
	else if (len >= 13 && params[0] == LE_LTK_REQUEST)
		key_requested(h, params);
}

static void take_event(struct userhost *h, const struct packet *p)
{
	const u8 *params = p->data + 3;
	size_t len = p->len - 3;

	switch (p->data[1]) {
	case EV_LE_META:
		take_le_event(h, params, len);
		break;
	case EV_DISCONNECTION_COMPLETE:
		if (len >= 4 && !params[0] && h->up)
			disconnected(h, params[3]);
		break;
	case EV_ENCRYPTION_CHANGE:
		if (len >= 4)
			encryption_changed(h, params[0], params[3]);
		break;
	case EV_KEY_REFRESH:
		if (len >= 3)
			encryption_changed(h, params[0], true);
		break;
	default:
		bredr_event(h, p->data[1], params, len);
	}
}

static void take_acl(struct userhost *h, const struct packet *p)
{
	const u8 *frame = h->adapter.l2cap.data;
	size_t len;

	if (!h->up || acl_handle(p) != h->handle ||
	    !adapter_l2cap(&h->adapter, p))
		return;
	len = smpg_le16(frame);
	switch (smpg_le16(frame + 2)) {
	case SMPG_CID_SMP_LE:
	case SMPG_CID_SMP_BREDR:
		smp_receive(h, frame + SMPG_L2CAP_HDR, len);
		break;
	case CID_ATT:
		att_receive(h, frame + SMPG_L2CAP_HDR, len);
		break;
	}
}

/* run() - one packet, or @ms, and what is due by then */
static void run(struct userhost *h, int ms)
{
	struct packet p;

	if (adapter_receive(&h->adapter, &p, ms)) {
		if (packet_type(&p) == HCI_EVENT && p.len >= 3)
			take_event(h, &p);
		else if (packet_type(&p) == HCI_ACL && p.len >= 5)
			take_acl(h, &p);
	}
	smp_tick(h);
}

/* --- Steps --------------------------------------------------------------- */

/**
 * struct step - something to do
 * @name: its name, after which "=" and an argument may follow
 * @begin: may be NULL
 * @done: is it? Called after every packet
 * @alone: needs no link
 */
struct step {
	const char *name;
	void (*begin)(struct userhost *h);
	bool (*done)(struct userhost *h);
	bool alone;
};

/* What the running step came with and began at */
static const char *argument;
static unsigned int before;
static u64 again_at, settled_at;

static unsigned int number(void)
{
	return argument ? strtoul(argument, NULL, 0) : 1;
}

static void advertise(struct userhost *h)
{
	u8 params[15] = { 0x20, 0, 0x20, 0, [13] = 7 };
	static const u8 flags[32] = { 3, 0x02, 0x01, 0x06 };
	static const u8 on = 1;
	struct adapter *a = &h->adapter;
	u8 status;

	params[5] = a->address[6];
	adapter_command(a, CMD_LE_SET_ADV_PARAMETERS, params, sizeof(params),
			NULL, 0);
	adapter_command(a, CMD_LE_SET_ADV_DATA, flags, sizeof(flags), NULL, 0);
	status = adapter_command(a, CMD_LE_SET_ADV_ENABLE, &on, 1, NULL, 0);
	if (status)
		die("no advertising: status 0x%02x", status);
	tell("advertising", "");
}

static void try_to_connect(struct userhost *h)
{
	u8 params[25] = { 0x60, 0, 0x60, 0 };

	params[5] = target[6];
	memcpy(params + 6, target, 6);
	params[12] = h->adapter.address[6];
	put16(params + 13, 0x0018);	/* 30 to 50 ms */
	put16(params + 15, 0x0028);
	put16(params + 19, 0x01f4);	/* 5 s */
	adapter_command(&h->adapter, CMD_LE_CREATE_CONNECTION, params,
			sizeof(params), NULL, 0);
	again_at = now_ms() + RETRY_MS;
}

static bool is_up(struct userhost *h)
{
	return h->up;
}

static bool is_connected(struct userhost *h)
{
	if (!h->up && now_ms() >= again_at)
		try_to_connect(h);
	return h->up;
}

static void hang_up(struct userhost *h)
{
	u8 params[3] = { 0, 0, 0x13 };

	put16(params, h->handle);
	adapter_command(&h->adapter, CMD_DISCONNECT, params, sizeof(params),
			NULL, 0);
}

/* Not before all that was sent is over there */
static bool hung_up(struct userhost *h)
{
	if (h->up && !before && adapter_settled(&h->adapter)) {
		hang_up(h);
		before = 1;
	}
	return !h->up;
}

static void forget(struct userhost *h)
{
	(void)h;
	before = 0;
}

static bool is_gone(struct userhost *h)
{
	return !h->up;
}

static void count_pairings(struct userhost *h)
{
	before = h->paired;
	settled_at = 0;
}

static void begin_pairing(struct userhost *h)
{
	if (h->central)
		smp_pair(h);
}

static void pair(struct userhost *h)
{
	count_pairings(h);
	if (h->central)
		smp_pair(h);
}

static void request_security(struct userhost *h)
{
	count_pairings(h);
	smp_request_security(h);
}

static bool is_paired(struct userhost *h)
{
	if (h->paired == before || h->smp.state != SMP_PAIRED)
		return false;
	if (!h->up)
		return true;
	if (!adapter_settled(&h->adapter))
		return false;
	if (!settled_at)
		settled_at = now_ms();
	return now_ms() >= settled_at + LINGER_MS;
}

static void pair_in_vain(struct userhost *h)
{
	before = h->failed;
	if (h->central)
		smp_pair(h);
}

static bool has_failed(struct userhost *h)
{
	return h->failed != before;
}

/* Only a key from this very peer is of use, or one of LE Secure Connections */
static void encrypt_bonded(struct userhost *h)
{
	static const u8 none[8];

	before = h->encryption_failed;
	if (!h->central)
		return;
	if (h->bonded && h->smp.sc) {
		start_encryption(h, h->smp.key, 0, none);
		return;
	}
	if (!(h->peer.have & DIST_ENC))
		die("no key to encrypt with");
	start_encryption(h, h->peer.ltk, h->peer.ediv, h->peer.rand);
}

static void encrypt_own(struct userhost *h)
{
	u8 ltk[16];

	before = h->encryption_failed;
	h->encrypted = false;
	memcpy(ltk, h->own.ltk, 16);
	if (h->bonded)
		smp_truncate(ltk, h->smp.key_size);
	start_encryption(h, ltk, h->own.ediv, h->own.rand);
}

static bool is_encrypted(struct userhost *h)
{
	return h->encrypted;
}

static bool is_not_encrypted(struct userhost *h)
{
	return h->encryption_failed != before;
}

static void sign(struct userhost *h)
{
	unsigned int i;

	for (i = 0; i < number(); i++)
		att_signed_write(h, attribute, value, value_len);
}

static bool is_sent(struct userhost *h)
{
	return adapter_settled(&h->adapter);
}

static unsigned int verified;	/* that steps have waited for */

static bool has_verified(struct userhost *h)
{
	if (h->verified - verified < number())
		return false;
	verified += number();
	return true;
}

static bool file_exists(struct userhost *h)
{
	(void)h;
	return !access(argument ? argument : "", F_OK);
}

static bool serve(struct userhost *h)
{
	if (!h->up && !before)
		advertise(h);
	before = !h->up;
	return stop_wanted();
}

static const struct step steps[] = {
	{ "advertise", advertise, is_up, true },
	{ "connect", try_to_connect, is_connected, true },
	{ "pair", pair, is_paired },
	{ "begin", begin_pairing, is_up },
	{ "pair-fails", pair_in_vain, has_failed },
	{ "request", request_security, is_paired },
	{ "encrypt", encrypt_bonded, is_encrypted },
	{ "encrypt-own", encrypt_own, is_encrypted },
	{ "encrypt-fails", encrypt_bonded, is_not_encrypted },
	{ "sign", sign, is_sent },
	{ "verify", NULL, has_verified },
	{ "disconnect", forget, hung_up, true },
	{ "gone", NULL, is_gone, true },
	{ "await", NULL, file_exists, true },
	{ "serve", forget, serve, true },
};

static const struct step *find_step(const char *text)
{
	size_t len = strcspn(text, "="), i;

	for (i = 0; i < ARRAY_SIZE(steps); i++)
		if (strlen(steps[i].name) == len &&
		    !memcmp(steps[i].name, text, len))
			return &steps[i];
	die("%s: no such step", text);
}

/* Returns why it was not done, NULL if it was. */
static const char *do_step(struct userhost *h, const char *text)
{
	const struct step *step = find_step(text);
	u64 end = now_ms() + patience_ms;
	unsigned int failures = h->failed + h->encryption_failed;

	argument = strchr(text, '=');
	if (argument)
		argument++;
	tell("step", "\"step\":\"%s\"", text);
	if (!step->alone && !h->up)
		return "no link";
	if (step->begin)
		step->begin(h);
	while (!step->done(h)) {
		if (stop_wanted())
			return "stopped";
		if (step->done != serve && now_ms() >= end)
			return "timeout";
		if (!step->alone && !h->up)
			return "disconnected";
		if ((step->done == is_paired || step->done == is_encrypted) &&
		    h->failed + h->encryption_failed != failures)
			return "it failed";
		run(h, 20);
	}
	return NULL;
}

/* Leaves nothing under way, as far as that is in our hands. */
static void finish(struct userhost *h)
{
	u64 end = now_ms() + SETTLE_MS;

	while (!adapter_settled(&h->adapter) && now_ms() < end)
		run(h, 10);
	end = now_ms() + HANG_UP_MS;
	if (h->up)
		hang_up(h);
	while (h->up && now_ms() < end)
		run(h, 10);
}

/* --- Options ------------------------------------------------------------- */

static const char usage_text[] =
"Usage: userhost --index N [OPTION...] STEP...\n"
"Steps:\n"
"  advertise            until somebody connects\n"
"  connect              to --peer\n"
"  pair                 as central send Pairing Request; until it is complete\n"
"  begin                a pairing as central, whatever comes of it\n"
"  pair-fails           the same, until it has failed\n"
"  request              send Security Request, until a pairing is complete\n"
"  encrypt              as central with the peer's LTK; until it is\n"
"  encrypt-own          as central with our own LTK, which the peer has\n"
"  encrypt-fails        like encrypt, until it has failed\n"
"  sign[=N]             send N Signed Write Commands\n"
"  verify[=N]           until N more have come and were good\n"
"  disconnect           hang up\n"
"  gone                 until the peer has hung up\n"
"  await=FILE           until FILE exists\n"
"  serve                advertise whenever there is no link, until SIGTERM\n"
"Options:\n"
"  --index N            adapter hciN\n"
"  --peer ADDRESS[,random]\n"
"  --sc --io-cap N --auth N --key-size N\n"
"  --init-keys MASK --resp-keys MASK\n"
"                       of Pairing Request and Response: 1 EncKey, 2 IdKey,\n"
"                       4 SignKey, 8 LinkKey\n"
"  --ltk HEX|stk --ediv N --rand N --irk HEX --csrk HEX\n"
"  --identity ADDRESS[,random]\n"
"                       keys to distribute, octets as on the air\n"
"  --rpa                use a resolvable private address\n"
"  --unnegotiated MASK  send these keys too\n"
"  --early              send keys before the link is encrypted\n"
"  --strict             fail when a key was not negotiated\n"
"  --ignore-failed      answer Pairing Failed with the next PDU\n"
"  --slow MS            wait before Pairing Confirm\n"
"  --fragment N         octets of an ACL packet at most\n"
"  --handle N --value HEX\n"
"                       for sign\n"
"  --counter N          first sign counter\n"
"  --timeout SECONDS    for a step\n";

enum {
	OPT_INDEX = 256, OPT_PEER, OPT_SC, OPT_IO_CAP, OPT_AUTH, OPT_KEY_SIZE,
	OPT_INIT_KEYS, OPT_RESP_KEYS, OPT_LTK, OPT_EDIV, OPT_RAND, OPT_IRK,
	OPT_CSRK, OPT_IDENTITY, OPT_RPA, OPT_UNNEGOTIATED, OPT_EARLY, OPT_STRICT,
	OPT_IGNORE_FAILED, OPT_SLOW, OPT_FRAGMENT, OPT_HANDLE, OPT_VALUE, OPT_COUNTER, OPT_TIMEOUT,
	OPT_HELP,
};

static const struct option options[] = {
	{ "index", required_argument, NULL, OPT_INDEX },
	{ "peer", required_argument, NULL, OPT_PEER },
	{ "sc", no_argument, NULL, OPT_SC },
	{ "io-cap", required_argument, NULL, OPT_IO_CAP },
	{ "auth", required_argument, NULL, OPT_AUTH },
	{ "key-size", required_argument, NULL, OPT_KEY_SIZE },
	{ "init-keys", required_argument, NULL, OPT_INIT_KEYS },
	{ "resp-keys", required_argument, NULL, OPT_RESP_KEYS },
	{ "ltk", required_argument, NULL, OPT_LTK },
	{ "ediv", required_argument, NULL, OPT_EDIV },
	{ "rand", required_argument, NULL, OPT_RAND },
	{ "irk", required_argument, NULL, OPT_IRK },
	{ "csrk", required_argument, NULL, OPT_CSRK },
	{ "identity", required_argument, NULL, OPT_IDENTITY },
	{ "rpa", no_argument, NULL, OPT_RPA },
	{ "unnegotiated", required_argument, NULL, OPT_UNNEGOTIATED },
	{ "early", no_argument, NULL, OPT_EARLY },
	{ "strict", no_argument, NULL, OPT_STRICT },
	{ "ignore-failed", no_argument, NULL, OPT_IGNORE_FAILED },
	{ "slow", required_argument, NULL, OPT_SLOW },
	{ "fragment", required_argument, NULL, OPT_FRAGMENT },
	{ "handle", required_argument, NULL, OPT_HANDLE },
	{ "value", required_argument, NULL, OPT_VALUE },
	{ "counter", required_argument, NULL, OPT_COUNTER },
	{ "timeout", required_argument, NULL, OPT_TIMEOUT },
	{ "help", no_argument, NULL, OPT_HELP },
	{ }
};

static u64 parse_number(const char *text, u64 max)
{
	char *end;
	u64 n = strtoull(text, &end, 0);

	if (!*text || *end || n > max)
		die("%s: not a number of at most %llu", text,
		    (unsigned long long)max);
	return n;
}

/* Returns the number of octets, @size at most. */
static size_t parse_hex(const char *text, u8 *out, size_t size)
{
	size_t len = strlen(text), i;
	char octet[3] = "";

	if (len % 2 || len / 2 > size ||
	    strspn(text, "0123456789abcdefABCDEF") != len)
		die("%s: not hexadecimal, or too long", text);
	for (i = 0; i < len / 2; i++) {
		memcpy(octet, text + 2 * i, 2);
		out[i] = strtoul(octet, NULL, 16);
	}
	return len / 2;
}

static void parse_key(const char *text, u8 key[16])
{
	if (parse_hex(text, key, 16) != 16)
		die("%s: a key has 16 octets", text);
}

static void parse_address(const char *text, u8 out[7])
{
	int end = 0;

	if (sscanf(text, "%2hhx:%2hhx:%2hhx:%2hhx:%2hhx:%2hhx%n", &out[5],
		   &out[4], &out[3], &out[2], &out[1], &out[0], &end) != 6 ||
	    (text[end] && strcmp(text + end, ",random")))
		die("%s: not an address", text);
	out[6] = text[end] != '\0';
}

static void parse_rand(const char *text, u8 rand[8])
{
	u64 n = parse_number(text, ~0ULL);
	int i;

	for (i = 0; i < 8; i++)
		rand[i] = n >> 8 * i;
}

static void parse_ltk(struct userhost *h, const char *text)
{
	h->manners.stk_is_ltk = !strcmp(text, "stk");
	if (!h->manners.stk_is_ltk) {
		parse_key(text, h->own.ltk);
		return;
	}
	h->own.ediv = 0;
	memset(h->own.rand, 0, sizeof(h->own.rand));
}

static void parse_option(struct userhost *h, int option)
{
	u8 *features = h->manners.features;

	switch (option) {
	case OPT_INDEX:
		h->adapter.index = parse_number(optarg, HCI_DEV_NONE - 1);
		break;
	case OPT_PEER:
		parse_address(optarg, target);
		break;
	case OPT_SC:
		features[2] |= SMPG_AUTH_SC;
		break;
	case OPT_IO_CAP:
		features[0] = parse_number(optarg, 0xff);
		break;
	case OPT_AUTH:
		features[2] = parse_number(optarg, 0xff);
		break;
	case OPT_KEY_SIZE:
		features[3] = parse_number(optarg, 0xff);
		break;
	case OPT_INIT_KEYS:
		features[4] = parse_number(optarg, 0xff);
		break;
	case OPT_RESP_KEYS:
		features[5] = parse_number(optarg, 0xff);
		break;
	case OPT_LTK:
		parse_ltk(h, optarg);
		break;
	case OPT_EDIV:
		h->own.ediv = parse_number(optarg, 0xffff);
		break;
	case OPT_RAND:
		parse_rand(optarg, h->own.rand);
		break;
	case OPT_IRK:
		parse_key(optarg, h->own.irk);
		break;
	case OPT_CSRK:
		parse_key(optarg, h->own.csrk);
		break;
	case OPT_IDENTITY:
		parse_address(optarg, h->own.identity);
		h->own.have |= DIST_ID;
		break;
	case OPT_RPA:
		private_address = true;
		break;
	case OPT_UNNEGOTIATED:
		h->manners.unnegotiated = parse_number(optarg, 0xff);
		break;
	case OPT_EARLY:
		h->manners.early = true;
		break;
	case OPT_STRICT:
		h->manners.strict = true;
		break;
	case OPT_IGNORE_FAILED:
		h->manners.ignore_failed = true;
		break;
	case OPT_SLOW:
		h->manners.slow_ms = parse_number(optarg, 1000000);
		break;
	case OPT_FRAGMENT:
		h->adapter.fragment = parse_number(optarg, 0xffff);
		break;
	case OPT_HANDLE:
		attribute = parse_number(optarg, 0xffff);
		break;
	case OPT_VALUE:
		value_len = parse_hex(optarg, value, sizeof(value));
		break;
	case OPT_COUNTER:
		h->own.counter = parse_number(optarg, 0xffffffff);
		break;
	case OPT_TIMEOUT:
		patience_ms = 1000 * parse_number(optarg, 100000);
		break;
	case OPT_HELP:
		fputs(usage_text, stdout);
		exit(0);
	default:
		fputs(usage_text, stderr);
		exit(2);
	}
}

/* The constants of the recorded trace */
static void default_keys(struct keys *keys)
{
	static const char constant[] = "ffeeddccbbaa99887766554433221100";

	parse_key(constant, keys->ltk);
	parse_key(constant, keys->irk);
	parse_key(constant, keys->csrk);
}

static void use_private_address(struct userhost *h)
{
	struct adapter *a = &h->adapter;

	smp_rpa(h->own.irk, a->address);
	a->address[6] = 1;
	if (adapter_command(a, CMD_LE_SET_RANDOM_ADDRESS, a->address, 6, NULL, 0))
		die("no random address");
}

static void tell_result(const struct userhost *h, const char *result)
{
	const struct adapter *a = &h->adapter;

	printf("{\"result\":\"%s\"", result);
	printf(",\"paired\":%u,\"failed\":%u", h->paired, h->failed);
	printf(",\"encryption_failed\":%u", h->encryption_failed);
	printf(",\"verified\":%u,\"forged\":%u", h->verified, h->forged);
	printf(",\"sent\":%u,\"completed\":%u", a->sent, a->completed);
	printf(",\"flushed\":%u,\"surplus\":%u}\n", a->flushed, a->surplus);
}

int main(int argc, char **argv)
{
	struct userhost *h = &host;
	struct adapter *a = &h->adapter;
	const char *why = NULL;
	int option, i;

	setvbuf(stdout, NULL, _IOLBF, 0);
	default_keys(&h->own);
	a->index = HCI_DEV_NONE;
	while ((option = getopt_long(argc, argv, "", options, NULL)) != -1)
		parse_option(h, option);
	if (a->index == HCI_DEV_NONE || optind == argc)
		parse_option(h, '?');
	for (i = optind; i < argc; i++)
		find_step(argv[i]);
	stop_defer();

	adapter_open(a);
	if (!(h->own.have & DIST_ID))
		memcpy(h->own.identity, a->address, 7);
	if (private_address)
		use_private_address(h);
	tell("ready", "\"address\":\"%s\"", address_text(a->address));
	for (i = optind; i < argc && !why; i++) {
		why = do_step(h, argv[i]);
		if (why)
			tell("step-failed", "\"step\":\"%s\",\"why\":\"%s\"",
			     argv[i], why);
	}
	finish(h);
	tell_result(h, why ? "failed" : "ok");
	if (!adapter_settled(a))
		return 2;
	return why ? 1 : 0;
}
