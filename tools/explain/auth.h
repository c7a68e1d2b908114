/* SPDX-License-Identifier: GPL-2.0 */
/* HCI packets of authentication that are not SMP (Vol 4, Part E, 7.1 and 7.7) */
#ifndef SMPGUARD_AUTH_H
#define SMPGUARD_AUTH_H

#include "capture.h"

enum auth_kind {
	AUTH_NONE,
	AUTH_REQUESTED,		/* the host has its controller authenticate */
	AUTH_KEY_REQUEST,	/* the controller asks for a link key */
	AUTH_KEY_REPLY,
	AUTH_KEY_REFUSED,	/* the host has none */
	AUTH_PIN_REQUEST,
	AUTH_PIN_REPLY,
	AUTH_PIN_REFUSED,
	AUTH_IO_REQUEST,
	AUTH_IO_REPLY,		/* @io, @oob, @auth of this host */
	AUTH_IO_REFUSED,	/* @status */
	AUTH_IO_RESPONSE,	/* @io, @oob, @auth of the peer */
	AUTH_CONFIRM_REQUEST,	/* @number */
	AUTH_CONFIRM_REPLY,
	AUTH_CONFIRM_REFUSED,
	AUTH_PASSKEY_REQUEST,
	AUTH_PASSKEY_REPLY,
	AUTH_PASSKEY_REFUSED,
	AUTH_PASSKEY_SHOWN,	/* @number, which the peer's user enters */
	AUTH_OOB_REQUEST,
	AUTH_OOB_REPLY,
	AUTH_OOB_REFUSED,
	AUTH_PAIRED,		/* @status of Secure Simple Pairing */
	AUTH_KEY,		/* @key_type of the new link key */
	AUTH_COMPLETE,		/* @status, by handle */
	AUTH_NOT_CONNECTED,	/* @status: the link was refused before there was one */
	AUTH_LTK_REFUSED,	/* LE, by handle: the host has no LTK */
};

/* What the kernel has its user asked for a confirmation */
enum auth_hint { AUTH_HINT_NONE, AUTH_HINT_NUMBER, AUTH_HINT_YES_OR_NO };

/**
 * struct auth - one of them
 * @kind: enum auth_kind
 * @handle: of those that have one, or 0xffff
 * @peer: address of the others, least significant octet first
 * @hint: of AUTH_CONFIRM_REQUEST, enum auth_hint, where it comes from the kernel
 */
struct auth {
	u8 kind;
	u16 handle;
	u8 peer[6];
	u8 status;
	u8 io, oob, auth;
	u8 key_type;
	u8 hint;
	u32 number;
};

#define AUTH_NO_HANDLE	0xffff

enum auth_kind auth_read(const struct hci_packet *p, struct auth *a);

#endif /* SMPGUARD_AUTH_H */
