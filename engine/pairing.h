/* SPDX-License-Identifier: GPL-2.0 */
/* Shared by the engine's files only; all others include smpg_engine.h. */
#ifndef SMPG_PAIRING_H
#define SMPG_PAIRING_H

#include "smpg_engine.h"

/* Where a PDU's value is in struct smpg_pairing. */
static inline unsigned int smpg_value_kind(u8 code)
{
	switch (code) {
	case SMPG_PAIRING_PUBLIC_KEY:
		return 0;
	case SMPG_PAIRING_CONFIRM:
		return 1;
	case SMPG_PAIRING_RANDOM:
		return 2;
	}
	return 3;
}

void smpg_pairing_request(struct smpg_pairing *p, u8 direction, const u8 *pdu,
			  const u8 masked[2]);
bool smpg_pairing_requests_again(const struct smpg_pairing *p, u8 direction);
u8 smpg_pairing_expects(const struct smpg_pairing *p, u8 direction);
u8 smpg_pairing_key_order(struct smpg_pairing *p, u8 direction, u8 code,
			  u8 transport);
bool smpg_pairing_response(struct smpg_pairing *p, u8 direction, const u8 *pdu,
			   u8 transport, struct smpg_verdict *v);
void smpg_pairing_authentication(struct smpg_pairing *p, u8 direction,
				 const u8 *pdu);
bool smpg_pairing_fall_back(struct smpg_pairing *p, u8 code);
bool smpg_pairing_awaits_response(const struct smpg_pairing *p, u8 direction);
bool smpg_pairing_in_turn(struct smpg_pairing *p, u8 direction, u8 code);
bool smpg_pairing_authenticated(const struct smpg_pairing *p);
bool smpg_pairing_proven(const struct smpg_pairing *p, unsigned int side);
bool smpg_pairing_random_again(const struct smpg_pairing *p, u8 direction,
			       const u8 *pdu);
void smpg_pairing_random(struct smpg_pairing *p, u8 direction, const u8 *pdu);
void smpg_pairing_failed(struct smpg_pairing *p, u8 side, u8 reason,
			 struct smpg_verdict *v);
void smpg_pairing_session_key(struct smpg_pairing *p, const u8 *key,
			      bool identified);
bool smpg_pairing_plain(const struct smpg_pairing *p);
void smpg_pairing_unencrypted(struct smpg_pairing *p, struct smpg_verdict *v);
void smpg_pairing_encrypted(struct smpg_pairing *p, struct smpg_verdict *v);
void smpg_pairing_key(struct smpg_pairing *p, u8 direction, const u8 *pdu,
		      size_t len, struct smpg_verdict *v);
u8 smpg_pairing_same_key(const struct smpg_pairing *p, u8 direction,
			 const u8 *pdu);
bool smpg_link_identified(const struct smpg_link *link,
			  const struct smpg_hci *hci);
void smpg_link_take(struct smpg_link *link, enum smpg_hci_kind kind,
		    const struct smpg_hci *hci, struct smpg_verdict *v);
u8 smpg_method(const struct smpg_features *request,
	       const struct smpg_features *response, bool sc);

static inline unsigned int smpg_pairing_side(const struct smpg_pairing *p,
					     u8 direction)
{
	return direction == p->direction ? SMPG_INITIATOR : SMPG_RESPONDER;
}

/* Index of a key among the secrets, -1 for a key that is not kept. */
static inline int smpg_secret_of(u8 key)
{
	switch (key) {
	case SMP_GUARD_KEY_LTK:
		return 0;
	case SMP_GUARD_KEY_IRK:
		return 1;
	case SMP_GUARD_KEY_CSRK:
		return 2;
	}
	return -1;
}

#endif /* SMPG_PAIRING_H */
