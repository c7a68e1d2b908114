/* SPDX-License-Identifier: GPL-2.0 */
/* An adapter without hardware, and frames for it. */
#ifndef SMPG_KUNIT_FRAMES_H
#define SMPG_KUNIT_FRAMES_H

#include <kunit/test.h>

#include "fakes.h"
#include "pdus.h"
#include "../kernel/counters.h"
#include "../kernel/links.h"
#include "../kernel/policy.h"
#include "../kernel/watch.h"

#define HANDLE	0x40

/* ACL packet boundary flags, in the second octet of the handle. */
#define PB_START	0x00	/* first, not automatically flushable */
#define PB_CONT		0x10
#define PB_START_FLUSH	0x20	/* first, automatically flushable */

struct frame_test {
	struct hci_dev hdev;
};

int frames_init(struct kunit *test);
void frames_exit(struct kunit *test);
int partial(void);

/* Octets of a packet, and the packet. */
size_t write_acl(u8 *buf, u8 pb, const u8 *payload, size_t len);
size_t write_smp(u8 *buf, u8 pb, const u8 *pdu, size_t len);
struct sk_buff *skb_of(struct kunit *test, u8 type, const u8 *data,
		       size_t len);
struct sk_buff *scattered_skb(struct kunit *test, const u8 *data, size_t len,
			      size_t linear);

/* Packets through the guard. */
bool passes(struct kunit *test, u8 direction, struct sk_buff *skb);
void expect_packet(struct kunit *test, struct sk_buff *skb, const u8 *want,
		   size_t len);
void pass_packet(struct kunit *test, u8 type, const u8 *data, const u8 *want,
		 size_t len);
void pass_event(struct kunit *test, const u8 *data, size_t len);
void exchange_pdu(struct kunit *test, u8 direction, const u8 *pdu, size_t len);

#define EVENT(test, ...) \
	pass_event(test, (const u8[]){ __VA_ARGS__ }, \
		   sizeof((const u8[]){ __VA_ARGS__ }))

#define EXCHANGE(test, direction, ...) \
	exchange_pdu(test, direction, (const u8[]){ __VA_ARGS__ }, \
		     sizeof((const u8[]){ __VA_ARGS__ }))

/* Links. */
void connect_peer(struct kunit *test);
struct smpg_link *link_on(struct hci_dev *hdev, u16 handle);
struct smpg_link *link_at(struct kunit *test, u16 handle);

/* A link on which this host alone may send a key, namely a CSRK. */
void agree_on_csrk(struct kunit *test);
void hand_over_stk(struct kunit *test);
void negotiate_csrk(struct kunit *test);

#define KEY_PDU_LEN	(1 + SMPG_KEY_LEN)

extern const u8 ltk_pdu[KEY_PDU_LEN], csrk_pdu[KEY_PDU_LEN];
extern const u8 weak_csrk_pdu[KEY_PDU_LEN];

void expect_repaired(struct kunit *test, struct sk_buff *skb, const u8 *was,
		     size_t len);

/* PDUs in fragments. */
size_t in_fragments(struct kunit *test, u8 direction, u8 pb, const u8 *pdu,
		    size_t pdu_len, size_t size, u8 *out);
void expect_rejected_at_its_end(struct kunit *test, u8 direction, u16 cid,
				const u8 *pdu, size_t pdu_len, size_t size,
				u8 reason);

/* Keys of the host that are repaired: the peer receives others. */
extern const u8 hosts_key[SMPG_KEY_LEN];
/* Rand and EDIV, as in HCI. Random, but replaced along with a weak LTK. */
extern const u8 hosts_id[SMPG_ID_LEN];

struct received_keys {
	u8 ltk[SMPG_KEY_LEN];
	u8 id[SMPG_ID_LEN];
	u8 csrk[SMPG_KEY_LEN];
};

void set_hosts_ltk(u8 key[SMPG_KEY_LEN], size_t size);
void negotiate(struct kunit *test, u8 requester, u8 size, u8 keys);
void give(struct kunit *test, u8 code, const u8 *hosts, u8 *peers, size_t len);
void give_ltk(struct kunit *test, size_t size, struct received_keys *peers);
void give_csrk(struct kunit *test, struct received_keys *peers);

#endif /* SMPG_KUNIT_FRAMES_H */
