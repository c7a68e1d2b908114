/* SPDX-License-Identifier: GPL-2.0 */
/*
 * There is one thread, so that no lock is ever waited for. Held locks, their
 * order, and that interrupts are off are checked: frames come in any context.
 */
#ifndef SPACE_LINUX_SPINLOCK_H
#define SPACE_LINUX_SPINLOCK_H

#include <linux/lockdep.h>

typedef struct spinlock {
	struct space_lock lock;
} spinlock_t;

#define __SPIN_LOCK_UNLOCKED(x)	{ .lock = { .name = #x } }
#define DEFINE_SPINLOCK(x)	spinlock_t x = __SPIN_LOCK_UNLOCKED(x)
#define spin_lock_init(l) \
	(*(l) = (spinlock_t){ .lock = { .name = #l } })

void space_spin_lock(struct space_lock *l);
void space_spin_unlock(struct space_lock *l);
unsigned long space_irq_save(void);
void space_irq_restore(unsigned long flags);

#define spin_lock(l)		space_spin_lock(&(l)->lock)
#define spin_unlock(l)		space_spin_unlock(&(l)->lock)

#define local_irq_save(flags)	((flags) = space_irq_save())
#define local_irq_restore(flags) space_irq_restore(flags)
#define spin_lock_irqsave(l, flags) do { \
	local_irq_save(flags); \
	spin_lock(l); \
} while (0)
#define spin_unlock_irqrestore(l, flags) do { \
	spin_unlock(l); \
	local_irq_restore(flags); \
} while (0)

#endif /* SPACE_LINUX_SPINLOCK_H */
