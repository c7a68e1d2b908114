/* SPDX-License-Identifier: GPL-2.0 */
/* Pairings out of a stream of HCI packets, judged by the guard's own engine. */
#ifndef SMPGUARD_SESSION_H
#define SMPGUARD_SESSION_H

#include "judge.h"
#include "report.h"

struct session;

struct session *session_new(judge_policy_fn policy,
			    void (*done)(void *arg, struct pairing *p),
			    void *arg);
void session_packet(struct session *s, const struct hci_packet *p);
bool session_report(struct session *s, const struct report *r);
bool session_settle(struct session *s, u64 before);
void session_end(struct session *s);	/* and frees it */

#endif /* SMPGUARD_SESSION_H */
