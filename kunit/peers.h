/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Links without frames, on which the peers get other keys than the host sends:
 * the host's LTK has one value, EDIV and Rand, and those of the peers have
 * numbers.
 */
#ifndef SMPG_KUNIT_PEERS_H
#define SMPG_KUNIT_PEERS_H

#include <kunit/test.h>
#include <net/bluetooth/bluetooth.h>
#include <net/bluetooth/hci_core.h>

#include "fakes.h"
#include "pdus.h"
#include "../kernel/counters.h"
#include "../kernel/keep.h"
#include "../kernel/links.h"
#include "../kernel/translations.h"

#define ROOM	4

/* Two adapters, and a link of each. */
struct peers_test {
	struct hci_dev hdev[2];
	struct smpg_live_link live[2];
};

int peers_init(struct kunit *test);
void peers_exit(struct kunit *test);
struct smpg_live_link *link_up(struct kunit *test, int i, u8 peer);

/* Rand and EDIV, as in HCI. */
extern const u8 trace_id[SMPG_ID_LEN];
extern const u8 no_id[SMPG_ID_LEN];
extern const u8 trace_ltk[SMPG_KEY_LEN];

void set_peers_id(u8 id[SMPG_ID_LEN], u8 n);
void set_peers_key(u8 key[SMPG_KEY_LEN], u8 n, size_t size);
void set_hosts_key(u8 key[SMPG_KEY_LEN], size_t size);
bool get_translation(unsigned int n, struct smpg_translation *t);
struct smpg_translation ltk_of(struct kunit *test, u8 peer, u8 n);
struct smpg_translation csrk_of(struct kunit *test, u8 peer, u8 n);

/* A pairing. */
void happens(struct smpg_live_link *live, u8 happened);
void is_identified(struct smpg_live_link *live);
void is_forgotten(struct smpg_live_link *live);
void begin_pairing(struct smpg_live_link *live, u8 request);
void end_pairing(struct smpg_live_link *live, u8 happened);
void id_to_pdu(u8 *pdu, const u8 id[SMPG_ID_LEN]);
void send_key(struct smpg_live_link *live, u8 key, const u8 *hosts,
	      const u8 *peers, size_t len);
void send_named(struct smpg_live_link *live, const u8 *name, u8 n, size_t size);
void send_ltk(struct smpg_live_link *live, u8 n, size_t size);
void send_random(struct smpg_live_link *live);
void send_csrk(struct smpg_live_link *live, const u8 *hosts, u8 n);
void pair_link(struct smpg_live_link *live, u8 n);

/* Requests of host and controller. */
bool request_ltk(struct smpg_live_link *live, u8 id[SMPG_ID_LEN]);
bool reply_ltk(struct smpg_live_link *live, u8 key[SMPG_KEY_LEN]);
bool encrypt_link(struct smpg_live_link *live, u8 id[SMPG_ID_LEN],
		  u8 key[SMPG_KEY_LEN]);
bool asked(struct kunit *test, struct smpg_live_link *live, u8 n);
bool answered(struct kunit *test, struct smpg_live_link *live, u8 n,
	      size_t size);
bool encrypted(struct kunit *test, struct smpg_live_link *live, const u8 *name,
	       u8 n, size_t size);
bool holds(struct kunit *test, struct smpg_live_link *live, u8 n);

#endif /* SMPG_KUNIT_PEERS_H */
