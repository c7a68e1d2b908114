/* SPDX-License-Identifier: GPL-2.0 */
/* Between the lines of a text and the packets in it */
#ifndef SMPGUARD_TEXT_H
#define SMPGUARD_TEXT_H

#include "snooz.h"
#include "text_hold.h"
#include "text_layout.h"
#include "text_logs.h"
#include "text_prefix.h"

#define LINE_MAX_LEN	1024
#define DUMP_WIDTH	20

/* So many lines tell how a longer one was broken; none of them is longer than that. */
#define FLOW_LOOK	16
#define FLOW_LINE	256

/* FLOW_FOLDED: at a width, anywhere. FLOW_WRAPPED: at the last space before it. */
enum flow_how { FLOW_NONE, FLOW_FOLDED, FLOW_WRAPPED };

/**
 * struct flow - lines that are one, and were broken anew
 * @how: enum flow_how, of the line above
 * @sure: the first of them is several lines by itself
 * @width: of the widest of them
 * @mark: so many characters of quoting are in front of each
 * @last: length of the line above
 * @first: number of the first that is held
 * @nr: so many are held, until it is clear how they were broken
 * @held: these; the first stays
 * @have: octets in @text
 * @text: what is left of the lines above
 */
struct flow {
	u8 how;
	bool sure;
	size_t width, mark, last;
	u64 first;
	size_t nr;
	char held[FLOW_LOOK][FLOW_LINE];
	size_t have;
	char text[LINE_MAX_LEN];
};

/**
 * struct dump - a packet as H4 has it, of which the last octets are printed as such
 * @data: its octets
 * @want: so many it has, 0 where none are expected
 * @have: so many are there
 * @printed: some were printed, or there are none
 */
struct dump {
	u8 data[DUMP_MAX];
	size_t want, have;
	bool printed;
};

/**
 * struct reader - a packet being put together
 * @whole: the line was ended by a newline
 * @joined: the line is what a mailer may have parted
 * @flat: number of the line that is several without newlines
 * @flowed: the text has such a line
 * @parted: some of the line has been taken
 * @flow: lines that are one of those, broken anew
 * @open: there is a packet
 * @link: what is known of its link
 * @digits: with which a handle begins that is elided
 * @handle, @flags, @dlen: of its first line; @dlen of a command or an event too
 * @cid: of its L2CAP PDU, 0 as long as that is not known
 * @layout: what is in it, once that is known
 * @code: of the event or the SMP PDU
 * @named: the subevent was named
 * @octets: of the layout
 * @below, @rows: the field whose octets are printed below its label, and how many are
 *	there
 * @broken: a value is there that cannot be read
 * @torn: it is a fragment, whose octets are to follow
 * @fielded: a field was read, so that no octets of the packet are printed
 * @dump: the packet where its octets are printed
 * @beside: what may stand beside the octets of the last line, but not in that line
 * @before: the last line that made no sense by itself
 * @earlier: the one before it, which made none either
 * @lost: nothing says which link the packet is of
 * @numbers: of the latest packet of each adapter, 0 where that is not known
 * @hold: the links, and what waits for one
 * @prefix: what something else than btmon puts before every line
 * @epoch: the first time of one that is counted in seconds since 1970
 * @snooz: btsnooz that the line is in, or NULL
 * @logs: of a text that has had no packet yet
 */
struct reader {
	struct capture *c;
	u64 line;
	bool whole;
	bool joined;
	u64 flat;
	bool flowed;
	bool parted;
	struct flow flow;
	bool open;
	enum link_known link;
	char digits[DIGITS + 1];
	u16 handle;
	u8 flags;
	u16 dlen;
	u16 cid;
	const struct layout *layout;
	struct hci_packet p;
	u8 code;
	bool named;
	struct octets octets;
	const struct field *below;
	size_t rows;
	bool broken;
	bool torn;
	bool fielded;
	struct dump dump;
	char beside[DUMP_WIDTH + 1];
	char before[LINE_MAX_LEN];
	char earlier[LINE_MAX_LEN];
	bool lost;
	unsigned int numbers[NUMBERED];
	struct hold hold;
	struct prefix prefix;
	double epoch;
	struct snooz *snooz;
	struct text_logs logs;
};

/* text_take.c: a line, or what is left of it when its parts are taken */
void text_take(struct reader *r, char *line, size_t len);
size_t text_take_parts(struct reader *r, char *line, size_t len);

/* text_flow.c: a line that was broken anew */
bool text_flow_line(struct reader *r, const char *line, size_t len);
void text_flow_end(struct reader *r);
bool text_flow_last(struct reader *r, const char *line);

/* text_clean.c: what mailers, archives and people put around a line */
void text_clean(char *line, size_t len);
size_t text_break(const char *line, size_t len, size_t *skip);

/* text_cut.c: lines in place of others that were cut out */
bool text_is_cut(const char *line, const char *s);

/* text_raw.c: logs that have packets in octets */
bool text_raw(struct reader *r, const char *line);

/* text_flat.c: lines joined into one */
bool text_flat(const char *line);
size_t text_flat_break(const char *line);

/* text_head.c: the first line of a packet */
bool text_head(struct reader *r, const char *line);
bool text_is_received(const char *s);
bool text_is_time(const char *s);
bool text_headless(struct reader *r, const char *s);
bool text_time(struct reader *r, const char *s);
const char *text_skip_marks(const char **s, char *arrow);

/* text_packet.c: the lines below, and the packet that they make */
void text_begin(struct reader *r, const struct hci_packet *p);
bool text_is_smp(const char *s);
bool text_line(struct reader *r, const char *s);
void text_finish(struct reader *r);
void text_choose(struct reader *r, u8 type, u16 code);
void text_expect_acl(struct reader *r, u8 flags, const u8 *head, size_t head_len,
		     size_t len);
void text_expect_octets(struct reader *r, const u8 *head, size_t head_len, size_t want);
void text_expect_nothing(struct reader *r);
void text_note_part(struct reader *r, const char *s);
void text_note_link(struct reader *r, u16 handle, bool begins);

#endif /* SMPGUARD_TEXT_H */
