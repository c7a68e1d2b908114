/* SPDX-License-Identifier: GPL-2.0 */
/* Logs that people take for captures: no packets are in them. */
#ifndef SMPGUARD_TEXT_LOGS_H
#define SMPGUARD_TEXT_LOGS_H

#include "capture.h"

/* So many lines of a log are explained, each kind of line once. */
#define LOGS_SAID	8

/**
 * struct text_logs_said - what a line says
 * @where: its number
 * @before, @text: the same in words
 */
struct text_logs_said {
	u64 where;
	const char *before, *text;
};

/**
 * struct text_logs - a text that has had no packet yet
 * @advice: for whoever has the log that it is, or NULL
 * @mgmt: a line of it is of the management interface
 * @said: what its lines say
 * @nr: number of these
 * @failure: one of these that tells of a pairing that failed, or NULL
 */
struct text_logs {
	const char *advice;
	bool mgmt;
	struct text_logs_said said[LOGS_SAID];
	size_t nr;
	const struct text_logs_said *failure;
};

void text_logs_line(struct text_logs *l, const char *line, u64 where);
bool text_logs_fails(const char *line);
const char *text_logs_status(u8 status);
int text_logs_end(const struct text_logs *l, struct capture *c);

/* Return: what bluetoothd or the kernel says, or NULL if the line is not theirs. */
const char *text_logs_message(const char *line);

#endif /* SMPGUARD_TEXT_LOGS_H */
