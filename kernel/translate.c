// SPDX-License-Identifier: GPL-2.0
/*
 * A host whose key was repaired still uses the key that it sent. The
 * translation of that key is kept, so that the controller gets the key that the
 * peer holds, and the host is asked only for keys that it knows.
 *
 * An LTK that was repaired gets a random EDIV and Rand, too. They identify the
 * translation by themselves, whatever address the peer has when it requests the
 * LTK; and if the translation is lost, they identify a key that no host knows.
 */
#include <linux/random.h>
#include <linux/string.h>
#include <net/bluetooth/bluetooth.h>
#include <net/bluetooth/hci_core.h>

#include "counters.h"
#include "links.h"
#include "report.h"
#include "sign.h"
#include "translate.h"
#include "translations.h"

/* Set adapter and peer to those of a link, for comparisons. */
static void set_link(struct smpg_translation *t,
		     const struct smpg_live_link *live)
{
	t->index = live->hdev->id;
	memcpy(t->adapter, &live->hdev->bdaddr, sizeof(t->adapter));
	smpg_translation_set_peer(t, &live->link);
}

/*
 * Drop the translations of keys that a new key of the same peer replaces; but an
 * identity that the peer only claims proves nothing.
 */
static void replace(const struct smpg_live_link *live, u8 key)
{
	struct smpg_translation own;

	if (live->link.claimed)
		return;
	set_link(&own, live);
	smpg_translations_replace(&own, key, live->pairing);
}

/**
 * smpg_translate_key() - this host sent a key, and the peer received one
 * @live: the link
 * @c: the key
 *
 * Context: any, with @live->lock held.
 */
void smpg_translate_key(struct smpg_live_link *live,
			const struct smpg_change *c)
{
	struct smpg_translation csrk = {};
	struct smpg_translation *t = c->key == SMP_GUARD_KEY_CSRK ?
				     &csrk : &live->ltk.fresh;
	bool differs;

	lockdep_assert_held(&live->lock);

	differs = smpg_translation_set(t, c);
	if (c->key == SMP_GUARD_KEY_LTK)
		return;
	if (differs) {
		set_link(t, live);
		t->role = smpg_translation_same_sent(t, &live->ltk.peers) ?
			  SMP_GUARD_ROLE_PERIPHERAL : SMP_GUARD_ROLE_UNKNOWN;
		smpg_translations_add(t, smpg_pairing_number(live),
				      live->link.claimed);
	}
	if (!smpg_pairing_open(&live->link.pairing) &&
	    t->key == SMP_GUARD_KEY_CSRK)
		replace(live, t->key);
	memzero_explicit(t, sizeof(*t));
}

/**
 * smpg_translate_received() - the peer sent a key, and the host received it
 * @live: the link
 * @pdu: the PDU
 * @len: octets in @pdu
 *
 * A central encrypts with the LTK that its peripheral distributed. Where both run
 * the same stack with the same constants, that is the very LTK which the host
 * sent, and has under the same EDIV and Rand: as a central it means the peer's.
 *
 * Context: any, with @live->lock held.
 */
void smpg_translate_received(struct smpg_live_link *live, const u8 *pdu,
			     size_t len)
{
	struct smpg_translation *peers = &live->ltk.peers;
	struct smpg_change c = {};

	lockdep_assert_held(&live->lock);

	if (!len || len < smpg_pdu_len(pdu[0]))
		return;
	c.key = smpg_pdu_key(pdu[0]);
	if (c.key != SMP_GUARD_KEY_LTK && c.key != SMP_GUARD_KEY_EDIV_RAND)
		return;
	c.len = smpg_pdu_len(pdu[0]) - 1;
	memcpy(c.value[SMPG_LOCAL], pdu + 1, c.len);
	smpg_translation_set(peers, &c);
	memzero_explicit(&c, sizeof(c));
	if (pdu[0] != SMPG_CENTRAL_IDENTIFICATION)
		return;
	set_link(peers, live);
	smpg_translations_restrict(peers, live->pairing, live->link.claimed);
}

/**
 * smpg_translate_identified() - the identity of a peer has become known
 * @live: the link
 *
 * Context: any, with @live->lock held.
 */
void smpg_translate_identified(struct smpg_live_link *live)
{
	lockdep_assert_held(&live->lock);

	if (live->pairing)
		smpg_translations_identify(live->pairing, &live->link);
}

/*
 * Translations of LTKs have random EDIV and Rand: the one before and the one of
 * this pairing exist side by side, since a stranger may have paired with the
 * address of a peer. If this peer was given the host's own LTK, a request for that
 * is no outdated one.
 */
static void replace_sent(const struct smpg_live_link *live)
{
	const struct smpg_pairing *p = &live->link.pairing;
	bool initiator = p->direction == SMP_GUARD_DIRECTION_TX;
	u8 sent = p->sent[initiator ? SMPG_INITIATOR : SMPG_RESPONDER];

	if (sent & ~p->repaired & BIT(SMP_GUARD_KEY_LTK))
		replace(live, SMP_GUARD_KEY_LTK);
	if (sent & BIT(SMP_GUARD_KEY_CSRK))
		replace(live, SMP_GUARD_KEY_CSRK);
}

