// SPDX-License-Identifier: GPL-2.0
/* A link's keys, translated between host and peer. */
#include "peers.h"
#include "../kernel/translate.c"

static void is_encrypted(struct smpg_live_link *live, bool done)
{
	rcu_read_lock();
	spin_lock_irq(&live->lock);
	smpg_translate_encrypted(live, done);
	spin_unlock_irq(&live->lock);
	rcu_read_unlock();
}

/* ---- LTKs ---- */

static void every_key_size(struct kunit *test)
{
	static const u8 sizes[] = { 7, 10, 16 };
	struct smpg_live_link *live;
	int i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		live = link_up(test, 0, 1);
		begin_pairing(live, i % 2);
		send_ltk(live, i, sizes[i]);
		end_pairing(live, SMPG_COMPLETE);

		live = link_up(test, 0, 1);
		KUNIT_EXPECT_TRUE(test, asked(test, live, i));
		KUNIT_EXPECT_TRUE(test, answered(test, live, i, sizes[i]));
		KUNIT_EXPECT_TRUE(test, encrypted(test, live, trace_id, i,
						  sizes[i]));
		KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1);
	}
	KUNIT_EXPECT_EQ(test, counted(SMPG_TRANSLATED_LTK), 2 * i);
}

static void other_keys_are_untouched(struct kunit *test)
{
	static const u8 other[] = { KEY_B };
	struct smpg_live_link *live = link_up(test, 0, 1);
	u8 key[] = { KEY_B }, id[SMPG_ID_LEN];

	pair_link(live, 1);
	KUNIT_EXPECT_TRUE(test, asked(test, live, 1));
	KUNIT_EXPECT_FALSE(test, reply_ltk(live, key));
	KUNIT_EXPECT_MEMEQ(test, key, other, sizeof(key));
	/* The first reply has used up the request. */
	KUNIT_EXPECT_FALSE(test, answered(test, live, 1, SMPG_KEY_LEN));

	/* EDIV, Rand and LTK must all be the host's. */
	memcpy(id, trace_id, sizeof(id));
	KUNIT_EXPECT_FALSE(test, encrypt_link(live, id, key));
	KUNIT_EXPECT_MEMEQ(test, id, trace_id, sizeof(id));
	KUNIT_EXPECT_MEMEQ(test, key, other, sizeof(key));
	KUNIT_EXPECT_FALSE(test, encrypted(test, live, no_id, 1, SMPG_KEY_LEN));
	KUNIT_EXPECT_EQ(test, counted(SMPG_TRANSLATED_LTK), 0);
}

static void one_reply_to_one_request(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 1);

	pair_link(live, 1);
	KUNIT_EXPECT_FALSE(test, answered(test, live, 1, SMPG_KEY_LEN));
	KUNIT_EXPECT_TRUE(test, asked(test, live, 1));
	KUNIT_EXPECT_TRUE(test, answered(test, live, 1, SMPG_KEY_LEN));
	KUNIT_EXPECT_FALSE(test, answered(test, live, 1, SMPG_KEY_LEN));

	/* The link ends before the reply. */
	KUNIT_EXPECT_TRUE(test, asked(test, live, 1));
	is_forgotten(live);
	KUNIT_EXPECT_FALSE(test, answered(test, live, 1, SMPG_KEY_LEN));
	KUNIT_EXPECT_EQ(test, counted(SMPG_TRANSLATED_LTK), 1);
}

