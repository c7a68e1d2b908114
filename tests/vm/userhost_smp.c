// SPDX-License-Identifier: GPL-2.0
/*
 * The Security Manager of the host: Just Works, legacy and with LE Secure
 * Connections (Vol 3, Part H, 2.3.5 and 3.5).
 */
#include <string.h>

#include "userhost.h"
#include "vhci.h"

#define TIMEOUT_MS	30000	/* 3.4 */

#define REASON_CONFIRM_VALUE_FAILED	0x04
#define REASON_NOT_SUPPORTED		0x05
#define REASON_ENCRYPTION_KEY_SIZE	0x06
#define REASON_UNSPECIFIED		0x08
#define REASON_INVALID_PARAMETERS	0x0a
#define REASON_DHKEY_CHECK_FAILED	0x0b

static const u8 zero[16];

/* By code: what a PDU is called, and how long it is with its code. */
static const struct {
	const char *name;
	u8 len;
} pdus[] = {
	[SMPG_PAIRING_REQUEST] = { "Pairing Request", 7 },
	[SMPG_PAIRING_RESPONSE] = { "Pairing Response", 7 },
	[SMPG_PAIRING_CONFIRM] = { "Pairing Confirm", 17 },
	[SMPG_PAIRING_RANDOM] = { "Pairing Random", 17 },
	[SMPG_PAIRING_FAILED] = { "Pairing Failed", 2 },
	[SMPG_ENCRYPTION_INFORMATION] = { "Encryption Information", 17 },
	[SMPG_CENTRAL_IDENTIFICATION] = { "Central Identification", 11 },
	[SMPG_IDENTITY_INFORMATION] = { "Identity Information", 17 },
	[SMPG_IDENTITY_ADDRESS_INFORMATION] = {
		"Identity Address Information", 8
	},
	[SMPG_SIGNING_INFORMATION] = { "Signing Information", 17 },
	[SMPG_SECURITY_REQUEST] = { "Security Request", 2 },
	[SMPG_PAIRING_PUBLIC_KEY] = { "Pairing Public Key", 65 },
	[SMPG_PAIRING_DHKEY_CHECK] = { "Pairing DHKey Check", 17 },
	[SMPG_PAIRING_KEYPRESS] = { "Pairing Keypress Notification", 2 },
};

static bool known(u8 code)
{
	return code && code < ARRAY_SIZE(pdus);
}

static void tell_pdu(const char *direction, const u8 *pdu, size_t len)
{
	tell("smp", "\"direction\":\"%s\",\"pdu\":\"%s\",\"hex\":\"%s\"",
	     direction, known(pdu[0]) ? pdus[pdu[0]].name : "Unknown",
	     hex(pdu, len));
}

/* The bit that promises the key in a PDU of this code */
static u8 dist_bit(u8 code)
{
	switch (code) {
	case SMPG_ENCRYPTION_INFORMATION:
	case SMPG_CENTRAL_IDENTIFICATION:
		return DIST_ENC;
	case SMPG_IDENTITY_INFORMATION:
	case SMPG_IDENTITY_ADDRESS_INFORMATION:
		return DIST_ID;
	case SMPG_SIGNING_INFORMATION:
		return DIST_SIGN;
	}
	return 0;
}

static void send_pdu(struct userhost *h, u8 code, const void *params,
		     size_t len)
{
	u8 pdu[65] = { code };

	memcpy(pdu + 1, params, len);
	tell_pdu("sent", pdu, 1 + len);
	adapter_send(&h->adapter, h->handle,
		     h->bredr ? SMPG_CID_SMP_BREDR : SMPG_CID_SMP_LE, pdu, 1 + len);
}

static bool running(const struct smp *smp)
{
	return smp->state != SMP_IDLE && smp->state < SMP_PAIRED;
}

