// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "../json.h"
#include "answer.h"
#include "caption.h"
#include "gap.h"
#include "render.h"
#include "secrets.h"
#include "words.h"

static const char *outcome_name(const struct pairing *p)
{
	return p->outcome == OUTCOME_FAILED ? "failed" :
	       p->outcome == OUTCOME_COMPLETE ? "complete" : "unfinished";
}

static const char *kind_name(const struct pairing *p)
{
	static const char *const kinds[] = {
		[PAIRING_SMP] = "smp", [PAIRING_SIMPLE] = "simple-pairing",
		[PAIRING_PIN] = "pin", [PAIRING_STORED] = "stored-key",
	};

	return kinds[p->kind];
}

static void json_findings(struct json *j, const struct step *s)
{
	int i;

	json_open(j, "findings", '[');
	for (i = 0; i < s->nr; i++) {
		const struct finding *f = &s->findings[i];

		json_open(j, NULL, '{');
		json_string(j, "rule", f->rule);
		json_string(j, "why", f->why);
		json_string(j, "section", f->section);
		if (f->attack)
			json_string(j, "attack", f->attack);
		if (f->action >= 0)
			json_string(j, "action", smpg_action_name(f->action));
		json_close(j, '}');
	}
	json_close(j, ']');
}

static void json_step(const struct render *r, struct json *j, const struct step *s)
{
	static const char *const kinds[] = {
		"pdu", "key-set", "encrypted", "not-encrypted", "closed", "reset",
		"guard", "translation-lost", "authentication", "evidence",
		"link-layer", "log", "key-rejected", "hardware-error", "power-off",
		"adapter-gone",
	};
	char *text = caption_step(s, r->show_keys);

	json_open(j, NULL, '{');
	if (s->timed)
		json_number(j, "us", s->us);
	if (r->capture->in)
		json_number(j, r->capture->lines ? "line" : "offset", s->where);
	json_string(j, "kind", kinds[s->kind]);
	if (step_crosses(s) || s->kind == STEP_GUARD || s->kind == STEP_AUTH)
		json_string(j, "direction", s->tx ? "tx" : "rx");
	if (s->kind == STEP_PDU || s->kind == STEP_LINK_LAYER || s->kind == STEP_GUARD)
		json_number(j, "code", s->pdu[0]);
	json_string(j, "text", text);
	json_findings(j, s);
	json_close(j, '}');
	free(text);
}

static void json_steps(const struct render *r, struct json *j,
		       const struct pairing *p)
{
	size_t i;

	json_open(j, "steps", '[');
	for (i = 0; i < p->nr; i++)
		json_step(r, j, &p->steps[i]);
	json_close(j, ']');
}

static void json_keys(struct json *j, const char *name, u8 keys)
{
	u8 bit;
	char key[32];

	json_open(j, name, '[');
	for (bit = 1; bit <= SMP_GUARD_KEY_DIST_LINKKEY; bit <<= 1)
		if (keys & bit)
			json_string(j, NULL, smpg_key_dist_names(bit, key, sizeof(key)));
	json_close(j, ']');
}

static void json_found(struct json *j, const char *name, int value)
{
	if (value < 0)
		json_null(j, name);
	else
		json_number(j, name, value);
}

/* The secrets that a listener finds: TKs of legacy pairing, and any passkey */
static void json_secrets(struct json *j, const struct pairing *p)
{
	json_open(j, "tk", '{');
	json_found(j, "initiator", p->tk[SMPG_INITIATOR]);
	json_found(j, "responder", p->tk[SMPG_RESPONDER]);
	json_close(j, '}');
	json_found(j, "passkey", secrets_passkey(p));
	json_found(j, "number", p->kind == PAIRING_SIMPLE ? simple_compared(p) :
							    p->values.number);
}

