/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Callbacks run when the driver ends the grace period, see space_quiescent(),
 * or in rcu_barrier(). Readers are counted, and lookups assert that there is
 * one.
 */
#ifndef SPACE_LINUX_RCUPDATE_H
#define SPACE_LINUX_RCUPDATE_H

#include <linux/list.h>

/* Readers inside, and how often interrupts were switched off. */
extern unsigned int space_readers, space_irqs_off;

static inline void rcu_read_lock(void)
{
	space_readers++;
}

static inline void rcu_read_unlock(void)
{
	SPACE_NEVER(!space_readers);
	space_readers--;
}

/* Preemption off is a reader, too. */
static inline void rcu_read_lock_sched_notrace(void)
{
	rcu_read_lock();
}

static inline void rcu_read_unlock_sched_notrace(void)
{
	rcu_read_unlock();
}

static inline bool rcu_read_lock_held(void)
{
	return space_readers;
}

static inline bool rcu_read_lock_any_held(void)
{
	return space_readers || space_irqs_off;
}

#define space_reading()		SPACE_NEVER(!rcu_read_lock_any_held())

void call_rcu(struct rcu_head *head, void (*func)(struct rcu_head *head));
void space_kfree_rcu(struct rcu_head *head, void *object);
void synchronize_rcu(void);
void synchronize_rcu_tasks(void);
void rcu_barrier(void);

#define kfree_rcu(p, field) do { \
	__typeof__(p) p_ = (p); \
	if (p_) \
		space_kfree_rcu(&p_->field, p_); \
} while (0)
#define kvfree_rcu(p, field)	kfree_rcu(p, field)

#define rcu_dereference(p)	({ space_reading(); (p); })
#define rcu_dereference_check(p, c) ({ \
	SPACE_NEVER(!rcu_read_lock_any_held() && !(c)); \
	(p); \
})
#define rcu_dereference_protected(p, c) ({ SPACE_NEVER(!(c)); (p); })
#define rcu_dereference_raw(p)	(p)
#define rcu_access_pointer(p)	(p)
#define rcu_assign_pointer(p, value) ((p) = (value))
#define RCU_INIT_POINTER(p, value) ((p) = (value))
#define rcu_replace_pointer(p, value, c) ({ \
	__typeof__(p) *p_ = &(p); \
	__typeof__(p) was_ = *p_; \
	SPACE_NEVER(!(c)); \
	*p_ = (value); \
	was_; \
})

#endif /* SPACE_LINUX_RCUPDATE_H */