static void end_badly(struct userhost *h, const char *side, u8 reason)
{
	tell("pairing-failed", "\"side\":\"%s\",\"reason\":%u", side, reason);
	h->smp.state = SMP_FAILED;
	h->smp.confirm_at = 0;
	h->bonded = false;
	h->failed++;
}

static void fail(struct userhost *h, u8 reason)
{
	send_pdu(h, SMPG_PAIRING_FAILED, &reason, 1);
	end_badly(h, "local", reason);
}

/* smp_truncate() - to @size octets: the others are the most significant ones */
void smp_truncate(u8 key[16], u8 size)
{
	memset(key + size, 0, 16 - size);
}

static void start(struct userhost *h, bool initiator)
{
	struct smp *smp = &h->smp;

	p256_free(smp->p256);
	memset(smp, 0, sizeof(*smp));
	smp->initiator = initiator;
	smp->deadline = now_ms() + TIMEOUT_MS;
	h->bonded = false;
	memset(&h->peer, 0, sizeof(h->peer));
	random_octets(smp->random[0], 16);
}

/* smp_pair() - send Pairing Request, unless a pairing has begun */
void smp_pair(struct userhost *h)
{
	struct smp *smp = &h->smp;

	if (running(smp))
		return;
	start(h, true);
	smp->preq[0] = SMPG_PAIRING_REQUEST;
	memcpy(smp->preq + 1, h->manners.features, 6);
	send_pdu(h, smp->preq[0], smp->preq + 1, 6);
	smp->state = SMP_FEATURES;
}

void smp_request_security(struct userhost *h)
{
	send_pdu(h, SMPG_SECURITY_REQUEST, h->manners.features + 2, 1);
}

/* What both sides' features come to; false if they come to nothing. */
static bool negotiate(struct userhost *h)
{
	struct smp *smp = &h->smp;
	u8 initiator = smp->preq[5] & smp->pres[5];
	u8 responder = smp->preq[6] & smp->pres[6];

	smp->sc = smp->preq[3] & smp->pres[3] & SMPG_AUTH_SC;
	smp->give = smp->initiator ? initiator : responder;
	smp->take = smp->initiator ? responder : initiator;
	smp->give &= DIST_ENC | DIST_ID | DIST_SIGN;
	smp->take &= DIST_ENC | DIST_ID | DIST_SIGN;
	if (smp->sc) {
		smp->give &= ~DIST_ENC;
		smp->take &= ~DIST_ENC;
	}
	smp->key_size = smp->preq[4] < smp->pres[4] ? smp->preq[4] : smp->pres[4];
	return smp->key_size >= SMPG_KEY_LEN_MIN && smp->key_size <= SMPG_KEY_LEN;
}

static const u8 *address(const struct userhost *h, bool initiator)
{
	return initiator == h->smp.initiator ? h->adapter.address :
					       h->peer_address;
}

/* The confirm value of a side: ours is 0, the peer's 1. */
static void confirm_value(const struct userhost *h, int side, u8 out[16])
{
	const struct smp *smp = &h->smp;

	if (smp->sc)
		smp_f4(smp->public[side], smp->public[!side], smp->random[side],
		       0, out);
	else
		smp_c1(zero, smp->random[side], smp->preq, smp->pres,
		       address(h, true), address(h, false), out);
}

static void send_confirm(struct userhost *h)
{
	u8 value[16];

	h->smp.confirm_at = 0;
	confirm_value(h, 0, value);
	send_pdu(h, SMPG_PAIRING_CONFIRM, value, 16);
}

static void schedule_confirm(struct userhost *h)
{
	if (h->manners.slow_ms)
		h->smp.confirm_at = now_ms() + h->manners.slow_ms;
	else
		send_confirm(h);
}

static void send_random(struct userhost *h)
{
	send_pdu(h, SMPG_PAIRING_RANDOM, h->smp.random[0], 16);
}

