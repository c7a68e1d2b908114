/* SPDX-License-Identifier: GPL-2.0 */
/*
 * One end of a pairing: follows the script, believes nothing but what reaches
 * it, and is strict about keys that were not negotiated.
 */
#ifndef SMPG_TEST_SIDE_H
#define SMPG_TEST_SIDE_H

#include "script.h"

#define SIDE_QUEUE	256
#define SIDE_NOTES	64

/**
 * struct side - host, or peer with its controller
 * @name: for the record
 * @host: is it the host?
 * @initiator: of the pairing
 * @fragment: octets of an ACL packet's payload at most, 0 for no limit
 * @script: what both set out to do
 * @pos: next step
 * @wait_at: step to wait before
 * @ignores: ignores PDUs that are not in turn, as Linux does
 * @transmit: puts a packet on its way; false if not now
 * @out: packets to send, ACL fragmented
 * @in: packets received and not yet looked for in the script
 * @sent: codes of the SMP PDUs sent
 * @received: codes of the SMP PDUs received
 * @l2cap: PDU being put together
 * @features: the negotiation as seen from here
 * @forbidden: when a forbidden key arrived, 0 if none did
 * @failed: Pairing Failed: its reason, 0 for none
 * @ignored: PDUs of a reserved code
 * @repaired: codes of keys that arrived with another value
 * @altered: codes of other packets that did
 * @csrk: as received
 */
struct side {
	const char *name;
	bool host;
	bool initiator;
	u16 fragment;
	u16 start_flag;
	const struct script *script;
	size_t pos, wait_at;
	bool ignores;

	bool (*transmit)(struct side *side, const struct packet *p);
	struct packet out[SIDE_QUEUE];
	size_t out_head, out_tail;
	struct packet in[SIDE_QUEUE];
	size_t in_head, in_tail;

	u8 sent[SIDE_NOTES], received[SIDE_NOTES];
	size_t nr_sent, nr_received;
	struct packet l2cap;
	struct features features;
	u64 forbidden;
	u8 failed;
	unsigned int ignored;
	u32 repaired, altered;
	bool have_csrk;
	u8 csrk[16];
};

void side_send(struct side *side, const struct packet *p);
void side_receive(struct side *side, const struct packet *p);
bool side_advance(struct side *side);
bool side_done(const struct side *side);

#endif /* SMPG_TEST_SIDE_H */
