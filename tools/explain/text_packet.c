// SPDX-License-Identifier: GPL-2.0
/*
 * A packet out of the lines that btmon or hcidump prints of it. Every octet that
 * matters is needed; one that is not whole is not handed out.
 */
#include <ctype.h>
#include <stdlib.h>

#include "smpg_engine.h"
#include "text.h"

enum { FORM_CODE, FORM_DECIMAL, FORM_WORD, FORM_OCTETS, FORM_ADDRESS, FORM_IDENTITY };

/* A field: how btmon calls it, where its octets go, how it is printed. */
struct field {
	const char *label;
	u8 at, size, form;
};

/* @first is the place of the first octet that is needed. */
struct layout {
	u8 type;
	u16 code;
	u8 len;
	const struct field *fields;
};

static const struct field features[] = {
	{ "IO capability", 1, 1 }, { "OOB data", 2, 1 },
	{ "Authentication requirement", 3, 1 },
	{ "Max encryption key size", 4, 1, FORM_DECIMAL },
	{ "Initiator key distribution", 5, 1 },
	{ "Responder key distribution", 6, 1 }, { }
};

static const struct field le_connection[] = {
	{ "Status", 1, 1 }, { "Handle", 2, 2, FORM_DECIMAL }, { "Role", 4, 1 },
	{ "Peer address type", 5, 1 }, { "Peer address", 6, 6, FORM_ADDRESS },
	{ }
};

static const struct field le_enhanced[] = {
	{ "Status", 1, 1 }, { "Handle", 2, 2, FORM_DECIMAL }, { "Role", 4, 1 },
	{ "Peer address type", 5, 1 }, { "Peer address", 6, 6, FORM_ADDRESS },
	{ "Local resolvable private address", 12, 6, FORM_ADDRESS }, { }
};

#define SMP 0xfd	/* stands for a type; the code is the PDU's */
#define META(sub) (0x3e00 | (sub))
#define F (const struct field[])