static void send_public_key(struct userhost *h)
{
	struct smp *smp = &h->smp;

	smp->p256 = p256_new(smp->public[0]);
	send_pdu(h, SMPG_PAIRING_PUBLIC_KEY, smp->public[0],
		 sizeof(smp->public[0]));
}

/* @of_initiator: the check value that the initiator sends */
static void dhkey_check(const struct userhost *h, bool of_initiator, u8 out[16])
{
	const struct smp *smp = &h->smp;
	int side = of_initiator == smp->initiator ? 0 : 1;

	smp_f6(smp->mackey, smp->random[side], smp->random[!side],
	       (of_initiator ? smp->preq : smp->pres) + 1,
	       address(h, of_initiator), address(h, !of_initiator), out);
}

static void send_dhkey_check(struct userhost *h)
{
	u8 value[16];

	dhkey_check(h, h->smp.initiator, value);
	send_pdu(h, SMPG_PAIRING_DHKEY_CHECK, value, 16);
}

/* The STK, or the LTK of LE Secure Connections; false if there is none. */
static bool derive_key(struct userhost *h)
{
	struct smp *smp = &h->smp;
	const u8 *initiator = smp->random[smp->initiator ? 0 : 1];
	const u8 *responder = smp->random[smp->initiator ? 1 : 0];
	u8 secret[P256_LEN];

	if (!smp->sc) {
		smp_s1(zero, responder, initiator, smp->key);
	} else {
		if (!p256_secret(smp->p256, smp->public[1], secret))
			return false;
		smp_f5(secret, initiator, responder, address(h, true),
		       address(h, false), smp->mackey, smp->key);
	}
	smp_truncate(smp->key, smp->key_size);
	return true;
}

static void tell_key(const char *direction, const char *key, const void *value,
		     size_t len)
{
	tell("key", "\"direction\":\"%s\",\"key\":\"%s\",\"value\":\"%s\"",
	     direction, key, hex(value, len));
}

static void tell_identification(const char *direction, u16 ediv,
				const u8 rand[8])
{
	tell("key",
	     "\"direction\":\"%s\",\"key\":\"EDIV\",\"value\":%u,\"rand\":\"%s\"",
	     direction, ediv, rand_text(rand));
}

static void give_ltk(struct userhost *h)
{
	u8 identification[10];
	u8 ltk[16];

	if (h->manners.stk_is_ltk)
		memcpy(h->own.ltk, h->smp.key, 16);
	memcpy(ltk, h->own.ltk, 16);
	smp_truncate(ltk, h->smp.key_size);
	put16(identification, h->own.ediv);
	memcpy(identification + 2, h->own.rand, 8);
	tell_key("sent", "LTK", ltk, 16);
	send_pdu(h, SMPG_ENCRYPTION_INFORMATION, ltk, 16);
	tell_identification("sent", h->own.ediv, h->own.rand);
	send_pdu(h, SMPG_CENTRAL_IDENTIFICATION, identification, 10);
}

static void give_identity(struct userhost *h)
{
	u8 identity[7] = { h->own.identity[6] };

	memcpy(identity + 1, h->own.identity, 6);
	tell_key("sent", "IRK", h->own.irk, 16);
	send_pdu(h, SMPG_IDENTITY_INFORMATION, h->own.irk, 16);
	send_pdu(h, SMPG_IDENTITY_ADDRESS_INFORMATION, identity, 7);
}

static void give_keys(struct userhost *h)
{
	u8 give = h->smp.give | h->manners.unnegotiated;

	if (give & DIST_ENC)
		give_ltk(h);
	if (give & DIST_ID)
		give_identity(h);
	if (give & DIST_SIGN) {
		tell_key("sent", "CSRK", h->own.csrk, 16);
		send_pdu(h, SMPG_SIGNING_INFORMATION, h->own.csrk, 16);
	}
	h->smp.give = 0;
}

static void encrypt_new(struct userhost *h)
{
	h->smp.state = SMP_ENCRYPTION;
	if (h->manners.early)
		give_keys(h);
	if (h->smp.initiator)
		start_encryption(h, h->smp.key, 0, zero);
}

