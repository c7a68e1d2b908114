// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>
#include <string.h>

#include "../../kunit/pdus.h"
#include "script.h"
#include "userhost_crypto.h"
#include "vhci.h"

#define ENC_KEY		SMP_GUARD_KEY_DIST_ENCKEY
#define ID_KEY		SMP_GUARD_KEY_DIST_IDKEY
#define SIGN_KEY	SMP_GUARD_KEY_DIST_SIGNKEY
#define LINK_KEY	SMP_GUARD_KEY_DIST_LINKKEY

#define AT_AUTH		3	/* in a Pairing Request, its code counted */
#define AT_INITIATOR	5
#define AT_RESPONDER	6

static const u8 peer_address[6] = { 0xe0, 0xf3, 0x76, 0x4c, 0xa7, 0xd2 };

/* features_take() - note @pdu if it is a Pairing Request or Response */
void features_take(struct features *f, const u8 *pdu, size_t len)
{
	if (len != sizeof(f->request))
		return;
	if (pdu[0] == SMPG_PAIRING_REQUEST) {
		memcpy(f->request, pdu, len);
		memset(f->response, 0, sizeof(f->response));
	} else if (pdu[0] == SMPG_PAIRING_RESPONSE) {
		memcpy(f->response, pdu, len);
	}
}

/*
 * features_keys() - the keys a side may send (Vol 3, Part H, 3.6.1), written
 * from the specification alone: this is what the guard is measured against
 */
static u8 features_keys(const struct features *f, bool initiator)
{
	int at = initiator ? AT_INITIATOR : AT_RESPONDER;
	u8 keys = f->request[at] & f->response[at];

	if (f->bredr || (f->request[AT_AUTH] & f->response[AT_AUTH] & SMPG_AUTH_SC))
		keys &= ~ENC_KEY;
	return keys & ~LINK_KEY;
}

/* features_forbid() - is @code that of a key its sender may not send? */
bool features_forbid(const struct features *f, bool initiator, u8 code)
{
	static const u8 bits[] = { ENC_KEY, ENC_KEY, ID_KEY, ID_KEY, SIGN_KEY };

	return key_code(code) && !(features_keys(f, initiator) &
				   bits[code - SMPG_ENCRYPTION_INFORMATION]);
}

static struct step *add(struct script *s, bool from_host)
{
	struct step *step = &s->steps[s->nr];

	if (s->nr++ == SCRIPT_MAX)
		die("script too long");
	step->from_host = from_host;
	step->forbidden = false;
	return step;
}

static void add_packet(struct script *s, bool from_host, const struct packet *p)
{
	add(s, from_host)->packet = *p;
}

static void add_command(struct script *s, u16 opcode, const void *params, u8 len)
{
	packet_command(&add(s, true)->packet, opcode, params, len);
}

static void add_pdu(struct script *s, bool from_host, bool bredr,
		    const void *pdu, u8 len)
{
	u8 l2cap[SMPG_L2CAP_MAX];
	size_t frame;

	frame = smp_frame(l2cap, bredr ? SMPG_CID_SMP_BREDR : SMPG_CID_SMP_LE,
			  pdu, len);
	packet_acl(&add(s, from_host)->packet, SCRIPT_HANDLE, l2cap, frame);
}

static const u8 hosts_point[64] = { POINT_A };
static const u8 minus_hosts_point[64] = { MINUS_POINT_A };
static const u8 peers_point[64] = { POINT_B };

/*
 * A PDU of @code with random octets in it: neither side checks the cryptography. A
 * public key is a point of the curve all the same, and commit() makes confirm values.
 */
static void add_random(struct script *s, bool from_host, bool bredr, u8 code)
{
	u8 pdu[65] = { code };
	u8 len;

	switch (code) {
	case SMPG_PAIRING_PUBLIC_KEY:
		len = 65;
		break;
	case SMPG_CENTRAL_IDENTIFICATION:
		len = 11;
		break;
	case SMPG_IDENTITY_ADDRESS_INFORMATION:
		len = 8;
		break;
	default:
		len = 17;
	}
	random_octets(pdu + 1, len - 1);
	if (code == SMPG_IDENTITY_ADDRESS_INFORMATION) {
		pdu[1] = 1;		/* a static random address */
		pdu[7] |= 0xc0;
	}
	if (code == SMPG_PAIRING_PUBLIC_KEY)
		memcpy(pdu + 1, from_host ? hosts_point : peers_point, 64);
	add_pdu(s, from_host, bredr, pdu, len);
}

