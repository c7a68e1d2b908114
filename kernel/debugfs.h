/* SPDX-License-Identifier: GPL-2.0 */
/* /sys/kernel/debug/smp_guard. */
#ifndef SMPG_DEBUGFS_H
#define SMPG_DEBUGFS_H

void smpg_debugfs_init(void);
void smpg_debugfs_exit(void);

#endif /* SMPG_DEBUGFS_H */