static void unknown_request_is_untouched(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 1);

	pair_link(live, 1);
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

	pair_link(live, 1);
	KUNIT_EXPECT_TRUE(test, asked(test, live, 1));
	pair_link(link_up(test, 1, 1), 1);
	smpg_translations_exit(smpg_keep_has);
	KUNIT_EXPECT_EQ(test, seen.nr_lost[SMP_GUARD_WHY_UNLOADED], 2);
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

	pair_link(live, 1);
	live = link_up(test, 0, 1);
	memcpy(id, trace_id, sizeof(id));
	KUNIT_EXPECT_FALSE(test, request_ltk(live, id));
	KUNIT_EXPECT_MEMEQ(test, id, trace_id, sizeof(id));
	KUNIT_EXPECT_EQ(test, seen.nr_lost[SMP_GUARD_WHY_OUTDATED], 0);
	memcpy(key, trace_ltk, sizeof(key));
	KUNIT_EXPECT_TRUE(test, reply_ltk(live, key));
	KUNIT_EXPECT_NE(test, memcmp(key, trace_ltk, sizeof(key)), 0);
	KUNIT_EXPECT_EQ(test, smpg_key_weak(key, sizeof(key)), SMP_GUARD_WHY_NONE);
	KUNIT_EXPECT_EQ(test, seen.nr_lost[SMP_GUARD_WHY_OUTDATED], 1);
	KUNIT_EXPECT_EQ(test, seen.lost.peer[0], 1);
	/* Another reply is unchanged, and the peer's own LTK still works. */
	memcpy(key, trace_ltk, sizeof(key));
	KUNIT_EXPECT_FALSE(test, reply_ltk(live, key));
	KUNIT_EXPECT_TRUE(test, holds(test, live, 1));

	/* A key that was not repaired is unchanged. */
	KUNIT_EXPECT_FALSE(test, request_ltk(live, id));
	memcpy(key, other, sizeof(key));
	KUNIT_EXPECT_FALSE(test, reply_ltk(live, key));
	KUNIT_EXPECT_MEMEQ(test, key, other, sizeof(key));

	/* A later request, or the link's end, ends the refusal. */
	KUNIT_EXPECT_FALSE(test, request_ltk(live, id));
	KUNIT_EXPECT_TRUE(test, asked(test, live, 1));
	KUNIT_EXPECT_TRUE(test, answered(test, live, 1, SMPG_KEY_LEN));
	KUNIT_EXPECT_FALSE(test, request_ltk(live, id));
	is_forgotten(live);
	memcpy(key, trace_ltk, sizeof(key));
	KUNIT_EXPECT_FALSE(test, reply_ltk(live, key));

	/* The host's LTK may be valid for another peer, ... */
	live = link_up(test, 0, 2);
	KUNIT_EXPECT_FALSE(test, request_ltk(live, id));
	KUNIT_EXPECT_FALSE(test, reply_ltk(live, key));
	/* ... for a peer of another adapter, or for an unknown peer. */
	live = link_up(test, 1, 1);
	KUNIT_EXPECT_FALSE(test, request_ltk(live, id));
	KUNIT_EXPECT_FALSE(test, reply_ltk(live, key));
	live = link_up(test, 0, 1);
	live->link.peer_type = SMP_GUARD_ADDRESS_TYPE_UNKNOWN;
	KUNIT_EXPECT_FALSE(test, request_ltk(live, id));
	KUNIT_EXPECT_FALSE(test, reply_ltk(live, key));
	/* Before the pairing is complete, the host's LTK is not outdated. */
	live = link_up(test, 0, 3);
	begin_pairing(live, false);
	send_ltk(live, 3, SMPG_KEY_LEN);
	KUNIT_EXPECT_FALSE(test, request_ltk(live, id));
	KUNIT_EXPECT_FALSE(test, reply_ltk(live, key));
	end_pairing(live, SMPG_COMPLETE);
	KUNIT_EXPECT_FALSE(test, request_ltk(live, id));
	KUNIT_EXPECT_TRUE(test, reply_ltk(live, key));
	KUNIT_EXPECT_EQ(test, seen.nr_lost[SMP_GUARD_WHY_OUTDATED], 2);
}

