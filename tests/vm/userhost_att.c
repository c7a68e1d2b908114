// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "userhost.h"
#include "vhci.h"

#define ATT_READ_REQUEST		0x0a
#define ATT_SIGNED_WRITE_COMMAND	0xd2
#define SIGNATURE_LEN			12

static u32 le32(const u8 *p)
{
	return smpg_le16(p) | (u32)smpg_le16(p + 2) << 16;
}

static void tell_signed(const char *direction, const char *verdict,
			const u8 *pdu, size_t len)
{
	const u8 *signature = pdu + len - SIGNATURE_LEN;

	tell("signed-write",
	     "\"direction\":\"%s\",\"verdict\":\"%s\",\"handle\":%u,\"counter\":%u,\"value\":\"%s\",\"signature\":\"%s\"",
	     direction, verdict, smpg_le16(pdu + 1), le32(signature),
	     hex(pdu + 3, len - SIGNATURE_LEN - 3),
	     hex(signature, SIGNATURE_LEN));
}

/* att_signed_write() - send a Signed Write Command, signed with our own CSRK */
void att_signed_write(struct userhost *h, u16 handle, const u8 *value,
		      size_t len)
{
	u8 pdu[64] = { ATT_SIGNED_WRITE_COMMAND };

	if (3 + len + SIGNATURE_LEN > sizeof(pdu))
		die("a value of %zu octets", len);
	put16(pdu + 1, handle);
	memcpy(pdu + 3, value, len);
	len += 3;
	smp_sign(h->own.csrk, pdu, len, h->own.counter++, pdu + len);
	len += SIGNATURE_LEN;
	tell_signed("sent", "own", pdu, len);
	adapter_send(&h->adapter, h->handle, CID_ATT, pdu, len);
}

static const char *verify(struct userhost *h, const u8 *pdu, size_t len)
{
	const u8 *signature = pdu + len - SIGNATURE_LEN;
	u32 counter = le32(signature);
	u8 good[SIGNATURE_LEN];

	if (!(h->peer.have & DIST_SIGN))
		return "no-key";
	smp_sign(h->peer.csrk, pdu, len - SIGNATURE_LEN, counter, good);
	if (memcmp(good, signature, SIGNATURE_LEN))
		return "bad";
	if (counter < h->peer.counter)
		return "replayed";
	h->peer.counter = counter + 1;
	return "ok";
}

/* Error Response: Request Not Supported */
static void refuse_read(struct userhost *h, const u8 *pdu)
{
	u8 error[5] = { 0x01, pdu[0], pdu[1], pdu[2], 0x06 };

	adapter_send(&h->adapter, h->handle, CID_ATT, error, sizeof(error));
}

/* att_receive() - there is no server here: signatures are all it looks at */
void att_receive(struct userhost *h, const u8 *pdu, size_t len)
{
	const char *verdict;

	if (len == 3 && pdu[0] == ATT_READ_REQUEST)
		refuse_read(h, pdu);
	if (len < 3 + SIGNATURE_LEN || pdu[0] != ATT_SIGNED_WRITE_COMMAND)
		return;
	verdict = verify(h, pdu, len);
	if (!strcmp(verdict, "ok"))
		h->verified++;
	else
		h->forged++;
	tell_signed("received", verdict, pdu, len);
}
