// SPDX-License-Identifier: GPL-2.0
/*
 * A packet out of the lines that btmon or hcidump prints of it. Every octet that
 * matters is needed; one that is not whole is not handed out.
 */
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

#include "smpg_engine.h"
#include "mgmt.h"
#include "text.h"
#include "text_hcidump.h"

/* A column, a continuation, or the end of a string may follow a line. */
#define MARKS_BEHIND	" |\\\"',}"

/* btmon prints so many octets in a line. */
#define ROW		16

/* A line with so many hexadecimal digits may be a part of a value. */
#define PART_MIN	6

void text_choose(struct reader *r, u8 type, u16 code)
{
	r->layout = layout_of(type, code);
	if (!r->layout)
		return;
	if (type == LAYOUT_SMP)
		octets_put(&r->octets, 0, 1, code);
	else if (code > 0xff && type == HCI_EVENT)
		octets_put(&r->octets, 0, 1, code & 0xff);
}

void text_expect_nothing(struct reader *r)
{
	r->dump.want = 0;
	r->dump.have = 0;
	r->dump.printed = false;
}

/* The octets that may be printed of an ACL packet follow @head. */
void text_expect_acl(struct reader *r, u8 flags, const u8 *head, size_t head_len,
		     size_t len)
{
	size_t dlen = head_len + len;
	u8 *out = r->dump.data;

	text_expect_nothing(r);
	if (5 + dlen > sizeof(r->dump.data))
		return;
	*out++ = HCI_ACL;
	*out++ = r->handle;
	*out++ = (r->handle >> 8 & 0x0f) | flags << 4;
	*out++ = dlen;
	*out++ = dlen >> 8;
	if (head_len)
		memcpy(out, head, head_len);
	r->dump.have = 5 + head_len;
	r->dump.want = 5 + dlen;
}

/* A command or an event of which nothing but octets may be printed, after @head */
void text_expect_octets(struct reader *r, const u8 *head, size_t head_len, size_t want)
{
	text_expect_nothing(r);
	if (want > sizeof(r->dump.data) || want <= head_len)
		return;
	memcpy(r->dump.data, head, head_len);
	r->dump.have = head_len;
	r->dump.want = want;
}

/* A PDU that was put together from its fragments */
static void expect_pdu(struct reader *r, size_t len)
{
	const u8 head[] = { len + 1, (len + 1) >> 8, r->cid, 0, r->code };

	text_expect_acl(r, r->p.tx || r->link == LINK_NONE ? 0 : 2, head, sizeof(head),
			len);
	r->dump.printed = !len;
}

/* btmon prints 16 octets a line, hcidump 16 or 20; only the last has less. */
static bool take_dump(struct reader *r, const char *s)
{
	struct dump *d = &r->dump;
	size_t rest = d->want - d->have, n;
	u8 octets[DUMP_WIDTH];

	/* A line that is "00" now may become "0010: 2f". */
	if (!d->want || !rest || !r->whole || r->fielded)
		return false;
	n = text_octets(s, octets, rest < DUMP_WIDTH ? rest : DUMP_WIDTH, &s);
	if (!n || (n < rest && n != ROW && n != DUMP_WIDTH))
		return false;
	/* A longer row is of another packet, whose first line was cut out. */
	if (n == rest && n < ROW && text_hex_digits(s) == 2 && (!s[2] || s[2] == ' '))
		return false;
	memcpy(d->data + d->have, octets, n);
	d->have += n;
	d->printed = true;
	return true;
}

/*
 * A key that a host hands its controller without a readable name is taken for the one
 * of the pairing before, whose name is zero.
 */
static void hide(struct reader *r, const struct field *f)
{
	bool name = r->layout->type == HCI_COMMAND && f->form == FORM_WORD;

	octets_hide(&r->octets, f, name ? 0 : r->line);
}

/* Since 5.86 the octets of a field are below its label. */
static bool take_below(struct reader *r, const char *s)
{
	const struct field *f = r->below;
	u8 row[ROW];
	size_t i, n;

	if (!f)
		return false;
	n = text_octets(s, row, ROW, &s);
	if (n == ROW) {
		for (i = 0; i < ROW && !f->unread; i++)
			octets_put(&r->octets, f->at + r->rows + i, 1, row[i]);
		r->rows += ROW;
		if (r->rows >= f->size)
			r->below = NULL;
		return true;
	}
	/* Half a row was not made unreadable, nor were the characters beside one. */
	if (r->joined || !r->whole || r->rows || n || r->broken || !text_is_hidden(s))
		return false;
	if (!f->unread)
		hide(r, f);
	r->below = NULL;
	return true;
}

