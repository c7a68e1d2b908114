// SPDX-License-Identifier: GPL-2.0
/*
 * storm NUMBER PAIRINGS: a peer transmits that many SMP PDUs, each of which breaks a
 * rule: three of four are keys that nobody negotiated, the fourth is a Pairing Request
 * with a key size that does not exist. Amid them another peer of the same adapter pairs
 * with the host, as often as is said, by legacy Just Works with keys that are random;
 * every PDU of it has to arrive as it was. The host counts what it may send: of each
 * packet one completion comes, and none of a packet that it has not sent.
 */
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "userhost_crypto.h"
#include "vhci.h"

#define STRANGER	64
#define FRIEND		65
#define PATIENCE_MS	20000
/* PDUs of the stranger between two looks at what comes back */
#define BURST		32

static struct vhci vhci = {
	.address = { 9, 2, 3, 4, 5, 6 },
	.acl_size = 27,
	.acl_num = 4,
};

static const u8 stranger[] = { 1, 2, 3, 4, 5, 0xc6 };
static const u8 friend[] = { 7, 2, 3, 4, 5, 0xc6 };
static unsigned long sent, completed, rejected, pairings;
static int user;
/* The last SMP PDU that the host, and that the friend's controller got */
static struct packet to_host, to_friend;

static void smp_packet_of(struct packet *p, u16 handle, const u8 *pdu)
{
	u8 frame[SMPG_L2CAP_MAX];

	packet_acl(p, handle, frame,
		   smp_frame(frame, SMPG_CID_SMP_LE, pdu, smpg_pdu_len(pdu[0])));
}

/* The controller has transmitted a packet at once. */
static void transmitted(const struct packet *p)
{
	struct packet done;

	if (acl_handle(p) == FRIEND)
		to_friend = *p;
	else if (smp_code(p) == SMPG_PAIRING_FAILED)
		rejected++;
	else
		die("the stranger is sent PDU %u", smp_code(p));
	packet_completed(&done, acl_handle(p), 1);
	vhci_send(&vhci, &done);
}

static void host_takes(const struct packet *p)
{
	if (packet_type(p) == HCI_ACL) {
		/* The host is told of a rejection too. */
		if (acl_handle(p) == FRIEND)
			to_host = *p;
		else if (smp_code(p) != SMPG_PAIRING_FAILED)
			die("PDU %u of the stranger gets through", smp_code(p));
	} else if (p->data[1] == EV_COMPLETED_PACKETS) {
		if (p->len != 8 || smpg_le16(p->data + 4) != FRIEND)
			die("a completion of a packet that is not the host's");
		completed += smpg_le16(p->data + 6);
		if (completed > sent)
			die("%lu completed of %lu", completed, sent);
	}
}

static void look(void)
{
	struct packet p;

	while (vhci_receive(&vhci, &p)) {
		if (packet_type(&p) == HCI_ACL)
			transmitted(&p);
		else
			vhci_answer(&vhci, &p);
	}
	while (hci_receive(user, &p))
		host_takes(&p);
}

/* Until @p has come, which is not for the stranger, and all else is done. */
static void await(const struct packet *p, const u8 *pdu)
{
	struct pollfd fds[] = {
		{ .fd = user, .events = POLLIN },
		{ .fd = vhci.fd, .events = POLLIN },
	};
	u64 end = now_ms() + PATIENCE_MS;

	for (look(); !p->len || completed < sent; look()) {
		if (now_ms() > end)
			die("PDU %u: %s, %lu completed of %lu", pdu[0],
			    p->len ? "came" : "did not come", completed, sent);
		poll(fds, ARRAY_SIZE(fds), 100);
	}
	if (p->len != 9 + smpg_pdu_len(pdu[0]) ||
	    memcmp(p->data + 9, pdu, smpg_pdu_len(pdu[0])))
		die("PDU %u arrived changed", pdu[0]);
}

