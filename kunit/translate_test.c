// SPDX-License-Identifier: GPL-2.0
/* Translations of a host's repaired keys, and signatures with them. */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/slab.h>

#include "pdus.h"
#include "../kernel/links.h"
#include "../kernel/report.h"

static bool no_memory;

static void *scarce_kmalloc(size_t size, gfp_t gfp)
{
	return no_memory ? NULL : kmalloc(size, gfp);
}

static void *scarce_kmemdup(const void *from, size_t size, gfp_t gfp)
{
	return no_memory ? NULL : kmemdup(from, size, gfp);
}

#undef kmalloc
#undef kmemdup
#define kmalloc scarce_kmalloc
#define kmemdup scarce_kmemdup
#include "../kernel/translations.c"
#include "../kernel/translate.c"
#include "../kernel/keep.c"
#include "../engine/translation.c"
#undef kmalloc
#undef kmemdup
#include "../kernel/sign.c"

#define ROOM	4

static struct {
	struct smpg_translation last;
	unsigned int nr[__SMP_GUARD_WHY_MAX];
} lost;

/* In place of report.c; frame_test.c uses the same two functions. */

void smpg_report_lost(const struct smpg_translation *t, u8 why)
{
	lost.last = *t;
	lost.nr[why]++;
}

void smpg_report_flush(void)
{
}

/* Two adapters, and a link of each. */
struct translate_test {
	struct hci_dev hdev[2];
	struct smpg_live_link live[2];
	u64 counters[SMPG_COUNTERS];
};

/* Rand and EDIV, as in HCI. */
static const u8 hosts_id[SMPG_ID_LEN] = { RAND_TRACE, 0x0c, 0x00 };
static const u8 no_id[SMPG_ID_LEN];
static const u8 hosts_ltk[] = { KEY_TRACE };

/* Rand and EDIV of the peer's LTK number @n. */
static void set_peers_id(u8 id[SMPG_ID_LEN], u8 n)
{
	static const u8 rand[] = { RAND_A };

	memcpy(id, rand, sizeof(rand));
	id[8] = n;
	id[9] = 0xe1;
}

static void set_peers_key(u8 key[SMPG_KEY_LEN], u8 n, size_t size)
{
	static const u8 other[] = { KEY_A };

	memset(key, 0, SMPG_KEY_LEN);
	memcpy(key, other, size);
	key[0] += n;
}

static void set_hosts_key(u8 key[SMPG_KEY_LEN], size_t size)
{
	memset(key, 0, SMPG_KEY_LEN);
	memcpy(key, hosts_ltk, size);
}

/* A new link with the peer whose address begins with @peer. */
static struct smpg_live_link *link_up(struct kunit *test, int i, u8 peer)
{
	struct translate_test *t = test->priv;
	struct smpg_live_link *live = &t->live[i];

	memset(live, 0, sizeof(*live));
	spin_lock_init(&live->lock);
	live->hdev = &t->hdev[i];
	live->link.handle = 0x40;
	live->link.peer_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC;
	live->link.peer[0] = peer;
	return live;
}

static int translate_init(struct kunit *test)
{
	struct translate_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	int i;

	if (!t)
		return -ENOMEM;
	test->priv = t;
	for (i = 0; i < ARRAY_SIZE(t->hdev); i++) {
		t->hdev[i].id = i;
		t->hdev[i].bdaddr.b[0] = 0xa0 + i;
		link_up(test, i, 1);
	}
	for (i = 0; i < SMPG_COUNTERS; i++)
		t->counters[i] = smpg_counter_read(i);
	no_memory = false;
	memset(&lost, 0, sizeof(lost));
	smpg_translations_init(ROOM);
	smpg_keep_init(true);
	return 0;
}

static void translate_exit(struct kunit *test)
{
	smpg_translations_exit(smpg_keep_has);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_signing), 0);
}

static u64 counted(struct kunit *test, unsigned int counter)
{
	struct translate_test *t = test->priv;

	return smpg_counter_read(counter) - t->counters[counter];
}

static bool take_one(const struct smpg_translation *t, void *data)
{
	*(struct smpg_translation *)data = *t;
	return false;
}

/* Get translation number @n. Return: true if it exists. */
static bool get(unsigned int n, struct smpg_translation *t)
{
	memset(t, 0, sizeof(*t));
	smpg_translations_each(n, take_one, t);
	return t->key;
}

/* ---- Events of a link ---- */

static void happens(struct smpg_live_link *live, u8 happened)
{
	spin_lock_irq(&live->lock);
	smpg_translate_pairing(live, happened);
	spin_unlock_irq(&live->lock);
}

static void is_identified(struct smpg_live_link *live)
{
	spin_lock_irq(&live->lock);
	smpg_translate_identified(live);
	spin_unlock_irq(&live->lock);
}

static void is_forgotten(struct smpg_live_link *live)
{
	spin_lock_irq(&live->lock);
	smpg_translate_forget(live);
	spin_unlock_irq(&live->lock);
}

static void begin(struct smpg_live_link *live, u8 request)
{
	memset(&live->link.pairing, 0, sizeof(live->link.pairing));
	live->link.pairing.direction = request;
	live->link.pairing.phase = SMP_GUARD_PHASE_KEY_DISTRIBUTION;
	happens(live, SMPG_STARTED);
}

static void end(struct smpg_live_link *live, u8 happened)
{
	live->link.pairing.phase = happened == SMPG_COMPLETE ?
				   SMP_GUARD_PHASE_COMPLETE :
				   SMP_GUARD_PHASE_FAILED;
	happens(live, happened);
}

static void sent(struct smpg_live_link *live, u8 key, const u8 *hosts,
		 const u8 *peers, size_t len)
{
	struct smpg_pairing *p = &live->link.pairing;
	struct smpg_change change = { .key = key, .len = len };

	memcpy(change.value[SMPG_LOCAL], hosts, len);
	memcpy(change.value[SMPG_REMOTE], peers, len);
	p->sent[p->direction == TX ? SMPG_INITIATOR : SMPG_RESPONDER] |= BIT(key);
	spin_lock_irq(&live->lock);
	smpg_translate_key(live, &change);
	spin_unlock_irq(&live->lock);
}

/* EDIV and Rand, as in Central Identification. */
static void id_to_pdu(u8 *pdu, const u8 id[SMPG_ID_LEN])
{
	memcpy(pdu, id + 8, 2);
	memcpy(pdu + 2, id, 8);
}

static void send_named(struct smpg_live_link *live, const u8 *name, u8 n, size_t size)
{
	u8 ours[SMPG_KEY_LEN], theirs[SMPG_KEY_LEN], id[SMPG_ID_LEN];

	set_hosts_key(ours, size);
	set_peers_key(theirs, n, size);
	sent(live, SMP_GUARD_KEY_LTK, ours, theirs, size);
	set_peers_id(id, n);
	id_to_pdu(ours, name);
	id_to_pdu(theirs, id);
	sent(live, SMP_GUARD_KEY_EDIV_RAND, ours, theirs, SMPG_ID_LEN);
}

/* The host sends its LTK, and the peer gets number @n instead. */
static void send_ltk(struct smpg_live_link *live, u8 n, size_t size)
{
	send_named(live, hosts_id, n, size);
}

/* Keys that needed no repair. */
static void send_random(struct smpg_live_link *live)
{
	u8 value[SMPG_KEY_LEN] = { KEY_D };

	sent(live, SMP_GUARD_KEY_LTK, value, value, SMPG_KEY_LEN);
	sent(live, SMP_GUARD_KEY_EDIV_RAND, value, value, SMPG_ID_LEN);
	sent(live, SMP_GUARD_KEY_CSRK, value, value, SMPG_KEY_LEN);
}

static void send_csrk(struct smpg_live_link *live, const u8 *hosts, u8 n)
{
	u8 theirs[SMPG_KEY_LEN];

	set_peers_key(theirs, n, SMPG_KEY_LEN);
	sent(live, SMP_GUARD_KEY_CSRK, hosts, theirs, SMPG_KEY_LEN);
}