/* People redact addresses and keys, but no numbers. */
static bool is_number(const struct field *f)
{
	return f->form == FORM_CODE || f->form == FORM_AUTH || f->form == FORM_DECIMAL;
}

/* A value may be below, or made unreadable. */
static bool take_value(struct reader *r, const struct field *f, const char *s)
{
	const char *end;
	u8 row[ROW];

	if (f->unread && *s)
		return true;
	if (octets_put_value(&r->octets, f, s, r->whole))
		return true;
	if (f->form == FORM_OCTETS && !s[strspn(s, MARKS_BEHIND)]) {
		r->below = f;
		r->rows = 0;
		return true;
	}
	/* A row beside its label, of which the characters behind it may be missing */
	if (f->form == FORM_OCTETS && text_octets(s, row, ROW, &end) == ROW) {
		r->below = f;
		r->rows = 0;
		return take_below(r, s);
	}
	if (is_number(f) || r->joined || !r->whole || !text_is_hidden(s))
		return false;
	hide(r, f);
	return true;
}

/* "Random value: 3b..", since 5.74 "Random value[16]: 3b..", since 5.86 with no value */
static const char *value_of(const struct field *f, const char *s)
{
	size_t len = strlen(f->label);
	unsigned int size;
	int n = 0;

	if (strncmp(s, f->label, len))
		return NULL;
	s += len;
	if (*s == '[' && f->form == FORM_OCTETS) {
		if (sscanf(s, "[%3u]%n", &size, &n) != 1 || !n || size != f->size)
			return NULL;
		s += n;
	}
	if (*s != ':' || !strchr(MARKS_BEHIND, s[1]) || (!n && s[1] && s[1] != ' '))
		return NULL;
	return s + 1 + (s[1] == ' ');
}

static bool take_field(struct reader *r, const char *s)
{
	const struct field *f, *below = r->below;
	const char *value;

	for (f = r->layout->fields; f->label; f++) {
		value = value_of(f, s);
		if (!value)
			continue;
		r->below = NULL;
		if (take_value(r, f, value)) {
			r->fielded = true;
			return true;
		}
		/* A value that is half there was not removed. */
		r->broken |= *value && !r->joined;
		/* The rest of a row may follow. */
		if (r->joined)
			r->below = below;
		return false;
	}
	return false;
}

/* "SMP: Pairing Random (0x04) len 16"; hcidump gives no length. */
static bool take_smp(struct reader *r, const char *s)
{
	const char *smp = strstr(s, "SMP: "), *paren = strrchr(s, '(');
	unsigned int code, len;
	bool told;
	int n = 0;

	if (!smp || !paren || sscanf(paren, "(0x%2x)%n", &code, &n) != 1 || !n)
		return false;
	/* More digits may follow the end of the file. */
	told = r->whole && sscanf(paren + n, " len %u", &len) == 1;
	r->cid = strstr(s, "BR/EDR SMP: ") ? SMPG_CID_SMP_BREDR : SMPG_CID_SMP_LE;
	text_choose(r, LAYOUT_SMP, code);
	if (told && r->layout && len + 1 != r->layout->len)
		r->layout = NULL;
	if (!told && !(r->flags & 1) && r->dlen > SMPG_L2CAP_HDR) {
		len = r->dlen - SMPG_L2CAP_HDR - 1;
		told = true;
	}
	text_expect_nothing(r);
	r->code = code;
	if (told)
		expect_pdu(r, len);
	return true;
}

/* Nothing but the name of an SMP PDU of btmon */
bool text_is_smp(const char *s)
{
	const char *paren = strrchr(s, '(');
	unsigned int code, len;
	int n = 0;

	if (starts(s, "BR/EDR "))
		s += 7;
	return starts(s, "SMP: ") && paren &&
	       sscanf(paren, "(0x%2x) len %u%n", &code, &len, &n) == 2 && !paren[n];
}

/* Read what hcidump prints of a channel that hcidump does not know. */
static bool take_channel(struct reader *r, const char *s)
{
	unsigned int cid, len;
	u8 head[SMPG_L2CAP_HDR];

	if (sscanf(s, "L2CAP(d): cid 0x%x len %u", &cid, &len) != 2 || !r->whole)
		return false;
	text_expect_nothing(r);
	if (cid != SMPG_CID_SMP_LE && cid != SMPG_CID_SMP_BREDR)
		return true;
	r->cid = cid;
	head[0] = len;
	head[1] = len >> 8;
	head[2] = cid;
	head[3] = 0;
	text_expect_acl(r, r->flags, head, sizeof(head), len);
	return true;
}

