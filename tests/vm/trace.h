/* SPDX-License-Identifier: GPL-2.0 */
/* HCI packets out of a trace as btmon(1) prints it. */
#ifndef SMPG_TEST_TRACE_H
#define SMPG_TEST_TRACE_H

#include "hci.h"

#define TRACE_MAX	128

/**
 * struct trace_record - a packet of the trace
 * @us: time in microseconds
 * @from_host: '<', against '>'
 */
struct trace_record {
	u64 us;
	bool from_host;
	struct packet packet;
};

struct trace {
	size_t nr;
	struct trace_record records[TRACE_MAX];
};

void trace_read(struct trace *trace, const char *path);

#endif /* SMPG_TEST_TRACE_H */
