/* SPDX-License-Identifier: GPL-2.0 */
/* Completions of ACL packets that the host still has to see. */
#ifndef SMPG_CREDITS_H
#define SMPG_CREDITS_H

#include <linux/types.h>

struct smpg_live_link;

/**
 * struct smpg_credits - a link's account of completions
 * @owed: completions still to be sent to the host for dropped packets. Read
 *	without the link's lock by credits.c, to skip links that have none, and
 *	again under the lock before any is sent
 * @lent: inject.c withholds one of the host's completions on this link; read
 *	without the lock where completions pass, which alone set it ...
 * @to: ... until our packet over the link with this handle has completed
 */
struct smpg_credits {
	u16 owed;
	bool lent;
	u16 to;
};

void smpg_credit_owe(struct smpg_live_link *live, u16 count);
void smpg_credit_exit(void);

#endif /* SMPG_CREDITS_H */