static void from_host(const u8 *pdu)
{
	struct packet p;

	smp_packet_of(&p, FRIEND | ACL_HOST_START, pdu);
	to_friend.len = 0;
	sent++;
	hci_send(user, &p);
	await(&to_friend, pdu);
}

static void from_friend(const u8 *pdu)
{
	struct packet p;

	smp_packet_of(&p, FRIEND | ACL_START, pdu);
	to_host.len = 0;
	vhci_send(&vhci, &p);
	await(&to_host, pdu);
}

static void pair(void)
{
	static const u8 zero[16];
	u8 request[] = { SMPG_PAIRING_REQUEST, 3, 0, 1, 16, 0, 1 };
	u8 response[] = { SMPG_PAIRING_RESPONSE, 3, 0, 1, 16, 0, 1 };
	u8 confirm[17] = { SMPG_PAIRING_CONFIRM };
	u8 ltk[17] = { SMPG_ENCRYPTION_INFORMATION };
	u8 id[11] = { SMPG_CENTRAL_IDENTIFICATION };
	u8 mine[17] = { SMPG_PAIRING_RANDOM };
	u8 theirs[17] = { SMPG_PAIRING_RANDOM };
	u8 params[28] = { FRIEND }, host[7] = { 0 }, peer[7] = { 1 };
	struct packet p;

	memcpy(host + 1, vhci.address, 6);
	memcpy(peer + 1, friend, 6);
	random_octets(mine + 1, 16);
	random_octets(theirs + 1, 16);
	random_octets(ltk + 1, 16);
	random_octets(id + 1, 10);
	packet_le_connected(&p, FRIEND, 0, friend);
	vhci_send(&vhci, &p);
	from_host(request);
	from_friend(response);
	smp_c1(zero, mine + 1, request, response, host, peer, confirm + 1);
	from_host(confirm);
	smp_c1(zero, theirs + 1, request, response, host, peer, confirm + 1);
	from_friend(confirm);
	from_host(mine);
	from_friend(theirs);
	smp_s1(zero, theirs + 1, mine + 1, params + 12);
	packet_command(&p, CMD_LE_START_ENCRYPTION, params, sizeof(params));
	hci_send(user, &p);
	look();
	packet_encrypted(&p, FRIEND, 1);
	vhci_send(&vhci, &p);
	from_friend(ltk);
	from_friend(id);
	packet_disconnected(&p, FRIEND, 0x13);
	vhci_send(&vhci, &p);
	look();
	pairings++;
}

int main(int argc, char **argv)
{
	u8 pdus[4][17] = { { SMPG_ENCRYPTION_INFORMATION },
			   { SMPG_IDENTITY_INFORMATION },
			   { SMPG_SIGNING_INFORMATION },
			   { SMPG_PAIRING_REQUEST, 3, 0, 1, 99 } };
	unsigned long number, want, i;
	struct packet p, storm[4];

	if (argc != 3)
		die("storm NUMBER PAIRINGS");
	number = strtoul(argv[1], NULL, 10);
	want = strtoul(argv[2], NULL, 10);
	vhci_open(&vhci);
	user = hci_user_channel(&vhci);
	packet_le_connected(&p, STRANGER, 0, stranger);
	vhci_send(&vhci, &p);
	for (i = 0; i < ARRAY_SIZE(pdus); i++) {
		if (i < 3)
			random_octets(pdus[i] + 1, 16);
		smp_packet_of(&storm[i], STRANGER | ACL_START, pdus[i]);
	}
	for (i = 0; i < number; i++) {
		vhci_send(&vhci, &storm[i % ARRAY_SIZE(storm)]);
		if (i % BURST == BURST - 1)
			look();
		if (pairings < want && i >= number / want * pairings)
			pair();
	}
	printf("{\"sent\":%lu,\"pairings\":%lu,\"host\":%lu,\"completed\":%lu,\"rejected\":%lu}\n",
	       number, pairings, sent, completed, rejected);
	return sent == completed && pairings == want ? 0 : 1;
}
