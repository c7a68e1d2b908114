/* SPDX-License-Identifier: GPL-2.0 */
/* The links of a capture, each with the pairing that it is in. */
#ifndef SMPGUARD_LINK_H
#define SMPGUARD_LINK_H

#include "pairing.h"

/**
 * struct link - one connection
 * @guard: judged as the guard would, under the policy chosen
 * @seen: judged without consequences, so that PDUs which the guard would have kept
 *	from the other side are judged too
 * @private_address: this host uses resolvable private addresses
 * @lost: a packet of it is not all there, since the pairing before
 * @hidden: the address of its peer was made unreadable
 * @on_air: @air is the address that the peer had on the air
 * @heard: the peer was received since the link was encrypted
 * @local: private address of this host on the link, zero if it has none
 * @stored: enum stored, of a key that is not of a pairing on this link
 * @stored_at: the packet that shows it
 * @ediv: of that key
 * @nameless: the capture has no handle of it
 * @pairing: NULL while there is none
 */
struct link {
	struct link *next;
	u16 adapter;
	struct smpg_link guard, seen;
	bool private_address;
	bool lost;
	bool hidden;
	bool on_air;
	u8 air[6];
	bool heard;
	u8 local[6];
	u8 stored;
	struct hci_packet stored_at;
	u16 ediv;
	bool nameless;
	struct pairing *pairing;
};

/* Handles have 12 bits. */
#define LINKS_UNREAD(adapter, handle) ((u32)(adapter) << 16 | (handle) | 0x1000)

/**
 * struct links - all of them, the newest first
 * @unread: LINKS_UNREAD() of the last packet that could not be read and was of none of
 *	them, 0 for none
 * @done: called with each pairing that is over
 * @arg: for @done
 */
struct links {
	struct link *first;
	u32 unread;
	void (*done)(void *arg, struct pairing *p);
	void *arg;
};

struct link **links_find(struct links *links, u16 adapter, u16 handle);
struct link **links_find_any(struct links *links, u16 adapter, u16 handle);
struct link *links_with(const struct links *links, u16 adapter, const u8 *peer);
struct link *links_meet_peer(struct links *links, const struct hci_packet *packet,
			     const u8 *peer);
struct link *links_meet(struct links *links, u16 adapter, u16 handle);
struct link *links_open(struct links *links, const struct hci_packet *packet,
			const struct smpg_hci *hci);
void links_drop(struct links *links, struct link **at);
struct pairing *link_begin_pairing(struct link *l);
void links_end_pairing(struct links *links, struct link *l);

#endif /* SMPGUARD_LINK_H */