static void pair(struct smpg_live_link *live, u8 n)
{
	begin(live, false);
	send_ltk(live, n, SMPG_KEY_LEN);
	end(live, SMPG_COMPLETE);
}

static bool request(struct smpg_live_link *live, u8 id[SMPG_ID_LEN])
{
	bool changed;

	rcu_read_lock();
	spin_lock_irq(&live->lock);
	changed = smpg_translate_request(live, id);
	spin_unlock_irq(&live->lock);
	rcu_read_unlock();
	return changed;
}

static bool reply(struct smpg_live_link *live, u8 key[SMPG_KEY_LEN])
{
	bool changed;

	rcu_read_lock();
	spin_lock_irq(&live->lock);
	changed = smpg_translate_reply(live, key);
	spin_unlock_irq(&live->lock);
	rcu_read_unlock();
	return changed;
}

static bool encrypt(struct smpg_live_link *live, u8 id[SMPG_ID_LEN],
		    u8 key[SMPG_KEY_LEN])
{
	bool changed;

	rcu_read_lock();
	spin_lock_irq(&live->lock);
	changed = smpg_translate_encrypt(live, id, key);
	spin_unlock_irq(&live->lock);
	rcu_read_unlock();
	return changed;
}

static void is_encrypted(struct smpg_live_link *live, bool done)
{
	rcu_read_lock();
	spin_lock_irq(&live->lock);
	smpg_translate_encrypted(live, done);
	spin_unlock_irq(&live->lock);
	rcu_read_unlock();
}

/* The peer requests its LTK @n. Return: true if the host gets its own id. */
static bool asked(struct kunit *test, struct smpg_live_link *live, u8 n)
{
	u8 id[SMPG_ID_LEN], was[SMPG_ID_LEN];
	bool changed;

	set_peers_id(id, n);
	memcpy(was, id, sizeof(id));
	changed = request(live, id);
	KUNIT_EXPECT_MEMEQ(test, id, changed ? hosts_id : was, sizeof(id));
	return changed;
}

/* The host replies with its LTK. Return: true if the controller gets @n. */
static bool answered(struct kunit *test, struct smpg_live_link *live, u8 n,
		     size_t size)
{
	u8 key[SMPG_KEY_LEN], was[SMPG_KEY_LEN], want[SMPG_KEY_LEN];
	bool changed;

	set_hosts_key(key, size);
	memcpy(was, key, sizeof(key));
	set_peers_key(want, n, size);
	changed = reply(live, key);
	KUNIT_EXPECT_MEMEQ(test, key, changed ? want : was, sizeof(key));
	return changed;
}

/* The host encrypts with its LTK. Return: true if the controller gets @n. */
static bool encrypted(struct kunit *test, struct smpg_live_link *live,
		      const u8 *name, u8 n, size_t size)
{
	u8 id[SMPG_ID_LEN], key[SMPG_KEY_LEN], was[SMPG_KEY_LEN];
	u8 want_id[SMPG_ID_LEN], want[SMPG_KEY_LEN];
	bool changed;

	memcpy(id, name, sizeof(id));
	set_hosts_key(key, size);
	memcpy(was, key, sizeof(key));
	set_peers_id(want_id, n);
	set_peers_key(want, n, size);
	changed = encrypt(live, id, key);
	KUNIT_EXPECT_MEMEQ(test, id, changed ? want_id : name, sizeof(id));
	KUNIT_EXPECT_MEMEQ(test, key, changed ? want : was, sizeof(key));
	return changed;
}

/* Return: true if the peer's LTK is number @n in either role. */
static bool holds(struct kunit *test, struct smpg_live_link *live, u8 n)
{
	return asked(test, live, n) && answered(test, live, n, SMPG_KEY_LEN) &&
	       encrypted(test, live, hosts_id, n, SMPG_KEY_LEN);
}

/* ---- LTKs ---- */

static void every_key_size(struct kunit *test)
{
	static const u8 sizes[] = { 7, 10, 16 };
	struct smpg_live_link *live;
	int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		live = link_up(test, 0, 1);
		begin(live, i % 2);
		send_ltk(live, i, sizes[i]);
		end(live, SMPG_COMPLETE);

		live = link_up(test, 0, 1);
		KUNIT_EXPECT_TRUE(test, asked(test, live, i));
		KUNIT_EXPECT_TRUE(test, answered(test, live, i, sizes[i]));
		KUNIT_EXPECT_TRUE(test, encrypted(test, live, hosts_id, i,
						  sizes[i]));
		KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1);
	}
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_TRANSLATED_LTK), 2 * i);
}

static void other_keys_are_untouched(struct kunit *test)
{
	static const u8 other[] = { KEY_B };
	struct smpg_live_link *live = link_up(test, 0, 1);
	u8 key[] = { KEY_B }, id[SMPG_ID_LEN];

	pair(live, 1);
	KUNIT_EXPECT_TRUE(test, asked(test, live, 1));
	KUNIT_EXPECT_FALSE(test, reply(live, key));
	KUNIT_EXPECT_MEMEQ(test, key, other, sizeof(key));
	/* The first reply has used up the request. */
	KUNIT_EXPECT_FALSE(test, answered(test, live, 1, SMPG_KEY_LEN));

	/* EDIV, Rand and LTK must all be the host's. */
	memcpy(id, hosts_id, sizeof(id));
	KUNIT_EXPECT_FALSE(test, encrypt(live, id, key));
	KUNIT_EXPECT_MEMEQ(test, id, hosts_id, sizeof(id));
	KUNIT_EXPECT_MEMEQ(test, key, other, sizeof(key));
	KUNIT_EXPECT_FALSE(test, encrypted(test, live, no_id, 1, SMPG_KEY_LEN));
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_TRANSLATED_LTK), 0);
}

static void one_reply_to_one_request(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 1);

	pair(live, 1);
	KUNIT_EXPECT_FALSE(test, answered(test, live, 1, SMPG_KEY_LEN));
	KUNIT_EXPECT_TRUE(test, asked(test, live, 1));
	KUNIT_EXPECT_TRUE(test, answered(test, live, 1, SMPG_KEY_LEN));
	KUNIT_EXPECT_FALSE(test, answered(test, live, 1, SMPG_KEY_LEN));

	/* The link ends before the reply. */
	KUNIT_EXPECT_TRUE(test, asked(test, live, 1));
	is_forgotten(live);
	KUNIT_EXPECT_FALSE(test, answered(test, live, 1, SMPG_KEY_LEN));
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_TRANSLATED_LTK), 1);
}

static void unknown_request_is_untouched(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 1);

	pair(live, 1);
	KUNIT_EXPECT_FALSE(test, asked(test, live, 2));
	KUNIT_EXPECT_FALSE(test, answered(test, live, 1, SMPG_KEY_LEN));
	/* A request replaces the pending one. */
	KUNIT_EXPECT_TRUE(test, asked(test, live, 1));
	KUNIT_EXPECT_FALSE(test, asked(test, live, 2));
	KUNIT_EXPECT_FALSE(test, answered(test, live, 1, SMPG_KEY_LEN));
}

/* The translation of the request is lost before the reply. */
static void reply_to_a_lost_key_is_untouched(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 1);

	pair(live, 1);
	KUNIT_EXPECT_TRUE(test, asked(test, live, 1));
	pair(link_up(test, 1, 1), 1);
	smpg_translations_exit(smpg_keep_has);
	KUNIT_EXPECT_EQ(test, lost.nr[SMP_GUARD_WHY_UNLOADED], 2);
	KUNIT_EXPECT_FALSE(test, answered(test, live, 1, SMPG_KEY_LEN));
}

/*
 * A host with constant keys uses its EDIV and Rand for every peer, so knowing
 * them proves nothing.
 */