/*
 * "LE Connection Complete (0x01)"; hcidump gives no number. The parameters below may
 * end in the same, but have a colon.
 */
static bool take_subevent(struct reader *r, const char *s)
{
	const char *paren = strrchr(s, '(');
	unsigned int code;
	int n = 0;

	if (!strcmp(s, "LE Connection Complete") && r->whole)
		code = 0x01;
	else if (!paren || memchr(s, ':', paren - s) ||
		 sscanf(paren, "(0x%2x)%n", &code, &n) != 1 || !n)
		return false;
	r->named = true;
	text_choose(r, HCI_EVENT, LAYOUT_META(code));
	if (r->layout && r->dlen) {
		const u8 head[] = { HCI_EVENT, 0x3e, r->dlen, code };

		text_expect_octets(r, head, sizeof(head), 3 + r->dlen);
	}
	return true;
}

/* "LE Start Encryption (0x08|0x0019) ncmd 1"; hcidump has the status there too. */
static bool take_answer(struct reader *r, const char *s)
{
	const char *paren = strrchr(s, '(');
	unsigned int ogf, ocf, status;

	if (!paren || sscanf(paren, "(0x%x|0x%x)", &ogf, &ocf) != 2)
		return false;
	r->layout = layout_of_answer(r->code, ogf << 10 | ocf, &r->octets);
	if (r->layout && r->code == 0x0f && r->whole &&
	    sscanf(paren, "(%*[^)]) status 0x%2x", &status) == 1)
		octets_put(&r->octets, 0, 1, status);
	return true;
}

/*
 * A command or an event whose number did not fit in the line, and one of whose fields is
 * like no other's
 */
static bool take_nameless(struct reader *r, const char *s)
{
	static const struct {
		const char *label;
		u8 type;
		u16 code;
	} marks[] = {
		{ "Random number: ", HCI_COMMAND, 0x2019 },
		{ "Long term key", HCI_COMMAND, 0x201a },
		{ "Reason: ", HCI_COMMAND, 0x0406 },
		{ "Encryption: ", HCI_EVENT, 0x08 },
		{ "Reason: ", HCI_EVENT, 0x05 },
	};
	static const struct field before[] = {
		{ "Status", 0, 1 }, { "Handle", 1, 2, FORM_DECIMAL }
	};
	bool event = r->p.type == HCI_EVENT;
	struct field f;
	const char *value;
	size_t i;

	for (i = !event; i < ARRAY_SIZE(before); i++) {
		f = before[i];
		f.at -= !event;
		value = value_of(&f, s);
		if (value)
			return octets_put_value(&r->octets, &f, value, r->whole);
	}
	/* An event that has an address has its encryption or reason somewhere else. */
	r->named = event && starts(s, "Address: ");
	for (i = 0; i < ARRAY_SIZE(marks); i++) {
		if (marks[i].type != r->p.type || !starts(s, marks[i].label))
			continue;
		text_choose(r, marks[i].type, marks[i].code);
		return r->layout && take_field(r, s);
	}
	return false;
}

/* "PIN Code Negative Reply (0x0017) plen 7", below Command Complete of the kernel */
static bool take_mgmt_answer(struct reader *r, const char *s)
{
	const char *paren = strchr(s, '(');
	unsigned int opcode;

	if (!paren || sscanf(paren, "(0x%4x) plen", &opcode) != 1)
		return false;
	r->named = true;
	text_choose(r, LAYOUT_MGMT_DONE, opcode);
	if (r->layout)
		octets_put(&r->octets, 0, 2, opcode);
	return true;
}

/* btmon prints the octets of a fragment below such words. */
static bool take_fragment(struct reader *r, const char *s)
{
	r->torn |= starts(s, "frame too short") || starts(s, "unexpected continuation");
	return r->torn;
}

static bool take_name(struct reader *r, const char *s)
{
	switch (r->p.type) {
	case HCI_ACL:
		return !r->cid && !r->dump.printed &&
		       (take_smp(r, s) || take_channel(r, s) || take_fragment(r, s));
	case HCI_EVENT:
		return ((r->code == 0x3e || !r->code) && !r->named && take_subevent(r, s)) ||
		       ((r->code == 0x0e || r->code == 0x0f) && take_answer(r, s)) ||
		       (!r->code && !r->named && take_nameless(r, s));
	case HCI_COMMAND:
		return !r->named && take_nameless(r, s);
	case HCI_MGMT:
		return !r->named && take_mgmt_answer(r, s);
	default:
		return false;
	}
}

