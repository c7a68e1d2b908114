// SPDX-License-Identifier: GPL-2.0
/*
 * The controller's buffers: a packet of the guard's takes one that a withheld
 * completion freed, and is lent until the packet has completed, or one that is
 * idle, since nothing has completed for a while.
 */
#include <linux/jiffies.h>

#include "account.h"
#include "host.h"
#include "keys.h"
#include "links.h"
#include "space.h"

#define HANDLES	0x1000
#define IDLE	msecs_to_jiffies(50)

/* A packet of the guard's for the peer of a link, queued or in flight. */
static struct own {
	u64 order;		/* of the link; 0 for no packet */
	u64 lender;		/* order of the link that lent, 0 for none */
	u16 lender_handle;
} owns[ADAPTERS][HANDLES];

/* When a completion last passed, by what shares buffers. */
static struct passed {
	bool any;
	unsigned long when;
} passed[ADAPTERS][3];

/* Completions of the step under way, which count once it is over. */
static struct passed *completed[64];
static unsigned int nr_completed;
static unsigned long now;

static unsigned int buffers_of(const struct smpg_live_link *live)
{
	return live->hdev->le_pkts ? live->link.transport : 0;
}

static unsigned int nr_of(const struct hci_dev *hdev)
{
	return hdev - space_adapters;
}

struct search {
	const struct smpg_live_link *borrower;
	const struct smpg_live_link *lender;	/* the one that lent to it */
	bool lent;				/* any has lent */
};

static void visit_lender(struct smpg_live_link *live, void *data)
{
	struct search *search = data;

	if (live->hdev != search->borrower->hdev || !live->credits.lent)
		return;
	search->lent = true;
	if (live->credits.to == search->borrower->link.handle)
		search->lender = live;
}

static bool is_idle(const struct smpg_live_link *live)
{
	struct passed *p = &passed[nr_of(live->hdev)][buffers_of(live)];

	return (!p->any || time_after_eq(jiffies, p->when + IDLE)) &&
	       time_after_eq(jiffies, live->inject.idle_since + IDLE);
}

static void check_begun(struct smpg_live_link *live, struct own *own)
{
	struct search search = { .borrower = live };

	smpg_links_each(visit_lender, &search);
	must(search.lent || is_idle(live),
	     "a packet of the guard's took a buffer that the host counts on");
	*own = (struct own){ .order = live->order };
	if (!search.lender)
		return;
	own->lender = search.lender->order;
	own->lender_handle = search.lender->link.handle;
	totals->loans++;
}

/* A loan lasts as long as the packet, if both links do. */
static void check_lasts(struct smpg_live_link *live, const struct own *own)
{
	const struct smpg_live_link *lender;

	lender = smpg_links_find(live->hdev, own->lender_handle);
	must(!own->lender || !lender || lender->order != own->lender ||
	     !smpg_adapter_up(live->hdev) ||
	     (lender->credits.lent &&
	      lender->credits.to == live->link.handle),
	     "a loan ended before the packet completed that it was for");
}

static void visit_own(struct smpg_live_link *live, void *data)
{
	struct own *own = &owns[nr_of(live->hdev)][live->link.handle];
	bool is = live->inject.tx_skb || live->inject.tx_pending;

	if (!is || own->order != live->order)
		own->order = 0;
	if (!is)
		return;
	if (own->order)
		check_lasts(live, own);
	else
		check_begun(live, own);
}

/* While a link has lent a completion, its others say nothing; nor without memory. */
static void note_completed(const struct smpg_live_link *live, unsigned int count,
			   bool is_seen)
{
	unsigned int nr = nr_of(live->hdev);

	/* One is that of the guard's packet, and another may be queued at once. */
	if (live->inject.tx_pending && count) {
		owns[nr][live->link.handle].lender = 0;
		count--;
	}
	if (count && is_seen && !live->credits.lent)
		completed[nr_completed++] = &passed[nr][buffers_of(live)];
}

/**
 * loans_before() - a step begins
 * @step: the step
 */
void loans_before(const struct step *step)
{
	const struct packet *p = &step->packet;
	struct hci_dev *hdev = &space_adapters[step->adapter];
	const struct smpg_live_link *live;
	unsigned int i;

	now = jiffies;
	nr_completed = 0;
	if (step->op != STEP_EVENT || p->sharing == SHARED || p->len < 3 ||
	    p->data[0] != 0x13 || p->data[1] != p->len - 2 ||
	    p->len < 3 + 4 * p->data[2] || !smpg_adapter_up(hdev))
		return;
	rcu_read_lock();
	for (i = 0; i < p->data[2]; i++) {
		live = smpg_links_find(hdev, smpg_le16(p->data + 3 + 4 * i) &
					     0xfff);
		if (live)
			note_completed(live, smpg_le16(p->data + 5 + 4 * i),
				       !step->fail);
	}
	rcu_read_unlock();
}

/**
 * loans_check() - does each packet of the guard's have a buffer?
 */
void loans_check(void)
{
	unsigned int i;

	smpg_links_each(visit_own, NULL);
	for (i = 0; i < nr_completed; i++)
		*completed[i] = (struct passed){ .any = true, .when = now };
}
