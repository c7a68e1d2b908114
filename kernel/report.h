/* SPDX-License-Identifier: GPL-2.0 */
/* Events, from where they happen to where they are sent. */
#ifndef SMPG_REPORT_H
#define SMPG_REPORT_H

#include "smpg_engine.h"

struct smpg_live_link;
struct smpg_translation;
struct smpg_window;

/**
 * struct smpg_event - an event, recorded where it happens and sent later
 * @cmd: which event it is, enum smp_guard_cmd. SMP_GUARD_CMD_KEYS_CHANGED has
 *	nothing else
 * @seq: sequence number
 * @boottime: time of the event since boot, in nanoseconds
 * @index: index of the adapter
 * @link: state of the link, without secrets
 * @verdict: the verdict
 * @finding: for a violation, its index in the findings of @verdict
 * @why: for a lost translation, enum smp_guard_why
 * @key: for a lost translation, enum smp_guard_key
 * @suppressed: for a violation, how many of the same rule were not told before
 * @any_adapter: for a window, it is one for all adapters
 * @seconds: for a window, its duration
 */
struct smpg_event {
	u8 cmd;
	u8 finding;
	u8 why;
	u8 key;
	bool any_adapter;
	u16 index;
	u32 seconds;
	u64 seq;
	u64 boottime;
	u64 suppressed;
	struct {
		u16 handle;
		u8 transport;
		u8 role;
		u8 peer_type;
		u8 peer[6];
		u8 marks;
		u8 method;
		u8 key_size;
		u8 keys[2];
		bool answered;
		u8 direction;
		bool sc;
	} link;
	struct smpg_verdict verdict;
};

void smpg_report(struct smpg_live_link *live,
		 const struct smpg_verdict *verdict);
void smpg_report_lost(const struct smpg_translation *t, u8 why);
void smpg_report_hooks(bool lost);
void smpg_report_window(const struct smpg_window *window, bool open);
void smpg_report_keys_changed(void);
u64 smpg_report_seq(void);
void smpg_report_init(int (*send)(const struct smpg_event *event));
void smpg_report_flush(void);

#endif /* SMPG_REPORT_H */