static const struct layout layouts[] = {
	{ HCI_EVENT, 0x03, 11, F{ { "Status", 0, 1 },
		{ "Handle", 1, 2, FORM_DECIMAL },
		{ "Address", 3, 6, FORM_ADDRESS }, { "Link type", 9, 1 },
		{ "Encryption", 10, 1 }, { } } },
	{ HCI_EVENT, 0x05, 4, F{ { "Status", 0, 1 },
		{ "Handle", 1, 2, FORM_DECIMAL }, { "Reason", 3, 1 }, { } } },
	{ HCI_EVENT, 0x08, 4, F{ { "Status", 0, 1 },
		{ "Handle", 1, 2, FORM_DECIMAL }, { "Encryption", 3, 1 }, { } } },
	{ HCI_EVENT, 0x30, 3, F{ { "Status", 0, 1 },
		{ "Handle", 1, 2, FORM_DECIMAL }, { } } },
	{ HCI_EVENT, META(0x01), 19, le_connection },
	{ HCI_EVENT, META(0x0a), 31, le_enhanced },
	/* Of what the second versions add, nothing is needed. */
	{ HCI_EVENT, META(0x29), 34, le_enhanced },
	{ HCI_EVENT, 0x59, 5, F{ { "Status", 0, 1 },
		{ "Handle", 1, 2, FORM_DECIMAL }, { "Encryption", 3, 1 }, { } } },
	{ HCI_COMMAND, 0x2005, 6, F{ { "Address", 0, 6, FORM_ADDRESS }, { } } },
	{ HCI_COMMAND, 0x202d, 1, F{ { "Address resolution", 0, 1 }, { } } },
	{ HCI_COMMAND, 0x2035, 7, F{ { "Advertising handle", 0, 1 },
		{ "Advertising random address", 1, 6, FORM_ADDRESS }, { } } },
	{ HCI_COMMAND, 0x2019, 28, F{ { "Handle", 0, 2, FORM_DECIMAL },
		{ "Random number", 2, 8, FORM_WORD },
		{ "Encrypted diversifier", 10, 2, FORM_WORD },
		{ "Long term key", 12, 16, FORM_OCTETS }, { } } },
	{ HCI_COMMAND, 0x201a, 18, F{ { "Handle", 0, 2, FORM_DECIMAL },
		{ "Long term key", 2, 16, FORM_OCTETS }, { } } },
	{ SMP, 0x01, 7, features },
	{ SMP, 0x02, 7, features },
	{ SMP, 0x03, 17, F{ { "Confirm value", 1, 16, FORM_OCTETS },
		{ "Confim value", 1, 16, FORM_OCTETS }, { } } },
	{ SMP, 0x04, 17, F{ { "Random value", 1, 16, FORM_OCTETS }, { } } },
	{ SMP, 0x05, 2, F{ { "Reason", 1, 1 }, { } } },
	{ SMP, 0x06, 17, F{ { "Long term key", 1, 16, FORM_OCTETS }, { } } },
	{ SMP, 0x07, 11, F{ { "EDIV", 1, 2, FORM_WORD },
		{ "Rand", 3, 8, FORM_WORD }, { } } },
	{ SMP, 0x08, 17, F{ { "Identity resolving key", 1, 16, FORM_OCTETS }, { } } },
	{ SMP, 0x09, 8, F{ { "Address", 1, 7, FORM_IDENTITY }, { } } },
	{ SMP, 0x0a, 17, F{ { "Signature key", 1, 16, FORM_OCTETS }, { } } },
	{ SMP, 0x0b, 2, F{ { "Authentication requirement", 1, 1 }, { } } },
	{ SMP, 0x0c, 65, F{ { "X", 1, 32, FORM_OCTETS },
		{ "Y", 33, 32, FORM_OCTETS }, { } } },
	{ SMP, 0x0d, 17, F{ { "E", 1, 16, FORM_OCTETS }, { } } },
	{ SMP, 0x0e, 2, F{ { "Type", 1, 1 }, { } } },
};

static void put(struct reader *r, size_t at, size_t size, u64 value)
{
	for (; size; size--, at++, value >>= 8) {
		if (at >= OCTETS || r->have[at])
			continue;
		r->data[at] = value;
		r->have[at] = true;
	}
}

static bool ends(const char *s)
{
	return !isalnum((unsigned char)*s);
}

int text_hex_digits(const char *s)
{
	int n = 0;

	while (isxdigit((unsigned char)s[n]))
		n++;
	return n;
}

static bool put_octets(struct reader *r, const char *s, size_t at, size_t size)
{
	unsigned int octet;
	size_t i;

	if (text_hex_digits(s) != (int)size * 2 || !ends(s + 2 * size))
		return false;
	for (i = 0; i < size; i++) {
		if (sscanf(s + 2 * i, "%2x", &octet) != 1)
			return false;
		put(r, at + i, 1, octet);
	}
	return true;
}

bool text_address(struct reader *r, const char *s, size_t at)
{
	unsigned int o[6];
	int i, n = 0;

	if (sscanf(s, "%2x:%2x:%2x:%2x:%2x:%2x%n", o, o + 1, o + 2, o + 3,
		   o + 4, o + 5, &n) != 6 || n != 17)
		return false;
	for (i = 0; i < 6; i++)
		put(r, at + i, 1, o[5 - i]);
	return true;
}

/* The type is told by what is said of the address: what kind of random, or whose. */
static bool put_identity(struct reader *r, const char *s, size_t at)
{
	static const char *const kinds[] = {
		"(Static)", "(Resolvable)", "(Non-Resolvable)", "(Reserved)",
	};
	bool random = false;
	size_t i;

	if (!strchr(s, ')') || !text_address(r, s, at + 1))
		return false;
	for (i = 0; i < ARRAY_SIZE(kinds); i++)
		random |= !!strstr(s, kinds[i]);
	put(r, at, 1, random);
	return true;
}