static void outdated_name_is_refused(struct kunit *test)
{
	static const u8 other[] = { KEY_B };
	struct smpg_live_link *live = link_up(test, 0, 1);
	u8 id[SMPG_ID_LEN], key[SMPG_KEY_LEN];

	pair(live, 1);
	live = link_up(test, 0, 1);
	memcpy(id, hosts_id, sizeof(id));
	KUNIT_EXPECT_FALSE(test, request(live, id));
	KUNIT_EXPECT_MEMEQ(test, id, hosts_id, sizeof(id));
	KUNIT_EXPECT_EQ(test, lost.nr[SMP_GUARD_WHY_OUTDATED], 0);
	memcpy(key, hosts_ltk, sizeof(key));
	KUNIT_EXPECT_TRUE(test, reply(live, key));
	KUNIT_EXPECT_NE(test, memcmp(key, hosts_ltk, sizeof(key)), 0);
	KUNIT_EXPECT_EQ(test, smpg_key_weak(key, sizeof(key)), SMP_GUARD_WHY_NONE);
	KUNIT_EXPECT_EQ(test, lost.nr[SMP_GUARD_WHY_OUTDATED], 1);
	KUNIT_EXPECT_EQ(test, lost.last.peer[0], 1);
	/* Another reply is unchanged, and the peer's own LTK still works. */
	memcpy(key, hosts_ltk, sizeof(key));
	KUNIT_EXPECT_FALSE(test, reply(live, key));
	KUNIT_EXPECT_TRUE(test, holds(test, live, 1));

	/* A key that was not repaired is unchanged. */
	KUNIT_EXPECT_FALSE(test, request(live, id));
	memcpy(key, other, sizeof(key));
	KUNIT_EXPECT_FALSE(test, reply(live, key));
	KUNIT_EXPECT_MEMEQ(test, key, other, sizeof(key));

	/* A later request, or the link's end, ends the refusal. */
	KUNIT_EXPECT_FALSE(test, request(live, id));
	KUNIT_EXPECT_TRUE(test, asked(test, live, 1));
	KUNIT_EXPECT_TRUE(test, answered(test, live, 1, SMPG_KEY_LEN));
	KUNIT_EXPECT_FALSE(test, request(live, id));
	is_forgotten(live);
	memcpy(key, hosts_ltk, sizeof(key));
	KUNIT_EXPECT_FALSE(test, reply(live, key));

	/* The host's LTK may be valid for another peer, ... */
	live = link_up(test, 0, 2);
	KUNIT_EXPECT_FALSE(test, request(live, id));
	KUNIT_EXPECT_FALSE(test, reply(live, key));
	/* ... for a peer of another adapter, or for an unknown peer. */
	live = link_up(test, 1, 1);
	KUNIT_EXPECT_FALSE(test, request(live, id));
	KUNIT_EXPECT_FALSE(test, reply(live, key));
	live = link_up(test, 0, 1);
	live->link.peer_type = SMP_GUARD_ADDRESS_TYPE_UNKNOWN;
	KUNIT_EXPECT_FALSE(test, request(live, id));
	KUNIT_EXPECT_FALSE(test, reply(live, key));
	/* Before the pairing is complete, the host's LTK is not outdated. */
	live = link_up(test, 0, 3);
	begin(live, false);
	send_ltk(live, 3, SMPG_KEY_LEN);
	KUNIT_EXPECT_FALSE(test, request(live, id));
	KUNIT_EXPECT_FALSE(test, reply(live, key));
	end(live, SMPG_COMPLETE);
	KUNIT_EXPECT_FALSE(test, request(live, id));
	KUNIT_EXPECT_TRUE(test, reply(live, key));
	KUNIT_EXPECT_EQ(test, lost.nr[SMP_GUARD_WHY_OUTDATED], 2);
}

/* A host may send an LTK of the same value, with EDIV and Rand zero. */
static void stk_is_never_translated(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 1);
	u8 id[SMPG_ID_LEN] = {}, key[SMPG_KEY_LEN], phase;
	bool open;

	set_peers_key(key, 1, SMPG_KEY_LEN);
	begin(live, true);
	send_named(live, no_id, 1, SMPG_KEY_LEN);
	end(live, SMPG_COMPLETE);

	begin(live, false);
	KUNIT_EXPECT_FALSE(test, request(live, id));
	KUNIT_EXPECT_MEMEQ(test, id, no_id, sizeof(id));
	KUNIT_EXPECT_FALSE(test, answered(test, live, 1, SMPG_KEY_LEN));

	/* A replacement with EDIV and Rand zero does not match either. */
	sent(live, SMP_GUARD_KEY_LTK, hosts_ltk, key, SMPG_KEY_LEN);
	sent(live, SMP_GUARD_KEY_EDIV_RAND, hosts_id, no_id, SMPG_ID_LEN);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
	KUNIT_EXPECT_FALSE(test, request(live, id));
	KUNIT_EXPECT_FALSE(test, answered(test, live, 1, SMPG_KEY_LEN));
	end(live, SMPG_FAILED);

	begin(live, true);
	for (phase = 0; phase <= SMP_GUARD_PHASE_MAX; phase++) {
		live->link.pairing.phase = phase;
		open = smpg_pairing_open(&live->link.pairing) &&
		       phase != SMP_GUARD_PHASE_KEY_DISTRIBUTION;
		KUNIT_EXPECT_EQ_MSG(test, encrypted(test, live, no_id, 1,
						    SMPG_KEY_LEN),
				    !open, "phase %u", phase);
	}
}

/* A translation needs the LTK as well as EDIV and Rand. */
static void half_a_key_is_not_translated(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 1);
	u8 ours[SMPG_KEY_LEN], theirs[SMPG_KEY_LEN];

	begin(live, false);
	set_hosts_key(ours, SMPG_KEY_LEN);
	set_peers_key(theirs, 1, SMPG_KEY_LEN);
	sent(live, SMP_GUARD_KEY_EDIV_RAND, ours, theirs, SMPG_ID_LEN);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 0);
	sent(live, SMP_GUARD_KEY_LTK, ours, theirs, SMPG_KEY_LEN);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 0);
	/*
	 * An LTK without EDIV and Rand is lost, if the pairing is complete and
	 * the LTK was repaired.
	 */
	end(live, SMPG_COMPLETE);
	KUNIT_EXPECT_EQ(test, lost.nr[SMP_GUARD_WHY_UNNAMED], 0);
	is_forgotten(live);
	KUNIT_EXPECT_EQ(test, lost.nr[SMP_GUARD_WHY_UNNAMED], 1);
	KUNIT_EXPECT_EQ(test, lost.last.key, SMP_GUARD_KEY_LTK);
	KUNIT_EXPECT_EQ(test, lost.last.peer[0], 1);
	is_forgotten(live);
	begin(live, false);
	sent(live, SMP_GUARD_KEY_LTK, ours, theirs, SMPG_KEY_LEN);
	end(live, SMPG_FAILED);
	begin(live, false);
	sent(live, SMP_GUARD_KEY_LTK, theirs, theirs, SMPG_KEY_LEN);
	end(live, SMPG_COMPLETE);
	is_forgotten(live);
	begin(live, false);
	sent(live, SMP_GUARD_KEY_LTK, ours, theirs, SMPG_KEY_LEN);
	KUNIT_EXPECT_EQ(test, lost.nr[SMP_GUARD_WHY_UNNAMED], 1);
	/* EDIV and Rand belong to an LTK of the same pairing. */
	begin(live, false);
	sent(live, SMP_GUARD_KEY_EDIV_RAND, ours, theirs, SMPG_ID_LEN);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 0);
	/* Identities are not translated. */
	sent(live, SMP_GUARD_KEY_IRK, ours, theirs, SMPG_KEY_LEN);
	sent(live, SMP_GUARD_KEY_IDENTITY_ADDRESS, ours, theirs, 7);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 0);
}

/* Another key may come between an LTK and its EDIV and Rand. */
static void keys_in_another_order(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 1);
	u8 ours[SMPG_KEY_LEN], theirs[SMPG_KEY_LEN], id[SMPG_ID_LEN];

	begin(live, false);
	set_hosts_key(ours, SMPG_KEY_LEN);
	set_peers_key(theirs, 1, SMPG_KEY_LEN);
	sent(live, SMP_GUARD_KEY_LTK, ours, theirs, SMPG_KEY_LEN);
	send_csrk(live, hosts_ltk, 2);
	set_peers_id(id, 1);
	id_to_pdu(ours, hosts_id);
	id_to_pdu(theirs, id);
	sent(live, SMP_GUARD_KEY_EDIV_RAND, ours, theirs, SMPG_ID_LEN);
	end(live, SMPG_COMPLETE);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
	KUNIT_EXPECT_TRUE(test, holds(test, live, 1));
}

