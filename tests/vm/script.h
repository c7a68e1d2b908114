/* SPDX-License-Identifier: GPL-2.0 */
/*
 * What host and peer set out to do in a pairing, in order. Whether it comes to
 * that is for them to find out.
 */
#ifndef SMPG_TEST_SCRIPT_H
#define SMPG_TEST_SCRIPT_H

#include "trace.h"

#define SCRIPT_MAX	128
#define SCRIPT_HANDLE	64

/**
 * struct step - one packet of a script
 * @from_host: against from the peer, or its controller
 * @forbidden: a key its sender did not negotiate; nobody waits for it
 * @packet: of ACL packets, unfragmented, the handle without flags
 */
struct step {
	bool from_host;
	bool forbidden;
	struct packet packet;
};

struct script {
	size_t nr;
	struct step steps[SCRIPT_MAX];
};

/**
 * struct variant - how the script departs from the trace
 * @swap: the host is the peripheral and the responder
 * @incoming: it is the peer that sends keys nobody negotiated
 * @sc: LE Secure Connections
 * @bredr: over BR/EDR, with its own channel
 * @clean: nobody sends a key that was not negotiated
 */
struct variant {
	bool swap;
	bool incoming;
	bool sc;
	bool bredr;
	bool clean;
};

/**
 * struct features - what one side knows of the negotiation
 * @bredr: on channel 0x0007
 * @request: Pairing Request, its code first; zero until it was seen
 * @response: Pairing Response
 */
struct features {
	bool bredr;
	u8 request[7];
	u8 response[7];
};

void features_take(struct features *f, const u8 *pdu, size_t len);
bool features_forbid(const struct features *f, bool initiator, u8 code);

void script_make(struct script *script, const struct trace *trace,
		 const struct variant *variant);
bool script_attack(struct script *script, const char *name);

#endif /* SMPG_TEST_SCRIPT_H */