static bool put_value(struct reader *r, const struct field *f, const char *s)
{
	const char *hex;
	char *end;
	u64 value;

	switch (f->form) {
	case FORM_OCTETS:
		return put_octets(r, s, f->at, f->size);
	case FORM_ADDRESS:
		return text_address(r, s, f->at);
	case FORM_IDENTITY:
		return put_identity(r, s, f->at);
	case FORM_WORD:
		if (strncmp(s, "0x", 2) || text_hex_digits(s + 2) != f->size * 2)
			return false;
		value = strtoull(s, NULL, 16);
		break;
	case FORM_DECIMAL:
		value = strtoull(s, &end, 0);
		/* It may go on after the end of the file. */
		if (end == s || !ends(end) || (!*end && !r->whole))
			return false;
		break;
	default:
		hex = strstr(s, "(0x");
		value = strtoull(hex ? hex + 1 : s, &end, 16);
		if (hex ? *end != ')' : strncmp(s, "0x", 2) ||
		    text_hex_digits(s + 2) != 2 || !ends(s + 4))
			return false;
	}
	put(r, f->at, f->size, value);
	return true;
}

void text_choose(struct reader *r, u8 type, u16 code)
{
	size_t i;

	for (i = 0; i < ARRAY_SIZE(layouts); i++)
		if (layouts[i].type == type && layouts[i].code == code)
			r->layout = &layouts[i];
	if (!r->layout)
		return;
	if (type == SMP)
		put(r, 0, 1, code);
	else if (code > 0xff && type == HCI_EVENT)
		put(r, 0, 1, code & 0xff);
}

void text_expect_no_dump(struct reader *r)
{
	r->dump_want = 0;
	r->dump_have = 0;
	r->dumped = false;
}

/* What may be printed of an ACL packet is all that follows @head. */
void text_expect_dump(struct reader *r, u8 flags, const u8 *head,
		      size_t head_len, size_t len)
{
	size_t dlen = head_len + len;
	u8 *out = r->dump;

	text_expect_no_dump(r);
	if (5 + dlen > sizeof(r->dump))
		return;
	*out++ = HCI_ACL;
	*out++ = r->handle;
	*out++ = (r->handle >> 8 & 0x0f) | flags << 4;
	*out++ = dlen;
	*out++ = dlen >> 8;
	if (head_len)
		memcpy(out, head, head_len);
	r->dump_have = 5 + head_len;
	r->dump_want = 5 + dlen;
}

/* A command or an event of which nothing but octets may be printed, after @head */
void text_expect_octets(struct reader *r, const u8 *head, size_t head_len, size_t want)
{
	text_expect_no_dump(r);
	if (want > sizeof(r->dump) || want <= head_len)
		return;
	memcpy(r->dump, head, head_len);
	r->dump_have = head_len;
	r->dump_want = want;
}

/* A PDU that was put together from its fragments */
static void expect_pdu(struct reader *r, size_t len)
{
	const u8 head[] = { len + 1, (len + 1) >> 8, r->cid, 0, r->code };

	text_expect_dump(r, r->p.tx ? 0 : 2, head, sizeof(head), len);
	r->dumped = !len;
}

/* "0000: 0a 1b  ..", at most @max; returns how many octets there are. */
size_t text_octets(const char *s, u8 *out, size_t max, const char **end)
{
	size_t n = 0;

	if (text_hex_digits(s) == 4 && s[4] == ':')
		s += 5 + (s[5] == ' ');
	while (n < max && text_hex_digits(s) == 2 && (!s[2] || s[2] == ' ')) {
		out[n++] = strtoul(s, NULL, 16);
		s += 2 + (s[2] == ' ');
		/* hcidump parts a line in the middle. */
		if (n == 8 && s[0] == ' ' && text_hex_digits(s + 1) == 2)
			s++;
	}
	*end = s;
	return n;
}

