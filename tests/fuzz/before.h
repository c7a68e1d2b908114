/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The steps that a tree takes, and the records of its reaction. Nothing here
 * depends on the tree's internals, so that two trees can be compared.
 */
#ifndef SMPG_FUZZ_BEFORE_H
#define SMPG_FUZZ_BEFORE_H

#include "smpg_types.h"

#define ADAPTERS	2
#define ADAPTER_IDS	{ 0, 3 }
#define RULES		9
#define IRKS		2

/* The numbers of rules may change; their names do not. */
#define RULE_NAMES { \
	"unnegotiated-key", "weak-key", "masked-key", "legacy-pairing", \
	"short-key", "debug-key", "weak-peer-key", "reused-key", \
	"reused-peer-key", \
}

/* In a change of the policy: not set. */
#define AS_IT_IS	0xff

/* Longer than the guard's buffer for one event. */
#define PACKET_MAX	300

struct adapter {
	u8 address[6];
	u8 static_address[6];
	u8 irk[16];
	u8 le_buffers;
	bool up;
	bool init;
	bool user_channel;
	bool privacy;
};

struct known_irk {
	u8 irk[16];
	u8 type;		/* 0 public, 1 random */
	u8 address[6];
};

/* The listener of the guard's events: present, absent, or too slow. */
enum { LISTENING, NOBODY, BUSY };

/* The state in which the module is loaded. */
struct setup {
	u64 seed;
	const char *profile;
	unsigned int translations;
	bool keep;
	u8 listener;
	struct adapter adapters[ADAPTERS];
	struct known_irk irks[IRKS];	/* known to adapter 0 */
};

enum step_op {
	STEP_TX,		/* ACL packet from the host */
	STEP_RX,		/* ACL packet from the controller */
	STEP_COMMAND,
	STEP_EVENT,
	STEP_QUEUES,		/* the adapter's works run */
	STEP_TIME,		/* the clock advances */
	STEP_POLICY,
	STEP_ADAPTER,
	STEP_GONE,		/* the adapter is unregistered */
	STEP_KERNEL,		/* a connection of the kernel's */
	STEP_BUILD,		/* the kernel's build_pairing_cmd() */
	STEP_PUT,		/* translations are restored */
	STEP_RESET_COUNTERS,
	STEP_FLOOD,		/* more links than the table holds */
	STEP_ISO,		/* packets of other types from the host */
	STEP_SCO,
	STEP_OPS,
};

enum { NO_OBJECT = 1, NO_SKB = 2, NO_ROOM = 4 };

enum { ALONE, CLONED, SHARED };

struct packet {
	bool user;		/* sent through an HCI socket */
	u8 sharing;
	u8 room;		/* tailroom */
	u16 linear;		/* octets in the linear part, at most */
	u16 len;
	u8 data[PACKET_MAX];
};

enum { SCOPE_DEFAULT, SCOPE_ADAPTER, SCOPE_ADAPTER_ADDRESS, SCOPE_PEER };

struct policy_change {
	bool remove;
	bool keep;		/* or else replace the whole policy */
	u8 scope;
	u8 type;		/* of a peer, 0 public, 1 random */
	u8 address[6];
	u8 profile;		/* enum smp_guard_profile, for the default */
	u8 action[RULES];
	u8 key_dist[2];
	u8 min_key_size;
};

struct connection {
	bool there;
	bool le;
	bool central;
	u8 type;		/* 0 public, 1 random */
	u8 address[6];
};

struct build {
	bool initiator;
	u8 pdu[6];		/* the Pairing Request without its code */
	struct connection with;
};

struct restore {
	u8 nr;			/* how many; 0 saves them */
	u8 damage;		/* what to change in an octet of each ... */
	u8 at;			/* ... and in which */
};

struct step {
	u8 op;
	u8 adapter;
	u8 fail;		/* allocations that fail */
	bool rest;		/* works run after the step */
	bool elsewhere;		/* works run amid the step, if it is a packet */
	u16 handle;		/* the link that the step concerns */
	u64 seed;
	union {
		struct packet packet;
		unsigned int ticks;
		struct policy_change policy;
		struct adapter settings;
		struct connection connection;
		struct build build;
		struct restore restore;
	};
};