/* Initiator's and responder's key distribution change places. */
static void swap_keys(struct packet *p)
{
	u8 *pdu = p->data + 9, keys = pdu[AT_INITIATOR];

	if (pdu[0] != SMPG_PAIRING_REQUEST && pdu[0] != SMPG_PAIRING_RESPONSE)
		return;
	pdu[AT_INITIATOR] = pdu[AT_RESPONDER];
	pdu[AT_RESPONDER] = keys;
}

/* What the controller makes up by itself, or the outcome. */
static bool left_out(const struct packet *p)
{
	return (packet_type(p) == HCI_EVENT &&
		(p->data[1] == EV_COMPLETED_PACKETS ||
		 p->data[1] == EV_DISCONNECTION_COMPLETE)) ||
	       smp_code(p) == SMPG_PAIRING_FAILED;
}

/* A peripheral advertises, and does not change the connection's parameters. */
static bool swap_command(struct script *s, const struct packet *p)
{
	static const u8 enable = 1, ok;
	u8 params[18];
	struct packet event;

	if (packet_type(p) == HCI_EVENT)
		switch (p->data[1]) {
		case EV_COMMAND_STATUS:
			return true;
		case EV_LE_META:
			if (p->data[3] != LE_CONNECTION_COMPLETE)
				return true;
			event = *p;
			event.data[7] = 1;	/* peripheral */
			add_packet(s, false, &event);
			return true;
		}
	if (packet_type(p) != HCI_COMMAND)
		return false;

	switch (smpg_le16(p->data + 1)) {
	case CMD_LE_CREATE_CONNECTION:
		add_command(s, CMD_LE_SET_ADV_ENABLE, &enable, 1);
		packet_complete(&event, CMD_LE_SET_ADV_ENABLE, &ok, 1);
		add_packet(s, false, &event);
		return true;
	case CMD_LE_CONNECTION_UPDATE:
		return true;
	case CMD_LE_START_ENCRYPTION:
		params[0] = LE_LTK_REQUEST;
		memcpy(params + 1, p->data + 4, 12);
		packet_event(&event, EV_LE_META, params, 13);
		add_packet(s, false, &event);
		memcpy(params, p->data + 4, 2);
		memcpy(params + 2, p->data + 16, 16);
		add_command(s, CMD_LE_LTK_REPLY, params, 18);
		memmove(params + 1, params, 2);
		params[0] = 0;
		packet_complete(&event, CMD_LE_LTK_REPLY, params, 3);
		add_packet(s, false, &event);
		return true;
	}
	return false;
}

static void from_trace(struct script *s, const struct trace *trace,
		       const struct variant *v)
{
	size_t i;
	int host;

	for (i = 0; i < trace->nr; i++) {
		const struct trace_record *r = &trace->records[i];
		struct packet p = r->packet;
		bool from_host = r->from_host;

		if (left_out(&p) || key_code(smp_code(&p)) ||
		    (v->swap && swap_command(s, &p)))
			continue;
		if (packet_type(&p) == HCI_ACL) {
			put16(p.data + 1, acl_handle(&p));
			if (v->swap) {
				from_host = !from_host;
				if (smp_packet(&p))
					swap_keys(&p);
			}
		}
		add_packet(s, from_host, &p);
	}

	/* The keys: the responder's come first */
	for (host = v->swap; host == 0 || host == 1; host += v->swap ? -1 : 1) {
		for (i = 0; i < trace->nr; i++) {
			const struct trace_record *r = &trace->records[i];
			struct packet p = r->packet;

			if (r->from_host != host || !key_code(smp_code(&p)))
				continue;
			/* With --incoming the host behaves itself */
			if (v->incoming && host &&
			    smp_code(&p) != SMPG_SIGNING_INFORMATION)
				continue;
			put16(p.data + 1, acl_handle(&p));
			/* The peer's was random, and is not used again */
			if (!host && smp_code(&p) == SMPG_ENCRYPTION_INFORMATION)
				random_octets(p.data + 10, SMPG_KEY_LEN);
			add_packet(s, host, &p);
		}
		if (v->incoming && !host) {
			add_random(s, false, false, SMPG_IDENTITY_INFORMATION);
			add_random(s, false, false,
				   SMPG_IDENTITY_ADDRESS_INFORMATION);
			add_random(s, false, false, SMPG_SIGNING_INFORMATION);
		}
	}
}