/* A host may send an LTK of the same value, with EDIV and Rand zero. */
static void stk_is_never_translated(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 1);
	u8 id[SMPG_ID_LEN] = {}, key[SMPG_KEY_LEN], phase;
	bool open;

	set_peers_key(key, 1, SMPG_KEY_LEN);
	begin_pairing(live, true);
	send_named(live, no_id, 1, SMPG_KEY_LEN);
	end_pairing(live, SMPG_COMPLETE);

	begin_pairing(live, false);
	KUNIT_EXPECT_FALSE(test, request_ltk(live, id));
	KUNIT_EXPECT_MEMEQ(test, id, no_id, sizeof(id));
	KUNIT_EXPECT_FALSE(test, answered(test, live, 1, SMPG_KEY_LEN));

	/* A replacement with EDIV and Rand zero does not match either. */
	send_key(live, SMP_GUARD_KEY_LTK, trace_ltk, key, SMPG_KEY_LEN);
	send_key(live, SMP_GUARD_KEY_EDIV_RAND, trace_id, no_id, SMPG_ID_LEN);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
	KUNIT_EXPECT_FALSE(test, request_ltk(live, id));
	KUNIT_EXPECT_FALSE(test, answered(test, live, 1, SMPG_KEY_LEN));
	end_pairing(live, SMPG_FAILED);

	begin_pairing(live, true);
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

	begin_pairing(live, false);
	set_hosts_key(ours, SMPG_KEY_LEN);
	set_peers_key(theirs, 1, SMPG_KEY_LEN);
	send_key(live, SMP_GUARD_KEY_EDIV_RAND, ours, theirs, SMPG_ID_LEN);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 0);
	send_key(live, SMP_GUARD_KEY_LTK, ours, theirs, SMPG_KEY_LEN);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 0);
	/*
	 * An LTK without EDIV and Rand is lost, if the pairing is complete and
	 * the LTK was repaired.
	 */
	end_pairing(live, SMPG_COMPLETE);
	KUNIT_EXPECT_EQ(test, seen.nr_lost[SMP_GUARD_WHY_UNNAMED], 0);
	is_forgotten(live);
	KUNIT_EXPECT_EQ(test, seen.nr_lost[SMP_GUARD_WHY_UNNAMED], 1);
	KUNIT_EXPECT_EQ(test, seen.lost.key, SMP_GUARD_KEY_LTK);
	KUNIT_EXPECT_EQ(test, seen.lost.peer[0], 1);
	is_forgotten(live);
	begin_pairing(live, false);
	send_key(live, SMP_GUARD_KEY_LTK, ours, theirs, SMPG_KEY_LEN);
	end_pairing(live, SMPG_FAILED);
	begin_pairing(live, false);
	send_key(live, SMP_GUARD_KEY_LTK, theirs, theirs, SMPG_KEY_LEN);
	end_pairing(live, SMPG_COMPLETE);
	is_forgotten(live);
	begin_pairing(live, false);
	send_key(live, SMP_GUARD_KEY_LTK, ours, theirs, SMPG_KEY_LEN);
	KUNIT_EXPECT_EQ(test, seen.nr_lost[SMP_GUARD_WHY_UNNAMED], 1);
	/* EDIV and Rand belong to an LTK of the same pairing. */
	begin_pairing(live, false);
	send_key(live, SMP_GUARD_KEY_EDIV_RAND, ours, theirs, SMPG_ID_LEN);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 0);
	/* Identities are not translated. */
	send_key(live, SMP_GUARD_KEY_IRK, ours, theirs, SMPG_KEY_LEN);
	send_key(live, SMP_GUARD_KEY_IDENTITY_ADDRESS, ours, theirs, 7);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 0);
}

/* Another key may come between an LTK and its EDIV and Rand. */
static void keys_in_another_order(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 1);
	u8 ours[SMPG_KEY_LEN], theirs[SMPG_KEY_LEN], id[SMPG_ID_LEN];

	begin_pairing(live, false);
	set_hosts_key(ours, SMPG_KEY_LEN);
	set_peers_key(theirs, 1, SMPG_KEY_LEN);
	send_key(live, SMP_GUARD_KEY_LTK, ours, theirs, SMPG_KEY_LEN);
	send_csrk(live, trace_ltk, 2);
	set_peers_id(id, 1);
	id_to_pdu(ours, trace_id);
	id_to_pdu(theirs, id);
	send_key(live, SMP_GUARD_KEY_EDIV_RAND, ours, theirs, SMPG_ID_LEN);
	end_pairing(live, SMPG_COMPLETE);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
	KUNIT_EXPECT_TRUE(test, holds(test, live, 1));
}