/* A line below a packet's first; false if it means nothing. */
bool text_line(struct reader *r, const char *s)
{
	if (take_below(r, s) || take_dump(r, s))
		return true;
	if (!r->layout)
		return take_name(r, s);
	return take_field(r, s) || hcidump_line(&r->octets, r->layout, s, r->whole);
}

/* Hexadecimal digits of words that have nothing else but colons */
static size_t count_digits(const char *s)
{
	size_t nr = 0, len;

	for (; *s; s += len + (s[len] == ' ')) {
		len = strcspn(s, " ");
		if (strspn(s, "0123456789abcdefABCDEF:") >= len)
			nr += len;
	}
	return nr;
}

/* A line that means nothing by itself may be a part of a value, which then is there. */
void text_note_part(struct reader *r, const char *s)
{
	r->broken |= r->layout && count_digits(s) >= PART_MIN;
}

void text_note_link(struct reader *r, u16 handle, bool begins)
{
	hold_note(&r->hold, r->p.adapter, handle, begins);
}

static void note_closed(struct reader *r, u16 handle)
{
	text_note_link(r, handle, false);
	hold_forget(&r->hold, r->p.adapter, handle);
}

static void note_opened(struct reader *r, u16 handle, bool peripheral)
{
	r->hold.met = true;
	r->hold.adapter = r->p.adapter;
	r->hold.peripheral = peripheral;
	text_note_link(r, handle, true);
}

static void note_event(struct reader *r, const u8 *data, size_t len)
{
	u16 code = r->layout->code;
	u16 handle = smpg_le16(data + 1);

	if (code > 0xff && len >= 5 && !data[1])
		note_opened(r, smpg_le16(data + 2), data[4]);
	else if (code == 0x03 && !data[0])
		text_note_link(r, handle, true);
	else if (code == 0x05 && !data[0])
		note_closed(r, handle);
	else if (code == 0x08 || code == 0x30 || code == 0x59)
		text_note_link(r, handle, false);
}

/* Note the links that a whole packet names. */
static void note(struct reader *r, const u8 *data, size_t len)
{
	const struct layout *l = r->layout;

	if (!l || len < 3)
		return;
	if (l->type == HCI_EVENT)
		note_event(r, data, len);
	else if (l->type == HCI_COMMAND &&
		 (l->code == 0x0406 || l->code == 0x2019 || l->code == 0x201a))
		text_note_link(r, smpg_le16(data), false);
}

static void not_judged(struct reader *r, const char *what)
{
	u8 head[2] = { r->handle, r->handle >> 8 };
	bool acl = r->p.type == HCI_ACL;

	if (!what) {
		r->c->packets++;
		return;
	}
	if (r->cid)
		r->c->unread++;
	else
		r->c->unclear++;
	capture_remark(r->c, r->p.where, "%s; the packet is not judged", what);
	/* The judge must know that a packet was there. */
	r->p.part = true;
	r->p.data = acl && r->dump.have ? r->dump.data + 1 : head;
	r->p.len = acl && r->dump.have ? r->dump.have - 1 : acl ? sizeof(head) : 0;
	hold_packet(&r->hold, &r->p, r->link, r->digits);
}

static void finish_dump(struct reader *r)
{
	const struct dump *d = &r->dump;
	size_t head;

	if (d->have < d->want) {
		not_judged(r, "some of its octets are missing");
		return;
	}
	head = d->data[0] == HCI_COMMAND ? 4 : 3;
	if (d->want > head)
		note(r, d->data + head, d->want - head);
	r->p.type = d->data[0];
	r->p.data = d->data + 1;
	r->p.len = d->want - 1;
	hold_packet(&r->hold, &r->p, r->link, r->digits);
}

/* Is nothing at all of the field there, which is no number? */
static bool is_removed(const struct reader *r, const struct field *f)
{
	size_t first = f->at + (f->form == FORM_IDENTITY);

	return !is_number(f) && !f->unread &&
	       !r->octets.have[first] && !r->octets.have[f->at + f->size - 1];
}

/*
 * People remove the lines of keys and addresses, too. At the end, the rest was cut off,
 * and where lines were broken anew, a value may be anywhere.
 */
static void hide_removed(struct reader *r)
{
	const struct field *f;

	for (f = r->layout->fields; f->label && r->whole && !r->broken && !r->flowed; f++)
		if (is_removed(r, f))
			hide(r, f);
}

static bool complete(const struct reader *r)
{
	const struct field *f;
	size_t i;

	for (f = r->layout->fields; f->label; f++)
		for (i = f->at; !f->unread && i < (size_t)f->at + f->size; i++)
			if (!r->octets.have[i])
				return false;
	return true;
}

