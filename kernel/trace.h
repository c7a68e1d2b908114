/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Tracepoints: the events of a pairing, and violations, as report.c queues them.
 * No key material is in them. Addresses have the most significant octet first, as
 * in netlink.
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM smp_guard

#if !defined(SMPG_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define SMPG_TRACE_H

#include <linux/tracepoint.h>

#include "address.h"
#include "report.h"
#include "trace_names.h"

/* The side that ended a pairing which did not fail */
#define SMPG_TRACE_NO_SIDE	0xff

TRACE_DEFINE_ENUM(SMP_GUARD_CMD_PAIRING_STARTED);
TRACE_DEFINE_ENUM(SMP_GUARD_CMD_PAIRING_COMPLETE);
TRACE_DEFINE_ENUM(SMP_GUARD_CMD_PAIRING_FAILED);

TRACE_EVENT(pairing,
	TP_PROTO(const struct smpg_event *event),

	TP_ARGS(event),

	TP_STRUCT__entry(
		__field(u64, seq)
		__field(u16, adapter)
		__field(u16, handle)
		__array(u8, peer, 6)
		__field(u8, peer_type)
		__field(u8, transport)
		__field(u8, role)
		__field(u8, event)
		__field(u8, initiator)
		__field(u8, method)
		__field(u8, sc)
		__field(u8, key_size)
		__field(u8, side)
		__field(u8, reason)
	),

	TP_fast_assign(
		bool failed = event->cmd == SMP_GUARD_CMD_PAIRING_FAILED;

		__entry->seq = event->seq;
		__entry->adapter = event->index;
		__entry->handle = event->link.handle;
		smpg_swap_address(__entry->peer, event->link.peer);
		__entry->peer_type = event->link.peer_type;
		__entry->transport = event->link.transport;
		__entry->role = event->link.role;
		__entry->event = event->cmd;
		__entry->initiator =
			event->link.direction == SMP_GUARD_DIRECTION_TX ?
			SMP_GUARD_SIDE_LOCAL : SMP_GUARD_SIDE_PEER;
		__entry->method = event->link.method;
		__entry->sc = event->link.sc;
		__entry->key_size = event->link.key_size;
		__entry->side = failed ? event->verdict.side :
					 SMPG_TRACE_NO_SIDE;
		__entry->reason = failed ? event->verdict.reason : 0;
	),

	TP_printk("seq=%llu adapter=hci%u handle=%u peer=%pM peer_type=%s transport=%s role=%s event=%s initiator=%s method=%s sc=%u key_size=%u ended_by=%s reason=0x%02x",
		  __entry->seq, __entry->adapter, __entry->handle,
		  __entry->peer,
		  __print_symbolic(__entry->peer_type, SMPG_TRACE_ADDRESS_TYPES),
		  __print_symbolic(__entry->transport, SMPG_TRACE_TRANSPORTS),
		  __print_symbolic(__entry->role, SMPG_TRACE_ROLES),
		  __print_symbolic(__entry->event,
				   { SMP_GUARD_CMD_PAIRING_STARTED, "started" },
				   { SMP_GUARD_CMD_PAIRING_COMPLETE, "complete" },
				   { SMP_GUARD_CMD_PAIRING_FAILED, "failed" }),
		  __print_symbolic(__entry->initiator, SMPG_TRACE_SIDES),
		  __print_symbolic(__entry->method, SMPG_TRACE_METHODS),
		  __entry->sc, __entry->key_size,
		  __print_symbolic(__entry->side, SMPG_TRACE_SIDES,
				   { SMPG_TRACE_NO_SIDE, "none" }),
		  __entry->reason)
);

TRACE_EVENT(violation,
	TP_PROTO(const struct smpg_event *event),

	TP_ARGS(event),

	TP_STRUCT__entry(
		__field(u64, seq)
		__field(u16, adapter)
		__field(u16, handle)
		__array(u8, peer, 6)
		__field(u8, peer_type)
		__field(u8, transport)
		__field(u8, role)
		__field(u8, rule)
		__field(u8, action)
		__field(u8, direction)
		__field(u8, pdu)
		__field(u8, key)
		__field(u8, why)
		__field(u8, stack)
		__field(u8, severity)
	),

	TP_fast_assign(
		const struct smpg_finding *f =
			&event->verdict.findings[event->finding];

		__entry->seq = event->seq;
		__entry->adapter = event->index;
		__entry->handle = event->link.handle;
		smpg_swap_address(__entry->peer, event->link.peer);
		__entry->peer_type = event->link.peer_type;
		__entry->transport = event->link.transport;
		__entry->role = event->link.role;
		__entry->rule = f->rule;
		__entry->action = f->action;
		__entry->direction = event->verdict.direction;
		__entry->pdu = event->verdict.pdu;
		__entry->key = event->verdict.key;
		__entry->why = f->why;
		__entry->stack = event->verdict.stack;
		__entry->severity = smpg_finding_severity(f, event->verdict.stack);
	),

	TP_printk("seq=%llu adapter=hci%u handle=%u peer=%pM peer_type=%s transport=%s role=%s rule=%s action=%s direction=%s pdu=%s key=%s why=%u stack=%s severity=%s",
		  __entry->seq, __entry->adapter, __entry->handle,
		  __entry->peer,
		  __print_symbolic(__entry->peer_type, SMPG_TRACE_ADDRESS_TYPES),
		  __print_symbolic(__entry->transport, SMPG_TRACE_TRANSPORTS),
		  __print_symbolic(__entry->role, SMPG_TRACE_ROLES),
		  __print_symbolic(__entry->rule, SMPG_TRACE_RULES),
		  __print_symbolic(__entry->action, SMPG_TRACE_ACTIONS),
		  __print_symbolic(__entry->direction, SMPG_TRACE_DIRECTIONS),
		  __print_symbolic(__entry->pdu, { 0, "none" }, SMPG_TRACE_PDUS),
		  __print_symbolic(__entry->key, SMPG_TRACE_KEYS),
		  __entry->why,
		  __print_symbolic(__entry->stack, SMPG_TRACE_STACKS),
		  __print_symbolic(__entry->severity, SMPG_TRACE_SEVERITIES))
);

#endif /* SMPG_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH .
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
