/* SPDX-License-Identifier: GPL-2.0 */
/* Between the lines of a text and the packets in it */
#ifndef SMPGUARD_TEXT_H
#define SMPGUARD_TEXT_H

#include "capture.h"

#define LINE_MAX_LEN	1024
#define OCTETS		80

/* Of a packet that is printed as octets; one that pairs is shorter. */
#define DUMP_MAX	512
#define DUMP_WIDTH	20

struct layout;

#define ADAPTERS	4

/* The links of an adapter, as far as one is enough to know all */
struct known {
	bool any, several;
	u16 handle;
};

/**
 * struct reader - a packet being put together
 * @whole: the line was ended by a newline
 * @open: there is one
 * @handle, @flags, @dlen: of its first line; @dlen of a command or an event too
 * @cid: of its L2CAP PDU, 0 as long as that is not known
 * @layout: what is in it, once that is known
 * @code: of the event or the SMP PDU
 * @have: which octets are there
 * @dump: the packet as H4 has it, where its last octets are printed as such
 * @dump_want: so many octets it has, 0 where none are expected
 * @dump_have: so many are there
 * @dumped: some were printed, or there are none
 * @before: the last line that made no sense by itself
 * @earlier: the one before it, which made none either
 * @lost: nothing says which link the packet is of
 * @known: by adapter
 * @epoch: the first time of one that is counted in seconds since 1970
 */
struct reader {
	struct capture *c;
	u64 line;
	bool whole;
	bool open;
	u16 handle;
	u8 flags;
	u16 dlen;
	u16 cid;
	const struct layout *layout;
	struct hci_packet p;
	u8 code;
	u8 data[OCTETS];
	bool have[OCTETS];
	u8 dump[DUMP_MAX];
	size_t dump_want, dump_have;
	bool dumped;
	char before[LINE_MAX_LEN];
	char earlier[LINE_MAX_LEN];
	bool lost;
	struct known known[ADAPTERS];
	double epoch;
};

static inline bool starts(const char *s, const char *with)
{
	return !strncmp(s, with, strlen(with));
}

void text_begin(struct reader *r, const struct hci_packet *p);
bool text_line(struct reader *r, const char *s);
void text_finish(struct reader *r);

/* For first lines: a value out of the text, and what is in the packet */
int text_hex_digits(const char *s);
size_t text_octets(const char *s, u8 *out, size_t max, const char **end);
bool text_address(struct reader *r, const char *s, size_t at);
void text_choose(struct reader *r, u8 type, u16 code);
void text_expect_dump(struct reader *r, u8 flags, const u8 *head,
		      size_t head_len, size_t len);
void text_expect_octets(struct reader *r, const u8 *head, size_t head_len,
			size_t want);
void text_expect_no_dump(struct reader *r);
void text_note_link(struct reader *r, u16 handle);
bool text_recall_link(struct reader *r);

#endif /* SMPGUARD_TEXT_H */
