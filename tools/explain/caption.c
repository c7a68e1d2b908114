// SPDX-License-Identifier: GPL-2.0
#include "../hci_error.h"
#include "controller.h"
#include "caption.h"
#include "logs.h"
#include "overheard.h"
#include "report.h"
#include "words.h"

/*
 * The unusual bits of an AuthReq: bonding is usual, and over BR/EDR an AuthReq says
 * nothing of it.
 */
static void put_auth(FILE *f, u8 auth, bool bredr)
{
	fprintf(f, "%s%s%s%s%s", bredr || auth & SMPG_AUTH_BONDING ? "" : ", no bonding",
		auth & SMPG_AUTH_MITM ? ", MITM" : "", auth & SMPG_AUTH_SC ? ", SC" : "",
		auth & SMPG_AUTH_KEYPRESS ? ", keypresses" : "",
		auth & SMPG_AUTH_CT2 ? ", CT2" : "");
}

/* Public values are shown without --show-keys too. */
static void put_public(FILE *f, const u8 *pdu)
{
	static const char *const keypress[] = {
		"entry started", "digit entered", "digit erased", "cleared", "entry completed",
	};

	switch (pdu[0]) {
	case SMPG_SECURITY_REQUEST:
		fprintf(f, ": %s", pdu[1] & SMPG_AUTH_BONDING ? "bonding" : "AuthReq");
		put_auth(f, pdu[1], false);
		break;
	case SMPG_IDENTITY_ADDRESS_INFORMATION:
		fprintf(f, ": %02X:%02X:%02X:%02X:%02X:%02X %s", pdu[7], pdu[6], pdu[5],
			pdu[4], pdu[3], pdu[2],
			!pdu[1] ? "public" : pdu[1] == 1 ? "random" : "of unknown type");
		break;
	case SMPG_PAIRING_KEYPRESS:
		fprintf(f, ": %s", pdu[1] < ARRAY_SIZE(keypress) ? keypress[pdu[1]] : "unknown");
		break;
	}
}

static void put_features(FILE *f, const struct step *step)
{
	const u8 *pdu = step->pdu;
	static const char *const io[] = {
		"DisplayOnly", "DisplayYesNo", "KeyboardOnly",
		"NoInputNoOutput", "KeyboardDisplay",
	};
	char keys[2][32];

	fprintf(f, ": %s%s", pdu[1] < 5 ? io[pdu[1]] : "IO capability unknown",
		pdu[2] ? ", OOB" : "");
	put_auth(f, pdu[3], step->bredr);
	fprintf(f, ", %u octets, %s / %s", pdu[4],
		smpg_key_dist_names(pdu[5] & 0x0f, keys[0], 32),
		smpg_key_dist_names(pdu[6] & 0x0f, keys[1], 32));
}

static void put_name(FILE *f, u8 code)
{
	const char *name = smpg_pdu_name(code);

	if (name)
		fputs(name, f);
	else
		fprintf(f, "PDU 0x%02x", code);
}

static void put_pdu(FILE *f, const struct step *step, bool show_keys)
{
	const u8 *pdu = step->pdu;
	u8 key = smpg_pdu_key(pdu[0]);

	put_name(f, pdu[0]);
	if (step->hidden)
		fputs(" (unreadable)", f);
	if (step->hidden || step->len < smpg_pdu_len(pdu[0]))
		return;
	if (pdu[0] == SMPG_PAIRING_REQUEST || pdu[0] == SMPG_PAIRING_RESPONSE) {
		put_features(f, step);
	} else if (pdu[0] == SMPG_PAIRING_FAILED) {
		fprintf(f, ": %s (0x%02x)", smpg_reason_name(pdu[1]) ?: "unknown", pdu[1]);
	} else if (!key || key == SMP_GUARD_KEY_IDENTITY_ADDRESS) {
		put_public(f, pdu);
	} else if (show_keys) {
		fprintf(f, ": ");
		words_put_hex(f, pdu + 1, step->len - 1);
	}
}

static void put_io(FILE *f, const struct auth *a)
{
	static const char *const io[] = {
		"DisplayOnly", "DisplayYesNo", "KeyboardOnly", "NoInputNoOutput",
	};
	static const char *const bonding[] = { "no", "dedicated", "general" };

	fprintf(f, "IO capability: %s%s, %s bonding%s",
		a->io < ARRAY_SIZE(io) ? io[a->io] : "unknown", a->oob ? ", OOB" : "",
		a->auth / 2 < (int)ARRAY_SIZE(bonding) ? bonding[a->auth / 2] : "unknown",
		a->auth & 0x01 ? ", MITM" : "");
}

