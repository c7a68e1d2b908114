/* SPDX-License-Identifier: GPL-2.0 */
/* Logs that people take for captures: no packets are in them. */
#ifndef SMPGUARD_TEXT_LOGS_H
#define SMPGUARD_TEXT_LOGS_H

/* Return: the advice for whoever has the log that the line is of, or NULL. */
const char *text_logs_advice(const char *line);

/* Return: what bluetoothd or the kernel says, or NULL if the line is not theirs. */
const char *text_logs_message(const char *line);

#endif /* SMPGUARD_TEXT_LOGS_H */
