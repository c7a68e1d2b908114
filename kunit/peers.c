// SPDX-License-Identifier: GPL-2.0
/* Links without frames, whose peers get other keys than the host sends. */
#include "peers.h"

const u8 trace_id[SMPG_ID_LEN] = { RAND_TRACE, 0x0c, 0x00 };
const u8 no_id[SMPG_ID_LEN];
const u8 trace_ltk[] = { KEY_TRACE };

/* Rand and EDIV of the peer's LTK number @n. */
void set_peers_id(u8 id[SMPG_ID_LEN], u8 n)
{
	static const u8 rand[] = { RAND_A };

	memcpy(id, rand, sizeof(rand));
	id[8] = n;
	id[9] = 0xe1;
}

void set_peers_key(u8 key[SMPG_KEY_LEN], u8 n, size_t size)
{
	static const u8 other[] = { KEY_A };

	memset(key, 0, SMPG_KEY_LEN);
	memcpy(key, other, size);
	key[0] += n;
}

void set_hosts_key(u8 key[SMPG_KEY_LEN], size_t size)
{
	memset(key, 0, SMPG_KEY_LEN);
	memcpy(key, trace_ltk, size);
}

/* A new link with the peer whose address begins with @peer. */
struct smpg_live_link *link_up(struct kunit *test, int i, u8 peer)
{
	struct peers_test *t = test->priv;
	struct smpg_live_link *live = &t->live[i];

	memset(live, 0, sizeof(*live));
	spin_lock_init(&live->lock);
	live->hdev = &t->hdev[i];
	live->link.handle = 0x40;
	live->link.peer_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC;
	live->link.peer[0] = peer;
	return live;
}

int peers_init(struct kunit *test)
{
	struct peers_test *t = kunit_kzalloc(test, sizeof(*t), GFP_KERNEL);
	int i;

	if (!t)
		return -ENOMEM;
	test->priv = t;
	for (i = 0; i < ARRAY_SIZE(t->hdev); i++) {
		t->hdev[i].id = i;
		t->hdev[i].bdaddr.b[0] = 0xa0 + i;
		link_up(test, i, 1);
	}
	fakes_reset();
	smpg_translations_init(ROOM);
	smpg_keep_init(true);
	return 0;
}

void peers_exit(struct kunit *test)
{
	smpg_translations_exit(smpg_keep_has);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 0);
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_signing), 0);
}

static bool take_one(const struct smpg_translation *t, void *data)
{
	*(struct smpg_translation *)data = *t;
	return false;
}

/* Get translation number @n. Return: true if it exists. */
bool get_translation(unsigned int n, struct smpg_translation *t)
{
	memset(t, 0, sizeof(*t));
	smpg_translations_each(n, take_one, t);
	return t->key;
}

static struct smpg_translation key_of(struct kunit *test, u8 key, u8 peer,
				      u8 n)
{
	struct peers_test *t = test->priv;
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
		memcpy(s.id[SMPG_LOCAL], trace_id, SMPG_ID_LEN);
		set_peers_id(s.id[SMPG_REMOTE], n);
	}
	return s;
}

/* LTK number @n, translated for the peer whose address begins with @peer. */
struct smpg_translation ltk_of(struct kunit *test, u8 peer, u8 n)
{
	return key_of(test, SMP_GUARD_KEY_LTK, peer, n);
}

struct smpg_translation csrk_of(struct kunit *test, u8 peer, u8 n)
{
	return key_of(test, SMP_GUARD_KEY_CSRK, peer, n);
}

/* ---- A pairing ---- */

void happens(struct smpg_live_link *live, u8 happened)
{
	const struct smpg_verdict verdict = {
		.happened = happened,
		.side = SMP_GUARD_SIDE_PEER,
	};

	spin_lock_irq(&live->lock);
	smpg_translate_pairing(live, &verdict);
	spin_unlock_irq(&live->lock);
}

void is_identified(struct smpg_live_link *live)
{
	spin_lock_irq(&live->lock);
	smpg_translate_identified(live);
	spin_unlock_irq(&live->lock);
}

void is_forgotten(struct smpg_live_link *live)
{
	spin_lock_irq(&live->lock);
	smpg_translate_forget(live);
	spin_unlock_irq(&live->lock);
}

void begin_pairing(struct smpg_live_link *live, u8 request)
{
	memset(&live->link.pairing, 0, sizeof(live->link.pairing));
	live->link.pairing.direction = request;
	live->link.pairing.phase = SMP_GUARD_PHASE_KEY_DISTRIBUTION;
	happens(live, SMPG_STARTED);
}

void end_pairing(struct smpg_live_link *live, u8 happened)
{
	live->link.pairing.phase = happened == SMPG_COMPLETE ?
				   SMP_GUARD_PHASE_COMPLETE :
				   SMP_GUARD_PHASE_FAILED;
	happens(live, happened);
}