/* The peer sends an LTK, and EDIV and Rand. */
static void receive_ltk(struct smpg_live_link *live, const u8 *key, const u8 *id)
{
	u8 ltk[1 + SMPG_KEY_LEN] = { SMPG_ENCRYPTION_INFORMATION };
	u8 named[1 + SMPG_ID_LEN] = { SMPG_CENTRAL_IDENTIFICATION };

	memcpy(ltk + 1, key, SMPG_KEY_LEN);
	id_to_pdu(named + 1, id);
	spin_lock_irq(&live->lock);
	smpg_translate_received(live, ltk, sizeof(ltk));
	smpg_translate_received(live, named, sizeof(named));
	spin_unlock_irq(&live->lock);
}

/* Return: true if the host's LTK @n is translated for a peripheral alone. */
static bool holds_as_peripheral(struct kunit *test, struct smpg_live_link *live,
				u8 n)
{
	return asked(test, live, n) && answered(test, live, n, SMPG_KEY_LEN) &&
	       !encrypted(test, live, trace_id, n, SMPG_KEY_LEN);
}

/* Both sides have the same constants: as a central, the host has the peer's. */
static void ltk_of_both_sides(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 1);
	struct smpg_translation t;

	/* The responder sends first. */
	begin_pairing(live, TX);
	receive_ltk(live, trace_ltk, trace_id);
	send_ltk(live, 1, SMPG_KEY_LEN);
	end_pairing(live, SMPG_COMPLETE);
	KUNIT_EXPECT_NULL(test, memchr_inv(&live->ltk.peers, 0,
					   sizeof(live->ltk.peers)));
	KUNIT_EXPECT_TRUE(test, holds_as_peripheral(test, live, 1));
	KUNIT_ASSERT_TRUE(test, get_translation(0, &t));
	KUNIT_EXPECT_EQ(test, t.role, SMP_GUARD_ROLE_PERIPHERAL);

	live = link_up(test, 0, 2);
	begin_pairing(live, RX);
	send_ltk(live, 2, 7);
	receive_ltk(live, trace_ltk, trace_id);
	end_pairing(live, SMPG_COMPLETE);
	live = link_up(test, 0, 2);
	KUNIT_EXPECT_TRUE(test, asked(test, live, 2));
	KUNIT_EXPECT_TRUE(test, answered(test, live, 2, 7));
	KUNIT_EXPECT_FALSE(test, encrypted(test, live, trace_id, 2, 7));

	/* A key that the peer sent in an earlier pairing does not count. */
	live = link_up(test, 0, 1);
	pair_link(live, 3);
	KUNIT_EXPECT_TRUE(test, holds(test, live, 3));
}

/* The host has sent its LTK before, and now the peer sends the same. */
static void ltk_of_the_peer_alone(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 1);
	u64 before;

	pair_link(live, 1);
	smpg_translations_watch();
	before = smpg_translations_generation();
	smpg_keep_saved(before);
	seen.keys_changed = 0;

	live = link_up(test, 0, 1);
	begin_pairing(live, RX);
	receive_ltk(live, trace_ltk, trace_id);
	end_pairing(live, SMPG_COMPLETE);
	KUNIT_EXPECT_TRUE(test, holds_as_peripheral(test, live, 1));
	/* The saved key lacks the role, and nothing else. */
	KUNIT_EXPECT_GT(test, smpg_translations_generation(), before);
	KUNIT_EXPECT_EQ(test, seen.keys_changed, 1);
	smpg_translations_exit(smpg_keep_has);
	KUNIT_EXPECT_EQ(test, seen.nr_lost[SMP_GUARD_WHY_UNLOADED], 0);
}