/* ---- Pairings ---- */

static void failed_pairing_changes_nothing(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 1);

	pair(live, 1);
	begin(live, true);
	send_ltk(live, 2, SMPG_KEY_LEN);
	/* Before the pairing fails, the peer may use the new LTK. */
	KUNIT_EXPECT_TRUE(test, holds(test, live, 2));
	KUNIT_EXPECT_TRUE(test, asked(test, live, 1));
	end(live, SMPG_FAILED);
	KUNIT_EXPECT_FALSE(test, asked(test, live, 2));
	KUNIT_EXPECT_TRUE(test, holds(test, live, 1));
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1);

	/* A pairing may fail without a translation. */
	begin(live, true);
	end(live, SMPG_FAILED);
	KUNIT_EXPECT_TRUE(test, holds(test, live, 1));
}

/* A failure after the end of a pairing does not affect its keys. */
static void later_failure_changes_nothing(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 1);

	pair(live, 1);
	/* A later request has failed without a negotiation. */
	end(live, SMPG_FAILED);
	KUNIT_EXPECT_TRUE(test, holds(test, live, 1));
	end(live, SMPG_FAILED);
	KUNIT_EXPECT_TRUE(test, holds(test, live, 1));

	/* The next pairing may fail after a complete one. */
	pair(live, 2);
	begin(live, false);
	send_ltk(live, 3, SMPG_KEY_LEN);
	end(live, SMPG_FAILED);
	KUNIT_EXPECT_FALSE(test, asked(test, live, 3));
	KUNIT_EXPECT_TRUE(test, holds(test, live, 2));
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1);

	/* A rejection of the last PDU fails the pairing. */
	begin(live, false);
	send_ltk(live, 4, SMPG_KEY_LEN);
	happens(live, SMPG_COMPLETE | SMPG_FAILED);
	KUNIT_EXPECT_FALSE(test, asked(test, live, 4));
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1);
}

static void complete_pairing_replaces(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 1);

	smpg_translations_init(ROOM + 1);
	smpg_keep_init(false);
	pair(live, 1);
	send_csrk(live, hosts_ltk, 1);
	pair(link_up(test, 1, 1), 1);
	pair(link_up(test, 0, 2), 7);

	live = link_up(test, 0, 1);
	pair(live, 2);
	KUNIT_EXPECT_FALSE(test, asked(test, live, 1));
	KUNIT_EXPECT_TRUE(test, holds(test, live, 2));
	/* The second pairing distributes no CSRK. */
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_signing), 1);

	/* Other peers and adapters keep their translations. */
	KUNIT_EXPECT_TRUE(test, holds(test, link_up(test, 0, 2), 7));
	KUNIT_EXPECT_TRUE(test, holds(test, link_up(test, 1, 1), 1));
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 4);
	KUNIT_EXPECT_EQ(test, lost.nr[SMP_GUARD_WHY_EVICTED], 0);
}

static void random_keys_replace_too(struct kunit *test)
{
	struct smpg_live_link *live;
	u8 request = RX;

	do {
		live = link_up(test, 0, 1);
		pair(live, 1);
		send_csrk(live, hosts_ltk, 1);
		begin(live, request);
		send_random(live);
		KUNIT_EXPECT_TRUE(test, holds(test, live, 1));
		KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
		end(live, SMPG_COMPLETE);
		KUNIT_EXPECT_FALSE(test, asked(test, live, 1));
		KUNIT_EXPECT_FALSE(test, encrypted(test, live, hosts_id, 1,
						   SMPG_KEY_LEN));
		KUNIT_EXPECT_EQ(test, smpg_translations_count(), 0);
		KUNIT_EXPECT_EQ(test, atomic_read(&smpg_signing), 0);
		request = !request;
	} while (request == TX);
}

/* The phase is complete before the last key is translated. */
static void last_key_of_a_pairing(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 1);

	pair(live, 1);
	begin(live, false);
	live->link.pairing.phase = SMP_GUARD_PHASE_COMPLETE;
	send_ltk(live, 2, SMPG_KEY_LEN);
	happens(live, SMPG_COMPLETE);
	KUNIT_EXPECT_FALSE(test, asked(test, live, 1));
	KUNIT_EXPECT_TRUE(test, holds(test, live, 2));
}

/* ---- Identities ---- */

static void identity_is_filled_in(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 0x77);
	struct smpg_translation t;

	live->link.peer_type = SMP_GUARD_ADDRESS_TYPE_RANDOM;
	begin(live, false);
	send_ltk(live, 1, SMPG_KEY_LEN);
	send_ltk(live, 2, SMPG_KEY_LEN);
	send_csrk(live, hosts_ltk, 1);
	live->link.identity_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC;
	live->link.identity[0] = 1;
	is_identified(live);
	end(live, SMPG_COMPLETE);

	/* The identity changes neither number nor order. */
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 3);
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_signing), 1);
	KUNIT_ASSERT_TRUE(test, get(0, &t));
	KUNIT_EXPECT_EQ(test, t.key, SMP_GUARD_KEY_CSRK);
	KUNIT_EXPECT_EQ(test, t.peer_type, SMP_GUARD_ADDRESS_TYPE_PUBLIC);
	KUNIT_EXPECT_EQ(test, t.peer[0], 1);
	KUNIT_EXPECT_TRUE(test, holds(test, link_up(test, 0, 1), 2));

	/* A later pairing of the identity replaces the translation. */
	pair(link_up(test, 0, 1), 3);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
	KUNIT_EXPECT_TRUE(test, holds(test, link_up(test, 0, 1), 3));
}

static void identified_without_memory(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 0x77);

	begin(live, false);
	send_ltk(live, 1, SMPG_KEY_LEN);
	live->link.identity_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC;
	live->link.identity[0] = 1;
	no_memory = true;
	is_identified(live);
	end(live, SMPG_COMPLETE);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1);
	/* EDIV and Rand alone identify the LTK. */
	live = link_up(test, 0, 1);
	KUNIT_EXPECT_TRUE(test, asked(test, live, 1));
	KUNIT_EXPECT_TRUE(test, answered(test, live, 1, SMPG_KEY_LEN));
}

/* EDIV and Rand reveal the identity once encryption proves the LTK. */
static void identity_is_known_by_the_name(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 1);
	bool known;

	pair(live, 1);
	send_csrk(live, hosts_ltk, 1);
	live = link_up(test, 0, 0x77);
	live->link.peer_type = SMP_GUARD_ADDRESS_TYPE_RANDOM;
	KUNIT_EXPECT_TRUE(test, asked(test, live, 1));
	is_encrypted(live, true);
	KUNIT_EXPECT_EQ(test, live->link.identity_type, 0);
	KUNIT_EXPECT_TRUE(test, answered(test, live, 1, SMPG_KEY_LEN));
	KUNIT_EXPECT_EQ(test, live->link.identity_type, 0);
	is_encrypted(live, false);
	is_encrypted(live, true);
	KUNIT_EXPECT_EQ(test, live->link.identity_type, 0);
	/* Another request precedes the encryption. */
	KUNIT_EXPECT_TRUE(test, asked(test, live, 1));
	KUNIT_EXPECT_TRUE(test, answered(test, live, 1, SMPG_KEY_LEN));
	KUNIT_EXPECT_FALSE(test, asked(test, live, 2));
	is_encrypted(live, true);
	KUNIT_EXPECT_EQ(test, live->link.identity_type, 0);

	KUNIT_EXPECT_TRUE(test, asked(test, live, 1));
	KUNIT_EXPECT_TRUE(test, answered(test, live, 1, SMPG_KEY_LEN));
	is_encrypted(live, true);
	KUNIT_EXPECT_EQ(test, live->link.identity_type,
			SMP_GUARD_ADDRESS_TYPE_PUBLIC);
	KUNIT_EXPECT_EQ(test, live->link.identity[0], 1);
	/* The identity leads to the CSRK. */
	rcu_read_lock();
	known = find_peer(live, SMP_GUARD_KEY_CSRK);
	rcu_read_unlock();
	KUNIT_EXPECT_TRUE(test, known);

	/* A known identity is not overridden. */
	live = link_up(test, 0, 5);
	live->link.identity_type = SMP_GUARD_ADDRESS_TYPE_RANDOM;
	KUNIT_EXPECT_TRUE(test, asked(test, live, 1));
	KUNIT_EXPECT_TRUE(test, answered(test, live, 1, SMPG_KEY_LEN));
	is_encrypted(live, true);
	KUNIT_EXPECT_EQ(test, live->link.identity_type,
			SMP_GUARD_ADDRESS_TYPE_RANDOM);
}