/**
 * smpg_translate_pairing() - a pairing began, or ended
 * @live: the link
 * @v: the verdict
 *
 * Earlier translations are dropped only when the new pairing is complete: until
 * then the peer holds its earlier keys. The peer also holds them after a new
 * request that was refused, and after a Pairing Failed that follows a complete
 * pairing: a peer that drops the keys of that pairing does not request them. A
 * pairing in which one side does not send all keys that it negotiated ends with
 * its link, and its keys are good for both sides: they stay.
 *
 * Context: any, with @live->lock held.
 */
void smpg_translate_pairing(struct smpg_live_link *live,
			    const struct smpg_verdict *v)
{
	bool failed = v->happened & SMPG_FAILED;

	lockdep_assert_held(&live->lock);

	if (v->happened & SMPG_COMPLETE && !failed)
		replace_sent(live);
	if (failed && v->side != SMP_GUARD_SIDE_LINK && live->pairing &&
	    !live->ltk.complete)
		smpg_translations_drop(live->pairing);
	if (v->happened & (SMPG_COMPLETE | SMPG_FAILED))
		smpg_translations_settle(live->pairing);
	if (v->happened & (SMPG_STARTED | SMPG_FAILED))
		smpg_translate_forget(live);
	if (v->happened & SMPG_COMPLETE && !failed) {
		live->ltk.complete = true;
		memzero_explicit(&live->ltk.peers, sizeof(live->ltk.peers));
	}
}

/*
 * Report a repaired LTK without EDIV and Rand: no request can identify its
 * translation, so the peer holds one LTK, and the host another.
 */
static void tell_unnamed(const struct smpg_live_link *live)
{
	struct smpg_translation lost = live->ltk.fresh;

	if (!live->ltk.complete || lost.key != SMP_GUARD_KEY_LTK ||
	    !memcmp(lost.value[SMPG_LOCAL], lost.value[SMPG_REMOTE],
		    sizeof(lost.value[0])))
		goto wipe;
	set_link(&lost, live);
	smpg_report_lost(&lost, SMP_GUARD_WHY_UNNAMED);
wipe:
	memzero_explicit(&lost, sizeof(lost));
}

/**
 * smpg_translate_forget() - a link is gone, or pairs again
 * @live: the link, with its lock held
 */
void smpg_translate_forget(struct smpg_live_link *live)
{
	tell_unnamed(live);
	memzero_explicit(&live->ltk.fresh, sizeof(live->ltk.fresh));
	memzero_explicit(&live->ltk.peers, sizeof(live->ltk.peers));
	live->pairing = 0;
	live->ltk.complete = false;
	live->ltk.asked = false;
	live->ltk.answered = false;
	live->ltk.outdated = false;
}

/* The newest translation of a kind of key for a link's peer. */
static struct smpg_translated *find_peer(const struct smpg_live_link *live,
					 u8 key)
{
	struct smpg_translation own;

	set_link(&own, live);
	return smpg_translations_by_peer(&own, key);
}

static struct smpg_translated *find_id(const struct smpg_live_link *live,
				       const u8 *id)
{
	struct smpg_translation own;

	set_link(&own, live);
	return smpg_translations_by_id(&own, id);
}

static bool is_hosts(const struct smpg_translation *t, const u8 *key)
{
	return !memcmp(t->value[SMPG_LOCAL], key, t->key_size);
}

static void note_use(struct smpg_translated *e,
		     const struct smpg_live_link *live,
		     enum smpg_counter counter)
{
	smpg_translations_used(e, live->hdev->id);
	smpg_count(counter);
}

/*
 * A host with constant keys uses the same EDIV, Rand and LTK for every peer, so
 * knowing them proves nothing. This peer was given others: a request with the
 * host's own EDIV and Rand is not from it, or is outdated.
 */
static bool is_outdated(const struct smpg_live_link *live, const u8 *id)
{
	const struct smpg_translated *found = find_peer(live, SMP_GUARD_KEY_LTK);

	return found && (found->pairing != live->pairing || live->ltk.complete) &&
	       !memcmp(found->t.id[SMPG_LOCAL], id, SMPG_ID_LEN);
}

/**
 * smpg_translate_request() - the controller requests an LTK
 * @live: the link
 * @id: Rand and EDIV that the peer was given; set to those that the host knows
 *
 * Context: any, with @live->lock held, under rcu_read_lock().
 * Return: true if @id was changed.
 */
bool smpg_translate_request(struct smpg_live_link *live, u8 id[SMPG_ID_LEN])
{
	const struct smpg_translated *found = NULL;

	live->ltk.outdated = false;
	live->ltk.answered = false;
	/* Zeroes stand for an STK, or for LE Secure Connections (2.4.4). */
	if (memchr_inv(id, 0, SMPG_ID_LEN)) {
		found = find_id(live, id);
		live->ltk.outdated = !found && is_outdated(live, id);
	}
	live->ltk.asked = found;
	if (!found)
		return false;
	memcpy(live->ltk.asked_id, id, SMPG_ID_LEN);
	memcpy(id, found->t.id[SMPG_LOCAL], SMPG_ID_LEN);
	return true;
}