static void ltk_of_the_peer_elsewhere(struct kunit *test)
{
	static const u8 other[] = { KEY_B };
	struct smpg_live_link *live = link_up(test, 0, 1);
	u8 id[SMPG_ID_LEN];

	pair_link(live, 1);
	/* Another peer, another adapter, and a peer that only claims to be it. */
	live = link_up(test, 0, 2);
	begin_pairing(live, RX);
	receive_ltk(live, trace_ltk, trace_id);
	live = link_up(test, 1, 1);
	begin_pairing(live, RX);
	receive_ltk(live, trace_ltk, trace_id);
	live = link_up(test, 0, 3);
	live->link.identity_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC;
	live->link.identity[0] = 1;
	live->link.claimed = true;
	begin_pairing(live, RX);
	receive_ltk(live, trace_ltk, trace_id);
	live = link_up(test, 0, 1);
	KUNIT_EXPECT_TRUE(test, holds(test, live, 1));

	/* Another LTK, or another EDIV and Rand, or half of an LTK. */
	begin_pairing(live, RX);
	receive_ltk(live, other, trace_id);
	set_peers_id(id, 9);
	receive_ltk(live, trace_ltk, id);
	is_forgotten(live);
	id_to_pdu(id, trace_id);
	spin_lock_irq(&live->lock);
	smpg_translate_received(live, id, 0);
	spin_unlock_irq(&live->lock);
	KUNIT_EXPECT_TRUE(test, holds(test, live, 1));
}

/* ---- Pairings ---- */

static void failed_pairing_changes_nothing(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 1);

	pair_link(live, 1);
	begin_pairing(live, true);
	send_ltk(live, 2, SMPG_KEY_LEN);
	/* Before the pairing fails, the peer may use the new LTK. */
	KUNIT_EXPECT_TRUE(test, holds(test, live, 2));
	KUNIT_EXPECT_TRUE(test, asked(test, live, 1));
	end_pairing(live, SMPG_FAILED);
	KUNIT_EXPECT_FALSE(test, asked(test, live, 2));
	KUNIT_EXPECT_TRUE(test, holds(test, live, 1));
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1);

	/* A pairing may fail without a translation. */
	begin_pairing(live, true);
	end_pairing(live, SMPG_FAILED);
	KUNIT_EXPECT_TRUE(test, holds(test, live, 1));
}

/* A failure after the end of a pairing does not affect its keys. */
static void later_failure_changes_nothing(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 1);

	pair_link(live, 1);
	/* A later request has failed without a negotiation. */
	end_pairing(live, SMPG_FAILED);
	KUNIT_EXPECT_TRUE(test, holds(test, live, 1));
	end_pairing(live, SMPG_FAILED);
	KUNIT_EXPECT_TRUE(test, holds(test, live, 1));

	/* The next pairing may fail after a complete one. */
	pair_link(live, 2);
	begin_pairing(live, false);
	send_ltk(live, 3, SMPG_KEY_LEN);
	end_pairing(live, SMPG_FAILED);
	KUNIT_EXPECT_FALSE(test, asked(test, live, 3));
	KUNIT_EXPECT_TRUE(test, holds(test, live, 2));
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 1);

	/* A rejection of the last PDU fails the pairing. */
	begin_pairing(live, false);
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
	pair_link(live, 1);
	send_csrk(live, trace_ltk, 1);
	pair_link(link_up(test, 1, 1), 1);
	pair_link(link_up(test, 0, 2), 7);

	live = link_up(test, 0, 1);
	pair_link(live, 2);
	KUNIT_EXPECT_FALSE(test, asked(test, live, 1));
	KUNIT_EXPECT_TRUE(test, holds(test, live, 2));
	/* The second pairing distributes no CSRK. */
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_signing), 1);

	/* Other peers and adapters keep their translations. */
	KUNIT_EXPECT_TRUE(test, holds(test, link_up(test, 0, 2), 7));
	KUNIT_EXPECT_TRUE(test, holds(test, link_up(test, 1, 1), 1));
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 4);
	KUNIT_EXPECT_EQ(test, seen.nr_lost[SMP_GUARD_WHY_EVICTED], 0);
}

