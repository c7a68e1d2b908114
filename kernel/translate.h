/* SPDX-License-Identifier: GPL-2.0 */
/* A link's keys, translated between host and peer. */
#ifndef SMPG_TRANSLATE_H
#define SMPG_TRANSLATE_H

#include "smpg_engine.h"

struct smpg_live_link;

/**
 * struct smpg_ltk - a link's LTK exchange between host and controller
 * @fresh: an LTK that this host sent, until its EDIV and Rand follow
 * @peers: the LTK that the peer sent in this pairing, as that of SMPG_LOCAL
 * @complete: the pairing with the link's number is complete
 * @asked: the controller requested an LTK, and Rand and EDIV of that request
 *	were translated ...
 * @asked_id: ... from these
 * @answered: the reply to that request was translated to the peer's LTK
 * @outdated: the controller requested an LTK with the host's own Rand and EDIV,
 *	though the peer was given others
 */
struct smpg_ltk {
	struct smpg_translation fresh;
	struct smpg_translation peers;
	bool complete;
	bool asked;
	u8 asked_id[SMPG_ID_LEN];
	bool answered;
	bool outdated;
};

void smpg_translate_key(struct smpg_live_link *live,
			const struct smpg_change *c);
void smpg_translate_received(struct smpg_live_link *live, const u8 *pdu,
			     size_t len);
void smpg_translate_identified(struct smpg_live_link *live);
void smpg_translate_encrypted(struct smpg_live_link *live, bool done);
void smpg_translate_pairing(struct smpg_live_link *live,
			    const struct smpg_verdict *verdict);
void smpg_translate_forget(struct smpg_live_link *live);
bool smpg_translate_request(struct smpg_live_link *live, u8 id[SMPG_ID_LEN]);
bool smpg_translate_reply(struct smpg_live_link *live, u8 key[SMPG_KEY_LEN]);
bool smpg_translate_encrypt(struct smpg_live_link *live, u8 id[SMPG_ID_LEN],
			    u8 key[SMPG_KEY_LEN]);
bool smpg_translate_signed(struct smpg_live_link *live, u8 *pdu, size_t len);

#endif /* SMPG_TRANSLATE_H */