/* btmon prints 16 octets a line, hcidump 16 or 20; only the last has less. */
static bool take_dump(struct reader *r, const char *s)
{
	size_t rest = r->dump_want - r->dump_have, n;
	u8 octets[DUMP_WIDTH];

	/* What is "00" now may become "0010: 2f". */
	if (!r->dump_want || !rest || !r->whole)
		return false;
	n = text_octets(s, octets, rest < DUMP_WIDTH ? rest : DUMP_WIDTH, &s);
	if (!n || (n < rest && n != 16 && n != DUMP_WIDTH))
		return false;
	memcpy(r->dump + r->dump_have, octets, n);
	r->dump_have += n;
	r->dumped = true;
	return true;
}

/* hcidump has several fields in a line, and no colons. */
static bool take_hcidump(struct reader *r, const char *s)
{
	const struct layout *l = r->layout;
	unsigned int a, b, d;
	char role[12];
	bool smp = l->type == SMP;
	u16 code = l->code;
	const char *at;

	if (smp && sscanf(s, "capability 0x%2x oob 0x%2x auth req 0x%2x",
			  &a, &b, &d) == 3 && r->whole) {
		put(r, 1, 3, a | b << 8 | d << 16);
		return true;
	}
	if (smp && sscanf(s, "max key size 0x%2x init key dist 0x%2x resp key dist 0x%2x",
			  &a, &b, &d) == 3 && r->whole) {
		put(r, 4, 3, a | b << 8 | d << 16);
		return true;
	}
	if (smp && l->len == 17) {
		static const char *const words[] = {
			"key ", "random ", "LTK ", "IRK ", "CSRK ",
		};
		size_t i;

		for (i = 0; i < ARRAY_SIZE(words); i++)
			if (!strncmp(s, words[i], strlen(words[i])))
				return put_octets(r, s + strlen(words[i]), 1, 16);
	}
	if (!r->whole)
		return false;
	/* In the order of their octets */
	at = strstr(s, "Rand 0x");
	if (smp && code == 0x07 && !strncmp(s, "EDIV 0x", 7) && at)
		return put_octets(r, s + 7, 1, 2) && put_octets(r, at + 7, 3, 8);
	if (smp && (sscanf(s, "reason 0x%2x", &a) == 1 ||
		    sscanf(s, "auth req 0x%2x", &a) == 1)) {
		put(r, 1, 1, a);
		return true;
	}
	at = strstr(s, "bdaddr ");
	if (smp && code == 0x09 && at == s) {
		put(r, 1, 1, !!strstr(s, "(Random)"));
		return text_address(r, s + 7, 2);
	}
	if (smp || l->type != HCI_EVENT)
		return false;
	if (code == 0x0e)
		return sscanf(s, "status 0x%2x", &a) == 1 && (put(r, 3, 1, a), true);
	if ((code & 0xff00) == META(0)) {
		if (sscanf(s, "status 0x%2x handle %u, role %11s", &a, &b, role) == 3) {
			put(r, 1, 1, a);
			put(r, 2, 2, b);
			put(r, 4, 1, *role == 's' || *role == 'p');
			return true;
		}
		if (at != s)
			return false;
		put(r, 5, 1, !!strstr(s, "(Random)"));
		return text_address(r, s + 7, 6);
	}
	if (sscanf(s, "status 0x%2x handle %u", &a, &b) != 2)
		return false;
	put(r, 0, 1, a);
	put(r, 1, 2, b);
	if (code == 0x03 && at && strstr(s, "type ACL") &&
	    strstr(s, "encrypt 0x")) {
		put(r, 9, 1, 1);
		put(r, 10, 1, strtoul(strstr(s, "encrypt 0x") + 8, NULL, 16));
		return text_address(r, at + 7, 3);
	}
	if (sscanf(s, "status 0x%*x handle %*u reason 0x%2x", &d) == 1 ||
	    sscanf(s, "status 0x%*x handle %*u encrypt 0x%2x", &d) == 1)
		put(r, 3, 1, d);
	return true;
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
	text_choose(r, SMP, code);
	if (told && r->layout && len + 1 != r->layout->len)
		r->layout = NULL;
	if (!told && !(r->flags & 1) && r->dlen > SMPG_L2CAP_HDR) {
		len = r->dlen - SMPG_L2CAP_HDR - 1;
		told = true;
	}
	text_expect_no_dump(r);
	r->code = code;
	if (told)
		expect_pdu(r, len);
	return true;
}

