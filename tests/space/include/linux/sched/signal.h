/* SPDX-License-Identifier: GPL-2.0 */
#ifndef SPACE_LINUX_SCHED_SIGNAL_H
#define SPACE_LINUX_SCHED_SIGNAL_H

#include <linux/kernel.h>

#define current				NULL
#define fatal_signal_pending(task)	((void)(task), false)

#endif /* SPACE_LINUX_SCHED_SIGNAL_H */
