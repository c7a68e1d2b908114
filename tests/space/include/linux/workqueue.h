/* SPDX-License-Identifier: GPL-2.0 */
/* The driver runs the works, see space_run(). */
#ifndef SPACE_LINUX_WORKQUEUE_H
#define SPACE_LINUX_WORKQUEUE_H

#include <linux/jiffies.h>
#include <linux/list.h>

struct work_struct;
typedef void (*work_func_t)(struct work_struct *work);

struct workqueue_struct {
	struct list_head works;
};

struct work_struct {
	struct list_head entry;
	work_func_t func;
	const char *name;	/* of func, of works that are declared */
	bool pending;
};

struct delayed_work {
	struct work_struct work;
	struct workqueue_struct *wq;
	struct list_head timer;
	unsigned long expires;
	bool waiting;
};

extern struct workqueue_struct *system_wq;

#define DECLARE_WORK(w, f) \
	struct work_struct w = { .func = (f), .name = #f }
#define DECLARE_DELAYED_WORK(w, f) \
	struct delayed_work w = { .work = { .func = (f), .name = #f } }
#define INIT_WORK(w, f)	\
	(*(w) = (struct work_struct){ .func = (f) })
#define INIT_DELAYED_WORK(w, f) \
	(*(w) = (struct delayed_work){ .work = { .func = (f) } })

static inline struct delayed_work *to_delayed_work(struct work_struct *work)
{
	return container_of(work, struct delayed_work, work);
}

bool queue_work(struct workqueue_struct *wq, struct work_struct *work);
bool queue_delayed_work(struct workqueue_struct *wq, struct delayed_work *work,
			unsigned long delay);
bool mod_delayed_work(struct workqueue_struct *wq, struct delayed_work *work,
		      unsigned long delay);
bool flush_work(struct work_struct *work);
bool flush_delayed_work(struct delayed_work *work);
bool cancel_work_sync(struct work_struct *work);
bool cancel_delayed_work(struct delayed_work *work);
bool cancel_delayed_work_sync(struct delayed_work *work);

#define schedule_work(w)		queue_work(system_wq, w)
#define schedule_delayed_work(w, delay) \
	queue_delayed_work(system_wq, w, delay)
#define work_pending(w)			((w)->pending)
#define delayed_work_pending(w)		work_pending(&(w)->work)

#endif /* SPACE_LINUX_WORKQUEUE_H */
