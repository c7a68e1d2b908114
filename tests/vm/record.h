/* SPDX-License-Identifier: GPL-2.0 */
/* What went by, as JSON lines, from both vantage points. */
#ifndef SMPG_TEST_RECORD_H
#define SMPG_TEST_RECORD_H

#include "hci.h"

void record_open(const char *path);
void record_packet(const char *at, bool sent, const struct packet *p);
const char *packet_name(const struct packet *p);
const char *pdu_name(u8 code);
void print_hex(const void *data, size_t len, char *hex);

#endif /* SMPG_TEST_RECORD_H */
