/* SPDX-License-Identifier: GPL-2.0 */
/* PDUs and keys for more than one suite. */
#ifndef SMPG_KUNIT_PDUS_H
#define SMPG_KUNIT_PDUS_H

#include "smpg_engine.h"

#define TX	SMP_GUARD_DIRECTION_TX
#define RX	SMP_GUARD_DIRECTION_RX

#define ENC	SMP_GUARD_KEY_DIST_ENCKEY
#define ID	SMP_GUARD_KEY_DIST_IDKEY
#define SIGN	SMP_GUARD_KEY_DIST_SIGNKEY
#define LINK	SMP_GUARD_KEY_DIST_LINKKEY

/* A list for the braces of an array, or for the end of another list. */
#define OCTETS(...) __VA_ARGS__

/* Drawn at random; no two are alike. */
#define KEY_A OCTETS(0x5d, 0x0b, 0xc8, 0x91, 0x3e, 0xf4, 0x27, 0x6a, \
		     0xd5, 0x88, 0x1c, 0xb3, 0x40, 0x7f, 0xe9, 0x12)
#define KEY_B OCTETS(0xa1, 0x36, 0x7c, 0xe0, 0x59, 0x04, 0xbd, 0xf2, \
		     0x68, 0xcb, 0x17, 0x9e, 0x23, 0x8d, 0x4a, 0xd6)
#define KEY_C OCTETS(0x0e, 0xd9, 0x62, 0x35, 0xfb, 0x90, 0x4c, 0xa7, \
		     0x1d, 0x73, 0xe8, 0x06, 0xb1, 0x5a, 0x2f, 0xc4)
#define KEY_D OCTETS(0x94, 0x6f, 0x1a, 0x08, 0xc3, 0xe5, 0x7e, 0x52, \
		     0x39, 0xb0, 0xdd, 0x41, 0x86, 0xfc, 0x2b, 0x67)
#define RAND_A OCTETS(0x8e, 0x13, 0xd7, 0x44, 0x09, 0xba, 0x6c, 0xf1)

/* From the recorded trace, in the order of the wire. */
#define KEY_TRACE OCTETS(0xff, 0xee, 0xdd, 0xcc, 0xbb, 0xaa, 0x99, 0x88, \
			 0x77, 0x66, 0x55, 0x44, 0x33, 0x22, 0x11, 0x00)
#define RAND_TRACE OCTETS(0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77, 0x88)

/* NoInputNoOutput, no OOB data, 16 octets of key. */
#define REQUEST(auth, initiator, responder) \
	OCTETS(SMPG_PAIRING_REQUEST, 3, 0, auth, 16, initiator, responder)
#define RESPONSE(auth, initiator, responder) \
	OCTETS(SMPG_PAIRING_RESPONSE, 3, 0, auth, 16, initiator, responder)

#define LTK(...) OCTETS(SMPG_ENCRYPTION_INFORMATION, __VA_ARGS__)
#define EDIV_RAND(...) \
	OCTETS(SMPG_CENTRAL_IDENTIFICATION, 0x0c, 0x00, __VA_ARGS__)
#define IRK(...) OCTETS(SMPG_IDENTITY_INFORMATION, __VA_ARGS__)
#define ADDRESS \
	OCTETS(SMPG_IDENTITY_ADDRESS_INFORMATION, 0, \
	       0x70, 0x50, 0x15, 0xeb, 0x27, 0xb8)
#define CSRK(...) OCTETS(SMPG_SIGNING_INFORMATION, __VA_ARGS__)
#define CONFIRM(...) OCTETS(SMPG_PAIRING_CONFIRM, __VA_ARGS__)
#define RANDOM(...) OCTETS(SMPG_PAIRING_RANDOM, __VA_ARGS__)
#define FAILED(reason) OCTETS(SMPG_PAIRING_FAILED, reason)

#endif /* SMPG_KUNIT_PDUS_H */