/* ---- Records: a tag, a length, and so many octets ---- */

#define ANSWER_MAX	(1024 * 1024)

struct answer {
	unsigned int len;
	u8 data[ANSWER_MAX];
};

enum tag {
	TAG_PASSED,		/* and the packet afterwards */
	TAG_SWALLOWED,
	TAG_SENT,		/* a packet of the guard's was transmitted */
	TAG_NOT_SENT,
	TAG_DELIVERED,
	TAG_QUEUED_RX,
	TAG_QUEUED_RAW,
	TAG_EVENT,
	TAG_BUILT,
	TAG_LINK,
	TAG_TRANSLATION,
	TAG_POLICY,
	TAG_INFO,
	TAG_RESULT,
	TAGS,
};

struct event_record {
	u64 seq;
	u64 boottime;
	u8 cmd;
	u8 index;
	u16 handle;
	u8 peer_type;
	u8 peer[6];
	u8 transport;
	u8 role;
	u8 marks;
	u8 answered;
	u8 request_tx;
	u8 method;
	u8 sc;
	u8 key_size;
	u8 keys[2];
	u8 stack;
	u8 direction;
	u8 pdu;
	u8 key;
	u8 action;
	u8 severity;
	u8 reason;
	u8 side;
	u8 lost;
	char rule[20];
	char why[120];
};

struct link_record {
	u16 index;
	u16 handle;
	u8 peer_type;
	u8 peer[6];
	u8 identity_type;
	u8 identity[6];
	u8 transport;
	u8 role;
	u8 encrypted;
	u8 stack;
	u8 marks;
	u8 phase;
	u8 method;
	u8 sc;
	u8 key_size;
	u8 keys[2];
};

struct translation_record {
	u16 index;
	u8 adapter[6];
	u8 peer_type;
	u8 peer[6];
	u8 key;
	u8 key_size;
	u8 id[2][10];		/* the host's, the peer's */
	u8 value[2][16];
};

/* The actions are in the order of RULE_NAMES. */
struct policy_record {
	u8 profile;
	u8 scope;
	u8 type;
	u16 index;
	u8 address[6];
	u8 action[RULES];
	u8 key_dist[2];
	u8 min_key_size;
};

struct info_record {
	u64 seq;
	u32 links;
	u32 translations;
	u32 translations_max;
	u8 keep;
	u8 restored;
	char hook[16];
	char mask[16];
};

#define TRANSLATIONS_MAX	16
#define LINKS_MAX		2048

/**
 * struct side - one of two trees
 * @load: load the module
 * @unload: unload it, and check that it left nothing behind; packets of @late
 *	pass while it waits
 * @run: take a step
 * @link: record the link that a step concerned
 * @show: record all links, all translations, the policy and get-info
 * @counter: get the name, NULL for an unused number, and the value of a
 *	counter; false behind the last one
 * @flat: see space_flat
 * @verbose: see space_verbose
 */
struct side {
	void (*load)(const struct setup *setup, struct answer *to);
	void (*unload)(const struct step *late, unsigned int nr,
		       struct answer *to);
	void (*run)(const struct step *step, struct answer *to);
	void (*link)(const struct step *step, struct answer *to);
	void (*show)(struct answer *to);
	bool (*counter)(unsigned int n, const char **name, u64 *value);
	bool *flat;
	bool *verbose;
};

/* Each tree has a "side"; objcopy gives it one of these names. */
extern const struct side before_side, after_side;

static inline void *answer_room(struct answer *to, enum tag of, size_t len)
{
	u8 *at = to->data + to->len;

	if (len > 0xffff || to->len + 4 + len > sizeof(to->data))
		__builtin_trap();
	at[0] = of;
	at[1] = 0;
	at[2] = len & 0xff;
	at[3] = len >> 8;
	to->len += 4 + len;
	return at + 4;
}

#endif /* SMPG_FUZZ_BEFORE_H */