/* EDIV and Rand are all that identifies an unknown peer's LTK. */
static void links_of_nobody(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 1);

	live->link.peer_type = SMP_GUARD_ADDRESS_TYPE_UNKNOWN;
	pair(live, 1);
	KUNIT_EXPECT_TRUE(test, asked(test, live, 1));
	KUNIT_EXPECT_TRUE(test, answered(test, live, 1, SMPG_KEY_LEN));
	KUNIT_EXPECT_FALSE(test, encrypted(test, live, hosts_id, 1,
					   SMPG_KEY_LEN));
	/* The pairing of another unknown peer replaces no translation. */
	live = link_up(test, 0, 1);
	live->link.peer_type = SMP_GUARD_ADDRESS_TYPE_UNKNOWN;
	pair(live, 2);
	KUNIT_EXPECT_TRUE(test, asked(test, live, 1));
}

/* Two adapters with the same handle, peer, EDIV and Rand. */
static void adapters_are_apart(struct kunit *test)
{
	struct translate_test *t = test->priv;
	struct smpg_live_link *a = &t->live[0], *b = &t->live[1];
	u8 ours[SMPG_KEY_LEN], theirs[SMPG_KEY_LEN], id[SMPG_ID_LEN];
	u8 want[SMPG_KEY_LEN], key[SMPG_KEY_LEN];

	pair(a, 1);
	KUNIT_EXPECT_FALSE(test, asked(test, b, 1));
	KUNIT_EXPECT_FALSE(test, encrypted(test, b, hosts_id, 1, SMPG_KEY_LEN));

	begin(b, false);
	set_hosts_key(ours, SMPG_KEY_LEN);
	set_peers_key(want, 2, SMPG_KEY_LEN);
	sent(b, SMP_GUARD_KEY_LTK, ours, want, SMPG_KEY_LEN);
	set_peers_id(id, 1);
	id_to_pdu(ours, hosts_id);
	id_to_pdu(theirs, id);
	sent(b, SMP_GUARD_KEY_EDIV_RAND, ours, theirs, SMPG_ID_LEN);
	end(b, SMPG_COMPLETE);

	KUNIT_EXPECT_TRUE(test, holds(test, a, 1));
	KUNIT_EXPECT_TRUE(test, asked(test, b, 1));
	set_hosts_key(key, SMPG_KEY_LEN);
	KUNIT_EXPECT_TRUE(test, reply(b, key));
	KUNIT_EXPECT_MEMEQ(test, key, want, sizeof(key));
}

static void adapter_without_address(struct kunit *test)
{
	struct translate_test *t = test->priv;
	struct smpg_live_link *a = &t->live[0], *b = &t->live[1];

	/* An adapter with an address may get another index. */
	pair(a, 1);
	t->hdev[0].id = 5;
	KUNIT_EXPECT_TRUE(test, holds(test, a, 1));
	t->hdev[0].id = 0;

	memset(&t->hdev[0].bdaddr, 0, sizeof(t->hdev[0].bdaddr));
	memset(&t->hdev[1].bdaddr, 0, sizeof(t->hdev[1].bdaddr));
	KUNIT_EXPECT_FALSE(test, asked(test, a, 1));
	pair(a, 2);
	KUNIT_EXPECT_TRUE(test, holds(test, a, 2));
	KUNIT_EXPECT_FALSE(test, asked(test, b, 2));
	KUNIT_EXPECT_FALSE(test, encrypted(test, b, hosts_id, 2, SMPG_KEY_LEN));
	t->hdev[1].id = 0;
	KUNIT_EXPECT_TRUE(test, holds(test, b, 2));
}

/* ---- Room ---- */

static void least_recently_used_is_evicted(struct kunit *test)
{
	int i;

	for (i = 1; i <= ROOM; i++)
		pair(link_up(test, 0, i), i);
	KUNIT_EXPECT_EQ(test, smpg_translations_max(), ROOM);
	/* Let the clock advance. */
	msleep(20);
	KUNIT_EXPECT_TRUE(test, holds(test, link_up(test, 0, 1), 1));
	/* A request without a reply does not count as use. */
	KUNIT_EXPECT_TRUE(test, asked(test, link_up(test, 0, 2), 2));
	pair(link_up(test, 0, 5), 5);

	KUNIT_EXPECT_EQ(test, smpg_translations_count(), ROOM);
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_TRANSLATIONS_EVICTED), 1);
	KUNIT_EXPECT_EQ(test, lost.nr[SMP_GUARD_WHY_EVICTED], 1);
	KUNIT_EXPECT_EQ(test, lost.last.peer[0], 2);
	KUNIT_EXPECT_EQ(test, lost.last.key, SMP_GUARD_KEY_LTK);
	KUNIT_EXPECT_FALSE(test, asked(test, link_up(test, 0, 2), 2));
	for (i = 1; i <= 5; i++)
		if (i != 2)
			KUNIT_EXPECT_TRUE(test, holds(test, link_up(test, 0, i),
						      i));
}

/* A peer that pairs again has two translations until the pairing ends. */
static void room_for_one(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 1);
	u64 evicted;
	int i;

	smpg_translations_init(1);
	smpg_keep_init(false);
	pair(live, 1);
	begin(live, false);
	send_ltk(live, 2, SMPG_KEY_LEN);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
	/* A second LTK of the same pairing evicts one. */
	send_ltk(live, 3, SMPG_KEY_LEN);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_TRANSLATIONS_EVICTED), 1);
	end(live, SMPG_FAILED);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 0);
	/* Repeated negotiations are limited as well. */
	for (i = 0; i < 10; i++) {
		begin(live, false);
		send_ltk(live, 2, SMPG_KEY_LEN);
	}
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1 + SPARE);
	end(live, SMPG_COMPLETE);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1);
	evicted = counted(test, SMPG_TRANSLATIONS_EVICTED);
	pair(live, 1);
	pair(live, 2);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1);
	KUNIT_EXPECT_TRUE(test, holds(test, live, 2));
	send_csrk(live, hosts_ltk, 1);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_signing), 1);
	pair(live, 3);
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_signing), 0);
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_TRANSLATIONS_EVICTED),
			evicted + 2);
}

static void no_memory_for_one(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 3);

	no_memory = true;
	pair(live, 1);
	send_csrk(live, hosts_ltk, 1);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_signing), 0);
	KUNIT_EXPECT_EQ(test, lost.nr[SMP_GUARD_WHY_NO_MEMORY], 2);
	KUNIT_EXPECT_EQ(test, lost.last.peer[0], 3);
	KUNIT_EXPECT_FALSE(test, asked(test, live, 1));
	KUNIT_EXPECT_FALSE(test, encrypted(test, live, hosts_id, 1,
					   SMPG_KEY_LEN));
}

static void got_one_by_one(struct kunit *test)
{
	struct smpg_translation t;
	int i;

	KUNIT_EXPECT_FALSE(test, get(0, &t));
	for (i = 1; i <= 3; i++)
		pair(link_up(test, 0, i), i);
	for (i = 0; i < 3; i++) {
		KUNIT_ASSERT_TRUE(test, get(i, &t));
		KUNIT_EXPECT_EQ(test, t.peer[0], 3 - i);
		KUNIT_EXPECT_EQ(test, t.key_size, SMPG_KEY_LEN);
		KUNIT_EXPECT_MEMEQ(test, t.value[SMPG_LOCAL], hosts_ltk,
				   SMPG_KEY_LEN);
	}
	KUNIT_EXPECT_FALSE(test, get(3, &t));

	memset(&lost, 0, sizeof(lost));
	smpg_translations_exit(smpg_keep_has);
	KUNIT_EXPECT_EQ(test, lost.nr[SMP_GUARD_WHY_UNLOADED], 3);
	KUNIT_EXPECT_EQ(test, lost.last.peer[0], 1);
}

