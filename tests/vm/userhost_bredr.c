// SPDX-License-Identifier: GPL-2.0
/*
 * Links over BR/EDR, whose controllers pair by themselves: the host takes what peer
 * and controller ask for (Vol 4, Part E, 7.7).
 */
#include <string.h>

#include "userhost.h"
#include "vhci.h"

static void reply(struct userhost *h, u16 opcode, const u8 peer[6], const void *params,
		  u8 len)
{
	u8 all[6 + 23] = { 0 };

	memcpy(all, peer, 6);
	memcpy(all + 6, params, len);
	adapter_command(&h->adapter, opcode, all, 6 + len, NULL, 0);
}

static void connected(struct userhost *h, const u8 *params)
{
	if (params[0])
		return;
	h->up = true;
	h->bredr = true;
	h->central = false;
	h->encrypted = false;
	h->handle = smpg_le16(params + 1);
	memcpy(h->peer_address, params + 3, 6);
	h->peer_address[6] = 0;
	tell("connected", "\"transport\":\"BR/EDR\",\"peer\":\"%s\"",
	     address_text(h->peer_address));
}

static void link_key_requested(struct userhost *h, const u8 *peer)
{
	if (h->has_link_key)
		reply(h, CMD_LINK_KEY_REPLY, peer, h->link_key, 16);
	else
		reply(h, CMD_LINK_KEY_NEGATIVE, peer, NULL, 0);
}

/* bredr_event() - an event of a link over BR/EDR, or before there is one */
void bredr_event(struct userhost *h, u8 code, const u8 *params, size_t len)
{
	/* Four digits, as of many a headset */
	static const u8 pin[17] = { 4, '0', '0', '0', '0' };
	/* No input, no output, no out-of-band data; bonding */
	static const u8 io[3] = { 3, 0, 2 };
	static const u8 peripheral = 1;

	if (len < 6)
		return;
	switch (code) {
	case EV_CONNECTION_REQUEST:
		reply(h, CMD_ACCEPT_CONNECTION, params, &peripheral, 1);
		break;
	case EV_CONNECTION_COMPLETE:
		if (len >= 11)
			connected(h, params);
		break;
	case EV_LINK_KEY_REQUEST:
		link_key_requested(h, params);
		break;
	case EV_PIN_CODE_REQUEST:
		reply(h, CMD_PIN_CODE_REPLY, params, pin, sizeof(pin));
		break;
	case EV_IO_CAPABILITY_REQUEST:
		reply(h, CMD_IO_CAPABILITY_REPLY, params, io, sizeof(io));
		break;
	case EV_USER_CONFIRMATION_REQUEST:
		reply(h, CMD_USER_CONFIRMATION_REPLY, params, NULL, 0);
		break;
	case EV_LINK_KEY_NOTIFICATION:
		if (len < 23)
			break;
		memcpy(h->link_key, params + 6, 16);
		h->has_link_key = true;
		break;
	}
}
