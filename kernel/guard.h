/* SPDX-License-Identifier: GPL-2.0 */
/* Interfaces between the files in kernel/. */
#ifndef SMPG_GUARD_H
#define SMPG_GUARD_H

#include <linux/percpu.h>
#include <linux/skbuff.h>
#include <linux/spinlock.h>
#include <linux/workqueue.h>
#include <net/bluetooth/bluetooth.h>
#include <net/bluetooth/hci_core.h>

#include "smpg_engine.h"

#undef pr_fmt
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

/* ---- translate.c ---- */

/* Indices of a translation's two sides. */
enum { SMPG_HOSTS, SMPG_PEERS };

/* Rand, then EDIV, in HCI's order (Vol 4, Part E, 7.7.65.5). */
#define SMPG_ID_LEN	10

/**
 * struct smpg_translation - a key, as the host knows it and as the peer does
 * @index: index of the adapter, 0 for hci0
 * @adapter: public address of the adapter, zero if it has none
 * @peer_type: SMP_GUARD_ADDRESS_TYPE_PUBLIC, _RANDOM, or _UNKNOWN
 * @peer: the peer's identity address, as far as it is known
 * @key: SMP_GUARD_KEY_LTK or SMP_GUARD_KEY_CSRK
 * @key_size: size of the key in octets
 * @id: Rand and EDIV of an LTK, by side
 * @value: the key, zero beyond @key_size, by side
 *
 * All octets are in the order of the air. Keys are secrets: code that copies a
 * translation wipes the copy.
 */
struct smpg_translation {
	u16 index;
	u8 adapter[6];
	u8 peer_type;
	u8 peer[6];
	u8 key;
	u8 key_size;
	u8 id[2][SMPG_ID_LEN];
	u8 value[2][SMPG_KEY_LEN];
};

/* ---- links.c ---- */

/* Handles have 12 bits; adapters hold far fewer links than this. */
#define SMPG_LINKS_MAX	1024

/**
 * struct smpg_conn - a link of a live adapter
 * @node: in the hash bucket of the link
 * @rcu: to free the link
 * @hdev: the adapter. The pointer never changes, and lookups compare it without
 *	@lock; it may be followed only while @lock is held and the link is not
 *	@dead, or on behalf of a frame of this adapter
 * @index: index of the adapter, 0 for hci0; never changes
 * @left: octets still to come of a PDU that is not SMP, by direction. Not under
 *	@lock: only the path of that direction writes it, and inject.c reads it
 *	to keep our packet from splitting a PDU
 * @lock: protects the fields below it
 * @dead: the link has left the table; RCU readers may still hold it
 * @owed: completions still to be sent to the host for dropped packets.
 *	credits.c reads it without @lock, to skip links that have none, and
 *	again under @lock before it sends any
 * @start: packet boundary flags of the PDU in progress, by direction
 * @say: reason of a Pairing Failed still to be sent to the peer, 0 for none.
 *	inject.c reads @say, @ours and @unseen without @lock: for every
 *	completion it looks for a link with a packet to send, and must not take
 *	this @lock while it holds another link's; borrow() checks the fields
 *	again under @lock before it sends
 * @tell: reason of a Pairing Failed still to be sent to this host, 0 for none
 * @ours: our packet to the peer, while queued for the controller; also read
 *	without @lock, see @say
 * @unseen: our packet was passed to the controller, and the host must not see
 *	its completion; also read without @lock, see @say
 * @lent: one of the host's completions on this link is withheld ...
 * @borrower: ... until our packet over the link with this handle has completed
 * @say_cid: L2CAP channel that @say and @tell are for
 * @say_since: when @say was set, in jiffies
 * @tell_since: when @tell was set, in jiffies
 * @irk: from the peer's Identity Information, until Identity Address
 *	Information follows
 * @fresh: an LTK that this host sent, until its EDIV and Rand follow
 * @pairing: number of the pairing, 0 until smpg_conn_pairing() assigns one
 * @complete: the pairing with this number is complete
 * @asked: the controller requested an LTK, and Rand and EDIV of that request
 *	were translated ...
 * @asked_id: ... from these
 * @answered: the reply to that request was translated to the peer's LTK
 * @outdated: the controller requested an LTK with the host's own Rand and EDIV,
 *	though the peer was given others
 * @link: the engine's state. Three fields are read without @lock: the handle,
 *	which never changes; the transport, which inject.c compares, and which
 *	is known before @say is set; and l2cap[].open, which, until the link is
 *	removed, only the path of its direction writes, and which that path
 *	reads in frame.c
 */
