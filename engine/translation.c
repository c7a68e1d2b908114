// SPDX-License-Identifier: GPL-2.0
/* A translation of a key, as data: whose it is, and whether it can be one. */
#include "smpg_engine.h"

/**
 * smpg_translation_same_adapter() - are two translations of one adapter?
 * @a: one of them
 * @b: the other
 *
 * An adapter without an address is identified by its index.
 */
bool smpg_translation_same_adapter(const struct smpg_translation *a,
				   const struct smpg_translation *b)
{
	return !memcmp(a->adapter, b->adapter, sizeof(a->adapter)) &&
	       (a->index == b->index ||
		!smpg_all_zero(a->adapter, sizeof(a->adapter)));
}

/**
 * smpg_translation_same_peer() - are two translations of one known peer?
 * @a: one of them
 * @b: the other
 */
bool smpg_translation_same_peer(const struct smpg_translation *a,
				const struct smpg_translation *b)
{
	return a->peer_type == b->peer_type && a->peer_type &&
	       !memcmp(a->peer, b->peer, sizeof(a->peer));
}

/**
 * smpg_translation_set_peer() - set the peer to that of a link
 * @t: the translation
 * @link: the link
 */
void smpg_translation_set_peer(struct smpg_translation *t,
			       const struct smpg_link *link)
{
	const u8 *address;

	t->peer_type = smpg_link_identity(link, &address);
	memcpy(t->peer, address, sizeof(t->peer));
}

/**
 * smpg_translation_set() - take both values of a key
 * @t: the translation that the key belongs to
 * @c: the key; EDIV and Rand belong to the LTK before them
 *
 * Return: whether the translation is complete, and the values differ.
 */
bool smpg_translation_set(struct smpg_translation *t,
			  const struct smpg_change *c)
{
	int side;

	for (side = SMPG_LOCAL; side <= SMPG_REMOTE; side++) {
		const u8 *value = c->value[side];

		if (c->key == SMP_GUARD_KEY_EDIV_RAND) {
			memcpy(t->id[side], value + 2, 8);
			memcpy(t->id[side] + 8, value, 2);
			continue;
		}
		memset(t->value[side], 0, sizeof(t->value[side]));
		memcpy(t->value[side], value, c->len);
	}
	if (c->key == SMP_GUARD_KEY_EDIV_RAND)
		return t->key == SMP_GUARD_KEY_LTK &&
		       memcmp(t->id[SMPG_LOCAL], t->id[SMPG_REMOTE],
			      sizeof(t->id[0]));
	t->key = c->key;
	t->key_size = c->len;
	return c->key == SMP_GUARD_KEY_CSRK &&
	       memcmp(t->value[SMPG_LOCAL], t->value[SMPG_REMOTE],
		      sizeof(t->value[0]));
}

/**
 * smpg_translation_same_sent() - did two sides send the same LTK?
 * @a: the translation of an LTK
 * @b: another
 *
 * Return: whether LTK, EDIV and Rand of SMPG_LOCAL are the same.
 */
bool smpg_translation_same_sent(const struct smpg_translation *a,
				const struct smpg_translation *b)
{
	return a->key == SMP_GUARD_KEY_LTK && b->key == SMP_GUARD_KEY_LTK &&
	       !memcmp(a->value[SMPG_LOCAL], b->value[SMPG_LOCAL],
		       a->key_size) &&
	       !memcmp(a->id[SMPG_LOCAL], b->id[SMPG_LOCAL], SMPG_ID_LEN);
}

static const char *bad_size(const struct smpg_translation *t)
{
	int side;

	if (t->key == SMP_GUARD_KEY_CSRK && t->key_size != SMPG_KEY_LEN)
		return "key-size: a csrk has 16 octets";
	if (t->key_size < SMPG_KEY_LEN_MIN || t->key_size > SMPG_KEY_LEN)
		return "key-size: not from 7 to 16";
	for (side = SMPG_LOCAL; side <= SMPG_REMOTE; side++)
		if (!smpg_all_zero(t->value[side] + t->key_size,
				   SMPG_KEY_LEN - t->key_size))
			return "value: longer than key-size";
	return NULL;
}

static const char *bad_value(const struct smpg_translation *t)
{
	if (smpg_key_weak(t->value[SMPG_REMOTE], t->key_size))
		return "peer-value: not a random one";
	if (t->key == SMP_GUARD_KEY_LTK) {
		if (!memcmp(t->id[SMPG_LOCAL], t->id[SMPG_REMOTE], SMPG_ID_LEN))
			return "peer-rand: the host's, with its EDIV";
		if (smpg_key_weak(t->id[SMPG_REMOTE], 8))
			return "peer-rand: not a random one";
		return NULL;
	}
	if (!smpg_all_zero(t->id, sizeof(t->id)))
		return "host-rand: a csrk has neither EDIV nor Rand";
	if (!memcmp(t->value[SMPG_LOCAL], t->value[SMPG_REMOTE], SMPG_KEY_LEN))
		return "peer-value: the host's";
	return NULL;
}

/**
 * smpg_translation_bad() - why the guard would never make a translation
 * @t: what might be a translation
 *
 * Return: the reason, its attribute first, or NULL if the guard might.
 */
const char *smpg_translation_bad(const struct smpg_translation *t)
{
	const char *bad;

	if (t->key != SMP_GUARD_KEY_LTK && t->key != SMP_GUARD_KEY_CSRK)
		return "key: neither ltk nor csrk";
	if (t->peer_type != SMP_GUARD_ADDRESS_TYPE_PUBLIC &&
	    t->peer_type != SMP_GUARD_ADDRESS_TYPE_RANDOM &&
	    t->peer_type != SMP_GUARD_ADDRESS_TYPE_UNKNOWN)
		return "peer-address-type: neither public, random nor unknown";
	if (t->role != SMP_GUARD_ROLE_UNKNOWN &&
	    (t->role != SMP_GUARD_ROLE_PERIPHERAL ||
	     t->key != SMP_GUARD_KEY_LTK))
		return "role: not peripheral, or not of an ltk";
	bad = bad_size(t);
	return bad ? bad : bad_value(t);
}
