/* SPDX-License-Identifier: GPL-2.0 */
/* The generic netlink family. */
#ifndef SMPG_NETLINK_H
#define SMPG_NETLINK_H

int smpg_netlink_init(void);
void smpg_netlink_exit(void);

#endif /* SMPG_NETLINK_H */