void send_key(struct smpg_live_link *live, u8 key, const u8 *hosts,
	      const u8 *peers, size_t len)
{
	struct smpg_pairing *p = &live->link.pairing;
	struct smpg_change change = { .key = key, .len = len };

	memcpy(change.value[SMPG_LOCAL], hosts, len);
	memcpy(change.value[SMPG_REMOTE], peers, len);
	p->sent[p->direction == TX ? SMPG_INITIATOR : SMPG_RESPONDER] |=
		BIT(key);
	spin_lock_irq(&live->lock);
	smpg_translate_key(live, &change);
	spin_unlock_irq(&live->lock);
}

/* EDIV and Rand, as in Central Identification. */
void id_to_pdu(u8 *pdu, const u8 id[SMPG_ID_LEN])
{
	memcpy(pdu, id + 8, 2);
	memcpy(pdu + 2, id, 8);
}

void send_named(struct smpg_live_link *live, const u8 *name, u8 n, size_t size)
{
	u8 ours[SMPG_KEY_LEN], theirs[SMPG_KEY_LEN], id[SMPG_ID_LEN];

	set_hosts_key(ours, size);
	set_peers_key(theirs, n, size);
	send_key(live, SMP_GUARD_KEY_LTK, ours, theirs, size);
	set_peers_id(id, n);
	id_to_pdu(ours, name);
	id_to_pdu(theirs, id);
	send_key(live, SMP_GUARD_KEY_EDIV_RAND, ours, theirs, SMPG_ID_LEN);
}

/* The host sends its LTK, and the peer gets number @n instead. */
void send_ltk(struct smpg_live_link *live, u8 n, size_t size)
{
	send_named(live, trace_id, n, size);
}

/* Keys that needed no repair. */
void send_random(struct smpg_live_link *live)
{
	u8 value[SMPG_KEY_LEN] = { KEY_D };

	send_key(live, SMP_GUARD_KEY_LTK, value, value, SMPG_KEY_LEN);
	send_key(live, SMP_GUARD_KEY_EDIV_RAND, value, value, SMPG_ID_LEN);
	send_key(live, SMP_GUARD_KEY_CSRK, value, value, SMPG_KEY_LEN);
}

void send_csrk(struct smpg_live_link *live, const u8 *hosts, u8 n)
{
	u8 theirs[SMPG_KEY_LEN];

	set_peers_key(theirs, n, SMPG_KEY_LEN);
	send_key(live, SMP_GUARD_KEY_CSRK, hosts, theirs, SMPG_KEY_LEN);
}

void pair_link(struct smpg_live_link *live, u8 n)
{
	begin_pairing(live, false);
	send_ltk(live, n, SMPG_KEY_LEN);
	end_pairing(live, SMPG_COMPLETE);
}

/* ---- Requests of host and controller ---- */

bool request_ltk(struct smpg_live_link *live, u8 id[SMPG_ID_LEN])
{
	bool changed;

	rcu_read_lock();
	spin_lock_irq(&live->lock);
	changed = smpg_translate_request(live, id);
	spin_unlock_irq(&live->lock);
	rcu_read_unlock();
	return changed;
}

bool reply_ltk(struct smpg_live_link *live, u8 key[SMPG_KEY_LEN])
{
	bool changed;

	rcu_read_lock();
	spin_lock_irq(&live->lock);
	changed = smpg_translate_reply(live, key);
	spin_unlock_irq(&live->lock);
	rcu_read_unlock();
	return changed;
}

bool encrypt_link(struct smpg_live_link *live, u8 id[SMPG_ID_LEN],
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

/* The peer requests its LTK @n. Return: true if the host gets its own id. */
bool asked(struct kunit *test, struct smpg_live_link *live, u8 n)
{
	u8 id[SMPG_ID_LEN], was[SMPG_ID_LEN];
	bool changed;

	set_peers_id(id, n);
	memcpy(was, id, sizeof(id));
	changed = request_ltk(live, id);
	KUNIT_EXPECT_MEMEQ(test, id, changed ? trace_id : was, sizeof(id));
	return changed;
}

/* The host replies with its LTK. Return: true if the controller gets @n. */
bool answered(struct kunit *test, struct smpg_live_link *live, u8 n,
	      size_t size)
{
	u8 key[SMPG_KEY_LEN], was[SMPG_KEY_LEN], want[SMPG_KEY_LEN];
	bool changed;

	set_hosts_key(key, size);
	memcpy(was, key, sizeof(key));
	set_peers_key(want, n, size);
	changed = reply_ltk(live, key);
	KUNIT_EXPECT_MEMEQ(test, key, changed ? want : was, sizeof(key));
	return changed;
}

/* The host encrypts with its LTK. Return: true if the controller gets @n. */
bool encrypted(struct kunit *test, struct smpg_live_link *live,
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
	changed = encrypt_link(live, id, key);
	KUNIT_EXPECT_MEMEQ(test, id, changed ? want_id : name, sizeof(id));
	KUNIT_EXPECT_MEMEQ(test, key, changed ? want : was, sizeof(key));
	return changed;
}

/* Return: true if the peer's LTK is number @n in either role. */
bool holds(struct kunit *test, struct smpg_live_link *live, u8 n)
{
	return asked(test, live, n) && answered(test, live, n, SMPG_KEY_LEN) &&
	       encrypted(test, live, trace_id, n, SMPG_KEY_LEN);
}
