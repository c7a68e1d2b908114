/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_LINUX_MUTEX_H
#define SPACE_LINUX_MUTEX_H

#include <linux/lockdep.h>

struct mutex {
	struct space_lock lock;
};

#define DEFINE_MUTEX(x)	\
	struct mutex x = { .lock = { .name = #x } }

void space_mutex_lock(struct space_lock *l);
void space_mutex_unlock(struct space_lock *l);

#define mutex_init(l)		(*(l) = (struct mutex){ .lock.name = #l })
#define mutex_lock(l)		space_mutex_lock(&(l)->lock)
#define mutex_unlock(l)		space_mutex_unlock(&(l)->lock)

#endif /* SPACE_LINUX_MUTEX_H */