struct smpg_conn {
	struct hlist_node node;
	struct rcu_head rcu;
	struct hci_dev *hdev;
	u16 index;
	u32 left[2];
	spinlock_t lock;	/* protects the fields below */
	bool dead;
	u16 owed;
	u8 start[2];
	u8 say;
	u8 tell;
	struct sk_buff *ours;
	bool unseen;
	bool lent;
	u16 borrower;
	u16 say_cid;
	unsigned long say_since;
	unsigned long tell_since;
	u8 irk[SMPG_KEY_LEN];
	struct smpg_translation fresh;
	u64 pairing;
	bool complete;
	bool asked;
	u8 asked_id[SMPG_ID_LEN];
	bool answered;
	bool outdated;
	struct smpg_link link;
};

/* A driver may still deliver while its adapter goes down. */
static inline bool smpg_adapter_up(const struct hci_dev *hdev)
{
	return hdev && (test_bit(HCI_UP, &hdev->flags) ||
			test_bit(HCI_INIT, &hdev->flags));
}

/* Directions of links with a PDU in progress that is SMP, or may yet be. */
extern atomic_t smpg_partial;

struct smpg_conn *smpg_conn_find(struct hci_dev *hdev, u16 handle);
struct smpg_conn *smpg_conn_meet(struct hci_dev *hdev, u16 handle);
struct smpg_conn *smpg_conn_get(struct hci_dev *hdev, u16 handle);
void smpg_conn_open(struct hci_dev *hdev, const struct smpg_hci *hci);
void smpg_conn_close(struct hci_dev *hdev, u16 handle, u8 reason);
void smpg_conn_close_all(struct hci_dev *hdev, u8 reason);
u64 smpg_conn_pairing(struct smpg_conn *conn);
unsigned int smpg_conn_count(void);
void smpg_adapter_set_private(const struct hci_dev *hdev);
bool smpg_adapter_private(const struct hci_dev *hdev);
void smpg_conn_each(void (*visit)(struct smpg_conn *conn, void *data),
		    void *data);

/* Directions of links with fragments held back. */
extern atomic_t smpg_held;

static inline bool smpg_l2cap_partial(const struct smpg_l2cap *l2cap)
{
	return l2cap->open && (l2cap->smp || !l2cap->want);
}

static inline bool smpg_l2cap_held(const struct smpg_l2cap *l2cap)
{
	return l2cap->open && l2cap->held;
}

extern atomic_t smpg_signing;

void smpg_translate_key(struct smpg_conn *conn, u8 key, const u8 *hosts,
			const u8 *peers, size_t len);
void smpg_translate_identified(struct smpg_conn *conn);
void smpg_translate_encrypted(struct smpg_conn *conn, bool done);
void smpg_translate_pairing(struct smpg_conn *conn, u8 happened);
void smpg_translate_forget(struct smpg_conn *conn);
bool smpg_translate_request(struct smpg_conn *conn, u8 id[SMPG_ID_LEN]);
bool smpg_translate_reply(struct smpg_conn *conn, u8 key[SMPG_KEY_LEN]);
bool smpg_translate_encrypt(struct smpg_conn *conn, u8 id[SMPG_ID_LEN],
			    u8 key[SMPG_KEY_LEN]);
bool smpg_translate_signed(struct smpg_conn *conn, u8 *pdu, size_t len);
unsigned int smpg_translate_count(void);
unsigned int smpg_translate_max(void);
unsigned int smpg_translate_each(unsigned int from,
				 bool (*visit)(const struct smpg_translation *t,
					       void *data), void *data);
bool smpg_translate_keep(void);
bool smpg_translate_restored(void);
u64 smpg_translate_generation(void);
void smpg_translate_kept(u64 as_of);
const char *smpg_translate_bad(const struct smpg_translation *t);
int smpg_translate_put(const struct smpg_translation *saved, unsigned int nr);
void smpg_translate_init(unsigned int max, bool may_keep);
void smpg_translate_exit(void);

/* ---- sign.c ---- */

bool smpg_sign(const u8 *from, const u8 *to, u8 *pdu, size_t len);

/* ---- frame.c ---- */

bool smpg_frame_acl(struct hci_dev *hdev, struct sk_buff *skb, u8 direction);
void smpg_frame_command(struct hci_dev *hdev, struct sk_buff *skb);
bool smpg_frame_event(struct hci_dev *hdev, struct sk_buff *skb);
void smpg_frame_drain(void);

/* ---- policy.c ---- */

void smpg_policy_of(const struct hci_dev *hdev, u8 type, const u8 *address,
		    struct smpg_policy *policy);

/* ---- mask.c ---- */

void smpg_mask_init(void);
void smpg_mask_exit(void);
const char *smpg_mask_name(void);

/* ---- identity.c ---- */

bool smpg_identity_judge(const struct hci_dev *hdev, u8 keys,
			 const struct smpg_policy *policy,
			 struct smpg_verdict *verdict);