static void paired(struct userhost *h)
{
	struct smp *smp = &h->smp;

	smp->state = SMP_PAIRED;
	h->bonded = true;
	h->paired++;
	tell("paired", "\"sc\":%s,\"key_size\":%u,\"%s\":\"%s\"",
	     smp->sc ? "true" : "false", smp->key_size,
	     smp->sc ? "ltk" : "stk", hex(smp->key, 16));
}

/* The responder's keys come first. */
static void keys_go_on(struct userhost *h)
{
	struct smp *smp = &h->smp;

	if (smp->take)
		return;
	if (smp->initiator)
		give_keys(h);
	paired(h);
}

/* smp_encrypted() - encryption of the link changed, or did not */
void smp_encrypted(struct userhost *h, u8 status)
{
	if (h->smp.state != SMP_ENCRYPTION)
		return;
	if (status) {
		end_badly(h, "encryption", status);
		return;
	}
	h->smp.state = SMP_KEYS;
	if (!h->smp.initiator)
		give_keys(h);
	keys_go_on(h);
}

void smp_disconnected(struct userhost *h)
{
	if (running(&h->smp))
		end_badly(h, "disconnected", 0);
	if (h->smp.state != SMP_PAIRED)
		h->smp.state = SMP_IDLE;
}

/* smp_tick() - what is due by the clock */
void smp_tick(struct userhost *h)
{
	struct smp *smp = &h->smp;

	if (!running(smp))
		return;
	if (smp->confirm_at && now_ms() >= smp->confirm_at)
		send_confirm(h);
	if (now_ms() >= smp->deadline)
		end_badly(h, "timeout", 0);
}

static bool same(u16 ediv, const u8 rand[8], const struct keys *keys)
{
	return ediv == keys->ediv && !memcmp(rand, keys->rand, 8);
}

/*
 * smp_key_for() - the key that a Long Term Key Request asks for, NULL if there
 * is none. Outside a pairing EDIV and Rand of zero mean LE Secure Connections.
 * A central may encrypt with the key that it distributed, as the peer has it.
 */
const u8 *smp_key_for(struct userhost *h, u16 ediv, const u8 rand[8],
		      const char **name)
{
	static u8 ltk[16];
	bool none = !ediv && !memcmp(rand, zero, 8);
	const struct smp *smp = &h->smp;

	if (none && smp->state == SMP_ENCRYPTION) {
		*name = smp->sc ? "sc-ltk" : "stk";
		return smp->key;
	}
	if (none && h->bonded && smp->sc) {
		*name = "sc-ltk";
		return smp->key;
	}
	if (!none && h->bonded && h->peer.have & DIST_ENC &&
	    !same(ediv, rand, &h->own) && same(ediv, rand, &h->peer)) {
		*name = "peer-ltk";
		return h->peer.ltk;
	}
	*name = "none";
	if (!same(ediv, rand, &h->own))
		return NULL;
	memcpy(ltk, h->own.ltk, 16);
	if (h->bonded)
		smp_truncate(ltk, smp->key_size);
	*name = "own-ltk";
	return ltk;
}

static void receive_request(struct userhost *h, const u8 *pdu)
{
	struct smp *smp = &h->smp;

	if (h->central) {
		fail(h, REASON_NOT_SUPPORTED);
		return;
	}
	start(h, false);
	memcpy(smp->preq, pdu, 7);
	smp->pres[0] = SMPG_PAIRING_RESPONSE;
	memcpy(smp->pres + 1, h->manners.features, 6);
	smp->pres[5] &= smp->preq[5];
	smp->pres[6] &= smp->preq[6];
	if (!negotiate(h)) {
		fail(h, REASON_ENCRYPTION_KEY_SIZE);
		return;
	}
	send_pdu(h, smp->pres[0], smp->pres + 1, 6);
	smp->state = smp->sc ? SMP_PUBLIC_KEY : SMP_CONFIRM;
	/* The link key has authenticated the sides */
	if (!h->bredr)
		return;
	smp->state = SMP_KEYS;
	give_keys(h);
	keys_go_on(h);
}