/* What hcidump makes of a channel it does not know */
static bool take_channel(struct reader *r, const char *s)
{
	unsigned int cid, len;
	u8 head[SMPG_L2CAP_HDR];

	if (sscanf(s, "L2CAP(d): cid 0x%x len %u", &cid, &len) != 2 || !r->whole)
		return false;
	text_expect_no_dump(r);
	if (cid != SMPG_CID_SMP_LE && cid != SMPG_CID_SMP_BREDR)
		return true;
	r->cid = cid;
	head[0] = len;
	head[1] = len >> 8;
	head[2] = cid;
	head[3] = 0;
	text_expect_dump(r, r->flags, head, sizeof(head), len);
	return true;
}

/* "LE Connection Complete (0x01)"; hcidump gives no number. */
static bool take_subevent(struct reader *r, const char *s)
{
	const char *paren = strrchr(s, '(');
	unsigned int code;
	int n = 0;

	if (!strcmp(s, "LE Connection Complete") && r->whole)
		code = 0x01;
	else if (!paren || sscanf(paren, "(0x%2x)%n", &code, &n) != 1 || !n)
		return false;
	text_choose(r, HCI_EVENT, META(code));
	if (r->layout && r->dlen) {
		const u8 head[] = { HCI_EVENT, 0x3e, r->dlen, code };

		text_expect_octets(r, head, sizeof(head), 3 + r->dlen);
	}
	return true;
}

/* Of the commands that complete, Reset alone matters. */
static bool take_completed(struct reader *r, const char *s)
{
	static const struct field fields[] = { { "Status", 3, 1 }, { } };
	static const struct layout reset = { HCI_EVENT, 0x0e, 4, fields };
	const char *paren = strrchr(s, '(');
	unsigned int ogf, ocf;

	if (!paren || sscanf(paren, "(0x%x|0x%x)", &ogf, &ocf) != 2)
		return false;
	if (ogf != 3 || ocf != 3)
		return true;
	r->layout = &reset;
	put(r, 0, 3, 0x0c0301);
	return true;
}

static bool take_name(struct reader *r, const char *s)
{
	switch (r->p.type) {
	case HCI_ACL:
		return !r->cid && !r->dumped &&
		       (take_smp(r, s) || take_channel(r, s));
	case HCI_EVENT:
		return (r->code == 0x3e && take_subevent(r, s)) ||
		       (r->code == 0x0e && take_completed(r, s));
	default:
		return false;
	}
}

/* A line below a packet's first; false if it means nothing. */
bool text_line(struct reader *r, const char *s)
{
	const struct field *f;
	size_t len;

	if (take_dump(r, s))
		return true;
	if (!r->layout)
		return take_name(r, s);
	for (f = r->layout->fields; f->label; f++) {
		len = strlen(f->label);
		if (!strncmp(s, f->label, len) && starts(s + len, ": "))
			return put_value(r, f, s + len + 2);
	}
	return take_hcidump(r, s);
}

void text_note_link(struct reader *r, u16 handle)
{
	struct known *k = &r->known[r->p.adapter % ADAPTERS];

	k->several |= k->any && k->handle != handle;
	k->any = true;
	k->handle = handle;
}