void smpg_identity_find(struct hci_dev *hdev, struct smpg_link *link);
void smpg_identity_learn(const u8 *irk, const struct smpg_link *link);
void smpg_identity_exit(void);

/* ---- reuse.c ---- */

bool smpg_reuse_find(struct smpg_conn *conn, u8 direction, const u8 *pdu,
		     size_t len);
void smpg_reuse_note(struct smpg_conn *conn, u8 direction, const u8 *pdu,
		     size_t len);
void smpg_reuse_init(void);
void smpg_reuse_exit(void);

/* ---- inject.c ---- */

extern atomic_t smpg_injecting;

bool smpg_to_host(struct hci_dev *hdev, struct sk_buff *skb);
void smpg_inject(struct smpg_conn *conn, bool both, u16 cid, u8 reason);
bool smpg_inject_sent(struct smpg_conn *conn);
void smpg_inject_forget(struct smpg_conn *conn);
bool smpg_inject_completed(struct hci_dev *hdev, struct sk_buff *skb);
void smpg_inject_exit(void);

/* ---- credits.c ---- */

void smpg_credit_owe(struct smpg_conn *conn);
void smpg_credit_exit(void);

/* ---- counters.c ---- */

enum smpg_counter {
	SMPG_FRAMES_TX,
	SMPG_FRAMES_RX,
	SMPG_FRAMES_STARVED,
	SMPG_SMP_TX,
	SMPG_SMP_RX,
	SMPG_MALFORMED_TX,
	SMPG_MALFORMED_RX,
	SMPG_PAIRINGS_STARTED,
	SMPG_PAIRINGS_COMPLETED,
	SMPG_PAIRINGS_FAILED,
	SMPG_MASKED,
	SMPG_EVENTS_SENT,
	SMPG_EVENTS_LOST,
	SMPG_CREDITS_RETURNED,
	SMPG_LINKS_OPENED,
	SMPG_LINKS_REFUSED,
	SMPG_TRANSLATED_LTK,
	SMPG_TRANSLATED_CSRK,
	SMPG_TRANSLATIONS_EVICTED,
	SMPG_RULES,
	SMPG_COUNTERS = SMPG_RULES +
			__SMP_GUARD_RULE_MAX * __SMP_GUARD_ACTION_MAX,
};

struct smpg_counters {
	u64 n[SMPG_COUNTERS];
};

DECLARE_PER_CPU(struct smpg_counters, smpg_counters);

#define SMPG_COUNTER_NAME_LEN	48

u64 smpg_counter_read(unsigned int counter);
const char *smpg_counter_name(unsigned int counter, char *buf);
void smpg_counters_reset(void);

static inline void smpg_count(unsigned int counter)
{
	this_cpu_inc(smpg_counters.n[counter]);
}

static inline void smpg_count_add(unsigned int counter, unsigned int n)
{
	this_cpu_add(smpg_counters.n[counter], n);
}

/* ---- report.c ---- */

/* Reasons why a translation is lost. */
enum smpg_lost {
	SMPG_LOST_EVICTED,
	SMPG_LOST_NO_MEMORY,
	SMPG_LOST_UNNAMED,
	SMPG_LOST_OUTDATED,
	SMPG_LOST_UNLOADED,
};

/**
 * struct smpg_event - an event, recorded where it happens and sent later
 * @cmd: which event it is, enum smp_guard_cmd
 * @seq: sequence number
 * @boottime: time of the event since boot, in nanoseconds
 * @index: index of the adapter
 * @link: state of the link, without secrets
 * @verdict: the verdict
 * @finding: for a violation, its index in the findings of @verdict
 * @lost: for a lost translation, enum smpg_lost
 * @key: for a lost translation, enum smp_guard_key
 */
struct smpg_event {
	u8 cmd;
	u8 finding;
	u8 lost;
	u8 key;
	u16 index;
	u64 seq;
	u64 boottime;
	struct {
		u16 handle;
		u8 transport;
		u8 role;
		u8 peer_type;
		u8 peer[6];
		u8 marks;
		u8 stack;
		u8 method;
		u8 key_size;
		u8 keys[2];
		bool answered;
		bool request_tx;
		bool sc;
	} link;
	struct smpg_verdict verdict;
};

void smpg_report(struct smpg_conn *conn, const struct smpg_verdict *verdict);
void smpg_report_lost(const struct smpg_translation *t, u8 why);
u64 smpg_report_seq(void);
void smpg_report_flush(void);

/* ---- netlink.c, debugfs.c ---- */

int smpg_netlink_init(void);
void smpg_netlink_exit(void);
int smpg_netlink_tell(const struct smpg_event *event);

void smpg_debugfs_init(void);
void smpg_debugfs_exit(void);

#endif /* SMPG_GUARD_H */