/* A link, from the commands and events of the trace's beginning. */
static void open_link(struct script *s, const struct variant *v)
{
	static const u8 enable = 1, ok;
	u8 params[31] = { 0 };
	struct packet p;

	add_command(s, CMD_RESET, NULL, 0);
	packet_complete(&p, CMD_RESET, &ok, 1);
	add_packet(s, false, &p);
	if (v->swap && v->bredr) {
		memcpy(params, peer_address, 6);
		params[9] = 0x01;	/* ACL */
		packet_event(&p, EV_CONNECTION_REQUEST, params, 10);
		add_packet(s, false, &p);
		params[6] = 0x01;	/* remain the peripheral */
		add_command(s, CMD_ACCEPT_CONNECTION, params, 7);
		packet_status(&p, CMD_ACCEPT_CONNECTION, 0);
		add_packet(s, false, &p);
	} else if (v->swap) {
		add_command(s, CMD_LE_SET_ADV_ENABLE, &enable, 1);
		packet_complete(&p, CMD_LE_SET_ADV_ENABLE, &ok, 1);
		add_packet(s, false, &p);
	} else if (v->bredr) {
		memcpy(params, peer_address, 6);
		add_command(s, CMD_CREATE_CONNECTION, params, 13);
		packet_status(&p, CMD_CREATE_CONNECTION, 0);
		add_packet(s, false, &p);
	} else {
		params[5] = 1;
		memcpy(params + 6, peer_address, 6);
		add_command(s, CMD_LE_CREATE_CONNECTION, params, 25);
		packet_status(&p, CMD_LE_CREATE_CONNECTION, 0);
		add_packet(s, false, &p);
	}
	if (v->bredr) {
		packet_connected(&p, SCRIPT_HANDLE, peer_address);
	} else {
		memset(params, 0, sizeof(params));
		params[0] = LE_ENHANCED_CONNECTION_COMPLETE;
		put16(params + 2, SCRIPT_HANDLE);
		params[4] = v->swap;
		params[5] = 1;
		memcpy(params + 6, peer_address, 6);
		packet_event(&p, EV_LE_META, params, sizeof(params));
	}
	add_packet(s, false, &p);
}

/* Encrypted by the LTK of the pairing, or by the link key. */
static void encrypt(struct script *s, const struct variant *v)
{
	u8 params[28] = { SCRIPT_HANDLE };
	struct packet p;

	if (v->bredr && v->swap) {
		/* The peer does it */
	} else if (v->bredr) {
		params[2] = 1;
		add_command(s, CMD_SET_CONNECTION_ENCRYPTION, params, 3);
		packet_status(&p, CMD_SET_CONNECTION_ENCRYPTION, 0);
		add_packet(s, false, &p);
	} else if (v->swap) {
		params[0] = LE_LTK_REQUEST;
		put16(params + 1, SCRIPT_HANDLE);
		packet_event(&p, EV_LE_META, params, 13);
		add_packet(s, false, &p);
		put16(params, SCRIPT_HANDLE);
		random_octets(params + 2, 16);
		add_command(s, CMD_LE_LTK_REPLY, params, 18);
		params[0] = 0;
		put16(params + 1, SCRIPT_HANDLE);
		packet_complete(&p, CMD_LE_LTK_REPLY, params, 3);
		add_packet(s, false, &p);
	} else {
		random_octets(params + 12, 16);
		add_command(s, CMD_LE_START_ENCRYPTION, params, 28);
		packet_status(&p, CMD_LE_START_ENCRYPTION, 0);
		add_packet(s, false, &p);
	}
	packet_encrypted(&p, SCRIPT_HANDLE, v->bredr ? 2 : 1);
	add_packet(s, false, &p);
}

static void features(struct script *s, const struct variant *v, u8 auth,
		     u8 initiator, u8 responder)
{
	u8 pdu[7] = { SMPG_PAIRING_REQUEST, 0x03, 0, auth, 16, 0x0f, 0x0f };

	add_pdu(s, !v->swap, v->bredr, pdu, sizeof(pdu));
	pdu[0] = SMPG_PAIRING_RESPONSE;
	pdu[AT_INITIATOR] = initiator;
	pdu[AT_RESPONDER] = responder;
	add_pdu(s, v->swap, v->bredr, pdu, sizeof(pdu));
}

/* The PDU of a step from its code on; NULL for a step that is none. */
static u8 *pdu_of(struct step *step)
{
	struct packet *p = &step->packet;

	return packet_type(p) == HCI_ACL && p->len > 9 ? p->data + 9 : NULL;
}

