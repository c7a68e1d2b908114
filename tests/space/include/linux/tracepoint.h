/* SPDX-License-Identifier: GPL-2.0 */
/* Tracepoints that are never enabled. */
#ifndef SPACE_LINUX_TRACEPOINT_H
#define SPACE_LINUX_TRACEPOINT_H

#define TP_PROTO(args...)		args
#define TP_ARGS(args...)		args
#define TRACE_DEFINE_ENUM(value)
#define TRACE_EVENT(name, proto, args, fields, assign, print) \
	static inline void trace_##name(proto) {}

#endif /* SPACE_LINUX_TRACEPOINT_H */