static void receive_response(struct userhost *h, const u8 *pdu)
{
	struct smp *smp = &h->smp;

	memcpy(smp->pres, pdu, 7);
	if (!negotiate(h)) {
		fail(h, REASON_ENCRYPTION_KEY_SIZE);
		return;
	}
	if (smp->sc) {
		send_public_key(h);
		smp->state = SMP_PUBLIC_KEY;
		return;
	}
	schedule_confirm(h);
	smp->state = SMP_CONFIRM;
}

static void receive_public_key(struct userhost *h, const u8 *pdu)
{
	struct smp *smp = &h->smp;

	memcpy(smp->public[1], pdu + 1, sizeof(smp->public[1]));
	smp->state = SMP_CONFIRM;
	if (smp->initiator)
		return;
	send_public_key(h);
	schedule_confirm(h);
	smp->state = SMP_RANDOM;
}

static void receive_confirm(struct userhost *h, const u8 *pdu)
{
	struct smp *smp = &h->smp;

	memcpy(smp->confirm, pdu + 1, 16);
	if (smp->initiator)
		send_random(h);
	else
		schedule_confirm(h);
	smp->state = SMP_RANDOM;
}

static void receive_random(struct userhost *h, const u8 *pdu)
{
	struct smp *smp = &h->smp;
	u8 value[16];

	memcpy(smp->random[1], pdu + 1, 16);
	/* With LE Secure Connections only the responder confirms */
	if (!smp->sc || smp->initiator) {
		confirm_value(h, 1, value);
		if (memcmp(value, smp->confirm, 16)) {
			fail(h, REASON_CONFIRM_VALUE_FAILED);
			return;
		}
	}
	if (!derive_key(h)) {
		fail(h, REASON_INVALID_PARAMETERS);
		return;
	}
	if (!smp->initiator)
		send_random(h);
	if (!smp->sc) {
		encrypt_new(h);
		return;
	}
	if (smp->initiator)
		send_dhkey_check(h);
	smp->state = SMP_DHKEY_CHECK;
}

static void receive_dhkey_check(struct userhost *h, const u8 *pdu)
{
	u8 value[16];

	dhkey_check(h, !h->smp.initiator, value);
	if (memcmp(value, pdu + 1, 16)) {
		fail(h, REASON_DHKEY_CHECK_FAILED);
		return;
	}
	if (!h->smp.initiator)
		send_dhkey_check(h);
	encrypt_new(h);
}

/* Keys count whether they were negotiated or not, unless we are strict. */
static void receive_key(struct userhost *h, const u8 *pdu)
{
	u8 bit = dist_bit(pdu[0]);
	struct keys *peer = &h->peer;

	switch (pdu[0]) {
	case SMPG_ENCRYPTION_INFORMATION:
		memcpy(peer->ltk, pdu + 1, 16);
		tell_key("received", "LTK", peer->ltk, 16);
		return;
	case SMPG_CENTRAL_IDENTIFICATION:
		peer->ediv = smpg_le16(pdu + 1);
		memcpy(peer->rand, pdu + 3, 8);
		tell_identification("received", peer->ediv, peer->rand);
		break;
	case SMPG_IDENTITY_INFORMATION:
		memcpy(peer->irk, pdu + 1, 16);
		tell_key("received", "IRK", peer->irk, 16);
		return;
	case SMPG_IDENTITY_ADDRESS_INFORMATION:
		memcpy(peer->identity, pdu + 2, 6);
		peer->identity[6] = pdu[1];
		break;
	case SMPG_SIGNING_INFORMATION:
		memcpy(peer->csrk, pdu + 1, 16);
		tell_key("received", "CSRK", peer->csrk, 16);
		break;
	}
	peer->have |= bit;
	if (!(h->smp.take & bit))
		return;
	h->smp.take &= ~bit;
	keys_go_on(h);
}