#ifdef WITHOUT_NETTLE
static void commit(struct script *s, bool responder)
{
	(void)s;
	(void)responder;
	die("--sc: not in a program that was built with NETTLE=no");
}
#else
/* The responder commits itself to its random value. The module compares. */
static void commit(struct script *s, bool responder)
{
	const u8 *key[2] = { NULL, NULL }, *random = NULL;
	u8 *pdu, *confirm = NULL;
	size_t i;

	for (i = 0; i < s->nr; i++) {
		pdu = pdu_of(&s->steps[i]);
		if (!pdu)
			continue;
		if (pdu[0] == SMPG_PAIRING_PUBLIC_KEY)
			key[s->steps[i].from_host] = pdu + 1;
		else if (pdu[0] == SMPG_PAIRING_CONFIRM)
			confirm = pdu + 1;
		else if (pdu[0] == SMPG_PAIRING_RANDOM &&
			 s->steps[i].from_host == responder)
			random = pdu + 1;
	}
	smp_f4(key[responder], key[!responder], random, 0, confirm);
}
#endif

/*
 * EncKey is set on both sides, and means nothing with Secure Connections; the
 * side that misbehaves sends Encryption Information all the same.
 */
static void secure_connections(struct script *s, const struct variant *v)
{
	static const u8 phase2[] = {
		SMPG_PAIRING_PUBLIC_KEY, SMPG_PAIRING_RANDOM,
		SMPG_PAIRING_DHKEY_CHECK,
	};
	bool initiator = !v->swap;
	size_t i;
	int side;

	open_link(s, v);
	features(s, v, SMPG_AUTH_SC | 0x01, ENC_KEY | ID_KEY | LINK_KEY,
		 ENC_KEY | ID_KEY | LINK_KEY);
	for (i = 0; i < ARRAY_SIZE(phase2); i++) {
		if (phase2[i] == SMPG_PAIRING_RANDOM)
			add_random(s, !initiator, false, SMPG_PAIRING_CONFIRM);
		add_random(s, initiator, false, phase2[i]);
		add_random(s, !initiator, false, phase2[i]);
	}
	commit(s, !initiator);
	encrypt(s, v);
	for (side = 0; side < 2; side++) {
		bool host = side ? initiator : !initiator;

		if (host != v->incoming)
			add_random(s, host, false, SMPG_ENCRYPTION_INFORMATION);
		add_random(s, host, false, SMPG_IDENTITY_INFORMATION);
		add_random(s, host, false, SMPG_IDENTITY_ADDRESS_INFORMATION);
	}
}

/*
 * Over BR/EDR only keys are distributed; the LTK comes from the link key, and
 * is never sent. The CSRK of the side that misbehaves is the trace's.
 */
static void bredr(struct script *s, const struct variant *v)
{
	static const u8 keys[] = {
		SMPG_ENCRYPTION_INFORMATION, SMPG_CENTRAL_IDENTIFICATION,
		SMPG_IDENTITY_INFORMATION, SMPG_IDENTITY_ADDRESS_INFORMATION,
	};
	u8 csrk[17] = { SMPG_SIGNING_INFORMATION };
	u8 mine = ENC_KEY | SIGN_KEY, other = ENC_KEY | ID_KEY;
	bool initiator = !v->swap;
	size_t i;
	int side;

	for (i = 1; i < sizeof(csrk); i++)
		csrk[i] = 0x11 * (16 - i);
	open_link(s, v);
	encrypt(s, v);
	features(s, v, 0, v->swap == v->incoming ? mine : other,
		 v->swap == v->incoming ? other : mine);
	for (side = 0; side < 2; side++) {
		bool host = side ? initiator : !initiator;
		bool bad = host != v->incoming;

		for (i = bad ? 0 : 2; i < ARRAY_SIZE(keys); i++)
			add_random(s, host, true, keys[i]);
		if (bad)
			add_pdu(s, host, true, csrk, sizeof(csrk));
	}
}

static void mark_forbidden(struct script *s, const struct variant *v)
{
	struct features f = { .bredr = v->bredr };
	size_t i;

	for (i = 0; i < s->nr; i++) {
		struct step *step = &s->steps[i];
		const struct packet *p = &step->packet;
		bool initiator = step->from_host != v->swap;

		if (!smp_packet(p))
			continue;
		features_take(&f, p->data + 9, p->len - 9);
		step->forbidden = features_forbid(&f, initiator, smp_code(p));
	}
}