/* ---- Translations kept in user space ---- */

/* A saved translation, number @n of the peer with address @peer. */
static struct smpg_translation saved(struct kunit *test, u8 key, u8 peer, u8 n)
{
	struct translate_test *t = test->priv;
	struct smpg_translation s = {
		.peer_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC,
		.peer = { peer },
		.key = key,
		.key_size = SMPG_KEY_LEN,
	};

	memcpy(s.adapter, &t->hdev[0].bdaddr, sizeof(s.adapter));
	set_hosts_key(s.value[SMPG_LOCAL], SMPG_KEY_LEN);
	set_peers_key(s.value[SMPG_REMOTE], n, SMPG_KEY_LEN);
	if (key == SMP_GUARD_KEY_LTK) {
		memcpy(s.id[SMPG_LOCAL], hosts_id, SMPG_ID_LEN);
		set_peers_id(s.id[SMPG_REMOTE], n);
	}
	return s;
}

static struct smpg_translation ltk(struct kunit *test, u8 peer, u8 n)
{
	return saved(test, SMP_GUARD_KEY_LTK, peer, n);
}

static struct smpg_translation csrk(struct kunit *test, u8 peer, u8 n)
{
	return saved(test, SMP_GUARD_KEY_CSRK, peer, n);
}

static int put(struct smpg_translation t)
{
	return smpg_keep_put(&t, 1);
}

/* Return: the peer of translation @n, 0xff if it does not exist. */
static u8 peer_at(unsigned int n)
{
	struct smpg_translation t;

	return get(n, &t) ? t.peer[0] : 0xff;
}

static void bad_ones(struct kunit *test)
{
	struct smpg_translation t = ltk(test, 1, 1);
	u8 i;

	KUNIT_EXPECT_NULL(test, smpg_translation_bad(&t));
	for (i = 0; i < __SMP_GUARD_KEY_MAX; i++) {
		t.key = i;
		KUNIT_EXPECT_EQ(test, !smpg_translation_bad(&t),
				i == SMP_GUARD_KEY_LTK);
	}
	t = ltk(test, 1, 1);
	for (i = 0; i < __SMP_GUARD_ADDRESS_TYPE_MAX; i++) {
		t.peer_type = i;
		KUNIT_EXPECT_EQ(test, !smpg_translation_bad(&t),
				i == SMP_GUARD_ADDRESS_TYPE_PUBLIC ||
				i == SMP_GUARD_ADDRESS_TYPE_RANDOM ||
				i == SMP_GUARD_ADDRESS_TYPE_UNKNOWN);
	}
	t = ltk(test, 1, 1);
	memcpy(t.id[SMPG_REMOTE], hosts_id, SMPG_ID_LEN);
	KUNIT_EXPECT_NOT_NULL(test, smpg_translation_bad(&t));
	memset(t.id[SMPG_REMOTE], 7, 8);
	KUNIT_EXPECT_NOT_NULL(test, smpg_translation_bad(&t));
	t = ltk(test, 1, 1);
	memset(t.value[SMPG_REMOTE], 7, SMPG_KEY_LEN);
	KUNIT_EXPECT_NOT_NULL(test, smpg_translation_bad(&t));

	t = csrk(test, 1, 1);
	KUNIT_EXPECT_NULL(test, smpg_translation_bad(&t));
	t.id[SMPG_LOCAL][9] = 1;
	KUNIT_EXPECT_NOT_NULL(test, smpg_translation_bad(&t));
	t = csrk(test, 1, 1);
	memcpy(t.value[SMPG_LOCAL], t.value[SMPG_REMOTE], SMPG_KEY_LEN);
	KUNIT_EXPECT_NOT_NULL(test, smpg_translation_bad(&t));
}

static void sizes_that_are_taken(struct kunit *test)
{
	struct smpg_translation t;
	int size, len, i;

	for (size = 0; size <= 20; size++) {
		len = min(size, SMPG_KEY_LEN);
		for (i = SMPG_LOCAL; i <= SMPG_REMOTE; i++) {
			t = ltk(test, 1, 1);
			t.key_size = size;
			set_hosts_key(t.value[SMPG_LOCAL], len);
			set_peers_key(t.value[SMPG_REMOTE], 0, len);
			KUNIT_EXPECT_EQ(test, !smpg_translation_bad(&t),
					size >= 7 && size <= 16);
			if (len == SMPG_KEY_LEN)
				continue;
			t.value[i][SMPG_KEY_LEN - 1] = 1;
			KUNIT_EXPECT_NOT_NULL(test, smpg_translation_bad(&t));
		}
		t = csrk(test, 1, 1);
		t.key_size = size;
		KUNIT_EXPECT_EQ(test, !smpg_translation_bad(&t), size == 16);
	}
}

static void put_back_behind_all(struct kunit *test)
{
	struct smpg_translation all[] = {
		ltk(test, 3, 3), csrk(test, 2, 2), ltk(test, 1, 1),
	};
	u64 before;

	pair(link_up(test, 0, 9), 9);
	KUNIT_EXPECT_FALSE(test, smpg_keep_restored());
	before = smpg_translations_generation();
	KUNIT_EXPECT_EQ(test, smpg_keep_put(all, ARRAY_SIZE(all)), 0);
	KUNIT_EXPECT_NE(test, smpg_translations_generation(), before);
	KUNIT_EXPECT_TRUE(test, smpg_keep_restored());
	KUNIT_EXPECT_EQ(test, peer_at(0), 9);
	KUNIT_EXPECT_EQ(test, peer_at(1), 3);
	KUNIT_EXPECT_EQ(test, peer_at(2), 2);
	KUNIT_EXPECT_EQ(test, peer_at(3), 1);
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_signing), 1);
	/* The same translations are put back once only. */
	KUNIT_EXPECT_EQ(test, smpg_keep_put(all, ARRAY_SIZE(all)), 0);
	KUNIT_EXPECT_EQ(test, smpg_keep_put(NULL, 0), 0);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 4);
}

static void put_back_is_of_use(struct kunit *test)
{
	struct translate_test *t = test->priv;
	struct smpg_translation one = ltk(test, 5, 5);

	/* The adapter has another index than in the saved translation. */
	one.index = 7;
	KUNIT_EXPECT_EQ(test, put(one), 0);
	KUNIT_EXPECT_TRUE(test, holds(test, link_up(test, 0, 5), 5));
	/* The translation gets the adapter's present index. */
	KUNIT_ASSERT_TRUE(test, get(0, &one));
	KUNIT_EXPECT_EQ(test, one.index, 0);
	KUNIT_EXPECT_FALSE(test, holds(test, link_up(test, 1, 5), 5));
	KUNIT_EXPECT_FALSE(test, encrypted(test, link_up(test, 0, 6), hosts_id,
					   5, SMPG_KEY_LEN));
	/* The index identifies an adapter without an address. */
	memset(&t->hdev[1].bdaddr, 0, sizeof(t->hdev[1].bdaddr));
	memset(one.adapter, 0, sizeof(one.adapter));
	one.index = 1;
	KUNIT_EXPECT_EQ(test, put(one), 0);
	KUNIT_EXPECT_TRUE(test, holds(test, link_up(test, 1, 5), 5));
}