static void random_keys_replace_too(struct kunit *test)
{
	struct smpg_live_link *live;
	u8 request = RX;

	do {
		live = link_up(test, 0, 1);
		pair_link(live, 1);
		send_csrk(live, trace_ltk, 1);
		begin_pairing(live, request);
		send_random(live);
		KUNIT_EXPECT_TRUE(test, holds(test, live, 1));
		KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
		end_pairing(live, SMPG_COMPLETE);
		KUNIT_EXPECT_FALSE(test, asked(test, live, 1));
		KUNIT_EXPECT_FALSE(test, encrypted(test, live, trace_id, 1,
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

	pair_link(live, 1);
	begin_pairing(live, false);
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
	begin_pairing(live, false);
	send_ltk(live, 1, SMPG_KEY_LEN);
	send_ltk(live, 2, SMPG_KEY_LEN);
	send_csrk(live, trace_ltk, 1);
	live->link.identity_type = SMP_GUARD_ADDRESS_TYPE_PUBLIC;
	live->link.identity[0] = 1;
	is_identified(live);
	end_pairing(live, SMPG_COMPLETE);

	/* The identity changes neither number nor order. */
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 3);
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_signing), 1);
	KUNIT_ASSERT_TRUE(test, get_translation(0, &t));
	KUNIT_EXPECT_EQ(test, t.key, SMP_GUARD_KEY_CSRK);
	KUNIT_EXPECT_EQ(test, t.peer_type, SMP_GUARD_ADDRESS_TYPE_PUBLIC);
	KUNIT_EXPECT_EQ(test, t.peer[0], 1);
	KUNIT_EXPECT_TRUE(test, holds(test, link_up(test, 0, 1), 2));

	/* A later pairing of the identity replaces the translation. */
	pair_link(link_up(test, 0, 1), 3);
	KUNIT_EXPECT_EQ(test, smpg_translations_count(), 2);
	KUNIT_EXPECT_TRUE(test, holds(test, link_up(test, 0, 1), 3));
}

/* EDIV and Rand reveal the identity once encryption proves the LTK. */
static void identity_is_known_by_the_name(struct kunit *test)
{
	struct smpg_live_link *live = link_up(test, 0, 1);
	bool known;

	pair_link(live, 1);
	send_csrk(live, trace_ltk, 1);
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
	pair_link(live, 1);
	KUNIT_EXPECT_TRUE(test, asked(test, live, 1));
	KUNIT_EXPECT_TRUE(test, answered(test, live, 1, SMPG_KEY_LEN));
	KUNIT_EXPECT_FALSE(test, encrypted(test, live, trace_id, 1,
					   SMPG_KEY_LEN));
	/* The pairing of another unknown peer replaces no translation. */
	live = link_up(test, 0, 1);
	live->link.peer_type = SMP_GUARD_ADDRESS_TYPE_UNKNOWN;
	pair_link(live, 2);
	KUNIT_EXPECT_TRUE(test, asked(test, live, 1));
}

/* Two adapters with the same handle, peer, EDIV and Rand. */
static void adapters_are_apart(struct kunit *test)
{
	struct peers_test *t = test->priv;
	struct smpg_live_link *a = &t->live[0], *b = &t->live[1];
	u8 ours[SMPG_KEY_LEN], theirs[SMPG_KEY_LEN], id[SMPG_ID_LEN];
	u8 want[SMPG_KEY_LEN], key[SMPG_KEY_LEN];

	pair_link(a, 1);
	KUNIT_EXPECT_FALSE(test, asked(test, b, 1));
	KUNIT_EXPECT_FALSE(test, encrypted(test, b, trace_id, 1, SMPG_KEY_LEN));

	begin_pairing(b, false);
	set_hosts_key(ours, SMPG_KEY_LEN);
	set_peers_key(want, 2, SMPG_KEY_LEN);
	send_key(b, SMP_GUARD_KEY_LTK, ours, want, SMPG_KEY_LEN);
	set_peers_id(id, 1);
	id_to_pdu(ours, trace_id);
	id_to_pdu(theirs, id);
	send_key(b, SMP_GUARD_KEY_EDIV_RAND, ours, theirs, SMPG_ID_LEN);
	end_pairing(b, SMPG_COMPLETE);

	KUNIT_EXPECT_TRUE(test, holds(test, a, 1));
	KUNIT_EXPECT_TRUE(test, asked(test, b, 1));
	set_hosts_key(key, SMPG_KEY_LEN);
	KUNIT_EXPECT_TRUE(test, reply_ltk(b, key));
	KUNIT_EXPECT_MEMEQ(test, key, want, sizeof(key));
}