static void leave_out_forbidden(struct script *s)
{
	size_t i, nr = 0;

	for (i = 0; i < s->nr; i++)
		if (!s->steps[i].forbidden)
			s->steps[nr++] = s->steps[i];
	s->nr = nr;
}

/* script_make() - the trace as a script, or another pairing in its manner */
void script_make(struct script *script, const struct trace *trace,
		 const struct variant *variant)
{
	script->nr = 0;
	if (variant->sc)
		secure_connections(script, variant);
	else if (variant->bredr)
		bredr(script, variant);
	else
		from_trace(script, trace, variant);
	mark_forbidden(script, variant);
	if (variant->clean)
		leave_out_forbidden(script);
}

/* Not on the curve. */
static const u8 no_point[64];

/* SweynTooth's, CVE-2019-19196 */
static const u8 long_size = 0xfd;
static const u8 early_ltk[17] = {
	SMPG_ENCRYPTION_INFORMATION, 0x5d, 0x0b, 0xc8, 0x91, 0x3e, 0xf4, 0x27, 0x6a,
};

static const u8 kept_random[] = { KEY_A };

/*
 * The octets that an attacking peer puts in place of those of its own PDU; NULL: the
 * host's value. With @before the peer transmits another PDU before its own. With
 * @hosts the host has other octets, too.
 */
static const struct {
	const char *name;
	u8 code;
	const u8 *value;
	u8 at, len;
	bool before;
	const u8 *hosts;
} attacks[] = {
	{ "reflected-key", SMPG_PAIRING_PUBLIC_KEY, NULL, 1, 64 },
	{ "reflected-x", SMPG_PAIRING_PUBLIC_KEY, minus_hosts_point, 1, 64 },
	{ "reflected-confirm", SMPG_PAIRING_CONFIRM, NULL, 1, 16 },
	{ "reflected-random", SMPG_PAIRING_RANDOM, NULL, 1, 16 },
	{ "reflected-check", SMPG_PAIRING_DHKEY_CHECK, NULL, 1, 16 },
	{ "invalid-key", SMPG_PAIRING_PUBLIC_KEY, no_point, 1, 64 },
	{ "long-size-request", SMPG_PAIRING_REQUEST, &long_size, 4, 1 },
	{ "long-size-response", SMPG_PAIRING_RESPONSE, &long_size, 4, 1 },
	{ "early-key", SMPG_PAIRING_CONFIRM, early_ltk, 0, 17, true },
	/*
	 * The last two attacks want an earlier pairing: kept-random itself, and one in
	 * which the host sent its key.
	 */
	{ "kept-random", SMPG_PAIRING_RANDOM, kept_random, 1, 16 },
	{ "earlier-key", SMPG_PAIRING_PUBLIC_KEY, hosts_point, 1, 64, false,
	  peers_point },
};

/* Have the peer transmit a PDU before step @i. */
static void insert_pdu(struct script *s, size_t i, const u8 *pdu, size_t len)
{
	struct step last;

	add_pdu(s, false, false, pdu, len);
	last = s->steps[s->nr - 1];
	memmove(&s->steps[i + 1], &s->steps[i], (s->nr - 1 - i) * sizeof(last));
	s->steps[i] = last;
}

/*
 * script_attack() - have the peer attack, as the table says
 *
 * Return: false if there is no such attack.
 */
bool script_attack(struct script *s, const char *name)
{
	const u8 *hosts = NULL;
	size_t i, n;
	u8 *pdu;

	for (n = 0; n < ARRAY_SIZE(attacks); n++)
		if (!strcmp(attacks[n].name, name))
			break;
	if (n == ARRAY_SIZE(attacks))
		return false;
	for (i = 0; i < s->nr; i++) {
		pdu = pdu_of(&s->steps[i]);
		if (!pdu || pdu[0] != attacks[n].code)
			continue;
		if (s->steps[i].from_host) {
			hosts = pdu + 1;
			if (attacks[n].hosts)
				memcpy(pdu + attacks[n].at, attacks[n].hosts,
				       attacks[n].len);
			continue;
		}
		if (!attacks[n].value && !hosts)
			die("%s: the peer is the first", name);
		if (attacks[n].before)
			insert_pdu(s, i, attacks[n].value, attacks[n].len);
		else
			memcpy(pdu + attacks[n].at, attacks[n].value ?: hosts,
			       attacks[n].len);
		return true;
	}
	die("%s: not in this pairing", name);
}