static void receive_security_request(struct userhost *h)
{
	if (!h->central || running(&h->smp))
		return;
	if (h->bonded && h->peer.have & DIST_ENC)
		start_encryption(h, h->peer.ltk, h->peer.ediv, h->peer.rand);
	else
		smp_pair(h);
}

/* Go on as if the peer had said what was waited for */
static void press_on(struct userhost *h, u8 state)
{
	struct smp *smp = &h->smp;

	switch (state) {
	case SMP_FEATURES:
		memcpy(smp->pres, smp->preq, 7);
		smp->pres[0] = SMPG_PAIRING_RESPONSE;
		negotiate(h);
		send_confirm(h);
		break;
	case SMP_CONFIRM:
		if (smp->initiator)
			send_random(h);
		else
			send_confirm(h);
		break;
	case SMP_RANDOM:
		if (smp->initiator) {
			derive_key(h);
			start_encryption(h, smp->key, 0, zero);
		} else {
			send_random(h);
		}
		break;
	case SMP_ENCRYPTION:
	case SMP_KEYS:
	case SMP_PAIRED:
		give_keys(h);
		break;
	}
}

static void receive_failed(struct userhost *h, const u8 *pdu)
{
	u8 state = h->smp.state;

	end_badly(h, "peer", pdu[1]);
	if (h->manners.ignore_failed)
		press_on(h, state);
}

/* The state in which a PDU is due; those that are due at any time have none */
static u8 due(u8 code)
{
	switch (code) {
	case SMPG_PAIRING_RESPONSE:
		return SMP_FEATURES;
	case SMPG_PAIRING_PUBLIC_KEY:
		return SMP_PUBLIC_KEY;
	case SMPG_PAIRING_CONFIRM:
		return SMP_CONFIRM;
	case SMPG_PAIRING_RANDOM:
		return SMP_RANDOM;
	case SMPG_PAIRING_DHKEY_CHECK:
		return SMP_DHKEY_CHECK;
	}
	return SMP_IDLE;
}

static bool unwanted_key(const struct userhost *h, u8 code)
{
	return key_code(code) && running(&h->smp) && h->manners.strict &&
	       !(h->smp.take & dist_bit(code));
}

void smp_receive(struct userhost *h, const u8 *pdu, size_t len)
{
	u8 code = len ? pdu[0] : 0;

	if (!len)
		return;
	tell_pdu("received", pdu, len);
	if (!known(code) || len != pdus[code].len) {
		if (running(&h->smp))
			fail(h, REASON_INVALID_PARAMETERS);
		return;
	}
	if ((due(code) != SMP_IDLE && due(code) != h->smp.state) ||
	    unwanted_key(h, code)) {
		if (running(&h->smp))
			fail(h, REASON_UNSPECIFIED);
		return;
	}
	switch (code) {
	case SMPG_PAIRING_REQUEST:
		receive_request(h, pdu);
		break;
	case SMPG_PAIRING_RESPONSE:
		receive_response(h, pdu);
		break;
	case SMPG_PAIRING_CONFIRM:
		receive_confirm(h, pdu);
		break;
	case SMPG_PAIRING_RANDOM:
		receive_random(h, pdu);
		break;
	case SMPG_PAIRING_FAILED:
		receive_failed(h, pdu);
		break;
	case SMPG_SECURITY_REQUEST:
		receive_security_request(h);
		break;
	case SMPG_PAIRING_PUBLIC_KEY:
		receive_public_key(h, pdu);
		break;
	case SMPG_PAIRING_DHKEY_CHECK:
		receive_dhkey_check(h, pdu);
		break;
	default:
		if (key_code(code))
			receive_key(h, pdu);
	}
}