static void forget_link(struct reader *r, u16 handle)
{
	struct known *k = &r->known[r->p.adapter % ADAPTERS];

	if (k->handle == handle)
		k->any = false;
}

/* btmon elides what does not fit in a line: "ACL Data TX: Hand.. flags" */
bool text_recall_link(struct reader *r)
{
	const struct known *k = &r->known[r->p.adapter % ADAPTERS];

	if (!k->any || k->several || r->p.adapter >= ADAPTERS) {
		capture_remark(r->c, r->line,
			       "the handle is not printed, and there are several links or none; the packet is not judged");
		return false;
	}
	r->handle = k->handle;
	return true;
}

static void note_event(struct reader *r)
{
	switch (r->layout->code) {
	case 0x03:
		if (!r->data[0])
			text_note_link(r, smpg_le16(r->data + 1));
		break;
	case 0x05:
		if (!r->data[0])
			forget_link(r, smpg_le16(r->data + 1));
		break;
	case META(0x01):
	case META(0x0a):
	case META(0x29):
		if (!r->data[1])
			text_note_link(r, smpg_le16(r->data + 2));
	}
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
	capture_remark(r->c, r->p.where, "%s; the packet is not judged", what);
	/* Whoever judges must know that there was something. */
	r->p.part = true;
	r->p.data = acl && r->dump_have ? r->dump + 1 : head;
	r->p.len = acl && r->dump_have ? r->dump_have - 1 : acl ? sizeof(head) : 0;
	capture_packet(r->c, &r->p);
}

static void finish_dump(struct reader *r)
{
	if (r->dump_have < r->dump_want) {
		not_judged(r, "some of its octets are missing");
		return;
	}
	if (r->layout && r->layout->type == HCI_EVENT && r->dump_want >= 3 + 4) {
		memcpy(r->data, r->dump + 3, 4);
		note_event(r);
	}
	r->p.type = r->dump[0];
	r->p.data = r->dump + 1;
	r->p.len = r->dump_want - 1;
	capture_packet(r->c, &r->p);
}

static bool complete(const struct reader *r)
{
	const struct field *f;
	size_t i;

	for (f = r->layout->fields; f->label; f++)
		for (i = f->at; i < (size_t)f->at + f->size; i++)
			if (!r->have[i])
				return false;
	return true;
}

/* What stands before the octets of the layout */
static size_t put_head(const struct reader *r, u8 *out)
{
	const struct layout *l = r->layout;
	size_t n = 0;

	switch (l->type) {
	case SMP:
		out[n++] = r->handle;
		out[n++] = (r->handle >> 8 & 0x0f) | (r->p.tx ? 0x00 : 0x20);
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

	if (!complete(r)) {
		snprintf(what, sizeof(what), "%s%sa field is missing or cannot be read",
			 l->type == SMP ? smpg_pdu_name(l->code) : "",
			 l->type == SMP ? ": " : "");
		not_judged(r, what);
		return;
	}
	if (l->type == HCI_EVENT)
		note_event(r);
	n = put_head(r, out);
	memcpy(out + n, r->data, l->len);
	r->p.data = out;
	r->p.len = n + l->len;
	capture_packet(r->c, &r->p);
}

/* Hands the packet out if it is whole. */
void text_finish(struct reader *r)
{
	r->before[0] = '\0';
	r->earlier[0] = '\0';
	if (!r->open)
		return;
	r->open = false;
	if (r->dumped)
		finish_dump(r);
	else if (r->layout)
		finish_fields(r);
	else
		not_judged(r, r->cid ? "its octets are missing" : NULL);
}

void text_begin(struct reader *r, const struct hci_packet *p)
{
	text_finish(r);
	r->p = *p;
	r->open = p->type;
	r->layout = NULL;
	r->cid = 0;
	r->lost = false;
	text_expect_no_dump(r);
	memset(r->have, 0, sizeof(r->have));
	memset(r->data, 0, sizeof(r->data));
}