static void adapter_without_address(struct kunit *test)
{
	struct peers_test *t = test->priv;
	struct smpg_live_link *a = &t->live[0], *b = &t->live[1];

	/* An adapter with an address may get another index. */
	pair_link(a, 1);
	t->hdev[0].id = 5;
	KUNIT_EXPECT_TRUE(test, holds(test, a, 1));
	t->hdev[0].id = 0;

	memset(&t->hdev[0].bdaddr, 0, sizeof(t->hdev[0].bdaddr));
	memset(&t->hdev[1].bdaddr, 0, sizeof(t->hdev[1].bdaddr));
	KUNIT_EXPECT_FALSE(test, asked(test, a, 1));
	pair_link(a, 2);
	KUNIT_EXPECT_TRUE(test, holds(test, a, 2));
	KUNIT_EXPECT_FALSE(test, asked(test, b, 2));
	KUNIT_EXPECT_FALSE(test, encrypted(test, b, trace_id, 2, SMPG_KEY_LEN));
	t->hdev[1].id = 0;
	KUNIT_EXPECT_TRUE(test, holds(test, b, 2));
}

/* ---- Signatures ---- */

static const u8 vectors_csrk[] = { SIGNED_CSRK };
static const u8 vectors_pdu[] = { SIGNED_PDU };

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
	begin_pairing(live, true);
	send_csrk(live, vectors_csrk, 1);
	end_pairing(live, SMPG_COMPLETE);
	KUNIT_EXPECT_EQ(test, atomic_read(&smpg_signing), 1);
	live = link_up(test, 0, 1);
	KUNIT_EXPECT_TRUE(test, signs(live, pdu));
	set_peers_key(key, 1, SMPG_KEY_LEN);
	KUNIT_EXPECT_TRUE(test, smpg_sign(key, vectors_csrk, pdu, sizeof(pdu)));
	KUNIT_EXPECT_MEMEQ(test, pdu, vectors_pdu, sizeof(pdu));
	KUNIT_EXPECT_EQ(test, counted(SMPG_TRANSLATED_CSRK), 1);

	/* Other peers and LTKs of the same value do not match. */
	KUNIT_EXPECT_FALSE(test, signs(link_up(test, 0, 2), pdu));
	KUNIT_EXPECT_FALSE(test, signs(link_up(test, 1, 1), pdu));
	KUNIT_EXPECT_MEMEQ(test, pdu, vectors_pdu, sizeof(pdu));
	KUNIT_EXPECT_FALSE(test, asked(test, live, 1));
	KUNIT_EXPECT_EQ(test, counted(SMPG_TRANSLATED_CSRK), 1);

	/* The host signs with another key than the one it sent. */
	live = link_up(test, 0, 3);
	begin_pairing(live, true);
	send_csrk(live, trace_ltk, 2);
	end_pairing(live, SMPG_COMPLETE);
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
	KUNIT_CASE(ltk_of_both_sides),
	KUNIT_CASE(ltk_of_the_peer_alone),
	KUNIT_CASE(ltk_of_the_peer_elsewhere),
	KUNIT_CASE(failed_pairing_changes_nothing),
	KUNIT_CASE(later_failure_changes_nothing),
	KUNIT_CASE(complete_pairing_replaces),
	KUNIT_CASE(random_keys_replace_too),
	KUNIT_CASE(last_key_of_a_pairing),
	KUNIT_CASE(identity_is_filled_in),
	KUNIT_CASE(identity_is_known_by_the_name),
	KUNIT_CASE(links_of_nobody),
	KUNIT_CASE(adapters_are_apart),
	KUNIT_CASE(adapter_without_address),
	KUNIT_CASE(signed_for_the_peer),
	{}
};

static struct kunit_suite translate_suite = {
	.name = "smpg_translate",
	.init = peers_init,
	.exit = peers_exit,
	.test_cases = translate_cases,
};

kunit_test_suite(translate_suite);
