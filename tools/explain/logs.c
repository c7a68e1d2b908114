// SPDX-License-Identifier: GPL-2.0
#include "logs.h"

/* Lines are as long as programs make them; what matters is at the beginning. */
#define LINE	256

/**
 * struct meaning - what a line says of a pairing
 * @part: the line has it in it, in any case
 * @evidence: enum evidence, of lines that are about an agent
 * @text: the same in words
 */
struct meaning {
	const char *part;
	u8 evidence;
	const char *text;
};

static const char no_agent[] = "bluetoothd had no agent to ask";
static const char refused[] = "the agent of this host said no";

static const struct meaning meanings[] = {
	{ "no agent available", EVIDENCE_NO_AGENT, no_agent },
	{ "attempt without agent", EVIDENCE_NO_AGENT, no_agent },
	{ "agent replied with an error", EVIDENCE_REFUSED, refused },
	{ "org.bluez.Error.Rejected", EVIDENCE_REFUSED, refused },
	{ "org.bluez.Error.Canceled", EVIDENCE_REFUSED, "the agent of this host cancelled" },
	{ "security requested but not available", EVIDENCE_NONE,
	  "the kernel has no SMP channel on the link" },
	{ "unexpected SMP command", EVIDENCE_NONE,
	  "the kernel took a PDU to be out of turn, and dropped it" },
};

static const struct meaning *meaning_of(const char *line)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(meanings); i++)
		if (strcasestr(line, meanings[i].part))
			return &meanings[i];
	return NULL;
}

/* What is said of an agent when a pairing is over is about another one. */
static bool fits(const struct pairing *p, const struct hci_packet *line, u8 evidence)
{
	if (!p || !p->nr || p->overheard.there ||
	    (line->adapter != ANY_ADAPTER && line->adapter != p->adapter))
		return false;
	return evidence == EVIDENCE_NONE ? p->started : p->outcome == OUTCOME_OPEN;
}

/* A line names no link: it is of the pairing that had the last packet. */
static struct pairing *latest_pairing(const struct links *links,
				      const struct hci_packet *line, u8 evidence)
{
	struct pairing *latest = NULL;
	const struct link *l;

	for (l = links->first; l; l = l->next) {
		struct pairing *p = l->pairing;

		if (fits(p, line, evidence) &&
		    (!latest || p->steps[p->nr - 1].where > latest->steps[latest->nr - 1].where))
			latest = p;
	}
	return latest;
}

/* What a terminal would act on is no part of a line. */
static void copy_text(char text[LINE], const struct hci_packet *line)
{
	size_t i, len = line->len < LINE ? line->len : LINE - 1;

	for (i = 0; i < len; i++)
		text[i] = line->data[i] < ' ' || line->data[i] > '~' ? '?' : line->data[i];
	text[len] = '\0';
}

/**
 * logs_note() - note a line that says something of a pairing
 * @links: the links of the capture
 * @line: the line, without what comes before its text
 */
void logs_note(const struct links *links, const struct hci_packet *line)
{
	const struct meaning *m;
	struct pairing *p;
	struct step *step;
	char text[LINE];

	copy_text(text, line);
	m = meaning_of(text);
	p = m ? latest_pairing(links, line, m->evidence) : NULL;
	if (!p)
		return;
	step = pairing_step(p, line, STEP_LOG);
	step->why = m->text;
	step->evidence = m->evidence;
	if (m->evidence != EVIDENCE_NONE)
		p->evidence |= BIT(m->evidence);
	step->len = strnlen(text, sizeof(step->pdu));
	memcpy(step->pdu, text, step->len);
}

/* A line as it was found, as much of it as there is room for */
void logs_put_line(FILE *f, const struct step *step)
{
	fprintf(f, "log: %.*s", step->len, (const char *)step->pdu);
}

/**
 * logs_put() - what the log says of a pairing
 * @a: the answer
 * @p: the pairing
 *
 * Why a pairing failed, cause_put() tells, by what the log says of an agent too.
 */
void logs_put(struct answer *a, const struct pairing *p)
{
	const char *said = NULL;
	size_t i;

	for (i = 0; i < p->nr; i++) {
		const struct step *step = &p->steps[i];

		if (step->kind != STEP_LOG || step->why == said ||
		    (step->evidence != EVIDENCE_NONE && p->outcome == OUTCOME_FAILED))
			continue;
		said = step->why;
		parts_say(a, PART_WHY, "The log says: %s.", said);
	}
}