/* What tells a connection from others: on the air there are no adapters. */
static void json_connection(struct json *j, const struct pairing *p)
{
	const struct overheard *o = &p->overheard;
	char text[WORDS_ADDRESS];

	if (!o->there) {
		json_number(j, "adapter", p->adapter);
		json_number(j, "handle", p->handle);
		return;
	}
	snprintf(text, sizeof(text), "0x%08x", o->access_address);
	json_string(j, "access-address", text);
	json_bool(j, "decrypted", o->open);
	if (!o->central_type)
		return;
	words_any_address(o->central, text);
	json_string(j, "central-address", text);
	json_string(j, "central-address-type", smpg_address_type_name(o->central_type));
}

static void json_link(struct json *j, const struct pairing *p)
{
	char peer[WORDS_ADDRESS];

	json_connection(j, p);
	if (p->peer_type) {
		words_address(p, peer);
		json_string(j, "peer-address", peer);
		json_string(j, "peer-address-type", smpg_address_type_name(p->peer_type));
	}
	json_string(j, "transport", smpg_transport_name(p->transport));
	json_string(j, "role", smpg_role_name(p->role));
}

static void json_negotiated(struct json *j, const struct pairing *p)
{
	if (p->sides_known)
		json_string(j, "initiator", p->request_tx ? "local" : "peer");
	if (p->kind == PAIRING_SIMPLE && p->method)
		json_string(j, "method", smpg_method_name(p->method));
	if (p->simple.keyed)
		json_number(j, "link-key-type", p->simple.key_type);
	if (!p->answered)
		return;
	json_bool(j, "secure-connections", p->sc);
	json_string(j, "method", smpg_method_name(p->method));
	json_number(j, "key-size", p->key_size);
	json_open(j, "keys", '{');
	json_keys(j, "initiator", p->keys[SMPG_INITIATOR]);
	json_keys(j, "responder", p->keys[SMPG_RESPONDER]);
	json_close(j, '}');
}

static void json_outcome(struct json *j, const struct pairing *p)
{
	json_bool(j, "mid-life", p->mid_life);
	json_bool(j, "begin-missing", p->mid_life && !p->requested);
	json_bool(j, "gap", gap_is_there(p));
	json_bool(j, "two-hosts", p->two_hosts);
	json_string(j, "outcome", outcome_name(p));
	if (p->outcome != OUTCOME_FAILED)
		return;
	json_string(j, "side", smpg_side_name(p->side));
	json_number(j, "reason", p->reason);
}

/* The whole in one paragraph, and the same by part; null for a part without a word */
static void json_answer(struct json *j, const struct pairing *p)
{
	static const char *const names[] = {
		[PART_HAPPENED] = "happened", [PART_WHY] = "why",
		[PART_FAULT] = "fault", [PART_REMEDY] = "remedy",
	};
	struct answer a;
	char *text;
	int part;

	answer_make(&a, p);
	text = answer_whole(&a);
	json_string(j, "answer", text);
	free(text);
	json_open(j, "answer-parts", '{');
	for (part = 0; part < PARTS; part++)
		if (*a.text[part])
			json_string(j, names[part], a.text[part]);
		else
			json_null(j, names[part]);
	json_close(j, '}');
	parts_free(&a);
}

static void json_proof(const struct render *r, struct json *j, const struct pairing *p)
{
	char *text = secrets_text(p, r->show_keys), *line, *save;

	json_open(j, "proof", '[');
	for (line = strtok_r(text, "\n", &save); line;
	     line = strtok_r(NULL, "\n", &save))
		json_string(j, NULL, line);
	json_close(j, ']');
	free(text);
}

/**
 * render_json() - print a pairing for programs, as an object
 * @r: the output
 * @p: the pairing, after secrets_prove()
 */
void render_json(struct render *r, const struct pairing *p)
{
	struct json j = { .out = r->out };

	json_open(&j, NULL, '{');
	json_number(&j, "version", 1);
	json_number(&j, "pairing", r->nr);
	json_string(&j, "kind", kind_name(p));
	json_link(&j, p);
	json_negotiated(&j, p);
	json_outcome(&j, p);
	json_number(&j, "violations", p->violations);
	json_answer(&j, p);
	json_steps(r, &j, p);
	json_number(&j, "steps-dropped", p->dropped);
	json_secrets(&j, p);
	json_proof(r, &j, p);
	json_close(&j, '}');
	putc('\n', r->out);
}
