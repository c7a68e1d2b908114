/* SPDX-License-Identifier: GPL-2.0 */
/* There is no netlink. */
#ifndef SPACE_NET_GENETLINK_H
#define SPACE_NET_GENETLINK_H

#endif /* SPACE_NET_GENETLINK_H */