/* Put the header in front of the octets of the layout. */
static size_t put_head(const struct reader *r, u8 *out)
{
	const struct layout *l = r->layout;
	size_t n = 0;

	switch (l->type) {
	case LAYOUT_SMP:
		out[n++] = r->handle;
		out[n++] = (r->handle >> 8 & 0x0f) |
			   (r->p.tx || r->link == LINK_NONE ? 0x00 : 0x20);
		out[n++] = l->len + SMPG_L2CAP_HDR;
		out[n++] = 0;
		out[n++] = l->len;
		out[n++] = 0;
		out[n++] = r->cid;
		out[n++] = 0;
		break;
	case HCI_COMMAND:
		out[n++] = l->code;
		out[n++] = l->code >> 8;
		out[n++] = l->len;
		break;
	case LAYOUT_MGMT:
	case LAYOUT_MGMT_DONE:
		n = l->type == LAYOUT_MGMT ? l->code : MGMT_COMMAND_COMPLETE;
		out[0] = n;
		out[1] = n >> 8;
		n = 2;
		break;
	default:
		out[n++] = l->code > 0xff ? l->code >> 8 : l->code;
		out[n++] = l->len;
	}
	return n;
}

static void finish_fields(struct reader *r)
{
	const struct layout *l = r->layout;
	u8 out[OCTETS + 16];
	char what[80];
	size_t n;

	hide_removed(r);
	if (!complete(r)) {
		if (l->spare) {
			not_judged(r, NULL);
			return;
		}
		snprintf(what, sizeof(what), "%s%sa field is missing or cannot be read",
			 l->type == LAYOUT_SMP ? smpg_pdu_name(l->code) : "",
			 l->type == LAYOUT_SMP ? ": " : "");
		not_judged(r, what);
		return;
	}
	note(r, r->octets.data, l->len);
	n = put_head(r, out);
	memcpy(out + n, r->octets.data, l->len);
	r->p.data = out;
	r->p.len = n + l->len;
	r->p.hidden = r->octets.hidden;
	hold_packet(&r->hold, &r->p, r->link, r->digits);
}

/* What the kernel tells of LE is no pairing without packets: then the text is a log. */
static bool is_of_log(const struct reader *r)
{
	size_t at = r->layout->fields[0].at + 6;

	if (r->layout->type == LAYOUT_MGMT_DONE)
		at = 9;
	return r->octets.data[at] && !r->c->packets && !r->hold.nr;
}

static void finish_mgmt(struct reader *r)
{
	u8 out[OCTETS + 2];
	size_t n;

	if (!r->layout || !complete(r) || is_of_log(r))
		return;
	n = put_head(r, out);
	memcpy(out + n, r->octets.data, r->layout->len);
	r->p.data = out;
	r->p.len = n + r->layout->len;
	r->p.hidden = r->octets.hidden;
	hold_packet(&r->hold, &r->p, LINK_PRINTED, "");
}

/* Neither the first line nor what is below tells which command or event that is. */
static bool is_nameless(const struct reader *r)
{
	return !r->layout && !r->named &&
	       (r->p.type == HCI_COMMAND || (r->p.type == HCI_EVENT && !r->code));
}

/* btmon prints something below the first line of all but later fragments. */
static bool is_bare(const struct reader *r)
{
	return r->p.type == HCI_ACL && !r->cid && !r->dump.printed && !r->before[0] &&
	       !(r->flags & 1);
}

/* Hands the packet out if it is whole. */
void text_finish(struct reader *r)
{
	bool bare = is_bare(r);

	r->before[0] = '\0';
	r->earlier[0] = '\0';
	if (!r->open)
		return;
	r->open = false;
	if (r->p.type == HCI_MGMT)
		finish_mgmt(r);
	else if (r->dump.printed)
		finish_dump(r);
	else if (r->layout)
		finish_fields(r);
	else
		not_judged(r, r->cid || r->torn ? "its octets are missing" : NULL);
	r->c->unclear += is_nameless(r) || bare;
}

void text_begin(struct reader *r, const struct hci_packet *p)
{
	text_finish(r);
	r->p = *p;
	r->open = p->type;
	r->link = LINK_PRINTED;
	r->digits[0] = '\0';
	r->layout = NULL;
	r->cid = 0;
	r->lost = false;
	r->named = false;
	r->below = NULL;
	r->broken = false;
	r->torn = false;
	r->fielded = false;
	text_expect_nothing(r);
	memset(&r->octets, 0, sizeof(r->octets));
}