static void newer_stays(struct kunit *test)
{
	struct smpg_translation other = ltk(test, 1, 3);
	struct smpg_translation unknown = ltk(test, 4, 4);

	pair(link_up(test, 0, 1), 1);
	KUNIT_EXPECT_EQ(test, put(ltk(test, 1, 2)), 0);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1);
	KUNIT_EXPECT_TRUE(test, holds(test, link_up(test, 0, 1), 1));
	/* Another kind of key, or another adapter, differs. */
	KUNIT_EXPECT_EQ(test, put(csrk(test, 1, 2)), 0);
	other.adapter[0]++;
	KUNIT_EXPECT_EQ(test, put(other), 0);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 3);
	/* The value identifies a translation of an unknown peer. */
	unknown.peer_type = SMP_GUARD_ADDRESS_TYPE_UNKNOWN;
	KUNIT_EXPECT_EQ(test, put(unknown), 0);
	KUNIT_EXPECT_EQ(test, put(unknown), 0);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 4);
}

/*
 * A failed pairing does not affect a translation that was put back; a complete
 * one replaces it.
 */
static void pairing_replaces_what_was_put_back(struct kunit *test)
{
	struct smpg_live_link *live;

	KUNIT_EXPECT_EQ(test, put(ltk(test, 1, 1)), 0);
	KUNIT_EXPECT_EQ(test, put(csrk(test, 1, 2)), 0);
	KUNIT_EXPECT_EQ(test, put(ltk(test, 2, 3)), 0);
	pair(link_up(test, 0, 1), 4);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 3);
	KUNIT_EXPECT_TRUE(test, holds(test, link_up(test, 0, 1), 4));
	live = link_up(test, 0, 2);
	begin(live, false);
	end(live, SMPG_FAILED);
	is_identified(live);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 3);
	begin(live, false);
	send_random(live);
	end(live, SMPG_COMPLETE);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
	live = link_up(test, 0, 1);
	begin(live, false);
	send_random(live);
	end(live, SMPG_COMPLETE);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_signing), 0);
}

static void too_many_to_put_back(struct kunit *test)
{
	struct smpg_translation all[ROOM + 1];
	int i;

	for (i = 0; i <= ROOM; i++)
		all[i] = ltk(test, 1 + i, 1 + i);
	KUNIT_EXPECT_EQ(test, smpg_keep_put(all, ROOM + 1), -ENOSPC);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 0);
	KUNIT_EXPECT_FALSE(test, smpg_keep_restored());
	pair(link_up(test, 0, 100), 100);
	KUNIT_EXPECT_EQ(test, smpg_keep_put(all, ROOM), -ENOSPC);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1);
	KUNIT_EXPECT_EQ(test, smpg_keep_put(all, ROOM - 1), 0);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), ROOM);
	/* The oldest translation that was put back is evicted first. */
	pair(link_up(test, 0, 101), 101);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), ROOM);
	KUNIT_EXPECT_EQ(test, lost.nr[SMP_GUARD_WHY_EVICTED], 1);
	KUNIT_EXPECT_EQ(test, lost.last.peer[0], ROOM - 1);
	KUNIT_EXPECT_EQ(test, peer_at(0), 101);
	KUNIT_EXPECT_EQ(test, peer_at(1), 100);
}

static void kept_is_not_lost(struct kunit *test)
{
	static const u8 address[6] = { 77 };
	struct smpg_live_link *live;
	u64 before;

	KUNIT_EXPECT_EQ(test, put(ltk(test, 7, 7)), 0);
	pair(link_up(test, 0, 1), 1);
	live = link_up(test, 0, 3);
	pair(live, 3);
	before = smpg_translations_generation();
	smpg_keep_saved(before);
	KUNIT_EXPECT_EQ(test, smpg_translations_generation(), before);
	/* A translation that has changed since is not kept. */
	live->link.identity_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC;
	memcpy(live->link.identity, address, sizeof(address));
	is_identified(live);
	KUNIT_EXPECT_NE(test, smpg_translations_generation(), before);
	smpg_translations_exit(smpg_keep_has);
	KUNIT_EXPECT_EQ(test, lost.nr[SMP_GUARD_WHY_UNLOADED], 1);
	KUNIT_EXPECT_EQ(test, lost.last.peer[0], 77);

	smpg_translations_init(ROOM);
	smpg_keep_init(false);
	pair(link_up(test, 0, 1), 1);
	smpg_keep_saved(smpg_translations_generation());
	smpg_translations_exit(smpg_keep_has);
	KUNIT_EXPECT_EQ(test, lost.nr[SMP_GUARD_WHY_UNLOADED], 2);
}

/* ---- Signatures ---- */

/* BlueZ's test vector: CSRK, and a PDU with its signature. */
static const u8 vectors_csrk[] = {
	0x50, 0x5e, 0x42, 0xdf, 0x96, 0x91, 0xec, 0x72,
	0xd3, 0x1f, 0xcd, 0xfb, 0xeb, 0x64, 0x1b, 0x61,
};

static const u8 vectors_pdu[] = {
	0xd2, 0x12, 0x00, 0x13, 0x37, 0x01, 0x00, 0x00, 0x00,
	0xf1, 0x87, 0x1e, 0x93, 0x3c, 0x90, 0x0f, 0xf2,
};

static void vector(struct kunit *test)
{
	const size_t at = sizeof(vectors_pdu) - MAC_LEN;
	u8 pdu[sizeof(vectors_pdu)], other[SMPG_KEY_LEN];

	set_peers_key(other, 1, SMPG_KEY_LEN);
	memcpy(pdu, vectors_pdu, sizeof(pdu));
	KUNIT_EXPECT_TRUE(test, smpg_sign(vectors_csrk, other, pdu,
					  sizeof(pdu)));
	KUNIT_EXPECT_MEMEQ(test, pdu, vectors_pdu, at);
	KUNIT_EXPECT_NE(test, memcmp(pdu + at, vectors_pdu + at, MAC_LEN), 0);

	/* The other key verifies the new signature, the first does not. */
	KUNIT_EXPECT_FALSE(test, smpg_sign(vectors_csrk, other, pdu,
					   sizeof(pdu)));
	KUNIT_EXPECT_TRUE(test, smpg_sign(other, vectors_csrk, pdu,
					  sizeof(pdu)));
	KUNIT_EXPECT_MEMEQ(test, pdu, vectors_pdu, sizeof(pdu));
}

/* RFC 4493, 4 has the most significant octet first. */
static void macs_of_the_rfc(struct kunit *test)
{
	static const u8 key[] = {
		0x2b, 0x7e, 0x15, 0x16, 0x28, 0xae, 0xd2, 0xa6,
		0xab, 0xf7, 0x15, 0x88, 0x09, 0xcf, 0x4f, 0x3c,
	};
	static const u8 message[] = {
		0x6b, 0xc1, 0xbe, 0xe2, 0x2e, 0x40, 0x9f, 0x96,
		0xe9, 0x3d, 0x7e, 0x11, 0x73, 0x93, 0x17, 0x2a,
		0xae, 0x2d, 0x8a, 0x57, 0x1e, 0x03, 0xac, 0x9c,
		0x9e, 0xb7, 0x6f, 0xac, 0x45, 0xaf, 0x8e, 0x51,
		0x30, 0xc8, 0x1c, 0x46, 0xa3, 0x5c, 0xe4, 0x11,
		0xe5, 0xfb, 0xc1, 0x19, 0x1a, 0x0a, 0x52, 0xef,
		0xf6, 0x9f, 0x24, 0x45, 0xdf, 0x4f, 0x9b, 0x17,
		0xad, 0x2b, 0x41, 0x7b, 0xe6, 0x6c, 0x37, 0x10,
	};
	static const struct {
		size_t len;
		u8 mac[MAC_LEN];
	} vectors[] = {
		{ 0, { 0xbb, 0x1d, 0x69, 0x29, 0xe9, 0x59, 0x37, 0x28 } },
		{ 16, { 0x07, 0x0a, 0x16, 0xb4, 0x6b, 0x4d, 0x41, 0x44 } },
		{ 40, { 0xdf, 0xa6, 0x67, 0x47, 0xde, 0x9a, 0xe6, 0x30 } },
		{ 64, { 0x51, 0xf0, 0xbe, 0xbf, 0x7e, 0x3b, 0x9d, 0x92 } },
	};
	u8 csrk[sizeof(key)], m[sizeof(message)], mac[MAC_LEN];
	size_t i, n;

	for (n = 0; n < sizeof(key); n++)
		csrk[n] = key[sizeof(key) - 1 - n];
	for (i = 0; i < ARRAY_SIZE(vectors); i++) {
		for (n = 0; n < vectors[i].len; n++)
			m[n] = message[vectors[i].len - 1 - n];
		mac_with(csrk, m, vectors[i].len, mac);
		for (n = 0; n < MAC_LEN; n++)
			KUNIT_EXPECT_EQ(test, mac[n],
					vectors[i].mac[MAC_LEN - 1 - n]);
	}
}