static void put_auth_step(FILE *f, const struct auth *a)
{
	static const char *const texts[] = {
		[AUTH_REQUESTED] = "the host asks for authentication",
		[AUTH_KEY_REQUEST] = "the controller asks for a link key",
		[AUTH_KEY_REPLY] = "the host has the link key of an old bond",
		[AUTH_KEY_REFUSED] = "the host has no link key",
		[AUTH_PIN_REQUEST] = "the controller asks for a PIN",
		[AUTH_PIN_REPLY] = "the host gives a PIN",
		[AUTH_PIN_REFUSED] = "the host gives no PIN",
		[AUTH_IO_REQUEST] = "the controller asks for IO capabilities",
		[AUTH_CONFIRM_REPLY] = "the host says yes",
		[AUTH_CONFIRM_REFUSED] = "the host says no",
		[AUTH_PASSKEY_REQUEST] = "the controller asks for the passkey",
		[AUTH_PASSKEY_REPLY] = "the host gives a passkey",
		[AUTH_PASSKEY_REFUSED] = "the host gives no passkey",
		[AUTH_OOB_REQUEST] = "the controller asks for out of band data",
		[AUTH_OOB_REPLY] = "the host gives out of band data",
		[AUTH_OOB_REFUSED] = "the host has no out of band data",
		[AUTH_LTK_REFUSED] = "the host has no LTK for this link",
	};

	switch (a->kind) {
	case AUTH_IO_REPLY:
	case AUTH_IO_RESPONSE:
		put_io(f, a);
		break;
	case AUTH_IO_REFUSED:
		fprintf(f, "the host does not pair: %s (0x%02x)",
			hci_error_name(a->status) ?: "unknown", a->status);
		break;
	case AUTH_CONFIRM_REQUEST:
		fprintf(f, "the controller asks for a yes to %06u", a->number);
		break;
	case AUTH_PASSKEY_SHOWN:
		fprintf(f, "this host displays the passkey %06u", a->number);
		break;
	case AUTH_KEY:
		fprintf(f, "a new link key: %s (0x%02x)", words_link_key(a->key_type),
			a->key_type);
		break;
	case AUTH_PAIRED:
	case AUTH_COMPLETE:
	case AUTH_NOT_CONNECTED:
		fprintf(f, "%s: %s (0x%02x)",
			a->kind == AUTH_PAIRED ? "Simple Pairing Complete" :
			a->kind == AUTH_COMPLETE ? "Authentication Complete" :
						   "not connected",
			a->status ? hci_error_name(a->status) ?: "unknown" : "Success",
			a->status);
		break;
	default:
		fputs(texts[a->kind], f);
	}
}

static void put_report(FILE *f, const struct step *step)
{
	fprintf(f, "the module %s ", report_verb(step));
	put_name(f, step->pdu[0]);
	fprintf(f, " of %s", step->tx ? "this host" : "the peer");
}

/**
 * caption_step() - a step in words
 * @step: the step
 * @show_keys: print keys too
 *
 * Return: the text, for the caller to free.
 */
char *caption_step(const struct step *step, bool show_keys)
{
	size_t size;
	char *text;
	FILE *f = open_memstream(&text, &size);

	switch (step->kind) {
	case STEP_PDU:
		put_pdu(f, step, show_keys);
		break;
	case STEP_KEY_SET:
		fprintf(f, "the host hands its controller a key");
		break;
	case STEP_ENCRYPTED:
		fprintf(f, "the link is encrypted");
		break;
	case STEP_NOT_ENCRYPTED:
		fprintf(f, "the link is not encrypted: %s (0x%02x)",
			hci_error_name(step->status) ?: "off", step->status);
		break;
	case STEP_CLOSED:
		fprintf(f, "disconnected: %s (0x%02x)",
			hci_error_name(step->status) ?: "unknown", step->status);
		break;
	case STEP_RESET:
		fprintf(f, "the adapter was reset");
		break;
	case STEP_GUARD:
		put_report(f, step);
		break;
	case STEP_LOST:
		fprintf(f, "the peer must pair again, its repaired %s is lost: %s",
			words_key(step->key), step->why);
		break;
	case STEP_AUTH:
		put_auth_step(f, &step->auth);
		break;
	case STEP_EVIDENCE:
		fputs(words_evidence(step->evidence), f);
		break;
	case STEP_LINK_LAYER:
		overheard_put_control(f, step);
		break;
	case STEP_LOG:
		logs_put_line(f, step);
		break;
	case STEP_KEY_REJECTED:
		fprintf(f, "the controller refuses to encrypt: %s (0x%02x)",
			hci_error_name(step->status) ?: "unknown", step->status);
		break;
	case STEP_HARDWARE:
		fprintf(f, "the controller reports a hardware error (code 0x%02x)",
			step->status);
		break;
	case STEP_POWER_OFF:
		fprintf(f, "the host is turning its adapter off");
		break;
	case STEP_GONE:
		fprintf(f, "the adapter was %s",
			step->status == ADAPTER_REMOVED ? "removed" : "turned off");
		break;
	}
	fclose(f);
	return text;
}

/* The guard's action for what breaks the rule; NULL for none */
static const char *action_of(const struct finding *f)
{
	static const char *const actions[] = {
		[SMP_GUARD_ACTION_ALLOW] = "lets it pass",
		[SMP_GUARD_ACTION_AUDIT] = "lets it pass, and tells",
		[SMP_GUARD_ACTION_REPAIR] = "puts a random value in its place",
		[SMP_GUARD_ACTION_MASK] = "masks it: it never arrives",
		[SMP_GUARD_ACTION_REJECT] = "ends the pairing",
	};

	/* A weak IRK alone is not repaired. */
	if (f->action == SMP_GUARD_ACTION_MASK && !strcmp(f->rule, "weak-key"))
		return "puts zeros in its place: there is no IRK";
	return f->action >= 0 && f->action < (int)ARRAY_SIZE(actions) ?
	       actions[f->action] : NULL;
}

/**
 * caption_finding() - a finding in words
 * @f: the finding
 * @profile: name of the policy that the guard has, or NULL where the step says
 *	already what it did
 *
 * Return: the text, for the caller to free.
 */
char *caption_finding(const struct finding *f, const char *profile)
{
	const char *action = action_of(f);
	size_t size;
	char *text;
	FILE *out = open_memstream(&text, &size);

	fprintf(out, "%s: %s (%s%s%s%s)", f->rule, f->why,
		*f->section == 'V' ? "" : "Vol 3, Part H, ", f->section,
		f->attack ? "; " : "", f->attack ?: "");
	if (action && profile)
		fprintf(out, "; the guard, policy %s, %s", profile, action);
	fclose(out);
	return text;
}