/*
 * Replace the host's own LTK by a random one. Return: true if @key was the
 * host's.
 */
static bool refuse(struct smpg_live_link *live, u8 key[SMPG_KEY_LEN])
{
	const struct smpg_translated *found = find_peer(live, SMP_GUARD_KEY_LTK);

	if (!found || !is_hosts(&found->t, key))
		return false;
	get_random_bytes(key, SMPG_KEY_LEN);
	smpg_report_lost(&found->t, SMP_GUARD_WHY_OUTDATED);
	return true;
}

/**
 * smpg_translate_reply() - the host answers with an LTK
 * @live: the link
 * @key: the LTK; set to the LTK that the peer holds, or to a random one if the
 *	request was for an LTK that the peer does not hold
 *
 * Context: any, with @live->lock held, under rcu_read_lock().
 * Return: true if @key was changed.
 */
bool smpg_translate_reply(struct smpg_live_link *live, u8 key[SMPG_KEY_LEN])
{
	struct smpg_translated *found;

	if (live->ltk.outdated) {
		live->ltk.outdated = false;
		return refuse(live, key);
	}
	if (!live->ltk.asked)
		return false;
	live->ltk.asked = false;
	found = find_id(live, live->ltk.asked_id);
	if (!found || !is_hosts(&found->t, key))
		return false;
	memcpy(key, found->t.value[SMPG_REMOTE], SMPG_KEY_LEN);
	live->ltk.answered = true;
	note_use(found, live, SMPG_TRANSLATED_LTK);
	return true;
}

/**
 * smpg_translate_encrypted() - encryption of a link has changed
 * @live: the link
 * @done: the link is encrypted
 *
 * A peer behind a private address that requested an LTK by EDIV and Rand is
 * identified as soon as the encrypted link proves that it holds the LTK.
 *
 * Context: any, with @live->lock held, under rcu_read_lock().
 */
void smpg_translate_encrypted(struct smpg_live_link *live, bool done)
{
	const struct smpg_translated *found;
	bool answered = live->ltk.answered;

	live->ltk.answered = false;
	if (!answered || !done)
		return;
	found = find_id(live, live->ltk.asked_id);
	if (!found || live->link.identity_type ||
	    found->t.peer_type == SMP_GUARD_ADDRESS_TYPE_UNKNOWN)
		return;
	smpg_link_identify(&live->link, found->t.peer_type, found->t.peer);
}

/**
 * smpg_translate_encrypt() - the host encrypts with an LTK that it distributed
 * @live: the link
 * @id: Rand and EDIV; set to those that the peer was given
 * @key: the LTK; set to the LTK that the peer holds
 *
 * Context: any, with @live->lock held, under rcu_read_lock().
 * Return: true if @id and @key were changed.
 */
bool smpg_translate_encrypt(struct smpg_live_link *live, u8 id[SMPG_ID_LEN],
			    u8 key[SMPG_KEY_LEN])
{
	const struct smpg_pairing *p = &live->link.pairing;
	struct smpg_translated *found;

	/* Before key distribution the key is an STK, whatever its value. */
	if (smpg_pairing_open(p) && p->phase < SMP_GUARD_PHASE_KEY_DISTRIBUTION)
		return false;
	found = find_peer(live, SMP_GUARD_KEY_LTK);
	if (!found || !is_hosts(&found->t, key) ||
	    READ_ONCE(found->t.role) == SMP_GUARD_ROLE_PERIPHERAL ||
	    memcmp(found->t.id[SMPG_LOCAL], id, SMPG_ID_LEN))
		return false;
	memcpy(id, found->t.id[SMPG_REMOTE], SMPG_ID_LEN);
	memcpy(key, found->t.value[SMPG_REMOTE], SMPG_KEY_LEN);
	note_use(found, live, SMPG_TRANSLATED_LTK);
	return true;
}

/**
 * smpg_translate_signed() - the host signs an ATT PDU
 * @live: the link
 * @pdu: the PDU; a signature by the CSRK that the host distributed is replaced
 *	by one by the CSRK that the peer holds
 * @len: octets in @pdu
 *
 * Context: any, with @live->lock held, under rcu_read_lock().
 * Return: true if @pdu was changed.
 */
bool smpg_translate_signed(struct smpg_live_link *live, u8 *pdu, size_t len)
{
	struct smpg_translated *found = find_peer(live, SMP_GUARD_KEY_CSRK);

	if (!found || !smpg_sign(found->t.value[SMPG_LOCAL],
				 found->t.value[SMPG_REMOTE], pdu, len))
		return false;
	note_use(found, live, SMPG_TRANSLATED_CSRK);
	return true;
}