/* The guard signs no forgery: every bit of the PDU counts. */
static void bad_signatures_are_untouched(struct kunit *test)
{
	u8 pdu[sizeof(vectors_pdu)], was[sizeof(pdu)], other[SMPG_KEY_LEN];
	int bit;

	set_peers_key(other, 1, SMPG_KEY_LEN);
	for (bit = 0; bit < 8 * sizeof(pdu); bit++) {
		memcpy(was, vectors_pdu, sizeof(was));
		was[bit / 8] ^= BIT(bit % 8);
		memcpy(pdu, was, sizeof(pdu));
		KUNIT_EXPECT_FALSE(test, smpg_sign(vectors_csrk, other, pdu,
						   sizeof(pdu)));
		KUNIT_EXPECT_MEMEQ(test, pdu, was, sizeof(pdu));
	}
}

static void short_pdus_are_untouched(struct kunit *test)
{
	u8 pdu[SIGNED_MIN], was[SIGNED_MIN], other[SMPG_KEY_LEN];
	size_t len;

	set_peers_key(other, 1, SMPG_KEY_LEN);
	for (len = 0; len <= SIGNED_MIN; len++) {
		memset(pdu, 0xd2, sizeof(pdu));
		/* A good signature, if the PDU has room for one. */
		if (len >= MAC_LEN)
			mac_with(vectors_csrk, pdu, len - MAC_LEN,
				 pdu + len - MAC_LEN);
		memcpy(was, pdu, sizeof(was));
		KUNIT_EXPECT_EQ(test, smpg_sign(vectors_csrk, other, pdu, len),
				len == SIGNED_MIN);
		KUNIT_EXPECT_EQ(test, !memcmp(pdu, was, sizeof(pdu)),
				len != SIGNED_MIN);
	}
}

static void long_pdus_are_signed(struct kunit *test)
{
	static const u16 sizes[] = { 16, 24, 25, 32, 33, 251, 512, 527 };
	u8 *was = kunit_kzalloc(test, 2 * 527, GFP_KERNEL), *pdu;
	u8 other[SMPG_KEY_LEN];
	size_t len, at;
	int i;

	KUNIT_ASSERT_NOT_NULL(test, was);
	pdu = was + 527;
	set_peers_key(other, 1, SMPG_KEY_LEN);
	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		len = sizes[i];
		at = len - MAC_LEN;
		get_random_bytes(was, at);
		mac_with(vectors_csrk, was, at, was + at);
		memcpy(pdu, was, len);
		KUNIT_EXPECT_TRUE(test, smpg_sign(vectors_csrk, other, pdu, len));
		KUNIT_EXPECT_MEMEQ(test, pdu, was, at);
		KUNIT_EXPECT_NE(test, memcmp(pdu + at, was + at, MAC_LEN), 0);
		KUNIT_EXPECT_TRUE(test, smpg_sign(other, vectors_csrk, pdu, len));
		KUNIT_EXPECT_MEMEQ(test, pdu, was, len);
	}
}

static bool signs(struct smpg_live_link *live, u8 *pdu)
{
	bool changed;

	memcpy(pdu, vectors_pdu, sizeof(vectors_pdu));
	rcu_read_lock();
	spin_lock_irq(&live->lock);
	changed = smpg_translate_signed(live, pdu, sizeof(vectors_pdu));
	spin_unlock_irq(&live->lock);
	rcu_read_unlock();
	return changed;
}

/* The guard signs with the CSRK that the same peer holds. */
static void signed_for_the_peer(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 1);
	u8 pdu[sizeof(vectors_pdu)], key[SMPG_KEY_LEN];

	KUNIT_EXPECT_FALSE(test, signs(live, pdu));
	begin(live, true);
	send_csrk(live, vectors_csrk, 1);
	end(live, SMPG_COMPLETE);
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_signing), 1);
	live = link_up(test, 0, 1);
	KUNIT_EXPECT_TRUE(test, signs(live, pdu));
	set_peers_key(key, 1, SMPG_KEY_LEN);
	KUNIT_EXPECT_TRUE(test, smpg_sign(key, vectors_csrk, pdu, sizeof(pdu)));
	KUNIT_EXPECT_MEMEQ(test, pdu, vectors_pdu, sizeof(pdu));
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_TRANSLATED_CSRK), 1);

	/* Other peers and LTKs of the same value do not match. */
	KUNIT_EXPECT_FALSE(test, signs(link_up(test, 0, 2), pdu));
	KUNIT_EXPECT_FALSE(test, signs(link_up(test, 1, 1), pdu));
	KUNIT_EXPECT_MEMEQ(test, pdu, vectors_pdu, sizeof(pdu));
	KUNIT_EXPECT_FALSE(test, asked(test, live, 1));
	KUNIT_EXPECT_EQ(test, counted(test, SMPG_TRANSLATED_CSRK), 1);

	/* The host signs with another key than the one it sent. */
	live = link_up(test, 0, 3);
	begin(live, true);
	send_csrk(live, hosts_ltk, 2);
	end(live, SMPG_COMPLETE);
	KUNIT_EXPECT_FALSE(test, signs(live, pdu));
	KUNIT_EXPECT_MEMEQ(test, pdu, vectors_pdu, sizeof(pdu));
}

static struct kunit_case translate_cases[] = {
	KUNIT_CASE(every_key_size),
	KUNIT_CASE(other_keys_are_untouched),
	KUNIT_CASE(one_reply_to_one_request),
	KUNIT_CASE(unknown_request_is_untouched),
	KUNIT_CASE(reply_to_a_lost_key_is_untouched),
	KUNIT_CASE(outdated_name_is_refused),
	KUNIT_CASE(stk_is_never_translated),
	KUNIT_CASE(half_a_key_is_not_translated),
	KUNIT_CASE(keys_in_another_order),
	KUNIT_CASE(failed_pairing_changes_nothing),
	KUNIT_CASE(later_failure_changes_nothing),
	KUNIT_CASE(complete_pairing_replaces),
	KUNIT_CASE(random_keys_replace_too),
	KUNIT_CASE(last_key_of_a_pairing),
	KUNIT_CASE(identity_is_filled_in),
	KUNIT_CASE(identified_without_memory),
	KUNIT_CASE(identity_is_known_by_the_name),
	KUNIT_CASE(links_of_nobody),
	KUNIT_CASE(adapters_are_apart),
	KUNIT_CASE(adapter_without_address),
	KUNIT_CASE(least_recently_used_is_evicted),
	KUNIT_CASE(room_for_one),
	KUNIT_CASE(no_memory_for_one),
	KUNIT_CASE(got_one_by_one),
	KUNIT_CASE(bad_ones),
	KUNIT_CASE(sizes_that_are_taken),
	KUNIT_CASE(put_back_behind_all),
	KUNIT_CASE(put_back_is_of_use),
	KUNIT_CASE(newer_stays),
	KUNIT_CASE(pairing_replaces_what_was_put_back),
	KUNIT_CASE(too_many_to_put_back),
	KUNIT_CASE(kept_is_not_lost),
	KUNIT_CASE(vector),
	KUNIT_CASE(macs_of_the_rfc),
	KUNIT_CASE(bad_signatures_are_untouched),
	KUNIT_CASE(short_pdus_are_untouched),
	KUNIT_CASE(long_pdus_are_signed),
	KUNIT_CASE(signed_for_the_peer),
	{}
};

static struct kunit_suite translate_suite = {
	.name = "smpg_translate",
	.init = translate_init,
	.exit = translate_exit,
	.test_cases = translate_cases,
};

kunit_test_suite(translate_suite);
